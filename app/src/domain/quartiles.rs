//! How the figures of several organisations lie: the middle one, and those that half of them lie between.
//!
//! Quartiles are those of spreadsheets (inclusive): between two values in proportion, rounded half up.

/// Fewer values say little of how they lie, and much of each.
const LEAST: usize = 5;

/// The lower quartile, the median and the upper quartile, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quartiles {
    pub low: i64,
    pub median: i64,
    pub high: i64,
    /// How many values there are.
    pub count: usize,
}

impl Quartiles {
    /// Of values in any order; none of fewer than five.
    pub fn of(mut values: Vec<i64>) -> Option<Self> {
        if values.len() < LEAST {
            return None;
        }
        values.sort_unstable();
        let at = |quarter: usize| {
            let place = (values.len() - 1) * quarter;
            let (below, above) = (values[place / 4], values[(place / 4 + 1).min(values.len() - 1)]);
            let part = i64::try_from(place % 4).unwrap_or(0);
            (4 * below + (above - below) * part + 2).div_euclid(4)
        };
        Some(Self { low: at(1), median: at(2), high: at(3), count: values.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quartiles(values: &[i64]) -> Option<(i64, i64, i64)> {
        Quartiles::of(values.to_vec()).map(|q| (q.low, q.median, q.high))
    }

    #[test]
    fn they_are_those_of_a_spreadsheet() {
        assert_eq!(quartiles(&[50, 10, 40, 20, 30]), Some((20, 30, 40)));
        // 16.25, 25 and 30.
        assert_eq!(quartiles(&[10, 20, 15, 30, 40, 30]), Some((16, 25, 30)));
        assert_eq!(quartiles(&[1, 2, 3, 4, 5, 6, 7, 8]), Some((3, 5, 6)), "2.75, 4.5 and 6.25, half up");
        assert_eq!(quartiles(&[700; 9]), Some((700, 700, 700)));
    }

    #[test]
    fn a_few_are_not_told_of() {
        assert_eq!(quartiles(&[1, 2, 3, 4]), None);
        assert_eq!(quartiles(&[]), None);
    }
}
