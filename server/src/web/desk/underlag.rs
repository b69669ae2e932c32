//! The underlag as a page, a Word document and a form.

use app::pages::underlag as pages;
use app::texts::desk::tab;
use app::texts::underlag::edit;
use axum::extract::{FromRequestParts, State as Shared};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::{Answer, Desk};
use crate::export::docx;
use crate::services::Error;
use crate::services::underlag::Written;
use crate::web::input::{At, Fields};
use crate::web::session::Staff;
use crate::web::{App, WebError};

/// The desk that an address of a report names.
pub(in crate::web) struct Report {
    desk: Desk,
    year: i64,
    document: bool,
}

impl FromRequestParts<App> for Report {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let At((year, whose)) = At::<(i64, String)>::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let (organisation, document) = match whose.strip_suffix(".docx") {
            Some(organisation) => (organisation.to_owned(), true),
            None => (whose, false),
        };
        let desk = Desk::find(app, staff, Some(organisation), Some(year)).await.map_err(IntoResponse::into_response)?;
        Ok(Self { desk, year, document })
    }
}

pub(in crate::web) async fn report(Shared(app): Shared<App>, Report { desk, year, document }: Report) -> Answer {
    let (caller, organisation) = (desk.caller(), desk.id().to_owned());
    if let (false, Some(page)) = (document, desk.not_yet(tab::UNDERLAG)) {
        return Ok(page);
    }
    let underlag = app.underlag(&caller, year, &organisation).await?;
    if document {
        let file = docx::write(&underlag).map_err(Error::File)?;
        app.audit_report(&caller, year, &organisation).await?;
        let disposition = format!("attachment; filename=\"underlag-{organisation}-{year}.docx\"");
        let headers = [(header::CONTENT_TYPE, docx::MEDIA_TYPE.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
        return Ok((headers, file).into_response());
    }
    Ok(desk.page(tab::UNDERLAG).plain(pages::page(underlag, Some(desk.view()))))
}

pub(in crate::web) async fn form(Shared(app): Shared<App>, desk: Desk) -> Answer {
    if let Some(page) = desk.nothing_yet().or_else(|| desk.not_yet(tab::UNDERLAG)) {
        return Ok(page);
    }
    desk.caller().may_change(&desk.all, desk.id())?;
    form_page(&app, &desk, None).await
}

async fn form_page(app: &App, desk: &Desk, typed: Option<pages::Typed>) -> Answer {
    let underlag = app.underlag(&desk.caller(), desk.round()?.year, desk.id()).await?;
    let page = crate::web::render::Page::new(edit::TITLE).staff(&desk.staff.0, "/forvaltning").faulty(typed.is_some());
    Ok(page.plain(pages::form(underlag, desk.view(), typed)))
}

pub(in crate::web) async fn change(
    Shared(app): Shared<App>,
    desk: Desk,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let mut written: Vec<Written> = Vec::new();
    for (name, value) in fields {
        let Some((what, place)) = name.split_once('.') else { continue };
        let at = written.iter().position(|w| w.place == place).unwrap_or_else(|| {
            written.push(Written { place: place.to_owned(), ..Written::default() });
            written.len() - 1
        });
        match what {
            "text" => written[at].text = value,
            "var" => written[at].was = value,
            "sager" => written[at].said = value,
            "aterstall" => written[at].restored = true,
            "sett" => written[at].checked = true,
            _ => return Err(WebError::Malformed),
        }
    }
    match app.edit_underlag(&desk.caller(), desk.round()?.year, desk.id(), &written).await? {
        Ok(()) => Ok(desk.back(tab::UNDERLAG, "")),
        Err((place, refusal)) => {
            // Everything that was typed is there still.
            let texts = written.into_iter().filter(|w| w.text != w.was).map(|w| (w.place, w.text.replace("\r\n", "\n")));
            form_page(&app, &desk, Some((texts.collect(), place, refusal.to_string()))).await
        }
    }
}
