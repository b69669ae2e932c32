//! Why a use case did not happen: every sentence that staff and operators read about it.

use app::domain::definition::Fault;
use app::domain::figure::in_words;
use app::domain::ids::RoundId;
use app::domain::meaning::LinkName;
use app::domain::organisation::Audience;

pub use super::cell_problem::CellProblem;
pub use super::event_error::EventError;
pub use super::file_error::FileError;
pub use super::key_error::KeyError;
use crate::store;

/// What a use case can end in besides its result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not do its part; the cause is for the log.
    #[error("Databasen svarade inte som den skulle.")]
    Store(#[from] sqlx::Error),
    /// A file could not be written or read.
    #[error("Filen kunde inte läsas eller skrivas: {0}")]
    File(#[from] std::io::Error),
    /// Whose session it is could not be read.
    #[error("Inloggningen kunde inte läsas: {0}")]
    Session(String),
    /// What several waited for failed.
    #[error("{0}")]
    Shared(std::sync::Arc<Error>),
    /// The caller asked for something that the rules refuse.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such thing, or not for this caller.
    #[error("Det finns inte, eller så hör det till en annan förvaltning.")]
    NotFound,
    /// The caller's role does not reach.
    #[error("Ditt konto har inte rätt till det här.")]
    Forbidden,
}

impl Error {
    /// Whether it lies in the database and may well pass: it is out of reach, locked, full or read only.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Store(cause) => store::is_unavailable(cause),
            Self::Session(_) => true,
            Self::Shared(error) => error.is_passing(),
            _ => false,
        }
    }
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

macro_rules! from_each {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Error {
            fn from(error: $kind) -> Self {
                Self::Refused(error.into())
            }
        })*
    };
}

from_each!(
    FileError,
    QuestionnaireError,
    RoundError,
    ImportError,
    RegisterError,
    TextError,
    LetterError,
    AccountError,
    BackupError,
    EventError,
    KeyError,
    SupportLinkError,
    OrganisationError,
    HistoryError
);

/// Why the rules refuse a use case: a clear sentence, and for a form the field that it is about.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Organisationen ”{0}” finns inte.")]
    UnknownOrganisation(String),
    #[error("Organisationen ”{0}” är inte med i omgången {1}.")]
    NotInRound(String, RoundId),
    #[error("Det finns ingen omgång för {0}.")]
    UnknownRound(RoundId),
    #[error("E-postadressen ”{0}” går inte att använda.")]
    BadEmail(String),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Questionnaire(#[from] QuestionnaireError),
    #[error(transparent)]
    Round(#[from] RoundError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Letter(#[from] LetterError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Event(#[from] EventError),
    #[error(transparent)]
    SupportLink(#[from] SupportLinkError),
    #[error(transparent)]
    Organisation(#[from] OrganisationError),
    #[error(transparent)]
    History(#[from] HistoryError),
}

impl Refusal {
    /// The field of the form that it is about, where it is about one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Round(error) => error.field(),
            Self::Register(error) => error.field(),
            Self::Text(error) => Some(error.field()),
            Self::Letter(error) => error.field(),
            Self::Event(error) => Some(error.field()),
            Self::SupportLink(error) => Some(error.field()),
            Self::Account(error) => error.field(),
            Self::Organisation(error) => error.field(),
            Self::BadEmail(_) => Some("epost"),
            _ => None,
        }
    }
}

/// Why a questionnaire is not taken, published or used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionnaireError {
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Definition(Vec<Fault>),
    #[error("Enkäten ”{0}” finns inte. Importera den först.")]
    UnknownQuestionnaire(String),
    #[error("Skriv en titel, högst 200 tecken.")]
    NoTitle,
    #[error("Det finns redan en enkät som heter ”{0}”. Välj en annan titel.")]
    TakenTitle(String),
    #[error("Enkäten ”{0}” har inget utkast.")]
    NoDraft(String),
    #[error("Frågan ”{question}” går inte att ändra på det sättet i {other}. Ändra den där för hand.")]
    NotAdopted { question: String, other: String },
    #[error("Någon av enkäterna har ändrats sedan du såg efter. Se efter igen.")]
    ChangedThere,
    #[error("Utkastet har ändrats sedan du granskade det. Granska det igen.")]
    ChangedSince,
    #[error("Enkäten ”{0}”, version {1}, är inte publicerad.")]
    NotPublished(String, i64),
    #[error("Målgruppen {0} har fått två enkäter.")]
    PinnedTwice(Audience),
    #[error("Det finns ingen publicerad enkät för målgruppen {audience}, som {organisation} hör till.")]
    NoQuestionnaire { audience: Audience, organisation: String },
}

/// Why a round is not created, opened, extended or closed, or its figures not read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    #[error("Det finns redan en omgång för {0}.")]
    RoundExists(RoundId),
    #[error(
        "”{0}” kan inte vara en omgång. Skriv årtalet, eller årtalet med ett tillägg av a–z, siffror och bindestreck, till exempel 2026-host."
    )]
    BadRoundId(String),
    #[error("Namnet är för långt, högst 200 tecken, eller har tecken som inte går att skriva ut.")]
    BadTitle,
    #[error("Omgångens id ska börja med året {0}.")]
    RoundOfOtherYear(i64),
    #[error("Sista dagen kan inte ligga före den första.")]
    ClosesBeforeOpens,
    #[error("Periodens sista dag kan inte ligga före den första.")]
    BadPeriod,
    #[error("Den nya sista dagen kan inte ligga före i dag.")]
    ClosesInThePast,
    #[error("De andra svarar till och med den {0}. Välj den dagen eller en senare.")]
    ShorterThanOthers(String),
    #[error("Någon annan har ändrat omgången medan du skrev. Se hur den är nu, och ändra igen.")]
    ChangedMeanwhile,
    #[error("Omgången {0} är redan öppen.")]
    AlreadyOpen(RoundId),
    #[error("Omgången {0} är stängd och kan inte öppnas igen.")]
    AlreadyClosed(RoundId),
    #[error("Omgången {0} har inte öppnats.")]
    NotOpened(RoundId),
    #[error("Omgången {0} är inte öppen.")]
    NotOpen(RoundId),
    #[error("Omgången {0} har redan öppnats, så urvalet är bestämt.")]
    AlreadyOpened(RoundId),
    #[error(
        "Omgången har inte öppnats, eftersom ingen enhet skulle få frågan i: {0}. Ändra vilka avdelningar som ska svara, i organisationens register."
    )]
    WouldAskNone(String),
    #[error("Omgången {0} stängs nu. Försök igen när den är stängd.")]
    Closing(RoundId),
    #[error("Ingen organisation har enheter eller ett förväntat antal svar, så det finns inget att öppna.")]
    NobodyToAsk,
    #[error("Svaren visas först när omgången {0} är stängd. Till dess visas bara svarsfrekvensen.")]
    StillOpen(RoundId),
    #[error("Omgången {0} stängdes utan svar, eftersom nyckeln till svaren gick förlorad. Svarsfrekvensen finns kvar.")]
    Abandoned(RoundId),
}

impl RoundError {
    const fn field(&self) -> Option<&str> {
        match self {
            Self::RoundExists(_) | Self::BadRoundId(_) | Self::RoundOfOtherYear(_) => Some("ar"),
            Self::BadTitle => Some("titel"),
            Self::ClosesBeforeOpens | Self::ClosesInThePast => Some("stanger"),
            Self::ShorterThanOthers(_) => Some("dag"),
            Self::BadPeriod => Some("till"),
            _ => None,
        }
    }
}

/// Why figures of an earlier year are not taken, or not removed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    #[error("Omgången {0} har egna svar här. Tidigare års siffror läses bara in för år som inte har det.")]
    HasAnswers(RoundId),
    #[error("Sådana siffror är redan inlästa för {0}. Ta bort omgången {0} först, om de ska ersättas.")]
    Repeated(RoundId),
    #[error("Siffror för {0} kan inte läsas in. Året ska vara 1990 eller senare, och får inte ligga framåt i tiden.")]
    NotYet(RoundId),
    #[error("Filen säger inte vilket år den gäller. Ange året, eller lägg till kolumnen ar.")]
    NoYear,
    #[error("Filen har för {0} både {1} och {2}, som {1} tog över. Ta med bara de som fanns då, så räknas summan här.")]
    Both(RoundId, String, String),
    #[error("I {0} är organisationernas siffror för ”{1}” tillsammans större än hela stadens.")]
    Sum(RoundId, String),
    #[error("Omgången {0} är inläst som färdiga siffror. Här finns bara svarsfrekvens och indikatorer.")]
    FiguresAlone(RoundId),
}

/// Why responses are not imported.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("Filen har redan importerats för {0} i omgången {1}.")]
    SameFile(String, RoundId),
    #[error("I en stängd omgång som har svar måste en import ha minst {} svar, så att ingens svar kan räknas fram.", in_words(*.0))]
    TooFewIntoClosed(i64),
    #[error(
        "Importen för {0} tas inte in i den stängda omgången {1}: den skulle visa en uppgift som är dold, eller ändra en visad så lite att enstaka svar kan räknas fram."
    )]
    TellsTooMuch(String, RoundId),
    #[error("Importen skulle ge {completed} svar, men bara {eligible} enheter kan svara.")]
    MoreThanSample { completed: i64, eligible: i64 },
}

/// Why the unit register, or a round's sample of it, is not changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    #[error("Enheten har redan svarat. Ska den inte räknas i år, öppna den igen först.")]
    HasAnswered,
    #[error("Ange en orsak, högst 200 tecken.")]
    NoReason,
    #[error("Ange enhetens namn, högst 200 tecken.")]
    NoUnitName,
    #[error("Det förväntade antalet ska vara ett heltal från 1, inte ”{0}”.")]
    BadExpected(String),
    #[error("Avdelningen ”{0}” finns inte i registret.")]
    UnknownDivision(String),
    #[error("Enheten ”{0}” finns redan i listan.")]
    UnitExists(String),
    #[error("Kryssa för att just de här enheterna ska tas bort.")]
    NotConfirmed,
}

impl RegisterError {
    const fn field(&self) -> Option<&str> {
        match self {
            Self::NoUnitName | Self::UnitExists(_) => Some("namn"),
            Self::BadExpected(_) => Some("antal"),
            Self::UnknownDivision(_) => Some("avdelningar"),
            Self::NotConfirmed => Some("bekrafta"),
            Self::HasAnswered | Self::NoReason => None,
        }
    }
}

/// Why what a coordinator writes about a round is not kept.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("Skriv ett tema, högst 60 tecken.")]
    NoTheme,
    #[error("Välj vad det är för källa.")]
    NoSourceKind,
    #[error("Antalet ska vara ett heltal från 0, inte ”{0}”.")]
    BadCount(String),
    #[error("Texten är för lång, högst {longest} tecken.")]
    TextTooLong { field: String, longest: usize },
    #[error("Texten ser ut att innehålla uppgifter om en person: ”{found}”. Ta bort dem.")]
    PersonInText { field: String, found: String },
    #[error("Någon annan har skrivit om texten medan du skrev. Nu står det: ”{now}”. Spara igen om din text ska gälla.")]
    EditedMeanwhile { field: String, now: String },
    #[error("Skriv datumet som år, månad och dag, till exempel 2026-11-03.")]
    NotADate { field: String },
}

impl TextError {
    fn field(&self) -> &str {
        match self {
            Self::NoSourceKind => "slag",
            Self::BadCount(_) => "antal",
            Self::NoTheme => "tema",
            Self::TextTooLong { field, .. }
            | Self::PersonInText { field, .. }
            | Self::EditedMeanwhile { field, .. }
            | Self::NotADate { field } => field,
        }
    }
}

/// Why a letter is not planned.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    #[error("Servern skickar inga mejl, eftersom ingen e-postserver eller avsändare är inställd.")]
    MailOff,
    #[error("Skriv ett ämne, högst 200 tecken.")]
    NoSubject,
    #[error("Skriv en text, högst 5 000 tecken.")]
    NoLetter,
    #[error("Texten måste innehålla länken {0}.")]
    NoLinkInLetter(String),
    #[error("Tiden ska vara en dag och ett klockslag, till exempel 2026-10-14 och 09:00.")]
    BadTime,
    #[error("Tiden har redan passerat. Välj en senare, eller lämna fälten tomma för att skicka nu.")]
    TimeHasPassed,
    #[error("Omgången öppnar {0}. Välj en tid efter det.")]
    BeforeRound(String),
    #[error("Mejlet måste skickas medan omgången är öppen, senast {0}.")]
    AfterRound(String),
    #[error("En påminnelse är redan skickad eller planerad {0}. Det måste gå två dygn mellan påminnelserna.")]
    ReminderTooSoon(String),
    #[error("En inbjudan är redan planerad eller på väg. Vänta tills den är klar.")]
    InvitationUnderWay,
    #[error("Påminnelser går inte att skicka, eftersom några svar inte är knutna till en enhet.")]
    RemindersOff,
    #[error("Välj en dag från omgångens första dag till i dag.")]
    BadNoteDay,
    #[error("Påminnelsen den dagen är redan noterad.")]
    NotedAlready,
    #[error("En påminnelse är planerad {0}. Avbryt den först, så att ingen blir påmind två gånger på två dygn.")]
    ReminderPlanned(String),
    #[error("{0} saknar samordnare. Bjud in en, eller bocka ur förvaltningen.")]
    NoCoordinator(String),
    #[error("Bocka för minst en förvaltning.")]
    NobodyChosen,
    #[error("Omgången har stängt eller öppnat sedan du skrev brevet, så det går inte att skicka. Inget har skickats.")]
    OfAnotherTime,
    #[error(
        "Någon annan har skickat brev, eller så har samordnare ändrats, sedan du öppnade sidan. Se efter vilka som får brevet, och skicka sedan."
    )]
    SentMeanwhile,
    #[error("Det finns ingen att skicka till: alla som har en e-postadress har svarat eller redan fått inbjudan.")]
    NobodyToWriteTo,
}

impl LetterError {
    const fn field(&self) -> Option<&str> {
        match self {
            Self::NoSubject => Some("amne"),
            Self::NoLetter | Self::NoLinkInLetter(_) => Some("text"),
            Self::BadTime | Self::TimeHasPassed | Self::BeforeRound(_) | Self::AfterRound(_) | Self::ReminderTooSoon(_) => {
                Some("tid")
            }
            Self::NoCoordinator(_) | Self::NobodyChosen | Self::SentMeanwhile => Some("organisation"),
            Self::BadNoteDay | Self::NotedAlready | Self::ReminderPlanned(_) => Some("dag"),
            _ => None,
        }
    }
}

/// Why an address of a link to support is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SupportLinkError {
    #[error("Skriv hela webbadressen, som börjar med https://.")]
    NoPage(LinkName),
    #[error("Skriv en e-postadress, eller en hel webbadress som börjar med https://.")]
    NoContact,
    #[error("Adressen är för lång, högst {1} tecken.")]
    AddressTooLong(LinkName, usize),
}

impl SupportLinkError {
    const fn field(&self) -> &str {
        match self {
            Self::NoPage(name) | Self::AddressTooLong(name, _) => name.as_str(),
            Self::NoContact => LinkName::Samordnare.as_str(),
        }
    }
}

/// Why an organisation is not added or changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationError {
    #[error("Skriv ett namn, högst 200 tecken.")]
    NoName,
    #[error("Skriv områdena med kommatecken emellan, högst 200 tecken var.")]
    BadArea,
    #[error("Kortnamnet får ha bokstäverna a–z, siffror, bindestreck och understreck, högst 60 tecken.")]
    BadId,
    #[error("Det finns redan en organisation med kortnamnet ”{0}”. Skriv ett annat.")]
    TakenId(String),
    #[error("Skriv det sista året för en organisation som går upp i en annan.")]
    NoLastYear,
    #[error("Organisationen som tar över finns inte.")]
    UnknownSuccessor,
    #[error("Organisationen kan inte gå upp i en som själv har gått upp i den.")]
    CircularSuccession,
    #[error("Någon annan har ändrat organisationen medan du skrev. Se hur den är nu, och ändra igen.")]
    ChangedMeanwhile,
}

impl OrganisationError {
    const fn field(&self) -> Option<&str> {
        match self {
            Self::NoName => Some("namn"),
            Self::BadArea => Some("omraden"),
            Self::BadId | Self::TakenId(_) => Some("id"),
            Self::NoLastYear => Some("upphor"),
            Self::UnknownSuccessor | Self::CircularSuccession => Some("efterfoljare"),
            Self::ChangedMeanwhile => None,
        }
    }
}

/// Why an account is not made, changed or logged in to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    #[error("Det finns redan ett konto för {0}.")]
    AccountExists(String),
    #[error("En samordnare eller läsare måste höra till en organisation.")]
    OrganisationNeeded,
    #[error("Ett centralt konto hör inte till någon organisation.")]
    OrganisationNotWanted,
    #[error("Lösenordet ska ha minst 8 tecken och högst 200.")]
    BadPassword,
    #[error("Lösenordet är ett av dem som gissas först. Välj ett annat, gärna flera ord efter varandra.")]
    CommonPassword,
    #[error("E-postadressen eller lösenordet stämmer inte.")]
    WrongPassword,
    #[error("För många försök. Vänta {0} sekunder och försök igen.")]
    Throttled(i64),
    #[error("Det nuvarande lösenordet stämmer inte.")]
    WrongOldPassword,
    #[error("Det finns inget konto för {0}.")]
    UnknownAccount(String),
    #[error("Det måste finnas minst ett centralt konto som inte är avstängt.")]
    LastCentral,
    #[error("Skriv vad nyckeln ska användas till, högst 60 tecken.")]
    NoTokenName,
    #[error("Välj vad nyckeln ska läsa.")]
    NoTokenScope,
    #[error("Välj hur länge nyckeln ska gälla.")]
    NoTokenLifetime,
    #[error("Du har redan {0} nycklar. Ta bort någon först.")]
    TooManyTokens(usize),
    #[error("Här loggar man in med stadens inloggning, inte med lösenord.")]
    NoPasswords,
    #[error("Inloggningen gick inte att slutföra. Börja om från inloggningssidan.")]
    LoginNotFinished,
    #[error("Stadens inloggning svarar inte just nu. Försök igen om en stund.")]
    NoProvider,
    #[error(
        "Stadens inloggning känner igen dig, men du har inget konto i Lägesbild. Be stadsledningskontoret om en inbjudan till din e-postadress."
    )]
    NotInvited,
    #[error("Inbjudan finns inte, är använd eller för gammal. Be om en ny.")]
    BadInvitation,
}

impl AccountError {
    const fn field(&self) -> Option<&str> {
        match self {
            Self::OrganisationNeeded | Self::OrganisationNotWanted => Some("organisation"),
            Self::AccountExists(_) | Self::WrongPassword => Some("epost"),
            Self::BadPassword | Self::CommonPassword => Some("nytt_losenord"),
            Self::WrongOldPassword => Some("losenord"),
            Self::NoTokenName | Self::TooManyTokens(_) => Some("namn"),
            Self::NoTokenScope => Some("omfattning"),
            Self::NoTokenLifetime => Some("giltighet"),
            _ => None,
        }
    }
}

/// Why a copy is not taken or put back.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    #[error("En kopia tas med databasens eget verktyg. För PostgreSQL: pg_dump och pg_restore.")]
    UseDatabaseTool,
    #[error("Filen {0} finns redan.")]
    FileExists(String),
    #[error("Databasen finns redan. Ange --force för att ersätta den.")]
    DatabaseExists,
    #[error("Databasen används. Stoppa servern och andra lagesbild-kommandon först.")]
    DatabaseInUse,
    #[error("Filen är ingen säkerhetskopia av Lägesbild.")]
    NotABackup,
    #[error("Kopian är skadad, och databasen är orörd. Välj en äldre kopia.")]
    Damaged,
    #[error("Kopian stämmer inte med databasen: {0}. Använd den inte.")]
    Differs(String),
    #[error("Siffrorna ändrades varje gång kopian jämfördes. Försök igen när färre svarar, eller ta den utan --verify.")]
    NeverTheSame,
}
