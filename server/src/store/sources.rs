//! Other sources.

use app::domain::source::Source;
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, sql};

#[derive(FromRow)]
struct SourceRow {
    id: String,
    kind: String,
    count: Option<i64>,
    period: String,
    note: String,
}

fn read(row: SourceRow) -> Result<Source> {
    let SourceRow { id, kind, count, period, note } = row;
    Ok(Source { id, kind: code(&kind, "other_source.kind")?, count, period, note, from_reports: false })
}

/// An organisation's other sources in a round.
pub async fn list(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<Source>> {
    let rows: Vec<SourceRow> = sqlx::query_as(sql::LIST_SOURCES).bind(round).bind(organisation).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// Adds one.
pub async fn add(db: &mut AnyConnection, round: &str, organisation: &str, source: &Source) -> Result<()> {
    let query = sqlx::query(sql::ADD_SOURCE).bind(&source.id).bind(round).bind(organisation).bind(source.kind.as_str());
    query.bind(source.count).bind(&source.period).bind(&source.note).execute(db).await?;
    Ok(())
}

/// Removes one and returns it.
pub async fn remove(db: &mut AnyConnection, round: &str, organisation: &str, id: &str) -> Result<Option<Source>> {
    let query = sqlx::query_as(sql::REMOVE_SOURCE).bind(id).bind(round).bind(organisation);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<SourceRow> = query.fetch_all(db).await?;
    rows.into_iter().next().map(read).transpose()
}
