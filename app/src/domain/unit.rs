//! Units: in the register, and in a round's *sample*, which is the register as it was at the opening.

use jiff::civil::Date;

use super::ids::{OrganisationId, UnitId};

/// A unit of the register: it has one manager who answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// Random.
    pub id: UnitId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Unique in the organisation.
    pub name: String,
    /// Avdelning.
    pub division: String,
    /// Verksamhetsområde.
    pub line: String,
    /// Stadsdelsområde.
    pub area: String,
    /// Where letters go.
    pub email: String,
    /// Whether it has left the register.
    pub retired: bool,
}

/// A unit in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleUnit {
    /// The unit's id.
    pub unit: UnitId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Avdelning.
    pub division: String,
    /// Verksamhetsområde.
    pub line: String,
    /// Where letters go, if they can.
    pub email: String,
    /// Why it is out of scope, if it is.
    pub out_of_scope: Option<String>,
    /// The day on which it answered, if it has.
    pub answered_on: Option<Date>,
}
