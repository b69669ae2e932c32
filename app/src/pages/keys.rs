//! The keys that answers are sealed with.

use leptos::prelude::*;

use crate::domain::ids::RoundId;
use crate::routes;
use crate::texts::keys as t;
use crate::ui::form::{ChoiceInput, ErrorSummary, Faults, Hidden};
use crate::ui::text::{Notice, NoticeKind, Section, TextList};

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
    let rows = rows.into_iter().rev().map(|row| view! { <RoundKey row/> }).collect_view();
    view! {
        <ErrorSummary faults/>
        <h1>{t::TITLE}</h1>
        <p>{t::LEAD}</p>
        <Notice kind=NoticeKind::Empty when=nothing text=t::NOTHING_YET/>
        <div id="nycklar" tabindex="-1">{rows}</div>
    }
}

/// The key of a round: what there is to say of it, its copies, and how it is destroyed.
#[component]
fn RoundKey(row: Row) -> impl IntoView {
    let Row { round, state, copies, needs_copy, may_destroy } = row;
    let has_copies = !copies.is_empty();
    let no_copy = if needs_copy { t::NO_COPY } else { t::NO_COPY_NEEDED };
    view! {
        <Section heading=t::round(&round)>
            <p>{state}</p>
            {(!has_copies).then(|| view! { <p>{no_copy}</p> })}
            {has_copies.then(|| view! { <p>{t::COPIES_ARE}</p><TextList items=copies/> })}
            {may_destroy.then(|| view! { <Destroy round copies=has_copies/> })}
        </Section>
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
