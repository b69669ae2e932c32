//! Charts as SVG, made on the server and never without their numbers beside them as text.
//!
//! On a page a chart is as wide as its place and its letters have the page's sizes: points are placed in percent, and a
//! line is drawn in an inner picture of 1,000 units a side that is stretched while its stroke is not. Colours are
//! classes, which the style sheet gives. The one chart that also stands in the Word file is drawn in units of its own,
//! for [`PICTURE_STYLE`].

mod bars;
mod curve;
mod in_row;
pub mod picture;
mod stacked;
mod years;

pub use self::bars::{BarChart, bar_chart_height};
pub use self::curve::{Curve, CurveChart};
pub use self::in_row::{InRowBar, InRowLegend};
pub use self::stacked::{StackedBar, StackedLegend};
pub use self::years::{Line, Slope, SmallMultiple, Sparkline};

/// The width of the chart in the Word file in its own units.
pub const WIDTH: i64 = 360;
/// The style of that chart outside a page.
pub const PICTURE_STYLE: &str = "text{font-family:Oxygen-Sans;font-size:13px;fill:#16202a}.value{font-size:12px}.c0{fill:#0d5560}.c1{fill:#7fa8ae}.c2{fill:#b9bec4}.rail{fill:#eceff2}";

/// The sides of a picture that is stretched: tenths of a percent.
const SCALE: i64 = 1000;

/// A place among things in a row.
fn index(i: usize) -> i64 {
    i64::try_from(i).unwrap_or(0)
}

/// The steps between things in a row, at least one.
fn steps(count: usize) -> i64 {
    index(count.max(2) - 1)
}

/// Tenths of a percent as an attribute: "82.4%".
fn at(tenths: i64) -> String {
    let tenths = tenths.clamp(0, SCALE);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// From the top, of a value that grows upwards.
fn down(tenths: i64) -> i64 {
    SCALE - tenths.clamp(0, SCALE)
}

/// The points of a line.
fn path(points: &[(i64, i64)]) -> String {
    points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

/// A text in lines of so many characters.
fn lines(text: &str, length: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < length => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
