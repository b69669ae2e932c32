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
mod tests {
    use super::*;
    use crate::domain::definition;
    use proptest::prelude::*;

    fn example() -> Questionnaire {
        definition::parse(include_str!("../../enkat/exempel-alla-typer.json")).expect("sound")
    }

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::from_pairs(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())))
    }

    fn sections(pairs: &[(&str, &str)]) -> Vec<usize> {
        walk(&example(), &form(pairs), &Setting::default()).steps.iter().map(|s| s.section).collect()
    }

    #[test]
    fn a_section_is_shown_when_any_of_its_conditions_holds() {
        assert_eq!(sections(&[("antal", "100")]), [0, 2]);
        assert_eq!(sections(&[("antal", "101")]), [0, 1, 2]);
        assert_eq!(sections(&[("datum", "2026-01-01")]), [0, 1, 2]);
        assert_eq!(sections(&[("val", "x")]), [0, 1, 2]);
        assert_eq!(sections(&[("val", "x"), ("val", "y")]), [0, 2], "not_in means none of them");
    }

    #[test]
    fn a_hidden_answer_is_kept_in_the_form_and_left_out_of_the_answers() {
        let form = form(&[("antal", "5"), ("m.r2", "nej"), ("folj", "för att")]);
        let journey = walk(&example(), &form, &Setting::default());
        assert_eq!(journey.answers.0.keys().collect::<Vec<_>>(), ["antal"]);
        assert_eq!(form.value("folj"), Some("för att"));
    }

    #[test]
    fn a_question_behind_a_hidden_one_is_hidden() {
        let journey = walk(&example(), &form(&[("antal", "101"), ("m.r2", "nej")]), &Setting::default());
        assert!(journey.step(1).expect("shown").shown.contains("folj"));
        let journey = walk(&example(), &form(&[("antal", "101"), ("m.r2", "ja")]), &Setting::default());
        assert!(!journey.step(1).expect("shown").shown.contains("folj"));
    }

    #[test]
    fn a_groups_conditions_see_their_own_item() {
        let form = form(&[
            ("antal", "1"),
            ("g.1.plats", "Hela staden"),
            ("g.1.hur", "annat"),
            ("g.1.mer", "så"),
            ("g.2.plats", "Hela staden"),
            ("g.2.hur", "a"),
            ("g.2.mer", "inte så"),
        ]);
        let journey = walk(&example(), &form, &Setting::default());
        assert_eq!(journey.faults().count(), 0);
        let json = serde_json::to_string(journey.answers.get("g").expect("items")).expect("json");
        assert_eq!(json, r#"[{"hur":"annat","mer":"så","plats":"Hela staden"},{"hur":"a","plats":"Hela staden"}]"#);
    }

    #[test]
    fn a_blank_added_item_is_no_item_and_a_half_one_is_a_fault() {
        let journey = walk(&example(), &form(&[("antal", "1"), ("g.1.manad", "")]), &Setting::default());
        assert_eq!((journey.faults().count(), journey.answers.get("g")), (0, None));
        let journey = walk(&example(), &form(&[("antal", "1"), ("g.1.manad", "2026-01")]), &Setting::default());
        let fields: Vec<_> = journey.faults().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["g.1.plats", "g.1.hur"]);
    }

    #[test]
    fn more_items_than_allowed_are_refused() {
        let form = form(&[("antal", "1"), ("g.4.plats", "Hela staden")]);
        assert!(walk(&example(), &form, &Setting::default()).faults().any(|f| f.problem == Problem::TooManyItems(3)));
    }

    prop_compose! {
        fn any_form()(pairs in prop::collection::vec((
            prop::sample::select(vec!["antal", "datum", "val", "syns", "m.r1", "m.r2", "folj", "g.1.plats", "g.1.hur", "g.1.mer", "g.3.hur", "namnfri", "okand"]),
            prop::sample::select(vec!["", "x", "y", "annat", "inget", "ja", "nej", "0", "7", "101", "2026-02-30", "2026-02-03", "Hela staden", "a", "text"]),
        ), 0..14)) -> Form {
            Form::from_pairs(pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())))
        }
    }

    proptest! {
        /// The browser, which has one section without labels, shows what the server shows.
        #[test]
        fn a_section_with_resolved_conditions_shows_the_same(form in any_form()) {
            let questionnaire = example();
            let mut before = Answers::default();
            for (i, section) in questionnaire.sections.iter().enumerate() {
                let resolved = resolve_conditions(section, &before);
                let shown = walk_section(i, section, &form, &Setting::default(), &mut before).map(|s| s.shown);
                if shown.is_some() {
                    let again = walk_section(i, &resolved, &form, &Setting::default(), &mut Answers::default()).map(|s| s.shown);
                    prop_assert_eq!(shown, again);
                }
            }
        }

        /// Whatever is posted, answers are of shown questions only, and posting the accepted
        /// answers again gives the same answers.
        #[test]
        fn accepted_answers_are_shown_and_stable(form in any_form()) {
            let questionnaire = example();
            let first = walk(&questionnaire, &form, &Setting::default());
            for field in first.answers.0.keys() {
                let question = field.split('.').next().expect("a name");
                prop_assert!(first.steps.iter().any(|s| s.shown.contains(question)), "{field}");
            }
            let again = walk(&questionnaire, &Form::from_answers(&first.answers), &Setting::default());
            prop_assert_eq!(first.answers, again.answers);
        }
    }
}
