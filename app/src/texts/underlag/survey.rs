//! Kartläggning: who was asked, by whom and about what, how many answered, and how it has changed.

use jiff::civil::Date;

use super::{capital, in_words, year};
use crate::domain::figure::{Tally, day, month_name, plural, whole};
use crate::domain::finding::Beside;
use crate::domain::ids::RoundId;
use crate::domain::meaning::{About, Phrasing, Respondent};
use crate::domain::questionnaire::Statistic;
use crate::domain::text::small;
use crate::domain::wording::{Change, mean, share, whole_percent};
use crate::texts::parts::listed;

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

pub fn answered(answers: i64, asked: i64, percent: i64) -> String {
    let answers = if asked > 12 { whole(answers) } else { in_words(answers) };
    format!("Av dem svarade {answers}, vilket ger en svarsfrekvens på {percent} procent.")
}

pub const EVERYBODY: &str = "Alla svarade.";

/// Answers of units that answered again.
pub fn surplus(answers: i64) -> String {
    let answers = if answers == 1 {
        "Ett svar till kom in".to_owned()
    } else {
        format!("{} svar till kom in", capital(&in_words(answers)))
    };
    format!("{answers} från enheter som fick svara på nytt. Eftersom det inte går att se vilka de gäller räknas alla svar.")
}

pub fn more_than_expected(answers: i64) -> String {
    format!("{} kom in, fler än väntat, så någon svarsfrekvens kan inte anges.", capital(&plural(answers, "svar", "svar")))
}

/// The rate of a year before, beside this year's.
pub fn before(change: Change, now: Option<i64>, round: &RoundId, percent: i64) -> String {
    match change {
        _ if now == Some(percent) && percent == 100 => format!("Alla svarade också {}.", year(round)),
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
    let named = |parts: &[Answered]| {
        let which = if parts.len() == 1 { "avdelningen" } else { "avdelningarna" };
        format!("{which} {}", each(parts))
    };
    match (lower, higher) {
        ([], []) => String::new(),
        (lower, []) => format!("Svarsfrekvensen var lägre än genomsnittet i {}.", named(lower)),
        ([], higher) => format!("Svarsfrekvensen var högre än genomsnittet i {}.", named(higher)),
        (lower, higher) => {
            format!("Svarsfrekvensen var lägre än genomsnittet i {} och högre i {}.", named(lower), named(higher))
        }
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
    format!("Enkäten gick också till {} enheter i området som hör till andra förvaltningar. {answered}", number(sum.base))
}

/// Those whose units are elsewhere, and who described events in the area all the same.
pub fn from_elsewhere(names: &[String]) -> String {
    format!("Händelser i området har också beskrivits från {}, vars enheter inte räknas dit.", listed(names))
}

/// An external party in the area.
pub fn external(name: &str, tally: Tally, respondent: &Respondent) -> String {
    let number = |n: i64| if tally.base > 12 { whole(n) } else { in_words(n) };
    let answered = if tally.count == 0 { "ingen".to_owned() } else { number(tally.count) };
    format!("{name} fick en egen enkät. Av {} svarade {answered}.", people(tally.base, respondent))
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
    let [(first, from), later @ ..] = years else { return None };
    let indicator = beside.indicator;
    let estimated = indicator.about == About::Staff;
    let in_percent = |tally| format!("{} procent", whole_percent(tally).unwrap_or_default());
    let value = |tally: Tally| match (&indicator.phrasing, &indicator.statistic) {
        (Some(Phrasing::Knows(_) | Phrasing::HasDone(_)), _) if !estimated => {
            share(tally, false).map(|p| p.words).unwrap_or_default()
        }
        (_, Statistic::Mean) => mean(tally).unwrap_or_default(),
        (_, Statistic::Share(_)) => in_percent(tally),
    };
    let subject = match &indicator.phrasing {
        Some(phrasing @ (Phrasing::Knows(_) | Phrasing::HasDone(_))) => share_that(phrasing, indicator.about, respondent),
        _ => small(&indicator.label),
    };
    let verb = match change {
        Change::Same => return None,
        Change::More => "ökat",
        Change::Less => "minskat",
    };
    // "omkring" holds for all that follows.
    let about = if estimated { "omkring " } else { "" };
    let each: Vec<String> = later.iter().map(|(round, tally)| format!("{} {}", value(*tally), year(round))).collect();
    let from = format!("{about}{} {}", value(*from), year(first));
    Some(format!("Sedan {} har {subject} {verb}, från {from} till {}.", year(first), listed(&each)))
}

/// "andelen som …"
fn share_that(phrasing: &Phrasing, about: About, respondent: &Respondent) -> String {
    let Respondent { many, unit, .. } = respondent;
    let does = match phrasing {
        Phrasing::Knows(what) => format!("känner till {what}"),
        Phrasing::HasDone(what) | Phrasing::Assesses(what) => format!("har {what}"),
    };
    match about {
        About::Respondent => format!("andelen {many} som {does}"),
        About::Staff => format!("andelen {many} som bedömer att medarbetarna {does}"),
        About::Neither => format!("andelen {many} som svarar att varken de själva eller medarbetarna {does}"),
        About::Unit => format!("andelen {many} som svarar att deras {unit} {does}"),
    }
}

pub fn no_trend(first: &RoundId) -> String {
    format!("Inga andelar eller medelvärden har ändrats tydligt sedan {}.", year(first))
}
