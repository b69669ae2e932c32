//! The rounds: the list, the page of one, and what opening it does.

use leptos::prelude::*;

use super::in_round;
use crate::domain::ids::RoundId;
use crate::domain::organisation::Audience;
use crate::domain::round::State;
use crate::forms::{ExtensionForm, NewRoundForm, RoundForm, version_key};
use crate::pages::copy_field::CopyField;
use crate::routes;
use crate::texts::authoring::audience as audience_name;
use crate::texts::rounds as t;
use crate::ui::form::{ErrorSummary, FileField, FormState, Hidden, SelectField, Submit, TextField};
use crate::ui::nav::LinkButton;
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section, TextList};

/// A round in the list.
pub struct RoundRow {
    pub round: RoundId,
    pub title: String,
    /// First and last day, in words.
    pub days: (String, String),
    pub state: State,
}

/// The rounds, and the forms for a new one and for earlier years, whose files name organisations and indicators by ids.
pub fn list(
    rows: Vec<RoundRow>,
    form: FormState<NewRoundForm>,
    history: FormState<String>,
    names: Vec<(String, String)>,
) -> impl IntoView {
    let names: Vec<String> = names.into_iter().map(|(id, name)| format!("{id}: {name}")).collect();
    let FormState { typed: new, faults } = form;
    let summary = if history.is_faulty() { history.faults.clone() } else { faults.clone() };
    let columns = text_columns([t::COLUMN_ROUND, t::NAME, t::COLUMN_STATE, t::COLUMN_DAYS]);
    let rows = rows.into_iter().rev().map(|RoundRow { round, title, days, state }| {
        view! {
            <tr><th scope="row"><a href=routes::ROUND.href([&round])>{round.to_string()}</a></th>
                <td data-label=t::NAME>{title}</td><td data-label=t::COLUMN_STATE>{state.to_string()}</td>
                <td data-label=t::COLUMN_DAYS>{t::days(&days.0, &days.1)}</td></tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <ErrorSummary faults=&summary/>
        <h1>{t::TITLE}</h1>
        {(!rows.is_empty()).then(|| view! { <ScrollingTable caption=t::TITLE columns class="cards">{rows}</ScrollingTable> })}
        <Section heading=t::NEW_HEADING>
            <p>{t::NEW_LEAD}</p>
            <form method="post" action=routes::ROUNDS.path() class="narrow" novalidate>
                <TextField name="ar" label=t::YEAR value=new.ar inputmode="numeric" short=true hint=t::YEAR_HINT fault=faults.at("ar")/>
                <TextField name="titel" label=t::NAME value=new.titel optional=true fault=faults.at("titel")/>
                <Days opens=new.oppnar closes=new.stanger faults=(faults.at("oppnar"), faults.at("stanger"))/>
                <Submit text=t::BUTTON_CREATE/>
            </form>
        </Section>
        <Section heading=t::HISTORY_HEADING>
            <p>{t::HISTORY_LEAD}</p>
            <details><summary>{t::HISTORY_COLUMNS}</summary>
                <p>{t::HISTORY_INDICATORS}</p><p>{t::HISTORY_RATES}</p><p>{t::HISTORY_IDS}</p>
                <TextList items=names/>
            </details>
            <form method="post" action=routes::ROUND_HISTORY.path() enctype="multipart/form-data" class="narrow" novalidate>
                <FileField label=t::HISTORY_FILE accept=".csv,.xlsx,text/csv" fault=history.faults.at("fil")/>
                <TextField name="tidigare" label=t::HISTORY_YEAR value=history.typed inputmode="numeric" short=true optional=true
                    fault=history.faults.at("tidigare")/>
                <Submit text=t::BUTTON_HISTORY class="second"/>
            </form>
        </Section>
    }
}

/// First and last day.
#[component]
fn Days(opens: String, closes: String, faults: (Option<String>, Option<String>)) -> impl IntoView {
    view! {
        <TextField name="oppnar" label=t::FIRST_DAY kind="date" value=opens short=true fault=faults.0/>
        <TextField name="stanger" label=t::LAST_DAY kind="date" value=closes short=true fault=faults.1/>
    }
}

/// A round on its page.
pub struct RoundPage {
    pub round: RoundId,
    pub title: String,
    pub state: State,
    /// Whether figures alone are known of it.
    pub is_imported: bool,
    /// How much of its close is done, in percent.
    pub closing: i64,
    /// First and last day, in words.
    pub days: (String, String),
    /// Where coordinators try its questionnaire.
    pub rehearsal: String,
    /// What its answers are about, in words.
    pub period: String,
    /// As it can be changed.
    pub form: FormState<RoundForm>,
    /// The form that lets an organisation answer longer.
    pub extension: FormState<ExtensionForm>,
    /// What each audience answers.
    pub bindings: Vec<BindingRow>,
    /// The link of each organisation, once it has opened.
    pub links: Vec<LinkRow>,
}

/// What an audience answers: the version that the round keeps, and those that are published, the newest first.
pub struct BindingRow {
    pub audience: Audience,
    pub bound: Option<(String, i64)>,
    pub published: Vec<(String, i64)>,
}

/// An organisation's link, and who sends it on.
pub struct LinkRow {
    pub id: String,
    pub organisation: String,
    pub address: String,
    /// Its own last day in words, where it may answer longer than the others.
    pub until: Option<String>,
    /// The addresses of its coordinators.
    pub coordinators: Vec<String>,
}

/// A round.
pub fn round(page: RoundPage) -> impl IntoView {
    let RoundPage { round, title, state, is_imported, closing, days, rehearsal, period, form, extension, bindings, links } = page;
    let when = match state {
        State::Planned => t::PLANNED.to_owned(),
        State::Closing => t::closing(closing),
        _ => state.to_string(),
    };
    let faults = if form.is_faulty() { form.faults.clone() } else { extension.faults.clone() };
    let organisations = links.iter().map(|link| (link.id.clone(), link.organisation.clone())).collect();
    let choices = if state == State::Planned { version_choices(&bindings, &form) } else { vec![] };
    let actions = match state {
        State::Planned => view! { <Planned round rehearsal period=period.clone() form choices/> }.into_any(),
        State::Open => view! { <Open round form/><Extension round form=extension organisations/> }.into_any(),
        _ if is_imported => view! {
            <Notice kind=NoticeKind::Hint text=t::IS_IMPORTED/>
            <Confirmed summary=t::REMOVE warning=t::REMOVE_IMPORTED_WARNING button=t::BUTTON_REMOVE action=routes::ROUND_REMOVE.href([&round])/>
        }
        .into_any(),
        State::Closing | State::Closed | State::Abandoned => ().into_any(),
    };
    let about =
        (!is_imported).then(|| view! { <p class="lead">{t::days(&days.0, &days.1)}": "{when}</p><p>{t::about(&period)}</p> });
    let rates = (state != State::Planned).then(|| view! { <p><a href=in_round(routes::RATES, round)>{t::TO_RATES}</a></p> });
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=t::TITLE title/>
        {about}
        {rates}
        <Bindings rows=bindings planned={state == State::Planned}/>
        {actions}
        <Links rows=links/>
    }
}

/// What can be done with a planned round.
#[component]
fn Planned(
    round: RoundId,
    rehearsal: String,
    period: String,
    form: FormState<RoundForm>,
    choices: Vec<AnyView>,
) -> impl IntoView {
    let FormState { typed, faults } = form;
    view! {
        <Section heading=t::OPEN_HEADING>
            <p>{t::OPEN_LEAD}</p>
            <LinkButton href=routes::ROUND_OPEN.href([&round]) text=t::TO_OPENING/>
        </Section>
        <Section heading=t::REHEARSAL_HEADING>
            <p>{t::REHEARSAL_LEAD}</p>
            <p class="link">{rehearsal}</p>
        </Section>
        <Section heading=t::CHANGE_HEADING id="andra">
            <form method="post" action=routes::ROUND.href([&round]) class="narrow" novalidate>
                <Hidden name="fore" value=typed.fore/>
                <TextField name="titel" label=t::NAME value=typed.titel fault=faults.at("titel")/>
                <Days opens=typed.oppnar closes=typed.stanger faults=(faults.at("oppnar"), faults.at("stanger"))/>
                <TextField name="fran" label=t::PERIOD_FROM kind="date" value=typed.fran short=true optional=true
                    hint=t::period_hint(&period) fault=faults.at("fran")/>
                <TextField name="till" label=t::PERIOD_TO kind="date" value=typed.till short=true optional=true fault=faults.at("till")/>
                {choices}
                <Submit text=t::BUTTON_CHANGE/>
            </form>
            <Confirmed summary=t::REMOVE warning=t::REMOVE_WARNING button=t::BUTTON_REMOVE action=routes::ROUND_REMOVE.href([&round])/>
        </Section>
    }
}

/// A field for each audience for which something is published: what it answers.
fn version_choices(bindings: &[BindingRow], form: &FormState<RoundForm>) -> Vec<AnyView> {
    let asked = bindings.iter().filter_map(|binding| binding.published.first().map(|newest| (binding, newest)));
    let field = |(binding, newest): (&BindingRow, &(String, i64))| {
        let follows = (String::new(), t::follows(&newest.0, newest.1));
        let versions = binding.published.iter().map(|v| (version_key(v), t::only(&v.0, v.1)));
        let name = binding.audience.as_str();
        let options: Vec<_> = std::iter::once(follows).chain(versions).collect();
        let chosen = form.typed.version_of(binding.audience).clone();
        view! { <SelectField name label=t::version_for(binding.audience) options chosen fault=form.faults.at(name)/> }.into_any()
    };
    asked.map(field).collect()
}

/// What each audience answers.
#[component]
fn Bindings(rows: Vec<BindingRow>, planned: bool) -> impl IntoView {
    let rows = rows.into_iter().filter_map(|BindingRow { audience, bound, published }| {
        let follows = planned && bound.is_none();
        let newer = published.first().filter(|newest| planned && bound.as_ref().is_some_and(|bound| bound != *newest)).cloned();
        let (id, version) = bound.or_else(|| published.into_iter().next().filter(|_| planned))?;
        let note = match newer {
            Some((id, version)) => t::newer(&id, version),
            None if follows => t::FOLLOWS.to_owned(),
            None if planned => t::KEPT.to_owned(),
            None => String::new(),
        };
        Some(view! {
            <tr><th scope="row">{audience_name(audience)}</th>
                <td data-label=t::COLUMN_QUESTIONNAIRE><a href=routes::QUESTIONNAIRE.href([&id, &version])>{t::version(&id, version)}</a></td>
                {planned.then(|| view! { <td data-label=t::COLUMN_BINDING>{note}</td> })}</tr>
        })
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        let mut columns = text_columns([t::COLUMN_AUDIENCE, t::COLUMN_QUESTIONNAIRE, t::COLUMN_BINDING]);
        columns.truncate(if planned { 3 } else { 2 });
        view! { <Section heading=t::QUESTIONNAIRES_HEADING><ScrollingTable caption=t::QUESTIONNAIRES_HEADING columns class="cards">{rows}</ScrollingTable></Section> }
    })
}

/// What can be done with an open round.
#[component]
fn Open(round: RoundId, form: FormState<RoundForm>) -> impl IntoView {
    let FormState { typed, faults } = form;
    view! {
        <Section heading=t::CHANGE_HEADING id="andra">
            <form method="post" action=routes::ROUND.href([&round]) class="narrow" novalidate>
                <Hidden name="fore" value=typed.fore/>
                <TextField name="stanger" label=t::NEW_LAST_DAY kind="date" value=typed.stanger short=true fault=faults.at("stanger")/>
                <Submit text=t::BUTTON_MOVE/>
            </form>
            <Confirmed summary=t::CLOSE warning=t::CLOSE_WARNING button=t::BUTTON_CLOSE action=routes::ROUND_CLOSE.href([&round])/>
        </Section>
    }
}

/// Lets an organisation of an open round answer longer.
#[component]
fn Extension(round: RoundId, form: FormState<ExtensionForm>, organisations: Vec<(String, String)>) -> impl IntoView {
    let FormState { typed, faults } = form;
    view! {
        <Section heading=t::EXTEND_HEADING id="forlang">
            <p>{t::EXTEND_LEAD}</p>
            <form method="post" action=routes::ROUND_EXTEND.href([&round]) class="narrow" novalidate>
                <Hidden name="fore" value=typed.fore/>
                <SelectField name="organisation" label=t::COLUMN_ORGANISATION options=organisations chosen=typed.organisation
                    none=t::CHOOSE fault=faults.at("organisation")/>
                <TextField name="dag" label=t::EXTEND_DAY kind="date" value=typed.dag short=true fault=faults.at("dag")/>
                <Submit text=t::BUTTON_EXTEND class="second"/>
            </form>
        </Section>
    }
}

/// A button behind a warning.
#[component]
fn Confirmed(summary: &'static str, warning: &'static str, button: &'static str, action: String) -> impl IntoView {
    view! {
        <details><summary>{summary}</summary>
            <form method="post" action=action><p>{warning}</p><Submit text=button class="danger"/></form>
        </details>
    }
}

#[component]
fn Links(rows: Vec<LinkRow>) -> impl IntoView {
    let any = !rows.is_empty();
    let all: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.organisation, row.address)).collect();
    let all = all.join("\n");
    let rows = rows.into_iter().map(|LinkRow { organisation, address, coordinators, until, .. }| {
        let until = until.map(|day| view! { <br/><span class="hint">{t::answers_until(&day)}</span> });
        view! {
            <tr><th scope="row">{organisation}{until}</th>
                <td data-label=t::COLUMN_LINK><code>{address}</code></td>
                <td data-label=t::COLUMN_RECIPIENT><Coordinators addresses=coordinators/></td></tr>
        }
    });
    let rows = rows.collect_view();
    any.then(|| {
        let columns = text_columns([t::COLUMN_ORGANISATION, t::COLUMN_LINK, t::COLUMN_RECIPIENT]);
        view! {
            <Section heading=t::LINKS_HEADING id="lankar">
                <p>{t::LINKS_LEAD}</p>
                <ScrollingTable caption=t::LINKS_HEADING columns class="cards">{rows}</ScrollingTable>
                <details><summary>{t::ALL_LINKS}</summary>
                    <CopyField id="alla-lankar" label=t::ALL_LINKS_HINT rows=8 text=all/>
                </details>
            </Section>
        }
    })
}

/// Who coordinates an organisation, or that nobody does.
#[component]
pub(super) fn Coordinators(addresses: Vec<String>) -> impl IntoView {
    if addresses.is_empty() {
        return view! { <a class="missing" href=routes::ACCOUNTS.path()>{t::NO_COORDINATOR}</a> }.into_any();
    }
    addresses.join(", ").into_any()
}
