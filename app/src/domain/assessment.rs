//! What a coordinator says of an incident: never a change of the answer.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::organisation::{Audience, Organisation, lineage};
use super::questionnaire::WHOLE_CITY;

codes! {
    /// Whether an incident is connected to violent extremism.
    Connection {
        /// It is.
        Connected = "kopplad",
        /// It is not.
        Unconnected = "inte_kopplad",
        /// It cannot be said.
        Unclear = "oklar",
    }
}

/// As exports write an incident that is the same as another.
const DUPLICATE: &str = "dubblett";

/// What is said of one incident; nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Assessment {
    /// Whether it is connected to violent extremism.
    pub connection: Option<Connection>,
    /// The id of the incident that it is the same as.
    pub same_as: Option<String>,
    /// Whether it has been handled, where more is known than what was answered.
    pub handled: Option<bool>,
    /// In words, for those who assess it.
    pub note: String,
}

impl Assessment {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As exports write it; empty when it says neither.
    pub fn code(&self) -> &'static str {
        match (&self.same_as, self.connection) {
            (Some(_), _) => DUPLICATE,
            (None, Some(connection)) => connection.as_str(),
            (None, None) => "",
        }
    }

    /// What others than those who assess it see.
    #[must_use]
    pub fn without_note(self) -> Self {
        Self { note: String::new(), ..self }
    }
}

/// Where something happened, as an organisation sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// In its areas.
    Here,
    /// In the whole city, and so in its areas too.
    WholeCity,
    /// In other places, or nobody has said where.
    Elsewhere,
}

/// Where a place is as an organisation sees it. A place is covered by its stadsdelsförvaltning, and by
/// those that it took over from.
pub fn whereabouts(all: &[Organisation], id: &str, place: &str) -> Whereabouts {
    let district = |o: &&Organisation| o.audience == Audience::Stadsdelsforvaltning;
    let districts: Vec<&Organisation> = lineage(all, id).into_iter().filter(district).collect();
    if place == WHOLE_CITY && !districts.is_empty() {
        Whereabouts::WholeCity
    } else if districts.iter().any(|o| o.areas.iter().any(|area| area == place)) {
        Whereabouts::Here
    } else {
        Whereabouts::Elsewhere
    }
}

/// Whether what happened in a place is assessed by the central office: that of the whole city, and of
/// places that no stadsdelsförvaltning covers.
pub fn is_the_citys(all: &[Organisation], place: &str) -> bool {
    let covers = |o: &Organisation| o.audience == Audience::Stadsdelsforvaltning && o.areas.iter().any(|area| area == place);
    place == WHOLE_CITY || !all.iter().any(covers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(id: &str, audience: Audience, area: &str, successor: Option<&str>) -> Organisation {
        let (areas, successor) = (vec![area.to_owned()], successor.map(Into::into));
        Organisation { id: id.into(), name: id.into(), audience, areas, successor, last_year: None, expected: None }
    }

    #[test]
    fn a_place_is_its_districts_and_the_whole_city_is_every_districts() {
        let all = [
            organisation("farsta", Audience::Stadsdelsforvaltning, "Farsta", None),
            organisation("bra", Audience::Extern, "Farsta", None),
            organisation("norr", Audience::Stadsdelsforvaltning, "Norr", Some("city")),
            organisation("city", Audience::Stadsdelsforvaltning, "Syd", None),
            organisation("idrott", Audience::Fackforvaltning, "Hallen", None),
        ];
        for (id, place, expected) in [
            ("farsta", "Farsta", Whereabouts::Here),
            ("farsta", WHOLE_CITY, Whereabouts::WholeCity),
            ("farsta", "Norr", Whereabouts::Elsewhere),
            ("farsta", "", Whereabouts::Elsewhere),
            ("bra", "Farsta", Whereabouts::Elsewhere),
            ("bra", WHOLE_CITY, Whereabouts::Elsewhere),
            ("city", "Norr", Whereabouts::Here),
            ("norr", "Syd", Whereabouts::Elsewhere),
        ] {
            assert_eq!(whereabouts(&all, id, place), expected, "{id} {place}");
        }
        assert!(["Hela staden", "Hallen", ""].iter().all(|place| is_the_citys(&all, place)));
        assert!(!is_the_citys(&all, "Farsta"));
    }

    #[test]
    fn a_duplicate_is_called_so_whatever_else_is_said_of_it() {
        let unclear = Assessment { connection: Some(Connection::Unclear), ..Assessment::default() };
        assert_eq!((unclear.code(), Assessment::default().code()), ("oklar", ""));
        assert_eq!(Assessment { same_as: Some("x".to_owned()), ..unclear }.code(), "dubblett");
    }
}
