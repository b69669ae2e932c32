//! A part of a page that follows what happens while the page is open.

use leptos::prelude::*;

/// Around the parts. Their element tells where they come from (`data-from`), each part has a name
/// (`data-live`), and one says in words what has changed (`data-says`).
#[island]
pub fn Live(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let spoken = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            super::polling::wake(root.into(), spoken);
        }
    });
    view! {
        <div node_ref=root>{children()}</div>
        <p class="unseen" role="status">{move || spoken.get()}</p>
    }
}
