//! The organisations: listed, added, changed, read from a file.

use app::domain::ids::OrganisationId;
use app::domain::organisation::{Audience, Organisation};
use app::forms::OrganisationForm;
use app::pages::central::organisations as pages;
use app::routes;
use app::texts::central::organisations as t;
use app::ui::form::FormState;
use axum::extract::State;

use super::central::{Answer, name};
use super::error::{refusal, refused};
use super::input::{At, Fields, Upload};
use super::render::Page;
use super::session::CentralStaff;
use super::{WebError, notice};
use crate::services::{Context, OrganisationError, organisations};

/// Takes in a file.
pub(super) async fn import(State(cx): State<Context>, staff: CentralStaff, form: Result<Upload, WebError>) -> Answer {
    let form = form?;
    let done = async { organisations::import(&cx, &staff.central, form.file()?).await };
    match refusal(done.await)? {
        Ok(count) => Ok(notice::done(&cx, routes::ORGANISATIONS.path(), t::taken(count))),
        Err(refusal) => list_page(&cx, &staff, FormState::refused(blank(), "fil", &refusal)).await,
    }
}

fn blank() -> OrganisationForm {
    OrganisationForm { typ: Audience::Stadsdelsforvaltning.as_str().to_owned(), ..OrganisationForm::default() }
}

pub(super) async fn list(State(cx): State<Context>, staff: CentralStaff) -> Answer {
    list_page(&cx, &staff, FormState::new(blank())).await
}

fn rows(all: &[Organisation], now: i64) -> Vec<pages::OrganisationRow> {
    let row = |o: &Organisation| pages::OrganisationRow {
        id: o.id.to_string(),
        name: o.name.clone(),
        audience: t::kind(o.audience),
        areas: o.areas.join(", "),
        fate: match (&o.last_year, &o.successor, o.expected) {
            (Some(year), Some(heir), _) => t::ends_with_heir(&t::ends(*year, now), &name(all, heir)),
            (None, Some(heir), _) => t::has_heir(&name(all, heir)),
            (Some(year), None, _) => t::ends(*year, now),
            (None, None, Some(n)) => t::expected(n),
            _ => String::new(),
        },
    };
    all.iter().map(row).collect()
}

fn year(cx: &Context) -> i64 {
    cx.ambient.today().year().into()
}

async fn list_page(cx: &Context, staff: &CentralStaff, form: FormState<OrganisationForm>) -> Answer {
    let all = organisations::list(cx).await?;
    let frame = Page::new(t::TITLE).staff(&staff.staff, routes::ORGANISATIONS.path()).faulty(form.is_faulty());
    Ok(frame.plain(pages::list(rows(&all, year(cx)), form)))
}

pub(super) async fn add(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<OrganisationForm>) -> Answer {
    let added = async {
        let id = organisations::new_id(&form.id, &form.namn)?;
        let parsed = match form.parse(id) {
            Ok(organisation) => organisation,
            Err(fault) => return Ok(Err(fault)),
        };
        organisations::add(&cx, &staff.central, &parsed).await.map(|()| Ok(parsed.name))
    };
    let form = match refusal(added.await)? {
        Ok(Ok(name)) => return Ok(notice::done(&cx, routes::ORGANISATIONS.path(), t::added(&name))),
        Ok(Err((field, why))) => FormState::refused(form, field, &why),
        Err(refusal) => refused(form, &refusal, "namn"),
    };
    list_page(&cx, &staff, form).await
}

pub(super) async fn show(State(cx): State<Context>, staff: CentralStaff, At(id): At<OrganisationId>) -> Answer {
    page(&cx, &staff, &id, None).await
}

async fn page(cx: &Context, staff: &CentralStaff, id: &OrganisationId, posted: Option<FormState<OrganisationForm>>) -> Answer {
    let all = organisations::list(cx).await?;
    let organisation = all.iter().find(|organisation| organisation.id == *id).ok_or(WebError::NotFound)?;
    let as_it_is = || FormState::new(OrganisationForm::of(organisation, organisations::as_text(organisation)));
    let form = posted.unwrap_or_else(as_it_is);
    let frame = Page::new(organisation.name.clone()).staff(&staff.staff, routes::ORGANISATIONS.path()).faulty(form.is_faulty());
    Ok(frame.plain(pages::one(pages::OrganisationPage {
        id: id.clone(),
        name: organisation.name.clone(),
        form,
        others: pages::choices(&rows(&all, year(cx)), Some(id)),
    })))
}

pub(super) async fn change(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<OrganisationId>,
    Fields(form): Fields<OrganisationForm>,
) -> Answer {
    let form = match form.parse(id.clone()) {
        Err((field, why)) => FormState::refused(form, field, &why),
        Ok(organisation) => match refusal(organisations::change(&cx, &staff.central, &organisation, &form.fore).await)? {
            Ok(()) => return Ok(notice::done(&cx, &routes::ORGANISATION.href([&id]), t::CHANGED)),
            Err(refusal) => {
                // Whoever has been told of a colleague's change may write over it, nobody else.
                let told = refusal == OrganisationError::ChangedMeanwhile.into();
                let now = organisations::list(&cx).await?.into_iter().find(|organisation| organisation.id == id);
                let fore = now.filter(|_| told).map_or(form.fore.clone(), |now| organisations::as_text(&now));
                refused(OrganisationForm { fore, ..form }, &refusal, "andra")
            }
        },
    };
    page(&cx, &staff, &id, Some(form)).await
}
