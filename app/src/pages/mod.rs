//! What each role sees: pure functions of view models.

pub mod account;
pub mod accounts;
pub mod central;
pub mod coordinator;
pub mod keys;
pub mod legal;
pub mod message;
pub mod respondent;
pub mod support_links;
