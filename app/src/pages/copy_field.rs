//! A text to copy into another program.

use leptos::prelude::*;

use crate::islands::copy_button::CopyButton;
use crate::ui::form::{Field, described_by, in_text_area};

/// A text to copy, with a button for it.
#[component]
pub(super) fn CopyField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    rows: usize,
    text: String,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let described_by = described_by(&id, hint.is_some(), false);
    let (control, field, copied) = (id.clone(), id.clone(), label.to_lowercase());
    view! {
        <Field id label hint>
            <textarea id=control rows=rows.to_string() readonly aria-describedby=described_by>{in_text_area(&text)}</textarea>
            <CopyButton field label=copied/>
        </Field>
    }
}
