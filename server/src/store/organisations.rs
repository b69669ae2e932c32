//! Organisations: as they are now, and as they were on a round's closing day.

use app::domain::organisation::Organisation;
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, decode, json, sql};

#[derive(FromRow)]
struct OrganisationRow {
    id: String,
    name: String,
    audience: String,
    areas: String,
    successor: Option<String>,
    last_year: Option<i64>,
    expected: Option<i64>,
}

/// Every organisation, by id.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<Organisation>> {
    read_organisations(sqlx::query_as(sql::LIST_ORGANISATIONS).fetch_all(db).await?)
}

/// Every organisation as it was on the closing day of a round, by id; none of a round that has not
/// closed.
pub async fn list_of_round(db: &mut AnyConnection, round: &str) -> Result<Vec<Organisation>> {
    read_organisations(sqlx::query_as(sql::LIST_ROUND_ORGANISATIONS).bind(round).fetch_all(db).await?)
}

fn read_organisations(rows: Vec<OrganisationRow>) -> Result<Vec<Organisation>> {
    rows.into_iter()
        .map(|row| {
            Ok(Organisation {
                audience: code(&row.audience, "organisation.audience")?,
                areas: serde_json::from_str(&row.areas).map_err(|_| decode("organisation.areas"))?,
                id: row.id.into(),
                name: row.name,
                successor: row.successor.map(Into::into),
                last_year: row.last_year,
                expected: row.expected,
            })
        })
        .collect()
}

/// Adds an organisation or changes it.
pub async fn put(db: &mut AnyConnection, o: &Organisation) -> Result<()> {
    let areas = json(&o.areas)?;
    sqlx::query(sql::PUT_ORGANISATION)
        .bind(o.id.as_str())
        .bind(&o.name)
        .bind(o.audience.as_str())
        .bind(areas)
        .bind(o.successor.as_deref())
        .bind(o.last_year)
        .bind(o.expected)
        .execute(db)
        .await?;
    Ok(())
}
