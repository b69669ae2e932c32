//! How a round opens: who is asked what, the snapshot of their units, and a link for each.

use app::domain::audit::Action;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::{Audience, Organisation, collation_key};
use app::domain::period::{OF_THE_ROUND, Period};
use app::domain::questionnaire::Questionnaire;
use app::domain::round::{Link, Round, State};
use sqlx::AnyConnection;

use super::{Central, Context, Error, OrganisationAccess, QuestionnaireError, Result, RoundError, rounds};
use crate::store;

/// What opening a round made.
#[derive(Debug, Default)]
pub struct Opened {
    /// A link for each organisation that was let in.
    pub links: Vec<Link>,
    /// Those with an expected number alone, for whose audience no questionnaire is published.
    pub left_out: Vec<OrganisationId>,
}

/// An organisation of the round's year, and what opening the round means for it.
#[derive(Debug, Clone)]
pub struct Prospect {
    pub organisation: Organisation,
    /// Whether it has a register.
    pub has_units: bool,
    /// Its units that would be asked.
    pub sample: i64,
    /// Id and version of what its audience answers; none where none is published.
    pub questionnaire: Option<(String, i64)>,
}

impl Prospect {
    /// Whether nobody is asked there: it has neither units nor an expected number.
    pub const fn is_not_asked(&self) -> bool {
        self.organisation.expected.is_none() && !self.has_units
    }

    /// What must be mended before the round can open.
    pub fn obstacle(&self) -> Option<Obstacle> {
        match &self.questionnaire {
            // Without a register nobody is waiting for a link; that there is none is said.
            None if self.has_units => Some(Obstacle::NoQuestionnaire),
            Some(_) if self.has_units && self.sample == 0 => Some(Obstacle::WouldAskNone),
            _ => None,
        }
    }

    /// Whether it gets a link.
    pub fn gets_link(&self) -> bool {
        !self.is_not_asked() && self.questionnaire.is_some()
    }
}

/// Why an organisation stops a round from opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// No questionnaire is published for its audience.
    NoQuestionnaire,
    /// The avdelningar that were chosen leave none of its units.
    WouldAskNone,
}

/// What opening a planned round would do, as of now.
#[derive(Debug)]
pub struct Preview {
    pub round: Round,
    /// Every organisation of its year, in the order of the Swedish alphabet.
    pub prospects: Vec<Prospect>,
    /// Other rounds in which answers are taken.
    pub also_open: Vec<Round>,
}

/// What opening a planned round would do.
///
/// # Errors
/// Refused when it is planned no more.
pub async fn preview(cx: &Context, _: &Central, id: &RoundId) -> Result<Preview> {
    let round = rounds::planned(rounds::find(cx, id).await?)?;
    let also_open = rounds::list(cx).await?.into_iter().filter(|r| r.state == State::Open).collect();
    let mut db = cx.store.read().await?;
    let asked = asked_in(&mut db, id).await?;
    let mut prospects = prospects(&mut db, &round, &asked).await?;
    prospects.sort_by_cached_key(|p| collation_key(&p.organisation.name));
    Ok(Preview { round, prospects, also_open })
}

/// What an organisation is asked in a round that has not closed, as things stand; nothing of it is stored when it is tried.
///
/// # Errors
/// The round has closed, or nothing is published for the organisation.
pub async fn rehearsal(cx: &Context, access: &OrganisationAccess, id: &RoundId) -> Result<(Round, Questionnaire)> {
    let round = rounds::find(cx, id).await?;
    if round.state == State::Closing || round.state.is_over() {
        return Err(Error::NotFound);
    }
    let mut db = cx.store.read().await?;
    let asked = asked_in(&mut db, id).await?;
    let asked = asked.into_iter().find(|(audience, ..)| *audience == access.organisation().audience);
    let (_, questionnaire, version) = asked.ok_or(Error::NotFound)?;
    let found = store::questionnaires::find(&mut db, &questionnaire, version).await?.ok_or(Error::NotFound)?;
    let period = Period::of_rounds(&store::rounds::list(&mut db).await?)
        .get(id)
        .map_or_else(|| OF_THE_ROUND.to_owned(), ToString::to_string);
    Ok((round, found.definition.with_period(&period)))
}

/// The planned rounds in which an organisation would be asked something.
pub async fn planned_for(cx: &Context, access: &OrganisationAccess) -> Result<Vec<Round>> {
    let mut planned = rounds::list(cx).await?;
    planned.retain(|round| round.state == State::Planned && access.organisation().active_in(round.year()));
    let mut db = cx.store.read().await?;
    let mut found = vec![];
    for round in planned {
        let asked = asked_in(&mut db, &round.id).await?;
        if asked.iter().any(|(audience, ..)| *audience == access.organisation().audience) {
            found.push(round);
        }
    }
    Ok(found)
}

/// Opens a planned round: snapshots the units and makes the links. A round whose last day has
/// passed is to be closed at once.
pub async fn open(cx: &Context, central: &Central, id: &RoundId) -> Result<Opened> {
    open_as(cx, central, id, None).await
}

/// The same of a round that is as it was, by [`rounds::as_planned`], when it was read.
///
/// # Errors
/// Somebody else has changed it since, or it cannot be opened.
pub async fn open_as_read(cx: &Context, central: &Central, id: &RoundId, read: &str) -> Result<Opened> {
    open_as(cx, central, id, Some(read)).await
}

async fn open_as(cx: &Context, central: &Central, id: &RoundId, read: Option<&str>) -> Result<Opened> {
    let round = rounds::planned(rounds::find(cx, id).await?)?;
    // One that is over takes no answers that would be sealed. The key is durable before anything says that it is used.
    let keys = if round.closes < cx.ambient.today() { None } else { Some(cx.keys.make(id, None)?) };
    let mut write = cx.store.write().await?;
    let round = rounds::find_planned(cx, &mut write, id).await?;
    if let Some(read) = read {
        rounds::unchanged(&mut write, &round, read).await?;
    }
    store::rounds::set_state(&mut write, id, State::Planned, State::Open).await?;
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

/// What each audience answers: the pinned version, or the newest published one.
async fn asked_in(db: &mut AnyConnection, round: &RoundId) -> Result<Vec<(Audience, String, i64)>> {
    let mut asked = store::rounds::list_questionnaires(db, round).await?;
    for audience in Audience::ALL {
        if asked.iter().all(|(pinned, ..)| pinned != audience)
            && let Some(newest) = store::questionnaires::newest_published(db, *audience).await?
        {
            asked.push((*audience, newest.id, newest.version));
        }
    }
    Ok(asked)
}

/// What opening the round means for each organisation of its year.
async fn prospects(db: &mut AnyConnection, round: &Round, asked: &[(Audience, String, i64)]) -> Result<Vec<Prospect>> {
    let mut prospects = Vec::new();
    for organisation in store::organisations::list(db).await?.into_iter().filter(|o| o.active_in(round.year())) {
        let asked = asked.iter().find(|(audience, ..)| *audience == organisation.audience);
        prospects.push(Prospect {
            has_units: store::register::has_any(db, &organisation.id).await?,
            sample: store::sample::count_eligible(db, &round.id, &organisation.id).await?,
            questionnaire: asked.map(|(_, id, version)| (id.clone(), *version)),
            organisation,
        });
    }
    Ok(prospects)
}

/// Makes the link and the sample of every organisation that is to answer.
async fn let_in(cx: &Context, write: &mut AnyConnection, round: &Round) -> Result<Opened> {
    let asked = asked_in(write, &round.id).await?;
    for (audience, questionnaire, version) in &asked {
        store::rounds::add_questionnaire(write, &round.id, *audience, questionnaire, *version).await?;
    }
    let prospects = prospects(write, round, &asked).await?;
    let obstacle = |which| prospects.iter().filter(move |p| p.obstacle() == Some(which)).map(|p| &p.organisation);
    if let Some(Organisation { audience, name, .. }) = obstacle(Obstacle::NoQuestionnaire).next() {
        return Err(QuestionnaireError::NoQuestionnaire { audience: *audience, organisation: name.clone() }.into());
    }
    let asks_none: Vec<&str> = obstacle(Obstacle::WouldAskNone).map(|o| o.name.as_str()).collect();
    if !asks_none.is_empty() {
        return Err(RoundError::WouldAskNone(asks_none.join(", ")).into());
    }
    let mut opened = Opened::default();
    for Prospect { organisation, questionnaire, .. } in prospects.into_iter().filter(|p| !p.is_not_asked()) {
        let Some((questionnaire, version)) = questionnaire else {
            opened.left_out.push(organisation.id);
            continue;
        };
        let link = new_link(cx, round, &organisation, (questionnaire, version));
        store::rounds::add_link(write, &link).await?;
        store::sample::add(write, &round.id, &organisation.id).await?;
        opened.links.push(link);
    }
    if opened.links.is_empty() {
        return Err(RoundError::NobodyToAsk.into());
    }
    Ok(opened)
}

fn new_link(cx: &Context, round: &Round, organisation: &Organisation, (questionnaire, version): (String, i64)) -> Link {
    Link {
        round: round.id,
        organisation: organisation.id.clone(),
        token: cx.ambient.token().into(),
        questionnaire,
        version,
        expected: organisation.expected,
        responses: None,
        deducted: 0,
        late: false,
        closes: None,
    }
}
