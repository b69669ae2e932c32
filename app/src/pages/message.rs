//! A page that says what happened and what to do next.

use leptos::prelude::*;

use crate::texts::frame;

/// What is said.
#[derive(Debug, Clone)]
pub struct Message {
    /// The heading.
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// Ways on: address and words, the first as a button.
    pub ways_on: Vec<(String, &'static str)>,
    /// For whoever asks support about a failure.
    pub request: Option<String>,
}

/// The page.
pub fn page(message: Message) -> impl IntoView {
    let mut ways = message.ways_on.into_iter();
    let first = ways.next();
    view! {
        <h1>{message.title}</h1>
        {message.text.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
        {first.map(|(href, text)| view! { <p class="buttons"><a class="button" href=href>{text}</a></p> })}
        <ul class="ways">{ways.map(|(href, text)| view! { <li><a href=href>{text}</a></li> }).collect_view()}</ul>
        {message.request.map(|id| view! { <p class="hint">{frame::CASE_NUMBER}<code>{id}</code></p> })}
    }
}
