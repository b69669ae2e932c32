//! The underlag as a page, a Word document and a form.

use app::domain::underlag::Underlag;
use app::domain::writing::Written;
use app::pages::coordinator::Tab;
use app::pages::coordinator::underlag as pages;
use app::texts::underlag::edit;
use app::ui::form::FormState;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::{Answer, OrganisationPage};
use crate::export::docx;
use crate::services::{self, Context, Error, Refusal, TextError, underlag};
use crate::web::error::{refusal, refused};
use crate::web::input::{At, Fields};
use crate::web::session::Staff;
use crate::web::{WebError, render};

/// The frame that an address of a report names.
pub(in crate::web) struct Report {
    frame: OrganisationPage,
    document: bool,
}

impl FromRequestParts<Context> for Report {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, cx).await.map_err(IntoResponse::into_response)?;
        let At((round, whose)) =
            At::<(String, String)>::from_request_parts(parts, cx).await.map_err(IntoResponse::into_response)?;
        let (organisation, document) = match whose.strip_suffix(".docx") {
            Some(organisation) => (organisation.to_owned(), true),
            None => (whose, false),
        };
        let round = round.parse().map_err(|_| WebError::NotFound.into_response())?;
        let frame =
            OrganisationPage::find(cx, staff, Some(organisation), Some(round)).await.map_err(IntoResponse::into_response)?;
        Ok(Self { frame, document })
    }
}

pub(in crate::web) async fn report(State(cx): State<Context>, Report { frame, document }: Report) -> Answer {
    let at = frame.at()?;
    if let (false, Some(page)) = (document, frame.not_yet(Tab::Underlag)) {
        return Ok(page);
    }
    let underlag = underlag::assemble(&cx, at).await?;
    if document {
        let file = docx::write(&underlag).map_err(Error::File)?;
        underlag::audit_export(&cx, at).await?;
        let disposition = format!("attachment; filename=\"underlag-{}-{}.docx\"", at.id(), at.round().id);
        let headers = [(header::CONTENT_TYPE, docx::MEDIA_TYPE.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
        return Ok((headers, file).into_response());
    }
    let (page, view) = (frame.page(Tab::Underlag), frame.view());
    Ok(if view.may_change {
        page.with_islands(move || pages::page(underlag, Some(view)))
    } else {
        page.plain(pages::page(underlag, Some(view)))
    })
}

pub(in crate::web) async fn form(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    if let Some(page) = frame.nothing_yet(&cx).await?.or_else(|| frame.not_yet(Tab::Underlag)) {
        return Ok(page);
    }
    frame.to_change()?;
    form_page(&cx, &frame, FormState::default()).await
}

async fn form_page(cx: &Context, frame: &OrganisationPage, form: FormState<pages::Typed>) -> Answer {
    let underlag = underlag::assemble(cx, frame.at()?).await?;
    let page = render::Page::new(edit::TITLE).organisation(&frame.staff, &frame.view(), Tab::Underlag).faulty(form.is_faulty());
    Ok(page.plain(pages::form(underlag, frame.view(), form)))
}

pub(in crate::web) async fn change(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let written = Written::of_fields(fields).ok_or(WebError::Malformed)?;
    match refusal(underlag::edit(&cx, frame.to_change()?, &written).await)? {
        Ok(_) => Ok(frame.done(&cx, Tab::Underlag, "", edit::SAVED)),
        Err(refusal) => {
            // Everything that was typed is there still.
            let texts = written.into_iter().filter(|w| w.text != w.was).map(|w| (w.place, w.text.replace("\r\n", "\n")));
            form_page(&cx, &frame, refused(texts.collect(), &refusal, "innehall")).await
        }
    }
}

/// Keeps what is written in one place and answers with what stands there: the text that was sent, or with 409
/// the one that another wrote meanwhile. A text that the rules refuse is answered with the reason alone.
pub(in crate::web) async fn save(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let at = frame.to_change()?;
    let written = Written::of_fields(fields).filter(|written| written.len() == 1).ok_or(WebError::Malformed)?;
    let done = refusal(underlag::edit(&cx, at, &written).await)?;
    saved(done, &written[0].place, async || underlag::assemble(&cx, &at).await).await
}

/// What stands in a place after it was saved, or as another wrote it meanwhile.
pub(in crate::web) async fn saved(
    done: Result<Underlag, Refusal>,
    place: &str,
    assemble: impl AsyncFnOnce() -> services::Result<Underlag>,
) -> Answer {
    let (status, underlag) = match done {
        Ok(underlag) => (StatusCode::OK, underlag),
        Err(Refusal::Text(TextError::EditedMeanwhile { .. })) => (StatusCode::CONFLICT, assemble().await?),
        Err(refusal) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, refusal.to_string()).into_response()),
    };
    let sentence = pages::saved(&underlag, place).ok_or(WebError::NotFound)?;
    Ok((status, Html(render::html(move || sentence))).into_response())
}
