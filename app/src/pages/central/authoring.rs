//! The page that a questionnaire is written on, and its review.

use leptos::prelude::*;

use crate::domain::organisation::Audience;
use crate::domain::period::OF_THE_ROUND;
use crate::domain::questionnaire::Questionnaire;
use crate::islands::editor::QuestionnaireEditor;
use crate::pages::respondent;
use crate::routes::{self, with_query};
use crate::texts::authoring as t;
use crate::ui::form::{ChoiceInput, ErrorSummary, Faults, FormState, Hidden, PostButton, Submit};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section, TextList};

/// A questionnaire that is opened to be written.
pub struct Edit {
    pub id: String,
    pub title: String,
    pub audience: Audience,
    /// The version that is written, and what was published last.
    pub versions: (i64, Option<i64>),
    /// What remains: places and sentences.
    pub faults: Vec<(String, String)>,
    pub document: Questionnaire,
}

/// What remains, as a list.
fn remains(faults: Vec<(String, String)>) -> Vec<String> {
    faults.into_iter().map(|(place, sentence)| if place.is_empty() { sentence } else { format!("{place}: {sentence}") }).collect()
}

/// The editor; without scripts what there is to read.
pub fn edit(page: Edit) -> impl IntoView {
    let Edit { id, title, audience, versions: (version, published), faults, document } = page;
    let review = routes::QUESTIONNAIRE_REVIEW.href([&id]);
    let faults = remains(faults);
    let questions = respondent::questions(None, &document.with_period(OF_THE_ROUND));
    view! {
        <p class="way"><a href=routes::QUESTIONNAIRES.path()>{t::WAY_BACK}</a></p>
        <PageHeading over=t::audience(audience) title/>
        <p class="hint">{t::draft(version, published)}</p>
        <QuestionnaireEditor id>
            <noscript><p class="hint">{t::NO_SCRIPT}" "<a href=routes::QUESTIONNAIRES.path()>{t::WAY_BACK}</a></p></noscript>
            <p><a class="button" href=review>{t::REVIEW}</a></p>
            {(!faults.is_empty()).then(|| view! { <Section heading=t::REMAINS><TextList items=faults/></Section> })}
            <div class="read-all">{questions}</div>
        </QuestionnaireEditor>
    }
}

/// What the changes offer another questionnaire.
pub struct Offers {
    pub id: String,
    /// With its audience.
    pub title: String,
    pub questions: Vec<OfferRow>,
    /// What is looked at.
    pub seen: String,
}

/// A question of it.
pub struct OfferRow {
    pub question: String,
    pub text: String,
    pub was_same: bool,
    /// Whether the other does not have it.
    pub is_new: bool,
    /// Whether it is ticked.
    pub is_chosen: bool,
    /// What would change there, in words.
    pub changes: Vec<String>,
}

/// Questions that other questionnaires have too.
pub fn shared(id: &str, title: String, others: Vec<Offers>, faults: &Faults) -> impl IntoView + use<> {
    let nothing = others.is_empty();
    let others = others.into_iter().map(|Offers { id, title, questions, seen }| {
        let questions = questions.into_iter().map(|OfferRow { question, text, was_same, is_new, is_chosen, changes }| {
            let control = format!("{id}.{question}");
            view! {
                <ChoiceInput name=id.clone() value=question label=text id=control checked=is_chosen/>
                {(!was_same && !is_new).then(|| view! { <p class="hint">{t::shared::WAS_OTHER}</p> })}
                <TextList items=changes/>
            }
        });
        let questions = questions.collect_view();
        view! { <fieldset class="question"><legend>{title}</legend><Hidden name=format!(":{id}") value=seen/>{questions}</fieldset> }
    });
    let others = others.collect_view();
    let address = routes::QUESTIONNAIRE_SHARED.href([&id]);
    view! {
        <ErrorSummary faults/>
        <PageHeading over=title title=t::shared::HEADING id="andra"/>
        {if nothing {
            view! { <p>{t::shared::NONE}</p> }.into_any()
        } else {
            view! {
                <p class="lead">{t::shared::LEAD}</p>
                <form method="post" action=address class="narrow">{others}<Submit text=t::shared::BUTTON/></form>
            }.into_any()
        }}
        <p><a href=routes::QUESTIONNAIRE_REVIEW.href([&id])>{t::review::HEADING}</a>" · "<a href=routes::QUESTIONNAIRES.path()>{t::shared::NOT_NOW}</a></p>
    }
}

/// What is looked at before publishing.
pub struct Review {
    pub id: String,
    pub title: String,
    pub is_draft: bool,
    /// The version that is reviewed.
    pub version: i64,
    /// What is reviewed of it.
    pub revision: i64,
    /// Those before it, and which of them it is compared with.
    pub earlier: Vec<i64>,
    pub against: Option<i64>,
    pub remains: Vec<(String, String)>,
    /// What differs from the version that it is compared with, if there is one.
    pub changes: Option<Vec<String>>,
    /// Indicators that rest on something else than before.
    pub shaken: Vec<Shaken>,
    /// What publishing does to planned rounds.
    pub replaces: Vec<String>,
    pub hints: Vec<String>,
    /// Whether other questionnaires had questions as they were before they were changed here.
    pub shared: bool,
}

/// An indicator whose question or answers say something else than before.
pub struct Shaken {
    pub id: String,
    pub label: String,
    /// Which answers it counts.
    pub counts: String,
}

/// The review.
pub fn review(page: Review, form: FormState<Vec<(String, String)>>) -> impl IntoView {
    let FormState { typed, faults } = form;
    let is_said = |name: &str, value: &str| typed.iter().any(|(field, said)| field == name && said == value);
    let Review {
        id,
        title,
        is_draft,
        version,
        revision,
        earlier,
        against,
        remains: left,
        changes,
        shaken,
        replaces,
        hints,
        shared,
    } = page;
    let address = routes::QUESTIONNAIRE_REVIEW.href([&id]);
    let others = earlier.into_iter().filter(|other| Some(*other) != against).enumerate().map(|(i, other)| {
        let href = with_query(&address, &[("mot", &other)]);
        view! { {(i > 0).then_some(t::review::OR)}" "<a href=href>{t::review::with_version(other)}</a> }
    });
    let others: Vec<_> = others.collect();
    let others = (!others.is_empty()).then(|| view! { <p>{t::review::COMPARE}{others}</p> });
    let document = routes::QUESTIONNAIRE.href([&id, &version]);
    let difference_heading = against.map_or_else(|| t::review::DIFFERENCE.to_owned(), t::review::difference);
    let is_ready = left.is_empty();
    let left = remains(left);
    let difference = match changes {
        None => view! { <p>{t::review::FIRST}</p> }.into_any(),
        Some(changes) if changes.is_empty() => view! { <p>{t::review::SAME}</p> }.into_any(),
        Some(changes) => view! { <TextList items=changes/> }.into_any(),
    };
    let questions = shaken.iter().map(|Shaken { id, label, counts }| {
        let name = format!("matt.{id}");
        let fault = faults.at(&name);
        let choice = |value: &'static str, text: &'static str, id: Option<String>| {
            let checked = is_said(&name, value);
            view! { <label class="choice"><input type="radio" name=name.clone() value=value id=id checked=checked/><span>{text}</span></label> }
        };
        view! {
            <fieldset class="question"><legend>{label.clone()}</legend>
                <p class="hint">{counts.clone()}</p>
                {fault.map(|text| view! { <p class="fault">{text}</p> })}
                {choice("samma", t::review::SAME_THING, Some(name.clone()))}{choice("nytt", t::review::NEW_THING, None)}
            </fieldset>
        }
    });
    let questions = questions.collect_view();
    let all_the_same = (shaken.len() > 2).then(|| {
        view! { <ChoiceInput name="matt" value="samma" label=t::review::ALL_THE_SAME id="matt" checked=is_said("matt", "samma")/> }
    });
    let publish = routes::QUESTIONNAIRE_REVIEW.href([&id]);
    let discard = routes::QUESTIONNAIRE_DISCARD.href([&id]);
    let edit = routes::QUESTIONNAIRE_EDIT.href([&id]);
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=title title=t::review::HEADING/>
        <p><a href=edit>{t::review::WAY_BACK}</a>{is_draft.then(|| view! { " · "<a href=document>{t::review::AS_DOCUMENT}</a> })}</p>
        <div id="aterstar"><Section heading=t::REMAINS>
            {if is_ready { view! { <p>{t::review::READY}</p> }.into_any() } else { view! { <TextList items=left/> }.into_any() }}
        </Section></div>
        {(!hints.is_empty()).then(|| view! { <Section heading=t::HINTS><TextList items=hints/></Section> })}
        <Section heading=difference_heading>{difference}{others}</Section>
        {shared.then(|| view! { <p><a href=routes::QUESTIONNAIRE_SHARED.href([&id])>{t::shared::LINK}</a></p> })}
        {(!is_draft).then(|| view! { <Notice kind=NoticeKind::Hint text=t::review::NOTHING/> })}
        {(is_draft && is_ready).then(|| view! {
            <form method="post" action=publish class="narrow">
                <input type="hidden" name="revision" value=revision/>
                {(!shaken.is_empty()).then(|| view! { <h2>{t::review::COMPARISON}</h2><p>{t::review::COMPARISON_LEAD}</p> })}
                {all_the_same}
                {questions}
                <p>{t::review::LEAD}</p>
                {replaces.into_iter().map(|text| view! { <Notice kind=NoticeKind::Warning text/> }).collect_view()}
                <Submit text=t::review::BUTTON/>
            </form>
        })}
        {is_draft.then(|| view! {
            <details><summary>{t::review::DISCARD}</summary><p>{t::review::DISCARD_LEAD}</p>
                <PostButton address=discard field="id" value=id text=t::review::DISCARD_YES class="danger"/></details>
        })}
    }
}
