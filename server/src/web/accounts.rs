//! The central office's page of accounts, and the log of what staff have done.

use app::domain::account::{AccountState, Role};
use app::domain::ids::OrganisationId;
use app::domain::organisation::{Audience, Organisation};
use app::forms::AccountForm;
use app::pages::accounts as pages;
use app::routes;
use app::texts::central::{accounts as t, log};
use app::texts::letters;
use app::ui::form::FormState;
use axum::extract::State;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::WebError;
use super::error::refused;
use super::input::{Asked, Fields};
use super::render::Page;
use super::session::CentralStaff;
use crate::ambient::{in_stockholm, time_in_words};
use crate::services::accounts::{self, StoredAccount};
use crate::services::{Context, Error, audit, organisations};

type Answer = Result<Response, WebError>;

/// What the page says after a form.
#[derive(Default)]
struct Said {
    form: FormState<AccountForm>,
    invitation: Option<pages::Invitation>,
    notice: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ForWhom {
    /// For whom somebody is to be invited.
    organisation: Option<String>,
}

pub(super) async fn list(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<ForWhom>) -> Answer {
    let organisation = which.organisation.unwrap_or_default();
    let form = FormState::new(AccountForm { organisation, ..AccountForm::default() });
    page(&cx, &staff, Said { form, ..Said::default() }).await
}

async fn page(cx: &Context, staff: &CentralStaff, said: Said) -> Answer {
    let accounts = accounts::list(cx, &staff.central).await?;
    let organisations = organisations::list(cx).await?;
    let coordinators = accounts::coordinators(cx, &staff.central).await?;
    let year = cx.ambient.today().year().into();
    let is_without = |o: &&Organisation| {
        o.audience != Audience::Extern && o.active_in(year) && !coordinators.iter().any(|(_, organisation)| *organisation == o.id)
    };
    let pair = |o: &Organisation| (o.id.to_string(), o.name.clone());
    let without = organisations.iter().filter(is_without).map(pair).collect();
    let organisations: Vec<(String, String)> = organisations.iter().map(pair).collect();
    let rows = accounts.into_iter().map(row).collect();
    let frame = Page::new(t::TITLE).staff(&staff.staff, routes::ACCOUNTS.path()).faulty(said.form.is_faulty());
    let page =
        pages::Accounts { rows, organisations, without, form: said.form, invitation: said.invitation, notice: said.notice };
    Ok(frame.plain(pages::accounts(page)))
}

fn row(stored: StoredAccount) -> pages::Row {
    let state = stored.state();
    let last_login = stored.last_login.map(time_in_words);
    pages::Row {
        email: stored.account.email,
        role: stored.account.role.as_str(),
        organisation: stored.account.organisation.map(Into::into),
        standing: t::state(state),
        disabled: state == AccountState::Disabled,
        last_login: last_login.unwrap_or_else(|| t::NEVER.to_owned()),
    }
}

fn role_of(form: &AccountForm) -> Result<(Role, Option<OrganisationId>), WebError> {
    let organisation = Some(form.organisation.as_str()).filter(|o| !o.is_empty());
    Ok((form.roll.parse().map_err(|()| WebError::Malformed)?, organisation.map(Into::into)))
}

/// The page after a change of an account in the list.
async fn after(cx: &Context, staff: &CentralStaff, done: Result<Said, Error>) -> Answer {
    match done {
        Ok(said) => page(cx, staff, said).await,
        Err(Error::Refused(refusal)) => {
            let form = FormState::refused(AccountForm::default(), "konton", &refusal);
            page(cx, staff, Said { form, ..Said::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

fn invitation(cx: &Context, staff: &CentralStaff, email: &str, token: Option<String>) -> Said {
    let invitation = token.map(|token| {
        let link = cx.invitation_address(&token);
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (subject, body) = (encoded(letters::invitation::SUBJECT), encoded(&letters::invitation::text(&link)));
        pages::Invitation {
            is_sent: accounts::mail_invitation(cx, &staff.central, email, &link),
            mailto: format!("mailto:{}?subject={subject}&body={body}", email.trim()),
            email: email.trim().to_owned(),
            link,
        }
    });
    Said { invitation, ..Said::default() }
}

pub(super) async fn add(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<AccountForm>) -> Answer {
    let (role, organisation) = role_of(&form)?;
    match accounts::add(&cx, &staff.central, &form.epost, (role, organisation.as_ref()), None).await {
        Ok(token) => page(&cx, &staff, invitation(&cx, &staff, &form.epost, token)).await,
        Err(Error::Refused(refusal)) => {
            let said = Said { form: refused(form, &refusal, "epost"), ..Said::default() };
            page(&cx, &staff, said).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn invite(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<AccountForm>) -> Answer {
    let done = accounts::invite(&cx, &staff.central, &form.epost).await;
    after(&cx, &staff, done.map(|token| invitation(&cx, &staff, &form.epost, Some(token)))).await
}

pub(super) async fn disable(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<AccountForm>) -> Answer {
    let done = accounts::disable(&cx, &staff.central, &form.epost).await;
    let said = done.map(|()| Said { notice: Some(t::disabled(&form.epost)), ..Said::default() });
    after(&cx, &staff, said).await
}

pub(super) async fn set_role(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<AccountForm>) -> Answer {
    let (role, organisation) = role_of(&form)?;
    let done = accounts::set_role(&cx, &staff.central, &form.epost, (role, organisation.as_ref())).await;
    let said = done.map(|()| Said { notice: Some(t::has_role(&form.epost)), ..Said::default() });
    after(&cx, &staff, said).await
}

#[derive(Deserialize)]
pub(super) struct Which {
    sida: Option<usize>,
}

pub(super) async fn log(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let number = which.sida.unwrap_or(1).clamp(1, 1_000_000);
    let (rows, more) = audit::list(&cx, &staff.central, number).await?;
    let rows = rows.into_iter().map(|row| {
        let change = match (row.before, row.after) {
            (Some(before), Some(after)) => format!("{before} → {after}"),
            (None, Some(after)) => after,
            (Some(before), None) => format!("{before} → –"),
            (None, None) => String::new(),
        };
        let action = row.action.parse().map_or(row.action, |action| log::action(action).to_owned());
        let at = in_stockholm(row.at).strftime("%Y-%m-%d %H:%M").to_string();
        pages::LogRow { at, actor: log::actor(&row.actor).to_owned(), action, subject: row.subject, change }
    });
    let page = pages::Log { rows: rows.collect(), page: number, more };
    Ok(Page::new(log::TITLE).staff(&staff.staff, routes::AUDIT.path()).plain(pages::log(page)))
}
