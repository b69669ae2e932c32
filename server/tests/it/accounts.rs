//! Accounts can be taken away, invited again and given another role; passwords are tried slowly; a
//! session ends, and nothing that was written ends with it.

use app::domain::account::AccountState;
use app::domain::account::Role;
use app::domain::ids::OrganisationId;
use app::forms::SourceForm;
use axum::http::StatusCode;
use lagesbild::services::{AccountError, Error, Refusal, accounts, sessions, sources};

use crate::app::{Browser, PASSWORD, Page, STADSDEL, TestApp, at, on_both, operator};
use crate::mailbox::mail_server;

on_both!(
    an_invitation_is_mailed_where_mail_can_be_sent,
    an_account_is_switched_off_and_on_again_and_its_sessions_end,
    a_newer_invitation_voids_an_older_one_and_the_password_holds_until_then,
    the_last_of_the_central_office_stays_even_when_two_are_taken_at_once,
    a_role_is_changed_on_the_page_and_ends_the_session,
    eighty_guesses_at_once_are_ten,
    who_guesses_from_elsewhere_slows_nobody_down,
    ones_own_password_is_changed_and_other_sessions_end,
    a_password_that_is_being_changed_undoes_no_decision,
    a_session_that_was_ended_is_not_begun_again_by_a_request_under_way,
    one_sees_where_one_is_logged_in_and_logs_out_there,
    what_is_posted_after_a_change_of_role_is_kept,
    a_forgotten_password_is_asked_for_and_tells_nobody_who_has_an_account,
    a_session_that_is_used_lasts_and_one_that_is_polled_does_not,
    what_is_posted_without_a_session_goes_on_after_the_login,
    the_log_has_every_row_on_some_page,
    a_database_that_does_not_answer_is_told_as_such_by_the_id_of_the_request,
);

const COORDINATOR: &str = "s@example.org";

async fn city(app: &TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\n").await;
    app.open().await;
    app.account("c@example.org", Role::Central, None).await;
    app.account(COORDINATOR, Role::Samordnare, Some("farsta")).await;
}

async fn standing(app: &TestApp, email: &str) -> AccountState {
    let listed = accounts::list(&app.cx, &operator()).await.expect("a list");
    listed.into_iter().find(|l| l.account.email == email).expect("the account").state()
}

async fn status(browser: &mut Browser, path: &str) -> StatusCode {
    browser.get(path).await.status
}

async fn log_in(app: &TestApp, password: &str) -> StatusCode {
    app.browser().post("/logga-in", &[("epost", COORDINATOR), ("losenord", password)]).await.status
}

async fn an_account_is_switched_off_and_on_again_and_its_sessions_end(app: TestApp) {
    city(&app).await;
    let mut coordinator = app.logged_in(COORDINATOR).await;
    let mut central = app.logged_in("c@example.org").await;
    let page = central.post("/central/konton/stang-av", &[("epost", COORDINATOR)]).await;
    assert_eq!(page.notices(), ["Kontot s@example.org är avstängt."]);
    assert_eq!(standing(&app, COORDINATOR).await, AccountState::Disabled);
    assert_eq!(status(&mut coordinator, "/forvaltning").await, StatusCode::SEE_OTHER);
    assert_eq!(log_in(&app, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
    let page = central.post("/central/konton/bjud-in", &[("epost", COORDINATOR)]).await;
    let link = page.texts(".link").concat();
    let (_, token) = link.split_once("/inbjudan/").expect("a link");
    assert_eq!(standing(&app, COORDINATOR).await, AccountState::Invited, "the password is void");
    assert_eq!(log_in(&app, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
    let mut again = app.browser();
    again.turn(&format!("/inbjudan/{token}"), &[("losenord", "ett annat lösenord")], "/forvaltning").await;
    assert_eq!(standing(&app, COORDINATOR).await, AccountState::Active);
    assert_eq!(status(&mut again, "/forvaltning").await, StatusCode::OK);
    assert_eq!(status(&mut coordinator, "/forvaltning").await, StatusCode::SEE_OTHER, "the old session stays ended");
    let listed = accounts::list(&app.cx, &operator()).await.expect("a list");
    assert!(listed.iter().all(|l| l.last_login.is_some()));
}

async fn a_newer_invitation_voids_an_older_one_and_the_password_holds_until_then(app: TestApp) {
    city(&app).await;
    let older = accounts::invite(&app.cx, &operator(), COORDINATOR).await.expect("a token");
    let newer = accounts::invite(&app.cx, &operator(), "S@Example.org ").await.expect("a token");
    assert_eq!(status(&mut app.browser(), &format!("/inbjudan/{older}")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(standing(&app, COORDINATOR).await, AccountState::Active);
    assert_eq!(log_in(&app, PASSWORD).await, StatusCode::SEE_OTHER, "the old password holds");
    app.browser().turn(&format!("/inbjudan/{newer}"), &[("losenord", "ett annat lösenord")], "/forvaltning").await;
    assert_eq!(log_in(&app, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = accounts::invite(&app.cx, &operator(), "ingen@example.org").await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Account(AccountError::UnknownAccount(_))))), "{refused:?}");
}

async fn the_last_of_the_central_office_stays_even_when_two_are_taken_at_once(app: TestApp) {
    city(&app).await;
    app.account("d@example.org", Role::Central, None).await;
    let operator = operator();
    let farsta = OrganisationId::from("farsta");
    let (one, two) = tokio::join!(
        accounts::disable(&app.cx, &operator, "c@example.org"),
        accounts::set_role(&app.cx, &operator, "d@example.org", (Role::Lasare, Some(&farsta)))
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let refused = if one.is_ok() { two } else { one };
    assert!(matches!(refused, Err(Error::Refused(Refusal::Account(AccountError::LastCentral)))), "{refused:?}");
}

async fn a_role_is_changed_on_the_page_and_ends_the_session(app: TestApp) {
    city(&app).await;
    let mut coordinator = app.logged_in(COORDINATOR).await;
    let mut central = app.logged_in("c@example.org").await;
    let page = central.post("/central/konton/roll", &[("epost", COORDINATOR), ("roll", "lasare")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["En samordnare eller läsare måste höra till en organisation."]);
    assert_eq!(status(&mut coordinator, "/forvaltning").await, StatusCode::OK);
    let form = [("epost", COORDINATOR), ("roll", "lasare"), ("organisation", "bromma")];
    assert_eq!(central.post("/central/konton/roll", &form).await.notices(), ["Kontot s@example.org har fått en ny roll."]);
    assert_eq!(status(&mut coordinator, "/forvaltning").await, StatusCode::SEE_OTHER);
    let mut reader = app.logged_in(COORDINATOR).await;
    assert_eq!(status(&mut reader, "/forvaltning/register?organisation=bromma").await, StatusCode::OK);
    assert_eq!(status(&mut reader, "/forvaltning/register/enhet?organisation=bromma").await, StatusCode::FORBIDDEN);
    assert_eq!(status(&mut reader, "/forvaltning?organisation=farsta").await, StatusCode::NOT_FOUND);
}

async fn eighty_guesses_at_once_are_ten(app: TestApp) {
    city(&app).await;
    let mut guesses = tokio::task::JoinSet::new();
    for i in 0..80 {
        let cx = app.cx.clone();
        guesses.spawn(async move { accounts::log_in(&cx, COORDINATOR, &format!("gissning {i}"), "198.51.100.7").await });
    }
    let (mut tried, mut waited) = (0, 0);
    while let Some(guess) = guesses.join_next().await {
        match guess.expect("an answer") {
            Err(Error::Refused(Refusal::Account(AccountError::WrongPassword))) => tried += 1,
            Err(Error::Refused(Refusal::Account(AccountError::Throttled(seconds)))) => waited += i64::from(seconds == 1),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((tried, waited), (10, 70));
    app.pass(1);
    assert!(accounts::log_in(&app.cx, COORDINATOR, PASSWORD, "198.51.100.7").await.is_ok(), "slowed down, not locked out");
}

async fn who_guesses_from_elsewhere_slows_nobody_down(app: TestApp) {
    city(&app).await;
    for _ in 0..12 {
        assert!(accounts::log_in(&app.cx, COORDINATOR, "fel", "198.51.100.7").await.is_err());
    }
    assert!(accounts::log_in(&app.cx, COORDINATOR, PASSWORD, "192.0.2.1").await.is_ok());
    app.pass(16 * 60);
    assert!(accounts::log_in(&app.cx, "c@example.org", "fel", "192.0.2.1").await.is_err());
    let mut db = app.cx.store.read().await.expect("a connection");
    let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM throttle").fetch_one(&mut *db).await.expect("a count");
    assert_eq!(rows, 1, "what is old is forgotten");
}

async fn ones_own_password_is_changed_and_other_sessions_end(app: TestApp) {
    city(&app).await;
    let (mut here, mut elsewhere) = (app.logged_in(COORDINATOR).await, app.logged_in(COORDINATOR).await);
    assert_eq!(here.get("/forvaltning").await.link("Konto").as_deref(), Some("/konto"));
    for (old, new, field, fault) in [
        ("fel", "ett annat lösenord", "losenord", "Det nuvarande lösenordet stämmer inte."),
        (PASSWORD, "kort", "nytt_losenord", "Lösenordet ska ha minst 8 tecken och högst 200."),
    ] {
        let page = here.post("/konto", &[("losenord", old), ("nytt_losenord", new)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fault}");
        assert_eq!(page.faults(), [fault]);
        assert_eq!(page.field(field).fault.as_deref(), Some(fault));
    }
    here.turn("/konto", &[("losenord", PASSWORD), ("nytt_losenord", "ett annat lösenord")], "/konto?bytt=1").await;
    assert_eq!(status(&mut here, "/forvaltning").await, StatusCode::OK);
    assert_eq!(status(&mut elsewhere, "/forvaltning").await, StatusCode::SEE_OTHER);
    assert_eq!(log_in(&app, "ett annat lösenord").await, StatusCode::SEE_OTHER);
}

async fn a_password_that_is_being_changed_undoes_no_decision(app: TestApp) {
    city(&app).await;
    let stored = accounts::list(&app.cx, &operator()).await.expect("a list");
    let account = stored.into_iter().find(|s| s.account.email == COORDINATOR).expect("the account").account;
    let operator = operator();
    let (changed, disabled) = tokio::join!(
        accounts::change_password(&app.cx, &account, PASSWORD, "ett annat lösenord", "192.0.2.1"),
        accounts::disable(&app.cx, &operator, COORDINATOR)
    );
    disabled.expect("disabled");
    // Whichever of the two was first, the account is disabled.
    assert!(
        matches!(changed, Err(Error::Forbidden | Error::Refused(Refusal::Account(AccountError::WrongOldPassword)))),
        "{changed:?}"
    );
    assert_eq!(standing(&app, COORDINATOR).await, AccountState::Disabled);
    assert_eq!(log_in(&app, "ett annat lösenord").await, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn one_sees_where_one_is_logged_in_and_logs_out_there(app: TestApp) {
    app.city(&[]).await;
    for email in [COORDINATOR, "other@example.org"] {
        app.account(email, Role::Samordnare, Some("farsta")).await;
    }
    let (mut here, mut there, mut third) =
        (app.logged_in(COORDINATOR).await, app.logged_in(COORDINATOR).await, app.logged_in(COORDINATOR).await);
    let mut other = app.logged_in("other@example.org").await;
    let (list, action) = ("Här är du inloggad", "/konto/inloggningar");
    let page = here.get("/konto").await;
    assert_eq!(page.rows(list).iter().filter(|row| row[3] == "Den här").count(), 1, "{:?}", page.rows(list));
    let ids = page.form_values(action, "session");
    assert_eq!((page.rows(list).len(), ids.len()), (3, 2));
    // Nobody else's, and not the one that is used.
    other.post(action, &[("session", &ids[0])]).await;
    assert_eq!(here.get("/konto").await.rows(list).len(), 3);
    here.post(action, &[("session", &ids[0])]).await;
    assert_eq!(here.get("/konto").await.rows(list).len(), 2);
    assert_eq!(status(&mut here, "/konto").await, StatusCode::OK);
    let left = [status(&mut there, "/konto").await, status(&mut third, "/konto").await];
    assert_eq!(left.iter().filter(|status| **status == StatusCode::OK).count(), 1, "one of them has ended");
    here.post(action, &[]).await;
    for browser in [&mut there, &mut third] {
        assert_eq!(status(browser, "/konto").await, StatusCode::SEE_OTHER);
    }
    assert_eq!(status(&mut here, "/konto").await, StatusCode::OK);
    assert_eq!(status(&mut other, "/konto").await, StatusCode::OK, "another account's goes on");
}

async fn a_session_that_was_ended_is_not_begun_again_by_a_request_under_way(app: TestApp) {
    sessions::add(&app.cx, "a", ("{}", None), 60).await.expect("begun");
    sessions::set(&app.cx, "a", ("{\"x\":1}", None), 60).await.expect("kept");
    assert_eq!(sessions::find(&app.cx, "a").await.expect("looked up").expect("a session").0, "{\"x\":1}");
    sessions::remove(&app.cx, "a").await.expect("ended");
    sessions::set(&app.cx, "a", ("{}", None), 60).await.expect("nothing to keep");
    assert!(sessions::find(&app.cx, "a").await.expect("looked up").is_none());
}

async fn what_is_posted_after_a_change_of_role_is_kept(app: TestApp) {
    city(&app).await;
    let mut browser = app.logged_in(COORDINATOR).await;
    let bromma = OrganisationId::from("bromma");
    accounts::set_role(&app.cx, &operator(), COORDINATOR, (Role::Samordnare, Some(&bromma))).await.expect("changed");
    let page = browser.post("/forvaltning/kallor?organisation=farsta&ar=2026", &[("gor", "lagg_till"), ("antal", "7")]).await;
    assert_eq!(page.location, "/logga-in?till=/fortsatt");
    let page = browser.get(&page.location).await;
    assert_eq!(page.notices(), ["Du har loggats ut. Det du skrev finns kvar: logga in, så går du vidare därifrån."]);
}

async fn a_forgotten_password_is_asked_for_and_tells_nobody_who_has_an_account(app: TestApp) {
    city(&app).await;
    assert_eq!(app.browser().get("/logga-in").await.link("Glömt lösenordet?").as_deref(), Some("/glomt-losenord"));
    let page = app.browser().get("/glomt-losenord").await;
    assert_eq!(
        page.paragraphs()[0],
        "Be stadsledningskontoret om en ny inbjudan. Med den väljer du ett nytt lösenord.",
        "no mail is sent here"
    );
    assert!(!page.has_field("epost"));
    // Nobody answers there: what is told is the same.
    let app = app.with_mail("smtp://127.0.0.1:9");
    assert!(app.browser().get("/glomt-losenord").await.has_field("epost"));
    let mut session = app.logged_in(COORDINATOR).await;
    let known = app.browser().post("/glomt-losenord", &[("epost", COORDINATOR)]).await;
    let unknown = app.browser().post("/glomt-losenord", &[("epost", "ingen@example.org")]).await;
    assert_eq!((known.status, &known.text), (StatusCode::OK, &unknown.text));
    assert_eq!(known.notices(), ["Om adressen har ett konto är en länk på väg dit. Titta också bland skräpposten."]);
    assert_eq!(status(&mut session, "/forvaltning").await, StatusCode::OK, "no session ends by that");
    assert_eq!(log_in(&app, PASSWORD).await, StatusCode::SEE_OTHER);
}

async fn a_session_that_is_used_lasts_and_one_that_is_polled_does_not(app: TestApp) {
    city(&app).await;
    let (mut working, mut polling) = (app.logged_in(COORDINATOR).await, app.logged_in(COORDINATOR).await);
    for _ in 0..4 {
        app.pass(3 * 3600);
        assert_eq!(status(&mut working, "/forvaltning?organisation=farsta&ar=2026").await, StatusCode::OK);
        polling.get("/forvaltning/laget?organisation=farsta&ar=2026").await;
    }
    assert_eq!(status(&mut polling, "/forvaltning?organisation=farsta&ar=2026").await, StatusCode::SEE_OTHER);
    app.pass(9 * 3600);
    assert_eq!(status(&mut working, "/forvaltning?organisation=farsta&ar=2026").await, StatusCode::SEE_OTHER);
}

async fn what_is_posted_without_a_session_goes_on_after_the_login(app: TestApp) {
    city(&app).await;
    let mut browser = app.logged_in(COORDINATOR).await;
    app.pass(9 * 3600);
    let path = "/forvaltning/kallor?organisation=farsta&ar=2026";
    let form = [("gor", "lagg_till"), ("kalla", "ia"), ("antal", "7"), ("period", "våren"), ("anteckning", "a & \"b\"")];
    let page = browser.post(path, &form).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/logga-in?till=/fortsatt"));
    // Somebody else on the same device sees nothing of it.
    let mut other = browser.clone();
    other.post("/logga-in", &[("epost", "c@example.org"), ("losenord", PASSWORD)]).await;
    let gone = "Det finns inget sparat att gå vidare med.";
    let page = other.get("/fortsatt").await;
    assert_eq!(page.paragraphs(), [gone]);
    assert!(!page.text.contains("våren"));
    browser.turn("/logga-in", &[("epost", COORDINATOR), ("losenord", PASSWORD), ("till", "/fortsatt")], "/fortsatt").await;
    let kept = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(browser.get("/fortsatt").await.form(path), kept);
    browser.turn("/fortsatt", &[], "/").await;
    assert_eq!(browser.get("/fortsatt").await.paragraphs(), [gone]);
    let stranger = app.browser().post(path, &form).await;
    assert_eq!(stranger.location, "/logga-in?forlorat=1", "nothing is kept for nobody, and that is said");
}

async fn the_log_has_every_row_on_some_page(app: TestApp) {
    city(&app).await;
    for i in 0..210 {
        let source = SourceForm { slag: "ia".into(), antal: "1".into(), anteckning: format!("rad {i}"), ..SourceForm::default() };
        sources::add(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &source).await.expect("added");
        app.pass(1);
    }
    let mut central = app.logged_in("c@example.org").await;
    let (first, second) = (central.get("/central/logg").await, central.get("/central/logg?sida=2").await);
    let notes = |page: &Page| {
        let rows = page.rows("Logg").into_iter().filter(|row| row[2] == "lade till källa");
        rows.map(|row| row[4].rsplit_once("; ").expect("a note").1.to_owned()).collect::<Vec<_>>()
    };
    let all: Vec<String> = (0..210).rev().map(|i| format!("rad {i}")).collect();
    assert_eq!([notes(&first), notes(&second)].concat(), all);
    assert!(!notes(&first).is_empty() && !notes(&second).is_empty());
    let ways = |page: &Page| (page.link("Föregående"), page.link("Nästa"));
    assert_eq!(ways(&first), (None, Some("/central/logg?sida=2".to_owned())));
    assert_eq!(ways(&second), (Some("/central/logg?sida=1".to_owned()), None));
}

async fn a_database_that_does_not_answer_is_told_as_such_by_the_id_of_the_request(app: TestApp) {
    city(&app).await;
    let browser = app.logged_in(COORDINATOR).await;
    let cookies = browser.cookies_of("/forvaltning");
    let headers = [("cookie", cookies.as_str()), ("x-request-id", "nagon-annans")];
    let sound = app.send("/forvaltning", &headers).await;
    assert_eq!(sound.status, StatusCode::OK);
    assert_ne!(sound.headers["x-request-id"], "nagon-annans");
    app.cx.store.close().await;
    let page = app.send("/forvaltning", &headers).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "it is not the same as being logged out");
    let id = page.headers["x-request-id"].to_str().expect("an id");
    assert_eq!(page.hints(), [format!("Ärendenummer för felsökning: {id}")]);
}

async fn an_invitation_is_mailed_where_mail_can_be_sent(app: TestApp) {
    city(&app).await;
    let new = [("epost", "Ny@example.org"), ("roll", "samordnare"), ("organisation", "farsta")];
    let page = app.logged_in("c@example.org").await.post("/central/konton", &new).await;
    let mail = page.link("Öppna inbjudan i mejlprogrammet").expect("a letter");
    assert!(mail.starts_with("mailto:Ny@example.org?subject="), "{mail}");

    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    let page = app.logged_in("c@example.org").await.post("/central/konton/bjud-in", &[("epost", "ny@example.org")]).await;
    assert!(page.text.contains("En inbjudan är på väg till ny@example.org."), "{}", page.text);
    let (to, text) = mailbox.got.recv().expect("a letter");
    assert_eq!(to, "ny@example.org");
    assert!(text.contains("/inbjudan/"), "{text}");
}
