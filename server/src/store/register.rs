//! Organisations, units and settings.

use app::domain::organisation::Organisation;
use sqlx::{AnyConnection, FromRow};

use super::{Result, decode, sql};

/// A unit of the register: it has one manager who answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, FromRow)]
pub struct Unit {
    /// Random.
    pub id: String,
    /// The organisation's id.
    pub organisation: String,
    /// Unique in the organisation.
    pub name: String,
    /// Avdelning.
    pub division: String,
    /// Verksamhetsområde.
    pub line: String,
    /// Stadsdelsområde.
    pub area: String,
    /// Where reminders go.
    pub email: String,
    /// 1 when it has left the register.
    pub retired: i64,
}

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
pub async fn list_organisations(db: &mut AnyConnection) -> Result<Vec<Organisation>> {
    read_organisations(sqlx::query_as(sql::LIST_ORGANISATIONS).fetch_all(db).await?)
}

/// Every organisation as it was on the closing day of a round, by id; none of a round that has not
/// closed.
pub async fn list_organisations_of(db: &mut AnyConnection, year: i64) -> Result<Vec<Organisation>> {
    read_organisations(sqlx::query_as(sql::LIST_ROUND_ORGANISATIONS).bind(year).fetch_all(db).await?)
}

fn read_organisations(rows: Vec<OrganisationRow>) -> Result<Vec<Organisation>> {
    rows.into_iter()
        .map(|row| {
            Ok(Organisation {
                audience: row.audience.parse().map_err(|()| decode("organisation.audience"))?,
                areas: serde_json::from_str(&row.areas).map_err(|_| decode("organisation.areas"))?,
                id: row.id,
                name: row.name,
                successor: row.successor,
                last_year: row.last_year,
                expected: row.expected,
            })
        })
        .collect()
}

/// Adds an organisation or changes it.
pub async fn put_organisation(db: &mut AnyConnection, o: &Organisation) -> Result<()> {
    let areas = serde_json::to_string(&o.areas).map_err(|_| decode("organisation.areas"))?;
    sqlx::query(sql::PUT_ORGANISATION)
        .bind(&o.id)
        .bind(&o.name)
        .bind(o.audience.as_str())
        .bind(areas)
        .bind(&o.successor)
        .bind(o.last_year)
        .bind(o.expected)
        .execute(db)
        .await?;
    Ok(())
}

/// Every unit of an organisation, retired ones too.
pub async fn list_units(db: &mut AnyConnection, organisation: &str) -> Result<Vec<Unit>> {
    sqlx::query_as(sql::LIST_UNITS).bind(organisation).fetch_all(db).await
}

/// Adds a unit, or changes and revives the one of that name.
pub async fn put_unit(db: &mut AnyConnection, u: &Unit) -> Result<()> {
    sqlx::query(sql::PUT_UNIT)
        .bind(&u.id)
        .bind(&u.organisation)
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
pub async fn set_unit(db: &mut AnyConnection, u: &Unit) -> Result<()> {
    let query = sqlx::query(sql::SET_UNIT).bind(&u.id).bind(&u.organisation).bind(&u.name).bind(&u.division);
    query.bind(&u.line).bind(&u.area).bind(&u.email).bind(u.retired).execute(db).await?;
    Ok(())
}

/// Takes a unit out of the register; earlier rounds keep it.
pub async fn retire_unit(db: &mut AnyConnection, id: &str) -> Result<()> {
    sqlx::query(sql::RETIRE_UNIT).bind(id).execute(db).await?;
    Ok(())
}

/// A setting that is made once and then kept: whoever is first decides.
pub async fn setting(db: &mut AnyConnection, name: &str, value: &str) -> Result<String> {
    sqlx::query(sql::ADD_SETTING).bind(name).bind(value).execute(&mut *db).await?;
    sqlx::query_scalar(sql::FIND_SETTING).bind(name).fetch_one(db).await
}

/// Keeps a setting.
pub async fn put_setting(db: &mut AnyConnection, name: &str, value: &str) -> Result<()> {
    sqlx::query(sql::PUT_SETTING).bind(name).bind(value).execute(db).await?;
    Ok(())
}

/// What a setting is, if it is.
pub async fn find_setting(db: &mut AnyConnection, name: &str) -> Result<Option<String>> {
    sqlx::query_scalar(sql::FIND_SETTING).bind(name).fetch_optional(db).await
}

/// Forgets a setting.
pub async fn remove_setting(db: &mut AnyConnection, name: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_SETTING).bind(name).execute(db).await?;
    Ok(())
}
