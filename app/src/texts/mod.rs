//! Every sentence that a user sees, one file a page group, apart from the logic that chooses it.
//!
//! Constants and small functions, in the order in which they stand on the page. Numbers, dates and
//! plurals are written by `domain::figure`, which is called here or by whoever hands the value in.

pub mod account;
pub mod central;
pub mod coordinator;
pub mod parts;
