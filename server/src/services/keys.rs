//! The keys of rounds: made at the opening, read by the close, destroyed afterwards.
//!
//! The files are in `sealing::folder`; the database knows each key by its fingerprint. A server takes what it needs from
//! the files once and keeps it, so that a folder that gets lost meanwhile stops nobody who answers.

use std::collections::HashMap;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use app::domain::audit::Action;
use app::domain::ids::RoundId;
use app::domain::round::State;
use data_encoding::HEXLOWER;
use sqlx::AnyConnection;

use super::{BackupError, Caller, Central, Context, KeyError, Refusal, Result, cache, counting};
use crate::ambient::in_stockholm;
use crate::config::Config;
use crate::sealing::copy::{self, CopyFault};
use crate::sealing::folder::{Folder, InstallationKey};
use crate::sealing::{PrivateKey, RoundKeys, random};
use crate::store::keys::{KeyCopy, RoundKey};
use crate::store::{self, Store, files};

/// The setting that holds the fingerprint of the installation's key.
const INSTALLATION: &str = "installation_key";
/// The setting that remembers that the folder was given up with a round.
const ABANDONED: &str = "keys_abandoned";
/// The setting that holds the database's id.
const DATABASE: &str = "database";
/// Seconds after the close before which a key is not destroyed: a backup is taken meanwhile.
const EARLIEST: i64 = 24 * 60 * 60;
/// Seconds after the close at which it is destroyed in any case.
const LATEST: i64 = 7 * EARLIEST;
/// Characters of a passphrase at least.
const PASSPHRASE: usize = 8;

/// The keys that a process has.
pub struct Keys {
    folder: Folder,
    /// The installation's.
    pub installation: InstallationKey,
    rounds: RwLock<HashMap<RoundId, Arc<RoundKeys>>>,
}

/// What is said of a round's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The round.
    pub round: RoundId,
    /// What there is to say.
    pub condition: Condition,
    /// Its copies, oldest first.
    pub copies: Vec<KeyCopy>,
}

/// What there is to say of a round's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// It is needed, and its file is not there or is another's.
    Lost,
    /// It is needed, and there.
    Needed,
    /// The close does not go on; why.
    Stopped(String),
    /// It is not needed any more: from when on and when at the latest it is destroyed, in Unix seconds.
    ToDestroy(i64, i64),
}

/// What whoever destroys a key says has been done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Confirmed {
    /// A backup of the database has been taken since the close.
    pub backup: bool,
    /// The copies of the key are destroyed.
    pub copies: bool,
}

impl Keys {
    /// Takes the installation's key from the folder, or makes it for a database that has none.
    ///
    /// # Errors
    /// Refused when the folder is missing, or another database's.
    pub async fn start(store: &Store, config: &Config) -> Result<Self> {
        let folder = Folder::at(config.key_dir.clone(), String::new());
        // Looked at before the database: who made a round's key has said before that it has the folder.
        let has_rounds = folder.has_rounds().unwrap_or(false);
        let mut db = store.read().await?;
        let mut known = store::settings::find(&mut db, INSTALLATION).await?;
        let mut database = store::settings::find(&mut db, DATABASE).await?.unwrap_or_default();
        let is_new = store::rounds::list(&mut db).await?.is_empty();
        let may_be_new = store::settings::find(&mut db, ABANDONED).await?.is_some();
        drop(db);
        if known.is_none() {
            if !is_new && has_rounds {
                return Err(KeyError::OlderDatabase(folder.path().display().to_string()).into());
            }
            at(&folder, folder.create())?;
            let key = at(&folder, folder.add_installation())?;
            let mut write = store.write().await?;
            known = Some(store::settings::find_or_add(&mut write, INSTALLATION, &key.fingerprint()).await?);
            database = store::settings::find_or_add(&mut write, DATABASE, &HEXLOWER.encode(&*random::<8>())).await?;
            write.commit().await?;
        }
        let folder = Folder::at(config.key_dir.clone(), database);
        match at(&folder, folder.installation())? {
            Some(key) if known == Some(key.fingerprint()) => Ok(Self { folder, installation: key, rounds: RwLock::default() }),
            Some(_) => Err(KeyError::Foreign(folder.path().display().to_string()).into()),
            None if may_be_new => Self::start_anew(store, folder).await,
            None => Err(KeyError::FolderMissing(folder.path().display().to_string()).into()),
        }
    }

    /// Makes another installation's key: the folder is lost, and the last round that needed it was closed without its
    /// answers.
    async fn start_anew(store: &Store, folder: Folder) -> Result<Self> {
        at(&folder, folder.create())?;
        let installation = at(&folder, folder.add_installation())?;
        let mut write = store.write().await?;
        store::settings::put(&mut write, INSTALLATION, &installation.fingerprint()).await?;
        store::settings::remove(&mut write, ABANDONED).await?;
        write.commit().await?;
        Ok(Self { folder, installation, rounds: RwLock::default() })
    }

    /// Keys of a process that needs none, to work on a database whose folder is lost.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn none(db: &mut AnyConnection, config: &Config) -> Result<Self> {
        let database = store::settings::find(db, DATABASE).await?.unwrap_or_default();
        let folder = Folder::at(config.key_dir.clone(), database);
        Ok(Self { folder, installation: InstallationKey::temporary(), rounds: RwLock::default() })
    }

    /// Checks that the key of every round that needs one is there, and takes it into memory.
    ///
    /// # Errors
    /// Refused when one is missing, another's or destroyed.
    pub async fn check(&self, db: &mut AnyConnection) -> Result<()> {
        for round in store::keys::list(db).await?.iter().filter(|r| r.state != State::Closed) {
            self.check_round(round)?;
        }
        Ok(())
    }

    fn check_round(&self, round: &RoundKey) -> Result<()> {
        let (id, folder) = (round.round, self.folder.path().display().to_string());
        if self.folder.is_destroyed(&id) {
            return Err(KeyError::Destroyed(id).into());
        }
        let keys = at(&self.folder, self.folder.round(&id))?.ok_or_else(|| KeyError::Missing(id, folder.clone()))?;
        if keys.fingerprint() != round.fingerprint {
            return Err(KeyError::Wrong(id, folder).into());
        }
        self.remember(keys);
        Ok(())
    }

    /// Makes the key of a round that opens, unless it has one.
    pub(super) fn make(&self, id: &RoundId, earlier_cookies: Option<&[u8]>) -> Result<Arc<RoundKeys>> {
        if self.folder.is_destroyed(id) {
            return Err(KeyError::Destroyed(*id).into());
        }
        Ok(self.remember(at(&self.folder, self.folder.add_round(id, earlier_cookies))?))
    }

    /// What is needed to take answers in a round.
    pub fn of(&self, id: &RoundId) -> Result<Arc<RoundKeys>> {
        if let Some(keys) = self.rounds.read().unwrap_or_else(PoisonError::into_inner).get(id) {
            return Ok(Arc::clone(keys));
        }
        let found = at(&self.folder, self.folder.round(id))?;
        let keys = found.ok_or_else(|| KeyError::Missing(*id, self.folder.path().display().to_string()))?;
        Ok(self.remember(keys))
    }

    /// What is needed to open a round's answers.
    pub(super) fn private(&self, id: &RoundId) -> Result<PrivateKey> {
        let found = at(&self.folder, self.folder.private(id))?;
        found.ok_or_else(|| KeyError::Missing(*id, self.folder.path().display().to_string()).into())
    }

    fn remember(&self, keys: RoundKeys) -> Arc<RoundKeys> {
        let keys = Arc::new(keys);
        let mut rounds = self.rounds.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(rounds.entry(*keys.round()).or_insert(keys))
    }

    fn forget(&self, id: &RoundId) {
        self.rounds.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Whether the folder holds that key.
    fn holds(&self, round: &RoundKey) -> bool {
        self.folder.round(&round.round).is_ok_and(|keys| keys.is_some_and(|k| k.fingerprint() == round.fingerprint))
    }
}

/// Whether a server would find the keys that it needs.
///
/// # Errors
/// As a start would be refused.
pub async fn verify(db: &mut AnyConnection, config: &Config) -> Result<()> {
    let keys = Keys::none(db, config).await?;
    let Some(known) = store::settings::find(db, INSTALLATION).await? else { return Ok(()) };
    match at(&keys.folder, keys.folder.installation())? {
        Some(key) if key.fingerprint() == known => keys.check(db).await,
        Some(_) => Err(KeyError::Foreign(keys.folder.path().display().to_string()).into()),
        None => Err(KeyError::FolderMissing(keys.folder.path().display().to_string()).into()),
    }
}

/// Names the folder in what went wrong with a file of it.
fn at<T>(folder: &Folder, done: std::io::Result<T>) -> Result<T> {
    done.map_err(|cause| {
        if cause.kind() == ErrorKind::InvalidData {
            return KeyError::Damaged(cause.to_string()).into();
        }
        let path = folder.path().display().to_string();
        KeyError::Unreadable { path, cause: cause.to_string() }.into()
    })
}

/// What is said of each round's key that is needed or still there, oldest first.
pub async fn list(cx: &Context, _: &Central) -> Result<Vec<Status>> {
    let mut db = cx.store.read().await?;
    let copies = store::keys::list_copies(&mut db).await?;
    let mut list = Vec::new();
    for key in store::keys::list(&mut db).await? {
        let condition = match (key.state, key.closed_at, &key.problem) {
            (State::Closed, ..) if key.destroyed_at.is_some() => continue,
            (State::Closed, at, _) => {
                let at = at.unwrap_or_else(|| cx.ambient.seconds());
                Condition::ToDestroy(at + EARLIEST, at + LATEST)
            }
            (_, _, Some(problem)) => Condition::Stopped(problem.clone()),
            _ if cx.keys.holds(&key) => Condition::Needed,
            _ => Condition::Lost,
        };
        let copies = copies.iter().filter(|copy| copy.round == key.round).cloned().collect();
        list.push(Status { round: key.round, condition, copies });
    }
    Ok(list)
}

/// Whether the key of a round may be destroyed.
///
/// # Errors
/// Refused while it may be needed, and until backup and copies are confirmed.
pub async fn may_destroy(cx: &Context, central: &Central, id: &RoundId, confirmed: Confirmed) -> Result<()> {
    let status = list(cx, central).await?.into_iter().find(|s| s.round == *id).ok_or(KeyError::NoKey(*id))?;
    let Condition::ToDestroy(earliest, _) = status.condition else { return Err(KeyError::StillNeeded(*id).into()) };
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
    // A folder that is not mounted has neither, and nothing would be destroyed.
    if !folder.is_destroyed(id) && !folder.has(id) {
        return Err(KeyError::Missing(*id, folder.path().display().to_string()).into());
    }
    if !folder.is_destroyed(id) && !store::keys::is_complete(&mut *cx.store.read().await?, id).await? {
        return Err(KeyError::CountsDiffer(*id).into());
    }
    at(folder, folder.bury(id))?;
    at(folder, folder.remove(id))?;
    cx.keys.forget(id);
    let mut write = cx.store.write().await?;
    if store::keys::set_destroyed(&mut write, id, cx.ambient.seconds()).await? {
        cx.audit(&mut write, caller, Action::DestroyKey, id, (None, None)).await?;
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
        }
        return Ok(());
    }
    let due = key.closed_at.is_some_and(|at| at + LATEST <= cx.ambient.seconds());
    match key.state {
        State::Closed if due || folder.is_destroyed(round) => destroy_now(cx, &Caller::Clock, round).await,
        State::Closed => Ok(()),
        _ if cx.keys.holds(key) => Ok(()),
        _ => {
            tracing::error!(%round, "the round's key is lost: put a copy back before the server ends");
            Ok(())
        }
    }
}

/// Writes a copy of all keys to a new file, under a passphrase.
pub async fn back_up(cx: &Context, central: &Central, file: &Path, passphrase: &str) -> Result<()> {
    if passphrase.chars().count() < PASSPHRASE {
        return Err(KeyError::ShortPassphrase(PASSPHRASE).into());
    }
    let sealed = copy::create(&at(&cx.keys.folder, cx.keys.folder.files())?, passphrase);
    let mut whole = tempfile::NamedTempFile::new_in(files::folder(file))?;
    whole.write_all(&sealed)?;
    whole.as_file().sync_all()?;
    match whole.persist_noclobber(file) {
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            return Err(BackupError::FileExists(file.display().to_string()).into());
        }
        done => done.map_err(|error| error.error)?,
    };
    let known = remember_copy(cx, central, file).await;
    if known.is_err() {
        // A copy that nobody knows of would outlive the key.
        std::fs::remove_file(file)?;
    }
    known
}

async fn remember_copy(cx: &Context, central: &Central, file: &Path) -> Result<()> {
    let name = std::path::absolute(file).unwrap_or_else(|_| file.to_owned()).display().to_string();
    let mut write = cx.store.write().await?;
    for key in store::keys::list(&mut write).await?.iter().filter(|k| k.destroyed_at.is_none()) {
        let copy = KeyCopy { round: key.round, file: name.clone(), made_at: cx.ambient.seconds() };
        store::keys::add_copy(&mut write, &copy).await?;
    }
    cx.audit(&mut write, central.caller(), Action::CopyKeys, &name, (None, None)).await?;
    Ok(write.commit().await?)
}

/// Puts the keys of a copy back into the folder; nothing is written over. Returns how many are there, and the names of
/// those that were left out because they have been destroyed.
///
/// # Errors
/// Refused when a file is there and says something else: then nothing is put back.
pub fn restore(config: &Config, copy: &[u8], passphrase: &str) -> Result<(usize, Vec<String>)> {
    let copied = copy::read(copy, passphrase).map_err(|fault| match fault {
        CopyFault::NotACopy => KeyError::NotACopy,
        CopyFault::WrongPassphrase => KeyError::WrongPassphrase,
    })?;
    let folder = Folder::at(config.key_dir.clone(), String::new());
    at(&folder, folder.create())?;
    for (name, bytes) in &copied {
        if at(&folder, folder.differs(name, bytes))? {
            return Err(KeyError::Differs(folder.path().join(name).display().to_string()).into());
        }
    }
    let (mut there, mut destroyed) = (0, Vec::new());
    for (name, bytes) in &copied {
        if at(&folder, folder.put_back(name, bytes))? {
            there += 1;
        } else {
            destroyed.push(name.clone());
        }
    }
    Ok((there, destroyed))
}

/// Whether a round may be closed without its answers.
///
/// # Errors
/// Refused when the key is there, and for rounds that do not take or open answers.
pub async fn may_abandon(cx: &Context, _: &Central, id: &RoundId) -> Result<()> {
    is_lost(cx, &mut *cx.store.read().await?, id).await
}

async fn is_lost(cx: &Context, db: &mut AnyConnection, id: &RoundId) -> Result<()> {
    store::rounds::find(db, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    let key = store::keys::list(db).await?.into_iter().find(|k| k.round == *id && k.state != State::Closed);
    let key = key.ok_or(KeyError::NothingToAbandon(*id))?;
    let known = store::settings::find(db, INSTALLATION).await?;
    let there = at(&cx.keys.folder, cx.keys.folder.installation())?;
    if there.is_some_and(|key| Some(key.fingerprint()) != known) {
        return Err(KeyError::Foreign(cx.keys.folder.path().display().to_string()).into());
    }
    if cx.keys.holds(&key) && !cx.keys.folder.is_destroyed(id) {
        return Err(KeyError::NotLost(*id).into());
    }
    Ok(())
}

/// Closes a round whose key is lost, without its answers.
///
/// # Errors
/// As [`may_abandon`].
pub async fn abandon(cx: &Context, central: &Central, id: &RoundId) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, id).await?;
    is_lost(cx, &mut write, id).await?;
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
    store::keys::set_destroyed(&mut write, id, cx.ambient.seconds()).await?;
    // Where nothing is left that needs the lost folder, the next start may make another; the right one still fits.
    if store::keys::list(&mut write).await?.iter().all(|k| k.state == State::Closed) {
        store::settings::put(&mut write, ABANDONED, "1").await?;
    }
    cx.audit(&mut write, central.caller(), Action::AbandonRound, id, (None, None)).await?;
    cache::new_version(cx, &mut write).await?;
    Ok(write.commit().await?)
}
