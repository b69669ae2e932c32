//! A bar inside a table's row: this year's share, with marks for last year's and the city's.

use leptos::prelude::*;

use super::at;
use crate::texts::parts as t;

/// A bar beside the number that it stands for. Shares are in tenths of a percent; one that may not be shown has no mark.
#[component]
pub fn InRowBar(
    share: Option<i64>,
    /// Last year's.
    #[prop(default = None)]
    before: Option<i64>,
    #[prop(default = None)] city: Option<i64>,
) -> impl IntoView {
    let mark = |class: &'static str, share: Option<i64>| {
        share.map(|share| {
            let x = at(share);
            view! { <line class="halo" x1=x.clone() x2=x.clone() y2="100%"/><line class=class x1=x.clone() x2=x y2="100%"/> }
        })
    };
    share.map(|share| {
        view! {
            <svg class="bar" aria-hidden="true" focusable="false">
                <rect class="rail" y="25%" width="100%" height="50%"/><rect class="fill" y="25%" width=at(share) height="50%"/>
                {mark("city", city)}{mark("last", before)}
            </svg>
        }
    })
}

/// What the parts of such bars are.
#[component]
pub fn InRowLegend(
    #[prop(into)] now: String,
    #[prop(into)] before: Option<String>,
    /// Whether the city has a mark.
    city: bool,
) -> impl IntoView {
    let mark = |class: &'static str| view! { <svg class="key" aria-hidden="true"><line class=class x1="50%" x2="50%" y1="0" y2="100%"/></svg> };
    view! {
        <ul class="legend-row">
            <li><svg class="key" aria-hidden="true"><rect class="fill" y="25%" width="100%" height="50%"/></svg>{now}</li>
            {before.map(|before| view! { <li>{mark("last")}{before}</li> })}
            {city.then(|| view! { <li>{mark("city")}{t::CITY}</li> })}
        </ul>
    }
}
