//! Why an answer was not accepted. The sentence follows the question's text.

use std::fmt;

use crate::domain::answer::Problem;
use crate::domain::persons::Identifier;
use crate::texts::parts::listed;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChooseOne => f.write_str("Välj ett alternativ."),
            Self::ChooseSome => f.write_str("Välj minst ett alternativ."),
            Self::Empty => f.write_str("Fyll i ett svar."),
            Self::TooFewItems(n) => write!(f, "Lägg till minst {n}."),
            Self::TooManyItems(n) => write!(f, "Du kan lägga till högst {n}."),
            Self::UnknownOption(text) => write!(f, "Alternativet ”{text}” finns inte i frågan."),
            Self::Exclusive(option) => write!(f, "”{option}” kan inte väljas tillsammans med något annat."),
            Self::NotANumber => f.write_str("Skriv ett heltal med siffror."),
            Self::TooSmall(n) => write!(f, "Skriv ett tal som är minst {n}."),
            Self::TooLarge(n) => write!(f, "Skriv ett tal som är högst {n}."),
            Self::TooLong { max, length } => write!(f, "Texten får vara högst {max} tecken. Den är {length}."),
            Self::ControlCharacter => f.write_str("Texten innehåller ett osynligt styrtecken. Skriv om den utan det."),
            Self::FutureMonth => f.write_str("Månaden har inte börjat än. Välj en månad som har varit."),
            Self::NotAMonth => f.write_str("Skriv månaden som ÅÅÅÅ-MM, till exempel 2026-03."),
            Self::NotADate => f.write_str("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-03-31."),
            Self::UnknownArea(area) => write!(f, "Området ”{area}” finns inte. Välj ett i listan."),
            Self::PersonalData(found) => {
                let found: Vec<String> = found.iter().map(|found| format!("{}: ”{}”", found.kind, found.text)).collect();
                write!(f, "Texten innehåller {}. Ta bort det, så att ingen enskild kan kännas igen.", listed(&found))
            }
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PersonalNumber => "ett personnummer",
            Self::CoordinationNumber => "ett samordningsnummer",
            Self::Email => "en e-postadress",
            Self::Phone => "ett telefonnummer",
        })
    }
}
