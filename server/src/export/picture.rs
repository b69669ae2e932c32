//! A chart as a picture: the page's own SVG, drawn with a typeface that the binary carries, so that
//! it looks the same on every machine.

use std::io::Error;
use std::sync::{Arc, LazyLock};

use app::domain::chart::Group;
use app::ui::chart::{BarChart, PICTURE_STYLE};
use leptos::prelude::view;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use crate::web::render::html;

/// Pixels a unit of the chart: sharp on paper.
const SCALE: u16 = 3;

/// Oxygen Sans, unchanged; its licence stands beside it.
const FONT: &[u8] = include_bytes!("../../fonts/Oxygen-Sans.ttf");

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(FONT.to_vec());
    Arc::new(fonts)
});

/// A PNG and its sizes.
pub struct Picture {
    /// The file.
    pub png: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The chart's own units.
    pub units: (u32, u32),
}

/// Draws a chart of bars.
///
/// # Errors
/// The page's SVG is no SVG, or has no size: a fault of ours.
pub fn draw(name: &str, groups: &[Group]) -> std::io::Result<Picture> {
    let svg = html(|| view! { <BarChart name groups/> });
    png(&standalone(&svg, PICTURE_STYLE), SCALE)
}

/// A page's SVG as a file of its own, with its style.
pub fn standalone(svg: &str, style: &str) -> String {
    // Between nodes stand marks that HTML takes for comments, and XML does not.
    svg.replace("<!>", "").replacen('>', &format!("><style>{style}</style>"), 1)
}

/// An SVG as a PNG on white, with so many pixels a unit.
///
/// # Errors
/// The text is no SVG, or has no size.
pub fn png(svg: &str, scale: u16) -> std::io::Result<Picture> {
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(Error::other)?;
    let units = tree.size().to_int_size();
    let size = units.scale_by(f32::from(scale)).ok_or_else(|| Error::other("a picture without a size"))?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| Error::other("a picture without a size"))?;
    pixels.fill(Color::WHITE);
    let scale = f32::from(scale);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let png = pixels.encode_png().map_err(Error::other)?;
    Ok(Picture { png, width: size.width(), height: size.height(), units: (units.width(), units.height()) })
}
