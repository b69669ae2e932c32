//! What can be wrong with a definition, in words for its author.

use std::fmt;

use super::{FORMAT, FORMAT_1};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

/// What can be wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("filen är inte giltig JSON (rad {line}, kolumn {column})")]
    Syntax { line: usize, column: usize },
    #[error("här ska stå {0}")]
    Expected(&'static str),
    #[error("nyckeln \"{0}\" saknas")]
    Missing(&'static str),
    #[error("nyckeln \"{0}\" är okänd")]
    UnknownKey(String),
    #[error("formatet ska vara \"{FORMAT}\" eller \"{FORMAT_1}\"")]
    Format,
    #[error("betydelsen \"{0}\" finns inte")]
    UnknownMeaning(String),
    #[error("betydelsen \"{0}\" finns redan på en annan fråga")]
    MeaningTwice(&'static str),
    #[error("betydelsen \"{0}\" passar inte här")]
    MeaningMisplaced(&'static str),
    #[error("gruppen saknar en fråga med betydelsen \"{0}\"")]
    IncidentsLack(&'static str),
    #[error("länken \"{0}\" finns inte; välj bland blankett, rutin, utbildning, handlingsplan och samordnare")]
    UnknownLink(String),
    #[error("\"{0}\" finns inte; välj bland respondent, staff, neither och unit")]
    UnknownAbout(String),
    #[error("en indikator kan ha högst ett av knows, has_done och assesses")]
    PhrasingTwice,
    #[error("målgruppen \"{0}\" finns inte; välj stadsdelsforvaltning, fackforvaltning eller extern")]
    Audience(String),
    #[error("språket ska vara \"sv\"")]
    Language,
    #[error("frågetypen \"{0}\" finns inte")]
    UnknownType(String),
    #[error("id \"{0}\" får bara ha bokstäverna a–z och A–Z, siffror, _ och -, högst 60 tecken")]
    BadId(String),
    #[error("id \"{0}\" är upptaget av formuläret självt")]
    ReservedId(String),
    #[error("id \"{0}\" finns redan")]
    DuplicateId(String),
    #[error("listan är tom")]
    Empty,
    #[error("texten är tom")]
    Blank,
    #[error("texten har ett tecken som inte syns; skriv om den utan det")]
    Unseen,
    #[error("min är större än max")]
    MinAboveMax,
    #[error("talet ska ligga mellan {0} och {1}")]
    OutOfRange(i64, i64),
    #[error("bara ett alternativ i en fråga kan ha fritext")]
    SecondOtherText,
    #[error("\"{0}\" går bara på alternativ i {1}")]
    OptionFlag(&'static str, &'static str),
    #[error("en grupp kan inte ligga i en grupp")]
    NestedGroup,
    #[error("frågan \"{0}\" finns inte")]
    UnknownQuestion(String),
    #[error("frågan \"{0}\" kommer senare; ett villkor kan bara se bakåt")]
    ForwardReference(String),
    #[error("frågan \"{0}\" har inget svar att pröva på det sättet")]
    WrongKind(String),
    #[error("frågan \"{0}\" är en matris, så \"row\" måste anges")]
    RowMissing(String),
    #[error("raden \"{0}\" finns inte")]
    UnknownRow(String),
    #[error("alternativet \"{0}\" finns inte")]
    UnknownOption(String),
    #[error("ett villkor ska ha precis ett av in, not_in, answered, less_than, greater_than, all och any")]
    ConditionShape,
    #[error("en indikator ska ha antingen \"counts\" eller \"statistic\": \"mean\"")]
    StatisticShape,
    #[error("riktningen \"{0}\" finns inte; välj higher_is_better, lower_is_better eller neutral")]
    Direction(String),
}

impl Problem {
    /// Whether a draft may have it: it keeps a questionnaire from being published only.
    pub const fn is_of_publication(&self) -> bool {
        matches!(self, Self::MeaningTwice(_) | Self::MeaningMisplaced(_) | Self::IncidentsLack(_))
    }
}
