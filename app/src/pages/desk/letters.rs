//! The link and the letters to the units.

use leptos::prelude::*;

use super::{Desk, head};
use crate::domain::letter::{MailingKind, MailingState};
use crate::texts::{desk, mail as t};
use crate::ui::field::in_text_area;
use crate::ui::parts::{error_summary, scrolling};

/// The link, and what can be sent with it.
pub struct Letters {
    /// Whose.
    pub desk: Desk,
    /// The link; none once the round has closed.
    pub link: Option<String>,
    /// Why nothing can be sent, if so.
    pub hindrance: Option<&'static str>,
    /// Whether reminders can be sent too.
    pub reminders: bool,
    /// Units that no letter reaches.
    pub without_address: Vec<String>,
    /// What has been sent and is planned.
    pub mailings: Vec<Mailing>,
}

/// A letter to many units.
pub struct Mailing {
    /// Its id.
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
    let desk = &letters.desk;
    let share = letters.link.clone().map(|link| share(desk, link));
    let write = (letters.hindrance.is_none() && desk.may_change).then(|| {
        let address = |kind: &str| format!("{}&slag={kind}", desk.address("/utskick/brev"));
        let reminder =
            letters.reminders.then(|| view! { <a class="button" href=address(t::REMINDER_CODE)>{t::NEW_REMINDER}</a> });
        view! {
            <p>{t::INTRO}" "{t::SPACING}</p>
            <p class="buttons"><a class="button" href=address(t::INVITATION_CODE)>{t::NEW_INVITATION}</a>{reminder}</p>
            {(!letters.reminders).then(|| view! { <p class="hint">{t::UNTIED}</p> })}
        }
    });
    let missing = (!letters.without_address.is_empty()).then(|| {
        let count = i64::try_from(letters.without_address.len()).unwrap_or(i64::MAX);
        view! { <p class="hint">{t::without_address(count, &letters.without_address.join(", "))}</p> }
    });
    let action = desk.address("/utskick/andra");
    let mailings = (!letters.mailings.is_empty()).then(|| {
        let rows = letters.mailings.iter().map(|mailing| row(mailing, &action, desk.may_change)).collect_view();
        scrolling(
            t::SENT_HEADING,
            view! {
                <table><thead><tr><th scope="col">{t::COLUMN_WHAT}</th><th scope="col">{t::COLUMN_STATE}</th>
                    <th scope="col" class="n">{t::COLUMN_SENT}</th><th scope="col" class="n">{t::COLUMN_WAITING}</th>
                    <th scope="col" class="n">{t::COLUMN_FAILED}</th><th scope="col" class="n">{t::COLUMN_UNCERTAIN}</th>
                    {desk.may_change.then(|| view! { <th scope="col">{desk::COLUMN_CHANGE}</th> })}</tr></thead><tbody>{rows}</tbody></table>
            },
        )
    });
    let problems = letters.mailings.iter().filter_map(|m| m.problem.clone()).map(|p| view! { <p class="warning">{p}</p> });
    let failed = letters.mailings.iter().flat_map(|m| &m.failed).map(|(unit, said)| t::failed(unit, said));
    let uncertain = letters.mailings.iter().flat_map(|m| m.uncertain.clone());
    let list = |items: Vec<String>| items.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let (failed, uncertain): (Vec<String>, Vec<String>) = (failed.collect(), uncertain.collect());
    view! {
        {head(desk, desk::tab::LETTERS)}
        {share}
        <section><h2>{t::LETTERS_HEADING}</h2>
            {letters.hindrance.map(|text| view! { <p>{text}</p> })}
            {write}
            {missing}
        </section>
        <section><h2>{t::SENT_HEADING}</h2>
            {problems.collect_view()}
            {letters.mailings.is_empty().then(|| view! { <p class="empty">{t::NONE_YET}</p> })}
            {mailings}
            {(!failed.is_empty()).then(|| view! { <h3>{t::FAILED_HEADING}</h3><ul>{list(failed)}</ul> })}
            {(!uncertain.is_empty()).then(|| view! { <h3>{t::UNCERTAIN_HEADING}</h3><p>{t::UNCERTAIN}</p><ul>{list(uncertain)}</ul> })}
        </section>
    }
}

fn row(mailing: &Mailing, action: &str, may_change: bool) -> impl IntoView + use<> {
    let number = |n: usize| t::count(i64::try_from(n).unwrap_or(i64::MAX));
    let about = t::of_mailing(mailing.kind, &mailing.when);
    let button = |what: &'static str, text: &'static str| {
        view! {
            <form method="post" action=action.to_owned()><input type="hidden" name="utskick" value=mailing.id.clone()/>
                <button class="quiet" name="gor" value=what>{text}<span class="unseen">{about.clone()}</span></button></form>
        }
    };
    let unsent = mailing.state.is_under_way();
    let change = may_change.then(|| {
        view! {
            <td>{unsent.then(|| button("avbryt", t::BUTTON_CANCEL))}
                {(!mailing.failed.is_empty() && mailing.state != MailingState::Cancelled).then(|| button("forsok", t::BUTTON_RETRY))}</td>
        }
    });
    view! {
        <tr><th scope="row">{t::kind(mailing.kind)}" "<span class="of">{mailing.when.clone()}</span></th><td>{t::state(mailing.state)}</td>
            <td class="n">{t::count(mailing.sent)}</td><td class="n">{t::count(mailing.waiting)}</td>
            <td class="n">{number(mailing.failed.len())}</td><td class="n">{number(mailing.uncertain.len())}</td>{change}</tr>
    }
}

/// The link, the text to copy and the code.
pub(super) fn share(on: &Desk, link: String) -> impl IntoView + use<> {
    let qr = on.address("/qr.svg");
    let png = on.address("/qr.png");
    let last_day = on.round.as_ref().map(|round| round.days.1.clone()).unwrap_or_default();
    let text = desk::mail(&on.name, &link, &last_day);
    view! {
        <section><h2>{desk::LINK_HEADING}</h2>
            <p>{desk::LINK_LEAD}</p>
            <p class="link"><a href=link.clone()>{link.clone()}</a></p>
            <div class="side">
                <div><label class="legend" for="mejltext">{desk::MAIL_LABEL}</label>
                    <textarea id="mejltext" rows="10" readonly>{in_text_area(&text)}</textarea></div>
                <div><img class="qr" src=qr.clone() alt=desk::QR_PICTURE width="180" height="180"/>
                    <p><a href=on.address("/affisch")>{t::POSTER}</a><br/>
                        <a href=qr download>{desk::QR_AS_SVG}</a>" · "<a href=png download>{desk::QR_AS_PNG}</a></p></div>
            </div>
        </section>
    }
}

/// A letter as it is being written.
pub struct Draft {
    /// Whose.
    pub desk: Desk,
    /// What it is for.
    pub kind: MailingKind,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// The day on which it is to go out, as typed.
    pub day: String,
    /// The time, as typed.
    pub time: String,
    /// What was refused, by field.
    pub fault: Option<(&'static str, String)>,
}

const fn slag(kind: MailingKind) -> &'static str {
    match kind {
        MailingKind::Reminder => t::REMINDER_CODE,
        MailingKind::Invitation => t::INVITATION_CODE,
    }
}

/// The letter as a form.
pub fn write(draft: Draft) -> impl IntoView {
    let action = draft.desk.address("/utskick/brev");
    let title = if draft.kind == MailingKind::Reminder { t::NEW_REMINDER } else { t::NEW_INVITATION };
    let fault = draft.fault.clone();
    let at = |field: &str| {
        let found = fault.clone().filter(|(at, _)| *at == field);
        found.map(|(_, text)| view! { <p class="fault" id=format!("{field}-fel")>{text}</p> })
    };
    let wrong = |field: &str| fault.as_ref().is_some_and(|(at, _)| *at == field).then(|| format!("{field}-fel"));
    view! {
        {error_summary(fault.clone().map(|(field, text)| (field.to_owned(), text)).into_iter().collect())}
        <p class="over">{draft.desk.name.clone()}</p>
        <h1>{title}</h1>
        <form method="post" action=action class="narrow">
            <input type="hidden" name="slag" value=slag(draft.kind)/>
            <div class="question"><label class="legend" for="amne">{t::SUBJECT}</label>{at("amne")}
                <input type="text" id="amne" name="amne" maxlength="200" value=draft.subject.clone() aria-describedby=wrong("amne")/></div>
            <div class="question"><label class="legend" for="text">{t::BODY}</label><p class="hint" id="text-hint">{t::BODY_HINT}</p>{at("text")}
                <textarea id="text" name="text" rows="16" aria-describedby=wrong("text").unwrap_or_else(|| "text-hint".into())>{in_text_area(&draft.body)}</textarea></div>
            <fieldset class="question" id="tid"><legend>{t::WHEN}</legend><p class="hint">{t::WHEN_HINT}{(draft.kind == MailingKind::Reminder).then(|| format!(" {}", t::SPACING))}</p>{at("tid")}
                <p><label for="dag">{t::DAY}</label> <input type="date" id="dag" name="dag" value=draft.day.clone()/>
                " "<label for="klockan">{t::TIME}</label> <input type="time" id="klockan" name="klockan" value=draft.time.clone()/></p></fieldset>
            <p class="buttons"><button name="gor" value="granska">{t::BUTTON_PREVIEW}</button></p>
        </form>
    }
}

/// A letter as its receivers will see it.
pub struct Preview {
    /// As it was written.
    pub draft: Draft,
    /// When, in words; none for now.
    pub when: Option<String>,
    /// The units that would get it as things stand.
    pub recipients: Vec<String>,
}

/// The letter to look at once more.
pub fn preview(preview: Preview) -> impl IntoView {
    let Preview { draft, when, recipients } = preview;
    let count = i64::try_from(recipients.len()).unwrap_or(i64::MAX);
    let first = recipients.first().cloned().unwrap_or_default();
    let paragraphs = draft.body.replace(t::UNIT, &first);
    let paragraphs = paragraphs.split("\n\n").map(|text| view! { <p class="lines">{text.trim().to_owned()}</p> }).collect_view();
    let send = if when.is_some() { t::BUTTON_PLAN } else { t::BUTTON_SEND };
    let names = recipients.into_iter().map(|name| view! { <li>{name}</li> }).collect_view();
    view! {
        <p class="over">{draft.desk.name.clone()}</p>
        <h1>{t::preview_title(draft.kind == MailingKind::Reminder)}</h1>
        <p>{t::goes_to(count, when.as_deref())}</p>
        <details><summary>{t::RECIPIENTS}</summary><ul>{names}</ul></details>
        <section class="letter" aria-label=t::BODY><h2>{draft.subject.replace(t::UNIT, &first)}</h2>{paragraphs}</section>
        <form method="post" action=draft.desk.address("/utskick/brev")>
            <input type="hidden" name="slag" value=slag(draft.kind)/>
            <input type="hidden" name="amne" value=draft.subject.clone()/>
            <input type="hidden" name="text" value=draft.body.clone()/>
            <input type="hidden" name="dag" value=draft.day.clone()/>
            <input type="hidden" name="klockan" value=draft.time.clone()/>
            <p class="buttons"><button name="gor" value="skicka">{send}</button><button class="second" name="gor" value="andra">{t::BUTTON_CHANGE}</button></p>
        </form>
    }
}

/// A sheet to print and put up.
pub fn poster(desk: Desk) -> impl IntoView {
    let last_day = desk.round.as_ref().map(|round| round.days.1.clone()).unwrap_or_default();
    view! {
        <div class="poster">
            <h1>{t::POSTER_TITLE}</h1>
            <p class="lead">{t::POSTER_LEAD}</p>
            <img class="qr" src=desk.address("/qr.svg") alt=desk::QR_PICTURE width="420" height="420"/>
            <p><strong>{t::poster(&last_day)}</strong></p>
            <p>{t::POSTER_PROMISE}</p>
            <p class="over">{desk.name.clone()}</p>
        </div>
        <p class="screen"><a href=desk.address(desk::tab::LETTERS)>{t::POSTER_BACK}</a></p>
    }
}
