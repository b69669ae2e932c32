//! Blanketter and other reports, kept as they come.

use crate::domain::figure::{plural, whole};

pub const ADDED: &str = "Uppgiften är tillagd.";
pub const REMOVED: &str = "Uppgiften är borttagen.";

pub fn imported(count: usize) -> String {
    format!("{count} uppgifter är inlästa.")
}

pub const TITLE: &str = "Blanketter och rapporter";
pub const LEAD: &str = "Lägg in blanketter när de kommer, hela året, och det som polisen, IA, trafikkontoret eller SISAB har rapporterat. Antalet följer med till källorna, och händelserna visas för sig bland händelserna.";
pub const NONE: &str = "Inget är inlagt för perioden.";
pub const LATER: &str = "Efter perioden";
pub const LATER_TEXT: &str = "De hör till en senare omgång.";
pub const REMOVE: &str = "Ta bort";
pub const BACK: &str = "Till källorna";

/// The reports of a round's period.
pub fn of_period(period: &str) -> String {
    format!("Perioden {period}")
}

pub fn count(count: i64) -> String {
    format!("{}.", plural(count, "rapport", "rapporter"))
}

/// What a list is called, and what its reports were about: how many of each kind.
pub fn note(name: &str, kinds: &[(String, i64)]) -> String {
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} ({})", whole(*count))).collect();
    let about = match kinds.split_last() {
        None => String::new(),
        Some((last, [])) => format!("Handlade om {last}."),
        Some((last, rest)) => format!("Handlade om {} och {last}.", rest.join(", ")),
    };
    [name, &about].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(". ")
}

// One of them.

pub const DAY: &str = "Datum";
pub const SOURCE: &str = "Källa";
pub const PLACE: &str = "Område";
pub const PLACE_NONE: &str = "Välj ett område";
pub const ENVIRONMENT: &str = "Miljö";
pub const KIND: &str = "Typ";
pub const HANDLED: &str = "Omhändertagen";
pub const HANDLED_NONE: &str = "Anges inte";
pub const TEXT: &str = "Text";
pub const NAME: &str = "Listans namn";
pub const PERIOD: &str = "Listans period";

pub const ADD_HEADING: &str = "Lägg till en";
pub const ADD: &str = "Lägg till";
pub const TEXT_HINT: &str = "Högst 1 000 tecken. Skriv inget som pekar ut någon.";
pub const NAME_HINT: &str = "Om uppgiften kommer ur en lista, till exempel Polisens lägesbild. Lämna tomt för en blankett.";
pub const PERIOD_HINT: &str = "Till exempel januari–september. Lämna tomt om listan gäller hela perioden.";

// A file of them.

pub const FILE_HEADING: &str = "Läs in en fil";
pub const FILE_LEAD: &str = "CSV eller XLSX med kolumnerna datum, kalla, plats, miljo och typ, och om du vill omhandertagen och text. Datum skrivs som 2026-03-31 och övriga kolumner med koderna nedan. Det som redan är inlagt läggs inte in en gång till.";
pub const FILE: &str = "Fil";
pub const READ: &str = "Läs in";
pub const CODES: &str = "Koder i filen";
pub const COLUMN_CODE: &str = "Kod";
pub const COLUMN_MEANS: &str = "Betyder";
pub const COLUMN_COLUMN: &str = "Kolumn";

// Among the events.

pub const AMONG_EVENTS: &str = "Blanketter och andra rapporter";
pub const AMONG_EVENTS_TEXT: &str = "Det som andra källor har rapporterat. De räknas inte bland enkätens händelser.";
