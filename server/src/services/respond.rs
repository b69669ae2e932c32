//! The respondent's way: a draft that grows page by page, and one submission.
//!
//! A *visit* is a request through a link while the round takes answers. The draft's *secret* travels in a sealed cookie,
//! and with it the *receipt code*, which is random and the device's own: submitting twice finds the same code, another
//! device that had the draft does not. What the database keeps is sealed with keys from one or the other.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::domain::answer::{Answer, Answers, Form, Setting};
use app::domain::ids::{OrganisationId, UnitId};
use app::domain::journey::{Journey, walk};
use app::domain::names;
use app::domain::organisation::Organisation;
use app::domain::questionnaire::{Kind, Questionnaire};
use app::domain::response::Draft;
use app::domain::round::{Access, Link, Round, State};
use app::domain::support_link::SupportLink;
use app::domain::unit::SampleUnit;
use axum_extra::extract::cookie::Key;

use super::sealed::{DraftContent, blank, bytes, opened, sealed};
use super::{Context, Error, Result, areas, cache, digest, questionnaires, sample, support_links, throttle};
use crate::sealing::{self, RoundKeys, SealedDraft, SealedResponse};
use crate::store;

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
    /// Where and when it is answered.
    pub setting: Setting,
    /// Where its respondents are led afterwards.
    pub support_links: Vec<SupportLink>,
    /// What the round's answers are sealed with.
    pub keys: Arc<RoundKeys>,
    /// Seals the cookies of the round's respondents.
    pub cookies: Key,
    /// Opens those of respondents who began before the round had a key.
    pub earlier_cookies: Option<Key>,
    /// The version of what staff had decided when it was put together.
    pub(super) version: String,
}

/// Why a link takes no answers.
#[derive(Debug)]
pub enum LinkUnavailable {
    /// There is no such link.
    Unknown,
    /// The round has not opened; its first day.
    NotYet(Round),
    /// The round is closed.
    Closed(Round),
}

/// What a submission led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Submission {
    /// Taken, now or before.
    Taken,
    /// Something is missing in this section.
    Section(String),
    /// Possible names have not been looked at.
    NamesUnchecked,
    /// The answers are not those that were looked at.
    Changed,
    /// The unit has answered, through somebody else.
    UnitAnswered,
    /// The unit is not in the sample any more.
    UnitGone,
    /// No draft, and nothing submitted from it.
    NoDraft,
    /// The round closed meanwhile.
    Closed,
}

/// What the check page posted.
#[derive(Debug, Default)]
pub struct Checked {
    /// Which answers stood on it, if it says; see [`page_key`].
    pub key: Option<String>,
    /// Whether possible names have been looked at.
    pub names: bool,
}

/// Tells the check page of one draft, its answers and the unit that they are for from any other, without telling the
/// draft.
pub fn page_key(draft: &Draft, unit: Option<&UnitId>) -> String {
    digest(format!("sida {} {:?} {:?}", draft.secret, unit, draft.form))[..16].to_owned()
}

/// What a link leads to.
pub async fn visit(cx: &Context, token: &str) -> Result<std::result::Result<Arc<Visit>, LinkUnavailable>> {
    let sound = !token.is_empty() && token.len() <= 64 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if !sound {
        return Ok(Err(LinkUnavailable::Unknown));
    }
    let Some(found) = find_link(cx, token).await? else { return Ok(Err(LinkUnavailable::Unknown)) };
    let round = match found {
        Ok(visit) if visit.round.access(cx.ambient.today()) == Access::Open => return Ok(Ok(visit)),
        Ok(visit) => visit.round.clone(),
        Err(round) => round,
    };
    Ok(Err(match round.access(cx.ambient.today()) {
        Access::NotYet => LinkUnavailable::NotYet(round),
        Access::Open | Access::Closed => LinkUnavailable::Closed(round),
    }))
}

/// What a link leads to, and the draft that a device has of it, whose secret its cookie holds: from one statement, as
/// long as staff have decided nothing.
pub async fn visit_with_draft(
    cx: &Context,
    token: &str,
    secret: impl Fn(&Visit) -> Option<String>,
) -> Result<std::result::Result<(Arc<Visit>, Option<Draft>), LinkUnavailable>> {
    let today = cx.ambient.today();
    let kept = cx.cache.visits.get(&(token.to_owned(), today)).await;
    if let Some(visit) = kept.filter(|visit| visit.round.access(today) == Access::Open) {
        let secret = secret(&visit);
        let id = secret.as_deref().map(|secret| visit.keys.draft_id(secret)).unwrap_or_default();
        let Link { round, organisation, .. } = &visit.link;
        let (version, found) = store::drafts::find_now(&mut *cx.store.read().await?, round, organisation, &id).await?;
        if version.as_ref() == Some(&visit.version) {
            let draft = secret.zip(found).map(|(secret, found)| open(&visit, secret, found)).transpose()?;
            return Ok(Ok((visit, draft)));
        }
    }
    let visit = match visit(cx, token).await? {
        Ok(visit) => visit,
        Err(unavailable) => return Ok(Err(unavailable)),
    };
    let draft = match secret(&visit) {
        Some(secret) => find_draft(cx, &visit, &secret).await?,
        None => None,
    };
    Ok(Ok((visit, draft)))
}

/// The visit that a link leads to, or its round if that takes no answers; from memory as long as nobody has
/// decided anything.
async fn find_link(cx: &Context, token: &str) -> Result<Option<std::result::Result<Arc<Visit>, Round>>> {
    let today = cx.ambient.today();
    let (key, version) = ((token.to_owned(), today), cache::version(cx).await?);
    if let Some(visit) = cx.cache.visits.get(&key).await.filter(|visit| visit.version == version) {
        return Ok(Some(Ok(visit)));
    }
    let mut db = cx.store.read().await?;
    let Some(link) = store::rounds::find_link(&mut db, token).await? else { return Ok(None) };
    let round = store::rounds::find(&mut db, &link.round).await?.ok_or(Error::NotFound)?.for_link(&link, today);
    if round.state != State::Open {
        return Ok(Some(Err(round)));
    }
    let keys = cx.keys.of(&round.id)?;
    let organisations = store::organisations::list(&mut db).await?;
    let organisation = organisations.iter().find(|o| o.id == link.organisation).ok_or(Error::NotFound)?.clone();
    let visit = Arc::new(Visit {
        questionnaire: questionnaires::of_link(cx, &mut db, &link).await?,
        setting: Setting::of(areas(&organisations), today),
        support_links: support_links::shown_to(&mut db, &organisations, &organisation, &round).await?,
        organisation,
        cookies: Key::from(&*keys.cookies()),
        earlier_cookies: keys.earlier_cookies.as_ref().and_then(|bytes| Key::try_from(&bytes[..]).ok()),
        keys,
        round,
        link,
        version,
    });
    cx.cache.visits.insert(key, Arc::clone(&visit)).await;
    Ok(Some(Ok(visit)))
}

/// The units to choose from, by name; empty when the organisation has no register.
pub async fn units(cx: &Context, visit: &Visit) -> Result<Vec<SampleUnit>> {
    sample::list_by_name(cx, visit).await
}

/// The name of a unit.
pub async fn name_of_unit(cx: &Context, visit: &Visit, unit: &UnitId) -> Result<Option<String>> {
    Ok(sample::of_visit(cx, visit).await?.name_of(unit))
}

/// Whether the organisation has a register, from which a unit is chosen.
pub async fn has_register(cx: &Context, visit: &Visit) -> Result<bool> {
    Ok(sample::of_visit(cx, visit).await?.has_any())
}

/// The draft with that secret.
pub async fn find_draft(cx: &Context, visit: &Visit, secret: &str) -> Result<Option<Draft>> {
    let Link { round, organisation, .. } = &visit.link;
    let id = visit.keys.draft_id(secret);
    let found = store::drafts::find(&mut *cx.store.read().await?, round, organisation, &id).await?;
    found.map(|found| open(visit, secret.to_owned(), found)).transpose()
}

fn open(visit: &Visit, secret: String, (sealed, revision): (SealedDraft, i64)) -> Result<Draft> {
    let content = opened(visit.keys.open_draft(&visit.link.organisation, &secret, &sealed))?;
    let DraftContent { form, passed, replaces } = content;
    Ok(Draft { secret, form, passed, replaces, revision })
}

/// Begins a draft, blank or with a submitted answer to change.
pub async fn begin(cx: &Context, visit: &Visit, from: Option<(&Answers, &str)>) -> Result<Draft> {
    let mut draft = blank();
    if let Some((answers, code)) = from {
        draft.form = Form::from_answers(answers);
        draft.replaces = Some(digest(code));
        let journey = walk(&visit.questionnaire, &draft.form, &visit.setting);
        let sections = journey.steps.iter().filter(|s| s.faults.is_empty());
        draft.passed = sections.map(|s| visit.questionnaire.sections[s.section].id.clone()).collect();
    }
    let (sealed, answered) = sealed(&visit.keys, &visit.link.organisation, &draft)?;
    let mut once = cx.store.write_once().await?;
    store::drafts::add(&mut once, &visit.link.round, &visit.link.organisation, &sealed, answered).await?;
    Ok(draft)
}

/// Throws a draft away.
pub async fn discard(cx: &Context, visit: &Visit, secret: &str) -> Result<()> {
    let mut once = cx.store.write_once().await?;
    Ok(store::drafts::remove(&mut once, &visit.link.round, &visit.link.organisation, &visit.keys.draft_id(secret)).await?)
}

/// Submits a draft, as it was just read if it was, under a receipt code. Submitting it again under the same code leads to the
/// same receipt and no second response.
pub async fn submit(
    cx: &Context,
    visit: &Visit,
    (secret, mut read): (&str, Option<Draft>),
    unit: Option<&UnitId>,
    code: &str,
    checked: &Checked,
) -> Result<Submission> {
    let receipt = digest(code);
    loop {
        let draft = match read.take() {
            Some(draft) => Some(draft),
            None => find_draft(cx, visit, secret).await?,
        };
        let Some(draft) = draft else {
            let before = find_sealed(cx, visit, &receipt).await?;
            return Ok(before.map_or(Submission::NoDraft, |_| Submission::Taken));
        };
        let journey = walk(&visit.questionnaire, &draft.form, &visit.setting);
        if let Some(refused) = refused(visit, (&draft, unit), &journey, checked) {
            return Ok(refused);
        }
        let sealed = visit.keys.seal_response(&visit.link.organisation, &receipt, &bytes(&journey.answers)?);
        let submission = retried!(submit_once(cx, visit, &draft, unit, &sealed).await)?;
        if let Some(submission) = submission {
            return Ok(submission);
        }
    }
}

/// None when the draft was changed or taken since it was read.
async fn submit_once(
    cx: &Context,
    visit: &Visit,
    draft: &Draft,
    unit: Option<&UnitId>,
    sealed: &SealedResponse,
) -> Result<Option<Submission>> {
    let Link { round, organisation, .. } = &visit.link;
    let mut write = cx.store.write().await?;
    cx.store.share_round(&mut write, round).await?;
    let today = cx.ambient.today();
    let id = visit.keys.draft_id(&draft.secret);
    if !store::drafts::take(&mut write, round, organisation, (&id, draft.revision), today).await? {
        let round = store::rounds::find(&mut write, round).await?;
        let links = store::rounds::list_links(&mut write, &visit.link.round).await?;
        let link = links.iter().find(|link| link.organisation == *organisation);
        let round = round.zip(link).map(|(round, link)| round.for_link(link, today));
        let closed = round.is_none_or(|round| round.access(today) != Access::Open);
        return Ok(closed.then_some(Submission::Closed));
    }
    if draft.replaces.is_some() {
        store::responses::set_sealed(&mut write, round, organisation, sealed).await?;
    } else {
        if let Some(unit) = unit {
            cx.store.hold_unit(&mut write, round, unit).await?;
            if !store::sample::add_participation(&mut write, round, organisation, unit, today).await? {
                let unit = store::sample::find(&mut write, round, organisation, unit).await?;
                let answered = unit.is_some_and(|u| u.answered_on.is_some());
                return Ok(Some(if answered { Submission::UnitAnswered } else { Submission::UnitGone }));
            }
        } else if store::sample::has_any(&mut write, round, organisation).await? {
            return Ok(Some(Submission::UnitGone));
        }
        store::responses::add_sealed(&mut write, round, organisation, sealed, unit.is_some()).await?;
    }
    write.commit().await?;
    Ok(Some(Submission::Taken))
}

/// Takes up a submitted answer by its receipt code; none if the code is wrong.
pub async fn take_up(cx: &Context, visit: &Visit, code: &str, address: &str) -> Result<Option<(Draft, String)>> {
    let subject = count_code(cx, visit, address).await?;
    let code = plain_code(code);
    match find_submitted(cx, visit, &code).await? {
        Some(answers) => {
            throttle::forget_tries(cx, &subject).await?;
            Ok(Some((begin(cx, visit, Some((&answers, &code))).await?, code)))
        }
        None => Ok(None),
    }
}

/// The submitted answer with that receipt code.
pub async fn find_submitted(cx: &Context, visit: &Visit, code: &str) -> Result<Option<Answers>> {
    let receipt = digest(code);
    let Some(sealed) = find_sealed(cx, visit, &receipt).await? else { return Ok(None) };
    opened(visit.keys.open_response(&visit.link.organisation, &receipt, &sealed)).map(Some)
}

async fn find_sealed(cx: &Context, visit: &Visit, receipt: &str) -> Result<Option<SealedResponse>> {
    let Link { round, organisation, .. } = &visit.link;
    let lookup = visit.keys.receipt_lookup(receipt);
    Ok(store::responses::find_sealed(&mut *cx.store.read().await?, round, organisation, &lookup).await?)
}

/// The code by which a draft can be taken up on another device, from now on. None for a change
/// of a submitted answer, which has its receipt code.
pub async fn resume_code(cx: &Context, visit: &Visit, draft: &Draft) -> Result<Option<String>> {
    if draft.replaces.is_some() {
        return Ok(None);
    }
    let code = readable_bytes(&*visit.keys.resume_code::<CODE>(&draft.secret));
    let resumable = visit.keys.seal_secret(&visit.link.organisation, &digest(&code), &draft.secret);
    let mut once = cx.store.write_once().await?;
    store::drafts::set_resume(&mut once, &visit.keys.draft_id(&draft.secret), &resumable).await?;
    Ok(Some(code))
}

/// The draft that a code was given for; none if the code is wrong.
pub async fn resume(cx: &Context, visit: &Visit, code: &str, address: &str) -> Result<Option<Draft>> {
    let subject = count_code(cx, visit, address).await?;
    let Link { round, organisation, .. } = &visit.link;
    let code = digest(plain_code(code));
    let lookup = visit.keys.resume_lookup(&code);
    let found = store::drafts::find_resumed(&mut *cx.store.read().await?, round, organisation, &lookup).await?;
    let Some(sealed) = found else { return Ok(None) };
    throttle::forget_tries(cx, &subject).await?;
    match visit.keys.open_secret(organisation, &code, &sealed) {
        Ok(secret) => find_draft(cx, visit, &secret).await,
        Err(error) => Err(Error::Store(sqlx::Error::Decode(error.into()))),
    }
}

/// Counts a code that is tried, by link and client address together: nobody is slowed down by what
/// others try from elsewhere.
async fn count_code(cx: &Context, visit: &Visit, address: &str) -> Result<String> {
    let subject = cx.keyed("try", &format!("länk {} {address}", visit.link.token));
    throttle::count_try(cx, &subject).await?;
    Ok(subject)
}

/// The addresses of those who can help a respondent: the organisation's coordinators, or where
/// it has none those of its areas.
pub async fn coordinators(cx: &Context, visit: &Visit) -> Result<Vec<String>> {
    let mut db = cx.store.read().await?;
    let all = store::accounts::list_coordinators(&mut db).await?;
    let of = |ids: &[&OrganisationId]| {
        all.iter().filter(|(_, o)| ids.contains(&o)).map(|(email, _)| email.clone()).collect::<Vec<_>>()
    };
    let own = of(&[&visit.organisation.id]);
    if !own.is_empty() {
        return Ok(own);
    }
    let organisations = store::organisations::list(&mut db).await?;
    let here = |o: &&Organisation| o.areas.iter().any(|a| visit.organisation.areas.contains(a));
    Ok(of(&organisations.iter().filter(here).map(|o| &o.id).collect::<Vec<_>>()))
}

/// A receipt code for a device to submit under.
pub fn new_code() -> String {
    readable_bytes(&*sealing::random::<CODE>())
}

fn readable_bytes(bytes: &[u8]) -> String {
    bytes.iter().take(CODE).map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect()
}

/// Why a draft is not submitted as it is, if it is not.
fn refused(visit: &Visit, (draft, unit): (&Draft, Option<&UnitId>), journey: &Journey, checked: &Checked) -> Option<Submission> {
    if let Some(section) = first_unpassed(&visit.questionnaire, journey, &draft.passed) {
        return Some(Submission::Section(section));
    }
    if checked.key.as_ref().is_some_and(|key| *key != page_key(draft, unit)) {
        return Some(Submission::Changed);
    }
    let unchecked = !checked.names && !possible_names(&visit.questionnaire, &journey.answers).is_empty();
    unchecked.then_some(Submission::NamesUnchecked)
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
