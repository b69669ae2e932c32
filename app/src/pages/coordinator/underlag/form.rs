//! The underlag as a form: a field a sentence.

use leptos::prelude::*;

use super::super::{OrganisationFrame, Tab};
use super::{field_name, labels};
use crate::domain::underlag::{Block, Sentence, Underlag, place};
use crate::domain::writing::Kind;
use crate::routes;
use crate::texts::underlag::edit;
use crate::ui::form::{ChoiceInput, ErrorSummary, Faults, FormState, Hidden, TextAreaField, TextField};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// What was typed, by place.
pub type Typed = Vec<(String, String)>;

pub fn form(underlag: Underlag, frame: OrganisationFrame, form: FormState<Typed>) -> impl IntoView {
    let (action, back) = (frame.address(routes::UNDERLAG_EDIT), frame.tab(Tab::Underlag));
    form_of(underlag, (frame.name, edit::TITLE), (action, back), form)
}

/// The form under a heading, and where it posts to and leads back.
pub fn form_of(
    underlag: Underlag,
    (over, title): (String, &'static str),
    (action, back): (String, String),
    form: FormState<Typed>,
) -> impl IntoView {
    let FormState { typed: texts, faults } = form;
    let field = |label: String, sentence: &Sentence| {
        let typed = texts.iter().find(|(place, _)| *place == sentence.place).map(|(_, text)| text.clone());
        view! { <SentenceField label sentence typed faults=&faults/> }
    };
    let front = underlag.front.fields().map(|sentence| field(field_name(sentence).to_owned(), sentence));
    let parts = underlag.parts.iter().map(|part| {
        let sentences = part.blocks.iter().flat_map(Block::sentences);
        let fields: Vec<_> = labels(part).into_iter().zip(sentences).map(|(label, sentence)| field(label, sentence)).collect();
        view! { <Section heading=part.heading.clone()>{fields}</Section> }
    });
    let parts = parts.collect_view();
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over title/>
        <p>{edit::LEAD}</p>
        <form method="post" action=action class="texts-form">
            {front.into_iter().collect_view()}
            {parts}
            <p class="buttons"><button>{edit::SAVE}</button><a href=back>{edit::BACK}</a></p>
        </form>
    }
}

#[component]
fn SentenceField<'a>(
    label: String,
    sentence: &'a Sentence,
    /// What was typed, when the form is shown again.
    typed: Option<String>,
    faults: &'a Faults,
) -> impl IntoView + use<> {
    let name = |what: &str| format!("{what}.{}", sentence.place);
    let field = name("text");
    let fault = faults.at(&field);
    let value = typed.unwrap_or_else(|| sentence.text.clone());
    let kind = Kind::of(&sentence.place);
    let differs = sentence.written && (sentence.outdated || !sentence.derived.is_empty());
    let derived = (kind == Kind::Sentence && differs).then(|| derived_view(sentence));
    let below = view! {
        <Hidden name=name("var") value=sentence.text.clone()/>
        <Hidden name=name("sager") value=sentence.derived.clone()/>
        {derived}
    };
    let below = below.into_any();
    let hint = match sentence.place.as_str() {
        place::BOARD => edit::board_hint(&sentence.derived),
        _ => edit::DATE_HINT.to_owned(),
    };
    match kind {
        Kind::Sentence => {
            let rows = (value.chars().count() / 70 + 1).clamp(2, 8);
            view! { <TextAreaField name=field label value rows fault below/> }.into_any()
        }
        Kind::Line if sentence.derived.is_empty() => {
            view! { <TextField name=field label value fault below=Some(below)/> }.into_any()
        }
        Kind::Line => view! { <TextField name=field label value hint fault below=Some(below)/> }.into_any(),
        Kind::Date => {
            view! { <TextField name=field kind="date" label value hint short=true fault below=Some(below)/> }.into_any()
        }
    }
}

/// What the figures say instead of what was written, with the ways to take note of it.
fn derived_view(sentence: &Sentence) -> impl IntoView + use<> {
    let says = if sentence.outdated { edit::SAYS_NOW } else { edit::SAYS };
    let derived = if sentence.derived.is_empty() { edit::NOTHING } else { sentence.derived.as_str() };
    let checked = sentence.outdated.then(|| {
        view! {
            <Notice kind=NoticeKind::Warning text=edit::OUTDATED/>
            <ChoiceInput name=format!("sett.{}", sentence.place) value="ja" label=edit::CHECKED/>
        }
    });
    view! {
        {checked}
        <p class="hint">{says}" "{derived.to_owned()}</p>
        <ChoiceInput name=format!("aterstall.{}", sentence.place) value="ja" label=edit::RESTORE/>
    }
}
