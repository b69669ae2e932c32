//! Analys: what those who answered know, have done, assess and want.

use super::{capital, in_words, listed, year};
use crate::domain::figure::{Tally, whole};
use crate::domain::finding::{Beside, Subject};
use crate::domain::ids::RoundId;
use crate::domain::meaning::{About, Phrasing, Respondent};
use crate::domain::questionnaire::Statistic;
use crate::domain::wording::{Change, Level, change, level, mean, quantifier, shares, similar};

pub const HEADING: &str = "Analys";
pub const KNOWLEDGE: &str = "Kännedom, kunskap och arbete";
pub const SUPPORT: &str = "Stöd som efterfrågas";
pub const ROUTINE: &str = "Rutinens användning";
pub const FIGURES: &str = "Diagram och tabell";

pub const TABLE: &str = "Indikatorer: andelar med antal, eller medelvärden";
pub const STAFF: &str = "medarbetare";

/// The chart's name, with those who answered and, where they were asked about them, their staff.
pub fn chart_of(respondent: &Respondent, staff: bool) -> String {
    let staff = if staff { " och medarbetare" } else { "" };
    format!("Kännedom hos {}{staff}", respondent.many)
}

pub const INDICATOR: &str = "Indikator";
pub const NOT_SHOWN: &str = "visas inte";
pub const NOT_ASKED: &str = crate::texts::parts::NOT_ASKED;
pub const NONE: &str = "Enkäten hade inga frågor som jämförs mellan åren.";
pub const ALL_EMPTY: &str = "Ingen har svarat på frågorna, så det finns inget att visa.";

pub fn all_hidden(threshold: i64) -> String {
    format!("Färre än {} har svarat på frågorna. Därför visas inga andelar.", in_words(threshold))
}

/// Above the findings.
pub fn intro(respondent: &Respondent, staff: bool) -> String {
    let assessed = if staff { " Vad de svarar om medarbetarna är deras bedömning." } else { "" };
    format!("Andelarna gäller de {} som har svarat på frågan. Den som svarade ”Vet inte” räknas inte.{assessed}", respondent.many)
}

/// At the end of a bar.
pub fn bar(who: &str, percent: &str, tally: Tally) -> String {
    format!("{who} {percent}\u{a0}% ({} av {})", whole(tally.count), whole(tally.base))
}

pub fn share_cell(percent: &str, tally: Tally) -> String {
    format!("{percent}\u{a0}% ({} av {})", whole(tally.count), whole(tally.base))
}

pub fn mean_cell(mean: &str, base: i64) -> String {
    format!("{mean} ({} svar)", whole(base))
}

/// How many indicators are not shown: for few answers, to protect another, since nobody answered.
pub fn hidden(few: usize, protects: usize, empty: usize, threshold: i64) -> String {
    let why = [
        (few, format!("färre än {} har svarat på frågan", in_words(threshold))),
        (protects, "en annan uppgift då skulle gå att räkna ut".to_owned()),
        (empty, "ingen har svarat på frågan".to_owned()),
    ];
    let said = why.into_iter().filter(|(count, _)| *count > 0).map(|(count, why)| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let facts = if count == 1 { "uppgift" } else { "uppgifter" };
        format!("{} {facts} i tabellen visas inte, eftersom {why}.", capital(&in_words(count)))
    });
    said.collect::<Vec<_>>().join(" ")
}

/// Where the questionnaire has changed.
pub fn not_asked(round: &RoundId) -> String {
    format!("Enkäten har ändrats sedan {}. Frågor som är nya eller har ändrats jämförs inte.", year(round))
}

fn counted(tallies: &[Tally]) -> String {
    let of = |tally: &Tally| format!("{} av {}", whole(tally.count), whole(tally.base));
    match tallies {
        [one] => of(one),
        [first, rest @ ..] if rest.iter().all(|t| t == first) => {
            format!("{} i {} fallen", of(first), if rest.len() == 1 { "båda" } else { "alla" })
        }
        _ => listed(&tallies.iter().map(of).collect::<Vec<_>>()),
    }
}

/// "knappt 65 procent (11 av 17)"
fn in_percent(tallies: &[Tally], estimated: bool) -> String {
    format!("{} ({})", shares(tallies, estimated).unwrap_or_default(), counted(tallies))
}

/// "De flesta, drygt 82 procent (14 av 17),"; without percent where the words say it all.
fn how_many(tallies: &[Tally], estimated: bool) -> String {
    let words = tallies.first().and_then(|t| quantifier(*t)).map(|p| p.words).unwrap_or_default();
    match words.as_str() {
        "ingen" | "hälften" | "alla" => format!("{} ({})", capital(&words), counted(tallies)),
        _ if estimated => capital(&in_percent(tallies, estimated)),
        _ => format!("{}, {},", capital(&words), in_percent(tallies, estimated)),
    }
}

/// What subjects that are alike say, and how that has changed.
pub fn finding(subjects: &[Subject], respondent: &Respondent, last: Option<&RoundId>) -> String {
    let Some(first) = subjects.first() else { return String::new() };
    let (does, done) = verbs(subjects);
    let mut said: Vec<String> = Vec::new();
    let tallies = |i: usize| subjects.iter().filter_map(|s| s.shares.get(i)).map(|s| s.now).collect::<Vec<_>>();
    for (i, beside) in first.shares.iter().enumerate() {
        let now = tallies(i);
        said.push(match (beside.indicator.about, i) {
            (About::Staff, 1..) if first.shares[0].indicator.about == About::Respondent => of_staff_too(&tallies(0), &now, done),
            (About::Respondent, _) => format!("{} {does}.", how_many(&now, false)),
            (About::Staff, _) => format!("{} bedömer att medarbetarna {does}.", how_many(&now, true)),
            (About::Neither, 0) => format!("{} svarar att varken de själva eller medarbetarna {does}.", how_many(&now, false)),
            (About::Neither, _) => format!("{} svarar att varken de själva eller medarbetarna {done}.", plainly(&now)),
            (About::Unit, _) => format!("{} svarar att deras {} {does}.", how_many(&now, false), respondent.unit),
        });
    }
    said.extend(last.and_then(|round| changes(subjects, round, done, respondent)));
    said.join(" ")
}

/// "känner till handlingsplanen", "gör det".
fn verbs(subjects: &[Subject]) -> (String, &'static str) {
    let what = |s: &Subject| match s.phrasing {
        Phrasing::Knows(what) | Phrasing::HasDone(what) | Phrasing::Assesses(what) => what.clone(),
    };
    let whats = listed(&subjects.iter().map(what).collect::<Vec<_>>());
    match subjects.first().map(|s| s.phrasing) {
        Some(Phrasing::Knows(_)) => (format!("känner till {whats}"), "gör det"),
        _ => (format!("har {whats}"), "har gjort det"),
    }
}

/// Without a word for how many.
fn plainly(tallies: &[Tally]) -> String {
    match tallies {
        all if all.iter().all(|t| t.count == 0) => format!("Ingen ({})", counted(all)),
        all if all.iter().all(|t| t.count == t.base) => format!("Alla ({})", counted(all)),
        all => capital(&in_percent(all, false)),
    }
}

/// What managers say of their staff, after what they say of themselves.
fn of_staff_too(own: &[Tally], staff: &[Tally], done: &str) -> String {
    let percent = in_percent(staff, true);
    if staff.iter().all(|t| t.count == 0) {
        return if own.iter().all(|t| t.count == 0) {
            format!("Inte heller bedömer någon ({}) att medarbetarna {done}.", counted(staff))
        } else {
            format!("Däremot bedömer ingen ({}) att medarbetarna {done}.", counted(staff))
        };
    }
    let changes: Vec<Option<Change>> = own.iter().zip(staff).map(|(own, staff)| change(*own, *staff)).collect();
    let all = |change: Change| changes.iter().all(|c| *c == Some(change));
    match () {
        () if all(Change::Less) && staff.iter().all(|t| 2 * t.count < t.base) => {
            format!("Däremot bedömer bara {percent} att medarbetarna {done}.")
        }
        () if all(Change::Less) => format!("Färre, {percent}, bedömer att medarbetarna {done}."),
        () if all(Change::More) => format!("Fler, {percent}, bedömer att medarbetarna {done}."),
        () if all(Change::Same) && own.iter().zip(staff).all(|(own, staff)| similar(*own, *staff)) => {
            format!("Ungefär lika många, {percent}, bedömer att medarbetarna {done}.")
        }
        () => format!("{} bedömer att medarbetarna {done}.", capital(&percent)),
    }
}

/// How what was said has changed since the year before.
fn changes(subjects: &[Subject], round: &RoundId, done: &str, respondent: &Respondent) -> Option<String> {
    let first = subjects.first()?;
    let compared: Vec<(About, Change, Vec<Tally>)> = first
        .shares
        .iter()
        .enumerate()
        .filter_map(|(i, beside)| {
            let before: Option<Vec<Tally>> = subjects.iter().map(|s| s.shares.get(i)?.before).collect();
            Some((beside.indicator.about, beside.change()?, before?))
        })
        .collect();
    let was = |about: About, tallies: &[Tally]| in_percent(tallies, about == About::Staff);
    let (_, direction, before) = compared.first()?;
    let nobody = |tally: &Tally| tally.count == 0;
    if compared.len() == 1 && before.iter().all(nobody) && subjects.iter().all(|s| nobody(&s.shares[0].now)) {
        return Some(format!("Så var det också {} ({}).", year(round), counted(before)));
    }
    // A list of shares is clear only if it has one for each that was said.
    if compared.len() == first.shares.len() && compared.iter().all(|(_, change, _)| change == direction) {
        let each: Vec<String> = compared.iter().map(|(about, _, tallies)| was(*about, tallies)).collect();
        let many = each.len() * subjects.len() > 1;
        let (it, they) = if many { ("Andelarna", "de") } else { ("Andelen", "den") };
        return Some(format!("{it} är {} {}, då {they} var {}.", than(*direction), year(round), listed(&each)));
    }
    let each = compared.iter().map(|(about, change, tallies)| {
        let whose = match about {
            About::Respondent => format!("Andelen som själva {done}"),
            About::Staff => format!("Andelen som bedömer att medarbetarna {done}"),
            About::Neither => format!("Andelen som svarar att ingen {done}"),
            About::Unit => format!("Andelen vars {} {done}", respondent.unit),
        };
        format!("{whose} är {} {}, då den var {}.", than(*change), year(round), was(*about, tallies))
    });
    Some(each.collect::<Vec<_>>().join(" "))
}

const fn than(change: Change) -> &'static str {
    match change {
        Change::Same => "ungefär som",
        Change::More => "större än",
        Change::Less => "mindre än",
    }
}

impl Scale<'_> {
    /// Whether its points are named alike.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.ends, self.labels) == (other.ends, other.labels)
    }
}

/// A scale as the questionnaire has it, and how many chose its two lowest and highest points.
#[derive(Debug, Clone, Copy)]
pub struct Scale<'a> {
    /// Its ends.
    pub ends: (i64, i64),
    /// Their labels.
    pub labels: (&'a str, &'a str),
    /// The two lowest points.
    pub low: Tally,
    /// The two highest.
    pub high: Tally,
}

/// An assessment, with the scale where it is known how it was used. `again` after one on the same scale.
pub fn assessment(beside: Beside, scale: Option<Scale>, again: bool, respondent: &Respondent, last: Option<&RoundId>) -> String {
    let Some(Phrasing::Assesses(what)) = &beside.indicator.phrasing else { return labelled(beside, last) };
    let average = mean(beside.now).unwrap_or_default();
    let compared = compared_mean(beside, last);
    let Some(Scale { ends: (min, max), labels, low, high }) = scale else {
        let the_many = capital(&respondent.the_many);
        return format!("{the_many} bedömer {what} till {average} i genomsnitt{compared}.");
    };
    let (low_points, high_points) = (format!("{min} eller {}", min + 1), format!("{} eller {max}", max - 1));
    let on = if again {
        "på samma skala".to_owned()
    } else {
        format!("på en skala från {min} ({}) till {max} ({})", labels.0.to_lowercase(), labels.1.to_lowercase())
    };
    let in_average = format!("I genomsnitt är svaret {average}{compared}.");
    let of = |tally: Tally| format!("{} av {}", whole(tally.count), whole(tally.base));
    let many = |tally: Tally| quantifier(tally).map(|p| capital(&p.words)).unwrap_or_default();
    let named = |label: &str, adjective: &str| label.to_lowercase().split_whitespace().any(|word| word == adjective);
    let words = |tally: Tally, label: &str, adjective: &str, points: &str| {
        let how = if named(label, adjective) {
            format!("{} bedömer {what} som {adjective}: {} svarar {points} {on}.", many(tally), of(tally))
        } else {
            format!("{} ({}) svarar {points} när de bedömer {what} {on}.", many(tally), of(tally))
        };
        format!("{how} {in_average}")
    };
    match level(low, high) {
        Level::Low => words(low, labels.0, "låg", &low_points),
        Level::High => words(high, labels.1, "hög", &high_points),
        Level::Between => format!(
            "{} bedömer {what} till {average} i genomsnitt{compared}. {} svarar {} lågt ({low_points}) och {} högt ({high_points}).",
            capital(&respondent.the_many),
            capital(&on),
            of(low),
            of(high)
        ),
    }
}

/// ", ungefär som år 2024 (2,4)"
fn compared_mean(beside: Beside, last: Option<&RoundId>) -> String {
    let Some((change, round, before)) = beside.change().zip(last).zip(beside.before).map(|((c, r), b)| (c, r, b)) else {
        return String::new();
    };
    let how = match change {
        Change::Same => "ungefär som",
        Change::More => "högre än",
        Change::Less => "lägre än",
    };
    format!(", {how} {} ({})", year(round), mean(before).unwrap_or_default())
}

/// An indicator of which nothing more is declared.
pub fn labelled(beside: Beside, last: Option<&RoundId>) -> String {
    let Beside { indicator, now, before } = beside;
    match indicator.statistic {
        Statistic::Mean => {
            let average = mean(now).unwrap_or_default();
            format!("{}: i genomsnitt {average}{} ({} svar).", indicator.label, compared_mean(beside, last), whole(now.base))
        }
        Statistic::Share(_) => {
            let estimated = indicator.about == About::Staff;
            let compared = beside.change().zip(last).zip(before).map_or_else(String::new, |((change, round), before)| {
                let was = in_percent(&[before], estimated);
                format!(" Andelen är {} {}, då den var {was}.", than(change), year(round))
            });
            format!("{}: {}.{compared}", indicator.label, in_percent(&[now], estimated))
        }
    }
}

/// Answers as they are quoted and how many gave each, most first.
pub type Quoted = Vec<(String, i64)>;

/// A question that is not an indicator, by what most answered; those who do not know last.
pub fn answers(question: &str, base: i64, answers: &Quoted, unknown: &Quoted) -> String {
    let Some(((most, count), rest)) = answers.split_first() else { return String::new() };
    let first = format!("{} av {} svarar ”{most}”", in_words(*count), in_words(base));
    let rest = rest.iter().map(|(answer, count)| format!("{} ”{answer}”", in_words(*count)));
    let said = listed(&std::iter::once(first).chain(rest).collect::<Vec<_>>());
    let unknown: Vec<String> = unknown.iter().map(|(answer, count)| format!("{} ”{answer}”", in_words(*count))).collect();
    let unknown = if unknown.is_empty() { String::new() } else { format!(" Dessutom svarar {}.", listed(&unknown)) };
    format!("{question}: {said}.{unknown}")
}

/// The support that is wanted, by the most chosen, and the answers that want none.
pub fn wanted(base: i64, wanted: &Quoted, none: &Quoted) -> String {
    let part = |(i, (what, n)): (usize, &(String, i64))| {
        let count = in_words(*n);
        match i {
            0 if *n == base => format!("Alla {count} vill ha {what}"),
            0 => format!("{} av {} vill ha {what}", capital(&count), in_words(base)),
            _ => format!("{count} {what}"),
        }
    };
    let said: Vec<String> = wanted.iter().enumerate().map(part).collect();
    let said = if said.is_empty() { String::new() } else { format!("{}.", listed(&said)) };
    let none = none.iter().map(|(answer, count)| format!("{} svarar ”{answer}”.", capital(&in_words(*count))));
    std::iter::once(said).chain(none).filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

pub fn few_texts(threshold: i64) -> String {
    format!("Färre än {} har svarat, så fritext redovisas inte.", in_words(threshold))
}

/// Before the themes.
pub fn texts(count: i64) -> String {
    format!("{} svar är {} med egna ord.", capital(&in_words(count)), if count == 1 { "skrivet" } else { "skrivna" })
}

pub fn theme(theme: &str, count: i64) -> String {
    format!("{} av dem gäller temat ”{theme}”.", capital(&in_words(count)))
}

/// How the events of the place were reported.
pub fn routine(events: i64, by_form: i64, unreported: i64) -> String {
    const FORM: &str = "med blanketten för avidentifierad information";
    match (events, by_form, unreported) {
        (1, 1.., _) => format!("Händelsen rapporterades {FORM}."),
        (1, _, 1..) => "Händelsen rapporterades inte alls.".to_owned(),
        (1, ..) => format!("Händelsen rapporterades inte {FORM}."),
        (2, 2, _) => format!("Båda händelserna rapporterades {FORM}."),
        (all, by_form, _) if all == by_form => format!("Alla {} händelserna rapporterades {FORM}.", in_words(all)),
        (_, _, 0) => format!("Av de {} händelserna rapporterades {} {FORM}.", in_words(events), none_or(by_form)),
        _ => format!(
            "Av de {} händelserna rapporterades {} {FORM}, och {} rapporterades inte alls.",
            in_words(events),
            none_or(by_form),
            in_words(unreported)
        ),
    }
}

fn none_or(count: i64) -> String {
    if count == 0 { "ingen".to_owned() } else { in_words(count) }
}

/// Blanketter that came in.
pub fn forms_received(count: i64, period: &str) -> String {
    let period = if period.is_empty() { String::new() } else { format!(" ({period})") };
    format!("Enligt andra källor kom {} {} in{period}.", in_words(count), if count == 1 { "blankett" } else { "blanketter" })
}
