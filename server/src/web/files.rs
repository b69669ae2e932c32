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

use super::WebError;
use super::input::{Asked, At};
use super::render::Page;
use super::session::Staff;
use crate::export::Subject;
use crate::export::sheets::{self, Order};
use crate::services::{Context, Error};

#[derive(Deserialize)]
pub(super) struct Which {
    organisation: Option<String>,
}

/// An export, written to a file of its own first, so that one that fails is not half sent.
pub(super) async fn export(
    State(cx): State<Context>,
    staff: Staff,
    At((round, file)): At<(String, String)>,
    Asked(which): Asked<Which>,
) -> Result<Response, WebError> {
    let (name, ending) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let order = Order {
        subject: Subject::from_address(name).ok_or(WebError::NotFound)?,
        format: ending.parse().map_err(|()| WebError::NotFound)?,
        organisation: which.organisation.filter(|o| !o.is_empty()).map(Into::into),
        round: round.parse().map_err(|_| WebError::NotFound)?,
    };
    let spool = std::io::BufWriter::new(tempfile::tempfile().map_err(Error::File)?);
    let mut spool = sheets::export(&cx, &staff.caller(), &order, spool).await?;
    spool.flush().map_err(Error::File)?;
    let mut spool = spool.into_inner().map_err(|e| Error::File(e.into_error()))?;
    spool.rewind().map_err(Error::File)?;
    let whose = order.organisation.map(|o| format!("-{o}")).unwrap_or_default();
    let disposition = format!("attachment; filename=\"{name}{whose}-{round}.{ending}\"");
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(spool)));
    Ok(([(header::CONTENT_TYPE, order.format.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response())
}

fn legal(cx: &Context) -> Legal {
    Legal {
        contact: cx.config.contact.clone(),
        authority: cx.config.authority.clone(),
        threshold: cx.threshold(),
        upgraded: cx.upgraded,
    }
}

pub(super) async fn privacy(State(cx): State<Context>) -> Response {
    Page::new(t::privacy::TITLE).plain(legal::privacy(legal(&cx)))
}

pub(super) async fn accessibility(State(cx): State<Context>) -> Response {
    Page::new(t::accessibility::TITLE).plain(legal::accessibility(legal(&cx)))
}
