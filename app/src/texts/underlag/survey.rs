//! Kartläggning: who was asked, by whom and about what, how many answered, and how it has changed.

use jiff::civil::Date;

use super::{capital, in_words, listed, year};
use crate::domain::figure::{Tally, day, month_name, plural, whole};
use crate::domain::finding::Beside;
use crate::domain::ids::RoundId;
use crate::domain::meaning::{About, Phrasing, Respondent};
use crate::domain::wording::{Change, mean, share, whole_percent};

pub const HEADING: &str = "Kartläggning";
pub const SURVEY: &str = "Enkäten";
pub const SOURCES: &str = "Andra källor";
pub const TREND: &str = "Utveckling över åren";

pub const NOBODY: &str = "Ingen av dem svarade.";
pub const OTHER_SOURCES: &str = "Lägesbilden bygger också på dessa källor:";

/// Where the förvaltning itself asks.
pub const OWN_SENDER: &str = "Förvaltningen";

fn people(count: i64, respondent: &Respondent) -> String {
    format!("{} {}", in_words(count), if count == 1 { &respondent.one } else { &respondent.many })
}

pub fn asked(sender: &str, count: i64, respondent: &Respondent) -> String {
    format!("{sender} skickade enkäten till {}.", people(count, respondent))
}

/// When it was open, from one day to another, and the period that it was about.
pub fn when(opens: Date, closes: Date, about: Option<&str>) -> String {
    let last = day(closes);
    let open = match (opens == closes, (opens.year(), opens.month()) == (closes.year(), closes.month())) {
        (true, _) => format!("den {last}"),
        (_, true) => format!("den {}–{last}", opens.day()),
        _ if opens.year() == closes.year() => {
            format!("från den {}\u{a0}{} till den {last}", opens.day(), month_name(opens.month()))
        }
        _ => format!("från den {} till den {last}", day(opens)),
    };
    match about {
        Some(period) => format!("Enkäten var öppen {open}. Frågorna gällde perioden {period}."),
        None => format!("Enkäten var öppen {open}."),
    }
}

pub fn out_of_scope(units: i64, respondent: &Respondent) -> String {
    let units = format!("{} {}", in_words(units), if units == 1 { &respondent.unit } else { &respondent.units });
    format!("{} räknas inte med, eftersom enkäten inte gällde dem.", capital(&units))
}

pub fn answered(answers: i64, percent: i64) -> String {
    format!("Av dem svarade {}, vilket ger en svarsfrekvens på {percent} procent.", in_words(answers))
}

pub const EVERYBODY: &str = "Alla svarade.";

pub fn more_than_expected(answers: i64) -> String {
    format!("{} kom in, fler än väntat, så någon svarsfrekvens kan inte anges.", capital(&plural(answers, "svar", "svar")))
}

/// The rate of a year before, beside this year's.
pub fn before(change: Change, now: Option<i64>, round: &RoundId, percent: i64) -> String {
    match change {
        _ if now == Some(percent) => format!("Svarsfrekvensen var densamma {}.", year(round)),
        Change::Same => format!("{} var svarsfrekvensen {percent} procent.", capital(&year(round))),
        Change::More => format!("Svarsfrekvensen är högre än {}, då den var {percent} procent.", year(round)),
        Change::Less => format!(
            "Svarsfrekvensen är lägre än {}, då den var {percent} procent. Jämförelser mellan åren är därför osäkrare.",
            year(round)
        ),
    }
}

/// A division, an organisation, or a council, and how many answered there.
pub type Answered = (String, Tally);

fn each(parts: &[Answered]) -> String {
    let each = |(name, tally): &Answered| format!("{name} ({} av {})", tally.count, tally.base);
    listed(&parts.iter().map(each).collect::<Vec<_>>())
}

/// The divisions whose rate differs from that of the whole.
pub fn divisions(lower: &[Answered], higher: &[Answered]) -> String {
    match (lower, higher) {
        ([], []) => String::new(),
        (lower, []) => format!("Svarsfrekvensen var lägre inom {}.", each(lower)),
        ([], higher) => format!("Svarsfrekvensen var högre inom {}.", each(higher)),
        (lower, higher) => format!("Svarsfrekvensen var lägre inom {} och högre inom {}.", each(lower), each(higher)),
    }
}

/// Other förvaltningar's units in the area.
pub fn others(parts: &[Answered]) -> String {
    let sum: Tally = parts.iter().map(|(_, tally)| *tally).sum();
    let number = |n: i64| if sum.base > 12 { whole(n) } else { in_words(n) };
    let answered = match sum.count {
        0 => format!("Ingen av dem svarade: {}.", each(parts)),
        n => format!("Av dem svarade {}: {}.", number(n), each(parts)),
    };
    if sum.base == 1 {
        let (name, answered) = (&parts[0].0, if sum.count == 1 { "Den svarade." } else { "Den svarade inte." });
        return format!("Enkäten gick också till en enhet i området som hör till {name}. {answered}");
    }
    format!("Enkäten gick också till {} av andra förvaltningars enheter i området. {answered}", number(sum.base))
}

/// An external party in the area.
pub fn external(name: &str, tally: Tally, respondent: &Respondent) -> String {
    let number = |n: i64| if tally.base > 12 { whole(n) } else { in_words(n) };
    let answered = if tally.count == 0 { "ingen".to_owned() } else { number(tally.count) };
    format!("{name} fick en egen enkät: {answered} av {} svarade.", people(tally.base, respondent))
}

/// Which rounds are the sum of whom.
pub fn merged(rounds: &[RoundId], names: &[String]) -> String {
    let years = listed(&rounds.iter().map(year).collect::<Vec<_>>());
    let together = if names.len() == 1 { "" } else { " sammantaget" };
    format!("Uppgifterna för {years} gäller {}{together}.", listed(names))
}

/// A year that cannot be compared.
pub fn incomparable(round: &RoundId) -> String {
    format!(
        "{} kan inte jämföras, eftersom uppgifter från en av de förvaltningar som fanns då inte visas.",
        capital(&year(round))
    )
}

/// How an indicator has changed from the first of these years to the last.
pub fn trend(beside: Beside, change: Change, years: &[(RoundId, Tally)], respondent: &Respondent) -> Option<String> {
    let [(first, from), between @ .., (last, to)] = years else { return None };
    let label = &beside.indicator.label;
    let (subject, value): (String, Box<dyn Fn(Tally) -> String>) = match &beside.indicator.phrasing {
        Some(phrasing @ (Phrasing::Knows(_) | Phrasing::HasDone(_))) => {
            let estimated = beside.indicator.about == About::Staff;
            let words = move |tally| share(tally, estimated).map(|p| p.words).unwrap_or_default();
            (share_that(phrasing, beside.indicator.about, &respondent.unit), Box::new(words))
        }
        _ => match beside.indicator.statistic {
            crate::domain::questionnaire::Statistic::Mean => (label.clone(), Box::new(|t| mean(t).unwrap_or_default())),
            crate::domain::questionnaire::Statistic::Share(_) => {
                (label.clone(), Box::new(|t| format!("{} procent", whole_percent(t).unwrap_or_default())))
            }
        },
    };
    let verb = match change {
        Change::Same => return None,
        Change::More => "ökat",
        Change::Less => "minskat",
    };
    if between.is_empty() {
        return Some(format!("{subject} har {verb} från {} {} till {} {}.", value(*from), year(first), value(*to), year(last)));
    }
    let each: Vec<String> = years.iter().map(|(round, tally)| format!("{} {}", value(*tally), year(round))).collect();
    Some(format!("{subject} har {verb}: {}.", listed(&each)))
}

/// "Andelen som …".
fn share_that(phrasing: &Phrasing, about: About, unit: &str) -> String {
    let does = match phrasing {
        Phrasing::Knows(what) => format!("känner till {what}"),
        Phrasing::HasDone(what) | Phrasing::Assesses(what) => format!("har {what}"),
    };
    match about {
        About::Respondent => format!("Andelen som {does}"),
        About::Staff => format!("Andelen som bedömer att medarbetarna {does}"),
        About::Neither => format!("Andelen som svarar att varken de själva eller medarbetarna {does}"),
        About::Unit => format!("Andelen som svarar att deras {unit} {does}"),
    }
}

pub fn no_trend(first: &RoundId) -> String {
    format!("Inga andelar eller medelvärden har ändrats tydligt sedan {}.", year(first))
}
