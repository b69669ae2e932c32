//! Pages and exports as they are, to be looked at when they change.

use app::domain::account::Role;
use lagesbild::export::Subject;

use crate::app::{ALLA_TYPER, TestApp};

/// The words and controls of a page, one a line, without what differs from run to run.
fn reading(html: &str) -> String {
    let body = html.split("<main").nth(1).and_then(|m| m.split("</main>").next()).expect("a main");
    let body = body.split_once('>').expect("an element").1;
    let mut text = String::new();
    for piece in body.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.split(' ').next().unwrap_or_default();
        let attribute = |key: &str| tag.split(&format!(" {key}=\"")).nth(1).and_then(|t| t.split('"').next()).unwrap_or_default();
        let control = match name {
            // It names a draft, whose secret is a new one each time.
            "input" if attribute("name") == ":version" => "[hidden :version]".to_owned(),
            "input" => format!(
                "[{} {} = {}{}]",
                attribute("type"),
                attribute("name"),
                attribute("value"),
                if tag.contains(" checked") { " ×" } else { "" }
            ),
            "button" => format!("[button {} = {}] ", attribute("name"), attribute("value")),
            "textarea" | "select" => format!("[{name} {}]", attribute("name")),
            "h1" | "h2" | "h3" | "legend" | "dt" => format!("{name}: "),
            _ => String::new(),
        };
        let words = words.trim();
        if matches!(
            name,
            "p" | "li"
                | "div"
                | "label"
                | "h1"
                | "h2"
                | "h3"
                | "fieldset"
                | "legend"
                | "dt"
                | "dd"
                | "tr"
                | "option"
                | "button"
                | "form"
                | "select"
                | "input"
                | "textarea"
                | "th"
                | "td"
        ) && !text.ends_with('\n')
        {
            text.push('\n');
        }
        text.push_str(&control);
        text.push_str(words);
    }
    text.lines().map(str::trim_end).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_type_of_question() {
    let app = TestApp::sqlite().await;
    app.city(&[ALLA_TYPER]).await;
    let link = app.open().await["bra-farsta"].clone();
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = app.browser();
    insta::assert_snapshot!("start", reading(&browser.get(&link).await.text).replace(&link, "/e/…"));
    browser.turn(&link, &[], &at("a")).await;
    insta::assert_snapshot!("section_a", reading(&browser.get(&at("a")).await.text));
    let faulty = browser.post(&at("a"), &[("antal", "121"), ("val", "x"), ("val", "inget")]).await;
    insta::assert_snapshot!("section_a_faulty", reading(&faulty.text));
    browser.turn(&at("a"), &[("antal", "101")], &at("b")).await;
    insta::assert_snapshot!("section_b", reading(&browser.get(&at("b")).await.text));
    browser.turn(&at("b"), &[("m.r1", "ja"), ("m.r2", "ja"), ("syns", "7")], &at("c")).await;
    browser.turn(&at("c"), &[("g.1.plats", "Farsta"), ("g.1.hur", "annat"), ("nav", "nasta")], &at("c")).await;
    insta::assert_snapshot!("section_c", reading(&browser.get(&at("c")).await.text));
    browser
        .turn(&at("c"), &[("g.1.plats", "Farsta"), ("g.1.hur", "annat"), ("g.1.mer", "mer")], &format!("{link}/granska"))
        .await;
    let check = reading(&browser.get(&format!("{link}/granska")).await.text);
    let check: Vec<&str> = check.lines().filter(|l| !l.contains("nyckel")).collect();
    insta::assert_snapshot!("check", check.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn boards_and_exports() {
    let app = TestApp::sqlite().await;
    app.ostermalm().await;
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut browser = app.logged_in("s@example.org").await;
    insta::assert_snapshot!("board", reading(&browser.get("/forvaltning").await.text));
    let mut browser = app.logged_in("c@example.org").await;
    insta::assert_snapshot!("rates", reading(&browser.get("/central").await.text));
    insta::assert_snapshot!("awareness", reading(&browser.get("/central/kannedom").await.text));
    insta::assert_snapshot!("export_rates", app.export_of(Subject::Rates, 2022, None).await.expect("an export"));
    insta::assert_snapshot!("export_indicators", app.export_of(Subject::Indicators, 2022, None).await.expect("an export"));
    insta::assert_snapshot!("export_codebook", app.export_of(Subject::Codebook, 2022, None).await.expect("an export"));
}
