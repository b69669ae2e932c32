//! Settings: a name and a value.

use sqlx::AnyConnection;

use super::{Result, sql};

/// The setting that every decision of staff changes.
pub const VERSION: &str = "version";

/// A setting that is made once and then kept: whoever is first decides.
pub async fn find_or_add(db: &mut AnyConnection, name: &str, value: &str) -> Result<String> {
    sqlx::query(sql::ADD_SETTING).bind(name).bind(value).execute(&mut *db).await?;
    sqlx::query_scalar(sql::FIND_SETTING).bind(name).fetch_one(db).await
}

/// Keeps a setting.
pub async fn put(db: &mut AnyConnection, name: &str, value: &str) -> Result<()> {
    sqlx::query(sql::PUT_SETTING).bind(name).bind(value).execute(db).await?;
    Ok(())
}

/// What a setting is, if it is.
pub async fn find(db: &mut AnyConnection, name: &str) -> Result<Option<String>> {
    sqlx::query_scalar(sql::FIND_SETTING).bind(name).fetch_optional(db).await
}

/// Forgets a setting.
pub async fn remove(db: &mut AnyConnection, name: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_SETTING).bind(name).execute(db).await?;
    Ok(())
}
