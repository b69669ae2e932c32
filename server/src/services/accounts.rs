//! Accounts: invitations, roles, switching off, and logging in.

use app::domain::account::{Account, Role};
use app::domain::audit::Action;
use app::domain::ids::OrganisationId;
use app::domain::text::is_unfit;
use sqlx::AnyConnection;

use super::{AccountError, Caller, Central, Context, Error, Refusal, Result, digest, throttle};
use crate::mail::is_address;
use crate::store;
pub use crate::store::accounts::StoredAccount;

/// Seconds for which an invitation can be taken up.
const INVITATION: i64 = 14 * 24 * 3600;
/// Seconds for which a forgotten password can be replaced.
const RESET: i64 = 2 * 3600;
/// Adds an account. Without a password, returns the token of a one-time invitation.
pub async fn add(
    cx: &Context,
    central: &Central,
    email: &str,
    (role, organisation): (Role, Option<&OrganisationId>),
    password: Option<&str>,
) -> Result<Option<String>> {
    let email = email.trim().to_lowercase();
    if !is_address(&email) {
        return Err(Refusal::BadEmail(email).into());
    }
    belongs(role, organisation)?;
    let hash = match password {
        Some(password) => Some(cx.passwords.hash(password, &email).await?),
        None => None,
    };
    let mut write = cx.store.write().await?;
    known(&mut write, organisation).await?;
    let account =
        Account { id: cx.ambient.id(), email: email.clone(), role, organisation: organisation.cloned(), session_version: 0 };
    let id = account.id.clone();
    let stored = StoredAccount { account, password: hash, subject: None, disabled: false, last_login: None };
    if !store::accounts::add(&mut write, &stored).await? {
        return Err(AccountError::AccountExists(email).into());
    }
    let token = match password {
        Some(_) => None,
        None => Some(new_invitation(cx, &mut write, &id, INVITATION).await?),
    };
    let change = (None, Some(role_in_log(&stored.account)));
    cx.audit(&mut write, central.caller(), Action::AddAccount, &email, change).await?;
    write.commit().await?;
    Ok(token)
}

/// Every account, by address.
pub async fn list(cx: &Context, _: &Central) -> Result<Vec<StoredAccount>> {
    Ok(store::accounts::list(&mut *cx.store.read().await?).await?)
}

/// The address of every coordinator, and the organisation.
pub async fn coordinators(cx: &Context, _: &Central) -> Result<Vec<(String, OrganisationId)>> {
    Ok(store::accounts::list_coordinators(&mut *cx.store.read().await?).await?)
}

/// Invites an account anew, and enables it again if it was disabled; its sessions end, its password
/// holds until a new one is chosen. Returns the token of the invitation, which voids older ones.
pub async fn invite(cx: &Context, central: &Central, email: &str) -> Result<String> {
    let (mut write, mut stored) = find_to_change(cx, email).await?;
    let before = stored.disabled.then(|| stored.state().as_str().to_owned());
    stored.disabled = false;
    // Who she is at the city's own login may have changed: she is known by her address anew.
    stored.subject = None;
    store::accounts::set(&mut write, &stored).await?;
    let token = new_invitation(cx, &mut write, &stored.account.id, INVITATION).await?;
    cx.audit(&mut write, central.caller(), Action::InviteAccount, &stored.account.email, (before, None)).await?;
    write.commit().await?;
    Ok(token)
}

/// Disables an account: its password and invitations are void, its sessions end.
pub async fn disable(cx: &Context, central: &Central, email: &str) -> Result<()> {
    let (mut write, stored) = find_to_change(cx, email).await?;
    let stored = StoredAccount { disabled: true, password: None, subject: None, ..stored };
    store::accounts::set(&mut write, &stored).await?;
    store::accounts::remove_invitations(&mut write, &stored.account.id).await?;
    check_someone_is_left(&mut write).await?;
    cx.audit(&mut write, central.caller(), Action::DisableAccount, &stored.account.email, (None, None)).await?;
    Ok(write.commit().await?)
}

/// Gives an account another role; its sessions end.
pub async fn set_role(
    cx: &Context,
    central: &Central,
    email: &str,
    (role, organisation): (Role, Option<&OrganisationId>),
) -> Result<()> {
    belongs(role, organisation)?;
    let (mut write, mut stored) = find_to_change(cx, email).await?;
    known(&mut write, organisation).await?;
    let before = role_in_log(&stored.account);
    stored.account.role = role;
    stored.account.organisation = organisation.cloned();
    store::accounts::set(&mut write, &stored).await?;
    check_someone_is_left(&mut write).await?;
    let change = (Some(before), Some(role_in_log(&stored.account)));
    cx.audit(&mut write, central.caller(), Action::SetRole, &stored.account.email, change).await?;
    Ok(write.commit().await?)
}

fn role_in_log(account: &Account) -> String {
    [account.role.as_str(), account.organisation.as_deref().unwrap_or_default()].join(" ").trim().to_owned()
}

/// A write about an account that nobody else changes until it ends, and the account, whose sessions
/// and reading tokens end with it.
async fn find_to_change(cx: &Context, email: &str) -> Result<(store::Write, StoredAccount)> {
    let email = email.trim().to_lowercase();
    let mut write = cx.store.write().await?;
    // All accounts, since the last of the central office is protected from two at once too.
    cx.store.hold_accounts(&mut write).await?;
    let found = store::accounts::find_by_email(&mut write, &email).await?;
    let mut stored = found.ok_or(AccountError::UnknownAccount(email))?;
    stored.account.session_version += 1;
    store::reading_tokens::remove_of(&mut write, &stored.account.id).await?;
    Ok((write, stored))
}

async fn new_invitation(cx: &Context, write: &mut AnyConnection, account: &str, seconds: i64) -> Result<String> {
    let token = cx.ambient.token();
    store::accounts::remove_invitations(write, account).await?;
    store::accounts::add_invitation(write, &digest(&token), account, cx.ambient.seconds() + seconds).await?;
    Ok(token)
}

/// Whether an invitation can still be taken up.
pub async fn check_invitation(cx: &Context, token: &str) -> Result<()> {
    invited(cx, token).await.map(|_| ())
}

/// Who is invited.
async fn invited(cx: &Context, token: &str) -> Result<Account> {
    check_passwords(cx)?;
    let mut db = cx.store.read().await?;
    let id = store::accounts::find_invitation(&mut db, &digest(token), cx.ambient.seconds()).await?;
    let stored = store::accounts::find(&mut db, &id.ok_or(AccountError::BadInvitation)?).await?;
    Ok(stored.ok_or(AccountError::BadInvitation)?.account)
}

/// Takes up an invitation by choosing a password.
pub async fn accept_invitation(cx: &Context, token: &str, password: &str, address: &str) -> Result<Account> {
    let _place = cx.visitors.enter(address)?;
    let hash = cx.passwords.hash(password, &invited(cx, token).await?.email).await?;
    retried!({
        let mut write = cx.store.write().await?;
        cx.store.hold_accounts(&mut write).await?;
        let id = store::accounts::take_invitation(&mut write, &digest(token), cx.ambient.seconds()).await?;
        let stored = store::accounts::find(&mut write, &id.ok_or(AccountError::BadInvitation)?).await?;
        let stored = stored.filter(|stored| !stored.disabled).ok_or(AccountError::BadInvitation)?;
        set_password(cx, write, stored, hash.clone()).await
    })
}

/// Changes one's own password; every other session of the account ends.
pub async fn change_password(cx: &Context, account: &Account, old: &str, new: &str, address: &str) -> Result<Account> {
    check_passwords(cx)?;
    let _place = cx.visitors.enter(address)?;
    let subject = count_login(cx, &account.email, address).await?;
    let stored = store::accounts::find(&mut *cx.store.read().await?, &account.id).await?.ok_or(Error::NotFound)?;
    if !cx.passwords.verify(old, stored.password).await? {
        return Err(AccountError::WrongOldPassword.into());
    }
    throttle::forget_tries(cx, &subject).await?;
    let hash = cx.passwords.hash(new, &account.email).await?;
    retried!({
        let mut write = cx.store.write().await?;
        cx.store.hold_accounts(&mut write).await?;
        // Read again under the lock: the account may have been disabled or given another role meanwhile.
        let stored = store::accounts::find(&mut write, &account.id).await?;
        let holds = |s: &StoredAccount| !s.disabled && s.account.session_version == account.session_version;
        set_password(cx, write, stored.filter(holds).ok_or(Error::Forbidden)?, hash.clone()).await
    })
}

/// Keeps a new password and ends the sessions that there were.
async fn set_password(cx: &Context, mut write: store::Write, mut stored: StoredAccount, hash: String) -> Result<Account> {
    stored.password = Some(hash);
    stored.last_login = Some(cx.ambient.seconds());
    stored.account.session_version += 1;
    store::accounts::set(&mut write, &stored).await?;
    let account = stored.account;
    let caller = Caller::Staff(account.clone());
    cx.audit(&mut write, &caller, Action::SetPassword, &account.email, (None, None)).await?;
    write.commit().await?;
    Ok(account)
}

/// The account with an address, if it can be used.
async fn find_enabled(cx: &Context, email: &str) -> Result<Option<StoredAccount>> {
    if email.contains(is_unfit) {
        return Ok(None);
    }
    let found = store::accounts::find_by_email(&mut *cx.store.read().await?, email).await?;
    Ok(found.filter(|stored| !stored.disabled))
}

/// Sends a link to choose a new password, if there is such an account; ends no session. Nobody is
/// told whether there is.
pub async fn request_new_password(cx: &Context, email: &str, address: &str) -> Result<()> {
    check_passwords(cx)?;
    let _place = cx.visitors.enter(address)?;
    let email = email.trim().to_lowercase();
    throttle::count_try(cx, &cx.keyed("try", &format!("glömt {email} {address}"))).await?;
    let Some(post) = cx.config.post() else { return Ok(()) };
    let cx = cx.clone();
    // Afterwards, so that it takes no longer than for an address that nobody has.
    tokio::spawn(async move {
        let sent = async {
            let Some(link) = new_password_link(&cx, &email).await? else { return Ok(()) };
            post.send_link(&email, &link).await.map_err(std::io::Error::other)?;
            Result::Ok(())
        };
        if let Err(cause) = sent.await {
            tracing::warn!(?cause, "a link for a new password was not sent");
        }
    });
    Ok(())
}

/// A link at which the account with an address chooses a new password, if there is one.
///
/// # Errors
/// Refused when too many have been asked for, from wherever.
async fn new_password_link(cx: &Context, email: &str) -> Result<Option<String>> {
    let Some(stored) = find_enabled(cx, email).await? else { return Ok(None) };
    throttle::count_try(cx, &cx.keyed("try", &format!("glömt {email}"))).await?;
    let mut write = cx.store.write().await?;
    let token = new_invitation(cx, &mut write, &stored.account.id, RESET).await?;
    write.commit().await?;
    Ok(Some(cx.invitation_address(&token)))
}

/// Mails an invitation, where mail can be sent; whether it does.
pub fn mail_invitation(cx: &Context, _: &Central, email: &str, link: &str) -> bool {
    let Some(post) = cx.config.post() else { return false };
    let (email, link) = (email.trim().to_lowercase(), link.to_owned());
    tokio::spawn(async move {
        if let Err(cause) = post.send_invitation(&email, &link).await {
            tracing::warn!(cause, "an invitation could not be sent");
        }
    });
    true
}

/// Refuses where staff do not log in with passwords.
pub fn check_passwords(cx: &Context) -> Result<()> {
    if cx.config.passwords { Ok(()) } else { Err(AccountError::NoPasswords.into()) }
}

/// The account of an address and its password.
///
/// # Errors
/// Refused when they are wrong, or when they have been tried too often from that address.
pub async fn log_in(cx: &Context, email: &str, password: &str, address: &str) -> Result<Account> {
    check_passwords(cx)?;
    let _place = cx.visitors.enter(address)?;
    let email = email.trim().to_lowercase();
    let subject = count_login(cx, &email, address).await?;
    let found = find_enabled(cx, &email).await?;
    let right = cx.passwords.verify(password, found.as_ref().and_then(|stored| stored.password.clone())).await?;
    let Some(StoredAccount { account, .. }) = found.filter(|_| right) else { return Err(AccountError::WrongPassword.into()) };
    throttle::forget_tries(cx, &subject).await?;
    let mut write = cx.store.write().await?;
    store::accounts::set_last_login(&mut write, &account.id, cx.ambient.seconds()).await?;
    write.commit().await?;
    Ok(account)
}

/// Counts a try to log in, by account and client address together: nobody is slowed down by what
/// others try from elsewhere.
async fn count_login(cx: &Context, email: &str, address: &str) -> Result<String> {
    let subject = cx.keyed("try", &format!("konto {email} {address}"));
    throttle::count_try(cx, &subject).await?;
    Ok(subject)
}

/// The account of a session, unless the session has been ended.
pub async fn find(cx: &Context, id: &str, session_version: i64) -> Result<Option<Account>> {
    let found = store::accounts::find(&mut *cx.store.read().await?, id).await?;
    let holds = |stored: &StoredAccount| !stored.disabled && stored.account.session_version == session_version;
    Ok(found.filter(holds).map(|stored| stored.account))
}

/// A coordinator and a reader belong to an organisation, the central office to none.
fn belongs(role: Role, organisation: Option<&OrganisationId>) -> Result<()> {
    match (role, organisation) {
        (Role::Central, Some(_)) => Err(AccountError::OrganisationNotWanted.into()),
        (Role::Samordnare | Role::Lasare, None) => Err(AccountError::OrganisationNeeded.into()),
        _ => Ok(()),
    }
}

async fn known(db: &mut AnyConnection, organisation: Option<&OrganisationId>) -> Result<()> {
    let organisations = store::organisations::list(db).await?;
    match organisation.filter(|id| !organisations.iter().any(|o| o.id == **id)) {
        Some(unknown) => Err(Refusal::UnknownOrganisation(unknown.to_string()).into()),
        None => Ok(()),
    }
}

/// Refuses a change after which nobody would be left in the central office.
async fn check_someone_is_left(db: &mut AnyConnection) -> Result<()> {
    let accounts = store::accounts::list(db).await?;
    let left = accounts.iter().any(|stored| !stored.disabled && stored.account.role == Role::Central);
    if left { Ok(()) } else { Err(AccountError::LastCentral.into()) }
}
