//! Reading tokens: what a program shows in place of a login to read exports.

use jiff::civil::Date;

use super::codes::codes;
use super::ids::OrganisationId;

codes! {
    /// Which exports a token reads, of those that its account may.
    Scope {
        /// Response rates, indicators and the codebook.
        Figures = "siffror",
        /// Incidents too.
        Incidents = "handelser",
        /// Responses, free texts and the workbook too.
        Everything = "allt",
    }
}

/// A token as it is kept: without its text, which is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingToken {
    /// Random; not the token.
    pub id: String,
    /// The id of the account that it reads as.
    pub account: String,
    /// What its owner calls it.
    pub name: String,
    pub scope: Scope,
    /// The one organisation that it reads; none for all that the account may.
    pub organisation: Option<OrganisationId>,
    pub created: Date,
    /// The last day on which it holds.
    pub expires: Date,
    /// The day on which it was used last.
    pub last_used: Option<Date>,
}

impl ReadingToken {
    /// Whether it holds no more.
    pub fn has_expired(&self, today: Date) -> bool {
        self.expires < today
    }

    /// Whether it reads an export that asks for so much, of an organisation or of the whole city.
    pub fn reads(&self, needed: Scope, organisation: Option<&OrganisationId>) -> bool {
        needed <= self.scope && (self.organisation.is_none() || self.organisation.as_ref() == organisation)
    }
}
