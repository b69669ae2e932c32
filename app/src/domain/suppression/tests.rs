//! Small groups stay hidden, and cannot be subtracted out of what is shown.

use super::*;
use proptest::prelude::*;

fn part(key: &str, base: i64) -> Node<String> {
    counted(key, base, base, 0)
}

fn counted(key: &str, base: i64, responses: i64, deducted: i64) -> Node<String> {
    Node::Part(key.into(), Count { tally: Tally { count: base / 2, base }, responses, deducted })
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
    assert_eq!(figures["a"].hidden(), Some(Reason::Withheld));
    assert_eq!(figures["c"].hidden(), Some(Reason::Withheld));
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

#[test]
fn a_part_of_a_few_who_said_nothing_takes_the_next_smallest_with_it() {
    let root = |silent| total("stad", vec![counted("a", 0, silent, 0), part("b", 9), part("c", 7)]);
    assert_eq!(hidden(&root(3)), ["a", "c"], "or it would be told that all three said nothing");
    assert!(hidden(&root(0)).is_empty(), "nobody answered, as the rates tell");
    assert!(hidden(&root(6)).is_empty());
}

#[test]
fn ones_own_answers_lift_nothing_over_the_threshold() {
    let root = total("stad", vec![counted("a", 7, 7, 4), part("b", 9), part("c", 30)]);
    assert_eq!(hidden(&root), ["a", "b"], "who gave four of the seven knows the three");
    assert_eq!(protect(&total("stad", vec![counted("a", 9, 9, 4)]), 5)["a"].shown().map(|t| t.base), Some(9));
}

#[test]
fn a_few_are_hidden_though_as_many_are_deducted() {
    for (base, responses) in [(4, 4), (4, 12), (6, 12)] {
        let root = total("stad", vec![counted("a", base, responses, 6), part("b", 9), part("c", 30)]);
        assert_eq!(hidden(&root), ["a", "b"], "{base} of {responses} may be others'");
    }
}

#[test]
fn what_was_hidden_under_a_lower_threshold_stays_hidden() {
    let merged = |key: &str, bases: &[i64]| {
        total(key, bases.iter().enumerate().map(|(i, base)| part(&format!("{key}{i}"), *base)).collect())
    };
    let root = total("stad", vec![merged("a", &[4, 11, 30]), merged("b", &[8, 9, 50]), part("c", 70)]);
    for last in 5..60 {
        let (before, after) = (protect(&root, 5), protect_since(&root, (5, last)));
        let shown_again = after.iter().find(|(key, figure)| figure.shown().is_some() && before[*key].shown().is_none());
        assert_eq!(shown_again, None, "under {last}");
    }
}

fn any_tree() -> impl Strategy<Value = Node<String>> {
    let base = prop_oneof![3 => 0i64..8, 1 => 8i64..30];
    let base = (base, prop_oneof![2 => Just(0i64), 1 => 0i64..7], prop_oneof![3 => Just(0i64), 1 => 0i64..5]);
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
                let parts = bases.iter().enumerate();
                let parts = parts.map(|(i, (b, silent, d))| counted(&format!("g{g}p{i}"), *b, b + silent, (*d).min(b + silent)));
                let parts: Vec<_> = parts.collect();
                if parts.len() == 1 { parts[0].clone() } else { total(&format!("g{g}"), parts) }
            })
            .collect();
        total("stad", nodes)
    })
}

fn leaves(node: &Node<String>, into: &mut Vec<(String, Count)>) {
    match node {
        Node::Part(key, count) => into.push((key.clone(), *count)),
        Node::Total(_, parts) => parts.iter().for_each(|p| leaves(p, into)),
    }
}

/// Each shown figure as an equation over the parts that it sums.
fn equations(node: &Node<String>, figures: &BTreeMap<String, Figure>, index: &BTreeMap<String, usize>, into: &mut Vec<Vec<f64>>) {
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
    /// addition or subtraction of figures, nor that fewer than five said nothing. The attacker
    /// knows who has not answered at all (rates are public), and the answers that are deducted.
    #[test]
    fn nothing_small_can_be_subtracted_out(root in any_tree(), last in 5i64..9) {
        let figures = protect_since(&root, (5, last));
        let mut parts = vec![];
        leaves(&root, &mut parts);
        let index: BTreeMap<String, usize> = parts.iter().enumerate().map(|(i, (k, _))| (k.clone(), i)).collect();
        let mut known = vec![];
        equations(&root, &figures, &index, &mut known);
        for (i, (_, count)) in parts.iter().enumerate() {
            if count.responses == 0 {
                let mut row = vec![0.0; parts.len()];
                row[i] = 1.0;
                known.push(row);
            }
        }
        let ranked = rank(known.clone());
        for set in 1u32..1 << parts.len() {
            let chosen = || parts.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, (_, count))| *count);
            let (all, base) = chosen().fold((0, 0), |(all, base), count| (all + count.tally.base, base + count.base()));
            let responses: i64 = chosen().map(Count::responses).sum();
            // Whoever is deducted may have left the question out, so that as few as that are told of.
            if all > 0 && base < 5 || all == 0 && (1..5).contains(&responses) {
                let row = (0..parts.len()).map(|i| f64::from(u8::from(set >> i & 1 == 1))).collect();
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

#[test]
fn the_smallest_are_withheld_until_five_are() {
    let withheld = |sizes: &[i64]| {
        let sizes: BTreeMap<usize, i64> = sizes.iter().copied().enumerate().collect();
        withheld(&sizes, 5).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(withheld(&[5, 6, 7]), [0; 0]);
    assert_eq!(withheld(&[9, 2, 3, 5]), [1, 2]);
    assert_eq!(withheld(&[9, 2, 6]), [1, 2]);
    assert_eq!(withheld(&[4]), [0]);
}

proptest! {
    #[test]
    fn what_is_withheld_cannot_be_subtracted(sizes in prop::collection::vec(1i64..12, 0..9), threshold in 5i64..8) {
        let sizes: BTreeMap<usize, i64> = sizes.into_iter().enumerate().collect();
        let withheld = withheld(&sizes, threshold);
        let lost: i64 = withheld.iter().map(|k| sizes[k]).sum();
        prop_assert!(sizes.iter().all(|(k, n)| *n >= threshold || withheld.contains(k)));
        prop_assert!(lost == 0 || lost >= threshold || withheld.len() == sizes.len());
        // None goes that need not.
        let needless = |k: &usize| sizes[k] >= threshold && lost - sizes[k] >= threshold;
        prop_assert!(!withheld.iter().any(needless));
    }
}

#[test]
fn what_is_left_of_a_figure_is_shown_unless_it_is_small() {
    let of = |count, base| Figure(Inner::Shown(Tally { count, base }));
    assert_eq!(of(7, 12).without(of(3, 7)), of(4, 5));
    assert_eq!(of(7, 11).without(of(3, 7)), Figure::withheld());
    assert_eq!(of(7, 12).without(Figure::empty()), Figure::withheld());
    assert_eq!(of(7, 12).and(of(3, 7)), of(10, 19));
    assert_eq!(of(7, 12).and(Figure::empty()), Figure::withheld());
}

#[test]
fn ones_own_silence_makes_no_few_into_many() {
    let root = total("stad", vec![counted("a", 0, 7, 4), part("b", 9), part("c", 7)]);
    assert_eq!(hidden(&root), ["a", "c"], "who gave four of the seven knows that the three said nothing");
}

#[test]
fn few_in_a_hidden_total_and_few_beside_it_protect_each_other() {
    let root = total("stad", vec![part("a", 4), total("g", vec![part("h", 4)]), part("b", 30)]);
    assert_eq!(hidden(&root), ["a", "g", "h"]);
}

#[test]
fn a_total_that_is_hidden_beside_a_few_keeps_those_of_its_parts_that_need_not_go() {
    let merged = total("m", vec![part("a", 3), part("b", 3), part("c", 30)]);
    let root = total("stad", vec![merged, part("d", 4), part("e", 90)]);
    assert_eq!(hidden(&root), ["a", "b", "d", "m"]);
}
