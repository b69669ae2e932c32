//! Events in words, chosen and counted: for the pages of organisations and of the city.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::assessment::{Assessment, Whereabouts};
use app::domain::event::{Aspect, Event, Events, HANDLED, UNSAID, count_by};
use app::domain::figure::month;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::meaning::Meaning;
use app::domain::organisation::{Organisation, collation_key};
use app::domain::questionnaire::Choice;
use app::pages::coordinator::incidents::{CountRow, Counted, Counts, EventList, EventRow, Filter};
use app::texts::incidents as t;
use percent_encoding::utf8_percent_encode;

use super::error::IN_QUERY;
use crate::services::{Context, Result, incidents};

/// What events are counted by.
const COUNTED: [Aspect; 4] = [Aspect::Kind, Aspect::Environment, Aspect::Place, Aspect::Month];

/// How the values of events are called.
pub(super) struct Words {
    /// By round, what could be answered.
    by_round: BTreeMap<RoundId, BTreeSet<(Meaning, String)>>,
    options: BTreeMap<(Meaning, String), Choice>,
    names: BTreeMap<OrganisationId, String>,
}

impl Words {
    /// Of rounds, the latest first, and organisations.
    pub(super) async fn new(cx: &Context, rounds: &[RoundId], organisations: &[Organisation]) -> Result<Self> {
        let names = organisations.iter().map(|o| (o.id.clone(), o.name.clone())).collect();
        let (mut options, mut by_round) = (BTreeMap::new(), BTreeMap::new());
        for round in rounds {
            let of_round = incidents::options(cx, round).await?;
            by_round.insert(*round, of_round.keys().cloned().collect());
            for (id, option) in of_round {
                options.entry(id).or_insert(option);
            }
        }
        Ok(Self { by_round, options, names })
    }

    /// Whether a value could be answered in a round.
    fn was_asked(&self, round: &RoundId, aspect: Aspect, value: &str) -> bool {
        let meaning = match aspect {
            Aspect::Environment => Meaning::Environment,
            Aspect::Kind => Meaning::Kind,
            Aspect::Place | Aspect::Month | Aspect::Reporter | Aspect::Handled => return true,
        };
        let key = (meaning, value.to_owned());
        value == UNSAID || self.by_round.get(round).is_none_or(|options| options.contains(&key))
    }

    fn option(&self, meaning: Meaning, id: &str) -> String {
        self.options.get(&(meaning, id.to_owned())).map_or_else(|| id.to_owned(), |option| option.text.clone())
    }

    /// A value of an aspect as a reader says it.
    fn of(&self, aspect: Aspect, value: &str) -> String {
        match aspect {
            _ if value == UNSAID => t::UNSAID.to_owned(),
            Aspect::Place => value.to_owned(),
            Aspect::Environment => self.option(Meaning::Environment, value),
            Aspect::Kind => self.option(Meaning::Kind, value),
            Aspect::Month => month(value),
            Aspect::Reporter => self.names.get(value).cloned().unwrap_or_else(|| value.to_owned()),
            Aspect::Handled => t::handled(value == HANDLED[0]).to_owned(),
        }
    }

    /// All values of an aspect; nothing where none is said.
    fn all_of(&self, event: &Event, aspect: Aspect) -> String {
        let values = event.values(aspect).into_iter().filter(|value| *value != UNSAID);
        values.map(|value| self.of(aspect, value)).collect::<Vec<_>>().join(", ")
    }

    /// An event in a few words.
    pub(super) fn in_short(&self, event: &Event) -> String {
        let place = event.incident.place.clone();
        let parts = [self.all_of(event, Aspect::Kind), place, self.all_of(event, Aspect::Month)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn row(&self, event: &Event, events: &Events) -> EventRow {
        let incident = &event.incident;
        let kind = [self.all_of(event, Aspect::Kind), incident.other_text.clone()];
        let reported = incident.reported.iter().map(|id| self.option(Meaning::Reported, id));
        EventRow {
            id: event.id.clone(),
            place: incident.place.clone(),
            month: self.all_of(event, Aspect::Month),
            kind: kind.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": "),
            environment: self.all_of(event, Aspect::Environment),
            reported: reported.collect::<Vec<_>>().join(", "),
            handled: self.all_of(event, Aspect::Handled),
            reporter: event.reporter.as_deref().map_or_else(|| t::UNSAID.to_owned(), |id| self.of(Aspect::Reporter, id)),
            description: incident.description.clone(),
            assessment: self.said(&event.assessment, events),
            may_assess: event.may_assess,
            assessed: !event.assessment.is_empty(),
        }
    }

    /// An assessment, a sentence each.
    fn said(&self, assessment: &Assessment, events: &Events) -> Vec<String> {
        let original = |id: &String| events.iter().find(|e| e.id == *id).map(|e| self.in_short(e)).unwrap_or_default();
        let same_as = assessment.same_as.as_ref().map(|id| t::same_as(&original(id)));
        let connection = assessment.connection.map(|c| t::connection(c).to_owned());
        let note = Some(assessment.note.clone()).filter(|note| !note.is_empty());
        [same_as, connection, note].into_iter().flatten().collect()
    }
}

pub(super) fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What is chosen: a value of an aspect each.
pub(super) type Chosen = BTreeMap<Aspect, String>;

/// What a query chooses.
pub(super) fn chosen(asked: BTreeMap<String, String>) -> Chosen {
    asked.into_iter().filter(|(_, v)| !v.is_empty()).filter_map(|(k, v)| Some((k.parse().ok()?, v))).collect()
}

/// A choice as a part of a query.
pub(super) fn in_query<'a>(chosen: impl IntoIterator<Item = (Aspect, &'a str)>) -> String {
    let part = |(aspect, value): (Aspect, &str)| format!("&{}={}", aspect.as_str(), utf8_percent_encode(value, IN_QUERY));
    chosen.into_iter().map(part).collect()
}

pub(super) fn filter(aspect: Aspect, events: &Events, words: &Words, chosen: &Chosen) -> Filter {
    let values: BTreeSet<&str> = events.iter().flat_map(|event| event.values(aspect)).collect();
    let mut options: Vec<(String, String)> = values.into_iter().map(|v| (v.to_owned(), words.of(aspect, v))).collect();
    options.sort_by_cached_key(|(value, text)| match aspect {
        Aspect::Month => (value == UNSAID, value.clone()),
        _ => (value == UNSAID, collation_key(text)),
    });
    Filter { aspect, options, chosen: chosen.get(&aspect).cloned().unwrap_or_default() }
}

pub(super) fn event_list(list: &[Event], events: &Events, words: &Words, chosen: &Chosen) -> EventList {
    let shown: Vec<&Event> = list.iter().filter(|event| event.has(chosen)).collect();
    EventList {
        whole_city: whole(shown.iter().filter(|event| event.whereabouts == Whereabouts::WholeCity).count()),
        rows: shown.into_iter().map(|event| words.row(event, events)).collect(),
        all: whole(list.len()),
    }
}

/// A month of the year before as the same month of this one.
fn a_year_on(value: &str, years: i64) -> String {
    let moved = value.split_once('-').and_then(|(year, month)| Some(format!("{}-{month}", year.parse::<i64>().ok()? + years)));
    moved.unwrap_or_else(|| value.to_owned())
}

/// How many there are of each value, beside the year before; the last row is all. What is chosen of other aspects holds, as it
/// does for what each number leads to: the address of a round with a choice.
pub(super) fn counts(
    (year, here): (RoundId, &[Event]),
    before: Option<(RoundId, Vec<Event>)>,
    words: &Words,
    chosen: &Chosen,
    address: impl Fn(&RoundId, &str) -> String,
) -> Counts {
    let (before, then) = before.map_or((None, vec![]), |(round, events)| (Some(round), events));
    let years = before.map_or(0, |before| year.year() - before.year());
    let table = |aspect: Aspect| {
        let others: Chosen = chosen.iter().filter(|(of, _)| **of != aspect).map(|(of, value)| (*of, value.clone())).collect();
        let others_then: Chosen = others.iter().map(|(of, value)| (*of, in_year(*of, value, -years))).collect();
        let of = |list: &[Event], chosen: &Chosen| list.iter().filter(|event| event.has(chosen)).cloned().collect::<Vec<_>>();
        let (here, then) = (of(here, &others), of(&then, &others_then));
        // What could not be answered then is compared with nothing.
        let comparable = before.is_some_and(|round| others_then.iter().all(|(of, value)| words.was_asked(&round, *of, value)));
        let counted = |round: RoundId, others: &Chosen, count: Option<&i64>, value: Option<&str>| {
            let is_asked = value.is_none_or(|value| words.was_asked(&round, aspect, value));
            let count = count.copied().or(is_asked.then_some(0)).filter(|_| round == year || comparable);
            let about = value.map_or_else(|| t::TOTAL.to_owned(), |value| words.of(aspect, value));
            let kept = others.iter().map(|(of, value)| (*of, value.as_str()));
            Counted { count, about, href: address(&round, &in_query(kept.chain(value.map(|value| (aspect, value))))) }
        };
        let (now, earlier) = (count_by(&here, aspect), count_by(&then, aspect));
        // A row has this year's value and that of the year before.
        let mut values: BTreeMap<String, String> =
            earlier.keys().map(|value| (in_year(aspect, value, years), value.clone())).collect();
        now.keys().for_each(|value| _ = values.entry(value.clone()).or_insert_with(|| in_year(aspect, value, -years)));
        let mut rows: Vec<(String, String)> = values.into_iter().collect();
        let rank = |value: &String, then: &String| (-now.get(value).unwrap_or(&0), -earlier.get(then).unwrap_or(&0));
        match aspect {
            Aspect::Month => rows.sort_by_key(|(value, _)| (value == UNSAID, value.clone())),
            _ => rows.sort_by_cached_key(|(value, then)| (value == UNSAID, rank(value, then), words.of(aspect, value))),
        }
        let row = |(value, then): (String, String)| CountRow {
            now: counted(year, &others, now.get(&value), Some(&value)),
            before: before.map(|round| counted(round, &others_then, earlier.get(&then), Some(&then))),
            text: words.of(aspect, &value),
        };
        let all = CountRow {
            text: t::TOTAL.to_owned(),
            now: counted(year, &others, Some(&whole(here.len())), None),
            before: before.map(|round| counted(round, &others_then, Some(&whole(then.len())), None)),
        };
        (aspect, rows.into_iter().map(row).chain([all]).collect())
    };
    Counts { years: (year, before), tables: COUNTED.map(table).into() }
}

/// A value so many years later: a month is that of the other year.
fn in_year(aspect: Aspect, value: &str, years: i64) -> String {
    if aspect == Aspect::Month { a_year_on(value, years) } else { value.to_owned() }
}
