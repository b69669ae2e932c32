//! The way to the city's own login and back.

use app::routes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::WebError;
use super::account::{home_of, local};
use super::input::{Asked, Fields};
use super::session::{Device, came_by_sign_on, end_by_sign_on, remember};
use crate::services::sign_on::{self, Pending};
use crate::services::{AccountError, Context, Refusal};

type Jar = PrivateCookieJar<cookie::Key>;

/// The cookie that keeps a login until the browser comes back, sealed.
const COOKIE: &str = "inloggning";
/// Seconds that there are for it.
const KEPT: i64 = 15 * 60;

/// Bytes of the longest address that is gone on to: a browser drops a cookie of more than four kilobytes.
const LONGEST: usize = 1000;

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Begun {
    pending: Pending,
    at: i64,
    /// Where she was going.
    till: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Next {
    till: Option<String>,
}

fn name(cx: &Context) -> String {
    cx.config.cookie(COOKIE, routes::SIGN_ON.path())
}

fn cookie<'a>(cx: &Context, value: String) -> Cookie<'a> {
    // The provider's page leads back here, so the cookie has to come along from another site.
    let cookie = Cookie::build((name(cx), value)).path(routes::SIGN_ON.path()).http_only(true).secure(cx.config.is_secure());
    cookie.same_site(SameSite::Lax).max_age(time::Duration::seconds(KEPT)).build()
}

pub(super) async fn begin(State(cx): State<Context>, jar: Jar, Asked(next): Asked<Next>) -> Result<Response, WebError> {
    let (page, pending) = sign_on::begin(&cx, routes::SIGN_ON_BACK.path()).await?;
    let begun = Begun { pending, at: cx.ambient.seconds(), till: local(next.till).filter(|till| till.len() <= LONGEST) };
    let value = serde_json::to_string(&begun).unwrap_or_default();
    Ok((jar.add(cookie(&cx, value)), Redirect::to(page.as_str())).into_response())
}

#[derive(Deserialize)]
pub(super) struct Back {
    code: Option<String>,
    #[serde(default)]
    state: String,
}

pub(super) async fn back(
    State(cx): State<Context>,
    device: Device,
    session: Session,
    jar: Jar,
    Asked(back): Asked<Back>,
) -> Result<Response, WebError> {
    let begun = jar.get(&name(&cx)).and_then(|kept| serde_json::from_str::<Begun>(kept.value()).ok());
    let begun = begun.filter(|begun| cx.ambient.seconds() < begun.at + KEPT && begun.pending.is_of(&back.state));
    // What another tab has begun since goes on.
    let Some(begun) = begun else { return Err(Refusal::from(AccountError::LoginNotFinished).into()) };
    // Once: what comes again has no cookie.
    let jar = jar.remove(cookie(&cx, String::new()));
    let entered = async {
        let code = back.code.ok_or(Refusal::from(AccountError::LoginNotFinished))?;
        let (account, there) = sign_on::finish(&cx, routes::SIGN_ON_BACK.path(), begun.pending, code).await?;
        remember(&session, &account, &device).await?;
        came_by_sign_on(&session, there).await?;
        Ok::<_, WebError>(begun.till.unwrap_or_else(|| home_of(&account).to_owned()))
    };
    Ok(match entered.await {
        Ok(next) => (jar, Redirect::to(&next)).into_response(),
        Err(error) => (jar, error).into_response(),
    })
}

/// To the page at the provider that logs out there.
pub(super) async fn end(State(cx): State<Context>) -> Result<Redirect, WebError> {
    let there = sign_on::end(&cx, routes::LOG_IN.path()).await?;
    Ok(Redirect::to(there.as_ref().map_or(routes::LOG_IN.path(), |page| page.as_str())))
}

#[derive(Deserialize)]
pub(super) struct Ended {
    #[serde(default)]
    logout_token: String,
}

/// The provider says that it has logged somebody out.
pub(super) async fn ended(State(cx): State<Context>, Fields(form): Fields<Ended>) -> Result<StatusCode, WebError> {
    let (account, gone) = sign_on::logged_out(&cx, &form.logout_token).await?;
    if let Some(account) = account {
        end_by_sign_on(&cx, &account, gone.session.as_deref()).await?;
    }
    Ok(StatusCode::OK)
}
