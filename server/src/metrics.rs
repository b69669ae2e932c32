//! What the operators' monitoring reads, as Prometheus text. No metric tells of an answer, an organisation or a person:
//! a request is counted under its route's pattern.

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// The media type of the text.
pub use prometheus_client::encoding::prometheus_text::CONTENT_TYPE;

/// Upper ends of the buckets of a request's time, in seconds.
const BUCKETS: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// What a process counts while it runs.
#[derive(Clone)]
pub struct Metrics {
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    worker: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        Self { requests: Family::default(), seconds: Family::new_with_constructor(histogram), worker: Gauge::default() }
    }
}

/// How an installation stands when it is asked.
#[derive(Debug)]
pub struct Standing {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// Connections: of which pool, in which state, how many.
    pub connections: Vec<(&'static str, &'static str, i64)>,
    /// What the database says; none when it does not answer.
    pub database: Option<DatabaseStanding>,
    /// Bytes of SQLite's journal.
    pub wal_bytes: Option<i64>,
    /// When the newest copy was taken, in Unix seconds; 0 when there is none. None when the server takes no copies.
    pub newest_copy: Option<i64>,
}

/// What the database says of the work that waits.
#[derive(Debug)]
pub struct DatabaseStanding {
    /// Rounds: in which state, how many.
    pub rounds: Vec<(&'static str, i64)>,
    /// Letters: in which state, how many.
    pub letters: Vec<(&'static str, i64)>,
}

impl Metrics {
    /// Counts a request that was answered.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.seconds.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Request { method, route, status }).inc();
    }

    /// Notes that the worker has looked after everything, at an instant of Unix seconds.
    pub fn worker_was_here(&self, now: i64) {
        self.worker.set(now);
    }

    /// Everything as text.
    pub fn text(&self, standing: &Standing) -> String {
        let mut all = Registry::with_prefix("lagesbild");
        let build = vec![("version", env!("CARGO_PKG_VERSION")), ("engine", standing.engine)];
        all.register("build", "The version that runs and its database engine", Info::new(build));
        all.register("http_requests", "Requests that were answered", self.requests.clone());
        all.register("http_request_duration_seconds", "Time from a request's head to its answer's head", self.seconds.clone());
        all.register("worker_timestamp_seconds", "When the worker last looked after the rounds", self.worker.clone());
        number(&mut all, "database_up", "Whether the database answers", standing.database.is_some().into());
        let connections: Family<Vec<(&str, &str)>, Gauge> = Family::default();
        for (pool, state, count) in &standing.connections {
            connections.get_or_create(&vec![("pool", *pool), ("state", *state)]).set(*count);
        }
        all.register("database_connections", "Connections to the database", connections);
        if let Some(database) = &standing.database {
            by_state(&mut all, "rounds", "Rounds by state", &database.rounds);
            by_state(&mut all, "letters", "Letters that are not sent, by state", &database.letters);
        }
        if let Some(bytes) = standing.wal_bytes {
            number(&mut all, "wal_bytes", "Size of the SQLite journal", bytes);
        }
        if let Some(newest) = standing.newest_copy {
            number(&mut all, "backup_timestamp_seconds", "When the newest copy was taken, 0 for none", newest);
        }
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = prometheus_text::encode(&mut text, &all);
        text
    }
}

fn number(all: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge: Gauge = Gauge::default();
    gauge.set(value);
    all.register(name, help, gauge);
}

fn by_state(all: &mut Registry, name: &str, help: &str, counts: &[(&'static str, i64)]) {
    let family: Family<Vec<(&str, &str)>, Gauge> = Family::default();
    for (state, count) in counts {
        family.get_or_create(&vec![("state", *state)]).set(*count);
    }
    all.register(name, help, family);
}
