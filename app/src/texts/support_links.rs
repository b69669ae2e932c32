//! Links to support: where they are set, and as respondents see them.

use crate::domain::meaning::LinkName;

// As respondents see them.

pub const SHOWN_HEADING: &str = "Stöd och kontakt";
pub const NEW_TAB: &str = "Sidorna öppnas i en ny flik.";

/// What a link leads to.
pub const fn name(link: LinkName) -> &'static str {
    match link {
        LinkName::Blankett => "Blanketten för avidentifierad information",
        LinkName::Rutin => "Stadens rutin vid oro eller händelse",
        LinkName::Utbildning => "Stadens webbutbildningar om våldsbejakande extremism",
        LinkName::Handlingsplan => "Förvaltningens handlingsplan mot våldsbejakande extremism",
        LinkName::Samordnare => "Förvaltningens samordnare mot våldsbejakande extremism",
    }
}

/// The same for whoever belongs to no förvaltning.
pub fn name_of(link: LinkName, organisation: &str) -> String {
    let what = match link {
        LinkName::Handlingsplan => "Handlingsplan mot våldsbejakande extremism",
        LinkName::Samordnare => "Samordnare mot våldsbejakande extremism",
        other => name(other),
    };
    format!("{what}, {organisation}")
}

// Where they are set.

pub const SAVED: &str = "Länkarna är sparade.";
pub const TITLE: &str = "Länkar till stöd";
pub const LEAD: &str = "Länkarna visas för dem som svarar: på kvittot, och under de frågor som enkäten anger. De visas aldrig före eller bredvid en fråga om man känner till det de leder till, för då skulle fler svara ja.";
/// Where the central office sets the city's.
pub const CITY: &str = "Länkar till handlingsplanen och samordnaren anger varje förvaltning på sin sida.";
/// Where a coordinator sets her own.
pub const ORGANISATION: &str = "Länkar till blanketten, rutinen och webbutbildningarna anger stadsledningskontoret.";
pub const PAGE_HINT: &str = "Hela webbadressen, till exempel https://example.org/sida. Lämna tomt om inget ska visas.";
pub const CONTACT_HINT: &str =
    "En e-postadress, helst en funktionsbrevlåda, eller adressen till en webbsida. Lämna tomt om inget ska visas.";
pub const SAVE: &str = "Spara";
/// Where one only reads.
pub const NONE: &str = "Ingen länk";

/// Instead of a form, where an external party's would be.
pub fn of_asker(organisation: &str) -> String {
    format!("De som svarar för {organisation} ser samma länkar som stadsdelsförvaltningen som frågar har angett.")
}
