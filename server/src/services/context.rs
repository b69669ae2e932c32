//! What every use case is given: database, clock and randomness, configuration, and what the server
//! keeps in memory.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};

use app::domain::ids::RoundId;
use app::domain::questionnaire::Questionnaire;
use app::domain::suppression::LEAST_THRESHOLD;
use app::routes;
use axum_extra::extract::cookie::Key;
use data_encoding::HEXLOWER;
use tokio::sync::Semaphore;

use super::cache::Cache;
use super::keys::Keys;
use super::password::Passwords;
use super::throttle::Visitors;
use super::{counting, upgrade};
use crate::ambient::Ambient;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::store::{self, Store, is_migrated};

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
    /// The keys that lie outside the database.
    pub keys: Arc<Keys>,
    /// Seals the cookies of staff; the same on every server of one database.
    pub key: Key,
    /// Whether a round was open when answers began to be sealed.
    pub upgraded: bool,
    /// Whether the server has been told to stop.
    pub leaving: Arc<AtomicBool>,
    /// What the process counts for the operators' monitoring.
    pub metrics: Metrics,
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
    /// Migrates the database and reads its keys.
    ///
    /// # Errors
    /// When the database cannot be reached or migrated, and when a key that is needed is not there.
    pub async fn start(store: Store, ambient: Ambient, config: Config) -> anyhow::Result<Self> {
        // Where there is a schema the keys come first: an older program still serves what is refused here.
        let migrated = is_migrated(&mut *store.read().await?).await;
        let keys = if migrated { Some(Keys::start(&store, &config).await?) } else { None };
        store.migrate().await?;
        let keys = match keys {
            Some(keys) => keys,
            None => Keys::start(&store, &config).await?,
        };
        let mut cx = Self::new(store, ambient, config, keys);
        upgrade::seal(&cx).await?;
        cx.upgraded = upgrade::was_done(&cx).await?;
        cx.keys.check(&mut *cx.store.read().await?).await?;
        counting::count_missing(&cx).await?;
        let mut write = cx.store.write().await?;
        store::rounds::raise_thresholds(&mut write, cx.threshold()).await?;
        write.commit().await?;
        Ok(cx)
    }

    /// For what is done about keys that are lost: the same without them.
    ///
    /// # Errors
    /// When the database cannot be reached or migrated.
    pub async fn start_without_keys(store: Store, ambient: Ambient, config: Config) -> anyhow::Result<Self> {
        store.migrate().await?;
        let keys = Keys::none(&mut *store.read().await?, &config).await?;
        Ok(Self::new(store, ambient, config, keys))
    }

    fn new(store: Store, ambient: Ambient, config: Config, keys: Keys) -> Self {
        let key = Key::from(&*keys.installation.derive::<64>(b"", "cookies"));
        Self {
            store,
            ambient,
            config: Arc::new(config),
            keys: Arc::new(keys),
            key,
            upgraded: false,
            leaving: Arc::default(),
            metrics: Metrics::default(),
            cache: Cache::default(),
            passwords: Passwords::default(),
            visitors: Visitors::default(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            tries: Arc::new(Semaphore::new(1)),
            published: Arc::default(),
        }
    }

    /// A digest for a purpose that nobody can compute without the installation's key.
    pub(super) fn keyed(&self, purpose: &str, text: &str) -> String {
        HEXLOWER.encode(&*self.keys.installation.derive::<32>(text.as_bytes(), purpose))
    }

    /// The threshold of this installation.
    pub fn threshold(&self) -> i64 {
        self.config.min_cell.max(LEAST_THRESHOLD)
    }

    /// The address that respondents get.
    pub fn address(&self, token: &str) -> String {
        self.page_address(&routes::START.href([&token]))
    }

    /// A page's address as it stands in letters.
    pub fn page_address(&self, path: &str) -> String {
        format!("{}{path}", self.config.base_url)
    }

    /// The address at which an invitation is taken up.
    pub fn invitation_address(&self, token: &str) -> String {
        self.page_address(&routes::INVITATION.href([&token]))
    }
}
