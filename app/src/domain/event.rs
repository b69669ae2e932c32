//! The events of an organisation's places: incidents as it sees them, chosen and counted.
//!
//! An *event* is an incident with its assessment. It is *set aside*, and not counted, when it has no
//! connection to extremism or is the same as another.

use std::collections::{BTreeMap, BTreeSet};

use super::assessment::{Assessment, Connection, Whereabouts};
use super::codes::codes;
use super::ids::OrganisationId;
use super::incident::Incident;

/// An incident as somebody may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Random.
    pub id: String,
    /// What may be seen of it.
    pub incident: Incident,
    /// Who reported it; not said of those with few answers, nor when it would be had from that.
    pub reporter: Option<OrganisationId>,
    /// Where it happened.
    pub whereabouts: Whereabouts,
    /// What may be seen of its assessment.
    pub assessment: Assessment,
    /// Whether whoever sees it may assess it.
    pub may_assess: bool,
}

codes! {
    /// What events are chosen and counted by; the code is the field of a choice.
    Aspect {
        /// Where.
        Place = "omrade",
        /// Which extremist environments.
        Environment = "miljo",
        /// What it was about.
        Kind = "typ",
        /// When.
        Month = "manad",
        /// Who reported it.
        Reporter = "fran",
        /// Whether it was handled.
        Handled = "omhandertagen",
    }
}

/// The value of an aspect of which nothing is said.
pub const UNSAID: &str = "anges_inte";
/// The values of [`Aspect::Handled`].
pub const HANDLED: [&str; 2] = ["ja", "nej"];

impl Event {
    /// What it has of an aspect: at least one value.
    pub fn values(&self, aspect: Aspect) -> Vec<&str> {
        let Incident { place, environment, kind, month, was_handled, .. } = &self.incident;
        let said = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let one = match aspect {
            Aspect::Place => said(place.as_str()),
            Aspect::Month => said(month.as_str()),
            Aspect::Reporter => self.reporter.as_deref(),
            Aspect::Handled => self.assessment.handled.or(*was_handled).map(|handled| HANDLED[usize::from(!handled)]),
            Aspect::Environment | Aspect::Kind => {
                let several = if aspect == Aspect::Kind { kind } else { environment };
                if !several.is_empty() {
                    return several.iter().map(String::as_str).collect();
                }
                None
            }
        };
        vec![one.unwrap_or(UNSAID)]
    }

    /// Whether it has all that is chosen: a value of an aspect each.
    pub fn has(&self, chosen: &BTreeMap<Aspect, String>) -> bool {
        chosen.iter().all(|(aspect, value)| self.values(*aspect).contains(&value.as_str()))
    }

    /// Whether it is not counted, when those with these ids are seen beside it.
    fn is_aside(&self, seen: &BTreeSet<String>) -> bool {
        let Assessment { connection, same_as, .. } = &self.assessment;
        *connection == Some(Connection::Unconnected) || same_as.as_ref().is_some_and(|id| seen.contains(id))
    }
}

/// How many events have each value of an aspect.
pub fn count_by(events: &[Event], aspect: Aspect) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for value in events.iter().flat_map(|event| event.values(aspect)) {
        *counts.entry(value.to_owned()).or_default() += 1;
    }
    counts
}

/// All that an organisation sees, each event in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Events {
    /// What happened in its areas and in the whole city, whoever reported it.
    pub here: Vec<Event>,
    /// What its own units saw in other places.
    pub elsewhere: Vec<Event>,
    /// What is not counted.
    pub aside: Vec<Event>,
}

impl Events {
    /// Each in its place; the order is kept.
    pub fn new(all: Vec<Event>) -> Self {
        let seen: BTreeSet<String> = all.iter().map(|event| event.id.clone()).collect();
        let mut events = Self::default();
        for event in all {
            let list = match event.whereabouts {
                _ if event.is_aside(&seen) => &mut events.aside,
                Whereabouts::Here | Whereabouts::WholeCity => &mut events.here,
                Whereabouts::Elsewhere => &mut events.elsewhere,
            };
            list.push(event);
        }
        events
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.here.iter().chain(&self.elsewhere).chain(&self.aside)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The events that one can be the same as: those of its place that are counted, but for itself, and the
    /// one that it is the same as now.
    pub fn originals<'a>(&'a self, of: &'a Event) -> impl Iterator<Item = &'a Event> {
        let beside = if of.whereabouts == Whereabouts::Elsewhere { &self.elsewhere } else { &self.here };
        let counted = beside.iter().filter(|event| event.id != of.id && event.assessment.same_as.is_none());
        counted.chain(self.aside.iter().filter(|event| of.assessment.same_as.as_ref() == Some(&event.id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, whereabouts: Whereabouts, assessment: Assessment) -> Event {
        let incident = Incident { kind: vec!["hot".to_owned(), "klotter".to_owned()], ..Incident::default() };
        Event { id: id.to_owned(), incident, reporter: None, whereabouts, assessment, may_assess: true }
    }

    fn same_as(id: &str) -> Assessment {
        Assessment { same_as: Some(id.to_owned()), ..Assessment::default() }
    }

    #[test]
    fn each_event_stands_in_one_place() {
        let unconnected = Assessment { connection: Some(Connection::Unconnected), ..Assessment::default() };
        let unclear = Assessment { connection: Some(Connection::Unclear), ..Assessment::default() };
        let events = Events::new(vec![
            event("a", Whereabouts::Here, unclear),
            event("b", Whereabouts::WholeCity, Assessment::default()),
            event("c", Whereabouts::Here, unconnected),
            event("d", Whereabouts::Here, same_as("a")),
            event("e", Whereabouts::Elsewhere, same_as("one that is not seen here")),
        ]);
        let ids = |list: &[Event]| list.iter().map(|e| e.id.clone()).collect::<Vec<_>>().concat();
        assert_eq!((ids(&events.here), ids(&events.elsewhere), ids(&events.aside)), ("ab".into(), "e".into(), "cd".into()));
        let originals: String = events.originals(&events.aside[0]).map(|e| e.id.as_str()).collect();
        assert_eq!(originals, "ab");
    }

    #[test]
    fn a_count_is_that_of_the_events_that_its_value_chooses() {
        let mut handled = event("a", Whereabouts::Here, Assessment { handled: Some(true), ..Assessment::default() });
        handled.incident.was_handled = Some(false);
        let events = [handled, event("b", Whereabouts::Here, Assessment::default())];
        for aspect in Aspect::ALL {
            for (value, count) in count_by(&events, *aspect) {
                let chosen = BTreeMap::from([(*aspect, value.clone())]);
                assert_eq!(events.iter().filter(|e| e.has(&chosen)).count(), usize::try_from(count).expect("a count"), "{value}");
            }
        }
        assert_eq!(count_by(&events, Aspect::Handled), BTreeMap::from([("ja".into(), 1), (UNSAID.into(), 1)]));
        assert_eq!(count_by(&events, Aspect::Kind), BTreeMap::from([("hot".into(), 2), ("klotter".into(), 2)]));
    }
}
