//! Any question, of whom and of which verksamhetsområde one likes: true, and never of one to four answers, however what is
//! shown is added and subtracted.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::account::Role;
use app::domain::figure::Tally;
use lagesbild::services::{breakdowns, opening, organisations, responses, results};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::app::{Browser, ORGANISATIONS, Page, STADSDEL, TestApp, access, closed, create_round, id, on_both, operator};
use crate::silence::{Known, attack};

on_both!(
    every_pair_of_filters_is_one_release,
    what_is_chosen_is_said_with_how_many_answered,
    a_round_of_an_older_program_is_counted_by_line,
    indicators_of_one_question_do_not_tell_of_those_that_only_one_is_of,
    answers_that_come_after_the_close_are_not_had_from_the_sums,
    a_verksamhetsomrade_has_the_name_that_it_was_asked_by,
);

const NAMES: [&str; 5] = ["bromma", "farsta", "skarpnack", "social", "utbildning"];
/// Those of the first kind.
const OF_THE_FIRST: usize = 3;
const LINES: [&str; 3] = ["forskola", "socialtjanst", "fritid"];
const LINE_NAMES: [&str; 3] = ["Förskola", "Socialtjänst", "Fritid och förebyggande arbete"];
/// Two indicators count it, and the other none.
const FIELDS: [&str; 2] = ["kannedom.handlingsplan", "stod"];
const YEARS: [i64; 2] = [2025, 2026];

/// How many answered a question, by organisation and verksamhetsområde; and how many answered at all.
#[derive(Default)]
struct Year {
    bases: BTreeMap<&'static str, Vec<i64>>,
    responses: Vec<i64>,
}

async fn closed_year(app: &TestApp, random: &mut StdRng, year: i64) -> Year {
    let day = |text: &str| format!("{year}-{text}").parse().expect("a day");
    app.set_day(&format!("{year}-10-02"));
    create_round(&app.cx, year, (day("10-01"), day("10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator(), &id(year)).await.expect("opened");
    let mut counted = Year::default();
    for name in NAMES {
        let mut rows = String::new();
        for line in LINES {
            let count = if random.random_bool(0.4) { random.random_range(0..5) } else { random.random_range(5..14) };
            let (mut knows, mut wants) = (0, 0);
            for i in 0..count {
                let (plan, support) = (random.random_bool(0.9), random.random_bool(0.7));
                let plan_answer = if plan { "jag" } else { "" };
                let support_answer = if support { "besok" } else { "" };
                rows += &format!("{line};{plan_answer};nej;{support_answer};{line}{i}\n");
                (knows, wants) = (knows + i64::from(plan), wants + i64::from(support));
            }
            counted.responses.push(count);
            counted.bases.entry(FIELDS[0]).or_default().push(knows);
            counted.bases.entry(FIELDS[1]).or_default().push(wants);
        }
        if !rows.is_empty() {
            let csv = format!("omrade;kannedom.handlingsplan;handelse;stod;behov_text\n{rows}");
            let whose = (&id(year), &name.into());
            responses::import(&app.cx, &operator(), whose, csv.as_bytes(), |_, _| ()).await.expect("answers");
        }
    }
    app.close_year(year).await;
    counted
}

/// The parts that a choice is of: each organisation's answers of each verksamhetsområde. A merger is from the second year on.
fn parts(whom: &str, line: &str, is_merged: bool) -> BTreeSet<usize> {
    let is_its = |i: usize| match whom {
        "" => true,
        "typ:stadsdelsforvaltning" => i < OF_THE_FIRST,
        "typ:fackforvaltning" => i >= OF_THE_FIRST,
        "farsta" if is_merged => i < 2,
        id => NAMES[i] == id,
    };
    let lines = (0..LINES.len()).filter(|i| line.is_empty() || LINES[*i] == line).collect::<Vec<_>>();
    (0..NAMES.len()).filter(|i| is_its(*i)).flat_map(|i| lines.iter().map(move |line| i * LINES.len() + line)).collect()
}

/// The choices of a list: code, and how many answered where that is shown.
fn options(page: &Page, name: &str) -> Vec<(String, Option<i64>)> {
    let option = format!("select[name={name}] option");
    let codes = page.attributes(&option, "value").into_iter();
    let base = |text: String| text.rsplit_once(" (")?.1.strip_suffix(" svar)")?.parse().ok();
    codes.zip(page.texts(&option).into_iter().map(base)).collect()
}

/// Everything that the page of a question and its file say of it in a year: whom, which verksamhetsområde and when.
async fn read(central: &mut Browser, field: &str, year: i64) -> BTreeSet<(String, String, i64, i64)> {
    let address = |whom: &str, line: &str| format!("/central/fragor?ar={year}&fraga={field}&vilka={whom}&omrade={line}");
    let first = central.get(&address("", "")).await;
    let codes = |name| options(&first, name).into_iter().map(|(code, _)| code).chain([String::new()]).collect::<BTreeSet<_>>();
    let mut told = BTreeSet::new();
    for whom in codes("vilka") {
        for line in codes("omrade") {
            let page = central.get(&address(&whom, &line)).await;
            let mut tell = |whom: &str, line: &str, year: i64, base: Option<i64>| {
                told.extend(base.map(|base| (whom.to_owned(), line.to_owned(), year, base)));
            };
            options(&page, "vilka").into_iter().for_each(|(whom, base)| tell(&whom, &line, year, base));
            options(&page, "omrade").into_iter().for_each(|(line, base)| tell(&whom, &line, year, base));
            let over_years = page.attributes("[aria-label]", "aria-label").into_iter().filter(|name| name.ends_with("över åren"));
            for row in over_years.flat_map(|name| page.rows(&name)) {
                tell(&whom, &line, row[0].parse().expect("a year"), row[1].parse().ok());
            }
        }
    }
    told
}

async fn every_pair_of_filters_is_one_release(app: TestApp) {
    let seed = if app.engine() == lagesbild::store::Engine::Sqlite { 5 } else { 12 };
    let mut random = StdRng::seed_from_u64(seed);
    let mut variant: serde_json::Value = serde_json::from_str(STADSDEL).expect("a questionnaire");
    (variant["id"], variant["audience"]) = ("vbe-fack".into(), "fackforvaltning".into());
    app.city(&[STADSDEL, &variant.to_string()]).await;
    let units: String = NAMES.iter().flat_map(|o| (0..60).map(move |i| format!("{o};Enhet {i}\n"))).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    app.account("c@example.org", Role::Central, None).await;
    let first = closed_year(&app, &mut random, YEARS[0]).await;
    let line = ORGANISATIONS.lines().find(|line| line.starts_with("bromma;")).expect("a line");
    let mut cells: Vec<&str> = line.split(';').collect();
    cells[4] = "farsta";
    let merged = ORGANISATIONS.replace(line, &cells.join(";"));
    organisations::import(&app.cx, &operator(), merged.as_bytes()).await.expect("a merger");
    let second = closed_year(&app, &mut random, YEARS[1]).await;
    let mut central = app.logged_in("c@example.org").await;
    for field in FIELDS {
        let mut known: BTreeMap<i64, Known> = BTreeMap::new();
        for asked in YEARS {
            for (whom, line, year, base) in read(&mut central, field, asked).await {
                let set = parts(&whom, &line, asked == YEARS[1]);
                known.entry(year).or_default().push((set, base));
            }
            let csv = central.get(&format!("/central/diagram/fraga.csv?ar={asked}&fraga={field}")).await;
            let file = in_file(&csv, asked);
            assert!(!file.is_empty());
            known.entry(asked).or_default().extend(file);
            if field == FIELDS[0] {
                known.entry(asked).or_default().extend(by_indicator(&app, asked).await);
            }
        }
        for (year, counted) in [(YEARS[0], &first), (YEARS[1], &second)] {
            let (known, bases) = (&known[&year], &counted.bases[field]);
            assert!(known.iter().any(|(set, _)| set.len() == 1), "a verksamhetsområde of an organisation is shown");
            for (set, base) in known {
                assert_eq!(set.iter().map(|i| bases[*i]).sum::<i64>(), *base, "{field} {year} {set:?}");
            }
            let nobody: Vec<bool> = counted.responses.iter().map(|n| *n == 0).collect();
            attack(&known.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect(), bases, &nobody);
        }
    }
}

/// What a question's file says.
fn in_file(page: &Page, year: i64) -> Known {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(page.text.trim_start_matches('\u{feff}').as_bytes());
    let organisations = ORGANISATIONS.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>());
    let mut ids: BTreeMap<&str, &str> = organisations.map(|cells| (cells[1], cells[0])).collect();
    ids.extend([("", ""), ("Hela staden", ""), ("Stadsdelsförvaltningarna", "typ:stadsdelsforvaltning")]);
    ids.insert("Fackförvaltningarna", "typ:fackforvaltning");
    ids.extend(LINE_NAMES.into_iter().zip(LINES));
    let row = |row: csv::StringRecord| {
        let base = row[7].parse().ok()?;
        Some((parts(ids[&row[0]], ids[&row[2]], year == YEARS[1]), base))
    };
    reader.records().filter_map(|record| row(record.expect("a row"))).collect()
}

/// The same field's indicator by verksamhetsområde, of each organisation and the city.
async fn by_indicator(app: &TestApp, year: i64) -> Known {
    let figures = results::figures(&app.cx, &closed(&app.cx, year).await).await.expect("figures");
    let mut known = Known::new();
    let mut tell = |whom: &str, table: breakdowns::ByLine| {
        let Some((_, cells)) = table.rows.into_iter().find(|(i, _)| i.id == "handlingsplan_chef") else { return };
        let at = |name: &str| LINE_NAMES.iter().position(|line| *line == name);
        for (line, tally) in table.lines.iter().zip(cells) {
            let Some(Tally { base, .. }) = tally else { continue };
            known.push((parts(whom, LINES[at(line).expect("one of these")], false), base));
        }
    };
    for name in NAMES {
        tell(name, breakdowns::by_line_of_work(&app.cx, &access(&app.cx, name).await, &figures).await.expect("lines"));
    }
    for (_, table) in breakdowns::by_line_of_work_in_city(&app.cx, &figures).await.expect("tables") {
        tell("", table);
    }
    known
}

/// A closed round in which two organisations answer, by verksamhetsområde.
async fn two_organisations(app: &TestApp) {
    app.city(&[STADSDEL]).await;
    let units: String = NAMES[..2].iter().flat_map(|o| (0..40).map(move |i| format!("{o};Enhet {i}\n"))).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    app.open().await;
    for (name, counts) in [("bromma", [9, 8, 7]), ("farsta", [6, 9, 0])] {
        let rows: String = LINES.iter().zip(counts).map(|(line, n)| format!("{line};nej;besok\n").repeat(n)).collect();
        let csv = format!("omrade;handelse;stod\n{rows}");
        responses::import(&app.cx, &operator(), (&id(2026), &name.into()), csv.as_bytes(), |_, _| ()).await.expect("answers");
    }
    app.close().await;
    app.account("c@example.org", Role::Central, None).await;
}

async fn what_is_chosen_is_said_with_how_many_answered(app: TestApp) {
    two_organisations(&app).await;
    let mut central = app.logged_in("c@example.org").await;
    let page = central.get("/central/fragor?ar=2026&fraga=stod").await;
    let base = |name: &str, code: &str| options(&page, name).into_iter().find(|(of, _)| of == code).and_then(|(_, base)| base);
    assert_eq!((base("vilka", ""), base("vilka", "bromma"), base("omrade", "forskola")), (Some(39), Some(24), Some(15)));
    let lines = page.rows("Hela staden per verksamhetsområde");
    assert!(lines.iter().any(|row| row[0] == "Socialtjänst" && row[1] == "17"), "{lines:?}");
    let page = central.get("/central/fragor?ar=2026&fraga=stod&vilka=bromma&omrade=socialtjanst").await;
    assert!(page.main_text().contains("Bromma stadsdelsförvaltning, Socialtjänst: 8 svar."), "{}", page.main_text());
    assert_eq!(page.field("vilka").value(), "bromma");
    assert_eq!(page.field("omrade").value(), "socialtjanst");
    for address in ["vilka=nobody", "vilka=typ:annat", "fraga=annan"] {
        assert_eq!(central.get(&format!("/central/fragor?ar=2026&{address}")).await.status.as_u16(), 404, "{address}");
    }
    // One that was not asked, or a verksamhetsområde that there is none of, is told of.
    for address in ["vilka=skarpnack", "omrade=okant"] {
        let page = central.get(&format!("/central/fragor?ar=2026&fraga=stod&{address}")).await;
        assert!(page.main_text().contains("fick inte den här frågan") || page.main_text().contains("inget sådant"), "{address}");
    }
}

async fn a_round_of_an_older_program_is_counted_by_line(app: TestApp) {
    two_organisations(&app).await;
    let mut write = app.cx.store.write().await.expect("a connection");
    sqlx::query("DELETE FROM distribution_by_line").execute(&mut *write).await.expect("removed");
    write.commit().await.expect("committed");
    let mut central = app.logged_in("c@example.org").await;
    let address = "/central/fragor?ar=2026&fraga=stod";
    assert!(options(&central.get(address).await, "omrade").is_empty());
    app.another_server().await;
    assert_eq!(options(&central.get(address).await, "omrade").len(), 9);
    // Where one of them cannot be counted any more the sums would lack it.
    let in_city =
        |page: &Page| options(page, "omrade").into_iter().find(|(line, _)| line == "forskola").and_then(|(_, base)| base);
    assert_eq!(in_city(&central.get(address).await), Some(15));
    let mut write = app.cx.store.write().await.expect("a connection");
    sqlx::query("DELETE FROM distribution_by_line WHERE organisation = 'farsta'").execute(&mut *write).await.expect("removed");
    write.commit().await.expect("committed");
    assert_eq!(in_city(&central.get(address).await), None);
}

/// A second variant of the questionnaire, for the fackförvaltningar.
fn variant(change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut variant: serde_json::Value = serde_json::from_str(STADSDEL).expect("a questionnaire");
    (variant["id"], variant["audience"]) = ("vbe-fack".into(), "fackforvaltning".into());
    change(&mut variant);
    variant.to_string()
}

/// A closed round in which these answer: how many of each verksamhetsområde.
async fn answered(app: &TestApp, fack: &str, answers: &[(&str, [usize; 3])]) {
    app.city(&[STADSDEL, fack]).await;
    let units: String = NAMES.iter().flat_map(|o| (0..40).map(move |i| format!("{o};Enhet {i}\n"))).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    app.open().await;
    for (name, counts) in answers {
        import(app, name, *counts).await;
    }
    app.close().await;
    app.account("c@example.org", Role::Central, None).await;
}

async fn import(app: &TestApp, name: &str, counts: [usize; 3]) {
    let rows: String = LINES.iter().zip(counts).map(|(line, n)| format!("{line};jag;nej;besok\n").repeat(n)).collect();
    let csv = format!("omrade;kannedom.handlingsplan;handelse;stod\n{rows}");
    responses::import(&app.cx, &operator(), (&id(2026), &name.into()), csv.as_bytes(), |_, _| ()).await.expect("answers");
}

async fn indicators_of_one_question_do_not_tell_of_those_that_only_one_is_of(app: TestApp) {
    let without_staff = variant(|variant| {
        variant["indicators"].as_array_mut().expect("indicators").retain(|i| i["id"] != "handlingsplan_medarbetare");
    });
    answered(&app, &without_staff, &[("bromma", [3, 4, 15]), ("farsta", [4, 3, 15]), ("social", [2, 4, 9])]).await;
    let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
    let tables = breakdowns::by_line_of_work_in_city(&app.cx, &figures).await.expect("tables");
    let (_, table) = tables.into_iter().next().expect("a table");
    let shown = |id: &str| {
        let row = table.rows.iter().find(|(indicator, _)| indicator.id == id);
        row.map_or(0, |(_, cells)| cells.iter().flatten().count())
    };
    assert!(shown("handlingsplan_chef") > 0);
    assert_eq!(shown("handlingsplan_medarbetare"), 0, "less than the other they would be those of one organisation");
}

async fn answers_that_come_after_the_close_are_not_had_from_the_sums(app: TestApp) {
    answered(&app, &variant(|_| ()), &[("bromma", [9, 8, 7]), ("farsta", [6, 9, 7])]).await;
    let mut central = app.logged_in("c@example.org").await;
    let address = "/central/fragor?ar=2026&fraga=stod";
    let lines = central.get(address).await.rows("Hela staden per verksamhetsområde");
    assert!(lines.iter().any(|row| row[0] == LINE_NAMES[0] && row[1] == "15"), "{lines:?}");
    // Three more would be had as the difference of before and after.
    import(&app, "skarpnack", [3, 0, 3]).await;
    let page = central.get(address).await;
    assert_eq!(options(&page, "omrade").into_iter().find(|(line, _)| line == LINES[0]), Some((LINES[0].to_owned(), None)));
    assert!(page.table("Hela staden per verksamhetsområde").is_none());
    let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
    assert!(breakdowns::by_line_of_work_in_city(&app.cx, &figures).await.expect("tables").is_empty());
}

async fn a_verksamhetsomrade_has_the_name_that_it_was_asked_by(app: TestApp) {
    let other_name = variant(|variant| {
        let options = &mut variant["sections"][0]["questions"][0]["options"];
        let options = options.as_array_mut().expect("options");
        let option = options.iter_mut().find(|option| option["id"] == LINES[1]).expect("the option");
        option["text"] = "Stadsövergripande socialtjänst".into();
        options.retain(|option| option["id"] != LINES[0]);
    });
    answered(&app, &other_name, &[("bromma", [9, 8, 7]), ("farsta", [6, 9, 7]), ("social", [0, 9, 9])]).await;
    let mut central = app.logged_in("c@example.org").await;
    let page = central.get("/central/fragor?ar=2026&fraga=stod").await;
    let lines = page.rows("Hela staden per verksamhetsområde");
    let base = |name: &str| lines.iter().find(|row| row[0] == name).map(|row| row[1].clone());
    assert_eq!((base(LINE_NAMES[1]).as_deref(), base("Stadsövergripande socialtjänst").as_deref()), (Some("17"), Some("9")));
    // What both have under one name is one, and what one kind alone has is that kind's.
    assert_eq!(base(LINE_NAMES[2]).as_deref(), Some("23"));
    let page = central.get("/central/fragor?ar=2026&fraga=stod&vilka=typ:stadsdelsforvaltning").await;
    let lines = page.rows("Stadsdelsförvaltningarna per verksamhetsområde");
    assert!(lines.iter().any(|row| row[0] == LINE_NAMES[1] && row[1] == "17"), "{lines:?}");
    assert!(!lines.iter().any(|row| row[0] == "Stadsövergripande socialtjänst"), "{lines:?}");
}
