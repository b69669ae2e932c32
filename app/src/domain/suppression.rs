//! Which figures may be shown.
//!
//! A *part* is a figure with a base of its own: an organisation's, say. A *total* is the sum of
//! its parts, which may be totals themselves: the city, or a merged organisation with those before
//! it. A figure is *hidden* when its base is under the *threshold*. So that a hidden part cannot
//! be subtracted out of a shown total, further parts are hidden, smallest base first and ties by
//! key, until what is hidden sums to at least the threshold; a total for which that cannot be
//! reached is hidden itself. A base of nought is hidden and hides nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figure::Tally;

/// The smallest base that is ever shown.
pub const LEAST_THRESHOLD: i64 = 5;

/// A figure on its way out: shown, or hidden with the reason. Nothing else leaves the results
/// service, and only [`protect`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure(Inner);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Inner {
    Shown(Tally),
    Hidden(Reason),
}

/// Why a figure is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Nobody answered.
    Empty,
    /// The base is under the threshold.
    Few,
    /// It would give away another.
    Protects,
}

impl Figure {
    /// A figure that nobody answered, for what was never asked.
    pub const fn empty() -> Self {
        Self(Inner::Hidden(Reason::Empty))
    }

    /// The tally, if it may be shown.
    pub const fn shown(&self) -> Option<Tally> {
        match self.0 {
            Inner::Shown(tally) => Some(tally),
            Inner::Hidden(_) => None,
        }
    }

    /// Why it is hidden, if it is.
    pub const fn hidden(&self) -> Option<Reason> {
        match self.0 {
            Inner::Shown(_) => None,
            Inner::Hidden(reason) => Some(reason),
        }
    }
}

/// A part, or a total of parts.
#[derive(Debug, Clone)]
pub enum Node<K> {
    /// A figure that is counted.
    Part(K, Tally),
    /// A figure that is summed.
    Total(K, Vec<Node<K>>),
}

impl<K> Node<K> {
    /// Its own tally, or that of everything below.
    pub fn tally(&self) -> Tally {
        match self {
            Self::Part(_, tally) => *tally,
            Self::Total(_, parts) => parts.iter().map(Self::tally).sum(),
        }
    }

    const fn key(&self) -> &K {
        match self {
            Self::Part(key, _) | Self::Total(key, _) => key,
        }
    }
}

/// Decides every figure of a tree at once.
pub fn protect<K: Ord + Clone>(root: &Node<K>, threshold: i64) -> BTreeMap<K, Figure> {
    let mut plan = Plan { threshold: threshold.max(LEAST_THRESHOLD), figures: BTreeMap::new() };
    plan.settle(root);
    plan.figures
}

struct Plan<K> {
    threshold: i64,
    figures: BTreeMap<K, Figure>,
}

impl<K: Ord + Clone> Plan<K> {
    /// Decides a node and everything below it.
    fn settle(&mut self, node: &Node<K>) {
        let tally = node.tally();
        let figure = match tally.base {
            0 => Figure(Inner::Hidden(Reason::Empty)),
            base if base < self.threshold => Figure(Inner::Hidden(Reason::Few)),
            _ => Figure(Inner::Shown(tally)),
        };
        self.figures.insert(node.key().clone(), figure);
        let Node::Total(_, parts) = node else { return };
        for part in parts {
            self.settle(part);
        }
        while self.is_shown(node) && (1..self.threshold).contains(&self.unknown(node)) {
            if !self.hide_smallest(parts) {
                self.hide(node);
            }
        }
    }

    fn is_shown(&self, node: &Node<K>) -> bool {
        self.figures.get(node.key()).is_some_and(|f| f.shown().is_some())
    }

    fn hide(&mut self, node: &Node<K>) {
        self.figures.insert(node.key().clone(), Figure(Inner::Hidden(Reason::Protects)));
    }

    /// The base that stays unknown inside a total when the total itself is known. A shown total
    /// below it is known, so what it hides is not to be had from above.
    fn unknown(&self, node: &Node<K>) -> i64 {
        match node {
            Node::Part(_, tally) => {
                if self.is_shown(node) {
                    0
                } else {
                    tally.base
                }
            }
            Node::Total(_, parts) => {
                parts.iter().filter(|p| matches!(p, Node::Part(..)) || !self.is_shown(p)).map(|p| self.unknown(p)).sum()
            }
        }
    }

    /// Hides the smallest shown part, or of the smallest total the total and a part of it.
    fn hide_smallest(&mut self, parts: &[Node<K>]) -> bool {
        let smallest = parts.iter().filter(|p| self.can_hide(p)).min_by_key(|p| (p.tally().base, p.key().clone()));
        let Some(part) = smallest else { return false };
        let before = self.unknown(part);
        let shown = self.is_shown(part);
        self.hide(part);
        if let Node::Total(_, inner) = part
            && (!shown || self.unknown(part) == 0 || before == 0 && self.unknown(part) < self.threshold)
        {
            self.hide_smallest(inner);
        }
        true
    }

    /// Whether anything at or below a node is still shown.
    fn can_hide(&self, node: &Node<K>) -> bool {
        self.is_shown(node) || matches!(node, Node::Total(_, parts) if parts.iter().any(|p| self.can_hide(p)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(key: &str, base: i64) -> Node<String> {
        Node::Part(key.into(), Tally { count: base / 2, base })
    }

    fn total(key: &str, parts: Vec<Node<String>>) -> Node<String> {
        Node::Total(key.into(), parts)
    }

    fn hidden(root: &Node<String>) -> Vec<String> {
        protect(root, 5).into_iter().filter(|(_, f)| f.hidden().is_some_and(|r| r != Reason::Empty)).map(|(k, _)| k).collect()
    }

    #[test]
    fn a_lone_small_part_takes_the_next_smallest_with_it() {
        let root = total("stad", vec![part("a", 4), part("b", 9), part("c", 7), part("d", 7), part("e", 0)]);
        assert_eq!(hidden(&root), ["a", "c"]);
        let figures = protect(&root, 5);
        assert_eq!(figures["a"].hidden(), Some(Reason::Few));
        assert_eq!(figures["c"].hidden(), Some(Reason::Protects));
        assert_eq!(figures["e"].hidden(), Some(Reason::Empty));
        assert_eq!(figures["stad"].shown(), Some(Tally { count: 12, base: 27 }));
    }

    #[test]
    fn enough_small_parts_protect_each_other() {
        assert_eq!(hidden(&total("stad", vec![part("a", 2), part("b", 3), part("c", 9)])), ["a", "b"]);
    }

    #[test]
    fn a_base_of_nought_hides_nothing_else() {
        assert!(hidden(&total("stad", vec![part("a", 0), part("b", 9)])).is_empty());
    }

    #[test]
    fn a_total_goes_when_its_parts_cannot_protect_it() {
        assert_eq!(hidden(&total("stad", vec![part("a", 4)])), ["a", "stad"]);
        assert_eq!(hidden(&total("stad", vec![part("a", 4), part("b", 0)])), ["a", "stad"]);
    }

    #[test]
    fn a_merger_is_a_total_of_its_predecessors() {
        let merged = total("norra", vec![part("norrmalm", 3), part("ostermalm", 17)]);
        // Within the merger Östermalm must go with Norrmalm, and then the city's other small part
        // is alone: the next smallest goes with that.
        let root = total("stad", vec![merged, part("farsta", 3), part("bromma", 30), part("social", 40)]);
        assert_eq!(hidden(&root), ["farsta", "norra", "norrmalm", "ostermalm"]);
    }

    fn any_tree() -> impl Strategy<Value = Node<String>> {
        let base = prop_oneof![3 => 0i64..8, 1 => 8i64..30];
        let level = prop::collection::vec(
            prop_oneof![
                3 => prop::collection::vec(base.clone(), 1..2),
                1 => prop::collection::vec(base, 2..4),
            ],
            1..6,
        );
        level.prop_map(|groups| {
            let nodes = groups
                .into_iter()
                .enumerate()
                .map(|(g, bases)| {
                    let parts: Vec<_> = bases.iter().enumerate().map(|(i, b)| part(&format!("g{g}p{i}"), *b)).collect();
                    if parts.len() == 1 { parts[0].clone() } else { total(&format!("g{g}"), parts) }
                })
                .collect();
            total("stad", nodes)
        })
    }

    fn leaves(node: &Node<String>, into: &mut Vec<(String, i64)>) {
        match node {
            Node::Part(key, tally) => into.push((key.clone(), tally.base)),
            Node::Total(_, parts) => parts.iter().for_each(|p| leaves(p, into)),
        }
    }

    /// Each shown figure as an equation over the parts that it sums.
    fn equations(
        node: &Node<String>,
        figures: &BTreeMap<String, Figure>,
        index: &BTreeMap<String, usize>,
        into: &mut Vec<Vec<f64>>,
    ) {
        if figures[node.key()].shown().is_some() {
            let mut below = vec![];
            leaves(node, &mut below);
            let mut row = vec![0.0; index.len()];
            below.iter().for_each(|(k, _)| row[index[k]] = 1.0);
            into.push(row);
        }
        if let Node::Total(_, parts) = node {
            parts.iter().for_each(|p| equations(p, figures, index, into));
        }
    }

    fn rank(mut rows: Vec<Vec<f64>>) -> usize {
        let mut rank = 0;
        for column in 0..rows.first().map_or(0, Vec::len) {
            let Some(pivot) = (rank..rows.len()).find(|r| rows[*r][column].abs() > 1e-9) else { continue };
            rows.swap(rank, pivot);
            for r in 0..rows.len() {
                if r != rank && rows[r][column].abs() > 1e-9 {
                    let factor = rows[r][column] / rows[rank][column];
                    let pivot_row = rows[rank].clone();
                    rows[r].iter_mut().zip(pivot_row).for_each(|(x, p)| *x -= factor * p);
                }
            }
            rank += 1;
        }
        rank
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        /// The attack: no sum of answers from fewer than five follows from what is shown, by any
        /// addition or subtraction of figures. Bases are known to the attacker (rates are public),
        /// and a base of nought is known to be nought.
        #[test]
        fn nothing_small_can_be_subtracted_out(root in any_tree()) {
            let figures = protect(&root, 5);
            let mut parts = vec![];
            leaves(&root, &mut parts);
            let index: BTreeMap<String, usize> = parts.iter().enumerate().map(|(i, (k, _))| (k.clone(), i)).collect();
            let mut known = vec![];
            equations(&root, &figures, &index, &mut known);
            for (i, (_, base)) in parts.iter().enumerate() {
                if *base == 0 {
                    let mut row = vec![0.0; parts.len()];
                    row[i] = 1.0;
                    known.push(row);
                }
            }
            let ranked = rank(known.clone());
            for set in 1u32..1 << parts.len() {
                let chosen = |i: usize| set >> i & 1 == 1;
                let base: i64 = parts.iter().enumerate().filter(|(i, _)| chosen(*i)).map(|(_, (_, b))| b).sum();
                if (1..5).contains(&base) {
                    let row = (0..parts.len()).map(|i| f64::from(u8::from(chosen(i)))).collect();
                    let told = rank([known.clone(), vec![row]].concat()) == ranked;
                    prop_assert!(!told, "{set:b} of {parts:?} follows from {figures:?}");
                }
            }
        }

        /// No more is hidden than the rule asks for: with nothing small, everything is shown.
        #[test]
        fn without_small_parts_everything_is_shown(bases in prop::collection::vec(5i64..40, 1..8)) {
            let parts = bases.iter().enumerate().map(|(i, b)| part(&format!("p{i}"), *b)).collect();
            prop_assert!(hidden(&total("stad", parts)).is_empty());
        }
    }
}
