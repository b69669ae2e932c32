//! Which days exist.
//!
//! Written by hand: a calendar crate would be half of what a phone loads.

/// Whether the Gregorian calendar has the day.
pub fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether the text is a day, `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let shape = text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let part = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse().ok()).unwrap_or(0);
    shape && text.len() == 10 && is_day(part(0, 4), part(5, 7), part(8, 10))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_same_days_exist_as_in_a_calendars_crate(year in 0u32..=9999, month in 0u32..=13, day in 0u32..=32) {
            let text = format!("{year:04}-{month:02}-{day:02}");
            prop_assert_eq!(is_date(&text), text.parse::<jiff::civil::Date>().is_ok(), "{}", text);
        }
    }

    #[test]
    fn only_one_way_of_writing_a_day_is_taken() {
        for text in ["2026-1-01", "20260101", "2026-01-01 ", "+002026-01-01", "2026–01–01", ""] {
            assert!(!is_date(text), "{text}");
        }
        assert!(is_date("2024-02-29") && !is_date("2023-02-29") && !is_date("1900-02-29") && is_date("2000-02-29"));
    }
}
