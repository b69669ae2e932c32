//! Before the questions: the start page, help, and the ways back in.

use app::domain::limits::Limits;
use app::pages::respondent as pages;
use app::texts::answering::{help as h, resume as r, saved as s};
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::render::Page;
use super::{
    Answer, Choice, Guest, Seat, Writing, answered_page, choose, keep, listed, own_draft, place, posted, readable, to, way_on,
};
use crate::services::respond::Visit;

/// The fields of the pages.
const START: Limits = Limits::of_fields(&["enhet", "borja_om", "nav"]);
const RESUME: Limits = Limits::of_fields(&["kod", "enhet"]);

pub(super) async fn start(State(app): State<App>, Guest { visit, seat, .. }: Guest) -> Answer {
    let draft = own_draft(&app, &visit, &seat).await?.is_some();
    start_page(&app, &visit, seat.unit.unwrap_or_default(), None, draft).await
}

async fn start_page(app: &App, visit: &Visit, chosen: String, fault: Option<&str>, draft: bool) -> Answer {
    let page = pages::Start {
        place: place(visit),
        title: visit.questionnaire.title.clone(),
        intro: visit.questionnaire.intro.clone(),
        minutes: visit.questionnaire.minutes,
        units: listed(&app.units(visit).await?),
        chosen,
        draft,
        fault: fault.map(str::to_owned),
    };
    let frame = Page::new(visit.questionnaire.title.clone()).faulty(page.fault.is_some());
    Ok(if page.is_long() { frame.with_islands(|| pages::start(page)) } else { frame.plain(pages::start(page)) })
}

pub(super) async fn begin(State(app): State<App>, Guest { visit, jar, mut seat }: Guest, body: Body) -> Answer {
    let form = posted(body, &START).await?;
    if form.value("borja_om").is_some() {
        if let Some(id) = &seat.draft {
            app.discard(&visit, id).await?;
        }
        let jar = keep(jar, &app, &visit, &Seat { link: visit.link.token.clone(), ..Seat::default() });
        return Ok((jar, to(&visit, "")).into_response());
    }
    let draft = own_draft(&app, &visit, &seat).await?;
    let units = app.units(&visit).await?;
    // A draft that changes a submitted answer needs no unit: it has been counted.
    let changing = draft.as_ref().is_some_and(|d| d.replaces.is_some());
    if !units.is_empty() && !changing {
        let wanted = form.value("enhet").unwrap_or_default();
        match choose(&units, wanted) {
            Choice::Fault(fault) => return start_page(&app, &visit, wanted.to_owned(), Some(fault), draft.is_some()).await,
            Choice::Answered(unit) => return Ok(answered_page(&visit, &unit.name)),
            Choice::Free(unit) => seat.unit = Some(unit.unit.clone()),
        }
    }
    let draft = match draft {
        Some(draft) => draft,
        None => {
            seat.code = Some(app.new_code());
            app.begin(&visit, None).await?
        }
    };
    let way = way_on(&visit, &draft);
    seat.draft = Some(draft.id);
    seat.receipt = None;
    Ok((keep(jar, &app, &visit, &seat), to(&visit, &way)).into_response())
}

pub(super) async fn help(State(app): State<App>, Guest { visit, .. }: Guest) -> Answer {
    let contacts = pages::Contacts { coordinators: app.coordinators(&visit).await?, office: app.config.contact.clone() };
    Ok(Page::new(h::TITLE).plain(pages::help(place(&visit), contacts)))
}

pub(super) async fn saved(State(app): State<App>, Writing { visit, draft, .. }: Writing) -> Answer {
    let code = app.resume_code(&draft).await?.map(|code| readable(&code));
    let go_on = format!("/e/{}{}", visit.link.token, way_on(&visit, &draft));
    Ok(Page::new(s::TITLE).plain(pages::saved(place(&visit), code, go_on)))
}

pub(super) async fn resume(State(app): State<App>, Guest { visit, .. }: Guest) -> Answer {
    resume_page(&app, &visit, (String::new(), String::new()), (None, None)).await
}

async fn resume_page(
    app: &App,
    visit: &Visit,
    given: (String, String),
    faults: (Option<&'static str>, Option<&'static str>),
) -> Answer {
    let frame = Page::new(r::TITLE).faulty(faults.0.is_some() || faults.1.is_some());
    let faults = (faults.0.map(str::to_owned), faults.1.map(str::to_owned));
    let page = pages::Resume { place: place(visit), units: listed(&app.units(visit).await?), given, faults };
    Ok(if page.is_long() { frame.with_islands(|| pages::resume(page)) } else { frame.plain(pages::resume(page)) })
}

pub(super) async fn take_up(State(app): State<App>, Guest { visit, jar, .. }: Guest, body: Body) -> Answer {
    let form = posted(body, &RESUME).await?;
    let given = |field| form.value(field).unwrap_or_default().to_owned();
    let (code, wanted) = (given("kod"), given("enhet"));
    let units = app.units(&visit).await?;
    let (unit, unit_fault) = if units.is_empty() {
        (None, None)
    } else {
        match choose(&units, &wanted) {
            Choice::Fault(fault) => (None, Some(fault)),
            Choice::Answered(unit) => return Ok(answered_page(&visit, &unit.name)),
            Choice::Free(unit) => (Some(unit.unit.clone()), None),
        }
    };
    let draft = app.resume(&visit, &code).await?;
    let Some(draft) = draft.filter(|_| unit_fault.is_none()) else {
        let known = unit_fault.is_some() && app.resume(&visit, &code).await?.is_some();
        return resume_page(&app, &visit, (code, wanted), ((!known).then_some(r::CODE_WRONG), unit_fault)).await;
    };
    let way = way_on(&visit, &draft);
    let code = draft.replaces.is_none().then(|| app.new_code());
    let seat = Seat { link: visit.link.token.clone(), draft: Some(draft.id), unit, code, ..Seat::default() };
    Ok::<Response, _>((keep(jar, &app, &visit, &seat), to(&visit, &way)).into_response())
}
