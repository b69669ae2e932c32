//! A post whose session has ended keeps what was written: it is parked, and goes on after the login.

use app::pages::account as pages;
use app::routes;
use app::texts::account::go_on as t;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::WebError;
use super::render::Page;
use super::session::{COOKIE as SESSION, Staff, account_of};
use crate::services::parking::{self, KEPT, LARGEST};
use crate::services::{Context, sessions};

/// The cookie that holds what is parked.
const COOKIE: &str = "parkerat";
/// What is never parked: it holds passwords, or is nothing to keep. What is saved while it is written stays on its
/// page, which sends it again.
const NOT_KEPT: [&str; 7] = [
    routes::LOG_IN.path(),
    routes::LOG_OUT.path(),
    "/inbjudan/",
    routes::ACCOUNT.path(),
    routes::FORGOTTEN_PASSWORD.path(),
    routes::UNDERLAG_SAVE.path(),
    "/central/enkater/skriv/",
];

type Jar = PrivateCookieJar<cookie::Key>;

/// Parks the form of a post whose session has ended, and leads to the login. Nothing is read of others.
pub(super) async fn park(State(cx): State<Context>, request: Request, next: Next) -> Result<Response, WebError> {
    let path = request.uri().path();
    let may_be_kept = request.method() == Method::POST && !NOT_KEPT.iter().any(|kept_not| path.starts_with(kept_not));
    let session = jar_value(request.headers(), SESSION).filter(|_| may_be_kept);
    let Some(session) = session else { return Ok(next.run(request).await) };
    let Some(account) = sessions::find_ended(&cx, &session, account_of).await? else { return Ok(next.run(request).await) };
    if !is_form(request.headers()) {
        return Ok(lost().into_response());
    }
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let jar = Jar::from_headers(request.headers(), cx.key.clone());
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else { return Ok(lost().into_response()) };
    let parked = match std::str::from_utf8(&body) {
        Ok(text) => parking::park(&cx, &account, &path, text).await?,
        Err(_) => None,
    };
    let Some(id) = parked else { return Ok(lost().into_response()) };
    let cookie = Cookie::build((COOKIE, id))
        .path(routes::HOME.path())
        .http_only(true)
        .secure(cx.config.is_secure())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(KEPT));
    Ok((jar.add(cookie), to_resume()).into_response())
}

/// To the login, which leads on to what was parked.
fn to_resume() -> Redirect {
    Redirect::to(&routes::LOG_IN.query(&[("till", &routes::RESUME_POST.path())]))
}

/// To the login, which says that what was posted could not be kept.
pub(super) fn lost() -> Redirect {
    Redirect::to(&routes::LOG_IN.query(&[("forlorat", &1)]))
}

/// Whether a body is a form, whatever parameters its type has.
fn is_form(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    media_type.split(';').next().is_some_and(|t| t.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// A cookie's value as it came.
fn jar_value(headers: &HeaderMap, name: &str) -> Option<String> {
    axum_extra::extract::CookieJar::from_headers(headers).get(name).map(|c| c.value().to_owned())
}

pub(super) async fn go_on(State(cx): State<Context>, staff: Staff, jar: Jar) -> Result<Response, WebError> {
    let parked = match jar.get(COOKIE) {
        Some(cookie) => parking::find(&cx, &staff.account, cookie.value()).await?,
        None => None,
    };
    let parked = parked.and_then(|(path, body)| Some((path, serde_urlencoded::from_str(&body).ok()?)));
    Ok(Page::new(t::TITLE).staff(&staff, routes::RESUME_POST.path()).plain(pages::go_on(parked)))
}

pub(super) async fn drop_parked(State(cx): State<Context>, staff: Staff, jar: Jar) -> Result<Response, WebError> {
    if let Some(cookie) = jar.get(COOKIE) {
        parking::remove(&cx, &staff.account, cookie.value()).await?;
    }
    Ok((jar.remove(Cookie::build(COOKIE).path(routes::HOME.path())), Redirect::to(routes::HOME.path())).into_response())
}
