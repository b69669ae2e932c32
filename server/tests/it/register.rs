//! The register as a workbook that is taken, changed and read back.

use std::io::Cursor;

use app::domain::account::Role;
use app::domain::audit::Action;
use axum::http::StatusCode;
use calamine::{Reader, Xlsx};
use lagesbild::services::{audit, register};

use crate::app::{Browser, STADSDEL, TestApp, access, on_both, operator};
use crate::coordinator::upload;

on_both!(
    a_workbook_is_taken_and_read_back_without_a_change,
    headings_are_matched_freely_and_absent_columns_left_alone,
    who_leaves_is_ticked_for,
    what_was_done_is_told_once,
);

const LIST: &str = "/forvaltning/register?organisation=farsta";
const BOOK: &str = "/forvaltning/register/enheter.xlsx?organisation=farsta";
const TAKE: &str = "/forvaltning/register/ta-in?organisation=farsta";

async fn city(app: &TestApp) -> Browser {
    app.city(&[STADSDEL]).await;
    let units = "forvaltning;enhet;avdelning;omrade;stadsdelsomrade;epost
farsta;Örnen;Förskola;forskola;Farsta;chef.a@example.org
farsta;Ängen;Fritid;fritid;;chef.b@example.org
bromma;Skogen;Stab;;;
";
    app.units(units).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.logged_in("s@example.org").await
}

/// Name, avdelning, line of work, area and address of each unit.
async fn units(app: &TestApp) -> Vec<[String; 5]> {
    let units = register::list(&app.cx, &access(&app.cx, "farsta").await).await.expect("units");
    units.into_iter().filter(|u| !u.retired).map(|u| [u.name, u.division, u.line, u.area, u.email]).collect()
}

async fn a_workbook_is_taken_and_read_back_without_a_change(app: TestApp) {
    let mut coordinator = city(&app).await;
    assert_eq!(coordinator.get(LIST).await.link("Hämta registret (XLSX)").as_deref(), Some(BOOK));
    let book = coordinator.get(BOOK).await.body.to_vec();
    let mut sheets: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book.clone())).expect("a workbook");
    assert_eq!(sheets.sheet_names(), ["Enheter", "Läs mig", "Listor"]);
    let rows: Vec<Vec<String>> = sheets
        .worksheet_range("Enheter")
        .expect("a sheet")
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(rows[0], ["Enhet", "Avdelning", "Verksamhetsområde", "Stadsdelsområde", "E-post"]);
    assert_eq!(rows[2], ["Örnen", "Förskola", "Förskola", "Farsta", "chef.a@example.org"], "names, and no id");
    let page = upload(&app, &coordinator, "farsta", &book, true).await;
    assert_eq!((page.status, page.notices()), (StatusCode::OK, vec!["Filen ändrar ingenting.".to_owned()]));
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    assert!(log.iter().any(|row| row.action == Action::ExportUnits.as_str() && row.actor == "s@example.org"));
}

async fn headings_are_matched_freely_and_absent_columns_left_alone(app: TestApp) {
    let mut coordinator = city(&app).await;
    let before = units(&app).await;
    let file = "E-postadress;ENHET ;Verksamhetsområde\nny@example.org;Örnen;Förskola\n;Ugglan;Socialtjänst\n";
    let page = upload(&app, &coordinator, "farsta", file.as_bytes(), false).await;
    assert_eq!(page.items("Nya: 1"), ["Ugglan: Socialtjänst"]);
    assert_eq!(page.items("Ändrade: 1"), ["Örnen: E-post chef.a@example.org blir ny@example.org"]);
    coordinator.turn(TAKE, &[("innehall", page.field("innehall").value())], LIST).await;
    assert_eq!(coordinator.get(LIST).await.notices(), ["Registret är uppdaterat: 1\u{a0}ny och 1\u{a0}ändrad."]);
    let mut after = before.clone();
    after.iter_mut().find(|unit| unit[0] == "Örnen").expect("the unit")[4] = String::from("ny@example.org");
    after.insert(0, ["Ugglan", "", "socialtjanst", "", ""].map(str::to_owned));
    assert_eq!(units(&app).await, after, "what the file says nothing of stays");
    // Whose it is can be said too, by name as by id.
    let page =
        upload(&app, &coordinator, "farsta", "Förvaltning;Enhet\nFarsta stadsdelsförvaltning;Örnen\n".as_bytes(), false).await;
    assert_eq!(page.notices(), ["Filen ändrar ingenting."]);
    for (file, fault) in [
        (
            "Enhet;Chef\nÖrnen;x\n",
            "Rubrikraden (rad 1): vi känner inte igen ”Chef”. Använd Enhet, Avdelning, Verksamhetsområde, Stadsdelsområde och E-post.",
        ),
        ("E-post\na@example.org\n", "Rubrikraden (rad 1): kolumnen Enhet saknas."),
        ("Enhet;E-post;Mejl\nÖrnen;;\n", "Rubrikraden (rad 1): ”E-post” och ”Mejl” är samma uppgift. Ta bort den ena kolumnen."),
    ] {
        let page = upload(&app, &coordinator, "farsta", file.as_bytes(), false).await;
        assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![fault.to_owned()]), "{file}");
    }
    let page = upload(&app, &coordinator, "farsta", "Enhet;E-post\nÖrnen;fel\n".as_bytes(), false).await;
    assert_eq!(page.items("Felaktiga rader: 1"), ["rad 2, kolumn E-post: ”fel” är ingen e-postadress."]);
}

async fn who_leaves_is_ticked_for(app: TestApp) {
    let mut coordinator = city(&app).await;
    let page = upload(&app, &coordinator, "farsta", "Enhet\nÖrnen\n".as_bytes(), true).await;
    assert_eq!(page.texts(".warning h2"), ["Tas bort ur registret: 1"]);
    let content = page.field("innehall").value().to_owned();
    let ticked = page.field("bekrafta").options[0].0.clone();
    let page = coordinator.post(TAKE, &[("innehall", &content), ("ersatt", "ja")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["Kryssa för att just de här enheterna ska tas bort."]);
    assert_eq!(units(&app).await.len(), 2, "nothing is taken");
    // Who has been added since was not ticked for.
    app.units("forvaltning;enhet\nfarsta;Kollegans\n").await;
    let fields = [("innehall", content.as_str()), ("ersatt", "ja"), ("bekrafta", &ticked)];
    let page = coordinator.post(TAKE, &fields).await;
    assert_eq!(
        (page.status, page.texts(".warning h2")),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["Tas bort ur registret: 2".to_owned()])
    );
    let ticked = page.field("bekrafta").options[0].0.clone();
    let fields = [("innehall", content.as_str()), ("ersatt", "ja"), ("bekrafta", &ticked)];
    coordinator.turn(TAKE, &fields, LIST).await;
    assert_eq!(units(&app).await.len(), 1);
    assert_eq!(coordinator.get(LIST).await.notices(), ["Registret är uppdaterat: 2\u{a0}borttagna."]);
    // Who comes back is as it was.
    app.units("forvaltning;enhet\nfarsta;Ängen\n").await;
    assert!(units(&app).await.contains(&["Ängen", "Fritid", "fritid", "", "chef.b@example.org"].map(str::to_owned)));
}

async fn what_was_done_is_told_once(app: TestApp) {
    let mut coordinator = city(&app).await;
    let new = "/forvaltning/register/enhet?organisation=farsta&enhet=";
    coordinator.turn(new, &[("gor", "spara"), ("namn", "Lärkan"), ("stadsdelsomrade", "Farsat")], LIST).await;
    let said = "Lärkan är sparad. Ingen förvaltning har området Farsat. Kontrollera stavningen.";
    assert_eq!(coordinator.get(LIST).await.notices(), [said]);
    assert_eq!(coordinator.get(LIST).await.notices(), [""; 0]);
    // What another says was done is not believed.
    coordinator.cookies.insert(("notis".to_owned(), "/".to_owned()), "Registret är borta.".to_owned());
    assert_eq!(coordinator.get(LIST).await.notices(), [""; 0]);
}
