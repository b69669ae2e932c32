//! What is new in a questionnaire, and what becomes of one kind of question as another.

use super::names::provisional;
use crate::domain::definition::Type;
use crate::domain::questionnaire::{
    Choice, Kind, Question, Row, Section, Statistic, default_long_text, default_max_items, default_short_text,
};

impl Kind {
    /// The questions of a group.
    pub const fn inner(&self) -> Option<&Vec<Question>> {
        match self {
            Self::Group { questions, .. } => Some(questions),
            _ => None,
        }
    }

    pub(super) const fn inner_mut(&mut self) -> Option<&mut Vec<Question>> {
        match self {
            Self::Group { questions, .. } => Some(questions),
            _ => None,
        }
    }

    /// The options of a choice, or the columns of a matrix.
    pub const fn options_mut(&mut self) -> Option<&mut Vec<Choice>> {
        match self {
            Self::SingleChoice { options } | Self::MultipleChoice { options } | Self::Matrix { columns: options, .. } => {
                Some(options)
            }
            _ => None,
        }
    }
}

impl Question {
    /// Each meaning stands once.
    pub(super) fn forget_meanings(&mut self) {
        self.meaning = None;
        for option in self.kind.options_mut().into_iter().flatten() {
            option.meaning = None;
        }
        self.kind.inner_mut().into_iter().flatten().for_each(Self::forget_meanings);
    }
}

/// The row and the statistic that an indicator of such a question begins with.
pub(super) fn first_statistic(kind: &Kind) -> Option<(Option<String>, Statistic)> {
    match kind {
        Kind::Scale { .. } | Kind::Number { .. } => Some((None, Statistic::Mean)),
        Kind::Matrix { rows, .. } => Some((Some(rows.first()?.id.clone()), Statistic::Share(vec![]))),
        kind => kind.options().first().map(|_| (None, Statistic::Share(vec![]))),
    }
}

/// A section with one question to begin with.
pub(super) fn new_section(id: String, question: String) -> Section {
    let questions = vec![new_question(question, Type::SingleChoice)];
    Section { id, title: String::new(), intro: None, show_if: None, questions, links: vec![] }
}

pub(super) fn new_question(id: String, of: Type) -> Question {
    Question {
        id,
        text: String::new(),
        hint: None,
        required: false,
        show_if: None,
        meaning: None,
        kind: converted(&Kind::Info, of),
    }
}

/// An option after those that there are.
pub fn new_option(options: &[Choice]) -> Choice {
    let ids: Vec<String> = options.iter().map(|option| option.id.clone()).collect();
    Choice { id: provisional("alternativ", &ids), text: String::new(), ..blank_choice() }
}

/// A row after those that there are.
pub fn new_row(rows: &[Row]) -> Row {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    Row { id: provisional("rad", &ids), text: String::new() }
}

const fn blank_choice() -> Choice {
    Choice {
        id: String::new(),
        text: String::new(),
        other_text: false,
        exclusive: false,
        non_answer: false,
        short: None,
        meaning: None,
    }
}

/// A kind of another type, with what both have.
pub fn converted(kind: &Kind, of: Type) -> Kind {
    if kind.of() == of {
        return kind.clone();
    }
    let two = || {
        let first = new_option(&[]);
        vec![first.clone(), new_option(&[first])]
    };
    let mut options = if kind.options().is_empty() { two() } else { kind.options().to_vec() };
    for option in &mut options {
        option.exclusive &= of == Type::MultipleChoice;
        option.other_text &= of != Type::Matrix;
    }
    match of {
        Type::SingleChoice => Kind::SingleChoice { options },
        Type::MultipleChoice => Kind::MultipleChoice { options },
        Type::Matrix => Kind::Matrix { rows: vec![new_row(&[])], columns: options },
        Type::Scale => Kind::Scale { min: 1, max: 5, min_label: String::new(), max_label: String::new() },
        Type::Number => Kind::Number { min: Some(0), max: None },
        Type::ShortText => Kind::ShortText { max_length: default_short_text() },
        Type::LongText => Kind::LongText { max_length: default_long_text() },
        Type::Month => Kind::Month,
        Type::Date => Kind::Date,
        Type::Area => Kind::Area,
        Type::Group => Kind::Group {
            item_text: String::new(),
            min_items: 1,
            max_items: default_max_items(),
            questions: vec![new_question("fraga_1".to_owned(), Type::SingleChoice)],
        },
        Type::Info => Kind::Info,
    }
}
