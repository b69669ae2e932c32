//! Incidents: the own, and what others saw in the area.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::routes;
use crate::texts::coordinator::incident as t;
use crate::ui::form::{Hidden, Select};
use crate::ui::table::{Column, ScrollingTable, TextRow, text_columns};
use crate::ui::text::{Notice, NoticeKind, Section, TextList};

/// The incidents that match a choice.
pub struct Incidents {
    /// Whose.
    pub frame: OrganisationFrame,
    /// The choices: a field's name, its label, its options, and what is chosen.
    pub filters: Vec<Filter>,
    pub rows: Vec<IncidentRow>,
    /// How many there are without a choice.
    pub all: i64,
    /// The years, oldest first.
    pub years: Vec<RoundId>,
    /// Each type with its numbers in these years; the last is all.
    pub counts: Vec<(String, Vec<i64>)>,
    /// Whether no own unit described any; none where that is not said.
    pub own_none: Option<bool>,
    /// The organisations that answered and saw none here.
    pub saw_none: Vec<String>,
}

/// An incident in words.
pub struct IncidentRow {
    pub place: String,
    pub month: String,
    pub kind: String,
    pub environment: String,
    /// To whom it was reported.
    pub reported: String,
    /// Whose unit described it.
    pub reporter: String,
    pub description: String,
}

/// A choice above the list.
pub struct Filter {
    /// Its field.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Value and text.
    pub options: Vec<(String, String)>,
    /// The value chosen, or nothing.
    pub chosen: String,
}

/// The page.
pub fn page(incidents: Incidents) -> impl IntoView {
    let Incidents { frame, filters, rows, all, years, counts, own_none, saw_none } = incidents;
    let any = all > 0;
    view! {
        <OrganisationHeading frame=&frame here=Tab::Incidents/>
        <p>{t::LEAD}</p>
        <Notice kind=NoticeKind::Empty when=!any text=t::NONE/>
        {any.then(|| view! { <FilterForm frame=&frame filters/><IncidentList rows all/> })}
        <Section heading=t::YEARS><CountsByYear years counts/></Section>
        {(own_none == Some(true)).then(|| view! { <p>{t::SAW_NONE_OWN}</p> })}
        {(!saw_none.is_empty()).then(|| view! { <Section heading=t::SAW_NONE><TextList items=saw_none/></Section> })}
    }
}

#[component]
fn FilterForm<'a>(frame: &'a OrganisationFrame, filters: Vec<Filter>) -> impl IntoView + use<> {
    let filters = filters.into_iter().map(|Filter { name, label, options, chosen }| {
        view! { <p><label for=name>{label}</label><Select name options chosen none=t::ANY/></p> }
    });
    view! {
        <form method="get" action=routes::INCIDENTS.path() class="filter screen">
            <Hidden name="organisation" value=frame.organisation.clone()/>
            <Hidden name="ar" value=frame.year()/>
            {filters.collect_view()}
            <button class="second">{t::BUTTON_FILTER}</button>
        </form>
    }
}

#[component]
fn IncidentList(rows: Vec<IncidentRow>, all: i64) -> impl IntoView {
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let rows = rows.into_iter().map(|row| {
        let IncidentRow { place, month, kind, environment, reported, reporter, description } = row;
        view! { <TextRow cells=[place, month, kind, environment, reported, reporter, description]/> }
    });
    let rows = rows.collect_view();
    view! {
        <p role="status">{if shown == 0 { t::NO_HITS.to_owned() } else { t::shown(shown, all) }}</p>
        {(shown > 0).then(|| view! {
            <ScrollingTable caption=t::CAPTION columns=text_columns(t::COLUMNS) class="wordy">{rows}</ScrollingTable>
        })}
    }
}

/// How many of each kind in each year.
#[component]
fn CountsByYear(years: Vec<RoundId>, counts: Vec<(String, Vec<i64>)>) -> impl IntoView {
    let columns = years.iter().map(|year| Column::number(year.to_string()));
    let columns = std::iter::once(Column::text(t::TYPE)).chain(columns).collect();
    let rows = counts.into_iter().map(|(kind, counts)| {
        let cells = counts.into_iter().map(|n| view! { <td class="n">{whole(n)}</td> }).collect_view();
        view! { <tr><th scope="row">{kind}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    view! { <ScrollingTable caption=t::YEARS columns>{rows}</ScrollingTable> }
}
