//! Rounds: planned, opened with a snapshot, closed for good; and how many have answered.

use std::collections::BTreeMap;

use app::domain::organisation::{Audience, Organisation, collation_key};
use app::domain::period::Period;
use app::domain::round::{Rate, Round, State};
use app::domain::text::is_unfit;
use app::texts::central::log as t;
use app::texts::central::rounds::unnamed;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::{Caller, Error, Refusal, Result, Services};
use crate::store;
use crate::store::register::Unit;
use crate::store::rounds::{AreaCount, Link, SampleUnit};

/// How many of an organisation have answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationRate {
    /// Whose.
    pub organisation: String,
    /// All of it.
    pub rate: Rate,
    /// Drafts with at least one answer.
    pub drafts: i64,
    /// Answers that no unit stands for.
    pub untied: i64,
    /// Answers in all, those of reopened units counted twice.
    pub responses: i64,
    /// Whether there is a list of units, or only an expected number.
    pub has_register: bool,
    /// By avdelning, in the order of the Swedish alphabet.
    pub divisions: Vec<(String, Rate)>,
}

/// How many of an organisation's units in an area have answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRate {
    /// Whose.
    pub organisation: String,
    /// Where.
    pub area: String,
    /// How many.
    pub rate: Rate,
    /// Whether some of the organisation's answers are not tied to units.
    pub untied: bool,
}

/// What opening a round made.
#[derive(Debug)]
pub struct Opened {
    /// A link for each organisation that was let in.
    pub links: Vec<Link>,
    /// Those with an expected number alone, for whose audience no questionnaire is published.
    pub left_out: Vec<String>,
}

impl OrganisationRate {
    /// Tenths of a percent; none when more answered than were expected.
    pub fn tenths(&self) -> Option<i64> {
        tenths(self.rate)
    }
}

/// The rate of a sum of organisations: none when more answered than were expected.
pub fn tenths(rate: Rate) -> Option<i64> {
    if rate.completed > rate.eligible() { None } else { rate.tenths() }
}

impl Services {
    /// Every round, oldest first, in the state that today gives it.
    pub async fn rounds(&self) -> Result<Vec<Round>> {
        let mut rounds = store::rounds::list(&mut *self.store.read().await?).await?;
        let today = self.ambient.today();
        rounds.iter_mut().for_each(|round| round.state = round.state_on(today));
        Ok(rounds)
    }

    /// The rounds, oldest first, that one of these organisations was let into.
    pub async fn rounds_of(&self, organisations: &[String]) -> Result<Vec<Round>> {
        let mut rounds = self.rounds().await?;
        let mut db = self.store.read().await?;
        let mut years = Vec::new();
        for round in &rounds {
            let links = store::rounds::list_links(&mut db, round.year).await?;
            if links.iter().any(|l| organisations.contains(&l.organisation)) {
                years.push(round.year);
            }
        }
        rounds.retain(|r| years.contains(&r.year));
        Ok(rounds)
    }

    /// The rates by organisation and area of a round.
    pub(super) async fn count_area_rates(&self, year: i64) -> Result<Vec<AreaRate>> {
        let mut db = self.store.read().await?;
        let counts = store::rounds::count_in_areas(&mut db, year).await?;
        let links = store::rounds::list_links(&mut db, year).await?;
        let untied = store::rounds::count_untied(&mut db, year).await?;
        let rate = |c: AreaCount| AreaRate {
            rate: Rate { sample: c.sample, out_of_scope: c.out_of_scope, completed: c.answered },
            untied: untied.iter().any(|(id, n)| *id == c.organisation && *n > 0),
            organisation: c.organisation,
            area: c.area,
        };
        let known = |c: &AreaCount| links.iter().any(|l| l.organisation == c.organisation);
        Ok(counts.into_iter().filter(known).map(rate).collect())
    }

    /// How many of the others' units in an organisation's areas have answered: whose, where, the
    /// rate, and whether some of their answers are not tied to units.
    pub async fn others_in_areas(
        &self,
        caller: &Caller,
        year: i64,
        organisation: &str,
    ) -> Result<Vec<(String, String, Rate, bool)>> {
        let all = self.organisations().await?;
        caller.may_read(&all, organisation)?;
        let areas = all.iter().find(|o| o.id == organisation).map_or(vec![], |o| o.areas.clone());
        let counts = self.kept_area_rates(year).await?;
        let others = all.iter().flat_map(|o| counts.iter().filter(|c| c.organisation == o.id).map(move |c| (o, c)));
        let mut rows: Vec<_> = others
            .filter(|(o, c)| o.id != organisation && areas.contains(&c.area))
            .map(|(o, c)| (o.name.clone(), c.area.clone(), c.rate, c.untied))
            .collect();
        rows.sort_by_key(|(name, area, _, _)| (collation_key(name), collation_key(area)));
        Ok(rows)
    }

    /// A year's round.
    pub async fn round(&self, year: i64) -> Result<Round> {
        let round = self.rounds().await?.into_iter().find(|r| r.year == year);
        Ok(round.ok_or(Refusal::UnknownRound(year))?)
    }

    /// Plans a round: for every audience the newest published questionnaire.
    pub async fn create_round(
        &self,
        caller: &Caller,
        year: i64,
        title: Option<String>,
        (opens, closes): (Date, Date),
        period: Option<Period>,
    ) -> Result<Round> {
        caller.central()?;
        if !(2000..=2100).contains(&year) {
            return Err(Refusal::BadYear.into());
        }
        if closes < opens {
            return Err(Refusal::ClosesBeforeOpens.into());
        }
        if period.is_some_and(|p| p.to < p.from) {
            return Err(Refusal::BadPeriod.into());
        }
        let title = title.filter(|t| !t.trim().is_empty()).unwrap_or_else(|| unnamed(year));
        let threshold = self.threshold();
        let round = Round { year, title, opens, closes, state: State::Planned, thresholds: (threshold, threshold), period };
        let mut write = self.store.write().await?;
        if store::rounds::find(&mut write, year).await?.is_some() {
            return Err(Refusal::RoundExists(year).into());
        }
        store::rounds::add(&mut write, &round).await?;
        bind_questionnaires(&mut write, year).await?;
        let days = format!("{opens} – {closes}");
        self.audit(&mut write, caller, t::CREATE_ROUND, &t::round(year), (None, Some(days))).await?;
        write.commit().await?;
        Ok(round)
    }

    /// Opens a planned round: snapshots the units and makes the links. A round whose last day has
    /// passed is to be closed at once.
    pub async fn open_round(&self, caller: &Caller, year: i64) -> Result<Opened> {
        caller.central()?;
        let mut write = self.store.write().await?;
        let round = store::rounds::find(&mut write, year).await?.ok_or(Refusal::UnknownRound(year))?;
        match round.state {
            State::Planned => {}
            State::Open => return Err(Refusal::AlreadyOpen(year).into()),
            State::Closing | State::Closed => return Err(Refusal::AlreadyClosed(year).into()),
        }
        if !store::rounds::set_state(&mut write, year, State::Planned, State::Open).await? {
            return Err(Refusal::AlreadyOpen(year).into());
        }
        let periods = Period::of_rounds(&store::rounds::list(&mut write).await?);
        if let Some(period) = periods.get(&year) {
            store::rounds::set_period(&mut write, year, *period).await?;
        }
        bind_questionnaires(&mut write, year).await?;
        let bound = store::rounds::list_questionnaires(&mut write, year).await?;
        let organisations = store::register::list_organisations(&mut write).await?;
        let mut links = Vec::new();
        let mut left_out: Vec<String> = Vec::new();
        let mut unasked: Vec<String> = Vec::new();
        for organisation in organisations.iter().filter(|o| o.active_in(year)) {
            let units = store::register::list_units(&mut write, &organisation.id).await?;
            let has_units = units.iter().any(|u| u.retired == 0);
            if organisation.expected.is_none() && !has_units {
                continue;
            }
            let audience = organisation.audience;
            let (questionnaire, version) = match bound.iter().find(|(a, _, _)| a == audience.as_str()) {
                Some((_, questionnaire, version)) => (questionnaire, version),
                None if has_units => {
                    return Err(Refusal::NoQuestionnaire { audience, organisation: organisation.name.clone() }.into());
                }
                // Without a register nobody is waiting for a link; that there is none is said.
                None => {
                    left_out.push(organisation.id.clone());
                    continue;
                }
            };
            let link = Link {
                year,
                organisation: organisation.id.clone(),
                token: self.ambient.token(),
                questionnaire: questionnaire.clone(),
                version: *version,
                expected: organisation.expected,
                responses: None,
                deducted: 0,
            };
            store::rounds::add_link(&mut write, &link).await?;
            let asked = store::rounds::add_sample(&mut write, year, &organisation.id).await?;
            if has_units && asked == 0 {
                unasked.push(organisation.name.clone());
            }
            links.push(link);
        }
        if !unasked.is_empty() {
            return Err(Refusal::WouldAskNone(unasked.join(", ")).into());
        }
        if links.is_empty() {
            return Err(Refusal::NobodyToAsk.into());
        }
        let after = match left_out.as_slice() {
            [] => t::links(links.len()),
            names => t::links_without(links.len(), &names.join(", ")),
        };
        self.audit(&mut write, caller, t::OPEN_ROUND, &t::round(year), (None, Some(after))).await?;
        write.commit().await?;
        self.store.analyze().await?;
        Ok(Opened { links, left_out })
    }

    /// Moves the last day of a round that is planned or open.
    pub async fn extend_round(&self, caller: &Caller, year: i64, closes: Date) -> Result<()> {
        caller.central()?;
        let mut write = self.store.write().await?;
        self.store.hold_round(&mut write, year).await?;
        let round = store::rounds::find(&mut write, year).await?.ok_or(Refusal::UnknownRound(year))?;
        if matches!(round.state, State::Closing | State::Closed) {
            return Err(Refusal::AlreadyClosed(year).into());
        }
        if closes < self.ambient.today() {
            return Err(Refusal::ClosesInThePast.into());
        }
        if closes < round.opens {
            return Err(Refusal::ClosesBeforeOpens.into());
        }
        store::rounds::set_closes(&mut write, year, closes).await?;
        let change = (Some(round.closes.to_string()), Some(closes.to_string()));
        self.audit(&mut write, caller, t::EXTEND_ROUND, &t::round(year), change).await?;
        write.commit().await?;
        Ok(())
    }

    /// A round's links, by organisation.
    pub async fn links(&self, caller: &Caller, year: i64) -> Result<Vec<Link>> {
        caller.central()?;
        self.round(year).await?;
        Ok(store::rounds::list_links(&mut *self.store.read().await?, year).await?)
    }

    /// The link of one organisation in a round.
    pub async fn link_of(&self, caller: &Caller, year: i64, organisation: &str) -> Result<Link> {
        caller.may_read(&self.organisations().await?, organisation)?;
        let links = store::rounds::list_links(&mut *self.store.read().await?, year).await?;
        links.into_iter().find(|l| l.organisation == organisation).ok_or(Error::NotFound)
    }

    /// The units of one organisation in a round, by avdelning and name.
    pub async fn sample(&self, caller: &Caller, year: i64, organisation: &str) -> Result<Vec<SampleUnit>> {
        caller.may_read(&self.organisations().await?, organisation)?;
        let mut units = store::rounds::list_sample(&mut *self.store.read().await?, year, organisation).await?;
        units.sort_by_key(|u| (collation_key(&u.division), collation_key(&u.name)));
        Ok(units)
    }

    /// Takes a unit out of scope with a reason, or back in without.
    pub async fn set_scope(
        &self,
        caller: &Caller,
        year: i64,
        organisation: &str,
        unit: &str,
        reason: Option<&str>,
    ) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        if reason.is_some_and(|r| r.trim().is_empty() || r.chars().count() > 200 || r.contains(is_unfit)) {
            return Err(Refusal::NoReason.into());
        }
        let (mut write, before) = self.hold_sample_unit(year, organisation, unit).await?;
        if before.answered_on.is_some() && reason.is_some() {
            return Err(Refusal::HasAnswered.into());
        }
        store::rounds::set_out_of_scope(&mut write, year, organisation, unit, reason).await?;
        let action = if reason.is_some() { t::TAKE_OUT } else { t::TAKE_IN };
        let subject = format!("{} ({organisation}, {year})", before.name);
        self.audit(&mut write, caller, action, &subject, (before.reason, reason.map(str::to_owned))).await?;
        write.commit().await?;
        Ok(())
    }

    /// Lets a unit that answered answer again; the earlier answer stays.
    pub async fn reopen_unit(&self, caller: &Caller, year: i64, organisation: &str, unit: &str) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let (mut write, before) = self.hold_sample_unit(year, organisation, unit).await?;
        if !store::rounds::reopen_unit(&mut write, year, organisation, unit).await? {
            return Err(Error::NotFound);
        }
        let subject = format!("{} ({organisation}, {year})", before.name);
        self.audit(&mut write, caller, t::REOPEN_UNIT, &subject, (before.answered_on, None)).await?;
        write.commit().await?;
        Ok(())
    }

    /// A write about one unit of an open round, which nobody else decides about until it ends.
    async fn hold_sample_unit(&self, year: i64, organisation: &str, unit: &str) -> Result<(store::Write, SampleUnit)> {
        let mut write = self.open_write(year).await?;
        self.store.hold_unit(&mut write, year, unit).await?;
        let found = store::rounds::find_sample_unit(&mut write, year, organisation, unit).await?;
        Ok((write, found.ok_or(Error::NotFound)?))
    }

    /// A write of a round that is open, and stays so until the write ends.
    async fn open_write(&self, year: i64) -> Result<store::Write> {
        let mut write = self.store.write().await?;
        self.store.share_round(&mut write, year).await?;
        let round = store::rounds::find(&mut write, year).await?.ok_or(Refusal::UnknownRound(year))?;
        match round.state_on(self.ambient.today()) {
            State::Open => Ok(write),
            _ => Err(Refusal::NotOpen(year).into()),
        }
    }

    /// Adds a unit that was missing: to the register, and to the open round, where it counts from
    /// now on. Only where there is a list of units to be missing from.
    pub async fn add_unit(&self, caller: &Caller, year: i64, organisation: &str, name: &str, division: &str) -> Result<()> {
        use unicode_normalization::UnicodeNormalization;
        caller.may_change(&self.organisations().await?, organisation)?;
        let [name, division] = [name, division].map(|text| text.trim().nfc().collect::<String>());
        let unsound = |text: &str| text.chars().count() > 200 || text.contains(is_unfit);
        if name.is_empty() || unsound(&name) || unsound(&division) {
            return Err(Refusal::NoUnitName.into());
        }
        let mut write = self.open_write(year).await?;
        if !store::rounds::has_sample(&mut write, year, organisation).await? {
            return Err(Error::NotFound);
        }
        let known = store::register::list_units(&mut write, organisation).await?.into_iter().find(|u| u.name == name);
        let mut unit = known.unwrap_or_else(|| Unit {
            id: self.ambient.id(),
            organisation: organisation.to_owned(),
            name: name.clone(),
            ..Unit::default()
        });
        if !division.is_empty() {
            unit.division.clone_from(&division);
        }
        store::register::put_unit(&mut write, &unit).await?;
        if !store::rounds::add_to_sample(&mut write, year, organisation, &name).await? {
            return Err(Refusal::UnitExists(name).into());
        }
        let subject = format!("{name} ({organisation}, {year})");
        self.audit(&mut write, caller, t::ADD_UNIT, &subject, (None, Some(division))).await?;
        write.commit().await?;
        Ok(())
    }

    pub(super) async fn open_now(&self, year: i64) -> Result<()> {
        match self.round(year).await?.state {
            State::Open => Ok(()),
            _ => Err(Refusal::NotOpen(year).into()),
        }
    }

    /// The rates of every organisation in a round, in the order of the Swedish alphabet.
    pub async fn rates(&self, year: i64) -> Result<Vec<OrganisationRate>> {
        self.round(year).await?;
        Ok((*self.kept_rates(year).await?).clone())
    }

    pub(super) async fn count_rates(&self, year: i64) -> Result<Vec<OrganisationRate>> {
        let mut db = self.store.read().await?;
        let organisations = store::register::list_organisations(&mut db).await?;
        rates(&mut db, &organisations, year).await
    }
}

/// The rates of a round as the tables stand.
pub async fn rates(db: &mut AnyConnection, organisations: &[Organisation], year: i64) -> Result<Vec<OrganisationRate>> {
    let links = store::rounds::list_links(db, year).await?;
    let sample = store::rounds::count_sample(db, year).await?;
    let by = |list: Vec<(String, i64)>| list.into_iter().collect::<BTreeMap<_, _>>();
    let drafts = by(store::rounds::count_drafts(db, year).await?);
    let untied = by(store::rounds::count_untied(db, year).await?);
    let responses = by(store::rounds::count_responses(db, year).await?);
    let of = |map: &BTreeMap<String, i64>, id: &str| map.get(id).copied().unwrap_or(0);
    let mut rates = Vec::new();
    for link in links {
        let id = link.organisation;
        let mut divisions: Vec<(String, Rate)> = sample
            .iter()
            .filter(|s| s.organisation == id)
            .map(|s| (s.division.clone(), Rate { sample: s.sample, out_of_scope: s.out_of_scope, completed: s.answered }))
            .collect();
        divisions.sort_by_key(|(name, _)| collation_key(name));
        let has_register = !divisions.is_empty();
        let mut rate = divisions.iter().fold(Rate::default(), |sum, (_, r)| sum + *r);
        if !has_register {
            rate.sample = link.expected.unwrap_or(0);
        }
        rate.completed += of(&untied, &id);
        rates.push(OrganisationRate {
            rate,
            drafts: of(&drafts, &id),
            untied: of(&untied, &id),
            responses: of(&responses, &id),
            has_register,
            divisions,
            organisation: id,
        });
    }
    let name = |id: &str| organisations.iter().find(|o| o.id == id).map(|o| collation_key(&o.name));
    rates.sort_by_key(|r| name(&r.organisation));
    Ok(rates)
}

/// Binds every audience that has none yet to its newest published questionnaire.
async fn bind_questionnaires(db: &mut AnyConnection, year: i64) -> Result<()> {
    for audience in Audience::ALL {
        if let Some(newest) = store::questionnaires::newest_published(db, audience.as_str()).await? {
            store::rounds::add_questionnaire(db, year, audience.as_str(), &newest.id, newest.version).await?;
        }
    }
    Ok(())
}
