//! Posts that wait for a login.

use sqlx::AnyConnection;

use super::{Result, sql};

/// Keeps what somebody posted whose session had ended.
pub async fn add(db: &mut AnyConnection, id: &str, account: &str, (path, body): (&str, &str), expires: i64) -> Result<()> {
    let query = sqlx::query(sql::ADD_PARKED).bind(id).bind(account).bind(path).bind(body);
    query.bind(expires).execute(db).await?;
    Ok(())
}

/// What an account has parked: path and body.
pub async fn find(db: &mut AnyConnection, id: &str, account: &str, now: i64) -> Result<Option<(String, String)>> {
    sqlx::query_as(sql::FIND_PARKED).bind(id).bind(account).bind(now).fetch_optional(db).await
}

/// How much an account has parked.
pub async fn count(db: &mut AnyConnection, account: &str, now: i64) -> Result<i64> {
    sqlx::query_scalar(sql::COUNT_PARKED).bind(account).bind(now).fetch_one(db).await
}

/// Removes what an account has parked, and what is too old.
pub async fn remove(db: &mut AnyConnection, id: &str, account: &str, now: i64) -> Result<()> {
    sqlx::query(sql::REMOVE_PARKED).bind(id).bind(account).bind(now).execute(db).await?;
    Ok(())
}
