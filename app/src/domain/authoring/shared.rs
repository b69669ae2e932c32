//! Questions that questionnaires for several audiences share, by their ids, and how a change in one is taken into another.

use super::difference::{Change, changes_of};
use super::operation::{Operation, Refused};
use super::place::Place;
use crate::domain::questionnaire::{Question, Questionnaire};

/// A question that was changed in one questionnaire, and says something else in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The question's id.
    pub question: String,
    /// What it says now, where it was changed.
    pub text: String,
    /// Whether the other said the same before the change.
    pub was_same: bool,
    /// What the change would do to the other.
    pub changes: Vec<Change>,
}

/// The questions, outside groups, that `other` has too, that were changed from `old` to `new`, and that `other` does not
/// have as they are now.
pub fn offers(old: &Questionnaire, new: &Questionnaire, other: &Questionnaire) -> Vec<Offer> {
    let shared = new.questions().filter_map(|now| {
        let before = old.questions().find(|question| question.id == now.id)?;
        let there = other.questions().find(|question| question.id == now.id)?;
        (!is_same(before, now) && !is_same(there, now)).then(|| Offer {
            question: now.id.clone(),
            text: now.text.clone(),
            was_same: is_same(before, there),
            changes: changes_of(there, &adapted(now, there)),
        })
    });
    shared.collect()
}

/// The other takes a question as it stands here. When it is asked stays, for that depends on what else is asked there.
///
/// # Errors
/// Then nothing has changed.
pub fn adopt(other: &mut Questionnaire, from: &Questionnaire, id: &str) -> Result<(), Refused> {
    let question = from.questions().find(|question| question.id == id).ok_or(Refused::Nowhere)?;
    let is_it = |(_, there): &(Place, &Question)| there.id == id;
    let of_section = |(place, _): &(Place, &Question)| matches!(place, Place::Question(..));
    let there = other.placed_questions().filter(of_section).find(is_it);
    let (place, there) = there.ok_or(Refused::Nowhere)?;
    let question = adapted(question, there);
    other.apply(Operation::Replace(place, Box::new(question)), None).map(|_| ())
}

fn adapted(question: &Question, there: &Question) -> Question {
    Question { show_if: there.show_if.clone(), ..question.clone() }
}

fn is_same(a: &Question, b: &Question) -> bool {
    *a == adapted(b, a)
}
