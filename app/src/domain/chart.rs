//! What a chart of bars says, before anybody draws it.

/// A bar: how long, and what stands at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Which of the chart's colours, 0 to 2.
    pub colour: u8,
    /// Tenths of a percent of the widest; none when nothing may be shown.
    pub tenths: Option<i64>,
    /// Its number in words.
    pub text: String,
}

/// What several bars are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Above its bars.
    pub label: String,
    /// From above.
    pub bars: Vec<Bar>,
}
