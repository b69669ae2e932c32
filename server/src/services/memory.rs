//! What a server keeps in memory so as not to ask the database again.
//!
//! What changes when staff decide something is kept under the *version* of the database, which
//! every such decision changes: it is never out of date, on however many servers. What respondents
//! change is counted once for everybody who looks, and kept for a time in proportion to what the
//! counting took: a small installation counts each time, a large one spends a bounded share of its
//! time on it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;

use super::respond::Visit;
use super::rounds::{AreaRate, OrganisationRate};
use super::{Error, Result, Services};
use crate::store;
use sqlx::AnyConnection;

/// The setting that holds the version.
const VERSION: &str = "version";
/// What takes less than this is not kept.
const CHEAP: Duration = Duration::from_millis(2);
/// How much longer a value is kept than it took to make.
const FACTOR: u32 = 100;
/// The longest that a value is kept.
const LONGEST: Duration = Duration::from_secs(5);
/// Values of a kind: more than a city has links, boards and rounds.
const VALUES: u64 = 2_000;

/// Where something is kept: under what, at which version.
type Key<K> = (K, String);

/// A value and what it took to make.
#[derive(Clone)]
struct Kept<T> {
    value: T,
    cost: Duration,
}

struct InProportion {
    factor: u32,
}

impl<K, T> Expiry<K, Kept<T>> for InProportion {
    fn expire_after_create(&self, _key: &K, kept: &Kept<T>, _at: Instant) -> Option<Duration> {
        Some(if kept.cost < CHEAP { Duration::ZERO } else { (kept.cost * self.factor).min(LONGEST) })
    }
}

/// What has been counted or put together lately.
#[derive(Clone)]
pub struct Memory {
    pub(super) visits: Cache<Key<String>, Arc<Visit>>,
    rates: Cache<Key<i64>, Kept<Arc<Vec<OrganisationRate>>>>,
    areas: Cache<Key<i64>, Kept<Arc<Vec<AreaRate>>>>,
    boards: Cache<Key<String>, Kept<Arc<str>>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new(FACTOR)
    }
}

impl Memory {
    /// One that keeps no counts, where each is to be seen as it is.
    pub fn without_counts() -> Self {
        Self::new(0)
    }

    fn new(factor: u32) -> Self {
        Self {
            visits: Cache::new(VALUES),
            rates: Cache::builder().max_capacity(VALUES).expire_after(InProportion { factor }).build(),
            areas: Cache::builder().max_capacity(VALUES).expire_after(InProportion { factor }).build(),
            boards: Cache::builder().max_capacity(VALUES).expire_after(InProportion { factor }).build(),
        }
    }
}

/// The value that is kept, or the one that is made; made once for all who ask meanwhile.
async fn kept<K, T>(cache: &Cache<Key<K>, Kept<T>>, key: Key<K>, make: impl Future<Output = Result<T>>) -> Result<T>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    #[allow(clippy::disallowed_methods)] // what making it takes on this machine, not the time of day
    let began = Instant::now();
    let made = async { make.await.map(|value| Kept { value, cost: began.elapsed() }) };
    cache.try_get_with(key, made).await.map(|kept| kept.value).map_err(Error::Shared)
}

impl Services {
    /// The version of what staff have decided.
    pub(super) async fn version(&self) -> Result<String> {
        Ok(store::register::find_setting(&mut *self.store.read().await?, VERSION).await?.unwrap_or_default())
    }

    /// Tells every server that something was decided, when the write ends.
    pub(super) async fn new_version(&self, db: &mut AnyConnection) -> Result<()> {
        Ok(store::register::put_setting(db, VERSION, &self.ambient.id()).await?)
    }

    /// The rates of every organisation in a round, counted once for all who ask within moments.
    pub(super) async fn kept_rates(&self, year: i64) -> Result<Arc<Vec<OrganisationRate>>> {
        let key = (year, self.version().await?);
        kept(&self.memory.rates, key, async { Ok(Arc::new(self.count_rates(year).await?)) }).await
    }

    /// The rates by area, likewise.
    pub(super) async fn kept_area_rates(&self, year: i64) -> Result<Arc<Vec<AreaRate>>> {
        let key = (year, self.version().await?);
        kept(&self.memory.areas, key, async { Ok(Arc::new(self.count_area_rates(year).await?)) }).await
    }

    /// The part of a board that all who see it share, as text.
    pub async fn kept_board(&self, board: String, make: impl Future<Output = Result<String>>) -> Result<Arc<str>> {
        let key = (board, self.version().await?);
        kept(&self.memory.boards, key, async { Ok(Arc::from(make.await?)) }).await
    }
}
