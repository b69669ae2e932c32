//! Use cases: free functions of a feature, each given a [`Context`] and a proof of access; one
//! transaction each, with an audit row for staff.

/// Does a transaction, and again when it met another and had to give way.
macro_rules! retried {
    ($work:expr) => {{
        let mut tries = 0;
        loop {
            let done: $crate::services::Result<_> = async { $work }.await;
            match done {
                Err($crate::services::Error::Store(error)) if tries < 10 && $crate::store::is_transient(&error) => tries += 1,
                done => break done,
            }
        }
    }};
}

pub mod absence;
pub mod access;
pub mod accounts;
pub mod audit;
pub mod authoring;
pub mod backup;
pub mod breakdowns;
pub mod cache;
mod cell_problem;
pub mod closing;
pub mod context;
mod counting;
pub mod cross_tables;
mod decided;
pub mod distributions;
pub mod error;
mod event_error;
mod file_error;
pub mod free_text;
pub mod health;
mod heavy;
pub mod history;
pub mod incidents;
mod key_error;
pub mod keys;
pub mod letters;
pub mod opening;
pub mod organisations;
pub mod parking;
pub mod password;
pub mod questionnaires;
pub mod rates;
pub mod reading_tokens;
pub mod register;
pub mod reports;
pub mod respond;
pub mod responses;
pub mod results;
pub mod rounds;
pub mod sample;
pub(crate) mod sealed;
pub mod section;
pub mod sessions;
pub mod sign_on;
pub mod sources;
pub mod support_links;
pub mod table;
mod throttle;
pub mod underlag;
pub mod upgrade;

use app::domain::organisation::{Organisation, collation_key};
use app::domain::persons;
pub use app::domain::text::clean;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

pub use access::{Caller, Central, Changeable, OrganisationAccess, OrganisationRound};
pub use context::Context;
pub use error::{
    AccountError, BackupError, Error, EventError, FileError, HistoryError, ImportError, KeyError, LetterError, OrganisationError,
    QuestionnaireError, Refusal, RegisterError, Result, RoundError, SupportLinkError, TextError,
};

/// The areas that an area question offers, as a Swedish reader expects them ordered.
pub fn areas(organisations: &[Organisation]) -> Vec<String> {
    let mut areas: Vec<String> = organisations.iter().flat_map(|o| o.areas.clone()).collect();
    areas.sort_by_cached_key(|a| collation_key(a));
    areas.dedup();
    areas
}

/// A SHA-256 digest in hexadecimal: how codes, tokens and files are kept.
pub fn digest(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Refuses the text of a field with a personnummer, an address or the like in it.
fn without_persons(field: &str, text: &str) -> Result<()> {
    match persons::search(text).first() {
        Some(found) => Err(TextError::PersonInText { field: field.to_owned(), found: found.text.clone() }.into()),
        None => Ok(()),
    }
}
