//! Logging in, and taking up an invitation.

use leptos::prelude::*;

use crate::texts::account as t;
use crate::ui::parts::error_summary;

/// The login form.
pub fn log_in(email: String, next: Option<String>, fault: Option<String>) -> impl IntoView {
    let faults = fault.into_iter().map(|f| ("epost".to_owned(), f)).collect();
    view! {
        {error_summary(faults)}
        <h1>{t::log_in::TITLE}</h1>
        <p>{t::log_in::LEAD}</p>
        <form method="post" action="/logga-in" novalidate>
            <div class="question"><label class="legend" for="epost">{t::log_in::EMAIL}</label>
                <input type="email" id="epost" name="epost" value=email autocomplete="username" spellcheck="false"/></div>
            <div class="question"><label class="legend" for="losenord">{t::log_in::PASSWORD}</label>
                <input type="password" id="losenord" name="losenord" autocomplete="current-password"/></div>
            {next.map(|n| view! { <input type="hidden" name="till" value=n/> })}
            <p class="buttons"><button>{t::log_in::BUTTON}</button></p>
        </form>
    }
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
