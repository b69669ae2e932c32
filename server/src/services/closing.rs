//! The close of a round: a state, and a job that a *worker* does in pieces.
//!
//! Asking for the close is one short write; from then on nothing is taken. The job writes answers
//! and participation anew in random order, counts, and keeps the organisations as they are on that
//! day. Each piece is a transaction of its own that leaves room for others, begins by saying that
//! the job has somebody, and can be done again: a job that was left is taken over where it stands.

use std::time::Duration;

use app::domain::round::State;
use app::texts::central::log as t;

use super::{Caller, Refusal, Result, Services};
use crate::store;
use crate::store::answers::Counted;
use crate::store::rounds::Link;

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
    services: &'a Services,
    year: i64,
    worker: &'a str,
    progress: Progress,
}

impl Services {
    /// Asks for the close of an open round: from now on nothing is taken. A closed round, or one that
    /// is closing, is left as it is.
    pub async fn close_round(&self, caller: &Caller, year: i64) -> Result<()> {
        caller.central()?;
        retried!({
            let mut write = self.store.write().await?;
            self.store.hold_round(&mut write, year).await?;
            let round = store::rounds::find(&mut write, year).await?.ok_or(Refusal::UnknownRound(year))?;
            match round.state {
                State::Planned => return Err(Refusal::NotOpened(year).into()),
                State::Closing | State::Closed => return Ok(()),
                State::Open => {}
            }
            store::rounds::set_state(&mut write, year, State::Open, State::Closing).await?;
            self.audit(&mut write, caller, t::CLOSE_ROUND, &t::round(year), (None, None)).await?;
            Ok(write.commit().await?)
        })?;
        Ok(())
    }

    /// Asks for the close of every open round whose last day has passed.
    pub async fn close_overdue(&self) -> Result<()> {
        let rounds = store::rounds::list(&mut *self.store.read().await?).await?;
        let today = self.ambient.today();
        for round in rounds.iter().filter(|r| r.state == State::Open && r.state_on(today) == State::Closing) {
            self.close_round(&Caller::Clock, round.year).await?;
        }
        Ok(())
    }

    /// Does what closing rounds still need, unless others do. Returns whether one was closed.
    pub async fn work_on_closing(&self, worker: &str) -> Result<bool> {
        let rounds = store::rounds::list(&mut *self.store.read().await?).await?;
        let mut closed = false;
        for round in rounds.iter().filter(|r| r.state == State::Closing) {
            closed |= self.finish_closing(round.year, worker, |_| ()).await? == Outcome::Closed;
        }
        Ok(closed)
    }

    /// Asks for the close and waits until the round is closed, doing the job where nobody else does.
    pub async fn close_and_wait(&self, caller: &Caller, year: i64, told: impl Fn(Progress)) -> Result<()> {
        self.close_round(caller, year).await?;
        let worker = self.ambient.id();
        while self.finish_closing(year, &worker, &told).await? == Outcome::Taken {
            told(self.closing_progress(year).await?);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }

    /// How far the close of a round has come.
    pub async fn closing_progress(&self, year: i64) -> Result<Progress> {
        let (done, total) = store::rounds::find_progress(&mut *self.store.read().await?, year).await?;
        Ok(Progress { done, total })
    }

    /// Brings the close of a round to its end, unless somebody else is at it.
    pub async fn finish_closing(&self, year: i64, worker: &str, told: impl Fn(Progress)) -> Result<Outcome> {
        let mut db = self.store.read().await?;
        let round = store::rounds::find(&mut db, year).await?.ok_or(Refusal::UnknownRound(year))?;
        if round.state == State::Closed {
            return Ok(Outcome::Closed);
        }
        let mut responses = store::answers::list_unshuffled(&mut db, year).await?;
        let mut units = store::rounds::list_unshuffled(&mut db, year).await?;
        let links = store::rounds::list_links(&mut db, year).await?;
        drop(db);
        self.ambient.shuffle(&mut responses);
        self.ambient.shuffle(&mut units);
        let steps = responses.len().div_ceil(PIECE) + units.len().div_ceil(PIECE) + links.len() + 1;
        let progress = Progress { done: 0, total: i64::try_from(steps).unwrap_or(i64::MAX) };
        let mut job = Job { services: self, year, worker, progress };
        let pieces = responses.chunks(PIECE).map(Piece::Responses);
        let pieces = pieces.chain(units.chunks(PIECE).map(Piece::Participation));
        for piece in pieces.chain(links.iter().map(Piece::Count)).chain([Piece::End]) {
            if !job.does(piece).await? {
                return Ok(Outcome::Taken);
            }
            told(job.progress);
        }
        self.vacuum().await?;
        Ok(Outcome::Closed)
    }

    /// Rewrites the files that held answers, if that is still to be done; false while somebody who
    /// reads them is in the way.
    pub async fn vacuum(&self) -> Result<bool> {
        if !self.vacuum_is_due().await? {
            return Ok(true);
        }
        if !self.store.vacuum().await? {
            tracing::warn!("answers are still in older copies of rows: somebody reads the files; tried again later");
            return Ok(false);
        }
        let mut write = self.store.write().await?;
        store::register::remove_setting(&mut write, VACUUM).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Whether files still hold older copies of answers from before a close.
    pub async fn vacuum_is_due(&self) -> Result<bool> {
        Ok(store::register::find_setting(&mut *self.store.read().await?, VACUUM).await?.is_some())
    }
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
            Piece::Count(link) => self.services.count(&mut *self.services.store.read().await?, link).await?,
            _ => Counted::default(),
        };
        retried!(self.write(piece, &counted).await)
    }

    async fn write(&self, piece: Piece<'_>, counted: &Counted) -> Result<bool> {
        let Services { store, ambient, .. } = self.services;
        let mut write = store.write().await?;
        let now = ambient.seconds();
        let progress = (self.progress.done, self.progress.total);
        if !store::rounds::claim_closing(&mut write, self.year, self.worker, (now, now - LEFT), progress).await? {
            return Ok(false);
        }
        match piece {
            Piece::Responses(ids) => {
                for id in ids {
                    store::answers::shuffle_response(&mut write, self.year, id, &ambient.id()).await?;
                }
            }
            Piece::Participation(units) => {
                for unit in units {
                    store::rounds::shuffle_participation(&mut write, self.year, unit).await?;
                }
            }
            Piece::Count(link) => store::answers::set_counted(&mut write, link.year, &link.organisation, counted).await?,
            Piece::End => {
                store::answers::remove_drafts(&mut write, self.year).await?;
                store::mail::cancel_all(&mut write, self.year).await?;
                store::rounds::set_closed(&mut write, self.year, self.services.threshold()).await?;
                store::register::put_setting(&mut write, VACUUM, "1").await?;
                self.services.new_version(&mut write).await?;
            }
        }
        write.commit().await?;
        Ok(true)
    }
}
