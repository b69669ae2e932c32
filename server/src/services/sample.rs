//! The units of a round, as they were when it opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::domain::audit::Action;
use app::domain::ids::{OrganisationId, RoundId, UnitId};
use app::domain::organisation::collation_key;
use app::domain::round::Round;
use app::domain::text::is_unfit;
use app::domain::unit::{SampleUnit, Unit};
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::respond::Visit;
use super::{Changeable, Context, Error, OrganisationRound, Refusal, RegisterError, Result, cache, rounds};
use crate::mail::is_address;
use crate::store;

/// An organisation's units in a round, without who has answered: that much changes only when staff decide it.
#[derive(Debug)]
pub struct Sample {
    /// By avdelning and name.
    units: Vec<SampleUnit>,
    /// Their places in the list, by name.
    by_name: Vec<usize>,
}

impl Sample {
    /// The name of a unit, if it is in it.
    pub(super) fn name_of(&self, unit: &UnitId) -> Option<String> {
        self.units.iter().find(|u| u.unit == *unit).map(|u| u.name.clone())
    }

    /// Whether there are units to choose from.
    pub(super) fn has_any(&self) -> bool {
        !self.units.is_empty()
    }

    /// How many units it has, at least one.
    pub(super) fn size(&self) -> u32 {
        u32::try_from(self.units.len()).unwrap_or(u32::MAX).max(1)
    }
}

/// The units of one organisation in a round, by avdelning and name.
pub async fn list(cx: &Context, at: &OrganisationRound) -> Result<Vec<SampleUnit>> {
    let sample = kept(cx, (&at.round().id, at.id()), cache::version(cx).await?).await?;
    let all = 0..sample.units.len();
    list_of(cx, (&at.round().id, at.id()), &sample, all).await
}

/// The units that a link's respondents choose from, by name.
pub(super) async fn list_by_name(cx: &Context, visit: &Visit) -> Result<Vec<SampleUnit>> {
    let sample = of_visit(cx, visit).await?;
    list_of(cx, (&visit.link.round, &visit.link.organisation), &sample, sample.by_name.iter().copied()).await
}

/// The sample as it is for a visit.
pub(super) async fn of_visit(cx: &Context, visit: &Visit) -> Result<Arc<Sample>> {
    kept(cx, (&visit.link.round, &visit.link.organisation), visit.version.clone()).await
}

async fn list_of(
    cx: &Context,
    (round, organisation): (&RoundId, &OrganisationId),
    sample: &Sample,
    order: impl Iterator<Item = usize>,
) -> Result<Vec<SampleUnit>> {
    let answered = store::sample::list_answered(&mut *cx.store.read().await?, round, organisation).await?;
    let now = |i: usize| SampleUnit { answered_on: answered.get(&sample.units[i].unit).copied(), ..sample.units[i].clone() };
    Ok(order.map(now).collect())
}

/// The units of an organisation in a round, from memory until staff decide something about them.
async fn kept(cx: &Context, (round, organisation): (&RoundId, &OrganisationId), version: String) -> Result<Arc<Sample>> {
    let read = async {
        let mut units = store::sample::list(&mut *cx.store.read().await?, round, organisation).await?;
        units.sort_by_cached_key(|u| (collation_key(&u.division), collation_key(&u.name)));
        let mut by_name: Vec<usize> = (0..units.len()).collect();
        by_name.sort_by_cached_key(|i| collation_key(&units[*i].name));
        Ok(Arc::new(Sample { units, by_name }))
    };
    cache::kept(&cx.cache.samples, ((*round, organisation.clone()), true), version, read).await
}

/// Whether an organisation has units in a round to choose from.
pub(super) async fn has_any(cx: &Context, round: &RoundId, organisation: &OrganisationId) -> Result<bool> {
    Ok(!kept(cx, (round, organisation), cache::version(cx).await?).await?.units.is_empty())
}

/// How many units of an organisation and of those before it answered on each day.
pub async fn count_by_day(cx: &Context, at: &OrganisationRound) -> Result<Vec<(Date, i64)>> {
    let mut db = cx.store.read().await?;
    let mut counts = Vec::new();
    for id in at.family() {
        counts.extend(store::sample::count_by_day(&mut db, &at.round().id, id).await?);
    }
    Ok(counts)
}

/// How many units of each organisation answered on each day.
pub async fn count_all_by_day(cx: &Context, round: &Round) -> Result<BTreeMap<OrganisationId, Vec<(Date, i64)>>> {
    let mut by_organisation: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (id, day, count) in store::sample::count_all_by_day(&mut *cx.store.read().await?, &round.id).await? {
        by_organisation.entry(id).or_default().push((day, count));
    }
    Ok(by_organisation)
}

/// Takes a unit out of scope with a reason, or back in without.
pub async fn set_scope(cx: &Context, at: Changeable<'_, OrganisationRound>, unit: &UnitId, reason: Option<&str>) -> Result<()> {
    if reason.is_some_and(|r| r.trim().is_empty() || r.chars().count() > 200 || r.contains(is_unfit)) {
        return Err(RegisterError::NoReason.into());
    }
    let (mut write, before) = hold(cx, &at, unit).await?;
    if before.answered_on.is_some() && reason.is_some() {
        return Err(RegisterError::HasAnswered.into());
    }
    store::sample::set_out_of_scope(&mut write, &at.round().id, at.id(), unit, reason).await?;
    let action = if reason.is_some() { Action::TakeOutOfScope } else { Action::TakeIntoScope };
    let change = (before.out_of_scope, reason.map(str::to_owned));
    cx.audit(&mut write, at.caller(), action, &subject(&before.name, &at), change).await?;
    Ok(write.commit().await?)
}

/// Lets a unit that answered answer again; the earlier answer stays.
pub async fn reopen(cx: &Context, at: Changeable<'_, OrganisationRound>, unit: &UnitId) -> Result<()> {
    let (mut write, before) = hold(cx, &at, unit).await?;
    if !store::sample::reopen(&mut write, &at.round().id, at.id(), unit).await? {
        return Err(Error::NotFound);
    }
    let change = (before.answered_on.map(|day| day.to_string()), None);
    cx.audit(&mut write, at.caller(), Action::ReopenUnit, &subject(&before.name, &at), change).await?;
    Ok(write.commit().await?)
}

/// Adds a unit that was missing: to the register, and to the open round, where it counts from
/// now on. Only where there is a list of units to be missing from.
pub async fn add(cx: &Context, at: Changeable<'_, OrganisationRound>, (name, division, email): (&str, &str, &str)) -> Result<()> {
    let [name, division, email] = [name, division, email].map(|text| text.trim().nfc().collect::<String>());
    let unsound = |text: &str| text.chars().count() > 200 || text.contains(is_unfit);
    if name.is_empty() || unsound(&name) || unsound(&division) {
        return Err(RegisterError::NoUnitName.into());
    }
    if !email.is_empty() && !is_address(&email) {
        return Err(Refusal::BadEmail(email).into());
    }
    let (round, organisation) = (&at.round().id, at.id());
    let mut write = rounds::write_to_open(cx, round).await?;
    if !store::sample::has_any(&mut write, round, organisation).await? {
        return Err(Error::NotFound);
    }
    let known = store::register::list(&mut write, organisation).await?.into_iter().find(|u| u.name == name);
    let mut unit = known.unwrap_or_else(|| Unit {
        id: cx.ambient.id().into(),
        organisation: organisation.clone(),
        name: name.clone(),
        ..Unit::default()
    });
    if !division.is_empty() {
        unit.division.clone_from(&division);
    }
    if !email.is_empty() {
        unit.email = email;
    }
    store::register::put(&mut write, &unit).await?;
    if !store::sample::add_late(&mut write, round, organisation, &name).await? {
        return Err(RegisterError::UnitExists(name).into());
    }
    cx.audit(&mut write, at.caller(), Action::AddUnit, &subject(&name, &at), (None, Some(division))).await?;
    Ok(write.commit().await?)
}

/// A write about one unit of an open round, which nobody else decides about until it ends.
async fn hold(cx: &Context, at: &OrganisationRound, unit: &UnitId) -> Result<(store::Write, SampleUnit)> {
    let mut write = rounds::write_to_open(cx, &at.round().id).await?;
    cx.store.hold_unit(&mut write, &at.round().id, unit).await?;
    let found = store::sample::find(&mut write, &at.round().id, at.id(), unit).await?;
    Ok((write, found.ok_or(Error::NotFound)?))
}

fn subject(name: &str, at: &OrganisationRound) -> String {
    format!("{name} ({})", at.subject())
}
