//! The central office: rates and awareness over the whole city, rounds, questionnaires, organisations.

use leptos::prelude::*;

pub mod authoring;
pub mod awareness;
pub mod city;
pub mod indicator;
pub mod letters;
pub mod opening;
pub mod organisations;
pub mod overview;
pub mod question;
pub mod rounds;
pub mod underlag;

use self::overview::{Overview, YearOverview};
use crate::domain::figure::{Tally, whole};
use crate::domain::ids::RoundId;
use crate::domain::organisation::Audience;
use crate::domain::round::Rate;
use crate::routes::{self, Route};
use crate::texts::{central as t, parts};
use crate::ui::chart::{Curve, CurveChart};
use crate::ui::figure::{RateCells, percent, rate_columns};
use crate::ui::form::{ErrorSummary, Faults, FileField, SelectField, Submit, TextField};
use crate::ui::nav::{ExportLinks, NavLink, NavList, YearChoice};
use crate::ui::table::{Column, ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// The pages of the central office: address and name.
pub const LINKS: &[(&str, &str)] = &[
    (routes::RATES.path(), t::rates::TITLE),
    (routes::AWARENESS.path(), t::awareness::TITLE),
    (routes::ROUNDS.path(), crate::texts::rounds::TITLE),
    (routes::STAFF_LETTERS.path(), crate::texts::staff_letters::SHORT),
    (routes::QUESTIONNAIRES.path(), t::questionnaires::TITLE),
    (routes::ORGANISATIONS.path(), t::organisations::TITLE),
    (routes::CITY_SUPPORT_LINKS.path(), crate::texts::support_links::TITLE),
    (routes::ACCOUNTS.path(), t::accounts::TITLE),
    (routes::KEYS.path(), crate::texts::keys::TITLE),
    (routes::AUDIT.path(), t::log::TITLE),
];

/// The pages of what a round said, which the menu leads to together.
#[component]
fn CityPages(
    here: Route,
    year: RoundId,
    /// Whether nothing but figures is known of the round.
    #[prop(optional)]
    figures_alone: bool,
) -> impl IntoView {
    let pages = [
        (routes::AWARENESS, t::awareness::TITLE),
        (routes::CITY_QUESTION, t::city::QUESTION_SHORT),
        (routes::CITY_INCIDENTS, t::city::INCIDENTS_SHORT),
        (routes::CITY_UNDERLAG, crate::texts::underlag::city::SHORT),
    ];
    let links = pages.map(|(route, text)| NavLink { href: in_round(route, year), text: text.to_owned(), current: route == here });
    (!figures_alone).then(|| view! { <NavList label=t::city::PAGES links=links.into() class="contents pages screen"/> })
}

/// A page of the central office in a round.
fn in_round(route: Route, round: RoundId) -> String {
    route.query(&[("ar", &round)])
}

/// The response rate of every organisation.
pub struct Rates {
    /// The round.
    pub year: RoundId,
    /// Its title.
    pub title: String,
    /// How far it has come, with its days in words.
    pub when: String,
    /// The years with a round.
    pub years: Vec<RoundId>,
    /// The whole city.
    pub all: Rate,
    /// Its course.
    pub curve: Curve,
    /// Whether it leaves out organisations whose answers no unit stands for.
    pub is_partial: bool,
    /// The round of the year before, if there is one.
    pub before: Option<RoundId>,
    pub rows: Vec<RateRow>,
    /// The column that the rows are sorted by, and whether the least comes first.
    pub sorted: (&'static str, bool),
    /// The rounds shown of which figures alone are known.
    pub imported: Vec<RoundId>,
    /// Whether results can be exported.
    pub closed: bool,
    /// Whether that is because the round goes on.
    pub not_yet: bool,
    /// What must be known at once.
    pub notices: Vec<String>,
    /// Where the year stands, whichever round is shown.
    pub overview: Overview,
}

/// An organisation's response rate.
#[derive(Clone)]
pub struct RateRow {
    /// Id.
    pub organisation: String,
    pub name: String,
    pub audience: Audience,
    pub rate: Rate,
    /// The year before, on the same day.
    pub before: Option<Tally>,
    /// Drafts with at least one answer.
    pub drafts: i64,
    /// Where a letter to its coordinators is written; none where nobody is to be reminded.
    pub reminder: Option<String>,
    /// The day on which they were last reminded, in words.
    pub reminded: Option<String>,
}

/// The first page as long as no round has opened.
pub fn before_rounds(overview: Overview) -> impl IntoView {
    view! {
        <PageHeading title=t::nothing_yet::TITLE/>
        <p class="lead">{t::nothing_yet::RATES}</p>
        <YearOverview overview/>
    }
}

/// The rates of every organisation.
pub fn rates(page: Rates) -> impl IntoView {
    let year = page.year;
    let imported: Vec<String> = page.imported.iter().map(ToString::to_string).collect();
    let reminds = page.rows.iter().any(|row| row.reminder.is_some());
    let compares = page.before.is_some();
    let figures_alone = page.imported.contains(&year);
    let rows = |rows: Vec<RateRow>| {
        rows.into_iter()
            .map(|row| {
                let href = routes::BOARD.query(&[("organisation", &row.organisation), ("ar", &year)]);
                let whose = row.name.clone();
                // Of a round that was read in there is no board.
                let name = if figures_alone { row.name.into_any() } else { view! { <a href=href>{row.name}</a> }.into_any() };
                let reminder = row.reminder.map(|href| {
                    view! { <a href=href>{t::rates::REMIND}<span class="unseen">" "{whose}</span></a> }
                });
                view! {
                    <tr><th scope="row">{name}</th>
                        <RateCells rate=row.rate/>{compares.then(|| view! { <td class="n before">{row.before.map(|share| percent(Some(share)))}</td> })}
                        <td class="n">{whole(row.drafts)}</td>
                        {reminds.then(|| view! { <td>{reminder}{row.reminded.map(|day| view! { <br/><span class="hint">{t::rates::reminded(&day)}</span> })}</td> })}</tr>
                }
            })
            .collect_view()
            .into_any()
    };
    let drafts = page.rows.iter().map(|row| row.drafts).sum();
    let mut by_audience: Vec<(Audience, Vec<RateRow>)> = Audience::ALL.iter().map(|audience| (*audience, vec![])).collect();
    for row in page.rows {
        by_audience.iter_mut().filter(|(audience, _)| *audience == row.audience).for_each(|(_, rows)| rows.push(row.clone()));
    }
    by_audience.retain(|(_, rows)| !rows.is_empty());
    let several = by_audience.len() > 1;
    let group = |(audience, group): (Audience, Vec<RateRow>)| {
        let rate = group.iter().fold(Rate::default(), |sum, row| sum + row.rate);
        (several.then(|| t::rates::group(audience, &percent(rate.share()))), rows(group))
    };
    let groups = by_audience.into_iter().map(group).collect();
    let foot = view! {
        <tr><th scope="row">{t::WHOLE_CITY}</th><RateCells rate=page.all/>{compares.then(|| view! { <td></td> })}
            <td class="n">{whole(drafts)}</td>{reminds.then(|| view! { <td></td> })}</tr>
    }
    .into_any();
    let years = view! { <YearChoice years=page.years current=year href=|year| in_round(routes::RATES, year)/> }.into_any();
    let hero = view! {
        <div class="overview">
            <section class="hero"><p class="big">{percent(page.all.share())}</p>
                <p class="lead">{t::rates::answered(page.all.completed, page.all.eligible(), &page.when)}</p></section>
            <section aria-label=parts::CURVE><CurveChart curve=&page.curve reminders=&[]/>
                {(!page.curve.days.is_empty()).then(|| view! { <CurvePictures year/> })}
                {page.is_partial.then(|| view! { <p class="hint">{t::rates::PARTIAL}</p> })}</section>
        </div>
    }
    .into_any();
    view! {
        <PageHeading over=page.title title=t::rates::HEADING aside=years/>
        {page.notices.into_iter().map(|text| view! { <Notice kind=NoticeKind::Warning text/> }).collect_view()}
        {hero}
        <Notice kind=NoticeKind::Hint when=!imported.is_empty() text=crate::texts::rounds::imported_years(&imported)/>
        <YearOverview overview=page.overview/>
        <ScrollingTable caption=t::rates::TABLE columns=columns_of_rates(year, page.sorted, page.before.map(|before| (before, page.not_yet)), reminds) foot groups/>
        <p><ExportLinks label=t::rates::EXPORT_RATES address=routes::EXPORT.href([&year, &"svarsfrekvens"])/></p>
        <Notice kind=NoticeKind::Empty when=page.not_yet text=t::rates::NOT_CLOSED/>
        {page.closed.then(|| view! { <Exports year figures_alone/> })}
    }
}

/// A heading sorts by its column, what is least first; once more the other way.
fn columns_of_rates(
    year: RoundId,
    (sorted, ascending): (&str, bool),
    before: Option<(RoundId, bool)>,
    reminds: bool,
) -> Vec<Column> {
    let sortable = |id: &str, column: Column| {
        let is_sorted = sorted == id;
        let order = if ascending { "ascending" } else { "descending" };
        let other = if is_sorted && ascending { "fallande" } else { "stigande" };
        let href = routes::RATES.query(&[("ar", &year), ("sortera", &id), ("ordning", &other)]);
        column.sorted(href, is_sorted.then_some(order))
    };
    let [rate, completed, remaining, sample, out_of_scope] = rate_columns();
    let mut columns = vec![
        sortable("namn", Column::text(t::rates::COLUMN_ORGANISATION)),
        sortable("frekvens", rate),
        sortable("svarat", completed),
        sortable("aterstar", remaining),
        sample,
        out_of_scope,
    ];
    columns.extend(before.map(|(before, goes_on)| Column::comparison(t::rates::before(before, goes_on))));
    columns.push(Column::number(t::rates::COLUMN_BEGUN));
    columns.extend(reminds.then(|| Column::text(t::rates::COLUMN_REMIND)));
    columns
}

#[component]
fn Exports(year: RoundId, figures_alone: bool) -> impl IntoView {
    let files = [
        ("indikatorer", t::exports::INDICATORS),
        ("handelser", t::exports::INCIDENTS),
        ("svar", t::exports::ANSWERS),
        ("fritext", t::exports::TEXTS),
        ("kodbok", t::exports::CODEBOOK),
    ];
    let files = files.into_iter().filter(|(name, _)| !figures_alone || *name == "indikatorer");
    let links = files.map(|(name, label)| {
        view! { <li><ExportLinks label=format!("{label}: ") address=routes::EXPORT.href([&year, &name])/></li> }
    });
    let whole = (!figures_alone).then(|| {
        let address = format!("{}.xlsx", routes::EXPORT.href([&year, &"arbetsbok"]));
        view! { <li><a href=address>{t::exports::WORKBOOK}</a></li> }
    });
    view! {
        <h2 id="hamta">{t::exports::HEADING}</h2>
        <ul>{whole}{links.collect_view()}</ul>
        <p><a href=routes::READING_TOKENS.path()>{crate::texts::reading_tokens::WAY_HERE}</a></p>
    }
}

/// The curve as a file.
#[component]
fn CurvePictures(year: RoundId) -> impl IntoView {
    let link = |ending: &'static str, format: &'static str| {
        let address = routes::CHART.href([&format!("insamling.{ending}")]);
        view! { <a href=routes::with_query(&address, &[("ar", &year)])>{format}</a> }
    };
    view! { <p class="hint screen">{t::rates::CURVE_PICTURE}": "{link("png", "PNG")}", "{link("svg", "SVG")}", "{link("csv", "CSV")}</p> }
}

/// A version in the list of questionnaires.
pub struct VersionRow {
    /// The questionnaire's id.
    pub id: String,
    pub title: String,
    /// Who answers it.
    pub audience: String,
    pub version: i64,
    pub published: bool,
    /// Whether it is the newest of its questionnaire.
    pub newest: bool,
}

/// Questionnaires: preview and publish.
pub fn questionnaires(rows: Vec<VersionRow>, faults: &Faults) -> impl IntoView + use<> {
    use t::questionnaires as q;
    let from =
        rows.iter().filter(|row| row.newest).map(|row| (row.id.clone(), format!("{} ({})", row.title, row.audience))).collect();
    let rows = rows.into_iter().map(|row| {
        let VersionRow { id, title, audience, version, published, newest } = row;
        let href = routes::QUESTIONNAIRE.href([&id, &version]);
        let edit = newest.then(|| routes::QUESTIONNAIRE_EDIT.href([&id]));
        let edited = id.clone();
        let json = routes::QUESTIONNAIRE_JSON.href([&id, &version]);
        let name = q::version(&id, version);
        let (file_of, read) = (name.clone(), name.clone());
        let state = match (published, newest) {
            (true, _) => view! { <span class="done">{q::PUBLISHED}</span> }.into_any(),
            (false, true) => {
                let review = routes::QUESTIONNAIRE_REVIEW.href([&id]);
                view! { {q::DRAFT}" "<a href=review>{q::REVIEW}<span class="unseen">" "{id}</span></a> }.into_any()
            }
            (false, false) => q::REPLACED.into_any(),
        };
        let write = edit.map(|edit| view! { <a href=edit>{q::EDIT}<span class="unseen">" "{edited}</span></a>" " });
        view! {
            <tr><th scope="row">{title}<br/><small>{name}" · "{audience}</small></th>
                <td>{write}<a href=href>{q::READ}<span class="unseen">" "{read}</span></a>" "
                    <a href=json download>"JSON"<span class="unseen">" "{file_of}</span></a></td>
                <td>{state}</td></tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let columns = text_columns([q::COLUMN_QUESTIONNAIRE, q::COLUMN_DO, q::COLUMN_STATE]);
    view! {
        <ErrorSummary faults/>
        <h1 id="enkater">{q::TITLE}</h1>
        <p>{q::LEAD}</p>
        <Notice kind=NoticeKind::Empty when=rows.is_empty() text=q::NOTHING_YET/>
        {(!rows.is_empty()).then(|| view! { <ScrollingTable caption=q::TITLE columns>{rows}</ScrollingTable> })}
        <Begin from fault=faults.at("titel")/>
        <FromFile address=routes::QUESTIONNAIRE_FILE.path() heading=q::FILE_HEADING lead=q::FILE_LEAD accept=".json,application/json" fault=faults.at("fil")/>
    }
}

/// Begins a questionnaire, from nothing or as a copy.
#[component]
fn Begin(from: Vec<(String, String)>, fault: Option<String>) -> impl IntoView {
    use crate::texts::authoring::{audience, begin as b};
    let audiences = Audience::ALL.iter().map(|a| (a.as_str().to_owned(), audience(*a).to_owned())).collect();
    let from = [(String::new(), b::EMPTY.to_owned())].into_iter().chain(from).collect();
    view! {
        <Section heading=b::HEADING>
            <p>{b::LEAD}</p>
            <form method="post" action=routes::QUESTIONNAIRE_NEW.path() class="narrow">
                <TextField name="titel" label=b::TITLE fault/>
                <SelectField name="malgrupp" label=crate::texts::authoring::AUDIENCE options=audiences chosen=""/>
                <SelectField name="fran" label=b::FROM options=from chosen=""/>
                <Submit text=b::BUTTON class="second"/>
            </form>
        </Section>
    }
}

/// Takes in a file.
#[component]
fn FromFile(
    address: &'static str,
    heading: &'static str,
    lead: &'static str,
    accept: &'static str,
    fault: Option<String>,
) -> impl IntoView {
    view! {
        <Section heading>
            <p>{lead}</p>
            <form method="post" action=address enctype="multipart/form-data" class="narrow">
                <FileField label=t::FILE accept fault/>
                <Submit text=t::BUTTON_TAKE class="second"/>
            </form>
        </Section>
    }
}
