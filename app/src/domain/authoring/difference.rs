//! What differs between two versions, and which indicators that may touch.

use super::place::Place;
use crate::domain::questionnaire::{Choice, Indicator, Kind, Question, Questionnaire, Row, Statistic};

/// What one thing is called now, or was called, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about: a question's text, a section's title, an indicator's label; none is the whole.
    pub about: Option<String>,
    pub effect: Effect,
}

/// What became of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Title,
    Intro,
    Minutes(u32, u32),
    Audience,
    Respondent,
    SectionAdded,
    SectionRemoved,
    SectionText,
    SectionCondition,
    SectionOrder,
    SectionLinks,
    QuestionAdded,
    QuestionRemoved,
    /// To another section or group.
    QuestionMoved,
    /// Among those of its section or group.
    QuestionOrder,
    /// What it was called.
    QuestionText(String),
    Hint,
    Type,
    Required(bool),
    Condition,
    /// It is asked of everybody now.
    ConditionGone,
    Meaning,
    Limits,
    RowAdded(String),
    RowRemoved(String),
    RowText(String, String),
    RowOrder,
    OptionAdded(String),
    OptionRemoved(String),
    OptionText(String, String),
    OptionRole(String),
    OptionOrder,
    IndicatorAdded,
    IndicatorRemoved,
    IndicatorText,
    IndicatorCounts,
}

/// Everything that differs, in the order of the newer version; what is gone comes where it was looked for.
pub fn changes(old: &Questionnaire, new: &Questionnaire) -> Vec<Change> {
    let mut found = Found::default();
    found.front(old, new);
    found.sections(old, new);
    let (was, is): (Vec<_>, Vec<_>) = (placed(old), placed(new));
    found.questions(&was, &is);
    found.indicators(&old.indicators, &new.indicators);
    found.0
}

/// What differs between two states of one question, those in a group included.
pub(super) fn changes_of(old: &Question, new: &Question) -> Vec<Change> {
    let mut found = Found::default();
    found.questions(&with_inner(old), &with_inner(new));
    found.0
}

/// A question and those in it, placed as if they stood alone.
fn with_inner(question: &Question) -> Vec<Placed<'_>> {
    let inner = question.kind.inner().into_iter().flatten();
    std::iter::once(("", question)).chain(inner.map(|inner| (question.id.as_str(), inner))).collect()
}

/// The indicators of both whose question, row or options say something else than before: whether they still measure the
/// same is for a person to say.
pub fn shaken<'a>(old: &Questionnaire, new: &'a Questionnaire) -> Vec<&'a Indicator> {
    let is_shaken = |now: &&Indicator| {
        let Some(before) = old.indicators.iter().find(|before| before.id == now.id) else { return false };
        measured(old, before) != measured(new, now)
    };
    new.indicators.iter().filter(is_shaken).collect()
}

/// All that an indicator's figure rests on.
#[derive(PartialEq)]
struct Measured<'a> {
    /// Ids and words.
    question: (&'a str, &'a str),
    row: Option<(&'a str, &'a str)>,
    options: Vec<(&'a str, &'a str, bool)>,
    statistic: &'a Statistic,
    kind: Kind,
}

fn measured<'a>(questionnaire: &'a Questionnaire, indicator: &'a Indicator) -> Option<Measured<'a>> {
    let question = questionnaire.questions().find(|question| question.id == indicator.question)?;
    let row = match &question.kind {
        Kind::Matrix { rows, .. } => {
            rows.iter().find(|row| Some(&row.id) == indicator.row.as_ref()).map(|row| (row.id.as_str(), row.text.as_str()))
        }
        _ => None,
    };
    let options =
        question.kind.options().iter().map(|option| (option.id.as_str(), option.text.as_str(), option.non_answer)).collect();
    Some(Measured {
        question: (&question.id, &question.text),
        row,
        options,
        statistic: &indicator.statistic,
        kind: limits(&question.kind),
    })
}

/// A question with the id of its section, or of its group.
type Placed<'a> = (&'a str, &'a Question);

fn placed(questionnaire: &Questionnaire) -> Vec<Placed<'_>> {
    let owner = |place| match place {
        Place::Inner(s, q, _) => questionnaire.sections[s].questions[q].id.as_str(),
        Place::Question(s, _) => questionnaire.sections[s].id.as_str(),
        _ => "",
    };
    questionnaire.placed_questions().map(|(place, question)| (owner(place), question)).collect()
}

#[derive(Default)]
struct Found(Vec<Change>);

impl Found {
    fn add(&mut self, about: &str, effect: Effect) {
        self.0.push(Change { about: Some(about.to_owned()), effect });
    }

    fn front(&mut self, old: &Questionnaire, new: &Questionnaire) {
        let Questionnaire { title, audience, minutes, intro, respondent, .. } = old;
        let differs = [
            (*title != new.title, Effect::Title),
            (*intro != new.intro, Effect::Intro),
            (*minutes != new.minutes, Effect::Minutes(*minutes, new.minutes)),
            (*audience != new.audience, Effect::Audience),
            (*respondent != new.respondent, Effect::Respondent),
        ];
        let differs = differs.into_iter().filter(|(differs, _)| *differs);
        self.0.extend(differs.map(|(_, effect)| Change { about: None, effect }));
    }

    fn sections(&mut self, old: &Questionnaire, new: &Questionnaire) {
        for section in &new.sections {
            let Some(before) = old.sections.iter().find(|before| before.id == section.id) else {
                self.add(&section.title, Effect::SectionAdded);
                continue;
            };
            if (&before.title, &before.intro) != (&section.title, &section.intro) {
                self.add(&section.title, Effect::SectionText);
            }
            if before.show_if != section.show_if {
                self.add(&section.title, Effect::SectionCondition);
            }
            if before.links != section.links {
                self.add(&section.title, Effect::SectionLinks);
            }
        }
        for gone in old.sections.iter().filter(|before| !new.sections.iter().any(|section| section.id == before.id)) {
            self.add(&gone.title, Effect::SectionRemoved);
        }
        for id in moved(&ids(&old.sections, |section| &section.id), &ids(&new.sections, |section| &section.id)) {
            let section = new.sections.iter().find(|section| section.id == id);
            self.add(section.map_or("", |section| &section.title), Effect::SectionOrder);
        }
    }

    fn questions(&mut self, was: &[Placed], is: &[Placed]) {
        let same = |a: &Placed, b: &Placed| a.1.id == b.1.id && a.1.kind.inner().is_some() == b.1.kind.inner().is_some();
        for now in is {
            let question = now.1;
            // The question of the same place first, for the ids of groups are spaces of their own.
            let before = was.iter().find(|before| before.0 == now.0 && same(before, now));
            let Some(before) = before.or_else(|| was.iter().find(|before| same(before, now))) else {
                self.add(&question.text, Effect::QuestionAdded);
                continue;
            };
            if before.0 != now.0 {
                self.add(&question.text, Effect::QuestionMoved);
            }
            self.question(before.1, question);
        }
        for gone in was.iter().filter(|before| !is.iter().any(|now| same(before, now))) {
            self.add(&gone.1.text, Effect::QuestionRemoved);
        }
        let mut owners: Vec<&str> = is.iter().map(|now| now.0).collect();
        owners.dedup();
        for owner in owners {
            let of_owner = |all: &[Placed]| -> Vec<String> {
                all.iter().filter(|placed| placed.0 == owner).map(|placed| placed.1.id.clone()).collect()
            };
            let (before, now) = (of_owner(was), of_owner(is));
            for id in moved(&before, &now) {
                let question = is.iter().find(|placed| placed.0 == owner && placed.1.id == id);
                self.add(question.map_or("", |placed| &placed.1.text), Effect::QuestionOrder);
            }
        }
    }

    fn question(&mut self, old: &Question, new: &Question) {
        let text = &new.text;
        if old.text != new.text {
            self.add(text, Effect::QuestionText(old.text.clone()));
        }
        let differs = [
            (old.hint != new.hint, Effect::Hint),
            (old.kind.of() != new.kind.of(), Effect::Type),
            (old.required != new.required, Effect::Required(new.required)),
            (old.show_if != new.show_if && new.show_if.is_some(), Effect::Condition),
            (old.show_if.is_some() && new.show_if.is_none(), Effect::ConditionGone),
            (old.meaning != new.meaning, Effect::Meaning),
            (old.kind.of() == new.kind.of() && limits(&old.kind) != limits(&new.kind), Effect::Limits),
        ];
        for (_, effect) in differs.into_iter().filter(|(differs, _)| *differs) {
            self.add(text, effect);
        }
        if let (Kind::Matrix { rows: before, .. }, Kind::Matrix { rows, .. }) = (&old.kind, &new.kind) {
            self.rows(text, before, rows);
        }
        self.options(text, old.kind.options(), new.kind.options());
    }

    fn rows(&mut self, about: &str, old: &[Row], new: &[Row]) {
        for row in new {
            match old.iter().find(|before| before.id == row.id) {
                None => self.add(about, Effect::RowAdded(row.text.clone())),
                Some(before) if before.text != row.text => {
                    self.add(about, Effect::RowText(before.text.clone(), row.text.clone()));
                }
                Some(_) => {}
            }
        }
        for gone in old.iter().filter(|before| !new.iter().any(|row| row.id == before.id)) {
            self.add(about, Effect::RowRemoved(gone.text.clone()));
        }
        if !moved(&ids(old, |row| &row.id), &ids(new, |row| &row.id)).is_empty() {
            self.add(about, Effect::RowOrder);
        }
    }

    fn options(&mut self, about: &str, old: &[Choice], new: &[Choice]) {
        for option in new {
            let Some(before) = old.iter().find(|before| before.id == option.id) else {
                self.add(about, Effect::OptionAdded(option.text.clone()));
                continue;
            };
            if before.text != option.text {
                self.add(about, Effect::OptionText(before.text.clone(), option.text.clone()));
            }
            let role = |o: &Choice| (o.other_text, o.exclusive, o.non_answer, o.meaning, o.short.clone());
            if role(before) != role(option) {
                self.add(about, Effect::OptionRole(option.text.clone()));
            }
        }
        for gone in old.iter().filter(|before| !new.iter().any(|option| option.id == before.id)) {
            self.add(about, Effect::OptionRemoved(gone.text.clone()));
        }
        if !moved(&ids(old, |option| &option.id), &ids(new, |option| &option.id)).is_empty() {
            self.add(about, Effect::OptionOrder);
        }
    }

    fn indicators(&mut self, old: &[Indicator], new: &[Indicator]) {
        for indicator in new {
            let Some(before) = old.iter().find(|before| before.id == indicator.id) else {
                self.add(&indicator.label, Effect::IndicatorAdded);
                continue;
            };
            let counts = |i: &Indicator| (i.question.clone(), i.row.clone(), i.statistic.clone(), i.direction);
            let words = |i: &Indicator| (i.label.clone(), i.about, i.phrasing.clone());
            if counts(before) != counts(indicator) {
                self.add(&indicator.label, Effect::IndicatorCounts);
            }
            if words(before) != words(indicator) {
                self.add(&indicator.label, Effect::IndicatorText);
            }
        }
        for gone in old.iter().filter(|before| !new.iter().any(|indicator| indicator.id == before.id)) {
            self.add(&gone.label, Effect::IndicatorRemoved);
        }
    }
}

fn ids<T>(list: &[T], id: impl Fn(&T) -> &String) -> Vec<String> {
    list.iter().map(|item| id(item).clone()).collect()
}

/// Those of both lists that stand elsewhere among each other than before: the fewest that explain the new order.
fn moved(old: &[String], new: &[String]) -> Vec<String> {
    let common: Vec<&String> = new.iter().filter(|id| old.contains(id)).collect();
    let places: Vec<usize> = common.iter().filter_map(|id| old.iter().position(|before| before == *id)).collect();
    // The longest run of places that only grow, by where it ends; the rest has moved.
    let mut best: Vec<(usize, Option<usize>)> = vec![];
    for (i, place) in places.iter().enumerate() {
        let before = (0..i).filter(|j| places[*j] < *place).max_by_key(|j| best[*j].0);
        best.push((before.map_or(1, |j| best[j].0 + 1), before));
    }
    let mut stays = vec![false; common.len()];
    let mut at = (0..best.len()).max_by_key(|i| best[*i].0);
    while let Some(i) = at {
        stays[i] = true;
        at = best[i].1;
    }
    common.into_iter().zip(stays).filter(|(_, stays)| !stays).map(|(id, _)| id.clone()).collect()
}

/// What a kind has besides options, rows and questions.
fn limits(kind: &Kind) -> Kind {
    match kind.clone() {
        Kind::SingleChoice { .. } => Kind::SingleChoice { options: vec![] },
        Kind::MultipleChoice { .. } => Kind::MultipleChoice { options: vec![] },
        Kind::Matrix { .. } => Kind::Matrix { rows: vec![], columns: vec![] },
        Kind::Group { item_text, min_items, max_items, .. } => Kind::Group { item_text, min_items, max_items, questions: vec![] },
        kind => kind,
    }
}
