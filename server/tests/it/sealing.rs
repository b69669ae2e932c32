//! Answers are sealed until their round closes: what the database, its journal, its copies and the log hold of them, what
//! becomes of the keys, and what is done when one is lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use app::domain::account::Role;
use app::domain::answer::Form;
use app::domain::round::State;
use axum::http::StatusCode;
use axum_extra::extract::cookie::Key;
use lagesbild::ambient::Ambient;
use lagesbild::config::Config;
use lagesbild::export::Subject;
use lagesbild::sealing::folder::Folder;
use lagesbild::services::keys::{self, Condition, Confirmed};
use lagesbild::services::{Context, Error, KeyError, Refusal, closing, digest, opening, responses, rounds};
use lagesbild::store::{self, Engine, Store};

use crate::app::{Browser, STADSDEL, TestApp, id, on_both, operator};
use crate::fixtures::Shell;

on_both!(
    a_text_is_nowhere_until_the_close_and_then_in_the_closed_round_alone,
    whoever_knows_whose_row_is_whose_matches_no_opened_answer,
    a_draft_and_an_answer_go_on_by_their_codes,
    a_row_in_anothers_place_does_not_open_and_stops_the_close,
    a_key_is_destroyed_after_a_day_when_that_is_confirmed_and_after_a_week_in_any_case,
    a_destruction_is_taken_up_wherever_it_was_left,
    a_round_that_was_refused_keeps_the_key_that_was_made_for_it,
    a_start_without_the_right_keys_is_refused_and_changes_nothing,
    a_key_that_is_lost_while_serving_stops_no_answer_but_the_close,
    a_round_whose_key_is_lost_is_closed_without_its_answers,
    a_copy_of_the_keys_opens_with_its_passphrase_alone_and_writes_nothing_over,
    an_open_round_from_before_goes_on_sealed,
    the_commands_ask_twice_for_what_cannot_be_undone,
    a_folder_that_others_can_read_is_closed_to_them,
    another_folder_gives_nothing_up_and_destroys_nothing,
    a_key_that_comes_back_after_its_destruction_is_destroyed_again,
    what_a_stopped_close_has_opened_stays_and_other_rounds_close,
    imported_answers_do_not_stand_beside_their_units,
);

const SECRET_TEXT: &str = "Vi ser nya klistermärken vid gångtunneln";
const DAY: i64 = 24 * 60 * 60;

/// Walks to the check page and submits, with a free text; returns the receipt code.
async fn submit(app: &TestApp, browser: &mut Browser, link: &str, unit: &str, text: &str) -> String {
    to_the_check_page(app, browser, link, unit, text).await;
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    browser.get(&format!("{link}/kvitto")).await.code().expect("a receipt code")
}

async fn to_the_check_page(app: &TestApp, browser: &mut Browser, link: &str, unit: &str, text: &str) {
    let at = |s: &str| format!("{link}/fraga/{s}");
    let unit = app.unit(link, unit).await;
    browser.turn(link, &[("enhet", &unit)], &at("verksamhet")).await;
    browser.turn(&at("verksamhet"), &[("omrade", "forskola")], &at("kannedom")).await;
    browser.turn(&at("kannedom"), &[], &at("kunskap")).await;
    browser.turn(&at("kunskap"), &[], &at("handelser")).await;
    browser.turn(&at("handelser"), &[("handelse", "nej")], &at("behov")).await;
    browser.turn(&at("behov"), &[("behov_text", text)], &format!("{link}/granska")).await;
}

async fn one_link(app: &TestApp, units: &[&str]) -> String {
    app.city(&[STADSDEL]).await;
    let rows: String = units.iter().map(|unit| format!("bromma;{unit}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{rows}")).await;
    app.open().await["bromma"].clone()
}

/// Every byte that the database keeps: with SQLite its files and a copy, with PostgreSQL all rows.
async fn bytes(app: &TestApp) -> Vec<u8> {
    let mut all = Vec::new();
    if app.engine() == Engine::Sqlite {
        let file = PathBuf::from(&app.url["sqlite:".len()..]);
        let copy = file.with_extension("kopia");
        lagesbild::services::backup::create(&app.cx, &copy).await.expect("a copy");
        for entry in fs::read_dir(file.parent().expect("a folder")).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                all.extend(fs::read(path).expect("a file"));
            }
        }
        fs::remove_file(copy).expect("removed");
        return all;
    }
    let mut db = app.cx.store.read().await.expect("a connection");
    for table in
        ["draft", "sealed_response", "response", "unsealed_draft", "unsealed_response", "participation", "setting", "audit"]
    {
        let text = format!("SELECT CAST({table} AS TEXT) FROM {table}");
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_all(&mut *db).await.expect("rows");
        all.extend(rows.concat().into_bytes());
    }
    all
}

async fn is_kept(app: &TestApp, text: &str) -> bool {
    bytes(app).await.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn a_text_is_nowhere_until_the_close_and_then_in_the_closed_round_alone(app: TestApp) {
    let link = one_link(&app, &["Ett", "Två", "Tre"]).await;
    let mut browser = app.browser();
    to_the_check_page(&app, &mut browser, &link, "Ett", SECRET_TEXT).await;
    assert!(!is_kept(&app, SECRET_TEXT).await, "in a draft");
    browser.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    let file = format!("omrade;handelse;behov_text;enhet\nforskola;nej;{SECRET_TEXT};Två\n");
    responses::import(&app.cx, &operator(), (&id(2026), &"bromma".into()), file.as_bytes(), |_, _| ()).await.expect("taken");
    assert!(!is_kept(&app, SECRET_TEXT).await, "in an answer, also on paper");
    app.close().await;
    assert!(is_kept(&app, SECRET_TEXT).await, "in the closed round");
    let mut db = app.cx.store.read().await.expect("a connection");
    for table in ["draft", "sealed_response"] {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let count: i64 = sqlx::query_scalar(count).fetch_one(&mut *db).await.expect("a count");
        assert_eq!(count, 0, "{table}");
    }
}

/// How many answers are matched by whoever sorts both sides by what they see of them: a length, or an order.
fn matched(sealed: &[(usize, usize)], opened: &[(usize, usize)]) -> usize {
    let ranked = |list: &[(usize, usize)]| {
        let mut list: Vec<(usize, usize, usize)> =
            list.iter().enumerate().map(|(order, (of, seen))| (*seen, order, *of)).collect();
        list.sort_unstable();
        list.into_iter().map(|(.., of)| of).collect::<Vec<_>>()
    };
    ranked(sealed).iter().zip(ranked(opened)).filter(|(a, b)| **a == *b).count()
}

async fn whoever_knows_whose_row_is_whose_matches_no_opened_answer(app: TestApp) {
    const ANSWERS: usize = 200;
    let names: Vec<String> = (0..ANSWERS).map(|i| format!("Enhet {i}")).collect();
    one_link(&app, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    // The text of unit i begins with i; each has a length of its own, in no order.
    let length = |i: usize| 4 * ((73 * i + 11) % ANSWERS);
    let rows: String = (0..ANSWERS).map(|i| format!("forskola;nej;{i}{};Enhet {i}\n", "x".repeat(length(i)))).collect();
    let (mut unpadded, mut sealed) = (Vec::new(), Vec::new());
    for (i, row) in rows.lines().enumerate() {
        let file = format!("omrade;handelse;behov_text;enhet\n{row}\n");
        let known = receipts(&app).await;
        responses::import(&app.cx, &operator(), (&id(2026), &"bromma".into()), file.as_bytes(), |_, _| ()).await.expect("taken");
        // She looks at the database after each answer, so she knows whose row each is.
        let now = receipts(&app).await;
        let (_, size) = now.iter().find(|(receipt, _)| !known.contains_key(*receipt)).expect("a new row");
        sealed.push((i, *size));
        unpadded.push((i, row.len()));
    }
    app.close().await;
    let mut db = app.cx.store.read().await.expect("a connection");
    let rows: Vec<String> = sqlx::query_scalar("SELECT answers FROM response").fetch_all(&mut *db).await.expect("rows");
    let opened: Vec<(usize, usize)> = rows.iter().map(|row| (number_in(row), row.len())).collect();
    let by_length = matched(&sealed, &opened);
    let in_order = |list: &[(usize, usize)]| list.iter().map(|(of, _)| (*of, 0)).collect::<Vec<_>>();
    let by_order = matched(&in_order(&sealed), &in_order(&opened));
    assert!(by_length <= 6 && by_order <= 6, "{by_length} by length and {by_order} by order");
    // The same eyes, without padding and without shuffling, see nearly everything.
    assert!(matched(&unpadded, &opened) > ANSWERS / 2);
    assert!(matched(&in_order(&sealed), &in_order(&unpadded)) > ANSWERS / 2);
}

/// The number that a text begins with.
fn number_in(answers: &str) -> usize {
    let answers: serde_json::Value = serde_json::from_str(answers).expect("JSON");
    answers["behov_text"].as_str().expect("a text").trim_end_matches('x').parse().expect("a number")
}

/// The sealed rows and how long each is.
async fn receipts(app: &TestApp) -> BTreeMap<String, usize> {
    let mut db = app.cx.store.read().await.expect("a connection");
    let rows = store::responses::list_sealed(&mut db, "2026", "bromma", ("", 1_000)).await.expect("rows");
    rows.into_iter().map(|row| (row.receipt, row.content.len() + row.for_close.len() + row.for_receipt.len())).collect()
}

async fn a_draft_and_an_answer_go_on_by_their_codes(app: TestApp) {
    let link = one_link(&app, &["Ett"]).await;
    let mut browser = app.browser();
    let unit = app.unit(&link, "Ett").await;
    browser.turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
    let saved = format!("{link}/fraga/verksamhet");
    browser.turn(&saved, &[("omrade", "fritid"), ("nav", "spara")], &format!("{link}/sparat")).await;
    let code = browser.get(&format!("{link}/sparat")).await.code().expect("a code");
    let mut other = app.browser();
    let way = other.post(&format!("{link}/fortsatt"), &[("kod", &code), ("enhet", &unit)]).await;
    assert_eq!(way.status, StatusCode::SEE_OTHER, "{}", way.text);
    assert_eq!(other.get(&saved).await.field("omrade").value(), "fritid");
    let receipt = submit(&app, &mut other, &link, "Ett", SECRET_TEXT).await;
    let mut third = app.browser();
    third.turn(&format!("{link}/andra"), &[("kvittokod", &receipt)], &format!("{link}/granska")).await;
    assert!(third.get(&format!("{link}/granska")).await.text.contains(SECRET_TEXT), "she sees what she wrote");
    let changed = format!("{link}/fraga/behov");
    third.turn(&changed, &[("behov_text", "Något annat")], &format!("{link}/granska")).await;
    third.turn(&format!("{link}/granska"), &[], &format!("{link}/kvitto")).await;
    app.close().await;
    let mut db = app.cx.store.read().await.expect("a connection");
    let rows: Vec<String> = sqlx::query_scalar("SELECT answers FROM response").fetch_all(&mut *db).await.expect("rows");
    assert!(rows.len() == 1 && rows[0].contains("Något annat") && !rows[0].contains(SECRET_TEXT), "{rows:?}");
}

async fn a_row_in_anothers_place_does_not_open_and_stops_the_close(app: TestApp) {
    let link = one_link(&app, &["Ett", "Två"]).await;
    for unit in ["Ett", "Två"] {
        submit(&app, &mut app.browser(), &link, unit, unit).await;
    }
    let mut write = app.cx.store.write().await.expect("a write");
    let swap = "UPDATE sealed_response SET content = (SELECT o.content FROM sealed_response o WHERE o.receipt <> sealed_response.receipt)
        WHERE receipt = (SELECT MIN(m.receipt) FROM sealed_response m)";
    sqlx::query(swap).execute(&mut *write).await.expect("swapped");
    write.commit().await.expect("kept");
    let done = closing::close_and_wait(&app.cx, &operator(), &id(2026), |_| ()).await;
    assert!(matches!(done, Err(Error::Refused(Refusal::Key(KeyError::DoesNotOpen(..))))), "{done:?}");
    assert_eq!(rounds::find(&app.cx, &id(2026)).await.expect("the round").state, State::Closing);
    assert_eq!(receipts(&app).await.len(), 2, "nothing is removed");
    let status = keys::list(&app.cx, &operator()).await.expect("a list");
    assert!(matches!(status[0].condition, Condition::Stopped(_)), "{status:?}");
}

async fn condition(app: &TestApp) -> Option<Condition> {
    keys::list(&app.cx, &operator()).await.expect("a list").into_iter().next().map(|status| status.condition)
}

fn folder(app: &TestApp) -> Vec<String> {
    let names = fs::read_dir(&app.cx.config.key_dir).expect("a folder");
    let mut names: Vec<String> = names.map(|e| e.expect("an entry").file_name().into_string().expect("a name")).collect();
    names.sort();
    names.iter().map(|name| name.splitn(3, '.').filter(|part| part.len() != 16).collect::<Vec<_>>().join(".")).collect()
}

async fn a_key_is_destroyed_after_a_day_when_that_is_confirmed_and_after_a_week_in_any_case(app: TestApp) {
    let link = one_link(&app, &["Ett"]).await;
    submit(&app, &mut app.browser(), &link, "Ett", "Ett").await;
    assert_eq!(folder(&app), ["2026.key", "installation.key"]);
    let (cx, operator, round) = (&app.cx, operator(), id(2026));
    let confirmed = Confirmed { backup: true, copies: true };
    let refused = keys::destroy(cx, &operator, &round, confirmed).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Key(KeyError::StillNeeded(_))))), "{refused:?}");
    app.close().await;
    app.pass(DAY - 60);
    let refused = keys::destroy(cx, &operator, &round, confirmed).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Key(KeyError::TooEarly(_))))), "{refused:?}");
    app.pass(60);
    let refused = keys::destroy(cx, &operator, &round, Confirmed::default()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Key(KeyError::BackupUnconfirmed)))), "{refused:?}");
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let form = [("ar", "2026"), ("sakerhetskopia", "ja")];
    central.turn("/central/nycklar/forstor", &form, "/central/nycklar").await;
    assert_eq!(folder(&app), ["2026.destroyed", "installation.key"]);
    assert_eq!(condition(&app).await, None);
    // Of the next round nobody says anything.
    another_round(&app).await;
    app.pass(7 * DAY - 60);
    keys::look_after(cx).await.expect("looked after");
    assert!(matches!(condition(&app).await, Some(Condition::ToDestroy(..))));
    app.pass(60);
    keys::look_after(cx).await.expect("looked after");
    assert_eq!(folder(&app), ["2026.destroyed", "2027.destroyed", "installation.key"]);
    let log = app.logged_in("c@example.org").await.get("/central/logg").await.text;
    assert_eq!(log.matches("förstörde nyckel").count(), 2);
}

async fn a_destruction_is_taken_up_wherever_it_was_left(app: TestApp) {
    let link = one_link(&app, &["Ett"]).await;
    submit(&app, &mut app.browser(), &link, "Ett", "Ett").await;
    app.close().await;
    let (files, round) = (own_folder(&app).await, id(2026));
    // Left after the tombstone, and after the file.
    files.bury(&round).expect("a tombstone");
    keys::look_after(&app.cx).await.expect("looked after");
    assert!(!files.has(&round) && condition(&app).await.is_none());
    keys::look_after(&app.cx).await.expect("nothing is left to do");
    // Where an answer is missing it does not begin.
    another_round(&app).await;
    let mut write = app.cx.store.write().await.expect("a write");
    sqlx::query("UPDATE link SET responses = 3 WHERE round = '2027'").execute(&mut *write).await.expect("changed");
    write.commit().await.expect("kept");
    app.pass(8 * DAY);
    let refused = keys::look_after(&app.cx).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Key(KeyError::CountsDiffer(_))))), "{refused:?}");
    assert!(files.has(&id(2027)) && !files.is_destroyed(&id(2027)));
}

/// The folder as the database sees it.
async fn own_folder(app: &TestApp) -> Folder {
    let mut db = app.cx.store.read().await.expect("a connection");
    let database = store::settings::find(&mut db, "database").await.expect("a setting").expect("an id");
    Folder::at(app.cx.config.key_dir.clone(), database)
}

async fn a_round_that_was_refused_keeps_the_key_that_was_made_for_it(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let days = ("2026-10-01".parse().expect("a day"), "2026-10-31".parse().expect("a day"));
    crate::app::create_round(&app.cx, 2026, days).await.expect("planned");
    opening::open(&app.cx, &operator(), &id(2026)).await.expect_err("nobody to ask");
    let key = |app: &TestApp| app.cx.keys.of(&id(2026)).expect("keys").fingerprint();
    let before = key(&app);
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    opening::open(&app.cx, &operator(), &id(2026)).await.expect("opened");
    assert_eq!((before, key(&app)), (key(&app.another_server().await), key(&app)), "a round never gets a second key");
}

/// Opens and closes the round of 2027.
async fn another_round(app: &TestApp) {
    let today = app.cx.ambient.today();
    crate::app::create_round(&app.cx, 2027, (today, today)).await.expect("planned");
    opening::open(&app.cx, &operator(), &id(2027)).await.expect("opened");
    app.close_year(2027).await;
}

/// What a start says that is refused.
async fn refused_start(app: &TestApp, key_dir: &Path) -> String {
    let config = Config { key_dir: key_dir.to_owned(), ..(*app.cx.config).clone() };
    let store = Store::connect(&app.url).await.expect("a database");
    match Context::start(store, Ambient::system(), config).await {
        Ok(_) => panic!("it starts"),
        Err(error) => error.to_string(),
    }
}

async fn a_start_without_the_right_keys_is_refused_and_changes_nothing(app: TestApp) {
    one_link(&app, &["Ett"]).await;
    let right = &app.cx.config.key_dir;
    let elsewhere = tempfile::tempdir().expect("a folder");
    // Unmounted, or empty.
    let gone = elsewhere.path().join("borta");
    assert!(refused_start(&app, &gone).await.contains("finns inte eller är tom"));
    assert!(!gone.exists());
    // Another installation's.
    let others = elsewhere.path().join("andras");
    let another = TestApp::sqlite().await;
    copy_folder(&another.cx.config.key_dir, &others);
    assert!(refused_start(&app, &others).await.contains("hör till en annan databas"));
    // Without the round's key, and with another in its place.
    let without = elsewhere.path().join("utan");
    copy_folder(right, &without);
    let key = fs::read_dir(&without).expect("files").map(|e| e.expect("a file").path()).find(|p| name(p).starts_with("2026"));
    let key = key.expect("the round's key");
    let text = fs::read_to_string(&key).expect("a key");
    fs::remove_file(&key).expect("removed");
    assert!(refused_start(&app, &without).await.contains("lagesbild keys restore"));
    let other = own_folder(&app).await;
    let wrong = Folder::at(without.clone(), key_database(&key));
    wrong.add_round(&id(2026), None).expect("another key");
    assert!(refused_start(&app, &without).await.contains("är inte den som svaren är förseglade med"));
    fs::write(&key, &text[..text.len() / 2]).expect("half a file");
    assert!(refused_start(&app, &without).await.contains("är skadad"));
    assert!(other.has(&id(2026)));
    // A database from before there were keys does not take another's.
    let mut write = app.cx.store.write().await.expect("a write");
    store::settings::remove(&mut write, "installation_key").await.expect("removed");
    write.commit().await.expect("kept");
    assert!(refused_start(&app, right).await.contains("från tiden innan svar förseglades"));
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// The database's id in the name of a key file.
fn key_database(key: &Path) -> String {
    name(key).split('.').nth(1).expect("an id").to_owned()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("files") {
        let path = entry.expect("a file").path();
        fs::copy(&path, to.join(name(&path))).expect("copied");
    }
}

async fn a_key_that_is_lost_while_serving_stops_no_answer_but_the_close(app: TestApp) {
    let link = one_link(&app, &["Ett", "Två"]).await;
    let aside = tempfile::tempdir().expect("a folder");
    copy_folder(&app.cx.config.key_dir, aside.path());
    fs::remove_dir_all(&app.cx.config.key_dir).expect("lost");
    submit(&app, &mut app.browser(), &link, "Ett", SECRET_TEXT).await;
    assert_eq!(condition(&app).await, Some(Condition::Lost));
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let notices = central.get("/central").await.notices();
    assert!(notices.iter().any(|n| n.starts_with("Nyckeln till 2026 är borta.")), "{notices:?}");
    let page = central.post("/central/omgangar/2026/stang", &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["Nyckeln till omgången 2026 saknas. Omgången kan inte stängas förrän en kopia är tillbaka."]);
    closing::close_and_wait(&app.cx, &operator(), &id(2026), |_| ()).await.expect_err("no key");
    assert!(matches!(condition(&app).await, Some(Condition::Stopped(_))));
    copy_folder(aside.path(), &app.cx.config.key_dir);
    app.pass(60);
    app.close().await;
    assert!(is_kept(&app, SECRET_TEXT).await, "with the key put back it goes on");
}

async fn a_round_whose_key_is_lost_is_closed_without_its_answers(app: TestApp) {
    let link = one_link(&app, &["Ett", "Två"]).await;
    submit(&app, &mut app.browser(), &link, "Ett", SECRET_TEXT).await;
    let there = keys::abandon(&app.cx, &operator(), &id(2026)).await;
    assert!(matches!(there, Err(Error::Refused(Refusal::Key(KeyError::NotLost(_))))), "{there:?}");
    // What cannot be read is not lost, and what a server sees is somewhere else.
    let file = round_key(&app);
    let whole = fs::read(&file).expect("a key");
    fs::write(&file, &whole[..20]).expect("damaged");
    let damaged = keys::abandon(&app.cx, &operator(), &id(2026)).await;
    assert!(matches!(damaged, Err(Error::Refused(Refusal::Key(KeyError::Damaged(_))))), "{damaged:?}");
    fs::write(&file, whole).expect("whole again");
    keys::look_after(&app.cx).await.expect("looked after");
    fs::remove_dir_all(&app.cx.config.key_dir).expect("lost");
    let seen = keys::abandon(&app.cx, &operator(), &id(2026)).await;
    assert!(matches!(seen, Err(Error::Refused(Refusal::Key(KeyError::SeenLately(..))))), "{seen:?}");
    app.pass(121);
    let store = Store::connect(&app.url).await.expect("a database");
    let cx = Context::start_without_keys(store, app.cx.ambient.clone(), (*app.cx.config).clone()).await.expect("a context");
    keys::abandon(&cx, &operator(), &id(2026)).await.expect("abandoned");
    cx.store.close().await;
    let again = app.another_server().await;
    assert_eq!(rounds::find(&again.cx, &id(2026)).await.expect("the round").state, State::Abandoned);
    let rates = again.export_of(Subject::Rates, 2026, Some("bromma")).await.expect("rates");
    assert!(rates.contains("bromma;;2;0;0;1;50,0"), "who took part is known: {rates}");
    assert!(!is_kept(&again, SECRET_TEXT).await);
    let page = again.browser().get(&link).await;
    assert!(
        page.status == StatusCode::GONE && page.main_text().contains("Svaren har tyvärr gått förlorade"),
        "{}",
        page.main_text()
    );
    // The key may turn up: it is destroyed as that of any closed round.
    assert!(matches!(condition(&again).await, Some(Condition::Abandoned(..))));
    again.pass(8 * DAY);
    keys::look_after(&again.cx).await.expect("looked after");
    assert_eq!(condition(&again).await, None);
    // Nothing of it reads as a year in which nothing happened.
    for subject in [Subject::Indicators, Subject::Incidents, Subject::Texts, Subject::Responses] {
        let refused = again.export_of(subject, 2026, None).await.expect_err("no figures");
        assert!(refused.to_string().contains("stängdes utan svar"), "{refused}");
    }
    again.account("central@example.org", Role::Central, None).await;
    let mut browser = again.logged_in("central@example.org").await;
    for address in
        ["/forvaltning?organisation=bromma", "/forvaltning/resultat?organisation=bromma", "/rapport/2026/bromma", "/central"]
    {
        let page = browser.get(address).await;
        assert!(page.main_text().contains("Omgången stängdes utan svar"), "{address}: {}", page.main_text());
    }
}

async fn a_copy_of_the_keys_opens_with_its_passphrase_alone_and_writes_nothing_over(app: TestApp) {
    one_link(&app, &["Ett"]).await;
    let aside = tempfile::tempdir().expect("a folder");
    let file = aside.path().join("nycklar.json");
    let beside = keys::back_up(&app.cx, &operator(), &app.cx.config.key_dir.join("nycklar.json"), "en lång lösenfras").await;
    assert!(matches!(beside, Err(Error::Refused(Refusal::Key(KeyError::CopyBesideKeys(_))))), "{beside:?}");
    let short = keys::back_up(&app.cx, &operator(), &file, "kort").await;
    assert!(matches!(short, Err(Error::Refused(Refusal::Key(KeyError::ShortPassphrase(_))))), "{short:?}");
    keys::back_up(&app.cx, &operator(), &file, "en lång lösenfras").await.expect("a copy");
    assert_eq!(keys::list(&app.cx, &operator()).await.expect("a list")[0].copies.len(), 1, "it is known");
    let copy = fs::read(&file).expect("a file");
    let to = |name: &str| Config { key_dir: aside.path().join(name), ..(*app.cx.config).clone() };
    let wrong = keys::restore(&to("ny"), &copy, "en annan lösenfras");
    assert!(matches!(wrong, Err(Error::Refused(Refusal::Key(KeyError::WrongPassphrase)))), "{wrong:?}");
    assert_eq!(keys::restore(&to("ny"), &copy, "en lång lösenfras").expect("put back"), (2, vec![]));
    let started = Context::start(Store::connect(&app.url).await.expect("a database"), Ambient::system(), to("ny")).await;
    started.expect("it starts with what was put back").store.close().await;
    // What is there and says something else stays, and nothing else is put back either.
    fs::create_dir(aside.path().join("annan")).expect("a folder");
    fs::write(aside.path().join("annan/installation.key"), "något annat").expect("a file");
    let differs = keys::restore(&to("annan"), &copy, "en lång lösenfras");
    assert!(matches!(differs, Err(Error::Refused(Refusal::Key(KeyError::Differs(_))))), "{differs:?}");
    assert_eq!(fs::read_dir(aside.path().join("annan")).expect("files").count(), 1);
    // A key that was destroyed is not put back, and a database from before says so.
    own_folder(&app).await.bury(&id(2026)).expect("a tombstone");
    own_folder(&app).await.remove(&id(2026)).expect("removed");
    let (there, destroyed) = keys::restore(&app.cx.config, &copy, "en lång lösenfras").expect("looked at");
    assert_eq!((there, destroyed.len()), (1, 1));
    assert!(refused_start(&app, &app.cx.config.key_dir).await.contains("innan nyckeln till omgången 2026 förstördes"));
}

/// Leaves a draft and an answer as a program from before answers were sealed left them, and returns its cookie key.
async fn as_it_was_before(app: &TestApp, link: &str) -> Key {
    let key = Key::from(&[7; 64]);
    let form = Form::from_pairs(vec![("omrade".into(), "annat".into()), ("omrade.annat_text".into(), SECRET_TEXT.into())]);
    let answers = format!("{{\"omrade\":\"forskola\",\"handelse\":\"nej\",\"behov_text\":\"{SECRET_TEXT}\"}}");
    let unit = app.unit(link, "Två").await;
    let mut write = app.cx.store.write().await.expect("a write");
    let statements = [
        (
            "INSERT INTO unsealed_draft (id, round, organisation, form, passed, resume) VALUES ('d', '2026', 'bromma', $1, '[]', $2)",
            [serde_json::to_string(&form).expect("JSON"), digest("ABCDEFGHJKLM")],
        ),
        (
            "INSERT INTO unsealed_response (round, organisation, id, answers, linked, receipt) VALUES ('2026', 'bromma', 'r', $1, 1, $2)",
            [answers, digest("MLKJHGFEDCBA")],
        ),
        (
            "INSERT INTO participation (round, unit, organisation, answered_on) VALUES ('2026', $1, 'bromma', $2)",
            [unit, "2026-10-01".into()],
        ),
        ("INSERT INTO setting (name, value) VALUES ($1, $2)", ["cookie_key".into(), "07".repeat(64)]),
    ];
    for (statement, [first, second]) in statements {
        sqlx::query(statement).bind(first).bind(second).execute(&mut *write).await.expect("kept");
    }
    sqlx::query("UPDATE round SET key = NULL").execute(&mut *write).await.expect("kept");
    write.commit().await.expect("kept");
    own_folder(app).await.remove(&id(2026)).expect("removed");
    key
}

async fn an_open_round_from_before_goes_on_sealed(app: TestApp) {
    let link = one_link(&app, &["Ett", "Två"]).await;
    let unit = app.unit(&link, "Ett").await;
    let earlier = as_it_was_before(&app, &link).await;
    let app = app.another_server().await;
    assert!(!is_kept(&app, SECRET_TEXT).await, "sealed in place, and gone from the files");
    // The device that began the draft has its cookie from before.
    let mut browser = app.browser();
    let token = link.trim_start_matches("/e/");
    let held = format!("{{\"link\":\"{token}\",\"draft\":\"d\",\"unit\":\"{unit}\",\"code\":null,\"receipt\":null}}");
    let mut jar = cookie::CookieJar::new();
    jar.private_mut(&earlier).add(cookie::Cookie::new("utkast", held));
    let sealed = jar.get("utkast").expect("sealed").value().to_owned();
    browser.cookies.insert(("utkast".into(), link.clone()), sealed);
    let page = browser.get(&format!("{link}/fraga/verksamhet")).await;
    assert_eq!(page.field("omrade.annat_text").value(), SECRET_TEXT);
    let mut elsewhere = app.browser();
    let taken_up = elsewhere.post(&format!("{link}/fortsatt"), &[("kod", "ABCD-EFGH-JKLM"), ("enhet", &unit)]).await;
    assert_eq!(taken_up.status, StatusCode::SEE_OTHER, "{}", taken_up.text);
    let mut third = app.browser();
    third.turn(&format!("{link}/andra"), &[("kvittokod", "MLKJ-HGFE-DCBA")], &format!("{link}/granska")).await;
    assert!(third.get(&format!("{link}/granska")).await.text.contains(SECRET_TEXT));
    let privacy = app.browser().get("/personuppgifter").await.text;
    assert!(privacy.contains("tiden innan svaren började förseglas"), "older copies can be read, and that is said");
    app.close().await;
    let rates = app.export_of(Subject::Rates, 2026, Some("bromma")).await.expect("rates");
    assert!(rates.contains("bromma;;2;0;0;1;50,0"), "{rates}");
}

async fn the_commands_ask_twice_for_what_cannot_be_undone(app: TestApp) {
    one_link(&app, &["Ett"]).await;
    let shell = Shell::new(&app);
    let said = |arguments: &[&str], input: &str| {
        let output = shell.run_with(arguments, input);
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let copy = shell.file("x", "").replace("/x", "/nycklar.json");
    assert_eq!(said(&["keys", "backup", &copy], "").0, Some(1), "no passphrase");
    assert!(!Path::new(&copy).exists());
    assert_eq!(said(&["keys", "backup", &copy], "en lång lösenfras\n").0, Some(0));
    let refused = said(&["keys", "destroy", "--round", "2026"], "2026\n");
    assert_eq!(refused, (Some(1), "Nyckeln till omgången 2026 behövs tills omgången är stängd.\n".into()));
    let refused = said(&["round", "abandon", "2026"], "2026\n");
    assert_eq!(refused, (Some(1), "Nyckeln till omgången 2026 finns. Stäng omgången som vanligt.\n".into()));
    fs::remove_dir_all(&app.cx.config.key_dir).expect("lost");
    for command in [&["round", "close", "2026"][..], &["config", "check"], &["serve"], &["keys", "backup", "annan.json"]] {
        let (code, text) = said(command, "en lång lösenfras\n");
        assert!(code == Some(1) && text.contains("lagesbild keys restore"), "{command:?}: {text}");
    }
    // What needs no key is done all the same.
    let (code, text) = said(&["link", "list", "--round", "2026"], "");
    assert!(code == Some(0) && text.contains("finns inte eller är tom"), "{text}");
    if app.engine() == Engine::Sqlite {
        assert_eq!(said(&["backup", &copy.replace("nycklar.json", "kopia.db")], "").0, Some(0));
    }
    assert_eq!(said(&["keys", "restore", &copy], "fel lösenfras\n").0, Some(1));
    assert_eq!(said(&["keys", "restore", &copy], "en lång lösenfras\n").0, Some(0));
    assert_eq!(said(&["config", "check"], "").0, Some(0));
    fs::remove_dir_all(&app.cx.config.key_dir).expect("lost");
    for typed in ["", "ja\n", "2025\n"] {
        let (code, text) = said(&["round", "abandon", "2026"], typed);
        assert!(code == Some(1) && text.contains("inte omgångens id, 2026"), "{text}");
    }
    assert_eq!(said(&["round", "abandon", "2026"], "2026\n").0, Some(0));
    assert_eq!(said(&["round", "close", "2026"], "").0, Some(0), "closing a closed round does nothing");
}

#[test]
fn postgresql_without_a_folder_of_keys_is_refused() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lagesbild"))
        .args(["config", "check"])
        .env("DATABASE_URL", "postgres://lagesbild@db.example.org/lagesbild")
        .env_remove("LAGESBILD_KEY_DIR")
        .output()
        .expect("the binary");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.code() == Some(1) && text.starts_with("LAGESBILD_KEY_DIR ska ange en mapp"), "{text}");
}

#[cfg(unix)]
async fn a_folder_that_others_can_read_is_closed_to_them(app: TestApp) {
    use std::os::unix::fs::PermissionsExt;
    one_link(&app, &["Ett"]).await;
    let modes = || {
        let folder = &app.cx.config.key_dir;
        let files = fs::read_dir(folder).expect("files").map(|file| file.expect("a file").path());
        let all = std::iter::once(folder.clone()).chain(files);
        all.map(|path| fs::metadata(path).expect("a mode").permissions().mode() & 0o777).collect::<Vec<_>>()
    };
    assert_eq!(modes(), [0o700, 0o600, 0o600]);
    for path in [app.cx.config.key_dir.clone(), app.cx.config.key_dir.join("installation.key")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("changed");
    }
    app.another_server().await;
    assert_eq!(modes(), [0o700, 0o600, 0o600]);
}

/// The file of the one round's key.
fn round_key(app: &TestApp) -> PathBuf {
    let files = fs::read_dir(&app.cx.config.key_dir).expect("files").map(|file| file.expect("a file").path());
    let mut keys = files.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("2026.")));
    keys.next().expect("a key")
}

async fn another_folder_gives_nothing_up_and_destroys_nothing(app: TestApp) {
    one_link(&app, &["Ett"]).await;
    let aside = tempfile::tempdir().expect("a folder");
    let another = TestApp::sqlite().await;
    let without = async |key_dir: &Path| {
        let config = Config { key_dir: key_dir.to_owned(), ..(*app.cx.config).clone() };
        let store = Store::connect(&app.url).await.expect("a database");
        Context::start_without_keys(store, app.cx.ambient.clone(), config).await.expect("a context")
    };
    let cx = without(&another.cx.config.key_dir).await;
    let refused = keys::abandon(&cx, &operator(), &id(2026)).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Key(KeyError::Foreign(_))))), "{refused:?}");
    // With the folder out of reach the round can be given up; the right folder fits afterwards all the same.
    let cx = without(&aside.path().join("borta")).await;
    keys::abandon(&cx, &operator(), &id(2026)).await.expect("abandoned");
    app.another_server().await;
    // What was given up with that round is not given up with the next.
    let today = app.cx.ambient.today();
    crate::app::create_round(&app.cx, 2028, (today, today)).await.expect("planned");
    opening::open(&app.cx, &operator(), &id(2028)).await.expect("opened");
    assert!(refused_start(&app, &aside.path().join("borta")).await.contains("finns inte eller är tom"));
    app.another_server().await;
    app.close_year(2028).await;
    // An empty folder in the place of the right one destroys nothing.
    another_round(&app).await;
    app.pass(8 * DAY);
    let kept = aside.path().join("kept");
    copy_folder(&app.cx.config.key_dir, &kept);
    fs::remove_dir_all(&app.cx.config.key_dir).expect("unmounted");
    fs::create_dir(&app.cx.config.key_dir).expect("the place that it was mounted at");
    let refused = keys::look_after(&app.cx).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Key(KeyError::Missing(..))))), "{refused:?}");
    assert!(matches!(condition(&app).await, Some(Condition::ToDestroy(..))), "it is not said to be destroyed");
    copy_folder(&kept, &app.cx.config.key_dir);
    keys::look_after(&app.cx).await.expect("destroyed");
    assert_eq!(condition(&app).await, None);
}

async fn a_key_that_comes_back_after_its_destruction_is_destroyed_again(app: TestApp) {
    one_link(&app, &["Ett"]).await;
    let aside = tempfile::tempdir().expect("a folder");
    let file = aside.path().join("nycklar.json");
    keys::back_up(&app.cx, &operator(), &file, "en lång lösenfras").await.expect("a copy");
    app.close().await;
    app.pass(DAY);
    keys::destroy(&app.cx, &operator(), &id(2026), Confirmed { backup: true, copies: true }).await.expect("destroyed");
    // The folder is lost, tombstone and all.
    fs::remove_dir_all(&app.cx.config.key_dir).expect("lost");
    keys::restore(&app.cx.config, &fs::read(&file).expect("a copy"), "en lång lösenfras").expect("put back");
    assert!(own_folder(&app).await.has(&id(2026)));
    keys::look_after(&app.cx).await.expect("looked after");
    assert!(!own_folder(&app).await.has(&id(2026)) && own_folder(&app).await.is_destroyed(&id(2026)));
}

async fn what_a_stopped_close_has_opened_stays_and_other_rounds_close(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Ett\n").await;
    let links = app.open().await;
    for organisation in ["bromma", "farsta"] {
        submit(&app, &mut app.browser(), &links[organisation], "Ett", organisation).await;
    }
    let today = app.cx.ambient.today();
    crate::app::create_round(&app.cx, 2027, (today, today)).await.expect("planned");
    opening::open(&app.cx, &operator(), &id(2027)).await.expect("opened");
    let mut write = app.cx.store.write().await.expect("a write");
    let change = "UPDATE sealed_response SET content = for_close WHERE organisation = 'farsta'";
    sqlx::query(change).execute(&mut *write).await.expect("changed");
    write.commit().await.expect("kept");
    for year in [2026, 2027] {
        closing::request(&app.cx, &operator(), &id(year)).await.expect("asked");
    }
    closing::work(&app.cx, "worker").await.expect_err("one has stopped");
    let state = async |year| rounds::find(&app.cx, &id(year)).await.expect("the round").state;
    assert_eq!((state(2026).await, state(2027).await), (State::Closing, State::Closed));
    // Whoever waits is told at once, also while another has the job.
    let waited = closing::close_and_wait(&app.cx, &operator(), &id(2026), |_| ()).await;
    assert!(matches!(waited, Err(Error::Refused(Refusal::Key(KeyError::Stopped(_) | KeyError::DoesNotOpen(..))))), "{waited:?}");
    fs::remove_dir_all(&app.cx.config.key_dir).expect("lost");
    keys::abandon(&app.cx, &operator(), &id(2026)).await.expect("abandoned");
    let mut db = app.cx.store.read().await.expect("a connection");
    let kept: Vec<String> = sqlx::query_scalar("SELECT organisation FROM response").fetch_all(&mut *db).await.expect("rows");
    assert_eq!(kept, ["bromma"], "what was opened needed no key");
}

async fn imported_answers_do_not_stand_beside_their_units(app: TestApp) {
    const ANSWERS: usize = 40;
    let names: Vec<String> = (0..ANSWERS).map(|i| format!("Enhet {i}")).collect();
    app.city(&[STADSDEL]).await;
    app.units(&format!("forvaltning;enhet\n{}", names.iter().map(|n| format!("bromma;{n}\n")).collect::<String>())).await;
    app.open().await;
    app.close().await;
    let rows: String = names.iter().map(|name| format!("forskola;nej;{name};{name}\n")).collect();
    let file = format!("omrade;handelse;behov_text;enhet\n{rows}");
    responses::import(&app.cx, &operator(), (&id(2026), &"bromma".into()), file.as_bytes(), |_, _| ()).await.expect("taken");
    let mut db = app.cx.store.read().await.expect("a connection");
    // In the order in which the engine keeps them, which with PostgreSQL is that in which they were written.
    let units = "SELECT s.name FROM participation p JOIN sample s ON s.round = p.round AND s.unit = p.unit";
    let order = if app.engine() == Engine::Postgres { " ORDER BY p.ctid" } else { "" };
    let units = sqlx::AssertSqlSafe(format!("{units}{order}"));
    let units: Vec<String> = sqlx::query_scalar(units).fetch_all(&mut *db).await.expect("units");
    let answers: Vec<String> = sqlx::query_scalar("SELECT answers FROM response").fetch_all(&mut *db).await.expect("rows");
    let same = units.iter().zip(&answers).filter(|(unit, answer)| answer.contains(&format!("\"{unit}\""))).count();
    assert!((units.len(), answers.len()) == (ANSWERS, ANSWERS) && same <= 6, "{same} of {ANSWERS}");
}
