//! What is counted of the answers in a closed round.

use std::collections::BTreeMap;

use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::incident::Incident;
use sqlx::AnyConnection;

use super::{Result, code, incidents, sql};

/// What is counted of an organisation's answers in a round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Answers.
    pub responses: i64,
    /// By indicator.
    pub tallies: BTreeMap<String, Tally>,
    /// Answers by field and value.
    pub fields: BTreeMap<(String, String), i64>,
    /// By indicator and background answer; the empty indicator has the responses as its base.
    pub breakdown: BTreeMap<(String, String), Tally>,
    /// Incidents under ids that say nothing, in an order that says nothing either.
    pub incidents: Vec<(String, Incident)>,
}

/// Replaces what was counted of an organisation; its breakdown stays as it was first counted, and its incidents
/// keep their ids.
pub async fn set(db: &mut AnyConnection, round: &str, organisation: &str, counted: &Counted) -> Result<()> {
    let deducted = count_deducted(db, round, organisation).await?;
    for statement in [sql::REMOVE_TALLIES, sql::REMOVE_DISTRIBUTION] {
        sqlx::query(statement).bind(round).bind(organisation).execute(&mut *db).await?;
    }
    for (indicator, tally) in &counted.tallies {
        let query = sqlx::query(sql::ADD_TALLY).bind(round).bind(organisation).bind(indicator);
        query.bind(tally.count).bind(tally.base).execute(&mut *db).await?;
    }
    for ((field, value), count) in &counted.fields {
        let query = sqlx::query(sql::ADD_DISTRIBUTION).bind(round).bind(organisation).bind(field).bind(value);
        query.bind(*count).execute(&mut *db).await?;
    }
    if list_breakdown(db, round, organisation).await?.is_empty() {
        for ((indicator, value), tally) in &counted.breakdown {
            let query = sqlx::query(sql::ADD_BREAKDOWN).bind(round).bind(organisation).bind(indicator).bind(value);
            query.bind(tally.count).bind(tally.base).execute(&mut *db).await?;
        }
    }
    if !incidents::are_known(db, round, organisation).await? {
        for (id, incident) in &counted.incidents {
            incidents::add(db, round, organisation, (id, incident)).await?;
        }
    }
    let query = sqlx::query(sql::SET_LINK_COUNTS).bind(round).bind(organisation).bind(counted.responses);
    query.bind(deducted).execute(db).await?;
    Ok(())
}

/// The answers of an organisation that a coordinator may have given herself: those of units added
/// after the opening, and those through the form beyond the units that answered.
async fn count_deducted(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<i64> {
    let query = sqlx::query_as(sql::COUNT_DEDUCTED).bind(round).bind(organisation);
    let (tied, answered, added): (i64, i64, i64) = query.fetch_one(db).await?;
    Ok(added + (tied - answered).max(0))
}

/// The tallies of a round by organisation and indicator.
pub async fn list_tallies(db: &mut AnyConnection, round: &str) -> Result<BTreeMap<(OrganisationId, String), Tally>> {
    let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(sql::LIST_TALLIES).bind(round).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(o, indicator, count, base)| ((o.into(), indicator), Tally { count, base })).collect())
}

/// The answers of a round: organisation, field, value and count.
pub async fn list_distribution(db: &mut AnyConnection, round: &str) -> Result<Vec<(OrganisationId, String, String, i64)>> {
    let rows: Vec<(String, String, String, i64)> = sqlx::query_as(sql::LIST_DISTRIBUTION).bind(round).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(o, field, value, count)| (o.into(), field, value, count)).collect())
}

/// An organisation's indicators by background answer: indicator, value, count and base.
pub async fn list_breakdown(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<(String, String, i64, i64)>> {
    sqlx::query_as(sql::LIST_BREAKDOWN).bind(round).bind(organisation).fetch_all(db).await
}

/// The organisations in closed rounds of which nothing has been counted.
pub async fn list_uncounted(db: &mut AnyConnection) -> Result<Vec<(RoundId, OrganisationId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_UNCOUNTED).fetch_all(db).await?;
    rows.into_iter().map(|(round, organisation)| Ok((code(&round, "link.round")?, organisation.into()))).collect()
}
