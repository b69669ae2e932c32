//! Reading tokens, by a hash of their text.

use app::domain::ids::OrganisationId;
use app::domain::reading_token::ReadingToken;
use jiff::civil::Date;
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, day, sql};

#[derive(FromRow)]
struct TokenRow {
    id: String,
    account: String,
    name: String,
    scope: String,
    organisation: Option<String>,
    created: String,
    expires: String,
    last_used: Option<String>,
}

fn read(row: TokenRow) -> Result<ReadingToken> {
    Ok(ReadingToken {
        id: row.id,
        account: row.account,
        name: row.name,
        scope: code(&row.scope, "reading_token.scope")?,
        organisation: row.organisation.map(Into::into),
        created: day(&row.created)?,
        expires: day(&row.expires)?,
        last_used: row.last_used.map(|text| day(&text)).transpose()?,
    })
}

/// Keeps a token.
pub async fn add(db: &mut AnyConnection, hash: &str, token: &ReadingToken) -> Result<()> {
    let query = sqlx::query(sql::ADD_READING_TOKEN).bind(&token.id).bind(hash).bind(&token.account).bind(&token.name);
    let query = query.bind(token.scope.as_str()).bind(token.organisation.as_ref().map(OrganisationId::as_str));
    query.bind(token.created.to_string()).bind(token.expires.to_string()).execute(db).await?;
    Ok(())
}

/// By the hash of its text.
pub async fn find(db: &mut AnyConnection, hash: &str) -> Result<Option<ReadingToken>> {
    sqlx::query_as(sql::FIND_READING_TOKEN).bind(hash).fetch_optional(db).await?.map(read).transpose()
}

/// Every token, the newest first.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<ReadingToken>> {
    let rows: Vec<TokenRow> = sqlx::query_as(sql::LIST_READING_TOKENS).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// Remembers the day on which it was used last.
pub async fn set_last_used(db: &mut AnyConnection, id: &str, day: Date) -> Result<()> {
    sqlx::query(sql::SET_READING_TOKEN_USED).bind(id).bind(day.to_string()).execute(db).await?;
    Ok(())
}

/// Revokes one.
pub async fn remove(db: &mut AnyConnection, id: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_READING_TOKEN).bind(id).execute(db).await?;
    Ok(())
}

/// Revokes all of an account.
pub async fn remove_of(db: &mut AnyConnection, account: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_READING_TOKENS_OF).bind(account).execute(db).await?;
    Ok(())
}
