//! A section's questions. In the browser, follow-up questions appear as soon as an answer asks for
//! them, by the same function that the server uses.

use leptos::prelude::*;
use std::collections::BTreeSet;

use crate::domain::answer::{Answers, Form};
use crate::domain::journey::{shown_items, walk_section};
use crate::domain::questionnaire::{Kind, Question, Section};
use crate::ui::field::{self, Context};

/// The questions of one section, inside the page's form.
#[island]
pub fn SectionFields(
    /// What is asked.
    section: Section,
    /// The answers of the sections before it, which its conditions may look back to.
    before: Answers,
    /// What was filled in so far.
    form: Form,
    /// Field and sentence.
    faults: Vec<(String, String)>,
    /// The areas of the city.
    areas: Vec<String>,
) -> impl IntoView {
    let form = RwSignal::new(form);
    let shown = Memo::new({
        let (section, areas) = (section.clone(), areas.clone());
        move |_| {
            let step = form.with(|form| walk_section(0, &section, form, &areas, &mut before.clone()));
            step.map(|s| s.shown).unwrap_or_default()
        }
    });
    let page = StoredValue::new((faults, areas));
    let questions = section
        .questions
        .into_iter()
        .map(|question| {
            let key = question.id.clone();
            let is_shown = Memo::new(move |_| shown.with(|s| s.contains(&key)));
            move || is_shown.get().then(|| one(&question, form, shown, page))
        })
        .collect_view();
    view! {
        <div class="questions" on:input=move |event| take(&event, form, shown)>
            <input type="hidden" name="visade" value=move || shown.with(|s| s.iter().cloned().collect::<Vec<_>>().join(" "))/>
            {questions}
        </div>
    }
}

type Shown = Memo<BTreeSet<String>>;
type Page = StoredValue<(Vec<(String, String)>, Vec<String>)>;

fn one(question: &Question, form: RwSignal<Form>, shown: Shown, page: Page) -> AnyView {
    let Kind::Group { item_text, min_items, max_items, questions } = &question.kind else {
        return fields(question, "", form, page);
    };
    let id = question.id.clone();
    let count = form.with_untracked(|f| shown_items(f, &id, *min_items)).min(*max_items);
    let items = (1..=count)
        .map(|number| {
            let prefix = format!("{id}.{number}.");
            let inner = questions
                .iter()
                .cloned()
                .map(|question| {
                    let (prefix, key) = (prefix.clone(), format!("{prefix}{}", question.id));
                    let is_shown = Memo::new(move |_| shown.with(|s| s.contains(&key)));
                    move || is_shown.get().then(|| fields(&question, &prefix, form, page))
                })
                .collect_view();
            let title = format!("{item_text} {number}");
            let remove = (count > *min_items).then(|| view! {
                <button class="quiet" name="ta_bort" value=format!("{id}.{number}")>{format!("Ta bort {}", title.to_lowercase())}</button>
            });
            view! { <fieldset class="item"><legend>{title.clone()}</legend>{inner}{remove}</fieldset> }
        })
        .collect_view();
    let fault = page.with_value(|(faults, _)| faults.iter().find(|(f, _)| *f == id).map(|(_, s)| s.clone()));
    let add = (count < *max_items).then(|| view! {
        <button class="second" name="lagg_till" value=id.clone()>{format!("Lägg till {}", if count == 0 { item_text.to_lowercase() } else { format!("en {} till", item_text.to_lowercase()) })}</button>
    });
    view! {
        <div class="question group" id=id.clone() tabindex="-1">
            <h2>{question.text.clone()}</h2>
            {question.hint.clone().map(|hint| view! { <p class="hint">{hint}</p> })}
            {fault.map(|f| view! { <p class="fault">{f}</p> })}
            {items}
            {add}
        </div>
    }
    .into_any()
}

fn fields(question: &Question, prefix: &str, form: RwSignal<Form>, page: Page) -> AnyView {
    form.with_untracked(|form| {
        page.with_value(|(faults, areas)| field::question(question, prefix, Context { form, faults, areas }))
    })
}

/// Takes what the browser's form holds now; answers of what is hidden meanwhile are kept.
#[cfg(feature = "hydrate")]
fn take(event: &leptos::ev::Event, form: RwSignal<Form>, shown: Shown) {
    use wasm_bindgen::JsCast;
    let target = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let element = target.and_then(|t| t.closest("form").ok().flatten());
    let Some(element) = element.and_then(|f| f.dyn_into::<web_sys::HtmlFormElement>().ok()) else { return };
    let Ok(data) = web_sys::FormData::new_with_form(&element) else { return };
    let pairs = data.entries().into_iter().filter_map(|entry| {
        let pair: js_sys::Array = entry.ok()?.dyn_into().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    });
    let posted = Form::from_pairs(pairs.filter(|(name, _)| name != "visade"));
    form.update(|form| {
        shown.with_untracked(|shown| {
            form.0.retain(|field, _| !shown.iter().any(|key| !key.contains('.') && Form::belongs(field, key)));
        });
        form.0.extend(posted.0);
    });
}

#[cfg(not(feature = "hydrate"))]
fn take(_: &leptos::ev::Event, _: RwSignal<Form>, _: Shown) {}
