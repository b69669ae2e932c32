//! Reading tokens: what a program shows in place of a login to read exports.

use jiff::civil::Date;

use super::codes::codes;
use super::ids::OrganisationId;

codes! {
    /// Which exports a token reads, of those that its account may.
    Scope {
        /// Response rates, indicators and the codebook.
        Figures = "siffror",
        /// Incidents too.
        Incidents = "handelser",
        /// Responses, free texts and the workbook too.
        Everything = "allt",
    }
}

/// A token as it is kept: without its text, which is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingToken {
    /// Random; not the token.
    pub id: String,
    /// The id of the account that it reads as.
    pub account: String,
    /// What its owner calls it.
    pub name: String,
    pub scope: Scope,
    /// The one organisation that it reads; none for all that the account may.
    pub organisation: Option<OrganisationId>,
    pub created: Date,
    /// The last day on which it holds.
    pub expires: Date,
    /// The day on which it was used last.
    pub last_used: Option<Date>,
}

impl ReadingToken {
    /// Whether it holds no more.
    pub fn has_expired(&self, today: Date) -> bool {
        self.expires < today
    }

    /// Whether it reads an export that asks for so much, of an organisation or of the whole city.
    pub fn reads(&self, needed: Scope, organisation: Option<&OrganisationId>) -> bool {
        needed <= self.scope && (self.organisation.is_none() || self.organisation.as_ref() == organisation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn token(scope: Scope, organisation: Option<&str>) -> ReadingToken {
        ReadingToken {
            id: "t".into(),
            account: "a".into(),
            name: String::new(),
            scope,
            organisation: organisation.map(Into::into),
            created: date(2026, 10, 1),
            expires: date(2026, 10, 31),
            last_used: None,
        }
    }

    #[test]
    fn a_token_holds_through_its_last_day() {
        let expired = |day| token(Scope::Figures, None).has_expired(day);
        assert_eq!([date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1)].map(expired), [false, false, true]);
    }

    #[test]
    fn a_token_reads_no_more_than_its_scope_and_its_organisation() {
        let (own, other) = (OrganisationId::from("farsta"), OrganisationId::from("social"));
        let reads = |token: &ReadingToken, needed| [None, Some(&own), Some(&other)].map(|of| token.reads(needed, of));
        assert_eq!(reads(&token(Scope::Incidents, None), Scope::Figures), [true; 3]);
        assert_eq!(reads(&token(Scope::Incidents, None), Scope::Incidents), [true; 3]);
        assert_eq!(reads(&token(Scope::Incidents, None), Scope::Everything), [false; 3]);
        assert_eq!(reads(&token(Scope::Everything, Some("farsta")), Scope::Figures), [false, true, false]);
    }
}
