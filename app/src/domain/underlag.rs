//! The underlag: what a coordinator begins the local lägesbild from. One document, from which the
//! page and the Word file are both made, so that they say the same.
//!
//! A *sentence* has a *place* that stays the same from year to year. What the figures say there is
//! *derived*; a coordinator may write something else, which is kept with what the figures said at
//! the time. When they say something else later, the sentence is *outdated*: marked, never changed.

use super::chart::Group;

/// Heading, day and parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underlag {
    /// What it is and whose.
    pub title: String,
    /// Below the title, a line each.
    pub lines: Vec<String>,
    /// The case number, where the coordinator has written one.
    pub registration: Sentence,
    /// In order.
    pub parts: Vec<Part>,
}

/// A heading with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Before the dot in the places of its sentences.
    pub id: &'static str,
    /// The heading.
    pub heading: String,
    /// In order.
    pub blocks: Vec<Block>,
}

/// Something that can be written otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// Where it stands: its part's id, a dot, and a name.
    pub place: String,
    /// As it reads.
    pub text: String,
    /// What the figures say.
    pub derived: String,
    /// Whether a coordinator wrote it.
    pub written: bool,
    /// Whether the figures have changed since.
    pub outdated: bool,
}

impl Sentence {
    /// As the figures say it.
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

/// What a coordinator wrote in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub place: String,
    /// What the figures said then.
    pub derived: String,
    /// What was written.
    pub text: String,
}

/// What a part is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(Vec<Sentence>),
    /// Sentences that each stand on their own.
    List(Vec<Sentence>),
    /// A question to answer, and what was answered.
    Question(String, Sentence),
    /// A caption, the columns' headings, and rows of as many cells; the first names the row.
    Table(String, Vec<String>, Vec<Vec<String>>),
    /// A picture: its name, what it says in words, and its bars.
    Chart(String, String, Vec<Group>),
}

impl Block {
    fn sentences_mut(&mut self) -> &mut [Sentence] {
        match self {
            Self::Text(list) | Self::List(list) => list,
            Self::Question(_, answer) => std::slice::from_mut(answer),
            Self::Table(..) | Self::Chart(..) => &mut [],
        }
    }

    /// What can be written otherwise.
    pub fn sentences(&self) -> &[Sentence] {
        match self {
            Self::Text(list) | Self::List(list) => list,
            Self::Question(_, answer) => std::slice::from_ref(answer),
            Self::Table(..) | Self::Chart(..) => &[],
        }
    }
}

impl Underlag {
    /// Puts in what was written. What has no place any more, since the figures no longer say
    /// anything there, is kept at the end of its part.
    #[must_use]
    pub fn with(mut self, edits: &[Edit]) -> Self {
        for edit in edits {
            if edit.place == self.registration.place {
                self.registration.write(edit);
                continue;
            }
            let mut places = self.parts.iter_mut().flat_map(|p| &mut p.blocks).flat_map(Block::sentences_mut);
            if let Some(sentence) = places.find(|s| s.place == edit.place) {
                sentence.write(edit);
                continue;
            }
            let part = edit.place.split('.').next().unwrap_or_default();
            if let Some(part) = self.parts.iter_mut().find(|p| p.id == part) {
                let mut sentence = Sentence::derived(edit.place.clone(), "");
                sentence.write(edit);
                part.blocks.push(Block::Text(vec![sentence]));
            }
        }
        self
    }

    /// Everything that can be written otherwise, in order.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        let parts = self.parts.iter().flat_map(|p| &p.blocks).flat_map(Block::sentences);
        std::iter::once(&self.registration).chain(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn underlag(said: &str) -> Underlag {
        let blocks = vec![Block::Text(vec![Sentence::derived("a.1", said), Sentence::derived("a.2", "Mer.")])];
        Underlag {
            title: String::new(),
            lines: vec![],
            registration: Sentence::derived("diarienummer", ""),
            parts: vec![Part { id: "a", heading: "A".into(), blocks }],
        }
    }

    #[test]
    fn what_was_written_stays_and_is_marked_when_the_figures_change() {
        let edit = |place: &str| Edit { place: place.into(), derived: "82 procent.".into(), text: "Många.".into() };
        let same = underlag("82 procent.").with(&[edit("a.1")]);
        let first = same.sentences().nth(1).expect("a sentence");
        assert_eq!((first.text.as_str(), first.written, first.outdated), ("Många.", true, false));
        let other = underlag("65 procent.").with(&[edit("a.1")]);
        let first = other.sentences().nth(1).expect("a sentence");
        assert_eq!((first.text.as_str(), first.derived.as_str(), first.outdated), ("Många.", "65 procent.", true));
    }

    #[test]
    fn what_has_lost_its_place_is_kept() {
        let edit = Edit { place: "a.3".into(), derived: "Fanns då.".into(), text: "Viktigt.".into() };
        let kept = underlag("82 procent.").with(&[edit]);
        let last = kept.sentences().last().expect("a sentence");
        assert_eq!((last.text.as_str(), last.derived.as_str(), last.outdated), ("Viktigt.", "", true));
    }
}
