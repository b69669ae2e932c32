//! Analys: what those who answered know, have done, assess and want.

use super::{capital, in_words, year};
use crate::domain::figure::{Tally, whole};
use crate::domain::finding::{Beside, Subject};
use crate::domain::ids::RoundId;
use crate::domain::meaning::{About, Phrasing, Respondent};
use crate::domain::questionnaire::Statistic;
use crate::domain::text::small;
use crate::domain::wording::{Change, Level, change, level, mean, quantifier, shares, similar, whole_percent};
use crate::texts::parts::listed;

pub const HEADING: &str = "Analys";
pub const KNOWLEDGE: &str = "Kännedom, kunskap och arbete";
pub const SUPPORT: &str = "Stöd som efterfrågas";
pub const ROUTINE: &str = "Hur händelserna har rapporterats";
pub const FIGURES: &str = "Diagram och tabell";

pub const TABLE: &str = "Indikatorer, andel (antal) eller medelvärde";

/// The chart's name: of those who answered, or what they say of themselves and their staff.
pub fn chart_of(respondent: &Respondent, staff: bool) -> String {
    format!("Kännedom {} {}", if staff { "enligt" } else { "hos" }, respondent.the_many)
}

/// Beside a bar of what those who answered say of their staff; the chart's name says according to whom.
pub const STAFF: &str = "medarbetarna";

pub const INDICATOR: &str = "Indikator";
pub const NOT_SHOWN: &str = "visas inte";
pub const NO_ANSWERS: &str = "inga svar";
/// Of a year in which it was not asked, or not in the same words.
pub const NOT_COMPARED: &str = crate::texts::parts::NOT_COMPARED;
pub const NONE: &str = "Enkäten hade inga frågor som jämförs mellan åren.";

pub fn all_empty(respondent: &Respondent) -> String {
    format!("Ingen av {} har svarat, så deras kännedom och kunskap kan inte redovisas.", respondent.the_many)
}

pub fn all_hidden(threshold: i64) -> String {
    format!("Färre än {} har svarat på frågorna. Därför redovisas varken andelar eller svar med egna ord.", in_words(threshold))
}

/// The same where more have answered: which of the two it is, is not told.
pub const ALL_PROTECTED: &str = "Få har svarat på frågorna, eller så skulle en annan förvaltnings få svar kunna räknas fram ur svaren här. Därför redovisas inga andelar.";

/// Above the findings.
pub fn intro(respondent: &Respondent, staff: bool) -> String {
    let Respondent { many, the_many, .. } = respondent;
    let assessed = if staff {
        format!(" Uppgifterna om medarbetarna är {}s bedömning.", the_many.trim_end_matches('s'))
    } else {
        String::new()
    };
    format!("Andelarna gäller de {many} som har svarat på respektive fråga. Svaret ”Vet inte” räknas inte med.{assessed}")
}

/// At the end of a bar.
pub fn bar(who: &str, tally: Tally) -> String {
    let percent = whole_percent(tally).unwrap_or_default();
    format!("{who} {percent}\u{a0}% ({} av {})", whole(tally.count), whole(tally.base))
}

pub fn share_cell(percent: &str, tally: Tally) -> String {
    format!("{percent}\u{a0}% ({} av {})", whole(tally.count), whole(tally.base))
}

pub fn mean_cell(mean: &str, base: i64) -> String {
    format!("{mean} ({} svar)", whole(base))
}

/// How many of a year's indicators are not shown. Which for few answers and which to protect another is not told.
pub fn hidden(round: &RoundId, count: usize, threshold: i64) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let (facts, questions, them) = if count == 1 { ("uppgift", "frågan", "den") } else { ("uppgifter", "frågorna", "dem") };
    format!(
        "För {} visas {} {facts} inte, eftersom färre än {} har svarat på {questions} eller andra uppgifter skulle gå att räkna ut ur {them}.",
        year(round),
        in_words(count),
        in_words(threshold)
    )
}

/// Where a year was read in without some of the figures.
pub fn not_read_in(round: &RoundId) -> String {
    format!("För {} finns inte alla uppgifter. Frågor som saknas där jämförs inte.", year(round))
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
            format!("{} i {}", of(first), if rest.len() == 1 { "båda fallen" } else { "samtliga fall" })
        }
        _ => respectively(&tallies.iter().map(of).collect::<Vec<_>>()),
    }
}

/// "a respektive b": what is said of each by itself.
fn respectively(items: &[String]) -> String {
    match items {
        [some @ .., last] if !some.is_empty() => format!("{} respektive {last}", some.join(", ")),
        items => listed(items),
    }
}

/// Numbers of one kind are written alike: both in words up to twelve, otherwise both in digits.
fn of(count: i64, base: i64) -> String {
    format!("{} av {}", number(count, base), number(base, base))
}

fn number(count: i64, base: i64) -> String {
    if in_words(base) == whole(base) { whole(count) } else { in_words(count) }
}

/// "knappt 65 procent (11 av 17)", "29–35 procent (5–6 av 17)"
fn in_percent(tallies: &[Tally], estimated: bool) -> String {
    let counts = tallies.iter().map(|t| t.count);
    let counted = match (tallies, counts.clone().min(), counts.max()) {
        ([first, rest @ ..], Some(least), Some(most)) if least < most && rest.iter().all(|t| t.base == first.base) => {
            format!("{}–{} av {}", whole(least), whole(most), whole(first.base))
        }
        _ => counted(tallies),
    };
    format!("{} ({counted})", shares(tallies, estimated).unwrap_or_default())
}

/// "De flesta, drygt 82 procent (14 av 17),"; without percent where the words say it all.
fn how_many(tallies: &[Tally], estimated: bool) -> String {
    let words = tallies.first().and_then(|t| quantifier(*t)).map(|p| p.words).unwrap_or_default();
    match (words.as_str(), tallies) {
        ("ingen", [one]) => format!("Ingen av de {}", in_words(one.base)),
        ("alla", [one]) => format!("Alla {}", in_words(one.base)),
        ("ingen" | "hälften" | "alla", _) => format!("{} ({})", capital(&words), counted(tallies)),
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
    let whats = respectively(&subjects.iter().map(what).collect::<Vec<_>>());
    match subjects.first().map(|s| s.phrasing) {
        Some(Phrasing::Knows(_)) => (format!("känner till {whats}"), "gör det"),
        _ => (format!("har {whats}"), "har gjort det"),
    }
}

/// What nobody's unit is said to have noticed or done, this year and the one before if that is told of.
pub fn unnoticed(subjects: &[Subject]) -> Option<String> {
    let [Subject { shares, .. }] = subjects else { return None };
    let [Beside { indicator, now, before }] = shares.as_slice() else { return None };
    let is_told = indicator.about == About::Unit && now.count == 0 && before.is_none_or(|before| before.count == 0);
    is_told.then(|| verbs(subjects).0)
}

/// Without a word for how many.
fn plainly(tallies: &[Tally]) -> String {
    match tallies {
        all if all.iter().all(|t| t.count == 0 || t.count == t.base) => how_many(all, false),
        all => capital(&in_percent(all, false)),
    }
}

/// What managers say of their staff, after what they say of themselves.
fn of_staff_too(own: &[Tally], staff: &[Tally], done: &str) -> String {
    let percent = in_percent(staff, true);
    if staff.iter().all(|t| t.count == 0) {
        return if own.iter().all(|t| t.count == 0) {
            format!("Inte heller bedömer någon att medarbetarna {done}.")
        } else {
            format!("Däremot bedömer ingen ({}) att medarbetarna {done}.", counted(staff))
        };
    }
    if own == staff {
        return format!("Lika många bedömer att medarbetarna {done}.");
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
    let (_, direction, _) = compared.first()?;
    let now = |i: usize| subjects.iter().filter_map(|s| s.shares.get(i)).map(|s| s.now).collect::<Vec<_>>();
    let alike = |now: &[Tally], then: &[Tally]| now.iter().zip(then).all(|(a, b)| a.count * b.base == b.count * a.base);
    // A list of shares is clear only if it has one for each that was said.
    if compared.len() == first.shares.len() && compared.iter().all(|(_, change, _)| change == direction) {
        let flat: Vec<Tally> = compared.iter().flat_map(|(_, _, tallies)| tallies.iter().copied()).collect();
        if compared.iter().enumerate().all(|(i, (_, _, tallies))| alike(&now(i), tallies)) {
            return Some(format!("Så var det också {} ({}).", year(round), counted(&flat)));
        }
        let many = flat.len() > 1;
        let (it, they) = if many { ("Andelarna", "de") } else { ("Andelen", "den") };
        if many && *direction == Change::Same {
            return Some(format!("{it} är ungefär som {} ({}).", year(round), counted(&flat)));
        }
        let each: Vec<String> = compared.iter().map(|(about, _, tallies)| was(*about, tallies)).collect();
        return Some(format!("{it} är {} {}, då {they} var {}.", than(*direction), year(round), respectively(&each)));
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
        format!("på en skala från {min} (”{}”) till {max} (”{}”)", labels.0, labels.1)
    };
    let in_average = format!("I genomsnitt är svaret {average}{compared}.");
    let of = |tally: Tally| of(tally.count, tally.base);
    let many = |tally: Tally| quantifier(tally).map(|p| capital(&p.words)).unwrap_or_default();
    let named = |label: &str, adjective: &str| label.to_lowercase().split_whitespace().any(|word| word == adjective);
    let words = |tally: Tally, label: &str, adjective: &str, points: &str| {
        let how = if named(label, adjective) && tally.count == tally.base {
            format!("Alla {} bedömer {what} som {adjective}: de svarar {points} {on}.", in_words(tally.base))
        } else if named(label, adjective) {
            format!("{} bedömer {what} som {adjective}: {} svarar {points} {on}.", many(tally), of(tally))
        } else if tally.count == tally.base {
            format!("Alla {} svarar {points} när de bedömer {what} {on}.", in_words(tally.base))
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
            number(high.count, high.base)
        ),
    }
}

/// ", ungefär som år 2024 (2,4)"
fn compared_mean(beside: Beside, last: Option<&RoundId>) -> String {
    let Some((change, round, before)) = beside.change().zip(last).zip(beside.before).map(|((c, r), b)| (c, r, b)) else {
        return String::new();
    };
    let (then, now) = (mean(before), mean(beside.now));
    let how = match change {
        Change::Same if then == now => return format!(", liksom {}", year(round)),
        Change::Same => "ungefär som",
        Change::More => "högre än",
        Change::Less => "lägre än",
    };
    format!(", {how} {} ({})", year(round), then.unwrap_or_default())
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

/// A question that is not an indicator, or a row of one, by what most answered; those who do not know last.
pub fn answers(question: &str, row: Option<&str>, base: i64, answers: &Quoted, unknown: &Quoted) -> String {
    let Some(((most, count), rest)) = answers.split_first() else { return String::new() };
    let count = of(*count, base);
    let first = match row {
        Some(row) => format!("I fråga om {} svarar {count} ”{most}”", small(row)),
        None => format!("På frågan ”{question}” svarar {count} ”{most}”"),
    };
    let each = |(answer, count): &(String, i64)| format!("{} ”{answer}”", number(*count, base));
    let said = listed(&std::iter::once(first).chain(rest.iter().map(each)).collect::<Vec<_>>());
    if unknown.is_empty() { format!("{said}.") } else { format!("{said}. Ytterligare {}.", quoted(unknown, base)) }
}

/// "3 svarar ”Vet inte”"
fn quoted(answers: &Quoted, base: i64) -> String {
    let each = |(answer, count): &(String, i64)| format!("{} svarar ”{answer}”", number(*count, base));
    listed(&answers.iter().map(each).collect::<Vec<_>>())
}

/// The support that is wanted, by the most chosen, and the answers that want none.
pub fn wanted(base: i64, wanted: &Quoted, none: &Quoted) -> String {
    let wish = |(what, count): &(String, i64)| format!("{} {what}", number(*count, base));
    match wanted.split_first() {
        None => {
            let none = none.iter().map(|(answer, count)| format!("{} svarar ”{answer}”.", capital(&of(*count, base))));
            none.collect::<Vec<_>>().join(" ")
        }
        Some(((what, count), rest)) => {
            let first = if *count == base {
                format!("Alla {} vill ha {what}", in_words(base))
            } else {
                format!("Av de {} som svarade vill {} ha {what}", in_words(base), number(*count, base))
            };
            let said = listed(&std::iter::once(first).chain(rest.iter().map(wish)).collect::<Vec<_>>());
            let none = if none.is_empty() { String::new() } else { format!(", medan {}", quoted(none, base)) };
            let several = if rest.is_empty() { "" } else { " Flera svar kunde väljas." };
            format!("{said}{none}.{several}")
        }
    }
}

/// Before the themes.
pub fn texts(count: i64) -> String {
    let (one, written) = if count == 1 { ("ett".to_owned(), "skrivet") } else { (in_words(count), "skrivna") };
    format!("{} svar är {written} med egna ord.", capital(&one))
}

pub fn theme(theme: &str, count: i64) -> String {
    let count = if count == 1 { "ett".to_owned() } else { in_words(count) };
    format!("{} av dem gäller temat ”{theme}”.", capital(&count))
}

/// How the events of the place are said to have been reported: of how many that is known, with the form, not at all, and of how
/// many nothing is said.
pub fn routine(known: i64, by_form: i64, unreported: i64, unknown: i64) -> String {
    const FORM: &str = "med blanketten för avidentifierad information";
    let said = match (known, by_form, unreported) {
        (0, ..) => String::new(),
        (1, 1.., _) => format!("En händelse uppges ha rapporterats {FORM}."),
        (1, _, 1..) => "En händelse uppges vara orapporterad.".to_owned(),
        (1, ..) => format!("En händelse uppges ha rapporterats, men inte {FORM}."),
        (2, 2, _) => format!("Båda händelserna uppges ha rapporterats {FORM}."),
        (all, by_form, _) if all == by_form => format!("Alla {} händelserna uppges ha rapporterats {FORM}.", in_words(all)),
        (_, _, 0) => format!("Av {} händelser i området uppges {} ha rapporterats {FORM}.", in_words(known), none_or(by_form)),
        _ => format!(
            "Av {} händelser i området uppges {} ha rapporterats {FORM}, medan {} uppges inte ha rapporterats alls.",
            in_words(known),
            none_or(by_form),
            in_words(unreported)
        ),
    };
    let unknown = match (known, unknown) {
        (_, 0) => String::new(),
        (0, _) => "Det framgår inte hur händelserna har rapporterats.".to_owned(),
        (_, n) => format!("För {} saknas uppgift.", in_words(n)),
    };
    [said, unknown].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

fn none_or(count: i64) -> String {
    if count == 0 { "ingen".to_owned() } else { in_words(count) }
}

/// Blanketter that came in.
pub fn forms_received(count: i64, period: &str) -> String {
    let period = if period.is_empty() { String::new() } else { format!(" ({period})") };
    format!("Enligt andra källor kom {} {} in{period}.", in_words(count), if count == 1 { "blankett" } else { "blanketter" })
}
