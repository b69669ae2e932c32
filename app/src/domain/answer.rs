//! Turns a posted form into typed answers.
//!
//! A *form* is raw: field names and the texts posted under them. An *answer* is what a question
//! accepted. [`read`] turns one into the other for one question; [`super::journey`] calls it for every
//! question that is shown.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::is_date;
use super::persons::{self, Found};
use super::questionnaire::{Choice, Kind, OTHER_TEXT, OTHER_TEXT_MAX, Question, WHOLE_CITY};
use super::text::{is_allowed, is_unfit};

/// The highest number of an item that is read; items beyond it are ignored.
const HIGHEST_ITEM: usize = 10_000;

/// An accepted answer. Choices, months, dates and areas are texts of a known set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Of a scale or number.
    Number(i64),
    /// The id of an option, a text, a month, a date or an area.
    Text(String),
    /// The ids of options, in the order of the definition.
    Many(Vec<String>),
    /// The items of a group.
    Items(Vec<Answers>),
}

/// Accepted answers by field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answers {
    /// The answer in a field.
    pub fn get(&self, field: &str) -> Option<&Answer> {
        self.0.get(field)
    }
}

/// The values posted for each field, in order. An empty value is kept, since it tells that the field
/// was on the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Form(pub BTreeMap<String, Vec<String>>);

impl Form {
    /// The form of these name-value pairs, with line ends as `\n`.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            form.0.entry(name).or_default().push(value.replace("\r\n", "\n"));
        }
        form
    }

    /// The first value of a field, if it is not blank.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.first(field).filter(|v| !v.trim().is_empty())
    }

    /// The first value of a field as it was typed.
    pub fn first(&self, field: &str) -> Option<&str> {
        self.0.get(field)?.first().map(String::as_str)
    }

    /// Every value of a field that is not blank.
    pub fn values(&self, field: &str) -> impl Iterator<Item = &str> {
        self.0.get(field).into_iter().flatten().map(String::as_str).filter(|v| !v.trim().is_empty())
    }

    /// Sets a field to one value.
    pub fn set(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.insert(field.into(), vec![value.into()]);
    }

    /// Whether a field belongs to the question with that id.
    pub fn belongs(field: &str, question: &str) -> bool {
        field.strip_prefix(question).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The fields that begin with a name and a full stop.
    fn below(&self, name: &str) -> impl Iterator<Item = (&String, &Vec<String>)> {
        // The character after the full stop ends the range.
        self.0.range(format!("{name}.")..format!("{name}/"))
    }

    /// The fields of one question.
    pub fn of_question(&self, question: &str) -> impl Iterator<Item = (&String, &Vec<String>)> {
        self.0.get_key_value(question).into_iter().chain(self.below(question))
    }

    /// Whether any field of a question was posted, blank or not.
    pub fn mentions(&self, question: &str) -> bool {
        self.of_question(question).next().is_some()
    }

    /// The items posted for a group, by number. Each is a form with the bare ids of the group's
    /// questions. One pass over the fields, however many items there are.
    pub fn items(&self, group: &str) -> BTreeMap<usize, Self> {
        let mut items: BTreeMap<usize, Self> = BTreeMap::new();
        for (field, values) in self.below(group) {
            let Some((number, inner)) = field[group.len() + 1..].split_once('.') else { continue };
            if let Some(number) = number.parse().ok().filter(|n| (1..=HIGHEST_ITEM).contains(n)) {
                items.entry(number).or_default().0.insert(inner.to_owned(), values.clone());
            }
        }
        items
    }

    /// One item of a group, as in [`Self::items`].
    #[must_use]
    pub fn item(&self, group: &str, number: usize) -> Self {
        let item = format!("{group}.{number}");
        Self(self.below(&item).map(|(field, values)| (field[item.len() + 1..].to_owned(), values.clone())).collect())
    }

    /// Removes every field of a question.
    pub fn remove_question(&mut self, question: &str) {
        self.0.retain(|field, _| !Self::belongs(field, question));
    }

    /// Whether nothing was filled in.
    pub fn is_blank(&self) -> bool {
        self.0.values().flatten().all(|v| v.trim().is_empty())
    }

    /// Replaces the items of a group, numbered from 1. An empty first field keeps the place of a blank
    /// item.
    pub fn set_items(&mut self, group: &str, first_field: &str, items: Vec<Self>) {
        self.remove_question(group);
        for (i, item) in items.into_iter().enumerate() {
            self.set(format!("{group}.{}.{first_field}", i + 1), "");
            for (field, values) in item.0 {
                self.0.insert(format!("{group}.{}.{field}", i + 1), values);
            }
        }
    }

    /// The form that would post these answers.
    pub fn from_answers(answers: &Answers) -> Self {
        let mut form = Self::default();
        for (field, answer) in &answers.0 {
            match answer {
                Answer::Number(n) => form.set(field, n.to_string()),
                Answer::Text(text) => form.set(field, text),
                Answer::Many(ids) => {
                    form.0.insert(field.clone(), ids.clone());
                }
                Answer::Items(items) => {
                    for (i, item) in items.iter().enumerate() {
                        for (name, values) in Self::from_answers(item).0 {
                            form.0.insert(format!("{field}.{}.{name}", i + 1), values);
                        }
                    }
                }
            }
        }
        form
    }
}

/// Why an answer was not accepted; [`crate::texts::problem`] has the sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A required choice is missing.
    ChooseOne,
    /// At least one choice is required.
    ChooseSome,
    /// A required answer is missing.
    Empty,
    /// A group has fewer items than this.
    TooFewItems(usize),
    /// A group has more items than this.
    TooManyItems(usize),
    /// The question has no such option.
    UnknownOption(String),
    /// The option with this text excludes the others that were chosen.
    Exclusive(String),
    /// It is no whole number.
    NotANumber,
    /// It is below this.
    TooSmall(i64),
    /// It is above this.
    TooLarge(i64),
    /// The text is too long; both in Unicode scalar values.
    TooLong { max: usize, length: usize },
    /// The text has a character that cannot be seen.
    ControlCharacter,
    /// It is no `YYYY-MM`.
    NotAMonth,
    /// The month has not begun.
    FutureMonth,
    /// It is no `YYYY-MM-DD`.
    NotADate,
    /// The city has no such area.
    UnknownArea(String),
    /// The text identifies a person: all that does so, at least one.
    PersonalData(Vec<Found>),
}

impl Problem {
    /// Whether a draft with it is refused too: no page sends it, or it may not be stored.
    pub const fn refuses_draft(&self) -> bool {
        matches!(
            self,
            Self::UnknownOption(_)
                | Self::UnknownArea(_)
                | Self::PersonalData(_)
                | Self::ControlCharacter
                | Self::TooManyItems(_)
        )
    }
}

/// Where and when a questionnaire is answered.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The areas of the city.
    pub areas: Vec<String>,
    /// The month that it is, `YYYY-MM`; later ones are no answer. None takes every month.
    pub this_month: Option<String>,
}

impl Setting {
    /// A city with these areas on a day.
    pub fn of(areas: Vec<String>, today: Date) -> Self {
        Self { areas, this_month: Some(today.strftime("%Y-%m").to_string()) }
    }
}

/// What the form holds for one question, by field.
#[derive(Debug, Default)]
pub struct Reading {
    /// Accepted.
    pub answers: Vec<(String, Answer)>,
    /// Not accepted.
    pub problems: Vec<(String, Problem)>,
}

/// Reads one question. A group has no answer of its own; its items are read question by question.
pub fn read(question: &Question, form: &Form, setting: &Setting) -> Reading {
    let mut reading = Reading::default();
    let id = question.id.as_str();
    let value = form.value(id);
    let (answer, missing) = match &question.kind {
        Kind::Info | Kind::Group { .. } => return reading,
        Kind::Matrix { rows, columns } => {
            for row in rows {
                let field = format!("{id}.{}", row.id);
                let answer = choose_one(columns, form.value(&field));
                reading.take(question, field, answer, Problem::ChooseOne);
            }
            return reading;
        }
        Kind::SingleChoice { options } => (choose_one(options, value), Problem::ChooseOne),
        Kind::MultipleChoice { options } => (choose_many(options, form.values(id)), Problem::ChooseSome),
        Kind::Scale { min, max, .. } => (value.map(|text| point(text, *min, *max)).transpose(), Problem::ChooseOne),
        Kind::Number { min, max } => (value.map(|text| number(text.trim(), *min, *max)).transpose(), Problem::Empty),
        Kind::ShortText { max_length } | Kind::LongText { max_length } => {
            (value.map(|text| free_text(text, *max_length)).transpose(), Problem::Empty)
        }
        Kind::Month => (value.map(|text| month(text.trim(), setting.this_month.as_deref())).transpose(), Problem::Empty),
        Kind::Date => (value.map(|text| date(text.trim())).transpose(), Problem::Empty),
        Kind::Area => (value.map(|text| area(text, &setting.areas)).transpose(), Problem::ChooseOne),
    };
    reading.take(question, id.into(), answer, missing);
    reading.other_text(question, form);
    reading
}

impl Reading {
    fn take(&mut self, question: &Question, field: String, answer: Result<Option<Answer>, Problem>, missing: Problem) {
        match answer {
            Ok(Some(answer)) => self.answers.push((field, answer)),
            Ok(None) if question.required => self.problems.push((field, missing)),
            Ok(None) => {}
            Err(problem) => self.problems.push((field, problem)),
        }
    }

    /// The free text beside an option: kept only when the option is chosen.
    fn other_text(&mut self, question: &Question, form: &Form) {
        let Some(option) = question.kind.other_option() else { return };
        let chosen = self.answers.iter().any(|(_, answer)| match answer {
            Answer::Text(id) => *id == option.id,
            Answer::Many(ids) => ids.contains(&option.id),
            _ => false,
        });
        let field = format!("{}.{OTHER_TEXT}", question.id);
        if let Some(text) = form.value(&field).filter(|_| chosen) {
            match free_text(text, OTHER_TEXT_MAX) {
                Ok(answer) => self.answers.push((field, answer)),
                Err(problem) => self.problems.push((field, problem)),
            }
        }
    }
}

fn choose_one(options: &[Choice], value: Option<&str>) -> Result<Option<Answer>, Problem> {
    let Some(value) = value else { return Ok(None) };
    if options.iter().any(|o| o.id == value) {
        Ok(Some(Answer::Text(value.into())))
    } else {
        Err(Problem::UnknownOption(shorten(value)))
    }
}

fn choose_many<'a>(options: &[Choice], values: impl Iterator<Item = &'a str>) -> Result<Option<Answer>, Problem> {
    let values: Vec<&str> = values.collect();
    if let Some(unknown) = values.iter().find(|v| !options.iter().any(|o| o.id == **v)) {
        return Err(Problem::UnknownOption(shorten(unknown)));
    }
    let chosen: Vec<&Choice> = options.iter().filter(|o| values.contains(&o.id.as_str())).collect();
    if chosen.len() > 1
        && let Some(alone) = chosen.iter().find(|o| o.exclusive)
    {
        return Err(Problem::Exclusive(alone.text.clone()));
    }
    let ids: Vec<String> = chosen.iter().map(|o| o.id.clone()).collect();
    Ok((!ids.is_empty()).then_some(Answer::Many(ids)))
}

fn point(text: &str, min: i64, max: i64) -> Result<Answer, Problem> {
    match text.parse() {
        Ok(n) if (min..=max).contains(&n) => Ok(Answer::Number(n)),
        _ => Err(Problem::UnknownOption(shorten(text))),
    }
}

fn month(text: &str, last: Option<&str>) -> Result<Answer, Problem> {
    if !is_date(&format!("{text}-01")) {
        return Err(Problem::NotAMonth);
    }
    // Months of equal length are in the order of their texts.
    if last.is_some_and(|last| text > last) { Err(Problem::FutureMonth) } else { Ok(Answer::Text(text.into())) }
}

fn date(text: &str) -> Result<Answer, Problem> {
    if is_date(text) { Ok(Answer::Text(text.into())) } else { Err(Problem::NotADate) }
}

fn area(text: &str, areas: &[String]) -> Result<Answer, Problem> {
    let is_known = text == WHOLE_CITY || areas.iter().any(|area| area == text);
    if is_known { Ok(Answer::Text(text.into())) } else { Err(Problem::UnknownArea(shorten(text))) }
}

fn number(text: &str, min: Option<i64>, max: Option<i64>) -> Result<Answer, Problem> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::NotANumber);
    }
    // A number of more digits than an integer holds is beyond every limit.
    let beyond = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    let n = text.parse::<i64>().unwrap_or(beyond);
    match (min, max) {
        (Some(min), _) if n < min => Err(Problem::TooSmall(min)),
        (_, Some(max)) if n > max => Err(Problem::TooLarge(max)),
        _ if text.parse::<i64>().is_err() => Err(Problem::NotANumber),
        _ => Ok(Answer::Number(n)),
    }
}

fn free_text(text: &str, max: usize) -> Result<Answer, Problem> {
    let length = text.chars().count();
    if length > max {
        return Err(Problem::TooLong { max, length });
    }
    if !text.chars().all(is_allowed) {
        return Err(Problem::ControlCharacter);
    }
    let found = persons::search(text);
    if found.is_empty() { Ok(Answer::Text(text.into())) } else { Err(Problem::PersonalData(found)) }
}

/// A value that no page sends, cut to a length that can be shown to its author.
fn shorten(text: &str) -> String {
    text.chars().filter(|c| !is_unfit(*c)).take(40).collect()
}

#[cfg(test)]
mod tests;
