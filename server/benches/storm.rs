//! Nobody's request stops the others: respondents, viewers of boards and attacks at the same time, on
//! a round with 100,000 answers. `STORM_MINUTES` (10) says how long, `STORM_SCALE` (1) how large.

mod common;

use app::domain::account::Role;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Fallible, Server, at, client, create_round, id, keys, operator};
use lagesbild::ambient::Ambient;
use lagesbild::config::Config;
use lagesbild::services::{
    Caller, Context, accounts, closing, opening, organisations, questionnaires, register, responses, rounds, sample,
};
use lagesbild::store::Store;
use reqwest::{Client, Response};
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;

const STADSDEL: &str = include_str!("../../app/enkat/2022/vbe-stadsdel.json");
const ORGANISATIONS: usize = 20;
const VIEWERS: usize = 10;
const PASSWORD: &str = "ett långt lösenord";
/// Between two questions of a board.
const POLL: Duration = Duration::from_secs(5);
const FORM: &str = "application/x-www-form-urlencoded";

/// What is counted while it goes on.
#[derive(Default)]
struct Log {
    /// Milliseconds of respondents' page turns.
    turns: Mutex<Vec<f64>>,
    /// Milliseconds of boards' polls.
    polls: Mutex<Vec<f64>>,
    /// Statuses by who asked.
    statuses: Mutex<BTreeMap<(&'static str, u16), usize>>,
    submitted: AtomicUsize,
    over: AtomicBool,
}

impl Log {
    fn status(&self, who: &'static str, status: u16) {
        *self.statuses.lock().expect("a log").entry((who, status)).or_default() += 1;
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Sends, and counts status and time.
    async fn timed(&self, who: &'static str, times: &Mutex<Vec<f64>>, request: reqwest::RequestBuilder) -> Fallible<Response> {
        let began = Instant::now();
        let response = request.header("accept-encoding", "gzip, br").send().await;
        let status = response.as_ref().map_or(0, |r| r.status().as_u16());
        times.lock().expect("a log").push(began.elapsed().as_secs_f64() * 1000.0);
        self.status(who, status);
        Ok(response?)
    }
}

fn setting(name: &str, default: f64) -> f64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn scaled(n: usize) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of a small number
    let scaled = (n as f64 * setting("STORM_SCALE", 1.0)) as usize;
    scaled.max(6)
}

#[tokio::main]
async fn main() -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("storm.db").display());
    let (cx, links) = city(&url).await?;
    let server = Server::start(&url)?;
    println!("\nStorm, SQLite: {ORGANISATIONS} organisations with {} answers each", scaled(5_000));

    let viewers = log_in_all(&server).await?;
    let one = begin(&server, &cx, &links[0], 0).await?;
    let alone = section_pages(&server, &links[0], &one, None).await?;
    let beside = section_pages(&server, &links[0], &one, Some(&viewers)).await?;
    line("section page at 50/s, alone", &alone);
    line("section page at 50/s, 200 viewers", &beside);
    println!("  ratio of the 95th percentiles           {:8.2}", percentile(&beside, 95) / percentile(&alone, 95));

    let log = Arc::new(Log::default());
    let minutes = setting("STORM_MINUTES", 10.0);
    let mut tasks = JoinSet::new();
    for viewer in viewers.iter().cloned() {
        tasks.spawn(watch(viewer, server.base.clone(), Arc::clone(&log)));
    }
    attacks(&mut tasks, &server, &links, &viewers, &log);
    respondents(&server, &cx, &links, minutes, &log).await?;
    log.over.store(true, Ordering::Relaxed);
    tasks.abort_all();
    while tasks.join_next().await.is_some() {}
    report(&server, &cx, &log, minutes).await
}

async fn report(server: &Server, cx: &Context, log: &Log, minutes: f64) -> Fallible<()> {
    println!("\n{minutes} minutes of respondents, viewers and attacks");
    line("respondents' page turns", &log.turns.lock().expect("a log"));
    line("viewers' polls", &log.polls.lock().expect("a log"));
    let statuses = log.statuses.lock().expect("a log").clone();
    for ((who, status), count) in &statuses {
        println!("  {who:<30} {status:>4} {count:>10}");
    }
    println!("  memory at its highest                   {:8.1} MiB", server.memory(true)?);
    let submitted = log.submitted.load(Ordering::Relaxed);
    let mut db = cx.store.read().await?;
    let responses: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM sealed_response WHERE round = '2026'").fetch_one(&mut *db).await?;
    let kept = usize::try_from(responses)? - ORGANISATIONS * scaled(5_000);
    println!("  answers acknowledged and kept           {submitted:8} {kept}");
    let faults: usize =
        statuses.iter().filter(|((who, s), _)| *who == "respondent" && (*s >= 500 || *s == 0)).map(|(_, n)| n).sum();
    if faults > 0 || submitted != kept {
        return Err(format!("{faults} faults of respondents, {submitted} acknowledged, {kept} kept").into());
    }
    Ok(())
}

fn percentile(times: &[f64], percent: usize) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len().saturating_sub(1) * percent / 100).copied().unwrap_or(0.0)
}

fn line(name: &str, times: &[f64]) {
    let [p50, p95, p99, most] = [50, 95, 99, 100].map(|percent| percentile(times, percent));
    println!("  {name:<36} {:>7}: p50 {p50:.1}, p95 {p95:.1}, p99 {p99:.1}, most {most:.1} ms", times.len());
}

/// A closed round and an open one, both answered by most units.
async fn city(url: &str) -> Fallible<(Context, Vec<String>)> {
    let config = Config::with_database(url, &keys(url), "127.0.0.1:3000".parse()?);
    let cx = Context::start(Store::connect(url).await?, Ambient::system(), config).await?;
    let operator = operator();
    let rows: String = (0..ORGANISATIONS).map(|i| format!("o{i};Organisation {i};stadsdelsforvaltning;Område {i};\n")).collect();
    organisations::import(&cx, &operator, format!("id;namn;typ;omraden;efterfoljare\n{rows}").as_bytes()).await?;
    questionnaires::import(&cx, &operator, STADSDEL.as_bytes()).await?;
    questionnaires::publish(&cx, &operator, "vbe-stadsdel").await?;
    let (answered, units) = (scaled(5_000), scaled(5_000) + 100);
    for i in 0..ORGANISATIONS {
        let rows: String = (0..units).map(|n| format!("o{i};Enhet {n};Avdelning {};Område {i}\n", n % 8)).collect();
        let file = format!("forvaltning;enhet;avdelning;stadsdelsomrade\n{rows}");
        register::file::import(&cx, &Caller::Operator, file.as_bytes(), false).await?;
        accounts::add(&cx, &operator, &email(i), (Role::Samordnare, Some(&format!("o{i}").into())), Some(PASSWORD)).await?;
    }
    let today = cx.ambient.today();
    for (year, ended) in [(2025, true), (2026, false)] {
        let back = if ended { 400 } else { 10 };
        let opens = today.saturating_sub(jiff::Span::new().days(back));
        let closes = if ended {
            opens.saturating_add(jiff::Span::new().days(30))
        } else {
            today.saturating_add(jiff::Span::new().days(10))
        };
        create_round(&cx, year, (opens, closes)).await?;
        opening::open(&cx, &operator, &id(year)).await?;
        if ended {
            closing::close_and_wait(&cx, &operator, &id(year), |_| ()).await?;
        }
        for i in 0..ORGANISATIONS {
            let rows: String = (0..answered).map(|n| format!("Enhet {n};forskola;jag;{};nej;Svar {n}\n", n % 5 + 1)).collect();
            let file = format!("enhet;omrade;kannedom.handlingsplan;kunskap_chef;handelse;behov_text\n{rows}");
            responses::import(&cx, &operator, (&id(year), &format!("o{i}").into()), file.as_bytes(), |_, _| ()).await?;
        }
    }
    let mut links = rounds::links(&cx, &operator, &id(2026)).await?;
    links.sort_by_key(|l| l.organisation[1..].parse().unwrap_or(0));
    Ok((cx, links.into_iter().map(|l| format!("/e/{}", l.token)).collect()))
}

fn email(organisation: usize) -> String {
    format!("s{organisation}@example.org")
}

#[derive(Clone)]
struct Viewer {
    client: Client,
    organisation: usize,
}

async fn log_in_all(server: &Server) -> Fallible<Vec<Viewer>> {
    let mut viewers = Vec::new();
    for organisation in 0..ORGANISATIONS {
        for _ in 0..VIEWERS {
            let client = client()?;
            let body = format!("epost={}&losenord={}", email(organisation), PASSWORD.replace(' ', "+"));
            let page = client.post(format!("{}/logga-in", server.base)).header("content-type", FORM).body(body).send().await?;
            if page.status() != 303 {
                return Err(format!("login: {}", page.status()).into());
            }
            viewers.push(Viewer { client, organisation });
        }
    }
    Ok(viewers)
}

/// Asks for a board again and again, as its island does.
async fn watch(viewer: Viewer, base: String, log: Arc<Log>) {
    let address = format!("{base}/forvaltning/laget?organisation=o{}&ar=2026", viewer.organisation);
    let mut tag = String::new();
    tokio::time::sleep(POLL * u32::try_from(viewer.organisation).unwrap_or(0) / 20).await;
    while !log.is_over() {
        let request = viewer.client.get(&address).header("if-none-match", &tag);
        if let Ok(response) = log.timed("viewer", &log.polls, request).await {
            tag = response.headers().get("etag").and_then(|t| t.to_str().ok()).unwrap_or_default().to_owned();
            let _ = response.bytes().await;
        }
        tokio::time::sleep(POLL).await;
    }
}

/// A respondent on the first section.
async fn begin(server: &Server, cx: &Context, link: &str, organisation: usize) -> Fallible<Client> {
    let sample = sample::list(cx, &at(cx, 2026, &format!("o{organisation}")).await).await?;
    let unit = sample.iter().rfind(|u| u.answered_on.is_none()).ok_or("a unit")?;
    let client = client()?;
    let body = format!("enhet={}", unit.unit);
    client.post(format!("{}{link}", server.base)).header("content-type", FORM).body(body).send().await?.error_for_status()?;
    Ok(client)
}

/// Milliseconds of a section's page, 50 a second for 20 seconds, with viewers or without.
async fn section_pages(server: &Server, link: &str, client: &Client, viewers: Option<&[Viewer]>) -> Fallible<Vec<f64>> {
    let log = Arc::new(Log::default());
    let mut watching = JoinSet::new();
    for viewer in viewers.unwrap_or_default() {
        watching.spawn(watch(viewer.clone(), server.base.clone(), Arc::clone(&log)));
    }
    let address = format!("{}{link}/fraga/verksamhet", server.base);
    let mut clock = tokio::time::interval(Duration::from_millis(20));
    let mut pages = JoinSet::new();
    for _ in 0..1_000 {
        clock.tick().await;
        let (request, log) = (client.get(&address), Arc::clone(&log));
        pages.spawn(async move { log.timed("page", &log.turns, request).await?.bytes().await.map_err(Into::into) });
    }
    while let Some(page) = pages.join_next().await {
        let _: Fallible<_> = page?;
    }
    if viewers.is_some() {
        line("viewers' polls meanwhile", &log.polls.lock().expect("a log"));
    }
    watching.abort_all();
    let times = log.turns.lock().expect("a log").clone();
    Ok(times)
}

/// 2,000 respondents who begin evenly over the time.
async fn respondents(server: &Server, cx: &Context, links: &[String], minutes: f64, log: &Arc<Log>) -> Fallible<()> {
    let mut units = Vec::new();
    for (i, link) in links.iter().enumerate() {
        let sample = sample::list(cx, &at(cx, 2026, &format!("o{i}")).await).await?;
        // The first of those left holds the draft of the measurement before.
        let left = sample.into_iter().filter(|u| u.answered_on.is_none()).skip(1);
        units.extend(left.take(99).map(|u| (link.clone(), u.unit)));
    }
    let pause = Duration::from_secs_f64(minutes * 60.0 / units.len() as f64);
    let mut clock = tokio::time::interval(pause);
    let mut all = JoinSet::new();
    for (number, (link, unit)) in units.into_iter().enumerate() {
        clock.tick().await;
        let (base, log) = (server.base.clone(), Arc::clone(log));
        all.spawn(async move {
            if let Err(error) = respond(&base, &link, &unit, number, &log).await {
                eprintln!("a respondent: {error}");
            }
        });
    }
    while all.join_next().await.is_some() {}
    Ok(())
}

async fn respond(base: &str, link: &str, unit: &str, number: usize, log: &Log) -> Fallible<()> {
    let client = client()?;
    let at = |path: &str| format!("{base}{link}{path}");
    let get = |path: &str| log.timed("respondent", &log.turns, client.get(at(path)));
    let post = |path: &str, body: String| {
        log.timed("respondent", &log.turns, client.post(at(path)).header("content-type", FORM).body(body))
    };
    // Between 1.5 and 4 seconds at each page.
    let think = || tokio::time::sleep(Duration::from_millis(1_500 + (number as u64 * 37) % 2_500));
    get("").await?.bytes().await?;
    post("", format!("enhet={unit}")).await?;
    for (section, body) in [
        ("verksamhet", "omrade=forskola&medarbetare=10_24"),
        ("kannedom", "kannedom.handlingsplan=jag&kannedom.samordnare=bada"),
        ("kunskap", "kunskap_chef=3&kunskap_medarbetare=2&apt=ja"),
        ("handelser", "handelse=nej"),
        ("behov", "behov_text=Mer+tid+att+prata+om+det"),
    ] {
        let path = format!("/fraga/{section}");
        get(&path).await?.bytes().await?;
        think().await;
        if section == "behov" {
            post(&format!("{path}/spara"), body.to_owned()).await?;
        }
        post(&path, body.to_owned()).await?;
    }
    get("/granska").await?.bytes().await?;
    think().await;
    let page = post("/granska", String::new()).await?;
    let place = page.headers().get("location").and_then(|l| l.to_str().ok()).unwrap_or_default().to_owned();
    if !place.ends_with("/kvitto") {
        return Err(format!("submitted: {} {place}", page.status()).into());
    }
    log.submitted.fetch_add(1, Ordering::Relaxed);
    get("/kvitto").await?.bytes().await?;
    Ok(())
}

/// All at once and again and again, until it is over.
fn attacks(tasks: &mut JoinSet<()>, server: &Server, links: &[String], viewers: &[Viewer], log: &Arc<Log>) {
    let (base, link) = (server.base.clone(), links[0].clone());
    let addr = base.trim_start_matches("http://").to_owned();
    tasks.spawn(wide_forms(base.clone(), link, Arc::clone(log)));
    tasks.spawn(passwords(base.clone(), Arc::clone(log)));
    tasks.spawn(workbooks(base, viewers[0].client.clone(), Arc::clone(log)));
    tasks.spawn(slow_connections(addr, Arc::clone(log)));
}

async fn post_form(client: &Client, address: String, body: String, who: &'static str, log: &Log) {
    let sent = client.post(address).header("content-type", FORM).body(body).send().await;
    log.status(who, sent.map_or(0, |r| r.status().as_u16()));
}

/// More fields than any page has.
async fn wide_forms(base: String, link: String, log: Arc<Log>) {
    let names =
        (0..100_000).map(|i| format!("handelser.{}.{}=", i / 10 + 1, char::from(b'a' + u8::try_from(i % 10).unwrap_or(0))));
    let body = names.collect::<Vec<_>>().join("&");
    let Ok(client) = client() else { return };
    while !log.is_over() {
        post_form(&client, format!("{base}{link}/fraga/handelser/spara"), body.clone(), "wide form", &log).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// 400 wrong logins at once, each for an address of its own, and invitations that nobody has.
async fn passwords(base: String, log: Arc<Log>) {
    let Ok(client) = client() else { return };
    for round in 0.. {
        let mut guesses = JoinSet::new();
        for i in 0..400 {
            let (client, log, base) = (client.clone(), Arc::clone(&log), base.clone());
            guesses.spawn(async move {
                let login = format!("epost=x{round}-{i}@example.org&losenord=gissning");
                post_form(&client, format!("{base}/logga-in"), login, "wrong login", &log).await;
                let long = format!("losenord={}", "x".repeat(190));
                post_form(&client, format!("{base}/inbjudan/x{i}"), long, "no invitation", &log).await;
            });
        }
        while guesses.join_next().await.is_some() {}
        if log.is_over() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(20)).await;
    }
}

/// One long shared string in 300,000 cells.
fn workbook() -> Fallible<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let packages = "http://schemas.openxmlformats.org/package/2006";
    let documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let cells: String =
        (1..=300_000 / 30).map(|row| format!("<row r=\"{row}\">{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(30))).collect();
    for (name, content) in [
        (
            "[Content_Types].xml",
            format!(
                "{head}<Types xmlns=\"{packages}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{head}<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"r1\" Type=\"{documents}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "{head}<workbook xmlns=\"{main}\" xmlns:r=\"{documents}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "{head}<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"r1\" Type=\"{documents}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{documents}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("{head}<sst xmlns=\"{main}\"><si><t>{}</t></si></sst>", "x".repeat(10_000))),
        ("xl/worksheets/sheet1.xml", format!("{head}<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>")),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

async fn workbooks(base: String, client: Client, log: Arc<Log>) {
    let Ok(file) = workbook() else { return };
    let mut body = b"--gr\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"enheter.xlsx\"\r\n\r\n".to_vec();
    body.extend(file);
    body.extend(b"\r\n--gr--\r\n");
    while !log.is_over() {
        let post = client.post(format!("{base}/forvaltning/register/fil?organisation=o0"));
        let sent = post.header("content-type", "multipart/form-data; boundary=gr").body(body.clone()).send().await;
        log.status("workbook", sent.map_or(0, |r| r.status().as_u16()));
        tokio::time::sleep(Duration::from_secs(20)).await;
    }
}

/// Half heads, half bodies and heads that are too long; each round is held until the server lets go.
async fn slow_connections(addr: String, log: Arc<Log>) {
    while !log.is_over() {
        let mut held = Vec::new();
        for i in 0..1_100 {
            let Ok(mut stream) = tokio::net::TcpStream::connect(&addr).await else {
                log.status("connection", 0);
                continue;
            };
            let half = if i < 1_000 {
                "GET / HTTP/1.1\r\nHost: a\r\nX-Half: ".to_owned()
            } else {
                format!("POST /logga-in HTTP/1.1\r\nHost: a\r\nContent-Type: {FORM}\r\nContent-Length: 1000\r\n\r\nepost=")
            };
            let _ = stream.write_all(half.as_bytes()).await;
            log.status("slow connection", 1);
            held.push(stream);
        }
        let Ok(client) = client() else { return };
        let sent = client.get(format!("http://{addr}/logga-in")).header("x-long", "x".repeat(100_000)).send().await;
        log.status("long head", sent.map_or(0, |r| r.status().as_u16()));
        tokio::time::sleep(Duration::from_secs(15)).await;
        drop(held);
    }
}
