//! The central office: rates and awareness over the whole city, rounds, questionnaires, accounts.

use leptos::prelude::*;

use crate::domain::figure::whole;
use crate::domain::ids::RoundId;
use crate::domain::indicator::value;
use crate::domain::questionnaire::{Direction, Indicator, Statistic};
use crate::domain::round::{Rate, State};
use crate::domain::suppression::Figure;
use crate::texts::{central as t, parts};
use crate::ui::parts::{bar, error_summary, figure, percent, rate_cells, scrolling, trend};

/// The places of the central office: address and words.
pub const LINKS: &[(&str, &str)] = &[
    ("/central", t::rates::TITLE),
    ("/central/kannedom", t::awareness::TITLE),
    ("/central/omgangar", t::rounds::TITLE),
    ("/central/enkater", t::questionnaires::TITLE),
    ("/central/organisationer", t::organisations::TITLE),
    ("/central/konton", t::accounts::TITLE),
    ("/central/logg", t::log::TITLE),
];

/// How the city answers.
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
    /// Tenths of a percent.
    pub tenths: Option<i64>,
    /// Id, name, rate, tenths and drafts.
    pub rows: Vec<(String, String, Rate, Option<i64>, i64)>,
    /// What the rows are sorted by.
    pub sorted: &'static str,
    /// Whether results can be exported.
    pub closed: bool,
    /// Whether older copies of answers are still in the files.
    pub vacuum_is_due: bool,
}

fn years_nav(path: &'static str, years: &[RoundId], here: RoundId) -> impl IntoView + use<> {
    let links = years
        .iter()
        .rev()
        .map(|year| view! { <li><a href=format!("{path}?ar={year}") aria-current=(*year == here).then_some("page")>{year.to_string()}</a></li> })
        .collect_view();
    view! { <nav class="years" aria-label=parts::YEARS><ul>{links}</ul></nav> }
}

/// The rates of every organisation.
pub fn rates(page: Rates) -> impl IntoView {
    let year = page.year;
    let column = |id: &'static str, text: &'static str, class: &'static str| {
        let here = page.sorted == id;
        view! { <th scope="col" class=class aria-sort=here.then_some(if id == "namn" { "ascending" } else { "descending" })>
        <a href=format!("/central?ar={year}&sortera={id}")>{text}</a></th> }
    };
    let head = view! { <tr>{column("namn", t::rates::COLUMN_ORGANISATION, "")}<th scope="col" class="n">{parts::COLUMN_SAMPLE}</th><th scope="col" class="n">{parts::COLUMN_OUT_OF_SCOPE}</th>
    {column("svarat", parts::COLUMN_COMPLETED, "n")}{column("aterstar", parts::COLUMN_REMAINING, "n")}{column("frekvens", parts::COLUMN_RATE, "n")}<th scope="col" class="n">{t::rates::COLUMN_BEGUN}</th></tr> };
    let rows = page
        .rows
        .into_iter()
        .map(|(id, name, rate, tenths, drafts)| {
            view! {
                <tr><th scope="row"><a href=format!("/forvaltning?organisation={id}&ar={year}")>{name}</a>{bar(tenths)}</th>
                    {rate_cells(rate, tenths, true)}<td class="n">{whole(drafts)}</td></tr>
            }
        })
        .collect_view();
    view! {
        <p class="over">{page.title}</p>
        <h1>{t::rates::HEADING}</h1>
        {page.vacuum_is_due.then(|| view! { <p class="note">{t::VACUUM_IS_DUE}</p> })}
        {years_nav("/central", &page.years, year)}
        <section class="hero"><p class="big">{percent(page.tenths)}</p>
            <p class="lead">{t::rates::answered(page.all.completed, page.all.eligible(), &page.when)}</p></section>
        {scrolling(t::rates::TABLE, view! {
            <table><thead>{head}</thead><tbody>{rows}</tbody>
            <tfoot><tr><th scope="row">{t::WHOLE_CITY}</th>{rate_cells(page.all, page.tenths, true)}<td></td></tr></tfoot></table>
        })}
        <p>{t::rates::EXPORT_RATES}<a href=format!("/export/{year}/svarsfrekvens.xlsx")>"XLSX"</a>", "<a href=format!("/export/{year}/svarsfrekvens.csv")>"CSV"</a>", "<a href=format!("/export/{year}/svarsfrekvens.json")>"JSON"</a></p>
        {if page.closed { exports(year).into_any() } else { view! { <p class="empty">{t::rates::NOT_CLOSED}</p> }.into_any() }}
    }
}

fn exports(year: RoundId) -> impl IntoView {
    let row = |name: &'static str, text: &'static str| {
        view! {
            <li>{text}": "<a href=format!("/export/{year}/{name}.xlsx")>"XLSX"</a>", "<a href=format!("/export/{year}/{name}.csv")>"CSV"</a>", "<a href=format!("/export/{year}/{name}.json")>"JSON"</a></li>
        }
    };
    view! {
        <h2>{t::exports::HEADING}</h2>
        <ul>{row("indikatorer", t::exports::INDICATORS)}{row("handelser", t::exports::INCIDENTS)}{row("svar", t::exports::ANSWERS)}{row("fritext", t::exports::TEXTS)}{row("kodbok", t::exports::CODEBOOK)}</ul>
    }
}

/// Awareness over organisations and years.
pub struct Awareness {
    /// The round shown.
    pub year: RoundId,
    /// The years with closed rounds.
    pub years: Vec<RoundId>,
    /// The indicators to choose between.
    pub indicators: Vec<Indicator>,
    /// The columns shown.
    pub chosen: Vec<Indicator>,
    /// A row each: id, name, and for each column this year's figure and those of all years.
    pub rows: Vec<AwarenessRow>,
    /// The city's row.
    pub city: AwarenessRow,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// One organisation, or the city.
pub struct AwarenessRow {
    /// Id; none for the city.
    pub organisation: Option<String>,
    /// Name.
    pub name: String,
    /// Whether it sums those before it.
    pub merged: bool,
    /// For each column: this year, and every year, oldest first.
    pub cells: Vec<(Figure, Vec<Figure>)>,
}

/// Organisations against indicators.
pub fn awareness(page: Awareness) -> impl IntoView {
    let year = page.year;
    let options = page
        .indicators
        .iter()
        .map(|i| {
            let checked = page.chosen.iter().any(|c| c.id == i.id);
            let id = format!("i-{}", i.id);
            view! { <label class="choice" for=id.clone()><input type="checkbox" id=id.clone() name="indikator" value=i.id.clone() checked=checked/><span>{i.label.clone()}</span></label> }
        })
        .collect_view();
    let heads = page.chosen.iter().map(|i| view! { <th scope="col" class="n">{i.label.clone()}</th> }).collect_view();
    let chosen = page.chosen.clone();
    let threshold = page.threshold;
    let row = move |row: AwarenessRow| {
        let cells = row
            .cells
            .into_iter()
            .zip(&chosen)
            .map(|((now, years), indicator)| cell(now, &years, indicator, threshold))
            .collect_view();
        let name = match row.organisation {
            Some(id) => view! { <a href=format!("/forvaltning?organisation={id}&ar={year}")>{row.name}</a> }.into_any(),
            None => row.name.into_any(),
        };
        view! { <tr><th scope="row">{name}{row.merged.then(|| view! { <span class="of">{t::awareness::MERGED}</span> })}</th>{cells}</tr> }
    };
    let rows = page.rows.into_iter().map(&row).collect_view();
    let city = row(page.city);
    view! {
        <h1>{t::awareness::HEADING}</h1>
        {years_nav("/central/kannedom", &page.years, year)}
        {scrolling(t::awareness::TABLE, view! {
            <table class="heat"><thead><tr><th scope="col">{t::awareness::COLUMN_ORGANISATION}</th>{heads}</tr></thead><tbody>{rows}</tbody><tfoot>{city}</tfoot></table>
        })}
        <p class="hint">{t::awareness::hint(threshold)}</p>
        <details><summary>{t::awareness::CHOOSE}</summary>
            <form method="get" action="/central/kannedom"><input type="hidden" name="ar" value=year.to_string()/>
                <fieldset class="question"><legend>{t::awareness::INDICATORS}</legend><div class="choices">{options}</div></fieldset>
                <p class="buttons"><button>{t::awareness::BUTTON_SHOW}</button></p></form>
        </details>
        {exports(year)}
    }
}

fn cell(now: Figure, years: &[Figure], indicator: &Indicator, threshold: i64) -> impl IntoView + use<> {
    let number = |f: &Figure| f.shown().and_then(|t| value(&indicator.statistic, t)).map(|(n, _)| n);
    let top = if indicator.statistic == Statistic::Mean { 500 } else { 1000 };
    // Five steps of a tint; where less is better the tint says so by its own colour.
    let tint = number(&now).map(|n| {
        let step = (n * 5 / top).clamp(0, 4);
        if indicator.direction == Direction::Lower { format!("n low-{step}") } else { format!("n high-{step}") }
    });
    let points: Vec<Option<i64>> = years.iter().map(number).collect();
    let curve = (points.iter().flatten().count() > 1).then(|| trend(&points, top));
    view! { <td class=tint.unwrap_or_else(|| "n".into())>{figure(now, &indicator.statistic, threshold)}{curve}</td> }
}

/// A round in the list.
pub struct RoundRow {
    /// Its year.
    pub year: RoundId,
    /// Its title.
    pub title: String,
    /// First and last day, in words.
    pub days: (String, String),
    /// The last day as a field takes it.
    pub closes: String,
    /// How far it has come.
    pub state: State,
    /// How much of its close is done, in percent.
    pub closing: i64,
}

/// Rounds: create, open, extend, close.
pub fn rounds(rows: Vec<RoundRow>, fault: Option<(String, String)>, form: [String; 4]) -> impl IntoView {
    let [year, title, opens, closes] = form;
    let rows = rows
        .into_iter()
        .rev()
        .map(|round| {
            let year = round.year;
            let hidden = move || view! { <input type="hidden" name="ar" value=year.to_string()/> };
            let field = format!("stanger-{year}");
            let actions = match round.state {
                State::Planned => view! { <form method="post" action="/central/omgangar/oppna">{hidden()}<button>{t::rounds::button_open(year)}</button></form> }.into_any(),
                State::Open => view! {
                    <form class="inline" method="post" action="/central/omgangar/forlang">{hidden()}<label for=field.clone()>{t::rounds::NEW_LAST_DAY}</label>
                        <input type="date" class="short" id=field name="stanger" value=round.closes.clone()/><button class="second">{t::rounds::BUTTON_MOVE}</button></form>
                    <details><summary>{t::rounds::close(year)}</summary><form method="post" action="/central/omgangar/stang">{hidden()}
                        <p>{t::rounds::CLOSE_WARNING}</p>
                        <button class="danger">{t::rounds::BUTTON_CLOSE}</button></form></details>
                }.into_any(),
                State::Closing => view! { <p>{t::rounds::closing(round.closing)}</p> }.into_any(),
                State::Closed => ().into_any(),
            };
            view! { <tr><th scope="row"><a href=format!("/central?ar={year}")>{year.to_string()}</a></th><td>{round.title}</td>
                <td>{format!("{} – {}", round.days.0, round.days.1)}</td><td>{round.state.to_string()}</td><td>{actions}</td></tr> }
        })
        .collect_view();
    view! {
        {error_summary(fault.into_iter().collect())}
        <h1>{t::rounds::TITLE}</h1>
        {scrolling(t::rounds::TITLE, view! { <table><thead><tr><th scope="col">{t::rounds::YEAR}</th><th scope="col">{t::rounds::NAME}</th><th scope="col">{t::rounds::COLUMN_DAYS}</th><th scope="col">{t::rounds::COLUMN_STATE}</th><th scope="col">{t::rounds::COLUMN_ACTIONS}</th></tr></thead><tbody>{rows}</tbody></table> })}
        <h2>{t::rounds::NEW_HEADING}</h2>
        <p>{t::rounds::NEW_LEAD}</p>
        <form method="post" action="/central/omgangar" novalidate>
            <div class="question"><label class="legend" for="ar">{t::rounds::YEAR}</label><input type="text" inputmode="numeric" class="short" id="ar" name="ar" value=year autocomplete="off"/></div>
            <div class="question"><label class="legend" for="titel">{t::rounds::NAME}<span class="optional">{t::rounds::OPTIONAL}</span></label><input type="text" id="titel" name="titel" value=title autocomplete="off"/></div>
            <div class="question"><label class="legend" for="oppnar">{t::rounds::FIRST_DAY}</label><input type="date" class="short" id="oppnar" name="oppnar" value=opens/></div>
            <div class="question"><label class="legend" for="stanger">{t::rounds::LAST_DAY}</label><input type="date" class="short" id="stanger" name="stanger" value=closes/></div>
            <p class="buttons"><button>{t::rounds::BUTTON_CREATE}</button></p>
        </form>
    }
}

/// A version in the list of questionnaires.
pub struct VersionRow {
    /// The questionnaire's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who answers it.
    pub audience: String,
    /// Which version.
    pub version: i64,
    /// Whether it is published.
    pub published: bool,
    /// Whether it is the newest of its questionnaire.
    pub newest: bool,
}

/// Questionnaires: preview and publish.
pub fn questionnaires(rows: Vec<VersionRow>, fault: Option<String>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let (id, version) = (row.id.clone(), row.version);
            let state = match (row.published, row.newest) {
                (true, _) => view! { <span class="done">{t::questionnaires::PUBLISHED}</span> }.into_any(),
                (false, true) => view! { <form method="post" action="/central/enkater/publicera"><input type="hidden" name="id" value=row.id.clone()/><button class="second">{t::questionnaires::button_publish(&row.id)}</button></form> }.into_any(),
                (false, false) => t::questionnaires::REPLACED.into_any(),
            };
            view! { <tr><th scope="row"><a href=format!("/central/enkater/{id}/{version}")>{t::questionnaires::version(&id, version)}</a></th><td>{row.title}</td><td>{row.audience}</td><td>{state}</td></tr> }
        })
        .collect::<Vec<_>>();
    let empty = rows.is_empty();
    view! {
        {error_summary(fault.map(|f| ("fil".to_owned(), f)).into_iter().collect())}
        <h1>{t::questionnaires::TITLE}</h1>
        <p>{t::questionnaires::LEAD_BEFORE}<code>"lagesbild import questionnaire"</code>{t::questionnaires::LEAD_AFTER}</p>
        {empty.then(|| view! { <p class="empty">{t::questionnaires::NOTHING_YET}</p> })}
        {(!empty).then(|| scrolling(t::questionnaires::TITLE, view! { <table><thead><tr><th scope="col">{t::questionnaires::COLUMN_QUESTIONNAIRE}</th><th scope="col">{t::questionnaires::COLUMN_TITLE}</th><th scope="col">{t::questionnaires::COLUMN_AUDIENCE}</th><th scope="col">{t::questionnaires::COLUMN_STATE}</th></tr></thead><tbody>{rows}</tbody></table> }))}
    }
}

/// An organisation in the list.
pub struct OrganisationRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub audience: String,
    /// Its areas.
    pub areas: String,
    /// What becomes of it.
    pub fate: String,
}

/// The organisations.
pub fn organisations(rows: Vec<OrganisationRow>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| view! { <tr><th scope="row">{row.name}</th><td>{row.audience}</td><td>{row.areas}</td><td>{row.fate}</td></tr> })
        .collect_view();
    view! {
        <h1>{t::organisations::TITLE}</h1>
        <p>{t::organisations::LEAD}<code>"lagesbild import organisations"</code>"."</p>
        {scrolling(t::organisations::TITLE, view! { <table><thead><tr><th scope="col">{t::organisations::COLUMN_ORGANISATION}</th><th scope="col">{t::organisations::COLUMN_KIND}</th><th scope="col">{t::organisations::COLUMN_AREAS}</th><th scope="col">{t::organisations::COLUMN_NOTE}</th></tr></thead><tbody>{rows}</tbody></table> })}
    }
}
