//! Writes rows one at a time, so that an export never needs to be in memory whole.

use std::io::{self, Write};

use app::domain::figure::decimal;
use app::domain::text::replaced;
use app::texts::central::CUT;
use app::texts::exports as t;
use rust_xlsxwriter::{Format as Style, Workbook, XlsxError};

use super::{Cell, Format};
use crate::services::table::runs_as_formula;

/// UTF-16 units of the longest text in a cell of a workbook.
const LONGEST: usize = 32_767;

/// Characters that a column of a workbook is wide at most.
const WIDEST: usize = 60;
/// How shares are shown; the cell holds the number itself, as in the other formats.
const PERCENT: &str = "0.0\"\u{a0}%\"";

/// What stands in a workbook beside the rows.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// What the sheet of the rows is called.
    pub sheet: &'static str,
    /// The columns of the same rows in words; empty where there is no such sheet.
    pub in_words: Vec<String>,
    /// What explains it, a line each.
    pub help: Vec<String>,
}

/// Takes a header, then rows, then is finished.
pub struct Sheet<W: Write> {
    kind: Kind<W>,
    columns: Vec<String>,
}

enum Kind<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json { out: W, rows: usize },
    Xlsx { out: W, book: Box<Workbook>, sheets: Vec<Rows>, help: Vec<String> },
}

/// A sheet of a workbook as it grows.
struct Rows {
    /// Its place among the sheets.
    index: usize,
    count: u32,
    /// The longest text of each column.
    widths: Vec<usize>,
}

impl Rows {
    /// Adds a sheet with its head.
    fn begin(book: &mut Workbook, index: usize, name: &str, columns: &[String]) -> io::Result<Self> {
        let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?.set_name(name).map_err(broken)?;
        sheet.set_freeze_panes(1, 0).map_err(broken)?;
        for (i, column) in columns.iter().enumerate() {
            sheet.write_string_with_format(0, at(i)?, fitting(column), &Style::new().set_bold()).map_err(broken)?;
        }
        Ok(Self { index, count: 0, widths: columns.iter().map(|column| column.chars().count()).collect() })
    }

    fn add(&mut self, book: &mut Workbook, cells: &[Cell]) -> io::Result<()> {
        self.count += 1;
        let row = self.count;
        let sheet = book.worksheet_from_index(self.index).map_err(broken)?;
        for (i, cell) in cells.iter().enumerate() {
            if let Some(width) = self.widths.get_mut(i) {
                *width = plain(cell).chars().count().max(*width);
            }
            let column = at(i)?;
            match cell {
                Cell::Empty => continue,
                #[allow(clippy::cast_precision_loss)] // counts are far below 2^53
                Cell::Whole(n) => sheet.write_number(row, column, *n as f64),
                Cell::Decimal(n, 1) => {
                    sheet.write_number_with_format(row, column, number(*n, 1), &Style::new().set_num_format(PERCENT))
                }
                Cell::Decimal(n, places) => sheet.write_number(row, column, number(*n, *places)),
                // A text cell is never run as a formula.
                Cell::Text(text) => sheet.write_string(row, column, fitting(text)),
            }
            .map_err(broken)?;
        }
        Ok(())
    }

    /// What is known when all rows are there: widths and what can be filtered.
    fn finish(&self, book: &mut Workbook) -> io::Result<()> {
        let sheet = book.worksheet_from_index(self.index).map_err(broken)?;
        for (i, width) in self.widths.iter().enumerate() {
            // Two more for the button of the filter.
            let width = u16::try_from(width.saturating_add(2).min(WIDEST)).map_err(io::Error::other)?;
            sheet.set_column_width(at(i)?, f64::from(width)).map_err(broken)?;
        }
        if let Some(last) = self.widths.len().checked_sub(1) {
            sheet.autofilter(0, 0, self.count, at(last)?).map_err(broken)?;
        }
        Ok(())
    }
}

impl<W: Write> Sheet<W> {
    /// Begins a sheet.
    pub fn new(format: Format, mut out: W, columns: Vec<String>, about: Book) -> io::Result<Self> {
        let kind = match format {
            Format::Csv => {
                out.write_all("\u{feff}".as_bytes())?;
                let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
                writer.write_record(&columns)?;
                Kind::Csv(Box::new(writer))
            }
            Format::Json => {
                out.write_all(b"[")?;
                Kind::Json { out, rows: 0 }
            }
            Format::Xlsx => {
                let mut book = Workbook::new();
                let mut sheets = vec![Rows::begin(&mut book, 0, about.sheet, &columns)?];
                if !about.in_words.is_empty() {
                    sheets.push(Rows::begin(&mut book, 1, t::IN_WORDS, &about.in_words)?);
                }
                Kind::Xlsx { out, book: Box::new(book), sheets, help: about.help }
            }
        };
        Ok(Self { kind, columns })
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
            Kind::Xlsx { book, sheets, .. } => {
                if let [codes, rest @ ..] = sheets.as_mut_slice() {
                    codes.add(book, cells)?;
                    if let [words] = rest {
                        words.add(book, &in_words())?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds a sheet with its rows to a workbook; nothing to the other formats.
    pub fn another(&mut self, name: &str, columns: &[String], rows: impl IntoIterator<Item = Vec<Cell>>) -> io::Result<()> {
        let Kind::Xlsx { book, sheets, .. } = &mut self.kind else { return Ok(()) };
        let mut sheet = Rows::begin(book, sheets.len(), name, columns)?;
        for cells in rows {
            sheet.add(book, &cells)?;
        }
        sheets.push(sheet);
        Ok(())
    }

    /// Writes what is left.
    pub fn finish(self) -> io::Result<W> {
        match self.kind {
            Kind::Csv(writer) => writer.into_inner().map_err(|e| io::Error::other(e.to_string())),
            Kind::Json { mut out, .. } => {
                out.write_all(b"\n]\n")?;
                Ok(out)
            }
            Kind::Xlsx { mut out, mut book, sheets, help } => {
                sheets.iter().try_for_each(|sheet| sheet.finish(&mut book))?;
                let sheet = book.add_worksheet().set_name(t::HELP).map_err(broken)?;
                sheet.set_column_width(0, 90).map_err(broken)?;
                for (row, text) in (0..).zip(&help) {
                    sheet.write_string_with_format(row, 0, text, &Style::new().set_text_wrap()).map_err(broken)?;
                }
                out.write_all(&book.save_to_buffer().map_err(broken)?)?;
                Ok(out)
            }
        }
    }
}

fn at(column: usize) -> io::Result<u16> {
    u16::try_from(column).map_err(io::Error::other)
}

fn broken(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

/// A text as a cell of a workbook can hold it. What is longer is cut, and says so: one long text must
/// not cost the reader all the others.
fn fitting(text: &str) -> String {
    let text = replaced(text);
    if text.encode_utf16().count() <= LONGEST {
        return text.into_owned();
    }
    let mut left = LONGEST - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        let fits = left.checked_sub(c.len_utf16());
        left = fits.unwrap_or(0);
        fits.is_some()
    });
    kept.chain(CUT.chars()).collect()
}

fn number(value: i64, places: u32) -> f64 {
    // Through the decimal text, so that 82,4 is the nearest double to 82.4.
    decimal(value, places).replace(',', ".").parse().unwrap_or(0.0)
}

fn plain(cell: &Cell) -> String {
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
    use super::*;
    use serde_json::json;

    fn book() -> Book {
        Book { sheet: "Data", in_words: vec![], help: vec![] }
    }

    fn written(format: Format) -> Vec<u8> {
        let mut sheet = Sheet::new(format, Vec::new(), vec!["a".into(), "b".into(), "c".into()], book()).expect("begun");
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
        let mut sheet = Sheet::new(Format::Xlsx, Vec::new(), vec!["a\u{ffff}".into()], book()).expect("begun");
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
