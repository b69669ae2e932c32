//! The rounds: planning, opening, closing.

use crate::domain::figure::{day, plural, whole};
use crate::domain::ids::RoundId;
use crate::domain::organisation::Audience;
use crate::texts::authoring::audience as audience_name;
use crate::texts::parts::listed;
use jiff::civil::Date;

pub const TITLE: &str = "Omgångar";

/// The name of a round that was given none.
pub fn unnamed(round: &RoundId) -> String {
    format!("Enkät {round}")
}

/// The name of one of which figures alone are known.
pub fn imported(round: &RoundId) -> String {
    format!("Enkät {round}, inlästa siffror")
}

// The list.

pub const COLUMN_ROUND: &str = "Omgång";
pub const NAME: &str = "Namn";
pub const COLUMN_DAYS: &str = "Öppen";
pub const COLUMN_STATE: &str = "Läge";

// A new round.

pub const NEW_HEADING: &str = "Planera en omgång";
pub const NEW_LEAD: &str =
    "Varje målgrupp får den enkät som senast publicerades för den. Inget skickas förrän du öppnar omgången.";
pub const YEAR: &str = "År";
pub const YEAR_HINT: &str = "En andra omgång samma år får ett tillägg, till exempel 2026-host.";
pub const FIRST_DAY: &str = "Första dag";
pub const LAST_DAY: &str = "Sista dag";
pub const BUTTON_CREATE: &str = "Planera omgången";
// Earlier years.

pub const HISTORY_HEADING: &str = "Läs in tidigare år";
pub const HISTORY_LEAD: &str = "Har enkäten gjorts förut på annat sätt? Läs in de färdiga siffrorna, så finns de att jämföra med. Filen är ett kalkylblad med en rad för varje förvaltning och indikator, eller för varje förvaltnings svarsfrekvens.";
pub const HISTORY_COLUMNS: &str = "Så ska filen se ut";
pub const HISTORY_INDICATORS: &str = "Indikatorer: ar, organisation, indikator, antal (som svarade så) och bas (som svarade på frågan). En rad utan organisation gäller hela staden. Är uppgiften dold: lämna antal och bas tomma. Till exempel: 2019;bromma;handlingsplan_chef;14;17";
pub const HISTORY_RATES: &str = "Svarsfrekvens: ar, organisation, urval och svarat, och om du vill avdelning, utgar och paborjade. Till exempel: 2019;bromma;26;17";
pub const HISTORY_IDS: &str = "I kolumnerna organisation och indikator står de här namnen:";
pub const HISTORY_FILE: &str = "Fil";
pub const HISTORY_YEAR: &str = "År, om filen saknar kolumnen ar";
pub const BUTTON_HISTORY: &str = "Läs in";
/// Of a round of which figures alone are known.
pub const IS_IMPORTED: &str = "Siffrorna är inlästa i efterhand. De enskilda svaren finns inte här.";
pub const REMOVE_IMPORTED_WARNING: &str = "De inlästa siffrorna försvinner härifrån. De kan läsas in igen från filen.";

/// Which of the years that are shown were read in.
pub fn imported_years(years: &[String]) -> String {
    format!("Siffrorna för {} är inlästa i efterhand.", listed(years))
}

pub const FAULT_YEAR: &str = "Skriv året med fyra siffror.";
pub const FAULT_FIRST_DAY: &str = "Välj den första dagen.";
pub const FAULT_LAST_DAY: &str = "Välj den sista dagen.";
pub const FAULT_VERSION: &str = "Välj en av versionerna i listan.";
pub const FAULT_PERIOD: &str = "Välj både periodens första och sista dag, eller ingen av dem.";

// A round.

/// The first and the last day.
pub fn days(first: &str, last: &str) -> String {
    format!("{first} – {last}")
}

pub const PLANNED: &str = "planerad, inget har skickats";

/// What the answers are about.
pub fn about(period: &str) -> String {
    format!("Frågorna gäller perioden {period}.")
}

pub const OPEN_HEADING: &str = "Öppna omgången";
pub const OPEN_LEAD: &str = "Först visas vilka som får en länk, och vad som saknas.";
pub const TO_OPENING: &str = "Gå vidare";
pub const REHEARSAL_HEADING: &str = "Låt samordnarna prova";
pub const REHEARSAL_LEAD: &str =
    "Skicka länken till samordnarna. De loggar in och går igenom enkäten som den ser ut nu. Inget sparas.";
pub const CHANGE_HEADING: &str = "Ändra omgången";
pub const PERIOD_FROM: &str = "Perioden börjar";
pub const PERIOD_TO: &str = "Perioden slutar";

/// Where no period is given.
pub fn period_hint(derived: &str) -> String {
    format!("Tomt: {derived}.")
}

/// The field of what an audience answers.
pub fn version_for(audience: Audience) -> String {
    format!("Enkät för {}", audience_name(audience).to_lowercase())
}

pub fn follows(id: &str, newest: i64) -> String {
    format!("Den som senast publicerats (nu {})", version(id, newest))
}

/// The choice that keeps a version.
pub fn only(id: &str, number: i64) -> String {
    format!("Alltid {}", version(id, number))
}

pub const BUTTON_CHANGE: &str = "Spara ändringen";
/// Unfolds the warning and the button.
pub const REMOVE: &str = "Ta bort omgången";
pub const REMOVE_WARNING: &str = "Ingen har fått någon fråga i den, så inga svar försvinner.";
pub const BUTTON_REMOVE: &str = "Ta bort";
pub const NEW_LAST_DAY: &str = "Ny sista dag";
pub const EXTEND_HEADING: &str = "Förläng för en förvaltning";
pub const EXTEND_LEAD: &str =
    "Den förvaltningens enheter kan svara längre än de andras. Resultaten för hela staden väntar tills den har svarat färdigt.";
pub const EXTEND_DAY: &str = "Svarar till och med";
pub const BUTTON_EXTEND: &str = "Förläng";
pub const CHOOSE: &str = "Välj";
pub const FAULT_ORGANISATION: &str = "Välj en förvaltning.";

/// Beside an organisation that may answer longer.
pub fn answers_until(day: &str) -> String {
    format!("Svarar till och med {day}.")
}
pub const BUTTON_MOVE: &str = "Ändra sista dag";
/// Unfolds the warning and the button.
pub const CLOSE: &str = "Stäng omgången i förtid";
pub const CLOSE_WARNING: &str = "En stängd omgång kan inte öppnas igen. Den som har fått längre tid kan inte heller svara mer. Påbörjade utkast raderas och resultaten blir synliga.";
pub const BUTTON_CLOSE: &str = "Stäng omgången";

pub fn closing(percent: i64) -> String {
    format!("{percent} procent klart. Ladda om sidan för att följa stängningen.")
}

pub const QUESTIONNAIRES_HEADING: &str = "Enkäter i omgången";
pub const COLUMN_AUDIENCE: &str = "Målgrupp";
pub const COLUMN_BINDING: &str = "Om en ny version publiceras";
pub const FOLLOWS: &str = "Den nya används, fram till att omgången öppnar";
pub const KEPT: &str = "Den här används ändå";

/// Where a newer version than the one that is kept has been published.
pub fn newer(id: &str, number: i64) -> String {
    format!("{KEPT}. {} är publicerad senare", version(id, number))
}

pub const TO_RATES: &str = "Svarsfrekvens";
pub const LINKS_HEADING: &str = "Länkar";
pub const LINKS_LEAD: &str = "Varje samordnare ser också sin länk på sin egen sida.";
pub const ALL_LINKS: &str = "Alla länkar som text";
pub const ALL_LINKS_HINT: &str = "En rad för varje organisation";
pub const COLUMN_ORGANISATION: &str = "Organisation";
pub const COLUMN_LINK: &str = "Länk";
pub const COLUMN_RECIPIENT: &str = "Samordnare";
pub const NO_COORDINATOR: &str = "saknas";

/// What was done.
pub mod done {
    pub const PLANNED: &str = "Omgången är planerad.";
    pub const CHANGED: &str = "Ändringen är sparad.";
    pub fn extended(organisation: &str, day: &str) -> String {
        format!("{organisation} kan svara till och med {day}.")
    }
    pub fn read_in(rounds: &[String]) -> String {
        format!("Siffror är inlästa för {}.", super::listed(rounds))
    }
    pub const OPENED: &str = "Omgången är öppnad.";
    pub const REMOVED: &str = "Omgången är borttagen.";
    pub const CLOSING: &str = "Omgången stängs. Inga fler svar tas emot.";
}

// What opening does.

pub fn open_title(round: &str) -> String {
    format!("Öppna {round}")
}

pub fn summary(links: usize, units: i64) -> String {
    let links = i64::try_from(links).unwrap_or(i64::MAX);
    format!(
        "{} får en länk. {} ingår i urvalet.",
        plural(links, "organisation", "organisationer"),
        plural(units, "enhet", "enheter")
    )
}

pub fn taken(first: Date, last: Date) -> String {
    format!("Svar tas emot från den {} till och med den {}.", day(first), day(last))
}

/// Where the first day has not come.
pub fn begins_later(first: Date) -> String {
    format!(
        "Omgången börjar först den {}. Öppnar du den nu bestäms urvalet i dag, och enheter som läggs till i registret senare kommer inte med.",
        day(first)
    )
}

/// Where another round is open at the same time.
pub fn also_open(round: &str, last: Date) -> String {
    format!("{round} är också öppen, till och med den {}. Varje förvaltning har då två länkar samtidigt.", day(last))
}

/// Where the last day has passed.
pub const IS_PAST: &str = "Omgångens sista dag har passerat. Den stängs genast och tar inte emot några svar.";

pub const OBSTACLES: &str = "Omgången kan inte öppnas än";

pub fn no_questionnaire(organisation: &str, audience: &str) -> String {
    format!("{organisation} har ingen enkät: ingen är publicerad för målgruppen {audience}.")
}

pub fn would_ask_none(organisation: &str) -> String {
    format!("{organisation} har valt avdelningar som ingen enhet hör till.")
}

pub const NOBODY: &str = "Ingen organisation har enheter eller ett förväntat antal svar.";
pub const TABLE: &str = "Vilka som får en länk";
pub const COLUMN_ASKED: &str = "Enheter";
pub const COLUMN_QUESTIONNAIRE: &str = "Enkät";

pub fn expected(answers: i64) -> String {
    format!("{} väntade svar", whole(answers))
}

pub fn version(id: &str, version: i64) -> String {
    format!("{id}, version {version}")
}

pub const WITHOUT_HEADING: &str = "Får ingen länk";

pub fn without_units(organisation: &str) -> String {
    format!("{organisation}: har varken register eller förväntat antal svar.")
}

pub fn without_questionnaire(organisation: &str) -> String {
    format!("{organisation}: ingen enkät är publicerad för målgruppen.")
}

pub const BUTTON_OPEN: &str = "Öppna omgången";
pub const NOT_NOW: &str = "Öppna inte nu";
