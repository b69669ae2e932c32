//! The respondent's way: a draft that grows page by page, and one submission.
//!
//! A *visit* is a request through a link while the round takes answers. The draft's id travels in
//! a sealed cookie; the *receipt code* is derived from that id and the installation's key, so that
//! submitting twice finds the same code, and only its hash is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::domain::answer::{Answer, Answers, Form, Problem, read};
use app::domain::journey::{Fault, Journey, shown_items, walk};
use app::domain::names;
use app::domain::organisation::Organisation;
use app::domain::questionnaire::{Kind, Questionnaire, Section};
use app::domain::round::{Access, Round, State};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{Error, Result, Services, areas, digest};
use crate::store;
use crate::store::answers::{Draft, Response};
use crate::store::rounds::{Link, SampleUnit};

/// Letters and digits that are not mistaken for each other: 5 bits each.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a receipt code: 60 bits.
const CODE: usize = 12;

/// A link that takes answers, and what it asks.
pub struct Visit {
    /// The round.
    pub round: Round,
    /// The link.
    pub link: Link,
    /// Whose link it is.
    pub organisation: Organisation,
    /// What is asked.
    pub questionnaire: Arc<Questionnaire>,
    /// The areas of the city.
    pub areas: Vec<String>,
}

/// Why a link takes no answers.
#[derive(Debug)]
pub enum Turned {
    /// There is no such link.
    Unknown,
    /// The round has not opened; its first day.
    NotYet(Round),
    /// The round is closed.
    Closed(Round),
}

/// What a posted page led to.
#[derive(Debug)]
pub enum Turn {
    /// To a section, by id; with the group to look at.
    Section(String, Option<String>),
    /// To the check page.
    Check,
    /// To the start page.
    Start,
    /// The page again, with these faults and what was posted.
    Faults(Box<Draft>, Vec<Fault>),
    /// The draft is not there.
    NoDraft,
}

/// What a submission led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Submission {
    /// Taken, now or before: the receipt code.
    Taken(String),
    /// Something is missing in this section.
    Section(String),
    /// Possible names have not been looked at.
    NamesUnchecked,
    /// The unit has answered, through somebody else.
    UnitAnswered,
    /// The unit is not in the sample any more.
    UnitGone,
    /// No draft, and nothing submitted from it.
    NoDraft,
    /// The round closed meanwhile.
    Closed,
}

/// Which button was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nav {
    /// On.
    Next,
    /// Back.
    Back,
    /// Save and go on later.
    Save,
    /// One more item of this group.
    Add(String),
    /// Without this item of that group.
    Remove(String, usize),
}

impl Nav {
    /// As a form names its buttons; on, when it names none.
    pub fn of(form: &Form) -> Self {
        if let Some(group) = form.value("lagg_till") {
            return Self::Add(group.to_owned());
        }
        if let Some((group, number)) = form.value("ta_bort").and_then(|v| v.rsplit_once('.')) {
            return Self::Remove(group.to_owned(), number.parse().unwrap_or(0));
        }
        match form.value("nav") {
            Some("tillbaka") => Self::Back,
            Some("spara") => Self::Save,
            _ => Self::Next,
        }
    }
}

impl Services {
    /// What a link leads to.
    pub async fn visit(&self, token: &str) -> Result<std::result::Result<Visit, Turned>> {
        let sound =
            !token.is_empty() && token.len() <= 64 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if !sound {
            return Ok(Err(Turned::Unknown));
        }
        let mut db = self.store.read().await?;
        let Some(link) = store::rounds::find_link(&mut db, token).await? else {
            return Ok(Err(Turned::Unknown));
        };
        let round = store::rounds::find(&mut db, link.year).await?.ok_or(Error::NotFound)?;
        match round.access(self.ambient.today()) {
            Access::Open => {}
            Access::NotYet => return Ok(Err(Turned::NotYet(round))),
            Access::Closed => return Ok(Err(Turned::Closed(round))),
        }
        let organisations = store::register::list_organisations(&mut db).await?;
        let organisation = organisations.iter().find(|o| o.id == link.organisation);
        Ok(Ok(Visit {
            questionnaire: self.questionnaire(&mut db, &link).await?,
            areas: areas(&organisations),
            organisation: organisation.ok_or(Error::NotFound)?.clone(),
            round,
            link,
        }))
    }

    /// The units to choose from, by name; empty when the organisation has no register.
    pub async fn units(&self, visit: &Visit) -> Result<Vec<SampleUnit>> {
        let mut db = self.store.read().await?;
        let mut units = store::rounds::list_sample(&mut db, visit.link.year, &visit.link.organisation).await?;
        units.sort_by_key(|u| app::domain::organisation::collation_key(&u.name));
        Ok(units)
    }

    /// The draft with that id.
    pub async fn draft(&self, visit: &Visit, id: &str) -> Result<Option<Draft>> {
        let mut db = self.store.read().await?;
        Ok(store::answers::find_draft(&mut db, visit.link.year, &visit.link.organisation, id).await?)
    }

    /// Begins a draft, blank or with a submitted answer to change.
    pub async fn begin(&self, visit: &Visit, from: Option<(&Answers, &str)>) -> Result<Draft> {
        let mut draft = Draft { id: self.ambient.id(), ..Draft::default() };
        if let Some((answers, code)) = from {
            draft.form = Form::from_answers(answers);
            draft.replaces = Some(digest(code));
            let journey = walk(&visit.questionnaire, &draft.form, &visit.areas);
            let sections = journey.steps.iter().filter(|s| s.faults.is_empty());
            draft.passed = sections.map(|s| visit.questionnaire.sections[s.section].id.clone()).collect();
        }
        let mut write = self.store.write().await?;
        store::answers::add_draft(&mut write, visit.link.year, &visit.link.organisation, &draft).await?;
        write.commit().await?;
        Ok(draft)
    }

    /// Throws a draft away.
    pub async fn discard(&self, visit: &Visit, id: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        store::answers::take_draft(&mut write, visit.link.year, &visit.link.organisation, id).await?;
        Ok(write.commit().await?)
    }

    /// Takes a posted section into the draft and says where that leads.
    pub async fn turn(&self, visit: &Visit, draft: &str, section: usize, posted: Form) -> Result<Turn> {
        let mut write = self.store.write().await?;
        let held = store::answers::hold_draft(&mut write, visit.link.year, &visit.link.organisation, draft).await?;
        let Some(mut draft) = held else { return Ok(Turn::NoDraft) };
        let questionnaire = &visit.questionnaire;
        let here = &questionnaire.sections[section];
        let before = walk(questionnaire, &draft.form, &visit.areas);
        let page = Page { section: here, shown: before.step(section).map(|s| s.shown.clone()).unwrap_or_default() };
        let mut form = page.merge(&draft.form, &posted);
        let nav = Nav::of(&posted);
        if let Nav::Remove(group, number) = &nav {
            page.resize(&mut form, group, |items| {
                if (1..=items.len()).contains(number) {
                    items.remove(number - 1);
                }
            });
        }
        let journey = walk(questionnaire, &form, &visit.areas);
        let mut faults = journey.step(section).map(|s| s.faults.clone()).unwrap_or_default();
        // What may not even be kept as a draft is refused whatever the button.
        let mut refused: Vec<Fault> = faults.iter().filter(|f| f.problem.refuses_draft()).cloned().collect();
        refused.extend(page.hidden_refusals(&form, &journey, &visit.areas, section));
        if let Nav::Add(group) = &nav
            && refused.is_empty()
        {
            page.resize(&mut form, group, |items| items.push(Form::default()));
            refused.extend(page.too_many(&form, group));
        }
        draft.form = form;
        if !refused.is_empty() {
            return Ok(Turn::Faults(Box::new(draft), refused));
        }
        let turn = match nav {
            Nav::Add(group) | Nav::Remove(group, _) => Turn::Section(here.id.clone(), Some(group)),
            Nav::Save => Turn::Start,
            Nav::Back => {
                let earlier = journey.steps.iter().rev().find(|s| s.section < section);
                earlier.map_or(Turn::Start, |s| Turn::Section(questionnaire.sections[s.section].id.clone(), None))
            }
            Nav::Next if page.grew(&posted, &journey, section) => Turn::Section(here.id.clone(), None),
            Nav::Next if faults.is_empty() => {
                draft.passed.insert(here.id.clone());
                for question in &here.questions {
                    if let Kind::Group { questions, .. } = &question.kind {
                        tidy(&mut draft.form, &question.id, &questions[0].id);
                    }
                }
                let later = journey.steps.iter().find(|s| s.section > section);
                later.map_or(Turn::Check, |s| Turn::Section(questionnaire.sections[s.section].id.clone(), None))
            }
            Nav::Next => {
                draft.passed.remove(&here.id);
                Turn::Faults(Box::new(draft.clone()), std::mem::take(&mut faults))
            }
        };
        store::answers::set_draft(&mut write, &draft).await?;
        write.commit().await?;
        Ok(turn)
    }

    /// Submits a draft. Submitting it again gives the same receipt code and no second response.
    pub async fn submit(
        &self,
        visit: &Visit,
        draft: &str,
        unit: Option<&str>,
        code: Option<&str>,
        names_checked: bool,
    ) -> Result<Submission> {
        let Link { year, organisation, .. } = &visit.link;
        let receipt = code.map_or_else(|| self.receipt_code(draft), str::to_owned);
        let mut write = self.store.write().await?;
        let taken = store::answers::take_draft(&mut write, *year, organisation, draft).await?;
        let Some(draft) = taken else {
            let before = store::answers::find_response(&mut write, *year, organisation, &digest(&receipt)).await?;
            return Ok(before.map_or(Submission::NoDraft, |_| Submission::Taken(receipt)));
        };
        let journey = walk(&visit.questionnaire, &draft.form, &visit.areas);
        if let Some(section) = first_unpassed(&visit.questionnaire, &journey, &draft.passed) {
            return Ok(Submission::Section(section));
        }
        if !names_checked && !possible_names(&visit.questionnaire, &journey.answers).is_empty() {
            return Ok(Submission::NamesUnchecked);
        }
        if draft.replaces.is_some() {
            store::answers::set_response(&mut write, *year, organisation, &digest(&receipt), &journey.answers).await?;
        } else {
            if let Some(unit) = unit {
                let today = self.ambient.today();
                if !store::rounds::add_participation(&mut write, *year, organisation, unit, today).await? {
                    let sample = store::rounds::list_sample(&mut write, *year, organisation).await?;
                    let answered = sample.iter().any(|u| u.unit == unit && u.answered_on.is_some());
                    return Ok(if answered { Submission::UnitAnswered } else { Submission::UnitGone });
                }
            } else if !store::rounds::list_sample(&mut write, *year, organisation).await?.is_empty() {
                return Ok(Submission::UnitGone);
            }
            let response = Response {
                organisation: organisation.clone(),
                id: self.ambient.id(),
                answers: journey.answers,
                tied: unit.is_some(),
                receipt: Some(digest(&receipt)),
            };
            store::answers::add_response(&mut write, *year, &response).await?;
        }
        // Last, after the rows are written: a close that is under way has them wait, and is seen here.
        let round = store::rounds::find(&mut write, *year).await?;
        if round.is_none_or(|r| r.state != State::Open) {
            return Ok(Submission::Closed);
        }
        write.commit().await?;
        Ok(Submission::Taken(receipt))
    }

    /// Takes up a submitted answer by its receipt code; none if the code is wrong.
    pub async fn take_up(&self, visit: &Visit, code: &str) -> Result<Option<(Draft, String)>> {
        let subject = digest(format!("länk {}", visit.link.token));
        self.patience(&subject).await?;
        let code = plain_code(code);
        let Link { year, organisation, .. } = &visit.link;
        let found = store::answers::find_response(&mut *self.store.read().await?, *year, organisation, &digest(&code)).await?;
        match found {
            Some(answers) => Ok(Some((self.begin(visit, Some((&answers, &code))).await?, code))),
            None => {
                self.count_failure(&subject).await?;
                Ok(None)
            }
        }
    }

    fn receipt_code(&self, draft: &str) -> String {
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(self.key.signing()).unwrap_or_else(|_| unreachable!("any length is a key"));
        mac.update(b"kvittokod");
        mac.update(draft.as_bytes());
        let bytes = mac.finalize().into_bytes();
        bytes.iter().take(CODE).map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect()
    }
}

/// A code as it is kept: without the spaces and hyphens it is read with.
fn plain_code(text: &str) -> String {
    let text = text.chars().filter(char::is_ascii_alphanumeric).take(CODE + 1);
    text.map(|c| c.to_ascii_uppercase()).collect()
}

/// The first section of the path that was not passed, or lacks something.
pub fn first_unpassed(questionnaire: &Questionnaire, journey: &Journey, passed: &BTreeSet<String>) -> Option<String> {
    let step = journey.steps.iter().find(|s| !s.faults.is_empty() || !passed.contains(&questionnaire.sections[s.section].id));
    step.map(|s| questionnaire.sections[s.section].id.clone())
}

/// The free texts of an answer that may name a person: the question and what was noticed.
pub fn possible_names(questionnaire: &Questionnaire, answers: &Answers) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for question in questionnaire.questions() {
        let mut look = |fields: &Answers, id: &str, kind: &Kind, label: &str| {
            let text = matches!(kind, Kind::ShortText { .. } | Kind::LongText { .. });
            let field = if text { id.to_owned() } else { format!("{id}.annat_text") };
            if let Some(Answer::Text(text)) = fields.get(&field).filter(|_| text || kind.other_option().is_some()) {
                let names = names::possible(text);
                if !names.is_empty() {
                    found.push((label.to_owned(), names));
                }
            }
        };
        match (&question.kind, answers.get(&question.id)) {
            (Kind::Group { questions, item_text, .. }, Some(Answer::Items(items))) => {
                for (i, item) in items.iter().enumerate() {
                    for inner in questions {
                        look(item, &inner.id, &inner.kind, &format!("{item_text} {}: {}", i + 1, inner.text));
                    }
                }
            }
            (kind, _) => look(answers, &question.id, kind, &question.text),
        }
    }
    found
}

/// Takes out a group's blank items.
fn tidy(form: &mut Form, group: &str, first_field: &str) {
    let items = form.item_numbers(group).into_iter().map(|n| form.item(group, n));
    let items: Vec<Form> = items.filter(|item| !item.is_blank()).collect();
    form.set_items(group, first_field, items);
}

/// A posted section and what the draft showed of it.
struct Page<'a> {
    section: &'a Section,
    shown: BTreeSet<String>,
}

impl Page<'_> {
    /// The questions that stood on the posted page: those it says, or else those that the draft
    /// showed; and any that it has a field for.
    fn stood(&self, posted: &Form, key: &str) -> bool {
        match posted.first("visade") {
            Some(said) => said.split(' ').any(|k| k == key) || posted.mentions(key),
            None => self.shown.contains(key) || posted.mentions(key),
        }
    }

    /// The draft's form with what was posted; what did not stand on the page is kept.
    fn merge(&self, form: &Form, posted: &Form) -> Form {
        let mut merged = form.clone();
        for question in self.section.questions.iter().filter(|q| self.stood(posted, &q.id)) {
            let id = &question.id;
            merged.0.retain(|field, _| !Form::belongs(field, id));
            if let Kind::Group { questions, .. } = &question.kind {
                let numbers = posted.item_numbers(id);
                let items = numbers.into_iter().map(|number| {
                    let mut item = posted.item(id, number);
                    // A question of the item that did not stand on the page keeps its answer.
                    for inner in questions.iter().filter(|q| !self.stood(posted, &format!("{id}.{number}.{}", q.id))) {
                        let old = form.item(id, number);
                        item.0.extend(old.of_question(&inner.id).map(|(f, v)| (f.clone(), v.clone())));
                    }
                    item
                });
                merged.set_items(id, &questions[0].id, items.collect());
            } else {
                merged.0.extend(posted.of_question(id).map(|(f, v)| (f.clone(), v.clone())));
            }
        }
        merged
    }

    /// Whether the answers show something that did not stand on the page. The questions of an item
    /// that are always asked come with the item.
    fn grew(&self, posted: &Form, journey: &Journey, section: usize) -> bool {
        let asked = |key: &String| match key.split_once('.') {
            Some((group, rest)) => {
                let inner = rest.split_once('.').map_or(rest, |(_, id)| id);
                let stood = self.stood(posted, group);
                stood && (self.always_asked(group, inner) || self.stood(posted, key))
            }
            None => self.stood(posted, key),
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
        let mut items: Vec<Form> = (1..=shown_items(form, group, min)).map(|n| form.item(group, n)).collect();
        change(&mut items);
        form.set_items(group, first, items);
    }

    fn too_many(&self, form: &Form, group: &str) -> Option<Fault> {
        let (_, min, max) = self.group(group)?;
        let label = self.section.questions.iter().find(|q| q.id == group)?.text.clone();
        (shown_items(form, group, min) > max).then(|| Fault { field: group.into(), label, problem: Problem::TooManyItems(max) })
    }
}
