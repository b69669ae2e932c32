//! The unit register: the list, one unit, and what a file would change.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::ids::RoundId;
use crate::domain::unit::Unit;
use crate::forms::UnitForm;
use crate::routes;
use crate::texts::coordinator::register as t;
use crate::ui::form::{
    ChoiceInput, ErrorSummary, Faults, FieldFault, FileField, FormState, Hidden, SelectField, Submit, TextField,
};
use crate::ui::nav::{LinkButton, NavLink, NavList};
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
        let change =
            frame.may_change.then(|| view! { <td><a href=href>{t::CHANGE}<span class="unseen">" "{name}</span></a></td> });
        let Unit { name, division, line, area, email, .. } = unit.clone();
        let cells = [division, line, area, email].map(|text| view! { <td>{text}</td> });
        view! { <tr><th scope="row">{name}</th>{cells.collect_view()}{change}</tr> }
    });
    let rows = rows.collect_view();
    view! { <ScrollingTable caption=Tab::Register.name() columns class="two-lines">{rows}</ScrollingTable> }
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
    let book = frame.address(routes::REGISTER_BOOK);
    view! {
        <Section heading=t::FILE_HEADING>
            <p>{t::FILE_LEAD}</p>
            <p><a href=book download>{t::DOWNLOAD}</a></p>
            <form method="post" action=action enctype="multipart/form-data" class="narrow">
                <FileField label=t::FILE accept=".csv,.xlsx,text/csv" hint=t::FILE_HINT fault/>
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
    /// What lines of work are called.
    pub lines: Vec<String>,
    /// The organisation's units: id and name.
    pub units: Vec<(String, String)>,
}

/// The form.
pub fn unit(one: OneUnit) -> impl IntoView {
    let OneUnit { frame, id, retired, form, organisations, areas, lines, units } = one;
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
    let list = |values: Vec<String>| values.into_iter().map(|value| view! { <option value=value></option> }).collect_view();
    let (areas, lines) = (list(areas), list(lines));
    let links = units.into_iter().map(|(unit, text)| NavLink {
        href: format!("{}&enhet={unit}", frame.address(routes::REGISTER_UNIT)),
        current: unit == id,
        text,
    });
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=frame.name.clone() title=if known { t::CHANGE_TITLE } else { t::ADD }/>
        <div class="with-list">
        <NavList label=t::OTHER_UNITS class="others" links=links.collect()/>
        <div>
        <form method="post" action=action class="narrow">
            <TextField name="namn" label=t::COLUMN_NAME value=typed.namn fault=faults.at("namn")/>
            <TextField name="avdelning" label=t::COLUMN_DIVISION value=typed.avdelning optional=true/>
            <TextField name="omrade" label=t::COLUMN_LINE value=typed.omrade optional=true list="verksamheter"/>
            <TextField name="stadsdelsomrade" label=t::COLUMN_AREA value=typed.stadsdelsomrade optional=true list="omraden"/>
            <TextField name="epost" label=t::COLUMN_EMAIL kind="email" value=typed.epost optional=true fault=faults.at("epost")/>
            {organisation}
            <datalist id="omraden">{areas}</datalist>
            <datalist id="verksamheter">{lines}</datalist>
            <Submit text=t::SAVE action="spara"/>
            {retire}
        </form>
        <p><a href=back>{t::BACK}</a></p>
        </div>
        </div>
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
    /// Tells the units that leave from any others.
    pub removal_key: String,
    /// Why it was not taken.
    pub refused: Faults,
    /// Areas that nobody covers.
    pub unknown_areas: Vec<String>,
    /// Others whose units it has, by name.
    pub others: Vec<String>,
}

/// The preview.
pub fn preview(preview: Preview) -> impl IntoView {
    let Preview { frame, content, replace, new, changed, same, retired, faults, removal_key, refused, unknown_areas, others } =
        preview;
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
                <Removed names=retired key=removal_key fault=refused.at("bekrafta")/>
                <Submit text=t::BUTTON_TAKE/>
            </form>
        }
    });
    let back = frame.tab(Tab::Register);
    view! {
        <ErrorSummary faults=&refused/>
        <PageHeading over=frame.name title=t::PREVIEW_TITLE/>
        <Notice kind=NoticeKind::Alert when=!sound text=t::FAULTS_LEAD/>
        {list(t::FAULTS, faults)}
        <Notice kind=NoticeKind::Empty when=nothing text=t::NOTHING/>
        {list(t::NEW, new)}
        {list(t::CHANGED, changed)}
        {(same > 0).then(|| view! { <p>{t::same(same)}</p> })}
        <Notice kind=NoticeKind::Warning when=!others.is_empty() text=t::of_others(&others)/>
        <Notice kind=NoticeKind::Warning when=!unknown_areas.is_empty() text=t::unknown_areas(&unknown_areas.join(", "))/>
        {take}
        <p><a href=back>{t::BUTTON_LEAVE}</a></p>
    }
}

/// The units that would leave, and the box to tick for it.
#[component]
fn Removed(names: Vec<String>, key: String, fault: Option<String>) -> AnyView {
    if names.is_empty() {
        return ().into_any();
    }
    let invalid = fault.is_some();
    view! {
        <section class="warning"><h2>{t::heading(t::RETIRED, names.len())}</h2>
            <TextList items=names/>
            <FieldFault id="bekrafta".to_owned() text=fault/>
            <ChoiceInput name="bekrafta" id="bekrafta" value=key label=t::REMOVE_CONFIRM invalid/>
        </section>
    }
    .into_any()
}
