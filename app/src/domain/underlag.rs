//! The underlag: what a coordinator begins the local lägesbild from. One document, from which the
//! page and the Word file are both made, so that they say the same.

/// Heading, day and parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underlag {
    /// What it is and whose.
    pub title: String,
    /// Below the title, a line each.
    pub lines: Vec<String>,
    /// In order.
    pub parts: Vec<Part>,
}

/// A heading with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The heading.
    pub heading: String,
    /// In order.
    pub blocks: Vec<Block>,
}

/// What a part is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Sentences that each stand on their own.
    List(Vec<String>),
    /// A caption, the columns' headings, and rows of as many cells; the first names the row.
    Table(String, Vec<String>, Vec<Vec<String>>),
}
