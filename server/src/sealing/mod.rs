//! Answers are sealed until their round closes: every key, and what is done with it. No SQL.
//!
//! A *secret* is random and in one respondent's cookie; key and id of her draft are derived from it. A *receipt code* does
//! the same for a submitted answer. A *lookup* is what the database finds a row by. The *salt* of a round enters every key
//! and every lookup of it, so all of them die with the round's key file. The *context* of what is sealed (what it is, its
//! round, organisation and lookup) is authenticated: a row that is put in another's place does not open.
//!
//! Keys and nonces come from the operating system, also in tests.

pub mod copy;
pub mod folder;
mod padding;

use app::domain::ids::{OrganisationId, RoundId};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use sha2::Sha256;
use zeroize::Zeroizing;

type Kem = hpke::kem::X25519HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Cipher = hpke::aead::ChaCha20Poly1305;

/// Bytes of a key, a salt and a secret.
pub const KEY: usize = 32;
/// Bytes of a nonce.
const NONCE: usize = 24;
/// Bytes of an encapsulated key.
const ENCAPSULATED: usize = 32;
/// The first byte of everything sealed: the format that the rest has.
const FORMAT: u8 = 1;

/// Bytes that are overwritten when they are let go of.
pub type Key = Zeroizing<[u8; KEY]>;

/// What does not open: another key or context, or not the bytes that were sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it does not open")]
pub struct DoesNotOpen;

/// Random bytes of the operating system.
///
/// # Panics
/// When it has none to give: nothing may be sealed then.
pub fn random<const N: usize>() -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).expect("the operating system has random bytes");
    bytes
}

/// Derives bytes for a purpose. Who knows them does not know what they are derived from.
pub fn derive<const N: usize>(secret: &[u8], salt: &[u8], purpose: &str) -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    let info = [b"lagesbild/1 ", purpose.as_bytes()];
    Hkdf::<Sha256>::new(Some(salt), secret).expand_multi_info(&info, &mut *bytes).expect("fewer bytes than HKDF gives");
    bytes
}

/// Seals bytes under a key: format, nonce, ciphertext.
fn seal(key: &Key, context: &str, bytes: &[u8]) -> Vec<u8> {
    let nonce = random::<NONCE>();
    let payload = Payload { msg: bytes, aad: context.as_bytes() };
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let sealed = cipher.encrypt(&XNonce::from(*nonce), payload).expect("fewer bytes than the cipher takes");
    [&[FORMAT], &nonce[..], &sealed].concat()
}

/// Opens what [`seal`] sealed.
fn open(key: &Key, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
    let (&FORMAT, rest) = sealed.split_first().ok_or(DoesNotOpen)? else { return Err(DoesNotOpen) };
    let (nonce, text) = rest.split_first_chunk::<NONCE>().ok_or(DoesNotOpen)?;
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let opened = cipher.decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: context.as_bytes() });
    Ok(Zeroizing::new(opened.map_err(|_| DoesNotOpen)?))
}

/// What every server holds of a round's key file: enough to take answers, not to read them.
pub struct RoundKeys {
    round: RoundId,
    public: <Kem as hpke::Kem>::PublicKey,
    salt: Key,
    /// Opens the cookies of respondents who began before answers were sealed.
    pub earlier_cookies: Option<Zeroizing<Vec<u8>>>,
}

/// What only the close reads.
pub struct PrivateKey {
    key: <Kem as hpke::Kem>::PrivateKey,
    round: RoundId,
}

/// A submitted answer as the database keeps it while its round is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedResponse {
    /// The lookup of its receipt code.
    pub receipt: String,
    /// The answer, under a key of its own.
    pub content: Vec<u8>,
    /// That key, for the round's close.
    pub for_close: Vec<u8>,
    /// That key, for whoever has the receipt code.
    pub for_receipt: Vec<u8>,
}

/// A draft as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedDraft {
    /// The lookup of its secret.
    pub id: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl SealedResponse {
    /// What its row is kept by.
    pub fn number(&self) -> i64 {
        number(&self.receipt)
    }
}

impl SealedDraft {
    /// What its row is kept by.
    pub fn number(&self) -> i64 {
        number(&self.id)
    }
}

/// The first 60 bits of a lookup, which are as random as it is.
fn number(lookup: &str) -> i64 {
    i64::from_str_radix(&lookup[..15], 16).expect("a lookup is hexadecimal")
}

/// A draft's secret under a key from a resume code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumable {
    /// The lookup of the resume code.
    pub code: String,
    /// The secret.
    pub secret: Vec<u8>,
}

impl RoundKeys {
    /// Bytes for a purpose that nobody has without the round's salt.
    fn derive<const N: usize>(&self, secret: &[u8], purpose: &str) -> Zeroizing<[u8; N]> {
        derive(secret, &self.salt[..], purpose)
    }

    fn lookup(&self, secret: &[u8], purpose: &str) -> String {
        HEXLOWER.encode(&*self.derive::<16>(secret, purpose))
    }

    fn context(&self, what: &str, organisation: &OrganisationId, lookup: &str) -> String {
        context(what, &self.round, organisation, lookup)
    }

    /// What the cookies of the round's respondents are sealed with.
    pub fn cookies(&self) -> Zeroizing<[u8; 64]> {
        self.derive(b"", "cookies")
    }

    /// The code by which a draft is taken up on another device.
    pub fn resume_code<const N: usize>(&self, secret: &str) -> Zeroizing<[u8; N]> {
        self.derive(secret.as_bytes(), "resume code")
    }

    /// The secret of a draft from before answers were sealed.
    pub fn secret_of_earlier(&self, draft: &str) -> String {
        HEXLOWER.encode(&*self.derive::<KEY>(draft.as_bytes(), "earlier draft"))
    }

    /// What the draft with that secret is found by.
    pub fn draft_id(&self, secret: &str) -> String {
        self.lookup(secret.as_bytes(), "draft")
    }

    /// Seals a draft.
    pub fn seal_draft(&self, organisation: &OrganisationId, secret: &str, draft: &[u8]) -> SealedDraft {
        let id = self.draft_id(secret);
        let key = self.derive(secret.as_bytes(), "draft key");
        let content = seal(&key, &self.context("draft", organisation, &id), &padding::pad(draft));
        SealedDraft { id, content }
    }

    /// Opens a draft with its secret.
    pub fn open_draft(&self, organisation: &OrganisationId, secret: &str, sealed: &SealedDraft) -> Result<Vec<u8>, DoesNotOpen> {
        let key = self.derive(secret.as_bytes(), "draft key");
        let frame = open(&key, &self.context("draft", organisation, &sealed.id), &sealed.content)?;
        padding::unpad(&frame).ok_or(DoesNotOpen)
    }

    /// What the draft with that resume code is found by.
    pub fn resume_lookup(&self, code: &str) -> String {
        self.lookup(code.as_bytes(), "resume")
    }

    /// Puts a draft's secret under a resume code.
    pub fn seal_secret(&self, organisation: &OrganisationId, code: &str, secret: &str) -> Resumable {
        let lookup = self.resume_lookup(code);
        let key = self.derive(code.as_bytes(), "resume key");
        Resumable { secret: seal(&key, &self.context("secret", organisation, &lookup), secret.as_bytes()), code: lookup }
    }

    /// The secret under a resume code.
    pub fn open_secret(&self, organisation: &OrganisationId, code: &str, sealed: &[u8]) -> Result<String, DoesNotOpen> {
        let key = self.derive(code.as_bytes(), "resume key");
        let secret = open(&key, &self.context("secret", organisation, &self.resume_lookup(code)), sealed)?;
        String::from_utf8(secret.to_vec()).map_err(|_| DoesNotOpen)
    }

    /// What the answer with that receipt is found by. Of a receipt code its digest is given, which is all that was kept
    /// of it before answers were sealed.
    pub fn receipt_lookup(&self, receipt: &str) -> String {
        self.lookup(receipt.as_bytes(), "receipt")
    }

    /// Seals a submitted answer for the close and for its receipt.
    pub fn seal_response(&self, organisation: &OrganisationId, receipt: &str, answers: &[u8]) -> SealedResponse {
        let lookup = self.receipt_lookup(receipt);
        let key = random::<KEY>();
        let content = seal(&key, &self.context("answer", organisation, &lookup), &padding::pad(answers));
        let context = self.context("answer key", organisation, &lookup);
        let (encapsulated, sealed) =
            hpke::single_shot_seal::<Cipher, Kdf, Kem>(&OpModeS::Base, &self.public, context.as_bytes(), &key[..], b"")
                .expect("a sound public key");
        let for_receipt = seal(&self.derive(receipt.as_bytes(), "receipt key"), &context, &key[..]);
        SealedResponse {
            for_close: [&[FORMAT], &encapsulated.to_bytes()[..], &sealed].concat(),
            receipt: lookup,
            content,
            for_receipt,
        }
    }

    /// Seals an answer that nobody can change: nobody knows its receipt.
    pub fn seal_imported(&self, organisation: &OrganisationId, answers: &[u8]) -> SealedResponse {
        self.seal_response(organisation, &HEXLOWER.encode(&*random::<KEY>()), answers)
    }

    /// Opens a submitted answer for whoever has its receipt.
    pub fn open_response(
        &self,
        organisation: &OrganisationId,
        receipt: &str,
        sealed: &SealedResponse,
    ) -> Result<Vec<u8>, DoesNotOpen> {
        let context = self.context("answer key", organisation, &sealed.receipt);
        let key = open(&self.derive(receipt.as_bytes(), "receipt key"), &context, &sealed.for_receipt)?;
        open_content(&key, &self.round, organisation, sealed)
    }

    /// The round that they are the keys of.
    pub const fn round(&self) -> &RoundId {
        &self.round
    }

    /// Tells this key from any other, and says nothing of it.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.public.to_bytes())
    }
}

impl PrivateKey {
    /// Opens a submitted answer.
    pub fn open(&self, organisation: &OrganisationId, sealed: &SealedResponse) -> Result<Vec<u8>, DoesNotOpen> {
        let context = context("answer key", &self.round, organisation, &sealed.receipt);
        let (&FORMAT, rest) = sealed.for_close.split_first().ok_or(DoesNotOpen)? else { return Err(DoesNotOpen) };
        let (encapsulated, text) = rest.split_first_chunk::<ENCAPSULATED>().ok_or(DoesNotOpen)?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| DoesNotOpen)?;
        let mode = OpModeR::Base;
        let key = hpke::single_shot_open::<Cipher, Kdf, Kem>(&mode, &self.key, &encapsulated, context.as_bytes(), text, b"");
        open_content(&Zeroizing::new(key.map_err(|_| DoesNotOpen)?), &self.round, organisation, sealed)
    }
}

fn open_content(
    key: &[u8],
    round: &RoundId,
    organisation: &OrganisationId,
    sealed: &SealedResponse,
) -> Result<Vec<u8>, DoesNotOpen> {
    let key = Zeroizing::new(key.try_into().map_err(|_| DoesNotOpen)?);
    let frame = open(&key, &context("answer", round, organisation, &sealed.receipt), &sealed.content)?;
    padding::unpad(&frame).ok_or(DoesNotOpen)
}

fn context(what: &str, round: &RoundId, organisation: &OrganisationId, lookup: &str) -> String {
    format!("{what} {round} {organisation} {lookup}")
}

/// Tells a key from any other, and says nothing of it.
fn fingerprint(key: &[u8]) -> String {
    HEXLOWER.encode(&*derive::<8>(key, b"", "fingerprint"))
}
