//! What other sources tell of, one by one.

use app::domain::source::Report;
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, day, from_json, json, sql};

#[derive(FromRow)]
struct ReportRow {
    id: String,
    day: String,
    source: String,
    name: String,
    period: String,
    incident: String,
}

fn read(row: ReportRow) -> Result<Report> {
    let ReportRow { id, day: text, source, name, period, incident } = row;
    let (source, incident) = (code(&source, "report.source")?, from_json(&incident, "report.incident")?);
    Ok(Report { id, day: day(&text)?, source, name, period, incident })
}

/// An organisation's reports, oldest first.
pub async fn list(db: &mut AnyConnection, organisation: &str) -> Result<Vec<Report>> {
    let rows: Vec<ReportRow> = sqlx::query_as(sql::LIST_REPORTS).bind(organisation).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// Adds one.
pub async fn add(db: &mut AnyConnection, organisation: &str, report: &Report) -> Result<()> {
    let query = sqlx::query(sql::ADD_REPORT).bind(&report.id).bind(organisation).bind(report.day.to_string());
    let query = query.bind(report.source.as_str()).bind(&report.name).bind(&report.period);
    query.bind(json(&report.incident)?).execute(db).await?;
    Ok(())
}

/// Removes one and returns it.
pub async fn remove(db: &mut AnyConnection, organisation: &str, id: &str) -> Result<Option<Report>> {
    let query = sqlx::query_as(sql::REMOVE_REPORT).bind(id).bind(organisation);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<ReportRow> = query.fetch_all(db).await?;
    rows.into_iter().next().map(read).transpose()
}
