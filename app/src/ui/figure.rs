//! Figures and rates: shown, or hidden with the reason.

use leptos::prelude::*;

use super::table::Column;
use crate::domain::figure::{Tally, decimal, whole};
use crate::domain::indicator::value;
use crate::domain::questionnaire::Statistic;
use crate::domain::round::Rate;
use crate::domain::suppression::{Figure, Reason};
use crate::texts::parts as t;

/// Why a figure is hidden; the threshold is the smallest base that is shown.
pub fn hidden_reason(reason: Option<Reason>, threshold: i64) -> String {
    match reason {
        Some(Reason::Few) => t::hidden_few(threshold),
        Some(Reason::Protects) => t::HIDDEN_PROTECTS.to_owned(),
        Some(Reason::NotAsked) => t::NOT_ASKED.to_owned(),
        Some(Reason::Empty) | None => t::HIDDEN_NONE.to_owned(),
    }
}

/// A share with its numerator and base, a mean with its base, or a dash with the reason.
#[component]
pub fn FigureText<'a>(figure: Figure, statistic: &'a Statistic, threshold: i64) -> impl IntoView + use<> {
    view! { <TallyText tally=figure.shown() statistic reason=hidden_reason(figure.hidden(), threshold)/> }
}

/// The same as a table's cell.
#[component]
pub fn FigureCell<'a>(
    figure: Figure,
    statistic: &'a Statistic,
    threshold: i64,
    #[prop(default = "n")] class: &'static str,
) -> impl IntoView + use<> {
    view! { <td class=class><FigureText figure statistic threshold/></td> }
}

/// The same where even the reason would tell something.
#[component]
pub fn TallyText<'a>(
    tally: Option<Tally>,
    statistic: &'a Statistic,
    /// Why there is none.
    #[prop(default = t::NOT_SHOWN.to_owned())]
    reason: String,
) -> impl IntoView + use<> {
    let Some(tally) = tally else {
        let title = reason.clone();
        return view! { <span class="hidden" title=title><span aria-hidden="true">"–"</span><span class="unseen">{reason}</span></span> }.into_any();
    };
    let number = value(statistic, tally).map(|(number, places)| decimal(number, places)).unwrap_or_default();
    let (unit, of) = match statistic {
        Statistic::Share(_) => (Some("\u{a0}%"), t::count_of_base(tally.count, tally.base)),
        Statistic::Mean => (None, t::answers(tally.base)),
    };
    view! { <span class="figure">{number}{unit}</span>" "<span class="of">{of}</span> }.into_any()
}

/// A rate as a percentage, or a dash.
pub fn percent(tenths: Option<i64>) -> String {
    tenths.map_or_else(|| "–".into(), |t| format!("{}\u{a0}%", decimal(t, 1)))
}

/// A bar as long as the share, which stands beside it as a number.
#[component]
pub fn ShareBar(
    /// Tenths of a percent.
    tenths: Option<i64>,
) -> impl IntoView {
    tenths.map(|tenths| {
        let width = tenths.clamp(0, 1000).to_string();
        view! {
            <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="rail" width="1000" height="10"/><rect class="fill" width=width height="10"/>
            </svg>
        }
    })
}

/// The columns of [`RateCells`].
pub fn rate_columns() -> [Column; 5] {
    [t::COLUMN_SAMPLE, t::COLUMN_OUT_OF_SCOPE, t::COLUMN_COMPLETED, t::COLUMN_REMAINING, t::COLUMN_RATE].map(Column::number)
}

/// The numbers of a rate as cells: sample, out of scope, completed, remaining, rate.
#[component]
pub fn RateCells(
    rate: Rate,
    /// Tenths of a percent.
    tenths: Option<i64>,
    /// Whether it is known which units have answered.
    #[prop(default = true)]
    linked: bool,
) -> impl IntoView {
    let shown = |text: String| if linked { text } else { "–".into() };
    view! {
        <td class="n">{whole(rate.sample)}</td>
        <td class="n">{whole(rate.out_of_scope)}</td>
        <td class="n">{shown(whole(rate.completed))}</td>
        <td class="n">{shown(whole(rate.remaining()))}</td>
        <td class="n strong">{shown(percent(tenths))}</td>
    }
}
