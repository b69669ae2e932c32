//! Bars in groups.

use leptos::prelude::*;

use super::{WIDTH, lines};
use crate::domain::chart::{Bar, Group};

/// Characters in a line of a label.
const LINE_LENGTH: usize = 46;
/// The widest bar, in units; the rest is for its number.
const BAR_WIDTH: i64 = 118;
/// The height of a line of a label, in units.
const LINE_HEIGHT: i64 = 17;
/// The height of a bar with the space below it, in units.
const BAR_HEIGHT: i64 = 18;

fn group_height(group: &Group) -> i64 {
    super::index(lines(&group.label, LINE_LENGTH).len()) * LINE_HEIGHT + 6 + super::index(group.bars.len()) * BAR_HEIGHT + 10
}

/// A chart's height in its own units.
pub fn bar_chart_height(groups: &[Group]) -> i64 {
    groups.iter().map(group_height).sum()
}

/// Bars in groups.
#[component]
pub fn BarChart<'a>(
    /// What the chart says, for whoever does not see it.
    #[prop(into)]
    name: String,
    groups: &'a [Group],
) -> impl IntoView + use<> {
    let height = bar_chart_height(groups);
    let mut top = 0;
    let mut shapes = Vec::new();
    for group in groups {
        shapes.push(group_view(group, top));
        top += group_height(group);
    }
    view! {
        <svg class="bars" xmlns="http://www.w3.org/2000/svg" viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=name>{shapes}</svg>
    }
}

/// A group whose label begins below `top`.
fn group_view(group: &Group, top: i64) -> AnyView {
    let mut y = top;
    let mut shapes = Vec::new();
    for line in lines(&group.label, LINE_LENGTH) {
        y += LINE_HEIGHT;
        shapes.push(view! { <text x="0" y=y.to_string()>{line}</text> }.into_any());
    }
    y += 6;
    for bar in &group.bars {
        shapes.push(bar_view(bar, y));
        y += BAR_HEIGHT;
    }
    shapes.into_any()
}

fn bar_view(bar: &Bar, y: i64) -> AnyView {
    let width = bar.tenths.map_or(0, |tenths| tenths.clamp(0, 1000) * BAR_WIDTH / 1000);
    view! {
        <rect class="rail" x="0" y=y.to_string() width=BAR_WIDTH.to_string() height="14"/>
        <rect class=format!("c{}", bar.colour) x="0" y=y.to_string() width=width.to_string() height="14"/>
        <text class="value" x=(BAR_WIDTH + 8).to_string() y=(y + 12).to_string()>{bar.text.clone()}</text>
    }
    .into_any()
}
