//! Ids: each a text of its own kind, so that none is taken for another.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use arrayvec::ArrayString;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// As the database and addresses have it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    )*};
}

ids! {
    /// An organisation's id: stable, and a part of addresses and files.
    OrganisationId;
    /// A unit's id: random.
    UnitId;
    /// The unguessable part of a link's address.
    Token;
}

/// A round's id: its year, or the year with a suffix (`2026-host`). Small and copied, since it goes
/// wherever a figure goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoundId(ArrayString<LONGEST>);

/// Years that a round may be of.
const YEARS: std::ops::RangeInclusive<i64> = 2000..=2100;
/// The longest id of a round.
const LONGEST: usize = 32;

/// A text that is no round's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotARoundId;

impl FromStr for RoundId {
    type Err = NotARoundId;
    fn from_str(text: &str) -> Result<Self, NotARoundId> {
        let (year, suffix) = text.split_at_checked(4).ok_or(NotARoundId)?;
        let digits = year.bytes().all(|b| b.is_ascii_digit());
        let year_fits = digits && year.parse().is_ok_and(|year| YEARS.contains(&year));
        let sound = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let suffix_fits = suffix.is_empty() || suffix.len() > 1 && suffix.starts_with('-') && suffix.bytes().all(sound);
        if !(year_fits && suffix_fits) {
            return Err(NotARoundId);
        }
        ArrayString::from(text).map(Self).map_err(|_| NotARoundId)
    }
}

impl RoundId {
    /// The year that it begins with.
    pub fn year(&self) -> i64 {
        self.0.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
    }
}

impl Deref for RoundId {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_known_by_its_year_or_by_more() {
        for text in ["2026", "2026-host", "2026-2"] {
            assert_eq!(text.parse::<RoundId>().map(|id| id.year()), Ok(2026), "{text}");
        }
        for text in ["", "26", "1999", "2101", "2026host", "2026-", "2026-Höst", "2026-HOST", "x2026", "2026_1", "+026"] {
            assert_eq!(text.parse::<RoundId>(), Err(NotARoundId), "{text}");
        }
    }
}
