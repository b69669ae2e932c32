//! When a section or a question is shown, and what a condition or an indicator refers to.

use serde_json::Value;

use super::node::Node;
use super::{Problem, Scope};
use crate::domain::questionnaire::{Condition, Kind, Test};

/// The keys that test an answer; a condition has one of them.
const TESTS: [&str; 5] = ["in", "not_in", "answered", "less_than", "greater_than"];

pub(super) fn condition(node: &Node, scope: &Scope) -> Option<Condition> {
    let object = node.object(&[&["question", "row", "all", "any"], &TESTS[..]].concat())?;
    let combinations: [(_, fn(_) -> _); 2] = [("all", Condition::All), ("any", Condition::Any)];
    for (key, combine) in combinations {
        if node.get(key).is_none() {
            continue;
        }
        if object.len() != 1 {
            return node.refuse(Problem::ConditionShape);
        }
        return Some(combine(node.items(key).iter().filter_map(|part| condition(part, scope)).collect()));
    }
    let mut tests = TESTS.into_iter().filter(|key| node.get(key).is_some());
    let (Some(key), None) = (tests.next(), tests.next()) else { return node.refuse(Problem::ConditionShape) };
    let (question, row, kind) = reference(node, scope, key != "answered")?;
    let test = test(node, key, &question, kind)?;
    Some(Condition::Question { question, row, test })
}

/// The test under a key, if answers of that kind can be tested so.
fn test(node: &Node, key: &'static str, question: &str, kind: &Kind) -> Option<Test> {
    let value = node.get(key)?;
    let fits = match key {
        "answered" => true,
        "in" | "not_in" => kind.has_choices(),
        _ => kind.is_number(),
    };
    if !fits {
        return value.refuse(Problem::WrongKind(question.to_owned()));
    }
    Some(match key {
        "answered" => Test::Answered(value.boolean()?),
        "less_than" => Test::LessThan(value.integer()?),
        "greater_than" => Test::GreaterThan(value.integer()?),
        "in" => Test::In(options(&node.items(key), kind)?),
        _ => Test::NotIn(options(&node.items(key), kind)?),
    })
}

impl Kind {
    /// Whether its answers are numbers, which have a mean and lie above or below others.
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Scale { .. } | Self::Number { .. })
    }

    /// Whether its answers are from a set that a condition may name.
    pub fn has_choices(&self) -> bool {
        self.is_number() || matches!(self, Self::Area) || !self.options().is_empty()
    }

    /// Whether an answer may be this: the id of an option, a number, or an area.
    pub fn has_choice(&self, id: &str) -> bool {
        match self {
            Self::Scale { min, max, .. } => id.parse::<i64>().is_ok_and(|n| (*min..=*max).contains(&n)),
            Self::Number { .. } => id.parse::<i64>().is_ok(),
            Self::Area => true,
            _ => self.options().iter().any(|option| option.id == id),
        }
    }
}

/// The question, row and kind that a condition or an indicator names.
pub(super) fn reference<'a>(node: &Node, scope: &'a Scope, needs_row: bool) -> Option<(String, Option<String>, &'a Kind)> {
    let question = node.required("question")?;
    let name = question.string()?;
    let row = node.get("row").and_then(|node| Some((node.string()?, node)));
    let Some(kind) = scope.questions.get(&name) else {
        let is_later = scope.all.contains(&name);
        return question.refuse(if is_later { Problem::ForwardReference(name) } else { Problem::UnknownQuestion(name) });
    };
    match (kind, &row) {
        (Kind::Info, _) => question.refuse(Problem::WrongKind(name)),
        (Kind::Matrix { .. }, None) if needs_row => question.refuse(Problem::RowMissing(name)),
        (Kind::Matrix { rows, .. }, Some((row, _))) if rows.iter().any(|r| r.id == *row) => Some((name, Some(row.clone()), kind)),
        (_, Some((row, node))) => node.refuse(Problem::UnknownRow(row.clone())),
        (_, None) => Some((name, None, kind)),
    }
}

/// Ids of options in a condition or an indicator. Points of a scale may be written as numbers.
pub(super) fn options(nodes: &[Node], kind: &Kind) -> Option<Vec<String>> {
    nodes.iter().map(|node| option(node, kind)).collect()
}

fn option(node: &Node, kind: &Kind) -> Option<String> {
    let id = match node.value {
        Value::Number(number) => number.to_string(),
        _ => node.string()?,
    };
    if kind.has_choice(&id) { Some(id) } else { node.refuse(Problem::UnknownOption(id)) }
}
