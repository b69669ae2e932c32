//! What the one who answers sees.

mod answers;
mod questions;
mod section;
mod start;

pub use answers::{Check, change, check, copy, receipt};
pub use questions::questions;
pub use section::{SectionPage, Step, section};
pub use start::{Contacts, Resume, Start, help, resume, saved, start};

/// What every page of a link knows.
#[derive(Debug, Clone)]
pub struct Place {
    /// `/e/{token}`.
    pub base: String,
    /// Whose enkät it is.
    pub organisation: String,
    /// Its last day, in words.
    pub closes: String,
}
