//! Lokal lägesbild: the events of the place, those of the organisation's own people, and those of others.

use std::collections::BTreeMap;

use app::domain::assessment::Whereabouts;
use app::domain::event::{Aspect, Event, HANDLED};
use app::domain::figure::month;
use app::domain::finding::{Finding, findings};
use app::domain::incident::Incident;
use app::domain::meaning::{Meaning, OptionMeaning};
use app::domain::organisation::{Audience, collation_key};
use app::domain::questionnaire::{Choice, WHOLE_CITY};
use app::domain::underlag::{Block, Part, Sentence};
use app::texts::underlag::analysis;
use app::texts::underlag::place::{self as t, Counted, EventCounts};

use super::{Facts, count, paragraph, said};

/// The audiences whose reports are told of, each in a sentence.
const OTHERS: [Audience; 3] = [Audience::Fackforvaltning, Audience::Extern, Audience::Stadsdelsforvaltning];

/// How often each name occurs, most first.
fn counted<'a>(names: impl Iterator<Item = &'a str>) -> Counted {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut counts: Counted = counts.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
    counts.sort_by_cached_key(|(name, n)| (-n, collation_key(name)));
    counts
}

impl Facts {
    pub(super) fn place(&self) -> Part {
        let mut blocks = Vec::new();
        if !self.areas.is_empty() {
            blocks.push(Block::Heading(t::heading(&self.areas)));
            blocks.push(self.events_here());
        }
        if let Some(own) = self.own_events() {
            blocks.push(Block::Heading(t::OWN.to_owned()));
            blocks.push(own);
        }
        let others = self.others_events();
        if !others.is_empty() {
            blocks.push(Block::Heading(t::OTHERS.to_owned()));
            blocks.push(Block::Text(others));
        }
        if let Some(table) = self.event_table() {
            blocks.extend([Block::Heading(t::DESCRIBED.to_owned()), table]);
        }
        if blocks.is_empty() {
            blocks.push(self.nothing_told());
        }
        Part::new("lage", t::HEADING, blocks)
    }

    /// The events in the organisation's areas.
    pub(super) fn here(&self) -> impl Iterator<Item = &Event> {
        self.seen.iter().filter(|event| event.whereabouts != Whereabouts::Elsewhere)
    }

    fn is_here(&self, place: &str) -> bool {
        !self.areas.is_empty() && (place == WHOLE_CITY || self.areas.iter().any(|area| area == place))
    }

    /// Whoever covers no area sees only the own.
    pub(super) fn is_own(&self, seen: &Event) -> bool {
        self.areas.is_empty() || seen.reporter.as_ref().is_some_and(|r| self.family.contains(r))
    }

    /// Why nothing is told of events: nobody was asked or answered, or so few that it would tell what they saw.
    fn nothing_told(&self) -> Block {
        match self.answers() {
            0 if !self.own.asked => paragraph("lage.inte-fragat", t::NOT_ASKED),
            0 => paragraph("lage.inga-svar", t::NO_ANSWERS),
            _ => paragraph("lage.fa-svar", t::few_answers(self.threshold)),
        }
    }

    /// How many could have described an event of the place.
    fn answers(&self) -> i64 {
        self.own.answers + self.absence.answers
    }

    fn events_here(&self) -> Block {
        if self.here().next().is_none() && self.answers() < self.threshold {
            return self.nothing_told();
        }
        let texts = t::of_place(&self.areas, &self.event_counts());
        Block::Text(texts.into_iter().map(|(name, text)| said(&format!("lage.{name}"), text)).collect())
    }

    fn event_counts(&self) -> EventCounts {
        let here: Vec<&Incident> = self.here().map(|i| &i.incident).collect();
        let means_none = |id: &&String| self.option(Meaning::Environment, id).is_some_and(|o| o.exclusive);
        let handles = self.options.values().any(|o| o.meaning == Some(OptionMeaning::Handled));
        let handled = |value: &str| count(self.here().filter(|event| event.values(Aspect::Handled) == [value]).count());
        let names = |meaning, ids: Vec<&String>| -> Counted {
            let names: Vec<String> =
                ids.into_iter().map(|id| self.option(meaning, id).map_or_else(|| id.clone(), Choice::named)).collect();
            counted(names.iter().map(String::as_str))
        };
        let environments = here.iter().flat_map(|i| &i.environment).filter(|id| !means_none(id)).collect();
        EventCounts {
            all: count(here.len()),
            whole_city: count(here.iter().filter(|i| i.place == WHOLE_CITY).count()),
            before: self.before.as_ref().and_then(|b| Some((b.figures.round.id, b.events_here?))),
            environments: names(Meaning::Environment, environments),
            no_environment: count(here.iter().filter(|i| i.environment.iter().all(|id| means_none(&id))).count()),
            kinds: names(Meaning::Kind, here.iter().flat_map(|i| &i.kind).collect()),
            places: counted(here.iter().map(|i| i.place.as_str()).filter(|place| *place != WHOLE_CITY)),
            handled: handles.then(|| (handled(HANDLED[0]), handled(HANDLED[1]))),
            unconnected: self.unconnected,
        }
    }

    /// What the own people described, and how many of them noticed something; nothing if nobody was asked.
    fn own_events(&self) -> Option<Block> {
        let mut sentences = Vec::new();
        let mut nothing = false;
        if !self.own.asked && (self.answers() > 0 || self.here().next().is_some()) {
            sentences.push(said("lage.egna", t::OWN_NOT_ASKED));
        } else if self.own.told || self.areas.is_empty() && !self.seen.is_empty() {
            let own = || self.seen.iter().filter(|i| self.is_own(i)).map(|i| i.incident.place.as_str());
            let here = (!self.areas.is_empty()).then(|| count(own().filter(|place| self.is_here(place)).count()));
            let elsewhere = counted(own().filter(|place| !self.is_here(place)));
            nothing = here.unwrap_or(0) == 0 && elsewhere.is_empty();
            sentences.push(said("lage.egna", t::own(here, &elsewhere, &self.respondent)));
        } else if self.rate.rate.completed == 0 && self.here().next().is_some() {
            sentences.push(said("lage.egna", t::own_silent(&self.respondent)));
        }
        let (noticing, _) = self.compared_apart();
        for finding in findings(&noticing) {
            let Finding::Shares(subjects) = &finding else { continue };
            let Some(first) = subjects.first().and_then(|s| s.shares.first()) else { continue };
            let (unknown, last) = (self.unknown(&first.indicator.field()), self.last());
            let text = if let Some(noticed) = analysis::unnoticed(subjects).filter(|_| nothing) {
                sentences.retain(|sentence| sentence.place != "lage.egna");
                let before = last.as_ref().zip(first.before.map(|before| before.base));
                t::own_nothing(first.now.base, &noticed, &unknown, before, &self.respondent)
            } else {
                let said = analysis::finding(subjects, &self.respondent, last.as_ref());
                unknown.iter().fold(said, |said, (option, n)| format!("{said} {}", t::do_not_know(*n, option)))
            };
            sentences.push(said(&format!("lage.{}", first.indicator.id), text));
        }
        (!sentences.is_empty()).then_some(Block::Text(sentences))
    }

    fn others_events(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let others: Vec<&Event> = self.here().filter(|i| !self.is_own(i)).collect();
        for audience in OTHERS {
            let name = |i: &&Event| {
                let reporter = i.reporter.as_ref()?;
                self.organisations.iter().find(|o| o.id == *reporter && o.audience == audience).map(|o| o.name.as_str())
            };
            let in_city = |reporter: &str| {
                let own = others.iter().filter(|i| i.incident.place == WHOLE_CITY && name(i) == Some(reporter));
                count(own.count())
            };
            let reporters = counted(others.iter().filter_map(name)).into_iter().map(|(reporter, n)| {
                let city = in_city(&reporter);
                (reporter, n, city)
            });
            let reporters: t::Reporters = reporters.collect();
            let silent: Vec<String> =
                self.absence.silent.iter().filter(|(of, _)| *of == audience).map(|(_, name)| name.clone()).collect();
            let text = t::of_others(audience, &reporters, &silent);
            if !text.is_empty() {
                sentences.push(said(&format!("lage.{audience}"), text));
            }
        }
        let unnamed = count(others.iter().filter(|i| i.reporter.is_none()).count());
        if unnamed > 0 {
            sentences.push(said("lage.utan-namn", t::unnamed(unnamed, count(others.len()))));
        }
        sentences.extend(self.absence.rest.map(|answers| said("lage.ovriga", t::rest(answers))));
        sentences
    }

    fn event_table(&self) -> Option<Block> {
        let named = |meaning, ids: &[String]| {
            let text = |id: &String| self.option(meaning, id).map_or_else(|| id.clone(), |o| o.text.clone());
            ids.iter().map(text).collect::<Vec<_>>().join(", ")
        };
        let row = |Event { incident, reporter, .. }: &Event| {
            let reporter = reporter.as_ref().and_then(|id| self.organisations.iter().find(|o| o.id == *id));
            let reporter = reporter.map_or_else(|| t::UNSAID.to_owned(), |o| o.name.clone());
            let (what, environment) = (named(Meaning::Kind, &incident.kind), named(Meaning::Environment, &incident.environment));
            vec![incident.place.clone(), month(&incident.month), what, environment, reporter, incident.description.clone()]
        };
        let caption = if self.areas.is_empty() {
            t::OWN_TABLE
        } else if self.seen.iter().any(|event| event.whereabouts == Whereabouts::Elsewhere) {
            t::TABLE_WITH_OTHER_PLACES
        } else {
            t::TABLE
        };
        // The own places first, then the whole city, then others.
        let mut seen: Vec<&Event> = self.seen.iter().collect();
        seen.sort_by_key(|event| (event.whereabouts == Whereabouts::Elsewhere, event.whereabouts == Whereabouts::WholeCity));
        let mut columns = t::COLUMNS.map(str::to_owned).to_vec();
        let mut rows: Vec<Vec<String>> = seen.into_iter().map(row).collect();
        if rows.iter().all(|row| row.last().is_none_or(String::is_empty)) {
            columns.pop();
            rows.iter_mut().for_each(|row| _ = row.pop());
        }
        (!rows.is_empty()).then(|| Block::Table(caption.to_owned(), columns, rows))
    }
}
