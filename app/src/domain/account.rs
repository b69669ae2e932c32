//! Accounts: who logs in, and in which role.

use super::codes::codes;
use super::ids::OrganisationId;

codes! {
    /// What an account may do.
    Role {
        /// The central office: everything.
        Central = "central",
        /// A coordinator: the own organisation.
        Samordnare = "samordnare",
        /// Reads what a coordinator reads.
        Lasare = "lasare",
    }
}

codes! {
    /// Whether an account can be used.
    AccountState {
        /// It has no password that holds.
        Invited = "inbjuden",
        /// It can log in.
        Active = "aktiv",
        /// It is disabled.
        Disabled = "avstangd",
    }
}

/// Someone who has logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Random.
    pub id: String,
    /// The e-mail address, in lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The organisation of a coordinator or a reader.
    pub organisation: Option<OrganisationId>,
    /// A session that says another version has ended.
    pub session_version: i64,
}
