//! What each role sees: pure functions of view models.

pub mod account;
pub mod accounts;
pub mod central;
pub mod coordinator;
mod copy_field;
pub mod keys;
pub mod legal;
pub mod message;
pub mod reading_tokens;
pub mod respondent;
pub mod support_links;
