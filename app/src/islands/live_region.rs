//! A part of a page that is kept up to date while the page is open.

use leptos::prelude::*;

/// Wraps the parts. An element inside has the address to fetch them from (`data-from`), each part has
/// a name (`data-live`), and one of them a sentence for screen readers about its change (`data-says`).
#[island]
pub fn LiveRegion(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let announcement = RwSignal::new(String::new());
    #[cfg(feature = "staff")]
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            super::polling::attach(root.into(), announcement);
        }
    });
    view! {
        <div node_ref=root>{children()}</div>
        <p class="unseen" role="status">{move || announcement.get()}</p>
    }
}
