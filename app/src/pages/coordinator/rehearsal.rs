//! The questionnaire of a round that has not closed, to be walked through beforehand.

use leptos::prelude::*;

use crate::domain::questionnaire::Questionnaire;
use crate::islands::editor::Rehearsal;
use crate::pages::respondent;
use crate::texts::coordinator::rehearsal as t;
use crate::ui::text::PageHeading;

/// What is tried.
pub struct Trial {
    /// The round's title.
    pub round: String,
    /// With the round's period.
    pub questionnaire: Questionnaire,
    /// The areas of the city.
    pub areas: Vec<String>,
    /// Whether a later version may take its place before the round opens.
    pub may_change: bool,
}

/// The walk; without scripts all questions.
pub fn page(trial: Trial) -> impl IntoView {
    let Trial { round, questionnaire, areas, may_change } = trial;
    let questions = respondent::questions(None, &questionnaire);
    view! {
        <PageHeading over=round title=t::HEADING/>
        <p class="lead">{t::LEAD}</p>
        {may_change.then(|| view! { <p class="hint">{t::MAY_CHANGE}</p> })}
        <Rehearsal questionnaire areas>
            <noscript><p class="hint">{t::NO_SCRIPT}</p></noscript>
            <div class="read-all">{questions}</div>
        </Rehearsal>
    }
}
