//! The central office's pages.

use std::collections::BTreeMap;

use app::domain::figure::{Tally, day};
use app::domain::ids::OrganisationId;
use app::domain::letter::{Mailing, MailingKind};
use app::domain::organisation::{Audience, Organisation};
use app::domain::period::OF_THE_ROUND;
use app::domain::round::{self, Link, Rate, Round};
use app::pages::central as pages;
use app::pages::central::overview::Overview;
use app::pages::message::{self, Message};
use app::pages::respondent;
use app::routes;
use app::texts::central::organisations::kind;
use app::texts::{central as t, parts};
use app::ui::form::Faults;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::error::refusal;
use super::input::{Asked, At, Upload};
use super::keys;
use super::render::Page;
use super::session::CentralStaff;
use super::{WebError, curve, notice, overview};
use crate::ambient::in_stockholm;
use crate::services::questionnaires::Taken;
use crate::services::rates::OrganisationRate;
use crate::services::{Context, Refusal, accounts, letters, organisations, questionnaires, rates, rounds};

pub(super) type Answer = Result<Response, WebError>;

#[derive(Deserialize)]
pub(super) struct Which {
    ar: Option<String>,
    sortera: Option<String>,
    ordning: Option<String>,
}

pub(super) fn name(all: &[Organisation], id: &OrganisationId) -> String {
    all.iter().find(|o| o.id == *id).map_or_else(|| id.to_string(), |o| o.name.clone())
}

/// The round asked for, or the one that is open, or the latest.
pub(super) fn chosen<'a>(rounds: &'a [Round], asked: Option<&str>) -> Result<Option<&'a Round>, WebError> {
    match asked {
        Some(id) => rounds.iter().find(|r| *r.id == *id).map(Some).ok_or(WebError::NotFound),
        None => Ok(rounds.iter().rfind(|r| r.state == round::State::Open).or(rounds.last())),
    }
}

pub(super) fn nothing_yet(staff: &CentralStaff, here: &'static str, text: &str) -> Response {
    let message = Message {
        title: t::nothing_yet::TITLE.into(),
        text: vec![text.into()],
        ways_on: vec![(routes::ROUNDS.path().into(), t::nothing_yet::WAY_ON)],
        request: None,
    };
    Page::new(t::nothing_yet::TITLE).staff(&staff.staff, here).plain(message::page(message))
}

/// The last day of an open round, and how many are left.
fn open_until(round: &Round, today: Date) -> String {
    if today > round.closes {
        return parts::round_is_over_for_most(&day(round.closes));
    }
    let left = i64::from((round.closes - today).get_days()) + 1;
    format!("{} {}", parts::round_is_open(&day(round.closes)), parts::days_left(left))
}

/// Who may answer longer than the others, a sentence a day.
fn extensions(round: &Round, links: &[Link], all: &[Organisation]) -> String {
    let mut by_day: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    for link in links {
        if let Some(own) = link.closes.filter(|own| *own > round.closes) {
            by_day.entry(own).or_default().push(name(all, &link.organisation));
        }
    }
    by_day.into_iter().map(|(own, names)| format!(" {}", parts::extended(&names, &day(own)))).collect()
}

pub(super) async fn rates(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let all = organisations::list(&cx).await?;
    let mut rounds = rounds::list(&cx).await?;
    let overview = overview::of(&cx, &staff, &all, &rounds).await?;
    rounds.retain(|r| r.state != round::State::Planned);
    let Some(round) = chosen(&rounds, which.ar.as_deref())? else {
        let frame = Page::new(t::nothing_yet::TITLE).staff(&staff.staff, routes::RATES.path());
        return Ok(frame.plain(pages::before_rounds(overview)));
    };
    // Of a closed round: as they were on its closing day.
    let all = match round.closed() {
        Some(closed) => organisations::list_of_round(&cx, &closed).await?,
        None => all,
    };
    let list = rates::list(&cx, round).await?;
    let overview = Overview { behind: overview::behind(round, &all, &list), ..overview };
    let sum = list.iter().fold(Rate::default(), |sum, r| sum + r.rate);
    let is_open = round.state == round::State::Open;
    let coordinators = if is_open { accounts::coordinators(&cx, &staff.central).await? } else { vec![] };
    let links = if is_open { rounds::links(&cx, &staff.central, &round.id).await? } else { vec![] };
    let today = cx.ambient.today();
    // As it is for an organisation, which may answer longer than the others.
    let own = |id: &OrganisationId| links.iter().find(|link| link.organisation == *id).map(|link| round.for_link(link, today));
    let reminded = if is_open { reminded(&cx, &staff, round).await? } else { BTreeMap::new() };
    let city = curve::of_city(&cx, round, round.closed_before(&rounds).and_then(Round::closed), &list, &all).await?;
    let row = |r: &OrganisationRate| pages::RateRow {
        organisation: r.organisation.to_string(),
        name: name(&all, &r.organisation),
        rate: r.rate,
        drafts: r.drafts,
        audience: all.iter().find(|o| o.id == r.organisation).map_or(Audience::Extern, |o| o.audience),
        before: city.before.as_ref().and_then(|(_, by_organisation)| by_organisation.get(&r.organisation).copied()),
        reminder: own(&r.organisation).and_then(|own| reminder(&own, r, &coordinators)),
        reminded: reminded.get(&r.organisation).cloned(),
    };
    let mut rows: Vec<_> = list.iter().map(row).collect();
    let before = city.before.as_ref().map(|(id, _)| *id);
    let sorted = match which.sortera.as_deref() {
        Some("svarat") => "svarat",
        Some("aterstar") => "aterstar",
        Some("frekvens") => "frekvens",
        _ => "namn",
    };
    match sorted {
        "svarat" => rows.sort_by_key(|r| r.rate.completed),
        "aterstar" => rows.sort_by_key(|r| r.rate.remaining()),
        "frekvens" => rows.sort_by_key(|r| r.rate.share().and_then(Tally::tenths)),
        _ => {}
    }
    let ascending = which.ordning.as_deref() != Some("fallande");
    if !ascending {
        rows.reverse();
    }
    let when = match round.state {
        round::State::Open => open_until(round, today) + &extensions(round, &links, &all),
        round::State::Closing => parts::ROUND_IS_CLOSING.to_owned(),
        round::State::Abandoned => parts::round_abandoned(&day(round.closes)),
        _ if round.is_imported => String::new(),
        _ => parts::round_closed(&day(round.closes)),
    };
    let page = pages::Rates {
        year: round.id,
        title: round.title.clone(),
        when,
        years: rounds.iter().map(|r| r.id).collect(),
        all: sum,
        curve: city.curve,
        is_partial: city.is_partial,
        before,
        rows,
        sorted: (sorted, ascending),
        closed: round.closed().is_some(),
        imported: rounds.iter().filter(|r| r.is_imported && (r.id == round.id || Some(r.id) == before)).map(|r| r.id).collect(),
        not_yet: !round.state.is_over(),
        notices: keys::notices(&cx, &staff).await?,
        overview,
    };
    Ok(Page::new(t::rates::TITLE).staff(&staff.staff, routes::RATES.path()).plain(pages::rates(page)))
}

/// The last day on which the coordinators of each organisation were written to of their rate.
async fn reminded(cx: &Context, staff: &CentralStaff, round: &Round) -> Result<BTreeMap<OrganisationId, String>, WebError> {
    let letters = letters::staff::list(cx, &staff.central, round).await?.into_iter().map(|(letter, _)| letter);
    let is_of_rates = |letter: &Mailing| matches!(letter.kind, MailingKind::LowRate | MailingKind::ClosesTomorrow);
    let day = |letter: Mailing| (letter.organisation, day(in_stockholm(letter.due).date()));
    Ok(letters.filter(is_of_rates).map(day).collect())
}

/// Where a letter to those who coordinate an organisation is begun that answers are missing from.
fn reminder(round: &Round, of: &OrganisationRate, coordinators: &[(String, OrganisationId)]) -> Option<String> {
    let has_any = coordinators.iter().any(|(_, id)| *id == of.organisation);
    let kind = MailingKind::LowRate.as_str();
    let address = || routes::STAFF_LETTERS.query(&[("ar", &round.id), ("slag", &kind), ("organisation", &of.organisation)]);
    (has_any && of.rate.remaining() > 0 && round.state == round::State::Open).then(address)
}

pub(super) async fn questionnaires(State(cx): State<Context>, staff: CentralStaff) -> Answer {
    questionnaires_page(&cx, &staff, &Faults::default()).await
}

pub(super) async fn questionnaires_page(cx: &Context, staff: &CentralStaff, faults: &Faults) -> Answer {
    let versions = questionnaires::list(cx, &staff.central).await?;
    let rows = versions
        .iter()
        .map(|v| pages::VersionRow {
            id: v.id.clone(),
            title: v.definition.title.clone(),
            audience: kind(v.definition.audience).into(),
            version: v.version,
            published: v.published.is_some(),
            newest: !versions.iter().any(|o| o.id == v.id && o.version > v.version),
        })
        .collect::<Vec<_>>();
    let mut rows = rows;
    rows.sort_by(|a, b| (&a.id, b.version).cmp(&(&b.id, a.version)));
    let frame = Page::new(t::questionnaires::TITLE).staff(&staff.staff, routes::QUESTIONNAIRES.path()).faulty(faults.any());
    Ok(frame.plain(pages::questionnaires(rows, faults)))
}

/// Takes a definition in as a draft.
pub(super) async fn import_questionnaire(
    State(cx): State<Context>,
    staff: CentralStaff,
    form: Result<Upload, WebError>,
) -> Answer {
    let form = form?;
    let done = async { questionnaires::import(&cx, &staff.central, form.file()?).await };
    let said = match refusal(done.await)? {
        Ok((id, Taken::Draft(version))) => t::questionnaires::taken(&id, version),
        Ok((id, Taken::Unchanged(version))) => t::questionnaires::unchanged(&id, version),
        Err(refusal) => return questionnaires_page(&cx, &staff, &each("fil", &refusal)).await,
    };
    Ok(notice::done(&cx, routes::QUESTIONNAIRES.path(), said))
}

/// A refusal with a line for each fault, as faults of their own.
fn each(field: &str, refusal: &Refusal) -> Faults {
    refusal.to_string().lines().map(|line| (field, line)).collect()
}

/// A version as the file that it was taken from.
pub(super) async fn questionnaire_file(
    State(cx): State<Context>,
    staff: CentralStaff,
    At((id, version)): At<(String, i64)>,
) -> Answer {
    let text = questionnaires::source(&cx, &staff.central, &id, version).await?;
    let name = format!("attachment; filename=\"{id}-{version}.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

pub(super) async fn preview(State(cx): State<Context>, staff: CentralStaff, At((id, version)): At<(String, i64)>) -> Answer {
    let versions = questionnaires::list(&cx, &staff.central).await?;
    let found = versions.into_iter().find(|v| v.id == id && v.version == version).ok_or(WebError::NotFound)?;
    Ok(Page::new(found.definition.title.clone())
        .staff(&staff.staff, routes::QUESTIONNAIRES.path())
        .plain(respondent::questions(None, &found.definition.with_period(OF_THE_ROUND))))
}
