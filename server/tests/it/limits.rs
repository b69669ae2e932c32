//! What no page can send is refused whole, before anything is done with it.

use axum::http::StatusCode;

use crate::app::{Browser, STADSDEL, TestApp, on_both};

on_both!(a_form_that_no_page_sends_is_refused_whole, a_text_that_is_too_long_is_told_so_and_not_refused);

async fn at_the_incidents(app: &TestApp) -> (Browser, String) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let at = |s: &str| format!("{link}/fraga/{s}");
    let unit = app.unit(&link, "Ett").await;
    let mut browser = app.browser();
    browser.turn(&link, &[("enhet", &unit)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    (browser, link)
}

async fn a_form_that_no_page_sends_is_refused_whole(app: TestApp) {
    let (mut browser, link) = at_the_incidents(&app).await;
    let page = format!("{link}/fraga/handelser");
    let keep = [("handelse", "ja"), ("handelser.1.miljo", "hoger"), ("nav", "spara")];
    browser.turn(&page, &keep, &format!("{link}/sparat")).await;
    let names = |n: usize, name: &dyn Fn(usize) -> String| (0..n).map(name).collect::<Vec<_>>();
    let many =
        names(100_000, &|i| format!("handelser.{}.{}", i / 10 + 1, char::from(b'a' + u8::try_from(i % 10).expect("a digit"))));
    let unknown = |n: usize| names(n, &|i| format!("okand{i}"));
    for (names, status) in [
        (many, StatusCode::PAYLOAD_TOO_LARGE),
        (unknown(101), StatusCode::PAYLOAD_TOO_LARGE),
        (names(200, &|_| "handelse".to_owned()), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        for path in [page.clone(), format!("{page}/spara")] {
            assert_eq!(browser.post(&path, &fields).await.status, status, "{path}");
        }
    }
    let long = "x".repeat(3_000_000);
    assert_eq!(browser.post(&page, &[("handelser.1.beskrivning", &long)]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    for path in ["", "/granska", "/andra", "/fortsatt"] {
        let path = format!("{link}{path}");
        assert_eq!(browser.post(&path, &[("nav", &long)]).await.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    assert_eq!(browser.get(&page).await.field("handelser.1.miljo").values, ["hoger"], "nothing was changed");
    let unknown = unknown(100);
    let few = unknown.iter().map(|name| (name.as_str(), "")).chain([("handelse", "nej"), ("nav", "nasta")]);
    browser.turn(&page, &few.collect::<Vec<_>>(), &format!("{link}/fraga/behov")).await;
}

async fn a_text_that_is_too_long_is_told_so_and_not_refused(app: TestApp) {
    let (mut browser, link) = at_the_incidents(&app).await;
    browser.turn(&format!("{link}/fraga/handelser"), &[("handelse", "nej")], &format!("{link}/fraga/behov")).await;
    let long = "å".repeat(3_000);
    let page = browser.post(&format!("{link}/fraga/behov"), &[("behov_text", &long)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let field = page.field("behov_text");
    assert_eq!(field.fault.as_deref(), Some("Texten får vara högst 2000 tecken. Den är 3000."));
    assert_eq!(field.value(), long, "what was typed is still there");
}
