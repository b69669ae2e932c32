//! What of a response leaves with it: closed answers in one file, free texts in another.
//!
//! A rare combination of background answers could tell whose response it is. Rare ones are left out as
//! [`super::suppression::withheld`] says.

use super::answer::{Answer, Answers};
use super::meaning::Meaning;
use super::questionnaire::{Kind, OTHER_TEXT, Question, Questionnaire};

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
