//! The coordinator's desk: who is missing, the link to send, and figures once the round is closed.

use leptos::prelude::*;

use crate::domain::figure::{plural, whole};
use crate::domain::questionnaire::Indicator;
use crate::domain::round::{Rate, State};
use crate::domain::suppression::Figure;
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
        State::Planned => format!("Omgången öppnar {}.", board.days.0),
        State::Open => format!("Omgången är öppen till och med {}.", board.days.1),
        State::Closed => format!("Omgången stängde {}.", board.days.1),
    };
    let last = board.last_tenths.map(|t| view! { <p class="before">{format!("Förra året {}", percent(Some(t)))}</p> });
    let closed = board.state == State::Closed;
    view! {
        {error_summary(board.fault.clone().map(|f| ("enheter".to_owned(), f)).into_iter().collect())}
        <p class="over">{board.title.clone()}</p>
        <h1>{board.name.clone()}</h1>
        <nav class="years" aria-label="År"><ul>{years}</ul></nav>
        <section class="hero" aria-labelledby="frekvens">
            <h2 id="frekvens">"Svarsfrekvens"</h2>
            <p class="big">{percent(board.tenths)}</p>
            <p class="lead">{format!("{} av {} har svarat.", whole(board.rate.completed), plural(board.rate.eligible(), "enhet", "enheter"))}" "{when}</p>
            {last}
            <ul class="facts">
                {(!closed).then(|| view! { <li>{format!("{} har börjat men inte skickat in.", whole(board.drafts))}</li> })}
                {(board.rate.out_of_scope > 0).then(|| view! { <li>{format!("{} är tagna ur urvalet.", plural(board.rate.out_of_scope, "enhet", "enheter"))}</li> })}
                {(board.surplus > 0).then(|| view! { <li>{format!("Det finns {} fler än enheterna, eftersom enheter har öppnats igen. Det går inte att se vilka.", plural(board.surplus, "svar", "svar"))}</li> })}
                {board.untied.then(|| view! { <li>"Några svar är inte knutna till en enhet. Därför visas ingen status för avdelningar och enheter."</li> })}
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
            let name = if name.is_empty() { "Utan avdelning".to_owned() } else { name.clone() };
            view! { <tr><th scope="row">{name}</th>{rate_cells(*rate, rate.tenths(), !board.untied)}</tr> }
        })
        .collect_view();
    let all = rate_cells(board.rate, board.tenths, true);
    (!board.divisions.is_empty()).then(|| view! {
        <section><h2>"Per avdelning"</h2>
        {scrolling("Svarsfrekvens per avdelning", view! {
            <table><thead><tr><th scope="col">"Avdelning"</th><th scope="col" class="n">"Urval"</th><th scope="col" class="n">"Utgår"</th>
                <th scope="col" class="n">"Svarat"</th><th scope="col" class="n">"Återstår"</th><th scope="col" class="n">"Svarsfrekvens"</th></tr></thead>
            <tbody>{rows}</tbody><tfoot><tr><th scope="row">"Hela förvaltningen"</th>{all}</tr></tfoot></table>
        })}</section>
    })
}

fn share(board: &Board, link: String) -> impl IntoView + use<> {
    let qr = format!("/forvaltning/qr.svg?organisation={}&ar={}", board.organisation, board.year);
    let png = qr.replace("qr.svg", "qr.png");
    let mail = format!(
        "Hej!\n\nNu är det dags för årets enkät om arbetet mot våldsbejakande extremism. Den tar ungefär fem minuter och går bra att svara på i mobilen. Alla enhetschefer i {} använder samma länk, och du väljer din enhet på första sidan:\n\n{link}\n\nSvara senast {}. Svaren kan inte kopplas till din enhet.\n\nHar du frågor? Svara på det här mejlet.",
        board.name, board.days.1
    );
    view! {
        <section><h2>"Länken att skicka"</h2>
            <p>"Alla enheter använder samma länk."</p>
            <p class="link"><a href=link.clone()>{link.clone()}</a></p>
            <div class="side">
                <div><label class="legend" for="mejltext">"Text att kopiera till ett mejl"</label>
                    <textarea id="mejltext" rows="10" readonly>{format!("\n{mail}")}</textarea></div>
                <div><img class="qr" src=qr.clone() alt="QR-kod med länken till enkäten" width="180" height="180"/>
                    <p><a href=qr download>"QR-kod som SVG"</a>" · "<a href=png download>"som PNG"</a></p></div>
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
    let merged = (!board.merged.is_empty()).then(|| view! {
        <p>{format!("Tidigare år är svaren hopräknade från dem som {} tog över efter: {}.", board.name, board.merged.join(", "))}</p>
    });
    let query = format!("organisation={}", board.organisation);
    let year = board.year;
    view! {
        <section><h2>"Resultat"</h2>
            {merged}
            {board.results.is_empty().then(|| view! { <p class="empty">"Inga frågor med indikatorer ställdes."</p> })}
            {scrolling("Resultat", view! {
                <table><thead><tr><th scope="col">"Indikator"</th><th scope="col" class="n">{year.to_string()}</th>
                    {board.last_year.map(|y| view! { <th scope="col" class="n before">{y.to_string()}</th> })}</tr></thead><tbody>{rows}</tbody></table>
            })}
            <p class="hint">"Uppgifter som bygger på färre än fem svar visas inte, och inte heller sådant som de kan räknas fram ur."</p>
            <p>"Hämta: "<a href=format!("/export/{year}/indikatorer.xlsx?{query}")>"indikatorer (XLSX)"</a>", "<a href=format!("/export/{year}/indikatorer.csv?{query}")>"CSV"</a>" · "
                <a href=format!("/export/{year}/handelser.xlsx?{query}")>"händelser (XLSX)"</a>" · "<a href=format!("/export/{year}/svarsfrekvens.xlsx?{query}")>"svarsfrekvens (XLSX)"</a></p>
        </section>
    }
}

fn units(board: Board, query: String) -> impl IntoView {
    let open = board.state == State::Open && board.may_change;
    let untied = board.untied;
    let rows = board
        .units
        .into_iter()
        .map(|unit| {
            let status = match (&unit.reason, &unit.answered, untied) {
                (Some(reason), _, _) => view! { <span class="out">{format!("Utgår: {reason}")}</span> }.into_any(),
                (None, _, true) => view! { <span class="hint">"–"</span> }.into_any(),
                (None, Some(day), _) => view! { <span class="done">{format!("Svarade {day}")}</span> }.into_any(),
                (None, None, _) => view! { <span class="missing">"Har inte svarat"</span> }.into_any(),
            };
            let action = format!("/forvaltning/enhet?{query}");
            let hidden = view! { <input type="hidden" name="enhet" value=unit.id.clone()/> };
            let about = format!(" {}", unit.name);
            let change = open.then(|| match (&unit.reason, &unit.answered) {
                (Some(_), _) => view! { <form method="post" action=action>{hidden}<button class="quiet" name="gor" value="ta_med">"Ta med igen"<span class="unseen">{about}</span></button></form> }.into_any(),
                (None, Some(_)) => view! { <form method="post" action=action>{hidden}<button class="quiet" name="gor" value="oppna">"Öppna igen"<span class="unseen">{about}</span></button></form> }.into_any(),
                (None, None) => {
                    let field = format!("orsak-{}", unit.id);
                    view! { <details><summary>"Ta ur urvalet"<span class="unseen">{about}</span></summary>
                        <form method="post" action=action>{hidden}<label for=field.clone()>"Orsak"</label><input type="text" id=field name="orsak" autocomplete="off"/>
                        <button class="second" name="gor" value="ta_ur">"Ta ur"</button></form></details> }.into_any()
                }
            });
            view! { <tr><th scope="row">{unit.name}</th><td>{unit.division}</td><td>{status}</td>{open.then(|| view! { <td>{change}</td> })}</tr> }
        })
        .collect::<Vec<_>>();
    let empty = rows.is_empty();
    view! {
        <section id="enheter" tabindex="-1"><h2>"Enheter"</h2>
            {empty.then(|| view! { <p class="empty">"Det finns inget register för den här organisationen. Svaren räknas mot det förväntade antalet."</p> })}
            {(!empty).then(|| scrolling("Enheter", view! {
                <table><thead><tr><th scope="col">"Enhet"</th><th scope="col">"Avdelning"</th><th scope="col">"Status"</th>
                    {open.then(|| view! { <th scope="col">"Ändra"</th> })}</tr></thead><tbody>{rows}</tbody></table>
            }))}
        </section>
    }
}
