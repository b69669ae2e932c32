//! Around every page, and in every form.

pub const PRODUCT: &str = "Lägesbild";
pub const SKIP: &str = "Hoppa till innehållet";
pub const PAGES: &str = "Sidor";
pub const MENU: &str = "Meny";
pub const ACCOUNT: &str = "Konto";
pub const LOG_OUT: &str = "Logga ut";

/// Before the title of a page with faults, and before each fault for a screen reader.
pub const FAULT: &str = "Fel: ";
pub const OPTIONAL: &str = " (frivillig)";

pub const CASE_NUMBER: &str = "Ärendenummer för felsökning: ";
