//! What a server keeps in memory so as not to ask the database again.
//!
//! What changes when staff decide something is kept under the *version* of the database, which
//! every such decision changes: it is never out of date, on however many servers. What respondents
//! change is counted once for everybody who looks, and kept for a time in proportion to what the
//! counting took: a small installation counts each time, a large one spends a bounded share of its
//! time on it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::domain::ids::{OrganisationId, RoundId};
use jiff::civil::Date;
use moka::Expiry;
use moka::future::Cache as Map;
use sqlx::AnyConnection;

use super::rates::{AreaRate, OrganisationRate};
use super::respond::Visit;
use super::sample::Sample;
use super::{Context, Error, Result};
use crate::store;

/// What takes less than this is not kept.
const CHEAP: Duration = Duration::from_millis(2);
/// How much longer a value is kept than it took to make.
const FACTOR: u32 = 100;
/// The longest that a value is kept.
const LONGEST: Duration = Duration::from_secs(5);
/// Values of a kind: more than a city has links, boards and rounds.
const VALUES: u64 = 2_000;
/// Units of samples: more than a city has, some 300 bytes each.
const UNITS: u64 = 200_000;

/// Where something is kept: under what, at which version.
type Key<K> = (K, String);

/// A value and what it took to make.
#[derive(Clone)]
pub(super) struct Kept<T> {
    value: T,
    cost: Duration,
    /// Whether it changes with the version alone.
    lasting: bool,
}

/// Counts, each under what it is of.
type Counts<K, T> = Map<Key<K>, Kept<T>>;

struct InProportion {
    factor: u32,
}

impl<K, T> Expiry<K, Kept<T>> for InProportion {
    fn expire_after_create(&self, _key: &K, kept: &Kept<T>, _at: Instant) -> Option<Duration> {
        if kept.lasting {
            return None;
        }
        Some(if kept.cost < CHEAP { Duration::ZERO } else { (kept.cost * self.factor).min(LONGEST) })
    }
}

/// What has been counted or put together lately.
#[derive(Clone)]
pub struct Cache {
    /// By token and day, each as of its own version.
    pub(super) visits: Map<(String, Date), Arc<Visit>>,
    pub(super) rates: Counts<RoundId, Arc<Vec<OrganisationRate>>>,
    pub(super) areas: Counts<RoundId, Arc<Vec<AreaRate>>>,
    pub(super) samples: Counts<(RoundId, OrganisationId), Arc<Sample>>,
    boards: Counts<String, Arc<str>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self::new(FACTOR)
    }
}

impl Cache {
    /// One that keeps no counts, where each is to be seen as it is.
    pub fn without_counts() -> Self {
        Self::new(0)
    }

    fn new(factor: u32) -> Self {
        Self {
            visits: Map::new(VALUES),
            rates: Map::builder().max_capacity(VALUES).expire_after(InProportion { factor }).build(),
            areas: Map::builder().max_capacity(VALUES).expire_after(InProportion { factor }).build(),
            samples: Map::builder()
                .weigher(|_, kept: &Kept<Arc<Sample>>| kept.value.size())
                .max_capacity(UNITS)
                .expire_after(InProportion { factor })
                .build(),
            boards: Map::builder().max_capacity(VALUES).expire_after(InProportion { factor }).build(),
        }
    }
}

/// The value that is kept, or the one that is made; made once for all who ask meanwhile. It lasts when only
/// staff can change it.
pub(super) async fn kept<K, T>(
    counts: &Counts<K, T>,
    (key, lasting): (K, bool),
    version: String,
    make: impl Future<Output = Result<T>>,
) -> Result<T>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    #[allow(clippy::disallowed_methods)] // what making it takes on this machine, not the time of day
    let began = Instant::now();
    let made = async { make.await.map(|value| Kept { value, cost: began.elapsed(), lasting }) };
    counts.try_get_with((key, version), made).await.map(|kept| kept.value).map_err(Error::Shared)
}

/// The version of what staff have decided.
pub(super) async fn version(cx: &Context) -> Result<String> {
    Ok(store::settings::find(&mut *cx.store.read().await?, store::settings::VERSION).await?.unwrap_or_default())
}

/// Tells every server that something was decided, when the write ends.
pub(super) async fn new_version(cx: &Context, db: &mut AnyConnection) -> Result<()> {
    Ok(store::settings::put(db, store::settings::VERSION, &cx.ambient.id()).await?)
}

/// The part of a board that all who see it share, as text.
pub async fn board(cx: &Context, board: String, make: impl Future<Output = Result<String>>) -> Result<Arc<str>> {
    kept(&cx.cache.boards, (board, false), version(cx).await?, async { Ok(Arc::from(make.await?)) }).await
}
