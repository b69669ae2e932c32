//! Why what a coordinator notes of events is not kept.

use app::domain::answer::Problem;
use app::domain::figure::day;
use jiff::civil::Date;

/// Each sentence says what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    #[error("Någon annan har bedömt händelsen medan du skrev. Se vad som står nu, och spara igen om din bedömning ska gälla.")]
    AssessedMeanwhile,
    #[error("Välj om händelsen är kopplad till våldsbejakande extremism.")]
    NoConnection,
    #[error("Välj en händelse som räknas och som inte själv är samma som en annan.")]
    NoOriginal,
    #[error("Andra händelser har bedömts vara samma som den här. Ändra dem först.")]
    IsOriginal,
    #[error("Datumet ska ligga från {} till {}.", day(*.0), day(*.1))]
    BadDay(Date, Date),
    #[error("Välj vad det är för källa.")]
    NoSource,
    #[error("{1}")]
    Noted(&'static str, Problem),
}

impl EventError {
    /// The field of the form that it is about.
    pub(super) const fn field(&self) -> &str {
        match self {
            Self::AssessedMeanwhile | Self::NoConnection => "koppling",
            Self::NoOriginal | Self::IsOriginal => "samma_som",
            Self::BadDay(..) => "datum",
            Self::NoSource => "kalla",
            Self::Noted(field, _) => field,
        }
    }
}
