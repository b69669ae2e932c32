//! The respondent's pages. The cookie is sealed and belongs to one link.

mod finish;
mod section;
mod start;

use std::sync::Arc;

use app::domain::answer::Form;
use app::domain::figure::day;
use app::domain::ids::{Token, UnitId};
use app::domain::journey::walk;
use app::domain::limits::Limits;
use app::domain::response::Draft;
use app::domain::round::State;
use app::domain::unit::SampleUnit;
use app::pages::message::{self, Message};
use app::pages::respondent as pages;
use app::routes::{self, Route};
use app::texts::link_unavailable as t;
use app::texts::respond::start as start_texts;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::{Deserialize, Serialize};

use super::WebError;
use super::render::Page;
use crate::services::Context;
use crate::services::respond::{self, LinkUnavailable, Visit, first_unpassed};

const COOKIE: &str = "utkast";
/// Seconds for which a receipt code is shown on the device.
const SHOWN: i64 = 30 * 60;

/// What the cookie of one link holds, sealed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct RespondentCookie {
    /// The link, so that a cookie moved to another says nothing.
    link: Token,
    /// The secret of the draft.
    draft: Option<String>,
    unit: Option<UnitId>,
    /// The receipt code under which the draft is submitted: this device's own, or that of the
    /// response which the draft changes.
    code: Option<String>,
    /// The receipt code of what was submitted, and until when it is shown.
    receipt: Option<(String, i64)>,
}

/// The pages of a link.
pub(super) fn routes() -> Router<Context> {
    Router::new()
        .route(routes::START.pattern(), get(start::start).post(start::begin))
        .route(routes::HELP.pattern(), get(start::help))
        .route(routes::QUESTIONS.pattern(), get(section::questions))
        .route(routes::SECTION.pattern(), get(section::section).post(section::submit))
        .route(routes::AUTOSAVE.pattern(), post(section::autosave))
        .route(routes::SAVED.pattern(), get(start::saved))
        .route(routes::RESUME.pattern(), get(start::resume).post(start::take_up))
        .route(routes::CHECK.pattern(), get(finish::check).post(finish::submit))
        .route(routes::RECEIPT.pattern(), get(finish::receipt))
        .route(routes::COPY.pattern(), get(finish::copy))
        .route(routes::CHANGE.pattern(), get(finish::change).post(finish::take_up))
}

type Answer = Result<Response, WebError>;
type Jar = PrivateCookieJar<cookie::Key>;

/// Under the name that it has over https, or the one that it had before an installation had that.
fn read_cookie(cx: &Context, jar: &Jar, visit: &Visit, headers: &HeaderMap) -> RespondentCookie {
    let named = cx.config.cookie(COOKIE, &routes::START.href([&visit.link.token]));
    let read = |jar: &Jar| {
        let cookie = jar.get(&named).or_else(|| jar.get(COOKIE));
        let cookie = cookie.and_then(|c| serde_json::from_str::<RespondentCookie>(c.value()).ok());
        cookie.filter(|cookie| cookie.link == visit.link.token)
    };
    let earlier = || {
        let mut cookie = read(&Jar::from_headers(headers, visit.earlier_cookies.clone()?))?;
        // It held the draft's id, from which its secret follows.
        cookie.draft = cookie.draft.map(|id| visit.keys.secret_of_earlier(&id));
        Some(cookie)
    };
    read(jar)
        .or_else(earlier)
        .unwrap_or_else(|| RespondentCookie { link: visit.link.token.clone(), ..RespondentCookie::default() })
}

/// Someone who came through a link that takes answers, with the draft of this device if it is still there; anybody
/// else gets the page that says why not.
pub(super) struct Respondent {
    visit: Arc<Visit>,
    jar: Jar,
    cookie: RespondentCookie,
    draft: Option<Draft>,
}

impl FromRequestParts<Context> for Respondent {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, Response> {
        let parameters = RawPathParams::from_request_parts(parts, cx).await;
        let token = parameters.ok().and_then(|p| p.iter().find(|(name, _)| *name == "token").map(|(_, token)| token.to_owned()));
        let token = token.unwrap_or_default();
        let read = |visit: &Visit| {
            let jar = Jar::from_headers(&parts.headers, visit.cookies.clone());
            let cookie = read_cookie(cx, &jar, visit, &parts.headers);
            (jar, cookie)
        };
        let found = respond::visit_with_draft(cx, &token, |visit| read(visit).1.draft).await;
        let (visit, draft) = found.map_err(|error| WebError::from(error).into_response())?.map_err(unavailable)?;
        let (jar, cookie) = read(&visit);
        Ok(Self { visit, jar, cookie, draft })
    }
}

/// A guest whose draft is there; without one she is led to the receipt or to the start page.
pub(super) struct WithDraft {
    visit: Arc<Visit>,
    jar: Jar,
    cookie: RespondentCookie,
    draft: Draft,
}

impl FromRequestParts<Context> for WithDraft {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, Response> {
        let Respondent { visit, jar, cookie, draft } = Respondent::from_request_parts(parts, cx).await?;
        match draft {
            Some(draft) => Ok(Self { visit, jar, cookie, draft }),
            None => Err(to(&visit, cookie.receipt.as_ref().map_or(routes::START, |_| routes::RECEIPT))),
        }
    }
}

/// What a page posts, within what it can post.
async fn posted(body: Body, limits: &Limits<'_>) -> Result<Form, WebError> {
    let bytes = to_bytes(body, limits.bytes()).await.map_err(|_| WebError::TooLarge)?;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).map_err(|_| WebError::Malformed)?;
    limits.check(&pairs).map_err(|_| WebError::TooLarge)?;
    Ok(Form::from_pairs(pairs))
}

fn write_cookie(jar: Jar, cx: &Context, visit: &Visit, cookie: &RespondentCookie) -> Jar {
    let value = serde_json::to_string(cookie).unwrap_or_default();
    let today = cx.ambient.today();
    let age = match &cookie.receipt {
        // With the code that it shows.
        Some((_, until)) if cookie.draft.is_none() => time::Duration::seconds((until - cx.ambient.seconds()).max(0)),
        // Longer than the round, which may be extended: what the cookie leads to is gone at the close.
        _ => time::Duration::days(today.until(visit.round.closes).map_or(1, |span| i64::from(span.get_days())) + 31),
    };
    let path = routes::START.href([&cookie.link]);
    let cookie = Cookie::build((cx.config.cookie(COOKIE, &path), value))
        .path(path.clone())
        .http_only(true)
        .secure(cx.config.is_secure())
        .same_site(SameSite::Lax)
        .max_age(age);
    // The one from before https would bring back what this one has forgotten.
    let jar = if cx.config.is_secure() { jar.remove(Cookie::build(COOKIE).path(path.clone())) } else { jar };
    jar.add(cookie)
}

/// The page that says why a link takes no answers.
fn unavailable(why: LinkUnavailable) -> Response {
    let owned = |text: &[&str]| text.iter().map(|t| (*t).to_owned()).collect();
    let (status, title, text) = match why {
        LinkUnavailable::Unknown => (StatusCode::NOT_FOUND, t::unknown::TITLE, owned(&t::unknown::TEXT)),
        LinkUnavailable::NotYet(round) => (StatusCode::FORBIDDEN, t::not_yet::TITLE, vec![t::not_yet::opens(&day(round.opens))]),
        LinkUnavailable::Closed(round) => {
            let day = day(round.closes);
            let closed = if round.state == State::Abandoned { t::closed::abandoned(&day) } else { t::closed::closed(&day) };
            (StatusCode::GONE, t::closed::TITLE, vec![closed, t::closed::STILL.to_owned()])
        }
    };
    let message = Message { title: title.into(), text, ways_on: vec![], request: None };
    Page::new(title).status(status).plain(message::page(message))
}

/// A unit that has answered is told so, kindly.
fn answered_page(visit: &Visit, unit: &str) -> Response {
    let place = place(visit);
    let message = Message {
        title: t::answered::heading(unit),
        text: t::answered::TEXT.map(str::to_owned).to_vec(),
        ways_on: vec![
            (place.address(routes::CHANGE), t::answered::CHANGE),
            (place.help("upptagen"), t::answered::SOMEBODY_ELSE),
            (place.address(routes::START), t::answered::OTHER_UNIT),
        ],
        request: None,
    };
    Page::new(t::answered::TITLE).status(StatusCode::CONFLICT).plain(message::page(message))
}

fn place(visit: &Visit) -> pages::Place {
    pages::Place {
        token: visit.link.token.to_string(),
        organisation: visit.organisation.name.clone(),
        closes: day(visit.round.closes),
    }
}

fn to(visit: &Visit, route: Route<1>) -> Response {
    Redirect::to(&route.href([&visit.link.token])).into_response()
}

fn to_section(visit: &Visit, section: &str) -> Response {
    Redirect::to(&routes::SECTION.href([&visit.link.token, &section])).into_response()
}

/// The unit with that id, if she may answer for it: or what is wrong, or that it has answered.
enum Choice<'a> {
    Free(&'a SampleUnit),
    Answered(&'a SampleUnit),
    Fault(&'static str),
}

fn choose<'a>(units: &'a [SampleUnit], wanted: &str) -> Choice<'a> {
    match units.iter().find(|u| u.unit == *wanted && u.out_of_scope.is_none()) {
        Some(unit) if unit.answered_on.is_some() => Choice::Answered(unit),
        Some(unit) => Choice::Free(unit),
        None if wanted.is_empty() => Choice::Fault(start_texts::UNIT_MISSING),
        None => Choice::Fault(start_texts::UNIT_UNKNOWN),
    }
}

/// As the list shows them: id, name and whether it has answered.
fn listed(units: &[SampleUnit]) -> Vec<(String, String, bool)> {
    units
        .iter()
        .filter(|u| u.out_of_scope.is_none())
        .map(|u| (u.unit.to_string(), u.name.clone(), u.answered_on.is_some()))
        .collect()
}

/// Where a draft goes on: the first section that was not passed, or the check page.
fn way_on(visit: &Visit, draft: &Draft) -> String {
    let journey = walk(&visit.questionnaire, &draft.form, &visit.setting);
    let next = first_unpassed(&visit.questionnaire, &journey, &draft.passed);
    let place = place(visit);
    next.map_or_else(|| place.address(routes::CHECK), |section| place.section(&section))
}

/// In groups of four.
fn readable(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
