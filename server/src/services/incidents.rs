//! The incidents of a closed round, and who may see what of them.

use std::collections::BTreeMap;

use app::domain::ids::OrganisationId;
use app::domain::incident::Incident;
use app::domain::meaning::Meaning;
use app::domain::organisation::{Audience, Organisation, lineage};
use app::domain::questionnaire::WHOLE_CITY;
use futures::TryStreamExt;

use super::results::RoundFigures;
use super::{Central, Context, OrganisationRound, Result, questionnaires};
use crate::store;

/// An incident on its way out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenIncident {
    /// What may be seen of it.
    pub incident: Incident,
    /// Who reported it; not said of those with few answers, nor when it would be had from that.
    pub reporter: Option<OrganisationId>,
}

/// Every incident of a closed round as it was reported, by its reporter: not for anybody's eyes yet.
async fn reported(cx: &Context, figures: &RoundFigures) -> Result<Vec<(OrganisationId, Incident)>> {
    let mut db = cx.store.read().await?;
    let mut found = Vec::new();
    for link in store::rounds::list_links(&mut db, &figures.round.id).await? {
        let questionnaire = questionnaires::of_link(cx, &mut db, &link).await?;
        let mut responses = store::responses::stream(&mut db, &link.round, &link.organisation);
        while let Some(response) = responses.try_next().await? {
            let incidents = Incident::all(&questionnaire, &response.answers);
            found.extend(incidents.into_iter().map(|incident| (link.organisation.clone(), incident)));
        }
    }
    Ok(found)
}

/// The incidents that an organisation's coordinator sees: those that it reported and those in its
/// areas. Of a concern for a person the description stays with whoever reported it.
pub async fn list(cx: &Context, at: &OrganisationRound, figures: &RoundFigures) -> Result<Vec<SeenIncident>> {
    let family: Vec<&OrganisationId> = lineage(&figures.organisations, at.id()).iter().map(|o| &o.id).collect();
    let see = |(reporter, incident): (OrganisationId, Incident)| {
        let incident = if family.contains(&&reporter) {
            // An organisation with few answers sees none of its own free text.
            if figures.is_few(&reporter) { incident.without_free_text() } else { incident }
        } else if covers(&figures.organisations, at.id(), &incident.place) {
            incident.for_others()
        } else {
            return None;
        };
        Some((reporter, incident))
    };
    Ok(seen(figures, reported(cx, figures).await?.into_iter().filter_map(see)))
}

/// Every incident of a closed round, as others than the reporter see it.
pub async fn list_all(cx: &Context, _: &Central, figures: &RoundFigures) -> Result<Vec<SeenIncident>> {
    let for_others = |(reporter, incident): (OrganisationId, Incident)| (reporter, incident.for_others());
    Ok(seen(figures, reported(cx, figures).await?.into_iter().map(for_others)))
}

/// With the reporters that may be named. Like the answers themselves, in an order that says nothing
/// of who came when.
fn seen(figures: &RoundFigures, incidents: impl Iterator<Item = (OrganisationId, Incident)>) -> Vec<SeenIncident> {
    let unnamed = figures.unnamed();
    let named = |(reporter, incident)| SeenIncident { incident, reporter: Some(reporter).filter(|r| !unnamed.contains(r)) };
    let mut seen: Vec<SeenIncident> = incidents.map(named).collect();
    seen.sort();
    seen
}

/// Whether a place is in an organisation's areas; only a stadsdelsförvaltning has any, and the whole city
/// is in each.
pub(super) fn is_here(at: &OrganisationRound, place: &str) -> bool {
    let organisation = at.organisation();
    let district = organisation.audience == Audience::Stadsdelsforvaltning;
    district && (place == WHOLE_CITY || organisation.areas.iter().any(|area| area == place))
}

/// Whether it may be said how many incidents an organisation and those before it described:
/// each of them that answered at all has enough answers.
pub fn tells_own(at: &OrganisationRound, figures: &RoundFigures) -> bool {
    let family = lineage(&figures.organisations, at.id());
    let mut answered = family.iter().filter(|o| figures.answered_by(&o.id).responses > 0).peekable();
    answered.peek().is_some() && answered.all(|o| !figures.is_few(&o.id))
}

/// What the options of a round's incidents are called: by the question's meaning and option.
pub async fn option_texts(cx: &Context, at: &OrganisationRound) -> Result<BTreeMap<(Meaning, String), String>> {
    let mut db = cx.store.read().await?;
    let links = store::rounds::list_links(&mut db, &at.round().id).await?;
    let questionnaires = questionnaires::of_links(cx, &mut db, &links).await?;
    let questions = questionnaires.values().filter_map(|q| q.incidents()).flat_map(|(_, questions)| questions);
    let named = questions.filter_map(|q| Some((q.meaning?, q)));
    let options = named.flat_map(|(meaning, q)| q.kind.options().iter().map(move |o| ((meaning, o.id.clone()), o.text.clone())));
    Ok(options.collect())
}

/// Whether what happens in a place happens in an organisation's areas: a stadsdelsförvaltning's, and
/// the whole city is every one's.
fn covers(organisations: &[Organisation], id: &str, place: &str) -> bool {
    let district = |o: &&Organisation| o.id == id && o.audience == Audience::Stadsdelsforvaltning;
    organisations.iter().find(district).is_some_and(|o| place == WHOLE_CITY || o.areas.iter().any(|a| a == place))
}
