//! A button that copies what a field or a link says, where the browser lets it.

use leptos::prelude::*;

use crate::texts::parts as t;

/// Shown once it works; without it the text can be marked by hand.
#[island]
pub fn CopyButton(
    /// The id of the field or the link.
    field: String,
    /// What is copied, for screen readers.
    label: String,
) -> impl IntoView {
    let awake = RwSignal::new(false);
    let copied = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let copy = move |_| {
        #[cfg(feature = "staff")]
        copy(&field, copied);
        #[cfg(not(feature = "staff"))]
        let _ = &field;
    };
    view! {
        <p class="copy" hidden=move || !awake.get()>
            <button type="button" class="second" on:click=copy>{t::COPY}<span class="unseen">" "{label}</span></button>
            " "<span role="status">{move || copied.get().then_some(t::COPIED)}</span>
        </p>
    }
}

/// Copies, and says so. A browser copies for a page that came over an encrypted connection; otherwise the text is
/// marked, to be copied by hand.
#[cfg(feature = "staff")]
fn copy(id: &str, copied: RwSignal<bool>) {
    use wasm_bindgen::JsCast;

    let Some(element) = document().get_element_by_id(id) else { return };
    let text = match element.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        Some(field) => {
            field.select();
            field.value()
        }
        None => element.text_content().unwrap_or_default(),
    };
    if !window().is_secure_context() {
        return;
    }
    let writing = window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        copied.set(wasm_bindgen_futures::JsFuture::from(writing).await.is_ok());
    });
}
