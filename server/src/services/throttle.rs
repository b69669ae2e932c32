//! Slows down whoever tries passwords or codes. A try is counted before anything is verified, so that
//! many at once are as slow as many in turn.

use app::domain::throttle::{WINDOW, wait};

use super::{Refusal, Result, Services};
use crate::store;

impl Services {
    /// Counts a try of a subject.
    ///
    /// # Errors
    /// Refused, and not counted, when the subject has tried too often to try again already.
    pub(super) async fn count_try(&self, subject: &str) -> Result<()> {
        // One at a time waits for the writer, so that a flood of tries stands in its own queue.
        let _place = self.tries.acquire().await.map_err(std::io::Error::other)?;
        let now = self.ambient.seconds();
        retried!({
            let mut write = self.store.write().await?;
            store::accounts::forget_tries(&mut write, now - WINDOW).await?;
            let (tries, latest) = store::accounts::hold_tries(&mut write, subject, now).await?;
            let left = latest + wait(tries) - now;
            if left > 0 {
                return Err(Refusal::Throttled(left).into());
            }
            store::accounts::set_tries(&mut write, subject, tries + 1, now).await?;
            Ok(write.commit().await?)
        })
    }

    /// Forgets the tries of a subject, which was right.
    pub(super) async fn forget_tries(&self, subject: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        store::accounts::remove_tries(&mut write, subject).await?;
        Ok(write.commit().await?)
    }
}
