//! Copies of a SQLite database, taken while it serves, compared, and put back.

pub mod schedule;
mod verify;

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use super::{BackupError, Context, KeyError, Result};
use crate::sealing::folder::own_like;
use crate::store::files::{self, Lock};
use crate::store::{Engine, Store, is_migrated, is_sound};

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
    if !begins_as_database(&copy)? {
        return Err(BackupError::NotABackup.into());
    }
    match looked_at(&copy).await {
        Ok((true, true)) => {}
        Ok((false, true)) => return Err(BackupError::NotABackup.into()),
        Ok((_, false)) | Err(_) => return Err(BackupError::Damaged.into()),
    }
    for rest in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(files::beside(&target, rest));
    }
    // Where root puts it back, it is the server that opens it.
    own_like(files::folder(&target), &copy)?;
    own_like(files::folder(&target), &files::beside(&target, ".lock"))?;
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

/// Whether a copy has our schema, and whether SQLite finds it as it wrote it.
async fn looked_at(copy: &Path) -> Result<(bool, bool)> {
    let store = Store::connect(&format!("sqlite:{}", copy.display())).await?;
    let mut db = store.read().await?;
    let found = (is_migrated(&mut db).await, is_sound(&mut db).await.unwrap_or(false));
    drop(db);
    store.close().await;
    Ok(found)
}
