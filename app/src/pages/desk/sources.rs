//! What else the lägesbild rests on.

use leptos::prelude::*;

use super::{Desk, head};
use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::domain::source::SourceKind;
use crate::texts::desk::sources as t;
use crate::texts::desk::tab;
use crate::ui::field::{in_text_area, optional};
use crate::ui::parts::{error_summary, scrolling};

/// The other sources of a round.
pub struct Sources {
    /// Whose.
    pub desk: Desk,
    /// The kinds there are.
    pub kinds: &'static [SourceKind],
    /// This round's.
    pub rows: Vec<Source>,
    /// The year before, and its sources.
    pub before: Option<(RoundId, Vec<Source>)>,
    /// What was typed, and what was refused: the field and why.
    pub typed: Source,
    /// The field and the sentence.
    pub fault: Option<(&'static str, String)>,
}

/// One source, in words.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// What it is; none of what was typed, if it is nothing.
    pub kind: Option<SourceKind>,
    /// How many; as typed, in the form.
    pub count: String,
    /// The period.
    pub period: String,
    /// A note.
    pub note: String,
}

impl Source {
    /// How many, as it is read.
    fn number(&self) -> String {
        self.count.parse().map_or_else(|_| String::new(), whole)
    }
}

/// The page.
pub fn page(sources: Sources) -> impl IntoView {
    let desk = &sources.desk;
    let action = desk.address("/kallor");
    let last = |source: &Source| {
        let same = sources.before.as_ref().and_then(|(_, all)| all.iter().find(|s| s.kind == source.kind));
        same.map(|s| [s.number(), s.period.clone()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", "))
    };
    let year = sources.before.as_ref().map(|(year, _)| *year);
    let row = |source: &Source, ours: bool| {
        let remove = (desk.may_change && ours).then(|| view! {
            <form method="post" action=action.clone()><input type="hidden" name="kalla" value=source.id.clone()/>
                <button class="quiet" name="gor" value="ta_bort">{t::REMOVE}<span class="unseen">" "{source.kind.map(t::name)}</span></button></form>
        });
        let now = if ours { source.clone() } else { Source::default() };
        view! { <tr><th scope="row">{source.kind.map(t::name)}</th><td class="n">{now.number()}</td><td>{now.period.clone()}</td><td class="lines">{now.note.clone()}</td>
        {year.map(|_| view! { <td class="before">{last(source)}</td> })}{desk.may_change.then(|| view! { <td>{remove}</td> })}</tr> }
    };
    // What was there last year and is missing now stands there too, to be asked for.
    let missing = sources.before.iter().flat_map(|(_, all)| all).filter(|s| !sources.rows.iter().any(|r| r.kind == s.kind));
    let rows = sources.rows.iter().map(|s| row(s, true)).chain(missing.map(|s| row(s, false))).collect::<Vec<_>>();
    let empty = rows.is_empty();
    let fault = sources.fault.clone();
    let at = |field: &str| {
        let found = fault.clone().filter(|(at, _)| *at == field);
        found.map(|(_, text)| view! { <p class="fault" id=format!("{field}-fel")>{text}</p> })
    };
    let kinds = sources.kinds.iter().map(|kind| {
        let chosen = sources.typed.kind == Some(*kind);
        view! { <option value=kind.as_str() selected=chosen>{t::name(*kind)}</option> }
    });
    let typed = &sources.typed;
    let add = desk.may_change.then(|| view! {
        <section><h2>{t::ADD_HEADING}</h2>
            <form method="post" action=action.clone() class="narrow">
                <div class="question"><label class="legend" for="slag">{t::KIND}</label>{at("slag")}<select id="slag" name="slag">{kinds.collect_view()}</select></div>
                <div class="question"><label class="legend" for="antal">{t::COUNT}{optional(false)}</label><p class="hint" id="antal-hint">{t::COUNT_HINT}</p>{at("antal")}
                    <input type="text" inputmode="numeric" id="antal" name="antal" value=typed.count.clone() aria-describedby="antal-hint"/></div>
                <div class="question"><label class="legend" for="period">{t::PERIOD}{optional(false)}</label><p class="hint" id="period-hint">{t::PERIOD_HINT}</p>{at("period")}
                    <input type="text" id="period" name="period" value=typed.period.clone() aria-describedby="period-hint"/></div>
                <div class="question"><label class="legend" for="anteckning">{t::NOTE}{optional(false)}</label>{at("anteckning")}
                    <textarea id="anteckning" name="anteckning" rows="3">{in_text_area(&typed.note)}</textarea></div>
                <p class="buttons"><button name="gor" value="lagg_till">{t::BUTTON_ADD}</button></p>
            </form>
        </section>
    });
    view! {
        {error_summary(fault.clone().map(|(field, text)| (field.to_owned(), text)).into_iter().collect())}
        {head(desk, tab::SOURCES)}
        <p>{t::LEAD}</p>
        {empty.then(|| view! { <p class="empty">{t::NONE}</p> })}
        {(!empty).then(|| scrolling(tab::SOURCES, view! {
            <table class="wordy"><thead><tr><th scope="col">{t::KIND}</th><th scope="col" class="n">{t::COUNT}</th><th scope="col">{t::PERIOD}</th><th scope="col">{t::NOTE}</th>
                {year.map(|y| view! { <th scope="col" class="before">{t::last_year(y)}</th> })}{desk.may_change.then(|| view! { <th scope="col">{crate::texts::desk::COLUMN_CHANGE}</th> })}</tr></thead><tbody>{rows}</tbody></table>
        }))}
        {add}
    }
}
