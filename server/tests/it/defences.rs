//! What binds the browser to the site, and what keeps somebody else out: `docs/asvs.md` names the requirements.

use std::path::Path;

use app::domain::account::Role;
use axum::http::{StatusCode, header};
use lagesbild::services::{AccountError, Error, Refusal, accounts};

use crate::app::{Page, STADSDEL, TestApp, on_both, operator};

on_both!(
    over_https_the_browser_is_held_to_it,
    what_another_site_sends_is_told_so,
    a_server_that_is_told_to_stop_says_so_to_its_proxy,
    too_many_tries_are_told_how_long_to_wait,
    a_draft_from_before_https_goes_on,
    a_session_ends_after_a_day_however_it_is_used,
    a_password_that_is_guessed_first_is_refused,
);

fn over_https(app: TestApp) -> TestApp {
    app.with_config(|config| config.base_url = "https://enkat.example.org".parse().expect("an address"))
}

async fn in_a_round(app: &TestApp) -> (String, String) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\n").await;
    let link = app.open().await["farsta"].clone();
    let unit = app.unit(&link, "Ett").await;
    (link, unit)
}

fn cookies(page: &Page) -> Vec<&str> {
    page.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().expect("a cookie")).collect()
}

async fn over_https_the_browser_is_held_to_it(app: TestApp) {
    let (link, unit) = in_a_round(&app).await;
    app.account("c@example.org", Role::Central, None).await;
    for secure in [false, true] {
        let app = if secure { over_https(app.another_server().await) } else { app.another_server().await };
        let mut browser = app.browser();
        let begun = browser.post(&link, &[("enhet", &unit)]).await;
        let entered = browser.post("/logga-in", &[("epost", "c@example.org"), ("losenord", crate::app::PASSWORD)]).await;
        for (page, name) in [(&begun, "__Secure-utkast="), (&entered, "__Host-session=")] {
            let [cookie] = cookies(page)[..] else { panic!("{:?}", page.headers) };
            let plain = name.split_once('-').expect("a prefix").1;
            assert!(cookie.starts_with(if secure { name } else { plain }), "{cookie}");
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Domain"), "{cookie}");
            assert_eq!(cookie.contains("Secure;") || cookie.ends_with("Secure"), secure, "{cookie}");
        }
        assert!(cookies(&entered)[0].contains("Path=/;") || cookies(&entered)[0].ends_with("Path=/"));
        assert_eq!(browser.get(&format!("{link}/fraga/verksamhet")).await.status, StatusCode::OK, "the draft is found");
        for path in ["/logga-in", "/central", "/finns-inte", "/healthz", "/assets/finns-inte", &link] {
            let page = browser.get(path).await;
            let strict = page.headers.get(header::STRICT_TRANSPORT_SECURITY).map(|value| value.to_str().expect("text"));
            assert_eq!(strict, secure.then_some("max-age=31536000; includeSubDomains"), "{path}");
            assert_eq!(page.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
            let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        }
    }
}

async fn what_another_site_sends_is_told_so(app: TestApp) {
    let (link, unit) = in_a_round(&app).await;
    let page = app.post_with(&link, &format!("enhet={unit}"), &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("Formuläret kom från en annan webbplats"), "{}", page.text);
    assert_eq!(cookies(&page), [""; 0]);
}

async fn a_server_that_is_told_to_stop_says_so_to_its_proxy(app: TestApp) {
    assert_eq!(app.browser().get("/readyz").await.status, StatusCode::OK);
    app.cx.leaving.store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(app.browser().get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.browser().get("/logga-in").await.status, StatusCode::OK, "and goes on answering");
}

async fn too_many_tries_are_told_how_long_to_wait(app: TestApp) {
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.browser();
    for _ in 0..10 {
        browser.post("/logga-in", &[("epost", "c@example.org"), ("losenord", "fel lösenord")]).await;
    }
    let page = browser.post("/logga-in", &[("epost", "c@example.org"), ("losenord", "fel lösenord")]).await;
    assert_eq!(
        (page.status, &page.headers[header::RETRY_AFTER]),
        (StatusCode::TOO_MANY_REQUESTS, &"1".parse().expect("a value"))
    );
}

async fn a_draft_from_before_https_goes_on(app: TestApp) {
    let (link, unit) = in_a_round(&app).await;
    let mut before = app.browser();
    before.post(&link, &[("enhet", &unit)]).await;
    let app = over_https(app);
    let mut after = app.browser();
    after.cookies = before.cookies;
    assert_eq!(after.get(&format!("{link}/fraga/verksamhet")).await.status, StatusCode::OK);
    let page = after.post(&link, &[("enhet", &unit)]).await;
    let gone = cookies(&page).into_iter().any(|cookie| cookie.starts_with("utkast=") && cookie.contains("Max-Age=0"));
    assert!(gone, "it brings nothing back: {:?}", cookies(&page));
}

async fn a_session_ends_after_a_day_however_it_is_used(app: TestApp) {
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    for _ in 0..23 {
        app.pass(3600);
        assert_eq!(browser.get("/central/konton").await.status, StatusCode::OK);
    }
    app.pass(3600);
    let page = browser.get("/central/konton").await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/logga-in?till=/central/konton"));
}

async fn a_password_that_is_guessed_first_is_refused(app: TestApp) {
    let add = async |email: &str, password: &str| {
        accounts::add(&app.cx, &operator(), email, (Role::Central, None), Some(password)).await.map(|_| ())
    };
    for password in [
        "password",
        "12345678",
        "password123",
        "qwertyuiop",
        "lagesbild",
        "samordnare1",
        "lagesbild2026",
        "password1234",
        "enheten.ett@example.org",
        "aaaaaaaaaa",
    ] {
        let refused = add("enheten.ett@example.org", password).await;
        let common = matches!(refused, Err(Error::Refused(Refusal::Account(AccountError::CommonPassword))));
        assert!(common, "{password}: {refused:?}");
    }
    for (i, password) in ["tre små grisar", "hemligt2026", "k7Hq2wZ9", "ett långt lösenord"].into_iter().enumerate() {
        add(&format!("c{i}@example.org"), password).await.unwrap_or_else(|error| panic!("{password}: {error}"));
    }
    let invitation = accounts::invite(&app.cx, &operator(), "c0@example.org").await.expect("an invitation");
    let path = format!("/inbjudan/{invitation}");
    let page = app.browser().post(&path, &[("losenord", "password123")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("ett av dem som gissas först"), "{}", page.text);
}

#[test]
fn the_list_of_requirements_names_tests_that_there_are() {
    let list = include_str!("../../../docs/asvs.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut held = 0;
    for name in list.split('`').skip(1).step_by(2) {
        let Some((module, test)) = name.split_once("::") else { continue };
        let Ok(source) = std::fs::read_to_string(folder.join(format!("{module}.rs"))) else { continue };
        assert!(source.contains(&format!("fn {}", test.trim_end_matches('…'))), "{name}");
        held += 1;
    }
    assert!(held > 25, "{held}");
}
