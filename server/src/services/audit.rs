//! The audit log: who did what, when, to what.

use app::domain::audit::Action;
use sqlx::AnyConnection;

use super::access::{Caller, Central};
use super::context::Context;
use super::{Result, cache};
use crate::store;
pub use crate::store::audit::Row;

/// Rows of the log on a page.
pub const PAGE: i64 = 200;

/// What a value was before a change, and after it.
pub type Change = (Option<String>, Option<String>);

/// Notes that staff took something away as a file.
pub async fn note_export(cx: &Context, caller: &Caller, action: Action, subject: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.audit(&mut write, caller, action, subject, (None, None)).await?;
    Ok(write.commit().await?)
}

/// Seconds for which one row tells of what is written, from its time.
const WRITING: i64 = 3600;

impl Context {
    /// Leaves a row in the audit log of what staff decided, and tells every server that they did.
    pub(crate) async fn audit(
        &self,
        db: &mut AnyConnection,
        caller: &Caller,
        action: Action,
        subject: &str,
        change: Change,
    ) -> Result<()> {
        self.add_row(db, caller, action, subject, change).await?;
        cache::new_version(self, db).await
    }

    /// Leaves a row of a text that is saved while it is written. What the same account does next to the same text
    /// within the hour goes on in that row: it keeps its time and its first "from", and gets the last "to". A row
    /// that another has followed is closed. No server is told, since nothing that is kept in memory is made of it.
    pub(crate) async fn audit_writing(
        &self,
        db: &mut AnyConnection,
        caller: &Caller,
        action: Action,
        subject: &str,
        (before, after): (String, String),
    ) -> Result<()> {
        let since = self.ambient.seconds() - WRITING;
        let latest = store::audit::latest(db, subject, since).await?;
        let goes_on = |(_, row): &(String, Row)| {
            row.actor == caller.name() && row.action == action.as_str() && row.after.as_deref() == Some(before.as_str())
        };
        match latest.filter(goes_on) {
            Some((id, _)) => Ok(store::audit::go_on(db, &id, &after).await?),
            None => self.add_row(db, caller, action, subject, (Some(before), Some(after))).await,
        }
    }

    async fn add_row(
        &self,
        db: &mut AnyConnection,
        caller: &Caller,
        action: Action,
        subject: &str,
        (before, after): Change,
    ) -> Result<()> {
        let row = Row {
            at: self.ambient.seconds(),
            actor: caller.name().to_owned(),
            action: action.as_str().to_owned(),
            subject: subject.to_owned(),
            before,
            after,
        };
        Ok(store::audit::add(db, &self.ambient.id(), &row).await?)
    }
}

/// A page of the audit log, newest first, and whether there are older rows.
pub async fn list(cx: &Context, _: &Central, page: usize) -> Result<(Vec<Row>, bool)> {
    let mut db = cx.store.read().await?;
    let mut rows = store::audit::list(&mut db, PAGE + 1, i64::try_from(page.saturating_sub(1)).unwrap_or(0) * PAGE).await?;
    let size = usize::try_from(PAGE).unwrap_or(0);
    let more = rows.len() > size;
    rows.truncate(size);
    Ok((rows, more))
}
