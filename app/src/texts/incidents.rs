//! The events of a place, and how they are assessed.

use crate::domain::assessment::Connection;
use crate::domain::event::Aspect;
use crate::domain::figure::{plural, whole};
use crate::domain::ids::RoundId;

pub const ASSESSMENT_SAVED: &str = "Bedömningen är sparad.";
pub const ASSESSMENT_RESTORED: &str = "Bedömningen är borttagen. Svaret gäller som det skrevs.";
pub const LEAD: &str = "Här står det som har hänt i området, vem som än har rapporterat det, och för sig det som egna enheter har sett på andra platser. En oro för en person räknas, men vad som har skrivits om den visas bara för den som har rapporterat den. Det som gäller hela staden bedömer stadsledningskontoret.";
pub const LEAD_NO_AREA: &str =
    "Här står det som egna enheter har sett. En händelse kan ha flera typer och kopplas till flera miljöer.";
pub const NONE: &str = "Inga händelser har beskrivits.";
pub const NO_HITS: &str = "Ingen händelse stämmer med urvalet.";

// The choices.

pub const ANY: &str = "Alla";
pub const UNSAID: &str = "Anges inte";
pub const BUTTON_FILTER: &str = "Visa";

pub const fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Place => "Område",
        Aspect::Environment => "Miljö",
        Aspect::Kind => "Typ",
        Aspect::Month => "Månad",
        Aspect::Reporter => "Rapporterad av",
        Aspect::Handled => "Omhändertagen",
    }
}

/// Of something that was handled, or not yet.
pub const fn handled(yes: bool) -> &'static str {
    if yes { "Ja" } else { "Nej, inte än" }
}

// The lists.

pub const HERE: &str = "I området";
pub const ELSEWHERE: &str = "Sett av egna enheter på andra platser";
pub const ELSEWHERE_NO_AREA: &str = "Sett av egna enheter";
pub const ASIDE: &str = "Räknas inte";
pub const ASIDE_TEXT: &str =
    "Händelser som har bedömts sakna koppling till våldsbejakande extremism, eller vara samma som en annan.";
pub const COLUMN_REPORTED: &str = "Rapporterad";
pub const COLUMN_DESCRIPTION: &str = "Beskrivning";
pub const COLUMN_ASSESSMENT: &str = "Bedömning";
pub const ASSESS: &str = "Bedöm";
pub const CHANGE: &str = "Ändra";

pub fn reported_to(whom: &str) -> String {
    format!("Rapporterad: {whom}")
}

/// Beside an assessment: yes or no.
pub fn is_handled(handled: &str) -> String {
    format!("Omhändertagen: {}", handled.to_lowercase())
}

/// How many events a list has, of all that it has without a choice.
pub fn shown(count: i64, all: i64) -> String {
    match count {
        0 if all > 0 => NO_HITS.to_owned(),
        0 => "Inga händelser.".to_owned(),
        _ if count == all => format!("{}.", plural(all, "händelse", "händelser")),
        _ => format!("{} av {}.", whole(count), plural(all, "händelse", "händelser")),
    }
}

/// How many of these are of the whole city.
pub fn of_the_whole_city(count: i64) -> String {
    if count == 1 { " En gäller hela staden.".to_owned() } else { format!(" {} gäller hela staden.", whole(count)) }
}

pub const fn connection(connection: Connection) -> &'static str {
    match connection {
        Connection::Connected => "Kopplad till våldsbejakande extremism",
        Connection::Unconnected => "Inte kopplad till våldsbejakande extremism",
        Connection::Unclear => "Oklart om den är kopplad",
    }
}

pub const DUPLICATE: &str = "Samma som en annan händelse";

pub fn same_as(event: &str) -> String {
    if event.is_empty() { DUPLICATE.to_owned() } else { format!("Samma som {event}") }
}

// The counts.

pub const COUNTS: &str = "Antal i området";
pub const COUNTS_TEXT: &str = "Siffrorna leder till händelserna. En händelse kan ha flera typer och kopplas till flera miljöer.";
/// Beside a month.
pub const A_YEAR_BEFORE: &str = "Ett år tidigare";
pub const TOTAL: &str = "Alla händelser";

pub fn counts_by(aspect: &str) -> String {
    format!("Antal efter {}", aspect.to_lowercase())
}

/// What a number leads to, for screen readers.
pub fn events_of(value: &str, year: RoundId) -> String {
    format!(" händelser {year}: {value}")
}

// Who saw nothing.

pub const SAW_NONE: &str = "Svarade och såg inget i området";
pub const SAW_NONE_OWN: &str = "Ingen av de egna enheterna har beskrivit någon händelse.";

// The assessment of one.

pub const TITLE: &str = "Bedöm händelsen";
pub const EVENT: &str = "Händelsen";
pub const YOURS: &str = "Din bedömning";
pub const ASSESSMENT_LEAD: &str =
    "Bedömningen ändrar inte svaret. Den följer med till underlaget, och du kan ändra den eller ta tillbaka den.";
pub const CONNECTION: &str = "Är händelsen kopplad till våldsbejakande extremism?";
pub const NOT_ASSESSED: &str = "Inte bedömd";
pub const SAME_AS: &str = "Samma händelse som";
pub const SAME_AS_HINT: &str = "Välj en annan händelse om två har beskrivit samma sak. Då räknas den en gång.";
pub const SAME_AS_NONE: &str = "Ingen annan";
pub const HANDLED: &str = "Är händelsen omhändertagen?";
pub const HANDLED_AS_ANSWERED: &str = "Som i svaret";
pub const NOTE: &str = "Anteckning";
pub const NOTE_HINT: &str = "Högst 500 tecken, inga uppgifter om personer. Visas bara för er som bedömer händelsen.";
pub const SAVE: &str = "Spara";
pub const TAKE_BACK: &str = "Ta tillbaka bedömningen";
pub const BACK: &str = "Till händelserna";
