//! A sentence on the page: the markup that the server sent, and what is edited of it.

use leptos::prelude::*;
use web_sys::Element;

use crate::domain::editing::Editing;
use crate::domain::underlag::Sentence;
use crate::domain::writing::Kind;
use crate::islands::browser::first;
use crate::texts::underlag::in_place as t;

/// The text of a sentence, inside its element.
pub(super) const TEXT: &str = "[data-place]";
/// Behind a text that the server does not have.
const UNSAVED: &str = "[data-unsaved]";

/// A sentence from the first time it was opened.
pub(super) struct Place {
    /// What it stands in (`data-sentence`).
    pub(super) element: Element,
    pub(super) editing: RwSignal<Editing>,
    /// When it was saved last, in words.
    pub(super) saved: RwSignal<String>,
    /// The text as the server shows it.
    shown: RwSignal<String>,
}

/// What the server says of a sentence in its markup.
pub(super) fn read(text: &Element) -> Option<Sentence> {
    let attribute = |name: &str| text.get_attribute(name);
    Some(Sentence {
        place: attribute("data-place")?,
        text: attribute("data-text").unwrap_or_else(|| text.text_content().unwrap_or_default()),
        derived: attribute("data-derived").unwrap_or_default(),
        written: text.has_attribute("data-written"),
        outdated: text.has_attribute("data-outdated"),
    })
}

/// Makes a button of a sentence.
pub(super) fn dress(element: &Element) {
    let Some(text) = first(element, TEXT) else { return };
    let empty = element.get_attribute("data-empty").unwrap_or_default();
    for (name, value) in [("role", "button"), ("tabindex", "0"), ("data-empty", &empty)] {
        let _ = text.set_attribute(name, value);
    }
    let place = text.get_attribute("data-place").unwrap_or_default();
    name(element, &text, Kind::of(&place));
}

/// A field is called by its name and what it says; a sentence by what it says, if it says anything.
fn name(element: &Element, text: &Element, kind: Kind) {
    let attribute = |name: &str| element.get_attribute(name).unwrap_or_default();
    let says = text.text_content().unwrap_or_default();
    let is_empty = !says.contains(char::is_alphanumeric);
    if kind == Kind::Sentence && !is_empty {
        let _ = text.remove_attribute("aria-label");
        return;
    }
    let says = if is_empty { attribute("data-empty") } else { says };
    let _ = text.set_attribute("aria-label", &format!("{}: {says}", attribute("data-label")));
}

impl Place {
    pub(super) fn new(element: &Element) -> Option<Self> {
        let text = first(element, TEXT)?;
        Some(Self {
            element: element.clone(),
            editing: RwSignal::new(Editing::new(read(&text)?)),
            saved: RwSignal::default(),
            shown: RwSignal::new(text.text_content().unwrap_or_default()),
        })
    }

    /// Takes over what the server says of it now. The text itself stays, since the focus may be on it.
    pub(super) fn renew(&self, fresh: &Element) {
        let (Some(old), Some(new)) = (first(&self.element, TEXT), first(fresh, TEXT)) else { return };
        for name in ["data-text", "data-derived", "data-written", "data-outdated"] {
            let _ = match new.get_attribute(name) {
                Some(value) => old.set_attribute(name, &value),
                None => old.remove_attribute(name),
            };
        }
        self.shown.set(new.text_content().unwrap_or_default());
        while let Some(behind) = old.next_sibling() {
            let _ = self.element.remove_child(&behind);
        }
        while let Some(behind) = new.next_sibling() {
            let _ = self.element.append_child(&behind);
        }
    }

    /// Shows what has been typed, where the sentence stands when it is closed.
    pub(super) fn show(&self) {
        let Some(text) = first(&self.element, TEXT) else { return };
        let (says, is_unsaved, kind) = self.editing.with_untracked(|e| {
            let says = if e.is_saved() { self.shown.get_untracked() } else { e.typed().to_owned() };
            (says, !e.is_saved() && e.problem().is_some(), Kind::of(&e.stands().place))
        });
        if text.text_content().as_ref() != Some(&says) {
            text.set_text_content(Some(&says));
        }
        name(&self.element, &text, kind);
        let mark = first(&self.element, UNSAVED);
        match mark {
            Some(mark) if !is_unsaved => mark.remove(),
            None if is_unsaved => {
                let Ok(mark) = document().create_element("mark") else { return };
                mark.set_text_content(Some(t::UNSAVED));
                let _ = mark.set_attribute("data-unsaved", "");
                let _ = self.element.append_child(&mark);
            }
            _ => {}
        }
    }
}
