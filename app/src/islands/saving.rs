//! Each change is sent within a second; what cannot be sent is tried again.
//!
//! A *version* is what the server calls the answers that the page began from. A page whose version
//! is not the newest saves nothing over them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, Event, EventTarget, HtmlElement, HtmlFormElement, Response, SubmitEvent, UrlSearchParams};

use super::browser::{control, form_data};
use super::sheet::{Notice, Signals};
use crate::texts::answering::section as t;

/// Milliseconds from a change until it is sent, so that a word is not a request a letter.
const DELAY: u64 = 700;
/// Milliseconds until something is tried again.
const AGAIN: u64 = 4_000;
/// The field that tells the page's version.
const VERSION: &str = ":version";

/// Keeps the page's answers at the server.
pub(super) struct Saver {
    form: HtmlFormElement,
    address: String,
    says: Signals,
    others: Option<BroadcastChannel>,
    /// Something has changed since it was last sent.
    changed: Cell<bool>,
    /// A timer runs.
    waiting: Cell<bool>,
    /// Something has been sent and not been answered.
    sent: Cell<bool>,
    /// The last attempt did not reach the server.
    failed: Cell<bool>,
    /// There is nothing to save to any more.
    ended: Cell<bool>,
    /// The button that she pressed while the server was waited for.
    held: RefCell<Option<HtmlElement>>,
    /// The page is let go.
    leaving: Cell<bool>,
}

impl Saver {
    pub(super) fn wake(form: &HtmlFormElement, says: Signals) -> Rc<Self> {
        let saver = Rc::new(Self {
            form: form.clone(),
            address: form.get_attribute("action").unwrap_or_default(),
            says,
            others: BroadcastChannel::new("utkast").ok(),
            changed: Cell::default(),
            waiting: Cell::default(),
            sent: Cell::default(),
            failed: Cell::default(),
            ended: Cell::default(),
            held: RefCell::default(),
            leaving: Cell::default(),
        });
        saver.on(form, "submit", |saver, event| saver.leave(&event));
        saver.on(&window(), "online", |saver, _| saver.send());
        saver.on(&window(), "pageshow", |saver, event| {
            // Brought back as it was: what it shows may be old.
            if event.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(web_sys::PageTransitionEvent::persisted) {
                saver.touch();
            }
        });
        // A phone that is put away may not come back: what has not been sent yet goes now.
        saver.on(&document(), "visibilitychange", |saver, _| saver.send());
        saver.on(&window(), "pagehide", |saver, _| {
            if saver.changed.replace(false) && !saver.ended.get() {
                let _ = body(&saver.form)
                    .map(|body| window().navigator().send_beacon_with_opt_url_search_params(&saver.save_address(), Some(&body)));
            }
        });
        saver.on(&window(), "beforeunload", |saver, event| {
            if saver.failed.get() && saver.changed.get() {
                event.prevent_default();
            }
        });
        if let Some(others) = &saver.others {
            saver.on(others, "message", |saver, event| {
                let said = event.dyn_ref::<web_sys::MessageEvent>().and_then(|m| m.data().as_string()).unwrap_or_default();
                if said.split_once(' ').is_some_and(|(address, version)| address == saver.address && version != saver.version()) {
                    saver.says.notice.set(Some(Notice::Newer));
                }
            });
        }
        saver
    }

    fn on(self: &Rc<Self>, target: &EventTarget, event: &str, call: impl Fn(&Rc<Self>, Event) + 'static) {
        let saver = Rc::clone(self);
        let closure = Closure::<dyn FnMut(Event)>::new(move |event| call(&saver, event));
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        // Lives as long as the page.
        closure.forget();
    }

    fn version(&self) -> String {
        control(&self.form, VERSION).map(|field| field.value()).unwrap_or_default()
    }

    fn save_address(&self) -> String {
        format!("{}/spara", self.address)
    }

    /// Something has changed.
    pub(super) fn touch(self: &Rc<Self>) {
        self.changed.set(true);
        self.later(DELAY);
    }

    fn later(self: &Rc<Self>, milliseconds: u64) {
        if self.ended.get() || self.waiting.replace(true) {
            return;
        }
        let saver = Rc::clone(self);
        let send = move || {
            saver.waiting.set(false);
            saver.send();
        };
        set_timeout(send, Duration::from_millis(milliseconds));
    }

    fn send(self: &Rc<Self>) {
        if !self.changed.get() || self.ended.get() || self.sent.replace(true) {
            return;
        }
        self.changed.set(false);
        let saver = Rc::clone(self);
        leptos::task::spawn_local(async move {
            let answer = post(&saver.form, &saver.save_address()).await;
            saver.sent.set(false);
            saver.answered(answer);
        });
    }

    fn answered(self: &Rc<Self>, answer: Option<(u16, String)>) {
        let notice = match answer {
            Some((200, text)) => {
                let (version, whole) = text.split_once(' ').map_or((text.as_str(), true), |(version, _)| (version, false));
                if let Some(field) = control(&self.form, VERSION) {
                    field.set_value(version);
                }
                if let Some(others) = &self.others {
                    let _ = others.post_message(&JsValue::from_str(&format!("{} {version}", self.address)));
                }
                self.says.saved.set(if whole { t::saved(&now()) } else { t::saved_in_part(&now()) });
                None
            }
            Some((409, _)) => Some(Notice::Newer),
            Some((400..500, _)) => Some(Notice::Ended),
            _ => {
                let held = self.held.borrow().is_some();
                Some(if held { Notice::Waiting } else { Notice::Offline })
            }
        };
        self.failed.set(matches!(notice, Some(Notice::Offline | Notice::Waiting)));
        self.ended.set(matches!(notice, Some(Notice::Newer | Notice::Ended)));
        self.says.notice.set(notice);
        if self.failed.get() {
            self.changed.set(true);
            self.later(AGAIN);
        } else if let Some(button) = self.held.take() {
            // What she typed meanwhile goes with the page.
            self.leaving.set(true);
            let _ = self.form.request_submit_with_submitter(Some(&button));
        } else if self.changed.get() {
            self.later(DELAY);
        }
    }

    /// She goes on: not before what is under way has been answered, nor while the server is out of
    /// reach. Pressing again lets the browser try for itself.
    fn leave(self: &Rc<Self>, event: &Event) {
        let pressed = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter).and_then(|b| b.dyn_into().ok());
        let offline = self.failed.get() || !window().navigator().on_line();
        let again = offline && self.held.borrow().is_some();
        let let_go = self.leaving.get() || self.ended.get() || again || !(offline || self.sent.get());
        let Some(pressed) = pressed.filter(|_| !let_go) else {
            self.changed.set(false);
            return;
        };
        event.prevent_default();
        *self.held.borrow_mut() = Some(pressed);
        if offline {
            self.says.notice.set(Some(Notice::Waiting));
            self.changed.set(true);
            self.send();
        }
    }
}

fn body(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str_sequence_sequence(&form_data(form)?.into()).ok()
}

/// The status and the text that came back, if anything did.
async fn post(form: &HtmlFormElement, address: &str) -> Option<(u16, String)> {
    let request = web_sys::RequestInit::new();
    request.set_method("POST");
    request.set_body(&body(form)?.into());
    let response = JsFuture::from(window().fetch_with_str_and_init(address, &request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    Some((response.status(), text.as_string()?))
}

/// Hours and minutes on her own clock.
fn now() -> String {
    let now = js_sys::Date::new_0();
    format!("{:02}:{:02}", now.get_hours(), now.get_minutes())
}
