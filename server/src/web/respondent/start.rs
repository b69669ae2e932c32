//! Before the questions: the start page, help, and the ways back in.

use app::domain::limits::Limits;
use app::domain::organisation::Audience;
use app::pages::respondent as pages;
use app::routes;
use app::texts::respond::{help as h, resume as r, saved as s};
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::client::Client;
use super::super::render::Page;
use super::{
    Answer, Choice, Respondent, RespondentCookie, WithDraft, answered_page, choose, listed, place, posted, readable, to, way_on,
    write_cookie,
};
use crate::services::respond::{self, Visit};
use crate::services::{Context, letters, organisations};

/// The fields of the pages.
const START: Limits = Limits::of_fields(&["enhet", "borja_om", "nav"]);
const RESUME: Limits = Limits::of_fields(&["kod", "enhet"]);

pub(super) async fn start(State(cx): State<Context>, Respondent { visit, cookie, draft, .. }: Respondent) -> Answer {
    start_page(&cx, &visit, cookie.unit.map(Into::into).unwrap_or_default(), None, draft.is_some()).await
}

pub(super) async fn start_page(cx: &Context, visit: &Visit, chosen: String, fault: Option<&str>, draft: bool) -> Answer {
    // Others ask themselves, and their page is made from memory.
    let external = visit.organisation.audience == Audience::Extern;
    let organisations = if external { organisations::list(cx).await? } else { vec![] };
    let page = pages::Start {
        place: place(visit),
        sender: letters::sender(&organisations, &visit.organisation, &visit.round),
        title: visit.questionnaire.title.clone(),
        intro: visit.questionnaire.intro.clone(),
        minutes: visit.questionnaire.minutes,
        units: listed(&respond::units(cx, visit).await?),
        chosen,
        draft,
        fault: fault.map(str::to_owned),
    };
    let frame = Page::new(visit.questionnaire.title.clone()).faulty(page.fault.is_some());
    Ok(if page.is_long() { frame.with_islands(|| pages::start(page)) } else { frame.plain(pages::start(page)) })
}

pub(super) async fn begin(
    State(cx): State<Context>,
    Respondent { visit, jar, mut cookie, draft }: Respondent,
    body: Body,
) -> Answer {
    let form = posted(body, &START).await?;
    if form.value("borja_om").is_some() {
        if let Some(secret) = &cookie.draft {
            respond::discard(&cx, &visit, secret).await?;
        }
        let jar =
            write_cookie(jar, &cx, &visit, &RespondentCookie { link: visit.link.token.clone(), ..RespondentCookie::default() });
        return Ok((jar, to(&visit, routes::START)).into_response());
    }
    let units = respond::units(&cx, &visit).await?;
    // A draft that changes a submitted answer needs no unit: it has been counted.
    let changing = draft.as_ref().is_some_and(|d| d.replaces.is_some());
    if !units.is_empty() && !changing {
        let wanted = form.value("enhet").unwrap_or_default();
        match choose(&units, wanted) {
            Choice::Fault(fault) => return start_page(&cx, &visit, wanted.to_owned(), Some(fault), draft.is_some()).await,
            Choice::Answered(unit) => return Ok(answered_page(&visit, &unit.name)),
            Choice::Free(unit) => cookie.unit = Some(unit.unit.clone()),
        }
    }
    let draft = match draft {
        Some(draft) => draft,
        None => {
            cookie.code = Some(respond::new_code());
            respond::begin(&cx, &visit, None).await?
        }
    };
    let way = way_on(&visit, &draft);
    cookie.draft = Some(draft.secret);
    cookie.receipt = None;
    Ok((write_cookie(jar, &cx, &visit, &cookie), Redirect::to(&way)).into_response())
}

pub(super) async fn help(State(cx): State<Context>, Respondent { visit, .. }: Respondent) -> Answer {
    let contacts = pages::Contacts { coordinators: respond::coordinators(&cx, &visit).await?, office: cx.config.contact.clone() };
    Ok(Page::new(h::TITLE).plain(pages::help(place(&visit), contacts)))
}

pub(super) async fn saved(State(cx): State<Context>, WithDraft { visit, draft, .. }: WithDraft) -> Answer {
    let code = respond::resume_code(&cx, &visit, &draft).await?.map(|code| readable(&code));
    let go_on = way_on(&visit, &draft);
    Ok(Page::new(s::TITLE).plain(pages::saved(place(&visit), code, go_on)))
}

pub(super) async fn resume(State(cx): State<Context>, Respondent { visit, .. }: Respondent) -> Answer {
    resume_page(&cx, &visit, (String::new(), String::new()), (None, None)).await
}

async fn resume_page(
    cx: &Context,
    visit: &Visit,
    given: (String, String),
    faults: (Option<&'static str>, Option<&'static str>),
) -> Answer {
    let frame = Page::new(r::TITLE).faulty(faults.0.is_some() || faults.1.is_some());
    let faults = (faults.0.map(str::to_owned), faults.1.map(str::to_owned));
    let page = pages::Resume { place: place(visit), units: listed(&respond::units(cx, visit).await?), given, faults };
    Ok(if page.is_long() { frame.with_islands(|| pages::resume(page)) } else { frame.plain(pages::resume(page)) })
}

pub(super) async fn take_up(
    State(cx): State<Context>,
    Respondent { visit, jar, .. }: Respondent,
    Client(address): Client,
    body: Body,
) -> Answer {
    let form = posted(body, &RESUME).await?;
    let given = |field| form.value(field).unwrap_or_default().to_owned();
    let (code, wanted) = (given("kod"), given("enhet"));
    let units = respond::units(&cx, &visit).await?;
    let (unit, unit_fault) = if units.is_empty() {
        (None, None)
    } else {
        match choose(&units, &wanted) {
            Choice::Fault(fault) => (None, Some(fault)),
            Choice::Answered(unit) => return Ok(answered_page(&visit, &unit.name)),
            Choice::Free(unit) => (Some(unit.unit.clone()), None),
        }
    };
    let draft = respond::resume(&cx, &visit, &code, &address).await?;
    let Some(draft) = draft.filter(|_| unit_fault.is_none()) else {
        let known = unit_fault.is_some() && respond::resume(&cx, &visit, &code, &address).await?.is_some();
        return resume_page(&cx, &visit, (code, wanted), ((!known).then_some(r::CODE_WRONG), unit_fault)).await;
    };
    let way = way_on(&visit, &draft);
    let code = draft.replaces.is_none().then(respond::new_code);
    let cookie =
        RespondentCookie { link: visit.link.token.clone(), draft: Some(draft.secret), unit, code, ..RespondentCookie::default() };
    Ok::<Response, _>((write_cookie(jar, &cx, &visit, &cookie), Redirect::to(&way)).into_response())
}
