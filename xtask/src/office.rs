//! The office programs with which the tests read the Word document back.

use crate::packages::{install, on_path};
use crate::step::leave_out;

/// Where `soffice` is, with pdftotext beside it; none where it cannot be had.
pub(crate) fn find() -> Option<String> {
    let both = || on_path("soffice").filter(|_| on_path("pdftotext").is_some());
    if both().is_none() {
        install("LibreOffice with pdftotext", &["libreoffice-writer-nogui", "poppler-utils"]);
    }
    let found = both();
    if found.is_none() {
        leave_out("The Word document is not opened: no LibreOffice with pdftotext.".to_owned());
    }
    found
}
