//! The board, and the part of it that follows the collection.

use app::domain::figure::{Tally, day};
use app::domain::ids::{RoundId, UnitId};
use app::domain::meaning::Respondent;
use app::domain::round::{self, Round};
use app::domain::unit::SampleUnit;
use app::pages::coordinator::Tab;
use app::pages::coordinator::board as pages;
use app::texts::coordinator as t;
use app::ui::chart::Curve;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use jiff::civil::Date;
use qrcode::QrCode;
use serde::Deserialize;

use super::{Answer, OrganisationPage};
use crate::export::picture;
use crate::services::rates::{OrganisationRate, OtherRate};
use crate::services::{
    Context, Error, OrganisationRound, cache, digest, letters, questionnaires, rates, results, rounds, sample,
};
use crate::web::error::refusal;
use crate::web::input::{Asked, Fields};
use crate::web::render::html;
use crate::web::{WebError, curve};

/// Units on a page: more than an organisation has, unless it is very large.
const UNITS_A_PAGE: usize = 200;
/// Units that a QR code is wide at least.
const QR_SIZE: u32 = 400;
/// Pixels a unit in its PNG: a whole number, so that its edges stay sharp.
const QR_SCALE: u16 = 2;

/// Which page of the units.
#[derive(Deserialize)]
pub(in crate::web) struct Which {
    sida: Option<usize>,
}

impl Which {
    fn page(&self) -> usize {
        self.sida.unwrap_or(1).clamp(1, 1_000)
    }
}

pub(in crate::web) async fn board(State(cx): State<Context>, frame: OrganisationPage, Asked(which): Asked<Which>) -> Answer {
    match frame.nothing_yet(&cx).await? {
        Some(page) => Ok(page),
        None => board_page(&cx, &frame, which.page(), None).await,
    }
}

async fn board_page(cx: &Context, frame: &OrganisationPage, page: usize, fault: Option<String>) -> Answer {
    let board = view(cx, frame, page, fault).await?;
    let page = frame.page(Tab::Board).faulty(board.fault.is_some());
    let open = frame.at()?.round().state == round::State::Open;
    Ok(if open { page.with_islands(move || pages::board(board)) } else { page.plain(pages::board(board)) })
}

/// The parts of the board that change while a round is open; 304 as long as they have not.
pub(in crate::web) async fn live(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Asked(which): Asked<Which>,
    headers: HeaderMap,
) -> Answer {
    let at = frame.at()?;
    if at.round().state != round::State::Open {
        return Err(WebError::NotFound);
    }
    let page = which.page();
    let board = format!("{} {} {} {page}", at.round().id, at.id(), at.may_change());
    let text = cache::board(&cx, board, async {
        let board = Box::pin(view(&cx, &frame, page, None)).await?;
        Ok(html(move || pages::live(board)))
    });
    let text = Box::pin(text).await?;
    let tag = format!("\"{}\"", &digest(&*text)[..32]);
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text.to_string()).into_response())
}

/// What the board is compared with.
struct Before {
    rate: OrganisationRate,
    /// Shares by day; none where answers are not linked to units.
    shares: Vec<Tally>,
}

async fn before(cx: &Context, at: &OrganisationRound) -> crate::services::Result<Option<(Round, Before)>> {
    let Some(round) = at.before() else { return Ok(None) };
    let then = at.in_round(cx, &round).await?;
    let rate = rates::of_family(cx, &then).await?;
    let days = sample::count_by_day(cx, &then).await?;
    let mut shares = Vec::new();
    if rate.unlinked == 0 && !days.is_empty() {
        shares = curve::shares(&round, rate.rate.eligible(), &days);
    }
    Ok(Some(((*round).clone(), Before { rate, shares })))
}

/// The figures of a closed round, and the predecessors that they sum.
async fn figures(
    cx: &Context,
    at: &OrganisationRound,
) -> crate::services::Result<(Vec<pages::ResultRow>, Option<RoundId>, bool)> {
    let Some(round) = at.round().closed() else { return Ok((vec![], None, false)) };
    let now = results::figures(cx, &round).await?;
    let then = match at.before() {
        Some(round) => Some(results::figures(cx, &round).await?),
        None => None,
    };
    let merged = now.is_merged(at.id()) || then.as_ref().is_some_and(|then| then.is_merged_among(at.id(), &now.organisations));
    let rows = now.compared(then.as_ref(), at.id()).into_iter();
    let rows = rows.map(|(indicator, now, before)| pages::ResultRow { indicator, now, before }).collect();
    Ok((rows, then.map(|f| f.round.id), merged))
}

async fn view(
    cx: &Context,
    frame: &OrganisationPage,
    page: usize,
    fault: Option<String>,
) -> crate::services::Result<pages::Board> {
    let at = frame.at()?;
    let round = at.round();
    let rate = rates::of_family(cx, at).await?;
    let mut units = sample::list(cx, at).await?;
    // Who is missing, comes first.
    units.sort_by_key(|u| (u.out_of_scope.is_some(), u.answered_on.is_some()));
    let mut curve = own_curve(cx, round, &rate, &sample::count_by_day(cx, at).await?);
    let last = before(cx, at).await?.map(|(before, Before { rate, shares })| {
        let same_day = curve::beside(&mut curve, round, &before, &shares);
        (before.id, rate.rate.share(), same_day)
    });
    let (results, last_year, merged) = figures(cx, at).await?;
    let asked = questionnaires::of_family(cx, &mut *cx.store.read().await?, &round.id, at.family()).await?;
    let Respondent { one, many, unit, units: of_units, .. } = asked.map(|q| q.respondent.clone()).unwrap_or_default();
    let reminders = letters::days_of_reminders(cx, at).await?.into_iter();
    let reminders = reminders.filter_map(|day| usize::try_from((day - round.opens).get_days()).ok()).collect();
    let last_page = units.len().div_ceil(UNITS_A_PAGE).max(1);
    let page = page.min(last_page);
    Ok(pages::Board {
        frame: frame.view(),
        last,
        counted: if rate.has_register { [unit, of_units] } else { [one, many] },
        drafts: rate.drafts,
        surplus: rate.surplus(),
        unlinked: rate.has_register && rate.unlinked > 0,
        curve,
        planned: frame.planned(cx).await?,
        areas: rates::others_in_areas(cx, at).await?.into_iter().map(area_row).collect(),
        rate: rate.rate,
        divisions: rate.divisions,
        pages: (page, last_page),
        units: units.into_iter().skip((page - 1) * UNITS_A_PAGE).take(UNITS_A_PAGE).map(in_words).collect(),
        results,
        last_year,
        merged: if merged { at.predecessors() } else { vec![] },
        reminders,
        fault,
    })
}

fn area_row(other: OtherRate) -> pages::AreaRow {
    let OtherRate { organisation, area, rate, unlinked } = other;
    pages::AreaRow { organisation, area, rate, unlinked }
}

fn in_words(unit: SampleUnit) -> pages::Unit {
    pages::Unit {
        id: unit.unit.into(),
        name: unit.name,
        division: unit.division,
        answered: unit.answered_on.map(day),
        reason: unit.out_of_scope,
    }
}

/// The days so far; none where answers are not linked to units.
fn own_curve(cx: &Context, round: &Round, rate: &OrganisationRate, answered: &[(Date, i64)]) -> Curve {
    if !rate.has_register || rate.unlinked > 0 {
        return Curve::default();
    }
    curve::course(cx, round, rate.rate.eligible(), answered)
}

/// What a button beside a unit does.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::web) enum Action {
    #[serde(rename = "ta_ur")]
    TakeOut,
    #[serde(rename = "ta_med")]
    TakeIn,
    #[serde(rename = "lagg_till")]
    Add,
    #[serde(rename = "oppna")]
    Reopen,
}

#[derive(Deserialize)]
pub(in crate::web) struct UnitForm {
    enhet: String,
    gor: Action,
    #[serde(default)]
    orsak: String,
    #[serde(default)]
    namn: String,
    #[serde(default)]
    avdelning: String,
    #[serde(default)]
    epost: String,
}

pub(in crate::web) async fn change_unit(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Fields(form): Fields<UnitForm>,
) -> Answer {
    let (at, unit) = (frame.to_change()?, UnitId::from(form.enhet));
    let done = match form.gor {
        Action::TakeOut => sample::set_scope(&cx, at, &unit, Some(form.orsak.trim())).await.map(|()| t::done::TAKEN_OUT),
        Action::TakeIn => sample::set_scope(&cx, at, &unit, None).await.map(|()| t::done::TAKEN_IN),
        Action::Add => sample::add(&cx, at, (&form.namn, &form.avdelning, &form.epost)).await.map(|()| t::done::ADDED),
        Action::Reopen => sample::reopen(&cx, at, &unit).await.map(|()| t::done::REOPENED),
    };
    match refusal(done)? {
        Ok(said) => Ok(frame.done(&cx, Tab::Board, "#enheter", said)),
        Err(refusal) => board_page(&cx, &frame, 1, Some(refusal.to_string())).await,
    }
}

/// The link as a QR code in SVG.
async fn code(cx: &Context, frame: &OrganisationPage) -> Result<String, WebError> {
    let link = rounds::link_of(cx, frame.at()?).await?;
    let code = QrCode::new(cx.address(&link.token)).map_err(|e| WebError::Broken(Error::File(std::io::Error::other(e))))?;
    Ok(code.render::<qrcode::render::svg::Color>().min_dimensions(QR_SIZE, QR_SIZE).build())
}

pub(in crate::web) async fn qr_svg(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], code(&cx, &frame).await?).into_response())
}

pub(in crate::web) async fn qr_png(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    let picture = picture::png(&code(&cx, &frame).await?, QR_SCALE).map_err(|e| WebError::Broken(Error::File(e)))?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture.png).into_response())
}
