//! The central office: who has an account, and what staff have done.

use leptos::prelude::*;

use crate::forms::AccountForm;
use crate::routes;
use crate::texts::central::{accounts as t, log};
use crate::ui::form::{ErrorSummary, FormState, Hidden, SelectField, Submit, TextField};
use crate::ui::nav::Pager;
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind};

/// An account in the list.
pub struct Row {
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
    pub rows: Vec<Row>,
    /// Organisations to choose from: id and name.
    pub organisations: Vec<(String, String)>,
    /// Organisations that nobody coordinates: ids and names.
    pub without: Vec<(String, String)>,
    /// The form for a new one.
    pub form: FormState<AccountForm>,
    /// Somebody who has just been invited.
    pub invitation: Option<Invitation>,
    /// What was done.
    pub notice: Option<String>,
}

/// An invitation to pass on.
pub struct Invitation {
    pub email: String,
    pub link: String,
    /// A letter with it, as an address that opens it in a mail program.
    pub mailto: String,
    /// Whether it has been mailed.
    pub is_sent: bool,
}

const ROLES: [(&str, &str); 3] = [("samordnare", t::ROLE_COORDINATOR), ("lasare", t::ROLE_READER), ("central", t::ROLE_CENTRAL)];

/// A role, and the organisation that it is for.
#[component]
fn RoleFields<'a>(
    /// After the names in the controls' ids.
    #[prop(into)]
    suffix: String,
    organisations: &'a [(String, String)],
    role: &'a str,
    organisation: &'a str,
    #[prop(optional_no_strip)] fault: Option<String>,
) -> impl IntoView + use<> {
    let roles = ROLES.map(|(value, text)| (value.to_owned(), text.to_owned())).to_vec();
    view! {
        <SelectField id=format!("roll{suffix}") name="roll" label=t::ROLE options=roles chosen=role/>
        <SelectField id=format!("organisation{suffix}") name="organisation" label=t::ORGANISATION options=organisations.to_vec()
            chosen=organisation none=t::NO_ORGANISATION fault/>
    }
}

/// What can be done with an account.
fn actions(number: usize, row: &Row, organisations: &[(String, String)]) -> impl IntoView + use<> {
    let email = || row.email.clone();
    let organisation = row.organisation.as_deref().unwrap_or_default();
    let disable = (!row.disabled).then(|| {
        view! {
            <form method="post" action=routes::ACCOUNT_DISABLE.path()>
                <Hidden name="epost" value=email()/>
                <p class="hint">{t::DISABLE_HINT}</p>
                <Submit text=t::BUTTON_DISABLE class="danger"/>
            </form>
        }
    });
    view! {
        <details><summary>{t::CHANGE}<span class="unseen">" "{email()}</span></summary>
            <form method="post" action=routes::ACCOUNT_INVITE.path()>
                <Hidden name="epost" value=email()/>
                <p class="hint">{t::INVITE_AGAIN_HINT}</p>
                <Submit text=t::BUTTON_INVITE_AGAIN class="second"/>
            </form>
            <form method="post" action=routes::ACCOUNT_ROLE.path()>
                <Hidden name="epost" value=email()/>
                <RoleFields suffix=format!("-{number}") organisations role=row.role organisation/>
                <p class="hint">{t::ROLE_HINT}</p>
                <Submit text=t::BUTTON_ROLE class="second"/>
            </form>
            {disable}
        </details>
    }
}

/// Every account, and inviting someone.
pub fn accounts(page: Accounts) -> impl IntoView {
    let organisations = page.organisations;
    let FormState { typed, faults } = page.form;
    let name = |id: &str| organisations.iter().find(|(o, _)| o == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone());
    let rows = page.rows.iter().enumerate().map(|(number, row)| {
        let role = ROLES.iter().find(|(value, _)| *value == row.role).map_or("", |(_, text)| text);
        let organisation = row.organisation.as_deref().map(name).unwrap_or_default();
        let label = (!organisation.is_empty()).then_some(t::ORGANISATION);
        view! {
            <tr><th scope="row">{row.email.clone()}</th><td data-label=t::ROLE>{role}</td>
                <td data-label=label>{organisation}</td>
                <td data-label=t::STANDING>{row.standing}</td><td data-label=t::LAST_LOGIN>{row.last_login.clone()}</td>
                <td data-label="">{actions(number, row, &organisations)}</td></tr>
        }
    });
    let rows = rows.collect_view();
    let without: Vec<_> = page
        .without
        .into_iter()
        .map(|(id, name)| {
            let href = format!("{}#bjud-in", routes::ACCOUNTS.query(&[("organisation", &id)]));
            view! { <li>{name.clone()}": "<a href=href>{t::INVITE_FOR}<span class="unseen">" "{name}</span></a></li> }
        })
        .collect();
    let without = (!without.is_empty()).then(|| {
        view! { <details id="utan" open><summary>{t::WITHOUT_HEADING}</summary><ul>{without}</ul></details> }
    });
    let columns = text_columns([t::EMAIL, t::ROLE, t::ORGANISATION, t::STANDING, t::LAST_LOGIN, t::CHANGE]);
    view! {
        <ErrorSummary faults=&faults/>
        <h1>{t::TITLE}</h1>
        {page.notice.map(|text| view! { <Notice kind=NoticeKind::Done text/> })}
        {page.invitation.map(|Invitation { email, link, mailto, is_sent }| view! {
            <div class="note" role="status"><p>{if is_sent { t::invitation_sent(&email) } else { t::invited(&email) }}</p>
                <p class="link">{link}</p>
                {(!is_sent).then(|| view! { <p><a href=mailto>{t::INVITE_BY_MAIL}</a></p> })}</div>
        })}
        <section id="konton" tabindex="-1"><h2>{t::LIST}</h2>
            <ScrollingTable caption=t::LIST columns class="cards">{rows}</ScrollingTable>
        </section>
        {without}
        <h2 id="bjud-in">{t::INVITE_HEADING}</h2>
        <form method="post" action=routes::ACCOUNTS.path() novalidate>
            <TextField name="epost" label=t::EMAIL kind="email" value=typed.epost fault=faults.at("epost")/>
            <RoleFields suffix="" organisations=&organisations role=&typed.roll organisation=&typed.organisation fault=faults.at("organisation")/>
            <Submit text=t::BUTTON_INVITE/>
        </form>
    }
}

/// A page of the audit log.
pub struct Log {
    pub rows: Vec<LogRow>,
    /// Which page, from 1.
    pub page: usize,
    /// Whether there are older rows.
    pub more: bool,
}

/// Something that staff have done.
pub struct LogRow {
    /// Date and time.
    pub at: String,
    pub actor: String,
    pub action: String,
    pub subject: String,
    /// From what to what.
    pub change: String,
}

/// What staff have done, newest first.
pub fn log(page: Log) -> impl IntoView {
    let rows = page.rows.into_iter().map(|LogRow { at, actor, action, subject, change }| {
        view! { <tr><td class="nowrap">{at}</td><td>{actor}</td><td>{action}</td><td>{subject}</td><td>{change}</td></tr> }
    });
    let rows = rows.collect_view();
    let columns = [log::COLUMN_WHEN, log::COLUMN_WHO, log::COLUMN_WHAT, log::COLUMN_SUBJECT, log::COLUMN_CHANGE];
    let href = |page: usize| routes::AUDIT.query(&[("sida", &page)]);
    view! {
        <h1>{log::TITLE}</h1>
        <p>{log::LEAD}</p>
        <ScrollingTable caption=log::TITLE columns=text_columns(columns)>{rows}</ScrollingTable>
        <Pager label=log::PAGES page=page.page more=page.more href/>
    }
}
