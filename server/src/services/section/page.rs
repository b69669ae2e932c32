//! A posted section, and what of it goes into the draft.

use std::collections::BTreeSet;

use app::domain::answer::{Form, Problem, Setting, read};
use app::domain::journey::{Fault, Journey, shown_items, walk};
use app::domain::questionnaire::{Kind, Section};
use app::domain::response::Draft;

use super::{filled_in, version};
use crate::services::respond::Visit;

/// A posted section and what the draft showed of it.
pub(super) struct Page<'a> {
    pub(super) section: &'a Section,
    shown: BTreeSet<String>,
}

impl<'a> Page<'a> {
    pub(super) fn of(visit: &'a Visit, section: usize, draft: &Draft) -> Self {
        let before = walk(&visit.questionnaire, &draft.form, &visit.setting);
        let shown = before.step(section).map(|s| s.shown.clone()).unwrap_or_default();
        Self { section: &visit.questionnaire.sections[section], shown }
    }

    /// Whether the posted page began from other answers than the draft's. A page that does not say
    /// what it began from is taken at its word.
    pub(super) fn is_stale(&self, draft: &Draft, posted: &Form) -> bool {
        posted.value(":version").is_some_and(|said| said != version(self.section, draft))
    }

    /// The merged form with what it would blank put back; none if it would blank nothing.
    pub(super) fn without_blanking(&self, form: &Form, merged: &Form) -> Option<Form> {
        let filled = self.section.questions.iter().flat_map(|q| filled_in(form, &q.id));
        let lost: Vec<&String> = filled.map(|(f, _)| f).filter(|f| merged.values(f).next().is_none()).collect();
        let mut kept = merged.clone();
        kept.0.extend(lost.iter().filter_map(|f| Some(((*f).clone(), form.0.get(*f)?.clone()))));
        (!lost.is_empty()).then_some(kept)
    }

    /// What may not even be kept in a draft, of what is shown and of what is hidden.
    pub(super) fn refusals(&self, form: &Form, journey: &Journey, setting: &Setting, section: usize) -> Vec<Fault> {
        let shown = journey.step(section).into_iter().flat_map(|s| &s.faults).filter(|f| f.problem.refuses_draft());
        shown.cloned().chain(self.hidden_refusals(form, journey, setting, section)).collect()
    }

    /// The group that a field belongs to.
    pub(super) fn group_of(&self, field: &str) -> Option<&str> {
        let groups = self.section.questions.iter().filter(|q| matches!(q.kind, Kind::Group { .. }));
        groups.map(|q| q.id.as_str()).find(|id| Form::belongs(field, id))
    }

    /// The questions that stood on the posted page: those it says, or else those that the draft
    /// showed; and any that it has a field for.
    pub(super) fn was_on_page(&self, posted: &Form, key: &str) -> bool {
        match posted.first("visade") {
            Some(said) => said.split(' ').any(|k| k == key) || posted.mentions(key),
            None => self.shown.contains(key) || posted.mentions(key),
        }
    }

    /// The draft's form with what was posted; what did not stand on the page is kept.
    pub(super) fn merge(&self, form: &Form, posted: &Form) -> Form {
        let mut merged = form.clone();
        for question in self.section.questions.iter().filter(|q| self.was_on_page(posted, &q.id)) {
            let id = &question.id;
            if let Kind::Group { questions, .. } = &question.kind {
                let old = form.items(id);
                let items = posted.items(id).into_iter().map(|(number, mut item)| {
                    // A question of the item that did not stand on the page keeps its answer.
                    for inner in questions.iter().filter(|q| !self.was_on_page(posted, &format!("{id}.{number}.{}", q.id))) {
                        let kept = old.get(&number).into_iter().flat_map(|old| old.of_question(&inner.id));
                        item.0.extend(kept.map(|(f, v)| (f.clone(), v.clone())));
                    }
                    item
                });
                merged.set_items(id, &questions[0].id, items.collect());
            } else {
                merged.remove_question(id);
                merged.0.extend(posted.of_question(id).map(|(f, v)| (f.clone(), v.clone())));
            }
        }
        merged
    }

    /// Whether the answers show something that did not stand on the page. The questions of an item
    /// that are always asked come with the item.
    pub(super) fn reveals_more(&self, posted: &Form, journey: &Journey, section: usize) -> bool {
        let asked = |key: &String| match key.split_once('.') {
            Some((group, rest)) => {
                let inner = rest.split_once('.').map_or(rest, |(_, id)| id);
                let on_page = self.was_on_page(posted, group);
                on_page && (self.always_asked(group, inner) || self.was_on_page(posted, key))
            }
            None => self.was_on_page(posted, key),
        };
        journey.step(section).is_some_and(|step| !step.shown.iter().all(asked))
    }

    fn always_asked(&self, group: &str, inner: &str) -> bool {
        self.section.questions.iter().filter(|q| q.id == group).any(|q| match &q.kind {
            Kind::Group { questions, .. } => questions.iter().any(|q| q.id == inner && q.show_if.is_none()),
            _ => false,
        })
    }

    /// What is refused in fields of questions that the answers hide.
    fn hidden_refusals(&self, form: &Form, journey: &Journey, setting: &Setting, section: usize) -> Vec<Fault> {
        let shown = journey.step(section).map(|s| &s.shown);
        let hidden = self.section.questions.iter().filter(|q| !shown.is_some_and(|s| s.contains(&q.id)));
        hidden
            .flat_map(|question| {
                let problems = read(question, form, setting).problems.into_iter();
                problems.filter(|(_, p)| p.refuses_draft()).map(|(field, problem)| Fault {
                    label: question.text.clone(),
                    field,
                    problem,
                })
            })
            .collect()
    }

    fn group(&self, id: &str) -> Option<(&str, usize, usize)> {
        self.section.questions.iter().filter(|q| q.id == id).find_map(|q| match &q.kind {
            Kind::Group { questions, min_items, max_items, .. } => Some((questions[0].id.as_str(), *min_items, *max_items)),
            _ => None,
        })
    }

    /// Changes the list of a group's items.
    pub(super) fn resize(&self, form: &mut Form, group: &str, change: impl FnOnce(&mut Vec<Form>)) {
        let Some((first, min, _)) = self.group(group) else { return };
        let mut old = form.items(group);
        let shown = 1..=shown_items(form, group, min);
        let mut items: Vec<Form> = shown.map(|number| old.remove(&number).unwrap_or_default()).collect();
        change(&mut items);
        form.set_items(group, first, items);
    }

    pub(super) fn too_many(&self, form: &Form, group: &str) -> Option<Fault> {
        let (_, min, max) = self.group(group)?;
        let label = self.section.questions.iter().find(|q| q.id == group)?.text.clone();
        (shown_items(form, group, min) > max).then(|| Fault { field: group.into(), label, problem: Problem::TooManyItems(max) })
    }
}
