//! All questions, to read before answering.

use leptos::prelude::*;

use super::Place;
use crate::domain::questionnaire::{Condition, Kind, Question, Questionnaire, Test};
use crate::routes;
use crate::texts::authoring::audience;
use crate::texts::frame::OPTIONAL;
use crate::texts::respond::questions as t;
use crate::ui::nav::LinkButton;
use crate::ui::text::{Notice, NoticeKind, PageHeading, TextList};

/// The page; without a link to go back to, a preview.
pub fn questions(place: Option<Place>, questionnaire: &Questionnaire) -> impl IntoView + use<> {
    // A respondent meets the questions that are hers; who reads or prints them without a link is told of whom each is asked.
    let asked_of = |condition: &Option<Condition>| {
        let text = condition.as_ref().filter(|_| place.is_none()).map(|condition| asked_of(questionnaire, condition));
        text.map(hint)
    };
    // Variants may have the same title; staff see for whom each is.
    let over = match place {
        Some(_) => questionnaire.title.clone(),
        None => format!("{} · {}", questionnaire.title, audience(questionnaire.audience)),
    };
    let sections = questionnaire
        .sections
        .iter()
        .map(|section| {
            let question = |q: &Question| read_question(q, section.show_if.is_some(), asked_of(&q.show_if));
            let questions = section.questions.iter().map(question).collect_view();
            view! {
                <section class="read"><h2>{section.title.clone()}</h2>
                    {asked_of(&section.show_if)}
                    {section.intro.clone().map(|text| view! { <p>{text}</p> })}
                    {questions}
                </section>
            }
        })
        .collect_view();
    view! {
        <PageHeading over title=t::TITLE/>
        {place.is_some().then(|| view! { <p>{t::LEAD}</p> })}
        {sections}
        {place.map(|place| view! { <LinkButton href=place.address(routes::START) text=t::BACK/> })}
    }
}

fn hint(text: impl Into<String>) -> AnyView {
    view! { <Notice kind=NoticeKind::Hint text=text.into()/> }.into_any()
}

/// Who is asked, in words.
pub fn asked_of(questionnaire: &Questionnaire, condition: &Condition) -> String {
    let Condition::Question { question, row: None, test: Test::In(options) } = condition else {
        return t::ASKED_OF_SOME.to_owned();
    };
    let asked = questionnaire.questions().find(|asked| asked.id == *question);
    let texts = |asked: &Question| -> Vec<String> {
        let chosen = asked.kind.options().iter().filter(|option| options.contains(&option.id));
        chosen.map(|option| format!("”{}”", option.text)).collect()
    };
    match asked.map(|asked| (texts(asked), &asked.text)) {
        Some((options, text)) if !options.is_empty() => t::asked_of(&options, text),
        _ => t::ASKED_OF_SOME.to_owned(),
    }
}

fn read_question(question: &Question, conditional: bool, asked_of: Option<AnyView>) -> AnyView {
    let options: Vec<String> = question.kind.options().iter().map(|o| o.text.clone()).collect();
    let rows = match &question.kind {
        Kind::Matrix { rows, .. } => {
            let rows: Vec<String> = rows.iter().map(|r| r.text.clone()).collect();
            view! { <TextList items=rows class="rows"/><p class="hint">{t::EACH_ROW}</p> }.into_any()
        }
        Kind::Scale { min, max, min_label, max_label } => hint(t::scale(*min, min_label, *max, max_label)),
        Kind::ShortText { .. } | Kind::LongText { .. } => hint(t::TEXT),
        Kind::Number { .. } => hint(t::NUMBER),
        Kind::Month => hint(t::MONTH),
        Kind::Date => hint(t::DATE),
        Kind::Area => hint(t::AREA),
        Kind::Group { questions, .. } => {
            let inner = questions.iter().map(|q| read_question(q, false, None)).collect_view();
            view! { <div class="inner-questions">{inner}</div> }.into_any()
        }
        Kind::SingleChoice { .. } | Kind::MultipleChoice { .. } | Kind::Info => ().into_any(),
    };
    let note = match (question.required, conditional || question.show_if.is_some()) {
        (true, true) => t::IF_RELEVANT,
        (false, _) if question.kind != Kind::Info => OPTIONAL,
        _ => "",
    };
    view! {
        <div class="question">
            <h3>{question.text.clone()}<span class="optional">{note}</span></h3>
            {asked_of}
            {question.hint.clone().map(hint)}
            {rows}
            <TextList items=options/>
        </div>
    }
    .into_any()
}
