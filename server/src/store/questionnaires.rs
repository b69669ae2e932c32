//! Versions of questionnaires: drafts until published, then never changed.

use std::sync::Arc;

use app::domain::authoring::{State, Writer};
use app::domain::definition;
use app::domain::organisation::Audience;
use app::domain::questionnaire::Questionnaire;
use sqlx::{AnyConnection, FromRow};

use super::{Result, decode, sql};

/// A version, read.
#[derive(Debug, Clone)]
pub struct Version {
    /// The questionnaire's id.
    pub id: String,
    /// From 1.
    pub version: i64,
    /// In which order it was published; a draft was not.
    pub published: Option<i64>,
    /// The file it came from.
    pub text: String,
    /// What the file says.
    pub definition: Arc<Questionnaire>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    version: i64,
    definition: String,
    published: Option<i64>,
}

fn read(row: Row) -> Result<Version> {
    let questionnaire = definition::parse(&row.definition).map_err(|_| decode("questionnaire.definition"))?;
    Ok(Version {
        id: row.id,
        version: row.version,
        published: row.published,
        text: row.definition,
        definition: Arc::new(questionnaire),
    })
}

/// Every version of every questionnaire.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<Version>> {
    let rows: Vec<Row> = sqlx::query_as(sql::LIST_QUESTIONNAIRES).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// Every version of one questionnaire, the newest last.
pub async fn versions(db: &mut AnyConnection, id: &str) -> Result<Vec<Version>> {
    let rows: Vec<Row> = sqlx::query_as(sql::LIST_VERSIONS).bind(id).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// One version.
pub async fn find(db: &mut AnyConnection, id: &str, version: i64) -> Result<Option<Version>> {
    let row = sqlx::query_as(sql::FIND_QUESTIONNAIRE).bind(id).bind(version);
    row.fetch_optional(db).await?.map(read).transpose()
}

/// The newest version of a questionnaire, draft or not.
pub async fn newest(db: &mut AnyConnection, id: &str) -> Result<Option<Version>> {
    let row = sqlx::query_as(sql::NEWEST_VERSION).bind(id).fetch_optional(db).await?;
    row.map(read).transpose()
}

/// What was last published for an audience.
pub async fn newest_published(db: &mut AnyConnection, audience: Audience) -> Result<Option<Version>> {
    let row = sqlx::query_as(sql::NEWEST_PUBLISHED).bind(audience.as_str()).fetch_optional(db).await?;
    row.map(read).transpose()
}

/// Adds a draft version.
pub async fn add(db: &mut AnyConnection, q: &Questionnaire, version: i64, text: &str) -> Result<()> {
    let query = sqlx::query(sql::ADD_QUESTIONNAIRE).bind(&q.id).bind(version);
    query.bind(q.audience.as_str()).bind(text).execute(db).await?;
    Ok(())
}

/// Freezes a draft version; false if it was published already.
pub async fn publish(db: &mut AnyConnection, id: &str, version: i64) -> Result<bool> {
    let done = sqlx::query(sql::PUBLISH_QUESTIONNAIRE).bind(id).bind(version).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Says something else in a draft.
pub async fn set_draft(db: &mut AnyConnection, version: i64, q: &Questionnaire, text: &str) -> Result<()> {
    let query = sqlx::query(sql::SET_QUESTIONNAIRE_DRAFT).bind(&q.id).bind(version);
    query.bind(q.audience.as_str()).bind(text).execute(db).await?;
    Ok(())
}

/// Removes a draft version.
pub async fn remove_draft(db: &mut AnyConnection, id: &str, version: i64) -> Result<()> {
    sqlx::query(sql::REMOVE_EDIT).bind(id).bind(version).execute(&mut *db).await?;
    sqlx::query(sql::REMOVE_QUESTIONNAIRE_DRAFT).bind(id).bind(version).execute(db).await?;
    Ok(())
}

#[derive(FromRow)]
struct EditRow {
    document: String,
    revision: i64,
    writer: String,
    tab: String,
    number: i64,
}

/// A draft as it is written.
pub async fn find_edit(db: &mut AnyConnection, id: &str, version: i64) -> Result<Option<State<Questionnaire>>> {
    let row: Option<EditRow> = sqlx::query_as(sql::FIND_EDIT).bind(id).bind(version).fetch_optional(db).await?;
    let state = |row: EditRow| {
        let document = serde_json::from_str(&row.document).map_err(|_| decode("questionnaire_edit.document"))?;
        let writer = (!row.tab.is_empty()).then_some(Writer { name: row.writer, tab: row.tab });
        Ok(State { revision: row.revision, writer, number: row.number, document })
    };
    row.map(state).transpose()
}

/// Keeps a draft as it is written.
pub async fn put_edit(db: &mut AnyConnection, version: i64, state: &State<Questionnaire>) -> Result<()> {
    let document = serde_json::to_string(&state.document).unwrap_or_else(|_| unreachable!("plain data is always written"));
    let (writer, tab) = state.writer.as_ref().map_or(("", ""), |writer| (&writer.name, &writer.tab));
    let query = sqlx::query(sql::PUT_EDIT).bind(&state.document.id).bind(version).bind(document).bind(state.revision);
    query.bind(writer).bind(tab).bind(state.number).execute(db).await?;
    Ok(())
}

/// Forgets how a draft was written.
pub async fn remove_edit(db: &mut AnyConnection, id: &str, version: i64) -> Result<()> {
    sqlx::query(sql::REMOVE_EDIT).bind(id).bind(version).execute(db).await?;
    Ok(())
}
