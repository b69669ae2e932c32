//! The questionnaire of a round, tried before it is asked.

use app::domain::ids::RoundId;
use app::domain::round::State as RoundState;
use app::pages::coordinator::{Tab, rehearsal as pages};
use axum::extract::State;

use super::{Answer, OrganisationPage};
use crate::services::{Context, areas, opening};
use crate::web::assets::Bundle;
use crate::web::input::At;

pub(in crate::web) async fn page(State(cx): State<Context>, frame: OrganisationPage, At(id): At<RoundId>) -> Answer {
    let (round, questionnaire) = opening::rehearsal(&cx, frame.access(), &id).await?;
    let trial = pages::Trial {
        may_change: round.state == RoundState::Planned,
        round: round.title,
        questionnaire,
        areas: areas(frame.access().organisations()),
    };
    Ok(frame.page(Tab::Board).bundle(Bundle::Editor).with_islands(|| pages::page(trial)))
}
