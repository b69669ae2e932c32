//! The folder of keys, outside the database: a file for each round, one for the installation, and tombstones.
//!
//! A file is written once, under another name, and appears whole or not at all; nothing is ever written over. A
//! *tombstone* says that a round's key was destroyed, so that a copy of it is not put back. Rounds of several databases may
//! lie in one folder: the names of their files have the database's id.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use app::domain::ids::RoundId;
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use hpke::{Deserializable, Kem as _, Serializable};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{KEY, Kem, Key, PrivateKey, RoundKeys, derive, fingerprint, random};

const INSTALLATION: &str = "installation.key";
const KEY_FILE: &str = "key";
const TOMBSTONE: &str = "destroyed";
const ROUND_FORMAT: &str = "lagesbild.round-key/1";
const INSTALLATION_FORMAT: &str = "lagesbild.installation-key/1";

/// What a file of the folder says. Keys are hexadecimal digits.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: String,
    /// The round's id; none for the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round: Option<String>,
    key: Zeroizing<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<Zeroizing<String>>,
    /// What sealed respondents' cookies before the round had a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier_cookies: Option<Zeroizing<String>>,
}

/// The folder, as one database sees it.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    database: String,
}

/// The installation's key: it seals the cookies of staff and keys the digests of imported files.
pub struct InstallationKey(Key);

impl InstallationKey {
    /// One that is forgotten with the process.
    pub fn temporary() -> Self {
        Self(random())
    }

    /// Bytes for a purpose.
    pub fn derive<const N: usize>(&self, about: &[u8], purpose: &str) -> Zeroizing<[u8; N]> {
        derive(&self.0[..], about, purpose)
    }

    /// Tells it from any other, and says nothing of it.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0[..])
    }
}

impl Folder {
    /// The folder at a path, which need not be there.
    pub const fn at(path: PathBuf, database: String) -> Self {
        Self { path, database }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the folder if it is not there, for its owner alone.
    pub fn create(&self) -> Result<()> {
        let made = !self.path.is_dir();
        if made {
            fs::create_dir_all(&self.path)?;
            own_like(self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")), &self.path)?;
        }
        if made || fs::read_dir(&self.path)?.next().is_none() {
            private(&self.path, 0o700)?;
        }
        Ok(())
    }

    /// Keeps the files for their owner alone, and the folder unless it holds other things; true where somebody else could
    /// read them.
    pub fn make_private(&self) -> Result<bool> {
        let names = self.names()?;
        let only_keys = fs::read_dir(&self.path)?.count() == names.len();
        let mut could = only_keys && private(&self.path, 0o700)?;
        for name in names {
            could |= private(&self.path.join(name), 0o600)?;
        }
        Ok(could)
    }

    /// The installation's key, if there is one.
    pub fn installation(&self) -> Result<Option<InstallationKey>> {
        let Some(file) = self.read(INSTALLATION, INSTALLATION_FORMAT)? else { return Ok(None) };
        Ok(Some(InstallationKey(self.bytes(INSTALLATION, &file.key)?)))
    }

    /// Makes the installation's key, unless there is one.
    pub fn add_installation(&self) -> Result<InstallationKey> {
        let (key, format) = (hex(&random::<KEY>()[..]), INSTALLATION_FORMAT.to_owned());
        self.write(INSTALLATION, &KeyFile { format, round: None, key, salt: None, earlier_cookies: None })?;
        self.installation()?.ok_or_else(|| Error::from(ErrorKind::NotFound))
    }

    /// What servers hold of a round's key, if it has a file.
    pub fn round(&self, id: &RoundId) -> Result<Option<RoundKeys>> {
        let name = self.name(id, KEY_FILE);
        let Some(file) = self.read_round(id)? else { return Ok(None) };
        let private = self.private_of(&name, &file)?;
        let salt = file.salt.as_ref().ok_or_else(|| self.not_a_key(&name))?;
        let earlier = file.earlier_cookies.as_ref().map(|text| HEX.decode(text.as_bytes())).transpose();
        Ok(Some(RoundKeys {
            round: *id,
            public: Kem::sk_to_pk(&private),
            salt: self.bytes(&name, salt)?,
            earlier_cookies: earlier.map_err(|_| self.not_a_key(&name))?.map(Zeroizing::new),
        }))
    }

    /// What the close needs of a round's key, if it has a file.
    pub fn private(&self, id: &RoundId) -> Result<Option<PrivateKey>> {
        let Some(file) = self.read_round(id)? else { return Ok(None) };
        Ok(Some(PrivateKey { key: self.private_of(&self.name(id, KEY_FILE), &file)?, round: *id }))
    }

    /// Makes a round's key, unless it has one: a round never gets a second. The file is durable, read back and tried.
    pub fn add_round(&self, id: &RoundId, earlier_cookies: Option<&[u8]>) -> Result<RoundKeys> {
        let (private, _) = Kem::gen_keypair();
        let file = KeyFile {
            format: ROUND_FORMAT.to_owned(),
            round: Some(id.to_string()),
            key: hex(&private.to_bytes()),
            salt: Some(hex(&random::<KEY>()[..])),
            earlier_cookies: earlier_cookies.map(hex),
        };
        self.write(&self.name(id, KEY_FILE), &file)?;
        let keys = self.round(id)?.ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        let private = self.private(id)?.ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        let organisation = "prov".into();
        let sealed = keys.seal_imported(&organisation, b"prov");
        if private.open(&organisation, &sealed).is_ok_and(|opened| opened == b"prov") {
            return Ok(keys);
        }
        Err(self.not_a_key(&self.name(id, KEY_FILE)))
    }

    /// Whether a round's key was destroyed.
    pub fn is_destroyed(&self, id: &RoundId) -> bool {
        self.path.join(self.name(id, TOMBSTONE)).exists()
    }

    /// Whether a round's key has a file.
    pub fn has(&self, id: &RoundId) -> bool {
        self.path.join(self.name(id, KEY_FILE)).exists()
    }

    /// Whether there is any round's key or tombstone.
    pub fn has_rounds(&self) -> Result<bool> {
        Ok(self.names()?.iter().any(|name| name != INSTALLATION))
    }

    /// Says, durably, that a round's key is destroyed.
    pub fn bury(&self, id: &RoundId) -> Result<()> {
        self.put(&self.name(id, TOMBSTONE), b"")
    }

    /// Destroys a round's key.
    pub fn remove(&self, id: &RoundId) -> Result<()> {
        let file = self.path.join(self.name(id, KEY_FILE));
        match fs::OpenOptions::new().write(true).open(&file) {
            Ok(mut open) => {
                // Some storage keeps what was there before; some does not.
                let length = usize::try_from(open.metadata()?.len()).unwrap_or(0);
                open.write_all(&vec![0; length])?;
                open.sync_all()?;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        }
        fs::remove_file(&file)?;
        self.sync()
    }

    /// The key files of this database with their names, as a copy of the folder has them.
    pub fn files(&self) -> Result<Vec<(String, Zeroizing<Vec<u8>>)>> {
        let own = format!(".{}.{KEY_FILE}", self.database);
        let names = self.names()?.into_iter().filter(|name| name == INSTALLATION || name.ends_with(&own));
        names.map(|name| Ok((name.clone(), Zeroizing::new(fs::read(self.path.join(name))?)))).collect()
    }

    /// Whether there is a file of that name that says something else.
    pub fn differs(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        match fs::read(self.path.join(name)) {
            Ok(there) => Ok(there != bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Puts a file back as it was copied; false when it is the key of a round whose key was destroyed.
    ///
    /// # Errors
    /// `AlreadyExists` when there is another of that name; nothing is written over.
    pub fn put_back(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        let is_key = name.strip_suffix(KEY_FILE).is_some_and(|stem| stem.ends_with('.'));
        if !is_key || Path::new(name).file_name().is_none_or(|file| file != name) {
            return Err(self.not_a_key(name));
        }
        let tombstone = Path::new(name).with_extension(TOMBSTONE);
        if self.path.join(tombstone).exists() {
            return Ok(false);
        }
        self.put(name, bytes)?;
        if self.differs(name, bytes)? { Err(ErrorKind::AlreadyExists.into()) } else { Ok(true) }
    }

    fn name(&self, round: &RoundId, ending: &str) -> String {
        format!("{round}.{}.{ending}", self.database)
    }

    fn names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let ending = name.rsplit_once('.').map(|(_, ending)| ending);
            if matches!(ending, Some(KEY_FILE | TOMBSTONE)) {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn read_round(&self, id: &RoundId) -> Result<Option<KeyFile>> {
        let name = self.name(id, KEY_FILE);
        let file = self.read(&name, ROUND_FORMAT)?;
        match file {
            Some(file) if file.round.as_deref() != Some(&**id) => Err(self.not_a_key(&name)),
            file => Ok(file),
        }
    }

    fn read(&self, name: &str, format: &str) -> Result<Option<KeyFile>> {
        let bytes = match fs::read(self.path.join(name)) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let file: Option<KeyFile> = serde_json::from_slice(&bytes).ok();
        file.filter(|file| file.format == format).map(Some).ok_or_else(|| self.not_a_key(name))
    }

    fn private_of(&self, name: &str, file: &KeyFile) -> Result<<Kem as hpke::Kem>::PrivateKey> {
        let bytes = self.bytes(name, &file.key)?;
        <Kem as hpke::Kem>::PrivateKey::from_bytes(&bytes[..]).map_err(|_| self.not_a_key(name))
    }

    fn bytes(&self, name: &str, text: &str) -> Result<Key> {
        let bytes = HEX.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| self.not_a_key(name))?;
        Ok(Zeroizing::new(bytes.as_slice().try_into().map_err(|_| self.not_a_key(name))?))
    }

    fn not_a_key(&self, name: &str) -> Error {
        Error::new(ErrorKind::InvalidData, self.path.join(name).display().to_string())
    }

    fn write(&self, name: &str, file: &KeyFile) -> Result<()> {
        self.put(name, &Zeroizing::new(serde_json::to_vec_pretty(file)?))
    }

    /// Writes a file durably, for the folder's owner alone, unless there is one of that name.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.path)?;
        file.write_all(bytes)?;
        own_like(&self.path, file.path())?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(self.path.join(name)) {
            Err(error) if error.error.kind() != ErrorKind::AlreadyExists => return Err(error.error),
            _ => {}
        }
        self.sync()
    }

    fn sync(&self) -> Result<()> {
        File::open(&self.path)?.sync_all()
    }
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(HEX.encode(bytes))
}

/// Gives a file the owner of the folder, as when the operator's commands run as another user than the server.
#[cfg(unix)]
pub(crate) fn own_like(folder: &Path, file: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;
    let (wanted, is) = (fs::metadata(folder)?, fs::metadata(file)?);
    if wanted.uid() != is.uid() {
        return std::os::unix::fs::chown(file, Some(wanted.uid()), Some(wanted.gid()));
    }
    // Only the owner reads it, so it does not matter whether the group can be set.
    let _ = std::os::unix::fs::chown(file, None, Some(wanted.gid()));
    Ok(())
}

/// True where others than the owner had rights.
#[cfg(unix)]
fn private(path: &Path, mode: u32) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    let others = fs::metadata(path)?.permissions().mode() & 0o077 != 0;
    if others {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    Ok(others)
}

#[cfg(not(unix))]
pub(crate) fn own_like(_: &Path, _: &Path) -> Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &Path, _: u32) -> Result<bool> {
    Ok(false)
}
