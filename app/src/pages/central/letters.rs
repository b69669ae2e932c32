//! Letters from the central office to coordinators.

use leptos::prelude::*;

use super::in_round;
use crate::domain::ids::RoundId;
use crate::domain::letter::MailingKind;
use crate::forms::StaffLetterForm;
use crate::routes;
use crate::texts::{letters, staff_letters as t};
use crate::ui::form::{ChoiceInput, ErrorSummary, FormState, Hidden, Submit, TextAreaField, TextField};
use crate::ui::nav::YearChoice;
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// The page of a round's letters.
pub struct StaffLetters {
    pub round: RoundId,
    /// Its title.
    pub title: String,
    /// The rounds that have opened.
    pub rounds: Vec<RoundId>,
    /// The kinds that can be written as the round stands.
    pub kinds: Vec<MailingKind>,
    pub kind: MailingKind,
    pub form: FormState<StaffLetterForm>,
    /// The organisations of the round.
    pub rows: Vec<RecipientRow>,
    /// The letters as they would go out, once they have been asked for.
    pub preview: Option<Vec<LetterView>>,
    /// Whether letters can be sent from here.
    pub has_mail: bool,
    /// Who has got what.
    pub sent: Vec<SentRow>,
}

/// An organisation that may get a letter.
pub struct RecipientRow {
    pub id: String,
    pub name: String,
    pub recipients: Vec<String>,
}

/// A letter as it would go out.
pub struct LetterView {
    pub name: String,
    pub recipients: String,
    pub subject: String,
    pub body: String,
    /// The same as an address that opens it in a mail program.
    pub mailto: String,
}

/// A letter that has gone out.
pub struct SentRow {
    pub name: String,
    pub kind: MailingKind,
    /// When, in words.
    pub when: String,
    pub recipients: String,
    pub state: String,
}

/// The page.
pub fn page(page: StaffLetters) -> impl IntoView {
    let StaffLetters { round, title, rounds, kinds, kind, form, rows, preview, has_mail, sent } = page;
    let FormState { typed, faults } = form;
    let address = |kind: MailingKind| routes::STAFF_LETTERS.query(&[("ar", &round), ("slag", &kind.as_str())]);
    let ways = kinds.into_iter().map(|other| {
        let current = (other == kind).then_some("page");
        view! { <li><a href=address(other) aria-current=current>{letters::kind(other)}</a></li> }
    });
    let ways = ways.collect_view();
    let (rows, without): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| !row.recipients.is_empty());
    let recipients = rows.into_iter().map(|RecipientRow { id, name, recipients }| {
        let checked = typed.organisations.contains(&id);
        let control = format!("organisation-{id}");
        view! { <ChoiceInput name="organisation" value=id label=name id=control checked/><p class="hint">{recipients.join(", ")}</p> }
    });
    let without: Vec<String> = without.into_iter().map(|row| row.name).collect();
    let without = (!without.is_empty()).then(|| {
        view! { <p>{t::without_coordinator(&without)}" "<a href=routes::ACCOUNTS.path()>{t::INVITE}</a></p> }
    });
    let recipients = recipients.collect_view();
    let years = view! { <YearChoice years=rounds current=round href=|round| in_round(routes::STAFF_LETTERS, round)/> }.into_any();
    let fault = faults.at("organisation").map(|text| view! { <p class="fault">{text}</p> });
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=title title=t::TITLE aside=years/>
        <p class="lead">{t::LEAD}</p>
        <nav class="kinds" aria-label=t::KINDS><ul>{ways}</ul></nav>
        <form method="post" action=address(kind) class="letters" novalidate>
            <Hidden name="fore" value=typed.fore/>
            <div class="halves">
                <Section heading=t::HEADING>
                    <TextField name="amne" label=letters::SUBJECT value=typed.amne fault=faults.at("amne")/>
                    <TextAreaField name="text" label=letters::BODY value=typed.text rows=12 hint=t::BODY_HINT fault=faults.at("text")/>
                </Section>
                <fieldset class="question" id="organisation" tabindex="-1"><legend>{t::RECIPIENTS}</legend>{fault}{recipients}{without}</fieldset>
            </div>
            <Submit text=t::BUTTON_SHOW action="visa" class="second"/>
            {preview.map(|letters| view! { <Preview letters has_mail/> })}
        </form>
        <Sent rows=sent/>
    }
}

/// The letters as they would go out, and the buttons.
#[component]
fn Preview(letters: Vec<LetterView>, has_mail: bool) -> impl IntoView {
    let is_one = letters.len() == 1;
    let items = letters.into_iter().map(move |LetterView { name, recipients, subject, body, mailto }| {
        view! {
            <details open=is_one><summary>{name}</summary>
                <p class="hint">{t::RECIPIENTS}": "{recipients}</p>
                <section class="letter" aria-label=letters::BODY><h2>{subject}</h2><p class="lines">{body}</p></section>
                <p><a href=mailto>{t::OPEN_MAIL}</a></p>
            </details>
        }
    });
    view! {
        // The page opens here.
        <div tabindex="-1" autofocus><Section heading=t::PREVIEW id="forhandsvisning">
            {items.collect_view()}
            <Notice kind=NoticeKind::Hint when=!has_mail text=t::MAIL_OFF/>
            {has_mail.then(|| view! { <Submit text=t::BUTTON_SEND action="skicka"/> })}
                <Submit text=t::BUTTON_NOTE action="notera" class="second"/>
        </Section></div>
    }
}

/// Who has got what.
#[component]
fn Sent(rows: Vec<SentRow>) -> impl IntoView {
    let none = rows.is_empty();
    let rows = rows.into_iter().map(|SentRow { name, kind, when, recipients, state }| {
        view! {
            <tr><th scope="row">{name}</th><td data-label=t::COLUMN_LETTER>{letters::kind(kind)}</td>
                <td data-label=t::COLUMN_WHEN>{when}</td><td data-label=t::COLUMN_TO>{recipients}</td>
                <td data-label=t::COLUMN_STATE>{state}</td></tr>
        }
    });
    let rows = rows.collect_view();
    let columns = text_columns([t::COLUMN_ORGANISATION, t::COLUMN_LETTER, t::COLUMN_WHEN, t::COLUMN_TO, t::COLUMN_STATE]);
    view! {
        <Section heading=t::LIST id="skickat">
            <Notice kind=NoticeKind::Empty when=none text=t::NONE_YET/>
            {(!none).then(|| view! { <ScrollingTable caption=t::LIST columns class="cards">{rows}</ScrollingTable> })}
        </Section>
    }
}
