//! How the answers to each question of a closed round are spread.
//!
//! A field that an indicator counts has that indicator's base, so it is decided with it: were each
//! decided by itself, what one hides could be had from the other. Other fields have a tree of
//! their own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::domain::distribution::{BASE, Distribution, Field, fields};
use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::meaning::About;
use app::domain::organisation::{Audience, Organisation, lineage};
use app::domain::questionnaire::{Indicator, Questionnaire};
use app::domain::round::ClosedRound;
use app::domain::suppression::{Figure, Node, Reason, protect_since};
use sqlx::AnyConnection;

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

pub(super) type Sums = BTreeMap<(OrganisationId, String), BTreeMap<String, i64>>;

/// The questionnaire that each organisation answered.
pub(super) type Asked<'a> = Vec<(OrganisationId, &'a Questionnaire)>;

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
            let decided = decided.field(field, questionnaire);
            let (own, city) = (decided.own(organisation), decided.city());
            distributions.push(FieldDistribution { field: decided.field, own, city });
        }
    }
    Ok(distributions)
}

/// A field as everybody who was asked it answered.
#[derive(Debug, Clone)]
pub struct FieldTable {
    /// What was asked.
    pub field: Field,
    /// Those who were asked.
    pub audiences: BTreeSet<Audience>,
    /// The ids of their questionnaires.
    pub questionnaires: BTreeSet<String>,
    pub city: Distribution,
    /// Each that has answers, or sums those before it.
    pub organisations: Vec<(OrganisationId, Distribution)>,
    /// All of a kind together, where that can be had from what is shown.
    pub by_audience: BTreeMap<Audience, Distribution>,
}

/// The fields that were asked in a round, each once.
pub async fn fields_of_round(cx: &Context, round: &RoundId) -> Result<Vec<Field>> {
    let mut list: Vec<Field> = vec![];
    for questionnaire in questionnaires::of_round(cx, round).await? {
        for field in fields(&questionnaire) {
            if !list.iter().any(|other| other.id == field.id) {
                list.push(field);
            }
        }
    }
    Ok(list)
}

/// A field by organisation: a table for all who were asked the same, of whom the same is counted.
pub async fn by_organisation(cx: &Context, figures: &RoundFigures, field: &str) -> Result<Vec<FieldTable>> {
    let all = &figures.organisations;
    let mut db = cx.store.read().await?;
    let questionnaires = questionnaires_by_organisation(cx, &mut db, &figures.round).await?;
    let sums = sums(&mut db, &figures.round).await?;
    drop(db);
    let asked: Asked = questionnaires.iter().map(|(id, q)| (id.clone(), &**q)).collect();
    let decided = Decided { all, figures, asked: &asked, sums: &sums };
    let mut tables: Vec<FieldTable> = vec![];
    let mut done: Vec<&OrganisationId> = vec![];
    for (id, questionnaire) in &asked {
        let Some(field) = fields(questionnaire).into_iter().find(|f| f.id == *field).filter(|_| !done.contains(&id)) else {
            continue;
        };
        let decided = decided.field(field, questionnaire);
        let is_of = |o: &&Organisation| lineage(all, &o.id).iter().any(|part| decided.same.contains(&&part.id));
        let answers = |o: &&Organisation| figures.asked.contains_key(&o.id) || figures.is_merged(&o.id);
        let rows: Vec<&Organisation> = all.iter().filter(answers).filter(is_of).collect();
        if rows.is_empty() {
            continue;
        }
        let city = decided.city();
        let known = |id: &OrganisationId| all.iter().any(|o| o.id == *id);
        let organisations: Vec<_> = rows.iter().map(|o| (o.id.clone(), decided.own(&o.id))).collect();
        let roots: Vec<(Audience, &Distribution)> = rows
            .iter()
            .zip(&organisations)
            .filter(|(o, _)| !o.successor.as_ref().is_some_and(known))
            .map(|(o, (_, own))| (o.audience, own))
            .collect();
        let audiences: BTreeSet<Audience> = rows.iter().map(|o| o.audience).collect();
        let of_audience = |a: &Audience| (*a, of_audience(*a, &roots, &city).without_non_answers(&decided.field));
        let by_audience = audiences.iter().map(of_audience).collect();
        let DecidedField { field, same, .. } = decided;
        let is_same = |id: &OrganisationId| same.contains(&id);
        let questionnaires = asked.iter().filter(|(id, _)| is_same(id)).map(|(_, q)| q.id.clone()).collect();
        done.extend(same);
        tables.push(FieldTable { field, audiences, questionnaires, city, organisations, by_audience });
    }
    Ok(tables)
}

/// The sum of an audience's organisations, or what is left of the city without those of all others.
fn of_audience(audience: Audience, roots: &[(Audience, &Distribution)], city: &Distribution) -> Distribution {
    // Where nobody answered there is nothing to add.
    let added = |is_its: bool| {
        let of = roots.iter().filter(|(of, _)| (*of == audience) == is_its).map(|(_, own)| *own);
        of.filter(|own| own.hidden() != Some(Reason::Empty)).cloned().reduce(|a, b| a.and(&b))
    };
    let Some(sum) = added(true) else { return Distribution::empty() };
    if sum.base().is_some() { sum } else { added(false).map_or_else(|| city.clone(), |others| city.without(&others)) }
}

pub(super) async fn questionnaires_by_organisation(
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

pub(super) async fn sums(db: &mut AnyConnection, round: &ClosedRound) -> Result<Sums> {
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

/// A topic, and what managers and their staff know of it, where that is counted.
pub type Aware<T> = (String, Option<T>, Option<T>);

/// What managers know beside what they say of their staff, a row a topic: each row of a matrix
/// that such an indicator counts.
pub fn aware<T: Copy>(figures: &[(&Indicator, T)], distributions: &[FieldDistribution]) -> Vec<Aware<T>> {
    let mut rows: Vec<(String, Aware<T>)> = Vec::new();
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
pub(super) struct Decided<'a> {
    pub(super) all: &'a [Organisation],
    pub(super) figures: &'a RoundFigures,
    pub(super) asked: &'a Asked<'a>,
    pub(super) sums: &'a Sums,
}

impl<'a> Decided<'a> {
    /// A field as a questionnaire asks it, decided once for all organisations and the city.
    fn field(&self, field: Field, questionnaire: &Questionnaire) -> DecidedField<'_> {
        let counting = counted_by(questionnaire, &field.id);
        let same = self.asked_the_same(&field, &counting);
        let tree = if counting.is_empty() { self.tree(&field, &same) } else { BTreeMap::new() };
        DecidedField { decided: self, field, counting, same, tree }
    }

    /// Those who were asked the same, and of whom the same is counted.
    pub(super) fn asked_the_same(&self, field: &Field, counting: &[String]) -> Vec<&'a OrganisationId> {
        let same = |q: &Questionnaire| fields(q).iter().any(|f| f.is_same(field)) && counted_by(q, &field.id) == counting;
        self.asked.iter().filter(|(_, q)| same(q)).map(|(id, _)| id).collect()
    }

    /// The bases of a field that no indicator counts, decided in a tree of their own.
    pub(super) fn tree(&self, field: &Field, asked: &[&OrganisationId]) -> BTreeMap<Whose, Figure> {
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

/// What the decisions about one field are made from.
struct DecidedField<'f> {
    decided: &'f Decided<'f>,
    field: Field,
    /// The indicators that count it.
    counting: Vec<String>,
    /// Those who were asked the same.
    same: Vec<&'f OrganisationId>,
    /// The bases, where no indicator counts it.
    tree: BTreeMap<Whose, Figure>,
}

impl DecidedField<'_> {
    /// An organisation's, those before it included.
    fn own(&self, organisation: &OrganisationId) -> Distribution {
        let family: Vec<&OrganisationId> = lineage(self.decided.all, organisation).iter().map(|o| &o.id).collect();
        let counted: Vec<&OrganisationId> = self.same.iter().copied().filter(|id| family.contains(id)).collect();
        let figure = if self.counting.is_empty() {
            self.of_tree(&[Whose::Merged(organisation.clone()), Whose::Own(organisation.clone())])
        } else {
            let figures = self.counting.iter().map(|i| self.decided.figures.figure_of(i, organisation));
            self.if_agreed(&counted, |id| family.contains(&id), strictest(figures))
        };
        self.distribution(figure, &counted)
    }

    fn city(&self) -> Distribution {
        let figure = if self.counting.is_empty() {
            self.of_tree(&[Whose::City])
        } else {
            let figures = self.counting.iter().map(|i| self.decided.figures.figure(i, &Whose::City));
            self.if_agreed(&self.same, |_| true, strictest(figures))
        };
        self.distribution(figure, &self.same)
    }

    /// The first of these that there is.
    fn of_tree(&self, whose: &[Whose]) -> Figure {
        whose.iter().find_map(|whose| self.tree.get(whose)).copied().unwrap_or_else(Figure::empty)
    }

    /// Those whose indicator it is have to be those whose answers are counted here.
    fn if_agreed(&self, counted: &[&OrganisationId], among: impl Fn(&OrganisationId) -> bool, figure: Figure) -> Figure {
        let agree = self.counting.iter().all(|i| {
            let asked = self.decided.figures.asked.iter().filter(|(_, ids)| ids.contains(i)).map(|(id, _)| id);
            asked.filter(|id| among(id)).eq(counted.iter().copied())
        });
        if agree { figure } else { Figure::empty() }
    }

    fn distribution(&self, figure: Figure, of: &[&OrganisationId]) -> Distribution {
        let counts = Distribution::new(figure, &self.decided.sum(of, &self.field.id));
        if of.len() > 1 { counts.without_non_answers(&self.field) } else { counts }
    }
}

/// The indicators that count a field.
pub(super) fn counted_by(questionnaire: &Questionnaire, field: &str) -> Vec<String> {
    questionnaire.indicators.iter().filter(|i| i.field() == field).map(|i| i.id.clone()).collect()
}

/// Shown only if all are.
fn strictest(figures: impl Iterator<Item = Figure>) -> Figure {
    figures.reduce(|a, b| if a.shown().is_some() { b } else { a }).unwrap_or_else(Figure::empty)
}
