//! A whole product of a test's own: database, clock, randomness and a browser without JavaScript.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use app::domain::account::Role;
use app::domain::ids::RoundId;
use app::domain::round::{ClosedRound, Round};
use app::texts::respond::start::unit_answered;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::civil::Date;
use lagesbild::ambient::Ambient;
use lagesbild::config::Config;
use lagesbild::export::sheets::{self, Order};
use lagesbild::export::{Format, Subject};
use lagesbild::services::cache::Cache;
use lagesbild::services::rounds::NewRound;
use lagesbild::services::{
    Caller, Central, Context, OrganisationAccess, OrganisationRound, accounts, closing, opening, organisations, questionnaires,
    register, responses, rounds,
};
use lagesbild::store::{Connections, Engine, Store};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sqlx::{Connection, Executor};
use tower::ServiceExt;

pub const STADSDEL: &str = include_str!("../../../app/enkat/2022/vbe-stadsdel.json");
pub const FACK: &str = include_str!("../../../app/enkat/2022/vbe-fack.json");
pub const BRA: &str = include_str!("../../../app/enkat/2022/vbe-bra.json");
pub const ALLA_TYPER: &str = include_str!("../../../app/enkat/exempel-alla-typer.json");
pub const ORGANISATIONS: &str = include_str!("../../demo/organisationer.csv");
pub const UNITS: &str = include_str!("../../demo/enheter-ostermalm-2022.csv");
pub const ANSWERS: &str = include_str!("../../demo/svar-ostermalm-2022.csv");
pub const PASSWORD: &str = "ett långt lösenord";

/// Whoever may do everything.
pub fn operator() -> Central {
    Caller::Operator.central().expect("the operator may do everything")
}

/// The id of a year's one round.
pub fn id(year: i64) -> RoundId {
    year.to_string().parse().expect("an id")
}

/// An organisation, as the operator reads it.
pub async fn access(cx: &Context, organisation: &str) -> OrganisationAccess {
    OrganisationAccess::find(cx, &Caller::Operator, organisation).await.expect("an organisation")
}

/// An organisation in a round, as the operator reads it.
pub async fn at(cx: &Context, year: i64, organisation: &str) -> OrganisationRound {
    OrganisationRound::find(cx, &Caller::Operator, organisation, &id(year)).await.expect("an organisation in a round")
}

/// A round that has closed.
pub async fn closed(cx: &Context, year: i64) -> ClosedRound {
    rounds::closed(&rounds::find(cx, &id(year)).await.expect("a round")).expect("closed")
}

/// Plans a year's round.
pub async fn create_round(cx: &Context, year: i64, (opens, closes): (Date, Date)) -> lagesbild::services::Result<Round> {
    let new = NewRound { id: id(year), title: None, opens, closes, period: None, pinned: vec![] };
    rounds::create(cx, &operator(), new).await
}

/// Runs each claim on SQLite and on PostgreSQL (where `TEST_POSTGRES_URL` says there is one).
macro_rules! on_both {
    ($($claim:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $claim() { super::$claim(crate::app::TestApp::sqlite().await).await; })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $claim() {
                if let Some(app) = crate::app::TestApp::postgres().await { super::$claim(app).await; }
            })*
        }
    };
}
pub(crate) use on_both;

pub struct TestApp {
    pub cx: Context,
    pub url: String,
    router: Router,
    now: Arc<AtomicI64>,
    _folder: Option<tempfile::TempDir>,
    _database: Option<Database>,
}

/// A database of a PostgreSQL server, which goes with its test: hundreds of them fill a disk.
struct Database {
    server: String,
    name: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = async {
            let mut admin = sqlx::PgConnection::connect(&self.server).await?;
            admin.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE {} WITH (FORCE)", self.name))).await
        };
        let dropped = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(drop));
        if let Err(error) = dropped {
            eprintln!("{} stays: {error}", self.name);
        }
    }
}

static DATABASES: AtomicU64 = AtomicU64::new(0);

impl TestApp {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        Self::start(url, folder, None).await
    }

    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("TEST_POSTGRES_URL").ok()?;
        let name = format!("test_{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
        let folder = tempfile::tempdir().expect("a folder");
        let mut admin = sqlx::PgConnection::connect(&server).await.expect("PostgreSQL");
        admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
        let base = server.rsplit_once('/').expect("an address").0.to_owned();
        let url = format!("{base}/{name}");
        Some(Self::start(url, folder, Some(Database { server, name })).await)
    }

    async fn start(url: String, folder: tempfile::TempDir, database: Option<Database>) -> Self {
        let _ = any_spawner::Executor::init_tokio();
        let now = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&now);
        let clock = move || jiff::Timestamp::from_second(clock.load(Ordering::SeqCst)).expect("a time");
        let store = Store::connect(&url).await.expect("a database");
        let config = Config::with_database(&url, &folder.path().join("keys"), "127.0.0.1:3000".parse().expect("an address"));
        let ambient = Ambient::new(clock, StdRng::seed_from_u64(7));
        let mut cx = Context::start(store, ambient, config).await.expect("services");
        cx.cache = Cache::without_counts();
        let app = Self { router: lagesbild::web::router(cx.clone()), cx, url, now, _folder: Some(folder), _database: database };
        app.set_day("2026-10-01");
        app
    }

    /// The same with one connection: who holds it and asks for another waits until the test fails.
    pub async fn on_one_connection(mut self) -> Self {
        self.cx.store.close().await;
        let one = Connections { sqlite_readers: 1, postgres: 1 };
        self.cx.store = Store::connect_with(&self.url, one).await.expect("a database");
        self.router = lagesbild::web::router(self.cx.clone());
        self
    }

    /// Another server of the same database, with the same clock.
    pub async fn another_server(&self) -> Self {
        self.with_threshold(self.cx.config.min_cell).await
    }

    /// Another server that shows no smaller bases than this.
    pub async fn with_threshold(&self, min_cell: i64) -> Self {
        let now = Arc::clone(&self.now);
        let clock = move || jiff::Timestamp::from_second(now.load(Ordering::SeqCst)).expect("a time");
        let store = Store::connect(&self.url).await.expect("a database");
        let config = Config { min_cell, ..(*self.cx.config).clone() };
        let ambient = Ambient::new(clock, StdRng::seed_from_u64(8));
        let mut cx = Context::start(store, ambient, config).await.expect("services");
        cx.cache = Cache::without_counts();
        Self {
            router: lagesbild::web::router(cx.clone()),
            cx,
            url: self.url.clone(),
            now: Arc::clone(&self.now),
            _folder: None,
            _database: None,
        }
    }

    /// With a mail server.
    pub fn with_mail(self, url: &str) -> Self {
        self.with_config(|config| {
            config.smtp_url = Some(url.parse().expect("an address"));
            config.mail_from = Some("enkat@example.org".parse().expect("an address"));
        })
    }

    /// Set up otherwise.
    pub fn with_config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = (*self.cx.config).clone();
        change(&mut config);
        self.cx.config = Arc::new(config);
        self.router = lagesbild::web::router(self.cx.clone());
        self
    }

    /// Says something to the connection that writes; there may be several with PostgreSQL.
    pub async fn in_writer(&self, statement: &'static str) {
        let mut write = self.cx.store.write().await.expect("a connection");
        write.execute(statement).await.expect("done");
        write.commit().await.expect("committed");
    }

    pub fn engine(&self) -> Engine {
        self.cx.store.engine()
    }

    /// Noon in Stockholm, more or less, of that day.
    pub fn set_day(&self, day: &str) {
        let day: Date = day.parse().expect("a day");
        let noon = day.at(11, 0, 0, 0).in_tz("UTC").expect("a time");
        self.now.store(noon.timestamp().as_second(), Ordering::SeqCst);
    }

    pub fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Publishes these questionnaires and imports the city's organisations.
    pub async fn city(&self, questionnaires: &[&str]) {
        let operator = operator();
        organisations::import(&self.cx, &operator, ORGANISATIONS.as_bytes()).await.expect("organisations");
        for text in questionnaires {
            let (id, _) = questionnaires::import(&self.cx, &operator, text.as_bytes()).await.expect("a draft");
            questionnaires::publish(&self.cx, &operator, &id).await.expect("published");
        }
    }

    pub async fn units(&self, csv: &str) {
        register::file::import(&self.cx, &Caller::Operator, csv.as_bytes(), false).await.expect("units");
    }

    /// A round of 2026, open through October; returns each organisation's path.
    pub async fn open(&self) -> BTreeMap<String, String> {
        let (opens, closes) = ("2026-10-01".parse().expect("a day"), "2026-10-31".parse().expect("a day"));
        create_round(&self.cx, 2026, (opens, closes)).await.expect("a round");
        let opened = opening::open(&self.cx, &operator(), &id(2026)).await.expect("opened");
        opened.links.into_iter().map(|l| (l.organisation.into(), format!("/e/{}", l.token))).collect()
    }

    pub async fn close(&self) {
        self.close_year(2026).await;
    }

    pub async fn close_year(&self, year: i64) {
        closing::close_and_wait(&self.cx, &operator(), &id(year), |_| ()).await.expect("closed");
    }

    /// The fixture's round of 2022: snapshotted, closed, with its 17 answers.
    pub async fn ostermalm(&self) {
        self.city(&[STADSDEL]).await;
        self.units(UNITS).await;
        let (opens, closes) = ("2022-09-15".parse().expect("a day"), "2022-10-31".parse().expect("a day"));
        create_round(&self.cx, 2022, (opens, closes)).await.expect("a round");
        opening::open(&self.cx, &operator(), &id(2022)).await.expect("opened");
        self.close_year(2022).await;
        let file = ANSWERS.as_bytes();
        let count = responses::import(&self.cx, &operator(), (&id(2022), &"ostermalm".into()), file, |_, _| ()).await;
        assert_eq!(count.expect("answers"), 17);
    }

    pub async fn export_of(
        &self,
        subject: Subject,
        year: i64,
        organisation: Option<&str>,
    ) -> lagesbild::services::Result<String> {
        let order =
            Order { subject, round: id(year), organisation: organisation.map(Into::into), format: Format::Csv, token: None };
        let bytes = sheets::export(&self.cx, &Caller::Operator, &order, Vec::new()).await?;
        Ok(String::from_utf8(bytes).expect("UTF-8").trim_start_matches('\u{feff}').replace("\r\n", "\n"))
    }

    pub async fn account(&self, email: &str, role: Role, organisation: Option<&str>) {
        accounts::add(&self.cx, &operator(), email, (role, organisation.map(Into::into).as_ref()), Some(PASSWORD))
            .await
            .expect("an account");
    }

    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new() }
    }

    pub async fn logged_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.post("/logga-in", &[("epost", email), ("losenord", PASSWORD)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        browser
    }

    /// Asks for an address with these headers.
    pub async fn send(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        self.send_from(None, path, headers).await
    }

    /// The same from a peer.
    pub async fn send_from(&self, peer: Option<SocketAddr>, path: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = Request::builder().uri(path).header(header::HOST, "127.0.0.1:3000");
        if let Some(peer) = peer {
            request = request.extension(ConnectInfo(peer));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        Page::read(self.router.clone().oneshot(request).await.expect("a response")).await
    }

    /// Posts a form with these headers.
    pub async fn post_with(&self, path: &str, form: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = Request::post(path).header(header::HOST, "127.0.0.1:3000");
        for (name, value) in [("content-type", "application/x-www-form-urlencoded")].iter().chain(headers) {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(form.to_owned())).expect("a request");
        Page::read(self.router.clone().oneshot(request).await.expect("a response")).await
    }

    /// How many bytes the body of a page is on the wire, to a browser that takes Brotli.
    pub async fn wire(&self, browser: &Browser, path: &str) -> usize {
        let cookies = browser.cookies_of(path);
        let page = self.send(path, &[("accept-encoding", "gzip, br"), ("cookie", &cookies)]).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.headers[header::CONTENT_ENCODING], "br", "{path}");
        page.size
    }

    /// The unit's id by its name, as the start page has it.
    pub async fn unit(&self, link: &str, name: &str) -> String {
        let options = self.browser().get(link).await.field("enhet").options;
        let unit = options.into_iter().find(|(_, text)| *text == name || *text == unit_answered(name));
        unit.unwrap_or_else(|| panic!("no unit {name}")).0
    }
}

/// A browser without JavaScript: it keeps cookies by path and follows nothing by itself.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<(String, String), String>,
}

#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub headers: axum::http::HeaderMap,
    pub text: String,
    /// Bytes of the body as they came.
    pub size: usize,
    pub body: axum::body::Bytes,
}

impl Page {
    pub async fn read(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Self {
            status: parts.status,
            location: parts.headers.get(header::LOCATION).map_or("", |l| l.to_str().expect("an address")).to_owned(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            size: bytes.len(),
            body: bytes,
        }
    }
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, None).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        self.send("POST", path, Some((body.join("&"), "application/x-www-form-urlencoded"))).await
    }

    /// Posts a form that was read off a page.
    pub async fn post_form(&mut self, path: &str, fields: &[(String, String)]) -> Page {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(path, &fields).await
    }

    pub async fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Page {
        self.send("POST", path, Some((body.to_string(), "application/json"))).await
    }

    /// The cookies that it sends to an address.
    pub fn cookies_of(&self, path: &str) -> String {
        let bare = path.split(['?', '#']).next().unwrap_or(path);
        let ours = self.cookies.iter().filter(|((_, at), _)| bare.starts_with(at.as_str()));
        ours.map(|((name, _), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn send(&mut self, method: &str, path: &str, body: Option<(String, &str)>) -> Page {
        let cookies = self.cookies_of(path);
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:3000");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        // A script that posts nothing says nothing of its type either.
        let body = body.filter(|(body, _)| !body.is_empty());
        if let Some((_, media_type)) = &body {
            request = request.header(header::CONTENT_TYPE, *media_type);
        }
        let request = request.body(Body::from(body.map(|(body, _)| body).unwrap_or_default())).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("a response");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("a cookie");
            let (name, rest) = text.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default().to_owned();
            let path = rest.split("Path=").nth(1).map_or("/", |p| p.split(';').next().unwrap_or("/")).to_owned();
            self.cookies.insert((name.to_owned(), path), value);
        }
        Page::read(response).await
    }

    /// Posts and asserts where that leads.
    pub async fn turn(&mut self, path: &str, fields: &[(&str, &str)], to: &str) {
        let page = self.post(path, fields).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, to), "{path} {fields:?}: {}", page.text);
    }
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
