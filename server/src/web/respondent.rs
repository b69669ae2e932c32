//! The respondent's pages. The cookie is sealed and belongs to one link.

use app::domain::answer::{Answers, Form as Posted};
use app::domain::figure::day;
use app::domain::journey::{Fault, walk, walk_section};
use app::pages::message::{self, Message};
use app::pages::respondent as pages;
use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::{Deserialize, Serialize};

use super::input::{Asked, At, Fields};
use super::render::Page;
use super::{App, WebError};
use crate::services::digest;
use crate::services::respond::{Submission, Turn, Turned, Visit, first_unpassed, possible_names};
use crate::store::answers::Draft;

const COOKIE: &str = "utkast";
/// Seconds for which a receipt code is shown on the device.
const SHOWN: i64 = 30 * 60;

/// What the cookie of one link holds, sealed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Seat {
    /// The link, so that a cookie moved to another says nothing.
    link: String,
    draft: Option<String>,
    unit: Option<String>,
    /// The receipt code of the response that the draft changes.
    code: Option<String>,
    /// The receipt code of what was submitted, and until when it is shown.
    receipt: Option<(String, i64)>,
}

type Answer = Result<Response, WebError>;
type Jar = PrivateCookieJar<cookie::Key>;

fn seat(jar: &Jar, token: &str) -> Seat {
    let found = jar.get(COOKIE).and_then(|c| serde_json::from_str::<Seat>(c.value()).ok());
    found.filter(|s| s.link == token).unwrap_or_else(|| Seat { link: token.to_owned(), ..Seat::default() })
}

/// Someone who came through a link that takes answers; anybody else gets the page that says why not.
pub(super) struct Guest {
    visit: Visit,
    jar: Jar,
    seat: Seat,
}

impl FromRequestParts<App> for Guest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let parameters = RawPathParams::from_request_parts(parts, app).await;
        let token = parameters.ok().and_then(|p| p.iter().find(|(name, _)| *name == "token").map(|(_, token)| token.to_owned()));
        let token = token.unwrap_or_default();
        let visit = enter(app, &token).await?;
        let jar = Jar::from_headers(&parts.headers, app.key.clone());
        Ok(Self { seat: seat(&jar, &token), visit, jar })
    }
}

fn keep(jar: Jar, app: &App, visit: &Visit, seat: &Seat) -> Jar {
    let value = serde_json::to_string(seat).unwrap_or_default();
    let today = app.ambient.today();
    let days = today.until(visit.round.closes).map_or(1, |span| i64::from(span.get_days()) + 2);
    let cookie = Cookie::build((COOKIE, value))
        .path(format!("/e/{}", seat.link))
        .http_only(true)
        .secure(app.config.is_secure())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(days));
    jar.add(cookie)
}

/// The visit, or the page that says why there is none.
async fn enter(app: &App, token: &str) -> Result<Visit, Response> {
    let turned = match app.visit(token).await {
        Ok(Ok(visit)) => return Ok(visit),
        Ok(Err(turned)) => turned,
        Err(error) => return Err(WebError::from(error).into_response()),
    };
    let (status, title, text) = match turned {
        Turned::Unknown => (
            StatusCode::NOT_FOUND,
            "Länken finns inte",
            vec![
                "Kontrollera att hela adressen kom med: öppna länken från mejlet i stället för att skriva av den.".into(),
                "Fungerar den inte ändå, fråga din förvaltnings samordnare mot våldsbejakande extremism.".into(),
            ],
        ),
        Turned::NotYet(round) => (
            StatusCode::FORBIDDEN,
            "Enkäten har inte öppnat än",
            vec![format!("Den öppnar tidigast {}. Spara länken och kom tillbaka då.", day(round.opens))],
        ),
        Turned::Closed(round) => (
            StatusCode::GONE,
            "Enkäten har stängt",
            vec![
                format!("Sista dagen att svara var {}. Svaren sammanställs nu av samordnaren.", day(round.closes)),
                "Har du något att berätta ändå? Kontakta din förvaltnings samordnare.".into(),
            ],
        ),
    };
    let message = Message { title: title.into(), text, way_on: None, request: None };
    Err(Page::new(title).status(status).plain(message::page(message)))
}

fn place(visit: &Visit) -> pages::Place {
    pages::Place {
        base: format!("/e/{}", visit.link.token),
        organisation: visit.organisation.name.clone(),
        closes: day(visit.round.closes),
    }
}

fn to(visit: &Visit, rest: &str) -> Response {
    Redirect::to(&format!("/e/{}{rest}", visit.link.token)).into_response()
}

/// The draft in the cookie, or where to go without one.
async fn draft_of(app: &App, visit: &Visit, seat: &Seat) -> Result<Result<Draft, Response>, WebError> {
    if let Some(id) = &seat.draft
        && let Some(draft) = app.draft(visit, id).await?
    {
        return Ok(Ok(draft));
    }
    Ok(Err(to(visit, if seat.receipt.is_some() { "/kvitto" } else { "" })))
}

#[derive(Deserialize)]
pub(super) struct StartQuery {
    sparat: Option<String>,
}

pub(super) async fn start(State(app): State<App>, Guest { visit, seat, .. }: Guest, Asked(query): Asked<StartQuery>) -> Answer {
    let draft = match &seat.draft {
        Some(id) => app.draft(&visit, id).await?.is_some(),
        None => false,
    };
    start_page(&app, &visit, seat.unit.unwrap_or_default(), None, draft, query.sparat.is_some()).await
}

async fn start_page(app: &App, visit: &Visit, chosen: String, fault: Option<String>, draft: bool, saved: bool) -> Answer {
    let units = app.units(visit).await?.into_iter().filter(|u| u.reason.is_none());
    let page = pages::Start {
        place: place(visit),
        title: visit.questionnaire.title.clone(),
        intro: visit.questionnaire.intro.clone(),
        minutes: visit.questionnaire.minutes,
        units: units.map(|u| (u.unit, u.name, u.answered_on.is_some())).collect(),
        chosen,
        draft,
        saved: saved && draft,
        fault,
    };
    let frame = Page::new(visit.questionnaire.title.clone()).faulty(page.fault.is_some());
    Ok(if page.units.is_empty() { frame.plain(pages::start(page)) } else { frame.with_islands(|| pages::start(page)) })
}

pub(super) async fn begin(
    State(app): State<App>,
    Guest { visit, jar, mut seat }: Guest,
    Fields(pairs): Fields<Vec<(String, String)>>,
) -> Answer {
    let form = Posted::from_pairs(pairs);
    if form.value("borja_om").is_some() {
        if let Some(id) = &seat.draft {
            app.discard(&visit, id).await?;
        }
        let jar = keep(jar, &app, &visit, &Seat { link: visit.link.token.clone(), ..Seat::default() });
        return Ok((jar, to(&visit, "")).into_response());
    }
    let draft = match &seat.draft {
        Some(id) => app.draft(&visit, id).await?,
        None => None,
    };
    let units = app.units(&visit).await?;
    // A draft that changes a submitted answer needs no unit: it has been counted.
    let changing = draft.as_ref().is_some_and(|d| d.replaces.is_some());
    if !units.is_empty() && !changing {
        let wanted = form.value("enhet").unwrap_or_default();
        let unit = units.iter().find(|u| u.unit == wanted && u.reason.is_none());
        let Some(unit) = unit else {
            let fault =
                if wanted.is_empty() { "Välj din enhet." } else { "Enheten finns inte i listan. Välj en som finns där." };
            return start_page(&app, &visit, wanted.to_owned(), Some(fault.into()), draft.is_some(), false).await;
        };
        if unit.answered_on.is_some() {
            return Ok(answered_page(&visit, &unit.name));
        }
        seat.unit = Some(unit.unit.clone());
    }
    let draft = match draft {
        Some(draft) => draft,
        None => {
            seat.code = None;
            app.begin(&visit, None).await?
        }
    };
    let journey = walk(&visit.questionnaire, &draft.form, &visit.areas);
    let next = first_unpassed(&visit.questionnaire, &journey, &draft.passed);
    seat.draft = Some(draft.id);
    seat.receipt = None;
    let jar = keep(jar, &app, &visit, &seat);
    let way = next.map_or("/granska".to_owned(), |section| format!("/fraga/{section}"));
    Ok((jar, to(&visit, &way)).into_response())
}

fn answered_page(visit: &Visit, unit: &str) -> Response {
    let message = Message {
        title: format!("{unit} har redan svarat"),
        text: vec![
            "Tack! Ett svar räcker, så du behöver inte göra något mer.".into(),
            "Vill du ändra svaret gör du det med kvittokoden som visades när det skickades in.".into(),
            "Var det någon annan som svarade, eller fel enhet som valdes? Kontakta din förvaltnings samordnare, som kan öppna enheten igen.".into(),
        ],
        way_on: Some((format!("/e/{}/andra", visit.link.token), "Ändra med kvittokod".into())),
        request: None,
    };
    Page::new("Enheten har redan svarat").status(StatusCode::CONFLICT).plain(message::page(message))
}

pub(super) async fn questions(Guest { visit, .. }: Guest) -> Answer {
    let base = format!("/e/{}", visit.link.token);
    Ok(Page::new("Alla frågor").plain(pages::questions(&base, &visit.questionnaire)))
}

pub(super) async fn section(
    State(app): State<App>,
    Guest { visit, seat, .. }: Guest,
    At((_, section)): At<(String, String)>,
) -> Answer {
    let draft = match draft_of(&app, &visit, &seat).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (index, _) = visit.questionnaire.section(&section).ok_or(WebError::NotFound)?;
    let journey = walk(&visit.questionnaire, &draft.form, &visit.areas);
    // Not past a section that was not passed, and not to one that is not on the way.
    let barred = first_unpassed(&visit.questionnaire, &journey, &draft.passed)
        .filter(|id| visit.questionnaire.section(id).is_some_and(|(i, _)| i < index) || journey.step(index).is_none());
    if let Some(earlier) = barred {
        return Ok(to(&visit, &format!("/fraga/{earlier}")));
    }
    if journey.step(index).is_none() {
        return Ok(to(&visit, "/granska"));
    }
    Ok(section_page(&visit, index, draft.form, vec![]))
}

fn section_page(visit: &Visit, index: usize, form: Posted, faults: Vec<Fault>) -> Response {
    let questionnaire = &visit.questionnaire;
    let journey = walk(questionnaire, &form, &visit.areas);
    let mut before = Answers::default();
    for (i, section) in questionnaire.sections[..index].iter().enumerate() {
        walk_section(i, section, &form, &visit.areas, &mut before);
    }
    let section = questionnaire.sections[index].clone();
    let step = journey.steps.iter().position(|s| s.section == index).unwrap_or(0) + 1;
    let frame = Page::new(section.title.clone()).faulty(!faults.is_empty());
    // Only what this section's fields and conditions need goes into the page.
    let form = Posted(form.0.into_iter().filter(|(f, _)| section.questions.iter().any(|q| Posted::belongs(f, &q.id))).collect());
    let before = Answers(before.0.into_iter().filter(|(f, _)| looked_at(&section, f)).collect());
    let has_area = section.questions.iter().any(asks_area);
    let page = pages::SectionPage {
        place: place(visit),
        step: (step, journey.steps.len()),
        before,
        form,
        faults,
        areas: if has_area { visit.areas.clone() } else { vec![] },
        section,
    };
    frame.with_islands(|| pages::section(page))
}

fn asks_area(question: &app::domain::questionnaire::Question) -> bool {
    use app::domain::questionnaire::Kind;
    match &question.kind {
        Kind::Area => true,
        Kind::Group { questions, .. } => questions.iter().any(asks_area),
        _ => false,
    }
}

/// Whether a condition of the section names the question of that field.
fn looked_at(section: &app::domain::questionnaire::Section, field: &str) -> bool {
    use app::domain::questionnaire::Condition;
    fn names(condition: &Condition, field: &str) -> bool {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|c| names(c, field)),
            Condition::Question { question, .. } => Posted::belongs(field, question),
        }
    }
    section.show_if.iter().chain(section.questions.iter().filter_map(|q| q.show_if.as_ref())).any(|c| names(c, field))
}

pub(super) async fn turn(
    State(app): State<App>,
    Guest { visit, seat, .. }: Guest,
    At((_, section)): At<(String, String)>,
    Fields(pairs): Fields<Vec<(String, String)>>,
) -> Answer {
    let (index, _) = visit.questionnaire.section(&section).ok_or(WebError::NotFound)?;
    let draft = match draft_of(&app, &visit, &seat).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(match app.turn(&visit, &draft.id, index, Posted::from_pairs(pairs)).await? {
        Turn::Section(id, None) => to(&visit, &format!("/fraga/{id}")),
        Turn::Section(id, Some(group)) => to(&visit, &format!("/fraga/{id}#{group}")),
        Turn::Check => to(&visit, "/granska"),
        Turn::Start => to(&visit, "?sparat=1"),
        Turn::Faults(draft, faults) => section_page(&visit, index, draft.form, faults),
        Turn::NoDraft => to(&visit, ""),
    })
}

#[derive(Deserialize)]
pub(super) struct CheckQuery {
    namn: Option<String>,
}

/// Tells one draft's check page from another's, without telling the draft.
fn page_key(draft: &str) -> String {
    digest(format!("sida {draft}"))[..16].to_owned()
}

pub(super) async fn check(State(app): State<App>, Guest { visit, seat, .. }: Guest, Asked(query): Asked<CheckQuery>) -> Answer {
    let draft = match draft_of(&app, &visit, &seat).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let journey = walk(&visit.questionnaire, &draft.form, &visit.areas);
    if let Some(section) = first_unpassed(&visit.questionnaire, &journey, &draft.passed) {
        return Ok(to(&visit, &format!("/fraga/{section}")));
    }
    let names = possible_names(&visit.questionnaire, &journey.answers);
    let page = pages::Check {
        place: place(&visit),
        questionnaire: visit.questionnaire.clone(),
        unchecked: query.namn.is_some() && !names.is_empty(),
        journey,
        names,
        key: page_key(&draft.id),
        changing: draft.replaces.is_some(),
    };
    Ok(Page::new("Granska dina svar").plain(pages::check(page)))
}

pub(super) async fn submit(
    State(app): State<App>,
    Guest { visit, jar, mut seat }: Guest,
    Fields(pairs): Fields<Vec<(String, String)>>,
) -> Answer {
    let form = Posted::from_pairs(pairs);
    let Some(draft) = seat.draft.clone() else {
        return Ok(to(&visit, if seat.receipt.is_some() { "/kvitto" } else { "" }));
    };
    // A page of another draft, left open: that one is done with, this one was not looked at.
    if form.value("nyckel").is_some_and(|key| key != page_key(&draft)) {
        return Ok(to(&visit, "/granska"));
    }
    let checked = form.value("namn_kontrollerat") == Some("ja");
    let outcome = app.submit(&visit, &draft, seat.unit.as_deref(), seat.code.as_deref(), checked).await?;
    Ok(match outcome {
        Submission::Taken(code) => {
            seat =
                Seat { link: visit.link.token.clone(), receipt: Some((code, app.ambient.seconds() + SHOWN)), ..Seat::default() };
            (keep(jar, &app, &visit, &seat), to(&visit, "/kvitto")).into_response()
        }
        Submission::Section(section) => to(&visit, &format!("/fraga/{section}")),
        Submission::NamesUnchecked => to(&visit, "/granska?namn=1"),
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
    Ok(Page::new("Tack").plain(pages::receipt(place(&visit), shown)))
}

/// In groups of four.
fn readable(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

pub(super) async fn change(Guest { visit, .. }: Guest) -> Answer {
    Ok(Page::new("Ändra ditt svar").plain(pages::change(place(&visit), String::new(), None)))
}

pub(super) async fn take_up(
    State(app): State<App>,
    Guest { visit, jar, .. }: Guest,
    Fields(pairs): Fields<Vec<(String, String)>>,
) -> Answer {
    let form = Posted::from_pairs(pairs);
    let code = form.value("kvittokod").unwrap_or_default();
    let Some((draft, plain)) = app.take_up(&visit, code).await? else {
        let page = pages::change(
            place(&visit),
            code.to_owned(),
            Some("Koden stämmer inte. Kontrollera tecknen och försök igen.".into()),
        );
        return Ok(Page::new("Ändra ditt svar").faulty(true).plain(page));
    };
    let seat = Seat { link: visit.link.token.clone(), draft: Some(draft.id), code: Some(plain), ..Seat::default() };
    Ok((keep(jar, &app, &visit, &seat), to(&visit, "/granska")).into_response())
}
