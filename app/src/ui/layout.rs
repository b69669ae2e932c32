//! The document around every page.

use leptos::prelude::*;

use super::nav::{NavLink, NavList};
use super::text::{Notice, NoticeKind};
use crate::routes;
use crate::texts::frame as t;
use crate::texts::legal::{accessibility, privacy};

/// Who the page is for, which decides what the bar at the top has.
#[derive(Clone, Debug)]
pub enum Bar {
    /// A respondent, or nobody in particular.
    Plain,
    /// Someone who has logged in: the pages that they may open from here.
    Staff { links: Vec<NavLink> },
}

/// What the document needs to know of its page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Before the product's name in the title.
    pub title: String,
    /// Whether the page shows faults.
    pub faulty: bool,
    pub bar: Bar,
    /// The style sheet's address.
    pub style: String,
    /// The address of the script, when the page has an island.
    pub script: Option<String>,
    /// Allows this response's script.
    pub nonce: String,
    /// Wide enough for tables.
    pub wide: bool,
    /// What was just done.
    pub notice: Option<String>,
}

/// A page with its frame.
#[component]
pub fn Document(frame: Frame, children: Children) -> impl IntoView {
    let title = format!("{}{} – {}", if frame.faulty { t::FAULT } else { "" }, frame.title, t::PRODUCT);
    let script = frame.script.map(|script| view! { <script type="module" src=script nonce=frame.nonce></script> });
    let notice = frame.notice.map(|text| view! { <Notice kind=NoticeKind::Done text/> });
    view! {
        <!DOCTYPE html>
        <html lang="sv">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <title>{title}</title>
                <link rel="stylesheet" href=frame.style/>
                <link rel="icon" href="data:,"/>
                {script}
            </head>
            <body class=frame.wide.then_some("wide")>
                <a class="skip" href="#innehall">{t::SKIP}</a>
                <header class="top"><div class="inner"><TopBar bar=frame.bar/></div></header>
                <main id="innehall" tabindex="-1">{notice}{children()}</main>
                <footer class="end"><div class="inner">
                    <a href=routes::PRIVACY.path()>{privacy::TITLE}</a>
                    <a href=routes::ACCESSIBILITY.path()>{accessibility::TITLE}</a>
                </div></footer>
            </body>
        </html>
    }
}

/// The product's name and, for staff, the one row of pages; on a narrow screen the row is a menu, which the browser
/// opens by itself.
#[component]
fn TopBar(bar: Bar) -> impl IntoView {
    let Bar::Staff { links } = bar else {
        return view! { <span class="name">{t::PRODUCT}</span> }.into_any();
    };
    view! {
        <a class="name" href=routes::HOME.path()>{t::PRODUCT}</a>
        <button type="button" class="second menu-button" popovertarget="meny">{t::MENU}</button>
        <div class="menu" id="meny" popover>
            <NavList label=t::PAGES links/>
            <form class="account" method="post" action=routes::LOG_OUT.path()>
                <a href=routes::ACCOUNT.path()>{t::ACCOUNT}</a>
                <button class="quiet">{t::LOG_OUT}</button>
            </form>
        </div>
    }
    .into_any()
}

/// A page that needs nothing from elsewhere.
#[component]
pub fn StandaloneDocument(
    title: String,
    /// The style sheet itself.
    style: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="sv">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{title}</title>
                <style>{style}</style>
            </head>
            <body class="wide"><main>{children()}</main></body>
        </html>
    }
}
