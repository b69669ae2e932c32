//! When a link takes no answers, or not this one: why, and what to do next.

pub mod unknown {
    pub const TITLE: &str = "Länken finns inte";
    pub const TEXT: [&str; 2] = [
        "Kontrollera att hela adressen kom med: öppna länken från mejlet i stället för att skriva av den.",
        "Fungerar den inte ändå, fråga din förvaltnings samordnare mot våldsbejakande extremism.",
    ];
}

pub mod not_yet {
    pub const TITLE: &str = "Enkäten har inte öppnat än";

    pub fn opens(day: &str) -> String {
        format!("Den öppnar tidigast {day}. Spara länken och kom tillbaka då.")
    }
}

pub mod closed {
    pub const TITLE: &str = "Enkäten har stängt";
    pub const STILL: &str = "Har du något att berätta ändå? Kontakta din förvaltnings samordnare.";

    pub fn closed(day: &str) -> String {
        format!("Sista dagen att svara var {day}. Svaren sammanställs nu av samordnaren.")
    }

    /// Closed without its answers, since their key was lost.
    pub fn abandoned(day: &str) -> String {
        format!("Den stängde {day}. Svaren har tyvärr gått förlorade på grund av ett tekniskt fel. Ingen kan läsa dem.")
    }
}

pub mod answered {
    pub const TITLE: &str = "Enheten har redan svarat";
    pub const TEXT: [&str; 3] = [
        "Tack! Ett svar räcker, så du behöver inte göra något mer.",
        "Vill du ändra svaret gör du det med kvittokoden som visades när det skickades in.",
        "Var det någon annan som svarade, eller valdes fel enhet? Samordnaren kan öppna enheten igen, så att du kan svara.",
    ];
    pub const CHANGE: &str = "Ändra med kvittokod";
    pub const SOMEBODY_ELSE: &str = "Någon annan har svarat för min enhet";
    pub const OTHER_UNIT: &str = "Välj en annan enhet";

    pub fn heading(unit: &str) -> String {
        format!("{unit} har redan svarat")
    }
}
