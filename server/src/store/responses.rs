//! Responses, sealed and opened, and which files of them have been imported.

use app::domain::ids::OrganisationId;
use app::domain::response::Response;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};

use super::{Result, by_organisation, decode, json, sql};
use crate::sealing::SealedResponse;

#[derive(FromRow)]
struct SealedRow {
    receipt: String,
    content: Vec<u8>,
    for_close: Vec<u8>,
    for_receipt: Vec<u8>,
}

fn read_sealed(row: SealedRow) -> SealedResponse {
    let SealedRow { receipt, content, for_close, for_receipt } = row;
    SealedResponse { receipt, content, for_close, for_receipt }
}

/// Keeps an answer of a closed round.
pub async fn add(db: &mut AnyConnection, round: &str, response: &Response) -> Result<()> {
    let query = sqlx::query(sql::ADD_RESPONSE).bind(round).bind(response.organisation.as_str()).bind(&response.id);
    query.bind(json(&response.answers)?).execute(db).await?;
    Ok(())
}

/// Removes an organisation's answers of a closing round: what a close that was left has opened of them.
pub async fn remove_all(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_RESPONSES).bind(round).bind(organisation).execute(db).await?;
    Ok(())
}

/// Keeps a submitted answer of an open round, for which some unit stands or none.
pub async fn add_sealed(
    db: &mut AnyConnection,
    round: &str,
    organisation: &str,
    sealed: &SealedResponse,
    linked: bool,
) -> Result<()> {
    let query = sqlx::query(sql::ADD_SEALED)
        .bind(sealed.number())
        .bind(round)
        .bind(organisation)
        .bind(&sealed.receipt)
        .bind(i64::from(linked));
    query.bind(&sealed.content[..]).bind(&sealed.for_close[..]).bind(&sealed.for_receipt[..]).execute(db).await?;
    Ok(())
}

/// Changes the submitted answer with the same receipt; false if there is none.
pub async fn set_sealed(db: &mut AnyConnection, round: &str, organisation: &str, sealed: &SealedResponse) -> Result<bool> {
    let query = sqlx::query(sql::SET_SEALED).bind(round).bind(organisation).bind(&sealed.receipt);
    let query = query.bind(&sealed.content[..]).bind(&sealed.for_close[..]).bind(&sealed.for_receipt[..]);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// The submitted answer with that receipt lookup.
pub async fn find_sealed(
    db: &mut AnyConnection,
    round: &str,
    organisation: &str,
    receipt: &str,
) -> Result<Option<SealedResponse>> {
    let query = sqlx::query_as(sql::FIND_SEALED).bind(round).bind(organisation).bind(receipt);
    Ok(query.fetch_optional(db).await?.map(read_sealed))
}

/// So many sealed answers of an organisation at most, after the one with a receipt.
pub async fn list_sealed(
    db: &mut AnyConnection,
    round: &str,
    organisation: &str,
    (after, most): (&str, usize),
) -> Result<Vec<SealedResponse>> {
    let query = sqlx::query_as(sql::LIST_SEALED).bind(round).bind(organisation).bind(after);
    let rows: Vec<SealedRow> = query.bind(i64::try_from(most).unwrap_or(i64::MAX)).fetch_all(db).await?;
    Ok(rows.into_iter().map(read_sealed).collect())
}

/// How many sealed answers an organisation has, and how many of them no unit stands for.
pub async fn count_sealed(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<(i64, i64)> {
    sqlx::query_as(sql::COUNT_SEALED).bind(round).bind(organisation).fetch_one(db).await
}

/// Removes some sealed answers of an organisation; returns how many.
pub async fn remove_sealed(db: &mut AnyConnection, round: &str, organisation: &str, most: i64) -> Result<u64> {
    let query = sqlx::query(sql::REMOVE_SEALED).bind(round).bind(organisation).bind(most);
    Ok(query.execute(db).await?.rows_affected())
}

/// Whether an organisation's answers have been opened.
pub async fn is_opened(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<bool> {
    let opened: i64 = sqlx::query_scalar(sql::IS_OPENED).bind(round).bind(organisation).fetch_one(db).await?;
    Ok(opened == 1)
}

/// Says that an organisation's answers have been opened, and for how many of them no unit stands.
pub async fn set_opened(db: &mut AnyConnection, round: &str, organisation: &str, unlinked: i64) -> Result<()> {
    sqlx::query(sql::SET_OPENED).bind(round).bind(organisation).bind(unlinked).execute(db).await?;
    Ok(())
}

/// Adds answers of a closed round that no unit stands for.
pub async fn add_unlinked(db: &mut AnyConnection, round: &str, organisation: &str, count: i64) -> Result<()> {
    sqlx::query(sql::ADD_UNLINKED).bind(round).bind(organisation).bind(count).execute(db).await?;
    Ok(())
}

/// An organisation's responses in a closed round, one at a time.
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
    })
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

/// The digests of imported files.
pub async fn list_imported_files(db: &mut AnyConnection) -> Result<Vec<String>> {
    sqlx::query_scalar(sql::LIST_IMPORTED_FILES).fetch_all(db).await
}

/// Keeps an imported file under another digest.
pub async fn set_imported_file(db: &mut AnyConnection, digest: &str, new: &str) -> Result<()> {
    sqlx::query(sql::SET_IMPORTED_FILE).bind(digest).bind(new).execute(db).await?;
    Ok(())
}
