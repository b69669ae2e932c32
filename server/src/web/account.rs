//! Logging in and out, and taking up an invitation.

use app::domain::account::{Account, Role};
use app::pages::account as pages;
use app::texts::account as t;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::WebError;
use super::client::Client;
use super::input::{Asked, At, Fields};
use super::parking;
use super::render::Page;
use super::session::{Staff, broken, remember};
use crate::services::{Context, Error, Refusal, accounts};

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
    forlorat: Option<String>,
}

pub(super) async fn log_in(Asked(next): Asked<Next>) -> Response {
    let till = local(next.till);
    let notice = match (&till, next.forlorat) {
        (_, Some(_)) => Some(t::log_in::LOST),
        (Some(till), None) if till == parking::PATH => Some(t::log_in::KEPT),
        _ => None,
    };
    Page::new(t::log_in::TITLE).plain(pages::log_in(String::new(), till, None, notice))
}

#[derive(Deserialize)]
pub(super) struct Login {
    #[serde(default)]
    epost: String,
    #[serde(default)]
    losenord: String,
    till: Option<String>,
}

pub(super) async fn enter(
    State(cx): State<Context>,
    Client(address): Client,
    session: Session,
    Fields(form): Fields<Login>,
) -> Answer {
    match accounts::log_in(&cx, &form.epost, &form.losenord, &address).await {
        Ok(account) => {
            remember(&session, &account).await?;
            let next = local(form.till).unwrap_or_else(|| home_of(&account).to_owned());
            Ok(Redirect::to(&next).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::WrongPassword)) => {
            let page = pages::log_in(form.epost, local(form.till), Some(refusal.to_string()), None);
            Ok(Page::new(t::log_in::TITLE).faulty(true).plain(page))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn log_out() -> Response {
    Page::new(t::log_out::TITLE).plain(pages::log_out())
}

pub(super) async fn leave(session: Session) -> Answer {
    session.flush().await.map_err(broken)?;
    Ok(Redirect::to("/logga-in").into_response())
}

pub(super) async fn invitation(State(cx): State<Context>, At(token): At<String>) -> Answer {
    accounts::check_invitation(&cx, &token).await?;
    Ok(Page::new(t::invitation::TITLE).plain(pages::invitation(None)))
}

#[derive(Deserialize)]
pub(super) struct Password {
    #[serde(default)]
    losenord: String,
}

pub(super) async fn accept(
    State(cx): State<Context>,
    At(token): At<String>,
    Client(address): Client,
    session: Session,
    Fields(form): Fields<Password>,
) -> Answer {
    match accounts::accept_invitation(&cx, &token, &form.losenord, &address).await {
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

pub(super) async fn forgotten(State(cx): State<Context>) -> Response {
    forgotten_page(&cx, false)
}

#[derive(Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    epost: String,
}

pub(super) async fn send_link(State(cx): State<Context>, Client(address): Client, Fields(form): Fields<Address>) -> Answer {
    accounts::request_new_password(&cx, &form.epost, &address).await?;
    Ok(forgotten_page(&cx, true))
}

fn forgotten_page(cx: &Context, sent: bool) -> Response {
    let ask = (!cx.config.has_mail()).then(|| t::forgotten::ask(cx.config.contact.as_deref()));
    let sent = sent && ask.is_none();
    Page::new(t::forgotten::TITLE).plain(pages::forgotten(String::new(), sent, ask))
}

#[derive(Deserialize)]
pub(super) struct Own {
    bytt: Option<String>,
}

pub(super) async fn own(staff: Staff, Asked(query): Asked<Own>) -> Response {
    own_page(&staff, None, query.bytt.is_some())
}

fn own_page(staff: &Staff, fault: Option<(String, String)>, changed: bool) -> Response {
    let frame = Page::new(t::own::TITLE).staff(&staff.0, "/konto").faulty(fault.is_some());
    frame.plain(pages::own(staff.0.email.clone(), fault, changed))
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    #[serde(default)]
    losenord: String,
    #[serde(default)]
    nytt_losenord: String,
}

pub(super) async fn change_password(
    State(cx): State<Context>,
    staff: Staff,
    Client(address): Client,
    session: Session,
    Fields(form): Fields<NewPassword>,
) -> Answer {
    match accounts::change_password(&cx, &staff.0, &form.losenord, &form.nytt_losenord, &address).await {
        Ok(account) => {
            remember(&session, &account).await?;
            Ok(Redirect::to("/konto?bytt=1").into_response())
        }
        Err(Error::Refused(refusal @ (Refusal::BadPassword | Refusal::WrongOldPassword))) => {
            let field = if refusal == Refusal::BadPassword { "nytt_losenord" } else { "losenord" };
            Ok(own_page(&staff, Some((field.to_owned(), refusal.to_string())), false))
        }
        Err(error) => Err(error.into()),
    }
}

/// An address on this site, or none. Browsers leave out tabs and line ends, and take a backslash for a
/// slash, so an address with one of them may lead elsewhere.
fn local(next: Option<String>) -> Option<String> {
    let plain = |text: &str| text.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '\\');
    next.filter(|n| n.starts_with('/') && !n.starts_with("//") && plain(n) && n.parse::<axum::http::Uri>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_on_this_site_is_gone_on_to() {
        for address in ["/central", "/forvaltning?organisation=farsta&ar=2026", "/rapport/2026/farsta#a"] {
            assert_eq!(local(Some(address.to_owned())).as_deref(), Some(address));
        }
        for address in [
            "",
            "//ond.example.org",
            "/\t/ond.example.org",
            "/\n/ond",
            "/\\ond",
            "\\\\ond",
            "https://ond",
            "/ /ond",
            "ond",
            "/\r\n/x",
            "/\u{b}/x",
        ] {
            assert_eq!(local(Some(address.to_owned())), None, "{address:?}");
        }
    }
}
