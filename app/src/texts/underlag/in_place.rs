//! The page where the text is edited where it stands.

pub const HOW: &str = "Klicka på en text för att skriva om den, eller gå till den med tabb och tryck på Enter. Det du skriver sparas medan du skriver. Esc stänger texten.";
pub const UNDO: &str = "Ångra";
pub const REDO: &str = "Gör om";
pub const FIGURES: &str = "Siffrornas text";
pub const DONE: &str = "Klar";

// What stands where there is no text.

pub const STRUCK: &str = "Struken text";
pub const ANSWER: &str = "Skriv ett svar";
pub const FIELD: &str = "Fyll i";

// What a field says by itself, as the button that brings it back.

pub const OWN_BOARD: &str = "Förvaltningens nämnd";
pub const OWN_DATE: &str = "Dagens datum";

// How it goes.

pub const SAVING: &str = "Sparar";
pub const UNSAVED: &str = "[Inte sparad]";
pub const ALL_SAVED: &str = "Texten är sparad.";

pub fn saved(time: &str) -> String {
    format!("Sparat {time}")
}

pub const OFFLINE: &str = "Ingen kontakt med servern. Texten sparas så snart den är tillbaka. Stäng inte sidan.";
pub const LOGGED_OUT: &str =
    "Du är utloggad, så texten är inte sparad. Den står kvar här. Logga in i en ny flik och gå tillbaka hit, så sparas den.";
pub const LOG_IN: &str = "Logga in i en ny flik";
pub const TRY_AGAIN: &str = "Spara igen";
pub const ENDED: &str = "Texten går inte att spara: du får inte längre ändra i underlaget, eller så finns det inte kvar. Kopiera det du har skrivit innan du lämnar sidan.";
/// When it is too long even to be sent.
pub const TOO_LONG: &str = "Texten är för lång.";
pub const MEANWHILE: &str = "Texten har skrivits om någon annanstans medan du skrev. Nu står det:";
pub const MEANWHILE_NOTHING: &str = "Texten har strukits någon annanstans medan du skrev.";
pub const TAKE_OWN: &str = "Använd min text";
pub const TAKE_THEIRS: &str = "Använd den andra texten";
