//! Exports as workbooks: the first sheet is the CSV's, the others are for people.

use std::collections::BTreeMap;
use std::io::Cursor;

use app::domain::ids::OrganisationId;
use calamine::{Data, Reader, Xlsx};
use lagesbild::export::sheets::{self, Order};
use lagesbild::export::{Format, Subject};
use lagesbild::services::Caller;

use crate::app::{TestApp, id, on_both};

on_both!(
    a_workbook_says_what_the_csv_says_and_once_more_in_words,
    a_register_and_an_export_have_a_head_that_stays_and_filters,
    the_workbook_of_a_round_holds_what_the_exports_hold_with_charts,
);

const SUBJECTS: [(Subject, &[&str]); 6] = [
    (Subject::Responses, &["Svar", "I ord", "Kodbok", "Läs mig"]),
    (Subject::Texts, &["Fritext", "I ord", "Läs mig"]),
    (Subject::Rates, &["Svarsfrekvens", "I ord", "Läs mig"]),
    (Subject::Indicators, &["Indikatorer", "I ord", "Läs mig"]),
    (Subject::Incidents, &["Händelser", "I ord", "Läs mig"]),
    (Subject::Codebook, &["Kodbok", "Läs mig"]),
];

async fn book(app: &TestApp, subject: Subject) -> Vec<u8> {
    let order = Order { subject, round: id(2022), organisation: None::<OrganisationId>, format: Format::Xlsx, token: None };
    sheets::export(&app.cx, &Caller::Operator, &order, Vec::new()).await.expect("a workbook")
}

/// The cells of each sheet as text, a number as the CSV writes it.
fn read(book: Vec<u8>) -> (Vec<String>, BTreeMap<String, Vec<Vec<String>>>) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book)).expect("a workbook");
    let names = book.sheet_names();
    let cell = |cell: &Data| cell.to_string().replace('.', ",");
    let rows = |name: &String| {
        let range = book.worksheet_range(name).expect("a sheet");
        (name.clone(), range.rows().map(|row| row.iter().map(cell).collect()).collect())
    };
    let sheets = names.clone().iter().map(rows).collect();
    (names, sheets)
}

/// The rows of a CSV.
async fn csv_rows(app: &TestApp, subject: Subject) -> Vec<Vec<String>> {
    let csv = app.export_of(subject, 2022, None).await.expect("an export");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(csv.as_bytes());
    let cells = |row: csv::StringRecord| row.iter().map(|c| c.trim_start_matches('\'').replace('.', ",")).collect();
    reader.records().map(|row| cells(row.expect("a row"))).collect()
}

/// Numbers as a cell holds them: an export writes 82,0 where that is 82.
fn plain(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let cell =
        |c: &String| c.strip_suffix(",0").unwrap_or(c.strip_suffix('0').filter(|c| c.contains(',')).unwrap_or(c)).to_owned();
    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

async fn a_workbook_says_what_the_csv_says_and_once_more_in_words(app: TestApp) {
    app.ostermalm().await;
    for (subject, sheets) in SUBJECTS {
        let (names, cells) = read(book(&app, subject).await);
        assert_eq!(names, sheets, "{subject:?}");
        let rows = csv_rows(&app, subject).await;
        assert_eq!(plain(&cells[sheets[0]]), plain(&rows), "{subject:?}");
        let help = cells["Läs mig"].concat();
        assert_eq!(help[0], format!("{}, omgång 2022", sheets[0]));
        if let Some(words) = cells.get("I ord") {
            assert_eq!(words.len(), rows.len(), "{subject:?}: as many rows in words");
            let codes = words.concat();
            assert!(!codes.iter().any(|cell| cell == "ostermalm"), "{subject:?}: no id");
        }
    }
    let (_, rates) = read(book(&app, Subject::Rates).await);
    assert_eq!(rates["I ord"][0][0], "Organisation");
    assert!(rates["I ord"].iter().any(|row| row[0] == "Östermalms stadsdelsförvaltning"));
    let (_, responses) = read(book(&app, Subject::Responses).await);
    let at = responses["Svar"][0].iter().position(|c| c == "kannedom,handlingsplan").expect("the column");
    let words: Vec<&String> = responses["I ord"][1..].iter().map(|row| &row[at]).collect();
    assert!(responses["I ord"][0][at].contains("handlingsplan"), "{}", responses["I ord"][0][at]);
    assert!(words.iter().all(|word| word.is_empty() || word.contains(' ')), "{words:?}");
}

async fn a_register_and_an_export_have_a_head_that_stays_and_filters(app: TestApp) {
    app.ostermalm().await;
    let bytes = book(&app, Subject::Rates).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).expect("a part")).expect("text");
    let (sheet, styles) = (part("xl/worksheets/sheet1.xml"), part("xl/styles.xml"));
    for what in ["state=\"frozen\"", "<autoFilter ref=\"A1:G", "<cols>"] {
        assert!(sheet.contains(what), "{what}: {}", &sheet[..sheet.len().min(900)]);
    }
    assert!(styles.contains('%'), "shares are shown as such: {styles}");
}

async fn the_workbook_of_a_round_holds_what_the_exports_hold_with_charts(app: TestApp) {
    app.ostermalm().await;
    let bytes = book(&app, Subject::Workbook).await;
    let (names, sheets) = read(bytes.clone());
    let expected = ["Läs mig", "Sammanfattning", "Svar", "Svar i ord", "Indikatorer", "Svarsfrekvens", "Händelser", "Kodbok"];
    assert_eq!(names, expected);
    assert_eq!(plain(&sheets["Svar"]), plain(&csv_rows(&app, Subject::Responses).await));
    assert_eq!(plain(&sheets["Kodbok"]), plain(&csv_rows(&app, Subject::Codebook).await));
    // In words, but with the same figures.
    for (sheet, subject, figures) in [("Indikatorer", Subject::Indicators, 4), ("Svarsfrekvens", Subject::Rates, 2)] {
        let figures = |rows: &[Vec<String>]| rows[1..].iter().map(|row| row[figures..].to_vec()).collect::<Vec<_>>();
        assert_eq!(figures(&plain(&sheets[sheet])), figures(&plain(&csv_rows(&app, subject).await)), "{sheet}");
    }
    // What the charts show are the city's figures.
    let indicators = csv_rows(&app, Subject::Indicators).await;
    let summary = &sheets["Sammanfattning"];
    let shown = |label: &str| summary.iter().find(|row| row[0] == label).map(|row| row[1].clone());
    let of_city: Vec<_> = indicators.iter().filter(|row| row[1].is_empty() && shown(&row[3]).is_some()).collect();
    assert!(of_city.len() > 2, "{summary:?}");
    for row in of_city {
        assert_eq!(plain(&[vec![shown(&row[3]).expect("shown")]]), plain(&[vec![row[6].clone()]]), "{}", row[3]);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let parts: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert_eq!(parts.iter().filter(|name| name.starts_with("xl/charts/chart")).count(), 3, "{parts:?}");
    let chart = std::io::read_to_string(archive.by_name("xl/charts/chart1.xml").expect("a chart")).expect("text");
    assert!(chart.contains("Sammanfattning!$B$3:$B$"), "{}", &chart[..chart.len().min(3000)]);
}

/// With `TEST_OFFICE` set to where an office program is.
#[tokio::test]
async fn an_office_program_reads_the_workbook_of_a_round() {
    let Ok(office) = std::env::var("TEST_OFFICE") else { return };
    let app = TestApp::sqlite().await;
    app.ostermalm().await;
    let bytes = book(&app, Subject::Workbook).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("omgang.xlsx"), &bytes).expect("written");
    let (names, written) = read(bytes);
    // Written by the office program again, it holds what the office program read.
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    for (format, folder_of) in [("xlsx", "again"), ("ods", ".")] {
        let office = std::process::Command::new(&office)
            .args([&profile, "--headless", "--convert-to", format, "--outdir"])
            .arg(folder.path().join(folder_of))
            .arg(folder.path().join("omgang.xlsx"))
            .output()
            .expect("LibreOffice starts");
        assert!(office.status.success(), "{}", String::from_utf8_lossy(&office.stderr));
    }
    let again = std::fs::read(folder.path().join("again/omgang.xlsx")).expect("written by the office program");
    let (names_again, again) = read(again);
    assert_eq!(names_again, names);
    let filled = |rows: &[Vec<String>]| -> Vec<(usize, usize, String)> {
        let cells =
            rows.iter().enumerate().flat_map(|(r, row)| row.iter().enumerate().map(move |(c, cell)| (r, c, cell.clone())));
        cells.filter(|(_, _, cell)| !cell.is_empty()).collect()
    };
    for name in &names {
        assert_eq!(filled(&again[name]), filled(&written[name]), "{name}");
    }
    let ods = std::fs::File::open(folder.path().join("omgang.ods")).expect("written by the office program");
    let archive = zip::ZipArchive::new(ods).expect("an archive");
    let parts: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let charts = parts.iter().filter(|name| name.starts_with("Object ") && name.ends_with("/content.xml")).count();
    assert_eq!(charts, 3, "{parts:?}");
}
