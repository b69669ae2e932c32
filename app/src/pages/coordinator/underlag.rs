//! The underlag as a page that prints well. Whoever may change it edits it there, once the island lives; without
//! it the form does.

mod form;

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::figure::day;
use crate::domain::underlag::{Block, Part, Sentence, TitlePage, Underlag, place};
use crate::islands::edit_in_place::EditInPlace;
use crate::routes;
use crate::texts::underlag::{self as t, edit, in_place, questions};
use crate::ui::chart::BarChart;
use crate::ui::table::{Column, ScrollingTable, TextRow};
use crate::ui::text::Section;

pub use form::{Typed, form, form_of};

/// Where an underlag stands: what is above it, and where it leads.
pub struct Place {
    pub heading: AnyView,
    /// The document as a file.
    pub file: String,
    /// Its own address.
    pub here: String,
    /// None for who may not change it.
    pub editing: Option<Editing>,
}

/// Where it is edited.
pub struct Editing {
    /// The form.
    pub form: String,
    /// What the island posts to.
    pub save: String,
}

/// The document as one of its organisation's pages; or without one, in a file of its own.
pub fn page(underlag: Underlag, frame: Option<OrganisationFrame>) -> AnyView {
    let Some(frame) = frame else {
        let underlag = underlag.for_a_file(questions::ANSWERS);
        let (title, organisation) = (underlag.title.clone(), underlag.front.organisation.clone());
        return view! { <h1>{title}</h1><p>{organisation}</p><div class="underlag">{document(underlag, false)}</div> }.into_any();
    };
    let editing = || Editing { form: frame.address(routes::UNDERLAG_EDIT), save: frame.address(routes::UNDERLAG_SAVE) };
    let place = Place {
        heading: view! { <OrganisationHeading frame=&frame here=Tab::Underlag/> }.into_any(),
        file: format!("{}.docx", routes::UNDERLAG.href([&frame.year(), &frame.organisation])),
        here: frame.tab(Tab::Underlag),
        editing: frame.may_change.then(editing),
    };
    in_place(underlag, place)
}

/// The document on a page.
pub fn in_place(underlag: Underlag, place: Place) -> AnyView {
    let Place { heading, file, here, editing } = place;
    let waits = editing.is_some().then_some("");
    let file = view! { <a class="button" data-waits=waits href=file>{t::DOWNLOAD}</a> };
    let Some(Editing { form, save }) = editing else {
        return view! {
            {heading}
            <p class="buttons screen">{file}</p>
            <div class="underlag">{document(underlag, false)}</div>
        }
        .into_any();
    };
    let log_in = routes::LOG_IN.query(&[("till", &here)]);
    view! {
        {heading}
        <EditInPlace>
            <p class="buttons screen">{file}<a class="button second" data-asleep href=form>{t::EDIT}</a></p>
            <p class="hint narrow screen" data-awake hidden>{in_place::HOW}</p>
            <div class="underlag" data-save=save data-log-in=log_in>{document(underlag, true)}</div>
        </EditInPlace>
    }
    .into_any()
}

fn document(underlag: Underlag, editable: bool) -> impl IntoView {
    let Underlag { front, parts, .. } = underlag;
    let parts = parts.into_iter().map(|part| {
        let for_the_page = part.for_the_page;
        let intro = for_the_page.then(|| view! { <p>{questions::INTRO}</p> });
        let mut labels = labels(&part).into_iter();
        let Part { heading, blocks, .. } = part;
        let blocks = blocks.into_iter().map(|block| {
            let named: Vec<_> = labels.by_ref().take(block.sentences().len()).map(|label| editable.then_some(label)).collect();
            block_view(block, named)
        });
        let blocks: Vec<_> = blocks.collect();
        // Questions to whoever writes are no part of what is printed.
        let class = for_the_page.then_some("screen");
        view! { <div class=class><Section heading>{intro}{blocks}</Section></div> }
    });
    let parts: Vec<_> = parts.collect();
    view! { {title_page(&front, editable)}{parts} }
}

/// What each sentence of a part is called where it is edited, in order.
fn labels(part: &Part) -> Vec<String> {
    let sentences = part.blocks.iter().flat_map(|block| block.sentences().iter().map(move |_| block));
    let label = |(i, block): (usize, &Block)| match block {
        Block::Question(question, _) => question.clone(),
        _ => edit::sentence(&part.heading, i + 1),
    };
    sentences.enumerate().map(label).collect()
}

/// A field's name.
fn field_name(sentence: &Sentence) -> &'static str {
    match sentence.place.as_str() {
        place::BOARD => t::BOARD,
        place::DATE => t::DATE,
        _ => t::REGISTRATION,
    }
}

fn title_page(front: &TitlePage, editable: bool) -> impl IntoView + use<> {
    let fields = front.fields().map(|field| {
        let name = field_name(field);
        let said = sentence(field, shown(field, front, editable), editable.then(|| name.to_owned()), in_place::FIELD);
        view! { <div><dt>{name}</dt><dd>{said}</dd></div> }
    });
    view! { <dl class="terms">{fields.into_iter().collect_view()}</dl> }
}

/// A sentence's text as the page shows it. Where it can be edited, a case number that is missing is asked for.
fn shown(sentence: &Sentence, front: &TitlePage, editable: bool) -> String {
    match sentence.place.as_str() {
        place::DATE => day(front.day()),
        place::REGISTRATION if sentence.text.is_empty() && !editable => t::NO_REGISTRATION.to_owned(),
        _ => sentence.text.clone(),
    }
}

/// What a place says after it has been saved; none where there is no such place.
pub fn saved(underlag: &Underlag, place: &str) -> Option<impl IntoView + use<>> {
    let sentence = underlag.find(place)?;
    Some(as_it_stands(&sentence, shown(&sentence, &underlag.front, true), true))
}

/// A sentence; with a label, one that can be edited there.
fn sentence(sentence: &Sentence, shown: String, label: Option<String>, empty: &'static str) -> AnyView {
    let Some(label) = label else { return as_it_stands(sentence, shown, false).into_any() };
    let own = match sentence.place.as_str() {
        place::BOARD => Some(in_place::OWN_BOARD),
        place::DATE => Some(in_place::OWN_DATE),
        _ => (sentence.outdated || !sentence.derived.is_empty()).then_some(in_place::FIGURES),
    };
    view! {
        <span data-sentence data-label=label data-empty=empty data-own=own>{as_it_stands(sentence, shown, true)}</span>
    }
    .into_any()
}

/// Its text and its mark; and for the island, what it has to know of it.
fn as_it_stands(sentence: &Sentence, shown: String, editable: bool) -> impl IntoView + use<> {
    let mark = sentence.outdated.then(|| view! { " "<mark class="outdated">{t::outdated(&sentence.derived)}</mark> });
    let raw = (editable && shown != sentence.text).then(|| sentence.text.clone());
    let place = editable.then(|| sentence.place.clone());
    let derived = editable.then(|| sentence.derived.clone());
    let written = (editable && sentence.written).then_some("");
    let outdated = (editable && sentence.outdated).then_some("");
    let text = (!shown.is_empty()).then_some(shown);
    view! {
        <span class="lines" data-place=place data-text=raw data-derived=derived data-written=written data-outdated=outdated>
            {text}
        </span>
        {mark}
    }
}

/// Whether there is something to read.
fn is_filled(sentence: &Sentence) -> bool {
    !sentence.text.is_empty() || sentence.outdated
}

/// The sentences that say something, and when they can be edited those that were struck.
fn kept(sentences: Vec<Sentence>, labels: Vec<Option<String>>) -> Vec<(Sentence, Option<String>)> {
    let all = sentences.into_iter().zip(labels);
    all.filter(|(sentence, label)| is_filled(sentence) || (sentence.written && label.is_some())).collect()
}

/// The class of what has nothing to read, and is there for who edits it.
fn awake_only<'a>(mut sentences: impl Iterator<Item = &'a Sentence>) -> Option<&'static str> {
    (!sentences.any(is_filled)).then_some("awake-only")
}

fn block_view(block: Block, labels: Vec<Option<String>>) -> AnyView {
    let struck = |(one, label): (Sentence, Option<String>)| sentence(&one, one.text.clone(), label, in_place::STRUCK);
    match block {
        Block::Heading(heading) => view! { <h3>{heading}</h3> }.into_any(),
        Block::Text(sentences) => {
            let sentences = kept(sentences, labels);
            let class = awake_only(sentences.iter().map(|(one, _)| one));
            let spaced = sentences.into_iter().enumerate().map(|(i, one)| view! { {(i > 0).then_some(" ")}{struck(one)} });
            view! { <p class=class>{spaced.collect_view()}</p> }.into_any()
        }
        Block::List(sentences) => {
            let items = kept(sentences, labels).into_iter().map(|one| {
                let class = awake_only(std::iter::once(&one.0));
                view! { <li class=class>{struck(one)}</li> }
            });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
        }
        Block::Question(question, answer) => {
            let label = labels.into_iter().next().flatten();
            let class = awake_only(std::iter::once(&answer));
            let asked = class.is_none() || label.is_some();
            let answer =
                asked.then(|| view! { <p class=class>{sentence(&answer, answer.text.clone(), label, in_place::ANSWER)}</p> });
            view! { <p class="asks">{question}</p>{answer} }.into_any()
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
