//! Performs what [`crate::domain::autosave`] decides: timers, requests, the version, and notices.
//!
//! The *version* is the server's name for the answers that the page began from. A page whose version
//! is not the newest saves nothing over newer answers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, EventTarget, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams};

use super::browser::{now, on, persisted, post, send_beacon};
use super::form::{control, form_data};
use super::questions::Announcements;
use crate::domain::autosave::{Answer, Autosave, Effect, Event};
use crate::texts::respond::section as t;

/// The hidden field with the page's version.
const VERSION: &str = ":version";

/// Saves a form's answers on the server.
pub(super) struct Saver {
    form: HtmlFormElement,
    /// The form's own address, which names the section to other tabs.
    address: String,
    announcements: Announcements,
    other_tabs: Option<BroadcastChannel>,
    state: Cell<Autosave>,
    /// The button of the submission that is held.
    held_button: RefCell<Option<HtmlElement>>,
}

impl Saver {
    pub(super) fn attach(form: &HtmlFormElement, announcements: Announcements) -> Rc<Self> {
        let saver = Rc::new(Self {
            form: form.clone(),
            address: form.get_attribute("action").unwrap_or_default(),
            announcements,
            other_tabs: BroadcastChannel::new("utkast").ok(),
            state: Cell::default(),
            held_button: RefCell::default(),
        });
        saver.on(form, "submit", |saver, event| {
            let (online, by_button) = (window().navigator().on_line(), submitter(event).is_some());
            saver.handle_with(Event::Submitted { online, by_button }, Some(event));
        });
        saver.on(&window(), "online", |saver, _| saver.handle(Event::Online));
        saver.on(&window(), "pageshow", |saver, event| {
            if persisted(event) {
                saver.handle(Event::PageRestored);
            }
        });
        saver.on(&document(), "visibilitychange", |saver, _| saver.handle(Event::VisibilityChanged));
        saver.on(&window(), "pagehide", |saver, _| saver.handle(Event::PageHidden));
        saver.on(&window(), "beforeunload", |saver, event| saver.handle_with(Event::BeforeUnload, Some(event)));
        if let Some(tabs) = &saver.other_tabs {
            saver.on(tabs, "message", |saver, event| {
                let text = event.dyn_ref::<web_sys::MessageEvent>().and_then(|m| m.data().as_string()).unwrap_or_default();
                if text.split_once(' ').is_some_and(|(address, version)| address == saver.address && version != saver.version()) {
                    saver.handle(Event::SavedElsewhere);
                }
            });
        }
        saver
    }

    fn on(self: &Rc<Self>, target: &EventTarget, event: &str, call: impl Fn(&Rc<Self>, &web_sys::Event) + 'static) {
        let saver = Rc::clone(self);
        on(target, event, move |event| call(&saver, event));
    }

    pub(super) fn handle(self: &Rc<Self>, event: Event) {
        self.handle_with(event, None);
    }

    /// Takes an event, with the browser's own where its default action may be prevented.
    fn handle_with(self: &Rc<Self>, event: Event, cause: Option<&web_sys::Event>) {
        let (state, effects) = self.state.get().step(event);
        // Before the effects: a submission that is released is an event at once.
        self.state.set(state);
        for effect in effects {
            self.perform(effect, cause);
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect, cause: Option<&web_sys::Event>) {
        match effect {
            Effect::Schedule(after) => {
                let saver = Rc::clone(self);
                set_timeout(move || saver.handle(Event::TimerFired), after);
            }
            Effect::Send => {
                let saver = Rc::clone(self);
                leptos::task::spawn_local(async move {
                    let reply = match body(&saver.form) {
                        Some(body) => post(&saver.save_address(), &body).await,
                        None => None,
                    };
                    let response = reply.as_ref().map(|reply| (reply.status, reply.text.as_str()));
                    saver.handle(Event::Answered(Answer::of_response(response)));
                });
            }
            Effect::SendBeacon => send_beacon(&self.save_address(), body(&self.form).as_ref()),
            Effect::HoldSubmission => {
                self.held_button.replace(cause.and_then(submitter));
                cause.into_iter().for_each(web_sys::Event::prevent_default);
            }
            Effect::ReleaseSubmission => {
                if let Some(button) = self.held_button.take() {
                    let _ = self.form.request_submit_with_submitter(Some(&button));
                }
            }
            Effect::ConfirmLeaving => cause.into_iter().for_each(web_sys::Event::prevent_default),
            Effect::ShowSaved { version, complete } => self.show_saved(&version, complete),
            Effect::Notify(notice) => self.announcements.notice.set(notice),
        }
    }

    fn show_saved(&self, version: &str, complete: bool) {
        if let Some(field) = control(&self.form, VERSION) {
            field.set_value(version);
        }
        if let Some(tabs) = &self.other_tabs {
            let _ = tabs.post_message(&JsValue::from_str(&format!("{} {version}", self.address)));
        }
        self.announcements.saved.set(if complete { t::saved(&now()) } else { t::saved_in_part(&now()) });
    }

    fn version(&self) -> String {
        control(&self.form, VERSION).map(|field| field.value()).unwrap_or_default()
    }

    fn save_address(&self) -> String {
        format!("{}/spara", self.address)
    }
}

fn submitter(event: &web_sys::Event) -> Option<HtmlElement> {
    event.dyn_ref::<SubmitEvent>()?.submitter()?.dyn_into().ok()
}

fn body(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str_sequence_sequence(&form_data(form)?.into()).ok()
}
