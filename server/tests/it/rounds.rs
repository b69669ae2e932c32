//! Rounds over time, the sample, and copies of the database.

use app::domain::account::Role;
use app::domain::audit::Action;
use axum::http::StatusCode;
use lagesbild::export::Subject;
use lagesbild::services::{
    Caller, Error, Refusal, RoundError, audit, closing, opening, questionnaires, rates, register, responses, rounds, sample,
};

use crate::app::{BRA, FACK, Page, STADSDEL, TestApp, at, closed, create_round, id, on_both, operator};
use crate::fixtures::Shell;

on_both!(
    a_round_closes_by_itself_after_its_last_day,
    an_area_that_nobody_covers_is_taken_and_named,
    the_denominator_is_the_snapshots,
    a_questionnaire_is_a_new_version_only_when_it_says_something_new,
    a_round_needs_the_questionnaires_of_those_it_asks,
    an_organisation_leaves_after_its_last_year,
    expected_numbers_stand_in_for_a_register,
    a_unit_that_was_missing_is_added_and_counts,
    a_second_round_in_a_year_is_known_by_its_id,
    a_planned_round_follows_what_is_published_unless_a_version_is_pinned,
    a_round_that_is_closed_early_ended_that_day,
    a_character_that_no_database_takes_is_refused_at_the_door,
    a_planned_round_is_changed_and_removed_until_it_opens_in_two_steps,
    the_page_of_a_planned_round_says_which_versions_it_gets_and_pins_them,
);

async fn a_second_round_in_a_year_is_known_by_its_id(app: TestApp) {
    app.ostermalm().await;
    let shell = Shell::new(&app);
    let new = ["round", "create", "--year", "2022", "--opens", "2022-11-01", "--closes", "2022-11-30"];
    assert_eq!(shell.refused(&new).1, "Det finns redan en omgång för 2022.");
    for (id, said) in [("2023-host", "Omgångens id ska börja med året 2022."), ("2022-Höst", "kan inte vara en omgång")] {
        let refused = shell.refused(&[&new[..], &["--id", id]].concat()).1;
        assert!(refused.contains(said), "{id}: {refused}");
    }
    shell.ok(&[&new[..], &["--id", "2022-host"]].concat());
    let links = shell.ok(&["round", "open", "2022-host"]);
    assert!(links.contains("ostermalm;http"), "a round of the past is opened and closed at once: {links}");
    let rates = shell.ok(&["export", "rates", "--round", "2022-host", "--organisation", "ostermalm"]);
    assert!(rates.contains("ostermalm;;26;0;0;0;0,0"), "{rates}");
    let first = shell.ok(&["export", "rates", "--round", "2022", "--organisation", "ostermalm"]);
    assert!(first.contains("ostermalm;;26;0;0;17;65,4"), "{first}");
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let board = central.get("/forvaltning?organisation=ostermalm&ar=2022-host").await;
    let rates = board.link("svarsfrekvens (XLSX)");
    assert_eq!(rates.as_deref(), Some("/export/2022-host/svarsfrekvens.xlsx?organisation=ostermalm"));
    let json = central.get("/export/2022/indikatorer.json?organisation=ostermalm").await.text;
    assert!(json.contains("\"ar\":\"2022\"") || json.contains("\"ar\": \"2022\""), "an id is a text: {json}");
    assert_eq!(central.get("/forvaltning?organisation=ostermalm&ar=2022-var").await.status, StatusCode::NOT_FOUND);
}

async fn a_planned_round_follows_what_is_published_unless_a_version_is_pinned(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let shell = Shell::new(&app);
    let create = |id: &'static str, more: &[&'static str]| {
        let new = ["round", "create", "--year", "2026", "--opens", "2026-10-01", "--closes", "2026-10-31", "--id", id];
        [&new[..], more].concat()
    };
    shell.ok(&create("2026", &[]));
    shell.ok(&create("2026-fast", &["--questionnaire", "vbe-stadsdel@1"]));
    let unknown = shell.refused(&create("2026-nytt", &["--questionnaire", "vbe-stadsdel@2"]));
    assert_eq!(unknown.1, "Enkäten ”vbe-stadsdel”, version 2, är inte publicerad.");
    let changed = STADSDEL.replacen("\"minutes\": 5", "\"minutes\": 6", 1);
    assert_ne!(changed, STADSDEL);
    let (id, _) = questionnaires::import(&app.cx, &operator(), changed.as_bytes()).await.expect("a draft");
    questionnaires::publish(&app.cx, &operator(), &id).await.expect("published");
    for (round, version) in [("2026", 2), ("2026-fast", 1)] {
        let opened = opening::open(&app.cx, &operator(), &round.parse().expect("an id")).await.expect("opened");
        assert_eq!(opened.links[0].version, version, "{round}");
    }
}

async fn the_page_of_a_planned_round_says_which_versions_it_gets_and_pins_them(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let new = [("ar", "2026"), ("titel", ""), ("oppnar", "2026-10-01"), ("stanger", "2026-11-30")];
    assert_eq!(central.post("/central/omgangar", &new).await.status, StatusCode::SEE_OTHER);
    let rows = |page: &Page| page.rows("Enkäter i omgången");
    let page = central.get("/central/omgangar/2026").await;
    let audience = "Stadsdelsförvaltningar";
    assert_eq!(rows(&page), [[audience, "vbe-stadsdel, version 1", "Den nya används, fram till att omgången öppnar"]]);
    assert!(!page.has_field("extern"), "nothing is published for them");

    let pin = |page: &Page, version: &str| {
        let mut form = page.form("/central/omgangar/2026");
        form.retain(|(name, _)| name != "stadsdelsforvaltning");
        form.push(("stadsdelsforvaltning".to_owned(), version.to_owned()));
        form
    };
    let unknown = central.post_form("/central/omgangar/2026", &pin(&page, "vbe-stadsdel@7")).await;
    assert_eq!(unknown.faults(), ["Enkäten ”vbe-stadsdel”, version 7, är inte publicerad."]);
    let garbage = central.post_form("/central/omgangar/2026", &pin(&page, "vbe-stadsdel/1")).await;
    assert_eq!(garbage.faults(), ["Välj en av versionerna i listan."]);
    let pinned = central.post_form("/central/omgangar/2026", &pin(&page, "vbe-stadsdel@1")).await;
    assert_eq!(pinned.status, StatusCode::SEE_OTHER);
    let meanwhile = central.post_form("/central/omgangar/2026", &pin(&page, "")).await;
    assert_eq!(meanwhile.status, StatusCode::UNPROCESSABLE_ENTITY, "a colleague pinned it since it was read");

    let changed = STADSDEL.replacen("\"minutes\": 5", "\"minutes\": 6", 1);
    questionnaires::import(&app.cx, &operator(), changed.as_bytes()).await.expect("a draft");
    questionnaires::publish(&app.cx, &operator(), "vbe-stadsdel").await.expect("published");
    let page = central.get("/central/omgangar/2026").await;
    let note = "Den här används ändå. vbe-stadsdel, version 2 är publicerad senare";
    assert_eq!(rows(&page), [[audience, "vbe-stadsdel, version 1", note]]);
    assert_eq!(page.field("stadsdelsforvaltning").value(), "vbe-stadsdel@1");
    assert_eq!(central.post_form("/central/omgangar/2026", &pin(&page, "")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(rows(&central.get("/central/omgangar/2026").await)[0][1], "vbe-stadsdel, version 2", "it follows again");
    let page = central.get("/central/omgangar/2026").await;
    central.post_form("/central/omgangar/2026", &pin(&page, "vbe-stadsdel@1")).await;
    let log = central.get("/central/logg").await.text;
    assert!(log.contains("vbe-stadsdel@1"), "{log}");

    assert_eq!(central.post("/central/omgangar/2026/oppna", &[]).await.status, StatusCode::SEE_OTHER);
    let opened = central.get("/central/omgangar/2026").await;
    assert_eq!(rows(&opened), [[audience, "vbe-stadsdel, version 1"]]);
}

async fn a_round_that_is_closed_early_ended_that_day(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    app.open().await;
    app.set_day("2026-10-12");
    app.close().await;
    assert_eq!(closed(&app.cx, 2026).await.closes, "2026-10-12".parse().expect("a day"));
}

async fn a_character_that_no_database_takes_is_refused_at_the_door(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let form = |title| [("ar", "2026"), ("titel", title), ("oppnar", "2026-10-01"), ("stanger", "2026-10-31")];
    for title in ["a\0b", "a\u{8}b", "a\u{ffff}b"] {
        let page = central.post("/central/omgangar", &form(title)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{title:?}");
    }
    assert_eq!(
        central.post("/central/konton/bjud-in", &[("epost", "a\0@example.org")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(rounds::list(&app.cx).await.expect("rounds").is_empty());
}

async fn a_round_closes_by_itself_after_its_last_day(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    app.open().await;
    app.set_day("2026-10-31");
    assert!(matches!(
        app.export_of(Subject::Indicators, 2026, None).await,
        Err(Error::Refused(Refusal::Round(RoundError::StillOpen(_))))
    ));
    app.set_day("2026-11-01");
    let told = app.export_of(Subject::Indicators, 2026, None).await;
    assert!(matches!(told, Err(Error::Refused(Refusal::Round(RoundError::Closing(_))))), "reading closes nothing: {told:?}");
    closing::request_overdue(&app.cx).await.expect("asked");
    assert!(closing::work(&app.cx, "worker").await.expect("done"));
    assert!(app.export_of(Subject::Indicators, 2026, None).await.is_ok());
    let operator = operator();
    assert!(closing::request(&app.cx, &operator, &id(2026)).await.is_ok(), "closing a closed round does nothing");
    let refused = opening::open(&app.cx, &operator, &id(2026)).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Round(RoundError::AlreadyClosed(_))))));
}

async fn an_area_that_nobody_covers_is_taken_and_named(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let file = "forvaltning;enhet;stadsdelsomrade\nbromma;Ett;Atlantis\nbromma;Två;Hela staden\nbromma;Tre;Bromma\n";
    let done = register::file::import(&app.cx, &Caller::Operator, file.as_bytes(), false).await.expect("taken");
    assert_eq!((done.taken, done.unknown_areas.into_iter().collect::<Vec<_>>()), (3, vec!["Atlantis".to_owned()]));
}

async fn the_denominator_is_the_snapshots(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nbromma;Ett;A\nbromma;Två;A\nbromma;Tre;B\n").await;
    let link = app.open().await["bromma"].clone();
    app.units("forvaltning;enhet\nbromma;Fyra\n").await;
    let replaced = register::file::import(&app.cx, &Caller::Operator, "forvaltning;enhet\nbromma;Fyra\n".as_bytes(), true)
        .await
        .expect("units");
    assert_eq!((replaced.taken, replaced.retired), (1, 3));
    let unit = app.unit(&link, "Tre").await;
    sample::set_scope(
        &app.cx,
        at(&app.cx, 2026, "bromma").await.to_change().expect("may change"),
        &unit.as_str().into(),
        Some("Nedlagd"),
    )
    .await
    .expect("out of scope");
    let rates = app.export_of(Subject::Rates, 2026, Some("bromma")).await.expect("rates");
    let expected = "organisation;avdelning;urval;utgar;paborjade;svarat;svarsfrekvens\nbromma;A;2;0;;0;0,0\nbromma;B;1;1;;0;\nbromma;;3;1;0;0;0,0\n";
    assert_eq!(rates, expected);
    let page = app.browser().get(&link).await;
    let asked: Vec<String> = page.field("enhet").options.into_iter().map(|(_, name)| name).collect();
    assert_eq!(asked, ["Välj din enhet", "Ett", "Två"], "who is out of scope is not asked");
    assert!(!page.text.contains(&unit));
}

async fn a_questionnaire_is_a_new_version_only_when_it_says_something_new(app: TestApp) {
    use lagesbild::services::questionnaires::Taken;
    app.city(&[STADSDEL]).await;
    let operator = operator();
    let (_, taken) = questionnaires::import(&app.cx, &operator, STADSDEL.replace("  ", " ").as_bytes()).await.expect("taken");
    assert_eq!(taken, Taken::Unchanged(1));
    let changed = STADSDEL.replace("Din verksamhet", "Er verksamhet");
    let (_, taken) = questionnaires::import(&app.cx, &operator, changed.as_bytes()).await.expect("taken");
    assert_eq!(taken, Taken::Draft(2));
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    assert_eq!(app.browser().get(&format!("{link}/fragor")).await.headings()[0], "Din verksamhet", "a draft is not asked");
}

async fn a_round_needs_the_questionnaires_of_those_it_asks(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nsocial;Ett\n").await;
    let operator = operator();
    let day = |t: &str| t.parse().expect("a day");
    create_round(&app.cx, 2026, (day("2026-10-01"), day("2026-10-31"))).await.expect("a round");
    let refused = opening::open(&app.cx, &operator, &id(2026)).await.expect_err("refused").to_string();
    assert_eq!(refused, "Det finns ingen publicerad enkät för målgruppen fackforvaltning, som Socialförvaltningen hör till.");
    for text in [FACK, BRA] {
        let (id, _) = questionnaires::import(&app.cx, &operator, text.as_bytes()).await.expect("a draft");
        questionnaires::publish(&app.cx, &operator, &id).await.expect("published");
    }
    let opened = opening::open(&app.cx, &operator, &id(2026)).await.expect("opened");
    let asked: Vec<&str> = opened.links.iter().map(|l| l.organisation.as_str()).collect();
    assert_eq!(asked, ["bra-farsta", "bromma", "social"]);
}

async fn an_organisation_leaves_after_its_last_year(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nostermalm;Ett\nbromma;Ett\n").await;
    assert_eq!(app.open().await.keys().collect::<Vec<_>>(), ["bromma"], "Östermalm took part until 2022");
}

async fn expected_numbers_stand_in_for_a_register(app: TestApp) {
    app.city(&[BRA]).await;
    app.open().await;
    let row = "polis;4;nej\n";
    let file = format!("omrade;samverkan;handelse\n{}", row.repeat(13));
    let count = responses::import(&app.cx, &operator(), (&id(2026), &"bra-farsta".into()), file.as_bytes(), |_, _| ()).await;
    assert_eq!(count.expect("taken, though twelve were expected"), 13);
    assert!(app.export_of(Subject::Rates, 2026, None).await.expect("rates").contains("\nbra-farsta;;12;0;0;13;\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_taken_while_serving_is_put_back() {
    let app = TestApp::sqlite().await;
    app.ostermalm().await;
    let shell = Shell::new(&app);
    let copy = shell.file("x", "");
    std::fs::remove_file(&copy).expect("removed");
    shell.ok(&["backup", &copy]);
    assert_eq!(shell.refused(&["backup", &copy]).0, 1, "an existing file is not written over");
    assert_eq!(
        shell.refused(&["restore", &copy]),
        (1, format!("{copy}: Databasen finns redan. Ange --force för att ersätta den."))
    );
    app.cx.store.close().await;
    let nonsense = shell.file("nonsens", "inte en databas");
    let (code, text) = shell.refused(&["restore", &nonsense, "--force"]);
    assert_eq!((code, text.ends_with("Filen är ingen säkerhetskopia av Lägesbild.")), (1, true), "{text}");
    let before = shell.ok(&["export", "responses", "--round", "2022"]);
    shell.ok(&["restore", &copy, "--force"]);
    assert_eq!(shell.ok(&["export", "responses", "--round", "2022"]), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_says_which_tool_copies_it() {
    if let Some(app) = TestApp::postgres().await {
        let (code, text) = Shell::new(&app).refused(&["backup", "kopia.db"]);
        assert!(code == 1 && text.contains("pg_dump"), "{text}");
    }
}

async fn a_unit_that_was_missing_is_added_and_counts(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nfarsta;Ett;A\nbromma;Ett;A\n").await;
    let link = app.open().await["farsta"].clone();
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    let mut browser = app.logged_in("s@example.org").await;
    let board = "/forvaltning/enhet?organisation=farsta&ar=2026";
    let add = |name: &'static str| [("enhet", ""), ("gor", "lagg_till"), ("namn", name), ("avdelning", "B")];
    browser.turn(board, &add("  Fältgruppen "), "/forvaltning?organisation=farsta&ar=2026#enheter").await;
    // It can answer at once, and the rate counts it.
    let unit = app.unit(&link, "Fältgruppen").await;
    app.browser().turn(&link, &[("enhet", &unit)], &format!("{link}/fraga/verksamhet")).await;
    let rates = rates::list(&app.cx, &rounds::find(&app.cx, &id(2026)).await.expect("a round")).await.expect("rates");
    let farsta = rates.iter().find(|r| r.organisation == "farsta").expect("a row");
    assert_eq!((farsta.rate.sample, farsta.divisions.len()), (2, 2));
    for (name, fault) in [
        ("Fältgruppen", "Enheten ”Fältgruppen” finns redan i listan."),
        (" ", "Ange enhetens namn, högst 200 tecken."),
        ("Ett", "Enheten ”Ett” finns redan i listan."),
    ] {
        let page = browser.post(board, &add(name)).await;
        assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![fault.to_owned()]), "{name}");
    }
    let elsewhere = "/forvaltning/enhet?organisation=bromma&ar=2026";
    assert_eq!(browser.post(elsewhere, &add("Ny")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.logged_in("l@example.org").await.post(board, &add("Ny")).await.status, StatusCode::FORBIDDEN);
    app.close().await;
    assert_eq!(browser.post(board, &add("Ny")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("the log");
    assert_eq!(log.iter().filter(|row| row.action == Action::AddUnit.as_str()).count(), 1);
}

async fn a_planned_round_is_changed_and_removed_until_it_opens_in_two_steps(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nbromma;Två\n").await;
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("bromma")).await;
    let mut central = app.logged_in("c@example.org").await;
    for year in ["2026", "2027"] {
        let new = [("ar", year), ("titel", ""), ("oppnar", "2026-10-20"), ("stanger", "2026-11-30")];
        assert_eq!(central.post("/central/omgangar", &new).await.status, StatusCode::SEE_OTHER);
    }
    let read = central.get("/central/omgangar/2026").await.field("fore").value().to_owned();
    let change = |closes| [("fore", read.as_str()), ("titel", "Höstens enkät"), ("oppnar", "2026-10-20"), ("stanger", closes)];
    let early = central.post("/central/omgangar/2026", &change("2026-10-10")).await;
    assert_eq!(
        (early.status, early.faults()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["Sista dagen kan inte ligga före den första.".into()])
    );
    assert_eq!(central.post("/central/omgangar/2026", &change("2026-12-10")).await.status, StatusCode::SEE_OTHER);
    for closes in ["2026-10-10", "2026-12-11"] {
        let late = central.post("/central/omgangar/2026", &change(closes)).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "a colleague has changed it since it was read");
        let told = late.field("fore").value() != read;
        assert_eq!(told, closes == "2026-12-11", "who was told of something else alone is still to be told");
    }
    let round = rounds::find(&app.cx, &id(2026)).await.expect("a round");
    assert_eq!((round.title.as_str(), round.closes.to_string().as_str()), ("Höstens enkät", "2026-12-10"));

    assert_eq!(central.post("/central/omgangar/2027/ta-bort", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(central.get("/central/omgangar/2027").await.status, StatusCode::NOT_FOUND);

    let summary = central.get("/central/omgangar/2026/oppna").await;
    assert_eq!(summary.texts(".lead"), ["1\u{a0}organisation får en länk. 2\u{a0}enheter ingår i urvalet."]);
    assert_eq!(
        summary.rows("Vilka som får en länk"),
        [["Bromma stadsdelsförvaltning", "2", "s@example.org", "vbe-stadsdel, version 1"]]
    );
    assert!(
        summary.texts(".warning")[0].starts_with("Omgången börjar först den 20\u{a0}oktober 2026."),
        "{:?}",
        summary.texts(".warning")
    );
    assert_eq!(
        rounds::find(&app.cx, &id(2026)).await.expect("a round").state,
        app::domain::round::State::Planned,
        "the summary opens nothing"
    );
    // What is opened is what was shown.
    let shown = summary.form("/central/omgangar/2026/oppna");
    let planned = central.get("/central/omgangar/2026").await.form("/central/omgangar/2026");
    let mut renamed = planned.clone();
    renamed.iter_mut().filter(|(name, _)| name == "titel").for_each(|(_, value)| *value = "Ett annat namn".into());
    assert_eq!(central.post_form("/central/omgangar/2026", &renamed).await.status, StatusCode::SEE_OTHER);
    let stale = central.post_form("/central/omgangar/2026/oppna", &shown).await;
    let told = "Någon annan har ändrat omgången medan du skrev. Se hur den är nu, och ändra igen.";
    assert_eq!((stale.status, stale.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![told.to_owned()]));
    let shown = stale.form("/central/omgangar/2026/oppna");
    assert_eq!(central.post_form("/central/omgangar/2026/oppna", &shown).await.status, StatusCode::SEE_OTHER);
    // A form of the planned round, posted when it has opened, moves nothing.
    let late = central.post_form("/central/omgangar/2026", &planned).await;
    assert_eq!((late.status, late.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![told.to_owned()]));
    assert_eq!(central.get("/central/omgangar/2026").await.rows("Länkar").len(), 1);
    for (path, fields) in [("/central/omgangar/2026/ta-bort", &[][..]), ("/central/omgangar/2026/oppna", &[])] {
        assert_eq!(central.post(path, fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: it is open");
    }

    let next = [("ar", "2026-host"), ("titel", "Extra"), ("oppnar", "2026-10-01"), ("stanger", "2026-11-30")];
    central.post("/central/omgangar", &next).await;
    let both = central.get("/central/omgangar/2026-host/oppna").await.texts(".warning");
    assert_eq!(
        both,
        ["Ett annat namn är också öppen, till och med den 10\u{a0}december 2026. Varje förvaltning har då två länkar samtidigt."]
    );
    central.post("/central/omgangar/2026/stang", &[]).await;
    assert!(central.get("/central/omgangar/2026").await.table("Länkar").is_none(), "the links of a closed round lead nowhere");
}
