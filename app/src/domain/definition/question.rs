//! Questions, by their type.

use std::collections::BTreeSet;

use super::document::question_ids;
use super::node::Node;
use super::{Problem, Scope, condition};
use crate::domain::codes::codes;
use crate::domain::questionnaire::{self, Choice, Kind, OTHER_TEXT, Question, Row};

/// Names that forms use for themselves, so no question may have them.
const RESERVED: [&str; 5] = ["nav", "lagg_till", "ta_bort", "visade", "enhet"];
/// Longest text that a question may ask for, in Unicode scalar values.
const MAX_LENGTH: i64 = 10_000;
/// Most points of a scale.
const MAX_POINTS: i64 = 21;
/// Most items that any group may take.
const MOST_ITEMS: i64 = 50;

codes! {
    /// The `type` of a question.
    Type {
        SingleChoice = "single_choice",
        MultipleChoice = "multiple_choice",
        Matrix = "matrix",
        Scale = "scale",
        Number = "number",
        ShortText = "short_text",
        LongText = "long_text",
        Month = "month",
        Date = "date",
        Area = "area",
        Group = "group",
        Info = "info",
    }
}

impl Kind {
    /// Its `type`.
    pub const fn of(&self) -> Type {
        match self {
            Self::SingleChoice { .. } => Type::SingleChoice,
            Self::MultipleChoice { .. } => Type::MultipleChoice,
            Self::Matrix { .. } => Type::Matrix,
            Self::Scale { .. } => Type::Scale,
            Self::Number { .. } => Type::Number,
            Self::ShortText { .. } => Type::ShortText,
            Self::LongText { .. } => Type::LongText,
            Self::Month => Type::Month,
            Self::Date => Type::Date,
            Self::Area => Type::Area,
            Self::Group { .. } => Type::Group,
            Self::Info => Type::Info,
        }
    }
}

impl Type {
    /// The keys that only questions of this type have.
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::SingleChoice | Self::MultipleChoice => &["options"],
            Self::Matrix => &["rows", "columns"],
            Self::Scale => &["min", "max", "min_label", "max_label"],
            Self::Number => &["min", "max"],
            Self::ShortText | Self::LongText => &["max_length"],
            Self::Month | Self::Date | Self::Area | Self::Info => &[],
            Self::Group => &["item_text", "min_items", "max_items", "questions"],
        }
    }
}

pub(super) fn question(node: &Node, scope: &mut Scope, in_group: bool) -> Option<Question> {
    const KEYS: [&str; 6] = ["id", "type", "text", "hint", "required", "show_if"];
    node.value.as_object().or_else(|| node.refuse(Problem::Expected("ett objekt")))?;
    let of: Type = node.required("type")?.named(Problem::UnknownType)?;
    node.object(&scope.keys(&[&KEYS[..], of.keys()].concat(), &["meaning"]))?;
    let meaning = node.get("meaning").and_then(|node| node.named(Problem::UnknownMeaning));
    let id = node.id(&mut scope.ids).and_then(|id| {
        let is_free = in_group || !RESERVED.contains(&id.as_str());
        if is_free { Some(id) } else { node.refuse(Problem::ReservedId(id)) }
    });
    let text = node.text("text");
    let hint = node.optional_text("hint");
    let required = node.flag("required");
    let show_if = node.get("show_if").and_then(|node| condition::condition(&node, scope));
    let kind = match of {
        Type::Group if in_group => node.refuse(Problem::NestedGroup),
        of => kind(node, scope, of),
    };
    let (id, kind) = (id?, kind?);
    scope.questions.insert(id.clone(), kind.clone());
    Some(Question { id, text: text?, hint, required, show_if, meaning, kind })
}

fn kind(node: &Node, scope: &Scope, of: Type) -> Option<Kind> {
    Some(match of {
        Type::SingleChoice => Kind::SingleChoice { options: choices(node, scope, "options", of) },
        Type::MultipleChoice => Kind::MultipleChoice { options: choices(node, scope, "options", of) },
        Type::Matrix => {
            let mut ids = BTreeSet::new();
            let rows = node.items("rows").iter().filter_map(|node| row(node, &mut ids)).collect();
            Kind::Matrix { rows, columns: choices(node, scope, "columns", of) }
        }
        Type::Scale => scale(node)?,
        Type::Number => {
            let Range { min, max } = range(node)?;
            Kind::Number { min, max }
        }
        Type::ShortText => Kind::ShortText { max_length: max_length(node, questionnaire::default_short_text())? },
        Type::LongText => Kind::LongText { max_length: max_length(node, questionnaire::default_long_text())? },
        Type::Month => Kind::Month,
        Type::Date => Kind::Date,
        Type::Area => Kind::Area,
        Type::Info => Kind::Info,
        Type::Group => group(node, scope)?,
    })
}

fn row(node: &Node, ids: &mut BTreeSet<String>) -> Option<Row> {
    node.object(&["id", "text"])?;
    let (id, text) = (node.id(ids), node.text("text"));
    Some(Row { id: id?, text: text? })
}

fn scale(node: &Node) -> Option<Kind> {
    let (min, max) = match range(node)? {
        Range { min: Some(min), max: Some(max) } => (min, max),
        Range { min: None, .. } => return node.refuse(Problem::Missing("min")),
        Range { .. } => return node.refuse(Problem::Missing("max")),
    };
    if max.saturating_sub(min) >= MAX_POINTS {
        return node.get("max")?.refuse(Problem::OutOfRange(min, min.saturating_add(MAX_POINTS - 1)));
    }
    let (min_label, max_label) = (node.text("min_label"), node.text("max_label"));
    Some(Kind::Scale { min, max, min_label: min_label?, max_label: max_label? })
}

/// Integers that an answer lies between; either end may be open.
struct Range {
    min: Option<i64>,
    max: Option<i64>,
}

fn range(node: &Node) -> Option<Range> {
    let end = |key| node.get(key).map_or(Some(None), |node| node.integer().map(Some));
    let (min, max) = (end("min")?, end("max")?);
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        return node.refuse(Problem::MinAboveMax);
    }
    Some(Range { min, max })
}

fn max_length(node: &Node, default: usize) -> Option<usize> {
    let Some(node) = node.get("max_length") else { return Some(default) };
    usize::try_from(node.bounded(1, MAX_LENGTH)?).ok()
}

fn group(node: &Node, scope: &Scope) -> Option<Kind> {
    let item_text = node.text("item_text");
    let count = |key, least, default| match node.get(key) {
        Some(node) => usize::try_from(node.bounded(least, MOST_ITEMS)?).ok(),
        None => Some(default),
    };
    let (min_items, max_items) = (count("min_items", 0, 0), count("max_items", 1, questionnaire::default_max_items()));
    // A group's questions are a space of ids of their own, and see only each other.
    let mut inner = Scope { meanings: scope.meanings, all: question_ids(node).into_iter().collect(), ..Scope::default() };
    let questions = node.items("questions").iter().filter_map(|node| question(node, &mut inner, true)).collect();
    let (min_items, max_items) = (min_items?, max_items?);
    if min_items > max_items {
        return node.refuse(Problem::MinAboveMax);
    }
    Some(Kind::Group { item_text: item_text?, min_items, max_items, questions })
}

fn choices(node: &Node, scope: &Scope, key: &'static str, of: Type) -> Vec<Choice> {
    let mut ids = BTreeSet::new();
    let mut has_other_text = false;
    let mut choices = Vec::new();
    for node in node.items(key) {
        choices.extend(choice(&node, scope, &mut ids, of));
        if node.value["other_text"] == true && std::mem::replace(&mut has_other_text, true) {
            node.record(Problem::SecondOtherText);
        }
    }
    choices
}

fn choice(node: &Node, scope: &Scope, ids: &mut BTreeSet<String>, of: Type) -> Option<Choice> {
    node.object(&scope.keys(&["id", "text", "other_text", "exclusive", "non_answer"], &["short", "meaning"]))?;
    let id = node.id(ids).and_then(|id| if id == OTHER_TEXT { node.refuse(Problem::ReservedId(id)) } else { Some(id) });
    let text = node.text("text");
    let other_text = node.flag("other_text");
    if other_text && of == Type::Matrix {
        node.record(Problem::OptionFlag("other_text", "single_choice och multiple_choice"));
    }
    let exclusive = node.flag("exclusive");
    if exclusive && of != Type::MultipleChoice {
        node.record(Problem::OptionFlag("exclusive", "multiple_choice"));
    }
    let non_answer = node.flag("non_answer");
    let short = node.optional_text("short");
    let meaning = node.get("meaning").and_then(|node| node.named(Problem::UnknownMeaning));
    Some(Choice { id: id?, text: text?, other_text, exclusive, non_answer, short, meaning })
}
