//! The link, and letters to the units.

use app::domain::figure::day;
use app::domain::letter::{self, Delivery, LetterState, MailingState};
use app::domain::round;
use app::domain::unit::SampleUnit;
use app::forms::{LetterForm, kind_code, kind_of};
use app::pages::coordinator::Tab;
use app::pages::coordinator::letters as pages;
use app::texts::letters as t;
use app::ui::form::FormState;
use axum::extract::State;
use serde::Deserialize;

use super::{Answer, OrganisationPage};
use crate::ambient::time_in_words;
use crate::services::letters::{self, moment};
use crate::services::{Context, rates, rounds, sample};
use crate::web::error::{refusal, refused};
use crate::web::input::{Asked, Fields};

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    let today = cx.ambient.today().to_string();
    list_page(&cx, &frame, FormState::new(today)).await
}

async fn list_page(cx: &Context, frame: &OrganisationPage, note: FormState<String>) -> Answer {
    if let Some(page) = frame.nothing_yet(cx).await? {
        return Ok(page);
    }
    let at = frame.at()?;
    let open = at.round().state == round::State::Open;
    let link = if open { letters::shared(cx, at).await } else { None };
    let units = sample::list(cx, at).await?;
    let unlinked = rates::of_family(cx, at).await?.unlinked > 0;
    let hindrance = match () {
        () if !open => Some(t::CLOSED),
        () if units.is_empty() => Some(t::NO_REGISTER),
        () if !cx.config.has_mail() && frame.access().may_change() => Some(t::OFF),
        () => None,
    };
    let mailings = letters::list(cx, at).await?;
    let to_remind = link.as_ref().filter(|_| frame.access().may_change() && !unlinked && !units.is_empty());
    let missing = to_remind.map(|(link, invited)| missing(&units, link, invited, &day(at.round().closes)));
    let letters = pages::Letters {
        link,
        hindrance,
        reminders: !unlinked,
        missing,
        mailings: mailings.into_iter().rev().map(in_words).collect(),
        frame: frame.view(),
        note,
    };
    Ok(frame.page(Tab::Letters).faulty(letters.note.is_faulty()).with_islands(move || pages::page(letters)))
}

/// Who has not answered, each address once: a manager may have several units.
fn missing(units: &[SampleUnit], link: &str, invited: &letter::Invited, last_day: &str) -> pages::Missing {
    let missing = || units.iter().filter(|u| u.out_of_scope.is_none() && u.answered_on.is_none());
    let mut addresses: Vec<String> = missing().filter(|u| !u.email.is_empty()).map(|u| u.email.to_lowercase()).collect();
    addresses.sort();
    addresses.dedup();
    let kind = letter::MailingKind::Reminder;
    pages::Missing {
        units: i64::try_from(missing().count()).unwrap_or(i64::MAX),
        addresses,
        without_address: missing().filter(|u| u.email.is_empty()).map(|u| u.name.clone()).collect(),
        subject: t::subject(kind, last_day),
        text: t::mail(kind, invited, link, last_day),
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Note {
    dag: String,
}

pub(in crate::web) async fn note(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Note>) -> Answer {
    match refusal(letters::note(&cx, frame.to_change()?, &form.dag).await)? {
        Ok(()) => Ok(frame.done(&cx, Tab::Letters, "#utskick", t::done::NOTED)),
        Err(refusal) => list_page(&cx, &frame, refused(form.dag, &refusal, "dag")).await,
    }
}

fn in_words((mailing, deliveries): (letter::Mailing, Vec<Delivery>)) -> pages::Mailing {
    let of = |states: &[LetterState]| deliveries.iter().filter(|d| states.contains(&d.state)).collect::<Vec<_>>();
    let count = |states: &[LetterState]| i64::try_from(of(states).len()).unwrap_or(i64::MAX);
    let said = |d: &Delivery| (d.name.clone(), d.problem.clone().unwrap_or_default());
    pages::Mailing {
        when: moment(&mailing),
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
    let invited = letters::invited(&cx, frame.at()?).await?;
    Ok(frame.page(Tab::Letters).plain(pages::poster(frame.view(), &invited)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Kind {
    slag: String,
}

pub(in crate::web) async fn write(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Asked(Kind { slag }): Asked<Kind>,
) -> Answer {
    let kind = kind_of(&slag);
    let at = frame.to_change()?;
    let link = rounds::link_of(&cx, &at).await?;
    let last_day = day(at.round().closes);
    let invited = letters::invited(&cx, &at).await?;
    let text = t::body(kind, &invited, &cx.address(&link.token), &last_day, &frame.staff.account.email);
    let letter =
        LetterForm { slag: kind_code(kind).to_owned(), amne: t::subject(kind, &last_day), text, ..LetterForm::default() };
    Ok(frame.page(Tab::Letters).plain(pages::write(frame.view(), FormState::new(letter))))
}

/// What a button of the letter does.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::web) enum Step {
    #[serde(rename = "granska")]
    Preview,
    #[serde(rename = "skicka")]
    Send,
}

#[derive(Deserialize)]
pub(in crate::web) struct Send {
    gor: Step,
    #[serde(flatten)]
    letter: LetterForm,
}

pub(in crate::web) async fn send(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Send>) -> Answer {
    let at = frame.to_change()?;
    let page = frame.page(Tab::Letters);
    let Send { gor, letter } = form;
    let done = match gor {
        Step::Send => letters::plan(&cx, at, &letter).await.map(|()| None),
        Step::Preview => letters::check(&cx, at, &letter).await.map(Some),
    };
    match refusal(done)? {
        Ok(None) => Ok(frame.done(&cx, Tab::Letters, "#utskick", t::done::PLANNED)),
        Ok(Some(checked)) => {
            let when = checked.is_later().then(|| time_in_words(checked.due()));
            let recipients = checked.recipients.into_iter().map(|u| u.name).collect();
            Ok(page.plain(pages::preview(pages::Preview { frame: frame.view(), letter, when, recipients })))
        }
        Err(refusal) => Ok(page.faulty(true).plain(pages::write(frame.view(), refused(letter, &refusal, "text")))),
    }
}

/// What a button beside a mailing does.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::web) enum Action {
    #[serde(rename = "avbryt")]
    Cancel,
    #[serde(rename = "forsok")]
    Retry,
}

#[derive(Deserialize)]
pub(in crate::web) struct Change {
    utskick: String,
    gor: Action,
}

pub(in crate::web) async fn change(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Change>) -> Answer {
    let at = frame.to_change()?;
    let said = match form.gor {
        Action::Cancel => match letters::cancel(&cx, at, &form.utskick).await? {
            MailingState::Noted => t::done::FORGOTTEN,
            _ => t::done::CANCELLED,
        },
        Action::Retry => letters::retry(&cx, at, &form.utskick).await.map(|()| t::done::RETRIED)?,
    };
    Ok(frame.done(&cx, Tab::Letters, "#utskick", said))
}
