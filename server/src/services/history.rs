//! Figures of earlier years that were counted elsewhere, read from files as exports write them: a round that is known by
//! these alone. They are shown under suppression like all others.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::audit::Action;
use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::indicator::value;
use app::domain::meaning::About;
use app::domain::organisation::{Organisation, collation_key, lineage};
use app::domain::questionnaire::{Direction, Indicator, Statistic};
use app::domain::round::{ClosedRound, Rate, Round, State};
use app::domain::suppression::published::protect_published;
use app::texts::rounds::imported;
use jiff::civil::{Date, date};
use sqlx::AnyConnection;

use super::cell_problem::CellProblem;
use super::rates::OrganisationRate;
use super::results::{self, RoundFigures, Whose};
use super::table::{Row, Table, fault};
use super::{Central, Context, FileError, HistoryError, Refusal, Result};
use crate::store;
use crate::store::history::{HistoryIndicator, HistoryRate};

/// Columns that a file must have, and those that it may have.
const INDICATORS: [&str; 4] = ["organisation", "indikator", "antal", "bas"];
const RATES: [&str; 3] = ["organisation", "urval", "svarat"];
const OTHERS: [&str; 8] = ["ar", "etikett", "varde", "dold", "avdelning", "utgar", "paborjade", "svarsfrekvens"];

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

/// Reads earlier years' indicators or rates. The round of rates that do not say their year is given.
///
/// # Errors
/// The file is not as exports write it, or a round is there with answers or the same figures.
pub async fn import(cx: &Context, central: &Central, file: &[u8], round: Option<&RoundId>) -> Result<Taken> {
    let bytes = file.to_vec();
    let known = |column: &str| [&INDICATORS[..], &RATES, &OTHERS].iter().any(|columns| columns.contains(&column));
    let table = Table::aside(move || Table::read(&bytes, &["organisation"], known)).await?;
    let of_indicators = table.has("indikator");
    let needed = if of_indicators { &INDICATORS[..] } else { &RATES[..] };
    if let Some(missing) = needed.iter().find(|column| !table.has(column)) {
        return Err(FileError::MissingColumn((*missing).to_owned()).into());
    }
    let mut write = cx.store.write().await?;
    cx.store.hold_organisations(&mut write).await?;
    let organisations = store::organisations::list(&mut write).await?;
    let figures = if of_indicators {
        let known = known_indicators(&mut write).await?;
        Figures { indicators: indicators(&table, &organisations, &known, round)?, ..Figures::default() }
    } else {
        Figures { rates: rates_of(&table, &organisations, round)?, ..Figures::default() }
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
    let indicators = known_indicators(&mut db).await?.into_iter().map(|(id, indicator)| (id, indicator.label));
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

/// The indicators of published questionnaires, the newest of each id.
async fn known_indicators(db: &mut AnyConnection) -> Result<BTreeMap<String, Indicator>> {
    let mut versions = store::questionnaires::list(db).await?;
    versions.retain(|version| version.published.is_some());
    versions.sort_by_key(|version| version.published);
    let indicators = versions.iter().flat_map(|version| &version.definition.indicators);
    Ok(indicators.map(|indicator| (indicator.id.clone(), indicator.clone())).collect())
}

type Checked<T> = std::result::Result<T, FileError>;

fn indicators(
    table: &Table,
    organisations: &[Organisation],
    known: &BTreeMap<String, Indicator>,
    given: Option<&RoundId>,
) -> Result<BTreeMap<RoundId, Vec<HistoryIndicator>>> {
    let mut found: BTreeMap<RoundId, Vec<HistoryIndicator>> = BTreeMap::new();
    let mut seen: BTreeMap<(RoundId, String, String), u64> = BTreeMap::new();
    for row in &table.rows {
        let round = round_of(table, row, given)?;
        let organisation = organisation_of(table, row, organisations)?;
        let id = table.needed(row, "indikator")?;
        if !id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
            return Err(fault(row, "indikator", CellProblem::BadId(id)).into());
        }
        let name = organisation.as_ref().map(ToString::to_string).unwrap_or_default();
        if let Some(line) = seen.insert((round, name, id.clone()), row.line) {
            return Err(fault(row, "indikator", CellProblem::Repeated(id, line)).into());
        }
        let (tally, is_mean) = tally_of(table, row, known.get(&id).map(|known| &known.statistic))?;
        let label = Some(table.name(row, "etikett")?).filter(|label| !label.is_empty());
        let label = label.unwrap_or_else(|| known.get(&id).map_or_else(|| id.clone(), |known| known.label.clone()));
        found.entry(round).or_default().push(HistoryIndicator { organisation, indicator: id, label, tally, is_mean });
    }
    for (round, rows) in &found {
        check_sums(round, rows)?;
        check_successors(round, rows, organisations)?;
    }
    Ok(found)
}

/// What is shown of a row, and whether it is a mean.
fn tally_of(table: &Table, row: &Row, known: Option<&Statistic>) -> Checked<(Option<Tally>, bool)> {
    let says_mean = known.map(|statistic| matches!(statistic, Statistic::Mean));
    let [count, base] = ["antal", "bas"].map(|column| number(table, row, column));
    let told = table.name(row, "varde")?;
    let is_hidden = match table.name(row, "dold")?.as_str() {
        "" => count.as_ref().is_ok_and(Option::is_none) && base.as_ref().is_ok_and(Option::is_none),
        "ja" => true,
        "nej" => false,
        other => return Err(fault(row, "dold", CellProblem::Refused(format!("”{other}” ska vara ja eller nej.")))),
    };
    if is_hidden {
        return match (count?, base?, told.as_str()) {
            (None, None, "") => Ok((None, says_mean.unwrap_or_default())),
            _ => Err(fault(row, "dold", CellProblem::Refused(HIDDEN_WITH_FIGURE.to_owned()))),
        };
    }
    let needed = |column: &str| fault(row, column, CellProblem::Empty);
    let tally = Tally { count: count?.ok_or_else(|| needed("antal"))?, base: base?.ok_or_else(|| needed("bas"))? };
    let is_as_told = |statistic: &Statistic| {
        let as_told = |(number, places): (i64, u32)| told.is_empty() || scaled(&told, places) == Some(number);
        value(statistic, tally).is_some_and(as_told)
    };
    let is_mean = says_mean.unwrap_or_else(|| !is_as_told(&SHARE) && is_as_told(&Statistic::Mean));
    let statistic = if is_mean { Statistic::Mean } else { SHARE };
    if tally.base == 0 || (!is_mean && tally.count > tally.base) || !is_as_told(&statistic) {
        return Err(fault(row, "varde", CellProblem::Refused(WRONG_VALUE.to_owned())));
    }
    Ok((Some(tally), is_mean))
}

/// A decimal number in units of its last place; a spreadsheet leaves noughts out.
fn scaled(text: &str, places: u32) -> Option<i64> {
    let text = text.replace(',', ".");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let places = usize::try_from(places).ok().filter(|places| decimals.len() <= *places)?;
    format!("{whole}{decimals:0<places$}").parse().ok()
}

const SHARE: Statistic = Statistic::Share(vec![]);
const HIDDEN_WITH_FIGURE: &str = "uppgiften är dold men har ett tal. Låt antal, bas och värde vara tomma.";
const WRONG_VALUE: &str = "värdet stämmer inte med antal och bas.";

/// The parts that are shown are no more than their total.
fn check_sums(round: &RoundId, rows: &[HistoryIndicator]) -> Result<()> {
    for total in rows.iter().filter(|row| row.organisation.is_none()) {
        let Some(all) = total.tally else { continue };
        let parts = rows.iter().filter(|row| row.organisation.is_some() && row.indicator == total.indicator);
        let sum: Tally = parts.filter_map(|row| row.tally).sum();
        let (rest_count, rest_base) = (all.count - sum.count, all.base - sum.base);
        if rest_base < 0 || rest_count < 0 || (!total.is_mean && rest_count > rest_base) {
            return Err(HistoryError::Sum(*round, total.label.clone()).into());
        }
    }
    Ok(())
}

/// An organisation stands beside none of those that it took over from: as their sum it would tell what is hidden of them.
fn check_successors(round: &RoundId, rows: &[HistoryIndicator], organisations: &[Organisation]) -> Result<()> {
    let named: BTreeSet<&OrganisationId> = rows.iter().filter_map(|row| row.organisation.as_ref()).collect();
    for id in &named {
        let line = lineage(organisations, id);
        if let [own, ..] = line.as_slice()
            && let Some(before) = line.iter().skip(1).find(|before| named.contains(&before.id))
        {
            return Err(HistoryError::Both(*round, own.name.clone(), before.name.clone()).into());
        }
    }
    Ok(())
}

fn rates_of(
    table: &Table,
    organisations: &[Organisation],
    given: Option<&RoundId>,
) -> Result<BTreeMap<RoundId, Vec<HistoryRate>>> {
    let mut found: BTreeMap<RoundId, Vec<HistoryRate>> = BTreeMap::new();
    let mut seen: BTreeMap<(RoundId, OrganisationId, String), u64> = BTreeMap::new();
    for row in &table.rows {
        let round = round_of(table, row, given)?;
        // The whole city is the sum of the others.
        let Some(organisation) = organisation_of(table, row, organisations)? else { continue };
        let division = table.name(row, "avdelning")?;
        if let Some(line) = seen.insert((round, organisation.clone(), division.clone()), row.line) {
            return Err(fault(row, "organisation", CellProblem::Repeated(organisation.to_string(), line)).into());
        }
        let needed = |column: &str| number(table, row, column)?.ok_or_else(|| fault(row, column, CellProblem::Empty));
        let completed = number(table, row, "svarat")?;
        let (sample, out_of_scope) = (needed("urval")?, number(table, row, "utgar")?.unwrap_or(0));
        if division.is_empty() && completed.is_none() {
            return Err(fault(row, "svarat", CellProblem::Empty).into());
        }
        if out_of_scope > sample {
            return Err(fault(row, "utgar", CellProblem::Refused(OUTSIDE.to_owned())).into());
        }
        let rate = Rate { sample, out_of_scope, completed: completed.unwrap_or(0) };
        let told = table.name(row, "svarsfrekvens")?;
        if !told.is_empty() && rate.share().and_then(Tally::tenths) != scaled(&told, 1) {
            return Err(fault(row, "svarsfrekvens", CellProblem::Refused(WRONG_RATE.to_owned())).into());
        }
        let begun = number(table, row, "paborjade")?.unwrap_or(0);
        let organisation = organisation.to_string();
        found.entry(round).or_default().push(HistoryRate { organisation, division, sample, out_of_scope, begun, completed });
    }
    Ok(found)
}

const WRONG_RATE: &str = "värdet stämmer inte med urval, utgår och svarat.";
const OUTSIDE: &str = "fler har utgått än som fanns i urvalet.";

/// The year of a row; of a file that does not say it, the one that is given.
fn round_of(table: &Table, row: &Row, given: Option<&RoundId>) -> Result<RoundId> {
    if !table.has("ar") {
        return given.copied().ok_or_else(|| HistoryError::NoYear.into());
    }
    let year = table.needed(row, "ar")?;
    Ok(year.parse().map_err(|_| fault(row, "ar", CellProblem::BadYear(year)))?)
}

fn organisation_of(table: &Table, row: &Row, all: &[Organisation]) -> Checked<Option<OrganisationId>> {
    let id = table.name(row, "organisation")?;
    match all.iter().find(|organisation| organisation.id == *id) {
        _ if id.is_empty() => Ok(None),
        Some(organisation) => Ok(Some(organisation.id.clone())),
        None => Err(fault(row, "organisation", CellProblem::UnknownOrganisation(id))),
    }
}

/// A number from nought, if there is one.
fn number(table: &Table, row: &Row, column: &str) -> Checked<Option<i64>> {
    let text = table.name(row, column)?;
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number| (0..=10_000_000).contains(number));
    number.map(Some).ok_or_else(|| fault(row, column, CellProblem::Refused(format!("”{text}” är inget heltal från 0."))))
}

/// What a file shows of an indicator.
#[derive(Default)]
struct Published {
    total: Option<Tally>,
    parts: BTreeMap<OrganisationId, Option<Tally>>,
}

/// The figures of a round that was read in. What an indicator is about is what it is about now.
pub(super) async fn figures(
    db: &mut AnyConnection,
    round: &ClosedRound,
    organisations: Vec<Organisation>,
) -> Result<RoundFigures> {
    let known = known_indicators(db).await?;
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
            None => row.total = tally,
        }
    }
    let families = families_of(db, &rows).await?;
    let figures = rows.into_iter().map(|(indicator, Published { total, parts })| {
        let (sum, parts) = protect_published(total, &parts, round.thresholds);
        let own = parts.into_iter().map(|(id, figure)| (Whose::Own(id), figure));
        (indicator, own.chain([(Whose::City, sum)]).collect())
    });
    let figures: BTreeMap<_, _> = figures.collect();
    Ok(RoundFigures::published(round, indicators, organisations, figures, &families))
}

/// The indicators that count the same question: as questionnaires have them, and those that have the same bases wherever both
/// are shown. What is withheld of one is withheld of all.
async fn families_of(db: &mut AnyConnection, rows: &BTreeMap<String, Published>) -> Result<Vec<BTreeSet<String>>> {
    let versions = store::questionnaires::list(db).await?;
    let published = versions.iter().filter(|version| version.published.is_some());
    let mut families = results::families(published.map(|version| &*version.definition));
    let mut same: Vec<BTreeSet<String>> = vec![];
    for (indicator, row) in rows {
        let is_like = |family: &&mut BTreeSet<String>| family.iter().any(|other| have_same_bases(row, &rows[other]));
        match same.iter_mut().find(is_like) {
            Some(family) => drop(family.insert(indicator.clone())),
            None => same.push(BTreeSet::from([indicator.clone()])),
        }
    }
    families.extend(same);
    Ok(families)
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
        statistic: if is_mean { Statistic::Mean } else { SHARE },
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
    let mut rates: Vec<_> = found.into_values().collect();
    let name = |id: &OrganisationId| organisations.iter().find(|o| o.id == *id).map(|o| collation_key(&o.name));
    rates.sort_by_key(|rate| name(&rate.organisation));
    Ok(rates)
}
