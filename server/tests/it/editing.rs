//! The underlag is written where it stands: what a page posts of one place while somebody types.

use app::domain::account::Role;
use axum::http::StatusCode;
use lagesbild::services::audit::{self, Row};
use lagesbild::services::underlag;

use crate::app::{Browser, Page, TestApp, at, on_both, operator};
use crate::fixtures::Shell;

on_both!(
    a_pause_in_the_typing_is_saved_by_the_rules_of_the_form,
    nobody_writes_over_a_colleague_and_nobody_is_taken_for_one,
    the_figures_sentence_comes_back_and_what_was_looked_over_stands,
    an_hour_of_writing_is_one_row_of_the_log,
    who_may_not_change_it_edits_nothing,
    a_session_that_has_ended_keeps_nothing_and_says_so,
    fields_of_the_title_page_stand_in_page_form_and_word,
);

const SAVE: &str = "/forvaltning/underlag/spara?organisation=ostermalm&ar=2022";
const FORM: &str = "/forvaltning/underlag?organisation=ostermalm&ar=2022";
const REPORT: &str = "/rapport/2022/ostermalm";
const PLAN: &str = "analys.handlingsplan_chef";

/// What a page posts of the sentence about the plan.
struct Post<'a> {
    text: &'a str,
    was: &'a str,
    more: &'a [(&'a str, &'a str)],
}

async fn send(browser: &mut Browser, place: &str, Post { text, was, more }: Post<'_>) -> Page {
    let own = [("text", text), ("var", was)];
    let all = own.iter().chain(more);
    let fields: Vec<(String, &str)> = all.map(|(what, value)| (format!("{what}.{place}"), *value)).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    browser.post(SAVE, &fields).await
}

async fn save(browser: &mut Browser, place: &str, text: &str, was: &str) -> Page {
    send(browser, place, Post { text, was, more: &[] }).await
}

/// What stands in a place of the page.
async fn stands(browser: &mut Browser, place: &str) -> String {
    browser.get(REPORT).await.texts(&format!("[data-place='{place}']")).concat()
}

async fn coordinator(app: &TestApp) -> Browser {
    app.ostermalm().await;
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    app.logged_in("s@example.org").await
}

async fn a_pause_in_the_typing_is_saved_by_the_rules_of_the_form(app: TestApp) {
    let mut browser = coordinator(&app).await;
    let says = stands(&mut browser, PLAN).await;
    assert!(says.contains("(14 av 17)"), "{says}");
    let page = save(&mut browser, PLAN, "Nästan alla kan planen.\r\n<b>B\u{b}ra!</b> ", &says).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let own = "Nästan alla kan planen.\n<b>Bra!</b>";
    assert_eq!(page.texts("[data-place]"), [own]);
    assert_eq!(page.attributes("[data-place]", "data-derived"), std::slice::from_ref(&says));
    assert_eq!(stands(&mut browser, PLAN).await, own);
    // Refused: what stood there stands.
    let page = save(&mut browser, PLAN, &"x".repeat(2001), own).await;
    assert_eq!((page.status.as_u16(), page.text.as_str()), (422, "Texten är för lång, högst 2000 tecken."));
    assert_eq!(stands(&mut browser, PLAN).await, own);
    for (place, status) in [("finns-inte", 404), ("finns.inte", 404)] {
        assert_eq!(save(&mut browser, place, "x", "").await.status.as_u16(), status, "{place}");
    }
    for fields in [&[][..], &[("text.analys.1", "x"), ("text.analys.2", "x")], &[("annat.analys.1", "x")]] {
        assert_eq!(browser.post(SAVE, fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    // An answer, and then none: the page keeps the room for it.
    assert_eq!(save(&mut browser, "fragor.1", "Ja.", "").await.status, StatusCode::OK);
    assert_eq!(stands(&mut browser, "fragor.1").await, "Ja.");
    let page = save(&mut browser, "fragor.1", "", "Ja.").await;
    assert_eq!((page.status, page.texts("[data-place]")), (StatusCode::OK, vec![String::new()]));
    // What was struck has its room on the page, and none in the file.
    let struck = send(&mut browser, PLAN, Post { text: "", was: own, more: &[("sager", &says)] }).await;
    assert_eq!(struck.status, StatusCode::OK);
    let page = browser.get(REPORT).await;
    assert_eq!(page.attributes(&format!("[data-place='{PLAN}']"), "data-written"), [""]);
}

async fn nobody_writes_over_a_colleague_and_nobody_is_taken_for_one(app: TestApp) {
    let mut browser = coordinator(&app).await;
    let says = stands(&mut browser, PLAN).await;
    save(&mut browser, PLAN, "Kollegans.", &says).await;
    let page = save(&mut browser, PLAN, "Mitt.", &says).await;
    assert_eq!((page.status, page.texts("[data-place]")), (StatusCode::CONFLICT, vec!["Kollegans.".to_owned()]));
    for mark in ["aterstall", "sett"] {
        let page = send(&mut browser, PLAN, Post { text: &says, was: &says, more: &[(mark, "ja")] }).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{mark}");
    }
    assert_eq!(stands(&mut browser, PLAN).await, "Kollegans.");
    // Seen, and replaced.
    assert_eq!(save(&mut browser, PLAN, "Mitt.", "Kollegans.").await.status, StatusCode::OK);
    // A text whose answer never came is one's own.
    let sent = send(&mut browser, PLAN, Post { text: "Mitt och mer.", was: &says, more: &[("sant", "Mitt.")] }).await;
    assert_eq!((sent.status, stands(&mut browser, PLAN).await.as_str()), (StatusCode::OK, "Mitt och mer."));
    assert_eq!(save(&mut browser, PLAN, "Mitt och mer.", &says).await.status, StatusCode::OK, "the same again");
    // The form asks too before it takes away what a colleague wrote.
    let mut fields = browser.get(FORM).await.form(FORM);
    save(&mut browser, PLAN, "Kollegans igen.", "Mitt och mer.").await;
    fields.push((format!("aterstall.{PLAN}"), "ja".into()));
    assert_eq!(browser.post_form(FORM, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stands(&mut browser, PLAN).await, "Kollegans igen.");
}

async fn the_figures_sentence_comes_back_and_what_was_looked_over_stands(app: TestApp) {
    let mut browser = coordinator(&app).await;
    let says = stands(&mut browser, PLAN).await;
    // It was written when the figures said something else.
    let old = [("sager", "De flesta, 90 procent.")];
    let page = send(&mut browser, PLAN, Post { text: "Många.", was: &says, more: &old }).await;
    assert_eq!(page.marked(), [format!("[Siffrorna har ändrats sedan texten skrevs. De säger nu: {says}]")]);
    assert_eq!(page.attributes("[data-place]", "data-outdated"), [""]);
    assert_eq!(browser.get(REPORT).await.marked().len(), 1);
    let seen = [("sager", says.as_str()), ("sett", "ja")];
    let page = send(&mut browser, PLAN, Post { text: "Många.", was: "Många.", more: &seen }).await;
    assert_eq!((page.marked(), page.texts("[data-place]")), (vec![], vec!["Många.".to_owned()]));
    let page = send(&mut browser, PLAN, Post { text: &says, was: "Många.", more: &[("aterstall", "ja")] }).await;
    assert_eq!(page.texts("[data-place]"), std::slice::from_ref(&says));
    assert!(page.attributes("[data-place]", "data-written").is_empty(), "the figures speak");
    // And that is taken back.
    let page = send(&mut browser, PLAN, Post { text: "Många.", was: &says, more: &[("sager", &says)] }).await;
    assert_eq!((page.status, page.texts("[data-place]")), (StatusCode::OK, vec!["Många.".to_owned()]));
    // A sentence of which the figures say nothing any more goes with the text that was written in it.
    send(&mut browser, "analys.borta", Post { text: "Viktigt.", was: "", more: &[("sager", "Fanns då.")] }).await;
    assert_eq!(stands(&mut browser, "analys.borta").await, "Viktigt.");
    let page = send(&mut browser, "analys.borta", Post { text: "", was: "Viktigt.", more: &[("aterstall", "ja")] }).await;
    assert_eq!((page.status, page.texts("[data-place]")), (StatusCode::OK, vec![String::new()]));
}

/// The rows about texts, oldest first: what, from what, to what.
async fn rows(app: &TestApp) -> Vec<(String, String, String)> {
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    let told = |row: Row| (row.action, row.before.unwrap_or_default(), row.after.unwrap_or_default());
    let mut rows: Vec<Row> = log.into_iter().filter(|row| row.action.starts_with("underlag.")).collect();
    assert!(rows.iter().all(|row| row.subject.starts_with("ostermalm, 2022, ")), "{rows:?}");
    rows.reverse();
    rows.into_iter().map(told).collect()
}

async fn an_hour_of_writing_is_one_row_of_the_log(app: TestApp) {
    let mut browser = coordinator(&app).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut colleague = app.logged_in("c@example.org").await;
    let row = |action: &str, from: &str, to: &str| (format!("underlag.{action}"), from.to_owned(), to.to_owned());
    let place = "fragor.1";
    for (text, was) in [("J", ""), ("Ja", "J"), ("Ja.", "Ja")] {
        app.pass(60);
        save(&mut browser, place, text, was).await;
    }
    assert_eq!(rows(&app).await, [row("edit", "", "Ja.")]);
    // Another place is another row, and so is another account, whose row closes the one before.
    app.pass(60);
    save(&mut browser, "fragor.2", "Två.", "").await;
    app.pass(60);
    save(&mut colleague, place, "Ja!", "Ja.").await;
    app.pass(60);
    save(&mut browser, place, "Nej.", "Ja!").await;
    let three = [row("edit", "", "Ja."), row("edit", "", "Två."), row("edit", "Ja.", "Ja!"), row("edit", "Ja!", "Nej.")];
    assert_eq!(rows(&app).await, three);
    // The hour counts from the row's own time, however often it was written in.
    app.pass(3500);
    save(&mut browser, place, "Nej!", "Nej.").await;
    assert_eq!(rows(&app).await.last(), Some(&row("edit", "Ja!", "Nej!")));
    app.pass(200);
    save(&mut browser, place, "Nej!!", "Nej!").await;
    assert_eq!(rows(&app).await.last(), Some(&row("edit", "Nej!", "Nej!!")));
    // The figures' text is a step of its own; what changes nothing leaves no row.
    app.pass(1);
    send(&mut browser, place, Post { text: "", was: "Nej!!", more: &[("aterstall", "ja")] }).await;
    let now = rows(&app).await;
    assert_eq!(now.last(), Some(&row("restore", "Nej!!", "")));
    save(&mut browser, place, "", "").await;
    send(&mut browser, place, Post { text: "", was: "", more: &[("aterstall", "ja")] }).await;
    assert_eq!(rows(&app).await, now);
}

async fn who_may_not_change_it_edits_nothing(app: TestApp) {
    let mut browser = coordinator(&app).await;
    app.account("l@example.org", Role::Lasare, Some("ostermalm")).await;
    app.account("f@example.org", Role::Samordnare, Some("farsta")).await;
    let (mut reader, mut other) = (app.logged_in("l@example.org").await, app.logged_in("f@example.org").await);
    let before = browser.get(REPORT).await;
    assert!(before.texts("leptos-island [data-place]").len() > 20 && before.link("Redigera texten").is_some());
    let page = reader.get(REPORT).await;
    assert_eq!((page.status, page.link("Redigera texten")), (StatusCode::OK, None));
    assert!(!page.text.contains("leptos-island") && !page.text.contains("data-"), "{}", page.text);
    assert!(page.texts("script").is_empty(), "nothing to load");
    assert_eq!(save(&mut reader, PLAN, "x", "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(save(&mut other, PLAN, "x", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(REPORT).await.main_text(), before.main_text());
}

async fn a_session_that_has_ended_keeps_nothing_and_says_so(app: TestApp) {
    let mut browser = coordinator(&app).await;
    app.pass(9 * 3600);
    let page = save(&mut browser, "fragor.1", "Skrivet för sent.", "").await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/logga-in?forlorat=1"));
    assert!(!browser.cookies.keys().any(|(name, _)| name == "parkerat"), "the page has it still, and sends it again");
    let mut again = app.logged_in("s@example.org").await;
    assert_eq!(save(&mut again, "fragor.1", "Skrivet för sent.", "").await.status, StatusCode::OK);
    assert_eq!(stands(&mut again, "fragor.1").await, "Skrivet för sent.");
}

async fn fields_of_the_title_page_stand_in_page_form_and_word(app: TestApp) {
    let mut browser = coordinator(&app).await;
    let fields = |page: &Page| ["Nämnd", "Datum", "Diarienummer"].map(|name| page.definition(name).unwrap_or_default());
    let page = browser.get(REPORT).await;
    assert_eq!(fields(&page), ["Östermalms stadsdelsnämnd", "1\u{a0}oktober 2026", ""]);
    app.account("l@example.org", Role::Lasare, Some("ostermalm")).await;
    assert_eq!(fields(&app.logged_in("l@example.org").await.get(REPORT).await)[2], "inte angivet");
    app.set_day("2026-10-02");
    let mut browser = app.logged_in("s@example.org").await;
    assert_eq!(fields(&browser.get(REPORT).await)[1], "2\u{a0}oktober 2026", "the day on which it is fetched");
    for (place, text, was) in
        [("namnd", "Kommunstyrelsen", "Östermalms stadsdelsnämnd"), ("datum", "2022-11-03", ""), ("diarienummer", "2022/949", "")]
    {
        assert_eq!(save(&mut browser, place, text, was).await.status, StatusCode::OK, "{place}");
    }
    let page = browser.get(REPORT).await;
    assert_eq!(fields(&page), ["Kommunstyrelsen", "3\u{a0}november 2022", "2022/949"]);
    assert_eq!(page.marked(), [""; 0], "a field is never outdated");
    let page = browser.get(FORM).await;
    assert_eq!((page.field("text.datum").kind.as_str(), page.field("text.datum").value()), ("date", "2022-11-03"));
    assert_eq!(page.field("text.namnd").value(), "Kommunstyrelsen");
    // Page, form and island take a day and nothing else.
    let fault = "Skriv datumet som år, månad och dag, till exempel 2026-11-03.";
    let refused = save(&mut browser, "datum", "3 november", "2022-11-03").await;
    assert_eq!((refused.status.as_u16(), refused.text.as_str()), (422, fault));
    let refused = browser.post(FORM, &[("text.datum", "2022-02-30"), ("var.datum", "2022-11-03")]).await;
    assert_eq!((refused.status.as_u16(), refused.field("text.datum").fault.as_deref()), (422, Some(fault)));
    let at = at(&app.cx, 2022, "ostermalm").await;
    let underlag = underlag::assemble(&app.cx, &at).await.expect("an underlag");
    let file = lagesbild::export::docx::write(&underlag).expect("a document");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&file)).expect("a document is an archive");
    let mut text = String::new();
    let mut document = archive.by_name("word/document.xml").expect("its text");
    std::io::Read::read_to_string(&mut document, &mut text).expect("UTF-8");
    for line in ["Nämnd: Kommunstyrelsen", "Datum: 3\u{a0}november 2022", "Diarienummer: 2022/949"] {
        assert!(text.contains(line), "{line}");
    }
    let html = Shell::new(&app).ok(&["report", "--round", "2022", "--organisation", "ostermalm"]);
    for text in ["Kommunstyrelsen", "3\u{a0}november 2022", "2022/949"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("<leptos-island") && !html.contains("data-place="), "nothing to edit in a file");
    // A field that is emptied says what it says by itself.
    for (place, was) in [("namnd", "Kommunstyrelsen"), ("datum", "2022-11-03")] {
        assert_eq!(save(&mut browser, place, "", was).await.status, StatusCode::OK);
    }
    assert_eq!(fields(&browser.get(REPORT).await)[..2], ["Östermalms stadsdelsnämnd", "2\u{a0}oktober 2026"]);
}
