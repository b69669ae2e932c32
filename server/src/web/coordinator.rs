//! The coordinator's pages.

use app::domain::figure::day;
use app::domain::organisation::{Organisation, lineage};
use app::domain::round::{Round, State};
use app::pages::coordinator as pages;
use app::pages::message::{self, Message};
use app::texts::coordinator as t;
use axum::extract::State as Shared;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use qrcode::QrCode;
use serde::Deserialize;

use super::input::{Asked, Fields};
use super::render::Page;
use super::session::Staff;
use super::{App, WebError};
use crate::services::results::RoundFigures;
use crate::services::{Error, Refusal, Role};
use crate::store::rounds::list_links;

#[derive(Deserialize)]
pub(super) struct Which {
    organisation: Option<String>,
    ar: Option<i64>,
}

type Answer = Result<Response, WebError>;

/// The organisation asked for, or the reader's own.
fn organisation<'a>(staff: &Staff, all: &'a [Organisation], which: &Which) -> Result<&'a Organisation, WebError> {
    let id = which.organisation.as_deref().filter(|o| !o.is_empty()).or(staff.0.organisation.as_deref());
    let id = id.ok_or(WebError::Forbidden)?;
    staff.caller().may_read(all, id)?;
    all.iter().find(|o| o.id == id).ok_or(WebError::NotFound)
}

pub(super) async fn board(Shared(app): Shared<App>, staff: Staff, Asked(which): Asked<Which>) -> Answer {
    if which.organisation.is_none() && staff.0.role == Role::Central {
        return Ok(Redirect::to("/central").into_response());
    }
    let all = app.organisations().await?;
    let organisation = organisation(&staff, &all, &which)?;
    board_page(&app, &staff, &all, organisation, which.ar, None).await
}

async fn board_page(
    app: &App,
    staff: &Staff,
    all: &[Organisation],
    organisation: &Organisation,
    year: Option<i64>,
    fault: Option<String>,
) -> Answer {
    let rounds = app.rounds().await?;
    let family: Vec<&str> = lineage(all, &organisation.id).iter().map(|o| o.id.as_str()).collect();
    let mut years = Vec::new();
    {
        let mut db = app.store.read().await.map_err(Error::from)?;
        for round in rounds.iter().filter(|r| r.state != State::Planned) {
            let links = list_links(&mut db, round.year).await.map_err(Error::from)?;
            if links.iter().any(|l| family.contains(&l.organisation.as_str())) {
                years.push(round.year);
            }
        }
    }
    let year = match year {
        Some(year) if years.contains(&year) => year,
        Some(_) => return Err(WebError::NotFound),
        None => {
            match rounds.iter().rfind(|r| r.state == State::Open && years.contains(&r.year)).map(|r| &r.year).or(years.last()) {
                Some(year) => *year,
                None => return Ok(nothing_yet(staff, organisation)),
            }
        }
    };
    let round = rounds.iter().find(|r| r.year == year).ok_or(WebError::NotFound)?;
    let before = rounds.iter().rev().find(|r| r.year < year && years.contains(&r.year) && r.state == State::Closed);
    let page = view(app, staff, all, organisation, (round, before), years, fault).await?;
    Ok(Page::new(organisation.name.clone())
        .staff(&staff.0, "/forvaltning")
        .faulty(page.fault.is_some())
        .plain(pages::board(page)))
}

fn nothing_yet(staff: &Staff, organisation: &Organisation) -> Response {
    let message = Message { title: organisation.name.clone(), text: vec![t::NOTHING_YET.into()], ways_on: vec![], request: None };
    Page::new(organisation.name.clone()).staff(&staff.0, "/forvaltning").plain(message::page(message))
}

async fn view(
    app: &App,
    staff: &Staff,
    all: &[Organisation],
    organisation: &Organisation,
    (round, before): (&Round, Option<&Round>),
    years: Vec<i64>,
    fault: Option<String>,
) -> Result<pages::Board, WebError> {
    let (id, year, caller) = (&organisation.id, round.year, staff.caller());
    let rate = app.family_rate(all, id, year).await?;
    let last = match before {
        Some(round) => app.family_rate(all, id, round.year).await?.tenths(),
        None => None,
    };
    let units = app.sample(&caller, year, id).await?;
    let mut days: Vec<(String, i64)> = Vec::new();
    let mut dates: Vec<&String> = units.iter().filter_map(|u| u.answered_on.as_ref()).collect();
    dates.sort();
    for date in dates {
        match days.last_mut() {
            Some((d, n)) if d == date => *n += 1,
            _ => days.push((date.clone(), 1)),
        }
    }
    let closed = round.state == State::Closed;
    let now = if closed { Some(app.figures(year).await?) } else { None };
    let then = match before {
        Some(round) if closed => Some(app.figures(round.year).await?),
        _ => None,
    };
    let results = now.as_ref().map_or(vec![], |now| {
        let rows = now.compared(then.as_ref(), all, id).into_iter();
        rows.map(|(indicator, now, before)| pages::ResultRow { indicator, now, before }).collect()
    });
    let is_merged = |f: &Option<RoundFigures>| f.as_ref().is_some_and(|f| f.is_merged(id));
    let merged = is_merged(&now) || is_merged(&then);
    let link = if closed { None } else { app.link_of(&caller, year, id).await.ok() };
    let untied = rate.has_register && rate.untied > 0;
    Ok(pages::Board {
        organisation: id.clone(),
        name: organisation.name.clone(),
        year,
        title: round.title.clone(),
        state: round.state,
        days: (day(round.opens), day(round.closes)),
        years,
        tenths: rate.tenths(),
        last_tenths: last,
        drafts: rate.drafts,
        surplus: rate.responses - rate.rate.completed,
        untied,
        days_answered: if untied { vec![] } else { days },
        rate: rate.rate,
        divisions: rate.divisions,
        units: units
            .into_iter()
            .map(|u| pages::Unit {
                id: u.unit,
                name: u.name,
                division: u.division,
                answered: u.answered_on.map(|d| d.parse::<Date>().map_or(d, day)),
                reason: u.reason,
            })
            .collect(),
        link: link.map(|l| app.address(&l.token)),
        may_change: caller.may_change(all, id).is_ok(),
        results,
        last_year: then.as_ref().map(|f| f.round.year),
        merged: if merged { lineage(all, id).iter().skip(1).map(|o| o.name.clone()).collect() } else { vec![] },
        fault,
    })
}

#[derive(Deserialize)]
pub(super) struct UnitForm {
    enhet: String,
    gor: String,
    #[serde(default)]
    orsak: String,
    #[serde(default)]
    namn: String,
    #[serde(default)]
    avdelning: String,
}

pub(super) async fn change_unit(
    Shared(app): Shared<App>,
    staff: Staff,
    Asked(which): Asked<Which>,
    Fields(form): Fields<UnitForm>,
) -> Answer {
    let all = app.organisations().await?;
    let organisation = organisation(&staff, &all, &which)?;
    let year = which.ar.ok_or(WebError::NotFound)?;
    let (caller, id) = (staff.caller(), &organisation.id);
    let done = match form.gor.as_str() {
        "ta_ur" => app.set_scope(&caller, year, id, &form.enhet, Some(form.orsak.trim())).await,
        "ta_med" => app.set_scope(&caller, year, id, &form.enhet, None).await,
        "lagg_till" => app.add_unit(&caller, year, id, &form.namn, &form.avdelning).await,
        "oppna" => app.reopen_unit(&caller, year, id, &form.enhet).await,
        _ => return Err(WebError::NotFound),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/forvaltning?organisation={id}&ar={year}#enheter")).into_response()),
        Err(Error::Refused(
            refusal @ (Refusal::NoReason
            | Refusal::NoUnitName
            | Refusal::UnitExists(_)
            | Refusal::HasAnswered
            | Refusal::NotOpen(_)),
        )) => board_page(&app, &staff, &all, organisation, Some(year), Some(refusal.to_string())).await,
        Err(error) => Err(error.into()),
    }
}

async fn code(app: &App, staff: &Staff, which: &Which) -> Result<QrCode, WebError> {
    let all = app.organisations().await?;
    let organisation = organisation(staff, &all, which)?;
    let year = which.ar.ok_or(WebError::NotFound)?;
    let link = app.link_of(&staff.caller(), year, &organisation.id).await?;
    QrCode::new(app.address(&link.token)).map_err(|e| WebError::Broken(Error::File(std::io::Error::other(e))))
}

pub(super) async fn qr_svg(Shared(app): Shared<App>, staff: Staff, Asked(which): Asked<Which>) -> Answer {
    let code = code(&app, &staff, &which).await?;
    let svg = code.render::<qrcode::render::svg::Color>().min_dimensions(400, 400).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

pub(super) async fn qr_png(Shared(app): Shared<App>, staff: Staff, Asked(which): Asked<Which>) -> Answer {
    let code = code(&app, &staff, &which).await?;
    let picture = code.render::<image::Luma<u8>>().min_dimensions(800, 800).build();
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).map_err(|e| WebError::Broken(Error::File(std::io::Error::other(e))))?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png.into_inner()).into_response())
}
