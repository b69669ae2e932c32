//! Bad input of every kind gets one clear Swedish sentence with its place, and changes nothing.

use app::domain::account::Role;
use axum::http::StatusCode;
use lagesbild::services::opening;

use crate::app::{ALLA_TYPER, ANSWERS, ORGANISATIONS, STADSDEL, TestApp, UNITS, create_round, id, on_both, operator};
use crate::fixtures::Shell;

on_both!(
    an_address_with_a_character_that_no_database_has_leads_nowhere,
    faulty_files_are_refused_with_their_place,
    faulty_answers_in_a_file_are_refused_with_their_place,
    faulty_forms_are_refused_and_nothing_is_kept,
    links_that_take_no_answers_say_why,
);

/// Everything that an import could have changed.
async fn everything(app: &TestApp) -> String {
    let mut db = app.cx.store.read().await.expect("a connection");
    let mut text = String::new();
    for (table, columns) in [
        ("organisation", "id || name || areas"),
        ("unit", "organisation || name || division || email"),
        ("questionnaire", "id || definition"),
        ("round", "title || opens || closes || state"),
        ("response", "id || answers"),
        ("participation", "unit || answered_on"),
        ("imported_file", "digest"),
        ("account", "email"),
        ("draft", "id"),
        ("sealed_response", "receipt"),
    ] {
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT {columns} FROM {table} ORDER BY 1")))
            .fetch_all(&mut *db)
            .await
            .expect("rows");
        text.push_str(&format!("{table}: {} rows, {}\n", rows.len(), lagesbild::services::digest(rows.concat())));
    }
    text
}

async fn faulty_files_are_refused_with_their_place(app: TestApp) {
    let shell = Shell::new(&app);
    shell.ok(&["import", "organisations", &shell.file("o.csv", ORGANISATIONS)]);
    shell.ok(&["import", "units", &shell.file("e.csv", UNITS)]);
    let before = everything(&app).await;
    let head = "id;namn;typ;omraden;efterfoljare";
    let unit = "forvaltning;enhet;stadsdelsomrade;epost";
    let broken = b"forvaltning;enhet\nostermalm;\xc3\xa5\nostermalm;\xe5\n".to_vec();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("organisations", format!("{head};extra\n").into(), "Rubrikraden (rad 1): vi känner inte igen kolumnen ”extra”."),
        ("organisations", "id;namn;typ;omraden\n".into(), "Rubrikraden (rad 1): kolumnen ”efterfoljare” saknas."),
        (
            "organisations",
            format!("{head}\na;A;extern;;\nb;B;kommun;;\n").into(),
            "rad 3, kolumn typ: ”kommun” är ingen organisationstyp. Välj stadsdelsforvaltning, fackforvaltning eller extern.",
        ),
        (
            "organisations",
            format!("{head}\na;A;extern;;finns-inte\n").into(),
            "rad 2, kolumn efterfoljare: organisationen ”finns-inte” finns inte.",
        ),
        (
            "organisations",
            format!("{head}\na;A;extern;;b\nb;B;extern;;a\n").into(),
            "rad 2, kolumn efterfoljare: efterföljarna leder i en ring.",
        ),
        (
            "organisations",
            format!("{head}\nA B;A;extern;;\n").into(),
            "rad 2, kolumn id: ”A B” får bara ha bokstäverna a–z, siffror och bindestreck.",
        ),
        ("organisations", format!("{head};upphor\na;A;extern;;;snart\n").into(), "rad 2, kolumn upphor: ”snart” är inget årtal."),
        ("units", format!("{unit}\nostermalm;Ny;;\nostermalm;Ny;;\n").into(), "rad 3, kolumn enhet: ”Ny” står redan på rad 2."),
        (
            "units",
            format!("{unit}\nostermalm;Ny;;\n\u{6f}\u{308}stermalm;Ny;;\n").into(),
            "rad 3, kolumn forvaltning: organisationen ”östermalm” finns inte.",
        ),
        (
            "units",
            format!("{unit}\nostermalm;Ny;;inte en adress\n").into(),
            "rad 2, kolumn epost: ”inte en adress” är ingen e-postadress.",
        ),
        ("units", format!("{unit}\nostermalm;Ny;;;;\n").into(), "rad 2: raden har 6 fält men rubrikraden har 4."),
        (
            "units",
            format!("{unit}\nostermalm;{};;\n", "å".repeat(201)).into(),
            "rad 2, kolumn enhet: texten är för lång, högst 200 tecken.",
        ),
        ("units", format!("{unit}\nostermalm;;;\n").into(), "rad 2, kolumn enhet: cellen är tom."),
        ("units", broken, "rad 3: tecknen kan inte läsas. Spara filen som UTF-8."),
        ("units", Vec::new(), "Filen är tom."),
        ("questionnaire", "{\n\"id\": ,}".into(), "$: filen är inte giltig JSON (rad 2, kolumn 7)"),
        (
            "questionnaire",
            STADSDEL.replace("\"type\": \"scale\"", "\"type\": \"skala\"").into(),
            "sections[2].questions[0].type: frågetypen \"skala\" finns inte",
        ),
        (
            "questionnaire",
            ALLA_TYPER.replace("\"question\": \"antal\"", "\"question\": \"folj\"").into(),
            "sections[1].show_if.any[0].question: frågan \"folj\" kommer senare; ett villkor kan bara se bakåt",
        ),
    ];
    for (kind, content, sentence) in cases {
        let file = shell.file("fel.txt", content);
        let (code, text) = shell.refused(&["import", kind, &file]);
        assert_eq!(code, 1, "{sentence}");
        assert_eq!(text.lines().next(), Some(format!("{file}: {sentence}").as_str()));
    }
    let (code, text) = shell.refused(&["import", "units", "finns-inte.csv"]);
    assert!(code == 1 && text.starts_with("finns-inte.csv: filen kan inte läsas"), "{text}");
    for (arguments, sentence) in [
        (vec!["questionnaire", "publish", "okand"], "Enkäten ”okand” finns inte. Importera den först."),
        (vec!["round", "open", "2031"], "Det finns ingen omgång för 2031."),
        (
            vec!["round", "create", "--year", "2026", "--opens", "2026-10-02", "--closes", "2026-10-01"],
            "Sista dagen kan inte ligga före den första.",
        ),
        (vec!["user", "add", "--email", "hej", "--role", "central"], "E-postadressen ”hej” går inte att använda."),
        (
            vec!["user", "add", "--email", "a@example.org", "--role", "samordnare"],
            "En samordnare eller läsare måste höra till en organisation. Ange den med --organisation.",
        ),
        (vec!["export", "rates", "--round", "2031"], "Det finns ingen omgång för 2031."),
    ] {
        assert_eq!(shell.refused(&arguments), (1, sentence.to_owned()), "{arguments:?}");
    }
    assert_eq!(shell.refused(&["round", "create", "--year", "i fjol"]).0, 2, "wrong usage");
    assert_eq!(everything(&app).await, before, "nothing was changed");
}

async fn faulty_answers_in_a_file_are_refused_with_their_place(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nbromma;Två\nbromma;Tre\n").await;
    // The binary goes by the machine's clock, so the round must be open whenever this is run.
    let (opens, closes) = ("2020-01-01".parse().expect("a day"), "2099-12-31".parse().expect("a day"));
    create_round(&app.cx, 2026, (opens, closes)).await.expect("a round");
    opening::open(&app.cx, &operator(), &id(2026)).await.expect("opened");
    let before = everything(&app).await;
    let shell = Shell::new(&app);
    let cases = [
        ("omrade;handelse;fel\n", "Rubrikraden (rad 1): vi känner inte igen kolumnen ”fel”."),
        ("omrade;handelse;handelser\nforskola;nej;[]\n", "rad 1, kolumn handelser: grupper importeras inte från CSV."),
        ("omrade;handelse\nforskola;nej\nskola;nej\n", "rad 3, kolumn omrade: Alternativet ”skola” finns inte i frågan."),
        ("omrade;handelse\nforskola;\n", "rad 2, kolumn handelse: Välj ett alternativ."),
        ("omrade;handelse;kunskap_chef\nforskola;nej;6\n", "rad 2, kolumn kunskap_chef: Alternativet ”6” finns inte i frågan."),
        (
            "omrade;handelse;behov_text\nforskola;nej;Ring 070-123 45 67\n",
            "rad 2, kolumn behov_text: Texten innehåller ett telefonnummer: ”070-123 45 67”. Ta bort det, så att ingen enskild kan kännas igen.",
        ),
        ("omrade;handelse;enhet\nforskola;nej;Fyra\n", "rad 2, kolumn enhet: enheten ”Fyra” finns inte i urvalet."),
        ("omrade;handelse;enhet\nforskola;nej;Ett\nforskola;nej;Ett\n", "rad 3, kolumn enhet: ”Ett” står redan på rad 2."),
        ("omrade;handelse\na;b\n\"oavslutad;nej\n", "rad 3: raden har 1 fält men rubrikraden har 2."),
        (
            "omrade;handelse\nforskola;nej\nforskola;nej\nforskola;nej\nforskola;nej\n",
            "Importen skulle ge 4 svar, men bara 3 enheter kan svara.",
        ),
    ];
    for (content, sentence) in cases {
        let file = shell.file("svar.csv", content);
        let refused = shell.refused(&["import", "responses", "--round", "2026", "--organisation", "bromma", &file]);
        assert_eq!(refused, (1, format!("{file}: {sentence}")));
    }
    let file = shell.file("svar.csv", ANSWERS);
    let refused = shell.refused(&["import", "responses", "--round", "2026", "--organisation", "farsta", &file]);
    assert_eq!(refused, (1, format!("{file}: Organisationen ”farsta” är inte med i omgången 2026.")));
    assert_eq!(everything(&app).await, before, "nothing was changed");
}

async fn faulty_forms_are_refused_and_nothing_is_kept(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\nfarsta;Annan\n").await;
    let links = app.open().await;
    let link = &links["bromma"];
    let other = app.unit(&links["farsta"], "Annan").await;
    let unknown = "Enheten finns inte i listan. Välj en som finns där.";
    for (unit, sentence) in [("", "Välj din enhet."), (other.as_str(), unknown), ("\0", unknown)] {
        let page = app.browser().post(link, &[("enhet", unit)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.faults(), [sentence]);
        assert_eq!(page.field("enhet").fault.as_deref(), Some(sentence));
    }
    let at = |s: &str| format!("{link}/fraga/{s}");
    let unit = app.unit(link, "Ett").await;
    let mut browser = app.browser();
    browser.turn(link, &[("enhet", &unit)], &at("verksamhet")).await;
    let before = everything(&app).await;
    let (question, own) = ("omrade", "omrade.annat_text");
    let no_option = "Alternativet ”påhittat” finns inte i frågan.";
    let person = "Texten innehåller ett personnummer: ”900101-9802”. Ta bort det, så att ingen enskild kan kännas igen.";
    let control = "Texten innehåller ett osynligt styrtecken. Skriv om den utan det.";
    for (fields, field, sentence) in [
        (vec![(question, "påhittat")], question, no_option),
        (vec![(question, "påhittat"), ("nav", "spara")], question, no_option),
        (vec![(question, "annat"), (own, "900101-9802"), ("nav", "tillbaka")], own, person),
        (vec![(question, "annat"), (own, "a\0b")], own, control),
    ] {
        let page = browser.post(&at("verksamhet"), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert_eq!(page.field(field).fault.as_deref(), Some(sentence));
        assert_eq!(page.faults(), [format!("Vilket verksamhetsområde hör din enhet till? {sentence}")]);
        assert!(page.title().starts_with("Fel: "), "{}", page.title());
    }
    assert_eq!(everything(&app).await, before, "nothing was kept");
    let page = browser.post(&at("verksamhet"), &[("medarbetare", "10_24")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.faults(), ["Vilket verksamhetsområde hör din enhet till? Välj ett alternativ."]);
    assert_eq!(page.field("medarbetare").value(), "10_24", "what was chosen is still there");
}

async fn links_that_take_no_answers_say_why(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nbromma;Ett\n").await;
    let link = app.open().await["bromma"].clone();
    let mut letters: Vec<char> = link.chars().collect();
    let last = letters.len() - 1;
    letters[last] = if letters[last] == 'A' { 'B' } else { 'A' };
    let unknown: String = letters.into_iter().collect();
    for path in [unknown.as_str(), "/e/%00", "/e/å", "/finns-inte"] {
        let page = app.browser().get(&path.replace('å', "%C3%A5")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.heading().ends_with(" finns inte"), "{path}: {}", page.heading());
    }
    // Bytes that are no text, and more than any form holds, get a page too.
    let huge = "x".repeat(3_000_000);
    let page = app.browser().post(&link, &[("enhet", &huge)]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "Det blev för mycket"));
    let every = [
        link.clone(),
        format!("{link}/fragor"),
        format!("{link}/fraga/verksamhet"),
        format!("{link}/granska"),
        format!("{link}/kvitto"),
        format!("{link}/andra"),
    ];
    for (day, status, heading) in [
        ("2026-09-30", StatusCode::FORBIDDEN, "Enkäten har inte öppnat än"),
        ("2026-11-01", StatusCode::GONE, "Enkäten har stängt"),
    ] {
        app.set_day(day);
        for path in &every {
            let page = app.browser().get(path).await;
            assert_eq!((page.status, page.heading().as_str()), (status, heading), "{path} {day}");
        }
        assert_eq!(app.browser().post(&link, &[("enhet", "x")]).await.status, status);
    }
}

async fn an_address_with_a_character_that_no_database_has_leads_nowhere(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    for path in [
        "/central/omgangar/2026%00",
        "/central/omgangar/2026%00/oppna",
        "/forvaltning/prova/%00?organisation=farsta",
        "/central/enkater/a%00",
        "/central/enkater/a%00/granska",
        "/central/enkater/a%00/1/json",
    ] {
        assert_eq!(central.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/central/omgangar/2026%00/forlang", "/central/omgangar/2026%00/ta-bort", "/central/enkater/a%00/granska"] {
        assert_eq!(central.post(path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let call = central.post_json("/central/enkater/skriv/oppna", &serde_json::json!({ "id": "a\u{0}b" })).await;
    assert_eq!(call.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!call.text.contains("Databasen"), "{}", call.text);
}
