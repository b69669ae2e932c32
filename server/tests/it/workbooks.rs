//! Exports as workbooks: the first sheet is the CSV's, the others are for people.

use std::collections::BTreeMap;
use std::io::Cursor;

use app::domain::ids::OrganisationId;
use calamine::{Data, Reader, Xlsx};
use lagesbild::export::sheets::{self, Order};
use lagesbild::export::{Format, Subject};
use lagesbild::services::Caller;

use crate::app::{TestApp, id, on_both};

on_both!(a_workbook_says_what_the_csv_says_and_once_more_in_words, a_register_and_an_export_have_a_head_that_stays_and_filters,);

const SUBJECTS: [(Subject, &[&str]); 6] = [
    (Subject::Responses, &["Svar", "I ord", "Kodbok", "Läs mig"]),
    (Subject::Texts, &["Fritext", "I ord", "Läs mig"]),
    (Subject::Rates, &["Svarsfrekvens", "I ord", "Läs mig"]),
    (Subject::Indicators, &["Indikatorer", "I ord", "Läs mig"]),
    (Subject::Incidents, &["Händelser", "I ord", "Läs mig"]),
    (Subject::Codebook, &["Kodbok", "Läs mig"]),
];

async fn book(app: &TestApp, subject: Subject) -> Vec<u8> {
    let order = Order { subject, round: id(2022), organisation: None::<OrganisationId>, format: Format::Xlsx };
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

async fn a_workbook_says_what_the_csv_says_and_once_more_in_words(app: TestApp) {
    app.ostermalm().await;
    for (subject, sheets) in SUBJECTS {
        let (names, cells) = read(book(&app, subject).await);
        assert_eq!(names, sheets, "{subject:?}");
        let csv = app.export_of(subject, 2022, None).await.expect("an export");
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(csv.as_bytes());
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("a row").iter().map(|c| c.trim_start_matches('\'').replace('.', ",")).collect())
            .collect();
        let plain = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
            // An export writes 82,0 where a cell holds the number 82.
            let cell = |c: &String| {
                c.strip_suffix(",0").unwrap_or(c.strip_suffix('0').filter(|c| c.contains(',')).unwrap_or(c)).to_owned()
            };
            rows.iter().map(|row| row.iter().map(cell).collect()).collect()
        };
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
