//! The keys that answers are sealed with.

use leptos::prelude::*;

use crate::domain::ids::RoundId;
use crate::routes;
use crate::texts::keys as t;
use crate::ui::form::{ChoiceInput, ErrorSummary, Faults, Hidden};
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, TextList};

/// The key of a round.
pub struct Row {
    pub round: RoundId,
    /// What there is to say of it.
    pub state: String,
    /// Its copies: file and day.
    pub copies: Vec<String>,
    /// Whether a copy is missed, and whether the key may be destroyed.
    pub needs_copy: bool,
    pub may_destroy: bool,
}

/// Every key that there is.
pub fn keys(rows: Vec<Row>, faults: &Faults) -> impl IntoView + use<> {
    let nothing = rows.is_empty();
    let columns = text_columns([t::COLUMN_ROUND, t::COLUMN_STATE, t::COLUMN_COPIES, t::COLUMN_DESTROY]);
    let rows = rows.into_iter().rev().map(|row| {
        let copies = if row.copies.is_empty() {
            let text = if row.needs_copy { t::NO_COPY } else { t::NO_COPY_NEEDED };
            text.into_any()
        } else {
            view! { <TextList items=row.copies.clone()/> }.into_any()
        };
        let destroy = row.may_destroy.then(|| view! { <Destroy round=row.round copies=!row.copies.is_empty()/> });
        view! { <tr><th scope="row">{row.round.to_string()}</th><td>{row.state}</td><td>{copies}</td><td>{destroy}</td></tr> }
    });
    let rows = rows.collect_view();
    view! {
        <ErrorSummary faults/>
        <h1>{t::TITLE}</h1>
        <p>{t::LEAD}</p>
        <Notice kind=NoticeKind::Empty when=nothing text=t::NOTHING_YET/>
        {(!nothing).then(|| view! {
            <section id="nycklar" tabindex="-1"><ScrollingTable caption=t::TITLE columns>{rows}</ScrollingTable></section>
        })}
    }
}

/// Asks for what must have been done, and destroys a key.
#[component]
fn Destroy(round: RoundId, copies: bool) -> impl IntoView {
    view! {
        <details><summary>{t::destroy(&round)}</summary>
            <form method="post" action=routes::KEY_DESTROY.path()>
                <Hidden name="ar" value=round.to_string()/>
                <p>{t::WARNING}</p>
                <ChoiceInput name="sakerhetskopia" value="ja" label=t::BACKUP/>
                {copies.then(|| view! { <ChoiceInput name="kopior" value="ja" label=t::COPIES/> })}
                <button class="danger">{t::BUTTON_DESTROY}</button>
            </form>
        </details>
    }
}
