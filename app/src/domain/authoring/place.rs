//! Where things stand in a questionnaire, and what has an id.

use serde::{Deserialize, Serialize};

use super::names::Named;
use crate::domain::questionnaire::{Kind, Question, Questionnaire};

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// What is said of the whole.
    Front,
    /// A section.
    Section(usize),
    /// A question of a section.
    Question(usize, usize),
    /// A question of a group: section, group, question.
    Inner(usize, usize, usize),
    /// An indicator.
    Indicator(usize),
}

/// Something that has an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A section, question or indicator.
    Whole(Place),
    /// An option of a question, or a column of a matrix.
    Option(Place, usize),
    /// A row of a matrix.
    Row(Place, usize),
}

impl Place {
    /// The position in its list.
    pub const fn position(self) -> usize {
        match self {
            Self::Front => 0,
            Self::Section(i) | Self::Indicator(i) | Self::Question(_, i) | Self::Inner(_, _, i) => i,
        }
    }

    /// The same list at another position.
    #[must_use]
    pub const fn at(self, position: usize) -> Self {
        match self {
            Self::Front => Self::Front,
            Self::Section(_) => Self::Section(position),
            Self::Indicator(_) => Self::Indicator(position),
            Self::Question(s, _) => Self::Question(s, position),
            Self::Inner(s, q, _) => Self::Inner(s, q, position),
        }
    }

    /// Where what stands here has got to in another state of the document; the whole, if it is gone.
    #[must_use]
    pub fn after(self, before: &Questionnaire, after: &Questionnaire) -> Self {
        let part = Part::Whole(self);
        let Some(id) = before.named(part).map(|named| named.id) else { return Self::Front };
        let places: Vec<Self> = match self {
            Self::Front => vec![],
            Self::Section(_) => (0..after.sections.len()).map(Self::Section).collect(),
            Self::Indicator(_) => (0..after.indicators.len()).map(Self::Indicator).collect(),
            Self::Question(..) | Self::Inner(..) => after.placed_questions().map(|(place, _)| place).collect(),
        };
        let is_same = |place: &&Self| {
            std::mem::discriminant(*place) == std::mem::discriminant(&self)
                && after.named(Part::Whole(**place)).is_some_and(|named| named.id == id)
        };
        // The ids of groups are spaces of their own: what stands where it stood comes first.
        [self].iter().chain(&places).find(is_same).copied().unwrap_or(Self::Front)
    }

    /// As faults are placed.
    pub fn path(self) -> String {
        match self {
            Self::Front => String::new(),
            Self::Section(s) => format!("sections[{s}]"),
            Self::Question(s, q) => format!("sections[{s}].questions[{q}]"),
            Self::Inner(s, q, i) => format!("sections[{s}].questions[{q}].questions[{i}]"),
            Self::Indicator(i) => format!("indicators[{i}]"),
        }
    }
}

impl Part {
    /// The section, question or indicator that it is, or is of.
    pub const fn place(self) -> Place {
        match self {
            Self::Whole(place) | Self::Option(place, _) | Self::Row(place, _) => place,
        }
    }
}

impl Questionnaire {
    /// Every question with its place, those of a group after it.
    pub(super) fn placed_questions(&self) -> impl Iterator<Item = (Place, &Question)> {
        let sections = self.sections.iter().enumerate();
        let outer = sections.flat_map(|(s, section)| section.questions.iter().enumerate().map(move |(q, outer)| (s, q, outer)));
        outer.flat_map(|(s, q, outer)| {
            let inner = outer.kind.inner().into_iter().flatten().enumerate();
            std::iter::once((Place::Question(s, q), outer)).chain(inner.map(move |(i, inner)| (Place::Inner(s, q, i), inner)))
        })
    }

    /// The question at a place.
    pub fn question_at(&self, place: Place) -> Option<&Question> {
        match place {
            Place::Question(s, q) => self.sections.get(s)?.questions.get(q),
            Place::Inner(s, q, i) => self.sections.get(s)?.questions.get(q)?.kind.inner()?.get(i),
            _ => None,
        }
    }

    pub(super) fn question_mut(&mut self, place: Place) -> Option<&mut Question> {
        match place {
            Place::Question(s, q) => self.sections.get_mut(s)?.questions.get_mut(q),
            Place::Inner(s, q, i) => self.sections.get_mut(s)?.questions.get_mut(q)?.kind.inner_mut()?.get_mut(i),
            _ => None,
        }
    }

    /// The list that a question stands in, and its position.
    pub(super) fn list_mut(&mut self, place: Place) -> Option<(&mut Vec<Question>, usize)> {
        match place {
            Place::Question(s, q) => Some((&mut self.sections.get_mut(s)?.questions, q)),
            Place::Inner(s, q, i) => Some((self.sections.get_mut(s)?.questions.get_mut(q)?.kind.inner_mut()?, i)),
            _ => None,
        }
    }

    /// Where what stands at a place goes a step up and a step down; a question goes on to the section beside.
    pub fn neighbours(&self, place: Place) -> (Option<Place>, Option<Place>) {
        let i = place.position();
        let count = match place {
            Place::Front => 0,
            Place::Section(_) => self.sections.len(),
            Place::Indicator(_) => self.indicators.len(),
            Place::Question(s, _) => self.sections.get(s).map_or(0, |section| section.questions.len()),
            Place::Inner(s, q, _) => {
                self.question_at(Place::Question(s, q)).and_then(|group| group.kind.inner()).map_or(0, Vec::len)
            }
        };
        let (mut up, mut down) = (i.checked_sub(1).map(|i| place.at(i)), (i + 1 < count).then(|| place.at(i + 1)));
        // The last question of a section stays there.
        if let Place::Question(s, _) = place
            && count > 1
        {
            let before = s.checked_sub(1).and_then(|s| Some(Place::Question(s, self.sections.get(s)?.questions.len())));
            up = up.or(before);
            down = down.or_else(|| self.sections.get(s + 1).map(|_| Place::Question(s + 1, 0)));
        }
        (up, down)
    }

    /// Every id of the space that a question at a place is in.
    pub(super) fn ids_beside(&self, place: Place) -> Vec<String> {
        match place {
            Place::Inner(s, q, _) => {
                let group = self.question_at(Place::Question(s, q)).and_then(|group| group.kind.inner());
                group.into_iter().flatten().map(|question| question.id.clone()).collect()
            }
            Place::Section(_) => self.sections.iter().map(|section| section.id.clone()).collect(),
            Place::Indicator(_) => self.indicators.iter().map(|indicator| indicator.id.clone()).collect(),
            Place::Front | Place::Question(..) => self.questions().map(|question| question.id.clone()).collect(),
        }
    }

    /// What the innermost section, question or indicator of a fault's path is called; "" for the whole.
    pub fn name_of(&self, path: &str) -> String {
        let number = |text: &str| text.split(']').next().and_then(|n| n.parse::<usize>().ok());
        let mut parts = path.split('.').filter_map(|part| Some((part.split('[').next()?, number(part.split_once('[')?.1)?)));
        let mut name = "";
        match parts.next() {
            Some(("indicators", i)) => name = self.indicators.get(i).map_or("", |indicator| &indicator.label),
            Some(("sections", s)) => {
                let section = self.sections.get(s);
                name = section.map_or("", |section| &section.title);
                let question = parts.next().filter(|(key, _)| *key == "questions");
                if let Some(question) = question.and_then(|(_, q)| section?.questions.get(q)) {
                    let inner = parts.next().filter(|(key, _)| *key == "questions");
                    let inner = inner.and_then(|(_, i)| question.kind.inner()?.get(i));
                    name = &inner.unwrap_or(question).text;
                }
            }
            _ => {}
        }
        name.to_owned()
    }

    /// What an id is made of, and what it must differ from.
    pub fn named(&self, part: Part) -> Option<Named> {
        let place = part.place();
        let (id, words, beside) = match part {
            Part::Whole(Place::Section(s)) => {
                let section = self.sections.get(s)?;
                (&section.id, &section.title, self.ids_beside(place))
            }
            Part::Whole(Place::Indicator(i)) => {
                let indicator = self.indicators.get(i)?;
                (&indicator.id, &indicator.label, self.ids_beside(place))
            }
            Part::Whole(_) => {
                let question = self.question_at(place)?;
                (&question.id, &question.text, self.ids_beside(place))
            }
            Part::Option(_, i) => {
                let options = self.question_at(place)?.kind.options();
                (&options.get(i)?.id, &options.get(i)?.text, options.iter().map(|o| o.id.clone()).collect())
            }
            Part::Row(_, i) => {
                let Kind::Matrix { rows, .. } = &self.question_at(place)?.kind else { return None };
                (&rows.get(i)?.id, &rows.get(i)?.text, rows.iter().map(|row| row.id.clone()).collect())
            }
        };
        Some(Named { id: id.clone(), words: words.clone(), beside })
    }
}
