//! The unit register: the list, one unit, and what a file would change.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::ids::RoundId;
use crate::domain::unit::Unit;
use crate::forms::UnitForm;
use crate::routes;
use crate::texts::coordinator::register as t;
use crate::ui::form::{
    ChoiceInput, ErrorSummary, Faults, Field, FormState, Hidden, SelectField, Submit, TextField, described_by,
};
use crate::ui::nav::LinkButton;
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section, TextList};

/// The register of an organisation.
pub struct Register {
    /// Whose.
    pub frame: OrganisationFrame,
    /// All units, retired ones last.
    pub units: Vec<Unit>,
    /// The expected number, as typed.
    pub expected: String,
    /// Planned rounds: the year, each avdelning, and whether it is asked.
    pub asked: Vec<(RoundId, Vec<(String, bool)>)>,
    /// What was refused of its forms.
    pub faults: Faults,
}

/// The page.
pub fn page(register: Register) -> impl IntoView {
    let Register { frame, units, expected, asked, faults } = register;
    let may_change = frame.may_change;
    let (retired, units): (Vec<Unit>, Vec<Unit>) = units.into_iter().partition(|u| u.retired);
    let new_unit = format!("{}&enhet=", frame.address(routes::REGISTER_UNIT));
    let asked = asked.iter().filter(|(_, divisions)| may_change && divisions.len() > 1);
    let asked = asked.map(|(year, divisions)| view! { <AskedDivisions frame=&frame year=*year divisions/> }).collect_view();
    let retired = (!retired.is_empty()).then(|| {
        let table = view! { <UnitTable units=&retired frame=&frame/> };
        view! { <details><summary>{t::GONE}</summary>{table}</details> }
    });
    view! {
        <ErrorSummary faults=&faults/>
        <OrganisationHeading frame=&frame here=Tab::Register/>
        <p>{t::LEAD}</p>
        <Notice kind=NoticeKind::Empty when=units.is_empty() text=t::NONE/>
        {(!units.is_empty()).then(|| view! { <UnitTable units=&units frame=&frame/> })}
        {may_change.then(|| view! { <LinkButton href=new_unit text=t::ADD/> })}
        {retired}
        {(may_change && units.is_empty()).then(|| view! { <ExpectedNumber frame=&frame value=expected fault=faults.at("antal")/> })}
        <div id="avdelningar" tabindex="-1">{asked}</div>
        {may_change.then(|| view! { <FileUpload frame=&frame fault=faults.at("fil")/> })}
    }
}

#[component]
fn UnitTable<'a>(units: &'a [Unit], frame: &'a OrganisationFrame) -> impl IntoView + use<> {
    let words = [t::COLUMN_NAME, t::COLUMN_DIVISION, t::COLUMN_LINE, t::COLUMN_AREA, t::COLUMN_EMAIL];
    let columns = words.into_iter().chain(frame.may_change.then_some(t::CHANGE)).map(Column::text).collect();
    let rows = units.iter().map(|unit| {
        let href = format!("{}&enhet={}", frame.address(routes::REGISTER_UNIT), unit.id);
        let name = unit.name.clone();
        let change = frame
            .may_change
            .then(|| view! { <td data-label=""><a href=href>{t::CHANGE}<span class="unseen">" "{name}</span></a></td> });
        let Unit { name, division, line, area, email, .. } = unit.clone();
        let cells = words[1..].iter().zip([division, line, area, email]);
        let cells = cells.map(|(label, text)| view! { <td data-label=*label>{text}</td> }).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}{change}</tr> }
    });
    let rows = rows.collect_view();
    view! { <ScrollingTable caption=Tab::Register.name() columns class="cards">{rows}</ScrollingTable> }
}

/// The number of answers to expect, where there is no register.
#[component]
fn ExpectedNumber<'a>(frame: &'a OrganisationFrame, value: String, fault: Option<String>) -> impl IntoView + use<> {
    let action = frame.tab(Tab::Register);
    view! {
        <Section heading=t::EXPECTED_HEADING>
            <form method="post" action=action class="narrow">
                <TextField name="antal" label=t::EXPECTED inputmode="numeric" hint=t::EXPECTED_LEAD value fault/>
                <Submit text=t::SAVE class="second" action="forvantat"/>
            </form>
        </Section>
    }
}

/// Which avdelningar a planned round asks.
#[component]
fn AskedDivisions<'a>(frame: &'a OrganisationFrame, year: RoundId, divisions: &'a [(String, bool)]) -> impl IntoView + use<> {
    let choices = divisions.iter().map(|(division, asked)| {
        let label = if division.is_empty() { t::NO_DIVISION.to_owned() } else { division.clone() };
        view! { <ChoiceInput name="avdelning" value=division.clone() label checked=*asked/> }
    });
    view! {
        <section><form method="post" action=frame.tab(Tab::Register) class="narrow">
            <Hidden name="omgang" value=year.to_string()/>
            <fieldset class="question"><legend><h2>{t::asked_heading(year)}</h2></legend><p class="hint">{t::ASKED_LEAD}</p>{choices.collect_view()}</fieldset>
            <Submit text=t::SAVE class="second" action="avdelningar"/>
        </form></section>
    }
}

#[component]
fn FileUpload<'a>(frame: &'a OrganisationFrame, fault: Option<String>) -> impl IntoView + use<> {
    let action = frame.address(routes::REGISTER_FILE);
    let invalid = fault.is_some();
    view! {
        <Section heading=t::FILE_HEADING>
            <p>{t::FILE_LEAD}</p>
            <form method="post" action=action enctype="multipart/form-data" class="narrow">
                <Field id="fil" label=t::FILE fault>
                    <input type="file" id="fil" name="fil" accept=".csv,.xlsx,text/csv"
                        aria-describedby=described_by("fil", false, invalid) aria-invalid=invalid.then_some("true")/>
                </Field>
                <p><ChoiceInput name="ersatt" value="ja" label=t::REPLACE/></p>
                <Submit text=t::BUTTON_PREVIEW class="second"/>
            </form>
        </Section>
    }
}

/// One unit as a form.
pub struct OneUnit {
    /// Whose register.
    pub frame: OrganisationFrame,
    /// Its id; empty for a new one.
    pub id: String,
    /// Whether it has left.
    pub retired: bool,
    pub form: FormState<UnitForm>,
    /// The organisations that it can be moved to; none for a coordinator.
    pub organisations: Vec<(String, String)>,
    /// The areas of the city.
    pub areas: Vec<String>,
}

/// The form.
pub fn unit(one: OneUnit) -> impl IntoView {
    let OneUnit { frame, id, retired, form, organisations, areas } = one;
    let FormState { typed, faults } = form;
    let known = !id.is_empty();
    let action = format!("{}&enhet={id}", frame.address(routes::REGISTER_UNIT));
    let back = frame.tab(Tab::Register);
    let organisation = (!organisations.is_empty()).then(|| {
        view! { <SelectField name="forvaltning" label=t::ORGANISATION options=organisations chosen=typed.forvaltning/> }
    });
    let retire = (known && !retired).then(|| {
        view! { <p class="hint">{t::RETIRE_HINT}</p><button class="second" name="gor" value="ta_bort">{t::RETIRE}</button> }
    });
    let areas = areas.into_iter().map(|area| view! { <option value=area></option> }).collect_view();
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=frame.name title=if known { t::CHANGE_TITLE } else { t::ADD }/>
        <form method="post" action=action class="narrow">
            <TextField name="namn" label=t::COLUMN_NAME value=typed.namn fault=faults.at("namn")/>
            <TextField name="avdelning" label=t::COLUMN_DIVISION value=typed.avdelning optional=true/>
            <TextField name="omrade" label=t::COLUMN_LINE value=typed.omrade optional=true/>
            <TextField name="stadsdelsomrade" label=t::COLUMN_AREA value=typed.stadsdelsomrade optional=true list="omraden"/>
            <TextField name="epost" label=t::COLUMN_EMAIL kind="email" value=typed.epost optional=true fault=faults.at("epost")/>
            {organisation}
            <datalist id="omraden">{areas}</datalist>
            <Submit text=t::SAVE action="spara"/>
            {retire}
        </form>
        <p><a href=back>{t::BACK}</a></p>
    }
}

/// What a file would change.
pub struct Preview {
    /// Whose register.
    pub frame: OrganisationFrame,
    /// The file, to be posted again.
    pub content: String,
    /// Whether absent units leave.
    pub replace: bool,
    /// Names of new units.
    pub new: Vec<String>,
    /// Names of units that change, and how.
    pub changed: Vec<(String, Vec<String>)>,
    /// How many rows change nothing.
    pub same: usize,
    /// Names of units that leave.
    pub retired: Vec<String>,
    /// What is wrong, a row each.
    pub faults: Vec<String>,
    /// Areas that nobody covers.
    pub unknown_areas: Vec<String>,
}

/// The preview.
pub fn preview(preview: Preview) -> impl IntoView {
    let Preview { frame, content, replace, new, changed, same, retired, faults, unknown_areas } = preview;
    let list = |heading: &str, items: Vec<String>| {
        let heading = t::heading(heading, items.len());
        (!items.is_empty()).then(|| view! { <Section heading><TextList items/></Section> })
    };
    let changed: Vec<String> = changed.iter().map(|(name, how)| format!("{name}: {}", how.join(", "))).collect();
    let sound = faults.is_empty();
    let nothing = sound && new.is_empty() && changed.is_empty() && retired.is_empty();
    let take = (sound && !nothing).then(|| {
        view! {
            <form method="post" action=frame.address(routes::REGISTER_IMPORT)>
                <Hidden name="innehall" value=content/>
                <Hidden name="ersatt" value=if replace { "ja" } else { "" }/>
                <Submit text=t::BUTTON_TAKE/>
            </form>
        }
    });
    let back = frame.tab(Tab::Register);
    view! {
        <PageHeading over=frame.name title=t::PREVIEW_TITLE/>
        <Notice kind=NoticeKind::Alert when=!sound text=t::FAULTS_LEAD/>
        {list(t::FAULTS, faults)}
        <Notice kind=NoticeKind::Empty when=nothing text=t::NOTHING/>
        {list(t::NEW, new)}
        {list(t::CHANGED, changed)}
        {list(t::RETIRED, retired)}
        {(same > 0).then(|| view! { <p>{t::same(same)}</p> })}
        <Notice kind=NoticeKind::Warning when=!unknown_areas.is_empty() text=t::unknown_areas(&unknown_areas.join(", "))/>
        {take}
        <p><a href=back>{t::BUTTON_LEAVE}</a></p>
    }
}
