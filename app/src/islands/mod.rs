//! The parts that also live in the browser. Every page is complete without them.

pub mod section;
pub mod units;
