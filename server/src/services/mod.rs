//! Use cases: one transaction each, with an audit row for staff.

/// Does a transaction, and again when it met another and had to give way.
macro_rules! retried {
    ($work:expr) => {{
        let mut tries = 0;
        loop {
            let done: $crate::services::Result<_> = async { $work }.await;
            match done {
                Err($crate::services::Error::Store(error)) if tries < 10 && $crate::store::is_transient(&error) => tries += 1,
                done => break done,
            }
        }
    }};
}

pub mod accounts;
pub mod backup;
pub mod closing;
pub mod counting;
pub mod desk;
pub mod draft;
pub mod error;
pub mod import;
pub mod letters;
pub mod memory;
pub mod parking;
pub mod password;
pub mod questionnaires;
pub mod register;
pub mod respond;
pub mod results;
pub mod rounds;
pub mod spreads;
pub mod table;
pub mod throttle;
pub mod underlag;
pub mod units;

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use app::domain::organisation::{Organisation, lineage};
use app::domain::period::Period;
use app::domain::questionnaire::Questionnaire;
use app::domain::text::is_unfit;
use app::texts::central::log as t;
use axum_extra::extract::cookie::Key;
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use tokio::sync::Semaphore;

use crate::ambient::Ambient;
use crate::config::Config;
use crate::store::accounts::AuditRow;
use crate::store::rounds::Link;
use crate::store::{self, Store, decode};
pub use error::{Error, Refusal, Result};

/// Published questionnaires by id, version and the round whose period they name.
type Published = Arc<RwLock<HashMap<(String, i64, i64), Arc<Questionnaire>>>>;

/// Everything that a use case needs.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub store: Store,
    /// The clock and the randomness.
    pub ambient: Ambient,
    /// How this installation is set up.
    pub config: Arc<Config>,
    /// Seals cookies; the same on every server of one database.
    pub key: Key,
    /// Who may hash a password now.
    passwords: password::Passwords,
    /// Who may count a try of a password or a code now.
    tries: Arc<Semaphore>,
    /// What has been counted lately.
    pub memory: memory::Memory,
    published: Published,
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The central office: everything.
    Central,
    /// A coordinator: the own organisation.
    Samordnare,
    /// Reads what a coordinator reads.
    Lasare,
}

impl Role {
    /// As the database and the command line write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Samordnare => "samordnare",
            Self::Lasare => "lasare",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        [Self::Central, Self::Samordnare, Self::Lasare].into_iter().find(|r| r.as_str() == text).ok_or(())
    }
}

/// Someone who has logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account's id.
    pub id: String,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Whose coordinator or reader.
    pub organisation: Option<String>,
    /// Sessions that say another version are over.
    pub session_version: i64,
}

/// Who asks for a use case.
#[derive(Debug, Clone)]
pub enum Caller {
    /// The command line: whoever may read the database may do everything.
    Operator,
    /// The clock: a round whose last day has passed.
    Clock,
    /// Someone who has logged in.
    Staff(Account),
}

impl Caller {
    /// As the audit log names them.
    pub fn name(&self) -> &str {
        match self {
            Self::Operator => t::WHO_OPERATOR,
            Self::Clock => t::WHO_CLOCK,
            Self::Staff(account) => &account.email,
        }
    }

    /// Passes the central office and the operator.
    pub fn central(&self) -> Result<()> {
        match self {
            Self::Staff(account) if account.role != Role::Central => Err(Error::Forbidden),
            _ => Ok(()),
        }
    }

    /// Passes whoever may read an organisation's figures: its coordinator and readers, those of
    /// its successors, and for an external party those whose areas it works in.
    pub fn may_read(&self, all: &[Organisation], id: &str) -> Result<()> {
        let Self::Staff(Account { role: Role::Samordnare | Role::Lasare, organisation, .. }) = self else {
            let known = all.iter().any(|o| o.id == id);
            return if known { Ok(()) } else { Err(Refusal::UnknownOrganisation(id.to_owned()).into()) };
        };
        let own = organisation.as_deref().unwrap_or_default();
        if readable(all, own).iter().any(|o| o.id == id) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Passes whoever may change things of an organisation's round.
    pub fn may_change(&self, all: &[Organisation], id: &str) -> Result<()> {
        self.may_read(all, id)?;
        match self {
            Self::Staff(Account { role: Role::Lasare, .. }) => Err(Error::Forbidden),
            _ => Ok(()),
        }
    }
}

/// The organisations whose figures a coordinator of one may read, the own first.
pub fn readable<'a>(all: &'a [Organisation], own: &str) -> Vec<&'a Organisation> {
    use app::domain::organisation::Audience;
    let mut list = lineage(all, own);
    // An external party reads nothing of others, and who has handed over its areas does not either.
    let covers = |o: &&Organisation| o.audience != Audience::Extern && o.successor.is_none();
    let areas: Vec<&String> = list.first().copied().filter(covers).map_or(vec![], |o| o.areas.iter().collect());
    let external =
        all.iter().filter(|o| o.audience == Audience::Extern && o.id != own && o.areas.iter().any(|a| areas.contains(&a)));
    list.extend(external);
    list
}

impl Services {
    /// Migrates the database and takes out its key.
    ///
    /// # Errors
    /// When the database cannot be reached or migrated.
    pub async fn start(store: Store, ambient: Ambient, config: Config) -> anyhow::Result<Self> {
        store.migrate().await?;
        let mut write = store.write().await?;
        let key = store::register::setting(&mut write, "cookie_key", &ambient.key()).await?;
        write.commit().await?;
        let key = HEXLOWER_PERMISSIVE.decode(key.as_bytes())?;
        let key = Key::try_from(key.as_slice())?;
        let memory = memory::Memory::default();
        let services = Self {
            store,
            ambient,
            config: Arc::new(config),
            key,
            passwords: password::Passwords::default(),
            tries: Arc::new(Semaphore::new(1)),
            memory,
            published: Arc::default(),
        };
        services.count_what_is_not().await?;
        let mut write = services.store.write().await?;
        store::rounds::raise_thresholds(&mut write, services.threshold()).await?;
        write.commit().await?;
        Ok(services)
    }

    /// Leaves a row in the audit log of what staff decided, and tells every server that they did.
    pub(crate) async fn audit(
        &self,
        db: &mut AnyConnection,
        caller: &Caller,
        action: &str,
        subject: &str,
        change: (Option<String>, Option<String>),
    ) -> Result<()> {
        let row = AuditRow {
            at: self.ambient.seconds(),
            actor: caller.name().to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            before: change.0,
            after: change.1,
        };
        store::accounts::add_audit(db, &self.ambient.id(), &row).await?;
        self.new_version(db).await
    }

    /// The questionnaire that a link asks, with the round's period in its texts. Neither changes once
    /// a round has opened, so each is read once.
    pub async fn questionnaire(&self, db: &mut AnyConnection, link: &Link) -> Result<Arc<Questionnaire>> {
        let key = (link.questionnaire.clone(), link.version, link.year);
        let known = self.published.read().ok().and_then(|map| map.get(&key).cloned());
        if let Some(questionnaire) = known {
            return Ok(questionnaire);
        }
        let version = store::questionnaires::find(db, &key.0, key.1).await?;
        let definition = version.ok_or_else(|| decode("link.questionnaire"))?.definition;
        let periods = Period::of_rounds(&store::rounds::list(db).await?);
        let definition = match periods.get(&link.year) {
            Some(period) => Arc::new(definition.with_period(&period.to_string())),
            None => definition,
        };
        if let Ok(mut map) = self.published.write() {
            map.insert(key, Arc::clone(&definition));
        }
        Ok(definition)
    }

    /// The address that respondents get.
    pub fn address(&self, token: &str) -> String {
        format!("{}/e/{token}", self.config.base_url)
    }
}

/// The areas that an area question offers, as a Swedish reader expects them ordered.
pub fn areas(organisations: &[Organisation]) -> Vec<String> {
    let mut areas: Vec<String> = organisations.iter().flat_map(|o| o.areas.clone()).collect();
    areas.sort_by_key(|a| app::domain::organisation::collation_key(a));
    areas.dedup();
    areas
}

/// A text of several lines as it is kept: trimmed, lines ended one way, and without the characters
/// that no database or document takes.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().filter(|c| *c == '\n' || !is_unfit(*c)).collect::<String>().trim().to_owned()
}

/// A SHA-256 digest in hexadecimal: how codes, tokens and files are kept.
pub fn digest(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
