//! Drafts, responses and what is counted of them.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::answer::{Answers, Form};
use app::domain::figure::Tally;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};

use super::{Result, decode, sql};
use crate::ambient::Ambient;

/// An unfinished answer.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Random; in the cookie.
    pub id: String,
    /// Everything typed so far.
    pub form: Form,
    /// The sections that were posted and accepted.
    pub passed: BTreeSet<String>,
    /// The receipt hash of the response that it changes.
    pub replaces: Option<String>,
}

/// A submitted answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// Whose link it came through.
    pub organisation: String,
    /// Random.
    pub id: String,
    /// What was answered.
    pub answers: Answers,
    /// Whether some unit is marked as answered for it.
    pub tied: bool,
    /// A hash of its receipt code; imported ones have none.
    pub receipt: Option<String>,
}

#[derive(FromRow)]
struct DraftRow {
    id: String,
    form: String,
    passed: String,
    replaces: Option<String>,
}

fn read_draft(row: DraftRow) -> Result<Draft> {
    Ok(Draft {
        id: row.id,
        form: serde_json::from_str(&row.form).map_err(|_| decode("draft.form"))?,
        passed: serde_json::from_str(&row.passed).map_err(|_| decode("draft.passed"))?,
        replaces: row.replaces,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| sqlx::Error::Encode(e.into()))
}

/// Begins a draft.
pub async fn add_draft(db: &mut AnyConnection, year: i64, organisation: &str, draft: &Draft) -> Result<()> {
    let query = sqlx::query(sql::ADD_DRAFT).bind(&draft.id).bind(year).bind(organisation);
    let query = query.bind(json(&draft.form)?).bind(json(&draft.passed)?);
    query.bind(i64::from(!draft.form.is_blank())).bind(&draft.replaces).execute(db).await?;
    Ok(())
}

async fn one_draft(
    db: &mut AnyConnection,
    statement: &'static str,
    year: i64,
    organisation: &str,
    id: &str,
) -> Result<Option<Draft>> {
    let query = sqlx::query_as(statement).bind(id).bind(year).bind(organisation);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<DraftRow> = query.fetch_all(db).await?;
    rows.into_iter().next().map(read_draft).transpose()
}

/// A draft of a link.
pub async fn find_draft(db: &mut AnyConnection, year: i64, organisation: &str, id: &str) -> Result<Option<Draft>> {
    one_draft(db, sql::FIND_DRAFT, year, organisation, id).await
}

/// The draft whose resume code has this hash.
pub async fn find_resumed(db: &mut AnyConnection, year: i64, organisation: &str, code: &str) -> Result<Option<Draft>> {
    one_draft(db, sql::FIND_RESUMED, year, organisation, code).await
}

/// Lets a draft be taken up by the code with this hash.
pub async fn set_resume(db: &mut AnyConnection, draft: &str, code: &str) -> Result<()> {
    sqlx::query(sql::SET_RESUME).bind(draft).bind(code).execute(db).await?;
    Ok(())
}

/// A draft to change: nobody else changes it until this write ends.
pub async fn hold_draft(db: &mut AnyConnection, year: i64, organisation: &str, id: &str) -> Result<Option<Draft>> {
    one_draft(db, sql::HOLD_DRAFT, year, organisation, id).await
}

/// Removes a draft and returns it; none if somebody was first.
pub async fn take_draft(db: &mut AnyConnection, year: i64, organisation: &str, id: &str) -> Result<Option<Draft>> {
    one_draft(db, sql::TAKE_DRAFT, year, organisation, id).await
}

/// Keeps a changed draft.
pub async fn set_draft(db: &mut AnyConnection, draft: &Draft) -> Result<()> {
    let query = sqlx::query(sql::SET_DRAFT).bind(&draft.id).bind(json(&draft.form)?);
    query.bind(json(&draft.passed)?).bind(i64::from(!draft.form.is_blank())).execute(db).await?;
    Ok(())
}

/// Keeps a submitted answer.
pub async fn add_response(db: &mut AnyConnection, year: i64, response: &Response) -> Result<()> {
    let query = sqlx::query(sql::ADD_RESPONSE).bind(year).bind(&response.organisation).bind(&response.id);
    let query = query.bind(json(&response.answers)?).bind(i64::from(response.tied));
    query.bind(&response.receipt).execute(db).await?;
    Ok(())
}

/// Changes the submitted answer with that receipt hash; false if there is none.
pub async fn set_response(
    db: &mut AnyConnection,
    year: i64,
    organisation: &str,
    receipt: &str,
    answers: &Answers,
) -> Result<bool> {
    let query = sqlx::query(sql::SET_RESPONSE).bind(year).bind(organisation).bind(receipt);
    Ok(query.bind(json(answers)?).execute(db).await?.rows_affected() == 1)
}

/// The submitted answer with that receipt hash.
pub async fn find_response(db: &mut AnyConnection, year: i64, organisation: &str, receipt: &str) -> Result<Option<Answers>> {
    let query = sqlx::query_scalar(sql::FIND_RESPONSE).bind(year).bind(organisation).bind(receipt);
    let text: Option<String> = query.fetch_optional(db).await?;
    text.map(|t| serde_json::from_str(&t).map_err(|_| decode("response.answers"))).transpose()
}

/// Reads a row of [`sql::LIST_RESPONSES`].
pub fn read_response(row: &AnyRow) -> Result<Response> {
    let answers: String = row.try_get("answers")?;
    Ok(Response {
        organisation: row.try_get("organisation")?,
        id: row.try_get("id")?,
        answers: serde_json::from_str(&answers).map_err(|_| decode("response.answers"))?,
        tied: row.try_get::<i64, _>("tied")? == 1,
        receipt: row.try_get("receipt")?,
    })
}

/// Rewrites a round's answers and participation in an order that says nothing, and removes its
/// drafts: after this no position in a table tells which came with which.
pub async fn scatter(db: &mut AnyConnection, ambient: &Ambient, year: i64) -> Result<()> {
    sqlx::query(sql::REMOVE_DRAFTS).bind(year).execute(&mut *db).await?;
    let rows = sqlx::query(sql::LIST_RESPONSES).bind(year).fetch_all(&mut *db).await?;
    let mut responses = rows.iter().map(read_response).collect::<Result<Vec<_>>>()?;
    ambient.shuffle(&mut responses);
    sqlx::query(sql::REMOVE_RESPONSES).bind(year).execute(&mut *db).await?;
    for response in &mut responses {
        response.id = ambient.id();
        add_response(db, year, response).await?;
    }
    let query = sqlx::query_as(sql::LIST_PARTICIPATION).bind(year);
    let mut units: Vec<(String, String, String)> = query.fetch_all(&mut *db).await?;
    ambient.shuffle(&mut units);
    sqlx::query(sql::REMOVE_PARTICIPATION).bind(year).execute(&mut *db).await?;
    for (unit, organisation, day) in units {
        let query = sqlx::query(sql::KEEP_PARTICIPATION).bind(year).bind(unit).bind(organisation);
        query.bind(day).execute(&mut *db).await?;
    }
    Ok(())
}

/// Replaces what was counted of a round.
pub async fn set_tallies<'a>(
    db: &mut AnyConnection,
    year: i64,
    tallies: impl Iterator<Item = (&'a (String, String), &'a Tally)>,
) -> Result<()> {
    sqlx::query(sql::REMOVE_TALLIES).bind(year).execute(&mut *db).await?;
    for ((organisation, indicator), tally) in tallies {
        let query = sqlx::query(sql::ADD_TALLY).bind(year).bind(organisation).bind(indicator);
        query.bind(tally.count).bind(tally.base).execute(&mut *db).await?;
    }
    Ok(())
}

/// What was counted: organisation, indicator, count and base.
pub async fn list_tallies(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, String, i64, i64)>> {
    sqlx::query_as(sql::LIST_TALLIES).bind(year).fetch_all(db).await
}

/// Replaces how a round's answers are spread: by organisation, field and value.
pub async fn set_spread(db: &mut AnyConnection, year: i64, sums: &BTreeMap<(String, String, String), i64>) -> Result<()> {
    sqlx::query(sql::REMOVE_SPREAD).bind(year).execute(&mut *db).await?;
    for ((organisation, field, value), count) in sums {
        let query = sqlx::query(sql::ADD_SPREAD).bind(year).bind(organisation).bind(field).bind(value);
        query.bind(*count).execute(&mut *db).await?;
    }
    Ok(())
}

/// How a round's answers are spread: organisation, field, value and count.
pub async fn list_spread(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, String, String, i64)>> {
    sqlx::query_as(sql::LIST_SPREAD).bind(year).fetch_all(db).await
}

/// Closed rounds with answers of which nothing has been counted.
pub async fn list_uncounted(db: &mut AnyConnection) -> Result<Vec<i64>> {
    sqlx::query_scalar(sql::LIST_UNCOUNTED).fetch_all(db).await
}

/// Remembers an imported file; false if it was imported before.
pub async fn add_imported_file(db: &mut AnyConnection, year: i64, organisation: &str, digest: &str) -> Result<bool> {
    let query = sqlx::query(sql::ADD_IMPORTED_FILE).bind(year).bind(organisation).bind(digest);
    Ok(query.execute(db).await?.rows_affected() == 1)
}
