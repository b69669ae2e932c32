//! Reads a table from a file, whatever spreadsheet wrote it: XLSX, or CSV in
//! UTF-8 with or without a byte order mark, or Windows-1252; fields parted by `;`, `,` or tab. All
//! of it is told by looking.

use std::io::{Cursor, Read};

use app::domain::text::{folded, is_unfit};
use calamine::{Data, DataRef, Reader, Xlsx};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use super::error::{CellProblem, Error, FileError};
use super::heavy;

/// Rows and columns that are read of a sheet.
const ROWS: u32 = 20_000;
const COLUMNS: u32 = 200;
/// Cells of a table, the empty ones too.
const CELLS: usize = 400_000;
/// Bytes of text in all cells: eight hundred a unit in the largest register.
const TEXT: usize = 16_000_000;
/// Bytes of a workbook when it is unpacked. One of 20,000 units is a third of that.
const UNPACKED: u64 = 32_000_000;

/// How files begin that are taken for tables by mistake: an old or locked workbook, PDF, PNG, JPEG.
const OTHER_FILES: [&[u8]; 4] = [b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff"];

/// What a table may still hold. A small file can be a large table: a workbook names a long text in
/// each cell and has it once.
struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    const fn new() -> Self {
        Self { cells: CELLS, text: TEXT }
    }

    fn take(&mut self, cells: usize, text: usize) -> Result<(), FileError> {
        self.cells = self.cells.checked_sub(cells).ok_or(FileError::TableTooLarge)?;
        self.text = self.text.checked_sub(text).ok_or(FileError::TableTooLarge)?;
        Ok(())
    }
}

/// A file read into cells.
#[derive(Debug)]
pub struct Table {
    columns: Vec<String>,
    /// Their headings, as they stand in the file.
    headings: Vec<String>,
    /// Each row with the line on which it begins.
    pub rows: Vec<Row>,
}

/// A row and the line on which it begins.
#[derive(Debug)]
pub struct Row {
    /// From 1.
    pub line: u64,
    cells: Vec<String>,
}

impl Table {
    /// Reads a file whose header holds all of `needed` and nothing beyond `allowed`.
    pub fn read(bytes: &[u8], needed: &[&str], allowed: impl Fn(&str) -> bool) -> Result<Self, FileError> {
        let table = Self::load(bytes)?;
        for (i, column) in table.columns.iter().enumerate() {
            if table.columns[..i].contains(column) {
                return Err(FileError::DuplicateColumn(column.clone()));
            }
            if !needed.contains(&column.as_str()) && !allowed(column) {
                return Err(FileError::UnknownColumn(column.clone()));
            }
        }
        match needed.iter().find(|n| !table.has(n)) {
            Some(missing) => Err(FileError::MissingColumn((*missing).to_owned())),
            None => Ok(table),
        }
    }

    /// Reads a file that people make: each column under any of its headings, however they are written, and in the
    /// table by the first of them. A column of the file that has no heading is left alone while it is empty.
    pub fn read_headed(bytes: &[u8], columns: &[&[&'static str]]) -> Result<Self, FileError> {
        let mut table = Self::load(bytes)?;
        for i in 0..table.columns.len() {
            let column = &table.headings[i];
            let Some(known) = columns.iter().find(|names| names.iter().any(|name| *name == folded(column))) else {
                let empty = column.is_empty() && table.rows.iter().all(|row| row.cells[i].trim().is_empty());
                if empty {
                    continue;
                }
                return Err(FileError::UnknownHeading(column.clone()));
            };
            if let Some(other) = table.columns[..i].iter().position(|c| c == known[0]) {
                return Err(FileError::SameColumn(table.headings[other].clone(), column.clone()));
            }
            known[0].clone_into(&mut table.columns[i]);
        }
        Ok(table)
    }

    fn load(bytes: &[u8]) -> Result<Self, FileError> {
        if OTHER_FILES.iter().any(|start| bytes.starts_with(start)) {
            return Err(FileError::NotASheet);
        }
        let records = if bytes.starts_with(b"PK\x03\x04") { sheet(bytes)? } else { separated(bytes)? };
        let mut columns: Vec<String> = Vec::new();
        let mut rows = Vec::new();
        for (line, record) in records {
            if columns.is_empty() {
                columns = record.iter().map(|c| c.trim().nfc().collect()).collect();
                continue;
            }
            // A line of delimiters alone is what a spreadsheet leaves of an erased row.
            if record.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            if record.len() != columns.len() {
                let problem = CellProblem::Width { found: record.len(), expected: columns.len() };
                return Err(FileError::Row { line, problem });
            }
            rows.push(Row { line, cells: record.into_iter().map(unguarded).collect() });
        }
        Ok(Self { headings: columns.clone(), columns, rows })
    }

    /// Reads a file as [`Self::read`] does, on a thread of its own: unpacking one takes longer than
    /// others may wait for their page.
    ///
    /// # Errors
    /// Refusals of the file.
    pub async fn read_aside(
        file: &[u8],
        needed: &'static [&'static str],
        allowed: impl Fn(&str) -> bool + Send + 'static,
    ) -> Result<Self, Error> {
        let bytes = file.to_vec();
        Self::aside(move || Self::read(&bytes, needed, allowed)).await
    }

    /// The same of any way to read one; of two files at once, for each may take some memory.
    ///
    /// # Errors
    /// Refusals of the file.
    pub async fn aside(read: impl FnOnce() -> Result<Self, FileError> + Send + 'static) -> Result<Self, Error> {
        static PLACES: Semaphore = Semaphore::const_new(2);
        let place = PLACES.acquire().await.map_err(std::io::Error::other)?;
        let read = heavy::run(move || {
            let _place = place;
            read()
        });
        Ok(read.await??)
    }

    /// Whether the file has a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c == column)
    }

    /// The header's names.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// A fault in one cell, whose column is called as in the file.
    pub fn fault(&self, row: &Row, column: &str, problem: CellProblem) -> FileError {
        let heading = self.columns.iter().position(|c| c == column).and_then(|i| self.headings.get(i));
        fault(row, heading.map_or(column, String::as_str), problem)
    }

    /// A cell as it stands; empty if the column is absent.
    pub fn raw<'a>(&self, row: &'a Row, column: &str) -> &'a str {
        let at = self.columns.iter().position(|c| c == column);
        at.and_then(|i| row.cells.get(i)).map_or("", String::as_str)
    }

    /// A name or id: trimmed, in Unicode NFC, at most 200 characters.
    pub fn name(&self, row: &Row, column: &str) -> Result<String, FileError> {
        let text: String = self.raw(row, column).trim().nfc().collect();
        if text.contains(is_unfit) {
            return Err(self.fault(row, column, CellProblem::Unfit));
        }
        if text.chars().count() > 200 {
            return Err(self.fault(row, column, CellProblem::TooLong(200)));
        }
        Ok(text)
    }

    /// A name that must be there.
    pub fn needed(&self, row: &Row, column: &str) -> Result<String, FileError> {
        let text = self.name(row, column)?;
        if text.is_empty() { Err(self.fault(row, column, CellProblem::Empty)) } else { Ok(text) }
    }
}

type Records = Vec<(u64, Vec<String>)>;

/// The records of a text, each with the line on which it begins.
fn separated(bytes: &[u8]) -> Result<Records, FileError> {
    if bytes.len() as u64 > UNPACKED {
        return Err(FileError::TableTooLarge);
    }
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(FileError::EmptyFile);
    }
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter(&text)).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut records, mut room) = (Vec::new(), Room::new());
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        let record = record
            .map_err(|e| FileError::Encoding { line: e.position().map_or(1, |p| usize::try_from(p.line()).unwrap_or(1)) })?;
        // The reader counts no line for the second character of an end of two.
        let at = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(counted);
        let start = at + text[at..].bytes().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += text[counted..start].bytes().filter(|b| *b == b'\n').count() as u64;
        counted = start;
        room.take(record.len(), record.as_slice().len())?;
        records.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(records)
}

/// Refuses a workbook that would be much more than it looks.
fn unpacked(bytes: &[u8]) -> Result<(), FileError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileError::NotASheet)?;
    let mut left = UNPACKED;
    for i in 0..archive.len() {
        // What its head says of its size need not be so.
        let part = archive.by_index(i).map_err(|_| FileError::NotASheet)?;
        let size = std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(|_| FileError::NotASheet)?;
        left -= size;
        if left == 0 {
            return Err(FileError::SheetTooLarge(ROWS, COLUMNS));
        }
    }
    Ok(())
}

/// The rows of a workbook's first sheet; empty columns at the right are none.
fn sheet(bytes: &[u8]) -> Result<Records, FileError> {
    unpacked(bytes)?;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| FileError::NotASheet)?;
    let name = book.sheet_names().first().cloned().ok_or(FileError::EmptyFile)?;
    if book.merge_cells_by_sheet_name(&name).is_ok_and(|merged| !merged.is_empty()) {
        return Err(FileError::MergedCells);
    }
    let mut reader = book.worksheet_cells_reader(&name).map_err(|_| FileError::NotASheet)?;
    // Cell by cell: a sheet with one cell far away would have the library make all that lie between.
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut room, mut widest) = (Room::new(), 0);
    while let Some(cell) = reader.next_cell().map_err(|_| FileError::NotASheet)? {
        let length = match cell.get_value() {
            DataRef::SharedString(text) => text.len(),
            DataRef::String(text) => text.len(),
            _ => 0,
        };
        // Before it is copied.
        room.take(0, length)?;
        let text = Data::from(cell.get_value().clone()).to_string();
        let (row, column) = cell.get_position();
        if text.trim().is_empty() {
            continue;
        }
        if row >= ROWS || column >= COLUMNS {
            return Err(FileError::SheetTooLarge(ROWS, COLUMNS));
        }
        let (row, column) = (row as usize, column as usize);
        widest = widest.max(column + 1);
        if rows.len().max(row + 1) * widest > CELLS {
            return Err(FileError::TableTooLarge);
        }
        rows.resize_with(rows.len().max(row + 1), Vec::new);
        let cells = &mut rows[row];
        cells.resize(cells.len().max(column + 1), String::new());
        cells[column] = text;
    }
    let above = rows.iter().take_while(|row| row.is_empty()).count();
    let first = above as u64 + 1;
    rows.drain(..above);
    rows.iter_mut().for_each(|row| row.resize(widest, String::new()));
    let width = rows.first().map_or(0, |head| head.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |at| at + 1));
    let in_width = |row: &[String]| row[width..].iter().all(|c| c.trim().is_empty());
    let rows = rows.into_iter().map(|mut row| {
        if in_width(&row) {
            row.truncate(width);
        }
        row
    });
    let rows: Records = (first..).zip(rows).collect();
    if width == 0 { Err(FileError::EmptyFile) } else { Ok(rows) }
}

/// A fault in one cell.
pub fn fault(row: &Row, column: &str, problem: CellProblem) -> FileError {
    FileError::Cell { line: row.line, column: column.to_owned(), problem }
}

/// Whether a spreadsheet would run a cell that begins so as a formula.
pub fn runs_as_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Takes off the apostrophe that exports put before a cell that would run as a formula.
fn unguarded(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if runs_as_formula(rest) => rest.to_owned(),
        _ => cell,
    }
}

fn decode(bytes: &[u8]) -> Result<String, FileError> {
    let line = |at: usize| bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(FileError::Encoding { line: line(at) });
    }
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let content = marked.unwrap_or(bytes);
    let at = match std::str::from_utf8(content) {
        Ok(text) => return Ok(text.to_owned()),
        Err(e) => e.valid_up_to() + bytes.len() - content.len(),
    };
    // A mark, or letters that only UTF-8 writes so: broken rather than old.
    let letters = content.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    let undefined = content.iter().any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
    if marked.is_some() || letters || undefined {
        return Err(FileError::Encoding { line: line(at) });
    }
    Ok(encoding_rs::WINDOWS_1252.decode(content).0.into_owned())
}

/// What parts the header's fields: the one that is there most often outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(d, _)| *d == byte).for_each(|(_, n)| *n += 1),
        }
    }
    // The first of equals, so a single column is read with `;`.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b';', |(d, _)| *d)
}

#[cfg(test)]
mod tests;
