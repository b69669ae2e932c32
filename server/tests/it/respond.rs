//! Answering over HTTP alone, without JavaScript.

use std::collections::BTreeMap;
use std::ops::Index;

use app::domain::answer::Answer;
use axum::http::StatusCode;
use futures::TryStreamExt;
use lagesbild::services::{rates, rounds};
use lagesbild::store;

use crate::app::{ALLA_TYPER, BRA, Browser, FACK, STADSDEL, TestApp, UNITS, id, on_both};

on_both!(
    the_standard_questionnaires_are_kept_unchanged,
    every_type_of_question_is_kept_unchanged,
    twenty_submissions_at_once_are_one_response,
    two_devices_cannot_both_answer_for_a_unit,
    a_follow_up_question_appears_after_the_next_page_turn,
    items_are_added_removed_and_closed_up,
    the_draft_is_kept_whatever_button_is_pressed,
    a_receipt_code_changes_the_answer_and_nothing_else,
    the_receipt_code_is_shown_for_half_an_hour,
    a_possible_name_is_asked_about_and_may_be_overruled,
    a_section_cannot_be_skipped,
    a_page_of_another_draft_submits_nothing,
    links_do_not_mix,
    guessing_receipt_codes_is_slowed_down,
);

const TEXT: &str = "Åäö ÅÄÖ é 👩‍👩‍👧 \"citat\"; semikolon\nny rad\n\n=inte en formel";

pub async fn start(app: &TestApp, link: &str, unit: Option<&str>, first: &str) -> Browser {
    let mut browser = app.browser();
    let unit = match unit {
        Some(name) => app.unit(link, name).await,
        None => String::new(),
    };
    browser.turn(link, &[("enhet", &unit)], &format!("{link}/fraga/{first}")).await;
    browser
}

pub async fn submit(browser: &mut Browser, link: &str) -> String {
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    let receipt = browser.get(&format!("{link}/kvitto")).await;
    assert_eq!(receipt.status, StatusCode::OK);
    receipt.code().expect("a code")
}

/// The shortest way through vbe-stadsdel to the check page.
pub async fn to_check(app: &TestApp, link: &str, unit: &str, omrade: &[(&str, &str)]) -> Browser {
    let mut browser = start(app, link, Some(unit), "verksamhet").await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    browser.turn(&at("verksamhet"), &[omrade, &[("nav", "nasta")]].concat(), &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[("nav", "nasta")], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[("nav", "nasta")], &at("handelser")).await;
    browser.turn(&at("handelser"), &[("handelse", "nej"), ("nav", "nasta")], &at("behov")).await;
    browser.turn(&at("behov"), &[("nav", "nasta")], &format!("{link}/granska")).await;
    browser
}

/// The shortest way through vbe-stadsdel.
pub async fn quick(app: &TestApp, link: &str, unit: &str) -> (Browser, String) {
    let mut browser = to_check(app, link, unit, &[("omrade", "forskola")]).await;
    let code = submit(&mut browser, link).await;
    (browser, code)
}

/// What is kept of a response, by field; "" where nothing is.
struct Kept(BTreeMap<String, String>);

impl Index<&str> for Kept {
    type Output = String;
    fn index(&self, field: &str) -> &String {
        const NOTHING: &String = &String::new();
        self.0.get(field).unwrap_or(NOTHING)
    }
}

async fn kept(app: &TestApp) -> Vec<Kept> {
    let mut db = app.cx.store.read().await.expect("a connection");
    let mut all = Vec::new();
    for link in store::rounds::list_links(&mut db, "2026").await.expect("links") {
        let mut responses = store::responses::stream(&mut db, "2026", &link.organisation);
        while let Some(response) = responses.try_next().await.expect("a response") {
            let text = |answer| match answer {
                Answer::Text(text) => text,
                Answer::Many(ids) => ids.join(","),
                other => serde_json::to_string(&other).expect("JSON"),
            };
            let mut fields: BTreeMap<String, String> = response.answers.0.into_iter().map(|(f, a)| (f, text(a))).collect();
            fields.insert("organisation".into(), response.organisation.to_string());
            fields.insert("questionnaire".into(), link.questionnaire.clone());
            all.push(Kept(fields));
        }
    }
    all
}

async fn the_standard_questionnaires_are_kept_unchanged(app: TestApp) {
    let app = app.on_one_connection().await;
    app.city(&[STADSDEL, FACK, BRA]).await;
    // Östermalm ends with 2022; its units answer for its successor.
    app.units(&UNITS.replace("ostermalm;", "norra-innerstaden;")).await;
    app.units("forvaltning;enhet\nkultur;Biblioteken\n").await;
    let links = app.open().await;
    let long = "ö".repeat(2000);

    for (organisation, unit) in
        [("norra-innerstaden", Some("Fritidsenheten")), ("kultur", Some("Biblioteken")), ("bra-farsta", None)]
    {
        let link = &links[organisation];
        let at = |s: &str| format!("{link}/fraga/{s}");
        let external = organisation == "bra-farsta";
        let mut browser = start(&app, link, unit, "verksamhet").await;
        let mut first =
            vec![("omrade", "annat"), ("omrade.annat_text", "Nånting helt annat"), ("nav", "nasta"), ("okant", "fält")];
        if organisation == "kultur" {
            first.push(("plats", "Hägersten-Älvsjö"));
        }
        browser.turn(&at("verksamhet"), &first, &at("kannedom")).await;
        let known = if external { "jag" } else { "bada" };
        let second = [("kannedom.handlingsplan", known), ("kannedom.samordnare", "ingen"), ("samverkan", "4")];
        let next = if external { "handelser" } else { "kunskap" };
        browser.turn(&at("kannedom"), &second, &at(next)).await;
        if !external {
            let third = [("kunskap_chef", "5"), ("utbildning.grund", "vet_ej"), ("apt", "planerat")];
            browser.turn(&at("kunskap"), &third, &at("handelser")).await;
        }
        // Two incidents at once, beyond the one that the page shows.
        let incidents = [
            ("handelse", "ja"),
            ("handelser.1.miljo", "vanster"),
            ("handelser.1.miljo", "hoger"),
            ("handelser.1.typ", "klotter"),
            ("handelser.1.typ", "annat"),
            ("handelser.1.typ.annat_text", "Fana"),
            ("handelser.1.manad", "2026-03"),
            ("handelser.1.stadsdelsomrade", "Hela staden"),
            ("handelser.1.beskrivning", TEXT),
            ("handelser.3.miljo", "osaker"),
            ("handelser.3.typ", "oro"),
            ("handelser.3.stadsdelsomrade", "Farsta"),
            ("nav", "nasta"),
        ];
        browser.turn(&at("handelser"), &incidents, &at("behov")).await;
        browser
            .turn(
                &at("behov"),
                &[("behov_text", long.as_str()), ("initiativ", TEXT), ("nav", "nasta")],
                &format!("{link}/granska"),
            )
            .await;
        let check = browser.get(&format!("{link}/granska")).await.texts("dd");
        let lists = |words: &str| check.iter().any(|answer| answer.contains(words));
        assert!(lists("Annat: Nånting helt annat") && lists("👩‍👩‍👧"), "the check page lists the answers: {check:?}");
        submit(&mut browser, link).await;
    }
    app.close().await;
    let rows = kept(&app).await;
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!((row["omrade"].as_str(), row["omrade.annat_text"].as_str()), ("annat", "Nånting helt annat"));
        assert_eq!(row["behov_text"], long);
        let items: serde_json::Value = serde_json::from_str(&row["handelser"]).expect("a list");
        assert_eq!(
            items,
            serde_json::json!([
                {"miljo": ["hoger", "vanster"], "typ": ["klotter", "annat"], "typ.annat_text": "Fana", "manad": "2026-03",
                 "stadsdelsomrade": "Hela staden", "beskrivning": TEXT},
                {"miljo": ["osaker"], "typ": ["oro"], "stadsdelsomrade": "Farsta"},
            ])
        );
        match row["organisation"].as_str() {
            "kultur" => assert_eq!((row["plats"].as_str(), row["initiativ"].as_str()), ("Hägersten-Älvsjö", TEXT)),
            "bra-farsta" => assert_eq!((row["samverkan"].as_str(), row["initiativ"].as_str()), ("4", "")),
            _ => assert_eq!((row["kunskap_chef"].as_str(), row["kannedom.samordnare"].as_str()), ("5", "ingen")),
        }
    }
}

async fn every_type_of_question_is_kept_unchanged(app: TestApp) {
    app.city(&[ALLA_TYPER]).await;
    let links = app.open().await;
    let link = &links["bra-farsta"];
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = start(&app, link, None, "a").await;
    let first = [
        ("namnfri", "kort å"),
        ("antal", "101"),
        ("datum", "2024-02-29"),
        ("val", "annat"),
        ("val", "x"),
        ("val.annat_text", "z"),
    ];
    browser.turn(&at("a"), &first, &at("b")).await;
    browser.turn(&at("b"), &[("syns", "0"), ("m.r1", "ja"), ("m.r2", "nej")], &at("b")).await;
    browser.turn(&at("b"), &[("syns", "0"), ("m.r1", "ja"), ("m.r2", "nej"), ("folj", "därför")], &at("c")).await;
    let third = [
        ("g.1.manad", ""),
        ("g.1.plats", "Farsta"),
        ("g.1.hur", "a"),
        ("g.2.manad", "2025-12"),
        ("g.2.plats", "Hela staden"),
        ("g.2.hur", "annat"),
        ("g.2.hur.annat_text", "så"),
        ("g.2.mer", "mer om det"),
    ];
    browser.turn(&at("c"), &third, &format!("{link}/granska")).await;
    submit(&mut browser, link).await;
    app.close().await;
    let row = kept(&app).await.remove(0);
    for (column, value) in [
        ("questionnaire", "exempel-alla-typer"),
        ("namnfri", "kort å"),
        ("antal", "101"),
        ("datum", "2024-02-29"),
        ("val", "x,annat"),
        ("val.annat_text", "z"),
        ("syns", "0"),
        ("m.r1", "ja"),
        ("m.r2", "nej"),
        ("folj", "därför"),
        (
            "g",
            r#"[{"hur":"a","plats":"Farsta"},{"hur":"annat","hur.annat_text":"så","manad":"2025-12","mer":"mer om det","plats":"Hela staden"}]"#,
        ),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
}

pub async fn stadsdel(app: &TestApp) -> String {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nbromma;Ett;A\nbromma;Två;A\nbromma;Tre;B\n").await;
    app.open().await["bromma"].clone()
}

pub async fn responses(app: &TestApp) -> i64 {
    rates::list(&app.cx, &rounds::find(&app.cx, &id(2026)).await.expect("a round"))
        .await
        .expect("rates")
        .iter()
        .map(|r| r.responses)
        .sum()
}

async fn twenty_submissions_at_once_are_one_response(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "forskola")]).await;
    let posts = (0..20).map(|_| {
        let (mut same, path) = (browser.clone(), format!("{link}/granska"));
        tokio::spawn(async move { same.post(&path, &[]).await })
    });
    for post in posts.collect::<Vec<_>>() {
        let page = post.await.expect("a page");
        assert_eq!((page.status, page.location), (StatusCode::SEE_OTHER, format!("{link}/kvitto")));
    }
    assert_eq!(responses(&app).await, 1);
    // Going back and reloading lead to the receipt too.
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    assert_eq!(browser.get(&format!("{link}/fraga/behov")).await.location, format!("{link}/kvitto"));
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    assert_eq!(responses(&app).await, 1);
}

async fn two_devices_cannot_both_answer_for_a_unit(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut late = to_check(&app, &link, "Ett", &[("omrade", "forskola")]).await;
    quick(&app, &link, "Ett").await;
    let page = late.post(&format!("{link}/granska"), &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.heading(), "Ett har redan svarat");
    let unit = app.unit(&link, "Ett").await;
    assert_eq!(app.browser().post(&link, &[("enhet", &unit)]).await.status, StatusCode::CONFLICT);
    assert_eq!(responses(&app).await, 1);
}

async fn a_follow_up_question_appears_after_the_next_page_turn(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    assert!(!browser.get(&at("handelser")).await.has_field("handelser.1.miljo"));
    browser.turn(&at("handelser"), &[("handelse", "ja"), ("nav", "nasta")], &at("handelser")).await;
    let page = browser.get(&at("handelser")).await;
    assert!(page.has_field("handelser.1.miljo") && page.faults().is_empty());
    let page = browser.post(&at("handelser"), &[("handelse", "ja"), ("nav", "nasta")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.title().starts_with("Fel: "), "{}", page.title());
    let fault = "Välj minst ett alternativ.";
    assert_eq!(page.faults()[0], format!("Händelse 1: Vilken miljö kan händelsen kopplas till? {fault}"));
    assert_eq!(page.field("handelser.1.miljo").fault.as_deref(), Some(fault));
}

async fn items_are_added_removed_and_closed_up(app: TestApp) {
    app.city(&[ALLA_TYPER]).await;
    let link = app.open().await["bra-farsta"].clone();
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = start(&app, &link, None, "a").await;
    browser.turn(&at("a"), &[("antal", "1")], &at("c")).await;
    browser.turn(&at("c"), &[("lagg_till", "g")], &format!("{}#g", at("c"))).await;
    browser.turn(&at("c"), &[("g.1.plats", "Farsta"), ("g.1.hur", "a"), ("lagg_till", "g")], &format!("{}#g", at("c"))).await;
    let two = [("g.1.plats", "Farsta"), ("g.1.hur", "a"), ("g.2.plats", "Bromma"), ("g.2.hur", "a")];
    browser.turn(&at("c"), &[&two[..], &[("ta_bort", "g.1")]].concat(), &format!("{}#g", at("c"))).await;
    let page = browser.get(&at("c")).await;
    assert_eq!(page.field("g.1.plats").value(), "Bromma");
    assert!(!page.has_field("g.2.plats"));
    let many = [("g.1.plats", "Farsta"), ("g.2.plats", "Farsta"), ("g.3.plats", "Farsta"), ("g.4.plats", "Farsta")];
    let page = browser.post(&at("c"), &many).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["Saker: Du kan lägga till högst 3."]);
}

async fn the_draft_is_kept_whatever_button_is_pressed(app: TestApp) {
    app.city(&[ALLA_TYPER]).await;
    let link = app.open().await["bra-farsta"].clone();
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = start(&app, &link, None, "a").await;
    browser.turn(&at("a"), &[("namnfri", "sparad"), ("antal", "inget tal"), ("nav", "spara")], &format!("{link}/sparat")).await;
    assert_eq!(browser.get(&format!("{link}/sparat")).await.heading(), "Dina svar är sparade");
    browser.turn(&link, &[], &at("a")).await;
    let page = browser.get(&at("a")).await;
    assert_eq!((page.field("namnfri").value(), page.field("antal").value()), ("sparad", "inget tal"));
    let page = browser.post(&at("a"), &[("namnfri", "ny"), ("antal", "inget tal"), ("nav", "nasta")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["Ett heltal: Skriv ett heltal med siffror."]);
    let number = page.field("antal");
    assert_eq!((number.value(), number.fault.as_deref()), ("inget tal", Some("Skriv ett heltal med siffror.")));
    browser.turn(&at("a"), &[("namnfri", "åter"), ("antal", "7"), ("nav", "tillbaka")], &link).await;
    assert_eq!(browser.get(&at("a")).await.field("namnfri").value(), "åter");
    assert_eq!(
        rates::list(&app.cx, &rounds::find(&app.cx, &id(2026)).await.expect("a round"))
            .await
            .expect("rates")
            .iter()
            .find(|r| r.organisation == "bra-farsta")
            .expect("a row")
            .drafts,
        1
    );
}

async fn a_receipt_code_changes_the_answer_and_nothing_else(app: TestApp) {
    let link = stadsdel(&app).await;
    let (_, code) = quick(&app, &link, "Ett").await;
    let mut other = app.browser();
    let wrong = other.post(&format!("{link}/andra"), &[("kvittokod", "AAAA-AAAA-AAAA")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    other.turn(&format!("{link}/andra"), &[("kvittokod", &code.to_lowercase())], &format!("{link}/granska")).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    other.turn(&at("verksamhet"), &[("omrade", "fritid")], &at("kannedom")).await;
    assert_eq!(submit(&mut other, &link).await, code, "the code stays the same");
    assert_eq!(responses(&app).await, 1);
    app.close().await;
    let rows = kept(&app).await;
    assert_eq!(rows.iter().map(|r| r["omrade"].as_str()).collect::<Vec<_>>(), ["fritid"]);
    assert_eq!(other.get(&format!("{link}/andra")).await.status, StatusCode::GONE);
}

async fn the_receipt_code_is_shown_for_half_an_hour(app: TestApp) {
    let link = stadsdel(&app).await;
    let (mut browser, code) = quick(&app, &link, "Ett").await;
    app.pass(29 * 60);
    assert_eq!(browser.get(&format!("{link}/kvitto")).await.code(), Some(code.clone()));
    app.pass(2 * 60);
    let page = browser.get(&format!("{link}/kvitto")).await;
    assert_eq!((page.status, page.code()), (StatusCode::OK, None));
    assert!(!page.text.contains(&code));
}

async fn a_possible_name_is_asked_about_and_may_be_overruled(app: TestApp) {
    let link = stadsdel(&app).await;
    let mut browser = to_check(&app, &link, "Ett", &[("omrade", "annat"), ("omrade.annat_text", "Karins grupp")]).await;
    let page = browser.get(&format!("{link}/granska")).await;
    let asked = page.items("Kan någon kännas igen?");
    assert_eq!(asked, ["Karins – Vilket verksamhetsområde hör din enhet till?"]);
    assert!(page.field("namn_kontrollerat").values.is_empty() && page.faults().is_empty());
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/granska?namn=1")).await;
    let page = browser.get(&format!("{link}/granska?namn=1")).await;
    assert_eq!(page.faults(), ["Kontrollera orden som kan vara namn, och kryssa i rutan."]);
    assert_eq!(responses(&app).await, 0);
    browser.turn(&format!("{link}/granska"), &[("namn_kontrollerat", "ja")], &format!("{link}/kvitto")).await;
    assert_eq!(responses(&app).await, 1);
}

async fn a_section_cannot_be_skipped(app: TestApp) {
    let link = stadsdel(&app).await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    for path in [at("behov"), format!("{link}/granska")] {
        let page = browser.get(&path).await;
        assert_eq!((page.status, page.location), (StatusCode::SEE_OTHER, at("verksamhet")), "{path}");
    }
    browser.turn(&format!("{link}/granska"), &[], &at("verksamhet")).await;
    assert_eq!(browser.get(&at("finns-inte")).await.status, StatusCode::NOT_FOUND);
    let mut nobody = app.browser();
    for path in [at("verksamhet"), format!("{link}/granska"), format!("{link}/kvitto")] {
        let page = nobody.get(&path).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, link.as_str()), "{path}");
    }
    assert_eq!(responses(&app).await, 0);
}

async fn a_page_of_another_draft_submits_nothing(app: TestApp) {
    let link = stadsdel(&app).await;
    let (mut browser, _) = quick(&app, &link, "Ett").await;
    let two = app.unit(&link, "Två").await;
    let at = |s: &str| format!("{link}/fraga/{s}");
    browser.turn(&link, &[("enhet", &two)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "fritid")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    browser.turn(&at("handelser"), &[("handelse", "nej")], &at("behov")).await;
    browser.turn(&at("behov"), &[], &format!("{link}/granska")).await;
    browser.turn(&format!("{link}/granska"), &[("nyckel", "en annan sida")], &format!("{link}/granska?andrat=1")).await;
    assert_eq!(responses(&app).await, 1);
}

async fn links_do_not_mix(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Ett\n").await;
    let links = app.open().await;
    let mut browser = start(&app, &links["bromma"], Some("Ett"), "verksamhet").await;
    let ((name, _), value) = browser.cookies.iter().next().map(|(k, v)| (k.clone(), v.clone())).expect("a cookie");
    browser.cookies.insert((name, links["farsta"].clone()), value);
    let page = browser.get(&format!("{}/fraga/verksamhet", links["farsta"])).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, links["farsta"].as_str()));
    assert_eq!(browser.get(&format!("{}/fraga/verksamhet", links["bromma"])).await.status, StatusCode::OK);
}

async fn guessing_receipt_codes_is_slowed_down(app: TestApp) {
    let link = stadsdel(&app).await;
    let (_, code) = quick(&app, &link, "Ett").await;
    let mut browser = app.browser();
    for _ in 0..10 {
        assert_eq!(
            browser.post(&format!("{link}/andra"), &[("kvittokod", "fel")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(browser.post(&format!("{link}/andra"), &[("kvittokod", &code)]).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.pass(16 * 60);
    browser.turn(&format!("{link}/andra"), &[("kvittokod", &code)], &format!("{link}/granska")).await;
}
