//! The close of a round: a state, and a job that a *worker* does in pieces.
//!
//! Asking for the close is one short write; from then on nothing is taken. The job opens all sealed answers of an
//! organisation in memory and shuffles them before it writes the first, under new ids; then it counts, and keeps the
//! organisations as they are on that day. Each piece is a transaction of its own that leaves room for others and says
//! that the job has somebody. A job that was left is taken over: organisations whose answers have all been opened stay,
//! the others are begun anew.

use std::sync::Arc;
use std::time::Duration;

use app::domain::answer::Answers;
use app::domain::audit::Action;
use app::domain::ids::RoundId;
use app::domain::response::Response;
use app::domain::round::{Link, Round, State};

use sqlx::AnyConnection;

use super::{Caller, Central, Context, Error, KeyError, Refusal, Result, RoundError, cache, counting, heavy};
use crate::sealing::{PrivateKey, SealedResponse};
use crate::store;
use crate::store::counts::Counted;

/// Answers that one piece writes or removes.
const PIECE: usize = 200;
/// Seconds without a word after which a job has nobody any more.
const LEFT: i64 = 15;

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

/// Closed early, today is the last day, wherever it is told.
pub(super) async fn end_today(cx: &Context, write: &mut AnyConnection, round: &Round) -> Result<()> {
    let today = cx.ambient.today();
    if (round.opens..round.closes).contains(&today) {
        store::rounds::set_closes(write, &round.id, today).await?;
    }
    store::rounds::end_extensions(write, &round.id, today).await?;
    Ok(())
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
            State::Closing | State::Closed | State::Abandoned => return Ok(()),
            State::Open => {}
        }
        if matches!(central.caller(), Caller::Staff(_)) {
            // Nothing would be taken from then on, and nothing opened.
            cx.keys.holds_of(&mut write, id).await?;
        }
        store::rounds::set_state(&mut write, id, State::Open, State::Closing).await?;
        end_today(cx, &mut write, &round).await?;
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
    let (mut closed, mut faults) = (false, Vec::new());
    for round in rounds.iter().filter(|r| r.state == State::Closing) {
        match finish(cx, &round.id, worker, |_| ()).await {
            Ok(outcome) => closed |= outcome == Outcome::Closed,
            Err(error) => faults.push(error),
        }
    }
    faults.pop().map_or(Ok(closed), Err)
}

/// Asks for the close and waits until the round is closed, doing the job where nobody else does.
pub async fn close_and_wait(cx: &Context, central: &Central, id: &RoundId, told: impl Fn(Progress)) -> Result<()> {
    request(cx, central, id).await?;
    let worker = cx.ambient.id();
    while finish(cx, id, &worker, &told).await? == Outcome::Taken {
        let keys = store::keys::list(&mut *cx.store.read().await?).await?;
        if let Some(problem) = keys.into_iter().find(|k| k.round == *id).and_then(|k| k.problem) {
            return Err(KeyError::Stopped(problem).into());
        }
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
///
/// # Errors
/// Refused, and the round stays closing, when the key is lost or an answer does not open.
pub async fn finish(cx: &Context, id: &RoundId, worker: &str, told: impl Fn(Progress)) -> Result<Outcome> {
    let mut db = cx.store.read().await?;
    let round = store::rounds::find(&mut db, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    if round.state.is_over() {
        return Ok(Outcome::Closed);
    }
    let mut links = Vec::new();
    for link in store::rounds::list_links(&mut db, id).await? {
        let (sealed, unlinked) = store::responses::count_sealed(&mut db, id, &link.organisation).await?;
        links.push((link, sealed, unlinked));
    }
    drop(db);
    // Each answer is written and removed in pieces, each organisation counted, and then the round is closed.
    let steps = links.iter().map(|(_, sealed, _)| 2 * pieces(*sealed) + 1).sum::<i64>() + 1;
    let mut write = cx.store.write().await?;
    let now = cx.ambient.seconds();
    let claimed = store::rounds::claim_closing(&mut write, id, worker, (now, LEFT), steps).await?;
    write.commit().await?;
    if !claimed {
        return Ok(Outcome::Taken);
    }
    let mut job = Job { cx, round: id, worker, progress: Progress { done: 0, total: steps }, told: &told };
    match job.run(&links).await {
        Err(Error::Refused(refusal)) => {
            let mut write = cx.store.write().await?;
            store::keys::set_problem(&mut write, id, &refusal.to_string()).await?;
            write.commit().await?;
            Err(refusal.into())
        }
        Ok(false) => Ok(Outcome::Taken),
        Ok(true) => Ok(Outcome::Closed),
        Err(error) => Err(error),
    }
}

/// How many pieces so many answers are written in.
fn pieces(answers: i64) -> i64 {
    answers.max(0).unsigned_abs().div_ceil(PIECE as u64).try_into().unwrap_or(i64::MAX)
}

/// Opens sealed answers: all of them, or none.
fn open(key: &PrivateKey, link: &Link, sealed: &[SealedResponse]) -> Result<Vec<Answers>> {
    let open = |sealed: &SealedResponse| {
        let opened = key.open(&link.organisation, sealed).ok().and_then(|text| serde_json::from_slice(&text).ok());
        opened.ok_or_else(|| KeyError::DoesNotOpen(link.round, link.organisation.to_string(), sealed.receipt.clone()).into())
    };
    sealed.iter().map(open).collect()
}

/// A piece of the job.
#[derive(Clone, Copy)]
enum Piece<'a> {
    /// Says that the job has somebody, who has opened some answers.
    Read,
    /// Removes what an earlier job has opened of an organisation.
    Begin(&'a Link),
    /// Writes opened answers.
    Write(&'a Link, &'a [Answers]),
    /// Says that an organisation's answers have all been opened, and how many of them no unit stands for.
    Opened(&'a Link, i64),
    /// Removes sealed answers of an organisation.
    Remove(&'a Link),
    /// Keeps what was counted of an organisation.
    Counted(&'a Link, &'a Counted),
    /// Makes the round a closed one.
    End,
}

/// A close that this worker has.
struct Job<'a, T> {
    cx: &'a Context,
    round: &'a RoundId,
    worker: &'a str,
    progress: Progress,
    told: &'a T,
}

impl<T: Fn(Progress)> Job<'_, T> {
    /// Does the job; false when somebody else has taken it over.
    async fn run(&mut self, links: &[(Link, i64, i64)]) -> Result<bool> {
        for (link, sealed, unlinked) in links {
            let opened = store::responses::is_opened(&mut *self.cx.store.read().await?, self.round, &link.organisation).await?;
            if !opened && !self.open(link, *unlinked).await? {
                return Ok(false);
            }
            for _ in 0..pieces(*sealed) {
                if !self.does(Piece::Remove(link), 1).await? {
                    return Ok(false);
                }
            }
            let counted = counting::count(self.cx, &mut *self.cx.store.read().await?, link).await?;
            if !self.does(Piece::Counted(link, &counted), 1).await? {
                return Ok(false);
            }
        }
        self.does(Piece::End, 1).await
    }

    /// Opens an organisation's answers, shuffles them, and writes them.
    async fn open(&mut self, link: &Link, unlinked: i64) -> Result<bool> {
        let (mut answers, mut last) = (Vec::new(), String::new());
        let mut key = None;
        loop {
            let mut db = self.cx.store.read().await?;
            let sealed = store::responses::list_sealed(&mut db, self.round, &link.organisation, (&last, PIECE)).await?;
            drop(db);
            let Some(row) = sealed.last() else { break };
            last.clone_from(&row.receipt);
            // Only where there is something to open, and then once.
            let private = match &key {
                Some(private) => Arc::clone(private),
                None => Arc::clone(key.insert(Arc::new(self.cx.keys.private(self.round)?))),
            };
            let of = link.clone();
            answers.extend(heavy::run(move || open(&private, &of, &sealed)).await??);
            if !self.does(Piece::Read, 0).await? {
                return Ok(false);
            }
        }
        if answers.is_empty() {
            return self.does(Piece::Opened(link, unlinked), 0).await;
        }
        self.cx.ambient.shuffle(&mut answers);
        if !self.does(Piece::Begin(link), 0).await? {
            return Ok(false);
        }
        for piece in answers.chunks(PIECE) {
            if !self.does(Piece::Write(link, piece), 1).await? {
                return Ok(false);
            }
        }
        self.does(Piece::Opened(link, unlinked), 0).await
    }

    /// Does a piece that is so many steps; false when somebody else has taken over the job.
    async fn does(&mut self, piece: Piece<'_>, steps: i64) -> Result<bool> {
        self.progress.done += steps;
        let done = retried!(self.write(piece).await)?;
        (self.told)(self.progress);
        Ok(done)
    }

    async fn write(&self, piece: Piece<'_>) -> Result<bool> {
        let Context { store, ambient, .. } = self.cx;
        let mut write = store.write().await?;
        let now = ambient.seconds();
        if !store::rounds::keep_closing(&mut write, self.round, self.worker, now, self.progress.done).await? {
            return Ok(false);
        }
        match piece {
            Piece::Read => {}
            Piece::Begin(link) => store::responses::remove_all(&mut write, self.round, &link.organisation).await?,
            Piece::Write(link, answers) => {
                for answers in answers {
                    let (organisation, answers) = (link.organisation.clone(), answers.clone());
                    let response = Response { organisation, id: ambient.id(), answers };
                    store::responses::add(&mut write, self.round, &response).await?;
                }
            }
            Piece::Opened(link, unlinked) => {
                store::responses::set_opened(&mut write, self.round, &link.organisation, unlinked).await?;
            }
            Piece::Remove(link) => {
                let most = i64::try_from(PIECE).unwrap_or(i64::MAX);
                store::responses::remove_sealed(&mut write, self.round, &link.organisation, most).await?;
            }
            Piece::Counted(link, counted) => store::counts::set(&mut write, &link.round, &link.organisation, counted).await?,
            Piece::End => {
                store::drafts::remove_all(&mut write, self.round).await?;
                store::letters::cancel_all(&mut write, self.round).await?;
                store::rounds::set_closed(&mut write, self.round, self.cx.threshold(), now).await?;
                cache::new_version(self.cx, &mut write).await?;
            }
        }
        write.commit().await?;
        Ok(true)
    }
}
