//! Her answers once more: to check, to keep, and to change.

use leptos::prelude::*;

use super::Place;
use crate::domain::answer::{Answer, Answers};
use crate::domain::journey::Journey;
use crate::domain::names;
use crate::domain::questionnaire::{Choice, Kind, OTHER_TEXT, Question, Questionnaire, Section};
use crate::texts::answering::{change as ch, check as t, copy as c, receipt as r};
use crate::ui::field;
use crate::ui::parts::error_summary;

/// The check page.
pub struct Check {
    /// Where.
    pub place: Place,
    /// What is asked.
    pub questionnaire: std::sync::Arc<Questionnaire>,
    /// What was answered.
    pub journey: Journey,
    /// Texts that may name a person: the question and what was noticed.
    pub names: Vec<(String, Vec<String>)>,
    /// What is wrong: the field and the sentence.
    pub fault: Option<(&'static str, &'static str)>,
    /// Tells these answers' page from an older one.
    pub key: String,
    /// Whether a submitted answer is changed.
    pub changing: bool,
    /// The name of the unit that is marked as answered with it.
    pub unit: Option<String>,
}

/// Each answer once more, with a way to change it.
pub fn check(page: Check) -> impl IntoView {
    let base = page.place.base;
    let answers = all_answers(&page.questionnaire, &page.journey, Some(&base));
    let unchecked = page.fault.is_some_and(|(field, _)| field == "namn_kontrollerat");
    let names = (!page.names.is_empty()).then(|| {
        let list = page.names.into_iter().map(|(q, names)| view! { <li><strong>{names.join(", ")}</strong>{format!(" – {q}")}</li> }).collect_view();
        view! {
            <div class="warning" id="namn">
                <h2>{t::NAMES}</h2>
                <p>{t::NAMES_TEXT}</p>
                <ul>{list}</ul>
                <label class="choice" for="namn_kontrollerat">
                    <input type="checkbox" id="namn_kontrollerat" name="namn_kontrollerat" value="ja" aria-invalid=unchecked.then_some("true")/>
                    <span>{t::NAMES_CHECKED}</span>
                </label>
            </div>
        }
    });
    view! {
        {error_summary(page.fault.map(|(field, text)| (field.to_owned(), text.to_owned())).into_iter().collect())}
        <p class="over">{page.place.organisation}</p>
        <h1 id="svaren">{t::TITLE}</h1>
        {page.unit.map(|unit| view! { <p class="lead">{t::answering_for(&unit)}</p> })}
        {answers}
        <form method="post" action=format!("{base}/granska") novalidate>
            <input type="hidden" name="nyckel" value=page.key autocomplete="off"/>
            {names}
            <p>{t::SUBMIT_TEXT}</p>
            <p class="buttons"><button>{if page.changing { t::SUBMIT_CHANGE } else { t::SUBMIT }}</button></p>
        </form>
    }
}

/// Every question on the way with its answer, and where to change it, if it can be changed here.
fn all_answers(questionnaire: &Questionnaire, journey: &Journey, base: Option<&str>) -> impl IntoView + use<> {
    let section = |section: &Section, shown: &std::collections::BTreeSet<String>| {
        let rows = section
            .questions
            .iter()
            .filter(|q| shown.contains(&q.id) && q.kind != Kind::Info)
            .map(|q| {
                let change = base.map(|base| {
                    let link = format!("{base}/fraga/{}#{}", section.id, anchor(q));
                    view! { <dd class="change"><a href=link>{t::CHANGE}<span class="unseen">{t::change_of(&q.text)}</span></a></dd> }
                });
                view! { <div><dt>{q.text.clone()}</dt><dd>{answer(q, &journey.answers)}</dd>{change}</div> }
            })
            .collect_view();
        view! { <section><h2>{section.title.clone()}</h2><dl class="answers">{rows}</dl></section> }
    };
    journey.steps.iter().map(|step| section(&questionnaire.sections[step.section], &step.shown)).collect_view()
}

/// The answers that were submitted, to print or keep.
pub fn copy(place: Place, questionnaire: &Questionnaire, journey: &Journey) -> impl IntoView + use<> {
    view! {
        <p class="over">{format!("{} – {}", place.organisation, questionnaire.title)}</p>
        <h1>{c::TITLE}</h1>
        <p class="screen">{c::TEXT}</p>
        {all_answers(questionnaire, journey, None)}
        <p class="buttons"><a class="button" href=format!("{}/kvitto", place.base)>{c::BACK}</a></p>
    }
}

/// The receipt; code and copy are gone after a while.
pub fn receipt(place: Place, code: Option<String>, threshold: i64) -> impl IntoView {
    let base = place.base;
    let andra = format!("{base}/andra");
    let code = match code {
        Some(code) => view! {
            <h2>{r::CODE}</h2>
            <p class="code"><strong>{code}</strong></p>
            <p>{r::keep(&place.closes)}</p>
            <ul class="ways">
                <li><a href=format!("{base}/kopia")>{r::COPY}</a></li>
                <li><a href=andra>{r::CHANGE}</a></li>
            </ul>
        }
        .into_any(),
        None => view! { <p>{r::GONE}<a href=andra>{r::GONE_CHANGE}</a>"."</p> }.into_any(),
    };
    view! {
        <p class="over">{place.organisation}</p>
        <h1>{r::TITLE}</h1>
        {code}
        <h2>{r::NEXT}</h2>
        {r::next_text(threshold).map(|text| view! { <p>{text}</p> }).collect_view()}
        <p class="note">{r::CONCERN}</p>
    }
}

/// Taking up a submitted answer.
pub fn change(place: Place, code: String, fault: Option<String>) -> impl IntoView {
    let faults = fault.iter().map(|f| ("kvittokod".to_owned(), f.clone())).collect();
    view! {
        {error_summary(faults)}
        <p class="over">{place.organisation}</p>
        <h1>{ch::TITLE}</h1>
        <form method="post" action=format!("{}/andra", place.base) novalidate>
            {field::code("kvittokod", ch::CODE, ch::CODE_HINT, code, fault)}
            <p class="buttons"><button>{ch::BUTTON}</button></p>
        </form>
        <p><a href=format!("{}/hjalp#kod", place.base)>{ch::LOST}</a></p>
    }
}

/// Where a question's link leads: its first control.
fn anchor(question: &Question) -> String {
    match &question.kind {
        Kind::Matrix { rows, .. } => rows.first().map_or_else(|| question.id.clone(), |r| format!("{}.{}", question.id, r.id)),
        _ => question.id.clone(),
    }
}

/// An answer in words.
fn answer(question: &Question, answers: &Answers) -> AnyView {
    let none = || view! { <span class="hint">{t::UNANSWERED}</span> }.into_any();
    match &question.kind {
        Kind::Matrix { rows, columns } => {
            if !rows.iter().any(|row| answers.get(&format!("{}.{}", question.id, row.id)).is_some()) {
                return none();
            }
            let rows = rows
                .iter()
                .map(|row| {
                    let chosen = answers.get(&format!("{}.{}", question.id, row.id));
                    let text = chosen.map_or_else(none, |a| words(a, columns).into_any());
                    view! { <li><span class="row">{row.text.clone()}</span>" "{text}</li> }
                })
                .collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        }
        Kind::Group { item_text, questions, .. } => {
            let Some(Answer::Items(items)) = answers.get(&question.id) else { return none() };
            let items = items
                .iter()
                .enumerate()
                .map(|(i, item)| {
                    let rows = questions
                        .iter()
                        .filter(|q| q.fields().iter().any(|f| item.get(f).is_some()))
                        .map(|q| view! { <div><dt>{q.text.clone()}</dt><dd>{answer(q, item)}</dd></div> })
                        .collect_view();
                    view! { <h3>{format!("{item_text} {}", i + 1)}</h3><dl>{rows}</dl> }
                })
                .collect_view();
            items.into_any()
        }
        kind => {
            let Some(given) = answers.get(&question.id) else { return none() };
            let beside = match answers.get(&format!("{}.{OTHER_TEXT}", question.id)) {
                Some(Answer::Text(text)) => format!(": {text}"),
                _ => String::new(),
            };
            let text = format!("{}{beside}", words(given, kind.options()));
            let free = !beside.is_empty() || matches!(kind, Kind::ShortText { .. } | Kind::LongText { .. });
            let names = if free { names::search(&text) } else { vec![] };
            view! { <span class="text">{field::marked(&text, names)}</span> }.into_any()
        }
    }
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
