//! A questionnaire's questions as form fields.
//!
//! The first control of a question has the field's name as its id, so that an error summary can link
//! to it. Each question is wrapped in an element that the browser can show and hide. A question that
//! is not asked yet is sent in an attribute: it is no part of the page, whoever reads it, until
//! [`crate::islands::questions`] puts it there.

mod choices;
mod texts;

use std::collections::BTreeSet;
use std::ops::Range;

use leptos::prelude::*;

use self::choices::{ChoiceQuestion, MatrixQuestion, ScaleQuestion};
use self::texts::{AreaQuestion, InputQuestion, LongTextQuestion};
use super::form::{Faults, FieldFault, FieldHint, OptionalMark, described_by};
use crate::domain::answer::{Form, Setting};
use crate::domain::journey::shown_items;
use crate::domain::persons;
use crate::domain::questionnaire::{Kind, Question};
use crate::texts::respond::section as t;

/// What the questions of a page share.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What was filled in so far.
    pub form: &'a Form,
    pub faults: &'a Faults,
    /// Where and when it is answered.
    pub setting: &'a Setting,
    /// The questions that are asked now.
    pub shown: &'a BTreeSet<String>,
}

impl Context<'_> {
    fn value(&self, field: &str) -> String {
        self.form.first(field).unwrap_or_default().to_owned()
    }

    fn is_chosen(&self, field: &str, option: &str) -> bool {
        self.form.values(field).any(|v| v == option)
    }
}

/// A question and the field that it is in a form.
#[derive(Clone, Copy)]
struct Asked<'a> {
    question: &'a Question,
    /// The question's id, after that of its item in a group.
    field: &'a str,
    context: Context<'a>,
}

impl Asked<'_> {
    fn fault(&self) -> Option<String> {
        self.context.faults.at(self.field)
    }

    fn value(&self) -> String {
        self.context.value(self.field)
    }
}

/// The questions of a section, or of a group's item, each in its wrapper.
#[component]
pub fn QuestionList<'a>(
    questions: &'a [Question],
    context: Context<'a>,
    /// Before the fields of a group's item: `group.1.`.
    #[prop(default = "")]
    prefix: &'a str,
) -> AnyView {
    let wrapped = |question: &Question| {
        let field = format!("{prefix}{}", question.id);
        let inner = question_view(Asked { question, field: &field, context });
        if context.shown.contains(&field) {
            view! { <div data-q=field>{inner}</div> }.into_any()
        } else {
            let template = later(view! { <div data-q=field.clone()>{inner}</div> });
            view! { <div hidden data-q=field data-later=template></div> }.into_any()
        }
    };
    questions.iter().map(wrapped).collect_view().into_any()
}

/// What is put on the page when it is asked. A preview is made anew instead.
fn later(view: impl RenderHtml) -> Option<String> {
    cfg!(feature = "ssr").then(|| view.to_html())
}

fn question_view(asked: Asked) -> AnyView {
    let question = asked.question;
    match &question.kind {
        Kind::Info => view! { <p class="info">{question.text.clone()}</p> }.into_any(),
        Kind::Group { item_text, min_items, max_items, questions } => {
            let limits = (*min_items, *max_items);
            view! { <GroupQuestion question context=asked.context item_text limits questions/> }.into_any()
        }
        Kind::SingleChoice { options } => view! { <ChoiceQuestion asked options kind="radio"/> }.into_any(),
        Kind::MultipleChoice { options } => view! { <ChoiceQuestion asked options kind="checkbox"/> }.into_any(),
        Kind::Matrix { rows, columns } => view! { <MatrixQuestion asked rows columns/> }.into_any(),
        Kind::Scale { min, max, min_label, max_label } => {
            view! { <ScaleQuestion asked min=*min max=*max min_label max_label/> }.into_any()
        }
        Kind::Area => view! { <AreaQuestion asked/> }.into_any(),
        Kind::LongText { max_length } => view! { <LongTextQuestion asked max_length=*max_length/> }.into_any(),
        Kind::ShortText { .. } => view! { <InputQuestion asked kind="text" text=true/> }.into_any(),
        Kind::Number { .. } => view! { <InputQuestion asked kind="text" inputmode="numeric"/> }.into_any(),
        Kind::Month => {
            view! { <InputQuestion asked kind="month" hint=t::MONTH_HINT max=asked.context.setting.this_month.clone()/> }
                .into_any()
        }
        Kind::Date => view! { <InputQuestion asked kind="date"/> }.into_any(),
    }
}

/// The number of the blank item, in whose place the browser puts that of the item it adds.
const BLANK_ITEM: usize = 0;

#[component]
fn GroupQuestion<'a>(
    question: &'a Question,
    context: Context<'a>,
    item_text: &'a str,
    /// The fewest and the most items.
    limits: (usize, usize),
    questions: &'a [Question],
) -> AnyView {
    let id = question.id.clone();
    let (least, most) = limits;
    let count = shown_items(context.form, &id, least).min(most);
    let item = |number: usize, context: Context| {
        let prefix = format!("{id}.{number}.");
        let removable = count > least || number == BLANK_ITEM;
        view! {
            <fieldset class="item" data-item tabindex="-1">
                <legend>{item_text.to_owned()}" "<span data-number>{number}</span></legend>
                <QuestionList questions context prefix=&prefix/>
                <button class="quiet" name="ta_bort" value=format!("{id}.{number}") hidden=!removable>{t::remove(item_text)}<span data-number>{number}</span></button>
            </fieldset>
        }
    };
    // In a new item, what is asked without a condition is asked from the start.
    let unconditional = questions.iter().filter(|q| q.show_if.is_none()).map(|q| format!("{id}.{BLANK_ITEM}.{}", q.id)).collect();
    let blank = Context { form: &Form::default(), faults: &Faults::default(), shown: &unconditional, ..context };
    view! {
        <div class="question group" id=id.clone() tabindex="-1" data-group=item_text.to_owned() data-least=least data-most=most>
            <h2>{question.text.clone()}</h2>
            <FieldHint id=id.clone() text=question.hint.clone()/>
            <FieldFault id=id.clone() text=context.faults.at(&id)/>
            {(1..=count).map(|number| item(number, context)).collect_view()}
            <div hidden data-blank data-later=later(item(BLANK_ITEM, blank))></div>
            <button class="second" name="lagg_till" value=id.clone() hidden={count >= most}>{t::add(item_text)}</button>
        </div>
    }
    .into_any()
}

/// Controls that together answer a question, with its text as their legend.
#[component]
fn Fieldset<'a>(
    asked: Asked<'a>,
    class: &'static str,
    /// A question whose faults are at its rows has none of its own.
    #[prop(default = true)]
    with_fault: bool,
    /// Where the question has none of its own.
    #[prop(optional)]
    hint: Option<&'static str>,
    controls: AnyView,
) -> impl IntoView + use<> {
    let Asked { question, field, .. } = asked;
    let fault = asked.fault().filter(|_| with_fault);
    let hint = question.hint.clone().or_else(|| hint.map(str::to_owned));
    let described_by = described_by(field, hint.is_some(), fault.is_some());
    view! {
        <fieldset class=class aria-describedby=described_by>
            <legend>{question.text.clone()}<OptionalMark when=!question.required/></legend>
            <FieldHint id=field.to_owned() text=hint/>
            <FieldFault id=field.to_owned() text=fault/>
            {controls}
        </fieldset>
    }
}

/// A text with places marked.
#[component]
pub fn MarkedText<'a>(text: &'a str, places: Vec<Range<usize>>) -> impl IntoView + use<> {
    let mut parts = Vec::new();
    let mut end = 0;
    for place in places {
        parts.push(text[end..place.start].to_owned().into_any());
        parts.push(view! { <mark>{text[place.clone()].to_owned()}</mark> }.into_any());
        end = place.end;
    }
    parts.push(text[end..].to_owned().into_any());
    parts
}

/// A refused text with the personal data marked, which a text field itself cannot show.
#[component]
fn FoundPersonalData(text: String) -> impl IntoView {
    let places: Vec<_> = persons::search(&text).into_iter().map(|found| found.range).collect();
    (!places.is_empty())
        .then(|| view! { <p class="found"><span class="unseen">{t::FOUND_AT}</span><MarkedText text=&text places/></p> })
}

/// Where the browser warns, while a text is written, that it seems to identify a person.
#[component]
fn PersonalDataWarning<'a>(field: &'a str) -> impl IntoView + use<> {
    view! { <p class="caution" id=format!("{field}-varsamt") role="status"></p> }
}
