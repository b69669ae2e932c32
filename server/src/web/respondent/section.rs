//! The questions, a section a page.

use app::domain::answer::Answers;
use app::domain::journey::{resolve_conditions, walk, walk_section};
use app::domain::limits::Limits;
use app::islands::section_conditions::SectionConditions;
use app::pages::respondent::{self as pages, FROM_CHECK};
use app::routes::{self, with_query};
use app::texts::respond::{questions as q, section as t};
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::WebError;
use super::super::input::{Asked, At};
use super::super::render::Page;
use super::{Answer, Respondent, RespondentCookie, WithDraft, place, posted, to, to_section};
use crate::services::respond::{self, Visit, first_unpassed};
use crate::services::section::{self, Autosaved, Outcome, Redisplay, version};
use crate::services::{Context, support_links};

pub(super) async fn questions(Respondent { visit, .. }: Respondent) -> Answer {
    Ok(Page::new(q::TITLE).plain(pages::questions(Some(place(&visit)), &visit.questionnaire)))
}

#[derive(Deserialize)]
pub(super) struct From {
    #[serde(rename = ":granska")]
    check: Option<String>,
}

pub(super) async fn section(
    State(cx): State<Context>,
    WithDraft { visit, draft, cookie, .. }: WithDraft,
    At((_, section)): At<(String, String)>,
    Asked(from): Asked<From>,
) -> Answer {
    let (index, _) = visit.questionnaire.section(&section).ok_or(WebError::NotFound)?;
    let journey = walk(&visit.questionnaire, &draft.form, &visit.setting);
    // Not past a section that was not passed, and not to one that is not on the way.
    let barred = first_unpassed(&visit.questionnaire, &journey, &draft.passed)
        .filter(|id| visit.questionnaire.section(id).is_some_and(|(i, _)| i < index) || journey.step(index).is_none());
    if let Some(earlier) = barred {
        return Ok(to_section(&visit, &earlier));
    }
    if journey.step(index).is_none() {
        return Ok(to(&visit, routes::CHECK));
    }
    let version = version(&visit.questionnaire.sections[index], &draft);
    let unit = unit_of(&cx, &visit, &cookie).await?;
    let page = Redisplay { draft, faults: vec![], stale: false, version };
    Ok(section_page(&visit, index, page, (unit, from.check.is_some())))
}

/// The name of the unit that she answers for.
pub(super) async fn unit_of(cx: &Context, visit: &Visit, cookie: &RespondentCookie) -> Result<Option<String>, WebError> {
    Ok(match &cookie.unit {
        Some(unit) => respond::name_of_unit(cx, visit, unit).await?,
        None => None,
    })
}

/// A section's page: after a `GET`, or again after a `POST` that was not taken.
fn section_page(visit: &Visit, index: usize, page: Redisplay, (unit, from_check): (Option<String>, bool)) -> Response {
    let Redisplay { draft, faults, stale, version } = page;
    let questionnaire = &visit.questionnaire;
    let journey = walk(questionnaire, &draft.form, &visit.setting);
    let mut before = Answers::default();
    for (i, section) in questionnaire.sections[..index].iter().enumerate() {
        walk_section(i, section, &draft.form, &visit.setting, &mut before);
    }
    let section = &questionnaire.sections[index];
    let here = journey.steps.iter().position(|s| s.section == index).unwrap_or(0);
    let first_open = first_unpassed(questionnaire, &journey, &draft.passed);
    let last = first_open.and_then(|id| journey.steps.iter().position(|s| questionnaire.sections[s.section].id == id));
    let steps = journey.steps.iter().enumerate().map(|(i, step)| {
        let section = &questionnaire.sections[step.section];
        pages::Step { id: section.id.clone(), title: section.title.clone(), open: last.is_none_or(|last| i <= last) }
    });
    let steps: Vec<_> = steps.collect();
    let title = format!("{}{}", t::step(here + 1, steps.len()), section.title);
    let frame = Page::new(title).faulty(!faults.is_empty() || stale);
    let mut setting = visit.setting.clone();
    if !section.questions.iter().any(asks_area) {
        setting.areas.clear();
    }
    let page = pages::SectionPage {
        place: place(visit),
        conditions: SectionConditions { section: resolve_conditions(section, &before), setting },
        shown: journey.step(index).map(|s| s.shown.clone()).unwrap_or_default(),
        section: section.clone(),
        support_links: support_links::under_section(visit, index),
        form: draft.form,
        steps,
        here,
        version,
        faults,
        stale,
        unit,
        from_check,
    };
    frame.with_islands(|| pages::section(page))
}

fn asks_area(question: &app::domain::questionnaire::Question) -> bool {
    use app::domain::questionnaire::Kind;
    match &question.kind {
        Kind::Area => true,
        Kind::Group { questions, .. } => questions.iter().any(asks_area),
        _ => false,
    }
}

pub(super) async fn submit(
    State(cx): State<Context>,
    WithDraft { visit, draft, cookie, .. }: WithDraft,
    At((_, section)): At<(String, String)>,
    body: Body,
) -> Answer {
    let (index, here) = visit.questionnaire.section(&section).ok_or(WebError::NotFound)?;
    let form = posted(body, &Limits::of_section(here)).await?;
    let from_check = form.value(FROM_CHECK).is_some();
    // Whoever came to change one answer goes on to the others only where they have to be given first.
    let back = from_check && form.value("nav") == Some("nasta");
    Ok(match section::submit(&cx, &visit, draft, index, &form).await? {
        Outcome::Section(id, None) if back && id == here.id => to_section(&visit, &with_query(&id, &[(FROM_CHECK, &"ja")])),
        Outcome::Section(_, None) | Outcome::Check if back => to_answers(&visit, &here.id),
        Outcome::Section(id, None) => to_section(&visit, &id),
        Outcome::Section(id, Some(group)) if from_check => {
            to_section(&visit, &format!("{}#{group}", with_query(&id, &[(FROM_CHECK, &"ja")])))
        }
        Outcome::Section(id, Some(group)) => to_section(&visit, &format!("{id}#{group}")),
        Outcome::Check => to(&visit, routes::CHECK),
        Outcome::Start | Outcome::NoDraft => to(&visit, routes::START),
        Outcome::Saved => to(&visit, routes::SAVED),
        Outcome::Redisplay(page) => section_page(&visit, index, *page, (unit_of(&cx, &visit, &cookie).await?, from_check)),
    })
}

/// To the check page, where the answers of a section stand.
fn to_answers(visit: &Visit, section: &str) -> Response {
    Redirect::to(&format!("{}#{section}", routes::CHECK.href([&visit.link.token]))).into_response()
}

/// Saves a section while it is filled in: what it is called now, or why it was not taken.
pub(super) async fn autosave(
    State(cx): State<Context>,
    Respondent { visit, draft, .. }: Respondent,
    At((_, section)): At<(String, String)>,
    body: Body,
) -> Answer {
    let (index, here) = visit.questionnaire.section(&section).ok_or(WebError::NotFound)?;
    let form = posted(body, &Limits::of_section(here)).await?;
    let saved = match draft {
        Some(draft) => section::autosave(&cx, &visit, draft, index, &form).await?,
        None => Autosaved::NoDraft,
    };
    Ok(match saved {
        Autosaved::Kept(version, true) => version.into_response(),
        Autosaved::Kept(version, false) => format!("{version} delvis").into_response(),
        Autosaved::Stale => StatusCode::CONFLICT.into_response(),
        Autosaved::NoDraft => StatusCode::NOT_FOUND.into_response(),
    })
}
