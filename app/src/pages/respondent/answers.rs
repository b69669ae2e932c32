//! The answers once more: to check, to keep, and to change.

use leptos::prelude::*;

use super::{Code, CodeField, FROM_CHECK, Place};
use crate::domain::answer::{Answer, Answers};
use crate::domain::figure::{day, month};
use crate::domain::journey::Journey;
use crate::domain::names;
use crate::domain::questionnaire::{Choice, Kind, OTHER_TEXT, Question, Questionnaire, Row, Section};
use crate::domain::support_link::SupportLink;
use crate::pages::support_links::SupportLinks;
use crate::routes::{self, with_query};
use crate::texts::respond::{change as ch, check as t, copy as c, receipt as r};
use crate::ui::form::{ChoiceInput, ErrorSummary, Faults, Hidden, Submit};
use crate::ui::nav::LinkButton;
use crate::ui::question::MarkedText;
use crate::ui::text::{Notice, NoticeKind, PageHeading, Paragraphs};

/// The check page.
pub struct Check {
    /// The link.
    pub place: Place,
    /// What is asked.
    pub questionnaire: std::sync::Arc<Questionnaire>,
    /// What was answered.
    pub journey: Journey,
    /// Texts that may name a person: the question and what was noticed.
    pub names: Vec<(String, Vec<String>)>,
    /// What is wrong: the field and the sentence.
    pub fault: Option<(&'static str, &'static str)>,
    /// A key of these answers, which tells this page from an older one.
    pub key: String,
    /// Whether a submitted answer is changed.
    pub changing: bool,
    /// The name of the unit that is marked as answered with it.
    pub unit: Option<String>,
}

/// Each answer once more, with a way to change it.
pub fn check(page: Check) -> impl IntoView {
    let place = page.place;
    let answers = all_answers(&page.questionnaire, &page.journey, Some(&place));
    let unanswered = count_unanswered(&page.questionnaire, &page.journey);
    let action = place.address(routes::CHECK);
    let faults = Faults::from(page.fault);
    let unchecked = faults.at(NAMES_CHECKED).is_some();
    let names = (!page.names.is_empty()).then(|| view! { <PossibleNames names=page.names unchecked/> });
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=place.organisation title=t::TITLE id="svaren"/>
        {page.unit.map(|unit| view! { <p class="lead">{t::answering_for(&unit)}</p> })}
        {(unanswered > 0).then(|| view! { <p>{t::unanswered(unanswered)}</p> })}
        {answers}
        <form method="post" action=action novalidate>
            <Hidden name="nyckel" value=page.key/>
            {names}
            <p>{t::SUBMIT_TEXT}</p>
            <Submit text=if page.changing { t::SUBMIT_CHANGE } else { t::SUBMIT }/>
        </form>
    }
}

/// How many of the questions that were shown have no answer.
fn count_unanswered(questionnaire: &Questionnaire, journey: &Journey) -> i64 {
    let answered = |q: &Question| q.fields().iter().any(|field| journey.answers.get(field).is_some());
    let shown = journey.steps.iter().flat_map(|step| {
        questionnaire.sections[step.section].questions.iter().filter(|q| step.shown.contains(&q.id) && q.kind != Kind::Info)
    });
    i64::try_from(shown.filter(|q| !answered(q)).count()).unwrap_or(i64::MAX)
}

/// The field that says that no person can be identified.
const NAMES_CHECKED: &str = "namn_kontrollerat";

/// Words that may name a person, and the box to tick when they do not.
#[component]
fn PossibleNames(
    /// The question and the words.
    names: Vec<(String, Vec<String>)>,
    unchecked: bool,
) -> impl IntoView {
    let items = names.into_iter().map(|(question, names)| {
        view! { <li><strong>{names.join(", ")}</strong>{format!(" – {question}")}</li> }
    });
    view! {
        <div class="warning" id="namn">
            <h2>{t::NAMES}</h2>
            <p>{t::NAMES_TEXT}</p>
            <ul>{items.collect_view()}</ul>
            <ChoiceInput id=NAMES_CHECKED name=NAMES_CHECKED value="ja" label=t::NAMES_CHECKED invalid=unchecked/>
        </div>
    }
}

/// Every question that was shown with its answer, and a link to change it where there is an address.
fn all_answers(questionnaire: &Questionnaire, journey: &Journey, place: Option<&Place>) -> impl IntoView + use<> {
    let section = |section: &Section, shown: &std::collections::BTreeSet<String>| {
        let rows = section
            .questions
            .iter()
            .filter(|q| shown.contains(&q.id) && q.kind != Kind::Info)
            .map(|q| {
                let change = place.map(|place| {
                    let section = with_query(&place.section(&section.id), &[(FROM_CHECK, &"ja")]);
                    let link = format!("{section}#{}", anchor(q));
                    view! { <dd class="change"><a href=link>{t::CHANGE}<span class="unseen">{t::change_of(&q.text)}</span></a></dd> }
                });
                view! { <div><dt>{q.text.clone()}</dt><dd>{answer(q, &journey.answers)}</dd>{change}</div> }
            })
            .collect_view();
        view! { <section id=section.id.clone()><h2>{section.title.clone()}</h2><dl class="answers">{rows}</dl></section> }
    };
    journey.steps.iter().map(|step| section(&questionnaire.sections[step.section], &step.shown)).collect_view()
}

/// The answers that were submitted, to print or keep.
pub fn copy(place: Place, questionnaire: &Questionnaire, journey: &Journey) -> impl IntoView + use<> {
    view! {
        <PageHeading over=format!("{} – {}", place.organisation, questionnaire.title) title=c::TITLE/>
        <p class="screen">{c::TEXT}</p>
        {all_answers(questionnaire, journey, None)}
        <LinkButton href=place.address(routes::RECEIPT) text=c::BACK/>
    }
}

/// The receipt.
pub struct Receipt {
    /// The link.
    pub place: Place,
    /// Its code, for a while.
    pub code: Option<String>,
    pub support_links: Vec<SupportLink>,
    /// The smallest base that is shown.
    pub threshold: i64,
    /// Whether units are chosen from a list, so that a manager of two answers twice.
    pub registered: bool,
}

/// The receipt; code and copy are gone after a while.
pub fn receipt(receipt: Receipt) -> impl IntoView {
    let Receipt { place, code, support_links, threshold, registered } = receipt;
    let (change, copy) = (place.address(routes::CHANGE), place.address(routes::COPY));
    let code = match code {
        Some(code) => view! {
            <h2>{r::CODE}</h2>
            <Code code/>
            <p>{r::keep(&place.closes)}</p>
            <ul class="ways">
                <li><a href=copy>{r::COPY}</a></li>
                <li><a href=change>{r::CHANGE}</a></li>
                {registered.then(|| view! { <li><a href=place.address(routes::START)>{r::ANOTHER}</a><p class="hint">{r::ANOTHER_HINT}</p></li> })}
            </ul>
        }
        .into_any(),
        None => view! { <p>{r::GONE}<a href=change>{r::GONE_CHANGE}</a>"."</p> }.into_any(),
    };
    view! {
        <PageHeading over=place.organisation title=r::TITLE/>
        {code}
        <h2>{r::NEXT}</h2>
        <Paragraphs texts=r::next_text(threshold)/>
        <Notice kind=NoticeKind::Note text=r::CONCERN/>
        <SupportLinks links=support_links/>
    }
}

/// Changing a submitted answer, with its receipt code.
pub fn change(place: Place, code: String, fault: Option<String>) -> impl IntoView {
    let faults = Faults::of("kvittokod", fault);
    let (action, help) = (place.address(routes::CHANGE), place.help("kod"));
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=place.organisation title=ch::TITLE/>
        <form method="post" action=action novalidate>
            <CodeField name="kvittokod" label=ch::CODE hint=ch::CODE_HINT value=code fault=faults.at("kvittokod")/>
            <Submit text=ch::BUTTON/>
        </form>
        <p><a href=help>{ch::LOST}</a></p>
    }
}

/// The id of a question's first control.
fn anchor(question: &Question) -> String {
    match &question.kind {
        Kind::Matrix { rows, .. } => rows.first().map_or_else(|| question.id.clone(), |r| format!("{}.{}", question.id, r.id)),
        _ => question.id.clone(),
    }
}

/// An answer in words.
fn answer(question: &Question, answers: &Answers) -> AnyView {
    let answer = match &question.kind {
        Kind::Matrix { rows, columns } => matrix_answer(question, rows, columns, answers),
        Kind::Group { item_text, questions, .. } => group_answer(question, item_text, questions, answers),
        kind => answers.get(&question.id).map(|given| plain_answer(question, kind, given, answers)),
    };
    answer.unwrap_or_else(|| view! { <Unanswered/> }.into_any())
}

#[component]
fn Unanswered() -> impl IntoView {
    view! { <span class="hint">{t::UNANSWERED}</span> }
}

fn matrix_answer(question: &Question, rows: &[Row], columns: &[Choice], answers: &Answers) -> Option<AnyView> {
    let chosen = |row: &Row| answers.get(&format!("{}.{}", question.id, row.id));
    let items = rows.iter().map(|row| {
        let text = chosen(row).map_or_else(|| view! { <Unanswered/> }.into_any(), |answer| words(answer, columns).into_any());
        view! { <li><span class="row">{row.text.clone()}</span>" "{text}</li> }
    });
    rows.iter().any(|row| chosen(row).is_some()).then(|| view! { <ul class="rows">{items.collect_view()}</ul> }.into_any())
}

fn group_answer(question: &Question, item_text: &str, questions: &[Question], answers: &Answers) -> Option<AnyView> {
    let Some(Answer::Items(items)) = answers.get(&question.id) else { return None };
    let items = items.iter().enumerate().map(|(i, item)| {
        let answered = questions.iter().filter(|q| q.fields().iter().any(|f| item.get(f).is_some()));
        let rows = answered.map(|q| view! { <div><dt>{q.text.clone()}</dt><dd>{answer(q, item)}</dd></div> }).collect_view();
        view! { <h3>{format!("{item_text} {}", i + 1)}</h3><dl>{rows}</dl> }
    });
    Some(items.collect_view().into_any())
}

/// An answer to a question with one field, with the words that may name a person marked.
fn plain_answer(question: &Question, kind: &Kind, given: &Answer, answers: &Answers) -> AnyView {
    let other = match answers.get(&format!("{}.{OTHER_TEXT}", question.id)) {
        Some(Answer::Text(text)) => format!(": {text}"),
        _ => String::new(),
    };
    let text = match (kind, given) {
        (Kind::Month, Answer::Text(text)) => month(text),
        (Kind::Date, Answer::Text(text)) => text.parse().map_or_else(|_| text.clone(), day),
        _ => format!("{}{other}", words(given, kind.options())),
    };
    let is_free_text = !other.is_empty() || matches!(kind, Kind::ShortText { .. } | Kind::LongText { .. });
    let places = if is_free_text { names::search(&text) } else { vec![] };
    view! { <span class="text"><MarkedText text=&text places/></span> }.into_any()
}

fn words(answer: &Answer, options: &[Choice]) -> String {
    let name = |id: &String| options.iter().find(|o| o.id == *id).map_or_else(|| id.clone(), |o| o.text.clone());
    match answer {
        Answer::Number(n) => n.to_string(),
        Answer::Text(text) => name(text),
        Answer::Many(ids) => ids.iter().map(name).collect::<Vec<_>>().join(", "),
        Answer::Items(_) => String::new(),
    }
}
