//! The schema, and which programs it serves.
//!
//! Servers are replaced one after the other, so the program before this one still runs, and may be started, on a schema
//! that this one has brought up to date: a migration adds, and what it makes useless goes with the version after.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AssertSqlSafe, SqlSafeStr};

use super::{Engine, Store, settings};

/// The oldest schema whose program works on this one. A migration that no such program can live with raises it.
const SERVES: i64 = 22;
/// The setting that holds it.
const SERVES_SETTING: &str = "schema_serves";

const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "initial", include_str!("../../../migrations/0001_initial.sql")),
    (2, "resume", include_str!("../../../migrations/0002_resume.sql")),
    (3, "desk", include_str!("../../../migrations/0003_desk.sql")),
    (4, "closing", include_str!("../../../migrations/0004_closing.sql")),
    (5, "accounts", include_str!("../../../migrations/0005_accounts.sql")),
    (6, "period", include_str!("../../../migrations/0006_period.sql")),
    (7, "rounds", include_str!("../../../migrations/0007_rounds.sql")),
    (8, "days", include_str!("../../../migrations/0008_days.sql")),
    (9, "sealed", include_str!("../../../migrations/0009_sealed.sql")),
    (10, "assessments", include_str!("../../../migrations/0010_assessments.sql")),
    (12, "reports", include_str!("../../../migrations/0012_reports.sql")),
    (13, "support_links", include_str!("../../../migrations/0013_support_links.sql")),
    (14, "numbers", include_str!("../../../migrations/0014_numbers.sql")),
    (15, "questionnaire_edit", include_str!("../../../migrations/0015_questionnaire_edit.sql")),
    (16, "extension", include_str!("../../../migrations/0016_extension.sql")),
    (17, "history", include_str!("../../../migrations/0017_history.sql")),
    (18, "reading_tokens", include_str!("../../../migrations/0018_reading_tokens.sql")),
    (19, "city_edited", include_str!("../../../migrations/0019_city_edited.sql")),
    (20, "by_line", include_str!("../../../migrations/0020_by_line.sql")),
    (21, "session_account", include_str!("../../../migrations/0021_session_account.sql")),
    (22, "sign_on", include_str!("../../../migrations/0022_sign_on.sql")),
];

/// Every migration as an engine takes it.
pub fn migrations(engine: Engine) -> impl Iterator<Item = (i64, &'static str, String)> {
    MIGRATIONS.iter().map(move |(version, name, text)| {
        let text = match engine {
            Engine::Sqlite => (*text).to_owned(),
            Engine::Postgres => {
                let text = text.replace(" WITHOUT ROWID", "").replace(" BLOB", " BYTEA");
                text.replace(" INTEGER PRIMARY KEY", " BIGINT PRIMARY KEY")
            }
        };
        (*version, *name, text)
    })
}

/// Why a program cannot use a database.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    #[error("Databasen är gjord för en nyare version av Lägesbild, och den här kan inte använda den.")]
    Newer,
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

impl Store {
    /// Brings the schema up to date; several servers may do so at once.
    ///
    /// # Errors
    /// Also when the schema is newer than this program can live with.
    pub async fn migrate(&self) -> Result<(), SchemaError> {
        let newest = MIGRATIONS.last().map_or(0, |(version, ..)| *version);
        let migrations = migrations(self.engine()).map(|(version, name, text)| {
            let text = AssertSqlSafe(text).into_sql_str();
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, text, false)
        });
        let mut migrator = Migrator::with_migrations(migrations.collect());
        migrator.set_ignore_missing(true);
        match self.engine() {
            // PostgreSQL has a lock for it. With SQLite the whole of it is one write, or two starts at
            // once would both find that nothing is there and both make it.
            Engine::Postgres => {
                serves(&mut *self.read().await?, newest).await?;
                migrator.run(&self.writers).await?;
                let mut write = self.write().await?;
                promise(&mut write).await?;
                Ok(write.commit().await?)
            }
            Engine::Sqlite => {
                let mut write = self.write().await?;
                serves(&mut write, newest).await?;
                migrator.run_direct(None, &mut *write, false).await?;
                promise(&mut write).await?;
                Ok(write.commit().await?)
            }
        }
    }
}

/// Refuses a schema that is too new for a program whose newest migration is this.
async fn serves(db: &mut AnyConnection, newest: i64) -> Result<(), SchemaError> {
    let Ok(Some(least)) = settings::find(db, SERVES_SETTING).await else { return Ok(()) };
    if least.parse::<i64>().is_ok_and(|least| least > newest) { Err(SchemaError::Newer) } else { Ok(()) }
}

/// Keeps which programs the schema serves.
async fn promise(db: &mut AnyConnection) -> super::Result<()> {
    let known = settings::find(db, SERVES_SETTING).await?.and_then(|known| known.parse().ok());
    if known < Some(SERVES) { settings::put(db, SERVES_SETTING, &SERVES.to_string()).await } else { Ok(()) }
}
