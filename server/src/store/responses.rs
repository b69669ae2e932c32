//! Responses, and which files of them have been imported.

use app::domain::answer::Answers;
use app::domain::ids::OrganisationId;
use app::domain::response::Response;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::{Result, by_organisation, decode, json, sql};

/// Keeps a submitted answer.
pub async fn add(db: &mut AnyConnection, round: &str, response: &Response) -> Result<()> {
    let query = sqlx::query(sql::ADD_RESPONSE).bind(round).bind(response.organisation.as_str()).bind(&response.id);
    let query = query.bind(json(&response.answers)?).bind(i64::from(response.linked));
    query.bind(&response.receipt).execute(db).await?;
    Ok(())
}

/// Changes the submitted answer with that receipt hash; false if there is none.
pub async fn set(db: &mut AnyConnection, round: &str, organisation: &str, receipt: &str, answers: &Answers) -> Result<bool> {
    let query = sqlx::query(sql::SET_RESPONSE).bind(round).bind(organisation).bind(receipt);
    Ok(query.bind(json(answers)?).execute(db).await?.rows_affected() == 1)
}

/// The submitted answer with that receipt hash.
pub async fn find(db: &mut AnyConnection, round: &str, organisation: &str, receipt: &str) -> Result<Option<Answers>> {
    let query = sqlx::query_scalar(sql::FIND_RESPONSE).bind(round).bind(organisation).bind(receipt);
    let text: Option<String> = query.fetch_optional(db).await?;
    text.map(|t| serde_json::from_str(&t).map_err(|_| decode("response.answers"))).transpose()
}

/// An organisation's responses in a round, one at a time.
pub fn stream<'a>(db: &'a mut AnyConnection, round: &'a str, organisation: &'a str) -> BoxStream<'a, Result<Response>> {
    let rows = sqlx::query(sql::LIST_RESPONSES_OF).bind(round).bind(organisation).fetch(db);
    rows.and_then(|row| async move { read(&row) }).boxed()
}

fn read(row: &AnyRow) -> Result<Response> {
    let answers: String = row.try_get("answers")?;
    Ok(Response {
        organisation: row.try_get::<String, _>("organisation")?.into(),
        id: row.try_get("id")?,
        answers: serde_json::from_str(&answers).map_err(|_| decode("response.answers"))?,
        linked: row.try_get::<i64, _>("linked")? == 1,
        receipt: row.try_get("receipt")?,
    })
}

/// The responses of a round that have not been written anew: organisation and id.
pub async fn list_unshuffled(db: &mut AnyConnection, round: &str) -> Result<Vec<(String, String)>> {
    sqlx::query_as(sql::LIST_UNSHUFFLED_RESPONSES).bind(round).fetch_all(db).await
}

/// Writes a response anew under another id and without its receipt; once, however often it is asked.
pub async fn shuffle(db: &mut AnyConnection, round: &str, (organisation, id): &(String, String), new: &str) -> Result<()> {
    let query = sqlx::query_as(sql::TAKE_RESPONSE).bind(round).bind(organisation).bind(id);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<(String, i64)> = query.fetch_all(&mut *db).await?;
    for (answers, linked) in rows {
        let query = sqlx::query(sql::PUT_SHUFFLED_RESPONSE).bind(round).bind(organisation).bind(new);
        query.bind(answers).bind(linked).execute(&mut *db).await?;
    }
    Ok(())
}

/// Answers that no unit stands for, by organisation.
pub async fn count_unlinked(db: &mut AnyConnection, round: &str) -> Result<Vec<(OrganisationId, i64)>> {
    by_organisation(db, sql::COUNT_UNLINKED, round).await
}

/// All answers, by organisation.
pub async fn count(db: &mut AnyConnection, round: &str) -> Result<Vec<(OrganisationId, i64)>> {
    by_organisation(db, sql::COUNT_RESPONSES, round).await
}

/// Remembers an imported file; false if it was imported before.
pub async fn add_imported_file(db: &mut AnyConnection, round: &str, organisation: &str, digest: &str) -> Result<bool> {
    let query = sqlx::query(sql::ADD_IMPORTED_FILE).bind(round).bind(organisation).bind(digest);
    Ok(query.execute(db).await?.rows_affected() == 1)
}
