//! Incidents: the own, and what others saw in the area.

use leptos::prelude::*;

use super::{Desk, head};
use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::texts::desk::incident as t;
use crate::texts::desk::tab;
use crate::ui::parts::scrolling;

/// The incidents that match a choice.
pub struct Incidents {
    /// Whose.
    pub desk: Desk,
    /// The choices: a field's name, its label, its options, and what is chosen.
    pub filters: Vec<Filter>,
    /// The cells of each incident, in the order of the columns.
    pub rows: Vec<[String; 7]>,
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
    let desk = &incidents.desk;
    let round = desk.round.as_ref().map(|round| round.year.to_string()).unwrap_or_default();
    let filters = incidents.filters.iter().map(|filter| {
        let options = filter.options.iter().map(|(value, text)| {
            let chosen = *value == filter.chosen;
            view! { <option value=value.clone() selected=chosen>{text.clone()}</option> }
        });
        view! { <p><label for=filter.name>{filter.label}</label><select id=filter.name name=filter.name><option value="">{t::ANY}</option>{options.collect_view()}</select></p> }
    });
    let filters = filters.collect_view();
    let heads = t::COLUMNS.map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    let rows = incidents.rows.iter().map(|cells| {
        let [first, rest @ ..] = cells.clone();
        view! { <tr><th scope="row">{first}</th>{rest.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    let years = incidents.years.iter().map(|year| view! { <th scope="col" class="n">{year.to_string()}</th> }).collect_view();
    let counts = incidents.counts.iter().map(|(name, counts)| {
        let cells = counts.iter().map(|n| view! { <td class="n">{whole(*n)}</td> }).collect_view();
        view! { <tr><th scope="row">{name.clone()}</th>{cells}</tr> }
    });
    let counts = counts.collect_view();
    let shown = i64::try_from(incidents.rows.len()).unwrap_or(i64::MAX);
    let saw_none = incidents.saw_none.iter().map(|name| view! { <li>{name.clone()}</li> }).collect_view();
    let any = incidents.all > 0;
    view! {
        {head(desk, tab::INCIDENTS)}
        <p>{t::LEAD}</p>
        {(!any).then(|| view! { <p class="empty">{t::NONE}</p> })}
        {any.then(|| view! {
            <form method="get" action="/forvaltning/handelser" class="filter screen">
                <input type="hidden" name="organisation" value=desk.organisation.clone()/><input type="hidden" name="ar" value=round/>
                {filters}<button class="second">{t::BUTTON_FILTER}</button>
            </form>
            <p role="status">{if shown == 0 { t::NO_HITS.to_owned() } else { t::shown(shown, incidents.all) }}</p>
            {(shown > 0).then(|| scrolling(t::CAPTION, view! { <table class="wordy"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }))}
        })}
        <section><h2>{t::YEARS}</h2>
            {scrolling(t::YEARS, view! { <table><thead><tr><th scope="col">{t::TYPE}</th>{years}</tr></thead><tbody>{counts}</tbody></table> })}
        </section>
        {(incidents.own_none == Some(true)).then(|| view! { <p>{t::SAW_NONE_OWN}</p> })}
        {(!incidents.saw_none.is_empty()).then(|| view! { <section><h2>{t::SAW_NONE}</h2><ul>{saw_none}</ul></section> })}
    }
}
