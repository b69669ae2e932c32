//! The office programs with which the tests read the Word document and the workbook back.

use std::path::Path;

use crate::packages::{install, on_path};
use crate::step::leave_out;

/// Where `soffice` is, with its reader of workbooks, and pdftotext beside it; none where they cannot be had.
pub(crate) fn find() -> Option<String> {
    let all = || on_path("soffice").filter(|office| has_calc(office) && on_path("pdftotext").is_some());
    if all().is_none() {
        let packages = ["libreoffice-writer-nogui", "libreoffice-calc-nogui", "poppler-utils"];
        install("LibreOffice with pdftotext", &packages);
    }
    let found = all();
    if found.is_none() {
        leave_out("The Word document and the workbook are not opened: no LibreOffice with pdftotext.".to_owned());
    }
    found
}

/// Whether the part that reads workbooks stands beside the program, wherever its name on the path leads.
fn has_calc(office: &str) -> bool {
    let program = Path::new(office).canonicalize();
    program.is_ok_and(|program| program.with_file_name("libsclo.so").is_file())
}
