//! The unit register.

use std::collections::BTreeMap;

use std::collections::BTreeSet;

use app::domain::account::Role;
use app::domain::ids::{OrganisationId, UnitId};
use app::domain::questionnaire::WHOLE_CITY;
use app::domain::unit::Unit;
use app::forms::UnitForm;
use app::pages::coordinator::Tab;
use app::pages::coordinator::register as pages;
use app::texts::coordinator::register as t;
use app::ui::form::{Faults, FormState};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use data_encoding::BASE64;
use serde::Deserialize;

use super::{Answer, OrganisationPage};
use crate::export::Format;
use crate::services::register::file::Removal;
use crate::services::{Context, RegisterError, areas, questionnaires, register};
use crate::web::WebError;
use crate::web::error::{refusal, refused};
use crate::web::input::{Asked, Fields, Upload};

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    page(&cx, &frame, None, Faults::default()).await
}

async fn page(cx: &Context, frame: &OrganisationPage, expected: Option<String>, faults: Faults) -> Answer {
    let units = register::list(cx, frame.access()).await?;
    let mut divisions: Vec<String> = units.iter().filter(|u| !u.retired).map(|u| u.division.clone()).collect();
    divisions.dedup();
    let asked = register::asked_in(cx, frame.access()).await?.into_iter().map(|asked| {
        let row = |d: &String| (d.clone(), asked.divisions.is_empty() || asked.divisions.contains(d));
        (asked.round, divisions.iter().map(row).collect())
    });
    let lines = questionnaires::lines_of_work(cx).await?;
    let register = pages::Register {
        frame: frame.view(),
        asked: asked.collect(),
        units: units.into_iter().map(|unit| named(&lines, unit)).collect(),
        expected: expected.unwrap_or_else(|| frame.access().organisation().expected.map(|n| n.to_string()).unwrap_or_default()),
        faults,
    };
    Ok(frame.page(Tab::Register).faulty(register.faults.any()).plain(pages::page(register)))
}

/// The expected number, or the avdelningar of a planned round.
pub(in crate::web) async fn settings(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let one = |name: &str| fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str());
    let at = frame.access().to_change()?;
    let (field, done) = match one("gor") {
        "forvantat" => ("antal", register::set_expected(&cx, at, one("antal")).await.map(|()| t::EXPECTED_SAVED)),
        "avdelningar" => {
            let round = one("omgang").parse().map_err(|_| WebError::NotFound)?;
            let chosen: Vec<String> = fields.iter().filter(|(k, _)| k == "avdelning").map(|(_, v)| v.clone()).collect();
            ("avdelningar", register::set_asked(&cx, at, &round, &chosen).await.map(|()| t::ASKED_SAVED))
        }
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(saved) => Ok(frame.done(&cx, Tab::Register, "", saved)),
        Err(refusal) => page(&cx, &frame, Some(one("antal").to_owned()), Faults::of(field, Some(refusal.to_string()))).await,
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    #[serde(default)]
    enhet: String,
}

pub(in crate::web) async fn unit(State(cx): State<Context>, frame: OrganisationPage, Asked(which): Asked<Which>) -> Answer {
    frame.access().to_change()?;
    let unit = if which.enhet.is_empty() {
        Unit { organisation: frame.id().clone(), ..Unit::default() }
    } else {
        let units = register::list(&cx, frame.access()).await?;
        units.into_iter().find(|u| u.id == *which.enhet).ok_or(WebError::NotFound)?
    };
    let lines = questionnaires::lines_of_work(&cx).await?;
    let Unit { id, organisation, name, division, line, area, email, retired } = named(&lines, unit);
    let typed = UnitForm {
        namn: name,
        avdelning: division,
        omrade: line,
        stadsdelsomrade: area,
        epost: email,
        forvaltning: organisation.into(),
    };
    unit_page(&cx, &frame, id.into(), retired, FormState::new(typed)).await
}

/// A new unit with all that the file says of it.
fn with_details(name: &str, unit: &Unit) -> String {
    let details = [&unit.division, &unit.line, &unit.area, &unit.email];
    let details: Vec<&str> = details.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    if details.is_empty() { name.to_owned() } else { format!("{name}: {}", details.join(", ")) }
}

/// With its line of work by name.
fn named(lines: &BTreeMap<String, String>, unit: Unit) -> Unit {
    Unit { line: lines.get(&unit.line).cloned().unwrap_or(unit.line), ..unit }
}

async fn unit_page(cx: &Context, frame: &OrganisationPage, id: String, retired: bool, form: FormState<UnitForm>) -> Answer {
    let central = frame.staff.account.role == Role::Central && !id.is_empty();
    let all = frame.access().organisations();
    let organisations = all.iter().filter(|_| central).map(|o| (o.id.to_string(), o.name.clone())).collect();
    let units = register::list(cx, frame.access()).await?.into_iter().filter(|unit| !unit.retired);
    let faulty = form.is_faulty();
    let one = pages::OneUnit {
        frame: frame.view(),
        id,
        retired,
        form,
        organisations,
        areas: areas(all),
        lines: questionnaires::lines_of_work(cx).await?.into_values().collect(),
        units: units.map(|unit| (unit.id.into(), unit.name)).collect(),
    };
    Ok(frame.page(Tab::Register).faulty(faulty).plain(pages::unit(one)))
}

/// What a button of the form does.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::web) enum Action {
    #[serde(rename = "spara")]
    Save,
    #[serde(rename = "ta_bort")]
    Retire,
}

#[derive(Deserialize)]
pub(in crate::web) struct Change {
    gor: Action,
    #[serde(flatten)]
    unit: UnitForm,
}

pub(in crate::web) async fn change(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Asked(which): Asked<Which>,
    Fields(Change { gor, unit: form }): Fields<Change>,
) -> Answer {
    let at = frame.access().to_change()?;
    let id = UnitId::from(which.enhet);
    let done = match gor {
        Action::Save => register::put(&cx, at, &id, &form).await.map(|()| saved(&frame, &form)),
        Action::Retire => register::retire(&cx, at, &id).await.map(|name| t::removed(&name)),
    };
    match refusal(done)? {
        Ok(said) => Ok(frame.done(&cx, Tab::Register, "", said)),
        Err(refusal) => unit_page(&cx, &frame, id.into(), false, refused(form, &refusal, "namn")).await,
    }
}

/// A unit is saved. An area that nobody covers may be misspelt.
fn saved(frame: &OrganisationPage, form: &UnitForm) -> String {
    let area = form.stadsdelsomrade.trim();
    let known = area.is_empty() || area == WHOLE_CITY || areas(frame.access().organisations()).iter().any(|a| a == area);
    let saved = t::saved(form.namn.trim());
    if known { saved } else { saved + &t::unknown_area(area) }
}

/// The register as a workbook.
pub(in crate::web) async fn download(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    let book = register::export(&cx, frame.access()).await?;
    let name = format!("attachment; filename=\"enheter-{}.xlsx\"", frame.id());
    Ok(([(header::CONTENT_TYPE, Format::Xlsx.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)], book)
        .into_response())
}

/// Shows what a file would change.
pub(in crate::web) async fn preview(
    State(cx): State<Context>,
    frame: OrganisationPage,
    form: Result<Upload, WebError>,
) -> Answer {
    frame.access().to_change()?;
    let form = form?;
    match refusal(form.file())? {
        Ok(file) => preview_page(&cx, &frame, file, !form.field("ersatt").is_empty(), Faults::default()).await,
        Err(refusal) => page(&cx, &frame, None, Faults::of("fil", Some(refusal.to_string()))).await,
    }
}

async fn preview_page(cx: &Context, frame: &OrganisationPage, bytes: &[u8], replace: bool, refused: Faults) -> Answer {
    let file = match refusal(register::file::read(cx, bytes, Some(frame.id().clone())).await)? {
        Ok(file) => file,
        Err(refusal) => return page(cx, frame, None, Faults::of("fil", Some(refusal.to_string()))).await,
    };
    let plan = register::file::preview(cx, frame.access().caller(), &file, replace).await?;
    let lines = file.lines();
    let organisations = frame.access().organisations();
    let whose =
        |id: &OrganisationId| organisations.iter().find(|o| o.id == *id).map_or_else(|| id.to_string(), |o| o.name.clone());
    // With several organisations in the file, a name alone does not tell which.
    let name = |u: &Unit| {
        if u.organisation == *frame.id() { u.name.clone() } else { format!("{} ({})", u.name, whose(&u.organisation)) }
    };
    let changed = plan.changed.iter().map(|(before, after)| {
        let (before, after) = (named(lines, before.clone()), named(lines, after.clone()));
        let pairs = [
            (t::COLUMN_DIVISION, &before.division, &after.division),
            (t::COLUMN_LINE, &before.line, &after.line),
            (t::COLUMN_AREA, &before.area, &after.area),
            (t::COLUMN_EMAIL, &before.email, &after.email),
        ];
        let how = pairs.into_iter().filter(|(_, a, b)| a != b).map(|(what, a, b)| t::change(what, a, b)).collect();
        (name(&after), how)
    });
    let all = plan.new.iter().chain(plan.changed.iter().map(|(_, after)| after)).chain(&plan.retired);
    let others: BTreeSet<&OrganisationId> = all.map(|unit| &unit.organisation).filter(|id| *id != frame.id()).collect();
    let others = others.into_iter().map(whose).collect();
    let preview = pages::Preview {
        frame: frame.view(),
        others,
        content: BASE64.encode(bytes),
        replace,
        new: plan.new.iter().map(|unit| with_details(&name(unit), &named(lines, unit.clone()))).collect(),
        changed: changed.collect(),
        same: plan.same,
        retired: plan.retired.iter().map(name).collect(),
        faults: plan.faults.iter().map(ToString::to_string).collect(),
        removal_key: plan.removal_key(),
        refused,
        unknown_areas: plan.unknown_areas.into_iter().collect(),
    };
    let faulty = !preview.faults.is_empty() || preview.refused.any();
    Ok(frame.page(Tab::Register).faulty(faulty).plain(pages::preview(preview)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Content {
    innehall: String,
    #[serde(default)]
    ersatt: String,
    #[serde(default)]
    bekrafta: String,
}

/// Takes a file that has been looked at.
pub(in crate::web) async fn take(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Content>) -> Answer {
    frame.access().to_change()?;
    let bytes = BASE64.decode(form.innehall.as_bytes()).map_err(|_| WebError::Malformed)?;
    let replace = form.ersatt == "ja";
    let removal = if replace { Removal::Shown(form.bekrafta) } else { Removal::Keep };
    let done = async {
        let file = register::file::read(&cx, &bytes, Some(frame.id().clone())).await?;
        register::file::take(&cx, frame.access().caller(), &file, removal).await
    };
    match refusal(done.await)? {
        Ok(done) => Ok(frame.done(&cx, Tab::Register, "", t::imported(done.new, done.changed, done.retired))),
        Err(refusal) if refusal == RegisterError::NotConfirmed.into() => {
            preview_page(&cx, &frame, &bytes, replace, Faults::of("bekrafta", Some(refusal.to_string()))).await
        }
        Err(refusal) => page(&cx, &frame, None, Faults::of("fil", Some(refusal.to_string()))).await,
    }
}
