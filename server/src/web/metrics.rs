//! What monitoring reads, and how requests are counted for it.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::TypedHeader;
use axum_extra::headers::Authorization;
use axum_extra::headers::authorization::Bearer;

use super::WebError;
use crate::metrics;
use crate::services::{Context, digest, health};

/// What proxies add to a request.
const PASSED_ON: [&str; 6] = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// Somebody who may read the metrics: on this machine and not through a proxy, or with the token.
pub(super) struct Monitoring;

impl FromRequestParts<Context> for Monitoring {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, WebError> {
        if let Some(token) = &cx.config.metrics_token {
            let shown = TypedHeader::<Authorization<Bearer>>::from_request_parts(parts, cx).await.ok();
            // Digests, so that the time of the comparison tells nothing of the token.
            let holds = shown.is_some_and(|TypedHeader(shown)| digest(shown.token()) == digest(token));
            return if holds { Ok(Self) } else { Err(WebError::NotFound) };
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
        let passed_on = PASSED_ON.iter().any(|name| parts.headers.contains_key(*name));
        let here = peer.is_some_and(|peer| peer.is_loopback()) && !passed_on;
        if here { Ok(Self) } else { Err(WebError::NotFound) }
    }
}

pub(super) async fn read(_: Monitoring, State(cx): State<Context>) -> ([(axum::http::HeaderName, &'static str); 1], String) {
    let standing = health::standing(&cx).await;
    ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], cx.metrics.text(&standing))
}

/// Counts what was answered, and how long it took.
pub(super) async fn count(State(cx): State<Context>, request: Request, next: Next) -> Response {
    #[allow(clippy::disallowed_methods)] // what it takes on this machine, not the time of day
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    cx.metrics.answered(known(method.as_str()), route, response.status().as_u16(), began.elapsed());
    response
}

/// A method can be any word, and each would be kept for as long as the process runs.
fn known(method: &str) -> &str {
    if matches!(method, "GET" | "POST" | "HEAD") { method } else { "other" }
}
