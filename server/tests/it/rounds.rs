//! Rounds over time, the sample, and copies of the database.

use axum::http::StatusCode;
use lagesbild::export::Subject;
use lagesbild::services::{Caller, Error, Refusal, Role};

use crate::app::{BRA, FACK, STADSDEL, TestApp, on_both};
use crate::fixtures::Shell;

on_both!(
    a_round_closes_by_itself_after_its_last_day,
    an_area_that_nobody_covers_is_taken_and_named,
    the_denominator_is_the_snapshots,
    a_questionnaire_is_a_new_version_only_when_it_says_something_new,
    a_round_needs_the_questionnaires_of_those_it_asks,
    an_organisation_leaves_after_its_last_year,
    expected_numbers_stand_in_for_a_register,
    a_unit_that_was_missing_is_added_and_counts,
);

async fn a_round_closes_by_itself_after_its_last_day(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    app.open().await;
    app.set_day("2026-10-31");
    assert!(matches!(app.export_of(Subject::Indicators, 2026, None).await, Err(Error::Refused(Refusal::StillOpen(_)))));
    app.set_day("2026-11-01");
    let told = app.export_of(Subject::Indicators, 2026, None).await;
    assert!(matches!(told, Err(Error::Refused(Refusal::Closing(2026)))), "reading closes nothing: {told:?}");
    app.services.close_overdue().await.expect("asked");
    assert!(app.services.work_on_closing("worker").await.expect("done"));
    assert!(app.export_of(Subject::Indicators, 2026, None).await.is_ok());
    let operator = Caller::Operator;
    assert!(app.services.close_round(&operator, 2026).await.is_ok(), "closing a closed round does nothing");
    let refused = app.services.open_round(&operator, 2026).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::AlreadyClosed(2026)))));
}

async fn an_area_that_nobody_covers_is_taken_and_named(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let file = "forvaltning;enhet;stadsdelsomrade\nbromma;Ett;Atlantis\nbromma;Två;Hela staden\nbromma;Tre;Bromma\n";
    let done = app.services.import_units(&Caller::Operator, file.as_bytes(), false).await.expect("taken");
    assert_eq!((done.taken, done.unknown_areas.into_iter().collect::<Vec<_>>()), (3, vec!["Atlantis".to_owned()]));
}

async fn the_denominator_is_the_snapshots(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nbromma;Ett;A\nbromma;Två;A\nbromma;Tre;B\n").await;
    let link = app.open().await["bromma"].clone();
    app.units("forvaltning;enhet\nbromma;Fyra\n").await;
    let operator = Caller::Operator;
    let replaced =
        app.services.import_units(&operator, "forvaltning;enhet\nbromma;Fyra\n".as_bytes(), true).await.expect("units");
    assert_eq!((replaced.taken, replaced.retired), (1, 3));
    let unit = app.unit(&link, "Tre").await;
    app.services.set_scope(&operator, 2026, "bromma", &unit, Some("Nedlagd")).await.expect("out of scope");
    let rates = app.export_of(Subject::Rates, 2026, Some("bromma")).await.expect("rates");
    let expected = "organisation;avdelning;urval;utgar;paborjade;svarat;svarsfrekvens\nbromma;A;2;0;;0;0,0\nbromma;B;1;1;;0;\nbromma;;3;1;0;0;0,0\n";
    assert_eq!(rates, expected);
    assert!(!app.browser().get(&link).await.text.contains(&unit), "who is out of scope is not asked");
}

async fn a_questionnaire_is_a_new_version_only_when_it_says_something_new(app: TestApp) {
    use lagesbild::services::questionnaires::Taken;
    app.city(&[STADSDEL]).await;
    let operator = Caller::Operator;
    let (_, taken) = app.services.import_questionnaire(&operator, STADSDEL.replace("  ", " ").as_bytes()).await.expect("taken");
    assert_eq!(taken, Taken::Unchanged(1));
    let changed = STADSDEL.replace("Din verksamhet", "Er verksamhet");
    let (_, taken) = app.services.import_questionnaire(&operator, changed.as_bytes()).await.expect("taken");
    assert_eq!(taken, Taken::Draft(2));
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    assert!(app.browser().get(&format!("{link}/fragor")).await.text.contains("Din verksamhet"), "a draft is not asked");
}

async fn a_round_needs_the_questionnaires_of_those_it_asks(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nsocial;Ett\n").await;
    let operator = Caller::Operator;
    let day = |t: &str| t.parse().expect("a day");
    app.services.create_round(&operator, 2026, None, (day("2026-10-01"), day("2026-10-31")), None).await.expect("a round");
    let refused = app.services.open_round(&operator, 2026).await.expect_err("refused").to_string();
    assert_eq!(refused, "Det finns ingen publicerad enkät för målgruppen fackforvaltning, som Socialförvaltningen hör till.");
    for text in [FACK, BRA] {
        let (id, _) = app.services.import_questionnaire(&operator, text.as_bytes()).await.expect("a draft");
        app.services.publish_questionnaire(&operator, &id).await.expect("published");
    }
    let opened = app.services.open_round(&operator, 2026).await.expect("opened");
    let asked: Vec<&str> = opened.links.iter().map(|l| l.organisation.as_str()).collect();
    assert_eq!(asked, ["bra-farsta", "bromma", "social"]);
}

async fn an_organisation_leaves_after_its_last_year(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nostermalm;Ett\nbromma;Ett\n").await;
    assert_eq!(app.open().await.keys().collect::<Vec<_>>(), ["bromma"], "Östermalm took part until 2022");
}

async fn expected_numbers_stand_in_for_a_register(app: TestApp) {
    app.city(&[BRA]).await;
    app.open().await;
    let row = "polis;4;nej\n";
    let file = format!("omrade;samverkan;handelse\n{}", row.repeat(13));
    let count = app.services.import_responses(&Caller::Operator, 2026, "bra-farsta", file.as_bytes(), |_, _| ()).await;
    assert_eq!(count.expect("taken, though twelve were expected"), 13);
    assert!(app.export_of(Subject::Rates, 2026, None).await.expect("rates").contains("\nbra-farsta;;12;0;0;13;\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_taken_while_serving_is_put_back() {
    let app = TestApp::sqlite().await;
    app.ostermalm().await;
    let shell = Shell::new(&app);
    let copy = shell.file("x", "");
    std::fs::remove_file(&copy).expect("removed");
    shell.ok(&["backup", &copy]);
    assert_eq!(shell.refused(&["backup", &copy]).0, 1, "an existing file is not written over");
    assert_eq!(
        shell.refused(&["restore", &copy]),
        (1, format!("{copy}: Databasen finns redan. Ange --force för att ersätta den."))
    );
    app.services.store.close().await;
    let nonsense = shell.file("nonsens", "inte en databas");
    let (code, text) = shell.refused(&["restore", &nonsense, "--force"]);
    assert_eq!((code, text.ends_with("Filen är ingen säkerhetskopia av Lägesbild.")), (1, true), "{text}");
    let before = shell.ok(&["export", "responses", "--round", "2022"]);
    shell.ok(&["restore", &copy, "--force"]);
    assert_eq!(shell.ok(&["export", "responses", "--round", "2022"]), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_says_which_tool_copies_it() {
    if let Some(app) = TestApp::postgres().await {
        let (code, text) = Shell::new(&app).refused(&["backup", "kopia.db"]);
        assert!(code == 1 && text.contains("pg_dump"), "{text}");
    }
}

async fn a_unit_that_was_missing_is_added_and_counts(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nfarsta;Ett;A\nbromma;Ett;A\n").await;
    let link = app.open().await["farsta"].clone();
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    let mut browser = app.logged_in("s@example.org").await;
    let board = "/forvaltning/enhet?organisation=farsta&ar=2026";
    let add = |name: &'static str| [("enhet", ""), ("gor", "lagg_till"), ("namn", name), ("avdelning", "B")];
    browser.turn(board, &add("  Fältgruppen "), "/forvaltning?organisation=farsta&ar=2026#enheter").await;
    // It can answer at once, and the rate counts it.
    let unit = app.unit(&link, "Fältgruppen").await;
    app.browser().turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
    let rates = app.services.rates(2026).await.expect("rates");
    let farsta = rates.iter().find(|r| r.organisation == "farsta").expect("a row");
    assert_eq!((farsta.rate.sample, farsta.divisions.len()), (2, 2));
    for (name, said) in [("Fältgruppen", "finns redan i listan"), (" ", "Ange enhetens namn"), ("Ett", "finns redan i listan")] {
        let page = browser.post(board, &add(name)).await;
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(said), "{name}: {}", page.status);
    }
    let elsewhere = "/forvaltning/enhet?organisation=bromma&ar=2026";
    assert_eq!(browser.post(elsewhere, &add("Ny")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.logged_in("l@example.org").await.post(board, &add("Ny")).await.status, StatusCode::FORBIDDEN);
    app.close().await;
    assert_eq!(browser.post(board, &add("Ny")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (log, _) = app.services.audit_log(&Caller::Operator, 1).await.expect("the log");
    assert_eq!(log.iter().filter(|row| row.action == "lägg till enhet").count(), 1);
}
