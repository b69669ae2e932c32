//! The preview: the components that respondents get, with conditions at work. Nothing is sent.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::desk::{Desk, SheetStoreFields};
use super::fields::focus;
use crate::domain::answer::{Form, Setting};
use crate::domain::authoring::Place;
use crate::domain::journey::{Journey, Step, shown_items, walk};
use crate::domain::period::OF_THE_ROUND;
use crate::domain::questionnaire::Questionnaire;
use crate::islands::form::filled;
use crate::texts::authoring as t;
use crate::texts::parts::ended;
use crate::texts::respond::section as s;
use crate::ui::form::{ErrorSummary, Faults};
use crate::ui::question::{Context, QuestionList};

#[component]
pub(super) fn Preview(desk: Desk, tries: RwSignal<bool>) -> impl IntoView {
    let questionnaire = Signal::derive(move || desk.sheet.settled().get());
    let at = Signal::derive(move || desk.sheet.at().get());
    let narrow = RwSignal::new(true);
    let toggle = move |_| tries.update(|tries| *tries = !*tries);
    view! {
        <div class="head"><h2>{t::PREVIEW}</h2><Widths narrow/>
            <button type="button" class="second" on:click=toggle>{move || if tries.get() { t::END_TRY } else { t::TRY }}</button></div>
        <Walk questionnaire at tries narrow areas=desk.areas.get_value()/>
    }
}

/// How wide the page is.
#[component]
pub(super) fn Widths(narrow: RwSignal<bool>) -> impl IntoView {
    let width = [(true, t::PHONE), (false, t::DESKTOP)].map(|(is_narrow, name)| {
        view! { <button type="button" class="quiet" aria-pressed=move || (narrow.get() == is_narrow).to_string() on:click=move |_| narrow.set(is_narrow)>{name}</button> }
    });
    view! { <div class="acts" role="group" aria-label=t::WIDTH>{width.collect_view()}</div> }
}

/// A questionnaire as respondents get it: one section, or the whole way while it is tried.
#[component]
pub(super) fn Walk(
    #[prop(into)] questionnaire: Signal<Arc<Questionnaire>>,
    /// What is worked on, which is shown.
    #[prop(into)]
    at: Signal<Place>,
    #[prop(into)] tries: Signal<bool>,
    narrow: RwSignal<bool>,
    /// The areas of the city.
    areas: Vec<String>,
) -> impl IntoView {
    let form = RwSignal::new(Form::default());
    let step = RwSignal::new(0_usize);
    let shows_faults = RwSignal::new(false);
    let setting = StoredValue::new(Setting { areas, this_month: None });
    // While it is tried, the step; otherwise the section of what is worked on.
    let section = Memo::new(move |_| {
        if tries.get() {
            return step.get();
        }
        match at.get() {
            Place::Section(i) | Place::Question(i, _) | Place::Inner(i, ..) => i,
            Place::Front | Place::Indicator(_) => 0,
        }
    });
    let made = StoredValue::new(0_u32);
    // New fields each time: what was chosen in the old ones is in the form, or no longer.
    let pages = move || {
        form.track();
        at.track();
        questionnaire.track();
        section.track();
        tries.track();
        shows_faults.track();
        made.update_value(|made| *made += 1);
        [made.get_value()]
    };
    let page = move |_: u32| {
        let form = form.get_untracked();
        questionnaire.with_untracked(|questionnaire| {
            let questionnaire = questionnaire.with_period(OF_THE_ROUND);
            setting.with_value(|setting| {
                // Until something has been answered here: then it is asked of whom it is asked.
                let is_new = form == Form::default() && !tries.get_untracked();
                let worked_on = if is_new { id_at(&questionnaire, at.get_untracked()) } else { None };
                page(
                    &questionnaire,
                    &form,
                    setting,
                    section.get_untracked(),
                    worked_on,
                    tries.get_untracked(),
                    shows_faults.get_untracked(),
                )
            })
        })
    };
    let taken = move |event: &web_sys::Event| {
        let element = event.current_target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
        element.map(|element| filled(&element))
    };
    let on_change = move |event: web_sys::Event| {
        let focused = document().active_element().map(|element| element.id());
        if let Some(filled) = taken(&event) {
            form.update(|form| merge(form, filled));
        }
        // The fields are new; the one that was used keeps the focus.
        request_animation_frame(move || {
            focus(focused.and_then(|id| document().get_element_by_id(&id)));
        });
    };
    let walked = move || questionnaire.with_untracked(|q| setting.with_value(|setting| walk(q, &form.get_untracked(), setting)));
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(filled) = taken(&event) {
            form.update(|form| merge(form, filled));
        }
        let pressed = event.submitter().and_then(|button| button.dyn_into::<web_sys::HtmlButtonElement>().ok());
        match pressed.map(|button| (button.name(), button.value())) {
            Some((name, group)) if name == "lagg_till" => form.update(|form| add_item(form, &group)),
            Some((name, _)) if name == "ta_bort" => {}
            Some((_, way)) if way == "tillbaka" => {
                shows_faults.set(false);
                step.set(beside(&walked(), step.get_untracked(), false));
            }
            _ => {
                let journey = walked();
                let is_faulty = journey.step(step.get_untracked()).is_some_and(|step| !step.faults.is_empty());
                shows_faults.set(is_faulty);
                if !is_faulty {
                    step.set(beside(&journey, step.get_untracked(), true));
                }
            }
        }
    };
    // A new step, or what has to be put right on it, comes into view.
    Effect::new(move |before: Option<(usize, bool)>| {
        let now = (step.get(), shows_faults.get());
        if tries.get_untracked() && before.is_some_and(|before| before != now) {
            request_animation_frame(move || {
                let summary = document().query_selector(".preview .summary").ok().flatten();
                focus(summary.or_else(|| document().get_element_by_id("prova-rubrik")));
            });
        }
        now
    });
    // What is worked on is seen.
    Effect::new(move |_| {
        let at = at.get();
        let id = questionnaire.with_untracked(|q| id_at(q, at));
        request_animation_frame(move || {
            let found = id.and_then(|id| document().query_selector(&format!(".preview [data-q='{id}']")).ok().flatten());
            if let (Some(question), Ok(Some(pane))) = (found, document().query_selector(".author .preview")) {
                let down = question.get_bounding_client_rect().top() - pane.get_bounding_client_rect().top();
                let head = document().query_selector(".author .preview > .head").ok().flatten();
                let head = head.map_or(0.0, |head| head.get_bounding_client_rect().height());
                #[allow(clippy::cast_possible_truncation)] // pixels
                pane.set_scroll_top(pane.scroll_top() + (down - head) as i32 - 16);
            }
        });
    });
    // Each try begins anew.
    Effect::new(move |before: Option<bool>| {
        let now = tries.get();
        if before.is_some_and(|before| before != now) {
            step.set(0);
            shows_faults.set(false);
            form.set(Form::default());
            if now {
                request_animation_frame(|| focus(document().get_element_by_id("prova-rubrik")));
            }
        }
        now
    });
    view! {
        <form class="page" data-narrow=move || narrow.get().to_string() novalidate on:change=on_change on:submit=on_submit><For each=pages key=|made| *made children=page/></form>
    }
}

/// The id of the question that stands at a place, or that has the one that does.
fn id_at(questionnaire: &Questionnaire, at: Place) -> Option<String> {
    let at = match at {
        Place::Inner(s, q, _) => Place::Question(s, q),
        at => at,
    };
    questionnaire.question_at(at).map(|question| question.id.clone())
}

/// What was filled in on another page stays.
fn merge(form: &mut Form, filled: Form) {
    let of = |field: &str| field.split('.').next().unwrap_or_default().to_owned();
    let here: std::collections::BTreeSet<String> = filled.0.keys().map(|field| of(field)).collect();
    form.0.retain(|field, _| !here.contains(&of(field)));
    form.0.extend(filled.0);
}

/// An item more: its field for nothing, as a page posts it.
fn add_item(form: &mut Form, group: &str) {
    let number = shown_items(form, group, 1) + 1;
    form.set(format!("{group}.{number}.-"), "");
}

/// The section that is shown before or after one.
fn beside(journey: &Journey, section: usize, after: bool) -> usize {
    let steps = journey.steps.iter().map(|step| step.section);
    let found = if after { steps.clone().find(|s| *s > section) } else { steps.clone().rfind(|s| *s < section) };
    found.unwrap_or(if after { usize::MAX } else { section })
}

/// What is worked on is shown, whoever is asked it.
fn page(
    q: &Questionnaire,
    form: &Form,
    setting: &Setting,
    section: usize,
    worked_on: Option<String>,
    tries: bool,
    shows_faults: bool,
) -> AnyView {
    let journey = walk(q, form, setting);
    let Some(shown) = q.sections.get(section) else {
        return view! { <h1 id="prova-rubrik" tabindex="-1">{t::TRIED}</h1><p>{t::TRIED_TEXT}</p> }.into_any();
    };
    let hidden = Step { section, shown: std::collections::BTreeSet::new(), faults: vec![] };
    let step = journey.step(section).unwrap_or(&hidden);
    let list = |summary: bool| -> Faults {
        let sentence = |problem: String, label: &str| if summary { format!("{} {problem}", ended(label)) } else { problem };
        let faults = step.faults.iter().filter(|_| shows_faults);
        faults.map(|fault| (fault.field.clone(), sentence(fault.problem.to_string(), &fault.label))).collect()
    };
    let (faults, summary) = (list(false), list(true));
    let position = journey.steps.iter().position(|step| step.section == section);
    let over = position.map(|position| s::step(position + 1, journey.steps.len()));
    let shown_questions = step.shown.iter().cloned().chain(worked_on).collect();
    let context = Context { form, faults: &faults, setting, shown: &shown_questions };
    let questions = view! { <QuestionList questions=&shown.questions context/> };
    let buttons = tries.then(|| {
        let back = position.is_none_or(|position| position > 0);
        let back = back.then(|| view! { " "<button class="second" name="nav" value="tillbaka">{s::BACK}</button> });
        view! { <p class="buttons"><button name="nav" value="nasta">{s::NEXT}</button>{back}</p> }
    });
    view! {
        <ErrorSummary faults=&summary/>
        <h1 id="prova-rubrik" tabindex="-1"><span class="over">{over}</span>{shown.title.clone()}</h1>
        {shown.intro.clone().map(|text| view! { <p class="lead">{text}</p> })}
        {questions}
        {buttons}
    }
    .into_any()
}
