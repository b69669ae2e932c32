//! After the questions: check, submit, receipt, copy, and changing it afterwards.

use app::domain::answer::Form as Posted;
use app::domain::journey::walk;
use app::domain::limits::Limits;
use app::pages::respondent as pages;
use app::texts::answering::{change as ch, check as c, copy as co, receipt as r};
use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::super::App;
use super::super::input::Asked;
use super::super::render::Page;
use super::{Answer, Guest, SHOWN, Seat, Writing, answered_page, enter, keep, place, posted, readable, to};
use crate::services::respond::{Checked, Submission, first_unpassed, page_key, possible_names};

#[derive(Deserialize)]
pub(super) struct CheckQuery {
    namn: Option<String>,
    andrat: Option<String>,
}

/// The fields of the page.
const CHECK: Limits = Limits::of_fields(&["nyckel", "namn_kontrollerat", "nav"]);
const CHANGE: Limits = Limits::of_fields(&["kvittokod"]);

pub(super) async fn check(
    State(app): State<App>,
    Writing { visit, jar, mut seat, draft }: Writing,
    Asked(query): Asked<CheckQuery>,
) -> Answer {
    let journey = walk(&visit.questionnaire, &draft.form, &visit.areas);
    if let Some(section) = first_unpassed(&visit.questionnaire, &journey, &draft.passed) {
        return Ok(to(&visit, &format!("/fraga/{section}")));
    }
    let names = possible_names(&visit.questionnaire, &journey.answers);
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
        key: page_key(&draft),
        changing: draft.replaces.is_some(),
    };
    let page = Page::new(c::TITLE).plain(pages::check(page));
    if seat.code.is_some() {
        return Ok(page);
    }
    // Known to the device before it submits, so that a receipt whose page got lost is found again.
    seat.code = Some(app.new_code());
    Ok((keep(jar, &app, &visit, &seat), page).into_response())
}

pub(super) async fn submit(State(app): State<App>, Guest { visit, jar, mut seat }: Guest, body: Body) -> Answer {
    let form = posted(body, &CHECK).await?;
    let Some(draft) = seat.draft.clone() else {
        return Ok(to(&visit, if seat.receipt.is_some() { "/kvitto" } else { "" }));
    };
    let checked = Checked { key: form.value("nyckel").map(str::to_owned), names: form.value("namn_kontrollerat") == Some("ja") };
    let code = seat.code.clone().unwrap_or_else(|| app.new_code());
    let outcome = app.submit(&visit, &draft, seat.unit.as_deref(), &code, &checked).await?;
    Ok(match outcome {
        Submission::Taken => {
            seat =
                Seat { link: visit.link.token.clone(), receipt: Some((code, app.ambient.seconds() + SHOWN)), ..Seat::default() };
            (keep(jar, &app, &visit, &seat), to(&visit, "/kvitto")).into_response()
        }
        Submission::Section(section) => to(&visit, &format!("/fraga/{section}")),
        Submission::NamesUnchecked => to(&visit, "/granska?namn=1"),
        Submission::Changed => to(&visit, "/granska?andrat=1"),
        Submission::UnitAnswered => {
            let units = app.units(&visit).await?;
            let name =
                units.into_iter().find(|u| Some(&u.unit) == seat.unit.as_ref()).map_or_else(|| "Enheten".into(), |u| u.name);
            answered_page(&visit, &name)
        }
        Submission::UnitGone | Submission::NoDraft => to(&visit, ""),
        Submission::Closed => match enter(&app, &visit.link.token).await {
            Ok(_) => to(&visit, ""),
            Err(page) => page,
        },
    })
}

pub(super) async fn receipt(State(app): State<App>, Guest { visit, seat, .. }: Guest) -> Answer {
    let Some((code, until)) = seat.receipt else {
        return Ok(to(&visit, ""));
    };
    let shown = (app.ambient.seconds() < until).then(|| readable(&code));
    let page = Page::new(r::TITLE).plain(pages::receipt(place(&visit), shown, app.threshold()));
    // Nobody who sits down here afterwards goes back to what she wrote.
    Ok(([("clear-site-data", "\"cache\"")], page).into_response())
}

/// What she submitted, to print or keep, for as long as the code is shown.
pub(super) async fn copy(State(app): State<App>, Guest { visit, seat, .. }: Guest) -> Answer {
    let code = seat.receipt.filter(|(_, until)| app.ambient.seconds() < *until).map(|(code, _)| code);
    let answers = match code {
        Some(code) => app.submitted(&visit, &code).await?,
        None => None,
    };
    let Some(answers) = answers else { return Ok(to(&visit, "/kvitto")) };
    let journey = walk(&visit.questionnaire, &Posted::from_answers(&answers), &visit.areas);
    Ok(Page::new(co::TITLE).plain(pages::copy(place(&visit), &visit.questionnaire, &journey)))
}

pub(super) async fn change(Guest { visit, .. }: Guest) -> Answer {
    Ok(Page::new(ch::TITLE).plain(pages::change(place(&visit), String::new(), None)))
}

pub(super) async fn take_up(State(app): State<App>, Guest { visit, jar, .. }: Guest, body: Body) -> Answer {
    let form = posted(body, &CHANGE).await?;
    let code = form.value("kvittokod").unwrap_or_default();
    let Some((draft, plain)) = app.take_up(&visit, code).await? else {
        let page = pages::change(place(&visit), code.to_owned(), Some(ch::CODE_WRONG.into()));
        return Ok(Page::new(ch::TITLE).faulty(true).plain(page));
    };
    let seat = Seat { link: visit.link.token.clone(), draft: Some(draft.id), code: Some(plain), ..Seat::default() };
    Ok((keep(jar, &app, &visit, &seat), to(&visit, "/granska")).into_response())
}
