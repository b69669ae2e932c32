//! The unit register.

use app::domain::account::Role;
use app::domain::unit::Unit;
use app::pages::desk::register as pages;
use app::texts::desk::{register as t, tab};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use data_encoding::BASE64;
use serde::Deserialize;

use super::{Answer, OrganisationPage, refusal};
use crate::services::{Context, Refusal, areas, register};
use crate::web::WebError;
use crate::web::input::{Asked, Fields, unread_part};

/// Bytes of the largest file.
const LARGEST: usize = 1_000_000;

fn in_words(unit: Unit) -> pages::Unit {
    pages::Unit {
        id: unit.id.into(),
        organisation: unit.organisation.into(),
        name: unit.name,
        division: unit.division,
        line: unit.line,
        area: unit.area,
        email: unit.email,
        retired: unit.retired,
    }
}

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    page(&cx, &frame, None, None).await
}

async fn page(cx: &Context, frame: &OrganisationPage, expected: Option<String>, fault: Option<(&'static str, String)>) -> Answer {
    let units = register::list(cx, frame.access()).await?;
    let mut divisions: Vec<String> = units.iter().filter(|u| !u.retired).map(|u| u.division.clone()).collect();
    divisions.dedup();
    let asked = register::asked_in(cx, frame.access()).await?.into_iter().map(|asked| {
        let row = |d: &String| (d.clone(), asked.divisions.is_empty() || asked.divisions.contains(d));
        (asked.round, divisions.iter().map(row).collect())
    });
    let register = pages::Register {
        desk: frame.view(),
        asked: asked.collect(),
        units: units.into_iter().map(in_words).collect(),
        expected: expected.unwrap_or_else(|| frame.access().organisation().expected.map(|n| n.to_string()).unwrap_or_default()),
        fault,
    };
    Ok(frame.page(tab::REGISTER).faulty(register.fault.is_some()).plain(pages::page(register)))
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
        "forvantat" => ("antal", register::set_expected(&cx, at, one("antal")).await),
        "avdelningar" => {
            let round = one("omgang").parse().map_err(|_| WebError::NotFound)?;
            let chosen: Vec<String> = fields.iter().filter(|(k, _)| k == "avdelning").map(|(_, v)| v.clone()).collect();
            ("avdelningar", register::set_asked(&cx, at, &round, &chosen).await)
        }
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(frame.back(tab::REGISTER, "")),
        Err(refusal) => page(&cx, &frame, Some(one("antal").to_owned()), Some((field, refusal.to_string()))).await,
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
        pages::Unit { organisation: frame.id().to_string(), ..pages::Unit::default() }
    } else {
        let units = register::list(&cx, frame.access()).await?;
        in_words(units.into_iter().find(|u| u.id == *which.enhet).ok_or(WebError::NotFound)?)
    };
    Ok(unit_page(&frame, unit, None))
}

fn unit_page(frame: &OrganisationPage, unit: pages::Unit, fault: Option<(&'static str, String)>) -> axum::response::Response {
    let central = frame.staff.0.role == Role::Central && !unit.id.is_empty();
    let all = frame.access().organisations();
    let organisations = all.iter().filter(|_| central).map(|o| (o.id.to_string(), o.name.clone())).collect();
    let faulty = fault.is_some();
    let one = pages::OneUnit { desk: frame.view(), unit, organisations, areas: areas(all), fault };
    frame.page(tab::REGISTER).faulty(faulty).plain(pages::unit(one))
}

#[derive(Deserialize)]
pub(in crate::web) struct UnitFields {
    gor: String,
    #[serde(default)]
    namn: String,
    #[serde(default)]
    avdelning: String,
    #[serde(default)]
    omrade: String,
    #[serde(default)]
    stadsdelsomrade: String,
    #[serde(default)]
    epost: String,
    #[serde(default)]
    forvaltning: String,
}

pub(in crate::web) async fn change(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Asked(which): Asked<Which>,
    Fields(form): Fields<UnitFields>,
) -> Answer {
    let unit = Unit {
        id: which.enhet.into(),
        organisation: if form.forvaltning.is_empty() { frame.id().clone() } else { form.forvaltning.into() },
        name: form.namn,
        division: form.avdelning,
        line: form.omrade,
        area: form.stadsdelsomrade,
        email: form.epost,
        retired: false,
    };
    let at = frame.access().to_change()?;
    let done = match form.gor.as_str() {
        "spara" => register::put(&cx, at, &unit).await,
        "ta_bort" => register::retire(&cx, at, &unit.id).await,
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(frame.back(tab::REGISTER, "")),
        Err(refusal) => {
            let field = if matches!(refusal, Refusal::BadEmail(_)) { "epost" } else { "namn" };
            Ok(unit_page(&frame, in_words(unit), Some((field, refusal.to_string()))))
        }
    }
}

/// Shows what a file would change.
pub(in crate::web) async fn preview(
    State(cx): State<Context>,
    frame: OrganisationPage,
    form: Result<Multipart, MultipartRejection>,
) -> Answer {
    frame.access().to_change()?;
    let mut form = form.map_err(|_| WebError::Malformed)?;
    let (mut file, mut replace) = (Vec::new(), false);
    while let Some(field) = form.next_field().await.map_err(|e| unread_part(&e))? {
        match field.name() {
            Some("fil") => file = field.bytes().await.map_err(|e| unread_part(&e))?.to_vec(),
            Some("ersatt") => replace = true,
            _ => {}
        }
    }
    if file.len() > LARGEST {
        return Err(WebError::TooLarge);
    }
    let plan = match refusal(register::file::preview(&cx, frame.access().caller(), &file, replace).await)? {
        Ok(plan) => plan,
        Err(refusal) => return page(&cx, &frame, None, Some(("fil", refusal.to_string()))).await,
    };
    // With several organisations in the file, a name alone does not tell which.
    let name = |u: &Unit| if u.organisation == *frame.id() { u.name.clone() } else { format!("{} ({})", u.name, u.organisation) };
    let changed = plan.changed.iter().map(|(before, after)| {
        let pairs = [
            (&before.division, &after.division),
            (&before.line, &after.line),
            (&before.area, &after.area),
            (&before.email, &after.email),
        ];
        let how = pairs.into_iter().filter(|(a, b)| a != b).map(|(a, b)| t::change(a, b)).collect();
        (name(after), how)
    });
    let preview = pages::Preview {
        desk: frame.view(),
        content: BASE64.encode(&file),
        replace,
        new: plan.new.iter().map(name).collect(),
        changed: changed.collect(),
        same: plan.same,
        retired: plan.retired.iter().map(name).collect(),
        faults: plan.faults.iter().map(ToString::to_string).collect(),
        unknown_areas: plan.unknown_areas.into_iter().collect(),
    };
    Ok(frame.page(tab::REGISTER).faulty(!preview.faults.is_empty()).plain(pages::preview(preview)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Content {
    innehall: String,
    #[serde(default)]
    ersatt: String,
}

/// Takes a file that has been looked at.
pub(in crate::web) async fn take(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Content>) -> Answer {
    frame.access().to_change()?;
    let file = BASE64.decode(form.innehall.as_bytes()).map_err(|_| WebError::Malformed)?;
    match refusal(register::file::import(&cx, frame.access().caller(), &file, form.ersatt == "ja").await)? {
        Ok(_) => Ok(frame.back(tab::REGISTER, "")),
        Err(refusal) => page(&cx, &frame, None, Some(("fil", refusal.to_string()))).await,
    }
}
