//! The parts that also live in the browser. Every page is complete without them.
//!
//! An island gets the page's own markup as its children and works on that: nothing is rendered
//! twice, and no markup is part of the module that a phone loads.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod following;
pub mod live;
#[cfg(feature = "hydrate")]
mod polling;
pub mod questions;
#[cfg(feature = "hydrate")]
mod saving;
pub mod sheet;
pub mod units;
