//! The underlag as a page that prints well, and as a form.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::underlag::{Block, Part, Sentence, Underlag};
use crate::routes;
use crate::texts::underlag::{self as t, edit, questions};
use crate::ui::chart::BarChart;
use crate::ui::form::{ChoiceInput, ErrorSummary, Faults, FormState, Hidden, TextAreaField};
use crate::ui::table::{Column, ScrollingTable, TextRow};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Paragraphs, Section};

/// The document as one of its organisation's pages; or without one, in a file of its own.
pub fn page(underlag: Underlag, frame: Option<OrganisationFrame>) -> impl IntoView {
    let underlag = if frame.is_some() { underlag } else { underlag.for_a_file() };
    let parts = underlag.parts.into_iter().map(|Part { heading, blocks, for_the_page, .. }| {
        let intro = for_the_page.then(|| view! { <p>{questions::INTRO}</p> });
        view! { <Section heading>{intro}{blocks.into_iter().map(block).collect_view()}</Section> }
    });
    let parts = parts.collect_view();
    let top = match &frame {
        Some(frame) => {
            let document = format!("{}.docx", routes::UNDERLAG.href([&frame.year(), &frame.organisation]));
            let change = frame.may_change.then(|| view! { <a class="button second" href=edit_address(frame)>{t::EDIT}</a> });
            view! {
                <OrganisationHeading frame here=Tab::Underlag/>
                <p class="buttons screen"><a class="button" href=document>{t::DOWNLOAD}</a>{change}</p>
            }
            .into_any()
        }
        None => view! { <h1>{underlag.title}</h1> }.into_any(),
    };
    view! {
        {top}
        <div class="underlag">
            <Paragraphs texts=underlag.lines/>
            <p>{t::registration(&underlag.registration.text)}</p>
            {parts}
        </div>
    }
}

fn edit_address(frame: &OrganisationFrame) -> String {
    frame.address(routes::UNDERLAG_EDIT)
}

fn sentence(sentence: Sentence) -> impl IntoView {
    let mark = sentence.outdated.then(|| view! { " "<mark class="outdated">{t::outdated(&sentence.derived)}</mark> });
    view! { <span class="lines">{sentence.text}</span>{mark} }
}

/// The sentences that say something.
fn filled(sentences: Vec<Sentence>) -> impl Iterator<Item = Sentence> {
    sentences.into_iter().filter(|s| !s.text.is_empty() || s.outdated)
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(heading) => view! { <h3>{heading}</h3> }.into_any(),
        Block::Text(sentences) => {
            let spaced = filled(sentences).enumerate().map(|(i, s)| view! { {(i > 0).then_some(" ")}{sentence(s)} });
            view! { <p>{spaced.collect_view()}</p> }.into_any()
        }
        Block::List(sentences) => {
            view! { <ul>{filled(sentences).map(|s| view! { <li>{sentence(s)}</li> }).collect_view()}</ul> }.into_any()
        }
        Block::Question(question, answer) => {
            let answered = !answer.text.is_empty();
            view! { <p class="asks">{question}</p>{answered.then(|| view! { <p>{sentence(answer)}</p> })} }.into_any()
        }
        Block::Table(caption, columns, rows) => {
            let columns = columns.into_iter().map(Column::text).collect();
            let rows = rows.into_iter().map(|cells| view! { <TextRow cells/> }).collect_view();
            view! { <ScrollingTable caption columns visible_caption=true>{rows}</ScrollingTable> }.into_any()
        }
        Block::Chart(title, name, groups) => {
            view! { <figure class="chart"><figcaption>{title}</figcaption><BarChart name groups=&groups/></figure> }.into_any()
        }
    }
}

/// What was typed, by place.
pub type Typed = Vec<(String, String)>;

/// The document as a form: a field a sentence.
pub fn form(underlag: Underlag, frame: OrganisationFrame, form: FormState<Typed>) -> impl IntoView {
    let FormState { typed: texts, faults } = form;
    let field = |label: String, sentence: &Sentence| {
        let typed = texts.iter().find(|(place, _)| *place == sentence.place).map(|(_, text)| text.clone());
        view! { <SentenceField label sentence typed faults=&faults/> }
    };
    let registration = field(edit::REGISTRATION.to_owned(), &underlag.registration);
    let parts = underlag.parts.iter().map(|part| {
        let sentences = part.blocks.iter().flat_map(|block| block.sentences().iter().map(move |sentence| (block, sentence)));
        let fields = sentences.enumerate().map(|(i, (block, sentence))| {
            let label = match block {
                Block::Question(question, _) => question.clone(),
                _ => edit::sentence(&part.heading, i + 1),
            };
            field(label, sentence)
        });
        let fields: Vec<_> = fields.collect();
        view! { <Section heading=part.heading.clone()>{fields}</Section> }
    });
    let parts = parts.collect_view();
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=frame.name.clone() title=edit::TITLE/>
        <p>{edit::LEAD}</p>
        <form method="post" action=edit_address(&frame) class="texts-form">
            {registration}
            {parts}
            <p class="buttons"><button>{edit::SAVE}</button><a href=frame.tab(Tab::Underlag)>{edit::BACK}</a></p>
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
    let rows = (value.chars().count() / 70 + 1).clamp(2, 8);
    let derived = (sentence.written && (sentence.outdated || !sentence.derived.is_empty())).then(|| derived_view(sentence));
    let below = view! {
        <Hidden name=name("var") value=sentence.text.clone()/>
        <Hidden name=name("sager") value=sentence.derived.clone()/>
        {derived}
    };
    view! { <TextAreaField name=field label value rows fault below=below.into_any()/> }
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
