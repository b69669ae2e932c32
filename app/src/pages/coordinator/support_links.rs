//! Where a coordinator sets the links to support that are her organisation's own.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::meaning::LinkName;
use crate::forms::SupportLinksForm;
use crate::pages::support_links::LinksForm;
use crate::routes;
use crate::texts::support_links as t;
use crate::ui::form::{ErrorSummary, FormState};
use crate::ui::text::{Notice, NoticeKind};

/// An organisation's links.
pub struct SupportLinks {
    /// Whose.
    pub frame: OrganisationFrame,
    /// Whether it has links of its own; an external party has not.
    pub has_own: bool,
    pub form: FormState<SupportLinksForm>,
}

/// The page.
pub fn page(links: SupportLinks) -> impl IntoView {
    let SupportLinks { frame, has_own, form } = links;
    let own = match (has_own, frame.may_change) {
        (false, _) => view! { <Notice kind=NoticeKind::Note text=t::of_asker(&frame.name)/> }.into_any(),
        (true, true) => {
            let action = frame.address(routes::SUPPORT_LINKS);
            view! { <LinksForm action names=&LinkName::OF_AN_ORGANISATION form=&form/> }.into_any()
        }
        (true, false) => view! { <ReadOnly form=&form.typed/> }.into_any(),
    };
    view! {
        <ErrorSummary faults=&form.faults/>
        <OrganisationHeading frame=&frame here=Tab::SupportLinks/>
        <p>{t::LEAD}{has_own.then(|| format!(" {}", t::ORGANISATION))}</p>
        {own}
    }
}

/// What is set, for a reader.
#[component]
fn ReadOnly<'a>(form: &'a SupportLinksForm) -> impl IntoView + use<> {
    let terms = LinkName::OF_AN_ORGANISATION.into_iter().map(|name| {
        let address = form.address(name);
        let address = if address.is_empty() { t::NONE.to_owned() } else { address };
        view! { <div><dt>{t::name(name)}</dt><dd>{address}</dd></div> }
    });
    view! { <dl class="terms">{terms.collect_view()}</dl> }
}
