//! The board: who is missing, and figures once the round is closed.

use leptos::prelude::*;

use super::letters::share;
use super::{Desk, head};
use crate::domain::ids::RoundId;
use crate::domain::questionnaire::Indicator;
use crate::domain::round::{Rate, State};
use crate::domain::suppression::Figure;
use crate::islands::live::Live;
use crate::texts::{desk as t, parts};
use crate::ui::chart::{Curve, curve};
use crate::ui::field::optional;
use crate::ui::parts::{error_summary, figure, percent, rate_cells, rate_heads, scrolling};

/// An organisation in a round.
pub struct Board {
    /// Whose.
    pub desk: Desk,
    /// Everything together.
    pub rate: Rate,
    /// Tenths of a percent.
    pub tenths: Option<i64>,
    /// Last year: its year, its rate in the end, and on this day of the collection.
    pub last: Option<(RoundId, Option<i64>, Option<i64>)>,
    /// Drafts with at least one answer.
    pub drafts: i64,
    /// Answers beyond the units that stand for them.
    pub surplus: i64,
    /// Whether some answers stand for no unit.
    pub unlinked: bool,
    /// By avdelning.
    pub divisions: Vec<(String, Rate)>,
    /// Answers by day.
    pub curve: Curve,
    /// The units of others in the organisation's areas: whose, where, how many; none of those
    /// whose answers are not tied to units.
    pub areas: Vec<(String, String, Rate, bool)>,
    /// The units; none without a register.
    pub units: Vec<Unit>,
    /// Figures once the round is closed.
    pub results: Vec<ResultRow>,
    /// The year that the figures are compared with.
    pub last_year: Option<RoundId>,
    /// The organisations that are summed under this name in this or last year's figures.
    pub merged: Vec<String>,
    /// The link to send, while the round is open.
    pub link: Option<String>,
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
    let fault = error_summary(board.fault.clone().map(|f| ("enheter".to_owned(), f)).into_iter().collect());
    let head = head(&board.desk, t::tab::BOARD);
    let results = board.desk.closed().then(|| results(&board));
    let open = board.desk.round.as_ref().is_some_and(|round| round.state == State::Open);
    let add = (open && board.desk.may_change && !board.units.is_empty()).then(|| add_unit(&board.desk));
    let address = board.desk.address("/laget");
    let share = board.link.clone().map(|link| share(&board.desk, link));
    view! {
        {fault}
        {head}
        {results}
        {if open { view! { <Live><div data-from=address>{live(board)}</div></Live> }.into_any() } else { live(board).into_any() }}
        {add}
        {share}
    }
}

/// The parts that follow the collection while the page is open.
pub fn live(board: Board) -> impl IntoView {
    let round = board.desk.round.clone();
    let closed = board.desk.closed();
    let when = round.map(|round| match round.state {
        State::Planned => parts::round_opens(&round.days.0),
        State::Open => parts::round_is_open(&round.days.1),
        State::Closing => parts::ROUND_IS_CLOSING.to_owned(),
        State::Closed => parts::round_closed(&round.days.1),
    });
    let answered = t::answered(board.rate.completed, board.rate.eligible());
    let says = answered.clone();
    let last = board.last.map(|(year, end, same_day)| {
        let same_day = same_day.filter(|_| !closed).map(|tenths| t::same_day(year, &percent(Some(tenths))));
        let end = end.map(|tenths| t::last_year(year, &percent(Some(tenths))));
        let text = [same_day, end].into_iter().flatten().collect::<Vec<_>>().join(" ");
        view! { <p class="before">{text}</p> }
    });
    view! {
        <section class="hero" aria-labelledby="frekvens" data-live="frekvens" data-says=says>
            <h2 id="frekvens">{t::RATE_HEADING}</h2>
            <p class="big">{percent(board.tenths)}</p>
            <p class="lead">{answered}" "{when}</p>
            {last}
            <ul class="facts">
                {(!closed).then(|| view! { <li>{t::begun(board.drafts)}</li> })}
                {(board.rate.out_of_scope > 0).then(|| view! { <li>{t::out_of_scope(board.rate.out_of_scope)}</li> })}
                {(board.surplus > 0).then(|| view! { <li>{t::surplus(board.surplus)}</li> })}
                {board.unlinked.then(|| view! { <li>{t::UNTIED}</li> })}
            </ul>
        </section>
        <section data-live="kurva" aria-label=parts::CURVE>{curve(&board.curve)}</section>
        <section data-live="avdelningar">{divisions(&board)}</section>
        <section data-live="andra">{areas(&board)}</section>
        {units(board)}
    }
}

fn areas(board: &Board) -> impl IntoView + use<> {
    let rows = board.areas.iter().map(|(name, area, rate, unlinked)| {
        view! { <tr><th scope="row">{name.clone()}</th><td>{area.clone()}</td>{rate_cells(*rate, rate.tenths(), !unlinked)}</tr> }
    });
    (!board.areas.is_empty()).then(|| view! {
        <h2>{t::AREAS_HEADING}</h2><p>{t::AREAS_LEAD}</p>
        {scrolling(t::AREAS_HEADING, view! {
            <table><thead><tr><th scope="col">{t::AREAS_COLUMN}</th><th scope="col">{t::AREAS_PLACE}</th>{rate_heads()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody></table>
        })}
    })
}

fn divisions(board: &Board) -> impl IntoView + use<> {
    let rows = board
        .divisions
        .iter()
        .map(|(name, rate)| {
            let name = if name.is_empty() { t::DIVISIONS_NONE.to_owned() } else { name.clone() };
            view! { <tr><th scope="row">{name}</th>{rate_cells(*rate, rate.tenths(), !board.unlinked)}</tr> }
        })
        .collect_view();
    let all = rate_cells(board.rate, board.tenths, true);
    (!board.divisions.is_empty()).then(|| {
        view! {
            <h2>{t::DIVISIONS_HEADING}</h2>
            {scrolling(t::DIVISIONS_TABLE, view! {
                <table><thead><tr><th scope="col">{t::DIVISIONS_COLUMN}</th>{rate_heads()}</tr></thead>
                <tbody>{rows}</tbody><tfoot><tr><th scope="row">{t::DIVISIONS_ALL}</th>{all}</tr></tfoot></table>
            })}
        }
    })
}

fn results(board: &Board) -> impl IntoView + use<> {
    let threshold = board.desk.threshold;
    let rows = board
        .results
        .iter()
        .map(|row| {
            view! { <tr><th scope="row">{row.indicator.label.clone()}</th>
            <td class="n">{figure(row.now, &row.indicator.statistic, threshold)}</td>
            {board.last_year.map(|_| view! { <td class="n before">{figure(row.before, &row.indicator.statistic, threshold)}</td> })}</tr> }
        })
        .collect_view();
    let desk = &board.desk;
    let merged = (!board.merged.is_empty()).then(|| view! { <p>{t::merged(&desk.name, &board.merged.join(", "))}</p> });
    let query = format!("organisation={}", desk.organisation);
    let year = desk.year();
    view! {
        <section><h2>{t::RESULTS_HEADING}</h2>
            {merged}
            {board.results.is_empty().then(|| view! { <p class="empty">{t::RESULTS_NONE}</p> })}
            {scrolling(t::RESULTS_HEADING, view! {
                <table><thead><tr><th scope="col">{t::RESULTS_COLUMN}</th><th scope="col" class="n">{year.clone()}</th>
                    {board.last_year.map(|y| view! { <th scope="col" class="n before">{y.to_string()}</th> })}</tr></thead><tbody>{rows}</tbody></table>
            })}
            <p class="hint">{t::results_hint(threshold)}</p>
            <p class="buttons"><a class="button" href=desk.address(t::tab::UNDERLAG)>{t::UNDERLAG}</a><a href=desk.address(t::tab::RESULTS)>{t::RESULTS_MORE}</a></p>
            <p>{t::EXPORT}<a href=format!("/export/{year}/indikatorer.xlsx?{query}")>{t::EXPORT_INDICATORS}</a>", "<a href=format!("/export/{year}/indikatorer.csv?{query}")>"CSV"</a>" · "
                <a href=format!("/export/{year}/handelser.xlsx?{query}")>{t::EXPORT_INCIDENTS}</a>" · "<a href=format!("/export/{year}/svarsfrekvens.xlsx?{query}")>{t::EXPORT_RATES}</a></p>
        </section>
    }
}

fn units(board: Board) -> impl IntoView {
    let open = board.desk.round.as_ref().is_some_and(|round| round.state == State::Open) && board.desk.may_change;
    let unlinked = board.unlinked;
    let action = board.desk.address("/enhet");
    let rows = board
        .units
        .into_iter()
        .map(|unit| {
            let status = match (&unit.reason, &unit.answered, unlinked) {
                (Some(reason), _, _) => view! { <span class="out">{t::status_out_of_scope(reason)}</span> }.into_any(),
                (None, _, true) => view! { <span class="hint">"–"</span> }.into_any(),
                (None, Some(day), _) => view! { <span class="done">{t::status_answered(day)}</span> }.into_any(),
                (None, None, _) => view! { <span class="missing">{t::STATUS_MISSING}</span> }.into_any(),
            };
            let change = open.then(|| view! { <td>{change(&unit, action.clone())}</td> });
            view! { <tr><th scope="row">{unit.name}</th><td>{unit.division}</td><td>{status}</td>{change}</tr> }
        })
        .collect::<Vec<_>>();
    let empty = rows.is_empty();
    view! {
        <section id="enheter" tabindex="-1" data-live="enheter"><h2>{t::UNITS_HEADING}</h2>
            {empty.then(|| view! { <p class="empty">{t::UNITS_NONE}</p> })}
            {(!empty).then(|| scrolling(t::UNITS_HEADING, view! {
                <table><thead><tr><th scope="col">{t::COLUMN_UNIT}</th><th scope="col">{t::COLUMN_DIVISION}</th><th scope="col">{t::COLUMN_STATUS}</th>
                    {open.then(|| view! { <th scope="col">{t::COLUMN_CHANGE}</th> })}</tr></thead><tbody>{rows}</tbody></table>
            }))}
        </section>
    }
}

/// What can be done about a unit.
fn change(unit: &Unit, action: String) -> AnyView {
    let hidden = view! { <input type="hidden" name="enhet" value=unit.id.clone()/> };
    let about = format!(" {}", unit.name);
    match (&unit.reason, &unit.answered) {
        (Some(_), _) => view! { <form method="post" action=action>{hidden}<button class="quiet" name="gor" value="ta_med">{t::BUTTON_TAKE_IN}<span class="unseen">{about}</span></button></form> }.into_any(),
        (None, Some(_)) => view! { <form method="post" action=action>{hidden}<button class="quiet" name="gor" value="oppna">{t::BUTTON_REOPEN}<span class="unseen">{about}</span></button></form> }.into_any(),
        (None, None) => {
            let field = format!("orsak-{}", unit.id);
            view! { <details><summary>{t::TAKE_OUT}<span class="unseen">{about}</span></summary>
                <form method="post" action=action>{hidden}<label for=field.clone()>{t::REASON}</label><input type="text" id=field name="orsak" autocomplete="off"/>
                <button class="second" name="gor" value="ta_ur">{t::BUTTON_TAKE_OUT}</button></form></details> }.into_any()
        }
    }
}

fn add_unit(desk: &Desk) -> impl IntoView + use<> {
    view! {
        <details><summary>{t::ADD_UNIT}</summary>
            <form method="post" action=desk.address("/enhet")>
                <p class="hint">{t::ADD_UNIT_HINT}</p>
                <input type="hidden" name="enhet" value=""/>
                <div class="question"><label class="legend" for="namn">{t::UNIT_NAME}</label><input type="text" id="namn" name="namn" autocomplete="off"/></div>
                <div class="question"><label class="legend" for="avdelning">{t::UNIT_DIVISION}{optional(false)}</label><input type="text" id="avdelning" name="avdelning" autocomplete="off"/></div>
                <p class="buttons"><button class="second" name="gor" value="lagg_till">{t::BUTTON_ADD_UNIT}</button></p>
            </form></details>
    }
}
