//! Writes rows one at a time, so that an export never needs to be in memory whole.

use std::io::{self, Write};

use app::domain::figure::decimal;
use app::domain::text::replaced;
use app::texts::central::CUT;
use app::texts::exports as t;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, Worksheet, XlsxError};

use super::{Cell, Format};
use crate::services::table::runs_as_formula;

/// UTF-16 units of the longest text in a cell of a workbook.
const LONGEST: usize = 32_767;

/// Characters that the sheet that explains is wide: as wide as its longest line.
const HELP_WIDTH: f64 = 150.0;
/// How Excel numbers the paper.
const A4: u8 = 9;
/// Characters that a column of a workbook is wide at most.
const WIDEST: usize = 60;
/// How shares are shown; the cell holds the number itself, as in the other formats.
const PERCENT: &str = "0.0\"\u{a0}%\"";

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

/// A workbook as it grows.
struct Book {
    file: Workbook,
    sheets: Vec<Rows>,
    /// Whether it holds all of a round: then its first sheets say what it is, and only responses have a sheet of codes
    /// beside the one in words.
    whole: bool,
    /// The sheets of the part that is written, with codes and in words.
    codes: Option<usize>,
    words: Option<usize>,
    /// Lines of the sheet that explains, and whether they are headings.
    help: Vec<(String, bool)>,
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
    fn begin(book: &mut Workbook, name: &str, columns: &[String]) -> io::Result<Self> {
        let index = book.worksheets().len();
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
                Cell::Decimal(n, 1) => sheet.write_number_with_format(row, column, number(*n, 1), &percent()),
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

impl Book {
    fn new(whole: bool, created: Date) -> io::Result<Self> {
        let mut file = Workbook::new();
        // Of the day and no closer, so that the same figures make the same file.
        let (year, month, day) = (created.year().unsigned_abs(), created.month().unsigned_abs(), created.day().unsigned_abs());
        let created = ExcelDateTime::from_ymd(year, month, day).map_err(broken)?;
        file.set_properties(&DocProperties::new().set_author(t::AUTHOR).set_creation_datetime(&created));
        if whole {
            file.add_worksheet().set_name(t::HELP).map_err(broken)?;
            file.add_worksheet().set_name(t::SUMMARY).map_err(broken)?;
        }
        Ok(Self { file, sheets: vec![], whole, codes: None, words: None, help: vec![] })
    }

    fn begin(&mut self, part: &Part) -> io::Result<()> {
        (self.codes, self.words) = (None, None);
        let has_words = !part.in_words.is_empty();
        let has_codes = !self.whole || !has_words || part.sheet == t::sheet::RESPONSES;
        if has_codes {
            self.codes = Some(self.add_sheet(part.sheet, &part.columns)?);
        }
        if has_words {
            let name = match (self.whole, has_codes) {
                (true, false) => part.sheet.to_owned(),
                (true, true) => t::in_words(part.sheet),
                (false, _) => t::IN_WORDS.to_owned(),
            };
            self.words = Some(self.add_sheet(&name, &part.in_words)?);
        }
        self.explain(part);
        Ok(())
    }

    /// A workbook of one part is told of as a whole; of several, each is told of by the name of its sheet.
    fn explain(&mut self, part: &Part) {
        let [what, when] = part.taken.clone();
        if self.whole && !self.help.is_empty() {
            self.help.extend([(String::new(), false), (part.sheet.to_owned(), true)]);
        } else {
            self.help.extend([(what, true), (when, false)]);
        }
        self.help.extend(part.about.iter().map(|line| (line.clone(), false)));
    }

    fn add_sheet(&mut self, name: &str, columns: &[String]) -> io::Result<usize> {
        self.sheets.push(Rows::begin(&mut self.file, name, columns)?);
        Ok(self.sheets.len() - 1)
    }

    fn add(&mut self, cells: &[Cell], in_words: impl FnOnce() -> Vec<Cell>) -> io::Result<()> {
        if let Some(codes) = self.codes {
            self.sheets[codes].add(&mut self.file, cells)?;
        }
        if let Some(words) = self.words {
            self.sheets[words].add(&mut self.file, &in_words())?;
        }
        Ok(())
    }

    fn finish(&mut self, out: impl Write + Send) -> io::Result<()> {
        self.sheets.iter().try_for_each(|sheet| sheet.finish(&mut self.file))?;
        let sheet = if self.whole {
            self.file.worksheet_from_index(0).map_err(broken)?
        } else {
            self.file.add_worksheet().set_name(t::HELP).map_err(broken)?
        };
        sheet.set_column_width(0, HELP_WIDTH).map_err(broken)?;
        for (row, (text, is_heading)) in (0..).zip(&self.help) {
            let style = if *is_heading { Style::new().set_bold() } else { Style::new().set_text_wrap() };
            sheet.write_string_with_format(row, 0, text, &style).map_err(broken)?;
        }
        self.sheets.iter().map(|sheet| sheet.index).chain(self.whole.then_some(1)).try_for_each(|index| {
            let sheet = self.file.worksheet_from_index(index).map_err(broken)?;
            sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
            Ok::<_, io::Error>(())
        })?;
        self.file.save_to_writer(out).map_err(broken)
    }
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

/// How a share looks in a workbook.
pub(super) fn percent() -> Style {
    Style::new().set_num_format(PERCENT)
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

pub(super) fn number(value: i64, places: u32) -> f64 {
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
