//! What was answered and seen over the city: any question by organisation and over the years, and events.

use leptos::prelude::*;

use super::{CityPages, in_round};
use crate::domain::distribution::{Distribution, Field};
use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::pages::coordinator::incidents::{CountTables, Counts, EventList, EventSection, Filter, FilterForm};
use crate::routes;
use crate::texts::central::city as t;
use crate::texts::{central, incidents as i, parts};
use crate::ui::chart::InRowBar;
use crate::ui::figure::{hidden_reason, percent};
use crate::ui::form::{Hidden, SelectField, Submit};
use crate::ui::nav::{Contents, YearChoice};
use crate::ui::table::{Column, ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// A question over the city.
pub struct Question {
    pub year: RoundId,
    /// The years to choose between.
    pub years: Vec<RoundId>,
    /// The questions to choose between: field and words.
    pub fields: Vec<(String, String)>,
    /// The field shown.
    pub asked: String,
    /// A table for all who were asked the same.
    pub tables: Vec<QuestionTable>,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// The answers of those who were asked the same.
pub struct QuestionTable {
    /// Whose answers these are, where others were asked something else under the same name.
    pub of: Option<String>,
    pub field: Field,
    /// In the order of the alphabet.
    pub organisations: Vec<(String, Distribution)>,
    /// None where all organisations are of one.
    pub audiences: Vec<(String, Distribution)>,
    pub city: Distribution,
    /// The city's in the years that asked the same, oldest first.
    pub years: Vec<(RoundId, Distribution)>,
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
    let Question { year, years, fields, asked, tables, threshold } = page;
    let href = |round: RoundId| routes::CITY_QUESTION.query(&[("ar", &round), ("fraga", &asked)]);
    let choice = view! { <YearChoice years current=year href/> }.into_any();
    let file = routes::with_query(&routes::CHART.href([&"fraga.csv"]), &[("ar", &year), ("fraga", &asked)]);
    let tables = tables.iter().map(|table| view! { <Answers table year threshold/> }).collect_view();
    view! {
        <PageHeading title=t::QUESTION_TITLE aside=choice/>
        <CityPages here=routes::CITY_QUESTION year/>
        <form method="get" action=routes::CITY_QUESTION.path() class="narrow screen">
            <Hidden name="ar" value=year.to_string()/>
            <SelectField name="fraga" label=t::QUESTION options=fields chosen=asked.clone()/>
            <Submit text=i::BUTTON_FILTER class="second"/>
        </form>
        {tables}
        <Notice kind=NoticeKind::Hint text=t::question_hint(threshold)/>
        <p class="screen"><a href=file>{t::QUESTION_FILE}</a></p>
    }
}

#[component]
fn Answers<'a>(table: &'a QuestionTable, year: RoundId, threshold: i64) -> impl IntoView + use<> {
    let QuestionTable { of, field, organisations, audiences, city, years } = table;
    let values = values(field, city);
    let columns = |first: &'static str| {
        let answers = values.iter().map(|(_, text)| Column::number(text.clone()));
        let mean = field.number.then(|| Column::number(t::MEAN));
        [Column::text(first), Column::number(t::ANSWERED)].into_iter().chain(mean).chain(answers).collect::<Vec<_>>()
    };
    let row = |(name, own): &(String, Distribution)| view! { <AnswerRow name=name.clone() own field values=&values threshold/> };
    let groups = vec![
        (None, organisations.iter().map(row).collect_view().into_any()),
        (None, audiences.iter().map(row).collect_view().into_any()),
    ];
    let all = if of.is_some() { t::ALL_ASKED } else { central::WHOLE_CITY };
    let foot = view! { <AnswerRow name=all.to_owned() own=city field values=&values threshold/> }.into_any();
    let over_years = (years.len() > 1).then(|| {
        let rows = years.iter().rev().map(|(year, own)| row(&(year.to_string(), own.clone()))).collect_view();
        view! {
            <h3>{if of.is_some() { t::ALL_OVER_YEARS } else { t::OVER_YEARS }}</h3>
            <ScrollingTable caption=t::OVER_YEARS columns=columns(t::COLUMN_ROUND) class="cards">{rows}</ScrollingTable>
        }
    });
    let heading = of.as_ref().map_or_else(|| title(field), |of| t::question_of(&title(field), of));
    let by_organisation = columns(central::awareness::COLUMN_ORGANISATION);
    view! {
        <Section heading=heading.clone()>
            <ScrollingTable caption=t::by_organisation(&heading, &year) columns=by_organisation class="cards" groups foot/>
            {over_years}
        </Section>
    }
}

/// The answers that have a column: what counts as none has not.
pub fn values(field: &Field, city: &Distribution) -> Vec<(String, String)> {
    if field.options.is_empty() && !field.number {
        return city.values().into_iter().map(|value| (value.to_owned(), value.to_owned())).collect();
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
                let share = tally.and_then(crate::domain::figure::Tally::tenths);
                view! { <td class="n" data-label=text.clone()><span>{percent(tally)}" "<span class="of">{tally.map(|tally| whole(tally.count))}</span></span><InRowBar share/></td> }
            });
            view! { <td class="n of" data-label=t::ANSWERED><span>{whole(base)}</span></td>{mean}{cells.collect_view()} }
                .into_any()
        }
    };
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }
}

/// A theme of free texts: how many have it, and the names and ids of whose.
pub type Theme = (String, i64, Vec<(String, String)>);

/// Events over the city, and what else was written.
pub struct Incidents {
    pub year: RoundId,
    pub years: Vec<RoundId>,
    pub filters: Vec<Filter>,
    pub counts: Counts,
    pub list: EventList,
    /// What is not counted.
    pub aside: EventList,
    /// Questions that go with them: field and words.
    pub questions: Vec<(String, &'static str)>,
    pub themes: Vec<Theme>,
}

/// Where a choice leads: to the list, which is below the counts.
const LIST: &str = "/central/handelser#lista";

/// The page of events.
pub fn incidents(page: Incidents) -> impl IntoView {
    let Incidents { year, years, filters, counts, list, aside, questions, themes } = page;
    let any = list.all + aside.all > 0;
    let choice = view! { <YearChoice years current=year href=|year| in_round(routes::CITY_INCIDENTS, year)/> }.into_any();
    let questions = questions.into_iter().map(|(field, text)| {
        view! { " "<a href=routes::CITY_QUESTION.query(&[("ar", &year), ("fraga", &field)])>{text}</a>"." }
    });
    let questions: Vec<_> = questions.collect();
    let questions = (!questions.is_empty()).then(|| view! { <p class="screen">{t::SEE_TOO}{questions}</p> });
    let contents = [
        any.then(|| ("antal", t::COUNTS.to_owned())),
        Some(("lista", t::LIST.to_owned())),
        Some(("teman", t::THEMES.to_owned())),
    ];
    let hidden = vec![("ar", year.to_string())];
    let is_chosen = filters.iter().any(|filter| !filter.chosen.is_empty());
    view! {
        <PageHeading title=t::INCIDENTS_TITLE aside=choice/>
        <CityPages here=routes::CITY_INCIDENTS year/>
        <p>{t::INCIDENTS_LEAD}</p>
        <Contents label=parts::CONTENTS items=contents.into_iter().flatten().collect()/>
        {questions}
        {any.then(|| view! { <CountTables heading=t::COUNTS counts/> })}
        <div id="lista">
            <FilterForm action=LIST hidden filters/>
            // All of a city are many: they unfold, or are chosen from.
            <details class="asked" open=is_chosen><summary>{t::unfold(list.all)}</summary>
                <EventSection assess="" heading=t::LIST list/>
                {(aside.all > 0).then(|| view! { <EventSection assess="" heading=i::ASIDE text=i::ASIDE_TEXT list=aside/> })}
            </details>
        </div>
        <Themes themes year/>
    }
}

#[component]
fn Themes(themes: Vec<Theme>, year: RoundId) -> impl IntoView {
    let none = themes.is_empty();
    let rows = themes.into_iter().map(|(theme, count, whose)| {
        let links = whose.into_iter().map(|(name, id)| {
            view! { <li><a href=routes::FREE_TEXT.query(&[("organisation", &id), ("ar", &year)])>{name}</a></li> }
        });
        view! {
            <tr><th scope="row">{theme}</th><td class="n" data-label=t::TEXTS>{whole(count)}</td>
                <td data-label=t::WHOSE><ul class="plain">{links.collect_view()}</ul></td></tr>
        }
    });
    let rows = rows.collect_view();
    let columns = text_columns([t::THEME, t::TEXTS, t::WHOSE]);
    view! {
        <Section heading=t::THEMES id="teman">
            <Notice kind=NoticeKind::Empty when=none text=t::NO_THEMES/>
            {(!none).then(|| view! { <ScrollingTable caption=t::THEMES columns class="cards">{rows}</ScrollingTable> })}
        </Section>
    }
}
