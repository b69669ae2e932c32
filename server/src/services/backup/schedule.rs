//! Copies that the server takes by itself, one a day, of which so many are kept.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;

use super::create_verified;
use crate::ambient::{in_stockholm, instant};
use crate::services::{Context, Result};
use crate::store::Engine;

/// Seconds between two copies.
const BETWEEN: i64 = 24 * 3600;
/// What the names of the copies begin and end with; a day and a time stand between.
const NAME: (&str, &str) = ("lagesbild-", ".db");

/// How they stand there.
const TIME: &str = "%Y-%m-%dT%H%M%S";

/// Takes a copy if one is due, and removes those that are too many; the file, if it did.
///
/// # Errors
/// None was taken: another is tried the next time.
pub async fn look_after(cx: &Context) -> Result<Option<PathBuf>> {
    let Some(folder) = cx.config.backup_dir.as_ref().filter(|_| cx.store.engine() == Engine::Sqlite) else { return Ok(None) };
    let now = cx.ambient.seconds();
    if has_one_since(folder, now - BETWEEN)? {
        return Ok(None);
    }
    let (copies, file) = (copies(folder)?, at(folder, now));
    let figures = create_verified(cx, &file).await?;
    tracing::info!(figures, "a copy of the database was taken and compared");
    let too_many = (copies.len() + 1).saturating_sub(cx.config.backup_keep);
    for old in copies.iter().take(too_many) {
        std::fs::remove_file(old)?;
    }
    Ok(Some(file))
}

/// The copy that was taken at an instant of Unix seconds. Its name tells when, whatever happens to the file.
fn at(folder: &Path, seconds: i64) -> PathBuf {
    folder.join(format!("{}{}{}", NAME.0, in_stockholm(seconds).strftime(TIME), NAME.1))
}

/// Whether a copy was taken after an instant of Unix seconds.
///
/// # Errors
/// The folder cannot be read.
pub fn has_one_since(folder: &Path, seconds: i64) -> Result<bool> {
    Ok(copies(folder)?.last().is_some_and(|newest| *newest > at(folder, seconds)))
}

/// When the newest copy was taken, in Unix seconds, and 0 where there is none; none where the server takes no copies.
pub fn newest(cx: &Context) -> Option<i64> {
    let folder = cx.config.backup_dir.as_ref().filter(|_| cx.store.engine() == Engine::Sqlite)?;
    let newest = copies(folder).ok().and_then(|copies| copies.last().and_then(|file| taken(file)));
    Some(newest.unwrap_or_default())
}

/// When a copy was taken, as its name says.
fn taken(file: &Path) -> Option<i64> {
    let time = file.file_name()?.to_str()?.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?;
    instant(DateTime::strptime(TIME, time).ok()?)
}

/// The copies in a folder, the oldest first. Other files there are left alone.
fn copies(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = std::fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut copies: Vec<PathBuf> = files.into_iter().map(|file| file.path()).filter(|file| taken(file).is_some()).collect();
    copies.sort();
    Ok(copies)
}
