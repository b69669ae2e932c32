//! Charts as SVG, made on the server and never without a table beside them.
//!
//! They are drawn for the width of a phone, 360 units, so that their letters can be read there; on
//! a wide screen they grow a little. Colours are classes: the page's style sheet gives them, or for
//! a picture in a document [`PICTURE_STYLE`].

mod bars;
mod curve;
mod years;

pub use self::bars::{BarChart, bar_chart_height};
pub use self::curve::{Curve, CurveChart};
pub use self::years::{Line, Sparkline, YearChart};

/// A chart's width in its own units.
pub const WIDTH: i64 = 360;
/// The style of a chart outside a page.
pub const PICTURE_STYLE: &str = "text{font-family:Oxygen-Sans;font-size:13px;fill:#16202a}.value{font-size:12px}.c0{fill:#1d4f91}.c1{fill:#8fa9c9}.c2{fill:#b9bec4}.rail{fill:#eceff2}";

/// A place among things in a row.
fn index(i: usize) -> i64 {
    i64::try_from(i).unwrap_or(0)
}

/// The steps between things in a row, at least one.
fn steps(count: usize) -> i64 {
    index(count.max(2) - 1)
}
