//! Ids and codes in words, for the sheet of a workbook that people read.

use std::collections::BTreeMap;

use app::domain::answer::{Answer, Form};
use app::domain::meaning::Meaning;
use app::domain::questionnaire::{Choice, Kind, Questionnaire};
use app::domain::round::ClosedRound;

use super::{Cell, Format};
use crate::services::{Context, Result, organisations, questionnaires};
use crate::store;

/// The organisations' names, by id; none where no words are written.
pub(super) async fn names(cx: &Context, format: Format) -> Result<BTreeMap<String, String>> {
    if format != Format::Xlsx {
        return Ok(BTreeMap::new());
    }
    Ok(organisations::list(cx).await?.into_iter().map(|o| (o.id.to_string(), o.name)).collect())
}

/// The same cells with the organisation in that column by name.
pub(super) fn named(names: &BTreeMap<String, String>, column: usize, cells: &[Cell]) -> Vec<Cell> {
    let mut cells = cells.to_vec();
    if let Some(Cell::Text(id)) = cells.get_mut(column)
        && let Some(name) = names.get(id)
    {
        id.clone_from(name);
    }
    cells
}

/// What a field asks, in words.
pub(super) fn question_text(questionnaire: &Questionnaire, field: &str) -> String {
    let question = questionnaire.questions().find(|question| Form::belongs(field, &question.id));
    question.map_or_else(
        || field.to_owned(),
        |question| match &question.kind {
            Kind::Matrix { rows, .. } => {
                let row = rows.iter().find(|row| field == format!("{}.{}", question.id, row.id));
                row.map_or_else(|| question.text.clone(), |row| format!("{} {}", question.text, row.text))
            }
            _ => question.text.clone(),
        },
    )
}

/// A closed answer with the words of its options.
pub(super) fn answer_in_words(questionnaire: &Questionnaire, field: &str, answer: &Answer) -> Cell {
    let question = questionnaire.questions().find(|question| Form::belongs(field, &question.id));
    let options = question.map(|question| match &question.kind {
        Kind::Matrix { columns, .. } => columns.as_slice(),
        kind => kind.options(),
    });
    words_of(options.unwrap_or_default(), answer)
}

pub(super) fn words_of(options: &[Choice], answer: &Answer) -> Cell {
    let text = |id: &String| options.iter().find(|o| o.id == *id).map_or_else(|| id.clone(), |o| o.text.clone());
    match answer {
        Answer::Text(id) => Cell::Text(text(id)),
        Answer::Many(ids) => Cell::Text(ids.iter().map(text).collect::<Vec<_>>().join("; ")),
        Answer::Number(n) => Cell::Whole(*n),
        Answer::Items(_) => Cell::Empty,
    }
}

/// The columns of incidents that hold codes of options.
pub(super) const OPTIONS_OF_INCIDENTS: [(usize, Meaning); 4] =
    [(3, Meaning::Environment), (4, Meaning::Kind), (7, Meaning::Reported), (9, Meaning::Handled)];

/// The options of the questions of incidents in a round; none where no words are written.
pub(super) async fn options_of_incidents(
    cx: &Context,
    round: &ClosedRound,
    format: Format,
) -> Result<BTreeMap<Meaning, Vec<Choice>>> {
    if format != Format::Xlsx {
        return Ok(BTreeMap::new());
    }
    let mut db = cx.store.read().await?;
    let links = store::rounds::list_links(&mut db, &round.id).await?;
    let mut options: BTreeMap<Meaning, Vec<Choice>> = BTreeMap::new();
    for questionnaire in questionnaires::of_links(cx, &mut db, &links).await?.values() {
        for (_, meaning) in OPTIONS_OF_INCIDENTS {
            let of = questionnaire.incident_question_for(meaning).map(|question| question.kind.options().to_vec());
            options.entry(meaning).or_default().extend(of.unwrap_or_default());
        }
    }
    Ok(options)
}
