//! Reads the file formats `lagesbild.questionnaire/1` and `/2` into a [`Questionnaire`]. The second
//! declares what its parts are for; the first is accepted for good.
//!
//! Everything is read before anything is refused, so an author sees every *fault* at once, each
//! with its *path*: where in the file it is, as `sections[0].questions[2].options`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use super::history;
use super::meaning::{About, Meaning, Respondent, Says};
use super::questionnaire::{
    Choice, Condition, Direction, Indicator, Kind, OTHER_TEXT, Question, Questionnaire, Row, Section, Statistic, Test,
};
use super::text::{is_allowed, is_unfit};

/// The format without meanings.
const FORMAT_1: &str = "lagesbild.questionnaire/1";
/// The format that declares meanings.
pub const FORMAT: &str = "lagesbild.questionnaire/2";

/// Names that forms use for themselves, so no question may have them.
const RESERVED: [&str; 5] = ["nav", "lagg_till", "ta_bort", "visade", "enhet"];

/// Longest text that a definition may ask for, in Unicode scalar values.
const MAX_LENGTH: i64 = 10_000;
/// Most points of a scale.
const MAX_POINTS: i64 = 21;
/// Most items of a group.
const MAX_ITEMS: i64 = 50;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

/// What can be wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("filen är inte giltig JSON (rad {line}, kolumn {column})")]
    Syntax { line: usize, column: usize },
    #[error("här ska stå {0}")]
    Expected(&'static str),
    #[error("nyckeln \"{0}\" saknas")]
    Missing(&'static str),
    #[error("nyckeln \"{0}\" är okänd")]
    UnknownKey(String),
    #[error("formatet ska vara \"{FORMAT}\" eller \"{FORMAT_1}\"")]
    Format,
    #[error("betydelsen \"{0}\" finns inte")]
    UnknownMeaning(String),
    #[error("betydelsen \"{0}\" finns redan på en annan fråga")]
    MeaningTwice(&'static str),
    #[error("betydelsen \"{0}\" passar inte här")]
    MeaningMisplaced(&'static str),
    #[error("gruppen saknar en fråga med betydelsen \"{0}\"")]
    IncidentsLack(&'static str),
    #[error("länken \"{0}\" finns inte; välj bland blankett, rutin, utbildning, handlingsplan och samordnare")]
    UnknownLink(String),
    #[error("\"{0}\" finns inte; välj bland respondent, staff, neither och unit")]
    UnknownAbout(String),
    #[error("en indikator kan ha högst ett av knows, has_done och assesses")]
    SaysTwice,
    #[error("målgruppen \"{0}\" finns inte; välj stadsdelsforvaltning, fackforvaltning eller extern")]
    Audience(String),
    #[error("språket ska vara \"sv\"")]
    Language,
    #[error("frågetypen \"{0}\" finns inte")]
    UnknownType(String),
    #[error("id \"{0}\" får bara ha bokstäverna a–z och A–Z, siffror, _ och -, högst 60 tecken")]
    BadId(String),
    #[error("id \"{0}\" är upptaget av formuläret självt")]
    ReservedId(String),
    #[error("id \"{0}\" finns redan")]
    DuplicateId(String),
    #[error("listan är tom")]
    Empty,
    #[error("texten är tom")]
    Blank,
    #[error("texten har ett tecken som inte syns; skriv om den utan det")]
    Unseen,
    #[error("min är större än max")]
    MinAboveMax,
    #[error("talet ska ligga mellan {0} och {1}")]
    OutOfRange(i64, i64),
    #[error("bara ett alternativ i en fråga kan ha fritext")]
    SecondOtherText,
    #[error("\"{0}\" går bara på alternativ i {1}")]
    OptionFlag(&'static str, &'static str),
    #[error("en grupp kan inte ligga i en grupp")]
    NestedGroup,
    #[error("frågan \"{0}\" finns inte")]
    UnknownQuestion(String),
    #[error("frågan \"{0}\" kommer senare; ett villkor kan bara se bakåt")]
    ForwardReference(String),
    #[error("frågan \"{0}\" har inget svar att pröva på det sättet")]
    WrongKind(String),
    #[error("frågan \"{0}\" är en matris, så \"row\" måste anges")]
    RowMissing(String),
    #[error("raden \"{0}\" finns inte")]
    UnknownRow(String),
    #[error("alternativet \"{0}\" finns inte")]
    UnknownOption(String),
    #[error("ett villkor ska ha precis ett av in, not_in, answered, less_than, greater_than, all och any")]
    ConditionShape,
    #[error("en indikator ska ha antingen \"counts\" eller \"statistic\": \"mean\"")]
    StatisticShape,
    #[error("riktningen \"{0}\" finns inte; välj higher_is_better, lower_is_better eller neutral")]
    Direction(String),
}

/// Reads a definition, or tells everything that is wrong with it.
///
/// # Errors
/// All faults, in the file's order; never an empty list.
pub fn parse(text: &str) -> Result<Questionnaire, Vec<Fault>> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|e| vec![Fault { path: "$".into(), problem: Problem::Syntax { line: e.line(), column: e.column() } }])?;
    let mut faults = Vec::new();
    let questionnaire = read_questionnaire(&Node { path: String::new(), value: &value }, &mut faults);
    match questionnaire {
        Some(questionnaire) if faults.is_empty() => Ok(questionnaire),
        _ => Err(faults),
    }
}

/// Reads a definition that is to be taken: as [`parse`], and no text or key in it has a character that
/// cannot be seen. What was taken before that was a rule is read by [`parse`] still.
///
/// # Errors
/// All faults; never an empty list.
pub fn accept(text: &str) -> Result<Questionnaire, Vec<Fault>> {
    let mut unseen = Vec::new();
    if let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        find_unseen(&Node { path: String::new(), value: &value }, &mut unseen);
    }
    match parse(text) {
        Ok(questionnaire) if unseen.is_empty() => Ok(questionnaire),
        Ok(_) => Err(unseen),
        Err(faults) => Err([faults, unseen].concat()),
    }
}

fn find_unseen(node: &Node, faults: &mut Faults) {
    match node.value {
        Value::String(text) if !text.chars().all(is_allowed) => node.fault(faults, Problem::Unseen),
        Value::Array(_) => node.list(faults).iter().for_each(|item| find_unseen(item, faults)),
        Value::Object(object) => {
            for (key, value) in object {
                if key.contains(is_unfit) {
                    node.fault(faults, Problem::Unseen);
                } else {
                    find_unseen(&node.child(key, value), faults);
                }
            }
        }
        _ => {}
    }
}

/// A value and where it stands.
struct Node<'a> {
    path: String,
    value: &'a Value,
}

type Faults = Vec<Fault>;

impl<'a> Node<'a> {
    fn fault(&self, faults: &mut Faults, problem: Problem) {
        let path = if self.path.is_empty() { "$".into() } else { self.path.clone() };
        faults.push(Fault { path, problem });
    }

    fn child(&self, key: &str, value: &'a Value) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Node { path: format!("{}{dot}{key}", self.path), value }
    }

    fn object(&self, faults: &mut Faults, known: &[&str]) -> Option<&'a Map<String, Value>> {
        let Some(object) = self.value.as_object() else {
            self.fault(faults, Problem::Expected("ett objekt"));
            return None;
        };
        for key in object.keys().filter(|k| !known.contains(&k.as_str())) {
            self.fault(faults, Problem::UnknownKey(key.clone()));
        }
        Some(object)
    }

    /// The value under a key; `null` is as good as nothing.
    fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.get(key)?;
        (!value.is_null()).then(|| self.child(key, value))
    }

    fn need(&self, faults: &mut Faults, key: &'static str) -> Option<Node<'a>> {
        let node = self.get(key);
        if node.is_none() {
            self.fault(faults, Problem::Missing(key));
        }
        node
    }

    fn string(&self, faults: &mut Faults) -> Option<String> {
        let text = self.value.as_str();
        match text {
            None => self.fault(faults, Problem::Expected("en text")),
            Some(text) if text.trim().is_empty() => self.fault(faults, Problem::Blank),
            Some(text) if text.contains('\0') => self.fault(faults, Problem::Expected("en text")),
            Some(text) => return Some(text.to_owned()),
        }
        None
    }

    fn text(&self, faults: &mut Faults, key: &'static str) -> Option<String> {
        self.need(faults, key)?.string(faults)
    }

    fn optional_text(&self, faults: &mut Faults, key: &str) -> Option<String> {
        self.get(key)?.string(faults)
    }

    fn integer(&self, faults: &mut Faults) -> Option<i64> {
        let number = self.value.as_i64();
        if number.is_none() {
            self.fault(faults, Problem::Expected("ett heltal"));
        }
        number
    }

    fn bounded(&self, faults: &mut Faults, low: i64, high: i64) -> Option<i64> {
        let number = self.integer(faults)?;
        if !(low..=high).contains(&number) {
            self.fault(faults, Problem::OutOfRange(low, high));
            return None;
        }
        Some(number)
    }

    fn boolean(&self, faults: &mut Faults, key: &str) -> bool {
        let Some(node) = self.get(key) else { return false };
        node.value.as_bool().unwrap_or_else(|| {
            node.fault(faults, Problem::Expected("true eller false"));
            false
        })
    }

    fn list(&self, faults: &mut Faults) -> Vec<Node<'a>> {
        let Some(list) = self.value.as_array() else {
            self.fault(faults, Problem::Expected("en lista"));
            return vec![];
        };
        list.iter().enumerate().map(|(i, value)| Node { path: format!("{}[{i}]", self.path), value }).collect()
    }

    /// A list that must hold something.
    fn items(&self, faults: &mut Faults, key: &'static str) -> Vec<Node<'a>> {
        let Some(node) = self.need(faults, key) else { return vec![] };
        let items = node.list(faults);
        if items.is_empty() && node.value.is_array() {
            node.fault(faults, Problem::Empty);
        }
        items
    }

    fn id(&self, faults: &mut Faults, seen: &mut BTreeSet<String>) -> Option<String> {
        let id = self.text(faults, "id")?;
        let node = self.get("id")?;
        let sound = id.len() <= 60 && id.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        if !sound {
            node.fault(faults, Problem::BadId(id));
            return None;
        }
        if !seen.insert(id.clone()) {
            node.fault(faults, Problem::DuplicateId(id));
            return None;
        }
        Some(id)
    }
}

fn read_questionnaire(root: &Node, faults: &mut Faults) -> Option<Questionnaire> {
    const KEYS: &[&str] = &["format", "id", "title", "audience", "language", "minutes", "intro", "sections", "indicators"];
    let format = root.need(faults, "format");
    let mut reader = Reader { meanings: format.as_ref().is_some_and(|node| node.value == FORMAT), ..Reader::default() };
    if let Some(node) = format
        && node.value != FORMAT
        && node.value != FORMAT_1
    {
        node.fault(faults, Problem::Format);
    }
    root.object(faults, &reader.keys(KEYS, &["respondent"]))?;
    if let Some(node) = root.get("language")
        && node.value != "sv"
    {
        node.fault(faults, Problem::Language);
    }
    let id = root.id(faults, &mut BTreeSet::new());
    let title = root.text(faults, "title");
    let audience = root.text(faults, "audience").and_then(|text| {
        let audience = text.parse().ok();
        if audience.is_none() {
            root.child("audience", root.value).fault(faults, Problem::Audience(text));
        }
        audience
    });
    let minutes = root.get("minutes").map_or(Some(5), |n| n.bounded(faults, 1, 120));
    let intro = root.optional_text(faults, "intro");

    let respondent = root.get("respondent").map_or_else(Respondent::default, |node| read_respondent(&node, faults));
    let mut section_ids = BTreeSet::new();
    let nodes = root.items(faults, "sections");
    // Ids first, so that a condition can tell a later question from one that does not exist.
    for question in nodes.iter().filter_map(|s| s.get("questions")) {
        for id in question.list(&mut vec![]).iter().filter_map(|q| q.value.get("id")?.as_str()) {
            reader.later.insert(id.to_owned());
        }
    }
    let sections: Vec<Section> =
        nodes.iter().filter_map(|node| read_section(node, &mut section_ids, &mut reader, faults)).collect();

    let mut indicator_ids = BTreeSet::new();
    let indicators = root.get("indicators").map_or_else(Vec::new, |n| n.list(faults));
    let indicators = indicators.iter().filter_map(|node| read_indicator(node, &mut indicator_ids, &reader, faults)).collect();

    let mut questionnaire = Questionnaire {
        id: id?,
        title: title?,
        audience: audience?,
        minutes: u32::try_from(minutes?).ok()?,
        intro,
        respondent,
        sections,
        indicators,
    };
    if !reader.meanings {
        history::fill(&mut questionnaire);
    }
    Some(questionnaire)
}

/// The words that are not given are the usual ones.
fn read_respondent(node: &Node, faults: &mut Faults) -> Respondent {
    let mut respondent = Respondent::default();
    node.object(faults, &["one", "many", "the_many", "unit", "units"]);
    for (key, word) in [
        ("one", &mut respondent.one),
        ("many", &mut respondent.many),
        ("the_many", &mut respondent.the_many),
        ("unit", &mut respondent.unit),
        ("units", &mut respondent.units),
    ] {
        if let Some(text) = node.optional_text(faults, key) {
            *word = text;
        }
    }
    respondent
}

/// A value of a known set under a key.
fn read_named<T: std::str::FromStr>(
    node: &Node,
    key: &str,
    faults: &mut Faults,
    unknown: impl Fn(String) -> Problem,
) -> Option<T> {
    let at = node.get(key)?;
    let text = at.string(faults)?;
    let value = text.parse().ok();
    if value.is_none() {
        at.fault(faults, unknown(text));
    }
    value
}

/// What keeps a sound definition from being published: meanings that stand twice, stand where they
/// mean nothing, or are missing.
pub fn unpublishable(questionnaire: &Questionnaire) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen: BTreeSet<Meaning> = BTreeSet::new();
    for (i, section) in questionnaire.sections.iter().enumerate() {
        for (j, question) in section.questions.iter().enumerate() {
            let path = format!("sections[{i}].questions[{j}]");
            check_meaning(&path, question, None, &mut seen, &mut faults);
            if let Kind::Group { questions, .. } = &question.kind {
                for (k, inner) in questions.iter().enumerate() {
                    check_meaning(&format!("{path}.questions[{k}]"), inner, Some(question), &mut seen, &mut faults);
                }
            }
        }
    }
    faults
}

/// One question's meaning, and those of its options; `group` is what it lies in.
fn check_meaning(path: &str, question: &Question, group: Option<&Question>, seen: &mut BTreeSet<Meaning>, faults: &mut Faults) {
    let mut fault = |at: String, problem| faults.push(Fault { path: at, problem });
    if let Some(meaning) = question.meaning {
        let inside = group.is_some_and(|g| g.meaning == Some(Meaning::Incidents));
        let at = || format!("{path}.meaning");
        if !meaning.fits(&question.kind) || meaning.is_of_an_incident() != inside || (group.is_some() && !inside) {
            fault(at(), Problem::MeaningMisplaced(meaning.as_str()));
        }
        if !seen.insert(meaning) {
            fault(at(), Problem::MeaningTwice(meaning.as_str()));
        }
    }
    if let (Some(Meaning::Incidents), Kind::Group { questions, .. }) = (question.meaning, &question.kind) {
        for needed in [Meaning::Place, Meaning::Kind, Meaning::Environment] {
            if !questions.iter().any(|q| q.meaning == Some(needed)) {
                fault(path.to_owned(), Problem::IncidentsLack(needed.as_str()));
            }
        }
    }
    for (i, option) in question.kind.options().iter().enumerate() {
        if let Some(meaning) = option.meaning.filter(|m| question.meaning != Some(m.belongs_to())) {
            let list = if matches!(question.kind, Kind::Matrix { .. }) { "columns" } else { "options" };
            fault(format!("{path}.{list}[{i}].meaning"), Problem::MeaningMisplaced(meaning.as_str()));
        }
    }
}

fn read_section(node: &Node, ids: &mut BTreeSet<String>, reader: &mut Reader, faults: &mut Faults) -> Option<Section> {
    node.object(faults, &reader.keys(&["id", "title", "intro", "show_if", "questions"], &["links"]))?;
    let id = node.id(faults, ids);
    let title = node.text(faults, "title");
    let intro = node.optional_text(faults, "intro");
    let show_if = node.get("show_if").and_then(|n| reader.condition(&n, faults));
    let questions = node.items(faults, "questions").iter().filter_map(|n| reader.question(n, false, faults)).collect();
    let links = node.get("links").map_or_else(Vec::new, |n| n.list(faults));
    let links = links.iter().filter_map(|node| {
        let name = node.string(faults)?;
        let link = name.parse().ok();
        if link.is_none() {
            node.fault(faults, Problem::UnknownLink(name));
        }
        link
    });
    Some(Section { id: id?, title: title?, intro, show_if, questions, links: links.collect() })
}

fn read_indicator(node: &Node, ids: &mut BTreeSet<String>, reader: &Reader, faults: &mut Faults) -> Option<Indicator> {
    const KEYS: &[&str] = &["id", "label", "question", "row", "counts", "statistic", "direction"];
    node.object(faults, &reader.keys(KEYS, &["about", "knows", "has_done", "assesses"]))?;
    let id = node.id(faults, ids);
    let label = node.text(faults, "label");
    let direction = match node.optional_text(faults, "direction").as_deref() {
        None | Some("higher_is_better") => Direction::Higher,
        Some("lower_is_better") => Direction::Lower,
        Some("neutral") => Direction::Neutral,
        Some(other) => {
            node.fault(faults, Problem::Direction(other.into()));
            return None;
        }
    };
    let (name, row, kind) = reader.reference(node, true, faults)?;
    let statistic = match (node.get("counts"), node.optional_text(faults, "statistic").as_deref()) {
        (Some(counts), None) => {
            if kind.options().is_empty() && !matches!(kind, Kind::Scale { .. }) {
                node.fault(faults, Problem::WrongKind(name));
                return None;
            }
            let counted = node.items(faults, "counts");
            if counted.is_empty() && counts.value.is_array() {
                return None;
            }
            Statistic::Share(options_of(&kind, &counted, faults)?)
        }
        (None, Some("mean")) => {
            if !matches!(kind, Kind::Scale { .. } | Kind::Number { .. }) {
                node.fault(faults, Problem::WrongKind(name));
                return None;
            }
            Statistic::Mean
        }
        _ => {
            node.fault(faults, Problem::StatisticShape);
            return None;
        }
    };
    let about = read_named(node, "about", faults, Problem::UnknownAbout).unwrap_or(About::Respondent);
    let mut said: Vec<Says> = [
        node.optional_text(faults, "knows").map(Says::Knows),
        node.optional_text(faults, "has_done").map(Says::HasDone),
        node.optional_text(faults, "assesses").map(Says::Assesses),
    ]
    .into_iter()
    .flatten()
    .collect();
    if said.len() > 1 {
        node.fault(faults, Problem::SaysTwice);
    }
    Some(Indicator { id: id?, label: label?, question: name, row, statistic, direction, about, says: said.pop() })
}

/// Option ids of a list in a condition or indicator; points of a scale may be written as numbers.
fn options_of(kind: &Kind, nodes: &[Node], faults: &mut Faults) -> Option<Vec<String>> {
    let mut ids = Vec::new();
    for node in nodes {
        let id = match node.value {
            Value::Number(number) => number.to_string(),
            _ => node.string(faults)?,
        };
        let known = match kind {
            Kind::Scale { min, max, .. } => id.parse::<i64>().is_ok_and(|n| (*min..=*max).contains(&n)),
            Kind::Number { .. } => id.parse::<i64>().is_ok(),
            Kind::Area => true,
            _ => kind.options().iter().any(|o| o.id == id),
        };
        if !known {
            node.fault(faults, Problem::UnknownOption(id));
            return None;
        }
        ids.push(id);
    }
    Some(ids)
}

/// The questions read so far: what a condition may look back to.
#[derive(Default)]
struct Reader {
    /// Whether meanings may be declared.
    meanings: bool,
    ids: BTreeSet<String>,
    seen: BTreeMap<String, Kind>,
    later: BTreeSet<String>,
}

impl Reader {
    /// The keys that are known, with those that came with meanings.
    fn keys<'a>(&self, always: &[&'a str], with_meanings: &[&'a str]) -> Vec<&'a str> {
        [always, if self.meanings { with_meanings } else { &[] }].concat()
    }

    /// The question, row and kind that a condition or indicator names.
    fn reference(&self, node: &Node, row_needed: bool, faults: &mut Faults) -> Option<(String, Option<String>, Kind)> {
        let name = node.text(faults, "question")?;
        let at = node.get("question")?;
        let row = node.optional_text(faults, "row");
        let Some(kind) = self.seen.get(&name) else {
            at.fault(
                faults,
                if self.later.contains(&name) { Problem::ForwardReference(name) } else { Problem::UnknownQuestion(name) },
            );
            return None;
        };
        match (kind, &row) {
            (Kind::Info, _) => {
                at.fault(faults, Problem::WrongKind(name));
                return None;
            }
            (Kind::Matrix { rows, .. }, Some(row)) if !rows.iter().any(|r| r.id == *row) => {
                node.get("row")?.fault(faults, Problem::UnknownRow(row.clone()));
                return None;
            }
            (Kind::Matrix { .. }, None) if row_needed => {
                at.fault(faults, Problem::RowMissing(name));
                return None;
            }
            (Kind::Matrix { .. }, _) | (_, None) => {}
            (_, Some(row)) => {
                node.get("row")?.fault(faults, Problem::UnknownRow(row.clone()));
                return None;
            }
        }
        Some((name, row, kind.clone()))
    }

    fn condition(&self, node: &Node, faults: &mut Faults) -> Option<Condition> {
        const TESTS: [&str; 5] = ["in", "not_in", "answered", "less_than", "greater_than"];
        let known = ["question", "row", "all", "any", "in", "not_in", "answered", "less_than", "greater_than"];
        let object = node.object(faults, &known)?;
        for key in ["all", "any"] {
            if node.get(key).is_none() {
                continue;
            }
            if object.len() != 1 {
                node.fault(faults, Problem::ConditionShape);
                return None;
            }
            let nodes = node.items(faults, if key == "all" { "all" } else { "any" });
            let parts = nodes.iter().filter_map(|n| self.condition(n, faults)).collect();
            return Some(if key == "all" { Condition::All(parts) } else { Condition::Any(parts) });
        }
        let named: Vec<&str> = TESTS.into_iter().filter(|key| node.get(key).is_some()).collect();
        let [key] = named[..] else {
            node.fault(faults, Problem::ConditionShape);
            return None;
        };
        let (question, row, kind) = self.reference(node, key != "answered", faults)?;
        let value = node.get(key)?;
        let chosen = matches!(kind, Kind::Scale { .. } | Kind::Number { .. } | Kind::Area) || !kind.options().is_empty();
        let numeric = matches!(kind, Kind::Scale { .. } | Kind::Number { .. });
        let fits = match key {
            "in" | "not_in" => chosen,
            "answered" => true,
            _ => numeric,
        };
        if !fits {
            value.fault(faults, Problem::WrongKind(question));
            return None;
        }
        let test = match key {
            "answered" => match value.value.as_bool() {
                Some(answered) => Test::Answered(answered),
                None => {
                    value.fault(faults, Problem::Expected("true eller false"));
                    return None;
                }
            },
            "less_than" => Test::LessThan(value.integer(faults)?),
            "greater_than" => Test::GreaterThan(value.integer(faults)?),
            _ => {
                let nodes = node.items(faults, if key == "in" { "in" } else { "not_in" });
                let options = options_of(&kind, &nodes, faults)?;
                if key == "in" { Test::In(options) } else { Test::NotIn(options) }
            }
        };
        Some(Condition::Question { question, row, test })
    }

    fn question(&mut self, node: &Node, in_group: bool, faults: &mut Faults) -> Option<Question> {
        const COMMON: [&str; 6] = ["id", "type", "text", "hint", "required", "show_if"];
        node.value.as_object().or_else(|| {
            node.fault(faults, Problem::Expected("ett objekt"));
            None
        })?;
        let name = node.text(faults, "type")?;
        let own: &[&str] = match name.as_str() {
            "single_choice" | "multiple_choice" => &["options"],
            "matrix" => &["rows", "columns"],
            "scale" => &["min", "max", "min_label", "max_label"],
            "number" => &["min", "max"],
            "short_text" | "long_text" => &["max_length"],
            "month" | "date" | "area" | "info" => &[],
            "group" => &["item_text", "min_items", "max_items", "questions"],
            _ => {
                node.get("type")?.fault(faults, Problem::UnknownType(name));
                return None;
            }
        };
        node.object(faults, &self.keys(&[&COMMON[..], own].concat(), &["meaning"]))?;
        let meaning = read_named(node, "meaning", faults, Problem::UnknownMeaning);
        let id = node.id(faults, &mut self.ids).filter(|id| {
            let free = in_group || !RESERVED.contains(&id.as_str());
            if !free {
                node.fault(faults, Problem::ReservedId(id.clone()));
            }
            free
        });
        let text = node.text(faults, "text");
        let hint = node.optional_text(faults, "hint");
        let required = node.boolean(faults, "required");
        let show_if = node.get("show_if").and_then(|n| self.condition(&n, faults));
        let kind = self.kind(node, &name, in_group, faults);
        let (id, kind) = (id?, kind?);
        self.seen.insert(id.clone(), kind.clone());
        Some(Question { id, text: text?, hint, required, show_if, meaning, kind })
    }

    fn kind(&self, node: &Node, name: &str, in_group: bool, faults: &mut Faults) -> Option<Kind> {
        Some(match name {
            "single_choice" => Kind::SingleChoice { options: read_choices(self, node, "options", name, faults) },
            "multiple_choice" => Kind::MultipleChoice { options: read_choices(self, node, "options", name, faults) },
            "matrix" => {
                let mut ids = BTreeSet::new();
                let rows = node.items(faults, "rows");
                let rows = rows
                    .iter()
                    .filter_map(|n| {
                        n.object(faults, &["id", "text"])?;
                        let (id, text) = (n.id(faults, &mut ids), n.text(faults, "text"));
                        Some(Row { id: id?, text: text? })
                    })
                    .collect();
                Kind::Matrix { rows, columns: read_choices(self, node, "columns", name, faults) }
            }
            "scale" => {
                let (min, max) = read_range(node, faults)?;
                let (Some(min), Some(max)) = (min, max) else {
                    let missing = if min.is_none() { "min" } else { "max" };
                    node.fault(faults, Problem::Missing(missing));
                    return None;
                };
                if max.saturating_sub(min) >= MAX_POINTS {
                    node.get("max")?.fault(faults, Problem::OutOfRange(min, min.saturating_add(MAX_POINTS - 1)));
                    return None;
                }
                let (low, high) = (node.text(faults, "min_label"), node.text(faults, "max_label"));
                Kind::Scale { min, max, min_label: low?, max_label: high? }
            }
            "number" => {
                let (min, max) = read_range(node, faults)?;
                Kind::Number { min, max }
            }
            "short_text" | "long_text" => {
                let default = if name == "short_text" { 200 } else { 2000 };
                let max_length = match node.get("max_length") {
                    Some(n) => n.bounded(faults, 1, MAX_LENGTH)?,
                    None => default,
                };
                let max_length = usize::try_from(max_length).ok()?;
                if name == "short_text" { Kind::ShortText { max_length } } else { Kind::LongText { max_length } }
            }
            "month" => Kind::Month,
            "date" => Kind::Date,
            "area" => Kind::Area,
            "info" => Kind::Info,
            _ => {
                if in_group {
                    node.fault(faults, Problem::NestedGroup);
                    return None;
                }
                self.group(node, faults)?
            }
        })
    }

    fn group(&self, node: &Node, faults: &mut Faults) -> Option<Kind> {
        let item_text = node.text(faults, "item_text");
        let min = node.get("min_items").map_or(Some(0), |n| n.bounded(faults, 0, MAX_ITEMS));
        let max = node.get("max_items").map_or(Some(10), |n| n.bounded(faults, 1, MAX_ITEMS));
        // A group's questions are a space of ids of their own, and see only each other.
        let mut inner = Self { meanings: self.meanings, ..Self::default() };
        let nodes = node.items(faults, "questions");
        inner.later = nodes.iter().filter_map(|n| Some(n.value.get("id")?.as_str()?.to_owned())).collect();
        let questions = nodes.iter().filter_map(|n| inner.question(n, true, faults)).collect();
        let (min, max) = (min?, max?);
        if min > max {
            node.fault(faults, Problem::MinAboveMax);
            return None;
        }
        Some(Kind::Group {
            item_text: item_text?,
            min_items: usize::try_from(min).ok()?,
            max_items: usize::try_from(max).ok()?,
            questions,
        })
    }
}

/// `min` and `max`; none when either is no number or they are the wrong way round.
#[allow(clippy::type_complexity)] // two optional ends of an optional range
fn read_range(node: &Node, faults: &mut Faults) -> Option<(Option<i64>, Option<i64>)> {
    let mut end = |key| match node.get(key) {
        Some(n) => n.integer(faults).map(Some),
        None => Some(None),
    };
    let (min, max) = (end("min")?, end("max")?);
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        node.fault(faults, Problem::MinAboveMax);
        return None;
    }
    Some((min, max))
}

fn read_choices(reader: &Reader, node: &Node, key: &'static str, question: &str, faults: &mut Faults) -> Vec<Choice> {
    let mut ids = BTreeSet::new();
    let mut other = false;
    let mut choices = Vec::new();
    for node in &node.items(faults, key) {
        let keys = reader.keys(&["id", "text", "other_text", "exclusive", "non_answer"], &["short", "meaning"]);
        if node.object(faults, &keys).is_none() {
            continue;
        }
        let (id, text) = (node.id(faults, &mut ids), node.text(faults, "text"));
        let other_text = node.boolean(faults, "other_text");
        let exclusive = node.boolean(faults, "exclusive");
        if other_text && question == "matrix" {
            node.fault(faults, Problem::OptionFlag("other_text", "single_choice och multiple_choice"));
        }
        if exclusive && question != "multiple_choice" {
            node.fault(faults, Problem::OptionFlag("exclusive", "multiple_choice"));
        }
        if other_text && std::mem::replace(&mut other, true) {
            node.fault(faults, Problem::SecondOtherText);
        }
        if let Some(id) = &id
            && (id == OTHER_TEXT)
        {
            node.fault(faults, Problem::ReservedId(id.clone()));
        }
        if let (Some(id), Some(text)) = (id, text) {
            let non_answer = node.boolean(faults, "non_answer");
            let short = node.optional_text(faults, "short");
            let meaning = read_named(node, "meaning", faults, Problem::UnknownMeaning);
            choices.push(Choice { id, text, other_text, exclusive, non_answer, short, meaning });
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_cannot_be_seen_are_found_with_their_place() {
        let text = include_str!("../../enkat/vbe-bra.json");
        assert_eq!(accept(text).expect("sound"), parse(text).expect("sound"));
        let title = |c: &str| text.replacen("\"title\": \"", &format!("\"title\": \"{c}"), 1);
        for c in ["\u{ffff}", "\\u0001", "\\u0000"] {
            let faults = accept(&title(c)).expect_err("refused");
            assert!(faults.contains(&Fault { path: "title".into(), problem: Problem::Unseen }), "{faults:?}");
        }
        let question =
            text.replacen("\"questions\": [", "\"questions\": [{\"id\": \"o\", \"type\": \"info\", \"text\": \"a\u{fffe}\"},", 1);
        let faults = accept(&question).expect_err("refused");
        assert_eq!(
            faults[0].to_string(),
            "sections[0].questions[0].text: texten har ett tecken som inte syns; skriv om den utan det"
        );
        assert!(parse(&question).is_ok(), "what is stored is still read");
    }
    use serde_json::json;

    /// A small sound definition, changed at one JSON pointer.
    fn with(pointer: &str, value: Value) -> Vec<String> {
        let mut definition = json!({
            "format": FORMAT, "id": "q", "title": "T", "audience": "extern",
            "sections": [
                {"id": "s", "title": "S", "questions": [
                    {"id": "a", "type": "single_choice", "text": "A", "options": [{"id": "x", "text": "X"}]},
                    {"id": "b", "type": "number", "text": "B", "min": 0, "max": 9},
                    {"id": "m", "type": "matrix", "text": "M", "rows": [{"id": "r", "text": "R"}], "columns": [{"id": "x", "text": "X"}]},
                    {"id": "g", "type": "group", "text": "G", "item_text": "I", "questions": [{"id": "t", "type": "long_text", "text": "T"}]},
                    {"id": "c", "type": "info", "text": "C", "show_if": {"question": "a", "in": ["x"]}}
                ]}
            ],
            "indicators": [{"id": "i", "label": "I", "question": "a", "counts": ["x"]}]
        });
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match definition.pointer_mut(parent).expect("a parent") {
            Value::Object(map) => {
                map.insert(key.into(), value);
            }
            Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value,
            _ => panic!("no container at {parent}"),
        }
        match parse(&definition.to_string()) {
            Ok(_) => vec![],
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn the_standard_questionnaires_are_sound() {
        for (text, questions) in [
            (include_str!("../../enkat/2022/vbe-stadsdel.json"), 12),
            (include_str!("../../enkat/2022/vbe-fack.json"), 13),
            (include_str!("../../enkat/2022/vbe-bra.json"), 6),
            (include_str!("../../enkat/exempel-alla-typer.json"), 9),
        ] {
            let questionnaire = parse(text).expect("a sound definition");
            assert_eq!(questionnaire.questions().count(), questions, "{}", questionnaire.id);
        }
    }

    #[test]
    fn each_fault_is_named_with_its_path() {
        let q = "/sections/0/questions";
        let cases = [
            (
                "/format",
                json!("x/2"),
                "format: formatet ska vara \"lagesbild.questionnaire/2\" eller \"lagesbild.questionnaire/1\"",
            ),
            ("/title", json!(" "), "title: texten är tom"),
            ("/title", Value::Null, "$: nyckeln \"title\" saknas"),
            (
                "/audience",
                json!("alla"),
                "audience: målgruppen \"alla\" finns inte; välj stadsdelsforvaltning, fackforvaltning eller extern",
            ),
            ("/extra", json!(1), "$: nyckeln \"extra\" är okänd"),
            ("/sections", json!([]), "sections: listan är tom"),
            (&format!("{q}/0/type"), json!("slider"), "sections[0].questions[0].type: frågetypen \"slider\" finns inte"),
            (&format!("{q}/0/options"), json!([]), "sections[0].questions[0].options: listan är tom"),
            (&format!("{q}/1/id"), json!("a"), "sections[0].questions[1].id: id \"a\" finns redan"),
            (
                &format!("{q}/1/id"),
                json!("Å b"),
                "sections[0].questions[1].id: id \"Å b\" får bara ha bokstäverna a–z och A–Z, siffror, _ och -, högst 60 tecken",
            ),
            (&format!("{q}/1/id"), json!("nav"), "sections[0].questions[1]: id \"nav\" är upptaget av formuläret självt"),
            (&format!("{q}/1/min"), json!(10), "sections[0].questions[1]: min är större än max"),
            (&format!("{q}/1/min"), json!("0"), "sections[0].questions[1].min: här ska stå ett heltal"),
            (
                &format!("{q}/3/questions/0/max_length"),
                json!(0),
                "sections[0].questions[3].questions[0].max_length: talet ska ligga mellan 1 och 10000",
            ),
            (
                &format!("{q}/3/questions/0/type"),
                json!("group"),
                "sections[0].questions[3].questions[0]: en grupp kan inte ligga i en grupp",
            ),
            (
                &format!("{q}/4/show_if/question"),
                json!("zz"),
                "sections[0].questions[4].show_if.question: frågan \"zz\" finns inte",
            ),
            (
                &format!("{q}/0/show_if"),
                json!({"question": "b", "answered": true}),
                "sections[0].questions[0].show_if.question: frågan \"b\" kommer senare; ett villkor kan bara se bakåt",
            ),
            (
                &format!("{q}/4/show_if"),
                json!({"question": "a", "in": ["y"]}),
                "sections[0].questions[4].show_if.in[0]: alternativet \"y\" finns inte",
            ),
            (
                &format!("{q}/4/show_if"),
                json!({"question": "m", "in": ["x"]}),
                "sections[0].questions[4].show_if.question: frågan \"m\" är en matris, så \"row\" måste anges",
            ),
            (
                &format!("{q}/4/show_if"),
                json!({"question": "m", "row": "q", "in": ["x"]}),
                "sections[0].questions[4].show_if.row: raden \"q\" finns inte",
            ),
            (
                &format!("{q}/4/show_if"),
                json!({"question": "a", "less_than": 3}),
                "sections[0].questions[4].show_if.less_than: frågan \"a\" har inget svar att pröva på det sättet",
            ),
            (
                &format!("{q}/4/show_if"),
                json!({"question": "a"}),
                "sections[0].questions[4].show_if: ett villkor ska ha precis ett av in, not_in, answered, less_than, greater_than, all och any",
            ),
            ("/indicators/0/counts", json!(["y"]), "indicators[0].counts[0]: alternativet \"y\" finns inte"),
            ("/indicators/0/question", json!("g"), "indicators[0]: frågan \"g\" har inget svar att pröva på det sättet"),
            (
                "/indicators/0/statistic",
                json!("mean"),
                "indicators[0]: en indikator ska ha antingen \"counts\" eller \"statistic\": \"mean\"",
            ),
        ];
        assert!(with("/title", json!("Ny")).is_empty(), "the base is sound");
        for (pointer, value, expected) in cases {
            let faults = with(pointer, value);
            assert!(faults.iter().any(|f| f == expected), "{pointer}: {faults:#?}");
        }
    }

    #[test]
    fn broken_json_is_placed_by_line_and_column() {
        let faults = parse("{\n  \"id\": }").expect_err("not JSON");
        assert_eq!(faults[0].to_string(), "$: filen är inte giltig JSON (rad 2, kolumn 9)");
    }

    #[test]
    fn several_faults_are_told_at_once() {
        let faults = parse("{\"format\": \"x\", \"sections\": []}").expect_err("faulty");
        assert!(faults.len() >= 5, "{faults:?}");
    }
}
