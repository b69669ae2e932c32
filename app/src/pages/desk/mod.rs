//! The coordinator's desk: an organisation's pages, each in a round.

pub mod board;
pub mod incidents;
pub mod letters;
pub mod register;
pub mod results;
pub mod sources;
pub mod texts;

use leptos::prelude::*;

use crate::domain::ids::RoundId;
use crate::domain::round::State;
use crate::texts::{desk as t, parts, underlag};

/// Whose desk, and which round lies on it.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The organisation's id.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// The round; none before the first.
    pub round: Option<Round>,
    /// Whether the reader may change things.
    pub may_change: bool,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// The round on the desk.
#[derive(Debug, Clone)]
pub struct Round {
    /// Its year.
    pub year: RoundId,
    /// Its title.
    pub title: String,
    /// How far it has come.
    pub state: State,
    /// Its first and last day, in words.
    pub days: (String, String),
    /// The years with a desk, oldest first.
    pub years: Vec<RoundId>,
}

impl Desk {
    /// The round's id; empty before the first.
    pub fn year(&self) -> String {
        self.round.as_ref().map(|round| round.year.to_string()).unwrap_or_default()
    }

    /// The address of a page of this desk.
    pub fn address(&self, page: &str) -> String {
        self.in_year(page, &self.year())
    }

    fn in_year(&self, page: &str, year: &str) -> String {
        let page = match page {
            t::tab::UNDERLAG => return format!("/rapport/{year}/{}", self.organisation),
            page => page,
        };
        let year = if year.is_empty() { String::new() } else { format!("&ar={year}") };
        format!("/forvaltning{page}?organisation={}{year}", self.organisation)
    }

    /// Whether the round has closed, so that figures may be shown.
    pub fn closed(&self) -> bool {
        self.round.as_ref().is_some_and(|round| round.state == State::Closed)
    }
}

/// What stands above every page of the desk.
pub fn head(desk: &Desk, here: &'static str) -> impl IntoView + use<> {
    let tabs = t::tab::ALL.into_iter().filter(|(path, _)| desk.round.is_some() || *path == t::tab::REGISTER);
    let tabs = tabs
        .map(|(path, name)| {
            view! { <li><a href=desk.address(path) aria-current=(path == here).then_some("page")>{name}</a></li> }
        })
        .collect_view();
    let years = desk.round.as_ref().filter(|_| here != t::tab::REGISTER).map(|round| {
        let years = round.years.iter().rev().map(|year| {
            let href = desk.in_year(here, year);
            view! { <li><a href=href aria-current=(*year == round.year).then_some("page")>{year.to_string()}</a></li> }
        });
        view! { <nav class="years screen" aria-label=parts::YEARS><ul>{years.collect_view()}</ul></nav> }
    });
    let heading = t::tab::ALL.into_iter().find(|(path, _)| *path == here && *path != t::tab::BOARD).map(|(_, name)| name);
    let over = desk.round.as_ref().map(|round| round.title.clone()).unwrap_or_default();
    let (over, heading) = match heading {
        Some(_) if here == t::tab::UNDERLAG => (desk.name.clone(), underlag::title(&desk.year())),
        Some(heading) => (format!("{} · {over}", desk.name), heading.to_owned()),
        None => (over, desk.name.clone()),
    };
    view! {
        <nav class="tabs screen" aria-label=t::TABS><ul>{tabs}</ul></nav>
        <p class="over">{over.trim_end_matches(" · ").to_owned()}</p>
        <h1>{heading}</h1>
        {years}
    }
}

/// A page of the desk that has nothing to show yet.
pub fn not_yet(desk: Desk, here: &'static str) -> impl IntoView {
    let day = desk.round.as_ref().map(|round| round.days.1.clone()).unwrap_or_default();
    view! { {head(&desk, here)}<p class="empty">{t::after_the_close(&day)}</p> }
}
