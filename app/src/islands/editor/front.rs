//! The forms of the whole questionnaire and of a section.

use leptos::prelude::*;

use super::condition::ConditionForm;
use super::desk::Desk;
use super::fields::{CheckField, NumberField, SelectField, TextField};
use super::question::IdField;
use super::workbench::FormHead;
use crate::domain::authoring::{Front, Operation, Part, Place, SectionHead};
use crate::domain::meaning::{LinkName, Respondent};
use crate::domain::organisation::Audience;
use crate::domain::questionnaire::{Condition, Questionnaire};
use crate::texts::authoring as t;

/// A text that may be left out.
pub(super) fn optional(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

type Noun = fn(&mut Respondent) -> &mut String;

fn front(q: &Questionnaire) -> Front {
    Front {
        title: q.title.clone(),
        intro: q.intro.clone(),
        minutes: q.minutes,
        audience: q.audience,
        respondent: q.respondent.clone(),
    }
}

#[component]
pub(super) fn FrontForm(desk: Desk) -> impl IntoView {
    let said = desk.now(front);
    let changed = move |change: &dyn Fn(&mut Front)| {
        let mut said = desk.now(front);
        change(&mut said);
        Operation::Front(said)
    };
    let title = Callback::new(move |text: String| Some(changed(&|said| said.title.clone_from(&text))));
    let intro = Callback::new(move |text: String| Some(changed(&|said| said.intro = optional(text.clone()))));
    let minutes = Callback::new(move |n: Option<i64>| {
        let minutes = u32::try_from(n?).ok()?;
        Some(changed(&|said| said.minutes = minutes))
    });
    let audience = Callback::new(move |code: String| {
        if let Ok(audience) = code.parse::<Audience>() {
            desk.write("audience", changed(&|said| said.audience = audience));
        }
    });
    let audiences =
        Audience::ALL.iter().map(|audience| (audience.as_str().to_owned(), t::audience(*audience).to_owned())).collect();
    let nouns: [(&str, Noun); 5] = [
        ("one", |r| &mut r.one),
        ("many", |r| &mut r.many),
        ("the_many", |r| &mut r.the_many),
        ("unit", |r| &mut r.unit),
        ("units", |r| &mut r.units),
    ];
    let nouns = nouns.into_iter().zip(t::NOUNS).map(|((key, noun), label)| {
        let value = noun(&mut said.respondent.clone()).clone();
        let write = Callback::new(move |text: String| Some(changed(&|said| noun(&mut said.respondent).clone_from(&text))));
        view! { <TextField desk path=format!("respondent.{key}") label value write/> }
    });
    view! {
        <FormHead desk at=Place::Front heading=t::FRONT/>
        <TextField desk path="title".to_owned() label=t::ENKAT_TITLE value=said.title.clone() write=title/>
        <TextField desk path="intro".to_owned() label=t::INTRO hint=t::INTRO_HINT value=said.intro.clone().unwrap_or_default() write=intro rows=4/>
        <NumberField desk path="minutes".to_owned() label=t::MINUTES value=Some(i64::from(said.minutes)) write=minutes/>
        <SelectField desk path="audience".to_owned() label=t::AUDIENCE options=audiences chosen=said.audience.as_str().to_owned() choose=audience/>
        <details><summary>{t::RESPONDENT}</summary>{nouns.collect_view()}</details>
    }
}

#[component]
pub(super) fn SectionForm(desk: Desk, i: usize) -> impl IntoView {
    let Some(section) = desk.now(|q| q.sections.get(i).cloned()) else { return ().into_any() };
    let at = Place::Section(i);
    let path = at.path();
    let changed = move |change: &dyn Fn(&mut SectionHead)| {
        let section = desk.now(|q| q.sections.get(i).cloned())?;
        let mut head = SectionHead { title: section.title, intro: section.intro, show_if: section.show_if, links: section.links };
        change(&mut head);
        Some(Operation::Section(i, head))
    };
    let title = Callback::new(move |text: String| changed(&|head| head.title.clone_from(&text)));
    let name = Callback::new(move |()| desk.name(Part::Whole(at)));
    let intro = Callback::new(move |text: String| changed(&|head| head.intro = optional(text.clone())));
    let links = LinkName::ALL.iter().map(|link| {
        let set = Callback::new(move |on: bool| {
            let set = |head: &mut SectionHead| {
                head.links = LinkName::ALL.iter().copied().filter(|l| if l == link { on } else { head.links.contains(l) }).collect();
            };
            if let Some(operation) = changed(&set) {
                desk.write("", operation);
            }
        });
        view! { <CheckField desk path=format!("{}.links.{}", at.path(), link.as_str()) label=t::link(*link) checked=section.links.contains(link) set/> }
    });
    let condition = Callback::new(move |(condition, focus): (Option<Condition>, Option<String>)| {
        if let Some(operation) = changed(&|head| head.show_if.clone_from(&condition)) {
            desk.change(&format!("{}.show_if", at.path()), operation, focus);
        }
    });
    view! {
        <FormHead desk at heading=t::section_number(i + 1)/>
        <TextField desk path=format!("{path}.title") label=t::SECTION_TITLE value=section.title.clone() write=title left=name/>
        <TextField desk path=format!("{path}.intro") label=t::INTRO value=section.intro.clone().unwrap_or_default() write=intro rows=4/>
        <ConditionForm desk at condition=section.show_if.clone() set=condition/>
        <fieldset><legend>{t::LINKS}</legend>{links.collect_view()}</fieldset>
        <details><summary>{t::ADVANCED}</summary><IdField desk part=Part::Whole(at)/></details>
    }
    .into_any()
}
