//! Which figures are shown of how a closed round's questions were answered.
//!
//! A field that an indicator counts has that indicator's base, so it is decided with it: were each
//! decided by itself, what one hides could be had from the other. Other fields have a tree of
//! their own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::domain::distribution::{BASE, Distribution, Field, fields};
use app::domain::figure::Tally;
use app::domain::ids::OrganisationId;
use app::domain::organisation::{Organisation, lineage};
use app::domain::questionnaire::Questionnaire;
use app::domain::suppression::{Figure, Node, protect_since};

use super::results::{RoundFigures, Whose, forest};
use crate::store::counts::Counts;

/// How often an organisation answered what to a question, by value.
pub(super) type Sums = BTreeMap<(OrganisationId, String), BTreeMap<String, i64>>;

/// The questionnaire that each organisation answered.
pub(super) type Asked<'a> = Vec<(OrganisationId, &'a Questionnaire)>;

pub(super) fn asked(questionnaires: &[(OrganisationId, Arc<Questionnaire>)]) -> Asked<'_> {
    questionnaires.iter().map(|(id, q)| (id.clone(), &**q)).collect()
}

pub(super) fn sums(counts: Counts) -> Sums {
    let mut sums: Sums = BTreeMap::new();
    for (organisation, field, value, count) in counts {
        sums.entry((organisation, field)).or_default().insert(value, count);
    }
    sums
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
    pub(super) fn field(&self, field: Field, questionnaire: &Questionnaire) -> DecidedField<'a> {
        let counting = counted_by(questionnaire, &field.id);
        let same = self.asked_the_same(&field, &counting);
        let figures = if counting.is_empty() { self.tree(&field, &same) } else { self.of_indicators(&counting, &same) };
        // As sets: PostgreSQL may sort by another alphabet than the figures' tree does.
        let those: BTreeSet<&OrganisationId> = same.iter().copied().collect();
        let asked = |i: &String| self.figures.parts(&Whose::City, i);
        let is_whole = counting.iter().all(|i| asked(i).into_iter().collect::<BTreeSet<_>>() == those);
        DecidedField { all: self.all, sums: self.sums, field, same, figures, is_whole }
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

    /// The figures of the indicators that count a field: shown where all are, if those whose they are are those whose answers
    /// are counted here.
    fn of_indicators(&self, counting: &[String], same: &[&OrganisationId]) -> BTreeMap<Whose, Figure> {
        let all: Vec<BTreeMap<Whose, Figure>> = counting.iter().map(|i| self.figures.all_of(i)).collect();
        let whose: BTreeSet<&Whose> = all.iter().flat_map(BTreeMap::keys).collect();
        let strictest = |whose: &Whose| {
            let figures = all.iter().map(|of| of.get(whose).copied().unwrap_or_else(Figure::not_asked));
            figures.reduce(|a, b| if a.shown().is_some() { b } else { a }).unwrap_or_else(Figure::empty)
        };
        let agree = |whose: &Whose| {
            let counted = self.figures.members(whose).into_iter().filter(|id| same.contains(id)).collect::<BTreeSet<_>>();
            counting.iter().all(|i| self.figures.parts(whose, i) == counted)
        };
        let figure = |whose: &Whose| if agree(whose) { strictest(whose) } else { Figure::withheld() };
        whose.into_iter().map(|whose| (whose.clone(), figure(whose))).collect()
    }
}

/// What is shown of one field.
pub(super) struct DecidedField<'a> {
    all: &'a [Organisation],
    sums: &'a Sums,
    pub(super) field: Field,
    /// Those who were asked the same.
    pub(super) same: Vec<&'a OrganisationId>,
    pub(super) figures: BTreeMap<Whose, Figure>,
    /// Whether the indicators that count it were asked of nobody else.
    pub(super) is_whole: bool,
}

impl DecidedField<'_> {
    /// An organisation's, those before it included.
    pub(super) fn own(&self, organisation: &OrganisationId) -> Distribution {
        let family: Vec<&OrganisationId> = lineage(self.all, organisation).iter().map(|o| &o.id).collect();
        let counted: Vec<&OrganisationId> = self.same.iter().copied().filter(|id| family.contains(id)).collect();
        self.distribution(&[Whose::Merged(organisation.clone()), Whose::Own(organisation.clone())], &counted)
    }

    pub(super) fn city(&self) -> Distribution {
        self.distribution(&[Whose::City], &self.same)
    }

    /// Under the first of these decisions that there is.
    fn distribution(&self, whose: &[Whose], of: &[&OrganisationId]) -> Distribution {
        let figure = whose.iter().find_map(|whose| self.figures.get(whose)).copied().unwrap_or_else(Figure::empty);
        let counts = Distribution::new(figure, &self.sum(of));
        if of.len() > 1 { counts.without_non_answers(&self.field) } else { counts }
    }

    /// How many answered it in an organisation.
    pub(super) fn base_of(&self, id: &OrganisationId) -> i64 {
        self.sums.get(&(id.clone(), self.field.id.clone())).and_then(|sums| sums.get(BASE)).copied().unwrap_or(0)
    }

    fn sum(&self, organisations: &[&OrganisationId]) -> BTreeMap<String, i64> {
        let counts = organisations.iter().filter_map(|id| self.sums.get(&((*id).clone(), self.field.id.clone())));
        added(counts)
    }
}

/// Counts by value, added up.
pub(super) fn added<'a>(counts: impl Iterator<Item = &'a BTreeMap<String, i64>>) -> BTreeMap<String, i64> {
    let mut sum: BTreeMap<String, i64> = BTreeMap::new();
    for counts in counts {
        counts.iter().for_each(|(value, count)| *sum.entry(value.clone()).or_default() += count);
    }
    sum
}

/// The indicators that count a field.
pub(super) fn counted_by(questionnaire: &Questionnaire, field: &str) -> Vec<String> {
    questionnaire.indicators.iter().filter(|i| i.field() == field).map(|i| i.id.clone()).collect()
}
