//! What else the lägesbild rests on.

use app::domain::source::SourceKind;
use app::forms::SourceForm;
use app::pages::coordinator::Tab;
use app::pages::coordinator::sources as pages;
use app::ui::form::FormState;
use axum::extract::State;
use serde::Deserialize;

use super::{AddOrRemove, Answer, OrganisationPage};
use crate::services::{Context, sources};
use crate::web::error::{refusal, refused};
use crate::web::input::Fields;
use app::texts::coordinator::sources as t;

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    match frame.nothing_yet(&cx).await? {
        Some(page) => Ok(page),
        None => page(&cx, &frame, FormState::default()).await,
    }
}

async fn page(cx: &Context, frame: &OrganisationPage, form: FormState<SourceForm>) -> Answer {
    let at = frame.at()?;
    let before = match at.before() {
        Some(round) => Some((round.id, sources::list(cx, &at.in_round(cx, &round).await?).await?)),
        None => None,
    };
    let faulty = form.is_faulty();
    let rows = sources::list(cx, at).await?;
    let sources = pages::Sources { frame: frame.view(), kinds: SourceKind::ALL, rows, before, form };
    Ok(frame.page(Tab::Sources).faulty(faulty).plain(pages::page(sources)))
}

#[derive(Deserialize)]
pub(in crate::web) struct Change {
    gor: AddOrRemove,
    #[serde(default)]
    kalla: String,
    #[serde(flatten)]
    source: SourceForm,
}

pub(in crate::web) async fn change(State(cx): State<Context>, frame: OrganisationPage, Fields(form): Fields<Change>) -> Answer {
    let at = frame.to_change()?;
    let done = match form.gor {
        AddOrRemove::Add => sources::add(&cx, at, &form.source).await.map(|()| t::ADDED),
        AddOrRemove::Remove => sources::remove(&cx, at, &form.kalla).await.map(|()| t::REMOVED),
    };
    match refusal(done)? {
        Ok(said) => Ok(frame.done(&cx, Tab::Sources, "", said)),
        Err(refusal) => page(&cx, &frame, refused(form.source, &refusal, "slag")).await,
    }
}
