//! Historical and paper answers from CSV, held to the same rules as the form.

use std::collections::BTreeMap;

use app::domain::answer::Form;
use app::domain::journey::walk;
use app::domain::questionnaire::{Kind, Questionnaire};
use app::domain::round::State;
use app::texts::central::log as t;
use unicode_normalization::UnicodeNormalization;

use super::error::CellProblem;
use super::table::{Row, Table, fault};
use super::{Caller, Refusal, Result, Services, areas, digest};
use crate::store;
use crate::store::answers::Response;
use crate::store::rounds::SampleUnit;

/// The column that names the unit and is not kept with the answer.
const UNIT: &str = "enhet";

impl Services {
    /// Takes a file of answers into an open or closed round; returns how many.
    pub async fn import_responses(
        &self,
        caller: &Caller,
        year: i64,
        organisation: &str,
        file: &[u8],
        progress: impl Fn(usize, usize),
    ) -> Result<usize> {
        caller.central()?;
        self.round(year).await?;
        let mut write = self.store.write().await?;
        self.store.hold_answers(&mut write).await?;
        let round = store::rounds::find(&mut write, year).await?.ok_or(Refusal::UnknownRound(year))?;
        if round.state == State::Planned {
            return Err(Refusal::NotOpened(year).into());
        }
        let organisations = store::register::list_organisations(&mut write).await?;
        if !organisations.iter().any(|o| o.id == organisation) {
            return Err(Refusal::UnknownOrganisation(organisation.into()).into());
        }
        let links = store::rounds::list_links(&mut write, year).await?;
        let link = links.iter().find(|l| l.organisation == organisation);
        let link = link.ok_or_else(|| Refusal::NotInRound(organisation.into(), year))?;
        if !store::answers::add_imported_file(&mut write, year, organisation, &digest(file)).await? {
            return Err(Refusal::SameFile(organisation.into(), year).into());
        }

        let questionnaire = self.questionnaire(&mut write, link).await?;
        let (questionnaire, groups) = without_groups(&questionnaire);
        let known = [questionnaire.columns(), groups.clone(), vec![UNIT.to_owned()]].concat();
        let table = Table::read_aside(file, &[], move |c| known.iter().any(|k| k == c)).await?;
        if let Some(group) = table.columns().iter().find(|c| groups.contains(c)) {
            return Err(Refusal::Cell { line: 1, column: group.clone(), problem: CellProblem::Group }.into());
        }
        if table.rows.is_empty() {
            return Err(Refusal::EmptyFile.into());
        }
        let counts = store::rounds::count_responses(&mut write, year).await?;
        let threshold = usize::try_from(self.threshold()).unwrap_or(usize::MAX);
        if round.state == State::Closed && !counts.is_empty() && table.rows.len() < threshold {
            return Err(Refusal::TooFewIntoClosed(self.threshold()).into());
        }

        let areas = areas(&organisations);
        let sample = store::rounds::list_sample(&mut write, year, organisation).await?;
        let mut units = Units { sample: &sample, taken: BTreeMap::new() };
        let day = self.ambient.today().min(round.closes);
        for (done, row) in table.rows.iter().enumerate() {
            let unit = units.take(&table, row)?;
            if let Some(unit) = unit {
                store::rounds::add_participation(&mut write, year, organisation, &unit.unit, day).await?;
            }
            let form = form_of(&questionnaire, &table, row);
            let journey = walk(&questionnaire, &form, &areas);
            if let Some(fault) = journey.faults().next() {
                let problem = CellProblem::Answer(fault.problem.clone());
                return Err(Refusal::Cell { line: row.line, column: fault.field.clone(), problem }.into());
            }
            let response = Response {
                organisation: organisation.into(),
                id: self.ambient.id(),
                answers: journey.answers,
                tied: unit.is_some(),
                receipt: None,
            };
            store::answers::add_response(&mut write, year, &response).await?;
            progress(done + 1, table.rows.len());
        }

        let rates = super::rounds::rates(&mut write, &organisations, year).await?;
        let rate = rates.iter().find(|r| r.organisation == organisation);
        if let Some(rate) = rate.filter(|r| r.has_register && r.rate.completed > r.rate.eligible()) {
            let refusal = Refusal::MoreThanSample { completed: rate.rate.completed, eligible: rate.rate.eligible() };
            return Err(refusal.into());
        }
        if round.state == State::Closed {
            store::answers::scatter(&mut write, &self.ambient, year).await?;
            self.recount(&mut write, year).await?;
        }
        let subject = format!("{organisation}, {year}");
        let after = t::answers(table.rows.len());
        self.audit(&mut write, caller, t::IMPORT_ANSWERS, &subject, (None, Some(after))).await?;
        write.commit().await?;
        if round.state == State::Closed {
            self.store.scrub().await?;
        }
        Ok(table.rows.len())
    }
}

/// The units of a round by name, and on which line each was named.
struct Units<'a> {
    sample: &'a [SampleUnit],
    taken: BTreeMap<String, u64>,
}

impl<'a> Units<'a> {
    fn take(&mut self, table: &Table, row: &Row) -> std::result::Result<Option<&'a SampleUnit>, Refusal> {
        let name = table.name(row, UNIT)?;
        if name.is_empty() {
            return Ok(None);
        }
        let refuse = |problem| Err(fault(row, UNIT, problem));
        let Some(unit) = self.sample.iter().find(|u| u.name.nfc().eq(name.chars())) else {
            return refuse(CellProblem::UnknownUnit(name));
        };
        if unit.reason.is_some() {
            return refuse(CellProblem::OutOfScope(name));
        }
        if unit.answered_on.is_some() {
            return refuse(CellProblem::HasAnswered(name));
        }
        if let Some(line) = self.taken.insert(name.clone(), row.line) {
            return refuse(CellProblem::Repeated(name, line));
        }
        Ok(Some(unit))
    }
}

/// The questionnaire as a file can answer it, and the groups that were taken out.
fn without_groups(questionnaire: &Questionnaire) -> (Questionnaire, Vec<String>) {
    let mut plain = questionnaire.clone();
    let mut groups = Vec::new();
    for section in &mut plain.sections {
        section.questions.retain(|question| {
            let group = matches!(question.kind, Kind::Group { .. });
            if group {
                groups.push(question.id.clone());
            }
            !group
        });
    }
    (plain, groups)
}

/// A row as the form that would post it.
fn form_of(questionnaire: &Questionnaire, table: &Table, row: &Row) -> Form {
    let mut pairs = Vec::new();
    for question in questionnaire.questions() {
        for field in question.fields() {
            let cell = table.raw(row, &field);
            let several = field == question.id && matches!(question.kind, Kind::MultipleChoice { .. });
            let text = matches!(question.kind, Kind::ShortText { .. } | Kind::LongText { .. }) || field.ends_with(".annat_text");
            if several {
                pairs.extend(cell.split(',').map(|id| (field.clone(), id.trim().to_owned())));
            } else if text {
                pairs.push((field, cell.to_owned()));
            } else {
                pairs.push((field, cell.trim().to_owned()));
            }
        }
    }
    Form::from_pairs(pairs)
}
