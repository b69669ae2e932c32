//! What the benchmarks share: a server of the release binary, and browsers.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use app::domain::ids::RoundId;
use jiff::civil::Date;
use lagesbild::services::rounds::NewRound;
use lagesbild::services::{Caller, Central, Context, OrganisationRound, rounds};
use reqwest::{Client, redirect::Policy};

/// What a benchmark can end in.
pub type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A server of the release binary.
pub struct Server {
    /// The process.
    pub child: Child,
    /// Where it listens.
    pub base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts the binary that `LAGESBILD` names, and waits until it listens.
    pub fn start(url: &str) -> Fallible<Self> {
        let addr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut child = Command::new(std::env::var("LAGESBILD")?)
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("LAGESBILD_KEY_DIR", keys(url))
            .env("LAGESBILD_ADDR", addr.to_string())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = child.stderr.take().ok_or("a log")?;
        let mut lines = BufReader::new(log).lines();
        for line in lines.by_ref() {
            if line?.contains("listening") {
                break;
            }
        }
        // The log must be read on, or the server stops when the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, base: format!("http://{addr}") })
    }

    /// Resident memory in MiB: now, or at its highest.
    pub fn memory(&self, highest: bool) -> Fallible<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let name = if highest { "VmHWM" } else { "VmRSS" };
        let line = status.lines().find(|l| l.starts_with(name)).ok_or(name)?;
        Ok(line.split_whitespace().nth(1).ok_or("a number")?.parse::<f64>()? / 1024.0)
    }
}

/// A browser without JavaScript: it keeps cookies and follows nothing.
pub fn client() -> Fallible<Client> {
    Ok(Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().build()?)
}

/// A folder for the keys of a database.
pub fn keys(url: &str) -> PathBuf {
    std::env::temp_dir().join(format!("lagesbild-keys-{}", std::process::id())).join(url.replace(['/', ':', '?'], "-"))
}

/// Whoever may do everything.
pub fn operator() -> Central {
    Caller::Operator.central().expect("the operator may do everything")
}

/// The id of a year's one round.
pub fn id(year: i64) -> RoundId {
    year.to_string().parse().expect("an id")
}

/// An organisation in a round.
pub async fn at(cx: &Context, year: i64, organisation: &str) -> OrganisationRound {
    OrganisationRound::find(cx, &Caller::Operator, organisation, &id(year)).await.expect("an organisation in a round")
}

/// Plans a year's round.
pub async fn create_round(cx: &Context, year: i64, (opens, closes): (Date, Date)) -> Fallible<()> {
    let new = NewRound { id: id(year), title: None, opens, closes, period: None, pinned: vec![] };
    rounds::create(cx, &operator(), new).await?;
    Ok(())
}
