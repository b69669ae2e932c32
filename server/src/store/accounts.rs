//! Accounts, invitations, sessions, failed attempts and the audit log.

use sqlx::{AnyConnection, FromRow};

use super::{Result, sql};

/// Someone who logs in.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AccountRow {
    /// Random.
    pub id: String,
    /// In lower case.
    pub email: String,
    /// `central`, `samordnare` or `lasare`.
    pub role: String,
    /// Whose coordinator.
    pub organisation: Option<String>,
    /// A hash; none until the invitation is taken up.
    pub password: Option<String>,
}

/// What staff did.
#[derive(Debug, Clone, FromRow)]
pub struct AuditRow {
    /// Unix seconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// From what.
    pub before: Option<String>,
    /// To what.
    pub after: Option<String>,
}

/// Adds an account; false if the address is taken.
pub async fn add(db: &mut AnyConnection, account: &AccountRow) -> Result<bool> {
    let query = sqlx::query(sql::ADD_ACCOUNT).bind(&account.id).bind(&account.email);
    let query = query.bind(&account.role).bind(&account.organisation).bind(&account.password);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// By id.
pub async fn find(db: &mut AnyConnection, id: &str) -> Result<Option<AccountRow>> {
    sqlx::query_as(sql::FIND_ACCOUNT).bind(id).fetch_optional(db).await
}

/// By address, in lower case.
pub async fn find_by_email(db: &mut AnyConnection, email: &str) -> Result<Option<AccountRow>> {
    sqlx::query_as(sql::FIND_ACCOUNT_BY_EMAIL).bind(email).fetch_optional(db).await
}

/// Every coordinator's address and organisation.
pub async fn list_coordinators(db: &mut AnyConnection) -> Result<Vec<(String, String)>> {
    sqlx::query_as(sql::LIST_COORDINATORS).fetch_all(db).await
}

/// Sets a password's hash.
pub async fn set_password(db: &mut AnyConnection, id: &str, password: &str) -> Result<()> {
    sqlx::query(sql::SET_PASSWORD).bind(id).bind(password).execute(db).await?;
    Ok(())
}

/// Adds an invitation by its token's hash.
pub async fn add_invitation(db: &mut AnyConnection, token: &str, account: &str, expires: i64) -> Result<()> {
    sqlx::query(sql::ADD_INVITATION).bind(token).bind(account).bind(expires).execute(db).await?;
    Ok(())
}

/// The account that an invitation is for.
pub async fn find_invitation(db: &mut AnyConnection, token: &str, now: i64) -> Result<Option<String>> {
    sqlx::query_scalar(sql::FIND_INVITATION).bind(token).bind(now).fetch_optional(db).await
}

/// Uses up an invitation; none if it was used or is too old.
pub async fn take_invitation(db: &mut AnyConnection, token: &str, now: i64) -> Result<Option<String>> {
    let query = sqlx::query_scalar(sql::TAKE_INVITATION).bind(token).bind(now);
    Ok(query.fetch_all(db).await?.into_iter().next())
}

/// How often an attempt failed, and since when.
pub async fn find_throttle(db: &mut AnyConnection, subject: &str) -> Result<Option<(i64, i64)>> {
    sqlx::query_as(sql::FIND_THROTTLE).bind(subject).fetch_optional(db).await
}

/// Counts a failure; those before `forgotten` no longer count.
pub async fn put_throttle(db: &mut AnyConnection, subject: &str, now: i64, forgotten: i64) -> Result<()> {
    sqlx::query(sql::PUT_THROTTLE).bind(subject).bind(now).bind(forgotten).execute(db).await?;
    Ok(())
}

/// Forgets the failures.
pub async fn remove_throttle(db: &mut AnyConnection, subject: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_THROTTLE).bind(subject).execute(db).await?;
    Ok(())
}

/// Adds a row to the audit log.
pub async fn add_audit(db: &mut AnyConnection, id: &str, row: &AuditRow) -> Result<()> {
    let query = sqlx::query(sql::ADD_AUDIT).bind(id).bind(row.at).bind(&row.actor).bind(&row.action);
    query.bind(&row.subject).bind(&row.before).bind(&row.after).execute(db).await?;
    Ok(())
}

/// The latest of the audit log, newest first.
pub async fn list_audit(db: &mut AnyConnection) -> Result<Vec<AuditRow>> {
    sqlx::query_as(sql::LIST_AUDIT).fetch_all(db).await
}
