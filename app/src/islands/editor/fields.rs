//! Fields of the editor. Each tells what is wrong with what it holds, by the path that faults have.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::desk::{Desk, SheetStoreFields};
use crate::domain::authoring::Operation;
use crate::domain::definition::Problem;
use crate::texts::authoring as t;

/// What a field's text does.
pub(super) type Write = Callback<String, Option<Operation>>;

/// The sentence at a field: why its last change was refused, or what remains to be done.
#[component]
pub(super) fn FieldFault(desk: Desk, path: String) -> impl IntoView {
    let id = format!("{}-fel", id_of(&path));
    let at = path.clone();
    let sentence = move || {
        let refused =
            desk.sheet.refused().with(|refused| refused.as_ref().filter(|(at, _)| *at == path).map(|(_, why)| why.clone()));
        let fault = || desk.sheet.faults().with(|faults| faults.iter().find(|f| f.path == path).map(|f| t::fault(&f.problem)));
        refused.or_else(fault)
    };
    let kind = move || {
        let waits = desk
            .sheet
            .faults()
            .with(|faults| faults.iter().any(|f| f.path == at && matches!(f.problem, Problem::Blank | Problem::Empty)));
        if waits && desk.sheet.refused().with(Option::is_none) { "todo" } else { "fault" }
    };
    view! { <p class=kind id=id>{sentence}</p> }
}

/// The id of the control whose faults have a path.
pub(super) fn id_of(path: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("skriv-{}", path.chars().map(safe).collect::<String>())
}

/// Gives an element the focus, if it can have it.
pub(super) fn focus(element: Option<web_sys::Element>) {
    let _ = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()).map(|element| element.focus());
}

/// A text that is written.
#[component]
pub(super) fn TextField(
    desk: Desk,
    /// The path of its faults.
    path: String,
    #[prop(into)] label: String,
    value: String,
    write: Write,
    /// When it is left.
    #[prop(optional)]
    left: Option<Callback<()>>,
    #[prop(optional)] rows: Option<u32>,
    #[prop(optional)] hint: Option<&'static str>,
    /// Whether it is one of several in a row, whose label is for screen readers.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let id = id_of(&path);
    let at = path.clone();
    // One line that grows with its text: what is pasted with line ends has spaces.
    let is_line = rows.is_none();
    let on_input = move |event| {
        let text = event_target_value(&event);
        let text = if is_line { text.replace(['\r', '\n'], " ") } else { text };
        if let Some(operation) = write.run(text) {
            desk.write(&at, operation);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if is_line && event.key() == "Enter" {
            event.prevent_default();
        }
    };
    let on_change = move |_| {
        if let Some(left) = left {
            left.run(());
        }
    };
    let described_by = format!("{id}-fel {id}-hint");
    let readonly = move || !desk.may_write();
    view! {
        <div class="field">
            <label class=if bare { "unseen" } else { "name" } for=id.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <FieldFault desk path/>
            <textarea id=id rows=rows.unwrap_or(1) autocomplete="off" aria-describedby=described_by readonly=readonly
                on:keydown=on_key on:input=on_input on:change=on_change>{value}</textarea>
        </div>
    }
}

/// A number that is written; what is no number does nothing.
#[component]
pub(super) fn NumberField(
    desk: Desk,
    path: String,
    #[prop(into)] label: String,
    value: Option<i64>,
    /// What the number does; none where the field is empty.
    write: Callback<Option<i64>, Option<Operation>>,
) -> impl IntoView {
    let id = id_of(&path);
    let at = path.clone();
    let on_change = move |event| {
        let text = event_target_value(&event);
        let number = text.trim().parse::<i64>().ok();
        if (number.is_some() || text.trim().is_empty())
            && let Some(operation) = write.run(number)
        {
            desk.write(&at, operation);
        }
    };
    view! {
        <div class="field">
            <label class="name" for=id.clone()>{label}</label>
            <FieldFault desk path/>
            <input type="text" inputmode="numeric" class="short" id=id value=value.map(|n| n.to_string()) autocomplete="off"
                readonly=move || !desk.may_write() on:change=on_change/>
        </div>
    }
}

/// One of several.
#[component]
pub(super) fn SelectField(
    desk: Desk,
    path: String,
    #[prop(into)] label: String,
    /// Values and texts.
    options: Vec<(String, String)>,
    chosen: String,
    choose: Callback<String>,
) -> impl IntoView {
    let id = id_of(&path);
    let options = options.into_iter().map(|(value, text)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    });
    view! {
        <div class="field">
            <label class="name" for=id.clone()>{label}</label>
            <FieldFault desk path/>
            <select id=id disabled=move || !desk.may_write() on:change=move |event| choose.run(event_target_value(&event))>{options.collect_view()}</select>
        </div>
    }
}

/// Yes or no.
#[component]
pub(super) fn CheckField(
    desk: Desk,
    path: String,
    #[prop(into)] label: String,
    checked: bool,
    set: Callback<bool>,
) -> impl IntoView {
    let id = id_of(&path);
    view! {
        <label class="tick" for=id.clone()>
            <input type="checkbox" id=id.clone() checked=checked disabled=move || !desk.may_write() on:change=move |event| set.run(event_target_checked(&event))/>
            {label}
        </label>
        <FieldFault desk path/>
    }
}

/// A button that does one thing to the document. A sign says what in a tooltip and to screen readers.
#[component]
pub(super) fn Act(
    desk: Desk,
    #[prop(into)] text: String,
    #[prop(into, optional)] id: Option<String>,
    #[prop(into, optional)] of: String,
    #[prop(default = "quiet")] class: &'static str,
    #[prop(optional)] off: bool,
    act: Callback<()>,
) -> impl IntoView {
    let title = (!of.is_empty()).then(|| of.clone());
    let of = (!of.is_empty()).then(|| view! { <span class="unseen">" "{of}</span> });
    view! { <button type="button" id=id class=class title=title disabled=move || off || !desk.may_write() on:click=move |_| act.run(())>{text}{of}</button> }
}
