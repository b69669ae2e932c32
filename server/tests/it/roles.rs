//! Who may see what: every staff route with every role.

use axum::http::StatusCode;
use lagesbild::services::{Caller, Error, Refusal, Role};

use crate::app::{BRA, FACK, STADSDEL, TestApp, on_both};

on_both!(
    every_route_asks_for_its_role,
    an_invitation_works_once,
    a_login_is_slowed_down_after_ten_failures,
    a_reader_changes_nothing,
    a_form_from_another_site_is_refused,
    every_response_tells_the_browser_to_be_strict,
);

async fn city(app: &TestApp) {
    app.city(&[STADSDEL, FACK, BRA]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Ett\nsocial;Ett\n").await;
    app.open().await;
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
}

async fn every_route_asks_for_its_role(app: TestApp) {
    city(&app).await;
    app.close().await;
    let own = "organisation=farsta&ar=2026";
    let others = "organisation=bromma&ar=2026";
    // Address, then what the central office, a coordinator, and a reader of Farsta get.
    let ok = [200, 200, 200];
    let central = [200, 403, 403];
    let theirs = [200, 404, 404];
    let table = [
        (format!("/forvaltning?{own}"), ok),
        (format!("/forvaltning?{others}"), theirs),
        ("/forvaltning?organisation=bra-farsta&ar=2026".into(), ok),
        ("/forvaltning?organisation=finns-inte".into(), [404; 3]),
        (format!("/forvaltning/qr.svg?{own}"), ok),
        (format!("/forvaltning/qr.png?{others}"), theirs),
        ("/central".into(), central),
        ("/central/kannedom".into(), central),
        ("/central/omgangar".into(), central),
        ("/central/enkater".into(), central),
        ("/central/enkater/vbe-bra/1".into(), central),
        ("/central/organisationer".into(), central),
        ("/central/konton".into(), central),
        ("/central/logg".into(), central),
        (format!("/export/2026/svar.csv?{own}"), central),
        ("/export/2026/svar.csv".into(), central),
        ("/export/2026/indikatorer.csv".into(), central),
        ("/export/2026/handelser.xlsx".into(), central),
        (format!("/export/2026/indikatorer.csv?{own}"), ok),
        (format!("/export/2026/handelser.json?{own}"), ok),
        (format!("/export/2026/svarsfrekvens.xlsx?{own}"), ok),
        (format!("/export/2026/kodbok.csv?{own}"), ok),
        (format!("/export/2026/indikatorer.csv?{others}"), theirs),
        (format!("/export/2026/handelser.csv?{others}"), theirs),
        ("/rapport/2026/farsta".into(), ok),
        ("/rapport/2026/farsta.docx".into(), ok),
        ("/rapport/2026/bromma".into(), theirs),
        ("/rapport/2026/bromma.docx".into(), theirs),
        ("/rapport/2026/finns-inte".into(), [404; 3]),
        ("/rapport/2031/farsta".into(), [404; 3]),
        ("/export/2026/finns-inte.csv".into(), [404; 3]),
        ("/export/2031/svarsfrekvens.csv".into(), [404, 403, 403]),
    ];
    for (path, _) in &table {
        let page = app.browser().get(path).await;
        assert_eq!((page.status, &page.location[..10]), (StatusCode::SEE_OTHER, "/logga-in?"), "{path} without a login");
    }
    for (column, email) in ["c@example.org", "s@example.org", "l@example.org"].into_iter().enumerate() {
        let mut browser = app.logged_in(email).await;
        for (path, statuses) in &table {
            assert_eq!(browser.get(path).await.status.as_u16(), statuses[column], "{email} {path}");
        }
        for path in [
            "/central/omgangar",
            "/central/omgangar/oppna",
            "/central/omgangar/stang",
            "/central/omgangar/forlang",
            "/central/enkater/publicera",
            "/central/konton",
        ] {
            let page = browser.post(path, &[("ar", "2027"), ("id", "vbe-bra"), ("epost", "x"), ("stanger", "2027-01-01")]).await;
            assert_eq!(page.status == StatusCode::FORBIDDEN, column != 0, "{email} {path}: {}", page.status);
        }
        let page = browser.post(&format!("/forvaltning/enhet?{others}"), &[("enhet", "x"), ("gor", "oppna")]).await;
        assert!(!page.status.is_success() && page.status != StatusCode::SEE_OTHER, "{email}");
    }
}

async fn an_invitation_works_once(app: TestApp) {
    city(&app).await;
    let operator = Caller::Operator;
    let token = app
        .services
        .add_account(&operator, "Ny@Example.org", Role::Lasare, Some("farsta"), None)
        .await
        .expect("added")
        .expect("a token");
    let path = format!("/inbjudan/{token}");
    let mut browser = app.browser();
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    assert_eq!(browser.post(&path, &[("losenord", "kort")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.turn(&path, &[("losenord", "ett nytt långt lösenord")], "/forvaltning").await;
    assert_eq!(browser.get("/forvaltning").await.status, StatusCode::OK);
    assert_eq!(app.browser().get(&path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "used up");
    browser.turn("/logga-ut", &[], "/logga-in").await;
    assert_eq!(browser.get("/forvaltning").await.status, StatusCode::SEE_OTHER, "logged out");
    browser.turn("/logga-in", &[("epost", "ny@example.org"), ("losenord", "ett nytt långt lösenord")], "/forvaltning").await;
}

async fn a_login_is_slowed_down_after_ten_failures(app: TestApp) {
    city(&app).await;
    let mut browser = app.browser();
    for _ in 0..10 {
        let page = browser.post("/logga-in", &[("epost", "c@example.org"), ("losenord", "fel")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains("E-postadressen eller lösenordet stämmer inte."));
    }
    let right = [("epost", "c@example.org"), ("losenord", crate::app::PASSWORD)];
    assert_eq!(browser.post("/logga-in", &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.pass(16 * 60);
    browser.turn("/logga-in", &right, "/central").await;
}

async fn a_reader_changes_nothing(app: TestApp) {
    city(&app).await;
    let links = app.services.links(&Caller::Operator, 2026).await.expect("links");
    let link = links.iter().find(|l| l.organisation == "farsta").expect("a link");
    let unit = app.unit(&format!("/e/{}", link.token), "Ett").await;
    let path = "/forvaltning/enhet?organisation=farsta&ar=2026";
    let change = [("enhet", unit.as_str()), ("gor", "ta_ur"), ("orsak", "Nedlagd")];
    let mut reader = app.logged_in("l@example.org").await;
    assert_eq!(reader.post(path, &change).await.status, StatusCode::FORBIDDEN);
    assert!(!reader.get("/forvaltning").await.text.contains("Ta ur urvalet"));
    let mut coordinator = app.logged_in("s@example.org").await;
    let page = coordinator.post(path, &[("enhet", &unit), ("gor", "ta_ur")]).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains("Ange en orsak"), "a reason is needed");
    coordinator.turn(path, &change, "/forvaltning?organisation=farsta&ar=2026#enheter").await;
    assert!(coordinator.get("/forvaltning").await.text.contains("Utgår: Nedlagd"));
    let log = app.services.audit_log(&Caller::Operator).await.expect("a log");
    let row = log.iter().find(|r| r.action == "ta ur urvalet").expect("an audit row");
    assert_eq!((row.actor.as_str(), row.after.as_deref()), ("s@example.org", Some("Nedlagd")));
}

async fn a_form_from_another_site_is_refused(app: TestApp) {
    use axum::body::Body;
    use axum::http::{Request, header};
    use tower::ServiceExt;
    city(&app).await;
    let router = lagesbild::web::router(app.services.clone());
    for (name, value, allowed) in [
        (header::ORIGIN.as_str(), "https://ond.example.org", false),
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-origin", true),
        (header::ORIGIN.as_str(), "http://127.0.0.1:3000", true),
    ] {
        let request = Request::post("/logga-in")
            .header(header::HOST, "127.0.0.1:3000")
            .header(name, value)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("epost=a&losenord=b"))
            .expect("a request");
        let status = router.clone().oneshot(request).await.expect("a response").status();
        assert_eq!(status != StatusCode::FORBIDDEN, allowed, "{name}: {value}");
    }
    let refused = app.services.add_account(&Caller::Operator, "c@example.org", Role::Central, None, None).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::AccountExists(_)))));
}

async fn every_response_tells_the_browser_to_be_strict(app: TestApp) {
    city(&app).await;
    let links = app.services.links(&Caller::Operator, 2026).await.expect("links");
    let link = format!("/e/{}", links[0].token);
    let mut browser = app.logged_in("c@example.org").await;
    let mut nonces = std::collections::BTreeSet::new();
    for path in ["/central", "/logga-in", link.as_str(), "/finns-inte", "/healthz", "/export/2026/svarsfrekvens.csv"] {
        let page = browser.get(path).await;
        let told = |name: &str| page.headers.get(name).map_or("", |v| v.to_str().expect("a header")).to_owned();
        let policy = told("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !page.text.contains(" style=\""), "{path}");
        assert_eq!(told("referrer-policy"), "same-origin", "{path}");
        assert_eq!(told("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(told("cache-control"), "no-store", "{path}");
        nonces.extend(policy.split("'nonce-").nth(1).map(str::to_owned));
        // Whatever script there is carries this response's nonce.
        for script in page.text.split("<script").skip(1) {
            let nonce = policy.split("'nonce-").nth(1).and_then(|n| n.split('\'').next()).expect("a nonce");
            assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{path}");
        }
    }
    let unit = app.unit(&format!("/e/{}", links.iter().find(|l| l.organisation == "farsta").expect("a link").token), "Ett").await;
    let page = app
        .browser()
        .post(&format!("/e/{}", links.iter().find(|l| l.organisation == "farsta").expect("a link").token), &[("enhet", &unit)])
        .await;
    let cookie = page.headers.get("set-cookie").expect("a cookie").to_str().expect("text").to_owned();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Path=/e/")
            && !cookie.contains("Secure"),
        "{cookie}"
    );
}
