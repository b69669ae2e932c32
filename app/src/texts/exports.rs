//! What a workbook says beside its figures.

use crate::domain::ids::RoundId;

pub const HELP: &str = "Läs mig";
pub const IN_WORDS: &str = "I ord";
pub const SUMMARY: &str = "Sammanfattning";
pub const WORKBOOK: &str = "Arbetsbok";
/// Who made a workbook, in its properties.
pub const AUTHOR: &str = "Lägesbild";

/// The name of a sheet with the same rows in words.
pub fn in_words(sheet: &str) -> String {
    format!("{sheet} i ord")
}

/// In the log, of an export that a program took.
pub fn with_token(name: &str) -> String {
    format!("läsnyckel: {name}")
}
pub const CODEBOOK: &str = "Kodbok";

/// The sheet of each export.
pub mod sheet {
    pub const RESPONSES: &str = "Svar";
    pub const TEXTS: &str = "Fritext";
    pub const RATES: &str = "Svarsfrekvens";
    pub const INDICATORS: &str = "Indikatorer";
    pub const INCIDENTS: &str = "Händelser";
}

/// What each export holds, and how to read it.
pub mod about {
    pub const RESPONSES: &[&str] = &[
        "En rad är ett svar. Bara slutna frågor finns med: fritext och händelser hämtas för sig.",
        "Svaren står med koder, och på bladet därefter samma rader med ord. Bladet Kodbok säger vad koderna betyder.",
        "Bakgrundsfrågorna är tomma där för få har svarat likadant. Det går inte att räkna fram vilka de är.",
    ];
    pub const TEXTS: &[&str] = &["Texterna står i bokstavsordning och går inte att para ihop med andra svar."];
    pub const RATES: &[&str] = &[
        "Svarsfrekvensen är de enheter som har svarat av urvalet utom dem som utgår.",
        "Raden utan avdelning gäller hela organisationen, raden utan organisation hela staden.",
    ];
    pub const INDICATORS: &[&str] = &[
        "Antal är de som har svarat så, bas alla som har svarat något annat än ”Vet inte”. För ett medelvärde är antal summan.",
        "Dold är ”ja” där för få har svarat, eller där uppgiften annars kunde räknas fram.",
    ];
    pub const INCIDENTS: &[&str] = &[
        "En rad är en händelse. Av en oro för en person visas bara plats, miljö och typ för andra än den som har rapporterat den.",
        "Rapporterad av är tom där för få har svarat.",
    ];
    pub const WORKBOOK: &[&str] = &[
        "Bladet Sammanfattning har diagram över kännedomen och svarsfrekvensen. Siffrorna är desamma som på sidorna.",
        "Bladet Indikatorer har också de tidigare omgångarna, de äldsta först.",
    ];
    pub const CODEBOOK: &[&str] = &["En rad är ett svarsalternativ, eller en fråga utan alternativ."];
}

/// The sheet with the charts.
pub mod summary {
    use crate::domain::ids::RoundId;

    /// Its name, to which its charts refer.
    pub const SHEET: &str = super::SUMMARY;
    pub const RATE: &str = "Svarsfrekvens";

    pub fn awareness(round: &RoundId) -> String {
        format!("Kännedom i hela staden, omgång {round}")
    }

    pub fn years(rounds: &[RoundId]) -> String {
        match rounds {
            [first, .., last] => format!("Kännedom i hela staden, {first}–{last}"),
            _ => "Kännedom i hela staden över åren".to_owned(),
        }
    }

    pub fn rates(round: &RoundId) -> String {
        format!("Svarsfrekvens, omgång {round}")
    }
}

/// The columns in words.
pub mod column {
    pub const RATES: [&str; 7] = ["Organisation", "Avdelning", "Urval", "Utgår", "Påbörjade", "Svarat", "Svarsfrekvens"];
    pub const INDICATORS: [&str; 8] = ["Omgång", "Organisation", "Indikator", "Vad den visar", "Antal", "Bas", "Värde", "Dold"];
    pub const INCIDENTS: [&str; 11] = [
        "Omgång",
        "Rapporterad av",
        "Stadsdelsområde",
        "Miljö",
        "Typ",
        "Annat",
        "Månad",
        "Rapporterat",
        "Beskrivning",
        "Omhändertagen",
        "Bedömning",
    ];
    pub const TEXTS: [&str; 4] = ["Omgång", "Organisation", "Fråga", "Text"];
    /// Before the questions.
    pub const RESPONSES: [&str; 3] = ["Svar", "Organisation", "Enkät"];
}

/// The first lines of the sheet that explains the others: what, which round, and when it was taken.
pub fn taken(sheet: &str, round: &RoundId, day: &str) -> [String; 2] {
    [format!("{sheet}, omgång {round}"), format!("Hämtat ur Lägesbild {day}.")]
}
