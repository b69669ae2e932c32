//! The underlag's sentences, a file each of its parts. They follow the figures; what they mean is for the
//! coordinator to say.

use super::parts::joined;
use crate::domain::figure::in_words;
use crate::domain::ids::RoundId;

pub mod analysis;
pub mod city;
pub mod in_place;
pub mod place;
pub mod questions;
pub mod survey;

pub const DOWNLOAD: &str = "Hämta som Word-dokument";
pub const BACK: &str = "Till förvaltningens sida";
pub const EDIT: &str = "Redigera texten";
/// Above the table of contents of the Word file.
pub const CONTENTS: &str = "Innehåll";

pub fn title(round: &str) -> String {
    format!("Underlag för lokal lägesbild {round}")
}

// The fields of the title page.

pub const BOARD: &str = "Nämnd";
pub const DATE: &str = "Datum";
pub const REGISTRATION: &str = "Diarienummer";
/// Where nobody has written a case number, there is room for it.
pub const NO_REGISTRATION: &str = "inte angivet";

/// The nämnd of a förvaltning, as the city names them: "Farsta stadsdelsnämnd", "Socialnämnden". An organisation
/// that is called something else stands by its own name.
pub fn board(organisation: &str) -> String {
    organisation.replace("förvaltning", "nämnd")
}

/// After a sentence that a coordinator wrote, when the figures say something else now.
pub fn outdated(derived: &str) -> String {
    if derived.is_empty() {
        "[Siffrorna har ändrats sedan texten skrevs och säger inget här längre.]".to_owned()
    } else {
        format!("[Siffrorna har ändrats sedan texten skrevs. De säger nu: {derived}]")
    }
}

/// A chart in words: each topic with its bars.
pub fn chart(name: &str, groups: &[crate::domain::chart::Group]) -> String {
    let topic = |group: &crate::domain::chart::Group| {
        let bars: Vec<String> = group.bars.iter().map(|bar| bar.text.clone()).collect();
        format!("{}: {}", group.label, bars.join("; "))
    };
    format!("Stapeldiagram. {name}. {}.", groups.iter().map(topic).collect::<Vec<_>>().join(". "))
}

// Before the number of a table or a picture in the Word file.

pub const TABLE: &str = "Tabell";
pub const FIGURE: &str = "Figur";

/// "på Östermalm", "i Farsta"; several of one kind together: "på Norrmalm och Östermalm".
pub fn in_areas(areas: &[String], last: &str) -> String {
    const ON: [&str; 4] = ["Kungsholmen", "Norrmalm", "Södermalm", "Östermalm"];
    let mut said: Vec<String> = Vec::new();
    let mut before = "";
    for area in areas {
        let preposition = if ON.contains(&area.as_str()) { "på" } else { "i" };
        said.push(if preposition == before { area.clone() } else { format!("{preposition} {area}") });
        before = preposition;
    }
    joined(&said, last)
}

/// With a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// "år 2026"; a round that is one of several in a year by its id.
pub fn year(round: &RoundId) -> String {
    let id = round.to_string();
    if id.bytes().all(|b| b.is_ascii_digit()) { format!("år {id}") } else { format!("omgången {id}") }
}

/// "en händelse", "fyra händelser".
fn events(count: i64) -> String {
    format!("{} {}", in_words(count), if count == 1 { "händelse" } else { "händelser" })
}

/// The page where the text is changed.
pub mod edit {
    pub const SAVED: &str = "Underlaget är sparat.";
    pub const TITLE: &str = "Redigera underlaget";
    pub const LEAD: &str = "Skriv om det du vill. Det du har skrivit skrivs aldrig över. Om siffrorna ändras efteråt markeras texten, så att du kan se över den.";
    pub const DATE_HINT: &str = "Lämna tomt för den dag då dokumentet hämtas.";
    pub const OUTDATED: &str = "Siffrorna har ändrats sedan du skrev.";
    pub const SAYS_NOW: &str = "Siffrorna säger nu:";
    pub const SAYS: &str = "Siffrorna säger:";
    pub const NOTHING: &str = "ingenting här längre";
    pub const CHECKED: &str = "Jag har sett över texten";
    pub const RESTORE: &str = "Använd siffrornas text";
    pub const SAVE: &str = "Spara";
    pub const BACK: &str = "Tillbaka till underlaget";

    pub fn board_hint(own: &str) -> String {
        format!("Lämna tomt för {own}.")
    }

    /// What a sentence is called where it is edited.
    pub fn sentence(heading: &str, number: usize) -> String {
        format!("{heading}, text {number}")
    }
}
