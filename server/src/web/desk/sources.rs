//! What else the lägesbild rests on.

use app::pages::desk::sources as pages;
use app::texts::desk::tab;
use axum::extract::State as Shared;
use serde::Deserialize;

use super::{Answer, Desk, refusal};
use crate::services::Refusal;
use crate::services::desk::{SOURCES, SourceForm};
use crate::store::desk::Source;
use crate::web::input::Fields;
use crate::web::{App, WebError};

pub(in crate::web) async fn list(Shared(app): Shared<App>, desk: Desk) -> Answer {
    match desk.nothing_yet() {
        Some(page) => Ok(page),
        None => page(&app, &desk, pages::Source::default(), None).await,
    }
}

fn in_words(source: Source) -> pages::Source {
    let count = source.count.map(|n| n.to_string()).unwrap_or_default();
    pages::Source { id: source.id, kind: source.kind, count, period: source.period, note: source.note }
}

async fn page(app: &App, desk: &Desk, typed: pages::Source, fault: Option<Refusal>) -> Answer {
    let (caller, id) = (desk.caller(), desk.id());
    let rows = app.sources(&caller, desk.round()?.year, id).await?;
    let before = match &desk.before {
        Some(round) => Some((round.year, app.sources(&caller, round.year, id).await?.into_iter().map(in_words).collect())),
        None => None,
    };
    let field = |refusal: &Refusal| match refusal {
        Refusal::NoSourceKind => "slag",
        Refusal::BadCount(_) => "antal",
        Refusal::TextTooLong(100) => "period",
        Refusal::PersonInText(found) if typed.period.contains(found) => "period",
        _ => "anteckning",
    };
    let fault = fault.map(|refusal| (field(&refusal), refusal.to_string()));
    let sources = pages::Sources {
        desk: desk.view(),
        kinds: SOURCES.to_vec(),
        rows: rows.into_iter().map(in_words).collect(),
        before,
        typed,
        fault,
    };
    Ok(desk.page(tab::SOURCES).faulty(sources.fault.is_some()).plain(pages::page(sources)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Form {
    gor: String,
    #[serde(default)]
    kalla: String,
    #[serde(default)]
    slag: String,
    #[serde(default)]
    antal: String,
    #[serde(default)]
    period: String,
    #[serde(default)]
    anteckning: String,
}

pub(in crate::web) async fn change(Shared(app): Shared<App>, desk: Desk, Fields(form): Fields<Form>) -> Answer {
    let (caller, year) = (desk.caller(), desk.round()?.year);
    let note = form.anteckning.replace("\r\n", "\n");
    let done = match form.gor.as_str() {
        "lagg_till" => {
            let source = SourceForm { kind: &form.slag, count: &form.antal, period: &form.period, note: &note };
            app.add_source(&caller, year, desk.id(), source).await
        }
        "ta_bort" => app.remove_source(&caller, year, desk.id(), &form.kalla).await,
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(desk.back(tab::SOURCES, "")),
        Err(refusal) => {
            let typed = pages::Source { id: String::new(), kind: form.slag, count: form.antal, period: form.period, note };
            page(&app, &desk, typed, Some(refusal)).await
        }
    }
}
