//! A workbook as it grows: its sheets, their heads and widths, and the one that explains them.

use std::io::{self, Write};

use app::domain::text::replaced;
use app::texts::central::CUT;
use app::texts::exports as t;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, XlsxError};

use super::Cell;
use super::write::{Part, number, plain};

/// Characters that the sheet that explains is wide: as wide as its longest line.
const HELP_WIDTH: f64 = 150.0;
/// How Excel numbers the paper.
const A4: u8 = 9;
/// UTF-16 units of the longest text in a cell of a workbook.
pub(super) const LONGEST: usize = 32_767;
/// Characters that a column of a workbook is wide at most.
const WIDEST: usize = 60;
/// How shares are shown; the cell holds the number itself, as in the other formats.
const PERCENT: &str = "0.0\"\u{a0}%\"";

/// A workbook as it grows.
pub(super) struct Book {
    pub(super) file: Workbook,
    pub(super) sheets: Vec<Rows>,
    /// Whether it holds all of a round: then its first sheets say what it is, and only responses have a sheet of codes
    /// beside the one in words.
    pub(super) whole: bool,
    /// The sheets of the part that is written, with codes and in words.
    codes: Option<usize>,
    words: Option<usize>,
    /// Lines of the sheet that explains, and whether they are headings.
    help: Vec<(String, bool)>,
}

/// A sheet of a workbook as it grows.
pub(super) struct Rows {
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

    pub(super) fn add(&mut self, book: &mut Workbook, cells: &[Cell]) -> io::Result<()> {
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
    pub(super) fn new(whole: bool, created: Date) -> io::Result<Self> {
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

    pub(super) fn begin(&mut self, part: &Part) -> io::Result<()> {
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
    pub(super) fn explain(&mut self, part: &Part) {
        let [what, when] = part.taken.clone();
        if self.whole && !self.help.is_empty() {
            self.help.extend([(String::new(), false), (part.sheet.to_owned(), true)]);
        } else {
            self.help.extend([(what, true), (when, false)]);
        }
        self.help.extend(part.about.iter().map(|line| (line.clone(), false)));
    }

    pub(super) fn add_sheet(&mut self, name: &str, columns: &[String]) -> io::Result<usize> {
        self.sheets.push(Rows::begin(&mut self.file, name, columns)?);
        Ok(self.sheets.len() - 1)
    }

    pub(super) fn add(&mut self, cells: &[Cell], in_words: impl FnOnce() -> Vec<Cell>) -> io::Result<()> {
        if let Some(codes) = self.codes {
            self.sheets[codes].add(&mut self.file, cells)?;
        }
        if let Some(words) = self.words {
            self.sheets[words].add(&mut self.file, &in_words())?;
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, out: impl Write + Send) -> io::Result<()> {
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

/// How a share looks in a workbook.
pub(super) fn percent() -> Style {
    Style::new().set_num_format(PERCENT)
}

fn at(column: usize) -> io::Result<u16> {
    u16::try_from(column).map_err(io::Error::other)
}

pub(super) fn broken(error: XlsxError) -> io::Error {
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
