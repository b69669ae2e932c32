//! Which sums over many organisations may be shown of a figure that is counted by two things at once.
//!
//! A *table* has a row for each organisation and a column for each verksamhetsområde; a *cell* is what those of
//! the row in the column answered. The sum of a row is the organisation's figure, and cells of it may be shown as the
//! organisation's own breakdown. The sums of the columns are decided here, last: what is shown of the rows stays as it is.
//!
//! Whoever knows sums of rows and columns can add and subtract them. What is had that way of the cells that are
//! not shown is always the edges of a cut in a graph: rows and columns are its nodes, the cells its edges, and what no sum
//! is known of is one node together (Gusfield, "A graph theoretic approach to statistical data security", SIAM J. Comput.
//! 17:3, 1988). So no cut may have fewer answers than the threshold; columns are hidden, smallest first, until none has.

use std::collections::{BTreeMap, BTreeSet};

use super::{Count, Figure, LEAST_THRESHOLD, Node, protect};

/// What is counted of a row in a column.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// The answers.
    pub count: Count,
    /// Whether it is shown as a part of its row.
    pub shown: bool,
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Row<C> {
    /// What the sum of the row is known by: rows of one name are known together, and of those without nothing is.
    pub sum: Option<String>,
    /// By column.
    pub cells: BTreeMap<C, Cell>,
}

/// The sum of all columns, which none of them is.
const WHOLE: Option<usize> = None;

/// Decides the sum of each column. The rows are all that anything is known of: organisations whose figures are added to those of
/// others belong into one table with them.
pub fn protect_columns<C: Ord + Clone>(rows: &[Row<C>], threshold: i64) -> BTreeMap<C, Figure> {
    let threshold = threshold.max(LEAST_THRESHOLD);
    let columns: Vec<C> = rows.iter().flat_map(|r| r.cells.keys().cloned()).collect::<BTreeSet<C>>().into_iter().collect();
    let parts = columns.iter().enumerate().map(|(i, column)| Node::Part(Some(i), sum(rows, column)));
    let decided = protect(&Node::Total(WHOLE, parts.collect()), threshold);
    let is_shown = |i: &usize| decided.get(&Some(*i)).is_some_and(|f| f.shown().is_some());
    let mut shown: BTreeSet<usize> = (0..columns.len()).filter(is_shown).collect();
    while discloses(rows, &columns, &shown, threshold) {
        let smallest = shown.iter().copied().min_by_key(|i| (sum(rows, &columns[*i]).base(), *i));
        let Some(smallest) = smallest else { break };
        shown.remove(&smallest);
    }
    let figure = |i: usize| decided.get(&Some(i)).copied().filter(|_| shown.contains(&i)).unwrap_or_else(Figure::empty);
    columns.iter().enumerate().map(|(i, column)| (column.clone(), figure(i))).collect()
}

fn sum<C: Ord>(rows: &[Row<C>], column: &C) -> Count {
    let counts = rows.iter().filter_map(|r| r.cells.get(column)).map(|cell| cell.count);
    counts.fold(Count::default(), |sum, count| Count {
        tally: sum.tally + count.tally,
        responses: sum.responses + count.responses,
        deducted: sum.deducted + count.deducted,
    })
}

/// Whether some cut of the cells that are not shown has fewer answers than the threshold.
fn discloses<C: Ord>(rows: &[Row<C>], columns: &[C], shown: &BTreeSet<usize>, threshold: i64) -> bool {
    // The first node is what no sum is known of; then the sums of rows, then the columns that are shown.
    let sums: BTreeSet<&String> = rows.iter().filter_map(|row| row.sum.as_ref()).collect();
    let node_of_row = |row: &Row<C>| row.sum.as_ref().map_or(0, |sum| 1 + sums.iter().take_while(|other| **other != sum).count());
    let node_of_column = |i: usize| if shown.contains(&i) { 1 + sums.len() + i } else { 0 };
    let mut graph = Graph::new(1 + sums.len() + columns.len());
    for row in rows {
        for (i, column) in columns.iter().enumerate() {
            if let Some(cell) = row.cells.get(column).filter(|cell| !cell.shown && cell.count.responses > 0) {
                graph.join(node_of_row(row), node_of_column(i), cell.count.base());
            }
        }
    }
    graph.smallest_cut().is_some_and(|answers| answers < threshold)
}

/// How many answers join two nodes; none where no cell does.
struct Graph(Vec<Vec<Option<i64>>>);

impl Graph {
    fn new(nodes: usize) -> Self {
        Self(vec![vec![None; nodes]; nodes])
    }

    fn join(&mut self, a: usize, b: usize, answers: i64) {
        if a != b {
            for (a, b) in [(a, b), (b, a)] {
                self.0[a][b] = Some(self.0[a][b].unwrap_or(0) + answers);
            }
        }
    }

    /// The minimum cut of any connected component; none where there is no edge. Stoer and Wagner, "A simple min-cut algorithm",
    /// J. ACM 44:4, 1997.
    fn smallest_cut(mut self) -> Option<i64> {
        let mut left: BTreeSet<usize> = (0..self.0.len()).collect();
        let mut smallest = None;
        while let Some(start) = left.first().copied() {
            let order = self.by_attachment(start, &left);
            let (Some(last), Some(before)) = (order.last().copied(), order.iter().rev().nth(1).copied()) else {
                // Nothing that is left is connected to it.
                left.remove(&start);
                continue;
            };
            let cut = self.0[last].iter().flatten().sum();
            smallest = Some(smallest.map_or(cut, |least: i64| least.min(cut)));
            self.merge(before, last);
            left.remove(&last);
        }
        smallest
    }

    /// The nodes that are connected to one, each next the one with the most answers between it and those before it.
    fn by_attachment(&self, start: usize, left: &BTreeSet<usize>) -> Vec<usize> {
        let mut order = vec![start];
        let attached = |order: &[usize], node: usize| {
            order.iter().filter_map(|other| self.0[node][*other]).reduce(|sum, answers| sum + answers)
        };
        loop {
            let open = left.iter().copied().filter(|node| !order.contains(node));
            let next = open.filter_map(|node| Some((attached(&order, node)?, node))).max();
            let Some((_, node)) = next else { return order };
            order.push(node);
        }
    }

    fn merge(&mut self, into: usize, from: usize) {
        for other in 0..self.0.len() {
            if let Some(answers) = self.0[from][other] {
                (self.0[from][other], self.0[other][from]) = (None, None);
                self.join(into, other, answers);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::Tally;
    use proptest::prelude::*;

    /// A base, and whether it is shown.
    type Cells<'a> = &'a [(i64, bool)];

    /// A table, with the rows that are shown.
    fn table(rows: &[(bool, Cells)]) -> Vec<Row<usize>> {
        let cell = |(base, shown): &(i64, bool)| {
            let count = Count { tally: Tally { count: base / 2, base: *base }, responses: *base, deducted: 0 };
            Cell { count, shown: *shown }
        };
        let row = |(i, (shown, cells)): (usize, &(bool, Cells))| Row {
            sum: shown.then(|| i.to_string()),
            cells: cells.iter().map(cell).enumerate().collect(),
        };
        rows.iter().enumerate().map(row).collect()
    }

    fn shown(rows: &[Row<usize>]) -> Vec<usize> {
        let figures = protect_columns(rows, 5);
        figures.into_iter().filter(|(_, figure)| figure.shown().is_some()).map(|(column, _)| column).collect()
    }

    #[test]
    fn a_column_of_many_rows_is_shown() {
        let hidden: Cells = &[(3, false), (4, false), (3, false)];
        assert_eq!(shown(&table(&[(true, hidden), (true, hidden), (true, hidden)])), [0, 1, 2]);
    }

    #[test]
    fn a_column_that_would_give_away_a_cell_of_a_row_is_hidden() {
        // The row hides six with three. The column of the six has nobody else, and the columns of the others less their rows
        // leave the three.
        let alone: Cells = &[(6, false), (3, false), (8, true)];
        let other: Cells = &[(0, false), (9, false), (9, false)];
        let third: Cells = &[(0, false), (9, false), (9, false)];
        assert_eq!(shown(&table(&[(true, alone), (true, other), (true, third)])), [2]);
    }

    #[test]
    fn two_rows_that_are_joined_by_one_small_cell_do_not_tell_it() {
        // Each half is a round of cells by itself; the two that join them would be had as a difference.
        let half: Cells = &[(9, false), (9, false), (0, false), (0, false)];
        let joined: Cells = &[(9, false), (9, false), (2, false), (0, false)];
        let other: Cells = &[(0, false), (0, false), (9, false), (9, false)];
        let rows = table(&[(true, half), (true, joined), (true, other), (true, other)]);
        assert!(shown(&rows).len() < 4, "{:?}", shown(&rows));
    }

    #[test]
    fn what_two_tables_and_the_city_tell_together_is_one_table() {
        // The last row is asked another list; with the rows of few it is what the city leaves over.
        let many: Cells = &[(3, false), (3, false), (6, true), (6, true), (0, false)];
        let first: Cells = &[(3, false), (0, false), (0, false), (0, false), (0, false)];
        let second: Cells = &[(0, false), (3, false), (0, false), (0, false), (0, false)];
        let elsewhere: Cells = &[(0, false), (0, false), (0, false), (0, false), (3, false)];
        let mut rows = table(&[(true, many), (true, many), (false, first), (false, second), (false, elsewhere)]);
        rows.iter_mut().skip(2).for_each(|row| row.sum = Some("left over".to_owned()));
        assert_ne!(shown(&rows)[..2], [0, 1], "the columns less the rows would leave three");
    }

    /// Everything that follows from adding and subtracting what is shown: of each set of rows and columns, the cells that
    /// one side of it has and the other lacks. `None` where the difference mixes signs.
    fn had_by_subtraction(rows: &[Row<usize>], figures: &BTreeMap<usize, Figure>) -> Vec<i64> {
        let columns = figures.len();
        let known: Vec<bool> =
            rows.iter().map(|r| r.sum.is_some()).chain(figures.values().map(|f| f.shown().is_some())).collect();
        let mut had = Vec::new();
        for set in 0_u32..1 << known.len() {
            let within = |i: usize| set & (1 << i) != 0;
            if (0..known.len()).any(|i| within(i) && !known[i]) {
                continue;
            }
            let (mut plus, mut minus, mut sum) = (0, 0, 0);
            for (r, row) in rows.iter().enumerate() {
                for c in 0..columns {
                    let Some(cell) = row.cells.get(&c).filter(|cell| !cell.shown && cell.count.responses > 0) else { continue };
                    match (within(r), within(rows.len() + c)) {
                        (true, false) => plus += 1,
                        (false, true) => minus += 1,
                        _ => continue,
                    }
                    sum += cell.count.tally.base;
                }
            }
            if (plus == 0) != (minus == 0) {
                had.push(sum);
            }
        }
        had
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn no_small_group_is_had_by_subtraction(
            bases in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0_i64), 1..7_i64, 5..30_i64], 4), 2..5),
            shows in prop::collection::vec(any::<bool>(), 5),
        ) {
            let rows: Vec<Row<usize>> = bases.iter().zip(shows).enumerate().map(|(number, (bases, cells_shown))| {
                let whole = Node::Total(4, bases.iter().enumerate().map(|(i, base)| {
                    let tally = Tally { count: 0, base: *base };
                    Node::Part(i, Count { tally, responses: *base, deducted: 0 })
                }).collect());
                let own = protect(&whole, 5);
                let row_shown = own[&4].shown().is_some();
                let cells = bases.iter().enumerate().map(|(i, base)| {
                    let count = Count { tally: Tally { count: 0, base: *base }, responses: *base, deducted: 0 };
                    (i, Cell { count, shown: row_shown && cells_shown && own[&i].shown().is_some() })
                });
                Row { sum: row_shown.then(|| number.to_string()), cells: cells.collect() }
            }).collect();
            let figures = protect_columns(&rows, 5);
            for group in had_by_subtraction(&rows, &figures) {
                prop_assert!(group >= 5, "{group} of {rows:?} {figures:?}");
            }
        }
    }

    #[test]
    fn most_tables_of_a_city_show_most_of_their_columns() {
        // Twelve organisations of some twenty managers in five lines of work, of which each hides its smallest.
        let rows: Vec<Row<usize>> = (0..12)
            .map(|r: usize| Row {
                sum: Some(r.to_string()),
                cells: (0..5)
                    .map(|c| {
                        let base = i64::try_from((r * 7 + c * 3) % 9 + 1).expect("small");
                        let count = Count { tally: Tally { count: 0, base }, responses: base, deducted: 0 };
                        (c, Cell { count, shown: base >= 8 })
                    })
                    .collect(),
            })
            .collect();
        assert_eq!(shown(&rows).len(), 5);
    }

    #[test]
    fn as_many_as_the_threshold_may_be_had_by_subtraction() {
        let of = |base: i64| [(base, false), (9, true)];
        let rows = |base: i64| table(&[(true, &of(base)), (true, &[(9, true), (9, true)])]);
        assert_eq!((shown(&rows(5)), shown(&rows(4))), (vec![0, 1], vec![]));
    }

    /// The columns that are shown of one row whose sum is not known: bases, responses, and what is deducted.
    fn shown_of(counts: &[(i64, i64, i64)]) -> Vec<usize> {
        let cell = |(base, responses, deducted): &(i64, i64, i64)| {
            let tally = Tally { count: 0, base: *base };
            Cell { count: Count { tally, responses: *responses, deducted: *deducted }, shown: false }
        };
        shown(&[Row { sum: None, cells: counts.iter().map(cell).enumerate().collect() }])
    }

    #[test]
    fn a_column_of_a_few_who_said_nothing_takes_the_next_smallest_with_it() {
        assert_eq!(shown_of(&[(0, 3, 0), (9, 9, 0), (7, 7, 0)]), [1]);
    }

    #[test]
    fn what_is_deducted_makes_a_column_smaller() {
        assert_eq!(shown_of(&[(12, 12, 5), (9, 9, 0), (3, 3, 0)]), [1], "seven of the twelve are others'");
    }
}
