//! What of a response leaves with it: closed answers in one file, free texts in another.
//!
//! A rare combination of background answers could tell whose response it is. Rare ones are left out as
//! [`super::suppression::withheld`] says, and with them what would tell them: the answers to questions
//! that only some of them are asked.

use std::collections::BTreeSet;

use super::answer::{Answer, Answers};
use super::meaning::Meaning;
use super::questionnaire::{Condition, Kind, OTHER_TEXT, Question, Questionnaire};

impl Questionnaire {
    /// The fields of the closed questions, in order: no text, no group.
    pub fn closed_fields(&self) -> Vec<String> {
        let fields = |question: &Question| match &question.kind {
            Kind::SingleChoice { .. }
            | Kind::MultipleChoice { .. }
            | Kind::Scale { .. }
            | Kind::Number { .. }
            | Kind::Month
            | Kind::Date
            | Kind::Area => vec![question.id.clone()],
            Kind::Matrix { .. } => question.fields(),
            Kind::ShortText { .. } | Kind::LongText { .. } | Kind::Group { .. } | Kind::Info => vec![],
        };
        self.questions().flat_map(fields).collect()
    }

    /// The fields of the background questions.
    pub fn background_fields(&self) -> Vec<&str> {
        Meaning::BACKGROUND.iter().filter_map(|m| self.question_for(*m)).map(|q| q.id.as_str()).collect()
    }

    /// The background questions, and every question that is shown or not by what was answered to one of
    /// these, in one step or several.
    pub fn telling_questions(&self) -> BTreeSet<&str> {
        let mut telling: BTreeSet<&str> = self.background_fields().into_iter().collect();
        // Conditions look back only, so the order of the questions is enough.
        for section in &self.sections {
            for question in &section.questions {
                let conditions = section.show_if.iter().chain(&question.show_if);
                if conditions.into_iter().any(|condition| condition.asks_about(&telling)) {
                    telling.insert(&question.id);
                }
            }
        }
        telling
    }
}

impl Condition {
    /// Whether it asks about one of these questions.
    fn asks_about(&self, questions: &BTreeSet<&str>) -> bool {
        match self {
            Self::All(list) | Self::Any(list) => list.iter().any(|condition| condition.asks_about(questions)),
            Self::Question { question, .. } => questions.contains(question.as_str()),
        }
    }
}

/// The background answers of a response; none where it has none.
pub fn background(fields: &[&str], answers: &Answers) -> Option<Vec<Option<Answer>>> {
    let given: Vec<Option<Answer>> = fields.iter().map(|field| answers.get(field).cloned()).collect();
    given.iter().any(Option::is_some).then_some(given)
}

/// The free texts in the answer to a question with their fields, but for those of incidents. The field
/// of a text in a group is without the item's number.
pub fn texts_of(question: &Question, answers: &Answers) -> Vec<(String, String)> {
    let of = |question: &Question, answers: &Answers, prefix: &str| {
        let id = match &question.kind {
            Kind::ShortText { .. } | Kind::LongText { .. } => question.id.clone(),
            _ => format!("{}.{OTHER_TEXT}", question.id),
        };
        match answers.get(&id) {
            Some(Answer::Text(text)) if !text.trim().is_empty() => Some((format!("{prefix}{id}"), text.clone())),
            _ => None,
        }
    };
    match &question.kind {
        Kind::Group { .. } if question.meaning == Some(Meaning::Incidents) => vec![],
        Kind::Group { questions, .. } => match answers.get(&question.id) {
            Some(Answer::Items(items)) => {
                let prefix = format!("{}.", question.id);
                let texts = |item| questions.iter().filter_map(|q| of(q, item, &prefix)).collect::<Vec<_>>();
                items.iter().flat_map(texts).collect()
            }
            _ => vec![],
        },
        _ => of(question, answers, "").into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::definition;
    use super::super::questionnaire::Test;
    use super::*;

    #[test]
    fn what_only_some_backgrounds_are_asked_tells_the_background() {
        let text = include_str!("../../enkat/2022/vbe-stadsdel.json");
        let mut questionnaire = definition::accept(text).expect("a questionnaire");
        let background: BTreeSet<&str> = questionnaire.background_fields().into_iter().collect();
        assert_eq!(questionnaire.telling_questions(), background);
        let if_answered =
            |question: &str| Some(Condition::Question { question: question.to_owned(), row: None, test: Test::Answered(true) });
        let last = questionnaire.sections.len() - 1;
        questionnaire.sections[1].questions[0].show_if = if_answered("omrade");
        let first = questionnaire.sections[1].questions[0].id.clone();
        questionnaire.sections[last].show_if = if_answered(&first);
        let telling = questionnaire.telling_questions();
        assert!(telling.contains(first.as_str()));
        assert!(questionnaire.sections[last].questions.iter().all(|q| telling.contains(q.id.as_str())));
        assert!(!telling.contains(questionnaire.sections[2].questions[0].id.as_str()));
    }

    fn example() -> Questionnaire {
        definition::parse(include_str!("../../enkat/exempel-alla-typer.json")).expect("sound")
    }

    #[test]
    fn texts_and_groups_are_no_closed_fields() {
        assert_eq!(example().closed_fields(), ["antal", "datum", "val", "syns", "m.r1", "m.r2"]);
    }

    #[test]
    fn a_background_is_told_whole_or_not_at_all() {
        let answers: Answers = serde_json::from_str(r#"{"b":"x","c":"y"}"#).expect("answers");
        assert_eq!(background(&["a", "b"], &answers), Some(vec![None, Some(Answer::Text("x".into()))]));
        assert_eq!(background(&["a"], &answers), None);
    }

    #[test]
    fn free_texts_have_no_number_of_an_item_and_are_none_of_incidents() {
        let questionnaire = example();
        let texts = |id: &str, meaning: Option<Meaning>, answers: &str| {
            let question = questionnaire.questions().find(|q| q.id == id).expect("a question");
            let question = Question { meaning, ..question.clone() };
            texts_of(&question, &serde_json::from_str(answers).expect("answers"))
        };
        let pair = |field: &str, text: &str| (field.to_owned(), text.to_owned());
        assert_eq!(texts("namnfri", None, r#"{"namnfri":"hej","folj":"nej"}"#), [pair("namnfri", "hej")]);
        assert_eq!(texts("namnfri", None, r#"{"namnfri":" "}"#), []);
        assert_eq!(texts("val", None, r#"{"val":["annat"],"val.annat_text":"hej"}"#), [pair("val.annat_text", "hej")]);
        let items = r#"{"g":[{"mer":"ja"},{"hur":"annat","hur.annat_text":"så","mer":"nej"}]}"#;
        assert_eq!(texts("g", None, items), [pair("g.mer", "ja"), pair("g.hur.annat_text", "så"), pair("g.mer", "nej")]);
        assert_eq!(texts("g", Some(Meaning::Incidents), items), []);
    }
}
