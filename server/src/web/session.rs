//! Sessions in the database, by a hash of what is in the cookie; and who has logged in.

use std::collections::HashMap;

use async_trait::async_trait;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

use super::{App, WebError};
use crate::services::{Account, Caller, Services, digest};
use crate::store::sql;

/// Where a session keeps the account's id.
pub(super) const ACCOUNT: &str = "konto";
/// Hours without a request after which one logs in again.
const IDLE: i64 = 8;

/// Sessions of the staff's pages.
pub(super) fn layer(services: &Services) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(services.clone()))
        .with_name("session")
        .with_secure(services.config.is_secure())
        .with_http_only(true)
        .with_same_site(tower_sessions::cookie::SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::hours(IDLE)))
}

#[derive(Clone)]
pub(super) struct Sessions(Services);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

fn key(id: &Id) -> String {
    digest(id.to_string())
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let mut write = self.0.store.write().await.map_err(backend)?;
        // The old ones leave as new ones come, so nothing else has to clean up.
        sqlx::query(sql::REMOVE_SESSIONS).bind(self.0.ambient.seconds()).execute(&mut *write).await.map_err(backend)?;
        let query = sqlx::query(sql::PUT_SESSION).bind(key(&record.id)).bind(data);
        query.bind(record.expiry_date.unix_timestamp()).execute(&mut *write).await.map_err(backend)?;
        write.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut db = self.0.store.read().await.map_err(backend)?;
        let query = sqlx::query_as(sql::FIND_SESSION).bind(key(id)).bind(self.0.ambient.seconds());
        let found: Option<(String, i64)> = query.fetch_optional(&mut *db).await.map_err(backend)?;
        let Some((data, expires)) = found else { return Ok(None) };
        let data: HashMap<String, serde_json::Value> = serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(expires).map_err(|e| Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut write = self.0.store.write().await.map_err(backend)?;
        sqlx::query(sql::REMOVE_SESSION).bind(key(id)).execute(&mut *write).await.map_err(backend)?;
        write.commit().await.map_err(backend)
    }
}

/// Someone who has logged in; anybody else is sent to do so.
pub struct Staff(pub Account);

impl Staff {
    /// As use cases know them.
    pub fn caller(&self) -> Caller {
        Caller::Staff(self.0.clone())
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, WebError> {
        let next = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
        let session = Session::from_request_parts(parts, app).await.map_err(|_| WebError::NotLoggedIn(String::new()))?;
        let id: Option<String> = session.get(ACCOUNT).await.ok().flatten();
        let account = match id {
            Some(id) => app.account(&id).await?,
            None => None,
        };
        account.map(Self).ok_or(WebError::NotLoggedIn(next))
    }
}
