//! How much a posted form may hold.
//!
//! A page can send only so many fields and so much text. A form that holds more was sent by something
//! else and is refused before it is read. A field that the page does not have is *unknown*; up to a
//! hundred are ignored, since proxies and browsers add fields.

use std::collections::HashMap;

use super::questionnaire::{Kind, OTHER_TEXT, OTHER_TEXT_MAX, Question, Section};

/// Most unknown fields that are ignored.
pub const UNKNOWN: usize = 100;
/// Bytes that any form may have for its buttons, versions and unknown fields.
const BASE: usize = 64 * 1024;
/// Bytes of a field that holds a choice, a number or a day, with its name.
const SHORT: usize = 200;
/// Bytes of one character in a form. Percent-encoded, a character of four bytes takes twelve; twice that
/// lets a text that is somewhat too long reach the check that says so.
const PER_CHARACTER: usize = 2 * 12;

/// The fields of a section's page besides its questions.
const CONTROLS: [&str; 7] = ["nav", "lagg_till", "ta_bort", ":till", ":version", ":granska", "visade"];

/// What the form of one page may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    questions: &'a [Question],
    controls: &'a [&'a str],
}

/// A form holds more than its page can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch;

impl<'a> Limits<'a> {
    /// The limits of a section's page.
    pub fn of_section(section: &'a Section) -> Self {
        Self { questions: &section.questions, controls: &CONTROLS }
    }

    /// The limits of a page with these fields, each at most once.
    pub const fn of_fields(controls: &'a [&'a str]) -> Self {
        Self { questions: &[], controls }
    }

    /// Most bytes of the body.
    pub fn bytes(&self) -> usize {
        BASE + self.questions.iter().map(bytes).sum::<usize>()
    }

    /// Refuses more fields than the page has.
    ///
    /// # Errors
    /// [`TooMuch`] when more than [`UNKNOWN`] of the fields are unknown or sent more often than the
    /// page has them.
    pub fn check(&self, fields: &[(String, String)]) -> Result<(), TooMuch> {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut unknown = 0;
        for (name, _) in fields {
            let times = seen.entry(name).or_default();
            *times += 1;
            unknown += usize::from(*times > self.most(name));
        }
        if unknown > UNKNOWN { Err(TooMuch) } else { Ok(()) }
    }

    /// How often the page can send a field.
    fn most(&self, name: &str) -> usize {
        if self.controls.contains(&name) {
            return 1;
        }
        let (head, rest) = name.split_once('.').map_or((name, None), |(head, rest)| (head, Some(rest)));
        self.questions.iter().find(|q| q.id == head).map_or(0, |question| most_of(question, rest))
    }
}

/// How often a field of a question can be sent; `rest` is its name after the question's id and a dot.
fn most_of(question: &Question, rest: Option<&str>) -> usize {
    match (&question.kind, rest) {
        (Kind::Info, _) => 0,
        (Kind::Matrix { rows, .. }, Some(row)) => usize::from(rows.iter().any(|r| r.id == row)),
        (Kind::Group { max_items, questions, .. }, Some(rest)) => {
            let Some((number, inner)) = rest.split_once('.') else { return 0 };
            let (id, rest) = inner.split_once('.').map_or((inner, None), |(id, rest)| (id, Some(rest)));
            let within = number.parse().is_ok_and(|n: usize| (1..=*max_items).contains(&n));
            questions.iter().find(|q| within && q.id == id).map_or(0, |question| most_of(question, rest))
        }
        (kind, Some(rest)) => usize::from(rest == OTHER_TEXT && kind.other_option().is_some()),
        (Kind::MultipleChoice { options }, None) => options.len() + 1,
        (_, None) => 1,
    }
}

fn bytes(question: &Question) -> usize {
    let other = if question.kind.other_option().is_some() { OTHER_TEXT_MAX * PER_CHARACTER } else { 0 };
    other
        + match &question.kind {
            Kind::Info => 0,
            Kind::SingleChoice { .. } | Kind::Scale { .. } | Kind::Number { .. } | Kind::Month | Kind::Date | Kind::Area => SHORT,
            Kind::MultipleChoice { options } => options.len() * SHORT,
            Kind::Matrix { rows, .. } => rows.len() * SHORT,
            Kind::ShortText { max_length } | Kind::LongText { max_length } => SHORT + max_length * PER_CHARACTER,
            Kind::Group { max_items, questions, .. } => max_items * questions.iter().map(bytes).sum::<usize>(),
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::definition;

    fn pairs(names: impl Iterator<Item = String>) -> Vec<(String, String)> {
        names.map(|name| (name, String::new())).collect()
    }

    #[test]
    fn a_section_takes_every_field_that_it_has_and_a_hundred_unknown_ones() {
        let questionnaire = definition::parse(include_str!("../../enkat/exempel-alla-typer.json")).expect("sound");
        let section = questionnaire.sections.iter().find(|s| s.questions.iter().any(|q| q.id == "g")).expect("a group");
        let limits = Limits::of_section(section);
        let own = |items: usize| (1..=items).flat_map(|i| ["plats", "hur", "mer"].map(|q| format!("g.{i}.{q}")));
        let unknown = |n: usize| (0..n).map(|i| format!("okand{i}"));
        assert_eq!(limits.check(&pairs(own(3).chain(unknown(100)))), Ok(()));
        assert_eq!(limits.check(&pairs(own(3).chain(unknown(101)))), Err(TooMuch));
        assert_eq!(limits.check(&pairs(own(40))), Err(TooMuch), "items beyond the most are unknown");
        assert_eq!(limits.check(&pairs((0..102).map(|_| "g.1.plats".to_owned()))), Err(TooMuch));
        assert!((64 * 1024..400_000).contains(&limits.bytes()), "{}", limits.bytes());
    }

    fn section() -> Section {
        let text = r#"{"format":"lagesbild.questionnaire/1","id":"t","title":"T","audience":"extern","sections":[{"id":"s","title":"S","questions":[
            {"id":"i","type":"info","text":"I"},
            {"id":"v","type":"multiple_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"y","text":"Y"},{"id":"z","text":"Z","other_text":true}]},
            {"id":"k","type":"single_choice","text":"K","options":[{"id":"x","text":"X"}]},
            {"id":"m","type":"matrix","text":"M","rows":[{"id":"r1","text":"1"},{"id":"r2","text":"2"}],"columns":[{"id":"x","text":"X"}]},
            {"id":"t","type":"long_text","text":"T","max_length":100},
            {"id":"g","type":"group","text":"G","item_text":"G","max_items":3,"questions":[{"id":"a","type":"short_text","text":"A","max_length":10}]}]}]}"#;
        definition::parse(text).expect("sound").sections[0].clone()
    }

    #[test]
    fn a_page_sends_each_field_as_often_as_it_has_it() {
        let section = section();
        let limits = Limits::of_section(&section);
        for (name, times) in
            [("v", 4), ("v.annat_text", 1), ("k", 1), ("m.r1", 1), ("m.r2", 1), ("t", 1), ("g.3.a", 1), ("nav", 1)]
        {
            assert_eq!(limits.most(name), times, "{name}");
        }
        for name in ["i", "v.x", "k.annat_text", "m.r3", "g.0.a", "g.4.a", "g.1.b", "g.1", "okand"] {
            assert_eq!(limits.most(name), 0, "{name}");
        }
    }

    #[test]
    fn a_page_has_room_for_its_longest_texts_however_they_are_encoded() {
        let section = section();
        let bytes = |ids: &[&str]| {
            let questions = section.questions.iter().filter(|q| ids.contains(&q.id.as_str())).cloned().collect();
            Limits::of_section(&Section { questions, ..section.clone() }).bytes() - 65_536
        };
        assert_eq!(Limits::of_fields(&["a"]).bytes(), 65_536);
        assert_eq!((bytes(&["i"]), bytes(&["k"]), bytes(&["m"])), (0, 200, 400));
        assert_eq!(bytes(&["v"]), 5400, "three choices, and 200 characters beside one");
        assert_eq!((bytes(&["t"]), bytes(&["g"])), (2600, 1320), "24 bytes a character");
        assert_eq!(bytes(&["k", "m"]), 600);
    }
}
