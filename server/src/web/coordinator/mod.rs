//! The pages of one organisation: its coordinator's, and the central office's when it looks at one.

pub(super) mod board;
pub(super) mod free_text;
pub(super) mod incidents;
pub(super) mod letters;
pub(super) mod register;
pub(super) mod rehearsal;
pub(super) mod reports;
pub(super) mod results;
pub(super) mod sources;
pub(super) mod support_links;
pub(super) mod underlag;

use app::domain::account::Role;
use app::domain::figure::day;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::round::{ClosedRound, Round};
use app::pages::coordinator as pages;
use app::pages::coordinator::Tab;
use app::pages::message::{self, Message};
use app::routes;
use app::texts::coordinator as t;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::render::Page;
use super::session::Staff;
use super::{WebError, notice};
use crate::services::{self, Changeable, Context, Error, OrganisationAccess, OrganisationRound, opening};

pub(super) type Answer = Result<Response, WebError>;

/// What a button of a list does that is added to and removed from.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::web) enum AddOrRemove {
    #[serde(rename = "lagg_till")]
    Add,
    #[serde(rename = "ta_bort")]
    Remove,
}

#[derive(Deserialize)]
struct Which {
    organisation: Option<String>,
    ar: Option<String>,
}

/// A page of an organisation that its reader may see, and the round that it is about.
pub(super) struct OrganisationPage {
    pub staff: Staff,
    access: OrganisationAccess,
    /// None before the first round.
    at: Option<OrganisationRound>,
    /// The smallest base that is shown.
    threshold: i64,
}

impl FromRequestParts<Context> for OrganisationPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, cx).await.map_err(IntoResponse::into_response)?;
        let which = Query::<Which>::from_request_parts(parts, cx).await;
        let Query(which) = which.map_err(|_| WebError::NotFound.into_response())?;
        let id = which.organisation.filter(|o| !o.is_empty());
        if id.is_none() && staff.account.role == Role::Central {
            return Err(Redirect::to(routes::RATES.path()).into_response());
        }
        let round = which.ar.filter(|ar| !ar.is_empty()).map(|ar| ar.parse()).transpose();
        let round = round.map_err(|_| WebError::NotFound.into_response())?;
        Self::find(cx, staff, id, round).await.map_err(IntoResponse::into_response)
    }
}

impl OrganisationPage {
    async fn find(cx: &Context, staff: Staff, id: Option<String>, round: Option<RoundId>) -> Result<Self, WebError> {
        let id = id.or_else(|| staff.account.organisation.clone().map(Into::into)).ok_or(WebError::Forbidden)?;
        let access = OrganisationAccess::find(cx, &staff.caller(), &id).await?;
        let at = OrganisationRound::choose(cx, &access, round.as_ref()).await?;
        // A closed round keeps the highest that there has been.
        let closed = at.as_ref().and_then(|at| at.round().closed());
        let threshold = closed.map_or_else(|| cx.threshold(), |round| round.thresholds.1);
        Ok(Self { staff, access, at, threshold })
    }

    pub const fn access(&self) -> &OrganisationAccess {
        &self.access
    }

    pub const fn id(&self) -> &OrganisationId {
        self.access.id()
    }

    /// The organisation in the round; before the first there is nothing to see.
    pub fn at(&self) -> services::Result<&OrganisationRound> {
        self.at.as_ref().ok_or(Error::NotFound)
    }

    /// The same, where it may be changed.
    pub fn to_change(&self) -> services::Result<Changeable<'_, OrganisationRound>> {
        self.at()?.to_change()
    }

    /// The closed rounds up to this one, at most so many, oldest first.
    pub fn closed_rounds(&self, most: usize) -> Vec<ClosedRound> {
        let Some(at) = &self.at else { return vec![] };
        let until = at.rounds().iter().position(|r| r.id == at.round().id).map_or(0, |position| position + 1);
        let mut closed: Vec<ClosedRound> = at.rounds()[..until].iter().filter_map(Round::closed).collect();
        closed.drain(..closed.len().saturating_sub(most));
        closed
    }

    /// As pages know it.
    pub fn view(&self) -> pages::OrganisationFrame {
        let round = self.at.as_ref().map(|at| pages::Round {
            year: at.round().id,
            title: at.round().title.clone(),
            state: at.round().state,
            days: (day(at.round().opens), day(at.round().closes)),
            waits_until: at.round().waits_until().map(day),
            imported: at.rounds().iter().filter(|r| r.is_imported && r.id < at.round().id).map(|r| r.id).collect(),
            years: at.rounds().iter().filter(|r| !r.is_imported).map(|r| r.id).collect(),
        });
        pages::OrganisationFrame {
            organisation: self.id().to_string(),
            name: self.access.organisation().name.clone(),
            round,
            may_change: self.access.may_change(),
            threshold: self.threshold,
        }
    }

    /// A page of the organisation.
    pub fn page(&self, here: Tab) -> Page {
        let name = &self.access.organisation().name;
        let title = if here == Tab::Board { name.clone() } else { format!("{}, {name}", here.name()) };
        Page::new(title).organisation(&self.staff, &self.view(), here)
    }

    /// What a page of figures shows while the round is open.
    pub fn not_yet(&self, here: Tab) -> Option<Response> {
        let open = self.at.as_ref().is_some_and(|at| at.round().closed().is_none());
        open.then(|| self.page(here).status(StatusCode::CONFLICT).plain(pages::not_yet(self.view(), here)))
    }

    /// What every page shows before the first round.
    pub async fn nothing_yet(&self, cx: &Context) -> services::Result<Option<Response>> {
        if self.at.is_some() {
            return Ok(None);
        }
        let name = self.access.organisation().name.clone();
        let mut ways_on = [Tab::Register, Tab::SupportLinks].map(|tab| (self.view().tab(tab), tab.name())).to_vec();
        ways_on.extend(self.planned(cx).await?.into_iter().map(|(_, address)| (address, t::rehearsal::WAY_ON)));
        let message = Message { title: name, text: vec![t::NOTHING_YET.into()], ways_on, request: None };
        Ok(Some(self.page(Tab::Board).plain(message::page(message))))
    }

    /// The rounds that are to come, in words, and where they are tried.
    pub async fn planned(&self, cx: &Context) -> services::Result<Vec<(String, String)>> {
        let row = |round: Round| {
            let address = format!("{}?organisation={}", routes::REHEARSAL.href([&round.id]), self.id());
            (t::rehearsal::opens(&round.title, &day(round.opens)), address)
        };
        Ok(opening::planned_for(cx, &self.access).await?.into_iter().map(row).collect())
    }

    /// Back to a place on a page of the organisation, which tells what was done.
    pub fn done(&self, cx: &Context, page: Tab, place: &str, notice: impl Into<String>) -> Response {
        notice::done(cx, &format!("{}{place}", self.view().tab(page)), notice)
    }
}
