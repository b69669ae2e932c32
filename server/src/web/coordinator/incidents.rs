//! Incidents: the own, and what others saw in the area.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::figure::month;
use app::domain::ids::OrganisationId;
use app::domain::incident::Incident;
use app::domain::meaning::Meaning;
use app::pages::coordinator::Tab;
use app::pages::coordinator::incidents as pages;
use app::texts::coordinator::incident as t;
use axum::extract::State;
use serde::Deserialize;

use super::{Answer, OrganisationPage};
use crate::services::incidents::{self, SeenIncident};
use crate::services::{Context, absence, results};
use crate::web::input::Asked;

/// Years side by side.
const YEARS: usize = 7;

#[derive(Deserialize)]
pub(in crate::web) struct Chosen {
    #[serde(default)]
    miljo: String,
    #[serde(default)]
    typ: String,
    #[serde(default)]
    manad: String,
}

/// The values that an incident has for a meaning.
fn of(seen: &SeenIncident, meaning: Meaning) -> &[String] {
    let Incident { environment, kind, reported, month, .. } = &seen.incident;
    match meaning {
        Meaning::Environment => environment,
        Meaning::Kind => kind,
        Meaning::Reported => reported,
        Meaning::Month if !month.is_empty() => std::slice::from_ref(month),
        _ => &[],
    }
}

fn has(seen: &SeenIncident, meaning: Meaning, value: &str) -> bool {
    value.is_empty() || of(seen, meaning).iter().any(|v| v == value)
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What was chosen of a meaning, each once.
fn values<'a>(seen: impl IntoIterator<Item = &'a SeenIncident>, meaning: Meaning) -> BTreeSet<&'a String> {
    seen.into_iter().flat_map(|incident| of(incident, meaning)).collect()
}

/// Each kind with its number in each year; the last is all.
fn counts(by_year: &[Vec<SeenIncident>], name: &dyn Fn(&str) -> String) -> Vec<(String, Vec<i64>)> {
    let kinds = values(by_year.iter().flatten(), Meaning::Kind);
    let in_years =
        |kind: &str| by_year.iter().map(|all| whole(all.iter().filter(|i| has(i, Meaning::Kind, kind)).count())).collect();
    let counts = kinds.iter().map(|kind| (name(kind), in_years(kind)));
    counts.chain([(t::TOTAL.to_owned(), in_years(""))]).collect()
}

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage, Asked(chosen): Asked<Chosen>) -> Answer {
    if let Some(page) = frame.nothing_yet().or_else(|| frame.not_yet(Tab::Incidents)) {
        return Ok(page);
    }
    let at = frame.at()?;
    let years = frame.closed_rounds(YEARS);
    let mut by_year: Vec<Vec<SeenIncident>> = Vec::new();
    for round in &years {
        let then = at.in_round(&cx, round).await?;
        by_year.push(incidents::list(&cx, &then, &results::figures(&cx, round).await?).await?);
    }
    let figures = results::figures(&cx, &at.closed()?).await?;
    let words: BTreeMap<(Meaning, String), String> = incidents::option_texts(&cx, at).await?;
    let named = |meaning, value: &str| words.get(&(meaning, value.to_owned())).cloned().unwrap_or_else(|| value.to_owned());
    let all_named =
        |seen: &SeenIncident, meaning| of(seen, meaning).iter().map(|v| named(meaning, v)).collect::<Vec<_>>().join(", ");
    let seen = by_year.last().cloned().unwrap_or_default();
    let options = |meaning| values(&seen, meaning).into_iter().map(|v| (v.clone(), named(meaning, v))).collect::<Vec<_>>();
    let all = at.organisations();
    let name = |id: &OrganisationId| all.iter().find(|o| o.id == *id).map_or_else(|| id.to_string(), |o| o.name.clone());
    let shown = seen.iter().filter(|i| {
        has(i, Meaning::Environment, &chosen.miljo) && has(i, Meaning::Kind, &chosen.typ) && has(i, Meaning::Month, &chosen.manad)
    });
    let rows = shown.map(|i| {
        let what = [all_named(i, Meaning::Kind), i.incident.other_text.clone()];
        pages::IncidentRow {
            place: i.incident.place.clone(),
            month: month(&i.incident.month),
            kind: what.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": "),
            environment: all_named(i, Meaning::Environment),
            reported: all_named(i, Meaning::Reported),
            reporter: i.reporter.as_ref().map_or_else(|| t::UNSAID.to_owned(), name),
            description: i.incident.description.clone(),
        }
    });
    let rows = rows.collect();
    let counts = counts(&by_year, &|kind| named(Meaning::Kind, kind));
    let own = seen.iter().any(|i| i.reporter.as_ref().is_some_and(|r| at.family().contains(r)));
    let months = options(Meaning::Month).into_iter().map(|(value, _)| (value.clone(), month(&value))).collect();
    let filter = |name, label, options, chosen: &str| pages::Filter { name, label, options, chosen: chosen.to_owned() };
    let incidents = pages::Incidents {
        frame: frame.view(),
        filters: vec![
            filter("miljo", t::ENVIRONMENT, options(Meaning::Environment), &chosen.miljo),
            filter("typ", t::TYPE, options(Meaning::Kind), &chosen.typ),
            filter("manad", t::MONTH, months, &chosen.manad),
        ],
        rows,
        all: whole(seen.len()),
        counts,
        own_none: incidents::tells_own(at, &figures).then_some(!own),
        saw_none: absence::find(&cx, at, &figures, &seen).await?.silent.into_iter().map(|(_, name)| name).collect(),
        years: years.iter().map(|round| round.id).collect(),
    };
    Ok(frame.page(Tab::Incidents).plain(pages::page(incidents)))
}
