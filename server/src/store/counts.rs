//! What is counted of the answers in a closed round.

use std::collections::BTreeMap;

use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::incident::Incident;
use sqlx::AnyConnection;

use super::{Result, code, decode, incidents, json, sql};

/// Answers to a question by background answer and value.
pub type ByLine = BTreeMap<String, BTreeMap<String, i64>>;

/// The indicator under which the responses of a breakdown are counted.
pub const RESPONSES: &str = "";

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
    pub breakdown: Breakdown,
    /// Answers by field, background answer and value.
    pub by_line: BTreeMap<String, ByLine>,
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
    let first = list_breakdown_of(db, round, organisation).await?;
    for ((indicator, value), tally) in counted.breakdown.iter().filter(|_| first.is_empty()) {
        let query = sqlx::query(sql::ADD_BREAKDOWN).bind(round).bind(organisation).bind(indicator).bind(value);
        query.bind(tally.count).bind(tally.base).execute(&mut *db).await?;
    }
    // Of a round that closed before these were counted, too, unless answers have been imported into it since.
    if first.is_empty() || first == counted.breakdown {
        for (field, counts) in &counted.by_line {
            let query = sqlx::query(sql::ADD_BY_LINE).bind(round).bind(field).bind(organisation);
            query.bind(json(counts)?).execute(&mut *db).await?;
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

/// Remembers that an organisation's first answers came when the round had closed with those of others.
pub async fn set_late(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<()> {
    sqlx::query(sql::SET_LINK_LATE).bind(round).bind(organisation).execute(db).await?;
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

/// How often an organisation answered what to a question: organisation, field, value and count.
pub type Counts = Vec<(OrganisationId, String, String, i64)>;

/// The answers of a round.
pub async fn list_distribution(db: &mut AnyConnection, round: &str) -> Result<Counts> {
    Ok(counts(sqlx::query_as(sql::LIST_DISTRIBUTION).bind(round).fetch_all(db).await?))
}

/// The answers of a round to one question.
pub async fn list_distribution_of(db: &mut AnyConnection, round: &str, field: &str) -> Result<Counts> {
    Ok(counts(sqlx::query_as(sql::LIST_DISTRIBUTION_OF).bind(round).bind(field).fetch_all(db).await?))
}

fn counts(rows: Vec<(String, String, String, i64)>) -> Counts {
    rows.into_iter().map(|(o, field, value, count)| (o.into(), field, value, count)).collect()
}

/// The answers to one question by background answer, by organisation.
pub async fn list_by_line(db: &mut AnyConnection, round: &str, field: &str) -> Result<BTreeMap<OrganisationId, ByLine>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_BY_LINE).bind(round).bind(field).fetch_all(db).await?;
    let by_line = |(organisation, counts): (String, String)| {
        let counts = serde_json::from_str(&counts).map_err(|_| decode("distribution_by_line.counts"))?;
        Ok((organisation.into(), counts))
    };
    rows.into_iter().map(by_line).collect()
}

/// Indicators by background answer.
pub type Breakdown = BTreeMap<(String, String), Tally>;

/// Indicators by background answer, by organisation.
pub async fn list_breakdown(db: &mut AnyConnection, round: &str) -> Result<BTreeMap<OrganisationId, Breakdown>> {
    let rows = sqlx::query_as(sql::LIST_BREAKDOWN).bind(round).fetch_all(db).await?;
    Ok(breakdowns(rows))
}

/// How many responses there are by background answer, by organisation.
pub async fn list_responses_by_line(
    db: &mut AnyConnection,
    round: &str,
) -> Result<BTreeMap<OrganisationId, BTreeMap<String, i64>>> {
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as(sql::LIST_RESPONSES_BY_LINE).bind(round).bind(RESPONSES).fetch_all(db).await?;
    let mut all: BTreeMap<OrganisationId, BTreeMap<String, i64>> = BTreeMap::new();
    for (organisation, value, base) in rows {
        all.entry(organisation.into()).or_default().insert(value, base);
    }
    Ok(all)
}

async fn list_breakdown_of(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Breakdown> {
    let rows = sqlx::query_as(sql::LIST_BREAKDOWN_OF).bind(round).bind(organisation).fetch_all(db).await?;
    Ok(breakdowns(rows).into_values().next().unwrap_or_default())
}

fn breakdowns(rows: Vec<(String, String, String, i64, i64)>) -> BTreeMap<OrganisationId, Breakdown> {
    let mut all: BTreeMap<OrganisationId, Breakdown> = BTreeMap::new();
    for (organisation, indicator, value, count, base) in rows {
        all.entry(organisation.into()).or_default().insert((indicator, value), Tally { count, base });
    }
    all
}

/// The organisations in closed rounds of which nothing has been counted.
pub async fn list_uncounted(db: &mut AnyConnection) -> Result<Vec<(RoundId, OrganisationId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_UNCOUNTED).fetch_all(db).await?;
    rows.into_iter().map(|(round, organisation)| Ok((code(&round, "link.round")?, organisation.into()))).collect()
}
