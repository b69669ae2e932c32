//! Sessions of staff, kept by a hash of what is in the cookie.

use app::domain::account::Account;

use super::{Context, Result, accounts, digest};
use crate::store;

/// Seconds for which it is remembered whose an ended session was.
pub const REMEMBERED: i64 = 24 * 3600;

/// Begins a session for so many seconds, of an account where somebody has logged in. Old ones leave as new ones come.
pub async fn add(cx: &Context, id: &str, data: (&str, Option<&str>), seconds: i64) -> Result<()> {
    let now = cx.ambient.seconds();
    let mut write = cx.store.write().await?;
    store::sessions::remove_ended(&mut write, now - REMEMBERED).await?;
    store::sessions::add(&mut write, &digest(id), data, now + seconds).await?;
    Ok(write.commit().await?)
}

/// Keeps a session's data for so many seconds, unless the session has been ended meanwhile.
pub async fn set(cx: &Context, id: &str, data: (&str, Option<&str>), seconds: i64) -> Result<()> {
    let mut write = cx.store.write().await?;
    store::sessions::set(&mut write, &digest(id), data, cx.ambient.seconds() + seconds).await?;
    Ok(write.commit().await?)
}

/// The account whose session it was, if the session is remembered and holds no more: its time is up,
/// or the account's sessions have been ended.
pub async fn find_ended(cx: &Context, id: &str, account_of: impl Fn(&str) -> Option<(String, i64)>) -> Result<Option<String>> {
    let Some((data, expires)) = store::sessions::find_remembered(&mut *cx.store.read().await?, &digest(id)).await? else {
        return Ok(None);
    };
    let Some((account, version)) = account_of(&data) else { return Ok(None) };
    let holds = expires > cx.ambient.seconds() && accounts::find(cx, &account, version).await?.is_some();
    Ok((!holds).then_some(account))
}

/// A session's data and the Unix seconds at which it ends, if it has not ended.
pub async fn find(cx: &Context, id: &str) -> Result<Option<(String, i64)>> {
    let mut db = cx.store.read().await?;
    Ok(store::sessions::find(&mut db, &digest(id), cx.ambient.seconds()).await?)
}

/// The data of an account's sessions, each with what it is known by: a hash of what is in its cookie.
pub async fn list(cx: &Context, account: &Account) -> Result<Vec<(String, String)>> {
    Ok(store::sessions::list(&mut *cx.store.read().await?, &account.id, cx.ambient.seconds()).await?)
}

/// What a session is known by.
pub fn known_by(id: &str) -> String {
    digest(id)
}

/// Ends sessions of an account by what they are known by.
pub async fn end(cx: &Context, account: &Account, sessions: &[String]) -> Result<()> {
    let mut write = cx.store.write().await?;
    for id in sessions {
        store::sessions::remove_of(&mut write, &account.id, id).await?;
    }
    Ok(write.commit().await?)
}

/// Ends a session.
pub async fn remove(cx: &Context, id: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    store::sessions::remove(&mut write, &digest(id)).await?;
    Ok(write.commit().await?)
}
