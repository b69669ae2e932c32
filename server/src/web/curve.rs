//! The course of a collection, and that of the year before on the same days.

use std::collections::BTreeMap;

use app::domain::figure::{Tally, day};
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::{Organisation, lineage};
use app::domain::round::{ClosedRound, Rate, Round, progress};
use app::ui::chart::Curve;
use jiff::civil::Date;

use crate::services::rates::{self, OrganisationRate};
use crate::services::{Context, Result, sample};

fn name_of_day(first: Date, at: usize) -> String {
    let days = i64::try_from(at).unwrap_or(0);
    first.checked_add(jiff::Span::new().days(days)).map(day).unwrap_or_default()
}

/// The days so far, by what was answered on each; none before the first.
pub(super) fn course(cx: &Context, round: &Round, eligible: i64, answered: &[(Date, i64)]) -> Curve {
    if cx.ambient.today() < round.opens {
        return Curve::default();
    }
    let sums = progress(round.opens, cx.ambient.today().min(round.closes), answered);
    let days = progress(round.opens, round.closes, &[]).len();
    let (length, days) = (days, (0..days).map(|i| name_of_day(round.opens, i)).collect());
    Curve { year: Some(round.id), eligible, length, days, open: !round.state.is_over(), sums, before: None }
}

/// Adds the year before, as shares by day, and says what it was on the same day.
pub(super) fn beside(curve: &mut Curve, round: &Round, before: &Round, shares: &[Tally]) -> Option<Tally> {
    let today = curve.sums.len().checked_sub(1)?;
    let same_day = on_day(shares, today);
    if same_day.is_some() && !curve.days.is_empty() {
        curve.days.extend((curve.days.len()..shares.len()).map(|i| name_of_day(round.opens, i)));
        curve.before = Some((before.id, shares.to_vec()));
    }
    same_day
}

/// Shares of a round that is over, by the end of each of its days.
pub(super) fn shares(round: &Round, eligible: i64, answered: &[(Date, i64)]) -> Vec<Tally> {
    progress(round.opens, round.closes, answered).into_iter().map(|count| Tally { count, base: eligible }).collect()
}

/// What it was on a day, counted from the first; after the last day, what it was then.
fn on_day(shares: &[Tally], day: usize) -> Option<Tally> {
    shares.get(day.min(shares.len().checked_sub(1)?)).copied()
}

/// The whole city.
pub(super) struct City {
    /// Those whose answers are tied to units.
    pub(super) curve: Curve,
    /// Whether others have answered too.
    pub(super) is_partial: bool,
    /// The year before, and what each organisation had come to on the same day.
    pub(super) before: Option<(RoundId, BTreeMap<OrganisationId, Tally>)>,
}

/// The course of the whole city, beside the year before.
pub(super) async fn of_city(
    cx: &Context,
    round: &Round,
    before: Option<ClosedRound>,
    list: &[OrganisationRate],
    all: &[Organisation],
) -> Result<City> {
    let (rate, answered) = days(cx, round, list).await?;
    // To the last day of those who may answer longest.
    let whole = |round: &Round| Round { closes: round.ends(), ..round.clone() };
    let round = &whole(round);
    let is_partial = !rate.is_empty() && list.iter().any(|of| of.rate.eligible() > 0 && !rate.contains_key(&of.organisation));
    let mut curve = match rate.values().map(|rate| rate.eligible()).sum() {
        0 => Curve::default(),
        eligible => course(cx, round, eligible, &joined(&answered)),
    };
    let Some(before) = before else { return Ok(City { curve, is_partial, before: None }) };
    if before.is_imported {
        // Its days are not known: it can be compared with at the end.
        let known = rates::list(cx, &before).await?;
        let of = |id: &OrganisationId| {
            let line: Vec<&OrganisationId> = lineage(all, id).iter().map(|o| &o.id).collect();
            let own = known.iter().find(|rate| rate.organisation == *id).map(|rate| rate.rate);
            let sum =
                || known.iter().filter(|rate| line.contains(&&rate.organisation)).map(|rate| rate.rate).reduce(|a, b| a + b);
            own.or_else(sum).and_then(Rate::share)
        };
        let ends = list.iter().filter_map(|rate| Some((rate.organisation.clone(), of(&rate.organisation)?))).collect();
        return Ok(City { curve, is_partial, before: round.state.is_over().then_some((before.id, ends)) });
    }
    let (then, answered) = days(cx, &before, &rates::list(cx, &before).await?).await?;
    let before = whole(&before);
    let of_all = shares(&before, then.values().map(|rate| rate.eligible()).sum(), &joined(&answered));
    let today = usize::try_from((cx.ambient.today().min(round.closes) - round.opens).get_days()).unwrap_or(0);
    if !then.is_empty() {
        beside(&mut curve, round, &before, &of_all);
    }
    let of = |id: &OrganisationId| {
        let line = lineage(all, id);
        // Itself; where it was not there, those before it.
        let whose: Vec<&OrganisationId> = match line.iter().find(|o| then.contains_key(&o.id)) {
            Some(own) if own.id == *id => vec![&own.id],
            _ => line.iter().map(|o| &o.id).filter(|id| then.contains_key(*id)).collect(),
        };
        let eligible = whose.iter().map(|id| then[*id].eligible()).sum();
        let answered: Vec<_> = whose.iter().filter_map(|id| answered.get(*id)).flatten().copied().collect();
        (eligible > 0).then(|| on_day(&shares(&before, eligible, &answered), today)).flatten()
    };
    let by_organisation = list.iter().filter_map(|rate| Some((rate.organisation.clone(), of(&rate.organisation)?))).collect();
    Ok(City { curve, is_partial, before: Some((before.id, by_organisation)) })
}

type ByDay = BTreeMap<OrganisationId, Vec<(Date, i64)>>;

fn joined(by_organisation: &ByDay) -> Vec<(Date, i64)> {
    by_organisation.values().flatten().copied().collect()
}

/// The organisations whose answers are tied to units, and how many answered on each day.
async fn days(cx: &Context, round: &Round, list: &[OrganisationRate]) -> Result<(BTreeMap<OrganisationId, Rate>, ByDay)> {
    let is_tied = |rate: &&OrganisationRate| rate.has_register && rate.unlinked == 0;
    let rates: BTreeMap<_, _> = list.iter().filter(is_tied).map(|rate| (rate.organisation.clone(), rate.rate)).collect();
    let mut by_day = sample::count_all_by_day(cx, round).await?;
    by_day.retain(|id, _| rates.contains_key(id));
    Ok((rates, by_day))
}
