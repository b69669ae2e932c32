//! The board, and the part of it that follows the collection.

use app::domain::figure::{day, tenths_of_percent};
use app::domain::ids::{RoundId, UnitId};
use app::domain::round::{self, Rate, Round, progress};
use app::domain::unit::SampleUnit;
use app::pages::desk::board as pages;
use app::texts::desk::tab;
use app::ui::chart::Curve;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use jiff::civil::Date;
use qrcode::QrCode;
use serde::Deserialize;

use super::{Answer, OrganisationPage, refusal};
use crate::export::picture;
use crate::services::rates::{OrganisationRate, OtherRate};
use crate::services::{Context, Error, OrganisationRound, cache, digest, rates, results, rounds, sample};
use crate::web::WebError;
use crate::web::input::Fields;
use crate::web::render::fragment;

/// Units that a QR code is wide at least.
const QR_SIZE: u32 = 400;
/// Pixels a unit in its PNG: a whole number, so that its edges stay sharp.
const QR_SCALE: u16 = 2;

pub(in crate::web) async fn board(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    match frame.nothing_yet() {
        Some(page) => Ok(page),
        None => board_page(&cx, &frame, None).await,
    }
}

async fn board_page(cx: &Context, frame: &OrganisationPage, fault: Option<String>) -> Answer {
    let board = view(cx, frame, fault).await?;
    let page = frame.page(tab::BOARD).faulty(board.fault.is_some());
    let open = frame.at()?.round().state == round::State::Open;
    Ok(if open { page.with_islands(move || pages::board(board)) } else { page.plain(pages::board(board)) })
}

/// The parts of the board that change while a round is open; 304 as long as they have not.
pub(in crate::web) async fn live(State(cx): State<Context>, frame: OrganisationPage, headers: HeaderMap) -> Answer {
    let at = frame.at()?;
    if at.round().state != round::State::Open {
        return Err(WebError::NotFound);
    }
    let board = format!("{} {} {}", at.round().id, at.id(), at.may_change());
    let text = cache::board(&cx, board, async {
        let board = Box::pin(view(&cx, &frame, None)).await?;
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

/// What the board is compared with.
struct Before {
    rate: OrganisationRate,
    /// Shares in tenths of a percent by day; none where answers are not linked to units.
    shares: Vec<i64>,
}

async fn before(cx: &Context, at: &OrganisationRound) -> crate::services::Result<Option<(Round, Before)>> {
    let Some(round) = at.before() else { return Ok(None) };
    let then = at.in_round(cx, &round).await?;
    let rate = rates::of_family(cx, &then).await?;
    let days = answered(&sample::list_of_family(cx, &then).await?);
    let mut shares = Vec::new();
    if rate.unlinked == 0 && !days.is_empty() {
        let sums = progress(round.opens, round.closes, &days).into_iter();
        shares.extend(sums.map(|sum| tenths_of_percent(sum, rate.rate.eligible()).unwrap_or(0)));
    }
    Ok(Some(((*round).clone(), Before { rate, shares })))
}

/// Adds last year's curve, and says what it was on the same day.
fn beside(curve: &mut Curve, round: &Round, before: &Round, shares: &[i64]) -> Option<i64> {
    let today = curve.sums.len().checked_sub(1)?;
    let same_day = shares.get(today.min(shares.len().checked_sub(1)?)).copied();
    if !curve.days.is_empty() {
        curve.days.extend((curve.days.len()..shares.len()).map(|i| name_of_day(round.opens, i)));
        curve.before = Some((before.id, shares.to_vec()));
    }
    same_day
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

async fn view(cx: &Context, frame: &OrganisationPage, fault: Option<String>) -> crate::services::Result<pages::Board> {
    let at = frame.at()?;
    let (round, closed) = (at.round(), at.round().state == round::State::Closed);
    let rate = rates::of_family(cx, at).await?;
    let mut units = sample::list(cx, at).await?;
    if !closed {
        // Who is missing, comes first.
        units.sort_by_key(|u| (u.out_of_scope.is_some(), u.answered_on.is_some()));
    }
    let mut curve = curve(cx, round, &rate, &units);
    let last = before(cx, at).await?.map(|(before, Before { rate, shares })| {
        let same_day = beside(&mut curve, round, &before, &shares);
        (before.id, rate.tenths(), same_day)
    });
    let (results, last_year, merged) = figures(cx, at).await?;
    let link = if closed { None } else { rounds::link_of(cx, at).await.ok() };
    Ok(pages::Board {
        desk: frame.view(),
        tenths: rate.tenths(),
        last,
        drafts: rate.drafts,
        surplus: rate.responses - rate.rate.completed,
        unlinked: rate.has_register && rate.unlinked > 0,
        curve,
        areas: rates::others_in_areas(cx, at).await?.into_iter().map(other).collect(),
        rate: rate.rate,
        divisions: rate.divisions,
        units: units.into_iter().map(in_words).collect(),
        results,
        last_year,
        merged: if merged { at.predecessors() } else { vec![] },
        link: link.map(|l| cx.address(&l.token)),
        fault,
    })
}

fn other(other: OtherRate) -> (String, String, Rate, bool) {
    (other.organisation, other.area, other.rate, other.unlinked)
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

fn answered(units: &[SampleUnit]) -> Vec<Date> {
    units.iter().filter_map(|u| u.answered_on).collect()
}

fn name_of_day(first: Date, at: usize) -> String {
    let days = i64::try_from(at).unwrap_or(0);
    first.checked_add(jiff::Span::new().days(days)).map(day).unwrap_or_default()
}

/// The days so far; none where answers are not linked to units.
fn curve(cx: &Context, round: &Round, rate: &OrganisationRate, units: &[SampleUnit]) -> Curve {
    let eligible = rate.rate.eligible();
    if units.is_empty() || rate.unlinked > 0 || cx.ambient.today() < round.opens {
        return Curve::default();
    }
    let sums = progress(round.opens, cx.ambient.today().min(round.closes), &answered(units));
    let days = progress(round.opens, round.closes, &[]).len();
    let days = (0..days).map(|i| name_of_day(round.opens, i)).collect();
    Curve { year: Some(round.id), eligible, days, sums, before: None }
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

pub(in crate::web) async fn change_unit(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Fields(form): Fields<UnitForm>,
) -> Answer {
    let (at, unit) = (frame.to_change()?, UnitId::from(form.enhet));
    let done = match form.gor.as_str() {
        "ta_ur" => sample::set_scope(&cx, at, &unit, Some(form.orsak.trim())).await,
        "ta_med" => sample::set_scope(&cx, at, &unit, None).await,
        "lagg_till" => sample::add(&cx, at, &form.namn, &form.avdelning).await,
        "oppna" => sample::reopen(&cx, at, &unit).await,
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(frame.back(tab::BOARD, "#enheter")),
        Err(refusal) => board_page(&cx, &frame, Some(refusal.to_string())).await,
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
