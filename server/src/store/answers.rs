//! Drafts, responses and what is counted of them.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::answer::{Answers, Form};
use app::domain::figure::Tally;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};

use super::{Result, decode, sql};

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
    /// How often it has been changed: whoever changes it says which it was.
    pub revision: i64,
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
    revision: i64,
}

fn read_draft(row: DraftRow) -> Result<Draft> {
    Ok(Draft {
        id: row.id,
        form: serde_json::from_str(&row.form).map_err(|_| decode("draft.form"))?,
        passed: serde_json::from_str(&row.passed).map_err(|_| decode("draft.passed"))?,
        replaces: row.replaces,
        revision: row.revision,
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

/// A draft of a link.
pub async fn find_draft(db: &mut AnyConnection, year: i64, organisation: &str, id: &str) -> Result<Option<Draft>> {
    let query = sqlx::query_as(sql::FIND_DRAFT).bind(id).bind(year).bind(organisation);
    query.fetch_optional(db).await?.map(read_draft).transpose()
}

/// The draft whose resume code has this hash.
pub async fn find_resumed(db: &mut AnyConnection, year: i64, organisation: &str, code: &str) -> Result<Option<Draft>> {
    let query = sqlx::query_as(sql::FIND_RESUMED).bind(code).bind(year).bind(organisation);
    query.fetch_optional(db).await?.map(read_draft).transpose()
}

/// Lets a draft be taken up by the code with this hash.
pub async fn set_resume(db: &mut AnyConnection, draft: &str, code: &str) -> Result<()> {
    sqlx::query(sql::SET_RESUME).bind(draft).bind(code).execute(db).await?;
    Ok(())
}

/// Throws a draft away.
pub async fn remove_draft(db: &mut AnyConnection, year: i64, organisation: &str, id: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_DRAFT).bind(id).bind(year).bind(organisation).execute(db).await?;
    Ok(())
}

/// Throws away every draft of a round.
pub async fn remove_drafts(db: &mut AnyConnection, year: i64) -> Result<()> {
    sqlx::query(sql::REMOVE_DRAFTS).bind(year).execute(db).await?;
    Ok(())
}

/// Removes a draft that is still as it was read; false if it was changed or removed meanwhile.
pub async fn take_draft(db: &mut AnyConnection, year: i64, organisation: &str, draft: &Draft) -> Result<bool> {
    let query = sqlx::query(sql::TAKE_DRAFT).bind(&draft.id).bind(year).bind(organisation).bind(draft.revision);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Keeps a changed draft that nobody else has changed since it was read, while its round is open;
/// false otherwise.
pub async fn set_draft(db: &mut AnyConnection, draft: &Draft) -> Result<bool> {
    let query = sqlx::query(sql::SET_DRAFT).bind(&draft.id).bind(draft.revision).bind(json(&draft.form)?);
    let query = query.bind(json(&draft.passed)?).bind(i64::from(!draft.form.is_blank()));
    Ok(query.execute(db).await?.rows_affected() == 1)
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

/// The responses of a round that have not been written anew: organisation and id.
pub async fn list_unshuffled(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, String)>> {
    sqlx::query_as(sql::LIST_UNSHUFFLED_RESPONSES).bind(year).fetch_all(db).await
}

/// Writes a response anew under another id and without its receipt; once, however often it is asked.
pub async fn shuffle_response(db: &mut AnyConnection, year: i64, (organisation, id): &(String, String), new: &str) -> Result<()> {
    let query = sqlx::query_as(sql::TAKE_RESPONSE).bind(year).bind(organisation).bind(id);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<(String, i64)> = query.fetch_all(&mut *db).await?;
    for (answers, tied) in rows {
        let query = sqlx::query(sql::PUT_SHUFFLED_RESPONSE).bind(year).bind(organisation).bind(new);
        query.bind(answers).bind(tied).execute(&mut *db).await?;
    }
    Ok(())
}

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
}

/// Replaces what was counted of an organisation; its breakdown stays as it was first counted.
pub async fn set_counted(db: &mut AnyConnection, year: i64, organisation: &str, counted: &Counted) -> Result<()> {
    let deducted = count_deducted(db, year, organisation).await?;
    for statement in [sql::REMOVE_TALLIES, sql::REMOVE_SPREAD] {
        sqlx::query(statement).bind(year).bind(organisation).execute(&mut *db).await?;
    }
    for (indicator, tally) in &counted.tallies {
        let query = sqlx::query(sql::ADD_TALLY).bind(year).bind(organisation).bind(indicator);
        query.bind(tally.count).bind(tally.base).execute(&mut *db).await?;
    }
    for ((field, value), count) in &counted.fields {
        let query = sqlx::query(sql::ADD_SPREAD).bind(year).bind(organisation).bind(field).bind(value);
        query.bind(*count).execute(&mut *db).await?;
    }
    if list_breakdown(db, year, organisation).await?.is_empty() {
        for ((indicator, value), tally) in &counted.breakdown {
            let query = sqlx::query(sql::ADD_BREAKDOWN).bind(year).bind(organisation).bind(indicator).bind(value);
            query.bind(tally.count).bind(tally.base).execute(&mut *db).await?;
        }
    }
    let query = sqlx::query(sql::SET_LINK_COUNTS).bind(year).bind(organisation).bind(counted.responses);
    query.bind(deducted).execute(db).await?;
    Ok(())
}

/// The answers of an organisation that a coordinator may have given herself: those of units added
/// after the opening, and those through the form beyond the units that answered.
async fn count_deducted(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<i64> {
    let query = sqlx::query_as(sql::COUNT_DEDUCTED).bind(year).bind(organisation);
    let (tied, answered, added): (i64, i64, i64) = query.fetch_one(db).await?;
    Ok(added + (tied - answered).max(0))
}

/// What was counted: organisation, indicator, count and base.
pub async fn list_tallies(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, String, i64, i64)>> {
    sqlx::query_as(sql::LIST_TALLIES).bind(year).fetch_all(db).await
}

/// How a round's answers are spread: organisation, field, value and count.
pub async fn list_spread(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, String, String, i64)>> {
    sqlx::query_as(sql::LIST_SPREAD).bind(year).fetch_all(db).await
}

/// An organisation's indicators by background answer: indicator, value, count and base.
pub async fn list_breakdown(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<(String, String, i64, i64)>> {
    sqlx::query_as(sql::LIST_BREAKDOWN).bind(year).bind(organisation).fetch_all(db).await
}

/// The organisations in closed rounds of which nothing has been counted.
pub async fn list_uncounted(db: &mut AnyConnection) -> Result<Vec<(i64, String)>> {
    sqlx::query_as(sql::LIST_UNCOUNTED).fetch_all(db).await
}

/// Remembers an imported file; false if it was imported before.
pub async fn add_imported_file(db: &mut AnyConnection, year: i64, organisation: &str, digest: &str) -> Result<bool> {
    let query = sqlx::query(sql::ADD_IMPORTED_FILE).bind(year).bind(organisation).bind(digest);
    Ok(query.execute(db).await?.rows_affected() == 1)
}
