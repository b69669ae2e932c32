//! Figures of closed rounds, under suppression. While a round is open nothing leaves from here.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::figure::Tally;
use app::domain::ids::OrganisationId;
use app::domain::organisation::{Audience, Organisation, lineage};
use app::domain::questionnaire::{Indicator, Questionnaire};
use app::domain::round::{ClosedRound, Link};
use app::domain::suppression::{Count, Figure, Node, Reason, protect_since, withheld};
use sqlx::AnyConnection;

use super::{Context, Result, history, questionnaires};
use crate::store;

/// Whose figure it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// All organisations in the round.
    City,
    /// What an organisation's own respondents answered.
    Own(OrganisationId),
    /// An organisation together with those that it took over from.
    Merged(OrganisationId),
}

/// Every figure of one closed round.
#[derive(Debug, Clone)]
pub struct RoundFigures {
    /// The round.
    pub round: ClosedRound,
    /// Every indicator of any variant, in the order of the variants.
    pub indicators: Vec<Indicator>,
    /// The organisations in the round and the indicators that each was asked.
    pub asked: BTreeMap<OrganisationId, Vec<String>>,
    /// The organisations of the city as they were on the closing day.
    pub organisations: Vec<Organisation>,
    /// Whether answers of further organisations were imported when it had closed.
    pub(super) has_late: bool,
    /// The indicators that count the same field of any questionnaire.
    families: Vec<BTreeSet<String>>,
    /// How many answered in each organisation, and how many of these are deducted.
    answered: BTreeMap<OrganisationId, Answered>,
    figures: BTreeMap<String, BTreeMap<Whose, Figure>>,
}

/// An organisation's answers in a closed round, whatever they say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// How many.
    pub responses: i64,
    /// Those that a coordinator may have given herself.
    pub deducted: i64,
}

impl Answered {
    /// As many as are compared with the threshold.
    pub fn counting(self) -> i64 {
        (self.responses - self.deducted).max(0)
    }

    /// Counted as part of a figure.
    pub fn count(self, tally: Tally) -> Count {
        Count { tally, responses: self.responses, deducted: self.deducted }
    }
}

impl RoundFigures {
    /// One figure, of a question that may not have been asked.
    pub fn figure(&self, indicator: &str, whose: &Whose) -> Figure {
        let found = self.figures.get(indicator).and_then(|f| f.get(whose));
        found.copied().unwrap_or_else(Figure::not_asked)
    }

    /// Every figure of an indicator.
    pub(super) fn all_of(&self, indicator: &str) -> BTreeMap<Whose, Figure> {
        self.figures.get(indicator).cloned().unwrap_or_default()
    }

    /// An organisation's figure as it is compared over years: with those before it on the closing
    /// day, if they answered in this round.
    pub fn figure_of(&self, indicator: &str, organisation: &str) -> Figure {
        let merged = Whose::Merged(organisation.into());
        let found = self.figures.get(indicator).and_then(|f| f.get(&merged));
        found.copied().unwrap_or_else(|| self.figure(indicator, &Whose::Own(organisation.into())))
    }

    /// An organisation's figure beside one of a later round, with the organisations of that round:
    /// those that it has taken over from since are added. A sum of which some part is hidden here
    /// would give that part away, and is hidden.
    pub fn figure_among(&self, indicator: &str, organisation: &str, later: &[Organisation]) -> Figure {
        let parts = self.parts_among(organisation, later);
        if let [one] = parts.as_slice() {
            return self.figure_of(indicator, one);
        }
        let answered =
            |id: &&OrganisationId| lineage(&self.organisations, id).iter().any(|o| self.answered_by(&o.id).responses > 0);
        sum(parts.iter().filter(answered).map(|id| self.figure_of(indicator, id)))
    }

    /// The figure of all organisations of a kind together, where it can be had from what is shown: theirs, or the city's
    /// without those of all others. So it tells nothing that is not told already.
    pub fn figure_of_audience(&self, indicator: &str, audience: Audience) -> Figure {
        let known = |id: &OrganisationId| self.organisations.iter().any(|o| o.id == *id);
        let is_asked = |o: &&Organisation| {
            let family = lineage(&self.organisations, &o.id);
            family.iter().filter_map(|o| self.asked.get(&o.id)).any(|ids| ids.iter().any(|id| id == indicator))
        };
        let roots = self.organisations.iter().filter(|o| !o.successor.as_ref().is_some_and(known)).filter(is_asked);
        let (own, others): (Vec<_>, Vec<_>) = roots.partition(|o| o.audience == audience);
        if own.is_empty() {
            return Figure::not_asked();
        }
        let figures = |of: &[&Organisation]| of.iter().map(|o| self.figure_of(indicator, &o.id)).collect::<Vec<_>>();
        // Nobody answered: nothing to add.
        let added =
            |figures: &[Figure]| figures.iter().copied().filter(|f| f.hidden() != Some(Reason::Empty)).reduce(Figure::and);
        let Some(sum) = added(&figures(&own)) else { return Figure::empty() };
        // What a file said of the whole city may be of more than it said of each.
        if sum.shown().is_some() || self.round.is_imported {
            return sum;
        }
        let city = self.figure(indicator, &Whose::City);
        added(&figures(&others)).map_or(city, |others| city.without(others))
    }

    /// The organisations of this round, each with those before it, that make up an organisation of a
    /// later round.
    pub(super) fn parts_among(&self, organisation: &str, later: &[Organisation]) -> Vec<OrganisationId> {
        let here: Vec<OrganisationId> = {
            let asked = |id: &OrganisationId| self.asked.contains_key(id);
            let family = lineage(later, organisation);
            family.iter().map(|o| o.id.clone()).filter(|id| asked(id) || self.is_merged(id)).collect()
        };
        let below = |id: &OrganisationId| {
            here.iter().any(|other| other != id && lineage(&self.organisations, other).iter().any(|o| o.id == *id))
        };
        here.iter().filter(|id| !below(id)).cloned().collect()
    }

    /// Whether an organisation of a later round cannot be compared with this one, since what it is
    /// made up of is hidden here.
    pub fn is_incomparable(&self, organisation: &str, later: &[Organisation]) -> bool {
        let parts = self.parts_among(organisation, later);
        parts.len() > 1 && self.indicators.iter().all(|i| self.figure_among(&i.id, organisation, later).shown().is_none())
    }

    /// Whether an organisation's figure is a sum with those before it.
    pub fn is_merged(&self, organisation: &str) -> bool {
        let merged = Whose::Merged(organisation.into());
        self.figures.values().any(|f| f.contains_key(&merged))
    }

    /// Whether an organisation of a later round is a sum here.
    pub fn is_merged_among(&self, organisation: &str, later: &[Organisation]) -> bool {
        match self.parts_among(organisation, later).as_slice() {
            [] => false,
            [one] => *one != *organisation || self.is_merged(one),
            _ => true,
        }
    }

    /// How many answered in an organisation.
    pub fn answered_by(&self, organisation: &str) -> Answered {
        self.answered.get(organisation).copied().unwrap_or_default()
    }

    /// The organisations whose answers a figure may be of.
    pub(super) fn members(&self, whose: &Whose) -> BTreeSet<&OrganisationId> {
        match whose {
            Whose::City => self.asked.keys().collect(),
            Whose::Merged(id) => lineage(&self.organisations, id).iter().map(|o| &o.id).collect(),
            Whose::Own(id) => self.asked.get_key_value(id).map(|(id, _)| id).into_iter().collect(),
        }
    }

    /// Whether an indicator is of all organisations that any indicator of the same field is of.
    pub(super) fn is_whole(&self, indicator: &str) -> bool {
        let parts = self.parts(&Whose::City, indicator);
        let others = self.families.iter().filter(|family| family.contains(indicator)).flatten();
        others.into_iter().all(|other| self.parts(&Whose::City, other).is_subset(&parts))
    }

    /// Those of them that were asked an indicator.
    pub(super) fn parts(&self, whose: &Whose, indicator: &str) -> BTreeSet<&OrganisationId> {
        let is_asked = |id: &&OrganisationId| self.asked.get(*id).is_some_and(|ids| ids.iter().any(|i| i == indicator));
        self.members(whose).into_iter().filter(is_asked).collect()
    }

    /// Whether an organisation has fewer answers than the threshold.
    pub fn is_few(&self, organisation: &str) -> bool {
        self.answered_by(organisation).counting() < self.thresholds().1
    }

    /// The thresholds under which the round has been shown.
    pub fn thresholds(&self) -> (i64, i64) {
        self.round.thresholds
    }

    /// The organisations that are not named where one is: those with few answers, and further ones,
    /// smallest first, until those who may be meant have as many as the threshold together.
    pub fn unnamed(&self) -> BTreeSet<OrganisationId> {
        let answered = self.answered.iter().filter(|(_, a)| a.responses > 0);
        withheld(&answered.map(|(id, a)| (id.clone(), a.counting())).collect(), self.thresholds().1)
    }

    /// The indicators that an organisation or those before it were asked: this round's figure and
    /// an earlier one's.
    pub fn compared(&self, before: Option<&Self>, id: &str) -> Vec<(Indicator, Figure, Figure)> {
        let family: Vec<&OrganisationId> = lineage(&self.organisations, id).iter().map(|o| &o.id).collect();
        let of_family = |(o, ids): (&OrganisationId, &Vec<String>), indicator: &str| {
            family.contains(&o) && ids.iter().any(|i| i == indicator)
        };
        let asked = self.indicators.iter().filter(|i| self.asked.iter().any(|entry| of_family(entry, &i.id)));
        let earlier = |i: &Indicator| before.map_or_else(Figure::not_asked, |f| f.figure_among(&i.id, id, &self.organisations));
        asked.map(|i| (i.clone(), self.figure_of(&i.id, id), earlier(i))).collect()
    }
}

/// Every figure of a closed round, protected.
pub async fn figures(cx: &Context, round: &ClosedRound) -> Result<RoundFigures> {
    let mut db = cx.store.read().await?;
    figures_as_counted(cx, &mut db, round).await
}

/// The figures of a closed round as the tables stand.
pub(super) async fn figures_as_counted(cx: &Context, db: &mut AnyConnection, round: &ClosedRound) -> Result<RoundFigures> {
    let organisations = store::organisations::list_of_round(db, &round.id).await?;
    if round.is_imported {
        return history::figures(db, round, organisations).await;
    }
    let links = store::rounds::list_links(db, &round.id).await?;
    let answers_of = |l: &Link| Answered { responses: l.responses.unwrap_or(0), deducted: l.deducted };
    let answered: BTreeMap<_, _> = links.iter().map(|l| (l.organisation.clone(), answers_of(l))).collect();
    let tallies = store::counts::list_tallies(db, &round.id).await?;
    let questionnaires = questionnaires::of_links(cx, db, &links).await?;
    let mut indicators: Vec<Indicator> = Vec::new();
    for indicator in questionnaires.values().flat_map(|q| &q.indicators) {
        if !indicators.iter().any(|i| i.id == indicator.id) {
            indicators.push(indicator.clone());
        }
    }
    let asked: BTreeMap<OrganisationId, Vec<String>> = links
        .iter()
        .map(|link| {
            let asked = questionnaires.iter().find(|((_, id, version), _)| (id, version) == (&link.questionnaire, &link.version));
            let ids = asked.map_or(vec![], |(_, q)| q.indicators.iter().map(|i| i.id.clone()).collect());
            (link.organisation.clone(), ids)
        })
        .collect();
    let mut figures = BTreeMap::new();
    for indicator in &indicators {
        let own = |id: &OrganisationId| {
            let tally = tallies.get(&(id.clone(), indicator.id.clone())).copied().unwrap_or_default();
            let asked = asked.get(id).is_some_and(|ids| ids.contains(&indicator.id));
            asked.then(|| answered.get(id).copied().unwrap_or_default().count(tally))
        };
        let tree = Node::Total(Whose::City, forest(&organisations, &own));
        figures.insert(indicator.id.clone(), protect_since(&tree, round.thresholds));
    }
    let families = families(questionnaires.values().map(|q| &**q));
    let has_late = links.iter().any(|link| link.late);
    let round = round.clone();
    Ok(RoundFigures { round, indicators, asked, organisations, has_late, families, answered, figures }.hide_in_families())
}

/// The indicators that count the same field of any questionnaire, and so have the same bases.
pub(super) fn families<'a>(questionnaires: impl Iterator<Item = &'a Questionnaire>) -> Vec<BTreeSet<String>> {
    let mut families: Vec<BTreeSet<String>> = Vec::new();
    for questionnaire in questionnaires {
        let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for indicator in &questionnaire.indicators {
            fields.entry(indicator.field()).or_default().insert(indicator.id.clone());
        }
        for ids in fields.into_values() {
            let (met, others): (Vec<_>, Vec<_>) = families.into_iter().partition(|family| !family.is_disjoint(&ids));
            families = others;
            families.push(met.into_iter().flatten().chain(ids).collect());
        }
    }
    families
}

impl RoundFigures {
    /// What is withheld of one indicator is withheld of all with the same bases; and a sum over fewer organisations than another of
    /// them is of is not shown beside it, since the difference would be those that were not asked.
    fn hide_in_families(mut self) -> Self {
        let mut hidden: Vec<(String, Whose)> = vec![];
        for family in self.families.iter().filter(|family| family.len() > 1) {
            let whose: BTreeSet<&Whose> = family.iter().filter_map(|id| self.figures.get(id)).flat_map(BTreeMap::keys).collect();
            for whose in whose {
                let of = |id: &String| self.figures.get(id).and_then(|figures| figures.get(whose)).copied();
                let withheld = family.iter().filter_map(of).any(|figure| figure.hidden() == Some(Reason::Withheld));
                let summed: Vec<_> = family.iter().map(|id| (id, self.parts(whose, id))).collect();
                let largest = summed.iter().map(|(_, parts)| parts).max_by_key(|parts| parts.len());
                let to_hide = summed.iter().filter(|(_, parts)| withheld || largest != Some(parts));
                hidden.extend(to_hide.map(|(id, _)| ((*id).clone(), whose.clone())));
            }
        }
        for (id, whose) in hidden {
            let figure = self.figures.get_mut(&id).and_then(|figures| figures.get_mut(&whose));
            if let Some(figure) = figure.filter(|figure| figure.shown().is_some()) {
                *figure = Figure::withheld();
            }
        }
        self
    }

    /// The figures of a round of which nothing else is known.
    pub(super) fn published(
        round: &ClosedRound,
        indicators: Vec<Indicator>,
        organisations: Vec<Organisation>,
        figures: BTreeMap<String, BTreeMap<Whose, Figure>>,
        families: &[BTreeSet<String>],
    ) -> Self {
        let mut asked: BTreeMap<OrganisationId, Vec<String>> = BTreeMap::new();
        for indicator in &indicators {
            for whose in figures.get(&indicator.id).into_iter().flat_map(BTreeMap::keys) {
                if let Whose::Own(id) = whose {
                    asked.entry(id.clone()).or_default().push(indicator.id.clone());
                }
            }
        }
        // How many answered is not known; that somebody did, is.
        let answered = asked.keys().map(|id| (id.clone(), Answered { responses: 1, deducted: 0 })).collect();
        let families = families.to_vec();
        let has_late = false;
        Self { round: round.clone(), indicators, asked, organisations, has_late, families, answered, figures }.hide_in_families()
    }
}

/// A sum of figures: shown when all of them are.
fn sum(figures: impl Iterator<Item = Figure>) -> Figure {
    figures.reduce(Figure::and).unwrap_or_else(Figure::not_asked)
}

/// The city's parts: each organisation without a successor, with those before it below it.
pub(super) fn forest(organisations: &[Organisation], own: &impl Fn(&OrganisationId) -> Option<Count>) -> Vec<Node<Whose>> {
    let known = |id: &OrganisationId| organisations.iter().any(|o| o.id == *id);
    let roots = organisations.iter().filter(|o| !o.successor.as_ref().is_some_and(known));
    roots.filter_map(|o| tree(organisations, &o.id, own)).collect()
}

fn tree(
    organisations: &[Organisation],
    id: &OrganisationId,
    own: &impl Fn(&OrganisationId) -> Option<Count>,
) -> Option<Node<Whose>> {
    let before = organisations.iter().filter(|o| o.successor.as_ref() == Some(id));
    let mut parts: Vec<Node<Whose>> = before.filter_map(|o| tree(organisations, &o.id, own)).collect();
    let own_part = own(id).map(|count| Node::Part(Whose::Own(id.clone()), count));
    if parts.is_empty() {
        return own_part;
    }
    parts.extend(own_part);
    Some(Node::Total(Whose::Merged(id.clone()), parts))
}
