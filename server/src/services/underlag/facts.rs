//! All that the underlag is written from.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::domain::assessment::{Connection, Whereabouts};
use app::domain::event::Event;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::meaning::{Meaning, Respondent};
use app::domain::organisation::{Audience, Organisation};
use app::domain::questionnaire::{Choice, Indicator, Questionnaire};
use app::domain::round::{ClosedRound, Rate, State};
use app::domain::source::Source;
use app::domain::suppression::Figure;

use super::count;
use crate::services::absence::{self, Absence};
use crate::services::distributions::{self, FieldDistribution};
use crate::services::free_text::{self, FreeTexts};
use crate::services::incidents::{self, OwnAnswers};
use crate::services::rates::{self, OrganisationRate};
use crate::services::results::{self, RoundFigures};
use crate::services::{Context, OrganisationRound, Result, letters, questionnaires, sources};

pub(super) type Compared = (Indicator, Figure, Figure);

/// Of one organisation in a closed round.
pub(super) struct Facts {
    pub round: ClosedRound,
    /// The organisations of the closing day.
    pub organisations: Vec<Organisation>,
    /// The organisation and those before it, itself first.
    pub family: Vec<OrganisationId>,
    /// Where a stadsdelsförvaltning is; others cover none.
    pub areas: Vec<String>,
    /// Who asked, where that is not the organisation itself.
    pub sender: Option<String>,
    /// What it was asked.
    pub questionnaire: Option<Arc<Questionnaire>>,
    pub respondent: Respondent,
    pub rate: OrganisationRate,
    /// Other organisations' units in the areas.
    pub others: BTreeMap<OrganisationId, Rate>,
    /// External parties in the areas.
    pub external: Vec<(Organisation, Respondent, Rate)>,
    pub before: Option<Before>,
    /// The figures of every year before, oldest first.
    pub earlier: Vec<RoundFigures>,
    /// Those summed under this name in earlier years.
    pub merged: Vec<String>,
    pub compared: Vec<Compared>,
    pub distributions: Vec<FieldDistribution>,
    /// What is counted: here first, then elsewhere.
    pub seen: Vec<Event>,
    /// Events of the areas that were assessed to have no connection to extremism.
    pub unconnected: i64,
    pub absence: Absence,
    /// What the own people can tell of incidents.
    pub own: OwnAnswers,
    /// The options of an incident's questions.
    pub options: BTreeMap<(Meaning, String), Choice>,
    pub texts: FreeTexts,
    pub sources: Vec<Source>,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// The closed round of the year before.
pub(super) struct Before {
    pub figures: RoundFigures,
    pub rate: OrganisationRate,
    pub sources: Vec<Source>,
    /// How many events there were in the areas, where anybody could tell.
    pub events_here: Option<i64>,
}

impl Before {
    async fn read(cx: &Context, at: &OrganisationRound) -> Result<Option<Self>> {
        let Some(closed) = at.before() else { return Ok(None) };
        let then = at.in_round(cx, &closed).await?;
        let figures = results::figures(cx, &closed).await?;
        let rate = rates::of_family(cx, &then).await?;
        let here = count(incidents::events(cx, &then, &figures).await?.here.len());
        // Of a year that was read in nobody knows.
        let own = incidents::own_answers(cx, &then, &figures).await?;
        let events_here = (own.asked && !closed.is_imported && (here > 0 || own.answers > 0)).then_some(here);
        Ok(Some(Self { figures, rate, sources: sources::list(cx, &then).await?, events_here }))
    }

    /// Whether an indicator was asked then.
    pub(super) fn asked(&self, family: &[OrganisationId], indicator: &str) -> bool {
        let asked = self.figures.asked.iter().filter(|(id, _)| family.contains(id));
        asked.flat_map(|(_, ids)| ids).any(|id| id == indicator)
    }
}

impl Facts {
    pub(super) async fn read(cx: &Context, at: &OrganisationRound, round: &ClosedRound) -> Result<Self> {
        let figures = results::figures(cx, round).await?;
        let before = Before::read(cx, at).await?;
        let mut earlier = Vec::new();
        for round in years_before(at) {
            earlier.push(results::figures(cx, &round).await?);
        }
        let events = incidents::events(cx, at, &figures).await?;
        let absence = absence::find(cx, at, &figures, &events).await?;
        let is_unconnected = |event: &&Event| {
            event.whereabouts != Whereabouts::Elsewhere && event.assessment.connection == Some(Connection::Unconnected)
        };
        let unconnected = count(events.aside.iter().filter(is_unconnected).count());
        let seen = [events.here, events.elsewhere].concat();
        let asked = Asked::read(cx, at, round).await?;
        let district = at.organisation().audience == Audience::Stadsdelsforvaltning;
        let external = if district { asked.external(cx, at).await? } else { vec![] };
        Ok(Self {
            compared: figures.compared(before.as_ref().map(|b| &b.figures), at.id()),
            distributions: distributions::list(cx, at, &figures).await?,
            own: incidents::own_answers(cx, at, &figures).await?,
            texts: free_text::list(cx, at).await?,
            sources: sources::list(cx, at).await?,
            rate: rates::of_family(cx, at).await?,
            others: if district { rates::in_areas(cx, at).await? } else { BTreeMap::new() },
            external,
            sender: letters::sender(at.organisations(), at.organisation(), round),
            options: incidents::options(cx, &at.round().id).await?,
            respondent: asked.own.as_ref().map(|q| q.respondent.clone()).unwrap_or_default(),
            questionnaire: asked.own,
            merged: at.predecessors(),
            organisations: at.organisations().to_vec(),
            family: at.family().to_vec(),
            areas: if district { at.organisation().areas.clone() } else { vec![] },
            threshold: figures.thresholds().1,
            round: round.clone(),
            earlier,
            before,
            absence,
            seen,
            unconnected,
        })
    }

    /// The round before.
    pub(super) fn last(&self) -> Option<RoundId> {
        self.before.as_ref().map(|b| b.figures.round.id)
    }

    /// An option of a question of incidents.
    pub(super) fn option(&self, meaning: Meaning, id: &str) -> Option<&Choice> {
        self.options.get(&(meaning, id.to_owned()))
    }

    /// The indicators that tell whether anybody noticed something, and the others.
    pub(super) fn compared_apart(&self) -> (Vec<Compared>, Vec<Compared>) {
        let notices =
            |indicator: &Indicator| self.questionnaire.as_ref().is_some_and(|q| q.leads_to_incidents(&indicator.question));
        self.compared.iter().cloned().partition(|(indicator, _, _)| notices(indicator))
    }
}

/// The closed rounds of earlier years, one a year, oldest first.
fn years_before(at: &OrganisationRound) -> Vec<ClosedRound> {
    let before = at.rounds().iter().filter(|r| r.state == State::Closed && r.year() < at.round().year());
    let by_year: BTreeMap<i64, ClosedRound> = before.filter_map(|r| Some((r.year(), r.closed()?))).collect();
    by_year.into_values().collect()
}

/// Who was asked what in the round.
struct Asked {
    /// The organisation's own.
    own: Option<Arc<Questionnaire>>,
    by_organisation: Vec<(OrganisationId, Arc<Questionnaire>)>,
}

impl Asked {
    async fn read(cx: &Context, at: &OrganisationRound, round: &ClosedRound) -> Result<Self> {
        let mut db = cx.store.read().await?;
        let by_organisation = questionnaires::by_organisation(cx, &mut db, &round.id).await?;
        let own = questionnaires::of_family(cx, &mut db, &round.id, at.family()).await?;
        Ok(Self { own, by_organisation })
    }

    /// External parties in the organisation's areas, what their people are called, and how many answered.
    async fn external(&self, cx: &Context, at: &OrganisationRound) -> Result<Vec<(Organisation, Respondent, Rate)>> {
        let rates = rates::list(cx, at.round()).await?;
        let here = |o: &&Organisation| {
            o.audience == Audience::Extern && o.areas.iter().any(|area| at.organisation().areas.contains(area))
        };
        let told = |o: &Organisation| {
            let (_, questionnaire) = self.by_organisation.iter().find(|(id, _)| *id == o.id)?;
            let rate = rates.iter().find(|r| r.organisation == o.id)?;
            Some((o.clone(), questionnaire.respondent.clone(), rate.rate))
        };
        Ok(at.organisations().iter().filter(here).filter_map(told).collect())
    }
}
