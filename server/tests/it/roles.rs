//! Who may see what: every staff route with every role.

use app::domain::account::Role;
use app::domain::audit::Action;
use app::routes;
use axum::http::StatusCode;
use lagesbild::services::{AccountError, Error, Refusal, accounts, audit, opening, rounds};

use crate::app::{BRA, Browser, FACK, STADSDEL, TestApp, create_round, id, on_both, operator};

on_both!(
    every_route_asks_for_its_role,
    an_invitation_works_once,
    a_login_is_slowed_down_after_ten_failures,
    a_reader_changes_nothing,
    a_form_from_another_site_is_refused,
    every_response_tells_the_browser_to_be_strict,
    who_gets_lost_has_the_menu_of_her_role,
);

async fn city(app: &TestApp) {
    app.city(&[STADSDEL, FACK, BRA]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Ett\nsocial;Ett\n").await;
    app.open().await;
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
}

/// A route, an address of it, what is posted there if anything, and what the central office, a
/// coordinator of Farsta and a reader of Farsta get. `OWN` is Farsta's, `OTHERS` Bromma's.
type Row = (&'static str, &'static str, Option<&'static [(&'static str, &'static str)]>, [u16; 3]);

const OK: [u16; 3] = [200, 200, 200];
const CENTRAL: [u16; 3] = [200, 403, 403];
const THEIRS: [u16; 3] = [200, 404, 404];
const NOWHERE: [u16; 3] = [404, 404, 404];
/// What a reader may not change, of something that is not there.
const CHANGE: [u16; 3] = [404, 404, 403];

const TABLE: &[Row] = &[
    (routes::HOME.pattern(), "/", None, [303, 303, 303]),
    (routes::LOG_IN.pattern(), "/logga-in", None, OK),
    (routes::LOG_OUT.pattern(), "/logga-ut", None, OK),
    (routes::INVITATION.pattern(), "/inbjudan/finns-inte", None, [422, 422, 422]),
    (routes::BOARD.pattern(), "/forvaltning?OWN", None, OK),
    (routes::BOARD.pattern(), "/forvaltning?OTHERS", None, THEIRS),
    (routes::BOARD.pattern(), "/forvaltning", None, [303, 200, 200]),
    (routes::BOARD.pattern(), "/forvaltning?organisation=bra-farsta&ar=2025", None, OK),
    (routes::BOARD.pattern(), "/forvaltning?organisation=finns-inte", None, NOWHERE),
    (routes::BOARD.pattern(), "/forvaltning?organisation=farsta&ar=2031", None, NOWHERE),
    (routes::BOARD_LIVE.pattern(), "/forvaltning/laget?OPEN", None, OK),
    (routes::BOARD_LIVE.pattern(), "/forvaltning/laget?OTHERS", None, NOWHERE),
    (routes::SAMPLE_UNIT.pattern(), "/forvaltning/enhet?OPEN", Some(&[("enhet", "x"), ("gor", "oppna")]), CHANGE),
    (routes::SAMPLE_UNIT.pattern(), "/forvaltning/enhet?OTHERS", Some(&[("enhet", "x"), ("gor", "oppna")]), [422, 404, 404]),
    (routes::QR_SVG.pattern(), "/forvaltning/qr.svg?OWN", None, OK),
    (routes::QR_SVG.pattern(), "/forvaltning/qr.svg?OTHERS", None, THEIRS),
    (routes::QR_PNG.pattern(), "/forvaltning/qr.png?OWN", None, OK),
    (routes::QR_PNG.pattern(), "/forvaltning/qr.png?OTHERS", None, THEIRS),
    (routes::POSTER.pattern(), "/forvaltning/affisch?OWN", None, OK),
    (routes::POSTER.pattern(), "/forvaltning/affisch?OTHERS", None, THEIRS),
    (routes::LETTERS.pattern(), "/forvaltning/utskick?OWN", None, OK),
    (routes::LETTERS.pattern(), "/forvaltning/utskick?OTHERS", None, THEIRS),
    (routes::LETTER.pattern(), "/forvaltning/utskick/brev?OPEN&slag=inbjudan", None, [200, 200, 403]),
    (routes::LETTER.pattern(), "/forvaltning/utskick/brev?OTHERS&slag=inbjudan", None, THEIRS),
    (
        routes::LETTER.pattern(),
        "/forvaltning/utskick/brev?OPEN",
        Some(&[("slag", "inbjudan"), ("gor", "skicka")]),
        [422, 422, 403],
    ),
    (routes::REMINDER_NOTE.pattern(), "/forvaltning/utskick/notera?OPEN", Some(&[("dag", "i dag")]), [422, 422, 403]),
    (routes::REMINDER_NOTE.pattern(), "/forvaltning/utskick/notera?OTHERS", Some(&[("dag", "i dag")]), [422, 404, 404]),
    (routes::MAILING.pattern(), "/forvaltning/utskick/andra?OPEN", Some(&[("utskick", "x"), ("gor", "avbryt")]), CHANGE),
    (routes::MAILING.pattern(), "/forvaltning/utskick/andra?OTHERS", Some(&[("utskick", "x"), ("gor", "avbryt")]), NOWHERE),
    (routes::REHEARSAL.pattern(), "/forvaltning/prova/2026?OWN", None, OK),
    (routes::REHEARSAL.pattern(), "/forvaltning/prova/2026?OTHERS", None, THEIRS),
    (routes::REGISTER.pattern(), "/forvaltning/register?OWN", None, OK),
    (routes::REGISTER.pattern(), "/forvaltning/register?OTHERS", None, THEIRS),
    (routes::REGISTER.pattern(), "/forvaltning/register?OWN", Some(&[("gor", "forvantat"), ("antal", "x")]), [422, 422, 403]),
    (routes::REGISTER.pattern(), "/forvaltning/register?OTHERS", Some(&[("gor", "forvantat"), ("antal", "x")]), [422, 404, 404]),
    (routes::REGISTER_UNIT.pattern(), "/forvaltning/register/enhet?OWN", None, [200, 200, 403]),
    (routes::REGISTER_UNIT.pattern(), "/forvaltning/register/enhet?OTHERS", None, THEIRS),
    (routes::REGISTER_UNIT.pattern(), "/forvaltning/register/enhet?OWN", Some(&[("gor", "spara")]), [422, 422, 403]),
    (routes::REGISTER_BOOK.pattern(), "/forvaltning/register/enheter.xlsx?OWN", None, OK),
    (routes::REGISTER_BOOK.pattern(), "/forvaltning/register/enheter.xlsx?OTHERS", None, THEIRS),
    (routes::REGISTER_FILE.pattern(), "/forvaltning/register/fil?OTHERS", Some(&[]), [422, 404, 404]),
    (routes::REGISTER_IMPORT.pattern(), "/forvaltning/register/ta-in?OWN", Some(&[("innehall", "")]), [422, 422, 403]),
    (routes::REGISTER_IMPORT.pattern(), "/forvaltning/register/ta-in?OTHERS", Some(&[("innehall", "")]), [422, 404, 404]),
    (routes::SUPPORT_LINKS.pattern(), "/forvaltning/lankar?OWN", None, OK),
    (routes::SUPPORT_LINKS.pattern(), "/forvaltning/lankar?OTHERS", None, THEIRS),
    (routes::SUPPORT_LINKS.pattern(), "/forvaltning/lankar?OWN", Some(&[("samordnare", "x")]), [422, 422, 403]),
    (routes::SUPPORT_LINKS.pattern(), "/forvaltning/lankar?OTHERS", Some(&[("samordnare", "x")]), [422, 404, 404]),
    (routes::RESULTS.pattern(), "/forvaltning/resultat?OWN", None, OK),
    (routes::RESULTS.pattern(), "/forvaltning/resultat?OTHERS", None, THEIRS),
    (routes::FREE_TEXT.pattern(), "/forvaltning/fritext?OWN", None, OK),
    (routes::FREE_TEXT.pattern(), "/forvaltning/fritext?OTHERS", None, THEIRS),
    (
        routes::FREE_TEXT.pattern(),
        "/forvaltning/fritext?OWN",
        Some(&[("text", "x"), ("tema", "x"), ("gor", "lagg_till")]),
        CHANGE,
    ),
    (routes::INCIDENTS.pattern(), "/forvaltning/handelser?OWN", None, OK),
    (routes::INCIDENTS.pattern(), "/forvaltning/handelser?OTHERS", None, THEIRS),
    (routes::INCIDENT.pattern(), "/forvaltning/handelser/bedom?OWN&handelse=x", None, CHANGE),
    (routes::INCIDENT.pattern(), "/forvaltning/handelser/bedom?OTHERS&handelse=x", None, NOWHERE),
    (routes::INCIDENT.pattern(), "/forvaltning/handelser/bedom?OWN&handelse=x", Some(&[("gor", "spara")]), CHANGE),
    (routes::SOURCES.pattern(), "/forvaltning/kallor?OWN", None, OK),
    (routes::SOURCES.pattern(), "/forvaltning/kallor?OTHERS", None, THEIRS),
    (routes::SOURCES.pattern(), "/forvaltning/kallor?OWN", Some(&[("kalla", "x"), ("gor", "ta_bort")]), CHANGE),
    (routes::REPORTS.pattern(), "/forvaltning/kallor/rapporter?OWN", None, OK),
    (routes::REPORTS.pattern(), "/forvaltning/kallor/rapporter?OTHERS", None, THEIRS),
    (routes::REPORTS.pattern(), "/forvaltning/kallor/rapporter?OWN", Some(&[("rapport", "x"), ("gor", "ta_bort")]), CHANGE),
    (routes::REPORTS.pattern(), "/forvaltning/kallor/rapporter?OTHERS", Some(&[("rapport", "x"), ("gor", "ta_bort")]), NOWHERE),
    (routes::REPORT_FILE.pattern(), "/forvaltning/kallor/rapporter/fil?OWN", Some(&[]), [422, 422, 403]),
    (routes::REPORT_FILE.pattern(), "/forvaltning/kallor/rapporter/fil?OTHERS", Some(&[]), [422, 404, 404]),
    (routes::UNDERLAG_EDIT.pattern(), "/forvaltning/underlag?OWN", None, [200, 200, 403]),
    (routes::UNDERLAG_EDIT.pattern(), "/forvaltning/underlag?OTHERS", None, THEIRS),
    (routes::UNDERLAG_EDIT.pattern(), "/forvaltning/underlag?OWN", Some(&[("text.finns-inte", "x")]), [303, 303, 403]),
    (routes::UNDERLAG_SAVE.pattern(), "/forvaltning/underlag/spara?OWN", Some(&[("text.datum", "x")]), [422, 422, 403]),
    (routes::UNDERLAG_SAVE.pattern(), "/forvaltning/underlag/spara?OWN", Some(&[("text.finns-inte", "x")]), CHANGE),
    (routes::UNDERLAG_SAVE.pattern(), "/forvaltning/underlag/spara?OTHERS", Some(&[("text.datum", "x")]), [422, 404, 404]),
    (routes::RATES.pattern(), "/central", None, CENTRAL),
    (routes::AWARENESS.pattern(), "/central/kannedom", None, CENTRAL),
    (routes::INDICATOR.pattern(), "/central/kannedom/handlingsplan_chef", None, CENTRAL),
    (routes::INDICATOR.pattern(), "/central/kannedom/finns-inte", None, [404, 403, 403]),
    (routes::CITY_QUESTION.pattern(), "/central/fragor?ar=2025&fraga=stod", None, CENTRAL),
    (routes::CITY_INCIDENTS.pattern(), "/central/handelser?ar=2025", None, CENTRAL),
    (routes::CITY_UNDERLAG.pattern(), "/central/underlag?ar=2025", None, CENTRAL),
    (routes::CITY_UNDERLAG_FILE.pattern(), "/central/underlag.docx?ar=2025", None, CENTRAL),
    (routes::CITY_UNDERLAG_EDIT.pattern(), "/central/underlag/redigera?ar=2025", None, CENTRAL),
    (
        routes::CITY_UNDERLAG_EDIT.pattern(),
        "/central/underlag/redigera?ar=2025",
        Some(&[("text.finns-inte", "x")]),
        [303, 403, 403],
    ),
    (routes::CITY_UNDERLAG_SAVE.pattern(), "/central/underlag/spara?ar=2025", Some(&[("text.datum", "x")]), [422, 403, 403]),
    (routes::CHART.pattern(), "/central/diagram/kannedom.png", None, CENTRAL),
    (routes::CHART.pattern(), "/central/diagram/kannedom.gif", None, [404, 403, 403]),
    (routes::ROUNDS.pattern(), "/central/omgangar", None, CENTRAL),
    (routes::ROUNDS.pattern(), "/central/omgangar", Some(&[("ar", "x")]), [422, 403, 403]),
    (routes::ROUND.pattern(), "/central/omgangar/2026", None, CENTRAL),
    (routes::ROUND.pattern(), "/central/omgangar/2026", Some(&[("stanger", "x")]), [422, 403, 403]),
    (routes::ROUND_OPEN.pattern(), "/central/omgangar/2026/oppna", None, [422, 403, 403]),
    (routes::ROUND_OPEN.pattern(), "/central/omgangar/2026/oppna", Some(&[]), [422, 403, 403]),
    (routes::STAFF_LETTERS.pattern(), "/central/brev", None, CENTRAL),
    (routes::STAFF_LETTERS.pattern(), "/central/brev", Some(&[("slag", "low_rate"), ("gor", "skicka")]), [422, 403, 403]),
    (routes::ROUND_HISTORY.pattern(), "/central/omgangar/tidigare-ar", Some(&[]), [422, 403, 403]),
    (routes::ROUND_EXTEND.pattern(), "/central/omgangar/2031/forlang", Some(&[]), [404, 403, 403]),
    (routes::ROUND_CLOSE.pattern(), "/central/omgangar/2031/stang", Some(&[]), [404, 403, 403]),
    (routes::ROUND_REMOVE.pattern(), "/central/omgangar/2026/ta-bort", Some(&[]), [422, 403, 403]),
    (routes::KEYS.pattern(), "/central/nycklar", None, CENTRAL),
    (routes::KEY_DESTROY.pattern(), "/central/nycklar/forstor", Some(&[("ar", "2031")]), [422, 403, 403]),
    (routes::QUESTIONNAIRES.pattern(), "/central/enkater", None, CENTRAL),
    (routes::QUESTIONNAIRE_NEW.pattern(), "/central/enkater/ny", Some(&[("titel", "")]), [422, 403, 403]),
    (routes::QUESTIONNAIRE_CALL.pattern(), "/central/enkater/skriv/oppna", Some(&[("id", "vbe-bra")]), [422, 403, 403]),
    (routes::QUESTIONNAIRE_CALL.pattern(), "/central/enkater/skriv/spara", Some(&[("id", "vbe-bra")]), [422, 403, 403]),
    (routes::QUESTIONNAIRE_CALL.pattern(), "/central/enkater/skriv/ta-over", Some(&[("id", "vbe-bra")]), [422, 403, 403]),
    (routes::QUESTIONNAIRE_CALL.pattern(), "/central/enkater/skriv/lamna", Some(&[("id", "vbe-bra")]), [422, 403, 403]),
    (routes::QUESTIONNAIRE_CALL.pattern(), "/central/enkater/skriv/lage", Some(&[("id", "vbe-bra")]), [422, 403, 403]),
    (routes::QUESTIONNAIRE_CALL.pattern(), "/central/enkater/skriv/finns-inte", Some(&[]), [400, 403, 403]),
    (routes::QUESTIONNAIRE_EDIT.pattern(), "/central/enkater/vbe-bra", None, CENTRAL),
    (routes::QUESTIONNAIRE_EDIT.pattern(), "/central/enkater/finns-inte", None, [404, 403, 403]),
    (routes::QUESTIONNAIRE_REVIEW.pattern(), "/central/enkater/vbe-bra/granska", None, CENTRAL),
    (routes::QUESTIONNAIRE_REVIEW.pattern(), "/central/enkater/finns-inte/granska", Some(&[]), [404, 403, 403]),
    (routes::QUESTIONNAIRE_SHARED.pattern(), "/central/enkater/vbe-bra/andra-enkater", None, CENTRAL),
    (routes::QUESTIONNAIRE_SHARED.pattern(), "/central/enkater/finns-inte/andra-enkater", Some(&[]), [404, 403, 403]),
    (routes::QUESTIONNAIRE_DISCARD.pattern(), "/central/enkater/vbe-bra/kasta", Some(&[]), [422, 403, 403]),
    (routes::QUESTIONNAIRE.pattern(), "/central/enkater/vbe-bra/1", None, CENTRAL),
    (routes::QUESTIONNAIRE_JSON.pattern(), "/central/enkater/vbe-bra/1/json", None, CENTRAL),
    (routes::QUESTIONNAIRE_JSON.pattern(), "/central/enkater/vbe-bra/7/json", None, [404, 403, 403]),
    (routes::QUESTIONNAIRE_FILE.pattern(), "/central/enkater/fil", Some(&[]), [422, 403, 403]),
    (routes::ORGANISATIONS.pattern(), "/central/organisationer", None, CENTRAL),
    (routes::ORGANISATIONS.pattern(), "/central/organisationer", Some(&[]), [422, 403, 403]),
    (routes::ORGANISATION.pattern(), "/central/organisationer/bromma", None, CENTRAL),
    (routes::ORGANISATION.pattern(), "/central/organisationer/finns-inte", None, [404, 403, 403]),
    (routes::ORGANISATION.pattern(), "/central/organisationer/bromma", Some(&[]), [422, 403, 403]),
    (routes::ORGANISATION_FILE.pattern(), "/central/organisationer/fil", Some(&[]), [422, 403, 403]),
    (routes::CITY_SUPPORT_LINKS.pattern(), "/central/lankar", None, CENTRAL),
    (routes::CITY_SUPPORT_LINKS.pattern(), "/central/lankar", Some(&[("rutin", "x")]), [422, 403, 403]),
    (routes::ACCOUNTS.pattern(), "/central/konton", None, CENTRAL),
    (routes::ACCOUNTS.pattern(), "/central/konton", Some(&[("epost", "x"), ("roll", "central")]), [422, 403, 403]),
    (routes::ACCOUNT_INVITE.pattern(), "/central/konton/bjud-in", Some(&[("epost", "x")]), [422, 403, 403]),
    (routes::ACCOUNT_DISABLE.pattern(), "/central/konton/stang-av", Some(&[("epost", "x")]), [422, 403, 403]),
    (routes::ACCOUNT_ROLE.pattern(), "/central/konton/roll", Some(&[("epost", "x"), ("roll", "central")]), [422, 403, 403]),
    (routes::AUDIT.pattern(), "/central/logg", None, CENTRAL),
    (routes::FORGOTTEN_PASSWORD.pattern(), "/glomt-losenord", None, OK),
    (routes::SIGN_ON.pattern(), "/logga-in/staden", None, [404, 404, 404]),
    (routes::SIGN_ON_END.pattern(), "/logga-ut/staden", None, [404, 404, 404]),
    (routes::SIGN_ON_BACK.pattern(), "/logga-in/staden/klar", None, [422, 422, 422]),
    (routes::SIGN_ON_ENDED.pattern(), "/logga-in/staden/utloggad", Some(&[("logout_token", "x")]), [404, 404, 404]),
    (routes::ACCOUNT.pattern(), "/konto", None, OK),
    (routes::ACCOUNT.pattern(), "/konto", Some(&[("losenord", "x"), ("nytt_losenord", "x")]), [422, 422, 422]),
    (routes::SESSIONS.pattern(), "/konto/inloggningar", Some(&[("session", "x")]), [303, 303, 303]),
    (routes::READING_TOKENS.pattern(), "/konto/lasnycklar", None, OK),
    (routes::READING_TOKENS.pattern(), "/konto/lasnycklar", Some(&[("gor", "skapa")]), [422, 422, 422]),
    (routes::RESUME_POST.pattern(), "/fortsatt", None, OK),
    (routes::EXPORT.pattern(), "/export/2025/svar.csv?organisation=farsta", None, CENTRAL),
    (routes::EXPORT.pattern(), "/export/2025/svar.csv", None, CENTRAL),
    (routes::EXPORT.pattern(), "/export/2025/fritext.csv", None, CENTRAL),
    (routes::EXPORT.pattern(), "/export/2025/fritext.csv?organisation=farsta", None, CENTRAL),
    (routes::EXPORT.pattern(), "/export/2025/indikatorer.csv", None, CENTRAL),
    (routes::EXPORT.pattern(), "/export/2025/handelser.xlsx", None, CENTRAL),
    (routes::EXPORT.pattern(), "/export/2025/indikatorer.csv?organisation=farsta", None, OK),
    (routes::EXPORT.pattern(), "/export/2025/handelser.json?organisation=farsta", None, OK),
    (routes::EXPORT.pattern(), "/export/2025/svarsfrekvens.xlsx?organisation=farsta", None, OK),
    (routes::EXPORT.pattern(), "/export/2025/kodbok.csv?organisation=farsta", None, OK),
    (routes::EXPORT.pattern(), "/export/2025/indikatorer.csv?organisation=bromma", None, THEIRS),
    (routes::EXPORT.pattern(), "/export/2025/handelser.csv?organisation=bromma", None, THEIRS),
    (routes::EXPORT.pattern(), "/export/2025/arbetsbok.xlsx", None, CENTRAL),
    (routes::EXPORT.pattern(), "/export/2025/arbetsbok.csv", None, [422, 403, 403]),
    (routes::EXPORT.pattern(), "/export/2025/finns-inte.csv", None, NOWHERE),
    (routes::EXPORT.pattern(), "/export/2031/svarsfrekvens.csv", None, [404, 403, 403]),
    (routes::UNDERLAG.pattern(), "/rapport/2025/farsta", None, OK),
    (routes::UNDERLAG.pattern(), "/rapport/2025/farsta.docx", None, OK),
    (routes::UNDERLAG.pattern(), "/rapport/2025/bromma", None, THEIRS),
    (routes::UNDERLAG.pattern(), "/rapport/2025/bromma.docx", None, THEIRS),
    (routes::UNDERLAG.pattern(), "/rapport/2025/finns-inte", None, NOWHERE),
    (routes::UNDERLAG.pattern(), "/rapport/2031/farsta", None, NOWHERE),
];

async fn every_route_asks_for_its_role(app: TestApp) {
    let app = app.on_one_connection().await;
    app.city(&[STADSDEL, FACK, BRA]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Ett\nsocial;Ett\n").await;
    let day = |text: &str| text.parse().expect("a day");
    app.set_day("2025-10-02");
    create_round(&app.cx, 2025, (day("2025-10-01"), day("2025-10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator(), &id(2025)).await.expect("opened");
    app.close_year(2025).await;
    app.set_day("2026-10-01");
    app.open().await;
    app.account("c@example.org", Role::Central, None).await;
    app.account("s@example.org", Role::Samordnare, Some("farsta")).await;
    app.account("l@example.org", Role::Lasare, Some("farsta")).await;
    let named: std::collections::BTreeSet<&str> = TABLE.iter().map(|row| row.0).collect();
    assert_eq!(named, lagesbild::web::staff_paths().collect(), "each route has a row");
    let address = |path: &str| {
        let path = path.replace("OWN", "organisation=farsta&ar=2025").replace("OTHERS", "organisation=bromma&ar=2025");
        path.replace("OPEN", "organisation=farsta&ar=2026")
    };
    for (route, path, fields, _) in TABLE.iter().filter(|(route, ..)| {
        ![
            routes::LOG_IN.pattern(),
            routes::SIGN_ON.pattern(),
            routes::SIGN_ON_BACK.pattern(),
            routes::SIGN_ON_ENDED.pattern(),
            routes::SIGN_ON_END.pattern(),
            routes::LOG_OUT.pattern(),
            routes::INVITATION.pattern(),
            routes::FORGOTTEN_PASSWORD.pattern(),
        ]
        .contains(route)
    }) {
        let mut nobody = app.browser();
        let page = match fields {
            Some(fields) => nobody.post(&address(path), fields).await,
            None => nobody.get(&address(path)).await,
        };
        let to_log_in = page.status == StatusCode::SEE_OTHER && page.location.starts_with("/logga-in");
        assert!(to_log_in, "{route} without a login: {} {}", page.status, page.location);
    }
    for (column, email) in ["c@example.org", "s@example.org", "l@example.org"].into_iter().enumerate() {
        let logged_in = app.logged_in(email).await;
        for (_, path, fields, statuses) in TABLE {
            let mut browser = logged_in.clone();
            let page = match fields {
                Some(fields) => browser.post(&address(path), fields).await,
                None => browser.get(&address(path)).await,
            };
            assert_eq!(page.status.as_u16(), statuses[column], "{email} {path} {fields:?}");
        }
    }
}

async fn an_invitation_works_once(app: TestApp) {
    city(&app).await;
    let operator = operator();
    let farsta = "farsta".into();
    let added = accounts::add(&app.cx, &operator, "Ny@Example.org", (Role::Lasare, Some(&farsta)), None).await;
    let token = added.expect("added").expect("a token");
    let path = format!("/inbjudan/{token}");
    let mut browser = app.browser();
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    assert_eq!(browser.post(&path, &[("losenord", "kort")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.turn(&path, &[("losenord", "ett nytt långt lösenord")], "/forvaltning").await;
    assert_eq!(browser.get("/forvaltning").await.status, StatusCode::OK);
    assert_eq!(app.browser().get(&path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "used up");
    browser.turn("/logga-ut", &[], "/logga-in").await;
    assert_eq!(browser.get("/forvaltning").await.status, StatusCode::SEE_OTHER, "logged out");
    browser.turn("/logga-in", &[("epost", "ny@example.org"), ("losenord", "ett nytt långt lösenord")], "/forvaltning").await;
}

async fn a_login_is_slowed_down_after_ten_failures(app: TestApp) {
    city(&app).await;
    let mut browser = app.browser();
    for _ in 0..10 {
        let page = browser.post("/logga-in", &[("epost", "c@example.org"), ("losenord", "fel")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.faults(), ["E-postadressen eller lösenordet stämmer inte."]);
    }
    let right = [("epost", "c@example.org"), ("losenord", crate::app::PASSWORD)];
    assert_eq!(browser.post("/logga-in", &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.pass(16 * 60);
    browser.turn("/logga-in", &right, "/central").await;
}

async fn a_reader_changes_nothing(app: TestApp) {
    city(&app).await;
    let links = rounds::links(&app.cx, &operator(), &id(2026)).await.expect("links");
    let link = links.iter().find(|l| l.organisation == "farsta").expect("a link");
    let unit = app.unit(&format!("/e/{}", link.token), "Ett").await;
    let path = "/forvaltning/enhet?organisation=farsta&ar=2026";
    let change = [("enhet", unit.as_str()), ("gor", "ta_ur"), ("orsak", "Nedlagd")];
    let mut reader = app.logged_in("l@example.org").await;
    assert_eq!(reader.post(path, &change).await.status, StatusCode::FORBIDDEN);
    let row = async |browser: &mut Browser| browser.get("/forvaltning").await.row("Enheter", "Ett").expect("the unit");
    assert_eq!(row(&mut reader).await, ["Ett", "Har inte svarat", ""]);
    let mut coordinator = app.logged_in("s@example.org").await;
    assert_eq!(row(&mut coordinator).await[2], "Ska inte svara i år Ett Orsak Ta bort för i år");
    let page = coordinator.post(path, &[("enhet", &unit), ("gor", "ta_ur")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["Ange en orsak, högst 200 tecken."]);
    coordinator.turn(path, &change, "/forvaltning?organisation=farsta&ar=2026#enheter").await;
    assert_eq!(row(&mut coordinator).await[1], "Ska inte svara: Nedlagd");
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    let row = log.iter().find(|r| r.action == Action::TakeOutOfScope.as_str()).expect("an audit row");
    assert_eq!((row.actor.as_str(), row.after.as_deref()), ("s@example.org", Some("Nedlagd")));
}

async fn a_form_from_another_site_is_refused(app: TestApp) {
    use axum::body::Body;
    use axum::http::{Request, header};
    use tower::ServiceExt;
    city(&app).await;
    let router = lagesbild::web::router(app.cx.clone());
    for (name, value, allowed) in [
        (header::ORIGIN.as_str(), "https://ond.example.org", false),
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-origin", true),
        (header::ORIGIN.as_str(), "http://127.0.0.1:3000", true),
    ] {
        let request = Request::post("/logga-in")
            .header(header::HOST, "127.0.0.1:3000")
            .header(name, value)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("epost=a&losenord=b"))
            .expect("a request");
        let status = router.clone().oneshot(request).await.expect("a response").status();
        assert_eq!(status != StatusCode::FORBIDDEN, allowed, "{name}: {value}");
    }
    let refused = accounts::add(&app.cx, &operator(), "c@example.org", (Role::Central, None), None).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Account(AccountError::AccountExists(_))))));
}

async fn who_gets_lost_has_the_menu_of_her_role(app: TestApp) {
    city(&app).await;
    let lost = [
        ("/forvaltning/finns-inte", StatusCode::NOT_FOUND),
        ("/forvaltning?organisation=bromma", StatusCode::NOT_FOUND),
        ("/central", StatusCode::FORBIDDEN),
    ];
    let mut coordinator = app.logged_in("s@example.org").await;
    for (path, status) in lost {
        let page = coordinator.get(path).await;
        assert_eq!((page.status, page.link("Min förvaltning").as_deref()), (status, Some("/forvaltning")), "{path}");
    }
    let page = app.logged_in("c@example.org").await.get("/central/omgangar/2031").await;
    assert_eq!((page.status, page.link("Omgångar").as_deref()), (StatusCode::NOT_FOUND, Some("/central/omgangar")));
    assert_eq!(page.paragraphs(), ["Kontrollera adressen, eller gå vidare i menyn."]);
    // A respondent is told of her link, and of no menu.
    for path in ["/finns-inte", "/e/finns-inte"] {
        let page = app.browser().get(path).await;
        assert_eq!((page.status, page.texts("nav").len()), (StatusCode::NOT_FOUND, 0), "{path}");
    }
}

async fn every_response_tells_the_browser_to_be_strict(app: TestApp) {
    city(&app).await;
    let links = rounds::links(&app.cx, &operator(), &id(2026)).await.expect("links");
    let link = format!("/e/{}", links[0].token);
    let mut browser = app.logged_in("c@example.org").await;
    let mut nonces = std::collections::BTreeSet::new();
    for path in ["/central", "/logga-in", link.as_str(), "/finns-inte", "/healthz", "/export/2026/svarsfrekvens.csv"] {
        let page = browser.get(path).await;
        let told = |name: &str| page.headers.get(name).map_or("", |v| v.to_str().expect("a header")).to_owned();
        let policy = told("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !page.text.contains(" style=\""), "{path}");
        assert_eq!(told("referrer-policy"), "same-origin", "{path}");
        assert_eq!(told("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(told("cache-control"), "no-store", "{path}");
        nonces.extend(policy.split("'nonce-").nth(1).map(str::to_owned));
        // Whatever script there is carries this response's nonce.
        assert_eq!(page.texts("script:not([nonce])"), [""; 0], "{path}");
        for nonce in page.attributes("script", "nonce") {
            assert!(policy.contains(&format!("'nonce-{nonce}'")), "{path}: {policy}");
        }
    }
    let unit = app.unit(&format!("/e/{}", links.iter().find(|l| l.organisation == "farsta").expect("a link").token), "Ett").await;
    let page = app
        .browser()
        .post(&format!("/e/{}", links.iter().find(|l| l.organisation == "farsta").expect("a link").token), &[("enhet", &unit)])
        .await;
    let cookie = page.headers.get("set-cookie").expect("a cookie").to_str().expect("text").to_owned();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Path=/e/")
            && !cookie.contains("Secure"),
        "{cookie}"
    );
}
