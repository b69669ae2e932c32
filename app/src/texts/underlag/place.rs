//! Lokal lägesbild: what happened in the area, what the organisation's own people described, and what
//! others saw there.

use super::{capital, events, in_words, listed, year};
use crate::domain::ids::RoundId;
use crate::domain::meaning::Respondent;
use crate::domain::organisation::Audience;

pub const HEADING: &str = "Lokal lägesbild";
/// Of an organisation that covers no area.
pub const OWN: &str = "Egna iakttagelser";
pub const OTHERS: &str = "Andras iakttagelser i området";
pub const NO_ANSWERS: &str = "Enkäten ger inga uppgifter om händelser, eftersom ingen svarade.";

/// Where it would tell what few have answered that they described nothing.
pub fn few_answers(threshold: i64) -> String {
    format!("Färre än {} har svarat. Därför sägs inget om händelser.", in_words(threshold))
}

pub const TABLE: &str = "Händelser i området, och sådana som egna enheter har beskrivit på andra platser";
pub const OWN_TABLE: &str = "Händelser som har beskrivits";
pub const COLUMNS: [&str; 6] = ["Plats", "Månad", "Vad", "Miljö", "Beskrivet av", "Beskrivning"];
pub const UNSAID: &str = "anges inte";

pub fn heading(areas: &[String]) -> String {
    format!("Händelser i {}", listed(areas))
}

/// Words and how many events each fits, most first.
pub type Counted = Vec<(String, i64)>;

/// The events of a place in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventCounts {
    /// All of them.
    pub all: i64,
    /// Those that are said of the whole city.
    pub whole_city: i64,
    /// The year before's, if the organisation was asked then.
    pub before: Option<(RoundId, i64)>,
    /// By environment, those that mean none apart.
    pub environments: Counted,
    /// Those that are connected to no certain environment.
    pub no_environment: i64,
    /// By kind.
    pub kinds: Counted,
    /// By area, where there are several.
    pub places: Counted,
    /// Those that were handled, if that was asked.
    pub handled: Option<i64>,
    /// Further ones, that were assessed to have no connection to extremism.
    pub unconnected: i64,
}

/// The events of the areas, a text for each name.
pub fn of_place(areas: &[String], counts: &EventCounts) -> Vec<(&'static str, String)> {
    let area = listed(areas);
    let EventCounts { all, whole_city, .. } = *counts;
    let before = counts.before.as_ref().map_or_else(String::new, |(round, before)| format!(" {}", compared(all, *before, round)));
    let mut texts = Vec::new();
    if all == 0 {
        texts.push(("antal", format!("I enkäten beskrevs ingen händelse i {area}.{before}")));
        texts.extend(unconnected(counts.unconnected));
        return texts;
    }
    let city = if whole_city == 0 { String::new() } else { format!(" {}", whole(whole_city, all)) };
    texts.push(("antal", format!("I enkäten beskrevs {} i {area}.{before}{city}", events(all))));
    let environments = each(&counts.environments, "kopplas till");
    let none = match counts.no_environment {
        0 => String::new(),
        n if n == all => "Ingen av dem kopplas till någon viss miljö.".to_owned(),
        n => format!("För {} är miljön osäker.", in_words(n)),
    };
    texts.push(("miljo", [environments, none].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")));
    texts.push(("typ", each(&counts.kinds, "handlade om")));
    let sum = |counted: &Counted| counted.iter().map(|(_, n)| n).sum::<i64>();
    if sum(&counts.environments).max(sum(&counts.kinds)) > all {
        texts.push(("flera", "En händelse kan höra till flera miljöer och typer.".to_owned()));
    }
    texts.push(("plats", in_places(&counts.places)));
    texts.push(("hanterat", counts.handled.map_or_else(String::new, |n| handled(n, all))));
    texts.extend(unconnected(counts.unconnected));
    texts.retain(|(_, text)| !text.is_empty());
    texts
}

/// What was set aside.
fn unconnected(count: i64) -> Option<(&'static str, String)> {
    let text = format!("{} har bedömts sakna koppling till våldsbejakande extremism och räknas inte.", capital(&events(count)));
    (count > 0).then_some(("utan-koppling", text))
}

fn compared(now: i64, before: i64, round: &RoundId) -> String {
    let was = if before == 0 { "då ingen beskrevs".to_owned() } else { format!("då {} beskrevs", in_words(before)) };
    match now.cmp(&before) {
        std::cmp::Ordering::Equal if before == 0 => format!("Så var det också {}.", year(round)),
        std::cmp::Ordering::Equal => format!("Det är lika många som {}.", year(round)),
        std::cmp::Ordering::Greater => format!("Det är fler än {}, {was}.", year(round)),
        std::cmp::Ordering::Less => format!("Det är färre än {}, {was}.", year(round)),
    }
}

fn whole(count: i64, all: i64) -> String {
    match (count, all) {
        (1, 1) => "Den gäller hela staden.".to_owned(),
        (n, all) if n == all => "Alla gäller hela staden.".to_owned(),
        (n, _) => format!("{} av dem gäller hela staden.", capital(&in_words(n))),
    }
}

/// How many words of a kind a sentence names.
const NAMED: usize = 4;

/// "Sex kopplas till högerextremism och två till islamistisk extremism.", the most common first.
fn each(counted: &Counted, verb: &str) -> String {
    let (said, rest) = verb.split_once(' ').unwrap_or((verb, ""));
    let part = |(i, (name, count)): (usize, &(String, i64))| {
        let count = in_words(*count);
        if i == 0 { format!("{} {said} {rest} {name}", capital(&count)) } else { format!("{count} {rest} {name}") }
    };
    let parts: Vec<String> = counted.iter().take(NAMED).enumerate().map(part).collect();
    if parts.is_empty() { String::new() } else { format!("{}.", listed(&parts)) }
}

/// "Fyra inträffade i Norrmalm och två i Östermalm."
fn in_places(places: &Counted) -> String {
    if places.len() < 2 { String::new() } else { each(places, "inträffade i") }
}

fn handled(count: i64, all: i64) -> String {
    match (count, all) {
        (1, 1) => "Den har tagits om hand.".to_owned(),
        (0, 1) => "Den uppges inte ha tagits om hand.".to_owned(),
        (0, _) => "Ingen av dem uppges ha tagits om hand.".to_owned(),
        (n, all) if n == all => "Alla har tagits om hand.".to_owned(),
        (n, _) => format!("{} av dem har tagits om hand.", capital(&in_words(n))),
    }
}

/// What the organisation's own people described: in its areas, if it covers any, and elsewhere.
pub fn own(here: Option<i64>, elsewhere: &Counted, respondent: &Respondent) -> String {
    let many = &respondent.many;
    let all: i64 = elsewhere.iter().map(|(_, n)| n).sum();
    let away = match elsewhere.as_slice() {
        [(place, _)] => format!("i {}", in_place(place)),
        _ => format!("på flera platser: {}", placed(elsewhere)),
    };
    match (here, all) {
        (None, 0) => format!("Ingen av {} som svarade beskrev någon händelse.", respondent.the_many),
        (None, _) => format!("{} beskrev {} {away}.", capital(&respondent.the_many), events(all)),
        (Some(0), 0) => format!("Ingen av förvaltningens {many} beskrev någon händelse."),
        (Some(0), _) => format!("Förvaltningens {many} beskrev ingen händelse i området men {} {away}.", in_words(all)),
        (Some(here), 0) => format!("Förvaltningens {many} beskrev {} i området.", events(here)),
        (Some(here), _) => {
            format!("Förvaltningens {many} beskrev {} i området och {} {away}.", events(here), in_words(all))
        }
    }
}

fn in_place(place: &str) -> &str {
    if place == crate::domain::questionnaire::WHOLE_CITY { "hela staden" } else { place }
}

/// "två i Farsta och en i Bromma"
fn placed(places: &Counted) -> String {
    let each = |(place, count): &(String, i64)| format!("{} i {}", in_words(*count), in_place(place));
    listed(&places.iter().map(each).collect::<Vec<_>>())
}

/// Beside how many noticed something: those who do not know.
pub fn do_not_know(count: i64, option: &str) -> String {
    format!("Dessutom svarar {} ”{option}”.", in_words(count))
}

/// What those of one audience described, and who of them answered without describing anything.
pub fn of_others(audience: Audience, reporters: &Counted, silent: &[String]) -> String {
    let described = |(name, count): &(String, i64)| (name.clone(), *count);
    let reporters: Counted = reporters.iter().map(described).collect();
    let said = match reporters.split_first() {
        None => String::new(),
        Some(((name, count), rest)) => {
            let rest = rest.iter().map(|(name, count)| format!("{name} {}", in_words(*count)));
            let first = format!("{name} beskrev {} i området", events(*count));
            format!("{}.", listed(&std::iter::once(first).chain(rest).collect::<Vec<_>>()))
        }
    };
    let silent = match (silent, audience) {
        ([], _) => String::new(),
        (names, Audience::Extern) => format!("{} svarade utan att beskriva någon händelse i området.", listed(names)),
        (names, _) => format!("Enheter i området från {} svarade utan att beskriva någon händelse där.", listed(names)),
    };
    [said, silent].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Events of whose reporters nothing is said.
pub fn unnamed(count: i64, all: i64) -> String {
    if count == all && all == 1 {
        return "Vem som beskrev händelsen anges inte, eftersom få har svarat där.".to_owned();
    }
    format!("För {} anges inte vem som beskrev dem, eftersom få har svarat där.", events(count))
}

/// The others with few answers from the area.
pub fn rest(answers: i64) -> String {
    format!(
        "Från övriga förvaltningar, med få svar var, kom tillsammans {} svar från området. I dem beskrevs ingen händelse.",
        in_words(answers)
    )
}
