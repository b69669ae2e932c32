//! Letters: to those who have not answered, once, whatever happens to the server meanwhile.

use app::domain::account::Role;
use app::domain::letter::{LetterState, MailingKind, MailingState};
use app::forms::{LetterForm, kind_code};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::http::StatusCode;
use lagesbild::ambient::Ambient;
use lagesbild::mail::Post;
use lagesbild::services::letters::Step;
use lagesbild::services::{Context, Error, LetterError, Refusal, letters, opening, responses, rounds};
use lagesbild::store::{self, Engine, Store};
use mailin_embedded::response;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::app::{STADSDEL, TestApp, at, create_round, id, on_both, operator};
use crate::mailbox::{Got, mail_server};

on_both!(
    a_reminder_goes_once_to_each_that_has_not_answered,
    a_server_killed_in_the_middle_sends_nothing_twice,
    what_the_mail_server_says_decides_what_becomes_of_a_letter,
    two_days_lie_between_reminders,
    a_coordinator_writes_looks_and_sends,
    with_answers_that_no_unit_stands_for_nobody_is_reminded,
    what_was_planned_does_not_go_to_those_who_answer_on_paper,
    nobody_is_invited_twice,
);

/// Units of Farsta, of which the first have answered.
async fn farsta(app: &TestApp, units: usize, answered: usize) {
    app.city(&[STADSDEL]).await;
    let rows: String = (0..units).map(|i| format!("farsta;Enhet {i:03};enhet{i:03}@example.org\n")).collect();
    app.units(&format!("forvaltning;enhet;epost\n{rows}farsta;Utan adress;\n")).await;
    app.open().await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    answer(app, 0..answered).await;
}

async fn answer(app: &TestApp, units: std::ops::Range<usize>) {
    if units.is_empty() {
        return;
    }
    let rows: String = units.map(|i| format!("Enhet {i:03};forskola;jag;nej\n")).collect();
    let file = format!("enhet;omrade;kannedom.handlingsplan;handelse\n{rows}");
    let file = file.as_bytes();
    responses::import(&app.cx, &operator(), (&id(2026), &"farsta".into()), file, |_, _| ()).await.expect("answers");
}

async fn letter(cx: &Context, reminder: bool) -> LetterForm {
    let slag = kind_code(if reminder { MailingKind::Reminder } else { MailingKind::Invitation }).to_owned();
    let links = rounds::links(cx, &operator(), &id(2026)).await.expect("links");
    let link = cx.address(&links.iter().find(|l| l.organisation == "farsta").expect("a link").token);
    let text = format!("Hej {{enhet}}!\n\nSvara här: {link}\n\nVänliga hälsningar");
    LetterForm { slag, amne: "Svara på enkäten".to_owned(), text, ..LetterForm::default() }
}

/// A day and a time, as the form has them.
fn at_time(text: &str) -> (String, String) {
    text.split_once(['T', ' ']).map(|(day, time)| (day.to_owned(), time.to_owned())).expect("a day and a time")
}

async fn work(app: &TestApp, post: &Post) {
    while letters::send_next(&app.cx, post, "arbetare").await.expect("a step") == Step::Tried {}
}

/// How many of a mailing ended how.
async fn fates(cx: &Context, mailing: usize) -> BTreeMap<String, usize> {
    let mailings = letters::list(cx, &at(cx, 2026, "farsta").await).await.expect("mailings");
    mailings[mailing].1.iter().fold(BTreeMap::new(), |mut counts, fate| {
        *counts.entry(fate.state.as_str().to_owned()).or_default() += 1;
        counts
    })
}

async fn a_reminder_goes_once_to_each_that_has_not_answered(app: TestApp) {
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    farsta(&app, 30, 18).await;
    let reminder = letter(&app.cx, true).await;
    letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &reminder).await.expect("planned");
    let post = app.cx.config.post().expect("a way");
    for _ in 0..4 {
        assert_eq!(letters::send_next(&app.cx, &post, "arbetare").await.expect("a step"), Step::Tried);
    }
    // Some answer while the others' letters go out.
    let sent: Vec<String> = mailbox.got.try_iter().map(|(to, _)| to).collect();
    assert_eq!(sent.len(), 4);
    let answering: Vec<usize> = (18..30).filter(|i| !sent.contains(&format!("enhet{i:03}@example.org"))).take(3).collect();
    for unit in &answering {
        answer(&app, *unit..*unit + 1).await;
    }
    work(&app, &post).await;
    let rest: Vec<Got> = mailbox.got.try_iter().collect();
    assert_eq!(rest.len(), 12 - 4 - 3, "those who answered meanwhile get none");
    let mut everyone: Vec<String> = rest.iter().map(|(to, _)| to.clone()).chain(sent).collect();
    everyone.sort();
    everyone.dedup();
    let expected = (18..30).filter(|i| !answering.contains(i)).map(|i| format!("enhet{i:03}@example.org"));
    assert_eq!(everyone, expected.collect::<Vec<_>>());
    let (to, text) = &rest[0];
    let unit = to.trim_start_matches("enhet").split('@').next().expect("a number");
    assert!(text.contains("multipart/alternative") && text.contains("text/html"), "{text}");
    assert!(text.contains(&format!("Hej Enhet {unit}!")), "{text}");
    assert!(text.contains("From: enkat@example.org") && text.contains("Reply-To: enkat@example.org"), "{text}");
    assert_eq!(fates(&app.cx, 0).await, BTreeMap::from([("sent".to_owned(), 9)]), "no trace of the others");
    assert_eq!(
        letters::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("mailings")[0].0.state,
        MailingState::Done
    );
}

fn serve(app: &TestApp, mail: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_lagesbild"))
        .arg("serve")
        .env("DATABASE_URL", &app.url)
        .env("LAGESBILD_KEY_DIR", &app.cx.config.key_dir)
        .env("LAGESBILD_ADDR", "127.0.0.1:0")
        .env("LAGESBILD_SMTP_URL", mail)
        .env("LAGESBILD_MAIL_FROM", "enkat@example.org")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server")
}

/// The same database under the machine's own clock, moved by so many seconds.
async fn later(app: &TestApp, seconds: i64) -> Context {
    let system = Ambient::system();
    let clock = move || jiff::Timestamp::from_second(system.seconds() + seconds).expect("a time");
    let config = (*app.cx.config).clone();
    let store = Store::connect(&app.url).await.expect("a database");
    Context::start(store, Ambient::new(clock, StdRng::seed_from_u64(5)), config).await.expect("services")
}

async fn a_server_killed_in_the_middle_sends_nothing_twice(app: TestApp) {
    const SILENT: usize = 40;
    let mailbox = mail_server(Some(SILENT));
    let app = app.with_mail(&mailbox.url);
    // The real server has the real clock.
    let today = Ambient::system().today();
    app.set_day(&today.to_string());
    app.city(&[STADSDEL]).await;
    let rows: String = (0..300).map(|i| format!("farsta;Enhet {i:03};enhet{i:03}@example.org\n")).collect();
    app.units(&format!("forvaltning;enhet;epost\n{rows}")).await;
    let closes = today.checked_add(jiff::Span::new().days(20)).expect("a day");
    create_round(&app.cx, 2026, (today, closes)).await.expect("a round");
    opening::open(&app.cx, &operator(), &id(2026)).await.expect("opened");
    answer(&app, 0..180).await;
    let reminder = letter(&app.cx, true).await;
    // Due by the real clock too, which may be earlier in the day.
    let mut cx = later(&app, 0).await;
    cx.config = Arc::clone(&app.cx.config);
    letters::plan(&cx, at(&cx, 2026, "farsta").await.to_change().expect("may change"), &reminder).await.expect("planned");
    cx.store.close().await;

    let mut first = serve(&app, &mailbox.url);
    let mut got: Vec<String> = (0..SILENT).map(|_| mailbox.got.recv().expect("a letter").0).collect();
    first.kill().expect("killed");
    first.wait().expect("gone");
    let unknown = got.last().expect("a letter").clone();

    let mut second = serve(&app, &mailbox.url);
    got.extend((SILENT..120).map(|_| mailbox.got.recv().expect("a letter").0));
    // Asked to end, it brings the letter under way to its end.
    Command::new("sh").args(["-c", &format!("kill {}", second.id())]).status().expect("asked");
    assert!(second.wait().expect("gone").success());
    assert!(mailbox.got.try_recv().is_err());

    let mut sorted = got.clone();
    sorted.sort();
    let expected: Vec<String> = (180..300).map(|i| format!("enhet{i:03}@example.org")).collect();
    assert_eq!(sorted, expected, "none of the 180 that answered, and no one twice");

    // Where several servers share a database, a letter is given up when its worker has had time enough.
    let seconds = if app.engine() == Engine::Postgres { 600 } else { 0 };
    let cx = later(&app, seconds).await;
    letters::give_up_left(&cx).await.expect("begun");
    assert_eq!(fates(&cx, 0).await, BTreeMap::from([("sent".to_owned(), 119), ("uncertain".to_owned(), 1)]));
    let mailings = letters::list(&cx, &at(&cx, 2026, "farsta").await).await.expect("mailings");
    let uncertain = mailings[0].1.iter().find(|f| f.state == LetterState::Uncertain).expect("one");
    assert_eq!(format!("{}@example.org", uncertain.name.replace("Enhet ", "enhet")), unknown);
}

async fn what_the_mail_server_says_decides_what_becomes_of_a_letter(app: TestApp) {
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    farsta(&app, 4, 0).await;
    let post = app.cx.config.post().expect("a way");
    {
        let mut says = mailbox.says.lock().expect("unlocked");
        says.insert("enhet001@example.org".into(), response::NO_MAILBOX);
        says.insert("enhet002@example.org".into(), response::OUT_OF_SPACE);
    }
    let invitation = letter(&app.cx, false).await;
    letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &invitation)
        .await
        .expect("planned");
    work(&app, &post).await;
    assert_eq!(mailbox.got.try_iter().count(), 2);
    let counts = [("failed".to_owned(), 1), ("sent".to_owned(), 2), ("waiting".to_owned(), 1)];
    assert_eq!(fates(&app.cx, 0).await, BTreeMap::from(counts));
    // Tried again with longer and longer pauses, and then no more.
    for _ in 0..5 {
        app.pass(3600);
        work(&app, &post).await;
    }
    let counts = [("failed".to_owned(), 2), ("sent".to_owned(), 2)];
    assert_eq!(fates(&app.cx, 0).await, BTreeMap::from(counts));
    let mut browser = app.logged_in("s@example.org").await;
    let page = browser.get("/forvaltning/utskick").await;
    let failed = page.items("Kom inte fram");
    assert!(failed.iter().any(|item| item.starts_with("Enhet 001: e-postservern tog inte emot mejlet (550")), "{failed:?}");
    assert_eq!(page.hints(), ["En av dem saknar e-postadress i registret: Utan adress."]);
    // A coordinator has the address mended and tries again.
    mailbox.says.lock().expect("unlocked").clear();
    let id = letters::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("mailings")[0].0.id.clone();
    let path = "/forvaltning/utskick/andra?organisation=farsta&ar=2026";
    browser.turn(path, &[("utskick", &id), ("gor", "forsok")], "/forvaltning/utskick?organisation=farsta&ar=2026#utskick").await;
    work(&app, &post).await;
    assert_eq!(fates(&app.cx, 0).await, BTreeMap::from([("sent".to_owned(), 4)]));
    // A server that is not there makes nothing uncertain.
    drop(mailbox);
    let nowhere = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let app = app.with_mail(&format!("smtp://{nowhere}"));
    let reminder = letter(&app.cx, true).await;
    letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &reminder).await.expect("planned");
    let post = app.cx.config.post().expect("a way");
    assert_eq!(letters::send_next(&app.cx, &post, "arbetare").await.expect("a step"), Step::Unreachable);
    assert_eq!(fates(&app.cx, 1).await, BTreeMap::from([("waiting".to_owned(), 4)]));
    let page = app.logged_in("s@example.org").await.get("/forvaltning/utskick").await;
    let notices = page.notices();
    assert!(notices.iter().any(|notice| notice.starts_with("E-postservern går inte att nå just nu")), "{notices:?}");
}

async fn two_days_lie_between_reminders(app: TestApp) {
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    farsta(&app, 3, 0).await;
    let post = app.cx.config.post().expect("a way");
    let plan = async |when: Option<&str>| {
        let mut reminder = letter(&app.cx, true).await;
        (reminder.dag, reminder.klockan) = when.map_or_else(Default::default, at_time);
        letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &reminder).await
    };
    plan(None).await.expect("planned");
    plan(Some("2026-10-06T09:00")).await.expect("planned ahead");
    for when in [None, Some("2026-10-02T12:00"), Some("2026-10-05T09:00"), Some("2026-10-07T08:00")] {
        assert!(matches!(plan(when).await, Err(Error::Refused(Refusal::Letter(LetterError::ReminderTooSoon(_))))), "{when:?}");
    }
    assert!(matches!(plan(Some("2026-11-02T09:00")).await, Err(Error::Refused(Refusal::Letter(LetterError::AfterRound(_))))));
    assert!(matches!(plan(Some("2026-09-02T09:00")).await, Err(Error::Refused(Refusal::Letter(LetterError::BeforeRound(_))))));
    work(&app, &post).await;
    assert_eq!(mailbox.got.try_iter().count(), 3, "the one ahead waits");
    // The server was away for days: both are due, but nobody gets two at once.
    app.set_day("2026-10-09");
    plan(None).await.expect("planned");
    work(&app, &post).await;
    assert_eq!(mailbox.got.try_iter().count(), 3);
    app.set_day("2026-10-11");
    app.pass(3600);
    work(&app, &post).await;
    assert_eq!(mailbox.got.try_iter().count(), 3);
    // What is planned when the round closes is not sent.
    plan(Some("2026-10-20T09:00")).await.expect("planned");
    app.close().await;
    app.set_day("2026-10-21");
    work(&app, &post).await;
    assert_eq!(mailbox.got.try_iter().count(), 0);
    assert_eq!(
        store::letters::list(&mut app.cx.store.read().await.expect("a reader"), "2026", "farsta")
            .await
            .expect("mailings")
            .last()
            .expect("one")
            .state,
        MailingState::Cancelled
    );
}

async fn a_coordinator_writes_looks_and_sends(app: TestApp) {
    let list = "/forvaltning/utskick?organisation=farsta&ar=2026";
    farsta(&app, 3, 1).await;
    let page = app.logged_in("s@example.org").await.get(list).await;
    let off = page.paragraphs().into_iter().find(|text| text.starts_with("Lägesbild kan inte skicka mejl här"));
    assert!(off.is_some() && page.link("Skriv en påminnelse").is_none(), "{}", page.main_text());
    assert!(page.texts("label[for=mejltext]").contains(&"Text att kopiera till ett mejl".to_owned()));
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    let mut browser = app.logged_in("s@example.org").await;
    let path = "/forvaltning/utskick/brev?organisation=farsta&ar=2026&slag=paminnelse";
    assert_eq!(browser.get(list).await.link("Skriv en påminnelse").as_deref(), Some(path));
    let text = browser.get(path).await.field("text").value().to_owned();
    assert!(text.contains("Vi saknar svar från {enhet}") && text.contains("Skriv till s@example.org"), "{text}");
    let form = |gor: &'static str, text: &str| {
        [("slag", "paminnelse"), ("amne", "Svara"), ("text", text), ("gor", gor)].map(|(k, v)| (k, v.to_owned()))
    };
    let post = async |browser: &mut crate::app::Browser, gor: &'static str, text: &str| {
        let fields = form(gor, text);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        browser.post(path, &fields).await
    };
    let page = post(&mut browser, "granska", "Utan länk").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let field = page.field("text");
    let fault = field.fault.as_deref().expect("a fault");
    assert!(fault.starts_with("Texten måste innehålla länken http"), "{fault}");
    assert_eq!((page.faults(), field.value()), (vec![fault.to_owned()], "Utan länk"));
    let page = post(&mut browser, "granska", &text).await;
    assert_eq!(page.status, StatusCode::OK);
    let paragraphs = page.paragraphs();
    assert_eq!(paragraphs[1], "Skickas nu till 2\u{a0}enheter som inte har svarat.");
    let first = "Vi saknar svar från Enhet 001 på årets enkät om arbetet mot våldsbejakande extremism.";
    assert!(paragraphs.iter().any(|text| text == first), "{paragraphs:?}");
    assert_eq!(post(&mut browser, "skicka", &text).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        post(&mut browser, "skicka", &text).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a second click sends no second"
    );
    work(&app, &app.cx.config.post().expect("a way")).await;
    let got: Vec<Got> = mailbox.got.try_iter().collect();
    assert_eq!(got.len(), 2);
    assert!(got[0].1.contains("Reply-To: s@example.org"), "{}", got[0].1);
    let rows = browser.get(list).await.rows("Utskick");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0][0].starts_with("Påminnelse "), "{rows:?}");
    assert_eq!(rows[0][1..6], ["Klart", "2", "0", "0", "0"], "sent, and none that waits, failed or is uncertain");
    // A reader sees it and sends nothing; another coordinator does not see it.
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    app.account("b@example.org", Role::Samordnare, Some("bromma")).await;
    for (email, see, send) in [("l@example.org", 200, 403), ("b@example.org", 404, 404)] {
        let mut other = app.logged_in(email).await;
        assert_eq!(other.get(list).await.status.as_u16(), see, "{email}");
        assert_eq!(other.get(path).await.status.as_u16(), send, "{email}");
        assert_eq!(post(&mut other, "skicka", &text).await.status.as_u16(), send, "{email}");
    }
}

async fn with_answers_that_no_unit_stands_for_nobody_is_reminded(app: TestApp) {
    let app = app.with_mail("smtp://127.0.0.1:9");
    farsta(&app, 8, 1).await;
    let file = "omrade;kannedom.handlingsplan;handelse\nforskola;jag;nej\n";
    responses::import(&app.cx, &operator(), (&id(2026), &"farsta".into()), file.as_bytes(), |_, _| ()).await.expect("an answer");
    let reminder = letter(&app.cx, true).await;
    let refused = letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &reminder).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Letter(LetterError::RemindersOff)))));
    let page = app.logged_in("s@example.org").await.get("/forvaltning/utskick").await;
    let why = "Några svar är inte knutna till en enhet. Därför går det inte att se vilka som ska påminnas.";
    assert!(page.hints().iter().any(|hint| hint == why), "{:?}", page.hints());
    assert!(page.link("Skriv en inbjudan").is_some() && page.link("Skriv en påminnelse").is_none());
}

async fn what_was_planned_does_not_go_to_those_who_answer_on_paper(app: TestApp) {
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    farsta(&app, 8, 1).await;
    let mut reminder = letter(&app.cx, true).await;
    (reminder.dag, reminder.klockan) = at_time("2026-10-05 09:00");
    letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &reminder).await.expect("planned");
    let file = "omrade;kannedom.handlingsplan;handelse\nforskola;jag;nej\n";
    responses::import(&app.cx, &operator(), (&id(2026), &"farsta".into()), file.as_bytes(), |_, _| ()).await.expect("an answer");
    app.set_day("2026-10-05");
    work(&app, &app.cx.config.post().expect("a way")).await;
    assert_eq!(mailbox.got.try_iter().count(), 0);
    let mailings = letters::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("mailings");
    assert_eq!(mailings[0].0.state, MailingState::Cancelled);
}

async fn nobody_is_invited_twice(app: TestApp) {
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    farsta(&app, 3, 0).await;
    let post = app.cx.config.post().expect("a way");
    let invitation = letter(&app.cx, false).await;
    mailbox.says.lock().expect("unlocked").insert("enhet001@example.org".into(), response::NO_MAILBOX);
    letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &invitation)
        .await
        .expect("planned");
    let again = letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &invitation).await;
    assert!(matches!(again, Err(Error::Refused(Refusal::Letter(LetterError::InvitationUnderWay)))), "a second click");
    work(&app, &post).await;
    // The address is mended, a new invitation goes there, and then the first is tried again.
    mailbox.says.lock().expect("unlocked").clear();
    letters::plan(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &invitation)
        .await
        .expect("planned");
    work(&app, &post).await;
    let mailings = letters::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("mailings");
    let failed = mailings.iter().find(|(_, fates)| fates.iter().any(|f| f.state == LetterState::Failed)).expect("one failed");
    letters::retry(&app.cx, at(&app.cx, 2026, "farsta").await.to_change().expect("may change"), &failed.0.id)
        .await
        .expect("tried again");
    work(&app, &post).await;
    let mut got: Vec<String> = mailbox.got.try_iter().map(|(to, _)| to).collect();
    got.sort();
    assert_eq!(got, ["enhet000@example.org", "enhet001@example.org", "enhet002@example.org"]);
}
