//! Islands: the parts of a page that also run in the browser. Every page is complete without them.
//!
//! An island gets the page's own markup as its children and works on that: nothing is rendered
//! twice, and the only markup in the module is what no page has without it. To *attach* is to take over markup
//! that the server rendered.
//!
//! There are three bundles: what respondents load (the feature `respondent`), what staff do (`staff`), and the editor of a questionnaire (`editor`).

#[cfg(feature = "respondent")]
mod autosave;
#[cfg(any(feature = "respondent", feature = "staff"))]
mod browser;
#[cfg(feature = "respondent")]
mod conditional_fields;
#[cfg(any(feature = "ssr", feature = "staff"))]
pub mod copy_button;
#[cfg(any(feature = "ssr", feature = "staff"))]
pub mod edit_in_place;
#[cfg(any(feature = "ssr", feature = "editor"))]
pub mod editor;
#[cfg(any(feature = "respondent", feature = "editor"))]
mod form;
#[cfg(any(feature = "ssr", feature = "staff"))]
pub mod live_region;
#[cfg(feature = "staff")]
mod polling;
#[cfg(any(feature = "ssr", feature = "respondent"))]
pub mod questions;
#[cfg(any(feature = "ssr", feature = "respondent"))]
pub mod section_conditions;
#[cfg(any(feature = "ssr", feature = "respondent"))]
pub mod unit_search;
