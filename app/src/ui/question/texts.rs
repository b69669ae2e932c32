//! Questions that are answered by writing, and by an area of the city.

use leptos::prelude::*;

use super::{Asked, FoundPersonalData, PersonalDataWarning};
use crate::domain::questionnaire::WHOLE_CITY;
use crate::texts::respond::section as t;
use crate::ui::form::{SelectField, TextAreaField, TextField};

#[component]
pub(super) fn AreaQuestion<'a>(asked: Asked<'a>) -> impl IntoView + use<> {
    let Asked { question, field, .. } = asked;
    let areas = std::iter::once(WHOLE_CITY).chain(asked.context.setting.areas.iter().map(String::as_str));
    let options = areas.map(|area| (area.to_owned(), area.to_owned())).collect();
    view! {
        <SelectField name=field label=question.text.clone() options chosen=asked.value() none=t::AREA_NONE
            optional=!question.required nostrip:hint=question.hint.clone() fault=asked.fault()/>
    }
}

#[component]
pub(super) fn LongTextQuestion<'a>(asked: Asked<'a>, max_length: usize) -> impl IntoView + use<> {
    let Asked { question, field, .. } = asked;
    let rows = if max_length > 500 { 6 } else { 4 };
    let below = view! { <PersonalDataWarning field/><p class="limit">{t::limit(max_length)}</p> };
    view! {
        <TextAreaField name=field label=question.text.clone() value=asked.value() rows
            optional=!question.required nostrip:hint=question.hint.clone() fault=asked.fault() above=found(asked) below=below.into_any()/>
    }
}

#[component]
pub(super) fn InputQuestion<'a>(
    asked: Asked<'a>,
    /// The input's type.
    kind: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// Whether it is a text of its own, which the browser searches for personal data.
    #[prop(optional)]
    text: bool,
    /// Where the question has none of its own.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The last value that is accepted.
    #[prop(optional_no_strip)]
    max: Option<String>,
) -> impl IntoView + use<> {
    let Asked { question, field, .. } = asked;
    let below = text.then(|| view! { <PersonalDataWarning field/> }.into_any());
    let hint = question.hint.clone().or_else(|| hint.map(str::to_owned));
    view! {
        <TextField name=field label=question.text.clone() kind value=asked.value() short=!text nostrip:inputmode=inputmode max
            optional=!question.required nostrip:hint=hint fault=asked.fault() above=found(asked) below/>
    }
}

fn found(asked: Asked) -> Option<AnyView> {
    asked.fault().map(|_| view! { <FoundPersonalData text=asked.value()/> }.into_any())
}
