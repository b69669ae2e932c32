//! An organisation that may answer longer than the others: its own day is told and kept, and all figures wait for it.

use app::domain::account::Role;
use app::domain::round::State;
use axum::http::StatusCode;
use lagesbild::services::{audit, closing, rounds};

use crate::app::{Browser, STADSDEL, TestApp, at, id, on_both, operator};

on_both!(
    an_extended_organisation_answers_on_and_figures_wait_for_it,
    closing_early_ends_an_extension_that_day,
    what_cannot_be_extended_is_refused_with_a_sentence,
    two_who_extend_at_once_do_not_overrule_each_other_unseen,
    a_day_that_the_others_have_too_is_theirs,
);

const PAGE: &str = "/central/omgangar/2026";
const EXTEND: &str = "/central/omgangar/2026/forlang";

async fn city(app: &TestApp) -> (Browser, String, String) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;epost\nbromma;Ett;a@example.org\nfarsta;Två;b@example.org\n").await;
    let links = app.open().await;
    app.set_day("2026-10-05");
    app.account("c@example.org", Role::Central, None).await;
    (app.logged_in("c@example.org").await, links["bromma"].clone(), links["farsta"].clone())
}

/// Posts the form of the page as it stands.
async fn extend(central: &mut Browser, organisation: &str, day: &str) -> crate::app::Page {
    let page = central.get(PAGE).await;
    let fore = page.form(EXTEND).into_iter().find(|(name, _)| name == "fore").expect("the field").1;
    central.post(EXTEND, &[("organisation", organisation), ("dag", day), ("fore", &fore)]).await
}

/// Answers up to the check page, in a browser of its own.
async fn answer(app: &TestApp, link: &str, unit: &str) -> Browser {
    let at = |s: &str| format!("{link}/fraga/{s}");
    let unit = app.unit(link, unit).await;
    let mut browser = app.browser();
    browser.turn(link, &[("enhet", &unit)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[("kannedom.handlingsplan", "jag")], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    browser.turn(&at("handelser"), &[("handelse", "nej")], &at("behov")).await;
    browser.turn(&at("behov"), &[], &format!("{link}/granska")).await;
    browser
}

async fn an_extended_organisation_answers_on_and_figures_wait_for_it(app: TestApp) {
    let (mut central, bromma, farsta) = city(&app).await;
    assert_eq!(extend(&mut central, "farsta", "2026-11-05").await.status, StatusCode::SEE_OTHER);
    let page = central.get(PAGE).await;
    assert!(page.main_text().contains("Svarar till och med 5\u{a0}november 2026."), "{}", page.main_text());
    // One page was left in the middle, one at the check page.
    let mut late = answer(&app, &bromma, "Ett").await;
    let mut extended = answer(&app, &farsta, "Två").await;
    let start = app.browser().get(&farsta).await;
    assert!(start.main_text().contains("5\u{a0}november"), "her own day is told: {}", start.main_text());
    assert!(app.browser().get(&bromma).await.main_text().contains("31\u{a0}oktober"));

    app.set_day("2026-11-01");
    closing::request_overdue(&app.cx).await.expect("asked");
    assert_eq!(rounds::find(&app.cx, &id(2026)).await.expect("a round").state, State::Open);
    let gone = app.browser().get(&bromma).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.main_text().contains("31\u{a0}oktober"), "{}", gone.main_text());
    assert_eq!(late.post(&format!("{bromma}/granska"), &[]).await.status, StatusCode::GONE);
    assert_eq!(late.post(&format!("{bromma}/fraga/behov/spara"), &[("behov_text", "x")]).await.status, StatusCode::GONE);
    app.account("s@example.org", Role::Samordnare, Some("bromma")).await;
    let mut coordinator = app.logged_in("s@example.org").await;
    for path in ["/forvaltning", "/forvaltning/resultat"] {
        let page = coordinator.get(path).await;
        assert!(page.main_text().contains("efter den 5\u{a0}november 2026"), "{path}: {}", page.main_text());
    }
    let refused = at(&app.cx, 2026, "bromma").await.closed().expect_err("figures wait");
    assert!(refused.to_string().starts_with("Svaren visas först när omgången 2026 är stängd."), "{refused}");
    let rates = app.logged_in("c@example.org").await.get("/central?ar=2026").await.main_text();
    assert!(
        rates.contains("Svarstiden slutade 31\u{a0}oktober 2026 för de flesta. Farsta stadsdelsförvaltning svarar till och med 5\u{a0}november"),
        "{rates}"
    );

    extended.turn(&format!("{farsta}/granska"), &[], &format!("{farsta}/kvitto")).await;
    app.set_day("2026-11-06");
    assert_eq!(app.browser().get(&farsta).await.status, StatusCode::GONE);
    closing::request_overdue(&app.cx).await.expect("asked");
    app.close().await;
    let links = rounds::links(&app.cx, &operator(), &id(2026)).await.expect("links");
    assert_eq!(links.iter().filter_map(|link| link.responses).sum::<i64>(), 1, "what was acknowledged is counted");
    let log = audit::list(&app.cx, &operator(), 1).await.expect("a log").0;
    let row = log.iter().find(|row| row.subject == "farsta, 2026").expect("a row");
    assert_eq!((row.before.as_deref(), row.after.as_deref()), (Some("2026-10-31"), Some("2026-11-05")));
}

async fn closing_early_ends_an_extension_that_day(app: TestApp) {
    let (mut central, _, farsta) = city(&app).await;
    extend(&mut central, "farsta", "2026-11-05").await;
    app.set_day("2026-11-02");
    app.close().await;
    assert!(app.browser().get(&farsta).await.main_text().contains("2\u{a0}november 2026"));
    assert_eq!(at(&app.cx, 2026, "farsta").await.round().closes.to_string(), "2026-11-02");
    assert_eq!(at(&app.cx, 2026, "bromma").await.round().closes.to_string(), "2026-10-31");
}

async fn what_cannot_be_extended_is_refused_with_a_sentence(app: TestApp) {
    let (mut central, ..) = city(&app).await;
    for (organisation, day, said) in [
        ("", "2026-11-05", "Välj en förvaltning."),
        ("farsta", "x", "Välj den sista dagen."),
        ("farsta", "2026-10-01", "Den nya sista dagen kan inte ligga före i dag."),
        ("farsta", "2026-10-30", "De andra svarar till och med den 31\u{a0}oktober 2026. Välj den dagen eller en senare."),
    ] {
        let page = extend(&mut central, organisation, day).await;
        assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![said.to_owned()]), "{day}");
    }
    let page = extend(&mut central, "kyrkogard", "2026-11-05").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "it takes no part");
    assert_eq!(rounds::find(&app.cx, &id(2026)).await.expect("a round").extended, None, "a refusal changes nothing");
    // The others' day takes an extension away.
    extend(&mut central, "farsta", "2026-11-05").await;
    assert_eq!(extend(&mut central, "farsta", "2026-10-31").await.status, StatusCode::SEE_OTHER);
    assert_eq!(rounds::find(&app.cx, &id(2026)).await.expect("a round").extended, None);
}

async fn two_who_extend_at_once_do_not_overrule_each_other_unseen(app: TestApp) {
    let (mut central, ..) = city(&app).await;
    let before = central.get(PAGE).await;
    let fore = before.form(EXTEND).into_iter().find(|(name, _)| name == "fore").expect("the field").1;
    assert_eq!(extend(&mut central, "farsta", "2026-11-05").await.status, StatusCode::SEE_OTHER);
    let form = [("organisation", "farsta"), ("dag", "2026-11-03"), ("fore", &*fore)];
    let told = central.post(EXTEND, &form).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.faults()[0].starts_with("Någon annan har ändrat omgången"), "{:?}", told.faults());
    assert_eq!(
        rounds::find(&app.cx, &id(2026)).await.expect("a round").extended.map(|d| d.to_string()).as_deref(),
        Some("2026-11-05")
    );
}

async fn a_day_that_the_others_have_too_is_theirs(app: TestApp) {
    let (mut central, ..) = city(&app).await;
    assert_eq!(extend(&mut central, "farsta", "2026-11-05").await.status, StatusCode::SEE_OTHER);
    for (day, own) in [("2026-11-10", "2026-11-10"), ("2026-11-02", "2026-11-02")] {
        let fore = central.get(PAGE).await.form(PAGE).into_iter().find(|(name, _)| name == "fore").expect("the field").1;
        assert_eq!(central.post(PAGE, &[("stanger", day), ("fore", &fore)]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(at(&app.cx, 2026, "farsta").await.round().closes.to_string(), own, "nobody chose another");
    }
    // Over is over, before the worker has noticed.
    app.set_day("2026-11-03");
    let mut central = app.logged_in("c@example.org").await;
    let fore = rounds::as_read(&app.cx, &id(2026)).await.expect("a round");
    let late = central.post(PAGE, &[("stanger", "2026-11-20"), ("fore", &fore)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
}
