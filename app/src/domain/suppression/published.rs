//! Figures that were counted, and protected, before they came here: a shown tally or nothing for each part, and perhaps for
//! their total. What of the total belongs to no shown part is the *remainder*.

use std::collections::BTreeMap;

use super::{Figure, Inner, LEAST_THRESHOLD};
use crate::domain::figure::Tally;

/// Decides such figures under each threshold from the first to the last. A base under one is hidden; where the total is
/// shown, further parts are hidden, smallest base first and ties by key, until the remainder is none or has at least as many.
pub fn protect_published<K: Ord + Clone>(
    total: Option<Tally>,
    parts: &BTreeMap<K, Option<Tally>>,
    (first, last): (i64, i64),
) -> (Figure, BTreeMap<K, Figure>) {
    let first = first.max(LEAST_THRESHOLD);
    let mut shown: BTreeMap<&K, Tally> = parts.iter().filter_map(|(key, tally)| Some((key, (*tally)?))).collect();
    let mut total = total;
    for threshold in first..=last.max(first) {
        total = total.filter(|tally| tally.base >= threshold);
        shown.retain(|_, tally| tally.base >= threshold);
        let Some(sum) = total else { continue };
        let remainder = |shown: &BTreeMap<&K, Tally>| sum.base - shown.values().map(|tally| tally.base).sum::<i64>();
        while (1..threshold).contains(&remainder(&shown)) {
            let smallest = shown.iter().min_by_key(|(key, tally)| (tally.base, **key)).map(|(key, _)| *key);
            // With no part left the remainder is the total, which has enough.
            let Some(smallest) = smallest else { break };
            shown.remove(smallest);
        }
    }
    let figure = |tally: Option<&Tally>| tally.map_or_else(Figure::withheld, |tally| Figure(Inner::Shown(*tally)));
    let of = |key: &K| match parts.get(key) {
        Some(Some(tally)) if tally.base == 0 => Figure::empty(),
        _ => figure(shown.get(key)),
    };
    (figure(total.as_ref()), parts.keys().map(|key| (key.clone(), of(key))).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::suppression::{Count, Node, Reason, protect_since};

    proptest! {
        /// Whatever a file says: nothing small is shown, nor what would tell something small by subtraction, and no figure is
        /// shown that the file did not show.
        #[test]
        fn what_is_shown_gives_nothing_small_away(
            tallies in prop::collection::vec(prop::option::of(0..30i64), 1..12),
            beyond in 0..12i64,
            has_total in any::<bool>(),
            last in 5..12i64,
        ) {
            let parts: BTreeMap<usize, Option<Tally>> =
                tallies.iter().map(|base| base.map(|base| Tally { count: base / 2, base })).enumerate().collect();
            let all = tallies.iter().flatten().sum::<i64>() + beyond;
            let total = has_total.then_some(Tally { count: all / 2, base: all });
            let (sum, figures) = protect_published(total, &parts, (5, last));
            for (key, figure) in &figures {
                if let Some(tally) = figure.shown() {
                    prop_assert_eq!(parts[key], Some(tally));
                    prop_assert!(tally.base >= last);
                }
            }
            if let Some(sum) = sum.shown() {
                let rest = sum.base - figures.values().filter_map(Figure::shown).map(|tally| tally.base).sum::<i64>();
                prop_assert!(rest == 0 || rest >= last, "{rest} can be subtracted out");
            }
        }

        /// What has been protected here is not changed by coming back.
        #[test]
        fn what_was_exported_comes_back_as_it_was(bases in prop::collection::vec(0..30i64, 1..12), threshold in 5..9i64) {
            let count = |base: i64| Count { tally: Tally { count: base / 2, base }, responses: base, deducted: 0 };
            let parts: Vec<_> = bases.iter().enumerate().map(|(i, base)| Node::Part(i + 1, count(*base))).collect();
            let before = protect_since(&Node::Total(0, parts), (threshold, threshold));
            let told: BTreeMap<usize, Option<Tally>> =
                before.iter().filter(|(key, _)| **key != 0).map(|(key, figure)| (*key, figure.shown())).collect();
            let (sum, after) = protect_published(before[&0].shown(), &told, (threshold, threshold));
            prop_assert_eq!(sum.shown(), before[&0].shown());
            for (key, figure) in after {
                prop_assert_eq!(figure.shown(), before[&key].shown(), "{}", key);
            }
        }
    }

    #[test]
    fn a_part_that_nobody_answered_is_told_from_one_that_is_withheld() {
        let parts = BTreeMap::from([("a", Some(Tally { count: 0, base: 0 })), ("b", None)]);
        let (_, figures) = protect_published(None, &parts, (5, 5));
        assert_eq!(["a", "b"].map(|key| figures[key].hidden()), [Some(Reason::Empty), Some(Reason::Withheld)]);
    }
}
