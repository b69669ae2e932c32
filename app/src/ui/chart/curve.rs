//! The course of a collection, day by day.

use leptos::prelude::*;

use super::{SCALE, at, down, index, path, steps};
use crate::domain::figure::{Tally, whole};
use crate::domain::ids::RoundId;
use crate::texts::parts as t;
use crate::ui::figure::percent;

/// How many had answered by the end of each day of a collection, and the year before.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    /// This round.
    pub year: Option<RoundId>,
    /// Those who can answer.
    pub eligible: i64,
    /// The first days' names, as many as the longer of the two collections has.
    pub days: Vec<String>,
    /// Days of this collection.
    pub length: usize,
    /// Whether the collection goes on.
    pub open: bool,
    /// Answers in all by the end of each day that has begun.
    pub sums: Vec<i64>,
    /// The year before, and its shares on the same days.
    pub before: Option<(RoundId, Vec<Tally>)>,
}

impl Curve {
    fn shares(&self) -> Vec<Tally> {
        self.sums.iter().map(|count| Tally { count: *count, base: self.eligible }).collect()
    }

    /// Where shares stand, in tenths of a percent of width and height.
    fn points(&self, shares: &[Tally]) -> Vec<(i64, i64)> {
        let across = |day: usize| index(day) * SCALE / steps(self.days.len());
        shares.iter().enumerate().map(|(day, share)| (across(day), down(share.tenths().unwrap_or(0)))).collect()
    }
}

/// A line and its name at its end: below the line where another's name stands above it.
fn line_view(class: &'static str, points: &[(i64, i64)], name: String, below: bool) -> AnyView {
    let Some((x, y)) = points.last().copied() else { return ().into_any() };
    let anchor = if x < SCALE / 4 { "start" } else { "end" };
    // Within the picture, also where the line ends at its edge.
    let away = if (below || y < SCALE / 8) && y < SCALE * 7 / 8 { "1.4em" } else { "-0.6em" };
    view! {
        <svg viewBox=format!("0 0 {SCALE} {SCALE}") preserveAspectRatio="none" width="100%" height="100%">
            <polyline class=class points=path(points)/>
        </svg>
        <circle class=class cx=at(x) cy=at(y) r="4"/>
        <text class=class x=at(x) y=at(y) dy=away text-anchor=anchor>{name}</text>
    }
    .into_any()
}

/// A collection as a curve with its table; nothing before its first day.
#[component]
pub fn CurveChart<'a>(
    curve: &'a Curve,
    /// The days, from 0, on which reminders went out.
    reminders: &'a [usize],
) -> impl IntoView + use<> {
    let shares = curve.shares();
    let points = curve.points(&shares);
    let name = |year: &RoundId, shares: &[Tally]| format!("{year}: {}", percent(shares.last().copied()));
    let before: Option<(String, Vec<(i64, i64)>)> =
        curve.before.as_ref().map(|(year, shares)| (name(year, shares), curve.points(shares)));
    // A name stands above the end of its line; where two lines end at one place, the lower one's below.
    let (end, other) = (points.last().copied(), before.as_ref().and_then(|(_, points)| points.last().copied()));
    let meet = end.zip(other).is_some_and(|((x, y), (x2, y2))| x.abs_diff(x2) < 300 && y.abs_diff(y2) < 150);
    let own_is_lower = end.zip(other).is_some_and(|((_, y), (_, y2))| y > y2);
    let before = before.map(|(name, points)| line_view("l2", &points, name, meet && !own_is_lower));
    let own = curve.year.map(|year| line_view("l0", &points, name(&year, &shares), meet && own_is_lower));
    let today = points.last().filter(|(x, _)| curve.open && (SCALE / 8..SCALE * 7 / 8).contains(x)).map(|(x, _)| {
        view! {
            <line class="today" x1=at(*x) x2=at(*x) y2="100%"/>
            <text x=at(*x) y="100%" dy="-0.5em" dx="0.4em">{t::TODAY}</text>
        }
    });
    let sent = reminders.iter().filter(|day| **day < curve.length).map(|day| {
        let x = index(*day) * SCALE / steps(curve.days.len());
        view! { <svg class="reminder" x=at(x) y="100%"><path d="M-6 0 L6 0 L0 -10 Z"/></svg> }
    });
    let sent = sent.collect_view();
    let days: Vec<String> = reminders.iter().filter_map(|day| curve.days.get(*day)).cloned().collect();
    let key = (!days.is_empty()).then(|| view! { <p class="hint">"▲ "{t::reminders(&days)}</p> });
    let label = t::curve(curve.sums.last().copied().unwrap_or(0), curve.eligible);
    // Where the year before went on for longer its days have no date in this one.
    let (first, days) = (curve.days.first().cloned(), curve.days.len());
    let last = if days > curve.length { Some(t::day_number(days)) } else { curve.days.last().cloned() };
    (!curve.days.is_empty()).then(|| {
        view! {
            <figure class="curve">
                <div class="plot">
                    <div class="axis-y" aria-hidden="true"><span>"100\u{a0}%"</span><span>"50\u{a0}%"</span><span>"0\u{a0}%"</span></div>
                    <svg role="img" aria-label=label>
                        <line x2="100%" y1="0" y2="0"/><line x2="100%" y1="50%" y2="50%"/><line x2="100%" y1="100%" y2="100%"/>
                        {today}{before}{own}{sent}
                    </svg>
                    <div class="axis-x" aria-hidden="true"><span>{first}</span><span>{last}</span></div>
                </div>
                {key}
                <details><summary>{t::AS_TABLE}</summary><CurveTable curve/></details>
            </figure>
        }
    })
}

#[component]
fn CurveTable<'a>(curve: &'a Curve) -> impl IntoView + use<> {
    let shares = curve.shares();
    let rows = curve.days.iter().enumerate().map(|(i, day)| {
        let now = shares.get(i).map(|share| format!("{} ({})", whole(share.count), percent(Some(*share)))).unwrap_or_default();
        let before = curve.before.as_ref().map(|(_, shares)| {
            view! { <td class="n before">{shares.get(i).map(|share| percent(Some(*share)))}</td> }
        });
        view! { <tr><th scope="row">{day.clone()}</th><td class="n">{now}</td>{before}</tr> }
    });
    let before = curve.before.as_ref().map(|(year, _)| view! { <th scope="col" class="n before">{year.to_string()}</th> });
    view! {
        <table>
            <thead><tr><th scope="col">{t::CURVE_DAY}</th><th scope="col" class="n">{curve.year.map(|year| year.to_string())}</th>{before}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
