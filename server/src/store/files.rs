//! The files of a SQLite database, which nobody but their owner reads, and the *lock* beside them
//! that says that a process has the database open.
//!
//! The lock is a file of its own, `<database>.lock`: a process that opened the database file besides
//! SQLite, and closed it again, would lose the locks that SQLite holds on it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::sqlite::SqliteConnectOptions;

/// How long a process waits for another to put a copy back.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(50);

/// The file that `sqlite:PATH` names; none for what is no file.
pub fn path(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return None;
    }
    let options: SqliteConnectOptions = url.parse().ok()?;
    Some(resolved(options.get_filename()))
}

/// The file itself, however links lead to it: its lock and its journal lie beside it.
fn resolved(file: &Path) -> PathBuf {
    if let Ok(file) = file.canonicalize() {
        return file;
    }
    let name = file.file_name().unwrap_or_default();
    folder(file).canonicalize().map_or_else(|_| file.to_owned(), |folder| folder.join(name))
}

/// A file that SQLite, or the lock, keeps beside the database: `-wal`, `-shm`, `.lock`.
pub fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(ending);
    name.into()
}

/// The folder that a file lies in.
pub fn folder(file: &Path) -> &Path {
    file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new, empty file that only its owner reads, whatever the umask.
///
/// # Errors
/// Also when there is a file of that name.
pub fn create(file: &Path) -> Result<()> {
    // Made and closed under another name, so that this one is never open but to SQLite.
    let new = tempfile::NamedTempFile::new_in(folder(file))?.into_temp_path();
    new.persist_noclobber(file).map_err(|e| e.error)
}

/// Makes the database if it is not there, and takes from others the right to read what is.
pub fn make_private(database: &Path) -> Result<()> {
    if !database.exists() {
        match create(database) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    for ending in ["", "-wal", "-shm", "-journal", ".lock"] {
        let file = beside(database, ending);
        if let Err(error) = owners_alone(&file)
            && error.kind() != ErrorKind::NotFound
        {
            // Another user's file: SQLite will say whether it can be used.
            tracing::warn!(file = %file.display(), %error, "others may be able to read the file");
        }
    }
    Ok(())
}

#[cfg(unix)]
fn owners_alone(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(file)?.permissions().mode() & 0o777 == 0o600 {
        return Ok(());
    }
    fs::set_permissions(file, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn owners_alone(file: &Path) -> Result<()> {
    fs::metadata(file).map(|_| ())
}

/// Held for as long as a process has the database open, by many at once; or by one alone, to
/// replace it.
#[derive(Debug, Clone)]
pub struct Lock(Arc<Mutex<Option<File>>>);

impl Lock {
    /// Holds the database open, together with others.
    ///
    /// # Errors
    /// When somebody replaces it and does not get done.
    pub async fn shared(database: &Path) -> Result<Self> {
        let file = open(database)?;
        let began = Instant::now();
        loop {
            match file.try_lock_shared() {
                Ok(()) => return Ok(Self(Arc::new(Mutex::new(Some(file))))),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if began.elapsed() > PATIENCE => {
                    return Err(Error::new(ErrorKind::TimedOut, "en säkerhetskopia läggs tillbaka"));
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// Holds it alone; none if anybody has it open.
    pub fn alone(database: &Path) -> Result<Option<Self>> {
        let file = open(database)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(Arc::new(Mutex::new(Some(file)))))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Lets go of it, for every copy of this lock.
    pub fn release(&self) {
        // Closing the file lets go of the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

fn open(database: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(beside(database, ".lock"))
}
