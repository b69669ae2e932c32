//! Helpers for the document that several islands use.

use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, EventTarget, NodeList, Response, UrlSearchParams};

/// A list of the document's as ours.
pub(super) fn elements(list: Result<NodeList, JsValue>) -> Vec<Element> {
    let Ok(list) = list else { return vec![] };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
}

/// The descendants that match, except those in templates.
pub(super) fn all(root: &Element, selector: &str) -> Vec<Element> {
    elements(root.query_selector_all(selector))
}

/// The first of them.
pub(super) fn first(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok()?
}

/// Calls back with each event, for as long as the page lives.
pub(super) fn on(target: &EventTarget, event: &str, call: impl Fn(&web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |event| call(&event));
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Whether the browser brings back a page as it was left.
pub(super) fn persisted(event: &web_sys::Event) -> bool {
    event.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(web_sys::PageTransitionEvent::persisted)
}

/// What came back of a request.
pub(super) struct Reply {
    /// 303 when it led elsewhere.
    pub(super) status: u16,
    pub(super) text: String,
}

/// Posts a form; none when nothing came back.
pub(super) async fn post(address: &str, body: &UrlSearchParams) -> Option<Reply> {
    let request = web_sys::RequestInit::new();
    request.set_method("POST");
    request.set_body(body);
    let response = JsFuture::from(window().fetch_with_str_and_init(address, &request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some(Reply { status: if response.redirected() { 303 } else { response.status() }, text })
}

/// Posts a form without waiting for an answer, from a page that is left.
pub(super) fn send_beacon(address: &str, body: Option<&UrlSearchParams>) {
    let _ = body.map(|body| window().navigator().send_beacon_with_opt_url_search_params(address, Some(body)));
}

/// Hours and minutes by the device's clock.
pub(super) fn now() -> String {
    let now = js_sys::Date::new_0();
    format!("{:02}:{:02}", now.get_hours(), now.get_minutes())
}
