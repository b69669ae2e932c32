//! What a coordinator does without a mail server: addresses to copy, and reminders that she notes.

use app::domain::account::Role;
use app::domain::audit::Action;
use axum::http::StatusCode;
use lagesbild::services::{audit, responses};

use crate::app::{Browser, STADSDEL, TestApp, at, id, on_both, operator};

on_both!(
    who_has_not_answered_is_written_to_from_elsewhere,
    a_reminder_from_elsewhere_is_noted_and_stands_in_the_curve,
    a_note_keeps_a_reminder_from_here_away_for_two_days,
    answers_beyond_the_units_are_told_wherever_they_count,
    a_corrected_address_is_the_one_that_is_reminded,
);

const LETTERS: &str = "/forvaltning/utskick?organisation=farsta&ar=2026";
const NOTE: &str = "/forvaltning/utskick/notera?organisation=farsta&ar=2026";
const UNITS: &str = "forvaltning;enhet;epost
farsta;Ett;Chef.A@example.org
farsta;Två;chef.a@example.org
farsta;Tre;chef.b@example.org
farsta;Fyra;
farsta;Fem;chef.c@example.org
farsta;Sex;chef.d@example.org
";

async fn city(app: &TestApp) -> Browser {
    app.city(&[STADSDEL]).await;
    app.units(UNITS).await;
    app.open().await;
    app.set_day("2026-10-05");
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.logged_in("s@example.org").await
}

async fn answered(app: &TestApp, unit: &str) {
    answered_in(app, unit, "administration").await;
}

async fn answered_in(app: &TestApp, unit: &str, line: &str) {
    let file = format!("enhet;omrade;kannedom.handlingsplan;handelse\n{unit};{line};jag;nej\n");
    let done = responses::import(&app.cx, &operator(), (&id(2026), &"farsta".into()), file.as_bytes(), |_, _| ()).await;
    done.expect("an answer");
}

async fn who_has_not_answered_is_written_to_from_elsewhere(app: TestApp) {
    let mut coordinator = city(&app).await;
    answered(&app, "Fem").await;
    let board = coordinator.get("/forvaltning").await;
    assert_eq!(board.link("Påminn dem som saknas").as_deref(), Some(&*format!("{LETTERS}#paminn")));
    let out = coordinator.get("/forvaltning").await;
    let out = out.form_values("/forvaltning/enhet?organisation=farsta&ar=2026", "enhet");
    assert!(!out.is_empty());
    let page = coordinator.get(LETTERS).await;
    assert_eq!(page.texts("#adresser"), ["chef.a@example.org; chef.b@example.org; chef.d@example.org"]);
    assert!(page.paragraphs().contains(&"5\u{a0}enheter har inte svarat.".to_owned()), "{:?}", page.paragraphs());
    assert!(page.hints().contains(&"En av dem saknar e-postadress i registret: Fyra.".to_owned()), "{:?}", page.hints());
    assert_eq!(page.texts("#amnesrad"), ["Påminnelse: svara på enkäten senast 31\u{a0}oktober 2026"]);
    let text = page.texts("#paminnelse").concat();
    let link = page.texts("#lank").concat();
    assert!(text.contains("Vi saknar fortfarande svar från din enhet") && text.contains(&link), "{text}");
    // Who is out of scope is not reminded.
    let unit = app.unit(link.strip_prefix("http://127.0.0.1:3000").expect("a link"), "Sex").await;
    let fields = [("enhet", unit.as_str()), ("gor", "ta_ur"), ("orsak", "Nedlagd")];
    coordinator.post("/forvaltning/enhet?organisation=farsta&ar=2026", &fields).await;
    assert_eq!(coordinator.get(LETTERS).await.texts("#adresser"), ["chef.a@example.org; chef.b@example.org"]);
    // A reader sees how it goes, and nobody's address.
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    let page = app.logged_in("l@example.org").await.get(LETTERS).await;
    assert!(!page.text.contains("chef.") && page.status == StatusCode::OK, "{}", page.text);
    for unit in ["Ett", "Två", "Tre", "Fyra"] {
        answered(&app, unit).await;
    }
    let page = coordinator.get(LETTERS).await;
    assert_eq!(page.texts("#adresser"), [""; 0]);
    assert!(page.paragraphs().contains(&"Alla har svarat, så det finns ingen att påminna.".to_owned()));
    app.close().await;
    assert_eq!(coordinator.get(LETTERS).await.headings(), ["Skicka mejl härifrån", "Utskick"]);
}

async fn a_reminder_from_elsewhere_is_noted_and_stands_in_the_curve(app: TestApp) {
    let mut coordinator = city(&app).await;
    assert_eq!(coordinator.get(LETTERS).await.field("dag").value(), "2026-10-05", "today is proposed");
    for (day, fault) in [
        ("2026-09-30", "Välj en dag från omgångens första dag till i dag."),
        ("2026-10-06", "Välj en dag från omgångens första dag till i dag."),
        ("i går", "Välj en dag från omgångens första dag till i dag."),
    ] {
        let page = coordinator.post(NOTE, &[("dag", day)]).await;
        assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![fault.to_owned()]), "{day}");
        assert_eq!(page.field("dag").value(), day, "as it was typed");
    }
    coordinator.turn(NOTE, &[("dag", "2026-10-03")], &format!("{LETTERS}#utskick")).await;
    let page = coordinator.post(NOTE, &[("dag", "2026-10-03")]).await;
    assert_eq!(page.faults(), ["Påminnelsen den dagen är redan noterad."]);
    let rows = page.rows("Utskick");
    let noted =
        ["Påminnelse 3\u{a0}oktober 2026", "Skickad på annat sätt", "–", "–", "–", "–", "Ta bort påminnelse 3\u{a0}oktober 2026"];
    assert_eq!(rows, [noted]);
    let board = coordinator.get("/forvaltning").await;
    assert!(board.hints().contains(&"▲ Påminnelse 3\u{a0}oktober 2026".to_owned()), "{:?}", board.hints());
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    let row = log.iter().find(|r| r.action == Action::NoteReminder.as_str()).expect("an audit row");
    assert_eq!((row.actor.as_str(), row.after.as_deref()), ("s@example.org", Some("3\u{a0}oktober 2026")));
    // What was noted by mistake is taken away.
    let change = "/forvaltning/utskick/andra?organisation=farsta&ar=2026";
    let mailing = page.form_values(change, "utskick").concat();
    coordinator.turn(change, &[("utskick", &mailing), ("gor", "avbryt")], &format!("{LETTERS}#utskick")).await;
    assert_eq!(coordinator.get(LETTERS).await.table("Utskick"), None);
    assert!(!coordinator.get("/forvaltning").await.text.contains("▲"));
    app.close().await;
    assert_eq!(coordinator.post(NOTE, &[("dag", "2026-10-03")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn a_note_keeps_a_reminder_from_here_away_for_two_days(app: TestApp) {
    let app = app.with_mail("smtp://127.0.0.1:1");
    let mut coordinator = city(&app).await;
    coordinator.turn(NOTE, &[("dag", "2026-10-04")], &format!("{LETTERS}#utskick")).await;
    let letter = "/forvaltning/utskick/brev?organisation=farsta&ar=2026";
    let mut form = coordinator.get(&format!("{letter}&slag=paminnelse")).await.form(letter);
    form.push(("gor".to_owned(), "granska".to_owned()));
    let page = coordinator.post_form(letter, &form).await;
    let soon = "En påminnelse är redan skickad eller planerad 4\u{a0}oktober 2026. Det måste gå två dygn mellan påminnelserna.";
    assert_eq!(page.faults(), [soon]);
    app.set_day("2026-10-07");
    let mut coordinator = app.logged_in("s@example.org").await;
    assert_eq!(coordinator.post_form(letter, &form).await.status, StatusCode::OK);
    // The other way round too: one that is planned is cancelled first.
    let mut fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.retain(|(name, _)| !["dag", "klockan", "gor"].contains(name));
    fields.extend([("dag", "2026-10-07"), ("klockan", "23:00"), ("gor", "skicka")]);
    coordinator.turn(letter, &fields, &format!("{LETTERS}#utskick")).await;
    let page = coordinator.post(NOTE, &[("dag", "2026-10-07")]).await;
    let planned = "En påminnelse är planerad 7\u{a0}oktober 2026 kl. 23.00. Avbryt den först, så att ingen blir påmind två gånger på två dygn.";
    assert_eq!(page.faults(), [planned]);
}

async fn answers_beyond_the_units_are_told_wherever_they_count(app: TestApp) {
    let mut coordinator = city(&app).await;
    for unit in ["Ett", "Två", "Tre", "Fyra", "Fem"] {
        answered(&app, unit).await;
    }
    let link = coordinator.get(LETTERS).await.texts("#lank").concat();
    let link = link.strip_prefix("http://127.0.0.1:3000").expect("a link").to_owned();
    let unit = app.unit(&link, "Ett").await;
    coordinator.post("/forvaltning/enhet?organisation=farsta&ar=2026", &[("enhet", &unit), ("gor", "oppna")]).await;
    answered_in(&app, "Ett", "forskola").await;
    app.close().await;
    let beyond = "Svaren är 1 fler än enheterna som har svarat, eftersom enheter har öppnats igen. \
        Det går inte att se vilka svar det gäller.";
    let board = coordinator.get("/forvaltning?organisation=farsta&ar=2026").await;
    assert!(board.texts(".facts li").contains(&beyond.to_owned()), "{:?}", board.texts(".facts li"));
    let results = coordinator.get("/forvaltning/resultat?organisation=farsta&ar=2026").await;
    assert!(results.hints().contains(&beyond.to_owned()), "{:?}", results.hints());
    let underlag = coordinator.get("/rapport/2026/farsta").await.main_text();
    let said = "Ett svar till kom in från enheter som fick svara på nytt.";
    assert!(underlag.contains(said), "{underlag}");
}

async fn a_corrected_address_is_the_one_that_is_reminded(app: TestApp) {
    let mut coordinator = city(&app).await;
    let addresses = async |browser: &mut Browser| browser.get(LETTERS).await.texts("#adresser").concat();
    // By a file, on its page, and of a unit that is added while the round is open.
    app.units("forvaltning;enhet;epost\nfarsta;Tre;ny.b@example.org\n").await;
    let list = "/forvaltning/register?organisation=farsta&ar=2026";
    let one = coordinator.get(list).await.links().into_iter().find(|(text, _)| text == "Ändra Fyra").expect("a link").1;
    coordinator.turn(&one, &[("gor", "spara"), ("namn", "Fyra"), ("epost", "fyra@example.org")], list).await;
    let add = [("gor", "lagg_till"), ("enhet", ""), ("namn", "Sju"), ("epost", "sju@example.org")];
    let change = "/forvaltning/enhet?organisation=farsta&ar=2026";
    coordinator.turn(change, &add, "/forvaltning?organisation=farsta&ar=2026#enheter").await;
    let all = "chef.a@example.org; chef.c@example.org; chef.d@example.org; fyra@example.org; ny.b@example.org; sju@example.org";
    assert_eq!(addresses(&mut coordinator).await, all);
    // Who left the register and comes back elsewhere is found there.
    coordinator.turn(&one, &[("gor", "ta_bort")], list).await;
    app.units("forvaltning;enhet;epost\nfarsta;Fyra;tillbaka@example.org\n").await;
    assert_eq!(
        addresses(&mut coordinator).await,
        all.replace(
            "fyra@example.org; ny.b@example.org; sju@example.org",
            "ny.b@example.org; sju@example.org; tillbaka@example.org"
        )
    );
    let wrong = [("gor", "lagg_till"), ("enhet", ""), ("namn", "Åtta"), ("epost", "fel")];
    assert_eq!(coordinator.post(change, &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A closed round keeps what it was.
    app.close().await;
    app.units("forvaltning;enhet;epost\nfarsta;Tre;sist@example.org\n").await;
    let kept = lagesbild::services::sample::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("units");
    assert_eq!(kept.iter().find(|unit| unit.name == "Tre").expect("the unit").email, "ny.b@example.org");
}
