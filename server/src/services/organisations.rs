//! The city's organisations: from a file, or one by one.

use std::collections::BTreeMap;

use app::domain::audit::Action;
use app::domain::authoring;
use app::domain::ids::OrganisationId;
use app::domain::organisation::{Organisation, collation_key, find_cycle};
use app::domain::round::ClosedRound;
use app::domain::text::is_unfit;

use super::error::CellProblem;
use super::table::{Row, Table, fault};
use super::{Central, Context, Error, FileError, OrganisationError, Result};
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
    cx.store.hold_organisations(&mut write).await?;
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

/// An organisation as one text: whoever changes it says from what.
pub fn as_text(organisation: &Organisation) -> String {
    let Organisation { id: _, name, audience, areas, successor, last_year, expected } = organisation;
    let number = |number: &Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let heir = successor.as_ref().map(ToString::to_string).unwrap_or_default();
    let fields = [audience.as_str(), &areas.join(", "), &heir, &number(last_year), &number(expected)];
    let fields: Vec<&str> = fields.into_iter().filter(|field| !field.is_empty()).collect();
    format!("{name} ({})", fields.join("; "))
}

/// The id of a new organisation: the one that was typed, or one of the words of its name.
///
/// # Errors
/// It has other characters than an id may have.
pub fn new_id(typed: &str, name: &str) -> Result<OrganisationId> {
    if typed.trim().is_empty() && name.trim().is_empty() {
        return Err(OrganisationError::NoName.into());
    }
    let id = if typed.trim().is_empty() { authoring::id_of_title(name) } else { typed.trim().to_owned() };
    if id.is_empty() || id.len() > 60 || !is_id(&id) || id == RESERVED {
        return Err(OrganisationError::BadId.into());
    }
    Ok(id.into())
}

/// Adds an organisation.
///
/// # Errors
/// The id is taken, or what it says cannot be.
pub async fn add(cx: &Context, central: &Central, organisation: &Organisation) -> Result<()> {
    put(cx, central, organisation, None).await
}

/// Changes an organisation from what it was, by [`as_text`], when it was read.
///
/// # Errors
/// Somebody else has changed it since, or what it says cannot be.
pub async fn change(cx: &Context, central: &Central, organisation: &Organisation, read: &str) -> Result<()> {
    put(cx, central, organisation, Some(read)).await
}

async fn put(cx: &Context, central: &Central, organisation: &Organisation, read: Option<&str>) -> Result<()> {
    let Organisation { name, areas, .. } = organisation;
    if name.is_empty() || name.chars().count() > 200 || name.contains(is_unfit) {
        return Err(OrganisationError::NoName.into());
    }
    if areas.iter().any(|area| area.chars().count() > 200 || area.contains(is_unfit)) {
        return Err(OrganisationError::BadArea.into());
    }
    if organisation.successor.is_some() && organisation.last_year.is_none() {
        return Err(OrganisationError::NoLastYear.into());
    }
    let mut write = cx.store.write().await?;
    cx.store.hold_organisations(&mut write).await?;
    let mut all = store::organisations::list(&mut write).await?;
    let before = all.iter().find(|other| other.id == organisation.id).map(as_text);
    match (read, &before) {
        (None, Some(_)) => return Err(OrganisationError::TakenId(organisation.id.to_string()).into()),
        (Some(_), None) => return Err(Error::NotFound),
        (Some(read), Some(before)) if before != read => return Err(OrganisationError::ChangedMeanwhile.into()),
        _ => {}
    }
    all.retain(|other| other.id != organisation.id);
    all.push(organisation.clone());
    if organisation.successor.as_ref().is_some_and(|heir| !all.iter().any(|other| other.id == *heir)) {
        return Err(OrganisationError::UnknownSuccessor.into());
    }
    if find_cycle(&all).is_some() {
        return Err(OrganisationError::CircularSuccession.into());
    }
    store::organisations::put(&mut write, organisation).await?;
    let change = (before, Some(as_text(organisation)));
    cx.audit(&mut write, central.caller(), Action::ChangeOrganisation, &organisation.id, change).await?;
    Ok(write.commit().await?)
}

/// What stands in the place of an id in an address.
const RESERVED: &str = "fil";

fn is_id(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn read_organisation(table: &Table, row: &Row) -> std::result::Result<Organisation, FileError> {
    let id = table.needed(row, "id")?;
    if !is_id(&id) {
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
