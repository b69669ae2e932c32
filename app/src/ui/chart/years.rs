//! Lines over years.

use leptos::prelude::*;

use super::{SCALE, at, down, index, path, steps};
use crate::domain::ids::RoundId;

/// A line: its colour, and a value for each year.
pub struct Line {
    /// Which of the chart's colours.
    pub colour: u8,
    /// Tenths of a percent of the chart's height, oldest first; none where it may not be shown.
    pub values: Vec<Option<i64>>,
    /// The last value in words.
    pub last: String,
}

/// One of many small charts on the same scale: lines over years, each with its last value written. A year without a
/// value leaves a gap.
#[component]
pub fn SmallMultiple(
    #[prop(into)] title: String,
    years: Vec<RoundId>,
    lines: Vec<Line>,
    /// The value at the bottom and at the top, in words.
    ends: [String; 2],
) -> impl IntoView {
    let x = |i: usize| index(i) * SCALE / steps(years.len());
    let drawn = lines.iter().map(|line| {
        let points: Vec<_> = line.values.iter().enumerate().map(|(i, value)| Some((x(i), down((*value)?)))).collect();
        line_view(line.colour, &points)
    });
    let drawn = drawn.collect_view();
    let last = lines.iter().rev().map(|line| {
        view! { <li><svg class="key" aria-hidden="true"><line class=format!("l{}", line.colour) x1="0" x2="100%" y1="50%" y2="50%"/></svg>{line.last.clone()}</li> }
    });
    let last = last.collect_view();
    let [bottom, top] = ends;
    let name = |year: Option<&RoundId>| year.map(ToString::to_string);
    view! {
        <figure class="small">
            <figcaption>{title}</figcaption>
            <ul class="legend-row">{last}</ul>
            <div class="plot" aria-hidden="true">
                <div class="axis-y"><span>{top}</span><span>{bottom}</span></div>
                <svg focusable="false"><line x2="100%" y1="0" y2="0"/><line x2="100%" y1="100%" y2="100%"/>{drawn}</svg>
                <div class="axis-x"><span>{name(years.first())}</span><span>{name(years.last())}</span></div>
            </div>
        </figure>
    }
}

/// A line with a dot at each point; a missing point parts it in two.
fn line_view(colour: u8, points: &[Option<(i64, i64)>]) -> impl IntoView + use<> {
    let parts = points.split(Option::is_none).filter(|part| part.len() > 1).map(|part| {
        let points: Vec<_> = part.iter().flatten().copied().collect();
        view! { <polyline class=format!("line l{colour}") points=path(&points)/> }
    });
    let parts = parts.collect_view();
    let dots = points.iter().flatten().map(|(x, y)| {
        view! { <circle class=format!("c{colour}") cx=at(*x) cy=at(*y) r="3.5"/> }
    });
    view! {
        <svg viewBox=format!("0 0 {SCALE} {SCALE}") preserveAspectRatio="none" width="100%" height="100%">{parts}</svg>
        {dots.collect_view()}
    }
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
    let last = points.last().map(|(x, y)| view! { <circle cx=x.to_string() cy=y.to_string() r="2.5"/> });
    view! {
        <svg class="trend" viewBox="0 0 80 30" width="80" height="30" aria-hidden="true" focusable="false">
            <polyline points=path(&points)/>
            {last}
        </svg>
    }
}

/// Lines between two years, one each, the last on top of the others. Only that one is named at its end; the others
/// are in the table beside it.
#[component]
pub fn Slope(
    #[prop(into)] title: String,
    years: [RoundId; 2],
    lines: Vec<Line>,
    /// The value at the bottom and at the top, in words.
    ends: [String; 2],
) -> impl IntoView {
    let drawn = lines.iter().map(|line| {
        let points: Vec<_> = line.values.iter().enumerate().map(|(i, value)| Some((index(i) * SCALE, down((*value)?)))).collect();
        view! { <g><title>{line.last.clone()}</title>{line_view(line.colour, &points)}</g> }
    });
    let drawn = drawn.collect_view();
    let key = lines.last().map(|line| {
        view! { <li><svg class="key" aria-hidden="true"><line class=format!("l{}", line.colour) x1="0" x2="100%" y1="50%" y2="50%"/></svg>{line.last.clone()}</li> }
    });
    let ([bottom, top], [before, now]) = (ends, years.map(|year| year.to_string()));
    view! {
        <figure class="small slope">
            <ul class="legend-row">{key}</ul>
            <div class="plot">
                <div class="axis-y" aria-hidden="true"><span>{top}</span><span>{bottom}</span></div>
                <svg role="img" aria-label=title><line x2="100%" y1="0" y2="0"/><line x2="100%" y1="100%" y2="100%"/>{drawn}</svg>
                <div class="axis-x" aria-hidden="true"><span>{before}</span><span>{now}</span></div>
            </div>
        </figure>
    }
}
