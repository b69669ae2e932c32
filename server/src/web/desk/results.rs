//! Figures of a closed round.

use app::domain::distribution::Distribution;
use app::domain::organisation::lineage;
use app::domain::questionnaire::Indicator;
use app::domain::suppression::Figure;
use app::pages::desk::results as pages;
use app::texts::desk::tab;
use axum::extract::State as Shared;

use super::{Answer, Desk};
use crate::services::results::{RoundFigures, Whose};
use crate::services::spreads::aware;
use crate::services::{Caller, Result};
use crate::web::App;

/// Years in the table.
const YEARS: usize = 7;

pub(in crate::web) async fn results(Shared(app): Shared<App>, desk: Desk) -> Answer {
    if let Some(page) = desk.nothing_yet().or_else(|| desk.not_yet(tab::RESULTS)) {
        return Ok(page);
    }
    let results = view(&app, &desk, &desk.caller()).await?;
    Ok(desk.page(tab::RESULTS).plain(pages::page(results)))
}

async fn view(app: &App, desk: &Desk, caller: &Caller) -> Result<pages::Results> {
    let (id, year) = (desk.id(), desk.view().year());
    let mut figures: Vec<RoundFigures> = Vec::new();
    for round in desk.closed_rounds().into_iter().filter(|y| *y <= year).rev().take(YEARS) {
        figures.insert(0, app.figures(round).await?);
    }
    let Some(now) = figures.last() else { return Err(crate::services::Error::NotFound) };
    let spreads = app.spreads(caller, now, id).await?;
    let earlier = match figures.iter().rev().nth(1) {
        Some(before) => app.spreads(caller, before, id).await?,
        None => vec![],
    };
    let trends = now.compared(None, id).into_iter().map(|(indicator, _, _)| {
        let own = figures.iter().map(|f| f.figure_among(&indicator.id, id, &now.organisations)).collect();
        let city = figures.iter().map(|f| f.figure(&indicator.id, &Whose::City)).collect();
        (indicator, own, city)
    });
    let trends: Vec<(Indicator, Vec<Figure>, Vec<Figure>)> = trends.collect();
    let known: Vec<(&Indicator, Figure)> = trends.iter().map(|(i, _, _)| (i, now.figure_of(&i.id, id))).collect();
    let by_line = app.by_line(caller, now, id).await?;
    let merged = figures.iter().any(|f| f.is_merged_among(id, &now.organisations));
    Ok(pages::Results {
        desk: desk.view(),
        merged: if merged { lineage(&desk.all, id).iter().skip(1).map(|o| o.name.clone()).collect() } else { vec![] },
        awareness: aware(&known, &spreads),
        years: figures.iter().map(|f| f.round.year).collect(),
        questions: spreads
            .into_iter()
            .map(|spread| pages::Question {
                before: earlier
                    .iter()
                    .find(|e| e.field.is_same(&spread.field))
                    .map_or_else(Distribution::empty, |e| e.own.clone()),
                field: spread.field,
                own: spread.own,
                city: spread.city,
            })
            .collect(),
        before: figures.iter().rev().nth(1).map(|f| f.round.year),
        trends,
        lines: (by_line.lines, by_line.rows),
        incomparable: figures.iter().filter(|f| f.is_incomparable(id, &now.organisations)).map(|f| f.round.year).collect(),
    })
}
