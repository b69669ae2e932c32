//! Drafts and responses: an answer before it is submitted, and after its round has closed.

use std::collections::BTreeSet;

use super::answer::{Answers, Form};
use super::ids::OrganisationId;

/// An unfinished answer.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Random, and in the respondent's cookie alone: what the draft is found by and opened with is derived from it.
    pub secret: String,
    /// Everything typed so far.
    pub form: Form,
    /// The sections that were posted and accepted.
    pub passed: BTreeSet<String>,
    /// The digest of the receipt code of the response that it changes.
    pub replaces: Option<String>,
    /// How often it has been changed: whoever changes it says which it was.
    pub revision: i64,
}

/// An answer of a closed round.
#[derive(Debug, Clone)]
pub struct Response {
    /// Whose link it came through.
    pub organisation: OrganisationId,
    /// Random.
    pub id: String,
    /// What was answered.
    pub answers: Answers,
}
