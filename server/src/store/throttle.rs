//! Tries of passwords and codes, by a hash of who tries what.

use sqlx::AnyConnection;

use super::{Result, sql};

/// The tries of a subject and when the latest was, which nobody else changes until this write ends.
pub async fn hold(db: &mut AnyConnection, subject: &str, now: i64) -> Result<(i64, i64)> {
    let query = sqlx::query_as(sql::HOLD_THROTTLE).bind(subject).bind(now);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<(i64, i64)> = query.fetch_all(db).await?;
    Ok(rows.into_iter().next().unwrap_or((0, now)))
}

/// Keeps how often a subject has tried, and when last.
pub async fn set(db: &mut AnyConnection, subject: &str, tries: i64, now: i64) -> Result<()> {
    sqlx::query(sql::SET_THROTTLE).bind(subject).bind(tries).bind(now).execute(db).await?;
    Ok(())
}

/// Forgets the tries of a subject.
pub async fn remove(db: &mut AnyConnection, subject: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_THROTTLE).bind(subject).execute(db).await?;
    Ok(())
}

/// Forgets tries whose latest is as old as that.
pub async fn forget(db: &mut AnyConnection, latest: i64) -> Result<()> {
    sqlx::query(sql::FORGET_THROTTLES).bind(latest).execute(db).await?;
    Ok(())
}
