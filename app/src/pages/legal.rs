//! How answers are handled, and the accessibility statement.

use leptos::prelude::*;

use crate::texts::legal::{Part, accessibility as a, privacy as p, unset};
use crate::ui::text::{Paragraphs, TextList};

/// Whom to ask, and the supervisory authority.
#[derive(Debug, Clone)]
pub struct Legal {
    pub contact: Option<String>,
    pub authority: Option<String>,
    /// The smallest base whose figures are shown.
    pub threshold: i64,
    /// Whether there are copies of the database from before answers were sealed.
    pub upgraded: bool,
}

impl Legal {
    fn names(self) -> (String, String) {
        let contact = self.contact.unwrap_or_else(|| unset("LAGESBILD_CONTACT"));
        (contact, self.authority.unwrap_or_else(|| unset("LAGESBILD_AUTHORITY")))
    }
}

/// `/personuppgifter`.
pub fn privacy(legal: Legal) -> impl IntoView {
    let (threshold, upgraded) = (legal.threshold, legal.upgraded);
    let (contact, authority) = legal.names();
    page(p::TITLE, p::LEAD, p::parts(&contact, &authority, threshold, upgraded))
}

/// `/tillganglighet`.
pub fn accessibility(legal: Legal) -> impl IntoView {
    let (contact, authority) = legal.names();
    page(a::TITLE, a::LEAD, a::parts(&contact, &authority))
}

fn page(title: &'static str, lead: &'static str, parts: Vec<Part>) -> impl IntoView {
    let part = |Part { heading, text, points }| {
        view! { <h2>{heading}</h2><Paragraphs texts=text/><TextList items=points/> }
    };
    view! {
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        {parts.into_iter().map(part).collect_view()}
    }
}
