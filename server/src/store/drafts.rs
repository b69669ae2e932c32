//! Drafts, sealed.

use app::domain::ids::OrganisationId;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::{Result, by_organisation, settings, sql};
use crate::sealing::{Resumable, SealedDraft};

/// Begins a draft.
pub async fn add(db: &mut AnyConnection, round: &str, organisation: &str, draft: &SealedDraft, answered: bool) -> Result<()> {
    let query = sqlx::query(sql::ADD_DRAFT).bind(draft.number()).bind(&draft.id).bind(round).bind(organisation);
    query.bind(&draft.content[..]).bind(i64::from(answered)).execute(db).await?;
    Ok(())
}

/// A draft of a link, and its revision.
pub async fn find(db: &mut AnyConnection, round: &str, organisation: &str, id: &str) -> Result<Option<(SealedDraft, i64)>> {
    let query = sqlx::query_as(sql::FIND_DRAFT).bind(id).bind(round).bind(organisation);
    let found: Option<(Vec<u8>, i64)> = query.fetch_optional(db).await?;
    Ok(found.map(|(content, revision)| (SealedDraft { id: id.to_owned(), content }, revision)))
}

/// A draft of a link as it is now, if it is there, and the version of what staff have decided.
pub async fn find_now(
    db: &mut AnyConnection,
    round: &str,
    organisation: &str,
    id: &str,
) -> Result<(Option<String>, Option<(SealedDraft, i64)>)> {
    let query = sqlx::query_as(sql::FIND_DRAFT_NOW).bind(id).bind(round).bind(organisation).bind(settings::VERSION);
    let found: Option<(String, Option<Vec<u8>>, Option<i64>)> = query.fetch_optional(db).await?;
    let Some((version, content, revision)) = found else { return Ok((None, None)) };
    let draft = content.zip(revision).map(|(content, revision)| (SealedDraft { id: id.to_owned(), content }, revision));
    Ok((Some(version), draft))
}

/// The sealed secret of the draft whose resume code has this lookup.
pub async fn find_resumed(db: &mut AnyConnection, round: &str, organisation: &str, code: &str) -> Result<Option<Vec<u8>>> {
    sqlx::query_scalar(sql::FIND_RESUMED).bind(code).bind(round).bind(organisation).fetch_optional(db).await
}

/// Lets a draft be taken up by a code.
pub async fn set_resume(db: &mut AnyConnection, draft: &str, resumable: &Resumable) -> Result<()> {
    let query = sqlx::query(sql::SET_RESUME).bind(draft).bind(&resumable.code).bind(&resumable.secret[..]);
    query.execute(db).await?;
    Ok(())
}

/// Throws a draft away.
pub async fn remove(db: &mut AnyConnection, round: &str, organisation: &str, id: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_DRAFT).bind(id).bind(round).bind(organisation).execute(db).await?;
    Ok(())
}

/// Throws away every draft of a round.
pub async fn remove_all(db: &mut AnyConnection, round: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_DRAFTS).bind(round).execute(db).await?;
    Ok(())
}

/// Removes a draft that is still as it was read, while its round takes answers; false otherwise.
pub async fn take(
    db: &mut AnyConnection,
    round: &str,
    organisation: &str,
    (id, revision): (&str, i64),
    today: Date,
) -> Result<bool> {
    let query = sqlx::query(sql::TAKE_DRAFT).bind(id).bind(round).bind(organisation).bind(revision).bind(today.to_string());
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Keeps a changed draft that nobody else has changed since it was read, while its round is open;
/// false otherwise.
pub async fn set(db: &mut AnyConnection, draft: &SealedDraft, answered: bool, revision: i64) -> Result<bool> {
    let query = sqlx::query(sql::SET_DRAFT).bind(&draft.id).bind(revision).bind(&draft.content[..]).bind(i64::from(answered));
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Drafts with at least one answer, by organisation.
pub async fn count(db: &mut AnyConnection, round: &str) -> Result<Vec<(OrganisationId, i64)>> {
    by_organisation(db, sql::COUNT_DRAFTS, round).await
}
