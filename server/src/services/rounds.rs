//! Rounds: planned, changed, and found. How one opens is in [`super::opening`], how it closes in [`super::closing`].

use std::cmp::Reverse;

use app::domain::audit::Action;
use app::domain::figure::day;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::Audience;
use app::domain::period::Period;
use app::domain::round::{ClosedRound, Link, Round, State};
use app::domain::text::is_unfit;
use app::texts::rounds::unnamed;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::{Central, Context, Error, OrganisationRound, QuestionnaireError, Refusal, Result, RoundError};
use crate::store;

/// What a round is planned with.
#[derive(Debug, Clone)]
pub struct NewRound {
    /// Its id.
    pub id: RoundId,
    /// What pages call it, if not by its id.
    pub title: Option<String>,
    /// First day.
    pub opens: Date,
    /// Last day.
    pub closes: Date,
    /// What its answers are about, if that does not follow from the other rounds.
    pub period: Option<Period>,
    /// Versions that do not follow what is published until the round opens: id and version.
    pub pinned: Vec<VersionId>,
}

/// Every round, oldest first, in the state that today gives it.
pub async fn list(cx: &Context) -> Result<Vec<Round>> {
    let rounds = store::rounds::list(&mut *cx.store.read().await?).await?;
    Ok(rounds.into_iter().map(|round| as_of_now(cx, round)).collect())
}

/// In the state that today gives it; a closed round under the threshold of this server, if that is
/// higher than any before.
fn as_of_now(cx: &Context, round: Round) -> Round {
    let (at_close, highest) = round.thresholds;
    Round { state: round.state_on(cx.ambient.today()), thresholds: (at_close, highest.max(cx.threshold())), ..round }
}

/// The rounds, oldest first, that one of these organisations was let into.
pub async fn list_of(cx: &Context, organisations: &[OrganisationId]) -> Result<Vec<Round>> {
    let mut rounds = list(cx).await?;
    let all = store::rounds::list_taking_part(&mut *cx.store.read().await?).await?;
    rounds.retain(|round| all.iter().any(|(id, organisation)| *id == round.id && organisations.contains(organisation)));
    Ok(rounds)
}

/// The latest closed round that has answers, of all or of those that an organisation was let into.
///
/// # Errors
/// Not found before the first.
pub async fn latest_closed(cx: &Context, organisation: Option<&OrganisationId>) -> Result<RoundId> {
    let rounds = match organisation {
        Some(organisation) => list_of(cx, std::slice::from_ref(organisation)).await?,
        None => list(cx).await?,
    };
    let latest = rounds.iter().rfind(|round| round.closed().is_some() && !round.is_imported);
    latest.map(|round| round.id).ok_or(Error::NotFound)
}

/// A round by its id, in the state that today gives it.
///
/// # Errors
/// Refused when there is none.
pub async fn find(cx: &Context, id: &RoundId) -> Result<Round> {
    let found = store::rounds::find(&mut *cx.store.read().await?, id).await?;
    Ok(as_of_now(cx, found.ok_or(Refusal::UnknownRound(*id))?))
}

/// A round as it is today for an organisation, which may answer longer than the others.
pub async fn for_organisation(cx: &Context, round: Round, id: &OrganisationId) -> Result<Round> {
    if round.extended.is_none() {
        return Ok(round);
    }
    let links = store::rounds::list_links(&mut *cx.store.read().await?, &round.id).await?;
    let link = links.iter().find(|link| link.organisation == *id);
    Ok(link.map_or_else(|| round.clone(), |link| round.for_link(link, cx.ambient.today())))
}

/// Proof that a round has closed.
///
/// # Errors
/// Refused while it is planned, open or closing.
pub fn closed(round: &Round) -> Result<ClosedRound> {
    round.closed().ok_or_else(|| match round.state {
        State::Closing if round.waits_until().is_none() => RoundError::Closing(round.id).into(),
        State::Abandoned => RoundError::Abandoned(round.id).into(),
        _ => RoundError::StillOpen(round.id).into(),
    })
}

/// The title as it is kept, of days and a period that can be.
fn checked(id: &RoundId, title: Option<&str>, (opens, closes): (Date, Date), period: Option<Period>) -> Result<String> {
    if closes < opens {
        return Err(RoundError::ClosesBeforeOpens.into());
    }
    if period.is_some_and(|p| p.to < p.from) {
        return Err(RoundError::BadPeriod.into());
    }
    let title = title.map(str::trim).filter(|t| !t.is_empty()).map_or_else(|| unnamed(id), str::to_owned);
    if title.chars().count() > 200 || title.contains(is_unfit) {
        return Err(RoundError::BadTitle.into());
    }
    Ok(title)
}

/// Plans a round. An audience without a pinned version follows what is published until it opens.
pub async fn create(cx: &Context, central: &Central, new: NewRound) -> Result<Round> {
    let NewRound { id, title, opens, closes, period, pinned } = new;
    let title = checked(&id, title.as_deref(), (opens, closes), period)?;
    let threshold = cx.threshold();
    let round = Round {
        id,
        title,
        opens,
        closes,
        state: State::Planned,
        thresholds: (threshold, threshold),
        period,
        extended: None,
        is_imported: false,
    };
    let mut write = cx.store.write().await?;
    if !store::rounds::add(&mut write, &round).await? {
        return Err(RoundError::RoundExists(round.id).into());
    }
    for (questionnaire, version) in pinned {
        pin(&mut write, &round.id, questionnaire, version).await?;
    }
    let change = (None, Some(format!("{opens}..{closes}")));
    cx.audit(&mut write, central.caller(), Action::CreateRound, &round.id, change).await?;
    write.commit().await?;
    Ok(round)
}

/// Has the audience of a published version answer that version.
async fn pin(write: &mut AnyConnection, round: &RoundId, questionnaire: String, version: i64) -> Result<()> {
    let found = store::questionnaires::find(write, &questionnaire, version).await?;
    let Some(found) = found.filter(|v| v.published.is_some()) else {
        return Err(QuestionnaireError::NotPublished(questionnaire, version).into());
    };
    let audience = found.definition.audience;
    if !store::rounds::add_questionnaire(write, round, audience, &questionnaire, version).await? {
        return Err(QuestionnaireError::PinnedTwice(audience).into());
    }
    Ok(())
}

/// What can be changed of a round as long as it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundChange {
    /// What pages call it; by its id where it is empty.
    pub title: String,
    /// First day.
    pub opens: Date,
    /// Last day.
    pub closes: Date,
    /// What its answers are about; none where that follows from the other rounds.
    pub period: Option<Period>,
    /// Versions that do not follow what is published until the round opens.
    pub pinned: Vec<VersionId>,
}

/// A version of a questionnaire: its id and number.
pub type VersionId = (String, i64);

/// What an audience answers in a round.
#[derive(Debug, Clone)]
pub struct Binding {
    pub audience: Audience,
    /// The version that the round keeps: of a planned one the pinned version.
    pub bound: Option<VersionId>,
    /// What is published for it, the newest first.
    pub published: Vec<VersionId>,
}

/// What each audience answers in a round.
pub async fn bindings(cx: &Context, _: &Central, id: &RoundId) -> Result<Vec<Binding>> {
    let mut db = cx.store.read().await?;
    let bound = store::rounds::list_questionnaires(&mut db, id).await?;
    let mut published = store::questionnaires::list(&mut db).await?;
    published.retain(|version| version.published.is_some());
    published.sort_by_key(|version| Reverse(version.published));
    let of = |audience: &Audience| Binding {
        audience: *audience,
        bound: bound.iter().find(|(bound, ..)| bound == audience).map(|(_, id, version)| (id.clone(), *version)),
        published: published
            .iter()
            .filter(|version| version.definition.audience == *audience)
            .map(|version| (version.id.clone(), version.version))
            .collect(),
    };
    Ok(Audience::ALL.iter().map(of).collect())
}

/// What of a planned round can be changed, as one text: whoever changes it says from what.
pub fn as_planned<'a>(round: &Round, pinned: impl IntoIterator<Item = &'a VersionId>) -> String {
    let Round { title, opens, closes, period, .. } = round;
    let period = period.map(|period| format!(", {}..{}", period.from, period.to)).unwrap_or_default();
    let mut pinned: Vec<String> = pinned.into_iter().map(|(id, version)| format!(", {id}@{version}")).collect();
    pinned.sort_unstable();
    format!("{title}, {opens}..{closes}{period}{}", pinned.concat())
}

/// A round by [`as_planned`], as it is now.
pub async fn as_read(cx: &Context, id: &RoundId) -> Result<String> {
    let round = find(cx, id).await?;
    as_stored(&mut *cx.store.read().await?, &round).await
}

/// The same of a round that has been found, with the days of those that may answer longer.
async fn as_stored(db: &mut AnyConnection, round: &Round) -> Result<String> {
    let bound = bound(db, &round.id).await?;
    let links = store::rounds::list_links(db, &round.id).await?;
    let extended = links.iter().filter_map(|link| link.closes.map(|day| format!(", {} ..{day}", link.organisation)));
    Ok(as_planned(round, &bound) + &extended.collect::<String>())
}

/// Refuses where a round is not what it was, by [`as_planned`], when it was read; returns what it is.
pub(super) async fn unchanged(write: &mut AnyConnection, round: &Round, read: &str) -> Result<String> {
    let now = as_stored(write, round).await?;
    if now == read { Ok(now) } else { Err(RoundError::ChangedMeanwhile.into()) }
}

/// The versions that a round is bound to.
async fn bound(db: &mut AnyConnection, id: &RoundId) -> Result<Vec<VersionId>> {
    Ok(store::rounds::list_questionnaires(db, id).await?.into_iter().map(|(_, id, version)| (id, version)).collect())
}

/// Changes a planned round from what it was, by [`as_planned`], when it was read.
///
/// # Errors
/// Refused when it is planned no more, and when somebody else has changed it since it was read.
pub async fn change(cx: &Context, central: &Central, id: &RoundId, read: &str, change: RoundChange) -> Result<()> {
    let RoundChange { title, opens, closes, period, pinned } = change;
    let title = checked(id, Some(&title), (opens, closes), period)?;
    let mut write = cx.store.write().await?;
    let round = find_planned(cx, &mut write, id).await?;
    let before = unchanged(&mut write, &round, read).await?;
    let changed = Round { title, opens, closes, period, ..round };
    store::rounds::set(&mut write, &changed).await?;
    let after = as_planned(&changed, &pinned);
    store::rounds::remove_questionnaires(&mut write, id).await?;
    for (questionnaire, version) in pinned {
        pin(&mut write, id, questionnaire, version).await?;
    }
    cx.audit(&mut write, central.caller(), Action::ChangeRound, id, (Some(before), Some(after))).await?;
    Ok(write.commit().await?)
}

/// Removes a planned round: nobody has been asked anything in it.
///
/// # Errors
/// Refused when it is planned no more.
pub async fn remove(cx: &Context, central: &Central, id: &RoundId) -> Result<()> {
    let mut write = cx.store.write().await?;
    let round = find_planned(cx, &mut write, id).await?;
    let before = as_planned(&round, &bound(&mut write, id).await?);
    store::rounds::remove(&mut write, id).await?;
    cx.audit(&mut write, central.caller(), Action::RemoveRound, id, (Some(before), None)).await?;
    Ok(write.commit().await?)
}

/// A round that is planned, and stays so until the write ends.
pub(super) async fn find_planned(cx: &Context, write: &mut store::Write, id: &RoundId) -> Result<Round> {
    cx.store.hold_round(write, id).await?;
    planned(store::rounds::find(write, id).await?.ok_or(Refusal::UnknownRound(*id))?)
}

/// The round, if it is planned.
pub(super) fn planned(round: Round) -> Result<Round> {
    match round.state {
        State::Planned => Ok(round),
        State::Open => Err(RoundError::AlreadyOpen(round.id).into()),
        State::Closing | State::Closed | State::Abandoned => Err(RoundError::AlreadyClosed(round.id).into()),
    }
}

/// Moves the last day of a round that is planned or open, from what the round was when it was read.
///
/// # Errors
/// Refused when it is over, when the day cannot be, and when somebody else has changed it since it was read.
pub async fn extend(cx: &Context, central: &Central, id: &RoundId, read: &str, closes: Date) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, id).await?;
    let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    unchanged(&mut write, &round, read).await?;
    let state = round.state_on(cx.ambient.today());
    if state == State::Closing || state.is_over() {
        return Err(RoundError::AlreadyClosed(round.id).into());
    }
    if closes < cx.ambient.today() {
        return Err(RoundError::ClosesInThePast.into());
    }
    if closes < round.opens {
        return Err(RoundError::ClosesBeforeOpens.into());
    }
    store::rounds::set_closes(&mut write, id, closes).await?;
    // What is no longer than the others' day is theirs from now on.
    store::rounds::drop_extensions(&mut write, id, closes).await?;
    let change = (Some(round.closes.to_string()), Some(closes.to_string()));
    cx.audit(&mut write, central.caller(), Action::ExtendRound, id, change).await?;
    Ok(write.commit().await?)
}

/// Lets an organisation of an open round answer longer than the others, or no longer than they; its figures wait for the
/// last of them.
///
/// # Errors
/// Refused when the round is not open, when it does not take part, when the day cannot be, and when somebody else has
/// changed the round since it was read.
pub async fn extend_one(
    cx: &Context,
    central: &Central,
    id: &RoundId,
    read: &str,
    (organisation, closes): (&OrganisationId, Date),
) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, id).await?;
    let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    unchanged(&mut write, &round, read).await?;
    if round.state_on(cx.ambient.today()) != State::Open {
        return Err(RoundError::NotOpen(*id).into());
    }
    let links = store::rounds::list_links(&mut write, id).await?;
    let link = links.into_iter().find(|link| link.organisation == *organisation);
    let link = link.ok_or_else(|| Refusal::NotInRound(organisation.to_string(), *id))?;
    if closes < cx.ambient.today() && closes != round.closes {
        return Err(RoundError::ClosesInThePast.into());
    }
    if closes < round.closes {
        return Err(RoundError::ShorterThanOthers(day(round.closes)).into());
    }
    let longer = (closes > round.closes).then_some(closes);
    store::rounds::set_extension(&mut write, id, organisation, longer).await?;
    let subject = format!("{organisation}, {id}");
    let change = (Some(link.closes.unwrap_or(round.closes).to_string()), Some(closes.to_string()));
    cx.audit(&mut write, central.caller(), Action::ExtendRound, &subject, change).await?;
    Ok(write.commit().await?)
}

/// A round's links, by organisation.
pub async fn links(cx: &Context, _: &Central, id: &RoundId) -> Result<Vec<Link>> {
    find(cx, id).await?;
    Ok(store::rounds::list_links(&mut *cx.store.read().await?, id).await?)
}

/// The link of one organisation in a round.
pub async fn link_of(cx: &Context, at: &OrganisationRound) -> Result<Link> {
    let links = store::rounds::list_links(&mut *cx.store.read().await?, &at.round().id).await?;
    links.into_iter().find(|l| l.organisation == *at.id()).ok_or(Error::NotFound)
}

/// A write of a round that is open, and stays so until the write ends.
pub(super) async fn write_to_open(cx: &Context, id: &RoundId) -> Result<store::Write> {
    let mut write = cx.store.write().await?;
    cx.store.share_round(&mut write, id).await?;
    let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    match round.state_on(cx.ambient.today()) {
        State::Open => Ok(write),
        _ => Err(RoundError::NotOpen(round.id).into()),
    }
}
