//! Speed and size, measured against something bare in the same run, so that a figure means the
//! same on another machine: a ratio, or bytes.
//!
//! `cargo xtask bench` builds what is measured and starts a PostgreSQL. The server measured is the
//! release binary, over loopback.

#[path = "common/city.rs"]
mod city;
mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use app::domain::account::Role;
use city::{STADSDEL, city, postgres};
use common::{Fallible, Server, at, client, create_round, id, keys, operator};
use lagesbild::ambient::Ambient;
use lagesbild::config::Config;
use lagesbild::export::sheets::{self, Order};
use lagesbild::export::{Format, Subject};
use lagesbild::services::{
    Caller, Context, accounts, closing, opening, organisations, questionnaires, register, responses, results, rounds, sample,
};
use lagesbild::store::Store;
use reqwest::Client;

const UNITS: usize = 1200;
/// Submissions that are measured.
const SUBMISSIONS: usize = 600;
/// How many are under way at once.
const AT_ONCE: usize = 16;
/// Requests a second of the open loop.
const OPEN_LOOP: u32 = 300;

#[tokio::main]
async fn main() -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    let sqlite = format!("sqlite:{}", folder.path().join("bench.db").display());
    engine("SQLite", &sqlite).await?;
    if let Some(url) = postgres("bench").await? {
        engine("PostgreSQL", &url).await?;
    }
    for count in [10_000, 100_000] {
        volumes(folder.path(), count).await?;
    }
    Ok(())
}

/// Everything that depends on the engine.
async fn engine(name: &str, url: &str) -> Fallible<()> {
    println!("\n{name}");
    let mut rows: String = (0..UNITS).map(|i| format!("bromma;Enhet {i}\n")).collect();
    // As large as a förvaltning is: what a visit takes is measured there.
    rows.extend((0..30).map(|i| format!("farsta;Enheten för sak nummer {i}\n")));
    let (cx, [large, ordinary]) = city(url, &rows).await?;
    let server = Server::start(url)?;
    println!("  memory at rest                          {:8.1} MiB", server.memory(false)?);
    let link = format!("{}{large}", server.base);
    if name == "SQLite" {
        bytes(&server, &format!("{}{ordinary}", server.base)).await?;
    }

    // Respondents, each at the check page with everything filled in.
    let links = rounds::links(&cx, &operator(), &id(2026)).await?;
    let units = sample::list(&cx, &at(&cx, 2026, &links[0].organisation).await).await?;
    let mut ready = Vec::new();
    for unit in units.iter().take(SUBMISSIONS) {
        ready.push(at_the_check_page(&link, &unit.unit).await?);
    }
    let began = Instant::now();
    each_at_once(ready, AT_ONCE, |client| {
        let path = format!("{link}/granska");
        async move {
            let response = client.post(path).send().await?;
            let place = response.headers().get("location").and_then(|l| l.to_str().ok()).unwrap_or_default().to_owned();
            if place.ends_with("/kvitto") { Ok(()) } else { Err(format!("{} {place}", response.status()).into()) }
        }
    })
    .await?;
    let submissions = SUBMISSIONS as f64 / began.elapsed().as_secs_f64();
    println!("  memory under load                       {:8.1} MiB", server.memory(false)?);
    let commits = bare_commits(&cx, AT_ONCE).await?;
    println!("  durable submissions through HTTP        {submissions:8.0} /s");
    println!("  bare durable commits, same engine       {commits:8.0} /s");
    println!("  ratio                                   {:8.2}", submissions / commits);
    if name == "SQLite" {
        pages(&link, &units[SUBMISSIONS].unit).await?;
    }
    cx.store.close().await;
    Ok(())
}

async fn at_the_check_page(link: &str, unit: &str) -> Fallible<Client> {
    let client = client()?;
    client.post(link).body(format!("enhet={unit}")).header("content-type", "application/x-www-form-urlencoded").send().await?;
    for (section, body) in
        [("verksamhet", "omrade=forskola"), ("kannedom", ""), ("kunskap", ""), ("handelser", "handelse=nej"), ("behov", "")]
    {
        let post = client.post(format!("{link}/fraga/{section}")).header("content-type", "application/x-www-form-urlencoded");
        post.body(body).send().await?.error_for_status()?;
    }
    Ok(client)
}

/// Runs a job over every item, so many at once; the first failure ends it.
async fn each_at_once<T: Send + 'static, F>(items: Vec<T>, at_once: usize, job: impl Fn(T) -> F) -> Fallible<()>
where
    F: Future<Output = Fallible<()>> + Send + 'static,
{
    let mut running = tokio::task::JoinSet::new();
    for item in items {
        if running.len() >= at_once {
            running.join_next().await.ok_or("a job")???;
        }
        running.spawn(job(item));
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

/// Transactions of one small insert, through the same store, as many as there were submissions.
async fn bare_commits(cx: &Context, at_once: usize) -> Fallible<f64> {
    let began = Instant::now();
    let store = cx.store.clone();
    each_at_once((0..SUBMISSIONS).collect(), at_once, |i| {
        let store = store.clone();
        async move {
            let mut write = store.write().await?;
            sqlx::query(lagesbild::store::sql::ADD_SETTING).bind(format!("bench {i}")).bind("x").execute(&mut *write).await?;
            write.commit().await?;
            Ok(())
        }
    })
    .await?;
    Ok(SUBMISSIONS as f64 / began.elapsed().as_secs_f64())
}

/// A section page beside a static page of the same size, and latency under an open loop.
async fn pages(link: &str, unit: &str) -> Fallible<()> {
    let client = client()?;
    let start = client.post(link).body(format!("enhet={unit}")).header("content-type", "application/x-www-form-urlencoded");
    start.send().await?.error_for_status()?;
    let section = format!("{link}/fraga/verksamhet");
    let page = client.get(&section).send().await?.error_for_status()?.text().await?;
    let router = axum::Router::new().route("/", axum::routing::get(move || async move { axum::response::Html(page) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let bare = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let ours = views(&client, &section).await?;
    let theirs = views(&client, &bare).await?;
    println!("  section pages                           {ours:8.0} /s");
    println!("  a static axum page of the same size     {theirs:8.0} /s");
    println!("  ratio                                   {:8.2}", ours / theirs);

    let mut latencies = Vec::new();
    let mut running = tokio::task::JoinSet::new();
    let mut clock = tokio::time::interval(Duration::from_secs(1) / OPEN_LOOP);
    for _ in 0..OPEN_LOOP * 5 {
        let due = clock.tick().await.into_std();
        let (client, section) = (client.clone(), section.clone());
        running.spawn(async move {
            client.get(section).send().await?.error_for_status()?.bytes().await?;
            // From when it was due, so that a stall is not hidden by waiting for it.
            Fallible::Ok(due.elapsed())
        });
    }
    while let Some(done) = running.join_next().await {
        latencies.push(done??);
    }
    latencies.sort();
    let at = |percent: usize| latencies[(latencies.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!("  section page at {OPEN_LOOP}/s, p50               {:8.1} ms", at(50));
    println!("  section page at {OPEN_LOOP}/s, p99               {:8.1} ms", at(99));
    Ok(())
}

async fn views(client: &Client, address: &str) -> Fallible<f64> {
    let count = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    each_at_once((0..AT_ONCE).collect(), AT_ONCE, |_| {
        let (client, address, count) = (client.clone(), address.to_owned(), Arc::clone(&count));
        async move {
            while began.elapsed() < Duration::from_secs(4) {
                client.get(&address).send().await?.bytes().await?;
                count.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        }
    })
    .await?;
    Ok(count.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

#[allow(clippy::case_sensitive_file_extension_comparisons)] // names that the build made
/// What a respondent's visit takes on the wire: bodies as sent, with brotli.
async fn bytes(server: &Server, link: &str) -> Fallible<()> {
    let size = |client: Client, address: String| async move {
        let response = client.get(address).header("accept-encoding", "br").send().await?.error_for_status()?;
        Fallible::Ok(response.bytes().await?.len())
    };
    let plain = client()?;
    let page = plain.get(link).send().await?.text().await?;
    let assets: Vec<&str> = page.split('"').filter(|p| p.starts_with("/assets/")).collect();
    let style = assets.iter().find(|a| a.ends_with(".css")).ok_or("a style sheet")?;
    let first = size(plain.clone(), link.to_owned()).await? + size(plain.clone(), format!("{}{style}", server.base)).await?;
    let mut bundle = 0;
    for script in assets.iter().filter(|a| a.ends_with(".js")) {
        bundle += size(plain.clone(), format!("{}{script}", server.base)).await?;
        let text = plain.get(format!("{}{script}", server.base)).send().await?.text().await?;
        for module in text.split("\"./").skip(1).filter_map(|p| p.split('"').next()) {
            bundle += size(plain.clone(), format!("{}/assets/{module}", server.base)).await?;
        }
    }
    let unit = page.split("value=\"").filter_map(|p| p.split('"').next()).find(|v| v.len() == 32).ok_or("a unit")?;
    let respondent = at_the_check_page(link, unit).await?;
    let mut visit = first;
    for step in ["fraga/verksamhet", "fraga/kannedom", "fraga/kunskap", "fraga/handelser", "fraga/behov", "granska"] {
        let page = size(respondent.clone(), format!("{link}/{step}")).await?;
        println!("  {step:<24}                {page:8} bytes");
        visit += page;
    }
    respondent.post(format!("{link}/granska")).send().await?.error_for_status()?;
    visit += size(respondent.clone(), format!("{link}/kvitto")).await?;
    println!("  first page, 30 units, HTML and CSS      {first:8} bytes");
    println!("  whole visit without the bundle          {visit:8} bytes");
    println!("  whole visit with it                     {:8} bytes", visit + bundle);
    Ok(())
}

/// The rounds before the one that is measured.
const YEARS: std::ops::RangeInclusive<i64> = 2019..=2024;
/// The verksamhetsområden of their answers.
const LINES: [&str; 4] = ["forskola", "socialtjanst", "aldreomsorg", "fritid"];
/// Answers of an organisation in each of these.
const EARLIER: usize = 500;
/// Times that each board is asked for.
const ASKED: usize = 30;
const PASSWORD: &str = "ett långt lösenord";

/// The boards of the central office and the exports of every answer, on a round of that size with others before it.
async fn volumes(folder: &Path, count: usize) -> Fallible<()> {
    let url = format!("sqlite:{}", folder.join(format!("{count}.db")).display());
    let config = Config::with_database(&url, &keys(&url), "127.0.0.1:3000".parse()?);
    let cx = Context::start(Store::connect(&url).await?, Ambient::system(), config).await?;
    let operator = operator();
    let organisations =
        |i: usize| format!("o{i};Organisation {i};stadsdelsforvaltning;;;;{count}\nu{i};Annan {i};stadsdelsforvaltning;;;;\n");
    let organisations: String = (0..20).map(organisations).collect();
    let header = "id;namn;typ;omraden;efterfoljare;upphor;forvantat_antal\n";
    organisations::import(&cx, &operator, format!("{header}{organisations}").as_bytes()).await?;
    questionnaires::import(&cx, &operator, STADSDEL.as_bytes()).await?;
    questionnaires::publish(&cx, &operator, "vbe-stadsdel").await?;
    let units: String = (0..20).flat_map(|i| (0..1000).map(move |n| format!("u{i};Enhet {n}\n"))).collect();
    register::file::import(&cx, &Caller::Operator, format!("forvaltning;enhet\n{units}").as_bytes(), false).await?;
    let columns = "omrade;kannedom.handlingsplan;kannedom.samordnare;kannedom.blankett;kunskap_chef;apt;handelse;behov_text\n";
    let import = async |year: i64, answers: usize| {
        for i in 0..20 {
            let row = |n: usize| format!("{};jag;bada;ingen;{};ja;nej;Svar {n} från {i}\n", LINES[n % 4], n % 5 + 1);
            let file = columns.to_owned() + &(0..answers).map(row).collect::<String>();
            responses::import(&cx, &operator, (&id(year), &format!("o{i}").into()), file.as_bytes(), |_, _| ()).await?;
        }
        Fallible::Ok(())
    };
    for year in YEARS {
        create_round(&cx, year, (format!("{year}-10-01").parse()?, format!("{year}-10-31").parse()?)).await?;
        opening::open(&cx, &operator, &id(year)).await?;
        closing::close_and_wait(&cx, &operator, &id(year), |_| ()).await?;
        import(year, EARLIER).await?;
    }
    let today = cx.ambient.today();
    create_round(&cx, 2026, (today.yesterday()?, today.tomorrow()?)).await?;
    opening::open(&cx, &operator, &id(2026)).await?;
    import(2026, count / 20).await?;
    let began = Instant::now();
    closing::close_and_wait(&cx, &operator, &id(2026), |_| ()).await?;
    let closing = began.elapsed();
    let began = Instant::now();
    let figures = results::figures(&cx, &rounds::closed(&rounds::find(&cx, &id(2026)).await?)?).await?;
    let board = began.elapsed();
    let order = Order { subject: Subject::Responses, round: id(2026), organisation: None, format: Format::Csv, token: None };
    let began = Instant::now();
    let bytes = sheets::export(&cx, operator.caller(), &order, Vec::new()).await?.len();
    println!("\n{count} responses in a round, 20,000 units, seven rounds, SQLite, {} indicators", figures.indicators.len());
    println!("  closing the round                       {:8.2} s", closing.as_secs_f64());
    println!("  awareness board's figures               {:8.1} ms", board.as_secs_f64() * 1000.0);
    println!("  export responses                        {:8.2} s, {} kB", began.elapsed().as_secs_f64(), bytes / 1000);
    accounts::add(&cx, &operator, "c@example.org", (Role::Central, None), Some(PASSWORD)).await?;
    cx.store.close().await;
    boards(&url).await
}

/// What the central office reads, as its browser asks for it.
async fn boards(url: &str) -> Fallible<()> {
    let server = Server::start(url)?;
    let central = client()?;
    let log_in = format!("epost=c%40example.org&losenord={}", PASSWORD.replace(' ', "+"));
    let form = ("content-type", "application/x-www-form-urlencoded");
    central.post(format!("{}/logga-in", server.base)).header(form.0, form.1).body(log_in).send().await?.error_for_status()?;
    let indicator = "handlingsplan_chef";
    let pages = [
        ("response rates", "/central?ar=2026".to_owned()),
        ("awareness", "/central/kannedom?ar=2026".to_owned()),
        ("an indicator over the years", format!("/central/kannedom/{indicator}?ar=2026")),
        ("a question", "/central/fragor?ar=2026&fraga=kannedom.handlingsplan".to_owned()),
        ("a question of a verksamhetsområde", "/central/fragor?ar=2026&fraga=apt&omrade=fritid".to_owned()),
        ("incidents", "/central/handelser?ar=2026".to_owned()),
        ("a chart as PNG", format!("/central/diagram/organisationer.png?ar=2026&indikator={indicator}")),
    ];
    for (name, path) in pages {
        let mut times = vec![];
        for _ in 0..ASKED {
            let began = Instant::now();
            let response = central.get(format!("{}{path}", server.base)).header("accept-encoding", "gzip, br").send().await?;
            response.error_for_status()?.bytes().await?;
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        println!("  {name:<40}{:8.1} ms, p95 {:.1}", times[ASKED / 2], times[ASKED * 95 / 100]);
    }
    let before = server.memory(true)?;
    let began = Instant::now();
    let book =
        central.get(format!("{}/export/2026/arbetsbok.xlsx", server.base)).send().await?.error_for_status()?.bytes().await?;
    let (seconds, kilobytes) = (began.elapsed().as_secs_f64(), book.len() / 1000);
    println!(
        "  workbook                                {seconds:8.2} s, {kilobytes} kB, {:.1} MiB more",
        server.memory(true)? - before
    );
    Ok(())
}
