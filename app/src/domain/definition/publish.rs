//! What keeps a sound definition from being published.

use std::collections::BTreeSet;

use super::{Fault, Problem};
use crate::domain::meaning::Meaning;
use crate::domain::questionnaire::{Kind, Question, Questionnaire};

/// The meanings that a group of incidents needs.
const NEEDED: [Meaning; 3] = [Meaning::Place, Meaning::Kind, Meaning::Environment];

/// Every meaning that stands twice, stands where it cannot, or is missing. Drafts may have such
/// faults; published questionnaires may not.
pub fn publication_faults(questionnaire: &Questionnaire) -> Vec<Fault> {
    let mut check = Check::default();
    for (i, section) in questionnaire.sections.iter().enumerate() {
        for (j, question) in section.questions.iter().enumerate() {
            let path = format!("sections[{i}].questions[{j}]");
            check.question(&path, question, None);
            if let Kind::Group { questions, .. } = &question.kind {
                for (k, inner) in questions.iter().enumerate() {
                    check.question(&format!("{path}.questions[{k}]"), inner, Some(question));
                }
            }
        }
    }
    check.faults
}

#[derive(Default)]
struct Check {
    /// The meanings that questions have so far.
    seen: BTreeSet<Meaning>,
    faults: Vec<Fault>,
}

impl Check {
    fn record(&mut self, path: String, problem: Problem) {
        self.faults.push(Fault { path, problem });
    }

    /// Checks a question, and the group that it lies in, if any.
    fn question(&mut self, path: &str, question: &Question, group: Option<&Question>) {
        if let Some(meaning) = question.meaning {
            let in_incident = group.is_some_and(|g| g.meaning == Some(Meaning::Incidents));
            let is_placed =
                if group.is_some() { in_incident && meaning.is_of_an_incident() } else { !meaning.is_of_an_incident() };
            if !is_placed || !meaning.fits(&question.kind) {
                self.record(format!("{path}.meaning"), Problem::MeaningMisplaced(meaning.as_str()));
            }
            if !self.seen.insert(meaning) {
                self.record(format!("{path}.meaning"), Problem::MeaningTwice(meaning.as_str()));
            }
        }
        if let (Some(Meaning::Incidents), Kind::Group { questions, .. }) = (question.meaning, &question.kind) {
            for needed in NEEDED.into_iter().filter(|needed| !questions.iter().any(|q| q.meaning == Some(*needed))) {
                self.record(path.to_owned(), Problem::IncidentsLack(needed.as_str()));
            }
        }
        self.options(path, question);
    }

    fn options(&mut self, path: &str, question: &Question) {
        let list = if matches!(question.kind, Kind::Matrix { .. }) { "columns" } else { "options" };
        for (i, option) in question.kind.options().iter().enumerate() {
            if let Some(meaning) = option.meaning.filter(|m| question.meaning != Some(m.belongs_to())) {
                self.record(format!("{path}.{list}[{i}].meaning"), Problem::MeaningMisplaced(meaning.as_str()));
            }
        }
    }
}
