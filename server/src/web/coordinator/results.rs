//! Figures of a closed round.

use app::domain::distribution::Distribution;
use app::domain::questionnaire::Indicator;
use app::domain::suppression::Figure;
use app::pages::coordinator::Tab;
use app::pages::coordinator::results as pages;
use axum::extract::State;

use super::{Answer, OrganisationPage};
use crate::services::breakdowns;
use crate::services::distributions::{self, aware};
use crate::services::results::{self, RoundFigures, Whose};
use crate::services::{Context, Result, questionnaires};

/// Years in the table.
const YEARS: usize = 7;

pub(in crate::web) async fn results(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    if let Some(page) = frame.nothing_yet().or_else(|| frame.not_yet(Tab::Results)) {
        return Ok(page);
    }
    let results = view(&cx, &frame).await?;
    Ok(frame.page(Tab::Results).plain(pages::page(results)))
}

async fn view(cx: &Context, frame: &OrganisationPage) -> Result<pages::Results> {
    let (access, id) = (frame.access(), frame.id());
    let mut figures: Vec<RoundFigures> = Vec::new();
    for round in frame.closed_rounds(YEARS) {
        figures.push(results::figures(cx, &round).await?);
    }
    let Some(now) = figures.last() else { return Err(crate::services::Error::NotFound) };
    let distributions = distributions::list(cx, access, now).await?;
    let earlier = match figures.iter().rev().nth(1) {
        Some(before) => distributions::list(cx, access, before).await?,
        None => vec![],
    };
    let trends = now.compared(None, id).into_iter().map(|(indicator, _, _)| {
        let own = figures.iter().map(|f| f.figure_among(&indicator.id, id, &now.organisations)).collect();
        let city = figures.iter().map(|f| f.figure(&indicator.id, &Whose::City)).collect();
        (indicator, own, city)
    });
    let trends: Vec<(Indicator, Vec<Figure>, Vec<Figure>)> = trends.collect();
    let known: Vec<(&Indicator, Figure)> = trends.iter().map(|(i, _, _)| (i, now.figure_of(&i.id, id))).collect();
    let asked = questionnaires::of_family(cx, &mut *cx.store.read().await?, &now.round.id, access.family()).await?;
    let by_line = breakdowns::by_line_of_work(cx, access, now).await?;
    let merged = figures.iter().any(|f| f.is_merged_among(id, &now.organisations));
    Ok(pages::Results {
        frame: frame.view(),
        merged: if merged { access.predecessors() } else { vec![] },
        respondent: asked.map(|q| q.respondent.clone()).unwrap_or_default(),
        awareness: aware(&known, &distributions),
        years: figures.iter().map(|f| f.round.id).collect(),
        questions: distributions
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
        before: figures.iter().rev().nth(1).map(|f| f.round.id),
        trends,
        lines: (by_line.lines, by_line.rows),
        incomparable: figures.iter().filter(|f| f.is_incomparable(id, &now.organisations)).map(|f| f.round.id).collect(),
    })
}
