//! The unit register.

use app::pages::desk::register as pages;
use app::texts::desk::{register as t, tab};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State as Shared};
use data_encoding::BASE64;
use serde::Deserialize;

use super::{Answer, Desk, refusal};
use crate::services::{Refusal, Role, areas};
use crate::store::register::Unit;
use crate::web::input::{Asked, Fields, unread_part};
use crate::web::{App, WebError};

/// Bytes of the largest file.
const LARGEST: usize = 1_000_000;

fn in_words(unit: Unit) -> pages::Unit {
    pages::Unit {
        id: unit.id,
        organisation: unit.organisation,
        name: unit.name,
        division: unit.division,
        line: unit.line,
        area: unit.area,
        email: unit.email,
        retired: unit.retired == 1,
    }
}

pub(in crate::web) async fn list(Shared(app): Shared<App>, desk: Desk) -> Answer {
    page(&app, &desk, None, None).await
}

async fn page(app: &App, desk: &Desk, expected: Option<String>, fault: Option<(&'static str, String)>) -> Answer {
    let units = app.register(&desk.caller(), desk.id()).await?;
    let mut divisions: Vec<String> = units.iter().filter(|u| u.retired == 0).map(|u| u.division.clone()).collect();
    divisions.dedup();
    let asked = app.asked_in(&desk.caller(), desk.id()).await?.into_iter().map(|(year, _, asked)| {
        let row = |d: &String| (d.clone(), asked.is_empty() || asked.contains(d));
        (year, divisions.iter().map(row).collect())
    });
    let register = pages::Register {
        desk: desk.view(),
        asked: asked.collect(),
        units: units.into_iter().map(in_words).collect(),
        expected: expected.unwrap_or_else(|| desk.organisation.expected.map(|n| n.to_string()).unwrap_or_default()),
        fault,
    };
    Ok(desk.page(tab::REGISTER).faulty(register.fault.is_some()).plain(pages::page(register)))
}

/// The expected number, or the avdelningar of a planned round.
pub(in crate::web) async fn settings(
    Shared(app): Shared<App>,
    desk: Desk,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let one = |name: &str| fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str());
    let caller = desk.caller();
    let (field, done) = match one("gor") {
        "forvantat" => ("antal", app.set_expected(&caller, desk.id(), one("antal")).await),
        "avdelningar" => {
            let year = one("omgang").parse().map_err(|_| WebError::NotFound)?;
            let chosen: Vec<String> = fields.iter().filter(|(k, _)| k == "avdelning").map(|(_, v)| v.clone()).collect();
            ("avdelningar", app.set_asked(&caller, year, desk.id(), &chosen).await)
        }
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(desk.back(tab::REGISTER, "")),
        Err(refusal) => page(&app, &desk, Some(one("antal").to_owned()), Some((field, refusal.to_string()))).await,
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    #[serde(default)]
    enhet: String,
}

pub(in crate::web) async fn unit(Shared(app): Shared<App>, desk: Desk, Asked(which): Asked<Which>) -> Answer {
    desk.caller().may_change(&desk.all, desk.id())?;
    let unit = if which.enhet.is_empty() {
        pages::Unit { organisation: desk.id().to_owned(), ..pages::Unit::default() }
    } else {
        let units = app.register(&desk.caller(), desk.id()).await?;
        in_words(units.into_iter().find(|u| u.id == which.enhet).ok_or(WebError::NotFound)?)
    };
    Ok(unit_page(&desk, unit, None))
}

fn unit_page(desk: &Desk, unit: pages::Unit, fault: Option<(&'static str, String)>) -> axum::response::Response {
    let central = desk.staff.0.role == Role::Central && !unit.id.is_empty();
    let organisations = desk.all.iter().filter(|_| central).map(|o| (o.id.clone(), o.name.clone())).collect();
    let faulty = fault.is_some();
    let one = pages::OneUnit { desk: desk.view(), unit, organisations, areas: areas(&desk.all), fault };
    desk.page(tab::REGISTER).faulty(faulty).plain(pages::unit(one))
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
    Shared(app): Shared<App>,
    desk: Desk,
    Asked(which): Asked<Which>,
    Fields(form): Fields<UnitFields>,
) -> Answer {
    let unit = Unit {
        id: which.enhet,
        organisation: if form.forvaltning.is_empty() { desk.id().to_owned() } else { form.forvaltning },
        name: form.namn,
        division: form.avdelning,
        line: form.omrade,
        area: form.stadsdelsomrade,
        email: form.epost,
        retired: 0,
    };
    let done = match form.gor.as_str() {
        "spara" => app.put_unit(&desk.caller(), desk.id(), &unit).await,
        "ta_bort" => app.retire_unit(&desk.caller(), desk.id(), &unit.id).await,
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(desk.back(tab::REGISTER, "")),
        Err(refusal) => {
            let field = if matches!(refusal, Refusal::BadEmail(_)) { "epost" } else { "namn" };
            Ok(unit_page(&desk, in_words(unit), Some((field, refusal.to_string()))))
        }
    }
}

/// Shows what a file would change.
pub(in crate::web) async fn preview(Shared(app): Shared<App>, desk: Desk, form: Result<Multipart, MultipartRejection>) -> Answer {
    desk.caller().may_change(&desk.all, desk.id())?;
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
    let plan = match refusal(app.preview_units(&desk.caller(), &file, replace).await)? {
        Ok(plan) => plan,
        Err(refusal) => return page(&app, &desk, None, Some(("fil", refusal.to_string()))).await,
    };
    // With several organisations in the file, a name alone does not tell which.
    let name = |u: &Unit| if u.organisation == desk.id() { u.name.clone() } else { format!("{} ({})", u.name, u.organisation) };
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
        desk: desk.view(),
        content: BASE64.encode(&file),
        replace,
        new: plan.new.iter().map(name).collect(),
        changed: changed.collect(),
        same: plan.same,
        retired: plan.retired.iter().map(name).collect(),
        faults: plan.faults.iter().map(ToString::to_string).collect(),
        unknown_areas: plan.unknown_areas.into_iter().collect(),
    };
    Ok(desk.page(tab::REGISTER).faulty(!preview.faults.is_empty()).plain(pages::preview(preview)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Content {
    innehall: String,
    #[serde(default)]
    ersatt: String,
}

/// Takes a file that has been looked at.
pub(in crate::web) async fn take(Shared(app): Shared<App>, desk: Desk, Fields(form): Fields<Content>) -> Answer {
    desk.caller().may_change(&desk.all, desk.id())?;
    let file = BASE64.decode(form.innehall.as_bytes()).map_err(|_| WebError::Malformed)?;
    match refusal(app.import_units(&desk.caller(), &file, form.ersatt == "ja").await)? {
        Ok(_) => Ok(desk.back(tab::REGISTER, "")),
        Err(refusal) => page(&app, &desk, None, Some(("fil", refusal.to_string()))).await,
    }
}
