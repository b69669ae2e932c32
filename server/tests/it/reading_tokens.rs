//! Reading tokens: a program reads as the account that made the token, and no more.

use app::domain::account::Role;
use axum::http::StatusCode;
use data_encoding::BASE64;
use lagesbild::services::accounts;

use crate::app::{BRA, FACK, Page, STADSDEL, TestApp, create_round, id, on_both, operator};

on_both!(
    a_token_is_shown_once_and_reads_what_it_was_made_for,
    a_token_holds_until_its_last_day_and_while_its_account_does,
    what_a_program_has_read_is_not_sent_again,
    a_token_opens_no_page,
    a_token_is_revoked_by_its_owner_and_by_the_central_office,
    the_page_says_what_is_missing,
);

const INDICATORS: &str = "/export/2025/indikatorer.csv";

async fn city(app: &TestApp) {
    app.city(&[STADSDEL, FACK, BRA]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Ett\nsocial;Ett\n").await;
    app.set_day("2025-10-02");
    let day = |text: &str| text.parse().expect("a day");
    create_round(&app.cx, 2025, (day("2025-10-01"), day("2025-10-31"))).await.expect("a round");
    lagesbild::services::opening::open(&app.cx, &operator(), &id(2025)).await.expect("opened");
    app.close_year(2025).await;
    app.set_day("2025-11-30");
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
}

/// Makes a token on the page, which shows it.
async fn token(app: &TestApp, email: &str, fields: &[(&str, &str)]) -> String {
    let mut browser = app.logged_in(email).await;
    let form: Vec<_> = [("gor", "skapa"), ("namn", "Power BI"), ("giltighet", "30")].iter().chain(fields).copied().collect();
    let page = browser.post("/konto/lasnycklar", &form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let text = page.texts("#ny-nyckel").concat().trim().to_owned();
    assert!(text.len() > 40, "{text}");
    let again = browser.get("/konto/lasnycklar").await;
    assert!(!again.text.contains(&text), "shown once");
    assert!(again.rows("Läsnycklar").iter().any(|row| row[0].starts_with("Power BI")), "{:?}", again.rows("Läsnycklar"));
    text
}

async fn bearer(app: &TestApp, token: &str, path: &str) -> Page {
    app.send(path, &[("authorization", &format!("Bearer {token}"))]).await
}

async fn basic(app: &TestApp, token: &str, path: &str) -> Page {
    let password = BASE64.encode(format!("vem som helst:{token}").as_bytes());
    app.send(path, &[("authorization", &format!("Basic {password}"))]).await
}

async fn a_token_is_shown_once_and_reads_what_it_was_made_for(app: TestApp) {
    city(&app).await;
    let figures = token(&app, "c@example.org", &[("omfattning", "siffror")]).await;
    let everything = token(&app, "c@example.org", &[("omfattning", "allt")]).await;
    let farsta = token(&app, "c@example.org", &[("omfattning", "allt"), ("organisation", "farsta")]).await;
    let own = token(&app, "s@example.org", &[("omfattning", "handelser")]).await;
    let of_farsta = |file: &str| format!("/export/2025/{file}?organisation=farsta");
    let statuses: [(&str, [u16; 4]); 9] = [
        (INDICATORS, [200, 200, 403, 403]),
        ("/export/2025/kodbok.json", [200, 200, 403, 403]),
        ("/export/2025/handelser.csv", [403, 200, 403, 403]),
        ("/export/2025/svar.csv", [403, 200, 403, 403]),
        ("/export/2025/arbetsbok.xlsx", [403, 200, 403, 403]),
        (&of_farsta("indikatorer.csv"), [200, 200, 200, 200]),
        (&of_farsta("handelser.csv"), [403, 200, 200, 200]),
        (&of_farsta("fritext.csv"), [403, 200, 200, 403]),
        ("/export/2025/indikatorer.csv?organisation=bromma", [200, 200, 403, 404]),
    ];
    for (path, expected) in statuses {
        for (token, status) in [&figures, &everything, &farsta, &own].into_iter().zip(expected) {
            assert_eq!(bearer(&app, token, path).await.status.as_u16(), status, "{path}");
            assert_eq!(basic(&app, token, path).await.status.as_u16(), status, "{path}, as a password");
        }
    }
    let page = bearer(&app, &figures, INDICATORS).await;
    assert_eq!(bearer(&app, &figures, "/export/senaste/indikatorer.csv").await.text, page.text, "the latest closed round");
    let by_hand = app.logged_in("c@example.org").await.get(INDICATORS).await;
    assert_eq!(page.text, by_hand.text);
    let log = app.logged_in("c@example.org").await.get("/central/logg").await;
    let rows = log.rows("Logg");
    assert!(rows.iter().any(|row| row[1] == "s@example.org" && row[4] == "läsnyckel: Power BI"), "{rows:?}");
    assert!(!log.text.contains(&figures) && !log.text.contains(&own));
}

async fn a_token_holds_until_its_last_day_and_while_its_account_does(app: TestApp) {
    city(&app).await;
    let text = token(&app, "c@example.org", &[("omfattning", "siffror")]).await;
    let status = |page: Page| page.status;
    app.set_day("2025-12-30");
    assert_eq!(status(bearer(&app, &text, INDICATORS).await), StatusCode::OK, "on its last day");
    app.set_day("2025-12-31");
    let page = bearer(&app, &text, INDICATORS).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let challenges: Vec<_> = page.headers.get_all("www-authenticate").iter().map(|c| c.to_str().expect("text")).collect();
    assert!(challenges[0].starts_with("Basic ") && challenges[1].starts_with("Bearer "), "{challenges:?}");
    for change in ["disabled", "invited", "another role"] {
        let text = token(&app, "s@example.org", &[("omfattning", "siffror")]).await;
        let path = format!("{INDICATORS}?organisation=farsta");
        assert_eq!(status(bearer(&app, &text, &path).await), StatusCode::OK);
        match change {
            "disabled" => accounts::disable(&app.cx, &operator(), "s@example.org").await.expect("disabled"),
            "invited" => {}
            _ => {
                let role = (Role::Lasare, Some(&"farsta".into()));
                accounts::set_role(&app.cx, &operator(), "s@example.org", role).await.expect("changed");
            }
        }
        let invitation = accounts::invite(&app.cx, &operator(), "s@example.org").await.expect("invited");
        accounts::accept_invitation(&app.cx, &invitation, crate::app::PASSWORD, "127.0.0.1").await.expect("a password");
        assert_eq!(status(bearer(&app, &text, &path).await), StatusCode::UNAUTHORIZED, "{change}");
    }
}

async fn what_a_program_has_read_is_not_sent_again(app: TestApp) {
    city(&app).await;
    let text = token(&app, "c@example.org", &[("omfattning", "allt")]).await;
    let authorization = format!("Bearer {text}");
    for path in [INDICATORS, "/export/2025/svar.json", "/export/2025/arbetsbok.xlsx"] {
        let first = bearer(&app, &text, path).await;
        let etag = first.headers["etag"].to_str().expect("text").to_owned();
        assert_eq!(first.headers["cache-control"], "private, no-cache");
        let headers = [("authorization", authorization.as_str()), ("if-none-match", &etag)];
        let second = app.send(path, &headers).await;
        assert_eq!((second.status, second.size), (StatusCode::NOT_MODIFIED, 0), "{path}");
        let other = [("authorization", authorization.as_str()), ("if-none-match", "\"x\"")];
        assert_eq!(app.send(path, &other).await.status, StatusCode::OK, "{path}");
    }
    let browser = app.logged_in("c@example.org").await.get(INDICATORS).await;
    assert_eq!(browser.headers["cache-control"], "no-store", "a browser keeps nothing");
}

async fn a_token_opens_no_page(app: TestApp) {
    city(&app).await;
    let text = token(&app, "c@example.org", &[("omfattning", "allt")]).await;
    for path in ["/central", "/konto", "/konto/lasnycklar", "/rapport/2025/farsta.docx"] {
        let page = bearer(&app, &text, path).await;
        assert!(page.status == StatusCode::SEE_OTHER && page.location.starts_with("/logga-in"), "{path}: {}", page.status);
    }
    let program = format!("{INDICATORS}?lasare=program");
    assert_eq!(app.send(&program, &[]).await.status, StatusCode::UNAUTHORIZED, "a program is asked for it");
    assert_eq!(app.send(INDICATORS, &[]).await.status, StatusCode::SEE_OTHER, "a person logs in");
    for wrong in ["Bearer ", "Bearer x", "Basic x", "Digest x", "Bearer %00", "Basic eDp5"] {
        assert_eq!(app.send(INDICATORS, &[("authorization", wrong)]).await.status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    // Whoever has logged in is no program, whatever the address says.
    assert_eq!(app.logged_in("c@example.org").await.get(&program).await.status, StatusCode::OK);
}

async fn a_token_is_revoked_by_its_owner_and_by_the_central_office(app: TestApp) {
    city(&app).await;
    let path = format!("{INDICATORS}?organisation=farsta");
    for revoker in ["s@example.org", "c@example.org"] {
        let text = token(&app, "s@example.org", &[("omfattning", "siffror")]).await;
        let mut browser = app.logged_in(revoker).await;
        let ids = browser.get("/konto/lasnycklar").await.form_values("/konto/lasnycklar", "nyckel");
        let page = browser.post("/konto/lasnycklar", &[("gor", "ta_bort"), ("nyckel", &ids[0])]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        assert_eq!(bearer(&app, &text, &path).await.status, StatusCode::UNAUTHORIZED, "{revoker}");
    }
    let text = token(&app, "c@example.org", &[("omfattning", "siffror")]).await;
    let ids = app.logged_in("c@example.org").await.get("/konto/lasnycklar").await.form_values("/konto/lasnycklar", "nyckel");
    let mut other = app.logged_in("s@example.org").await;
    assert!(other.get("/konto/lasnycklar").await.table("Läsnycklar").is_none());
    let page = other.post("/konto/lasnycklar", &[("gor", "ta_bort"), ("nyckel", &ids[0])]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(bearer(&app, &text, INDICATORS).await.status, StatusCode::OK);
}

async fn the_page_says_what_is_missing(app: TestApp) {
    city(&app).await;
    let mut browser = app.logged_in("s@example.org").await;
    let right = [("gor", "skapa"), ("namn", "R"), ("omfattning", "siffror"), ("giltighet", "30"), ("organisation", "")];
    for (field, wrong) in [("namn", " "), ("omfattning", "allt"), ("omfattning", ""), ("giltighet", "31"), ("giltighet", "")] {
        let form = right.map(|(name, value)| if name == field { (name, wrong) } else { (name, value) });
        let page = browser.post("/konto/lasnycklar", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {wrong}");
        assert_eq!(page.faults().len(), 1, "{field} {wrong}");
    }
    let others = right.map(|(name, value)| if name == "organisation" { (name, "bromma") } else { (name, value) });
    assert_eq!(browser.post("/konto/lasnycklar", &others).await.status, StatusCode::NOT_FOUND);
    let page = browser.get("/konto/lasnycklar").await;
    assert!(page.table("Läsnycklar").is_none());
    assert!(page.text.contains("/export/senaste/indikatorer.csv?organisation=farsta&amp;lasare=program"), "{}", page.main_text());
    assert!(!page.text.contains("/svar.csv"), "what a coordinator may not read is not offered");
}
