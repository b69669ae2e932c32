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
