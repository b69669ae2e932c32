//! What a request brings, read without ado: a form is a form whatever its content type says, and
//! what cannot be read is answered with a page.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{App, WebError};

/// The fields of a posted form; bytes that are no text are replaced, not refused.
pub(super) struct Fields<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Fields<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebError> {
        let body = Bytes::from_request(request, app).await.map_err(|_| WebError::TooLarge)?;
        serde_urlencoded::from_bytes(&body).map(Self).map_err(|_| WebError::Malformed)
    }
}

/// The parts of an address.
pub(super) struct At<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for At<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let found = Path::from_request_parts(parts, app).await;
        found.map(|Path(found)| Self(found)).map_err(|_| WebError::NotFound)
    }
}

/// What stands after the question mark.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let found = Query::from_request_parts(parts, app).await;
        found.map(|Query(found)| Self(found)).map_err(|_| WebError::NotFound)
    }
}
