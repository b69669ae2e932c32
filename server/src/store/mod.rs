//! SQL, and rows to domain.
//!
//! One text per statement (in [`sql`]), run on SQLite or PostgreSQL through sqlx's `Any` driver;
//! docs/decisions records why. A *write* is a transaction that nobody else's write
//! can interleave with on SQLite (`BEGIN IMMEDIATE` on the one writing connection); on PostgreSQL
//! rows are locked by the statements that change them.

pub mod accounts;
pub mod audit;
pub mod counts;
pub mod drafts;
pub mod files;
pub mod history;
pub mod incidents;
pub mod keys;
pub mod letters;
pub mod organisations;
pub mod parking;
pub mod questionnaires;
pub mod reading_tokens;
pub mod register;
pub mod reports;
pub mod responses;
pub mod rounds;
pub mod sample;
mod schema;
pub mod sessions;
pub mod settings;
pub mod sources;
pub mod sql;
pub mod support_links;
pub mod themes;
pub mod throttle;
pub mod underlag;

use std::io;
use std::str::FromStr;
use std::time::Duration;

use app::domain::ids::OrganisationId;
use jiff::civil::Date;
use sqlx::any::AnyArguments;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AnyPool, Executor, Row, Transaction};

pub use schema::{SchemaError, migrations};

/// The statements and the schema are tried on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// PostgreSQL, or what speaks its protocol.
    Postgres,
}

/// What a connection to a database can answer.
pub type Result<T> = std::result::Result<T, sqlx::Error>;

/// A write in progress; dropped without [`commit`](Transaction::commit), it never was.
pub type Write = Transaction<'static, Any>;

/// Connections that are given up before a write, at most.
const BROKEN: usize = 100;

/// The database.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    /// For whoever asks whether the database answers, however busy the others are.
    probes: AnyPool,
    writers: AnyPool,
    engine: Engine,
    /// With SQLite: says that the file is in use.
    lock: Option<files::Lock>,
}

/// How many connections a store has at most. Nobody who has one waits for another, or all could wait
/// for each other: a test has one, and fails where somebody does.
#[derive(Debug, Clone, Copy)]
pub struct Connections {
    /// Those that read, beside the one that writes.
    pub sqlite_readers: u32,
    /// All of them.
    pub postgres: u32,
}

impl Default for Connections {
    fn default() -> Self {
        Self { sqlite_readers: 8, postgres: 16 }
    }
}

impl Store {
    /// Connects to `sqlite:PATH` or `postgres://…`; a missing SQLite file is made. Until the store
    /// is closed, or dropped, nobody replaces the file.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, Connections::default()).await
    }

    /// The same with so many connections.
    pub async fn connect_with(url: &str, most: Connections) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let (engine, url) = match url.split_once(':') {
            Some(("sqlite", _)) if !url.contains('?') => (Engine::Sqlite, format!("{url}?mode=rwc")),
            Some(("sqlite", _)) => (Engine::Sqlite, url.to_owned()),
            Some(("postgres" | "postgresql", _)) => (Engine::Postgres, url.to_owned()),
            _ => return Err(sqlx::Error::Configuration("DATABASE_URL: sqlite:… eller postgres://…".into())),
        };
        let options: AnyConnectOptions = url.parse()?;
        let lock = match files::path(&url) {
            Some(file) => {
                let lock = files::Lock::shared(&file).await?;
                if url.contains("mode=rwc") {
                    files::make_private(&file)?;
                }
                Some(lock)
            }
            None => None,
        };
        let pool = |size: u32| {
            AnyPoolOptions::new()
                .max_connections(size)
                .acquire_timeout(Duration::from_secs(20))
                // A file does not go away; a server may, and its connection is asked before it is used.
                .test_before_acquire(engine == Engine::Postgres)
                .after_connect(move |connection, _| Box::pin(prepare(engine, connection)))
        };
        let store = match engine {
            Engine::Sqlite => {
                // The one writer first: it makes the file and turns on its journal.
                let writers = pool(1).connect_with(options.clone()).await?;
                let readers = pool(most.sqlite_readers).connect_lazy_with(options);
                Self { writers, probes: readers.clone(), readers, engine, lock }
            }
            Engine::Postgres => {
                let writers = pool(most.postgres).connect_with(options.clone()).await?;
                Self { readers: writers.clone(), writers, probes: pool(1).connect_lazy_with(options), engine, lock }
            }
        };
        Ok(store)
    }

    /// A connection to read from.
    pub async fn read(&self) -> Result<PoolConnection<Any>> {
        self.readers.acquire().await
    }

    /// A connection to ask whether the database answers.
    pub async fn probe(&self) -> Result<PoolConnection<Any>> {
        self.probes.acquire().await
    }

    /// A connection for one statement that writes, and is a transaction of its own.
    pub async fn write_once(&self) -> Result<PoolConnection<Any>> {
        self.writers.acquire().await
    }

    /// Begins a write.
    pub async fn write(&self) -> Result<Write> {
        match self.engine {
            Engine::Sqlite => {
                for _ in 0..BROKEN {
                    match self.writers.begin_with("BEGIN IMMEDIATE").await {
                        // Where the disk is full or fails, SQLite ends a write by itself, and the driver believes that it goes
                        // on. Each who failed there leaves such a connection to those who wait.
                        Err(sqlx::Error::InvalidSavePointStatement) => self.writers.acquire().await?.close().await?,
                        begun => return begun,
                    }
                }
                Err(sqlx::Error::PoolTimedOut)
            }
            Engine::Postgres => {
                // In a task of its own: where whoever asked is gone before PostgreSQL has answered, the driver does not know
                // that it began, and the next write on that connection would end this one too.
                let writers = self.writers.clone();
                tokio::spawn(async move { writers.begin().await }).await.map_err(|e| sqlx::Error::Io(io::Error::other(e)))?
            }
        }
    }

    /// The connections: of which pool, whether idle or in use, how many.
    pub fn connections(&self) -> Vec<(&'static str, &'static str, i64)> {
        let count = |name: &'static str, pool: &AnyPool| {
            let idle = i64::try_from(pool.num_idle()).unwrap_or(i64::MAX);
            [(name, "idle", idle), (name, "used", i64::from(pool.size()) - idle)]
        };
        match self.engine {
            Engine::Sqlite => [count("read", &self.readers), count("write", &self.writers)].concat(),
            Engine::Postgres => count("all", &self.writers).to_vec(),
        }
    }

    /// Which engine it is.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Says that a write depends on the state of a round, which then keeps it until the write ends.
    /// Whoever writes answers says so first of all, so that a close waits for them and every lock is
    /// taken in one order: round, draft, unit, answer. SQLite has one write at a time and needs none.
    pub async fn share_round(&self, write: &mut AnyConnection, round: &str) -> Result<()> {
        self.lock(write, sqlx::query(sql::SHARE_ROUND).bind(round)).await
    }

    /// Keeps every other write of a round's answers waiting until this one ends.
    pub async fn hold_round(&self, write: &mut AnyConnection, round: &str) -> Result<()> {
        self.lock(write, sqlx::query(sql::HOLD_ROUND).bind(round)).await
    }

    /// Keeps every other decision about a unit of a round waiting until this write ends.
    pub async fn hold_unit(&self, write: &mut AnyConnection, round: &str, unit: &str) -> Result<()> {
        self.lock(write, sqlx::query(sql::HOLD_UNIT).bind(round).bind(unit.to_owned())).await
    }

    /// Keeps every other change of accounts waiting until this write ends.
    pub async fn hold_accounts(&self, write: &mut AnyConnection) -> Result<()> {
        self.lock(write, sqlx::query(sql::HOLD_ACCOUNTS)).await
    }

    /// Keeps every other change of questionnaires waiting until this write ends.
    pub async fn hold_questionnaires(&self, write: &mut AnyConnection) -> Result<()> {
        self.lock(write, sqlx::query(sql::HOLD_QUESTIONNAIRES)).await
    }

    /// Keeps every other change of organisations waiting until this write ends.
    pub async fn hold_organisations(&self, write: &mut AnyConnection) -> Result<()> {
        self.lock(write, sqlx::query(sql::HOLD_ORGANISATIONS)).await
    }

    async fn lock(&self, write: &mut AnyConnection, statement: Query<'_, Any, AnyArguments>) -> Result<()> {
        if self.engine == Engine::Postgres {
            statement.fetch_all(write).await?;
        }
        Ok(())
    }

    /// Tells the planner how large the tables are; worth its time when a round has opened.
    pub async fn analyze(&self) -> Result<()> {
        self.writers.acquire().await?.execute("ANALYZE").await?;
        Ok(())
    }

    /// Rewrites the files that held answers, so that no older copy of a row stays in them. False
    /// when somebody who reads them is in the way; nobody is kept waiting for long.
    pub async fn vacuum(&self) -> Result<bool> {
        let mut connection = self.writers.acquire().await?;
        match self.engine {
            Engine::Sqlite => {
                connection.execute("PRAGMA busy_timeout = 200").await?;
                let row = connection.fetch_optional("PRAGMA wal_checkpoint(TRUNCATE)").await;
                connection.execute("PRAGMA busy_timeout = 20000").await?;
                // The first column says whether somebody was in the way.
                Ok(row?.is_none_or(|row| row.try_get::<i64, _>(0).unwrap_or(0) == 0))
            }
            Engine::Postgres => {
                connection.execute("SET lock_timeout = '300ms'").await?;
                let mut done = Ok(());
                for statement in ["VACUUM FULL unsealed_response", "VACUUM FULL unsealed_draft"] {
                    if done.is_ok() {
                        done = connection.execute(statement).await.map(|_| ());
                    }
                }
                connection.execute("SET lock_timeout = 0").await?;
                match done {
                    Err(error) if sql_state(&error).as_deref() == Some(LOCK_NOT_AVAILABLE) => Ok(false),
                    done => done.map(|()| true),
                }
            }
        }
    }

    /// A consistent copy of a SQLite database in one file, taken while it is in use; the file is
    /// there and empty.
    pub async fn copy_to(&self, path: &str) -> Result<()> {
        let mut connection = self.read().await?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut *connection).await?;
        Ok(())
    }

    /// Ends every connection.
    pub async fn close(&self) {
        self.probes.close().await;
        self.readers.close().await;
        self.writers.close().await;
        if let Some(lock) = &self.lock {
            lock.release();
        }
    }
}

async fn prepare(engine: Engine, connection: &mut AnyConnection) -> Result<()> {
    match engine {
        Engine::Sqlite => {
            // A page that many answers change is copied into the file once for all of them, at every 16 MiB of journal.
            let pragmas = "PRAGMA busy_timeout = 20000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = 4000;
                PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";
            connection.execute(pragmas).await?;
        }
        Engine::Postgres => {
            connection.execute("SET synchronous_commit = on").await?;
        }
    }
    Ok(())
}

/// PostgreSQL's code for a lock that was not to be had in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";

fn sql_state(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).map(std::borrow::Cow::into_owned)
}

/// Whether the same transaction may well succeed when it is tried again: it met another, and one of
/// the two had to give way.
pub fn is_transient(error: &sqlx::Error) -> bool {
    // Serialisation failure and deadlock in PostgreSQL, a busy database in SQLite.
    sql_state(error).is_some_and(|code| ["40001", "40P01", "5", "517", "261"].contains(&code.as_str()))
}

/// Whether the database is out of reach, locked, full or read only: nothing is wrong with what was asked of it.
pub fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        // A proxy whose database is gone closes connections in the middle of a word.
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        _ => sql_state(error).is_some_and(|code| match code.parse::<u32>().ok().filter(|_| code.len() < 5) {
            // SQLite's busy, locked, read only, failing disk, full, and no file; the byte above tells why.
            Some(code) => [5, 6, 8, 10, 13, 14].contains(&(code & 0xff)),
            // PostgreSQL's connections, resources, shutting down, and a standby.
            None => ["08", "53", "57P", "25006"].iter().any(|class| code.starts_with(class)),
        }),
    }
}

/// A row that does not say what the schema promises.
fn decode(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

/// A code as the value of the domain that it stands for.
fn code<T: FromStr>(text: &str, what: &'static str) -> Result<T> {
    text.parse().map_err(|_| decode(what))
}

/// A day as the database writes it.
fn day(text: &str) -> Result<Date> {
    code(text, "a day")
}

/// A value that the database keeps as JSON.
pub fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| decode(what))
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| sqlx::Error::Encode(e.into()))
}

/// Numbers by organisation in a round.
async fn by_organisation(db: &mut AnyConnection, statement: &'static str, round: &str) -> Result<Vec<(OrganisationId, i64)>> {
    let rows: Vec<(String, i64)> = sqlx::query_as(statement).bind(round).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(organisation, count)| (organisation.into(), count)).collect())
}

/// Whether SQLite finds its file as it wrote it.
pub async fn is_sound(db: &mut AnyConnection) -> Result<bool> {
    let found: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check").fetch_all(db).await?;
    Ok(found.iter().map(|(line,)| line.as_str()).eq(["ok"]))
}

/// Whether the schema is there.
pub async fn is_migrated(db: &mut AnyConnection) -> bool {
    sqlx::query(sql::IS_MIGRATED).fetch_all(db).await.is_ok()
}
