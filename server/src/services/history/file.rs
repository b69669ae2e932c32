//! Files of earlier years' indicators and rates, with the columns that exports write, of which some may be left out.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::indicator::value;
use app::domain::organisation::{Organisation, lineage};
use app::domain::questionnaire::{Indicator, Statistic};
use app::domain::round::Rate;

use crate::services::cell_problem::CellProblem;
use crate::services::table::{Row, Table, fault};
use crate::services::{FileError, HistoryError, Result};
use crate::store::history::{HistoryIndicator, HistoryRate};

/// Columns that a file must have, and those that it may have.
const INDICATORS: [&str; 4] = ["organisation", "indikator", "antal", "bas"];
const RATES: [&str; 3] = ["organisation", "urval", "svarat"];
const OTHERS: [&str; 8] = ["ar", "etikett", "varde", "dold", "avdelning", "utgar", "paborjade", "svarsfrekvens"];

type Checked<T> = std::result::Result<T, FileError>;

/// Reads a file of either.
pub(super) fn table(bytes: &[u8]) -> Checked<Table> {
    let known = |column: &str| [&INDICATORS[..], &RATES, &OTHERS].iter().any(|columns| columns.contains(&column));
    let table = Table::read(bytes, &["organisation"], known)?;
    let needed = if table.has("indikator") { &INDICATORS[..] } else { &RATES[..] };
    match needed.iter().find(|column| !table.has(column)) {
        Some(missing) => Err(FileError::MissingColumn((*missing).to_owned())),
        None => Ok(table),
    }
}

/// The indicators of a table, by round. A file that does not say its year is of the given one.
pub(super) fn indicators(
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

/// A share, whatever it counts.
pub(super) const SHARE: Statistic = Statistic::Share(vec![]);
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

/// The rates of a table, by round.
pub(super) fn rates(
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
