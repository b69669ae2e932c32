//! Analys, and the questions that the coordinator takes a stand on.

use app::domain::chart::{Bar, Group};
use app::domain::figure::{Tally, decimal};
use app::domain::finding::{Beside, Finding, findings};
use app::domain::ids::RoundId;
use app::domain::incident::Incident;
use app::domain::indicator::value;
use app::domain::meaning::{About, Meaning, Phrasing};
use app::domain::questionnaire::{Direction, Indicator, Kind, Question, Statistic};
use app::domain::source::SourceKind;
use app::domain::suppression::{Figure, Reason};
use app::domain::underlag::{Block, Part, Sentence};
use app::texts::underlag::analysis::{self as t, Quoted, Scale};
use app::texts::underlag::{chart, questions};

use super::facts::Before;
use super::{Compared, Facts, count, paragraph, said};
use crate::services::digest;
use crate::services::distributions::{FieldDistribution, aware};

impl Facts {
    pub(super) fn analysis(&self) -> Part {
        let mut blocks = self.knowledge();
        blocks.extend(self.routine());
        blocks.extend(self.support());
        if self.compared.iter().any(|(_, now, _)| now.shown().is_some()) {
            blocks.push(Block::Heading(t::FIGURES.to_owned()));
            blocks.extend(self.chart());
            blocks.extend(self.hidden());
            blocks.push(self.table());
        }
        Part::new("analys", t::HEADING, blocks)
    }

    /// What is known, has been done and is assessed, a paragraph each.
    fn knowledge(&self) -> Vec<Block> {
        let (_, compared) = self.compared_apart();
        if compared.is_empty() {
            return vec![paragraph("analys.inget", t::NONE)];
        }
        if compared.iter().all(|(_, now, _)| now.shown().is_none()) {
            let empty = compared.iter().all(|(_, now, _)| now.hidden() == Some(Reason::Empty));
            let text = match () {
                () if empty => t::all_empty(&self.respondent),
                () if self.rate.rate.completed < self.threshold => t::all_hidden(self.threshold),
                () => t::ALL_PROTECTED.to_owned(),
            };
            return vec![paragraph("analys.inget", text)];
        }
        let last = self.last();
        let staff = compared.iter().any(|(indicator, now, _)| indicator.about == About::Staff && now.shown().is_some());
        let mut intro = vec![said("analys.inledning", t::intro(&self.respondent, staff))];
        let changed =
            |then: &&Before| compared.iter().any(|(i, now, _)| now.shown().is_some() && !then.asked(&self.family, &i.id));
        if let Some(before) = self.before.as_ref().filter(|b| b.rate.rate.completed > 0).filter(changed) {
            let round = &before.figures.round;
            let text = if round.is_imported { t::not_read_in(&round.id) } else { t::not_asked(&round.id) };
            intro.push(said("analys.andrad-enkat", text));
        }
        let mut blocks = vec![Block::Heading(t::KNOWLEDGE.to_owned()), Block::Text(intro)];
        let mut scale_before: Option<Scale> = None;
        for finding in findings(&compared) {
            let scale = match &finding {
                Finding::Level(beside) => self.scale(*beside),
                _ => None,
            };
            let again = scale.zip(scale_before).is_some_and(|(scale, before)| scale.is_like(&before));
            scale_before = scale;
            let (first, text) = match &finding {
                Finding::Shares(subjects) => {
                    let Some(first) = subjects.first().and_then(|s| s.shares.first()) else { continue };
                    (*first, t::finding(subjects, &self.respondent, last.as_ref()))
                }
                Finding::Level(beside) => (*beside, t::assessment(*beside, scale, again, &self.respondent, last.as_ref())),
                Finding::Labelled(beside) => (*beside, t::labelled(*beside, last.as_ref())),
            };
            blocks.push(paragraph(&format!("analys.{}", first.indicator.id), text));
        }
        blocks.extend(self.training());
        blocks
    }

    /// How the scale of an indicator's question was used, where that is shown.
    fn scale(&self, beside: Beside) -> Option<Scale<'_>> {
        let question = self.question(&beside.indicator.question)?;
        let Kind::Scale { min, max, min_label, max_label } = &question.kind else { return None };
        let spread = &self.distribution(&beside.indicator.field())?.own;
        let two = |a: i64, b: i64| {
            Some(Tally { count: spread.of(&a.to_string())?.count + spread.of(&b.to_string())?.count, base: spread.base()? })
        };
        let (low, high) = (two(*min, min + 1)?, two(max - 1, *max)?);
        (max - min >= 3).then_some(Scale { ends: (*min, *max), labels: (min_label, max_label), low, high })
    }

    fn question(&self, id: &str) -> Option<&Question> {
        self.questionnaire.as_ref()?.questions().find(|q| q.id == id)
    }

    pub(super) fn distribution(&self, field: &str) -> Option<&FieldDistribution> {
        self.distributions.iter().find(|d| d.field.id == field)
    }

    /// The answers to a field that were given, most first, and those that count as none.
    fn quoted(distribution: &FieldDistribution) -> Option<(i64, Quoted, Quoted)> {
        let FieldDistribution { field, own, .. } = distribution;
        let base = own.base().filter(|base| *base > 0)?;
        let given = field.options.iter().filter_map(|(value, text, none)| {
            own.of(value).filter(|tally| tally.count > 0).map(|tally| (text.clone(), tally.count, *none))
        });
        let (none, mut some): (Vec<_>, Vec<_>) = given.partition(|(_, _, none)| *none);
        some.sort_by_key(|(_, count, _)| -count);
        let bare = |list: Vec<(String, i64, bool)>| list.into_iter().map(|(text, count, _)| (text, count)).collect();
        Some((base, bare(some), bare(none)))
    }

    /// How many answered a field with what counts as no answer.
    pub(super) fn unknown(&self, field: &str) -> Quoted {
        self.distribution(field).and_then(Self::quoted).map(|(_, _, none)| none).unwrap_or_default()
    }

    /// Training by what most answered, where no indicator counts it all.
    fn training(&self) -> Vec<Block> {
        let training = self.questionnaire.as_ref().and_then(|q| q.question_for(Meaning::Training));
        let fields = training.map(Question::fields).unwrap_or_default();
        let sentence = |field: &String| {
            let distribution = self.distribution(field)?;
            let (base, answers, unknown) = Self::quoted(distribution)?;
            let (question, row) = (&distribution.field.text, distribution.field.row.as_deref());
            Some(paragraph(&format!("analys.{field}"), t::answers(question, row, base, &answers, &unknown)))
        };
        fields.iter().filter_map(sentence).collect()
    }

    /// The support that is wanted, and free text by theme.
    fn support(&self) -> Vec<Block> {
        let mut text = Vec::new();
        let question = self.questionnaire.as_ref().and_then(|q| q.question_for(Meaning::SupportWanted));
        if let Some((question, distribution)) = question.and_then(|q| Some((q, self.distribution(&q.id)?)))
            && let Some(base) = distribution.own.base().filter(|base| *base > 0)
        {
            let of = |exclusive: bool| -> Quoted {
                let options = question.kind.options().iter().filter(|o| o.exclusive == exclusive && !o.non_answer);
                let named = |o: &app::domain::questionnaire::Choice| if exclusive { o.text.clone() } else { o.named() };
                let chosen = options.filter_map(|o| Some((named(o), distribution.own.of(&o.id)?.count)));
                let mut chosen: Quoted = chosen.filter(|(_, n)| *n > 0).collect();
                chosen.sort_by_key(|(_, n)| -n);
                chosen
            };
            text.push(said("analys.stod", t::wanted(base, &of(false), &of(true))));
        }
        text.retain(|sentence| !sentence.text.is_empty());
        let texts = self.texts.count();
        let mut themes = Vec::new();
        if texts > 0 {
            let theme = |(theme, n): &(String, i64)| said(&format!("analys.tema-{}", &digest(theme)[..12]), t::theme(theme, *n));
            themes.extend(self.texts.themes().iter().map(theme));
            if !themes.is_empty() {
                themes.insert(0, said("analys.fritext", t::texts(texts)));
            }
        }
        let paragraphs = [text, themes].into_iter().filter(|list| !list.is_empty()).map(Block::Text);
        let blocks: Vec<Block> = paragraphs.collect();
        if blocks.is_empty() { blocks } else { [Block::Heading(t::SUPPORT.to_owned())].into_iter().chain(blocks).collect() }
    }

    fn routine(&self) -> Vec<Block> {
        let with = |is: fn(&Incident) -> bool| count(self.here().filter(|i| is(&i.incident)).count());
        // Of a concern others are not told how it was reported, and it need not be answered.
        let (known, unknown) = (with(|i| !i.reported.is_empty()), with(|i| i.reported.is_empty()));
        let mut text = Vec::new();
        if known + unknown > 0 {
            text.push(said("analys.rutin", t::routine(known, with(|i| i.by_blankett), with(|i| i.not_reported), unknown)));
        }
        let forms = self.sources.iter().find(|s| s.kind == SourceKind::Forms).and_then(|s| Some((s.count?, &s.period)));
        text.extend(forms.map(|(forms, period)| said("analys.blanketter", t::forms_received(forms, period))));
        if text.is_empty() { vec![] } else { vec![Block::Heading(t::ROUTINE.to_owned()), Block::Text(text)] }
    }

    /// What managers and staff know, as a picture.
    fn chart(&self) -> Option<Block> {
        let figures: Vec<(&Indicator, Figure)> = self.compared.iter().map(|(i, now, _)| (i, *now)).collect();
        let bar = |colour: u8, who: &str, figure: Option<Figure>| {
            let tally = figure?.shown()?;
            Some(Bar { colour, tenths: Some(tally.tenths()?), text: t::bar(who, tally) })
        };
        let groups = aware(&figures, &self.distributions).into_iter().map(|(label, own, staff)| Group {
            label,
            bars: [bar(0, &self.respondent.the_many, own), bar(1, t::STAFF, staff)].into_iter().flatten().collect(),
        });
        let groups: Vec<Group> = groups.filter(|group| !group.bars.is_empty()).collect();
        let name = t::chart_of(&self.respondent, groups.iter().any(|group| group.bars.len() > 1));
        (!groups.is_empty()).then(|| Block::Chart(name.clone(), chart(&name, &groups), groups))
    }

    /// How many figures of the table are not shown, and why, a sentence a year.
    fn hidden(&self) -> Option<Block> {
        let of = |round: &RoundId, figures: &[Figure]| {
            let hidden = figures.iter().filter(|figure| figure.hidden() == Some(Reason::Withheld)).count();
            if hidden == 0 { String::new() } else { t::hidden(round, hidden, self.threshold) }
        };
        let (now, before): (Vec<Figure>, Vec<Figure>) = self.compared.iter().map(|(_, now, before)| (*now, *before)).unzip();
        let before = self.last().map(|last| of(&last, &before)).unwrap_or_default();
        let years = [("analys.dolda", of(&self.round.id, &now)), ("analys.dolda-forra-aret", before)];
        let said: Vec<Sentence> =
            years.into_iter().filter(|(_, text)| !text.is_empty()).map(|(place, text)| said(place, text)).collect();
        (!said.is_empty()).then_some(Block::Text(said))
    }

    /// Every indicator that anybody answered, beside the year before.
    fn table(&self) -> Block {
        let last = self.last();
        let is_empty = |figure: &Figure| matches!(figure.hidden(), Some(Reason::Empty | Reason::NotAsked));
        let answered = self.compared.iter().filter(|(_, now, before)| !is_empty(now) || !is_empty(before));
        let rows = answered.map(|(indicator, now, before)| {
            let then = last.as_ref().map(|_| cell(indicator, *before));
            [indicator.label.clone(), cell(indicator, *now)].into_iter().chain(then).collect()
        });
        let year = self.round.id.to_string();
        let columns = [t::INDICATOR.to_owned(), year].into_iter().chain(last.as_ref().map(ToString::to_string));
        Block::Table(t::TABLE.to_owned(), columns.collect(), rows.collect())
    }

    /// Questions to answer rather than claims.
    pub(super) fn questions(&self) -> Part {
        let known_by_few = |(indicator, now, _): &&Compared| {
            let few = now.shown().is_some_and(|tally| 2 * tally.count < tally.base);
            few && indicator.direction == Direction::Higher && indicator.topic().is_some()
        };
        let mut topics: Vec<String> = Vec::new();
        for (indicator, _, _) in self.compared.iter().filter(known_by_few) {
            if let Some(Phrasing::Knows(topic)) =
                indicator.phrasing.as_ref().filter(|_| !topics.iter().any(|t| Some(t.as_str()) == indicator.topic()))
            {
                topics.push(topic.clone());
            }
        }
        let question = |place: String, text: String| Block::Question(text, Sentence::derived(place, ""));
        let untagged = self.texts.have_content() && self.texts.themes().is_empty();
        let events = count(self.here().count());
        let answered = self.rate.rate.completed > 0;
        let (sources, missing) = if answered {
            (questions::OTHER_SOURCES, questions::NOT_ANSWERED)
        } else {
            (questions::ONLY_OTHER_SOURCES, questions::NOBODY_ANSWERED)
        };
        let asked = [
            (true, "1", sources.to_owned()),
            (self.rate.rate.remaining() > 0, "2", missing.to_owned()),
            (events > 1, "samma", questions::SAME_EVENT.to_owned()),
            (!self.seen.is_empty(), "3", questions::EVENTS.to_owned()),
            (true, "4", questions::PLAN.to_owned()),
            (!topics.is_empty(), "kannedom", questions::known_by_few(&topics)),
            (self.sources.is_empty(), "kallor", questions::NO_SOURCES.to_owned()),
            (untagged, "teman", questions::NO_THEMES.to_owned()),
        ];
        let asked = asked.into_iter().filter(|(applies, _, _)| *applies);
        let blocks = asked.map(|(_, name, text)| question(format!("fragor.{name}"), text)).collect();
        Part { for_the_page: true, ..Part::new("fragor", questions::HEADING, blocks) }
    }
}

/// A figure as a table has it, or why there is none.
pub(super) fn cell(indicator: &Indicator, figure: Figure) -> String {
    let shown = figure.shown().and_then(|tally| Some((tally, value(&indicator.statistic, tally)?)));
    let Some((tally, (number, places))) = shown else {
        return match figure.hidden() {
            Some(Reason::NotAsked) => t::NOT_COMPARED,
            Some(Reason::Empty) => t::NO_ANSWERS,
            _ => t::NOT_SHOWN,
        }
        .to_owned();
    };
    match indicator.statistic {
        Statistic::Share(_) => t::share_cell(&decimal(number, places), tally),
        Statistic::Mean => t::mean_cell(&decimal(number, places), tally.base),
    }
}
