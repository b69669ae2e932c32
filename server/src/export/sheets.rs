//! What each export holds. Every figure comes from the results service as it is shown on pages.

use std::collections::BTreeMap;
use std::io::{self, Write};

use app::domain::answer::{Answer, Form};
use app::domain::audit::Action;
use app::domain::figure::{Tally, day};
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::indicator::value;
use app::domain::microdata::{background, texts_of};
use app::domain::response::Response;
use app::domain::round::{ClosedRound, Link, Rate, Round};
use app::domain::suppression::{Figure, withheld};
use app::texts::central::WHOLE_CITY;
use app::texts::exports::{self as t, CODEBOOK, column, with_token};
use futures::TryStreamExt;
use sqlx::AnyConnection;

use super::codebook::{CODEBOOK_COLUMNS, codebook_rows};
use super::words::{answer_in_words, named, names, question_text};
use super::write::{Part, RowWriter};
use super::{Cell, Format, Subject, incidents, workbook};
use crate::services::rates;
use crate::services::results::{self, RoundFigures, Whose};
use crate::services::{
    Caller, Central, Context, Error, FileError, HistoryError, OrganisationRound, Refusal, Result, questionnaires, rounds,
};
use crate::store;

/// What to export.
#[derive(Debug, Clone)]
pub struct Order {
    /// Which export.
    pub subject: Subject,
    /// The round.
    pub round: RoundId,
    /// One organisation, or all.
    pub organisation: Option<OrganisationId>,
    /// How it is written.
    pub format: Format,
    /// What the reading token is called with which a program asks; none where somebody has logged in.
    pub token: Option<String>,
}

/// Proof that the caller may have an export, made by [`scope`].
pub(super) enum Scope {
    City(Central),
    Organisation(Box<OrganisationRound>),
}

impl Scope {
    /// Whether it holds what an organisation answered.
    fn holds(&self, organisation: &OrganisationId) -> bool {
        match self {
            Self::City(_) => true,
            Self::Organisation(at) => at.id() == organisation,
        }
    }
}

async fn scope(cx: &Context, caller: &Caller, order: &Order) -> Result<Scope> {
    let Some(id) = &order.organisation else { return Ok(Scope::City(caller.central()?)) };
    if order.subject.is_central() {
        caller.central()?;
    }
    let at = OrganisationRound::find(cx, caller, id, &order.round).await?;
    if at.rounds().iter().any(|r| r.id == order.round) {
        Ok(Scope::Organisation(Box::new(at)))
    } else {
        Err(Refusal::NotInRound(id.to_string(), order.round).into())
    }
}

/// Writes an export for those who may have it; staff's exports are audited.
pub async fn export<W: Write + Send>(cx: &Context, caller: &Caller, order: &Order, out: W) -> Result<W> {
    let _place = cx.exports.acquire().await.map_err(std::io::Error::other)?;
    let scope = scope(cx, caller, order).await?;
    let round = rounds::find(cx, &order.round).await?;
    if round.is_imported && !matches!(order.subject, Subject::Rates | Subject::Indicators) {
        return Err(HistoryError::FiguresAlone(round.id).into());
    }
    if order.subject == Subject::Workbook && order.format != Format::Xlsx {
        return Err(FileError::OnlyWorkbook.into());
    }
    if !matches!(order.subject, Subject::Rates | Subject::Codebook) {
        rounds::closed(&round)?;
    }
    let today = cx.ambient.today();
    let out = if order.subject == Subject::Workbook {
        let mut rows = RowWriter::whole(out, today, &part(cx, Subject::Workbook, &round.id, vec![], vec![]))?;
        workbook::write(cx, &round, &scope, &mut rows).await?;
        rows.finish()?
    } else {
        let mut rows = RowWriter::new(order.format, out, today)?;
        write(cx, order.subject, &round, &scope, &mut rows).await?;
        rows.finish()?
    };
    if let Caller::Staff(_) = caller {
        let subject = format!("{:?} {} {}", order.subject, round.id, order.organisation.as_deref().unwrap_or("*")).to_lowercase();
        let mut write = cx.store.write().await?;
        cx.audit(&mut write, caller, Action::Export, &subject, (None, order.token.as_deref().map(with_token))).await?;
        write.commit().await?;
    }
    Ok(out)
}

/// Writes one subject.
pub(super) async fn write<W: Write + Send>(
    cx: &Context,
    subject: Subject,
    round: &Round,
    scope: &Scope,
    rows: &mut RowWriter<W>,
) -> Result<()> {
    match subject {
        Subject::Responses => write_responses(cx, &rounds::closed(round)?, scope, rows).await,
        Subject::Texts => write_texts(cx, &rounds::closed(round)?, scope, rows).await,
        Subject::Rates => write_rates(cx, round, scope, rows).await,
        Subject::Indicators => write_indicators(cx, &[rounds::closed(round)?], scope, rows).await,
        Subject::Incidents => incidents::write(cx, &rounds::closed(round)?, scope, rows).await,
        Subject::Codebook => write_codebook(cx, round, scope, rows).await,
        Subject::Workbook => Ok(()),
    }
}

/// What is said of the rows of a subject, with the columns in words.
pub(super) fn part(cx: &Context, subject: Subject, round: &RoundId, columns: Vec<String>, in_words: Vec<String>) -> Part {
    use t::{about, sheet};
    let (sheet, about) = match subject {
        Subject::Responses => (sheet::RESPONSES, about::RESPONSES),
        Subject::Texts => (sheet::TEXTS, about::TEXTS),
        Subject::Rates => (sheet::RATES, about::RATES),
        Subject::Indicators => (sheet::INDICATORS, about::INDICATORS),
        Subject::Incidents => (sheet::INCIDENTS, about::INCIDENTS),
        Subject::Codebook => (CODEBOOK, about::CODEBOOK),
        Subject::Workbook => (t::WORKBOOK, about::WORKBOOK),
    };
    let taken = t::taken(sheet, round, &day(cx.ambient.today()));
    Part { columns, sheet, in_words, taken, about: about.iter().map(|line| (*line).to_owned()).collect() }
}

/// The links of what is asked for.
async fn links(db: &mut AnyConnection, round: &RoundId, scope: &Scope) -> Result<Vec<Link>> {
    Ok(store::rounds::list_links(db, round).await?.into_iter().filter(|l| scope.holds(&l.organisation)).collect())
}

async fn write_responses<W: Write + Send>(
    cx: &Context,
    round: &ClosedRound,
    scope: &Scope,
    rows: &mut RowWriter<W>,
) -> Result<()> {
    let names = names(cx, rows.format()).await?;
    let mut db = cx.store.read().await?;
    let links = links(&mut db, &round.id, scope).await?;
    let mut columns: Vec<String> = ["svar_id", "organisation", "questionnaire"].map(String::from).to_vec();
    let mut in_words = column::RESPONSES.map(String::from).to_vec();
    let asked = questionnaires::of_links(cx, &mut db, &links).await?;
    for (questionnaire, column) in asked.values().flat_map(|q| q.closed_fields().into_iter().map(move |field| (q, field))) {
        if !columns.contains(&column) {
            in_words.push(question_text(questionnaire, &column));
            columns.push(column);
        }
    }
    rows.begin(part(cx, Subject::Responses, &round.id, columns.clone(), in_words))?;
    for link in &links {
        let questionnaire = questionnaires::of_link(cx, &mut db, link).await?;
        let (asked, fields) = (questionnaire.closed_fields(), questionnaire.background_fields());
        let telling = questionnaire.telling_questions();
        let mut combinations = BTreeMap::new();
        let mut responses = store::responses::stream(&mut db, &link.round, &link.organisation);
        while let Some(response) = responses.try_next().await? {
            if let Some(combination) = background(&fields, &response.answers) {
                *combinations.entry(combination).or_default() += 1;
            }
        }
        drop(responses);
        let rare = withheld(&combinations, round.thresholds.1);
        combinations.retain(|combination, _| !rare.contains(combination));
        let mut responses = store::responses::stream(&mut db, &link.round, &link.organisation);
        while let Some(Response { organisation, id, mut answers, .. }) = responses.try_next().await? {
            // One that was imported meanwhile has not been counted, and so is not shown either.
            if !background(&fields, &answers).is_some_and(|combination| combinations.contains_key(&combination)) {
                answers.0.retain(|field, _| !telling.iter().any(|question| Form::belongs(field, question)));
            }
            answers.0.retain(|field, _| asked.contains(field));
            let mut cells: Vec<Cell> = vec![id.into(), organisation.as_str().into(), link.questionnaire.as_str().into()];
            cells.extend(columns[3..].iter().map(|c| answers.get(c).map_or(Cell::Empty, answer_cell)));
            rows.row_in_words(&cells, || {
                let mut words = named(&names, 1, &cells[..3]);
                let word = |c: &String| answers.get(c).map_or(Cell::Empty, |answer| answer_in_words(&questionnaire, c, answer));
                words.extend(columns[3..].iter().map(word));
                words
            })?;
        }
    }
    rows.another(CODEBOOK, &CODEBOOK_COLUMNS.map(String::from), codebook_rows(&asked))?;
    Ok(())
}

/// In the order of what was written, which says nothing of who wrote it.
async fn write_texts<W: Write + Send>(cx: &Context, round: &ClosedRound, scope: &Scope, rows: &mut RowWriter<W>) -> Result<()> {
    let names = names(cx, rows.format()).await?;
    let mut db = cx.store.read().await?;
    let columns = ["ar", "organisation", "fraga", "text"].map(String::from).to_vec();
    rows.begin(part(cx, Subject::Texts, &round.id, columns, column::TEXTS.map(String::from).to_vec()))?;
    for link in links(&mut db, &round.id, scope).await? {
        if round.is_few(&link) {
            continue;
        }
        let questionnaire = questionnaires::of_link(cx, &mut db, &link).await?;
        let mut texts = Vec::new();
        let mut responses = store::responses::stream(&mut db, &link.round, &link.organisation);
        while let Some(response) = responses.try_next().await? {
            let of = |(place, question)| texts_of(question, &response.answers).into_iter().map(move |text| (place, text));
            texts.extend(questionnaire.questions().enumerate().flat_map(of));
        }
        texts.sort();
        for (_, (field, text)) in texts {
            let question = question_text(&questionnaire, &field);
            let cells = [round.id.into(), link.organisation.as_str().into(), field.into(), Cell::Text(text)];
            rows.row_in_words(&cells, || {
                let mut words = named(&names, 1, &cells);
                words[2] = question.into();
                words
            })?;
        }
    }
    Ok(())
}

async fn write_rates<W: Write + Send>(cx: &Context, round: &Round, scope: &Scope, rows: &mut RowWriter<W>) -> Result<()> {
    let columns = ["organisation", "avdelning", "urval", "utgar", "paborjade", "svarat", "svarsfrekvens"];
    let names = names(cx, rows.format()).await?;
    let in_words = column::RATES.map(String::from).to_vec();
    rows.begin(part(cx, Subject::Rates, &round.id, columns.map(String::from).to_vec(), in_words))?;
    let mut add = |cells: [Cell; 7]| rows.row_in_words(&cells, || whole_city(named(&names, 0, &cells), 0));
    let (mut all, mut drafts) = (Rate::default(), 0);
    for organisation in rates::list(cx, round).await?.iter().filter(|r| scope.holds(&r.organisation)) {
        for (division, rate) in organisation.divisions.iter().filter(|(name, _)| !name.is_empty()) {
            let shown = organisation.unlinked == 0;
            add([
                organisation.organisation.as_str().into(),
                division.as_str().into(),
                rate.sample.into(),
                rate.out_of_scope.into(),
                Cell::Empty,
                if shown { rate.completed.into() } else { Cell::Empty },
                if shown { share(*rate) } else { Cell::Empty },
            ])?;
        }
        add(rate_row(&organisation.organisation, organisation.rate, organisation.drafts))?;
        all = all + organisation.rate;
        drafts += organisation.drafts;
    }
    if matches!(scope, Scope::City(_)) {
        add(rate_row("", all, drafts))?;
    }
    Ok(())
}

/// The indicators of one or several closed rounds.
pub(super) async fn write_indicators<W: Write + Send>(
    cx: &Context,
    rounds: &[ClosedRound],
    scope: &Scope,
    rows: &mut RowWriter<W>,
) -> Result<()> {
    let columns = ["ar", "organisation", "indikator", "etikett", "antal", "bas", "varde", "dold"];
    let names = names(cx, rows.format()).await?;
    let in_words = column::INDICATORS.map(String::from).to_vec();
    let Some(latest) = rounds.last() else { return Ok(()) };
    rows.begin(part(cx, Subject::Indicators, &latest.id, columns.map(String::from).to_vec(), in_words))?;
    for round in rounds {
        let figures = results::figures(cx, round).await?;
        indicator_rows(&figures, scope, |cells| rows.row_in_words(&cells, || whole_city(named(&names, 1, &cells), 1)))?;
    }
    Ok(())
}

/// The rows of a round's indicators.
fn indicator_rows(figures: &RoundFigures, scope: &Scope, mut add: impl FnMut([Cell; 8]) -> io::Result<()>) -> Result<()> {
    let mut row = |organisation: &str, id: &str, figure: Figure| -> Result<()> {
        let indicator = figures.indicators.iter().find(|i| i.id == id).ok_or(Error::NotFound)?;
        let shown = figure.shown();
        let number = shown.and_then(|t| value(&indicator.statistic, t));
        Ok(add([
            figures.round.id.into(),
            organisation.into(),
            id.into(),
            indicator.label.as_str().into(),
            shown.map_or(Cell::Empty, |t| t.count.into()),
            shown.map_or(Cell::Empty, |t| t.base.into()),
            number.map_or(Cell::Empty, |(n, places)| Cell::Decimal(n, places)),
            if shown.is_some() { "nej" } else { "ja" }.into(),
        ])?)
    };
    if let Scope::Organisation(at) = scope
        && !figures.asked.contains_key(at.id())
    {
        // One that took over later: its figures are the sum of those before it.
        for indicator in &figures.indicators {
            row(at.id(), &indicator.id, figures.figure_among(&indicator.id, at.id(), at.organisations()))?;
        }
    }
    for (organisation, indicators) in figures.asked.iter().filter(|(id, _)| scope.holds(id)) {
        for id in indicators {
            row(organisation, id, figures.figure(id, &Whose::Own(organisation.clone())))?;
        }
    }
    if matches!(scope, Scope::City(_)) {
        for indicator in &figures.indicators {
            row("", &indicator.id, figures.figure(&indicator.id, &Whose::City))?;
        }
    }
    Ok(())
}

async fn write_codebook<W: Write + Send>(cx: &Context, round: &Round, scope: &Scope, rows: &mut RowWriter<W>) -> Result<()> {
    let mut db = cx.store.read().await?;
    let links = links(&mut db, &round.id, scope).await?;
    rows.begin(part(cx, Subject::Codebook, &round.id, CODEBOOK_COLUMNS.map(String::from).to_vec(), vec![]))?;
    for cells in codebook_rows(&questionnaires::of_links(cx, &mut db, &links).await?) {
        rows.row(&cells)?;
    }
    Ok(())
}

/// In words, what is no organisation's is the whole city's.
fn whole_city(mut cells: Vec<Cell>, column: usize) -> Vec<Cell> {
    if cells[column] == Cell::Empty {
        cells[column] = WHOLE_CITY.into();
    }
    cells
}

fn share(rate: Rate) -> Cell {
    rate.share().and_then(Tally::tenths).map_or(Cell::Empty, |tenths| Cell::Decimal(tenths, 1))
}

/// A row for a whole organisation or the city. Without a figure for the rate, an organisation whose
/// answers stand for no unit still says how many there are.
fn rate_row(organisation: &str, rate: Rate, drafts: i64) -> [Cell; 7] {
    [
        organisation.into(),
        Cell::Empty,
        rate.sample.into(),
        rate.out_of_scope.into(),
        drafts.into(),
        rate.completed.into(),
        share(rate),
    ]
}

/// A closed answer as a cell.
fn answer_cell(answer: &Answer) -> Cell {
    match answer {
        Answer::Number(n) => Cell::Whole(*n),
        Answer::Text(text) => Cell::Text(text.clone()),
        Answer::Many(ids) => Cell::Text(ids.join(",")),
        Answer::Items(_) => Cell::Empty,
    }
}
