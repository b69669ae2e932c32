//! Ways to other pages.

use leptos::prelude::*;

use crate::domain::ids::RoundId;
use crate::texts::parts as t;

/// A link in a row of pages.
#[derive(Debug, Clone)]
pub struct NavLink {
    pub href: String,
    pub text: String,
    /// Whether it leads to the page that is shown.
    pub current: bool,
}

/// A row of pages, one of which is shown.
#[component]
pub fn NavList(
    /// For screen readers.
    label: &'static str,
    links: Vec<NavLink>,
    #[prop(optional)] class: Option<&'static str>,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|NavLink { href, text, current }| view! { <li><a href=href aria-current=current.then_some("page")>{text}</a></li> });
    view! { <nav class=class aria-label=label><ul>{links.collect_view()}</ul></nav> }
}

/// The same page in other rounds, latest first, folded beside the heading; nothing where there is no other.
#[component]
pub fn YearChoice<F: Fn(RoundId) -> String>(
    /// Oldest first.
    years: Vec<RoundId>,
    current: RoundId,
    /// A round's address.
    href: F,
) -> AnyView {
    let link = |year: RoundId| NavLink { href: href(year), text: year.to_string(), current: year == current };
    let others = years.iter().any(|year| *year != current);
    let links = years.into_iter().rev().map(link).collect();
    others
        .then(|| view! { <details class="year screen"><summary>{t::round(&current)}</summary><NavList label=t::YEARS links/></details> })
        .into_any()
}

/// What a long page holds: the id and the name of each part.
#[component]
pub fn Contents(
    /// For screen readers.
    label: &'static str,
    items: Vec<(&'static str, String)>,
) -> impl IntoView {
    let links = items.into_iter().map(|(id, text)| NavLink { href: format!("#{id}"), text, current: false }).collect();
    view! { <NavList label class="contents screen" links/> }
}

/// The ways to the pages before and after of a long list; nothing when there is one page.
#[component]
pub fn Pager<F: Fn(usize) -> String>(
    /// For screen readers.
    label: &'static str,
    /// From 1.
    page: usize,
    /// Whether another one comes after it.
    more: bool,
    /// A page's address.
    href: F,
) -> AnyView {
    let before = (page > 1).then(|| view! { <li><a rel="prev" href=href(page - 1)>{t::PAGE_BEFORE}</a></li> });
    let after = more.then(|| view! { <li><a rel="next" href=href(page + 1)>{t::PAGE_AFTER}</a></li> });
    (page > 1 || more)
        .then(|| view! { <nav class="years screen" aria-label=label><ul>{before}<li>{t::page(page)}</li>{after}</ul></nav> })
        .into_any()
}

/// A link to a page that looks like a button.
#[component]
pub fn LinkButton(#[prop(into)] href: String, #[prop(into)] text: String) -> impl IntoView {
    view! { <p class="buttons"><a class="button" href=href>{text}</a></p> }
}

/// An export in every format.
#[component]
pub fn ExportLinks(
    /// Before the links.
    #[prop(into)]
    label: String,
    /// The export's address without a file extension.
    #[prop(into)]
    address: String,
) -> impl IntoView {
    let link = |extension: &str, format: &'static str| view! { <a href=format!("{address}.{extension}")>{format}</a> };
    view! { {label}{link("xlsx", "XLSX")}", "{link("csv", "CSV")}", "{link("json", "JSON")} }
}
