//! Letters to the units: planned in the database, sent one at a time by a *worker*, of which every
//! server has one.
//!
//! A letter is taken up before it is sent and settled after, so that a worker that dies leaves at
//! most one of which nobody knows whether it went. That one is *uncertain*, and not sent again.

use app::domain::figure::day;
use app::domain::round::{Access, Round, State};
use app::domain::text::is_unfit;
use app::texts::mail as t;
use jiff::civil::DateTime;

use super::{Caller, Error, Refusal, Result, Services, clean};
use crate::ambient::{in_stockholm, instant};
use crate::mail::{LONGEST, Letter, Outcome, Post};
use crate::store::mail::{Fate, Mailing};
use crate::store::rounds::SampleUnit;
use crate::store::{self, Engine};

/// Seconds between two reminders.
const BETWEEN: i64 = 48 * 3600;
/// How often a letter is tried that the mail server does not take for now.
const ATTEMPTS: i64 = 5;
/// Seconds until the first of these is tried again; each later one waits twice as long.
const AGAIN: i64 = 60;

/// The letter that a coordinator has written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// To those that have not answered, after an invitation.
    pub reminder: bool,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// When it goes out, on the clock of Stockholm; none for now.
    pub when: Option<DateTime>,
}

/// A letter that may go out.
#[derive(Debug)]
pub struct Checked {
    mailing: Mailing,
    /// Who would get it as things stand.
    pub recipients: Vec<SampleUnit>,
}

/// What a worker's step came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A letter was tried.
    Tried,
    /// There is nothing to send now.
    Idle,
    /// The mail server is out of reach.
    Unreachable,
}

impl Services {
    /// What has been sent and is planned, with what became of each letter.
    pub async fn mailings(&self, caller: &Caller, year: i64, organisation: &str) -> Result<Vec<(Mailing, Vec<Fate>)>> {
        caller.may_read(&self.organisations().await?, organisation)?;
        let mut db = self.store.read().await?;
        let mailings = store::mail::list(&mut db, year, organisation).await?;
        let mut fates = store::mail::list_fates(&mut db, year, organisation).await?;
        fates.sort_by_key(|f| app::domain::organisation::collation_key(&f.name));
        let of = |m: &Mailing| fates.iter().filter(|f| f.mailing == m.id).cloned().collect();
        Ok(mailings.into_iter().map(|m| (of(&m), m)).map(|(f, m)| (m, f)).collect())
    }

    /// Whether a letter may go out, and to whom.
    pub async fn check_letter(&self, caller: &Caller, year: i64, organisation: &str, written: &Written) -> Result<Checked> {
        caller.may_change(&self.organisations().await?, organisation)?;
        if !self.config.has_mail() {
            return Err(Refusal::MailOff.into());
        }
        let round = self.round(year).await?;
        if round.state != State::Open {
            return Err(Refusal::NotOpen(year).into());
        }
        let mut db = self.store.read().await?;
        let link = store::rounds::list_links(&mut db, year).await?.into_iter().find(|l| l.organisation == organisation);
        let address = self.address(&link.ok_or(Error::NotFound)?.token);
        let subject = written.subject.trim();
        if subject.is_empty() || subject.chars().count() > 200 || subject.contains(is_unfit) {
            return Err(Refusal::NoSubject.into());
        }
        let body = clean(&written.body);
        if body.is_empty() || body.chars().count() > 5000 {
            return Err(Refusal::NoLetter.into());
        }
        if !body.contains(&address) {
            return Err(Refusal::NoLinkInLetter(address).into());
        }
        let due = self.due(&round, written.when)?;
        let earlier = store::mail::list(&mut db, year, organisation).await?;
        in_the_way(&earlier, written.reminder, due)?;
        let untied = store::rounds::count_untied(&mut db, year).await?;
        if written.reminder && untied.iter().any(|(o, n)| o == organisation && *n > 0) {
            return Err(Refusal::RemindersOff.into());
        }
        drop(db);
        let recipients = self.recipients(caller, year, organisation, written.reminder).await?;
        if recipients.is_empty() {
            return Err(Refusal::NobodyToWriteTo.into());
        }
        let mailing = Mailing {
            id: self.ambient.id(),
            year,
            organisation: organisation.to_owned(),
            kind: if written.reminder { "reminder" } else { "invitation" }.to_owned(),
            due,
            subject: subject.to_owned(),
            body,
            reply_to: match caller {
                Caller::Staff(account) => account.email.clone(),
                _ => self.config.mail_from.clone().unwrap_or_default(),
            },
            state: "planned".to_owned(),
            problem: None,
        };
        Ok(Checked { mailing, recipients })
    }

    /// Who would get a letter as things stand: those that can and have not answered, and no
    /// invitation again.
    async fn recipients(&self, caller: &Caller, year: i64, organisation: &str, reminder: bool) -> Result<Vec<SampleUnit>> {
        let mut units = self.sample(caller, year, organisation).await?;
        units.retain(|u| !u.email.is_empty() && u.reason.is_none() && u.answered_on.is_none());
        let earlier = self.mailings(caller, year, organisation).await?;
        let invitations = earlier.iter().filter(|(m, _)| !reminder && m.kind == "invitation");
        let invited: Vec<&str> =
            invitations.flat_map(|(_, fates)| fates).filter(|f| f.state != "failed").map(|f| f.unit.as_str()).collect();
        units.retain(|u| !invited.contains(&u.unit.as_str()));
        Ok(units)
    }

    fn due(&self, round: &Round, when: Option<DateTime>) -> Result<i64> {
        let now = self.ambient.seconds();
        let Some(when) = when else {
            return match round.access(self.ambient.today()) {
                Access::Open => Ok(now),
                _ => Err(Refusal::BeforeRound(day(round.opens)).into()),
            };
        };
        if when.date() < round.opens {
            return Err(Refusal::BeforeRound(day(round.opens)).into());
        }
        if when.date() > round.closes {
            return Err(Refusal::AfterRound(day(round.closes)).into());
        }
        let due = instant(when).ok_or(Refusal::BadTime)?;
        if due < now { Err(Refusal::TimeHasPassed.into()) } else { Ok(due) }
    }

    /// Plans a letter to the units, to go out now or later.
    pub async fn plan_letter(&self, caller: &Caller, year: i64, organisation: &str, written: &Written) -> Result<()> {
        let mailing = self.check_letter(caller, year, organisation, written).await?.mailing;
        let mut write = self.store.write().await?;
        store::mail::hold(&mut write, year, organisation).await?;
        let earlier = store::mail::list(&mut write, year, organisation).await?;
        // Somebody may have been as quick.
        in_the_way(&earlier, written.reminder, mailing.due)?;
        store::mail::add(&mut write, &mailing).await?;
        let after = format!("{}, {}", t::kind(&mailing.kind), moment(mailing.due));
        self.audit(&mut write, caller, t::LOG_PLANNED, &format!("{organisation}, {year}"), (None, Some(after))).await?;
        Ok(write.commit().await?)
    }

    /// Ends a mailing: what has not been sent is not sent.
    pub async fn cancel_letter(&self, caller: &Caller, year: i64, organisation: &str, id: &str) -> Result<()> {
        self.change_mailing(caller, (year, organisation, id), t::LOG_CANCELLED).await
    }

    /// Tries those letters of a mailing again that the mail server did not take.
    pub async fn retry_letter(&self, caller: &Caller, year: i64, organisation: &str, id: &str) -> Result<()> {
        self.open_now(year).await?;
        self.change_mailing(caller, (year, organisation, id), t::LOG_RETRIED).await
    }

    async fn change_mailing(&self, caller: &Caller, (year, organisation, id): (i64, &str, &str), what: &str) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let mut write = self.store.write().await?;
        store::mail::hold(&mut write, year, organisation).await?;
        let mailing = store::mail::list(&mut write, year, organisation).await?.into_iter().find(|m| m.id == id);
        let mailing = mailing.ok_or(Error::NotFound)?;
        if what == t::LOG_CANCELLED {
            store::mail::remove_waiting(&mut write, id).await?;
            if mailing.state == "planned" || mailing.state == "sending" {
                store::mail::set_state(&mut write, id, &mailing.state, "cancelled").await?;
            }
        } else {
            store::mail::retry(&mut write, id, self.ambient.seconds()).await?;
            store::mail::set_state(&mut write, id, "done", "sending").await?;
        }
        let subject = format!("{organisation}, {year}, {}", moment(mailing.due));
        self.audit(&mut write, caller, what, &subject, (None, None)).await?;
        Ok(write.commit().await?)
    }

    /// What a worker does before its first letter. A database in a file has one server, so what
    /// was under way there when it starts has nobody any more.
    pub async fn begin_posting(&self) -> Result<()> {
        let before = match self.store.engine() {
            Engine::Sqlite => i64::MAX,
            Engine::Postgres => self.ambient.seconds() - lease(),
        };
        let mut write = self.store.write().await?;
        store::mail::give_up(&mut write, before).await?;
        Ok(write.commit().await?)
    }

    /// One step of a worker: at most one letter.
    pub async fn post_one(&self, post: &Post, worker: &str) -> Result<Step> {
        let now = self.ambient.seconds();
        let due = store::mail::list_due(&mut *self.store.read().await?, now).await?;
        for mailing in due {
            let round = self.round(mailing.year).await?;
            let mut write = self.store.write().await?;
            store::mail::hold(&mut write, mailing.year, &mailing.organisation).await?;
            store::mail::give_up(&mut write, now - lease()).await?;
            let untied = store::rounds::count_untied(&mut write, mailing.year).await?;
            // Whose answer it is that stands for no unit cannot be told, so nobody is reminded.
            let off = mailing.kind == "reminder" && untied.iter().any(|(o, n)| *o == mailing.organisation && *n > 0);
            if off || round.access(self.ambient.today()) == Access::Closed {
                store::mail::remove_waiting(&mut write, &mailing.id).await?;
                store::mail::set_state(&mut write, &mailing.id, &mailing.state, "cancelled").await?;
                write.commit().await?;
                continue;
            }
            if mailing.state == "planned" && store::mail::set_state(&mut write, &mailing.id, "planned", "sending").await? {
                store::mail::add_letters(&mut write, &mailing.id).await?;
            }
            store::mail::remove_needless(&mut write, &mailing.id).await?;
            let next = store::mail::next(&mut write, &mailing.id, now).await?;
            if next.is_none() && store::mail::count_unsent(&mut write, &mailing.id).await? == 0 {
                store::mail::set_state(&mut write, &mailing.id, "sending", "done").await?;
            }
            write.commit().await?;
            if let Some(letter) = next {
                return self.post_letter(post, worker, &mailing, &letter).await;
            }
        }
        Ok(Step::Idle)
    }

    async fn post_letter(&self, post: &Post, worker: &str, mailing: &Mailing, letter: &store::mail::Letter) -> Result<Step> {
        // Asked before the letter is taken up: a server out of reach makes no letter uncertain.
        if let Err(said) = post.ready().await {
            let mut write = self.store.write().await?;
            store::mail::set_problem(&mut write, &mailing.id, Some(&t::unreachable(&said))).await?;
            write.commit().await?;
            tracing::warn!(cause = said, "the mail server is out of reach");
            return Ok(Step::Unreachable);
        }
        let now = self.ambient.seconds();
        let mut write = self.store.write().await?;
        if mailing.problem.is_some() {
            store::mail::set_problem(&mut write, &mailing.id, None).await?;
        }
        // One claim at a time in an organisation: two workers with a reminder each see each other's.
        store::mail::hold(&mut write, mailing.year, &mailing.organisation).await?;
        // She may have answered while we looked for the server.
        store::mail::remove_needless(&mut write, &mailing.id).await?;
        let ours = store::mail::claim(&mut write, letter, worker, now, now - BETWEEN).await?;
        // Another worker's, or a unit that has just been reminded, or been invited.
        if !ours && mailing.kind == "invitation" {
            store::mail::remove(&mut write, letter).await?;
        } else if !ours {
            store::mail::delay(&mut write, letter, now + 3600).await?;
        }
        write.commit().await?;
        if !ours {
            return Ok(Step::Tried);
        }
        let links = store::rounds::list_links(&mut *self.store.read().await?, mailing.year).await?;
        let link = links.iter().find(|l| l.organisation == mailing.organisation).map(|l| self.address(&l.token));
        let outcome = post
            .send(&Letter {
                to: &letter.email,
                reply_to: &mailing.reply_to,
                subject: &mailing.subject.replace(t::UNIT, &letter.name),
                text: &mailing.body.replace(t::UNIT, &letter.name),
                link: &link.unwrap_or_default(),
            })
            .await;
        let now = self.ambient.seconds();
        let (state, at, problem) = match outcome {
            Outcome::Sent => ("sent", now, None),
            Outcome::Later(said) if letter.attempts + 1 >= ATTEMPTS => ("failed", now, Some(said)),
            Outcome::Later(said) => ("waiting", now + (AGAIN << letter.attempts), Some(said)),
            Outcome::Refused(said) => ("failed", now, Some(said)),
            Outcome::Unknown => ("uncertain", now, None),
        };
        let mut write = self.store.write().await?;
        store::mail::settle(&mut write, letter, worker, state, at, problem.as_deref()).await?;
        write.commit().await?;
        Ok(Step::Tried)
    }
}

/// Refuses a reminder within two days of another, and an invitation while one is not done.
fn in_the_way(earlier: &[Mailing], reminder: bool, due: i64) -> std::result::Result<(), Refusal> {
    let near = |m: &&Mailing| m.kind == "reminder" && m.state != "cancelled" && (m.due - due).abs() < BETWEEN;
    let under_way = |m: &Mailing| m.kind == "invitation" && (m.state == "planned" || m.state == "sending");
    match earlier.iter().find(near) {
        Some(near) if reminder => Err(Refusal::ReminderTooSoon(moment(near.due))),
        _ if !reminder && earlier.iter().any(under_way) => Err(Refusal::InvitationUnderWay),
        _ => Ok(()),
    }
}

/// Seconds after which a letter that was taken up has nobody any more.
fn lease() -> i64 {
    i64::try_from(LONGEST.as_secs()).unwrap_or(i64::MAX) + 30
}

/// A day and a time in words.
pub fn moment(seconds: i64) -> String {
    let time = in_stockholm(seconds);
    format!("{} kl. {:02}.{:02}", day(time.date()), time.hour(), time.minute())
}
