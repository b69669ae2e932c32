//! What a phone has to fetch, in bytes on the wire: a budget holds on every machine.

use app::domain::account::Role;
use axum::http::{StatusCode, header};

use crate::app::{Page, STADSDEL, TestApp};
use crate::respond::to_check;

/// One round trip of a new connection: ten packets.
const FIRST_PAGE: usize = 14 * 1024;
const SECTION: usize = 8 * 1024;
const BUNDLE: usize = 120 * 1024;
/// What staff load, on a page with an island.
const STAFF: usize = 120 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn pages_keep_their_budgets() {
    let app = TestApp::sqlite().await;
    app.city(&[STADSDEL]).await;
    // More units than any förvaltning has.
    let units: String = (1..=300).map(|i| format!("bromma;Enheten för verksamhet nummer {i};Avdelning {}\n", i % 7)).collect();
    app.units(&format!("forvaltning;enhet;avdelning\n{units}")).await;
    let link = app.open().await["bromma"].clone();
    let mut browser = app.browser();
    let plain = browser.get(&link).await;
    let style = plain.attributes("link[rel=stylesheet]", "href").concat();
    let first = app.wire(&browser, &link).await + app.wire(&browser, &style).await;
    assert!(first <= FIRST_PAGE, "start page and style: {first} bytes");
    let browser = to_check(&app, &link, "Enheten för verksamhet nummer 17", &[("omrade", "fritid")]).await;
    for page in ["fraga/verksamhet", "fraga/kannedom", "fraga/kunskap", "fraga/handelser", "fraga/behov", "granska"] {
        let size = app.wire(&browser, &format!("{link}/{page}")).await;
        assert!(size <= SECTION, "{page}: {size} bytes");
    }
    // Without a compiler for the browser there is no bundle to weigh.
    if lagesbild::web::assets::has_bundle() {
        let bundle = weigh(&app, &plain).await;
        assert!((10_000..=BUNDLE).contains(&bundle), "bundle: {bundle} bytes");
        app.account("s@example.org", Role::Samordnare, Some("bromma")).await;
        let board = app.logged_in("s@example.org").await.get("/forvaltning").await;
        let bytes = weigh(&app, &board).await;
        assert!((10_000..=STAFF).contains(&bytes), "the staff's bundle: {bytes} bytes");
    }
}

/// The bytes of the islands' code that a page loads.
async fn weigh(app: &TestApp, page: &Page) -> usize {
    let start = page.attributes("script[type=module]", "src").concat();
    let mut browser = app.browser();
    let script = browser.get(&start).await.text;
    let mut bundle = app.wire(&browser, &start).await;
    for name in script.split('"').filter(|part| part.starts_with("./")) {
        bundle += app.wire(&browser, &name.replace("./", "/assets/")).await;
    }
    bundle
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_good_and_not_sent_twice() {
    let app = TestApp::sqlite().await;
    let page = app.browser().get("/tillganglighet").await;
    let style = page.attributes("link[rel=stylesheet]", "href").concat();
    assert_eq!(page.headers[header::LINK], format!("<{style}>; rel=preload; as=style"), "a proxy may send it as an early hint");
    let first = app.send(&style, &[]).await;
    assert_eq!(first.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    let tag = first.headers[header::ETAG].to_str().expect("a tag").to_owned();
    let again = app.send(&style, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.text.len()), (StatusCode::NOT_MODIFIED, 0));
}
