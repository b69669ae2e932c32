//! Asks for a page's parts again and again, and puts in those that have changed. The server answers
//! 304 as long as none has.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Headers, Response, VisibilityState};

use super::browser::all;

/// Milliseconds between two questions.
const PAUSE: u64 = 5_000;

pub(super) fn wake(root: Element, spoken: RwSignal<String>) {
    let Some(from) = all(&root, "[data-from]").first().and_then(|e| e.get_attribute("data-from")) else { return };
    later(root, from, String::new(), spoken);
}

fn later(root: Element, from: String, tag: String, spoken: RwSignal<String>) {
    let ask = move || {
        leptos::task::spawn_local(async move {
            if document().visibility_state() == VisibilityState::Hidden {
                return later(root, from, tag, spoken);
            }
            match ask(&from, &tag).await {
                // Logged out, or the round has closed: the page stays as it is.
                Some(Answer::Over) => {}
                Some(Answer::New(tag, text)) => {
                    let tag = if take(&root, &text, spoken) { tag } else { String::new() };
                    later(root, from, tag, spoken);
                }
                Some(Answer::Same) | None => later(root, from, tag, spoken),
            }
        });
    };
    set_timeout(ask, Duration::from_millis(PAUSE));
}

enum Answer {
    Same,
    New(String, String),
    Over,
}

/// None when the server could not be reached.
async fn ask(from: &str, tag: &str) -> Option<Answer> {
    let headers = Headers::new().ok()?;
    if !tag.is_empty() {
        headers.set("if-none-match", tag).ok()?;
    }
    let request = web_sys::RequestInit::new();
    request.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(from, &request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    match response.status() {
        304 => Some(Answer::Same),
        200 if !response.redirected() => {
            let tag = response.headers().get("etag").ok()?.unwrap_or_default();
            let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
            Some(Answer::New(tag, text))
        }
        200..500 => Some(Answer::Over),
        _ => None,
    }
}

/// Puts in the parts that have changed; false if one was left because somebody works in it.
fn take(root: &Element, text: &str, spoken: RwSignal<String>) -> bool {
    let Ok(new) = document().create_element("div") else { return true };
    new.set_inner_html(text);
    let mut whole = true;
    for part in all(&new, "[data-live]") {
        let name = part.get_attribute("data-live").unwrap_or_default();
        let Some(old) = all(root, &format!("[data-live='{name}']")).into_iter().next() else { continue };
        if old.inner_html() == part.inner_html() {
            continue;
        }
        let busy = old.contains(document().active_element().as_deref()) || !all(&old, "details[open]").is_empty();
        if busy {
            whole = false;
            continue;
        }
        old.set_inner_html(&part.inner_html());
        if let Some(says) = part.get_attribute("data-says") {
            spoken.set(says);
        }
    }
    whole
}
