//! The register of an organisation as a workbook: the units, how to change them, and what can be chosen.

use std::collections::BTreeMap;

use app::domain::unit::Unit;
use app::texts::coordinator::register as t;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

/// Rows that can be added below the units with the same lists to choose from.
const ROOM: u32 = 500;

/// The workbook. Its first sheet is what is read back.
///
/// # Errors
/// More units than a sheet has rows.
pub fn workbook(units: &[Unit], lines: &BTreeMap<String, String>, areas: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(t::SHEET_UNITS)?.set_freeze_panes(1, 0)?;
    let heads = [t::COLUMN_NAME, t::COLUMN_DIVISION, t::COLUMN_LINE, t::COLUMN_AREA, t::COLUMN_EMAIL];
    let bold = Format::new().set_bold();
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    for (row, unit) in (1..).zip(units) {
        let line = lines.get(&unit.line).unwrap_or(&unit.line);
        for (column, text) in (0..).zip([&unit.name, &unit.division, line, &unit.area, &unit.email]) {
            sheet.write_string(row, column, text)?;
        }
    }
    let last = u32::try_from(units.len()).unwrap_or(u32::MAX).saturating_add(ROOM);
    choice(sheet, 2, last, "A", lines.len())?;
    choice(sheet, 3, last, "B", areas.len())?;
    sheet.autofilter(0, 0, last, 4)?.autofit();
    let sheet = book.add_worksheet();
    sheet.set_name(t::SHEET_HELP)?.set_column_width(0, 90)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, text) in (0..).zip(t::SHEET_HELP_TEXT) {
        sheet.write_string_with_format(row, 0, text, &wrapped)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(t::SHEET_CHOICES)?;
    for (column, (head, choices)) in
        (0..).zip([(t::COLUMN_LINE, lines.values().collect::<Vec<_>>()), (t::COLUMN_AREA, areas.iter().collect())])
    {
        sheet.write_string_with_format(0, column, head, &bold)?;
        for (row, text) in (1..).zip(choices) {
            sheet.write_string(row, column, text)?;
        }
    }
    sheet.autofit();
    book.save_to_buffer()
}

/// A list to choose from in a column; anything else can be written too.
fn choice(sheet: &mut Worksheet, column: u16, last: u32, list: &str, length: usize) -> Result<(), XlsxError> {
    if length == 0 {
        return Ok(());
    }
    let list = Formula::new(format!("={}!${list}$2:${list}${}", t::SHEET_CHOICES, length + 1));
    let choice = DataValidation::new().allow_list_formula(list).set_error_style(DataValidationErrorStyle::Information);
    sheet.add_data_validation(1, column, last, column, &choice)?;
    Ok(())
}
