//! Logging in, one's own account, and taking up an invitation.

use leptos::prelude::*;

use crate::forms::{InvitationForm, LogInForm, NewPasswordForm};
use crate::routes;
use crate::texts::account as t;
use crate::ui::form::{ErrorSummary, FormState, Hidden, PostButton, Submit, TextField};
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, Section};

#[component]
fn EmailField(value: String, #[prop(optional_no_strip)] fault: Option<String>) -> impl IntoView {
    view! { <TextField name="epost" label=t::log_in::EMAIL kind="email" value autocomplete="username" spellcheck="false" fault/> }
}

#[component]
fn CurrentPassword(label: &'static str, #[prop(optional_no_strip)] fault: Option<String>) -> impl IntoView {
    view! { <TextField name="losenord" label kind="password" autocomplete="current-password" fault/> }
}

#[component]
fn NewPassword(name: &'static str, label: &'static str, fault: Option<String>) -> impl IntoView {
    view! { <TextField name label kind="password" autocomplete="new-password" hint=t::invitation::PASSWORD_HINT fault/> }
}

/// The ways to log in.
#[derive(Clone, Copy)]
pub struct Ways {
    pub passwords: bool,
    /// By the city's own login.
    pub sign_on: bool,
    /// Whether she has just logged out here, and may be logged in there still.
    pub left: bool,
}

/// The login form.
pub fn log_in(form: FormState<LogInForm>, notice: Option<&'static str>, ways: Ways) -> impl IntoView {
    let FormState { typed, faults } = form;
    let till = typed.till.clone();
    let sign_on = ways.sign_on.then(|| {
        let address = till.map_or_else(|| routes::SIGN_ON.path().to_owned(), |till| routes::SIGN_ON.query(&[("till", &till)]));
        let or = ways.passwords.then(|| view! { <h2>{t::log_in::BY_PASSWORD}</h2> });
        view! { <p class="buttons"><a class="button" href=address>{t::log_in::SIGN_ON}</a></p>{or} }
    });
    view! {
        <ErrorSummary faults=&faults/>
        <h1>{t::log_in::TITLE}</h1>
        {notice.map(|text| view! { <Notice kind=NoticeKind::Note text/> })}
        {(ways.left && ways.sign_on).then(|| view! {
            <div class="note"><p>{t::log_in::LEFT}</p><p><a href=routes::SIGN_ON_END.path()>{t::log_in::LEAVE_THERE}</a></p></div>
        })}
        <p>{t::log_in::LEAD}</p>
        {sign_on}
        {ways.passwords.then(|| view! {
            <form method="post" action=routes::LOG_IN.path() novalidate>
                <EmailField value=typed.epost fault=faults.at("epost")/>
                <CurrentPassword label=t::log_in::PASSWORD/>
                {typed.till.map(|till| view! { <Hidden name="till" value=till/> })}
                <Submit text=t::log_in::BUTTON/>
            </form>
            <p><a href=routes::FORGOTTEN_PASSWORD.path()>{t::log_in::FORGOTTEN}</a></p>
        })}
    }
}

/// Asking for a new password: what is typed, and whether a link is on its way; where no mail is sent,
/// whom to ask.
pub fn forgotten(email: String, sent: bool, ask: Option<String>) -> impl IntoView {
    let form = ask.is_none() && !sent;
    view! {
        <h1>{t::forgotten::TITLE}</h1>
        <Notice kind=NoticeKind::Done when=sent text=t::forgotten::SENT/>
        {ask.map(|ask| view! { <p>{ask}</p> })}
        {form.then(|| view! {
            <p>{t::forgotten::LEAD}</p>
            <form method="post" action=routes::FORGOTTEN_PASSWORD.path() novalidate>
                <EmailField value=email/>
                <Submit text=t::forgotten::BUTTON/>
            </form>
        })}
        <p><a href=routes::LOG_IN.path()>{t::forgotten::BACK}</a></p>
    }
}

/// One's own account: who it is, and whether the password was changed and there are any. No password is shown again.
pub fn own(
    email: String,
    form: FormState<NewPasswordForm>,
    (changed, passwords): (bool, bool),
    sessions: Vec<SessionRow>,
) -> impl IntoView {
    let faults = form.faults;
    view! {
        <ErrorSummary faults=&faults/>
        <h1>{t::own::TITLE}</h1>
        <Notice kind=NoticeKind::Done when=changed text=t::own::CHANGED/>
        <p>{t::own::who(&email)}</p>
        <p><a href=routes::READING_TOKENS.path()>{crate::texts::reading_tokens::TITLE}</a></p>
        {passwords.then(|| view! {
            <h2>{t::own::PASSWORD_HEADING}</h2>
            <form method="post" action=routes::ACCOUNT.path() novalidate>
                <CurrentPassword label=t::own::OLD fault=faults.at("losenord")/>
                <NewPassword name="nytt_losenord" label=t::own::NEW fault=faults.at("nytt_losenord")/>
                <Submit text=t::own::BUTTON/>
            </form>
        })}
        <Sessions sessions/>
    }
}

/// Where somebody is logged in.
pub struct SessionRow {
    /// What it is known by.
    pub id: String,
    pub is_this: bool,
    /// Browser and system; empty where they are not known.
    pub device: String,
    /// Days and times.
    pub begun: String,
    pub used: String,
}

#[component]
fn Sessions(sessions: Vec<SessionRow>) -> impl IntoView {
    let others = sessions.iter().filter(|row| !row.is_this).count();
    let rows = sessions.into_iter().map(|SessionRow { id, is_this, device, begun, used }| {
        let device = if device.is_empty() { t::sessions::UNKNOWN.to_owned() } else { device };
        let way_out = if is_this {
            view! { {t::sessions::THIS} }.into_any()
        } else {
            let about = format!("{device}, {begun}");
            view! { <PostButton address=routes::SESSIONS.path() field="session" value=id text=t::sessions::END about/> }
                .into_any()
        };
        view! {
            <tr><th scope="row">{device}</th><td data-label=t::sessions::BEGUN>{begun}</td>
                <td data-label=t::sessions::USED>{used}</td><td data-label="">{way_out}</td></tr>
        }
    });
    let rows = rows.collect_view();
    let columns = text_columns([t::sessions::DEVICE, t::sessions::BEGUN, t::sessions::USED, t::sessions::DO]);
    view! {
        <Section heading=t::sessions::HEADING id="inloggningar">
            <ScrollingTable caption=t::sessions::HEADING columns class="cards">{rows}</ScrollingTable>
            {(others > 1).then(|| view! {
                <form method="post" action=routes::SESSIONS.path()><Submit text=t::sessions::END_ALL class="second"/></form>
            })}
        </Section>
    }
}

/// What was posted without a session, to be posted again: where, and the form.
pub fn go_on(parked: Option<(String, Vec<(String, String)>)>) -> impl IntoView {
    let Some((path, fields)) = parked else {
        return view! { <h1>{t::go_on::TITLE}</h1><p>{t::go_on::GONE}</p> }.into_any();
    };
    let fields = fields.into_iter().map(|(name, value)| view! { <Hidden name value/> }).collect_view();
    view! {
        <h1>{t::go_on::TITLE}</h1>
        <p>{t::go_on::LEAD}</p>
        <form method="post" action=path>{fields}<Submit text=t::go_on::BUTTON/></form>
        <form method="post" action=routes::RESUME_POST.path()><Submit text=t::go_on::DROP class="second"/></form>
    }
    .into_any()
}

/// Logging out, for someone who came by the address.
pub fn log_out() -> impl IntoView {
    view! {
        <h1>{t::log_out::TITLE}</h1>
        <form method="post" action=routes::LOG_OUT.path()><Submit text=t::log_out::BUTTON/></form>
    }
}

/// Choosing a password, which is not shown again.
pub fn invitation(form: FormState<InvitationForm>) -> impl IntoView {
    let faults = form.faults;
    view! {
        <ErrorSummary faults=&faults/>
        <h1>{t::invitation::TITLE}</h1>
        <p>{t::invitation::LEAD}</p>
        <form method="post" novalidate>
            <NewPassword name="losenord" label=t::invitation::PASSWORD fault=faults.at("losenord")/>
            <Submit text=t::invitation::BUTTON_SAVE/>
        </form>
    }
}
