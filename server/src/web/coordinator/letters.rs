//! The link, and letters to the units.

use app::domain::figure::day;
use app::domain::letter::{self, Delivery, LetterState, MailingKind};
use app::domain::round;
use app::pages::desk::letters as pages;
use app::texts::desk::tab;
use app::texts::mail as t;
use axum::extract::State;
use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::{Answer, OrganisationPage, refusal};
use crate::services::letters::{self, Written, moment};
use crate::services::{Context, Refusal, rates, rounds, sample};
use crate::web::WebError;
use crate::web::input::{Asked, Fields};

fn kind_of(code: &str) -> MailingKind {
    if code == t::REMINDER_CODE { MailingKind::Reminder } else { MailingKind::Invitation }
}

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    if let Some(page) = frame.nothing_yet() {
        return Ok(page);
    }
    let at = frame.at()?;
    let open = at.round().state == round::State::Open;
    let link = if open { rounds::link_of(&cx, at).await.ok() } else { None };
    let units = sample::list(&cx, at).await?;
    let unlinked = rates::of_family(&cx, at).await?.unlinked > 0;
    let hindrance = match () {
        () if !open => Some(t::CLOSED),
        () if units.is_empty() => Some(t::NO_REGISTER),
        () if !cx.config.has_mail() => Some(t::OFF),
        () => None,
    };
    let mailings = letters::list(&cx, at).await?;
    let without_address = units.iter().filter(|u| open && u.email.is_empty() && u.out_of_scope.is_none());
    let letters = pages::Letters {
        link: link.map(|l| cx.address(&l.token)),
        hindrance,
        reminders: !unlinked,
        without_address: without_address.map(|u| u.name.clone()).collect(),
        mailings: mailings.into_iter().rev().map(in_words).collect(),
        desk: frame.view(),
    };
    Ok(frame.page(tab::LETTERS).plain(pages::page(letters)))
}

fn in_words((mailing, deliveries): (letter::Mailing, Vec<Delivery>)) -> pages::Mailing {
    let of = |states: &[LetterState]| deliveries.iter().filter(|d| states.contains(&d.state)).collect::<Vec<_>>();
    let count = |states: &[LetterState]| i64::try_from(of(states).len()).unwrap_or(i64::MAX);
    let said = |d: &Delivery| (d.name.clone(), d.problem.clone().unwrap_or_default());
    pages::Mailing {
        when: moment(mailing.due),
        sent: count(&[LetterState::Sent]),
        waiting: count(&[LetterState::Waiting, LetterState::Sending]),
        failed: of(&[LetterState::Failed]).into_iter().map(said).collect(),
        uncertain: of(&[LetterState::Uncertain]).into_iter().map(|d| d.name.clone()).collect(),
        id: mailing.id,
        kind: mailing.kind,
        state: mailing.state,
        problem: mailing.problem,
    }
}

pub(in crate::web) async fn poster(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    rounds::link_of(&cx, frame.at()?).await?;
    Ok(frame.page(tab::LETTERS).plain(pages::poster(frame.view())))
}

#[derive(Deserialize)]
pub(in crate::web) struct Kind {
    slag: String,
}

pub(in crate::web) async fn write(State(cx): State<Context>, frame: OrganisationPage, Asked(kind): Asked<Kind>) -> Answer {
    let at = frame.to_change()?;
    let link = rounds::link_of(&cx, &at).await?;
    let kind = kind_of(&kind.slag);
    let last_day = day(at.round().closes);
    let body = t::body(kind, &at.organisation().name, &cx.address(&link.token), &last_day, &frame.staff.0.email);
    let draft = pages::Draft {
        desk: frame.view(),
        kind,
        subject: t::subject(kind, &last_day),
        body,
        day: String::new(),
        time: String::new(),
        fault: None,
    };
    Ok(frame.page(tab::LETTERS).plain(pages::write(draft)))
}

#[derive(Deserialize)]
pub(in crate::web) struct LetterForm {
    slag: String,
    gor: String,
    #[serde(default)]
    amne: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    dag: String,
    #[serde(default)]
    klockan: String,
}

impl LetterForm {
    fn written(&self) -> Result<Written, Refusal> {
        let (day, time) = (self.dag.trim(), self.klockan.trim());
        let when = match (day.is_empty(), time.is_empty()) {
            (true, true) => None,
            _ => {
                let day: Date = day.parse().map_err(|_| Refusal::BadTime)?;
                let time: Time = time.parse().map_err(|_| Refusal::BadTime)?;
                Some(day.to_datetime(time))
            }
        };
        Ok(Written { kind: kind_of(&self.slag), subject: self.amne.clone(), body: self.text.clone(), when })
    }

    fn draft(self, frame: &OrganisationPage, fault: Option<Refusal>) -> pages::Draft {
        let field = |refusal: &Refusal| match refusal {
            Refusal::NoSubject => "amne",
            Refusal::BadTime
            | Refusal::TimeHasPassed
            | Refusal::BeforeRound(_)
            | Refusal::AfterRound(_)
            | Refusal::ReminderTooSoon(_) => "tid",
            _ => "text",
        };
        pages::Draft {
            desk: frame.view(),
            kind: kind_of(&self.slag),
            subject: self.amne,
            body: self.text.replace("\r\n", "\n"),
            day: self.dag,
            time: self.klockan,
            fault: fault.map(|refusal| (field(&refusal), refusal.to_string())),
        }
    }
}

pub(in crate::web) async fn send(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<LetterForm>) -> Answer {
    let at = frame.to_change()?;
    let page = frame.page(tab::LETTERS);
    if form.gor == "andra" {
        return Ok(page.plain(pages::write(form.draft(&frame, None))));
    }
    let checked = match form.written() {
        Ok(written) if form.gor == "skicka" => refusal(letters::plan(&cx, at, &written).await)?.map(|()| None),
        Ok(written) => {
            let when = written.when;
            refusal(letters::check(&cx, at, &written).await)?.map(|checked| Some((checked, when)))
        }
        Err(refusal) => Err(refusal),
    };
    match checked {
        Ok(None) => Ok(frame.back(tab::LETTERS, "")),
        Ok(Some((checked, when))) => {
            let when = when.and_then(crate::ambient::instant).map(moment);
            let recipients = checked.recipients.into_iter().map(|u| u.name).collect();
            Ok(page.plain(pages::preview(pages::Preview { draft: form.draft(&frame, None), when, recipients })))
        }
        Err(refusal) => Ok(page.faulty(true).plain(pages::write(form.draft(&frame, Some(refusal))))),
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Change {
    utskick: String,
    gor: String,
}

pub(in crate::web) async fn change(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Change>) -> Answer {
    let at = frame.to_change()?;
    match form.gor.as_str() {
        "avbryt" => letters::cancel(&cx, at, &form.utskick).await?,
        "forsok" => letters::retry(&cx, at, &form.utskick).await?,
        _ => return Err(WebError::NotFound),
    }
    Ok(frame.back(tab::LETTERS, ""))
}
