//! Whether the server can do its work.

use super::Context;
use crate::store;

/// Whether the database is reached and migrated.
pub async fn is_ready(cx: &Context) -> bool {
    match cx.store.read().await {
        Ok(mut db) => store::is_migrated(&mut db).await,
        Err(_) => false,
    }
}
