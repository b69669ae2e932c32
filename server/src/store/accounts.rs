//! Accounts and invitations.

use app::domain::account::{Account, AccountState};
use app::domain::ids::OrganisationId;
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, sql};

/// An account with what is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Who it is.
    pub account: Account,
    /// A hash of the password; none until an invitation is taken up.
    pub password: Option<String>,
    /// Who it is at the provider of the city's own login, once somebody has come by it.
    pub subject: Option<String>,
    /// Whether it is disabled.
    pub disabled: bool,
    /// Unix seconds of the last login.
    pub last_login: Option<i64>,
}

impl StoredAccount {
    /// Whether it can be used.
    pub const fn state(&self) -> AccountState {
        match (self.disabled, &self.password, &self.subject) {
            (true, ..) => AccountState::Disabled,
            (false, None, None) => AccountState::Invited,
            (false, ..) => AccountState::Active,
        }
    }
}

#[derive(FromRow)]
struct AccountRow {
    id: String,
    email: String,
    role: String,
    organisation: Option<String>,
    password: Option<String>,
    subject: Option<String>,
    disabled: i64,
    session_version: i64,
    last_login: Option<i64>,
}

fn read(row: AccountRow) -> Result<StoredAccount> {
    let account = Account {
        role: code(&row.role, "account.role")?,
        id: row.id,
        email: row.email,
        organisation: row.organisation.map(Into::into),
        session_version: row.session_version,
    };
    let (password, subject) = (row.password, row.subject);
    Ok(StoredAccount { account, password, subject, disabled: row.disabled == 1, last_login: row.last_login })
}

/// Adds an account; false if the address is taken.
pub async fn add(db: &mut AnyConnection, stored: &StoredAccount) -> Result<bool> {
    let account = &stored.account;
    let query = sqlx::query(sql::ADD_ACCOUNT).bind(&account.id).bind(&account.email);
    let query = query.bind(account.role.as_str()).bind(account.organisation.as_deref()).bind(&stored.password);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// By id.
pub async fn find(db: &mut AnyConnection, id: &str) -> Result<Option<StoredAccount>> {
    sqlx::query_as(sql::FIND_ACCOUNT).bind(id).fetch_optional(db).await?.map(read).transpose()
}

/// By address, in lower case.
pub async fn find_by_email(db: &mut AnyConnection, email: &str) -> Result<Option<StoredAccount>> {
    sqlx::query_as(sql::FIND_ACCOUNT_BY_EMAIL).bind(email).fetch_optional(db).await?.map(read).transpose()
}

/// By who it is at a provider.
pub async fn find_by_subject(db: &mut AnyConnection, subject: &str) -> Result<Option<StoredAccount>> {
    sqlx::query_as(sql::FIND_ACCOUNT_BY_SUBJECT).bind(subject).fetch_optional(db).await?.map(read).transpose()
}

/// Every coordinator's address and organisation.
pub async fn list_coordinators(db: &mut AnyConnection) -> Result<Vec<(String, OrganisationId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_COORDINATORS).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(email, organisation)| (email, organisation.into())).collect())
}

/// Every account, by address.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<StoredAccount>> {
    let rows: Vec<AccountRow> = sqlx::query_as(sql::LIST_ACCOUNTS).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// Changes an account in every respect but its id and address.
pub async fn set(db: &mut AnyConnection, stored: &StoredAccount) -> Result<()> {
    let account = &stored.account;
    let query = sqlx::query(sql::SET_ACCOUNT).bind(&account.id).bind(account.role.as_str()).bind(account.organisation.as_deref());
    let query = query.bind(&stored.password).bind(i64::from(stored.disabled)).bind(account.session_version);
    query.bind(stored.last_login).bind(&stored.subject).execute(db).await?;
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
