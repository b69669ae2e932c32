//! Style sheet and browser bundles: embedded, compressed beforehand, kept for good by the browser.

use app::routes;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file as the build put it in.
struct Asset {
    name: &'static str,
    media_type: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of the style sheet for staff, or for everybody else.
pub(super) fn style(staff: bool) -> String {
    routes::ASSET.href([&if staff { STAFF_STYLE } else { STYLE }])
}

/// The staff's style sheet itself, for a page that is a file of its own.
pub(crate) fn style_text() -> &'static str {
    ASSETS.iter().find(|a| a.name == STAFF_STYLE).and_then(|a| std::str::from_utf8(a.plain).ok()).unwrap_or_default()
}

/// The islands of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bundle {
    Respondent,
    Staff,
    Editor,
}

/// The start script of a bundle, if the build had it.
pub(super) fn script(bundle: Bundle) -> Option<String> {
    let start = match bundle {
        Bundle::Respondent => RESPONDENT,
        Bundle::Staff => STAFF,
        Bundle::Editor => EDITOR,
    };
    start.map(|start| routes::ASSET.href([&start]))
}

/// Whether islands can wake up in the browser.
pub const fn has_bundle() -> bool {
    RESPONDENT.is_some() && STAFF.is_some() && EDITOR.is_some()
}

pub(super) async fn serve(Path(name): Path<String>, request: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // The name holds a hash of the content, so it is its own entity tag.
    let tag = format!("\"{name}\"");
    let cached = request.get(header::IF_NONE_MATCH).is_some_and(|t| t.as_bytes() == tag.as_bytes());
    let accepts = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (body, encoding) = match accepts {
        a if a.contains("br") => (asset.brotli, Some("br")),
        a if a.contains("gzip") => (asset.gzip, Some("gzip")),
        _ => (asset.plain, None),
    };
    let mut response = if cached { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, asset.media_type);
    set(header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    set(header::VARY, "accept-encoding");
    set(header::ETAG, &tag);
    if let Some(encoding) = encoding.filter(|_| !cached) {
        set(header::CONTENT_ENCODING, encoding);
    }
    response
}
