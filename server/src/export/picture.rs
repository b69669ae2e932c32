//! A chart as a picture: the page's own SVG, drawn with a typeface that the binary carries, so that
//! it looks the same on every machine.

use std::io::Error;
use std::sync::{Arc, LazyLock};

use app::domain::chart::Group;
use app::domain::text::replaced;
use app::ui::chart::{PICTURE_STYLE, WIDTH, bars};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use crate::web::render::fragment;

/// Pixels a unit of the chart: sharp on paper.
const SCALE: u32 = 3;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
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
pub fn draw(name: &str, groups: &[Group]) -> std::io::Result<Picture> {
    let (name, groups) = (name.to_owned(), groups.to_vec());
    let (_, height) = bars(&name, &groups);
    let svg = fragment(move || bars(&name, &groups).0);
    // Between nodes stand marks that HTML takes for comments, and XML does not.
    let svg = replaced(&svg).replace("<!>", "").replacen('>', &format!("><style>{PICTURE_STYLE}</style>"), 1);
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(&svg, &options).map_err(Error::other)?;
    let units = (u32::try_from(WIDTH).unwrap_or(360), u32::try_from(height).unwrap_or(100));
    let (width, height) = (units.0 * SCALE, units.1 * SCALE);
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| Error::other("a chart without a size"))?;
    pixels.fill(Color::WHITE);
    #[allow(clippy::cast_precision_loss)] // a small whole number
    let scale = Transform::from_scale(SCALE as f32, SCALE as f32);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    Ok(Picture { png: pixels.encode_png().map_err(Error::other)?, width, height, units })
}
