//! What follows from an answer, in place: questions come and go, items are added and taken away.
//!
//! A question that is not asked stands in a `template` with the same `data-q`; its fields are then
//! no part of the form, and what was filled in is still there when it returns.

use std::collections::BTreeSet;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlTemplateElement};

use super::browser::{all, control, filled, visit};
use super::saving::Saver;
use super::sheet::{Sheet, Signals};
use crate::domain::answer::Answers;
use crate::domain::journey::walk_section;
use crate::domain::persons;
use crate::texts::answering::section as t;

/// Milliseconds after the last key until a text is looked at.
const PAUSE: u64 = 600;

/// The page as it lives in the browser.
struct Live {
    root: Element,
    form: HtmlFormElement,
    sheet: Sheet,
    says: Signals,
    saver: Rc<Saver>,
}

/// Takes over the questions that the server sent.
pub(super) fn wake(root: Element, says: Signals) {
    let form = root.closest("form").ok().flatten().and_then(|f| f.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form else { return };
    let Some(sheet) = form.get_attribute("data-sheet").and_then(|text| Sheet::unpacked(&text)) else { return };
    unpack(&root);
    let saver = Saver::wake(&form, says);
    let live = Rc::new(Live { root: root.clone(), form, sheet, says, saver });
    // The browser may have filled in what stood here before.
    live.follow();
    listen(&root, "input", {
        let live = Rc::clone(&live);
        move |target| live.changed(target)
    });
    listen(&root, "click", move |target| live.pressed(target));
}

/// Calls back with the element that an event is about; true keeps the browser from acting on it.
fn listen(root: &Element, event: &str, call: impl Fn(&Element) -> bool + 'static) {
    let call = move |event: web_sys::Event| {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        if target.is_some_and(|t| call(&t)) {
            event.prevent_default();
        }
    };
    let closure = wasm_bindgen::closure::Closure::<dyn FnMut(web_sys::Event)>::new(call);
    let _ = root.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    // Lives as long as the page.
    closure.forget();
}

impl Live {
    fn changed(&self, target: &Element) -> bool {
        let (more, fewer) = self.follow();
        let said = match (more, fewer) {
            (0, 0) => None,
            (0, fewer) => Some(t::disappeared(fewer)),
            (more, _) => Some(t::appeared(more)),
        };
        if let Some(said) = said {
            self.says.spoken.set(said);
        }
        look_at(target.clone());
        self.saver.touch();
        false
    }

    fn pressed(&self, target: &Element) -> bool {
        let Some(button) = target.closest("button").ok().flatten().and_then(|b| b.dyn_into::<HtmlButtonElement>().ok()) else {
            return false;
        };
        let Some(group) = button.closest("[data-group]").ok().flatten() else { return false };
        let done = match button.name().as_str() {
            "lagg_till" => self.add(&group, &button.value()),
            "ta_bort" => self.remove(&group, &button),
            _ => None,
        };
        if done.is_some() {
            self.follow();
            self.saver.touch();
        }
        done.is_some()
    }

    /// Shows what the answers ask for and hides the rest; how many questions came and went.
    fn follow(&self) -> (usize, usize) {
        let asked = control(&self.form, "visade");
        let before: BTreeSet<String> =
            asked.as_ref().map(|a| a.value().split_whitespace().map(str::to_owned).collect()).unwrap_or_default();
        loop {
            let form = filled(&self.form);
            let step = walk_section(0, &self.sheet.section, &form, &self.sheet.areas, &mut Answers::default());
            let shown = step.map(|s| s.shown).unwrap_or_default();
            let mut changed = false;
            for place in all(&self.root, "[data-q]") {
                let key = place.get_attribute("data-q").unwrap_or_default();
                let template = place.dyn_ref::<HtmlTemplateElement>();
                if !place.is_connected() || shown.contains(&key) != template.is_some() {
                    continue;
                }
                changed = true;
                match template {
                    Some(template) => {
                        let _ = template.replace_with_with_node_1(&template.content());
                    }
                    None => put_away(&place, &key),
                }
            }
            if !changed {
                if let Some(asked) = asked {
                    asked.set_value(&shown.iter().cloned().collect::<Vec<_>>().join(" "));
                }
                return (questions_beyond(&shown, &before), questions_beyond(&before, &shown));
            }
        }
    }

    fn add(&self, group: &Element, id: &str) -> Option<()> {
        let number = all(group, "[data-item]").len() + 1;
        let blank: HtmlTemplateElement = group.query_selector("template[data-blank]").ok()??.dyn_into().ok()?;
        let copy = blank.content().first_element_child()?.clone_node_with_deep(true).ok()?;
        let item: HtmlElement = copy.dyn_into().ok()?;
        renumber(&item, id, number);
        group.insert_before(&item, Some(&blank)).ok()?;
        buttons(group);
        item.focus().ok()?;
        self.says.spoken.set(t::added(&group.get_attribute("data-group")?, number));
        Some(())
    }

    fn remove(&self, group: &Element, button: &HtmlButtonElement) -> Option<()> {
        let (id, number) = (group.id(), button.value().rsplit_once('.')?.1.parse::<usize>().ok()?);
        button.closest("[data-item]").ok()??.remove();
        for (i, item) in all(group, "[data-item]").iter().enumerate().skip(number - 1) {
            renumber(item, &id, i + 1);
        }
        buttons(group);
        group.dyn_ref::<HtmlElement>()?.focus().ok()?;
        self.says.spoken.set(t::removed(&group.get_attribute("data-group")?, number));
        Some(())
    }
}

/// Puts what came in attributes into templates, where it can be worked on and is no part of the page.
fn unpack(root: &Element) {
    let mut laters = Vec::new();
    visit(root, &mut |element| {
        if element.has_attribute("data-later") {
            laters.push(element.clone());
        }
    });
    for later in laters {
        let template = later.owner_document().and_then(|d| d.create_element("template").ok());
        let Some(template) = template else { continue };
        for name in ["data-q", "data-blank"] {
            if let Some(value) = later.get_attribute(name) {
                let _ = template.set_attribute(name, &value);
            }
        }
        template.set_inner_html(&later.get_attribute("data-later").unwrap_or_default());
        let _ = later.replace_with_with_node_1(&template);
        unpack(&template);
    }
}

/// How many questions are in one set alone; a group is as many as are asked in it.
fn questions_beyond(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    let is_group =
        |key: &str| !key.contains('.') && one.iter().any(|k| k.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')));
    one.difference(other).filter(|key| !is_group(key)).count()
}

fn put_away(place: &Element, key: &str) {
    let template = place.owner_document().and_then(|d| d.create_element("template").ok());
    let Some(template) = template.and_then(|t| t.dyn_into::<HtmlTemplateElement>().ok()) else { return };
    let _ = template.set_attribute("data-q", key);
    let _ = place.replace_with_with_node_1(&template);
    let _ = template.content().append_child(place);
}

/// Gives an item another number, wherever it stands.
fn renumber(item: &Element, group: &str, number: usize) {
    let other = |name: &str| {
        let rest = name.strip_prefix(group)?.strip_prefix('.')?;
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        Some(format!("{group}.{number}{rest}"))
    };
    visit(item, &mut |element| {
        for attribute in ["id", "name", "for", "aria-describedby", "data-q", "value"] {
            let button = element.tag_name() == "BUTTON";
            let Some(value) = element.get_attribute(attribute).filter(|_| attribute != "value" || button) else { continue };
            let names: Vec<String> = value.split(' ').map(|n| other(n).unwrap_or_else(|| n.to_owned())).collect();
            let _ = element.set_attribute(attribute, &names.join(" "));
        }
        if element.has_attribute("data-number") {
            element.set_text_content(Some(&number.to_string()));
        }
    });
}

/// Items can be added until there are enough, and taken away until there are few.
fn buttons(group: &Element) {
    let limit = |name: &str| group.get_attribute(name).and_then(|n| n.parse::<usize>().ok()).unwrap_or_default();
    let count = all(group, "[data-item]").len();
    for button in all(group, "button[name='lagg_till'], button[name='ta_bort']") {
        let add = button.get_attribute("name").as_deref() == Some("lagg_till");
        let _ = button
            .toggle_attribute_with_force("hidden", if add { count >= limit("data-most") } else { count <= limit("data-least") });
    }
}

/// Says gently, once she pauses, that a text seems to point somebody out.
fn look_at(field: Element) {
    let look = move || {
        let text = match (field.dyn_ref::<web_sys::HtmlTextAreaElement>(), field.dyn_ref::<web_sys::HtmlInputElement>()) {
            (Some(area), _) => area.value(),
            (_, Some(input)) => input.value(),
            _ => return,
        };
        let place = document().get_element_by_id(&format!("{}-varsamt", field.id()));
        let Some(place) = place else { return };
        let found = persons::search(&text).into_iter().next();
        let said = found.map(|f| t::looks_like(&f.kind.to_string(), &f.text)).unwrap_or_default();
        if place.text_content().unwrap_or_default() != said {
            place.set_text_content(Some(&said));
        }
    };
    set_timeout(look, std::time::Duration::from_millis(PAUSE));
}
