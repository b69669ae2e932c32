//! Sessions in the database, by a hash of what is in the cookie; and who has logged in.

use std::collections::HashMap;

use app::domain::account::Account;
use app::pages::account::SessionRow;
use app::routes;
use async_trait::async_trait;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

use super::error::Reader;
use super::{WebError, notice};
use crate::ambient::in_stockholm;
use crate::services::{Caller, Central, Context, accounts, sessions};

/// Where a session keeps the account's id.
pub(super) const ACCOUNT: &str = "konto";
/// Where it keeps the version of the account's sessions.
pub(super) const VERSION: &str = "version";
/// Where it keeps when it was last renewed, in Unix seconds.
const RENEWED: &str = "fornyad";
/// Where it keeps when it began, in Unix seconds, and on what device.
const BEGUN: &str = "borjan";
const DEVICE: &str = "enhet";
/// Where it keeps the session at the city's own login that it came from; empty where that has no name.
const PROVIDER: &str = "inloggning";
/// The cookie.
pub(super) const COOKIE: &str = "session";
/// Seconds without a request after which one logs in again.
const IDLE: i64 = 8 * 3600;
/// Seconds after which one logs in again in any case.
const LONGEST: i64 = 24 * 3600;
/// Seconds after which a session that is used is renewed.
const RENEW: i64 = 600;
/// What asks again and again by itself: it keeps nobody logged in.
const POLLED: [&str; 2] = [routes::BOARD_LIVE.path(), "/central/enkater/skriv/lage"];

/// Sessions of the staff's pages.
pub(super) fn layer(services: &Context) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(services.clone()))
        .with_name(services.config.cookie(COOKIE, routes::HOME.path()))
        .with_secure(services.config.is_secure())
        .with_http_only(true)
        .with_same_site(tower_sessions::cookie::SameSite::Lax)
        // The browser keeps the cookie for as long as it is remembered whose the session was.
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(IDLE + sessions::REMEMBERED)))
}

#[derive(Clone)]
pub(super) struct Sessions(Context);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

fn data(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let data = data(record)?;
        let account = account_of(&data).map(|(account, _)| account);
        sessions::add(&self.0, &record.id.to_string(), (&data, account.as_deref()), IDLE).await.map_err(backend)
    }

    /// A session that was ended meanwhile stays so.
    async fn save(&self, record: &Record) -> Result<()> {
        let data = data(record)?;
        let account = account_of(&data).map(|(account, _)| account);
        sessions::set(&self.0, &record.id.to_string(), (&data, account.as_deref()), IDLE).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = sessions::find(&self.0, &id.to_string()).await.map_err(backend)?;
        let Some((data, expires)) = found else { return Ok(None) };
        let data: HashMap<String, serde_json::Value> = serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(expires).map_err(|e| Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sessions::remove(&self.0, &id.to_string()).await.map_err(backend)
    }
}

/// Someone who has logged in; anybody else is sent to do so.
pub struct Staff {
    pub account: Account,
    /// What her session is known by.
    pub(super) session: Option<String>,
    /// What she is to be told of what she has just done.
    pub notice: Option<String>,
}

impl Staff {
    /// As use cases know them.
    pub fn caller(&self) -> Caller {
        Caller::Staff(self.account.clone())
    }
}

impl FromRequestParts<Context> for Staff {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> std::result::Result<Self, WebError> {
        // What was posted cannot be asked for.
        let asked = parts.uri.path_and_query().filter(|_| parts.method == Method::GET);
        let next = asked.map_or_else(String::new, ToString::to_string);
        let session = Session::from_request_parts(parts, cx).await.map_err(|(_, cause)| broken(cause))?;
        let id: Option<String> = session.get(ACCOUNT).await.map_err(broken)?;
        let version: i64 = session.get(VERSION).await.map_err(broken)?.unwrap_or(0);
        let account = match id {
            Some(id) => accounts::find(cx, &id, version).await?,
            None => None,
        };
        // Where nobody logs in with a password any more, those who did have to come again.
        let holds = cx.config.passwords || is_by_sign_on(&session).await?;
        let now = cx.ambient.seconds();
        let begun: i64 = session.get(BEGUN).await.map_err(broken)?.unwrap_or(0);
        let account = account.filter(|_| holds && now < begun + LONGEST).ok_or(WebError::NotLoggedIn(next))?;
        Reader::set(parts, &account);
        let renewed: i64 = session.get(RENEWED).await.map_err(broken)?.unwrap_or(0);
        if now >= renewed + RENEW && !POLLED.contains(&parts.uri.path()) {
            // That it changes has it saved, and its time begins anew.
            session.insert(RENEWED, now).await.map_err(broken)?;
        }
        let known_by = session.id().map(|id| sessions::known_by(&id.to_string()));
        Ok(Self { account, session: known_by, notice: notice::read(cx, &parts.headers) })
    }
}

/// Someone of the central office; anybody else who has logged in is refused.
pub(super) struct CentralStaff {
    pub(super) staff: Staff,
    pub(super) central: Central,
}

impl FromRequestParts<Context> for CentralStaff {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> std::result::Result<Self, WebError> {
        let staff = Staff::from_request_parts(parts, cx).await?;
        let central = staff.caller().central()?;
        Ok(Self { staff, central })
    }
}

/// A new session id for a new identity.
pub(super) async fn remember(session: &Session, account: &Account, device: &Device) -> std::result::Result<(), WebError> {
    session.cycle_id().await.map_err(broken)?;
    session.remove::<String>(PROVIDER).await.map_err(broken)?;
    session.insert(ACCOUNT, &account.id).await.map_err(broken)?;
    session.insert(BEGUN, device.now).await.map_err(broken)?;
    session.insert(RENEWED, device.now).await.map_err(broken)?;
    session.insert(DEVICE, &device.name).await.map_err(broken)?;
    session.insert(VERSION, account.session_version).await.map_err(broken)
}

/// Remembers that it came from the city's own login, and from which session there.
pub(super) async fn came_by_sign_on(session: &Session, there: Option<String>) -> std::result::Result<(), WebError> {
    session.insert(PROVIDER, there.unwrap_or_default()).await.map_err(broken)
}

/// Whether it came from there.
pub(super) async fn is_by_sign_on(session: &Session) -> std::result::Result<bool, WebError> {
    Ok(session.get::<String>(PROVIDER).await.map_err(broken)?.is_some())
}

/// Ends an account's sessions that came from a session there, or all that came from there.
pub(super) async fn end_by_sign_on(cx: &Context, account: &Account, there: Option<&str>) -> std::result::Result<(), WebError> {
    let came_from = |data: &str| {
        let data: HashMap<String, serde_json::Value> = serde_json::from_str(data).unwrap_or_default();
        data.get(PROVIDER).and_then(|name| name.as_str()).is_some_and(|name| there.is_none_or(|there| there == name))
    };
    let ended = sessions::list(cx, account).await?.into_iter().filter(|(_, data)| came_from(data));
    Ok(sessions::end(cx, account, &ended.map(|(id, _)| id).collect::<Vec<_>>()).await?)
}

/// On what device somebody logs in, and when.
pub(super) struct Device {
    /// Browser and system, as far as they say.
    name: String,
    now: i64,
}

impl FromRequestParts<Context> for Device {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> std::result::Result<Self, Self::Rejection> {
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self { name: device(agent), now: cx.ambient.seconds() })
    }
}

/// The browsers and systems that are named, by what their `User-Agent` has: those first that have others' words too.
const BROWSERS: [(&str, &str); 5] =
    [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
];

fn device(agent: &str) -> String {
    let named = |list: &[(&str, &'static str)]| list.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name);
    [named(&BROWSERS), named(&SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// An account's sessions, the latest used first.
pub(super) async fn own_sessions(cx: &Context, staff: &Staff) -> std::result::Result<Vec<SessionRow>, WebError> {
    let known_by = staff.session.as_deref();
    let row = |(id, data): (String, String)| {
        let (_, version) = account_of(&data)?;
        let data: HashMap<String, serde_json::Value> = serde_json::from_str(&data).ok()?;
        let moment = |key| Some(in_stockholm(data.get(key)?.as_i64()?).strftime("%Y-%m-%d %H:%M").to_string());
        let row = SessionRow {
            is_this: known_by == Some(id.as_str()),
            device: data.get(DEVICE).and_then(|name| name.as_str()).unwrap_or_default().to_owned(),
            begun: moment(BEGUN).unwrap_or_default(),
            used: moment(RENEWED).unwrap_or_default(),
            id,
        };
        (version == staff.account.session_version).then_some(row)
    };
    let mut rows: Vec<SessionRow> = sessions::list(cx, &staff.account).await?.into_iter().filter_map(row).collect();
    rows.sort_by_cached_key(|row| (!row.is_this, std::cmp::Reverse(row.used.clone())));
    Ok(rows)
}

/// A session that cannot be read is a fault of ours; it is not the same as being logged out.
pub(super) fn broken(cause: impl std::fmt::Display) -> WebError {
    WebError::Broken(crate::services::Error::Session(cause.to_string()))
}

/// The account's id in a session's data, and the version of its sessions.
pub(super) fn account_of(data: &str) -> Option<(String, i64)> {
    let data: HashMap<String, serde_json::Value> = serde_json::from_str(data).ok()?;
    Some((data.get(ACCOUNT)?.as_str()?.to_owned(), data.get(VERSION)?.as_i64().unwrap_or(0)))
}
