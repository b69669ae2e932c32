//! Questions that questionnaires for several audiences share, by their ids, and how a change in one is taken into another.

use super::difference::{Change, Effect, changes_of};
use super::names::each_condition;
use super::operation::{Operation, Refused};
use super::place::Place;
use crate::domain::questionnaire::{Condition, Question, Questionnaire};

/// A question that was changed in one questionnaire and says something else in another, or is new and lacks there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The question's id.
    pub question: String,
    /// What it says now, where it was changed.
    pub text: String,
    /// Whether the other said the same before the change; of a new one, whether what decides that it is asked did.
    pub was_same: bool,
    /// Whether the other does not have it.
    pub is_new: bool,
    /// What the change would do to the other.
    pub changes: Vec<Change>,
}

/// The questions, outside groups, that were changed from `old` to `new` and that `other` has, but not as they are now;
/// and those that are new, where `other` has the section and what decides that they are asked.
pub fn offers(old: &Questionnaire, new: &Questionnaire, other: &Questionnaire) -> Vec<Offer> {
    let find = |of: &Questionnaire, id: &str| of.questions().find(|question| question.id == id).cloned();
    let offer = |now: &Question| {
        let (question, text) = (now.id.clone(), now.text.clone());
        match (find(old, &now.id), find(other, &now.id)) {
            (Some(before), Some(there)) if !is_same(&before, now) && !is_same(&there, now) => {
                let changes = changes_of(&there, &adapted(now, &there));
                Some(Offer { question, text, was_same: is_same(&before, &there), is_new: false, changes })
            }
            (None, None) => {
                placed_in(other, new, &now.id)?;
                let deciding = deciding(now);
                let both = deciding.iter().map(|id| find(old, id).zip(find(other, id))).collect::<Option<Vec<_>>>()?;
                let was_same = !both.is_empty() && both.iter().all(|(before, there)| is_same(before, there));
                let changes = vec![Change { about: Some(text.clone()), effect: Effect::QuestionAdded }];
                Some(Offer { question, text, was_same, is_new: true, changes })
            }
            _ => None,
        }
    };
    // What cannot be taken as it is, after what comes before it, is not offered.
    let mut taken = other.clone();
    new.questions().filter_map(offer).filter(|offer| adopt(&mut taken, new, &offer.question).is_ok()).collect()
}

/// The questions whose answers decide that one is asked.
fn deciding(question: &Question) -> Vec<String> {
    let mut asked = vec![];
    each_condition(&mut question.show_if.clone(), &mut |condition| {
        if let Condition::Question { question, .. } = condition {
            asked.push(question.clone());
        }
    });
    asked
}

/// Where a question stands in `from`, found in a questionnaire that does not have it: in the section of the same id,
/// behind what is asked before it in both.
fn placed_in(other: &Questionnaire, from: &Questionnaire, id: &str) -> Option<Place> {
    let is_it = |question: &Question| question.id == id;
    let section = from.sections.iter().find(|section| section.questions.iter().any(is_it))?;
    let s = other.sections.iter().position(|there| there.id == section.id)?;
    let before: Vec<&str> = section.questions.iter().take_while(|q| !is_it(q)).map(|q| q.id.as_str()).collect();
    let behind = other.sections[s].questions.iter().rposition(|question| before.contains(&question.id.as_str()));
    Some(Place::Question(s, behind.map_or(0, |at| at + 1)))
}

/// The other takes a question as it stands here. When it is asked stays, for that depends on what else is asked there; one
/// that is new there is asked when it is asked here.
///
/// # Errors
/// Then nothing has changed.
pub fn adopt(other: &mut Questionnaire, from: &Questionnaire, id: &str) -> Result<(), Refused> {
    let question = from.questions().find(|question| question.id == id).ok_or(Refused::Nowhere)?;
    let is_it = |(_, there): &(Place, &Question)| there.id == id;
    let of_section = |(place, _): &(Place, &Question)| matches!(place, Place::Question(..));
    let there = other.placed_questions().filter(of_section).find(is_it).map(|(place, there)| (place, adapted(question, there)));
    if let Some((place, question)) = there {
        return other.apply(Operation::Replace(place, Box::new(question)), None).map(|_| ());
    }
    let place = placed_in(other, from, id).ok_or(Refused::Nowhere)?;
    let (changed, done) = other.after(Operation::Insert(place, Box::new(question.clone())), None)?;
    // Nothing of a condition must be lost untold.
    if done.dropped > 0 || changed.question_at(done.at).map(|taken| &taken.show_if) != Some(&question.show_if) {
        return Err(Refused::Nowhere);
    }
    *other = changed;
    Ok(())
}

fn adapted(question: &Question, there: &Question) -> Question {
    Question { show_if: there.show_if.clone(), ..question.clone() }
}

fn is_same(a: &Question, b: &Question) -> bool {
    *a == adapted(b, a)
}
