//! Who answered from an organisation's areas without describing anything there.
//!
//! An organisation is named as *silent* only when it has as many answers from the areas as the threshold;
//! the rest are told of together, and of an area from which nobody answered nothing is told.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::assessment::Whereabouts;
use app::domain::event::{Event, Events};
use app::domain::ids::OrganisationId;
use app::domain::meaning::Meaning;
use app::domain::organisation::{Audience, collation_key};

use super::results::RoundFigures;
use super::{Context, OrganisationRound, Result, questionnaires, rates};

/// Others' answers from an organisation's areas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absence {
    /// The silent ones by name.
    pub silent: Vec<(Audience, String)>,
    /// Answers of the rest together, if there are enough and none of them described anything.
    pub rest: Option<i64>,
    /// Answers from the areas in all, of others.
    pub answers: i64,
}

/// Tells it from the incidents that the organisation's coordinator sees.
pub async fn find(cx: &Context, at: &OrganisationRound, figures: &RoundFigures, events: &Events) -> Result<Absence> {
    let answers = answers_from_there(cx, at, figures).await?;
    // What is not counted was described all the same.
    let here: Vec<&Event> = events.iter().filter(|event| event.whereabouts != Whereabouts::Elsewhere).collect();
    let reporters: BTreeSet<&OrganisationId> = here.iter().filter_map(|i| i.reporter.as_ref()).collect();
    let (unnamed, threshold) = (figures.unnamed(), figures.thresholds().1);
    let (enough, rest): (Vec<_>, Vec<_>) =
        answers.iter().filter(|(_, n)| **n > 0).partition(|(id, n)| **n >= threshold && !unnamed.contains(*id));
    let organisation = |id: &OrganisationId| figures.organisations.iter().find(|o| o.id == *id);
    let mut silent: Vec<(Audience, String)> = enough
        .iter()
        .filter(|(id, _)| !reporters.contains(id))
        .filter_map(|(id, _)| organisation(id).map(|o| (o.audience, o.name.clone())))
        .collect();
    silent.sort_by_cached_key(|(audience, name)| (*audience, collation_key(name)));
    // An event without a reporter may be of any of the rest.
    let described = here.iter().any(|i| i.reporter.is_none()) || rest.iter().any(|(id, _)| reporters.contains(id));
    let together: i64 = rest.iter().map(|(_, n)| **n).sum();
    let rest = (!described && together >= threshold).then_some(together);
    Ok(Absence { silent, rest, answers: answers.values().sum() })
}

/// Others' answers: by their units in the areas; where there is no register, of those who work there.
async fn answers_from_there(
    cx: &Context,
    at: &OrganisationRound,
    figures: &RoundFigures,
) -> Result<BTreeMap<OrganisationId, i64>> {
    let areas = &at.organisation().areas;
    let mut answers: BTreeMap<OrganisationId, i64> = BTreeMap::new();
    if at.organisation().audience != Audience::Stadsdelsforvaltning {
        return Ok(answers);
    }
    for (id, rate) in rates::in_areas(cx, at).await? {
        answers.insert(id, rate.completed);
    }
    let works_here = |o: &&app::domain::organisation::Organisation| {
        o.audience == Audience::Extern && o.areas.iter().any(|area| areas.contains(area))
    };
    for party in figures.organisations.iter().filter(works_here) {
        answers.entry(party.id.clone()).or_insert_with(|| figures.answered_by(&party.id).responses);
    }
    // Who was not asked cannot have been silent.
    let asked = questionnaires::asked_for(cx, &figures.round.id, Meaning::Incidents).await?;
    answers.retain(|id, _| asked.contains(id));
    Ok(answers)
}
