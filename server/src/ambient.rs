//! The clock and the randomness, passed in so that tests decide both.

use std::sync::{Arc, Mutex};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngCore, SeedableRng};

/// Where the days of a round are counted.
const TIME_ZONE: &str = "Europe/Stockholm";

fn zone() -> TimeZone {
    TimeZone::get(TIME_ZONE).unwrap_or(TimeZone::UTC)
}

/// The clock of Stockholm at an instant of Unix seconds.
pub fn in_stockholm(seconds: i64) -> DateTime {
    Timestamp::from_second(seconds).unwrap_or_default().to_zoned(zone()).datetime()
}

/// A day and a time of the clock of Stockholm, in words.
pub fn time_in_words(seconds: i64) -> String {
    let time = in_stockholm(seconds);
    format!("{} kl. {:02}.{:02}", app::domain::figure::day(time.date()), time.hour(), time.minute())
}

/// The Unix seconds at which the clock of Stockholm shows that; none for a time beyond the calendar.
pub fn instant(time: DateTime) -> Option<i64> {
    time.to_zoned(zone()).ok().map(|zoned| zoned.timestamp().as_second())
}

/// The clock and the randomness of one process.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    random: Arc<Mutex<StdRng>>,
}

impl Ambient {
    /// The machine's own.
    #[allow(clippy::disallowed_methods)] // the one place where the ambient ones are taken in
    pub fn system() -> Self {
        Self::new(Timestamp::now, StdRng::from_os_rng())
    }

    /// Any other.
    pub fn new(clock: impl Fn() -> Timestamp + Send + Sync + 'static, random: StdRng) -> Self {
        Self { clock: Arc::new(clock), random: Arc::new(Mutex::new(random)) }
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        (self.clock)().as_second()
    }

    /// Today in Stockholm.
    pub fn today(&self) -> Date {
        (self.clock)().to_zoned(zone()).date()
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        let mut random = self.random.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        random.fill_bytes(&mut bytes);
        bytes
    }

    /// A random id: 128 bits as hexadecimal digits.
    pub fn id(&self) -> String {
        HEXLOWER.encode(&self.random::<16>())
    }

    /// An unguessable token for an address: 128 bits, letters, digits, `-` and `_`.
    pub fn token(&self) -> String {
        BASE64URL_NOPAD.encode(&self.random::<16>())
    }

    /// Puts a list in an order that says nothing.
    pub fn shuffle<T>(&self, list: &mut [T]) {
        list.shuffle(&mut StdRng::from_seed(self.random()));
    }
}
