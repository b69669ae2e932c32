//! What the underlag says of a place: one with many events, none, only others', of a council, and where
//! nobody answered.

use std::collections::BTreeMap;

use app::domain::account::Role;
use app::domain::figure::in_words;
use app::domain::questionnaire::WHOLE_CITY;
use lagesbild::services::{incidents, results, underlag};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::app::{TestApp, at, closed, on_both};
use crate::respond::{start, submit};
use crate::underlag::said;

on_both!(
    each_kind_of_place_reads_as_it_is,
    what_is_counted_is_what_is_listed,
    external_parties_are_a_group_of_their_own,
    who_has_few_answers_from_a_place_is_not_named_as_silent,
);

/// The questionnaires of today.
const TODAY: [&str; 3] = [
    include_str!("../../../app/enkat/vbe-stadsdel.json"),
    include_str!("../../../app/enkat/vbe-fack.json"),
    include_str!("../../../app/enkat/vbe-bra.json"),
];

/// What somebody describes.
#[derive(Clone, Copy)]
struct Event {
    place: &'static str,
    environment: &'static str,
    kind: &'static str,
    reported: &'static str,
    handled: &'static str,
}

const fn event(place: &'static str, environment: &'static str, kind: &'static str) -> Event {
    Event { place, environment, kind, reported: "blankett", handled: "ja" }
}

/// The city's organisations with units in Farsta, Bromma and Skärholmen, and links to answer through.
async fn city(app: &TestApp) -> BTreeMap<String, String> {
    app.city(&TODAY).await;
    let rows = |organisation: &str, division: &str, area: &str, units: std::ops::Range<usize>| {
        units.map(|i| format!("{organisation};Enhet {i};{division};{area}\n")).collect::<String>()
    };
    let register = [
        rows("farsta", "Förskola", "Farsta", 1..9),
        rows("farsta", "Socialtjänst", "Farsta", 9..17),
        rows("bromma", "Förskola", "Bromma", 1..9),
        rows("skarholmen", "Förskola", "Skärholmen", 1..9),
        rows("utbildning", "Grundskola", "Farsta", 1..8),
        rows("kultur", "Bibliotek", "Farsta", 1..4),
        rows("kultur", "Bibliotek", "Bromma", 4..8),
        rows("social", "Stab", "Farsta", 1..4),
        rows("social", "Stab", "Bromma", 4..8),
    ];
    app.units(&format!("forvaltning;enhet;avdelning;stadsdelsomrade\n{}", register.concat())).await;
    app.open().await
}

/// Answers for a unit, or where there is no register for nobody in particular.
async fn answer(app: &TestApp, links: &BTreeMap<String, String>, organisation: &str, unit: Option<usize>, events: &[Event]) {
    let link = &links[organisation];
    let name = unit.map(|number| format!("Enhet {number}"));
    let mut browser = start(app, link, name.as_deref(), "verksamhet").await;
    let external = organisation == "bra-farsta";
    let section = |id: &str| format!("{link}/fraga/{id}");
    let mut first = vec![("omrade", "annat"), ("omrade.annat_text", "Annat"), ("nav", "nasta")];
    if ["utbildning", "kultur", "social"].contains(&organisation) {
        first.push(("plats", "Farsta"));
    }
    browser.post(&section("verksamhet"), &first).await;
    let known = if external || unit.is_some_and(|n| n % 3 == 0) { "jag" } else { "bada" };
    browser.post(&section("kannedom"), &[("kannedom.handlingsplan", known), ("samverkan", "4"), ("nav", "nasta")]).await;
    if !external {
        browser.post(&section("kunskap"), &[("kunskap_chef", "2"), ("apt", "ja"), ("nav", "nasta")]).await;
    }
    let mut fields = vec![("oro_handelse".to_owned(), if events.is_empty() { "nej" } else { "ja" })];
    for (i, event) in events.iter().enumerate() {
        let Event { place, environment, kind, reported, handled } = *event;
        let answers = [("stadsdelsomrade", place), ("miljo", environment), ("typ", kind), ("omhandertagen", handled)];
        fields.extend(answers.map(|(field, value)| (format!("handelser.{}.{field}", i + 1), value)));
        if !(external && reported == "blankett") {
            fields.push((format!("handelser.{}.rapporterat", i + 1), reported));
        }
        fields.push((format!("handelser.{}.manad", i + 1), "2026-05"));
    }
    fields.push(("nav".to_owned(), "nasta"));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (field.as_str(), *value)).collect();
    browser.turn(&section("handelser"), &fields, &section("behov")).await;
    browser.turn(&section("behov"), &[("stod", "besok"), ("nav", "nasta")], &format!("{link}/granska")).await;
    submit(&mut browser, link).await;
}

async fn each_kind_of_place_reads_as_it_is(app: TestApp) {
    let links = city(&app).await;
    let many = [event("Farsta", "hoger", "klotter"), event("Farsta", "osaker", "oro"), event("Bromma", "hoger", "hot")];
    for unit in 1..11 {
        let events = if unit <= 2 { &many[..] } else { &[] };
        answer(&app, &links, "farsta", Some(unit), events).await;
    }
    for unit in 1..7 {
        let here = [Event { handled: "nej", reported: "inte", ..event("Farsta", "islamistisk", "rekrytering") }];
        let elsewhere = [event("Skärholmen", "hoger", "klistermarken"), event(WHOLE_CITY, "vanster", "flygblad")];
        let events = match unit {
            1 => &here[..],
            2 => &elsewhere,
            _ => &[],
        };
        answer(&app, &links, "utbildning", Some(unit), events).await;
        answer(&app, &links, "kultur", Some(unit), &[]).await;
        answer(&app, &links, "social", Some(unit), &[]).await;
        answer(&app, &links, "bra-farsta", None, &[]).await;
        answer(&app, &links, "skarholmen", Some(unit), &[]).await;
    }
    app.close().await;
    for (name, organisation) in [
        ("many_events", "farsta"),
        ("only_others_events", "skarholmen"),
        ("nobody_answered", "bromma"),
        ("council", "bra-farsta"),
        ("whole_city", "utbildning"),
    ] {
        insta::assert_snapshot!(format!("place_{name}"), said(&app, 2026, organisation).await);
    }
}

/// On the city's pages: apart from the förvaltningar, and each under the questions that it was asked.
async fn external_parties_are_a_group_of_their_own(app: TestApp) {
    let links = city(&app).await;
    for unit in 1..7 {
        answer(&app, &links, "farsta", Some(unit), &[]).await;
        answer(&app, &links, "bra-farsta", None, &[]).await;
    }
    app.close().await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let rates = central.get("/central").await.rows("Svarsfrekvens per organisation");
    let heads: Vec<&str> = rates.iter().map(|cells| cells[0].as_str()).collect();
    let (own, external) = heads.split_at(heads.iter().position(|head| head.starts_with("Externa parter, ")).expect("a group"));
    assert!(own[0].starts_with("Stadsdelsförvaltningar, "), "{own:?}");
    assert!(
        own.contains(&"Farsta stadsdelsförvaltning") && !own.contains(&"Lokala brottsförebyggande rådet i Farsta"),
        "{own:?}"
    );
    assert!(
        external.contains(&"Lokala brottsförebyggande rådet i Farsta") && external.last() == Some(&"Hela staden"),
        "{external:?}"
    );
    let page = central.get("/central/kannedom").await;
    assert_eq!(page.row("Kännedom per förvaltning", "Lokala brottsförebyggande rådet i Farsta"), None);
    let council = page.row("Kännedom per extern part", "Lokala brottsförebyggande rådet i Farsta").expect("a row");
    assert!(
        council[1..].contains(&"100\u{a0}% 6 av 6".to_owned()) && !council.contains(&"inte frågat".to_owned()),
        "{council:?}"
    );
    // Asked for what nobody outside was asked, the council still stands under its own questions.
    let page = central.get("/central/kannedom?indikator=apt&indikator=handlingsplan_extern").await;
    assert_eq!(page.rows("Kännedom per extern part")[0].len(), 2);
    assert_eq!(page.rows("Kännedom per förvaltning")[0].len(), 2);
    let page = central.get("/central/kannedom?indikator=apt").await;
    assert_eq!(page.row("Kännedom per extern part", "Lokala brottsförebyggande rådet i Farsta"), Some(council));
}

/// Five answers from Farsta are enough to be told of by name; three and three are told of together.
async fn who_has_few_answers_from_a_place_is_not_named_as_silent(app: TestApp) {
    let links = city(&app).await;
    for unit in 1..8 {
        answer(&app, &links, "farsta", Some(unit), &[]).await;
        answer(&app, &links, "kultur", Some(unit), &[]).await;
        answer(&app, &links, "social", Some(unit), &[]).await;
    }
    for unit in 1..6 {
        answer(&app, &links, "utbildning", Some(unit), &[]).await;
    }
    app.close().await;
    let text = said(&app, 2026, "farsta").await;
    assert!(text.contains("Enheter i området från Utbildningsförvaltningen svarade men beskrev ingen händelse där."), "{text}");
    assert!(text.contains("De övriga svaren från området är sammanlagt sex."), "{text}");
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    let page = app.logged_in("s@example.org").await.get("/forvaltning/handelser?organisation=farsta&ar=2026").await;
    assert_eq!(page.items("Svarade och såg inget i området"), ["Utbildningsförvaltningen"]);
    // From Skärholmen nobody answered, and nothing is told of it.
    let text = said(&app, 2026, "skarholmen").await;
    assert!(text.contains("Enkäten ger inga uppgifter om händelser") && !text.contains("beskrev"), "{text}");
}

/// Over random cities: the numbers of the sentences are those of the rows that the page lists.
async fn what_is_counted_is_what_is_listed(app: TestApp) {
    let mut random = StdRng::seed_from_u64(5);
    let links = city(&app).await;
    let units = [("farsta", 16), ("bromma", 8), ("utbildning", 7), ("kultur", 7)];
    for (organisation, unit) in units.iter().flat_map(|(o, n)| (1..=*n).map(move |unit| (*o, unit))) {
        let mut one_of = |choices: &[&'static str]| *choices.choose(&mut random).expect("a choice");
        let mut described = || Event {
            place: one_of(&["Farsta", "Bromma", "Skärholmen", WHOLE_CITY]),
            environment: one_of(&["hoger", "vanster", "osaker"]),
            kind: one_of(&["klotter", "hot", "oro"]),
            reported: one_of(&["ia", "blankett", "inte"]),
            handled: one_of(&["ja", "nej"]),
        };
        let all = [described(), described(), described()];
        let count = random.random_range(0..=3);
        answer(&app, &links, organisation, Some(unit), &all[..count]).await;
    }
    app.close().await;
    for (organisation, area) in [("farsta", "Farsta"), ("bromma", "Bromma"), ("skarholmen", "Skärholmen")] {
        let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
        let place = at(&app.cx, 2026, organisation).await;
        let listed = incidents::list(&app.cx, &place, &figures).await.expect("incidents");
        let here: Vec<_> = listed.iter().map(|i| &i.incident).filter(|i| i.place == area || i.place == WHOLE_CITY).collect();
        let document = underlag::assemble(&app.cx, &place).await.expect("an underlag");
        let text = |name: &str| {
            document.sentences().find(|s| s.place == format!("lage.{name}")).map(|s| s.text.clone()).unwrap_or_default()
        };
        let count = |is: &dyn Fn(&app::domain::incident::Incident) -> bool| {
            in_words(i64::try_from(here.iter().filter(|i| is(i)).count()).expect("a number"))
        };
        let all = count(&|_| true);
        let (there, city) = (count(&|i| i.place == area), count(&|i| i.place == WHOLE_CITY));
        let expected =
            format!("I enkäten beskrevs {all} händelser som rör området: {there} i {area} och {city} som gäller hela staden.");
        assert!(text("antal").starts_with(&expected), "{expected}: {}", text("antal"));
        for (id, words) in [("hoger", "högerextremism"), ("vanster", "vänsterextremism")] {
            let expected = format!("{} till {words}", count(&|i| i.environment.iter().any(|e| e == id)));
            let said = text("miljo").to_lowercase().replace("kan kopplas till", "till");
            assert!(said.contains(&expected), "{expected}: {said}");
        }
        for (id, words) in [("klotter", "klotter"), ("hot", "hot eller trakasserier")] {
            let expected = format!("{} om {words}", count(&|i| i.kind.iter().any(|k| k == id)));
            let said = text("typ").to_lowercase().replace("handlade om", "om");
            assert!(said.contains(&expected), "{expected}: {said}");
        }
        let handled = format!("{} av de {all} händelserna uppges ha tagits om hand", count(&|i| i.was_handled == Some(true)));
        assert!(text("hanterat").to_lowercase().contains(&handled), "{handled}: {}", text("hanterat"));
    }
}
