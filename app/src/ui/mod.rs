//! The parts that pages are made of.

pub mod field;
#[cfg(feature = "ssr")]
pub mod layout;
#[cfg(feature = "ssr")]
pub mod parts;
