//! Questions that are answered by choosing.

use leptos::prelude::*;

use super::{Asked, Context, Fieldset, FoundPersonalData, PersonalDataWarning};
use crate::domain::questionnaire::{Choice, OTHER_TEXT, OTHER_TEXT_MAX, Row};
use crate::texts::respond::section as t;
use crate::ui::form::{ChoiceInput, FieldFault, OptionalMark, described_by};

#[component]
pub(super) fn ChoiceQuestion<'a>(
    asked: Asked<'a>,
    options: &'a [Choice],
    /// The inputs' type.
    kind: &'static str,
) -> impl IntoView + use<> {
    let controls = view! { <Options field=asked.field options kind context=asked.context/> };
    let hint = if kind == "checkbox" { t::CHOOSE_ALL } else { "" };
    view! { <Fieldset asked class="question" nostrip:hint=Some(hint).filter(|hint| !hint.is_empty()) controls=controls.into_any()/> }
}

/// Characters of a column's text up to which two columns fit beside each other on a phone.
const SHORT: usize = 16;

#[component]
pub(super) fn MatrixQuestion<'a>(asked: Asked<'a>, rows: &'a [Row], columns: &'a [Choice]) -> impl IntoView + use<> {
    let short = columns.iter().all(|column| column.text.chars().count() <= SHORT);
    let rows = rows.iter().map(|row| {
        let field = format!("{}.{}", asked.field, row.id);
        let fault = asked.context.faults.at(&field);
        let described_by = described_by(&field, false, fault.is_some());
        view! {
            <fieldset class="row" aria-describedby=described_by>
                <legend>{row.text.clone()}</legend>
                <FieldFault id=field.clone() text=fault/>
                <Options field=&field options=columns kind="radio" context=asked.context short/>
            </fieldset>
        }
    });
    view! { <Fieldset asked class="question matrix" with_fault=false controls=rows.collect_view().into_any()/> }
}

#[component]
pub(super) fn ScaleQuestion<'a>(
    asked: Asked<'a>,
    min: i64,
    max: i64,
    min_label: &'a str,
    max_label: &'a str,
) -> impl IntoView + use<> {
    let Asked { field, context, .. } = asked;
    let points = (min..=max).map(|point| {
        let value = point.to_string();
        let id = if point == min { field.to_owned() } else { format!("{field}--{value}") };
        let meaning = match point {
            p if p == min => Some(format!(" – {min_label}")),
            p if p == max => Some(format!(" – {max_label}")),
            _ => None,
        };
        view! {
            <label class="point" for=id.clone()>
                <input type="radio" id=id.clone() name=field.to_owned() value=value.clone() checked=context.is_chosen(field, &value)/>
                <span>{value.clone()}{meaning.map(|text| view! { <span class="unseen">{text}</span> })}</span>
            </label>
        }
    });
    let controls = view! {
        <div class="points">{points.collect_view()}</div>
        <div class="ends" aria-hidden="true"><span>{min_label.to_owned()}</span><span>{max_label.to_owned()}</span></div>
    };
    view! { <Fieldset asked class="question scale" controls=controls.into_any()/> }
}

#[component]
fn Options<'a>(
    field: &'a str,
    options: &'a [Choice],
    kind: &'static str,
    context: Context<'a>,
    /// Whether two fit beside each other on a phone.
    #[prop(optional)]
    short: bool,
) -> impl IntoView + use<> {
    let options = options.iter().enumerate().map(|(i, option)| {
        let id = if i == 0 { field.to_owned() } else { format!("{field}--{}", option.id) };
        let checked = context.is_chosen(field, &option.id);
        let other = option.other_text.then(|| view! { <OtherText field=format!("{field}.{OTHER_TEXT}") option context/> });
        view! { <ChoiceInput kind id name=field value=option.id.clone() label=option.text.clone() checked/>{other} }
    });
    view! { <div class=if short { "choices pairs" } else { "choices" }>{options.collect_view()}</div> }
}

/// The text that goes with an option.
#[component]
fn OtherText<'a>(field: String, option: &'a Choice, context: Context<'a>) -> impl IntoView + use<> {
    let fault = context.faults.at(&field);
    let invalid = fault.is_some();
    let value = context.value(&field);
    view! {
        <div class="beside">
            <label for=field.clone()>{t::beside(&option.text)}<OptionalMark when=true/></label>
            <FieldFault id=field.clone() text=fault/>
            {invalid.then(|| view! { <FoundPersonalData text=value.clone()/> })}
            <input type="text" id=field.clone() name=field.clone() value=value.clone() maxlength=(OTHER_TEXT_MAX * 2).to_string()
                autocomplete="off" aria-invalid=invalid.then_some("true") aria-describedby=described_by(&field, false, invalid)/>
            <PersonalDataWarning field=&field/>
        </div>
    }
}
