//! Characters that no document can hold: refused at every door, and replaced where an older text is
//! written out.

use app::domain::account::Role;
use std::io::{Cursor, Read};

use app::domain::ids::UnitId;
use app::forms::UnitForm;
use axum::http::StatusCode;
use lagesbild::export::sheets::{self, Order};
use lagesbild::export::{Format, Subject, docx};
use lagesbild::services::{Caller, organisations, questionnaires, register, underlag};

use crate::app::{BRA, STADSDEL, TestApp, access, at, id, on_both, operator};
use crate::fixtures::Shell;

on_both!(no_door_takes_what_no_document_can_hold, what_is_stored_already_is_written_as_sound_files);

async fn no_door_takes_what_no_document_can_hold(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let operator = operator();
    let file = "forvaltning;enhet\nbromma;En\u{ffff}het\n";
    let refused = register::file::import(&app.cx, &Caller::Operator, file.as_bytes(), false).await.expect_err("refused");
    assert!(refused.to_string().starts_with("rad 2, kolumn enhet: "), "{refused}");
    let file = "id;namn;typ;omraden;efterfoljare\nny;N\u{fffe}y;extern;;\n";
    let refused = organisations::import(&app.cx, &operator, file.as_bytes()).await.expect_err("refused");
    assert!(refused.to_string().starts_with("rad 2, kolumn namn: "), "{refused}");
    let at = access(&app.cx, "bromma").await;
    let unit = UnitForm { namn: "N\u{ffff}y".into(), ..UnitForm::default() };
    assert!(register::put(&app.cx, at.to_change().expect("may change"), &UnitId::default(), &unit).await.is_err());
    let unit = UnitForm { namn: "Ny".into(), epost: "a@exa\u{ffff}mple.org".into(), ..unit };
    assert!(register::put(&app.cx, at.to_change().expect("may change"), &UnitId::default(), &unit).await.is_err());
    let definition = BRA.replacen("\"title\": \"", "\"title\": \"\u{ffff}", 1);
    let refused = questionnaires::import(&app.cx, &operator, definition.as_bytes()).await.expect_err("refused");
    assert!(refused.to_string().starts_with("title: "), "{refused}");

    let link = app.open().await["bromma"].clone();
    let unit = app.unit(&link, "Ett").await;
    let mut browser = app.browser();
    browser.turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
    let fields = [("omrade", "annat"), ("omrade.annat_text", "a\u{ffff}b")];
    let page = browser.post(&format!("{link}/fraga/verksamhet"), &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fault = page.field("omrade.annat_text").fault;
    assert_eq!(fault.as_deref(), Some("Texten innehåller ett osynligt styrtecken. Skriv om den utan det."));
    // What staff write in several lines is taken without it.
    assert_eq!(lagesbild::services::clean("rad\u{ffff} 1\r\nrad\u{fffe} 2"), "rad 1\nrad 2");
}

async fn what_is_stored_already_is_written_as_sound_files(app: TestApp) {
    app.ostermalm().await;
    let mut write = app.cx.store.write().await.expect("a write");
    for text in ["UPDATE round_organisation SET name = REPLACE(name, 'stermalm', $1)", "UPDATE sample SET division = $1"] {
        sqlx::query(text).bind("ster\u{ffff}\u{fffe}malm").execute(&mut *write).await.expect("stored");
    }
    write.commit().await.expect("kept");

    let underlag = underlag::assemble(&app.cx, &at(&app.cx, 2022, "ostermalm").await).await.expect("an underlag");
    let file = docx::write(&underlag).expect("a document");
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut replaced = 0;
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if !name.starts_with("word/media/") && !name.ends_with('/') {
            let mut text = String::new();
            part.read_to_string(&mut text).expect("UTF-8");
            let read = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            replaced += read.descendants().filter_map(|n| n.text()).filter(|t| t.contains("ster\u{fffd}\u{fffd}malm")).count();
        }
    }
    assert!(replaced > 0, "the name stands there");

    let shell = Shell::new(&app);
    let html = shell.ok(&["report", "--round", "2022", "--organisation", "ostermalm"]);
    assert!(html.contains("ster\u{fffd}\u{fffd}malm") && !html.contains(['\u{fffe}', '\u{ffff}']));
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    let page = app.logged_in("s@example.org").await.get("/rapport/2022/ostermalm").await;
    assert!(page.main_text().contains("ster\u{fffd}\u{fffd}malm") && !page.text.contains(['\u{fffe}', '\u{ffff}']));
    for subject in
        [Subject::Responses, Subject::Texts, Subject::Rates, Subject::Indicators, Subject::Incidents, Subject::Codebook]
    {
        let order = Order { subject, round: id(2022), organisation: None, format: Format::Xlsx, token: None };
        let bytes = sheets::export(&app.cx, &Caller::Operator, &order, Vec::new()).await.expect("an export");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        for i in 0..archive.len() {
            let mut text = String::new();
            archive.by_index(i).expect("a part").read_to_string(&mut text).expect("UTF-8");
            roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{subject:?}: {e}"));
        }
    }
}
