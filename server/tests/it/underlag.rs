//! The underlag says what the figures say, as a page and as a Word document.

use app::domain::underlag::{Block, Underlag};
use lagesbild::services::{Caller, Error, Refusal};

use crate::app::{STADSDEL, TestApp, on_both};

on_both!(the_citys_own_figures_are_said, small_and_empty_and_merged_and_whole_are_said_as_they_are, an_open_round_has_none);

/// Every text of it, a line each.
fn lines(underlag: &Underlag) -> Vec<String> {
    let mut lines = vec![underlag.title.clone()];
    lines.extend(underlag.lines.iter().cloned());
    for part in &underlag.parts {
        lines.push(part.heading.clone());
        for block in &part.blocks {
            match block {
                Block::Text(text) => lines.push(text.clone()),
                Block::List(list) => lines.extend(list.iter().cloned()),
                Block::Table(caption, columns, rows) => {
                    lines.push(caption.clone());
                    lines.extend(std::iter::once(columns).chain(rows).map(|cells| cells.join(" | ")));
                }
            }
        }
    }
    lines
}

async fn said(app: &TestApp, year: i64, organisation: &str) -> String {
    lines(&app.services.underlag(&Caller::Operator, year, organisation).await.expect("an underlag")).join("\n")
}

async fn the_citys_own_figures_are_said(app: TestApp) {
    app.ostermalm().await;
    let underlag = app.services.underlag(&Caller::Operator, 2022, "ostermalm").await.expect("an underlag");
    let text = lines(&underlag).join("\n");
    for figure in
        ["26 enhetschefer", "17\u{a0}svar", "65 procent", "82 procent (14 av 17)", "29 procent", "35 procent", "nära 70 procent"]
    {
        assert!(text.replace("26\u{a0}", "26 ").contains(figure), "{figure}: {text}");
    }
    insta::assert_snapshot!("underlag_ostermalm", text);
    // The Word document says the same, word for word.
    let bytes = lagesbild::export::docx::write(&underlag).expect("a document");
    let document = docx_rs::read_docx(&bytes).expect("Word's format").json();
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    let mut texts = Vec::new();
    collect(&document, &mut texts);
    for line in lines(&underlag) {
        for cell in line.split(" | ").filter(|c| !c.is_empty()) {
            assert!(texts.iter().any(|t| t == cell), "{cell}");
        }
    }
}

fn collect(value: &serde_json::Value, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            if map.get("type").and_then(|t| t.as_str()) == Some("text") {
                texts.extend(map.get("data").and_then(|d| d.get("text")).and_then(|t| t.as_str()).map(str::to_owned));
            }
            map.values().for_each(|v| collect(v, texts));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|v| collect(v, texts)),
        _ => {}
    }
}

/// A closed round in which each organisation got these answers, of as many units as said.
async fn round(app: &TestApp, year: i64, answers: &[(&str, usize, usize)]) {
    let operator = Caller::Operator;
    for (organisation, units, _) in answers {
        let rows: String = (0..*units).map(|i| format!("{organisation};Enhet {i}\n")).collect();
        app.services.import_units(&operator, format!("forvaltning;enhet\n{rows}").as_bytes(), true).await.expect("units");
    }
    app.set_day(&format!("{year}-10-02"));
    let day = |text: &str| format!("{year}-{text}").parse().expect("a day");
    app.services.create_round(&operator, year, None, day("10-01"), day("10-31")).await.expect("a round");
    app.services.open_round(&operator, year).await.expect("opened");
    for (organisation, _, count) in answers.iter().filter(|(_, _, count)| *count > 0) {
        let rows: String = (0..*count).map(|i| format!("forskola;{};nej\n", if i % 3 == 0 { "ingen" } else { "jag" })).collect();
        let file = format!("omrade;kannedom.handlingsplan;handelse\n{rows}");
        app.services.import_responses(&operator, year, organisation, file.as_bytes(), |_, _| ()).await.expect("answers");
    }
    app.services.close_round(&operator, year).await.expect("closed");
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
        let findings: Vec<&str> = text.lines().filter(|l| l.contains("handlingsplanen") || !l.contains("har svarat")).collect();
        insta::assert_snapshot!(format!("underlag_{name}"), findings.join("\n"));
    }
}

async fn an_open_round_has_none(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    app.open().await;
    let refused = app.services.underlag(&Caller::Operator, 2026, "bromma").await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::StillOpen(2026)))));
    app.close().await;
    let elsewhere = app.services.underlag(&Caller::Operator, 2026, "farsta").await;
    assert!(matches!(elsewhere, Err(Error::Refused(Refusal::NotInRound(..)))));
}
