//! The editor of a questionnaire: contents, forms and a live preview, over the document and the rules of
//! [`crate::domain::authoring`].
//!
//! A form is built anew when its author goes elsewhere or something is added, moved or removed, never while she types: a
//! field that is written in is hers.

#[cfg(feature = "editor")]
mod condition;
#[cfg(feature = "editor")]
mod connection;
#[cfg(feature = "editor")]
mod contents;
#[cfg(feature = "editor")]
mod desk;
#[cfg(feature = "editor")]
mod fields;
#[cfg(feature = "editor")]
mod front;
#[cfg(feature = "editor")]
mod indicator;
#[cfg(feature = "editor")]
mod options;
#[cfg(feature = "editor")]
mod preview;
#[cfg(feature = "editor")]
mod question;
pub mod remote;
#[cfg(feature = "editor")]
mod workbench;

use leptos::prelude::*;

/// Opens a questionnaire to be written; until then, and without scripts, what the page says instead is there.
#[island]
pub fn QuestionnaireEditor(
    /// The questionnaire's id.
    id: String,
    children: Children,
) -> impl IntoView {
    let desk = RwSignal::new(None);
    #[cfg(feature = "editor")]
    connection::open(id.clone(), desk);
    #[cfg(not(feature = "editor"))]
    let _ = (&id, desk.set(None::<()>));
    #[cfg(feature = "editor")]
    let workbench = move || desk.get().map(|desk| view! { <workbench::Workbench desk/> });
    #[cfg(not(feature = "editor"))]
    let workbench = move || desk.get();
    view! {
        {workbench}
        <div hidden=move || desk.with(Option::is_some)>{children()}</div>
    }
}
