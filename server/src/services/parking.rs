//! What somebody posts when her session has ended is *parked* until she has logged in again.

use super::{Account, Result, Services, digest};
use crate::store;

/// Seconds for which it is kept.
pub const KEPT: i64 = 3600;
/// Bytes of the largest body that is kept.
pub const LARGEST: usize = 256 * 1024;
/// How much one account can have parked.
const MOST: i64 = 20;

impl Services {
    /// Parks a posted form for the account whose session, by the id in its cookie, has ended. None when
    /// no such session is remembered or too much is parked.
    pub async fn park(
        &self,
        session: &str,
        account_of: impl Fn(&str) -> Option<String>,
        path: &str,
        body: &str,
    ) -> Result<Option<String>> {
        let now = self.ambient.seconds();
        let mut write = self.store.write().await?;
        let data = store::accounts::find_ended_session(&mut write, &digest(session), now).await?;
        let Some(account) = data.as_deref().and_then(account_of) else { return Ok(None) };
        store::accounts::remove_parked(&mut write, "", &account, now).await?;
        if store::accounts::count_parked(&mut write, &account, now).await? >= MOST {
            return Ok(None);
        }
        let id = self.ambient.id();
        store::accounts::park(&mut write, &id, &account, (path, body), now + KEPT).await?;
        write.commit().await?;
        Ok(Some(id))
    }

    /// What an account has parked: where it was posted, and the form.
    pub async fn parked(&self, account: &Account, id: &str) -> Result<Option<(String, String)>> {
        let mut db = self.store.read().await?;
        Ok(store::accounts::find_parked(&mut db, id, &account.id, self.ambient.seconds()).await?)
    }

    /// Forgets what an account has parked.
    pub async fn unpark(&self, account: &Account, id: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        store::accounts::remove_parked(&mut write, id, &account.id, self.ambient.seconds()).await?;
        Ok(write.commit().await?)
    }
}
