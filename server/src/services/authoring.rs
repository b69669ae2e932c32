//! Questionnaires while they are written: a draft is begun, saved with every change, taken over, thrown away.

use std::collections::BTreeMap;

use app::domain::audit::Action;
use app::domain::authoring::{self, Offer, State, Writer};
use app::domain::definition;
use app::domain::organisation::Audience;
use app::domain::questionnaire::Questionnaire;
use sqlx::AnyConnection;

use super::{Central, Context, Error, QuestionnaireError, Result, clean};
use crate::store;
use crate::store::questionnaires::Version;

/// Longest title, in Unicode scalar values.
const LONGEST_TITLE: usize = 200;

/// The revision that a version begins with: later than every one of the versions before it, and another for a draft that
/// was read from a file, so that a page that slept through a version cannot take one for another.
pub(super) const fn first_revision(version: i64, is_draft: bool) -> i64 {
    (version << 32) + ((is_draft as i64) << 31)
}

/// A questionnaire as it is opened to be written.
pub struct Opened {
    /// The version that is, or would be, written.
    pub version: i64,
    /// Whether there is a draft; otherwise the first change begins one.
    pub is_draft: bool,
    /// Every version, the newest last.
    pub versions: Vec<Version>,
    pub state: State<Questionnaire>,
}

impl Opened {
    /// What was published last.
    pub fn published(&self) -> Option<&Questionnaire> {
        self.published_version().map(|version| &*version.definition)
    }

    /// The same with its number.
    pub fn published_version(&self) -> Option<&Version> {
        self.all_published().next()
    }

    /// What the newest version is a change of: what was published last, or before it.
    fn changed_from(&self) -> Option<&Questionnaire> {
        self.all_published().nth(usize::from(!self.is_draft)).map(|version| &*version.definition)
    }

    /// The newest first.
    fn all_published(&self) -> impl Iterator<Item = &Version> {
        self.versions.iter().rev().filter(|version| version.published.is_some())
    }
}

/// A document that may be kept.
struct Checked {
    /// As a file says it.
    text: String,
    /// Whether it can be read as a file: what is left waits for publishing alone.
    is_sound: bool,
}

fn checked(document: &Questionnaire) -> Result<Checked> {
    let faults = authoring::faults(document);
    let wrong: Vec<_> = faults.iter().filter(|fault| !authoring::may_wait(fault)).cloned().collect();
    if !wrong.is_empty() {
        return Err(QuestionnaireError::Definition(wrong).into());
    }
    let is_sound = faults.iter().all(|fault| fault.problem.is_of_publication());
    Ok(Checked { text: definition::write(document), is_sound })
}

/// Keeps what an opened questionnaire says now; what was published begins a draft.
async fn put(cx: &Context, write: &mut AnyConnection, opened: &mut Opened, Checked { text, is_sound }: &Checked) -> Result<()> {
    let Opened { version, is_draft, versions, state } = opened;
    if !*is_draft {
        // A draft that was thrown away had these revisions too: a page that slept through it must not take one for another.
        state.revision += i64::from(u16::from_be_bytes(cx.ambient.random())) << 12;
        // Until it is sound, the draft says what it began from.
        let begun = versions.last().ok_or(Error::NotFound)?;
        store::questionnaires::add(write, &begun.definition, *version, &begun.text).await?;
    }
    if *is_sound {
        store::questionnaires::set_draft(write, *version, &state.document, text).await?;
    }
    Ok(store::questionnaires::put_edit(write, *version, state).await?)
}

/// The newest version, as it is written.
///
/// # Errors
/// There is no such questionnaire.
pub async fn open(cx: &Context, _: &Central, id: &str) -> Result<Opened> {
    opened(&mut *cx.store.read().await?, id).await
}

async fn opened(db: &mut AnyConnection, id: &str) -> Result<Opened> {
    // No database has a name with it.
    let versions = if id.contains('\0') { vec![] } else { store::questionnaires::versions(db, id).await? };
    opened_of(db, versions).await
}

/// A questionnaire of which every version has been read, the newest last.
async fn opened_of(db: &mut AnyConnection, versions: Vec<Version>) -> Result<Opened> {
    let newest = versions.last().ok_or(Error::NotFound)?;
    let id = &newest.id;
    let is_draft = newest.published.is_none();
    let version = if is_draft { newest.version } else { newest.version + 1 };
    let edit = store::questionnaires::find_edit(db, id, version).await?;
    let fresh =
        || State { revision: first_revision(version, is_draft), writer: None, number: 0, document: (*newest.definition).clone() };
    let state = edit.unwrap_or_else(fresh);
    Ok(Opened { version, is_draft, versions, state })
}

/// Saves what one page has, unless another writes; returns whether it did, and what there is now. The first change of a
/// published questionnaire begins a draft.
///
/// # Errors
/// It is no document of this questionnaire, or has a fault that no editor makes.
pub async fn save(
    cx: &Context,
    central: &Central,
    writer: &Writer,
    (number, base): (i64, i64),
    document: Questionnaire,
) -> Result<(bool, State<Questionnaire>)> {
    let checked = checked(&document)?;
    retried!({
        let mut write = cx.store.write().await?;
        cx.store.hold_questionnaires(&mut write).await?;
        let mut opened = opened(&mut write, &document.id).await?;
        let before = opened.state.clone();
        if !opened.state.save(writer, number, base, document.clone()) || opened.state == before {
            return Ok((opened.state.writer.as_ref() == Some(writer), opened.state));
        }
        put(cx, &mut write, &mut opened, &checked).await?;
        if before.writer.is_none() {
            let change = (None, Some(opened.version.to_string()));
            cx.audit(&mut write, central.caller(), Action::EditQuestionnaire, &document.id, change).await?;
        }
        write.commit().await?;
        Ok((true, opened.state))
    })
}

/// Lets another page write.
///
/// # Errors
/// There is no such questionnaire.
pub async fn take_over(cx: &Context, central: &Central, id: &str, writer: &Writer) -> Result<State<Questionnaire>> {
    retried!({
        let mut write = cx.store.write().await?;
        cx.store.hold_questionnaires(&mut write).await?;
        let Opened { version, is_draft, mut state, .. } = opened(&mut write, id).await?;
        let before = state.writer.clone();
        // Where nothing is written yet, there is nothing to take over.
        if is_draft && before.as_ref() != Some(writer) {
            state.take_over(writer);
            store::questionnaires::put_edit(&mut write, version, &state).await?;
            if before.as_ref().is_some_and(|before| before.name != writer.name) {
                let change = (before.map(|before| before.name), Some(writer.name.clone()));
                cx.audit(&mut write, central.caller(), Action::TakeOverQuestionnaire, id, change).await?;
            }
            write.commit().await?;
        }
        Ok(state)
    })
}

/// A page that writes was left.
///
/// # Errors
/// There is no such questionnaire.
pub async fn leave(cx: &Context, _: &Central, id: &str, writer: &Writer) -> Result<State<Questionnaire>> {
    let mut write = cx.store.write().await?;
    cx.store.hold_questionnaires(&mut write).await?;
    let Opened { version, is_draft, mut state, .. } = opened(&mut write, id).await?;
    if is_draft && state.writer.as_ref() == Some(writer) {
        state.leave(writer);
        store::questionnaires::put_edit(&mut write, version, &state).await?;
        write.commit().await?;
    }
    Ok(state)
}

/// What a questionnaire's changes offer another.
pub struct Offers {
    pub id: String,
    pub title: String,
    pub audience: Audience,
    pub questions: Vec<Offer>,
    /// The revisions of both, as one text: whoever takes a question over says what was looked at.
    pub seen: String,
}

fn seen(from: &Opened, other: &Opened) -> String {
    format!("{}.{}", from.state.revision, other.state.revision)
}

/// Questions that one questionnaire is to take over.
pub struct Adoption {
    /// The questionnaire's id.
    pub other: String,
    /// As [`Offers::seen`] said it.
    pub seen: String,
    pub questions: Vec<String>,
}

impl Offers {
    /// Whether a question said the same in both until it was changed.
    pub fn was_in_step(&self) -> bool {
        self.questions.iter().any(|question| question.was_same)
    }
}

/// What was changed since it was published last, and stands in other questionnaires too.
///
/// # Errors
/// There is no such questionnaire.
pub async fn offers(cx: &Context, _: &Central, id: &str) -> Result<Vec<Offers>> {
    let mut db = cx.store.read().await?;
    let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for version in store::questionnaires::list(&mut db).await? {
        versions.entry(version.id.clone()).or_default().push(version);
    }
    let from = opened_of(&mut db, versions.remove(id).unwrap_or_default()).await?;
    let Some(before) = from.changed_from() else { return Ok(vec![]) };
    let mut all = vec![];
    for (id, versions) in versions {
        let other = opened_of(&mut db, versions).await?;
        let questions = authoring::offers(before, &from.state.document, &other.state.document);
        let seen = seen(&from, &other);
        let Questionnaire { title, audience, .. } = other.state.document;
        all.push(Offers { id, title, audience, questions, seen });
    }
    all.retain(|other| !other.questions.is_empty());
    Ok(all)
}

/// Takes questions as they stand in one questionnaire into the drafts of others. Returns those that took any.
///
/// # Errors
/// One of them is not there, cannot be as it is here, or has changed since it was looked at.
pub async fn adopt(cx: &Context, central: &Central, id: &str, chosen: &[Adoption]) -> Result<Vec<(String, Audience)>> {
    let mut titles = vec![];
    let mut write = cx.store.write().await?;
    cx.store.hold_questionnaires(&mut write).await?;
    let from = opened(&mut write, id).await?;
    for Adoption { other, seen: looked_at, questions } in chosen.iter().filter(|adoption| adoption.other != id) {
        let mut opened = opened(&mut write, other).await?;
        if *looked_at != seen(&from, &opened) {
            return Err(QuestionnaireError::ChangedThere.into());
        }
        let mut document = opened.state.document.clone();
        for question in questions {
            let refused = |_| QuestionnaireError::NotAdopted { question: question.clone(), other: other.clone() };
            authoring::adopt(&mut document, &from.state.document, question).map_err(refused)?;
        }
        if document == opened.state.document {
            continue;
        }
        let checked = checked(&document)?;
        titles.push((document.title.clone(), document.audience));
        opened.state.change(document);
        put(cx, &mut write, &mut opened, &checked).await?;
        let change = (None, Some(format!("{}: {} ({id})", opened.version, questions.join(", "))));
        cx.audit(&mut write, central.caller(), Action::EditQuestionnaire, other, change).await?;
    }
    write.commit().await?;
    Ok(titles)
}

/// Begins a questionnaire, from nothing or as a copy of another's newest version; returns its id.
///
/// # Errors
/// It has no title, or a questionnaire of that name is there.
pub async fn begin(cx: &Context, central: &Central, title: &str, audience: Audience, copied: Option<&str>) -> Result<String> {
    let title = clean(title);
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        return Err(QuestionnaireError::NoTitle.into());
    }
    let id = authoring::id_of_title(&title);
    let mut write = cx.store.write().await?;
    cx.store.hold_questionnaires(&mut write).await?;
    if id.is_empty() || store::questionnaires::newest(&mut write, &id).await?.is_some() {
        return Err(QuestionnaireError::TakenTitle(title).into());
    }
    let document = match copied {
        Some(from) => {
            let from = opened(&mut write, from).await?.state.document;
            Questionnaire { id: id.clone(), title, audience, ..from }
        }
        None => authoring::blank(&id, &title, audience),
    };
    let sound = authoring::filled(&document).map_err(QuestionnaireError::Definition)?;
    store::questionnaires::add(&mut write, &sound, 1, &definition::write(&sound)).await?;
    let state = State { revision: first_revision(1, true), writer: None, number: 0, document };
    store::questionnaires::put_edit(&mut write, 1, &state).await?;
    let change = (None, Some("1".to_owned()));
    cx.audit(&mut write, central.caller(), Action::EditQuestionnaire, &id, change).await?;
    write.commit().await?;
    Ok(id)
}

/// Throws the draft away; what was published stays.
///
/// # Errors
/// There is no draft.
pub async fn discard(cx: &Context, central: &Central, id: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.store.hold_questionnaires(&mut write).await?;
    let Opened { version, is_draft, .. } = opened(&mut write, id).await?;
    if !is_draft {
        return Err(QuestionnaireError::NoDraft(id.to_owned()).into());
    }
    store::questionnaires::remove_draft(&mut write, id, version).await?;
    let change = (Some(version.to_string()), None);
    cx.audit(&mut write, central.caller(), Action::RemoveDraft, id, change).await?;
    Ok(write.commit().await?)
}
