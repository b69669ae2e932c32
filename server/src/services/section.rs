//! A draft that grows: by a page's button, or while the page is filled in.
//!
//! A *version* names a draft and the answers of one section as they stand in it. A page carries the
//! version that it began from; a page whose version is not the newest is *stale*: its section was
//! changed elsewhere meanwhile, in another tab or on another device. A page of another draft, which this
//! device had before, is stale too, and nothing of it is taken.

mod page;

use app::domain::answer::Form;
use app::domain::journey::{Fault, Journey, walk};
use app::domain::questionnaire::{Kind, Questionnaire, Section};
use app::domain::response::Draft;

use self::page::Page;
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
        let mut once = cx.store.write_once().await?;
        Ok(store::drafts::set(&mut once, &sealed, answered, draft.revision).await?)
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
    let journey = walk(questionnaire, &form, &visit.setting);
    let mut refused = page.refusals(&form, &journey, &visit.setting, section);
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
    let refused = |form: &Form| page.refusals(form, &walk(&visit.questionnaire, form, &visit.setting), &visit.setting, section);
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
