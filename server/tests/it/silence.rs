//! Figures keep silent over time: whatever is read, imported or set between two readings, over
//! exports and pages, fewer than five answers are never had.

use app::domain::account::Role;
use app::texts::central::awareness::MERGED;
use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use lagesbild::export::Subject;
use lagesbild::services::{
    Error, ImportError, Refusal, breakdowns, free_text, opening, organisations, responses, results, rounds,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::app::{ORGANISATIONS, Page, STADSDEL, TestApp, access, at, closed, create_round, id, on_both, operator};

on_both!(
    organisations_that_are_imported_after_the_close_change_no_figure,
    a_sum_over_a_later_merger_is_shown_where_nothing_hidden_is_had_from_it,
    an_import_shows_nothing_that_was_hidden_and_moves_no_base_by_a_few,
    a_coordinators_own_answers_lift_nothing_over_the_threshold,
    answers_that_are_all_deducted_are_had_from_no_sum,
    blank_rows_open_no_small_organisation,
    another_successor_moves_no_text_of_a_closed_round,
    another_kind_while_a_round_is_open_loses_no_figure,
    a_round_keeps_the_highest_threshold_since_its_close,
    a_breakdown_has_one_sign_and_needs_its_own_key,
    a_breakdown_stays_as_it_was_first_counted,
    the_city_is_broken_down_where_no_organisation_can_be,
    the_city_gives_away_no_part_of_an_organisation,
    nothing_small_is_had_over_time,
);

const INDICATOR: &str = "handlingsplan_chef";

/// Answers of an organisation as a file: how many know the plan, do not, and do not say.
fn file(known: usize, unknown: usize, silent: usize, mark: &str) -> String {
    let rows = |n: usize, plan: &str| format!("forskola;{plan};nej;{mark}\n").repeat(n);
    format!(
        "omrade;kannedom.handlingsplan;handelse;behov_text\n{}{}{}",
        rows(known, "jag"),
        rows(unknown, "ingen"),
        rows(silent, "")
    )
}

async fn import(app: &TestApp, organisation: &str, csv: &str) -> Result<usize, Error> {
    import_into(app, 2026, organisation, csv).await
}

async fn import_into(app: &TestApp, year: i64, organisation: &str, csv: &str) -> Result<usize, Error> {
    responses::import(&app.cx, &operator(), (&id(year), &organisation.into()), csv.as_bytes(), |_, _| ()).await
}

/// A city whose organisations have so many units, its round open.
async fn city(app: &TestApp, units: &[&str]) {
    with_units(app, units).await;
    app.open().await;
}

async fn with_units(app: &TestApp, units: &[&str]) {
    app.city(&[STADSDEL]).await;
    let rows: String = units.iter().flat_map(|o| (0..60).map(move |i| format!("{o};Enhet {i}\n"))).collect();
    app.units(&format!("forvaltning;enhet\n{rows}")).await;
}

/// The base of one indicator by organisation, as the export tells it; the city's under no name.
async fn told(app: &TestApp) -> BTreeMap<String, Option<i64>> {
    told_of(app, 2026).await
}

async fn told_of(app: &TestApp, year: i64) -> BTreeMap<String, Option<i64>> {
    let csv = app.export_of(Subject::Indicators, year, None).await.expect("an export");
    let rows = csv.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>());
    rows.filter(|c| c[2] == INDICATOR).map(|c| (c[1].to_owned(), c[5].parse().ok())).collect()
}

async fn reorganise(app: &TestApp, changes: &[(&str, &str)]) {
    let file = changes.iter().fold(ORGANISATIONS.to_owned(), |file, (from, to)| {
        assert!(file.contains(from), "{from}");
        file.replace(from, to)
    });
    organisations::import(&app.cx, &operator(), file.as_bytes()).await.expect("organisations");
}

/// A line of the organisations' file with another successor.
fn line_of(id: &str) -> String {
    ORGANISATIONS.lines().find(|l| l.starts_with(&format!("{id};"))).expect("a line").to_owned()
}

fn succeeded_by(id: &str, heir: &str) -> (String, String) {
    let line = line_of(id);
    let mut cells: Vec<&str> = line.split(';').collect();
    cells[4] = heir;
    (line.clone(), cells.join(";"))
}

async fn organisations_that_are_imported_after_the_close_change_no_figure(app: TestApp) {
    city(&app, &["bromma", "farsta", "skarpnack", "kungsholmen"]).await;
    for (organisation, count) in [("bromma", 3), ("farsta", 9), ("skarpnack", 12), ("kungsholmen", 30)] {
        import(&app, organisation, &file(count / 2, count - count / 2, 0, "a")).await.expect("answers");
    }
    app.close().await;
    let before = told(&app).await;
    assert_eq!(before["bromma"], None);
    assert_eq!((before["skarpnack"], before[""]), (Some(12), Some(54)));
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let pages = ["/central/kannedom?ar=2026", "/forvaltning/resultat?organisation=skarpnack&ar=2026", "/rapport/2026/skarpnack"];
    let mut read = Vec::new();
    for page in pages {
        let numbers = numbers(&central.get(page).await);
        assert!(!numbers.is_empty(), "{page}");
        read.push(numbers);
    }
    for (id, heir) in [("bromma", "skarpnack"), ("farsta", "kungsholmen"), ("skarpnack", "kungsholmen")] {
        let (from, to) = succeeded_by(id, heir);
        reorganise(&app, &[(&from, &to), ("stadsdelsforvaltning", "fackforvaltning")]).await;
        assert_eq!(told(&app).await, before, "{id} was taken over by {heir}");
        for (page, read) in pages.iter().zip(&read) {
            assert_eq!(numbers(&central.get(page).await), *read, "{page}");
        }
    }
}

/// Every figure with a base that a page shows, and every number of an underlag.
fn numbers(page: &Page) -> Vec<String> {
    let underlag = page.texts(".underlag").join(" ");
    let numbers = underlag.split_whitespace().filter(|word| word.contains(|c: char| c.is_ascii_digit())).map(str::to_owned);
    page.texts(".of").into_iter().chain(numbers).collect()
}

async fn a_sum_over_a_later_merger_is_shown_where_nothing_hidden_is_had_from_it(app: TestApp) {
    city(&app, &["bromma", "farsta", "skarpnack", "kungsholmen"]).await;
    for (organisation, count) in [("bromma", 3), ("farsta", 9), ("skarpnack", 12), ("kungsholmen", 30)] {
        import(&app, organisation, &file(count, 0, 0, "a")).await.expect("answers");
    }
    app.close().await;
    let (small, large) = (succeeded_by("bromma", "kungsholmen"), succeeded_by("skarpnack", "kungsholmen"));
    for (changes, sum) in [(vec![&large], Some(42)), (vec![&large, &small], None)] {
        let changes: Vec<(&str, &str)> = changes.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        reorganise(&app, &changes).await;
        let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
        let now = organisations::list(&app.cx).await.expect("organisations");
        let figure = figures.figure_among(INDICATOR, "kungsholmen", &now);
        assert_eq!(figure.shown().map(|t| t.base), sum, "{changes:?}");
        assert_eq!(figures.is_incomparable("kungsholmen", &now), sum.is_none());
        assert_eq!(figures.figure_of(INDICATOR, "kungsholmen").shown().map(|t| t.base), Some(30), "its own stays");
    }
}

async fn an_import_shows_nothing_that_was_hidden_and_moves_no_base_by_a_few(app: TestApp) {
    city(&app, &["bromma", "farsta", "skarpnack", "kungsholmen"]).await;
    for (organisation, count) in [("bromma", 3), ("farsta", 9), ("skarpnack", 20)] {
        import(&app, organisation, &file(count, 0, 0, "a")).await.expect("answers");
    }
    app.close().await;
    let before = told(&app).await;
    let refused =
        |done: Result<usize, Error>| matches!(done, Err(Error::Refused(Refusal::Import(ImportError::TellsTooMuch(..)))));
    assert!(refused(import(&app, "bromma", &file(5, 0, 0, "b")).await), "three of eight would be had");
    assert!(refused(import(&app, "skarpnack", &file(1, 0, 6, "b")).await), "one of them says something");
    assert!(refused(import(&app, "skarpnack", &file(4, 0, 1, "b")).await));
    assert_eq!(told(&app).await, before, "nothing was taken");
    import(&app, "skarpnack", &file(5, 0, 0, "b")).await.expect("five more, all of whom say something");
    assert_eq!(told(&app).await["skarpnack"], Some(25));
    // Nobody had answered there: nothing was hidden.
    import(&app, "kungsholmen", &file(30, 0, 0, "b")).await.expect("the first answers of an organisation");
    assert_eq!(told(&app).await["kungsholmen"], Some(30));
    assert_eq!(told(&app).await["bromma"], None);
}

/// Texts and incidents go by the number of answers, and rows that answer nothing are answers too.
async fn blank_rows_open_no_small_organisation(app: TestApp) {
    city(&app, &["farsta", "kungsholmen", "skarpnack"]).await;
    import(&app, "farsta", &file(2, 1, 0, "Mer tid")).await.expect("answers");
    for organisation in ["kungsholmen", "skarpnack"] {
        import(&app, organisation, &file(20, 10, 0, "a")).await.expect("answers");
    }
    app.close().await;
    let blank = format!("omrade;handelse\n{}", "forskola;vet_ej\n".repeat(5));
    let refused = import(&app, "farsta", &blank).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Import(ImportError::TellsTooMuch(..))))), "{refused:?}");
    let texts = free_text::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("texts");
    assert!(texts.few && texts.questions.is_empty());
}

async fn another_successor_moves_no_text_of_a_closed_round(app: TestApp) {
    city(&app, &["bromma", "farsta", "kungsholmen"]).await;
    for (organisation, mark) in [("bromma", "Från Bromma"), ("farsta", "Från Farsta"), ("kungsholmen", "a")] {
        import(&app, organisation, &file(6, 6, 0, mark)).await.expect("answers");
    }
    app.close().await;
    app.account("f@example.org", Role::Samordnare, Some("farsta")).await;
    let mut coordinator = app.logged_in("f@example.org").await;
    let (texts, report) = ("/forvaltning/fritext?organisation=farsta&ar=2026", "/rapport/2026/farsta");
    let before = (coordinator.get(texts).await, coordinator.get(report).await);
    let written = before.0.items("Vad behöver ni för att arbeta med frågan?");
    assert!(written.len() == 1 && written[0].starts_with("Från Farsta 12 har skrivit så"), "{written:?}");
    assert!(!before.0.text.contains("Från Bromma"));
    let (from, to) = succeeded_by("bromma", "farsta");
    reorganise(&app, &[(&from, &to)]).await;
    assert_eq!(coordinator.get(texts).await.text, before.0.text);
    // What stands before it has a number that is used once.
    let content = |page: &Page| page.text.split_once("<main").expect("content").1.to_owned();
    assert_eq!(content(&coordinator.get(report).await), content(&before.1));
}

async fn another_kind_while_a_round_is_open_loses_no_figure(app: TestApp) {
    city(&app, &["farsta", "kungsholmen"]).await;
    for organisation in ["farsta", "kungsholmen"] {
        import(&app, organisation, &file(6, 6, 0, "a")).await.expect("answers");
    }
    let line = line_of("farsta");
    reorganise(&app, &[(&line, &line.replace("stadsdelsforvaltning", "fackforvaltning"))]).await;
    app.close().await;
    let told = told(&app).await;
    assert_eq!((told.get("farsta"), told[""]), (Some(&Some(12)), Some(24)));
}

async fn a_coordinators_own_answers_lift_nothing_over_the_threshold(app: TestApp) {
    city(&app, &["farsta", "kungsholmen", "skarpnack"]).await;
    for organisation in ["kungsholmen", "skarpnack"] {
        import(&app, organisation, &file(20, 10, 0, "a")).await.expect("answers");
    }
    let links = rounds::links(&app.cx, &operator(), &id(2026)).await.expect("links");
    let link = format!("/e/{}", links.iter().find(|l| l.organisation == "farsta").expect("a link").token);
    app.account("f@example.org", Role::Samordnare, Some("farsta")).await;
    let mut coordinator = app.logged_in("f@example.org").await;
    let change = "/forvaltning/enhet?organisation=farsta&ar=2026";
    for i in 0..2 {
        let form = [("gor", "lagg_till"), ("enhet", ""), ("namn", &format!("Egen {i}"))];
        assert_eq!(coordinator.post(change, &form).await.status, StatusCode::SEE_OTHER);
    }
    // Three managers answer, one of them is reopened twice, and two units are added.
    for name in ["Enhet 0", "Enhet 1", "Enhet 2", "Egen 0", "Egen 1", "Enhet 0", "Enhet 0"] {
        let unit = app.unit(&link, name).await;
        coordinator.post(change, &[("gor", "oppna"), ("enhet", &unit)]).await;
        answer(&app, &link, &unit).await;
    }
    app.close().await;
    let told = told(&app).await;
    assert_eq!(told["farsta"], None, "seven answers, of which she may have given four");
    assert_eq!(told[""], None.or(told[""]));
    let texts = free_text::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("texts");
    assert!(texts.few && texts.questions.is_empty());
}

/// Four answered, and as many units were added after the opening: they may be these, or not.
async fn answers_that_are_all_deducted_are_had_from_no_sum(app: TestApp) {
    city(&app, &["farsta", "kungsholmen", "skarpnack"]).await;
    for (organisation, count) in [("kungsholmen", 20), ("skarpnack", 9)] {
        import(&app, organisation, &file(count, 0, 0, "a")).await.expect("answers");
    }
    app.account("f@example.org", Role::Samordnare, Some("farsta")).await;
    let mut coordinator = app.logged_in("f@example.org").await;
    for i in 0..4 {
        let form = [("gor", "lagg_till"), ("enhet", ""), ("namn", &format!("Sen {i}"))];
        assert_eq!(coordinator.post("/forvaltning/enhet?organisation=farsta&ar=2026", &form).await.status, StatusCode::SEE_OTHER);
    }
    let links = rounds::links(&app.cx, &operator(), &id(2026)).await.expect("links");
    let link = format!("/e/{}", links.iter().find(|l| l.organisation == "farsta").expect("a link").token);
    for i in 0..4 {
        let unit = app.unit(&link, &format!("Sen {i}")).await;
        answer(&app, &link, &unit).await;
    }
    app.close().await;
    let told = told(&app).await;
    assert_eq!((told["farsta"], told["skarpnack"]), (None, None), "or the four are the city without the others: {told:?}");
    assert_eq!((told["kungsholmen"], told[""]), (Some(20), Some(33)));
}

async fn answer(app: &TestApp, link: &str, unit: &str) {
    let at = |s: &str| format!("{link}/fraga/{s}");
    let mut browser = app.browser();
    browser.turn(link, &[("enhet", unit)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[("kannedom.handlingsplan", "jag")], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    browser.turn(&at("handelser"), &[("handelse", "nej")], &at("behov")).await;
    browser.turn(&at("behov"), &[("behov_text", "Mer tid")], &format!("{link}/granska")).await;
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
}

async fn a_round_keeps_the_highest_threshold_since_its_close(app: TestApp) {
    city(&app, &["bromma", "farsta", "skarpnack", "kungsholmen"]).await;
    for (organisation, count) in [("bromma", 7), ("farsta", 14), ("skarpnack", 21), ("kungsholmen", 30)] {
        import(&app, organisation, &file(count, 0, 0, "a")).await.expect("answers");
    }
    app.close().await;
    assert_eq!(told(&app).await["bromma"], Some(7));
    let strict = app.with_threshold(10).await;
    let hidden = told(&strict).await;
    assert_eq!((hidden["bromma"], hidden["farsta"], hidden["skarpnack"]), (None, None, Some(21)));
    assert_eq!(told(&app.with_threshold(5).await).await, hidden, "what has been hidden stays hidden");
}

async fn a_breakdown_has_one_sign_and_needs_its_own_key(app: TestApp) {
    city(&app, &["bromma", "farsta"]).await;
    let row = |line: &str, plan: &str, n: usize| format!("{line};{plan};nej\n").repeat(n);
    let rows = [row("forskola", "jag", 9), row("socialtjanst", "jag", 10), row("aldreomsorg", "ingen", 8), row("fritid", "", 1)]
        .concat();
    import(&app, "bromma", &format!("omrade;kannedom.handlingsplan;handelse\n{rows}")).await.expect("answers");
    app.close().await;
    app.account("b@example.org", Role::Samordnare, Some("bromma")).await;
    let page = app.logged_in("b@example.org").await.get("/forvaltning/resultat?organisation=bromma&ar=2026").await;
    let lines = page.rows("Per verksamhetsområde");
    let hidden = |cell: &String| cell.starts_with('–');
    assert!(lines.iter().flatten().any(hidden));
    for cells in &lines {
        assert!(cells.iter().filter(|cell| hidden(cell)).all(|cell| cell == "–visas inte"), "{cells:?}");
    }
    // Who said nothing of the plan is one: with what is shown it must not be had that she did.
    let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
    let by_line = breakdowns::by_line_of_work(&app.cx, &access(&app.cx, "bromma").await, &figures).await.expect("a breakdown");
    let (_, cells) = by_line.rows.iter().find(|(i, _)| i.id == INDICATOR).expect("the indicator");
    let shown: i64 = cells.iter().flatten().map(|t| t.base).sum();
    assert!(shown == 19, "the total of 27 less what is shown leaves eight: {cells:?}");
}

async fn the_city_is_broken_down_where_no_organisation_can_be(app: TestApp) {
    answer_by_line(&app, ["forskola", "socialtjanst", "aldreomsorg"], [("bromma", [9, 3, 4]), ("farsta", [8, 4, 3])]).await;
    let bases = city_by_line(&app).await;
    assert_eq!(bases, [("Förskola".to_owned(), 17), ("Socialtjänst".to_owned(), 7), ("Äldreomsorg".to_owned(), 7)]);
    app.account("central@example.org", Role::Central, None).await;
    let page = app.logged_in("central@example.org").await.get("/central/kannedom?ar=2026").await;
    assert!(page.headings().contains(&"Per verksamhetsområde".to_owned()), "{:?}", page.headings());
    assert!(page.main_text().contains("17 av 17"), "{}", page.main_text());
    for organisation in ["bromma", "farsta"] {
        let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
        let own = breakdowns::by_line_of_work(&app.cx, &access(&app.cx, organisation).await, &figures).await.expect("lines");
        assert!(own.lines.is_empty(), "{own:?}");
    }
    // Under a higher threshold other cells are hidden, and what was shown before would be counted as unknown.
    assert_eq!(city_by_line(&app.with_threshold(7).await).await, []);
}

async fn the_city_gives_away_no_part_of_an_organisation(app: TestApp) {
    // Farsta shows its own elders' care: with the city's, Bromma's four would be had.
    answer_by_line(&app, ["forskola", "fritid", "aldreomsorg"], [("bromma", [9, 3, 4]), ("farsta", [8, 0, 7])]).await;
    assert_eq!(city_by_line(&app).await, [], "what is left would tell of fewer than five");
}

/// A closed round in which so many of each verksamhetsområde know the handlingsplan.
async fn answer_by_line(app: &TestApp, lines: [&str; 3], answers: [(&str, [usize; 3]); 2]) {
    city(app, &["bromma", "farsta"]).await;
    for (organisation, counts) in answers {
        let rows: String = lines.iter().zip(counts).map(|(line, n)| format!("{line};jag;nej\n").repeat(n)).collect();
        import(app, organisation, &format!("omrade;kannedom.handlingsplan;handelse\n{rows}")).await.expect("answers");
    }
    app.close().await;
}

/// The bases of one indicator in the city by verksamhetsområde, those that are shown.
async fn city_by_line(app: &TestApp) -> Vec<(String, i64)> {
    let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
    let tables = breakdowns::by_line_of_work_in_city(&app.cx, &figures).await.expect("tables");
    let Some((_, table)) = tables.into_iter().next() else { return vec![] };
    let (_, cells) = table.rows.into_iter().find(|(i, _)| i.id == INDICATOR).expect("the indicator");
    let mut bases: Vec<(String, i64)> =
        table.lines.into_iter().zip(cells).filter_map(|(line, tally)| Some((line, tally?.base))).collect();
    bases.sort_by_key(|(_, base)| -base);
    bases
}

async fn a_breakdown_stays_as_it_was_first_counted(app: TestApp) {
    city(&app, &["bromma"]).await;
    import(&app, "bromma", &file(12, 8, 0, "a")).await.expect("answers");
    app.close().await;
    let shown = async || {
        let figures = results::figures(&app.cx, &closed(&app.cx, 2026).await).await.expect("figures");
        let by_line =
            breakdowns::by_line_of_work(&app.cx, &access(&app.cx, "bromma").await, &figures).await.expect("a breakdown");
        by_line.rows.into_iter().map(|(i, cells)| (i.id, cells)).collect::<Vec<_>>()
    };
    let before = shown().await;
    import(&app, "bromma", &file(10, 0, 0, "b")).await.expect("more answers");
    assert_eq!(told(&app).await["bromma"], Some(30));
    assert_eq!(shown().await, before);
    let rows = app.export_of(Subject::Responses, 2026, None).await.expect("an export");
    assert_eq!(rows.matches("forskola").count(), 20, "later ones have no background answers");
}

/// What is read at one moment: sums of parts, each an organisation's answers of one time.
pub type Known = Vec<(BTreeSet<usize>, i64)>;

/// A year in which two organisations are there that were merged later.
const YEAR: i64 = 2022;
const NAMES: [&str; 6] = ["norrmalm", "ostermalm", "bromma", "farsta", "skarpnack", "kungsholmen"];

/// Reads what there is of one indicator: the export of all and of each, and the central office's page.
/// An answer of the first time is part `2 i` of organisation `i`, one of a later time part `2 i + 1`.
async fn read(app: &TestApp, known: &mut Known, times: usize) {
    let parts = |i: usize| (0..times).map(move |time| 2 * i + time.min(1));
    let of = |names: &[&str]| -> BTreeSet<usize> {
        names.iter().flat_map(|n| parts(NAMES.iter().position(|name| name == n).expect("known"))).collect()
    };
    for (name, base) in told_of(app, YEAR).await {
        let names = if name.is_empty() { NAMES.to_vec() } else { vec![name.as_str()] };
        known.extend(base.map(|base| (of(&names), base)));
    }
    let mut central = app.logged_in("c@example.org").await;
    let page = central.get(&format!("/central/kannedom?ar={YEAR}&indikator={INDICATOR}")).await;
    for row in page.rows("Kännedom per förvaltning") {
        let link = page.link(row[0].trim_end_matches(MERGED));
        let id = link.as_deref().and_then(|l| l.split("organisation=").nth(1)).and_then(|l| l.split('&').next());
        let names = match id {
            Some("norra-innerstaden") => vec!["norrmalm", "ostermalm"],
            Some(id) if NAMES.contains(&id) => vec![id],
            Some(_) => continue,
            None => NAMES.to_vec(),
        };
        if let Some(base) = row[1].split(" av ").nth(1).and_then(|base| base.parse().ok()) {
            known.push((of(&names), base));
        }
    }
}

fn rank(mut rows: Vec<Vec<f64>>) -> usize {
    let mut rank = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(pivot) = (rank..rows.len()).find(|r| rows[*r][column].abs() > 1e-9) else { continue };
        rows.swap(rank, pivot);
        let pivot = rows[rank].clone();
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = row[column] / pivot[column];
            row.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
        }
        rank += 1;
    }
    rank
}

/// The attack by linear algebra: no set of one to four answers is a combination of what was read.
pub fn attack(known: &Known, bases: &[i64], nobody: &[bool]) {
    let row = |set: &BTreeSet<usize>| (0..bases.len()).map(|i| f64::from(u8::from(set.contains(&i)))).collect::<Vec<_>>();
    let mut rows: Vec<Vec<f64>> = known.iter().map(|(set, _)| row(set)).collect();
    // Rates are public: who has not answered at all has said nothing.
    rows.extend((0..bases.len()).filter(|i| nobody[*i]).map(|i| row(&BTreeSet::from([i]))));
    let ranked = rank(rows.clone());
    for set in 1_u32..1 << bases.len() {
        let chosen: BTreeSet<usize> = (0..bases.len()).filter(|i| set >> i & 1 == 1).collect();
        let base: i64 = chosen.iter().map(|i| bases[*i]).sum();
        if (1..5).contains(&base) {
            let with = [rows.clone(), vec![row(&chosen)]].concat();
            assert_ne!(rank(with), ranked, "{chosen:?} of {bases:?} follows from {known:?}");
        }
    }
}

async fn nothing_small_is_had_over_time(app: TestApp) {
    let mut random = StdRng::seed_from_u64(4711);
    with_units(&app, &NAMES).await;
    let day = |text: &str| text.parse().expect("a day");
    app.set_day("2022-10-01");
    let operator = operator();
    create_round(&app.cx, YEAR, (day("2022-10-01"), day("2022-10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator, &id(YEAR)).await.expect("opened");
    app.account("c@example.org", Role::Central, None).await;
    let mut bases = vec![0_i64; 2 * NAMES.len()];
    let mut silent = [0_usize; NAMES.len()];
    for (i, name) in NAMES.iter().enumerate() {
        let count = if i % 2 == 0 { random.random_range(0..6) } else { random.random_range(6..25) };
        silent[i] = random.random_range(0..3);
        bases[2 * i] = i64::try_from(count).expect("a count");
        if count + silent[i] > 0 {
            import_into(&app, YEAR, name, &file(count / 2, count - count / 2, silent[i], "a")).await.expect("answers");
        }
    }
    app.close_year(YEAR).await;
    let mut known = Known::new();
    read(&app, &mut known, 1).await;
    let (from, to) = succeeded_by("bromma", "farsta");
    reorganise(&app, &[(&from, &to)]).await;
    read(&app, &mut known, 1).await;
    let mut taken = 0;
    for (i, name) in NAMES.iter().enumerate() {
        let (count, silent) = (random.random_range(0..9), random.random_range(0..3));
        match import_into(&app, YEAR, name, &file(count, 0, silent, &format!("b{i}"))).await {
            Ok(_) => {
                bases[2 * i + 1] = i64::try_from(count).expect("a count");
                taken += 1;
            }
            Err(Error::Refused(Refusal::Import(ImportError::TellsTooMuch(..) | ImportError::TooFewIntoClosed(_)))) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(taken > 0, "some imports are harmless");
    read(&app, &mut known, 2).await;
    let strict = app.with_threshold(8).await;
    read(&strict, &mut known, 2).await;
    read(&app.with_threshold(5).await, &mut known, 2).await;
    for (set, base) in &known {
        assert_eq!(set.iter().map(|i| bases[*i]).sum::<i64>(), *base, "what is shown is true");
    }
    let nobody: Vec<bool> = (0..bases.len()).map(|i| bases[i] == 0 && (i % 2 == 1 || silent[i / 2] == 0)).collect();
    attack(&known, &bases, &nobody);
}
