//! The office programs with which the tests read the Word document back.

use crate::{on_path, packages};

/// Where they are, installed if it is missing; none where that cannot be had.
pub(crate) fn find() -> Option<String> {
    let both = || on_path("soffice").filter(|_| on_path("pdftotext").is_some());
    if let Some(found) = both() {
        return Some(found);
    }
    if let Err(error) = packages("LibreOffice", &["--no-install-recommends", "libreoffice-writer-nogui", "poppler-utils"]) {
        eprintln!("! No LibreOffice ({error}): the Word document is not opened.");
    }
    both()
}
