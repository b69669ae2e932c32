//! Slows down whoever tries passwords or codes. A try is counted before anything is verified, so that
//! many at once are as slow as many in turn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::domain::throttle::{WINDOW, wait};

use super::{AccountError, Context, Result};
use crate::store;

/// Requests with a password that one client address may have under way: enough for an office behind
/// one address, too few to keep everybody else waiting.
const AT_ONCE: usize = 16;

/// How many requests with a password each client address has under way.
#[derive(Clone, Default)]
pub(super) struct Visitors(Arc<Mutex<HashMap<String, usize>>>);

/// A request with a password that is under way.
pub(super) struct Place {
    visitors: Visitors,
    address: String,
}

impl Visitors {
    /// Takes a place until it is dropped.
    ///
    /// # Errors
    /// Refused while the address has as many under way as it may.
    pub(super) fn enter(&self, address: &str) -> Result<Place> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let under_way = places.entry(address.to_owned()).or_default();
        if *under_way >= AT_ONCE {
            return Err(AccountError::Throttled(1).into());
        }
        *under_way += 1;
        Ok(Place { visitors: self.clone(), address: address.to_owned() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.visitors.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = places.get_mut(&self.address) {
            *under_way -= 1;
            if *under_way == 0 {
                places.remove(&self.address);
            }
        }
    }
}

/// Counts a try of a subject.
///
/// # Errors
/// Refused, and not counted, when the subject has tried too often to try again already.
pub(super) async fn count_try(cx: &Context, subject: &str) -> Result<()> {
    // One at a time waits for the writer, so that a flood of tries stands in its own queue.
    let _place = cx.tries.acquire().await.map_err(std::io::Error::other)?;
    let now = cx.ambient.seconds();
    retried!({
        let mut write = cx.store.write().await?;
        store::throttle::forget(&mut write, now - WINDOW).await?;
        let (tries, latest) = store::throttle::hold(&mut write, subject, now).await?;
        let left = latest + wait(tries) - now;
        if left > 0 {
            return Err(AccountError::Throttled(left).into());
        }
        store::throttle::set(&mut write, subject, tries + 1, now).await?;
        Ok(write.commit().await?)
    })
}

/// Forgets the tries of a subject, which was right.
pub(super) async fn forget_tries(cx: &Context, subject: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    store::throttle::remove(&mut write, subject).await?;
    Ok(write.commit().await?)
}
