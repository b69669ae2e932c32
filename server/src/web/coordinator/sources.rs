//! What else the lägesbild rests on.

use app::domain::source::{Source, SourceKind};
use app::pages::desk::sources as pages;
use app::texts::desk::tab;
use axum::extract::State;
use serde::Deserialize;

use super::{Answer, OrganisationPage, refusal};
use crate::services::sources::{self, SourceForm};
use crate::services::{Context, Refusal};
use crate::web::WebError;
use crate::web::input::Fields;

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    match frame.nothing_yet() {
        Some(page) => Ok(page),
        None => page(&cx, &frame, pages::Source::default(), None).await,
    }
}

fn in_words(source: Source) -> pages::Source {
    let count = source.count.map(|n| n.to_string()).unwrap_or_default();
    pages::Source { id: source.id, kind: Some(source.kind), count, period: source.period, note: source.note }
}

async fn page(cx: &Context, frame: &OrganisationPage, typed: pages::Source, fault: Option<Refusal>) -> Answer {
    let at = frame.at()?;
    let rows = sources::list(cx, at).await?;
    let before = match at.before() {
        Some(round) => {
            Some((round.id, sources::list(cx, &at.in_round(cx, &round).await?).await?.into_iter().map(in_words).collect()))
        }
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
        desk: frame.view(),
        kinds: SourceKind::ALL,
        rows: rows.into_iter().map(in_words).collect(),
        before,
        typed,
        fault,
    };
    Ok(frame.page(tab::SOURCES).faulty(sources.fault.is_some()).plain(pages::page(sources)))
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

pub(in crate::web) async fn change(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Form>) -> Answer {
    let at = frame.to_change()?;
    let note = form.anteckning.replace("\r\n", "\n");
    let done = match form.gor.as_str() {
        "lagg_till" => {
            let source = SourceForm { kind: &form.slag, count: &form.antal, period: &form.period, note: &note };
            sources::add(&cx, at, source).await
        }
        "ta_bort" => sources::remove(&cx, at, &form.kalla).await,
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(()) => Ok(frame.back(tab::SOURCES, "")),
        Err(refusal) => {
            let typed =
                pages::Source { id: String::new(), kind: form.slag.parse().ok(), count: form.antal, period: form.period, note };
            page(&cx, &frame, typed, Some(refusal)).await
        }
    }
}
