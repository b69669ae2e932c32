//! The coordinator's desk.

use crate::domain::figure::{plural, whole};

// Before the first round, under the organisation's name.

/// In the row of pages at the top.
pub const PAGE: &str = "Min förvaltning";

pub const NOTHING_YET: &str =
    "Ingen omgång har öppnat än. När den gör det finns länken att skicka här, och du ser vilka som har svarat.";

// The response rate.

pub const RATE_HEADING: &str = "Svarsfrekvens";

pub fn answered(completed: i64, eligible: i64) -> String {
    format!("{} av {} har svarat.", whole(completed), plural(eligible, "enhet", "enheter"))
}

pub fn last_year(rate: &str) -> String {
    format!("Förra året {rate}")
}

pub fn begun(drafts: i64) -> String {
    format!("{} har börjat men inte skickat in.", whole(drafts))
}

pub fn out_of_scope(units: i64) -> String {
    format!("{} är tagna ur urvalet.", plural(units, "enhet", "enheter"))
}

/// More answers than units that have answered.
pub fn surplus(answers: i64) -> String {
    format!(
        "Det finns {} fler än enheterna, eftersom enheter har öppnats igen. Det går inte att se vilka.",
        plural(answers, "svar", "svar")
    )
}

pub const UNTIED: &str = "Några svar är inte knutna till en enhet. Därför visas ingen status för avdelningar och enheter.";

// By avdelning.

pub const DIVISIONS_HEADING: &str = "Per avdelning";
/// The table's name, for whoever does not see it.
pub const DIVISIONS_TABLE: &str = "Svarsfrekvens per avdelning";
pub const DIVISIONS_COLUMN: &str = "Avdelning";
pub const DIVISIONS_NONE: &str = "Utan avdelning";
pub const DIVISIONS_ALL: &str = "Hela förvaltningen";

// The link to send.

pub const LINK_HEADING: &str = "Länken att skicka";
pub const LINK_LEAD: &str = "Alla enheter använder samma länk.";
pub const MAIL_LABEL: &str = "Text att kopiera till ett mejl";

/// The text to copy; `\n\n` begins a new paragraph.
pub fn mail(organisation: &str, link: &str, last_day: &str) -> String {
    format!(
        "Hej!\n\n\
        Nu är det dags för årets enkät om arbetet mot våldsbejakande extremism. Den tar ungefär fem minuter och går bra att svara på i mobilen. \
        Alla enhetschefer i {organisation} använder samma länk, och du väljer din enhet på första sidan:\n\n\
        {link}\n\n\
        Svara senast {last_day}. Svaren kan inte kopplas till din enhet.\n\n\
        Har du frågor? Svara på det här mejlet."
    )
}

pub const QR_PICTURE: &str = "QR-kod med länken till enkäten";
pub const QR_AS_SVG: &str = "QR-kod som SVG";
pub const QR_AS_PNG: &str = "som PNG";

// The results, once the round has closed.

pub const RESULTS_HEADING: &str = "Resultat";

pub fn merged(organisation: &str, before: &str) -> String {
    format!("Tidigare år är svaren hopräknade från dem som {organisation} tog över efter: {before}.")
}

pub const RESULTS_NONE: &str = "Inga frågor med indikatorer ställdes.";
pub const RESULTS_COLUMN: &str = "Indikator";
pub const RESULTS_HINT: &str =
    "Uppgifter som bygger på färre än fem svar visas inte, och inte heller sådant som de kan räknas fram ur.";
pub const UNDERLAG: &str = "Underlag för lägesbilden";
pub const EXPORT: &str = "Hämta: ";
pub const EXPORT_INDICATORS: &str = "indikatorer (XLSX)";
pub const EXPORT_INCIDENTS: &str = "händelser (XLSX)";
pub const EXPORT_RATES: &str = "svarsfrekvens (XLSX)";

// The units.

pub const UNITS_HEADING: &str = "Enheter";
pub const UNITS_NONE: &str = "Det finns inget register för den här organisationen. Svaren räknas mot det förväntade antalet.";
pub const COLUMN_UNIT: &str = "Enhet";
pub const COLUMN_DIVISION: &str = "Avdelning";
pub const COLUMN_STATUS: &str = "Status";
pub const COLUMN_CHANGE: &str = "Ändra";

pub fn status_out_of_scope(reason: &str) -> String {
    format!("Utgår: {reason}")
}

pub fn status_answered(day: &str) -> String {
    format!("Svarade {day}")
}

pub const ADD_UNIT: &str = "Lägg till en enhet som saknas";
pub const ADD_UNIT_HINT: &str =
    "Enheten kan svara direkt och räknas med i svarsfrekvensen. Den finns kvar i registret till nästa år.";
pub const UNIT_NAME: &str = "Enhetens namn";
pub const UNIT_DIVISION: &str = "Avdelning";
pub const BUTTON_ADD_UNIT: &str = "Lägg till";
pub const STATUS_MISSING: &str = "Har inte svarat";
pub const BUTTON_TAKE_IN: &str = "Ta med igen";
pub const BUTTON_REOPEN: &str = "Öppna igen";
/// Unfolds the field for the reason.
pub const TAKE_OUT: &str = "Ta ur urvalet";
pub const REASON: &str = "Orsak";
pub const BUTTON_TAKE_OUT: &str = "Ta ur";
