//! Free text with its themes.

use app::pages::coordinator::Tab;
use app::pages::coordinator::free_text as pages;
use axum::extract::State;
use serde::Deserialize;

use super::{AddOrRemove, Answer, OrganisationPage};
use crate::services::{Context, free_text};
use crate::web::error::refusal;
use crate::web::input::{Asked, Fields};
use app::texts::coordinator::free_text as t;

#[derive(Deserialize, Default)]
pub(in crate::web) struct Search {
    #[serde(default)]
    sok: String,
    #[serde(default)]
    tema: String,
}

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage, Asked(search): Asked<Search>) -> Answer {
    match frame.nothing_yet(&cx).await?.or_else(|| frame.not_yet(Tab::FreeText)) {
        Some(page) => Ok(page),
        None => page(&cx, &frame, search, None).await,
    }
}

async fn page(cx: &Context, frame: &OrganisationPage, search: Search, fault: Option<String>) -> Answer {
    let found = free_text::list(cx, frame.at()?).await?;
    let themes = found.themes();
    let any = found.count() > 0;
    let wanted = search.sok.trim().to_lowercase();
    let questions = found.questions.into_iter().map(|question| {
        let texts = question.texts.into_iter().filter(|text| {
            text.text.to_lowercase().contains(&wanted) && (search.tema.is_empty() || text.themes.contains(&search.tema))
        });
        let texts = texts.map(|t| pages::Text { id: t.id, text: t.text, count: t.count, themes: t.themes });
        (question.question, texts.collect())
    });
    let texts = pages::Texts {
        frame: frame.view(),
        questions: questions.collect(),
        themes,
        few: found.few,
        any,
        search: search.sok,
        theme: search.tema,
        fault,
    };
    Ok(frame.page(Tab::FreeText).faulty(texts.fault.is_some()).plain(pages::page(texts)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Theme {
    text: String,
    tema: String,
    gor: AddOrRemove,
}

pub(in crate::web) async fn change(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Theme>) -> Answer {
    let given = form.gor == AddOrRemove::Add;
    let at = frame.to_change()?;
    match refusal(free_text::set_theme(&cx, at, &form.text, &form.tema, given).await)? {
        Ok(()) => Ok(frame.done(&cx, Tab::FreeText, "#texter", if given { t::THEME_GIVEN } else { t::THEME_REMOVED })),
        Err(refusal) => page(&cx, &frame, Search::default(), Some(refusal.to_string())).await,
    }
}
