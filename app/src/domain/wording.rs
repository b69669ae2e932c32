//! Shares and changes in words.
//!
//! A *phrase* stands for an interval of shares. A share lies in the interval of its phrase, and a larger
//! share never gets a phrase for smaller ones. A share that is *estimated* is what managers say of others.

use std::cmp::Ordering;

use super::figure::{Tally, decimal};
use super::questionnaire::Statistic;

/// The end of an interval, in tenths of a percent, and whether it belongs to the interval.
type Bound = (i64, bool);

/// Words for an interval of shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// In Swedish.
    pub words: String,
    /// The lower end.
    pub low: Bound,
    /// The upper end.
    pub high: Bound,
}

impl Phrase {
    fn new(words: impl Into<String>, low: Bound, high: Bound) -> Self {
        Self { words: words.into(), low, high }
    }

    /// Whether a share lies in the interval.
    pub fn is_true_of(&self, tally: Tally) -> bool {
        let share = 1000 * tally.count;
        let (low, high) = (self.low.0 * tally.base, self.high.0 * tally.base);
        (share > low || self.low.1 && share == low) && (share < high || self.high.1 && share == high)
    }
}

/// The share in whole percent, half up; none if the base is 0.
pub fn whole_percent(tally: Tally) -> Option<i64> {
    (tally.base > 0).then(|| (200 * tally.count + tally.base).div_euclid(2 * tally.base))
}

/// A share in words, by one rule: "omkring" for what is estimated, unless it is nobody or everybody;
/// otherwise "nära" for less than one and a half percent under a multiple of ten, the share alone where it
/// is whole, and "drygt" or "knappt".
pub fn share(tally: Tally, estimated: bool) -> Option<Phrase> {
    let whole = whole_percent(tally)?;
    let exact = whole * 10;
    if estimated && tally.count != 0 && tally.count != tally.base {
        return Some(Phrase::new(format!("omkring {whole} procent"), (exact - 5, true), (exact + 5, false)));
    }
    let near = near(tally, whole);
    let order = (100 * tally.count).cmp(&(whole * tally.base));
    Some(near.unwrap_or_else(|| match order {
        Ordering::Equal => Phrase::new(format!("{whole} procent"), (exact, true), (exact, true)),
        Ordering::Greater if whole == 0 => Phrase::new("mindre än 1 procent", (0, false), (5, false)),
        Ordering::Greater => Phrase::new(format!("drygt {whole} procent"), (exact, false), (exact + 5, false)),
        Ordering::Less => Phrase::new(format!("knappt {whole} procent"), (exact - 5, true), (exact, false)),
    }))
}

fn near(tally: Tally, whole: i64) -> Option<Phrase> {
    let ten = (whole + 5) / 10 * 10;
    let phrase = Phrase::new(format!("nära {ten} procent"), (ten * 10 - 15, false), (ten * 10, false));
    phrase.is_true_of(tally).then_some(phrase)
}

/// Similar shares in words: one where they are all the same, otherwise from the least to the greatest.
pub fn shares(tallies: &[Tally], estimated: bool) -> Option<String> {
    let percents: Option<Vec<i64>> = tallies.iter().copied().map(whole_percent).collect();
    let percents = percents?;
    let (least, most) = (percents.iter().min()?, percents.iter().max()?);
    if least == most {
        return share(*tallies.first()?, estimated).map(|phrase| phrase.words);
    }
    Some(format!("{least}–{most} procent"))
}

/// Whether shares are so alike that one sentence says them: at most six percent apart, and as many in
/// words.
pub fn similar(one: Tally, other: Tally) -> bool {
    let apart = whole_percent(one).zip(whole_percent(other)).map(|(a, b)| (a - b).abs());
    apart.is_some_and(|percent| percent <= 6) && quantifier(one).map(|p| p.words) == quantifier(other).map(|p| p.words)
}

/// Words for how many a share is.
const QUANTIFIERS: [(&str, Bound, Bound); 6] = [
    ("ingen", (0, true), (0, true)),
    ("färre än hälften", (0, false), (500, false)),
    ("hälften", (500, true), (500, true)),
    ("flertalet", (500, false), (750, false)),
    ("de flesta", (750, true), (1000, false)),
    ("alla", (1000, true), (1000, true)),
];

/// "de flesta", "färre än hälften" and those between; none if the base is 0.
pub fn quantifier(tally: Tally) -> Option<Phrase> {
    QUANTIFIERS
        .into_iter()
        .map(|(words, low, high)| Phrase::new(words, low, high))
        .find(|p| tally.base > 0 && p.is_true_of(tally))
}

/// How a share or a mean differs from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// By less than is said.
    Same,
    /// More.
    More,
    /// Less.
    Less,
}

/// The change between two shares: of at least fifteen percent, and three persons of the smaller base; of
/// at least five percent where both bases are at least 100.
pub fn change(before: Tally, now: Tally) -> Option<Change> {
    if before.base <= 0 || now.base <= 0 {
        return None;
    }
    let difference = now.count * before.base - before.count * now.base;
    let whole = before.base * now.base;
    let smaller = before.base.min(now.base);
    let percent = if smaller >= 100 { 5 } else { 15 };
    let said = 100 * difference.abs() >= percent * whole && smaller * difference.abs() >= 3 * whole;
    Some(direction(difference, said))
}

/// The change between two means: of at least a half.
pub fn change_of_mean(before: Tally, now: Tally) -> Option<Change> {
    if before.base <= 0 || now.base <= 0 {
        return None;
    }
    let difference = now.count * before.base - before.count * now.base;
    Some(direction(difference, 2 * difference.abs() >= before.base * now.base))
}

/// The change between two figures of an indicator.
pub fn change_of(statistic: &Statistic, before: Tally, now: Tally) -> Option<Change> {
    match statistic {
        Statistic::Share(_) => change(before, now),
        Statistic::Mean => change_of_mean(before, now),
    }
}

const fn direction(difference: i64, said: bool) -> Change {
    match difference {
        _ if !said => Change::Same,
        1.. => Change::More,
        _ => Change::Less,
    }
}

/// A mean with one decimal, half up; none if the base is 0.
pub fn mean(tally: Tally) -> Option<String> {
    (tally.base > 0).then(|| decimal((20 * tally.count + tally.base).div_euclid(2 * tally.base), 1))
}

/// What more than half answered on a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// One of the two lowest points.
    Low,
    /// One of the two highest points.
    High,
    /// Neither.
    Between,
}

/// The level of a scale of at least four points from how many chose the two lowest and the two highest.
pub const fn level(low: Tally, high: Tally) -> Level {
    if 2 * low.count > low.base {
        Level::Low
    } else if 2 * high.count > high.base {
        Level::High
    } else {
        Level::Between
    }
}

#[cfg(test)]
mod tests;
