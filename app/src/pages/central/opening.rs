//! What opening a round does.

use jiff::civil::Date;
use leptos::prelude::*;

use super::rounds::Coordinators;
use crate::domain::ids::RoundId;
use crate::routes;
use crate::texts::rounds as t;
use crate::ui::form::{ErrorSummary, Faults, Hidden, Submit};
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section, TextList};

/// What opening a round does.
pub struct Opening {
    pub round: RoundId,
    pub title: String,
    pub opens: Date,
    pub closes: Date,
    pub today: Date,
    /// Other rounds that are open: title and last day.
    pub also_open: Vec<(String, Date)>,
    /// Who gets a link.
    pub asked: Vec<AskedRow>,
    /// Who gets none, and why.
    pub without: Vec<String>,
    /// What stops it: a sentence, and where it is mended.
    pub obstacles: Vec<(String, String)>,
    /// What the round is now, as a form says it back.
    pub fore: String,
    /// What was refused.
    pub fault: Option<String>,
}

/// An organisation that gets a link.
pub struct AskedRow {
    pub organisation: String,
    /// Units that are asked.
    pub units: i64,
    /// Where there are none, how many answers are expected.
    pub expected: Option<i64>,
    /// Id and version.
    pub questionnaire: (String, i64),
    pub coordinators: Vec<String>,
}

/// What opening a round does, and the button.
pub fn opening(page: Opening) -> impl IntoView {
    let Opening { round, title, opens, closes, today, also_open, asked, without, obstacles, fore, fault } = page;
    let faults = Faults::of("oppna", fault);
    let units = asked.iter().map(|row| row.units).sum();
    let can_open = obstacles.is_empty() && !asked.is_empty();
    let also_open =
        also_open.into_iter().map(|(title, last)| view! { <Notice kind=NoticeKind::Warning text=t::also_open(&title, last)/> });
    let nobody = asked.is_empty();
    let summary = t::summary(asked.len(), units);
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=t::TITLE title=t::open_title(&title) id="oppna"/>
        <p class="lead">{summary}</p>
        <p>{t::taken(opens, closes)}</p>
        <Notice kind=NoticeKind::Warning when=today < opens text=t::begins_later(opens)/>
        <Notice kind=NoticeKind::Warning when={closes < today} text=t::IS_PAST/>
        {also_open.collect_view()}
        <Obstacles obstacles/>
        <Notice kind=NoticeKind::Alert when=nobody text=t::NOBODY/>
        {can_open.then(|| view! {
            <form method="post" action=routes::ROUND_OPEN.href([&round])><Hidden name="fore" value=fore/><Submit text=t::BUTTON_OPEN/></form>
        })}
        <p><a href=routes::ROUND.href([&round])>{t::NOT_NOW}</a></p>
        <AskedTable rows=asked/>
        {(!without.is_empty()).then(|| view! { <Section heading=t::WITHOUT_HEADING><TextList items=without/></Section> })}
    }
}

#[component]
fn Obstacles(obstacles: Vec<(String, String)>) -> impl IntoView {
    let items: Vec<_> = obstacles.into_iter().map(|(sentence, href)| view! { <li><a href=href>{sentence}</a></li> }).collect();
    (!items.is_empty()).then(|| view! { <div class="warning" role="alert"><h2>{t::OBSTACLES}</h2><ul>{items}</ul></div> })
}

#[component]
fn AskedTable(rows: Vec<AskedRow>) -> impl IntoView {
    let any = !rows.is_empty();
    let rows = rows.into_iter().map(|AskedRow { organisation, units, expected, questionnaire: (id, version), coordinators }| {
        let count = expected.filter(|_| units == 0).map_or_else(|| units.to_string(), t::expected);
        view! {
            <tr><th scope="row">{organisation}</th>
                <td class="n" data-label=t::COLUMN_ASKED>{count}</td>
                <td data-label=t::COLUMN_RECIPIENT><Coordinators addresses=coordinators/></td>
                <td data-label=t::COLUMN_QUESTIONNAIRE><a href=routes::QUESTIONNAIRE.href([&id, &version])>{t::version(&id, version)}</a></td></tr>
        }
    });
    let rows = rows.collect_view();
    any.then(|| {
        let columns = vec![
            Column::text(t::COLUMN_ORGANISATION),
            Column::number(t::COLUMN_ASKED),
            Column::text(t::COLUMN_RECIPIENT),
            Column::text(t::COLUMN_QUESTIONNAIRE),
        ];
        view! { <ScrollingTable caption=t::TABLE columns class="cards">{rows}</ScrollingTable> }
    })
}
