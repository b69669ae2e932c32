//! The parts that pages are made of.

pub mod chart;
pub mod field;
pub mod layout;
pub mod parts;
