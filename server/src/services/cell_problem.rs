//! What is wrong with a cell of a file.

use app::domain::answer::Problem;

/// What is wrong with a row or a cell of a file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellProblem {
    #[error("raden har {found} fält men rubrikraden har {expected}.")]
    Width { found: usize, expected: usize },
    #[error("cellen är tom.")]
    Empty,
    #[error("texten har en radbrytning eller ett tecken som inte går att skriva ut.")]
    Unfit,
    #[error("texten är för lång, högst {0} tecken.")]
    TooLong(usize),
    #[error("”{0}” får bara ha bokstäverna a–z, siffror och bindestreck.")]
    BadId(String),
    #[error("”{0}” står redan på rad {1}.")]
    Repeated(String, u64),
    #[error("”{0}” är ingen organisationstyp. Välj stadsdelsforvaltning, fackforvaltning eller extern.")]
    BadAudience(String),
    #[error("”{0}” är inget heltal från 1.")]
    BadNumber(String),
    #[error("”{0}” är inget årtal.")]
    BadYear(String),
    #[error("organisationen ”{0}” finns inte.")]
    UnknownOrganisation(String),
    #[error("”{0}” är en annan förvaltning. Filen får bara ha enheter i den egna.")]
    OthersOrganisation(String),
    #[error("efterföljarna leder i en ring.")]
    CircularSuccession,
    #[error("”{0}” är ingen e-postadress.")]
    BadEmail(String),
    #[error("enheten ”{0}” finns inte i urvalet.")]
    UnknownUnit(String),
    #[error("enheten ”{0}” är tagen ur urvalet.")]
    OutOfScope(String),
    #[error("enheten ”{0}” har redan svarat.")]
    HasAnswered(String),
    #[error("{0}")]
    Answer(Problem),
    #[error("{0}")]
    Refused(String),
    #[error("grupper importeras inte från CSV.")]
    Group,
}
