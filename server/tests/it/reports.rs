//! Blanketter and other reports, kept all year by the day on which they came.

use app::domain::account::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use lagesbild::services::{audit, sources};
use tower::ServiceExt;

use crate::app::{Browser, Page, TestApp, at, on_both, operator};
use crate::meanings::STADSDEL_2026;

on_both!(
    a_report_goes_into_sources_and_stands_among_events_by_itself,
    a_file_is_taken_whole_or_not_at_all_and_once,
    a_report_belongs_to_the_round_of_its_day,
);

const PAGE: &str = "/forvaltning/kallor/rapporter?organisation=farsta&ar=2026";
const LIST: &str = "Blanketter och rapporter";
const BLANKETT: [(&str, &str); 7] = [
    ("gor", "lagg_till"),
    ("datum", "2026-03-05"),
    ("kalla", "blanketter"),
    ("plats", "Farsta"),
    ("miljo", "hoger"),
    ("typ", "klotter"),
    ("omhandertagen", "ja"),
];

/// A round of 2026 about the year before it, and the coordinator of Farsta.
async fn city(app: &TestApp) -> Browser {
    app.city(&[STADSDEL_2026]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\nbromma;Ett\n").await;
    app.open().await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.logged_in("s@example.org").await
}

async fn a_report_goes_into_sources_and_stands_among_events_by_itself(app: TestApp) {
    let mut browser = city(&app).await;
    for text in ["På en vägg", "På ett staket"] {
        browser.turn(PAGE, &[&BLANKETT[..], &[("text", text)]].concat(), PAGE).await;
    }
    let rows = browser.get(PAGE).await.rows(LIST);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0][2..6], ["Farsta", "Klotter", "Den våldsbejakande högerextremistiska miljön", "Ja"]);
    // They are counted among the sources, where they cannot be taken away.
    let row = browser
        .get("/forvaltning/kallor?organisation=farsta&ar=2026")
        .await
        .row("Andra källor", "Blanketter med avidentifierad information");
    assert_eq!(row.expect("a source")[1..3], ["2", "1 oktober 2025–30 september 2026"]);
    for (field, text, fault) in [
        ("text", "Ring 070-174 06 35", "Texten ser ut att innehålla uppgifter om en person: ”070-174 06 35”. Ta bort dem."),
        ("datum", "2027-01-01", "Datumet ska ligga från 1\u{a0}oktober 2025 till 1\u{a0}oktober 2026."),
        ("plats", "Atlantis", "Okänt område: \"Atlantis\"."),
    ] {
        let fields: Vec<(&str, &str)> = BLANKETT.into_iter().filter(|(name, _)| *name != field).chain([(field, text)]).collect();
        let page = browser.post(PAGE, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((page.faults().len(), page.field("typ").values), (1, vec!["klotter".to_owned()]), "{field}");
        if field != "plats" {
            assert_eq!(page.faults(), [fault]);
        }
    }
    app.close().await;
    let events = "/forvaltning/handelser?organisation=farsta&ar=2026";
    let page = browser.get(events).await;
    assert_eq!(page.rows("Blanketter och andra rapporter").len(), 2);
    assert_eq!(page.table("I området"), None, "told apart from what units described");
    assert_eq!(browser.get(&format!("{events}&typ=hot")).await.table("Blanketter och andra rapporter"), None);
    let reports: Vec<String> = browser.get(PAGE).await.form_values(PAGE, "rapport");
    browser.turn(PAGE, &[("gor", "ta_bort"), ("rapport", &reports[0])], PAGE).await;
    assert_eq!(browser.post(PAGE, &[("gor", "ta_bort"), ("rapport", &reports[0])]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(PAGE).await.rows(LIST).len(), 1);
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("the log");
    let removed = log.iter().find(|row| row.action == "report.remove").expect("a row");
    assert_eq!(removed.before.as_deref(), Some("blanketter; 2026-03-05"));
    assert!(log.iter().all(|row| row.after.as_deref().is_none_or(|after| !after.contains("vägg"))), "no text in the log");
}

/// Posts a file as a browser does.
async fn upload(app: &TestApp, browser: &Browser, file: &str) -> Page {
    let part = |name: &str, rest: &str, value: &str| {
        format!("--gr\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n\r\n{value}\r\n")
    };
    let parts = [
        part("fil_namn", "", "Polisens lägesbild"),
        part("fil_period", "", "januari–september"),
        part("fil", "; filename=\"lista.csv\"", file),
        "--gr--\r\n".to_owned(),
    ];
    let path = "/forvaltning/kallor/rapporter/fil?organisation=farsta&ar=2026";
    let request = Request::post(path)
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::COOKIE, browser.cookies_of(path))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=gr")
        .body(Body::from(parts.concat()))
        .expect("a request");
    Page::read(lagesbild::web::router(app.cx.clone()).oneshot(request).await.expect("a response")).await
}

async fn a_file_is_taken_whole_or_not_at_all_and_once(app: TestApp) {
    let mut browser = city(&app).await;
    let file = "datum;kalla;plats;miljo;typ;omhandertagen;text\n2026-01-10;polisen;Farsta;hoger,vanster;klotter,hot;nej;Ett bråk\n\
                2026-02-10;ia;Hela staden;osaker;flygblad;;\n";
    for (from, to, at) in [
        ("flygblad", "finns-inte", "rad 3, kolumn typ: "),
        ("2026-02-10", "10 februari", "rad 3, kolumn datum: "),
        ("Ett bråk", "850709-9805", "rad 2, kolumn text: "),
        (";ia;", ";okand;", "rad 3, kolumn kalla: "),
        ("osaker", "osaker,hoger", "rad 3, kolumn miljo: "),
    ] {
        let page = upload(&app, &browser, &file.replace(from, to)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{from}");
        assert!(page.faults()[0].starts_with(at), "{:?}", page.faults());
        assert_eq!(page.field("fil_namn").value(), "Polisens lägesbild");
    }
    assert_eq!(browser.get(PAGE).await.table(LIST), None, "nothing was taken");
    for _ in 0..2 {
        let page = upload(&app, &browser, file).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, PAGE));
    }
    let rows = browser.get(PAGE).await.rows(LIST);
    assert_eq!(rows.len(), 2, "the second time they were there");
    assert_eq!(
        rows[0][1..5],
        [
            "Polisens lägesbild: Polisens lägesbild, januari–september",
            "Farsta",
            "Klotter, Hot eller trakasserier",
            "Den våldsbejakande högerextremistiska miljön, Den våldsbejakande vänsterextremistiska miljön"
        ]
    );
    let sources = sources::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("sources");
    let told: Vec<_> = sources.iter().map(|s| (s.kind.as_str(), s.count, s.period.as_str(), s.note.as_str())).collect();
    let list = ("januari–september", "Polisens lägesbild");
    let notes = ["flygblad eller annan propaganda (1)", "klotter (1) och hot eller trakasserier (1)"];
    let notes = notes.map(|kinds| format!("{}. Handlade om {kinds}.", list.1));
    assert_eq!(told, [("ia", Some(1), list.0, notes[0].as_str()), ("polisen", Some(1), list.0, notes[1].as_str())]);
}

async fn a_report_belongs_to_the_round_of_its_day(app: TestApp) {
    let mut browser = city(&app).await;
    let dated = |day| BLANKETT.into_iter().filter(|(name, _)| *name != "datum").chain([("datum", day)]).collect::<Vec<_>>();
    assert_eq!(browser.post(PAGE, &dated("2025-09-30")).await.status, StatusCode::UNPROCESSABLE_ENTITY, "before the period");
    browser.turn(PAGE, &dated("2026-09-30"), PAGE).await;
    browser.turn(PAGE, &dated("2026-10-01"), PAGE).await;
    let page = browser.get(PAGE).await;
    assert_eq!((page.rows(LIST).len(), page.rows("Efter perioden").len()), (1, 1));
    // Another organisation has none of it.
    app.account("b@example.org", Role::Samordnare, Some("bromma")).await;
    let mut other = app.logged_in("b@example.org").await;
    assert_eq!(other.get(&PAGE.replace("farsta", "bromma")).await.table(LIST), None);
    assert_eq!(other.get(PAGE).await.status, StatusCode::NOT_FOUND);
}
