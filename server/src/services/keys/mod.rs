//! The keys of rounds: made at the opening, read by the close, destroyed afterwards.
//!
//! The files are in `sealing::folder`; the database knows each key by its fingerprint. A server takes what it needs from
//! the files once and keeps it, so that a folder that gets lost meanwhile stops nobody who answers.

mod copies;
mod end;

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use app::domain::ids::RoundId;
use app::domain::round::State;
use data_encoding::HEXLOWER;
use sqlx::AnyConnection;

use super::{Central, Context, KeyError, Result};
use crate::config::Config;
use crate::sealing::folder::{Folder, InstallationKey};
use crate::sealing::{PrivateKey, RoundKeys, random};
use crate::store::keys::{KeyCopy, RoundKey};
use crate::store::{self, Store, files};

pub use copies::{back_up, restore};
pub use end::{Confirmed, abandon, destroy, look_after, may_abandon, may_destroy};

/// The setting that holds the fingerprint of the installation's key.
const INSTALLATION: &str = "installation_key";
/// The setting that remembers that the folder was given up with a round.
const ABANDONED: &str = "keys_abandoned";
/// The setting that holds the database's id.
const DATABASE: &str = "database";
/// The setting that holds when a server last saw a round's key in its folder, in Unix seconds; the round's id follows.
const SEEN: &str = "key_seen ";
/// Seconds for which a server that saw the key stands for it.
const SEEN_LATELY: i64 = 120;
/// Seconds after the close before which a key is not destroyed: a backup is taken meanwhile.
const EARLIEST: i64 = 24 * 60 * 60;
/// Seconds after the close at which it is destroyed in any case.
const LATEST: i64 = 7 * EARLIEST;

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
    /// The same where the round was closed without its answers, and the key or a copy may turn up.
    Abandoned(i64, i64),
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
        let key = own(&mut *store.read().await?, &folder, &known.unwrap_or_default()).await?;
        let Some(key) = key else { return Self::start_anew(store, folder).await };
        if at(&folder, folder.make_private())? {
            tracing::warn!(folder = %folder.path().display(), "others than its owner could read the folder of keys; now they cannot");
        }
        if store::settings::find(&mut *store.read().await?, ABANDONED).await?.is_some() {
            // The folder is back: what was given up with one round is not given up with the next.
            let mut write = store.write().await?;
            store::settings::remove(&mut write, ABANDONED).await?;
            write.commit().await?;
        }
        Ok(Self { folder, installation: key, rounds: RwLock::default() })
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
        for round in store::keys::list(db).await?.iter().filter(|r| !r.state.is_over()) {
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

    /// Passes if the folder holds the key of a round that has one.
    ///
    /// # Errors
    /// Refused when it is lost.
    pub(super) async fn holds_of(&self, db: &mut AnyConnection, id: &RoundId) -> Result<()> {
        let key = store::keys::list(db).await?.into_iter().find(|key| key.round == *id);
        if key.is_none_or(|key| self.holds(&key)) { Ok(()) } else { Err(KeyError::LostNow(*id).into()) }
    }

    /// Whether a file would lie in the folder, and be lost with it.
    pub(super) fn are_beside(&self, file: &Path) -> bool {
        let real = |path: &Path| path.canonicalize().ok();
        real(self.folder.path()).zip(real(files::folder(file))).is_some_and(|(keys, folder)| folder.starts_with(keys))
    }

    /// Whether the folder has nothing under the name of that key: what cannot be read, or is another's, is not lost.
    ///
    /// # Errors
    /// Refused, naming the file, when there is one.
    fn is_gone(&self, round: &RoundKey) -> Result<bool> {
        if self.folder.is_destroyed(&round.round) {
            return Ok(true);
        }
        match at(&self.folder, self.folder.round(&round.round))? {
            None => Ok(true),
            Some(keys) if keys.fingerprint() == round.fingerprint => Ok(false),
            Some(_) => Err(KeyError::Wrong(round.round, self.folder.path().display().to_string()).into()),
        }
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
    own(db, &keys.folder, &known).await?;
    keys.check(db).await
}

/// The installation's key as the database knows it; none where the folder is gone and was given up with the last round
/// that needed it, so that another may be made.
async fn own(db: &mut AnyConnection, folder: &Folder, known: &str) -> Result<Option<InstallationKey>> {
    match at(folder, folder.installation())? {
        Some(key) if key.fingerprint() == known => return Ok(Some(key)),
        Some(_) => return Err(KeyError::Foreign(folder.path().display().to_string()).into()),
        None => {}
    }
    // A round that opened since has the folder's keys again.
    let needed = store::keys::list(db).await?.iter().any(|key| !key.state.is_over());
    if needed || store::settings::find(db, ABANDONED).await?.is_none() {
        return Err(KeyError::FolderMissing(folder.path().display().to_string()).into());
    }
    Ok(None)
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
            (state, ..) if state.is_over() && key.destroyed_at.is_some() => continue,
            (state @ (State::Closed | State::Abandoned), at, _) => {
                let at = at.unwrap_or_else(|| cx.ambient.seconds());
                let (from, latest) = (at + EARLIEST, at + LATEST);
                if state == State::Closed { Condition::ToDestroy(from, latest) } else { Condition::Abandoned(from, latest) }
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
