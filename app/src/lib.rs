//! Lägesbild's library: the domain, and the pages and islands made of it.
//!
//! `domain` decides; `ui` and `pages` turn view models into markup on the server, with the words of
//! `texts`; `islands` are the few parts that also live in the browser.

#![recursion_limit = "256"]

pub mod domain;
#[cfg(feature = "ssr")]
pub mod forms;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(any(feature = "ssr", feature = "editor"))]
pub mod routes;
pub mod texts;
#[cfg(any(feature = "ssr", feature = "editor"))]
pub mod ui;

/// Called by the page's script once the module has loaded; each island is then attached by name.
#[cfg(all(feature = "browser", not(feature = "editor")))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}

/// The same for the editor, which is built in the browser.
#[cfg(feature = "editor")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    islands::editor::mount();
}

/// What the browser says of a definition: the tests hold it against what the server says.
#[cfg(feature = "editor")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn verdict(text: &str) -> String {
    domain::definition::verdict(text)
}
