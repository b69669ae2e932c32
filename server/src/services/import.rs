//! Historical and paper answers from CSV, held to the same rules as the form.

use std::collections::BTreeMap;

use app::domain::answer::{Answers, Form};
use app::domain::journey::walk;
use app::domain::meaning::Meaning;
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
        retried!(self.import_once(caller, year, organisation, file, &progress).await)
    }

    async fn import_once(
        &self,
        caller: &Caller,
        year: i64,
        organisation: &str,
        file: &[u8],
        progress: &impl Fn(usize, usize),
    ) -> Result<usize> {
        let mut write = self.store.write().await?;
        self.store.hold_round(&mut write, year).await?;
        let round = store::rounds::find(&mut write, year).await?.ok_or(Refusal::UnknownRound(year))?;
        match round.state_on(self.ambient.today()) {
            State::Planned => return Err(Refusal::NotOpened(year).into()),
            State::Closing => return Err(Refusal::Closing(year).into()),
            State::Open | State::Closed => {}
        }
        let closed = round.state == State::Closed;
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
        let sample = store::rounds::list_sample(&mut write, year, organisation).await?;
        let mut rows = read_file(file, &questionnaire, &sample, &areas(&organisations)).await?;
        let counts: BTreeMap<String, i64> = store::rounds::count_responses(&mut write, year).await?.into_iter().collect();
        let before = if closed && !counts.is_empty() {
            let threshold = usize::try_from(round.thresholds.1).unwrap_or(usize::MAX);
            if rows.len() < threshold {
                return Err(Refusal::TooFewIntoClosed(round.thresholds.1).into());
            }
            Some(self.every_figure(&mut write, &round).await?)
        } else {
            None
        };
        if closed && counts.contains_key(organisation) {
            // A breakdown stays as it was first counted, and so does what could be counted as one.
            let background: Vec<&str> =
                Meaning::BACKGROUND.iter().filter_map(|m| questionnaire.question_for(*m)).map(|q| q.id.as_str()).collect();
            rows.iter_mut().for_each(|(_, answers)| answers.0.retain(|field, _| !is_of(field, &background)));
        }
        // In the order of the file they would be known by it.
        self.ambient.shuffle(&mut rows);
        let day = self.ambient.today().min(round.closes);
        let count = rows.len();
        for (done, (unit, answers)) in rows.into_iter().enumerate() {
            if let Some(unit) = &unit {
                store::rounds::add_participation(&mut write, year, organisation, unit, day).await?;
            }
            let response = Response {
                organisation: organisation.into(),
                id: self.ambient.id(),
                answers,
                tied: unit.is_some(),
                receipt: None,
            };
            store::answers::add_response(&mut write, year, &response).await?;
            progress(done + 1, count);
        }
        let rates = super::rounds::rates(&mut write, &organisations, year).await?;
        let rate = rates.iter().find(|r| r.organisation == organisation);
        if let Some(rate) = rate.filter(|r| r.has_register && r.rate.completed > r.rate.eligible()) {
            let refusal = Refusal::MoreThanSample { completed: rate.rate.completed, eligible: rate.rate.eligible() };
            return Err(refusal.into());
        }
        if closed {
            self.recount(&mut write, link).await?;
        }
        if let Some(before) = before {
            let after = self.every_figure(&mut write, &round).await?;
            if !before.may_become(&after, round.thresholds.1) {
                return Err(Refusal::TellsTooMuch(organisation.to_owned(), year).into());
            }
        }
        let subject = format!("{organisation}, {year}");
        self.audit(&mut write, caller, t::IMPORT_ANSWERS, &subject, (None, Some(t::answers(count)))).await?;
        write.commit().await?;
        Ok(count)
    }
}

/// Whether a field belongs to one of these questions.
fn is_of(field: &str, questions: &[&str]) -> bool {
    questions.iter().any(|question| Form::belongs(field, question))
}

/// A row of the file: the unit that is marked as answered, and what was answered.
type Answered = (Option<String>, Answers);

/// Reads a file of answers, held to the same rules as the form.
async fn read_file(file: &[u8], questionnaire: &Questionnaire, sample: &[SampleUnit], areas: &[String]) -> Result<Vec<Answered>> {
    let (questionnaire, groups) = without_groups(questionnaire);
    let known = [questionnaire.columns(), groups.clone(), vec![UNIT.to_owned()]].concat();
    let table = Table::read_aside(file, &[], move |c| known.iter().any(|k| k == c)).await?;
    if let Some(group) = table.columns().iter().find(|c| groups.contains(c)) {
        return Err(Refusal::Cell { line: 1, column: group.clone(), problem: CellProblem::Group }.into());
    }
    if table.rows.is_empty() {
        return Err(Refusal::EmptyFile.into());
    }
    let by_name = sample.iter().map(|unit| (unit.name.nfc().collect(), unit)).collect();
    let mut units = Units { sample: by_name, taken: BTreeMap::new() };
    let read = |row: &Row| {
        let unit = units.take(&table, row)?.map(|unit| unit.unit.clone());
        let journey = walk(&questionnaire, &form_of(&questionnaire, &table, row), areas);
        if let Some(fault) = journey.faults().next() {
            let problem = CellProblem::Answer(fault.problem.clone());
            return Err(Refusal::Cell { line: row.line, column: fault.field.clone(), problem }.into());
        }
        Ok((unit, journey.answers))
    };
    table.rows.iter().map(read).collect()
}

/// The units of a round by name in Unicode NFC, and on which line each was named.
struct Units<'a> {
    sample: BTreeMap<String, &'a SampleUnit>,
    taken: BTreeMap<String, u64>,
}

impl<'a> Units<'a> {
    fn take(&mut self, table: &Table, row: &Row) -> std::result::Result<Option<&'a SampleUnit>, Refusal> {
        let name = table.name(row, UNIT)?;
        if name.is_empty() {
            return Ok(None);
        }
        let refuse = |problem| Err(fault(row, UNIT, problem));
        let Some(unit) = self.sample.get(&name).copied() else {
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
