//! Accounts: invitations, roles, switching off, and logging in.

use app::texts::central::log as t;

use super::register::is_email;
use super::{Account, Caller, Error, Refusal, Result, Role, Services, digest};
use crate::store;
use crate::store::accounts::{AccountRow, AuditRow};

/// Seconds for which an invitation can be taken up.
const INVITATION: i64 = 14 * 24 * 3600;
/// Seconds for which a forgotten password can be replaced.
const RESET: i64 = 2 * 3600;
/// Rows of the audit log on a page.
pub const PAGE: i64 = 200;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has no password that holds.
    Invited,
    /// It can log in.
    Active,
    /// It is switched off.
    Disabled,
}

impl Standing {
    /// As the list writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "inbjuden",
            Self::Active => "aktiv",
            Self::Disabled => "avstangd",
        }
    }
}

/// An account in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Who.
    pub account: Account,
    /// How it stands.
    pub standing: Standing,
    /// Unix seconds of the last login, if there was one.
    pub last_login: Option<i64>,
}

impl Services {
    /// Adds an account. Without a password, returns the token of a one-time invitation.
    pub async fn add_account(
        &self,
        caller: &Caller,
        email: &str,
        role: Role,
        organisation: Option<&str>,
        password: Option<&str>,
    ) -> Result<Option<String>> {
        caller.central()?;
        let email = email.trim().to_lowercase();
        if !is_email(&email) {
            return Err(Refusal::BadEmail(email).into());
        }
        belongs(role, organisation)?;
        let hash = match password {
            Some(password) => Some(self.passwords.hash(password).await?),
            None => None,
        };
        let mut write = self.store.write().await?;
        known(&mut write, organisation).await?;
        let account = AccountRow {
            id: self.ambient.id(),
            email: email.clone(),
            role: role.as_str().into(),
            organisation: organisation.map(Into::into),
            password: hash,
            ..AccountRow::default()
        };
        if !store::accounts::add(&mut write, &account).await? {
            return Err(Refusal::AccountExists(email).into());
        }
        let token = match password {
            Some(_) => None,
            None => Some(self.new_invitation(&mut write, &account.id, INVITATION).await?),
        };
        let subject = format!("{email} ({})", role.as_str());
        self.audit(&mut write, caller, t::ADD_ACCOUNT, &subject, (None, organisation.map(Into::into))).await?;
        write.commit().await?;
        Ok(token)
    }

    /// Every account, by address.
    pub async fn list_accounts(&self, caller: &Caller) -> Result<Vec<Listed>> {
        caller.central()?;
        let rows = store::accounts::list(&mut *self.store.read().await?).await?;
        let listed = |row: AccountRow| {
            let standing = match (row.disabled, &row.password) {
                (1, _) => Standing::Disabled,
                (_, None) => Standing::Invited,
                _ => Standing::Active,
            };
            Some(Listed { standing, last_login: row.last_login, account: account(row)? })
        };
        Ok(rows.into_iter().filter_map(listed).collect())
    }

    /// Invites an account anew, and switches it on again if it was off; its sessions end, its password
    /// holds until a new one is chosen. Returns the token of the invitation, which voids older ones.
    pub async fn invite(&self, caller: &Caller, email: &str) -> Result<String> {
        let (mut write, row) = self.account_to_change(caller, email).await?;
        let before = (row.disabled == 1).then(|| Standing::Disabled.as_str().to_owned());
        let row = AccountRow { disabled: 0, session_version: row.session_version + 1, ..row };
        store::accounts::set(&mut write, &row).await?;
        let token = self.new_invitation(&mut write, &row.id, INVITATION).await?;
        self.audit(&mut write, caller, t::INVITE, &row.email, (before, None)).await?;
        write.commit().await?;
        Ok(token)
    }

    /// Switches an account off: its password and invitations are void, its sessions end.
    pub async fn disable(&self, caller: &Caller, email: &str) -> Result<()> {
        let (mut write, row) = self.account_to_change(caller, email).await?;
        let row = AccountRow { disabled: 1, password: None, session_version: row.session_version + 1, ..row };
        store::accounts::set(&mut write, &row).await?;
        store::accounts::remove_invitations(&mut write, &row.id).await?;
        someone_is_left(&mut write).await?;
        self.audit(&mut write, caller, t::DISABLE, &row.email, (None, None)).await?;
        Ok(write.commit().await?)
    }

    /// Gives an account another role; its sessions end.
    pub async fn set_role(&self, caller: &Caller, email: &str, role: Role, organisation: Option<&str>) -> Result<()> {
        caller.central()?;
        belongs(role, organisation)?;
        let (mut write, row) = self.account_to_change(caller, email).await?;
        known(&mut write, organisation).await?;
        let says =
            |row: &AccountRow| [row.role.as_str(), row.organisation.as_deref().unwrap_or_default()].join(" ").trim().to_owned();
        let before = says(&row);
        let organisation = organisation.map(str::to_owned);
        let session_version = row.session_version + 1;
        let row = AccountRow { role: role.as_str().into(), organisation, session_version, ..row };
        store::accounts::set(&mut write, &row).await?;
        someone_is_left(&mut write).await?;
        self.audit(&mut write, caller, t::SET_ROLE, &row.email, (Some(before), Some(says(&row)))).await?;
        Ok(write.commit().await?)
    }

    /// A write about an account that nobody else changes until it ends.
    async fn account_to_change(&self, caller: &Caller, email: &str) -> Result<(store::Write, AccountRow)> {
        caller.central()?;
        let email = email.trim().to_lowercase();
        let mut write = self.store.write().await?;
        // All accounts, since the last of the central office is protected from two at once too.
        self.store.hold_accounts(&mut write).await?;
        let row = store::accounts::find_by_email(&mut write, &email).await?;
        Ok((write, row.ok_or(Refusal::UnknownAccount(email))?))
    }

    async fn new_invitation(&self, write: &mut sqlx::AnyConnection, account: &str, seconds: i64) -> Result<String> {
        let token = self.ambient.token();
        store::accounts::remove_invitations(write, account).await?;
        store::accounts::add_invitation(write, &digest(&token), account, self.ambient.seconds() + seconds).await?;
        Ok(token)
    }

    /// Whether an invitation can still be taken up.
    pub async fn invitation(&self, token: &str) -> Result<()> {
        let mut db = self.store.read().await?;
        let found = store::accounts::find_invitation(&mut db, &digest(token), self.ambient.seconds()).await?;
        found.map(|_| ()).ok_or_else(|| Refusal::BadInvitation.into())
    }

    /// Takes up an invitation by choosing a password.
    pub async fn accept_invitation(&self, token: &str, password: &str) -> Result<Account> {
        self.invitation(token).await?;
        let hash = self.passwords.hash(password).await?;
        let mut write = self.store.write().await?;
        let id = store::accounts::take_invitation(&mut write, &digest(token), self.ambient.seconds()).await?;
        let row = store::accounts::find(&mut write, &id.ok_or(Refusal::BadInvitation)?).await?.ok_or(Error::NotFound)?;
        self.logged_in(write, AccountRow { password: Some(hash), ..row }, t::CHOOSE_PASSWORD).await
    }

    /// Changes one's own password; every other session of the account ends.
    pub async fn change_password(&self, account: &Account, old: &str, new: &str, address: &str) -> Result<Account> {
        let subject = self.try_to_log_in(&account.email, address).await?;
        let row = store::accounts::find(&mut *self.store.read().await?, &account.id).await?.ok_or(Error::NotFound)?;
        if !self.passwords.verify(old, row.password.clone()).await? {
            return Err(Refusal::WrongOldPassword.into());
        }
        self.forget_tries(&subject).await?;
        let password = Some(self.passwords.hash(new).await?);
        let write = self.store.write().await?;
        self.logged_in(write, AccountRow { password, ..row }, t::CHOOSE_PASSWORD).await
    }

    /// Keeps a new password and ends the sessions that there were.
    async fn logged_in(&self, mut write: store::Write, row: AccountRow, action: &str) -> Result<Account> {
        let session_version = row.session_version + 1;
        let row = AccountRow { session_version, last_login: Some(self.ambient.seconds()), ..row };
        store::accounts::set(&mut write, &row).await?;
        let email = row.email.clone();
        let account = account(row).ok_or(Error::NotFound)?;
        self.audit(&mut write, &Caller::Staff(account.clone()), action, &email, (None, None)).await?;
        write.commit().await?;
        Ok(account)
    }

    /// Sends a link to choose a new password, if there is such an account; ends no session. Nobody is
    /// told whether there is.
    pub async fn forgotten_password(&self, email: &str, address: &str) -> Result<()> {
        let email = email.trim().to_lowercase();
        self.count_try(&digest(format!("glömt {email} {address}"))).await?;
        let Some(post) = self.config.post() else { return Ok(()) };
        let row =
            if is_email(&email) { store::accounts::find_by_email(&mut *self.store.read().await?, &email).await? } else { None };
        let Some(row) = row.filter(|row| row.disabled == 0) else { return Ok(()) };
        let mut write = self.store.write().await?;
        let token = self.new_invitation(&mut write, &row.id, RESET).await?;
        write.commit().await?;
        let link = format!("{}/inbjudan/{token}", self.config.base_url);
        // Afterwards, so that it takes no longer than for an address that nobody has.
        tokio::spawn(async move {
            if let Err(cause) = post.send_link(&email, &link).await {
                tracing::warn!(cause, "a link for a new password could not be sent");
            }
        });
        Ok(())
    }

    /// The account of an address and its password.
    ///
    /// # Errors
    /// Refused when they are wrong, or when they have been tried too often from that address.
    pub async fn log_in(&self, email: &str, password: &str, address: &str) -> Result<Account> {
        let email = email.trim().to_lowercase();
        let subject = self.try_to_log_in(&email, address).await?;
        let row =
            if is_email(&email) { store::accounts::find_by_email(&mut *self.store.read().await?, &email).await? } else { None };
        let row = row.filter(|row| row.disabled == 0);
        let right = self.passwords.verify(password, row.as_ref().and_then(|r| r.password.clone())).await?;
        let Some(account) = row.and_then(account).filter(|_| right) else { return Err(Refusal::WrongPassword.into()) };
        self.forget_tries(&subject).await?;
        let mut write = self.store.write().await?;
        store::accounts::set_last_login(&mut write, &account.id, self.ambient.seconds()).await?;
        write.commit().await?;
        Ok(account)
    }

    /// Counts a try to log in, by account and client address together: nobody is slowed down by what
    /// others try from elsewhere.
    async fn try_to_log_in(&self, email: &str, address: &str) -> Result<String> {
        let subject = digest(format!("konto {email} {address}"));
        self.count_try(&subject).await?;
        Ok(subject)
    }

    /// The account of a session, unless the session has been ended.
    pub async fn account(&self, id: &str, session_version: i64) -> Result<Option<Account>> {
        let row = store::accounts::find(&mut *self.store.read().await?, id).await?;
        let row = row.filter(|row| row.disabled == 0 && row.session_version == session_version);
        Ok(row.and_then(account))
    }

    /// A page of the audit log, newest first, and whether there are older rows.
    pub async fn audit_log(&self, caller: &Caller, page: i64) -> Result<(Vec<AuditRow>, bool)> {
        caller.central()?;
        let mut db = self.store.read().await?;
        let mut rows = store::accounts::list_audit(&mut db, PAGE + 1, (page - 1) * PAGE).await?;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or(0);
        rows.truncate(usize::try_from(PAGE).unwrap_or(0));
        Ok((rows, more))
    }
}

/// A coordinator and a reader belong to an organisation, the central office to none.
fn belongs(role: Role, organisation: Option<&str>) -> Result<()> {
    match (role, organisation) {
        (Role::Central, Some(_)) => Err(Refusal::OrganisationNotWanted.into()),
        (Role::Samordnare | Role::Lasare, None) => Err(Refusal::OrganisationNeeded.into()),
        _ => Ok(()),
    }
}

async fn known(db: &mut sqlx::AnyConnection, organisation: Option<&str>) -> Result<()> {
    let organisations = store::register::list_organisations(db).await?;
    match organisation.filter(|id| !organisations.iter().any(|o| o.id == *id)) {
        Some(unknown) => Err(Refusal::UnknownOrganisation(unknown.into()).into()),
        None => Ok(()),
    }
}

/// Refuses a change after which nobody would be left in the central office.
async fn someone_is_left(db: &mut sqlx::AnyConnection) -> Result<()> {
    let rows = store::accounts::list(db).await?;
    let central = |row: &AccountRow| row.disabled == 0 && row.role == Role::Central.as_str();
    if rows.iter().any(central) { Ok(()) } else { Err(Refusal::LastCentral.into()) }
}

fn account(row: AccountRow) -> Option<Account> {
    let AccountRow { id, email, organisation, session_version, .. } = row;
    Some(Account { role: row.role.parse().ok()?, id, email, organisation, session_version })
}
