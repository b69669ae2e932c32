//! The frame around every page.

use leptos::prelude::*;

use crate::texts::frame as t;
use crate::texts::legal::{accessibility, privacy};

/// Who the page is for, which decides what stands in its head.
#[derive(Clone, Debug)]
pub enum Bar {
    /// A respondent, or nobody in particular.
    Plain,
    /// Someone who has logged in: their address, and the places they may go.
    Staff { email: String, links: Vec<(&'static str, &'static str)>, here: &'static str },
}

/// What the frame needs to know.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Before the product's name in the title.
    pub title: String,
    /// Whether the page shows faults.
    pub faulty: bool,
    /// What stands in its head.
    pub bar: Bar,
    /// The style sheet's address.
    pub style: String,
    /// The address of the script, when the page has an island.
    pub script: Option<String>,
    /// Lets this response's own script run.
    pub nonce: String,
    /// Wide enough for tables.
    pub wide: bool,
}

/// A whole page.
pub fn document(frame: Frame, content: impl IntoView) -> impl IntoView {
    let title = format!("{}{} – {}", if frame.faulty { t::FAULT } else { "" }, frame.title, t::PRODUCT);
    let home = match &frame.bar {
        Bar::Plain => view! { <span class="name">{t::PRODUCT}</span> }.into_any(),
        Bar::Staff { links, .. } => {
            let first = links.first().map_or("/", |(href, _)| href);
            view! { <a class="name" href=first>{t::PRODUCT}</a> }.into_any()
        }
    };
    let bar = match frame.bar {
        Bar::Plain => ().into_any(),
        Bar::Staff { email, links, here } => {
            let links = links
                .into_iter()
                .map(|(href, text)| view! { <li><a href=href aria-current=(href == here).then_some("page")>{text}</a></li> })
                .collect_view();
            view! {
                <nav aria-label=t::PAGES><ul>{links}</ul></nav>
                <form class="account" method="post" action="/logga-ut"><a href="/konto">{email}</a><button class="quiet">{t::LOG_OUT}</button></form>
            }
            .into_any()
        }
    };
    let script = frame.script.map(|script| view! { <script type="module" src=script nonce=frame.nonce></script> });
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
                <header class="top"><div class="inner">{home}{bar}</div></header>
                <main id="innehall" tabindex="-1">{content}</main>
                <footer class="end"><div class="inner">
                    <a href="/personuppgifter">{privacy::TITLE}</a>
                    <a href="/tillganglighet">{accessibility::TITLE}</a>
                </div></footer>
            </body>
        </html>
    }
}

/// A whole page that needs nothing from elsewhere.
pub fn standalone(title: String, style: &'static str, content: impl IntoView) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="sv">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{title}</title>
                <style>{style}</style>
            </head>
            <body class="wide"><main>{content}</main></body>
        </html>
    }
}
