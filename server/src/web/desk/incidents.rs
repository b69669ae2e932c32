//! Incidents: the own, and what others saw in the area.

use std::collections::BTreeMap;

use app::domain::figure::month_name;
use app::domain::incident::Incident;
use app::domain::meaning::Meaning;
use app::domain::organisation::lineage;
use app::pages::desk::incidents as pages;
use app::texts::desk::{incident as t, tab};
use axum::extract::State as Shared;
use serde::Deserialize;

use super::{Answer, Desk};
use crate::services::results::SeenIncident;
use crate::web::App;
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

/// `2026-05` as a reader says it.
fn month(text: &str) -> String {
    let (year, month) = text.split_once('-').unwrap_or((text, ""));
    format!("{} {year}", month.parse().map_or("", month_name)).trim().to_owned()
}

pub(in crate::web) async fn list(Shared(app): Shared<App>, desk: Desk, Asked(chosen): Asked<Chosen>) -> Answer {
    if let Some(page) = desk.nothing_yet().or_else(|| desk.not_yet(tab::INCIDENTS)) {
        return Ok(page);
    }
    let (caller, year, id) = (desk.caller(), desk.round()?.year, desk.id());
    let years: Vec<i64> = desk.closed_rounds().into_iter().filter(|y| *y <= year).collect();
    let years = years[years.len().saturating_sub(YEARS)..].to_vec();
    let mut by_year: Vec<Vec<SeenIncident>> = Vec::new();
    for year in &years {
        by_year.push(app.incidents(&caller, *year, Some(id)).await?);
    }
    let words: BTreeMap<(Meaning, String), String> = app.option_texts(year).await?;
    let named = |meaning, value: &str| words.get(&(meaning, value.to_owned())).cloned().unwrap_or_else(|| value.to_owned());
    let all_named =
        |seen: &SeenIncident, meaning| of(seen, meaning).iter().map(|v| named(meaning, v)).collect::<Vec<_>>().join(", ");
    let seen = by_year.last().cloned().unwrap_or_default();
    let options = |meaning| {
        let mut values: Vec<&String> = seen.iter().flat_map(|i| of(i, meaning)).collect();
        values.sort_unstable();
        values.dedup();
        values.into_iter().map(|v| (v.clone(), named(meaning, v))).collect::<Vec<_>>()
    };
    let name = |id: &str| desk.all.iter().find(|o| o.id == id).map_or_else(|| id.to_owned(), |o| o.name.clone());
    let shown = seen.iter().filter(|i| {
        has(i, Meaning::Environment, &chosen.miljo) && has(i, Meaning::Kind, &chosen.typ) && has(i, Meaning::Month, &chosen.manad)
    });
    let rows = shown.map(|i| {
        let what = [all_named(i, Meaning::Kind), i.incident.other_text.clone()];
        [
            i.incident.place.clone(),
            month(&i.incident.month),
            what.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": "),
            all_named(i, Meaning::Environment),
            all_named(i, Meaning::Reported),
            i.reporter.as_deref().map_or_else(|| t::UNSAID.to_owned(), name),
            i.incident.description.clone(),
        ]
    });
    let rows = rows.collect();
    let mut types: Vec<&String> = by_year.iter().flatten().flat_map(|i| of(i, Meaning::Kind)).collect();
    types.sort_unstable();
    types.dedup();
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let in_years =
        |matches: &dyn Fn(&&SeenIncident) -> bool| by_year.iter().map(|all| whole(all.iter().filter(matches).count())).collect();
    let counts = types.iter().map(|kind| (named(Meaning::Kind, kind), in_years(&|i| has(i, Meaning::Kind, kind))));
    let counts = counts.chain([(t::TOTAL.to_owned(), in_years(&|_| true))]).collect();
    let family: Vec<&str> = lineage(&desk.all, id).iter().map(|o| o.id.as_str()).collect();
    let own = seen.iter().any(|i| i.reporter.as_deref().is_some_and(|r| family.contains(&r)));
    let months = options(Meaning::Month).into_iter().map(|(value, _)| (value.clone(), month(&value))).collect();
    let filter = |name, label, options, chosen: &str| pages::Filter { name, label, options, chosen: chosen.to_owned() };
    let incidents = pages::Incidents {
        desk: desk.view(),
        filters: vec![
            filter("miljo", t::ENVIRONMENT, options(Meaning::Environment), &chosen.miljo),
            filter("typ", t::TYPE, options(Meaning::Kind), &chosen.typ),
            filter("manad", t::MONTH, months, &chosen.manad),
        ],
        rows,
        all: whole(seen.len()),
        counts,
        own_none: app.tells_own_incidents(year, id).await?.then_some(!own),
        saw_none: app.saw_none(&caller, year, id).await?,
        years,
    };
    Ok(desk.page(tab::INCIDENTS).plain(pages::page(incidents)))
}
