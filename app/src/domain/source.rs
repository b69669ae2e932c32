//! Other sources: what else a lägesbild rests on.

use super::codes::codes;

codes! {
    /// What a source is.
    SourceKind {
        /// Received forms (blanketter).
        Forms = "blanketter",
        /// The city's incident reports.
        IncidentReports = "ia",
        /// Graffiti seen by the traffic office.
        GraffitiTraffic = "klotter-trafikkontoret",
        /// Graffiti seen by the school property company.
        GraffitiSchools = "klotter-sisab",
        /// The police.
        Police = "polisen",
        /// The crime prevention council.
        CrimePrevention = "bra",
        /// Anything else.
        Other = "annan",
    }
}

/// One source, as a coordinator noted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Random.
    pub id: String,
    /// What it is.
    pub kind: SourceKind,
    /// How many, where it counts something.
    pub count: Option<i64>,
    /// The period, or up to when.
    pub period: String,
    /// A note.
    pub note: String,
}
