//! The respondent's pages.

mod answers;
mod questions;
mod section;
mod start;

use leptos::prelude::*;

pub use answers::{Check, Receipt, change, check, copy, receipt};
pub use questions::{asked_of, questions};
pub use section::{FROM_CHECK, SectionPage, Step, section};
pub use start::{Contacts, Resume, Start, help, resume, saved, start};

use crate::routes::{self, Route};
use crate::ui::form::TextField;

/// The link that every page belongs to.
#[derive(Debug, Clone)]
pub struct Place {
    /// The link's token.
    pub token: String,
    /// Whose enkät it is.
    pub organisation: String,
    /// Its last day, in words.
    pub closes: String,
}

impl Place {
    /// The address of one of its pages.
    pub fn address(&self, route: Route<1>) -> String {
        route.href([&self.token])
    }

    /// The address of a section.
    pub fn section(&self, id: &str) -> String {
        routes::SECTION.href([&self.token, &id])
    }

    /// The address of an explanation.
    pub fn help(&self, about: &str) -> String {
        format!("{}#{about}", self.address(routes::HELP))
    }
}

/// A code to write down.
#[component]
fn Code(code: String) -> impl IntoView {
    view! { <p class="code"><strong>{code}</strong></p> }
}

/// A code to type in.
#[component]
fn CodeField(name: &'static str, label: &'static str, hint: &'static str, value: String, fault: Option<String>) -> impl IntoView {
    view! { <TextField name label hint value fault short=true spellcheck="false" autocapitalize="characters"/> }
}
