//! The close of a round: a state, and a job that a *worker* does in pieces.
//!
//! Asking for the close is one short write; from then on nothing is taken. The job writes answers
//! and participation anew in random order, counts, and keeps the organisations as they are on that
//! day. Each piece is a transaction of its own that leaves room for others, begins by saying that
//! the job has somebody, and can be done again: a job that was left is taken over where it stands.

use std::time::Duration;

use app::domain::audit::Action;
use app::domain::ids::RoundId;
use app::domain::round::{Link, State};

use super::{Caller, Central, Context, Refusal, Result, RoundError, cache, counting};
use crate::store;
use crate::store::counts::Counted;

/// Rows that one piece writes anew.
const PIECE: usize = 200;
/// Seconds without a word after which a job has nobody any more.
const LEFT: i64 = 15;
/// The setting that remembers that files still hold older copies of answers.
const VACUUM: &str = "vacuum";

/// How far a close has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub done: i64,
    /// Of how many.
    pub total: i64,
}

impl Progress {
    /// How much of it is done.
    pub fn percent(self) -> i64 {
        100 * self.done / self.total.max(1)
    }
}

/// What a worker's visit to a closing round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The round is closed.
    Closed,
    /// Somebody else has the job.
    Taken,
}

/// A close that this worker has.
struct Job<'a> {
    cx: &'a Context,
    round: &'a RoundId,
    worker: &'a str,
    progress: Progress,
}

/// Asks for the close of an open round: from now on nothing is taken. A closed round, or one that
/// is closing, is left as it is.
pub async fn request(cx: &Context, central: &Central, id: &RoundId) -> Result<()> {
    retried!({
        let mut write = cx.store.write().await?;
        cx.store.hold_round(&mut write, id).await?;
        let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
        match round.state {
            State::Planned => return Err(RoundError::NotOpened(*id).into()),
            State::Closing | State::Closed => return Ok(()),
            State::Open => {}
        }
        store::rounds::set_state(&mut write, id, State::Open, State::Closing).await?;
        // Closed early, today is the last day, wherever it is told.
        let today = cx.ambient.today();
        if (round.opens..round.closes).contains(&today) {
            store::rounds::set_closes(&mut write, id, today).await?;
        }
        cx.audit(&mut write, central.caller(), Action::CloseRound, id, (None, None)).await?;
        Ok(write.commit().await?)
    })?;
    Ok(())
}

/// Asks for the close of every open round whose last day has passed.
pub async fn request_overdue(cx: &Context) -> Result<()> {
    let rounds = store::rounds::list(&mut *cx.store.read().await?).await?;
    let today = cx.ambient.today();
    let clock = Caller::Clock.central()?;
    for round in rounds.iter().filter(|r| r.state == State::Open && r.state_on(today) == State::Closing) {
        request(cx, &clock, &round.id).await?;
    }
    Ok(())
}

/// Does what closing rounds still need, unless others do. Returns whether one was closed.
pub async fn work(cx: &Context, worker: &str) -> Result<bool> {
    let rounds = store::rounds::list(&mut *cx.store.read().await?).await?;
    let mut closed = false;
    for round in rounds.iter().filter(|r| r.state == State::Closing) {
        closed |= finish(cx, &round.id, worker, |_| ()).await? == Outcome::Closed;
    }
    Ok(closed)
}

/// Asks for the close and waits until the round is closed, doing the job where nobody else does.
pub async fn close_and_wait(cx: &Context, central: &Central, id: &RoundId, told: impl Fn(Progress)) -> Result<()> {
    request(cx, central, id).await?;
    let worker = cx.ambient.id();
    while finish(cx, id, &worker, &told).await? == Outcome::Taken {
        told(progress(cx, id).await?);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// How far the close of a round has come.
pub async fn progress(cx: &Context, id: &RoundId) -> Result<Progress> {
    let (done, total) = store::rounds::find_progress(&mut *cx.store.read().await?, id).await?;
    Ok(Progress { done, total })
}

/// Brings the close of a round to its end, unless somebody else is at it.
pub async fn finish(cx: &Context, id: &RoundId, worker: &str, told: impl Fn(Progress)) -> Result<Outcome> {
    let mut db = cx.store.read().await?;
    let round = store::rounds::find(&mut db, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    if round.state == State::Closed {
        return Ok(Outcome::Closed);
    }
    let mut responses = store::responses::list_unshuffled(&mut db, id).await?;
    let mut units = store::sample::list_unshuffled(&mut db, id).await?;
    let links = store::rounds::list_links(&mut db, id).await?;
    drop(db);
    cx.ambient.shuffle(&mut responses);
    cx.ambient.shuffle(&mut units);
    let steps = responses.len().div_ceil(PIECE) + units.len().div_ceil(PIECE) + links.len() + 1;
    let progress = Progress { done: 0, total: i64::try_from(steps).unwrap_or(i64::MAX) };
    let mut job = Job { cx, round: id, worker, progress };
    let pieces = responses.chunks(PIECE).map(Piece::Responses);
    let pieces = pieces.chain(units.chunks(PIECE).map(Piece::Participation));
    for piece in pieces.chain(links.iter().map(Piece::Count)).chain([Piece::End]) {
        if !job.does(piece).await? {
            return Ok(Outcome::Taken);
        }
        told(job.progress);
    }
    vacuum(cx).await?;
    Ok(Outcome::Closed)
}

/// Rewrites the files that held answers, if that is still to be done; false while somebody who
/// reads them is in the way.
pub async fn vacuum(cx: &Context) -> Result<bool> {
    if !vacuum_is_due(cx).await? {
        return Ok(true);
    }
    if !cx.store.vacuum().await? {
        tracing::warn!("answers are still in older copies of rows: somebody reads the files; tried again later");
        return Ok(false);
    }
    let mut write = cx.store.write().await?;
    store::settings::remove(&mut write, VACUUM).await?;
    write.commit().await?;
    Ok(true)
}

/// Whether files still hold older copies of answers from before a close.
pub async fn vacuum_is_due(cx: &Context) -> Result<bool> {
    Ok(store::settings::find(&mut *cx.store.read().await?, VACUUM).await?.is_some())
}

/// A piece of the job.
#[derive(Clone, Copy)]
enum Piece<'a> {
    /// Writes these responses anew: organisation and id.
    Responses(&'a [(String, String)]),
    /// Writes the participation of these units anew.
    Participation(&'a [String]),
    /// Counts an organisation's answers.
    Count(&'a Link),
    /// Makes the round a closed one.
    End,
}

impl Job<'_> {
    /// Does a piece; false when the job is somebody else's, who has taken it over.
    async fn does(&mut self, piece: Piece<'_>) -> Result<bool> {
        self.progress.done += 1;
        // Nothing is added to a closing round, so its answers are read outside the write.
        let counted = match piece {
            Piece::Count(link) => counting::count(self.cx, &mut *self.cx.store.read().await?, link).await?,
            _ => Counted::default(),
        };
        retried!(self.write(piece, &counted).await)
    }

    async fn write(&self, piece: Piece<'_>, counted: &Counted) -> Result<bool> {
        let Context { store, ambient, .. } = self.cx;
        let mut write = store.write().await?;
        let now = ambient.seconds();
        let progress = (self.progress.done, self.progress.total);
        if !store::rounds::claim_closing(&mut write, self.round, self.worker, (now, now - LEFT), progress).await? {
            return Ok(false);
        }
        match piece {
            Piece::Responses(ids) => {
                for id in ids {
                    store::responses::shuffle(&mut write, self.round, id, &ambient.id()).await?;
                }
            }
            Piece::Participation(units) => {
                for unit in units {
                    store::sample::shuffle_participation(&mut write, self.round, unit).await?;
                }
            }
            Piece::Count(link) => store::counts::set(&mut write, &link.round, &link.organisation, counted).await?,
            Piece::End => {
                store::drafts::remove_all(&mut write, self.round).await?;
                store::letters::cancel_all(&mut write, self.round).await?;
                store::rounds::set_closed(&mut write, self.round, self.cx.threshold()).await?;
                store::settings::put(&mut write, VACUUM, "1").await?;
                cache::new_version(self.cx, &mut write).await?;
            }
        }
        write.commit().await?;
        Ok(true)
    }
}
