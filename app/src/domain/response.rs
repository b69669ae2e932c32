//! Drafts and responses: an answer before and after it is submitted.

use std::collections::BTreeSet;

use super::answer::{Answers, Form};
use super::ids::OrganisationId;

/// An unfinished answer.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Random; in the respondent's cookie.
    pub id: String,
    /// Everything typed so far.
    pub form: Form,
    /// The sections that were posted and accepted.
    pub passed: BTreeSet<String>,
    /// The receipt hash of the response that it changes.
    pub replaces: Option<String>,
    /// How often it has been changed: whoever changes it says which it was.
    pub revision: i64,
}

/// A submitted answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// Whose link it came through.
    pub organisation: OrganisationId,
    /// Random.
    pub id: String,
    /// What was answered.
    pub answers: Answers,
    /// Whether some unit is marked as answered for it.
    pub linked: bool,
    /// A hash of its receipt code; imported ones have none.
    pub receipt: Option<String>,
}
