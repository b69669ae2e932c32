//! Operations: what one does to a questionnaire, and when it is refused.

use std::mem;

use super::names::{free, provisional};
use super::new::{first_statistic, new_question, new_section};
use super::place::{Part, Place};
use super::{faults, may_wait, names};
use crate::domain::definition::{Problem, Type};
use crate::domain::meaning::{About, LinkName, Respondent};
use crate::domain::organisation::Audience;
use crate::domain::questionnaire::{Condition, Direction, Indicator, Question, Questionnaire, Test};

/// What is said of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    pub title: String,
    pub intro: Option<String>,
    pub minutes: u32,
    pub audience: Audience,
    pub respondent: Respondent,
}

/// A section without its questions.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionHead {
    pub title: String,
    pub intro: Option<String>,
    pub show_if: Option<Condition>,
    pub links: Vec<LinkName>,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// Says something else of the whole.
    Front(Front),
    /// Says something else of a section.
    Section(usize, SectionHead),
    /// Changes a question; its id stays, and so do those of a group's questions.
    Question(Place, Box<Question>),
    /// Puts a question where another of its id stands, with what a group asks.
    Replace(Place, Box<Question>),
    /// Puts a question with an id of its own before what stands at a place.
    Insert(Place, Box<Question>),
    /// Changes an indicator; its id stays.
    Indicator(usize, Box<Indicator>),
    /// Adds a section with one question at a position.
    AddSection(usize),
    /// Adds a question of a type at a place.
    AddQuestion(Place, Type),
    /// Adds a question behind one, which is asked of those who chose an option.
    AddFollowUp(Place, usize),
    /// Adds an indicator of the first question that can be counted.
    AddIndicator,
    /// Adds a copy behind.
    Copy(Place),
    /// Moves something to where something of its sort stands.
    Move(Place, Place),
    /// Takes something away.
    Remove(Place),
    /// Gives another id, also where it is referred to.
    Rename(Part, String),
    /// Makes an id of the words, if it has none of its own yet.
    Name(Part),
}

/// What came of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// What one works on now.
    pub at: Place,
    /// How many conditions and indicators went because what they ask is gone or comes later.
    pub dropped: usize,
}

/// Why an operation was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing, or nothing of its sort.
    Nowhere,
    /// There is no question that an indicator could count.
    NothingToCount,
    /// The id has been published.
    Fixed,
    /// It would be wrong in a way that no draft may be.
    Problem(Problem),
}

impl Questionnaire {
    /// Does one step. `published` is the version whose ids stay.
    ///
    /// # Errors
    /// Then nothing has changed.
    pub fn apply(&mut self, operation: Operation, published: Option<&Self>) -> Result<Done, Refused> {
        let (changed, done) = self.after(operation, published)?;
        *self = changed;
        Ok(done)
    }

    /// The document after one step, where the one before is needed too.
    ///
    /// # Errors
    /// The step is refused.
    pub fn after(&self, operation: Operation, published: Option<&Self>) -> Result<(Self, Done), Refused> {
        let excerpt = self.excerpt(&operation);
        let mut changed = self.clone();
        let at = changed.step(operation, published)?;
        let dropped = if excerpt.is_some() { 0 } else { changed.drop_groundless() };
        match faults(excerpt.as_ref().unwrap_or(&changed)).into_iter().find(|fault| !may_wait(fault)) {
            Some(fault) => Err(Refused::Problem(fault.problem)),
            None => Ok((changed, Done { at, dropped })),
        }
    }

    /// What of an operation has to be read to know whether it is sound, where nothing that others refer to changes: a
    /// document of that alone. Reading the whole at each key would take longer the more there is.
    fn excerpt(&self, operation: &Operation) -> Option<Self> {
        let Operation::Question(place, new) = operation else { return None };
        let old = self.question_at(*place)?;
        if old.show_if != new.show_if || old.kind.without_labels() != new.kind.without_labels() {
            return None;
        }
        let alone = Question { id: "a".to_owned(), show_if: None, meaning: None, ..(**new).clone() };
        let mut excerpt = super::blank("a", "a", self.audience);
        excerpt.sections[0].questions = vec![alone];
        Some(excerpt)
    }

    fn step(&mut self, operation: Operation, published: Option<&Self>) -> Result<Place, Refused> {
        match operation {
            Operation::Front(Front { title, intro, minutes, audience, respondent }) => {
                (self.title, self.intro, self.minutes) = (title, intro, minutes);
                (self.audience, self.respondent) = (audience, respondent);
                Ok(Place::Front)
            }
            Operation::Section(i, SectionHead { title, intro, show_if, links }) => {
                let section = self.sections.get_mut(i).ok_or(Refused::Nowhere)?;
                (section.title, section.intro, section.show_if, section.links) = (title, intro, show_if, links);
                Ok(Place::Section(i))
            }
            Operation::Question(place, new) => {
                let old = self.question_mut(place).ok_or(Refused::Nowhere)?;
                let id = mem::take(&mut old.id);
                let inner = old.kind.inner_mut().map(mem::take);
                *old = Question { id, ..*new };
                if let (Some(inner), Some(questions)) = (inner, old.kind.inner_mut()) {
                    *questions = inner;
                }
                Ok(place)
            }
            Operation::Replace(place, new) => {
                *self.question_mut(place).ok_or(Refused::Nowhere)? = *new;
                Ok(place)
            }
            Operation::Insert(place, new) => self.insert(place, *new),
            Operation::Indicator(i, new) => {
                let old = self.indicators.get_mut(i).ok_or(Refused::Nowhere)?;
                *old = Indicator { id: mem::take(&mut old.id), ..*new };
                Ok(Place::Indicator(i))
            }
            Operation::AddSection(at) => Ok(self.add_section(at)),
            Operation::AddQuestion(place, of) => self.add_question(place, of),
            Operation::AddFollowUp(place, option) => {
                let asked = self.question_at(place).ok_or(Refused::Nowhere)?;
                let option = asked.kind.options().get(option).ok_or(Refused::Nowhere)?.id.clone();
                let test = Test::In(vec![option]);
                let condition = Condition::Question { question: asked.id.clone(), row: None, test };
                let place = self.add_question(place.at(place.position() + 1), Type::ShortText)?;
                self.question_mut(place).ok_or(Refused::Nowhere)?.show_if = Some(condition);
                Ok(place)
            }
            Operation::AddIndicator => self.add_indicator(),
            Operation::Copy(place) => self.copy(place),
            Operation::Move(from, to) => self.shift(from, to),
            Operation::Remove(place) => self.remove(place),
            Operation::Rename(part, id) => {
                if self.is_fixed(part, published) {
                    return Err(Refused::Fixed);
                }
                self.rename(part, &id).ok_or(Refused::Nowhere)
            }
            Operation::Name(part) => {
                let named = self.named(part).ok_or(Refused::Nowhere)?;
                if let Some(id) = named.id_of_words().filter(|_| !self.is_fixed(part, published)) {
                    self.rename(part, &id);
                }
                Ok(part.place())
            }
        }
    }

    fn add_section(&mut self, at: usize) -> Place {
        let ids = self.ids_beside(Place::Section(at));
        let question = provisional("fraga", &self.ids_beside(Place::Question(at, 0)));
        let at = at.min(self.sections.len());
        let section = new_section(provisional("avsnitt", &ids), question);
        self.sections.insert(at, section);
        Place::Section(at)
    }

    fn add_question(&mut self, place: Place, of: Type) -> Result<Place, Refused> {
        let question = new_question(provisional("fraga", &self.ids_beside(place)), of);
        self.insert(place, question)
    }

    fn insert(&mut self, place: Place, question: Question) -> Result<Place, Refused> {
        let (list, at) = self.list_mut(place).ok_or(Refused::Nowhere)?;
        let at = at.min(list.len());
        list.insert(at, question);
        Ok(place.at(at))
    }

    fn add_indicator(&mut self) -> Result<Place, Refused> {
        let id = provisional("indikator", &self.ids_beside(Place::Indicator(0)));
        let question = self.questions().find(|q| q.kind.is_number() || !q.kind.options().is_empty());
        let question = question.ok_or(Refused::NothingToCount)?;
        let (row, statistic) = first_statistic(&question.kind).ok_or(Refused::NothingToCount)?;
        let (label, direction, about) = (String::new(), Direction::default(), About::default());
        self.indicators.push(Indicator {
            id,
            label,
            question: question.id.clone(),
            row,
            statistic,
            direction,
            about,
            phrasing: None,
        });
        Ok(Place::Indicator(self.indicators.len() - 1))
    }

    fn copy(&mut self, place: Place) -> Result<Place, Refused> {
        match place {
            Place::Front => return Err(Refused::Nowhere),
            Place::Section(i) => {
                let mut section = self.sections.get(i).ok_or(Refused::Nowhere)?.clone();
                section.id = free(&section.id, &self.ids_beside(place));
                let mut taken = self.ids_beside(Place::Question(i, 0));
                let olds: Vec<String> = section.questions.iter().map(|q| q.id.clone()).collect();
                for (j, old) in olds.iter().enumerate() {
                    let new = free(old, &taken);
                    for question in &mut section.questions {
                        names::each_condition(&mut question.show_if, &mut |asked| asked.rename_question(old, &new));
                    }
                    section.questions[j].id.clone_from(&new);
                    section.questions[j].forget_meanings();
                    taken.push(new);
                }
                self.sections.insert(i + 1, section);
            }
            Place::Indicator(i) => {
                let mut indicator = self.indicators.get(i).ok_or(Refused::Nowhere)?.clone();
                indicator.id = free(&indicator.id, &self.ids_beside(place));
                self.indicators.insert(i + 1, indicator);
            }
            Place::Question(..) | Place::Inner(..) => {
                let mut question = self.question_at(place).ok_or(Refused::Nowhere)?.clone();
                question.id = free(&question.id, &self.ids_beside(place));
                question.forget_meanings();
                let (list, at) = self.list_mut(place).ok_or(Refused::Nowhere)?;
                list.insert(at + 1, question);
            }
        }
        Ok(place.at(place.position() + 1))
    }

    fn remove(&mut self, place: Place) -> Result<Place, Refused> {
        let at = place.position();
        let left = match place {
            Place::Front => return Err(Refused::Nowhere),
            Place::Section(_) => take(&mut self.sections, at)?.1,
            Place::Indicator(_) => take(&mut self.indicators, at)?.1,
            Place::Question(..) | Place::Inner(..) => take(self.list_mut(place).ok_or(Refused::Nowhere)?.0, at)?.1,
        };
        // The next one, or the last one, or what it stood in.
        Ok(match (left, place) {
            (0, Place::Inner(s, q, _)) => Place::Question(s, q),
            (0, Place::Question(s, _)) => Place::Section(s),
            (0, _) => Place::Front,
            (left, place) => place.at(at.min(left - 1)),
        })
    }

    fn shift(&mut self, from: Place, to: Place) -> Result<Place, Refused> {
        match (from, to) {
            (Place::Section(_), Place::Section(_)) => within(&mut self.sections, from.position(), to.position())?,
            (Place::Indicator(_), Place::Indicator(_)) => within(&mut self.indicators, from.position(), to.position())?,
            (Place::Question(s, _), Place::Question(t, _)) if s == t => {
                within(&mut self.sections.get_mut(s).ok_or(Refused::Nowhere)?.questions, from.position(), to.position())?;
            }
            (Place::Inner(s, q, _), Place::Inner(t, r, _)) if (s, q) == (t, r) => {
                within(self.list_mut(from).ok_or(Refused::Nowhere)?.0, from.position(), to.position())?;
            }
            (Place::Question(..), Place::Question(..)) => {
                let (question, _) = take(self.list_mut(from).ok_or(Refused::Nowhere)?.0, from.position())?;
                let (list, at) = self.list_mut(to).ok_or(Refused::Nowhere)?;
                let at = at.min(list.len());
                list.insert(at, question);
                return Ok(to.at(at));
            }
            _ => return Err(Refused::Nowhere),
        }
        Ok(to)
    }
}

fn take<T>(list: &mut Vec<T>, at: usize) -> Result<(T, usize), Refused> {
    if at >= list.len() {
        return Err(Refused::Nowhere);
    }
    let taken = list.remove(at);
    Ok((taken, list.len()))
}

fn within<T>(list: &mut Vec<T>, from: usize, to: usize) -> Result<(), Refused> {
    if to >= list.len() {
        return Err(Refused::Nowhere);
    }
    let (moved, _) = take(list, from)?;
    list.insert(to, moved);
    Ok(())
}
