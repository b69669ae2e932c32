//! Charts as SVG, made on the server and never without a table beside them.
//!
//! They are drawn for the width of a phone, 360 units, so that their letters can be read there; on
//! a wide screen they grow a little. Colours are classes: the page's style sheet gives them, or for
//! a picture in a document [`PICTURE_STYLE`].

use leptos::prelude::*;

use crate::domain::chart::Group;
use crate::domain::figure::{decimal, whole};
use crate::domain::ids::RoundId;
use crate::texts::parts as t;

/// Units of a chart's width.
pub const WIDTH: i64 = 360;
/// What a chart looks like outside a page.
pub const PICTURE_STYLE: &str = "text{font-family:Oxygen-Sans;font-size:13px;fill:#16202a}.value{font-size:12px}.c0{fill:#1d4f91}.c1{fill:#8fa9c9}.c2{fill:#b9bec4}.rail{fill:#eceff2}";

/// Letters in a line of a chart.
const LINE: usize = 46;
/// Units of the widest bar; the rest is for its number.
const BAR: i64 = 165;

/// A text in lines that fit.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Bars in groups, with what the chart says as its name; and its height in units.
pub fn bars(name: &str, groups: &[Group]) -> (impl IntoView + use<>, i64) {
    let mut y = 0;
    let mut shapes = Vec::new();
    for group in groups {
        for line in lines(&group.label) {
            y += 17;
            shapes.push(view! { <text x="0" y=y.to_string()>{line}</text> }.into_any());
        }
        y += 6;
        for bar in &group.bars {
            let width = bar.tenths.map_or(0, |tenths| tenths.clamp(0, 1000) * BAR / 1000);
            let fill = format!("c{}", bar.colour);
            shapes.push(
                view! {
                    <rect class="rail" x="0" y=y.to_string() width=BAR.to_string() height="14"/>
                    <rect class=fill x="0" y=y.to_string() width=width.to_string() height="14"/>
                    <text class="value" x=(BAR + 8).to_string() y=(y + 12).to_string()>{bar.text.clone()}</text>
                }
                .into_any(),
            );
            y += 18;
        }
        y += 10;
    }
    let view = view! {
        <svg class="bars" xmlns="http://www.w3.org/2000/svg" viewBox=format!("0 0 {WIDTH} {y}") role="img" aria-label=name.to_owned()>{shapes}</svg>
    };
    (view, y)
}

/// A line over years: its colour, and a value for each year in tenths, if it may be shown.
pub struct Line {
    /// Which of the chart's colours.
    pub colour: u8,
    /// Oldest first.
    pub values: Vec<Option<i64>>,
}

/// Lines over years, up to a value that is named; a year without a value leaves a gap.
pub fn years(name: &str, years: &[RoundId], lines: &[Line], (top, label): (i64, &str)) -> impl IntoView + use<> {
    let step = (WIDTH - 40) / i64::try_from(years.len().max(2) - 1).unwrap_or(1);
    let x = |i: usize| 20 + i64::try_from(i).unwrap_or(0) * step;
    let y = |value: i64| 130 - value * 110 / top.max(1);
    let labels = years.iter().enumerate().map(|(i, year)| {
        view! { <text class="value" x=x(i).to_string() y="150" text-anchor="middle">{year.to_string()}</text> }
    });
    let drawn = lines.iter().map(|line| {
        let class = format!("line l{}", line.colour);
        // A gap parts a line in two.
        let parts = line.values.iter().enumerate().fold(vec![String::new()], |mut parts: Vec<String>, (i, value)| {
            match value {
                Some(value) => parts.last_mut().into_iter().for_each(|p| p.push_str(&format!("{},{} ", x(i), y(*value)))),
                None => parts.push(String::new()),
            }
            parts
        });
        let parts = parts.into_iter().filter(|p| !p.is_empty());
        let parts = parts.map(|points| view! { <polyline class=class.clone() points=points.trim().to_owned()/> }).collect_view();
        let dots = line.values.iter().enumerate().filter_map(|(i, value)| Some((x(i), y((*value)?))));
        let dots = dots
            .map(|(cx, cy)| view! { <circle class=format!("c{}", line.colour) cx=cx.to_string() cy=cy.to_string() r="3.5"/> })
            .collect_view();
        view! { {parts}{dots} }
    });
    view! {
        <svg class="yearly" viewBox=format!("0 0 {WIDTH} 160") role="img" aria-label=name.to_owned()>
            <line x1="5" y1="20" x2="355" y2="20"/><line x1="5" y1="75" x2="355" y2="75"/><line x1="5" y1="130" x2="355" y2="130"/>
            <text class="value" x="5" y="14">{label.to_owned()}</text>
            {labels.collect_view()}{drawn.collect_view()}
        </svg>
    }
}

/// How many had answered by the end of each day of a collection, and the year before.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    /// This round.
    pub year: Option<RoundId>,
    /// Those who can answer.
    pub eligible: i64,
    /// The first days' names, as many as the longer of the two collections has.
    pub days: Vec<String>,
    /// Answers in all by the end of each day that has begun.
    pub sums: Vec<i64>,
    /// The year before, and its shares in tenths of a percent on the same days.
    pub before: Option<(RoundId, Vec<i64>)>,
}

/// The curve with its table.
pub fn curve(curve: &Curve) -> impl IntoView + use<> {
    let last_day = i64::try_from(curve.days.len().max(2) - 1).unwrap_or(1);
    let point = |i: usize, tenths: i64| {
        format!("{},{} ", i64::try_from(i).unwrap_or(0) * 600 / last_day, 160 - tenths.clamp(0, 1000) * 150 / 1000)
    };
    let path = |values: &[i64]| values.iter().enumerate().map(|(i, v)| point(i, *v)).collect::<String>().trim().to_owned();
    let share = |sum: &i64| crate::domain::figure::tenths_of_percent(*sum, curve.eligible).unwrap_or(0);
    let shares: Vec<i64> = curve.sums.iter().map(share).collect();
    let percent = |tenths: i64| format!("{}\u{a0}%", decimal(tenths, 1));
    let rows = curve.days.iter().enumerate().map(|(i, day)| {
        let now = curve.sums.get(i).zip(shares.get(i));
        let now = now.map(|(sum, share)| format!("{} ({})", whole(*sum), percent(*share))).unwrap_or_default();
        let before = curve.before.as_ref().map(|(_, shares)| shares.get(i).map(|s| percent(*s)).unwrap_or_default());
        let before = before.map(|text| view! { <td class="n before">{text}</td> });
        view! { <tr><th scope="row">{day.clone()}</th><td class="n">{now}</td>{before}</tr> }
    });
    let heads = curve.before.as_ref().map(|(year, _)| view! { <th scope="col" class="n before">{year.to_string()}</th> });
    let grey = curve.before.as_ref().map(|(year, shares)| {
        let (x, y) = (shares.len().saturating_sub(1), shares.last().copied().unwrap_or(0));
        let at = point(x, y);
        let (x, y) = at.trim().split_once(',').map(|(x, y)| (x.to_owned(), y.to_owned())).unwrap_or_default();
        view! { <polyline class="grey" points=path(shares)/><text x=x y=y dy="-8" text-anchor="end">{year.to_string()}</text> }
    });
    let label = t::curve(curve.sums.last().copied().unwrap_or(0), curve.eligible);
    (!curve.days.is_empty()).then(|| view! {
        <figure class="curve">
            <svg viewBox="0 0 600 170" role="img" aria-label=label>
                <line x1="0" y1="10" x2="600" y2="10"/><line x1="0" y1="85" x2="600" y2="85"/><line x1="0" y1="160" x2="600" y2="160"/>
                {grey}<polyline points=path(&shares)/>
            </svg>
            <details><summary>{t::AS_TABLE}</summary>
                <table><thead><tr><th scope="col">{t::CURVE_DAY}</th><th scope="col" class="n">{curve.year.map(|year| year.to_string())}</th>{heads}</tr></thead><tbody>{rows.collect_view()}</tbody></table>
            </details>
        </figure>
    })
}
