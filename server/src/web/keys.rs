//! The central office's page of keys.

use app::domain::figure::day;
use app::domain::ids::RoundId;
use app::pages::keys as pages;
use app::routes;
use app::texts::central::VACUUM_IS_DUE;
use app::texts::keys as t;
use app::ui::form::Faults;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::error::refusal;
use super::input::Fields;
use super::render::Page;
use super::session::CentralStaff;
use super::{WebError, notice};
use crate::ambient::{in_stockholm, time_in_words};
use crate::services::keys::{self, Condition, Confirmed, Status};
use crate::services::{Context, Refusal, upgrade};

type Answer = Result<Response, WebError>;

pub(super) async fn list(State(cx): State<Context>, staff: CentralStaff) -> Answer {
    page(&cx, &staff, None).await
}

async fn page(cx: &Context, staff: &CentralStaff, refusal: Option<Refusal>) -> Answer {
    let now = cx.ambient.seconds();
    let rows = keys::list(cx, &staff.central).await?.into_iter().map(|status| row(status, now)).collect();
    let faults = Faults::of("nycklar", refusal.map(|refusal| refusal.to_string()));
    let frame = Page::new(t::TITLE).staff(&staff.staff, routes::KEYS.path()).faulty(faults.any());
    Ok(frame.plain(pages::keys(rows, &faults)))
}

fn row(Status { round, condition, copies }: Status, now: i64) -> pages::Row {
    let state = match &condition {
        Condition::Needed => t::NEEDED.to_owned(),
        Condition::Lost => t::LOST.to_owned(),
        Condition::Stopped(_) => t::STOPPED.to_owned(),
        Condition::ToDestroy(from, latest) => t::to_destroy(&time_in_words(*from), &time_in_words(*latest)),
        Condition::Abandoned(from, latest) => t::abandoned(&time_in_words(*from), &time_in_words(*latest)),
    };
    pages::Row {
        round,
        state,
        copies: copies.iter().map(|copy| t::copy(&copy.file, &day(in_stockholm(copy.made_at).date()))).collect(),
        needs_copy: is_needed(&condition),
        may_destroy: matches!(condition, Condition::ToDestroy(from, _) | Condition::Abandoned(from, _) if from <= now),
    }
}

const fn is_needed(condition: &Condition) -> bool {
    !matches!(condition, Condition::ToDestroy(..) | Condition::Abandoned(..))
}

#[derive(Deserialize)]
pub(super) struct DestroyForm {
    ar: String,
    #[serde(default)]
    sakerhetskopia: String,
    #[serde(default)]
    kopior: String,
}

pub(super) async fn destroy(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<DestroyForm>) -> Answer {
    let round: RoundId = form.ar.parse().map_err(|_| WebError::NotFound)?;
    let confirmed = Confirmed { backup: form.sakerhetskopia == "ja", copies: form.kopior == "ja" };
    match refusal(keys::destroy(&cx, &staff.central, &round, confirmed).await)? {
        Ok(()) => Ok(notice::done(&cx, routes::KEYS.path(), t::DESTROYED)),
        Err(refusal) => page(&cx, &staff, Some(refusal)).await,
    }
}

/// What the central office must know of at once.
pub(super) async fn notices(cx: &Context, staff: &CentralStaff) -> Result<Vec<String>, WebError> {
    let keys = keys::list(cx, &staff.central).await?;
    let those = |which: &dyn Fn(&Status) -> bool| {
        let rounds: Vec<String> = keys.iter().filter(|s| which(s)).map(|s| s.round.to_string()).collect();
        (!rounds.is_empty()).then(|| rounds.join(", "))
    };
    let unsealed = upgrade::vacuum_is_due(cx).await?;
    Ok([
        unsealed.then(|| VACUUM_IS_DUE.to_owned()),
        those(&|s| s.condition == Condition::Lost).map(|rounds| t::lost(&rounds)),
        those(&|s| matches!(s.condition, Condition::Stopped(_))).map(|rounds| t::stopped(&rounds)),
        those(&|s| is_needed(&s.condition) && s.copies.is_empty()).map(|rounds| t::not_copied(&rounds)),
    ]
    .into_iter()
    .flatten()
    .collect())
}
