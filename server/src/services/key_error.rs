//! What is wrong with the keys that lie outside the database: sentences for operators, and for the page of keys.

use app::domain::ids::RoundId;

/// What is wrong with the keys that lie outside the database, or why one is not destroyed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error(
        "Mappen med nycklar, {path}, kan inte användas ({cause}). Den ska gå att läsa och skriva i för användaren som servern körs som, och tillhöra den."
    )]
    Unreadable { path: String, cause: String },
    #[error(
        "Mappen med nycklar, {0}, finns inte eller är tom, men databasen har nycklar. Montera mappen, ange den med LAGESBILD_KEY_DIR eller lägg tillbaka en kopia med \"lagesbild keys restore FIL\". Inget har ändrats."
    )]
    FolderMissing(String),
    #[error("Nyckelfilen {0} är skadad. Flytta undan den och lägg tillbaka en kopia med \"lagesbild keys restore FIL\".")]
    Damaged(String),
    #[error(
        "Databasen är från tiden innan svar förseglades, men mappen {0} har redan nycklar: databasen är en äldre kopia, eller så hör mappen till en annan. Lägg tillbaka en nyare kopia, eller ange en tom mapp med LAGESBILD_KEY_DIR. Inget har ändrats."
    )]
    OlderDatabase(String),
    #[error("Nycklarna i mappen {0} hör till en annan databas. Ange rätt mapp med LAGESBILD_KEY_DIR. Inget har ändrats.")]
    Foreign(String),
    #[error(
        "Nyckeln till omgången {0} finns inte i mappen {1}. Lägg tillbaka en kopia med \"lagesbild keys restore FIL\". Finns ingen kopia kan ingen läsa svaren, och omgången får stängas utan dem med \"lagesbild round abandon {0}\"."
    )]
    Missing(RoundId, String),
    #[error(
        "Nyckeln till omgången {0} i mappen {1} är inte den som svaren är förseglade med. Ange rätt mapp med LAGESBILD_KEY_DIR, eller lägg tillbaka rätt kopia. Inget har ändrats."
    )]
    Wrong(RoundId, String),
    #[error(
        "Databasen är en kopia från tiden innan nyckeln till omgången {0} förstördes, så svaren i den går inte att läsa. Lägg tillbaka en nyare kopia, eller stäng omgången utan svar med \"lagesbild round abandon {0}\"."
    )]
    Destroyed(RoundId),
    #[error(
        "Svaret {2} från {1} går inte att öppna med omgångens nyckel, så stängningen av {0} har stannat. Inget svar är borttaget."
    )]
    DoesNotOpen(RoundId, String, String),
    #[error("{0}")]
    Stopped(String),
    #[error("Nyckeln till omgången {0} saknas. Omgången kan inte stängas förrän en kopia är tillbaka.")]
    LostNow(RoundId),
    #[error("Omgången {0} har ingen nyckel kvar att förstöra.")]
    NoKey(RoundId),
    #[error("Nyckeln till omgången {0} behövs tills omgången är stängd.")]
    StillNeeded(RoundId),
    #[error("Nyckeln kan förstöras tidigast ett dygn efter stängningen: {0}.")]
    TooEarly(String),
    #[error("Bekräfta att en säkerhetskopia av databasen har tagits efter stängningen.")]
    BackupUnconfirmed,
    #[error("Bekräfta att kopiorna av nyckeln är förstörda: {0}.")]
    CopiesUnconfirmed(String),
    #[error("Svaren i omgången {0} är inte de som räknades vid stängningen. Nyckeln är kvar.")]
    CountsDiffer(RoundId),
    #[error("Nyckeln till omgången {0} finns. Stäng omgången som vanligt.")]
    NotLost(RoundId),
    #[error(
        "En server har sett nyckeln till omgången {0} de senaste två minuterna, men i mappen {1} finns den inte. Ange samma mapp som servern med LAGESBILD_KEY_DIR. Inget har ändrats."
    )]
    SeenLately(RoundId, String),
    #[error("Omgången {0} har inga förseglade svar, så det finns inget att överge.")]
    NothingToAbandon(RoundId),
    #[error("Kopian ska inte ligga i mappen med nycklar, {0}: då går den förlorad med dem. Välj en annan mapp.")]
    CopyBesideKeys(String),
    #[error("De två lösenfraserna är olika. Ingen kopia är tagen.")]
    PassphrasesDiffer,
    #[error("Lösenfrasen ska ha minst {0} tecken.")]
    ShortPassphrase(usize),
    #[error("Lösenfrasen stämmer inte, eller så är kopian skadad.")]
    WrongPassphrase,
    #[error("Filen är ingen kopia av nycklar.")]
    NotACopy,
    #[error("{0} finns redan och är en annan än i kopian. Inget har ändrats.")]
    Differs(String),
    #[error("Det som skrevs är inte omgångens id, {0}. Inget har ändrats.")]
    NotTyped(RoundId),
}
