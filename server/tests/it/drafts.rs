//! A draft that is saved as it grows, on several pages and devices at once.

use app::domain::account::Role;
use axum::http::StatusCode;
use scraper::{Html, Selector};

use crate::app::{Browser, TestApp, on_both};
use crate::respond::{quick, responses, stadsdel, start, submit, to_check};

on_both!(
    a_page_is_saved_while_it_is_filled_in,
    what_points_somebody_out_is_not_saved_and_the_rest_is,
    a_page_that_is_not_the_newest_is_not_saved_over_newer_answers,
    a_stale_page_blanks_nothing,
    the_same_page_posted_twice_is_no_conflict,
    nothing_is_saved_when_there_is_nothing_to_save_to,
    a_draft_goes_on_on_another_device_by_its_code,
    a_resume_code_opens_nothing_else,
    a_change_has_no_resume_code,
    a_stale_check_page_submits_nothing,
    earlier_steps_are_a_button_away,
    the_place_is_marked_in_the_text,
    what_is_typed_never_becomes_part_of_the_page,
    her_own_copy_is_shown_while_the_code_is,
    help_names_the_coordinator,
);

/// The value of a field that is hidden on a page.
async fn hidden(browser: &mut Browser, path: &str, name: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let selector = Selector::parse(&format!("input[type=hidden][name='{name}']")).expect("a selector");
    let page = Html::parse_document(&page.text);
    page.select(&selector).next().and_then(|e| e.attr("value")).expect("a hidden field").to_owned()
}

async fn code(browser: &mut Browser, link: &str) -> String {
    let page = browser.get(&format!("{link}/sparat")).await;
    page.text.split("<strong>").nth(1).and_then(|t| t.split("</strong>").next()).expect("a code").to_owned()
}

async fn a_page_is_saved_while_it_is_filled_in(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = format!("{link}/fraga/verksamhet");
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    let version = hidden(&mut browser, &at, ":version").await;
    let saved = browser.post(&format!("{at}/spara"), &[("omrade", "fritid"), (":version", &version)]).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert_ne!(saved.text, version);
    assert_eq!(hidden(&mut browser, &at, ":version").await, saved.text, "the page begins from what was saved");
    assert!(browser.get(&at).await.text.contains("value=\"fritid\" checked"));
    // Saving passes nothing.
    assert_eq!(browser.get(&format!("{link}/granska")).await.location, at);
}

async fn what_points_somebody_out_is_not_saved_and_the_rest_is(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = format!("{link}/fraga/verksamhet");
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    let save = format!("{at}/spara");
    let good = [("omrade", "annat"), ("omrade.annat_text", "en grupp")];
    assert_eq!(browser.post(&save, &good).await.status, StatusCode::OK);
    let bad = [("omrade", "annat"), ("omrade.annat_text", "ring 070-174 06 05"), ("medarbetare", "10_24")];
    let saved = browser.post(&save, &bad).await;
    assert!(saved.status == StatusCode::OK && saved.text.ends_with(" delvis"), "{}", saved.text);
    let page = browser.get(&at).await.text;
    assert!(page.contains("value=\"10_24\" checked") && page.contains("value=\"en grupp\"") && !page.contains("174 06 05"));
    // In an item, whose number may have changed, nothing is put in its place.
    let mut browser = to_check(&app, &link, "Två", &[("omrade", "fritid")]).await;
    let save = format!("{link}/fraga/handelser/spara");
    let item = |text: &'static str| [("handelse", "ja"), ("handelser.1.manad", "2026-03"), ("handelser.1.beskrivning", text)];
    assert_eq!(browser.post(&save, &item("utan")).await.status, StatusCode::OK);
    assert!(browser.post(&save, &item("a@example.org")).await.text.ends_with(" delvis"));
    let page = browser.get(&format!("{link}/fraga/handelser")).await.text;
    assert!(page.contains("value=\"2026-03\"") && !page.contains("utan</textarea>") && !page.contains("a@example.org"));
}

async fn a_page_that_is_not_the_newest_is_not_saved_over_newer_answers(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = format!("{link}/fraga/verksamhet");
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    let old = hidden(&mut browser, &at, ":version").await;
    browser.post(&format!("{at}/spara"), &[("omrade", "fritid"), (":version", &old)]).await;
    let late = browser.post(&format!("{at}/spara"), &[("omrade", "stadsmiljo"), (":version", &old)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(browser.get(&at).await.text.contains("value=\"fritid\" checked"));
    // The same answers from an old page are no conflict.
    let same = browser.post(&format!("{at}/spara"), &[("omrade", "fritid"), (":version", &old)]).await;
    assert_eq!(same.status, StatusCode::OK);
}

async fn a_stale_page_blanks_nothing(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "fritid")]).await;
    let behov = at("behov");
    let old = hidden(&mut browser, &behov, ":version").await;
    browser.turn(&behov, &[("behov_text", "mer tid"), (":version", &old)], &format!("{link}/granska")).await;
    // The other tab still shows an empty page.
    let late = [("behov_text", ""), ("initiativ", "studiecirkel"), (":version", old.as_str())];
    let page = browser.post(&behov, &late).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.headers["cache-control"], "private, no-cache", "the way back to it is the browser's own copy");
    assert!(page.text.contains("mer tid") && page.text.contains("studiecirkel"), "both are there to look at");
    assert!(!browser.get(&behov).await.text.contains("studiecirkel"), "and nothing was decided for her");
    let new = page.text.split("name=\":version\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a version");
    let both = [("behov_text", "mer tid"), ("initiativ", "studiecirkel"), (":version", new)];
    browser.turn(&behov, &both, &format!("{link}/granska")).await;
    // A page that is the newest may blank what it likes.
    let new = hidden(&mut browser, &behov, ":version").await;
    browser.turn(&behov, &[("behov_text", ""), ("initiativ", ""), (":version", &new)], &format!("{link}/granska")).await;
    assert!(!browser.get(&behov).await.text.contains("mer tid"));
}

async fn the_same_page_posted_twice_is_no_conflict(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    let version = hidden(&mut browser, &at("verksamhet"), ":version").await;
    for _ in 0..2 {
        browser.turn(&at("verksamhet"), &[("omrade", "fritid"), (":version", &version)], &at("kannedom")).await;
    }
    // Back to a page that the browser kept, and another choice.
    browser.turn(&at("verksamhet"), &[("omrade", "forskola"), (":version", &version)], &at("kannedom")).await;
}

async fn nothing_is_saved_when_there_is_nothing_to_save_to(app: TestApp) {
    let link = stadsdel(&app).await;
    let save = format!("{link}/fraga/verksamhet/spara");
    assert_eq!(app.browser().post(&save, &[("omrade", "fritid")]).await.status, StatusCode::NOT_FOUND);
    let (mut browser, _) = quick(&app, &link, "Ett").await;
    assert_eq!(browser.post(&save, &[("omrade", "fritid")]).await.status, StatusCode::NOT_FOUND);
    let mut late = start(&app, &link, Some("Två"), "verksamhet").await;
    app.close().await;
    assert_eq!(late.post(&save, &[("omrade", "fritid")]).await.status, StatusCode::GONE);
}

async fn a_draft_goes_on_on_another_device_by_its_code(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut phone = start(&app, &link, Some("Ett"), "verksamhet").await;
    phone.turn(&at("verksamhet"), &[("omrade", "fritid"), ("nav", "nasta")], &at("kannedom")).await;
    let fields = [("kannedom.rutin", "jag"), ("nav", "spara")];
    phone.turn(&at("kannedom"), &fields, &format!("{link}/sparat")).await;
    let code = code(&mut phone, &link).await;
    let resume = format!("{link}/fortsatt");
    let mut computer = app.browser();
    // It asks for the unit again, since nobody has kept it.
    let page = computer.post(&resume, &[("kod", &code)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Välj din enhet.") && !page.text.contains("Koden stämmer inte"));
    let unit = app.unit(&link, "Ett").await;
    computer.turn(&resume, &[("kod", &code.to_lowercase()), ("enhet", &unit)], &at("kannedom")).await;
    assert!(computer.get(&at("kannedom")).await.text.contains("value=\"jag\" checked"));
    for (section, next, fields) in
        [("kannedom", "kunskap", vec![]), ("kunskap", "handelser", vec![]), ("handelser", "behov", vec![("handelse", "nej")])]
    {
        computer.turn(&at(section), &fields, &at(next)).await;
    }
    computer.turn(&at("behov"), &[], &format!("{link}/granska")).await;
    let receipt = submit(&mut computer, &link).await;
    // The phone still holds the draft: it neither submits again nor learns the other's receipt.
    phone.turn(&format!("{link}/granska"), &[], &link).await;
    for page in ["kvitto", "kopia"] {
        assert!(!phone.get(&format!("{link}/{page}")).await.text.contains(&receipt));
    }
    assert_eq!(responses(&app).await, 1);
    let page = app.browser().post(&resume, &[("kod", &code), ("enhet", &app.unit(&link, "Två").await)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "what is submitted is not taken up by that code");
}

async fn a_resume_code_opens_nothing_else(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    let fields = [("omrade", "fritid"), ("nav", "spara")];
    browser.turn(&format!("{link}/fraga/verksamhet"), &fields, &format!("{link}/sparat")).await;
    let code = code(&mut browser, &link).await;
    let wrong = app.browser().post(&format!("{link}/andra"), &[("kvittokod", &code)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unit = app.unit(&link, "Ett").await;
    let resume = format!("{link}/fortsatt");
    for _ in 0..9 {
        let page = app.browser().post(&resume, &[("kod", "AAAA-AAAA-AAAA"), ("enhet", &unit)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = app.browser().post(&resume, &[("kod", &code), ("enhet", &unit)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "ten wrong codes through a link are enough");
}

async fn a_change_has_no_resume_code(app: TestApp) {
    let link = stadsdel(&app).await;
    let (_, receipt) = quick(&app, &link, "Ett").await;
    let mut browser = app.browser();
    browser.turn(&format!("{link}/andra"), &[("kvittokod", &receipt)], &format!("{link}/granska")).await;
    let page = browser.get(&format!("{link}/sparat")).await;
    assert!(page.text.contains("kvittokoden") && !page.text.contains("class=\"code\""));
}

async fn a_stale_check_page_submits_nothing(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "fritid")]).await;
    let check = format!("{link}/granska");
    let key = hidden(&mut browser, &check, "nyckel").await;
    browser.turn(&format!("{link}/fraga/behov"), &[("behov_text", "mer tid")], &check).await;
    browser.turn(&check, &[("nyckel", &key)], &format!("{check}?andrat=1")).await;
    let page = browser.get(&format!("{check}?andrat=1")).await.text;
    assert!(page.contains("mer tid") && page.contains("Svaren har ändrats sedan du öppnade den här sidan"));
    assert_eq!(responses(&app).await, 0);
    let key = hidden(&mut browser, &check, "nyckel").await;
    browser.turn(&check, &[("nyckel", &key)], &format!("{link}/kvitto")).await;
}

async fn earlier_steps_are_a_button_away(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "fritid")]).await;
    let page = browser.get(&at("kunskap")).await.text;
    let heading = "Steg 3 av 5: </span>Kunskap och utbildning</h1>";
    assert!(page.contains(heading) && page.contains("name=\":till\" value=\"verksamhet\""));
    browser.turn(&at("kunskap"), &[("kunskap_chef", "4"), (":till", "verksamhet")], &at("verksamhet")).await;
    assert!(browser.get(&at("kunskap")).await.text.contains("value=\"4\" checked"), "saved on the way");
    browser.turn(&at("kunskap"), &[(":till", "finns-inte")], &at("kunskap")).await;
    // Not further than she has come.
    let mut new = start(&app, &link, Some("Två"), "verksamhet").await;
    new.turn(&at("verksamhet"), &[(":till", "behov")], &at("behov")).await;
    assert_eq!(new.get(&at("behov")).await.location, at("verksamhet"));
}

async fn the_place_is_marked_in_the_text(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "fritid")]).await;
    let text = "Ring 070-174 06 05 & fråga; eller 900101-9802.";
    let page = browser.post(&format!("{link}/fraga/behov"), &[("behov_text", text)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Html::parse_document(&page.text);
    let marks = Selector::parse(".found mark").expect("a selector");
    let marked: Vec<String> = page.select(&marks).map(|m| m.text().collect()).collect();
    assert_eq!(marked, ["070-174 06 05", "900101-9802"]);
    let whole: String = page.select(&Selector::parse(".found").expect("a selector")).next().expect("the text").text().collect();
    assert!(whole.ends_with(text), "{whole}");
    // Possible names are marked where she checks her answers.
    browser.turn(&format!("{link}/fraga/behov"), &[("behov_text", "Karin sade det.")], &format!("{link}/granska")).await;
    let check = browser.get(&format!("{link}/granska")).await.text;
    assert!(check.contains("<mark>Karin</mark>"));
}

async fn what_is_typed_never_becomes_part_of_the_page(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let text = "\n</textarea></option><i id=\"x\">&amp;\" onfocus='y'</i>--><!--";
    let own = [("omrade", "annat"), ("omrade.annat_text", text)];
    let mut browser = to_check(&app, &link, "Ett", &own).await;
    browser.turn(&at("behov"), &[("behov_text", text)], &format!("{link}/granska")).await;
    let page = Html::parse_document(&browser.get(&at("behov")).await.text);
    let area: String = page.select(&Selector::parse("#behov_text").expect("a selector")).next().expect("it").text().collect();
    assert_eq!(area, text);
    let page = Html::parse_document(&browser.get(&at("verksamhet")).await.text);
    let input = Selector::parse("[name='omrade.annat_text']").expect("a selector");
    assert_eq!(page.select(&input).next().and_then(|i| i.attr("value")), Some(text));
    submit(&mut browser, &link).await;
    for path in [at("behov"), format!("{link}/granska"), format!("{link}/kopia")] {
        let page = Html::parse_document(&browser.get(&path).await.text);
        assert_eq!(page.select(&Selector::parse("i, [onfocus]").expect("a selector")).count(), 0, "{path}");
    }
}

async fn her_own_copy_is_shown_while_the_code_is(app: TestApp) {
    let link = stadsdel(&app).await;
    let (mut browser, _) = quick(&app, &link, "Ett").await;
    let copy = format!("{link}/kopia");
    let receipt = browser.get(&format!("{link}/kvitto")).await;
    assert_eq!(
        (&receipt.headers["cache-control"], &receipt.headers["clear-site-data"]),
        (&"no-store".parse().expect("a value"), &"\"cache\"".parse().expect("a value"))
    );
    let page = browser.get(&copy).await;
    assert!(page.status == StatusCode::OK && page.text.contains("Förskola") && !page.text.contains("Ändra<"));
    assert_eq!(app.browser().get(&copy).await.location, format!("{link}/kvitto"));
    app.pass(31 * 60);
    assert_eq!(browser.get(&copy).await.location, format!("{link}/kvitto"));
}

async fn help_names_the_coordinator(app: TestApp) {
    let link = stadsdel(&app).await;
    let help = format!("{link}/hjalp");
    assert!(app.browser().get(&help).await.text.contains("Fråga din närmaste chef"));
    app.account("bromma@example.org", Role::Samordnare, Some("bromma")).await;
    app.account("farsta@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("las@example.org", Role::Lasare, Some("bromma")).await;
    let page = app.browser().get(&help).await.text;
    assert!(page.contains("mailto:bromma@example.org") && !page.contains("farsta@") && !page.contains("las@"));
}
