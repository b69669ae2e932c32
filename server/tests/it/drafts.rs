//! A draft that is saved as it grows, on several pages and devices at once.

use app::domain::account::Role;
use axum::http::StatusCode;

use crate::app::{Browser, Page, TestApp, on_both};
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
    let field = page.field(name);
    assert_eq!((page.status, field.kind.as_str()), (StatusCode::OK, "hidden"), "{path} {name}");
    field.value().to_owned()
}

async fn code(browser: &mut Browser, link: &str) -> String {
    browser.get(&format!("{link}/sparat")).await.code().expect("a code")
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
    assert_eq!(browser.get(&at).await.field("omrade").value(), "fritid");
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
    let page = browser.get(&at).await;
    assert_eq!((page.field("medarbetare").value(), page.field("omrade.annat_text").value()), ("10_24", "en grupp"));
    assert!(!page.text.contains("174 06 05"));
    // In an item, whose number may have changed, nothing is put in its place.
    let mut browser = to_check(&app, &link, "Två", &[("omrade", "fritid")]).await;
    let save = format!("{link}/fraga/handelser/spara");
    let item = |text: &'static str| [("handelse", "ja"), ("handelser.1.manad", "2026-03"), ("handelser.1.beskrivning", text)];
    assert_eq!(browser.post(&save, &item("utan")).await.status, StatusCode::OK);
    assert!(browser.post(&save, &item("a@example.org")).await.text.ends_with(" delvis"));
    let page = browser.get(&format!("{link}/fraga/handelser")).await;
    assert_eq!((page.field("handelser.1.manad").value(), page.field("handelser.1.beskrivning").value()), ("2026-03", ""));
    assert!(!page.text.contains("a@example.org"));
}

async fn a_page_that_is_not_the_newest_is_not_saved_over_newer_answers(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = format!("{link}/fraga/verksamhet");
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    let old = hidden(&mut browser, &at, ":version").await;
    browser.post(&format!("{at}/spara"), &[("omrade", "fritid"), (":version", &old)]).await;
    let late = browser.post(&format!("{at}/spara"), &[("omrade", "stadsmiljo"), (":version", &old)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(browser.get(&at).await.field("omrade").value(), "fritid");
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
    let texts = |page: &Page| (page.field("behov_text").value().to_owned(), page.field("initiativ").value().to_owned());
    assert_eq!(texts(&page), ("mer tid".to_owned(), "studiecirkel".to_owned()), "both are there to look at");
    assert!(page.notices().concat().starts_with("Svaren på den här sidan har ändrats på ett annat ställe"));
    assert_eq!(texts(&browser.get(&behov).await), ("mer tid".to_owned(), String::new()), "and nothing was decided for her");
    let new = page.field(":version");
    let both = [("behov_text", "mer tid"), ("initiativ", "studiecirkel"), (":version", new.value())];
    browser.turn(&behov, &both, &format!("{link}/granska")).await;
    // A page that is the newest may blank what it likes.
    let new = hidden(&mut browser, &behov, ":version").await;
    browser.turn(&behov, &[("behov_text", ""), ("initiativ", ""), (":version", &new)], &format!("{link}/granska")).await;
    assert_eq!(texts(&browser.get(&behov).await), (String::new(), String::new()));
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
    assert_eq!(page.faults(), ["Välj din enhet."], "the code is right");
    let hint = "Vi frågar igen, eftersom enheten inte sparas tillsammans med det du har fyllt i.";
    assert_eq!(page.field("enhet").hint.as_deref(), Some(hint));
    let unit = app.unit(&link, "Ett").await;
    computer.turn(&resume, &[("kod", &code.to_lowercase()), ("enhet", &unit)], &at("kannedom")).await;
    assert_eq!(computer.get(&at("kannedom")).await.field("kannedom.rutin").value(), "jag");
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
        let page = phone.get(&format!("{link}/{page}")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        assert!(!page.text.contains(&receipt));
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
    assert_eq!(page.code(), None);
    let instead = "Öppna länken där, välj att ändra ett svar som du har skickat in, och ange kvittokoden.";
    assert!(page.paragraphs().iter().any(|text| text.starts_with(instead)), "{}", page.main_text());
}

async fn a_stale_check_page_submits_nothing(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "fritid")]).await;
    let check = format!("{link}/granska");
    let key = hidden(&mut browser, &check, "nyckel").await;
    browser.turn(&format!("{link}/fraga/behov"), &[("behov_text", "mer tid")], &check).await;
    browser.turn(&check, &[("nyckel", &key)], &format!("{check}?andrat=1")).await;
    let page = browser.get(&format!("{check}?andrat=1")).await;
    assert_eq!(page.definition("Vad behöver ni för att arbeta med frågan?").as_deref(), Some("mer tid"));
    let why = "Svaren har ändrats sedan du öppnade den här sidan. Granska dem en gång till och skicka sedan in.";
    assert_eq!(page.faults(), [why]);
    assert_eq!(responses(&app).await, 0);
    let key = hidden(&mut browser, &check, "nyckel").await;
    browser.turn(&check, &[("nyckel", &key)], &format!("{link}/kvitto")).await;
}

async fn earlier_steps_are_a_button_away(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "fritid")]).await;
    let page = browser.get(&at("kunskap")).await;
    assert_eq!(page.heading(), "Steg 3 av 5: Kunskap och utbildning");
    let steps = page.attributes("button[name=':till']", "value");
    assert_eq!(steps, ["verksamhet", "kannedom", "handelser", "behov"]);
    browser.turn(&at("kunskap"), &[("kunskap_chef", "4"), (":till", "verksamhet")], &at("verksamhet")).await;
    assert_eq!(browser.get(&at("kunskap")).await.field("kunskap_chef").value(), "4", "saved on the way");
    browser.turn(&at("kunskap"), &[(":till", "finns-inte")], &at("kunskap")).await;
    // Not further than she has come.
    let mut new = start(&app, &link, Some("Två"), "verksamhet").await;
    assert!(new.get(&at("verksamhet")).await.attributes("button[name=':till']", "value").is_empty());
    new.turn(&at("verksamhet"), &[(":till", "behov")], &at("behov")).await;
    assert_eq!(new.get(&at("behov")).await.location, at("verksamhet"));
}

async fn the_place_is_marked_in_the_text(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "fritid")]).await;
    let text = "Ring 070-174 06 05 & fråga; eller 900101-9802.";
    let page = browser.post(&format!("{link}/fraga/behov"), &[("behov_text", text)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.marked(), ["070-174 06 05", "900101-9802"]);
    assert!(page.paragraphs().contains(&format!("Så här står det: {text}")), "{}", page.main_text());
    // Possible names are marked where she checks her answers.
    browser.turn(&format!("{link}/fraga/behov"), &[("behov_text", "Karin sade det.")], &format!("{link}/granska")).await;
    assert_eq!(browser.get(&format!("{link}/granska")).await.marked(), ["Karin"]);
}

async fn what_is_typed_never_becomes_part_of_the_page(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let text = "\n</textarea></option><i id=\"x\">&amp;\" onfocus='y'</i>--><!--";
    let own = [("omrade", "annat"), ("omrade.annat_text", text)];
    let mut browser = to_check(&app, &link, "Ett", &own).await;
    browser.turn(&at("behov"), &[("behov_text", text)], &format!("{link}/granska")).await;
    assert_eq!(browser.get(&at("behov")).await.field("behov_text").value(), text);
    assert_eq!(browser.get(&at("verksamhet")).await.field("omrade.annat_text").value(), text);
    let no_part_of = |page: &Page, path: &str| {
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains("onfocus"), "{path}: what was typed stands there");
        assert_eq!(page.texts("i, [onfocus]"), [""; 0], "{path}");
    };
    for path in [at("behov"), at("verksamhet"), format!("{link}/granska")] {
        no_part_of(&browser.get(&path).await, &path);
    }
    submit(&mut browser, &link).await;
    no_part_of(&browser.get(&format!("{link}/kopia")).await, "kopia");
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
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.definition("Vilket verksamhetsområde hör din enhet till?").as_deref(), Some("Förskola"));
    let changes = |page: &Page| page.links().iter().any(|(text, _)| text.starts_with("Ändra svaret på: "));
    assert!(!changes(&page), "there is nothing to change any more");
    let mut other = to_check(&app, &link, "Två", &[("omrade", "forskola")]).await;
    assert!(changes(&other.get(&format!("{link}/granska")).await));
    assert_eq!(app.browser().get(&copy).await.location, format!("{link}/kvitto"));
    app.pass(31 * 60);
    assert_eq!(browser.get(&copy).await.location, format!("{link}/kvitto"));
}

async fn help_names_the_coordinator(app: TestApp) {
    let link = stadsdel(&app).await;
    let help = format!("{link}/hjalp");
    let whom = "Vem du frågar";
    let nobody = "Fråga din närmaste chef vem som är förvaltningens samordnare mot våldsbejakande extremism.";
    assert_eq!(app.browser().get(&help).await.items(whom), [nobody]);
    app.account("bromma@example.org", Role::Samordnare, Some("bromma")).await;
    app.account("farsta@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("las@example.org", Role::Lasare, Some("bromma")).await;
    let page = app.browser().get(&help).await;
    assert_eq!(page.items(whom), ["Samordnare mot våldsbejakande extremism: bromma@example.org"]);
    assert_eq!(page.link("bromma@example.org").as_deref(), Some("mailto:bromma@example.org"));
    assert!(!page.text.contains("farsta@") && !page.text.contains("las@"));
}
