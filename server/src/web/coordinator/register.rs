//! The unit register.

use app::domain::account::Role;
use app::domain::ids::UnitId;
use app::domain::unit::Unit;
use app::forms::UnitForm;
use app::pages::coordinator::Tab;
use app::pages::coordinator::register as pages;
use app::texts::coordinator::register as t;
use app::ui::form::{Faults, FormState};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::Response;
use data_encoding::BASE64;
use serde::Deserialize;

use super::{Answer, OrganisationPage};
use crate::services::{Context, areas, questionnaires, register};
use crate::web::WebError;
use crate::web::error::{refusal, refused};
use crate::web::input::{Asked, Fields, unread_part};

/// Bytes of the largest file.
const LARGEST: usize = 1_000_000;

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
    let named = |unit: Unit| Unit { line: lines.get(&unit.line).cloned().unwrap_or(unit.line), ..unit };
    let register = pages::Register {
        frame: frame.view(),
        asked: asked.collect(),
        units: units.into_iter().map(named).collect(),
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
        "forvantat" => ("antal", register::set_expected(&cx, at, one("antal")).await),
        "avdelningar" => {
            let round = one("omgang").parse().map_err(|_| WebError::NotFound)?;
            let chosen: Vec<String> = fields.iter().filter(|(k, _)| k == "avdelning").map(|(_, v)| v.clone()).collect();
            ("avdelningar", register::set_asked(&cx, at, &round, &chosen).await)
        }
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(frame.back(Tab::Register, "")),
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
    let Unit { id, organisation, name, division, line, area, email, retired } = unit;
    let typed = UnitForm {
        namn: name,
        avdelning: division,
        omrade: line,
        stadsdelsomrade: area,
        epost: email,
        forvaltning: organisation.into(),
    };
    Ok(unit_page(&frame, id.into(), retired, FormState::new(typed)))
}

fn unit_page(frame: &OrganisationPage, id: String, retired: bool, form: FormState<UnitForm>) -> Response {
    let central = frame.staff.0.role == Role::Central && !id.is_empty();
    let all = frame.access().organisations();
    let organisations = all.iter().filter(|_| central).map(|o| (o.id.to_string(), o.name.clone())).collect();
    let faulty = form.is_faulty();
    let one = pages::OneUnit { frame: frame.view(), id, retired, form, organisations, areas: areas(all) };
    frame.page(Tab::Register).faulty(faulty).plain(pages::unit(one))
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
        Action::Save => register::put(&cx, at, &id, &form).await,
        Action::Retire => register::retire(&cx, at, &id).await,
    };
    match refusal(done)? {
        Ok(()) => Ok(frame.back(Tab::Register, "")),
        Err(refusal) => Ok(unit_page(&frame, id.into(), false, refused(form, &refusal, "namn"))),
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
        Err(refusal) => return page(&cx, &frame, None, Faults::of("fil", Some(refusal.to_string()))).await,
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
        frame: frame.view(),
        content: BASE64.encode(&file),
        replace,
        new: plan.new.iter().map(name).collect(),
        changed: changed.collect(),
        same: plan.same,
        retired: plan.retired.iter().map(name).collect(),
        faults: plan.faults.iter().map(ToString::to_string).collect(),
        unknown_areas: plan.unknown_areas.into_iter().collect(),
    };
    Ok(frame.page(Tab::Register).faulty(!preview.faults.is_empty()).plain(pages::preview(preview)))
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
        Ok(_) => Ok(frame.back(Tab::Register, "")),
        Err(refusal) => page(&cx, &frame, None, Faults::of("fil", Some(refusal.to_string()))).await,
    }
}
