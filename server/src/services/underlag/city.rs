//! The city's underlag, from the same figures, sentences and rules as an organisation's.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::domain::assessment::Connection;
use app::domain::chart::{Bar, Group};
use app::domain::event::{Aspect, Event, Events, HANDLED, UNSAID, count_by};
use app::domain::figure::Tally;
use app::domain::finding::{Beside, Finding, findings};
use app::domain::ids::RoundId;
use app::domain::indicator::{leading, value};
use app::domain::meaning::{About, Meaning, Respondent};
use app::domain::organisation::{Audience, collation_key};
use app::domain::quartiles::Quartiles;
use app::domain::questionnaire::{Choice, Indicator, Kind, Questionnaire, Statistic};
use app::domain::round::{ClosedRound, Rate, Round};
use app::domain::suppression::Figure;
use app::domain::underlag::{Block, Part, Sentence, TitlePage, Underlag};
use app::domain::wording::{Change, change, whole_percent};
use app::texts::central::indicator::number;
use app::texts::underlag::analysis::{self, Quoted, Scale};
use app::texts::underlag::place::{self, Counted, EventCounts};
use app::texts::underlag::{chart, city as t};

use super::analysis::cell;
use super::{Compared, count, paragraph, said};
use crate::services::cross_tables::{self, FieldTable};
use crate::services::free_text::{self, CityTheme};
use crate::services::rates::OrganisationRate;
use crate::services::results::{self, RoundFigures, Whose};
use crate::services::{Central, Context, HistoryError, Result, incidents, organisations, questionnaires, rates, rounds};

/// All that it is written from.
struct Facts {
    round: ClosedRound,
    figures: RoundFigures,
    names: Vec<(String, String)>,
    rates: Arc<Vec<OrganisationRate>>,
    before: Option<Before>,
    /// The enkät of the förvaltningar, whose words are used.
    questionnaire: Option<Arc<Questionnaire>>,
    respondent: Respondent,
    compared: Vec<Compared>,
    events: Events,
    options: BTreeMap<(Meaning, String), Choice>,
    wanted: Option<FieldTable>,
    scales: Vec<(String, FieldTable)>,
    themes: Vec<CityTheme>,
}

/// The round before.
struct Before {
    round: RoundId,
    rate: Rate,
    /// None where that is not known.
    events: Option<i64>,
}

/// The underlag when nobody has written in it.
pub(super) async fn derive(cx: &Context, central: &Central, round: &ClosedRound) -> Result<Underlag> {
    if round.is_imported {
        return Err(HistoryError::FiguresAlone(round.id).into());
    }
    let facts = Facts::read(cx, central, round).await?;
    Ok(Underlag {
        title: t::title(&round.id),
        front: TitlePage::new(t::CITY, t::BOARD, cx.ambient.today()),
        parts: vec![facts.summary(), facts.answered(), facts.knowledge(), facts.seen(), facts.needs(), questions()],
    })
}

impl Facts {
    async fn read(cx: &Context, central: &Central, round: &ClosedRound) -> Result<Self> {
        let figures = results::figures(cx, round).await?;
        let all = rounds::list(cx).await?;
        let earlier = all.iter().find(|r| r.id == round.id).and_then(|r| r.closed_before(&all)).and_then(Round::closed);
        let (before, then) = match &earlier {
            Some(earlier) => {
                let then = results::figures(cx, earlier).await?;
                let events = Events::new(incidents::list_all(cx, central, &then).await?);
                let options = incidents::options(cx, &earlier.id).await?;
                let tells = why_nothing(&then, &events, !options.is_empty()).is_none();
                let events = (!earlier.is_imported && tells).then(|| count(events.elsewhere.len()));
                let rate = sum(&rates::list(cx, earlier).await?);
                (Some(Before { round: earlier.id, rate, events }), Some(then))
            }
            None => (None, None),
        };
        let asked = questionnaires::of_round(cx, &round.id).await?;
        let questionnaire = asked.iter().find(|q| q.audience != Audience::Extern).or(asked.first()).cloned();
        let is_asked =
            |i: &&Indicator| asked.iter().any(|q| q.audience != Audience::Extern && q.indicators.iter().any(|o| o.id == i.id));
        let figure = |f: &RoundFigures, i: &Indicator| f.figure(&i.id, &Whose::City);
        let of = |i: &Indicator| {
            let before = then.as_ref().map_or_else(Figure::not_asked, |then| figure(then, i));
            (i.clone(), figure(&figures, i), before)
        };
        let mut compared: Vec<Compared> = figures.indicators.iter().filter(is_asked).map(of).collect();
        let mut questionnaire = questionnaire;
        if compared.iter().all(|(_, now, _)| now.shown().is_none()) {
            // External parties alone answered: it is told of them.
            compared = figures.indicators.iter().map(of).collect();
            questionnaire = asked.iter().find(|q| q.audience == Audience::Extern).cloned().or(questionnaire);
        }
        let mut scales = vec![];
        for (indicator, ..) in compared.iter().filter(|(i, ..)| i.statistic == Statistic::Mean) {
            let table = largest(cross_tables::by_organisation(cx, &figures, &indicator.field()).await?);
            scales.extend(table.map(|table| (indicator.id.clone(), table)));
        }
        let support = questionnaire.as_ref().and_then(|q| q.question_for(Meaning::SupportWanted)).map(|q| q.id.clone());
        let wanted = match support {
            Some(field) => largest(cross_tables::by_organisation(cx, &figures, &field).await?),
            None => None,
        };
        let names = organisations::list_of_round(cx, round).await?.into_iter().map(|o| (o.id.to_string(), o.name)).collect();
        Ok(Self {
            events: Events::new(incidents::list_all(cx, central, &figures).await?),
            options: incidents::options(cx, &round.id).await?,
            themes: free_text::themes_of_city(cx, central, &figures).await?,
            rates: rates::list(cx, round).await?,
            respondent: questionnaire.as_ref().map(|q| q.respondent.clone()).unwrap_or_default(),
            round: round.clone(),
            names,
            questionnaire,
            compared,
            wanted,
            scales,
            before,
            figures,
        })
    }

    fn last(&self) -> Option<RoundId> {
        self.before.as_ref().map(|before| before.round)
    }

    fn name(&self, id: &str) -> String {
        self.names.iter().find(|(other, _)| other == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    }

    /// What a kommunstyrelse reads: a page.
    fn summary(&self) -> Part {
        let mut blocks = vec![Block::Text(self.about_rates())];
        let indicators: Vec<Indicator> = self.compared.iter().map(|(i, ..)| i.clone()).collect();
        let lead: Vec<&str> = leading(&indicators).into_iter().map(|i| i.id.as_str()).collect();
        let leading: Vec<Compared> = self.compared.iter().filter(|(i, ..)| lead.contains(&i.id.as_str())).cloned().collect();
        let known: Vec<Sentence> = self.findings(&leading, "sammanfattning");
        if !known.is_empty() {
            blocks.push(Block::Text(known));
        }
        blocks.push(Block::Text(self.about_events("sammanfattning").into_iter().take(3).collect()));
        let wanted = self.wanted_text();
        if !wanted.is_empty() {
            blocks.push(paragraph("sammanfattning.stod", wanted));
        }
        Part::new("sammanfattning", t::SUMMARY, blocks)
    }

    fn about_rates(&self) -> Vec<Sentence> {
        let rate = sum(&self.rates);
        let asked = count(self.rates.iter().filter(|of| of.rate.eligible() > 0).count());
        let first = rate.share().map_or_else(|| t::more_than_expected(asked, rate.completed), |whole| t::answered(asked, whole));
        let mut text = vec![said("sammanfattning.enkat", first)];
        let then = self.before.as_ref().and_then(|before| Some((before, before.rate.share()?)));
        let compared = then.and_then(|(before, then)| Some(t::rate_before(change(then, rate.share()?)?, then, &before.round)));
        text.extend(compared.map(|compared| said("sammanfattning.forra-aret", compared)));
        text
    }

    fn answered(&self) -> Part {
        let whole = sum(&self.rates);
        let is_below = |of: &&OrganisationRate| Some(change(whole.share()?, of.rate.share()?)? == Change::Less);
        let below = self.rates.iter().filter(|of| is_below(of).unwrap_or(false));
        let below: Vec<String> = below.map(|of| self.name(&of.organisation)).collect();
        let mut text = vec![];
        if !below.is_empty() {
            text.push(said("svar.lagre", t::below(&below)));
        }
        let row = |name: String, rate: Rate| {
            let share = rate.share().and_then(whole_percent).map_or_else(String::new, |percent| format!("{percent}\u{a0}%"));
            vec![name, share, rate.completed.to_string(), rate.eligible().to_string()]
        };
        let mut rows: Vec<_> = self.rates.iter().map(|of| row(self.name(&of.organisation), of.rate)).collect();
        rows.sort_by_cached_key(|row| collation_key(&row[0]));
        rows.push(row(t::CITY.to_owned(), whole));
        let columns = [t::ORGANISATION, t::RATE, t::COMPLETED, t::ELIGIBLE].map(str::to_owned).to_vec();
        let mut blocks = vec![Block::Table(t::RATE_TABLE.to_owned(), columns, rows)];
        if !text.is_empty() {
            blocks.insert(0, Block::Text(text));
        }
        Part::new("svar", t::RATES, blocks)
    }

    /// What is known, has been done and is assessed, a sentence or two each.
    fn findings(&self, compared: &[Compared], part: &str) -> Vec<Sentence> {
        let last = self.last();
        let mut scale_before = false;
        let sentence = |finding: Finding| {
            let (id, text) = match &finding {
                Finding::Shares(subjects) => {
                    let first = subjects.first()?.shares.first()?;
                    (first.indicator.id.clone(), analysis::finding(subjects, &self.respondent, last.as_ref()))
                }
                Finding::Level(beside) => {
                    let scale = self.scale(beside);
                    let again = std::mem::replace(&mut scale_before, scale.is_some()) && scale.is_some();
                    (beside.indicator.id.clone(), analysis::assessment(*beside, scale, again, &self.respondent, last.as_ref()))
                }
                Finding::Labelled(beside) => (beside.indicator.id.clone(), analysis::labelled(*beside, last.as_ref())),
            };
            Some(said(&format!("{part}.{id}"), text))
        };
        findings(compared).into_iter().filter_map(sentence).collect()
    }

    /// How a scale was used, where that is shown.
    fn scale(&self, beside: &Beside) -> Option<Scale<'_>> {
        let question = self.questionnaire.as_ref()?.questions().find(|q| q.id == beside.indicator.question)?;
        let Kind::Scale { min, max, min_label, max_label } = &question.kind else { return None };
        let table = self.scales.iter().find(|(id, _)| *id == beside.indicator.id).map(|(_, table)| table)?;
        let of = |points: [i64; 2]| -> Option<Tally> {
            let [one, other] = points.map(|point| table.all.city.of(&point.to_string()));
            let (one, other) = (one?, other?);
            Some(Tally { count: one.count + other.count, base: one.base })
        };
        let (low, high) = (of([*min, min + 1])?, of([max - 1, *max])?);
        (max - min >= 3).then_some(Scale { ends: (*min, *max), labels: (min_label, max_label), low, high })
    }

    fn knowledge(&self) -> Part {
        let findings = self.findings(&self.compared, "kannedom");
        if findings.is_empty() {
            return Part::new("kannedom", t::KNOWLEDGE, vec![paragraph("kannedom.inget", t::NO_KNOWLEDGE)]);
        }
        let mut blocks = vec![paragraph(
            "kannedom.inledning",
            analysis::intro(&self.respondent, self.compared.iter().any(|(i, ..)| i.about == About::Staff)),
        )];
        blocks.extend(findings.into_iter().map(|sentence| Block::Text(vec![sentence])));
        let indicators: Vec<Indicator> = self.compared.iter().map(|(i, ..)| i.clone()).collect();
        let spread = leading(&indicators).into_iter().filter_map(|indicator| self.spread(indicator));
        let spread: Vec<Sentence> = spread.collect();
        if !spread.is_empty() {
            blocks.push(paragraph("kannedom.spridning", t::SPREAD_LEAD));
            blocks.push(Block::List(spread));
        }
        blocks.extend(self.chart(&leading(&indicators)));
        blocks.push(self.table());
        Part::new("kannedom", t::KNOWLEDGE, blocks)
    }

    fn spread(&self, indicator: &Indicator) -> Option<Sentence> {
        let own = self.figures.asked.keys().filter_map(|id| self.figures.figure(&indicator.id, &Whose::Own(id.clone())).shown());
        let quartiles = Quartiles::of(own.filter_map(|tally| value(&indicator.statistic, tally)).map(|(n, _)| n).collect())?;
        let [low, median, high] = [quartiles.low, quartiles.median, quartiles.high].map(|n| number(&indicator.statistic, n));
        Some(said(&format!("kannedom.spridning-{}", indicator.id), t::spread(&indicator.label, &low, &median, &high)))
    }

    fn chart(&self, indicators: &[&Indicator]) -> Option<Block> {
        let bar = |colour: u8, who: &str, figure: &Figure| {
            let tally = figure.shown()?;
            Some(Bar { colour, tenths: Some(tally.tenths()?), text: analysis::bar(who, tally) })
        };
        let year = self.round.id.to_string();
        let last = self.last().map(|last| last.to_string()).unwrap_or_default();
        let shares =
            self.compared.iter().filter(|(i, ..)| indicators.iter().any(|o| o.id == i.id) && i.statistic != Statistic::Mean);
        let groups = shares.map(|(indicator, now, before)| Group {
            label: indicator.label.clone(),
            bars: [bar(0, &year, now), bar(1, &last, before)].into_iter().flatten().collect(),
        });
        let groups: Vec<Group> = groups.filter(|group| !group.bars.is_empty()).collect();
        (!groups.is_empty()).then(|| Block::Chart(t::CHART.to_owned(), chart(t::CHART, &groups), groups))
    }

    /// Every indicator of the city beside the year before.
    fn table(&self) -> Block {
        let last = self.last();
        let rows = self.compared.iter().map(|(indicator, now, before)| {
            let then = last.map(|_| cell(indicator, *before));
            [indicator.label.clone(), cell(indicator, *now)].into_iter().chain(then).collect()
        });
        let columns = [analysis::INDICATOR.to_owned(), self.round.id.to_string()].into_iter();
        Block::Table(analysis::TABLE.to_owned(), columns.chain(last.map(|last| last.to_string())).collect(), rows.collect())
    }

    /// Events by an aspect in words, the most common first.
    fn counted(&self, aspect: Aspect, meaning: Option<Meaning>) -> Counted {
        let named = |value: String| {
            let option = meaning.and_then(|meaning| self.options.get(&(meaning, value.clone())));
            option.map_or(value, Choice::named)
        };
        let counts = count_by(&self.events.elsewhere, aspect).into_iter().filter(|(value, _)| value != UNSAID);
        let mut counts: Counted = counts.map(|(value, n)| (named(value), n)).collect();
        counts.sort_by_cached_key(|(name, n)| (-n, collation_key(name)));
        counts
    }

    /// What happened, or why nothing is told of it.
    fn about_events(&self, part: &str) -> Vec<Sentence> {
        if let Some(why) = why_nothing(&self.figures, &self.events, !self.options.is_empty()) {
            return vec![said(&format!("{part}.inga-handelser"), why)];
        }
        let texts = place::of_place(&[t::IN_CITY.to_owned()], &self.event_counts());
        texts.into_iter().map(|(name, text)| said(&format!("{part}.{name}"), text)).collect()
    }

    fn event_counts(&self) -> EventCounts {
        let events = &self.events.elsewhere;
        let is_none = |id: &String| self.options.get(&(Meaning::Environment, id.clone())).is_some_and(|o| o.exclusive);
        let handled = |value: &str| count(events.iter().filter(|event| event.values(Aspect::Handled) == [value]).count());
        let none = |event: &&Event| event.incident.environment.iter().all(is_none);
        let mut environments = self.counted(Aspect::Environment, Some(Meaning::Environment));
        let names: Vec<String> =
            self.options.iter().filter(|((m, _), o)| *m == Meaning::Environment && o.exclusive).map(|(_, o)| o.named()).collect();
        environments.retain(|(name, _)| !names.contains(name));
        EventCounts {
            all: count(events.len()),
            whole_city: 0,
            before: self.before.as_ref().and_then(|before| Some((before.round, before.events?))),
            environments,
            no_environment: count(events.iter().filter(none).count()),
            kinds: self.counted(Aspect::Kind, Some(Meaning::Kind)),
            places: vec![],
            handled: Some((handled(HANDLED[0]), handled(HANDLED[1]))),
            unconnected: count(
                self.events.aside.iter().filter(|e| e.assessment.connection == Some(Connection::Unconnected)).count(),
            ),
        }
    }

    fn seen(&self) -> Part {
        let mut blocks = vec![Block::Text(self.about_events("handelser"))];
        let places = self.counted(Aspect::Place, None).into_iter().map(|(name, n)| vec![name, n.to_string()]);
        let places: Vec<Vec<String>> = places.collect();
        if !places.is_empty() {
            let columns = vec![t::PLACE.to_owned(), self.round.id.to_string()];
            blocks.push(Block::Table(t::PLACE_TABLE.to_owned(), columns, places));
        }
        Part::new("handelser", t::EVENTS, blocks)
    }

    /// The support that is wanted.
    fn wanted_text(&self) -> String {
        let question = self.questionnaire.as_ref().and_then(|q| q.question_for(Meaning::SupportWanted));
        let Some((question, table)) = question.zip(self.wanted.as_ref()) else { return String::new() };
        let Some(base) = table.all.city.base().filter(|base| *base > 0) else { return String::new() };
        let of = |exclusive: bool| -> Quoted {
            let options = question.kind.options().iter().filter(|o| o.exclusive == exclusive && !o.non_answer);
            let named = |o: &Choice| if exclusive { o.text.clone() } else { o.named() };
            let chosen = options.filter_map(|o| Some((named(o), table.all.city.of(&o.id)?.count)));
            let mut chosen: Quoted = chosen.filter(|(_, n)| *n > 0).collect();
            chosen.sort_by_key(|(_, n)| -n);
            chosen
        };
        analysis::wanted(base, &of(false), &of(true))
    }

    fn needs(&self) -> Part {
        let wanted = self.wanted_text();
        let mut blocks = vec![paragraph("behov.stod", if wanted.is_empty() { t::NO_NEEDS.to_owned() } else { wanted })];
        let theme = |(number, (theme, texts, of)): (usize, &CityTheme)| {
            said(&format!("behov.tema-{number}"), t::theme(theme, *texts, count(of.len())))
        };
        let themes: Vec<Sentence> = self.themes.iter().enumerate().map(theme).collect();
        if !themes.is_empty() {
            blocks.push(Block::List(themes));
        }
        Part::new("behov", t::NEEDS, blocks)
    }
}

/// Why nothing is told of the events of a round: nobody was asked or answered, or so few that it would tell what they saw.
fn why_nothing(figures: &RoundFigures, events: &Events, asked: bool) -> Option<String> {
    let answers: i64 = figures.asked.keys().map(|id| figures.answered_by(id).counting()).sum();
    let threshold = figures.thresholds().1;
    match answers {
        _ if !events.is_empty() => None,
        _ if !asked => Some(place::NOT_ASKED.to_owned()),
        0 => Some(place::NO_ANSWERS.to_owned()),
        few if few < threshold => Some(place::few_answers(threshold)),
        _ => None,
    }
}

/// Where variants ask differently under one name: the one that most organisations were asked.
fn largest(tables: Vec<FieldTable>) -> Option<FieldTable> {
    tables.into_iter().max_by_key(|table| table.all.organisations.len())
}

fn sum(rates: &[OrganisationRate]) -> Rate {
    rates.iter().fold(Rate::default(), |sum, of| sum + of.rate)
}

fn questions() -> Part {
    use t::questions as q;
    let asked = [("1", q::CONCLUSIONS), ("2", q::MEASURES), ("3", q::SUPPORT), ("4", q::SOURCES)];
    let question = |(name, text): (&str, &str)| Block::Question(text.to_owned(), Sentence::derived(format!("fragor.{name}"), ""));
    Part { for_the_page: true, ..Part::new("fragor", t::QUESTIONS, asked.map(question).into()) }
}
