//! Questionnaires: imported as drafts, published once, then never changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::domain::audit::Action;
use app::domain::authoring;
use app::domain::definition;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::meaning::Meaning;
use app::domain::period::Period;
use app::domain::questionnaire::Questionnaire;
use app::domain::round::Link;
use sqlx::AnyConnection;

use super::{Central, Context, Error, FileError, QuestionnaireError, Result};
use crate::store;
pub use crate::store::questionnaires::Version;

/// What an import did.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new draft version.
    Draft(i64),
    /// The newest version says the same already.
    Unchanged(i64),
}

/// Every version of every questionnaire.
pub async fn list(cx: &Context, _: &Central) -> Result<Vec<Version>> {
    let mut db = cx.store.read().await?;
    Ok(store::questionnaires::list(&mut db).await?)
}

/// A version as the file that it was taken from.
pub async fn source(cx: &Context, _: &Central, id: &str, version: i64) -> Result<String> {
    let found = store::questionnaires::find(&mut *cx.store.read().await?, id, version).await?;
    Ok(found.ok_or(Error::NotFound)?.text)
}

/// Takes a definition as a new draft version.
pub async fn import(cx: &Context, central: &Central, file: &[u8]) -> Result<(String, Taken)> {
    let text = std::str::from_utf8(file)
        .map_err(|e| FileError::Encoding { line: file[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1 })?;
    let questionnaire = definition::accept(text).map_err(QuestionnaireError::Definition)?;
    let mut write = cx.store.write().await?;
    cx.store.hold_questionnaires(&mut write).await?;
    let newest = store::questionnaires::newest(&mut write, &questionnaire.id).await?;
    if let Some(version) = newest.as_ref().filter(|v| *v.definition == questionnaire) {
        return Ok((questionnaire.id, Taken::Unchanged(version.version)));
    }
    let version = newest.map_or(1, |v| v.version + 1);
    store::questionnaires::add(&mut write, &questionnaire, version, text).await?;
    let change = (None, Some(version.to_string()));
    cx.audit(&mut write, central.caller(), Action::ImportQuestionnaire, &questionnaire.id, change).await?;
    write.commit().await?;
    Ok((questionnaire.id, Taken::Draft(version)))
}

/// Freezes the newest version; returns it and whether it was a draft until now.
pub async fn publish(cx: &Context, central: &Central, id: &str) -> Result<(i64, bool)> {
    publish_reviewed(cx, central, id, None).await
}

/// The same as it was reviewed: at a revision, and which indicators measure something else than before.
///
/// # Errors
/// It has been changed since.
pub async fn publish_reviewed(
    cx: &Context,
    central: &Central,
    id: &str,
    reviewed: Option<(i64, &[String])>,
) -> Result<(i64, bool)> {
    let mut write = cx.store.write().await?;
    cx.store.hold_questionnaires(&mut write).await?;
    let newest = store::questionnaires::newest(&mut write, id).await?;
    let newest = newest.ok_or_else(|| QuestionnaireError::UnknownQuestionnaire(id.to_owned()))?;
    if newest.published.is_none() {
        let edit = store::questionnaires::find_edit(&mut write, id, newest.version).await?;
        let revision = edit.as_ref().map_or_else(|| super::authoring::first_revision(newest.version, true), |edit| edit.revision);
        if reviewed.is_some_and(|(seen, _)| seen != revision) {
            return Err(QuestionnaireError::ChangedSince.into());
        }
        let mut questionnaire = edit.map_or_else(|| (*newest.definition).clone(), |edit| edit.document);
        authoring::renew(&mut questionnaire, reviewed.map_or(&[], |(_, renewed)| renewed));
        let faults = authoring::faults(&questionnaire);
        if !faults.is_empty() {
            return Err(QuestionnaireError::Definition(faults).into());
        }
        if questionnaire != *newest.definition {
            let text = definition::write(&questionnaire);
            store::questionnaires::set_draft(&mut write, newest.version, &questionnaire, &text).await?;
        }
        store::questionnaires::remove_edit(&mut write, id, newest.version).await?;
    }
    let done = store::questionnaires::publish(&mut write, id, newest.version).await?;
    if done {
        let change = (None, Some(newest.version.to_string()));
        cx.audit(&mut write, central.caller(), Action::PublishQuestionnaire, id, change).await?;
    }
    write.commit().await?;
    Ok((newest.version, done))
}

/// The questionnaire that a link asks, with the round's period in its texts. Neither changes once
/// a round has opened, so each is read once.
pub async fn of_link(cx: &Context, db: &mut AnyConnection, link: &Link) -> Result<Arc<Questionnaire>> {
    let key = (link.questionnaire.clone(), link.version, link.round);
    let known = cx.published.read().ok().and_then(|map| map.get(&key).cloned());
    if let Some(questionnaire) = known {
        return Ok(questionnaire);
    }
    let version = store::questionnaires::find(db, &link.questionnaire, link.version).await?;
    let definition = version.ok_or(Error::NotFound)?.definition;
    let periods = Period::of_rounds(&store::rounds::list(db).await?);
    let definition = match periods.get(&link.round) {
        Some(period) => Arc::new(definition.with_period(&period.to_string())),
        None => definition,
    };
    if let Ok(mut map) = cx.published.write() {
        map.insert(key, Arc::clone(&definition));
    }
    Ok(definition)
}

/// The questionnaire that an organisation was asked in a round, or the first of those before it.
pub async fn of_family(
    cx: &Context,
    db: &mut AnyConnection,
    round: &str,
    family: &[OrganisationId],
) -> Result<Option<Arc<Questionnaire>>> {
    let links = store::rounds::list_links(db, round).await?;
    let link = family.iter().find_map(|id| links.iter().find(|link| link.organisation == *id));
    match link {
        Some(link) => Ok(Some(of_link(cx, db, link).await?)),
        None => Ok(None),
    }
}

/// What lines of work are called, by the id that a register has.
pub async fn lines_of_work(cx: &Context) -> Result<BTreeMap<String, String>> {
    let versions = store::questionnaires::list(&mut *cx.store.read().await?).await?;
    let questions = versions.iter().filter_map(|v| v.definition.question_for(Meaning::LineOfWork));
    Ok(questions.flat_map(|q| q.kind.options()).map(|o| (o.id.clone(), o.text.clone())).collect())
}

/// The questionnaires of a round, in the order of the variants.
pub async fn of_round(cx: &Context, round: &RoundId) -> Result<Vec<Arc<Questionnaire>>> {
    let mut db = cx.store.read().await?;
    let links = store::rounds::list_links(&mut db, round).await?;
    Ok(of_links(cx, &mut db, &links).await?.into_values().collect())
}

/// What each organisation was asked in a round.
pub(super) async fn by_organisation(
    cx: &Context,
    db: &mut AnyConnection,
    round: &RoundId,
) -> Result<Vec<(OrganisationId, Arc<Questionnaire>)>> {
    let mut questionnaires = Vec::new();
    for link in store::rounds::list_links(db, round).await? {
        let questionnaire = of_link(cx, db, &link).await?;
        questionnaires.push((link.organisation, questionnaire));
    }
    Ok(questionnaires)
}

/// The organisations that were asked in a round what has this meaning.
pub(super) async fn asked_for(cx: &Context, round: &RoundId, meaning: Meaning) -> Result<BTreeSet<OrganisationId>> {
    let asked = by_organisation(cx, &mut *cx.store.read().await?, round).await?;
    Ok(asked.into_iter().filter(|(_, q)| q.question_for(meaning).is_some()).map(|(id, _)| id).collect())
}

/// The questionnaires of a round's links, in the order of the variants.
pub async fn of_links(
    cx: &Context,
    db: &mut AnyConnection,
    links: &[Link],
) -> Result<BTreeMap<(u8, String, i64), Arc<Questionnaire>>> {
    let mut map = BTreeMap::new();
    for link in links {
        let questionnaire = of_link(cx, db, link).await?;
        let order = questionnaire.audience as u8;
        map.insert((order, link.questionnaire.clone(), link.version), questionnaire);
    }
    Ok(map)
}
