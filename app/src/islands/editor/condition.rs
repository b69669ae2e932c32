//! When something is shown: tests of earlier questions, chosen from those that there are.

use leptos::prelude::*;

use super::desk::Desk;
use super::fields::{Act, NumberField, SelectField, id_of};
use crate::domain::authoring::{Operation, Place};
use crate::domain::questionnaire::{Condition, Kind, Question, Questionnaire, Test};
use crate::texts::authoring as t;

/// The tests by the position of their words.
const TESTS: [&str; 6] = ["in", "not_in", "answered", "unanswered", "less_than", "greater_than"];

/// An earlier question, or a row of one.
#[derive(Clone)]
struct Earlier {
    question: Question,
    row: Option<(String, String)>,
}

impl Earlier {
    fn key(&self) -> String {
        self.row.as_ref().map_or_else(|| self.question.id.clone(), |(row, _)| format!("{}.{row}", self.question.id))
    }

    fn name(&self) -> String {
        self.row.as_ref().map_or_else(|| self.question.text.clone(), |(_, text)| format!("{} – {text}", self.question.text))
    }

    fn is_asked_by(&self, condition: &Condition) -> bool {
        matches!(condition, Condition::Question { question, row, .. } if *question == self.question.id && *row == self.row.as_ref().map(|(id, _)| id.clone()))
    }

    /// The tests that its answers take.
    fn tests(&self) -> Vec<usize> {
        let kind = &self.question.kind;
        let choice: &[usize] = if kind.options().is_empty() && !matches!(kind, Kind::Scale { .. }) { &[] } else { &[0, 1] };
        let number: &[usize] = if kind.is_number() { &[4, 5] } else { &[] };
        [choice, &[2, 3], number].concat()
    }

    /// What an answer may be, with words.
    fn choices(&self) -> Vec<(String, String)> {
        match &self.question.kind {
            Kind::Scale { min, max, .. } => (*min..=*max).map(|n| (n.to_string(), n.to_string())).collect(),
            kind => kind.options().iter().map(|option| (option.id.clone(), option.text.clone())).collect(),
        }
    }

    /// A condition on it, with a test that it takes.
    fn first(&self) -> Condition {
        let test = match (self.tests().first(), self.choices().into_iter().next()) {
            (Some(0), Some(_)) => Test::In(vec![]),
            _ => Test::Answered(true),
        };
        Condition::Question { question: self.question.id.clone(), row: self.row.as_ref().map(|(id, _)| id.clone()), test }
    }
}

/// What may be asked from a place.
fn earlier(q: &Questionnaire, at: Place) -> Vec<Earlier> {
    let before: Vec<Question> = match at {
        Place::Section(s) => q.sections.iter().take(s).flat_map(|section| section.questions.clone()).collect(),
        Place::Question(s, i) => {
            let sections = q.sections.iter().take(s).flat_map(|section| section.questions.clone());
            sections.chain(q.sections.get(s).into_iter().flat_map(|section| section.questions.iter().take(i).cloned())).collect()
        }
        Place::Inner(s, g, i) => {
            let inner = q.question_at(Place::Question(s, g)).and_then(|group| group.kind.inner());
            inner.into_iter().flatten().take(i).cloned().collect()
        }
        Place::Front | Place::Indicator(_) => vec![],
    };
    let each = |question: Question| match question.kind.clone() {
        Kind::Info | Kind::Group { .. } => vec![],
        Kind::Matrix { rows, .. } => {
            rows.into_iter().map(|row| Earlier { question: question.clone(), row: Some((row.id, row.text)) }).collect()
        }
        _ => vec![Earlier { question, row: None }],
    };
    before.into_iter().flat_map(each).collect()
}

/// A condition as tests that all, or any, hold; none where it has more levels.
fn flat(condition: Option<&Condition>) -> Option<(bool, Vec<Condition>)> {
    let is_flat = |parts: &[Condition]| parts.iter().all(|part| matches!(part, Condition::Question { .. }));
    match condition {
        None => Some((true, vec![])),
        Some(one @ Condition::Question { .. }) => Some((true, vec![one.clone()])),
        Some(Condition::All(parts)) if is_flat(parts) => Some((true, parts.clone())),
        Some(Condition::Any(parts)) if is_flat(parts) => Some((false, parts.clone())),
        Some(_) => None,
    }
}

fn joined(all: bool, mut parts: Vec<Condition>) -> Option<Condition> {
    match (parts.len(), all) {
        (0, _) => None,
        (1, _) => parts.pop(),
        (_, true) => Some(Condition::All(parts)),
        (_, false) => Some(Condition::Any(parts)),
    }
}

#[component]
pub(super) fn ConditionForm(
    desk: Desk,
    at: Place,
    condition: Option<Condition>,
    set: Callback<(Option<Condition>, Option<String>)>,
) -> impl IntoView {
    let earlier = StoredValue::new(desk.now(|q| earlier(q, at)));
    let Some((all, parts)) = flat(condition.as_ref()) else {
        return view! { <div class="field"><p class="name">{t::CONDITION}</p><p class="hint">{t::CONDITION_NESTED}</p></div> }
            .into_any();
    };
    if earlier.with_value(Vec::is_empty) {
        return view! { <div class="field"><p class="name">{t::CONDITION}</p><p class="hint">{t::CONDITION_NONE}</p></div> }
            .into_any();
    }
    let path = format!("{}.show_if", at.path());
    let mode = if parts.is_empty() {
        ""
    } else if all {
        "all"
    } else {
        "any"
    };
    let modes =
        [("", t::ALWAYS), ("all", t::IF_ALL), ("any", t::IF_ANY)].map(|(code, text)| (code.to_owned(), text.to_owned())).to_vec();
    let stored = StoredValue::new(parts.clone());
    let choose = Callback::new(move |mode: String| {
        let mut parts = stored.get_value();
        if parts.is_empty() {
            parts.extend(earlier.with_value(|earlier| earlier.last().map(Earlier::first)));
        }
        let condition = match mode.as_str() {
            "" => None,
            "any" if parts.len() == 1 => Some(Condition::Any(parts)),
            mode => joined(mode == "all", parts),
        };
        set.run((condition, None));
    });
    let count = parts.len();
    let tests = parts.into_iter().enumerate().map(|(i, part)| {
        let replace = Callback::new(move |(part, focus): (Option<Condition>, Option<String>)| {
            let mut parts = stored.get_value();
            match part {
                Some(part) => parts[i] = part,
                None => drop(parts.remove(i)),
            }
            set.run((joined(all, parts), focus));
        });
        // As the reader places its faults.
        let step = if count == 1 { String::new() } else { format!(".{}[{i}]", if all { "all" } else { "any" }) };
        view! { <TestForm desk path=format!("{}.show_if{step}", at.path()) part earlier replace/> }
    });
    let tests = tests.collect_view();
    let add = Callback::new(move |()| {
        let mut parts = stored.get_value();
        parts.extend(earlier.with_value(|earlier| earlier.last().map(Earlier::first)));
        let focus = id_of(&format!("{}.show_if.{}[{}].fraga", at.path(), if all { "all" } else { "any" }, parts.len() - 1));
        set.run((joined(all, parts), Some(focus)));
    });
    view! {
        <div class="condition">
            <SelectField desk path label=t::CONDITION options=modes chosen=mode.to_owned() choose/>
            {tests}
            {(!mode.is_empty()).then(|| view! { <Act desk text=t::CONDITION_ADD act=add/> })}
        </div>
    }
    .into_any()
}

/// One test.
#[component]
fn TestForm(
    desk: Desk,
    path: String,
    part: Condition,
    earlier: StoredValue<Vec<Earlier>>,
    replace: Callback<(Option<Condition>, Option<String>)>,
) -> impl IntoView {
    let Condition::Question { question, row, test } = part.clone() else { return ().into_any() };
    let at = StoredValue::new(path.clone());
    let Some(asked) = earlier.with_value(|earlier| earlier.iter().find(|e| e.is_asked_by(&part)).cloned()) else {
        return ().into_any();
    };
    let questions = earlier.with_value(|earlier| earlier.iter().map(|e| (e.key(), e.name())).collect());
    let other = Callback::new(move |key: String| {
        let first = earlier.with_value(|earlier| earlier.iter().find(|e| e.key() == key).map(Earlier::first));
        replace.run((first, Some(id_of(&format!("{}.fraga", at.get_value())))));
    });
    let (code, chosen, limit) = match &test {
        Test::In(options) => (0, options.clone(), None),
        Test::NotIn(options) => (1, options.clone(), None),
        Test::Answered(true) => (2, vec![], None),
        Test::Answered(false) => (3, vec![], None),
        Test::LessThan(n) => (4, vec![], Some(*n)),
        Test::GreaterThan(n) => (5, vec![], Some(*n)),
    };
    let with = move |test: Test| Condition::Question { question: question.clone(), row: row.clone(), test };
    let with = StoredValue::new(with);
    let retest = move |test: Test, focus: &str| {
        let focus = id_of(&format!("{}.{focus}", at.get_value()));
        replace.run((Some(with.with_value(|with| with(test))), Some(focus)));
    };
    let tests = asked.tests().into_iter().map(|i| (TESTS[i].to_owned(), t::TESTS[i].to_owned())).collect();
    let choices = StoredValue::new(asked.choices());
    let choose = Callback::new(move |code: String| {
        let test = match code.as_str() {
            "in" => Test::In(vec![]),
            "not_in" => Test::NotIn(vec![]),
            "unanswered" => Test::Answered(false),
            "less_than" => Test::LessThan(1),
            "greater_than" => Test::GreaterThan(0),
            _ => Test::Answered(true),
        };
        retest(test, "test");
    });
    let options = (code < 2).then(|| {
        let stored = StoredValue::new(chosen.clone());
        let ticks = choices.get_value().into_iter().map(|(id, text)| {
            let checked = chosen.contains(&id);
            let control = id_of(&format!("{}.{id}", at.get_value()));
            let tick = move |on: bool| {
                let mut list: Vec<String> = stored.with_value(|list| list.iter().filter(|other| **other != id).cloned().collect());
                if on {
                    list.push(id.clone());
                }
                // In the order of the question.
                let list: Vec<String> = choices.with_value(|all| all.iter().map(|(id, _)| id.clone()).filter(|id| list.contains(id)).collect());
                retest(if code == 0 { Test::In(list) } else { Test::NotIn(list) }, &id);
            };
            view! { <label class="tick"><input type="checkbox" id=control checked=checked disabled=move || !desk.may_write() on:change=move |event| tick(event_target_checked(&event))/>{text}</label> }
        });
        view! { <fieldset class="ticks" aria-label=t::TESTS[code]><super::fields::FieldFault desk path=format!("{}.{}", at.get_value(), TESTS[code])/>{ticks.collect_view()}</fieldset> }
    });
    let number = limit.map(|limit| {
        let write = Callback::new(move |n: Option<i64>| -> Option<Operation> {
            let n = n?;
            retest(if code == 4 { Test::LessThan(n) } else { Test::GreaterThan(n) }, "tal");
            None
        });
        view! { <NumberField desk path=format!("{path}.tal") label=t::CONDITION_NUMBER value=Some(limit) write/> }
    });
    let remove = Callback::new(move |()| replace.run((None, None)));
    view! {
        <div class="test" id=id_of(&path)>
            <SelectField desk path=format!("{path}.fraga") label=t::CONDITION_OF options=questions chosen=asked.key() choose=other/>
            <SelectField desk path=format!("{path}.test") label=t::CONDITION_TEST options=tests chosen=TESTS[code].to_owned() choose/>
            {options}{number}
            <Act desk text=t::CONDITION_REMOVE class="quiet remove" act=remove/>
        </div>
    }
    .into_any()
}
