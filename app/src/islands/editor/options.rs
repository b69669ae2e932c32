//! Options, columns and rows.

use leptos::prelude::*;

use super::desk::Desk;
use super::fields::{Act, CheckField, SelectField, TextField, id_of};
use super::front::optional;
use super::question::{IdField, changed};
use crate::domain::authoring::{Operation, Part, Place, new_option, new_row};
use crate::domain::meaning::OptionMeaning;
use crate::domain::questionnaire::{Choice, Kind, Question};
use crate::texts::authoring as t;

#[component]
pub(super) fn OptionList(desk: Desk, at: Place) -> impl IntoView {
    let Some(question) = desk.now(|q| q.question_at(at).cloned()) else { return ().into_any() };
    let path = at.path();
    let rows = match &question.kind {
        Kind::Matrix { rows, .. } => {
            let count = rows.len();
            let list = rows.iter().enumerate().map(|(i, row)| {
                let write = Callback::new(move |text: String| {
                    changed(desk, at, &|q| if let Kind::Matrix { rows, .. } = &mut q.kind { rows[i].text.clone_from(&text) })
                });
                let left = Callback::new(move |()| desk.name(Part::Row(at, i)));
                let name = t::row_number(i + 1);
                view! {
                    <li>
                        <TextField desk path=format!("{}.rows[{i}].text", at.path()) label=name.clone() value=row.text.clone() write left bare=true/>
                        <details><summary>{t::MORE}<span class="unseen">{t::more_about(&name)}</span></summary><IdField desk part=Part::Row(at, i) of=name.clone()/></details>
                        <ListActs desk at i count name list=List::Rows/>
                    </li>
                }
            });
            let list = list.collect_view();
            Some(view! {
                <fieldset class="options"><legend>{t::ROWS}</legend><ol>{list}</ol><AddTo desk at list=List::Rows/></fieldset>
            })
        }
        _ => None,
    };
    let (legend, add) = if rows.is_some() { (t::COLUMNS, List::Columns) } else { (t::OPTIONS, List::Options) };
    let count = question.kind.options().len();
    let list = question.kind.options().iter().enumerate().map(|(i, option)| {
        view! { <OptionItem desk at i count option=option.clone() question=question.clone() list=add/> }
    });
    let list = list.collect_view();
    view! {
        {rows}
        <fieldset class="options"><legend>{legend}</legend><super::fields::FieldFault desk path=format!("{path}.{}", add.key())/>
            <ol>{list}</ol><AddTo desk at list=add/></fieldset>
    }
    .into_any()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Options,
    Columns,
    Rows,
}

impl List {
    const fn key(self) -> &'static str {
        match self {
            Self::Options => "options",
            Self::Columns => "columns",
            Self::Rows => "rows",
        }
    }

    /// Does something to the list: what takes a position, another, or adds.
    fn rearranged(self, question: &mut Question, change: &dyn Fn(usize) -> Vec<usize>) {
        fn pick<T: Clone>(list: &mut Vec<T>, order: &[usize]) {
            *list = order.iter().filter_map(|i| list.get(*i).cloned()).collect();
        }
        match (self, &mut question.kind) {
            (Self::Rows, Kind::Matrix { rows, .. }) => pick(rows, &change(rows.len())),
            (_, kind) => {
                if let Some(options) = kind.options_mut() {
                    pick(options, &change(options.len()));
                }
            }
        }
    }
}

/// Adds one at the end.
#[component]
fn AddTo(desk: Desk, at: Place, list: List) -> impl IntoView {
    let text = match list {
        List::Options => t::ADD_OPTION,
        List::Columns => t::ADD_COLUMN,
        List::Rows => t::ADD_ROW,
    };
    let act = Callback::new(move |()| {
        let count = desk.now(|q| {
            q.question_at(at).map_or(0, |question| match (&question.kind, list) {
                (Kind::Matrix { rows, .. }, List::Rows) => rows.len(),
                (kind, _) => kind.options().len(),
            })
        });
        let add = |question: &mut Question| match (list, &mut question.kind) {
            (List::Rows, Kind::Matrix { rows, .. }) => rows.push(new_row(rows)),
            (_, kind) => {
                if let Some(options) = kind.options_mut() {
                    options.push(new_option(options));
                }
            }
        };
        if let Some(operation) = changed(desk, at, &add) {
            desk.say(t::ADDED);
            desk.change("", operation, Some(id_of(&format!("{}.{}[{count}].text", at.path(), list.key()))));
        }
    });
    view! { <Act desk text class="second" act/> }
}

/// Moves or removes one.
#[component]
fn ListActs(desk: Desk, at: Place, i: usize, count: usize, name: String, list: List) -> impl IntoView {
    // What was moved keeps the button that moved it, as long as it can move on.
    let of = |i: usize, what: &str| id_of(&format!("{}.{}[{i}].{what}", at.path(), list.key()));
    let (up_to, down_to) = (i.saturating_sub(1), i + 1);
    let up = of(up_to, if up_to == 0 { "text" } else { "upp" });
    let down = of(down_to, if down_to + 1 >= count { "text" } else { "ned" });
    let act = move |said: String, focus: String, order: fn(usize, usize) -> Vec<usize>| {
        Callback::new(move |()| {
            if let Some(operation) = changed(desk, at, &|question| list.rearranged(question, &|n| order(n, i))) {
                // First: what went with it is said after.
                desk.say(said.clone());
                desk.change(&format!("{}.{}", at.path(), list.key()), operation, Some(focus.clone()));
            }
        })
    };
    view! {
        <div class="acts">
            <Act desk id=of(i, "upp") text="↑" of=t::move_up(&name) off={i == 0} act=act(t::moved(i), up, |n, i| swapped(n, i, i.saturating_sub(1)))/>
            <Act desk id=of(i, "ned") text="↓" of=t::move_down(&name) off={i + 1 >= count} act=act(t::moved(i + 2), down, |n, i| swapped(n, i, i + 1))/>
            <Act desk text="×" of=t::remove(&name) class="quiet remove" act=act(t::REMOVED.to_owned(), of(up_to, "text"), |n, i| (0..n).filter(|k| *k != i).collect())/>
        </div>
    }
}

fn swapped(n: usize, a: usize, b: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    if a < n && b < n {
        order.swap(a, b);
    }
    order
}

#[component]
fn OptionItem(desk: Desk, at: Place, i: usize, count: usize, option: Choice, question: Question, list: List) -> impl IntoView {
    let path = format!("{}.{}[{i}]", at.path(), list.key());
    let set = move |change: &dyn Fn(&mut Choice)| {
        changed(desk, at, &|q| {
            if let Some(option) = q.kind.options_mut().and_then(|options| options.get_mut(i)) {
                change(option);
            }
        })
    };
    let write = Callback::new(move |text: String| set(&|option| option.text.clone_from(&text)));
    let left = Callback::new(move |()| desk.name(Part::Option(at, i)));
    let short = Callback::new(move |text: String| set(&|option| option.short = optional(text.clone())));
    let name = t::option_number(i + 1);
    let flag = {
        let path = path.clone();
        move |label: &'static str, key: &'static str, on: bool, change: fn(&mut Choice, bool)| {
            let path = format!("{path}.{key}");
            let at = path.clone();
            let set = Callback::new(move |on: bool| {
                if let Some(operation) = set(&|option| change(option, on)) {
                    desk.write(&at, operation);
                }
            });
            view! { <CheckField desk path label checked=on set/> }
        }
    };
    let meanings: Vec<_> = OptionMeaning::ALL.iter().filter(|meaning| question.meaning == Some(meaning.belongs_to())).collect();
    let meaning = (!meanings.is_empty()).then(|| {
        let none = [(String::new(), t::NO_MEANING.to_owned())].into_iter();
        let options =
            none.chain(meanings.into_iter().map(|m| (m.as_str().to_owned(), t::option_meaning(*m).to_owned()))).collect();
        let at = format!("{path}.meaning");
        let choose = Callback::new(move |code: String| {
            if let Some(operation) = set(&|option| option.meaning = code.parse().ok()) {
                desk.write(&at, operation);
            }
        });
        let chosen = option.meaning.map_or("", OptionMeaning::as_str).to_owned();
        view! { <SelectField desk path=format!("{path}.meaning") label=t::OPTION_MEANING options chosen choose/> }
    });
    let of_choice = list == List::Options;
    let other = of_choice.then(|| flag(t::OTHER_TEXT, "other_text", option.other_text, |o, on| o.other_text = on));
    let several = matches!(question.kind, Kind::MultipleChoice { .. });
    let exclusive = several.then(|| flag(t::EXCLUSIVE, "exclusive", option.exclusive, |o, on| o.exclusive = on));
    let follows = (of_choice && matches!(at, Place::Question(..))).then(|| {
        let act = Callback::new(move |()| {
            let focus = id_of(&format!("{}.text", at.at(at.position() + 1).path()));
            desk.rearrange(Operation::AddFollowUp(at, i), t::ADDED.to_owned(), &focus);
        });
        view! { <Act desk text=t::FOLLOW_UP act/> }
    });
    let non_answer = flag(t::NON_ANSWER, "non_answer", option.non_answer, |o, on| o.non_answer = on);
    view! {
        <li>
            <TextField desk path=format!("{path}.text") label=name.clone() value=option.text.clone() write left bare=true/>
            <details><summary>{t::MORE}<span class="unseen">{t::more_about(&name)}</span></summary>
                {follows}{other}{exclusive}{non_answer}
                <TextField desk path=format!("{path}.short") label=t::SHORT value=option.short.clone().unwrap_or_default() write=short/>
                {meaning}
                <IdField desk part=Part::Option(at, i) of=name.clone()/>
            </details>
            <ListActs desk at i count name list/>
        </li>
    }
}
