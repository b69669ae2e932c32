//! What every use case is given: database, clock and randomness, configuration, and what the server
//! keeps in memory.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use app::domain::ids::RoundId;
use app::domain::questionnaire::Questionnaire;
use app::domain::suppression::LEAST_THRESHOLD;
use app::routes;
use axum_extra::extract::cookie::Key;
use data_encoding::HEXLOWER_PERMISSIVE;
use tokio::sync::Semaphore;

use super::cache::Cache;
use super::counting;
use super::password::Passwords;
use super::throttle::Visitors;
use crate::ambient::Ambient;
use crate::config::Config;
use crate::store::{self, Store};

/// Exports that are written at once.
const EXPORTS: usize = 2;

/// Published questionnaires by id, version and the round whose period they name.
type Published = Arc<RwLock<HashMap<(String, i64, RoundId), Arc<Questionnaire>>>>;

/// Everything that a use case needs; cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// The clock and the randomness.
    pub ambient: Ambient,
    /// How this installation is set up.
    pub config: Arc<Config>,
    /// Seals cookies; the same on every server of one database.
    pub key: Key,
    /// What was counted lately.
    pub cache: Cache,
    /// Bounds how many passwords are hashed at once.
    pub(super) passwords: Passwords,
    /// Bounds how many requests with a password each client address has under way.
    pub(super) visitors: Visitors,
    /// Bounds how many exports are written at once, so that pages find a connection.
    pub exports: Arc<Semaphore>,
    /// Bounds how many tries of passwords and codes wait for the writer at once.
    pub(super) tries: Arc<Semaphore>,
    pub(super) published: Published,
}

impl Context {
    /// Migrates the database and reads its key.
    ///
    /// # Errors
    /// When the database cannot be reached or migrated.
    pub async fn start(store: Store, ambient: Ambient, config: Config) -> anyhow::Result<Self> {
        store.migrate().await?;
        let mut write = store.write().await?;
        let key = store::settings::find_or_add(&mut write, "cookie_key", &ambient.key()).await?;
        write.commit().await?;
        let key = HEXLOWER_PERMISSIVE.decode(key.as_bytes())?;
        let cx = Self {
            store,
            ambient,
            config: Arc::new(config),
            key: Key::try_from(key.as_slice())?,
            cache: Cache::default(),
            passwords: Passwords::default(),
            visitors: Visitors::default(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            tries: Arc::new(Semaphore::new(1)),
            published: Arc::default(),
        };
        counting::count_missing(&cx).await?;
        let mut write = cx.store.write().await?;
        store::rounds::raise_thresholds(&mut write, cx.threshold()).await?;
        write.commit().await?;
        Ok(cx)
    }

    /// The threshold of this installation.
    pub fn threshold(&self) -> i64 {
        self.config.min_cell.max(LEAST_THRESHOLD)
    }

    /// The address that respondents get.
    pub fn address(&self, token: &str) -> String {
        format!("{}{}", self.config.base_url, routes::START.href([&token]))
    }

    /// The address at which an invitation is taken up.
    pub fn invitation_address(&self, token: &str) -> String {
        format!("{}{}", self.config.base_url, routes::INVITATION.href([&token]))
    }
}
