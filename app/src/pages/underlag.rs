//! The underlag as a page that prints well, and as a form.

use leptos::prelude::*;

use crate::domain::underlag::{Block, Part, Sentence, Underlag};
use crate::pages::desk::{Desk, head};
use crate::texts::desk::tab;
use crate::texts::underlag::{self as t, edit};
use crate::ui::chart::bars;
use crate::ui::field::in_text_area;
use crate::ui::parts::{error_summary, scrolling};

/// The document, on its organisation's desk; or without one, in a file of its own.
pub fn page(underlag: Underlag, desk: Option<Desk>) -> impl IntoView {
    let part = |part: Part| {
        let blocks = part.blocks.into_iter().map(block).collect_view();
        view! { <section><h2>{part.heading}</h2>{blocks}</section> }
    };
    let top = match &desk {
        Some(desk) => {
            let document = format!("/rapport/{}/{}.docx", desk.year(), desk.organisation);
            let change = desk.may_change.then(|| view! { <a class="button second" href=edit_address(desk)>{t::EDIT}</a> });
            view! {
                {head(desk, tab::UNDERLAG)}
                <p class="buttons screen"><a class="button" href=document>{t::DOWNLOAD}</a>{change}</p>
            }
            .into_any()
        }
        None => view! { <h1>{underlag.title.clone()}</h1> }.into_any(),
    };
    view! {
        {top}
        <div class="underlag">
            {underlag.lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            <p>{t::registration(&underlag.registration.text)}</p>
            {underlag.parts.into_iter().map(part).collect_view()}
        </div>
    }
}

fn edit_address(desk: &Desk) -> String {
    format!("/forvaltning/underlag?organisation={}&ar={}", desk.organisation, desk.year())
}

fn sentence(sentence: Sentence) -> impl IntoView {
    let mark = sentence.outdated.then(|| view! { " "<mark class="outdated">{t::outdated(&sentence.derived)}</mark> });
    view! { <span class="lines">{sentence.text}</span>{mark} }
}

/// Sentences that say something, with a space between.
fn sentences(list: Vec<Sentence>) -> impl IntoView {
    let said = list.into_iter().filter(|s| !s.text.is_empty() || s.outdated);
    said.enumerate().map(|(i, s)| view! { {(i > 0).then_some(" ")}{sentence(s)} }).collect_view()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Text(list) => view! { <p>{sentences(list)}</p> }.into_any(),
        Block::List(list) => {
            let items = list.into_iter().filter(|s| !s.text.is_empty() || s.outdated);
            view! { <ul>{items.map(|s| view! { <li>{sentence(s)}</li> }).collect_view()}</ul> }.into_any()
        }
        Block::Question(question, answer) => {
            let said = !answer.text.is_empty();
            view! { <p class="asks">{question}</p>{said.then(|| view! { <p>{sentence(answer)}</p> })} }.into_any()
        }
        Block::Table(caption, columns, rows) => {
            let head = columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
            let row = |cells: Vec<String>| {
                let mut cells = cells.into_iter();
                let first = cells.next().map(|cell| view! { <th scope="row">{cell}</th> });
                view! { <tr>{first}{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
            };
            let body = rows.into_iter().map(row).collect_view();
            scrolling(
                &caption,
                view! { <table><caption>{caption.clone()}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table> },
            )
            .into_any()
        }
        Block::Chart(name, says, groups) => {
            view! { <figure class="chart"><figcaption>{name}</figcaption>{bars(&says, &groups).0}</figure> }.into_any()
        }
    }
}

/// What was typed, by place, and what was refused: the place and why.
pub type Typed = (Vec<(String, String)>, String, String);

/// The document as a form: a field a sentence.
pub fn form(underlag: Underlag, desk: Desk, typed: Option<Typed>) -> impl IntoView {
    let action = edit_address(&desk);
    let back = desk.address(tab::UNDERLAG);
    let (texts, fault) = typed.map_or((vec![], None), |(texts, place, why)| (texts, Some((place, why))));
    let field = |label: String, sentence: &Sentence| {
        let typed = texts.iter().find(|(place, _)| *place == sentence.place).map(|(_, text)| text.clone());
        let fault = fault.as_ref().filter(|(place, _)| *place == sentence.place).map(|(_, why)| why.clone());
        field(label, sentence, typed, fault)
    };
    let registration = field(edit::REGISTRATION.to_owned(), &underlag.registration);
    let parts = underlag.parts.iter().map(|part| {
        let mut number = 0;
        let mut fields = Vec::new();
        for block in &part.blocks {
            for sentence in block.sentences() {
                number += 1;
                let label = match block {
                    Block::Question(question, _) => question.clone(),
                    _ => edit::sentence(&part.heading, number),
                };
                fields.push(field(label, sentence));
            }
        }
        view! { <section><h2>{part.heading.clone()}</h2>{fields}</section> }
    });
    let parts = parts.collect_view();
    view! {
        {error_summary(fault.into_iter().map(|(place, why)| (format!("text.{place}"), why)).collect())}
        <p class="over">{desk.name.clone()}</p>
        <h1>{edit::TITLE}</h1>
        <p>{edit::LEAD}</p>
        <form method="post" action=action class="texts-form">
            {registration}
            {parts}
            <p class="buttons"><button>{edit::SAVE}</button><a href=back>{edit::BACK}</a></p>
        </form>
    }
}

fn field(label: String, sentence: &Sentence, typed: Option<String>, fault: Option<String>) -> impl IntoView + use<> {
    let name = |what: &str| format!("{what}.{}", sentence.place);
    let derived = if sentence.derived.is_empty() { edit::NOTHING.to_owned() } else { sentence.derived.clone() };
    let says = (sentence.written && (sentence.outdated || !sentence.derived.is_empty())).then(|| {
        let says = if sentence.outdated { edit::SAYS_NOW } else { edit::SAYS };
        let warning = sentence.outdated.then(|| {
            view! {
                <p class="warning">{edit::OUTDATED}</p>
                <label class="choice"><input type="checkbox" name=name("sett") value="ja"/><span>{edit::CHECKED}</span></label>
            }
        });
        view! {
            {warning}<p class="hint">{says}" "{derived}</p>
            <label class="choice"><input type="checkbox" name=name("aterstall") value="ja"/><span>{edit::RESTORE}</span></label>
        }
    });
    let text = typed.unwrap_or_else(|| sentence.text.clone());
    let rows = (text.chars().count() / 70 + 1).clamp(2, 8).to_string();
    let said = fault.map(|why| view! { <p class="fault" id=name("fel")>{why}</p> });
    let described = said.is_some().then(|| name("fel"));
    view! {
        <div class="question"><label class="legend" for=name("text")>{label}</label>{said}
            <textarea id=name("text") name=name("text") rows=rows aria-describedby=described>{in_text_area(&text)}</textarea>
            <input type="hidden" name=name("var") value=sentence.text.clone()/>
            <input type="hidden" name=name("sager") value=sentence.derived.clone()/>
            {says}</div>
    }
}
