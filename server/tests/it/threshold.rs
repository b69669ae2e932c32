//! The smallest base that is shown is said as it is set, wherever it is said.

use app::domain::account::Role;
use axum::http::StatusCode;
use lagesbild::export::docx;
use lagesbild::services::{responses, underlag};

use crate::app::{Page, STADSDEL, TestApp, at, id, on_both, operator};

on_both!(with_seven_as_threshold_nobody_reads_five);

/// Five more answers of Bromma, and the round closed: six, under a threshold of seven.
async fn five_more_and_closed(app: &TestApp) {
    let row = "forskola;jag;bada;ingen;2;ja;nej;Mer tid\n";
    let columns = "omrade;kannedom.handlingsplan;kannedom.samordnare;kannedom.blankett;kunskap_chef;apt;handelse;behov_text\n";
    let file = format!("{columns}{}", row.repeat(5));
    responses::import(&app.cx, &operator(), (&id(2026), &"bromma".into()), file.as_bytes(), |_, _| ()).await.expect("answers");
    app.close().await;
}

async fn with_seven_as_threshold_nobody_reads_five(app: TestApp) {
    let app = app.with_config(|config| config.min_cell = 7);
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;1\nbromma;2\nbromma;3\nbromma;4\nbromma;5\nbromma;6\nbromma;7\nbromma;8\n").await;
    let link = app.open().await["bromma"].clone();
    let unit = app.unit(&link, "8").await;
    let mut respondent = app.browser();
    respondent.post(&link, &[("enhet", &unit)]).await;
    let first = [("omrade", "forskola"), ("medarbetare", "10_24")];
    for (section, fields) in [
        ("verksamhet", &first[..]),
        ("kannedom", &[("kannedom.handlingsplan", "jag"), ("kannedom.samordnare", "jag"), ("kannedom.blankett", "jag")]),
        ("kunskap", &[("kunskap_chef", "3")]),
        ("handelser", &[("handelse", "nej")]),
        ("behov", &[]),
    ] {
        respondent.post(&format!("{link}/fraga/{section}"), fields).await;
    }
    let sent = respondent.post(&format!("{link}/granska"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let whole = |page: Page| (page.main_text(), page.text);
    let mut read = vec![whole(respondent.get(&format!("{link}/kvitto")).await)];
    let cx = &app.cx;
    five_more_and_closed(&app).await;

    app.account("s@example.org", Role::Samordnare, Some("bromma")).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut coordinator = app.logged_in("s@example.org").await;
    let mut central = app.logged_in("c@example.org").await;
    for path in ["/forvaltning", "/forvaltning/resultat", "/forvaltning/fritext", "/forvaltning/underlag", "/rapport/2026/bromma"]
    {
        read.push(whole(coordinator.get(path).await));
    }
    for path in ["/central", "/central/kannedom", "/personuppgifter"] {
        read.push(whole(central.get(path).await));
    }
    let underlag = underlag::assemble(cx, &at(cx, 2026, "bromma").await).await.expect("an underlag");
    let file = docx::write(&underlag).expect("a document");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).expect("an archive");
    let mut document = String::new();
    let mut part = archive.by_name("word/document.xml").expect("the text");
    std::io::Read::read_to_string(&mut part, &mut document).expect("UTF-8");
    drop(part);
    read.push((document.clone(), document));
    let few = "omrade;handelse\nforskola;nej\n";
    let refused = responses::import(cx, &operator(), (&id(2026), &"bromma".into()), few.as_bytes(), |_, _| ()).await;
    let refused = refused.expect_err("refused").to_string();
    read.push((refused.clone(), refused));
    seven_and_never_five(&read);
}

/// What was read: the receipt, pages, the document and a refusal, each as it is shown and with all
/// that is in it.
fn seven_and_never_five(read: &[(String, String)]) {
    for (shown, all) in read {
        let all = all.to_lowercase();
        for wrong in ["färre än fem", "färre än 5", "minst fem", "fem svar", "under fem"] {
            assert!(!all.contains(wrong), "{wrong}: {all}");
        }
        // In the form of the underlag it stands in the fields.
        let said = all.contains("färre än sju") || all.contains("minst sju");
        assert!(said || shown.to_lowercase().contains("svarsfrekvens"), "{shown}");
    }
    let said =
        |i: usize| read[i].1.to_lowercase().contains(if i == 0 || i == read.len() - 1 { "minst sju" } else { "färre än sju" });
    for i in [0, 1, 2, 3, 4, 5, 7, 8, 9, 10] {
        assert!(said(i), "{i}: {}", read[i].0);
    }
}
