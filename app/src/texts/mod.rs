//! Every sentence that a user reads, one file a group of pages, apart from logic: to revise the
//! language, read these files and nothing else.
//!
//! A sentence with a number, a day or a name in it is a function; how Swedish writes those is
//! decided in [`crate::domain::figure`].

pub mod account;
pub mod authoring;
pub mod central;
pub mod coordinator;
pub mod exports;
pub mod failures;
pub mod frame;
pub mod incidents;
pub mod keys;
pub mod legal;
pub mod letters;
pub mod link_unavailable;
pub mod parts;
pub mod problem;
pub mod reading_tokens;
pub mod reports;
pub mod respond;
pub mod rounds;
pub mod staff_letters;
pub mod support_links;
pub mod underlag;
