//! Links to support: set by the office and by coordinators, shown to respondents after what they would give away.

use app::domain::account::Role;
use axum::http::StatusCode;
use lagesbild::services::rounds::{self, NewRound};
use lagesbild::services::{audit, opening, questionnaires};

use crate::app::{Browser, Page, TestApp, on_both, operator};
use crate::meanings::{BRA_2026, STADSDEL_2026};
use crate::respond::{start, submit};

on_both!(
    links_stand_under_the_sections_that_declare_them_and_on_the_receipt,
    a_link_that_is_not_set_is_not_shown,
    an_address_that_is_none_is_refused_at_its_field,
    an_external_party_is_shown_the_links_of_who_asks,
    links_that_would_raise_what_is_measured_are_not_shown,
);

const CITY: &str = "/central/lankar";
const FARSTA: &str = "/forvaltning/lankar?organisation=farsta&ar=2026";
const HEADING: &str = "Stöd och kontakt";
const OF_CITY: [(&str, &str); 3] = [
    ("blankett", "https://intranat.example.org/blankett"),
    ("rutin", "https://intranat.example.org/rutin"),
    ("utbildning", "https://intranat.example.org/utbildning"),
];
const OF_FARSTA: [(&str, &str); 2] =
    [("handlingsplan", "https://farsta.example.org/handlingsplan"), ("samordnare", "samordnare@example.org")];

/// A city with an open round, whose coordinator of Farsta and central office have accounts.
async fn city(app: &TestApp, questionnaires: &[&str]) -> String {
    app.city(questionnaires).await;
    app.units("forvaltning;enhet\nfarsta;Ett\nfarsta;Två\nbromma;Ett\n").await;
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    app.open().await["farsta"].clone()
}

async fn set_all(app: &TestApp) {
    app.logged_in("c@example.org").await.turn(CITY, &OF_CITY, CITY).await;
    app.logged_in("s@example.org").await.turn(FARSTA, &OF_FARSTA, FARSTA).await;
}

/// Where the links to support lead, in their order.
fn shown(page: &Page) -> Vec<String> {
    let all = OF_CITY.iter().chain(&OF_FARSTA).map(|(_, address)| *address);
    let all: Vec<String> = all.flat_map(|address| [address.to_owned(), format!("mailto:{address}")]).collect();
    page.links().into_iter().map(|(_, href)| href).filter(|href| all.contains(href)).collect()
}

/// Answers the enkät of a förvaltning; what each of its pages shows, by the end of its address.
async fn answer(browser: &mut Browser, link: &str) -> Vec<(&'static str, Page)> {
    let mut pages = Vec::new();
    for (section, fields) in [
        ("verksamhet", &[("omrade", "forskola")][..]),
        ("kannedom", &[]),
        ("kunskap", &[]),
        ("handelser", &[("oro_handelse", "nej")]),
        ("behov", &[]),
    ] {
        let address = format!("{link}/fraga/{section}");
        pages.push((section, browser.get(&address).await));
        assert_eq!(browser.post(&address, fields).await.status, StatusCode::SEE_OTHER, "{section}");
    }
    for end in ["granska", "fragor"] {
        pages.push((end, browser.get(&format!("{link}/{end}")).await));
    }
    pages
}

async fn links_stand_under_the_sections_that_declare_them_and_on_the_receipt(app: TestApp) {
    let link = city(&app, &[STADSDEL_2026]).await;
    set_all(&app).await;
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    let ([blankett, rutin, utbildning], [handlingsplan, samordnare]) = (OF_CITY.map(|(_, a)| a), OF_FARSTA.map(|(_, a)| a));
    let samordnare = format!("mailto:{samordnare}");
    for (end, page) in answer(&mut browser, &link).await {
        assert_eq!(page.status, StatusCode::OK, "{end}");
        let expected = match end {
            "handelser" => vec![rutin, blankett, &samordnare],
            _ => vec![],
        };
        assert_eq!(shown(&page), expected, "{end}");
        assert_eq!(page.headings().contains(&HEADING.to_owned()), !expected.is_empty(), "{end}");
        if end == "handelser" {
            assert_eq!(page.items(HEADING)[0], "Stadens rutin vid oro eller händelse");
            let contact = "Förvaltningens samordnare mot våldsbejakande extremism: samordnare@example.org";
            assert_eq!(page.items(HEADING)[2], contact);
            let (questions, links) = (page.text.find("oro_handelse").expect("a question"), page.text.find(HEADING));
            assert!(links > Some(questions) && links < page.text.rfind("value=\"nasta\""), "between questions and buttons");
        }
    }
    submit(&mut browser, &link).await;
    let receipt = browser.get(&format!("{link}/kvitto")).await;
    assert_eq!(shown(&receipt), [blankett, rutin, utbildning, handlingsplan, &samordnare]);
    // Who follows one tells nobody where she came from, and keeps the page that she was on.
    let pages = "a[href^='https://']";
    assert_eq!(receipt.attributes(pages, "rel"), ["noopener noreferrer"; 4]);
    assert_eq!(receipt.attributes(pages, "target"), ["_blank"; 4]);
    assert_eq!(receipt.headers["referrer-policy"], "same-origin");
}

async fn a_link_that_is_not_set_is_not_shown(app: TestApp) {
    let link = city(&app, &[STADSDEL_2026]).await;
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    for (end, page) in answer(&mut browser, &link).await {
        assert!(!page.headings().contains(&HEADING.to_owned()), "{end}");
    }
    let mut central = app.logged_in("c@example.org").await;
    central.turn(CITY, &OF_CITY, CITY).await;
    let section = format!("{link}/fraga/handelser");
    assert_eq!(shown(&browser.get(&section).await), [OF_CITY[1].1, OF_CITY[0].1]);
    // A field that a form does not have changes nothing, an empty one takes the link away.
    central.turn(CITY, &[("rutin", "")], CITY).await;
    assert_eq!(shown(&browser.get(&section).await), [OF_CITY[0].1]);
    assert_eq!(central.get(CITY).await.field("rutin").value(), "");
    assert_eq!(central.get(CITY).await.field("blankett").value(), OF_CITY[0].1);
    // Each organisation has its own.
    app.logged_in("s@example.org").await.turn(FARSTA, &OF_FARSTA, FARSTA).await;
    assert_eq!(shown(&browser.get(&section).await), [OF_CITY[0].1, "mailto:samordnare@example.org"]);
    let bromma = central.get("/forvaltning/lankar?organisation=bromma").await;
    assert_eq!((bromma.field("samordnare").value(), bromma.field("handlingsplan").value()), ("", ""));
    let reader = app.logged_in("l@example.org").await.get(FARSTA).await;
    assert!(!reader.has_field("samordnare"));
    let term = "Förvaltningens samordnare mot våldsbejakande extremism";
    assert_eq!(reader.definition(term).as_deref(), Some("samordnare@example.org"));
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("the log");
    let told: Vec<_> = log.iter().filter(|row| row.action == "support_link.set").collect();
    assert_eq!(told.len(), 6, "one for each change");
    let removed = told.iter().find(|row| row.after.is_none()).expect("a row");
    assert_eq!((removed.subject.as_str(), removed.before.as_deref()), ("rutin", Some(OF_CITY[1].1)));
    let own = told.iter().find(|row| row.subject == "farsta, samordnare").expect("a row");
    assert_eq!((own.actor.as_str(), own.after.as_deref()), ("s@example.org", Some("samordnare@example.org")));
}

async fn an_address_that_is_none_is_refused_at_its_field(app: TestApp) {
    city(&app, &[STADSDEL_2026]).await;
    set_all(&app).await;
    let (mut central, mut coordinator) = (app.logged_in("c@example.org").await, app.logged_in("s@example.org").await);
    for typed in ["javascript:alert(1)", "intranat.example.org", "rutinen@example.org"] {
        let page = central.post(CITY, &[("blankett", ""), ("rutin", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.title().starts_with("Fel: "), "{}", page.title());
        assert_eq!(page.faults(), ["Skriv hela webbadressen, som börjar med https://."]);
        assert_eq!((page.field("rutin").value(), page.field("rutin").fault), (typed, Some(page.faults().remove(0))));
    }
    assert_eq!(central.get(CITY).await.field("blankett").value(), OF_CITY[0].1, "nothing of it was taken");
    let page = coordinator.post(FARSTA, &[("samordnare", "javascript:alert(1)")]).await;
    assert_eq!(page.faults(), ["Skriv en e-postadress, eller en hel webbadress som börjar med https://."]);
    let long = format!("https://example.org/{}", "x".repeat(500));
    let page = coordinator.post(FARSTA, &[("handlingsplan", &long)]).await;
    assert_eq!(page.field("handlingsplan").fault.as_deref(), Some("Adressen är för lång, högst 500 tecken."));
    // A coordinator does not set the city's.
    coordinator.turn(FARSTA, &[("rutin", "https://annan.example.org/")], FARSTA).await;
    assert_eq!(central.get(CITY).await.field("rutin").value(), OF_CITY[1].1);
}

async fn an_external_party_is_shown_the_links_of_who_asks(app: TestApp) {
    city(&app, &[STADSDEL_2026]).await;
    set_all(&app).await;
    app.city(&[BRA_2026]).await;
    let new = NewRound {
        id: "2026-host".parse().expect("an id"),
        title: None,
        opens: "2026-10-01".parse().expect("a day"),
        closes: "2026-10-31".parse().expect("a day"),
        period: None,
        pinned: vec![],
    };
    let round = rounds::create(&app.cx, &operator(), new).await.expect("a round");
    let links = opening::open(&app.cx, &operator(), &round.id).await.expect("opened").links;
    let link = links.iter().find(|l| l.organisation == "bra-farsta").expect("a link");
    let link = format!("/e/{}", link.token);
    let mut browser = start(&app, &link, None, "verksamhet").await;
    let contact = "Samordnare mot våldsbejakande extremism, Farsta stadsdelsförvaltning: samordnare@example.org";
    for (section, fields) in
        [("verksamhet", &[("omrade", "polis")][..]), ("kannedom", &[]), ("handelser", &[("oro_handelse", "nej")]), ("behov", &[])]
    {
        let address = format!("{link}/fraga/{section}");
        let page = browser.get(&address).await;
        match section {
            "handelser" => assert_eq!(page.items(HEADING), [contact]),
            _ => assert_eq!(shown(&page), [""; 0], "{section}"),
        }
        assert_eq!(browser.post(&address, fields).await.status, StatusCode::SEE_OTHER, "{section}");
    }
    submit(&mut browser, &link).await;
    let receipt = browser.get(&format!("{link}/kvitto")).await;
    assert_eq!(receipt.items(HEADING)[3..], ["Handlingsplan mot våldsbejakande extremism, Farsta stadsdelsförvaltning", contact]);
    // It has none of its own.
    let path = "/forvaltning/lankar?organisation=bra-farsta";
    let mut coordinator = app.logged_in("s@example.org").await;
    assert!(!coordinator.get(path).await.has_field("samordnare"));
    assert_eq!(coordinator.post(path, &OF_FARSTA).await.status, StatusCode::NOT_FOUND);
}

async fn links_that_would_raise_what_is_measured_are_not_shown(app: TestApp) {
    let mut definition: serde_json::Value = serde_json::from_str(STADSDEL_2026).expect("JSON");
    for section in [0, 1] {
        definition["sections"][section]["links"] = serde_json::json!(["rutin"]);
    }
    let (id, _) = questionnaires::import(&app.cx, &operator(), definition.to_string().as_bytes()).await.expect("a draft");
    questionnaires::publish(&app.cx, &operator(), &id).await.expect("published");
    let link = city(&app, &[]).await;
    set_all(&app).await;
    let mut browser = start(&app, &link, Some("Ett"), "verksamhet").await;
    for (end, page) in answer(&mut browser, &link).await {
        assert_eq!(shown(&page).is_empty(), end != "handelser", "{end}");
    }
}
