//! How the answers to each question of a closed round are spread over an organisation and the city.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::distribution::{Distribution, Field, fields};
use app::domain::ids::OrganisationId;
use app::domain::meaning::About;
use app::domain::organisation::{Organisation, lineage};
use app::domain::questionnaire::Indicator;
use app::domain::round::ClosedRound;
use app::domain::suppression::Figure;
use sqlx::AnyConnection;

use super::decided::{Decided, asked, counted_by, sums};
use super::results::{RoundFigures, Whose};
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

/// How the answers of an organisation and of the city are spread, question by question.
pub async fn list(cx: &Context, access: &OrganisationAccess, figures: &RoundFigures) -> Result<Vec<FieldDistribution>> {
    let (all, organisation) = (&figures.organisations, access.id());
    let mut db = cx.store.read().await?;
    let questionnaires = questionnaires::by_organisation(cx, &mut db, &figures.round.id).await?;
    let sums = sums(store::counts::list_distribution(&mut db, &figures.round.id).await?);
    drop(db);
    let asked = asked(&questionnaires);
    let family: Vec<&OrganisationId> = lineage(all, organisation).iter().map(|o| &o.id).collect();
    let mut distributions: Vec<FieldDistribution> = Vec::new();
    // The own questionnaire's fields first, then what only those before were asked.
    for id in &family {
        let Some((_, questionnaire)) = asked.iter().find(|(of, _)| of == *id) else { continue };
        for field in fields(questionnaire) {
            if distributions.iter().any(|s| s.field.is_same(&field)) {
                continue;
            }
            let decided = Decided { all, figures, asked: &asked, sums: &sums }.field(field, questionnaire);
            let (own, city) = (decided.own(organisation), decided.city());
            distributions.push(FieldDistribution { field: decided.field, own, city });
        }
    }
    Ok(distributions)
}

/// Every base of a closed round that is shown or hidden, as the tables stand.
pub(super) async fn every_figure(cx: &Context, db: &mut AnyConnection, round: &ClosedRound) -> Result<EveryFigure> {
    let figures = results::figures_as_counted(cx, db, round).await?;
    let questionnaires = questionnaires::by_organisation(cx, db, &round.id).await?;
    let sums = sums(store::counts::list_distribution(db, &round.id).await?);
    let asked = asked(&questionnaires);
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
