//! The unit register on its page: one unit at a time, the expected number where there is none, and
//! which avdelningar a round asks.

use app::domain::organisation::collation_key;
use app::domain::round::State;
use app::domain::text::is_unfit;
use app::texts::desk::log;
use unicode_normalization::UnicodeNormalization;

use super::register::{UnitPlan, is_email};
use super::{Caller, Error, Refusal, Result, Services};
use crate::store;
use crate::store::register::Unit;

/// A planned round, and the avdelningar that it asks; none listed means all.
pub type AskedIn = (i64, String, Vec<String>);

impl Services {
    /// The units of an organisation, by avdelning and name; retired ones last.
    pub async fn register(&self, caller: &Caller, organisation: &str) -> Result<Vec<Unit>> {
        caller.may_read(&self.organisations().await?, organisation)?;
        let mut units = store::register::list_units(&mut *self.store.read().await?, organisation).await?;
        units.sort_by_key(|u| (u.retired, collation_key(&u.division), collation_key(&u.name)));
        Ok(units)
    }

    /// Adds a unit that has no id, or changes one; with another organisation it moves there, which
    /// the central office does.
    pub async fn put_unit(&self, caller: &Caller, organisation: &str, typed: &Unit) -> Result<()> {
        let all = self.organisations().await?;
        caller.may_change(&all, organisation)?;
        if typed.organisation != organisation {
            caller.central()?;
            caller.may_change(&all, &typed.organisation)?;
        }
        let clean = |text: &str| text.trim().nfc().collect::<String>();
        let unsound = |text: &String| text.chars().count() > 200 || text.contains(is_unfit);
        let mut unit = Unit {
            id: typed.id.clone(),
            organisation: typed.organisation.clone(),
            name: clean(&typed.name),
            division: clean(&typed.division),
            line: clean(&typed.line),
            area: clean(&typed.area),
            email: clean(&typed.email),
            retired: 0,
        };
        if unit.name.is_empty() || [&unit.name, &unit.division, &unit.line, &unit.area].into_iter().any(unsound) {
            return Err(Refusal::NoUnitName.into());
        }
        if !unit.email.is_empty() && !is_email(&unit.email) {
            return Err(Refusal::BadEmail(unit.email).into());
        }
        let mut write = self.store.write().await?;
        let there = store::register::list_units(&mut write, &unit.organisation).await?;
        let namesake = there.iter().find(|u| u.name == unit.name && u.id != unit.id);
        let before = if unit.id.is_empty() {
            // One that has left comes back as who it was.
            match namesake {
                Some(gone) if gone.retired == 1 => unit.id.clone_from(&gone.id),
                Some(_) => return Err(Refusal::UnitExists(unit.name).into()),
                None => unit.id = self.ambient.id(),
            }
            store::register::put_unit(&mut write, &unit).await?;
            None
        } else {
            let own = store::register::list_units(&mut write, organisation).await?;
            let before = own.into_iter().find(|u| u.id == unit.id).ok_or(Error::NotFound)?;
            if namesake.is_some() {
                return Err(Refusal::UnitExists(unit.name).into());
            }
            store::register::set_unit(&mut write, &unit).await?;
            Some(before)
        };
        let change = (before.as_ref().map(written), Some(written(&unit)));
        self.audit(&mut write, caller, log::CHANGE_UNIT, &unit.name, change).await?;
        Ok(write.commit().await?)
    }

    /// Takes a unit out of the register; rounds that have opened keep it.
    pub async fn retire_unit(&self, caller: &Caller, organisation: &str, id: &str) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let mut write = self.store.write().await?;
        let units = store::register::list_units(&mut write, organisation).await?;
        let unit = units.into_iter().find(|u| u.id == id).ok_or(Error::NotFound)?;
        store::register::retire_unit(&mut write, id).await?;
        self.audit(&mut write, caller, log::RETIRE_UNIT, &unit.name, (Some(written(&unit)), None)).await?;
        Ok(write.commit().await?)
    }

    /// How many answers are expected where there is no register.
    pub async fn set_expected(&self, caller: &Caller, organisation: &str, expected: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        let all = store::register::list_organisations(&mut write).await?;
        caller.may_change(&all, organisation)?;
        let mut changed = all.into_iter().find(|o| o.id == organisation).ok_or(Error::NotFound)?;
        let before = changed.expected;
        changed.expected = match expected.trim() {
            "" => None,
            text => {
                Some(text.parse().ok().filter(|n| (1..=1_000_000).contains(n)).ok_or_else(|| Refusal::BadExpected(text.into()))?)
            }
        };
        store::register::put_organisation(&mut write, &changed).await?;
        let change = (before.map(|n| n.to_string()), changed.expected.map(|n| n.to_string()));
        self.audit(&mut write, caller, log::EXPECTED, organisation, change).await?;
        Ok(write.commit().await?)
    }

    /// The rounds that have not opened, with the avdelningar that they ask of an organisation.
    pub async fn asked_in(&self, caller: &Caller, organisation: &str) -> Result<Vec<AskedIn>> {
        caller.may_read(&self.organisations().await?, organisation)?;
        let planned: Vec<_> = self.rounds().await?.into_iter().filter(|r| r.state == State::Planned).collect();
        let mut db = self.store.read().await?;
        let mut asked = Vec::new();
        for round in planned {
            asked.push((round.year, round.title, store::rounds::list_asked(&mut db, round.year, organisation).await?));
        }
        Ok(asked)
    }

    /// Decides which avdelningar a planned round asks; all of them, when all or none are named.
    pub async fn set_asked(&self, caller: &Caller, year: i64, organisation: &str, divisions: &[String]) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let mut write = self.store.write().await?;
        let round = store::rounds::find(&mut write, year).await?.ok_or(Refusal::UnknownRound(year))?;
        if round.state != State::Planned {
            return Err(Refusal::AlreadyOpened(year).into());
        }
        let units = store::register::list_units(&mut write, organisation).await?;
        let known = |d: &String| units.iter().any(|u| u.retired == 0 && u.division == *d);
        if let Some(unknown) = divisions.iter().find(|d| !known(d)) {
            return Err(Refusal::UnknownDivision(unknown.clone()).into());
        }
        let all = units.iter().filter(|u| u.retired == 0).all(|u| divisions.contains(&u.division));
        let kept = if all { &[][..] } else { divisions };
        let before = store::rounds::list_asked(&mut write, year, organisation).await?;
        store::rounds::set_asked(&mut write, year, organisation, kept).await?;
        let change = (Some(before.join(", ")), Some(kept.join(", ")));
        self.audit(&mut write, caller, log::ASKED, &format!("{organisation}, {year}"), change).await?;
        Ok(write.commit().await?)
    }

    /// What a file would change, before anything is taken.
    pub async fn preview_units(&self, caller: &Caller, file: &[u8], replace: bool) -> Result<UnitPlan> {
        let table = Self::read_units(file).await?;
        let mut db = self.store.read().await?;
        self.plan_units(caller, &mut db, &table, replace).await
    }
}

fn written(unit: &Unit) -> String {
    let parts = [&unit.organisation, &unit.name, &unit.division, &unit.line, &unit.area, &unit.email];
    parts.map(String::as_str).join("; ")
}
