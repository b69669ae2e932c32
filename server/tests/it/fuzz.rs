//! Whatever comes in from outside, altered at random: nothing panics, and what is taken is what its rules say.
//!
//! An input is a sound file or text with some *edits*: bytes turned, taken out, doubled, or words of the format put in.
//! `FUZZ_INPUTS=100000 cargo test --release --package server --test it fuzz::` tries so many of each; a failure prints its input, made
//! small, and goes into `corpus` below as a case of its own.

use app::domain::answer::{Form, Setting};
use app::domain::definition;
use app::domain::journey::{resolve_conditions, walk};
use app::domain::limits::Limits;
use app::domain::questionnaire::Questionnaire;
use app::domain::{names, persons};
use axum::http::StatusCode;
use lagesbild::services::table::Table;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::app::{ALLA_TYPER, ANSWERS, FACK, ORGANISATIONS, STADSDEL, TestApp, UNITS};

/// Inputs of each kind where nothing else is said.
const INPUTS: u32 = 256;

/// A change of an input. Places are parts of its length, in 65,536ths.
#[derive(Debug, Clone)]
enum Edit {
    Turn(u16, u8),
    Remove(u16, u8),
    Double(u16, u8, u16),
    Put(u16, String),
}

fn edit(words: &'static [&'static str]) -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<u16>(), any::<u8>()).prop_map(|(at, bits)| Edit::Turn(at, bits)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, length)| Edit::Remove(at, length)),
        (any::<u16>(), any::<u8>(), any::<u16>()).prop_map(|(from, length, to)| Edit::Double(from, length, to)),
        (any::<u16>(), prop::sample::select(words)).prop_map(|(at, word)| Edit::Put(at, word.to_owned())),
        (any::<u16>(), "\\PC{0,12}").prop_map(|(at, text)| Edit::Put(at, text)),
    ]
}

fn edited(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let place = |at: u16| bytes.len() * usize::from(at) / 65_536;
        let part = |at: u16, length: u8| place(at)..(place(at) + usize::from(length)).min(bytes.len());
        match edit {
            Edit::Turn(at, bits) => {
                let at = place(*at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bits;
                }
            }
            Edit::Remove(at, length) => drop(bytes.drain(part(*at, *length))),
            Edit::Double(from, length, to) => {
                let (copied, to) = (bytes[part(*from, *length)].to_vec(), place(*to));
                drop(bytes.splice(to..to, copied));
            }
            Edit::Put(at, word) => {
                let at = place(*at);
                drop(bytes.splice(at..at, word.bytes()));
            }
        }
    }
    bytes
}

/// Tries a claim on many edited inputs, the same ones each time.
fn hold(corpus: &[&[u8]], words: &'static [&'static str], claim: impl Fn(&[u8]) -> Result<(), TestCaseError>) {
    for whole in corpus {
        claim(whole).expect("the sound input holds");
    }
    let inputs = std::env::var("FUZZ_INPUTS").ok().and_then(|count| count.parse().ok()).unwrap_or(INPUTS);
    let config = Config { cases: inputs, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let corpus: Vec<Vec<u8>> = corpus.iter().map(|bytes| bytes.to_vec()).collect();
    let input = (prop::sample::select(corpus), prop::collection::vec(edit(words), 0..10)).prop_map(|(b, e)| edited(b, &e));
    runner.run(&input, |bytes| claim(&bytes)).unwrap_or_else(|failure| panic!("{failure}"));
}

fn setting() -> Setting {
    Setting::of(vec!["Farsta".to_owned(), "Bromma".to_owned()], "2026-10-01".parse().expect("a day"))
}

/// What is answered is answered the same when it is read back, and a page's conditions say what the walk says.
fn walked(questionnaire: &Questionnaire, form: &Form) -> Result<(), TestCaseError> {
    let setting = setting();
    let journey = walk(questionnaire, form, &setting);
    let again = walk(questionnaire, &Form::from_answers(&journey.answers), &setting);
    prop_assert_eq!(&again.answers, &journey.answers);
    for (section, step) in questionnaire.sections.iter().zip(0..).filter(|(_, i)| journey.step(*i).is_some()) {
        let resolved = resolve_conditions(section, &journey.answers);
        prop_assert_eq!(resolved.questions.len(), section.questions.len(), "{}", step);
    }
    Ok(())
}

#[test]
fn any_definition_is_refused_or_is_what_it_says() {
    const WORDS: &[&str] = &[
        "\"show_if\": {\"question\": \"a\", \"in\": []},",
        "\"all\": [",
        "\"any\": []",
        "\"not_in\"",
        "\"answered\": false",
        "null",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\"min\": -1",
        "9223372036854775808",
        "1e999",
        "\"type\": \"group\"",
        "\"row\": \"\"",
        "\"exclusive\": true",
        "\\u0000",
        "\\ud800",
        "\"meaning\": \"incidents\"",
        "\"less_than\": 3",
        "\"required\": true,",
    ];
    let corpus = [STADSDEL, FACK, ALLA_TYPER, include_str!("../../../app/enkat/vbe-stadsdel.json")].map(str::as_bytes);
    hold(&corpus, WORDS, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let Ok(questionnaire) = definition::parse(&text) else { return Ok(()) };
        let written = definition::write(&questionnaire);
        prop_assert_eq!(definition::parse(&written).ok(), Some(questionnaire.clone()), "{}", written);
        walked(&questionnaire, &Form::default())
    });
}

#[test]
fn any_form_is_walked_the_same_twice() {
    const WORDS: &[&str] = &[
        "&",
        "=",
        "%",
        "%00",
        "%F0%9F",
        "+",
        ".1.",
        ".99.",
        "annat_text=",
        "nav=nasta",
        "lagg_till=",
        "&handelser.1.miljo=",
        "Hela+staden",
        "2026-13",
        "2026-02-30",
        "-0",
        "99999999999999999999",
        "%0D%0A",
        "ja&ja",
        ":version=x",
    ];
    let questionnaire = definition::parse(ALLA_TYPER).expect("sound");
    let fields: Vec<String> = questionnaire.questions().map(|question| format!("{}=ja", question.id)).collect();
    let forms =
        [fields.join("&"), "omrade=forskola&omrade.annat_text=x&handelser.1.manad=2026-04&handelser.2.miljo=a".to_owned()];
    let questionnaires = [ALLA_TYPER, STADSDEL].map(|text| definition::parse(text).expect("sound"));
    hold(&[forms[0].as_bytes(), forms[1].as_bytes()], WORDS, |bytes| {
        let Ok(pairs) = serde_urlencoded::from_bytes::<Vec<(String, String)>>(bytes) else { return Ok(()) };
        for questionnaire in &questionnaires {
            for section in &questionnaire.sections {
                let _ = Limits::of_section(section).check(&pairs);
            }
            walked(questionnaire, &Form::from_pairs(pairs.clone()))?;
        }
        Ok(())
    });
}

#[test]
fn any_file_is_a_table_or_is_refused() {
    const WORDS: &[&str] = &[";", ",", "\t", "\"", "\"\"", "\r\n", "\n", "\u{feff}", "\0", "=1+1", "forvaltning", "PK", "å"];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in UNITS.lines().take(4).enumerate() {
        for (column, cell) in line.split(';').enumerate() {
            let at = (u32::try_from(row).expect("few"), u16::try_from(column).expect("few"));
            sheet.write_string(at.0, at.1, cell).expect("written");
        }
    }
    let book = book.save_to_buffer().expect("a workbook");
    let csv = [ORGANISATIONS, UNITS, ANSWERS].map(str::as_bytes);
    hold(&[csv[0], csv[1], csv[2], &book], WORDS, |bytes| {
        if let Ok(table) = Table::read(bytes, &[], |_| true) {
            let columns = table.columns().len();
            prop_assert!(columns > 0);
            for row in &table.rows {
                for column in table.columns() {
                    prop_assert!(table.raw(row, column).len() <= bytes.len().max(1_000_000));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn any_text_is_searched_and_its_places_can_be_marked() {
    const WORDS: &[&str] = &[
        "19121212-1212",
        "121212+1212",
        "070-123 45 67",
        "a@example.org",
        " at ",
        " punkt ",
        "Anna",
        "Ahmed Ali",
        "\u{200b}",
        "１９",
        "\u{301}",
        "(",
        "@",
        ".",
        "-",
        "0046",
    ];
    // What is found and what is let through, as the searches are held against it.
    let corpora: [&[u8]; 3] = [
        include_bytes!("../../../app/corpus/fangas.txt"),
        include_bytes!("../../../app/corpus/namn.txt"),
        include_bytes!("../../../app/corpus/gar-igenom.txt"),
    ];
    hold(&corpora, WORDS, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let places = persons::search(&text).into_iter().map(|found| found.range).collect::<Vec<_>>();
        for places in [places, names::search(&text)] {
            let mut free = 0;
            for place in places {
                prop_assert!(place.start >= free && place.end > place.start && text.get(place.clone()).is_some(), "{:?}", place);
                free = place.end;
            }
        }
        Ok(())
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_cookie_opens_nothing() {
    const WORDS: &[&str] = &["id=", "utkast=", ";", "; ", "=", "\"", "%", "A", "==", "notis="];
    let app = TestApp::sqlite().await;
    app.city(&[STADSDEL]).await;
    app.units("forvaltning;enhet\nfarsta;Ett\n").await;
    let link = app.open().await["farsta"].clone();
    app.account("c@example.org", app::domain::account::Role::Central, None).await;
    let mut browser = app.browser();
    let unit = app.unit(&link, "Ett").await;
    browser.post(&link, &[("enhet", &unit)]).await;
    let draft = browser.cookies_of(&link);
    let staff = app.logged_in("c@example.org").await.cookies_of("/central");
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        hold(&[draft.as_bytes(), staff.as_bytes()], WORDS, |bytes| {
            // What no header can hold is refused before it is read.
            let Ok(cookie) = std::str::from_utf8(bytes).map(|text| text.replace(|c: char| !(' '..='~').contains(&c), "")) else {
                return Ok(());
            };
            let sound = [&draft, &staff].map(|sound| sound.split_once('=').map_or("", |(_, value)| value));
            for path in ["/central", &format!("{link}/fraga/verksamhet")] {
                let page = runtime.block_on(app.send(path, &[("cookie", &cookie)]));
                prop_assert!(
                    page.status == StatusCode::SEE_OTHER || sound.iter().any(|value| cookie.contains(value)),
                    "{}: {}",
                    path,
                    cookie
                );
            }
            Ok(())
        });
    });
}
