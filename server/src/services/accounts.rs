//! Accounts: invitations, passwords and failed attempts.

use app::texts::central::log as t;

use super::register::is_email;
use super::{Account, Caller, Error, Refusal, Result, Role, Services, digest};
use crate::store;
use crate::store::accounts::{AccountRow, AuditRow};

/// How long an invitation can be taken up.
const INVITATION: i64 = 14 * 24 * 3600;
/// Failures of one subject that are taken within [`PATIENCE`].
const FAILURES: i64 = 10;
/// Seconds after which failures are forgotten.
const PATIENCE: i64 = 15 * 60;

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
        match (role, organisation) {
            (Role::Central, Some(_)) => return Err(Refusal::OrganisationNotWanted.into()),
            (Role::Samordnare | Role::Lasare, None) => return Err(Refusal::OrganisationNeeded.into()),
            _ => {}
        }
        let hash = password.map(hash).transpose()?;
        let mut write = self.store.write().await?;
        let organisations = store::register::list_organisations(&mut write).await?;
        if let Some(unknown) = organisation.filter(|id| !organisations.iter().any(|o| o.id == *id)) {
            return Err(Refusal::UnknownOrganisation(unknown.into()).into());
        }
        let account = AccountRow {
            id: self.ambient.id(),
            email: email.clone(),
            role: role.as_str().into(),
            organisation: organisation.map(Into::into),
            password: hash,
        };
        if !store::accounts::add(&mut write, &account).await? {
            return Err(Refusal::AccountExists(email).into());
        }
        let token = self.ambient.token();
        if password.is_none() {
            let expires = self.ambient.seconds() + INVITATION;
            store::accounts::add_invitation(&mut write, &digest(&token), &account.id, expires).await?;
        }
        let subject = format!("{email} ({})", role.as_str());
        self.audit(&mut write, caller, t::ADD_ACCOUNT, &subject, (None, organisation.map(Into::into))).await?;
        write.commit().await?;
        Ok(password.is_none().then_some(token))
    }

    /// Whether an invitation can still be taken up.
    pub async fn invitation(&self, token: &str) -> Result<()> {
        let mut db = self.store.read().await?;
        let found = store::accounts::find_invitation(&mut db, &digest(token), self.ambient.seconds()).await?;
        found.map(|_| ()).ok_or_else(|| Refusal::BadInvitation.into())
    }

    /// Takes up an invitation by choosing a password.
    pub async fn accept_invitation(&self, token: &str, password: &str) -> Result<Account> {
        let hash = hash(password)?;
        let mut write = self.store.write().await?;
        let id = store::accounts::take_invitation(&mut write, &digest(token), self.ambient.seconds()).await?;
        let id = id.ok_or(Refusal::BadInvitation)?;
        store::accounts::set_password(&mut write, &id, &hash).await?;
        let account = store::accounts::find(&mut write, &id).await?.and_then(account);
        let account = account.ok_or(Error::NotFound)?;
        let caller = Caller::Staff(account.clone());
        self.audit(&mut write, &caller, t::CHOOSE_PASSWORD, &account.email, (None, None)).await?;
        write.commit().await?;
        Ok(account)
    }

    /// The account of an address and its password. After too many failures it waits.
    pub async fn log_in(&self, email: &str, password: &str) -> Result<Account> {
        let email = email.trim().to_lowercase();
        let subject = digest(format!("konto {email}"));
        self.patience(&subject).await?;
        let row =
            if is_email(&email) { store::accounts::find_by_email(&mut *self.store.read().await?, &email).await? } else { None };
        let known = row.as_ref().and_then(|r| r.password.clone());
        let password = password.to_owned();
        // Off the workers that answer others, and as long for an unknown address as for a known one.
        let right = tokio::task::spawn_blocking(move || match known {
            Some(hash) => password_auth::verify_password(password, &hash).is_ok(),
            None => {
                let _ = password_auth::generate_hash(password);
                false
            }
        })
        .await
        .map_err(std::io::Error::other)?;
        match row.and_then(account).filter(|_| right) {
            Some(account) => {
                self.forgive(&subject).await?;
                Ok(account)
            }
            None => {
                self.count_failure(&subject).await?;
                Err(Refusal::WrongPassword.into())
            }
        }
    }

    /// The account of a session.
    pub async fn account(&self, id: &str) -> Result<Option<Account>> {
        Ok(store::accounts::find(&mut *self.store.read().await?, id).await?.and_then(account))
    }

    /// Refuses a subject that has failed too often.
    pub(super) async fn patience(&self, subject: &str) -> Result<()> {
        let found = store::accounts::find_throttle(&mut *self.store.read().await?, subject).await?;
        let since = self.ambient.seconds() - PATIENCE;
        match found {
            Some((failures, at)) if failures >= FAILURES && at > since => Err(Refusal::Throttled.into()),
            _ => Ok(()),
        }
    }

    pub(super) async fn count_failure(&self, subject: &str) -> Result<()> {
        let now = self.ambient.seconds();
        let mut write = self.store.write().await?;
        store::accounts::put_throttle(&mut write, subject, now, now - PATIENCE).await?;
        Ok(write.commit().await?)
    }

    async fn forgive(&self, subject: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        store::accounts::remove_throttle(&mut write, subject).await?;
        Ok(write.commit().await?)
    }

    /// The latest of the audit log.
    pub async fn audit_log(&self, caller: &Caller) -> Result<Vec<AuditRow>> {
        caller.central()?;
        Ok(store::accounts::list_audit(&mut *self.store.read().await?).await?)
    }
}

/// An argon2id hash with the library's current parameters.
fn hash(password: &str) -> std::result::Result<String, Refusal> {
    if !(8..=200).contains(&password.chars().count()) {
        return Err(Refusal::BadPassword);
    }
    Ok(password_auth::generate_hash(password))
}

fn account(row: AccountRow) -> Option<Account> {
    Some(Account { role: row.role.parse().ok()?, id: row.id, email: row.email, organisation: row.organisation })
}
