//! The events of a place, and their assessment.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::assessment::{Assessment, Whereabouts, whereabouts};
use app::domain::event::{Aspect, Event, Events, HANDLED, UNSAID, count_by};
use app::domain::figure::month;
use app::domain::ids::OrganisationId;
use app::domain::meaning::Meaning;
use app::domain::organisation::collation_key;
use app::domain::questionnaire::{Choice, WHOLE_CITY};
use app::domain::round::ClosedRound;
use app::domain::source::Report;
use app::forms::AssessmentForm;
use app::pages::coordinator::incidents::{CountRow, Counted, Counts, EventList, EventRow, Filter, Incidents};
use app::pages::coordinator::{Tab, assessment, incidents as pages};
use app::routes;
use app::texts::incidents as t;
use app::ui::form::FormState;
use axum::extract::State;
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;

use super::{Answer, OrganisationPage, reports::source};
use crate::services::incidents::{self, version};
use crate::services::{Context, OrganisationRound, Result, absence, reports, results};
use crate::web::error::{IN_QUERY, refusal, refused};
use crate::web::input::{Asked, Fields};

/// What events are counted by.
const COUNTED: [Aspect; 4] = [Aspect::Kind, Aspect::Environment, Aspect::Place, Aspect::Month];

/// How the values of events are called.
struct Words {
    options: BTreeMap<(Meaning, String), Choice>,
    names: BTreeMap<OrganisationId, String>,
}

impl Words {
    async fn new(cx: &Context, at: &OrganisationRound) -> Result<Self> {
        let names = at.organisations().iter().map(|o| (o.id.clone(), o.name.clone())).collect();
        Ok(Self { options: incidents::options(cx, at).await?, names })
    }

    fn option(&self, meaning: Meaning, id: &str) -> String {
        self.options.get(&(meaning, id.to_owned())).map_or_else(|| id.to_owned(), |option| option.text.clone())
    }

    /// A value of an aspect as a reader says it.
    fn of(&self, aspect: Aspect, value: &str) -> String {
        match aspect {
            _ if value == UNSAID => t::UNSAID.to_owned(),
            Aspect::Place => value.to_owned(),
            Aspect::Environment => self.option(Meaning::Environment, value),
            Aspect::Kind => self.option(Meaning::Kind, value),
            Aspect::Month => month(value),
            Aspect::Reporter => self.names.get(value).cloned().unwrap_or_else(|| value.to_owned()),
            Aspect::Handled => t::handled(value == HANDLED[0]).to_owned(),
        }
    }

    /// All values of an aspect; nothing where none is said.
    fn all_of(&self, event: &Event, aspect: Aspect) -> String {
        let values = event.values(aspect).into_iter().filter(|value| *value != UNSAID);
        values.map(|value| self.of(aspect, value)).collect::<Vec<_>>().join(", ")
    }

    /// An event in a few words.
    fn in_short(&self, event: &Event) -> String {
        let place = event.incident.place.clone();
        let parts = [self.all_of(event, Aspect::Kind), place, self.all_of(event, Aspect::Month)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn row(&self, event: &Event, events: &Events) -> EventRow {
        let incident = &event.incident;
        let kind = [self.all_of(event, Aspect::Kind), incident.other_text.clone()];
        let reported = incident.reported.iter().map(|id| self.option(Meaning::Reported, id));
        EventRow {
            id: event.id.clone(),
            place: incident.place.clone(),
            month: self.all_of(event, Aspect::Month),
            kind: kind.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": "),
            environment: self.all_of(event, Aspect::Environment),
            reported: reported.collect::<Vec<_>>().join(", "),
            handled: self.all_of(event, Aspect::Handled),
            reporter: event.reporter.as_deref().map_or_else(|| t::UNSAID.to_owned(), |id| self.of(Aspect::Reporter, id)),
            description: incident.description.clone(),
            assessment: self.said(&event.assessment, events),
            may_assess: event.may_assess,
            assessed: !event.assessment.is_empty(),
        }
    }

    /// An assessment, a sentence each.
    fn said(&self, assessment: &Assessment, events: &Events) -> Vec<String> {
        let original = |id: &String| events.iter().find(|e| e.id == *id).map(|e| self.in_short(e)).unwrap_or_default();
        let same_as = assessment.same_as.as_ref().map(|id| t::same_as(&original(id)));
        let connection = assessment.connection.map(|c| t::connection(c).to_owned());
        let note = Some(assessment.note.clone()).filter(|note| !note.is_empty());
        [same_as, connection, note].into_iter().flatten().collect()
    }
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

type Chosen = BTreeMap<Aspect, String>;

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
    let chosen: Chosen =
        asked.into_iter().filter(|(_, v)| !v.is_empty()).filter_map(|(k, v)| Some((k.parse().ok()?, v))).collect();
    let mut words = Words::new(&cx, at).await?;
    let before = match at.before().filter(|round| !round.is_imported) {
        Some(round) => Some(before(&cx, at, round, &mut words).await?),
        None => None,
    };
    let own = events.iter().any(|e| e.reporter.as_ref().is_some_and(|r| at.family().contains(r)));
    let incidents = Incidents {
        frame: frame.view(),
        covers: whereabouts(at.organisations(), at.id(), WHOLE_CITY) == Whereabouts::WholeCity,
        filters: Aspect::ALL.iter().map(|aspect| filter(*aspect, &events, &words, &chosen)).collect(),
        here: event_list(&events.here, &events, &words, &chosen),
        elsewhere: event_list(&events.elsewhere, &events, &words, &chosen),
        aside: event_list(&events.aside, &events, &words, &chosen),
        reports: report_list(reports::list(&cx, at).await?.of_period, &words, &chosen),
        counts: counts(at, &events.here, before, &words),
        own_none: incidents::tells_own(at, &figures).then_some(!own),
        saw_none: absence::find(&cx, at, &figures, &events).await?.silent.into_iter().map(|(_, name)| name).collect(),
    };
    Ok(frame.page(Tab::Incidents).plain(pages::page(incidents)))
}

/// The year before: its round, and what happened in the place. Its words are added.
async fn before(
    cx: &Context,
    at: &OrganisationRound,
    round: ClosedRound,
    words: &mut Words,
) -> Result<(ClosedRound, Vec<Event>)> {
    let then = at.in_round(cx, &round).await?;
    for (id, option) in incidents::options(cx, &then).await? {
        words.options.entry(id).or_insert(option);
    }
    let events = incidents::events(cx, &then, &results::figures(cx, &round).await?).await?;
    Ok((round, events.here))
}

fn filter(aspect: Aspect, events: &Events, words: &Words, chosen: &Chosen) -> Filter {
    let values: BTreeSet<&str> = events.iter().flat_map(|event| event.values(aspect)).collect();
    let mut options: Vec<(String, String)> = values.into_iter().map(|v| (v.to_owned(), words.of(aspect, v))).collect();
    options.sort_by_cached_key(|(value, text)| match aspect {
        Aspect::Month => (value == UNSAID, value.clone()),
        _ => (value == UNSAID, collation_key(text)),
    });
    Filter { aspect, options, chosen: chosen.get(&aspect).cloned().unwrap_or_default() }
}

fn event_list(list: &[Event], events: &Events, words: &Words, chosen: &Chosen) -> EventList {
    let shown: Vec<&Event> = list.iter().filter(|event| event.has(chosen)).collect();
    EventList {
        whole_city: whole(shown.iter().filter(|event| event.whereabouts == Whereabouts::WholeCity).count()),
        rows: shown.into_iter().map(|event| words.row(event, events)).collect(),
        all: whole(list.len()),
    }
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

/// A month of the year before as the same month of this one.
fn a_year_on(value: &str, years: i64) -> String {
    let moved = value.split_once('-').and_then(|(year, month)| Some(format!("{}-{month}", year.parse::<i64>().ok()? + years)));
    moved.unwrap_or_else(|| value.to_owned())
}

/// How many there are of each value, beside the year before; the last row is all.
fn counts(at: &OrganisationRound, here: &[Event], before: Option<(ClosedRound, Vec<Event>)>, words: &Words) -> Counts {
    let year = at.round().id;
    let (before, then) = before.map_or((None, vec![]), |(round, events)| (Some(round.id), events));
    let years = before.map_or(0, |before| year.year() - before.year());
    let counted = |round, aspect: Aspect, count: Option<&i64>, value: Option<&str>| {
        let chosen = value.map(|value| format!("&{}={}", aspect.as_str(), utf8_percent_encode(value, IN_QUERY)));
        let address = routes::INCIDENTS.query(&[("organisation", at.id()), ("ar", &round)]);
        Counted { count: count.copied().unwrap_or_default(), href: format!("{address}{}", chosen.unwrap_or_default()) }
    };
    let table = |aspect: Aspect| {
        let (now, then) = (count_by(here, aspect), count_by(&then, aspect));
        // A row has this year's value and that of the year before.
        let shift = |value: &String| if aspect == Aspect::Month { a_year_on(value, years) } else { value.clone() };
        let mut values: BTreeMap<String, String> = then.keys().map(|value| (shift(value), value.clone())).collect();
        now.keys().for_each(|value| _ = values.entry(value.clone()).or_insert_with(|| a_year_on(value, -years)));
        let mut rows: Vec<(String, String)> = values.into_iter().collect();
        let rank = |value: &String, earlier: &String| (-now.get(value).unwrap_or(&0), -then.get(earlier).unwrap_or(&0));
        match aspect {
            Aspect::Month => rows.sort_by_key(|(value, _)| (value == UNSAID, value.clone())),
            _ => rows.sort_by_cached_key(|(value, earlier)| (value == UNSAID, rank(value, earlier), words.of(aspect, value))),
        }
        let row = |(value, earlier): (String, String)| CountRow {
            now: counted(year, aspect, now.get(&value), Some(&value)),
            before: before.map(|round| counted(round, aspect, then.get(&earlier), Some(&earlier))),
            text: words.of(aspect, &value),
        };
        rows.into_iter().map(row).collect::<Vec<_>>()
    };
    let all = |aspect| CountRow {
        text: t::TOTAL.to_owned(),
        now: counted(year, aspect, Some(&whole(here.len())), None),
        before: before.map(|round| counted(round, aspect, Some(&whole(then.len())), None)),
    };
    let tables = COUNTED.map(|aspect| (aspect, table(aspect).into_iter().chain([all(aspect)]).collect()));
    Counts { years: (year, before), tables: tables.into() }
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
    let words = Words::new(cx, &at).await?;
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
