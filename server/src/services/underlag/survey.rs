//! Kartläggning: who was asked and answered, the other sources, and how it has changed over the years.

use std::collections::BTreeSet;

use app::domain::assessment::Whereabouts;
use app::domain::figure::Tally;
use app::domain::finding::Beside;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::Audience;
use app::domain::questionnaire::Indicator;
use app::domain::round::Rate;
use app::domain::source::Source;
use app::domain::underlag::{Block, Part, Sentence};
use app::domain::wording::{Change, change, change_of, whole_percent};
use app::texts::coordinator::sources;
use app::texts::underlag::survey::{self as t, Answered};

use super::{Facts, paragraph, said};
use crate::services::rates::OrganisationRate;
use crate::services::results::RoundFigures;

impl Facts {
    pub(super) fn survey(&self) -> Part {
        let mut blocks = vec![Block::Heading(t::SURVEY.to_owned()), self.asked()];
        let about_years = self.about_years();
        if !about_years.is_empty() {
            blocks.push(Block::Text(about_years));
        }
        let others = self.others_asked();
        if !others.is_empty() {
            blocks.push(Block::Text(others));
        }
        if !self.sources.is_empty() {
            blocks.push(Block::Heading(t::SOURCES.to_owned()));
            blocks.push(paragraph("kartlaggning.kallor", t::OTHER_SOURCES));
            blocks.push(Block::List(self.sources.iter().map(|source| self.source(source)).collect()));
        }
        let trend = self.trend();
        if !trend.is_empty() {
            blocks.push(Block::Heading(t::TREND.to_owned()));
            blocks.push(Block::List(trend));
        }
        Part::new("kartlaggning", t::HEADING, blocks)
    }

    fn asked(&self) -> Block {
        let OrganisationRate { rate, divisions, .. } = &self.rate;
        let about = self.round.period.map(|period| period.to_string());
        let sender = self.sender.as_deref().unwrap_or(t::OWN_SENDER);
        let mut text = vec![said("kartlaggning.enkat", t::asked(sender, rate.eligible(), &self.respondent))];
        let answers = rate.completed;
        let answered = match rate.share().and_then(whole_percent) {
            _ if answers == 0 => t::NOBODY.to_owned(),
            Some(_) if answers == rate.eligible() => t::EVERYBODY.to_owned(),
            Some(percent) => t::answered(answers, rate.eligible(), percent),
            None => t::more_than_expected(answers),
        };
        text.push(said("kartlaggning.svar", answered));
        if self.rate.surplus() > 0 {
            text.push(said("kartlaggning.fler", t::surplus(self.rate.surplus())));
        }
        if let (false, Some(whole)) = (self.rate.unlinked > 0, rate.share()) {
            let differs = |which: Change| -> Vec<Answered> {
                let differing = divisions.iter().filter_map(|(name, rate)| Some((name.clone(), rate.share()?)));
                differing.filter(|(name, rate)| !name.is_empty() && change(whole, *rate) == Some(which)).collect()
            };
            let divisions = t::divisions(&differs(Change::Less), &differs(Change::More));
            if !divisions.is_empty() && answers > 0 {
                text.push(said("kartlaggning.avdelningar", divisions));
            }
        }
        if rate.out_of_scope > 0 {
            text.push(said("kartlaggning.utgar", t::out_of_scope(rate.out_of_scope, &self.respondent)));
        }
        text.push(said("kartlaggning.period", t::when(self.round.opens, self.round.closes, about.as_deref())));
        Block::Text(text)
    }

    /// The rate of the year before, and which years are sums of whom.
    fn about_years(&self) -> Vec<Sentence> {
        let mut text = Vec::new();
        if let Some(before) = &self.before {
            let year = before.figures.round.id;
            let rates = self.rate.rate.share().zip(before.rate.rate.share());
            // That nobody answered needs no comparison.
            let how = |then, now: Tally| if now.count == 0 { Some(Change::Same) } else { change(then, now) };
            let compared =
                rates.and_then(|(now, then)| Some(t::before(how(then, now)?, whole_percent(now), &year, whole_percent(then)?)));
            text.extend(compared.map(|compared| said("kartlaggning.forra-aret", compared)));
        }
        let imported: Vec<String> = self.earlier.iter().filter(|f| f.round.is_imported).map(|f| f.round.id.to_string()).collect();
        if !imported.is_empty() {
            text.push(said("kartlaggning.inlast", app::texts::rounds::imported_years(&imported)));
        }
        let summed = |figures: &&RoundFigures| figures.is_merged_among(&self.family[0], &self.organisations);
        let (imported, rounds): (Vec<_>, Vec<_>) = self.earlier.iter().filter(summed).partition(|f| f.round.is_imported);
        let rounds: Vec<RoundId> = rounds.into_iter().map(|f| f.round.id).collect();
        if !rounds.is_empty() {
            text.push(said("kartlaggning.sammanlagt", t::merged(&rounds, &self.merged)));
        }
        // A year that was read in may know of some of them alone.
        for figures in imported {
            let known = |id: &&OrganisationId| figures.asked.contains_key(*id);
            let names = self.family.iter().skip(1).filter(known).filter_map(|id| self.organisations.iter().find(|o| o.id == *id));
            let names: Vec<String> = names.map(|o| o.name.clone()).collect();
            let round = figures.round.id;
            text.push(said(&format!("kartlaggning.sammanlagt-{round}"), t::merged(&[round], &names)));
        }
        for figures in self.earlier.iter().filter(|f| f.is_incomparable(&self.family[0], &self.organisations)) {
            let year = figures.round.id;
            text.push(said(&format!("kartlaggning.ojamforbart-{year}"), t::incomparable(&year)));
        }
        text
    }

    /// Other förvaltningars units in the area, and external parties.
    fn others_asked(&self) -> Vec<Sentence> {
        let mut text = Vec::new();
        let named = |(id, rate): (&app::domain::ids::OrganisationId, &Rate)| {
            let organisation = self.organisations.iter().find(|o| o.id == *id && o.audience != Audience::Extern)?;
            Some((organisation.name.clone(), rate.share()?))
        };
        let others: Vec<Answered> = self.others.iter().filter_map(named).collect();
        if !others.is_empty() {
            text.push(said("kartlaggning.andra", t::others(&others)));
        }
        for (organisation, respondent, rate) in &self.external {
            if let Some(rate) = rate.share() {
                let place = format!("kartlaggning.{}", organisation.id);
                text.push(said(&place, t::external(&organisation.name, rate, respondent)));
            }
        }
        let from_elsewhere = self.reporters_from_elsewhere();
        if !from_elsewhere.is_empty() {
            text.push(said("kartlaggning.utifran", t::from_elsewhere(&from_elsewhere)));
        }
        text
    }

    /// Those who described events in the area without units or members there.
    fn reporters_from_elsewhere(&self) -> Vec<String> {
        let here = self.here().filter(|event| event.whereabouts == Whereabouts::Here && !self.is_own(event));
        let reporters: BTreeSet<&OrganisationId> = here.filter_map(|event| event.reporter.as_ref()).collect();
        let is_there = |id: &OrganisationId| self.others.contains_key(id) || self.external.iter().any(|(o, ..)| o.id == *id);
        let others = self.organisations.iter().filter(|o| reporters.contains(&o.id) && !is_there(&o.id));
        others.map(|o| o.name.clone()).collect()
    }

    fn source(&self, source: &Source) -> Sentence {
        let before = self.before.iter().flat_map(|b| &b.sources).find(|s| s.kind == source.kind).and_then(|s| s.count);
        let text = sources::sentence(source.kind, source.count, &source.period, &source.note, self.last().zip(before));
        said(&format!("kartlaggning.kalla-{}", source.id), text)
    }

    /// What has changed since the first year, of at least three.
    fn trend(&self) -> Vec<Sentence> {
        let with_figures: Vec<&RoundFigures> = self.earlier.iter().collect();
        let [first, _, ..] = with_figures.as_slice() else { return vec![] };
        let mut sentences = Vec::new();
        let mut compared = false;
        for (indicator, now, _) in &self.compared {
            let Some(now) = now.shown() else { continue };
            let years = self.years(indicator, now);
            let [(_, from), _, .., (_, to)] = years.as_slice() else { continue };
            compared = true;
            let Some(change) = change_of(&indicator.statistic, *from, *to) else { continue };
            let beside = Beside { indicator, now, before: None };
            let text = t::trend(beside, change, &years, &self.respondent);
            sentences.extend(text.map(|text| said(&format!("kartlaggning.trend-{}", indicator.id), text)));
        }
        if sentences.is_empty() && compared {
            sentences.push(said("kartlaggning.trend", t::no_trend(&first.round.id)));
        }
        sentences
    }

    /// An indicator's figures that are shown, oldest first.
    fn years(&self, indicator: &Indicator, now: Tally) -> Vec<(RoundId, Tally)> {
        let then = |figures: &RoundFigures| {
            let figure = figures.figure_among(&indicator.id, &self.family[0], &self.organisations);
            figure.shown().map(|tally| (figures.round.id, tally))
        };
        self.earlier.iter().filter_map(then).chain([(self.round.id, now)]).collect()
    }
}
