//! How long somebody waits who has tried something too often: slowed down, never locked out.

/// Seconds after which earlier tries no longer count.
pub const WINDOW: i64 = 15 * 60;
/// Tries within the window that cost no waiting.
const FREE: i64 = 10;
/// The longest wait between two tries, in seconds.
const LONGEST: i64 = 60;

/// Seconds from the latest try until the next may be made, after so many.
pub fn wait(tries: i64) -> i64 {
    match tries - FREE {
        over if over < 0 => 0,
        over => {
            1_i64.checked_shl(u32::try_from(over).unwrap_or(u32::MAX)).filter(|s| (1..LONGEST).contains(s)).unwrap_or(LONGEST)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tries_are_free_and_the_wait_grows_to_a_minute() {
        assert_eq!([0, 9, 10, 11, 15, 16, 70, i64::MAX].map(wait), [0, 0, 1, 2, 32, 60, 60, 60]);
    }
}
