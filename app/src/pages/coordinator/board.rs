//! The board: who is missing, and figures once the round is closed.

use leptos::prelude::*;

use super::{ImportedYears, OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::figure::Tally;
use crate::domain::ids::RoundId;
use crate::domain::questionnaire::Indicator;
use crate::domain::round::{Rate, State};
use crate::domain::suppression::Figure;
use crate::islands::live_region::LiveRegion;
use crate::routes::{self, with_query};
use crate::texts::coordinator::rehearsal;
use crate::texts::{coordinator as t, letters, parts};
use crate::ui::chart::{Curve, CurveChart};
use crate::ui::figure::{FigureCell, RateCells, percent, rate_columns};
use crate::ui::form::{ErrorSummary, Faults, Hidden, PostButton, Submit, TextField};
use crate::ui::nav::Pager;
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, Section};

/// An organisation in a round.
pub struct Board {
    /// Whose.
    pub frame: OrganisationFrame,
    /// Everything together.
    pub rate: Rate,
    /// Last year: its year, its rate in the end, and on this day of the collection.
    pub last: Option<(RoundId, Option<Tally>, Option<Tally>)>,
    /// What is counted: one of them and many.
    pub counted: [String; 2],
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
    /// The rounds that are to come, in words, and where they are tried.
    pub planned: Vec<(String, String)>,
    /// The units of others in the organisation's areas.
    pub areas: Vec<AreaRow>,
    /// The units of this page; none without a register.
    pub units: Vec<Unit>,
    /// Which page it is, from 1, and how many there are.
    pub pages: (usize, usize),
    /// Figures once the round is closed.
    pub results: Vec<ResultRow>,
    /// The year that the figures are compared with.
    pub last_year: Option<RoundId>,
    /// The organisations that are summed under this name in this or last year's figures.
    pub merged: Vec<String>,
    /// The days of the collection, from 0, on which reminders went out.
    pub reminders: Vec<usize>,
    /// What was refused.
    pub fault: Option<String>,
}

/// Another organisation's units in an area.
pub struct AreaRow {
    /// Whose.
    pub organisation: String,
    pub area: String,
    pub rate: Rate,
    /// Whether some of its answers are not linked to a unit, so that its rate here is not known.
    pub unlinked: bool,
}

/// A unit in the list.
pub struct Unit {
    pub id: String,
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
    pub indicator: Indicator,
    /// This year.
    pub now: Figure,
    /// Last year.
    pub before: Figure,
}

impl Board {
    fn is_open(&self) -> bool {
        self.frame.round.as_ref().is_some_and(|round| round.state == State::Open)
    }
}

/// The board.
pub fn board(board: Board) -> impl IntoView {
    let faults = Faults::of("enheter", board.fault.clone());
    let heading = view! { <OrganisationHeading frame=&board.frame here=Tab::Board/> };
    let open = board.is_open();
    let results = board.frame.closed().then(|| view! { <Results board=&board/> });
    let add = (open && board.frame.may_change && !board.units.is_empty()).then(|| view! { <AddUnit frame=&board.frame/> });
    let address = format!("{}&sida={}", board.frame.address(routes::BOARD_LIVE), board.pages.0);
    let rehearsals = board.planned.iter().map(|(text, href)| {
        view! { <p>{text.clone()}" "<a href=href.clone()>{rehearsal::WAY_ON}</a></p> }
    });
    let rehearsals = rehearsals.collect_view();
    let imported = view! { <ImportedYears frame=&board.frame/> };
    let live = live(board);
    view! {
        <ErrorSummary faults=&faults/>
        {heading}
        {rehearsals}
        {imported}
        {if open { view! { <LiveRegion><div data-from=address>{live}</div></LiveRegion> }.into_any() } else { live.into_any() }}
        {add}
        {results}
    }
}

/// The parts that follow the collection while the page is open.
pub fn live(board: Board) -> impl IntoView {
    view! {
        <div class="overview">
            <RateHero board=&board/>
            <section data-live="kurva" aria-label=parts::CURVE><CurveChart curve=&board.curve reminders=&board.reminders/></section>
        </div>
        <Units board=&board/>
        <section data-live="avdelningar"><Divisions board=&board/></section>
        <section data-live="andra"><OtherUnits rows=&board.areas/></section>
    }
}

/// The rate, large, with what it is made of.
#[component]
fn RateHero<'a>(board: &'a Board) -> impl IntoView + use<> {
    let over = board.frame.round.as_ref().is_some_and(|round| round.state.is_over());
    let when = board.frame.round.as_ref().map(|round| match round.state {
        State::Planned => parts::round_opens(&round.days.0),
        State::Open => parts::round_is_open(&round.days.1),
        State::Closing => round.waits_until.as_deref().map_or_else(|| parts::ROUND_IS_CLOSING.to_owned(), parts::round_waits),
        State::Closed => parts::round_closed(&round.days.1),
        State::Abandoned => parts::round_abandoned(&round.days.1),
    });
    let answered = t::answered(board.rate.completed, board.rate.eligible(), &board.counted);
    let says = answered.clone();
    let last = board.last.map(|(year, end, same_day)| {
        let same_day = same_day.filter(|_| !over).map(|share| t::same_day(year, &percent(Some(share))));
        let end = end.map(|share| t::last_year(year, &percent(Some(share))));
        view! { <p class="before">{[same_day, end].into_iter().flatten().collect::<Vec<_>>().join(" ")}</p> }
    });
    let facts = [
        (!over).then(|| t::begun(board.drafts)),
        (board.rate.out_of_scope > 0).then(|| t::out_of_scope(board.rate.out_of_scope)),
        (board.surplus > 0).then(|| t::surplus(board.surplus)),
        board.unlinked.then(|| t::UNTIED.to_owned()),
    ];
    let frame = &board.frame;
    let ways = frame.closed().then(|| {
        let (underlag, more) = (frame.tab(Tab::Underlag), frame.tab(Tab::Results));
        view! { <p class="buttons"><a class="button" href=underlag>{t::UNDERLAG}</a><a href=more>{t::RESULTS_MORE}</a></p> }
    });
    let missing = !board.unlinked && board.rate.completed < board.rate.eligible();
    let remind = (board.is_open() && frame.may_change).then(|| {
        let (letters, text) = (frame.tab(Tab::Letters), if missing { letters::REMIND_HEADING } else { t::LINK_HEADING });
        let place = if missing { "#paminn" } else { "" };
        view! { <p class="buttons"><a class="button" href=format!("{letters}{place}")>{text}</a></p> }
    });
    view! {
        <section class="hero" aria-labelledby="frekvens" data-live="frekvens" data-says=says>
            <h2 id="frekvens">{t::RATE_HEADING}</h2>
            <p class="big">{percent(board.rate.share())}</p>
            <p class="lead">{answered}" "{when}</p>
            {last}
            <ul class="facts">{facts.into_iter().flatten().map(|fact| view! { <li>{fact}</li> }).collect_view()}</ul>
            {ways}
            {remind}
        </section>
    }
}

#[component]
fn OtherUnits<'a>(rows: &'a [AreaRow]) -> impl IntoView + use<> {
    let columns = std::iter::once(t::AREAS_COLUMN).map(Column::text).chain(rate_columns());
    let columns = columns.chain([Column::text(t::AREAS_PLACE)]).collect();
    let any = !rows.is_empty();
    let rows = rows.iter().map(|AreaRow { organisation, area, rate, unlinked }| {
        view! {
            <tr><th scope="row">{organisation.clone()}</th><RateCells rate=*rate linked=!unlinked/><td>{area.clone()}</td></tr>
        }
    });
    let rows = rows.collect_view();
    any.then(|| {
        view! {
            <h2>{t::AREAS_HEADING}</h2>
            <p>{t::AREAS_LEAD}</p>
            <ScrollingTable caption=t::AREAS_HEADING columns>{rows}</ScrollingTable>
        }
    })
}

#[component]
fn Divisions<'a>(board: &'a Board) -> impl IntoView + use<> {
    let columns = std::iter::once(Column::text(t::DIVISIONS_COLUMN)).chain(rate_columns()).collect();
    let rows = board.divisions.iter().map(|(name, rate)| {
        let name = if name.is_empty() { t::DIVISIONS_NONE.to_owned() } else { name.clone() };
        view! { <tr><th scope="row">{name}</th><RateCells rate=*rate linked=!board.unlinked/></tr> }
    });
    let rows = rows.collect_view();
    let foot = view! { <tr><th scope="row">{t::DIVISIONS_ALL}</th><RateCells rate=board.rate/></tr> }.into_any();
    (!board.divisions.is_empty()).then(|| {
        view! {
            <h2>{t::DIVISIONS_HEADING}</h2>
            <ScrollingTable caption=t::DIVISIONS_TABLE columns foot>{rows}</ScrollingTable>
        }
    })
}

#[component]
fn Results<'a>(board: &'a Board) -> impl IntoView + use<> {
    let frame = &board.frame;
    let (year, threshold) = (frame.year(), frame.threshold);
    let columns = [Column::text(t::RESULTS_COLUMN), Column::number(year.clone())];
    let columns = columns.into_iter().chain(board.last_year.map(|year| Column::comparison(year.to_string()))).collect();
    let rows = board.results.iter().map(|ResultRow { indicator, now, before }| {
        let statistic = &indicator.statistic;
        let before = board.last_year.map(|_| view! { <FigureCell figure=*before statistic threshold class="n before"/> });
        view! { <tr><th scope="row">{indicator.label.clone()}</th><FigureCell figure=*now statistic threshold/>{before}</tr> }
    });
    let rows = rows.collect_view();
    let merged = (!board.merged.is_empty()).then(|| view! { <p>{t::merged(&frame.name, &board.merged.join(", "))}</p> });
    let none = board.results.is_empty();
    let organisation = frame.organisation.clone();
    let export = move |file: &str| with_query(&routes::EXPORT.href([&year, &file]), &[("organisation", &organisation)]);
    view! {
        <Section heading=t::RESULTS_HEADING>
            {merged}
            <Notice kind=NoticeKind::Empty when=none text=t::RESULTS_NONE/>
            <ScrollingTable caption=t::RESULTS_HEADING columns>{rows}</ScrollingTable>
            <Notice kind=NoticeKind::Hint text=t::results_hint(threshold)/>
            <p>{t::EXPORT}<a href=export("indikatorer.xlsx")>{t::EXPORT_INDICATORS}</a>", "<a href=export("indikatorer.csv")>"CSV"</a>" · "
                <a href=export("handelser.xlsx")>{t::EXPORT_INCIDENTS}</a>" · "<a href=export("svarsfrekvens.xlsx")>{t::EXPORT_RATES}</a></p>
        </Section>
    }
}

#[component]
fn Units<'a>(board: &'a Board) -> impl IntoView + use<> {
    let may_change = board.is_open() && board.frame.may_change;
    let action = board.frame.address(routes::SAMPLE_UNIT);
    // What matters stands first, where a phone shows it.
    let columns = [t::COLUMN_UNIT, t::COLUMN_STATUS].into_iter().chain(may_change.then_some(t::COLUMN_CHANGE));
    let columns = columns.chain([t::COLUMN_DIVISION]).map(Column::text).collect();
    let rows = board.units.iter().map(|unit| {
        let status = match (&unit.reason, &unit.answered, board.unlinked) {
            (Some(reason), _, _) => view! { <span class="out">{t::status_out_of_scope(reason)}</span> }.into_any(),
            (None, _, true) => view! { <span class="hint">{parts::NO_NUMBER}</span> }.into_any(),
            (None, Some(day), _) => view! { <span class="done">{t::status_answered(day)}</span> }.into_any(),
            (None, None, _) => view! { <span class="missing">{t::STATUS_MISSING}</span> }.into_any(),
        };
        let change = may_change.then(|| view! { <td>{change(unit, &action)}</td> });
        view! { <tr><th scope="row">{unit.name.clone()}</th><td>{status}</td>{change}<td>{unit.division.clone()}</td></tr> }
    });
    let rows: Vec<_> = rows.collect();
    let (page, pages) = board.pages;
    let board = board.frame.tab(Tab::Board);
    let href = |page: usize| format!("{board}&sida={page}#enheter");
    view! {
        <section id="enheter" tabindex="-1" data-live="enheter"><h2>{t::UNITS_HEADING}</h2>
            <Notice kind=NoticeKind::Empty when=rows.is_empty() text=t::UNITS_NONE/>
            {(!rows.is_empty()).then(|| view! { <ScrollingTable caption=t::UNITS_HEADING columns class="two-lines">{rows}</ScrollingTable> })}
            <Pager label=t::UNITS_PAGES page more=page < pages href/>
        </section>
    }
}

/// What can be done about a unit.
fn change(unit: &Unit, address: &str) -> AnyView {
    let (id, about) = (unit.id.clone(), unit.name.clone());
    let address = address.to_owned();
    match (&unit.reason, &unit.answered) {
        (Some(_), _) => {
            view! { <PostButton address field="enhet" value=id action="ta_med" text=t::BUTTON_TAKE_IN about/> }.into_any()
        }
        (None, Some(_)) => {
            view! { <PostButton address field="enhet" value=id action="oppna" text=t::BUTTON_REOPEN about/> }.into_any()
        }
        (None, None) => {
            let field = format!("orsak-{id}");
            view! {
                <details><summary>{t::TAKE_OUT}<span class="unseen">" "{about}</span></summary>
                    <form method="post" action=address>
                        <Hidden name="enhet" value=id/>
                        <label for=field.clone()>{t::REASON}</label>
                        <input type="text" id=field name="orsak" autocomplete="off"/>
                        <button class="second" name="gor" value="ta_ur">{t::BUTTON_TAKE_OUT}</button>
                    </form>
                </details>
            }
            .into_any()
        }
    }
}

#[component]
fn AddUnit<'a>(frame: &'a OrganisationFrame) -> impl IntoView + use<> {
    view! {
        <details><summary>{t::ADD_UNIT}</summary>
            <form method="post" action=frame.address(routes::SAMPLE_UNIT)>
                <p class="hint">{t::ADD_UNIT_HINT}</p>
                <Hidden name="enhet" value=""/>
                <TextField name="namn" label=t::UNIT_NAME/>
                <TextField name="avdelning" label=t::UNIT_DIVISION optional=true/>
                <TextField name="epost" label=t::register::COLUMN_EMAIL kind="email" optional=true/>
                <Submit text=t::BUTTON_ADD_UNIT class="second" action="lagg_till"/>
            </form>
        </details>
    }
}
