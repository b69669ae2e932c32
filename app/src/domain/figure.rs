//! Exact shares and means, and numbers as Swedish writes them.
//!
//! A *tally* is a numerator and its base. A figure is rounded once, half up, from whole numbers;
//! nothing here uses floating-point numbers.

use serde::{Deserialize, Serialize};

/// How many responses of how many; for a mean, the sum over how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// The numerator.
    pub count: i64,
    /// The responses that it is counted over.
    pub base: i64,
}

impl Tally {
    /// The share in tenths of a percent, half up; none if the base is 0.
    pub fn tenths(self) -> Option<i64> {
        tenths_of_percent(self.count, self.base)
    }
}

impl std::ops::Add for Tally {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { count: self.count + other.count, base: self.base + other.base }
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |a, b| a + b)
    }
}

/// `numerator / denominator × scale`, half up; none when the denominator is not positive.
fn scaled(numerator: i64, denominator: i64, scale: i64) -> Option<i64> {
    (denominator > 0).then(|| (2 * scale * numerator + denominator).div_euclid(2 * denominator))
}

/// A share in tenths of a percent, half up.
fn tenths_of_percent(numerator: i64, denominator: i64) -> Option<i64> {
    scaled(numerator, denominator, 1000)
}

/// A mean in hundredths, half up.
pub fn hundredths(sum: i64, base: i64) -> Option<i64> {
    scaled(sum, base, 100)
}

/// A number of `10^-places`, written with a decimal comma: `decimal(654, 1)` is `65,4`.
pub fn decimal(value: i64, places: u32) -> String {
    let unit = 10_i64.pow(places);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.abs() / unit, value.abs() % unit);
    format!("{sign}{whole},{part:0width$}", width = places as usize)
}

/// A whole number with a no-break space between thousands.
pub fn whole(value: i64) -> String {
    let digits = value.abs().to_string();
    let mut text = String::from(if value < 0 { "−" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// A number in running text: in words up to twelve, in digits above.
pub fn in_words(n: i64) -> String {
    const WORDS: [&str; 13] = ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"];
    usize::try_from(n).ok().and_then(|i| WORDS.get(i)).map_or_else(|| whole(n), |word| (*word).to_owned())
}

/// The number with the right form of its noun: `plural(1, "enhet", "enheter")`.
pub fn plural(n: i64, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", whole(n), if n == 1 { one } else { many })
}

/// A day as Swedish writes it: `31 oktober 2026`.
pub fn day(date: jiff::civil::Date) -> String {
    format!("{}\u{a0}{} {}", date.day(), month_name(date.month()), date.year())
}

/// A month as Swedish writes it: `maj 2025` for `2025-05`.
pub fn month(text: &str) -> String {
    let (year, month) = text.split_once('-').unwrap_or((text, ""));
    format!("{} {year}", month.parse().map_or("", month_name)).trim().to_owned()
}

/// A month's name from its number, 1 to 12.
pub fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ];
    usize::try_from(month - 1).ok().and_then(|i| NAMES.get(i)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(tenths_of_percent(17, 26), Some(654));
        assert_eq!(tenths_of_percent(5, 16), Some(313));
        assert_eq!(tenths_of_percent(1, 2000), Some(1));
        assert_eq!(hundredths(39, 17), Some(229));
        assert_eq!(hundredths(-1, 200), Some(0), "half up is towards more, below zero too");
        assert_eq!(tenths_of_percent(1, 0), None);
    }

    #[test]
    fn numbers_are_written_the_swedish_way() {
        assert_eq!(decimal(654, 1), "65,4");
        assert_eq!(decimal(5, 2), "0,05");
        assert_eq!(decimal(-5, 1), "-0,5");
        assert_eq!(whole(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!([5, 12, 13, 1000].map(in_words), ["fem", "tolv", "13", "1\u{a0}000"]);
        assert_eq!(plural(1, "enhet", "enheter"), "1\u{a0}enhet");
        assert_eq!(day(jiff::civil::date(2026, 10, 31)), "31\u{a0}oktober 2026");
        assert_eq!([month("2025-05"), month("")], ["maj 2025", ""]);
    }

    #[test]
    fn only_what_is_below_nought_has_a_sign() {
        assert_eq!([-1234, -5, 0, 5].map(|n| decimal(n, 1)), ["-123,4", "-0,5", "0,0", "0,5"]);
        assert_eq!([-1234, 0, 123_456].map(whole), ["−1\u{a0}234", "0", "123\u{a0}456"]);
    }

    #[test]
    fn only_one_has_its_noun_in_the_singular() {
        assert_eq!([0, 1, 2].map(|n| plural(n, "enhet", "enheter")), ["0\u{a0}enheter", "1\u{a0}enhet", "2\u{a0}enheter"]);
    }

    #[test]
    fn months_are_numbered_from_one_to_twelve() {
        assert_eq!([0, 1, 12, 13].map(month_name), ["", "januari", "december", ""]);
    }
}
