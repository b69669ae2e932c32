//! From what went wrong to a page with a status, a sentence and a way on.

use std::sync::{Arc, OnceLock};

use app::domain::account::Account;
use app::pages::message::{self, Message};
use app::routes;
use app::texts::failures as t;
use app::ui::form::FormState;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tower_http::request_id::RequestId;

use super::render::Page;
use super::session::Staff;
use crate::services::{AccountError, Error, Refusal, RegisterError, RoundError};

/// What is encoded in an address that stands in another one's query; the rest keeps it readable.
pub(super) const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// What a handler can end in besides its page.
#[derive(Debug)]
pub enum WebError {
    /// No such page, or not for this reader.
    NotFound,
    /// The page takes no such request.
    Method,
    /// What was sent is more than any form here holds.
    TooLarge,
    /// The address and headers are more than any browser sends.
    HeadTooLarge,
    /// What was to be sent did not come, or not all of it.
    Stalled,
    /// The page was not there in time.
    OutOfTime,
    /// What was sent is no form of this page.
    Malformed,
    /// The account's role does not reach.
    Forbidden,
    /// A program asks, and shows no token that holds.
    NoToken,
    /// A program's token does not read that.
    NarrowToken,
    /// Nobody has logged in; where they were going.
    NotLoggedIn(String),
    /// The rules refuse it.
    Refused(Refusal),
    /// It is not the reader's fault; the cause is for the log.
    Broken(Error),
}

impl From<Error> for WebError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::Forbidden => Self::Forbidden,
            Error::Refused(Refusal::UnknownRound(_) | Refusal::UnknownOrganisation(_) | Refusal::NotInRound(..)) => {
                Self::NotFound
            }
            Error::Refused(refusal) => Self::Refused(refusal),
            broken => Self::Broken(broken),
        }
    }
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A form that was refused, with the sentence at its field, or at another where it has none.
pub(super) fn refused<F>(typed: F, refusal: &Refusal, otherwise: &str) -> FormState<F> {
    FormState::refused(typed, refusal.field().unwrap_or(otherwise), refusal)
}

/// A refusal that the page can show beside what was typed; what is not found or not allowed is
/// neither.
pub(super) fn refusal<T>(done: Result<T, Error>) -> Result<Result<T, Refusal>, WebError> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(Error::Refused(refusal @ (Refusal::UnknownRound(_) | Refusal::UnknownOrganisation(_) | Refusal::NotInRound(..)))) => {
            Err(Error::Refused(refusal).into())
        }
        Err(Error::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(error.into()),
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut wait = None;
        let (status, title, text) = match self {
            Self::NotLoggedIn(next) => {
                if next.is_empty() {
                    return super::parking::lost().into_response();
                }
                let next = utf8_percent_encode(&next, IN_QUERY);
                return Redirect::to(&routes::LOG_IN.query(&[("till", &next)])).into_response();
            }
            Self::NotFound => (StatusCode::NOT_FOUND, t::not_found::TITLE, t::not_found::TEXT.to_owned()),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, t::REFUSED, t::METHOD.to_owned()),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, t::too_large::TITLE, t::too_large::TEXT.to_owned()),
            Self::HeadTooLarge => {
                let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
                (status, t::head_too_large::TITLE, t::head_too_large::TEXT.to_owned())
            }
            Self::Stalled => (StatusCode::REQUEST_TIMEOUT, t::stalled::TITLE, t::stalled::TEXT.to_owned()),
            Self::OutOfTime => {
                tracing::error!("a page was not there in time");
                wait = Some(10);
                (StatusCode::SERVICE_UNAVAILABLE, t::out_of_time::TITLE, t::out_of_time::TEXT.to_owned())
            }
            Self::Malformed => (StatusCode::UNPROCESSABLE_ENTITY, t::malformed::TITLE, t::malformed::TEXT.to_owned()),
            Self::NoToken => (StatusCode::UNAUTHORIZED, t::no_token::TITLE, t::no_token::TEXT.to_owned()),
            Self::NarrowToken => (StatusCode::FORBIDDEN, t::narrow_token::TITLE, t::narrow_token::TEXT.to_owned()),
            Self::Forbidden => {
                tracing::warn!("an account's role does not reach");
                (StatusCode::FORBIDDEN, t::forbidden::TITLE, t::forbidden::TEXT.to_owned())
            }
            Self::Refused(refusal @ Refusal::Account(AccountError::Throttled(seconds))) => {
                tracing::warn!("too many tries");
                wait = Some(seconds);
                (StatusCode::TOO_MANY_REQUESTS, t::WAIT, refusal.to_string())
            }
            Self::Refused(
                refusal @ (Refusal::Round(RoundError::StillOpen(_) | RoundError::Closing(_))
                | Refusal::Register(RegisterError::HasAnswered)),
            ) => (StatusCode::CONFLICT, t::NOT_YET, refusal.to_string()),
            Self::Refused(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, t::REFUSED, refusal.to_string()),
            Self::Broken(cause) => return broken(Some(cause)),
        };
        // Who gets lost on the way to an enkät has nothing to do behind the login.
        let way_on = (status != StatusCode::NOT_FOUND).then(|| ("/".to_owned(), t::WAY_ON));
        let message = Message { title: title.into(), text: vec![text], ways_on: way_on.into_iter().collect(), request: None };
        let mut response = Page::new(title).status(status).plain(message::page(message.clone()));
        if status == StatusCode::UNAUTHORIZED {
            // A program that knows no other way is asked for a password, which the token is.
            for challenge in [r#"Basic realm="Lagesbild", charset="UTF-8""#, r#"Bearer realm="Lagesbild""#] {
                response.headers_mut().append(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
            }
        }
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Told(message));
        response
    }
}

/// What a page told its reader, on its way to [`with_menu`].
#[derive(Clone)]
struct Told(Message);

/// Who asks for a page, once that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Reader(Arc<OnceLock<Account>>);

impl Reader {
    /// Remembers who it is until the response is there.
    pub(super) fn set(parts: &Parts, account: &Account) {
        if let Some(Self(reader)) = parts.extensions.get() {
            reader.get_or_init(|| account.clone());
        }
    }
}

/// What went wrong is told with the menu where somebody who has logged in asked.
pub(super) async fn with_menu(mut request: Request, next: Next) -> Response {
    let Reader(reader) = Reader::default();
    request.extensions_mut().insert(Reader(reader.clone()));
    let mut response = next.run(request).await;
    match (response.extensions_mut().remove(), reader.get()) {
        (Some(Told(message)), Some(account)) => told_to(account, message, response.status()),
        _ => response,
    }
}

fn told_to(account: &Account, mut message: Message, status: StatusCode) -> Response {
    if status == StatusCode::NOT_FOUND {
        message.text = vec![t::not_found::STAFF.to_owned()];
    }
    let staff = Staff { account: account.clone(), session: None, notice: None };
    Page::new(message.title.clone()).staff(&staff, "").status(status).plain(message::page(message))
}

/// An address that leads nowhere.
pub(super) async fn lost(staff: Result<Staff, WebError>) -> Response {
    let _ = staff; // Who it is, is in the request.
    WebError::NotFound.into_response()
}

/// What went wrong, on its way to [`tell`]; none for a panic.
#[derive(Clone)]
struct Failure(Option<Arc<Error>>);

/// A failure whose page is made where the request's id is known.
pub(super) fn broken(cause: Option<Error>) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Failure(cause.map(Arc::new)));
    response
}

/// Makes the page of a failure. The id that it shows is the response's, and in the log beside the cause.
pub(super) async fn tell(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("-").to_owned();
    let mut response = next.run(request).await;
    let failure = response.extensions_mut().remove();
    // Layers have no pages of their own: the one that keeps other sites out, and the one whose store failed.
    let bare = !response.headers().contains_key(header::CONTENT_TYPE);
    let cause = match (failure, response.status()) {
        (Some(Failure(cause)), _) => cause,
        (None, StatusCode::INTERNAL_SERVER_ERROR) if bare => None,
        (None, StatusCode::FORBIDDEN) if bare => {
            tracing::warn!(id, "a form came from another site");
            let text = vec![t::foreign::TEXT.to_owned()];
            let message = Message { title: t::foreign::TITLE.into(), text, ways_on: vec![], request: None };
            return Page::new(t::foreign::TITLE).status(StatusCode::FORBIDDEN).plain(message::page(message));
        }
        _ => return response,
    };
    let passing = cause.as_deref().is_some_and(Error::is_passing);
    match cause {
        Some(cause) => tracing::error!(id, cause = ?cause, "request failed"),
        None => tracing::error!(id, "request failed beside its handler"),
    }
    let (status, title, text) = if passing {
        (StatusCode::SERVICE_UNAVAILABLE, t::unavailable::TITLE, t::unavailable::TEXT)
    } else {
        (StatusCode::INTERNAL_SERVER_ERROR, t::broken::TITLE, t::broken::TEXT)
    };
    let message = Message { title: title.into(), text: vec![text.into()], ways_on: vec![], request: Some(id) };
    let mut response = Page::new(title).status(status).plain(message::page(message));
    if passing {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    }
    response
}
