//! Before the questions: who asks and why, which unit, and the ways back in.

use leptos::prelude::*;

use super::{Code, CodeField, Place};
use crate::islands::unit_search::UnitSearch;
use crate::routes;
use crate::texts::respond::{help as h, resume as r, saved as s, start as t};
use crate::ui::form::{ErrorSummary, Faults, Field, Hidden, Select, Submit, described_by};
use crate::ui::nav::LinkButton;
use crate::ui::text::{PageHeading, Paragraphs};

/// From how many units the list has a search.
const LONG: usize = 8;

/// The start page.
pub struct Start {
    /// The link.
    pub place: Place,
    /// Who asks, where that is not the organisation itself.
    pub sender: Option<String>,
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

/// The list of units, with a search when it is long.
#[component]
fn UnitField(
    /// Id, name and whether it has answered.
    units: Vec<(String, String, bool)>,
    chosen: String,
    #[prop(optional, into)] hint: Option<String>,
    fault: Option<String>,
) -> impl IntoView {
    let (long, invalid) = (units.len() >= LONG, fault.is_some());
    let described_by = described_by("enhet", hint.is_some(), invalid);
    let options = units.into_iter().map(|(id, name, answered)| (id, if answered { t::unit_answered(&name) } else { name }));
    let options = options.collect();
    let list = view! { <Select name="enhet" options chosen none=t::UNIT_NONE described_by invalid/> };
    let list = if long { view! { <UnitSearch>{list}</UnitSearch> }.into_any() } else { list.into_any() };
    view! { <Field id="enhet" label=t::UNIT hint fault>{list}</Field> }
}

/// Which unit, and on with it; who asks and how the answer is handled stands below.
pub fn start(start: Start) -> impl IntoView {
    let Start { place, sender, title, intro, minutes, units, chosen, fault, draft } = start;
    let registered = !units.is_empty();
    let faults = Faults::of("enhet", fault);
    let who = t::who(sender.as_ref().unwrap_or(&place.organisation));
    view! {
        <ErrorSummary faults=&faults/>
        <h1>{title}</h1>
        <p>{t::in_short(minutes, &place.closes)}</p>
        <Begin place=&place units chosen fault=faults.at("enhet") draft/>
        <p class="lead">{intro.unwrap_or_else(|| t::WHY.to_owned())}</p>
        <details class="about"><summary>{t::ABOUT}</summary>
            <dl class="terms">
                <div><dt>{t::WHO}</dt><dd>{who}</dd></div>
                <div><dt>{t::HOW_LONG}</dt><dd>{t::minutes(minutes)}</dd></div>
                <div><dt>{t::UNTIL}</dt><dd>{place.closes.clone()}</dd></div>
            </dl>
        </details>
        <section class="promise">
            <h2>{t::UNTRACEABLE}</h2>
            <p>{t::UNTRACEABLE_TEXT}<a href=routes::PRIVACY.path()>{t::UNTRACEABLE_MORE}</a>"."</p>
            <h2>{t::NEVER}</h2>
            <p>{t::NEVER_TEXT}</p>
        </section>
        <ul class="ways">
            <li><a href=place.address(routes::QUESTIONS)>{t::READ_FIRST}</a></li>
            {registered.then(|| view! {
                <li><a href=place.help("saknas")>{t::NOT_LISTED}</a></li>
                <li><a href=place.help("upptagen")>{t::SOMEBODY_ELSE}</a></li>
            })}
            <li><a href=place.address(routes::RESUME)>{t::ELSEWHERE}</a></li>
            <li><a href=place.address(routes::CHANGE)>{t::CHANGE}</a></li>
        </ul>
    }
}

/// The way in: the unit, or the draft that this device has.
#[component]
fn Begin<'a>(
    place: &'a Place,
    units: Vec<(String, String, bool)>,
    chosen: String,
    fault: Option<String>,
    draft: bool,
) -> impl IntoView + use<> {
    let action = place.address(routes::START);
    let registered = !units.is_empty();
    let own = units
        .iter()
        .find(|(id, _, answered)| draft && fault.is_none() && *id == chosen && !answered)
        .map(|(_, name, _)| name.clone());
    let text = if draft { t::GO_ON } else { t::BEGIN };
    let anew = draft.then(|| {
        view! {
            <form method="post" action=action.clone()><p class="hint">{t::BEGUN}
                <button class="quiet" name="borja_om" value="ja">{t::ANEW}</button></p></form>
        }
    });
    let choose = {
        let (action, chosen) = (action.clone(), chosen.clone());
        move |text| {
            view! {
                <form class="begin" method="post" action=action novalidate>
                    {registered.then(|| view! { <UnitField units chosen fault/> })}
                    <Submit text/>
                </form>
            }
        }
    };
    let way = match own {
        Some(unit) => view! {
            <form class="begin" method="post" action=action>
                <p class="lead">{t::begun_for(&unit)}</p>
                <Hidden name="enhet" value=chosen/>
                <Submit text/>
            </form>
            <details><summary>{t::OTHER_UNIT}</summary>{choose(text)}</details>
        }
        .into_any(),
        None => choose(text).into_any(),
    };
    view! {
        {draft.then(|| view! { <h2>{t::BEGUN_HEADING}</h2> })}
        {way}
        {anew}
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
        view! { <section id=id><h2>{heading}</h2><Paragraphs texts=text/></section> }
    };
    let nobody = contacts.coordinators.is_empty() && contacts.office.is_none();
    let people = contacts
        .coordinators
        .into_iter()
        .map(|email| view! { <li>{h::COORDINATOR}<a href=format!("mailto:{email}")>{email.clone()}</a></li> })
        .collect_view();
    let back = place.address(routes::START);
    view! {
        <PageHeading over=place.organisation title=h::TITLE/>
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
        <LinkButton href=back text=h::BACK/>
    }
}

/// The answers are saved; how to continue here and elsewhere. A change of a submitted answer has no code.
pub fn saved(place: Place, code: Option<String>, go_on: String) -> impl IntoView {
    let elsewhere = match code {
        Some(code) => view! {
            <p>{s::ELSEWHERE_TEXT}</p>
            <Code code/>
            <p>{s::CODE_SECRET}</p>
        }
        .into_any(),
        None => view! { <p>{s::CHANGING}</p> }.into_any(),
    };
    view! {
        <PageHeading over=place.organisation title=s::TITLE/>
        <h2>{s::HERE}</h2>
        <p>{s::here(&place.closes)}</p>
        <h2>{s::ELSEWHERE}</h2>
        {elsewhere}
        <LinkButton href=go_on text=s::GO_ON/>
    }
}

/// Resuming a draft that was begun on another device.
pub struct Resume {
    /// The link.
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
    let (code, chosen) = page.given;
    let units = page.units;
    let faults = [("kod", page.faults.0), ("enhet", page.faults.1)];
    let faults: Faults = faults.into_iter().filter_map(|(field, fault)| Some((field, fault?))).collect();
    let registered = !units.is_empty();
    let (action, help) = (page.place.address(routes::RESUME), page.place.help("kod"));
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=page.place.organisation title=r::TITLE/>
        <form method="post" action=action novalidate>
            <CodeField name="kod" label=r::CODE hint=r::CODE_HINT value=code fault=faults.at("kod")/>
            {registered.then(|| view! { <UnitField units chosen hint=r::UNIT_WHY fault=faults.at("enhet")/> })}
            <Submit text=r::BUTTON/>
        </form>
        <p><a href=help>{h::LOST_CODE}</a></p>
    }
}
