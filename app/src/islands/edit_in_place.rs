//! A document whose sentences are edited where they stand. Each is a button that opens as a field, which is saved
//! while it is typed in.

#[cfg(feature = "staff")]
mod document;
#[cfg(feature = "staff")]
mod editor;
#[cfg(feature = "staff")]
mod place;

use leptos::prelude::*;

/// Wraps the document. An element inside has the address to post to (`data-save`) and the one to log in at
/// (`data-log-in`). Each sentence that can be edited (`data-sentence`) has what it is called (`data-label`), what it
/// says when it is empty (`data-empty`) and the button for the text that it has by itself (`data-own`); inside it
/// stands the text (`data-place`) with what the server knows of it. What is only for a page that is alive is hidden
/// with `data-awake`, and what it needs no more has `data-asleep`.
#[island]
pub fn EditInPlace(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let spoken = RwSignal::new(String::new());
    #[cfg(feature = "staff")]
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            document::attach(&root.into(), spoken);
        }
    });
    view! {
        <div node_ref=root>{children()}</div>
        <p class="unseen" role="status">{move || spoken.get()}</p>
    }
}
