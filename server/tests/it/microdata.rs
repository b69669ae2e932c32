//! What leaves of each response: closed answers without rare backgrounds, and texts apart from them.

use std::collections::BTreeSet;

use lagesbild::export::Subject;
use lagesbild::services::responses;

use crate::app::{STADSDEL, TestApp, id, on_both, operator};

on_both!(rare_backgrounds_are_left_out, texts_leave_alone);

/// Line of work, size and a text.
type Row = (&'static str, &'static str, String);

/// A closed round of these answers by organisation.
async fn closed(app: &TestApp, answers: &[(&str, Vec<Row>)]) {
    app.city(&[STADSDEL]).await;
    let units: String = answers.iter().flat_map(|(o, list)| (0..list.len()).map(move |i| format!("{o};Enhet {i}\n"))).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    app.open().await;
    for (organisation, list) in answers {
        let rows: String = list.iter().map(|(line, size, text)| format!("{line};;{size};nej;jag;{text}\n")).collect();
        let file = format!("omrade;omrade.annat_text;medarbetare;handelse;kannedom.samordnare;behov_text\n{rows}");
        let target = (&id(2026), &(*organisation).into());
        responses::import(&app.cx, &operator(), target, file.as_bytes(), |_, _| ()).await.expect("answers");
    }
    app.close().await;
}

fn of(n: usize, line: &'static str, size: &'static str) -> Vec<Row> {
    (0..n).map(|i| (line, size, format!("text {line} {size} {i}"))).collect()
}

async fn rare_backgrounds_are_left_out(app: TestApp) {
    let bromma = [of(7, "forskola", "under_10"), of(2, "fritid", "under_10"), of(5, "forskola", "50_plus")].concat();
    let farsta = [of(6, "fritid", "under_10"), of(5, "fritid", "10_24")].concat();
    closed(&app, &[("bromma", bromma), ("farsta", farsta)]).await;
    let csv = app.export_of(Subject::Responses, 2026, None).await.expect("an export");
    let header = csv.lines().next().expect("a header");
    assert!(header.starts_with("svar_id;organisation;questionnaire;omrade;medarbetare;kannedom.handlingsplan;"), "{header}");
    for field in ["behov_text", "initiativ", "omrade.annat_text", "handelser"] {
        assert!(!header.split(';').any(|column| column == field), "{field} leaves");
    }
    let count = |told: &str| csv.lines().filter(|line| line.contains(told)).count();
    assert_eq!(count("bromma;vbe-stadsdel;forskola;under_10;"), 7);
    // Two were rare, and the five go with them, so that the two are not what is missing.
    assert_eq!(count("bromma;vbe-stadsdel;;;"), 7);
    assert_eq!((count("farsta;vbe-stadsdel;fritid;under_10;"), count("farsta;vbe-stadsdel;fritid;10_24;")), (6, 5));
    assert!(csv.lines().skip(1).all(|line| line.contains(";jag;")), "other answers stay");
    assert!(!csv.contains("text "));
}

async fn texts_leave_alone(app: TestApp) {
    closed(&app, &[("bromma", of(5, "forskola", "under_10")), ("farsta", of(4, "fritid", "10_24"))]).await;
    let csv = app.export_of(Subject::Texts, 2026, None).await.expect("an export");
    assert_eq!(csv.lines().next(), Some("ar;organisation;fraga;text"));
    let rows: BTreeSet<&str> = csv.lines().skip(1).collect();
    let expected: Vec<String> = (0..5).map(|i| format!("2026;bromma;behov_text;text forskola under_10 {i}")).collect();
    assert_eq!(rows, expected.iter().map(String::as_str).collect(), "none of four answers");
    let farsta = app.export_of(Subject::Texts, 2026, Some("farsta")).await.expect("an export");
    assert_eq!(farsta, "ar;organisation;fraga;text\n");
}
