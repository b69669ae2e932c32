//! The central office: who has an account, and what staff have done.

use leptos::prelude::*;

use crate::texts::central::{accounts as t, log};
use crate::ui::parts::{error_summary, scrolling};

/// An account in the list.
pub struct Row {
    /// Its address.
    pub email: String,
    /// Its role as forms send it.
    pub role: &'static str,
    /// Its organisation's id.
    pub organisation: Option<String>,
    /// How it stands, in words.
    pub standing: &'static str,
    /// Whether it is switched off.
    pub disabled: bool,
    /// When it was last logged in, in words.
    pub last_login: String,
}

/// The page of accounts.
pub struct Accounts {
    /// Every account.
    pub rows: Vec<Row>,
    /// Organisations to choose from: id and name.
    pub organisations: Vec<(String, String)>,
    /// The address that was typed for a new one.
    pub email: String,
    /// What is wrong, and in which field.
    pub fault: Option<(String, String)>,
    /// A link to pass on.
    pub invitation: Option<String>,
    /// What was done.
    pub notice: Option<String>,
}

const ROLES: [(&str, &str); 3] = [("samordnare", t::ROLE_COORDINATOR), ("lasare", t::ROLE_READER), ("central", t::ROLE_CENTRAL)];

fn role_fields(id: &str, organisations: &[(String, String)], role: &str, organisation: &str) -> impl IntoView + use<> {
    let [role_id, organisation_id] = ["roll", "organisation"].map(|field| format!("{field}{id}"));
    let roles = ROLES.map(|(value, text)| view! { <option value=value selected={value == role}>{text}</option> }).collect_view();
    let options = organisations.iter().map(|(value, name)| {
        view! { <option value=value.clone() selected={value == organisation}>{name.clone()}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="question"><label class="legend" for=role_id.clone()>{t::ROLE}</label><select id=role_id name="roll">{roles}</select></div>
        <div class="question"><label class="legend" for=organisation_id.clone()>{t::ORGANISATION}</label>
            <select id=organisation_id name="organisation"><option value="">{t::NO_ORGANISATION}</option>{options}</select></div>
    }
}

/// What can be done with an account.
fn actions(number: usize, row: &Row, organisations: &[(String, String)]) -> impl IntoView + use<> {
    let email = row.email.clone();
    let hidden = move || view! { <input type="hidden" name="epost" value=email.clone()/> };
    let fields = role_fields(&format!("-{number}"), organisations, row.role, row.organisation.as_deref().unwrap_or_default());
    let disable = (!row.disabled).then(|| {
        view! {
            <form method="post" action="/central/konton/stang-av">{hidden.clone()()}
                <p class="hint">{t::DISABLE_HINT}</p><p class="buttons"><button class="danger">{t::BUTTON_DISABLE}</button></p></form>
        }
    });
    view! {
        <details><summary>{t::CHANGE}<span class="unseen">" "{row.email.clone()}</span></summary>
            <form method="post" action="/central/konton/bjud-in">{hidden.clone()()}
                <p class="hint">{t::INVITE_AGAIN_HINT}</p><p class="buttons"><button class="second">{t::BUTTON_INVITE_AGAIN}</button></p></form>
            <form method="post" action="/central/konton/roll">{hidden()}{fields}
                <p class="hint">{t::ROLE_HINT}</p><p class="buttons"><button class="second">{t::BUTTON_ROLE}</button></p></form>
            {disable}
        </details>
    }
}

/// Every account, and inviting someone.
pub fn accounts(page: Accounts) -> impl IntoView {
    let organisations = page.organisations;
    let name = |id: &str| organisations.iter().find(|(o, _)| o == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone());
    let rows = page.rows.iter().enumerate().map(|(number, row)| {
        let role = ROLES.iter().find(|(value, _)| *value == row.role).map_or("", |(_, text)| text);
        let organisation = row.organisation.as_deref().map(name).unwrap_or_default();
        view! {
            <tr><th scope="row">{row.email.clone()}</th><td>{role}</td><td>{organisation}</td><td>{row.standing}</td>
                <td>{row.last_login.clone()}</td><td>{actions(number, row, &organisations)}</td></tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        {error_summary(page.fault.into_iter().collect())}
        <h1>{t::TITLE}</h1>
        {page.notice.map(|notice| view! { <p class="note" role="status">{notice}</p> })}
        {page.invitation.map(|link| view! { <div class="note" role="status"><p>{t::INVITED}</p><p class="link">{link}</p></div> })}
        <section id="konton" tabindex="-1"><h2>{t::LIST}</h2>
            {scrolling(t::LIST, view! {
                <table><thead><tr><th scope="col">{t::EMAIL}</th><th scope="col">{t::ROLE}</th><th scope="col">{t::ORGANISATION}</th>
                    <th scope="col">{t::STANDING}</th><th scope="col">{t::LAST_LOGIN}</th><th scope="col">{t::CHANGE}</th></tr></thead>
                    <tbody>{rows}</tbody></table>
            })}</section>
        <h2>{t::INVITE_HEADING}</h2>
        <form method="post" action="/central/konton" novalidate>
            <div class="question"><label class="legend" for="epost">{t::EMAIL}</label><input type="email" id="epost" name="epost" value=page.email autocomplete="off"/></div>
            {role_fields("", &organisations, "samordnare", "")}
            <p class="buttons"><button>{t::BUTTON_INVITE}</button></p>
        </form>
    }
}

/// A page of the audit log.
pub struct Log {
    /// When, who, what, to what, and the change.
    pub rows: Vec<[String; 5]>,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there are older rows.
    pub more: bool,
}

/// What staff have done, newest first.
pub fn log(page: Log) -> impl IntoView {
    let rows = page
        .rows
        .into_iter()
        .map(|[at, actor, action, subject, change]| view! { <tr><td class="nowrap">{at}</td><td>{actor}</td><td>{action}</td><td>{subject}</td><td>{change}</td></tr> })
        .collect_view();
    let number = page.page;
    let to = |number: i64| format!("/central/logg?sida={number}");
    let newer = (number > 1).then(|| view! { <li><a rel="prev" href=to(number - 1)>{log::NEWER}</a></li> });
    let older = page.more.then(|| view! { <li><a rel="next" href=to(number + 1)>{log::OLDER}</a></li> });
    let pages = (number > 1 || page.more).then(|| {
        view! { <nav class="years screen" aria-label=log::PAGES><ul>{newer}<li>{log::page(number)}</li>{older}</ul></nav> }
    });
    view! {
        <h1>{log::TITLE}</h1>
        <p>{log::LEAD}</p>
        {scrolling(log::TITLE, view! { <table><thead><tr><th scope="col">{log::COLUMN_WHEN}</th><th scope="col">{log::COLUMN_WHO}</th><th scope="col">{log::COLUMN_WHAT}</th><th scope="col">{log::COLUMN_SUBJECT}</th><th scope="col">{log::COLUMN_CHANGE}</th></tr></thead><tbody>{rows}</tbody></table> })}
        {pages}
    }
}
