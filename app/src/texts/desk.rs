//! The coordinator's desk.

use crate::domain::figure::{plural, whole};

/// The pages of the desk: path after `/forvaltning`, and name.
pub mod tab {
    use crate::pages::desk::Tab;

    pub const BOARD: &str = "";
    pub const LETTERS: &str = "/utskick";
    pub const REGISTER: &str = "/register";
    pub const RESULTS: &str = "/resultat";
    pub const TEXTS: &str = "/fritext";
    pub const INCIDENTS: &str = "/handelser";
    pub const SOURCES: &str = "/kallor";
    pub const UNDERLAG: &str = "/underlag";

    pub const ALL: [Tab; 8] = [
        (BOARD, "Läget"),
        (LETTERS, "Länk och utskick"),
        (REGISTER, "Enhetsregister"),
        (RESULTS, "Resultat"),
        (TEXTS, "Fritextsvar"),
        (INCIDENTS, "Händelser"),
        (SOURCES, "Andra källor"),
        (UNDERLAG, "Underlag"),
    ];
}

pub const TABS: &str = "Förvaltningens sidor";

pub fn after_the_close(day: &str) -> String {
    format!("Svaren visas först när omgången har stängt. Sista dagen är {day}. Till dess visas bara svarsfrekvensen.")
}

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

pub fn last_year(year: i64, rate: &str) -> String {
    format!("{year} blev svarsfrekvensen {rate}.")
}

pub fn same_day(year: i64, rate: &str) -> String {
    format!("Samma dag {year}: {rate}.")
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

// Units of others in the organisation's areas.

pub const AREAS_HEADING: &str = "Andras enheter i området";
pub const AREAS_LEAD: &str = "Så många av de andra förvaltningarnas enheter som ligger i området har svarat.";
pub const AREAS_COLUMN: &str = "Förvaltning";
pub const AREAS_PLACE: &str = "Stadsdelsområde";

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
pub const RESULTS_MORE: &str = "Alla frågor, flera år och verksamhetsområden";
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
