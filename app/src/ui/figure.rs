//! Figures and rates: shown, or hidden with the reason.

use leptos::prelude::*;

use super::chart::InRowBar;
use super::table::Column;
use crate::domain::figure::{Tally, hundredths, whole};
use crate::domain::questionnaire::Statistic;
use crate::domain::round::Rate;
use crate::domain::suppression::{Figure, Reason};
use crate::domain::wording::{mean, whole_percent};
use crate::texts::parts as t;

/// Why a figure is hidden; the threshold is the smallest base that is shown.
pub fn hidden_reason(reason: Option<Reason>, threshold: i64) -> String {
    match reason {
        Some(Reason::Withheld) => t::withheld(threshold),
        Some(Reason::NotAsked) => t::NOT_ASKED.to_owned(),
        Some(Reason::Empty) | None => t::HIDDEN_NONE.to_owned(),
    }
}

/// A figure's length in tenths of a percent of the longest: shares of a whole, means between the ends of their scale.
pub fn length(statistic: &Statistic, scale: Option<(i64, i64)>, figure: Figure) -> Option<i64> {
    let tally = figure.shown()?;
    match statistic {
        Statistic::Share(_) => tally.tenths(),
        Statistic::Mean => {
            let ((min, max), mean) = (scale?, hundredths(tally.count, tally.base)?);
            Some((mean - 100 * min) * 10 / (max - min).max(1))
        }
    }
}

/// A share with its numerator and base, a mean with its base, or a dash with the reason.
#[component]
pub fn FigureText<'a>(
    figure: Figure,
    statistic: &'a Statistic,
    threshold: i64,
    /// What stands where nobody was asked.
    #[prop(default = t::NOT_COMPARED)]
    not_asked: &'static str,
) -> impl IntoView + use<> {
    if figure.hidden() == Some(Reason::NotAsked) {
        return view! { <span class="of">{not_asked}</span> }.into_any();
    }
    view! { <TallyText tally=figure.shown() statistic reason=hidden_reason(figure.hidden(), threshold)/> }.into_any()
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
    let of = match statistic {
        Statistic::Share(_) => t::count_of_base(tally.count, tally.base),
        Statistic::Mean => t::answers(tally.base),
    };
    view! { <span class="figure">{number(statistic, tally)}</span>" "<span class="of">{of}</span> }.into_any()
}

/// A share in whole percent, or a mean with one decimal; exports have the decimals.
pub fn number(statistic: &Statistic, tally: Tally) -> String {
    match statistic {
        Statistic::Share(_) => percent(Some(tally)),
        Statistic::Mean => mean(tally).unwrap_or_default(),
    }
}

/// A share in whole percent, or a dash.
pub fn percent(share: Option<Tally>) -> String {
    share.and_then(whole_percent).map_or_else(|| t::NO_NUMBER.into(), |percent| format!("{percent}\u{a0}%"))
}

/// The columns of [`RateCells`].
pub fn rate_columns() -> [Column; 5] {
    [t::COLUMN_RATE, t::COLUMN_COMPLETED, t::COLUMN_REMAINING, t::COLUMN_SAMPLE, t::COLUMN_OUT_OF_SCOPE].map(Column::number)
}

/// The numbers of a rate as cells, what matters most first: rate, completed, remaining, sample, out of scope.
#[component]
pub fn RateCells(
    rate: Rate,
    /// Whether it is known which units have answered.
    #[prop(default = true)]
    linked: bool,
) -> impl IntoView {
    let shown = |text: String| if linked { text } else { t::NO_NUMBER.into() };
    let share = rate.share();
    let bar = share.filter(|_| linked).map(|share| view! { <InRowBar share=share.tenths()/> });
    view! {
        <td class="n strong">{shown(percent(share))}{bar}</td>
        <td class="n">{shown(whole(rate.completed))}</td>
        <td class="n">{shown(whole(rate.remaining()))}</td>
        <td class="n">{whole(rate.sample)}</td>
        <td class="n">{whole(rate.out_of_scope)}</td>
    }
}
