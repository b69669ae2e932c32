//! Islands: the parts of a page that also run in the browser. Every page is complete without them.
//!
//! An island gets the page's own markup as its children and works on that: nothing is rendered
//! twice, and no markup is part of the module that a phone loads. To *attach* is to take over markup
//! that the server rendered.

#[cfg(feature = "hydrate")]
mod autosave;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod conditional_fields;
pub mod live_region;
#[cfg(feature = "hydrate")]
mod polling;
pub mod questions;
pub mod section_conditions;
pub mod unit_search;
