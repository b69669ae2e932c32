//! A page that says what happened and what to do next.

use leptos::prelude::*;

/// What is said.
#[derive(Debug, Clone)]
pub struct Message {
    /// The heading.
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// A way on: address and words.
    pub way_on: Option<(String, String)>,
    /// For whoever asks support about a failure.
    pub request: Option<String>,
}

/// The page.
pub fn page(message: Message) -> impl IntoView {
    view! {
        <h1>{message.title}</h1>
        {message.text.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
        {message.way_on.map(|(href, text)| view! { <p><a class="button" href=href>{text}</a></p> })}
        {message.request.map(|id| view! { <p class="hint">"Ärendenummer för felsökning: "<code>{id}</code></p> })}
    }
}
