//! Logging in, and taking up an invitation.

use leptos::prelude::*;

use crate::texts::account as t;
use crate::ui::parts::error_summary;

/// The login form.
pub fn log_in(email: String, next: Option<String>, fault: Option<String>, notice: Option<&'static str>) -> impl IntoView {
    let faults = fault.into_iter().map(|f| ("epost".to_owned(), f)).collect();
    view! {
        {error_summary(faults)}
        <h1>{t::log_in::TITLE}</h1>
        {notice.map(|notice| view! { <p class="note">{notice}</p> })}
        <p>{t::log_in::LEAD}</p>
        <form method="post" action="/logga-in" novalidate>
            <div class="question"><label class="legend" for="epost">{t::log_in::EMAIL}</label>
                <input type="email" id="epost" name="epost" value=email autocomplete="username" spellcheck="false"/></div>
            <div class="question"><label class="legend" for="losenord">{t::log_in::PASSWORD}</label>
                <input type="password" id="losenord" name="losenord" autocomplete="current-password"/></div>
            {next.map(|n| view! { <input type="hidden" name="till" value=n/> })}
            <p class="buttons"><button>{t::log_in::BUTTON}</button></p>
        </form>
        <p><a href="/glomt-losenord">{t::log_in::FORGOTTEN}</a></p>
    }
}

/// Asking for a new password: what is typed, and whether a link is on its way; where no mail is sent,
/// whom to ask.
pub fn forgotten(email: String, sent: bool, ask: Option<String>) -> impl IntoView {
    let form = ask.is_none() && !sent;
    view! {
        <h1>{t::forgotten::TITLE}</h1>
        {sent.then(|| view! { <p class="note" role="status">{t::forgotten::SENT}</p> })}
        {ask.map(|ask| view! { <p>{ask}</p> })}
        {form.then(|| view! {
            <p>{t::forgotten::LEAD}</p>
            <form method="post" action="/glomt-losenord" novalidate>
                <div class="question"><label class="legend" for="epost">{t::log_in::EMAIL}</label>
                    <input type="email" id="epost" name="epost" value=email autocomplete="username" spellcheck="false"/></div>
                <p class="buttons"><button>{t::forgotten::BUTTON}</button></p>
            </form>
        })}
        <p><a href="/logga-in">{t::forgotten::BACK}</a></p>
    }
}

/// One's own account: who it is, what is wrong in which field, and whether the password was changed.
pub fn own(email: String, fault: Option<(String, String)>, changed: bool) -> impl IntoView {
    view! {
        {error_summary(fault.into_iter().collect())}
        <h1>{t::own::TITLE}</h1>
        {changed.then(|| view! { <p class="note" role="status">{t::own::CHANGED}</p> })}
        <p>{t::own::who(&email)}</p>
        <h2>{t::own::PASSWORD_HEADING}</h2>
        <form method="post" action="/konto" novalidate>
            <div class="question"><label class="legend" for="losenord">{t::own::OLD}</label>
                <input type="password" id="losenord" name="losenord" autocomplete="current-password"/></div>
            <div class="question"><label class="legend" for="nytt_losenord">{t::own::NEW}</label>
                <p class="hint" id="nytt-hint">{t::invitation::PASSWORD_HINT}</p>
                <input type="password" id="nytt_losenord" name="nytt_losenord" autocomplete="new-password" aria-describedby="nytt-hint"/></div>
            <p class="buttons"><button>{t::own::BUTTON}</button></p>
        </form>
    }
}

/// What was posted without a session, to be posted again: where, and the form.
pub fn go_on(parked: Option<(String, Vec<(String, String)>)>) -> impl IntoView {
    let Some((path, fields)) = parked else {
        return view! { <h1>{t::go_on::TITLE}</h1><p>{t::go_on::GONE}</p> }.into_any();
    };
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! {
        <h1>{t::go_on::TITLE}</h1>
        <p>{t::go_on::LEAD}</p>
        <form method="post" action=path>{fields}<p class="buttons"><button>{t::go_on::BUTTON}</button></p></form>
        <form method="post" action="/fortsatt"><p class="buttons"><button class="second">{t::go_on::DROP}</button></p></form>
    }
    .into_any()
}

/// Logging out, for someone who came by the address.
pub fn log_out() -> impl IntoView {
    view! {
        <h1>{t::log_out::TITLE}</h1>
        <form method="post" action="/logga-ut"><p class="buttons"><button>{t::log_out::BUTTON}</button></p></form>
    }
}

/// Choosing a password.
pub fn invitation(fault: Option<String>) -> impl IntoView {
    let faults: Vec<_> = fault.into_iter().map(|f| ("losenord".to_owned(), f)).collect();
    view! {
        {error_summary(faults)}
        <h1>{t::invitation::TITLE}</h1>
        <p>{t::invitation::LEAD}</p>
        <form method="post" novalidate>
            <div class="question"><label class="legend" for="losenord">{t::invitation::PASSWORD}</label>
                <p class="hint" id="losenord-hint">{t::invitation::PASSWORD_HINT}</p>
                <input type="password" id="losenord" name="losenord" autocomplete="new-password" aria-describedby="losenord-hint"/></div>
            <p class="buttons"><button>{t::invitation::BUTTON_SAVE}</button></p>
        </form>
    }
}
