//! Accounts, invitations, sessions, failed attempts and the audit log.

use sqlx::{AnyConnection, FromRow};

use super::{Result, sql};

/// Someone who logs in.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
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
    /// 1 when it is switched off.
    pub disabled: i64,
    /// Sessions that say another version are over.
    pub session_version: i64,
    /// Unix seconds of the last login.
    pub last_login: Option<i64>,
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

/// Every account, by address.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<AccountRow>> {
    sqlx::query_as(sql::LIST_ACCOUNTS).fetch_all(db).await
}

/// Changes an account in every respect but its id and address.
pub async fn set(db: &mut AnyConnection, account: &AccountRow) -> Result<()> {
    let query = sqlx::query(sql::SET_ACCOUNT).bind(&account.id).bind(&account.role).bind(&account.organisation);
    let query = query.bind(&account.password).bind(account.disabled).bind(account.session_version);
    query.bind(account.last_login).execute(db).await?;
    Ok(())
}

/// Remembers when somebody logged in last.
pub async fn set_last_login(db: &mut AnyConnection, id: &str, now: i64) -> Result<()> {
    sqlx::query(sql::SET_LAST_LOGIN).bind(id).bind(now).execute(db).await?;
    Ok(())
}

/// Voids every invitation of an account.
pub async fn remove_invitations(db: &mut AnyConnection, account: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_INVITATIONS).bind(account).execute(db).await?;
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

/// The tries of a subject and when the latest was, which nobody else changes until this write ends.
pub async fn hold_tries(db: &mut AnyConnection, subject: &str, now: i64) -> Result<(i64, i64)> {
    let query = sqlx::query_as(sql::HOLD_THROTTLE).bind(subject).bind(now);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<(i64, i64)> = query.fetch_all(db).await?;
    Ok(rows.into_iter().next().unwrap_or((0, now)))
}

/// Keeps how often a subject has tried, and when last.
pub async fn set_tries(db: &mut AnyConnection, subject: &str, tries: i64, now: i64) -> Result<()> {
    sqlx::query(sql::SET_THROTTLE).bind(subject).bind(tries).bind(now).execute(db).await?;
    Ok(())
}

/// Forgets the tries of a subject.
pub async fn remove_tries(db: &mut AnyConnection, subject: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_THROTTLE).bind(subject).execute(db).await?;
    Ok(())
}

/// Forgets tries whose latest is as old as that.
pub async fn forget_tries(db: &mut AnyConnection, latest: i64) -> Result<()> {
    sqlx::query(sql::FORGET_THROTTLES).bind(latest).execute(db).await?;
    Ok(())
}

/// Adds a row to the audit log.
pub async fn add_audit(db: &mut AnyConnection, id: &str, row: &AuditRow) -> Result<()> {
    let query = sqlx::query(sql::ADD_AUDIT).bind(id).bind(row.at).bind(&row.actor).bind(&row.action);
    query.bind(&row.subject).bind(&row.before).bind(&row.after).execute(db).await?;
    Ok(())
}

/// So many rows of the audit log, newest first, after so many.
pub async fn list_audit(db: &mut AnyConnection, limit: i64, offset: i64) -> Result<Vec<AuditRow>> {
    sqlx::query_as(sql::LIST_AUDIT).bind(limit).bind(offset).fetch_all(db).await
}

/// Keeps what somebody posted whose session had ended.
pub async fn park(db: &mut AnyConnection, id: &str, account: &str, (path, body): (&str, &str), expires: i64) -> Result<()> {
    let query = sqlx::query(sql::ADD_PARKED).bind(id).bind(account).bind(path).bind(body);
    query.bind(expires).execute(db).await?;
    Ok(())
}

/// What an account has parked: path and body.
pub async fn find_parked(db: &mut AnyConnection, id: &str, account: &str, now: i64) -> Result<Option<(String, String)>> {
    sqlx::query_as(sql::FIND_PARKED).bind(id).bind(account).bind(now).fetch_optional(db).await
}

/// How much an account has parked.
pub async fn count_parked(db: &mut AnyConnection, account: &str, now: i64) -> Result<i64> {
    sqlx::query_scalar(sql::COUNT_PARKED).bind(account).bind(now).fetch_one(db).await
}

/// Removes what an account has parked, and what is too old.
pub async fn remove_parked(db: &mut AnyConnection, id: &str, account: &str, now: i64) -> Result<()> {
    sqlx::query(sql::REMOVE_PARKED).bind(id).bind(account).bind(now).execute(db).await?;
    Ok(())
}

/// The data of a session that has ended and is still remembered.
pub async fn find_ended_session(db: &mut AnyConnection, id: &str, now: i64) -> Result<Option<String>> {
    sqlx::query_scalar(sql::FIND_ENDED_SESSION).bind(id).bind(now).fetch_optional(db).await
}
