//! The events of a place: each counted where it happened, and assessed by who works there.

use app::domain::account::Role;
use axum::http::StatusCode;
use jiff::civil::Date;
use lagesbild::export::Subject;
use lagesbild::services::{audit, opening, responses};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::app::{Browser, TestApp, create_round, id, on_both, operator};
use crate::meanings::{FACK_2026, STADSDEL_2026};

on_both!(
    every_count_on_the_page_is_that_of_the_rows_it_leads_to,
    what_is_assessed_is_counted_so_and_can_be_taken_back,
    the_second_who_assesses_an_event_is_told,
    an_event_is_assessed_where_it_happened,
    a_concern_is_assessed_without_telling_more_of_it,
    an_import_after_the_close_leaves_events_as_they_are,
    what_is_not_said_of_reporters_is_not_denied_either,
);

/// What a unit describes: place, kinds, month and whether it was handled.
pub type Described<'a> = (&'a str, &'a [&'a str], &'a str, &'a str);

const TEXT: &str = "Det som hände";

/// Lets a unit answer with these events.
async fn answer(app: &TestApp, link: &str, unit: &str, events: &[Described<'_>]) {
    let unit = app.unit(link, unit).await;
    let mut browser = app.browser();
    let at = |s: &str| format!("{link}/fraga/{s}");
    browser.turn(link, &[("enhet", &unit)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "annat"), ("plats", "Farsta")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    let mut fields = vec![("oro_handelse".to_owned(), if events.is_empty() { "nej" } else { "ja" })];
    for (i, (place, kinds, month, handled)) in events.iter().enumerate() {
        let name = |field: &str| format!("handelser.{}.{field}", i + 1);
        fields.extend(kinds.iter().map(|kind| (name("typ"), *kind)));
        let rest = [("miljo", "hoger"), ("stadsdelsomrade", place), ("manad", month), ("omhandertagen", handled)];
        fields.extend(rest.map(|(field, value)| (name(field), value)));
        fields.push((name("beskrivning"), TEXT));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    browser.turn(&at("handelser"), &fields, &at("behov")).await;
    browser.turn(&at("behov"), &[], &format!("{link}/granska")).await;
    browser.turn(&format!("{link}/granska"), &[("namn_kontrollerat", "ja")], &format!("{link}/kvitto")).await;
}

/// The city with twelve units in each of these organisations.
async fn city(app: &TestApp) {
    app.city(&[STADSDEL_2026, FACK_2026]).await;
    let units = ["farsta", "bromma", "social"].map(|o| (0..12).map(|i| format!("{o};Enhet {i}\n")).collect::<String>());
    app.units(&format!("forvaltning;enhet\n{}", units.concat())).await;
    app.account("c@example.org", Role::Central, None).await;
    for organisation in ["farsta", "bromma", "social"] {
        app.account(&format!("{organisation}@example.org"), Role::Samordnare, Some(organisation)).await;
    }
}

/// A closed round of 2026 in which units of the socialförvaltning described these events, one each.
pub async fn closed(app: &TestApp, events: &[Described<'_>]) {
    city(app).await;
    let links = app.open().await;
    for unit in 0..6 {
        let one: Vec<Described<'_>> = events.get(unit).into_iter().copied().collect();
        answer(app, &links["social"], &format!("Enhet {unit}"), &one).await;
    }
    app.close().await;
}

const PAGE: &str = "/forvaltning/handelser?organisation=farsta&ar=2026";
const HERE: &str = "I området";
const ELSEWHERE: &str = "Sett av egna enheter på andra platser";
const ASIDE: &str = "Räknas inte";

/// Where an event of Farsta's page is assessed, by its kind.
async fn assessment(browser: &mut Browser, kind: &str) -> String {
    let links = browser.get(PAGE).await.links();
    let link =
        links.into_iter().find(|(text, _)| ["Bedöm", "Ändra"].iter().any(|verb| text.starts_with(&format!("{verb} {kind}"))));
    link.unwrap_or_else(|| panic!("no event {kind}")).1
}

/// Says this of an event, as its form does.
async fn assess(browser: &mut Browser, address: &str, fields: &[(&str, &str)]) -> StatusCode {
    let seen = browser.get(address).await.field("sett").value().to_owned();
    let fields = [fields, &[("sett", seen.as_str()), ("gor", "spara")]].concat();
    browser.post(address, &fields).await.status
}

async fn every_count_on_the_page_is_that_of_the_rows_it_leads_to(app: TestApp) {
    city(&app).await;
    let mut random = StdRng::seed_from_u64(13);
    let day = |text: String| -> Date { text.parse().expect("a day") };
    for year in [2025, 2026] {
        app.set_day(&format!("{year}-09-10"));
        create_round(&app.cx, year, (day(format!("{year}-09-01")), day(format!("{year}-09-30")))).await.expect("a round");
        let opened = opening::open(&app.cx, &operator(), &id(year)).await.expect("opened");
        for link in opened.links {
            for unit in 0..random.random_range(2..6) {
                let months: Vec<String> = (1..5).map(|month| format!("{year}-0{month}")).chain([String::new()]).collect();
                let pick = |list: &[&'static str], random: &mut StdRng| *list.choose(random).expect("one");
                let mut event = || {
                    let kinds = ["klotter", "hot", "oro", "vald"];
                    let chosen: Vec<&str> = kinds.into_iter().filter(|_| random.random_bool(0.4)).collect();
                    let place = pick(&["Farsta", "Bromma", "Kungsholmen", "Hela staden"], &mut random);
                    let kinds = if chosen.is_empty() { vec!["flygblad"] } else { chosen };
                    let month = months.choose(&mut random).expect("one").as_str();
                    (place, kinds, month, pick(&["ja", "nej", "vet_ej", ""], &mut random))
                };
                let events = [event(), event(), event()];
                let events: Vec<Described<'_>> = events.iter().map(|(p, kinds, m, h)| (*p, kinds.as_slice(), *m, *h)).collect();
                answer(&app, &format!("/e/{}", link.token), &format!("Enhet {unit}"), &events).await;
            }
        }
        app.close_year(year).await;
    }
    assess_some(&app, &mut random).await;
    let mut office = app.logged_in("c@example.org").await;
    let mut followed = 0;
    for organisation in ["farsta", "bromma", "social"] {
        let path = format!("/forvaltning/handelser?organisation={organisation}&ar=2026");
        let page = office.get(&path).await;
        // Every event stands once, and the export has the same.
        let own = if organisation == "social" { "Sett av egna enheter" } else { ELSEWHERE };
        let rows: usize = [HERE, own, ASIDE].iter().map(|list| page.table(list).map_or(0, |rows| rows.len())).sum();
        let export = app.export_of(Subject::Incidents, 2026, Some(organisation)).await.expect("an export");
        assert_eq!(rows, export.lines().count() - 1, "{organisation}");
        for (text, href) in page.links() {
            let Some((count, what)) = text.split_once(" händelser ") else { continue };
            let listed = office.get(&href).await;
            let rows = listed.table(HERE).map_or(0, |rows| rows.len());
            assert_eq!(rows.to_string(), count, "{organisation} {what}: {href}");
            followed += 1;
        }
        // A choice of each value of each field lists what it says.
        for field in ["omrade", "miljo", "typ", "manad", "fran", "omhandertagen"] {
            for (value, _) in page.field(field).options {
                let chosen = office.get(&format!("{path}&{field}={}", crate::app::encode(&value))).await;
                let listed = |name: &str| chosen.table(name).map_or(0, |rows| rows.len());
                assert!([HERE, own, ASIDE].iter().map(|name| listed(name)).sum::<usize>() > 0, "{field} {value}");
            }
        }
    }
    assert!(followed > 40, "{followed} counts");
}

/// Assesses some events of Farsta, one as the same as another.
async fn assess_some(app: &TestApp, random: &mut StdRng) {
    let mut coordinator = app.logged_in("farsta@example.org").await;
    let links = coordinator.get(PAGE).await.links();
    let mut duplicates = 0;
    for (_, address) in links.iter().filter(|(text, _)| text.starts_with("Bedöm ")) {
        let page = coordinator.get(address).await;
        let original = page.has_field("samma_som").then(|| page.field("samma_som").options.last().expect("one").0.clone());
        let same_as = if random.random_bool(0.4) { original.unwrap_or_default() } else { String::new() };
        let connection = *["", "kopplad", "inte_kopplad", "oklar"].choose(random).expect("one");
        let handled = *["", "ja", "nej"].choose(random).expect("one");
        let fields = [("koppling", connection), ("samma_som", same_as.as_str()), ("omhandertagen", handled)];
        // What others are the same as cannot be the same as another.
        let status = assess(&mut coordinator, address, &fields).await;
        duplicates += i32::from(status == StatusCode::SEE_OTHER && !same_as.is_empty());
    }
    assert!(duplicates > 0);
}

async fn what_is_assessed_is_counted_so_and_can_be_taken_back(app: TestApp) {
    closed(
        &app,
        &[("Farsta", &["klotter"], "2026-03", "nej"), ("Farsta", &["hot"], "2026-03", ""), ("Bromma", &["vald"], "", "")],
    )
    .await;
    let answers = app.export_of(Subject::Responses, 2026, None).await.expect("an export");
    let mut browser = app.logged_in("farsta@example.org").await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.rows(HERE).len(), 2);
    assert_eq!(page.row("Antal efter typ", "Alla händelser").expect("all")[1].split(' ').next(), Some("2"));
    let (graffiti, threat) = (assessment(&mut browser, "Klotter").await, assessment(&mut browser, "Hot").await);
    let fields = [("koppling", "inte_kopplad"), ("omhandertagen", "ja"), ("anteckning", "Pojkstreck, enligt skolan")];
    assert_eq!(assess(&mut browser, &graffiti, &fields).await, StatusCode::SEE_OTHER);
    let page = browser.get(PAGE).await;
    assert_eq!((page.rows(HERE).len(), page.rows(ASIDE).len()), (1, 1));
    let row = &page.rows(ASIDE)[0];
    let said = "Omhändertagen: ja Inte kopplad till våldsbejakande extremism Pojkstreck, enligt skolan Ändra";
    assert!(row[6].starts_with(said), "{row:?}");
    let export = async |organisation| app.export_of(Subject::Incidents, 2026, organisation).await.expect("an export");
    let told = format!("2026;social;Farsta;hoger;klotter;;2026-03;;{TEXT};nej;inte_kopplad");
    assert!([export(Some("farsta")).await, export(Some("social")).await, export(None).await].iter().all(|e| e.contains(&told)));
    // The note is theirs alone.
    let social = app.logged_in("social@example.org").await.get("/forvaltning/handelser?organisation=social&ar=2026").await;
    assert!(!social.text.contains("Pojkstreck") && social.text.contains("Inte kopplad"));
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("the log");
    let row = log.iter().find(|row| row.action == "incident.assess").expect("a row");
    assert_eq!(row.after.as_deref(), Some("inte_kopplad; ja; …"));

    // The same as another, which then cannot be the same as that one.
    let other = browser.get(&graffiti).await.field("samma_som").options.pop().expect("the threat").0;
    assert_eq!(assess(&mut browser, &graffiti, &[("samma_som", &other)]).await, StatusCode::SEE_OTHER);
    assert!(export(Some("farsta")).await.contains(";nej;dubblett"));
    assert!(!browser.get(&threat).await.has_field("samma_som"), "it has nothing to be the same as");
    let itself = graffiti.split("handelse=").nth(1).expect("an id");
    assert_eq!(assess(&mut browser, &threat, &[("samma_som", itself)]).await, StatusCode::UNPROCESSABLE_ENTITY);

    let seen = browser.get(&graffiti).await.field("sett").value().to_owned();
    let back = browser.post(&graffiti, &[("gor", "ta_tillbaka"), ("sett", &seen)]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let page = browser.get(PAGE).await;
    assert_eq!((page.rows(HERE).len(), page.table(ASIDE)), (2, None));
    assert_eq!(app.export_of(Subject::Responses, 2026, None).await.expect("an export"), answers, "no answer has changed");
}

async fn the_second_who_assesses_an_event_is_told(app: TestApp) {
    closed(&app, &[("Farsta", &["klotter"], "", "")]).await;
    let mut first = app.logged_in("farsta@example.org").await;
    let address = assessment(&mut first, "Klotter").await;
    let mut second = first.clone();
    let seen = second.get(&address).await.field("sett").value().to_owned();
    assert_eq!(assess(&mut first, &address, &[("koppling", "kopplad")]).await, StatusCode::SEE_OTHER);
    let page = second.post(&address, &[("koppling", "oklar"), ("sett", &seen), ("gor", "spara")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults().len(), 1);
    assert_eq!(page.field("koppling").value(), "oklar", "what was chosen is still there");
    let seen = page.field("sett").value().to_owned();
    let saved = second.post(&address, &[("koppling", "oklar"), ("sett", &seen), ("gor", "spara")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "who has seen it may go on");
    for (field, text) in [("anteckning", "Ring 070-174 06 35"), ("koppling", "kanske")] {
        let seen = first.get(&address).await.field("sett").value().to_owned();
        let page = first.post(&address, &[(field, text), ("sett", &seen), ("gor", "spara")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
    }
}

async fn an_event_is_assessed_where_it_happened(app: TestApp) {
    let events: [Described<'_>; 3] =
        [("Farsta", &["klotter"], "", ""), ("Hela staden", &["hot"], "", ""), ("Bromma", &["vald"], "", "")];
    closed(&app, &events).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    let may = async |email: &str, organisation: &str| {
        let page = app.logged_in(email).await.get(&format!("/forvaltning/handelser?organisation={organisation}&ar=2026")).await;
        let assessed = page.links().into_iter().filter_map(|(text, _)| Some(text.strip_prefix("Bedöm ")?.to_owned()));
        assessed.map(|text| text.split(',').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(may("farsta@example.org", "farsta").await, ["Klotter"]);
    assert_eq!(may("bromma@example.org", "bromma").await, ["Våld"]);
    assert_eq!(may("c@example.org", "farsta").await, ["Klotter", "Hot eller trakasserier"], "and what is of the whole city");
    assert_eq!(may("social@example.org", "social").await, Vec::<String>::new());
    assert_eq!(may("l@example.org", "farsta").await, Vec::<String>::new());
    let page = app.logged_in("farsta@example.org").await.get(PAGE).await;
    assert!(page.notices().contains(&"2\u{a0}händelser. En gäller hela staden.".to_owned()), "{:?}", page.notices());
    // Its address is no way in for others.
    let mut office = app.logged_in("c@example.org").await;
    let address = assessment(&mut office, "Hot").await;
    let form = [("koppling", "kopplad"), ("sett", ""), ("gor", "spara")];
    for email in ["farsta@example.org", "bromma@example.org", "social@example.org"] {
        let mut browser = app.logged_in(email).await;
        let own = address.replace("organisation=farsta", &format!("organisation={}", email.split('@').next().expect("a name")));
        assert_eq!(browser.get(&own).await.status, StatusCode::NOT_FOUND, "{email}");
        assert_eq!(browser.post(&own, &form).await.status, StatusCode::NOT_FOUND, "{email}");
    }
    let mut reader = app.logged_in("l@example.org").await;
    assert_eq!(reader.post(&address, &form).await.status, StatusCode::FORBIDDEN);
    assert_eq!(assess(&mut office, &address, &[("koppling", "kopplad")]).await, StatusCode::SEE_OTHER);
    let bromma = app.export_of(Subject::Incidents, 2026, Some("bromma")).await.expect("an export");
    assert!(bromma.contains(";Hela staden;hoger;hot;;;;Det som hände;;kopplad"), "every stadsdelsförvaltning sees it: {bromma}");
}

async fn a_concern_is_assessed_without_telling_more_of_it(app: TestApp) {
    closed(&app, &[("Farsta", &["oro"], "2026-03", "ja"), ("Hela staden", &["oro"], "2026-04", "ja")]).await;
    let mut browser = app.logged_in("farsta@example.org").await;
    let address = assessment(&mut browser, "Oro").await;
    let page = browser.get(&address).await;
    assert!(!page.text.contains(TEXT) && !page.main_text().contains("mars"), "{}", page.main_text());
    assert_eq!(assess(&mut browser, &address, &[("koppling", "oklar"), ("anteckning", "Vår egen")]).await, StatusCode::SEE_OTHER);
    let export = async |organisation| app.export_of(Subject::Incidents, 2026, organisation).await.expect("an export");
    assert!(export(Some("farsta")).await.contains("2026;social;Farsta;hoger;oro;;;;;;oklar\n"));
    assert!(export(None).await.contains("2026;social;Farsta;hoger;oro;;;;;;\n"), "others get place, environment and kind");
    assert!(export(Some("social")).await.contains(&format!(";Farsta;hoger;oro;;2026-03;;{TEXT};ja;oklar\n")), "who reported it");
    let log = app.logged_in("c@example.org").await.get("/central/logg").await;
    assert!(!log.text.contains("Vår egen"));
}

async fn an_import_after_the_close_leaves_events_as_they_are(app: TestApp) {
    closed(&app, &[("Farsta", &["klotter"], "", "")]).await;
    let mut browser = app.logged_in("farsta@example.org").await;
    let address = assessment(&mut browser, "Klotter").await;
    assess(&mut browser, &address, &[("koppling", "kopplad")]).await;
    let before = app.export_of(Subject::Incidents, 2026, None).await.expect("an export");
    let file = format!("omrade;plats;oro_handelse\n{}", "annat;Bromma;nej\n".repeat(5));
    let target = (&id(2026), &"social".into());
    responses::import(&app.cx, &operator(), target, file.as_bytes(), |_, _| ()).await.expect("answers");
    assert_eq!(app.export_of(Subject::Incidents, 2026, None).await.expect("an export"), before);
    assert_eq!(assessment(&mut browser, "Klotter").await, address, "under the same id");
    // Nor does a start that counts anew.
    app.another_server().await;
    assert_eq!(assessment(&mut browser, "Klotter").await, address);
}

async fn what_is_not_said_of_reporters_is_not_denied_either(app: TestApp) {
    city(&app).await;
    let links = app.open().await;
    for unit in 0..6 {
        let event: Described<'_> = ("Farsta", &["klotter"], "", "");
        let one = if unit == 0 { vec![event] } else { vec![] };
        answer(&app, &links["farsta"], &format!("Enhet {unit}"), &one).await;
    }
    // Two of another organisation are few, and Farsta is not named so that they are not what is missing.
    for (organisation, row, count) in [("social", "annat;Bromma;nej\n", 2), ("bromma", "annat;;nej\n", 8)] {
        let header = if organisation == "social" { "omrade;plats;oro_handelse" } else { "omrade;oro_handelse" };
        let file = format!("{header}\n{}", row.replace(";;", ";").repeat(count));
        let target = (&id(2026), &organisation.into());
        responses::import(&app.cx, &operator(), target, file.as_bytes(), |_, _| ()).await.expect("answers");
    }
    app.close().await;
    let page = app.logged_in("farsta@example.org").await.get(PAGE).await;
    assert_eq!(page.rows(HERE)[0][4], "Anges inte");
    let denied = "Ingen av de egna enheterna har beskrivit någon händelse.";
    assert!(!page.main_text().contains(denied), "{}", page.main_text());
}
