//! The rules of the survey: no input or output, no clock, no randomness.
//!
//! Everything here is a pure function of its arguments and compiles for the server and for the
//! browser alike.

pub mod answer;
pub mod calendar;
pub mod chart;
pub mod definition;
pub mod distribution;
pub mod figure;
mod history;
pub mod incident;
pub mod indicator;
pub mod journey;
pub mod limits;
pub mod meaning;
mod named;
pub mod names;
pub mod organisation;
pub mod period;
pub mod persons;
pub mod questionnaire;
pub mod round;
pub mod suppression;
pub mod text;
pub mod throttle;
pub mod underlag;
pub mod wording;
