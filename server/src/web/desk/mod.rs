//! The coordinator's pages: whose desk it is, and which round lies on it.

pub(super) mod board;
pub(super) mod incidents;
pub(super) mod letters;
pub(super) mod register;
pub(super) mod results;
pub(super) mod sources;
pub(super) mod texts;
pub(super) mod underlag;

use app::domain::figure::day;
use app::domain::organisation::{Organisation, lineage};
use app::domain::round::{Access, Round, State};
use app::pages::desk as pages;
use app::pages::message::{self, Message};
use app::texts::desk as t;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::render::Page;
use super::session::Staff;
use super::{App, WebError};
use crate::services::{Caller, Error, Refusal, Role};

pub(super) type Answer = Result<Response, WebError>;

#[derive(Deserialize)]
struct Which {
    organisation: Option<String>,
    ar: Option<i64>,
}

/// A desk that its reader may see.
pub(super) struct Desk {
    pub staff: Staff,
    pub all: Vec<Organisation>,
    pub organisation: Organisation,
    /// The round asked for, otherwise the open one, otherwise the latest.
    round: Option<Round>,
    /// The closed round before it.
    pub before: Option<Round>,
    /// Every round with a desk, oldest first.
    rounds: Vec<Round>,
    /// The smallest base that is shown.
    threshold: i64,
}

impl FromRequestParts<App> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let which = Query::<Which>::from_request_parts(parts, app).await;
        let Query(which) = which.map_err(|_| WebError::NotFound.into_response())?;
        let id = which.organisation.filter(|o| !o.is_empty());
        if id.is_none() && staff.0.role == Role::Central {
            return Err(Redirect::to("/central").into_response());
        }
        Self::find(app, staff, id, which.ar).await.map_err(IntoResponse::into_response)
    }
}

impl Desk {
    async fn find(app: &App, staff: Staff, id: Option<String>, year: Option<i64>) -> Result<Self, WebError> {
        let all = app.organisations().await?;
        let id = id.or_else(|| staff.0.organisation.clone()).ok_or(WebError::Forbidden)?;
        staff.caller().may_read(&all, &id)?;
        let organisation = all.iter().find(|o| o.id == id).cloned().ok_or(WebError::NotFound)?;
        let family: Vec<String> = lineage(&all, &id).iter().map(|o| o.id.clone()).collect();
        let rounds = app.rounds_of(&family).await?;
        let today = app.ambient.today();
        let open = rounds.iter().rfind(|r| r.access(today) == Access::Open).or(rounds.iter().rfind(|r| r.state == State::Open));
        let latest = open.or(rounds.last());
        let round = match year {
            Some(year) => Some(rounds.iter().find(|r| r.year == year).ok_or(WebError::NotFound)?),
            None => latest,
        };
        let round = round.cloned();
        let closed = |r: &&Round| r.state == State::Closed && round.as_ref().is_some_and(|now| r.year < now.year);
        let before = rounds.iter().rev().find(closed).cloned();
        // A closed round keeps the highest that there has been.
        let threshold = round.as_ref().filter(|r| r.state == State::Closed).map_or_else(|| app.threshold(), |r| r.thresholds.1);
        Ok(Self { staff, all, organisation, round, before, rounds, threshold })
    }

    pub fn caller(&self) -> Caller {
        self.staff.caller()
    }

    pub fn id(&self) -> &str {
        &self.organisation.id
    }

    /// The round; before the first there is nothing to see.
    pub fn round(&self) -> crate::services::Result<&Round> {
        self.round.as_ref().ok_or(Error::NotFound)
    }

    /// The years that have figures, oldest first.
    pub fn closed_rounds(&self) -> Vec<i64> {
        self.rounds.iter().filter(|r| r.state == State::Closed).map(|r| r.year).collect()
    }

    pub fn may_change(&self) -> bool {
        self.caller().may_change(&self.all, self.id()).is_ok()
    }

    /// As pages know it.
    pub fn view(&self) -> pages::Desk {
        let round = self.round.as_ref().map(|round| pages::Round {
            year: round.year,
            title: round.title.clone(),
            state: round.state,
            days: (day(round.opens), day(round.closes)),
            years: self.rounds.iter().map(|r| r.year).collect(),
        });
        pages::Desk {
            organisation: self.organisation.id.clone(),
            name: self.organisation.name.clone(),
            round,
            may_change: self.may_change(),
            threshold: self.threshold,
        }
    }

    /// A page of the desk.
    pub fn page(&self, here: &'static str) -> Page {
        let tab = t::tab::ALL.into_iter().find(|(path, _)| *path == here && *path != t::tab::BOARD);
        let title = tab.map_or_else(|| self.organisation.name.clone(), |(_, name)| format!("{name}, {}", self.organisation.name));
        Page::new(title).staff(&self.staff.0, "/forvaltning")
    }

    /// What a page of figures shows while the round is open.
    pub fn not_yet(&self, here: &'static str) -> Option<Response> {
        let open = self.round.as_ref().is_some_and(|round| round.state != State::Closed);
        open.then(|| self.page(here).status(StatusCode::CONFLICT).plain(pages::not_yet(self.view(), here)))
    }

    /// What every page shows before the first round.
    pub fn nothing_yet(&self) -> Option<Response> {
        self.round.is_none().then(|| {
            let name = self.organisation.name.clone();
            let ways_on = vec![(self.view().address(t::tab::REGISTER), t::tab::ALL[2].1)];
            let message = Message { title: name, text: vec![t::NOTHING_YET.into()], ways_on, request: None };
            self.page(t::tab::BOARD).plain(message::page(message))
        })
    }

    /// Back to a place on a page of the desk.
    pub fn back(&self, page: &str, place: &str) -> Response {
        Redirect::to(&format!("{}{place}", self.view().address(page))).into_response()
    }
}

/// A refusal that the page can show beside what was typed; what is not found or not allowed is
/// neither.
pub(super) fn refusal<T>(done: Result<T, Error>) -> Result<Result<T, Refusal>, WebError> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(Error::Refused(refusal @ (Refusal::UnknownRound(_) | Refusal::UnknownOrganisation(_) | Refusal::NotInRound(..)))) => {
            Err(Error::Refused(refusal).into())
        }
        Err(Error::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(error.into()),
    }
}
