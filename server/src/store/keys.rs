//! What the database knows of rounds' keys: never a key.

use app::domain::ids::{OrganisationId, RoundId};
use app::domain::round::State;
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, sql};

#[derive(FromRow)]
struct KeyRow {
    id: String,
    state: String,
    key: String,
    closed_at: Option<i64>,
    key_destroyed_at: Option<i64>,
    problem: Option<String>,
}

/// A round that has, or had, a key.
#[derive(Debug, Clone)]
pub struct RoundKey {
    /// The round.
    pub round: RoundId,
    /// Its state.
    pub state: State,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// When the round closed, in Unix seconds.
    pub closed_at: Option<i64>,
    /// When the key was destroyed, in Unix seconds.
    pub destroyed_at: Option<i64>,
    /// Why the round's close does not go on.
    pub problem: Option<String>,
}

/// A copy of a round's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCopy {
    /// The round.
    pub round: RoundId,
    /// The file that it was written to.
    pub file: String,
    /// When, in Unix seconds.
    pub made_at: i64,
}

/// A draft from before drafts were sealed.
#[derive(FromRow)]
pub struct UnsealedDraft {
    /// Random; in the respondent's cookie.
    pub id: String,
    /// Whose link it came through.
    #[sqlx(try_from = "String")]
    pub organisation: OrganisationId,
    /// The form, as JSON.
    pub form: String,
    /// The passed sections, as JSON.
    pub passed: String,
    /// The receipt digest of the response that it changes.
    pub replaces: Option<String>,
    /// The digest of its resume code.
    pub resume: Option<String>,
}

/// A response from before they were sealed.
#[derive(FromRow)]
pub struct UnsealedResponse {
    /// Whose link it came through.
    #[sqlx(try_from = "String")]
    pub organisation: OrganisationId,
    /// The answers, as JSON.
    pub answers: String,
    /// 1 if some unit stands for it.
    pub linked: i64,
    /// The digest of its receipt code.
    pub receipt: Option<String>,
}

/// The rounds that have, or had, a key, oldest first.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<RoundKey>> {
    let rows: Vec<KeyRow> = sqlx::query_as(sql::LIST_ROUND_KEYS).fetch_all(db).await?;
    let read = |row: KeyRow| {
        Ok(RoundKey {
            round: code(&row.id, "round.id")?,
            state: code(&row.state, "round.state")?,
            fingerprint: row.key,
            closed_at: row.closed_at,
            destroyed_at: row.key_destroyed_at,
            problem: row.problem,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The rounds that take or took answers and have no key yet: those from before answers were sealed.
pub async fn list_keyless(db: &mut AnyConnection) -> Result<Vec<RoundId>> {
    let ids: Vec<String> = sqlx::query_scalar(sql::LIST_KEYLESS_ROUNDS).fetch_all(db).await?;
    ids.iter().map(|id| code(id, "round.id")).collect()
}

/// Says which key a round has; a round keeps its first.
pub async fn set(db: &mut AnyConnection, round: &str, fingerprint: &str) -> Result<()> {
    sqlx::query(sql::SET_ROUND_KEY).bind(round).bind(fingerprint).execute(db).await?;
    Ok(())
}

/// Says that a round's key is destroyed; false if that was said before.
pub async fn set_destroyed(db: &mut AnyConnection, round: &str, at: i64) -> Result<bool> {
    Ok(sqlx::query(sql::SET_KEY_DESTROYED).bind(round).bind(at).execute(db).await?.rows_affected() == 1)
}

/// Says why a round's close does not go on.
pub async fn set_problem(db: &mut AnyConnection, round: &str, problem: &str) -> Result<()> {
    sqlx::query(sql::SET_CLOSING_PROBLEM).bind(round).bind(problem).execute(db).await?;
    Ok(())
}

/// Whether a closed round has exactly the answers that were counted, and none that is sealed.
pub async fn is_complete(db: &mut AnyConnection, round: &str) -> Result<bool> {
    let unexpected: i64 = sqlx::query_scalar(sql::COUNT_UNEXPECTED).bind(round).fetch_one(db).await?;
    Ok(unexpected == 0)
}

/// Remembers a copy of a round's key.
pub async fn add_copy(db: &mut AnyConnection, copy: &KeyCopy) -> Result<()> {
    sqlx::query(sql::ADD_KEY_COPY).bind(&*copy.round).bind(&copy.file).bind(copy.made_at).execute(db).await?;
    Ok(())
}

/// Every copy, oldest first.
pub async fn list_copies(db: &mut AnyConnection) -> Result<Vec<KeyCopy>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql::LIST_KEY_COPIES).fetch_all(db).await?;
    rows.into_iter().map(|(round, file, made_at)| Ok(KeyCopy { round: code(&round, "key_copy.round")?, file, made_at })).collect()
}

/// The drafts of a round that are to be sealed.
pub async fn list_unsealed_drafts(db: &mut AnyConnection, round: &str) -> Result<Vec<UnsealedDraft>> {
    sqlx::query_as(sql::LIST_UNSEALED_DRAFTS).bind(round).fetch_all(db).await
}

/// The responses of a round that are to be sealed.
pub async fn list_unsealed_responses(db: &mut AnyConnection, round: &str) -> Result<Vec<UnsealedResponse>> {
    sqlx::query_as(sql::LIST_UNSEALED_RESPONSES).bind(round).fetch_all(db).await
}

/// Removes what has been sealed.
pub async fn remove_unsealed(db: &mut AnyConnection, round: &str) -> Result<()> {
    for statement in [sql::REMOVE_UNSEALED_DRAFTS, sql::REMOVE_UNSEALED_RESPONSES] {
        sqlx::query(statement).bind(round).execute(&mut *db).await?;
    }
    Ok(())
}
