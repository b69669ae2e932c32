//! The underlag as a page that prints well.

use leptos::prelude::*;

use crate::domain::underlag::{Block, Part, Underlag};
use crate::texts::underlag as t;
use crate::ui::parts::scrolling;

/// The document, and where its Word file and its organisation's board are; none in a file of its own.
pub fn page(underlag: Underlag, ways: Option<(String, String)>) -> impl IntoView {
    let part = |part: Part| {
        let blocks = part.blocks.into_iter().map(block).collect_view();
        view! { <section><h2>{part.heading}</h2>{blocks}</section> }
    };
    view! {
        <h1>{underlag.title}</h1>
        {underlag.lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
        {ways.map(|(document, board)| view! {
            <p class="buttons screen"><a class="button" href=document>{t::DOWNLOAD}</a><a href=board>{t::BACK}</a></p>
        })}
        {underlag.parts.into_iter().map(part).collect_view()}
    }
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Text(text) => view! { <p>{text}</p> }.into_any(),
        Block::List(list) => {
            view! { <ul>{list.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul> }.into_any()
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
    }
}
