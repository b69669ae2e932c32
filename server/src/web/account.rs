//! Logging in and out, and taking up an invitation.

use app::pages::account as pages;
use app::texts::account as t;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::input::{Asked, At, Fields};
use super::render::Page;
use super::session::{ACCOUNT, Staff};
use super::{App, WebError};
use crate::services::{Account, Error, Refusal, Role};

type Answer = Result<Response, WebError>;

fn home_of(account: &Account) -> &'static str {
    match account.role {
        Role::Central => "/central",
        Role::Samordnare | Role::Lasare => "/forvaltning",
    }
}

/// `/`: to the reader's own page.
pub(super) async fn home(staff: Staff) -> Redirect {
    Redirect::to(home_of(&staff.0))
}

#[derive(Deserialize)]
pub(super) struct Next {
    till: Option<String>,
}

pub(super) async fn log_in(Asked(next): Asked<Next>) -> Response {
    Page::new(t::log_in::TITLE).plain(pages::log_in(String::new(), local(next.till), None))
}

#[derive(Deserialize)]
pub(super) struct Login {
    #[serde(default)]
    epost: String,
    #[serde(default)]
    losenord: String,
    till: Option<String>,
}

pub(super) async fn enter(State(app): State<App>, session: Session, Fields(form): Fields<Login>) -> Answer {
    match app.log_in(&form.epost, &form.losenord).await {
        Ok(account) => {
            remember(&session, &account).await?;
            let next = local(form.till).unwrap_or_else(|| home_of(&account).to_owned());
            Ok(Redirect::to(&next).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::WrongPassword)) => {
            let page = pages::log_in(form.epost, local(form.till), Some(refusal.to_string()));
            Ok(Page::new(t::log_in::TITLE).faulty(true).plain(page))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn log_out() -> Response {
    Page::new(t::log_out::TITLE).plain(pages::log_out())
}

pub(super) async fn leave(session: Session) -> Answer {
    session.flush().await.map_err(session_failed)?;
    Ok(Redirect::to("/logga-in").into_response())
}

pub(super) async fn invitation(State(app): State<App>, At(token): At<String>) -> Answer {
    app.invitation(&token).await?;
    Ok(Page::new(t::invitation::TITLE).plain(pages::invitation(None)))
}

#[derive(Deserialize)]
pub(super) struct Password {
    #[serde(default)]
    losenord: String,
}

pub(super) async fn accept(
    State(app): State<App>,
    At(token): At<String>,
    session: Session,
    Fields(form): Fields<Password>,
) -> Answer {
    match app.accept_invitation(&token, &form.losenord).await {
        Ok(account) => {
            remember(&session, &account).await?;
            Ok(Redirect::to(home_of(&account)).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::BadPassword)) => {
            Ok(Page::new(t::invitation::TITLE).faulty(true).plain(pages::invitation(Some(refusal.to_string()))))
        }
        Err(error) => Err(error.into()),
    }
}

/// A new session id for a new identity.
async fn remember(session: &Session, account: &Account) -> Result<(), WebError> {
    session.cycle_id().await.map_err(session_failed)?;
    session.insert(ACCOUNT, &account.id).await.map_err(session_failed)
}

fn session_failed(error: tower_sessions::session::Error) -> WebError {
    WebError::Broken(Error::File(std::io::Error::other(error.to_string())))
}

/// An address on this site, or none.
fn local(next: Option<String>) -> Option<String> {
    next.filter(|n| n.starts_with('/') && !n.starts_with("//") && !n.contains(['\\', '\n', '\r']))
}
