//! The organisations and the unit register, from files.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::organisation::{Organisation, find_cycle};
use app::domain::questionnaire::WHOLE_CITY;
use app::domain::text::is_unfit;
use app::texts::central::log as t;
use sqlx::AnyConnection;

use super::error::CellProblem;
use super::table::{Row, Table, fault};
use super::{Caller, Refusal, Result, Services, areas};
use crate::store;
use crate::store::register::Unit;

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
    pub faults: Vec<Refusal>,
    /// Areas of units that no organisation covers, which may be misspelt.
    pub unknown_areas: BTreeSet<String>,
}

impl Services {
    /// Every organisation, in the order of the Swedish alphabet.
    pub async fn organisations(&self) -> Result<Vec<Organisation>> {
        let mut db = self.store.read().await?;
        let mut list = store::register::list_organisations(&mut db).await?;
        list.sort_by_key(|o| app::domain::organisation::collation_key(&o.name));
        Ok(list)
    }

    /// Adds and changes organisations; returns how many the file holds.
    pub async fn import_organisations(&self, caller: &Caller, file: &[u8]) -> Result<usize> {
        caller.central()?;
        let optional = |c: &str| ["upphor", "forvantat_antal"].contains(&c);
        let table = Table::read_aside(file, &["id", "namn", "typ", "omraden", "efterfoljare"], optional).await?;
        let mut write = self.store.write().await?;
        let mut all = store::register::list_organisations(&mut write).await?;
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        for row in &table.rows {
            let organisation = read_organisation(&table, row)?;
            if let Some(line) = seen.insert(organisation.id.clone(), row.line) {
                let problem = CellProblem::Repeated(organisation.id, line);
                return Err(fault(row, "id", problem).into());
            }
            all.retain(|o| o.id != organisation.id);
            all.push(organisation);
        }
        for row in &table.rows {
            let heir = table.name(row, "efterfoljare")?;
            if !heir.is_empty() && !all.iter().any(|o| o.id == heir) {
                return Err(fault(row, "efterfoljare", CellProblem::UnknownOrganisation(heir)).into());
            }
        }
        if let Some(organisation) = find_cycle(&all) {
            let row = table.rows.iter().find(|r| table.raw(r, "id").trim() == organisation.id);
            let row = row.unwrap_or(&table.rows[0]);
            return Err(fault(row, "efterfoljare", CellProblem::CircularSuccession).into());
        }
        for organisation in all.iter().filter(|o| seen.contains_key(&o.id)) {
            store::register::put_organisation(&mut write, organisation).await?;
        }
        let count = seen.len();
        self.audit(&mut write, caller, t::IMPORT_ORGANISATIONS, t::REGISTER, (None, Some(count.to_string()))).await?;
        write.commit().await?;
        Ok(count)
    }

    /// A file of units, not yet held against the register.
    pub(super) async fn read_units(file: &[u8]) -> Result<Table> {
        let optional = |c: &str| ["avdelning", "omrade", "stadsdelsomrade", "epost"].contains(&c);
        Table::read_aside(file, &["forvaltning", "enhet"], optional).await
    }

    /// What a file of units would change. With `replace`, units absent from it leave the register
    /// of the organisations that it names. A coordinator's file holds the own organisation alone.
    pub(super) async fn plan_units(
        &self,
        caller: &Caller,
        db: &mut AnyConnection,
        table: &Table,
        replace: bool,
    ) -> Result<UnitPlan> {
        let organisations = store::register::list_organisations(db).await?;
        let areas = areas(&organisations);
        let mut plan = UnitPlan::default();
        let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
        let mut known: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
        for row in &table.rows {
            let unit = match self.read_unit(table, row, &organisations) {
                Ok(unit) => unit,
                Err(fault) => {
                    plan.faults.push(fault);
                    continue;
                }
            };
            if caller.may_change(&organisations, &unit.organisation).is_err() {
                plan.faults.push(fault(row, "forvaltning", CellProblem::OthersOrganisation(unit.organisation)));
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
                known.insert(unit.organisation.clone(), store::register::list_units(db, &unit.organisation).await?);
            }
            let before = known.get(&unit.organisation).and_then(|units| units.iter().find(|u| u.name == unit.name));
            match before.cloned() {
                None => plan.new.push(unit),
                Some(before) if before.retired == 1 => plan.new.push(Unit { id: before.id, ..unit }),
                Some(before) => {
                    let after = Unit { id: before.id.clone(), ..unit };
                    if before == after { plan.same += 1 } else { plan.changed.push((before, after)) }
                }
            }
        }
        if replace {
            let absent = |u: &Unit| u.retired == 0 && !seen.contains_key(&(u.organisation.clone(), u.name.clone()));
            plan.retired = known.into_values().flatten().filter(absent).collect();
        }
        Ok(plan)
    }

    /// Adds and changes units, all of a file or nothing.
    pub async fn import_units(&self, caller: &Caller, file: &[u8], replace: bool) -> Result<Imported> {
        let table = Self::read_units(file).await?;
        let mut write = self.store.write().await?;
        let mut plan = self.plan_units(caller, &mut write, &table, replace).await?;
        if !plan.faults.is_empty() {
            return Err(plan.faults.swap_remove(0).into());
        }
        for unit in plan.new.iter().chain(plan.changed.iter().map(|(_, after)| after)) {
            store::register::put_unit(&mut write, unit).await?;
        }
        for unit in &plan.retired {
            store::register::retire_unit(&mut write, &unit.id).await?;
        }
        let taken = plan.new.len() + plan.changed.len() + plan.same;
        let imported = Imported { taken, retired: plan.retired.len(), unknown_areas: plan.unknown_areas };
        let after = t::units(imported.taken, imported.retired);
        self.audit(&mut write, caller, t::IMPORT_UNITS, t::REGISTER, (None, Some(after))).await?;
        write.commit().await?;
        Ok(imported)
    }

    fn read_unit(&self, table: &Table, row: &Row, organisations: &[Organisation]) -> std::result::Result<Unit, Refusal> {
        let organisation = table.needed(row, "forvaltning")?;
        if !organisations.iter().any(|o| o.id == organisation) {
            return Err(fault(row, "forvaltning", CellProblem::UnknownOrganisation(organisation)));
        }
        let email = table.name(row, "epost")?;
        if !email.is_empty() && !is_email(&email) {
            return Err(fault(row, "epost", CellProblem::BadEmail(email)));
        }
        Ok(Unit {
            id: self.ambient.id(),
            organisation,
            name: table.needed(row, "enhet")?,
            division: table.name(row, "avdelning")?,
            line: table.name(row, "omrade")?,
            area: table.name(row, "stadsdelsomrade")?,
            email,
            retired: 0,
        })
    }
}

fn read_organisation(table: &Table, row: &Row) -> std::result::Result<Organisation, Refusal> {
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
        id,
        name: table.needed(row, "namn")?,
        audience,
        areas,
        successor: (!heir.is_empty()).then_some(heir),
        last_year: number("upphor", 2000, 2100)?,
        expected: number("forvantat_antal", 1, 1_000_000)?,
    })
}

/// Whether mail could be sent there: one `@` with something on both sides, and no white space.
pub fn is_email(text: &str) -> bool {
    let sound =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || is_unfit(c) || "@,;<>".contains(c));
    text.split_once('@').is_some_and(|(local, host)| {
        sound(local) && sound(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    })
}
