//! Helpers for the form that respondents fill in.

use wasm_bindgen::JsCast;
#[cfg(feature = "respondent")]
use web_sys::{Element, HtmlTemplateElement};
use web_sys::{FormData, HtmlFormElement};

#[cfg(feature = "respondent")]
use super::browser::{all, elements};
use crate::domain::answer::Form;

/// Visits an element and its descendants, including those in templates.
#[cfg(feature = "respondent")]
pub(super) fn visit(element: &Element, each: &mut impl FnMut(&Element)) {
    each(element);
    let below = match element.dyn_ref::<HtmlTemplateElement>() {
        Some(template) => elements(template.content().query_selector_all("*")),
        None => all(element, "*"),
    };
    for inner in below {
        if inner.has_type::<HtmlTemplateElement>() {
            visit(&inner, each);
        } else {
            each(&inner);
        }
    }
}

/// What the form would post now.
pub(super) fn form_data(form: &HtmlFormElement) -> Option<FormData> {
    FormData::new_with_form(form).ok()
}

/// The form's fields as the domain reads them.
pub(super) fn filled(form: &HtmlFormElement) -> Form {
    let Some(data) = form_data(form) else { return Form::default() };
    Form::from_pairs(data.entries().into_iter().filter_map(|entry| {
        let pair: js_sys::Array = entry.ok()?.dyn_into().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    }))
}

/// The form's input with that name.
#[cfg(feature = "respondent")]
pub(super) fn control(form: &HtmlFormElement, name: &str) -> Option<web_sys::HtmlInputElement> {
    form.query_selector(&format!("input[name='{name}']")).ok()??.dyn_into().ok()
}
