//! A whole that is divided: a bar a row, as for the rows of a matrix.

use leptos::prelude::*;

use super::at;
use crate::domain::figure::Tally;
use crate::ui::figure::percent;

/// The narrowest part that has room for its number, in tenths of a percent.
const ROOM: i64 = 130;

/// The share of each of the answers, in their order.
#[component]
pub fn StackedBar(tallies: Vec<Tally>) -> impl IntoView {
    let mut before = 0;
    let parts = tallies.into_iter().enumerate().map(|(i, tally)| {
        let place = |count: i64| count * 1000 / tally.base.max(1);
        let (x, width) = (place(before), place(tally.count));
        before += tally.count;
        let number = (width >= ROOM).then(|| {
            let class = format!("on-s{i}");
            view! { <text class=class x=at(x + width / 2) y="50%" dy="0.35em" text-anchor="middle">{percent(Some(tally))}</text> }
        });
        view! { <rect class=format!("s{i}") x=at(x) width=at(width) height="100%"/>{number} }
    });
    let parts = parts.collect_view();
    view! { <svg class="stacked" aria-hidden="true" focusable="false">{parts}</svg> }
}

/// What the parts of such bars are, in their order.
#[component]
pub fn StackedLegend(answers: Vec<String>) -> impl IntoView {
    let answers = answers.into_iter().enumerate().map(|(i, answer)| {
        view! { <li><svg class="key" aria-hidden="true"><rect class=format!("s{i}") width="100%" height="100%"/></svg>{answer}</li> }
    });
    view! { <ul class="legend-row">{answers.collect_view()}</ul> }
}
