//! What operators see of a server, and what respondents see of its troubles.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use app::domain::account::Role;
use axum::http::{StatusCode, header};
use lagesbild::store::Engine;

use crate::app::{STADSDEL, TestApp, on_both};

on_both!(
    metrics_tell_of_work_and_of_nobody,
    metrics_are_read_here_or_with_the_token,
    what_cannot_be_kept_is_told_and_kept_when_it_can,
);

const HERE: ([u8; 4], u16) = ([127, 0, 0, 1], 5000);

async fn metrics(app: &TestApp, peer: impl Into<SocketAddr>, headers: &[(&str, &str)]) -> (StatusCode, String) {
    let page = app.send_from(Some(peer.into()), "/metrics", headers).await;
    (page.status, page.text)
}

/// The value of a series.
fn value(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
}

async fn metrics_tell_of_work_and_of_nobody(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Preventionsenheten\n").await;
    let link = app.open().await["farsta"].clone();
    app.account("c@example.org", Role::Central, None).await;
    app.logged_in("c@example.org").await.get("/central").await;
    let unit = app.unit(&link, "Preventionsenheten").await;
    app.browser().post(&link, &[("enhet", &unit)]).await;
    app.browser().get("/finns-inte/hemligt").await;
    let (status, text) = metrics(&app, HERE, &[]).await;
    assert_eq!(status, StatusCode::OK);
    let started = r#"lagesbild_http_requests_total{method="POST",route="/e/{token}",status="303"}"#;
    assert_eq!(value(&text, started), Some(1.0), "{text}");
    assert_eq!(value(&text, r#"lagesbild_http_requests_total{method="GET",route="-",status="404"}"#), Some(1.0), "{text}");
    assert_eq!(value(&text, r#"lagesbild_http_request_duration_seconds_count{route="/central"}"#), Some(1.0), "{text}");
    assert_eq!(value(&text, r#"lagesbild_rounds{state="open"}"#), Some(1.0), "{text}");
    assert_eq!(value(&text, "lagesbild_database_up"), Some(1.0), "{text}");
    assert_eq!(value(&text, "lagesbild_wal_bytes").is_some(), app.engine() == Engine::Sqlite, "{text}");
    assert_eq!(value(&text, "lagesbild_backup_timestamp_seconds"), None, "no copies are taken");
    let token = link.rsplit('/').next().expect("a token");
    for secret in [token, &unit, "farsta", "Preventions", "c@example.org", "hemligt"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

async fn metrics_are_read_here_or_with_the_token(app: TestApp) {
    let elsewhere = ([192, 0, 2, 7], 5000);
    assert_eq!(metrics(&app, HERE, &[]).await.0, StatusCode::OK);
    assert_eq!(metrics(&app, elsewhere, &[]).await.0, StatusCode::NOT_FOUND);
    assert_eq!(metrics(&app, HERE, &[("x-forwarded-for", "192.0.2.7")]).await.0, StatusCode::NOT_FOUND, "through a proxy");
    assert_eq!(metrics(&app, HERE, &[("forwarded", "for=192.0.2.7")]).await.0, StatusCode::NOT_FOUND, "through a proxy");
    assert_eq!(metrics(&app, HERE, &[("x-real-ip", "192.0.2.7")]).await.0, StatusCode::NOT_FOUND, "through a proxy");
    let app = app.with_config(|config| config.metrics_token = Some("en lång hemlighet".to_owned()));
    assert_eq!(metrics(&app, HERE, &[]).await.0, StatusCode::NOT_FOUND, "where there is a token it is asked for");
    assert_eq!(metrics(&app, elsewhere, &[("authorization", "Bearer fel")]).await.0, StatusCode::NOT_FOUND);
    let app = app.with_config(|config| config.metrics_token = Some("hemlighet-9".to_owned()));
    assert_eq!(metrics(&app, elsewhere, &[("authorization", "Bearer hemlighet-9")]).await.0, StatusCode::OK);
}

/// The database takes no writes for a while, as when its disk is full or it has become a standby.
async fn what_cannot_be_kept_is_told_and_kept_when_it_can(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Preventionsenheten\n").await;
    let link = app.open().await["farsta"].clone();
    let app = app.on_one_connection().await;
    let unit = app.unit(&link, "Preventionsenheten").await;
    let (trouble, mended) = match app.engine() {
        Engine::Sqlite => ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"),
        Engine::Postgres => ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    };
    app.in_writer(trouble).await;
    // A full file has room for some more.
    let mut page = None;
    for _ in 0..200 {
        let tried = app.browser().post(&link, &[("enhet", &unit)]).await;
        if tried.status != StatusCode::SEE_OTHER {
            page = Some(tried);
            break;
        }
    }
    let page = page.expect("it is noticed");
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{trouble}: {}", page.text);
    assert!(page.text.contains("Just nu går det inte att läsa eller spara"), "{}", page.text);
    assert_eq!(page.headers[header::RETRY_AFTER], "10");
    assert_eq!(app.browser().get(&link).await.status, StatusCode::OK, "{trouble}: what is read goes on");
    // Each of many who fail at once leaves a broken connection behind; nobody else is told otherwise for it.
    let many = futures::future::join_all((0..40).map(|_| async { app.browser().post(&link, &[("enhet", &unit)]).await.status }));
    for status in many.await {
        assert!([StatusCode::SERVICE_UNAVAILABLE, StatusCode::SEE_OTHER].contains(&status), "{status}");
    }
    app.in_writer(mended).await;
    let mut browser = app.browser();
    browser.turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
}

/// A file of the package.
fn packaged(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("package").join(name)
}

/// Runs a program of the system that looks at what operators get; says so where there is none.
fn looked_at(program: &str, arguments: &[&OsStr], input: &str) {
    let started =
        Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = started else {
        eprintln!("{program} is not installed: {arguments:?} is not tried");
        return;
    };
    // A program that reads nothing closes the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_and_dashboard_speak_of_metrics_that_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::sqlite().await.with_config(|config| config.backup_dir = Some(folder.path().to_owned()));
    app.browser().get("/logga-in").await;
    let (_, text) = metrics(&app, HERE, &[]).await;
    for name in ["alerts.yml", "grafana.json"] {
        let file = std::fs::read_to_string(packaged(name)).expect("a file");
        let words = file.split(|c: char| !c.is_ascii_lowercase() && c != '_').filter(|word| word.starts_with("lagesbild_"));
        let named: BTreeSet<&str> = words.collect();
        assert!(named.len() > 5, "{name}: {named:?}");
        for metric in named {
            let family = metric.trim_end_matches("_bucket").trim_end_matches("_total");
            assert!(
                text.contains(&format!("# TYPE {family}")) || text.contains(&format!("# TYPE {metric} ")),
                "{name}: {metric}"
            );
        }
    }
    looked_at("promtool", &["check".as_ref(), "metrics".as_ref()], &text);
    looked_at("promtool", &["check".as_ref(), "rules".as_ref(), packaged("alerts.yml").as_os_str()], "");
    looked_at("promtool", &["check".as_ref(), "config".as_ref(), packaged("prometheus.yml").as_os_str()], "");
}

#[test]
fn the_service_may_do_little() {
    let unit = packaged("lagesbild.service");
    // An exposure of at most 2.0 of 10.
    let arguments = ["security", "--offline=true", "--threshold=20", "--no-pager"].map(OsStr::new);
    looked_at("systemd-analyze", &[&arguments[..], &[unit.as_os_str()]].concat(), "");
}
