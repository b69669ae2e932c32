//! The central office's page of accounts, and the log of what staff have done.

use app::domain::figure::day;
use app::pages::accounts as pages;
use app::texts::central::{accounts as t, log};
use axum::extract::State;
use axum::response::Response;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use super::input::{Asked, Fields};
use super::render::Page;
use super::session::Staff;
use super::{App, WebError};
use crate::ambient::in_stockholm;
use crate::services::accounts::{Listed, Standing};
use crate::services::{Error, Refusal, Role};

type Answer = Result<Response, WebError>;

/// What the page says after a form.
#[derive(Default)]
struct Said {
    email: String,
    fault: Option<(String, String)>,
    invitation: Option<String>,
    notice: Option<String>,
}

pub(super) async fn list(State(app): State<App>, staff: Staff) -> Answer {
    page(&app, &staff, Said::default()).await
}

async fn page(app: &App, staff: &Staff, said: Said) -> Answer {
    let accounts = app.list_accounts(&staff.caller()).await?;
    let organisations: Vec<(String, String)> = app.organisations().await?.into_iter().map(|o| (o.id, o.name)).collect();
    let rows = accounts.into_iter().map(row).collect();
    let frame = Page::new(t::TITLE).staff(&staff.0, "/central/konton").faulty(said.fault.is_some());
    let page = pages::Accounts {
        rows,
        organisations,
        email: said.email,
        fault: said.fault,
        invitation: said.invitation,
        notice: said.notice,
    };
    Ok(frame.plain(pages::accounts(page)))
}

fn row(Listed { account, standing, last_login }: Listed) -> pages::Row {
    let last_login = last_login.map(|at| {
        let time = in_stockholm(at);
        format!("{} kl. {:02}.{:02}", day(time.date()), time.hour(), time.minute())
    });
    pages::Row {
        email: account.email,
        role: account.role.as_str(),
        organisation: account.organisation,
        standing: match standing {
            Standing::Invited => t::INVITED_STANDING,
            Standing::Active => t::ACTIVE,
            Standing::Disabled => t::DISABLED,
        },
        disabled: standing == Standing::Disabled,
        last_login: last_login.unwrap_or_else(|| t::NEVER.to_owned()),
    }
}

#[derive(Deserialize)]
pub(super) struct Form {
    #[serde(default)]
    epost: String,
    #[serde(default)]
    roll: String,
    #[serde(default)]
    organisation: String,
}

impl Form {
    fn role(&self) -> Role {
        self.roll.parse().unwrap_or(Role::Lasare)
    }

    fn organisation(&self) -> Option<&str> {
        Some(self.organisation.as_str()).filter(|o| !o.is_empty())
    }
}

/// The page after a form, with what the form's use case made of it.
async fn after(app: &App, staff: &Staff, form: &Form, field: &str, done: Result<Said, Error>) -> Answer {
    match done {
        Ok(said) => page(app, staff, said).await,
        Err(Error::Refused(refusal)) => {
            let email = if field == "epost" { form.epost.clone() } else { String::new() };
            page(app, staff, Said { email, fault: Some((field.to_owned(), refusal.to_string())), ..Said::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

fn invitation(app: &App, token: Option<String>) -> Said {
    Said { invitation: token.map(|t| format!("{}/inbjudan/{t}", app.config.base_url)), ..Said::default() }
}

pub(super) async fn add(State(app): State<App>, staff: Staff, Fields(form): Fields<Form>) -> Answer {
    let done = app.add_account(&staff.caller(), &form.epost, form.role(), form.organisation(), None).await;
    let field = match &done {
        Err(Error::Refused(Refusal::OrganisationNeeded | Refusal::OrganisationNotWanted)) => "organisation",
        _ => "epost",
    };
    after(&app, &staff, &form, field, done.map(|token| invitation(&app, token))).await
}

pub(super) async fn invite(State(app): State<App>, staff: Staff, Fields(form): Fields<Form>) -> Answer {
    let done = app.invite(&staff.caller(), &form.epost).await;
    after(&app, &staff, &form, "konton", done.map(|token| invitation(&app, Some(token)))).await
}

pub(super) async fn disable(State(app): State<App>, staff: Staff, Fields(form): Fields<Form>) -> Answer {
    let done = app.disable(&staff.caller(), &form.epost).await;
    let said = done.map(|()| Said { notice: Some(t::disabled(&form.epost)), ..Said::default() });
    after(&app, &staff, &form, "konton", said).await
}

pub(super) async fn set_role(State(app): State<App>, staff: Staff, Fields(form): Fields<Form>) -> Answer {
    let done = app.set_role(&staff.caller(), &form.epost, form.role(), form.organisation()).await;
    let said = done.map(|()| Said { notice: Some(t::has_role(&form.epost)), ..Said::default() });
    after(&app, &staff, &form, "konton", said).await
}

#[derive(Deserialize)]
pub(super) struct Which {
    sida: Option<i64>,
}

pub(super) async fn log(State(app): State<App>, staff: Staff, Asked(which): Asked<Which>) -> Answer {
    let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
    let number = which.sida.unwrap_or(1).clamp(1, 1_000_000);
    let (rows, more) = app.audit_log(&staff.caller(), number).await?;
    let rows = rows.into_iter().map(|row| {
        let at = Timestamp::from_second(row.at).unwrap_or_default().to_zoned(zone.clone());
        let change = match (row.before, row.after) {
            (Some(before), Some(after)) => format!("{before} → {after}"),
            (None, Some(after)) => after,
            (Some(before), None) => format!("{before} → –"),
            (None, None) => String::new(),
        };
        [at.strftime("%Y-%m-%d %H:%M").to_string(), row.actor, row.action, row.subject, change]
    });
    let page = pages::Log { rows: rows.collect(), page: number, more };
    Ok(Page::new(log::TITLE).staff(&staff.0, "/central/logg").plain(pages::log(page)))
}
