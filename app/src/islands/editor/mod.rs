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
#[cfg(feature = "editor")]
mod rehearsal;
pub mod remote;
#[cfg(feature = "editor")]
mod workbench;

use leptos::prelude::*;

#[cfg(not(feature = "editor"))]
use crate::domain::questionnaire::Questionnaire;

/// Where the questionnaire is written; until it is opened, and without scripts, what the page says instead is there.
#[cfg(not(feature = "editor"))]
#[island]
pub fn QuestionnaireEditor(
    /// The questionnaire's id.
    id: String,
    children: Children,
) -> impl IntoView {
    let _ = id;
    children()
}

/// Where a questionnaire is walked through and nothing is kept; without scripts its questions are there.
#[cfg(not(feature = "editor"))]
#[island]
pub fn Rehearsal(
    questionnaire: Questionnaire,
    /// The areas of the city.
    areas: Vec<String>,
    children: Children,
) -> impl IntoView {
    let _ = (questionnaire, areas);
    children()
}

/// Builds the editor, or a rehearsal, where the page has its island. It takes over nothing that the server wrote: what
/// stands there is removed when the questionnaire is open.
#[cfg(feature = "editor")]
pub fn mount() {
    use leptos::wasm_bindgen::JsCast;

    let Ok(Some(island)) = document().query_selector("leptos-island[data-props]") else { return };
    let props: serde_json::Value =
        serde_json::from_str(&island.get_attribute("data-props").unwrap_or_default()).unwrap_or_default();
    let Ok(place) = document().create_element("div").map(JsCast::unchecked_into::<web_sys::HtmlElement>) else { return };
    let _ = island.before_with_node_1(&place);
    let Some(id) = props["id"].as_str().map(str::to_owned) else {
        let Ok(rehearsal) = serde_json::from_value::<rehearsal::Props>(props) else { return };
        island.remove();
        return leptos::mount::mount_to(place, move || view! { <rehearsal::Rehearsal rehearsal/> }).forget();
    };
    let editor = leptos::mount::mount_to(place, move || {
        let desk = RwSignal::new(None);
        connection::open(id, desk);
        Effect::new(move |_| {
            if desk.with(Option::is_some) {
                island.remove();
            }
        });
        move || desk.get().map(|desk| view! { <workbench::Workbench desk/> })
    });
    editor.forget();
}
