//! Letters from the central office to coordinators.

use std::collections::BTreeSet;

use app::domain::ids::OrganisationId;
use app::domain::letter::{Delivery, LetterState, Mailing, MailingKind, MailingState};
use app::domain::round::{Round, State as RoundState};
use app::forms::StaffLetterForm;
use app::pages::central::letters as pages;
use app::pages::message::{self, Message};
use app::routes;
use app::texts::{letters as words, staff_letters as t};
use app::ui::form::FormState;
use axum::extract::State;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::central::{Answer, chosen, name};
use super::error::{refusal, refused};
use super::input::{Asked, Fields};
use super::notice;
use super::render::Page;
use super::session::CentralStaff;
use crate::services::letters::moment;
use crate::services::letters::staff::{self, Prospect, Way};
use crate::services::{Context, LetterError, organisations, rounds};

#[derive(Deserialize)]
pub(super) struct Which {
    ar: Option<String>,
    slag: Option<String>,
    /// The one organisation that is written to, where it was come from there.
    organisation: Option<String>,
}

/// The kinds that can be written as a round stands.
fn kinds(round: &Round) -> Vec<MailingKind> {
    let is_closed = round.state == RoundState::Closed;
    MailingKind::TO_STAFF.into_iter().filter(|kind| kind.is_after_the_close() == is_closed).collect()
}

/// A round, the kind of its letters, and the rounds that letters are written in.
async fn asked(cx: &Context, which: &Which) -> Result<Option<(Vec<Round>, Round, MailingKind)>, super::WebError> {
    let mut rounds = rounds::list(cx).await?;
    rounds.retain(|round| matches!(round.state, RoundState::Open | RoundState::Closed) && !round.is_imported);
    let Some(round) = chosen(&rounds, which.ar.as_deref())?.cloned() else { return Ok(None) };
    let kinds = kinds(&round);
    let kind = which.slag.as_deref().and_then(|slag| slag.parse().ok()).filter(|kind| kinds.contains(kind));
    let kind = kind.or(kinds.first().copied()).unwrap_or(MailingKind::Opens);
    Ok(Some((rounds, round, kind)))
}

fn before_rounds(staff: &CentralStaff) -> Response {
    let ways_on = vec![(routes::ROUNDS.path().into(), app::texts::rounds::TITLE)];
    let message = Message { title: t::TITLE.into(), text: vec![t::NO_ROUND.into()], ways_on, request: None };
    Page::new(t::TITLE).staff(&staff.staff, routes::STAFF_LETTERS.path()).plain(message::page(message))
}

pub(super) async fn page(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let Some((rounds, round, kind)) = asked(&cx, &which).await? else { return Ok(before_rounds(&staff)) };
    let template = staff::template(&cx, &staff.central, kind).await?;
    let prospects = staff::prospects(&cx, &staff.central, &round, kind, &template).await?;
    let is_ticked = |prospect: &&Prospect| match &which.organisation {
        Some(id) => prospect.organisation == **id,
        None => prospect.is_suggested,
    };
    let form = StaffLetterForm {
        organisations: prospects.iter().filter(is_ticked).map(|prospect| prospect.organisation.to_string()).collect(),
        amne: template.subject,
        text: template.body,
        fore: String::new(),
    };
    shown(&cx, &staff, (rounds, round, kind), FormState::new(form), (&prospects, false)).await
}

/// What a button of the form does.
fn way(button: &str) -> Option<Way> {
    match button {
        "skicka" => Some(Way::Queue),
        "notera" => Some(Way::Elsewhere),
        _ => None,
    }
}

pub(super) async fn send(
    State(cx): State<Context>,
    staff: CentralStaff,
    Asked(which): Asked<Which>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let Some((rounds, round, kind)) = asked(&cx, &which).await? else { return Ok(before_rounds(&staff)) };
    let was_asked_for = which.slag.as_deref().is_none_or(|slag| slag == kind.as_str());
    let one = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let organisations: BTreeSet<String> =
        fields.iter().filter(|(field, _)| field == "organisation").map(|(_, value)| value.clone()).collect();
    let form = StaffLetterForm {
        amne: one("amne").to_owned(),
        text: one("text").to_owned(),
        organisations: organisations.into_iter().collect(),
        fore: one("fore").to_owned(),
    };
    let template = staff::typed(&form.amne, &form.text);
    let prospects = refusal(staff::prospects(&cx, &staff.central, &round, kind, &template).await)?;
    let prospects = match prospects {
        Ok(prospects) if was_asked_for => prospects,
        other => {
            // The round has closed, or opened, since: the letter is of another time, and so is what is typed.
            let why = other.err().unwrap_or_else(|| LetterError::OfAnotherTime.into());
            let kept = staff::template(&cx, &staff.central, kind).await?;
            let all = staff::prospects(&cx, &staff.central, &round, kind, &kept).await?;
            return shown(&cx, &staff, (rounds, round, kind), refused(form, &why, "text"), (&all, false)).await;
        }
    };
    let Some(way) = way(one("gor")) else {
        return shown(&cx, &staff, (rounds, round, kind), FormState::new(form), (&prospects, true)).await;
    };
    let chosen: Vec<OrganisationId> = form.organisations.iter().map(|id| id.clone().into()).collect();
    let done = staff::send(&cx, &staff.central, (&round, kind), &template, (&chosen, &form.fore), way).await;
    match refusal(done)? {
        Ok(count) => {
            let said = if way == Way::Queue { t::sent(count) } else { t::noted(count) };
            let address = routes::STAFF_LETTERS.query(&[("ar", &round.id), ("slag", &kind.as_str())]);
            Ok(notice::done(&cx, &format!("{address}#skickat"), said))
        }
        Err(refusal) => {
            shown(&cx, &staff, (rounds, round, kind), refused(form, &refusal, "organisation"), (&prospects, true)).await
        }
    }
}

/// The page; with the letters as they would go out where they have been asked for.
async fn shown(
    cx: &Context,
    staff: &CentralStaff,
    (rounds, round, kind): (Vec<Round>, Round, MailingKind),
    mut form: FormState<StaffLetterForm>,
    (prospects, previews): (&[Prospect], bool),
) -> Answer {
    let all = organisations::list(cx).await?;
    let sent = staff::list(cx, &staff.central, &round).await?;
    // Whoever has been told of a colleague's letters has seen them.
    form.typed.fore = staff::seen(prospects, sent.len());
    let is_ticked = |prospect: &&Prospect| form.typed.organisations.iter().any(|id| prospect.organisation == **id);
    let letters = previews.then(|| prospects.iter().filter(is_ticked).map(letter).collect());
    let frame = Page::new(t::TITLE).staff(&staff.staff, routes::STAFF_LETTERS.path()).faulty(form.is_faulty());
    Ok(frame.plain(pages::page(pages::StaffLetters {
        kinds: kinds(&round),
        round: round.id,
        title: round.title,
        rounds: rounds.iter().map(|round| round.id).collect(),
        kind,
        rows: prospects
            .iter()
            .map(|p| pages::RecipientRow {
                id: p.organisation.to_string(),
                name: p.name.clone(),
                recipients: p.recipients.clone(),
            })
            .collect(),
        preview: letters,
        has_mail: cx.config.has_mail(),
        sent: sent
            .into_iter()
            .rev()
            .map(|(mailing, deliveries)| pages::SentRow {
                name: name(&all, &mailing.organisation),
                kind: mailing.kind,
                when: moment(&mailing),
                recipients: deliveries.iter().map(|delivery| delivery.name.clone()).collect::<Vec<_>>().join(", "),
                state: state(&mailing, &deliveries),
            })
            .collect(),
        form,
    })))
}

fn letter(prospect: &Prospect) -> pages::LetterView {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let to = prospect.recipients.join(",");
    pages::LetterView {
        name: prospect.name.clone(),
        recipients: prospect.recipients.join(", "),
        mailto: format!("mailto:{to}?subject={}&body={}", encoded(&prospect.subject), encoded(&prospect.body)),
        subject: prospect.subject.clone(),
        body: prospect.body.clone(),
    }
}

/// How far it has come; what failed with what the mail server said.
fn state(mailing: &Mailing, deliveries: &[Delivery]) -> String {
    let failed: Vec<String> = deliveries
        .iter()
        .filter(|delivery| delivery.state == LetterState::Failed)
        .map(|delivery| words::failed(&delivery.name, delivery.problem.as_deref().unwrap_or_default()))
        .collect();
    match mailing.state {
        _ if !failed.is_empty() => failed.join(" "),
        MailingState::Done if deliveries.iter().any(|d| d.state == LetterState::Uncertain) => words::UNCERTAIN_HEADING.to_owned(),
        _ => mailing.problem.clone().unwrap_or_else(|| words::state(mailing.state).to_owned()),
    }
}
