//! Figures of earlier years that were counted elsewhere.

use app::domain::figure::Tally;
use app::domain::ids::OrganisationId;
use sqlx::{AnyConnection, FromRow};

use super::{Result, sql};

/// An indicator of an organisation, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryIndicator {
    /// None for all organisations.
    pub organisation: Option<OrganisationId>,
    pub indicator: String,
    pub label: String,
    /// None where it is hidden.
    pub tally: Option<Tally>,
    /// Whether it is a mean, and not a share.
    pub is_mean: bool,
}

/// The response rate of an organisation, or of an avdelning.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct HistoryRate {
    pub organisation: String,
    /// Empty for the whole organisation.
    pub division: String,
    pub sample: i64,
    pub out_of_scope: i64,
    pub begun: i64,
    /// None where it was not told.
    pub completed: Option<i64>,
}

#[derive(FromRow)]
struct IndicatorRow {
    organisation: String,
    indicator: String,
    label: String,
    count: Option<i64>,
    base: Option<i64>,
    is_mean: i64,
}

/// Adds an indicator of a round, at its position in the file.
pub async fn add_indicator(db: &mut AnyConnection, round: &str, position: i64, row: &HistoryIndicator) -> Result<()> {
    let organisation = row.organisation.as_ref().map_or("", OrganisationId::as_str);
    let query = sqlx::query(sql::ADD_HISTORY_INDICATOR).bind(round).bind(organisation).bind(&row.indicator).bind(&row.label);
    let (count, base) = row.tally.map(|tally| (tally.count, tally.base)).unzip();
    query.bind(count).bind(base).bind(i64::from(row.is_mean)).bind(position).execute(db).await?;
    Ok(())
}

/// Adds a rate of a round.
pub async fn add_rate(db: &mut AnyConnection, round: &str, row: &HistoryRate) -> Result<()> {
    let query = sqlx::query(sql::ADD_HISTORY_RATE).bind(round).bind(&row.organisation).bind(&row.division);
    let query = query.bind(row.sample).bind(row.out_of_scope).bind(row.begun).bind(row.completed);
    query.execute(db).await?;
    Ok(())
}

/// The indicators of a round, in the order of the file.
pub async fn list_indicators(db: &mut AnyConnection, round: &str) -> Result<Vec<HistoryIndicator>> {
    let rows: Vec<IndicatorRow> = sqlx::query_as(sql::LIST_HISTORY_INDICATORS).bind(round).fetch_all(db).await?;
    let read = |row: IndicatorRow| HistoryIndicator {
        organisation: (!row.organisation.is_empty()).then(|| row.organisation.into()),
        indicator: row.indicator,
        label: row.label,
        tally: row.count.zip(row.base).map(|(count, base)| Tally { count, base }),
        is_mean: row.is_mean != 0,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The rates of a round, by organisation and avdelning.
pub async fn list_rates(db: &mut AnyConnection, round: &str) -> Result<Vec<HistoryRate>> {
    sqlx::query_as(sql::LIST_HISTORY_RATES).bind(round).fetch_all(db).await
}

/// Removes a round that has figures alone, with them.
pub async fn remove(db: &mut AnyConnection, round: &str) -> Result<()> {
    for statement in
        [sql::REMOVE_HISTORY_INDICATORS, sql::REMOVE_HISTORY_RATES, sql::REMOVE_ROUND_ORGANISATIONS, sql::REMOVE_IMPORTED_ROUND]
    {
        sqlx::query(statement).bind(round).execute(&mut *db).await?;
    }
    Ok(())
}
