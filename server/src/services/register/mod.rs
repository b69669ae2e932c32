//! The unit register: one unit at a time or from a [`file`](mod@file), the expected number where there is none,
//! and which avdelningar a round asks.

pub mod file;

use app::domain::audit::Action;
use app::domain::ids::{RoundId, UnitId};
use app::domain::organisation::collation_key;
use app::domain::round::State;
use app::domain::text::is_unfit;
use app::domain::unit::Unit;
use app::forms::UnitForm;
use unicode_normalization::UnicodeNormalization;

use super::{
    Changeable, Context, Error, OrganisationAccess, Refusal, RegisterError, Result, RoundError, areas, questionnaires, rounds,
};
use crate::mail::is_address;
use crate::store;

/// A planned round, and the avdelningar that it asks; none listed means all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedIn {
    /// The round.
    pub round: RoundId,
    /// What pages call it.
    pub title: String,
    /// The avdelningar.
    pub divisions: Vec<String>,
}

/// The units of an organisation, by avdelning and name; retired ones last.
pub async fn list(cx: &Context, access: &OrganisationAccess) -> Result<Vec<Unit>> {
    let mut units = store::register::list(&mut *cx.store.read().await?, access.id()).await?;
    units.sort_by_cached_key(|u| (u.retired, collation_key(&u.division), collation_key(&u.name)));
    Ok(units)
}

/// The register as a workbook that can be changed and read back; that somebody took it is in the log.
pub async fn export(cx: &Context, access: &OrganisationAccess) -> Result<Vec<u8>> {
    let mut units = list(cx, access).await?;
    units.retain(|unit| !unit.retired);
    let lines = questionnaires::lines_of_work(cx).await?;
    let book =
        crate::export::register::workbook(&units, &lines, &areas(access.organisations())).map_err(std::io::Error::other)?;
    let mut write = cx.store.write().await?;
    cx.audit(&mut write, access.caller(), Action::ExportUnits, access.id(), (None, None)).await?;
    write.commit().await?;
    Ok(book)
}

/// Adds a unit where the id is empty, or changes one; with another organisation it moves there, which
/// the central office does.
pub async fn put(cx: &Context, at: Changeable<'_, OrganisationAccess>, id: &UnitId, form: &UnitForm) -> Result<()> {
    let clean = |text: &str| text.trim().nfc().collect::<String>();
    let unsound = |text: &String| text.chars().count() > 200 || text.contains(is_unfit);
    let mut unit = Unit {
        id: id.clone(),
        organisation: if form.forvaltning.is_empty() { at.id().clone() } else { form.forvaltning.as_str().into() },
        name: clean(&form.namn),
        division: clean(&form.avdelning),
        line: file::line_id(&questionnaires::lines_of_work(cx).await?, clean(&form.omrade)),
        area: clean(&form.stadsdelsomrade),
        email: clean(&form.epost),
        retired: false,
    };
    if unit.organisation != *at.id() {
        at.caller().central()?;
        if !at.organisations().iter().any(|o| o.id == unit.organisation) {
            return Err(Refusal::UnknownOrganisation(unit.organisation.to_string()).into());
        }
    }
    if unit.name.is_empty() || [&unit.name, &unit.division, &unit.line, &unit.area].into_iter().any(unsound) {
        return Err(RegisterError::NoUnitName.into());
    }
    if !unit.email.is_empty() && !is_address(&unit.email) {
        return Err(Refusal::BadEmail(unit.email).into());
    }
    let mut write = cx.store.write().await?;
    let there = store::register::list(&mut write, &unit.organisation).await?;
    let namesake = there.iter().find(|u| u.name == unit.name && u.id != unit.id);
    let before = if unit.id.is_empty() {
        // One that has left comes back as who it was.
        match namesake {
            Some(gone) if gone.retired => unit.id.clone_from(&gone.id),
            Some(_) => return Err(RegisterError::UnitExists(unit.name).into()),
            None => unit.id = cx.ambient.id().into(),
        }
        store::register::put(&mut write, &unit).await?;
        None
    } else {
        let own = store::register::list(&mut write, at.id()).await?;
        let before = own.into_iter().find(|u| u.id == unit.id).ok_or(Error::NotFound)?;
        if namesake.is_some() {
            return Err(RegisterError::UnitExists(unit.name).into());
        }
        store::register::set(&mut write, &unit).await?;
        Some(before)
    };
    store::sample::follow_addresses(&mut write, at.id()).await?;
    let change = (before.as_ref().map(in_log), Some(in_log(&unit)));
    cx.audit(&mut write, at.caller(), Action::ChangeUnit, &unit.name, change).await?;
    Ok(write.commit().await?)
}

/// Takes a unit out of the register; rounds that have opened keep it. Returns its name.
pub async fn retire(cx: &Context, at: Changeable<'_, OrganisationAccess>, id: &UnitId) -> Result<String> {
    let mut write = cx.store.write().await?;
    let units = store::register::list(&mut write, at.id()).await?;
    let unit = units.into_iter().find(|u| u.id == *id).ok_or(Error::NotFound)?;
    store::register::retire(&mut write, id).await?;
    cx.audit(&mut write, at.caller(), Action::RetireUnit, &unit.name, (Some(in_log(&unit)), None)).await?;
    write.commit().await?;
    Ok(unit.name)
}

/// How many answers are expected where there is no register.
pub async fn set_expected(cx: &Context, at: Changeable<'_, OrganisationAccess>, expected: &str) -> Result<()> {
    let bad = || RegisterError::BadExpected(expected.trim().to_owned());
    let expected = match expected.trim() {
        "" => None,
        text => Some(text.parse().ok().filter(|n| (1..=1_000_000).contains(n)).ok_or_else(bad)?),
    };
    let mut write = cx.store.write().await?;
    let all = store::organisations::list(&mut write).await?;
    let mut changed = all.into_iter().find(|o| o.id == *at.id()).ok_or(Error::NotFound)?;
    let before = std::mem::replace(&mut changed.expected, expected);
    store::organisations::put(&mut write, &changed).await?;
    let change = (before.map(|n| n.to_string()), expected.map(|n: i64| n.to_string()));
    cx.audit(&mut write, at.caller(), Action::SetExpected, at.id(), change).await?;
    Ok(write.commit().await?)
}

/// The rounds that have not opened, with the avdelningar that they ask of an organisation.
pub async fn asked_in(cx: &Context, access: &OrganisationAccess) -> Result<Vec<AskedIn>> {
    let mut asked = Vec::new();
    let rounds = rounds::list(cx).await?;
    let mut db = cx.store.read().await?;
    for round in rounds.into_iter().filter(|r| r.state == State::Planned) {
        let divisions = store::register::list_asked(&mut db, &round.id, access.id()).await?;
        asked.push(AskedIn { round: round.id, title: round.title, divisions });
    }
    Ok(asked)
}

/// Decides which avdelningar a planned round asks; all of them, when all or none are named.
pub async fn set_asked(cx: &Context, at: Changeable<'_, OrganisationAccess>, id: &RoundId, divisions: &[String]) -> Result<()> {
    let mut write = cx.store.write().await?;
    let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    if round.state != State::Planned {
        return Err(RoundError::AlreadyOpened(round.id).into());
    }
    let units = store::register::list(&mut write, at.id()).await?;
    let known = |d: &String| units.iter().any(|u| !u.retired && u.division == *d);
    if let Some(unknown) = divisions.iter().find(|d| !known(d)) {
        return Err(RegisterError::UnknownDivision(unknown.clone()).into());
    }
    let all = units.iter().filter(|u| !u.retired).all(|u| divisions.contains(&u.division));
    let kept = if all { &[][..] } else { divisions };
    let before = store::register::list_asked(&mut write, id, at.id()).await?;
    store::register::set_asked(&mut write, id, at.id(), kept).await?;
    let change = (Some(before.join(", ")), Some(kept.join(", ")));
    cx.audit(&mut write, at.caller(), Action::SetAsked, &format!("{}, {id}", at.id()), change).await?;
    Ok(write.commit().await?)
}

fn in_log(unit: &Unit) -> String {
    let parts = [unit.organisation.as_str(), &unit.name, &unit.division, &unit.line, &unit.area, &unit.email];
    parts.join("; ")
}
