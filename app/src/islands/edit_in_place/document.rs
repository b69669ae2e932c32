//! Opens and closes the sentences of a page, and performs what [`crate::domain::editing`] decides.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, Node, UrlSearchParams};

use super::editor::Editor;
use super::place::{Place, TEXT, dress, read};
use crate::domain::autosave;
use crate::domain::editing::{Answer, Editing, Effect, Event};
use crate::domain::writing::Written;
use crate::islands::browser::{Reply, all, first, now, on, persisted, post, send_beacon};
use crate::texts::underlag::in_place as t;

/// What a sentence is part of.
const SENTENCE: &str = "[data-sentence]";
const FIELD: &str = "textarea, input";

/// The page with its sentences.
struct EditedDocument {
    /// Where to post.
    save: String,
    log_in: String,
    /// For a screen reader alone.
    spoken: RwSignal<String>,
    /// Those that have been opened; what was typed in one that is closed is still on its way.
    places: RefCell<Vec<Rc<Place>>>,
    open: RefCell<Option<Open>>,
    /// Where to go when all is saved: the document is to have what was typed last.
    waiting: RefCell<Option<String>>,
    /// A pointer is down: what is clicked decides, since a page that moves under it would have it miss.
    pressing: Cell<bool>,
}

/// The sentence that is open; its editor goes when this goes.
struct Open {
    place: Rc<Place>,
    host: Element,
    editor: Box<dyn Any>,
}

pub(super) fn attach(root: &Element, spoken: RwSignal<String>) {
    let Some(document) = first(root, "[data-save]") else { return };
    let attribute = |name: &str| document.get_attribute(name).unwrap_or_default();
    let edited = Rc::new(EditedDocument {
        save: attribute("data-save"),
        log_in: attribute("data-log-in"),
        spoken,
        places: RefCell::default(),
        open: RefCell::default(),
        waiting: RefCell::default(),
        pressing: Cell::default(),
    });
    all(root, SENTENCE).iter().for_each(dress);
    for (selector, hidden) in [("[data-awake]", false), ("[data-asleep]", true)] {
        for element in all(root, selector) {
            let _ = element.toggle_attribute_with_force("hidden", hidden);
        }
    }
    edited.listen(root);
    let _ = root.set_attribute("data-alive", "");
}

fn element(target: Option<web_sys::EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

/// The sentence whose text this is, or is in.
fn sentence_at(target: &Element) -> Option<Element> {
    target.closest(TEXT).ok()??.closest(SENTENCE).ok()?
}

impl EditedDocument {
    fn listen(self: &Rc<Self>, root: &Element) {
        let with = |call: fn(&Rc<Self>, &web_sys::Event)| {
            let edited = Rc::clone(self);
            move |event: &web_sys::Event| call(&edited, event)
        };
        let page = document();
        on(&page, "pointerdown", with(|edited, _| edited.pressing.set(true)));
        for end in ["pointerup", "pointercancel"] {
            on(&page, end, with(|edited, _| edited.pressing.set(false)));
        }
        on(&page, "click", with(Self::clicked));
        on(root, "keydown", with(Self::pressed));
        on(root, "focusout", with(Self::left));
        // The field keeps the focus while a button beside it is pressed.
        on(
            root,
            "mousedown",
            with(|_, event| {
                if element(event.target()).is_some_and(|t| t.closest(".editor button").is_ok_and(|b| b.is_some())) {
                    event.prevent_default();
                }
            }),
        );
        on(&page, "visibilitychange", with(|edited, event| edited.tell(&autosave::Event::VisibilityChanged, event)));
        on(&window(), "online", with(|edited, event| edited.tell(&autosave::Event::Online, event)));
        on(&window(), "pagehide", with(|edited, event| edited.tell(&autosave::Event::PageHidden, event)));
        on(&window(), "beforeunload", with(|edited, event| edited.tell(&autosave::Event::BeforeUnload, event)));
        on(
            &window(),
            "pageshow",
            with(|edited, event| {
                if persisted(event) {
                    edited.tell(&autosave::Event::PageRestored, event);
                }
            }),
        );
    }

    /// Tells every sentence of what happens to the page.
    fn tell(self: &Rc<Self>, happened: &autosave::Event, cause: &web_sys::Event) {
        let places = self.places.borrow().clone();
        for place in &places {
            self.act_with(place, Event::Page(happened.clone()), Some(cause));
        }
    }

    fn clicked(self: &Rc<Self>, event: &web_sys::Event) {
        let Some(target) = element(event.target()) else { return };
        if self.is_in_editor(&target) || !target.is_connected() {
            return;
        }
        self.close(false);
        if let Some(link) = target.closest("a[data-waits]").ok().flatten().filter(|_| !self.is_saved()) {
            event.prevent_default();
            self.waiting.replace(link.get_attribute("href"));
        }
        // Who marks words of the text wants to copy them.
        let marks = window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
        if let Some(sentence) = sentence_at(&target).filter(|_| !marks) {
            self.open(&sentence);
        }
    }

    fn pressed(self: &Rc<Self>, event: &web_sys::Event) {
        let Some((event, target)) = event.dyn_ref::<KeyboardEvent>().zip(element(event.target())) else { return };
        if event.is_composing() {
            return;
        }
        let is_field = self.is_in_editor(&target) && target.tag_name() == "INPUT";
        let sentence = sentence_at(&target);
        match (event.key().as_str(), sentence) {
            // The browser forgets its own steps when a text is replaced.
            ("z" | "Z", _) if (event.ctrl_key() || event.meta_key()) && self.is_in_editor(&target) => {
                let step = if event.shift_key() { Event::Redone } else { Event::Undone };
                let place = self.open.borrow().as_ref().map(|open| Rc::clone(&open.place));
                place.into_iter().for_each(|place| self.act(&place, step.clone()));
            }
            ("Escape", _) if self.open.borrow().is_some() => self.close(true),
            ("Enter", _) if is_field => self.close(true),
            ("Enter" | " ", Some(sentence)) => self.open(&sentence),
            _ => return,
        }
        event.prevent_default();
    }

    /// The focus has gone elsewhere by the keyboard.
    fn left(self: &Rc<Self>, event: &web_sys::Event) {
        let Some(event) = event.dyn_ref::<FocusEvent>() else { return };
        let stays = match element(event.related_target()) {
            Some(to) => self.is_in_editor(&to),
            // To another window, or to nothing.
            None => !document().has_focus().unwrap_or(false),
        };
        if !self.pressing.get() && !stays && element(event.target()).is_some_and(|from| self.is_in_editor(&from)) {
            self.close(false);
        }
    }

    /// Whether the server has all that was typed.
    fn is_saved(&self) -> bool {
        self.places.borrow().iter().all(|place| place.editing.with_untracked(Editing::is_saved))
    }

    fn is_in_editor(&self, node: &Node) -> bool {
        self.open.borrow().as_ref().is_some_and(|open| open.host.contains(Some(node)))
    }

    fn place(&self, sentence: &Element) -> Option<Rc<Place>> {
        let known = self.places.borrow().iter().find(|place| place.element == *sentence).map(Rc::clone);
        known.or_else(|| {
            let place = Rc::new(Place::new(sentence)?);
            self.places.borrow_mut().push(Rc::clone(&place));
            Some(place)
        })
    }

    fn open(self: &Rc<Self>, sentence: &Element) {
        self.close(false);
        self.waiting.take();
        let (Some(place), Ok(host)) = (self.place(sentence), document().create_element("span")) else { return };
        host.set_class_name("editor-host");
        let _ = sentence.after_with_node_1(&host);
        let _ = sentence.set_attribute("data-open", "");
        self.act(&place, Event::Focused);
        let editor = leptos::mount::mount_to(host.clone().unchecked_into(), self.editor(&place));
        self.open.replace(Some(Open { place, host: host.clone(), editor: Box::new(editor) }));
        self.focus_field();
    }

    fn editor(self: &Rc<Self>, place: &Rc<Place>) -> impl FnOnce() -> AnyView + 'static {
        let (editing, saved) = (place.editing, place.saved);
        let label = place.element.get_attribute("data-label").unwrap_or_default();
        let own = place.element.get_attribute("data-own");
        let log_in = self.log_in.clone();
        let act = {
            let (edited, place) = (Rc::clone(self), Rc::clone(place));
            move |event: Event| {
                // The button that was pressed may be gone afterwards.
                if !matches!(event, Event::Typed(_) | Event::Undone | Event::Redone) {
                    edited.focus_field();
                }
                edited.act(&place, event);
            }
        };
        let edited = Rc::clone(self);
        let close = move || edited.close(true);
        move || view! { <Editor editing saved label own log_in act close/> }.into_any()
    }

    /// The cursor stands at the end of the text.
    fn focus_field(&self) {
        let Some(field) = self.open.borrow().as_ref().and_then(|open| first(&open.host, FIELD)) else { return };
        if let Some(field) = field.dyn_ref::<HtmlElement>() {
            let _ = field.focus();
        }
        if let Some(area) = field.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            let _ = area.set_selection_range(u32::MAX, u32::MAX);
        }
    }

    /// Closes what is open; what was typed last is sent at once.
    fn close(self: &Rc<Self>, focus: bool) {
        let Some(Open { place, host, editor }) = self.open.take() else { return };
        drop(editor);
        host.remove();
        let _ = place.element.remove_attribute("data-open");
        self.act(&place, Event::Page(autosave::Event::VisibilityChanged));
        if focus {
            let text = first(&place.element, TEXT).and_then(|text| text.dyn_into::<HtmlElement>().ok());
            let _ = text.map(|text| text.focus());
        }
        self.say(&place);
    }

    /// Whether a sentence that has been closed is saved.
    fn say(&self, place: &Rc<Place>) {
        let is_open = self.open.borrow().as_ref().is_some_and(|open| Rc::ptr_eq(&open.place, place));
        let said = place.editing.with_untracked(|e| match (e.is_saved(), e.problem()) {
            (true, _) => t::ALL_SAVED,
            (false, Some(_)) => t::UNSAVED,
            (false, None) => "",
        });
        if !is_open {
            self.spoken.set(said.to_owned());
        }
    }

    fn act(self: &Rc<Self>, place: &Rc<Place>, event: Event) {
        self.act_with(place, event, None);
    }

    /// Takes an event, with the browser's own where its default action may be prevented.
    fn act_with(self: &Rc<Self>, place: &Rc<Place>, event: Event, cause: Option<&web_sys::Event>) {
        let effects = place.editing.try_update(|editing: &mut Editing| editing.step(event)).unwrap_or_default();
        for effect in effects {
            match effect {
                Effect::Schedule(after) => {
                    let (edited, place) = (Rc::clone(self), Rc::clone(place));
                    set_timeout(move || edited.act(&place, Event::Page(autosave::Event::TimerFired)), after);
                }
                Effect::Send(written) => self.send(place, written),
                Effect::SendBeacon(written) => send_beacon(&self.save, body(&written).as_ref()),
                Effect::ConfirmLeaving => cause.into_iter().for_each(web_sys::Event::prevent_default),
                Effect::ShowSaved => place.saved.set(t::saved(&now())),
            }
        }
        place.show();
    }

    fn send(self: &Rc<Self>, place: &Rc<Place>, written: Written) {
        let (edited, place) = (Rc::clone(self), Rc::clone(place));
        leptos::task::spawn_local(async move {
            let reply = match body(&written) {
                Some(body) => post(&edited.save, &body).await,
                None => None,
            };
            let (answer, fresh) = answer(reply);
            if let (Answer::Kept(_), Some(fresh)) = (&answer, &fresh) {
                place.renew(fresh);
            }
            edited.act(&place, Event::Answered(answer));
            edited.say(&place);
            if edited.is_saved()
                && let Some(address) = edited.waiting.take()
            {
                let _ = window().location().assign(&address);
            }
        });
    }
}

fn body(written: &Written) -> Option<UrlSearchParams> {
    let body = UrlSearchParams::new().ok()?;
    written.fields().iter().for_each(|(name, value)| body.append(name, value));
    Some(body)
}

/// What the server means, with the sentence in its markup. None of its pages is an answer: one came from elsewhere.
fn answer(reply: Option<Reply>) -> (Answer, Option<Element>) {
    let Some(reply) = reply else { return (Answer::Unreachable, None) };
    let fresh = document().create_element("div").ok();
    if let Some(fresh) = &fresh {
        fresh.set_inner_html(&reply.text);
    }
    let sentence = fresh.as_ref().and_then(|fresh| read(&first(fresh, TEXT)?));
    let answer = match (reply.status, sentence) {
        // To the login.
        (303, _) => Answer::LoggedOut,
        (200, Some(sentence)) => Answer::Kept(sentence),
        (409, Some(sentence)) => Answer::Meanwhile(sentence),
        (422, None) if !reply.text.starts_with('<') => Answer::Refused(reply.text),
        (413, _) => Answer::Refused(t::TOO_LONG.to_owned()),
        (400..500, _) => Answer::Ended,
        _ => Answer::Unreachable,
    };
    (answer, fresh)
}
