//! A questionnaire that is walked through to see how it will be. Nothing leaves the browser.

use std::sync::Arc;

use leptos::prelude::*;
use serde::Deserialize;

use super::preview::{Walk, Widths};
use crate::domain::authoring::Place;
use crate::domain::questionnaire::Questionnaire;
use crate::texts::authoring as t;

/// What the page's island has.
#[derive(Deserialize)]
pub(super) struct Props {
    questionnaire: Questionnaire,
    areas: Vec<String>,
}

#[component]
pub(super) fn Rehearsal(rehearsal: Props) -> impl IntoView {
    let Props { questionnaire, areas } = rehearsal;
    // Each attempt is a walk of its own.
    let attempt = RwSignal::new(0_u32);
    let narrow = RwSignal::new(false);
    let questionnaire = Arc::new(questionnaire);
    let walk = move |_: u32| {
        let (questionnaire, areas) = (Arc::clone(&questionnaire), areas.clone());
        view! { <Walk questionnaire at=Place::Front tries=true narrow areas/> }
    };
    view! {
        <div class="author" data-tries="true"><section class="preview" aria-label=t::PREVIEW>
            <div class="head"><Widths narrow/>
                <button type="button" class="second" on:click=move |_| attempt.update(|attempt| *attempt += 1)>{t::TRY_AGAIN}</button></div>
            <For each=move || [attempt.get()] key=|attempt| *attempt children=walk/>
        </section></div>
    }
}
