//! Figures wait for the close, and small ones stay hidden on every channel.

use app::domain::account::Role;
use std::collections::BTreeMap;

use axum::http::StatusCode;
use lagesbild::export::Subject;
use lagesbild::services::{Error, ImportError, Refusal, RoundError, opening, responses, results};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::app::{Browser, FACK, Page, STADSDEL, TestApp, closed, create_round, id, on_both, operator};

on_both!(
    four_answers_are_shown_nowhere,
    two_indicators_of_one_question_give_nothing_away,
    nothing_small_can_be_subtracted_out_over_channels_and_years,
    while_the_round_is_open_nothing_but_the_rates_is_told,
    a_merger_is_compared_with_those_before_it,
    incidents_travel_to_the_area_without_a_concerns_description,
    an_import_into_a_closed_round_with_answers_holds_at_least_five,
);

/// Answers of one organisation as a file: how many, and how many of them know the plan.
fn answers(count: usize, known: usize) -> String {
    let rows = (0..count).map(|i| format!("forskola;{};nej;{i}\n", if i < known { "jag" } else { "ingen" }));
    format!("omrade;kannedom.handlingsplan;handelse;behov_text\n{}", rows.collect::<String>())
}

fn units(sizes: &[(&str, usize)]) -> String {
    let rows = sizes.iter().flat_map(|(o, n)| (0..*n).map(move |i| format!("{o};Enhet {i}\n")));
    format!("forvaltning;enhet\n{}", rows.collect::<String>())
}

async fn import(app: &TestApp, year: i64, organisation: &str, csv: &str) {
    responses::import(&app.cx, &operator(), (&id(year), &organisation.into()), csv.as_bytes(), |_, _| ()).await.expect("answers");
}

/// An organisation and indicator to antal and bas, as the export tells them; hidden ones are none.
async fn told(app: &TestApp, year: i64) -> BTreeMap<(String, String), Option<(i64, i64)>> {
    let csv = app.export_of(Subject::Indicators, year, None).await.expect("an export");
    csv.lines()
        .skip(1)
        .map(|line| {
            let c: Vec<&str> = line.split(';').collect();
            assert_eq!(c[7] == "ja", c[4].is_empty() && c[5].is_empty() && c[6].is_empty(), "{line}");
            ((c[1].into(), c[2].into()), c[4].parse().ok().map(|n| (n, c[5].parse().expect("a base"))))
        })
        .collect()
}

async fn four_answers_are_shown_nowhere(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units(&units(&[("bromma", 6), ("farsta", 30), ("skarpnack", 30), ("kungsholmen", 30)])).await;
    app.open().await;
    for (organisation, count, known) in [("bromma", 4, 3), ("farsta", 9, 5), ("skarpnack", 12, 6), ("kungsholmen", 20, 10)] {
        import(&app, 2026, organisation, &answers(count, known)).await;
    }
    app.close().await;
    let told = told(&app, 2026).await;
    let plan = |o: &str| told[&(o.to_owned(), "handlingsplan_chef".to_owned())];
    assert_eq!(plan("bromma"), None);
    assert_eq!(plan("farsta"), None, "the next smallest goes with it");
    assert_eq!(plan("skarpnack"), Some((6, 12)));
    assert_eq!(plan(""), Some((24, 45)));
    app.account("b@example.org", Role::Samordnare, Some("bromma")).await;
    app.account("c@example.org", Role::Central, None).await;
    for (email, paths) in [
        (
            "b@example.org",
            vec![
                "/forvaltning",
                "/export/2026/indikatorer.csv?organisation=bromma",
                "/export/2026/indikatorer.json?organisation=bromma",
            ],
        ),
        (
            "c@example.org",
            vec![
                "/forvaltning?organisation=bromma&ar=2026",
                "/central/kannedom",
                "/export/2026/indikatorer.json?organisation=bromma",
            ],
        ),
    ] {
        let mut browser = app.logged_in(email).await;
        for path in paths {
            let page = browser.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            for figure in
                ["75,0", "75.0", "75\u{a0}%", "55,6", "55.6", "56\u{a0}%", "3 av 4", ";3;4;", "\"bas\":4", "5 av 9", "\"bas\":9"]
            {
                assert!(!page.text.contains(figure), "{path} tells {figure}");
            }
        }
    }
}

/// Two indicators count one question, and one of them is not asked of a förvaltning with three answers: the difference of
/// their sums would be these three.
async fn two_indicators_of_one_question_give_nothing_away(app: TestApp) {
    let mut variant: serde_json::Value = serde_json::from_str(STADSDEL).expect("a questionnaire");
    (variant["id"], variant["audience"]) = ("vbe-fack".into(), "fackforvaltning".into());
    let indicators = variant["indicators"].as_array_mut().expect("indicators");
    indicators.retain(|indicator| indicator["id"] != "handlingsplan_medarbetare");
    app.city(&[STADSDEL, &variant.to_string()]).await;
    let sizes = [("bromma", 14), ("farsta", 14), ("skarpnack", 14), ("social", 20)];
    app.units(&units(&sizes)).await;
    app.open().await;
    for (organisation, count, known) in [("bromma", 12, 8), ("farsta", 8, 8), ("skarpnack", 9, 6), ("social", 3, 2)] {
        import(&app, 2026, organisation, &answers(count, known)).await;
    }
    app.close().await;
    let told = told(&app, 2026).await;
    let base = |o: &str, i: &str| told[&(o.to_owned(), i.to_owned())].map(|(_, base)| base);
    assert_eq!((base("", "handlingsplan_chef"), base("", "handlingsplan_medarbetare")), (Some(32), None));
    for (organisation, _) in &sizes[..3] {
        let [own, staff] = ["handlingsplan_chef", "handlingsplan_medarbetare"].map(|indicator| base(organisation, indicator));
        assert_eq!(own, staff, "{organisation}: what is hidden of one is hidden of both");
    }
}

/// The attack of the domain's property test, over what really leaves: exports of the city and of
/// each organisation, and the merged figures of the pages, in two years.
async fn nothing_small_can_be_subtracted_out_over_channels_and_years(app: TestApp) {
    let mut random = StdRng::seed_from_u64(11);
    let operator = operator();
    app.city(&[STADSDEL]).await;
    let names = ["norrmalm", "ostermalm", "bromma", "farsta", "skarpnack", "kungsholmen"];
    app.units(&units(&names.map(|n| (n, 40)))).await;
    for (round, year) in [2020, 2021, 2022].into_iter().enumerate() {
        let (opens, closes) = (format!("{year}-09-01"), format!("{year}-09-30"));
        let day = |t: &String| t.parse().expect("a day");
        app.set_day(&format!("{year}-09-10"));
        create_round(&app.cx, year, (day(&opens), day(&closes))).await.expect("a round");
        opening::open(&app.cx, &operator, &id(year)).await.expect("opened");
        let mut bases: BTreeMap<&str, i64> = BTreeMap::new();
        for name in names {
            let base = if random.random_bool(0.5) { random.random_range(0..6) } else { random.random_range(6..30) };
            bases.insert(name, base);
            let count = usize::try_from(base).expect("a count");
            if count > 0 {
                let marked = format!("{}{}", answers(count, count / 3), "\n".repeat(round));
                import(&app, year, name, &marked).await;
            }
        }
        app.close_year(year).await;
        let told = told(&app, year).await;
        let figures = results::figures(&app.cx, &closed(&app.cx, year).await).await.expect("figures");
        // What is known: a sum of parts a row; the last is the merged figure on its page.
        let id = "handlingsplan_chef";
        let mut known: Vec<(Vec<&str>, i64)> = Vec::new();
        for name in names {
            if let Some((_, base)) = told[&(name.to_owned(), id.to_owned())] {
                known.push((vec![name], base));
            }
        }
        if let Some((_, base)) = told[&(String::new(), id.to_owned())] {
            known.push((names.to_vec(), base));
        }
        if let Some(tally) = figures.figure_of(id, "norra-innerstaden").shown() {
            known.push((vec!["norrmalm", "ostermalm"], tally.base));
        }
        for (parts, base) in &known {
            assert_eq!(parts.iter().map(|p| bases[p]).sum::<i64>(), *base, "{year}: what is shown is true");
            assert!(*base >= 5);
        }
        // Every difference of two nested sums, and of a sum and everything shown inside it.
        for (whole, _) in &known {
            let inner: Vec<&Vec<&str>> =
                known.iter().map(|(p, _)| p).filter(|p| p.len() < whole.len() && p.iter().all(|n| whole.contains(n))).collect();
            for set in 0..1_u32 << inner.len() {
                let taken: Vec<&str> =
                    inner.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).flat_map(|(_, p)| (*p).clone()).collect();
                let mut once = taken.clone();
                once.sort_unstable();
                once.dedup();
                if once.len() == taken.len() {
                    let rest: i64 = whole.iter().filter(|n| !taken.contains(n)).map(|n| bases[n]).sum();
                    assert!(rest == 0 || rest >= 5, "{year}: {whole:?} less {taken:?} leaves {rest} answers");
                }
            }
        }
    }
}

async fn while_the_round_is_open_nothing_but_the_rates_is_told(app: TestApp) {
    app.city(&[STADSDEL, FACK]).await;
    app.units(&units(&[("bromma", 12), ("social", 12)])).await;
    app.open().await;
    let secret = "Ett svar som ingen får se än";
    import(&app, 2026, "bromma", &answers(10, 7).replace(";nej;3\n", &format!(";nej;{secret}\n"))).await;
    for subject in [Subject::Responses, Subject::Texts, Subject::Indicators, Subject::Incidents] {
        let refused = app.export_of(subject, 2026, None).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Round(RoundError::StillOpen(_))))), "{subject:?}");
    }
    assert!(app.export_of(Subject::Rates, 2026, None).await.expect("rates").contains("\nbromma;;12;0;0;10;83,3\n"));
    app.account("b@example.org", Role::Samordnare, Some("bromma")).await;
    app.account("c@example.org", Role::Central, None).await;
    for email in ["b@example.org", "c@example.org"] {
        let mut browser = app.logged_in(email).await;
        for path in [
            "/forvaltning?organisation=bromma&ar=2026",
            "/central",
            "/central?ar=2026",
            "/central/kannedom",
            "/central/kannedom?ar=2026",
            "/central/logg",
            "/export/2026/svar.csv",
            "/export/2026/fritext.csv",
            "/export/2026/indikatorer.csv",
            "/export/2026/handelser.json",
            "/export/2026/indikatorer.csv?organisation=bromma",
            "/export/2026/handelser.csv?organisation=bromma",
            "/export/2026/svarsfrekvens.csv?organisation=bromma",
            "/export/2026/kodbok.csv?organisation=bromma",
        ] {
            let page = browser.get(path).await;
            for told in [secret, "7 av 10", "70,0", ";7;10;", "handlingsplan_chef;"] {
                assert!(!page.text.contains(told), "{email} {path} tells {told}");
            }
        }
        assert_eq!(browser.get("/export/2026/indikatorer.csv?organisation=bromma").await.status, StatusCode::CONFLICT);
    }
}

async fn a_merger_is_compared_with_those_before_it(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units(&units(&[("norrmalm", 20), ("ostermalm", 20), ("bromma", 20)])).await;
    let operator = operator();
    app.set_day("2022-10-01");
    let day = |t: &str| t.parse().expect("a day");
    create_round(&app.cx, 2022, (day("2022-09-01"), day("2022-10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator, &id(2022)).await.expect("opened");
    import(&app, 2022, "norrmalm", &answers(10, 5)).await;
    import(&app, 2022, "ostermalm", &answers(16, 8)).await;
    import(&app, 2022, "bromma", &answers(8, 1)).await;
    app.close_year(2022).await;
    app.set_day("2023-10-01");
    app.units(&units(&[("norra-innerstaden", 30)])).await;
    create_round(&app.cx, 2023, (day("2023-09-01"), day("2023-10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator, &id(2023)).await.expect("opened");
    import(&app, 2023, "norra-innerstaden", &answers(20, 15)).await;
    app.close_year(2023).await;
    app.account("n@example.org", Role::Samordnare, Some("norra-innerstaden")).await;
    let mut browser = app.logged_in("n@example.org").await;
    let page = browser.get("/forvaltning").await;
    let plan = |page: &Page| page.row("Resultat", "Chefer som känner till handlingsplanen").expect("a row");
    let before = "50\u{a0}% 13 av 26";
    assert_eq!(plan(&page)[1..], ["75\u{a0}% 15 av 20", before], "this year, and those before it together");
    let said = "Tidigare år visas summan av de förvaltningar som Norra innerstadens stadsdelsförvaltning har ersatt: \
                Norrmalms stadsdelsförvaltning, Östermalms stadsdelsförvaltning.";
    assert!(page.paragraphs().iter().any(|text| text == said), "the page says so: {}", page.main_text());
    assert_eq!(plan(&browser.get("/forvaltning?ar=2022").await)[1..], [before]);
    assert_eq!(browser.get("/forvaltning?organisation=ostermalm&ar=2022").await.status, StatusCode::OK);
    assert_eq!(browser.get("/forvaltning?organisation=bromma&ar=2022").await.status, StatusCode::NOT_FOUND);
}

async fn an_incident(browser: &mut Browser, link: &str, unit: &str, area: &str, kind: &str, text: &str) {
    let at = |s: &str| format!("{link}/fraga/{s}");
    browser.turn(link, &[("enhet", unit)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "annat"), ("plats", area)], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    let fields = [
        ("handelse", "ja"),
        ("handelser.1.miljo", "hoger"),
        ("handelser.1.typ", kind),
        ("handelser.1.stadsdelsomrade", area),
        ("handelser.1.beskrivning", text),
    ];
    browser.turn(&at("handelser"), &fields, &at("behov")).await;
    browser.turn(&at("behov"), &[], &format!("{link}/granska")).await;
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
}

async fn incidents_travel_to_the_area_without_a_concerns_description(app: TestApp) {
    app.city(&[STADSDEL, FACK]).await;
    app.units(&units(&[("social", 8), ("kultur", 3), ("idrott", 4), ("farsta", 2)])).await;
    let links = app.open().await;
    for (organisation, number, area, kind, text) in [
        ("social", 0, "Farsta", "klotter", "Symboler på en vägg"),
        ("social", 1, "Farsta", "oro", "En oro som stannar"),
        ("social", 2, "Bromma", "hot", "Ett hot någon annanstans"),
        ("kultur", 0, "Farsta", "flygblad", "Flygblad i biblioteket"),
    ] {
        let link = &links[organisation];
        let unit = app.unit(link, &format!("Enhet {number}")).await;
        an_incident(&mut app.browser(), link, &unit, area, kind, text).await;
    }
    import(&app, 2026, "social", "omrade;plats;handelse\nannat;Bromma;nej\nannat;Bromma;vet_ej\n").await;
    // With these, kultur is not the only one that may be meant where nobody is named.
    import(&app, 2026, "idrott", &format!("omrade;plats;handelse\n{}", "annat;Bromma;nej\n".repeat(4))).await;
    app.close().await;
    let farsta = app.export_of(Subject::Incidents, 2026, Some("farsta")).await.expect("an export");
    let mut lines: Vec<&str> = farsta.lines().skip(1).collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "2026;;Farsta;hoger;flygblad;;;;Flygblad i biblioteket;;", // few answers: not said by whom
            "2026;social;Farsta;hoger;klotter;;;;Symboler på en vägg;;",
            "2026;social;Farsta;hoger;oro;;;;;;", // only that there is one
        ]
    );
    let social = app.export_of(Subject::Incidents, 2026, Some("social")).await.expect("an export");
    assert!(social.contains("En oro som stannar") && social.contains("Ett hot någon annanstans"), "its own: {social}");
    let kultur = app.export_of(Subject::Incidents, 2026, Some("kultur")).await.expect("an export");
    assert_eq!(kultur.lines().nth(1), Some("2026;;Farsta;hoger;flygblad;;;;;;"), "none of its own free text");
}

async fn an_import_into_a_closed_round_with_answers_holds_at_least_five(app: TestApp) {
    app.ostermalm().await;
    let operator = operator();
    let before = told(&app, 2022).await;
    let refused =
        responses::import(&app.cx, &operator, (&id(2022), &"ostermalm".into()), answers(4, 4).as_bytes(), |_, _| ()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Import(ImportError::TooFewIntoClosed(5))))), "{refused:?}");
    let refused =
        responses::import(&app.cx, &operator, (&id(2022), &"ostermalm".into()), answers(10, 4).as_bytes(), |_, _| ()).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::Import(ImportError::MoreThanSample { completed: 27, eligible: 26 })))),
        "{refused:?}"
    );
    assert_eq!(told(&app, 2022).await, before, "nothing was taken");
    import(&app, 2022, "ostermalm", &answers(5, 5)).await;
    assert_eq!(told(&app, 2022).await[&("ostermalm".to_owned(), "handlingsplan_chef".to_owned())], Some((19, 22)));
}
