//! The rules of the survey: no input or output, no clock, no randomness.
//!
//! Everything here is a pure function of its arguments and compiles for the server and for the
//! browser alike.

pub mod account;
pub mod answer;
pub mod assessment;
pub mod audit;
pub mod authoring;
pub mod autosave;
pub mod calendar;
pub mod chart;
mod codes;
pub mod definition;
pub mod distribution;
pub mod editing;
pub mod event;
pub mod figure;
pub mod finding;
mod history;
pub mod ids;
pub mod incident;
pub mod indicator;
pub mod journey;
pub mod letter;
pub mod limits;
pub mod meaning;
pub mod microdata;
pub mod names;
pub mod organisation;
pub mod period;
pub mod persons;
pub mod quartiles;
pub mod questionnaire;
pub mod reading_token;
pub mod response;
pub mod round;
pub mod source;
pub mod support_link;
pub mod suppression;
pub mod text;
pub mod throttle;
pub mod underlag;
pub mod unit;
pub mod wording;
pub mod writing;
