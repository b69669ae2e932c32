//! The coordinator's pages: results, free text, incidents, and the register.

use app::domain::account::Role;
use app::domain::audit::Action;
use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use lagesbild::services::results::Whose;
use lagesbild::services::{
    audit, breakdowns, distributions, opening, organisations, register, responses, results, sample, underlag,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tower::ServiceExt;

use crate::app::{Browser, FACK, Page, STADSDEL, TestApp, access, at, closed, create_round, id, on_both, operator};

on_both!(
    the_results_say_what_the_export_says,
    nothing_hidden_can_be_had_from_questions_and_lines_of_work,
    who_gave_no_answer_is_not_counted_in_a_sum,
    free_text_stands_apart_and_is_counted_by_theme,
    what_four_have_written_nobody_reads,
    incidents_are_chosen_and_nobody_is_named_who_did_not_answer_from_there,
    a_file_shows_what_it_would_change_before_anything_is_taken,
    a_file_that_is_no_list_of_units_is_refused_whole,
    a_unit_is_added_renamed_moved_and_retired,
    a_planned_round_asks_the_chosen_avdelningar,
    a_coordinator_reaches_nothing_of_others,
);

const LINES: [&str; 8] =
    ["forskola", "socialtjanst", "aldreomsorg", "funktionsnedsattning", "fritid", "stadsmiljo", "administration", "annat"];

async fn city_and_round(app: &TestApp, year: i64, answers: &[(&str, String)]) {
    app.city(&[STADSDEL]).await;
    round(app, year, answers).await;
}

async fn round(app: &TestApp, year: i64, answers: &[(&str, String)]) {
    let rows: String = answers.iter().flat_map(|(o, _)| (0..60).map(move |i| format!("{o};Enhet {i}\n"))).collect();
    app.units(&format!("forvaltning;enhet\n{rows}")).await;
    app.set_day(&format!("{year}-10-02"));
    let day = |text: &str| format!("{year}-{text}").parse().expect("a day");
    let operator = operator();
    create_round(&app.cx, year, (day("10-01"), day("10-31"))).await.expect("a round");
    opening::open(&app.cx, &operator, &id(year)).await.expect("opened");
    for (organisation, csv) in answers.iter().filter(|(_, csv)| csv.trim().lines().count() > 1) {
        let done = responses::import(&app.cx, &operator, (&id(year), &(*organisation).into()), csv.as_bytes(), |_, _| ()).await;
        done.unwrap_or_else(|e| panic!("{organisation}: {e}\n{csv}"));
    }
    app.close_year(year).await;
}

async fn coordinator(app: &TestApp, organisation: &str) -> Browser {
    let email = format!("{organisation}@example.org");
    app.account(&email, Role::Samordnare, Some(organisation)).await;
    app.logged_in(&email).await
}

async fn the_results_say_what_the_export_says(app: TestApp) {
    app.ostermalm().await;
    let mut browser = coordinator(&app, "ostermalm").await;
    let page = browser.get("/forvaltning/resultat?organisation=ostermalm&ar=2022").await;
    assert_eq!(page.status, StatusCode::OK);
    // Awareness side by side; a question with counts, shares and n.
    let awareness = "Kännedom: enhetschefer och medarbetare";
    let plan = page.row(awareness, "Förvaltningens handlingsplan mot våldsbejakande extremism").expect("a row");
    assert_eq!(plan[1..], ["82\u{a0}% 14 av 17", "29\u{a0}% 5 av 17"]);
    let form = page.row(awareness, "Blanketten för avidentifierad information").expect("a row");
    assert_eq!(form[1], "31\u{a0}% 5 av 16");
    let knowledge = "Hur bedömer du din egen kunskap om våldsbejakande extremism?";
    assert_eq!(page.row(knowledge, "Medelvärde").expect("a row")[..3], ["Medelvärde", "2,3", ""]);
    assert!(page.texts(".asked .of").contains(&"n = 17".to_owned()));
    // A matrix is a bar a row too, and what changed most would come first.
    assert_eq!(page.texts(".stacked").len(), 9, "{:?}", page.texts(".stacked"));
    assert_eq!(
        page.links().iter().filter(|(_, href)| href.starts_with('#')).count(),
        5,
        "the contents, and the way past the menu"
    );
    // While a round is open there is nothing.
    app.units("forvaltning;enhet\nostermalm;Ny\nfarsta;Ett\n").await;
    app.open().await;
    let mut farsta = coordinator(&app, "farsta").await;
    let waiting =
        "Svaren visas först när omgången har stängt. Sista dagen är 31\u{a0}oktober 2026. Till dess visas bara svarsfrekvensen.";
    for page in ["resultat", "fritext", "handelser", "underlag"] {
        let page = farsta.get(&format!("/forvaltning/{page}?organisation=farsta&ar=2026")).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(page.notices(), [waiting]);
    }
}

/// What a reader of all pages knows of the bases: sums of cells, a cell being an organisation's
/// answers to one field in one line of work.
async fn nothing_hidden_can_be_had_from_questions_and_lines_of_work(app: TestApp) {
    let mut random = StdRng::seed_from_u64(5);
    app.city(&[STADSDEL, FACK]).await;
    for year in 2017..=2022 {
        let (cells, answers) = answers_of_all(&mut random, year);
        round(&app, year, &answers).await;
        attack(&known(&app, year, &cells).await, &cells);
    }
}

type Cell = (&'static str, &'static str);
type Sum = BTreeSet<Cell>;

const NAMES: [&str; 6] = ["norrmalm", "ostermalm", "bromma", "farsta", "skarpnack", "social"];

/// Few in many cells; some say nothing of the plan, so the bases differ from the number of answers.
fn answers_of_all(random: &mut StdRng, year: i64) -> (BTreeMap<Cell, i64>, Vec<(&'static str, String)>) {
    let mut cells = BTreeMap::new();
    let answers = NAMES.map(|name| {
        // The other variant has lines of its own, and asks for the place.
        let (lines, place) = if name == "social" { (&LINES[6..7], ";plats") } else { (&LINES[..5], "") };
        let mut csv = format!("omrade;kannedom.handlingsplan;handelse{place}\n");
        for line in lines {
            let count = if random.random_bool(0.6) { random.random_range(0..5) } else { random.random_range(5..9) };
            for _ in 0..count {
                let plan = if random.random_bool(0.8) { "jag" } else { "" };
                *cells.entry((name, *line)).or_default() += i64::from(!plan.is_empty());
                csv.push_str(&format!("{line};{plan};nej{}\n", place.replace("plats", "Farsta")));
            }
        }
        // The same file twice is refused.
        (name, csv + &"\n".repeat(usize::try_from(year - 2016).expect("few")))
    });
    (cells, answers.to_vec())
}

async fn known(app: &TestApp, year: i64, cells: &BTreeMap<Cell, i64>) -> Vec<Sum> {
    let figures = results::figures(&app.cx, &closed(&app.cx, year).await).await.expect("figures");
    let of = |names: &[&str]| cells.keys().filter(|(o, _)| names.contains(o)).copied().collect::<Sum>();
    let mut known: Vec<Sum> = Vec::new();
    let mut take = |set: Sum, shown: Option<i64>| {
        if let Some(shown) = shown {
            assert_eq!(shown, set.iter().map(|cell| cells[cell]).sum::<i64>(), "what is shown is true");
            assert!(shown >= 5, "{set:?}");
            known.push(set);
        }
    };
    let indicator = "handlingsplan_chef";
    take(of(&NAMES), figures.figure(indicator, &Whose::City).shown().map(|t| t.base));
    for name in NAMES.into_iter().chain(["norra-innerstaden"]) {
        let family: &[&str] = if name == "norra-innerstaden" { &["norrmalm", "ostermalm"] } else { &[name] };
        take(of(family), figures.figure_of(indicator, name).shown().map(|t| t.base));
        let distributions = distributions::list(&app.cx, &access(&app.cx, name).await, &figures).await.expect("distributions");
        let plan = distributions.iter().find(|s| s.field.id == "kannedom.handlingsplan").expect("a field");
        take(of(family), plan.own.base());
        take(of(&NAMES), plan.city.base());
        let lines = breakdowns::by_line_of_work(&app.cx, &access(&app.cx, name).await, &figures).await.expect("lines");
        let row = lines.rows.iter().find(|(i, _)| i.id == indicator && name != "social");
        for (line, figure) in LINES.iter().zip(row.map_or(&[][..], |(_, figures)| figures)) {
            take(cells.keys().filter(|cell| **cell == (name, *line)).copied().collect(), figure.map(|t| t.base));
        }
    }
    known
}

/// Every difference of a sum and the disjoint sums inside it, taken from the largest or the smallest.
fn attack(known: &[Sum], cells: &BTreeMap<Cell, i64>) {
    assert!(!known.is_empty());
    for outer in known {
        let mut inside: Vec<&Sum> = known.iter().filter(|k| *k != outer && k.is_subset(outer)).collect();
        inside.sort_by_key(|k| std::cmp::Reverse(k.len()));
        for _ in 0..2 {
            inside.reverse();
            let mut rest = outer.clone();
            for part in &inside {
                if part.is_subset(&rest) {
                    rest = rest.difference(part).copied().collect();
                    let left: i64 = rest.iter().map(|cell| cells[cell]).sum();
                    assert!(left == 0 || left >= 5, "{rest:?} of {left} can be had from {outer:?}");
                }
            }
        }
    }
}

/// All three of one organisation said "vet inte". That must not be had from the sum that it is part
/// of, so the other part is hidden too.
async fn who_gave_no_answer_is_not_counted_in_a_sum(app: TestApp) {
    let rows = |no: usize, unsure: usize| {
        format!("omrade;handelse\n{}{}", "forskola;nej\n".repeat(no), "forskola;vet_ej\n".repeat(unsure))
    };
    city_and_round(&app, 2022, &[("norrmalm", rows(0, 3)), ("ostermalm", rows(17, 2))]).await;
    let figures = results::figures(&app.cx, &closed(&app.cx, 2022).await).await.expect("figures");
    for (organisation, base, unsure) in
        [("norrmalm", None, None), ("ostermalm", None, None), ("norra-innerstaden", Some(17), None)]
    {
        let distributions =
            distributions::list(&app.cx, &access(&app.cx, organisation).await, &figures).await.expect("distributions");
        let field = distributions.iter().find(|s| s.field.id == "handelse").expect("a field");
        let told = field.own.has("vet_ej").then(|| field.own.of("vet_ej").expect("shown").count);
        assert_eq!((field.own.base(), told), (base, unsure), "{organisation}");
        assert!(!field.city.has("vet_ej"));
    }
}

/// The question whose answers are texts.
const NEEDS: &str = "Vad behöver ni för att arbeta med frågan?";
const TEXTS: [&str; 6] = ["Mer utbildning, tack.", "Ett besök.", "Mer utbildning, tack.", "=1+1 <b>", "Kortare enkät.", ""];

/// A closed round in which Farsta has six answers, and Bromma four.
async fn written(app: &TestApp) {
    let file = |texts: &[&str]| {
        let rows: String = texts.iter().map(|t| format!("forskola;nej;\"{t}\"\n")).collect();
        format!("omrade;handelse;behov_text\n{rows}")
    };
    city_and_round(app, 2026, &[("farsta", file(&TEXTS)), ("bromma", file(&TEXTS[..4]))]).await;
}

async fn free_text_stands_apart_and_is_counted_by_theme(app: TestApp) {
    written(&app).await;
    let path = "/forvaltning/fritext?organisation=farsta&ar=2026";
    let mut browser = coordinator(&app, "farsta").await;
    let page = browser.get(path).await;
    let in_order = ["=1+1 <b>", "Ett besök.", "Kortare enkät.", "Mer utbildning, tack. 2 har skrivit så"];
    assert_eq!(page.items(NEEDS), in_order.map(|text| format!("{text} Tema på texten Sätt tema")), "of the alphabet");
    let id = page.field("text").values[3].clone();
    let tag =
        |theme: &'static str, what: &'static str| [("text", id.clone()), ("tema", theme.to_owned()), ("gor", what.to_owned())];
    let send = async |browser: &mut Browser, fields: [(&str, String); 3]| {
        let fields = fields.iter().map(|(k, v)| (*k, v.as_str())).collect::<Vec<_>>();
        browser.post(path, &fields).await
    };
    assert_eq!(send(&mut browser, tag("Utbildning", "lagg_till")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(path).await.rows("Teman"), [["Utbildning", "2"]]);
    for search in ["sok=UTBILDNING", "tema=Utbildning"] {
        let found = browser.get(&format!("{path}&{search}")).await;
        let texts = found.items(NEEDS);
        assert!(texts.len() == 1 && texts[0].starts_with("Mer utbildning, tack. 2 har skrivit så Utbildning "), "{texts:?}");
        assert_eq!(found.notices(), ["2\u{a0}texter"], "{search}");
    }
    let said = underlag::assemble(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("an underlag");
    assert!(said.sentences().any(|s| s.text == "Två av dem gäller temat ”Utbildning”."), "{said:?}");
    for (theme, status) in [("", 422), ("Ring 070-174 06 05", 422)] {
        assert_eq!(send(&mut browser, tag(theme, "lagg_till")).await.status.as_u16(), status, "{theme}");
    }
    let unknown = [("text", "finns-inte".to_owned()), ("tema", "X".to_owned()), ("gor", "lagg_till".to_owned())];
    assert_eq!(send(&mut browser, unknown).await.status, StatusCode::NOT_FOUND);
    assert_eq!(send(&mut browser, tag("Utbildning", "ta_bort")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(path).await.table("Teman"), None);
}

async fn what_four_have_written_nobody_reads(app: TestApp) {
    written(&app).await;
    app.account("c@example.org", Role::Central, None).await;
    for mut browser in [coordinator(&app, "bromma").await, app.logged_in("c@example.org").await] {
        let page = browser.get("/forvaltning/fritext?organisation=bromma&ar=2026").await;
        assert_eq!(page.notices(), ["Fritext visas inte när färre än fem har svarat."]);
        assert!(!page.text.contains("Ett besök"));
        let page = browser.get("/rapport/2026/bromma").await;
        let few = "Färre än fem har svarat på frågorna. Därför redovisas varken andelar eller svar med egna ord.";
        assert!(page.paragraphs().iter().any(|text| text == few) && !page.text.contains("Ett besök"), "{}", page.main_text());
    }
}

/// Two incidents that a unit of Farsta has described, in February and March, and others who saw none.
async fn described(app: &TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\nfarsta;Två\nbromma;A\nbromma;B\nbromma;C\nbromma;D\nbromma;E\nbromma;F\nskarpnack;X\nskarpnack;Y\nskarpnack;Z\n").await;
    let links = app.open().await;
    let plain = "omrade;handelse\nforskola;nej\n";
    let five = format!("omrade;handelse\n{}", "forskola;nej\n".repeat(5));
    let three = format!("omrade;handelse\n{}", "forskola;nej\n".repeat(3));
    // Farsta has few answers, and with Skarpnäck's three there are five who are not named.
    for (organisation, csv) in [("bromma", five.as_str()), ("farsta", plain), ("skarpnack", &three)] {
        responses::import(&app.cx, &operator(), (&id(2026), &organisation.into()), csv.as_bytes(), |_, _| ())
            .await
            .expect("answers");
    }
    let link = &links["farsta"];
    let unit = app.unit(link, "Ett").await;
    let mut respondent = app.browser();
    respondent.post(link, &[("enhet", &unit)]).await;
    let item = |i: usize, kind: &'static str, month: &'static str| {
        let field = move |name: &str| format!("handelser.{i}.{name}");
        vec![
            (field("miljo"), "hoger"),
            (field("typ"), kind),
            (field("manad"), month),
            (field("stadsdelsomrade"), "Farsta"),
            (field("rapporterat"), "ia"),
            (field("beskrivning"), "På en vägg."),
        ]
    };
    for (section, fields) in [
        ("verksamhet", vec![("omrade".to_owned(), "forskola")]),
        ("kannedom", vec![]),
        ("kunskap", vec![]),
        ("handelser", [vec![("handelse".to_owned(), "ja")], item(1, "klotter", "2026-02"), item(2, "hot", "2026-03")].concat()),
        ("behov", vec![]),
    ] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), *v)).chain([("nav", "nasta")]).collect();
        for _ in 0..2 {
            respondent.post(&format!("{link}/fraga/{section}"), &fields).await;
        }
    }
    let page = respondent.post(&format!("{link}/granska"), &[("namn_kontrollerat", "ja")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    app.close().await;
}

async fn incidents_are_chosen_and_nobody_is_named_who_did_not_answer_from_there(app: TestApp) {
    described(&app).await;
    let mut browser = coordinator(&app, "farsta").await;
    let path = "/forvaltning/handelser?organisation=farsta&ar=2026";
    // Bromma's answers are from Bromma, so nothing is told of what they saw in Farsta.
    assert!(!browser.get(path).await.text.contains("Svarade och såg inget i området"));
    let (february, march) = ("Farsta februari 2026", "Farsta mars 2026");
    for (choice, said, expected) in [
        ("", "2\u{a0}händelser.", vec![february, march]),
        ("&typ=hot", "1 av 2\u{a0}händelser.", vec![march]),
        ("&manad=2026-02&miljo=hoger", "1 av 2\u{a0}händelser.", vec![february]),
        ("&miljo=vanster", "Ingen händelse stämmer med urvalet.", vec![]),
    ] {
        let page = browser.get(&format!("{path}{choice}")).await;
        assert_eq!(page.notices(), [said], "{choice}");
        let rows = page.table("I området").unwrap_or_default();
        let mut seen: Vec<String> = rows.iter().map(|row| row[..2].join(" ")).collect();
        seen.sort();
        assert_eq!(seen, expected, "{choice}");
    }
}

/// Posts a file as a browser does.
pub async fn upload(app: &TestApp, browser: &Browser, organisation: &str, file: &[u8], replace: bool) -> Page {
    let mut body = Vec::new();
    body.extend(b"--gr\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"enheter\"\r\n\r\n");
    body.extend(file);
    if replace {
        body.extend(b"\r\n--gr\r\nContent-Disposition: form-data; name=\"ersatt\"\r\n\r\nja");
    }
    body.extend(b"\r\n--gr--\r\n");
    let path = format!("/forvaltning/register/fil?organisation={organisation}");
    let request = Request::post(&path)
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::COOKIE, browser.cookies_of(&path))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=gr")
        .body(Body::from(body))
        .expect("a request");
    Page::read(lagesbild::web::router(app.cx.clone()).oneshot(request).await.expect("a response")).await
}

async fn a_file_shows_what_it_would_change_before_anything_is_taken(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nfarsta;Ett;A\nfarsta;Två;A\nfarsta;Tre;A\n").await;
    let mut browser = coordinator(&app, "farsta").await;
    let names = async || {
        let units = register::list(&app.cx, &access(&app.cx, "farsta").await).await.expect("units");
        units.iter().filter(|u| !u.retired).map(|u| format!("{} {}", u.name, u.division)).collect::<Vec<_>>()
    };
    let before = names().await;
    let faulty =
        "forvaltning;enhet;avdelning;epost\nfarsta;Fyra;B;ingen\nbromma;Fem;B;\nfarsta;;B;\nfarsta;Ett;B;\nfarsta;Ett;B;\n";
    let page = upload(&app, &browser, "farsta", faulty.as_bytes(), false).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let faults = [
        "rad 2, kolumn epost: ”ingen” är ingen e-postadress.",
        "rad 3, kolumn forvaltning: ”bromma” är en annan förvaltning. Filen får bara ha enheter i den egna.",
        "rad 4, kolumn enhet: cellen är tom.",
        "rad 6, kolumn enhet: ”Ett” står redan på rad 5.",
    ];
    assert_eq!(page.items("Felaktiga rader: 4"), faults);
    assert!(!page.has_field("innehall"), "nothing to take");

    // The same in a workbook, without faults.
    let rows = [["forvaltning", "enhet", "avdelning"], ["farsta", "Ett", "B"], ["farsta", "Två", "A"], ["farsta", "Fyra", "B"]];
    let file = workbook(&rows);
    let page = upload(&app, &browser, "farsta", &file, true).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for (change, units) in [("Nya: 1", "Fyra: B"), ("Ändrade: 1", "Ett: Avdelning A blir B"), ("Tas bort ur registret: 1", "Tre")]
    {
        assert_eq!(page.items(change), [units], "{change}");
    }
    assert!(page.paragraphs().contains(&"1\u{a0}rad ändrar ingenting.".to_owned()), "{}", page.main_text());
    assert_eq!(names().await, before, "nothing is taken yet");
    let content = page.field("innehall");
    let ticked = page.field("bekrafta").options[0].0.clone();
    let fields = [("innehall", content.value()), ("ersatt", "ja"), ("bekrafta", &ticked)];
    browser.turn("/forvaltning/register/ta-in?organisation=farsta", &fields, "/forvaltning/register?organisation=farsta").await;
    assert_eq!(names().await, ["Två A", "Ett B", "Fyra B"]);
    let reader = {
        app.account("l@example.org", Role::Lasare, Some("farsta")).await;
        app.logged_in("l@example.org").await
    };
    assert_eq!(upload(&app, &reader, "farsta", &file, true).await.status, StatusCode::FORBIDDEN);
    assert_eq!(upload(&app, &browser, "bromma", &file, true).await.status, StatusCode::NOT_FOUND);
}

fn workbook(rows: &[[&str; 3]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        sheet.write_row(row, 0, *cells).expect("cells");
    }
    book.save_to_buffer().expect("a workbook")
}

async fn a_file_that_is_no_list_of_units_is_refused_whole(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let browser = coordinator(&app, "farsta").await;
    // A workbook that would be much more than it looks.
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "forvaltning").expect("a cell");
    sheet.write(1_048_575, 16_383, "långt bort").expect("a cell");
    let large = book.save_to_buffer().expect("a workbook");
    for (file, why) in [
        (&b"namn;chef\nEtt;x\n"[..], "Rubrikraden (rad 1): vi känner inte igen ”chef”."),
        (large.as_slice(), "Kalkylbladet är för stort: "),
    ] {
        let page = upload(&app, &browser, "farsta", file, false).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fault = page.field("fil").fault.expect("a fault");
        assert!(fault.starts_with(why), "{fault}");
        assert_eq!(page.faults(), [fault]);
    }
    assert!(register::list(&app.cx, &access(&app.cx, "farsta").await).await.expect("units").is_empty());
}

async fn a_unit_is_added_renamed_moved_and_retired(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let mut browser = coordinator(&app, "farsta").await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let new = "/forvaltning/register/enhet?organisation=farsta&enhet=";
    let list = "/forvaltning/register?organisation=farsta";
    browser.turn(list, &[("gor", "forvantat"), ("antal", "12")], list).await;
    assert_eq!(browser.post(list, &[("gor", "forvantat"), ("antal", "tolv")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get(list).await.field("antal").value(), "12");
    browser.turn(new, &[("gor", "spara"), ("namn", " Ett "), ("epost", "ett@example.org")], list).await;
    for (name, email, field, fault) in [
        ("Ett", "", "namn", "Enheten ”Ett” finns redan i listan."),
        ("", "", "namn", "Ange enhetens namn, högst 200 tecken."),
        ("Två", "två", "epost", "E-postadressen ”två” går inte att använda."),
    ] {
        let page = browser.post(new, &[("gor", "spara"), ("namn", name), ("epost", email)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fault}");
        assert_eq!((page.faults(), page.field(field).fault.as_deref()), (vec![fault.to_owned()], Some(fault)));
    }
    let unit = register::list(&app.cx, &access(&app.cx, "farsta").await).await.expect("units").remove(0);
    let one = format!("{new}{}", unit.id);
    browser.turn(&one, &[("gor", "spara"), ("namn", "Ett nytt namn"), ("avdelning", "B")], list).await;
    let renamed = register::list(&app.cx, &access(&app.cx, "farsta").await).await.expect("units").remove(0);
    assert_eq!((renamed.id.as_str(), renamed.name.as_str(), renamed.division.as_str()), (unit.id.as_str(), "Ett nytt namn", "B"));
    // To another förvaltning only the central office moves.
    let move_it = [("gor", "spara"), ("namn", "Ett nytt namn"), ("forvaltning", "bromma")];
    assert_eq!(browser.post(&one, &move_it).await.status, StatusCode::FORBIDDEN);
    central.turn(&one, &move_it, list).await;
    assert_eq!(register::list(&app.cx, &access(&app.cx, "bromma").await).await.expect("units")[0].id, unit.id);
    assert_eq!(browser.post(&one, &[("gor", "ta_bort")]).await.status, StatusCode::NOT_FOUND, "it is another's now");
    let there = format!("/forvaltning/register/enhet?organisation=bromma&enhet={}", unit.id);
    central.turn(&there, &[("gor", "ta_bort")], "/forvaltning/register?organisation=bromma").await;
    assert!(register::list(&app.cx, &access(&app.cx, "bromma").await).await.expect("units")[0].retired);
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    for action in [Action::ChangeUnit, Action::RetireUnit, Action::SetExpected] {
        assert!(log.iter().any(|row| row.action == action.as_str()), "{action:?}");
    }
}

async fn a_planned_round_asks_the_chosen_avdelningar(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet;avdelning\nfarsta;Ett;Förskola\nfarsta;Två;Fritid\nfarsta;Tre;Stab\nbromma;A;Stab\n").await;
    let day = |text: &str| text.parse().expect("a day");
    create_round(&app.cx, 2026, (day("2026-10-01"), day("2026-10-31"))).await.expect("a round");
    let mut browser = coordinator(&app, "farsta").await;
    let list = "/forvaltning/register?organisation=farsta";
    assert!(browser.get(list).await.headings().contains(&"Avdelningar som tillfrågas 2026".to_owned()));
    let fields = [("gor", "avdelningar"), ("omgang", "2026"), ("avdelning", "Förskola"), ("avdelning", "Fritid")];
    browser.turn(list, &fields, list).await;
    let unknown = [("gor", "avdelningar"), ("omgang", "2026"), ("avdelning", "Rymden")];
    assert_eq!(browser.post(list, &unknown).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    opening::open(&app.cx, &operator(), &id(2026)).await.expect("opened");
    let sample = async |organisation: &str| {
        let units = sample::list(&app.cx, &at(&app.cx, 2026, organisation).await).await.expect("units");
        units.into_iter().map(|u| u.name).collect::<Vec<_>>()
    };
    assert_eq!(sample("farsta").await, ["Två", "Ett"]);
    assert_eq!(sample("bromma").await, ["A"], "elsewhere all are asked");
    assert_eq!(browser.post(list, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it has opened");
}

async fn a_coordinator_reaches_nothing_of_others(app: TestApp) {
    let row = |n: usize| format!("omrade;handelse;behov_text\n{}", "forskola;nej;Hemligt\n".repeat(n));
    city_and_round(&app, 2025, &[("farsta", row(6)), ("bromma", row(6))]).await;
    app.set_day("2026-10-01");
    app.open().await;
    let theirs = register::list(&app.cx, &access(&app.cx, "bromma").await).await.expect("units").remove(0);
    let mut hostile = coordinator(&app, "farsta").await;
    let gets = [
        "/forvaltning?",
        "/forvaltning/laget?",
        "/forvaltning/qr.svg?",
        "/forvaltning/qr.png?",
        "/forvaltning/affisch?",
        "/forvaltning/utskick?",
        "/forvaltning/utskick/brev?slag=paminnelse&",
        "/forvaltning/register?",
        "/forvaltning/register/enhet?",
        "/forvaltning/resultat?",
        "/forvaltning/fritext?",
        "/forvaltning/handelser?",
        "/forvaltning/kallor?",
        "/forvaltning/kallor/rapporter?",
        "/forvaltning/underlag?",
    ];
    for year in [2025, 2026] {
        for path in gets {
            let page = hostile.get(&format!("{path}organisation=bromma&ar={year}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path} {year}");
        }
        for path in ["bromma", "bromma.docx", "..%2Fbromma", "farsta%2F..%2Fbromma"] {
            assert_eq!(hostile.get(&format!("/rapport/{year}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    // An external party reads nothing of another one in the same place.
    let one_more = b"id;namn;typ;omraden;efterfoljare\nannan;Annan;extern;Farsta;\n";
    organisations::import(&app.cx, &operator(), one_more).await.expect("one more");
    let mut external = coordinator(&app, "annan").await;
    assert_eq!(external.get("/forvaltning/register?organisation=bra-farsta").await.status, StatusCode::NOT_FOUND);
    let own_path_of = |path: &str| format!("{path}?organisation=farsta&ar=2026");
    // Their ids sent to the own pages, and everything sent to theirs.
    let posts: [(&str, &[(&str, &str)]); 9] = [
        ("/forvaltning/enhet", &[("enhet", &theirs.id), ("gor", "ta_ur"), ("orsak", "x")]),
        ("/forvaltning/enhet", &[("enhet", &theirs.id), ("gor", "oppna")]),
        ("/forvaltning/utskick/andra", &[("utskick", "x"), ("gor", "avbryt")]),
        ("/forvaltning/kallor", &[("kalla", "x"), ("gor", "ta_bort")]),
        ("/forvaltning/fritext", &[("text", "x"), ("tema", "x"), ("gor", "lagg_till")]),
        ("/forvaltning/register/enhet", &[("gor", "ta_bort")]),
        ("/forvaltning/utskick/brev", &[("slag", "paminnelse"), ("gor", "skicka")]),
        ("/forvaltning/register", &[("gor", "forvantat"), ("antal", "9")]),
        ("/forvaltning/underlag", &[("text.diarienummer", "1")]),
    ];
    for (path, fields) in posts {
        let page = hostile.post(&format!("{path}?organisation=bromma&ar=2025&enhet={}", theirs.id), fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path} of another");
    }
    for (path, fields) in &posts[..4] {
        assert_eq!(hostile.post(&own_path_of(path), fields).await.status, StatusCode::NOT_FOUND, "{path} with another's id");
    }
    let page = hostile
        .post(
            &format!("/forvaltning/register/enhet?organisation=farsta&enhet={}", theirs.id),
            &[("gor", "spara"), ("namn", "Min")],
        )
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let still = register::list(&app.cx, &access(&app.cx, "bromma").await).await.expect("units");
    assert!(still.contains(&theirs) && still.len() == 60, "nothing of theirs has changed");
}
