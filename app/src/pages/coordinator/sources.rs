//! What else the lägesbild rests on.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::domain::source::{Source, SourceKind};
use crate::forms::SourceForm;
use crate::routes;
use crate::texts::coordinator::{COLUMN_CHANGE, sources as t};
use crate::texts::reports;
use crate::ui::form::{ErrorSummary, FormState, PostButton, SelectField, Submit, TextAreaField, TextField};
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, Section};

/// The other sources of a round.
pub struct Sources {
    /// Whose.
    pub frame: OrganisationFrame,
    /// The kinds there are.
    pub kinds: &'static [SourceKind],
    /// This round's.
    pub rows: Vec<Source>,
    /// The year before, and its sources.
    pub before: Option<(RoundId, Vec<Source>)>,
    pub form: FormState<SourceForm>,
}

/// The page.
pub fn page(sources: Sources) -> impl IntoView {
    let Sources { frame, kinds, rows, before, form } = sources;
    let year = before.as_ref().map(|(year, _)| *year);
    let before = before.map(|(_, sources)| sources).unwrap_or_default();
    let last_year = |kind| before.iter().find(|source| source.kind == kind).cloned();
    let row = |kind, source: Option<Source>| {
        let before = year.map(|_| last_year(kind).map(|source| in_short(&source)).unwrap_or_default());
        view! { <SourceRow kind source before frame=&frame/> }
    };
    // A kind that was there last year and is missing now has a row too, as a reminder.
    let missing = before.iter().filter(|source| !rows.iter().any(|r| r.kind == source.kind)).map(|source| source.kind);
    let rows: Vec<_> =
        rows.iter().map(|source| row(source.kind, Some(source.clone()))).chain(missing.map(|kind| row(kind, None))).collect();
    let none = rows.is_empty();
    let columns = [Column::text(t::KIND), Column::number(t::COUNT), Column::text(t::PERIOD), Column::text(t::NOTE)];
    let columns = columns.into_iter().chain(year.map(|year| Column::text(t::last_year(year))));
    let columns = columns.chain(frame.may_change.then(|| Column::text(COLUMN_CHANGE))).collect();
    view! {
        <ErrorSummary faults=&form.faults/>
        <OrganisationHeading frame=&frame here=Tab::Sources/>
        <p>{t::LEAD}</p>
        <p class="screen"><a href=frame.address(routes::REPORTS)>{reports::TITLE}</a></p>
        <Notice kind=NoticeKind::Empty when=none text=t::NONE/>
        {(!none).then(|| view! { <ScrollingTable caption=Tab::Sources.name() columns class="wordy">{rows}</ScrollingTable> })}
        {frame.may_change.then(|| view! { <AddSource frame=&frame kinds form/> })}
    }
}

/// How many, in words.
fn number(source: &Source) -> String {
    source.count.map(whole).unwrap_or_default()
}

/// Number and period, as far as there are any.
fn in_short(source: &Source) -> String {
    [number(source), source.period.clone()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

#[component]
fn SourceRow<'a>(
    kind: SourceKind,
    /// This year's.
    source: Option<Source>,
    /// Last year's in words; none where the column is missing.
    before: Option<String>,
    frame: &'a OrganisationFrame,
) -> impl IntoView + use<> {
    let name = t::name(kind);
    let before = before.map(|text| view! { <td class="before">{text}</td> });
    let address = frame.address(routes::SOURCES);
    let remove = frame.may_change.then(|| {
        let button = source.as_ref().filter(|source| !source.from_reports).map(|source| {
            view! { <PostButton address field="kalla" value=source.id.clone() action="ta_bort" text=t::REMOVE about=name/> }
        });
        view! { <td>{button}</td> }
    });
    let [count, period, note] = source.map(|source| [number(&source), source.period, source.note]).unwrap_or_default();
    view! {
        <tr><th scope="row">{name}</th><td class="n">{count}</td><td>{period}</td><td class="lines">{note}</td>{before}{remove}</tr>
    }
}

#[component]
fn AddSource<'a>(
    frame: &'a OrganisationFrame,
    kinds: &'static [SourceKind],
    form: FormState<SourceForm>,
) -> impl IntoView + use<> {
    let FormState { typed, faults } = form;
    let action = frame.address(routes::SOURCES);
    let kinds = kinds.iter().map(|kind| (kind.as_str().to_owned(), t::name(*kind).to_owned())).collect();
    let [kind, count, period, note] = ["slag", "antal", "period", "anteckning"].map(|field| faults.at(field));
    view! {
        <Section heading=t::ADD_HEADING>
            <form method="post" action=action class="narrow">
                <SelectField name="slag" label=t::KIND options=kinds chosen=typed.slag fault=kind/>
                <TextField name="antal" label=t::COUNT optional=true inputmode="numeric" hint=t::COUNT_HINT value=typed.antal fault=count/>
                <TextField name="period" label=t::PERIOD optional=true hint=t::PERIOD_HINT value=typed.period fault=period/>
                <TextAreaField name="anteckning" label=t::NOTE optional=true rows=3 value=typed.anteckning fault=note/>
                <Submit text=t::BUTTON_ADD action="lagg_till"/>
            </form>
        </Section>
    }
}
