//! The central office's pages of awareness: organisations against indicators, and one indicator over the years.

use std::collections::BTreeSet;

use app::domain::organisation::{Audience, Organisation, collation_key, lineage};
use app::domain::questionnaire::{Indicator, Kind};
use app::domain::round::Round;
use app::domain::suppression::Figure;
use app::pages::central::{awareness as pages, indicator};
use app::pages::message::{self, Message};
use app::routes;
use app::texts::central as t;
use axum::extract::State;
use axum::http::StatusCode;

use super::WebError;
use super::central::{Answer, chosen, name, nothing_yet};
use super::input::{Asked, At};
use super::render::Page;
use super::session::CentralStaff;
use crate::services::breakdowns::{self, ByLine};
use crate::services::results::{self, RoundFigures, Whose};
use crate::services::{Context, organisations, questionnaires, rounds};

/// Rounds that are compared, the one shown included.
const ROUNDS: usize = 7;

/// The figures of the round asked for and those before it, oldest first, with all closed rounds.
pub(super) struct Years {
    pub(super) rounds: Vec<Round>,
    pub(super) figures: Vec<RoundFigures>,
}

impl Years {
    /// None where no round has closed.
    pub(super) async fn find(cx: &Context, asked: Option<&str>) -> Result<Option<Self>, WebError> {
        let rounds: Vec<Round> = rounds::list(cx).await?.into_iter().filter(|r| r.closed().is_some()).collect();
        let Some(round) = chosen(&rounds, asked)? else { return Ok(None) };
        let until = rounds.iter().position(|r| r.id == round.id).map_or(0, |position| position + 1);
        let mut figures: Vec<RoundFigures> = Vec::new();
        for earlier in rounds[..until].iter().rev().take(ROUNDS).filter_map(Round::closed) {
            figures.insert(0, results::figures(cx, &earlier).await?);
        }
        Ok(Some(Self { rounds, figures }))
    }

    /// The round shown.
    pub(super) fn now(&self) -> Result<&RoundFigures, WebError> {
        self.figures.last().ok_or(WebError::NotFound)
    }

    fn imported(&self) -> Vec<app::domain::ids::RoundId> {
        self.figures.iter().filter(|f| f.round.is_imported).map(|f| f.round.id).collect()
    }
}

/// A value of the query.
pub(super) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
}

pub(super) async fn awareness(
    State(cx): State<Context>,
    staff: CentralStaff,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Answer {
    let all = organisations::list(&cx).await?;
    let Some(years) = Years::find(&cx, value(&pairs, "ar")).await? else {
        return Ok(nothing_yet(&staff, routes::AWARENESS.path(), t::nothing_yet::AWARENESS));
    };
    let (now, figures) = (years.now()?, &years.figures);
    let wanted: Vec<&str> = pairs.iter().filter(|(k, _)| k == "indikator").map(|(_, v)| v.as_str()).collect();
    let tables: Vec<_> = [false, true].into_iter().filter_map(|external| table(external, &wanted, figures, &all)).collect();
    let chosen: Vec<&Indicator> = tables.iter().flat_map(|table| &table.indicators).collect();
    let by_line = by_line(&cx, now, &chosen).await?;
    let page = pages::Awareness {
        year: now.round.id,
        years: years.rounds.iter().map(|r| r.id).collect(),
        before: figures.iter().rev().nth(1).map(|f| f.round.id),
        imported: years.imported(),
        indicators: now.indicators.clone(),
        by_line,
        tables,
        threshold: now.thresholds().1,
    };
    Ok(Page::new(t::awareness::TITLE).staff(&staff.staff, routes::AWARENESS.path()).plain(pages::awareness(page)))
}

/// The organisations that have figures in the latest round; those who took over stand for those before them.
fn organisations_of<'a>(now: &'a RoundFigures, indicator: Option<&str>) -> Vec<&'a Organisation> {
    let asked = |o: &Organisation| {
        let of =
            |id: &Organisation| now.asked.get(&id.id).is_some_and(|ids| indicator.is_none_or(|i| ids.iter().any(|id| id == i)));
        lineage(&now.organisations, &o.id).into_iter().any(of)
    };
    let answers = |o: &&Organisation| now.asked.contains_key(&o.id) || now.is_merged(&o.id);
    let mut list: Vec<_> = now.organisations.iter().filter(answers).filter(|o| asked(o)).collect();
    list.sort_by_cached_key(|o| collation_key(&o.name));
    list
}

/// Whether the one that took over from it stands here too, and sums it.
fn is_summed(now: &RoundFigures, organisation: &Organisation) -> bool {
    organisation.successor.as_ref().is_some_and(|heir| now.is_merged(heir))
}

/// The förvaltningar of the latest round, or its external parties: the indicators wanted of those that they were asked, or
/// the leading ones. None without any of them.
pub(super) fn table(
    external: bool,
    wanted: &[&str],
    figures: &[RoundFigures],
    all: &[Organisation],
) -> Option<pages::AwarenessTable> {
    let now = figures.last()?;
    let of_group = |o: &&Organisation| (o.audience == Audience::Extern) == external;
    let organisations: Vec<_> = organisations_of(now, None).into_iter().filter(of_group).collect();
    let family = organisations.iter().flat_map(|o| lineage(&now.organisations, &o.id));
    let asked: BTreeSet<&str> = family.filter_map(|o| now.asked.get(&o.id)).flatten().map(String::as_str).collect();
    let asked: Vec<Indicator> = now.indicators.iter().filter(|i| asked.contains(i.id.as_str())).cloned().collect();
    let mut columns: Vec<&Indicator> = asked.iter().filter(|i| wanted.contains(&i.id.as_str())).collect();
    if columns.is_empty() {
        columns = app::domain::indicator::leading(&asked);
    }
    let cells = |figure: &dyn Fn(&RoundFigures, &str) -> Figure| {
        columns.iter().map(|i| (figure(now, &i.id), figures.iter().map(|f| figure(f, &i.id)).collect())).collect()
    };
    let row = |organisation: &&Organisation| pages::AwarenessRow {
        organisation: Some(organisation.id.to_string()),
        name: name(all, &organisation.id),
        merged: now.is_merged(&organisation.id),
        is_summed: is_summed(now, organisation),
        cells: cells(&|f, i| f.figure_among(i, &organisation.id, &now.organisations)),
    };
    let city = pages::AwarenessRow {
        organisation: None,
        name: t::WHOLE_CITY.into(),
        merged: false,
        is_summed: false,
        cells: cells(&|f, i| f.figure(i, &Whose::City)),
    };
    let mut rows: Vec<_> = organisations.iter().map(row).collect();
    rows.sort_by_cached_key(|row| collation_key(&row.name));
    let indicators = columns.into_iter().cloned().collect();
    (!rows.is_empty()).then_some(pages::AwarenessTable { external, indicators, rows, city })
}

/// The chosen indicators by verksamhetsområde.
async fn by_line(cx: &Context, now: &RoundFigures, chosen: &[&Indicator]) -> crate::services::Result<Vec<pages::ByLine>> {
    let table = |(questionnaire, ByLine { lines, rows }): (String, ByLine)| {
        let is_chosen = |(indicator, _): &(Indicator, _)| chosen.iter().any(|c| c.id == indicator.id);
        pages::ByLine { questionnaire, lines, rows: rows.into_iter().filter(is_chosen).collect() }
    };
    let tables = breakdowns::by_line_of_work_in_city(cx, now).await?.into_iter().map(table);
    Ok(tables.filter(|table| !table.rows.is_empty()).collect())
}

pub(super) async fn indicator(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<String>,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Answer {
    let years = Years::find(&cx, value(&pairs, "ar")).await?.ok_or(WebError::NotFound)?;
    let now = years.now()?;
    if !now.indicators.iter().any(|i| i.id == id) {
        // Another round may have it, which the choice of years leads to from here.
        let message = Message {
            title: t::indicator::NOT_THEN.into(),
            text: vec![t::indicator::not_then(&now.round.id)],
            ways_on: vec![(routes::AWARENESS.query(&[("ar", &now.round.id)]), t::indicator::BACK)],
            request: None,
        };
        let page = Page::new(t::indicator::NOT_THEN).status(StatusCode::NOT_FOUND).staff(&staff.staff, routes::AWARENESS.path());
        return Ok(page.plain(message::page(message)));
    }
    let page = indicator_over_years(&cx, &years, &id).await?;
    let title = page.indicator.label.clone();
    Ok(Page::new(title).staff(&staff.staff, routes::AWARENESS.path()).plain(indicator::page(page)))
}

/// One indicator of the city, the audiences and each organisation.
pub(super) async fn indicator_over_years(cx: &Context, years: &Years, id: &str) -> Result<indicator::OverYears, WebError> {
    let (now, figures) = (years.now()?, &years.figures);
    let indicator = now.indicators.iter().find(|i| i.id == *id).cloned().ok_or(WebError::NotFound)?;
    let series =
        |name: String, organisation: Option<&Organisation>, figure: &dyn Fn(&RoundFigures) -> Figure| indicator::Series {
            organisation: organisation.map(|o| o.id.to_string()),
            merged: organisation.is_some_and(|o| now.is_merged(&o.id)),
            is_summed: organisation.is_some_and(|o| is_summed(now, o)),
            name,
            figures: figures.iter().map(figure).collect(),
        };
    let audience = |audience: &Audience| {
        let name = t::organisations::kinds(*audience).to_owned();
        series(name, None, &|f| f.figure_of_audience(id, *audience))
    };
    let organisation = |o: &Organisation| series(o.name.clone(), Some(o), &|f| f.figure_among(id, &o.id, &now.organisations));
    let organisations = organisations_of(now, Some(id));
    let audiences: Vec<Audience> =
        Audience::ALL.iter().copied().filter(|a| organisations.iter().any(|o| o.audience == *a)).collect();
    Ok(indicator::OverYears {
        years: figures.iter().map(|f| f.round.id).collect(),
        all_years: years.rounds.iter().map(|r| r.id).collect(),
        imported: years.imported(),
        scale: scale(cx, now, &indicator).await?,
        city: series(t::WHOLE_CITY.to_owned(), None, &|f| f.figure(id, &Whose::City)),
        audiences: if audiences.len() > 1 { audiences.iter().map(audience).collect() } else { vec![] },
        organisations: organisations.into_iter().map(organisation).collect(),
        threshold: now.thresholds().1,
        indicator,
    })
}

/// The ends of the scale that a mean is of.
async fn scale(cx: &Context, now: &RoundFigures, indicator: &Indicator) -> Result<Option<(i64, i64)>, WebError> {
    let asked = questionnaires::of_round(cx, &now.round.id).await?;
    let question = |q: &app::domain::questionnaire::Questionnaire| {
        let question = q.questions().find(|question| question.id == indicator.question)?;
        match question.kind {
            Kind::Scale { min, max, .. } => Some((min, max)),
            _ => None,
        }
    };
    Ok(asked.iter().find_map(|q| question(q)))
}
