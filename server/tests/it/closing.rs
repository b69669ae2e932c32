//! The close of a round is a state and a job: nothing is taken meanwhile, nothing is lost or doubled
//! whoever does it, and no reader is in its way for long.

use app::domain::account::Role;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use lagesbild::export::Subject;
use lagesbild::services::closing::Outcome;
use lagesbild::services::{
    Error, Refusal, RegisterError, RoundError, closing, opening, organisations, register, responses, rounds, sample,
};
use tokio::sync::Notify;

use crate::app::{Browser, ORGANISATIONS, STADSDEL, TestApp, access, at, create_round, id, on_both, operator};

on_both!(
    a_close_that_was_left_is_taken_over_where_it_stands,
    two_who_close_at_once_lose_and_double_nothing,
    nothing_is_taken_while_a_round_closes,
    submitting_meets_closing_and_importing_without_a_fault,
    a_unit_is_never_both_out_of_scope_and_answered,
    no_receipt_is_left_after_the_close,
    a_round_that_would_ask_nobody_somewhere_is_not_opened,
    what_one_server_decides_every_server_knows_at_once,
);

const ANSWERS: usize = 450;

/// A round of 2026 whose only organisation has as many answers, each with a text of its own.
async fn answered(app: &TestApp) {
    app.city(&[STADSDEL]).await;
    let units: String = (0..ANSWERS).map(|i| format!("bromma;Enhet {i}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    app.open().await;
    let rows: String = (0..ANSWERS).map(|i| format!("forskola;nej;text {i};Enhet {i}\n")).collect();
    let file = format!("omrade;handelse;behov_text;enhet\n{rows}");
    responses::import(&app.cx, &operator(), (&id(2026), &"bromma".into()), file.as_bytes(), |_, _| ()).await.expect("answers");
}

/// The texts of all answers of the closed round, each of which must be there once.
async fn all_are_there_once(app: &TestApp) {
    let mut db = app.cx.store.read().await.expect("a connection");
    let rows: Vec<String> = sqlx::query_scalar("SELECT answers FROM response").fetch_all(&mut *db).await.expect("rows");
    let texts: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!((texts.len(), rows.len()), (ANSWERS, ANSWERS));
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sealed_response").fetch_one(&mut *db).await.expect("a count");
    assert_eq!(left, 0);
}

async fn a_close_that_was_left_is_taken_over_where_it_stands(app: TestApp) {
    answered(&app).await;
    closing::request(&app.cx, &operator(), &id(2026)).await.expect("asked");
    let round = id(2026);
    // Left after each of its pieces in turn, until one comes to the end.
    for pieces in 1.. {
        let (enough, reached) = (Arc::new(Notify::new()), AtomicUsize::new(0));
        let (told, worker) = (Arc::clone(&enough), format!("worker {pieces}"));
        let job = closing::finish(&app.cx, &round, &worker, move |_| {
            if reached.fetch_add(1, Ordering::SeqCst) + 1 == pieces {
                told.notify_one();
            }
        });
        let left = tokio::select! {
            biased;
            () = enough.notified() => true,
            done = job => { assert_eq!(done.expect("closed"), Outcome::Closed); false }
        };
        if !left {
            break;
        }
        let next = closing::finish(&app.cx, &round, "too early", |_| ()).await.expect("looked at");
        if next == Outcome::Closed {
            break;
        }
        app.pass(16);
    }
    all_are_there_once(&app).await;
    assert!(app.export_of(Subject::Rates, 2026, Some("bromma")).await.expect("rates").contains(";450;0;0;450;100,0"));
}

async fn two_who_close_at_once_lose_and_double_nothing(app: TestApp) {
    answered(&app).await;
    let other = app.another_server().await;
    let (operator, round) = (operator(), id(2026));
    let (one, two) = tokio::join!(
        closing::close_and_wait(&app.cx, &operator, &round, |_| ()),
        closing::close_and_wait(&other.cx, &operator, &round, |_| ())
    );
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    all_are_there_once(&app).await;
    assert!(app.export_of(Subject::Indicators, 2026, None).await.is_ok());
}

async fn nothing_is_taken_while_a_round_closes(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let mut browser = app.browser();
    let unit = app.unit(&link, "Ett").await;
    browser.turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
    closing::request(&app.cx, &operator(), &id(2026)).await.expect("asked");
    for path in ["", "/fraga/verksamhet", "/granska"] {
        assert_eq!(browser.get(&format!("{link}{path}")).await.status, StatusCode::GONE, "{path}");
    }
    for path in ["/fraga/verksamhet", "/fraga/verksamhet/spara", "/granska"] {
        assert_eq!(browser.post(&format!("{link}{path}"), &[("omrade", "fritid")]).await.status, StatusCode::GONE, "{path}");
    }
    let file = "omrade;handelse\nforskola;nej\n".as_bytes();
    let refused = responses::import(&app.cx, &operator(), (&id(2026), &"bromma".into()), file, |_, _| ()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Round(RoundError::Closing(_))))), "{refused:?}");
    for subject in [Subject::Indicators, Subject::Responses, Subject::Texts, Subject::Incidents] {
        let refused = app.export_of(subject, 2026, None).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Round(RoundError::Closing(_))))), "{refused:?}");
    }
    assert!(app.export_of(Subject::Rates, 2026, None).await.is_ok(), "rates are told all the time");
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let lead = central.get("/central/omgangar/2026").await.texts(".lead");
    assert!(lead[0].ends_with("0 procent klart. Ladda om sidan för att följa stängningen."), "{lead:?}");
    let lead = "0 av 1 har svarat. Omgången stängs just nu. Resultaten visas när alla svar har räknats.";
    assert_eq!(central.get("/central").await.texts(".lead"), [lead]);
}

/// Answers for a unit up to the check page.
async fn at_the_check_page(app: &TestApp, link: &str, unit: &str) -> Browser {
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = app.browser();
    browser.turn(link, &[("enhet", unit)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    browser.turn(&at("handelser"), &[("handelse", "nej")], &at("behov")).await;
    browser.turn(&at("behov"), &[], &format!("{link}/granska")).await;
    browser
}

async fn submitting_meets_closing_and_importing_without_a_fault(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let units: String = (0..60).map(|i| format!("bromma;Enhet {i}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    let link = app.open().await["bromma"].clone();
    let sample = sample::list(&app.cx, &at(&app.cx, 2026, "bromma").await).await.expect("units");
    let mut submitting = tokio::task::JoinSet::new();
    for unit in sample.iter().take(30) {
        let mut browser = at_the_check_page(&app, &link, &unit.unit).await;
        let link = link.clone();
        submitting.spawn(async move { browser.post(&format!("{link}/granska"), &[]).await });
    }
    let rows: String = sample[30..].iter().map(|u| format!("forskola;nej;{}\n", u.name)).collect();
    let file = format!("omrade;handelse;enhet\n{rows}");
    let (cx, closer) = (app.cx.clone(), app.cx.clone());
    let importing = tokio::spawn(async move {
        responses::import(&cx, &operator(), (&id(2026), &"bromma".into()), file.as_bytes(), |_, _| ()).await
    });
    let closing = tokio::spawn(async move { closing::close_and_wait(&closer, &operator(), &id(2026), |_| ()).await });
    let mut taken = 0;
    while let Some(page) = submitting.join_next().await {
        let page = page.expect("a page");
        let receipt = page.location.ends_with("/kvitto");
        assert!(receipt || page.status == StatusCode::GONE, "{} {}", page.status, page.location);
        taken += usize::from(receipt);
    }
    let imported = match importing.await.expect("ended") {
        Ok(count) => count,
        Err(Error::Refused(Refusal::Round(RoundError::Closing(_)))) => 0,
        Err(error) => panic!("{error:?}"),
    };
    closing.await.expect("ended").expect("closed");
    let mut db = app.cx.store.read().await.expect("a connection");
    for table in ["response", "participation"] {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let count: i64 = sqlx::query_scalar(count).fetch_one(&mut *db).await.expect("a count");
        assert_eq!(usize::try_from(count).expect("a count"), taken + imported, "{table}: what was acknowledged");
    }
}

async fn a_unit_is_never_both_out_of_scope_and_answered(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let units: String = (0..30).map(|i| format!("bromma;Enhet {i}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    let link = app.open().await["bromma"].clone();
    let sample = sample::list(&app.cx, &at(&app.cx, 2026, "bromma").await).await.expect("units");
    let mut at_once = tokio::task::JoinSet::new();
    for unit in &sample {
        let mut browser = at_the_check_page(&app, &link, &unit.unit).await;
        let (link, cx, unit) = (link.clone(), app.cx.clone(), unit.unit.clone());
        at_once.spawn(async move { drop(browser.post(&format!("{link}/granska"), &[]).await) });
        at_once.spawn(async move {
            match sample::set_scope(&cx, at(&cx, 2026, "bromma").await.to_change().expect("may change"), &unit, Some("nedlagd"))
                .await
            {
                Ok(()) | Err(Error::Refused(Refusal::Register(RegisterError::HasAnswered))) => {}
                Err(error) => panic!("{error:?}"),
            }
        });
    }
    while let Some(done) = at_once.join_next().await {
        done.expect("no fault");
    }
    let sample = sample::list(&app.cx, &at(&app.cx, 2026, "bromma").await).await.expect("units");
    assert!(sample.iter().all(|u| u.out_of_scope.is_some() != u.answered_on.is_some()), "{sample:?}");
}

async fn no_receipt_is_left_after_the_close(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let unit = app.unit(&link, "Ett").await;
    let mut browser = at_the_check_page(&app, &link, &unit).await;
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    let receipts = async || -> i64 {
        let mut db = app.cx.store.read().await.expect("a connection");
        let count = "SELECT COUNT(*) FROM sealed_response";
        sqlx::query_scalar(count).fetch_one(&mut *db).await.expect("a count")
    };
    assert_eq!(receipts().await, 1);
    app.close().await;
    assert_eq!(receipts().await, 0);
}

async fn what_one_server_decides_every_server_knows_at_once(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let other = app.another_server().await;
    // Both have the link in memory by now.
    for server in [&app, &other] {
        assert_eq!(server.browser().get(&link).await.status, StatusCode::OK);
    }
    reorganised(&app).await;
    let who = other.browser().get(&link).await.definition("Vem frågar");
    assert_eq!(who.as_deref(), Some("Bromma och Ulvsunda, tillsammans med stadsledningskontoret"));
    closing::request(&app.cx, &operator(), &id(2026)).await.expect("asked");
    for server in [&app, &other] {
        assert_eq!(server.browser().get(&link).await.status, StatusCode::GONE);
    }
}

async fn reorganised(app: &TestApp) {
    let line = ORGANISATIONS.lines().find(|l| l.starts_with("bromma;")).expect("a line");
    let mut cells: Vec<&str> = line.split(';').collect();
    cells[1] = "Bromma och Ulvsunda";
    let file = ORGANISATIONS.replace(line, &cells.join(";"));
    organisations::import(&app.cx, &operator(), file.as_bytes()).await.expect("organisations");
}

async fn a_round_that_would_ask_nobody_somewhere_is_not_opened(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nbromma;Ett;Förskola\nfarsta;Ett;A\n").await;
    let (opens, closes) = ("2026-10-01".parse().expect("a day"), "2026-10-31".parse().expect("a day"));
    let operator = operator();
    create_round(&app.cx, 2026, (opens, closes)).await.expect("a round");
    register::set_asked(
        &app.cx,
        access(&app.cx, "bromma").await.to_change().expect("may change"),
        &id(2026),
        &["Förskola".to_owned()],
    )
    .await
    .expect("asked");
    // With one more unit it is not all of them, and then the avdelning gets another name.
    app.units("forvaltning;enhet;avdelning\nbromma;Två;Äldreomsorg\n").await;
    register::set_asked(
        &app.cx,
        access(&app.cx, "bromma").await.to_change().expect("may change"),
        &id(2026),
        &["Förskola".to_owned()],
    )
    .await
    .expect("asked");
    app.units("forvaltning;enhet;avdelning\nbromma;Ett;Förskolan\n").await;
    let refused = opening::open(&app.cx, &operator, &id(2026)).await.expect_err("refused").to_string();
    assert!(refused.contains("Bromma") && !refused.contains("Farsta"), "{refused}");
    assert!(rounds::links(&app.cx, &operator, &id(2026)).await.expect("links").is_empty(), "the round stays planned");
    register::set_asked(&app.cx, access(&app.cx, "bromma").await.to_change().expect("may change"), &id(2026), &[])
        .await
        .expect("asked");
    opening::open(&app.cx, &operator, &id(2026)).await.expect("opened");
}
