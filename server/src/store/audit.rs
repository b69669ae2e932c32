//! The audit log.

use sqlx::{AnyConnection, FromRow};

use super::{Result, sql};

/// What staff did.
#[derive(Debug, Clone, FromRow)]
pub struct Row {
    /// Unix seconds.
    pub at: i64,
    /// Who, as a code or an address.
    pub actor: String,
    /// What, as a code.
    pub action: String,
    /// To what.
    pub subject: String,
    /// From what.
    pub before: Option<String>,
    /// To what.
    pub after: Option<String>,
}

/// Adds a row to the audit log.
pub async fn add(db: &mut AnyConnection, id: &str, row: &Row) -> Result<()> {
    let query = sqlx::query(sql::ADD_AUDIT).bind(id).bind(row.at).bind(&row.actor).bind(&row.action);
    query.bind(&row.subject).bind(&row.before).bind(&row.after).execute(db).await?;
    Ok(())
}

/// So many rows of the audit log, newest first, after so many.
pub async fn list(db: &mut AnyConnection, limit: i64, offset: i64) -> Result<Vec<Row>> {
    sqlx::query_as(sql::LIST_AUDIT).bind(limit).bind(offset).fetch_all(db).await
}

/// The newest row about something, since a time in Unix seconds, with its id.
pub async fn latest(db: &mut AnyConnection, subject: &str, since: i64) -> Result<Option<(String, Row)>> {
    #[derive(FromRow)]
    struct Found {
        id: String,
        #[sqlx(flatten)]
        row: Row,
    }
    let found: Option<Found> = sqlx::query_as(sql::LATEST_AUDIT).bind(subject).bind(since).fetch_optional(db).await?;
    Ok(found.map(|found| (found.id, found.row)))
}

/// Lets a row say what came of it later.
pub async fn go_on(db: &mut AnyConnection, id: &str, after: &str) -> Result<()> {
    sqlx::query(sql::GO_ON_AUDIT).bind(id).bind(after).execute(db).await?;
    Ok(())
}
