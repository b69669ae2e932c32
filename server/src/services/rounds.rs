//! Rounds: planned, opened with a snapshot, closed for good.

use app::domain::audit::Action;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::{Audience, Organisation};
use app::domain::period::Period;
use app::domain::round::{ClosedRound, Link, Round, State};
use app::domain::text::is_unfit;
use app::texts::central::rounds::unnamed;
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
    pub pinned: Vec<(String, i64)>,
}

/// What opening a round made.
#[derive(Debug, Default)]
pub struct Opened {
    /// A link for each organisation that was let in.
    pub links: Vec<Link>,
    /// Those with an expected number alone, for whose audience no questionnaire is published.
    pub left_out: Vec<OrganisationId>,
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

/// A round by its id, in the state that today gives it.
///
/// # Errors
/// Refused when there is none.
pub async fn find(cx: &Context, id: &RoundId) -> Result<Round> {
    let found = store::rounds::find(&mut *cx.store.read().await?, id).await?;
    Ok(as_of_now(cx, found.ok_or(Refusal::UnknownRound(*id))?))
}

/// Proof that a round has closed.
///
/// # Errors
/// Refused while it is planned, open or closing.
pub fn closed(round: &Round) -> Result<ClosedRound> {
    round.closed().ok_or_else(|| match round.state {
        State::Closing => RoundError::Closing(round.id).into(),
        State::Abandoned => RoundError::Abandoned(round.id).into(),
        _ => RoundError::StillOpen(round.id).into(),
    })
}

/// Plans a round. An audience without a pinned version follows what is published until it opens.
pub async fn create(cx: &Context, central: &Central, new: NewRound) -> Result<Round> {
    let NewRound { id, title, opens, closes, period, pinned } = new;
    if closes < opens {
        return Err(RoundError::ClosesBeforeOpens.into());
    }
    if period.is_some_and(|p| p.to < p.from) {
        return Err(RoundError::BadPeriod.into());
    }
    let title = title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).unwrap_or_else(|| unnamed(&id));
    if title.chars().count() > 200 || title.contains(is_unfit) {
        return Err(RoundError::BadTitle.into());
    }
    let threshold = cx.threshold();
    let round = Round { id, title, opens, closes, state: State::Planned, thresholds: (threshold, threshold), period };
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

/// Opens a planned round: snapshots the units and makes the links. A round whose last day has
/// passed is to be closed at once.
pub async fn open(cx: &Context, central: &Central, id: &RoundId) -> Result<Opened> {
    let round = find(cx, id).await?;
    match round.state {
        State::Planned => {}
        State::Open => return Err(RoundError::AlreadyOpen(round.id).into()),
        State::Closing | State::Closed | State::Abandoned => return Err(RoundError::AlreadyClosed(round.id).into()),
    }
    // One that is over takes no answers that would be sealed. The key is durable before anything says that it is used.
    let keys = if round.closes < cx.ambient.today() { None } else { Some(cx.keys.make(id, None)?) };
    let mut write = cx.store.write().await?;
    if !store::rounds::set_state(&mut write, id, State::Planned, State::Open).await? {
        return Err(RoundError::AlreadyOpen(round.id).into());
    }
    if let Some(keys) = &keys {
        store::keys::set(&mut write, id, &keys.fingerprint()).await?;
    }
    let periods = Period::of_rounds(&store::rounds::list(&mut write).await?);
    if let Some(period) = periods.get(id) {
        store::rounds::set_period(&mut write, id, *period).await?;
    }
    let opened = let_in(cx, &mut write, &round).await?;
    let left_out: Vec<&str> = opened.left_out.iter().map(OrganisationId::as_str).collect();
    let after = [opened.links.len().to_string(), left_out.join(", ")].join(" ").trim().to_owned();
    cx.audit(&mut write, central.caller(), Action::OpenRound, id, (None, Some(after))).await?;
    write.commit().await?;
    cx.store.analyze().await?;
    Ok(opened)
}

/// Makes the link and the sample of every organisation that is to answer.
async fn let_in(cx: &Context, write: &mut AnyConnection, round: &Round) -> Result<Opened> {
    follow_published(write, &round.id).await?;
    let asked = store::rounds::list_questionnaires(write, &round.id).await?;
    let mut opened = Opened::default();
    let mut without_sample: Vec<String> = Vec::new();
    for organisation in store::organisations::list(write).await?.iter().filter(|o| o.active_in(round.year())) {
        let has_units = store::register::list(write, &organisation.id).await?.iter().any(|u| !u.retired);
        if organisation.expected.is_none() && !has_units {
            continue;
        }
        let Some((_, questionnaire, version)) = asked.iter().find(|(audience, _, _)| *audience == organisation.audience) else {
            // Without a register nobody is waiting for a link; that there is none is said.
            if has_units {
                let (audience, organisation) = (organisation.audience, organisation.name.clone());
                return Err(QuestionnaireError::NoQuestionnaire { audience, organisation }.into());
            }
            opened.left_out.push(organisation.id.clone());
            continue;
        };
        let link = new_link(cx, round, organisation, (questionnaire, *version));
        store::rounds::add_link(write, &link).await?;
        let sample = store::sample::add(write, &round.id, &organisation.id).await?;
        if has_units && sample == 0 {
            without_sample.push(organisation.name.clone());
        }
        opened.links.push(link);
    }
    if !without_sample.is_empty() {
        return Err(RoundError::WouldAskNone(without_sample.join(", ")).into());
    }
    if opened.links.is_empty() {
        return Err(RoundError::NobodyToAsk.into());
    }
    Ok(opened)
}

fn new_link(cx: &Context, round: &Round, organisation: &Organisation, (questionnaire, version): (&str, i64)) -> Link {
    Link {
        round: round.id,
        organisation: organisation.id.clone(),
        token: cx.ambient.token().into(),
        questionnaire: questionnaire.to_owned(),
        version,
        expected: organisation.expected,
        responses: None,
        deducted: 0,
    }
}

/// Has every audience that has no pinned version answer its newest published one.
async fn follow_published(db: &mut AnyConnection, round: &RoundId) -> Result<()> {
    for audience in Audience::ALL {
        if let Some(newest) = store::questionnaires::newest_published(db, *audience).await? {
            store::rounds::add_questionnaire(db, round, *audience, &newest.id, newest.version).await?;
        }
    }
    Ok(())
}

/// Moves the last day of a round that is planned or open.
pub async fn extend(cx: &Context, central: &Central, id: &RoundId, closes: Date) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, id).await?;
    let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    if round.state == State::Closing || round.state.is_over() {
        return Err(RoundError::AlreadyClosed(round.id).into());
    }
    if closes < cx.ambient.today() {
        return Err(RoundError::ClosesInThePast.into());
    }
    if closes < round.opens {
        return Err(RoundError::ClosesBeforeOpens.into());
    }
    store::rounds::set_closes(&mut write, id, closes).await?;
    let change = (Some(round.closes.to_string()), Some(closes.to_string()));
    cx.audit(&mut write, central.caller(), Action::ExtendRound, id, change).await?;
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
