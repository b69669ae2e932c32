//! What a questionnaire is.
//!
//! A *questionnaire* has *sections*, a section has *questions*, and a question has a *kind*. These
//! types are built by [`super::definition`] alone, so a value of them is always a valid
//! definition.

use serde::{Deserialize, Serialize};

use super::meaning::{About, LinkName, Meaning, OptionMeaning, Respondent, Says};
use super::organisation::Audience;

/// The area that every area question offers besides those of the city.
pub const WHOLE_CITY: &str = "Hela staden";

/// Longest free text beside an option, in Unicode scalar values.
pub const OTHER_TEXT_MAX: usize = 200;

/// The suffix of the field that holds the free text beside an option.
pub const OTHER_TEXT: &str = "annat_text";

/// A published or drafted definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// Stable id, the same over versions.
    pub id: String,
    /// Heading of every page.
    pub title: String,
    /// The kind of organisation that answers it.
    pub audience: Audience,
    /// Minutes that it takes to answer.
    pub minutes: u32,
    /// Shown on the start page.
    pub intro: Option<String>,
    /// What those who answer are called.
    pub respondent: Respondent,
    /// One page each.
    pub sections: Vec<Section>,
    /// What is compared over years.
    pub indicators: Vec<Indicator>,
}

impl Questionnaire {
    /// The section with this id and its position.
    pub fn section(&self, id: &str) -> Option<(usize, &Section)> {
        self.sections.iter().enumerate().find(|(_, s)| s.id == id)
    }

    /// Every question outside groups, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|s| &s.questions)
    }

    /// The fields that an export has a column for, in order: a matrix has one a row, an option
    /// with free text adds one, a group is one.
    pub fn columns(&self) -> Vec<String> {
        self.questions().flat_map(Question::fields).collect()
    }
}

/// A page of questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Part of the page's address.
    pub id: String,
    /// The page's heading.
    pub title: String,
    /// A paragraph under the heading.
    pub intro: Option<String>,
    /// When the page is part of the path.
    pub show_if: Option<Condition>,
    /// In the order asked.
    pub questions: Vec<Question>,
    /// What stands under them.
    pub links: Vec<LinkName>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its field's name.
    pub id: String,
    /// The question as asked.
    pub text: String,
    /// A sentence of help.
    pub hint: Option<String>,
    /// Whether the section can be passed without an answer.
    pub required: bool,
    /// When it is asked.
    pub show_if: Option<Condition>,
    /// What it is for.
    pub meaning: Option<Meaning>,
    /// How it is answered.
    pub kind: Kind,
}

impl Question {
    /// Its fields' names: what an export has columns for.
    pub fn fields(&self) -> Vec<String> {
        match &self.kind {
            Kind::Info => vec![],
            Kind::Matrix { rows, .. } => rows.iter().map(|row| format!("{}.{}", self.id, row.id)).collect(),
            kind if kind.other_option().is_some() => {
                vec![self.id.clone(), format!("{}.{OTHER_TEXT}", self.id)]
            }
            _ => vec![self.id.clone()],
        }
    }
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// One of several.
    SingleChoice { options: Vec<Choice> },
    /// Any of several.
    MultipleChoice { options: Vec<Choice> },
    /// The same choice for each row.
    Matrix { rows: Vec<Row>, columns: Vec<Choice> },
    /// A whole number from `min` to `max`, both named.
    Scale { min: i64, max: i64, min_label: String, max_label: String },
    /// A whole number.
    Number { min: Option<i64>, max: Option<i64> },
    /// One line; length in Unicode scalar values.
    ShortText { max_length: usize },
    /// Several lines; length in Unicode scalar values.
    LongText { max_length: usize },
    /// `YYYY-MM`.
    Month,
    /// `YYYY-MM-DD`.
    Date,
    /// One of the city's areas, or the whole city.
    Area,
    /// A list of items, each with the same questions.
    Group { item_text: String, min_items: usize, max_items: usize, questions: Vec<Question> },
    /// Text without an answer.
    Info,
}

impl Kind {
    /// The options of a choice, or the columns of a matrix.
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::SingleChoice { options } | Self::MultipleChoice { options } => options,
            Self::Matrix { columns, .. } => columns,
            _ => &[],
        }
    }

    /// What it takes to read an answer, without what is read by people.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let options =
            |options: &[Choice]| options.iter().map(|o| Choice { text: String::new(), short: None, ..o.clone() }).collect();
        match self {
            Self::SingleChoice { options: all } => Self::SingleChoice { options: options(all) },
            Self::MultipleChoice { options: all } => Self::MultipleChoice { options: options(all) },
            Self::Matrix { rows, columns } => {
                let rows = rows.iter().map(|r| Row { text: String::new(), ..r.clone() }).collect();
                Self::Matrix { rows, columns: options(columns) }
            }
            Self::Group { min_items, max_items, questions, .. } => {
                let bare = |q: &Question| Question { text: String::new(), hint: None, kind: q.kind.without_words(), ..q.clone() };
                let questions = questions.iter().map(bare).collect();
                Self::Group { item_text: String::new(), min_items: *min_items, max_items: *max_items, questions }
            }
            other => other.clone(),
        }
    }

    /// The option that has a free text beside it.
    pub fn other_option(&self) -> Option<&Choice> {
        match self {
            Self::SingleChoice { options } | Self::MultipleChoice { options } => options.iter().find(|o| o.other_text),
            _ => None,
        }
    }
}

/// An option of a choice, or a column of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub id: String,
    /// What is read.
    pub text: String,
    /// Whether a free text stands beside it.
    pub other_text: bool,
    /// Whether it excludes every other option.
    pub exclusive: bool,
    /// Whether it counts as no answer ("vet inte").
    pub non_answer: bool,
    /// As it is named inside a sentence.
    pub short: Option<String>,
    /// What it is for.
    pub meaning: Option<OptionMeaning>,
}

/// A row of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The second part of the field's name.
    pub id: String,
    /// What is read.
    pub text: String,
}

/// When something is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// A test of one earlier question.
    Question { question: String, row: Option<String>, test: Test },
}

/// What is asked of an earlier answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// The answer, or any chosen option, is in the list.
    In(Vec<String>),
    /// It was answered, and with none of the list.
    NotIn(Vec<String>),
    /// It was answered, or was not.
    Answered(bool),
    /// A number below this.
    LessThan(i64),
    /// A number above this.
    GreaterThan(i64),
}

/// A share or a mean that is compared over years and variants by its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Stable id.
    pub id: String,
    /// What the boards call it.
    pub label: String,
    /// The question.
    pub question: String,
    /// The row of a matrix.
    pub row: Option<String>,
    /// What is computed.
    pub statistic: Statistic,
    /// Which way is better.
    pub direction: Direction,
    /// Of whom it tells.
    pub about: About,
    /// How it is said in a sentence; the label, if nothing is declared.
    pub says: Option<Says>,
}

impl Indicator {
    /// The field whose answers it counts.
    pub fn field(&self) -> String {
        match &self.row {
            Some(row) => format!("{}.{row}", self.question),
            None => self.question.clone(),
        }
    }
}

/// What an indicator computes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Statistic {
    /// The share that chose any of these.
    Share(Vec<String>),
    /// The mean of a scale or number.
    Mean,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    Neutral,
}
