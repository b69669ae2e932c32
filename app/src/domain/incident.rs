//! Incidents, and who may see what of them.
//!
//! An *incident* is one item of the group that means incidents.

use serde::{Deserialize, Serialize};

use super::answer::{self, Answer, Answers, Form, Problem, Setting};
use super::meaning::{Meaning, OptionMeaning};
use super::questionnaire::{OTHER_TEXT, Questionnaire};

/// What was answered about an oro or händelse. Options are ids, in the order of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Incident {
    /// The area where it happened.
    pub place: String,
    /// The extremist environments that it is connected to.
    pub environment: Vec<String>,
    /// What it was about.
    pub kind: Vec<String>,
    /// The free text beside the kind.
    pub other_text: String,
    /// When, as `YYYY-MM`.
    pub month: String,
    /// To whom it was reported.
    pub reported: Vec<String>,
    /// Whether it was handled.
    pub handled: String,
    /// The same, where the answer is one: no is no yet.
    pub was_handled: Option<bool>,
    /// What happened, in words.
    pub description: String,
    /// Whether it is a concern for a person.
    pub concern: bool,
    /// Whether it was reported by the blankett.
    pub by_blankett: bool,
    /// Whether it was reported to nobody.
    pub not_reported: bool,
}

impl Incident {
    /// The incidents of a response.
    pub fn all(questionnaire: &Questionnaire, answers: &Answers) -> Vec<Self> {
        let Some((group, _)) = questionnaire.incidents() else { return vec![] };
        match answers.get(&group.id) {
            Some(Answer::Items(items)) => items.iter().map(|item| Self::read(questionnaire, item)).collect(),
            _ => vec![],
        }
    }

    /// What staff note, held to the rules of the questionnaire; the values of each meaning are given.
    ///
    /// # Errors
    /// What the first value that is not accepted means, and why.
    pub fn noted(
        questionnaire: &Questionnaire,
        values: impl Fn(Meaning) -> Vec<String>,
        setting: &Setting,
    ) -> Result<Self, (Meaning, Problem)> {
        let mut item = Answers::default();
        for question in questionnaire.incidents().map_or(&[][..], |(_, questions)| questions) {
            let Some(meaning) = question.meaning else { continue };
            let form = Form(std::iter::once((question.id.clone(), values(meaning))).collect());
            let reading = answer::read(question, &form, setting);
            if let Some((_, problem)) = reading.problems.into_iter().next() {
                return Err((meaning, problem));
            }
            item.0.extend(reading.answers);
        }
        Ok(Self::read(questionnaire, &item))
    }

    fn read(questionnaire: &Questionnaire, item: &Answers) -> Self {
        let question = |meaning| questionnaire.incident_question_for(meaning);
        let texts = |meaning| question(meaning).map_or_else(Vec::new, |q| texts(item.get(&q.id)));
        let text = |meaning| texts(meaning).into_iter().next().unwrap_or_default();
        let means = |chosen: &[String], of: OptionMeaning| {
            let options = question(of.belongs_to()).into_iter().flat_map(|q| q.kind.options());
            options.filter(|o| o.meaning == Some(of)).any(|o| chosen.contains(&o.id))
        };
        let is_answer = |id: &String| {
            let mut options = question(Meaning::Handled).into_iter().flat_map(|q| q.kind.options());
            options.any(|o| o.id == *id && !o.non_answer)
        };
        let handled = text(Meaning::Handled);
        let (kind, reported) = (texts(Meaning::Kind), texts(Meaning::Reported));
        let other = question(Meaning::Kind).and_then(|q| item.get(&format!("{}.{OTHER_TEXT}", q.id)));
        Self {
            place: text(Meaning::Place),
            environment: texts(Meaning::Environment),
            other_text: self::texts(other).into_iter().next().unwrap_or_default(),
            month: text(Meaning::Month),
            was_handled: is_answer(&handled).then(|| means(std::slice::from_ref(&handled), OptionMeaning::Handled)),
            handled,
            description: text(Meaning::Description),
            concern: means(&kind, OptionMeaning::Concern),
            by_blankett: means(&reported, OptionMeaning::Blankett),
            not_reported: means(&reported, OptionMeaning::NotReported),
            kind,
            reported,
        }
    }

    /// What others than the reporter see. Of a concern for a person that is place, environment and kind
    /// alone.
    #[must_use]
    pub fn for_others(self) -> Self {
        if !self.concern {
            return self;
        }
        let Self { place, environment, kind, concern, .. } = self;
        Self { place, environment, kind, concern, ..Self::default() }
    }

    /// Without the texts that respondents wrote.
    #[must_use]
    pub fn without_free_text(self) -> Self {
        Self { other_text: String::new(), description: String::new(), ..self }
    }
}

fn texts(answer: Option<&Answer>) -> Vec<String> {
    match answer {
        Some(Answer::Text(text)) => vec![text.clone()],
        Some(Answer::Many(ids)) => ids.clone(),
        Some(Answer::Number(n)) => vec![n.to_string()],
        Some(Answer::Items(_)) | None => vec![],
    }
}
