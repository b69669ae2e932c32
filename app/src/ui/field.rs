//! Questions as form fields.
//!
//! A *fault list* pairs a field with the sentence about it. The first control of a question has
//! the field's name as its id, so that an error summary can link to it. A *wrapped* question is one
//! that the browser can show and hide. What is not asked yet is sent in an attribute: it is no part
//! of the page, whoever reads it, until [`crate::islands::questions`] puts it there.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::domain::answer::Form;
use crate::domain::journey::shown_items;
use crate::domain::persons;
use crate::domain::questionnaire::{Choice, Kind, OTHER_TEXT, OTHER_TEXT_MAX, Question, WHOLE_CITY};
use crate::texts::answering::section as t;
use crate::texts::frame;

/// What the fields of a page know besides their question.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What was filled in so far.
    pub form: &'a Form,
    /// Field and sentence.
    pub faults: &'a [(String, String)],
    /// The areas of the city.
    pub areas: &'a [String],
    /// The questions that are asked now.
    pub shown: &'a BTreeSet<String>,
}

impl Context<'_> {
    fn fault(&self, field: &str) -> Option<String> {
        self.faults.iter().find(|(f, _)| f == field).map(|(_, sentence)| sentence.clone())
    }

    fn value(&self, field: &str) -> String {
        self.form.first(field).unwrap_or_default().to_owned()
    }

    fn chosen(&self, field: &str, option: &str) -> bool {
        self.form.values(field).any(|v| v == option)
    }
}

/// The ids of what describes a field, for `aria-describedby`.
pub fn described(field: &str, hint: bool, fault: bool) -> Option<String> {
    let mut ids = Vec::new();
    if hint {
        ids.push(format!("{field}-hint"));
    }
    if fault {
        ids.push(format!("{field}-fel"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn hint_view(field: &str, hint: Option<&String>) -> impl IntoView + use<> {
    let id = format!("{field}-hint");
    hint.cloned().map(|hint| view! { <p class="hint" id=id>{hint}</p> })
}

/// What is wrong with a field.
pub fn fault_view(field: &str, fault: Option<String>) -> impl IntoView + use<> {
    let id = format!("{field}-fel");
    fault.map(|fault| view! { <p class="fault" id=id><span class="unseen">{frame::FAULT}</span>{fault}</p> })
}

/// Said of what may be left out.
pub fn optional(required: bool) -> Option<impl IntoView> {
    (!required).then(|| view! { <span class="optional">{frame::OPTIONAL}</span> })
}

/// The questions of a section, or of a group's item when `prefix` is its, each wrapped.
pub fn questions(questions: &[Question], prefix: &str, context: Context) -> Vec<AnyView> {
    let wrap = |question: &Question| {
        let key = format!("{prefix}{}", question.id);
        let inner = one(question, prefix, context);
        if context.shown.contains(&key) {
            view! { <div data-q=key>{inner}</div> }.into_any()
        } else {
            let wrapped = view! { <div data-q=key.clone()>{inner}</div> };
            view! { <div hidden data-q=key data-later=wrapped.to_html()></div> }.into_any()
        }
    };
    questions.iter().map(wrap).collect()
}

/// The number that the browser puts its own in place of, in the item that it copies.
const BLANK_ITEM: usize = 0;

fn group(question: &Question, context: Context) -> AnyView {
    let Kind::Group { item_text, min_items, max_items, questions: inner } = &question.kind else { return ().into_any() };
    let id = question.id.clone();
    let count = shown_items(context.form, &id, *min_items).min(*max_items);
    let item = |number: usize, context: Context| {
        let removable = count > *min_items || number == BLANK_ITEM;
        view! {
            <fieldset class="item" data-item tabindex="-1">
                <legend>{item_text.clone()}" "<span data-number>{number}</span></legend>
                {questions(inner, &format!("{id}.{number}."), context)}
                <button class="quiet" name="ta_bort" value=format!("{id}.{number}") hidden=!removable>{t::remove(item_text)}<span data-number>{number}</span></button>
            </fieldset>
        }
    };
    // In a new item, what is asked without a condition is asked from the start.
    let first = inner.iter().filter(|q| q.show_if.is_none()).map(|q| format!("{id}.{BLANK_ITEM}.{}", q.id)).collect();
    let blank = Context { form: &Form::default(), faults: &[], shown: &first, ..context };
    view! {
        <div class="question group" id=id.clone() tabindex="-1" data-group=item_text.clone() data-least=*min_items data-most=*max_items>
            <h2>{question.text.clone()}</h2>
            {hint_view(&id, question.hint.as_ref())}
            {fault_view(&id, context.fault(&id))}
            {(1..=count).map(|number| item(number, context)).collect_view()}
            <div hidden data-blank data-later=item(BLANK_ITEM, blank).to_html()></div>
            <button class="second" name="lagg_till" value=id.clone() hidden={count >= *max_items}>{t::add(item_text)}</button>
        </div>
    }
    .into_any()
}

/// A text with the places marked that it is about.
pub fn marked(text: &str, places: impl IntoIterator<Item = std::ops::Range<usize>>) -> AnyView {
    let mut parts = Vec::new();
    let mut at = 0;
    for place in places {
        parts.push(text[at..place.start].to_owned().into_any());
        parts.push(view! { <mark>{text[place.clone()].to_owned()}</mark> }.into_any());
        at = place.end;
    }
    parts.push(text[at..].to_owned().into_any());
    parts.into_any()
}

/// The text that was refused with the places marked: a text field itself cannot show them.
fn found_at(text: &str) -> Option<AnyView> {
    let found = persons::search(text);
    (!found.is_empty()).then(|| {
        let places = found.into_iter().map(|f| f.range);
        view! { <p class="found"><span class="unseen">{t::FOUND_AT}</span>{marked(text, places)}</p> }.into_any()
    })
}

/// Where the browser says, as she types, that a text seems to point somebody out.
fn caution(field: &str) -> impl IntoView + use<> {
    view! { <p class="caution" id=format!("{field}-varsamt") role="status"></p> }
}

/// A question; `prefix` is that of its item, or empty.
fn one(question: &Question, prefix: &str, context: Context) -> AnyView {
    let field = format!("{prefix}{}", question.id);
    let invalid = context.fault(&field).is_some();
    match &question.kind {
        Kind::Info => view! { <p class="info">{question.text.clone()}</p> }.into_any(),
        Kind::Group { .. } => group(question, context),
        Kind::SingleChoice { options } => choices(question, &field, options, "radio", context),
        Kind::MultipleChoice { options } => choices(question, &field, options, "checkbox", context),
        Kind::Matrix { rows, columns } => {
            let rows = rows
                .iter()
                .map(|row| {
                    let field = format!("{field}.{}", row.id);
                    let fault = context.fault(&field);
                    let about = described(&field, false, fault.is_some());
                    view! {
                        <fieldset class="row" aria-describedby=about>
                            <legend>{row.text.clone()}</legend>
                            {fault_view(&field, fault)}
                            <div class="choices">{options_view(&field, columns, "radio", context)}</div>
                        </fieldset>
                    }
                })
                .collect_view();
            let about = described(&field, question.hint.is_some(), false);
            view! {
                <fieldset class="question matrix" aria-describedby=about>
                    <legend>{question.text.clone()}{optional(question.required)}</legend>
                    {hint_view(&field, question.hint.as_ref())}
                    {rows}
                </fieldset>
            }
            .into_any()
        }
        Kind::Scale { min, max, min_label, max_label } => {
            let points = (*min..=*max)
                .enumerate()
                .map(|(i, point)| {
                    let value = point.to_string();
                    let id = if i == 0 { field.clone() } else { format!("{field}--{value}") };
                    let spoken = match point {
                        p if p == *min => Some(format!(" – {min_label}")),
                        p if p == *max => Some(format!(" – {max_label}")),
                        _ => None,
                    };
                    view! {
                        <label class="point" for=id.clone()>
                            <input type="radio" id=id.clone() name=field.clone() value=value.clone() checked=context.chosen(&field, &value)/>
                            <span>{value.clone()}{spoken.map(|s| view! { <span class="unseen">{s}</span> })}</span>
                        </label>
                    }
                })
                .collect_view();
            let about = described(&field, question.hint.is_some(), invalid);
            view! {
                <fieldset class="question scale" aria-describedby=about>
                    <legend>{question.text.clone()}{optional(question.required)}</legend>
                    {hint_view(&field, question.hint.as_ref())}
                    {fault_view(&field, context.fault(&field))}
                    <div class="points">{points}</div>
                    <div class="ends" aria-hidden="true"><span>{min_label.clone()}</span><span>{max_label.clone()}</span></div>
                </fieldset>
            }
            .into_any()
        }
        Kind::Area => {
            let chosen = context.value(&field);
            let areas = std::iter::once(WHOLE_CITY).chain(context.areas.iter().map(String::as_str));
            let options = areas
                .map(|area| view! { <option value=area.to_owned() selected=chosen == area>{area.to_owned()}</option> })
                .collect_view();
            let about = described(&field, question.hint.is_some(), invalid);
            labelled(
                question,
                &field,
                context,
                view! {
                    <select id=field.clone() name=field.clone() aria-describedby=about aria-invalid=invalid.then_some("true")>
                        <option value="">{t::AREA_NONE}</option>
                        {options}
                    </select>
                }
                .into_any(),
            )
        }
        Kind::LongText { max_length } => {
            let about = described(&field, question.hint.is_some(), invalid);
            let rows = if *max_length > 500 { "6" } else { "4" };
            let control = view! {
                <textarea id=field.clone() name=field.clone() rows=rows aria-describedby=about aria-invalid=invalid.then_some("true")>
                    {in_text_area(&context.value(&field))}
                </textarea>
                {caution(&field)}
                <p class="limit">{t::limit(*max_length)}</p>
            };
            labelled(question, &field, context, control.into_any())
        }
        Kind::ShortText { .. } => input(question, &field, "text", None, context),
        Kind::Number { .. } => input(question, &field, "text", Some("numeric"), context),
        Kind::Month => input(question, &field, "month", None, context),
        Kind::Date => input(question, &field, "date", None, context),
    }
}

/// A text as it stands in a text area: reading HTML drops the first line break there, and Leptos
/// does not escape what it holds.
pub fn in_text_area(text: &str) -> String {
    format!("\n{}", html_escape::encode_text(text))
}

fn labelled(question: &Question, field: &str, context: Context, control: AnyView) -> AnyView {
    view! {
        <div class="question">
            <label class="legend" for=field.to_owned()>{question.text.clone()}{optional(question.required)}</label>
            {hint_view(field, question.hint.as_ref())}
            {fault_view(field, context.fault(field))}
            {context.fault(field).and_then(|_| found_at(&context.value(field)))}
            {control}
        </div>
    }
    .into_any()
}

fn input(question: &Question, field: &str, kind: &'static str, mode: Option<&'static str>, context: Context) -> AnyView {
    let invalid = context.fault(field).is_some();
    let about = described(field, question.hint.is_some(), invalid);
    let text = matches!(question.kind, Kind::ShortText { .. });
    let class = if text { "" } else { "short" };
    let control = view! {
        <input type=kind inputmode=mode class=class id=field.to_owned() name=field.to_owned() value=context.value(field)
            autocomplete="off" aria-describedby=about aria-invalid=invalid.then_some("true")/>
        {text.then(|| caution(field))}
    };
    labelled(question, field, context, control.into_any())
}

fn choices(question: &Question, field: &str, options: &[Choice], kind: &'static str, context: Context) -> AnyView {
    let about = described(field, question.hint.is_some(), context.fault(field).is_some());
    view! {
        <fieldset class="question" aria-describedby=about>
            <legend>{question.text.clone()}{optional(question.required)}</legend>
            {hint_view(field, question.hint.as_ref())}
            {fault_view(field, context.fault(field))}
            <div class="choices">{options_view(field, options, kind, context)}</div>
        </fieldset>
    }
    .into_any()
}

fn options_view(field: &str, options: &[Choice], kind: &'static str, context: Context) -> impl IntoView + use<> {
    options
        .iter()
        .enumerate()
        .map(|(i, option)| {
            let id = if i == 0 { field.to_owned() } else { format!("{field}--{}", option.id) };
            let beside = option.other_text.then(|| {
                let field = format!("{field}.{OTHER_TEXT}");
                let fault = context.fault(&field);
                let invalid = fault.is_some();
                view! {
                    <div class="beside">
                        <label for=field.clone()>{t::beside(&option.text)}{optional(false)}</label>
                        {fault_view(&field, fault)}
                        {invalid.then(|| found_at(&context.value(&field)))}
                        <input type="text" id=field.clone() name=field.clone() value=context.value(&field) maxlength=(OTHER_TEXT_MAX * 2).to_string()
                            autocomplete="off" aria-invalid=invalid.then_some("true") aria-describedby=described(&field, false, invalid)/>
                        {caution(&field)}
                    </div>
                }
            });
            view! {
                <label class="choice" for=id.clone()>
                    <input type=kind id=id.clone() name=field.to_owned() value=option.id.clone() checked=context.chosen(field, &option.id)/>
                    <span>{option.text.clone()}</span>
                </label>
                {beside}
            }
        })
        .collect_view()
}

/// A code to type in, with its hint and fault.
pub fn code(name: &'static str, label: &'static str, hint: &'static str, value: String, fault: Option<String>) -> impl IntoView {
    let invalid = fault.is_some();
    let about = described(name, true, invalid);
    view! {
        <div class="question">
            <label class="legend" for=name>{label}</label>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            {fault_view(name, fault)}
            <input type="text" class="short" id=name name=name value=value autocomplete="off" spellcheck="false" autocapitalize="characters"
                aria-describedby=about aria-invalid=invalid.then_some("true")/>
        </div>
    }
}
