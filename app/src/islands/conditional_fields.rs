//! Shows follow-up questions in place, and adds and removes a group's items.
//!
//! A question that is not asked is kept in a `template` with the same `data-q`. Its fields are then
//! no part of the form, and what was filled in is still there when it returns.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlTemplateElement};

use super::autosave::Saver;
use super::browser::all;
use super::form::{control, filled, visit};
use super::questions::Announcements;
use super::section_conditions::SectionConditions;
use crate::domain::answer::Answers;
use crate::domain::autosave::Event;
use crate::domain::journey::walk_section;
use crate::domain::persons;
use crate::texts::respond::section as t;

/// From the last key until a text is searched for personal data.
const PAUSE: Duration = Duration::from_millis(600);

/// A section's questions in the browser.
struct ConditionalFields {
    root: Element,
    form: HtmlFormElement,
    conditions: SectionConditions,
    announcements: Announcements,
    saver: Rc<Saver>,
}

/// Attaches to the questions that the server rendered, and starts saving them.
pub(super) fn attach(root: Element, announcements: Announcements) {
    let form = root.closest("form").ok().flatten().and_then(|f| f.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form else { return };
    let conditions = form.get_attribute("data-conditions").and_then(|text| SectionConditions::decode(&text));
    let Some(conditions) = conditions else { return };
    make_templates(&root);
    let saver = Saver::attach(&form, announcements);
    let fields = Rc::new(ConditionalFields { root: root.clone(), form, conditions, announcements, saver });
    // The browser may have restored what was filled in before.
    fields.update();
    listen(&root, "input", {
        let fields = Rc::clone(&fields);
        move |target| fields.input(target)
    });
    listen(&root, "click", move |target| fields.click(target));
}

/// Calls back with an event's target; true prevents the browser's default action.
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

impl ConditionalFields {
    fn input(&self, target: &Element) -> bool {
        let (appeared, disappeared) = self.update();
        let announcement = match (appeared, disappeared) {
            (0, 0) => None,
            (0, count) => Some(t::disappeared(count)),
            (count, _) => Some(t::appeared(count)),
        };
        if let Some(announcement) = announcement {
            self.announcements.spoken.set(announcement);
        }
        warn_of_personal_data(target.clone());
        self.saver.handle(Event::Changed);
        false
    }

    fn click(&self, target: &Element) -> bool {
        let Some(button) = target.closest("button").ok().flatten().and_then(|b| b.dyn_into::<HtmlButtonElement>().ok()) else {
            return false;
        };
        let Some(group) = button.closest("[data-group]").ok().flatten() else { return false };
        let done = match button.name().as_str() {
            "lagg_till" => self.add_item(&group, &button.value()),
            "ta_bort" => self.remove_item(&group, &button),
            _ => None,
        };
        if done.is_some() {
            self.update();
            self.saver.handle(Event::Changed);
        }
        done.is_some()
    }

    /// Shows the questions that the answers ask for and hides the others; how many appeared and
    /// disappeared.
    fn update(&self) -> (usize, usize) {
        let field = control(&self.form, "visade");
        let before: BTreeSet<String> =
            field.as_ref().map(|f| f.value().split_whitespace().map(str::to_owned).collect()).unwrap_or_default();
        // A question that is shown brings its answer back, which may show others.
        loop {
            let form = filled(&self.form);
            let SectionConditions { section, setting } = &self.conditions;
            let step = walk_section(0, section, &form, setting, &mut Answers::default());
            let shown = step.map(|s| s.shown).unwrap_or_default();
            if !self.show_only(&shown) {
                if let Some(field) = field {
                    field.set_value(&shown.iter().cloned().collect::<Vec<_>>().join(" "));
                }
                return (questions_beyond(&shown, &before), questions_beyond(&before, &shown));
            }
        }
    }

    /// Puts these questions into the page and the others into templates; whether anything changed.
    fn show_only(&self, shown: &BTreeSet<String>) -> bool {
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
                None => move_into_template(&place, &key),
            }
        }
        changed
    }

    fn add_item(&self, group: &Element, id: &str) -> Option<()> {
        let number = all(group, "[data-item]").len() + 1;
        let blank: HtmlTemplateElement = group.query_selector("template[data-blank]").ok()??.dyn_into().ok()?;
        let copy = blank.content().first_element_child()?.clone_node_with_deep(true).ok()?;
        let item: HtmlElement = copy.dyn_into().ok()?;
        renumber(&item, id, number);
        group.insert_before(&item, Some(&blank)).ok()?;
        update_buttons(group);
        item.focus().ok()?;
        self.announcements.spoken.set(t::added(&group.get_attribute("data-group")?, number));
        Some(())
    }

    fn remove_item(&self, group: &Element, button: &HtmlButtonElement) -> Option<()> {
        let (id, number) = (group.id(), button.value().rsplit_once('.')?.1.parse::<usize>().ok()?);
        button.closest("[data-item]").ok()??.remove();
        for (i, item) in all(group, "[data-item]").iter().enumerate().skip(number - 1) {
            renumber(item, &id, i + 1);
        }
        update_buttons(group);
        group.dyn_ref::<HtmlElement>()?.focus().ok()?;
        self.announcements.spoken.set(t::removed(&group.get_attribute("data-group")?, number));
        Some(())
    }
}

/// Makes templates of the markup that the server sent in attributes.
fn make_templates(root: &Element) {
    let mut sources = Vec::new();
    visit(root, &mut |element| {
        if element.has_attribute("data-later") {
            sources.push(element.clone());
        }
    });
    for source in sources {
        let template = source.owner_document().and_then(|d| d.create_element("template").ok());
        let Some(template) = template else { continue };
        for name in ["data-q", "data-blank"] {
            if let Some(value) = source.get_attribute(name) {
                let _ = template.set_attribute(name, &value);
            }
        }
        template.set_inner_html(&source.get_attribute("data-later").unwrap_or_default());
        let _ = source.replace_with_with_node_1(&template);
        make_templates(&template);
    }
}

/// How many questions are in one set alone. A group counts as the questions asked in it.
fn questions_beyond(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    let is_group =
        |key: &str| !key.contains('.') && one.iter().any(|k| k.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')));
    one.difference(other).filter(|key| !is_group(key)).count()
}

fn move_into_template(question: &Element, key: &str) {
    let template = question.owner_document().and_then(|d| d.create_element("template").ok());
    let Some(template) = template.and_then(|t| t.dyn_into::<HtmlTemplateElement>().ok()) else { return };
    let _ = template.set_attribute("data-q", key);
    let _ = question.replace_with_with_node_1(&template);
    let _ = template.content().append_child(question);
}

/// Gives an item a number, in every attribute and text that has it.
fn renumber(item: &Element, group: &str, number: usize) {
    let renamed = |name: &str| {
        let rest = name.strip_prefix(group)?.strip_prefix('.')?;
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        Some(format!("{group}.{number}{rest}"))
    };
    visit(item, &mut |element| {
        for attribute in ["id", "name", "for", "aria-describedby", "data-q", "value"] {
            let is_button = element.tag_name() == "BUTTON";
            let Some(value) = element.get_attribute(attribute).filter(|_| attribute != "value" || is_button) else { continue };
            let names: Vec<String> = value.split(' ').map(|n| renamed(n).unwrap_or_else(|| n.to_owned())).collect();
            let _ = element.set_attribute(attribute, &names.join(" "));
        }
        if element.has_attribute("data-number") {
            element.set_text_content(Some(&number.to_string()));
        }
    });
}

/// Hides the buttons that would add more items than the group may have, or leave fewer.
fn update_buttons(group: &Element) {
    let limit = |name: &str| group.get_attribute(name).and_then(|n| n.parse::<usize>().ok()).unwrap_or_default();
    let count = all(group, "[data-item]").len();
    for button in all(group, "button[name='lagg_till'], button[name='ta_bort']") {
        let adds = button.get_attribute("name").as_deref() == Some("lagg_till");
        let hidden = if adds { count >= limit("data-most") } else { count <= limit("data-least") };
        let _ = button.toggle_attribute_with_force("hidden", hidden);
    }
}

/// Warns beside a text field, after a pause, that its text seems to identify a person.
fn warn_of_personal_data(field: Element) {
    let search = move || {
        let text = match (field.dyn_ref::<web_sys::HtmlTextAreaElement>(), field.dyn_ref::<web_sys::HtmlInputElement>()) {
            (Some(area), _) => area.value(),
            (_, Some(input)) => input.value(),
            _ => return,
        };
        let Some(place) = document().get_element_by_id(&format!("{}-varsamt", field.id())) else { return };
        let found = persons::search(&text).into_iter().next();
        let warning = found.map(|f| t::looks_like(&f.kind.to_string(), &f.text)).unwrap_or_default();
        // Set again, the same words would be read out again.
        if place.text_content().unwrap_or_default() != warning {
            place.set_text_content(Some(&warning));
        }
    };
    set_timeout(search, PAUSE);
}
