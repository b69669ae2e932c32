//! What experience with surveys advises. None of it keeps a questionnaire from being published.

use super::Place;
use crate::domain::questionnaire::{Kind, Question, Questionnaire};

/// Most questions that people answer with care.
const MOST_QUESTIONS: usize = 25;
/// Words of a sentence that is read once, and letters of a word.
const LONG: (usize, usize) = (25, 22);
/// Words that a reader takes in a second.
const WORDS_A_SECOND: f64 = 3.5;

/// An advice, for its author to weigh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// The question asks two things.
    Double(Place),
    /// A scale whose ends are called alike, or by numbers.
    Scale(Place),
    /// A free text that must be written.
    RequiredText(Place),
    /// More questions than people answer with care.
    Many(usize),
    /// A sentence of so many words.
    LongSentence(Place, usize),
    /// A word that is hard to read on a phone.
    LongWord(Place, String),
    /// It takes longer than it says: minutes.
    Minutes(u32),
}

/// Everything that can be advised.
pub fn hints(questionnaire: &Questionnaire) -> Vec<Hint> {
    let mut hints = vec![];
    let mut count = 0;
    for (place, question) in questionnaire.placed_questions() {
        count += usize::from(question.kind != Kind::Info);
        of_question(place, question, &mut hints);
    }
    if count > MOST_QUESTIONS {
        hints.push(Hint::Many(count));
    }
    let minutes = estimated_minutes(questionnaire);
    if minutes > questionnaire.minutes {
        hints.push(Hint::Minutes(minutes));
    }
    hints
}

fn of_question(place: Place, question: &Question, hints: &mut Vec<Hint>) {
    let text = &question.text;
    if text.trim_end().ends_with('?') && [" och/eller ", " samt "].iter().any(|word| text.contains(word)) {
        hints.push(Hint::Double(place));
    }
    if let Kind::Scale { min_label, max_label, .. } = &question.kind {
        let is_number = |label: &str| label.trim().parse::<i64>().is_ok();
        if is_number(min_label) || is_number(max_label) || min_label == max_label && !min_label.is_empty() {
            hints.push(Hint::Scale(place));
        }
    }
    if question.required && matches!(question.kind, Kind::ShortText { .. } | Kind::LongText { .. }) {
        hints.push(Hint::RequiredText(place));
    }
    let sentences = [Some(text), question.hint.as_ref()].into_iter().flatten().flat_map(|text| text.split(['.', '?', '!', ':']));
    if let Some(words) = sentences.map(|sentence| sentence.split_whitespace().count()).max().filter(|words| *words > LONG.0) {
        hints.push(Hint::LongSentence(place, words));
    }
    let words = text.split(|c: char| !c.is_alphabetic());
    if let Some(word) = words.max_by_key(|word| word.chars().count()).filter(|word| word.chars().count() > LONG.1) {
        hints.push(Hint::LongWord(place, word.to_owned()));
    }
}

/// Minutes that most people need, by the number and the kinds of the questions, read and answered. What a condition asks
/// for counts half, because not everybody is asked.
pub fn estimated_minutes(questionnaire: &Questionnaire) -> u32 {
    let words = |text: &str| text.split_whitespace().count() as f64 / WORDS_A_SECOND;
    let mut seconds = 20.0;
    for section in &questionnaire.sections {
        let share = if section.show_if.is_some() { 0.5 } else { 1.0 };
        seconds += share * (words(&section.title) + section.intro.as_deref().map_or(0.0, words));
        for question in &section.questions {
            let inner: f64 = question.kind.inner().into_iter().flatten().map(|inner| taken(inner, &words)).sum();
            let share = if question.show_if.is_some() { share * 0.5 } else { share };
            seconds += share * (taken(question, &words) + inner);
        }
    }
    let minutes = (seconds / 60.0).ceil();
    // A sum of lengths of texts, rounded.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let minutes = minutes as u32;
    minutes.max(1)
}

/// Seconds for reading a question and answering it.
fn taken(question: &Question, words: &impl Fn(&str) -> f64) -> f64 {
    let options: f64 = question.kind.options().iter().map(|option| words(&option.text)).sum();
    let answering = match &question.kind {
        Kind::Info | Kind::Group { .. } => 0.0,
        Kind::SingleChoice { .. } | Kind::Scale { .. } | Kind::Area => 4.0,
        Kind::MultipleChoice { .. } | Kind::Number { .. } | Kind::Month | Kind::Date => 6.0,
        Kind::Matrix { rows, .. } => rows.iter().map(|row| 4.0 + words(&row.text)).sum(),
        Kind::ShortText { .. } => 15.0,
        Kind::LongText { .. } if question.required => 45.0,
        Kind::LongText { .. } => 20.0,
    };
    words(&question.text) + question.hint.as_deref().map_or(0.0, words) + options + answering
}
