//! Other sources: what else a lägesbild rests on.

use jiff::civil::Date;

use super::codes::codes;
use super::incident::Incident;

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
    /// Whether it is the number of the reports that are kept one by one.
    pub from_reports: bool,
}

/// What a source tells of, kept by itself: a blankett, or a row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Random.
    pub id: String,
    /// When it came, or when it happened.
    pub day: Date,
    /// Who tells of it.
    pub source: SourceKind,
    /// What the list is called that it stands in; empty for one that came by itself.
    pub name: String,
    /// The period of that list; empty where it is the round's.
    pub period: String,
    /// What happened.
    pub incident: Incident,
}

impl Report {
    /// Whether another says the same.
    pub fn says_the_same(&self, other: &Self) -> bool {
        *self == Self { id: self.id.clone(), ..other.clone() }
    }
}
