//! What the central office sees first, above the rates: what waits for it, who needs help most, what comes next.

use leptos::prelude::*;

use crate::domain::round::Rate;
use crate::texts::central::overview as t;
use crate::ui::figure::percent;
use crate::ui::text::Section;

/// Where the year stands.
#[derive(Debug, Default)]
pub struct Overview {
    /// What waits to be done: a sentence, and where it is done.
    pub waiting: Vec<(String, String)>,
    /// Those of whom the least share has answered in the open round: name, rate and board.
    pub behind: Vec<(String, Rate, String)>,
    /// What happens next: day, what happens, and where it is seen.
    pub dates: Vec<(String, String, String)>,
}

/// Three lists side by side, those that have something to tell.
#[component]
pub fn YearOverview(overview: Overview) -> impl IntoView {
    let Overview { waiting, behind, dates } = overview;
    let waiting: Vec<_> = waiting.into_iter().map(|(sentence, href)| view! { <li><a href=href>{sentence}</a></li> }).collect();
    let behind: Vec<_> = behind
        .into_iter()
        .map(|(name, rate, href)| {
            let answered = t::answered(&rate);
            view! { <li><a href=href>{name}</a><br/><strong>{percent(rate.share())}</strong>", "{answered}</li> }
        })
        .collect();
    let dates: Vec<_> = dates.into_iter().map(|(day, what, href)| view! { <li>{day}": "<a href=href>{what}</a></li> }).collect();
    let list = |heading: &'static str, items: Vec<AnyView>| {
        (!items.is_empty()).then(|| view! { <Section heading><ul class="facts">{items}</ul></Section> })
    };
    let lists = [(t::WAITING, any(waiting)), (t::BEHIND, any(behind)), (t::DATES, any(dates))];
    let lists: Vec<_> = lists.into_iter().filter_map(|(heading, items)| list(heading, items)).collect();
    (!lists.is_empty()).then(|| view! { <div class="stands">{lists}</div> })
}

fn any(items: Vec<impl IntoAny>) -> Vec<AnyView> {
    items.into_iter().map(IntoAny::into_any).collect()
}
