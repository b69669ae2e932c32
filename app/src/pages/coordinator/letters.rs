//! The link and the letters to the units.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::figure::whole;
use crate::domain::letter::{Invited, MailingKind, MailingState};
use crate::forms::LetterForm;
use crate::islands::copy_button::CopyButton;
use crate::pages::copy_field::CopyField;
use crate::routes;
use crate::texts::{coordinator, letters as t, parts};
use crate::ui::form::{ErrorSummary, FieldFault, FormState, Hidden, PostButton, Submit, TextAreaField, TextField};
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section, TextList};

/// The link, and what can be sent with it.
pub struct Letters {
    /// Whose.
    pub frame: OrganisationFrame,
    /// The link, and who is asked through it; none once the round has closed.
    pub link: Option<(String, Invited)>,
    /// Why nothing can be sent, if so.
    pub hindrance: Option<&'static str>,
    /// Whether reminders can be sent too.
    pub reminders: bool,
    /// Those who have not answered, while somebody may remind them.
    pub missing: Option<Missing>,
    /// What has been sent and is planned.
    pub mailings: Vec<Mailing>,
    /// The day of a reminder that went out from elsewhere.
    pub note: FormState<String>,
}

/// Units that have not answered, and what to write to them.
pub struct Missing {
    /// How many.
    pub units: i64,
    /// Each once, as they are pasted into a letter.
    pub addresses: Vec<String>,
    /// The names of those that have none.
    pub without_address: Vec<String>,
    pub subject: String,
    pub text: String,
}

/// A letter to many units.
pub struct Mailing {
    pub id: String,
    /// What it is for.
    pub kind: MailingKind,
    /// When, in words.
    pub when: String,
    /// How far it has come.
    pub state: MailingState,
    /// Why nothing goes out just now.
    pub problem: Option<String>,
    /// How many were sent.
    pub sent: i64,
    /// How many wait.
    pub waiting: i64,
    /// What failed: the unit, and what the mail server said.
    pub failed: Vec<(String, String)>,
    /// Units of which nobody knows.
    pub uncertain: Vec<String>,
}

/// The page.
pub fn page(letters: Letters) -> impl IntoView {
    let share =
        letters.link.as_ref().map(|(link, invited)| view! { <ShareLink frame=&letters.frame link=link.clone() invited/> });
    let missing = letters.missing.as_ref().map(|missing| view! { <Remind missing/> });
    let write = view! { <WriteLetters letters=&letters/> };
    let may_note = letters.frame.may_change && letters.link.is_some();
    let note = may_note.then(|| view! { <NoteReminder frame=&letters.frame form=letters.note.clone()/> });
    let mailings = letters.mailings;
    let problems = mailings.iter().filter_map(|m| m.problem.clone());
    let problems = problems.map(|text| view! { <Notice kind=NoticeKind::Warning text/> }).collect_view();
    let failed: Vec<String> = mailings.iter().flat_map(|m| &m.failed).map(|(unit, message)| t::failed(unit, message)).collect();
    let uncertain: Vec<String> = mailings.iter().flat_map(|m| m.uncertain.clone()).collect();
    let none = mailings.is_empty();
    let table = (!none).then(|| view! { <Mailings mailings=&mailings frame=&letters.frame/> });
    view! {
        <ErrorSummary faults=&letters.note.faults/>
        <OrganisationHeading frame=&letters.frame here=Tab::Letters/>
        {share}
        {missing}
        {write}
        <Section heading=t::SENT_HEADING id="utskick">
            {problems}
            <Notice kind=NoticeKind::Empty when=none text=t::NONE_YET/>
            {table}
            {(!failed.is_empty()).then(|| view! { <h3>{t::FAILED_HEADING}</h3><TextList items=failed/> })}
            {(!uncertain.is_empty()).then(|| view! { <h3>{t::UNCERTAIN_HEADING}</h3><p>{t::UNCERTAIN}</p><TextList items=uncertain/> })}
            {note}
        </Section>
    }
}

/// The ways to a new letter, or why none can be written.
#[component]
fn WriteLetters<'a>(letters: &'a Letters) -> impl IntoView + use<> {
    let address = |kind: &str| format!("{}&slag={kind}", letters.frame.address(routes::LETTER));
    let reminders = letters.reminders;
    let links = (letters.hindrance.is_none() && letters.frame.may_change).then(|| {
        let reminder = reminders.then(|| view! { <a class="button" href=address(t::REMINDER_CODE)>{t::NEW_REMINDER}</a> });
        view! {
            <p>{t::INTRO}" "{t::SPACING}</p>
            <p class="buttons"><a class="button" href=address(t::INVITATION_CODE)>{t::NEW_INVITATION}</a>{reminder}</p>
            <Notice kind=NoticeKind::Hint when=!reminders text=t::UNTIED/>
        }
    });
    let hindrance = letters.hindrance.map(|text| view! { <p>{text}</p> });
    view! { <Section heading=t::LETTERS_HEADING>{hindrance}{links}</Section> }
}

/// Whom to remind, and with what words.
#[component]
fn Remind<'a>(missing: &'a Missing) -> impl IntoView + use<> {
    let Missing { units, addresses, without_address, subject, text } = missing;
    let names = (!without_address.is_empty()).then(|| {
        let text = t::without_address(count(without_address.len()), &without_address.join(", "));
        view! { <Notice kind=NoticeKind::Hint text/> }
    });
    let copy = (!addresses.is_empty()).then(|| {
        view! {
            <div class="halves">
                <CopyField id="adresser" label=t::ADDRESSES rows=4 text=addresses.join("; ") hint=t::ADDRESSES_HINT/>
                <div>
                    <CopyField id="amnesrad" label=t::SUBJECT rows=1 text=subject.clone()/>
                    <CopyField id="paminnelse" label=t::BODY rows=10 text=text.clone()/>
                </div>
            </div>
        }
    });
    let lead = t::missing(*units);
    view! { <Section heading=t::REMIND_HEADING id="paminn"><p>{lead}</p>{copy}{names}</Section> }
}

/// Says that a reminder went out from elsewhere.
#[component]
fn NoteReminder<'a>(frame: &'a OrganisationFrame, form: FormState<String>) -> impl IntoView + use<> {
    let FormState { typed, faults } = form;
    view! {
        <details open=faults.any()><summary>{t::NOTE}</summary>
            <form method="post" action=frame.address(routes::REMINDER_NOTE)>
                <TextField name="dag" kind="date" label=t::NOTE_DAY hint=t::NOTE_HINT value=typed fault=faults.at("dag") short=true/>
                <Submit text=t::BUTTON_NOTE class="second"/>
            </form>
        </details>
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What has been sent and is planned.
#[component]
fn Mailings<'a>(mailings: &'a [Mailing], frame: &'a OrganisationFrame) -> impl IntoView + use<> {
    let words = [t::COLUMN_WHAT, t::COLUMN_STATE].map(Column::text);
    let numbers = [t::COLUMN_SENT, t::COLUMN_WAITING, t::COLUMN_FAILED, t::COLUMN_UNCERTAIN].map(Column::number);
    let change = frame.may_change.then(|| Column::text(coordinator::COLUMN_CHANGE));
    let columns = words.into_iter().chain(numbers).chain(change).collect();
    let address = frame.address(routes::MAILING);
    let rows = mailings.iter().map(|mailing| {
        let change = frame.may_change.then(|| view! { <td>{actions(mailing, &address)}</td> });
        let numbers = [mailing.sent, mailing.waiting, count(mailing.failed.len()), count(mailing.uncertain.len())];
        // What went out from elsewhere is not counted here.
        let number = |n| if mailing.state == MailingState::Noted { parts::NO_NUMBER.to_owned() } else { whole(n) };
        let numbers = numbers.map(|n| view! { <td class="n">{number(n)}</td> });
        view! {
            <tr><th scope="row">{t::kind(mailing.kind)}" "<span class="of">{mailing.when.clone()}</span></th>
                <td>{t::state(mailing.state)}</td>{numbers.collect_view()}{change}</tr>
        }
    });
    let rows = rows.collect_view();
    view! { <ScrollingTable caption=t::SENT_HEADING columns>{rows}</ScrollingTable> }
}

/// What can be done with a mailing.
fn actions(mailing: &Mailing, address: &str) -> impl IntoView + use<> {
    let about = t::of_mailing(mailing.kind, &mailing.when);
    let button = |action: &'static str, text: &'static str| {
        view! { <PostButton address field="utskick" value=mailing.id.clone() action text about=about.clone()/> }
    };
    let unsent = mailing.state.is_under_way();
    let noted = mailing.state == MailingState::Noted;
    let retry = !mailing.failed.is_empty() && mailing.state != MailingState::Cancelled;
    view! { {unsent.then(|| button("avbryt", t::BUTTON_CANCEL))}{noted.then(|| button("avbryt", t::BUTTON_FORGET))}{retry.then(|| button("forsok", t::BUTTON_RETRY))} }
}

/// The link, the text to copy and the code.
#[component]
fn ShareLink<'a>(frame: &'a OrganisationFrame, link: String, invited: &'a Invited) -> impl IntoView + use<> {
    let (svg, png) = (frame.address(routes::QR_SVG), frame.address(routes::QR_PNG));
    let last_day = frame.round.as_ref().map(|round| round.days.1.clone()).unwrap_or_default();
    let text = t::mail(MailingKind::Invitation, invited, &link, &last_day);
    let poster = frame.address(routes::POSTER);
    let rehearsal = format!("{}?organisation={}", routes::REHEARSAL.href([&frame.year()]), frame.organisation);
    view! {
        <Section heading=coordinator::LINK_HEADING>
            <p>{coordinator::LINK_LEAD}</p>
            <p class="link"><a id="lank" href=link.clone()>{link.clone()}</a></p>
            <CopyButton field="lank".to_owned() label=coordinator::THE_LINK.to_owned()/>
            <p><a href=rehearsal>{coordinator::rehearsal::WAY_ON}</a></p>
            <div class="side">
                <CopyField id="mejltext" label=coordinator::MAIL_LABEL rows=10 text/>
                <div><img class="qr" src=svg.clone() alt=coordinator::QR_PICTURE width="180" height="180"/>
                    <p><a href=poster>{t::POSTER}</a><br/>
                        <a href=svg download>{coordinator::QR_AS_SVG}</a>" · "<a href=png download>{coordinator::QR_AS_PNG}</a></p></div>
            </div>
        </Section>
    }
}

/// The letter as a form.
pub fn write(frame: OrganisationFrame, form: FormState<LetterForm>) -> impl IntoView {
    let faults = form.faults.clone();
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=frame.name.clone() title=title_of(form.typed.kind())/>
        <LetterFields frame=&frame form text=t::BUTTON_PREVIEW/>
    }
}

const fn title_of(kind: MailingKind) -> &'static str {
    match kind {
        MailingKind::Reminder => t::NEW_REMINDER,
        _ => t::NEW_INVITATION,
    }
}

/// What the letter says, and when it goes out.
#[component]
fn LetterFields<'a>(
    frame: &'a OrganisationFrame,
    form: FormState<LetterForm>,
    /// On the button.
    text: &'static str,
) -> impl IntoView + use<> {
    let FormState { typed, faults } = form;
    let reminder = typed.kind() == MailingKind::Reminder;
    view! {
        <form method="post" action=frame.address(routes::LETTER) class="narrow">
            <Hidden name="slag" value=typed.slag/>
            <TextField name="amne" label=t::SUBJECT maxlength="200" value=typed.amne fault=faults.at("amne")/>
            <TextAreaField name="text" label=t::BODY rows=16 hint=t::BODY_HINT value=typed.text fault=faults.at("text")/>
            <fieldset class="question" id="tid"><legend>{t::WHEN}</legend>
                <p class="hint">{t::WHEN_HINT}{reminder.then(|| format!(" {}", t::SPACING))}</p>
                <FieldFault id="tid".to_owned() text=faults.at("tid")/>
                <p><label for="dag">{t::DAY}</label>" "<input type="date" id="dag" name="dag" value=typed.dag/>
                " "<label for="klockan">{t::TIME}</label>" "<input type="time" id="klockan" name="klockan" value=typed.klockan/></p></fieldset>
            <Submit text action="granska"/>
        </form>
    }
}

/// A letter as its receivers will see it.
pub struct Preview {
    /// Whose.
    pub frame: OrganisationFrame,
    /// As it was written.
    pub letter: LetterForm,
    /// When, in words; none for now.
    pub when: Option<String>,
    /// The units that would get it as things stand.
    pub recipients: Vec<String>,
}

/// The letter to look at once more, beside the form that changes it.
pub fn preview(preview: Preview) -> impl IntoView {
    let Preview { frame, letter, when, recipients } = preview;
    let first = recipients.first().cloned().unwrap_or_default();
    // A browser posts two characters for the end of a line.
    let paragraphs = letter.text.replace("\r\n", "\n").replace(t::UNIT, &first);
    let paragraphs = paragraphs.split("\n\n").map(|text| view! { <p class="lines">{text.trim().to_owned()}</p> }).collect_view();
    let send = if when.is_some() { t::BUTTON_PLAN } else { t::BUTTON_SEND };
    let form = FormState::new(letter.clone());
    view! {
        <PageHeading over=frame.name.clone() title=t::preview_title(letter.kind() == MailingKind::Reminder)/>
        <div class="halves">
            <div>
                <p>{t::goes_to(count(recipients.len()), when.as_deref())}</p>
                <details><summary>{t::RECIPIENTS}</summary><TextList items=recipients/></details>
                <section class="letter" aria-label=t::BODY><h2>{letter.amne.replace(t::UNIT, &first)}</h2>{paragraphs}</section>
                <form method="post" action=frame.address(routes::LETTER)>
                    <Hidden name="slag" value=letter.slag/>
                    <Hidden name="amne" value=letter.amne/>
                    <Hidden name="text" value=letter.text/>
                    <Hidden name="dag" value=letter.dag/>
                    <Hidden name="klockan" value=letter.klockan/>
                    <Submit text=send action="skicka"/>
                </form>
            </div>
            <section aria-labelledby="andra"><h2 id="andra">{t::CHANGE_HEADING}</h2><LetterFields frame=&frame form text=t::BUTTON_SHOW/></section>
        </div>
    }
}

/// A sheet to print and put up.
pub fn poster(frame: OrganisationFrame, invited: &Invited) -> impl IntoView + use<> {
    let last_day = frame.round.as_ref().map(|round| round.days.1.clone()).unwrap_or_default();
    view! {
        <div class="poster">
            <h1>{t::poster::title(invited)}</h1>
            <p class="lead">{t::poster::lead(invited)}</p>
            <img class="qr" src=frame.address(routes::QR_SVG) alt=coordinator::QR_PICTURE width="420" height="420"/>
            <p><strong>{t::poster::until(invited, &last_day)}</strong></p>
            <p>{t::poster::promise(invited)}</p>
            <p class="over">{t::poster::from(invited)}</p>
        </div>
        <p class="screen"><a href=frame.tab(Tab::Letters)>{t::POSTER_BACK}</a></p>
    }
}
