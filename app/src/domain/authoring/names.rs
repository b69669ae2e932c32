//! Ids: made of words, changed everywhere at once, and what refers to one that is gone.

use std::collections::BTreeMap;

use super::new::first_statistic;
use super::place::{Part, Place};
use crate::domain::questionnaire::{Condition, Kind, Question, Questionnaire, Statistic, Test};
use crate::domain::text::plain;

/// Longest id that is made of words, in characters.
const LONGEST: usize = 30;
/// What ids begin with that are not made of words yet; a number follows.
const PROVISIONAL: [&str; 5] = ["avsnitt", "fraga", "alternativ", "rad", "indikator"];

/// Something that has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    /// What it is called.
    pub words: String,
    /// The ids beside it, its own among them.
    pub beside: Vec<String>,
}

impl Named {
    /// The id that its words make, unless it has one of its own.
    pub(super) fn id_of_words(&self) -> Option<String> {
        let made = of_words(&self.words);
        if made.is_empty() || !is_provisional(&self.id) {
            return None;
        }
        let others: Vec<String> = self.beside.iter().filter(|id| **id != self.id).cloned().collect();
        Some(if others.contains(&made) { free(&made, &others) } else { made })
    }
}

/// Whether an id was given until there are words to make one of.
pub fn is_provisional(id: &str) -> bool {
    let number = |rest: &str| rest.strip_prefix('_').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    PROVISIONAL.iter().any(|word| id.strip_prefix(word).is_some_and(number))
}

/// The first such id that is free.
pub(super) fn provisional(word: &str, taken: &[String]) -> String {
    (1..=taken.len() + 1).map(|n| format!("{word}_{n}")).find(|id| !taken.contains(id)).unwrap_or_default()
}

/// The id, or the id with the first number that makes it free.
pub(super) fn free(id: &str, taken: &[String]) -> String {
    let stem = id.rsplit_once('_').filter(|(_, n)| n.parse::<u32>().is_ok()).map_or(id, |(stem, _)| stem);
    // An id is at most 60 characters long, all of a byte.
    let stem = &stem[..stem.len().min(54)];
    (2..=taken.len() + 2).map(|n| format!("{stem}_{n}")).find(|id| !taken.contains(id)).unwrap_or_default()
}

/// Words as an id: small letters without marks, joined, as many whole words as there is room for.
pub(super) fn of_words(words: &str) -> String {
    let letters: String =
        words.to_lowercase().chars().map(plain).map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let mut id = String::new();
    for word in letters.split_whitespace() {
        if id.is_empty() {
            id = word.chars().take(LONGEST).collect();
        } else if id.len() + 1 + word.len() <= LONGEST {
            id = format!("{id}_{word}");
        } else {
            break;
        }
    }
    id
}

impl Questionnaire {
    /// Whether an id was published, and so stays.
    pub fn is_fixed(&self, part: Part, published: Option<&Self>) -> bool {
        let Some(published) = published else { return false };
        let Some(id) = self.named(part).map(|named| named.id) else { return false };
        let question = |place: Place| -> Option<&Question> {
            let now = self.question_at(place)?;
            match place {
                Place::Inner(s, q, _) => {
                    let group = self.question_at(Place::Question(s, q))?;
                    published.questions().find(|q| q.id == group.id)?.kind.inner()?.iter().find(|q| q.id == now.id)
                }
                _ => published.questions().find(|q| q.id == now.id),
            }
        };
        match part {
            Part::Whole(Place::Section(_)) => published.sections.iter().any(|section| section.id == id),
            Part::Whole(Place::Indicator(_)) => published.indicators.iter().any(|indicator| indicator.id == id),
            Part::Whole(place) => question(place).is_some(),
            Part::Option(place, _) => question(place).is_some_and(|q| q.kind.options().iter().any(|option| option.id == id)),
            Part::Row(place, _) => question(place)
                .is_some_and(|q| matches!(&q.kind, Kind::Matrix { rows, .. } if rows.iter().any(|row| row.id == id))),
        }
    }
}

/// Calls with each test of a condition.
pub(super) fn each_condition(condition: &mut Option<Condition>, call: &mut dyn FnMut(&mut Condition)) {
    fn visit(condition: &mut Condition, call: &mut dyn FnMut(&mut Condition)) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter_mut().for_each(|part| visit(part, call)),
            Condition::Question { .. } => call(condition),
        }
    }
    if let Some(condition) = condition {
        visit(condition, call);
    }
}

impl Condition {
    pub(super) fn rename_question(&mut self, old: &str, new: &str) {
        if let Self::Question { question, .. } = self
            && question == old
        {
            new.clone_into(question);
        }
    }

    fn rename_option(&mut self, of: &str, old: &str, new: &str) {
        if let Self::Question { question, test: Test::In(options) | Test::NotIn(options), .. } = self
            && question == of
        {
            options.iter_mut().filter(|option| *option == old).for_each(|option| new.clone_into(option));
        }
    }

    fn rename_row(&mut self, of: &str, old: &str, new: &str) {
        if let Self::Question { question, row: Some(row), .. } = self
            && question == of
            && row == old
        {
            new.clone_into(row);
        }
    }
}

impl Questionnaire {
    /// Calls with each test that sees the questions beside a place.
    fn each_condition_beside(&mut self, place: Place, call: &mut dyn FnMut(&mut Condition)) {
        if let Place::Inner(s, q, _) = place {
            let group = self.question_mut(Place::Question(s, q)).and_then(|group| group.kind.inner_mut());
            return group.into_iter().flatten().for_each(|question| each_condition(&mut question.show_if, call));
        }
        for section in &mut self.sections {
            each_condition(&mut section.show_if, call);
            section.questions.iter_mut().for_each(|question| each_condition(&mut question.show_if, call));
        }
    }

    /// Gives another id, also where it is referred to.
    pub(super) fn rename(&mut self, part: Part, new: &str) -> Option<Place> {
        let old = self.named(part)?.id;
        let place = part.place();
        match part {
            Part::Whole(Place::Section(s)) => new.clone_into(&mut self.sections.get_mut(s)?.id),
            Part::Whole(Place::Indicator(i)) => new.clone_into(&mut self.indicators.get_mut(i)?.id),
            Part::Whole(_) => {
                new.clone_into(&mut self.question_mut(place)?.id);
                self.each_condition_beside(place, &mut |test| test.rename_question(&old, new));
                for indicator in self.counted(place).filter(|indicator| indicator.question == old) {
                    new.clone_into(&mut indicator.question);
                }
            }
            Part::Option(_, i) => {
                let question = self.question_mut(place)?;
                let of = question.id.clone();
                new.clone_into(&mut question.kind.options_mut()?.get_mut(i)?.id);
                self.each_condition_beside(place, &mut |test| test.rename_option(&of, &old, new));
                for indicator in self.counted(place).filter(|indicator| indicator.question == of) {
                    if let Statistic::Share(options) = &mut indicator.statistic {
                        options.iter_mut().filter(|option| **option == old).for_each(|option| new.clone_into(option));
                    }
                }
            }
            Part::Row(_, i) => {
                let question = self.question_mut(place)?;
                let of = question.id.clone();
                let Kind::Matrix { rows, .. } = &mut question.kind else { return None };
                new.clone_into(&mut rows.get_mut(i)?.id);
                self.each_condition_beside(place, &mut |test| test.rename_row(&of, &old, new));
                for indicator in self.counted(place).filter(|indicator| indicator.question == of) {
                    if let Some(row) = indicator.row.as_mut().filter(|row| **row == old) {
                        new.clone_into(row);
                    }
                }
            }
        }
        Some(place)
    }

    /// The indicators that may count a question at a place; none counts one of a group.
    fn counted(&mut self, place: Place) -> impl Iterator<Item = &mut crate::domain::questionnaire::Indicator> {
        let is_counted = matches!(place, Place::Question(..));
        self.indicators.iter_mut().filter(move |_| is_counted)
    }

    /// Takes away conditions and indicators that ask what is not there, or not yet there; returns how many.
    pub(super) fn drop_groundless(&mut self) -> usize {
        let mut dropped = 0;
        let mut known = BTreeMap::new();
        for section in &mut self.sections {
            keep(&mut section.show_if, &known, &mut dropped);
            for question in &mut section.questions {
                keep(&mut question.show_if, &known, &mut dropped);
                if let Some(questions) = question.kind.inner_mut() {
                    let mut inner = BTreeMap::new();
                    for question in questions {
                        keep(&mut question.show_if, &inner, &mut dropped);
                        inner.insert(question.id.clone(), question.kind.clone());
                    }
                }
                known.insert(question.id.clone(), question.kind.clone());
            }
        }
        let before = self.indicators.len();
        self.indicators.retain_mut(|indicator| {
            let Some(kind) = known.get(&indicator.question) else { return false };
            let Some((row, statistic)) = first_statistic(kind) else { return false };
            if !has_row(kind, indicator.row.as_deref()) {
                indicator.row = row;
            }
            match &mut indicator.statistic {
                Statistic::Mean if kind.is_number() => true,
                Statistic::Share(options) if matches!(kind, Kind::Scale { .. }) || !kind.options().is_empty() => {
                    let was_empty = options.is_empty();
                    options.retain(|option| kind.has_choice(option));
                    was_empty || !options.is_empty()
                }
                other => {
                    *other = statistic;
                    true
                }
            }
        });
        dropped + before - self.indicators.len()
    }
}

const fn has_matrix(kind: &Kind) -> bool {
    matches!(kind, Kind::Matrix { .. })
}

fn has_row(kind: &Kind, row: Option<&str>) -> bool {
    match (kind, row) {
        (Kind::Matrix { rows, .. }, Some(row)) => rows.iter().any(|r| r.id == row),
        (kind, None) => !has_matrix(kind),
        _ => false,
    }
}

/// Keeps of a condition what asks for something that is known.
fn keep(condition: &mut Option<Condition>, known: &BTreeMap<String, Kind>, dropped: &mut usize) {
    fn kept(condition: Condition, known: &BTreeMap<String, Kind>, dropped: &mut usize) -> Option<Condition> {
        let mut each = |parts: Vec<Condition>| -> Vec<Condition> {
            parts.into_iter().filter_map(|part| kept(part, known, dropped)).collect()
        };
        match condition {
            Condition::All(parts) => Some(each(parts)).filter(|parts| !parts.is_empty()).map(Condition::All),
            Condition::Any(parts) => Some(each(parts)).filter(|parts| !parts.is_empty()).map(Condition::Any),
            Condition::Question { question, row, test } => {
                let test = known.get(&question).and_then(|kind| tests(kind, row.as_deref(), test));
                *dropped += usize::from(test.is_none());
                Some(Condition::Question { question, row, test: test? })
            }
        }
    }
    *condition = condition.take().and_then(|condition| kept(condition, known, dropped));
}

/// The test as answers of this kind can be tested, if they can.
fn tests(kind: &Kind, row: Option<&str>, test: Test) -> Option<Test> {
    let of_row = has_row(kind, row);
    match test {
        Test::Answered(is) => (!matches!(kind, Kind::Info) && (row.is_none() || of_row)).then_some(Test::Answered(is)),
        Test::LessThan(_) | Test::GreaterThan(_) => (of_row && kind.is_number()).then_some(test),
        Test::In(options) => some_of(kind, options).filter(|_| of_row).map(Test::In),
        Test::NotIn(options) => some_of(kind, options).filter(|_| of_row).map(Test::NotIn),
    }
}

fn some_of(kind: &Kind, mut options: Vec<String>) -> Option<Vec<String>> {
    let was_empty = options.is_empty();
    options.retain(|option| kind.has_choice(option));
    (kind.has_choices() && (was_empty || !options.is_empty())).then_some(options)
}
