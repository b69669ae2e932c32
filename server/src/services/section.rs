//! A draft that grows: by a page's button, or while the page is filled in.
//!
//! A *version* names a draft and the answers of one section as they stand in it. A page carries the
//! version that it began from; a page whose version is not the newest is *stale*: its section was
//! changed elsewhere meanwhile, in another tab or on another device. A page of another draft, which this
//! device had before, is stale too, and nothing of it is taken.

use std::collections::BTreeSet;

use app::domain::answer::{Form, Problem, read};
use app::domain::journey::{Fault, Journey, shown_items, walk};
use app::domain::questionnaire::{Kind, Questionnaire, Section};
use app::domain::response::Draft;

use super::respond::Visit;
use super::{Context, Result, digest, respond, sealed};
use crate::store;

/// What a posted page led to.
#[derive(Debug)]
pub enum Outcome {
    /// To a section, by id; with the group to look at.
    Section(String, Option<String>),
    /// To the check page.
    Check,
    /// To the start page.
    Start,
    /// To the page that says that it is saved.
    Saved,
    /// The page again.
    Redisplay(Box<Redisplay>),
    /// The draft is not there.
    NoDraft,
}

/// A page that was not taken, or not as the way on.
#[derive(Debug)]
pub struct Redisplay {
    /// With what was posted.
    pub draft: Draft,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// It was stale and would have blanked newer answers, which have been put in.
    pub stale: bool,
    /// The version of what is kept.
    pub version: String,
}

/// What saving a page while it is filled in led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Autosaved {
    /// The new version, and whether everything was taken.
    Kept(String, bool),
    /// The page is stale; nothing was changed.
    Stale,
    /// The draft is not there.
    NoDraft,
}

/// Which button was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Nav {
    /// On.
    Next,
    /// Back.
    Back,
    /// Save and go on later.
    Save,
    /// To this section.
    To(String),
    /// One more item of this group.
    Add(String),
    /// Without this item of that group.
    Remove(String, usize),
}

impl Nav {
    /// As a form names its buttons; on, when it names none.
    fn of(form: &Form) -> Self {
        if let Some(group) = form.value("lagg_till") {
            return Self::Add(group.to_owned());
        }
        if let Some((group, number)) = form.value("ta_bort").and_then(|v| v.rsplit_once('.')) {
            return Self::Remove(group.to_owned(), number.parse().unwrap_or(0));
        }
        if let Some(section) = form.value(":till") {
            return Self::To(section.to_owned());
        }
        match form.value("nav") {
            Some("tillbaka") => Self::Back,
            Some("spara") => Self::Save,
            _ => Self::Next,
        }
    }
}

/// The version of a section in a draft.
pub fn version(section: &Section, draft: &Draft) -> String {
    format!("{}.{}", name_of(draft), answers_of(section, &draft.form))
}

/// Tells a draft from others, without telling what it is found by.
fn name_of(draft: &Draft) -> String {
    digest(format!("utkast {}", draft.secret))[..8].to_owned()
}

fn answers_of(section: &Section, form: &Form) -> String {
    let fields: Vec<_> = section.questions.iter().flat_map(|q| filled_in(form, &q.id)).collect();
    digest(format!("{fields:?}"))[..16].to_owned()
}

/// A question's fields that hold something, and what.
fn filled_in<'a>(form: &'a Form, question: &'a str) -> impl Iterator<Item = (&'a String, Vec<&'a str>)> {
    let fields = form.of_question(question).map(|(field, _)| (field, form.values(field).collect::<Vec<_>>()));
    fields.filter(|(_, values)| !values.is_empty())
}

/// Whether a posted page says that it belongs to another draft.
fn is_of_another(draft: &Draft, posted: &Form) -> bool {
    let said = posted.value(":version").and_then(|version| version.split_once('.'));
    said.is_some_and(|(of, _)| of != name_of(draft))
}

/// What keeping a draft came to.
enum Kept {
    /// It is kept.
    Yes,
    /// Somebody else has changed it: as it is now.
    Changed(Box<Draft>),
    /// It is gone, or its round has closed.
    No,
}

/// Takes a posted section into the draft and says where that leads.
pub async fn submit(cx: &Context, visit: &Visit, mut draft: Draft, section: usize, posted: &Form) -> Result<Outcome> {
    loop {
        let (outcome, changed) = decide(visit, &draft, section, posted);
        let Some(changed) = changed else { return Ok(outcome) };
        match keep(cx, visit, &changed).await? {
            Kept::Yes => return Ok(outcome),
            Kept::Changed(now) => draft = *now,
            Kept::No => return Ok(Outcome::NoDraft),
        }
    }
}

/// Takes a section as it stands, while it is filled in. What may not be kept leaves what was
/// there before, or nothing where an item may have changed its number.
pub async fn autosave(cx: &Context, visit: &Visit, mut draft: Draft, section: usize, posted: &Form) -> Result<Autosaved> {
    loop {
        let Some((changed, whole)) = decide_autosave(visit, &draft, section, posted) else { return Ok(Autosaved::Stale) };
        match keep(cx, visit, &changed).await? {
            Kept::Yes => {
                return Ok(Autosaved::Kept(version(&visit.questionnaire.sections[section], &changed), whole));
            }
            Kept::Changed(now) => draft = *now,
            Kept::No => return Ok(Autosaved::NoDraft),
        }
    }
}

/// Keeps a draft unless somebody else was first. Everything has been decided by now: the write
/// is one statement.
async fn keep(cx: &Context, visit: &Visit, draft: &Draft) -> Result<Kept> {
    let (sealed, answered) = sealed::sealed(&visit.keys, &visit.link.organisation, draft)?;
    let kept = retried!({
        let mut write = cx.store.write().await?;
        let kept = store::drafts::set(&mut write, &sealed, answered, draft.revision).await?;
        write.commit().await?;
        Ok(kept)
    })?;
    if kept {
        return Ok(Kept::Yes);
    }
    let now = respond::find_draft(cx, visit, &draft.secret).await?;
    Ok(match now.filter(|now| now.revision != draft.revision) {
        Some(now) => Kept::Changed(Box::new(now)),
        None => Kept::No,
    })
}

/// Where a posted section leads, and the draft as it is to be kept; none when nothing is kept.
fn decide(visit: &Visit, draft: &Draft, section: usize, posted: &Form) -> (Outcome, Option<Draft>) {
    let questionnaire = &visit.questionnaire;
    let here = &questionnaire.sections[section];
    let page = Page::of(visit, section, draft);
    let mut form = page.merge(&draft.form, posted);
    let redisplay =
        |draft: Draft, faults, stale, version| Outcome::Redisplay(Box::new(Redisplay { draft, faults, stale, version }));
    let with = |form: Form| Draft { form, ..draft.clone() };
    if is_of_another(draft, posted) {
        return (redisplay(draft.clone(), vec![], true, version(here, draft)), None);
    }
    if page.is_stale(draft, posted)
        && let Some(kept) = page.without_blanking(&draft.form, &form)
    {
        return (redisplay(with(kept), vec![], true, version(here, draft)), None);
    }
    let nav = Nav::of(posted);
    if let Nav::Remove(group, number) = &nav {
        page.resize(&mut form, group, |items| {
            if (1..=items.len()).contains(number) {
                items.remove(number - 1);
            }
        });
    }
    let journey = walk(questionnaire, &form, &visit.areas);
    let mut refused = page.refusals(&form, &journey, &visit.areas, section);
    if let Nav::Add(group) = &nav
        && refused.is_empty()
    {
        page.resize(&mut form, group, |items| items.push(Form::default()));
        refused.extend(page.too_many(&form, group));
    }
    if !refused.is_empty() {
        return (redisplay(with(form), refused, false, version(here, draft)), None);
    }
    let mut draft = with(form);
    let outcome = match nav {
        Nav::Add(group) | Nav::Remove(group, _) => Outcome::Section(here.id.clone(), Some(group)),
        Nav::Save => Outcome::Saved,
        Nav::To(id) => Outcome::Section(questionnaire.section(&id).map_or(&here.id, |(_, s)| &s.id).clone(), None),
        Nav::Back => {
            let earlier = journey.steps.iter().rev().find(|s| s.section < section);
            earlier.map_or(Outcome::Start, |s| Outcome::Section(questionnaire.sections[s.section].id.clone(), None))
        }
        Nav::Next if page.reveals_more(posted, &journey, section) => Outcome::Section(here.id.clone(), None),
        Nav::Next => {
            let faults = journey.step(section).map(|s| s.faults.clone()).unwrap_or_default();
            if !faults.is_empty() {
                draft.passed.remove(&here.id);
                return (redisplay(draft.clone(), faults, false, version(here, &draft)), Some(draft));
            }
            draft.passed.insert(here.id.clone());
            for question in &here.questions {
                if let Kind::Group { questions, .. } = &question.kind {
                    remove_blank_items(&mut draft.form, &question.id, &questions[0].id);
                }
            }
            next_section(questionnaire, &journey, section)
        }
    };
    (outcome, Some(draft))
}

/// The draft with a section as it stands, and whether all of it was taken; none when the page is
/// stale.
fn decide_autosave(visit: &Visit, draft: &Draft, section: usize, posted: &Form) -> Option<(Draft, bool)> {
    let page = Page::of(visit, section, draft);
    let mut form = page.merge(&draft.form, posted);
    let changed = answers_of(page.section, &form) != answers_of(page.section, &draft.form);
    if is_of_another(draft, posted) || page.is_stale(draft, posted) && changed {
        return None;
    }
    let refused = |form: &Form| page.refusals(form, &walk(&visit.questionnaire, form, &visit.areas), &visit.areas, section);
    let faults = refused(&form);
    let whole = faults.is_empty();
    for Fault { field, .. } in faults {
        match draft.form.0.get(&field).filter(|_| page.group_of(&field).is_none()) {
            Some(before) => form.0.insert(field, before.clone()),
            None => form.0.remove(&field),
        };
    }
    // Something is still refused when it is no one field's fault: a forged page is not taken.
    let form = if whole || refused(&form).is_empty() { form } else { draft.form.clone() };
    Some((Draft { form, ..draft.clone() }, whole))
}

fn next_section(questionnaire: &Questionnaire, journey: &Journey, section: usize) -> Outcome {
    let later = journey.steps.iter().find(|s| s.section > section);
    later.map_or(Outcome::Check, |s| Outcome::Section(questionnaire.sections[s.section].id.clone(), None))
}

/// Takes out a group's blank items.
fn remove_blank_items(form: &mut Form, group: &str, first_field: &str) {
    let items: Vec<Form> = form.items(group).into_values().filter(|item| !item.is_blank()).collect();
    form.set_items(group, first_field, items);
}

/// A posted section and what the draft showed of it.
struct Page<'a> {
    section: &'a Section,
    shown: BTreeSet<String>,
}

impl<'a> Page<'a> {
    fn of(visit: &'a Visit, section: usize, draft: &Draft) -> Self {
        let before = walk(&visit.questionnaire, &draft.form, &visit.areas);
        let shown = before.step(section).map(|s| s.shown.clone()).unwrap_or_default();
        Self { section: &visit.questionnaire.sections[section], shown }
    }

    /// Whether the posted page began from other answers than the draft's. A page that does not say
    /// what it began from is taken at its word.
    fn is_stale(&self, draft: &Draft, posted: &Form) -> bool {
        posted.value(":version").is_some_and(|said| said != version(self.section, draft))
    }

    /// The merged form with what it would blank put back; none if it would blank nothing.
    fn without_blanking(&self, form: &Form, merged: &Form) -> Option<Form> {
        let filled = self.section.questions.iter().flat_map(|q| filled_in(form, &q.id));
        let lost: Vec<&String> = filled.map(|(f, _)| f).filter(|f| merged.values(f).next().is_none()).collect();
        let mut kept = merged.clone();
        kept.0.extend(lost.iter().filter_map(|f| Some(((*f).clone(), form.0.get(*f)?.clone()))));
        (!lost.is_empty()).then_some(kept)
    }

    /// What may not even be kept in a draft, of what is shown and of what is hidden.
    fn refusals(&self, form: &Form, journey: &Journey, areas: &[String], section: usize) -> Vec<Fault> {
        let shown = journey.step(section).into_iter().flat_map(|s| &s.faults).filter(|f| f.problem.refuses_draft());
        shown.cloned().chain(self.hidden_refusals(form, journey, areas, section)).collect()
    }

    /// The group that a field belongs to.
    fn group_of(&self, field: &str) -> Option<&str> {
        let groups = self.section.questions.iter().filter(|q| matches!(q.kind, Kind::Group { .. }));
        groups.map(|q| q.id.as_str()).find(|id| Form::belongs(field, id))
    }

    /// The questions that stood on the posted page: those it says, or else those that the draft
    /// showed; and any that it has a field for.
    fn was_on_page(&self, posted: &Form, key: &str) -> bool {
        match posted.first("visade") {
            Some(said) => said.split(' ').any(|k| k == key) || posted.mentions(key),
            None => self.shown.contains(key) || posted.mentions(key),
        }
    }

    /// The draft's form with what was posted; what did not stand on the page is kept.
    fn merge(&self, form: &Form, posted: &Form) -> Form {
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
    fn reveals_more(&self, posted: &Form, journey: &Journey, section: usize) -> bool {
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
    fn hidden_refusals(&self, form: &Form, journey: &Journey, areas: &[String], section: usize) -> Vec<Fault> {
        let shown = journey.step(section).map(|s| &s.shown);
        let hidden = self.section.questions.iter().filter(|q| !shown.is_some_and(|s| s.contains(&q.id)));
        hidden
            .flat_map(|question| {
                let problems = read(question, form, areas).problems.into_iter();
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
    fn resize(&self, form: &mut Form, group: &str, change: impl FnOnce(&mut Vec<Form>)) {
        let Some((first, min, _)) = self.group(group) else { return };
        let mut old = form.items(group);
        let shown = 1..=shown_items(form, group, min);
        let mut items: Vec<Form> = shown.map(|number| old.remove(&number).unwrap_or_default()).collect();
        change(&mut items);
        form.set_items(group, first, items);
    }

    fn too_many(&self, form: &Form, group: &str) -> Option<Fault> {
        let (_, min, max) = self.group(group)?;
        let label = self.section.questions.iter().find(|q| q.id == group)?.text.clone();
        (shown_items(form, group, min) > max).then(|| Fault { field: group.into(), label, problem: Problem::TooManyItems(max) })
    }
}
