//! What things are for is declared in the questionnaire; no id is special.

use app::domain::account::Role;
use lagesbild::export::Subject;
use lagesbild::services::questionnaires;

use crate::app::{TestApp, on_both, operator};

pub const STADSDEL_2026: &str = include_str!("../../../app/enkat/vbe-stadsdel.json");
pub const FACK_2026: &str = include_str!("../../../app/enkat/vbe-fack.json");
pub const BRA_2026: &str = include_str!("../../../app/enkat/vbe-bra.json");

on_both!(
    a_concern_is_what_the_questionnaire_says_is_one_whatever_its_id,
    the_rounds_period_stands_in_every_text,
    a_group_that_lacks_a_meaning_is_not_published,
);

async fn a_concern_is_what_the_questionnaire_says_is_one_whatever_its_id(app: TestApp) {
    // The same enkät with ids that nobody has seen.
    let other_ids = [
        ("\"typ\"", "\"slag\""),
        ("\"fascination\"", "\"f1\""),
        ("\"stadsdelsomrade\"", "\"var\""),
        ("\"handelser\"", "\"sett\""),
    ];
    let fack = other_ids.iter().fold(FACK_2026.to_owned(), |text, (from, to)| text.replace(from, to));
    app.city(&[STADSDEL_2026, &fack, BRA_2026]).await;
    let rows: String = (0..6).map(|i| format!("social;Enhet {i}\nfarsta;Enhet {i}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{rows}")).await;
    let links = app.open().await;
    let link = &links["social"];
    let at = |s: &str| format!("{link}/fraga/{s}");
    for (number, kind) in ["f1", "klotter", "", "", ""].into_iter().enumerate() {
        let unit = app.unit(link, &format!("Enhet {number}")).await;
        let mut browser = app.browser();
        browser.turn(link, &[("enhet", &unit)], &at("verksamhet")).await;
        browser.turn(&at("verksamhet"), &[("omrade", "annat"), ("plats", "Farsta")], &at("kannedom")).await;
        browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
        browser.turn(&at("kunskap"), &[], &at("sett")).await;
        let incident = [
            ("oro_handelse", "ja"),
            ("sett.1.miljo", "hoger"),
            ("sett.1.slag", kind),
            ("sett.1.var", "Farsta"),
            ("sett.1.manad", "2026-05"),
            ("sett.1.omhandertagen", "pagar"),
            ("sett.1.beskrivning", "Det som hände"),
        ];
        let fields = if kind.is_empty() { vec![("oro_handelse", "nej")] } else { incident.to_vec() };
        browser.turn(&at("sett"), &fields, &at("behov")).await;
        browser.turn(&at("behov"), &[], &format!("{link}/granska")).await;
        browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    }
    app.close().await;
    let farsta = app.export_of(Subject::Incidents, 2026, Some("farsta")).await.expect("an export");
    let lines: Vec<&str> = farsta.lines().skip(1).collect();
    assert_eq!(
        lines,
        ["2026;social;Farsta;hoger;f1;;;;;;", "2026;social;Farsta;hoger;klotter;;2026-05;;Det som hände;pagar;"],
        "of a concern others see where, which environment and which kind"
    );
    let own = app.export_of(Subject::Incidents, 2026, Some("social")).await.expect("an export");
    assert!(own.contains("hoger;f1;;2026-05;;Det som hände;pagar;"), "{own}");
}

async fn the_rounds_period_stands_in_every_text(app: TestApp) {
    app.city(&[STADSDEL_2026]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let mut browser = app.browser();
    let period = "1 oktober 2025–30 september 2026";
    let start = browser.get(&link).await;
    assert!(start.texts(".lead").concat().contains(period), "{}", start.main_text());
    let questions = browser.get(&format!("{link}/fragor")).await;
    assert!(questions.main_text().contains(period), "{}", questions.main_text());
    assert!(!start.text.contains("{period}") && !questions.text.contains("{period}"));
    app.account("c@example.org", Role::Central, None).await;
    let preview = app.logged_in("c@example.org").await.get("/central/enkater/vbe-stadsdel/1").await;
    assert!(preview.main_text().contains("omgångens period") && !preview.text.contains("{period}"));
}

async fn a_group_that_lacks_a_meaning_is_not_published(app: TestApp) {
    let operator = operator();
    for (from, to, at) in [
        ("\"meaning\": \"place\"", "\"hint\": \"Var?\"", "\"place\""),
        ("\"meaning\": \"environment\"", "\"meaning\": \"kind\"", "\"kind\""),
        ("\"meaning\": \"needs\"", "\"meaning\": \"size\"", "\"size\""),
        ("\"meaning\": \"concern\"", "\"meaning\": \"handled\"", "\"handled\""),
    ] {
        let text: String = serde_json::from_str::<serde_json::Value>(STADSDEL_2026).map(|v| format!("{v:#}")).expect("JSON");
        assert!(text.contains(from), "{from}");
        let (id, _) = questionnaires::import(&app.cx, &operator, text.replacen(from, to, 1).as_bytes()).await.expect("a draft");
        let refused = questionnaires::publish(&app.cx, &operator, &id).await.expect_err("refused").to_string();
        assert!(refused.contains(at) && refused.contains("sections["), "{refused}");
    }
    let unknown = STADSDEL_2026.replacen("\"needs\"", "\"wishes\"", 1);
    let refused = questionnaires::import(&app.cx, &operator, unknown.as_bytes()).await.expect_err("refused").to_string();
    assert!(refused.contains("betydelsen \"wishes\" finns inte"), "{refused}");
}
