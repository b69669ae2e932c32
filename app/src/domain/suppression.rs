//! Which figures may be shown.
//!
//! A *part* is a figure that is counted, such as that of an organisation. A *total* is the sum of its
//! parts, which may be totals themselves: the city, or an organisation with its predecessors.
//!
//! Primary suppression hides each figure whose base is under the *threshold*. Secondary suppression keeps
//! a hidden part from being subtracted out of a shown total: it hides further parts, smallest base first
//! and ties by key, until the hidden bases sum to at least the threshold. A total for which that cannot
//! be reached is hidden itself. A base of 0 is hidden and hides nothing else, unless the hidden bases sum
//! to 0 and one of these parts has a few responses: the total would tell that all of them said nothing.
//!
//! Answers that a reader of the figures may have given herself are *deducted* from a base before it is
//! compared with the threshold, since she can subtract them.

pub mod columns;
pub mod published;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::figure::Tally;

/// The smallest base that is ever shown.
pub const LEAST_THRESHOLD: i64 = 5;

/// A figure that is either shown or hidden with the reason. The results service gives out nothing else,
/// and only [`protect`] makes shown ones.
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
    /// Nobody answered, or everybody said "vet inte" and they are enough for that to be shown.
    Empty,
    /// The base is under the threshold, or another hidden figure could be computed from it. Which of the two is not told:
    /// it would be a bound to compute with.
    Withheld,
    /// Nobody was asked.
    NotAsked,
}

impl Figure {
    /// The figure of a question that nobody answered.
    pub const fn empty() -> Self {
        Self(Inner::Hidden(Reason::Empty))
    }

    /// The figure of a question that was not asked.
    pub const fn not_asked() -> Self {
        Self(Inner::Hidden(Reason::NotAsked))
    }

    /// The figure as it is hidden.
    pub const fn withheld() -> Self {
        Self(Inner::Hidden(Reason::Withheld))
    }

    /// The tally, if it may be shown.
    pub const fn shown(&self) -> Option<Tally> {
        match self.0 {
            Inner::Shown(tally) => Some(tally),
            Inner::Hidden(_) => None,
        }
    }

    /// The sum of two figures; shown if both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Inner::Shown(a), Inner::Shown(b)) => Self(Inner::Shown(a + b)),
            _ => Self::withheld(),
        }
    }

    /// What is left of a figure without a part of it; shown if both are, and it is nothing small.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        match (self.0, part.0) {
            (Inner::Shown(all), Inner::Shown(part)) if all.base - part.base >= LEAST_THRESHOLD => {
                Self(Inner::Shown(Tally { count: all.count - part.count, base: all.base - part.base }))
            }
            _ => Self::withheld(),
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

/// What is counted for a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// What is shown, unless it is hidden.
    pub tally: Tally,
    /// All responses, "vet inte" and unanswered included.
    pub responses: i64,
    /// Responses that are deducted before the comparison with the threshold.
    pub deducted: i64,
}

impl Count {
    fn base(self) -> i64 {
        (self.tally.base - self.deducted).max(0)
    }

    fn responses(self) -> i64 {
        (self.responses - self.deducted).max(0)
    }
}

/// A part, or a total of parts.
#[derive(Debug, Clone)]
pub enum Node<K> {
    /// A figure that is counted.
    Part(K, Count),
    /// A figure that is summed.
    Total(K, Vec<Node<K>>),
}

impl<K> Node<K> {
    /// Its own tally, or the sum of those below it.
    pub fn tally(&self) -> Tally {
        match self {
            Self::Part(_, count) => count.tally,
            Self::Total(_, parts) => parts.iter().map(Self::tally).sum(),
        }
    }

    /// The base that the threshold is compared with.
    fn base(&self) -> i64 {
        match self {
            Self::Part(_, count) => count.base(),
            Self::Total(_, parts) => parts.iter().map(Self::base).sum(),
        }
    }

    /// The responses that the threshold is compared with.
    fn responses(&self) -> i64 {
        match self {
            Self::Part(_, count) => count.responses(),
            Self::Total(_, parts) => parts.iter().map(Self::responses).sum(),
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
    protect_since(root, (threshold, threshold))
}

/// Decides every figure of a tree that has been shown under each threshold from the first to the last.
/// What was hidden under one of them stays hidden.
pub fn protect_since<K: Ord + Clone>(root: &Node<K>, (first, last): (i64, i64)) -> BTreeMap<K, Figure> {
    let first = first.max(LEAST_THRESHOLD);
    let mut decision = Decision { threshold: first, figures: BTreeMap::new(), hidden: BTreeSet::new() };
    for threshold in first..=last.max(first) {
        decision.threshold = threshold;
        decision.decide(root);
        let hidden = decision.figures.iter().filter(|(_, figure)| figure.shown().is_none());
        decision.hidden = hidden.map(|(key, _)| key.clone()).collect();
    }
    decision.figures
}

/// A base that is not shown: all of it, and what the threshold is compared with.
#[derive(Debug, Clone, Copy, Default)]
struct Unknown {
    base: i64,
    counting: i64,
}

struct Decision<K> {
    threshold: i64,
    figures: BTreeMap<K, Figure>,
    /// What was hidden under a lower threshold.
    hidden: BTreeSet<K>,
}

impl<K: Ord + Clone> Decision<K> {
    /// Decides a node and everything below it.
    fn decide(&mut self, node: &Node<K>) {
        let tally = node.tally();
        let figure = match (tally.base, node.base()) {
            // It would tell what a few people did not answer.
            (0, _) if (1..self.threshold).contains(&node.responses()) => Figure::withheld(),
            (0, _) => Figure::empty(),
            (_, base) if base < self.threshold || self.hidden.contains(node.key()) => Figure::withheld(),
            _ => Figure(Inner::Shown(tally)),
        };
        self.figures.insert(node.key().clone(), figure);
        let Node::Total(_, parts) = node else { return };
        for part in parts {
            self.decide(part);
        }
        while self.is_shown(node) && self.discloses(node) {
            if !self.hide_smallest(parts) {
                self.hide(node);
            }
        }
    }

    /// Whether a shown total discloses too much of what is hidden inside it. How many of those that are deducted answered a
    /// question is not known, so that some of what is hidden is others' even where as many are deducted.
    fn discloses(&self, node: &Node<K>) -> bool {
        match self.unknown(node) {
            Unknown { base: 0, .. } => self.hides_few(node),
            Unknown { counting, .. } => counting < self.threshold,
        }
    }

    /// Whether a part that is hidden inside a total has a few responses.
    fn hides_few(&self, node: &Node<K>) -> bool {
        match node {
            Node::Part(_, count) => !self.is_shown(node) && (1..self.threshold).contains(&count.responses()),
            Node::Total(_, parts) => self.undisclosed(parts).any(|part| self.hides_few(part)),
        }
    }

    /// The parts of a total, without those that a shown total of their own discloses.
    fn undisclosed<'a>(&self, parts: &'a [Node<K>]) -> impl Iterator<Item = &'a Node<K>> {
        parts.iter().filter(|p| matches!(p, Node::Part(..)) || !self.is_shown(p))
    }

    fn is_shown(&self, node: &Node<K>) -> bool {
        self.figures.get(node.key()).is_some_and(|f| f.shown().is_some())
    }

    fn hide(&mut self, node: &Node<K>) {
        self.figures.insert(node.key().clone(), Figure::withheld());
    }

    /// What stays unknown inside a total when the total itself is known. A shown total below it is
    /// known too, so nothing about its parts follows from the outer total.
    fn unknown(&self, node: &Node<K>) -> Unknown {
        match node {
            Node::Part(_, _) if self.is_shown(node) => Unknown::default(),
            Node::Part(_, count) => Unknown { base: count.tally.base, counting: count.base() },
            Node::Total(_, parts) => self.undisclosed(parts).map(|p| self.unknown(p)).fold(Unknown::default(), |sum, part| {
                Unknown { base: sum.base + part.base, counting: sum.counting + part.counting }
            }),
        }
    }

    /// Hides the smallest shown part; if that is a total, also a part of it where needed. False if nothing
    /// was left to hide.
    fn hide_smallest(&mut self, parts: &[Node<K>]) -> bool {
        let smallest = parts.iter().filter(|p| self.can_hide(p)).min_by_key(|p| (p.base(), p.key().clone()));
        let Some(part) = smallest else { return false };
        let shown = self.is_shown(part);
        self.hide(part);
        if let Node::Total(_, inner) = part
            && (!shown || self.unknown(part).base == 0)
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

/// Of things that several respondents stand behind, those that are not named: those of fewer than the
/// threshold, and then the smallest, until none or at least the threshold stand behind them together.
pub fn withheld<K: Ord + Clone>(sizes: &BTreeMap<K, i64>, threshold: i64) -> BTreeSet<K> {
    let mut by_size: Vec<(i64, &K)> = sizes.iter().map(|(key, n)| (*n, key)).collect();
    by_size.sort();
    let (mut withheld, mut respondents) = (BTreeSet::new(), 0);
    for (n, key) in by_size {
        if n >= threshold && (withheld.is_empty() || respondents >= threshold) {
            break;
        }
        withheld.insert(key.clone());
        respondents += n;
    }
    withheld
}

#[cfg(test)]
mod tests;
