//! The contents: every section, question and indicator, to go to, to add to, and to move with the mouse.

use leptos::prelude::*;

use super::desk::{Desk, SheetStoreFields};
use super::fields::Act;
use crate::domain::authoring::{Operation, Place};
use crate::domain::definition::{Fault, Type};
use crate::domain::questionnaire::Questionnaire;
use crate::texts::authoring as t;

/// A line of the contents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Line {
    place: Place,
    name: String,
    is_faulty: bool,
    /// Whether it is asked of some only.
    is_conditional: bool,
    /// Where a question is added under it, if one is.
    adds: Option<Place>,
}

fn lines(questionnaire: &Questionnaire, faults: &[Fault]) -> Vec<Line> {
    let line = |place: Place, name: &str, adds| {
        let of_section = || matches!(place, Place::Section(s) if questionnaire.sections[s].show_if.is_some());
        let is_conditional = questionnaire.question_at(place).is_some_and(|question| question.show_if.is_some()) || of_section();
        let path = place.path();
        // What is wrong with a question stands at the question, not at its section too.
        let here = |fault: &&Fault| {
            fault.path == path
                || fault.path.strip_prefix(&path).is_some_and(|rest| rest.starts_with('.') && !rest.starts_with(".questions["))
        };
        let is_faulty = place != Place::Front && faults.iter().any(|fault| here(&fault));
        let name = if name.trim().is_empty() { t::NO_TEXT.to_owned() } else { name.to_owned() };
        Line { place, name, is_faulty, is_conditional, adds }
    };
    let mut lines = vec![line(Place::Front, t::FRONT, None)];
    for (s, section) in questionnaire.sections.iter().enumerate() {
        lines.push(line(Place::Section(s), &section.title, None));
        for (q, question) in section.questions.iter().enumerate() {
            let inner = question.kind.inner().map_or(0, Vec::len);
            let is_last = q + 1 == section.questions.len();
            let adds = is_last.then_some(Place::Question(s, q + 1));
            lines.push(line(Place::Question(s, q), &question.text, adds.filter(|_| inner == 0)));
            for (i, question) in question.kind.inner().into_iter().flatten().enumerate() {
                lines.push(line(Place::Inner(s, q, i), &question.text, adds.filter(|_| i + 1 == inner)));
            }
        }
    }
    lines.extend(
        questionnaire.indicators.iter().enumerate().map(|(i, indicator)| line(Place::Indicator(i), &indicator.label, None)),
    );
    lines
}

#[component]
pub(super) fn Contents(desk: Desk) -> impl IntoView {
    let lines = Memo::new(move |_| desk.sheet.faults().with(|faults| desk.sheet.settled().with(|q| lines(q, faults))));
    let dragged = Dragged { from: RwSignal::new(None), over: RwSignal::new(None) };
    let of = move |of_indicators: bool| {
        move || {
            lines.get().into_iter().filter(|line| matches!(line.place, Place::Indicator(_)) == of_indicators).collect::<Vec<_>>()
        }
    };
    let row = move |line: Line| {
        let (place, adds) = (line.place, line.adds);
        // The same element as long as it stands there: what is pressed must not be exchanged under the finger.
        let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.place == place).cloned()));
        view! { <ContentsLine desk place adds line dragged/> }
    };
    let add_section = Callback::new(move |()| {
        let at = desk.now(|q| q.sections.len());
        desk.rearrange(Operation::AddSection(at), t::ADDED.to_owned(), &super::fields::id_of(&format!("sections[{at}].title")));
    });
    let add_indicator = Callback::new(move |()| {
        let at = desk.now(|q| q.indicators.len());
        desk.rearrange(Operation::AddIndicator, t::ADDED.to_owned(), &super::fields::id_of(&format!("indicators[{at}].label")));
    });
    view! {
        <ul><For each=of(false) key=|line| (line.place, line.adds) children=row/></ul>
        <Act desk text=t::ADD_SECTION class="second" act=add_section/>
        <h3>{t::INDICATORS}</h3>
        <ul><For each=of(true) key=|line| (line.place, line.adds) children=row/></ul>
        <Act desk text=t::ADD_INDICATOR class="second" act=add_indicator/>
    }
}

/// What is dragged, and over what.
#[derive(Clone, Copy)]
struct Dragged {
    from: RwSignal<Option<Place>>,
    over: RwSignal<Option<Place>>,
}

#[component]
fn ContentsLine(desk: Desk, place: Place, adds: Option<Place>, line: Memo<Option<Line>>, dragged: Dragged) -> impl IntoView {
    let depth = match place {
        Place::Question(..) => "1",
        Place::Inner(..) => "2",
        _ => "0",
    };
    let current = move || (desk.sheet.at().get() == place).then_some("true");
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        if let Some(from) = dragged.from.get_untracked().filter(|from| *from != place) {
            desk.rearrange(Operation::Move(from, place), t::moved(place.position() + 1), "skriv-rubrik");
        }
        dragged.from.set(None);
        dragged.over.set(None);
    };
    // On which side of this line it will stand.
    let lands = move || {
        let from = dragged.from.get().filter(|from| *from != place && dragged.over.get() == Some(place))?;
        let goes_down = from.at(0) == place.at(0) && from.position() < place.position();
        Some(if goes_down { "after" } else { "before" })
    };
    let over = move |event: web_sys::DragEvent| {
        event.prevent_default();
        if dragged.over.get_untracked() != Some(place) {
            dragged.over.set(Some(place));
        }
    };
    let end = move |_| {
        dragged.from.set(None);
        dragged.over.set(None);
    };
    let add = adds.map(|at| {
        let act = Callback::new(move |()| {
            let path = format!("{}.text", at.path());
            desk.rearrange(Operation::AddQuestion(at, Type::SingleChoice), t::ADDED.to_owned(), &super::fields::id_of(&path));
        });
        // The section may get another name while it is there.
        let of = move || match at {
            Place::Question(s, _) => desk.sheet.settled().with(|q| q.sections.get(s).map(|section| section.title.clone())),
            _ => None,
        };
        view! {
            <li data-depth="1"><button type="button" class="quiet" disabled=move || !desk.may_write() on:click=move |_| act.run(())>
                {t::ADD_QUESTION}<span class="unseen">" "{of}</span></button></li>
        }
    });
    let name = move || line.with(|line| line.as_ref().map(|line| line.name.clone()));
    let faulty = move || {
        line.with(|line| line.as_ref().is_some_and(|line| line.is_faulty)).then(|| {
            view! { <span class="mark" aria-hidden="true">"!"</span><span class="unseen">" ("{t::REMAINS}")"</span> }
        })
    };
    let conditional = move || {
        line.with(|line| line.as_ref().is_some_and(|line| line.is_conditional)).then(|| {
            view! { <span class="unseen">" ("{t::FOLLOWS}")"</span> }
        })
    };
    let arrow = move || {
        let is_conditional = line.with(|line| line.as_ref().is_some_and(|line| line.is_conditional));
        is_conditional.then(|| view! { <span class="follows" aria-hidden="true">"↳ "</span> })
    };
    view! {
        <li data-depth=depth data-lands=lands draggable=(place != Place::Front).to_string()
            on:dragstart=move |_| dragged.from.set(Some(place)) on:dragover=over on:drop=drop on:dragend=end>
            <button type="button" class="line" aria-current=current on:click=move |_| { desk.focus.set_value(Some("skriv-rubrik".to_owned())); desk.go(place); }>{arrow}{name}{conditional}{faulty}</button>
        </li>
        {add}
    }
}
