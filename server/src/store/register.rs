//! The register of units, and the avdelningar that a planned round asks.

use app::domain::unit::Unit;
use sqlx::{AnyConnection, FromRow};

use super::{Result, sql};

#[derive(FromRow)]
struct UnitRow {
    id: String,
    organisation: String,
    name: String,
    division: String,
    line: String,
    area: String,
    email: String,
    retired: i64,
}

fn read(row: UnitRow) -> Unit {
    Unit {
        id: row.id.into(),
        organisation: row.organisation.into(),
        name: row.name,
        division: row.division,
        line: row.line,
        area: row.area,
        email: row.email,
        retired: row.retired == 1,
    }
}

/// Every unit of an organisation, retired ones too.
pub async fn list(db: &mut AnyConnection, organisation: &str) -> Result<Vec<Unit>> {
    let rows: Vec<UnitRow> = sqlx::query_as(sql::LIST_UNITS).bind(organisation).fetch_all(db).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Whether an organisation has any that is not retired.
pub async fn has_any(db: &mut AnyConnection, organisation: &str) -> Result<bool> {
    sqlx::query_scalar(sql::HAS_UNITS).bind(organisation).fetch_one(db).await.map(|n: i64| n > 0)
}

/// Adds a unit, or changes and revives the one of that name.
pub async fn put(db: &mut AnyConnection, u: &Unit) -> Result<()> {
    sqlx::query(sql::PUT_UNIT)
        .bind(u.id.as_str())
        .bind(u.organisation.as_str())
        .bind(&u.name)
        .bind(&u.division)
        .bind(&u.line)
        .bind(&u.area)
        .bind(&u.email)
        .execute(db)
        .await?;
    Ok(())
}

/// Changes a unit in every respect but its id.
pub async fn set(db: &mut AnyConnection, u: &Unit) -> Result<()> {
    let query = sqlx::query(sql::SET_UNIT).bind(u.id.as_str()).bind(u.organisation.as_str()).bind(&u.name).bind(&u.division);
    query.bind(&u.line).bind(&u.area).bind(&u.email).bind(i64::from(u.retired)).execute(db).await?;
    Ok(())
}

/// Takes a unit out of the register; earlier rounds keep it.
pub async fn retire(db: &mut AnyConnection, id: &str) -> Result<()> {
    sqlx::query(sql::RETIRE_UNIT).bind(id).execute(db).await?;
    Ok(())
}

/// The avdelningar that a round asks; none listed means all.
pub async fn list_asked(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<String>> {
    sqlx::query_scalar(sql::LIST_ASKED).bind(round).bind(organisation).fetch_all(db).await
}

/// Decides which avdelningar a round asks.
pub async fn set_asked(db: &mut AnyConnection, round: &str, organisation: &str, divisions: &[String]) -> Result<()> {
    sqlx::query(sql::REMOVE_ASKED).bind(round).bind(organisation).execute(&mut *db).await?;
    for division in divisions {
        sqlx::query(sql::ADD_ASKED).bind(round).bind(organisation).bind(division).execute(&mut *db).await?;
    }
    Ok(())
}
