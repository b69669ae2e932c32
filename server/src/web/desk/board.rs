//! The board, and the part of it that follows the collection.

use app::domain::figure::{day, tenths_of_percent};
use app::domain::organisation::lineage;
use app::domain::round::{Round, State, progress};
use app::pages::desk::board as pages;
use app::texts::desk::tab;
use app::ui::chart::Curve;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use jiff::civil::Date;
use qrcode::QrCode;
use serde::Deserialize;

use super::{Answer, Desk, refusal};

use crate::services::rounds::OrganisationRate;
use crate::services::{Error, digest};
use crate::store::rounds::SampleUnit;
use crate::web::input::Fields;
use crate::web::render::fragment;
use crate::web::{App, WebError};

pub(in crate::web) async fn board(Shared(app): Shared<App>, desk: Desk) -> Answer {
    match desk.nothing_yet() {
        Some(page) => Ok(page),
        None => board_page(&app, &desk, None).await,
    }
}

async fn board_page(app: &App, desk: &Desk, fault: Option<String>) -> Answer {
    let board = view(app, desk, fault).await?;
    let page = desk.page(tab::BOARD).faulty(board.fault.is_some());
    let open = desk.round()?.state == State::Open;
    Ok(if open { page.with_islands(move || pages::board(board)) } else { page.plain(pages::board(board)) })
}

/// The parts of the board that change while a round is open; 304 as long as they have not.
pub(in crate::web) async fn live(Shared(app): Shared<App>, desk: Desk, headers: HeaderMap) -> Answer {
    if desk.round()?.state != State::Open {
        return Err(WebError::NotFound);
    }
    let board = format!("{} {} {}", desk.round()?.year, desk.id(), desk.may_change());
    let text = app.kept_board(board, async {
        let board = Box::pin(view(&app, &desk, None)).await?;
        Ok(fragment(move || pages::live(board)))
    });
    let text = Box::pin(text).await?;
    let tag = format!("\"{}\"", &digest(&*text)[..32]);
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text.to_string()).into_response())
}

async fn view(app: &App, desk: &Desk, fault: Option<String>) -> crate::services::Result<pages::Board> {
    let (id, round, all) = (desk.id(), desk.round()?, &desk.all);
    let (year, closed) = (round.year, round.state == State::Closed);
    let rate = app.family_rate(all, id, year).await?;
    let mut units = app.sample(&desk.caller(), year, id).await?;
    if !closed {
        // Who is missing, comes first.
        units.sort_by_key(|u| (u.reason.is_some(), u.answered_on.is_some()));
    }
    let mut curve = curve(app, round, &rate, &units);
    let mut last = None;
    if let Some(before) = &desk.before {
        let earlier = app.family_rate(all, id, before.year).await?;
        let mut days = Vec::new();
        for organisation in lineage(all, id) {
            days.extend(answered(&app.sample(&desk.caller(), before.year, &organisation.id).await?));
        }
        let eligible = earlier.rate.eligible();
        let shares: Vec<i64> = progress(before.opens, before.closes, &days)
            .into_iter()
            .map(|sum| tenths_of_percent(sum, eligible).unwrap_or(0))
            .collect();
        let tied = earlier.untied == 0 && !days.is_empty();
        let same_day = curve.sums.len().checked_sub(1).map(|today| today.min(shares.len() - 1));
        last = Some((before.year, earlier.tenths(), same_day.filter(|_| tied).map(|at| shares[at])));
        if tied && !curve.days.is_empty() {
            let longer = shares.len().saturating_sub(curve.days.len());
            let from = curve.days.len();
            curve.days.extend((from..from + longer).map(|i| name_of_day(round.opens, i)));
            curve.before = Some((before.year, shares));
        }
    }
    let now = if closed { Some(app.figures(year).await?) } else { None };
    let then = match &desk.before {
        Some(round) if closed => Some(app.figures(round.year).await?),
        _ => None,
    };
    let results = now.as_ref().map_or(vec![], |now| {
        let rows = now.compared(then.as_ref(), id).into_iter();
        rows.map(|(indicator, now, before)| pages::ResultRow { indicator, now, before }).collect()
    });
    let link = if closed { None } else { app.link_of(&desk.caller(), year, id).await.ok() };
    let merged = now
        .as_ref()
        .is_some_and(|now| now.is_merged(id) || then.as_ref().is_some_and(|then| then.is_merged_among(id, &now.organisations)));
    Ok(pages::Board {
        desk: desk.view(),
        tenths: rate.tenths(),
        last,
        drafts: rate.drafts,
        surplus: rate.responses - rate.rate.completed,
        untied: rate.has_register && rate.untied > 0,
        curve,
        areas: app.others_in_areas(&desk.caller(), year, id).await?,
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
        results,
        last_year: then.as_ref().map(|f| f.round.year),
        merged: if merged { lineage(all, id).iter().skip(1).map(|o| o.name.clone()).collect() } else { vec![] },
        link: link.map(|l| app.address(&l.token)),
        fault,
    })
}

fn answered(units: &[SampleUnit]) -> Vec<Date> {
    units.iter().filter_map(|u| u.answered_on.as_ref()?.parse().ok()).collect()
}

fn name_of_day(first: Date, at: usize) -> String {
    let days = i64::try_from(at).unwrap_or(0);
    first.checked_add(jiff::Span::new().days(days)).map(day).unwrap_or_default()
}

/// The days so far; none where answers are not tied to units.
fn curve(app: &App, round: &Round, rate: &OrganisationRate, units: &[SampleUnit]) -> Curve {
    let eligible = rate.rate.eligible();
    if units.is_empty() || rate.untied > 0 || app.ambient.today() < round.opens {
        return Curve::default();
    }
    let sums = progress(round.opens, app.ambient.today().min(round.closes), &answered(units));
    let days = progress(round.opens, round.closes, &[]).len();
    let days = (0..days).map(|i| name_of_day(round.opens, i)).collect();
    Curve { year: round.year, eligible, days, sums, before: None }
}

#[derive(Deserialize)]
pub(in crate::web) struct UnitForm {
    enhet: String,
    gor: String,
    #[serde(default)]
    orsak: String,
    #[serde(default)]
    namn: String,
    #[serde(default)]
    avdelning: String,
}

pub(in crate::web) async fn change_unit(Shared(app): Shared<App>, desk: Desk, Fields(form): Fields<UnitForm>) -> Answer {
    let (caller, id, year) = (desk.caller(), desk.id(), desk.round()?.year);
    let done = match form.gor.as_str() {
        "ta_ur" => app.set_scope(&caller, year, id, &form.enhet, Some(form.orsak.trim())).await,
        "ta_med" => app.set_scope(&caller, year, id, &form.enhet, None).await,
        "lagg_till" => app.add_unit(&caller, year, id, &form.namn, &form.avdelning).await,
        "oppna" => app.reopen_unit(&caller, year, id, &form.enhet).await,
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(desk.back(tab::BOARD, "#enheter")),
        Err(refusal) => board_page(&app, &desk, Some(refusal.to_string())).await,
    }
}

async fn code(app: &App, desk: &Desk) -> Result<QrCode, WebError> {
    let link = app.link_of(&desk.caller(), desk.round()?.year, desk.id()).await?;
    QrCode::new(app.address(&link.token)).map_err(|e| WebError::Broken(Error::File(std::io::Error::other(e))))
}

pub(in crate::web) async fn qr_svg(Shared(app): Shared<App>, desk: Desk) -> Answer {
    let code = code(&app, &desk).await?;
    let svg = code.render::<qrcode::render::svg::Color>().min_dimensions(400, 400).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

pub(in crate::web) async fn qr_png(Shared(app): Shared<App>, desk: Desk) -> Answer {
    let code = code(&app, &desk).await?;
    let picture = code.render::<image::Luma<u8>>().min_dimensions(800, 800).build();
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).map_err(|e| WebError::Broken(Error::File(std::io::Error::other(e))))?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png.into_inner()).into_response())
}
