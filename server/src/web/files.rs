//! Exports, and the pages that the law asks for.

use std::io::{Seek, Write};

use app::pages::legal::{self, Legal};
use app::texts::legal as t;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use super::input::{Asked, At};
use super::render::Page;
use super::session::Staff;
use super::{App, WebError};
use crate::export::Subject;
use crate::export::sheets::Order;
use crate::services::Error;

#[derive(Deserialize)]
pub(super) struct Which {
    organisation: Option<String>,
}

/// An export, written to a file of its own first, so that one that fails is not half sent.
pub(super) async fn export(
    State(app): State<App>,
    staff: Staff,
    At((year, file)): At<(i64, String)>,
    Asked(which): Asked<Which>,
) -> Result<Response, WebError> {
    let (name, ending) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let order = Order {
        subject: Subject::from_address(name).ok_or(WebError::NotFound)?,
        format: ending.parse().map_err(|()| WebError::NotFound)?,
        organisation: which.organisation.filter(|o| !o.is_empty()),
        year,
    };
    let spool = std::io::BufWriter::new(tempfile::tempfile().map_err(Error::File)?);
    let mut spool = app.export(&staff.caller(), &order, spool).await?;
    spool.flush().map_err(Error::File)?;
    let mut spool = spool.into_inner().map_err(|e| Error::File(e.into_error()))?;
    spool.rewind().map_err(Error::File)?;
    let whose = order.organisation.map(|o| format!("-{o}")).unwrap_or_default();
    let disposition = format!("attachment; filename=\"{name}{whose}-{year}.{ending}\"");
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(spool)));
    Ok(([(header::CONTENT_TYPE, order.format.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response())
}

fn legal(app: &App) -> Legal {
    Legal { contact: app.config.contact.clone(), authority: app.config.authority.clone(), threshold: app.threshold() }
}

pub(super) async fn privacy(State(app): State<App>) -> Response {
    Page::new(t::privacy::TITLE).plain(legal::privacy(legal(&app)))
}

pub(super) async fn accessibility(State(app): State<App>) -> Response {
    Page::new(t::accessibility::TITLE).plain(legal::accessibility(legal(&app)))
}
