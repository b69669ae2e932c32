//! A page that says what happened and what to do next.

use leptos::prelude::*;

use crate::texts::frame;
use crate::ui::nav::LinkButton;
use crate::ui::text::Paragraphs;

/// What the page says.
#[derive(Debug, Clone)]
pub struct Message {
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// Links to where one can go: address and words, the first as a button.
    pub ways_on: Vec<(String, &'static str)>,
    /// The failed request's id, for whoever asks support about it.
    pub request: Option<String>,
}

/// The page.
pub fn page(message: Message) -> impl IntoView {
    let mut links = message.ways_on.into_iter();
    let first = links.next();
    view! {
        <h1>{message.title}</h1>
        <Paragraphs texts=message.text/>
        {first.map(|(href, text)| view! { <LinkButton href text/> })}
        <ul class="ways">{links.map(|(href, text)| view! { <li><a href=href>{text}</a></li> }).collect_view()}</ul>
        {message.request.map(|id| view! { <p class="hint">{frame::CASE_NUMBER}<code>{id}</code></p> })}
    }
}
