//! The central office's page of what was seen over the city, and what else was written.

use std::collections::BTreeMap;

use app::domain::assessment::Whereabouts;
use app::domain::event::{Aspect, Event, Events};
use app::domain::ids::RoundId;
use app::domain::meaning::Meaning;
use app::domain::round::{ClosedRound, Round};
use app::pages::central::city as pages;
use app::routes;
use app::texts::central as t;
use axum::extract::State;

use super::WebError;
use super::central::{Answer, chosen as chosen_round, name, nothing_yet};
use super::events::{Words, chosen, counts, event_list, filter};
use super::input::Asked;
use super::question::of_meaning;
use super::render::Page;
use super::session::CentralStaff;
use crate::services::results::RoundFigures;
use crate::services::{Context, free_text, incidents as events_of, organisations, results, rounds};

/// Rounds with answers; of one that was read in there are indicators alone.
pub(super) fn has_answers(round: &Round) -> bool {
    round.closed().is_some_and(|round| !round.is_imported)
}

pub(super) async fn incidents(
    State(cx): State<Context>,
    staff: CentralStaff,
    Asked(asked): Asked<BTreeMap<String, String>>,
) -> Answer {
    let mut all = rounds::list(&cx).await?;
    all.retain(has_answers);
    let Some(closed) = chosen_round(&all, asked.get("ar").map(String::as_str))?.and_then(Round::closed) else {
        return Ok(nothing_yet(&staff, routes::AWARENESS.path(), t::nothing_yet::AWARENESS));
    };
    let before = all.iter().find(|r| r.id == closed.id).and_then(|r| r.closed_before(&all)).and_then(Round::closed);
    let (events, figures) = events(&cx, &staff, &closed).await?;
    let then = match &before {
        Some(round) => Some((round.id, events_of_round(&cx, &staff, round).await?.elsewhere)),
        None => None,
    };
    let names = organisations::list(&cx).await?;
    let rounds: Vec<RoundId> = [closed.id].into_iter().chain(before.map(|round| round.id)).collect();
    let words = Words::new(&cx, &rounds, &names).await?;
    let chosen = chosen(asked);
    let address = |round: &RoundId, chosen: &str| format!("{}{chosen}#lista", routes::CITY_INCIDENTS.query(&[("ar", round)]));
    let themes = free_text::themes_of_city(&cx, &staff.central, &figures).await?.into_iter();
    let page = pages::Incidents {
        year: closed.id,
        years: all.iter().map(|r| r.id).collect(),
        filters: Aspect::ALL.iter().map(|aspect| filter(*aspect, &events, &words, &chosen)).collect(),
        counts: counts((closed.id, &events.elsewhere), then, &words, &chosen, address),
        list: event_list(&events.elsewhere, &events, &words, &chosen),
        aside: event_list(&events.aside, &events, &words, &chosen),
        questions: [
            of_meaning(&cx, &closed.id, Meaning::SupportWanted).await?.map(|id| (id, t::city::SUPPORT)),
            of_meaning(&cx, &closed.id, Meaning::Training).await?.map(|id| (id, t::city::TRAINING)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        themes: themes
            .map(|(theme, count, of)| (theme, count, of.into_iter().map(|id| (name(&names, &id), id.to_string())).collect()))
            .collect(),
    };
    Ok(Page::new(t::city::INCIDENTS_TITLE).staff(&staff.staff, routes::AWARENESS.path()).plain(pages::incidents(page)))
}

async fn events(
    cx: &Context,
    staff: &CentralStaff,
    round: &ClosedRound,
) -> std::result::Result<(Events, RoundFigures), WebError> {
    let figures = results::figures(cx, round).await?;
    // They are assessed on the pages of the organisations.
    let read_only = |event: Event| Event { may_assess: false, whereabouts: Whereabouts::Elsewhere, ..event };
    let list = events_of::list_all(cx, &staff.central, &figures).await?.into_iter().map(read_only).collect();
    Ok((Events::new(list), figures))
}

async fn events_of_round(cx: &Context, staff: &CentralStaff, round: &ClosedRound) -> std::result::Result<Events, WebError> {
    Ok(events(cx, staff, round).await?.0)
}
