//! How the answers to each question are spread, and indicators by verksamhetsområde, of a closed
//! round.
//!
//! A field that an indicator counts has that indicator's base, so it is decided with it: were each
//! decided by itself, what one hides could be had from the other. Other fields have a tree of
//! their own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::domain::distribution::{BASE, Distribution, Field, fields};
use app::domain::figure::Tally;
use app::domain::ids::OrganisationId;
use app::domain::meaning::{About, Meaning};
use app::domain::organisation::{Organisation, lineage};
use app::domain::questionnaire::{Indicator, Questionnaire};
use app::domain::round::ClosedRound;
use app::domain::suppression::columns::{Cell, Row, protect_columns};
use app::domain::suppression::{Count, Figure, Node, protect_since};
use sqlx::AnyConnection;

use super::counting::RESPONSES;
use super::results::{RoundFigures, Whose, forest};
use super::{Context, OrganisationAccess, Result, questionnaires, results};
use crate::store;

/// A field, and how its answers are spread.
#[derive(Debug, Clone)]
pub struct FieldDistribution {
    /// What was asked.
    pub field: Field,
    /// The organisation's, those before it included.
    pub own: Distribution,
    /// All organisations that were asked the same.
    pub city: Distribution,
}

/// Indicators by verksamhetsområde: the areas' names, and a figure for each.
#[derive(Debug, Clone, Default)]
pub struct ByLine {
    /// In the order of the questionnaire.
    pub lines: Vec<String>,
    /// Each indicator with a tally a line. Why one is not shown is not told: that nobody answered
    /// would be an answer.
    pub rows: Vec<(Indicator, Vec<Option<Tally>>)>,
}

type Sums = BTreeMap<(OrganisationId, String), BTreeMap<String, i64>>;

/// The questionnaire that each organisation answered.
type Asked<'a> = Vec<(OrganisationId, &'a Questionnaire)>;

/// How the answers of an organisation and of the city are spread, question by question.
pub async fn list(cx: &Context, access: &OrganisationAccess, figures: &RoundFigures) -> Result<Vec<FieldDistribution>> {
    let (all, organisation) = (&figures.organisations, access.id());
    let mut db = cx.store.read().await?;
    let questionnaires: BTreeMap<_, _> = questionnaires_by_organisation(cx, &mut db, &figures.round).await?.into_iter().collect();
    let sums = sums(&mut db, &figures.round).await?;
    drop(db);
    let asked: Asked = questionnaires.iter().map(|(id, q)| (id.clone(), &**q)).collect();
    let family: Vec<&OrganisationId> = lineage(all, organisation).iter().map(|o| &o.id).collect();
    let mut distributions: Vec<FieldDistribution> = Vec::new();
    // The own questionnaire's fields first, then what only those before were asked.
    for id in &family {
        let Some(questionnaire) = questionnaires.get(*id) else { continue };
        for field in fields(questionnaire) {
            if distributions.iter().any(|s| s.field.is_same(&field)) {
                continue;
            }
            let decided = Decided { all, figures, asked: &asked, sums: &sums };
            let (own, city) = decided.counts(&field, questionnaire, organisation, &family);
            distributions.push(FieldDistribution { field, own, city });
        }
    }
    Ok(distributions)
}

async fn questionnaires_by_organisation(
    cx: &Context,
    db: &mut AnyConnection,
    round: &ClosedRound,
) -> Result<Vec<(OrganisationId, Arc<Questionnaire>)>> {
    let mut questionnaires = Vec::new();
    for link in store::rounds::list_links(db, &round.id).await? {
        let questionnaire = questionnaires::of_link(cx, db, &link).await?;
        questionnaires.push((link.organisation, questionnaire));
    }
    Ok(questionnaires)
}

async fn sums(db: &mut AnyConnection, round: &ClosedRound) -> Result<Sums> {
    let mut sums: Sums = BTreeMap::new();
    for (organisation, field, value, count) in store::counts::list_distribution(db, &round.id).await? {
        sums.entry((organisation, field)).or_default().insert(value, count);
    }
    Ok(sums)
}

/// Every base of a closed round that is shown or hidden, as the tables stand.
pub(super) async fn every_figure(cx: &Context, db: &mut AnyConnection, round: &ClosedRound) -> Result<EveryFigure> {
    let figures = results::figures_as_counted(cx, db, round).await?;
    let questionnaires = questionnaires_by_organisation(cx, db, round).await?;
    let sums = sums(db, round).await?;
    let asked: Asked = questionnaires.iter().map(|(id, q)| (id.clone(), &**q)).collect();
    let decided = Decided { all: &figures.organisations, figures: &figures, asked: &asked, sums: &sums };
    let mut every: BTreeMap<(String, Whose), Figure> = BTreeMap::new();
    let mut keep = |what: String, list: BTreeMap<Whose, Figure>| {
        every.extend(list.into_iter().map(|(whose, figure)| ((what.clone(), whose), figure)));
    };
    for indicator in &figures.indicators {
        keep(indicator.id.clone(), figures.all_of(&indicator.id));
    }
    for (id, questionnaire) in &asked {
        for field in fields(questionnaire).iter().filter(|f| counted_by(questionnaire, &f.id).is_empty()) {
            // Variants that do not ask the same have trees of their own.
            keep(format!("{}: {id}", field.id), decided.tree(field, &decided.asked_the_same(field, &[])));
        }
    }
    let answered = asked.iter().filter(|(id, _)| figures.answered_by(id).responses > 0).map(|(id, _)| id.clone());
    let answered: BTreeSet<OrganisationId> = answered.collect();
    let few = answered.iter().filter(|id| figures.is_few(id)).cloned().collect();
    let unnamed = figures.unnamed();
    Ok(EveryFigure { answered, organisations: figures.organisations, every, few, unnamed })
}

/// An organisation's indicators by verksamhetsområde, where it is shown how many belong to each and at
/// least two can be shown.
/// Not of a year in which it is a sum of several: each of these has its own, and the two
/// together would tell too much.
pub async fn by_line_of_work(cx: &Context, access: &OrganisationAccess, figures: &RoundFigures) -> Result<ByLine> {
    let distributions = list(cx, access, figures).await?;
    let organisation = access.id();
    let mut db = cx.store.read().await?;
    let links = store::rounds::list_links(&mut db, &figures.round.id).await?;
    let link = links.iter().find(|l| l.organisation == *organisation).filter(|_| !figures.is_merged(organisation));
    let Some(link) = link else { return Ok(ByLine::default()) };
    let questionnaire = questionnaires::of_link(cx, &mut db, link).await?;
    let line_of_work = questionnaire.question_for(Meaning::LineOfWork).map(|q| q.id.as_str());
    let lines = distributions.iter().find(|s| Some(s.field.id.as_str()) == line_of_work && s.own.base().is_some());
    let Some(lines) = lines else { return Ok(ByLine::default()) };
    let breakdown = breakdown(&mut db, &figures.round, organisation).await?;
    let shown = |indicator: &Indicator| {
        let row = own_row(figures, organisation, &breakdown, &indicator.id, true);
        row.cells.into_iter().filter(|(_, cell)| cell.shown).map(|(line, cell)| (line, cell.count.tally)).collect()
    };
    Ok(ByLine::new(&lines.field, &questionnaire.indicators, shown))
}

/// The same of the whole city: a table of all organisations that were asked for the same areas, with the title of their
/// questionnaire.
pub async fn by_line_of_work_in_city(cx: &Context, figures: &RoundFigures) -> Result<Vec<(String, ByLine)>> {
    let mut db = cx.store.read().await?;
    let questionnaires = questionnaires_by_organisation(cx, &mut db, &figures.round).await?;
    let sums = sums(&mut db, &figures.round).await?;
    let mut breakdowns = BTreeMap::new();
    for (id, _) in &questionnaires {
        breakdowns.insert(id.clone(), breakdown(&mut db, &figures.round, id).await?);
    }
    drop(db);
    let asked: Asked = questionnaires.iter().map(|(id, q)| (id.clone(), &**q)).collect();
    let decided = Decided { all: &figures.organisations, figures, asked: &asked, sums: &sums };
    let mut fields: Vec<(Field, &Questionnaire)> = Vec::new();
    for (_, questionnaire) in &asked {
        let field = questionnaire.question_for(Meaning::LineOfWork).and_then(|q| field_of(questionnaire, &q.id));
        let counted = |field: &Field| !counted_by(questionnaire, &field.id).is_empty();
        if let Some(field) = field.filter(|f| !counted(f) && !fields.iter().any(|(other, _)| other.is_same(f))) {
            fields.push((field, *questionnaire));
        }
    }
    let tables = fields.into_iter().map(|(field, questionnaire)| {
        let group = decided.asked_the_same(&field, &[]);
        let spread = decided.tree(&field, &group);
        let is_shown = |whose: &Whose| spread.get(whose).is_some_and(|f| f.shown().is_some());
        let shown = |indicator: &Indicator| {
            let answered = |id: &OrganisationId| figures.answered_by(id).responses > 0;
            let asked =
                |id: &&&OrganisationId| figures.asked.get(**id).is_some_and(|ids| ids.contains(&indicator.id)) && answered(id);
            let rows = group.iter().filter(asked).map(|id| {
                let own = Whose::Own((*id).clone());
                let row = own_row(figures, id, &breakdowns[*id], &indicator.id, is_shown(&own) && !figures.is_merged(id));
                Row { sum: figures.known_by(&indicator.id, id, &group), ..row }
            });
            let decided = protect_columns(&rows.collect::<Vec<_>>(), figures.thresholds());
            decided.into_iter().filter_map(|(line, figure)| Some((line, figure.shown()?))).collect()
        };
        let table =
            if is_shown(&Whose::City) { ByLine::new(&field, &questionnaire.indicators, shown) } else { ByLine::default() };
        (questionnaire.title.clone(), table)
    });
    Ok(tables.filter(|(_, table)| !table.lines.is_empty()).collect())
}

impl ByLine {
    /// A table of what is shown of each indicator; empty where one area alone is, since that compares nothing.
    fn new(field: &Field, indicators: &[Indicator], shown: impl Fn(&Indicator) -> BTreeMap<String, Tally>) -> Self {
        let row = |indicator: &Indicator| {
            let tallies = shown(indicator);
            (indicator.clone(), field.options.iter().map(|(id, _, _)| tallies.get(id).copied()).collect::<Vec<_>>())
        };
        let rows: Vec<_> = indicators.iter().map(row).collect();
        let is_shown = |i: &usize| rows.iter().any(|(_, cells)| cells[*i].is_some());
        if (0..field.options.len()).filter(is_shown).count() < 2 {
            return Self::default();
        }
        Self { lines: field.options.iter().map(|(_, text, _)| text.clone()).collect(), rows }
    }
}

/// Indicators of an organisation by verksamhetsområde; under [`RESPONSES`] all its answers.
type Breakdown = BTreeMap<String, BTreeMap<String, Tally>>;

async fn breakdown(db: &mut AnyConnection, round: &ClosedRound, organisation: &OrganisationId) -> Result<Breakdown> {
    let mut counted = Breakdown::new();
    for (indicator, line, count, base) in store::counts::list_breakdown(db, &round.id, organisation).await? {
        counted.entry(indicator).or_default().insert(line, Tally { count, base });
    }
    Ok(counted)
}

/// An indicator of an organisation by verksamhetsområde, with what is shown of it where any of it may be.
fn own_row(
    figures: &RoundFigures,
    organisation: &OrganisationId,
    breakdown: &Breakdown,
    indicator: &str,
    may_be_shown: bool,
) -> Row<String> {
    let deducted = figures.answered_by(organisation).deducted;
    let tallies = breakdown.get(indicator);
    let count = |(line, here): (&String, &Tally)| {
        let tally = tallies.and_then(|t| t.get(line)).copied().unwrap_or_default();
        (line.clone(), Count { tally, responses: here.base, deducted })
    };
    let counts: BTreeMap<String, Count> = breakdown.get(RESPONSES).into_iter().flatten().map(count).collect();
    // A figure that is hidden to protect another is not told by its parts either.
    let shown = figures.figure(indicator, &Whose::Own(organisation.clone())).shown().is_some();
    let decided = if shown && may_be_shown {
        let parts = counts.iter().map(|(line, count)| Node::Part(line.clone(), *count));
        protect_since(&Node::Total(WHOLE.to_owned(), parts.collect()), figures.thresholds())
    } else {
        BTreeMap::new()
    };
    let is_shown = |line: &String| decided.get(line).is_some_and(|f| f.shown().is_some());
    let cell = |(line, count): (String, Count)| {
        let shown = is_shown(&line);
        (line, Cell { count, shown })
    };
    Row { sum: None, cells: counts.into_iter().map(cell).collect() }
}

fn field_of(questionnaire: &Questionnaire, id: &str) -> Option<Field> {
    fields(questionnaire).into_iter().find(|field| field.id == id)
}

/// Every base of a closed round, shown or hidden.
#[derive(Debug)]
pub(super) struct EveryFigure {
    /// The organisations that have answers.
    answered: BTreeSet<OrganisationId>,
    organisations: Vec<Organisation>,
    every: BTreeMap<(String, Whose), Figure>,
    /// Those with answers, of which too few for their texts and incidents to be shown.
    few: BTreeSet<OrganisationId>,
    /// Those that are not named as reporters.
    unnamed: BTreeSet<OrganisationId>,
}

impl EveryFigure {
    /// Whether these may be shown to somebody who has seen those before: nothing that was hidden is
    /// shown, but what nobody had answered, and no base has moved by less than the threshold.
    pub(super) fn may_become(&self, after: &Self, threshold: i64) -> bool {
        // Texts and incidents go by the number of answers, whatever these say.
        let hidden_stay = self.few.is_subset(&after.few) && self.unnamed.is_subset(&after.unnamed);
        hidden_stay
            && self.every.iter().all(|((what, whose), before)| {
                let Some(now) = after.every.get(&(what.clone(), whose.clone())).and_then(Figure::shown) else { return true };
                match before.shown() {
                    Some(then) => now.base == then.base || now.base - then.base >= threshold,
                    None => !self.has_answers(whose),
                }
            })
    }

    fn has_answers(&self, whose: &Whose) -> bool {
        match whose {
            Whose::City => !self.answered.is_empty(),
            Whose::Own(id) => self.answered.contains(id),
            Whose::Merged(id) => lineage(&self.organisations, id).iter().any(|o| self.answered.contains(&o.id)),
        }
    }
}

/// The key of a breakdown's total, which no option has.
const WHOLE: &str = "=";

/// A topic, and what managers and their staff know of it, where that is counted.
pub type Aware = (String, Option<Figure>, Option<Figure>);

/// What managers know beside what they say of their staff, a row a topic: each row of a matrix
/// that such an indicator counts.
pub fn aware(figures: &[(&Indicator, Figure)], distributions: &[FieldDistribution]) -> Vec<Aware> {
    let mut rows: Vec<(String, Aware)> = Vec::new();
    for (indicator, figure) in figures {
        let knows = indicator.topic().is_some();
        let (managers, staff) = (knows && indicator.about == About::Respondent, knows && indicator.about == About::Staff);
        if indicator.row.is_none() || !(managers || staff) {
            continue;
        }
        let field = indicator.field();
        let at = rows.iter().position(|(f, _)| *f == field).unwrap_or_else(|| {
            let topic = distributions.iter().find(|s| s.field.id == field).and_then(|s| s.field.row.clone());
            rows.push((field.clone(), (topic.unwrap_or_else(|| indicator.label.clone()), None, None)));
            rows.len() - 1
        });
        let row = &mut rows[at].1;
        *(if managers { &mut row.1 } else { &mut row.2 }) = Some(*figure);
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// What the decisions about one round's fields are made from.
struct Decided<'a> {
    all: &'a [Organisation],
    figures: &'a RoundFigures,
    asked: &'a Asked<'a>,
    sums: &'a Sums,
}

impl Decided<'_> {
    fn counts(
        &self,
        field: &Field,
        questionnaire: &Questionnaire,
        organisation: &OrganisationId,
        family: &[&OrganisationId],
    ) -> (Distribution, Distribution) {
        let counting = counted_by(questionnaire, &field.id);
        let all = self.asked_the_same(field, &counting);
        let whole_family = family;
        let family: Vec<&OrganisationId> = all.iter().copied().filter(|id| family.contains(id)).collect();
        let (own, city) = if counting.is_empty() {
            let decided = self.tree(field, &all);
            let own =
                decided.get(&Whose::Merged(organisation.clone())).or_else(|| decided.get(&Whose::Own(organisation.clone())));
            (own.copied().unwrap_or_else(Figure::empty), decided.get(&Whose::City).copied().unwrap_or_else(Figure::empty))
        } else {
            let own = strictest(counting.iter().map(|i| self.figures.figure_of(i, organisation)));
            let city = strictest(counting.iter().map(|i| self.figures.figure(i, &Whose::City)));
            // Those whose indicator it is have to be those whose answers are counted here.
            let agree = |counted: &[&OrganisationId], among: &dyn Fn(&OrganisationId) -> bool| {
                counting.iter().all(|i| {
                    let asked = self.figures.asked.iter().filter(|(_, ids)| ids.contains(i)).map(|(id, _)| id);
                    asked.filter(|id| among(id)).eq(counted.iter().copied())
                })
            };
            let if_so = |agree: bool, figure: Figure| if agree { figure } else { Figure::empty() };
            (if_so(agree(&family, &|id| whole_family.contains(&id)), own), if_so(agree(&all, &|_| true), city))
        };
        let of = |figure: Figure, whose: &[&OrganisationId]| {
            let counts = Distribution::new(figure, &self.sum(whose, &field.id));
            if whose.len() > 1 { counts.without_non_answers(field) } else { counts }
        };
        (of(own, &family), of(city, &all))
    }

    /// Those who were asked the same, and of whom the same is counted.
    fn asked_the_same(&self, field: &Field, counting: &[String]) -> Vec<&OrganisationId> {
        let same = |q: &Questionnaire| fields(q).iter().any(|f| f.is_same(field)) && counted_by(q, &field.id) == counting;
        self.asked.iter().filter(|(_, q)| same(q)).map(|(id, _)| id).collect()
    }

    /// The bases of a field that no indicator counts, decided in a tree of their own.
    fn tree(&self, field: &Field, asked: &[&OrganisationId]) -> BTreeMap<Whose, Figure> {
        let base = |id: &OrganisationId| {
            let sums = self.sums.get(&(id.clone(), field.id.clone()));
            let tally = Tally { count: 0, base: sums.and_then(|s| s.get(BASE)).copied().unwrap_or(0) };
            asked.contains(&id).then(|| self.figures.answered_by(id).count(tally))
        };
        protect_since(&Node::Total(Whose::City, forest(self.all, &base)), self.figures.thresholds())
    }

    fn sum(&self, organisations: &[&OrganisationId], field: &str) -> BTreeMap<String, i64> {
        let mut sum: BTreeMap<String, i64> = BTreeMap::new();
        for counts in organisations.iter().filter_map(|id| self.sums.get(&((*id).clone(), field.to_owned()))) {
            counts.iter().for_each(|(value, count)| *sum.entry(value.clone()).or_default() += count);
        }
        sum
    }
}

/// The indicators that count a field.
fn counted_by(questionnaire: &Questionnaire, field: &str) -> Vec<String> {
    questionnaire.indicators.iter().filter(|i| i.field() == field).map(|i| i.id.clone()).collect()
}

/// Shown only if all are.
fn strictest(figures: impl Iterator<Item = Figure>) -> Figure {
    figures.reduce(|a, b| if a.shown().is_some() { b } else { a }).unwrap_or_else(Figure::empty)
}
