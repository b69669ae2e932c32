//! The course of a collection, day by day.

use leptos::prelude::*;

use super::{index, steps};
use crate::domain::figure::{tenths_of_percent, whole};
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
    /// Answers in all by the end of each day that has begun.
    pub sums: Vec<i64>,
    /// The year before, and its shares in tenths of a percent on the same days.
    pub before: Option<(RoundId, Vec<i64>)>,
}

impl Curve {
    /// This round's shares in tenths of a percent.
    fn shares(&self) -> Vec<i64> {
        self.sums.iter().map(|sum| tenths_of_percent(*sum, self.eligible).unwrap_or(0)).collect()
    }

    fn point(&self, day: usize, tenths: i64) -> (i64, i64) {
        (index(day) * 600 / steps(self.days.len()), 160 - tenths.clamp(0, 1000) * 150 / 1000)
    }

    /// The points of a line.
    fn path(&self, shares: &[i64]) -> String {
        let points = shares.iter().enumerate().map(|(day, tenths)| self.point(day, *tenths));
        points.map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    }
}

/// A collection as a curve with its table; nothing before its first day.
#[component]
pub fn CurveChart<'a>(curve: &'a Curve) -> impl IntoView + use<> {
    let before = curve.before.as_ref().map(|(year, shares)| {
        let (x, y) = curve.point(shares.len().saturating_sub(1), shares.last().copied().unwrap_or(0));
        view! {
            <polyline class="grey" points=curve.path(shares)/>
            <text x=x.to_string() y=y.to_string() dy="-8" text-anchor="end">{year.to_string()}</text>
        }
    });
    let label = t::curve(curve.sums.last().copied().unwrap_or(0), curve.eligible);
    (!curve.days.is_empty()).then(|| {
        view! {
            <figure class="curve">
                <svg viewBox="0 0 600 170" role="img" aria-label=label>
                    <line x1="0" y1="10" x2="600" y2="10"/><line x1="0" y1="85" x2="600" y2="85"/><line x1="0" y1="160" x2="600" y2="160"/>
                    {before}<polyline points=curve.path(&curve.shares())/>
                </svg>
                <details><summary>{t::AS_TABLE}</summary><CurveTable curve/></details>
            </figure>
        }
    })
}

#[component]
fn CurveTable<'a>(curve: &'a Curve) -> impl IntoView + use<> {
    let shares = curve.shares();
    let rows = curve.days.iter().enumerate().map(|(i, day)| {
        let now = curve.sums.get(i).zip(shares.get(i));
        let now = now.map(|(sum, share)| format!("{} ({})", whole(*sum), percent(Some(*share)))).unwrap_or_default();
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
