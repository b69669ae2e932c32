//! The city's organisations, from a file.

use std::collections::BTreeMap;

use app::domain::audit::Action;
use app::domain::ids::OrganisationId;
use app::domain::organisation::{Organisation, collation_key, find_cycle};
use app::domain::round::ClosedRound;

use super::error::CellProblem;
use super::table::{Row, Table, fault};
use super::{Central, Context, FileError, Result};
use crate::store;

/// Every organisation, in the order of the Swedish alphabet.
pub async fn list(cx: &Context) -> Result<Vec<Organisation>> {
    let mut db = cx.store.read().await?;
    let mut list = store::organisations::list(&mut db).await?;
    list.sort_by_cached_key(|o| collation_key(&o.name));
    Ok(list)
}

/// Every organisation as it was on the closing day of a round, in the same order.
pub async fn list_of_round(cx: &Context, round: &ClosedRound) -> Result<Vec<Organisation>> {
    let mut list = store::organisations::list_of_round(&mut *cx.store.read().await?, &round.id).await?;
    list.sort_by_cached_key(|o| collation_key(&o.name));
    Ok(list)
}

/// Adds and changes organisations; returns how many the file holds.
pub async fn import(cx: &Context, central: &Central, file: &[u8]) -> Result<usize> {
    let optional = |c: &str| ["upphor", "forvantat_antal"].contains(&c);
    let table = Table::read_aside(file, &["id", "namn", "typ", "omraden", "efterfoljare"], optional).await?;
    retried!(import_table(cx, central, &table).await)
}

async fn import_table(cx: &Context, central: &Central, table: &Table) -> Result<usize> {
    let mut write = cx.store.write().await?;
    let mut all = store::organisations::list(&mut write).await?;
    let mut seen: BTreeMap<OrganisationId, u64> = BTreeMap::new();
    for row in &table.rows {
        let organisation = read_organisation(table, row)?;
        if let Some(line) = seen.insert(organisation.id.clone(), row.line) {
            let problem = CellProblem::Repeated(organisation.id.into(), line);
            return Err(fault(row, "id", problem).into());
        }
        all.retain(|o| o.id != organisation.id);
        all.push(organisation);
    }
    for row in &table.rows {
        let heir = table.name(row, "efterfoljare")?;
        if !heir.is_empty() && !all.iter().any(|o| o.id == *heir) {
            return Err(fault(row, "efterfoljare", CellProblem::UnknownOrganisation(heir)).into());
        }
    }
    if let Some(organisation) = find_cycle(&all) {
        let row = table.rows.iter().find(|r| organisation.id == *table.raw(r, "id").trim());
        let row = row.unwrap_or(&table.rows[0]);
        return Err(fault(row, "efterfoljare", CellProblem::CircularSuccession).into());
    }
    for organisation in all.iter().filter(|o| seen.contains_key(&o.id)) {
        store::organisations::put(&mut write, organisation).await?;
    }
    let count = seen.len();
    cx.audit(&mut write, central.caller(), Action::ImportOrganisations, "", (None, Some(count.to_string()))).await?;
    write.commit().await?;
    Ok(count)
}

fn read_organisation(table: &Table, row: &Row) -> std::result::Result<Organisation, FileError> {
    let id = table.needed(row, "id")?;
    if !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_') {
        return Err(fault(row, "id", CellProblem::BadId(id)));
    }
    let kind = table.needed(row, "typ")?;
    let audience = kind.parse().map_err(|()| fault(row, "typ", CellProblem::BadAudience(kind)))?;
    let number = |column: &str, low: i64, high: i64| {
        let text = table.name(row, column)?;
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<i64>() {
            Ok(n) if (low..=high).contains(&n) => Ok(Some(n)),
            _ if low > 1 => Err(fault(row, column, CellProblem::BadYear(text))),
            _ => Err(fault(row, column, CellProblem::BadNumber(text))),
        }
    };
    let heir = table.name(row, "efterfoljare")?;
    let areas = table.name(row, "omraden")?;
    let areas = areas.split(',').map(|a| a.trim().to_owned()).filter(|a| !a.is_empty()).collect();
    Ok(Organisation {
        id: id.into(),
        name: table.needed(row, "namn")?,
        audience,
        areas,
        successor: (!heir.is_empty()).then(|| heir.into()),
        last_year: number("upphor", 2000, 2100)?,
        expected: number("forvantat_antal", 1, 1_000_000)?,
    })
}
