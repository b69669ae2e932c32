//! Exports: rows of cells from the services, written as CSV, XLSX or JSON.

mod book;
mod codebook;
pub mod docx;
mod incidents;
pub mod picture;
pub mod register;
pub mod sheets;
mod words;
mod workbook;
pub mod write;

use std::str::FromStr;

use app::domain::ids::RoundId;
use app::domain::reading_token::Scope;

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Semicolons, UTF-8 with a byte order mark, decimal comma.
    Csv,
    /// One sheet.
    Xlsx,
    /// A list of objects.
    Json,
}

impl Format {
    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

impl FromStr for Format {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Subject {
    /// The closed answers of every response; the central office alone.
    Responses,
    /// The free texts, apart from what else was answered; the central office alone.
    Texts,
    /// How many have answered.
    Rates,
    /// Shares and means, under suppression.
    Indicators,
    /// Items that name an area.
    Incidents,
    /// What each column and code means.
    Codebook,
    /// All of a round in one workbook; the central office alone.
    Workbook,
}

impl Subject {
    /// Whether it is for the central office alone.
    pub const fn is_central(self) -> bool {
        matches!(self, Self::Responses | Self::Texts | Self::Workbook)
    }

    /// What a reading token has to read for it.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Rates | Self::Indicators | Self::Codebook => Scope::Figures,
            Self::Incidents => Scope::Incidents,
            Self::Responses | Self::Texts | Self::Workbook => Scope::Everything,
        }
    }

    /// From the name in an export's address.
    pub fn from_address(name: &str) -> Option<Self> {
        Some(match name {
            "svar" => Self::Responses,
            "fritext" => Self::Texts,
            "svarsfrekvens" => Self::Rates,
            "indikatorer" => Self::Indicators,
            "handelser" => Self::Incidents,
            "kodbok" => Self::Codebook,
            "arbetsbok" => Self::Workbook,
            _ => return None,
        })
    }
}

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or hidden.
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number of `10^-places`.
    Decimal(i64, u32),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<RoundId> for Cell {
    fn from(id: RoundId) -> Self {
        Self::Text(id.to_string())
    }
}
