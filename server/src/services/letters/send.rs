//! Sending letters, one at a time, by a *worker*, of which every server has one.
//!
//! A letter is taken up before it is sent and settled after, so that a worker that dies leaves at
//! most one of which nobody knows whether it went. That one is *uncertain*, and not sent again.

use app::domain::letter::{LetterState, Mailing, MailingKind, MailingState};
use app::domain::round::Access;
use app::texts::letters as t;

use super::{BETWEEN, is_off, staff};
use crate::mail::{LONGEST, Letter, Outcome, Post};
use crate::services::{Context, Result, rounds};
use crate::store::{self, Engine};

/// How often a letter is tried that the mail server does not take for now.
const ATTEMPTS: i64 = 5;
/// Seconds until the first of these is tried again; each later one waits twice as long.
const AGAIN: i64 = 60;

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

/// What a worker does before its first letter. A database in a file has one server, so what
/// was under way there when it starts has nobody any more.
pub async fn give_up_left(cx: &Context) -> Result<()> {
    let before = match cx.store.engine() {
        Engine::Sqlite => i64::MAX,
        Engine::Postgres => cx.ambient.seconds() - lease(),
    };
    let mut write = cx.store.write().await?;
    store::letters::give_up(&mut write, before).await?;
    Ok(write.commit().await?)
}

/// One step of a worker: at most one letter.
pub async fn send_next(cx: &Context, post: &Post, worker: &str) -> Result<Step> {
    let now = cx.ambient.seconds();
    let due = store::letters::list_due(&mut *cx.store.read().await?, now).await?;
    for mailing in due {
        if let Some(letter) = next_letter(cx, &mailing, now).await? {
            return send(cx, post, worker, &mailing, &letter).await;
        }
    }
    Ok(Step::Idle)
}

/// The next letter of a mailing whose time has come, which ends or begins if it must.
async fn next_letter(cx: &Context, mailing: &Mailing, now: i64) -> Result<Option<store::letters::Letter>> {
    let round = rounds::for_organisation(cx, rounds::find(cx, &mailing.round).await?, &mailing.organisation).await?;
    let mut write = cx.store.write().await?;
    store::letters::hold(&mut write, &mailing.round, &mailing.organisation).await?;
    store::letters::give_up(&mut write, now - lease()).await?;
    let off = is_off(&mut write, mailing.kind, &mailing.round, &mailing.organisation).await?;
    if off || (!mailing.kind.is_to_staff() && round.access(cx.ambient.today()) == Access::Closed) {
        store::letters::remove_waiting(&mut write, &mailing.id).await?;
        store::letters::set_state(&mut write, &mailing.id, mailing.state, MailingState::Cancelled).await?;
        write.commit().await?;
        return Ok(None);
    }
    if store::letters::set_state(&mut write, &mailing.id, MailingState::Planned, MailingState::Sending).await? {
        store::letters::add_letters(&mut write, &mailing.id).await?;
    }
    store::letters::remove_needless(&mut write, &mailing.id).await?;
    let next = store::letters::next(&mut write, &mailing.id, now).await?;
    if next.is_none() && store::letters::count_unsent(&mut write, &mailing.id).await? == 0 {
        store::letters::set_state(&mut write, &mailing.id, MailingState::Sending, MailingState::Done).await?;
    }
    write.commit().await?;
    Ok(next)
}

async fn send(cx: &Context, post: &Post, worker: &str, mailing: &Mailing, letter: &store::letters::Letter) -> Result<Step> {
    // Asked before the letter is taken up: a server out of reach makes no letter uncertain.
    if let Err(said) = post.ready().await {
        let mut write = cx.store.write().await?;
        store::letters::set_problem(&mut write, &mailing.id, Some(&t::unreachable(&said))).await?;
        write.commit().await?;
        tracing::warn!(cause = said, "the mail server is out of reach");
        return Ok(Step::Unreachable);
    }
    if !claim(cx, worker, mailing, letter).await? {
        return Ok(Step::Tried);
    }
    let link = if mailing.kind.is_to_staff() {
        staff::page(cx, mailing)
    } else {
        let links = store::rounds::list_links(&mut *cx.store.read().await?, &mailing.round).await?;
        let link = links.iter().find(|l| l.organisation == mailing.organisation);
        link.map(|l| cx.address(&l.token)).unwrap_or_default()
    };
    // A letter to a coordinator is hers as it is.
    let named = |text: &str| if mailing.kind.is_to_staff() { text.to_owned() } else { text.replace(t::UNIT, &letter.name) };
    let outcome = post
        .send(&Letter {
            to: &letter.email,
            reply_to: &mailing.reply_to,
            subject: &named(&mailing.subject),
            text: &named(&mailing.body),
            link: &link,
        })
        .await;
    let now = cx.ambient.seconds();
    let (state, at, problem) = match outcome {
        Outcome::Sent => (LetterState::Sent, now, None),
        Outcome::Later(said) if letter.attempts + 1 >= ATTEMPTS => (LetterState::Failed, now, Some(said)),
        Outcome::Later(said) => (LetterState::Waiting, now + (AGAIN << letter.attempts), Some(said)),
        Outcome::Refused(said) => (LetterState::Failed, now, Some(said)),
        Outcome::Unknown => (LetterState::Uncertain, now, None),
    };
    let mut write = cx.store.write().await?;
    store::letters::settle(&mut write, letter, worker, state, at, problem.as_deref()).await?;
    write.commit().await?;
    Ok(Step::Tried)
}

/// Takes a letter up, unless somebody else has or it has become needless.
async fn claim(cx: &Context, worker: &str, mailing: &Mailing, letter: &store::letters::Letter) -> Result<bool> {
    let now = cx.ambient.seconds();
    let mut write = cx.store.write().await?;
    if mailing.problem.is_some() {
        store::letters::set_problem(&mut write, &mailing.id, None).await?;
    }
    // One claim at a time in an organisation: two workers with a reminder each see each other's.
    store::letters::hold(&mut write, &mailing.round, &mailing.organisation).await?;
    // She may have answered while we looked for the server.
    store::letters::remove_needless(&mut write, &mailing.id).await?;
    let ours = store::letters::claim(&mut write, letter, worker, now, now - BETWEEN).await?;
    // Another worker's, or a unit that has just been reminded, or been invited.
    if !ours && mailing.kind == MailingKind::Invitation {
        store::letters::remove(&mut write, letter).await?;
    } else if !ours {
        store::letters::delay(&mut write, letter, now + 3600).await?;
    }
    write.commit().await?;
    Ok(ours)
}

/// Seconds after which a letter that was taken up has nobody any more.
fn lease() -> i64 {
    i64::try_from(LONGEST.as_secs()).unwrap_or(i64::MAX) + 30
}
