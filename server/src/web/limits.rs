//! What a request may take of the server: bytes of its head, and time.

use app::routes;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::WebError;
use crate::config::Patience;

/// Bytes of the largest head: address, names and values. Cookies of several links are some hundred
/// bytes each.
pub const HEAD: usize = 32 * 1024;

/// What takes as long as there are answers: files are written whole before they are sent, and a round
/// is opened or closed in one go.
const WORK: [&str; 4] =
    [routes::EXPORT.pattern(), routes::UNDERLAG.pattern(), routes::ROUND_OPEN.pattern(), routes::ROUND_CLOSE.pattern()];

fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

/// Refuses a head that is too large, and gives up on a page that is not there in time.
pub(super) async fn hold(State(patience): State<Patience>, request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if address + size(request.headers()) > HEAD {
        return WebError::HeadTooLarge.into_response();
    }
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let time = if WORK.contains(&route) { patience.work } else { patience.page };
    // What the answer streams after its head is not counted.
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => WebError::OutOfTime.into_response(),
    }
}
