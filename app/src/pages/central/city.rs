//! What was seen over the city, and what else was written.

use leptos::prelude::*;

use super::{CityPages, in_round};
use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::pages::coordinator::incidents::{CountTables, Counts, EventList, EventSection, Filter, FilterForm};
use crate::routes;
use crate::texts::central::city as t;
use crate::texts::{incidents as i, parts};
use crate::ui::nav::{Contents, YearChoice};
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// A theme of free texts: how many have it, and the names and ids of whose.
pub type Theme = (String, i64, Vec<(String, String)>);

/// Events over the city, and what else was written.
pub struct Incidents {
    pub year: RoundId,
    pub years: Vec<RoundId>,
    pub filters: Vec<Filter>,
    pub counts: Counts,
    pub list: EventList,
    /// What is not counted.
    pub aside: EventList,
    /// Questions that go with them: field and words.
    pub questions: Vec<(String, &'static str)>,
    pub themes: Vec<Theme>,
}

/// Where a choice leads: to the list, which is below the counts.
const LIST: &str = "/central/handelser#lista";

/// The page of events.
pub fn incidents(page: Incidents) -> impl IntoView {
    let Incidents { year, years, filters, counts, list, aside, questions, themes } = page;
    let any = list.all + aside.all > 0;
    let choice = view! { <YearChoice years current=year href=|year| in_round(routes::CITY_INCIDENTS, year)/> }.into_any();
    let questions = questions.into_iter().map(|(field, text)| {
        view! { " "<a href=routes::CITY_QUESTION.query(&[("ar", &year), ("fraga", &field)])>{text}</a>"." }
    });
    let questions: Vec<_> = questions.collect();
    let questions = (!questions.is_empty()).then(|| view! { <p class="screen">{t::SEE_TOO}{questions}</p> });
    let contents = [
        any.then(|| ("antal", t::COUNTS.to_owned())),
        Some(("lista", t::LIST.to_owned())),
        Some(("teman", t::THEMES.to_owned())),
    ];
    let hidden = vec![("ar", year.to_string())];
    let is_chosen = filters.iter().any(|filter| !filter.chosen.is_empty());
    view! {
        <PageHeading title=t::INCIDENTS_TITLE aside=choice/>
        <CityPages here=routes::CITY_INCIDENTS year/>
        <p>{t::INCIDENTS_LEAD}</p>
        <Contents label=parts::CONTENTS items=contents.into_iter().flatten().collect()/>
        {questions}
        {any.then(|| view! { <CountTables heading=t::COUNTS counts/> })}
        <div id="lista">
            <FilterForm action=LIST hidden filters/>
            // All of a city are many: they unfold, or are chosen from.
            <details class="asked" open=is_chosen><summary>{t::unfold(list.all)}</summary>
                <EventSection assess="" heading=t::LIST list/>
                {(aside.all > 0).then(|| view! { <EventSection assess="" heading=i::ASIDE text=i::ASIDE_TEXT list=aside/> })}
            </details>
        </div>
        <Themes themes year/>
    }
}

#[component]
fn Themes(themes: Vec<Theme>, year: RoundId) -> impl IntoView {
    let none = themes.is_empty();
    let rows = themes.into_iter().map(|(theme, count, whose)| {
        let links = whose.into_iter().map(|(name, id)| {
            view! { <li><a href=routes::FREE_TEXT.query(&[("organisation", &id), ("ar", &year)])>{name}</a></li> }
        });
        view! {
            <tr><th scope="row">{theme}</th><td class="n" data-label=t::TEXTS>{whole(count)}</td>
                <td data-label=t::WHOSE><ul class="plain">{links.collect_view()}</ul></td></tr>
        }
    });
    let rows = rows.collect_view();
    let columns = text_columns([t::THEME, t::TEXTS, t::WHOSE]);
    view! {
        <Section heading=t::THEMES id="teman">
            <Notice kind=NoticeKind::Empty when=none text=t::NO_THEMES/>
            {(!none).then(|| view! { <ScrollingTable caption=t::THEMES columns class="cards">{rows}</ScrollingTable> })}
        </Section>
    }
}
