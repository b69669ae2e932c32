//! After the questions: check, submit, receipt, copy, and changing it afterwards.

use app::domain::answer::Form as Posted;
use app::domain::journey::walk;
use app::domain::limits::Limits;
use app::pages::respondent as pages;
use app::routes::{self, with_query};
use app::texts::respond::{change as ch, check as c, copy as co, receipt as r, start as st};
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::client::Client;
use super::super::input::Asked;
use super::super::render::Page;
use super::section::unit_of;
use super::start::start_page;
use super::{
    Answer, Respondent, RespondentCookie, SHOWN, WithDraft, answered_page, place, posted, readable, to, to_section, unavailable,
    write_cookie,
};
use crate::services::Context;
use crate::services::respond::{self, Checked, Submission, Visit, first_unpassed, page_key, possible_names};

#[derive(Deserialize)]
pub(super) struct CheckQuery {
    namn: Option<String>,
    andrat: Option<String>,
}

/// The fields of the page.
const CHECK: Limits = Limits::of_fields(&["nyckel", "namn_kontrollerat", "nav"]);
const CHANGE: Limits = Limits::of_fields(&["kvittokod"]);

pub(super) async fn check(
    State(cx): State<Context>,
    WithDraft { visit, jar, mut cookie, draft }: WithDraft,
    Asked(query): Asked<CheckQuery>,
) -> Answer {
    let journey = walk(&visit.questionnaire, &draft.form, &visit.setting);
    if let Some(section) = first_unpassed(&visit.questionnaire, &journey, &draft.passed) {
        return Ok(to_section(&visit, &section));
    }
    let names = possible_names(&visit.questionnaire, &journey.answers);
    let unit = unit_of(&cx, &visit, &cookie).await?;
    let fault = match query {
        CheckQuery { andrat: Some(_), .. } => Some(("svaren", c::CHANGED)),
        CheckQuery { namn: Some(_), .. } if !names.is_empty() => Some(("namn_kontrollerat", c::NAMES_UNCHECKED)),
        _ => None,
    };
    let page = pages::Check {
        place: place(&visit),
        questionnaire: visit.questionnaire.clone(),
        fault,
        journey,
        names,
        key: page_key(&draft, cookie.unit.as_ref()),
        changing: draft.replaces.is_some(),
        unit,
    };
    // What was posted led here with a redirect, so the page itself is no refusal; its title says the fault.
    let frame = Page::new(c::TITLE).faulty(page.fault.is_some()).status(StatusCode::OK);
    let page = frame.plain(pages::check(page));
    if cookie.code.is_some() {
        return Ok(page);
    }
    // Known to the device before it submits, so that a receipt whose page got lost is found again.
    cookie.code = Some(respond::new_code());
    Ok((write_cookie(jar, &cx, &visit, &cookie), page).into_response())
}

pub(super) async fn submit(
    State(cx): State<Context>,
    Respondent { visit, jar, mut cookie, draft }: Respondent,
    body: Body,
) -> Answer {
    let form = posted(body, &CHECK).await?;
    let Some(secret) = cookie.draft.clone() else {
        return Ok(to(&visit, cookie.receipt.as_ref().map_or(routes::START, |_| routes::RECEIPT)));
    };
    let checked = Checked { key: form.value("nyckel").map(str::to_owned), names: form.value("namn_kontrollerat") == Some("ja") };
    let code = cookie.code.clone().unwrap_or_else(respond::new_code);
    let outcome = respond::submit(&cx, &visit, (&secret, draft), cookie.unit.as_ref(), &code, &checked).await?;
    Ok(match outcome {
        Submission::Taken => {
            cookie = RespondentCookie {
                link: visit.link.token.clone(),
                receipt: Some((code, cx.ambient.seconds() + SHOWN)),
                ..RespondentCookie::default()
            };
            (write_cookie(jar, &cx, &visit, &cookie), to(&visit, routes::RECEIPT)).into_response()
        }
        Submission::Section(section) => to_section(&visit, &section),
        Submission::NamesUnchecked => to_check(&visit, "namn"),
        Submission::Changed => to_check(&visit, "andrat"),
        Submission::UnitAnswered => {
            let unit = cookie.unit.unwrap_or_default();
            answered_page(&visit, &respond::name_of_unit(&cx, &visit, &unit).await?.unwrap_or_else(|| "Enheten".into()))
        }
        Submission::UnitGone => start_page(&cx, &visit, String::new(), Some(st::UNIT_GONE), true).await?,
        Submission::NoDraft => to(&visit, routes::START),
        Submission::Closed => match respond::visit(&cx, &visit.link.token).await? {
            Ok(_) => to(&visit, routes::START),
            Err(why) => unavailable(why),
        },
    })
}

pub(super) async fn receipt(State(cx): State<Context>, Respondent { visit, cookie, .. }: Respondent) -> Answer {
    let Some((code, until)) = cookie.receipt else {
        return Ok(to(&visit, routes::START));
    };
    let shown = (cx.ambient.seconds() < until).then(|| readable(&code));
    let receipt = pages::Receipt {
        place: place(&visit),
        code: shown,
        support_links: visit.support_links.clone(),
        threshold: cx.threshold(),
        registered: respond::has_register(&cx, &visit).await?,
    };
    let page = Page::new(r::TITLE).plain(pages::receipt(receipt));
    // Nobody who sits down here afterwards goes back to what she wrote.
    Ok(([("clear-site-data", "\"cache\"")], page).into_response())
}

/// What she submitted, to print or keep, for as long as the code is shown.
pub(super) async fn copy(State(cx): State<Context>, Respondent { visit, cookie, .. }: Respondent) -> Answer {
    let code = cookie.receipt.filter(|(_, until)| cx.ambient.seconds() < *until).map(|(code, _)| code);
    let answers = match code {
        Some(code) => respond::find_submitted(&cx, &visit, &code).await?,
        None => None,
    };
    let Some(answers) = answers else { return Ok(to(&visit, routes::RECEIPT)) };
    let journey = walk(&visit.questionnaire, &Posted::from_answers(&answers), &visit.setting);
    Ok(Page::new(co::TITLE).plain(pages::copy(place(&visit), &visit.questionnaire, &journey)))
}

pub(super) async fn change(Respondent { visit, .. }: Respondent) -> Answer {
    Ok(Page::new(ch::TITLE).plain(pages::change(place(&visit), String::new(), None)))
}

pub(super) async fn take_up(
    State(cx): State<Context>,
    Respondent { visit, jar, .. }: Respondent,
    Client(address): Client,
    body: Body,
) -> Answer {
    let form = posted(body, &CHANGE).await?;
    let code = form.value("kvittokod").unwrap_or_default();
    let Some((draft, plain)) = respond::take_up(&cx, &visit, code, &address).await? else {
        let page = pages::change(place(&visit), code.to_owned(), Some(ch::CODE_WRONG.into()));
        return Ok(Page::new(ch::TITLE).faulty(true).plain(page));
    };
    let cookie = RespondentCookie {
        link: visit.link.token.clone(),
        draft: Some(draft.secret),
        code: Some(plain),
        ..RespondentCookie::default()
    };
    Ok((write_cookie(jar, &cx, &visit, &cookie), to(&visit, routes::CHECK)).into_response())
}

/// Back to the check page, which says why.
fn to_check(visit: &Visit, why: &str) -> Response {
    let check = routes::CHECK.href([&visit.link.token]);
    Redirect::to(&with_query(&check, &[(why, &1)])).into_response()
}
