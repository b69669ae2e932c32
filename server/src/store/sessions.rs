//! Sessions of staff, by a hash of what is in the cookie.

use sqlx::AnyConnection;

use super::{Result, sql};

/// Begins a session until some Unix second.
pub async fn add(db: &mut AnyConnection, id: &str, (data, account): (&str, Option<&str>), expires: i64) -> Result<()> {
    sqlx::query(sql::ADD_SESSION).bind(id).bind(data).bind(expires).bind(account).execute(db).await?;
    Ok(())
}

/// Keeps a session that is still there.
pub async fn set(db: &mut AnyConnection, id: &str, (data, account): (&str, Option<&str>), expires: i64) -> Result<()> {
    sqlx::query(sql::SET_SESSION).bind(id).bind(data).bind(expires).bind(account).execute(db).await?;
    Ok(())
}

/// A session's data and when it ends.
pub async fn find(db: &mut AnyConnection, id: &str, now: i64) -> Result<Option<(String, i64)>> {
    sqlx::query_as(sql::FIND_SESSION).bind(id).bind(now).fetch_optional(db).await
}

/// The ids and data of an account's sessions.
pub async fn list(db: &mut AnyConnection, account: &str, now: i64) -> Result<Vec<(String, String)>> {
    sqlx::query_as(sql::LIST_SESSIONS).bind(account).bind(now).fetch_all(db).await
}

/// Ends a session of an account.
pub async fn remove_of(db: &mut AnyConnection, account: &str, id: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_SESSION_OF).bind(id).bind(account).execute(db).await?;
    Ok(())
}

/// Ends a session.
pub async fn remove(db: &mut AnyConnection, id: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_SESSION).bind(id).execute(db).await?;
    Ok(())
}

/// Forgets the sessions that ended as long ago as that.
pub async fn remove_ended(db: &mut AnyConnection, before: i64) -> Result<()> {
    sqlx::query(sql::REMOVE_SESSIONS).bind(before).execute(db).await?;
    Ok(())
}

/// A session's data and when it ends or ended.
pub async fn find_remembered(db: &mut AnyConnection, id: &str) -> Result<Option<(String, i64)>> {
    sqlx::query_as(sql::FIND_REMEMBERED_SESSION).bind(id).fetch_optional(db).await
}
