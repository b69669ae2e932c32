//! Writing a questionnaire: what its authors do to it, one *operation* after the other.
//!
//! A document that is written is a [`Questionnaire`] whose texts may still be empty. Nothing else can be wrong with it: an
//! operation that would lead there is refused with the reader's own reason, and what an operation takes the ground from (a
//! condition on a question that is gone) goes with it. Browser and server apply the same functions.

mod difference;
mod hints;
mod names;
mod new;
mod operation;
mod place;
mod session;
mod shared;
#[cfg(test)]
mod tests;
mod undo;

pub use self::difference::{Change, Effect, changes, shaken};
pub use self::hints::{Hint, estimated_minutes, hints};
pub use self::names::{Named, is_provisional};
pub use self::new::{converted, new_option, new_row};
pub use self::operation::{Done, Front, Operation, Refused, SectionHead};
pub use self::place::{Part, Place};
pub use self::session::{Effects, Event, Session, State, Writer};
pub use self::shared::{Offer, adopt, offers};
pub use self::undo::Undo;

use super::definition::{self, Fault, Problem};
use super::meaning::Respondent;
use super::organisation::Audience;
use super::questionnaire::Questionnaire;

/// A questionnaire with a section and a question to begin with.
pub fn blank(id: &str, title: &str, audience: Audience) -> Questionnaire {
    Questionnaire {
        id: id.to_owned(),
        title: title.to_owned(),
        audience,
        minutes: 5,
        intro: None,
        respondent: Respondent::default(),
        sections: vec![new::new_section("avsnitt_1".to_owned(), "fraga_1".to_owned())],
        indicators: vec![],
    }
}

/// What remains before it can be published, with the path to each.
pub fn faults(questionnaire: &Questionnaire) -> Vec<Fault> {
    match definition::accept(&definition::write(questionnaire)) {
        Ok(questionnaire) => definition::publication_faults(&questionnaire),
        Err(faults) => [faults, definition::publication_faults(questionnaire)].concat(),
    }
}

/// The keys of what people read.
const TEXTS: [&str; 17] = [
    "title",
    "intro",
    "text",
    "hint",
    "label",
    "min_label",
    "max_label",
    "item_text",
    "short",
    "knows",
    "has_done",
    "assesses",
    "one",
    "many",
    "the_many",
    "unit",
    "units",
];

/// Whether a draft may have it until it is published: a text that is not written, a choice that is not made.
pub fn may_wait(fault: &Fault) -> bool {
    let is_one_of = |keys: &[&str]| keys.contains(&fault.path.rsplit('.').next().unwrap_or_default());
    match &fault.problem {
        Problem::Blank => is_one_of(&TEXTS),
        Problem::Empty => is_one_of(&["in", "not_in", "counts"]),
        problem => problem.is_of_publication(),
    }
}

/// The same with a mark for each text that is empty, so that it can be read.
///
/// # Errors
/// What else is wrong with it.
pub fn filled(questionnaire: &Questionnaire) -> Result<Questionnaire, Vec<Fault>> {
    let mut value = serde_json::from_str(&definition::write(questionnaire)).unwrap_or_default();
    fill(&mut value);
    definition::parse(&value.to_string())
}

fn fill(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if text.trim().is_empty() => "…".clone_into(text),
        serde_json::Value::Array(list) => list.iter_mut().for_each(fill),
        serde_json::Value::Object(object) => object.values_mut().for_each(fill),
        _ => {}
    }
}

/// The id that a title makes; it differs from the words that stand in its place in addresses.
pub fn id_of_title(title: &str) -> String {
    let id = names::of_words(title).replace('_', "-");
    if ["ny", "fil", "skriv"].contains(&id.as_str()) { format!("enkat-{id}") } else { id }
}

/// Gives new ids to indicators that measure something else than before: figures under the old id are not compared with
/// those under the new one.
pub fn renew(questionnaire: &mut Questionnaire, ids: &[String]) {
    let taken: Vec<String> = questionnaire.indicators.iter().map(|indicator| indicator.id.clone()).collect();
    for indicator in questionnaire.indicators.iter_mut().filter(|indicator| ids.contains(&indicator.id)) {
        indicator.id = names::free(&indicator.id, &taken);
    }
}
