//! The board follows what happens, on every server of one database.

use app::domain::account::Role;
use axum::http::StatusCode;
use lagesbild::services::{opening, rates, responses};

use crate::app::{STADSDEL, TestApp, at, create_round, id, on_both, operator};

on_both!(
    an_answer_through_one_server_shows_on_a_board_served_by_another,
    others_units_in_the_area_are_counted,
    last_year_on_the_same_day_stands_beside,
    a_very_large_organisation_has_its_units_in_pages,
);

const LIVE: &str = "/forvaltning/laget?organisation=farsta&ar=2026";

async fn answered(app: &TestApp, year: i64, organisation: &str, units: &[&str]) {
    let rows: String = units.iter().map(|u| format!("{u};administration;jag;nej\n")).collect();
    let file = format!("enhet;omrade;kannedom.handlingsplan;handelse\n{rows}");
    responses::import(&app.cx, &operator(), (&id(year), &organisation.into()), file.as_bytes(), |_, _| ())
        .await
        .expect("answers");
}

async fn an_answer_through_one_server_shows_on_a_board_served_by_another(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\nfarsta;Två\nfarsta;Tre\n").await;
    let link = app.open().await["farsta"].clone();
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    let other = app.another_server().await;
    let mut board = other.logged_in("s@example.org").await;
    let page = board.get(LIVE).await;
    let open = "Omgången är öppen till och med 31\u{a0}oktober 2026.";
    assert_eq!(page.texts(".lead"), [format!("0 av 3\u{a0}enheter har svarat. {open}")]);
    let cookies = board.cookies.iter().map(|((name, _), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    let tag = page.headers["etag"].to_str().expect("a tag").to_owned();
    let ask = async || other.send(LIVE, &[("cookie", &cookies), ("if-none-match", &tag)]).await;
    let same = ask().await;
    assert_eq!((same.status, same.size), (StatusCode::NOT_MODIFIED, 0));

    let unit = app.unit(&link, "Två").await;
    let mut respondent = app.browser();
    respondent.turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
    for (section, fields) in [
        ("verksamhet", vec![("omrade", "forskola")]),
        ("kannedom", vec![("kannedom.handlingsplan", "jag")]),
        ("kunskap", vec![]),
        ("handelser", vec![("handelse", "nej")]),
        ("behov", vec![]),
    ] {
        let fields: Vec<_> = fields.into_iter().chain([("nav", "nasta")]).collect();
        let page = respondent.post(&format!("{link}/fraga/{section}"), &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{section}: {}", page.text);
    }
    assert_eq!(respondent.post(&format!("{link}/granska"), &[]).await.status, StatusCode::SEE_OTHER);

    let fresh = ask().await;
    assert_eq!(fresh.status, StatusCode::OK);
    assert_eq!(fresh.texts(".lead"), [format!("1 av 3\u{a0}enheter har svarat. {open}")]);
    assert_eq!(fresh.texts(".big"), ["33\u{a0}%"]);
    assert!(!fresh.text.contains("<html"), "the parts alone");
    let page = board.get("/forvaltning").await;
    for page in [&page, &fresh] {
        let parts = page.attributes("[data-live]", "data-live");
        assert_eq!(parts, ["frekvens", "kurva", "enheter", "avdelningar", "andra"]);
    }
    // A closed round does not change any more.
    app.close().await;
    assert_eq!(board.get(LIVE).await.status, StatusCode::NOT_FOUND);
}

async fn others_units_in_the_area_are_counted(app: TestApp) {
    app.city(&[STADSDEL, crate::app::FACK]).await;
    app.units(
        "forvaltning;enhet;stadsdelsomrade\nfarsta;Ett;Farsta\nsocial;A;Farsta\nsocial;B;Farsta\nsocial;C;Bromma\nutbildning;D;Farsta\n",
    )
    .await;
    app.open().await;
    let operator = operator();
    let file = "enhet;omrade;plats;kannedom.handlingsplan;handelse\nA;administration;Farsta;jag;nej\n";
    responses::import(&app.cx, &operator, (&id(2026), &"social".into()), file.as_bytes(), |_, _| ()).await.expect("an answer");
    let rows = rates::others_in_areas(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("rows");
    let rows: Vec<_> = rows.iter().map(|r| (r.organisation.as_str(), r.area.as_str(), r.rate.completed, r.rate.sample)).collect();
    assert_eq!(rows, [("Socialförvaltningen", "Farsta", 1, 2), ("Utbildningsförvaltningen", "Farsta", 0, 1)]);
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    let page = app.logged_in("s@example.org").await.get("/forvaltning").await;
    assert_eq!(
        page.rows("Andra förvaltningars enheter i området"),
        [
            ["Socialförvaltningen", "50\u{a0}%", "1", "1", "2", "0", "Farsta"],
            ["Utbildningsförvaltningen", "0\u{a0}%", "0", "1", "1", "0", "Farsta"],
        ]
    );
}

async fn last_year_on_the_same_day_stands_beside(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\nfarsta;Två\nfarsta;Tre\nfarsta;Fyra\n").await;
    let operator = operator();
    let day = |text: &str| text.parse().expect("a day");
    app.set_day("2025-10-01");
    create_round(&app.cx, 2025, (day("2025-10-01"), day("2025-10-20"))).await.expect("a round");
    opening::open(&app.cx, &operator, &id(2025)).await.expect("opened");
    for (on, unit) in [("2025-10-01", "Ett"), ("2025-10-03", "Två"), ("2025-10-09", "Tre")] {
        app.set_day(on);
        answered(&app, 2025, "farsta", &[unit]).await;
    }
    app.close_year(2025).await;
    app.set_day("2026-10-01");
    app.open().await;
    app.set_day("2026-10-04");
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    let page = app.logged_in("s@example.org").await.get("/forvaltning").await;
    let before = "Lika många dagar efter starten år 2025 var den 50\u{a0}%. År 2025 var svarsfrekvensen 75\u{a0}%.";
    assert_eq!(page.texts("p.before"), [before]);
    let row = page.row("Svar dag för dag", "9\u{a0}oktober 2026").expect("the day's row");
    assert_eq!(row[1..], ["", "75\u{a0}%"], "nothing yet, and last year's");
}

async fn a_very_large_organisation_has_its_units_in_pages(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let rows: String = (1..=201).map(|n| format!("farsta;Enhet {n:03}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{rows}")).await;
    app.open().await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    answered(&app, 2026, "farsta", &["Enhet 001"]).await;
    let mut board = app.logged_in("s@example.org").await;
    let units = |page: &str| page.matches("<th scope=\"row\">Enhet ").count();
    let (first, second) = (board.get(LIVE).await.text, board.get(&format!("{LIVE}&sida=2")).await.text);
    assert_eq!((units(&first), units(&second)), (200, 1));
    assert!(!first.contains("Enhet 001") && second.contains("Enhet 001"), "those that are missing come first");
    let beyond = board.get(&format!("{LIVE}&sida=7")).await.text;
    assert_eq!(beyond, second, "beyond the last page is the last");
    let whole = board.get("/forvaltning?organisation=farsta&ar=2026").await.text;
    assert!(whole.contains("href=\"/forvaltning?organisation=farsta&amp;ar=2026&amp;sida=2#enheter\""), "{whole}");
    let last = board.get("/forvaltning?organisation=farsta&ar=2026&sida=2").await.text;
    assert!(last.contains("data-from=\"/forvaltning/laget?organisation=farsta&amp;ar=2026&amp;sida=2\""), "{last}");
}
