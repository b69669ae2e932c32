//! The themes of free texts.

use app::domain::ids::OrganisationId;
use sqlx::AnyConnection;

use super::{Result, sql};

/// The themes of an organisation's free texts: a text's digest and a theme.
pub async fn list(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<(String, String)>> {
    sqlx::query_as(sql::LIST_THEMES).bind(round).bind(organisation).fetch_all(db).await
}

/// How many texts of each organisation have each theme.
pub async fn count(db: &mut AnyConnection, round: &str) -> Result<Vec<(OrganisationId, String, i64)>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql::LIST_THEMES_OF_ROUND).bind(round).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(organisation, name, count)| (organisation.into(), name, count)).collect())
}

/// Gives a text a theme.
pub async fn add(db: &mut AnyConnection, round: &str, organisation: &str, text: &str, name: &str) -> Result<()> {
    sqlx::query(sql::ADD_THEME).bind(round).bind(organisation).bind(text).bind(name).execute(db).await?;
    Ok(())
}

/// Takes a theme from a text.
pub async fn remove(db: &mut AnyConnection, round: &str, organisation: &str, text: &str, name: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_THEME).bind(round).bind(organisation).bind(text).bind(name).execute(db).await?;
    Ok(())
}
