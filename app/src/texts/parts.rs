//! What several pages share.

use crate::domain::figure::{in_words, plural, whole};
use crate::domain::ids::RoundId;

/// Names the list of what a long page holds, for whoever does not see it.
pub const CONTENTS: &str = "På sidan";

// Above a form with faults.

pub const FAULTS: &str = "Det här behöver rättas";

/// Below the curve, on which days reminders went out.
pub fn reminders(days: &[String]) -> String {
    format!("Påminnelse {}", listed(days))
}

/// "a", "a och b", "a, b och c".
pub fn listed(items: &[String]) -> String {
    joined(items, "och")
}

pub fn joined(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., end] => format!("{} {last} {end}", some.join(", ")),
    }
}

// What can be copied.

pub const COPY: &str = "Kopiera";
pub const COPIED: &str = "Kopierat";

// A number that is not known here.

pub const NO_NUMBER: &str = "–";

// The choice between years.

pub const YEARS: &str = "Andra omgångar";

pub fn round(round: &RoundId) -> String {
    format!("Omgång {round}")
}

// How far a round has come.

pub fn round_opens(day: &str) -> String {
    format!("Omgången öppnar {day}.")
}

pub fn round_is_open(day: &str) -> String {
    format!("Omgången är öppen till och med {day}.")
}

/// The days on which answers are still taken, today included.
pub fn days_left(days: i64) -> String {
    if days == 1 { "I dag är sista dagen.".to_owned() } else { format!("{} kvar, med i dag.", plural(days, "dag", "dagar")) }
}

pub const ROUND_IS_CLOSING: &str = "Omgången stängs just nu. Resultaten visas när alla svar har räknats.";

/// Where others may still answer.
pub fn round_waits(day: &str) -> String {
    format!("Svarstiden är slut här. Resultaten visas när alla i staden har svarat färdigt, efter den {day}.")
}

/// Where others than most may still answer.
pub fn round_is_over_for_most(day: &str) -> String {
    format!("Svarstiden slutade {day} för de flesta.")
}

/// Who may answer longer than the others.
pub fn extended(names: &[String], day: &str) -> String {
    format!("{} svarar till och med {day}.", listed(names))
}

pub fn round_closed(day: &str) -> String {
    format!("Omgången stängde {day}.")
}

/// Closed without its answers, since their key was lost.
pub fn round_abandoned(day: &str) -> String {
    format!(
        "Omgången stängdes utan svar {day}. Nyckeln till svaren har gått förlorad, så det går inte att läsa dem. Här visas bara hur många som svarade."
    )
}

// The columns of a response rate.

pub const COLUMN_SAMPLE: &str = "Urval";
pub const COLUMN_OUT_OF_SCOPE: &str = "Utgår";
pub const COLUMN_COMPLETED: &str = "Svarat";
pub const COLUMN_REMAINING: &str = "Återstår";
pub const COLUMN_RATE: &str = "Svarsfrekvens";

// A figure, and why one is not shown.

/// Beside a share.
pub fn count_of_base(count: i64, base: i64) -> String {
    format!("{} av {}", whole(count), whole(base))
}

/// Beside a mean.
pub fn answers(base: i64) -> String {
    format!("{} svar", whole(base))
}

/// The threshold is the smallest base that is shown.
pub fn withheld(threshold: i64) -> String {
    format!("färre än {} svar, eller dold för att en annan uppgift inte ska kunna räknas fram", in_words(threshold))
}

/// Of a breakdown, where even the reason would tell something.
pub const NOT_SHOWN: &str = "visas inte";
pub const HIDDEN_NONE: &str = "inga svar";
pub const NOT_ASKED: &str = "frågan ställdes inte";
/// The same in a table's cell, of an organisation in this year, and of a year that did not ask or not in the same words.
pub const NOT_ASKED_SHORT: &str = "inte frågat";
pub const NOT_COMPARED: &str = "jämförs inte";

// Charts. What one says to whoever does not see it stands beside it as a table.

pub const CURVE: &str = "Svar dag för dag";
pub const AS_TABLE: &str = "Visa som tabell";
pub const CURVE_DAY: &str = "Dag";
/// A mark in a bar.
pub const CITY: &str = "Staden";
pub const TODAY: &str = "i dag";

/// From the first of a collection.
pub fn day_number(day: usize) -> String {
    format!("dag {day}")
}

pub fn curve(completed: i64, eligible: i64) -> String {
    format!("Svar dag för dag: {} av {} har svarat", whole(completed), whole(eligible))
}

// A long list in pages.

pub const PAGE_BEFORE: &str = "Föregående";
pub const PAGE_AFTER: &str = "Nästa";

pub fn page(number: usize) -> String {
    format!("Sida {number}")
}

/// A text that a sentence follows.
pub fn ended(text: &str) -> String {
    if text.ends_with(['?', '.', '!', ':']) { text.to_owned() } else { format!("{text}:") }
}
