//! How an installation is set up: environment variables over `lagesbild.toml`.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use app::domain::suppression::LEAST_THRESHOLD;
use config::{Environment, File, FileFormat};
use serde::Deserialize;

use crate::mail::{self, Post};

/// The effective configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    /// Where to listen.
    pub addr: SocketAddr,
    /// The address that people see, without a slash at the end.
    pub base_url: String,
    /// Where mail goes out, if it does.
    pub smtp_url: Option<String>,
    /// Who it comes from.
    pub mail_from: Option<String>,
    /// Whom to ask, on the legal pages.
    pub contact: Option<String>,
    /// The supervisory authority, on the legal pages.
    pub authority: Option<String>,
    /// The smallest base whose figures are shown.
    pub min_cell: i64,
    /// Reverse proxies whose forwarded headers count.
    pub trust_proxy: Vec<IpAddr>,
    /// Which log lines are written.
    pub log: String,
    /// Whether they are JSON.
    pub log_json: bool,
    /// How long the server waits for others.
    pub patience: Patience,
}

/// How long the server waits for what others do. Only tests have other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the whole head of a request, the first and each later one on a connection.
    pub head: Duration,
    /// For the next byte of a body.
    pub body: Duration,
    /// For a page, from the head of the request to the head of the answer.
    pub page: Duration,
    /// For a file, or a round that is opened or closed.
    pub work: Duration,
    /// For the requests under way when the server is told to stop.
    pub end: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            page: Duration::from_secs(30),
            work: Duration::from_mins(10),
            end: Duration::from_secs(8),
        }
    }
}

impl Patience {
    /// As much shorter: a page has longer than the bytes it waits for.
    pub const fn of(time: Duration) -> Self {
        let page = time.saturating_mul(5);
        Self { head: time, body: time, page, work: page, end: time }
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("Inställningarna kunde inte läsas: {0}")]
    Unreadable(#[from] config::ConfigError),
    #[error("DATABASE_URL ska börja med sqlite: eller postgres://.")]
    Database,
    #[error("LAGESBILD_ADDR ska vara en adress och port, till exempel 127.0.0.1:3000, inte \"{0}\".")]
    Addr(String),
    #[error("LAGESBILD_BASE_URL ska börja med http:// eller https://, inte \"{0}\".")]
    BaseUrl(String),
    #[error("LAGESBILD_SMTP_URL ska börja med smtp:// eller smtps://.")]
    Smtp,
    #[error("LAGESBILD_MAIL_FROM ska vara en e-postadress, till exempel enkat@example.org, inte \"{0}\".")]
    MailFrom(String),
    #[error("LAGESBILD_MIN_CELL ska vara ett heltal, minst {LEAST_THRESHOLD}, inte \"{0}\".")]
    MinCell(String),
    #[error("LAGESBILD_TRUST_PROXY ska vara IP-adresser med komma emellan; \"{0}\" är ingen.")]
    Proxy(String),
    #[error("LAGESBILD_LOG_FORMAT ska vara text eller json, inte \"{0}\".")]
    LogFormat(String),
}

/// As the variables come: texts, the same in the file and in the environment.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    database_url: Option<String>,
    lagesbild_addr: Option<String>,
    lagesbild_base_url: Option<String>,
    lagesbild_smtp_url: Option<String>,
    lagesbild_mail_from: Option<String>,
    lagesbild_contact: Option<String>,
    lagesbild_authority: Option<String>,
    lagesbild_min_cell: Option<String>,
    lagesbild_trust_proxy: Option<String>,
    lagesbild_log: Option<String>,
    lagesbild_log_format: Option<String>,
    /// Milliseconds of [`Patience`], for tests; in no description.
    lagesbild_patience: Option<u64>,
}

impl Config {
    /// Reads the file, if there is one, and the environment over it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let source = match file {
            Some(path) => File::from(path).format(FileFormat::Toml),
            None => File::new("lagesbild.toml", FileFormat::Toml).required(false),
        };
        // Only the variables of this product: the environment is full of others.
        let known = std::env::vars()
            .filter(|(name, value)| (name == "DATABASE_URL" || name.starts_with("LAGESBILD_")) && !value.is_empty());
        let environment = Environment::default().source(Some(known.collect()));
        let raw: Raw = config::Config::builder().add_source(source).add_source(environment).build()?.try_deserialize()?;
        Self::new(raw)
    }

    fn new(raw: Raw) -> Result<Self, ConfigError> {
        let database_url = raw.database_url.unwrap_or_else(|| "sqlite:lagesbild.db".into());
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|p| database_url.starts_with(p)) {
            return Err(ConfigError::Database);
        }
        let addr = raw.lagesbild_addr.unwrap_or_else(|| "127.0.0.1:3000".into());
        let addr: SocketAddr = addr.parse().map_err(|_| ConfigError::Addr(addr))?;
        let base_url = raw.lagesbild_base_url.unwrap_or_else(|| format!("http://{addr}"));
        if !["http://", "https://"].iter().any(|p| base_url.len() > p.len() && base_url.starts_with(p)) {
            return Err(ConfigError::BaseUrl(base_url));
        }
        if raw.lagesbild_smtp_url.as_ref().is_some_and(|u| !["smtp://", "smtps://"].iter().any(|p| u.starts_with(p))) {
            return Err(ConfigError::Smtp);
        }
        if let Some(url) = &raw.lagesbild_smtp_url {
            mail::way(url).map_err(|_| ConfigError::Smtp)?;
        }
        if let Some(from) = &raw.lagesbild_mail_from {
            mail::mailbox(from).ok_or_else(|| ConfigError::MailFrom(from.clone()))?;
        }
        let min_cell = raw.lagesbild_min_cell.unwrap_or_else(|| LEAST_THRESHOLD.to_string());
        let min_cell = match min_cell.parse() {
            Ok(n) if n >= LEAST_THRESHOLD => n,
            _ => return Err(ConfigError::MinCell(min_cell)),
        };
        let proxies = raw.lagesbild_trust_proxy.unwrap_or_default();
        let proxies = proxies.split(',').map(str::trim).filter(|p| !p.is_empty());
        let trust_proxy = proxies.map(|p| p.parse().map_err(|_| ConfigError::Proxy(p.into()))).collect::<Result<_, _>>()?;
        let log_json = match raw.lagesbild_log_format.as_deref() {
            None | Some("text") => false,
            Some("json") => true,
            Some(other) => return Err(ConfigError::LogFormat(other.into())),
        };
        Ok(Self {
            database_url,
            addr,
            base_url: base_url.trim_end_matches('/').to_owned(),
            smtp_url: raw.lagesbild_smtp_url,
            mail_from: raw.lagesbild_mail_from,
            contact: raw.lagesbild_contact,
            authority: raw.lagesbild_authority,
            min_cell,
            trust_proxy,
            log: raw.lagesbild_log.unwrap_or_else(|| "info".into()),
            log_json,
            patience: raw.lagesbild_patience.map_or_else(Patience::default, |ms| Patience::of(Duration::from_millis(ms))),
        })
    }

    /// The defaults with another database: for the demo and for tests.
    pub fn with_database(database_url: &str, addr: SocketAddr) -> Self {
        let raw = Raw { database_url: Some(database_url.into()), lagesbild_addr: Some(addr.to_string()), ..Raw::default() };
        Self::new(raw).unwrap_or_else(|_| unreachable!("the defaults are sound"))
    }

    /// Whether mail can be sent: there is a server for it, and a sender.
    pub const fn has_mail(&self) -> bool {
        self.smtp_url.is_some() && self.mail_from.is_some()
    }

    /// The way that letters go out, if one is configured.
    pub fn post(&self) -> Option<Post> {
        Post::new(self.smtp_url.as_deref()?, self.mail_from.as_deref()?)
    }

    /// Whether people come over https, so that cookies are only sent there.
    pub fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Every setting as `NAME = value`, with what is secret left out.
    pub fn describe(&self) -> String {
        let unset = || "(inte satt)".to_owned();
        let proxies: Vec<String> = self.trust_proxy.iter().map(ToString::to_string).collect();
        let lines = [
            ("DATABASE_URL", without_password(&self.database_url)),
            ("LAGESBILD_ADDR", self.addr.to_string()),
            ("LAGESBILD_BASE_URL", self.base_url.clone()),
            ("LAGESBILD_SMTP_URL", self.smtp_url.as_deref().map_or_else(unset, without_password)),
            ("LAGESBILD_MAIL_FROM", self.mail_from.clone().unwrap_or_else(unset)),
            ("LAGESBILD_CONTACT", self.contact.clone().unwrap_or_else(unset)),
            ("LAGESBILD_AUTHORITY", self.authority.clone().unwrap_or_else(unset)),
            ("LAGESBILD_MIN_CELL", self.min_cell.to_string()),
            ("LAGESBILD_TRUST_PROXY", if proxies.is_empty() { unset() } else { proxies.join(",") }),
            ("LAGESBILD_LOG", self.log.clone()),
            ("LAGESBILD_LOG_FORMAT", if self.log_json { "json" } else { "text" }.into()),
        ];
        lines.iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
    }
}

/// An address with `***` for its password, and for whatever follows a `?`.
fn without_password(url: &str) -> String {
    let url = url.split_once('?').map_or(url.to_owned(), |(head, _)| format!("{head}?***"));
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, rest)), Some((_, host))) => {
            let user = rest.split([':', '@']).next().unwrap_or_default();
            format!("{scheme}://{user}:***@{host}")
        }
        _ => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_below_five_is_refused() {
        for text in ["4", "0", "-1", "fem"] {
            let raw = Raw { lagesbild_min_cell: Some(text.into()), ..Raw::default() };
            assert!(matches!(Config::new(raw), Err(ConfigError::MinCell(_))), "{text}");
        }
        let raw = Raw { lagesbild_min_cell: Some("7".into()), ..Raw::default() };
        assert_eq!(Config::new(raw).expect("sound").min_cell, 7);
    }

    #[test]
    fn secrets_are_left_out_of_the_description() {
        let raw = Raw {
            database_url: Some("postgres://lagesbild:hemligt@db.example.org/enkat?password=hemligt".into()),
            lagesbild_smtp_url: Some("smtps://post:hemligt@mail.example.org".into()),
            ..Raw::default()
        };
        let text = Config::new(raw).expect("sound").describe();
        assert!(!text.contains("hemligt"), "{text}");
        assert!(text.contains("postgres://lagesbild:***@db.example.org/enkat"), "{text}");
    }
}
