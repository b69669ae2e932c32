//! The city's underlag as a page, a Word document and a form.

use app::domain::ids::RoundId;
use app::domain::round::{ClosedRound, Round};
use app::domain::underlag::Underlag;
use app::domain::writing::Written;
use app::pages::central::underlag as pages;
use app::pages::coordinator::underlag::Typed;
use app::routes;
use app::texts::central as t;
use app::texts::underlag::{city as u, edit};
use app::ui::form::FormState;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::central::{Answer, chosen as chosen_round, nothing_yet};
use super::city::has_answers;
use super::coordinator::underlag::saved;
use super::error::{refusal, refused};
use super::input::{Asked, Fields};
use super::render::Page;
use super::session::CentralStaff;
use super::{WebError, notice};
use crate::export::docx;
use crate::services::{Context, Error, Result, rounds, underlag};

#[derive(Deserialize)]
pub(super) struct Which {
    ar: Option<String>,
    del: Option<String>,
}

impl Which {
    /// Whether the summary alone is asked for.
    fn one_page(&self) -> bool {
        self.del.as_deref() == Some(SUMMARY)
    }

    /// The closed round asked for, or the latest.
    async fn round(&self, cx: &Context) -> std::result::Result<ClosedRound, WebError> {
        let found = closed_round(cx, self.ar.as_deref()).await?;
        found.map(|(round, _)| round).ok_or(WebError::NotFound)
    }
}

/// The part that stands alone.
const SUMMARY: &str = "sammanfattning";

/// The closed round asked for, or the latest, and all of them.
async fn closed_round(cx: &Context, asked: Option<&str>) -> std::result::Result<Option<(ClosedRound, Vec<RoundId>)>, WebError> {
    let mut all = rounds::list(cx).await?;
    all.retain(has_answers);
    let closed = chosen_round(&all, asked)?.and_then(Round::closed);
    Ok(closed.map(|closed| (closed, all.iter().map(|r| r.id).collect())))
}

pub(super) async fn page(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let Some((round, years)) = closed_round(&cx, which.ar.as_deref()).await? else {
        return Ok(nothing_yet(&staff, routes::AWARENESS.path(), t::nothing_yet::AWARENESS));
    };
    let underlag = assemble(&cx, &staff, &round, which.one_page()).await?;
    let frame = Page::new(underlag.title.clone()).staff(&staff.staff, routes::AWARENESS.path());
    let page = pages::CityUnderlag { year: round.id, years, one_page: which.one_page(), underlag };
    Ok(frame.with_islands(move || pages::page(page)))
}

async fn assemble(cx: &Context, staff: &CentralStaff, round: &ClosedRound, one_page: bool) -> Result<Underlag> {
    let underlag = underlag::assemble_of_city(cx, &staff.central, round).await?;
    Ok(if one_page { underlag.only(SUMMARY) } else { underlag })
}

pub(super) async fn file(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let round = which.round(&cx).await?;
    let bytes = docx::write(&assemble(&cx, &staff, &round, which.one_page()).await?).map_err(Error::File)?;
    underlag::audit_export_of_city(&cx, &staff.central, &round.id).await?;
    let part = if which.one_page() { format!("-{SUMMARY}") } else { String::new() };
    let disposition = format!("attachment; filename=\"underlag-{}{part}.docx\"", round.id);
    let headers = [(header::CONTENT_TYPE, docx::MEDIA_TYPE.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

pub(super) async fn form(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let round = which.round(&cx).await?;
    form_page(&cx, &staff, &round, FormState::default()).await
}

async fn form_page(cx: &Context, staff: &CentralStaff, round: &ClosedRound, form: FormState<Typed>) -> Answer {
    let underlag = underlag::assemble_of_city(cx, &staff.central, round).await?;
    let frame = Page::new(u::EDIT_TITLE).staff(&staff.staff, routes::AWARENESS.path()).faulty(form.is_faulty());
    Ok(frame.plain(pages::form(round.id, underlag, form)))
}

pub(super) async fn change(
    State(cx): State<Context>,
    staff: CentralStaff,
    Asked(which): Asked<Which>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let round = which.round(&cx).await?;
    let written = Written::of_fields(fields).ok_or(WebError::Malformed)?;
    match refusal(underlag::edit_of_city(&cx, &staff.central, &round, &written).await)? {
        Ok(_) => Ok(notice::done(&cx, &routes::CITY_UNDERLAG.query(&[("ar", &round.id)]), edit::SAVED)),
        Err(refusal) => {
            // Everything that was typed is there still.
            let texts = written.into_iter().filter(|w| w.text != w.was).map(|w| (w.place, w.text.replace("\r\n", "\n")));
            form_page(&cx, &staff, &round, refused(texts.collect(), &refusal, "innehall")).await
        }
    }
}

/// Keeps what is written in one place, as an organisation's page does.
pub(super) async fn save(
    State(cx): State<Context>,
    staff: CentralStaff,
    Asked(which): Asked<Which>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let round = which.round(&cx).await?;
    let written = Written::of_fields(fields).filter(|written| written.len() == 1).ok_or(WebError::Malformed)?;
    let done = refusal(underlag::edit_of_city(&cx, &staff.central, &round, &written).await)?;
    saved(done, &written[0].place, async || underlag::assemble_of_city(&cx, &staff.central, &round).await).await
}
