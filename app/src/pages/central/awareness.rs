//! Awareness over organisations and years, and by verksamhetsområde.

use leptos::prelude::*;

use super::{CityPages, Exports, in_round};
use crate::domain::figure::Tally;
use crate::domain::ids::RoundId;
use crate::domain::indicator::value;
use crate::domain::quartiles::Quartiles;
use crate::domain::questionnaire::{Direction, Indicator, Statistic};
use crate::domain::suppression::{Figure, Reason};
use crate::domain::wording::{Change, change_of};
use crate::routes;
use crate::texts::{central as t, parts};
use crate::ui::chart::Sparkline;
use crate::ui::figure::{FigureText, TallyText, hidden_reason};
use crate::ui::form::{ChoiceInput, Hidden, Submit};
use crate::ui::nav::{Contents, YearChoice};
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// Awareness over organisations and years.
pub struct Awareness {
    /// The round shown.
    pub year: RoundId,
    /// The years with closed rounds.
    pub years: Vec<RoundId>,
    /// The round before the one shown.
    pub before: Option<RoundId>,
    /// Those of which figures alone are known, that are shown.
    pub imported: Vec<RoundId>,
    /// The indicators to choose between.
    pub indicators: Vec<Indicator>,
    /// The förvaltningar, and the external parties where there are any.
    pub tables: Vec<AwarenessTable>,
    /// The chosen indicators by verksamhetsområde, a table for each enkät that asks for it.
    pub by_line: Vec<ByLine>,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// Organisations that are asked much the same.
pub struct AwarenessTable {
    /// Whether they are the external parties.
    pub external: bool,
    /// The columns.
    pub indicators: Vec<Indicator>,
    pub rows: Vec<AwarenessRow>,
    /// The columns' figures of the whole city.
    pub city: AwarenessRow,
}

/// A table by verksamhetsområde.
pub struct ByLine {
    /// The enkät whose answers are counted.
    pub questionnaire: String,
    pub lines: Vec<String>,
    pub rows: Vec<(Indicator, Vec<Option<Tally>>)>,
}

/// One organisation, or the city.
pub struct AwarenessRow {
    /// Id; none for the city.
    pub organisation: Option<String>,
    pub name: String,
    /// Whether it sums its predecessors.
    pub merged: bool,
    /// Whether another one here sums it.
    pub is_summed: bool,
    /// For each column: this year, and every year, oldest first.
    pub cells: Vec<(Figure, Vec<Figure>)>,
}

/// Organisations against indicators.
pub fn awareness(page: Awareness) -> impl IntoView {
    let Awareness { year, years, before, imported, indicators, tables, by_line, threshold } = page;
    let figures_alone = imported.contains(&year);
    let imported: Vec<String> = imported.iter().map(ToString::to_string).collect();
    let is_chosen = |id: &str| tables.iter().any(|table| table.indicators.iter().any(|shown| shown.id == id));
    let options = indicators.into_iter().map(|Indicator { id, label, .. }| {
        let checked = is_chosen(&id);
        view! { <ChoiceInput id=format!("i-{id}") name="indikator" value=id label checked/> }
    });
    let options = options.collect_view();
    let external = tables.iter().any(|table| table.external);
    let contents = [
        external.then(|| ("externa", t::EXTERNAL_PARTIES.to_owned())),
        Some(("verksamhet", t::awareness::BY_LINE.to_owned())),
        Some(("hamta", t::exports::HEADING.to_owned())),
    ];
    let pictures = view! { <Pictures year tables=&tables/> }.into_any();
    let tables = tables.into_iter().map(|table| awareness_table(table, (year, before), !figures_alone, threshold)).collect_view();
    let years = view! { <YearChoice years current=year href=|year| in_round(routes::AWARENESS, year)/> }.into_any();
    view! {
        <PageHeading title=t::awareness::HEADING aside=years/>
        <CityPages here=routes::AWARENESS year figures_alone/>
        <Contents label=parts::CONTENTS items=contents.into_iter().flatten().collect()/>
        <details class="screen"><summary>{t::awareness::CHOOSE}</summary>
            <form method="get" action=routes::AWARENESS.path()>
                <Hidden name="ar" value=year.to_string()/>
                <fieldset class="question"><legend>{t::awareness::INDICATORS}</legend><div class="choices">{options}</div></fieldset>
                <Submit text=t::awareness::BUTTON_SHOW/>
            </form>
        </details>
        <Notice kind=NoticeKind::Hint when=!imported.is_empty() text=crate::texts::rounds::imported_years(&imported)/>
        {tables}
        <Notice kind=NoticeKind::Hint text=t::awareness::hint(threshold)/>
        <ByLines tables=&by_line/>
        <Exports year figures_alone/>
        {pictures}
    }
}

#[component]
fn ByLines<'a>(tables: &'a [ByLine]) -> impl IntoView + use<> {
    // As in the table above, a column an indicator.
    let tables = tables.iter().map(|ByLine { questionnaire, lines, rows }| {
        let columns = rows.iter().map(|(indicator, _)| Column::number(indicator.label.clone()));
        let columns = std::iter::once(Column::text(t::awareness::LINE)).chain(columns).collect();
        let body = lines.iter().enumerate().map(|(i, line)| {
            let cell = |(indicator, tallies): &(Indicator, Vec<Option<Tally>>)| {
                let (tally, label) = (tallies.get(i).copied().flatten(), indicator.label.clone());
                view! { <td class="n" data-label=label><TallyText tally statistic=&indicator.statistic/></td> }
            };
            view! { <tr><th scope="row">{line.clone()}</th>{rows.iter().map(cell).collect_view()}</tr> }
        });
        let body = body.collect_view();
        view! { <ScrollingTable caption=questionnaire.clone() columns class="cards" visible_caption=true>{body}</ScrollingTable> }
    });
    let tables: Vec<_> = tables.collect();
    let none = tables.is_empty();
    view! {
        <Section heading=t::awareness::BY_LINE id="verksamhet">
            <Notice kind=NoticeKind::Empty when=none text=t::awareness::BY_LINE_NONE/>
            {tables}
        </Section>
    }
}

/// The tables as files.
#[component]
fn Pictures<'a>(year: RoundId, tables: &'a [AwarenessTable]) -> impl IntoView + use<> {
    let links = tables.iter().map(|table| {
        let chosen: String = table.indicators.iter().map(|indicator| format!("&indikator={}", indicator.id)).collect();
        let group = if table.external { "&externa=1" } else { "" };
        let link = |ending: &'static str, format: &'static str| {
            let address = routes::CHART.href([&format!("kannedom.{ending}")]);
            view! { <a href=format!("{address}?ar={year}{chosen}{group}")>{format}</a> }
        };
        let name = if table.external { t::awareness::PICTURE_EXTERNAL } else { t::awareness::PICTURE };
        view! { <li>{name}": "{link("png", "PNG")}", "{link("svg", "SVG")}", "{link("csv", "CSV")}</li> }
    });
    view! { <ul>{links.collect_view()}</ul> }
}

/// The organisations lead to their boards in the round, where they have any, and the indicators to their pages.
fn awareness_table(
    table: AwarenessTable,
    (year, before): (RoundId, Option<RoundId>),
    has_boards: bool,
    threshold: i64,
) -> impl IntoView {
    let AwarenessTable { external, indicators, rows, city } = table;
    let columns = indicators.iter().map(|indicator| {
        let href = format!("{}?ar={year}", routes::INDICATOR.href([&indicator.id]));
        Column::number(indicator.label.clone()).sorted(href, None)
    });
    let columns = std::iter::once(Column::text(t::awareness::COLUMN_ORGANISATION)).chain(columns).collect();
    let count = rows.len();
    let boards = has_boards.then_some(year);
    let spread = spread_row(&rows, &indicators);
    let rows = rows.into_iter().map(|row| awareness_row(row, &indicators, (boards, before), threshold)).collect_view();
    // One alone is all of it.
    let foot = (count > 1).then(|| view! { {awareness_row(city, &indicators, (boards, before), threshold)}{spread} }.into_any());
    let (heading, caption) = if external {
        (Some(view! { <h2 id="externa">{t::EXTERNAL_PARTIES}</h2> }), t::awareness::TABLE_EXTERNAL)
    } else {
        (None, t::awareness::TABLE)
    };
    view! { {heading}<ScrollingTable caption columns class="heat cards" foot=foot>{rows}</ScrollingTable> }
}

fn awareness_row(
    row: AwarenessRow,
    columns: &[Indicator],
    (year, before): (Option<RoundId>, Option<RoundId>),
    threshold: i64,
) -> impl IntoView + use<> {
    let cells = match nothing(&row.cells) {
        // The reason once, instead of a row of dashes.
        Some(reason) => {
            let reason = hidden_reason(Some(reason), threshold);
            view! { <td class="of why" colspan=columns.len()>{reason}</td> }.into_any()
        }
        None => {
            let cells = row.cells.into_iter().zip(columns).map(|((now, years), indicator)| {
                view! { <AwarenessCell now years before indicator threshold/> }
            });
            cells.collect_view().into_any()
        }
    };
    let name = match row.organisation.zip(year) {
        Some((id, year)) => {
            view! { <a href=routes::RESULTS.query(&[("organisation", &id), ("ar", &year)])>{row.name}</a> }.into_any()
        }
        None => row.name.into_any(),
    };
    let merged = row.merged.then(|| view! { <span class="of">{t::awareness::MERGED}</span> });
    view! { <tr><th scope="row">{name}{merged}</th>{cells}</tr> }
}

/// Between which figures half of the organisations lie, and the middle one; none where too few are shown.
fn spread_row(rows: &[AwarenessRow], indicators: &[Indicator]) -> Option<AnyView> {
    let of = |i: usize, indicator: &Indicator| {
        let shown = rows
            .iter()
            .filter(|row| !row.is_summed)
            .filter_map(|row| value(&indicator.statistic, row.cells.get(i)?.0.shown()?))
            .map(|(n, _)| n);
        Quartiles::of(shown.collect())
    };
    let quartiles: Vec<_> = indicators.iter().enumerate().map(|(i, indicator)| (of(i, indicator), indicator)).collect();
    if quartiles.iter().all(|(quartiles, _)| quartiles.is_none()) {
        return None;
    }
    let cells = quartiles.into_iter().map(|(quartiles, indicator)| {
        let number = |n| t::indicator::number(&indicator.statistic, n);
        let text = quartiles.map(|q| t::awareness::spread(&number(q.low), &number(q.high), &number(q.median)));
        view! { <td class="n" data-label=indicator.label.clone()><span class="of">{text.unwrap_or_else(|| parts::NO_NUMBER.to_owned())}</span></td> }
    });
    let cells = cells.collect_view();
    Some(view! { <tr><th scope="row">{t::awareness::SPREAD}</th>{cells}</tr> }.into_any())
}

/// Why nothing can be shown of a row in any year, where that is one reason.
fn nothing(cells: &[(Figure, Vec<Figure>)]) -> Option<Reason> {
    let mut reasons = cells.iter().flat_map(|(now, years)| std::iter::once(now).chain(years)).map(Figure::hidden);
    let first = reasons.next()??;
    reasons.all(|reason| reason == Some(first)).then_some(first)
}

/// What a figure is compared with for its tint.
const fn top(statistic: &Statistic) -> i64 {
    if matches!(statistic, Statistic::Mean) { 500 } else { 1000 }
}

/// The class of a figure's tint, in five steps; where less is better the tint says so by its own colour.
pub fn tint(figure: &Figure, statistic: &Statistic, less_is_better: bool) -> Option<String> {
    let (number, _) = value(statistic, figure.shown()?)?;
    let direction = if less_is_better { "low" } else { "high" };
    Some(format!("{direction}-{}", (number * 5 / top(statistic)).clamp(0, 4)))
}

/// A figure with a tint, and its course over years.
#[component]
fn AwarenessCell<'a>(
    now: Figure,
    years: Vec<Figure>,
    /// The round before.
    before: Option<RoundId>,
    indicator: &'a Indicator,
    threshold: i64,
) -> impl IntoView + use<> {
    let statistic = &indicator.statistic;
    let number = |f: &Figure| f.shown().and_then(|tally| value(statistic, tally)).map(|(number, _)| number);
    let top = top(statistic);
    let tint = tint(&now, statistic, indicator.direction == Direction::Lower).map_or_else(String::new, |tint| format!(" {tint}"));
    let compared = match years.as_slice() {
        [.., before, now] => before.shown().zip(now.shown()),
        _ => None,
    };
    let change = compared.and_then(|(before, now)| change_of(statistic, before, now)).filter(|change| *change != Change::Same);
    let change = change
        .zip(before)
        .map(|(change, before)| view! { <span class="of change">{t::awareness::change(change, &before)}</span> });
    let values: Vec<Option<i64>> = years.iter().map(number).collect();
    let line = (values.iter().flatten().count() > 1).then(|| view! { <Sparkline values top/> });
    view! {
        <td class=format!("n{tint}") data-label=indicator.label.clone()>
            <FigureText figure=now statistic threshold not_asked=parts::NOT_ASKED_SHORT/>{line}{change}
        </td>
    }
}
