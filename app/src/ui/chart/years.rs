//! Lines over years.

use leptos::prelude::*;

use super::{WIDTH, index, steps};
use crate::domain::ids::RoundId;

/// A line: its colour, and a value for each year.
pub struct Line {
    /// Which of the chart's colours.
    pub colour: u8,
    /// Tenths of a percent or hundredths of a mean, oldest first; none where it may not be shown.
    pub values: Vec<Option<i64>>,
}

/// Lines over years. A year without a value leaves a gap.
#[component]
pub fn YearChart<'a>(
    /// What the chart says, for whoever does not see it.
    #[prop(into)]
    name: String,
    years: &'a [RoundId],
    lines: Vec<Line>,
    /// The value at the top.
    top: i64,
    /// The same in words.
    top_label: &'static str,
) -> impl IntoView + use<> {
    let step = (WIDTH - 40) / steps(years.len());
    let x = |i: usize| 20 + index(i) * step;
    let y = |value: i64| 130 - value * 110 / top.max(1);
    let labels = years.iter().enumerate().map(|(i, year)| {
        view! { <text class="value" x=x(i).to_string() y="150" text-anchor="middle">{year.to_string()}</text> }
    });
    let drawn = lines.iter().map(|line| {
        let points = line.values.iter().enumerate().map(|(i, value)| value.map(|value| (x(i), y(value))));
        line_view(line.colour, &points.collect::<Vec<_>>())
    });
    view! {
        <svg class="yearly" viewBox=format!("0 0 {WIDTH} 160") role="img" aria-label=name>
            <line x1="5" y1="20" x2="355" y2="20"/><line x1="5" y1="75" x2="355" y2="75"/><line x1="5" y1="130" x2="355" y2="130"/>
            <text class="value" x="5" y="14">{top_label}</text>
            {labels.collect_view()}{drawn.collect_view()}
        </svg>
    }
}

/// A line with a dot at each point; a missing point parts it in two.
fn line_view(colour: u8, points: &[Option<(i64, i64)>]) -> impl IntoView + use<> {
    let parts = points.split(Option::is_none).filter(|part| !part.is_empty()).map(|part| {
        let points: Vec<String> = part.iter().flatten().map(|(x, y)| format!("{x},{y}")).collect();
        view! { <polyline class=format!("line l{colour}") points=points.join(" ")/> }
    });
    let dots = points.iter().flatten().map(|(x, y)| {
        view! { <circle class=format!("c{colour}") cx=x.to_string() cy=y.to_string() r="3.5"/> }
    });
    view! { {parts.collect_view()}{dots.collect_view()} }
}

/// A small line over years beside a figure.
#[component]
pub fn Sparkline(
    /// Oldest first; none where it may not be shown.
    values: Vec<Option<i64>>,
    /// The value at the top.
    top: i64,
) -> impl IntoView {
    let step = 72 / steps(values.len());
    let point = |(i, value): (usize, Option<i64>)| Some((4 + index(i) * step, 27 - value? * 24 / top.max(1)));
    let points: Vec<(i64, i64)> = values.into_iter().enumerate().filter_map(point).collect();
    let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let last = points.last().map(|(x, y)| view! { <circle cx=x.to_string() cy=y.to_string() r="2.5"/> });
    view! {
        <svg class="trend" viewBox="0 0 80 30" width="80" height="30" aria-hidden="true" focusable="false">
            <polyline points=line.join(" ")/>
            {last}
        </svg>
    }
}
