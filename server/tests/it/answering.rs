//! What makes it easy to answer: the unit's name on the way, the way back from the check page, and what is left.

use app::domain::account::Role;
use axum::http::StatusCode;

use crate::app::{STADSDEL, TestApp, on_both};
use crate::respond::{start, to_check};

on_both!(
    the_units_name_goes_along_and_a_draft_comes_first,
    whoever_changes_one_answer_comes_back_to_check,
    all_that_identifies_somebody_is_told_at_once,
    an_answer_is_submitted_for_the_unit_that_was_checked,
    a_page_of_an_earlier_draft_writes_into_no_other,
);

async fn city(app: &TestApp) -> String {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ungdomsenheten\nfarsta;Hemtjänsten\n").await;
    app.open().await["farsta"].clone()
}

async fn the_units_name_goes_along_and_a_draft_comes_first(app: TestApp) {
    let link = city(&app).await;
    assert_eq!(app.browser().get(&link).await.field("enhet").kind, "select");
    let mut browser = start(&app, &link, Some("Ungdomsenheten"), "verksamhet").await;
    let own = "Du svarar för Ungdomsenheten";
    let verksamhet = format!("{link}/fraga/verksamhet");
    assert!(browser.get(&verksamhet).await.paragraphs().contains(&own.to_owned()));
    let faulty = browser.post(&verksamhet, &[("nav", "nasta")]).await;
    assert!(faulty.status == StatusCode::UNPROCESSABLE_ENTITY && faulty.paragraphs().contains(&own.to_owned()));
    // She comes back to the link: on with it, without choosing again.
    let page = browser.get(&link).await;
    assert_eq!(page.headings()[0], "Du har ett påbörjat svar");
    assert_eq!(page.fields()[0].kind, "hidden", "the unit is chosen");
    let unit = page.form_values(&link, "enhet").remove(0);
    browser.turn(&link, &[("enhet", &unit)], &verksamhet).await;
    // Or it was another's unit after all.
    let other = app.unit(&link, "Hemtjänsten").await;
    browser.turn(&link, &[("enhet", &other)], &verksamhet).await;
    assert!(browser.get(&verksamhet).await.paragraphs().contains(&"Du svarar för Hemtjänsten".to_owned()));
}

async fn whoever_changes_one_answer_comes_back_to_check(app: TestApp) {
    let link = city(&app).await;
    let mut browser = to_check(&app, &link, "Ungdomsenheten", &[("omrade", "fritid")]).await;
    let check = browser.get(&format!("{link}/granska")).await;
    assert!(check.paragraphs().contains(&"Du svarar för Ungdomsenheten.".to_owned()));
    let unanswered = check.texts("dd").iter().filter(|text| *text == "Inte besvarad").count();
    assert!(unanswered > 1);
    let said = format!("{unanswered} frågor är inte besvarade. Du kan skicka in ändå.");
    assert!(check.paragraphs().contains(&said), "{said}: {:?}", check.paragraphs());
    let change = check.links().into_iter().find(|(_, href)| href.contains("/fraga/handelser")).expect("a link").1;
    let change = change.split('#').next().expect("an address");
    let page = browser.get(change).await;
    assert_eq!(page.field(":granska").value(), "ja");
    assert_eq!(page.texts("p.buttons button")[0], "Till granskningen");
    // What her answer asks for besides is asked here, and then she is back.
    let handelser = format!("{link}/fraga/handelser");
    let yes = [("handelse", "ja"), (":granska", "ja"), ("nav", "nasta")];
    browser.turn(&handelser, &yes, &format!("{handelser}?:granska=ja")).await;
    let page = browser.get(&format!("{handelser}?:granska=ja")).await;
    assert!(page.has_field("handelser.1.typ"));
    let no = [("handelse", "nej"), (":granska", "ja"), ("nav", "nasta")];
    browser.turn(&handelser, &no, &format!("{link}/granska#handelser")).await;
    // Who goes through the sections in their order goes on in it.
    browser.turn(&handelser, &[("handelse", "nej"), ("nav", "nasta")], &format!("{link}/fraga/behov")).await;
    let receipt = {
        let key = browser.get(&format!("{link}/granska")).await.field("nyckel").value().to_owned();
        browser.turn(&format!("{link}/granska"), &[("nyckel", &key)], &format!("{link}/kvitto")).await;
        browser.get(&format!("{link}/kvitto")).await
    };
    assert_eq!(receipt.link("Svara för en enhet till").as_deref(), Some(link.as_str()));
}

async fn all_that_identifies_somebody_is_told_at_once(app: TestApp) {
    let link = city(&app).await;
    let mut browser = to_check(&app, &link, "Ungdomsenheten", &[("omrade", "fritid")]).await;
    let text = "Ring 070-123 45 67 eller skriv till a@example.org om 900101-9802";
    let page = browser.post(&format!("{link}/fraga/behov"), &[("behov_text", text), ("nav", "nasta")]).await;
    let fault = "Texten innehåller ett telefonnummer: ”070-123 45 67”, en e-postadress: ”a@example.org” och ett personnummer: \
        ”900101-9802”. Ta bort det, så att ingen enskild kan kännas igen.";
    assert_eq!(page.field("behov_text").fault.as_deref(), Some(fault));
}

/// Two tabs: in the other she chooses another unit before she submits in this one.
async fn an_answer_is_submitted_for_the_unit_that_was_checked(app: TestApp) {
    let link = city(&app).await;
    let (check, receipt) = (format!("{link}/granska"), format!("{link}/kvitto"));
    let mut browser = to_check(&app, &link, "Ungdomsenheten", &[("omrade", "fritid")]).await;
    let key = browser.get(&check).await.field("nyckel").value().to_owned();
    let other = app.unit(&link, "Hemtjänsten").await;
    browser.turn(&link, &[("enhet", &other)], &check).await;
    browser.turn(&check, &[("nyckel", &key)], &format!("{check}?andrat=1")).await;
    let page = browser.get(&format!("{check}?andrat=1")).await;
    assert!(page.paragraphs().contains(&"Du svarar för Hemtjänsten.".to_owned()));
    let key = page.field("nyckel").value().to_owned();
    // A unit that is taken out meanwhile is said to be.
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    let mut coordinator = app.logged_in("s@example.org").await;
    let change = "/forvaltning/enhet?organisation=farsta&ar=2026";
    coordinator.post(change, &[("enhet", &other), ("gor", "ta_ur"), ("orsak", "Nedlagd")]).await;
    let gone = browser.post(&check, &[("nyckel", &key)]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.faults()[0].starts_with("Enheten ska inte svara i år längre."), "{:?}", gone.faults());
    coordinator.post(change, &[("enhet", &other), ("gor", "ta_med")]).await;
    browser.turn(&check, &[("nyckel", &key)], &receipt).await;
}

async fn a_page_of_an_earlier_draft_writes_into_no_other(app: TestApp) {
    let link = city(&app).await;
    let behov = format!("{link}/fraga/behov");
    let mut browser = to_check(&app, &link, "Ungdomsenheten", &[("omrade", "fritid")]).await;
    let old = browser.get(&behov).await.field(":version").value().to_owned();
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    // The same device answers for another unit, up to where that page was left open.
    let unit = app.unit(&link, "Hemtjänsten").await;
    let at = |section: &str| format!("{link}/fraga/{section}");
    browser.turn(&link, &[("enhet", &unit)], &at("verksamhet")).await;
    for (section, fields, next) in [
        ("verksamhet", vec![("omrade", "forskola")], "kannedom"),
        ("kannedom", vec![], "kunskap"),
        ("kunskap", vec![], "handelser"),
        ("handelser", vec![("handelse", "nej")], "behov"),
    ] {
        browser.turn(&at(section), &fields, &at(next)).await;
    }
    let foreign = [("behov_text", "Skrivet för Ungdomsenheten"), (":version", &old), ("nav", "nasta")];
    let saved = browser.post(&format!("{behov}/spara"), &foreign).await;
    assert_eq!(saved.status, StatusCode::CONFLICT);
    let posted = browser.post(&behov, &foreign).await;
    assert_eq!((posted.status, posted.field("behov_text").value()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
    assert_eq!(browser.get(&behov).await.field("behov_text").value(), "");
    let own = browser.get(&behov).await.field(":version").value().to_owned();
    let fields = [("behov_text", "Skrivet här"), (":version", own.as_str()), ("nav", "nasta")];
    browser.turn(&behov, &fields, &format!("{link}/granska")).await;
}
