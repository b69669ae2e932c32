//! The page of the keys that answers are sealed with.

pub const DESTROYED: &str = "Nyckeln är förstörd.";
pub const TITLE: &str = "Nycklar";
pub const LEAD: &str = "Så länge en omgång är öppen är svaren förseglade. De öppnas vid stängningen, med en nyckel som förvaras skild från svaren. Mellan ett dygn och en vecka efter stängningen förstörs nyckeln. Därefter går det inte att se vilken enhet som har lämnat vilket svar, om det inte framgår av det som är skrivet.";
pub const NOTHING_YET: &str = "Ingen omgång har en nyckel just nu.";

// The key of a round.

pub fn round(id: &str) -> String {
    format!("Omgången {id}")
}

pub const NEEDED: &str = "Nyckeln behövs tills omgången är stängd.";
pub const LOST: &str = "Nyckelfilen är borta. Svar tas emot så länge servern är i gång, men de kan inte öppnas. Den som sköter driften behöver lägga tillbaka en kopia innan servern startas om.";
pub const STOPPED: &str = "Stängningen har stannat, eftersom svaren inte går att öppna. Inget svar har gått förlorat. Kontakta den som sköter driften; skälet står i serverns logg.";
pub const NO_COPY: &str = "Den har ingen kopia. Be den som sköter driften att ta en: utan nyckeln kan ingen läsa svaren.";
pub const NO_COPY_NEEDED: &str = "Den har ingen kopia.";
pub const COPIES_ARE: &str = "Kopior som har tagits:";

/// From when on it can be destroyed and when at the latest it is.
pub fn to_destroy(from: &str, at_the_latest: &str) -> String {
    format!(
        "Alla svar är öppnade, så nyckeln behövs inte längre. Be den som sköter driften att ta en säkerhetskopia av databasen och förstöra kopiorna av nyckeln. Sedan kan du förstöra den här, tidigast {from}. Annars förstör servern den {at_the_latest}."
    )
}

/// Of a round that was closed without its answers.
pub fn abandoned(from: &str, at_the_latest: &str) -> String {
    format!(
        "Omgången stängdes utan svar, eftersom nyckeln var borta. Hittas den kan svaren läsas ur säkerhetskopior från tiden före stängningen. Den kan förstöras tidigast {from}, och servern förstör den {at_the_latest} om den då finns."
    )
}

/// A copy: its file and its day.
pub fn copy(file: &str, day: &str) -> String {
    format!("{file}, {day}")
}

// Destroying it.

pub fn destroy(round: &str) -> String {
    format!("Förstör nyckeln till {round}")
}

pub const WARNING: &str =
    "Det går inte att ångra. Omgångens svar i säkerhetskopior från tiden före stängningen går sedan inte att läsa.";
pub const BACKUP: &str = "En säkerhetskopia av databasen har tagits efter stängningen";
pub const COPIES: &str = "Kopiorna av nyckeln är förstörda";
pub const BUTTON_DESTROY: &str = "Förstör nyckeln";

// On the first page of the central office, as long as it is so.

/// With the rounds that it is about.
pub fn lost(rounds: &str) -> String {
    format!(
        "Nyckeln till {rounds} är borta. Stäng inte omgången, och säg till den som sköter driften: servern får inte startas om förrän en kopia är tillbaka."
    )
}

pub fn stopped(rounds: &str) -> String {
    format!("Stängningen av {rounds} har stannat. Säg till den som sköter driften.")
}

pub fn not_copied(rounds: &str) -> String {
    format!(
        "Det finns ingen kopia av nyckeln till {rounds}. Går servern sönder är svaren förlorade. Be den som sköter driften att ta en kopia."
    )
}
