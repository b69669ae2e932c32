//! The form of an indicator.

use leptos::prelude::*;

use super::desk::Desk;
use super::fields::{CheckField, SelectField, TextField, id_of};
use super::question::IdField;
use super::workbench::FormHead;
use crate::domain::authoring::{Operation, Part, Place};
use crate::domain::meaning::{About, Phrasing};
use crate::domain::questionnaire::{Direction, Indicator, Kind, Question, Statistic};
use crate::texts::authoring as t;

/// The ways to phrase one, by the position of their words.
const PHRASES: [&str; 4] = ["", "knows", "has_done", "assesses"];

fn phrased(code: &str, text: String) -> Option<Phrasing> {
    match code {
        "knows" => Some(Phrasing::Knows(text)),
        "has_done" => Some(Phrasing::HasDone(text)),
        "assesses" => Some(Phrasing::Assesses(text)),
        _ => None,
    }
}

fn phrase(phrasing: Option<&Phrasing>) -> (&'static str, String) {
    match phrasing {
        None => ("", String::new()),
        Some(Phrasing::Knows(text)) => ("knows", text.clone()),
        Some(Phrasing::HasDone(text)) => ("has_done", text.clone()),
        Some(Phrasing::Assesses(text)) => ("assesses", text.clone()),
    }
}

/// Fields that can be counted, by question and row.
fn counted(questions: &[Question]) -> Vec<(String, String)> {
    let each = |q: &Question| match &q.kind {
        Kind::Matrix { rows, .. } => {
            rows.iter().map(|row| (format!("{}.{}", q.id, row.id), format!("{} – {}", q.text, row.text))).collect()
        }
        kind if kind.is_number() || !kind.options().is_empty() => vec![(q.id.clone(), q.text.clone())],
        _ => vec![],
    };
    questions.iter().flat_map(each).collect()
}

#[component]
pub(super) fn IndicatorForm(desk: Desk, i: usize) -> impl IntoView {
    let Some(indicator) = desk.now(|q| q.indicators.get(i).cloned()) else { return ().into_any() };
    let at = Place::Indicator(i);
    let path = at.path();
    let changed = move |change: &dyn Fn(&mut Indicator)| {
        let mut indicator = desk.now(|q| q.indicators.get(i).cloned())?;
        change(&mut indicator);
        Some(Operation::Indicator(i, Box::new(indicator)))
    };
    let anew = move |key: &str, change: &dyn Fn(&mut Indicator)| {
        if let Some(operation) = changed(change) {
            let field = format!("{}.{key}", at.path());
            desk.change(&field, operation, Some(id_of(&field)));
        }
    };
    let questions: Vec<Question> = desk.now(|q| q.questions().cloned().collect());
    let options = counted(&questions);
    let label = Callback::new(move |text: String| changed(&|indicator| indicator.label.clone_from(&text)));
    let name = Callback::new(move |()| desk.name(Part::Whole(at)));
    let counts = Callback::new(move |key: String| {
        let (question, row) =
            key.split_once('.').map_or((key.as_str(), None), |(question, row)| (question, Some(row.to_owned())));
        let kind = desk.now(|q| q.questions().find(|q| q.id == question).map(|q| q.kind.clone()));
        let Some(kind) = kind else { return };
        let statistic = match kind.options().first() {
            Some(_) => Statistic::Share(vec![]),
            None => Statistic::Mean,
        };
        anew("question", &|indicator| {
            question.clone_into(&mut indicator.question);
            indicator.row.clone_from(&row);
            indicator.statistic = statistic.clone();
        });
    });
    let kind = questions.iter().find(|q| q.id == indicator.question).map(|q| q.kind.clone());
    let ticks = kind.as_ref().map(|kind| kind.options().to_vec()).unwrap_or_default().into_iter().map(|option| {
        let checked = matches!(&indicator.statistic, Statistic::Share(options) if options.contains(&option.id));
        let id = option.id.clone();
        let set = Callback::new(move |on: bool| {
            let set = |indicator: &mut Indicator| {
                if let Statistic::Share(options) = &mut indicator.statistic {
                    options.retain(|other| *other != id);
                    if on {
                        options.push(id.clone());
                    }
                }
            };
            let field = format!("{}.counts", at.path());
            if let Some(operation) = changed(&set) {
                desk.write(&field, operation);
            }
        });
        view! { <CheckField desk path=format!("{}.counts.{}", at.path(), option.id) label=option.text checked set/> }
    });
    let ticks = ticks.collect_view();
    let directions = Direction::ALL.iter().map(|d| (d.as_str().to_owned(), t::direction(*d).to_owned())).collect();
    let direction = Callback::new(move |code: String| {
        if let (Ok(direction), false) = (code.parse::<Direction>(), code.is_empty()) {
            anew("direction", &|indicator| indicator.direction = direction);
        }
    });
    let abouts = About::ALL.iter().map(|a| (a.as_str().to_owned(), t::about(*a).to_owned())).collect();
    let about = Callback::new(move |code: String| {
        if let Ok(about) = code.parse::<About>() {
            anew("about", &|indicator| indicator.about = about);
        }
    });
    let (way, words) = phrase(indicator.phrasing.as_ref());
    let phrases = PHRASES.iter().zip(t::PHRASES).map(|(code, text)| ((*code).to_owned(), text.to_owned())).collect();
    let rephrase = Callback::new(move |code: String| {
        anew("phrasing", &|indicator| {
            let (_, words) = phrase(indicator.phrasing.as_ref());
            indicator.phrasing = phrased(&code, words);
        });
    });
    let words = (!way.is_empty()).then(|| {
        let write = Callback::new(move |text: String| changed(&|indicator| indicator.phrasing = phrased(way, text.clone())));
        view! { <TextField desk path=format!("{}.{way}", at.path()) label=t::PHRASE value=words write/> }
    });
    let share = matches!(indicator.statistic, Statistic::Share(_));
    view! {
        <FormHead desk at heading=t::indicator_number(i + 1)/>
        <TextField desk path=format!("{path}.label") label=t::LABEL value=indicator.label.clone() write=label left=name/>
        <SelectField desk path=format!("{path}.question") label=t::COUNTED options chosen=indicator.field() choose=counts/>
        {share.then(|| view! { <fieldset class="ticks"><legend>{t::COUNTS}</legend><super::fields::FieldFault desk path=format!("{path}.counts")/>{ticks}</fieldset> })}
        {(!share).then(|| view! { <p>{t::MEAN}</p> })}
        <SelectField desk path=format!("{path}.direction") label=t::BETTER options=directions chosen=indicator.direction.as_str().to_owned() choose=direction/>
        <SelectField desk path=format!("{path}.about") label=t::TELLS_OF options=abouts chosen=indicator.about.as_str().to_owned() choose=about/>
        <SelectField desk path=format!("{path}.phrasing") label=t::PHRASED options=phrases chosen=way.to_owned() choose=rephrase/>
        {words}
        <details><summary>{t::ADVANCED}</summary><IdField desk part=Part::Whole(at)/></details>
    }
    .into_any()
}
