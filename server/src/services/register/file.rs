//! The unit register from a file.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::audit::Action;
use app::domain::ids::OrganisationId;
use app::domain::organisation::{Organisation, collation_key};
use app::domain::questionnaire::WHOLE_CITY;
use app::domain::unit::Unit;
use sqlx::AnyConnection;

use crate::mail::is_address;
use crate::services::error::CellProblem;
use crate::services::table::{Row, Table};
use crate::services::{Caller, Context, FileError, RegisterError, Result, areas, digest, questionnaires};
use crate::store;

/// What an import of units did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows taken.
    pub taken: usize,
    /// Units that were not in the register.
    pub new: usize,
    /// Units that are no longer as they were.
    pub changed: usize,
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

impl UnitPlan {
    /// Tells the units that would leave from any others.
    pub fn removal_key(&self) -> String {
        digest(self.retired.iter().map(|unit| unit.id.as_str()).collect::<Vec<_>>().join(" "))[..16].to_owned()
    }
}

/// The columns of a file of units: what each is called here, and the other headings that it may have.
const COLUMNS: [&[&str]; 6] = [
    &["forvaltning", "forvaltningensnamn", "organisation"],
    &["enhet", "enhetensnamn", "namn"],
    &["avdelning"],
    &["omrade", "verksamhetsomrade", "verksamhet"],
    &["stadsdelsomrade", "stadsdel"],
    &["epost", "epostadress", "mejl", "mejladress", "mail", "email"],
];

/// A file of units, and whose they are where it does not say so.
#[derive(Debug)]
pub struct UnitFile {
    table: Table,
    own: Option<OrganisationId>,
    lines: BTreeMap<String, String>,
}

impl UnitFile {
    /// What lines of work are called, by their ids.
    pub const fn lines(&self) -> &BTreeMap<String, String> {
        &self.lines
    }
}

/// Reads a file of units, not yet held against the register. Without a column for it they are `own`'s.
pub async fn read(cx: &Context, file: &[u8], own: Option<OrganisationId>) -> Result<UnitFile> {
    let bytes = file.to_vec();
    let table = Table::aside(move || Table::read_headed(&bytes, &COLUMNS)).await?;
    if !table.has("enhet") {
        return Err(FileError::MissingHeading("Enhet").into());
    }
    if own.is_none() && !table.has("forvaltning") {
        return Err(FileError::MissingHeading("Förvaltning").into());
    }
    Ok(UnitFile { table, own, lines: questionnaires::lines_of_work(cx).await? })
}

/// What a file of units would change. With `replace`, units absent from it leave the register
/// of the organisations that it names. A coordinator's file holds the own organisation alone.
async fn plan(cx: &Context, caller: &Caller, db: &mut AnyConnection, file: &UnitFile, replace: bool) -> Result<UnitPlan> {
    let table = &file.table;
    let organisations = store::organisations::list(db).await?;
    let areas = areas(&organisations);
    let mut plan = UnitPlan::default();
    let mut seen: BTreeMap<(OrganisationId, String), u64> = BTreeMap::new();
    let mut known: BTreeMap<OrganisationId, Vec<Unit>> = BTreeMap::new();
    for row in &table.rows {
        let unit = match read_unit(cx, file, row, &organisations) {
            Ok(unit) => unit,
            Err(fault) => {
                plan.faults.push(fault);
                continue;
            }
        };
        if !caller.may_change(&organisations, &unit.organisation) {
            plan.faults.push(table.fault(row, "forvaltning", CellProblem::OthersOrganisation(unit.organisation.into())));
            continue;
        }
        if let Some(line) = seen.insert((unit.organisation.clone(), unit.name.clone()), row.line) {
            plan.faults.push(table.fault(row, "enhet", CellProblem::Repeated(unit.name, line)));
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
            Some(before) if before.retired => plan.new.push(with_absent(table, Unit { id: before.id.clone(), ..unit }, &before)),
            Some(before) => {
                let after = with_absent(table, Unit { id: before.id.clone(), ..unit }, &before);
                if before == after { plan.same += 1 } else { plan.changed.push((before, after)) }
            }
        }
    }
    if replace {
        let absent = |u: &Unit| !u.retired && !seen.contains_key(&(u.organisation.clone(), u.name.clone()));
        plan.retired = known.into_values().flatten().filter(absent).collect();
    }
    plan.new.sort_by_cached_key(|unit| collation_key(&unit.name));
    plan.changed.sort_by_cached_key(|(_, unit)| collation_key(&unit.name));
    plan.retired.sort_by_cached_key(|unit| collation_key(&unit.name));
    Ok(plan)
}

/// What the file says nothing of stays as it was.
fn with_absent(table: &Table, mut unit: Unit, before: &Unit) -> Unit {
    let fields: [(&str, &mut String, &String); 4] = [
        ("avdelning", &mut unit.division, &before.division),
        ("omrade", &mut unit.line, &before.line),
        ("stadsdelsomrade", &mut unit.area, &before.area),
        ("epost", &mut unit.email, &before.email),
    ];
    for (column, now, before) in fields {
        if !table.has(column) {
            now.clone_from(before);
        }
    }
    unit
}

/// Reads a file that says whose each unit is, and takes it; with `replace`, units absent from it leave.
pub async fn import(cx: &Context, caller: &Caller, file: &[u8], replace: bool) -> Result<Imported> {
    let file = read(cx, file, None).await?;
    take(cx, caller, &file, if replace { Removal::All } else { Removal::Keep }).await
}

/// Adds and changes units, all of a file or nothing. Units that would leave do so where `removal` says that they may.
pub async fn take(cx: &Context, caller: &Caller, file: &UnitFile, removal: Removal) -> Result<Imported> {
    retried!(take_once(cx, caller, file, &removal).await)
}

/// What becomes of units of the register that a file does not name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// They stay.
    Keep,
    /// They leave if they are those that were shown and ticked for, by [`UnitPlan::removal_key`].
    Shown(String),
    /// They leave.
    All,
}

async fn take_once(cx: &Context, caller: &Caller, file: &UnitFile, removal: &Removal) -> Result<Imported> {
    let mut write = cx.store.write().await?;
    let mut plan = plan(cx, caller, &mut write, file, *removal != Removal::Keep).await?;
    if !plan.faults.is_empty() {
        return Err(plan.faults.swap_remove(0).into());
    }
    if let Removal::Shown(key) = removal
        && !plan.retired.is_empty()
        && *key != plan.removal_key()
    {
        return Err(RegisterError::NotConfirmed.into());
    }
    for unit in plan.new.iter().chain(plan.changed.iter().map(|(_, after)| after)) {
        store::register::put(&mut write, unit).await?;
    }
    for unit in &plan.retired {
        store::register::retire(&mut write, &unit.id).await?;
    }
    let organisations: BTreeSet<&OrganisationId> =
        plan.new.iter().chain(plan.changed.iter().map(|(_, after)| after)).map(|unit| &unit.organisation).collect();
    for organisation in organisations {
        store::sample::follow_addresses(&mut write, organisation).await?;
    }
    let taken = plan.new.len() + plan.changed.len() + plan.same;
    let imported = Imported {
        taken,
        new: plan.new.len(),
        changed: plan.changed.len(),
        retired: plan.retired.len(),
        unknown_areas: plan.unknown_areas,
    };
    let after = format!("{} / {}", imported.taken, imported.retired);
    cx.audit(&mut write, caller, Action::ImportUnits, "", (None, Some(after))).await?;
    write.commit().await?;
    Ok(imported)
}

fn read_unit(cx: &Context, file: &UnitFile, row: &Row, organisations: &[Organisation]) -> std::result::Result<Unit, FileError> {
    let table = &file.table;
    let organisation = match &file.own {
        Some(own) if !table.has("forvaltning") => own.clone(),
        _ => {
            let named = table.needed(row, "forvaltning")?;
            let known = organisations.iter().find(|o| o.id == *named || o.name == named);
            known.ok_or_else(|| table.fault(row, "forvaltning", CellProblem::UnknownOrganisation(named)))?.id.clone()
        }
    };
    let email = table.name(row, "epost")?;
    if !email.is_empty() && !is_address(&email) {
        return Err(table.fault(row, "epost", CellProblem::BadEmail(email)));
    }
    Ok(Unit {
        id: cx.ambient.id().into(),
        organisation,
        name: table.needed(row, "enhet")?,
        division: table.name(row, "avdelning")?,
        line: line_id(&file.lines, table.name(row, "omrade")?),
        area: table.name(row, "stadsdelsomrade")?,
        email,
        retired: false,
    })
}

/// A line of work as the register has it: by its id, where a questionnaire calls it so.
pub(super) fn line_id(lines: &BTreeMap<String, String>, text: String) -> String {
    let known = lines.iter().find(|(_, name)| name.to_lowercase() == text.to_lowercase());
    known.map_or(text, |(id, _)| id.clone())
}

/// What a file would change, before anything is taken.
pub async fn preview(cx: &Context, caller: &Caller, file: &UnitFile, replace: bool) -> Result<UnitPlan> {
    let mut db = cx.store.read().await?;
    plan(cx, caller, &mut db, file, replace).await
}
