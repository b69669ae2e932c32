//! The underlag as a Word document: real headings and tables, pictures with their words, and the
//! page's own text.

use std::io::{Cursor, Error};

use app::domain::text::replaced;
use app::domain::underlag::{Block, Sentence, Underlag};
use app::texts::underlag as t;
use docx_rs::{AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, NumberFormat, Numbering, NumberingId};
use docx_rs::{Paragraph, Pic, Run, RunFonts, SpecialIndentType, Start, Style, StyleType, Table, TableCell, TableRow, WidthType};

use super::picture;

/// The media type.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The numbering that makes bullets.
const BULLETS: usize = 2;
/// Twips: 1440 an inch.
const INDENT: i32 = 360;
/// Half points.
const SIZES: [(&str, &str, usize); 2] = [("Heading1", "heading 1", 36), ("Heading2", "heading 2", 26)];
/// English metric units a chart's unit: 360 units are 15 cm.
const EMU: u32 = 15_000;
/// What the library writes for every picture.
const PICTURE: &str = "<wp:docPr id=\"1\" name=\"Figure\" />";

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
    document = document.add_paragraph(paragraph(&t::registration(&underlag.registration.text)));
    let mut pictures = Vec::new();
    for part in &underlag.parts {
        document = document.add_paragraph(styled(&part.heading, SIZES[1].0));
        for block in &part.blocks {
            document = add(document, block, &mut pictures)?;
        }
    }
    let mut built = document.build();
    built.document = with_words(&built.document, &pictures);
    let mut file = Cursor::new(Vec::new());
    built.pack(&mut file).map_err(Error::other)?;
    Ok(file.into_inner())
}

fn paragraph(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn styled(text: &str, style: &str) -> Paragraph {
    paragraph(text).style(style)
}

/// A sentence, with the mark behind it if the figures have changed.
fn said(paragraph: Paragraph, sentence: &Sentence) -> Paragraph {
    let mut lines = sentence.text.split('\n');
    let mut run = Run::new().add_text(lines.next().unwrap_or_default());
    for line in lines {
        run = run.add_break(docx_rs::BreakType::TextWrapping).add_text(line);
    }
    let paragraph = if sentence.text.is_empty() { paragraph } else { paragraph.add_run(run) };
    if !sentence.outdated {
        return paragraph;
    }
    let mark = format!(" {}", t::outdated(&sentence.derived));
    paragraph.add_run(Run::new().add_text(mark).highlight("yellow"))
}

fn add(document: Docx, block: &Block, pictures: &mut Vec<String>) -> std::io::Result<Docx> {
    let says = |s: &&Sentence| !s.text.is_empty() || s.outdated;
    Ok(match block {
        Block::Text(list) => {
            let mut paragraph = Paragraph::new();
            for (i, sentence) in list.iter().filter(says).enumerate() {
                if i > 0 {
                    paragraph = paragraph.add_run(Run::new().add_text(" "));
                }
                paragraph = said(paragraph, sentence);
            }
            document.add_paragraph(paragraph)
        }
        Block::List(list) => list.iter().filter(says).fold(document, |document, sentence| {
            let item = Paragraph::new().numbering(NumberingId::new(BULLETS), IndentLevel::new(0));
            document.add_paragraph(said(item, sentence))
        }),
        Block::Question(question, answer) => {
            let document = document.add_paragraph(Paragraph::new().add_run(Run::new().add_text(question).italic()));
            document.add_paragraph(said(Paragraph::new(), answer))
        }
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
        Block::Chart(name, words, groups) => {
            let picture = picture::draw(words, groups)?;
            pictures.push(words.clone());
            let pic = Pic::new_with_dimensions(picture.png, picture.width, picture.height)
                .size(picture.units.0 * EMU, picture.units.1 * EMU);
            let image = Paragraph::new().add_run(Run::new().add_image(pic));
            document.add_paragraph(paragraph(name)).add_paragraph(image)
        }
    })
}

/// Gives each picture its words and a number of its own, and replaces what XML cannot hold, which the
/// library does not.
fn with_words(document: &[u8], pictures: &[String]) -> Vec<u8> {
    let text = String::from_utf8_lossy(document);
    let mut parts = text.split(PICTURE);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for (i, part) in parts.enumerate() {
        let words = pictures.get(i).map(|words| html_escape::encode_double_quoted_attribute(words)).unwrap_or_default();
        whole.push_str(&format!("<wp:docPr id=\"{0}\" name=\"Figur {0}\" descr=\"{words}\" />{part}", i + 1));
    }
    replaced(&whole).into_owned().into_bytes()
}
