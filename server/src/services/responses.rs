//! Historical and paper answers from CSV, held to the same rules as the form.

use std::collections::BTreeMap;

use app::domain::answer::{Answers, Form, Setting};
use app::domain::audit::Action;
use app::domain::ids::{OrganisationId, RoundId, UnitId};
use app::domain::journey::walk;
use app::domain::organisation::Organisation;
use app::domain::questionnaire::{Kind, Questionnaire};
use app::domain::response::Response;
use app::domain::round::{ClosedRound, Link, State};
use app::domain::unit::SampleUnit;
use jiff::civil::Date;
use sqlx::AnyConnection;
use unicode_normalization::UnicodeNormalization;

use super::distributions::{self, EveryFigure};
use super::error::CellProblem;
use super::table::{Row, Table, fault};
use super::{
    Central, Context, FileError, ImportError, Refusal, Result, RoundError, areas, counting, digest, questionnaires, rates, sealed,
};
use crate::sealing::RoundKeys;
use crate::store;

/// What the digests of imported files are keyed for.
pub(super) const IMPORTED_FILE: &str = "imported file";
/// The column that names the unit and is not kept with the answer.
const UNIT: &str = "enhet";

/// Reads a file of answers into an open or closed round; returns how many.
///
/// # Errors
/// Refused with the place of the first fault, and where it would show or move a figure that it may not.
pub async fn import(
    cx: &Context,
    central: &Central,
    (round, organisation): (&RoundId, &OrganisationId),
    file: &[u8],
    progress: impl Fn(usize, usize),
) -> Result<usize> {
    retried!(import_once(cx, central, (round, organisation), file, &progress).await)
}

async fn import_once(
    cx: &Context,
    central: &Central,
    (id, organisation): (&RoundId, &OrganisationId),
    file: &[u8],
    progress: &impl Fn(usize, usize),
) -> Result<usize> {
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, id).await?;
    let round = store::rounds::find(&mut write, id).await?.ok_or(Refusal::UnknownRound(*id))?;
    match round.state_on(cx.ambient.today()) {
        State::Planned => return Err(RoundError::NotOpened(round.id).into()),
        State::Closing => return Err(RoundError::Closing(round.id).into()),
        State::Abandoned => return Err(RoundError::Abandoned(round.id).into()),
        State::Open | State::Closed => {}
    }
    let organisations = store::organisations::list(&mut write).await?;
    if !organisations.iter().any(|o| o.id == *organisation) {
        return Err(Refusal::UnknownOrganisation(organisation.to_string()).into());
    }
    let links = store::rounds::list_links(&mut write, id).await?;
    let link = links.iter().find(|l| l.organisation == *organisation);
    let link = link.ok_or_else(|| Refusal::NotInRound(organisation.to_string(), *id))?;
    if !store::responses::add_imported_file(&mut write, id, organisation, &cx.keyed(IMPORTED_FILE, &digest(file))).await? {
        return Err(ImportError::SameFile(organisation.to_string(), *id).into());
    }
    let questionnaire = questionnaires::of_link(cx, &mut write, link).await?;
    let sample = store::sample::list(&mut write, id, organisation).await?;
    let mut rows = read_file(file, &questionnaire, &sample, &Setting::of(areas(&organisations), cx.ambient.today())).await?;
    let closed = round.closed();
    let before = match &closed {
        Some(closed) => figures_before(cx, &mut write, closed, link, rows.len()).await?,
        None => None,
    };
    let has_answers = link.responses.is_some_and(|n| n > 0);
    if before.is_some() && !has_answers {
        store::counts::set_late(&mut write, id, organisation).await?;
    }
    if closed.is_some() && has_answers {
        // A breakdown stays as it was first counted, and so does what could be counted as one.
        let background = questionnaire.background_fields();
        rows.iter_mut().for_each(|(_, answers)| answers.0.retain(|field, _| !is_of(field, &background)));
    }
    let (day, count) = (cx.ambient.today().min(round.for_link(link, cx.ambient.today()).closes), rows.len());
    add_rows(cx, &mut write, link, (day, closed.is_some()), rows, progress).await?;
    check_rate(&mut write, &organisations, link).await?;
    if let Some(closed) = closed {
        counting::recount(cx, &mut write, link).await?;
        if let Some(before) = before {
            let after = distributions::every_figure(cx, &mut write, &closed).await?;
            if !before.may_become(&after, closed.thresholds.1) {
                return Err(ImportError::TellsTooMuch(organisation.to_string(), *id).into());
            }
        }
    }
    let subject = format!("{organisation}, {id}");
    cx.audit(&mut write, central.caller(), Action::ImportResponses, &subject, (None, Some(count.to_string()))).await?;
    write.commit().await?;
    Ok(count)
}

/// Adds each row as a response, sealed unless the round has closed, and marks its unit as answered.
async fn add_rows(
    cx: &Context,
    write: &mut AnyConnection,
    link: &Link,
    (day, closed): (Date, bool),
    rows: Vec<Answered>,
    progress: &impl Fn(usize, usize),
) -> Result<()> {
    let count = rows.len();
    let keys = if closed { None } else { Some(cx.keys.of(&link.round)?) };
    // Units first and then the answers, each in an order of their own, or rows written side by side would match.
    let (mut units, mut answers) = (Vec::new(), Vec::new());
    for (unit, answer) in rows {
        answers.push((unit.is_some(), answer));
        units.extend(unit);
    }
    cx.ambient.shuffle(&mut units);
    cx.ambient.shuffle(&mut answers);
    for unit in &units {
        store::sample::add_participation(write, &link.round, &link.organisation, unit, day).await?;
    }
    for (done, (linked, answers)) in answers.into_iter().enumerate() {
        keep(cx, write, link, linked, answers, keys.as_deref()).await?;
        progress(done + 1, count);
    }
    Ok(())
}

/// Keeps an answer for which a unit stands or none: sealed, or as a closed round has it where there are no keys.
pub(crate) async fn keep(
    cx: &Context,
    write: &mut AnyConnection,
    link: &Link,
    linked: bool,
    answers: Answers,
    keys: Option<&RoundKeys>,
) -> Result<()> {
    let Link { round, organisation, .. } = link;
    if let Some(keys) = keys {
        let sealed = keys.seal_imported(organisation, &sealed::bytes(&answers)?);
        return Ok(store::responses::add_sealed(write, round, organisation, &sealed, linked).await?);
    }
    let response = Response { organisation: organisation.clone(), id: cx.ambient.id(), answers };
    store::responses::add(write, round, &response).await?;
    if !linked {
        store::responses::add_unlinked(write, round, organisation, 1).await?;
    }
    Ok(())
}

/// The figures of a closed round with answers, before rows are added to it.
async fn figures_before(
    cx: &Context,
    write: &mut AnyConnection,
    closed: &ClosedRound,
    link: &Link,
    rows: usize,
) -> Result<Option<EveryFigure>> {
    if store::responses::count(write, &link.round).await?.iter().all(|(_, count)| *count == 0) {
        return Ok(None);
    }
    let threshold = closed.thresholds.1;
    if rows < usize::try_from(threshold).unwrap_or(usize::MAX) {
        return Err(ImportError::TooFewIntoClosed(threshold).into());
    }
    Ok(Some(distributions::every_figure(cx, write, closed).await?))
}

/// Refuses more answers than there are units that can answer.
async fn check_rate(write: &mut AnyConnection, organisations: &[Organisation], link: &Link) -> Result<()> {
    let rates = rates::count(write, organisations, &link.round).await?;
    let rate = rates.iter().find(|r| r.organisation == link.organisation);
    match rate.filter(|r| r.has_register && r.rate.completed > r.rate.eligible()) {
        Some(r) => Err(ImportError::MoreThanSample { completed: r.rate.completed, eligible: r.rate.eligible() }.into()),
        None => Ok(()),
    }
}

/// Whether a field belongs to one of these questions.
fn is_of(field: &str, questions: &[&str]) -> bool {
    questions.iter().any(|question| Form::belongs(field, question))
}

/// A row of the file: the unit that is marked as answered, and what was answered.
type Answered = (Option<UnitId>, Answers);

/// Reads a file of answers, held to the same rules as the form.
async fn read_file(
    file: &[u8],
    questionnaire: &Questionnaire,
    sample: &[SampleUnit],
    setting: &Setting,
) -> Result<Vec<Answered>> {
    let (questionnaire, groups) = without_groups(questionnaire);
    let known = [questionnaire.columns(), groups.clone(), vec![UNIT.to_owned()]].concat();
    let table = Table::read_aside(file, &[], move |c| known.iter().any(|k| k == c)).await?;
    if let Some(group) = table.columns().iter().find(|c| groups.contains(c)) {
        return Err(FileError::Cell { line: 1, column: group.clone(), problem: CellProblem::Group }.into());
    }
    if table.rows.is_empty() {
        return Err(FileError::EmptyFile.into());
    }
    let by_name = sample.iter().map(|unit| (unit.name.nfc().collect(), unit)).collect();
    let mut units = Units { sample: by_name, taken: BTreeMap::new() };
    let read = |row: &Row| {
        let unit = units.take(&table, row)?.map(|unit| unit.unit.clone());
        let journey = walk(&questionnaire, &form_of(&questionnaire, &table, row), setting);
        if let Some(fault) = journey.faults().next() {
            let problem = CellProblem::Answer(fault.problem.clone());
            return Err(FileError::Cell { line: row.line, column: fault.field.clone(), problem }.into());
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
    fn take(&mut self, table: &Table, row: &Row) -> std::result::Result<Option<&'a SampleUnit>, FileError> {
        let name = table.name(row, UNIT)?;
        if name.is_empty() {
            return Ok(None);
        }
        let refuse = |problem| Err(fault(row, UNIT, problem));
        let Some(unit) = self.sample.get(&name).copied() else {
            return refuse(CellProblem::UnknownUnit(name));
        };
        if unit.out_of_scope.is_some() {
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
