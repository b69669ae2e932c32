//! From a view to a response.

use std::sync::Arc;

use app::domain::account::{Account, Role};
use app::domain::text::replaced;
use app::pages::central::LINKS;
use app::ui::layout::{Bar, Frame, document, standalone};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use super::assets;

/// A page on its way out.
pub struct Page {
    title: String,
    status: StatusCode,
    faulty: bool,
    bar: Bar,
    wide: bool,
}

impl Page {
    /// A page that was found.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), status: StatusCode::OK, faulty: false, bar: Bar::Plain, wide: false }
    }

    /// Another status.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With faults to mend: 422, and told in the title.
    pub fn faulty(mut self, faulty: bool) -> Self {
        if faulty {
            self.faulty = true;
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self
    }

    /// For someone who has logged in; wide enough for tables.
    pub fn staff(mut self, account: &Account, here: &'static str) -> Self {
        let links = match account.role {
            Role::Central => LINKS.to_vec(),
            Role::Samordnare | Role::Lasare => vec![("/forvaltning", app::texts::desk::PAGE)],
        };
        self.bar = Bar::Staff { email: account.email.clone(), links, here };
        self.wide = true;
        self
    }

    /// The response of a page without islands.
    pub fn plain<V: IntoView + 'static>(self, content: V) -> Response {
        self.respond(false, move || content)
    }

    /// The response of a page with islands, which load after it works.
    pub fn with_islands<V: IntoView + 'static>(self, content: impl FnOnce() -> V) -> Response {
        self.respond(true, content)
    }

    fn respond<V: IntoView + 'static>(self, islands: bool, content: impl FnOnce() -> V) -> Response {
        #[allow(clippy::disallowed_methods)] // a nonce decides nothing
        let nonce = format!("{:032x}", rand::random::<u128>());
        let script = if islands { assets::script() } else { None };
        let scripts = match script {
            Some(_) => format!("script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; connect-src 'self'; "),
            None => "script-src 'none'; ".to_owned(),
        };
        let policy = format!(
            "default-src 'none'; {scripts}style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        let frame = Frame {
            title: self.title,
            faulty: self.faulty,
            bar: self.bar,
            style: assets::style(),
            script,
            nonce,
            wide: self.wide,
        };
        let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
        let html = owner.with(|| document(frame, content()).into_view().to_html());
        drop(owner);
        let html = replaced(&html).into_owned();
        // A page takes less than a millisecond to make, too little for an early hint of our own; a
        // proxy that is further away from here than from the reader may send one of this.
        let style = format!("<{}>; rel=preload; as=style", assets::style());
        let mut response = (self.status, [(header::LINK, style)], Html(html)).into_response();
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// A part of a page, as the whole page has it.
pub fn fragment<V: IntoView + 'static>(content: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let text = owner.with(|| content().into_view().to_html());
    drop(owner);
    text
}

/// A page that is a file of its own, with its style in it.
pub fn file<V: IntoView + 'static>(title: String, content: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let page = owner.with(|| standalone(title, assets::style_text(), content()).into_view().to_html());
    drop(owner);
    replaced(&page).into_owned()
}
