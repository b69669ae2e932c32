//! How long somebody waits after too many attempts: slowed down, never locked out.

/// Seconds after which an attempt no longer counts.
pub const WINDOW: i64 = 15 * 60;
/// Attempts within the window that need no wait.
const FREE: i64 = 10;
/// The longest wait between two attempts, in seconds.
const LONGEST: i64 = 60;

/// Seconds from the latest attempt until the next, after so many attempts.
pub fn wait(attempts: i64) -> i64 {
    match attempts - FREE {
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
