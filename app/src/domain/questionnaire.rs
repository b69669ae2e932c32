//! What a questionnaire is.
//!
//! A *questionnaire* has *sections*, a section has *questions*, and a question has a *kind*. A
//! *condition* tells when a section or a question is shown. An *indicator* is a share or a mean of the
//! answers to one question. Only [`super::definition`] builds these types, so a value of them is always
//! a valid definition.
//!
//! Their docs are the descriptions in `docs/questionnaire.schema.json`, which tests make from them; the
//! `schemars` attributes give what the file has and the type has not.

use serde::{Deserialize, Serialize};

use super::codes::codes;
#[cfg(test)]
use super::definition::schema::{ID, OptionId, StatisticKeys};
use super::meaning::{About, LinkName, Meaning, OptionMeaning, Phrasing, Respondent};
use super::organisation::Audience;

/// The area that every area question offers besides those of the city.
pub const WHOLE_CITY: &str = "Hela staden";

/// Longest free text beside an option, in Unicode scalar values.
pub const OTHER_TEXT_MAX: usize = 200;

/// The suffix of the field that holds the free text beside an option.
pub const OTHER_TEXT: &str = "annat_text";

/// Minutes that a questionnaire takes unless it says otherwise.
pub(super) const fn default_minutes() -> u32 {
    5
}

/// Length of a short text unless the question says otherwise, in Unicode scalar values.
pub(super) const fn default_short_text() -> usize {
    200
}

/// Length of a long text unless the question says otherwise, in Unicode scalar values.
pub(super) const fn default_long_text() -> usize {
    2000
}

/// Items that a group takes unless it says otherwise.
pub(super) const fn default_max_items() -> usize {
    10
}

/// One version of a questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Questionnaire {
    /// Stable id, the same in every version.
    #[cfg_attr(test, schemars(regex(pattern = ID)))]
    pub id: String,
    /// Heading of every page.
    pub title: String,
    /// The kind of organisation that answers it.
    pub audience: Audience,
    /// Minutes that it takes to answer.
    #[cfg_attr(test, schemars(default = "default_minutes", range(min = 1, max = 120)))]
    pub minutes: u32,
    /// Shown on the start page.
    pub intro: Option<String>,
    /// What those who answer are called.
    #[cfg_attr(test, schemars(default))]
    pub respondent: Respondent,
    /// In the order asked, a page each.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub sections: Vec<Section>,
    /// What is compared over years.
    #[cfg_attr(test, schemars(default))]
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Section {
    /// Part of the page's address.
    #[cfg_attr(test, schemars(regex(pattern = ID)))]
    pub id: String,
    /// The page's heading.
    pub title: String,
    /// A paragraph under the heading.
    pub intro: Option<String>,
    /// When the page is shown; always, without a condition.
    pub show_if: Option<Condition>,
    /// In the order asked.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub questions: Vec<Question>,
    /// Links under the questions, of which none here or later measures what somebody knows. Format /2 only.
    #[cfg_attr(test, schemars(default))]
    pub links: Vec<LinkName>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Question {
    /// The name of its field in forms and exports.
    #[cfg_attr(test, schemars(regex(pattern = ID)))]
    pub id: String,
    /// The question as asked.
    pub text: String,
    /// A sentence of help.
    pub hint: Option<String>,
    /// Whether the section cannot be passed without an answer.
    #[cfg_attr(test, schemars(default))]
    pub required: bool,
    /// When the question is shown; always, without a condition.
    pub show_if: Option<Condition>,
    /// What it is for. Format /2 only.
    pub meaning: Option<Meaning>,
    /// How it is answered.
    #[cfg_attr(test, schemars(flatten))]
    pub kind: Kind,
}

impl Question {
    /// The names of its fields, which are columns in an export.
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(tag = "type", rename_all = "snake_case"))]
pub enum Kind {
    /// One of several options.
    SingleChoice {
        #[cfg_attr(test, schemars(length(min = 1)))]
        options: Vec<Choice>,
    },
    /// Any of several options.
    MultipleChoice {
        #[cfg_attr(test, schemars(length(min = 1)))]
        options: Vec<Choice>,
    },
    /// The same choice for each row.
    Matrix {
        #[cfg_attr(test, schemars(length(min = 1)))]
        rows: Vec<Row>,
        #[cfg_attr(test, schemars(length(min = 1)))]
        columns: Vec<Choice>,
    },
    /// A whole number from `min` to `max`, both named; at most 21 points.
    Scale { min: i64, max: i64, min_label: String, max_label: String },
    /// A whole number.
    Number { min: Option<i64>, max: Option<i64> },
    /// One line; length in Unicode scalar values.
    ShortText {
        #[cfg_attr(test, schemars(default = "default_short_text", range(min = 1, max = 10_000)))]
        max_length: usize,
    },
    /// Several lines; length in Unicode scalar values.
    LongText {
        #[cfg_attr(test, schemars(default = "default_long_text", range(min = 1, max = 10_000)))]
        max_length: usize,
    },
    /// `YYYY-MM`.
    Month,
    /// `YYYY-MM-DD`.
    Date,
    /// One of the city's areas, or the whole city.
    Area,
    /// A list of items, each with the same questions; `item_text` is the heading of one. The questions
    /// of a group are no groups.
    Group {
        item_text: String,
        #[cfg_attr(test, schemars(default, range(min = 0, max = 50)))]
        min_items: usize,
        #[cfg_attr(test, schemars(default = "default_max_items", range(min = 1, max = 50)))]
        max_items: usize,
        #[cfg_attr(test, schemars(length(min = 1)))]
        questions: Vec<Question>,
    },
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

    /// The same without labels, which is enough to read an answer.
    #[must_use]
    pub fn without_labels(&self) -> Self {
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
                let bare =
                    |q: &Question| Question { text: String::new(), hint: None, kind: q.kind.without_labels(), ..q.clone() };
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Choice {
    /// The value in answers and exports.
    #[cfg_attr(test, schemars(regex(pattern = ID)))]
    pub id: String,
    /// The option as respondents see it.
    pub text: String,
    /// Whether a free text stands beside it. At most one option of a question has one; no column has.
    #[cfg_attr(test, schemars(default))]
    pub other_text: bool,
    /// Whether it excludes every other option. For `multiple_choice` only.
    #[cfg_attr(test, schemars(default))]
    pub exclusive: bool,
    /// Whether it counts as no answer ("vet inte").
    #[cfg_attr(test, schemars(default))]
    pub non_answer: bool,
    /// Its name inside a sentence; without one, its text with a small first letter. Format /2 only.
    pub short: Option<String>,
    /// What it is for. Format /2 only.
    pub meaning: Option<OptionMeaning>,
}

/// A row of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Row {
    /// The second part of the field's name, after the question's id.
    #[cfg_attr(test, schemars(regex(pattern = ID)))]
    pub id: String,
    /// The row as respondents see it.
    pub text: String,
}

/// When a section or a question is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "snake_case", deny_unknown_fields))]
pub enum Condition {
    /// Every one holds.
    All(#[cfg_attr(test, schemars(length(min = 1)))] Vec<Condition>),
    /// At least one holds.
    Any(#[cfg_attr(test, schemars(length(min = 1)))] Vec<Condition>),
    /// A test of one earlier question, or of one row of a matrix.
    #[cfg_attr(test, schemars(untagged))]
    Question {
        question: String,
        row: Option<String>,
        #[cfg_attr(test, schemars(flatten))]
        test: Test,
    },
}

impl Condition {
    /// Whether it asks about a question.
    pub fn asks(&self, about: &str) -> bool {
        match self {
            Self::All(all) | Self::Any(all) => all.iter().any(|condition| condition.asks(about)),
            Self::Question { question, .. } => question == about,
        }
    }
}

/// How an earlier answer is tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Test {
    /// The answer, or any chosen option, is in the list.
    In(#[cfg_attr(test, schemars(with = "Vec<OptionId>", length(min = 1)))] Vec<String>),
    /// There is an answer, and nothing of it is in the list.
    NotIn(#[cfg_attr(test, schemars(with = "Vec<OptionId>", length(min = 1)))] Vec<String>),
    /// There is an answer, or there is none.
    Answered(bool),
    /// The answer is a number below this.
    LessThan(i64),
    /// The answer is a number above this.
    GreaterThan(i64),
}

/// A share or a mean that is compared over years and variants by its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Indicator {
    /// Stable id.
    #[cfg_attr(test, schemars(regex(pattern = ID)))]
    pub id: String,
    /// Its name on boards and in exports.
    pub label: String,
    /// The question whose answers it counts.
    pub question: String,
    /// The row, of a matrix.
    pub row: Option<String>,
    /// What is computed.
    #[cfg_attr(test, schemars(flatten, with = "StatisticKeys"))]
    pub statistic: Statistic,
    /// Which way is better.
    #[cfg_attr(test, schemars(default))]
    pub direction: Direction,
    /// Of whom it tells. Format /2 only.
    #[cfg_attr(test, schemars(default))]
    pub about: About,
    /// How a sentence phrases it; with the label, if nothing is declared. Format /2 only.
    #[cfg_attr(test, schemars(flatten))]
    pub phrasing: Option<Phrasing>,
}

impl Indicator {
    /// What it tells that somebody knows, if it tells that.
    pub fn topic(&self) -> Option<&str> {
        match &self.phrasing {
            Some(Phrasing::Knows(topic)) => Some(topic),
            _ => None,
        }
    }

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
    /// The share of responses with any of these options.
    Share(Vec<String>),
    /// The mean of a scale or number.
    Mean,
}

codes! {
    /// Which way is better.
    #[derive(Default)]
    Direction {
        /// More is better.
        #[default]
        Higher = "higher_is_better",
        /// Less is better.
        Lower = "lower_is_better",
        /// Neither is.
        Neutral = "neutral",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_export_has_a_column_for_each_row_and_for_the_text_beside_an_option() {
        let text = include_str!("../../enkat/exempel-alla-typer.json");
        let columns = super::super::definition::parse(text).expect("sound").columns();
        let expected = ["namnfri", "antal", "datum", "val", "val.annat_text", "syns", "m.r1", "m.r2", "folj", "g"];
        assert_eq!(columns, expected);
    }
}
