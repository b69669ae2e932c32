//! Shares in words.
//!
//! A *phrase* stands for an interval of shares. A share lies in the interval of its phrase, and a larger
//! share never gets a phrase for smaller ones.

use super::figure::{Tally, decimal};

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

/// "82 procent", "drygt 82 procent" for a little more, "knappt 65 procent" for a little less.
pub fn percent(tally: Tally) -> Option<Phrase> {
    let whole = whole_percent(tally)?;
    let exact = whole * 10;
    Some(match (100 * tally.count).cmp(&(whole * tally.base)) {
        std::cmp::Ordering::Equal => Phrase::new(format!("{whole} procent"), (exact, true), (exact, true)),
        std::cmp::Ordering::Greater => Phrase::new(format!("drygt {whole} procent"), (exact, false), (exact + 5, false)),
        std::cmp::Ordering::Less => Phrase::new(format!("knappt {whole} procent"), (exact - 5, true), (exact, false)),
    })
}

/// "omkring 65 procent", for half a percent more or less.
pub fn around(tally: Tally) -> Option<Phrase> {
    let whole = whole_percent(tally)?;
    Some(Phrase::new(format!("omkring {whole} procent"), (whole * 10 - 5, true), (whole * 10 + 5, false)))
}

/// "nära 70 procent", for less than one and a half percent under a multiple of ten; otherwise none.
pub fn near(tally: Tally) -> Option<Phrase> {
    let ten = (whole_percent(tally)? + 5) / 10 * 10;
    let phrase = Phrase::new(format!("nära {ten} procent"), (ten * 10 - 15, false), (ten * 10, false));
    phrase.is_true_of(tally).then_some(phrase)
}

/// Words before "svarande chefer" that say how many of them a share is.
const QUANTIFIERS: [(&str, Bound, Bound); 7] = [
    ("Ingen av de", (0, true), (0, true)),
    ("Få av de", (0, false), (250, false)),
    ("Färre än hälften av de", (250, true), (500, false)),
    ("Hälften av de", (500, true), (500, true)),
    ("Flertalet av de", (500, false), (750, false)),
    ("De flesta av de", (750, true), (1000, false)),
    ("Alla de", (1000, true), (1000, true)),
];

/// "De flesta av de", "Få av de" and those between; none if the base is 0.
pub fn quantifier(tally: Tally) -> Option<Phrase> {
    QUANTIFIERS
        .into_iter()
        .map(|(words, low, high)| Phrase::new(words, low, high))
        .find(|p| tally.base > 0 && p.is_true_of(tally))
}

/// How a share has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// By no more than one respondent can make.
    Same,
    /// More.
    More,
    /// Less.
    Less,
}

/// The change between two shares. A difference that one respondent can make, by the smaller of the two
/// bases, is no change.
pub fn change(before: Tally, now: Tally) -> Option<Change> {
    if before.base <= 0 || now.base <= 0 {
        return None;
    }
    let difference = now.count * before.base - before.count * now.base;
    Some(match difference {
        d if d.abs() <= before.base.max(now.base) => Change::Same,
        d if d > 0 => Change::More,
        _ => Change::Less,
    })
}

/// A mean of hundredths, with a decimal comma.
pub fn mean(hundredths: i64) -> String {
    decimal(hundredths, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(count: i64, base: i64) -> Tally {
        Tally { count, base }
    }

    #[test]
    fn the_citys_own_words() {
        let words = |phrase: Option<Phrase>| phrase.map(|p| p.words).unwrap_or_default();
        assert_eq!(words(percent(of(14, 17))), "drygt 82 procent");
        assert_eq!(words(around(of(5, 17))), "omkring 29 procent");
        assert_eq!(words(percent(of(11, 17))), "knappt 65 procent");
        assert_eq!(words(percent(of(6, 17))), "drygt 35 procent");
        assert_eq!(words(near(of(11, 16))), "nära 70 procent");
        assert_eq!(near(of(14, 17)), None);
        assert_eq!(words(quantifier(of(14, 17))), "De flesta av de");
        assert_eq!(percent(of(0, 0)), None);
    }

    #[test]
    fn one_respondent_is_no_change() {
        assert_eq!(change(of(11, 17), of(12, 17)), Some(Change::Same));
        assert_eq!(change(of(11, 17), of(13, 17)), Some(Change::More));
        assert_eq!(change(of(50, 100), of(2, 5)), Some(Change::Same), "half of five is two and a half");
        assert_eq!(change(of(50, 100), of(1, 5)), Some(Change::Less));
        assert_eq!(change(of(0, 0), of(1, 5)), None);
    }

    prop_compose! {
        fn a_share()(base in 1i64..2000)(count in 0..=base, base in Just(base)) -> Tally {
            of(count, base)
        }
    }

    proptest! {
        #[test]
        fn a_phrase_is_true(share in a_share()) {
            for phrase in [percent(share), around(share), near(share), quantifier(share)].into_iter().flatten() {
                prop_assert!(phrase.is_true_of(share), "{:?}", phrase);
            }
            prop_assert!(percent(share).is_some() && around(share).is_some());
        }

        /// Exactly one word fits a share, so the words cannot be chosen to please.
        #[test]
        fn a_share_has_one_word_for_how_many(share in a_share()) {
            let fitting = QUANTIFIERS.into_iter().filter(|(w, low, high)| Phrase::new(*w, *low, *high).is_true_of(share)).count();
            prop_assert_eq!(fitting, 1);
        }

        #[test]
        fn phrases_never_run_against_the_order_of_shares(one in a_share(), other in a_share()) {
            let (less, more) = if one.count * other.base <= other.count * one.base { (one, other) } else { (other, one) };
            for phrase in [percent, around, quantifier] {
                let (a, b) = (phrase(less).expect("a base"), phrase(more).expect("a base"));
                prop_assert!((a.low.0, !a.low.1) <= (b.low.0, !b.low.1), "{:?} {:?}", a, b);
                prop_assert!((a.high.0, a.high.1) <= (b.high.0, b.high.1), "{:?} {:?}", a, b);
            }
        }

        #[test]
        fn a_change_is_more_one_way_and_less_the_other(before in a_share(), now in a_share()) {
            let back = match change(before, now) {
                Some(Change::More) => Some(Change::Less),
                Some(Change::Less) => Some(Change::More),
                same => same,
            };
            prop_assert_eq!(change(now, before), back);
        }
    }
}
