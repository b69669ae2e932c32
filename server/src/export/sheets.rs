//! What each export holds. Every figure comes from the results service as it is shown on pages.

use std::collections::BTreeMap;
use std::io::Write;

use app::domain::answer::{Answer, Form};
use app::domain::audit::Action;
use app::domain::event::Event;
use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::indicator::value;
use app::domain::microdata::{background, texts_of};
use app::domain::questionnaire::{Choice, Kind, OTHER_TEXT, Question, Questionnaire};
use app::domain::response::Response;
use app::domain::round::{ClosedRound, Link, Rate, Round};
use app::domain::suppression::{Figure, withheld};
use futures::TryStreamExt;
use sqlx::AnyConnection;

use super::write::Sheet;
use super::{Cell, Format, Subject};
use crate::services::incidents;
use crate::services::rates;
use crate::services::results::{self, Whose};
use crate::services::{Caller, Central, Context, Error, OrganisationRound, Refusal, Result, questionnaires, rounds};
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
}

/// Proof that the caller may have an export, made by [`scope`].
enum Scope {
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
pub async fn export<W: Write>(cx: &Context, caller: &Caller, order: &Order, out: W) -> Result<W> {
    let _place = cx.exports.acquire().await.map_err(std::io::Error::other)?;
    let scope = scope(cx, caller, order).await?;
    let round = rounds::find(cx, &order.round).await?;
    let out = match order.subject {
        Subject::Responses => export_responses(cx, &rounds::closed(&round)?, &scope, (order.format, out)).await?,
        Subject::Texts => export_texts(cx, &rounds::closed(&round)?, &scope, (order.format, out)).await?,
        Subject::Rates => export_rates(cx, &round, &scope, (order.format, out)).await?,
        Subject::Indicators => export_indicators(cx, &rounds::closed(&round)?, &scope, (order.format, out)).await?,
        Subject::Incidents => export_incidents(cx, &rounds::closed(&round)?, &scope, (order.format, out)).await?,
        Subject::Codebook => export_codebook(cx, &round, &scope, (order.format, out)).await?,
    };
    if let Caller::Staff(_) = caller {
        let subject = format!("{:?} {} {}", order.subject, round.id, order.organisation.as_deref().unwrap_or("*")).to_lowercase();
        let mut write = cx.store.write().await?;
        cx.audit(&mut write, caller, Action::Export, &subject, (None, None)).await?;
        write.commit().await?;
    }
    Ok(out)
}

/// A format, and where it is written.
type Target<W> = (Format, W);

/// The links of what is asked for.
async fn links(db: &mut AnyConnection, round: &RoundId, scope: &Scope) -> Result<Vec<Link>> {
    Ok(store::rounds::list_links(db, round).await?.into_iter().filter(|l| scope.holds(&l.organisation)).collect())
}

async fn export_responses<W: Write>(cx: &Context, round: &ClosedRound, scope: &Scope, (format, out): Target<W>) -> Result<W> {
    let mut db = cx.store.read().await?;
    let links = links(&mut db, &round.id, scope).await?;
    let mut columns: Vec<String> = ["svar_id", "organisation", "questionnaire"].map(String::from).to_vec();
    for column in questionnaires::of_links(cx, &mut db, &links).await?.values().flat_map(|q| q.closed_fields()) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let mut sheet = Sheet::new(format, out, columns.clone())?;
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
            sheet.row(&cells)?;
        }
    }
    Ok(sheet.finish()?)
}

/// In the order of what was written, which says nothing of who wrote it.
async fn export_texts<W: Write>(cx: &Context, round: &ClosedRound, scope: &Scope, (format, out): Target<W>) -> Result<W> {
    let mut db = cx.store.read().await?;
    let mut sheet = Sheet::new(format, out, ["ar", "organisation", "fraga", "text"].map(String::from).to_vec())?;
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
            sheet.row(&[round.id.into(), link.organisation.as_str().into(), field.into(), Cell::Text(text)])?;
        }
    }
    Ok(sheet.finish()?)
}

async fn export_rates<W: Write>(cx: &Context, round: &Round, scope: &Scope, (format, out): Target<W>) -> Result<W> {
    let columns = ["organisation", "avdelning", "urval", "utgar", "paborjade", "svarat", "svarsfrekvens"];
    let mut sheet = Sheet::new(format, out, columns.map(String::from).to_vec())?;
    let (mut all, mut drafts) = (Rate::default(), 0);
    for organisation in rates::list(cx, round).await?.iter().filter(|r| scope.holds(&r.organisation)) {
        for (division, rate) in organisation.divisions.iter().filter(|(name, _)| !name.is_empty()) {
            let shown = organisation.unlinked == 0;
            sheet.row(&[
                organisation.organisation.as_str().into(),
                division.as_str().into(),
                rate.sample.into(),
                rate.out_of_scope.into(),
                Cell::Empty,
                if shown { rate.completed.into() } else { Cell::Empty },
                if shown { share(*rate) } else { Cell::Empty },
            ])?;
        }
        sheet.row(&rate_row(&organisation.organisation, organisation.rate, organisation.drafts))?;
        all = all + organisation.rate;
        drafts += organisation.drafts;
    }
    if matches!(scope, Scope::City(_)) {
        sheet.row(&rate_row("", all, drafts))?;
    }
    Ok(sheet.finish()?)
}

async fn export_indicators<W: Write>(cx: &Context, round: &ClosedRound, scope: &Scope, (format, out): Target<W>) -> Result<W> {
    let figures = results::figures(cx, round).await?;
    let columns = ["ar", "organisation", "indikator", "etikett", "antal", "bas", "varde", "dold"];
    let mut sheet = Sheet::new(format, out, columns.map(String::from).to_vec())?;
    let mut row = |organisation: &str, id: &str, figure: Figure| -> Result<()> {
        let indicator = figures.indicators.iter().find(|i| i.id == id).ok_or(Error::NotFound)?;
        let shown = figure.shown();
        let number = shown.and_then(|t| value(&indicator.statistic, t));
        sheet.row(&[
            round.id.into(),
            organisation.into(),
            id.into(),
            indicator.label.as_str().into(),
            shown.map_or(Cell::Empty, |t| t.count.into()),
            shown.map_or(Cell::Empty, |t| t.base.into()),
            number.map_or(Cell::Empty, |(n, places)| Cell::Decimal(n, places)),
            if shown.is_some() { "nej" } else { "ja" }.into(),
        ])?;
        Ok(())
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
    Ok(sheet.finish()?)
}

async fn export_incidents<W: Write>(cx: &Context, round: &ClosedRound, scope: &Scope, (format, out): Target<W>) -> Result<W> {
    let figures = results::figures(cx, round).await?;
    let incidents = match scope {
        Scope::City(central) => incidents::list_all(cx, central, &figures).await?,
        Scope::Organisation(at) => incidents::list(cx, at, &figures).await?,
    };
    let columns = [
        "ar",
        "rapporterad_av",
        "stadsdelsomrade",
        "miljo",
        "typ",
        "annat_text",
        "manad",
        "rapporterat",
        "beskrivning",
        "omhandertagen",
        "bedomning",
    ];
    let mut sheet = Sheet::new(format, out, columns.map(String::from).to_vec())?;
    for Event { incident, reporter, assessment, .. } in incidents {
        sheet.row(&[
            round.id.into(),
            reporter.map_or_else(String::new, Into::into).into(),
            incident.place.into(),
            incident.environment.join(",").into(),
            incident.kind.join(",").into(),
            incident.other_text.into(),
            incident.month.into(),
            incident.reported.join(",").into(),
            incident.description.into(),
            incident.handled.into(),
            assessment.code().into(),
        ])?;
    }
    Ok(sheet.finish()?)
}

async fn export_codebook<W: Write>(cx: &Context, round: &Round, scope: &Scope, (format, out): Target<W>) -> Result<W> {
    let mut db = cx.store.read().await?;
    let links = links(&mut db, &round.id, scope).await?;
    let columns = ["questionnaire", "version", "sektion", "falt", "typ", "fraga", "rad", "obligatorisk", "kod", "text"];
    let mut sheet = Sheet::new(format, out, columns.map(String::from).to_vec())?;
    for ((_, id, version), questionnaire) in questionnaires::of_links(cx, &mut db, &links).await? {
        for entry in codebook(&questionnaire) {
            let mut cells: Vec<Cell> = vec![id.as_str().into(), version.into()];
            cells.extend(entry.map(Cell::from));
            sheet.row(&cells)?;
        }
    }
    Ok(sheet.finish()?)
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

/// Section, field, type, question, row, required, code and text: a row an option, or one a field.
fn codebook(questionnaire: &Questionnaire) -> Vec<[String; 8]> {
    let mut entries = Vec::new();
    for section in &questionnaire.sections {
        for question in &section.questions {
            entries.extend(entries_of(&section.id, "", question));
        }
    }
    entries
}

fn entries_of(section: &str, prefix: &str, question: &Question) -> Vec<[String; 8]> {
    let field = format!("{prefix}{}", question.id);
    let required = if question.required { "ja" } else { "nej" };
    let entry = |field: &str, kind: &str, row: &str, code: &str, text: &str| {
        [section, field, kind, &question.text, row, required, code, text].map(String::from)
    };
    let options = |field: &str, kind: &str, row: &str, options: &[Choice]| {
        options.iter().map(|o| entry(field, kind, row, &o.id, &o.text)).collect::<Vec<_>>()
    };
    let mut entries = match &question.kind {
        Kind::SingleChoice { options: list } => options(&field, "single_choice", "", list),
        Kind::MultipleChoice { options: list } => options(&field, "multiple_choice", "", list),
        Kind::Matrix { rows, columns } => {
            rows.iter().flat_map(|row| options(&format!("{field}.{}", row.id), "matrix", &row.text, columns)).collect()
        }
        Kind::Scale { min, max, min_label, max_label } => {
            vec![entry(&field, "scale", "", &min.to_string(), min_label), entry(&field, "scale", "", &max.to_string(), max_label)]
        }
        Kind::Number { .. } => vec![entry(&field, "number", "", "", "")],
        Kind::ShortText { .. } => vec![entry(&field, "short_text", "", "", "")],
        Kind::LongText { .. } => vec![entry(&field, "long_text", "", "", "")],
        Kind::Month => vec![entry(&field, "month", "", "", "")],
        Kind::Date => vec![entry(&field, "date", "", "", "")],
        Kind::Area => vec![entry(&field, "area", "", "", "")],
        Kind::Info => vec![],
        Kind::Group { questions, .. } => {
            let mut list = vec![entry(&field, "group", "", "", "")];
            list.extend(questions.iter().flat_map(|q| entries_of(section, &format!("{field}."), q)));
            list
        }
    };
    if question.kind.other_option().is_some() {
        entries.push(entry(&format!("{field}.{OTHER_TEXT}"), "short_text", "", "", ""));
    }
    entries
}
