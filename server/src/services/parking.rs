//! What somebody posts when her session has ended is *parked* until she has logged in again.

use app::domain::account::Account;

use super::{Context, Result};
use crate::store;

/// Seconds for which it is kept.
pub const KEPT: i64 = 3600;
/// Bytes of the largest body that is kept.
pub const LARGEST: usize = 256 * 1024;
/// How much one account can have parked.
const MOST: i64 = 20;

/// Parks a posted form for an account whose session has ended. None when too much is parked.
pub async fn park(cx: &Context, account: &str, path: &str, body: &str) -> Result<Option<String>> {
    let now = cx.ambient.seconds();
    let mut write = cx.store.write().await?;
    store::parking::remove(&mut write, "", account, now).await?;
    if store::parking::count(&mut write, account, now).await? >= MOST {
        return Ok(None);
    }
    let id = cx.ambient.id();
    store::parking::add(&mut write, &id, account, (path, body), now + KEPT).await?;
    write.commit().await?;
    Ok(Some(id))
}

/// What an account has parked: where it was posted, and the form.
pub async fn find(cx: &Context, account: &Account, id: &str) -> Result<Option<(String, String)>> {
    let mut db = cx.store.read().await?;
    Ok(store::parking::find(&mut db, id, &account.id, cx.ambient.seconds()).await?)
}

/// Forgets what an account has parked.
pub async fn remove(cx: &Context, account: &Account, id: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    store::parking::remove(&mut write, id, &account.id, cx.ambient.seconds()).await?;
    Ok(write.commit().await?)
}
