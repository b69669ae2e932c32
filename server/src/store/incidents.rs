//! The incidents of closed rounds, and what coordinators say of them.

use std::collections::BTreeMap;

use app::domain::assessment::Assessment;
use app::domain::ids::OrganisationId;
use app::domain::incident::Incident;
use sqlx::AnyConnection;

use super::{Result, from_json, json, sql};

/// Whether the incidents of an organisation have been taken out of its answers.
pub async fn are_known(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<bool> {
    let query = sqlx::query_scalar(sql::HAS_INCIDENTS).bind(round).bind(organisation);
    let found: i64 = query.fetch_one(db).await?;
    Ok(found > 0)
}

/// Adds one.
pub async fn add(db: &mut AnyConnection, round: &str, organisation: &str, (id, incident): (&str, &Incident)) -> Result<()> {
    let query = sqlx::query(sql::ADD_INCIDENT).bind(round).bind(id).bind(organisation);
    query.bind(json(incident)?).execute(db).await?;
    Ok(())
}

/// Every incident of a round as it was reported: its id, and who reported it.
pub async fn list(db: &mut AnyConnection, round: &str) -> Result<Vec<(String, OrganisationId, Incident)>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(sql::LIST_INCIDENTS).bind(round).fetch_all(db).await?;
    rows.into_iter().map(|(id, reporter, text)| Ok((id, reporter.into(), from_json(&text, "incident.incident")?))).collect()
}

/// What is said of the incidents of a round, by their ids.
pub async fn list_assessments(db: &mut AnyConnection, round: &str) -> Result<BTreeMap<String, Assessment>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_ASSESSMENTS).bind(round).fetch_all(db).await?;
    rows.into_iter().map(|(id, text)| Ok((id, from_json(&text, "assessment.assessment")?))).collect()
}

/// Keeps what is said of an incident, or that nothing is.
pub async fn assess(db: &mut AnyConnection, round: &str, incident: &str, assessment: &Assessment) -> Result<()> {
    if assessment.is_empty() {
        sqlx::query(sql::REMOVE_ASSESSMENT).bind(round).bind(incident).execute(db).await?;
    } else {
        let query = sqlx::query(sql::PUT_ASSESSMENT).bind(round).bind(incident);
        query.bind(json(assessment)?).execute(db).await?;
    }
    Ok(())
}
