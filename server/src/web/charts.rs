//! Charts as files, to be put into other documents: a picture, or the numbers that it shows.

use app::domain::audit::Action;
use app::domain::figure::Tally;
use app::domain::ids::RoundId;
use app::domain::indicator::value;
use app::domain::questionnaire::{Direction, Indicator, Statistic};
use app::domain::suppression::Figure;
use app::pages::central::awareness::{AwarenessRow, AwarenessTable, tint};
use app::pages::central::indicator::{OverYears, Series};
use app::pages::central::question::values as answers;
use app::texts::central::chart as t;
use app::texts::central::indicator as ti;
use app::texts::{central, parts};
use app::ui::chart::Line;
use app::ui::chart::picture::{Caption, Heat, HeatPicture, HeatRow, Panel, Panels, PanelsPicture, STYLE};
use app::ui::figure::number;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use super::WebError;
use super::awareness::{Years, indicator_over_years, table, value as asked};
use super::input::{Asked, At};
use super::render::html;
use super::session::CentralStaff;
use super::{central as pages, curve};
use crate::export::write::{Part, RowWriter};
use crate::export::{Cell, Format, picture};
use crate::services::cross_tables::{self, FieldTable, Spread};
use crate::services::{Context, Error, audit, organisations, rates, rounds};

/// Pixels a unit of a picture.
const SCALE: u16 = 2;

/// A picture, and its numbers.
struct Chart {
    drawing: Drawing,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

enum Drawing {
    Panels(Panels),
    Heat(Heat),
}

pub(super) async fn chart(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(file): At<String>,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let (name, ending) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let round = asked(&pairs, "ar");
    let response = if name == "fraga" {
        question(&cx, round, asked(&pairs, "fraga").unwrap_or_default(), ending).await?
    } else {
        drawn(&cx, round, (name, ending), &pairs).await?
    };
    let about = if name == "fraga" { asked(&pairs, "fraga").unwrap_or_default() } else { "" };
    let subject = [&file, round.unwrap_or_default(), about].join(" ");
    audit::note_export(&cx, staff.central.caller(), Action::Export, subject.trim()).await?;
    Ok(response)
}

/// A chart as a picture, or its numbers.
async fn drawn(
    cx: &Context,
    round: Option<&str>,
    (name, ending): (&str, &str),
    pairs: &[(String, String)],
) -> Result<Response, WebError> {
    let chart = if name == "insamling" {
        collection(cx, round).await?
    } else {
        let years = Years::find(cx, round).await?.ok_or(WebError::NotFound)?;
        match name {
            "kannedom" => awareness(cx, &years, pairs).await?,
            _ => {
                let page = indicator_over_years(cx, &years, asked(pairs, "indikator").unwrap_or_default()).await?;
                over_years(name, &page, asked(pairs, "organisation"))?
            }
        }
    };
    let (media_type, bytes) = match ending {
        "csv" => (Format::Csv.media_type(), csv(cx, chart.columns, &chart.rows).map_err(Error::File)?),
        "svg" => ("image/svg+xml", svg(chart.drawing).into_bytes()),
        "png" => ("image/png", picture::png(&svg(chart.drawing), SCALE).map_err(Error::File)?.png),
        _ => return Err(WebError::NotFound),
    };
    Ok(download(&format!("{name}.{ending}"), media_type, bytes))
}

fn download(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// The numbers of a question's page: a row an answer.
async fn question(cx: &Context, round: Option<&str>, field: &str, ending: &str) -> Result<Response, WebError> {
    let years = Years::find(cx, round).await?.ok_or(WebError::NotFound)?;
    let now = years.now()?;
    let asked_field = field;
    let tables = cross_tables::by_line_of_work(cx, now, field).await?;
    if tables.is_empty() || ending != "csv" {
        return Err(WebError::NotFound);
    }
    let year = now.round.id;
    let mut rows = vec![];
    for FieldTable { field, questionnaires, all, by_line, .. } in tables {
        let asked_in = questionnaires.into_iter().collect::<Vec<_>>().join(",");
        let values = answers(&field, &all.city);
        let parts = by_line.into_iter().map(|line| (line.name, line.spread));
        let several = all.by_audience.len() > 1;
        for (line, Spread { city, organisations, by_audience }) in [(String::new(), all)].into_iter().chain(parts) {
            let audiences = by_audience.into_iter().filter(|_| several);
            let audiences = audiences.map(|(audience, own)| (central::organisations::kinds(audience).to_owned(), own));
            let named = organisations.into_iter().map(|(id, own)| (pages::name(&now.organisations, &id), own));
            for (name, own) in named.chain(audiences).chain([(central::WHOLE_CITY.to_owned(), city)]) {
                let row = |(value, text)| answer_row((&name, year, &line, &asked_in), (value, text), own.of(value));
                rows.extend(values.iter().map(|(value, text)| row((value, text))));
            }
        }
    }
    let columns = t::QUESTION_COLUMNS.map(String::from).to_vec();
    Ok(download(
        &format!("{}-{year}.csv", asked_field.replace('.', "-")),
        Format::Csv.media_type(),
        csv(cx, columns, &rows).map_err(Error::File)?,
    ))
}

fn answer_row(
    (name, year, line, asked_in): (&str, RoundId, &str, &str),
    (value, text): (&str, &str),
    tally: Option<Tally>,
) -> Vec<Cell> {
    vec![
        name.into(),
        year.into(),
        line.into(),
        asked_in.into(),
        value.into(),
        text.into(),
        tally.map_or(Cell::Empty, |t| Cell::Whole(t.count)),
        tally.map_or(Cell::Empty, |t| Cell::Whole(t.base)),
        tally.and_then(Tally::tenths).map_or(Cell::Empty, |tenths| Cell::Decimal(tenths, 1)),
        if tally.is_some() { "nej" } else { "ja" }.into(),
    ]
}

fn svg(drawing: Drawing) -> String {
    let svg = match drawing {
        Drawing::Panels(panels) => html(|| view! { <PanelsPicture panels/> }),
        Drawing::Heat(heat) => html(|| view! { <HeatPicture heat/> }),
    };
    picture::standalone(&svg, STYLE)
}

fn csv(cx: &Context, columns: Vec<String>, rows: &[Vec<Cell>]) -> std::io::Result<Vec<u8>> {
    let mut writer = RowWriter::new(Format::Csv, Vec::new(), cx.ambient.today())?;
    writer.begin(Part { columns, ..Part::default() })?;
    rows.iter().try_for_each(|row| writer.row(row))?;
    writer.finish()
}

/// A figure's row, as an export of indicators has it.
fn figure_row(name: &str, year: impl Into<Cell>, statistic: &Statistic, figure: Figure) -> Vec<Cell> {
    let shown = figure.shown();
    let number = shown.and_then(|tally| value(statistic, tally));
    vec![
        name.into(),
        year.into(),
        shown.map_or(Cell::Empty, |tally| tally.count.into()),
        shown.map_or(Cell::Empty, |tally| tally.base.into()),
        number.map_or(Cell::Empty, |(n, places)| Cell::Decimal(n, places)),
        if shown.is_some() { "nej" } else { "ja" }.into(),
    ]
}

/// One of the charts of an indicator's page.
fn over_years(name: &str, page: &OverYears, organisation: Option<&str>) -> Result<Chart, WebError> {
    let (first, last) = page.years.first().zip(page.years.last()).ok_or(WebError::NotFound)?;
    let statistic = &page.indicator.statistic;
    let both: Vec<&Series> = [&page.city].into_iter().chain(&page.audiences).collect();
    let alone = |lines| vec![Panel { title: String::new(), lines }];
    let mut title = page.indicator.label.clone();
    let (panels, series, skip) = match name {
        "indikator" => {
            let lines = both.iter().zip(0..).map(|(series, colour)| page.line(series, colour % 3, &series.name));
            (alone(lines.collect()), both, 0)
        }
        "organisationer" => {
            let panel = |series: &Series| Panel {
                title: series.name.clone(),
                lines: vec![page.line(&page.city, 1, parts::CITY), page.line(series, 0, "")],
            };
            let all = page.organisations.iter().chain([&page.city]).collect();
            (page.organisations.iter().filter(|series| series.any_shown()).map(panel).collect(), all, 0)
        }
        "organisation" => {
            let is_its = |series: &&Series| series.organisation.as_deref() == organisation;
            let own = page.organisations.iter().find(is_its).filter(|own| own.any_shown()).ok_or(WebError::NotFound)?;
            title = format!("{title}, {}", own.name);
            (alone(vec![page.line(&page.city, 1, &page.city.name), page.line(own, 0, "")]), vec![own, &page.city], 0)
        }
        "forandring" if page.years.len() > 1 => {
            let skip = page.years.len() - 2;
            title = format!("{title}, {}", ti::slope(&page.years[skip], last).to_lowercase());
            let line = |series: &Series, colour| {
                let line = page.line(series, colour, if colour == 0 { &series.name } else { "" });
                let name = if colour == 0 { line.last } else { String::new() };
                Line { values: line.values[skip..].to_vec(), last: name, ..line }
            };
            let others = page.organisations.iter().map(|series| line(series, 1));
            (alone(others.chain([line(&page.city, 0)]).collect()), page.organisations.iter().chain([&page.city]).collect(), skip)
        }
        _ => return Err(WebError::NotFound),
    };
    let rows = series.iter().flat_map(|series| {
        let figures = page.years.iter().zip(&series.figures).skip(skip);
        figures.map(|(year, figure)| figure_row(&series.name, *year, statistic, *figure))
    });
    let caption = Caption { title, note: t::note(last, page.threshold) };
    let x = [page.years[skip].max(*first).to_string(), last.to_string()];
    Ok(Chart {
        columns: t::COLUMNS.map(String::from).to_vec(),
        rows: rows.collect(),
        drawing: Drawing::Panels(Panels { caption, panels, x, y: page.ends() }),
    })
}

/// The table of organisations against indicators.
async fn awareness(cx: &Context, years: &Years, pairs: &[(String, String)]) -> Result<Chart, WebError> {
    let all = organisations::list(cx).await?;
    let now = years.now()?;
    let wanted: Vec<&str> = pairs.iter().filter(|(k, _)| k == "indikator").map(|(_, v)| v.as_str()).collect();
    let external = asked(pairs, "externa").is_some();
    let AwarenessTable { indicators, rows, city, .. } =
        table(external, &wanted, &years.figures, &all).ok_or(WebError::NotFound)?;
    let year = now.round.id;
    let whole = rows.len() > 1;
    let all: Vec<(AwarenessRow, bool)> = rows.into_iter().map(|row| (row, false)).chain(whole.then_some((city, true))).collect();
    let mut table = vec![];
    let heat = |(row, sum): &(AwarenessRow, bool)| HeatRow {
        name: row.name.clone(),
        cells: row.cells.iter().zip(&indicators).map(|((now, _), indicator)| cell(*now, indicator)).collect(),
        sum: *sum,
    };
    let rows: Vec<HeatRow> = all.iter().map(heat).collect();
    for (row, _) in &all {
        for ((figure, _), indicator) in row.cells.iter().zip(&indicators) {
            let mut cells = figure_row(&row.name, year, &indicator.statistic, *figure);
            cells.insert(1, indicator.label.as_str().into());
            table.push(cells);
        }
    }
    let mut columns = t::COLUMNS.map(String::from).to_vec();
    columns.insert(1, "etikett".to_owned());
    let caption = Caption { title: central::awareness::HEADING.to_owned(), note: t::note(&year, now.thresholds().1) };
    let drawing = Drawing::Heat(Heat { caption, columns: indicators.iter().map(|i| i.label.clone()).collect(), rows });
    Ok(Chart { drawing, columns, rows: table })
}

fn cell(figure: Figure, indicator: &Indicator) -> (String, String) {
    let text = figure.shown().map_or_else(|| parts::NO_NUMBER.to_owned(), |tally| number(&indicator.statistic, tally));
    let tint = tint(&figure, &indicator.statistic, indicator.direction == Direction::Lower);
    (text, tint.unwrap_or_else(|| "none".to_owned()))
}

/// The course of a collection.
async fn collection(cx: &Context, round: Option<&str>) -> Result<Chart, WebError> {
    let mut all = rounds::list(cx).await?;
    all.retain(|round| round.state != app::domain::round::State::Planned);
    let round = pages::chosen(&all, round)?.ok_or(WebError::NotFound)?;
    let organisations = organisations::list(cx).await?;
    let before = round.closed_before(&all).and_then(app::domain::round::Round::closed);
    let list = rates::list(cx, round).await?;
    let curve = curve::of_city(cx, round, before, &list, &organisations).await?.curve;
    let (Some(first), Some(last)) = (curve.days.first(), curve.days.last()) else { return Err(WebError::NotFound) };
    let own: Vec<Tally> = curve.sums.iter().map(|count| Tally { count: *count, base: curve.eligible }).collect();
    let series: Vec<_> = [(round.id, own)].into_iter().chain(curve.before.clone()).collect();
    let days = curve.days.len();
    let line = |(colour, (year, shares)): (u8, &(RoundId, Vec<Tally>))| {
        let mut values: Vec<Option<i64>> = shares.iter().map(|share| share.tenths()).collect();
        values.resize(days, None);
        Line { colour, values, last: format!("{year} {}", app::ui::figure::percent(shares.last().copied())) }
    };
    let lines = (0..).zip(&series).map(line).collect();
    let rows = series.iter().flat_map(|(year, shares)| {
        shares.iter().zip(1_i64..).map(|(share, day)| {
            let value = share.tenths().map_or(Cell::Empty, |tenths| Cell::Decimal(tenths, 1));
            vec![(*year).into(), day.into(), share.count.into(), value]
        })
    });
    let rows = rows.collect();
    let caption = Caption { title: t::curve(&round.id), note: t::curve_note(&round.id) };
    let panels = vec![Panel { title: String::new(), lines }];
    let y = ["0\u{a0}%".to_owned(), "100\u{a0}%".to_owned()];
    let drawing = Drawing::Panels(Panels { caption, panels, x: [first.clone(), last.clone()], y });
    Ok(Chart { drawing, columns: t::CURVE_COLUMNS.map(String::from).to_vec(), rows })
}
