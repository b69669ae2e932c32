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

use super::client::Client;
use super::error::refused;
use super::input::{Asked, At, Fields};
use super::render::Page;
use super::session::{Device, Staff, broken, is_by_sign_on, own_sessions, remember};
use super::{WebError, notice};
use crate::services::{AccountError, Context, Error, Refusal, accounts, sessions};

type Answer = Result<Response, WebError>;

pub(super) fn home_of(account: &Account) -> &'static str {
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
    utloggad: Option<String>,
}

pub(super) async fn log_in(State(cx): State<Context>, Asked(next): Asked<Next>) -> Response {
    let till = local(next.till);
    let notice = match (&till, &next.forlorat) {
        (_, Some(_)) => Some(t::log_in::LOST),
        (Some(till), None) if till == routes::RESUME_POST.path() => Some(t::log_in::KEPT),
        _ => None,
    };
    let form = FormState::new(LogInForm { till, ..LogInForm::default() });
    Page::new(t::log_in::TITLE).plain(pages::log_in(form, notice, pages::Ways { left: next.utloggad.is_some(), ..ways(&cx) }))
}

pub(super) async fn enter(
    State(cx): State<Context>,
    Client(address): Client,
    device: Device,
    session: Session,
    Fields(form): Fields<LogInForm>,
) -> Answer {
    let form = LogInForm { till: local(form.till), ..form };
    match accounts::log_in(&cx, &form.epost, &form.losenord, &address).await {
        Ok(account) => {
            remember(&session, &account, &device).await?;
            tracing::info!(account = account.id, "logged in with a password");
            let next = form.till.unwrap_or_else(|| home_of(&account).to_owned());
            Ok(Redirect::to(&next).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::Account(AccountError::WrongPassword))) => {
            tracing::warn!("a login was refused");
            let page = pages::log_in(FormState::refused(form, "epost", &refusal), None, ways(&cx));
            Ok(Page::new(t::log_in::TITLE).faulty(true).plain(page))
        }
        Err(error) => Err(error.into()),
    }
}

fn ways(cx: &Context) -> pages::Ways {
    pages::Ways { passwords: cx.config.passwords, sign_on: cx.config.oidc.is_some(), left: false }
}

pub(super) async fn log_out() -> Response {
    Page::new(t::log_out::TITLE).plain(pages::log_out())
}

pub(super) async fn leave(session: Session) -> Answer {
    let by_sign_on = is_by_sign_on(&session).await?;
    session.flush().await.map_err(broken)?;
    // A form may lead to this site alone, so the way out of there is a link on the page that follows.
    let out = if by_sign_on { routes::LOG_IN.query(&[("utloggad", &1)]) } else { routes::LOG_IN.path().to_owned() };
    // Nobody who sits down here afterwards goes back to what she saw.
    Ok(([("clear-site-data", "\"cache\"")], Redirect::to(&out)).into_response())
}

pub(super) async fn invitation(State(cx): State<Context>, At(token): At<String>) -> Answer {
    accounts::check_invitation(&cx, &token).await?;
    Ok(Page::new(t::invitation::TITLE).plain(pages::invitation(FormState::default())))
}

pub(super) async fn accept(
    State(cx): State<Context>,
    At(token): At<String>,
    Client(address): Client,
    device: Device,
    session: Session,
    Fields(form): Fields<InvitationForm>,
) -> Answer {
    match accounts::accept_invitation(&cx, &token, &form.losenord, &address).await {
        Ok(account) => {
            remember(&session, &account, &device).await?;
            Ok(Redirect::to(home_of(&account)).into_response())
        }
        Err(Error::Refused(refusal @ Refusal::Account(AccountError::BadPassword | AccountError::CommonPassword))) => {
            let page = pages::invitation(FormState::refused(form, "losenord", &refusal));
            Ok(Page::new(t::invitation::TITLE).faulty(true).plain(page))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn forgotten(State(cx): State<Context>) -> Answer {
    accounts::check_passwords(&cx)?;
    Ok(forgotten_page(&cx, false))
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

pub(super) async fn own(State(cx): State<Context>, staff: Staff, Asked(query): Asked<Own>) -> Answer {
    own_page(&cx, &staff, FormState::default(), query.bytt.is_some()).await
}

async fn own_page(cx: &Context, staff: &Staff, form: FormState<NewPasswordForm>, changed: bool) -> Answer {
    let sessions = own_sessions(cx, staff).await?;
    let frame = Page::new(t::own::TITLE).staff(staff, routes::ACCOUNT.path()).faulty(form.is_faulty());
    Ok(frame.plain(pages::own(staff.account.email.clone(), form, (changed, cx.config.passwords), sessions)))
}

#[derive(Deserialize)]
pub(super) struct Ended {
    /// One of them; without it all but this one.
    session: Option<String>,
}

/// Logs somebody out elsewhere.
pub(super) async fn end_sessions(State(cx): State<Context>, staff: Staff, Fields(form): Fields<Ended>) -> Answer {
    let others = own_sessions(&cx, &staff).await?.into_iter().filter(|row| !row.is_this).map(|row| row.id);
    let ended: Vec<String> = others.filter(|id| form.session.as_ref().is_none_or(|wanted| wanted == id)).collect();
    sessions::end(&cx, &staff.account, &ended).await?;
    Ok(notice::done(&cx, routes::ACCOUNT.path(), t::own::ENDED))
}

pub(super) async fn change_password(
    State(cx): State<Context>,
    staff: Staff,
    Client(address): Client,
    device: Device,
    session: Session,
    Fields(form): Fields<NewPasswordForm>,
) -> Answer {
    match accounts::change_password(&cx, &staff.account, &form.losenord, &form.nytt_losenord, &address).await {
        Ok(account) => {
            remember(&session, &account, &device).await?;
            Ok(Redirect::to(&routes::ACCOUNT.query(&[("bytt", &1)])).into_response())
        }
        Err(Error::Refused(
            refusal @ Refusal::Account(AccountError::BadPassword | AccountError::CommonPassword | AccountError::WrongOldPassword),
        )) => own_page(&cx, &staff, refused(form, &refusal, "losenord"), false).await,
        Err(error) => Err(error.into()),
    }
}

/// An address on this site, or none. Browsers leave out tabs and line ends, and take a backslash for a
/// slash, so an address with one of them may lead elsewhere.
pub(super) fn local(next: Option<String>) -> Option<String> {
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
