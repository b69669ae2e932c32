//! What the central office writes to coordinators: from its own template, to each her own, once.

use app::domain::account::Role;
use app::domain::letter::{LetterState, MailingKind, MailingState};
use axum::http::StatusCode;
use lagesbild::services::letters::staff::{self, Way};
use lagesbild::services::letters::{self, Step};
use lagesbild::services::{LetterError, Refusal, accounts, audit, opening, responses, rounds};

use crate::app::{Browser, STADSDEL, TestApp, at, create_round, id, on_both, operator};
use crate::mailbox::mail_server;

on_both!(
    each_coordinator_gets_her_own_letter_once,
    without_a_mail_server_letters_are_copied_and_noted,
    what_happened_is_written_of_when_the_round_has_closed,
    a_letter_that_cannot_go_out_is_refused_and_nothing_is_sent,
    two_who_send_at_once_do_not_write_twice,
    a_letter_of_another_time_does_not_go_out_as_another_kind,
    what_was_looked_at_is_what_goes_out,
    whoever_coordinates_no_more_gets_nothing,
);

const LOW: &str = "/central/brev?ar=2026&slag=low_rate";

async fn city(app: &TestApp) -> Browser {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nbromma;Två\nfarsta;Ett\nfarsta;Två\nskarpnack;Ett\n").await;
    app.open().await;
    app.set_day("2026-10-05");
    for (email, organisation) in [("b@example.org", "bromma"), ("f@example.org", "farsta"), ("g@example.org", "farsta")] {
        app.account(email, Role::Samordnare, Some(organisation)).await;
    }
    let file = b"enhet;omrade;handelse\nEtt;forskola;nej\nTv\xc3\xa5;forskola;nej\n";
    responses::import(&app.cx, &operator(), (&id(2026), &"bromma".into()), file, |_, _| ()).await.expect("answers");
    app.account("c@example.org", Role::Central, None).await;
    app.logged_in("c@example.org").await
}

/// What a page of letters shows now, as its form says it back.
async fn seen(app: &TestApp, kind: MailingKind) -> String {
    let round = rounds::find(&app.cx, &id(2026)).await.expect("a round");
    let template = staff::template(&app.cx, &operator(), kind).await.expect("a template");
    let prospects = staff::prospects(&app.cx, &operator(), &round, kind, &template).await.expect("letters");
    staff::seen(&prospects, staff::list(&app.cx, &operator(), &round).await.expect("a list").len())
}

async fn each_coordinator_gets_her_own_letter_once(app: TestApp) {
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    let mut central = city(&app).await;
    let page = central.get(LOW).await;
    let ticked: Vec<_> = page.form(LOW).into_iter().filter(|(field, _)| field == "organisation").collect();
    assert_eq!(ticked, [("organisation".to_owned(), "farsta".to_owned())], "below the city, and somebody to write to");
    let mut form: Vec<_> = page.form(LOW).into_iter().filter(|(field, _)| field != "text" && field != "gor").collect();
    form.push(("text".to_owned(), "Hej!\n\nHos er har {svarat}. {okänt} {organisation}: {sida}".to_owned()));
    let shown = central.post_form(LOW, &[&form[..], &[("gor".to_owned(), "visa".to_owned())]].concat()).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(
        shown.main_text().contains("Hos er har 0 av 2 svarat (0\u{a0}%). {okänt} Farsta stadsdelsförvaltning: "),
        "{}",
        shown.main_text()
    );
    assert!(mailbox.got.try_recv().is_err(), "looking sends nothing");
    let form = [&form[..], &[("gor".to_owned(), "skicka".to_owned())]].concat();
    let done = central.post_form(LOW, &form).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/central/brev?ar=2026&slag=low_rate#skickat"));
    // Sent once more from the same page: she is told that it has gone.
    let twice = central.post_form(LOW, &form).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let post = app.cx.config.post().expect("a way");
    while letters::send_next(&app.cx, &post, "arbetare").await.expect("a step") == Step::Tried {}
    let mut got: Vec<_> = mailbox.got.try_iter().collect();
    got.sort();
    let to: Vec<&str> = got.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["f@example.org", "g@example.org"]);
    assert!(
        got[0].1.contains("Reply-To: c@example.org")
            && got[0].1.contains("/forvaltning/utskick?organisation=3Dfarsta")
                | got[0].1.contains("/forvaltning/utskick?organisation"),
        "{}",
        got[0].1
    );
    let round = rounds::find(&app.cx, &id(2026)).await.expect("a round");
    let list = staff::list(&app.cx, &operator(), &round).await.expect("a list");
    assert_eq!((list.len(), list[0].0.state), (1, MailingState::Done));
    assert!(list[0].1.iter().all(|delivery| delivery.state == LetterState::Sent));
    // The template stays as she wrote it, the row says that they were reminded, and coordinators see letters to units alone.
    let kept = central.get(LOW).await.form(LOW).into_iter().find(|(field, _)| field == "text").expect("a field").1;
    assert!(kept.starts_with("Hej!\n\nHos er har {svarat}. {okänt}"), "{kept}");
    assert!(central.get("/central").await.main_text().contains("Påmind 5\u{a0}oktober 2026."));
    assert_eq!(letters::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("mailings"), []);
    let log: Vec<_> = audit::list(&app.cx, &operator(), 1).await.expect("a log").0.into_iter().map(|row| row.subject).collect();
    assert!(log.contains(&"farsta, 2026".to_owned()) && log.contains(&"low_rate".to_owned()), "{log:?}");
}

async fn without_a_mail_server_letters_are_copied_and_noted(app: TestApp) {
    let mut central = city(&app).await;
    let opens = "/central/brev?ar=2026&slag=opens";
    let form = central.get(opens).await.form(opens);
    let of = |gor: &str| [&form[..], &[("gor".to_owned(), gor.to_owned())]].concat();
    let shown = central.post_form(opens, &of("visa")).await;
    let links = shown.links();
    let mail: Vec<_> = links.iter().filter(|(said, _)| said == "Öppna i mejlprogrammet").map(|(_, href)| href).collect();
    assert_eq!(mail.len(), 2, "one for each that has a coordinator");
    assert!(mail[1].starts_with("mailto:f@example.org,g@example.org?subject="), "{mail:?}");
    assert_eq!(central.post_form(opens, &of("skicka")).await.status, StatusCode::UNPROCESSABLE_ENTITY, "there is no way");
    assert_eq!(central.post_form(opens, &of("notera")).await.status, StatusCode::SEE_OTHER);
    let again = central.get(opens).await;
    assert_eq!(again.form(opens).iter().filter(|(field, _)| field == "organisation").count(), 0, "they have it");
    let rows = again.texts("main tbody tr");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("Enkäten öppnar") && rows[0].contains("Skickad på annat sätt"), "{rows:?}");
}

async fn what_happened_is_written_of_when_the_round_has_closed(app: TestApp) {
    let mut central = city(&app).await;
    let events = "/central/brev?ar=2026&slag=events";
    assert!(central.get(events).await.text.contains("slag=low_rate"), "of an open round other letters are written");
    app.close().await;
    let page = central.get(events).await;
    assert_eq!(page.form(events).iter().filter(|(field, _)| field == "organisation").count(), 0, "nothing happened");
    let due = "/central/brev?ar=2026&slag=underlag_due";
    let form = central.get(due).await.form(due);
    let shown = central.post_form(due, &[&form[..], &[("gor".to_owned(), "visa".to_owned())]].concat()).await;
    assert!(shown.main_text().contains("http://127.0.0.1:3000/rapport/2026/farsta"), "{}", shown.main_text());
}

async fn a_letter_that_cannot_go_out_is_refused_and_nothing_is_sent(app: TestApp) {
    let mut central = city(&app).await;
    let long = "x".repeat(5001);
    for (subject, text, organisation, said) in [
        ("", "Hej", "farsta", "Skriv ett ämne, högst 200 tecken."),
        ("Ämne", " ", "farsta", "Skriv en text, högst 5 000 tecken."),
        ("Ämne", &long, "farsta", "Skriv en text, högst 5 000 tecken."),
        ("Ämne", "Hej", "", "Bocka för minst en förvaltning."),
        ("Ämne", "Hej", "finns-inte", "Bocka för minst en förvaltning."),
        (
            "Ämne",
            "Hej",
            "skarpnack",
            "Skarpnäcks stadsdelsförvaltning saknar samordnare. Bjud in en, eller bocka ur förvaltningen.",
        ),
    ] {
        let fore = seen(&app, MailingKind::LowRate).await;
        let form = [("amne", subject), ("text", text), ("organisation", organisation), ("fore", &fore), ("gor", "notera")];
        let page = central.post(LOW, &form).await;
        assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![said.to_owned()]));
        assert!(page.form(LOW).contains(&("amne".to_owned(), subject.to_owned())), "what was typed stays");
    }
    let round = rounds::find(&app.cx, &id(2026)).await.expect("a round");
    assert_eq!(staff::list(&app.cx, &operator(), &round).await.expect("a list"), []);
    // Letters are of a round that has opened.
    create_round(&app.cx, 2027, ("2027-10-01".parse().expect("a day"), "2027-10-31".parse().expect("a day")))
        .await
        .expect("planned");
    assert_eq!(central.get("/central/brev?ar=2027").await.status, StatusCode::NOT_FOUND);
    opening::open(&app.cx, &operator(), &id(2027)).await.expect("opened");
    assert_eq!(central.get("/central/brev?ar=2027").await.status, StatusCode::OK);
}

async fn two_who_send_at_once_do_not_write_twice(app: TestApp) {
    city(&app).await;
    let round = rounds::find(&app.cx, &id(2026)).await.expect("a round");
    let template = staff::template(&app.cx, &operator(), MailingKind::Opens).await.expect("a template");
    let chosen = ["bromma".into(), "farsta".into()];
    let looked_at = seen(&app, MailingKind::Opens).await;
    let send = || async {
        let (central, way) = (operator(), Way::Elsewhere);
        staff::send(&app.cx, &central, (&round, MailingKind::Opens), &template, (&chosen, &looked_at), way).await
    };
    let (first, second) = tokio::join!(send(), send());
    let done: Vec<bool> = [&first, &second].iter().map(|done| done.is_ok()).collect();
    assert!(done.contains(&true) && done.contains(&false), "{first:?} {second:?}");
    let refused = first.err().or(second.err()).expect("one").to_string();
    assert_eq!(refused, Refusal::from(LetterError::SentMeanwhile).to_string());
    assert_eq!(staff::list(&app.cx, &operator(), &round).await.expect("a list").len(), 2);
}

async fn a_letter_of_another_time_does_not_go_out_as_another_kind(app: TestApp) {
    let mut central = city(&app).await;
    let form: Vec<_> = central.get(LOW).await.form(LOW);
    app.close().await;
    let late = central.post_form(LOW, &[&form[..], &[("gor".to_owned(), "notera".to_owned())]].concat()).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.faults()[0].contains("Inget har skickats."), "{:?}", late.faults());
    let round = rounds::find(&app.cx, &id(2026)).await.expect("a round");
    assert_eq!(staff::list(&app.cx, &operator(), &round).await.expect("a list"), []);
    let events = staff::template(&app.cx, &operator(), MailingKind::Events).await.expect("a template");
    assert!(events.body.contains("{händelser}"), "the other kind's template is as it was: {}", events.body);
}

async fn what_was_looked_at_is_what_goes_out(app: TestApp) {
    let mut central = city(&app).await;
    let form: Vec<_> = central.get(LOW).await.form(LOW).into_iter().filter(|(field, _)| field != "amne").collect();
    let form = [&form[..], &[("amne".to_owned(), "Nytt ämne".to_owned()), ("gor".to_owned(), "notera".to_owned())]].concat();
    // Somebody else coordinates since.
    app.account("ny@example.org", Role::Samordnare, Some("farsta")).await;
    let told = central.post_form(LOW, &form).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = staff::template(&app.cx, &operator(), MailingKind::LowRate).await.expect("a template");
    assert_ne!(kept.subject, "Nytt ämne", "a refusal changes nothing");
    let again = told.form(LOW).into_iter().chain([("gor".to_owned(), "notera".to_owned())]).collect::<Vec<_>>();
    assert_eq!(central.post_form(LOW, &again).await.status, StatusCode::SEE_OTHER, "having been told");
    assert!(central.get(LOW).await.main_text().contains("ny@example.org"));
}

async fn whoever_coordinates_no_more_gets_nothing(app: TestApp) {
    let mailbox = mail_server(None);
    let app = app.with_mail(&mailbox.url);
    city(&app).await;
    let round = rounds::find(&app.cx, &id(2026)).await.expect("a round");
    let template = staff::typed("Ämne", "Hej {enhet}!");
    let (chosen, looked_at) = (["farsta".into(), "bromma".into()], seen(&app, MailingKind::Opens).await);
    let kind = (&round, MailingKind::Opens);
    staff::send(&app.cx, &operator(), kind, &template, (&chosen, &looked_at), Way::Queue).await.expect("on their way");
    accounts::disable(&app.cx, &operator(), "f@example.org").await.expect("disabled");
    accounts::set_role(&app.cx, &operator(), "b@example.org", (Role::Lasare, Some(&"farsta".into())))
        .await
        .expect("another role");
    let post = app.cx.config.post().expect("a way");
    while letters::send_next(&app.cx, &post, "arbetare").await.expect("a step") == Step::Tried {}
    let got: Vec<_> = mailbox.got.try_iter().collect();
    assert_eq!(got.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["g@example.org"]);
    assert!(got[0].1.contains("Hej {enhet}!"), "as it was shown: {}", got[0].1);
}
