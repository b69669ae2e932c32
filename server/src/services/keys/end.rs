//! The end of a key: destroyed after the close, or lost and given up with its round.

use app::domain::audit::Action;
use app::domain::ids::RoundId;
use app::domain::round::{Round, State};
use sqlx::AnyConnection;

use super::{ABANDONED, Condition, INSTALLATION, LATEST, SEEN, SEEN_LATELY, at, list};
use crate::ambient::in_stockholm;
use crate::services::{Caller, Central, Context, KeyError, Refusal, Result, cache, closing, counting};
use crate::store;
use crate::store::keys::RoundKey;

/// What whoever destroys a key says has been done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Confirmed {
    /// A backup of the database has been taken since the close.
    pub backup: bool,
    /// The copies of the key are destroyed.
    pub copies: bool,
}

/// Whether the key of a round may be destroyed.
///
/// # Errors
/// Refused while it may be needed, and until backup and copies are confirmed.
pub async fn may_destroy(cx: &Context, central: &Central, id: &RoundId, confirmed: Confirmed) -> Result<()> {
    let status = list(cx, central).await?.into_iter().find(|s| s.round == *id).ok_or(KeyError::NoKey(*id))?;
    let (Condition::ToDestroy(earliest, _) | Condition::Abandoned(earliest, _)) = status.condition else {
        return Err(KeyError::StillNeeded(*id).into());
    };
    if cx.ambient.seconds() < earliest {
        return Err(KeyError::TooEarly(in_stockholm(earliest).strftime("%Y-%m-%d %H:%M").to_string()).into());
    }
    if !confirmed.backup {
        return Err(KeyError::BackupUnconfirmed.into());
    }
    if !confirmed.copies && !status.copies.is_empty() {
        let copies = status.copies.iter().map(|copy| copy.file.clone()).collect::<Vec<_>>();
        return Err(KeyError::CopiesUnconfirmed(copies.join(", ")).into());
    }
    Ok(())
}

/// Destroys the key of a closed round.
///
/// # Errors
/// As [`may_destroy`], and when the answers are not those that were counted.
pub async fn destroy(cx: &Context, central: &Central, id: &RoundId, confirmed: Confirmed) -> Result<()> {
    may_destroy(cx, central, id, confirmed).await?;
    destroy_now(cx, central.caller(), id).await
}

/// In an order that can be taken up wherever it was left: the answers are all there, the tombstone, the file, the log.
async fn destroy_now(cx: &Context, caller: &Caller, id: &RoundId) -> Result<()> {
    let folder = &cx.keys.folder;
    let abandoned = store::rounds::find(&mut *cx.store.read().await?, id).await?.is_some_and(|r| r.state == State::Abandoned);
    // A folder that is not mounted has neither, and nothing would be destroyed. The key of an abandoned round is lost.
    let is_there = folder.is_destroyed(id) || folder.has(id);
    if !is_there && !abandoned {
        return Err(KeyError::Missing(*id, folder.path().display().to_string()).into());
    }
    if !folder.is_destroyed(id) && !store::keys::is_complete(&mut *cx.store.read().await?, id).await? {
        return Err(KeyError::CountsDiffer(*id).into());
    }
    if is_there {
        at(folder, folder.bury(id))?;
        at(folder, folder.remove(id))?;
    }
    cx.keys.forget(id);
    let mut write = cx.store.write().await?;
    store::settings::remove(&mut write, &format!("{SEEN}{id}")).await?;
    if store::keys::set_destroyed(&mut write, id, cx.ambient.seconds()).await? {
        cx.audit(&mut write, caller, Action::DestroyKey, id, (None, None)).await?;
        tracing::info!(round = %id, "the round's key is destroyed");
    }
    Ok(write.commit().await?)
}

/// Destroys what is due, brings to its end what was left, and says aloud when a key that is needed is lost.
pub async fn look_after(cx: &Context) -> Result<()> {
    let keys = store::keys::list(&mut *cx.store.read().await?).await?;
    let mut faults = Vec::new();
    for key in &keys {
        if let Err(error) = look_after_one(cx, key).await {
            tracing::error!(round = %key.round, cause = ?error, "the round's key could not be looked after");
            faults.push(error);
        }
    }
    faults.pop().map_or(Ok(()), Err)
}

async fn look_after_one(cx: &Context, key: &RoundKey) -> Result<()> {
    let (folder, round) = (&cx.keys.folder, &key.round);
    if key.destroyed_at.is_some() {
        cx.keys.forget(round);
        if folder.has(round) {
            // A copy of it was put back, where the tombstone was lost.
            at(folder, folder.bury(round))?;
            at(folder, folder.remove(round))?;
            tracing::warn!(%round, "the round's key came back after its destruction, and is destroyed again");
            let mut write = cx.store.write().await?;
            cx.audit(&mut write, &Caller::Clock, Action::DestroyKey, round, (None, None)).await?;
            write.commit().await?;
        }
        return Ok(());
    }
    let due = key.closed_at.is_some_and(|at| at + LATEST <= cx.ambient.seconds());
    match key.state {
        State::Closed | State::Abandoned if due || folder.is_destroyed(round) => destroy_now(cx, &Caller::Clock, round).await,
        State::Closed | State::Abandoned => Ok(()),
        _ if cx.keys.holds(key) => saw(cx, round).await,
        _ => {
            tracing::error!(%round, "the round's key is lost: put a copy back before the server ends");
            Ok(())
        }
    }
}

/// Remembers that the key is there, for whoever would give it up from another machine or with another folder.
async fn saw(cx: &Context, round: &RoundId) -> Result<()> {
    let mut write = cx.store.write().await?;
    store::settings::put(&mut write, &format!("{SEEN}{round}"), &cx.ambient.seconds().to_string()).await?;
    Ok(write.commit().await?)
}

/// Whether a round may be closed without its answers; returns how many there are.
///
/// # Errors
/// Refused when the key is there, and for rounds that do not take or open answers.
pub async fn may_abandon(cx: &Context, _: &Central, id: &RoundId) -> Result<i64> {
    let mut db = cx.store.read().await?;
    is_lost(cx, &mut db, id).await?;
    Ok(store::responses::count(&mut db, id).await?.into_iter().map(|(_, count)| count).sum())
}

async fn is_lost(cx: &Context, db: &mut AnyConnection, id: &RoundId) -> Result<Round> {
    let round = store::rounds::find(db, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    let key = store::keys::list(db).await?.into_iter().find(|k| k.round == *id && !k.state.is_over());
    let key = key.ok_or(KeyError::NothingToAbandon(*id))?;
    let known = store::settings::find(db, INSTALLATION).await?;
    let there = at(&cx.keys.folder, cx.keys.folder.installation())?;
    if there.is_some_and(|key| Some(key.fingerprint()) != known) {
        return Err(KeyError::Foreign(cx.keys.folder.path().display().to_string()).into());
    }
    if !cx.keys.is_gone(&key)? {
        return Err(KeyError::NotLost(*id).into());
    }
    let seen = store::settings::find(db, &format!("{SEEN}{id}")).await?.and_then(|text| text.parse().ok()).unwrap_or(0);
    if cx.ambient.seconds() - seen < SEEN_LATELY {
        return Err(KeyError::SeenLately(*id, cx.keys.folder.path().display().to_string()).into());
    }
    Ok(round)
}

/// Closes a round whose key is lost, without its answers.
///
/// # Errors
/// As [`may_abandon`].
pub async fn abandon(cx: &Context, central: &Central, id: &RoundId) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, id).await?;
    let round = is_lost(cx, &mut write, id).await?;
    closing::end_today(cx, &mut write, &round).await?;
    for link in store::rounds::list_links(&mut write, id).await? {
        let organisation = &link.organisation;
        store::responses::remove_sealed(&mut write, id, organisation, i64::MAX).await?;
        // What a close that stopped has opened needs no key.
        if !store::responses::is_opened(&mut write, id, organisation).await? {
            store::responses::remove_all(&mut write, id, organisation).await?;
            store::responses::set_opened(&mut write, id, organisation, 0).await?;
        }
        counting::recount(cx, &mut write, &link).await?;
    }
    store::drafts::remove_all(&mut write, id).await?;
    store::letters::cancel_all(&mut write, id).await?;
    store::rounds::set_closed(&mut write, id, cx.threshold(), cx.ambient.seconds()).await?;
    // A close that stopped had opened some: they are shown as those of any closed round.
    if store::responses::count(&mut write, id).await?.iter().all(|(_, count)| *count == 0) {
        store::rounds::set_state(&mut write, id, State::Closed, State::Abandoned).await?;
    }
    // Where nothing is left that needs the lost folder, the next start may make another; the right one still fits.
    if store::keys::list(&mut write).await?.iter().all(|k| k.state.is_over()) {
        store::settings::put(&mut write, ABANDONED, "1").await?;
    }
    cx.audit(&mut write, central.caller(), Action::AbandonRound, id, (None, None)).await?;
    cache::new_version(cx, &mut write).await?;
    Ok(write.commit().await?)
}
