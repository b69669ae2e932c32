//! The underlag as a Word document: real headings and tables, and the page's own text.

use std::io::Cursor;

use app::domain::underlag::{Block, Underlag};
use docx_rs::{AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, NumberFormat, Numbering, NumberingId};
use docx_rs::{Paragraph, Run, RunFonts, SpecialIndentType, Start, Style, StyleType, Table, TableCell, TableRow, WidthType};

/// The media type.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The numbering that makes bullets.
const BULLETS: usize = 2;
/// Twips: 1440 an inch.
const INDENT: i32 = 360;
/// Half points.
const SIZES: [(&str, &str, usize); 2] = [("Heading1", "heading 1", 36), ("Heading2", "heading 2", 26)];

/// The file.
pub fn write(underlag: &Underlag) -> std::io::Result<Vec<u8>> {
    let mut document = Docx::new().default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri")).default_size(22);
    for (id, name, size) in SIZES {
        document = document.add_style(Style::new(id, StyleType::Paragraph).name(name).size(size).bold());
    }
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"));
    let bullet = bullet.indent(Some(2 * INDENT), Some(SpecialIndentType::Hanging(INDENT)), None, None);
    document = document
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
        .add_paragraph(styled(&underlag.title, SIZES[0].0));
    for line in &underlag.lines {
        document = document.add_paragraph(paragraph(line));
    }
    for part in &underlag.parts {
        document = document.add_paragraph(styled(&part.heading, SIZES[1].0));
        for block in &part.blocks {
            document = add(document, block);
        }
    }
    let mut file = Cursor::new(Vec::new());
    document.build().pack(&mut file).map_err(std::io::Error::other)?;
    Ok(file.into_inner())
}

fn paragraph(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn styled(text: &str, style: &str) -> Paragraph {
    paragraph(text).style(style)
}

fn add(document: Docx, block: &Block) -> Docx {
    match block {
        Block::Text(text) => document.add_paragraph(paragraph(text)),
        Block::List(list) => list.iter().fold(document, |document, text| {
            document.add_paragraph(paragraph(text).numbering(NumberingId::new(BULLETS), IndentLevel::new(0)))
        }),
        Block::Table(caption, columns, rows) => {
            let cell = |text: &String, bold: bool| {
                let run = Run::new().add_text(text);
                TableCell::new().add_paragraph(Paragraph::new().add_run(if bold { run.bold() } else { run }))
            };
            let head = TableRow::new(columns.iter().map(|text| cell(text, true)).collect());
            let body = rows.iter().map(|cells| TableRow::new(cells.iter().map(|text| cell(text, false)).collect()));
            let table = Table::new(std::iter::once(head).chain(body).collect()).width(5000, WidthType::Pct);
            // An empty line, or what follows would grow together with the table.
            document.add_paragraph(paragraph(caption)).add_table(table).add_paragraph(Paragraph::new())
        }
    }
}
