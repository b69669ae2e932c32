//! The pages of an organisation, each in a round: what its coordinator works with.

pub mod assessment;
pub mod board;
pub mod free_text;
pub mod incidents;
pub mod letters;
pub mod register;
pub mod rehearsal;
pub mod reports;
pub mod results;
pub mod sources;
pub mod support_links;
pub mod underlag;

use std::fmt::Display;

use leptos::prelude::*;

use crate::domain::ids::RoundId;
use crate::domain::round::State;
use crate::routes::{self, Route};
use crate::texts::{coordinator as t, parts, rounds, underlag as underlag_texts};
use crate::ui::nav::{LinkButton, NavLink, YearChoice};
use crate::ui::text::{Notice, NoticeKind, PageHeading};

/// A page in the row that leads through an organisation's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Board,
    Letters,
    Register,
    SupportLinks,
    Results,
    FreeText,
    Incidents,
    Sources,
    Underlag,
}

impl Tab {
    /// All, in the order of the row.
    pub const ALL: [Self; 9] = [
        Self::Board,
        Self::Letters,
        Self::Register,
        Self::SupportLinks,
        Self::Results,
        Self::FreeText,
        Self::Incidents,
        Self::Sources,
        Self::Underlag,
    ];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Board => t::tab::BOARD,
            Self::Letters => t::tab::LETTERS,
            Self::Register => t::tab::REGISTER,
            Self::SupportLinks => t::tab::SUPPORT_LINKS,
            Self::Results => t::tab::RESULTS,
            Self::FreeText => t::tab::FREE_TEXT,
            Self::Incidents => t::tab::INCIDENTS,
            Self::Sources => t::tab::SOURCES,
            Self::Underlag => t::tab::UNDERLAG,
        }
    }

    /// Whether it says something else in each round.
    const fn is_of_a_round(self) -> bool {
        !matches!(self, Self::Register | Self::SupportLinks)
    }

    /// Where it is; none for the underlag, whose round and organisation are in its path.
    const fn route(self) -> Option<Route> {
        Some(match self {
            Self::Board => routes::BOARD,
            Self::Letters => routes::LETTERS,
            Self::Register => routes::REGISTER,
            Self::SupportLinks => routes::SUPPORT_LINKS,
            Self::Results => routes::RESULTS,
            Self::FreeText => routes::FREE_TEXT,
            Self::Incidents => routes::INCIDENTS,
            Self::Sources => routes::SOURCES,
            Self::Underlag => return None,
        })
    }
}

/// Which organisation the pages are about, and in which round.
#[derive(Debug, Clone)]
pub struct OrganisationFrame {
    /// The organisation's id.
    pub organisation: String,
    pub name: String,
    /// The round; none before the first.
    pub round: Option<Round>,
    /// Whether the reader may change things.
    pub may_change: bool,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// The round that the pages are about.
#[derive(Debug, Clone)]
pub struct Round {
    pub year: RoundId,
    pub title: String,
    pub state: State,
    /// Its first and last day, in words.
    pub days: (String, String),
    /// Where nothing is taken any more, and others may still answer: until when, in words.
    pub waits_until: Option<String>,
    /// The rounds that the organisation took part in, oldest first.
    pub years: Vec<RoundId>,
    /// Earlier ones that it is compared with, of which figures alone are known.
    pub imported: Vec<RoundId>,
}

impl OrganisationFrame {
    /// The round's id; empty before the first.
    pub fn year(&self) -> String {
        self.round.as_ref().map(|round| round.year.to_string()).unwrap_or_default()
    }

    /// The address of one of the organisation's pages, in the round.
    pub fn address(&self, route: Route) -> String {
        self.in_round(route, &self.year())
    }

    /// The address of a page in the row.
    pub fn tab(&self, tab: Tab) -> String {
        self.tab_in_round(tab, &self.year())
    }

    fn tab_in_round(&self, tab: Tab, round: &str) -> String {
        match tab.route() {
            Some(route) => self.in_round(route, round),
            None => routes::UNDERLAG.href([&round, &self.organisation]),
        }
    }

    fn in_round(&self, route: Route, round: &str) -> String {
        let query: [(&str, &dyn Display); 2] = [("organisation", &self.organisation), ("ar", &round)];
        route.query(if round.is_empty() { &query[..1] } else { &query })
    }

    /// The row of the organisation's pages, with the one that is shown.
    pub fn links(&self, here: Tab) -> Vec<NavLink> {
        let tabs = Tab::ALL.into_iter().filter(|tab| self.round.is_some() || !tab.is_of_a_round());
        tabs.map(|tab| NavLink { href: self.tab(tab), text: tab.name().to_owned(), current: tab == here }).collect()
    }

    /// Whether the round has closed, so that figures may be shown.
    pub fn closed(&self) -> bool {
        self.round.as_ref().is_some_and(|round| round.state == State::Closed)
    }
}

/// The heading of an organisation's page, with the way to its other years.
#[component]
pub fn OrganisationHeading<'a>(frame: &'a OrganisationFrame, here: Tab) -> impl IntoView + use<> {
    let years = frame.round.as_ref().filter(|_| here.is_of_a_round()).map(|round| {
        view! { <YearChoice years=round.years.clone() current=round.year href=|year: RoundId| frame.tab_in_round(here, &year)/> }
    });
    let round = frame.round.as_ref().filter(|_| here.is_of_a_round()).map(|round| round.title.clone());
    let (over, title) = match (here, round) {
        (Tab::Board, round) => (round.unwrap_or_default(), frame.name.clone()),
        (Tab::Underlag, _) => (frame.name.clone(), underlag_texts::title(&frame.year())),
        (_, Some(round)) => (format!("{} · {round}", frame.name), here.name().to_owned()),
        (_, None) => (frame.name.clone(), here.name().to_owned()),
    };
    view! { <PageHeading over title aside=years.into_any()/> }
}

/// Says which of the years that are compared with were read in.
#[component]
pub fn ImportedYears<'a>(frame: &'a OrganisationFrame) -> impl IntoView + use<> {
    let years: Vec<String> = frame.round.iter().flat_map(|round| round.imported.iter().map(ToString::to_string)).collect();
    view! { <Notice kind=NoticeKind::Hint when=!years.is_empty() text=rounds::imported_years(&years)/> }
}

/// A page that has nothing to show yet.
pub fn not_yet(frame: OrganisationFrame, here: Tab) -> impl IntoView {
    let text = frame.round.as_ref().map(|round| match round.state {
        State::Abandoned => parts::round_abandoned(&round.days.1),
        _ => round.waits_until.as_deref().map_or_else(|| t::after_the_close(&round.days.1), parts::round_waits),
    });
    let earlier = frame.round.as_ref().and_then(|round| round.years.iter().copied().rev().find(|year| *year < round.year));
    let earlier =
        earlier.map(|year| view! { <LinkButton href=frame.tab_in_round(here, &year.to_string()) text=t::show_round(&year)/> });
    view! {
        <OrganisationHeading frame=&frame here/>
        <Notice kind=NoticeKind::Empty text=text.unwrap_or_default()/>
        {earlier}
    }
}
