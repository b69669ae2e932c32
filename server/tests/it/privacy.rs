//! Nothing in the database joins an answer to its unit.

use std::collections::{BTreeMap, BTreeSet};

use lagesbild::store::Engine;
use sqlx::{AssertSqlSafe, Row};

use crate::app::{STADSDEL, TestApp, id, on_both};
use axum_extra::extract::cookie::Key;

on_both!(no_value_and_no_rank_joins_an_answer_to_its_unit, the_cookie_holds_no_unit_after_submission);

const UNITS: usize = 24;

/// Every table's rows as texts, in the order that the engine keeps them.
async fn tables(app: &TestApp) -> BTreeMap<String, Vec<BTreeMap<String, String>>> {
    let mut db = app.cx.store.read().await.expect("a connection");
    let (names, columns) = match app.engine() {
        Engine::Sqlite => ("SELECT name FROM sqlite_master WHERE type = 'table'", "SELECT name FROM pragma_table_info($1)"),
        Engine::Postgres => (
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
        ),
    };
    let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut *db).await.expect("tables");
    let mut all = BTreeMap::new();
    for name in names.into_iter().filter(|n| !n.starts_with('_') && !n.starts_with("sqlite")) {
        let mut list: Vec<String> = sqlx::query_scalar(columns).bind(&name).fetch_all(&mut *db).await.expect("columns");
        // What PostgreSQL keeps with each row: which transaction wrote it.
        if app.engine() == Engine::Postgres {
            list.push("xmin".into());
        }
        let text = |column: &String| match app.engine() {
            Engine::Sqlite => format!("CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE CAST({column} AS TEXT) END"),
            Engine::Postgres => format!("CAST({column} AS TEXT)"),
        };
        let cells: Vec<String> = list.iter().map(|c| format!("COALESCE({}, '') AS {c}", text(c))).collect();
        let text = format!("SELECT {} FROM {name}", cells.join(", "));
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&mut *db).await.expect("rows");
        let rows = rows.iter().map(|r| list.iter().map(|c| (c.clone(), r.get::<String, _>(c.as_str()))).collect()).collect();
        all.insert(name, rows);
    }
    all
}

async fn no_value_and_no_rank_joins_an_answer_to_its_unit(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let names: Vec<String> = (0..UNITS).map(|i| format!("Enhet {i:02}")).collect();
    app.units(&format!("forvaltning;enhet\n{}", names.iter().map(|n| format!("bromma;{n}\n")).collect::<String>())).await;
    let link = app.open().await["bromma"].clone();
    let at = |s: &str| format!("{link}/fraga/{s}");
    // Each unit writes its own name, so that the test knows what the database must not.
    for name in &names {
        let unit = app.unit(&link, name).await;
        let mut browser = app.browser();
        browser.turn(&link, &[("enhet", &unit)], &at("verksamhet")).await;
        browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
        browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
        browser.turn(&at("kunskap"), &[], &at("handelser")).await;
        browser.turn(&at("handelser"), &[("handelse", "nej")], &at("behov")).await;
        browser.turn(&at("behov"), &[("behov_text", name)], &format!("{link}/granska")).await;
        browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
        app.pass(3600);
    }
    let during = tables(&app).await;
    assert!(during["draft"].is_empty(), "a submitted draft is gone");
    assert_eq!((during["sealed_response"].len(), during["response"].len()), (UNITS, 0));

    app.close().await;
    let after = tables(&app).await;
    assert_eq!(shared(&after), BTreeSet::new());
    let sealed = during["sealed_response"].iter().flat_map(BTreeMap::values).filter(|value| value.len() > 8);
    let opened: BTreeSet<&String> = after["response"].iter().flat_map(BTreeMap::values).collect();
    let repeated: Vec<&String> = sealed.filter(|value| opened.contains(value)).collect();
    assert!(repeated.is_empty(), "an opened answer repeats nothing of its sealed row: {repeated:?}");
    // The units in the order that one table has them against the order that the other has theirs.
    let written: Vec<String> = after["response"].iter().map(|r| text_of(&r["answers"])).collect();
    let sample: BTreeMap<&String, &String> = after["sample"].iter().map(|r| (&r["unit"], &r["name"])).collect();
    let counted: Vec<String> = after["participation"].iter().map(|r| sample[&r["unit"]].clone()).collect();
    assert_eq!((written.len(), counted.len()), (UNITS, UNITS));
    let same = written.iter().zip(&counted).filter(|(a, b)| a == b).count();
    // By chance one agrees, whatever the number of units; ten would be a rank.
    assert!(same < 10, "{same} of {UNITS} stand at the same place");
    let in_order = |list: &[String]| list.windows(2).filter(|w| w[0] < w[1]).count();
    assert!((4..UNITS - 5).contains(&in_order(&written)), "answers are not in the order they came: {written:?}");
}

fn text_of(answers: &str) -> String {
    let answers: serde_json::Value = serde_json::from_str(answers).expect("JSON");
    answers["behov_text"].as_str().expect("the unit's own name").to_owned()
}

/// Values that an answer's row and its unit's row share, and no other pair does.
fn shared(tables: &BTreeMap<String, Vec<BTreeMap<String, String>>>) -> BTreeSet<String> {
    let names: BTreeMap<&String, &String> = tables["sample"].iter().map(|r| (&r["unit"], &r["name"])).collect();
    let mut of_unit: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for table in ["participation", "sample", "unit"] {
        for row in &tables[table] {
            let unit = row.get("unit").or_else(|| row.get("id")).expect("an id");
            of_unit.entry(names[unit].as_str()).or_default().extend(row.values().map(String::as_str));
        }
    }
    let mut found = BTreeSet::new();
    for row in &tables["response"] {
        let name = text_of(&row["answers"]);
        for (column, value) in row.iter().filter(|(c, v)| *c != "answers" && !v.is_empty()) {
            let others = of_unit.iter().filter(|(n, values)| **n != name && values.contains(value.as_str())).count();
            if of_unit[name.as_str()].contains(value.as_str()) && others < UNITS - 1 {
                found.insert(format!("{column} = {value}"));
            }
        }
    }
    found
}

async fn the_cookie_holds_no_unit_after_submission(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let at = |s: &str| format!("{link}/fraga/{s}");
    let unit = app.unit(&link, "Ett").await;
    let mut browser = app.browser();
    let opened = |browser: &crate::app::Browser| {
        let value =
            browser.cookies.values().next().expect("a cookie").replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        let mut jar = cookie::CookieJar::new();
        jar.add_original(cookie::Cookie::new("utkast", value.clone()));
        let sealed = jar.get("utkast").expect("there").clone();
        let open = jar
            .private(&Key::from(&*app.cx.keys.of(&id(2026)).expect("keys").cookies()))
            .decrypt(sealed)
            .expect("sealed with the key")
            .value()
            .to_owned();
        (value, open)
    };
    browser.turn(&link, &[("enhet", &unit)], &at("verksamhet")).await;
    let (sealed, open) = opened(&browser);
    assert!(open.contains(&unit) && !sealed.contains(&unit), "the choice travels sealed");
    browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    browser.turn(&at("handelser"), &[("handelse", "nej")], &at("behov")).await;
    browser.turn(&at("behov"), &[], &format!("{link}/granska")).await;
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    assert!(!opened(&browser).1.contains(&unit), "after submission it is gone");
}
