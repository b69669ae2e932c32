//! Logging in, and taking up an invitation.

use leptos::prelude::*;

use crate::ui::parts::error_summary;

/// The login form.
pub fn log_in(email: String, next: Option<String>, fault: Option<String>) -> impl IntoView {
    let faults = fault.into_iter().map(|f| ("epost".to_owned(), f)).collect();
    view! {
        {error_summary(faults)}
        <h1>"Logga in"</h1>
        <p>"För samordnare, läsare och stadsledningskontoret. Du som ska svara på enkäten loggar inte in: använd länken som du har fått."</p>
        <form method="post" action="/logga-in" novalidate>
            <div class="question"><label class="legend" for="epost">"E-postadress"</label>
                <input type="email" id="epost" name="epost" value=email autocomplete="username" spellcheck="false"/></div>
            <div class="question"><label class="legend" for="losenord">"Lösenord"</label>
                <input type="password" id="losenord" name="losenord" autocomplete="current-password"/></div>
            {next.map(|n| view! { <input type="hidden" name="till" value=n/> })}
            <p class="buttons"><button>"Logga in"</button></p>
        </form>
    }
}

/// Logging out, for someone who came by the address.
pub fn log_out() -> impl IntoView {
    view! {
        <h1>"Logga ut"</h1>
        <form method="post" action="/logga-ut"><p class="buttons"><button>"Logga ut"</button></p></form>
    }
}

/// Choosing a password.
pub fn invitation(fault: Option<String>) -> impl IntoView {
    let faults: Vec<_> = fault.into_iter().map(|f| ("losenord".to_owned(), f)).collect();
    view! {
        {error_summary(faults)}
        <h1>"Välj ett lösenord"</h1>
        <p>"Du är inbjuden till Lägesbild. Länken gäller en gång."</p>
        <form method="post" novalidate>
            <div class="question"><label class="legend" for="losenord">"Lösenord"</label>
                <p class="hint" id="losenord-hint">"Minst 8 tecken. En mening som du minns är bra."</p>
                <input type="password" id="losenord" name="losenord" autocomplete="new-password" aria-describedby="losenord-hint"/></div>
            <p class="buttons"><button>"Spara lösenordet"</button></p>
        </form>
    }
}
