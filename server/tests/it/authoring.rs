//! Questionnaires that are written in the browser: drafts, two authors, publishing, and what that does to comparison.

use app::domain::account::Role;
use app::domain::audit::Action;
use app::domain::authoring::{Operation, Place, Writer};
use app::domain::definition::{Type, parse};
use app::domain::questionnaire::{Kind, Questionnaire};
use axum::http::StatusCode;
use lagesbild::services::{Error, Refusal, audit, authoring, questionnaires};
use serde_json::{Value, json};

use crate::app::{BRA, FACK, STADSDEL, TestApp, on_both, operator};

on_both!(
    a_change_begins_a_draft_that_is_published_when_nothing_remains,
    another_takes_over_and_the_first_is_told,
    whoever_leaves_lets_others_write,
    an_indicator_that_measures_something_new_gets_a_new_id,
    a_questionnaire_is_begun_copied_and_thrown_away,
    the_page_is_read_without_scripts,
    what_no_editor_sends_is_refused,
    of_two_first_changes_one_is_taken_and_the_other_told,
    a_page_that_slept_through_a_version_writes_over_nothing,
    what_was_not_reviewed_is_not_published,
    a_change_is_offered_to_the_questionnaires_that_share_the_question,
    a_page_that_slept_through_a_draft_that_was_thrown_away_writes_over_nothing,
);

fn writer(tab: &str) -> Writer {
    Writer { name: format!("{tab}@example.org"), tab: tab.to_owned() }
}

async fn document(app: &TestApp) -> Questionnaire {
    authoring::open(&app.cx, &operator(), "vbe-bra").await.expect("there").state.document
}

async fn revision(app: &TestApp) -> i64 {
    authoring::open(&app.cx, &operator(), "vbe-bra").await.expect("there").state.revision
}

async fn save(app: &TestApp, tab: &str, number: i64, document: &Questionnaire) -> bool {
    let base = revision(app).await;
    authoring::save(&app.cx, &operator(), &writer(tab), (number, base), document.clone()).await.expect("saved").0
}

async fn a_change_begins_a_draft_that_is_published_when_nothing_remains(app: TestApp) {
    app.city(&[BRA]).await;
    let mut document = document(&app).await;
    document.apply(Operation::AddQuestion(Place::Question(0, 1), Type::LongText), None).expect("added");
    assert!(save(&app, "a", 1, &document).await);
    let opened = authoring::open(&app.cx, &operator(), "vbe-bra").await.expect("there");
    assert!((opened.version, opened.is_draft) == (2, true) && opened.state.document == document);

    // The question has no text yet: the command line and the page refuse, and say where.
    let refused = questionnaires::publish(&app.cx, &operator(), "vbe-bra").await.expect_err("refused").to_string();
    assert_eq!(refused, "sections[0].questions[1].text: texten är tom");
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    let page = browser.get("/central/enkater/vbe-bra/granska").await;
    assert!(page.main_text().contains("Skriv en text."), "{}", page.text);

    let mut question = document.sections[0].questions[1].clone();
    question.text = "Vad gör ni mest?".into();
    document.apply(Operation::Question(Place::Question(0, 1), Box::new(question)), None).expect("written");
    assert!(save(&app, "a", 2, &document).await);
    let page = browser.get("/central/enkater/vbe-bra/granska").await;
    assert!(page.main_text().contains("Frågan ”Vad gör ni mest?”: tillkom."), "{}", page.text);
    let page = browser.post("/central/enkater/vbe-bra/granska", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let text = questionnaires::source(&app.cx, &operator(), "vbe-bra", 2).await.expect("there");
    assert_eq!(parse(&text).expect("sound"), document);
    let opened = authoring::open(&app.cx, &operator(), "vbe-bra").await.expect("there");
    assert_eq!((opened.version, opened.is_draft), (3, false));
}

async fn another_takes_over_and_the_first_is_told(app: TestApp) {
    app.city(&[BRA]).await;
    let mut hers = document(&app).await;
    hers.title = "Hennes".into();
    assert!(save(&app, "a", 1, &hers).await);
    let mut other = hers.clone();
    other.title = "En annans".into();
    assert!(!save(&app, "b", 1, &other).await, "one writes");
    let state = authoring::take_over(&app.cx, &operator(), "vbe-bra", &writer("b")).await.expect("taken over");
    assert_eq!((state.document.title.as_str(), state.writer), ("Hennes", Some(writer("b"))));
    assert!(save(&app, "b", 1, &other).await);
    hers.title = "Hennes igen".into();
    assert!(!save(&app, "a", 2, &hers).await, "she is told, and nothing is written over");
    assert_eq!(document(&app).await.title, "En annans");
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    for action in [Action::EditQuestionnaire, Action::TakeOverQuestionnaire] {
        assert!(log.iter().any(|row| row.action == action.as_str() && row.subject == "vbe-bra"), "{action:?}");
    }
}

async fn whoever_leaves_lets_others_write(app: TestApp) {
    app.city(&[BRA]).await;
    let document = document(&app).await;
    let titled = |title: &str| Questionnaire { title: title.into(), ..document.clone() };
    assert!(save(&app, "a", 1, &titled("Hennes")).await);
    assert!(!save(&app, "b", 1, &titled("En annans")).await, "she writes");
    authoring::leave(&app.cx, &operator(), "vbe-bra", &writer("b")).await.expect("heard");
    assert!(!save(&app, "b", 1, &titled("En annans")).await, "who does not write leaves nothing");
    authoring::leave(&app.cx, &operator(), "vbe-bra", &writer("a")).await.expect("left");
    assert!(save(&app, "b", 1, &titled("En annans")).await);
    assert!(!save(&app, "a", 2, &titled("Hennes igen")).await, "she comes back to what the other writes");
}

async fn an_indicator_that_measures_something_new_gets_a_new_id(app: TestApp) {
    app.city(&[BRA]).await;
    let mut document = document(&app).await;
    let Kind::Matrix { rows, .. } = &mut document.sections[1].questions[0].kind else { panic!("a matrix") };
    rows[0].text = "Vem som leder arbetet i staden".into();
    rows[1].text = "Handlingsplanen".into();
    assert!(save(&app, "a", 1, &document).await);
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    let address = "/central/enkater/vbe-bra/granska";
    let page = browser.post(address, &[("matt.handlingsplan_extern", "samma")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = ("matt.handlingsplan_extern".to_owned(), "samma".to_owned());
    assert!(page.form(address).contains(&said), "what was said stays: {:?}", page.form(address));
    assert_eq!(page.faults().len(), 1, "the other one alone: {:?}", page.faults());
    assert!(page.faults()[0].ends_with(": välj om den mäter samma sak som förut."), "{:?}", page.faults());
    let page = browser.post(address, &[("matt.handlingsplan_extern", "samma"), ("matt.samordnare_extern", "nytt")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let text = questionnaires::source(&app.cx, &operator(), "vbe-bra", 2).await.expect("there");
    let ids: Vec<String> = parse(&text).expect("sound").indicators.into_iter().map(|i| i.id).take(2).collect();
    assert_eq!(ids, ["samordnare_extern_2", "handlingsplan_extern"]);
}

async fn a_questionnaire_is_begun_copied_and_thrown_away(app: TestApp) {
    app.city(&[BRA]).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    let begun = [("titel", "Rådets pejling"), ("malgrupp", "extern"), ("fran", "")];
    assert_eq!(browser.post("/central/enkater/ny", &begun).await.status, StatusCode::SEE_OTHER);
    let page = browser.get("/central/enkater/radets-pejling").await;
    assert!(page.main_text().contains("Skriv en text."), "{}", page.text);
    let page = browser.post("/central/enkater/ny", &begun).await;
    assert!(page.main_text().contains("Det finns redan en enkät som heter ”Rådets pejling”."), "{}", page.text);
    let copied = [("titel", "Kopian"), ("malgrupp", "extern"), ("fran", "vbe-bra")];
    assert_eq!(browser.post("/central/enkater/ny", &copied).await.status, StatusCode::SEE_OTHER);
    let copy = authoring::open(&app.cx, &operator(), "kopian").await.expect("there").state.document;
    assert_eq!(copy.sections, document(&app).await.sections);
    questionnaires::publish(&app.cx, &operator(), "kopian").await.expect("published");
    assert_eq!(browser.post("/central/enkater/radets-pejling/kasta", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/central/enkater/radets-pejling").await.status, StatusCode::NOT_FOUND);
    let page = browser.post("/central/enkater/kopian/kasta", &[]).await;
    assert!(page.main_text().contains("har inget utkast"), "{}", page.text);
}

async fn the_page_is_read_without_scripts(app: TestApp) {
    app.city(&[BRA]).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    let page = browser.get("/central/enkater/vbe-bra").await;
    for text in ["Känner du till detta?", "Granska och publicera", "läsa in den som fil"] {
        assert!(page.main_text().contains(text), "{}", page.text);
    }
}

async fn what_no_editor_sends_is_refused(app: TestApp) {
    app.city(&[BRA]).await;
    for id in ["nav", "", "Å", "handelser"] {
        let mut document = document(&app).await;
        document.sections[0].questions[0].id = id.into();
        let refused = authoring::save(&app.cx, &operator(), &writer("a"), (1, 0), document).await.expect_err("refused");
        assert!(matches!(refused, Error::Refused(Refusal::Questionnaire(_))), "{id}: {refused}");
    }

    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    let page = browser.post_json("/central/enkater/skriv/oppna", &json!({ "id": "vbe-bra" })).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let loaded: Value = serde_json::from_str(&page.text).expect("JSON");
    assert_eq!(loaded["me"], "c@example.org");
    for (function, body) in [("oppna", json!({ "id": "finns-inte" })), ("oppna", json!({})), ("spara", json!({ "tab": 1 }))] {
        let page = browser.post_json(&format!("/central/enkater/skriv/{function}"), &body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{function} {body}");
    }
}

async fn of_two_first_changes_one_is_taken_and_the_other_told(app: TestApp) {
    app.city(&[BRA]).await;
    let base = revision(&app).await;
    for round in 0..8 {
        let (mut hers, mut other) = (document(&app).await, document(&app).await);
        hers.title = format!("Hennes {round}");
        other.title = format!("En annans {round}");
        let (central, a, b) = (operator(), writer("a"), writer("b"));
        let (first, second) = tokio::join!(
            authoring::save(&app.cx, &central, &a, (1, base), hers.clone()),
            authoring::save(&app.cx, &central, &b, (1, base), other.clone()),
        );
        let (first, second) = (first.expect("answered").0, second.expect("answered").0);
        assert!(first ^ second, "one of them is told that it was saved: {first} {second}");
        assert_eq!(document(&app).await.title, if first { hers.title } else { other.title });
        authoring::discard(&app.cx, &central, "vbe-bra").await.expect("thrown away");
    }
}

async fn a_page_that_slept_through_a_version_writes_over_nothing(app: TestApp) {
    app.city(&[BRA]).await;
    let (asleep, slept) = (document(&app).await, revision(&app).await);
    let mut changed = asleep.clone();
    changed.title = "Ny titel".into();
    assert!(save(&app, "a", 1, &changed).await);
    questionnaires::publish(&app.cx, &operator(), "vbe-bra").await.expect("published");
    let late = authoring::save(&app.cx, &operator(), &writer("b"), (1, slept), asleep.clone()).await.expect("answered");
    assert!(!late.0 && late.1.document.title == "Ny titel");

    let (asleep, slept) = (document(&app).await, revision(&app).await);
    changed.title = "Inläst".into();
    let file = app::domain::definition::write(&changed);
    questionnaires::import(&app.cx, &operator(), file.as_bytes()).await.expect("taken");
    let late = authoring::save(&app.cx, &operator(), &writer("b"), (1, slept), asleep).await.expect("answered");
    assert!(!late.0 && late.1.document.title == "Inläst");
}

async fn what_was_not_reviewed_is_not_published(app: TestApp) {
    app.city(&[BRA]).await;
    let mut changed = document(&app).await;
    changed.title = "Granskad".into();
    assert!(save(&app, "a", 1, &changed).await);
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    let address = "/central/enkater/vbe-bra/granska";
    let form = browser.get(address).await.form(address);
    changed.title = "Ändrad sedan".into();
    assert!(save(&app, "a", 2, &changed).await);
    let page = browser.post_form(address, &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["Utkastet har ändrats sedan du granskade det. Granska det igen."]);
    assert!(authoring::open(&app.cx, &operator(), "vbe-bra").await.expect("there").is_draft);
}

async fn a_change_is_offered_to_the_questionnaires_that_share_the_question(app: TestApp) {
    app.city(&[STADSDEL, FACK, BRA]).await;
    let open = async |id: &str| authoring::open(&app.cx, &operator(), id).await.expect("there");
    let mut document = open("vbe-stadsdel").await.state.document;
    let asked = |q: &Questionnaire| q.questions().find(|q| q.id == "kannedom").expect("there").text.clone();
    let before = asked(&document);
    let place = Place::Question(1, 0);
    let mut question = document.question_at(place).expect("there").clone();
    assert_eq!(question.id, "kannedom");
    question.text = "Vilka känner till detta?".into();
    document.apply(Operation::Question(place, Box::new(question)), None).expect("changed");
    let revision = open("vbe-stadsdel").await.state.revision;
    authoring::save(&app.cx, &operator(), &writer("a"), (1, revision), document).await.expect("saved");
    // A colleague is writing in the other.
    let fack = open("vbe-fack").await.state;
    let mut hers = fack.document.clone();
    hers.title = "Hennes titel".into();
    authoring::save(&app.cx, &operator(), &writer("b"), (1, fack.revision), hers.clone()).await.expect("saved");

    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("c@example.org").await;
    let shared = "/central/enkater/vbe-stadsdel/andra-enkater";
    let review = browser.get("/central/enkater/vbe-stadsdel/granska").await;
    assert_eq!(review.link("Frågor som ändrats eller är nya här kan ändras också i andra enkäter").as_deref(), Some(shared));
    let page = browser.get(shared).await;
    let chosen: Vec<_> = page.form(shared).into_iter().filter(|(name, _)| !name.starts_with(':')).collect();
    assert_eq!(chosen, [("vbe-fack".to_owned(), "kannedom".to_owned())], "ticked: it was the same before");
    let told = format!("Den lyder där nu ”{before}”.");
    assert!(page.main_text().contains(&told), "{}", page.main_text());
    assert_eq!(browser.post(shared, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (other, question) in [("vbe-fack", "finns_inte"), ("vbe-bra", "finns_inte")] {
        let form: Vec<_> = page.form(shared).into_iter().chain([(other.to_owned(), question.to_owned())]).collect();
        let refused = browser.post_form(shared, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
    }
    assert_eq!(asked(&open("vbe-fack").await.state.document), before, "a refusal changes nothing");

    // She writes on after the page was looked at: nothing of hers is written over.
    hers.title = "Hennes nya titel".into();
    authoring::save(&app.cx, &operator(), &writer("b"), (2, fack.revision), hers.clone()).await.expect("saved");
    let late = browser.post_form(shared, &page.form(shared)).await;
    assert_eq!(late.faults(), ["Någon av enkäterna har ändrats sedan du såg efter. Se efter igen."]);
    let page = browser.get(shared).await;
    assert_eq!(browser.post_form(shared, &page.form(shared)).await.location, "/central/enkater");
    let taken = open("vbe-fack").await;
    assert!(taken.is_draft && asked(&taken.state.document) == "Vilka känner till detta?");
    assert_eq!(taken.state.document.title, "Hennes nya titel", "what she wrote stays");
    let late = authoring::save(&app.cx, &operator(), &writer("b"), (3, fack.revision), hers).await.expect("heard");
    assert!(!late.0, "she is told before she writes over it");
    let left = browser.get(shared).await.texts("legend");
    assert!(left.len() == 1 && !left[0].starts_with("Hennes"), "what has been taken is offered no more: {left:?}");
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    assert!(log.iter().any(|row| row.subject == "vbe-fack" && row.after.as_deref() == Some("2: kannedom (vbe-stadsdel)")));
}

async fn a_page_that_slept_through_a_draft_that_was_thrown_away_writes_over_nothing(app: TestApp) {
    app.city(&[BRA]).await;
    let published = document(&app).await;
    let titled = |title: &str| Questionnaire { title: title.into(), ..published.clone() };
    assert!(save(&app, "a", 1, &titled("Den första")).await);
    let heard = revision(&app).await;
    authoring::discard(&app.cx, &operator(), "vbe-bra").await.expect("thrown away");
    assert!(save(&app, "a", 1, &titled("Den andra")).await);
    assert_ne!(revision(&app).await, heard, "a page that heard of the first does not take it for the second");
}
