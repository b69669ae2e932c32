//! The incidents of a closed round: who may see what of them, and what is said of them.

use std::collections::BTreeMap;

use app::domain::assessment::{Assessment, Whereabouts, is_the_citys, whereabouts};
use app::domain::audit::Action;
use app::domain::event::{Event, Events, HANDLED};
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::incident::Incident;
use app::domain::meaning::Meaning;
use app::domain::organisation::lineage;
use app::domain::questionnaire::Choice;
use app::forms::AssessmentForm;

use super::results::RoundFigures;
use super::{
    Central, Changeable, Context, Error, EventError, OrganisationRound, Result, TextError, clean, digest, questionnaires,
    results, without_persons,
};
use crate::store;

/// Characters of the longest note.
const LONGEST_NOTE: usize = 500;

/// Every incident of a closed round as it was reported and assessed: not for anybody's eyes yet.
struct Reported {
    id: String,
    reporter: OrganisationId,
    incident: Incident,
    assessment: Assessment,
}

async fn reported(cx: &Context, figures: &RoundFigures) -> Result<Vec<Reported>> {
    let mut db = cx.store.read().await?;
    let mut assessments = store::incidents::list_assessments(&mut db, &figures.round.id).await?;
    let incidents = store::incidents::list(&mut db, &figures.round.id).await?;
    let assessed = incidents.into_iter().map(|(id, reporter, incident)| {
        let assessment = assessments.remove(&id).unwrap_or_default();
        Reported { id, reporter, incident, assessment }
    });
    Ok(assessed.collect())
}

/// What an organisation sees of the events of a round, each in its place: those in its areas and what its own
/// units saw elsewhere. Every count of events is one of these.
///
/// Of a concern for a person others than the reporter see place, environment and kind, and only who
/// assesses it sees how it was assessed.
pub async fn events(cx: &Context, at: &OrganisationRound, figures: &RoundFigures) -> Result<Events> {
    let all = at.organisations();
    let family: Vec<&OrganisationId> = at.family().iter().collect();
    let central = at.caller().central().is_ok();
    let see = |Reported { id, reporter, incident, assessment }: Reported| {
        let whereabouts = whereabouts(all, at.id(), &incident.place);
        let (own, concern) = (family.contains(&&reporter), incident.concern);
        let incident = match (own, whereabouts) {
            // An organisation with few answers sees none of its own free text.
            (true, _) if figures.is_few(&reporter) => incident.without_free_text(),
            (true, _) => incident,
            (false, Whereabouts::Here | Whereabouts::WholeCity) => incident.for_others(),
            (false, Whereabouts::Elsewhere) => return None,
        };
        let assesses = whereabouts == Whereabouts::Here || central && is_the_citys(all, &incident.place);
        let assessment = match (assesses, own || !concern) {
            (true, _) => assessment,
            (false, true) => assessment.without_note(),
            (false, false) => Assessment::default(),
        };
        let may_assess = assesses && at.may_change();
        Some(Event { id, incident, reporter: Some(reporter), whereabouts, assessment, may_assess })
    };
    Ok(Events::new(seen(figures, reported(cx, figures).await?.into_iter().filter_map(see))))
}

/// The same as one list.
pub async fn list(cx: &Context, at: &OrganisationRound, figures: &RoundFigures) -> Result<Vec<Event>> {
    let Events { here, elsewhere, aside } = events(cx, at, figures).await?;
    let mut all = [here, elsewhere, aside].concat();
    in_order(&mut all);
    Ok(all)
}

/// Every incident of a closed round, as others than the reporter see it.
pub async fn list_all(cx: &Context, _: &Central, figures: &RoundFigures) -> Result<Vec<Event>> {
    let all = &figures.organisations;
    let see = |Reported { id, reporter, incident, assessment }: Reported| {
        let may_assess = is_the_citys(all, &incident.place);
        let assessment = if incident.concern && !may_assess { Assessment::default() } else { assessment };
        let whereabouts = Whereabouts::Elsewhere;
        Event { id, incident: incident.for_others(), reporter: Some(reporter), whereabouts, assessment, may_assess }
    };
    Ok(seen(figures, reported(cx, figures).await?.into_iter().map(see)))
}

/// With the reporters that may be named.
fn seen(figures: &RoundFigures, events: impl Iterator<Item = Event>) -> Vec<Event> {
    let unnamed = figures.unnamed();
    let named = |event: Event| Event { reporter: event.reporter.filter(|r| !unnamed.contains(r)), ..event };
    let mut seen: Vec<Event> = events.map(named).collect();
    in_order(&mut seen);
    seen
}

/// Like the answers themselves, in an order that says nothing of who came when.
fn in_order(events: &mut [Event]) {
    events.sort_by(|a, b| (&a.incident, &a.reporter, &a.id).cmp(&(&b.incident, &b.reporter, &b.id)));
}

/// What a form shows of an assessment that it is about to change, so that who changes what somebody else has
/// changed meanwhile is told.
pub fn version(assessment: &Assessment) -> String {
    if assessment.is_empty() { String::new() } else { digest(format!("{assessment:?}"))[..20].to_owned() }
}

/// An event that the caller may assess, and all that are seen beside it.
///
/// # Errors
/// Not found when it is not seen or not theirs to assess.
pub async fn find(cx: &Context, at: Changeable<'_, OrganisationRound>, id: &str) -> Result<(Event, Events)> {
    let figures = results::figures(cx, &at.closed()?).await?;
    let events = events(cx, &at, &figures).await?;
    let event = events.iter().find(|event| event.id == id && event.may_assess).cloned().ok_or(Error::NotFound)?;
    Ok((event, events))
}

/// Says of an event what the form says; without one, nothing any more.
///
/// # Errors
/// Refused when somebody else has said something since that version, when a note tells of a person, and when the
/// event that it is to be the same as is none that is counted.
pub async fn assess(
    cx: &Context,
    at: Changeable<'_, OrganisationRound>,
    id: &str,
    form: Option<&AssessmentForm>,
    seen: &str,
) -> Result<()> {
    let (event, events) = find(cx, at, id).await?;
    let after = match form {
        Some(form) => parse(form, &event, &events)?,
        None => Assessment::default(),
    };
    retried!(keep(cx, at, id, &after, seen).await)
}

async fn keep(cx: &Context, at: Changeable<'_, OrganisationRound>, id: &str, after: &Assessment, seen: &str) -> Result<()> {
    let round = at.round().id;
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, &round).await?;
    let mut known = store::incidents::list_assessments(&mut write, &round).await?;
    let before = known.remove(id).unwrap_or_default();
    if before == *after {
        return Ok(());
    }
    if version(&before) != seen {
        return Err(EventError::AssessedMeanwhile.into());
    }
    if let Some(original) = &after.same_as {
        // What others are the same as is not the same as another itself: they would count nowhere.
        if known.values().any(|other| other.same_as.as_deref() == Some(id)) {
            return Err(EventError::IsOriginal.into());
        }
        if known.get(original).is_some_and(|other| other.same_as.is_some()) {
            return Err(EventError::NoOriginal.into());
        }
    }
    store::incidents::assess(&mut write, &round, id, after).await?;
    let action = if after.is_empty() { Action::RestoreIncident } else { Action::AssessIncident };
    let subject = format!("{}, {id}", at.subject());
    cx.audit(&mut write, at.caller(), action, &subject, (in_log(&before), in_log(after))).await?;
    Ok(write.commit().await?)
}

fn parse(form: &AssessmentForm, event: &Event, events: &Events) -> Result<Assessment> {
    let AssessmentForm { koppling, samma_som, omhandertagen, anteckning } = form;
    let connection =
        Some(koppling).filter(|code| !code.is_empty()).map(|code| code.parse().map_err(|()| EventError::NoConnection));
    let same_as = Some(samma_som).filter(|id| !id.is_empty()).cloned();
    if same_as.as_ref().is_some_and(|id| !events.originals(event).any(|other| other.id == *id)) {
        return Err(EventError::NoOriginal.into());
    }
    let handled = HANDLED.iter().position(|value| value == omhandertagen).map(|place| place == 0);
    let note = clean(anteckning);
    if note.chars().count() > LONGEST_NOTE {
        return Err(TextError::TextTooLong { field: "anteckning".to_owned(), longest: LONGEST_NOTE }.into());
    }
    without_persons("anteckning", &note)?;
    Ok(Assessment { connection: connection.transpose()?, same_as, handled, note })
}

/// The log tells what was said, but for the note: who reads it may not know what it is about.
fn in_log(assessment: &Assessment) -> Option<String> {
    let handled = assessment.handled.map_or("", |handled| HANDLED[usize::from(!handled)]);
    let note = if assessment.note.is_empty() { "" } else { "…" };
    let said: Vec<&str> = [assessment.code(), handled, note].into_iter().filter(|text| !text.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// What an organisation and those before it can tell of incidents in a round.
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnAnswers {
    /// Whether any of them was asked.
    pub asked: bool,
    /// How many answered of those that were asked.
    pub answers: i64,
    /// Whether it may be said how many they described: some of those asked answered, and each that did is named as a
    /// reporter. Otherwise those of the others who are not named would be had by subtraction.
    pub told: bool,
}

/// Reads it.
pub async fn own_answers(cx: &Context, at: &OrganisationRound, figures: &RoundFigures) -> Result<OwnAnswers> {
    let asked = questionnaires::asked_for(cx, &figures.round.id, Meaning::Incidents).await?;
    let unnamed = figures.unnamed();
    let family = lineage(&figures.organisations, at.id());
    let family: Vec<&OrganisationId> = family.iter().map(|o| &o.id).filter(|id| asked.contains(*id)).collect();
    let answered: Vec<_> = family.iter().filter(|id| figures.answered_by(id).responses > 0).collect();
    Ok(OwnAnswers {
        asked: !family.is_empty(),
        answers: answered.iter().map(|id| figures.answered_by(id).responses).sum(),
        told: !answered.is_empty() && answered.iter().all(|id| !unnamed.contains(**id)),
    })
}

/// The options of a round's incidents: by the question's meaning and the option's id.
pub async fn options(cx: &Context, round: &RoundId) -> Result<BTreeMap<(Meaning, String), Choice>> {
    let questionnaires = questionnaires::of_round(cx, round).await?;
    let questions = questionnaires.iter().filter_map(|q| q.incidents()).flat_map(|(_, questions)| questions);
    let named = questions.filter_map(|q| Some((q.meaning?, q)));
    let options = named.flat_map(|(meaning, q)| q.kind.options().iter().map(move |o| ((meaning, o.id.clone()), o.clone())));
    Ok(options.collect())
}
