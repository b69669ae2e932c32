//! Staff who come by the city's own login (`crate::oidc`). Who comes for the first time is known by the address that she was invited
//! with, and from then on by who she is there, whatever her address becomes.

use app::domain::account::Account;
use app::domain::audit::Action;
use app::domain::text::is_unfit;
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

use super::{AccountError, Caller, Context, Error, Result};
use crate::oidc::{Identity, OidcError, Provider};
pub use crate::oidc::{LoggedOut, Pending};
use crate::store;

impl From<OidcError> for Error {
    fn from(error: OidcError) -> Self {
        tracing::warn!(%error, "somebody is not let in by the city's own login");
        match error {
            OidcError::Unusable(_) => AccountError::NoProvider.into(),
            OidcError::Refused(_) => AccountError::LoginNotFinished.into(),
        }
    }
}

/// Requests that ask the provider at once; further ones wait. Who is logged out does not wait for those who log in.
static LOGINS: Semaphore = Semaphore::const_new(32);
static LOGOUTS: Semaphore = Semaphore::const_new(8);

async fn place(places: &'static Semaphore) -> Result<SemaphorePermit<'static>> {
    Ok(places.acquire().await.map_err(std::io::Error::other)?)
}

fn provider<'a>(cx: &'a Context, back: &str) -> Result<Provider<'a>> {
    let settings = cx.config.oidc.as_ref().ok_or(Error::NotFound)?;
    Ok(Provider::new(settings, cx.page_address(back), cx.ambient.seconds()))
}

/// Where the browser goes to log in, and what its session keeps until it comes back to an address.
///
/// # Errors
/// Refused where the provider cannot be used.
pub async fn begin(cx: &Context, back: &str) -> Result<(Url, Pending)> {
    let _place = place(&LOGINS).await?;
    Ok(provider(cx, back)?.begin().await?)
}

/// The account of whom the provider lets in, and her session there.
///
/// # Errors
/// Refused where the provider cannot be used, where what it or the browser says does not hold, and where there is no account.
pub async fn finish(cx: &Context, back: &str, pending: Pending, code: String) -> Result<(Account, Option<String>)> {
    let _place = place(&LOGINS).await?;
    let identity = provider(cx, back)?.finish(pending, code).await?;
    let account = retried!(log_in(cx, &identity).await)?;
    Ok((account, identity.session))
}

async fn log_in(cx: &Context, identity: &Identity) -> Result<Account> {
    let mut write = cx.store.write().await?;
    cx.store.hold_accounts(&mut write).await?;
    let known = store::accounts::find_by_subject(&mut write, &identity.subject).await?;
    let is_known = known.is_some();
    let found = match (known, &identity.email) {
        (Some(known), _) => Some(known),
        // An account that has been come to already is somebody else's, who had the address before.
        (None, Some(email)) if email.contains(is_unfit) => None,
        (None, Some(email)) => store::accounts::find_by_email(&mut write, email).await?.filter(|stored| stored.subject.is_none()),
        (None, None) => None,
    };
    let mut stored = found.filter(|stored| !stored.disabled).ok_or(AccountError::NotInvited)?;
    stored.last_login = Some(cx.ambient.seconds());
    stored.subject = Some(identity.subject.clone());
    store::accounts::set(&mut write, &stored).await?;
    let account = stored.account;
    if !is_known {
        store::accounts::remove_invitations(&mut write, &account.id).await?;
        let caller = Caller::Staff(account.clone());
        cx.audit(&mut write, &caller, Action::SignOn, &account.email, (None, None)).await?;
    }
    write.commit().await?;
    Ok(account)
}

/// Where the browser goes to log out at the provider too, and comes back from to an address.
///
/// # Errors
/// Refused where the provider cannot be used.
pub async fn end(cx: &Context, back: &str) -> Result<Option<Url>> {
    let _place = place(&LOGINS).await?;
    Ok(provider(cx, back)?.end().await?)
}

/// Whom the provider has logged out, with the account if there is one.
///
/// # Errors
/// Refused where the token does not hold.
pub async fn logged_out(cx: &Context, token: &str) -> Result<(Option<Account>, LoggedOut)> {
    let _place = place(&LOGOUTS).await?;
    let gone = provider(cx, "")?.logged_out(token).await?;
    let stored = store::accounts::find_by_subject(&mut *cx.store.read().await?, &gone.subject).await?;
    Ok((stored.map(|stored| stored.account), gone))
}
