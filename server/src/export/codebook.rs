//! What each column and code of the responses means.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::domain::questionnaire::{Choice, Kind, OTHER_TEXT, Question, Questionnaire};

use super::Cell;

/// The columns of the codebook.
pub(super) const CODEBOOK_COLUMNS: [&str; 10] =
    ["questionnaire", "version", "sektion", "falt", "typ", "fraga", "rad", "obligatorisk", "kod", "text"];

/// The rows of the codebook of several questionnaires.
pub(super) fn codebook_rows(asked: &BTreeMap<(u8, String, i64), Arc<Questionnaire>>) -> Vec<Vec<Cell>> {
    let rows = asked.iter().flat_map(|((_, id, version), questionnaire)| {
        codebook(questionnaire).into_iter().map(move |entry| {
            let mut cells: Vec<Cell> = vec![id.as_str().into(), (*version).into()];
            cells.extend(entry.map(Cell::from));
            cells
        })
    });
    rows.collect()
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
