//! The underlag says what the figures say, as a page and as a Word document.

use app::domain::account::Role;
use app::domain::figure::day;
use app::domain::underlag::{Block, Edit, Sentence, Underlag};
use axum::http::StatusCode;
use lagesbild::services::{Caller, Error, Refusal, RoundError, opening, questionnaires, register, responses, underlag};

use crate::app::{Browser, Page, STADSDEL, TestApp, at, create_round, id, on_both, operator};

on_both!(
    the_citys_own_figures_are_said,
    small_and_empty_and_merged_and_whole_are_said_as_they_are,
    an_enkat_that_does_not_ask_of_events_says_so,
    an_open_round_has_none,
    what_a_coordinator_wrote_is_marked_when_the_figures_change,
    what_is_too_long_changes_nothing_and_a_reader_writes_nothing,
    nobody_writes_over_a_colleague_unseen,
    other_sources_and_themes_are_part_of_it,
    a_changed_questionnaire_is_said_and_all_years_are_told_of,
    the_file_has_headings_contents_captions_and_swedish_and_asks_nothing,
);

/// Every text of it, a line each.
fn lines(underlag: &Underlag) -> Vec<String> {
    let mut lines = vec![underlag.title.clone()];
    let front = &underlag.front;
    lines.extend([front.organisation.clone(), front.board.text.clone(), day(front.day()), front.registration.text.clone()]);
    let text = |s: &Sentence| {
        if s.outdated { format!("{} {}", s.text, app::texts::underlag::outdated(&s.derived)) } else { s.text.clone() }
    };
    for part in &underlag.parts {
        lines.push(part.heading.clone());
        for block in &part.blocks {
            match block {
                Block::Heading(heading) => lines.push(heading.clone()),
                Block::Text(list) => lines.push(list.iter().map(text).collect::<Vec<_>>().join(" ")),
                Block::List(list) => lines.extend(list.iter().map(text)),
                Block::Question(question, answer) => lines.extend([question.clone(), text(answer)]),
                Block::Table(caption, columns, rows) => {
                    lines.push(caption.clone());
                    lines.extend(std::iter::once(columns).chain(rows).map(|cells| cells.join(" | ")));
                }
                Block::Chart(name, words, _) => lines.extend([name.clone(), format!("[{words}]")]),
            }
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The underlag as text.
pub async fn said(app: &TestApp, year: i64, organisation: &str) -> String {
    lines(&underlag::assemble(&app.cx, &at(&app.cx, year, organisation).await).await.expect("an underlag")).join("\n")
}

async fn an_enkat_that_does_not_ask_of_events_says_so(app: TestApp) {
    let mut silent: serde_json::Value = serde_json::from_str(STADSDEL).expect("a questionnaire");
    silent["sections"].as_array_mut().expect("sections").retain(|section| section["id"] != "handelser");
    silent["indicators"].as_array_mut().expect("indicators").retain(|indicator| indicator["id"] != "handelse");
    app.city(&[&silent.to_string()]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nbromma;Två\nbromma;Tre\nbromma;Fyra\nbromma;Fem\nbromma;Sex\n").await;
    app.open().await;
    let csv = format!("omrade;kannedom.handlingsplan\n{}", "forskola;jag\n".repeat(6));
    let whose = (&id(2026), &"bromma".into());
    responses::import(&app.cx, &operator(), whose, csv.as_bytes(), |_, _| ()).await.expect("answers");
    app.close().await;
    let text = said(&app, 2026, "bromma").await;
    assert!(text.contains("Enkäten frågade inte om händelser."), "{text}");
    assert!(!text.contains("beskrev"), "{text}");
    // Nor is a later year compared with one that did not ask.
    questionnaires::import(&app.cx, &operator(), STADSDEL.as_bytes()).await.expect("a questionnaire that asks");
    questionnaires::publish(&app.cx, &operator(), "vbe-stadsdel").await.expect("published");
    app.set_day("2027-10-02");
    let day = |text: &str| text.parse().expect("a day");
    create_round(&app.cx, 2027, (day("2027-10-01"), day("2027-10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator(), &id(2027)).await.expect("opened");
    let csv = format!("omrade;handelse\n{}", "forskola;nej\n".repeat(6));
    responses::import(&app.cx, &operator(), (&id(2027), &"bromma".into()), csv.as_bytes(), |_, _| ()).await.expect("answers");
    app.close_year(2027).await;
    let text = said(&app, 2027, "bromma").await;
    assert!(text.contains("beskrevs ingen händelse i Bromma"), "{text}");
    assert!(!text.contains("Så var det också"), "{text}");
}

/// What the city published of Östermalm, and the sentence that says it.
const PUBLISHED: [(&str, &str); 8] = [
    ("65 procent", "Av dem svarade 17, vilket ger en svarsfrekvens på 65 procent."),
    ("drygt 82 procent", "De flesta, drygt 82 procent (14 av 17), känner till handlingsplanen."),
    ("omkring 29 procent", "Däremot bedömer bara omkring 29 procent (5 av 17) att medarbetarna gör det."),
    ("knappt 65 procent", "Flertalet, knappt 65 procent (11 av 17), känner till samordnaren."),
    ("drygt 35 procent", "Drygt 35 procent (6 av 17) svarar att varken de själva eller medarbetarna gör det."),
    ("nära 70 procent", "Nära 70 procent (11 av 16) svarar att varken de själva eller medarbetarna gör det."),
    // One word for a share: nothing is estimated in what managers say of themselves.
    ("omkring 65 procent", "knappt 65 procent (11 av 17 i båda fallen), känner till stödmaterialet respektive vägledningen."),
    ("29–35 procent", "bara 29–35 procent (5–6 av 17) att medarbetarna gör det."),
];

async fn the_citys_own_figures_are_said(app: TestApp) {
    app.ostermalm().await;
    let text = said(&app, 2022, "ostermalm").await;
    let expected = include_str!("../../demo/forvantat-ostermalm-2022.csv");
    for published in expected.lines().skip(1).filter_map(|line| line.split(';').nth(4)).filter(|cell| !cell.is_empty()) {
        let (_, sentence) = PUBLISHED.iter().find(|(words, _)| *words == published).expect("a sentence for each");
        assert!(text.contains(sentence), "{published}: {sentence}: {text}");
    }
    insta::assert_snapshot!("underlag_ostermalm", text);
}

/// A closed round in which each organisation got these answers, of as many units as said.
async fn round(app: &TestApp, year: i64, answers: &[(&str, usize, usize)]) {
    let operator = operator();
    for (organisation, units, _) in answers {
        let rows: String = (0..*units).map(|i| format!("{organisation};Enhet {i}\n")).collect();
        register::file::import(&app.cx, &Caller::Operator, format!("forvaltning;enhet\n{rows}").as_bytes(), true)
            .await
            .expect("units");
    }
    app.set_day(&format!("{year}-10-02"));
    let day = |text: &str| format!("{year}-{text}").parse().expect("a day");
    create_round(&app.cx, year, (day("10-01"), day("10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator, &id(year)).await.expect("opened");
    for (organisation, _, count) in answers.iter().filter(|(_, _, count)| *count > 0) {
        let rows: String = (0..*count).map(|i| format!("forskola;{};nej\n", if i % 3 == 0 { "ingen" } else { "jag" })).collect();
        let file = format!("omrade;kannedom.handlingsplan;handelse\n{rows}");
        responses::import(&app.cx, &operator, (&id(year), &(*organisation).into()), file.as_bytes(), |_, _| ())
            .await
            .expect("answers");
    }
    app.close_year(year).await;
}

async fn small_and_empty_and_merged_and_whole_are_said_as_they_are(app: TestApp) {
    app.city(&[STADSDEL]).await;
    round(&app, 2022, &[("ostermalm", 12, 9), ("norrmalm", 8, 6), ("bromma", 10, 10), ("farsta", 10, 8), ("skarholmen", 9, 3)])
        .await;
    round(&app, 2023, &[("norra-innerstaden", 20, 12), ("bromma", 10, 10), ("farsta", 10, 5), ("skarholmen", 9, 0)]).await;
    for (name, year, organisation) in [
        ("under_five", 2022, "skarholmen"),
        ("nobody", 2023, "skarholmen"),
        ("everybody", 2023, "bromma"),
        ("fewer", 2023, "farsta"),
        ("merged", 2023, "norra-innerstaden"),
    ] {
        let text = said(&app, year, organisation).await;
        insta::assert_snapshot!(format!("underlag_{name}"), text);
    }
}

async fn an_open_round_has_none(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    app.open().await;
    let refused = underlag::assemble(&app.cx, &at(&app.cx, 2026, "bromma").await).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Round(RoundError::StillOpen(_))))));
    app.close().await;
    let elsewhere = underlag::assemble(&app.cx, &at(&app.cx, 2026, "farsta").await).await;
    assert!(matches!(elsewhere, Err(Error::Refused(Refusal::NotInRound(..)))));
}

const FORM: &str = "/forvaltning/underlag?organisation=ostermalm&ar=2022";
const REPORT: &str = "/rapport/2022/ostermalm";

/// The sentences that the report shows.
async fn sentences(browser: &mut Browser) -> Vec<String> {
    browser.get(REPORT).await.texts(".underlag .lines")
}

/// What the report says of the figures since they have changed.
async fn marks(browser: &mut Browser) -> Vec<String> {
    browser.get(REPORT).await.marked()
}

fn has(sentences: &[String], sentence: &str) -> bool {
    sentences.iter().any(|said| said == sentence)
}

fn mention(sentences: &[String], words: &str) -> bool {
    sentences.iter().any(|said| said.contains(words))
}

async fn send(browser: &mut Browser, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    browser.post(FORM, &fields).await
}

fn set(fields: &mut [(String, String)], place: &str, text: &str) {
    let name = format!("text.{place}");
    let field = fields.iter_mut().find(|(k, _)| *k == name).expect("a field");
    text.clone_into(&mut field.1);
}

async fn what_a_coordinator_wrote_is_marked_when_the_figures_change(app: TestApp) {
    app.ostermalm().await;
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    let mut browser = app.logged_in("s@example.org").await;
    let mut fields = browser.get(FORM).await.form(FORM);
    let plan = "analys.handlingsplan_chef";
    let own = "Nästan alla chefer kan planen.\n<b>Bra!</b>";
    assert!(mention(&sentences(&mut browser).await, "drygt 82 procent (14 av 17)"), "before it was written over");
    set(&mut fields, plan, &own.replace('\n', "\r\n"));
    set(&mut fields, "diarienummer", "2022/949");
    set(&mut fields, "fragor.1", "Ja, bilden stämmer.");
    let page = send(&mut browser, &fields).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, REPORT), "{}", page.text);
    let page = browser.get(REPORT).await;
    assert_eq!(page.definition("Diarienummer").as_deref(), Some("2022/949"));
    let said = sentences(&mut browser).await;
    assert!(has(&said, own) && has(&said, "Ja, bilden stämmer."), "{said:?}");
    assert!(!mention(&said, "(14 av 17)") && mention(&said, "knappt 65 procent (11 av 17)"), "{said:?}");
    assert_eq!(page.marked(), [""; 0]);

    let stale = browser.get(FORM).await.form(FORM);
    // Five more answers come in on paper, and the figures change.
    let rows: String = (0..5).map(|_| "forskola;ingen;nej\n").collect();
    let file = format!("omrade;kannedom.handlingsplan;handelse\n{rows}");
    responses::import(&app.cx, &operator(), (&id(2022), &"ostermalm".into()), file.as_bytes(), |_, _| ()).await.expect("answers");
    let figures = "Flertalet, 64–65 procent (14 av 22 respektive 11 av 17), känner till handlingsplanen respektive vägledningen.";
    assert!(has(&sentences(&mut browser).await, own));
    let marked = marks(&mut browser).await;
    assert_eq!(marked.len(), 1, "what nobody wrote follows the figures: {marked:?}");
    assert!(marked[0].starts_with(&format!("[Siffrorna har ändrats sedan texten skrevs. De säger nu: {figures}")), "{marked:?}");
    // A form from before is sent without a change: nothing is taken for written.
    send(&mut browser, &stale).await;
    assert_eq!(marks(&mut browser).await, marked);
    assert!(sentences(&mut browser).await.iter().any(|said| said.contains("svarade 22, vilket")));
    // Looked over, and it is right.
    let mut fields = browser.get(FORM).await.form(FORM);
    fields.push((format!("sett.{plan}"), "ja".into()));
    send(&mut browser, &fields).await;
    assert_eq!(marks(&mut browser).await, [""; 0]);
    assert!(has(&sentences(&mut browser).await, own));
    // And the figures' own words again.
    let mut fields = browser.get(FORM).await.form(FORM);
    fields.push((format!("aterstall.{plan}"), "ja".into()));
    send(&mut browser, &fields).await;
    let said = sentences(&mut browser).await;
    assert!(mention(&said, figures) && !has(&said, own), "{said:?}");
}

async fn what_is_too_long_changes_nothing_and_a_reader_writes_nothing(app: TestApp) {
    app.ostermalm().await;
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    app.account("l@example.org", Role::Lasare, Some("ostermalm")).await;
    let mut browser = app.logged_in("s@example.org").await;
    let mut fields = browser.get(FORM).await.form(FORM);
    let long = "x".repeat(2001);
    set(&mut fields, "fragor.2", &long);
    let page = send(&mut browser, &fields).await;
    let fault = "Texten är för lång, högst 2000 tecken.";
    assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![fault.to_owned()]));
    let field = page.field("text.fragor.2");
    assert_eq!((field.value(), field.fault.as_deref()), (long.as_str(), Some(fault)), "what was typed is there still");
    assert_eq!(browser.get(FORM).await.field("text.fragor.2").value(), "");
    let mut reader = app.logged_in("l@example.org").await;
    assert_eq!(reader.get(REPORT).await.status, StatusCode::OK);
    assert_eq!(
        (reader.get(FORM).await.status, send(&mut reader, &fields).await.status),
        (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN)
    );
}

/// Two coordinators have the form open at once.
async fn nobody_writes_over_a_colleague_unseen(app: TestApp) {
    app.ostermalm().await;
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    let mut browser = app.logged_in("s@example.org").await;
    let mine = browser.get(FORM).await.form(FORM);
    let mut theirs = mine.clone();
    set(&mut theirs, "fragor.1", "Skrivet av en kollega.");
    send(&mut browser, &theirs).await;
    // Other texts can be written meanwhile; the colleague's stays.
    let mut other = mine.clone();
    set(&mut other, "fragor.2", "Skrivet\u{b} av mig.");
    assert_eq!(send(&mut browser, &other).await.status, StatusCode::SEE_OTHER);
    let said = sentences(&mut browser).await;
    assert!(has(&said, "Skrivet av en kollega.") && has(&said, "Skrivet av mig."), "{said:?}");
    // The same text: both are shown, and it takes a second look.
    let mut same = mine;
    let also = "Skrivet av mig också.";
    set(&mut same, "fragor.1", also);
    let page = send(&mut browser, &same).await;
    let fault = "Någon annan har skrivit om texten medan du skrev. Nu står det: ”Skrivet av en kollega.”. \
                 Spara igen om din text ska gälla.";
    assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![fault.to_owned()]));
    assert_eq!(page.field("text.fragor.1").value(), also);
    assert_eq!(sentences(&mut browser).await, said, "nothing has changed");
    assert_eq!(send(&mut browser, &page.form(FORM)).await.status, StatusCode::SEE_OTHER);
    assert!(has(&sentences(&mut browser).await, also));
}

async fn other_sources_and_themes_are_part_of_it(app: TestApp) {
    app.city(&[STADSDEL]).await;
    round(&app, 2022, &[("farsta", 10, 8)]).await;
    round(&app, 2023, &[("farsta", 10, 8)]).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    let mut browser = app.logged_in("s@example.org").await;
    for (year, count) in [("2022", "2"), ("2023", "5")] {
        let path = format!("/forvaltning/kallor?organisation=farsta&ar={year}");
        let fields = [("gor", "lagg_till"), ("slag", "blanketter"), ("antal", count), ("period", "januari–september")];
        assert_eq!(browser.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    }
    let page = browser.get("/forvaltning/kallor").await;
    let row = page.row("Andra källor", "Blanketter med avidentifierad information").expect("a row");
    assert_eq!(row[1..5], ["5", "januari–september", "", "2, januari–september"], "last year's beside");
    let person = "Texten ser ut att innehålla uppgifter om en person: ”070-174 06 05”. Ta bort dem.";
    for (kind, count, note, field, fault) in [
        ("blanketter", "många", "", "antal", "Antalet ska vara ett heltal från 0, inte ”många”."),
        ("gissning", "", "", "slag", "Välj vad det är för källa."),
        ("ia", "", "Ring 070-174 06 05", "anteckning", person),
    ] {
        let fields = [("slag", kind), ("antal", count), ("anteckning", note), ("gor", "lagg_till")];
        let page = browser.post("/forvaltning/kallor?organisation=farsta&ar=2023", &fields).await;
        assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![fault.to_owned()]));
        assert_eq!(page.field(field).fault.as_deref(), Some(fault));
    }
    let text = said(&app, 2023, "farsta").await;
    assert!(text.contains("Blanketter med avidentifierad information: 5 (januari–september), jämfört med 2 år 2022."), "{text}");
    assert!(text.contains("kom fem blanketter in (januari–september)"), "{text}");
}

/// A closed round of Farsta in which ten answered, so many of them that they know the plan.
async fn year_of_farsta(app: &TestApp, year: i64, noticed: &str, known: usize) {
    let operator = operator();
    app.set_day(&format!("{year}-10-01"));
    let day = |text: &str| format!("{year}-{text}").parse().expect("a day");
    create_round(&app.cx, year, (day("10-01"), day("10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator, &id(year)).await.expect("opened");
    let row = |i: usize| {
        let (knows, notices) = (if i < known { "bada" } else { "ingen" }, if i == 0 { "vet_ej" } else { "nej" });
        format!("forskola;{knows};{};2;ja;{notices}\n", if i < 6 { "alla" } else { "ingen" })
    };
    let rows: String = (0..10).map(row).collect();
    let file = format!("omrade;kannedom.handlingsplan;utbildning.grund;kunskap_chef;apt;{noticed}\n{rows}");
    let whose = (&id(year), &"farsta".into());
    responses::import(&app.cx, &operator, whose, file.as_bytes(), |_, _| ()).await.expect("answers");
    app.close_year(year).await;
}

async fn a_changed_questionnaire_is_said_and_all_years_are_told_of(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let rows: String = (0..12).map(|i| format!("farsta;Enhet {i}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{rows}")).await;
    for (year, known) in [(2023, 2), (2024, 4), (2025, 7)] {
        year_of_farsta(&app, year, "handelse", known).await;
    }
    app.city(&[include_str!("../../../app/enkat/vbe-stadsdel.json")]).await;
    year_of_farsta(&app, 2026, "oro_handelse", 8).await;
    insta::assert_snapshot!("underlag_changed_questionnaire", said(&app, 2026, "farsta").await);
    // What is new in a year has no figure before it, which is not the same as that nobody answered.
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    let page = app.logged_in("s@example.org").await.get("/forvaltning/resultat?ar=2026").await;
    let row = page.row("År för år", "Enheter som märkt någon oro eller händelse Förvaltningen").expect("an indicator");
    assert!(row[1].contains('%'), "the latest first: {row:?}");
    assert_eq!(row[2..], ["jämförs inte"; 3]);
}

async fn the_file_has_headings_contents_captions_and_swedish_and_asks_nothing(app: TestApp) {
    app.ostermalm().await;
    let answer = Edit { place: "fragor.1".into(), derived: String::new(), text: "Ja, bilden stämmer.".into() };
    let underlag = underlag::assemble(&app.cx, &at(&app.cx, 2022, "ostermalm").await).await.expect("an underlag");
    let file = lagesbild::export::docx::write(&underlag.clone().with(&[answer])).expect("a document");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&file)).expect("a document is an archive");
    let mut part = |name: &str| {
        let mut text = String::new();
        let mut inner = archive.by_name(name).expect("a part of a document");
        std::io::Read::read_to_string(&mut inner, &mut text).expect("UTF-8");
        text
    };
    let (document, styles, properties) = (part("word/document.xml"), part("word/styles.xml"), part("docProps/core.xml"));
    for (what, times) in [("\"Title\"", 1), ("\"Heading1\"", 3), ("\"Caption\"", 2), ("<w:tblHeader />", 1), ("SEQ Tabell", 1)] {
        assert_eq!(document.matches(what).count(), times, "{what}");
    }
    assert!(document.contains("TOC \\o") && document.matches("_Toc").count() > 6, "no table of contents");
    // What LibreOffice's accessibility check finds fault with.
    assert!(!document.contains("<w:hyperlink") && !document.contains("<w:b />") && !document.contains("___"));
    assert!(document.contains(" title=\"Kännedom enligt enhetscheferna\" descr=\"Stapeldiagram."), "a picture has words");
    assert!(styles.contains("<w:lang w:val=\"sv-SE\" />") && properties.contains("<dc:language>sv-SE</dc:language>"));
    assert!(properties.contains("<dc:title>Underlag för lokal lägesbild 2022</dc:title>"), "{properties}");
    assert!(document.contains("Ja, bilden stämmer."), "what was answered");
    let asks = underlag.parts.iter().find(|part| part.for_the_page).expect("a part for the page");
    let questions = asks.blocks.iter().filter_map(|block| match block {
        Block::Question(question, _) => Some(question.as_str()),
        _ => None,
    });
    assert!(questions.clone().count() > 3);
    for question in questions {
        assert!(!document.contains(question), "{question}");
    }
}

/// With `TEST_OFFICE` set to where an office program is, and `pdftotext` beside it.
#[tokio::test]
async fn what_word_shows_is_what_the_page_says() {
    let Ok(office) = std::env::var("TEST_OFFICE") else { return };
    let app = TestApp::sqlite().await;
    app.ostermalm().await;
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    let page = app.logged_in("s@example.org").await.get("/rapport/2022/ostermalm").await;
    let page = page.main_text();
    let underlag = underlag::assemble(&app.cx, &at(&app.cx, 2022, "ostermalm").await).await.expect("an underlag");
    for sentence in underlag.sentences() {
        assert!(page.contains(&sentence.text), "{}", sentence.text);
    }
    let edit =
        Edit { place: "analys.samordnare_chef".into(), derived: "En annan siffra.".into(), text: "Skrivet för hand.".into() };
    let underlag = underlag.with(&[edit]);
    let file = lagesbild::export::docx::write(&underlag).expect("a document");

    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("underlag.docx"), &file).expect("written");
    let profile = format!("-env:UserInstallation=file://{}", path("profile").display());
    let office = std::process::Command::new(office)
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(path("underlag.docx"))
        .output()
        .expect("LibreOffice starts");
    assert!(office.status.success(), "{}", String::from_utf8_lossy(&office.stderr));
    let text = std::process::Command::new("pdftotext").arg("-raw").arg(path("underlag.pdf")).arg("-").output().expect("text");
    // Where lines break is the paper's affair.
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let read = bare(&String::from_utf8_lossy(&text.stdout));
    let mut compared = 0;
    for line in
        lines(&underlag.for_a_file(app::texts::underlag::questions::ANSWERS)).iter().filter(|l| !l.starts_with("[Stapeldiagram"))
    {
        for cell in line.split(" | ").filter(|c| !c.is_empty()) {
            assert!(read.contains(&bare(cell)), "{cell}: {read}");
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}
