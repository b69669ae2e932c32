//! Copies of a SQLite database, taken while it serves, compared, and put back.

pub mod schedule;
mod verify;

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use super::{BackupError, Context, KeyError, Result};
use crate::store::files::{self, Lock};
use crate::store::{Engine, Store, is_migrated};

pub use verify::{create_verified, verify};

/// Writes a consistent copy to a new file, which only its owner reads.
pub async fn create(cx: &Context, file: &Path) -> Result<()> {
    if cx.store.engine() == Engine::Postgres {
        return Err(BackupError::UseDatabaseTool.into());
    }
    if cx.keys.are_beside(file) {
        return Err(KeyError::CopyBesideKeys(cx.config.key_dir.display().to_string()).into());
    }
    let path = file.to_str().ok_or_else(|| std::io::Error::from(ErrorKind::InvalidFilename))?;
    match files::create(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(BackupError::FileExists(file.display().to_string()).into());
        }
        made => made?,
    }
    let copied = cx.store.copy_to(path).await;
    if copied.is_err() {
        // Half a copy is none.
        let _ = std::fs::remove_file(file);
    }
    Ok(copied?)
}

/// Puts a copy back as the database at `url`, which nobody may be using.
pub async fn restore(url: &str, file: &Path, force: bool) -> Result<()> {
    let Some(target) = files::path(url) else {
        return Err(BackupError::UseDatabaseTool.into());
    };
    if target.exists() && !force {
        return Err(BackupError::DatabaseExists.into());
    }
    let Some(lock) = Lock::alone(&target)? else {
        return Err(BackupError::DatabaseInUse.into());
    };
    // Read as a database first, so that nothing is replaced by what is none; in a folder of its own,
    // with what SQLite leaves beside it.
    let aside = tempfile::Builder::new().prefix(".aterlaggning-").tempdir_in(files::folder(&target))?;
    let copy = aside.path().join("kopia.db");
    files::create(&copy)?;
    let mut whole = OpenOptions::new().write(true).open(&copy)?;
    std::io::copy(&mut File::open(file)?, &mut whole)?;
    whole.flush()?;
    whole.sync_all()?;
    drop(whole);
    if !begins_as_database(&copy)? || !is_migrated_copy(&copy).await {
        return Err(BackupError::NotABackup.into());
    }
    for rest in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(files::beside(&target, rest));
    }
    std::fs::rename(&copy, &target)?;
    lock.release();
    Ok(())
}

/// Told by looking: SQLite would try for as long as it waits for others.
fn begins_as_database(copy: &Path) -> std::io::Result<bool> {
    const HEAD: &[u8] = b"SQLite format 3\0";
    let mut head = Vec::new();
    File::open(copy)?.take(HEAD.len() as u64).read_to_end(&mut head)?;
    Ok(head == HEAD)
}

async fn is_migrated_copy(copy: &Path) -> bool {
    let Ok(store) = Store::connect(&format!("sqlite:{}", copy.display())).await else {
        return false;
    };
    let sound = match store.read().await {
        Ok(mut db) => is_migrated(&mut db).await,
        Err(_) => false,
    };
    store.close().await;
    sound
}
