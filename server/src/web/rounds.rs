//! The rounds: planned, changed, opened and closed.

use app::domain::figure::day;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::collation_key;
use app::domain::period::Period;
use app::domain::round::{Round, State as RoundState};
use app::forms::{ExtensionForm, NewRoundForm, RoundForm, version_key};
use app::pages::central::{opening as opening_pages, rounds as pages};
use app::routes;
use app::texts::central::organisations::kind;
use app::texts::rounds as t;
use app::ui::form::FormState;
use axum::extract::State;
use jiff::civil::Date;
use serde::Deserialize;

use super::central::{Answer, name};
use super::error::{refusal, refused};
use super::input::{At, Fields, Upload};
use super::render::Page;
use super::session::CentralStaff;
use super::{WebError, notice};
use crate::services::opening::{self, Obstacle, Preview, Prospect};
use crate::services::rounds::{Binding, NewRound, RoundChange};
use crate::services::{Context, Refusal, RoundError, accounts, closing, history, organisations, rounds};

fn days(round: &Round) -> (String, String) {
    (day(round.opens), day(round.closes))
}

pub(super) async fn list(State(cx): State<Context>, staff: CentralStaff) -> Answer {
    list_page(&cx, &staff, FormState::default(), FormState::default()).await
}

async fn list_page(cx: &Context, staff: &CentralStaff, form: FormState<NewRoundForm>, old: FormState<String>) -> Answer {
    let rounds = rounds::list(cx).await?.into_iter();
    let rows = rounds.map(|r| pages::RoundRow { round: r.id, days: days(&r), title: r.title, state: r.state }).collect();
    let frame = Page::new(t::TITLE).staff(&staff.staff, routes::ROUNDS.path()).faulty(form.is_faulty() || old.is_faulty());
    Ok(frame.plain(pages::list(rows, form, old, history::names(cx).await?)))
}

pub(super) async fn create(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<NewRoundForm>) -> Answer {
    let form = match form.parse() {
        Err((field, why)) => FormState::refused(form, field, &why),
        Ok((id, opens, closes)) => {
            let new = NewRound { id, title: Some(form.titel.clone()), opens, closes, period: None, pinned: vec![] };
            match refusal(rounds::create(&cx, &staff.central, new).await)? {
                Ok(_) => return Ok(notice::done(&cx, &routes::ROUND.href([&id]), t::done::PLANNED)),
                Err(refusal) => refused(form, &refusal, "ar"),
            }
        }
    };
    list_page(&cx, &staff, form, FormState::default()).await
}

pub(super) async fn show(State(cx): State<Context>, staff: CentralStaff, At(id): At<RoundId>) -> Answer {
    page(&cx, &staff, &id, Posted::default()).await
}

/// The forms of a round that were posted and not taken.
#[derive(Default)]
struct Posted {
    change: Option<FormState<RoundForm>>,
    extension: FormState<ExtensionForm>,
}

/// The round with its forms as it stands, or as they were posted.
async fn page(cx: &Context, staff: &CentralStaff, id: &RoundId, posted: Posted) -> Answer {
    let round = rounds::find(cx, id).await?;
    let all = organisations::list(cx).await?;
    let coordinators = accounts::coordinators(cx, &staff.central).await?;
    // Those of a closed round lead nowhere.
    let mut links = if round.state == RoundState::Open { rounds::links(cx, &staff.central, id).await? } else { vec![] };
    links.sort_by_cached_key(|link| collation_key(&name(&all, &link.organisation)));
    let links = links.into_iter().map(|link| pages::LinkRow {
        organisation: name(&all, &link.organisation),
        coordinators: of(&coordinators, &link.organisation),
        address: cx.address(&link.token),
        until: link.closes.filter(|own| *own > round.closes).map(day),
        id: link.organisation.to_string(),
    });
    let closing = if round.state == RoundState::Closing { closing::progress(cx, id).await?.percent() } else { 0 };
    let derived = Period::of_rounds(&rounds::list(cx).await?);
    let bindings = rounds::bindings(cx, &staff.central, id).await?;
    let fore = rounds::as_read(cx, id).await?;
    let form = posted.change.unwrap_or_else(|| FormState::new(as_form(&round, &bindings, fore.clone())));
    let mut extension = posted.extension;
    if extension.typed.fore.is_empty() {
        extension.typed.fore = fore;
    }
    let is_faulty = form.is_faulty() || extension.is_faulty();
    let frame = Page::new(round.title.clone()).staff(&staff.staff, routes::ROUNDS.path()).faulty(is_faulty);
    let page = pages::RoundPage {
        round: round.id,
        days: days(&round),
        state: round.state,
        is_imported: round.is_imported,
        closing,
        rehearsal: cx.page_address(&routes::REHEARSAL.href([id])),
        period: derived.get(id).map(ToString::to_string).unwrap_or_default(),
        title: round.title,
        form,
        extension,
        bindings: bindings
            .into_iter()
            .map(|b| pages::BindingRow { audience: b.audience, bound: b.bound, published: b.published })
            .collect(),
        links: links.collect(),
    };
    Ok(frame.with_islands(|| pages::round(page)))
}

/// The addresses of those who coordinate an organisation.
fn of(coordinators: &[(String, OrganisationId)], id: &OrganisationId) -> Vec<String> {
    coordinators.iter().filter(|(_, organisation)| organisation == id).map(|(email, _)| email.clone()).collect()
}

fn as_form(round: &Round, bindings: &[Binding], fore: String) -> RoundForm {
    let period = round.period.map(|period| (period.from.to_string(), period.to.to_string()));
    let (fran, till) = period.unwrap_or_default();
    let mut form = RoundForm {
        titel: round.title.clone(),
        oppnar: round.opens.to_string(),
        stanger: round.closes.to_string(),
        fran,
        till,
        fore,
        ..RoundForm::default()
    };
    for Binding { audience, bound, .. } in bindings {
        *form.version_mut(*audience) = bound.as_ref().map(version_key).unwrap_or_default();
    }
    form
}

/// Changes a planned round, or moves the last day of an open one.
pub(super) async fn change(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<RoundId>,
    Fields(form): Fields<RoundForm>,
) -> Answer {
    let round = rounds::find(&cx, &id).await?;
    let parsed = if round.state == RoundState::Planned {
        form.parse()
    } else {
        form.last_day().map(|closes| (round.opens, closes, round.period))
    };
    let form = match parsed {
        Err((field, why)) => FormState::refused(form, field, &why),
        Ok((opens, closes, period)) => {
            let done = if round.state == RoundState::Planned {
                let change = RoundChange { title: form.titel.clone(), opens, closes, period, pinned: form.pinned() };
                rounds::change(&cx, &staff.central, &id, &form.fore, change).await
            } else {
                rounds::extend(&cx, &staff.central, &id, &form.fore, closes).await
            };
            match refusal(done)? {
                Ok(()) => return Ok(notice::done(&cx, &routes::ROUND.href([&id]), t::done::CHANGED)),
                Err(refusal) => {
                    // Whoever has been told of a colleague's change may write over it, nobody else.
                    let told = refusal == RoundError::ChangedMeanwhile.into();
                    let fore = if told { rounds::as_read(&cx, &id).await? } else { form.fore.clone() };
                    refused(RoundForm { fore, ..form }, &refusal, "andra")
                }
            }
        }
    };
    page(&cx, &staff, &id, Posted { change: Some(form), ..Posted::default() }).await
}

/// Reads figures of earlier years.
pub(super) async fn history(State(cx): State<Context>, staff: CentralStaff, form: Result<Upload, WebError>) -> Answer {
    let upload = form?;
    let year = upload.field("tidigare").trim().to_owned();
    let round = match year.parse::<RoundId>() {
        Err(_) if !year.is_empty() => return refused_file(&cx, &staff, year, "tidigare", &t::FAULT_YEAR).await,
        round => round.ok(),
    };
    let done = async { history::import(&cx, &staff.central, upload.file()?, round.as_ref()).await };
    match refusal(done.await)? {
        Ok(taken) => {
            let rounds: Vec<String> = taken.rounds.iter().map(ToString::to_string).collect();
            Ok(notice::done(&cx, routes::ROUNDS.path(), t::done::read_in(&rounds)))
        }
        Err(refusal) => refused_file(&cx, &staff, year, "fil", &refusal).await,
    }
}

async fn refused_file(cx: &Context, staff: &CentralStaff, year: String, field: &str, why: &impl std::fmt::Display) -> Answer {
    list_page(cx, staff, FormState::default(), FormState::refused(year, field, why)).await
}

/// Lets an organisation of an open round answer longer than the others.
pub(super) async fn extend(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<RoundId>,
    Fields(form): Fields<ExtensionForm>,
) -> Answer {
    rounds::find(&cx, &id).await?;
    let organisation = OrganisationId::from(form.organisation.clone());
    let extension = match form.dag.trim().parse::<Date>() {
        _ if form.organisation.is_empty() => FormState::refused(form, "organisation", &t::FAULT_ORGANISATION),
        Err(_) => FormState::refused(form, "dag", &t::FAULT_LAST_DAY),
        Ok(closes) => {
            let done = rounds::extend_one(&cx, &staff.central, &id, &form.fore, (&organisation, closes)).await;
            match refusal(done)? {
                Ok(()) => {
                    let name = name(&organisations::list(&cx).await?, &organisation);
                    let said = t::done::extended(&name, &day(closes));
                    return Ok(notice::done(&cx, &format!("{}#forlang", routes::ROUND.href([&id])), said));
                }
                Err(refusal) => {
                    let told = refusal == RoundError::ChangedMeanwhile.into();
                    let fore = if told { rounds::as_read(&cx, &id).await? } else { form.fore.clone() };
                    refused(ExtensionForm { fore, ..form }, &refusal, "forlang")
                }
            }
        }
    };
    page(&cx, &staff, &id, Posted { extension, ..Posted::default() }).await
}

pub(super) async fn remove(State(cx): State<Context>, staff: CentralStaff, At(id): At<RoundId>) -> Answer {
    let removed = if rounds::find(&cx, &id).await?.is_imported {
        history::remove(&cx, &staff.central, &id).await
    } else {
        rounds::remove(&cx, &staff.central, &id).await
    };
    match refusal(removed)? {
        Ok(()) => Ok(notice::done(&cx, routes::ROUNDS.path(), t::done::REMOVED)),
        Err(refusal) => refused_page(&cx, &staff, &id, &refusal).await,
    }
}

pub(super) async fn close(State(cx): State<Context>, staff: CentralStaff, At(id): At<RoundId>) -> Answer {
    match refusal(closing::request(&cx, &staff.central, &id).await)? {
        Ok(()) => Ok(notice::done(&cx, &routes::ROUND.href([&id]), t::done::CLOSING)),
        Err(refusal) => refused_page(&cx, &staff, &id, &refusal).await,
    }
}

/// The round as it is, with what was refused.
async fn refused_page(cx: &Context, staff: &CentralStaff, id: &RoundId, refusal: &Refusal) -> Answer {
    let round = rounds::find(cx, id).await?;
    let form = as_form(&round, &rounds::bindings(cx, &staff.central, id).await?, rounds::as_read(cx, id).await?);
    page(cx, staff, id, Posted { change: Some(FormState::refused(form, "andra", refusal)), ..Posted::default() }).await
}

/// What opening the round does.
pub(super) async fn opening(State(cx): State<Context>, staff: CentralStaff, At(id): At<RoundId>) -> Answer {
    opening_page(&cx, &staff, &id, None).await
}

async fn opening_page(cx: &Context, staff: &CentralStaff, id: &RoundId, fault: Option<String>) -> Answer {
    let Preview { round, prospects, also_open } = match refusal(opening::preview(cx, &staff.central, id).await)? {
        Ok(preview) => preview,
        // It is open or over: its page says so.
        Err(refusal) => return refused_page(cx, staff, id, &refusal).await,
    };
    let fore = rounds::as_read(cx, id).await?;
    let coordinators = accounts::coordinators(cx, &staff.central).await?;
    let (asked, without): (Vec<Prospect>, Vec<Prospect>) = prospects.into_iter().partition(Prospect::gets_link);
    let obstacles = asked.iter().chain(&without).filter_map(obstacle).collect();
    let without = without.iter().filter(|p| p.obstacle().is_none()).map(why_not).collect();
    let row = |p: Prospect| {
        let questionnaire = p.questionnaire?;
        Some(opening_pages::AskedRow {
            coordinators: of(&coordinators, &p.organisation.id),
            organisation: p.organisation.name,
            units: p.sample,
            expected: p.organisation.expected,
            questionnaire,
        })
    };
    let title = t::open_title(&round.title);
    let frame = Page::new(title).staff(&staff.staff, routes::ROUNDS.path()).faulty(fault.is_some());
    Ok(frame.plain(opening_pages::opening(opening_pages::Opening {
        round: round.id,
        opens: round.opens,
        closes: round.closes,
        today: cx.ambient.today(),
        also_open: also_open.into_iter().map(|r| (r.title, r.closes)).collect(),
        asked: asked.into_iter().filter_map(row).collect(),
        without,
        obstacles,
        title: round.title,
        fore,
        fault,
    })))
}

/// Why an organisation gets no link.
fn why_not(prospect: &Prospect) -> String {
    let name = &prospect.organisation.name;
    if prospect.is_not_asked() { t::without_units(name) } else { t::without_questionnaire(name) }
}

/// What keeps an organisation from being asked, and where that is mended.
fn obstacle(prospect: &Prospect) -> Option<(String, String)> {
    let organisation = &prospect.organisation;
    Some(match prospect.obstacle()? {
        Obstacle::NoQuestionnaire => {
            let sentence = t::no_questionnaire(&organisation.name, kind(organisation.audience));
            (sentence, routes::QUESTIONNAIRES.path().to_owned())
        }
        Obstacle::WouldAskNone => {
            (t::would_ask_none(&organisation.name), routes::REGISTER.query(&[("organisation", &organisation.id)]))
        }
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenForm {
    /// What the round was when the page was made.
    fore: Option<String>,
}

pub(super) async fn open(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<RoundId>,
    Fields(form): Fields<OpenForm>,
) -> Answer {
    let opened = match &form.fore {
        Some(read) => opening::open_as_read(&cx, &staff.central, &id, read).await,
        None => opening::open(&cx, &staff.central, &id).await,
    };
    match refusal(opened)? {
        Ok(_) => Ok(notice::done(&cx, &routes::ROUND.href([&id]), t::done::OPENED)),
        Err(refusal) => {
            let fault = refusal.to_string();
            opening_page(&cx, &staff, &id, Some(fault)).await
        }
    }
}
