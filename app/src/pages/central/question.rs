//! One question: what each organisation answered, each verksamhetsområde, and each year.

use leptos::prelude::*;

use super::CityPages;
use crate::domain::distribution::{Distribution, Field};
use crate::domain::figure::{Tally, whole};
use crate::domain::ids::RoundId;
use crate::routes;
use crate::texts::central::question as t;
use crate::texts::{central, incidents as i, parts};
use crate::ui::chart::InRowBar;
use crate::ui::figure::{hidden_reason, percent};
use crate::ui::form::{Hidden, SelectField, Submit};
use crate::ui::nav::YearChoice;
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// What is chosen, and what there is to choose: value and words, with how many answered.
pub type Options = (String, Vec<(String, String)>);

/// A question over the city.
pub struct Question {
    pub year: RoundId,
    /// The years to choose between.
    pub years: Vec<RoundId>,
    /// The questions to choose between: field and words.
    pub fields: Vec<(String, String)>,
    /// The field shown.
    pub asked: String,
    pub whom: Options,
    /// None where no verksamhetsområde is shown.
    pub line: Options,
    /// A table for all who were asked the same.
    pub tables: Vec<QuestionTable>,
    /// Why there is none.
    pub not_asked: String,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// The answers of those who were asked the same.
pub struct QuestionTable {
    /// Whose answers these are, where others were asked something else under the same name.
    pub of: Option<String>,
    pub field: Field,
    /// The answers that have a column.
    pub values: Vec<(String, String)>,
    /// In the order of the alphabet.
    pub organisations: Vec<(String, Distribution)>,
    /// None where all organisations are of one.
    pub audiences: Vec<(String, Distribution)>,
    /// Under these.
    pub total: (String, Distribution),
    /// None where one is chosen.
    pub lines: Vec<(String, Distribution)>,
    /// Those of what is chosen in the years that asked the same, oldest first.
    pub years: Vec<(RoundId, Distribution)>,
    /// What it was in the years that asked in other words.
    pub other_words: Vec<(Vec<RoundId>, String)>,
    pub chosen: Choice,
}

/// Whose answers are shown.
pub struct Choice {
    pub whom: String,
    pub line: Option<String>,
    pub own: Distribution,
}

/// What a field asks.
pub fn title(field: &Field) -> String {
    match &field.row {
        Some(row) => format!("{} {row}", field.text),
        None => field.text.clone(),
    }
}

/// The page of a question.
pub fn question(page: Question) -> impl IntoView {
    let Question { year, years, fields, asked, whom, line, tables, not_asked, threshold } = page;
    let href = |round: RoundId| {
        routes::CITY_QUESTION.query(&[("ar", &round), ("fraga", &asked), ("vilka", &whom.0), ("omrade", &line.0)])
    };
    let choice = view! { <YearChoice years current=year href/> }.into_any();
    let file = routes::with_query(&routes::CHART.href([&"fraga.csv"]), &[("ar", &year), ("fraga", &asked)]);
    let none = tables.is_empty();
    let tables = tables.iter().map(|table| view! { <Answers table year threshold/> }).collect_view();
    let line = (!line.1.is_empty())
        .then(|| view! { <SelectField name="omrade" label=t::LINE options=line.1 chosen=line.0 hint=t::line_hint(threshold)/> });
    view! {
        <PageHeading title=t::TITLE aside=choice/>
        <CityPages here=routes::CITY_QUESTION year/>
        <form method="get" action=routes::CITY_QUESTION.path() class="narrow screen">
            <Hidden name="ar" value=year.to_string()/>
            <SelectField name="fraga" label=t::QUESTION options=fields chosen=asked.clone()/>
            <SelectField name="vilka" label=t::WHOM options=whom.1 chosen=whom.0/>
            {line}
            <Submit text=i::BUTTON_FILTER class="second"/>
        </form>
        <Notice kind=NoticeKind::Empty when=none text=not_asked/>
        {tables}
        <Notice kind=NoticeKind::Hint text=t::hint(threshold)/>
        <p class="screen"><a href=file>{t::file(&year)}</a></p>
    }
}

#[component]
fn Answers<'a>(table: &'a QuestionTable, year: RoundId, threshold: i64) -> impl IntoView + use<> {
    let QuestionTable { of, field, values, organisations, audiences, total, lines, years, other_words, chosen } = table;
    let columns = |first: &'static str| {
        let answers = values.iter().map(|(_, text)| Column::number(text.clone()));
        let mean = field.number.then(|| Column::number(t::MEAN));
        [Column::text(first), Column::number(t::ANSWERED)].into_iter().chain(mean).chain(answers).collect::<Vec<_>>()
    };
    let row = |(name, own): &(String, Distribution)| view! { <AnswerRow name=name.clone() own field values threshold/> };
    let groups = vec![
        (None, organisations.iter().map(row).collect_view().into_any()),
        (None, audiences.iter().map(row).collect_view().into_any()),
    ];
    let foot = row(total).into_any();
    let line = chosen.line.as_deref();
    let by_line = (!lines.is_empty()).then(|| {
        let (shown, hidden): (Vec<_>, Vec<_>) = lines.iter().partition(|(_, own)| own.base().is_some());
        let groups = vec![(None, shown.into_iter().map(row).collect_view().into_any())];
        let hidden: Vec<String> = hidden.into_iter().map(|(name, _)| name.clone()).collect();
        let hidden = (!hidden.is_empty()).then(|| view! { <p class="of">{t::hidden_lines(&hidden, threshold)}</p> });
        let foot = row(&(chosen.whom.clone(), chosen.own.clone())).into_any();
        view! {
            <h3>{t::by_line(&chosen.whom)}</h3>
            <ScrollingTable caption=t::by_line(&chosen.whom) columns=columns(t::LINE) class="cards" groups foot/>
            {hidden}
        }
    });
    let over_years = (years.len() > 1).then(|| {
        let rows = years.iter().rev().map(|(year, own)| row(&(year.to_string(), own.clone()))).collect_view();
        let caption = t::over_years(&chosen.whom, line);
        view! {
            <h3>{caption.clone()}</h3>
            <ScrollingTable caption columns=columns(t::COLUMN_ROUND) class="cards">{rows}</ScrollingTable>
            {other_words.iter().map(|(years, words)| view! { <p class="of">{t::other_words(years, words)}</p> }).collect_view()}
        }
    });
    let heading = of.as_ref().map_or_else(|| title(field), |of| t::question_of(&title(field), of));
    let said = view! { <p>{t::chosen(&year, &chosen.whom, line, chosen.own.base())}</p> };
    let by_organisation = columns(central::awareness::COLUMN_ORGANISATION);
    view! {
        <Section heading=heading.clone()>
            {said}
            <ScrollingTable caption=t::by_organisation(&heading, &year) columns=by_organisation class="cards" groups foot/>
            {by_line}
            {over_years}
        </Section>
    }
}

/// The answers that have a column: what counts as none has not.
pub fn values(field: &Field, all: &Distribution) -> Vec<(String, String)> {
    if field.options.is_empty() && !field.number {
        return all.values().into_iter().map(|value| (value.to_owned(), value.to_owned())).collect();
    }
    field.options.iter().filter(|(_, _, none)| !none).map(|(value, text, _)| (value.clone(), text.clone())).collect()
}

#[component]
fn AnswerRow<'a>(
    name: String,
    own: &'a Distribution,
    field: &'a Field,
    values: &'a [(String, String)],
    threshold: i64,
) -> impl IntoView + use<> {
    let cells = match own.base() {
        None => {
            let width = values.len() + 1 + usize::from(field.number);
            view! { <td class="of why" colspan=width>{hidden_reason(own.hidden(), threshold)}</td> }.into_any()
        }
        Some(base) => {
            let mean = field.number.then(|| {
                let mean = own.sum().and_then(crate::domain::wording::mean);
                view! { <td class="n strong" data-label=t::MEAN>{mean.unwrap_or_else(|| parts::NO_NUMBER.to_owned())}</td> }
            });
            let cells = values.iter().map(|(value, text)| {
                let tally = own.of(value);
                let share = tally.and_then(Tally::tenths);
                view! { <td class="n" data-label=text.clone()><span>{percent(tally)}" "<span class="of">{tally.map(|tally| whole(tally.count))}</span></span><InRowBar share/></td> }
            });
            view! { <td class="n of" data-label=t::ANSWERED><span>{whole(base)}</span></td>{mean}{cells.collect_view()} }
                .into_any()
        }
    };
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }
}
