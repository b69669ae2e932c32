//! Whether the server can do its work, and how it stands.

use std::sync::atomic::Ordering;
use std::time::Duration;

use app::domain::letter::LetterState;
use app::domain::round::State;

use super::backup::schedule;
use super::{Context, Result};
use crate::metrics::{DatabaseStanding, Standing};
use crate::store::{self, Engine, files};

/// How long whoever asks waits for the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether requests may be led here: the database is reached and migrated, and the server has not been told to stop.
pub async fn is_ready(cx: &Context) -> bool {
    if cx.leaving.load(Ordering::Relaxed) {
        return false;
    }
    let ready = async { Ok(store::is_migrated(&mut *cx.store.probe().await?).await) };
    soon(ready).await.unwrap_or(false)
}

/// How it stands, for the operators' monitoring.
pub async fn standing(cx: &Context) -> Standing {
    let file = files::path(&cx.config.database_url).filter(|_| cx.store.engine() == Engine::Sqlite);
    let wal = file.as_deref().map(|file| files::beside(file, "-wal"));
    Standing {
        engine: match cx.store.engine() {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        },
        connections: cx.store.connections(),
        database: soon(database(cx)).await,
        wal_bytes: wal.map(|file| std::fs::metadata(file).map_or(0, |about| about.len().cast_signed())),
        newest_copy: schedule::newest(cx),
    }
}

async fn database(cx: &Context) -> Result<DatabaseStanding> {
    let mut db = cx.store.probe().await?;
    Ok(DatabaseStanding {
        rounds: each(State::ALL.iter().map(|state| state.as_str()), &store::rounds::count_by_state(&mut db).await?),
        letters: each(
            LetterState::ALL.iter().filter(|state| **state != LetterState::Sent).map(|state| state.as_str()),
            &store::letters::count_by_state(&mut db).await?,
        ),
    })
}

/// Every state with its count, so that monitoring sees that there are none.
fn each<'a>(states: impl Iterator<Item = &'a str>, counts: &[(String, i64)]) -> Vec<(&'a str, i64)> {
    let count = |state: &str| counts.iter().find(|(of, _)| of == state).map_or(0, |(_, count)| *count);
    states.map(|state| (state, count(state))).collect()
}

/// What comes in time; whoever waits for it has others to ask.
async fn soon<T>(asked: impl Future<Output = Result<T>>) -> Option<T> {
    tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()
}
