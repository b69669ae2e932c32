//! Writing a questionnaire: the editor's page, what it asks, the review before publishing.

use std::sync::Arc;

use app::domain::authoring::{self, Change, Effect, Offer, Writer};
use app::domain::organisation::Audience;
use app::domain::questionnaire::{Choice, Indicator, Questionnaire, Statistic};
use app::domain::round::State as RoundState;
use app::islands::editor::remote::{Desk, Loaded, Message, Reply};
use app::pages::central::authoring as pages;
use app::pages::respondent;
use app::routes;
use app::texts::authoring as t;
use app::ui::form::{Faults, FormState};
use axum::RequestExt;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use leptos::prelude::{Owner, provide_context};
use leptos::reactive::computed::ScopedFuture;
use serde::Deserialize;
use server_fn::error::{FromServerFnError, ServerFnError};

use super::assets::Bundle;
use super::error::refusal;
use super::input::{Asked, At, Fields};
use super::render::Page;
use super::session::CentralStaff;
use super::{WebError, central, notice};
use crate::services::authoring::{self as desk, Adoption, Offers, Opened};
use crate::services::{Central, Context, Error, QuestionnaireError, Refusal, areas, organisations, questionnaires, rounds};

/// Bytes of the largest document that an editor saves: some two thousand questions.
pub(super) const LARGEST: usize = 600_000;

type Answer = Result<Response, WebError>;

/// The newest version, to be written.
pub(super) async fn edit(State(cx): State<Context>, staff: CentralStaff, At(id): At<String>) -> Answer {
    let opened = desk::open(&cx, &staff.central, &id).await?;
    let document = &opened.state.document;
    let title = if document.title.trim().is_empty() { id.clone() } else { document.title.clone() };
    let published = opened.published_version().map(|version| version.version);
    let page = pages::Edit {
        id,
        title: title.clone(),
        audience: document.audience,
        versions: (opened.version, published),
        faults: sentences(&opened),
        document: document.clone(),
    };
    let frame = Page::new(title).staff(&staff.staff, routes::QUESTIONNAIRES.path()).bundle(Bundle::Editor);
    Ok(frame.with_islands(|| pages::edit(page)))
}

/// What remains before it can be published, each with its place.
fn sentences(opened: &Opened) -> Vec<(String, String)> {
    let faults = authoring::faults(&opened.state.document);
    let place = |path: &str| opened.state.document.name_of(path);
    faults.into_iter().map(|fault| (place(&fault.path), t::fault(&fault.problem))).collect()
}

/// A server function of the editor, on behalf of whoever calls it.
pub(super) async fn call(State(cx): State<Context>, staff: CentralStaff, request: Request) -> Response {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > LARGEST) {
        let sentence: ServerFnError = ServerFnError::ServerError(t::TOO_LARGE.to_owned());
        return (StatusCode::PAYLOAD_TOO_LARGE, sentence.ser()).into_response();
    }
    let me = staff.staff.account.email.clone();
    let desk: Desk = Arc::new(move |message| {
        let (cx, central, me) = (cx.clone(), staff.central.clone(), me.clone());
        Box::pin(async move { answer(&cx, &central, me, message).await.map_err(|error| error.to_string()) })
    });
    let owner = Owner::new();
    let function = owner.with(|| {
        provide_context(desk);
        ScopedFuture::new(server_fn::axum::handle_server_fn(request.with_limited_body()))
    });
    let response = function.await;
    drop(owner);
    // What is wrong is the request: what is ours was logged where it happened.
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        return (StatusCode::UNPROCESSABLE_ENTITY, response.into_body()).into_response();
    }
    response
}

async fn answer(cx: &Context, central: &Central, me: String, message: Message) -> Result<Reply, Error> {
    let writer =
        |tab: String| Writer { name: me.clone(), tab: tab.chars().filter(char::is_ascii_alphanumeric).take(40).collect() };
    let done = async {
        Ok(match message {
            Message::Load { id } => {
                let opened = desk::open(cx, central, &id).await?;
                let areas = areas(&organisations::list(cx).await?);
                let published = opened.published().cloned();
                Reply::Loaded(Box::new(Loaded { published, state: opened.state, me: me.clone(), areas }))
            }
            Message::Save { tab, number, base, document } => {
                let (took, state) = desk::save(cx, central, &writer(tab), (number, base), *document).await?;
                Reply::State(Box::new(state), took)
            }
            Message::TakeOver { id, tab } => Reply::State(Box::new(desk::take_over(cx, central, &id, &writer(tab)).await?), true),
            Message::Leave { id, tab } => Reply::State(Box::new(desk::leave(cx, central, &id, &writer(tab)).await?), false),
            Message::Ask { id } => Reply::State(Box::new(desk::open(cx, central, &id).await?.state), false),
        })
    };
    let done: Result<Reply, Error> = done.await;
    if let Err(error @ (Error::Store(_) | Error::File(_) | Error::Shared(_))) = &done {
        tracing::error!(%error, "the editor was not served");
    }
    done
}

#[derive(Deserialize)]
pub(super) struct BeginForm {
    #[serde(default)]
    titel: String,
    #[serde(default)]
    malgrupp: String,
    #[serde(default)]
    fran: String,
}

/// Begins a questionnaire.
pub(super) async fn begin(State(cx): State<Context>, staff: CentralStaff, Fields(form): Fields<BeginForm>) -> Answer {
    let audience = form.malgrupp.parse().unwrap_or(Audience::Stadsdelsforvaltning);
    let from = Some(form.fran.as_str()).filter(|from| !from.is_empty());
    match refusal(desk::begin(&cx, &staff.central, &form.titel, audience, from).await)? {
        Ok(id) => Ok(notice::done(&cx, &routes::QUESTIONNAIRE_EDIT.href([&id]), t::begin::done(&form.titel))),
        Err(refusal) => central::questionnaires_page(&cx, &staff, &Faults::of("titel", Some(refusal.to_string()))).await,
    }
}

/// What differs from what was published, what remains, and the button.
pub(super) async fn review(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<String>,
    Asked(which): Asked<Which>,
) -> Answer {
    review_page(&cx, &staff, (&id, which.mot), FormState::default()).await
}

#[derive(Deserialize)]
pub(super) struct Which {
    /// The version that it is compared with.
    mot: Option<i64>,
}

/// The review, with what was said of indicators.
async fn review_page(
    cx: &Context,
    staff: &CentralStaff,
    (id, against): (&str, Option<i64>),
    form: FormState<Vec<(String, String)>>,
) -> Answer {
    let opened = desk::open(cx, &staff.central, id).await?;
    let document = &opened.state.document;
    let earlier: Vec<_> = opened.versions.iter().filter(|version| version.version < opened.version).collect();
    let other = match against {
        Some(number) => Some(*earlier.iter().find(|version| version.version == number).ok_or(WebError::NotFound)?),
        None => earlier.iter().rfind(|version| version.published.is_some()).copied(),
    };
    let shared = desk::offers(cx, &staff.central, id).await?.iter().any(Offers::was_in_step);
    let shaken = opened.published().map(|published| authoring::shaken(published, document)).unwrap_or_default();
    let page = pages::Review {
        id: id.to_owned(),
        title: titled(document),
        is_draft: opened.is_draft,
        remains: sentences(&opened),
        version: opened.version,
        revision: opened.state.revision,
        earlier: earlier.iter().map(|version| version.version).collect(),
        against: other.map(|version| version.version),
        changes: other.map(|other| authoring::changes(&other.definition, document).iter().map(t::change).collect()),
        shaken: shaken
            .into_iter()
            .map(|indicator| pages::Shaken {
                id: indicator.id.clone(),
                label: indicator.label.clone(),
                counts: counts(document, indicator),
            })
            .collect(),
        replaces: replaces(cx, staff, id, document.audience).await?,
        hints: authoring::hints(document).iter().map(t::hint).collect(),
        shared,
    };
    let frame = Page::new(t::review::HEADING).staff(&staff.staff, routes::QUESTIONNAIRES.path()).faulty(form.is_faulty());
    Ok(frame.plain(pages::review(page, form)))
}

/// A title with the audience: variants may have the same.
fn titled(document: &Questionnaire) -> String {
    format!("{} · {}", document.title, t::audience(document.audience))
}

/// Which answers an indicator counts, in words.
fn counts(document: &Questionnaire, indicator: &Indicator) -> String {
    let options = document.questions().find(|question| question.id == indicator.question).map(|question| question.kind.options());
    match &indicator.statistic {
        Statistic::Mean => t::review::COUNTS_MEAN.to_owned(),
        // The points of a scale are what they are called.
        Statistic::Share(counted) if options.is_none_or(<[Choice]>::is_empty) => {
            t::review::counts(&counted.iter().map(String::as_str).collect::<Vec<_>>(), &[])
        }
        Statistic::Share(counted) => {
            let (counted, others): (Vec<_>, Vec<_>) =
                options.unwrap_or_default().iter().partition(|option| counted.contains(&option.id));
            let [counted, others] = [counted, others]
                .map(|options: Vec<&Choice>| options.into_iter().map(|option| option.text.as_str()).collect::<Vec<_>>());
            t::review::counts(&counted, &others)
        }
    }
}

/// The planned rounds that follow what is published for an audience, where that is another questionnaire.
async fn replaces(cx: &Context, staff: &CentralStaff, id: &str, audience: Audience) -> Result<Vec<String>, WebError> {
    let mut found = vec![];
    for round in rounds::list(cx).await?.into_iter().filter(|round| round.state == RoundState::Planned) {
        let bindings = rounds::bindings(cx, &staff.central, &round.id).await?;
        let binding = bindings.into_iter().find(|binding| binding.audience == audience && binding.bound.is_none());
        if let Some((other, version)) =
            binding.and_then(|binding| binding.published.into_iter().next()).filter(|(other, _)| other != id)
        {
            found.push(t::review::replaces(&round.title, &app::texts::rounds::version(&other, version)));
        }
    }
    Ok(found)
}

/// Publishes; of each indicator that rests on something else than before it must have been said whether it is the same.
pub(super) async fn publish(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let opened = desk::open(&cx, &staff.central, &id).await?;
    let of = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    // What is said of all holds where nothing is said of one.
    let said = |id: &str| of(&format!("matt.{id}")).or(of("matt"));
    let revision = fields.iter().find(|(field, _)| field == "revision").and_then(|(_, value)| value.parse().ok());
    let revision = revision.unwrap_or(opened.state.revision);
    let (mut renewed, mut missing) = (vec![], vec![]);
    for indicator in opened.published().map(|p| authoring::shaken(p, &opened.state.document)).unwrap_or_default() {
        match said(&indicator.id) {
            Some("samma") => {}
            Some("nytt") => renewed.push(indicator.id.clone()),
            _ => missing.push((format!("matt.{}", indicator.id), format!("{}: {}", indicator.label, t::review::CHOOSE))),
        }
    }
    if !missing.is_empty() {
        let form = FormState { typed: fields, faults: missing.into_iter().collect() };
        return review_page(&cx, &staff, (&id, None), form).await;
    }
    match refusal(questionnaires::publish_reviewed(&cx, &staff.central, &id, Some((revision, &renewed))).await)? {
        Ok(_) => {
            let said = app::texts::central::questionnaires::published(&opened.state.document.title);
            // What others may take over is offered while it is remembered.
            let offers = desk::offers(&cx, &staff.central, &id).await?.iter().any(Offers::was_in_step);
            let next = if offers { routes::QUESTIONNAIRE_SHARED.href([&id]) } else { routes::QUESTIONNAIRES.path().to_owned() };
            Ok(notice::done(&cx, &next, said))
        }
        Err(Refusal::Questionnaire(QuestionnaireError::Definition(_))) => {
            review_page(&cx, &staff, (&id, None), FormState::refused(fields, "aterstar", &t::REMAINS)).await
        }
        Err(refusal) => review_page(&cx, &staff, (&id, None), FormState::refused(fields, "aterstar", &refusal)).await,
    }
}

/// Questions that other questionnaires have too.
pub(super) async fn shared(State(cx): State<Context>, staff: CentralStaff, At(id): At<String>) -> Answer {
    shared_page(&cx, &staff, &id, None, &Faults::default()).await
}

/// The offers, with those ticked that were in step, or that were chosen.
async fn shared_page(
    cx: &Context,
    staff: &CentralStaff,
    id: &str,
    chosen: Option<&[(String, String)]>,
    faults: &Faults,
) -> Answer {
    let document = desk::open(cx, &staff.central, id).await?.state.document;
    let title = titled(&document);
    let change = |change: &Change| match &change.effect {
        Effect::QuestionText(there) => t::shared::says(there),
        Effect::QuestionAdded => t::shared::ADDED.to_owned(),
        _ => t::change(change),
    };
    // Of whom a new one is asked; the others are asked as before.
    let asked_of = |offer: &Offer| {
        let question = document.questions().find(|question| offer.is_new && question.id == offer.question)?;
        Some(respondent::asked_of(&document, question.show_if.as_ref()?))
    };
    let row = |other: &str, offer: Offer| pages::OfferRow {
        changes: offer.changes.iter().map(change).chain(asked_of(&offer)).collect(),
        is_chosen: match chosen {
            Some(chosen) => chosen.iter().any(|(id, question)| id == other && *question == offer.question),
            None => offer.was_same,
        },
        question: offer.question,
        text: offer.text,
        was_same: offer.was_same,
        is_new: offer.is_new,
    };
    let others = desk::offers(cx, &staff.central, id).await?.into_iter().map(|other| pages::Offers {
        questions: other.questions.into_iter().map(|offer| row(&other.id, offer)).collect(),
        id: other.id,
        title: format!("{} · {}", other.title, t::audience(other.audience)),
        seen: other.seen,
    });
    let frame = Page::new(t::shared::HEADING).staff(&staff.staff, routes::QUESTIONNAIRES.path()).faulty(faults.any());
    Ok(frame.plain(pages::shared(id, title, others.collect(), faults)))
}

/// Takes changed questions into the drafts of others: a field is another questionnaire, its values are questions; with a
/// colon before it stands what was looked at.
pub(super) async fn adopt(
    State(cx): State<Context>,
    staff: CentralStaff,
    At(id): At<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let mut chosen: Vec<Adoption> = vec![];
    for (other, question) in fields.iter().filter(|(name, _)| !name.starts_with(':')) {
        match chosen.iter_mut().find(|adoption| adoption.other == *other) {
            Some(adoption) => adoption.questions.push(question.clone()),
            None => {
                let seen = fields.iter().find(|(name, _)| name.strip_prefix(':') == Some(other)).map(|(_, seen)| seen.clone());
                let questions = vec![question.clone()];
                chosen.push(Adoption { other: other.clone(), seen: seen.unwrap_or_default(), questions });
            }
        }
    }
    if chosen.is_empty() {
        let faults = Faults::of("andra", Some(t::shared::CHOOSE.to_owned()));
        return shared_page(&cx, &staff, &id, Some(&fields), &faults).await;
    }
    match refusal(desk::adopt(&cx, &staff.central, &id, &chosen).await)? {
        // Only what no page offers changes nothing.
        Ok(titles) if titles.is_empty() => {
            shared_page(&cx, &staff, &id, Some(&fields), &Faults::of("andra", Some(t::shared::CHOOSE.to_owned()))).await
        }
        Ok(taken) => {
            let titles: Vec<String> = taken.iter().map(|(title, audience)| t::shared::named(title, *audience)).collect();
            Ok(notice::done(&cx, routes::QUESTIONNAIRES.path(), t::shared::done(&titles)))
        }
        Err(refusal) => shared_page(&cx, &staff, &id, Some(&fields), &Faults::of("andra", Some(refusal.to_string()))).await,
    }
}

/// Throws the draft away.
pub(super) async fn discard(State(cx): State<Context>, staff: CentralStaff, At(id): At<String>) -> Answer {
    let title = desk::open(&cx, &staff.central, &id).await?.state.document.title;
    match refusal(desk::discard(&cx, &staff.central, &id).await)? {
        Ok(()) => Ok(notice::done(&cx, routes::QUESTIONNAIRES.path(), t::review::discarded(&title))),
        Err(refusal) => central::questionnaires_page(&cx, &staff, &Faults::of("enkater", Some(refusal.to_string()))).await,
    }
}
