//! What the central office sees first: what waits for it, who needs help most, what comes next.

use app::domain::account::Role;
use axum::http::StatusCode;

use lagesbild::services::responses;

use crate::app::{FACK, STADSDEL, TestApp, id, on_both, operator};

on_both!(an_empty_city_says_what_to_begin_with, what_waits_and_who_is_behind_follow_the_year);

async fn an_empty_city_says_what_to_begin_with(app: TestApp) {
    app.account("c@example.org", Role::Central, None).await;
    let page = app.logged_in("c@example.org").await.get("/central").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.items("Väntar på dig"),
        ["Lägg till förvaltningarna", "Skriv och publicera en enkät", "Planera nästa omgång"]
    );
}

async fn what_waits_and_who_is_behind_follow_the_year(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let rows: Vec<String> =
        ["bromma", "farsta", "skarpnack", "social"].map(|id| (1..4).map(|n| format!("{id};Enhet {n};A\n")).collect()).to_vec();
    app.units(&format!("forvaltning;enhet;avdelning\n{}", rows.concat())).await;
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("bromma")).await;
    app.account("f@example.org", Role::Samordnare, Some("farsta")).await;
    let mut central = app.logged_in("c@example.org").await;
    app.logged_in("s@example.org").await;
    let new = [("ar", "2026"), ("titel", "Höstens enkät"), ("oppnar", "2026-10-05"), ("stanger", "2026-10-31")];
    assert_eq!(central.post("/central/omgangar", &new).await.status, StatusCode::SEE_OTHER);

    // Nothing is published for fackförvaltningar, to which social belongs: it gets no link, and stops the round.
    let page = central.get("/central").await;
    let waiting = [
        "Höstens enkät kan inte öppnas än: 1\u{a0}hinder återstår",
        "Skarpnäcks stadsdelsförvaltning har ingen samordnare",
        "1\u{a0}samordnare har aldrig loggat in",
    ];
    assert_eq!(page.items("Väntar på dig"), waiting);
    assert_eq!(page.items("Det här händer härnäst"), ["5\u{a0}oktober 2026: Höstens enkät ska öppnas av er"]);
    assert_eq!(page.link(waiting[0]).as_deref(), Some("/central/omgangar/2026/oppna"));

    let old = [("ar", "2021"), ("titel", "Den gamla"), ("oppnar", "2021-10-05"), ("stanger", "2021-10-31")];
    central.post("/central/omgangar", &old).await;
    let past = "Den gamla har passerat sin sista dag utan att öppnas: flytta dagarna eller ta bort den";
    assert_eq!(central.get("/central").await.link(past).as_deref(), Some("/central/omgangar/2021"));
    app.city(&[FACK]).await;
    app.account("k@example.org", Role::Samordnare, Some("skarpnack")).await;
    app.account("o@example.org", Role::Samordnare, Some("social")).await;
    app.set_day("2026-10-06");
    let mut central = app.logged_in("c@example.org").await;
    let due = "Höstens enkät skulle ha öppnats: gör det nu, eller flytta den första dagen";
    assert!(central.get("/central").await.items("Väntar på dig").contains(&due.to_owned()));
    assert_eq!(central.post("/central/omgangar/2026/oppna", &[]).await.status, StatusCode::SEE_OTHER);
    for (organisation, units) in [("bromma", 1..4), ("farsta", 1..3)] {
        let rows: String = units.map(|n| format!("Enhet {n};forskola;nej\n")).collect();
        let file = format!("enhet;omrade;handelse\n{rows}");
        responses::import(&app.cx, &operator(), (&id(2026), &organisation.into()), file.as_bytes(), |_, _| ()).await.expect("in");
    }
    let page = central.get("/central").await;
    let reminder = page.link("Påminn Skarpnäcks stadsdelsförvaltning").expect("a letter");
    let letter = central.get(&reminder).await;
    let form = letter.form("/central/brev?ar=2026&slag=low_rate");
    let ticked: Vec<_> = form.iter().filter(|(field, _)| field == "organisation").map(|(_, id)| id.as_str()).collect();
    assert_eq!(ticked, ["skarpnack"], "the one of the row");
    assert_eq!(page.link("Påminn Bromma stadsdelsförvaltning"), None, "nobody is missing there");
    let behind =
        ["Skarpnäcks stadsdelsförvaltning 0\u{a0}%, 0 av 3 har svarat", "Socialförvaltningen 0\u{a0}%, 0 av 3 har svarat"];
    assert_eq!(page.items("Behöver mest hjälp"), behind, "who is below the city, the lowest first");
    assert_eq!(page.items("Det här händer härnäst"), ["31\u{a0}oktober 2026: sista dag för Höstens enkät"]);
}
