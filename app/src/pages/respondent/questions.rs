//! All questions, to read before answering.

use leptos::prelude::*;

use crate::domain::questionnaire::{Kind, Question, Questionnaire};
use crate::texts::answering::questions as t;
use crate::texts::frame::OPTIONAL;

/// All questions, to read or print.
pub fn questions(base: &str, questionnaire: &Questionnaire) -> impl IntoView + use<> {
    let sections = questionnaire
        .sections
        .iter()
        .map(|section| {
            let questions = section.questions.iter().map(|q| read_question(q, section.show_if.is_some())).collect_view();
            view! {
                <section class="read"><h2>{section.title.clone()}</h2>
                    {section.intro.clone().map(|text| view! { <p>{text}</p> })}
                    {questions}
                </section>
            }
        })
        .collect_view();
    view! {
        <p class="over">{questionnaire.title.clone()}</p>
        <h1>{t::TITLE}</h1>
        <p>{t::LEAD}</p>
        {sections}
        {(!base.is_empty()).then(|| view! { <p class="buttons"><a class="button" href=base.to_owned()>{t::BACK}</a></p> })}
    }
}

fn read_question(question: &Question, conditional: bool) -> AnyView {
    let options = question.kind.options().iter().map(|o| view! { <li>{o.text.clone()}</li> }).collect_view();
    let rows = match &question.kind {
        Kind::Matrix { rows, .. } => {
            let rows = rows.iter().map(|r| view! { <li>{r.text.clone()}</li> }).collect_view();
            view! { <ul class="rows">{rows}</ul><p class="hint">{t::EACH_ROW}</p> }.into_any()
        }
        Kind::Scale { min, max, min_label, max_label } => {
            view! { <p class="hint">{t::scale(*min, min_label, *max, max_label)}</p> }.into_any()
        }
        Kind::ShortText { .. } | Kind::LongText { .. } => view! { <p class="hint">{t::TEXT}</p> }.into_any(),
        Kind::Number { .. } => view! { <p class="hint">{t::NUMBER}</p> }.into_any(),
        Kind::Month => view! { <p class="hint">{t::MONTH}</p> }.into_any(),
        Kind::Date => view! { <p class="hint">{t::DATE}</p> }.into_any(),
        Kind::Area => view! { <p class="hint">{t::AREA}</p> }.into_any(),
        Kind::Group { questions, .. } => {
            let inner = questions.iter().map(|q| read_question(q, false)).collect_view();
            view! { <div class="inner-questions">{inner}</div> }.into_any()
        }
        _ => ().into_any(),
    };
    let empty = question.kind.options().is_empty();
    let note = match (question.required, conditional || question.show_if.is_some()) {
        (true, true) => t::IF_RELEVANT,
        (false, _) if question.kind != Kind::Info => OPTIONAL,
        _ => "",
    };
    view! {
        <div class="question">
            <h3>{question.text.clone()}<span class="optional">{note}</span></h3>
            {question.hint.clone().map(|h| view! { <p class="hint">{h}</p> })}
            {rows}
            {(!empty).then(|| view! { <ul>{options}</ul> })}
        </div>
    }
    .into_any()
}
