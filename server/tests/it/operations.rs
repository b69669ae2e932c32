//! What operators see of a server, and what respondents see of its troubles.

use std::net::SocketAddr;

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
    app.in_writer(mended).await;
    let mut browser = app.browser();
    browser.turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
}
