//! A search in the list of units, which is a plain `select` without it.

use leptos::prelude::*;

use crate::texts::respond::start as t;

/// Wraps the list, and shows a search field above it. What matches are buttons: a list that is drawn open by its
/// `size` stays a line on some phones.
#[island]
pub fn UnitSearch(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let attached = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let hits = RwSignal::new(Vec::<(String, String)>::new());
    let wanted = RwSignal::new(String::new());
    #[cfg(feature = "respondent")]
    let (search, choose) = {
        let list = StoredValue::new_local(None);
        Effect::new(move |_| {
            let select = root.get().and_then(|root| browser::list(&root));
            attached.set(select.is_some());
            list.set_value(select);
        });
        let search = move |text: String| {
            let (words, found) =
                list.with_value(|list| list.as_ref().map(|l: &browser::List| l.search(&text)).unwrap_or_default());
            said.set(words);
            hits.set(found);
            wanted.set(text);
        };
        let choose = move |id: String| {
            list.with_value(|list| list.as_ref().map(|l: &browser::List| l.choose(&id)));
            hits.set(vec![]);
            said.set(String::new());
            wanted.set(String::new());
        };
        (search, choose)
    };
    #[cfg(not(feature = "respondent"))]
    let (search, choose) = (|_: String| (), |_: String| ());
    view! {
        <div node_ref=root>
            <div class="search" class:attached=attached>
                <label for="sok">{t::UNIT_SEARCH}</label>
                <input type="search" id="sok" autocomplete="off" enterkeyhint="search" prop:value=wanted
                    on:input:target=move |e| search(e.target().value())
                    on:keydown=move |e| {
                        // Enter takes the first that matches; it does not send the form.
                        if e.key() == "Enter" && !e.is_composing() {
                            e.prevent_default();
                            if let Some((id, _)) = hits.get_untracked().into_iter().next() {
                                choose(id);
                            }
                        }
                    }/>
                <p class="hint" role="status">{move || said.get()}</p>
                <ul class="hits">
                    <For each=move || hits.get() key=|(id, _)| id.clone() let((id, name))>
                        <li><button type="button" class="second" on:click=move |_| choose(id.clone())>{name}</button></li>
                    </For>
                </ul>
            </div>
            {children()}
        </div>
    }
}

#[cfg(feature = "respondent")]
mod browser {
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, HtmlOptionElement, HtmlSelectElement};

    use super::t;
    use crate::domain::text::folded;
    use crate::islands::browser::{all, first};

    /// Most matches that are shown.
    const MOST: usize = 8;

    /// The list, and every option's value, text and text to search in.
    pub(super) struct List {
        select: HtmlSelectElement,
        options: Vec<(String, String, String)>,
    }

    /// The list of units inside the island.
    pub(super) fn list(root: &Element) -> Option<List> {
        let select: HtmlSelectElement = first(root, "select")?.dyn_into().ok()?;
        let options = all(&select, "option:not([value=''])").into_iter().filter_map(|o| o.dyn_into::<HtmlOptionElement>().ok());
        let options = options.map(|o| (o.value(), o.text(), folded(&o.text()))).collect();
        Some(List { select, options })
    }

    impl List {
        /// What to say of a search, and the first of what it finds.
        pub(super) fn search(&self, wanted: &str) -> (String, Vec<(String, String)>) {
            let words: Vec<String> = wanted.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
            if words.is_empty() {
                return (String::new(), vec![]);
            }
            let hits: Vec<_> = self.options.iter().filter(|(_, _, name)| words.iter().all(|word| name.contains(word))).collect();
            // Where only one is left, it is the one that she means.
            self.select.set_value(if let [(id, ..)] = hits[..] { id } else { "" });
            let said = if hits.is_empty() { t::NO_HITS.to_owned() } else { t::hits(hits.len(), self.options.len()) };
            (said, hits.into_iter().take(MOST).map(|(id, name, _)| (id.clone(), name.clone())).collect())
        }

        /// Chooses one in the list, where the focus goes.
        pub(super) fn choose(&self, id: &str) {
            self.select.set_value(id);
            let _ = self.select.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
        }
    }
}
