//! The central office's pages.

use std::collections::BTreeMap;

use app::domain::figure::day;
use app::domain::indicator::leading;
use app::domain::organisation::{Audience, Organisation};
use app::domain::period::OF_THE_ROUND;
use app::domain::questionnaire::Indicator;
use app::domain::round::{Rate, Round, State};
use app::pages::central as pages;
use app::pages::message::{self, Message};
use app::pages::respondent;
use app::texts::{central as t, parts};
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::input::{Asked, At, Fields};
use super::render::Page;
use super::session::Staff;
use super::{App, WebError};
use crate::services::results::{RoundFigures, Whose};
use crate::services::rounds::tenths;
use crate::services::{Error, Refusal};

type Answer = Result<Response, WebError>;

#[derive(Deserialize)]
pub(super) struct Which {
    ar: Option<i64>,
    sortera: Option<String>,
}

fn name(all: &[Organisation], id: &str) -> String {
    all.iter().find(|o| o.id == id).map_or_else(|| id.to_owned(), |o| o.name.clone())
}

/// The round asked for, or the one that is open, or the latest.
fn chosen(rounds: &[Round], year: Option<i64>) -> Result<Option<&Round>, WebError> {
    match year {
        Some(year) => rounds.iter().find(|r| r.year == year).map(Some).ok_or(WebError::NotFound),
        None => Ok(rounds.iter().rfind(|r| r.state == State::Open).or(rounds.last())),
    }
}

fn nothing_yet(staff: &Staff, here: &'static str, text: &str) -> Response {
    let message = Message {
        title: t::nothing_yet::TITLE.into(),
        text: vec![text.into()],
        ways_on: vec![("/central/omgangar".into(), t::nothing_yet::WAY_ON)],
        request: None,
    };
    Page::new(t::nothing_yet::TITLE).staff(&staff.0, here).plain(message::page(message))
}

pub(super) async fn rates(Shared(app): Shared<App>, staff: Staff, Asked(which): Asked<Which>) -> Answer {
    staff.caller().central()?;
    let all = app.organisations().await?;
    let rounds: Vec<Round> = app.rounds().await?.into_iter().filter(|r| r.state != State::Planned).collect();
    let Some(round) = chosen(&rounds, which.ar)? else {
        return Ok(nothing_yet(&staff, "/central", t::nothing_yet::RATES));
    };
    let list = app.rates(round.year).await?;
    let sum = list.iter().fold(Rate::default(), |sum, r| sum + r.rate);
    let mut rows: Vec<_> =
        list.iter().map(|r| (r.organisation.clone(), name(&all, &r.organisation), r.rate, r.tenths(), r.drafts)).collect();
    let sorted = match which.sortera.as_deref() {
        Some("svarat") => "svarat",
        Some("aterstar") => "aterstar",
        Some("frekvens") => "frekvens",
        _ => "namn",
    };
    match sorted {
        "svarat" => rows.sort_by_key(|r| std::cmp::Reverse(r.2.completed)),
        "aterstar" => rows.sort_by_key(|r| std::cmp::Reverse(r.2.remaining())),
        "frekvens" => rows.sort_by_key(|r| std::cmp::Reverse(r.3)),
        _ => {}
    }
    let when = match round.state {
        State::Open => parts::round_is_open(&day(round.closes)),
        State::Closing => parts::ROUND_IS_CLOSING.to_owned(),
        _ => parts::round_closed(&day(round.closes)),
    };
    let page = pages::Rates {
        year: round.year,
        title: round.title.clone(),
        when,
        years: rounds.iter().map(|r| r.year).collect(),
        all: sum,
        tenths: tenths(sum),
        rows,
        sorted,
        closed: round.state == State::Closed,
        vacuum_is_due: app.vacuum_is_due().await?,
    };
    Ok(Page::new(t::rates::TITLE).staff(&staff.0, "/central").plain(pages::rates(page)))
}

pub(super) async fn awareness(Shared(app): Shared<App>, staff: Staff, Asked(pairs): Asked<Vec<(String, String)>>) -> Answer {
    staff.caller().central()?;
    let all = app.organisations().await?;
    let rounds: Vec<Round> = app.rounds().await?.into_iter().filter(|r| r.state == State::Closed).collect();
    let year = pairs.iter().find(|(k, _)| k == "ar").and_then(|(_, v)| v.parse().ok());
    let Some(round) = chosen(&rounds, year)? else {
        return Ok(nothing_yet(&staff, "/central/kannedom", t::nothing_yet::AWARENESS));
    };
    // At most seven years back from the one shown.
    let mut figures: BTreeMap<i64, RoundFigures> = BTreeMap::new();
    for earlier in rounds.iter().filter(|r| r.year <= round.year).rev().take(7) {
        figures.insert(earlier.year, app.figures(earlier.year).await?);
    }
    let now = figures.get(&round.year).ok_or(WebError::NotFound)?;
    let wanted: Vec<&str> = pairs.iter().filter(|(k, _)| k == "indikator").map(|(_, v)| v.as_str()).collect();
    let mut columns: Vec<&Indicator> = now.indicators.iter().filter(|i| wanted.contains(&i.id.as_str())).collect();
    if columns.is_empty() {
        columns = leading(&now.indicators);
    }
    let cells = |figure: &dyn Fn(&RoundFigures, &str) -> app::domain::suppression::Figure| {
        columns.iter().map(|i| (figure(now, &i.id), figures.values().map(|f| figure(f, &i.id)).collect())).collect()
    };
    // A row for everyone who answered; those who took over stand for those before them.
    let mut rows: Vec<pages::AwarenessRow> = Vec::new();
    for organisation in now.organisations.iter().filter(|o| now.asked.contains_key(&o.id) || now.is_merged(&o.id)) {
        rows.push(pages::AwarenessRow {
            organisation: Some(organisation.id.clone()),
            name: name(&all, &organisation.id),
            merged: now.is_merged(&organisation.id),
            cells: cells(&|f, i| f.figure_among(i, &organisation.id, &now.organisations)),
        });
    }
    let city = pages::AwarenessRow {
        organisation: None,
        name: t::WHOLE_CITY.into(),
        merged: false,
        cells: cells(&|f, i| f.figure(i, &Whose::City)),
    };
    let page = pages::Awareness {
        year: round.year,
        years: rounds.iter().map(|r| r.year).collect(),
        indicators: now.indicators.clone(),
        chosen: columns.into_iter().cloned().collect(),
        rows,
        city,
        threshold: now.thresholds().1,
    };
    Ok(Page::new(t::awareness::TITLE).staff(&staff.0, "/central/kannedom").plain(pages::awareness(page)))
}

pub(super) async fn rounds(Shared(app): Shared<App>, staff: Staff) -> Answer {
    staff.caller().central()?;
    rounds_page(&app, &staff, None, Default::default()).await
}

async fn rounds_page(app: &App, staff: &Staff, fault: Option<(String, String)>, form: [String; 4]) -> Answer {
    let mut rows = Vec::new();
    for r in app.rounds().await? {
        let closing = if r.state == State::Closing { app.closing_progress(r.year).await?.percent() } else { 0 };
        let days = (day(r.opens), day(r.closes));
        rows.push(pages::RoundRow { year: r.year, title: r.title, days, closes: r.closes.to_string(), state: r.state, closing });
    }
    let frame = Page::new(t::rounds::TITLE).staff(&staff.0, "/central/omgangar").faulty(fault.is_some());
    Ok(frame.plain(pages::rounds(rows, fault, form)))
}

#[derive(Deserialize)]
pub(super) struct NewRound {
    #[serde(default)]
    ar: String,
    #[serde(default)]
    titel: String,
    #[serde(default)]
    oppnar: String,
    #[serde(default)]
    stanger: String,
}

pub(super) async fn create_round(Shared(app): Shared<App>, staff: Staff, Fields(form): Fields<NewRound>) -> Answer {
    let caller = staff.caller();
    caller.central()?;
    let again = |field: &str, text: &str| {
        let form = [&form.ar, &form.titel, &form.oppnar, &form.stanger].map(Clone::clone);
        (Some((field.to_owned(), text.to_owned())), form)
    };
    let (fault, fields) = match (form.ar.trim().parse::<i64>(), form.oppnar.parse::<Date>(), form.stanger.parse::<Date>()) {
        (Err(_), _, _) => again("ar", t::rounds::FAULT_YEAR),
        (_, Err(_), _) => again("oppnar", t::rounds::FAULT_FIRST_DAY),
        (_, _, Err(_)) => again("stanger", t::rounds::FAULT_LAST_DAY),
        (Ok(year), Ok(opens), Ok(closes)) => {
            match app.create_round(&caller, year, Some(form.titel.clone()), (opens, closes), None).await {
                Ok(_) => return Ok(Redirect::to("/central/omgangar").into_response()),
                Err(Error::Refused(refusal)) => {
                    again(if refusal == Refusal::ClosesBeforeOpens { "stanger" } else { "ar" }, &refusal.to_string())
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    rounds_page(&app, &staff, fault, fields).await
}

#[derive(Deserialize)]
pub(super) struct RoundForm {
    ar: i64,
    #[serde(default)]
    stanger: String,
}

async fn after(app: &App, staff: &Staff, done: crate::services::Result<()>) -> Answer {
    match done {
        Ok(()) => Ok(Redirect::to("/central/omgangar").into_response()),
        Err(Error::Refused(refusal)) => {
            rounds_page(app, staff, Some(("innehall".into(), refusal.to_string())), Default::default()).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn open_round(Shared(app): Shared<App>, staff: Staff, Fields(form): Fields<RoundForm>) -> Answer {
    let done = app.open_round(&staff.caller(), form.ar).await.map(|_| ());
    after(&app, &staff, done).await
}

pub(super) async fn close_round(Shared(app): Shared<App>, staff: Staff, Fields(form): Fields<RoundForm>) -> Answer {
    let done = app.close_round(&staff.caller(), form.ar).await;
    after(&app, &staff, done).await
}

pub(super) async fn extend_round(Shared(app): Shared<App>, staff: Staff, Fields(form): Fields<RoundForm>) -> Answer {
    let caller = staff.caller();
    caller.central()?;
    let done = match form.stanger.parse() {
        Ok(day) => app.extend_round(&caller, form.ar, day).await,
        Err(_) => Err(Refusal::ClosesInThePast.into()),
    };
    after(&app, &staff, done).await
}

pub(super) async fn questionnaires(Shared(app): Shared<App>, staff: Staff) -> Answer {
    let versions = app.questionnaires(&staff.caller()).await?;
    let rows = versions
        .iter()
        .map(|v| pages::VersionRow {
            id: v.id.clone(),
            title: v.definition.title.clone(),
            audience: audience(v.definition.audience).into(),
            version: v.version,
            published: v.published.is_some(),
            newest: !versions.iter().any(|o| o.id == v.id && o.version > v.version),
        })
        .collect();
    Ok(Page::new(t::questionnaires::TITLE).staff(&staff.0, "/central/enkater").plain(pages::questionnaires(rows, None)))
}

const fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Stadsdelsforvaltning => t::audience::STADSDELSFORVALTNING,
        Audience::Fackforvaltning => t::audience::FACKFORVALTNING,
        Audience::Extern => t::audience::EXTERN,
    }
}

pub(super) async fn preview(Shared(app): Shared<App>, staff: Staff, At((id, version)): At<(String, i64)>) -> Answer {
    let versions = app.questionnaires(&staff.caller()).await?;
    let found = versions.into_iter().find(|v| v.id == id && v.version == version).ok_or(WebError::NotFound)?;
    Ok(Page::new(found.definition.title.clone())
        .staff(&staff.0, "/central/enkater")
        .plain(respondent::questions("", &found.definition.with_period(OF_THE_ROUND))))
}

#[derive(Deserialize)]
pub(super) struct PublishForm {
    id: String,
}

pub(super) async fn publish(Shared(app): Shared<App>, staff: Staff, Fields(form): Fields<PublishForm>) -> Answer {
    app.publish_questionnaire(&staff.caller(), &form.id).await?;
    Ok(Redirect::to("/central/enkater").into_response())
}

pub(super) async fn organisations(Shared(app): Shared<App>, staff: Staff) -> Answer {
    staff.caller().central()?;
    let all = app.organisations().await?;
    let rows = all
        .iter()
        .map(|o| pages::OrganisationRow {
            id: o.id.clone(),
            name: o.name.clone(),
            audience: audience(o.audience).into(),
            areas: o.areas.join(", "),
            fate: match (&o.last_year, &o.successor, o.expected) {
                (Some(year), Some(heir), _) => t::organisations::ends_with_heir(*year, &name(&all, heir)),
                (None, Some(heir), _) => t::organisations::has_heir(&name(&all, heir)),
                (Some(year), None, _) => t::organisations::ends(*year),
                (None, None, Some(n)) => t::organisations::expected(n),
                _ => String::new(),
            },
        })
        .collect();
    Ok(Page::new(t::organisations::TITLE).staff(&staff.0, "/central/organisationer").plain(pages::organisations(rows)))
}
