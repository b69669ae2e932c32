//! The underlag as a Word document: real headings with a table of contents, captions, tables whose first
//! row heads their columns, pictures with their words, and the page's own text.
//!
//! What the library cannot say is put into the XML that it writes: the language, the title, heads of
//! tables and the words of pictures.

use std::io::{Cursor, Error};

use app::domain::figure::day;
use app::domain::text::replaced;
use app::domain::underlag::{Block, Sentence, Underlag};
use app::texts::underlag as t;
use docx_rs::{AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, NumberFormat, Numbering, NumberingId};
use docx_rs::{AlignmentType, FieldCharType, Footer, InstrText, LineSpacing, PageMargin, PageNum};
use docx_rs::{Paragraph, Pic, Run, RunFonts, SpecialIndentType, Start, Style, StyleType, Table, TableCell, TableRow, WidthType};

use super::picture;

/// The media type.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The numbering that makes bullets.
const BULLETS: usize = 2;
/// Twips: 1440 an inch.
const INDENT: i32 = 360;
const TITLE: &str = "Title";
const CAPTION: &str = "Caption";
const CONTENTS: &str = "TOCHeading";
/// What heads the columns of a table.
const TABLE_HEAD: &str = "TableHead";
/// By the depth of the heading, from 0.
const HEADINGS: [&str; 2] = ["Heading1", "Heading2"];
/// Id, the name by which programs know it, its size in half points, and the twips before it.
const STYLES: [(&str, &str, usize, u32); 6] = [
    (TITLE, "Title", 44, 0),
    (HEADINGS[0], "heading 1", 32, 360),
    (HEADINGS[1], "heading 2", 26, 240),
    (CAPTION, "caption", 22, 200),
    (CONTENTS, "TOC Heading", 26, 240),
    (TABLE_HEAD, "Table Head", TABLE_SIZE, 0),
];
/// The accent of the pages, which headings have too.
const ACCENT: &str = "0D5560";
/// Twips at each side of the text: two centimetres.
const MARGIN: i32 = 1_134;
/// Twips across the text of a page: A4 less the margins.
const ACROSS: usize = 11_906 - 2 * 1_134;
/// Characters of a text that its column is wide for at most; longer ones have lines.
const LONGEST_LINE: usize = 40;
/// The size of the letters in a table, in half points; the twips of one, generously, and of the margins of a cell.
const TABLE_SIZE: usize = 18;
const LETTER: usize = 105;
const MARGINS: usize = 230;
/// A picture is this high at most, so that its heading stands on the same page; in English metric units.
const HIGHEST: u32 = 7_200_000;
/// Twips after a paragraph.
const AFTER: u32 = 80;
/// English metric units a chart's unit: 360 units are 15 cm.
const EMU: u32 = 15_000;
/// What the library writes for every picture.
const PICTURE: &str = "<wp:docPr id=\"1\" name=\"Figure\" />";
/// How it begins the first row of a table, which like all others stays on one page.
const HEAD: &str = "</w:tblGrid><w:tr><w:trPr><w:cantSplit />";
/// Where it ends what holds for every run.
const DEFAULTS: &str = "</w:rPr></w:rPrDefault>";

/// What is written while the document grows.
struct Writer {
    document: Docx,
    /// The name of each picture, and the picture in words.
    pictures: Vec<(String, String)>,
    tables: usize,
    headings: usize,
}

/// The file.
pub fn write(underlag: &Underlag) -> std::io::Result<Vec<u8>> {
    let underlag = underlag.clone().for_a_file(t::questions::ANSWERS);
    let mut writer = Writer { document: styled_document(), pictures: vec![], tables: 0, headings: 0 };
    writer.add(styled(&underlag.title, TITLE));
    title_page(&underlag).iter().for_each(|line| writer.add(paragraph(line)));
    writer.add(styled(t::CONTENTS, CONTENTS));
    contents(&underlag).into_iter().for_each(|line| writer.add(line));
    for part in &underlag.parts {
        writer.heading(&part.heading, 0);
        for block in &part.blocks {
            writer.block(block)?;
        }
    }
    let mut built = writer.document.build();
    built.document = with_words(&built.document, &writer.pictures);
    built.styles = in_swedish(&built.styles);
    built.doc_props.core = properties(&underlag).into_bytes();
    let mut file = Cursor::new(Vec::new());
    built.pack(&mut file).map_err(Error::other)?;
    Ok(file.into_inner())
}

/// Below the title: whose document it is, and its fields.
fn title_page(Underlag { front, .. }: &Underlag) -> Vec<String> {
    let mut lines = vec![
        front.organisation.clone(),
        format!("{}: {}", t::BOARD, front.board.text),
        format!("{}: {}", t::DATE, day(front.day())),
    ];
    let number = &front.registration.text;
    lines.extend((!number.is_empty()).then(|| format!("{}: {number}", t::REGISTRATION)));
    lines
}

fn styled_document() -> Docx {
    let mut document = Docx::new().default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri")).default_size(22);
    for (id, name, size, before) in STYLES {
        let spacing = LineSpacing::new().before(before).after(AFTER);
        document = document
            .add_style(Style::new(id, StyleType::Paragraph).name(name).size(size).bold().color(ACCENT).line_spacing(spacing));
    }
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"));
    let bullet = bullet.indent(Some(2 * INDENT), Some(SpecialIndentType::Hanging(INDENT)), None, None);
    document
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
        .page_margin(PageMargin::new().left(MARGIN).right(MARGIN).top(MARGIN).bottom(MARGIN))
        .footer(Footer::new().add_paragraph(Paragraph::new().align(AlignmentType::Right).add_page_num(PageNum::new())))
}

fn paragraph(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn styled(text: &str, style: &str) -> Paragraph {
    paragraph(text).style(style)
}

/// The name of a heading's bookmark.
fn bookmark(number: usize) -> String {
    format!("_Toc{number}")
}

/// A field with the text that it shows until a program works it out again.
fn field(instruction: &str, shown: &str) -> Run {
    Run::new()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::Unsupported(instruction.to_owned()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text(shown)
        .add_field_char(FieldCharType::End, false)
}

/// The table of contents: a field without page numbers, which only a program that lays out pages knows. What it shows until
/// then has no links: the accessibility check of `LibreOffice` takes each link within a document for one that shows its address.
fn contents(underlag: &Underlag) -> Vec<Paragraph> {
    let headings = underlag.parts.iter().flat_map(|part| {
        let below = part.blocks.iter().filter_map(|block| match block {
            Block::Heading(heading) => Some((heading.as_str(), 1)),
            _ => None,
        });
        std::iter::once((part.heading.as_str(), 0)).chain(below)
    });
    let begin = Run::new()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::Unsupported("TOC \\o \"1-2\" \\n \\h".to_owned()))
        .add_field_char(FieldCharType::Separate, false);
    let line = |(i, (heading, depth)): (usize, (&str, i32))| {
        let line = Paragraph::new().indent(Some(depth * INDENT), None, None, None);
        let line = if i == 0 { line.add_run(begin.clone()) } else { line };
        line.add_run(Run::new().add_text(heading))
    };
    let mut lines: Vec<Paragraph> = headings.enumerate().map(line).collect();
    if let Some(last) = lines.last_mut() {
        *last = last.clone().add_run(Run::new().add_field_char(FieldCharType::End, false));
    }
    lines
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

/// The sentences that say something.
fn filled(sentences: &[Sentence]) -> impl Iterator<Item = &Sentence> {
    sentences.iter().filter(|sentence| !sentence.text.is_empty() || sentence.outdated)
}

impl Writer {
    fn add(&mut self, paragraph: Paragraph) {
        self.document = std::mem::take(&mut self.document).add_paragraph(paragraph);
    }

    fn heading(&mut self, text: &str, depth: usize) {
        let number = self.headings;
        self.headings += 1;
        let heading = Paragraph::new().add_bookmark_start(number + 1, bookmark(number)).add_run(Run::new().add_text(text));
        self.add(heading.add_bookmark_end(number + 1).style(HEADINGS[depth]).keep_next(true));
    }

    fn caption(&mut self, label: &str, number: usize, text: &str) {
        let caption = Paragraph::new()
            .add_run(Run::new().add_text(format!("{label} ")))
            .add_run(field(&format!("SEQ {label} \\* ARABIC"), &number.to_string()))
            .add_run(Run::new().add_text(format!(". {text}")));
        self.add(caption.style(CAPTION).keep_next(true));
    }

    fn block(&mut self, block: &Block) -> std::io::Result<()> {
        match block {
            Block::Heading(heading) => self.heading(heading, 1),
            Block::Text(list) => {
                let mut paragraph = Paragraph::new().line_spacing(LineSpacing::new().after(2 * AFTER));
                for (i, sentence) in filled(list).enumerate() {
                    if i > 0 {
                        paragraph = paragraph.add_run(Run::new().add_text(" "));
                    }
                    paragraph = said(paragraph, sentence);
                }
                self.add(paragraph);
            }
            Block::List(list) => {
                for sentence in filled(list) {
                    let item = Paragraph::new().numbering(NumberingId::new(BULLETS), IndentLevel::new(0));
                    self.add(said(item, sentence));
                }
            }
            Block::Question(_, answer) => self.add(said(Paragraph::new(), answer)),
            Block::Table(caption, columns, rows) => {
                self.tables += 1;
                self.caption(t::TABLE, self.tables, caption);
                self.document = std::mem::take(&mut self.document).add_table(table(columns, rows));
                // An empty line, or what follows would grow together with the table.
                self.add(Paragraph::new());
            }
            Block::Chart(name, words, groups) => {
                let picture = picture::draw(words, groups)?;
                self.pictures.push((name.clone(), words.clone()));
                self.caption(t::FIGURE, self.pictures.len(), name);
                let (width, height) = (picture.units.0 * EMU, picture.units.1 * EMU);
                let shrunk = height.min(HIGHEST);
                let width = u32::try_from(u64::from(width) * u64::from(shrunk) / u64::from(height.max(1))).unwrap_or(width);
                let pic = Pic::new_with_dimensions(picture.png, picture.width, picture.height).size(width, shrunk);
                self.add(Paragraph::new().add_run(Run::new().add_image(pic)));
            }
        }
        Ok(())
    }
}

fn table(columns: &[String], rows: &[Vec<String>]) -> Table {
    let head = |text: &String| TableCell::new().add_paragraph(styled(text, TABLE_HEAD));
    let around = || LineSpacing::new().before(AFTER / 2).after(AFTER / 2);
    let text = |text: &String| Paragraph::new().add_run(Run::new().add_text(text).size(TABLE_SIZE)).line_spacing(around());
    let cell = |content: &String| TableCell::new().add_paragraph(text(content));
    let row = |cells: Vec<TableCell>| TableRow::new(cells).cant_split();
    let body = rows.iter().map(|cells| row(cells.iter().map(cell).collect()));
    let head = row(columns.iter().map(head).collect());
    Table::new(std::iter::once(head).chain(body).collect()).set_grid(widths(columns, rows)).width(5000, WidthType::Pct)
}

/// Each column as wide as its longest word, and what is left in proportion to its longest text.
fn widths(columns: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let texts = |i: usize| rows.iter().filter_map(move |cells| cells.get(i)).chain(columns.get(i));
    let length = |text: &str| text.chars().count();
    let word = |i: usize| texts(i).flat_map(|text| text.split_whitespace()).map(length).max().unwrap_or_default();
    let text = |i: usize| texts(i).map(|text| length(text)).max().unwrap_or_default().min(LONGEST_LINE);
    let least: Vec<usize> = (0..columns.len()).map(|i| word(i) * LETTER + MARGINS).collect();
    let wished: Vec<usize> = (0..columns.len()).map(|i| (text(i) * LETTER + MARGINS).saturating_sub(least[i])).collect();
    let (needed, more) = (least.iter().sum::<usize>(), wished.iter().sum::<usize>().max(1));
    let left = ACROSS.saturating_sub(needed).min(more);
    // Where even the words have no room, all give way alike.
    let share = |width: usize| if needed > ACROSS { width * ACROSS / needed } else { width };
    least.iter().zip(wished).map(|(least, wished)| share(*least) + wished * left / more).collect()
}

/// Gives each picture its words and a number of its own, marks the heads of tables, and replaces what XML
/// cannot hold, which the library does not.
fn with_words(document: &[u8], pictures: &[(String, String)]) -> Vec<u8> {
    let text = String::from_utf8_lossy(document).replace(HEAD, &format!("{HEAD}<w:tblHeader />"));
    let mut parts = text.split(PICTURE);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for (i, part) in parts.enumerate() {
        let attribute = |text: &String| html_escape::encode_double_quoted_attribute(text).into_owned();
        let (title, words) = pictures.get(i).map(|(name, words)| (attribute(name), attribute(words))).unwrap_or_default();
        whole.push_str(&format!("<wp:docPr id=\"{0}\" name=\"Figur {0}\" title=\"{title}\" descr=\"{words}\" />{part}", i + 1));
    }
    replaced(&whole).into_owned().into_bytes()
}

fn in_swedish(styles: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(styles).replace(DEFAULTS, &format!("<w:lang w:val=\"sv-SE\" />{DEFAULTS}")).into_bytes()
}

/// The document's title, author and language, as programs and screen readers find them.
fn properties(underlag: &Underlag) -> String {
    let text = |text: &str| html_escape::encode_text(&replaced(text)).into_owned();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>sv-SE</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T00:00:00Z</dcterms:created></cp:coreProperties>",
        text(&underlag.title),
        text(&underlag.front.organisation),
        underlag.front.day()
    )
}
