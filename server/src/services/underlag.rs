//! Fills the underlag with the figures of one organisation's closed round.

use std::collections::BTreeSet;

use app::domain::figure::{Tally, day, decimal};
use app::domain::indicator::value;
use app::domain::organisation::lineage;
use app::domain::questionnaire::{Choice, Direction, Indicator, Kind, Questionnaire, Statistic};
use app::domain::round::{Round, State};
use app::domain::suppression::{Figure, Reason};
use app::domain::underlag::{Block, Part, Underlag};
use app::domain::wording::{change, percent, whole_percent};
use app::texts::central::log;
use app::texts::underlag::{self as t, analysis, findings, incidents, routine, survey};

use super::results::Incident;
use super::rounds::OrganisationRate;
use super::{Caller, Refusal, Result, Services};
use crate::store;

impl Services {
    /// The underlag of an organisation.
    ///
    /// # Errors
    /// Refused while the round is open, and for a round that neither the organisation nor those
    /// before it were in.
    pub async fn underlag(&self, caller: &Caller, year: i64, organisation: &str) -> Result<Underlag> {
        let all = self.organisations().await?;
        caller.may_read(&all, organisation)?;
        let round = self.closed_round(year).await?;
        let family = lineage(&all, organisation);
        let ids: Vec<&str> = family.iter().map(|o| o.id.as_str()).collect();
        let (questionnaire, before) = {
            let mut db = self.store.read().await?;
            let links = store::rounds::list_links(&mut db, year).await?;
            let link = links.iter().find(|l| ids.contains(&l.organisation.as_str()));
            let link = link.ok_or_else(|| Refusal::NotInRound(organisation.to_owned(), year))?;
            let mut before = None;
            for earlier in
                store::rounds::list(&mut db).await?.into_iter().rev().filter(|r| r.year < year && r.state == State::Closed)
            {
                let links = store::rounds::list_links(&mut db, earlier.year).await?;
                if before.is_none() && links.iter().any(|l| ids.contains(&l.organisation.as_str())) {
                    before = Some(earlier);
                }
            }
            (self.questionnaire(&mut db, link).await?, before)
        };
        let rate = self.family_rate(&all, organisation, year).await?;
        let earlier = match &before {
            Some(round) => Some((self.figures(round.year).await?, self.family_rate(&all, organisation, round.year).await?)),
            None => None,
        };
        let compared = self.figures(year).await?.compared(earlier.as_ref().map(|(f, _)| f), &all, organisation);
        let last = before.as_ref().map(|r| r.year);
        let seen = self.incidents(caller, year, Some(organisation)).await?;
        // With few answers it is not even said how many incidents are its own.
        let own = |i: &&Incident| i.reporter.as_deref().is_some_and(|r| ids.contains(&r));
        let own_count = (rate.responses >= self.threshold()).then(|| seen.iter().filter(own).count());
        let name = |id: &str| all.iter().find(|o| o.id == id).map_or_else(|| id.to_owned(), |o| o.name.clone());
        let here = family.first().map_or(vec![], |o| o.areas.clone());
        let mut saw_none = Vec::new();
        let reporters: BTreeSet<&str> =
            seen.iter().filter(|i| here.contains(&i.area)).filter_map(|i| i.reporter.as_deref()).collect();
        for other in self.rates(year).await? {
            // Of one with few answers it is not said whether it saw any.
            if other.responses >= self.threshold()
                && !reporters.contains(other.organisation.as_str())
                && !here.is_empty()
                && !ids.contains(&other.organisation.as_str())
            {
                saw_none.push(name(&other.organisation));
            }
        }
        let merged: Vec<String> = family.iter().skip(1).map(|o| o.name.clone()).collect();
        let parts = vec![
            survey_part(&round, &rate, earlier.as_ref().map(|(_, r)| r).zip(last), &merged),
            findings_part(&compared, year, last),
            incidents_part(&seen, own_count, &saw_none, &questionnaire, &name),
            routine_part(&seen),
            analysis_part(&compared),
        ];
        Ok(Underlag {
            title: t::title(year),
            lines: vec![name(organisation), t::dated(&day(self.ambient.today())), t::REGISTRATION.to_owned()],
            parts,
        })
    }
}

impl Services {
    /// Notes that staff took an underlag away as a file.
    pub async fn audit_report(&self, caller: &Caller, year: i64, organisation: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        self.audit(&mut write, caller, log::EXPORT, &log::report(year, organisation), (None, None)).await?;
        Ok(write.commit().await?)
    }
}

fn survey_part(round: &Round, rate: &OrganisationRate, last: Option<(&OrganisationRate, i64)>, merged: &[String]) -> Part {
    let (eligible, answers) = (rate.rate.eligible(), rate.rate.completed);
    let mut text = vec![survey::asked(eligible, &day(round.opens), &day(round.closes))];
    if rate.rate.out_of_scope > 0 {
        text.push(survey::out_of_scope(rate.rate.out_of_scope));
    }
    let share = |rate: &OrganisationRate| {
        rate.tenths().and_then(|_| whole_percent(Tally { count: rate.rate.completed, base: rate.rate.eligible() }))
    };
    text.push(match share(rate) {
        _ if answers == 0 => survey::NOBODY.to_owned(),
        Some(_) if answers == eligible => survey::everybody(answers),
        Some(percent) => survey::answered(answers, percent),
        None => survey::NO_RATE.to_owned(),
    });
    let mut blocks = vec![Block::Text(text.join(" "))];
    if let Some((before, year)) = last {
        let mut text: Vec<String> = share(before).map(|percent| survey::before(year, percent)).into_iter().collect();
        if answers < before.rate.completed {
            text.push(survey::fewer(answers, before.rate.completed, year));
        }
        if !merged.is_empty() {
            text.push(survey::merged(&merged.join(" och ")));
        }
        blocks.push(Block::Text(text.join(" ")));
    }
    blocks.push(Block::Text(survey::OTHER_SOURCES.to_owned()));
    Part { heading: survey::HEADING.to_owned(), blocks }
}

type Compared = (Indicator, Figure, Figure);

fn findings_part(compared: &[Compared], year: i64, last: Option<i64>) -> Part {
    let heading = findings::HEADING.to_owned();
    if compared.is_empty() {
        return Part { heading, blocks: vec![Block::Text(findings::NONE.to_owned())] };
    }
    if compared.iter().all(|(_, now, _)| now.shown().is_none()) {
        let empty = compared.iter().all(|(_, now, _)| now.hidden() == Some(Reason::Empty));
        let said = if empty { findings::ALL_EMPTY } else { findings::ALL_HIDDEN };
        return Part { heading, blocks: vec![Block::Text(said.to_owned())] };
    }
    let sentences = compared.iter().map(|(indicator, now, before)| finding(indicator, *now, *before, last)).collect();
    let cell = |indicator: &Indicator, figure: Figure| {
        let shown = figure.shown().and_then(|tally| Some((tally, value(&indicator.statistic, tally)?)));
        let Some((tally, (number, places))) = shown else { return findings::NOT_SHOWN.to_owned() };
        match indicator.statistic {
            Statistic::Share(_) => findings::share_cell(&decimal(number, places), tally),
            Statistic::Mean => findings::mean_cell(&decimal(number, places), tally.base),
        }
    };
    let rows = compared.iter().map(|(indicator, now, before)| {
        let before = last.map(|_| cell(indicator, *before));
        [indicator.label.clone(), cell(indicator, *now)].into_iter().chain(before).collect()
    });
    let columns = [findings::INDICATOR.to_owned(), year.to_string()].into_iter().chain(last.map(|year| year.to_string()));
    let table = Block::Table(findings::TABLE.to_owned(), columns.collect(), rows.collect());
    Part { heading, blocks: vec![Block::List(sentences), table] }
}

fn finding(indicator: &Indicator, now: Figure, before: Figure, last: Option<i64>) -> String {
    let label = &indicator.label;
    let Some(tally) = now.shown() else {
        return match now.hidden() {
            Some(Reason::Few) => findings::few(label),
            Some(Reason::Protects) => findings::protects(label),
            _ => findings::nobody(label),
        };
    };
    match (&indicator.statistic, value(&indicator.statistic, tally)) {
        (Statistic::Mean, Some((hundredths, _))) => findings::average(label, hundredths, tally.base),
        (Statistic::Mean, None) => findings::nobody(label),
        (Statistic::Share(_), _) => {
            let compared = before
                .shown()
                .zip(last)
                .and_then(|(b, year)| Some(findings::changed(change(b, tally)?, &findings::was(b), year)));
            [Some(findings::share(label, tally)), compared].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

fn incidents_part(
    seen: &[Incident],
    own: Option<usize>,
    saw_none: &[String],
    questionnaire: &Questionnaire,
    name: &impl Fn(&str) -> String,
) -> Part {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut blocks = Vec::new();
    if seen.is_empty() {
        blocks.push(Block::Text(incidents::NONE.to_owned()));
    } else {
        blocks.push(Block::Text(incidents::described(count(seen.len()))));
        blocks.extend(
            own.map(|own| Block::Text(if own == 0 { incidents::NONE_OWN.to_owned() } else { incidents::own(count(own)) })),
        );
        let row = |incident: &Incident| {
            let get = |id: &str| incident.answers.get(id).cloned().unwrap_or_default();
            let named = |id: &str| named(questionnaire, id, &get(id));
            let reporter = incident.reporter.as_deref().map_or_else(|| incidents::UNSAID.to_owned(), name);
            vec![incident.area.clone(), get("manad"), named("typ"), named("miljo"), reporter, get("beskrivning")]
        };
        let columns = incidents::COLUMNS.map(str::to_owned).to_vec();
        blocks.push(Block::Table(incidents::TABLE.to_owned(), columns, seen.iter().map(row).collect()));
    }
    if !saw_none.is_empty() {
        blocks.push(Block::Text(incidents::saw_none(&saw_none.join(", "))));
    }
    Part { heading: incidents::HEADING.to_owned(), blocks }
}

/// Options' ids, parted by `,`, as they are read.
fn named(questionnaire: &Questionnaire, question: &str, ids: &str) -> String {
    let groups = questionnaire.questions().filter_map(|q| match &q.kind {
        Kind::Group { questions, .. } => Some(questions),
        _ => None,
    });
    let options: Vec<&Choice> = groups.flatten().filter(|q| q.id == question).flat_map(|q| q.kind.options()).collect();
    let text = |id: &str| options.iter().find(|o| o.id == id).map_or_else(|| id.to_owned(), |o| o.text.clone());
    ids.split(',').filter(|id| !id.is_empty()).map(text).collect::<Vec<_>>().join(", ")
}

fn routine_part(seen: &[Incident]) -> Part {
    let with = |way: &str| {
        let reported = |i: &&Incident| i.answers.get("rapporterat").is_some_and(|ids| ids.split(',').any(|id| id == way));
        i64::try_from(seen.iter().filter(reported).count()).unwrap_or(i64::MAX)
    };
    let text = match i64::try_from(seen.len()).unwrap_or(i64::MAX) {
        0 => routine::NOTHING.to_owned(),
        count => routine::used(count, with("blankett"), with("inte")),
    };
    Part { heading: routine::HEADING.to_owned(), blocks: vec![Block::Text(text)] }
}

/// Questions to answer rather than claims; also for what less than half say yes to.
fn analysis_part(compared: &[Compared]) -> Part {
    let few = compared.iter().filter(|(indicator, now, _)| {
        indicator.direction == Direction::Higher
            && matches!(indicator.statistic, Statistic::Share(_))
            && now.shown().is_some_and(|tally| percent(tally).is_some() && 2 * tally.count < tally.base)
    });
    let questions = analysis::QUESTIONS.iter().map(|q| (*q).to_owned());
    let questions = questions.chain(few.map(|(indicator, _, _)| analysis::known_by_few(&indicator.label)));
    Part {
        heading: analysis::HEADING.to_owned(),
        blocks: vec![Block::Text(analysis::INTRO.to_owned()), Block::List(questions.collect())],
    }
}
