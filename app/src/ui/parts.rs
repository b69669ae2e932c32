//! Parts that several pages share.

use leptos::prelude::*;

use crate::domain::figure::{Tally, decimal, whole};
use crate::domain::indicator::value;
use crate::domain::questionnaire::Statistic;
use crate::domain::round::Rate;
use crate::domain::suppression::{Figure, Reason};
use crate::texts::parts as t;

/// What is wrong, with a link to each place; takes the focus.
pub fn error_summary(faults: Vec<(String, String)>) -> impl IntoView {
    (!faults.is_empty()).then(|| {
        let items =
            faults.into_iter().map(|(field, text)| view! { <li><a href=format!("#{field}")>{text}</a></li> }).collect_view();
        view! {
            <div class="summary" role="alert" tabindex="-1" autofocus>
                <h2>{t::FAULTS}</h2>
                <ul>{items}</ul>
            </div>
        }
    })
}

/// Why a figure is hidden, where that is the smallest base that is shown.
pub fn reason(hidden: Option<Reason>, threshold: i64) -> String {
    match hidden {
        Some(Reason::Few) => t::hidden_few(threshold),
        Some(Reason::Protects) => t::HIDDEN_PROTECTS.to_owned(),
        _ => t::HIDDEN_NONE.to_owned(),
    }
}

/// A share with its numerator and base, a mean with its base, or the quiet sign and its reason.
pub fn figure(figure: Figure, statistic: &Statistic, threshold: i64) -> AnyView {
    told(figure.shown(), reason(figure.hidden(), threshold), statistic)
}

/// The same where the reason is not told either.
pub fn shown(tally: Option<Tally>, statistic: &Statistic) -> AnyView {
    told(tally, t::NOT_SHOWN.to_owned(), statistic)
}

fn told(tally: Option<Tally>, reason: String, statistic: &Statistic) -> AnyView {
    let Some(tally) = tally else {
        let title = reason.clone();
        return view! { <span class="hidden" title=title><span aria-hidden="true">"–"</span><span class="unseen">{reason}</span></span> }.into_any();
    };
    let text = value(statistic, tally).map(|(number, places)| decimal(number, places)).unwrap_or_default();
    match statistic {
        Statistic::Share(_) => view! {
            <span class="figure">{text}"\u{a0}%"</span>" "<span class="of">{t::count_of_base(tally.count, tally.base)}</span>
        }
        .into_any(),
        Statistic::Mean => view! {
            <span class="figure">{text}</span>" "<span class="of">{t::answers(tally.base)}</span>
        }
        .into_any(),
    }
}

/// A rate as a percentage, or a dash.
pub fn percent(tenths: Option<i64>) -> String {
    tenths.map_or_else(|| "–".into(), |t| format!("{}\u{a0}%", decimal(t, 1)))
}

/// A bar as long as the share; the number stands beside it.
pub fn bar(tenths: Option<i64>) -> impl IntoView {
    tenths.map(|t| {
        let width = t.clamp(0, 1000).to_string();
        view! {
            <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="rail" width="1000" height="10"/><rect class="fill" width=width height="10"/>
            </svg>
        }
    })
}

/// The numbers of a rate as cells: sample, out of scope, completed, remaining, rate.
pub fn rate_cells(rate: Rate, tenths: Option<i64>, completed: bool) -> impl IntoView {
    let shown = |text: String| if completed { text } else { "–".into() };
    view! {
        <td class="n">{whole(rate.sample)}</td>
        <td class="n">{whole(rate.out_of_scope)}</td>
        <td class="n">{shown(whole(rate.completed))}</td>
        <td class="n">{shown(whole(rate.remaining()))}</td>
        <td class="n strong">{shown(percent(tenths))}</td>
    }
}

/// The headings of [`rate_cells`].
pub fn rate_heads() -> impl IntoView {
    let columns = [t::COLUMN_SAMPLE, t::COLUMN_OUT_OF_SCOPE, t::COLUMN_COMPLETED, t::COLUMN_REMAINING, t::COLUMN_RATE];
    columns.map(|column| view! { <th scope="col" class="n">{column}</th> }).collect_view()
}

/// A small curve of shares over years, oldest first; a year without a figure leaves a gap.
pub fn trend(points: &[Option<i64>], top: i64) -> impl IntoView + use<> {
    let (width, height) = (72_i64, 24_i64);
    let step = width / i64::try_from(points.len().max(2) - 1).unwrap_or(1);
    let place = |i: usize, v: i64| (4 + i64::try_from(i).unwrap_or(0) * step, 3 + height - v * height / top.max(1));
    let dots: Vec<(i64, i64)> = points.iter().enumerate().filter_map(|(i, v)| v.map(|v| place(i, v))).collect();
    let line: String = dots.iter().map(|(x, y)| format!("{x},{y} ")).collect();
    let last = dots.last().copied();
    view! {
        <svg class="trend" viewBox="0 0 80 30" width="80" height="30" aria-hidden="true" focusable="false">
            <polyline points=line.trim().to_owned()/>
            {last.map(|(x, y)| view! { <circle cx=x.to_string() cy=y.to_string() r="2.5"/> })}
        </svg>
    }
}

/// A table that scrolls by itself on a narrow screen.
pub fn scrolling(label: &str, table: impl IntoView) -> impl IntoView {
    view! { <div class="scroll" role="region" aria-label=label.to_owned() tabindex="0">{table}</div> }
}
