//! The editor as a whole: what stands above, contents, the form of what is worked on, and the preview.

use leptos::prelude::*;

use super::contents::Contents;
use super::desk::{Desk, SheetStoreFields, Standing};
use super::fields::{Act, focus};
use super::front::{FrontForm, SectionForm};
use super::indicator::IndicatorForm;
use super::preview::Preview;
use super::question::QuestionForm;
use crate::domain::authoring::{Event, Operation, Place, estimated_minutes, hints};
use crate::routes;
use crate::texts::authoring as t;

#[component]
pub(super) fn Workbench(desk: Desk) -> impl IntoView {
    let tab = RwSignal::new(0);
    let tries = RwSignal::new(false);
    let keys = move |event: web_sys::KeyboardEvent| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("z") {
            event.prevent_default();
            // One types on in the same field.
            desk.focus.set_value(document().active_element().map(|element| element.id()).filter(|id| !id.is_empty()));
            desk.step(!event.shift_key());
        }
    };
    let tabs = [t::CONTENTS, t::WRITE, t::PREVIEW].into_iter().enumerate().map(|(i, name)| {
        view! { <button type="button" class="quiet" aria-pressed=move || (tab.get() == i).to_string() on:click=move |_| tab.set(i)>{name}</button> }
    });
    // What was gone to is shown on a phone too.
    Effect::new(move |before: Option<Place>| {
        let at = desk.sheet.at().get();
        if before.is_some_and(|before| before != at) {
            tab.set(1);
        }
        at
    });
    view! {
        <div class="author" data-tab=move || tab.get() data-tries=move || tries.get().to_string() on:keydown=keys>
            <Notices desk/>
            <Toolbar desk/>
            <div class="tabs" role="group" aria-label=t::HEADING>{tabs.collect_view()}</div>
            <div class="panes">
                <nav class="outline" aria-label=t::CONTENTS><Contents desk/></nav>
                <section class="sheet" aria-label=t::WRITE><Form desk/></section>
                <section class="preview" aria-label=t::PREVIEW><Preview desk tries/></section>
            </div>
        </div>
    }
}

#[component]
fn Toolbar(desk: Desk) -> impl IntoView {
    let standing = move || match desk.sheet.standing().get() {
        Standing::Saved => t::SAVED,
        Standing::Saving => t::SAVING,
        Standing::NoContact | Standing::Rejected => t::NOT_SAVED,
        Standing::Ended => "",
    };
    let standing = move || if desk.may_write() { standing() } else { t::WATCHING };
    let warns = move || {
        let is_wrong = matches!(desk.sheet.standing().get(), Standing::NoContact | Standing::Rejected);
        (is_wrong || !desk.may_write()).then_some("")
    };
    let review = desk.now(|q| routes::QUESTIONNAIRE_REVIEW.href([&q.id]));
    let address = review.clone();
    // The review is of what the server has.
    let leave = move |event: web_sys::MouseEvent| {
        if !matches!(desk.sheet.standing().get_untracked(), Standing::Saved | Standing::Ended) {
            event.prevent_default();
            desk.say(t::WAITS);
            desk.leaves_for.set_value(Some(address.clone()));
        }
    };
    view! {
        <div class="tools">
            <button type="button" class="second" disabled=move || !desk.sheet.steps().get().0 || !desk.may_write() on:click=move |_| desk.step(true)>{t::UNDO}</button>
            <button type="button" class="second" disabled=move || !desk.sheet.steps().get().1 || !desk.may_write() on:click=move |_| desk.step(false)>{t::REDO}</button>
            <span class="standing" role="status" data-warns=warns>{standing}</span>
            <span class="spoken" role="status">{move || desk.sheet.spoken().get()}</span>
            <a class="button" href=review on:click=leave>{t::REVIEW}</a>
        </div>
    }
}

/// What has to be known before one writes on.
#[component]
fn Notices(desk: Desk) -> impl IntoView {
    let standing = move || match desk.sheet.standing().get() {
        Standing::NoContact => Some(t::NO_CONTACT.to_owned()),
        Standing::Rejected => Some(desk.rejection.get_value()),
        Standing::Ended => Some(t::ENDED.to_owned()),
        Standing::Saved | Standing::Saving => None,
    };
    let problem = move || standing().map(|text| view! { <div class="warning" role="alert"><p>{text}</p></div> });
    let other = move || {
        desk.sheet.other().get().map(|name| {
            let name = if desk.session.with_value(|session| session.me().name == name) { t::OTHER_TAB.to_owned() } else { name };
            view! {
                <div class="notice" role="status"><p>{t::writes(&name)}</p>
                    <button type="button" class="second" on:click=move |_| desk.tell(Event::TakeOver)>{t::TAKE_OVER}</button></div>
            }
        })
    };
    let kept = move || {
        desk.sheet.kept().get().then(|| {
            view! {
                <div class="notice" role="status"><p>{t::KEPT}</p>
                    <button type="button" class="second" on:click=move |_| desk.tell(Event::Restore)>{t::RESTORE}</button>" "
                    <button type="button" class="quiet" on:click=move |_| desk.tell(Event::Forget)>{t::FORGET}</button></div>
            }
        })
    };
    view! { {problem}{other}{kept} }
}

/// The form of what is worked on.
#[component]
fn Form(desk: Desk) -> impl IntoView {
    // A form that is built anew has new fields: what was typed in the old ones is theirs.
    let form = move |_: u32| {
        let at = desk.sheet.at().get_untracked();
        untrack(|| match at {
            Place::Front => view! { <FrontForm desk/> }.into_any(),
            Place::Section(i) => view! { <SectionForm desk i/> }.into_any(),
            Place::Question(..) | Place::Inner(..) => view! { <QuestionForm desk at/> }.into_any(),
            Place::Indicator(i) => view! { <IndicatorForm desk i/> }.into_any(),
        })
    };
    // The control that was added, or what it was done with, gets the focus once the form is there.
    Effect::new(move |_| {
        desk.sheet.built().track();
        request_animation_frame(move || {
            let Some(id) = desk.focus.try_update_value(Option::take).flatten() else { return };
            // A button that has come to the end of its way gives it to the heading.
            let control = document().get_element_by_id(&id).filter(|control| !control.has_attribute("disabled"));
            focus(control.or_else(|| document().get_element_by_id(HEADING)));
        });
    });
    view! { <For each=move || [desk.sheet.built().get()] key=|built| *built children=form/><Advice desk/> }
}

/// What experience advises about what is worked on, or about the whole.
#[component]
fn Advice(desk: Desk) -> impl IntoView {
    use crate::domain::authoring::Hint::{Double, LongSentence, LongWord, Many, Minutes, RequiredText, Scale};
    let advice = move || {
        let at = desk.sheet.at().get();
        let (list, minutes) = desk.sheet.settled().with(|q| (hints(q), estimated_minutes(q)));
        let here = list.into_iter().filter(|hint| match hint {
            Double(place) | Scale(place) | RequiredText(place) | LongSentence(place, _) | LongWord(place, _) => *place == at,
            Many(_) | Minutes(_) => at == Place::Front,
        });
        let estimate = (at == Place::Front).then(|| t::estimate(minutes));
        let list: Vec<_> =
            estimate.into_iter().chain(here.map(|hint| t::hint(&hint))).map(|text| view! { <li>{text}</li> }).collect();
        (!list.is_empty()).then(|| view! { <aside class="advice"><h3>{t::HINTS}</h3><ul>{list}</ul></aside> })
    };
    view! { {advice} }
}

/// The id of a form's heading.
const HEADING: &str = "skriv-rubrik";

/// The heading of a form, and what can be done with the whole of it.
#[component]
pub(super) fn FormHead(desk: Desk, at: Place, #[prop(into)] heading: String) -> impl IntoView {
    let (up, down) = desk.now(|q| q.neighbours(at));
    let act = move |operation: Operation, said: String, focus: &'static str| {
        Callback::new(move |()| desk.rearrange(operation.clone(), said.clone(), focus))
    };
    let to = move |place: Option<Place>, focus: &'static str| {
        let place = place.unwrap_or(at);
        act(Operation::Move(at, place), t::moved(place.position() + 1), focus)
    };
    let buttons = (at != Place::Front).then(|| {
        view! {
            <div class="acts">
                <Act desk id="skriv-upp" text=t::UP off=up.is_none() act=to(up, "skriv-upp")/>
                <Act desk id="skriv-ned" text=t::DOWN off=down.is_none() act=to(down, "skriv-ned")/>
                <Act desk text=t::COPY act=act(Operation::Copy(at), t::COPIED.to_owned(), HEADING)/>
                <Act desk text=t::REMOVE class="quiet remove" act=act(Operation::Remove(at), t::REMOVED.to_owned(), HEADING)/>
            </div>
        }
    });
    view! {
        <div class="head"><h2 id="skriv-rubrik" tabindex="-1">{heading}</h2>{buttons}</div>
        <super::fields::FieldFault desk path=String::new()/>
    }
}
