//! Organisations, the areas that they cover, and their successions.
//!
//! An organisation *succeeds* others when it takes over their work. Its *lineage* is itself and everyone
//! that it succeeds, however far back.

use std::collections::BTreeMap;
use std::fmt;

use super::codes::codes;
use super::ids::OrganisationId;

codes! {
    /// The kind of an organisation, and so which variant of the questionnaire it answers. In the order
    /// that exports list them.
    Audience {
        /// A city district's administration.
        Stadsdelsforvaltning = "stadsdelsforvaltning",
        /// An administration for one field in the whole city.
        Fackforvaltning = "fackforvaltning",
        /// Someone outside the city's organisation.
        Extern = "extern",
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One that answers through one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Stable id, part of addresses.
    pub id: OrganisationId,
    /// As people know it.
    pub name: String,
    /// Which variant it answers.
    pub audience: Audience,
    /// The areas that it covers.
    pub areas: Vec<String>,
    /// Who took over.
    pub successor: Option<OrganisationId>,
    /// The last year in which it takes part.
    pub last_year: Option<i64>,
    /// How many answers are expected where there is no register.
    pub expected: Option<i64>,
}

impl Organisation {
    /// Whether it takes part in a round of that year.
    pub fn active_in(&self, year: i64) -> bool {
        self.last_year.is_none_or(|last| year <= last)
    }
}

/// The lineage of an organisation, itself first.
pub fn lineage<'a>(all: &'a [Organisation], id: &str) -> Vec<&'a Organisation> {
    let mut found: Vec<&Organisation> = all.iter().filter(|o| o.id == *id).collect();
    let mut next = 0;
    while next < found.len() {
        let heir = found[next].id.clone();
        for o in all.iter().filter(|o| o.successor.as_ref() == Some(&heir)) {
            if !found.iter().any(|f| f.id == o.id) {
                found.push(o);
            }
        }
        next += 1;
    }
    found
}

/// The stadsdelsförvaltningar that ask an external party: those of its areas in that year. Others are
/// asked by themselves.
pub fn askers<'a>(all: &'a [Organisation], asked: &Organisation, year: i64) -> Vec<&'a Organisation> {
    let asks = |o: &&Organisation| {
        o.audience == Audience::Stadsdelsforvaltning && o.active_in(year) && o.areas.iter().any(|area| asked.areas.contains(area))
    };
    if asked.audience == Audience::Extern { all.iter().filter(asks).collect() } else { vec![] }
}

/// An organisation whose chain of successors never ends, if there is one.
pub fn find_cycle(all: &[Organisation]) -> Option<&Organisation> {
    let successor: BTreeMap<&str, &str> = all.iter().filter_map(|o| Some((o.id.as_str(), o.successor.as_deref()?))).collect();
    all.iter().find(|o| {
        let mut at = o.id.as_str();
        for _ in 0..=all.len() {
            match successor.get(at) {
                Some(next) => at = next,
                None => return false,
            }
        }
        true
    })
}

/// A key that sorts names in Swedish order: å, ä and ö last.
pub fn collation_key(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .map(|c| match c {
            'å' => '\u{e000}',
            'ä' | 'æ' => '\u{e001}',
            'ö' | 'ø' => '\u{e002}',
            'é' | 'è' | 'ê' => 'e',
            'ü' => 'y',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(id: &str, successor: Option<&str>) -> Organisation {
        Organisation {
            id: id.into(),
            name: id.into(),
            audience: Audience::Stadsdelsforvaltning,
            areas: vec![],
            successor: successor.map(Into::into),
            last_year: None,
            expected: None,
        }
    }

    #[test]
    fn a_lineage_reaches_over_two_mergers() {
        let all =
            [organisation("a", Some("b")), organisation("b", Some("c")), organisation("c", None), organisation("d", Some("c"))];
        let ids: Vec<_> = lineage(&all, "c").iter().map(|o| o.id.as_str()).collect();
        assert_eq!(ids, ["c", "b", "d", "a"]);
        assert!(find_cycle(&all).is_none());
    }

    #[test]
    fn a_circle_of_successors_is_found() {
        let all = [organisation("a", Some("b")), organisation("b", Some("a"))];
        assert!(find_cycle(&all).is_some());
        assert_eq!(lineage(&all, "a").len(), 2);
    }

    #[test]
    fn an_external_party_is_asked_by_those_of_its_areas() {
        let district = |id: &str, last_year| Organisation { areas: vec!["Farsta".into()], last_year, ..organisation(id, None) };
        let all = [district("before", Some(2022)), district("farsta", None), organisation("elsewhere", None)];
        let council = Organisation { audience: Audience::Extern, ..district("council", None) };
        let ids: Vec<_> = askers(&all, &council, 2026).iter().map(|o| o.id.as_str()).collect();
        assert_eq!(ids, ["farsta"]);
        assert!(askers(&all, &all[1], 2026).is_empty());
    }

    #[test]
    fn swedish_names_sort_with_their_last_letters_last() {
        let mut names = ["Östermalm", "Älvsjö", "Zinkensdamm", "Årsta"];
        names.sort_by_key(|n| collation_key(n));
        assert_eq!(names, ["Zinkensdamm", "Årsta", "Älvsjö", "Östermalm"]);
    }

    #[test]
    fn an_audience_is_written_as_files_have_it() {
        assert_eq!(
            Audience::ALL.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["stadsdelsforvaltning", "fackforvaltning", "extern"]
        );
    }
}
