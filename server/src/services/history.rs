//! Figures of earlier years that were counted elsewhere, read from files as exports write them: a round that is known by
//! these alone. They are shown under suppression like all others.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use app::domain::audit::Action;
use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::meaning::About;
use app::domain::organisation::Organisation;
use app::domain::questionnaire::{Direction, Indicator, Statistic};
use app::domain::round::{ClosedRound, Rate, Round, State};
use app::domain::suppression::published::protect_published;
use app::texts::rounds::imported;
use jiff::civil::{Date, date};
use sqlx::AnyConnection;

use super::rates::{OrganisationRate, in_order};
use super::results::{self, RoundFigures, Whose};
use super::table::Table;
use super::{Central, Context, FileError, HistoryError, Refusal, Result};
use crate::store;
use crate::store::history::{HistoryIndicator, HistoryRate};
use crate::store::questionnaires::Version;

/// What was read in.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    pub rounds: BTreeSet<RoundId>,
    pub rows: usize,
}

/// What a file says of its rounds.
#[derive(Default)]
struct Figures {
    indicators: BTreeMap<RoundId, Vec<HistoryIndicator>>,
    rates: BTreeMap<RoundId, Vec<HistoryRate>>,
}

/// Reads earlier years' indicators or rates. The round of a file that does not say its year is given.
///
/// # Errors
/// The file is not as exports write it, or a round is there with answers or the same figures.
pub async fn import(cx: &Context, central: &Central, file: &[u8], round: Option<&RoundId>) -> Result<Taken> {
    let bytes = file.to_vec();
    let table = Table::aside(move || file::table(&bytes)).await?;
    let of_indicators = table.has("indikator");
    let mut write = cx.store.write().await?;
    cx.store.hold_organisations(&mut write).await?;
    let organisations = store::organisations::list(&mut write).await?;
    let figures = if of_indicators {
        let known = known_indicators(&published_versions(&mut write).await?);
        Figures { indicators: file::indicators(&table, &organisations, &known, round)?, ..Figures::default() }
    } else {
        Figures { rates: file::rates(&table, &organisations, round)?, ..Figures::default() }
    };
    let rounds: BTreeSet<RoundId> = figures.indicators.keys().chain(figures.rates.keys()).copied().collect();
    if rounds.is_empty() {
        return Err(FileError::EmptyFile.into());
    }
    for id in &rounds {
        begin(cx, &mut write, id).await?;
        let is_there = if of_indicators {
            !store::history::list_indicators(&mut write, id).await?.is_empty()
        } else {
            !store::history::list_rates(&mut write, id).await?.is_empty()
        };
        if is_there {
            return Err(HistoryError::Repeated(*id).into());
        }
        for (position, row) in (0..).zip(figures.indicators.get(id).into_iter().flatten()) {
            store::history::add_indicator(&mut write, id, position, row).await?;
        }
        for row in figures.rates.get(id).into_iter().flatten() {
            store::history::add_rate(&mut write, id, row).await?;
        }
        let after = if of_indicators { "indikatorer" } else { "svarsfrekvens" };
        cx.audit(&mut write, central.caller(), Action::ImportHistory, id, (None, Some(after.to_owned()))).await?;
    }
    write.commit().await?;
    Ok(Taken { rounds, rows: table.rows.len() })
}

/// The ids by which files name organisations and indicators, and what they are called.
pub async fn names(cx: &Context) -> Result<Vec<(String, String)>> {
    let mut db = cx.store.read().await?;
    let organisations = store::organisations::list(&mut db).await?.into_iter().map(|o| (o.id.to_string(), o.name));
    let indicators =
        known_indicators(&published_versions(&mut db).await?).into_iter().map(|(id, indicator)| (id, indicator.label));
    Ok(organisations.chain(indicators).collect())
}

/// Makes the round, unless earlier figures have.
async fn begin(cx: &Context, write: &mut store::Write, id: &RoundId) -> Result<()> {
    cx.store.hold_round(write, id).await?;
    let is_year = |year: i64| i16::try_from(year).ok().filter(|year| (1990..=cx.ambient.today().year()).contains(year));
    let year = is_year(id.year()).ok_or(HistoryError::NotYet(*id))?;
    match store::rounds::find(write, id).await? {
        Some(round) if round.is_imported => return Ok(()),
        Some(_) => return Err(HistoryError::HasAnswers(*id).into()),
        None => {}
    }
    let (opens, closes): (Date, Date) = (date(year, 1, 1), date(year, 12, 31));
    let threshold = cx.threshold();
    let (state, thresholds) = (State::Planned, (threshold, threshold));
    let title = imported(id);
    let round = Round { id: *id, title, opens, closes, state, thresholds, period: None, extended: None, is_imported: true };
    // Somebody may have planned it meanwhile.
    if !store::rounds::add(write, &round).await? {
        return Err(HistoryError::HasAnswers(*id).into());
    }
    store::rounds::set_imported(write, id).await?;
    store::rounds::set_closed(write, id, threshold, cx.ambient.seconds()).await?;
    Ok(())
}

/// Removes a round that was read in.
///
/// # Errors
/// It is none.
pub async fn remove(cx: &Context, central: &Central, id: &RoundId) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, id).await?;
    let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    if !round.is_imported {
        return Err(HistoryError::HasAnswers(*id).into());
    }
    store::history::remove(&mut write, id).await?;
    cx.audit(&mut write, central.caller(), Action::RemoveHistory, id, (Some(round.title), None)).await?;
    Ok(write.commit().await?)
}

/// Every published version, the newest last.
async fn published_versions(db: &mut AnyConnection) -> Result<Vec<Version>> {
    let mut versions = store::questionnaires::list(db).await?;
    versions.retain(|version| version.published.is_some());
    versions.sort_by_key(|version| version.published);
    Ok(versions)
}

/// Their indicators, the newest of each id.
fn known_indicators(versions: &[Version]) -> BTreeMap<String, Indicator> {
    let indicators = versions.iter().flat_map(|version| &version.definition.indicators);
    indicators.map(|indicator| (indicator.id.clone(), indicator.clone())).collect()
}

/// What a file shows of an indicator.
#[derive(Default)]
struct Published {
    /// Whether it says something of all, and what, unless that is hidden.
    has_total: bool,
    total: Option<Tally>,
    parts: BTreeMap<OrganisationId, Option<Tally>>,
}

/// The figures of a round that was read in. What an indicator is about is what it is about now.
pub(super) async fn figures(
    db: &mut AnyConnection,
    round: &ClosedRound,
    organisations: Vec<Organisation>,
) -> Result<RoundFigures> {
    let versions = published_versions(db).await?;
    let known = known_indicators(&versions);
    let mut indicators: Vec<Indicator> = vec![];
    let mut rows: BTreeMap<String, Published> = BTreeMap::new();
    for HistoryIndicator { organisation, indicator, label, tally, is_mean } in
        store::history::list_indicators(db, &round.id).await?
    {
        if indicators.iter().all(|known| known.id != indicator) {
            indicators
                .push(Indicator { label, ..known.get(&indicator).cloned().unwrap_or_else(|| unknown(&indicator, is_mean)) });
        }
        let row = rows.entry(indicator).or_default();
        match organisation {
            Some(id) => drop(row.parts.insert(id, tally)),
            None => (row.has_total, row.total) = (true, tally),
        }
    }
    let families = families_of(&versions, &rows);
    let figures = rows.into_iter().map(|(indicator, Published { has_total, total, parts })| {
        let (sum, parts) = protect_published(total, &parts, round.thresholds);
        let own = parts.into_iter().map(|(id, figure)| (Whose::Own(id), figure));
        (indicator, own.chain(has_total.then_some((Whose::City, sum))).collect())
    });
    let figures: BTreeMap<_, _> = figures.collect();
    Ok(RoundFigures::published(round, indicators, organisations, figures, &families))
}

/// The indicators that count the same question: as questionnaires have them, and those that have the same bases wherever both
/// are shown. What is withheld of one is withheld of all.
fn families_of(versions: &[Version], rows: &BTreeMap<String, Published>) -> Vec<BTreeSet<String>> {
    let mut families = results::families(versions.iter().map(|version| &*version.definition));
    let mut same: Vec<BTreeSet<String>> = vec![];
    for (indicator, row) in rows {
        let is_like = |family: &&mut BTreeSet<String>| family.iter().any(|other| have_same_bases(row, &rows[other]));
        match same.iter_mut().find(is_like) {
            Some(family) => drop(family.insert(indicator.clone())),
            None => same.push(BTreeSet::from([indicator.clone()])),
        }
    }
    families.extend(same);
    families
}

fn have_same_bases(a: &Published, b: &Published) -> bool {
    let both = a.parts.iter().filter_map(|(id, tally)| Some(((*tally)?.base, (*b.parts.get(id)?)?.base)));
    let both: Vec<_> = both.chain(a.total.zip(b.total).map(|(a, b)| (a.base, b.base))).collect();
    !both.is_empty() && both.iter().all(|(a, b)| a == b)
}

/// An indicator that no questionnaire has any more.
fn unknown(id: &str, is_mean: bool) -> Indicator {
    Indicator {
        id: id.to_owned(),
        label: String::new(),
        question: String::new(),
        row: None,
        statistic: if is_mean { Statistic::Mean } else { file::SHARE },
        direction: Direction::default(),
        about: About::default(),
        phrasing: None,
    }
}

/// The rates of a round that was read in, in the order of the Swedish alphabet.
pub(super) async fn rates(
    db: &mut AnyConnection,
    round: &RoundId,
    organisations: &[Organisation],
) -> Result<Vec<OrganisationRate>> {
    let mut found: BTreeMap<String, OrganisationRate> = BTreeMap::new();
    for HistoryRate { organisation, division, sample, out_of_scope, begun, completed } in
        store::history::list_rates(db, round).await?
    {
        let of = found.entry(organisation.clone()).or_default();
        of.organisation = organisation.into();
        let rate = Rate { sample, out_of_scope, completed: completed.unwrap_or(0) };
        if division.is_empty() {
            (of.rate, of.drafts, of.responses) = (rate, begun, rate.completed);
        } else {
            of.has_register = true;
            of.unlinked = of.unlinked.max(i64::from(completed.is_none()));
            of.divisions.push((division, rate));
        }
    }
    for rate in found.values_mut().filter(|rate| rate.rate == Rate::default()) {
        // Without a row of its own it is its avdelningar.
        rate.rate = rate.divisions.iter().fold(Rate::default(), |sum, (_, division)| sum + *division);
        rate.responses = rate.rate.completed;
    }
    Ok(in_order(found.into_values().collect(), organisations))
}
