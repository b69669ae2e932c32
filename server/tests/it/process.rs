//! The server as a process: what clients may take of it, and how it ends. Its files: who reads them,
//! and who may replace them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use axum::http::StatusCode;
use lagesbild::ambient::Ambient;
use lagesbild::config::{Config, Patience};
use lagesbild::services::{Context, organisations};
use lagesbild::store::{Engine, Store};
use sqlx::Executor;

use crate::app::{ORGANISATIONS, STADSDEL, TestApp, on_both, operator};
use crate::fixtures::Shell;

on_both!(a_page_that_is_not_there_in_time_says_so, a_head_that_is_too_large_gets_a_page);

/// Beyond this something hangs; nothing here takes a tenth of it.
const GENEROUS: Duration = Duration::from_mins(1);

/// A server of the real binary, killed when it is dropped.
pub struct Served {
    child: Child,
    pub addr: SocketAddr,
}

impl Served {
    /// Waits so many milliseconds for others.
    fn start(url: &str, patience: u64) -> Self {
        let file = url.strip_prefix("sqlite:").expect("a file");
        Self::start_with(url, patience, &Path::new(file).with_file_name("keys"))
    }

    /// With a folder of keys.
    pub fn start_with(url: &str, patience: u64, keys: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lagesbild"))
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("LAGESBILD_KEY_DIR", keys)
            .env("LAGESBILD_ADDR", "127.0.0.1:0")
            .env("LAGESBILD_LOG_FORMAT", "json")
            .env("LAGESBILD_PATIENCE", patience.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a server");
        let mut lines = BufReader::new(child.stderr.take().expect("a log")).lines();
        let addr = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let line: serde_json::Value = serde_json::from_str(&line).ok()?;
            line["fields"]["addr"].as_str()?.parse().ok()
        });
        std::thread::spawn(move || lines.count());
        Self { child, addr: addr.expect("it listens") }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.addr).expect("a connection");
        stream.set_read_timeout(Some(GENEROUS)).expect("a limit");
        stream
    }

    /// Sends bytes and returns all that comes until the connection is closed.
    fn told(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // Who is refused may be cut off while still writing.
        let _ = stream.write_all(bytes);
        rest(&mut stream)
    }

    fn ask_to_stop(&self) {
        Command::new("sh").args(["-c", &format!("kill {}", self.child.id())]).status().expect("asked");
    }

    fn ends_well(mut self) {
        self.ask_to_stop();
        let (told, ended) = channel();
        std::thread::spawn(move || told.send(self.child.wait().expect("gone").success()));
        assert_eq!(ended.recv_timeout(GENEROUS), Ok(true), "it ends, and says that all is well");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
            panic!("the connection stays open: {}", String::from_utf8_lossy(&bytes))
        }
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("lagesbild.db").display())
}

const STALLED: &[u8] = b"POST /logga-in HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nepost=";

#[test]
fn a_server_told_to_stop_finishes_what_is_under_way_and_waits_for_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(&database(folder.path()), 5_000);
    let mut finishing = served.connect();
    finishing.write_all(b"POST /logga-in HTTP/1.1\r\nhost: x\r\ncontent-length: 18\r\n\r\nepost=").expect("sent");
    let mut stalled = served.connect();
    stalled.write_all(STALLED).expect("sent");
    let mut half_a_head = served.connect();
    half_a_head.write_all(b"GET / HTTP/1.1\r\nhost").expect("sent");
    let silent = served.connect();
    // Connections are taken in their order: with this answer the others are known to the server.
    assert!(served.told(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").ends_with("ok"));
    served.ask_to_stop();
    // It listens no more when it has heard.
    while TcpStream::connect(served.addr).is_ok() {}
    finishing.write_all(b"a&losenord=b").expect("sent");
    let answer = rest(&mut finishing);
    assert!(answer.starts_with("HTTP/1.1 422") && answer.contains("</html>"), "{answer}");
    served.ends_well();
    drop((stalled, half_a_head, silent));
}

#[test]
fn who_is_slow_or_silent_is_let_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(&database(folder.path()), 300);
    assert_eq!(served.told(b""), "", "a connection without a request");
    let slow = served.told(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-later: ");
    assert!(!slow.contains("200 OK"), "{slow}");
    let idle = served.told(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    assert!(idle.starts_with("HTTP/1.1 200") && idle.ends_with("ok"), "{idle}");
    let stalled = served.told(STALLED);
    assert!(stalled.starts_with("HTTP/1.1 408") && stalled.contains("Det du skickade kom inte fram"), "{stalled}");
    let preface = served.told(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assert!(!preface.contains("200 OK"), "{preface}");
    served.ends_well();
}

#[test]
fn a_head_of_a_hundred_thousand_bytes_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(&database(folder.path()), 10_000);
    for length in [33_000, 100_000, 1_000_000] {
        let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-long: {}\r\n\r\n", "x".repeat(length));
        let answer = served.told(head.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 431"), "{length}: {answer}");
    }
    let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-long: {}\r\n\r\n", "x".repeat(20_000));
    assert!(served.told(head.as_bytes()).starts_with("HTTP/1.1 200"));
    served.ends_well();
}

async fn a_head_that_is_too_large_gets_a_page(app: TestApp) {
    let long = "x".repeat(33_000);
    let page = app.send("/tillganglighet", &[("x-long", &long)]).await;
    assert_eq!(page.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_eq!(page.heading(), "Adressen eller kakorna är för stora");
}

async fn a_page_that_is_not_there_in_time_says_so(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let unit = app.unit(&link, "Ett").await;
    let app = app.with_config(|config| config.patience = Patience { page: Duration::from_millis(50), ..Patience::default() });
    let mut held = app.cx.store.write().await.expect("a write");
    if app.engine() == Engine::Postgres {
        held.execute("LOCK TABLE draft IN ACCESS EXCLUSIVE MODE").await.expect("locked");
    }
    let page = app.browser().post(&link, &[("enhet", &unit)]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.heading(), "Det tog för lång tid");
    drop(held);
}

#[cfg(unix)]
fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).unwrap_or_else(|e| panic!("{}: {e}", file.display())).permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_reads_the_files_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let run = |database: &str, arguments: &[&str]| {
        let done = Command::new("sh")
            .args(["-c", "umask 0; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_lagesbild")])
            .args(arguments)
            .env("DATABASE_URL", format!("sqlite:{}", at(database).display()))
            .current_dir(folder.path())
            .output()
            .expect("the binary");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    std::fs::write(at("o.csv"), ORGANISATIONS).expect("a file");
    run("lagesbild.db", &["import", "organisations", "o.csv"]);
    assert_eq!((mode(&at("lagesbild.db")), mode(&at("lagesbild.db.lock"))), (0o600, 0o600));
    run("lagesbild.db", &["backup", "kopia.db"]);
    assert_eq!(mode(&at("kopia.db")), 0o600);
    std::fs::set_permissions(at("kopia.db"), std::fs::Permissions::from_mode(0o644)).expect("changed");
    run("ny.db", &["restore", "kopia.db"]);
    assert_eq!(mode(&at("ny.db")), 0o600);
    // One that an earlier version made.
    std::fs::set_permissions(at("lagesbild.db"), std::fs::Permissions::from_mode(0o644)).expect("changed");
    let served = Served::start(&database(folder.path()), 5_000);
    for name in ["lagesbild.db", "lagesbild.db-wal", "lagesbild.db-shm", "lagesbild.db.lock"] {
        assert_eq!(mode(&at(name)), 0o600, "{name}");
    }
    served.ends_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_use_is_not_replaced() {
    let app = TestApp::sqlite().await;
    let shell = Shell::new(&app);
    let copy = shell.file("x", "").replace("/x", "/kopia.db");
    shell.ok(&["backup", &copy]);
    shell.ok(&["import", "organisations", &shell.file("o.csv", ORGANISATIONS)]);
    let served = Served::start(&app.url, 5_000);
    let sentence = "Databasen används. Stoppa servern och andra lagesbild-kommandon först.";
    let refused = (1, format!("{copy}: {sentence}"));
    assert_eq!(shell.refused(&["restore", &copy, "--force"]), refused, "two have it open");
    app.cx.store.close().await;
    assert_eq!(shell.refused(&["restore", &copy, "--force"]), refused, "the server has it open");
    let link = Path::new(&copy).with_file_name("lank.db");
    std::os::unix::fs::symlink(&app.url["sqlite:".len()..], &link).expect("a link");
    let by_link = Shell::of(&app, format!("sqlite:{}", link.display()));
    assert_eq!(by_link.refused(&["restore", &copy, "--force"]), refused, "by whatever name");
    served.ends_well();
    let count = async || {
        let config = (*app.cx.config).clone();
        let store = Store::connect(&app.url).await.expect("a database");
        let cx = Context::start(store, Ambient::system(), config).await.expect("services");
        let count = organisations::list(&cx).await.expect("organisations").len();
        cx.store.close().await;
        count
    };
    assert!(count().await > 0, "what was written meanwhile is there");
    shell.ok(&["restore", &copy, "--force"]);
    assert_eq!(count().await, 0, "with nobody there the copy is put back");
    let left: Vec<_> = std::fs::read_dir(Path::new(&app.url["sqlite:".len()..]).parent().expect("a folder"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "nothing is left beside it: {left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_first_starts_at_once_all_succeed() {
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..20 {
        let url = format!("sqlite:{}", folder.path().join(format!("{round}.db")).display());
        let starts = (0..8).map(|_| {
            let (url, keys) = (url.clone(), folder.path().join("keys"));
            tokio::spawn(async move {
                let config = Config::with_database(&url, &keys, "127.0.0.1:3000".parse().expect("an address"));
                let store = Store::connect(&url).await.expect("a database");
                let cx = Context::start(store, Ambient::system(), config).await.expect("services");
                organisations::import(&cx, &operator(), ORGANISATIONS.as_bytes()).await.expect("organisations");
                cx.store.close().await;
            })
        });
        for start in starts.collect::<Vec<_>>() {
            start.await.unwrap_or_else(|e| panic!("round {round}: {e}"));
        }
    }
}

#[test]
fn eight_first_commands_at_once_all_succeed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("o.csv");
    std::fs::write(&file, ORGANISATIONS).expect("a file");
    for round in 0..5 {
        let url = format!("sqlite:{}", folder.path().join(format!("{round}.db")).display());
        let start = |_| {
            Command::new(env!("CARGO_BIN_EXE_lagesbild"))
                .args(["import", "organisations"])
                .arg(&file)
                .env("DATABASE_URL", &url)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .expect("a command")
        };
        for child in (0..8).map(start).collect::<Vec<_>>() {
            let done = child.wait_with_output().expect("done");
            assert!(done.status.success(), "round {round}: {}", String::from_utf8_lossy(&done.stderr));
        }
    }
}
