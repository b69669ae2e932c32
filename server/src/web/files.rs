//! Exports, and the pages that the law asks for.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek};

use app::domain::ids::OrganisationId;
use app::pages::legal::{self, Legal};
use app::texts::legal as t;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::TypedHeader;
use axum_extra::headers::IfNoneMatch;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio_util::io::ReaderStream;

use super::WebError;
use super::input::{Asked, At};
use super::reading_tokens::ExportReader;
use super::render::Page;

use crate::export::Subject;
use crate::export::sheets::{self, Order};
use crate::services::{Context, Error, rounds};

/// In place of a round in an address: the one that closed last.
pub(super) const LATEST: &str = "senaste";

#[derive(Deserialize)]
pub(super) struct Which {
    organisation: Option<String>,
}

/// An export, written to a file of its own first, so that one that fails is not half sent.
pub(super) async fn export(
    State(cx): State<Context>,
    reader: ExportReader,
    At((round, file)): At<(String, String)>,
    Asked(which): Asked<Which>,
    known: Option<TypedHeader<IfNoneMatch>>,
) -> Result<Response, WebError> {
    let (name, ending) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let organisation: Option<OrganisationId> = which.organisation.filter(|o| !o.is_empty()).map(Into::into);
    let mut order = Order {
        subject: Subject::from_address(name).ok_or(WebError::NotFound)?,
        format: ending.parse().map_err(|()| WebError::NotFound)?,
        round: match round.as_str() {
            LATEST => rounds::latest_closed(&cx, organisation.as_ref()).await?,
            id => id.parse().map_err(|_| WebError::NotFound)?,
        },
        organisation,
        token: None,
    };
    order.token = reader.reads(order.subject.scope(), order.organisation.as_ref())?.map(str::to_owned);
    let spool = BufWriter::new(tempfile::tempfile().map_err(Error::File)?);
    let spool = sheets::export(&cx, &reader.caller, &order, spool).await?;
    let mut spool = spool.into_inner().map_err(|e| Error::File(e.into_error()))?;
    let etag = etag(&mut spool).map_err(Error::File)?;
    // A program may keep what it has read if it asks each time whether that is still so; a browser keeps nothing.
    let keep = if reader.is_program() { "private, no-cache" } else { "no-store" };
    let headers = [(header::CACHE_CONTROL, keep.to_owned()), (header::ETAG, etag.clone())];
    let is_known = etag.parse().is_ok_and(|etag| known.is_some_and(|TypedHeader(known)| !known.precondition_passes(&etag)));
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let whose = order.organisation.map(|o| format!("-{o}")).unwrap_or_default();
    let disposition = format!("attachment; filename=\"{name}{whose}-{}.{ending}\"", order.round);
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(spool)));
    let about = [(header::CONTENT_TYPE, order.format.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, about, body).into_response())
}

/// What a file is known by, from its content; weak, since it may be sent compressed or not. The file is read from its
/// beginning afterwards.
fn etag(file: &mut File) -> io::Result<String> {
    file.rewind()?;
    let mut digest = Sha256::new();
    let mut block = vec![0; 64 * 1024];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => digest.update(&block[..read]),
        }
    }
    file.rewind()?;
    Ok(format!("W/\"{}\"", &HEXLOWER.encode(&digest.finalize())[..32]))
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
