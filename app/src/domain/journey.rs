//! The path through a questionnaire.
//!
//! A *journey* is computed from definition and form on every request: the sections and questions that
//! are *shown*, the answers, and the *faults* by field. Server and browser call the same functions. An
//! answer whose question is hidden stays in the form and is not among the answers.

use std::collections::BTreeSet;

use super::answer::{Answer, Answers, Form, Problem, Setting, read};
use super::questionnaire::{Condition, Kind, Question, Questionnaire, Section, Test};

/// The path as the form determines it.
#[derive(Debug, Default)]
pub struct Journey {
    /// The sections that are shown, in order.
    pub steps: Vec<Step>,
    /// The accepted answers to questions that are shown.
    pub answers: Answers,
}

/// A section that is shown.
#[derive(Debug)]
pub struct Step {
    /// Its index in the questionnaire.
    pub section: usize,
    /// The questions that are shown: `id`, or `group.i.id` in an item of a group.
    pub shown: BTreeSet<String>,
    /// In the order of the page.
    pub faults: Vec<Fault>,
}

/// An answer that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field to correct.
    pub field: String,
    /// The text of the question or row, after the item's heading in a group.
    pub label: String,
    /// Why it was not accepted.
    pub problem: Problem,
}

/// Computes the journey through a questionnaire.
pub fn walk(questionnaire: &Questionnaire, form: &Form, setting: &Setting) -> Journey {
    let mut journey = Journey::default();
    for (i, section) in questionnaire.sections.iter().enumerate() {
        if let Some(step) = walk_section(i, section, form, setting, &mut journey.answers) {
            journey.steps.push(step);
        }
    }
    journey
}

impl Journey {
    /// The step of a section, if it is shown.
    pub fn step(&self, section: usize) -> Option<&Step> {
        self.steps.iter().find(|s| s.section == section)
    }

    /// The faults of every step.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.steps.iter().flat_map(|s| &s.faults)
    }
}

/// Computes the step of one section and adds its answers to those of the sections before it. None if
/// the section is hidden or shows no question.
pub fn walk_section(index: usize, section: &Section, form: &Form, setting: &Setting, answers: &mut Answers) -> Option<Step> {
    if !section.show_if.as_ref().is_none_or(|c| holds(c, answers)) {
        return None;
    }
    let mut step = Step { section: index, shown: BTreeSet::new(), faults: vec![] };
    for question in &section.questions {
        if !question.show_if.as_ref().is_none_or(|c| holds(c, answers)) {
            continue;
        }
        step.shown.insert(question.id.clone());
        if let Kind::Group { min_items, max_items, item_text, questions } = &question.kind {
            let group = Group { question, min: *min_items, max: *max_items, item_text, questions };
            if let Some(items) = group.walk(form, setting, &mut step) {
                answers.0.insert(question.id.clone(), items);
            }
            continue;
        }
        let reading = read(question, form, setting);
        answers.0.extend(reading.answers);
        step.faults.extend(reading.problems.into_iter().map(|(field, problem)| Fault {
            label: label(question, &field),
            field,
            problem,
        }));
    }
    (!step.shown.is_empty()).then_some(step)
}

/// The text of the question, or of the row that the field names.
fn label(question: &Question, field: &str) -> String {
    let row = match &question.kind {
        Kind::Matrix { rows, .. } => rows.iter().find(|r| field.ends_with(&format!(".{}", r.id))),
        _ => None,
    };
    row.map_or_else(|| question.text.clone(), |row| row.text.clone())
}

/// How many items of a group the page shows.
pub fn shown_items(form: &Form, group: &str, min: usize) -> usize {
    form.items(group).keys().next_back().copied().unwrap_or(0).max(min)
}

struct Group<'a> {
    question: &'a Question,
    min: usize,
    max: usize,
    item_text: &'a str,
    questions: &'a [Question],
}

impl Group<'_> {
    fn walk(&self, form: &Form, setting: &Setting, step: &mut Step) -> Option<Answer> {
        let id = &self.question.id;
        let mut posted = form.items(id);
        let count = posted.keys().next_back().copied().unwrap_or(0).max(self.min);
        let mut items = Vec::new();
        for number in 1..=count.min(self.max) {
            let item = posted.remove(&number).unwrap_or_default();
            let mut answers = Answers::default();
            let mut faults = Vec::new();
            for question in self.questions {
                if !question.show_if.as_ref().is_none_or(|c| holds(c, &answers)) {
                    continue;
                }
                step.shown.insert(format!("{id}.{number}.{}", question.id));
                let reading = read(question, &item, setting);
                answers.0.extend(reading.answers);
                faults.extend(reading.problems.into_iter().map(|(field, problem)| Fault {
                    label: format!("{} {number}: {}", self.item_text, label(question, &field)),
                    field: format!("{id}.{number}.{field}"),
                    problem,
                }));
            }
            // An item that was added and left blank does not count.
            if item.is_blank() && number > self.min.max(usize::from(self.question.required)) {
                continue;
            }
            step.faults.extend(faults);
            if !answers.0.is_empty() {
                items.push(answers);
            }
        }
        let fault = |problem| Fault { field: id.clone(), label: self.question.text.clone(), problem };
        if count > self.max {
            step.faults.push(fault(Problem::TooManyItems(self.max)));
        }
        if self.question.required && count == 0 {
            step.faults.push(fault(Problem::TooFewItems(1)));
        }
        (!items.is_empty()).then_some(Answer::Items(items))
    }
}

/// Whether a condition holds. Of an unanswered or hidden question only `answered: false` does.
pub fn holds(condition: &Condition, answers: &Answers) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|c| holds(c, answers)),
        Condition::Any(parts) => parts.iter().any(|c| holds(c, answers)),
        Condition::Question { question, row, test } => {
            let field = row.as_ref().map_or_else(|| question.clone(), |r| format!("{question}.{r}"));
            let prefix = format!("{question}.");
            let answer = answers.get(&field);
            match test {
                // Without a row, a matrix is answered when any of its rows is.
                Test::Answered(wanted) => {
                    let answered = answer.is_some() || (row.is_none() && answers.0.keys().any(|f| f.starts_with(&prefix)));
                    answered == *wanted
                }
                Test::In(options) => answer.is_some_and(|a| chosen_any(a, options)),
                Test::NotIn(options) => answer.is_some_and(|a| !chosen_any(a, options)),
                Test::LessThan(limit) => matches!(answer, Some(Answer::Number(n)) if n < limit),
                Test::GreaterThan(limit) => matches!(answer, Some(Answer::Number(n)) if n > limit),
            }
        }
    }
}

/// A section as the browser needs it to tell which questions are asked: conditions on earlier sections
/// are resolved, and labels are left out.
#[must_use]
pub fn resolve_conditions(section: &Section, before: &Answers) -> Section {
    let here: BTreeSet<&str> = section.questions.iter().map(|q| q.id.as_str()).collect();
    let bare = |question: &Question| Question {
        text: String::new(),
        hint: None,
        show_if: question.show_if.as_ref().map(|c| resolve(c, &here, before)),
        kind: question.kind.without_labels(),
        ..question.clone()
    };
    Section {
        title: String::new(),
        intro: None,
        show_if: None,
        questions: section.questions.iter().map(bare).collect(),
        ..section.clone()
    }
}

/// What is resolved becomes an empty list: under `all` it holds, under `any` it does not.
fn resolve(condition: &Condition, here: &BTreeSet<&str>, before: &Answers) -> Condition {
    let each = |parts: &[Condition]| parts.iter().map(|c| resolve(c, here, before)).collect();
    match condition {
        Condition::All(parts) => Condition::All(each(parts)),
        Condition::Any(parts) => Condition::Any(each(parts)),
        Condition::Question { question, .. } if here.contains(question.as_str()) => condition.clone(),
        _ if holds(condition, before) => Condition::All(vec![]),
        Condition::Question { .. } => Condition::Any(vec![]),
    }
}

/// Whether an answer is one of these options or has one of them among its choices.
pub fn chosen_any(answer: &Answer, options: &[String]) -> bool {
    match answer {
        Answer::Text(id) => options.contains(id),
        Answer::Many(ids) => ids.iter().any(|id| options.contains(id)),
        Answer::Number(n) => options.contains(&n.to_string()),
        Answer::Items(_) => false,
    }
}

#[cfg(test)]
mod tests;
