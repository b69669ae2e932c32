//! One page of questions.

use leptos::prelude::*;

use super::Place;
use crate::domain::answer::Form;
use crate::domain::journey::Fault;
use crate::domain::questionnaire::Section;
use crate::domain::support_link::SupportLink;
use crate::islands::questions::Questions;
use crate::islands::section_conditions::SectionConditions;
use crate::pages::support_links::SupportLinks;
use crate::texts::parts::ended;
use crate::texts::respond::section as t;
use crate::ui::form::{ErrorSummary, Faults, Hidden};
use crate::ui::question::{Context, QuestionList};

/// In an address and in a form: that the page was opened from the check page. No question has an id with a colon.
pub const FROM_CHECK: &str = ":granska";

/// A section in the list of steps.
pub struct Step {
    /// The section's id.
    pub id: String,
    pub title: String,
    /// Whether she may go there.
    pub open: bool,
}

/// One section.
pub struct SectionPage {
    /// The link.
    pub place: Place,
    /// What is asked.
    pub section: Section,
    /// What the browser needs to know of it.
    pub conditions: SectionConditions,
    /// Every section that is shown, as far as the answers tell.
    pub steps: Vec<Step>,
    /// Which of them this is, from 0.
    pub here: usize,
    /// What was filled in.
    pub form: Form,
    /// The version of the answers that the page begins from.
    pub version: String,
    /// The questions that are asked now.
    pub shown: std::collections::BTreeSet<String>,
    /// What stands under the questions.
    pub support_links: Vec<SupportLink>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Whether newer answers from elsewhere were put in.
    pub stale: bool,
    /// The unit that she answers for.
    pub unit: Option<String>,
    /// Whether she came from the check page, and goes back there.
    pub from_check: bool,
}

/// One page of questions.
pub fn section(page: SectionPage) -> impl IntoView {
    let SectionPage {
        place,
        section,
        conditions,
        steps,
        here,
        form,
        version,
        shown,
        support_links,
        faults,
        stale,
        unit,
        from_check,
    } = page;
    let summary: Faults = faults.iter().map(|f| (f.field.clone(), format!("{} {}", ended(&f.label), f.problem))).collect();
    let faults: Faults = faults.iter().map(|f| (f.field.clone(), f.problem.to_string())).collect();
    let context = Context { form: &form, faults: &faults, setting: &conditions.setting, shown: &shown };
    let asked = shown.iter().cloned().collect::<Vec<_>>().join(" ");
    let questions = view! { <QuestionList questions=&section.questions context/> };
    view! {
        <ErrorSummary faults=&summary/>
        {stale.then(|| view! { <div class="warning" role="alert" tabindex="-1" autofocus><p>{t::STALE}</p></div> })}
        <form method="post" action=place.section(&section.id) data-conditions=conditions.encode() novalidate>
            // The first button is the one that Enter presses.
            <button class="unseen" name="nav" value="nasta" tabindex="-1" aria-hidden="true">{t::NEXT}</button>
            <h1><span class="over">{t::step(here + 1, steps.len())}</span>{section.title}</h1>
            {unit.map(|unit| view! { <p class="over">{t::answering_for(&unit)}</p> })}
            <Steps steps here/>
            {section.intro.map(|text| view! { <p class="lead">{text}</p> })}
            // No question can have an id with a colon in it.
            <Hidden name=":version" value=version/>
            <Hidden name="visade" value=asked/>
            {from_check.then(|| view! { <Hidden name=FROM_CHECK value="ja"/> })}
            <Questions>{questions}<SupportLinks links=support_links/></Questions>
            <p class="buttons">
                <button name="nav" value="nasta">{if from_check { t::TO_CHECK } else { t::NEXT }}</button>
                <button class="second" name="nav" value="tillbaka">{t::BACK}</button>
                <button class="quiet" name="nav" value="spara">{t::LATER}</button>
            </p>
        </form>
    }
}

/// How far she has come, with buttons to the sections that are open: they save the page first.
#[component]
fn Steps(steps: Vec<Step>, here: usize) -> impl IntoView {
    let marks = (0..steps.len()).map(|i| view! { <span class:done={i <= here}></span> }).collect_view();
    let items = steps.into_iter().enumerate().map(|(i, Step { id, title, open })| {
        if i == here {
            view! { <li aria-current="step">{title}</li> }.into_any()
        } else if open {
            view! { <li><button class="quiet" name=":till" value=id><span class="unseen">{t::GO_BACK_TO}</span>{title}</button></li> }
                .into_any()
        } else {
            view! { <li>{title}</li> }.into_any()
        }
    });
    view! {
        <div class="progress" aria-hidden="true">{marks}</div>
        <details class="steps"><summary>{t::ALL_STEPS}</summary><nav aria-label=t::STEPS><ol>{items.collect_view()}</ol></nav></details>
    }
}
