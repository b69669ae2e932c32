//! Free text with its themes.

use app::pages::desk::texts as pages;
use app::texts::desk::tab;
use axum::extract::State as Shared;
use serde::Deserialize;

use super::{Answer, Desk, refusal};
use crate::web::input::{Asked, Fields};
use crate::web::{App, WebError};

#[derive(Deserialize, Default)]
pub(in crate::web) struct Search {
    #[serde(default)]
    sok: String,
    #[serde(default)]
    tema: String,
}

pub(in crate::web) async fn list(Shared(app): Shared<App>, desk: Desk, Asked(search): Asked<Search>) -> Answer {
    match desk.nothing_yet().or_else(|| desk.not_yet(tab::TEXTS)) {
        Some(page) => Ok(page),
        None => page(&app, &desk, search, None).await,
    }
}

async fn page(app: &App, desk: &Desk, search: Search, fault: Option<String>) -> Answer {
    let found = app.free_texts(&desk.caller(), desk.round()?.year, desk.id()).await?;
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
        desk: desk.view(),
        questions: questions.collect(),
        themes,
        few: found.few,
        any,
        search: search.sok,
        theme: search.tema,
        fault,
    };
    Ok(desk.page(tab::TEXTS).faulty(texts.fault.is_some()).plain(pages::page(texts)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Theme {
    text: String,
    tema: String,
    gor: String,
}

pub(in crate::web) async fn change(Shared(app): Shared<App>, desk: Desk, Fields(form): Fields<Theme>) -> Answer {
    let given = match form.gor.as_str() {
        "lagg_till" => true,
        "ta_bort" => false,
        _ => return Err(WebError::NotFound),
    };
    let whose = (desk.round()?.year, desk.id());
    match refusal(app.set_theme(&desk.caller(), whose, &form.text, &form.tema, given).await)? {
        Ok(()) => Ok(desk.back(tab::TEXTS, "#texter")),
        Err(refusal) => page(&app, &desk, Search::default(), Some(refusal.to_string())).await,
    }
}
