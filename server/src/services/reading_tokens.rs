//! Reading tokens: a program reads exports as the account that made the token, and never more than that.

use app::domain::account::{Account, Role};
use app::domain::audit::Action;
use app::domain::ids::OrganisationId;
use app::domain::reading_token::{ReadingToken, Scope};
use app::domain::text::clean;
use app::forms::TokenForm;

use super::{AccountError, Caller, Context, Error, OrganisationAccess, Result, digest};
use crate::store;

/// Days for which a token may hold.
pub const LIFETIMES: [i64; 3] = [30, 90, 365];
/// Characters of the longest name.
const LONGEST_NAME: usize = 60;
/// Tokens of an account that can hold at once.
const MOST: usize = 20;
/// What a token begins with, so that one that has got out is recognised.
const PREFIX: &str = "lagesbild_";

/// The tokens that an account sees, with the addresses of their owners: its own, and for the central office everybody's.
pub async fn list(cx: &Context, account: &Account) -> Result<Vec<(ReadingToken, String)>> {
    let mut db = cx.store.read().await?;
    let accounts = store::accounts::list(&mut db).await?;
    let owner = |token: &ReadingToken| accounts.iter().find(|stored| stored.account.id == token.account);
    let tokens = store::reading_tokens::list(&mut db).await?.into_iter().filter(|token| may_revoke(account, token));
    Ok(tokens.filter_map(|token| owner(&token).map(|stored| stored.account.email.clone()).map(|email| (token, email))).collect())
}

fn may_revoke(account: &Account, token: &ReadingToken) -> bool {
    account.role == Role::Central || token.account == account.id
}

/// Makes a token and returns its text, which is nowhere else.
pub async fn add(cx: &Context, account: &Account, form: &TokenForm) -> Result<String> {
    let name = clean(&form.namn);
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(AccountError::NoTokenName.into());
    }
    let scope: Scope = form.omfattning.parse().map_err(|()| AccountError::NoTokenScope)?;
    if scope == Scope::Everything && account.role != Role::Central {
        return Err(AccountError::NoTokenScope.into());
    }
    let days = form.giltighet.parse().ok().filter(|days| LIFETIMES.contains(days)).ok_or(AccountError::NoTokenLifetime)?;
    let organisation: Option<OrganisationId> = Some(form.organisation.as_str()).filter(|id| !id.is_empty()).map(Into::into);
    let caller = Caller::Staff(account.clone());
    if let Some(id) = &organisation {
        OrganisationAccess::find(cx, &caller, id).await?;
    }
    let text = format!("{PREFIX}{}{}", cx.ambient.token(), cx.ambient.token());
    let today = cx.ambient.today();
    let expires = today.checked_add(jiff::Span::new().days(days)).map_err(|_| AccountError::NoTokenLifetime)?;
    let (id, account_id) = (cx.ambient.id(), account.id.clone());
    let token = ReadingToken { id, account: account_id, name, scope, organisation, created: today, expires, last_used: None };
    let mut write = cx.store.write().await?;
    cx.store.hold_accounts(&mut write).await?;
    let tokens = store::reading_tokens::list(&mut write).await?;
    if tokens.iter().filter(|other| other.account == account.id && !other.has_expired(today)).count() >= MOST {
        return Err(AccountError::TooManyTokens(MOST).into());
    }
    store::reading_tokens::add(&mut write, &digest(&text), &token).await?;
    cx.audit(&mut write, &caller, Action::AddToken, &token.name, (None, Some(in_log(&token)))).await?;
    write.commit().await?;
    Ok(text)
}

/// Revokes one.
///
/// # Errors
/// Not found when it is somebody else's, but for the central office.
pub async fn remove(cx: &Context, account: &Account, id: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    let tokens = store::reading_tokens::list(&mut write).await?;
    let token = tokens.into_iter().find(|token| token.id == id && may_revoke(account, token)).ok_or(Error::NotFound)?;
    store::reading_tokens::remove(&mut write, id).await?;
    let caller = Caller::Staff(account.clone());
    cx.audit(&mut write, &caller, Action::RemoveToken, &token.name, (Some(in_log(&token)), None)).await?;
    Ok(write.commit().await?)
}

fn in_log(token: &ReadingToken) -> String {
    let whose = token.organisation.as_deref().unwrap_or("*");
    format!("{} {whose} – {}", token.scope.as_str(), token.expires)
}

/// The account that a token reads as, and the token, when it holds.
pub async fn find(cx: &Context, text: &str) -> Result<Option<(Account, ReadingToken)>> {
    let mut db = cx.store.read().await?;
    let today = cx.ambient.today();
    let token = store::reading_tokens::find(&mut db, &digest(text)).await?.filter(|token| !token.has_expired(today));
    let Some(token) = token else { return Ok(None) };
    let stored = store::accounts::find(&mut db, &token.account).await?.filter(|stored| !stored.disabled);
    drop(db);
    let Some(stored) = stored else { return Ok(None) };
    if token.last_used != Some(today) {
        let mut write = cx.store.write().await?;
        store::reading_tokens::set_last_used(&mut write, &token.id, today).await?;
        write.commit().await?;
    }
    Ok(Some((stored.account, token)))
}
