//! Tables.

use leptos::prelude::*;

/// A column's heading.
#[derive(Debug, Clone)]
pub struct Column {
    text: String,
    class: Option<&'static str>,
    sorting: Option<Sorting>,
}

/// A heading that sorts the table.
#[derive(Debug, Clone)]
struct Sorting {
    href: String,
    /// The value of `aria-sort`, when the table is sorted by this column.
    order: Option<&'static str>,
}

impl Column {
    /// A column of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: None, sorting: None }
    }

    /// A column of numbers.
    pub fn number(text: impl Into<String>) -> Self {
        Self { class: Some("n"), ..Self::text(text) }
    }

    /// A column of numbers to compare with.
    pub fn comparison(text: impl Into<String>) -> Self {
        Self { class: Some("n before"), ..Self::text(text) }
    }

    /// The same with a link that sorts by it; `order` is that of `aria-sort` when the table is.
    #[must_use]
    pub fn sorted(self, href: String, order: Option<&'static str>) -> Self {
        Self { sorting: Some(Sorting { href, order }), ..self }
    }

    fn into_head(self) -> AnyView {
        let Self { text, class, sorting } = self;
        match sorting {
            Some(Sorting { href, order }) => {
                view! { <th scope="col" class=class aria-sort=order><a href=href>{text}</a></th> }.into_any()
            }
            None => view! { <th scope="col" class=class>{text}</th> }.into_any(),
        }
    }
}

/// Columns of words, by their headings.
pub fn text_columns<const N: usize>(headings: [&'static str; N]) -> Vec<Column> {
    headings.map(Column::text).into()
}

/// A table that scrolls by itself on a narrow screen. Its children are the rows.
#[component]
pub fn ScrollingTable(
    /// For screen readers.
    #[prop(into)]
    caption: String,
    columns: Vec<Column>,
    #[prop(optional)] class: Option<&'static str>,
    /// The row of totals.
    #[prop(default = None, into)]
    foot: Option<AnyView>,
    /// Whether everybody sees the caption.
    #[prop(optional)]
    visible_caption: bool,
    /// Further rows, each group under its name if it has one.
    #[prop(optional)]
    groups: Vec<(Option<String>, AnyView)>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let visible_caption = visible_caption.then(|| view! { <caption>{caption.clone()}</caption> });
    let width = columns.len();
    let groups = groups.into_iter().map(|(name, rows)| {
        let head = name.map(|name| view! { <tr class="group"><th scope="rowgroup" colspan=width>{name}</th></tr> });
        view! { <tbody>{head}{rows}</tbody> }
    });
    let groups = groups.collect_view();
    let heads = columns.into_iter().map(Column::into_head).collect_view();
    view! {
        <div class="scroll" role="region" aria-label=caption tabindex="0">
            <table class=class>
                {visible_caption}
                <thead><tr>{heads}</tr></thead>
                {children.map(|children| view! { <tbody>{children()}</tbody> })}
                {groups}
                {foot.map(|foot| view! { <tfoot>{foot}</tfoot> })}
            </table>
        </div>
    }
}

/// A row of plain texts, of which the first is its heading.
#[component]
pub fn TextRow<T: IntoIterator<Item = String>>(cells: T) -> impl IntoView {
    let mut cells = cells.into_iter();
    let head = cells.next().map(|cell| view! { <th scope="row">{cell}</th> });
    view! { <tr>{head}{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
}
