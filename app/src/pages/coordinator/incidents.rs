//! The events of a place: what happened in the area, and what own units saw elsewhere.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::event::Aspect;
use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::routes;
use crate::texts::{incidents as t, parts, reports as r};
use crate::ui::form::{Hidden, Select};
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, Section, TextList};

/// The events that match a choice.
pub struct Incidents {
    /// Whose.
    pub frame: OrganisationFrame,
    /// Whether it covers any place.
    pub covers: bool,
    /// What can be chosen.
    pub filters: Vec<Filter>,
    /// What happened in its places.
    pub here: EventList,
    /// What its own units saw elsewhere.
    pub elsewhere: EventList,
    /// What is not counted.
    pub aside: EventList,
    /// What other sources told of.
    pub reports: EventList,
    pub counts: Counts,
    /// Whether no own unit described any; none where that is not said.
    pub own_none: Option<bool>,
    /// The organisations that answered and saw none here.
    pub saw_none: Vec<String>,
}

impl Incidents {
    fn any(&self) -> bool {
        [&self.here, &self.elsewhere, &self.aside, &self.reports].iter().any(|list| list.all > 0)
    }
}

/// Events below each other.
pub struct EventList {
    pub rows: Vec<EventRow>,
    /// How many there are without a choice.
    pub all: i64,
    /// How many of the rows are of the whole city.
    pub whole_city: i64,
}

/// An event in words.
#[derive(Debug, Clone)]
pub struct EventRow {
    pub id: String,
    pub place: String,
    pub month: String,
    pub kind: String,
    pub environment: String,
    /// To whom it was reported.
    pub reported: String,
    pub handled: String,
    /// Whose unit described it.
    pub reporter: String,
    pub description: String,
    /// Its assessment, a sentence each.
    pub assessment: Vec<String>,
    /// Whether the reader may assess it.
    pub may_assess: bool,
    /// Whether it is assessed.
    pub assessed: bool,
}

/// A choice above the list.
pub struct Filter {
    /// What is chosen by.
    pub aspect: Aspect,
    /// Value and text.
    pub options: Vec<(String, String)>,
    /// The value chosen, or nothing.
    pub chosen: String,
}

/// How many there are in the place, this year and the year before.
pub struct Counts {
    pub years: (RoundId, Option<RoundId>),
    /// By aspect; the last row of each is all.
    pub tables: Vec<(Aspect, Vec<CountRow>)>,
}

/// How many have a value.
pub struct CountRow {
    pub text: String,
    pub now: Counted,
    /// None where there is no year before.
    pub before: Option<Counted>,
}

/// A number, and where what it counts is listed.
pub struct Counted {
    /// None where it could not be answered.
    pub count: Option<i64>,
    /// What it counts, for screen readers: a month of the year before is another.
    pub about: String,
    pub href: String,
}

/// The page.
pub fn page(incidents: Incidents) -> impl IntoView {
    let any = incidents.any();
    let Incidents { frame, covers, filters, here, elsewhere, aside, reports, counts, own_none, saw_none } = incidents;
    let elsewhere_heading = if covers { t::ELSEWHERE } else { t::ELSEWHERE_NO_AREA };
    let assess = frame.address(routes::INCIDENT);
    let hidden = vec![("organisation", frame.organisation.clone()), ("ar", frame.year())];
    let lists = any.then(|| {
        view! {
            <FilterForm action=routes::INCIDENTS.path() hidden filters/>
            {covers.then(|| view! { <EventSection assess=&assess heading=t::HERE list=here/> })}
            {(elsewhere.all > 0).then(|| view! { <EventSection assess=&assess heading=elsewhere_heading list=elsewhere/> })}
            {(aside.all > 0).then(|| view! { <EventSection assess=&assess heading=t::ASIDE text=t::ASIDE_TEXT list=aside/> })}
            {(reports.all > 0).then(|| view! {
                <EventSection assess=&assess heading=r::AMONG_EVENTS text=r::AMONG_EVENTS_TEXT list=reports/>
            })}
        }
    });
    let counted = covers && counts.tables.iter().any(|(_, rows)| rows.len() > 1);
    view! {
        <OrganisationHeading frame=&frame here=Tab::Incidents/>
        <p>{if covers { t::LEAD } else { t::LEAD_NO_AREA }}</p>
        <Notice kind=NoticeKind::Empty when=!any text=t::NONE/>
        {lists}
        {counted.then(|| view! { <CountTables counts/> })}
        {(own_none == Some(true)).then(|| view! { <p>{t::SAW_NONE_OWN}</p> })}
        {(!saw_none.is_empty()).then(|| view! { <Section heading=t::SAW_NONE><TextList items=saw_none/></Section> })}
    }
}

/// The choice above the lists.
#[component]
pub fn FilterForm(
    action: &'static str,
    /// What goes with it.
    hidden: Vec<(&'static str, String)>,
    filters: Vec<Filter>,
) -> impl IntoView {
    let hidden = hidden.into_iter().map(|(name, value)| view! { <Hidden name value/> }).collect_view();
    let filters = filters.into_iter().map(|Filter { aspect, options, chosen }| {
        let (name, label) = (aspect.as_str(), t::aspect(aspect));
        view! { <p><label for=name>{label}</label><Select name options chosen none=t::ANY/></p> }
    });
    view! {
        <form method="get" action=action class="filter screen">
            {hidden}
            {filters.collect_view()}
            <button class="second">{t::BUTTON_FILTER}</button>
        </form>
    }
}

/// The columns of a list of events; on a phone the names of its lines.
const COLUMNS: [&str; 7] = [
    t::aspect(Aspect::Place),
    t::aspect(Aspect::Month),
    t::aspect(Aspect::Kind),
    t::aspect(Aspect::Environment),
    t::aspect(Aspect::Reporter),
    t::COLUMN_DESCRIPTION,
    t::COLUMN_ASSESSMENT,
];

/// Events under a heading.
#[component]
pub fn EventSection<'a>(
    /// Where one is assessed, with a query; which is added.
    assess: &'a str,
    heading: &'static str,
    #[prop(optional)] text: Option<&'static str>,
    list: EventList,
) -> impl IntoView + use<> {
    let EventList { rows, all, whole_city } = list;
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let city = (whole_city > 0).then(|| t::of_the_whole_city(whole_city));
    let rows = rows.into_iter().map(|row| view! { <EventItem assess row/> }).collect_view();
    let columns = COLUMNS.map(Column::text).into();
    view! {
        <Section heading>
            {text.map(|text| view! { <p>{text}</p> })}
            <p role="status">{t::shown(shown, all)}{city}</p>
            {(shown > 0).then(|| view! { <ScrollingTable caption=heading columns class="wordy cards">{rows}</ScrollingTable> })}
        </Section>
    }
}

#[component]
fn EventItem<'a>(assess: &'a str, row: EventRow) -> impl IntoView + use<> {
    let EventRow { id, place, month, kind, environment, reported, handled, reporter, description, .. } = row;
    let handled = Some(handled).filter(|text| !text.is_empty()).map(|text| t::is_handled(&text));
    let said = handled.into_iter().chain(row.assessment).map(|text| view! { <p class="lines">{text}</p> });
    let said: Vec<_> = said.collect();
    let reported = (!reported.is_empty()).then(|| view! { <p>{t::reported_to(&reported)}</p> });
    let about = [kind.as_str(), &place, &month].join(", ");
    let link = row.may_assess.then(|| {
        let href = format!("{assess}&handelse={id}");
        let text = if row.assessed { t::CHANGE } else { t::ASSESS };
        view! { <a class="screen" href=href>{text}<span class="unseen">" "{about}</span></a> }
    });
    let anything = link.is_some() || !said.is_empty();
    let [_, when, what, whose, by, text, assessment] = COLUMNS;
    // What is empty has no line on a phone.
    let cell = |name: &'static str, text: String| {
        let label = (!text.is_empty()).then_some(name);
        view! { <td class="lines" data-label=label>{text}</td> }
    };
    view! {
        <tr id=format!("h-{id}")>
            <th scope="row">{place}</th>
            {cell(when, month)}
            {cell(what, kind)}
            {cell(whose, environment)}
            <td data-label=by><p>{reporter}</p>{reported}</td>
            {cell(text, description)}
            <td data-label=anything.then_some(assessment)>{said}{link}</td>
        </tr>
    }
}

/// How many there are of each value, beside the year before; each number leads to what it counts.
#[component]
pub fn CountTables(#[prop(default = t::COUNTS)] heading: &'static str, counts: Counts) -> impl IntoView {
    let Counts { years: (year, before), tables } = counts;
    let tables = tables.into_iter().map(|(aspect, rows)| {
        let name = t::aspect(aspect);
        let columns = [Some(Column::text(name)), Some(Column::number(year.to_string()))];
        let columns =
            columns.into_iter().chain([before.map(|year| Column::comparison(earlier(aspect, year)))]).flatten().collect();
        let rows = rows.into_iter().map(|CountRow { text, now, before: then }| {
            let cell = |year: RoundId, counted: Counted, class| {
                view! { <td class=class><CountLink counted year/></td> }
            };
            let now = cell(year, now, "n");
            let then = then.zip(before).map(|(counted, year)| cell(year, counted, "n before"));
            view! { <tr><th scope="row">{text.clone()}</th>{now}{then}</tr> }
        });
        let rows = rows.collect_view();
        view! { <ScrollingTable caption=t::counts_by(name) columns>{rows}</ScrollingTable> }
    });
    let tables = tables.collect_view();
    view! { <Section heading id="antal"><p>{t::COUNTS_TEXT}</p><div class="smalls tables">{tables}</div></Section> }
}

/// The column of the year before: months stand beside the same ones of that year.
fn earlier(aspect: Aspect, year: RoundId) -> String {
    if aspect == Aspect::Month { t::A_YEAR_BEFORE.to_owned() } else { year.to_string() }
}

#[component]
fn CountLink(counted: Counted, year: RoundId) -> AnyView {
    let Counted { count, about, href } = counted;
    let Some(count) = count else { return view! { <span class="of">{parts::NOT_ASKED_SHORT}</span> }.into_any() };
    if count == 0 {
        return whole(0).into_any();
    }
    view! { <a href=href>{whole(count)}<span class="unseen">{t::events_of(&about, year)}</span></a> }.into_any()
}
