//! A section's questions. In the browser, follow-up questions and items appear in place, by the
//! same function that the server uses; each change is saved within a second; and a text that seems
//! to point somebody out is noticed while it is written.

use leptos::prelude::*;

use super::sheet::{Notice, Signals};

/// Stands inside the page's form, around its questions.
#[island]
pub fn Questions(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let says = Signals { saved: RwSignal::new(String::new()), spoken: RwSignal::new(String::new()), notice: RwSignal::new(None) };
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            super::following::wake(root.into(), says);
        }
    });
    let words = move || says.notice.get().map(Notice::words);
    let way_on = move || says.notice.get().and_then(Notice::way_on);
    view! {
        <div class="questions" node_ref=root>{children()}</div>
        <p class="unseen" role="status">{move || says.spoken.get()}</p>
        <div class="warning notice" role="alert" hidden=move || says.notice.get().is_none()>
            <p>{words}</p>
            <p hidden=move || way_on().is_none()><a href="">{way_on}</a></p>
        </div>
        <p class="saved">{move || says.saved.get()}</p>
    }
}
