//! The central office's pages of what was answered and seen over the city.

use std::collections::BTreeMap;

use app::domain::assessment::Whereabouts;
use app::domain::distribution::Distribution;
use app::domain::event::{Aspect, Event, Events};
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::meaning::Meaning;
use app::domain::organisation::{Organisation, collation_key};
use app::domain::round::{ClosedRound, Round};
use app::pages::central::city as pages;
use app::routes;
use app::texts::central as t;
use axum::extract::State;
use serde::Deserialize;

use super::WebError;
use super::awareness::Years;
use super::central::{Answer, chosen as chosen_round, name, nothing_yet};
use super::events::{Words, chosen, counts, event_list, filter};
use super::input::Asked;
use super::render::Page;
use super::session::CentralStaff;
use crate::services::distributions::{self, FieldTable};
use crate::services::results::RoundFigures;
use crate::services::{
    Context, HistoryError, Refusal, Result, free_text, incidents as events_of, organisations, questionnaires, results, rounds,
};

#[derive(Deserialize)]
pub(super) struct Which {
    ar: Option<String>,
    fraga: Option<String>,
}

/// Rounds with answers; of one that was read in there are indicators alone.
pub(super) fn has_answers(round: &Round) -> bool {
    round.closed().is_some_and(|round| !round.is_imported)
}

pub(super) async fn question(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let Some(mut years) = Years::find(&cx, which.ar.as_deref()).await? else {
        return Ok(nothing_yet(&staff, routes::AWARENESS.path(), t::nothing_yet::AWARENESS));
    };
    let now = &years.now()?.round;
    if now.is_imported {
        return Err(Refusal::from(HistoryError::FiguresAlone(now.id)).into());
    }
    years.rounds.retain(has_answers);
    years.figures.retain(|figures| !figures.round.is_imported);
    let now = years.now()?;
    let fields = distributions::fields_of_round(&cx, &now.round.id).await?;
    // Without one asked for, what they want of support, and otherwise the first.
    let support = of_meaning(&cx, &now.round.id, Meaning::SupportWanted).await?;
    let first = || fields.first().map(|field| field.id.clone());
    let asked = which.fraga.or(support).or_else(first).unwrap_or_default();
    if !fields.iter().any(|field| field.id == asked) {
        return Err(WebError::NotFound);
    }
    let mut by_year = vec![];
    for figures in &years.figures {
        by_year.push((figures.round.id, distributions::by_organisation(&cx, figures, &asked).await?));
    }
    let decided = by_year.last().map_or(&[][..], |(_, tables)| tables);
    let table = |table: &FieldTable| question_table(&now.organisations, &by_year, table, decided.len() > 1);
    let tables = decided.iter().map(table).collect();
    let page = pages::Question {
        year: now.round.id,
        years: years.rounds.iter().map(|r| r.id).collect(),
        fields: fields.into_iter().map(|field| (field.id.clone(), pages::title(&field))).collect(),
        asked,
        tables,
        threshold: now.thresholds().1,
    };
    Ok(Page::new(t::city::QUESTION_TITLE).staff(&staff.staff, routes::AWARENESS.path()).plain(pages::question(page)))
}

/// The field of a question with a meaning.
async fn of_meaning(cx: &Context, round: &RoundId, meaning: Meaning) -> Result<Option<String>> {
    let asked = questionnaires::of_round(cx, round).await?;
    Ok(asked.iter().find_map(|q| q.question_for(meaning).map(|question| question.id.clone())))
}

/// A table, and the city's answers in the years that asked the same.
fn question_table(
    now: &[Organisation],
    by_year: &[(RoundId, Vec<FieldTable>)],
    table: &FieldTable,
    several: bool,
) -> pages::QuestionTable {
    let is_same = |other: &&FieldTable| other.field.is_same(&table.field) && !other.audiences.is_disjoint(&table.audiences);
    let of_year = |(year, tables): &(RoundId, Vec<FieldTable>)| Some((*year, tables.iter().find(is_same)?.city.clone()));
    let years = by_year.iter().filter_map(of_year).collect();
    let row = |(id, own): &(OrganisationId, Distribution)| (name(now, id), own.clone());
    let mut organisations: Vec<(String, Distribution)> = table.organisations.iter().map(row).collect();
    organisations.sort_by_cached_key(|(name, _)| collation_key(name));
    let kinds_differ = table.by_audience.len() > 1;
    let audiences = table.by_audience.iter().filter(|_| kinds_differ);
    let audiences = audiences.map(|(audience, own)| (t::organisations::kinds(*audience).to_owned(), own.clone())).collect();
    let kinds: Vec<String> = table.audiences.iter().map(|a| t::organisations::kinds(*a).to_lowercase()).collect();
    let of = several.then(|| app::texts::parts::listed(&kinds));
    pages::QuestionTable { of, field: table.field.clone(), organisations, audiences, city: table.city.clone(), years }
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
