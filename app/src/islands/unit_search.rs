//! A search in the list of units, which is a plain `select` without it.

use leptos::prelude::*;

use crate::texts::respond::start as t;

/// Wraps the list, and shows a search field above it.
#[island]
pub fn UnitSearch(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let attached = RwSignal::new(false);
    let hits = RwSignal::new(String::new());
    #[cfg(feature = "respondent")]
    let search = {
        let list = StoredValue::new_local(None);
        Effect::new(move |_| {
            let select = root.get().and_then(|root| browser::list(&root));
            attached.set(select.is_some());
            list.set_value(select);
        });
        move |wanted: String| list.with_value(|list| hits.set(list.as_ref().map(|l| l.narrow(&wanted)).unwrap_or_default()))
    };
    #[cfg(not(feature = "respondent"))]
    let search = |_: String| ();
    view! {
        <div node_ref=root>
            <div class="search" class:attached=attached>
                <label for="sok">{t::UNIT_SEARCH}</label>
                <input type="search" id="sok" autocomplete="off" on:input:target=move |e| search(e.target().value())/>
                <p class="hint" role="status">{move || hits.get()}</p>
            </div>
            {children()}
        </div>
    }
}

#[cfg(feature = "respondent")]
mod browser {
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlOptionElement, HtmlSelectElement};

    use super::t;
    use crate::islands::browser::{all, first};

    /// The list, and every option by its text in lower case.
    pub(super) struct List {
        select: HtmlSelectElement,
        options: Vec<(String, HtmlOptionElement)>,
    }

    /// The list of units inside the island.
    pub(super) fn list(root: &Element) -> Option<List> {
        let select: HtmlSelectElement = first(root, "select")?.dyn_into().ok()?;
        let options = all(&select, "option:not([value=''])").into_iter().filter_map(|o| o.dyn_into::<HtmlOptionElement>().ok());
        let options = options.map(|o| (o.text().to_lowercase(), o)).collect();
        Some(List { select, options })
    }

    impl List {
        /// Keeps the options that match, and says how many they are. The others are removed, since a
        /// phone shows options that are only hidden.
        pub(super) fn narrow(&self, wanted: &str) -> String {
            let wanted = wanted.trim().to_lowercase();
            let mut count = 0;
            for (name, option) in &self.options {
                option.remove();
                if name.contains(&wanted) {
                    count += 1;
                    let _ = self.select.append_child(option);
                }
            }
            if wanted.is_empty() {
                let _ = self.select.remove_attribute("size");
                return String::new();
            }
            self.select.set_size(u32::try_from(count + 1).unwrap_or(8).clamp(2, 8));
            t::hits(count, self.options.len())
        }
    }
}
