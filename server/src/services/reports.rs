//! What other sources tell of, one by one, all year: blanketter, and lists of the police, IA or SISAB. A report
//! belongs to the round whose period its day is in.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::domain::answer::Setting;
use app::domain::audit::Action;
use app::domain::incident::Incident;
use app::domain::meaning::Meaning;
use app::domain::period::Period;
use app::domain::questionnaire::{Choice, Questionnaire};
use app::domain::source::{Report, Source, SourceKind};
use app::forms::ReportForm;
use app::texts::reports as t;
use jiff::civil::Date;

use super::error::CellProblem;
use super::table::{Row, Table, fault};
use super::{
    Changeable, Context, Error, EventError, FileError, OrganisationRound, Result, TextError, areas, clean, digest,
    questionnaires, without_persons,
};
use crate::store;

/// The columns of a file, each a field of the form.
const COLUMNS: [&str; 7] = ["datum", "kalla", "plats", "miljo", "typ", "omhandertagen", "text"];
/// Those that a file must have.
const NEEDED: [&str; 5] = ["datum", "kalla", "plats", "miljo", "typ"];
/// Characters of the longest name or period, and of the longest text.
const LONGEST: (usize, usize) = (100, 1000);

/// An organisation's reports around a round.
#[derive(Debug, Default)]
pub struct Reports {
    /// Of the round's period, oldest first.
    pub of_period: Vec<Report>,
    /// From after it: a later round has them.
    pub later: Vec<Report>,
}

/// The period of a round.
pub async fn period(cx: &Context, at: &OrganisationRound) -> Result<Period> {
    let rounds = store::rounds::list(&mut *cx.store.read().await?).await?;
    Period::of_rounds(&rounds).get(&at.round().id).copied().ok_or(Error::NotFound)
}

/// The reports of an organisation and those before it, in the round's period and after it.
pub async fn list(cx: &Context, at: &OrganisationRound) -> Result<Reports> {
    let period = period(cx, at).await?;
    let mut db = cx.store.read().await?;
    let mut reports = Reports::default();
    for id in at.family() {
        for report in store::reports::list(&mut db, id).await? {
            if report.day > period.to {
                reports.later.push(report);
            } else if report.day >= period.from {
                reports.of_period.push(report);
            }
        }
    }
    reports.of_period.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    reports.later.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    Ok(reports)
}

/// The sources that the reports of the round's period make up: of each list how many there are, and of what kinds.
pub(super) async fn as_sources(cx: &Context, at: &OrganisationRound) -> Result<Vec<Source>> {
    let reports = list(cx, at).await?.of_period;
    if reports.is_empty() {
        return Ok(vec![]);
    }
    let (period, questionnaire) = (period(cx, at).await?.to_string(), questionnaire(cx, at).await?);
    let mut lists: BTreeMap<(SourceKind, String, String), Vec<Incident>> = BTreeMap::new();
    for Report { source, name, period: own, incident, .. } in reports {
        let period = if own.is_empty() { period.clone() } else { own };
        lists.entry((source, name, period)).or_default().push(incident);
    }
    let source = |((kind, name, period), incidents): ((SourceKind, String, String), Vec<Incident>)| {
        let id = digest(format!("{}\n{name}\n{period}", kind.as_str()))[..20].to_owned();
        let count = i64::try_from(incidents.len()).ok();
        let note = t::note(&name, &kinds(&questionnaire, &incidents));
        Source { id, kind, count, period, note, from_reports: true }
    };
    Ok(lists.into_iter().map(source).collect())
}

/// How many incidents are of each kind, in the order of the questionnaire.
fn kinds(questionnaire: &Questionnaire, incidents: &[Incident]) -> Vec<(String, i64)> {
    let options = questionnaire.incident_question_for(Meaning::Kind).map_or(&[][..], |question| question.kind.options());
    let count = |option: &Choice| incidents.iter().filter(|incident| incident.kind.contains(&option.id)).count();
    let counts = options.iter().map(|option| (option.named(), i64::try_from(count(option)).unwrap_or(i64::MAX)));
    counts.filter(|(_, count)| *count > 0).collect()
}

/// The enkät whose options the organisation's reports have: that of the round, or of one before it.
pub async fn questionnaire(cx: &Context, at: &OrganisationRound) -> Result<Arc<Questionnaire>> {
    let found = questionnaires::of_family(cx, &mut *cx.store.read().await?, &at.round().id, at.family()).await?;
    found.ok_or(Error::NotFound)
}

/// What a report is read against.
struct Reader {
    questionnaire: Arc<Questionnaire>,
    setting: Setting,
    /// From the first day of the period to today.
    days: (Date, Date),
}

impl Reader {
    async fn new(cx: &Context, at: &OrganisationRound) -> Result<Self> {
        let days = (period(cx, at).await?.from, cx.ambient.today());
        Ok(Self { questionnaire: questionnaire(cx, at).await?, setting: Setting::of(areas(at.organisations()), days.1), days })
    }

    fn day(&self, text: &str) -> std::result::Result<Date, EventError> {
        let (from, to) = self.days;
        text.trim().parse().ok().filter(|day| (from..=to).contains(day)).ok_or(EventError::BadDay(from, to))
    }

    /// Otherwise the field that is wrong, and what is wrong with it.
    fn read(&self, form: &ReportForm, id: String) -> std::result::Result<Report, Error> {
        let day = self.day(&form.datum)?;
        let source = form.kalla.trim().parse().map_err(|()| EventError::NoSource)?;
        let [name, period, text] = [&form.namn, &form.period, &form.text].map(|text| clean(text));
        for (field, text, longest) in [("namn", &name, LONGEST.0), ("period", &period, LONGEST.0), ("text", &text, LONGEST.1)] {
            if text.chars().count() > longest {
                return Err(TextError::TextTooLong { field: field.to_owned(), longest }.into());
            }
            without_persons(field, text)?;
        }
        let values = |meaning| match meaning {
            Meaning::Place => vec![form.plats.trim().to_owned()],
            Meaning::Environment => form.miljo.clone(),
            Meaning::Kind => form.typ.clone(),
            Meaning::Month => vec![day.strftime("%Y-%m").to_string()],
            Meaning::Handled => vec![form.omhandertagen.trim().to_owned()],
            _ => vec![],
        };
        let incident = Incident::noted(&self.questionnaire, values, &self.setting);
        let incident = incident.map_err(|(meaning, problem)| EventError::Noted(field_of(meaning), problem))?;
        Ok(Report { id, day, source, name, period, incident: Incident { description: text, ..incident } })
    }
}

/// The field of a form, and the column of a file, for what an incident has of a meaning.
const fn field_of(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Place => "plats",
        Meaning::Environment => "miljo",
        Meaning::Handled => "omhandertagen",
        _ => "typ",
    }
}

/// Adds one.
pub async fn add(cx: &Context, at: Changeable<'_, OrganisationRound>, form: &ReportForm) -> Result<()> {
    let report = Reader::new(cx, &at).await?.read(form, cx.ambient.id())?;
    keep(cx, at, &[report]).await
}

/// Reads a file of reports; those that are there already are not added once more. Returns how many were new.
///
/// # Errors
/// Refused with the place of the first fault; then nothing is taken.
pub async fn import(cx: &Context, at: Changeable<'_, OrganisationRound>, file: &[u8], name: &str, period: &str) -> Result<usize> {
    let table = Table::read_aside(file, &NEEDED, |column| COLUMNS.contains(&column)).await?;
    if table.rows.is_empty() {
        return Err(FileError::EmptyFile.into());
    }
    let reader = Reader::new(cx, &at).await?;
    let known = list(cx, &at).await?;
    let known: Vec<Report> = known.of_period.into_iter().chain(known.later).collect();
    let read = |row: &Row| {
        let cell = |column| table.raw(row, column).to_owned();
        let ids = |column| table.raw(row, column).split(',').map(|id| id.trim().to_owned()).collect();
        let form = ReportForm {
            datum: cell("datum"),
            kalla: cell("kalla"),
            plats: cell("plats"),
            miljo: ids("miljo"),
            typ: ids("typ"),
            omhandertagen: cell("omhandertagen"),
            text: cell("text"),
            namn: name.to_owned(),
            period: period.to_owned(),
        };
        reader.read(&form, cx.ambient.id()).map_err(|error| at_row(row, error))
    };
    let reports: Vec<Report> = table.rows.iter().map(read).collect::<Result<_>>()?;
    let is_known = |report: &Report| known.iter().any(|other| report.says_the_same(other));
    let new: Vec<Report> = reports.into_iter().filter(|report| !is_known(report)).collect();
    keep(cx, at, &new).await?;
    Ok(new.len())
}

/// A refusal of one report as that of its row.
fn at_row(row: &Row, error: Error) -> Error {
    match error {
        Error::Refused(refusal) => match refusal.field() {
            Some(field) if COLUMNS.contains(&field) => fault(row, field, CellProblem::Refused(refusal.to_string())).into(),
            _ => Error::Refused(refusal),
        },
        error => error,
    }
}

async fn keep(cx: &Context, at: Changeable<'_, OrganisationRound>, reports: &[Report]) -> Result<()> {
    if reports.is_empty() {
        return Ok(());
    }
    let mut write = cx.store.write().await?;
    for report in reports {
        store::reports::add(&mut write, at.id(), report).await?;
    }
    let after = Some(reports.len().to_string());
    cx.audit(&mut write, at.caller(), Action::AddReports, &at.subject(), (None, after)).await?;
    Ok(write.commit().await?)
}

/// Removes one.
pub async fn remove(cx: &Context, at: Changeable<'_, OrganisationRound>, id: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    let mut removed = None;
    for organisation in at.family() {
        removed = removed.or(store::reports::remove(&mut write, organisation, id).await?);
    }
    let removed = removed.ok_or(Error::NotFound)?;
    let before = Some(format!("{}; {}", removed.source.as_str(), removed.day));
    cx.audit(&mut write, at.caller(), Action::RemoveReport, &at.subject(), (before, None)).await?;
    Ok(write.commit().await?)
}
