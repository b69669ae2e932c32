//! Links to support: where the central office sets the city's, and what is shared with the pages of organisations
//! and respondents.

use leptos::prelude::*;

use crate::domain::meaning::LinkName;
use crate::domain::support_link::SupportLink;
use crate::forms::SupportLinksForm;
use crate::routes;
use crate::texts::support_links as t;
use crate::ui::form::{ErrorSummary, FormState, Submit, TextField};
use crate::ui::text::Section;

/// The page of the central office.
pub fn city(form: FormState<SupportLinksForm>) -> impl IntoView {
    view! {
        <ErrorSummary faults=&form.faults/>
        <h1>{t::TITLE}</h1>
        <p>{t::LEAD}" "{t::CITY}</p>
        <LinksForm action=routes::CITY_SUPPORT_LINKS.path() names=&LinkName::OF_THE_CITY form=&form/>
    }
}

/// A field for each address.
#[component]
pub(super) fn LinksForm<'a>(
    #[prop(into)] action: String,
    names: &'static [LinkName],
    form: &'a FormState<SupportLinksForm>,
) -> impl IntoView + use<> {
    let fields = names.iter().map(|name| {
        let (field, value) = (name.as_str(), form.typed.address(*name));
        let is_contact = *name == LinkName::Samordnare;
        let (hint, inputmode) = if is_contact { (t::CONTACT_HINT, "email") } else { (t::PAGE_HINT, "url") };
        view! { <TextField name=field label=t::name(*name) hint inputmode value optional=true spellcheck="false" fault=form.faults.at(field)/> }
    });
    let fields = fields.collect_view();
    view! { <form method="post" action=action class="narrow" novalidate>{fields}<Submit text=t::SAVE/></form> }
}

/// Links for respondents, under a heading of their own; nothing where none is set. A page opens in a tab of its own,
/// since what stands on this one may not be kept yet, and is not told where its reader comes from: the address of
/// this one has the link's token in it.
#[component]
pub(super) fn SupportLinks(links: Vec<SupportLink>) -> impl IntoView {
    let pages = links.iter().any(SupportLink::is_page).then(|| view! { <p class="hint">{t::NEW_TAB}</p> });
    let items = links.iter().map(|link| {
        let name = link.of.as_ref().map_or_else(|| t::name(link.name).to_owned(), |of| t::name_of(link.name, of));
        if link.is_page() {
            view! { <li><a href=link.href() target="_blank" rel="noopener noreferrer">{name}</a></li> }.into_any()
        } else {
            view! { <li>{name}": "<a href=link.href()>{link.address.clone()}</a></li> }.into_any()
        }
    });
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| view! { <Section heading=t::SHOWN_HEADING>{pages}<ul>{items}</ul></Section> })
}
