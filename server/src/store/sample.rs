//! The units of a round, and which of them have answered.

use std::collections::HashMap;

use app::domain::ids::{OrganisationId, UnitId};
use app::domain::unit::SampleUnit;
use jiff::civil::Date;
use sqlx::{AnyConnection, FromRow};

use super::{Result, day, sql};

/// The sample of one division in numbers.
#[derive(Debug, Clone, FromRow)]
pub struct SampleCount {
    /// Whose.
    #[sqlx(try_from = "String")]
    pub organisation: OrganisationId,
    /// Avdelning.
    pub division: String,
    /// Units.
    pub sample: i64,
    /// Of them out of scope.
    pub out_of_scope: i64,
    /// Of them answered.
    pub answered: i64,
}

/// The units of one organisation in one area, in numbers.
#[derive(Debug, Clone, FromRow)]
pub struct AreaCount {
    /// Whose.
    #[sqlx(try_from = "String")]
    pub organisation: OrganisationId,
    /// Where.
    pub area: String,
    /// Units.
    pub sample: i64,
    /// Of them out of scope.
    pub out_of_scope: i64,
    /// Of them answered.
    pub answered: i64,
}

#[derive(FromRow)]
struct UnitRow {
    unit: String,
    organisation: String,
    name: String,
    division: String,
    line: String,
    email: String,
    reason: Option<String>,
    answered_on: Option<String>,
}

fn read(row: UnitRow) -> Result<SampleUnit> {
    Ok(SampleUnit {
        answered_on: row.answered_on.as_deref().map(day).transpose()?,
        unit: row.unit.into(),
        organisation: row.organisation.into(),
        name: row.name,
        division: row.division,
        line: row.line,
        email: row.email,
        out_of_scope: row.reason,
    })
}

/// Copies an organisation's units into a round; returns how many.
pub async fn add(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<u64> {
    let done = sqlx::query(sql::ADD_SAMPLE).bind(round).bind(organisation).execute(db).await?;
    Ok(done.rows_affected())
}

/// How many units that would make.
pub async fn count_eligible(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<i64> {
    sqlx::query_scalar(sql::COUNT_ELIGIBLE).bind(round).bind(organisation).fetch_one(db).await
}

/// An organisation's units in a round.
pub async fn list(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<SampleUnit>> {
    let rows: Vec<UnitRow> = sqlx::query_as(sql::LIST_SAMPLE).bind(round).bind(organisation).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// Which units of an organisation have answered, and on which day.
pub async fn list_answered(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<HashMap<UnitId, Date>> {
    // A row a day: thousands of rows cost more than the search for them.
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_ANSWERED).bind(round).bind(organisation).fetch_all(db).await?;
    let mut answered = HashMap::new();
    for (on, units) in rows {
        let on = day(&on)?;
        answered.extend(units.split(' ').map(|unit| (unit.into(), on)));
    }
    Ok(answered)
}

/// One unit of an organisation in a round.
pub async fn find(db: &mut AnyConnection, round: &str, organisation: &str, unit: &str) -> Result<Option<SampleUnit>> {
    let query = sqlx::query_as(sql::FIND_SAMPLE_UNIT).bind(round).bind(organisation).bind(unit);
    query.fetch_optional(db).await?.map(read).transpose()
}

/// Whether an organisation has a list of units in a round.
pub async fn has_any(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<bool> {
    let query = sqlx::query_scalar(sql::HAS_SAMPLE).bind(round).bind(organisation);
    query.fetch_one(db).await.map(|n: i64| n > 0)
}

/// Takes a unit out of scope with a reason, or back in without.
pub async fn set_out_of_scope(
    db: &mut AnyConnection,
    round: &str,
    organisation: &str,
    unit: &str,
    reason: Option<&str>,
) -> Result<()> {
    let query = sqlx::query(sql::SET_OUT_OF_SCOPE).bind(round).bind(organisation).bind(unit);
    query.bind(reason).execute(db).await?;
    Ok(())
}

/// Adds a unit of the register to an open round; false if it was there.
pub async fn add_late(db: &mut AnyConnection, round: &str, organisation: &str, name: &str) -> Result<bool> {
    let query = sqlx::query(sql::ADD_TO_SAMPLE).bind(round).bind(organisation).bind(name);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Puts the register's addresses into open rounds: whoever is reminded is found there, and nothing is counted by them.
pub async fn follow_addresses(db: &mut AnyConnection, organisation: &str) -> Result<()> {
    sqlx::query(sql::FOLLOW_ADDRESSES).bind(organisation).execute(db).await?;
    Ok(())
}

/// Forgets that a unit answered; false if it had not.
pub async fn reopen(db: &mut AnyConnection, round: &str, organisation: &str, unit: &str) -> Result<bool> {
    let done = sqlx::query(sql::REOPEN_UNIT).bind(round).bind(organisation).bind(unit).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// The whole sample in numbers.
pub async fn count(db: &mut AnyConnection, round: &str) -> Result<Vec<SampleCount>> {
    sqlx::query_as(sql::COUNT_SAMPLE).bind(round).fetch_all(db).await
}

/// The sample by area in numbers.
pub async fn count_in_areas(db: &mut AnyConnection, round: &str) -> Result<Vec<AreaCount>> {
    sqlx::query_as(sql::COUNT_IN_AREAS).bind(round).fetch_all(db).await
}

/// How many units of an organisation answered on each day.
pub async fn count_by_day(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<(Date, i64)>> {
    let rows: Vec<(String, i64)> = sqlx::query_as(sql::COUNT_BY_DAY).bind(round).bind(organisation).fetch_all(db).await?;
    rows.into_iter().map(|(answered_on, count)| Ok((day(&answered_on)?, count))).collect()
}

/// The same of every organisation.
pub async fn count_all_by_day(db: &mut AnyConnection, round: &str) -> Result<Vec<(OrganisationId, Date, i64)>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql::COUNT_ALL_BY_DAY).bind(round).fetch_all(db).await?;
    rows.into_iter().map(|(id, answered_on, count)| Ok((id.into(), day(&answered_on)?, count))).collect()
}

/// Marks a unit of the sample as answered; false if it is out of scope, unknown or has answered.
pub async fn add_participation(db: &mut AnyConnection, round: &str, organisation: &str, unit: &str, day: Date) -> Result<bool> {
    let query = sqlx::query(sql::ADD_PARTICIPATION).bind(round).bind(organisation).bind(unit);
    Ok(query.bind(day.to_string()).execute(db).await?.rows_affected() == 1)
}
