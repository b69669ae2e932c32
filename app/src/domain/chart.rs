//! A bar chart, before it is drawn as a picture or a table.

/// A bar and the number at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// One of the chart's three colours, 0 to 2.
    pub colour: u8,
    /// Its length in tenths of a percent of the longest; none when the figure is hidden.
    pub tenths: Option<i64>,
    /// Its number as it is written.
    pub text: String,
}

/// Bars under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub label: String,
    /// From top to bottom.
    pub bars: Vec<Bar>,
}
