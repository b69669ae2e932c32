//! Figures of a closed round.

use app::domain::distribution::{Distribution, Field};
use app::domain::questionnaire::{Indicator, Kind, Question, Questionnaire};
use app::domain::suppression::Figure;
use app::pages::coordinator::Tab;
use app::pages::coordinator::results as pages;
use axum::extract::State;

use super::{Answer, OrganisationPage};
use crate::services::breakdowns;
use crate::services::distributions::{self, FieldDistribution, aware};
use crate::services::results::{self, RoundFigures, Whose};
use crate::services::{Context, Result, questionnaires, rates};

/// Years in the table.
const YEARS: usize = 7;

pub(in crate::web) async fn results(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    if let Some(page) = frame.nothing_yet(&cx).await?.or_else(|| frame.not_yet(Tab::Results)) {
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
    let asked = questionnaires::of_family(cx, &mut *cx.store.read().await?, &now.round.id, access.family()).await?;
    let trend = |(indicator, _, _): (Indicator, Figure, Figure)| pages::Trend {
        own: figures.iter().map(|f| f.figure_among(&indicator.id, id, &now.organisations)).collect(),
        city: figures.iter().map(|f| f.figure(&indicator.id, &Whose::City)).collect(),
        scale: asked.as_ref().and_then(|q| match q.questions().find(|question| question.id == indicator.question)?.kind {
            Kind::Scale { min, max, .. } => Some((min, max)),
            _ => None,
        }),
        indicator,
    };
    let trends: Vec<pages::Trend> = now.compared(None, id).into_iter().map(trend).collect();
    let compared = |trend: &pages::Trend| pages::Compared {
        now: now.figure_of(&trend.indicator.id, id),
        before: trend.own.iter().rev().nth(1).copied(),
        city: now.figure(&trend.indicator.id, &Whose::City),
    };
    let known: Vec<(&Indicator, pages::Compared)> = trends.iter().map(|trend| (&trend.indicator, compared(trend))).collect();
    let by_line = breakdowns::by_line_of_work(cx, access, now).await?;
    let merged = figures.iter().filter(|f| f.is_merged_among(id, &now.organisations)).map(|f| f.round.id).collect();
    Ok(pages::Results {
        surplus: rates::of_family(cx, frame.at()?).await?.surplus(),
        frame: frame.view(),
        merged: (access.predecessors(), merged),
        respondent: asked.as_ref().map(|q| q.respondent.clone()).unwrap_or_default(),
        awareness: aware(&known, &distributions),
        years: figures.iter().map(|f| f.round.id).collect(),
        sections: sections(asked.as_deref(), distributions, &earlier),
        before: figures.iter().rev().nth(1).map(|f| f.round.id),
        trends,
        lines: (by_line.lines, by_line.rows),
        incomparable: figures.iter().filter(|f| f.is_incomparable(id, &now.organisations)).map(|f| f.round.id).collect(),
    })
}

/// The questions by section, each beside last year's if that asked the same.
fn sections(
    asked: Option<&Questionnaire>,
    distributions: Vec<FieldDistribution>,
    earlier: &[FieldDistribution],
) -> Vec<pages::QuestionSection> {
    let section_of = |field: &Field| {
        let is_its = |question: &Question| question.fields().contains(&field.id);
        asked?.sections.iter().find(|section| section.questions.iter().any(is_its)).map(|section| section.title.clone())
    };
    let mut sections: Vec<pages::QuestionSection> = Vec::new();
    for FieldDistribution { field, own, city } in distributions {
        let title = section_of(&field).unwrap_or_default();
        let before = earlier.iter().find(|e| e.field.is_same(&field)).map_or_else(Distribution::empty, |e| e.own.clone());
        let question = pages::Question { field, own, before, city };
        match sections.last_mut().filter(|section| section.title == title) {
            Some(section) => section.questions.push(question),
            None => sections.push(pages::QuestionSection { title, questions: vec![question] }),
        }
    }
    sections
}
