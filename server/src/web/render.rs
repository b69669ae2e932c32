//! From a view to HTML, and from a page to a response.

use std::sync::Arc;

use app::domain::account::Role;
use app::domain::text::replaced;
use app::pages::central::LINKS;
use app::pages::coordinator::{OrganisationFrame, Tab};
use app::routes;
use app::texts::coordinator;
use app::ui::layout::{Bar, Document, Frame};
use app::ui::nav::NavLink;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use super::assets::Bundle;
use super::session::Staff;
use super::{assets, notice};

/// A page's response as it is made.
pub struct Page {
    title: String,
    status: StatusCode,
    faulty: bool,
    bar: Bar,
    wide: bool,
    notice: Option<String>,
    bundle: Option<Bundle>,
}

impl Page {
    /// A page with status 200.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            status: StatusCode::OK,
            faulty: false,
            bar: Bar::Plain,
            wide: false,
            notice: None,
            bundle: None,
        }
    }

    /// Another status.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With faults to correct: status 422, and said in the title.
    pub fn faulty(mut self, faulty: bool) -> Self {
        if faulty {
            self.faulty = true;
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self
    }

    /// For someone who has logged in, in the menu of her role; wide enough for tables.
    pub fn staff(self, staff: &Staff, here: &'static str) -> Self {
        let links: &[(&str, &str)] = match staff.account.role {
            Role::Central => LINKS,
            Role::Samordnare | Role::Lasare => &[(routes::BOARD.path(), coordinator::PAGE)],
        };
        let link = |(href, text): &(&str, &str)| NavLink { href: (*href).into(), text: (*text).into(), current: *href == here };
        self.menu(links.iter().map(link).collect(), staff)
    }

    /// Of an organisation, in the menu of its pages; the central office has a way back to the city.
    pub fn organisation(self, staff: &Staff, frame: &OrganisationFrame, here: Tab) -> Self {
        let city = NavLink { href: routes::RATES.path().into(), text: coordinator::CITY.into(), current: false };
        let city = (staff.account.role == Role::Central).then_some(city);
        self.menu(city.into_iter().chain(frame.links(here)).collect(), staff)
    }

    fn menu(mut self, links: Vec<NavLink>, staff: &Staff) -> Self {
        self.notice.clone_from(&staff.notice);
        self.bar = Bar::Staff { links };
        self.wide = true;
        self
    }

    /// With the islands of a bundle of its own.
    pub(super) fn bundle(mut self, bundle: Bundle) -> Self {
        self.bundle = Some(bundle);
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
        let is_staff = matches!(self.bar, Bar::Staff { .. });
        let bundle = self.bundle.unwrap_or(if is_staff { Bundle::Staff } else { Bundle::Respondent });
        let script = if islands { assets::script(bundle) } else { None };
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
            style: assets::style(is_staff),
            script,
            nonce,
            wide: self.wide,
            notice: self.notice,
        };
        let told = frame.notice.is_some();
        let html = html(|| {
            let content = content().into_any();
            view! { <Document frame>{content}</Document> }
        });
        // A page takes less than a millisecond to make, too little for an early hint of our own; a
        // proxy that is further away from here than from the reader may send one of this.
        let style = format!("<{}>; rel=preload; as=style", assets::style(is_staff));
        let mut response = (self.status, [(header::LINK, style)], Html(html)).into_response();
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        if told {
            notice::forget(&mut response);
        }
        response
    }
}

/// Renders a view: a page, a part of one, or a file. Characters that HTML may not have are replaced.
pub fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    drop(owner);
    replaced(&html).into_owned()
}
