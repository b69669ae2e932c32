//! One question as form fields: the same on the server and in the browser.
//!
//! A *fault list* pairs a field with the sentence about it. The first control of a question has
//! the field's name as its id, so that an error summary can link to it.

use leptos::prelude::*;

use crate::domain::answer::Form;
use crate::domain::questionnaire::{Choice, Kind, OTHER_TEXT, OTHER_TEXT_MAX, Question, WHOLE_CITY};

/// What the fields of a page know besides their question.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What was filled in so far.
    pub form: &'a Form,
    /// Field and sentence.
    pub faults: &'a [(String, String)],
    /// The areas of the city.
    pub areas: &'a [String],
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
fn described(field: &str, hint: bool, fault: bool) -> Option<String> {
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

fn fault_view(field: &str, fault: Option<String>) -> impl IntoView + use<> {
    let id = format!("{field}-fel");
    fault.map(|fault| view! { <p class="fault" id=id><span class="unseen">"Fel: "</span>{fault}</p> })
}

fn optional(required: bool) -> Option<impl IntoView> {
    (!required).then(|| view! { <span class="optional">" (frivillig)"</span> })
}

/// A question that is not a group; `prefix` is that of its item, or empty.
pub fn question(question: &Question, prefix: &str, context: Context) -> AnyView {
    let field = format!("{prefix}{}", question.id);
    let invalid = context.fault(&field).is_some();
    match &question.kind {
        Kind::Info => view! { <p class="info">{question.text.clone()}</p> }.into_any(),
        Kind::Group { .. } => ().into_any(),
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
                        <option value="">"Välj ett område"</option>
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
                    // Reading HTML drops a text area's first line break; making it in the browser does not.
                    {format!("{}{}", if cfg!(feature = "hydrate") { "" } else { "\n" }, context.value(&field))}
                </textarea>
                <p class="limit">{format!("Högst {} tecken", crate::domain::figure::whole(i64::try_from(*max_length).unwrap_or_default()))}</p>
            };
            labelled(question, &field, context, control.into_any())
        }
        Kind::ShortText { .. } => input(question, &field, "text", None, context),
        Kind::Number { .. } => input(question, &field, "text", Some("numeric"), context),
        Kind::Month => input(question, &field, "month", None, context),
        Kind::Date => input(question, &field, "date", None, context),
    }
}

fn labelled(question: &Question, field: &str, context: Context, control: AnyView) -> AnyView {
    view! {
        <div class="question">
            <label class="legend" for=field.to_owned()>{question.text.clone()}{optional(question.required)}</label>
            {hint_view(field, question.hint.as_ref())}
            {fault_view(field, context.fault(field))}
            {control}
        </div>
    }
    .into_any()
}

fn input(question: &Question, field: &str, kind: &'static str, mode: Option<&'static str>, context: Context) -> AnyView {
    let invalid = context.fault(field).is_some();
    let about = described(field, question.hint.is_some(), invalid);
    let class = if matches!(question.kind, Kind::ShortText { .. }) { "" } else { "short" };
    let control = view! {
        <input type=kind inputmode=mode class=class id=field.to_owned() name=field.to_owned() value=context.value(field)
            autocomplete="off" aria-describedby=about aria-invalid=invalid.then_some("true")/>
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
                        <label for=field.clone()>{format!("{}: beskriv kort", option.text)}<span class="optional">" (frivillig)"</span></label>
                        {fault_view(&field, fault)}
                        <input type="text" id=field.clone() name=field.clone() value=context.value(&field) maxlength=(OTHER_TEXT_MAX * 2).to_string()
                            autocomplete="off" aria-invalid=invalid.then_some("true") aria-describedby=described(&field, false, invalid)/>
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
