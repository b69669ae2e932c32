//! What a request brings, read without ado: a form is a form whatever its content type says, and
//! what cannot be read is answered with a page.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::WebError;
use crate::services::{self, Context, FileError};

/// The fields of a posted form; bytes that are no text are replaced, not refused.
pub(super) struct Fields<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Context> for Fields<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, cx: &Context) -> Result<Self, WebError> {
        let body = Bytes::from_request(request, cx).await.map_err(unread)?;
        // No database takes this character, and no field has a use for it.
        if body.contains(&0) || body.windows(3).any(|bytes| bytes == b"%00") {
            return Err(WebError::Malformed);
        }
        serde_urlencoded::from_bytes(&body).map(Self).map_err(|_| WebError::Malformed)
    }
}

/// Why a body could not be read: there is too much of it, or the rest never came.
fn unread(rejection: BytesRejection) -> WebError {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => WebError::TooLarge,
        _ => WebError::Stalled,
    }
}

/// Bytes of the largest file that is posted.
const LARGEST: usize = 1_000_000;

/// A posted form with a file in its field `fil`. Handlers take it as a `Result`, so that whoever may not post is told
/// that first.
pub(super) struct Upload {
    file: Option<Vec<u8>>,
    fields: Vec<(String, String)>,
}

impl Upload {
    /// The file; refused where none was chosen.
    pub(super) fn file(&self) -> services::Result<&[u8]> {
        self.file.as_deref().ok_or_else(|| FileError::NoFile.into())
    }

    /// What another field holds; "" where it was not sent.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

impl FromRequest<Context> for Upload {
    type Rejection = WebError;

    async fn from_request(request: Request, cx: &Context) -> Result<Self, WebError> {
        let mut form = Multipart::from_request(request, cx).await.map_err(|_| WebError::Malformed)?;
        let mut upload = Self { file: None, fields: vec![] };
        while let Some(field) = form.next_field().await.map_err(|e| unread_part(&e))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name != "fil" {
                upload.fields.push((name, field.text().await.map_err(|e| unread_part(&e))?));
                continue;
            }
            // A browser sends an empty file without a name where none was chosen.
            let named = field.file_name().is_some_and(|name| !name.is_empty());
            let bytes = field.bytes().await.map_err(|e| unread_part(&e))?;
            if bytes.len() > LARGEST {
                return Err(WebError::TooLarge);
            }
            upload.file = (named || !bytes.is_empty()).then(|| bytes.to_vec());
        }
        Ok(upload)
    }
}

/// Why a file could not be read.
fn unread_part(error: &MultipartError) -> WebError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        StatusCode::INTERNAL_SERVER_ERROR => WebError::Stalled,
        _ => WebError::Malformed,
    }
}

/// The parts of an address.
pub(super) struct At<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Context> for At<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, WebError> {
        // No database has a name with it.
        if parts.uri.path().contains("%00") {
            return Err(WebError::NotFound);
        }
        let found = Path::from_request_parts(parts, cx).await;
        found.map(|Path(found)| Self(found)).map_err(|_| WebError::NotFound)
    }
}

/// What stands after the question mark.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Context> for Asked<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, WebError> {
        let found = Query::from_request_parts(parts, cx).await;
        found.map(|Query(found)| Self(found)).map_err(|_| WebError::NotFound)
    }
}
