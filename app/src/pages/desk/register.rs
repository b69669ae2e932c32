//! The unit register: the list, one unit, and what a file would change.

use leptos::prelude::*;

use super::{Desk, head};
use crate::domain::ids::RoundId;
use crate::texts::desk::register as t;
use crate::texts::desk::tab;
use crate::ui::field::optional;
use crate::ui::parts::{error_summary, scrolling};

/// A unit of the register.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// Its id; empty for a new one.
    pub id: String,
    /// Whose.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Avdelning.
    pub division: String,
    /// Verksamhetsområde.
    pub line: String,
    /// Stadsdelsområde.
    pub area: String,
    /// Where letters go.
    pub email: String,
    /// Whether it has left.
    pub retired: bool,
}

/// The register of an organisation.
pub struct Register {
    /// Whose.
    pub desk: Desk,
    /// All units, retired ones last.
    pub units: Vec<Unit>,
    /// The expected number, as typed.
    pub expected: String,
    /// Planned rounds: the year, each avdelning, and whether it is asked.
    pub asked: Vec<(RoundId, Vec<(String, bool)>)>,
    /// The field and what was refused.
    pub fault: Option<(&'static str, String)>,
}

/// The page.
pub fn page(register: Register) -> impl IntoView {
    let desk = &register.desk;
    let (gone, units): (Vec<&Unit>, Vec<&Unit>) = register.units.iter().partition(|u| u.retired);
    let table = |units: &[&Unit]| {
        let rows = units.iter().map(|unit| {
            let href = format!("{}&enhet={}", desk.address("/register/enhet"), unit.id);
            let change = desk
                .may_change
                .then(|| view! { <td><a href=href>{t::CHANGE}<span class="unseen">" "{unit.name.clone()}</span></a></td> });
            view! { <tr><th scope="row">{unit.name.clone()}</th><td>{unit.division.clone()}</td><td>{unit.line.clone()}</td>
            <td>{unit.area.clone()}</td><td>{unit.email.clone()}</td>{change}</tr> }
        });
        let rows = rows.collect_view();
        scrolling(
            tab::REGISTER,
            view! {
                <table><thead><tr><th scope="col">{t::COLUMN_NAME}</th><th scope="col">{t::COLUMN_DIVISION}</th><th scope="col">{t::COLUMN_LINE}</th>
                    <th scope="col">{t::COLUMN_AREA}</th><th scope="col">{t::COLUMN_EMAIL}</th>{desk.may_change.then(|| view! { <th scope="col">{t::CHANGE}</th> })}</tr></thead><tbody>{rows}</tbody></table>
            },
        )
    };
    let fault = |field: &str| {
        let found = register.fault.clone().filter(|(at, _)| *at == field);
        found.map(|(_, text)| view! { <p class="fault">{text}</p> })
    };
    let add = desk.may_change.then(|| {
        let href = format!("{}&enhet=", desk.address("/register/enhet"));
        view! { <p class="buttons"><a class="button" href=href>{t::ADD}</a></p> }
    });
    let file = desk.may_change.then(|| view! {
        <section><h2>{t::FILE_HEADING}</h2>
            <p>{t::FILE_LEAD}</p>
            <form method="post" action=desk.address("/register/fil") enctype="multipart/form-data" class="narrow">
                <div class="question"><label class="legend" for="fil">{t::FILE}</label>{fault("fil")}<input type="file" id="fil" name="fil" accept=".csv,.xlsx,text/csv"/></div>
                <p><label class="choice"><input type="checkbox" name="ersatt" value="ja"/><span>{t::REPLACE}</span></label></p>
                <p class="buttons"><button class="second">{t::BUTTON_PREVIEW}</button></p>
            </form>
        </section>
    });
    let expected = (desk.may_change && units.is_empty()).then(|| view! {
        <section><h2>{t::EXPECTED_HEADING}</h2>
            <form method="post" action=desk.address(tab::REGISTER) class="narrow">
                <div class="question"><label class="legend" for="antal">{t::EXPECTED}</label><p class="hint" id="antal-hint">{t::EXPECTED_LEAD}</p>{fault("antal")}
                    <input type="text" inputmode="numeric" id="antal" name="antal" value=register.expected.clone() aria-describedby="antal-hint"/></div>
                <p class="buttons"><button class="second" name="gor" value="forvantat">{t::SAVE}</button></p>
            </form>
        </section>
    });
    let asked = register.asked.iter().filter(|(_, divisions)| desk.may_change && divisions.len() > 1).map(|(year, divisions)| {
        let choices = divisions.iter().map(|(division, asked)| {
            let name = if division.is_empty() { t::NO_DIVISION.to_owned() } else { division.clone() };
            view! { <label class="choice"><input type="checkbox" name="avdelning" value=division.clone() checked=*asked/><span>{name}</span></label> }
        });
        view! {
            <section><form method="post" action=desk.address(tab::REGISTER) class="narrow">
                <input type="hidden" name="omgang" value=year.to_string()/>
                <fieldset class="question"><legend><h2>{t::asked_heading(*year)}</h2></legend><p class="hint">{t::ASKED_LEAD}</p>{choices.collect_view()}</fieldset>
                <p class="buttons"><button class="second" name="gor" value="avdelningar">{t::SAVE}</button></p>
            </form></section>
        }
    });
    let asked = asked.collect_view();
    view! {
        {error_summary(register.fault.clone().map(|(field, text)| (field.to_owned(), text)).into_iter().collect())}
        {head(desk, tab::REGISTER)}
        <p>{t::LEAD}</p>
        {units.is_empty().then(|| view! { <p class="empty">{t::NONE}</p> })}
        {(!units.is_empty()).then(|| table(&units))}
        {add}
        {(!gone.is_empty()).then(|| view! { <details><summary>{t::GONE}</summary>{table(&gone)}</details> })}
        {expected}
        {asked}
        {file}
    }
}

/// One unit as a form.
pub struct OneUnit {
    /// Whose register.
    pub desk: Desk,
    /// As it is, or as it was typed.
    pub unit: Unit,
    /// The organisations that it can be moved to; none for a coordinator.
    pub organisations: Vec<(String, String)>,
    /// The areas of the city.
    pub areas: Vec<String>,
    /// What was refused: the field and why.
    pub fault: Option<(&'static str, String)>,
}

/// The form.
pub fn unit(one: OneUnit) -> impl IntoView {
    let OneUnit { desk, unit, organisations, areas, fault } = one;
    let known = !unit.id.is_empty();
    let field = |name: &'static str, label: &'static str, value: &str, needed: bool, kind: &'static str| {
        let said = fault
            .clone()
            .filter(|(at, _)| *at == name)
            .map(|(_, text)| view! { <p class="fault" id=format!("{name}-fel")>{text}</p> });
        let list = (name == "stadsdelsomrade").then_some("omraden");
        view! { <div class="question"><label class="legend" for=name>{label}{optional(needed)}</label>{said}
        <input type=kind id=name name=name value=value.to_owned() list=list autocomplete="off"/></div> }
    };
    let moves = (!organisations.is_empty()).then(|| {
        let options = organisations.iter().map(|(id, name)| {
            let chosen = *id == unit.organisation;
            view! { <option value=id.clone() selected=chosen>{name.clone()}</option> }
        });
        view! { <div class="question"><label class="legend" for="forvaltning">{t::ORGANISATION}</label><select id="forvaltning" name="forvaltning">{options.collect_view()}</select></div> }
    });
    let retire = (known && !unit.retired).then(|| {
        view! {
            <p class="hint">{t::RETIRE_HINT}</p><button class="second" name="gor" value="ta_bort">{t::RETIRE}</button>
        }
    });
    let areas = areas.into_iter().map(|area| view! { <option value=area></option> }).collect_view();
    view! {
        {error_summary(fault.clone().map(|(field, text)| (field.to_owned(), text)).into_iter().collect())}
        <p class="over">{desk.name.clone()}</p>
        <h1>{if known { t::CHANGE_TITLE } else { t::ADD }}</h1>
        <form method="post" action=format!("{}&enhet={}", desk.address("/register/enhet"), unit.id) class="narrow">
            {field("namn", t::COLUMN_NAME, &unit.name, true, "text")}
            {field("avdelning", t::COLUMN_DIVISION, &unit.division, false, "text")}
            {field("omrade", t::COLUMN_LINE, &unit.line, false, "text")}
            {field("stadsdelsomrade", t::COLUMN_AREA, &unit.area, false, "text")}
            {field("epost", t::COLUMN_EMAIL, &unit.email, false, "email")}
            {moves}
            <datalist id="omraden">{areas}</datalist>
            <p class="buttons"><button name="gor" value="spara">{t::SAVE}</button></p>
            {retire}
        </form>
        <p><a href=desk.address(tab::REGISTER)>{t::BACK}</a></p>
    }
}

/// What a file would change.
pub struct Preview {
    /// Whose register.
    pub desk: Desk,
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
    let desk = &preview.desk;
    let list = |heading: &str, items: &[String]| {
        let rows = items.iter().map(|text| view! { <li>{text.clone()}</li> }).collect_view();
        (!items.is_empty()).then(|| view! { <section><h2>{t::heading(heading, items.len())}</h2><ul>{rows}</ul></section> })
    };
    let changed: Vec<String> = preview.changed.iter().map(|(name, how)| format!("{name}: {}", how.join(", "))).collect();
    let sound = preview.faults.is_empty();
    let nothing = sound && preview.new.is_empty() && changed.is_empty() && preview.retired.is_empty();
    let take = (sound && !nothing).then(|| {
        view! {
            <form method="post" action=desk.address("/register/ta-in")>
                <input type="hidden" name="innehall" value=preview.content.clone()/>
                <input type="hidden" name="ersatt" value=if preview.replace { "ja" } else { "" }/>
                <p class="buttons"><button>{t::BUTTON_TAKE}</button></p>
            </form>
        }
    });
    view! {
        <p class="over">{desk.name.clone()}</p>
        <h1>{t::PREVIEW_TITLE}</h1>
        {(!sound).then(|| view! { <p class="warning" role="alert">{t::FAULTS_LEAD}</p> })}
        {list(t::FAULTS, &preview.faults)}
        {nothing.then(|| view! { <p class="empty">{t::NOTHING}</p> })}
        {list(t::NEW, &preview.new)}
        {list(t::CHANGED, &changed)}
        {list(t::RETIRED, &preview.retired)}
        {(preview.same > 0).then(|| view! { <p>{t::same(preview.same)}</p> })}
        {(!preview.unknown_areas.is_empty()).then(|| view! { <p class="warning">{t::unknown_areas(&preview.unknown_areas.join(", "))}</p> })}
        {take}
        <p><a href=desk.address(tab::REGISTER)>{t::BUTTON_LEAVE}</a></p>
    }
}
