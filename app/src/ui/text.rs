//! Headings, paragraphs, lists and notices.

use leptos::prelude::*;

/// A page's heading, with what it belongs to above it.
#[component]
pub fn PageHeading(
    #[prop(into, optional)] over: String,
    #[prop(into)] title: String,
    /// For links to it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What stands beside it, where there is room.
    #[prop(optional)]
    aside: Option<AnyView>,
) -> impl IntoView {
    let over = (!over.is_empty()).then(|| view! { <p class="over">{over}</p> });
    view! { <div class="heading"><div>{over}<h1 id=id>{title}</h1></div>{aside}</div> }
}

/// A part of a page under a heading of its own.
#[component]
pub fn Section(
    #[prop(into)] heading: String,
    /// For links to it.
    #[prop(optional)]
    id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! { <section><h2 id=id>{heading}</h2>{children()}</section> }
}

/// Paragraphs of plain text.
#[component]
pub fn Paragraphs<T>(texts: T) -> impl IntoView
where
    T: IntoIterator,
    T::Item: Into<String>,
{
    texts.into_iter().map(|text| view! { <p>{text.into()}</p> }).collect_view()
}

/// A list of plain texts; nothing when there are none.
#[component]
pub fn TextList<T>(items: T, #[prop(optional)] class: Option<&'static str>) -> impl IntoView
where
    T: IntoIterator,
    T::Item: Into<String>,
{
    let items: Vec<_> = items.into_iter().map(|text| view! { <li>{text.into()}</li> }).collect();
    (!items.is_empty()).then(|| view! { <ul class=class>{items}</ul> })
}

/// What a notice is about, which decides how it looks and whether it is read out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// There is nothing to show.
    Empty,
    /// How something works.
    Hint,
    /// Something to know.
    Note,
    /// Something was done; a screen reader says so.
    Done,
    /// Something needs attention.
    Warning,
    /// Something needs attention at once; a screen reader says so.
    Alert,
}

/// A paragraph that stands out.
#[component]
pub fn Notice(
    kind: NoticeKind,
    #[prop(into)] text: String,
    /// Whether it is shown.
    #[prop(default = true)]
    when: bool,
) -> impl IntoView {
    let (class, role) = match kind {
        NoticeKind::Empty => ("empty", None),
        NoticeKind::Hint => ("hint", None),
        NoticeKind::Note => ("note", None),
        NoticeKind::Done => ("note", Some("status")),
        NoticeKind::Warning => ("warning", None),
        NoticeKind::Alert => ("warning", Some("alert")),
    };
    when.then(|| view! { <p class=class role=role>{text}</p> })
}
