//! The form of a question.

use leptos::prelude::*;

use super::condition::ConditionForm;
use super::desk::{Desk, SheetStoreFields};
use super::fields::{Act, CheckField, FieldFault, NumberField, SelectField, TextField, id_of};
use super::front::optional;
use super::options::OptionList;
use super::workbench::FormHead;
use crate::domain::authoring::{Operation, Part, Place, converted};
use crate::domain::definition::Type;
use crate::domain::meaning::Meaning;
use crate::domain::questionnaire::{Condition, Kind, Question};
use crate::texts::authoring as t;

/// A change of the question at a place, as an operation.
pub(super) fn changed(desk: Desk, at: Place, change: &dyn Fn(&mut Question)) -> Option<Operation> {
    let mut question = desk.now(|q| q.question_at(at).cloned())?;
    change(&mut question);
    Some(Operation::Question(at, Box::new(question)))
}

#[component]
pub(super) fn QuestionForm(desk: Desk, at: Place) -> impl IntoView {
    let Some(question) = desk.now(|q| q.question_at(at).cloned()) else { return ().into_any() };
    let path = at.path();
    let text = Callback::new(move |text: String| changed(desk, at, &|q| q.text.clone_from(&text)));
    let name = Callback::new(move |()| desk.name(Part::Whole(at)));
    let hint = Callback::new(move |text: String| changed(desk, at, &|q| q.hint = optional(text.clone())));
    let required = Callback::new(move |on: bool| {
        if let Some(operation) = changed(desk, at, &|q| q.required = on) {
            desk.write("", operation);
        }
    });
    let kind_path = format!("{path}.type");
    let types = Type::ALL.iter().filter(|of| !matches!((at, of), (Place::Inner(..), Type::Group)));
    let types = types.map(|of| (of.as_str().to_owned(), t::kind(*of).to_owned())).collect();
    let of = question.kind.of();
    let convert = Callback::new(move |code: String| {
        let Ok(of) = code.parse::<Type>() else { return };
        if let Some(operation) = changed(desk, at, &|q| q.kind = converted(&q.kind, of)) {
            let had =
                desk.now(|q| q.question_at(at).is_some_and(|q| q.kind.options().iter().any(|option| !option.text.is_empty())));
            let has = matches!(of, Type::SingleChoice | Type::MultipleChoice | Type::Matrix);
            desk.say(if had && !has { t::OPTIONS_GONE } else { "" });
            desk.change(&format!("{}.type", at.path()), operation, Some(id_of(&format!("{}.type", at.path()))));
        }
    });
    let condition = Callback::new(move |(condition, focus): (Option<Condition>, Option<String>)| {
        if let Some(operation) = changed(desk, at, &|q| q.show_if.clone_from(&condition)) {
            desk.change(&format!("{}.show_if", at.path()), operation, focus);
        }
    });
    let meanings = [(String::new(), t::NO_MEANING.to_owned())];
    let fits = |meaning: &&Meaning| meaning.fits(&question.kind) && meaning.is_of_an_incident() == matches!(at, Place::Inner(..));
    let meanings: Vec<_> = meanings
        .into_iter()
        .chain(Meaning::ALL.iter().filter(fits).map(|meaning| (meaning.as_str().to_owned(), t::meaning(*meaning).to_owned())))
        .collect();
    let has_meanings = meanings.len() > 1 || question.meaning.is_some();
    let meaning = Callback::new(move |code: String| {
        if let Some(operation) = changed(desk, at, &|q| q.meaning = code.parse().ok()) {
            desk.change(&format!("{}.meaning", at.path()), operation, Some(id_of(&format!("{}.meaning", at.path()))));
        }
    });
    let chosen_meaning = question.meaning.map_or("", Meaning::as_str).to_owned();
    view! {
        <FormHead desk at heading=if of == Type::Info { t::kind(of) } else { t::QUESTION_HEADING }/>
        <TextField desk path=format!("{path}.text") label=t::QUESTION value=question.text.clone() write=text left=name rows=2/>
        <SelectField desk path=kind_path label=t::TYPE options=types chosen=of.as_str().to_owned() choose=convert/>
        <KindForm desk at kind=question.kind.clone()/>
        {(of != Type::Info).then(|| view! { <CheckField desk path=format!("{path}.required") label=t::REQUIRED checked=question.required set=required/> })}
        <TextField desk path=format!("{path}.hint") label=t::HINT value=question.hint.clone().unwrap_or_default() write=hint/>
        <ConditionForm desk at condition=question.show_if.clone() set=condition/>
        {has_meanings.then(|| view! { <SelectField desk path=format!("{path}.meaning") label=t::MEANING options=meanings chosen=chosen_meaning choose=meaning/> })}
        <details><summary>{t::ADVANCED}</summary><IdField desk part=Part::Whole(at)/></details>
    }
    .into_any()
}

/// What only questions of a type have.
#[component]
fn KindForm(desk: Desk, at: Place, kind: Kind) -> impl IntoView {
    let path = at.path();
    let set = move |change: fn(&mut Kind, String)| {
        Callback::new(move |text: String| changed(desk, at, &|question| change(&mut question.kind, text.clone())))
    };
    let number = move |change: fn(&mut Kind, Option<i64>)| {
        Callback::new(move |n: Option<i64>| changed(desk, at, &|question| change(&mut question.kind, n)))
    };
    match kind {
        Kind::SingleChoice { .. } | Kind::MultipleChoice { .. } | Kind::Matrix { .. } => {
            view! { <OptionList desk at/> }.into_any()
        }
        Kind::Scale { min, max, min_label, max_label } => {
            let lowest = number(|kind, n| {
                if let (Kind::Scale { min, .. }, Some(n)) = (kind, n) {
                    *min = n;
                }
            });
            let highest = number(|kind, n| {
                if let (Kind::Scale { max, .. }, Some(n)) = (kind, n) {
                    *max = n;
                }
            });
            let first = set(|kind, text| {
                if let Kind::Scale { min_label, .. } = kind {
                    *min_label = text;
                }
            });
            let last = set(|kind, text| {
                if let Kind::Scale { max_label, .. } = kind {
                    *max_label = text;
                }
            });
            view! {
                <NumberField desk path=format!("{path}.min") label=t::SCALE_MIN value=Some(min) write=lowest/>
                <TextField desk path=format!("{path}.min_label") label=t::MIN_LABEL value=min_label write=first/>
                <NumberField desk path=format!("{path}.max") label=t::SCALE_MAX value=Some(max) write=highest/>
                <TextField desk path=format!("{path}.max_label") label=t::MAX_LABEL value=max_label write=last/>
            }
            .into_any()
        }
        Kind::Number { min, max } => {
            let lowest = number(|kind, n| {
                if let Kind::Number { min, .. } = kind {
                    *min = n;
                }
            });
            let highest = number(|kind, n| {
                if let Kind::Number { max, .. } = kind {
                    *max = n;
                }
            });
            view! {
                <NumberField desk path=format!("{path}.min") label=t::SCALE_MIN value=min write=lowest/>
                <NumberField desk path=format!("{path}.max") label=t::SCALE_MAX value=max write=highest/>
            }
            .into_any()
        }
        Kind::ShortText { max_length } | Kind::LongText { max_length } => {
            let longest = number(|kind, n| {
                if let (Kind::ShortText { max_length } | Kind::LongText { max_length }, Some(n)) = (kind, n) {
                    *max_length = usize::try_from(n).unwrap_or(0);
                }
            });
            let value = i64::try_from(max_length).ok();
            view! { <NumberField desk path=format!("{path}.max_length") label=t::MAX_LENGTH value write=longest/> }.into_any()
        }
        Kind::Group { item_text, min_items, max_items, questions } => {
            let item = set(|kind, text| {
                if let Kind::Group { item_text, .. } = kind {
                    *item_text = text;
                }
            });
            let fewest = number(|kind, n| {
                if let (Kind::Group { min_items, .. }, Some(n)) = (kind, n) {
                    *min_items = usize::try_from(n).unwrap_or(usize::MAX);
                }
            });
            let most = number(|kind, n| {
                if let (Kind::Group { max_items, .. }, Some(n)) = (kind, n) {
                    *max_items = usize::try_from(n).unwrap_or(0);
                }
            });
            let Place::Question(s, q) = at else { return ().into_any() };
            let place = Place::Inner(s, q, questions.len());
            let add = Callback::new(move |()| {
                let focus = id_of(&format!("{}.text", place.path()));
                desk.rearrange(Operation::AddQuestion(place, Type::SingleChoice), t::ADDED.to_owned(), &focus);
            });
            view! {
                <TextField desk path=format!("{path}.item_text") label=t::ITEM_TEXT value=item_text write=item/>
                <NumberField desk path=format!("{path}.min_items") label=t::MIN_ITEMS value=i64::try_from(min_items).ok() write=fewest/>
                <NumberField desk path=format!("{path}.max_items") label=t::MAX_ITEMS value=i64::try_from(max_items).ok() write=most/>
                <Act desk text=t::ADD_INNER class="second" act=add/>
            }
            .into_any()
        }
        Kind::Month | Kind::Date | Kind::Area | Kind::Info => ().into_any(),
    }
}

/// The id of something, as long as it can be changed.
#[component]
pub(super) fn IdField(desk: Desk, part: Part, #[prop(into, optional)] of: String) -> impl IntoView {
    let Some(named) = desk.now(|q| q.named(part)) else { return ().into_any() };
    let is_fixed = desk.published.with_value(|published| desk.now(|q| q.is_fixed(part, published.as_ref())));
    let place = part.place().path();
    let path = match part {
        Part::Whole(_) => format!("{place}.id"),
        Part::Option(_, i) => format!("{place}.options[{i}].id"),
        Part::Row(_, i) => format!("{place}.rows[{i}].id"),
    };
    let id = id_of(&path);
    let label = if of.is_empty() { t::ID.to_owned() } else { t::id_of(&of) };
    // The id is made of the words while the form is open, and is shown as it is.
    let value = move || desk.sheet.document().with(|q| q.named(part).map(|named| named.id)).unwrap_or_default();
    let at = path.clone();
    let rename = move |event| desk.write(&at, Operation::Rename(part, event_target_value(&event)));
    let hint = if is_fixed { t::ID_FIXED } else { t::ID_HINT };
    let _ = named;
    view! {
        <div class="field">
            <label class="name" for=id.clone()>{label}</label>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <FieldFault desk path/>
            <input type="text" class="short" id=id.clone() prop:value=value autocomplete="off" spellcheck="false" readonly=move || is_fixed || !desk.may_write()
                aria-describedby=format!("{id}-hint {id}-fel") on:change=rename/>
        </div>
    }
    .into_any()
}
