//! What was just done, told on the page that follows. The browser keeps it until then, sealed, so that no link can
//! bring one.

use app::routes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::services::Context;

const COOKIE: &str = "notis";
const PATH: &str = routes::HOME.path();
/// Seconds after which it is old news.
const KEPT: i64 = 60;

/// Characters of the longest; a browser drops a cookie of more than four kilobytes.
const LONGEST: usize = 400;

/// To a page that tells what was done.
pub(super) fn done(cx: &Context, address: &str, notice: impl Into<String>) -> Response {
    let notice: String = notice.into().chars().take(LONGEST).collect();
    let cookie = Cookie::build((cx.config.cookie(COOKIE, PATH), format!("{} {notice}", cx.ambient.seconds())))
        .path(PATH)
        .http_only(true)
        .secure(cx.config.is_secure())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(KEPT));
    (PrivateCookieJar::new(cx.key.clone()).add(cookie), Redirect::to(address)).into_response()
}

/// What is to be told.
pub(super) fn read(cx: &Context, headers: &HeaderMap) -> Option<String> {
    let cookie = PrivateCookieJar::from_headers(headers, cx.key.clone()).get(&cx.config.cookie(COOKIE, PATH))?;
    let (told_at, notice) = cookie.value().split_once(' ')?;
    let age = cx.ambient.seconds() - told_at.parse::<i64>().ok()?;
    (0..=KEPT).contains(&age).then(|| notice.to_owned())
}

/// Has the browser forget it: it has been told.
pub(super) fn forget(response: &mut Response) {
    // Under the name that it has over http, and the one over https.
    for (name, secure) in [(COOKIE.to_owned(), false), (format!("__Host-{COOKIE}"), true)] {
        let gone = Cookie::build(name).path(PATH).secure(secure).removal().build().to_string();
        if let Ok(gone) = HeaderValue::from_str(&gone) {
            response.headers_mut().append(header::SET_COOKIE, gone);
        }
    }
}
