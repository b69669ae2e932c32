//! The link, and letters to the units.

use app::domain::figure::day;
use app::domain::round::State;
use app::pages::desk::letters as pages;
use app::texts::desk::tab;
use app::texts::mail as t;
use axum::extract::State as Shared;
use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::{Answer, Desk, refusal};
use crate::services::Refusal;
use crate::services::letters::{Written, moment};
use crate::store::mail::Fate;
use crate::web::input::{Asked, Fields};
use crate::web::{App, WebError};

const REMINDER: &str = "paminnelse";

pub(in crate::web) async fn list(Shared(app): Shared<App>, desk: Desk) -> Answer {
    if let Some(page) = desk.nothing_yet() {
        return Ok(page);
    }
    let (caller, round) = (desk.caller(), desk.round()?.clone());
    let open = round.state == State::Open;
    let link = if open { app.link_of(&caller, round.year, desk.id()).await.ok() } else { None };
    let units = app.sample(&caller, round.year, desk.id()).await?;
    let untied = app.family_rate(&desk.all, desk.id(), round.year).await?.untied > 0;
    let hindrance = match () {
        () if !open => Some(t::CLOSED),
        () if units.is_empty() => Some(t::NO_REGISTER),
        () if !app.config.has_mail() => Some(t::OFF),
        () => None,
    };
    let mailings = app.mailings(&caller, round.year, desk.id()).await?;
    let mailings = mailings.into_iter().rev().map(|(mailing, fates)| {
        let count = |states: &[&str]| fates.iter().filter(|f| states.contains(&f.state.as_str())).count();
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let of = |state: &'static str| fates.iter().filter(move |f| f.state == state);
        let said = |f: &Fate| (f.name.clone(), f.problem.clone().unwrap_or_default());
        pages::Mailing {
            when: moment(mailing.due),
            sent: whole(count(&["sent"])),
            waiting: whole(count(&["waiting", "sending"])),
            failed: of("failed").map(said).collect(),
            uncertain: of("uncertain").map(|f| f.name.clone()).collect(),
            id: mailing.id,
            kind: mailing.kind,
            state: mailing.state,
            problem: mailing.problem,
        }
    });
    let letters = pages::Letters {
        link: link.map(|l| app.address(&l.token)),
        hindrance,
        reminders: !untied,
        without_address: if open {
            units.iter().filter(|u| u.email.is_empty() && u.reason.is_none()).map(|u| u.name.clone()).collect()
        } else {
            vec![]
        },
        mailings: mailings.collect(),
        desk: desk.view(),
    };
    Ok(desk.page(tab::LETTERS).plain(pages::page(letters)))
}

pub(in crate::web) async fn poster(Shared(app): Shared<App>, desk: Desk) -> Answer {
    app.link_of(&desk.caller(), desk.round()?.year, desk.id()).await?;
    Ok(desk.page(tab::LETTERS).plain(pages::poster(desk.view())))
}

#[derive(Deserialize)]
pub(in crate::web) struct Kind {
    slag: String,
}

pub(in crate::web) async fn write(Shared(app): Shared<App>, desk: Desk, Asked(kind): Asked<Kind>) -> Answer {
    desk.caller().may_change(&desk.all, desk.id())?;
    let round = desk.round()?;
    let link = app.link_of(&desk.caller(), round.year, desk.id()).await?;
    let reminder = kind.slag == REMINDER;
    let last_day = day(round.closes);
    let body = t::body(reminder, &desk.organisation.name, &app.address(&link.token), &last_day, &desk.staff.0.email);
    let draft = pages::Draft {
        desk: desk.view(),
        reminder,
        subject: t::subject(reminder, &last_day),
        body,
        day: String::new(),
        time: String::new(),
        fault: None,
    };
    Ok(desk.page(tab::LETTERS).plain(pages::write(draft)))
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
        Ok(Written { reminder: self.slag == REMINDER, subject: self.amne.clone(), body: self.text.clone(), when })
    }

    fn draft(self, desk: &Desk, fault: Option<Refusal>) -> pages::Draft {
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
            desk: desk.view(),
            reminder: self.slag == REMINDER,
            subject: self.amne,
            body: self.text.replace("\r\n", "\n"),
            day: self.dag,
            time: self.klockan,
            fault: fault.map(|refusal| (field(&refusal), refusal.to_string())),
        }
    }
}

pub(in crate::web) async fn send(Shared(app): Shared<App>, desk: Desk, Fields(form): Fields<LetterForm>) -> Answer {
    let (caller, year) = (desk.caller(), desk.round()?.year);
    caller.may_change(&desk.all, desk.id())?;
    let page = desk.page(tab::LETTERS);
    if form.gor == "andra" {
        return Ok(page.plain(pages::write(form.draft(&desk, None))));
    }
    let checked = match form.written() {
        Ok(written) if form.gor == "skicka" => refusal(app.plan_letter(&caller, year, desk.id(), &written).await)?.map(|()| None),
        Ok(written) => {
            let when = written.when;
            refusal(app.check_letter(&caller, year, desk.id(), &written).await)?.map(|checked| Some((checked, when)))
        }
        Err(refusal) => Err(refusal),
    };
    match checked {
        Ok(None) => Ok(desk.back(tab::LETTERS, "")),
        Ok(Some((checked, when))) => {
            let when = when.and_then(crate::ambient::instant).map(moment);
            let recipients = checked.recipients.into_iter().map(|u| u.name).collect();
            Ok(page.plain(pages::preview(pages::Preview { draft: form.draft(&desk, None), when, recipients })))
        }
        Err(refusal) => Ok(page.faulty(true).plain(pages::write(form.draft(&desk, Some(refusal))))),
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Change {
    utskick: String,
    gor: String,
}

pub(in crate::web) async fn change(Shared(app): Shared<App>, desk: Desk, Fields(form): Fields<Change>) -> Answer {
    let (caller, year) = (desk.caller(), desk.round()?.year);
    match form.gor.as_str() {
        "avbryt" => app.cancel_letter(&caller, year, desk.id(), &form.utskick).await?,
        "forsok" => app.retry_letter(&caller, year, desk.id(), &form.utskick).await?,
        _ => return Err(WebError::NotFound),
    }
    Ok(desk.back(tab::LETTERS, ""))
}
