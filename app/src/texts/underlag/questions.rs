//! Att ta ställning till: questions to the coordinator, which never stand in a file.

use crate::texts::parts::listed;

pub const HEADING: &str = "Att ta ställning till";
/// Of what was answered, in a file.
pub const ANSWERS: &str = "Bedömning och åtgärder";
pub const INTRO: &str = "Frågorna är till dig som skriver lägesbilden. De följer inte med i Word-dokumentet. Det du svarar står där under rubriken Bedömning och åtgärder.";

pub const OTHER_SOURCES: &str = "Stämmer svaren med det som andra källor visar? Vad skiljer sig åt, och varför?";
pub const ONLY_OTHER_SOURCES: &str = "Vad visar andra källor, när enkäten inte ger någon bild?";
pub const NOBODY_ANSWERED: &str = "Varför svarade ingen, och vad behövs för att fler ska svara nästa år?";
pub const NOT_ANSWERED: &str = "Vilka svarade inte, och vad kan det betyda för bilden?";
pub const SAME_EVENT: &str = "Har flera beskrivit samma händelse? Ange det på sidan Händelser, så räknas den en gång.";
pub const EVENTS: &str = "Vilka händelser kräver åtgärder? Vad ska göras, av vem och när?";
pub const PLAN: &str = "Vad i handlingsplanen behöver ändras inför nästa år?";
pub const NO_SOURCES: &str = "Vilka andra källor bygger lägesbilden på? Lägg in dem på sidan Andra källor, till exempel inkomna blanketter, rapporter i IA, klotterstatistik och polisens lägesbild.";
pub const NO_THEMES: &str = "Vad handlar fritextsvaren om? Sätt teman på sidan Fritextsvar, så redovisas de i analysen.";

/// What fewer than half know.
pub fn known_by_few(topics: &[String]) -> String {
    format!("Vad behövs för att fler ska känna till {}?", listed(topics))
}
