//! The events of a place, and their assessment.

use std::collections::BTreeMap;

use app::domain::assessment::{Assessment, Whereabouts, whereabouts};
use app::domain::event::{Aspect, Event, Events, HANDLED};
use app::domain::ids::RoundId;
use app::domain::questionnaire::WHOLE_CITY;
use app::domain::round::ClosedRound;
use app::domain::source::Report;
use app::forms::AssessmentForm;
use app::pages::coordinator::incidents::{EventList, EventRow, Incidents};
use app::pages::coordinator::{Tab, assessment, incidents as pages};
use app::routes;
use app::texts::incidents as t;
use app::ui::form::FormState;
use axum::extract::State;
use serde::Deserialize;

use super::{Answer, OrganisationPage, reports::source};
use crate::services::incidents::{self, version};
use crate::services::{Context, OrganisationRound, Result, absence, reports, results};
use crate::web::error::{refusal, refused};
use crate::web::events::{Chosen, Words, chosen, counts, event_list, filter, whole};
use crate::web::input::{Asked, Fields};

pub(in crate::web) async fn list(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Asked(asked): Asked<BTreeMap<String, String>>,
) -> Answer {
    if let Some(page) = frame.nothing_yet(&cx).await?.or_else(|| frame.not_yet(Tab::Incidents)) {
        return Ok(page);
    }
    let at = frame.at()?;
    let figures = results::figures(&cx, &at.closed()?).await?;
    let events = incidents::events(&cx, at, &figures).await?;
    let chosen = chosen(asked);
    let year = at.round().id;
    let before = match at.before().filter(|round| !round.is_imported) {
        Some(round) => Some((round.id, before(&cx, at, round).await?)),
        None => None,
    };
    let rounds: Vec<RoundId> = [year].into_iter().chain(before.as_ref().map(|(id, _)| *id)).collect();
    let words = Words::new(&cx, &rounds, at.organisations()).await?;
    let address = |round: &RoundId, chosen: &str| routes::INCIDENTS.query(&[("organisation", at.id()), ("ar", round)]) + chosen;
    let own = events.iter().any(|e| e.reporter.as_ref().is_some_and(|r| at.family().contains(r)));
    let incidents = Incidents {
        frame: frame.view(),
        covers: whereabouts(at.organisations(), at.id(), WHOLE_CITY) == Whereabouts::WholeCity,
        filters: Aspect::ALL.iter().map(|aspect| filter(*aspect, &events, &words, &chosen)).collect(),
        here: event_list(&events.here, &events, &words, &chosen),
        elsewhere: event_list(&events.elsewhere, &events, &words, &chosen),
        aside: event_list(&events.aside, &events, &words, &chosen),
        reports: report_list(reports::list(&cx, at).await?.of_period, &words, &chosen),
        counts: counts((year, &events.here), before, &words, &chosen, address),
        own_none: incidents::own_answers(&cx, at, &figures).await?.told.then_some(!own),
        saw_none: absence::find(&cx, at, &figures, &events).await?.silent.into_iter().map(|(_, name)| name).collect(),
    };
    Ok(frame.page(Tab::Incidents).plain(pages::page(incidents)))
}

/// What happened in the place the year before.
async fn before(cx: &Context, at: &OrganisationRound, round: ClosedRound) -> Result<Vec<Event>> {
    let then = at.in_round(cx, &round).await?;
    Ok(incidents::events(cx, &then, &results::figures(cx, &round).await?).await?.here)
}

/// What other sources told of; nobody's unit reported it.
fn report_list(reports: Vec<Report>, words: &Words, chosen: &Chosen) -> EventList {
    let as_event = |report: Report| {
        let (source, Report { id, incident, .. }) = (source(&report), report);
        let (whereabouts, assessment) = (Whereabouts::Elsewhere, Assessment::default());
        (source, Event { id, incident, reporter: None, whereabouts, assessment, may_assess: false })
    };
    let events: Vec<(String, Event)> = reports.into_iter().map(as_event).collect();
    let shown = events.iter().filter(|(_, event)| !chosen.contains_key(&Aspect::Reporter) && event.has(chosen));
    let row = |(source, event): &(String, Event)| EventRow { reporter: source.clone(), ..words.row(event, &Events::default()) };
    EventList { rows: shown.map(row).collect(), all: whole(events.len()), whole_city: 0 }
}

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    #[serde(default)]
    handelse: String,
}

pub(in crate::web) async fn event(State(cx): State<Context>, frame: OrganisationPage, Asked(which): Asked<Which>) -> Answer {
    assessment_page(&cx, &frame, &which.handelse, None).await
}

async fn assessment_page(cx: &Context, frame: &OrganisationPage, id: &str, form: Option<FormState<AssessmentForm>>) -> Answer {
    let at = frame.to_change()?;
    let (event, events) = incidents::find(cx, at, id).await?;
    let words = Words::new(cx, &[at.round().id], at.organisations()).await?;
    let Assessment { connection, same_as, handled, note } = event.assessment.clone();
    let as_it_stands = AssessmentForm {
        koppling: connection.map_or("", |c| c.as_str()).to_owned(),
        samma_som: same_as.unwrap_or_default(),
        omhandertagen: handled.map_or("", |handled| HANDLED[usize::from(!handled)]).to_owned(),
        anteckning: note,
    };
    let assessed = assessment::Assessed {
        frame: frame.view(),
        originals: events.originals(&event).map(|e| (e.id.clone(), words.in_short(e))).collect(),
        version: version(&event.assessment),
        event: words.row(&event, &events),
        form: form.unwrap_or_else(|| FormState::new(as_it_stands)),
    };
    Ok(frame.page(Tab::Incidents).faulty(assessed.form.is_faulty()).plain(assessment::page(assessed)))
}

/// What a button of the form does.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::web) enum Act {
    #[serde(rename = "spara")]
    Save,
    #[serde(rename = "ta_tillbaka")]
    TakeBack,
}

#[derive(Deserialize)]
pub(in crate::web) struct Said {
    gor: Act,
    /// The version of what the form showed.
    #[serde(default)]
    sett: String,
    #[serde(flatten)]
    assessment: AssessmentForm,
}

pub(in crate::web) async fn assess(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Asked(which): Asked<Which>,
    Fields(said): Fields<Said>,
) -> Answer {
    let form = Some(&said.assessment).filter(|_| said.gor == Act::Save);
    let done = incidents::assess(&cx, frame.to_change()?, &which.handelse, form, &said.sett).await;
    let saved = if said.gor == Act::Save { t::ASSESSMENT_SAVED } else { t::ASSESSMENT_RESTORED };
    match refusal(done)? {
        Ok(()) => Ok(frame.done(&cx, Tab::Incidents, &format!("#h-{}", which.handelse), saved)),
        Err(refusal) => assessment_page(&cx, &frame, &which.handelse, Some(refused(said.assessment, &refusal, "koppling"))).await,
    }
}
