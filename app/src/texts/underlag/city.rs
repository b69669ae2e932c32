//! The city's underlag: what the central office hands to the kommunstyrelse.

use super::{capital, in_words, year};
use crate::domain::figure::{Tally, plural, whole};
use crate::domain::ids::RoundId;
use crate::domain::wording::{Change, whole_percent};
use crate::texts::parts::listed;

pub const SHORT: &str = "Underlag";
pub const CITY: &str = "Hela staden";
/// Where, in a sentence about a place.
pub const IN_CITY: &str = "staden";
pub const BOARD: &str = "Kommunstyrelsen";
pub const EDIT_TITLE: &str = "Redigera stadens underlag";
pub const SUMMARY: &str = "Sammanfattning";
pub const RATES: &str = "Vilka som svarade";
pub const KNOWLEDGE: &str = "Kännedom, kunskap och arbete";
pub const EVENTS: &str = "Händelser i staden";
pub const NEEDS: &str = "Stöd som efterfrågas";
pub const QUESTIONS: &str = "Att ta ställning till";

/// The summary alone, and the way back to all of it.
pub const ONE_PAGE: &str = "Bara sammanfattningen, en sida";
pub const WHOLE: &str = "Hela underlaget";

pub fn title(round: &str) -> String {
    format!("Underlag om arbetet mot våldsbejakande extremism {round}")
}

/// How many organisations took part, and how many of the units answered.
pub fn answered(organisations: i64, rate: Tally) -> String {
    let percent = whole_percent(rate).unwrap_or_default();
    format!(
        "{} fick enkäten, och {} av {} enheter svarade ({percent} procent).",
        capital(&plural(organisations, "organisation", "organisationer")),
        whole(rate.count),
        whole(rate.base)
    )
}

/// Where more answered than were expected there is no rate.
pub fn more_than_expected(organisations: i64, answers: i64) -> String {
    let who = capital(&plural(organisations, "organisation", "organisationer"));
    format!("{who} fick enkäten, och {} svarade.", whole(answers))
}

/// Beside the year before.
pub fn rate_before(change: Change, before: Tally, round: &RoundId) -> String {
    let how = match change {
        Change::Same => "ungefär som",
        Change::More => "större än",
        Change::Less => "mindre än",
    };
    format!("Andelen är {how} {}, då den var {} procent.", year(round), whole_percent(before).unwrap_or_default())
}

/// Those whose rate is clearly lower than the city's.
pub fn below(names: &[String]) -> String {
    format!("Andelen som svarade är lägre än i staden som helhet i {}.", listed(names))
}

/// How the organisations lie: the lower and the upper quartile, and the median.
pub fn spread(label: &str, low: &str, median: &str, high: &str) -> String {
    if low == high {
        return format!("{label}: minst hälften av organisationerna ligger på {median}.");
    }
    format!("{label}: hälften av organisationerna ligger från {low} till {high}, medianen är {median}.")
}

pub const SPREAD_LEAD: &str = "Så skiljer sig organisationerna åt:";
pub const RATE_TABLE: &str = "Svarsfrekvens per organisation";
pub const ORGANISATION: &str = "Organisation";
pub const ELIGIBLE: &str = "Enheter";
pub const COMPLETED: &str = "Svarat";
pub const RATE: &str = "Svarsfrekvens";
pub const PLACE_TABLE: &str = "Händelser per stadsdelsområde";
pub const PLACE: &str = "Stadsdelsområde";
pub const CHART: &str = "Kännedom i hela staden";

pub const NO_KNOWLEDGE: &str = "Inga siffror om kännedom kan visas för omgången.";
pub const NO_NEEDS: &str = "Enkäten ger inget svar på vilket stöd enheterna vill ha.";

pub fn theme(theme: &str, count: i64, organisations: i64) -> String {
    let texts = if count == 1 { "En text".to_owned() } else { format!("{} texter", capital(&in_words(count))) };
    let from = plural(organisations, "organisation", "organisationer");
    format!("{texts} från {from} handlar om ”{theme}”.")
}

/// Questions to whoever writes.
pub mod questions {
    pub const CONCLUSIONS: &str = "Vilka slutsatser drar staden av svaren?";
    pub const MEASURES: &str = "Vad ska nämnderna göra till nästa år, och vem följer upp det?";
    pub const SUPPORT: &str = "Vilket stöd ska staden ge till förvaltningarna?";
    pub const SOURCES: &str = "Stämmer bilden med det som andra källor visar, till exempel polisens lägesbild?";
}
