//! Logging in and out, and taking up an invitation.

use app::domain::account::{Account, Role};
use app::forms::{InvitationForm, LogInForm, NewPasswordForm};
use app::pages::account as pages;
use app::routes;
use app::texts::account as t;
use app::ui::form::FormState;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::WebError;
use super::client::Client;
use super::error::refused;
use super::input::{Asked, At, Fields};
use super::render::Page;
use super::session::{Staff, broken, remember};
use crate::services::{AccountError, Context, Error, Refusal, accounts};

type Answer = Result<Response, WebError>;

fn home_of(account: &Account) -> &'static str {
    match account.role {
        Role::Central => routes::RATES.path(),
        Role::Samordnare | Role::Lasare => routes::BOARD.path(),
    }
}

/// `/`: to the reader's own page.
pub(super) async fn home(staff: Staff) -> Redirect {
    Redirect::to(home_of(&staff.account))
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
        (Some(till), None) if till == routes::RESUME_POST.path() => Some(t::log_in::KEPT),
        _ => None,
    };
    Page::new(t::log_in::TITLE).plain(pages::log_in(FormState::new(LogInForm { till, ..LogInForm::default() }), notice))
}

pub(super) async fn enter(
    State(cx): State<Context>,
    Client(address): Client,
    session: Session,
    Fields(form): Fields<LogInForm>,
) -> Answer {
    let form = LogInForm { till: local(form.till), ..form };
    match accounts::log_in(&cx, &form.epost, &form.losenord, &address).await {
        Ok(account) => {
            remember(&session, &account).await?;
            let next = form.till.unwrap_or_else(|| home_of(&account).to_owned());
            Ok(Redirect::to(&next).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::Account(AccountError::WrongPassword))) => {
            let page = pages::log_in(FormState::refused(form, "epost", &refusal), None);
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
    Ok(Redirect::to(routes::LOG_IN.path()).into_response())
}

pub(super) async fn invitation(State(cx): State<Context>, At(token): At<String>) -> Answer {
    accounts::check_invitation(&cx, &token).await?;
    Ok(Page::new(t::invitation::TITLE).plain(pages::invitation(FormState::default())))
}

pub(super) async fn accept(
    State(cx): State<Context>,
    At(token): At<String>,
    Client(address): Client,
    session: Session,
    Fields(form): Fields<InvitationForm>,
) -> Answer {
    match accounts::accept_invitation(&cx, &token, &form.losenord, &address).await {
        Ok(account) => {
            remember(&session, &account).await?;
            Ok(Redirect::to(home_of(&account)).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::Account(AccountError::BadPassword))) => {
            let page = pages::invitation(FormState::refused(form, "losenord", &refusal));
            Ok(Page::new(t::invitation::TITLE).faulty(true).plain(page))
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
    own_page(&staff, FormState::default(), query.bytt.is_some())
}

fn own_page(staff: &Staff, form: FormState<NewPasswordForm>, changed: bool) -> Response {
    let frame = Page::new(t::own::TITLE).staff(staff, routes::ACCOUNT.path()).faulty(form.is_faulty());
    frame.plain(pages::own(staff.account.email.clone(), form, changed))
}

pub(super) async fn change_password(
    State(cx): State<Context>,
    staff: Staff,
    Client(address): Client,
    session: Session,
    Fields(form): Fields<NewPasswordForm>,
) -> Answer {
    match accounts::change_password(&cx, &staff.account, &form.losenord, &form.nytt_losenord, &address).await {
        Ok(account) => {
            remember(&session, &account).await?;
            Ok(Redirect::to(&routes::ACCOUNT.query(&[("bytt", &1)])).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::Account(AccountError::BadPassword | AccountError::WrongOldPassword))) => {
            Ok(own_page(&staff, refused(form, &refusal, "losenord"), false))
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
        for address in [routes::RATES.path(), "/forvaltning?organisation=farsta&ar=2026", "/rapport/2026/farsta#a"] {
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
