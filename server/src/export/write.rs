//! Writes rows one at a time, so that an export never needs to be in memory whole.

use std::io::{self, Write};

use app::domain::figure::decimal;
use jiff::civil::Date;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::book::{Book, broken};
use super::{Cell, Format};
use crate::services::table::runs_as_formula;

/// What is said of the rows that follow.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The columns' names.
    pub columns: Vec<String>,
    /// What the sheet of the rows is called.
    pub sheet: &'static str,
    /// The columns of the same rows in words; empty where there is no such sheet.
    pub in_words: Vec<String>,
    /// What they are, of which round, and when they were taken.
    pub taken: [String; 2],
    /// What explains them, a line each.
    pub about: Vec<String>,
}

/// Takes rows, a part after the other, then is finished. Text has one part; a workbook may have several.
pub struct RowWriter<W: Write> {
    kind: Kind<W>,
    columns: Vec<String>,
}

enum Kind<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json { out: W, rows: usize },
    Xlsx { out: W, book: Box<Book> },
}

impl<W: Write + Send> RowWriter<W> {
    /// Rows of one part.
    pub fn new(format: Format, mut out: W, today: Date) -> io::Result<Self> {
        let kind = match format {
            Format::Csv => {
                out.write_all("\u{feff}".as_bytes())?;
                let writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
                Kind::Csv(Box::new(writer))
            }
            Format::Json => {
                out.write_all(b"[")?;
                Kind::Json { out, rows: 0 }
            }
            Format::Xlsx => Kind::Xlsx { out, book: Box::new(Book::new(false, today)?) },
        };
        Ok(Self { kind, columns: vec![] })
    }

    /// A workbook of all that there is of a round, and what is said of it.
    pub fn whole(out: W, today: Date, about: &Part) -> io::Result<Self> {
        let mut book = Box::new(Book::new(true, today)?);
        book.explain(about);
        Ok(Self { kind: Kind::Xlsx { out, book }, columns: vec![] })
    }

    /// How the rows are written.
    pub const fn format(&self) -> Format {
        match self.kind {
            Kind::Csv(_) => Format::Csv,
            Kind::Json { .. } => Format::Json,
            Kind::Xlsx { .. } => Format::Xlsx,
        }
    }

    /// Begins a part with its head.
    pub fn begin(&mut self, part: Part) -> io::Result<()> {
        match &mut self.kind {
            Kind::Csv(writer) => writer.write_record(&part.columns)?,
            Kind::Json { .. } => {}
            Kind::Xlsx { book, .. } => book.begin(&part)?,
        }
        self.columns = part.columns;
        Ok(())
    }

    /// Adds a row: a cell a column.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.row_in_words(cells, Vec::new)
    }

    /// Adds a row that stands in a workbook in words too.
    pub fn row_in_words(&mut self, cells: &[Cell], in_words: impl FnOnce() -> Vec<Cell>) -> io::Result<()> {
        match &mut self.kind {
            Kind::Csv(writer) => writer.write_record(cells.iter().map(guarded))?,
            Kind::Json { out, rows } => {
                let object: serde_json::Map<String, serde_json::Value> =
                    self.columns.iter().cloned().zip(cells.iter().map(json)).collect();
                out.write_all(if *rows == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &object)?;
                *rows += 1;
            }
            Kind::Xlsx { book, .. } => book.add(cells, in_words)?,
        }
        Ok(())
    }

    /// Adds a sheet with its rows to a workbook of one part; nothing to what else is written.
    pub fn another(&mut self, name: &str, columns: &[String], rows: impl IntoIterator<Item = Vec<Cell>>) -> io::Result<()> {
        let Kind::Xlsx { book, .. } = &mut self.kind else { return Ok(()) };
        if book.whole {
            return Ok(());
        }
        let sheet = book.add_sheet(name, columns)?;
        rows.into_iter().try_for_each(|cells| book.sheets[sheet].add(&mut book.file, &cells))
    }

    /// Fills the sheet that sums up the workbook of a round.
    pub fn sum_up(&mut self, fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> io::Result<()> {
        match &mut self.kind {
            Kind::Xlsx { book, .. } if book.whole => book.file.worksheet_from_index(1).and_then(fill).map_err(broken),
            _ => Ok(()),
        }
    }

    /// Writes what is left.
    pub fn finish(self) -> io::Result<W> {
        match self.kind {
            Kind::Csv(writer) => writer.into_inner().map_err(|e| io::Error::other(e.to_string())),
            Kind::Json { mut out, .. } => {
                out.write_all(b"\n]\n")?;
                Ok(out)
            }
            Kind::Xlsx { mut out, mut book } => {
                book.finish(&mut out)?;
                Ok(out)
            }
        }
    }
}

pub(super) fn number(value: i64, places: u32) -> f64 {
    // Through the decimal text, so that 82,4 is the nearest double to 82.4.
    decimal(value, places).replace(',', ".").parse().unwrap_or(0.0)
}

pub(super) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Whole(n) => n.to_string(),
        Cell::Decimal(n, places) => decimal(*n, *places),
    }
}

fn guarded(cell: &Cell) -> String {
    let text = plain(cell);
    if runs_as_formula(&text) { format!("'{text}") } else { text }
}

fn json(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Empty => serde_json::Value::Null,
        Cell::Text(text) => text.clone().into(),
        Cell::Whole(n) => (*n).into(),
        Cell::Decimal(n, places) => number(*n, *places).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::book::LONGEST;
    use super::*;
    use app::texts::central::CUT;
    use serde_json::json;

    fn begun(format: Format, columns: &[&str]) -> RowWriter<Vec<u8>> {
        let mut rows = RowWriter::new(format, Vec::new(), jiff::civil::date(2026, 11, 30)).expect("a writer");
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        rows.begin(Part { columns, sheet: "Data", ..Part::default() }).expect("begun");
        rows
    }

    fn written(format: Format) -> Vec<u8> {
        let mut sheet = begun(format, &["a", "b", "c"]);
        sheet.row(&["=1+1".into(), Cell::Decimal(824, 1), Cell::Empty]).expect("written");
        sheet.row(&["rad 1\nrad 2; \"så\"".into(), Cell::Whole(-3), "a;b".into()]).expect("written");
        sheet.finish().expect("finished")
    }

    #[test]
    fn csv_has_a_mark_semicolons_decimal_commas_and_guards() {
        let text = String::from_utf8(written(Format::Csv)).expect("UTF-8");
        assert_eq!(text, "\u{feff}a;b;c\r\n'=1+1;82,4;\r\n\"rad 1\nrad 2; \"\"så\"\"\";'-3;\"a;b\"\r\n");
    }

    #[test]
    fn json_has_numbers_as_numbers_and_hidden_as_null() {
        let value: serde_json::Value = serde_json::from_slice(&written(Format::Json)).expect("JSON");
        assert_eq!(
            value,
            json!([
                {"a": "=1+1", "b": 82.4, "c": null},
                {"a": "rad 1\nrad 2; \"så\"", "b": -3, "c": "a;b"},
            ])
        );
    }

    /// The cells of the first column of a workbook, read back.
    fn read_back(texts: &[&str]) -> Vec<String> {
        use calamine::{Reader, Xlsx};
        let mut sheet = begun(Format::Xlsx, &["a\u{ffff}"]);
        for text in texts {
            sheet.row(&[Cell::from(*text)]).expect("written");
        }
        let bytes = sheet.finish().expect("finished");
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
        let range = book.worksheet_range_at(0).expect("a sheet").expect("readable");
        range.rows().map(|row| row[0].to_string()).collect()
    }

    #[test]
    fn a_workbook_holds_what_xml_cannot_as_a_replacement_character() {
        assert_eq!(read_back(&["b\u{fffe}\u{b}c"]), ["a\u{fffd}", "b\u{fffd}\u{fffd}c"]);
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_and_says_so() {
        let exact = "å".repeat(LONGEST);
        let long = format!("{exact}å");
        // Two UTF-16 units each, so that one would be halved at the end.
        let pairs = "👍".repeat(LONGEST);
        let cells = read_back(&[&exact, &long, &pairs, "efter"]);
        assert_eq!(cells[1], exact);
        for cell in &cells[2..4] {
            assert!(cell.ends_with(CUT), "{}", &cell[cell.len() - 100..]);
            assert!((LONGEST - 1..=LONGEST).contains(&cell.encode_utf16().count()));
        }
        assert!(cells[3].starts_with("👍👍") && cells[4] == "efter");
    }
}
