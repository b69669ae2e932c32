//! When a page cannot be shown, or what was sent is not taken.

/// Where most of these lead on.
pub const WAY_ON: &str = "Till startsidan";
pub const REFUSED: &str = "Det gick inte";
pub const NOT_YET: &str = "Det går inte än";
pub const WAIT: &str = "Vänta en stund";
pub const METHOD: &str = "Sidan kan inte användas på det sättet. Gå tillbaka och försök igen.";

pub mod not_found {
    pub const TITLE: &str = "Sidan finns inte";
    pub const TEXT: &str =
        "Kontrollera adressen. Har du fått en länk till en enkät: öppna den igen från mejlet, så att hela adressen kommer med.";
    /// To somebody who has logged in.
    pub const STAFF: &str = "Kontrollera adressen, eller gå vidare i menyn.";
}

pub mod too_large {
    pub const TITLE: &str = "Det blev för mycket";
    pub const TEXT: &str =
        "Det du skickade är större än formuläret tar emot. Gå tillbaka och korta ned texterna, eller välj en mindre fil.";
}

pub mod head_too_large {
    pub const TITLE: &str = "Adressen eller kakorna är för stora";
    pub const TEXT: &str = "Rensa kakorna för sidan i webbläsaren och försök igen.";
}

pub mod stalled {
    pub const TITLE: &str = "Det du skickade kom inte fram";
    pub const TEXT: &str = "Anslutningen bröts eller var för långsam. Gå tillbaka och försök igen.";
}

pub mod out_of_time {
    pub const TITLE: &str = "Det tog för lång tid";
    pub const TEXT: &str =
        "Servern har mycket att göra just nu. Det du skickade kan vara osparat. Gå tillbaka och försök igen om en stund.";
}

pub mod malformed {
    pub const TITLE: &str = "Formuläret kunde inte läsas";
    pub const TEXT: &str = "Något fält saknas eller har fel innehåll. Gå tillbaka, ladda om sidan och försök igen.";
}

pub mod no_token {
    pub const TITLE: &str = "En läsnyckel behövs";
    pub const TEXT: &str = "Nyckeln saknas, är borttagen eller har gått ut. Skapa en ny under Mitt konto i Lägesbild, och lägg in den i programmet i stället.";
}

pub mod narrow_token {
    pub const TITLE: &str = "Läsnyckeln räcker inte";
    pub const TEXT: &str =
        "Nyckeln läser inte det här, eller inte den här organisationen. Skapa en som gör det under Mitt konto i Lägesbild.";
}

pub mod forbidden {
    pub const TITLE: &str = "Du kommer inte åt sidan";
    pub const TEXT: &str = "Ditt konto har inte rätt till det här. Kontakta stadsledningskontoret om det är fel.";
}

pub mod unavailable {
    pub const TITLE: &str = "Just nu går det inte att läsa eller spara";
    pub const TEXT: &str = "Felet ligger hos oss. Det du skickade kan vara osparat. Gå tillbaka och försök igen om en stund.";
}

pub mod foreign {
    pub const TITLE: &str = "Formuläret kom från en annan webbplats";
    pub const TEXT: &str = "Det togs inte emot. Öppna sidan på den adress som du har fått och fyll i den där.";
}

pub mod broken {
    pub const TITLE: &str = "Något gick fel hos oss";
    pub const TEXT: &str = "Det du skickade kan vara osparat. Gå tillbaka och försök igen om en stund.";
}
