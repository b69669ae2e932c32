//! Writes a [`Questionnaire`] as a file in the newest format. What [`super::parse`] reads of it is the same again.

use serde::Serialize;

use super::FORMAT;
use super::document::LANGUAGE;
use crate::domain::meaning::{Meaning, OptionMeaning, Phrasing, Respondent};
use crate::domain::questionnaire::{
    Choice, Condition, Direction, Indicator, Kind, Question, Questionnaire, Row, Section, Statistic, Test,
};

/// The file, with the keys in the order in which a person reads them.
pub fn write(questionnaire: &Questionnaire) -> String {
    let file = File::from(questionnaire);
    let text = serde_json::to_string_pretty(&file).unwrap_or_else(|_| unreachable!("plain data is always written"));
    text + "\n"
}

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    id: &'a str,
    title: &'a str,
    audience: &'static str,
    language: &'static str,
    minutes: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    intro: Option<&'a str>,
    respondent: &'a Respondent,
    sections: Vec<SectionOut<'a>>,
    indicators: Vec<IndicatorOut<'a>>,
}

#[derive(Serialize)]
struct SectionOut<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    intro: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    show_if: Option<ConditionOut<'a>>,
    questions: Vec<QuestionOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<&'static str>,
}

#[derive(Serialize, Default)]
struct QuestionOut<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    of: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    show_if: Option<ConditionOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<&'a [Row]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<ChoiceOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<ChoiceOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_items: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    questions: Option<Vec<QuestionOut<'a>>>,
}

#[derive(Serialize)]
struct ChoiceOut<'a> {
    id: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    other_text: bool,
    #[serde(skip_serializing_if = "is_false")]
    exclusive: bool,
    #[serde(skip_serializing_if = "is_false")]
    non_answer: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    short: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum ConditionOut<'a> {
    All(Vec<ConditionOut<'a>>),
    Any(Vec<ConditionOut<'a>>),
    #[serde(untagged)]
    Question {
        question: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        row: Option<&'a str>,
        #[serde(flatten)]
        test: TestOut<'a>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum TestOut<'a> {
    In(&'a [String]),
    NotIn(&'a [String]),
    Answered(bool),
    LessThan(i64),
    GreaterThan(i64),
}

#[derive(Serialize)]
struct IndicatorOut<'a> {
    id: &'a str,
    label: &'a str,
    question: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistic: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    knows: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_done: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assesses: Option<&'a str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl<'a> From<&'a Questionnaire> for File<'a> {
    fn from(q: &'a Questionnaire) -> Self {
        Self {
            format: FORMAT,
            id: &q.id,
            title: &q.title,
            audience: q.audience.as_str(),
            language: LANGUAGE,
            minutes: q.minutes,
            intro: q.intro.as_deref(),
            respondent: &q.respondent,
            sections: q.sections.iter().map(SectionOut::from).collect(),
            indicators: q.indicators.iter().map(IndicatorOut::from).collect(),
        }
    }
}

impl<'a> From<&'a Section> for SectionOut<'a> {
    fn from(section: &'a Section) -> Self {
        Self {
            id: &section.id,
            title: &section.title,
            intro: section.intro.as_deref(),
            show_if: section.show_if.as_ref().map(ConditionOut::from),
            questions: section.questions.iter().map(QuestionOut::from).collect(),
            links: section.links.iter().map(|link| link.as_str()).collect(),
        }
    }
}

impl<'a> From<&'a Question> for QuestionOut<'a> {
    fn from(question: &'a Question) -> Self {
        let choices = |options: &'a [Choice]| Some(options.iter().map(ChoiceOut::from).collect::<Vec<_>>());
        // What cannot be asked for is not said to be optional.
        let says_required = question.required || !matches!(question.kind, Kind::Info | Kind::Group { .. });
        let mut out = Self {
            id: &question.id,
            of: question.kind.of().as_str(),
            text: &question.text,
            hint: question.hint.as_deref(),
            required: says_required.then_some(question.required),
            meaning: question.meaning.map(Meaning::as_str),
            show_if: question.show_if.as_ref().map(ConditionOut::from),
            ..Self::default()
        };
        match &question.kind {
            Kind::SingleChoice { options } | Kind::MultipleChoice { options } => out.options = choices(options),
            Kind::Matrix { rows, columns } => (out.rows, out.columns) = (Some(&rows[..]), choices(columns)),
            Kind::Scale { min, max, min_label, max_label } => {
                (out.min, out.max) = (Some(*min), Some(*max));
                (out.min_label, out.max_label) = (Some(&min_label[..]), Some(&max_label[..]));
            }
            Kind::Number { min, max } => (out.min, out.max) = (*min, *max),
            Kind::ShortText { max_length } | Kind::LongText { max_length } => out.max_length = Some(*max_length),
            Kind::Group { item_text, min_items, max_items, questions } => {
                (out.item_text, out.min_items, out.max_items) = (Some(&item_text[..]), Some(*min_items), Some(*max_items));
                out.questions = Some(questions.iter().map(Self::from).collect());
            }
            Kind::Month | Kind::Date | Kind::Area | Kind::Info => {}
        }
        out
    }
}

impl<'a> From<&'a Choice> for ChoiceOut<'a> {
    fn from(choice: &'a Choice) -> Self {
        let Choice { id, text, other_text, exclusive, non_answer, short, meaning } = choice;
        Self {
            id,
            text,
            other_text: *other_text,
            exclusive: *exclusive,
            non_answer: *non_answer,
            short: short.as_deref(),
            meaning: meaning.map(OptionMeaning::as_str),
        }
    }
}

impl<'a> From<&'a Condition> for ConditionOut<'a> {
    fn from(condition: &'a Condition) -> Self {
        match condition {
            Condition::All(parts) => Self::All(parts.iter().map(Self::from).collect()),
            Condition::Any(parts) => Self::Any(parts.iter().map(Self::from).collect()),
            Condition::Question { question, row, test } => {
                let test = match test {
                    Test::In(options) => TestOut::In(options),
                    Test::NotIn(options) => TestOut::NotIn(options),
                    Test::Answered(is) => TestOut::Answered(*is),
                    Test::LessThan(limit) => TestOut::LessThan(*limit),
                    Test::GreaterThan(limit) => TestOut::GreaterThan(*limit),
                };
                Self::Question { question, row: row.as_deref(), test }
            }
        }
    }
}

impl<'a> From<&'a Indicator> for IndicatorOut<'a> {
    fn from(indicator: &'a Indicator) -> Self {
        let Indicator { id, label, question, row, statistic, direction, about, phrasing } = indicator;
        let (counts, statistic) = match statistic {
            Statistic::Share(options) => (Some(&options[..]), None),
            Statistic::Mean => (None, Some("mean")),
        };
        let phrased = |of: fn(&'a Phrasing) -> Option<&'a str>| phrasing.as_ref().and_then(of);
        Self {
            id,
            label,
            question,
            row: row.as_deref(),
            counts,
            statistic,
            direction: (*direction != Direction::default()).then_some(direction.as_str()),
            about: about.as_str(),
            knows: phrased(|p| if let Phrasing::Knows(text) = p { Some(text) } else { None }),
            has_done: phrased(|p| if let Phrasing::HasDone(text) = p { Some(text) } else { None }),
            assesses: phrased(|p| if let Phrasing::Assesses(text) = p { Some(text) } else { None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::domain::definition::parse;

    #[test]
    fn what_is_written_says_what_the_file_said() {
        for text in [
            include_str!("../../../enkat/vbe-bra.json"),
            include_str!("../../../enkat/vbe-fack.json"),
            include_str!("../../../enkat/vbe-stadsdel.json"),
        ] {
            let questionnaire = parse(text).expect("sound");
            let written: Value = serde_json::from_str(&write(&questionnaire)).expect("JSON");
            assert_eq!(written, serde_json::from_str::<Value>(text).expect("JSON"));
        }
        for text in [include_str!("../../../enkat/exempel-alla-typer.json"), include_str!("../../../enkat/2022/vbe-fack.json")] {
            let questionnaire = parse(text).expect("sound");
            assert_eq!(parse(&write(&questionnaire)).expect("sound"), questionnaire);
        }
    }
}
