//! Drafts.

use app::domain::ids::OrganisationId;
use app::domain::response::Draft;
use sqlx::{AnyConnection, FromRow};

use super::{Result, by_organisation, decode, json, sql};

#[derive(FromRow)]
struct DraftRow {
    id: String,
    form: String,
    passed: String,
    replaces: Option<String>,
    revision: i64,
}

fn read(row: DraftRow) -> Result<Draft> {
    Ok(Draft {
        id: row.id,
        form: serde_json::from_str(&row.form).map_err(|_| decode("draft.form"))?,
        passed: serde_json::from_str(&row.passed).map_err(|_| decode("draft.passed"))?,
        replaces: row.replaces,
        revision: row.revision,
    })
}

/// Begins a draft.
pub async fn add(db: &mut AnyConnection, round: &str, organisation: &str, draft: &Draft) -> Result<()> {
    let query = sqlx::query(sql::ADD_DRAFT).bind(&draft.id).bind(round).bind(organisation);
    let query = query.bind(json(&draft.form)?).bind(json(&draft.passed)?);
    query.bind(i64::from(!draft.form.is_blank())).bind(&draft.replaces).execute(db).await?;
    Ok(())
}

/// A draft of a link.
pub async fn find(db: &mut AnyConnection, round: &str, organisation: &str, id: &str) -> Result<Option<Draft>> {
    let query = sqlx::query_as(sql::FIND_DRAFT).bind(id).bind(round).bind(organisation);
    query.fetch_optional(db).await?.map(read).transpose()
}

/// The draft whose resume code has this hash.
pub async fn find_resumed(db: &mut AnyConnection, round: &str, organisation: &str, code: &str) -> Result<Option<Draft>> {
    let query = sqlx::query_as(sql::FIND_RESUMED).bind(code).bind(round).bind(organisation);
    query.fetch_optional(db).await?.map(read).transpose()
}

/// Lets a draft be taken up by the code with this hash.
pub async fn set_resume(db: &mut AnyConnection, draft: &str, code: &str) -> Result<()> {
    sqlx::query(sql::SET_RESUME).bind(draft).bind(code).execute(db).await?;
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

/// Removes a draft that is still as it was read; false if it was changed or removed meanwhile.
pub async fn take(db: &mut AnyConnection, round: &str, organisation: &str, draft: &Draft) -> Result<bool> {
    let query = sqlx::query(sql::TAKE_DRAFT).bind(&draft.id).bind(round).bind(organisation).bind(draft.revision);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Keeps a changed draft that nobody else has changed since it was read, while its round is open;
/// false otherwise.
pub async fn set(db: &mut AnyConnection, draft: &Draft) -> Result<bool> {
    let query = sqlx::query(sql::SET_DRAFT).bind(&draft.id).bind(draft.revision).bind(json(&draft.form)?);
    let query = query.bind(json(&draft.passed)?).bind(i64::from(!draft.form.is_blank()));
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Drafts with at least one answer, by organisation.
pub async fn count(db: &mut AnyConnection, round: &str) -> Result<Vec<(OrganisationId, i64)>> {
    by_organisation(db, sql::COUNT_DRAFTS, round).await
}
