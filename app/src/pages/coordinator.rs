//! The coordinator's desk: who is missing, the link to send, and figures once the round is closed.

use leptos::prelude::*;

use crate::domain::questionnaire::Indicator;
use crate::domain::round::{Rate, State};
use crate::domain::suppression::Figure;
use crate::texts::{coordinator as t, parts};
use crate::ui::field::{in_text_area, optional};
use crate::ui::parts::{curve, error_summary, figure, percent, rate_cells, scrolling};

/// An organisation in a round.
pub struct Board {
    /// Its id.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// The round.
    pub year: i64,
    /// The round's title.
    pub title: String,
    /// How far the round has come.
    pub state: State,
    /// Its first and last day, in words.
    pub days: (String, String),
    /// The years with a board: year and whether it is this one.
    pub years: Vec<i64>,
    /// Everything together.
    pub rate: Rate,
    /// Tenths of a percent.
    pub tenths: Option<i64>,
    /// Last year's rate.
    pub last_tenths: Option<i64>,
    /// Drafts with at least one answer.
    pub drafts: i64,
    /// Answers beyond the units that stand for them.
    pub surplus: i64,
    /// Whether some answers stand for no unit.
    pub untied: bool,
    /// By avdelning.
    pub divisions: Vec<(String, Rate)>,
    /// Answers by day.
    pub days_answered: Vec<(String, i64)>,
    /// The units; none without a register.
    pub units: Vec<Unit>,
    /// The link to send, while the round is open or planned.
    pub link: Option<String>,
    /// Whether the reader may change things.
    pub may_change: bool,
    /// Figures once the round is closed.
    pub results: Vec<ResultRow>,
    /// The year that the figures are compared with.
    pub last_year: Option<i64>,
    /// The organisations that are summed under this name in this or last year's figures.
    pub merged: Vec<String>,
    /// What was refused.
    pub fault: Option<String>,
}

/// A unit in the list.
pub struct Unit {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Avdelning.
    pub division: String,
    /// The day on which it answered, in words.
    pub answered: Option<String>,
    /// Why it is out of scope.
    pub reason: Option<String>,
}

/// An indicator, this year and last.
pub struct ResultRow {
    /// What it is.
    pub indicator: Indicator,
    /// This year.
    pub now: Figure,
    /// Last year.
    pub before: Figure,
}

/// The board.
pub fn board(board: Board) -> impl IntoView {
    let query = format!("organisation={}&ar={}", board.organisation, board.year);
    let years = board
        .years
        .iter()
        .rev()
        .map(|year| {
            let href = format!("/forvaltning?organisation={}&ar={year}", board.organisation);
            view! { <li><a href=href aria-current=(*year == board.year).then_some("page")>{year.to_string()}</a></li> }
        })
        .collect_view();
    let when = match board.state {
        State::Planned => parts::round_opens(&board.days.0),
        State::Open => parts::round_is_open(&board.days.1),
        State::Closed => parts::round_closed(&board.days.1),
    };
    let last = board.last_tenths.map(|tenths| view! { <p class="before">{t::last_year(&percent(Some(tenths)))}</p> });
    let closed = board.state == State::Closed;
    view! {
        {error_summary(board.fault.clone().map(|f| ("enheter".to_owned(), f)).into_iter().collect())}
        <p class="over">{board.title.clone()}</p>
        <h1>{board.name.clone()}</h1>
        <nav class="years" aria-label=parts::YEARS><ul>{years}</ul></nav>
        <section class="hero" aria-labelledby="frekvens">
            <h2 id="frekvens">{t::RATE_HEADING}</h2>
            <p class="big">{percent(board.tenths)}</p>
            <p class="lead">{t::answered(board.rate.completed, board.rate.eligible())}" "{when}</p>
            {last}
            <ul class="facts">
                {(!closed).then(|| view! { <li>{t::begun(board.drafts)}</li> })}
                {(board.rate.out_of_scope > 0).then(|| view! { <li>{t::out_of_scope(board.rate.out_of_scope)}</li> })}
                {(board.surplus > 0).then(|| view! { <li>{t::surplus(board.surplus)}</li> })}
                {board.untied.then(|| view! { <li>{t::UNTIED}</li> })}
            </ul>
            {curve(&board.days_answered, board.rate.eligible())}
        </section>
        {divisions(&board)}
        {board.link.clone().map(|link| share(&board, link))}
        {closed.then(|| results(&board))}
        {units(board, query)}
    }
}

fn divisions(board: &Board) -> impl IntoView + use<> {
    let rows = board
        .divisions
        .iter()
        .map(|(name, rate)| {
            let name = if name.is_empty() { t::DIVISIONS_NONE.to_owned() } else { name.clone() };
            view! { <tr><th scope="row">{name}</th>{rate_cells(*rate, rate.tenths(), !board.untied)}</tr> }
        })
        .collect_view();
    let all = rate_cells(board.rate, board.tenths, true);
    (!board.divisions.is_empty()).then(|| view! {
        <section><h2>{t::DIVISIONS_HEADING}</h2>
        {scrolling(t::DIVISIONS_TABLE, view! {
            <table><thead><tr><th scope="col">{t::DIVISIONS_COLUMN}</th><th scope="col" class="n">{parts::COLUMN_SAMPLE}</th><th scope="col" class="n">{parts::COLUMN_OUT_OF_SCOPE}</th>
                <th scope="col" class="n">{parts::COLUMN_COMPLETED}</th><th scope="col" class="n">{parts::COLUMN_REMAINING}</th><th scope="col" class="n">{parts::COLUMN_RATE}</th></tr></thead>
            <tbody>{rows}</tbody><tfoot><tr><th scope="row">{t::DIVISIONS_ALL}</th>{all}</tr></tfoot></table>
        })}</section>
    })
}

fn share(board: &Board, link: String) -> impl IntoView + use<> {
    let qr = format!("/forvaltning/qr.svg?organisation={}&ar={}", board.organisation, board.year);
    let png = qr.replace("qr.svg", "qr.png");
    let mail = t::mail(&board.name, &link, &board.days.1);
    view! {
        <section><h2>{t::LINK_HEADING}</h2>
            <p>{t::LINK_LEAD}</p>
            <p class="link"><a href=link.clone()>{link.clone()}</a></p>
            <div class="side">
                <div><label class="legend" for="mejltext">{t::MAIL_LABEL}</label>
                    <textarea id="mejltext" rows="10" readonly>{in_text_area(&mail)}</textarea></div>
                <div><img class="qr" src=qr.clone() alt=t::QR_PICTURE width="180" height="180"/>
                    <p><a href=qr download>{t::QR_AS_SVG}</a>" · "<a href=png download>{t::QR_AS_PNG}</a></p></div>
            </div>
        </section>
    }
}

fn results(board: &Board) -> impl IntoView + use<> {
    let rows = board
        .results
        .iter()
        .map(|row| {
            view! { <tr><th scope="row">{row.indicator.label.clone()}</th>
            <td class="n">{figure(row.now, &row.indicator.statistic)}</td>
            {board.last_year.map(|_| view! { <td class="n before">{figure(row.before, &row.indicator.statistic)}</td> })}</tr> }
        })
        .collect_view();
    let merged = (!board.merged.is_empty()).then(|| view! { <p>{t::merged(&board.name, &board.merged.join(", "))}</p> });
    let query = format!("organisation={}", board.organisation);
    let year = board.year;
    view! {
        <section><h2>{t::RESULTS_HEADING}</h2>
            {merged}
            {board.results.is_empty().then(|| view! { <p class="empty">{t::RESULTS_NONE}</p> })}
            {scrolling(t::RESULTS_HEADING, view! {
                <table><thead><tr><th scope="col">{t::RESULTS_COLUMN}</th><th scope="col" class="n">{year.to_string()}</th>
                    {board.last_year.map(|y| view! { <th scope="col" class="n before">{y.to_string()}</th> })}</tr></thead><tbody>{rows}</tbody></table>
            })}
            <p class="hint">{t::RESULTS_HINT}</p>
            <p class="buttons"><a class="button" href=format!("/rapport/{year}/{}", board.organisation)>{t::UNDERLAG}</a></p>
            <p>{t::EXPORT}<a href=format!("/export/{year}/indikatorer.xlsx?{query}")>{t::EXPORT_INDICATORS}</a>", "<a href=format!("/export/{year}/indikatorer.csv?{query}")>"CSV"</a>" · "
                <a href=format!("/export/{year}/handelser.xlsx?{query}")>{t::EXPORT_INCIDENTS}</a>" · "<a href=format!("/export/{year}/svarsfrekvens.xlsx?{query}")>{t::EXPORT_RATES}</a></p>
        </section>
    }
}

fn units(board: Board, query: String) -> impl IntoView {
    let open = board.state == State::Open && board.may_change;
    let untied = board.untied;
    let add = format!("/forvaltning/enhet?{query}");
    let rows = board
        .units
        .into_iter()
        .map(|unit| {
            let status = match (&unit.reason, &unit.answered, untied) {
                (Some(reason), _, _) => view! { <span class="out">{t::status_out_of_scope(reason)}</span> }.into_any(),
                (None, _, true) => view! { <span class="hint">"–"</span> }.into_any(),
                (None, Some(day), _) => view! { <span class="done">{t::status_answered(day)}</span> }.into_any(),
                (None, None, _) => view! { <span class="missing">{t::STATUS_MISSING}</span> }.into_any(),
            };
            let action = format!("/forvaltning/enhet?{query}");
            let hidden = view! { <input type="hidden" name="enhet" value=unit.id.clone()/> };
            let about = format!(" {}", unit.name);
            let change = open.then(|| match (&unit.reason, &unit.answered) {
                (Some(_), _) => view! { <form method="post" action=action>{hidden}<button class="quiet" name="gor" value="ta_med">{t::BUTTON_TAKE_IN}<span class="unseen">{about}</span></button></form> }.into_any(),
                (None, Some(_)) => view! { <form method="post" action=action>{hidden}<button class="quiet" name="gor" value="oppna">{t::BUTTON_REOPEN}<span class="unseen">{about}</span></button></form> }.into_any(),
                (None, None) => {
                    let field = format!("orsak-{}", unit.id);
                    view! { <details><summary>{t::TAKE_OUT}<span class="unseen">{about}</span></summary>
                        <form method="post" action=action>{hidden}<label for=field.clone()>{t::REASON}</label><input type="text" id=field name="orsak" autocomplete="off"/>
                        <button class="second" name="gor" value="ta_ur">{t::BUTTON_TAKE_OUT}</button></form></details> }.into_any()
                }
            });
            view! { <tr><th scope="row">{unit.name}</th><td>{unit.division}</td><td>{status}</td>{open.then(|| view! { <td>{change}</td> })}</tr> }
        })
        .collect::<Vec<_>>();
    let empty = rows.is_empty();
    view! {
        <section id="enheter" tabindex="-1"><h2>{t::UNITS_HEADING}</h2>
            {empty.then(|| view! { <p class="empty">{t::UNITS_NONE}</p> })}
            {(!empty).then(|| scrolling(t::UNITS_HEADING, view! {
                <table><thead><tr><th scope="col">{t::COLUMN_UNIT}</th><th scope="col">{t::COLUMN_DIVISION}</th><th scope="col">{t::COLUMN_STATUS}</th>
                    {open.then(|| view! { <th scope="col">{t::COLUMN_CHANGE}</th> })}</tr></thead><tbody>{rows}</tbody></table>
            }))}
            {(open && !empty).then(|| view! {
                <details><summary>{t::ADD_UNIT}</summary>
                    <form method="post" action=add>
                        <p class="hint">{t::ADD_UNIT_HINT}</p>
                        <input type="hidden" name="enhet" value=""/>
                        <div class="question"><label class="legend" for="namn">{t::UNIT_NAME}</label><input type="text" id="namn" name="namn" autocomplete="off"/></div>
                        <div class="question"><label class="legend" for="avdelning">{t::UNIT_DIVISION}{optional(false)}</label><input type="text" id="avdelning" name="avdelning" autocomplete="off"/></div>
                        <p class="buttons"><button class="second" name="gor" value="lagg_till">{t::BUTTON_ADD_UNIT}</button></p>
                    </form></details>
            })}
        </section>
    }
}
