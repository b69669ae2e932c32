//! What a coordinator adds to the figures: other sources, themes, and words of the underlag.

use sqlx::{AnyConnection, FromRow};

use super::{Result, sql};

/// One more thing that the lägesbild rests on.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Source {
    /// Random.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// How many, where it counts.
    pub count: Option<i64>,
    /// The period, or up to when.
    pub period: String,
    /// A note.
    pub note: String,
}

/// An organisation's other sources in a round.
pub async fn list_sources(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<Source>> {
    sqlx::query_as(sql::LIST_SOURCES).bind(year).bind(organisation).fetch_all(db).await
}

/// Adds one.
pub async fn add_source(db: &mut AnyConnection, year: i64, organisation: &str, source: &Source) -> Result<()> {
    let query = sqlx::query(sql::ADD_SOURCE).bind(&source.id).bind(year).bind(organisation).bind(&source.kind);
    query.bind(source.count).bind(&source.period).bind(&source.note).execute(db).await?;
    Ok(())
}

/// Removes one and returns it.
pub async fn remove_source(db: &mut AnyConnection, year: i64, organisation: &str, id: &str) -> Result<Option<Source>> {
    let query = sqlx::query_as(sql::REMOVE_SOURCE).bind(id).bind(year).bind(organisation);
    // All rows are asked for: a statement that changes rows must run to its end.
    Ok(query.fetch_all(db).await?.into_iter().next())
}

/// The themes of an organisation's free texts: a text's digest and a theme.
pub async fn list_themes(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<(String, String)>> {
    sqlx::query_as(sql::LIST_THEMES).bind(year).bind(organisation).fetch_all(db).await
}

/// Gives a text a theme.
pub async fn add_theme(db: &mut AnyConnection, year: i64, organisation: &str, text: &str, name: &str) -> Result<()> {
    sqlx::query(sql::ADD_THEME).bind(year).bind(organisation).bind(text).bind(name).execute(db).await?;
    Ok(())
}

/// Takes a theme from a text.
pub async fn remove_theme(db: &mut AnyConnection, year: i64, organisation: &str, text: &str, name: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_THEME).bind(year).bind(organisation).bind(text).bind(name).execute(db).await?;
    Ok(())
}

/// What was written in an underlag: place, what the figures said then, what was written.
pub async fn list_edited(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<(String, String, String)>> {
    sqlx::query_as(sql::LIST_EDITED).bind(year).bind(organisation).fetch_all(db).await
}

/// Keeps what was written in one place.
pub async fn put_edited(
    db: &mut AnyConnection,
    year: i64,
    organisation: &str,
    place: &str,
    derived: &str,
    text: &str,
) -> Result<()> {
    let query = sqlx::query(sql::PUT_EDITED).bind(year).bind(organisation).bind(place);
    query.bind(derived).bind(text).execute(db).await?;
    Ok(())
}

/// Lets the figures speak again in one place.
pub async fn remove_edited(db: &mut AnyConnection, year: i64, organisation: &str, place: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_EDITED).bind(year).bind(organisation).bind(place).execute(db).await?;
    Ok(())
}
