//! Blanketter and other reports, kept as they come.

use app::domain::figure::day;
use app::domain::meaning::Meaning;
use app::domain::questionnaire::{Questionnaire, WHOLE_CITY};
use app::domain::source::{Report, SourceKind};
use app::forms::ReportForm;
use app::pages::coordinator::reports::{ReportOptions, ReportRow};
use app::pages::coordinator::{Tab, reports as pages};
use app::routes;
use app::texts::coordinator::sources::name;
use app::texts::reports as t;
use app::ui::form::FormState;
use axum::extract::State;
use axum::response::Response;

use super::{Answer, OrganisationPage};
use crate::services::{Context, areas, reports};
use crate::web::error::{refusal, refused};
use crate::web::input::{Fields, Upload};
use crate::web::{WebError, notice};

/// The texts of the options of a question of an incident, by their codes.
fn options(questionnaire: &Questionnaire, meaning: Meaning) -> Vec<(String, String)> {
    let question = questionnaire.incident_question_for(meaning);
    question.into_iter().flat_map(|q| q.kind.options()).map(|o| (o.id.clone(), o.text.clone())).collect()
}

/// Which source, and which list of it.
pub(super) fn source(report: &Report) -> String {
    let list = [report.name.as_str(), &report.period].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    if list.is_empty() { name(report.source).to_owned() } else { format!("{}: {list}", name(report.source)) }
}

fn row(report: Report, options: &ReportOptions) -> ReportRow {
    let texts = |ids: &[String], options: &[(String, String)]| {
        let text = |id: &String| options.iter().find(|(code, _)| code == id).map_or_else(|| id.clone(), |(_, text)| text.clone());
        ids.iter().map(text).collect::<Vec<_>>().join(", ")
    };
    let (day, source, incident) = (day(report.day), source(&report), report.incident);
    ReportRow {
        id: report.id,
        day,
        source,
        kind: texts(&incident.kind, &options.kinds),
        environment: texts(&incident.environment, &options.environments),
        handled: if incident.handled.is_empty() { String::new() } else { texts(&[incident.handled], &options.handled) },
        place: incident.place,
        text: incident.description,
    }
}

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    match frame.nothing_yet(&cx).await? {
        Some(page) => Ok(page),
        None => page(&cx, &frame, FormState::default(), FormState::default()).await,
    }
}

async fn page(cx: &Context, frame: &OrganisationPage, form: FormState<ReportForm>, file: FormState<(String, String)>) -> Answer {
    let at = frame.at()?;
    let questionnaire = reports::questionnaire(cx, at).await?;
    let places = [WHOLE_CITY.to_owned()].into_iter().chain(areas(at.organisations()));
    let options = ReportOptions {
        sources: SourceKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), name(*kind).to_owned())).collect(),
        places: places.map(|place| (place.clone(), place)).collect(),
        environments: options(&questionnaire, Meaning::Environment),
        kinds: options(&questionnaire, Meaning::Kind),
        handled: options(&questionnaire, Meaning::Handled),
    };
    let listed = reports::list(cx, at).await?;
    let rows = |list: Vec<Report>| list.into_iter().map(|report| row(report, &options)).collect();
    let faulty = form.is_faulty() || file.is_faulty();
    let reports = pages::Reports {
        frame: frame.view(),
        period: reports::period(cx, at).await?.to_string(),
        rows: rows(listed.of_period),
        later: rows(listed.later),
        options: options.clone(),
        form,
        file,
    };
    Ok(frame.page(Tab::Sources).faulty(faulty).plain(pages::page(reports)))
}

/// Back to the list, which tells what was done.
fn back(cx: &Context, frame: &OrganisationPage, said: impl Into<String>) -> Response {
    notice::done(cx, &frame.view().address(routes::REPORTS), said)
}

pub(in crate::web) async fn change(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let at = frame.to_change()?;
    let one = |name: &str| fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str());
    let form = ReportForm::from_pairs(&fields);
    let done = match one("gor") {
        "lagg_till" => reports::add(&cx, at, &form).await.map(|()| t::ADDED),
        "ta_bort" => reports::remove(&cx, at, one("rapport")).await.map(|()| t::REMOVED),
        _ => return Err(WebError::NotFound),
    };
    match refusal(done)? {
        Ok(said) => Ok(back(&cx, &frame, said)),
        Err(refusal) => page(&cx, &frame, refused(form, &refusal, "datum"), FormState::default()).await,
    }
}

pub(in crate::web) async fn take(State(cx): State<Context>, frame: OrganisationPage, form: Result<Upload, WebError>) -> Answer {
    let at = frame.to_change()?;
    let form = form?;
    let (name, period) = (form.field("fil_namn").to_owned(), form.field("fil_period").to_owned());
    let done = async { reports::import(&cx, at, form.file()?, &name, &period).await };
    match refusal(done.await)? {
        Ok(count) => Ok(back(&cx, &frame, t::imported(count))),
        Err(refusal) => {
            // Name and period have fields of their own beside the file's.
            let at = match refusal.field() {
                Some(field @ ("namn" | "period")) => format!("fil_{field}"),
                _ => "fil".to_owned(),
            };
            let file = FormState::refused((name, period), &at, &refusal);
            page(&cx, &frame, FormState::default(), file).await
        }
    }
}
