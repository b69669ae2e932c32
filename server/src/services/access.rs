//! Who asks, and proofs of what they may do.
//!
//! A *proof* is a value that only the check here makes, once per request: whoever is given a
//! [`Central`], an [`OrganisationAccess`], an [`OrganisationRound`] or a [`Changeable`] asks no more.

use std::ops::Deref;

use app::domain::account::{Account, Role};
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::{Audience, Organisation, lineage};
use app::domain::round::{Access, ClosedRound, Round, State};

use super::context::Context;
use super::{Error, Refusal, Result, organisations, rounds};
use crate::store;

/// Who asks for a use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// The command line: whoever may read the database may do everything.
    Operator,
    /// The clock: a round whose last day has passed.
    Clock,
    /// Someone who has logged in.
    Staff(Account),
}

impl Caller {
    /// The code or the address by which the audit log names them.
    pub fn name(&self) -> &str {
        match self {
            Self::Operator => "operator",
            Self::Clock => "clock",
            Self::Staff(account) => &account.email,
        }
    }

    /// Passes the central office, the operator and the clock.
    ///
    /// # Errors
    /// Forbidden for other roles.
    pub fn central(&self) -> Result<Central> {
        match self {
            Self::Staff(account) if account.role != Role::Central => Err(Error::Forbidden),
            _ => Ok(Central(self.clone())),
        }
    }

    /// The organisation of a coordinator or a reader; none for whoever may read all.
    fn own(&self) -> Option<&str> {
        match self {
            Self::Staff(Account { role: Role::Samordnare | Role::Lasare, organisation, .. }) => {
                Some(organisation.as_deref().unwrap_or_default())
            }
            _ => None,
        }
    }

    /// Whether a caller who may read an organisation may change things of it.
    pub(super) const fn changes(&self) -> bool {
        !matches!(self, Self::Staff(Account { role: Role::Lasare, .. }))
    }

    /// Whether the caller may change things of an organisation.
    pub(super) fn may_change(&self, all: &[Organisation], id: &str) -> bool {
        self.changes() && self.may_read(all, id)
    }

    fn may_read(&self, all: &[Organisation], id: &str) -> bool {
        match self.own() {
            Some(own) => readable(all, own).iter().any(|o| o.id == *id),
            None => all.iter().any(|o| o.id == *id),
        }
    }
}

/// Proof that the caller may do what the central office does.
#[derive(Debug, Clone)]
pub struct Central(Caller);

impl Central {
    /// Who it is.
    pub const fn caller(&self) -> &Caller {
        &self.0
    }
}

/// Proof that the caller may read an organisation: its coordinator and readers, those of its
/// successors, for an external party those whose areas it works in, and the central office.
#[derive(Debug, Clone)]
pub struct OrganisationAccess {
    caller: Caller,
    organisation: Organisation,
    organisations: Vec<Organisation>,
    family: Vec<OrganisationId>,
}

impl OrganisationAccess {
    /// Checks the caller.
    ///
    /// # Errors
    /// Not found, or refused as unknown, when it is not theirs to read.
    pub async fn find(cx: &Context, caller: &Caller, id: &str) -> Result<Self> {
        let organisations = organisations::list(cx).await?;
        if !caller.may_read(&organisations, id) {
            return Err(match caller.own() {
                Some(_) => Error::NotFound,
                None => Refusal::UnknownOrganisation(id.to_owned()).into(),
            });
        }
        let organisation = organisations.iter().find(|o| o.id == *id).cloned().ok_or(Error::NotFound)?;
        let family = lineage(&organisations, id).iter().map(|o| o.id.clone()).collect();
        Ok(Self { caller: caller.clone(), organisation, organisations, family })
    }

    /// The organisations that the caller may read, in the order of the Swedish alphabet.
    pub async fn list(cx: &Context, caller: &Caller) -> Result<Vec<Organisation>> {
        let all = organisations::list(cx).await?;
        Ok(all.iter().filter(|o| caller.may_read(&all, &o.id)).cloned().collect())
    }

    /// Who asks.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The organisation's id.
    pub const fn id(&self) -> &OrganisationId {
        &self.organisation.id
    }

    /// The organisation.
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// Every organisation of the city, in the order of the Swedish alphabet.
    pub fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }

    /// The organisation and those that it took over from, itself first.
    pub fn family(&self) -> &[OrganisationId] {
        &self.family
    }

    /// The names of those that it took over from.
    pub fn predecessors(&self) -> Vec<String> {
        lineage(&self.organisations, self.id()).iter().skip(1).map(|o| o.name.clone()).collect()
    }

    /// Whether the caller may change things of it.
    pub const fn may_change(&self) -> bool {
        self.caller.changes()
    }

    /// With the organisations of a round's closing day, if the organisation or those that it had
    /// taken over from by then were in the round. One that took over later stands for those before it.
    async fn at_close(self, cx: &Context, round: &ClosedRound) -> Result<Self> {
        let organisations = organisations::list_of_round(cx, round).await?;
        let family: Vec<OrganisationId> = lineage(&organisations, self.id()).iter().map(|o| o.id.clone()).collect();
        let links = store::rounds::list_links(&mut *cx.store.read().await?, &round.id).await?;
        if !links.iter().any(|link| family.contains(&link.organisation)) {
            return Ok(self);
        }
        let organisation = organisations.iter().find(|o| o.id == *self.id()).cloned().unwrap_or(self.organisation);
        Ok(Self { caller: self.caller, organisation, organisations, family })
    }

    /// Proof that the caller may change things of it.
    ///
    /// # Errors
    /// Forbidden for readers.
    pub fn to_change(&self) -> Result<Changeable<'_, Self>> {
        if self.may_change() { Ok(Changeable(self)) } else { Err(Error::Forbidden) }
    }
}

/// Proof that the caller may read an organisation in a round. Once the round has closed, organisations,
/// areas and successions are those of its closing day.
#[derive(Debug, Clone)]
pub struct OrganisationRound {
    access: OrganisationAccess,
    round: Round,
    rounds: Vec<Round>,
}

impl OrganisationRound {
    /// Checks the caller, and finds the round.
    ///
    /// # Errors
    /// As [`OrganisationAccess::find`]; refused when there is no such round.
    pub async fn find(cx: &Context, caller: &Caller, id: &str, round: &RoundId) -> Result<Self> {
        let access = OrganisationAccess::find(cx, caller, id).await?;
        let round = rounds::find(cx, round).await?;
        let rounds = rounds::list_of(cx, access.family()).await?;
        Self::new(cx, access, round, rounds).await
    }

    /// The round asked for among those that the organisation's family was let into, otherwise the
    /// open one, otherwise the latest; none before the first.
    ///
    /// # Errors
    /// Not found when it was not let into the round asked for.
    pub async fn choose(cx: &Context, access: &OrganisationAccess, asked: Option<&RoundId>) -> Result<Option<Self>> {
        let rounds = rounds::list_of(cx, access.family()).await?;
        let today = cx.ambient.today();
        let open = rounds.iter().rfind(|r| r.access(today) == Access::Open).or(rounds.iter().rfind(|r| r.state == State::Open));
        let round = match asked {
            // Of a round that was read in there are figures beside others alone.
            Some(id) => Some(rounds.iter().find(|r| r.id == *id && !r.is_imported).ok_or(Error::NotFound)?),
            None => open.or(rounds.iter().rfind(|r| !r.is_imported)),
        };
        match round.cloned() {
            Some(round) => Ok(Some(Self::new(cx, access.clone(), round, rounds).await?)),
            None => Ok(None),
        }
    }

    async fn new(cx: &Context, access: OrganisationAccess, round: Round, rounds: Vec<Round>) -> Result<Self> {
        let access = match round.closed() {
            Some(closed) => access.at_close(cx, &closed).await?,
            None => access,
        };
        let round = rounds::for_organisation(cx, round, access.id()).await?;
        Ok(Self { access, round, rounds })
    }

    /// The round.
    pub const fn round(&self) -> &Round {
        &self.round
    }

    /// Every round that the organisation or those before it were let into, oldest first.
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// The latest closed round of an earlier year.
    pub fn before(&self) -> Option<ClosedRound> {
        self.round.closed_before(&self.rounds)?.closed()
    }

    /// The round, once it has closed.
    ///
    /// # Errors
    /// Refused while it is planned, open or closing.
    pub fn closed(&self) -> Result<ClosedRound> {
        rounds::closed(&self.round)
    }

    /// The same access in another of the city's rounds.
    pub async fn in_round(&self, cx: &Context, round: &Round) -> Result<Self> {
        let access = OrganisationAccess::find(cx, self.caller(), self.id()).await?;
        Self::new(cx, access, round.clone(), self.rounds.clone()).await
    }

    /// How the audit log names it.
    pub(super) fn subject(&self) -> String {
        format!("{}, {}", self.id(), self.round.id)
    }

    /// Proof that the caller may change things of the organisation in the round.
    ///
    /// # Errors
    /// Forbidden for readers.
    pub fn to_change(&self) -> Result<Changeable<'_, Self>> {
        if self.may_change() { Ok(Changeable(self)) } else { Err(Error::Forbidden) }
    }
}

impl Deref for OrganisationRound {
    type Target = OrganisationAccess;
    fn deref(&self) -> &OrganisationAccess {
        &self.access
    }
}

/// Proof that the caller may change what it holds, too.
#[derive(Debug)]
pub struct Changeable<'a, T>(&'a T);

impl<T> Clone for Changeable<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Changeable<'_, T> {}

impl<T> Deref for Changeable<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.0
    }
}

/// The organisations whose figures a coordinator of one may read, the own first.
fn readable<'a>(all: &'a [Organisation], own: &str) -> Vec<&'a Organisation> {
    let mut list = lineage(all, own);
    // An external party reads nothing of others, and who has handed over its areas does not either.
    let covers = |o: &&Organisation| o.audience != Audience::Extern && o.successor.is_none();
    let areas: Vec<&String> = list.first().copied().filter(covers).map_or(vec![], |o| o.areas.iter().collect());
    let external =
        all.iter().filter(|o| o.audience == Audience::Extern && o.id != *own && o.areas.iter().any(|a| areas.contains(&a)));
    list.extend(external);
    list
}
