//! How an installation is set up: environment variables over `lagesbild.toml`.
//!
//! A setting comes as a text and is parsed here, once, into the type that the rest uses.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use app::domain::suppression::LEAST_THRESHOLD;
use config::{Environment, File, FileFormat};
use lettre::message::Mailbox;
use serde::Deserialize;
use url::Url;

pub use oidc::OidcSettings;

use crate::mail::{self, Post};
use crate::store::files;

mod oidc;

/// The folder of keys beside a SQLite file.
const KEYS: &str = "keys";

/// The effective configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the data is.
    pub database_url: DatabaseUrl,
    /// Where to listen.
    pub addr: SocketAddr,
    /// The address that people see.
    pub base_url: BaseUrl,
    /// The mail server, `smtp://…` or `smtps://…`, if there is one.
    pub smtp_url: Option<Url>,
    /// The sender of letters.
    pub mail_from: Option<Mailbox>,
    /// Whom to ask, on the legal pages.
    pub contact: Option<String>,
    /// The supervisory authority, on the legal pages.
    pub authority: Option<String>,
    /// The city's own login, if staff come by it.
    pub oidc: Option<OidcSettings>,
    /// Whether staff log in with passwords.
    pub passwords: bool,
    /// The smallest base whose figures are shown.
    pub min_cell: i64,
    /// Reverse proxies whose forwarded headers count.
    pub trust_proxy: Vec<IpAddr>,
    /// The folder of the keys.
    pub key_dir: PathBuf,
    /// Where copies of the database are put each day, if they are.
    pub backup_dir: Option<PathBuf>,
    /// How many of them are kept.
    pub backup_keep: usize,
    /// What monitoring shows to read the metrics from another machine.
    pub metrics_token: Option<String>,
    /// Which log lines are written: a filter as `tracing-subscriber` reads it.
    pub log: String,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// How long the server waits for others.
    pub patience: Patience,
}

/// `sqlite:PATH`, `postgres://…` or `postgresql://…`. The path of a file need not be a valid URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl FromStr for DatabaseUrl {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        known.then(|| Self(text.to_owned())).ok_or(())
    }
}

impl Deref for DatabaseUrl {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

/// The `http` or `https` address under which people reach the server. Displayed without a slash at
/// the end, so that a path can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Scheme, host and port, as a browser names the site in `Origin`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

impl FromStr for BaseUrl {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let url = Url::parse(text).map_err(|_| ())?;
        matches!(url.scheme(), "http" | "https").then_some(Self(url)).ok_or(())
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl FromStr for LogFormat {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
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
    /// For whoever leads requests here to hear that the server stops, before it takes no more.
    pub drain: Duration,
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
            drain: Duration::from_secs(3),
            end: Duration::from_secs(8),
        }
    }
}

impl Patience {
    /// As much shorter: a page has longer than the bytes it waits for.
    pub const fn of(time: Duration) -> Self {
        let page = time.saturating_mul(5);
        Self { head: time, body: time, page, work: page, drain: Duration::ZERO, end: time }
    }
}

/// Why the configuration cannot be used. `expected` completes "NAME ska …".
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("Inställningarna kunde inte läsas: {0}")]
    Unreadable(#[from] config::ConfigError),
    #[error("{name} ska {expected}, inte ”{found}”.")]
    Setting { name: &'static str, expected: String, found: String },
    #[error(
        "LAGESBILD_KEY_DIR ska ange en mapp för nycklarna, utanför databasen. Den behövs när databasen inte är en SQLite-fil."
    )]
    KeyDirectory,
    /// A setting that may hold a password, which is not repeated.
    #[error("{name} ska {expected}.")]
    Secret { name: &'static str, expected: &'static str },
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
    lagesbild_oidc_issuer: Option<String>,
    lagesbild_oidc_client_id: Option<String>,
    lagesbild_oidc_client_secret: Option<String>,
    lagesbild_passwords: Option<String>,
    lagesbild_min_cell: Option<String>,
    lagesbild_trust_proxy: Option<String>,
    lagesbild_key_dir: Option<String>,
    lagesbild_backup_dir: Option<String>,
    lagesbild_backup_keep: Option<String>,
    lagesbild_metrics_token: Option<String>,
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
        let default = |text: Option<String>, default: &str| text.unwrap_or_else(|| default.to_owned());
        let addr: SocketAddr = setting(
            "LAGESBILD_ADDR",
            "vara en adress och port, till exempel 127.0.0.1:3000",
            default(raw.lagesbild_addr, "127.0.0.1:3000"),
        )?;
        let database_url = default(raw.database_url, "sqlite:lagesbild.db");
        let mail_from = raw
            .lagesbild_mail_from
            .map(|from| setting("LAGESBILD_MAIL_FROM", "vara en e-postadress, till exempel enkat@example.org", from));
        let proxies = raw.lagesbild_trust_proxy.unwrap_or_default();
        let proxies = proxies.split(',').map(str::trim).filter(|p| !p.is_empty());
        let proxies = proxies.map(|p| setting("LAGESBILD_TRUST_PROXY", "vara IP-adresser med komma emellan", p.to_owned()));
        let key_dir = raw.lagesbild_key_dir.map(PathBuf::from);
        let beside = || files::path(&database_url).map(|file| files::folder(&file).join(KEYS));
        let key_dir = key_dir.or_else(beside).ok_or(ConfigError::KeyDirectory)?;
        let oidc = OidcSettings::new(raw.lagesbild_oidc_issuer, raw.lagesbild_oidc_client_id, raw.lagesbild_oidc_client_secret)?;
        let passwords = oidc::passwords(raw.lagesbild_passwords, oidc.is_some())?;
        let whole = format!("vara ett heltal, minst {LEAST_THRESHOLD}");
        let backup_keep: usize =
            setting("LAGESBILD_BACKUP_KEEP", "vara ett heltal, minst 1", default(raw.lagesbild_backup_keep, "14"))?;
        let min_cell = default(raw.lagesbild_min_cell, &LEAST_THRESHOLD.to_string());
        Ok(Self {
            database_url: database_url
                .parse()
                .map_err(|()| ConfigError::Secret { name: "DATABASE_URL", expected: "börja med sqlite: eller postgres://" })?,
            addr,
            base_url: setting(
                "LAGESBILD_BASE_URL",
                "börja med http:// eller https://",
                default(raw.lagesbild_base_url, &format!("http://{addr}")),
            )?,
            smtp_url: raw.lagesbild_smtp_url.as_deref().map(smtp_url).transpose()?,
            mail_from: mail_from.transpose()?,
            contact: raw.lagesbild_contact,
            authority: raw.lagesbild_authority,
            oidc,
            passwords,
            min_cell: setting::<Threshold>("LAGESBILD_MIN_CELL", &whole, min_cell)?.0,
            trust_proxy: proxies.collect::<Result<_, _>>()?,
            key_dir,
            backup_dir: raw.lagesbild_backup_dir.map(PathBuf::from),
            backup_keep: backup_keep.max(1),
            metrics_token: raw.lagesbild_metrics_token,
            log: default(raw.lagesbild_log, "info"),
            log_format: setting("LAGESBILD_LOG_FORMAT", "vara text eller json", default(raw.lagesbild_log_format, "text"))?,
            patience: raw.lagesbild_patience.map_or_else(Patience::default, |ms| Patience::of(Duration::from_millis(ms))),
        })
    }

    /// The defaults with another database and folder of keys: for the demo and for tests.
    pub fn with_database(database_url: &str, key_dir: &Path, addr: SocketAddr) -> Self {
        let raw = Raw {
            database_url: Some(database_url.into()),
            lagesbild_key_dir: Some(key_dir.display().to_string()),
            lagesbild_addr: Some(addr.to_string()),
            ..Raw::default()
        };
        Self::new(raw).unwrap_or_else(|_| unreachable!("the defaults are sound"))
    }

    /// Whether mail can be sent: there is a server for it, and a sender.
    pub const fn has_mail(&self) -> bool {
        self.smtp_url.is_some() && self.mail_from.is_some()
    }

    /// The way that letters go out, if one is configured.
    pub fn post(&self) -> Option<Post> {
        Post::new(self.smtp_url.as_ref()?, self.mail_from.clone()?)
    }

    /// Whether people come over https, so that cookies are only sent there.
    pub fn is_secure(&self) -> bool {
        self.base_url.0.scheme() == "https"
    }

    /// Where the data is, without its password.
    pub fn database(&self) -> String {
        without_password(&self.database_url)
    }

    /// What a cookie of a path is called: over https its name has the browser hold what it promises.
    pub fn cookie(&self, name: &str, path: &str) -> String {
        match (self.is_secure(), path) {
            (false, _) => name.to_owned(),
            (true, "/") => format!("__Host-{name}"),
            (true, _) => format!("__Secure-{name}"),
        }
    }

    /// Every setting as `NAME = value`, with what is secret left out.
    pub fn describe(&self) -> String {
        let unset = || "(inte satt)".to_owned();
        let secret = self.oidc.as_ref().and_then(|oidc| oidc.client_secret.as_ref());
        let proxies: Vec<String> = self.trust_proxy.iter().map(ToString::to_string).collect();
        let lines = [
            ("DATABASE_URL", self.database()),
            ("LAGESBILD_ADDR", self.addr.to_string()),
            ("LAGESBILD_BASE_URL", self.base_url.to_string()),
            ("LAGESBILD_SMTP_URL", self.smtp_url.as_ref().map_or_else(unset, |url| without_password(url.as_str()))),
            ("LAGESBILD_MAIL_FROM", self.mail_from.as_ref().map_or_else(unset, ToString::to_string)),
            ("LAGESBILD_CONTACT", self.contact.clone().unwrap_or_else(unset)),
            ("LAGESBILD_AUTHORITY", self.authority.clone().unwrap_or_else(unset)),
            ("LAGESBILD_OIDC_ISSUER", self.oidc.as_ref().map_or_else(unset, |oidc| oidc.issuer.clone())),
            ("LAGESBILD_OIDC_CLIENT_ID", self.oidc.as_ref().map_or_else(unset, |oidc| oidc.client_id.clone())),
            ("LAGESBILD_OIDC_CLIENT_SECRET", secret.map_or_else(unset, |_| "***".to_owned())),
            ("LAGESBILD_PASSWORDS", if self.passwords { "on" } else { "off" }.into()),
            ("LAGESBILD_MIN_CELL", self.min_cell.to_string()),
            ("LAGESBILD_TRUST_PROXY", if proxies.is_empty() { unset() } else { proxies.join(",") }),
            ("LAGESBILD_KEY_DIR", self.key_dir.display().to_string()),
            ("LAGESBILD_BACKUP_DIR", self.backup_dir.as_ref().map_or_else(unset, |folder| folder.display().to_string())),
            ("LAGESBILD_BACKUP_KEEP", self.backup_keep.to_string()),
            ("LAGESBILD_METRICS_TOKEN", self.metrics_token.as_ref().map_or_else(unset, |_| "***".to_owned())),
            ("LAGESBILD_LOG", self.log.clone()),
            ("LAGESBILD_LOG_FORMAT", if self.log_format == LogFormat::Json { "json" } else { "text" }.into()),
        ];
        lines.iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
    }
}

/// A setting's text as its type.
fn setting<T: FromStr>(name: &'static str, expected: &str, found: String) -> Result<T, ConfigError> {
    found.parse().map_err(|_| ConfigError::Setting { name, expected: expected.to_owned(), found })
}

fn smtp_url(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).ok().filter(|url| mail::way(url).is_ok());
    url.ok_or(ConfigError::Secret { name: "LAGESBILD_SMTP_URL", expected: "börja med smtp:// eller smtps://" })
}

/// A threshold that is not too small.
struct Threshold(i64);

impl FromStr for Threshold {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().ok().filter(|n| *n >= LEAST_THRESHOLD).map(Self).ok_or(())
    }
}

/// An address with `***` for its password and its query; the path of an SQLite file stands as it is. Where a
/// password has characters that end it too early nobody can say what is secret, so nothing stands.
fn without_password(text: &str) -> String {
    if text.starts_with("sqlite:") {
        return text.split_once('?').map_or_else(|| text.to_owned(), |(path, _)| format!("{path}?***"));
    }
    let readable = Url::parse(text).ok().filter(|url| !text.contains('@') || !url.username().is_empty());
    let masked = readable.and_then(|mut url| {
        if url.password().is_some() {
            url.set_password(Some("***")).ok()?;
        }
        if url.query().is_some() {
            url.set_query(Some("***"));
        }
        Some(url.to_string())
    });
    masked.unwrap_or_else(|| "***".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_below_five_is_refused() {
        for text in ["4", "0", "-1", "fem"] {
            let raw = Raw { lagesbild_min_cell: Some(text.into()), ..Raw::default() };
            assert!(matches!(Config::new(raw), Err(ConfigError::Setting { name: "LAGESBILD_MIN_CELL", .. })), "{text}");
        }
        let raw = Raw { lagesbild_min_cell: Some("7".into()), ..Raw::default() };
        assert_eq!(Config::new(raw).expect("sound").min_cell, 7);
    }

    #[test]
    fn secrets_are_left_out_of_the_description() {
        let raw = Raw {
            database_url: Some("postgres://lagesbild:hemligt@db.example.org/enkat?password=hemligt".into()),
            lagesbild_smtp_url: Some("smtps://post:hemligt@mail.example.org".into()),
            lagesbild_key_dir: Some("nycklar".into()),
            ..Raw::default()
        };
        let text = Config::new(raw).expect("sound").describe();
        assert!(!text.contains("hemligt"), "{text}");
        assert!(text.contains("postgres://lagesbild:***@db.example.org/enkat"), "{text}");
        let key_dir = || Some("nycklar".to_owned());
        for password in ["hem/ligt", "hem#ligt", "hem?ligt", "1/hemligt", "1#hemligt", "1?hemligt", "hem@ligt"] {
            let database_url = Some(format!("postgres://lagesbild:{password}@db.example.org/enkat"));
            let text = Config::new(Raw { database_url, lagesbild_key_dir: key_dir(), ..Raw::default() })
                .expect("not read here")
                .describe();
            assert!(!text.contains("hem") && !text.contains("ligt"), "{password}: {text}");
        }
    }
}
