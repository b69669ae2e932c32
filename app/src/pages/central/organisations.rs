//! The organisations: the list, and the page of one.

use leptos::prelude::*;

use super::FromFile;
use crate::domain::ids::OrganisationId;
use crate::domain::organisation::Audience;
use crate::forms::OrganisationForm;
use crate::routes;
use crate::texts::central::organisations as t;
use crate::ui::form::{ErrorSummary, Faults, FormState, Hidden, SelectField, Submit, TextField};
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// An organisation in the list.
pub struct OrganisationRow {
    pub id: String,
    pub name: String,
    /// Its kind.
    pub audience: &'static str,
    /// Its areas.
    pub areas: String,
    /// What becomes of it.
    pub fate: String,
}

/// The organisations, and the form for a new one.
pub fn list(rows: Vec<OrganisationRow>, form: FormState<OrganisationForm>) -> impl IntoView {
    let FormState { typed, faults } = form;
    let none = rows.is_empty();
    let file_fault = faults.at("fil");
    let others = choices(&rows, None);
    let rows = rows.into_iter().map(|OrganisationRow { id, name, audience, areas, fate }| {
        view! {
            <tr><th scope="row"><a href=routes::ORGANISATION.href([&id])>{name}</a></th>
                <td>{audience}</td><td>{areas}</td><td>{fate}</td></tr>
        }
    });
    let rows = rows.collect_view();
    let columns = text_columns([t::COLUMN_ORGANISATION, t::COLUMN_KIND, t::COLUMN_AREAS, t::COLUMN_NOTE]);
    view! {
        <ErrorSummary faults=&faults/>
        <h1>{t::TITLE}</h1>
        <Notice kind=NoticeKind::Empty when=none text=t::NOTHING_YET/>
        {(!none).then(|| view! { <p class="screen"><a href="#ny">{t::NEW_HEADING}</a></p> })}
        {(!none).then(|| view! { <ScrollingTable caption=t::TITLE columns class="two-lines">{rows}</ScrollingTable> })}
        <Section heading=t::NEW_HEADING id="ny">
            <p>{t::NEW_LEAD}</p>
            <form method="post" action=routes::ORGANISATIONS.path() novalidate class="narrow">
                <TextField name="namn" label=t::NAME value=typed.namn.clone() fault=faults.at("namn")/>
                <TextField name="id" label=t::ID value=typed.id.clone() optional=true hint=t::ID_HINT fault=faults.at("id")/>
                <Fields form=typed faults=faults.clone() others/>
                <Submit text=t::BUTTON_ADD/>
            </form>
        </Section>
        <FromFile address=routes::ORGANISATION_FILE.path() heading=t::FILE_HEADING lead=t::FILE_LEAD accept=".csv,.xlsx,text/csv" fault=file_fault/>
    }
}

/// The others that one may go over into.
pub fn choices(rows: &[OrganisationRow], but: Option<&str>) -> Vec<(String, String)> {
    rows.iter().filter(|row| Some(row.id.as_str()) != but).map(|row| (row.id.clone(), row.name.clone())).collect()
}

/// An organisation on its page.
pub struct OrganisationPage {
    pub id: OrganisationId,
    pub name: String,
    pub form: FormState<OrganisationForm>,
    /// The others: ids and names.
    pub others: Vec<(String, String)>,
}

/// The page of one organisation.
pub fn one(page: OrganisationPage) -> impl IntoView {
    let OrganisationPage { id, name, form: FormState { typed, faults }, others } = page;
    let accounts = format!("{}#bjud-in", routes::ACCOUNTS.query(&[("organisation", &id)]));
    let register = routes::REGISTER.query(&[("organisation", &id)]);
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=t::TITLE title=name id="andra"/>
        <p><a href=register>{t::TO_REGISTER}</a>" · "<a href=accounts>{t::TO_ACCOUNTS}</a></p>
        <form method="post" action=routes::ORGANISATION.href([&id]) novalidate class="narrow">
            <Hidden name="fore" value=typed.fore.clone()/>
            <TextField name="namn" label=t::NAME value=typed.namn.clone() hint=t::RENAME_HINT fault=faults.at("namn")/>
            <Fields form=typed faults others/>
            <Submit text=t::BUTTON_CHANGE/>
        </form>
        <p><a href=routes::ORGANISATIONS.path()>{t::WAY_BACK}</a></p>
    }
}

/// What is said of an organisation besides its name.
#[component]
fn Fields(form: OrganisationForm, faults: Faults, others: Vec<(String, String)>) -> impl IntoView {
    let kinds = Audience::ALL.iter().map(|kind| (kind.as_str().to_owned(), t::kind(*kind).to_owned())).collect();
    view! {
        <SelectField name="typ" label=t::COLUMN_KIND options=kinds chosen=form.typ fault=faults.at("typ")/>
        <TextField name="omraden" label=t::COLUMN_AREAS value=form.omraden optional=true hint=t::AREAS_HINT fault=faults.at("omraden")/>
        <TextField name="upphor" label=t::LAST_YEAR value=form.upphor inputmode="numeric" short=true optional=true hint=t::LAST_YEAR_HINT fault=faults.at("upphor")/>
        <SelectField name="efterfoljare" label=t::SUCCESSOR options=others chosen=form.efterfoljare none=t::NO_SUCCESSOR hint=t::SUCCESSOR_HINT fault=faults.at("efterfoljare")/>
        <TextField name="forvantat_antal" label=t::EXPECTED value=form.forvantat_antal inputmode="numeric" short=true optional=true hint=t::EXPECTED_HINT fault=faults.at("forvantat_antal")/>
    }
}
