//! Who may see what: every staff route with every role.

use app::domain::account::Role;
use app::domain::audit::Action;
use axum::http::StatusCode;
use lagesbild::services::{Error, Refusal, accounts, audit, rounds};

use crate::app::{BRA, FACK, STADSDEL, TestApp, create_round, id, on_both, operator};

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

/// A route, an address of it, what is posted there if anything, and what the central office, a
/// coordinator of Farsta and a reader of Farsta get. `OWN` is Farsta's, `OTHERS` Bromma's.
type Row = (&'static str, &'static str, Option<&'static [(&'static str, &'static str)]>, [u16; 3]);

const OK: [u16; 3] = [200, 200, 200];
const CENTRAL: [u16; 3] = [200, 403, 403];
const THEIRS: [u16; 3] = [200, 404, 404];
const NOWHERE: [u16; 3] = [404, 404, 404];
/// What a reader may not change, of something that is not there.
const CHANGE: [u16; 3] = [404, 404, 403];

const TABLE: &[Row] = &[
    ("/", "/", None, [303, 303, 303]),
    ("/logga-in", "/logga-in", None, OK),
    ("/logga-ut", "/logga-ut", None, OK),
    ("/inbjudan/{token}", "/inbjudan/finns-inte", None, [422, 422, 422]),
    ("/forvaltning", "/forvaltning?OWN", None, OK),
    ("/forvaltning", "/forvaltning?OTHERS", None, THEIRS),
    ("/forvaltning", "/forvaltning", None, [303, 200, 200]),
    ("/forvaltning", "/forvaltning?organisation=bra-farsta&ar=2025", None, OK),
    ("/forvaltning", "/forvaltning?organisation=finns-inte", None, NOWHERE),
    ("/forvaltning", "/forvaltning?organisation=farsta&ar=2031", None, NOWHERE),
    ("/forvaltning/laget", "/forvaltning/laget?OPEN", None, OK),
    ("/forvaltning/laget", "/forvaltning/laget?OTHERS", None, NOWHERE),
    ("/forvaltning/enhet", "/forvaltning/enhet?OPEN", Some(&[("enhet", "x"), ("gor", "oppna")]), CHANGE),
    ("/forvaltning/enhet", "/forvaltning/enhet?OTHERS", Some(&[("enhet", "x"), ("gor", "oppna")]), [422, 404, 404]),
    ("/forvaltning/qr.svg", "/forvaltning/qr.svg?OWN", None, OK),
    ("/forvaltning/qr.svg", "/forvaltning/qr.svg?OTHERS", None, THEIRS),
    ("/forvaltning/qr.png", "/forvaltning/qr.png?OWN", None, OK),
    ("/forvaltning/qr.png", "/forvaltning/qr.png?OTHERS", None, THEIRS),
    ("/forvaltning/affisch", "/forvaltning/affisch?OWN", None, OK),
    ("/forvaltning/affisch", "/forvaltning/affisch?OTHERS", None, THEIRS),
    ("/forvaltning/utskick", "/forvaltning/utskick?OWN", None, OK),
    ("/forvaltning/utskick", "/forvaltning/utskick?OTHERS", None, THEIRS),
    ("/forvaltning/utskick/brev", "/forvaltning/utskick/brev?OPEN&slag=inbjudan", None, [200, 200, 403]),
    ("/forvaltning/utskick/brev", "/forvaltning/utskick/brev?OTHERS&slag=inbjudan", None, THEIRS),
    (
        "/forvaltning/utskick/brev",
        "/forvaltning/utskick/brev?OPEN",
        Some(&[("slag", "inbjudan"), ("gor", "skicka")]),
        [422, 422, 403],
    ),
    ("/forvaltning/utskick/andra", "/forvaltning/utskick/andra?OPEN", Some(&[("utskick", "x"), ("gor", "avbryt")]), CHANGE),
    ("/forvaltning/utskick/andra", "/forvaltning/utskick/andra?OTHERS", Some(&[("utskick", "x"), ("gor", "avbryt")]), NOWHERE),
    ("/forvaltning/register", "/forvaltning/register?OWN", None, OK),
    ("/forvaltning/register", "/forvaltning/register?OTHERS", None, THEIRS),
    ("/forvaltning/register", "/forvaltning/register?OWN", Some(&[("gor", "forvantat"), ("antal", "x")]), [422, 422, 403]),
    ("/forvaltning/register", "/forvaltning/register?OTHERS", Some(&[("gor", "forvantat"), ("antal", "x")]), [422, 404, 404]),
    ("/forvaltning/register/enhet", "/forvaltning/register/enhet?OWN", None, [200, 200, 403]),
    ("/forvaltning/register/enhet", "/forvaltning/register/enhet?OTHERS", None, THEIRS),
    ("/forvaltning/register/enhet", "/forvaltning/register/enhet?OWN", Some(&[("gor", "spara")]), [422, 422, 403]),
    ("/forvaltning/register/fil", "/forvaltning/register/fil?OTHERS", Some(&[]), [422, 404, 404]),
    ("/forvaltning/register/ta-in", "/forvaltning/register/ta-in?OWN", Some(&[("innehall", "")]), [422, 422, 403]),
    ("/forvaltning/register/ta-in", "/forvaltning/register/ta-in?OTHERS", Some(&[("innehall", "")]), [422, 404, 404]),
    ("/forvaltning/resultat", "/forvaltning/resultat?OWN", None, OK),
    ("/forvaltning/resultat", "/forvaltning/resultat?OTHERS", None, THEIRS),
    ("/forvaltning/fritext", "/forvaltning/fritext?OWN", None, OK),
    ("/forvaltning/fritext", "/forvaltning/fritext?OTHERS", None, THEIRS),
    ("/forvaltning/fritext", "/forvaltning/fritext?OWN", Some(&[("text", "x"), ("tema", "x"), ("gor", "lagg_till")]), CHANGE),
    ("/forvaltning/handelser", "/forvaltning/handelser?OWN", None, OK),
    ("/forvaltning/handelser", "/forvaltning/handelser?OTHERS", None, THEIRS),
    ("/forvaltning/kallor", "/forvaltning/kallor?OWN", None, OK),
    ("/forvaltning/kallor", "/forvaltning/kallor?OTHERS", None, THEIRS),
    ("/forvaltning/kallor", "/forvaltning/kallor?OWN", Some(&[("kalla", "x"), ("gor", "ta_bort")]), CHANGE),
    ("/forvaltning/underlag", "/forvaltning/underlag?OWN", None, [200, 200, 403]),
    ("/forvaltning/underlag", "/forvaltning/underlag?OTHERS", None, THEIRS),
    ("/forvaltning/underlag", "/forvaltning/underlag?OWN", Some(&[("text.finns-inte", "x")]), [303, 303, 403]),
    ("/central", "/central", None, CENTRAL),
    ("/central/kannedom", "/central/kannedom", None, CENTRAL),
    ("/central/omgangar", "/central/omgangar", None, CENTRAL),
    ("/central/omgangar", "/central/omgangar", Some(&[("ar", "x")]), [422, 403, 403]),
    ("/central/omgangar/oppna", "/central/omgangar/oppna", Some(&[("ar", "2031")]), [422, 403, 403]),
    (
        "/central/omgangar/forlang",
        "/central/omgangar/forlang",
        Some(&[("ar", "2031"), ("stanger", "2031-01-01")]),
        [422, 403, 403],
    ),
    ("/central/omgangar/stang", "/central/omgangar/stang", Some(&[("ar", "2031")]), [422, 403, 403]),
    ("/central/enkater", "/central/enkater", None, CENTRAL),
    ("/central/enkater/publicera", "/central/enkater/publicera", Some(&[("id", "finns-inte")]), [422, 403, 403]),
    ("/central/enkater/{id}/{version}", "/central/enkater/vbe-bra/1", None, CENTRAL),
    ("/central/organisationer", "/central/organisationer", None, CENTRAL),
    ("/central/konton", "/central/konton", None, CENTRAL),
    ("/central/konton", "/central/konton", Some(&[("epost", "x"), ("roll", "central")]), [422, 403, 403]),
    ("/central/konton/bjud-in", "/central/konton/bjud-in", Some(&[("epost", "x")]), [422, 403, 403]),
    ("/central/konton/stang-av", "/central/konton/stang-av", Some(&[("epost", "x")]), [422, 403, 403]),
    ("/central/konton/roll", "/central/konton/roll", Some(&[("epost", "x"), ("roll", "central")]), [422, 403, 403]),
    ("/central/logg", "/central/logg", None, CENTRAL),
    ("/glomt-losenord", "/glomt-losenord", None, OK),
    ("/konto", "/konto", None, OK),
    ("/konto", "/konto", Some(&[("losenord", "x"), ("nytt_losenord", "x")]), [422, 422, 422]),
    ("/fortsatt", "/fortsatt", None, OK),
    ("/export/{year}/{file}", "/export/2025/svar.csv?organisation=farsta", None, CENTRAL),
    ("/export/{year}/{file}", "/export/2025/svar.csv", None, CENTRAL),
    ("/export/{year}/{file}", "/export/2025/fritext.csv", None, CENTRAL),
    ("/export/{year}/{file}", "/export/2025/fritext.csv?organisation=farsta", None, CENTRAL),
    ("/export/{year}/{file}", "/export/2025/indikatorer.csv", None, CENTRAL),
    ("/export/{year}/{file}", "/export/2025/handelser.xlsx", None, CENTRAL),
    ("/export/{year}/{file}", "/export/2025/indikatorer.csv?organisation=farsta", None, OK),
    ("/export/{year}/{file}", "/export/2025/handelser.json?organisation=farsta", None, OK),
    ("/export/{year}/{file}", "/export/2025/svarsfrekvens.xlsx?organisation=farsta", None, OK),
    ("/export/{year}/{file}", "/export/2025/kodbok.csv?organisation=farsta", None, OK),
    ("/export/{year}/{file}", "/export/2025/indikatorer.csv?organisation=bromma", None, THEIRS),
    ("/export/{year}/{file}", "/export/2025/handelser.csv?organisation=bromma", None, THEIRS),
    ("/export/{year}/{file}", "/export/2025/finns-inte.csv", None, NOWHERE),
    ("/export/{year}/{file}", "/export/2031/svarsfrekvens.csv", None, [404, 403, 403]),
    ("/rapport/{year}/{organisation}", "/rapport/2025/farsta", None, OK),
    ("/rapport/{year}/{organisation}", "/rapport/2025/farsta.docx", None, OK),
    ("/rapport/{year}/{organisation}", "/rapport/2025/bromma", None, THEIRS),
    ("/rapport/{year}/{organisation}", "/rapport/2025/bromma.docx", None, THEIRS),
    ("/rapport/{year}/{organisation}", "/rapport/2025/finns-inte", None, NOWHERE),
    ("/rapport/{year}/{organisation}", "/rapport/2031/farsta", None, NOWHERE),
];

async fn every_route_asks_for_its_role(app: TestApp) {
    app.city(&[STADSDEL, FACK, BRA]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Ett\nsocial;Ett\n").await;
    let day = |text: &str| text.parse().expect("a day");
    app.set_day("2025-10-02");
    create_round(&app.cx, 2025, (day("2025-10-01"), day("2025-10-31"))).await.expect("a round");
    rounds::open(&app.cx, &operator(), &id(2025)).await.expect("opened");
    app.close_year(2025).await;
    app.set_day("2026-10-01");
    app.open().await;
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    let named: std::collections::BTreeSet<&str> = TABLE.iter().map(|row| row.0).collect();
    assert_eq!(named, lagesbild::web::staff_paths().collect(), "each route has a row");
    let address = |path: &str| {
        let path = path.replace("OWN", "organisation=farsta&ar=2025").replace("OTHERS", "organisation=bromma&ar=2025");
        path.replace("OPEN", "organisation=farsta&ar=2026")
    };
    for (route, path, fields, _) in
        TABLE.iter().filter(|(route, ..)| !["/logga-in", "/logga-ut", "/inbjudan/{token}", "/glomt-losenord"].contains(route))
    {
        let mut nobody = app.browser();
        let page = match fields {
            Some(fields) => nobody.post(&address(path), fields).await,
            None => nobody.get(&address(path)).await,
        };
        let to_log_in = page.status == StatusCode::SEE_OTHER && page.location.starts_with("/logga-in");
        assert!(to_log_in, "{route} without a login: {} {}", page.status, page.location);
    }
    for (column, email) in ["c@example.org", "s@example.org", "l@example.org"].into_iter().enumerate() {
        let logged_in = app.logged_in(email).await;
        for (_, path, fields, statuses) in TABLE {
            let mut browser = logged_in.clone();
            let page = match fields {
                Some(fields) => browser.post(&address(path), fields).await,
                None => browser.get(&address(path)).await,
            };
            assert_eq!(page.status.as_u16(), statuses[column], "{email} {path} {fields:?}");
        }
    }
}

async fn an_invitation_works_once(app: TestApp) {
    city(&app).await;
    let operator = operator();
    let farsta = "farsta".into();
    let added = accounts::add(&app.cx, &operator, "Ny@Example.org", (Role::Lasare, Some(&farsta)), None).await;
    let token = added.expect("added").expect("a token");
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
    let links = rounds::links(&app.cx, &operator(), &id(2026)).await.expect("links");
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
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    let row = log.iter().find(|r| r.action == Action::TakeOutOfScope.as_str()).expect("an audit row");
    assert_eq!((row.actor.as_str(), row.after.as_deref()), ("s@example.org", Some("Nedlagd")));
}

async fn a_form_from_another_site_is_refused(app: TestApp) {
    use axum::body::Body;
    use axum::http::{Request, header};
    use tower::ServiceExt;
    city(&app).await;
    let router = lagesbild::web::router(app.cx.clone());
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
    let refused = accounts::add(&app.cx, &operator(), "c@example.org", (Role::Central, None), None).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::AccountExists(_)))));
}

async fn every_response_tells_the_browser_to_be_strict(app: TestApp) {
    city(&app).await;
    let links = rounds::links(&app.cx, &operator(), &id(2026)).await.expect("links");
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
