//! Charts as pictures of their own, to be put into another document: light, in units of their own, with every word
//! drawn. What they show stands in the table beside them too.

use leptos::prelude::*;

use super::years::Line;
use super::{SCALE, down, index, lines, path, steps};

/// The style of a picture.
pub const STYLE: &str = "text{font-family:Oxygen-Sans,sans-serif;font-size:12px;fill:#16202a}.title{font-size:17px}.note,.end{font-size:11px;fill:#4c5863}.name{font-size:13px}.value{font-size:11px}.axis{stroke:#d5dadf}polyline{fill:none;stroke-width:1.5}.l0{stroke:#0d5560;stroke-width:2.5}.l1{stroke:#9aa4ad}.l2{stroke:#a0592a}.c0{fill:#0d5560}.c1{fill:#9aa4ad}.c2{fill:#a0592a}.high-1{fill:#e7eff0}.high-2{fill:#cfdfe1}.high-3{fill:#b0cace}.high-4{fill:#8fb3b8}.low-1{fill:#f6ede7}.low-2{fill:#ecdacd}.low-3{fill:#e0c4b0}.low-4{fill:#d3ab8f}.high-0,.low-0,.none{fill:none}.sum{font-weight:700}";

/// Around everything.
const MARGIN: i64 = 16;
/// The height of the title.
const TITLE: i64 = 34;
/// Points of a line that are marked; more would hide it.
const MOST_DOTS: usize = 12;
/// The height of a line of words.
const LINE: i64 = 15;

/// What a picture says above and below its chart.
#[derive(Debug, Clone)]
pub struct Caption {
    pub title: String,
    /// Where it is from.
    pub note: String,
}

/// Lines in one frame.
pub struct Panel {
    /// Empty where it is the only one.
    pub title: String,
    pub lines: Vec<Line>,
}

/// One panel, or small ones beside each other.
pub struct Panels {
    pub caption: Caption,
    pub panels: Vec<Panel>,
    /// At the left and at the right end.
    pub x: [String; 2],
    /// At the bottom and at the top.
    pub y: [String; 2],
}

/// Sizes of a panel's plot, the room to the right of it, and panels in a row.
struct Sizes {
    plot: (i64, i64),
    right: i64,
    columns: usize,
}

impl Sizes {
    const LEFT: i64 = 44;
    const ABOVE: i64 = 26;
    const BELOW: i64 = 34;

    const fn of(panels: usize) -> Self {
        match panels {
            1 => Self { plot: (520, 260), right: 240, columns: 1 },
            _ => Self { plot: (150, 80), right: 96, columns: 3 },
        }
    }

    const fn panel(&self) -> (i64, i64) {
        (Self::LEFT + self.plot.0 + self.right, Self::ABOVE + self.plot.1 + Self::BELOW)
    }
}

/// The picture of lines.
#[component]
pub fn PanelsPicture(panels: Panels) -> impl IntoView {
    let Panels { caption, panels, x, y } = panels;
    let sizes = Sizes::of(panels.len());
    let rows = panels.len().div_ceil(sizes.columns);
    let (width, height) = sizes.panel();
    let content = panels.into_iter().enumerate().map(|(i, panel)| {
        let place = format!("translate({} {})", index(i % sizes.columns) * width, index(i / sizes.columns) * height);
        view! { <g transform=place>{panel_view(panel, &sizes, &x, &y)}</g> }
    });
    let size = (index(sizes.columns) * width, index(rows) * height);
    let content = content.collect_view().into_any();
    view! { <Frame caption size>{content}</Frame> }
}

fn panel_view(panel: Panel, sizes: &Sizes, x: &[String; 2], y: &[String; 2]) -> impl IntoView + use<> {
    let (width, height) = sizes.plot;
    let (left, top) = (Sizes::LEFT, Sizes::ABOVE);
    let place = |at: i64, value: i64| (left + at * width / SCALE, top + down(value) * height / SCALE);
    // Names at the ends do not stand on each other.
    let mut ends: Vec<(i64, String)> = vec![];
    let lines = panel.lines.iter().map(|line| {
        let across = |i: usize| index(i) * SCALE / steps(line.values.len());
        let points: Vec<_> = line.values.iter().enumerate().map(|(i, value)| Some(place(across(i), (*value)?))).collect();
        if let Some((_, y)) = points.iter().rev().flatten().next().filter(|_| !line.last.is_empty()) {
            ends.push((*y, line.last.clone()));
        }
        let parts = points.split(Option::is_none).filter(|part| part.len() > 1).map(|part| {
            let points: Vec<_> = part.iter().flatten().copied().collect();
            view! { <polyline class=format!("l{}", line.colour) points=path(&points)/> }
        });
        let few = points.len() <= MOST_DOTS;
        let dots = points.iter().flatten().filter(|_| few).map(|(x, y)| {
            view! { <circle class=format!("c{}", line.colour) cx=x.to_string() cy=y.to_string() r="2.5"/> }
        });
        view! { {parts.collect_view()}{dots.collect_view()} }
    });
    let lines = lines.collect_view();
    ends.sort();
    let mut free = i64::MIN;
    let names = ends.into_iter().map(|(y, name)| {
        free = y.max(free);
        let at = free + 4;
        free += LINE;
        view! { <text class="end" x=(left + width + 8).to_string() y=at.to_string()>{name}</text> }
    });
    let names = names.collect_view();
    let right = left + width;
    let rule = |y: i64| view! { <line class="axis" x1=left.to_string() x2=right.to_string() y1=y.to_string() y2=y.to_string()/> };
    let end = |x: i64, y: i64, anchor: &'static str, text: &str| {
        view! { <text class="note" x=x.to_string() y=y.to_string() text-anchor=anchor>{text.to_owned()}</text> }
    };
    let bottom = top + height;
    view! {
        <text class="name" x="0" y="14">{panel.title}</text>
        {rule(top)}{rule(top + height / 2)}{rule(bottom)}
        {end(left - 6, top + 4, "end", &y[1])}{end(left - 6, bottom + 4, "end", &y[0])}
        {end(left, bottom + LINE + 2, "start", &x[0])}{end(right, bottom + LINE + 2, "end", &x[1])}
        {lines}{names}
    }
}

/// A table whose cells are tinted.
pub struct Heat {
    pub caption: Caption,
    pub columns: Vec<String>,
    pub rows: Vec<HeatRow>,
}

/// A row: cells with their words and the class of their tint.
pub struct HeatRow {
    pub name: String,
    pub cells: Vec<(String, String)>,
    /// Whether it sums the others.
    pub sum: bool,
}

/// The widths of names and of a column, the height of a row, and characters in a line of a heading.
const HEAT: (i64, i64, i64, usize) = (270, 110, 24, 16);

/// The picture of such a table.
#[component]
pub fn HeatPicture(heat: Heat) -> impl IntoView {
    let Heat { caption, columns, rows } = heat;
    let (names, width, row_height, characters) = HEAT;
    let heads: Vec<Vec<String>> = columns.iter().map(|column| lines(column, characters)).collect();
    let head = index(heads.iter().map(Vec::len).max().unwrap_or(1)) * LINE + 6;
    let size = (names + index(columns.len()) * width, head + index(rows.len()) * row_height + 6);
    let heads = heads.into_iter().enumerate().map(|(i, lines)| {
        let x = names + index(i) * width + width / 2;
        let first = head - 6 - index(lines.len().max(1) - 1) * LINE;
        let lines = lines.into_iter().enumerate().map(|(n, line)| {
            view! { <text class="value" x=x.to_string() y=(first + index(n) * LINE).to_string() text-anchor="middle">{line}</text> }
        });
        lines.collect_view()
    });
    let heads = heads.collect_view();
    let rows = rows.into_iter().enumerate().map(|(n, row)| {
        let top = head + index(n) * row_height;
        let class = row.sum.then_some("sum");
        let cells = row.cells.into_iter().enumerate().map(|(i, (text, tint))| {
            let x = names + index(i) * width;
            view! {
                <rect class=tint x=x.to_string() y=top.to_string() width=(width - 2).to_string() height=(row_height - 2).to_string()/>
                <text class=class x=(x + width / 2).to_string() y=(top + 16).to_string() text-anchor="middle">{text}</text>
            }
        });
        let cells = cells.collect_view();
        view! { <text class=class x="0" y=(top + 16).to_string()>{row.name}</text>{cells} }
    });
    let content = view! { {heads}{rows.collect_view()} }.into_any();
    view! { <Frame caption size>{content}</Frame> }
}

/// A picture with its title and where it is from.
#[component]
fn Frame(caption: Caption, size: (i64, i64), children: Children) -> impl IntoView {
    let (width, height) = (size.0 + 2 * MARGIN, size.1 + 2 * MARGIN + TITLE + LINE);
    let label = caption.title.clone();
    view! {
        <svg xmlns="http://www.w3.org/2000/svg" viewBox=format!("0 0 {width} {height}") width=width.to_string() height=height.to_string() role="img" aria-label=label>
            <rect fill="#fff" width=width.to_string() height=height.to_string()/>
            <g transform=format!("translate({MARGIN} {MARGIN})")>
                <text class="title" x="0" y="16">{caption.title}</text>
                <g transform=format!("translate(0 {TITLE})")>{children()}</g>
                <text class="note" x="0" y=(TITLE + size.1 + LINE).to_string()>{caption.note}</text>
            </g>
        </svg>
    }
}
