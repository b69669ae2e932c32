//! Figures of closed rounds, under suppression. While a round is open nothing leaves from here.

use std::collections::BTreeMap;

use app::domain::figure::Tally;
use app::domain::incident::Incident;
use app::domain::organisation::{Audience, Organisation, lineage};
use app::domain::questionnaire::{Indicator, Questionnaire, WHOLE_CITY};
use app::domain::round::{Round, State};
use app::domain::suppression::{Count, Figure, LEAST_THRESHOLD, Node, protect_since};
use sqlx::AnyConnection;
use std::sync::Arc;

use super::rounds::OrganisationRate;
use super::{Caller, Refusal, Result, Services};
use crate::store;
use crate::store::answers::read_response;
use crate::store::rounds::Link;

/// Whose figure it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// All organisations in the round.
    City,
    /// What an organisation's own respondents answered.
    Own(String),
    /// An organisation together with those that it took over from.
    Merged(String),
}

/// Every figure of one closed round.
#[derive(Debug, Clone)]
pub struct RoundFigures {
    /// The round.
    pub round: Round,
    /// Every indicator of any variant, in the order of the variants.
    pub indicators: Vec<Indicator>,
    /// The organisations in the round and the indicators that each was asked.
    pub asked: BTreeMap<String, Vec<String>>,
    /// The organisations of the city as they were on the closing day.
    pub organisations: Vec<Organisation>,
    /// How many answered in each organisation, and how many of these are deducted.
    answered: BTreeMap<String, Answered>,
    figures: BTreeMap<String, BTreeMap<Whose, Figure>>,
}

/// An organisation's answers in a closed round, whatever they say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// How many.
    pub responses: i64,
    /// Those that a coordinator may have given herself.
    pub deducted: i64,
}

impl Answered {
    /// As many as are compared with the threshold.
    pub fn counting(self) -> i64 {
        (self.responses - self.deducted).max(0)
    }

    /// Counted as part of a figure.
    pub fn count(self, tally: Tally) -> Count {
        Count { tally, responses: self.responses, deducted: self.deducted }
    }
}

impl RoundFigures {
    /// One figure; empty if it was never asked.
    pub fn figure(&self, indicator: &str, whose: &Whose) -> Figure {
        let found = self.figures.get(indicator).and_then(|f| f.get(whose));
        found.copied().unwrap_or_else(Figure::empty)
    }

    /// Every figure of an indicator.
    pub(super) fn all_of(&self, indicator: &str) -> BTreeMap<Whose, Figure> {
        self.figures.get(indicator).cloned().unwrap_or_default()
    }

    /// An organisation's figure as it is compared over years: with those before it on the closing
    /// day, if they answered in this round.
    pub fn figure_of(&self, indicator: &str, organisation: &str) -> Figure {
        let merged = Whose::Merged(organisation.to_owned());
        let found = self.figures.get(indicator).and_then(|f| f.get(&merged));
        found.copied().unwrap_or_else(|| self.figure(indicator, &Whose::Own(organisation.to_owned())))
    }

    /// An organisation's figure beside one of a later round, with the organisations of that round:
    /// those that it has taken over from since are added. A sum of which some part is hidden here
    /// would give that part away, and is hidden.
    pub fn figure_among(&self, indicator: &str, organisation: &str, later: &[Organisation]) -> Figure {
        let parts = self.parts_among(organisation, later);
        if let [one] = parts.as_slice() {
            return self.figure_of(indicator, one);
        }
        let answered = |id: &&String| lineage(&self.organisations, id).iter().any(|o| self.answered_by(&o.id).responses > 0);
        sum(parts.iter().filter(answered).map(|id| self.figure_of(indicator, id)))
    }

    /// The organisations of this round, each with those before it, that make up an organisation of a
    /// later round.
    fn parts_among(&self, organisation: &str, later: &[Organisation]) -> Vec<String> {
        let here: Vec<String> = {
            let asked = |id: &str| self.asked.contains_key(id);
            let family = lineage(later, organisation);
            family.iter().map(|o| o.id.clone()).filter(|id| asked(id) || self.is_merged(id)).collect()
        };
        let below =
            |id: &String| here.iter().any(|other| other != id && lineage(&self.organisations, other).iter().any(|o| o.id == *id));
        here.iter().filter(|id| !below(id)).cloned().collect()
    }

    /// Whether an organisation of a later round cannot be compared with this one, since what it is
    /// made up of is hidden here.
    pub fn is_incomparable(&self, organisation: &str, later: &[Organisation]) -> bool {
        let parts = self.parts_among(organisation, later);
        parts.len() > 1 && self.indicators.iter().all(|i| self.figure_among(&i.id, organisation, later).shown().is_none())
    }

    /// Whether an organisation's figure is a sum with those before it.
    pub fn is_merged(&self, organisation: &str) -> bool {
        let merged = Whose::Merged(organisation.to_owned());
        self.figures.values().any(|f| f.contains_key(&merged))
    }

    /// Whether an organisation of a later round is a sum here.
    pub fn is_merged_among(&self, organisation: &str, later: &[Organisation]) -> bool {
        match self.parts_among(organisation, later).as_slice() {
            [] => false,
            [one] => one != organisation || self.is_merged(one),
            _ => true,
        }
    }

    /// How many answered in an organisation.
    pub fn answered_by(&self, organisation: &str) -> Answered {
        self.answered.get(organisation).copied().unwrap_or_default()
    }

    /// The thresholds under which the round has been shown.
    pub const fn thresholds(&self) -> (i64, i64) {
        self.round.thresholds
    }

    /// The organisations that are not named where one is: those with few answers, and further ones,
    /// smallest first, until those who may be meant have as many as the threshold together.
    pub fn unnamed(&self) -> Vec<String> {
        let mut by_size: Vec<(i64, &String)> = self.answered.iter().map(|(id, a)| (a.counting(), id)).collect();
        by_size.retain(|(_, id)| self.answered_by(id).responses > 0);
        by_size.sort();
        let threshold = self.thresholds().1;
        let (mut unnamed, mut sum) = (Vec::new(), 0);
        for (size, id) in by_size {
            if size >= threshold && (unnamed.is_empty() || sum >= threshold) {
                break;
            }
            unnamed.push(id.clone());
            sum += size;
        }
        unnamed
    }

    /// The indicators that an organisation or those before it were asked: this round's figure and
    /// an earlier one's.
    pub fn compared(&self, before: Option<&Self>, id: &str) -> Vec<(Indicator, Figure, Figure)> {
        let family: Vec<&str> = lineage(&self.organisations, id).iter().map(|o| o.id.as_str()).collect();
        let of_family = |(o, ids): (&String, &Vec<String>), indicator: &str| {
            family.contains(&o.as_str()) && ids.iter().any(|i| i == indicator)
        };
        let asked = self.indicators.iter().filter(|i| self.asked.iter().any(|entry| of_family(entry, &i.id)));
        let earlier = |i: &Indicator| before.map_or_else(Figure::empty, |f| f.figure_among(&i.id, id, &self.organisations));
        asked.map(|i| (i.clone(), self.figure_of(&i.id, id), earlier(i))).collect()
    }
}

/// An incident on its way out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenIncident {
    /// What may be seen of it.
    pub incident: Incident,
    /// Who reported it; not said of those with few answers, nor when it would be had from that.
    pub reporter: Option<String>,
}

impl Services {
    /// The rate of an organisation; of those before it in years when it was not there itself.
    pub async fn family_rate(&self, all: &[Organisation], id: &str, year: i64) -> Result<OrganisationRate> {
        let rates = self.rates(year).await?;
        if let Some(own) = rates.iter().find(|r| r.organisation == id) {
            return Ok(own.clone());
        }
        let family: Vec<&str> = lineage(all, id).iter().map(|o| o.id.as_str()).collect();
        let mut sum = OrganisationRate::default();
        for rate in rates.into_iter().filter(|r| family.contains(&r.organisation.as_str())) {
            let name =
                all.iter().find(|o| o.id == rate.organisation).map_or_else(|| rate.organisation.clone(), |o| o.name.clone());
            sum.divisions.push((name, rate.rate));
            sum.rate = sum.rate + rate.rate;
            sum.drafts += rate.drafts;
            sum.untied += rate.untied;
            sum.responses += rate.responses;
            sum.has_register |= rate.has_register;
        }
        // The rows are organisations here, and each knows its own number.
        sum.has_register = false;
        Ok(sum)
    }

    /// The threshold of this installation.
    pub fn threshold(&self) -> i64 {
        self.config.min_cell.max(LEAST_THRESHOLD)
    }

    /// A round that has closed.
    ///
    /// # Errors
    /// Refused while it is planned or open.
    pub async fn closed_round(&self, year: i64) -> Result<Round> {
        let round = self.round(year).await?;
        match round.state {
            State::Closed => Ok(round),
            State::Closing => Err(Refusal::Closing(year).into()),
            State::Planned | State::Open => Err(Refusal::StillOpen(year).into()),
        }
    }

    /// Every figure of a closed round, protected.
    pub async fn figures(&self, year: i64) -> Result<RoundFigures> {
        let round = self.closed_round(year).await?;
        let mut db = self.store.read().await?;
        self.figures_as_counted(&mut db, round).await
    }

    /// The figures of a closed round as the tables stand.
    pub(super) async fn figures_as_counted(&self, db: &mut AnyConnection, round: Round) -> Result<RoundFigures> {
        let year = round.year;
        let organisations = store::register::list_organisations_of(db, year).await?;
        let links = store::rounds::list_links(db, year).await?;
        let answered: BTreeMap<String, Answered> = links
            .iter()
            .map(|l| (l.organisation.clone(), Answered { responses: l.responses.unwrap_or(0), deducted: l.deducted }))
            .collect();
        let tallies: BTreeMap<(String, String), Tally> = store::answers::list_tallies(db, year)
            .await?
            .into_iter()
            .map(|(organisation, indicator, count, base)| ((organisation, indicator), Tally { count, base }))
            .collect();
        let questionnaires = self.questionnaires_of(db, &links).await?;
        let mut indicators: Vec<Indicator> = Vec::new();
        for indicator in questionnaires.values().flat_map(|q| &q.indicators) {
            if !indicators.iter().any(|i| i.id == indicator.id) {
                indicators.push(indicator.clone());
            }
        }
        let asked: BTreeMap<String, Vec<String>> = links
            .iter()
            .map(|link| {
                let ids = questionnaires
                    .get(&questionnaire_key(link, &organisations))
                    .map_or(vec![], |q| q.indicators.iter().map(|i| i.id.clone()).collect());
                (link.organisation.clone(), ids)
            })
            .collect();
        let mut figures = BTreeMap::new();
        for indicator in &indicators {
            let own = |id: &str| {
                let tally = tallies.get(&(id.to_owned(), indicator.id.clone())).copied().unwrap_or_default();
                let asked = asked.get(id).is_some_and(|ids| ids.contains(&indicator.id));
                asked.then(|| answered.get(id).copied().unwrap_or_default().count(tally))
            };
            let tree = Node::Total(Whose::City, forest(&organisations, &own));
            figures.insert(indicator.id.clone(), protect_since(&tree, round.thresholds));
        }
        Ok(RoundFigures { round, indicators, asked, organisations, answered, figures })
    }

    /// The questionnaires of a round's links, in the order of the variants.
    pub async fn questionnaires_of(
        &self,
        db: &mut AnyConnection,
        links: &[Link],
    ) -> Result<BTreeMap<(u8, String, i64), Arc<Questionnaire>>> {
        let mut map = BTreeMap::new();
        for link in links {
            let questionnaire = self.questionnaire(db, link).await?;
            let order = questionnaire.audience as u8;
            map.insert((order, link.questionnaire.clone(), link.version), questionnaire);
        }
        Ok(map)
    }

    /// The incidents of a closed round: with an organisation those that its coordinator sees,
    /// otherwise all. Of a concern for a person the description stays with whoever reported it.
    pub async fn incidents(&self, caller: &Caller, year: i64, organisation: Option<&str>) -> Result<Vec<SeenIncident>> {
        match organisation {
            Some(id) => caller.may_read(&self.organisations().await?, id)?,
            None => caller.central()?,
        }
        let figures = self.figures(year).await?;
        let unnamed = figures.unnamed();
        let mut db = self.store.read().await?;
        let links = store::rounds::list_links(&mut db, year).await?;
        let mut seen = Vec::new();
        for link in &links {
            let questionnaire = self.questionnaire(&mut db, link).await?;
            let own =
                organisation.is_some_and(|id| lineage(&figures.organisations, id).iter().any(|o| o.id == link.organisation));
            let few = figures.answered_by(&link.organisation).counting() < figures.thresholds().1;
            let query = sqlx::query(store::sql::LIST_RESPONSES_OF).bind(year).bind(&link.organisation);
            for row in query.fetch_all(&mut *db).await? {
                for incident in Incident::all(&questionnaire, &read_response(&row)?.answers) {
                    if !own && organisation.is_some_and(|id| !covers(&figures.organisations, id, &incident.place)) {
                        continue;
                    }
                    let incident = match organisation {
                        // An organisation with few answers sees none of its own free text.
                        Some(_) if own && few => incident.without_words(),
                        Some(_) if own => incident,
                        _ => incident.for_others(),
                    };
                    let reporter = (!unnamed.contains(&link.organisation)).then(|| link.organisation.clone());
                    seen.push(SeenIncident { incident, reporter });
                }
            }
        }
        // Like the answers themselves, in an order that says nothing of who came when.
        seen.sort();
        Ok(seen)
    }
}

/// Whether what happens in a place happens in an organisation's areas: a stadsdelsförvaltning's, and
/// the whole city is every one's.
fn covers(organisations: &[Organisation], id: &str, place: &str) -> bool {
    let district = |o: &&Organisation| o.id == id && o.audience == Audience::Stadsdelsforvaltning;
    organisations.iter().find(district).is_some_and(|o| place == WHOLE_CITY || o.areas.iter().any(|a| a == place))
}

fn questionnaire_key(link: &Link, organisations: &[Organisation]) -> (u8, String, i64) {
    let audience = organisations.iter().find(|o| o.id == link.organisation).map_or(0, |o| o.audience as u8);
    (audience, link.questionnaire.clone(), link.version)
}

/// A sum of figures: shown when all of them are.
fn sum(figures: impl Iterator<Item = Figure>) -> Figure {
    figures.reduce(Figure::and).unwrap_or_else(Figure::empty)
}

/// The city's parts: each organisation without a successor, with those before it below it.
pub(super) fn forest(organisations: &[Organisation], own: &impl Fn(&str) -> Option<Count>) -> Vec<Node<Whose>> {
    let known = |id: &String| organisations.iter().any(|o| o.id == *id);
    let roots = organisations.iter().filter(|o| !o.successor.as_ref().is_some_and(known));
    roots.filter_map(|o| tree(organisations, &o.id, own)).collect()
}

fn tree(organisations: &[Organisation], id: &str, own: &impl Fn(&str) -> Option<Count>) -> Option<Node<Whose>> {
    let before = organisations.iter().filter(|o| o.successor.as_deref() == Some(id));
    let mut parts: Vec<Node<Whose>> = before.filter_map(|o| tree(organisations, &o.id, own)).collect();
    let own_part = own(id).map(|count| Node::Part(Whose::Own(id.to_owned()), count));
    if parts.is_empty() {
        return own_part;
    }
    parts.extend(own_part);
    Some(Node::Total(Whose::Merged(id.to_owned()), parts))
}
