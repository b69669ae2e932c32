//! A copy of the keys under a passphrase, to keep apart from the server and from copies of the database.

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DoesNotOpen, KEY, Key, open, random, seal};

const FORMAT: &str = "lagesbild.keys/1";
/// What guessing a passphrase costs: KiB of memory, and passes over it.
const COST: (u32, u32) = (64 << 10, 3);
/// The most that a copy may ask of whoever opens it.
const HIGHEST: (u32, u32) = (256 << 10, 6);
const SALT: usize = 16;

/// Names and contents of files.
pub type Files = Vec<(String, Zeroizing<Vec<u8>>)>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Copy {
    format: String,
    kib: u32,
    passes: u32,
    salt: String,
    sealed: String,
}

/// Why a copy does not open.
#[derive(Debug, PartialEq, Eq)]
pub enum CopyFault {
    /// It is no copy of keys.
    NotACopy,
    /// The passphrase is another, or the copy is damaged.
    WrongPassphrase,
}

/// Seals files under a passphrase.
pub fn create(files: &Files, passphrase: &str) -> Vec<u8> {
    let salt = random::<SALT>();
    let (kib, passes) = COST;
    let key = key(passphrase, &*salt, COST).expect("sound parameters");
    let text: Vec<(&str, String)> = files.iter().map(|(name, bytes)| (name.as_str(), HEX.encode(bytes))).collect();
    let text = Zeroizing::new(serde_json::to_vec(&text).unwrap_or_default());
    let sealed = HEX.encode(&seal(&key, FORMAT, &text));
    let copy = Copy { format: FORMAT.to_owned(), kib, passes, salt: HEX.encode(&*salt), sealed };
    serde_json::to_vec_pretty(&copy).unwrap_or_default()
}

/// Opens a copy.
pub fn read(copy: &[u8], passphrase: &str) -> Result<Files, CopyFault> {
    let not_a_copy = |_| CopyFault::NotACopy;
    let copy: Copy = serde_json::from_slice(copy).map_err(|_| CopyFault::NotACopy)?;
    if copy.format != FORMAT || copy.kib > HIGHEST.0 || copy.passes > HIGHEST.1 {
        return Err(CopyFault::NotACopy);
    }
    let salt = HEX.decode(copy.salt.as_bytes()).map_err(not_a_copy)?;
    let sealed = HEX.decode(copy.sealed.as_bytes()).map_err(not_a_copy)?;
    let key = key(passphrase, &salt, (copy.kib, copy.passes)).ok_or(CopyFault::NotACopy)?;
    let text = open(&key, FORMAT, &sealed).map_err(|DoesNotOpen| CopyFault::WrongPassphrase)?;
    let files: Vec<(String, String)> = serde_json::from_slice(&text).map_err(|_| CopyFault::NotACopy)?;
    files.into_iter().map(|(name, bytes)| Ok((name, Zeroizing::new(HEX.decode(bytes.as_bytes()).map_err(not_a_copy)?)))).collect()
}

fn key(passphrase: &str, salt: &[u8], (kib, passes): (u32, u32)) -> Option<Key> {
    let mut key = Zeroizing::new([0; KEY]);
    let parameters = Params::new(kib, passes, 1, Some(KEY)).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    argon2.hash_password_into(passphrase.as_bytes(), salt, &mut *key).ok()?;
    Some(key)
}
