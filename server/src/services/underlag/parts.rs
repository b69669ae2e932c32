//! What the figures say, part by part.

use std::collections::BTreeMap;

use app::domain::chart::{Bar, Group};
use app::domain::event::Event;
use app::domain::figure::{Tally, day, decimal, tenths_of_percent};
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::incident::Incident;
use app::domain::indicator::value;
use app::domain::meaning::Meaning;
use app::domain::questionnaire::{Direction, Indicator, Statistic};
use app::domain::round::ClosedRound;
use app::domain::source::{Source, SourceKind};
use app::domain::suppression::{Figure, Reason};
use app::domain::underlag::{Block, Part, Sentence};
use app::domain::wording::{change, percent, whole_percent};
use app::texts::coordinator::sources;
use app::texts::underlag::{self as t, analysis, findings, incidents, routine, survey, wishes};

use crate::services::distributions::{FieldDistribution, aware};
use crate::services::free_text::FreeTexts;
use crate::services::rates::OrganisationRate;
use crate::services::results::RoundFigures;

type Compared = (Indicator, Figure, Figure);

/// All that the underlag is written from.
pub(super) struct Facts {
    pub round: ClosedRound,
    pub rate: OrganisationRate,
    pub before: Option<Before>,
    /// Those summed under this name in earlier years.
    pub merged: Vec<String>,
    pub compared: Vec<Compared>,
    pub distributions: Vec<FieldDistribution>,
    pub seen: Vec<Event>,
    /// How many of these are the own.
    pub own: Option<usize>,
    pub saw_none: Vec<String>,
    pub words: BTreeMap<(Meaning, String), String>,
    pub texts: FreeTexts,
    pub sources: Vec<Source>,
    pub names: BTreeMap<OrganisationId, String>,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// The closed round of the year before.
pub(super) struct Before {
    pub figures: RoundFigures,
    pub rate: OrganisationRate,
    pub sources: Vec<Source>,
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn paragraph(place: &str, text: impl Into<String>) -> Block {
    Block::Text(vec![Sentence::derived(place, text)])
}

impl Facts {
    /// The round before.
    fn last(&self) -> Option<RoundId> {
        self.before.as_ref().map(|b| b.figures.round.id)
    }

    pub(super) fn parts(&self) -> Vec<Part> {
        vec![self.survey(), self.findings(), self.wishes(), self.incidents(), self.routine(), self.analysis()]
    }

    fn survey(&self) -> Part {
        let (eligible, answers) = (self.rate.rate.eligible(), self.rate.rate.completed);
        let said = |place: &str, text: String| Sentence::derived(place, text);
        let mut text = vec![said("kartlaggning.enkat", survey::asked(eligible, &day(self.round.opens), &day(self.round.closes)))];
        if self.rate.rate.out_of_scope > 0 {
            text.push(said("kartlaggning.utgar", survey::out_of_scope(self.rate.rate.out_of_scope)));
        }
        let share = |rate: &OrganisationRate| {
            rate.tenths().and_then(|_| whole_percent(Tally { count: rate.rate.completed, base: rate.rate.eligible() }))
        };
        let rate = match share(&self.rate) {
            _ if answers == 0 => survey::NOBODY.to_owned(),
            Some(_) if answers == eligible => survey::everybody(answers),
            Some(percent) => survey::answered(answers, percent),
            None => survey::NO_RATE.to_owned(),
        };
        text.push(said("kartlaggning.svar", rate));
        let mut blocks = vec![Block::Text(text)];
        if let Some(Before { rate: before, figures, .. }) = &self.before {
            let year = figures.round.id;
            let mut text = Vec::new();
            if let Some(percent) = share(before) {
                text.push(said("kartlaggning.forra-aret", survey::before(&year, percent)));
            }
            if answers < before.rate.completed {
                text.push(said("kartlaggning.farre", survey::fewer(answers, before.rate.completed, &year)));
            }
            if !self.merged.is_empty() {
                text.push(said("kartlaggning.sammanlagt", survey::merged(&self.merged.join(" och "))));
            }
            blocks.push(Block::Text(text));
        }
        if self.sources.is_empty() {
            blocks.push(paragraph("kartlaggning.kallor", survey::NO_SOURCES));
        } else {
            blocks.push(paragraph("kartlaggning.kallor", survey::OTHER_SOURCES));
            let source = |source: &Source| {
                let before = self.before.iter().flat_map(|b| &b.sources).find(|s| s.kind == source.kind).and_then(|s| s.count);
                let text = sources::sentence(source.kind, source.count, &source.period, &source.note, self.last().zip(before));
                Sentence::derived(format!("kartlaggning.kalla-{}", source.id), text)
            };
            blocks.push(Block::List(self.sources.iter().map(source).collect()));
        }
        Part { id: "kartlaggning", heading: survey::HEADING.to_owned(), blocks }
    }

    fn findings(&self) -> Part {
        let part = |blocks| Part { id: "resultat", heading: findings::HEADING.to_owned(), blocks };
        let only = |text: String| part(vec![paragraph("resultat.inget", text)]);
        let compared = &self.compared;
        if compared.is_empty() {
            return only(findings::NONE.to_owned());
        }
        if compared.iter().all(|(_, now, _)| now.shown().is_none()) {
            let empty = compared.iter().all(|(_, now, _)| now.hidden() == Some(Reason::Empty));
            return only(if empty { findings::ALL_EMPTY.to_owned() } else { findings::all_hidden(self.threshold) });
        }
        let last = self.last();
        let sentence = |(indicator, now, before): &Compared| {
            Sentence::derived(
                format!("resultat.{}", indicator.id),
                finding(indicator, *now, *before, last.as_ref(), self.threshold),
            )
        };
        let cell = |indicator: &Indicator, figure: Figure| {
            let shown = figure.shown().and_then(|tally| Some((tally, value(&indicator.statistic, tally)?)));
            let Some((tally, (number, places))) = shown else { return findings::NOT_SHOWN.to_owned() };
            match indicator.statistic {
                Statistic::Share(_) => findings::share_cell(&decimal(number, places), tally),
                Statistic::Mean => findings::mean_cell(&decimal(number, places), tally.base),
            }
        };
        let rows = compared.iter().map(|(indicator, now, before)| {
            let before = last.as_ref().map(|_| cell(indicator, *before));
            [indicator.label.clone(), cell(indicator, *now)].into_iter().chain(before).collect()
        });
        let year = self.round.id.to_string();
        let columns = [findings::INDICATOR.to_owned(), year].into_iter().chain(last.as_ref().map(ToString::to_string));
        let table = Block::Table(findings::TABLE.to_owned(), columns.collect(), rows.collect());
        let list = Block::List(compared.iter().map(sentence).collect());
        part([Some(list), self.chart(), Some(table)].into_iter().flatten().collect())
    }

    /// What managers and staff know, as a picture.
    fn chart(&self) -> Option<Block> {
        let figures: Vec<(&Indicator, Figure)> = self.compared.iter().map(|(i, now, _)| (i, *now)).collect();
        let bar = |colour: u8, who: &str, figure: Option<Figure>| {
            let tally = figure?.shown()?;
            let tenths = tenths_of_percent(tally.count, tally.base)?;
            Some(Bar { colour, tenths: Some(tenths), text: findings::bar(who, &decimal(tenths, 1), tally) })
        };
        let groups = aware(&figures, &self.distributions).into_iter().map(|(label, managers, staff)| Group {
            label,
            bars: [bar(0, findings::MANAGERS, managers), bar(1, findings::STAFF, staff)].into_iter().flatten().collect(),
        });
        let groups: Vec<Group> = groups.filter(|group| !group.bars.is_empty()).collect();
        let name = findings::CHART;
        (!groups.is_empty()).then(|| Block::Chart(name.to_owned(), t::chart(name, &groups), groups))
    }

    fn wishes(&self) -> Part {
        let (texts, themes) = (self.texts.count(), self.texts.themes());
        let mut blocks = Vec::new();
        match themes.first() {
            _ if texts == 0 && self.texts.few => blocks.push(paragraph("fritext.svar", wishes::few(self.threshold))),
            _ if texts == 0 => blocks.push(paragraph("fritext.svar", wishes::NONE)),
            None => blocks.push(paragraph("fritext.svar", wishes::untagged(texts))),
            Some((most, count)) => {
                blocks.push(paragraph("fritext.svar", wishes::themes(texts, most, *count)));
                let rows = themes.iter().map(|(theme, count)| vec![theme.clone(), count.to_string()]).collect();
                blocks.push(Block::Table(wishes::TABLE.to_owned(), wishes::COLUMNS.map(str::to_owned).to_vec(), rows));
            }
        }
        Part { id: "fritext", heading: wishes::HEADING.to_owned(), blocks }
    }

    /// Options' ids as they are read.
    fn named(&self, meaning: Meaning, ids: &[String]) -> String {
        let text = |id: &String| self.words.get(&(meaning, id.clone())).unwrap_or(id).clone();
        ids.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    fn incidents(&self) -> Part {
        let mut blocks = Vec::new();
        if self.seen.is_empty() {
            blocks.push(paragraph("handelser.inga", incidents::NONE));
        } else {
            let mut text = vec![Sentence::derived("handelser.antal", incidents::described(count(self.seen.len())))];
            if let Some(own) = self.own {
                let said = if own == 0 { incidents::NONE_OWN.to_owned() } else { incidents::own(count(own)) };
                text.push(Sentence::derived("handelser.egna", said));
            }
            blocks.push(Block::Text(text));
            let row = |Event { incident, reporter, .. }: &Event| {
                let reporter = reporter.as_ref().map(|id| self.names.get(id).cloned().unwrap_or_else(|| id.to_string()));
                let reporter = reporter.unwrap_or_else(|| incidents::UNSAID.to_owned());
                let what = self.named(Meaning::Kind, &incident.kind);
                let where_from = self.named(Meaning::Environment, &incident.environment);
                vec![incident.place.clone(), incident.month.clone(), what, where_from, reporter, incident.description.clone()]
            };
            let columns = incidents::COLUMNS.map(str::to_owned).to_vec();
            blocks.push(Block::Table(incidents::TABLE.to_owned(), columns, self.seen.iter().map(row).collect()));
        }
        if !self.saw_none.is_empty() {
            blocks.push(paragraph("handelser.sag-inget", incidents::saw_none(&self.saw_none.join(", "))));
        }
        Part { id: "handelser", heading: incidents::HEADING.to_owned(), blocks }
    }

    fn routine(&self) -> Part {
        let with = |is: fn(&Incident) -> bool| count(self.seen.iter().filter(|i| is(&i.incident)).count());
        let all = count(self.seen.len());
        let said = if all == 0 {
            routine::NOTHING.to_owned()
        } else {
            routine::used(all, with(|i| i.by_blankett), with(|i| i.not_reported))
        };
        let mut text = vec![Sentence::derived("rutin.anvandning", said)];
        if let Some(forms) = self.sources.iter().find(|s| s.kind == SourceKind::Forms).and_then(|s| s.count) {
            text.push(Sentence::derived("rutin.blanketter", t::forms_received(forms, all)));
        }
        Part { id: "rutin", heading: routine::HEADING.to_owned(), blocks: vec![Block::Text(text)] }
    }

    /// Questions to answer rather than claims; also for what less than half say yes to.
    fn analysis(&self) -> Part {
        let few = self.compared.iter().filter(|(indicator, now, _)| {
            indicator.direction == Direction::Higher
                && matches!(indicator.statistic, Statistic::Share(_))
                && now.shown().is_some_and(|tally| percent(tally).is_some() && 2 * tally.count < tally.base)
        });
        let question = |place: String, text: String| Block::Question(text, Sentence::derived(place, ""));
        let asked =
            analysis::QUESTIONS.iter().enumerate().map(|(i, text)| question(format!("analys.{}", i + 1), (*text).to_owned()));
        let few = few.map(|(i, _, _)| question(format!("analys.{}", i.id), analysis::known_by_few(&i.label)));
        let intro = paragraph("analys.inledning", analysis::INTRO);
        Part {
            id: "analys",
            heading: analysis::HEADING.to_owned(),
            blocks: [intro].into_iter().chain(asked).chain(few).collect(),
        }
    }
}

fn finding(indicator: &Indicator, now: Figure, before: Figure, last: Option<&RoundId>, threshold: i64) -> String {
    let label = &indicator.label;
    let Some(tally) = now.shown() else {
        return match now.hidden() {
            Some(Reason::Few) => findings::few(label, threshold),
            Some(Reason::Protects) => findings::protects(label),
            _ => findings::nobody(label),
        };
    };
    match (&indicator.statistic, value(&indicator.statistic, tally)) {
        (Statistic::Mean, Some((hundredths, _))) => findings::average(label, hundredths, tally.base),
        (Statistic::Mean, None) => findings::nobody(label),
        (Statistic::Share(_), _) => {
            let compared = before
                .shown()
                .zip(last)
                .and_then(|(b, year)| Some(findings::changed(change(b, tally)?, &findings::was(b), year)));
            [Some(findings::share(indicator, tally)), compared].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}
