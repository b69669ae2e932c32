//! A post whose session has ended keeps what was written: it is parked, and goes on after the login.

use app::pages::account as pages;
use app::texts::account::go_on as t;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::render::Page;
use super::session::{COOKIE as SESSION, Staff, account_of};
use super::{App, WebError};
use crate::services::parking::{KEPT, LARGEST};

/// The cookie that holds what is parked.
const COOKIE: &str = "parkerat";
/// Where the login leads then.
const TO_GO_ON: &str = "/logga-in?till=/fortsatt";
/// What is never parked: it holds passwords, or is nothing to keep.
const NOT_KEPT: [&str; 5] = ["/logga-in", "/logga-ut", "/inbjudan", "/konto", "/glomt-losenord"];

/// Bytes of the longest form that staff send: a register that is looked at before it is taken.
const LONGEST: usize = 20 * 1024 * 1024;

type Jar = PrivateCookieJar<cookie::Key>;

/// Parks the form of a post that was sent to the login.
pub(super) async fn park(State(app): State<App>, request: Request, next: Next) -> Result<Response, WebError> {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let kept = request.method() == Method::POST
        && request.headers().get(header::CONTENT_TYPE) == Some(&form)
        && !NOT_KEPT.iter().any(|path| request.uri().path().starts_with(path));
    let jar = Jar::from_headers(request.headers(), app.key.clone());
    let session = jar_value(request.headers(), SESSION).filter(|_| kept);
    let Some(session) = session else { return Ok(next.run(request).await) };
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LONGEST).await.map_err(|_| WebError::TooLarge)?;
    let response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    let location = response.headers().get(header::LOCATION);
    let sent_away = response.status() == StatusCode::SEE_OTHER
        && location.is_some_and(|l| l.as_bytes().starts_with(b"/logga-in"))
        && body.len() <= LARGEST;
    let Some(text) = std::str::from_utf8(&body).ok().filter(|_| sent_away) else { return Ok(response) };
    let Some(id) = app.park(&session, account_of, &path, text).await? else { return Ok(response) };
    let cookie = Cookie::build((COOKIE, id))
        .path("/")
        .http_only(true)
        .secure(app.config.is_secure())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(KEPT));
    Ok((jar.add(cookie), Redirect::to(TO_GO_ON)).into_response())
}

/// A cookie's value as it came.
fn jar_value(headers: &axum::http::HeaderMap, name: &str) -> Option<String> {
    axum_extra::extract::CookieJar::from_headers(headers).get(name).map(|c| c.value().to_owned())
}

pub(super) async fn go_on(State(app): State<App>, staff: Staff, jar: Jar) -> Result<Response, WebError> {
    let parked = match jar.get(COOKIE) {
        Some(cookie) => app.parked(&staff.0, cookie.value()).await?,
        None => None,
    };
    let parked = parked.and_then(|(path, body)| Some((path, serde_urlencoded::from_str(&body).ok()?)));
    Ok(Page::new(t::TITLE).staff(&staff.0, "/fortsatt").plain(pages::go_on(parked)))
}

pub(super) async fn drop_parked(State(app): State<App>, staff: Staff, jar: Jar) -> Result<Response, WebError> {
    if let Some(cookie) = jar.get(COOKIE) {
        app.unpark(&staff.0, cookie.value()).await?;
    }
    Ok((jar.remove(Cookie::build(COOKIE).path("/")), Redirect::to("/")).into_response())
}
