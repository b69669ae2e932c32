//! How many have answered: by organisation, avdelning and area.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::domain::ids::OrganisationId;
use app::domain::organisation::{Organisation, collation_key};
use app::domain::round::{Rate, Round};
use sqlx::AnyConnection;

use super::{Context, OrganisationRound, Result, cache, history};
use crate::store;
use crate::store::sample::AreaCount;

/// How many of an organisation have answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationRate {
    /// Whose.
    pub organisation: OrganisationId,
    /// All of it.
    pub rate: Rate,
    /// Drafts with at least one answer.
    pub drafts: i64,
    /// Answers that no unit stands for.
    pub unlinked: i64,
    /// Answers in all, those of reopened units counted twice.
    pub responses: i64,
    /// Whether there is a list of units, or only an expected number.
    pub has_register: bool,
    /// By avdelning, in the order of the Swedish alphabet.
    pub divisions: Vec<(String, Rate)>,
}

impl OrganisationRate {
    /// Answers beyond the units that stand for them: those of units that were reopened.
    pub const fn surplus(&self) -> i64 {
        self.responses - self.rate.completed
    }
}

/// How many of another organisation's units in an area have answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRate {
    /// The name of the organisation.
    pub organisation: String,
    /// Where.
    pub area: String,
    /// How many.
    pub rate: Rate,
    /// Whether some of the organisation's answers are not linked to units.
    pub unlinked: bool,
}

/// How many of an organisation's units in an area have answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRate {
    /// Whose.
    pub organisation: OrganisationId,
    /// Where.
    pub area: String,
    /// How many.
    pub rate: Rate,
    /// Whether some of the organisation's answers are not linked to units.
    pub unlinked: bool,
}

/// The rates of every organisation in a round, in the order of the Swedish alphabet; counted once for
/// all who ask within moments.
pub async fn list(cx: &Context, round: &Round) -> Result<Arc<Vec<OrganisationRate>>> {
    let count = async {
        let mut db = cx.store.read().await?;
        let organisations = store::organisations::list(&mut db).await?;
        if round.is_imported {
            return Ok(Arc::new(history::rates(&mut db, &round.id, &organisations).await?));
        }
        Ok(Arc::new(count(&mut db, &organisations, &round.id).await?))
    };
    cache::kept(&cx.cache.rates, (round.id, round.state.is_over()), cache::version(cx).await?, count).await
}

/// The rates by area, likewise.
async fn list_by_area(cx: &Context, round: &Round) -> Result<Arc<Vec<AreaRate>>> {
    let count = async { Ok(Arc::new(count_by_area(cx, &round.id).await?)) };
    cache::kept(&cx.cache.areas, (round.id, round.state.is_over()), cache::version(cx).await?, count).await
}

/// The rate of an organisation; of those before it in rounds when it was not there itself.
pub async fn of_family(cx: &Context, at: &OrganisationRound) -> Result<OrganisationRate> {
    let rates = list(cx, at.round()).await?;
    if let Some(own) = rates.iter().find(|r| r.organisation == *at.id()) {
        return Ok(own.clone());
    }
    let mut sum = OrganisationRate::default();
    for rate in rates.iter().filter(|r| at.family().contains(&r.organisation)) {
        let organisation = at.organisations().iter().find(|o| o.id == rate.organisation);
        let name = organisation.map_or_else(|| rate.organisation.to_string(), |o| o.name.clone());
        sum.divisions.push((name, rate.rate));
        sum.rate = sum.rate + rate.rate;
        sum.drafts += rate.drafts;
        sum.unlinked += rate.unlinked;
        sum.responses += rate.responses;
    }
    // The rows are organisations here, and each knows its own number: there is no register.
    Ok(sum)
}

/// How many of the others' units in an organisation's areas have answered, by name and area.
pub async fn others_in_areas(cx: &Context, at: &OrganisationRound) -> Result<Vec<OtherRate>> {
    let areas = &at.organisation().areas;
    let counts = list_by_area(cx, at.round()).await?;
    let others = at.organisations().iter().flat_map(|o| counts.iter().filter(|c| c.organisation == o.id).map(move |c| (o, c)));
    let mut rows: Vec<OtherRate> = others
        .filter(|(o, c)| o.id != *at.id() && areas.contains(&c.area))
        .map(|(o, c)| OtherRate { organisation: o.name.clone(), area: c.area.clone(), rate: c.rate, unlinked: c.unlinked })
        .collect();
    rows.sort_by_cached_key(|row| (collation_key(&row.organisation), collation_key(&row.area)));
    Ok(rows)
}

/// How many of others' units in an organisation's areas have answered, of those whose answers are tied to
/// units.
pub(super) async fn in_areas(cx: &Context, at: &OrganisationRound) -> Result<BTreeMap<OrganisationId, Rate>> {
    let areas = &at.organisation().areas;
    let mut rates: BTreeMap<OrganisationId, Rate> = BTreeMap::new();
    let other = |c: &&AreaRate| !at.family().contains(&c.organisation) && areas.contains(&c.area) && !c.unlinked;
    for counted in list_by_area(cx, at.round()).await?.iter().filter(other) {
        let sum = rates.entry(counted.organisation.clone()).or_default();
        *sum = *sum + counted.rate;
    }
    Ok(rates)
}

async fn count_by_area(cx: &Context, round: &str) -> Result<Vec<AreaRate>> {
    let mut db = cx.store.read().await?;
    let counts = store::sample::count_in_areas(&mut db, round).await?;
    let links = store::rounds::list_links(&mut db, round).await?;
    let unlinked = store::responses::count_unlinked(&mut db, round).await?;
    let rate = |c: AreaCount| AreaRate {
        rate: Rate { sample: c.sample, out_of_scope: c.out_of_scope, completed: c.answered },
        unlinked: unlinked.iter().any(|(id, n)| *id == c.organisation && *n > 0),
        organisation: c.organisation,
        area: c.area,
    };
    let known = |c: &AreaCount| links.iter().any(|l| l.organisation == c.organisation);
    Ok(counts.into_iter().filter(known).map(rate).collect())
}

/// The rates of a round as the tables stand.
pub(super) async fn count(db: &mut AnyConnection, organisations: &[Organisation], round: &str) -> Result<Vec<OrganisationRate>> {
    let links = store::rounds::list_links(db, round).await?;
    let sample = store::sample::count(db, round).await?;
    let by = |list: Vec<(OrganisationId, i64)>| list.into_iter().collect::<BTreeMap<_, _>>();
    let drafts = by(store::drafts::count(db, round).await?);
    let unlinked = by(store::responses::count_unlinked(db, round).await?);
    let responses = by(store::responses::count(db, round).await?);
    let of = |map: &BTreeMap<OrganisationId, i64>, id: &OrganisationId| map.get(id).copied().unwrap_or(0);
    let mut rates = Vec::new();
    for link in links {
        let id = link.organisation;
        let mut divisions: Vec<(String, Rate)> = sample
            .iter()
            .filter(|s| s.organisation == id)
            .map(|s| (s.division.clone(), Rate { sample: s.sample, out_of_scope: s.out_of_scope, completed: s.answered }))
            .collect();
        divisions.sort_by_cached_key(|(name, _)| collation_key(name));
        let has_register = !divisions.is_empty();
        let mut rate = divisions.iter().fold(Rate::default(), |sum, (_, r)| sum + *r);
        if !has_register {
            rate.sample = link.expected.unwrap_or(0);
        }
        rate.completed += of(&unlinked, &id);
        rates.push(OrganisationRate {
            rate,
            drafts: of(&drafts, &id),
            unlinked: of(&unlinked, &id),
            responses: of(&responses, &id),
            has_register,
            divisions,
            organisation: id,
        });
    }
    Ok(in_order(rates, organisations))
}

/// In the order of the Swedish alphabet.
pub(super) fn in_order(mut rates: Vec<OrganisationRate>, organisations: &[Organisation]) -> Vec<OrganisationRate> {
    let name = |id: &OrganisationId| organisations.iter().find(|o| o.id == *id).map(|o| collation_key(&o.name));
    rates.sort_by_key(|r| name(&r.organisation));
    rates
}
