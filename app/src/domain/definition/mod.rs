//! Reads a questionnaire file, in format `lagesbild.questionnaire/1` or `/2`, into a [`Questionnaire`].
//!
//! A *fault* is a *problem* and the *path* to it in the file, as `sections[0].questions[2].options`.
//! Reading goes on after a fault, so an author sees all of them at once. Serde stops at the first one
//! and words it in English, so the reader is written by hand: `node` has its tools, and the other
//! files have a part of the format each. The types of [`super::questionnaire`] also make the JSON
//! Schema in `docs/questionnaire.schema.json`, and tests hold reader and schema together.
//!
//! Format `/2` declares the *meanings* of questions and options. Format `/1` cannot; see
//! `super::history`.

mod condition;
mod document;
mod indicator;
mod node;
mod problem;
mod publish;
mod question;
#[cfg(test)]
pub(super) mod schema;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::node::{Faults, Node};
pub use self::problem::{Fault, Problem};
pub use self::publish::publication_faults;
pub use self::question::Type;
pub use self::write::write;
use super::questionnaire::{Kind, Questionnaire};
use super::text::{is_allowed, is_unfit, turns};

/// The format without meanings.
const FORMAT_1: &str = "lagesbild.questionnaire/1";
/// The format that declares meanings.
const FORMAT: &str = "lagesbild.questionnaire/2";

/// Reads a definition.
///
/// # Errors
/// Every fault in the file; never an empty list.
pub fn parse(text: &str) -> Result<Questionnaire, Vec<Fault>> {
    read(&json(text)?)
}

/// Reads a definition that somebody imports. Unlike [`parse`], it refuses characters that cannot be
/// seen. Definitions that were stored before that rule are still read with [`parse`].
///
/// # Errors
/// Every fault in the file; never an empty list.
pub fn accept(text: &str) -> Result<Questionnaire, Vec<Fault>> {
    let value = json(text)?;
    let invisible = Faults::default();
    find_invisible(&Node::root(&value, &invisible));
    match (read(&value), invisible.into_list()) {
        (Ok(questionnaire), invisible) if invisible.is_empty() => Ok(questionnaire),
        (Ok(_), invisible) => Err(invisible),
        (Err(faults), invisible) => Err([faults, invisible].concat()),
    }
}

/// What is said of a definition that somebody imports: how it is written anew, or its faults, a line each.
pub fn verdict(text: &str) -> String {
    match accept(text) {
        Ok(questionnaire) => write(&questionnaire),
        Err(faults) => faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

fn json(text: &str) -> Result<Value, Vec<Fault>> {
    let byte_order_mark = '\u{feff}';
    serde_json::from_str(text.trim_start_matches(byte_order_mark))
        .map_err(|e| vec![Fault { path: "$".into(), problem: Problem::Syntax { line: e.line(), column: e.column() } }])
}

fn read(value: &Value) -> Result<Questionnaire, Vec<Fault>> {
    let faults = Faults::default();
    let questionnaire = document::questionnaire(&Node::root(value, &faults));
    match (questionnaire, faults.into_list()) {
        (Some(questionnaire), faults) if faults.is_empty() => Ok(questionnaire),
        (_, faults) => Err(faults),
    }
}

/// Records every text and key that holds a character that cannot be seen.
fn find_invisible(node: &Node) {
    match node.value {
        Value::String(text) if !text.chars().all(|c| is_allowed(c) && !turns(c)) => node.record(Problem::Unseen),
        Value::Array(_) => node.list().iter().for_each(find_invisible),
        Value::Object(object) => {
            // By name, as unknown keys are told.
            for (key, value) in object.iter().collect::<BTreeMap<_, _>>() {
                if key.contains(is_unfit) {
                    node.record(Problem::Unseen);
                } else {
                    find_invisible(&node.child(key, value));
                }
            }
        }
        _ => {}
    }
}

/// What has been read so far of the questions that share a space of ids.
#[derive(Default)]
struct Scope {
    /// Whether the format declares meanings.
    meanings: bool,
    /// Every id that is taken.
    ids: BTreeSet<String>,
    /// The questions read, which a condition or an indicator may refer to.
    questions: BTreeMap<String, Kind>,
    /// Every id in the file, so that a reference to a later question differs from an unknown one.
    all: BTreeSet<String>,
}

impl Scope {
    /// The keys that an object may have: those of both formats, and those of format `/2`.
    fn keys<'a>(&self, both: &[&'a str], with_meanings: &[&'a str]) -> Vec<&'a str> {
        [both, if self.meanings { with_meanings } else { &[] }].concat()
    }
}
