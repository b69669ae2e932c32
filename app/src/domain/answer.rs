//! From what a form posts to typed answers.
//!
//! A *form* is raw: field names and the texts that came with them. An *answer* is what a question
//! accepted. [`read`] goes from one to the other for one question; the [`super::journey`] calls it
//! for every question that is shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::calendar::is_date;
use super::persons::{self, Found};
use super::questionnaire::{Choice, Kind, OTHER_TEXT, OTHER_TEXT_MAX, Question, WHOLE_CITY};
use super::text::{is_allowed, is_unfit};

/// The highest number that an item of a group is read under.
const HIGHEST_ITEM: usize = 10_000;

/// An accepted answer. Choices, months, dates and areas are texts of a known set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Of a scale or number.
    Number(i64),
    /// One option's id, a text, a month, a date or an area.
    Text(String),
    /// Options' ids, in the order of the definition.
    Many(Vec<String>),
    /// A group's items.
    Items(Vec<Answers>),
}

/// Accepted answers by field.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl Answers {
    /// The answer in a field.
    pub fn get(&self, field: &str) -> Option<&Answer> {
        self.0.get(field)
    }
}

/// What a form posted: each field's values in order. An empty value is kept, since it tells that
/// the field stood on the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Form(pub BTreeMap<String, Vec<String>>);

impl Form {
    /// Collects posted pairs; line ends become `\n`.
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

    /// The fields below a name, which is all that begins with it and a full stop.
    fn below(&self, name: &str) -> impl Iterator<Item = (&String, &Vec<String>)> {
        // The character after the full stop ends the range.
        self.0.range(format!("{name}.")..format!("{name}/"))
    }

    /// The fields of one question.
    pub fn of_question(&self, question: &str) -> impl Iterator<Item = (&String, &Vec<String>)> {
        self.0.get_key_value(question).into_iter().chain(self.below(question))
    }

    /// Whether anything stands in a question's fields, blank or not.
    pub fn mentions(&self, question: &str) -> bool {
        self.of_question(question).next().is_some()
    }

    /// The items posted for a group by their numbers, each as a form of its own with the questions'
    /// bare ids. The group's fields are read once, however many items there are.
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

    /// One item of a group as a form of its own.
    #[must_use]
    pub fn item(&self, group: &str, number: usize) -> Self {
        let item = format!("{group}.{number}");
        Self(self.below(&item).map(|(field, values)| (field[item.len() + 1..].to_owned(), values.clone())).collect())
    }

    /// Takes out every field of a question.
    pub fn remove_question(&mut self, question: &str) {
        self.0.retain(|field, _| !Self::belongs(field, question));
    }

    /// Whether nothing was filled in.
    pub fn is_blank(&self) -> bool {
        self.0.values().flatten().all(|v| v.trim().is_empty())
    }

    /// Replaces a group's items by these, numbered from 1. A blank item keeps its place by an
    /// empty first field.
    pub fn set_items(&mut self, group: &str, first_field: &str, items: Vec<Self>) {
        self.remove_question(group);
        for (i, item) in items.into_iter().enumerate() {
            self.set(format!("{group}.{}.{first_field}", i + 1), "");
            for (field, values) in item.0 {
                self.0.insert(format!("{group}.{}.{field}", i + 1), values);
            }
        }
    }

    /// A submitted answer as the form that would post it.
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
    /// A group needs this many items.
    TooFewItems(usize),
    /// A group takes no more than this many.
    TooManyItems(usize),
    /// Not among the question's options.
    UnknownOption(String),
    /// This option stands alone.
    Exclusive(String),
    /// No whole number.
    NotANumber,
    /// Below the least.
    TooSmall(i64),
    /// Above the greatest.
    TooLarge(i64),
    /// In Unicode scalar values.
    TooLong { max: usize, length: usize },
    /// A character that cannot be seen.
    ControlCharacter,
    /// Not `YYYY-MM`.
    NotAMonth,
    /// Not `YYYY-MM-DD`.
    NotADate,
    /// Not among the city's areas.
    UnknownArea(String),
    /// It identifies a person.
    PersonalData(Found),
}

impl Problem {
    /// Whether even a draft is refused: a forged option, or something that may not be kept.
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

/// What reading one question gave: answers by field, problems by field.
#[derive(Debug, Default)]
pub struct Reading {
    /// What was accepted.
    pub answers: Vec<(String, Answer)>,
    /// What was not.
    pub problems: Vec<(String, Problem)>,
}

/// Reads one question that is not a group.
pub fn read(question: &Question, form: &Form, areas: &[String]) -> Reading {
    let mut reading = Reading::default();
    let id = question.id.as_str();
    match &question.kind {
        Kind::Info | Kind::Group { .. } => {}
        Kind::Matrix { rows, columns } => {
            for row in rows {
                let field = format!("{id}.{}", row.id);
                let answer = choose_one(columns, form.value(&field));
                reading.take(question, field, answer, Problem::ChooseOne);
            }
        }
        Kind::SingleChoice { options } => {
            let answer = choose_one(options, form.value(id));
            reading.take(question, id.into(), answer, Problem::ChooseOne);
            reading.other_text(question, form);
        }
        Kind::MultipleChoice { options } => {
            let answer = choose_many(options, form.values(id));
            reading.take(question, id.into(), answer, Problem::ChooseSome);
            reading.other_text(question, form);
        }
        Kind::Scale { min, max, .. } => {
            let answer = form.value(id).map(|text| match text.parse::<i64>() {
                Ok(n) if (*min..=*max).contains(&n) => Ok(Answer::Number(n)),
                _ => Err(Problem::UnknownOption(shorten(text))),
            });
            reading.take(question, id.into(), answer.transpose(), Problem::ChooseOne);
        }
        Kind::Number { min, max } => {
            let answer = form.value(id).map(|text| number(text.trim(), *min, *max));
            reading.take(question, id.into(), answer.transpose(), Problem::Empty);
        }
        Kind::ShortText { max_length } | Kind::LongText { max_length } => {
            let answer = form.value(id).map(|text| free_text(text, *max_length));
            reading.take(question, id.into(), answer.transpose(), Problem::Empty);
        }
        Kind::Month => {
            let answer = form.value(id).map(|text| {
                let text = text.trim();
                let sound = is_date(&format!("{text}-01"));
                if sound { Ok(Answer::Text(text.into())) } else { Err(Problem::NotAMonth) }
            });
            reading.take(question, id.into(), answer.transpose(), Problem::Empty);
        }
        Kind::Date => {
            let answer = form.value(id).map(|text| {
                let text = text.trim();
                if is_date(text) { Ok(Answer::Text(text.into())) } else { Err(Problem::NotADate) }
            });
            reading.take(question, id.into(), answer.transpose(), Problem::Empty);
        }
        Kind::Area => {
            let answer = form.value(id).map(|text| {
                if text == WHOLE_CITY || areas.iter().any(|a| a == text) {
                    Ok(Answer::Text(text.into()))
                } else {
                    Err(Problem::UnknownArea(shorten(text)))
                }
            });
            reading.take(question, id.into(), answer.transpose(), Problem::ChooseOne);
        }
    }
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

fn number(text: &str, min: Option<i64>, max: Option<i64>) -> Result<Answer, Problem> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::NotANumber);
    }
    // More digits than an integer holds is beyond any limit there is.
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
    match persons::search(text).into_iter().next() {
        Some(found) => Err(Problem::PersonalData(found)),
        None => Ok(Answer::Text(text.into())),
    }
}

/// A forged value is repeated to its author, but not at any length.
fn shorten(text: &str) -> String {
    text.chars().filter(|c| !is_unfit(*c)).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(json: &str) -> Question {
        let text = format!(
            r#"{{"format":"lagesbild.questionnaire/1","id":"t","title":"T","audience":"extern","sections":[{{"id":"s","title":"S","questions":[{json}]}}]}}"#
        );
        super::super::definition::parse(&text).expect("sound").sections[0].questions[0].clone()
    }

    fn answer(json: &str, pairs: &[(&str, &str)]) -> Result<Vec<(String, Answer)>, Problem> {
        let form = Form::from_pairs(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())));
        let mut reading = read(&question(json), &form, &["Östermalm".into()]);
        match reading.problems.pop() {
            Some((_, problem)) => Err(problem),
            None => Ok(reading.answers),
        }
    }

    #[allow(clippy::unnecessary_wraps)] // compared with a result
    fn one(field: &str, answer: Answer) -> Result<Vec<(String, Answer)>, Problem> {
        Ok(vec![(field.into(), answer)])
    }

    #[test]
    fn options_come_in_the_order_of_the_definition_and_exclude_each_other() {
        let q = r#"{"id":"v","type":"multiple_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"y","text":"Y"},{"id":"inget","text":"Inget","exclusive":true}]}"#;
        assert_eq!(answer(q, &[("v", "y"), ("v", "x")]), one("v", Answer::Many(vec!["x".into(), "y".into()])));
        assert_eq!(answer(q, &[("v", "y"), ("v", "inget")]), Err(Problem::Exclusive("Inget".into())));
        assert_eq!(answer(q, &[("v", "z")]), Err(Problem::UnknownOption("z".into())));
        assert_eq!(answer(q, &[("v", "")]), Ok(vec![]));
    }

    #[test]
    fn the_text_beside_an_option_is_dropped_unless_it_is_chosen() {
        let q = r#"{"id":"v","type":"single_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"annat","text":"Annat","other_text":true}]}"#;
        assert_eq!(answer(q, &[("v", "x"), ("v.annat_text", "hej")]), one("v", Answer::Text("x".into())));
        let both = answer(q, &[("v", "annat"), ("v.annat_text", "hej")]).expect("accepted");
        assert_eq!(both[1], ("v.annat_text".into(), Answer::Text("hej".into())));
        let long = "å".repeat(201);
        assert_eq!(answer(q, &[("v", "annat"), ("v.annat_text", &long)]), Err(Problem::TooLong { max: 200, length: 201 }));
    }

    #[test]
    fn lengths_count_scalar_values_after_line_ends_are_one() {
        let q = r#"{"id":"t","type":"long_text","text":"T","max_length":5}"#;
        assert_eq!(answer(q, &[("t", "å\r\n👍bc")]), one("t", Answer::Text("å\n👍bc".into())));
        assert_eq!(answer(q, &[("t", "abcdef")]), Err(Problem::TooLong { max: 5, length: 6 }));
        for unseen in ['\0', '\u{b}', '\u{fffe}', '\u{ffff}'] {
            assert_eq!(answer(q, &[("t", &format!("a{unseen}b"))]), Err(Problem::ControlCharacter), "{unseen:?}");
        }
    }

    #[test]
    fn numbers_are_whole_and_in_range() {
        let q = r#"{"id":"n","type":"number","text":"N","min":0,"max":120,"required":true}"#;
        assert_eq!(answer(q, &[("n", " 12 ")]), one("n", Answer::Number(12)));
        assert_eq!(answer(q, &[("n", "121")]), Err(Problem::TooLarge(120)));
        assert_eq!(answer(q, &[("n", "-1")]), Err(Problem::TooSmall(0)));
        assert_eq!(answer(q, &[("n", "99999999999999999999")]), Err(Problem::TooLarge(120)));
        assert_eq!(answer(q, &[("n", "1,5")]), Err(Problem::NotANumber));
        assert_eq!(answer(q, &[("n", " ")]), Err(Problem::Empty));
    }

    #[test]
    fn months_dates_and_areas_must_exist() {
        let month = r#"{"id":"m","type":"month","text":"M"}"#;
        assert_eq!(answer(month, &[("m", "2026-02")]), one("m", Answer::Text("2026-02".into())));
        assert_eq!(answer(month, &[("m", "2026-13")]), Err(Problem::NotAMonth));
        assert_eq!(answer(month, &[("m", "202602")]), Err(Problem::NotAMonth));
        let date = r#"{"id":"d","type":"date","text":"D"}"#;
        assert_eq!(answer(date, &[("d", "2023-02-29")]), Err(Problem::NotADate));
        assert_eq!(answer(date, &[("d", "2024-02-29")]), one("d", Answer::Text("2024-02-29".into())));
        let area = r#"{"id":"a","type":"area","text":"A"}"#;
        assert_eq!(answer(area, &[("a", "Hela staden")]), one("a", Answer::Text("Hela staden".into())));
        assert_eq!(answer(area, &[("a", "Atlantis")]), Err(Problem::UnknownArea("Atlantis".into())));
    }

    #[test]
    fn items_are_renumbered_without_gaps() {
        let mut form = Form::from_pairs([("g.1.a".into(), "x".into()), ("g.4.a".into(), "y".into())]);
        let items = form.items("g").into_values().collect();
        form.set_items("g", "a", items);
        assert_eq!((form.value("g.1.a"), form.value("g.2.a"), form.value("g.4.a")), (Some("x"), Some("y"), None));
    }

    #[test]
    fn an_answer_turns_back_into_the_form_that_posts_it() {
        let json = r#"{"a":3,"b":["x","y"],"g":[{"t":"hej"},{"t":"då"}],"m.r":"ja"}"#;
        let answers: Answers = serde_json::from_str(json).expect("answers");
        let form = Form::from_answers(&answers);
        assert_eq!(form.value("g.2.t"), Some("då"));
        assert_eq!(form.values("b").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(serde_json::to_string(&answers).expect("json"), json);
    }
}
