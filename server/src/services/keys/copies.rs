//! Copies of the keys, under a passphrase.

use std::io::{ErrorKind, Write};
use std::path::Path;

use app::domain::audit::Action;

use super::at;
use crate::config::Config;
use crate::sealing::copy::{self, CopyFault};
use crate::sealing::folder::Folder;
use crate::services::{BackupError, Central, Context, KeyError, Result};
use crate::store::keys::KeyCopy;
use crate::store::{self, files};

/// Characters of a passphrase at least.
const PASSPHRASE: usize = 8;

/// Writes a copy of all keys to a new file, under a passphrase.
pub async fn back_up(cx: &Context, central: &Central, file: &Path, passphrase: &str) -> Result<()> {
    if passphrase.chars().count() < PASSPHRASE {
        return Err(KeyError::ShortPassphrase(PASSPHRASE).into());
    }
    if cx.keys.are_beside(file) {
        return Err(KeyError::CopyBesideKeys(cx.keys.folder.path().display().to_string()).into());
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
