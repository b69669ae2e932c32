//! The *underlag*: the document from which a coordinator writes the local lägesbild.
//!
//! Page and Word file are both made from it, so they say the same. A *sentence* has a *place*, which
//! stays the same from year to year. Its *derived* text is what the figures say there. A coordinator may
//! write another text; it is stored with the derived text of the time. When the derived text changes
//! later, the sentence is *outdated*: it is marked, never changed. A part that is *for the page* asks the
//! coordinator something; in a file only what she answers is left, at the end of the part before it.
//! The *title page* has fields: places that say something by themselves until something else is written there.

use jiff::civil::Date;

use super::chart::Group;

/// The whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underlag {
    /// The heading of the document.
    pub title: String,
    pub front: TitlePage,
    /// In order.
    pub parts: Vec<Part>,
}

/// What stands below the title: whose document it is, and its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitlePage {
    /// The organisation's name.
    pub organisation: String,
    /// The nämnd that gets it.
    pub board: Sentence,
    /// Its date, `YYYY-MM-DD`; empty for the day on which it is fetched.
    pub date: Sentence,
    /// The case number.
    pub registration: Sentence,
    /// The day on which it is fetched.
    pub today: Date,
}

impl TitlePage {
    /// The fields, as they stand when nobody has written in them.
    pub fn new(organisation: &str, board: &str, today: Date) -> Self {
        Self {
            organisation: organisation.to_owned(),
            board: Sentence::derived(place::BOARD, board),
            date: Sentence::derived(place::DATE, ""),
            registration: Sentence::derived(place::REGISTRATION, ""),
            today,
        }
    }

    /// The day that the document says.
    pub fn day(&self) -> Date {
        self.date.text.parse().unwrap_or(self.today)
    }

    /// In the order of the page.
    pub const fn fields(&self) -> [&Sentence; 3] {
        [&self.board, &self.date, &self.registration]
    }

    /// A field's own text is no figure, which could say something else later.
    fn write(&mut self, edit: &Edit) -> bool {
        let fields = [&mut self.board, &mut self.date, &mut self.registration];
        let Some(field) = fields.into_iter().find(|field| field.place == edit.place) else { return false };
        field.text.clone_from(&edit.text);
        field.written = true;
        true
    }
}

/// The places of the title page.
pub mod place {
    pub const BOARD: &str = "namnd";
    pub const DATE: &str = "datum";
    pub const REGISTRATION: &str = "diarienummer";
}

/// A heading and the blocks below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What the places of its sentences begin with, before the dot.
    pub id: &'static str,
    /// The heading.
    pub heading: String,
    /// In order.
    pub blocks: Vec<Block>,
    /// Whether it is for the page alone.
    pub for_the_page: bool,
}

impl Part {
    /// Where its charts and tables begin, with their heading.
    fn figures_at(&self) -> usize {
        let is_figure = |block: &Block| matches!(block, Block::Table(..) | Block::Chart(..));
        let figures = self.blocks.iter().position(is_figure).unwrap_or(self.blocks.len());
        let heading = self.blocks.iter().take(figures).rposition(|block| matches!(block, Block::Heading(_)));
        heading.filter(|_| figures < self.blocks.len()).unwrap_or(figures)
    }

    /// A part of page and file.
    pub fn new(id: &'static str, heading: &str, blocks: Vec<Block>) -> Self {
        Self { id, heading: heading.to_owned(), blocks, for_the_page: false }
    }
}

/// A text that a coordinator can replace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// The id of its part, a dot, and a name.
    pub place: String,
    /// The text that is shown.
    pub text: String,
    /// The text that the figures give.
    pub derived: String,
    /// Whether a coordinator wrote it.
    pub written: bool,
    /// Whether the derived text has changed since.
    pub outdated: bool,
}

impl Sentence {
    /// A sentence that nobody has replaced.
    pub fn derived(place: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { place: place.into(), derived: text.clone(), text, written: false, outdated: false }
    }

    fn write(&mut self, edit: &Edit) {
        self.text.clone_from(&edit.text);
        self.written = true;
        self.outdated = edit.derived != self.derived;
    }
}

/// The text that a coordinator wrote in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The place of the sentence.
    pub place: String,
    /// The derived text at that time.
    pub derived: String,
    /// The coordinator's text.
    pub text: String,
}

/// What a part is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below that of the part.
    Heading(String),
    /// A paragraph.
    Text(Vec<Sentence>),
    /// A list of sentences.
    List(Vec<Sentence>),
    /// A question to the coordinator, and the answer.
    Question(String, Sentence),
    /// A caption, the headings of the columns, and rows of as many cells. The first cell names the row.
    Table(String, Vec<String>, Vec<Vec<String>>),
    /// A caption, the chart in words, and its bars.
    Chart(String, String, Vec<Group>),
}

impl Block {
    fn sentences_mut(&mut self) -> &mut [Sentence] {
        match self {
            Self::Text(list) | Self::List(list) => list,
            Self::Question(_, answer) => std::slice::from_mut(answer),
            Self::Heading(_) | Self::Table(..) | Self::Chart(..) => &mut [],
        }
    }

    /// The sentences in it.
    pub fn sentences(&self) -> &[Sentence] {
        match self {
            Self::Text(list) | Self::List(list) => list,
            Self::Question(_, answer) => std::slice::from_ref(answer),
            Self::Heading(_) | Self::Table(..) | Self::Chart(..) => &[],
        }
    }
}

impl Underlag {
    /// Replaces the sentences that coordinators have edited. An edit whose place is gone, since the
    /// figures say nothing there any more, goes to the end of its part, or of the last one if its part is
    /// gone too.
    #[must_use]
    pub fn with(mut self, edits: &[Edit]) -> Self {
        for edit in edits {
            if self.front.write(edit) {
                continue;
            }
            let mut places = self.parts.iter_mut().flat_map(|p| &mut p.blocks).flat_map(Block::sentences_mut);
            if let Some(sentence) = places.find(|s| s.place == edit.place) {
                sentence.write(edit);
                continue;
            }
            let part = edit.place.split('.').next().unwrap_or_default();
            let its_own = self.parts.iter().position(|p| p.id == part);
            let place = its_own.or_else(|| self.parts.iter().rposition(|p| !p.for_the_page));
            if let Some(part) = place.and_then(|i| self.parts.get_mut(i)) {
                let mut sentence = Sentence::derived(edit.place.clone(), "");
                sentence.write(edit);
                part.blocks.push(Block::Text(vec![sentence]));
            }
        }
        self
    }

    /// What stands in a file: of the parts for the page what was answered, under a heading before the figures of the part before.
    #[must_use]
    pub fn for_a_file(mut self, heading: &str) -> Self {
        let mut kept: Vec<Part> = Vec::new();
        for part in self.parts {
            if !part.for_the_page {
                kept.push(part);
                continue;
            }
            let answers = part.blocks.into_iter().filter_map(|block| match block {
                Block::Question(_, answer) if !answer.text.is_empty() => Some(Block::Text(vec![answer])),
                _ => None,
            });
            let mut answers: Vec<Block> = answers.collect();
            if let (Some(before), false) = (kept.last_mut(), answers.is_empty()) {
                answers.insert(0, Block::Heading(heading.to_owned()));
                let at = before.figures_at();
                before.blocks.splice(at..at, answers);
            }
        }
        self.parts = kept;
        self
    }

    /// One part alone, with what was answered to questions.
    #[must_use]
    pub fn only(mut self, part: &str) -> Self {
        self.parts.retain(|p| p.id == part || p.for_the_page);
        self
    }

    /// What stands in a place: nothing where the figures say nothing any more. None where nothing may stand.
    pub fn find(&self, place: &str) -> Option<Sentence> {
        let part = place.split_once('.').map(|(part, _)| part);
        let is_gone = || place.len() <= 100 && part.is_some_and(|part| self.parts.iter().any(|p| p.id == part));
        let found = self.sentences().find(|s| s.place == place).cloned();
        found.or_else(|| is_gone().then(|| Sentence::derived(place, "")))
    }

    /// Every sentence, in order.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        let parts = self.parts.iter().flat_map(|p| &p.blocks).flat_map(Block::sentences);
        self.front.fields().into_iter().chain(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn underlag(said: &str) -> Underlag {
        let blocks = vec![Block::Text(vec![Sentence::derived("a.1", said), Sentence::derived("a.2", "Mer.")])];
        Underlag {
            title: String::new(),
            front: TitlePage::new("Farsta stadsdelsförvaltning", "Farsta stadsdelsnämnd", jiff::civil::date(2026, 11, 28)),
            parts: vec![Part::new("a", "A", blocks)],
        }
    }

    #[test]
    fn what_was_written_stays_and_is_marked_when_the_figures_change() {
        let edit = |place: &str| Edit { place: place.into(), derived: "82 procent.".into(), text: "Många.".into() };
        let same = underlag("82 procent.").with(&[edit("a.1")]);
        let first = same.sentences().nth(3).expect("a sentence");
        assert_eq!((first.text.as_str(), first.written, first.outdated), ("Många.", true, false));
        let other = underlag("65 procent.").with(&[edit("a.1")]);
        let first = other.sentences().nth(3).expect("a sentence");
        assert_eq!((first.text.as_str(), first.derived.as_str(), first.outdated), ("Många.", "65 procent.", true));
    }

    #[test]
    fn what_has_lost_its_place_is_kept() {
        for place in ["a.3", "a-part-that-is-gone.1"] {
            let edit = Edit { place: place.into(), derived: "Fanns då.".into(), text: "Viktigt.".into() };
            let kept = underlag("82 procent.").with(&[edit]);
            let last = kept.sentences().last().expect("a sentence");
            assert_eq!((last.text.as_str(), last.derived.as_str(), last.outdated), ("Viktigt.", "", true));
        }
    }

    #[test]
    fn a_field_says_what_was_written_in_it_and_is_never_outdated() {
        let edit = |place: &str, text: &str| Edit { place: place.into(), derived: "Förr.".into(), text: text.into() };
        let edits = [edit("namnd", "Kommunstyrelsen"), edit("datum", "2026-11-03"), edit("diarienummer", "FAR 2026/949")];
        let front = underlag("").with(&edits).front;
        assert_eq!(front.fields().map(|f| f.text.as_str()), ["Kommunstyrelsen", "2026-11-03", "FAR 2026/949"]);
        assert!(front.fields().iter().all(|f| f.written && !f.outdated));
        assert_eq!(front.day(), jiff::civil::date(2026, 11, 3));
        assert_eq!(underlag("").front.day(), jiff::civil::date(2026, 11, 28), "the day on which it is fetched");
    }

    #[test]
    fn a_file_has_answers_and_no_questions() {
        let mut underlag = underlag("82 procent.");
        let question = |place: &str| Block::Question("Varför?".into(), Sentence::derived(place, ""));
        let asks = Part { for_the_page: true, ..Part::new("b", "B", vec![question("b.1"), question("b.2")]) };
        underlag.parts.push(asks);
        let answer = Edit { place: "b.2".into(), derived: String::new(), text: "Därför.".into() };
        let file = underlag.with(&[answer]).for_a_file("Bedömning");
        assert_eq!(file.parts.len(), 1);
        let texts: Vec<&str> = file.sentences().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["Farsta stadsdelsnämnd", "", "", "82 procent.", "Mer.", "Därför."]);
        assert!(!file.parts[0].blocks.iter().any(|b| matches!(b, Block::Question(..))));
    }
}
