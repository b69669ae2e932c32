//! The unit register from a file.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::audit::Action;
use app::domain::ids::OrganisationId;
use app::domain::organisation::Organisation;
use app::domain::questionnaire::WHOLE_CITY;
use app::domain::unit::Unit;
use sqlx::AnyConnection;

use crate::mail::is_address;
use crate::services::error::CellProblem;
use crate::services::table::{Row, Table, fault};
use crate::services::{Caller, Context, FileError, Result, areas};
use crate::store;

/// What an import of units did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows taken.
    pub taken: usize,
    /// Units that left the register.
    pub retired: usize,
    /// Areas of units that no organisation covers, which may be misspelt.
    pub unknown_areas: BTreeSet<String>,
}

/// What a file of units would change.
#[derive(Debug, Default)]
pub struct UnitPlan {
    /// Units that are not in the register.
    pub new: Vec<Unit>,
    /// Units that are: as they were, and as they will be.
    pub changed: Vec<(Unit, Unit)>,
    /// Rows that change nothing.
    pub same: usize,
    /// Units that would leave the register.
    pub retired: Vec<Unit>,
    /// What is wrong with rows, in their order; with one of these nothing is taken.
    pub faults: Vec<FileError>,
    /// Areas of units that no organisation covers, which may be misspelt.
    pub unknown_areas: BTreeSet<String>,
}

/// A file of units, not yet held against the register.
async fn read_units(file: &[u8]) -> Result<Table> {
    let optional = |c: &str| ["avdelning", "omrade", "stadsdelsomrade", "epost"].contains(&c);
    Table::read_aside(file, &["forvaltning", "enhet"], optional).await
}

/// What a file of units would change. With `replace`, units absent from it leave the register
/// of the organisations that it names. A coordinator's file holds the own organisation alone.
async fn plan(cx: &Context, caller: &Caller, db: &mut AnyConnection, table: &Table, replace: bool) -> Result<UnitPlan> {
    let organisations = store::organisations::list(db).await?;
    let areas = areas(&organisations);
    let mut plan = UnitPlan::default();
    let mut seen: BTreeMap<(OrganisationId, String), u64> = BTreeMap::new();
    let mut known: BTreeMap<OrganisationId, Vec<Unit>> = BTreeMap::new();
    for row in &table.rows {
        let unit = match read_unit(cx, table, row, &organisations) {
            Ok(unit) => unit,
            Err(fault) => {
                plan.faults.push(fault);
                continue;
            }
        };
        if !caller.may_change(&organisations, &unit.organisation) {
            plan.faults.push(fault(row, "forvaltning", CellProblem::OthersOrganisation(unit.organisation.into())));
            continue;
        }
        if let Some(line) = seen.insert((unit.organisation.clone(), unit.name.clone()), row.line) {
            plan.faults.push(fault(row, "enhet", CellProblem::Repeated(unit.name, line)));
            continue;
        }
        if !unit.area.is_empty() && unit.area != WHOLE_CITY && !areas.contains(&unit.area) {
            plan.unknown_areas.insert(unit.area.clone());
        }
        if !known.contains_key(&unit.organisation) {
            known.insert(unit.organisation.clone(), store::register::list(db, &unit.organisation).await?);
        }
        let before = known.get(&unit.organisation).and_then(|units| units.iter().find(|u| u.name == unit.name));
        match before.cloned() {
            None => plan.new.push(unit),
            Some(before) if before.retired => plan.new.push(Unit { id: before.id, ..unit }),
            Some(before) => {
                let after = Unit { id: before.id.clone(), ..unit };
                if before == after { plan.same += 1 } else { plan.changed.push((before, after)) }
            }
        }
    }
    if replace {
        let absent = |u: &Unit| !u.retired && !seen.contains_key(&(u.organisation.clone(), u.name.clone()));
        plan.retired = known.into_values().flatten().filter(absent).collect();
    }
    Ok(plan)
}

/// Adds and changes units, all of a file or nothing.
pub async fn import(cx: &Context, caller: &Caller, file: &[u8], replace: bool) -> Result<Imported> {
    let table = read_units(file).await?;
    retried!(import_table(cx, caller, &table, replace).await)
}

async fn import_table(cx: &Context, caller: &Caller, table: &Table, replace: bool) -> Result<Imported> {
    let mut write = cx.store.write().await?;
    let mut plan = plan(cx, caller, &mut write, table, replace).await?;
    if !plan.faults.is_empty() {
        return Err(plan.faults.swap_remove(0).into());
    }
    for unit in plan.new.iter().chain(plan.changed.iter().map(|(_, after)| after)) {
        store::register::put(&mut write, unit).await?;
    }
    for unit in &plan.retired {
        store::register::retire(&mut write, &unit.id).await?;
    }
    let taken = plan.new.len() + plan.changed.len() + plan.same;
    let imported = Imported { taken, retired: plan.retired.len(), unknown_areas: plan.unknown_areas };
    let after = format!("{} / {}", imported.taken, imported.retired);
    cx.audit(&mut write, caller, Action::ImportUnits, "", (None, Some(after))).await?;
    write.commit().await?;
    Ok(imported)
}

fn read_unit(cx: &Context, table: &Table, row: &Row, organisations: &[Organisation]) -> std::result::Result<Unit, FileError> {
    let organisation = table.needed(row, "forvaltning")?;
    if !organisations.iter().any(|o| o.id == *organisation) {
        return Err(fault(row, "forvaltning", CellProblem::UnknownOrganisation(organisation)));
    }
    let email = table.name(row, "epost")?;
    if !email.is_empty() && !is_address(&email) {
        return Err(fault(row, "epost", CellProblem::BadEmail(email)));
    }
    Ok(Unit {
        id: cx.ambient.id().into(),
        organisation: organisation.into(),
        name: table.needed(row, "enhet")?,
        division: table.name(row, "avdelning")?,
        line: table.name(row, "omrade")?,
        area: table.name(row, "stadsdelsomrade")?,
        email,
        retired: false,
    })
}

/// What a file would change, before anything is taken.
pub async fn preview(cx: &Context, caller: &Caller, file: &[u8], replace: bool) -> Result<UnitPlan> {
    let table = read_units(file).await?;
    let mut db = cx.store.read().await?;
    plan(cx, caller, &mut db, &table, replace).await
}
