//! What a request brings, read without ado: a form is a form whatever its content type says, and
//! what cannot be read is answered with a page.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::WebError;
use crate::services::Context;

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

/// Why a file could not be read.
pub(super) fn unread_part(error: &MultipartError) -> WebError {
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
