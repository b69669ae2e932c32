//! Routes, forms, errors and headers. Thin: a handler reads its input, calls one use case, and
//! renders a view model.

mod account;
mod accounts;
pub mod assets;
mod authoring;
mod awareness;
mod central;
mod charts;
mod city;
mod city_underlag;
mod client;
mod coordinator;
mod curve;
mod error;
mod events;
mod files;
mod input;
mod keys;
pub mod limits;
mod metrics;
mod notice;
mod organisations;
mod overview;
mod parking;
mod question;
mod reading_tokens;
pub(crate) mod render;
mod respondent;
mod rounds;
mod session;
mod sign_on;
mod staff_letters;
mod support_links;

use app::routes;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, post};
use cookie::Key;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::RequestBodyTimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::services::{Context, health};
pub use error::WebError;

impl FromRef<Context> for Key {
    fn from_ref(cx: &Context) -> Self {
        cx.key.clone()
    }
}

/// Every route with its layers.
pub fn router(cx: Context) -> Router {
    let trusted = cx.config.base_url.origin();
    let patience = cx.config.patience;
    let sessions = session::layer(&cx);
    let staff = staff().into_iter().fold(Router::new(), |router, (path, methods)| router.route(path, methods));
    // Who is lost gets the menu too, where there is a session.
    let known = ServiceBuilder::new().layer(sessions).layer(from_fn(error::with_menu));
    let staff = staff.layer(known.clone()).layer(from_fn_with_state(cx.clone(), parking::park));
    let layers = ServiceBuilder::new()
        .layer(from_fn(own_request_id))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_failure(()))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(from_fn_with_state(cx.clone(), metrics::count))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(cx.config.is_secure(), headers))
        .layer(from_fn_with_state(patience, limits::hold))
        .layer(from_fn(error::tell))
        .layer(CatchPanicLayer::custom(|_| error::broken(None)))
        .layer(csrf(&trusted))
        .layer(RequestBodyTimeoutLayer::new(patience.body));
    Router::new()
        .merge(respondent::routes())
        .merge(staff)
        .route(routes::PRIVACY.pattern(), get(files::privacy))
        .route(routes::ACCESSIBILITY.pattern(), get(files::accessibility))
        .route(routes::ASSET.pattern(), get(assets::serve))
        .route(routes::ROBOTS.pattern(), get(|| async { "User-agent: *\nDisallow: /\n" }))
        .route(routes::ALIVE.pattern(), get(|| async { "ok" }))
        .route(routes::READY.pattern(), get(ready))
        .route(routes::METRICS.pattern(), get(metrics::read))
        .fallback(any(error::lost).layer(known))
        .method_not_allowed_fallback(|| async { WebError::Method })
        .with_state(cx)
        .layer(layers)
}

/// The routes behind the login, and the way to it. A test holds each against a table that says who
/// may.
fn staff() -> Vec<(&'static str, MethodRouter<Context>)> {
    vec![
        (routes::HOME.pattern(), get(account::home)),
        (routes::LOG_IN.pattern(), get(account::log_in).post(account::enter)),
        (routes::SIGN_ON.pattern(), get(sign_on::begin)),
        (routes::SIGN_ON_BACK.pattern(), get(sign_on::back)),
        (routes::SIGN_ON_ENDED.pattern(), post(sign_on::ended)),
        (routes::SIGN_ON_END.pattern(), get(sign_on::end)),
        (routes::LOG_OUT.pattern(), get(account::log_out).post(account::leave)),
        (routes::INVITATION.pattern(), get(account::invitation).post(account::accept)),
        (routes::FORGOTTEN_PASSWORD.pattern(), get(account::forgotten).post(account::send_link)),
        (routes::ACCOUNT.pattern(), get(account::own).post(account::change_password)),
        (routes::SESSIONS.pattern(), post(account::end_sessions)),
        (routes::READING_TOKENS.pattern(), get(reading_tokens::list).post(reading_tokens::change)),
        (routes::RESUME_POST.pattern(), get(parking::go_on).post(parking::drop_parked)),
        (routes::BOARD.pattern(), get(coordinator::board::board)),
        (routes::BOARD_LIVE.pattern(), get(coordinator::board::live)),
        (routes::SAMPLE_UNIT.pattern(), post(coordinator::board::change_unit)),
        (routes::QR_SVG.pattern(), get(coordinator::board::qr_svg)),
        (routes::QR_PNG.pattern(), get(coordinator::board::qr_png)),
        (routes::POSTER.pattern(), get(coordinator::letters::poster)),
        (routes::LETTERS.pattern(), get(coordinator::letters::list)),
        (routes::LETTER.pattern(), get(coordinator::letters::write).post(coordinator::letters::send)),
        (routes::REMINDER_NOTE.pattern(), post(coordinator::letters::note)),
        (routes::MAILING.pattern(), post(coordinator::letters::change)),
        (routes::REHEARSAL.pattern(), get(coordinator::rehearsal::page)),
        (routes::REGISTER.pattern(), get(coordinator::register::list).post(coordinator::register::settings)),
        (routes::REGISTER_UNIT.pattern(), get(coordinator::register::unit).post(coordinator::register::change)),
        (routes::REGISTER_BOOK.pattern(), get(coordinator::register::download)),
        (routes::REGISTER_FILE.pattern(), post(coordinator::register::preview)),
        (routes::REGISTER_IMPORT.pattern(), post(coordinator::register::take)),
        (routes::SUPPORT_LINKS.pattern(), get(coordinator::support_links::list).post(coordinator::support_links::set)),
        (routes::RESULTS.pattern(), get(coordinator::results::results)),
        (routes::FREE_TEXT.pattern(), get(coordinator::free_text::list).post(coordinator::free_text::change)),
        (routes::INCIDENTS.pattern(), get(coordinator::incidents::list)),
        (routes::INCIDENT.pattern(), get(coordinator::incidents::event).post(coordinator::incidents::assess)),
        (routes::SOURCES.pattern(), get(coordinator::sources::list).post(coordinator::sources::change)),
        (routes::REPORTS.pattern(), get(coordinator::reports::list).post(coordinator::reports::change)),
        (routes::REPORT_FILE.pattern(), post(coordinator::reports::take)),
        (routes::UNDERLAG_EDIT.pattern(), get(coordinator::underlag::form).post(coordinator::underlag::change)),
        (routes::UNDERLAG_SAVE.pattern(), post(coordinator::underlag::save)),
        (routes::RATES.pattern(), get(central::rates)),
        (routes::AWARENESS.pattern(), get(awareness::awareness)),
        (routes::INDICATOR.pattern(), get(awareness::indicator)),
        (routes::CITY_QUESTION.pattern(), get(question::page)),
        (routes::CITY_INCIDENTS.pattern(), get(city::incidents)),
        (routes::CITY_UNDERLAG.pattern(), get(city_underlag::page)),
        (routes::CITY_UNDERLAG_FILE.pattern(), get(city_underlag::file)),
        (routes::CITY_UNDERLAG_EDIT.pattern(), get(city_underlag::form).post(city_underlag::change)),
        (routes::CITY_UNDERLAG_SAVE.pattern(), post(city_underlag::save)),
        (routes::CHART.pattern(), get(charts::chart)),
        (routes::ROUNDS.pattern(), get(rounds::list).post(rounds::create)),
        (routes::ROUND.pattern(), get(rounds::show).post(rounds::change)),
        (routes::ROUND_OPEN.pattern(), get(rounds::opening).post(rounds::open)),
        (routes::STAFF_LETTERS.pattern(), get(staff_letters::page).post(staff_letters::send)),
        (routes::ROUND_HISTORY.pattern(), post(rounds::history)),
        (routes::ROUND_EXTEND.pattern(), post(rounds::extend)),
        (routes::ROUND_CLOSE.pattern(), post(rounds::close)),
        (routes::ROUND_REMOVE.pattern(), post(rounds::remove)),
        (routes::KEYS.pattern(), get(keys::list)),
        (routes::KEY_DESTROY.pattern(), post(keys::destroy)),
        (routes::QUESTIONNAIRES.pattern(), get(central::questionnaires)),
        (routes::QUESTIONNAIRE_FILE.pattern(), post(central::import_questionnaire)),
        (routes::QUESTIONNAIRE_NEW.pattern(), post(authoring::begin)),
        (routes::QUESTIONNAIRE_CALL.pattern(), post(authoring::call).layer(DefaultBodyLimit::max(authoring::LARGEST))),
        (routes::QUESTIONNAIRE_EDIT.pattern(), get(authoring::edit)),
        (routes::QUESTIONNAIRE_REVIEW.pattern(), get(authoring::review).post(authoring::publish)),
        (routes::QUESTIONNAIRE_SHARED.pattern(), get(authoring::shared).post(authoring::adopt)),
        (routes::QUESTIONNAIRE_DISCARD.pattern(), post(authoring::discard)),
        (routes::QUESTIONNAIRE.pattern(), get(central::preview)),
        (routes::QUESTIONNAIRE_JSON.pattern(), get(central::questionnaire_file)),
        (routes::ORGANISATIONS.pattern(), get(organisations::list).post(organisations::add)),
        (routes::ORGANISATION_FILE.pattern(), post(organisations::import)),
        (routes::ORGANISATION.pattern(), get(organisations::show).post(organisations::change)),
        (routes::CITY_SUPPORT_LINKS.pattern(), get(support_links::list).post(support_links::set)),
        (routes::ACCOUNTS.pattern(), get(accounts::list).post(accounts::add)),
        (routes::ACCOUNT_INVITE.pattern(), post(accounts::invite)),
        (routes::ACCOUNT_DISABLE.pattern(), post(accounts::disable)),
        (routes::ACCOUNT_ROLE.pattern(), post(accounts::set_role)),
        (routes::AUDIT.pattern(), get(accounts::log)),
        (routes::EXPORT.pattern(), get(files::export)),
        (routes::UNDERLAG.pattern(), get(coordinator::underlag::report)),
    ]
}

/// The paths of the routes behind the login.
pub fn staff_paths() -> impl Iterator<Item = &'static str> {
    staff().into_iter().map(|(path, _)| path)
}

/// Refuses what a browser says comes from another site; the installation's own address is trusted,
/// since a proxy may have changed the host on the way.
fn csrf(trusted: &str) -> CsrfLayer {
    CsrfLayer::new().add_trusted_origin(trusted).unwrap_or_else(|_| CsrfLayer::new())
}

/// A log line's context: the route's pattern, never the address, which may hold a token.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("-");
    tracing::info_span!("request", method = %request.method(), route, id)
}

async fn ready(State(cx): State<Context>) -> Response {
    if health::is_ready(&cx).await {
        "ok".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "databasen svarar inte").into_response()
    }
}

/// The header that names a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request is named by us: a name that the client gives could be another's, or anything.
async fn own_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(REQUEST_ID);
    next.run(request).await
}

/// What every response says to the browser. Pages set their own content policy.
async fn headers(State(secure): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let unprocessable = response.status() == StatusCode::UNPROCESSABLE_ENTITY;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    // The way back to a page with faults is the browser's own copy, since it cannot be asked for again; the receipt and
    // the logout have it forgotten. What may be kept for good says so itself.
    set(header::CACHE_CONTROL, if unprocessable { "private, no-cache" } else { "no-store" });
    response
}
