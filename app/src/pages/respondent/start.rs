//! Before the questions: who asks and why, which unit, and the ways back in.

use leptos::prelude::*;

use super::Place;
use crate::islands::units::UnitSearch;
use crate::texts::answering::{help as h, resume as r, saved as s, start as t};
use crate::ui::field;
use crate::ui::parts::error_summary;

/// From how many units the list has a search.
const LONG: usize = 8;

/// The start page.
pub struct Start {
    /// Where.
    pub place: Place,
    /// The questionnaire's title.
    pub title: String,
    /// Its introduction.
    pub intro: Option<String>,
    /// How long it takes.
    pub minutes: u32,
    /// Id, name and whether it has answered; empty without a register.
    pub units: Vec<(String, String, bool)>,
    /// The unit in the cookie or in what was posted.
    pub chosen: String,
    /// What is wrong with the choice.
    pub fault: Option<String>,
    /// Whether this device has a draft.
    pub draft: bool,
}

impl Start {
    /// Whether the page has an island.
    pub fn is_long(&self) -> bool {
        self.units.len() >= LONG
    }
}

/// The list of units, with a search when it is long; nothing without a register.
fn unit_list(
    units: Vec<(String, String, bool)>,
    chosen: &str,
    hint: Option<&'static str>,
    fault: Option<String>,
) -> Option<AnyView> {
    if units.is_empty() {
        return None;
    }
    let about = field::described("enhet", hint.is_some(), fault.is_some());
    let invalid = fault.is_some();
    let options = units
        .iter()
        .map(|(id, name, answered)| {
            let label = if *answered { t::unit_answered(name) } else { name.clone() };
            view! { <option selected=id == chosen value=id.clone()>{label}</option> }
        })
        .collect_view();
    let list = view! {
        <select id="enhet" name="enhet" aria-invalid=invalid.then_some("true") aria-describedby=about>
            <option value="">{t::UNIT_NONE}</option>
            {options}
        </select>
    };
    let list = if units.len() < LONG { list.into_any() } else { view! { <UnitSearch>{list}</UnitSearch> }.into_any() };
    let whole = view! {
        <div class="question">
            <label class="legend" for="enhet">{t::UNIT}</label>
            {hint.map(|hint| view! { <p class="hint" id="enhet-hint">{hint}</p> })}
            {field::fault_view("enhet", fault)}
            {list}
        </div>
    };
    Some(whole.into_any())
}

/// Who asks, why, how long, until when; and which unit.
pub fn start(start: Start) -> impl IntoView {
    let Place { base, organisation, closes } = start.place;
    let faults = start.fault.iter().map(|f| ("enhet".to_owned(), f.clone())).collect();
    let registered = !start.units.is_empty();
    view! {
        {error_summary(faults)}
        <h1>{start.title}</h1>
        <p class="lead">{start.intro.unwrap_or_else(|| t::WHY.to_owned())}</p>
        <dl class="terms">
            <div><dt>{t::WHO}</dt><dd>{t::who(&organisation)}</dd></div>
            <div><dt>{t::HOW_LONG}</dt><dd>{t::minutes(start.minutes)}</dd></div>
            <div><dt>{t::UNTIL}</dt><dd>{closes}</dd></div>
        </dl>
        <section class="promise">
            <h2>{t::UNTRACEABLE}</h2>
            <p>{t::UNTRACEABLE_TEXT}<a href="/personuppgifter">{t::UNTRACEABLE_MORE}</a>"."</p>
            <h2>{t::NEVER}</h2>
            <p>{t::NEVER_TEXT}</p>
        </section>
        <p><a href=format!("{base}/fragor")>{t::READ_FIRST}</a></p>
        <form class="begin" method="post" action=base.clone() novalidate>
            {unit_list(start.units, &start.chosen, None, start.fault)}
            <p class="buttons"><button>{if start.draft { t::GO_ON } else { t::BEGIN }}</button></p>
        </form>
        {start.draft.then(|| view! {
            <form method="post" action=base.clone()><p class="hint">{t::BEGUN}
                <button class="quiet" name="borja_om" value="ja">{t::ANEW}</button></p></form>
        })}
        <ul class="ways">
            {registered.then(|| view! {
                <li><a href=format!("{base}/hjalp#saknas")>{t::NOT_LISTED}</a></li>
                <li><a href=format!("{base}/hjalp#upptagen")>{t::SOMEBODY_ELSE}</a></li>
            })}
            <li><a href=format!("{base}/fortsatt")>{t::ELSEWHERE}</a></li>
            <li><a href=format!("{base}/andra")>{t::CHANGE}</a></li>
        </ul>
    }
}

/// Whom a respondent may ask.
pub struct Contacts {
    /// The coordinators' addresses.
    pub coordinators: Vec<String>,
    /// The city's contact, as configured.
    pub office: Option<String>,
}

/// What to do when something is in the way.
pub fn help(place: Place, contacts: Contacts) -> impl IntoView {
    let part = |id: &'static str, heading: &'static str, text: [&'static str; 2]| {
        view! { <section id=id><h2>{heading}</h2>{text.map(|text| view! { <p>{text}</p> }).collect_view()}</section> }
    };
    let nobody = contacts.coordinators.is_empty() && contacts.office.is_none();
    let people = contacts
        .coordinators
        .into_iter()
        .map(|email| view! { <li>{h::COORDINATOR}<a href=format!("mailto:{email}")>{email.clone()}</a></li> })
        .collect_view();
    view! {
        <p class="over">{place.organisation}</p>
        <h1>{h::TITLE}</h1>
        {part("saknas", h::NOT_LISTED, h::NOT_LISTED_TEXT)}
        {part("upptagen", h::SOMEBODY_ELSE, h::SOMEBODY_ELSE_TEXT)}
        {part("kod", h::LOST_CODE, h::LOST_CODE_TEXT)}
        <section id="kontakt"><h2>{h::CONTACT}</h2>
            <ul>
                {people}
                {contacts.office.map(|office| view! { <li>{h::OFFICE}{office}</li> })}
                {nobody.then(|| view! { <li>{h::NOBODY}</li> })}
            </ul>
            <p>{h::CONTACT_TEXT}</p>
        </section>
        <p class="buttons"><a class="button" href=place.base>{h::BACK}</a></p>
    }
}

/// What was filled in is kept; how to go on, here and elsewhere. A change of a submitted answer
/// has no code.
pub fn saved(place: Place, code: Option<String>, go_on: String) -> impl IntoView {
    let elsewhere = match code {
        Some(code) => view! {
            <p>{s::ELSEWHERE_TEXT}</p>
            <p class="code"><strong>{code}</strong></p>
            <p>{s::CODE_SECRET}</p>
        }
        .into_any(),
        None => view! { <p>{s::CHANGING}</p> }.into_any(),
    };
    view! {
        <p class="over">{place.organisation}</p>
        <h1>{s::TITLE}</h1>
        <h2>{s::HERE}</h2>
        <p>{s::here(&place.closes)}</p>
        <h2>{s::ELSEWHERE}</h2>
        {elsewhere}
        <p class="buttons"><a class="button" href=go_on>{s::GO_ON}</a></p>
    }
}

/// Taking up a draft that was begun on another device.
pub struct Resume {
    /// Where.
    pub place: Place,
    /// The units, as on the start page.
    pub units: Vec<(String, String, bool)>,
    /// What was typed and chosen.
    pub given: (String, String),
    /// What is wrong with the code, and with the unit.
    pub faults: (Option<String>, Option<String>),
}

impl Resume {
    /// Whether the page has an island.
    pub fn is_long(&self) -> bool {
        self.units.len() >= LONG
    }
}

/// The page.
pub fn resume(page: Resume) -> impl IntoView {
    let (code, unit) = page.given;
    let (code_fault, unit_fault) = page.faults;
    let faults = [("kod", &code_fault), ("enhet", &unit_fault)];
    let faults = faults.into_iter().filter_map(|(field, f)| Some((field.to_owned(), f.clone()?))).collect();
    view! {
        {error_summary(faults)}
        <p class="over">{page.place.organisation}</p>
        <h1>{r::TITLE}</h1>
        <form method="post" action=format!("{}/fortsatt", page.place.base) novalidate>
            {field::code("kod", r::CODE, r::CODE_HINT, code, code_fault)}
            {unit_list(page.units, &unit, Some(r::UNIT_WHY), unit_fault)}
            <p class="buttons"><button>{r::BUTTON}</button></p>
        </form>
        <p><a href=format!("{}/hjalp#kod", page.place.base)>{h::LOST_CODE}</a></p>
    }
}
