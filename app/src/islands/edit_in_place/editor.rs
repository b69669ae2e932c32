//! The field of a sentence that is open, what there is to know of it, and its buttons.

use leptos::prelude::*;

use crate::domain::editing::{Editing, Event, Problem};
use crate::domain::writing::Kind;
use crate::texts::underlag::{edit, in_place as t};

/// What the field is described by.
const TROUBLE: &str = "redigering-fel";

/// A sentence that is open. What is not to be seen is hidden rather than left out: it is there once.
#[component]
pub(super) fn Editor(
    editing: RwSignal<Editing>,
    /// When it was saved last, in words.
    saved: RwSignal<String>,
    label: String,
    /// The button that brings back what the place says by itself.
    own: Option<String>,
    log_in: String,
    act: impl Fn(Event) + Clone + 'static,
    close: impl Fn() + 'static,
) -> impl IntoView {
    let is = move |what: fn(&Editing) -> bool| editing.with(what);
    let has_own = own.is_some();
    let status = move || match editing.with(|e| (e.is_saved(), e.problem().is_some())) {
        (true, _) => saved.get(),
        (false, true) => String::new(),
        (false, false) => t::SAVING.to_owned(),
    };
    let group = label.clone();
    let undo = act.clone();
    let redo = act.clone();
    view! {
        <span class="editor" role="group" aria-label=group>
            <Field editing label act=act.clone()/>
            <Trouble editing log_in act=act.clone()/>
            <span class="changed" hidden=move || !is(Editing::is_outdated)>
                {edit::OUTDATED}" "{edit::SAYS_NOW}" "
                <span class="lines">{move || editing.with(|e| or_nothing(&e.stands().derived))}</span>
                <span class="tools"><Tool text=edit::CHECKED event=Event::LookedOver act=act.clone()/></span>
            </span>
            <span class="tools">
                <button type="button" on:click=move |_| close()>{t::DONE}</button>
                <button type="button" class="quiet" aria-disabled=move || (!is(Editing::can_undo)).then_some("true")
                    on:click=move |_| undo(Event::Undone)>{t::UNDO}</button>
                <button type="button" class="quiet" aria-disabled=move || (!is(Editing::can_redo)).then_some("true")
                    on:click=move |_| redo(Event::Redone)>{t::REDO}</button>
                <span hidden=move || !has_own || is(Editing::is_derived)>
                    <Tool text=own.unwrap_or_default() event=Event::FiguresTaken act/>
                </span>
                <span class="saved">{status}</span>
            </span>
        </span>
    }
}

fn or_nothing(text: &str) -> String {
    (if text.is_empty() { edit::NOTHING } else { text }).to_owned()
}

/// The field itself, as the kind of text asks for.
#[component]
fn Field(editing: RwSignal<Editing>, label: String, act: impl Fn(Event) + 'static) -> impl IntoView {
    let kind = Kind::of(&editing.with_untracked(|e| e.stands().place.clone()));
    let value = move || editing.with(|e| e.typed().to_owned());
    let invalid = move || editing.with(|e| matches!(e.problem(), Some(Problem::Refused(_))).then_some("true"));
    let described_by = move || editing.with(|e| e.problem().map(|_| TROUBLE));
    if kind == Kind::Sentence {
        let rows = editing.with_untracked(|e| e.typed().chars().count() / 70 + 1).clamp(2, 8);
        return view! {
            <textarea rows=rows.to_string() aria-label=label aria-invalid=invalid aria-describedby=described_by prop:value=value
                on:input:target=move |e| act(Event::Typed(e.target().value()))></textarea>
        }
        .into_any();
    }
    let kind = if kind == Kind::Date { "date" } else { "text" };
    view! {
        <input type=kind class="short" autocomplete="off" aria-label=label aria-invalid=invalid aria-describedby=described_by
            prop:value=value on:input:target=move |e| act(Event::Typed(e.target().value()))/>
    }
    .into_any()
}

/// Why the server does not have the text, and what can be done.
#[component]
fn Trouble(editing: RwSignal<Editing>, log_in: String, act: impl Fn(Event) + Clone + 'static) -> impl IntoView {
    let when = move |holds: fn(&Problem) -> bool| editing.with(|e| !e.problem().is_some_and(holds));
    let not_logged_out = move || when(|p| matches!(p, Problem::LoggedOut));
    let not_meanwhile = move || when(|p| matches!(p, Problem::Meanwhile(_)));
    view! {
        <span class="trouble" hidden=move || when(|_| true)>
            <span role="alert" id=TROUBLE>
                {move || editing.with(|e| e.problem().map(sentence).unwrap_or_default())}
                <q class="lines theirs" hidden=not_meanwhile>{move || editing.with(|e| e.problem().map(theirs).unwrap_or_default())}</q>
            </span>
            <span class="tools" hidden=not_logged_out>
                <a href=log_in target="_blank">{t::LOG_IN}</a>
                <Tool text=t::TRY_AGAIN event=Event::Page(crate::domain::autosave::Event::Online) act=act.clone()/>
            </span>
            <span class="tools" hidden=not_meanwhile>
                <Tool text=t::TAKE_OWN event=Event::OwnTaken act=act.clone()/>
                <Tool text=t::TAKE_THEIRS event=Event::TheirsTaken act/>
            </span>
        </span>
    }
}

/// A button.
#[component]
fn Tool(#[prop(into)] text: String, event: Event, act: impl Fn(Event) + 'static) -> impl IntoView {
    view! { <button type="button" class="quiet" on:click=move |_| act(event.clone())>{text}</button> }
}

fn sentence(problem: &Problem) -> String {
    let sentence = match problem {
        Problem::Offline => t::OFFLINE,
        Problem::LoggedOut => t::LOGGED_OUT,
        Problem::Ended => t::ENDED,
        Problem::Meanwhile(theirs) if theirs.text.is_empty() => t::MEANWHILE_NOTHING,
        Problem::Meanwhile(_) => t::MEANWHILE,
        Problem::Refused(why) => why,
    };
    sentence.to_owned()
}

fn theirs(problem: &Problem) -> String {
    match problem {
        Problem::Meanwhile(theirs) => theirs.text.clone(),
        _ => String::new(),
    }
}
