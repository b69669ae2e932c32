//! Fetches a live region's parts every few seconds and replaces those that have changed. The server
//! answers 304 as long as none has.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Headers, Response, VisibilityState};

use super::browser::{all, first};

/// Between two requests.
const INTERVAL: Duration = Duration::from_secs(5);

pub(super) fn attach(root: Element, announcement: RwSignal<String>) {
    let Some(address) = first(&root, "[data-from]").and_then(|e| e.get_attribute("data-from")) else { return };
    schedule(root, address, String::new(), announcement);
}

fn schedule(root: Element, address: String, etag: String, announcement: RwSignal<String>) {
    let poll = move || {
        leptos::task::spawn_local(async move {
            if document().visibility_state() == VisibilityState::Hidden {
                return schedule(root, address, etag, announcement);
            }
            match fetch(&address, &etag).await {
                // Logged out, or the round has closed: the page stays as it is.
                Some(Update::End) => {}
                Some(Update::Changed { etag, html }) => {
                    let etag = if replace_parts(&root, &html, announcement) { etag } else { String::new() };
                    schedule(root, address, etag, announcement);
                }
                Some(Update::Unchanged) | None => schedule(root, address, etag, announcement),
            }
        });
    };
    set_timeout(poll, INTERVAL);
}

enum Update {
    Unchanged,
    Changed { etag: String, html: String },
    End,
}

/// None when the server cannot be reached.
async fn fetch(address: &str, etag: &str) -> Option<Update> {
    let headers = Headers::new().ok()?;
    if !etag.is_empty() {
        headers.set("if-none-match", etag).ok()?;
    }
    let request = web_sys::RequestInit::new();
    request.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(address, &request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    match response.status() {
        304 => Some(Update::Unchanged),
        200 if !response.redirected() => {
            let etag = response.headers().get("etag").ok()?.unwrap_or_default();
            let html = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
            Some(Update::Changed { etag, html })
        }
        200..500 => Some(Update::End),
        _ => None,
    }
}

/// Replaces the parts that have changed; false if one was left because somebody works in it.
fn replace_parts(root: &Element, html: &str, announcement: RwSignal<String>) -> bool {
    let Ok(fetched) = document().create_element("div") else { return true };
    fetched.set_inner_html(html);
    let mut complete = true;
    for part in all(&fetched, "[data-live]") {
        let name = part.get_attribute("data-live").unwrap_or_default();
        let Some(old) = first(root, &format!("[data-live='{name}']")) else { continue };
        if old.inner_html() == part.inner_html() {
            continue;
        }
        let is_busy = old.contains(document().active_element().as_deref()) || !all(&old, "details[open]").is_empty();
        if is_busy {
            complete = false;
            continue;
        }
        old.set_inner_html(&part.inner_html());
        if let Some(sentence) = part.get_attribute("data-says") {
            announcement.set(sentence);
        }
    }
    complete
}
