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
use super::client::Client;
use super::input::{Asked, Fields};
use super::session::{Device, came_by_sign_on, end_by_sign_on, remember};
use crate::services::sign_on::{self, Pending};
use crate::services::{AccountError, Context, Refusal};

type Jar = PrivateCookieJar<cookie::Key>;

/// The cookie that keeps a login until the browser comes back, sealed.
const COOKIE: &str = "inloggning";
/// Seconds that there are for it.
const KEPT: i64 = 15 * 60;

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

fn cookie<'a>(cx: &Context, value: String) -> Cookie<'a> {
    // The provider's page leads back here, so the cookie has to come along from another site.
    let cookie = Cookie::build((COOKIE, value)).path(routes::SIGN_ON.path()).http_only(true).secure(cx.config.is_secure());
    cookie.same_site(SameSite::Lax).max_age(time::Duration::seconds(KEPT)).build()
}

pub(super) async fn begin(
    State(cx): State<Context>,
    Client(address): Client,
    jar: Jar,
    Asked(next): Asked<Next>,
) -> Result<Response, WebError> {
    let (page, pending) = sign_on::begin(&cx, &address, routes::SIGN_ON_BACK.path()).await?;
    let begun = Begun { pending, at: cx.ambient.seconds(), till: local(next.till) };
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
    Client(address): Client,
    device: Device,
    session: Session,
    jar: Jar,
    Asked(back): Asked<Back>,
) -> Result<Response, WebError> {
    let begun = jar.get(COOKIE).and_then(|kept| serde_json::from_str::<Begun>(kept.value()).ok());
    let begun = begun.filter(|begun| cx.ambient.seconds() < begun.at + KEPT);
    // Once: what comes again has no cookie.
    let jar = jar.remove(cookie(&cx, String::new()));
    let entered = async {
        let (Some(begun), Some(code)) = (begun, back.code) else {
            return Err(Refusal::from(AccountError::LoginNotFinished).into());
        };
        let answer = (back.state.as_str(), code);
        let (account, there) = sign_on::finish(&cx, &address, routes::SIGN_ON_BACK.path(), begun.pending, answer).await?;
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
pub(super) async fn end(State(cx): State<Context>, Client(address): Client) -> Result<Redirect, WebError> {
    let there = sign_on::end(&cx, &address, routes::LOG_IN.path()).await?;
    Ok(Redirect::to(there.as_ref().map_or(routes::LOG_IN.path(), |page| page.as_str())))
}

#[derive(Deserialize)]
pub(super) struct Ended {
    #[serde(default)]
    logout_token: String,
}

/// The provider says that it has logged somebody out.
pub(super) async fn ended(
    State(cx): State<Context>,
    Client(address): Client,
    Fields(form): Fields<Ended>,
) -> Result<StatusCode, WebError> {
    let (account, gone) = sign_on::logged_out(&cx, &address, &form.logout_token).await?;
    if let Some(account) = account {
        end_by_sign_on(&cx, &account, gone.session.as_deref()).await?;
    }
    Ok(StatusCode::OK)
}
