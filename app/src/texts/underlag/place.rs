//! Lokal lägesbild: what happened in the area, what the organisation's own people described, and what
//! others saw there.

use super::{capital, events, in_areas, in_words, year};
use crate::domain::ids::RoundId;
use crate::domain::meaning::Respondent;
use crate::domain::organisation::Audience;
use crate::texts::parts::listed;

pub const HEADING: &str = "Lokal lägesbild";
/// Of an organisation that covers no area.
pub const OWN: &str = "Egna iakttagelser";
pub const OTHERS: &str = "Andras iakttagelser i området";
/// Above the table.
pub const DESCRIBED: &str = "Beskrivna händelser";
pub const NOT_ASKED: &str = "Enkäten frågade inte om händelser.";
pub const OWN_NOT_ASKED: &str = "Förvaltningens egen enkät frågade inte om händelser.";
pub const NO_ANSWERS: &str = "Enkäten ger inga uppgifter om händelser, eftersom ingen svarade.";

/// Where it would tell what few have answered that they described nothing.
pub fn few_answers(threshold: i64) -> String {
    format!("Färre än {} har svarat på enkäten. Därför redovisas inte om de har beskrivit några händelser.", in_words(threshold))
}

pub const TABLE: &str = "Händelser i området";
pub const TABLE_WITH_OTHER_PLACES: &str =
    "Händelser i området, och de händelser på andra platser som förvaltningens enheter har beskrivit";
pub const OWN_TABLE: &str = "Händelser som har beskrivits";
/// The last one where anything is described.
pub const COLUMNS: [&str; 6] = ["Plats", "Månad", "Vad det handlade om", "Miljö", "Beskriven av", "Beskrivning"];
pub const UNSAID: &str = "anges inte";

pub fn heading(areas: &[String]) -> String {
    format!("Händelser {}", in_areas(areas, "och"))
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
    /// Those that are said to have been handled and not to have been, if that was asked.
    pub handled: Option<(i64, i64)>,
    /// Further ones, that were assessed to have no connection to extremism.
    pub unconnected: i64,
}

/// The events of the areas, a text for each name.
pub fn of_place(areas: &[String], counts: &EventCounts) -> Vec<(&'static str, String)> {
    let area = in_areas(areas, "och");
    let EventCounts { all, whole_city, .. } = *counts;
    let before = counts.before.as_ref().map_or_else(String::new, |(round, before)| format!(" {}", compared(all, *before, round)));
    let mut texts = Vec::new();
    if all == 0 {
        let nowhere = in_areas(areas, "eller");
        let nothing = format!("I enkäten beskrevs ingen händelse {nowhere} som kan kopplas till våldsbejakande extremism.");
        texts.push(("antal", format!("{nothing}{before}")));
        texts.extend(unconnected(counts.unconnected));
        return texts;
    }
    let described = match whole_city {
        0 => format!("{} {area}", events(all)),
        n if n == all => format!("{} som gäller hela staden", events(all)),
        n => {
            let here = in_words(all - n);
            format!("{} som rör området: {here} {area} och {} som gäller hela staden", events(all), in_words(n))
        }
    };
    texts.push(("antal", format!("I enkäten beskrevs {described}.{before}")));
    let environments = each(&about("till", &counts.environments), "kan kopplas");
    let none = match counts.no_environment {
        0 => String::new(),
        n if n == all => "Ingen av dem kopplas till någon viss miljö.".to_owned(),
        n => format!("För {} är det osäkert vilken miljö det gäller.", in_words(n)),
    };
    texts.push(("miljo", [environments, none].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")));
    texts.push(("typ", each(&about("om", &counts.kinds), "handlade")));
    let sum = |counted: &Counted| counted.iter().map(|(_, n)| n).sum::<i64>();
    if sum(&counts.environments).max(sum(&counts.kinds)) > all {
        texts.push(("flera", "En händelse kan höra till flera miljöer och typer.".to_owned()));
    }
    texts.push(("plats", in_places(&counts.places)));
    texts.push(("hanterat", counts.handled.map_or_else(String::new, |(yes, no)| handled(yes, no, all))));
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

/// "Sex kan kopplas till högerextremism och två till islamistisk extremism.", the most common first.
fn each(counted: &Counted, verb: &str) -> String {
    let part = |(i, (name, count)): (usize, &(String, i64))| {
        let count = in_words(*count);
        if i == 0 { format!("{} {verb} {name}", capital(&count)) } else { format!("{count} {name}") }
    };
    let parts: Vec<String> = counted.iter().enumerate().map(part).collect();
    if parts.is_empty() { String::new() } else { format!("{}.", listed(&parts)) }
}

fn about(preposition: &str, counted: &Counted) -> Counted {
    counted.iter().map(|(name, count)| (format!("{preposition} {name}"), *count)).collect()
}

/// "Fyra inträffade på Norrmalm och två i Farsta."
fn in_places(places: &Counted) -> String {
    let named: Counted = places.iter().map(|(place, count)| (in_place(place), *count)).collect();
    if places.len() < 2 { String::new() } else { each(&named, "inträffade") }
}

/// What is said of it: yes, no, and nothing.
fn handled(yes: i64, no: i64, all: i64) -> String {
    let unsaid = match all - yes - no {
        0 => String::new(),
        n if n == all => return "Det framgår inte om det som hände har tagits om hand.".to_owned(),
        n => format!(" För {} saknas uppgift.", in_words(n)),
    };
    let said = match (yes, no, all) {
        (1, _, 1) => "Den uppges ha tagits om hand.".to_owned(),
        (_, _, 1) => "Den uppges ännu inte ha tagits om hand.".to_owned(),
        (2, _, 2) => "Båda uppges ha tagits om hand.".to_owned(),
        (yes, _, all) if yes == all => format!("Alla {} händelserna uppges ha tagits om hand.", in_words(all)),
        (0, ..) => "Ingen av dem uppges ha tagits om hand.".to_owned(),
        (yes, 0, all) => format!("{} av de {} händelserna uppges ha tagits om hand.", capital(&in_words(yes)), in_words(all)),
        (yes, no, all) => format!(
            "{} av de {} händelserna uppges ha tagits om hand, medan {} uppges ännu inte ha tagits om hand.",
            capital(&in_words(yes)),
            in_words(all),
            in_words(no)
        ),
    };
    format!("{said}{unsaid}")
}

/// What the organisation's own people described: in its areas, if it covers any, and elsewhere.
pub fn own(here: Option<i64>, elsewhere: &Counted, respondent: &Respondent) -> String {
    let many = &respondent.many;
    let all: i64 = elsewhere.iter().map(|(_, n)| n).sum();
    let away = |count: &str| match elsewhere.as_slice() {
        [(place, _)] => format!("{count} {}", in_place(place)),
        _ => format!("{count} på andra platser: {}", placed(elsewhere)),
    };
    match (here, all) {
        (None | Some(0), 0) => format!("Ingen av de {many} som svarade beskrev någon händelse."),
        (None, _) if elsewhere.len() > 1 => {
            format!("{} beskrev {}: {}.", capital(&respondent.the_many), events(all), placed(elsewhere))
        }
        (None, _) => format!("{} beskrev {}.", capital(&respondent.the_many), away(&events(all))),
        (Some(0), _) => format!("Förvaltningens {many} beskrev ingen händelse i området men {}.", away(&in_words(all))),
        (Some(here), 0) => format!("Förvaltningens {many} beskrev {} i området.", events(here)),
        (Some(here), _) => {
            format!("Förvaltningens {many} beskrev {} i området och {}.", events(here), away(&in_words(all)))
        }
    }
}

/// Nobody described anything, and nobody of those who know has noticed it, as in the year before if that is told of.
pub fn own_nothing(
    base: i64,
    noticed: &str,
    unknown: &Counted,
    before: Option<(&RoundId, i64)>,
    respondent: &Respondent,
) -> String {
    let Respondent { many, unit, .. } = respondent;
    let base = in_words(base);
    let asked = if unknown.is_empty() { "svarade på" } else { "tog ställning till" };
    let before = before
        .map_or_else(String::new, |(round, base)| format!(" {} uppgav ingen det heller (0 av {base}).", capital(&year(round))));
    let each = unknown.iter().map(|(option, count)| format!(" {} svarar ”{option}”.", capital(&in_words(*count))));
    format!(
        "Ingen av de {base} {many} som {asked} frågan uppger att deras {unit} {noticed}, och ingen av dem har beskrivit någon händelse.{before}{}",
        each.collect::<String>()
    )
}

/// Where others saw what the own people could have told of.
pub fn own_silent(respondent: &Respondent) -> String {
    format!("Ingen av förvaltningens {} svarade.", respondent.many)
}

fn in_place(place: &str) -> String {
    if place == crate::domain::questionnaire::WHOLE_CITY {
        "som gäller hela staden".to_owned()
    } else {
        in_areas(&[place.to_owned()], "och")
    }
}

/// "två i Farsta, en i Bromma och en som gäller hela staden"
fn placed(places: &Counted) -> String {
    let is_city = |(place, _): &&(String, i64)| place == crate::domain::questionnaire::WHOLE_CITY;
    let each = |(place, count): &(String, i64)| format!("{} {}", in_words(*count), in_place(place));
    let (city, areas): (Vec<_>, Vec<_>) = places.iter().partition(is_city);
    listed(&areas.into_iter().chain(city).map(each).collect::<Vec<_>>())
}

/// Beside how many noticed something: those who do not know.
pub fn do_not_know(count: i64, option: &str) -> String {
    format!("Ytterligare {} svarar ”{option}”.", in_words(count))
}

/// Who described events here: the name, how many, and how many of these are of the whole city.
pub type Reporters = Vec<(String, i64, i64)>;

/// What those of one audience described, and who of them answered without describing anything.
pub fn of_others(audience: Audience, reporters: &Reporters, silent: &[String]) -> String {
    let described = |(i, (name, count, city)): (usize, &(String, i64, i64))| {
        let described = |n| if i == 0 { format!("{name} beskrev {}", events(n)) } else { format!("{name} {}", in_words(n)) };
        let what = described(*count);
        match *city {
            0 if i == 0 => format!("{what} i området"),
            0 => what,
            city if city == *count => format!("{what} som gäller hela staden"),
            city => format!("{} i området och {} som gäller hela staden", described(*count - city), in_words(city)),
        }
    };
    let said: Vec<String> = reporters.iter().enumerate().map(described).collect();
    let said = if said.is_empty() { String::new() } else { format!("{}.", listed(&said)) };
    let silent = match (silent, audience) {
        ([], _) => String::new(),
        (names, Audience::Extern) => format!("{} svarade men beskrev ingen händelse i området.", listed(names)),
        (names, _) => format!("Enheter i området från {} svarade men beskrev ingen händelse där.", listed(names)),
    };
    [said, silent].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Events of whose reporters nothing is said.
pub fn unnamed(count: i64, all: i64) -> String {
    if count == all && all == 1 {
        return "Vem som beskrev händelsen anges inte, eftersom få har svarat i den förvaltningen.".to_owned();
    }
    let (them, there) = if count == 1 { ("den", "den förvaltningen") } else { ("dem", "de förvaltningarna") };
    format!("För {} anges inte vem som beskrev {them}, eftersom få har svarat i {there}.", events(count))
}

/// The others with few answers from the area.
pub fn rest(answers: i64) -> String {
    format!(
        "De övriga svaren från området är sammanlagt {}. Inget av dem beskriver någon händelse där.",
        number_of_answers(answers)
    )
}

fn number_of_answers(count: i64) -> String {
    if count == 1 { "ett".to_owned() } else { in_words(count) }
}
