//! What the central office sees of the whole city: the same figures on every channel, and none that gives another away.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::account::Role;
use axum::http::StatusCode;
use lagesbild::export::sheets::{self, Order};
use lagesbild::export::{Format, Subject};
use lagesbild::services::{Caller, opening, organisations, responses};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::app::{Browser, Page, STADSDEL, TestApp, create_round, id, on_both, operator};
use crate::events::{Described, closed};
use crate::silence::attack;

on_both!(
    every_channel_says_the_same_and_gives_nothing_away,
    events_are_counted_over_the_city_as_they_are_exported,
    a_chart_that_does_not_exist_is_not_found,
    the_citys_underlag_says_the_citys_figures_and_is_edited,
    the_citys_underlag_does_not_say_what_nobody_said,
);

const INDICATOR: &str = "handlingsplan_chef";
const FIELD: &str = "kannedom.handlingsplan";
/// Four of one kind, and three of another that is asked the same.
const NAMES: [&str; 7] = ["bromma", "farsta", "skarpnack", "kungsholmen", "social", "utbildning", "kultur"];
const OF_THE_FIRST: usize = 4;
const YEARS: [i64; 3] = [2024, 2025, 2026];

/// Counts and bases by organisation; hidden ones are none. The city has no name.
type Told = BTreeMap<String, Option<(i64, i64)>>;

/// How many know the plan of how many, by organisation, in each of these years.
async fn city(app: &TestApp, random: &mut StdRng) -> Vec<Vec<(i64, i64)>> {
    let mut variant: serde_json::Value = serde_json::from_str(STADSDEL).expect("a questionnaire");
    (variant["id"], variant["audience"]) = ("vbe-fack".into(), "fackforvaltning".into());
    app.city(&[STADSDEL, &variant.to_string()]).await;
    let units: String = NAMES.iter().flat_map(|o| (0..30).map(move |i| format!("{o};Enhet {i}\n"))).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut years = vec![];
    for year in YEARS {
        years.push(closed_year(app, random, year).await);
    }
    years
}

async fn closed_year(app: &TestApp, random: &mut StdRng, year: i64) -> Vec<(i64, i64)> {
    let day = |text: &str| format!("{year}-{text}").parse().expect("a day");
    app.set_day(&format!("{year}-10-02"));
    create_round(&app.cx, year, (day("10-01"), day("10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator(), &id(year)).await.expect("opened");
    let mut counts = vec![];
    for name in NAMES {
        let base = if random.random_bool(0.4) { random.random_range(0..5) } else { random.random_range(5..25) };
        let known = random.random_range(0..=base);
        let rows: String = (0..base).map(|i| format!("forskola;{};nej;{i}\n", if i < known { "jag" } else { "ingen" })).collect();
        if base > 0 {
            let csv = format!("omrade;kannedom.handlingsplan;handelse;behov_text\n{rows}");
            let whose = (&id(year), &name.into());
            responses::import(&app.cx, &operator(), whose, csv.as_bytes(), |_, _| ()).await.expect("answers");
        }
        counts.push((known, base));
    }
    app.close_year(year).await;
    counts
}

/// "12 av 30" as two numbers.
fn of(text: &str) -> Option<(i64, i64)> {
    let (count, base) = text.split_once(" av ")?;
    let count = count.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    let base: String = base.chars().take_while(char::is_ascii_digit).collect();
    Some((count, base.parse().ok()?))
}

/// The column of a table on a page.
fn column(page: &Page, table: &str, column: usize, ids: &BTreeMap<String, String>) -> Told {
    let rows = page.rows(table).into_iter();
    let told = rows.filter_map(|row| Some((ids.get(&row[0])?.clone(), row.get(column).and_then(|text| of(text)))));
    told.collect()
}

/// The rows of a chart's file.
async fn chart(central: &mut Browser, file: &str, year: i64, ids: &BTreeMap<String, String>) -> Told {
    let page = central.get(&format!("/central/diagram/{file}.csv?ar={year}&indikator={INDICATOR}")).await;
    assert_eq!(page.status, StatusCode::OK, "{file}");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(page.text.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().expect("a head").clone();
    let at = |name: &str| head.iter().position(|column| column == name).expect("a column");
    let (name, count, base) = (0, at("antal"), at("bas"));
    let rows = reader.records().map(|row| row.expect("a row")).filter(|row| row[at("ar")] == year.to_string());
    rows.map(|row| (ids[&row[name]].clone(), row[count].parse().ok().zip(row[base].parse().ok()))).collect()
}

async fn export(app: &TestApp, year: i64, format: Format) -> Vec<u8> {
    let order = Order { subject: Subject::Indicators, round: id(year), organisation: None, format, token: None };
    sheets::export(&app.cx, &Caller::Operator, &order, Vec::new()).await.expect("an export")
}

async fn every_channel_says_the_same_and_gives_nothing_away(app: TestApp) {
    let seed = if app.engine() == lagesbild::store::Engine::Sqlite { 3 } else { 11 };
    let mut random = StdRng::seed_from_u64(seed);
    let years = city(&app, &mut random).await;
    for (year, counts) in YEARS.into_iter().zip(years) {
        says_the_same(&app, year, &counts).await;
    }
}

async fn says_the_same(app: &TestApp, year: i64, counts: &[(i64, i64)]) {
    let list = organisations::list(&app.cx).await.expect("organisations");
    let mut ids: BTreeMap<String, String> = list.into_iter().map(|o| (o.name, o.id.to_string())).collect();
    for (name, id) in [("Hela staden", ""), ("Stadsdelsförvaltningarna", "+stadsdel"), ("Fackförvaltningarna", "+fack")] {
        ids.insert(name.to_owned(), id.to_owned());
    }
    let csv = app.export_of(Subject::Indicators, year, None).await.expect("an export");
    let rows = csv.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>()).filter(|c| c[2] == INDICATOR);
    let told: Told = rows.map(|c| (c[1].to_owned(), c[4].parse().ok().zip(c[5].parse().ok()))).collect();
    assert_eq!(told.len(), NAMES.len() + 1);
    let json: Vec<serde_json::Value> = serde_json::from_slice(&export(app, year, Format::Json).await).expect("JSON");
    let in_json = json.iter().filter(|row| row["indikator"] == INDICATOR);
    let in_json: Told = in_json
        .map(|row| (row["organisation"].as_str().unwrap_or_default().to_owned(), row["antal"].as_i64().zip(row["bas"].as_i64())))
        .collect();
    assert_eq!(in_json, told, "JSON");
    let mut central = app.logged_in("c@example.org").await;
    let page = central.get(&format!("/central/kannedom?ar={year}&indikator={INDICATOR}")).await;
    assert_eq!(column(&page, "Kännedom per förvaltning", 1, &ids), told, "the table");
    assert_eq!(chart(&mut central, "kannedom", year, &ids).await, told, "the table's picture");
    let page = central.get(&format!("/central/kannedom/{INDICATOR}?ar={year}")).await;
    let over_years = column(&page, "Chefer som känner till handlingsplanen", 2, &ids);
    let without_audiences =
        |told: &Told| told.iter().filter(|(id, _)| !id.starts_with('+')).map(|(k, v)| (k.clone(), *v)).collect();
    assert_eq!(Told::clone(&without_audiences(&over_years)), told, "the indicator's page");
    let mut charts = chart(&mut central, "organisationer", year, &ids).await;
    charts.extend(chart(&mut central, "indikator", year, &ids).await);
    assert_eq!(charts, over_years, "its charts");
    // A field that an indicator counts has its base.
    let page = central.get(&format!("/central/fragor?ar={year}&fraga={FIELD}")).await;
    let name = page.headings().into_iter().find(|heading| heading.contains("andlingsplan")).expect("the question");
    let mut bases: BTreeMap<String, Option<i64>> = BTreeMap::new();
    for row in page.rows(&format!("{name}, per organisation, omgång {year}")) {
        bases.insert(ids[&row[0]].clone(), row[1].parse().ok());
    }
    let expected: BTreeMap<String, Option<i64>> =
        over_years.iter().map(|(id, t)| (id.clone(), t.map(|(_, base)| base))).collect();
    assert_eq!(bases, expected, "the question's page");
    let in_file = question_file(&mut central, year, &ids).await;
    let known = in_file.iter().map(|(id, told)| (id.clone(), told.map(|(_, base)| base))).collect::<BTreeMap<_, _>>();
    assert_eq!(known, expected, "the question's file");
    // All that is shown is true, and no one to four answers are a sum or a difference of it.
    let parts = |id: &str| -> BTreeSet<usize> {
        match id {
            "" => (0..NAMES.len()).collect(),
            "+stadsdel" => (0..OF_THE_FIRST).collect(),
            "+fack" => (OF_THE_FIRST..NAMES.len()).collect(),
            id => NAMES.iter().enumerate().filter(|(_, name)| **name == id).map(|(i, _)| i).collect(),
        }
    };
    let shown: Vec<(BTreeSet<usize>, (i64, i64))> = over_years.iter().filter_map(|(id, t)| Some((parts(id), (*t)?))).collect();
    for (set, (count, base)) in &shown {
        let sum = set.iter().fold((0, 0), |(c, b), i| (c + counts[*i].0, b + counts[*i].1));
        assert_eq!((*count, *base), sum, "{set:?}");
    }
    let known = shown.into_iter().map(|(set, (_, base))| (set, base)).collect();
    let bases: Vec<i64> = counts.iter().map(|(_, base)| *base).collect();
    let nobody: Vec<bool> = bases.iter().map(|base| *base == 0).collect();
    attack(&known, &bases, &nobody);
}

/// What a question's file says of one answer to it.
async fn question_file(central: &mut Browser, year: i64, ids: &BTreeMap<String, String>) -> Told {
    let page = central.get(&format!("/central/diagram/fraga.csv?ar={year}&fraga={FIELD}")).await;
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(page.text.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.records().map(|row| row.expect("a row")).filter(|row| row[2].is_empty() && &row[4] == "jag");
    rows.map(|row| (ids[&row[0]].clone(), row[6].parse().ok().zip(row[7].parse().ok()))).collect()
}

async fn events_are_counted_over_the_city_as_they_are_exported(app: TestApp) {
    let seen: [Described<'_>; 4] = [
        ("Farsta", &["klotter"], "2026-05", "ja"),
        ("Farsta", &["hot", "klotter"], "2026-06", "nej"),
        ("Bromma", &["oro"], "2026-06", "ja"),
        ("Hela staden", &["klotter"], "2026-07", "ja"),
    ];
    closed(&app, &seen).await;
    let mut central = app.logged_in("c@example.org").await;
    let page = central.get("/central/handelser").await;
    let csv = app.export_of(Subject::Incidents, 2026, None).await.expect("an export");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for row in reader.records() {
        *places.entry(row.expect("a row")[2].to_owned()).or_default() += 1;
    }
    assert!(places.len() > 1, "{csv}");
    let counted = page.rows("Antal efter område");
    for (place, count) in &places {
        let row = counted.iter().find(|row| row[0] == *place).unwrap_or_else(|| panic!("no {place}: {counted:?}"));
        assert!(row[1].starts_with(&count.to_string()), "{place}: {row:?}");
    }
    let (place, count) = places.iter().next().expect("one");
    let chosen = central.get(&format!("/central/handelser?ar=2026&omrade={place}")).await;
    assert_eq!(chosen.rows("Händelserna").len(), *count);
    // Each number leads to as many, also where something is chosen already.
    for path in
        ["/central/handelser?ar=2026", "/central/handelser?ar=2026&typ=klotter", "/central/handelser?ar=2026&omrade=Farsta"]
    {
        let links = central.get(path).await.links().into_iter().filter(|(_, href)| href.contains("#lista") && href.contains('='));
        let counted: Vec<(usize, String)> = links
            .filter_map(|(text, href)| {
                let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
                Some((digits.parse().ok()?, href))
            })
            .collect();
        assert!(counted.len() > 5, "{path}: {counted:?}");
        for (count, href) in counted {
            let page = central.get(href.trim_end_matches("#lista")).await;
            assert_eq!(page.rows("Händelserna").len(), count, "{path} {href}");
        }
    }
}

/// Where nobody is asked or answers, nothing is told of what they saw.
async fn the_citys_underlag_does_not_say_what_nobody_said(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\nfarsta;Två\nfarsta;Tre\n").await;
    app.account("c@example.org", Role::Central, None).await;
    for (year, answers) in [(2024, 0), (2025, 3), (2026, 0)] {
        let day = |text: &str| format!("{year}-{text}").parse().expect("a day");
        app.set_day(&format!("{year}-10-02"));
        create_round(&app.cx, year, (day("10-01"), day("10-31"))).await.expect("a round");
        opening::open(&app.cx, &operator(), &id(year)).await.expect("opened");
        if answers > 0 {
            let csv = format!("omrade;kannedom.handlingsplan;handelse\n{}", "forskola;jag;nej\n".repeat(answers));
            let whose = (&id(year), &"farsta".into());
            responses::import(&app.cx, &operator(), whose, csv.as_bytes(), |_, _| ()).await.expect("answers");
        }
        app.close_year(year).await;
        let text = app.logged_in("c@example.org").await.get(&format!("/central/underlag?ar={year}")).await.main_text();
        assert!(!text.contains("beskrevs"), "{year}: {text}");
        let why = if answers == 0 { "eftersom ingen svarade" } else { "Färre än fem har svarat på enkäten" };
        assert!(text.contains(why), "{year}: {text}");
    }
}

async fn a_chart_that_does_not_exist_is_not_found(app: TestApp) {
    app.ostermalm().await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    for file in ["kannedom", "kannedom.gif", "nagot.png", "indikator.png", "forandring.png", "insamling.jpeg"] {
        let page = central.get(&format!("/central/diagram/{file}?ar=2022")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{file}");
    }
    let query = format!("ar=2022&indikator={INDICATOR}");
    for file in ["kannedom", "indikator", "organisationer"] {
        let svg = central.get(&format!("/central/diagram/{file}.svg?{query}")).await;
        assert!(svg.text.starts_with("<svg") && roxmltree::Document::parse(&svg.text).is_ok(), "{file}: {}", svg.text);
        assert_eq!(svg.headers["content-type"], "image/svg+xml");
        let png = central.get(&format!("/central/diagram/{file}.png?{query}")).await;
        assert!(png.body.starts_with(b"\x89PNG"), "{file}");
    }
    let log = central.get("/central/logg").await.rows("Logg");
    assert!(log.iter().any(|row| row[3] == "kannedom.png 2022"), "what is taken away is in the log: {log:?}");
}

async fn the_citys_underlag_says_the_citys_figures_and_is_edited(app: TestApp) {
    let mut random = StdRng::seed_from_u64(29);
    city(&app, &mut random).await;
    let csv = app.export_of(Subject::Indicators, 2026, None).await.expect("an export");
    let row: Vec<&str> =
        csv.lines().map(|l| l.split(';').collect::<Vec<_>>()).find(|c| c[1].is_empty() && c[2] == INDICATOR).expect("a row");
    let mut central = app.logged_in("c@example.org").await;
    let page = central.get("/central/underlag?ar=2026").await;
    let text = page.main_text();
    let said = format!("{} av {}", row[4], row[5]);
    assert!(text.contains(&said), "{said}: {text}");
    let headings = page.headings();
    for heading in ["Sammanfattning", "Vilka som svarade", "Kännedom, kunskap och arbete", "Händelser i staden"] {
        assert!(headings.iter().any(|h| h == heading), "{headings:?}");
    }
    let summary = central.get("/central/underlag?ar=2026&del=sammanfattning").await;
    assert!(summary.main_text().contains(&said) && !summary.headings().iter().any(|h| h == "Vilka som svarade"));
    // Written in one place and answered in another, and kept.
    let edit = "/central/underlag/redigera?ar=2026";
    let mut form = central.get(edit).await.form(edit);
    for (name, value) in &mut form {
        match name.as_str() {
            "text.sammanfattning.enkat" => "Skrivet för hand.".clone_into(value),
            "text.fragor.1" => "Vi ska göra mer.".clone_into(value),
            _ => {}
        }
    }
    let page = central.post_form(edit, &form).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/central/underlag?ar=2026"));
    for (path, is_whole) in [("/central/underlag?ar=2026", true), ("/central/underlag?ar=2026&del=sammanfattning", false)] {
        let text = central.get(path).await.main_text();
        assert!(text.contains("Skrivet för hand.") && text.contains("Vi ska göra mer."), "{path}: {text}");
        assert_eq!(text.contains("Svarsfrekvens per organisation"), is_whole, "{path}");
    }
    let file = central.get("/central/underlag.docx?ar=2026&del=sammanfattning").await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.body.to_vec())).expect("a document");
    let document = std::io::read_to_string(archive.by_name("word/document.xml").expect("the text")).expect("text");
    assert!(document.contains("Skrivet för hand.") && document.contains("Vi ska göra mer."));
    // What another wrote meanwhile is told.
    let fields = [
        ("text.sammanfattning.enkat", "Något annat."),
        ("var.sammanfattning.enkat", "Som det aldrig stod."),
        ("sager.sammanfattning.enkat", ""),
    ];
    let page = central.post("/central/underlag/spara?ar=2026", &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("Skrivet för hand."));
    let log = central.get("/central/logg").await;
    assert!(log.rows("Logg").iter().any(|row| row[3] == "*, 2026, sammanfattning.enkat"), "{:?}", log.rows("Logg"));
    // Another round has a text of its own.
    assert!(!central.get("/central/underlag?ar=2025").await.main_text().contains("Skrivet för hand."));
}
