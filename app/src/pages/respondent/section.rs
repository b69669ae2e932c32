//! One page of questions.

use leptos::prelude::*;

use super::Place;
use crate::domain::answer::Form;
use crate::domain::journey::Fault;
use crate::domain::questionnaire::Section;
use crate::islands::questions::Questions;
use crate::islands::sheet::Sheet;
use crate::texts::answering::section as t;
use crate::ui::field::{self, Context};
use crate::ui::parts::error_summary;

/// A step of the way.
pub struct Step {
    /// The section's id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Whether she may go there.
    pub open: bool,
}

/// One section.
pub struct SectionPage {
    /// Where.
    pub place: Place,
    /// What is asked.
    pub section: Section,
    /// What the browser needs to know of it.
    pub sheet: Sheet,
    /// Every step, as far as the answers tell.
    pub steps: Vec<Step>,
    /// Which of them this is, from 0.
    pub here: usize,
    /// What was filled in.
    pub form: Form,
    /// What the answers are called that the page begins from.
    pub version: String,
    /// The questions that are asked now.
    pub shown: std::collections::BTreeSet<String>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Whether newer answers from elsewhere were put in.
    pub stale: bool,
}

/// One page of questions.
pub fn section(page: SectionPage) -> impl IntoView {
    let summary = page.faults.iter().map(|f| (f.field.clone(), format!("{} {}", ended(&f.label), f.problem))).collect();
    let faults: Vec<(String, String)> = page.faults.iter().map(|f| (f.field.clone(), f.problem.to_string())).collect();
    let context = Context { form: &page.form, faults: &faults, areas: &page.sheet.areas, shown: &page.shown };
    let section = &page.section;
    let questions = field::questions(&section.questions, "", context);
    let shown = page.shown.iter().cloned().collect::<Vec<_>>().join(" ");
    let (title, intro) = (section.title.clone(), section.intro.clone());
    view! {
        {error_summary(summary)}
        {page.stale.then(|| view! { <div class="warning" role="alert" tabindex="-1" autofocus><p>{t::STALE}</p></div> })}
        <form method="post" action=format!("{}/fraga/{}", page.place.base, section.id) data-sheet=page.sheet.packed() novalidate>
            // The first button is the one that Enter presses.
            <button class="unseen" name="nav" value="nasta" tabindex="-1" aria-hidden="true">{t::NEXT}</button>
            <h1><span class="over">{t::step(page.here + 1, page.steps.len())}</span>{title}</h1>
            {steps(&page.steps, page.here)}
            {intro.map(|text| view! { <p class="lead">{text}</p> })}
            // No question can have an id with a colon in it.
            <input type="hidden" name=":version" value=page.version autocomplete="off"/>
            <input type="hidden" name="visade" value=shown autocomplete="off"/>
            <Questions>{questions}</Questions>
            <p class="buttons">
                <button name="nav" value="nasta">{t::NEXT}</button>
                <button class="second" name="nav" value="tillbaka">{t::BACK}</button>
                <button class="quiet" name="nav" value="spara">{t::LATER}</button>
            </p>
        </form>
    }
}

/// The way, with buttons to the steps that are open: what stands on the page is saved on the way.
fn steps(steps: &[Step], here: usize) -> impl IntoView + use<> {
    let marks = steps.iter().enumerate().map(|(i, _)| view! { <span class:done={i <= here}></span> }).collect_view();
    let list = steps
        .iter()
        .enumerate()
        .map(|(i, step)| {
            let title = step.title.clone();
            match (i == here, step.open) {
                (true, _) => view! { <li aria-current="step">{title}</li> }.into_any(),
                (_, true) => view! {
                    <li><button class="quiet" name=":till" value=step.id.clone()><span class="unseen">{t::GO_BACK_TO}</span>{title}</button></li>
                }
                .into_any(),
                _ => view! { <li>{title}</li> }.into_any(),
            }
        })
        .collect_view();
    view! {
        <div class="progress" aria-hidden="true">{marks}</div>
        <details class="steps"><summary>{t::ALL_STEPS}</summary><nav aria-label=t::STEPS><ol>{list}</ol></nav></details>
    }
}

fn ended(text: &str) -> String {
    if text.ends_with(['?', '.', '!', ':']) { text.to_owned() } else { format!("{text}:") }
}
