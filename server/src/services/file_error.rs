//! What is wrong with a file.

use super::error::CellProblem;

/// What is wrong with a file that is imported.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("rad {line}: {problem}")]
    Row { line: u64, problem: CellProblem },
    #[error("rad {line}, kolumn {column}: {problem}")]
    Cell { line: u64, column: String, problem: CellProblem },
    #[error("Filen är tom.")]
    EmptyFile,
    #[error("rad {line}: tecknen kan inte läsas. Spara filen som UTF-8.")]
    Encoding { line: usize },
    #[error("Filen går inte att läsa som ett kalkylblad. Spara den som XLSX eller CSV.")]
    NotASheet,
    #[error("Rubrikraden (rad 1): kolumnen ”{0}” saknas.")]
    MissingColumn(String),
    #[error("Rubrikraden (rad 1): vi känner inte igen kolumnen ”{0}”.")]
    UnknownColumn(String),
    #[error("Rubrikraden (rad 1): kolumnen ”{0}” finns två gånger.")]
    DuplicateColumn(String),
    #[error(
        "Rubrikraden (rad 1): vi känner inte igen ”{0}”. Använd Enhet, Avdelning, Verksamhetsområde, Stadsdelsområde och E-post."
    )]
    UnknownHeading(String),
    #[error("Rubrikraden (rad 1): ”{0}” och ”{1}” är samma uppgift. Ta bort den ena kolumnen.")]
    SameColumn(String, String),
    #[error("Rubrikraden (rad 1): kolumnen {0} saknas.")]
    MissingHeading(&'static str),
    #[error("Arbetsboken finns bara som XLSX.")]
    OnlyWorkbook,
    #[error("Välj en fil först.")]
    NoFile,
    #[error("Kalkylbladet har sammanfogade celler, så det går inte att se vad som hör till vilken rad. Dela dem och spara igen.")]
    MergedCells,
    #[error("Kalkylbladet är för stort: högst {0} rader och {1} kolumner.")]
    SheetTooLarge(u32, u32),
    #[error("Filen har för mycket i sig: högst 400 000 celler och 16 miljoner tecken. Dela upp den i flera filer.")]
    TableTooLarge,
}
