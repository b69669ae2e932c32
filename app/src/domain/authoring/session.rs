//! Two authors at once: one *writes*, the others see it arrive, and each may take over.
//!
//! [`State`] is what the server has, [`Session`] what one open page has. Both are plain values; messages between them may
//! be lost, come late or cross each other. What a page had not got through when somebody took over is kept and offered.

use serde::{Deserialize, Serialize};

/// Who writes, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// As others are told.
    pub name: String,
    /// The open page, which a person may have several of.
    pub tab: String,
}

/// A document as the server has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State<D> {
    /// Grows with each change of the document, and when somebody takes over.
    pub revision: i64,
    pub writer: Option<Writer>,
    /// The number of the writer's last save.
    pub number: i64,
    pub document: D,
}

impl<D> State<D> {
    /// Takes a save, unless somebody else writes. One that comes late or twice changes nothing.
    pub fn save(&mut self, writer: &Writer, number: i64, base: i64, document: D) -> bool {
        let is_first = self.writer.is_none() && base == self.revision;
        if !is_first && self.writer.as_ref() != Some(writer) {
            return false;
        }
        if is_first || number > self.number {
            (self.revision, self.number, self.document) = (self.revision + 1, number, document);
            self.writer = Some(writer.clone());
        }
        true
    }

    /// The same with the document in another form.
    pub fn map<E>(self, f: impl FnOnce(D) -> E) -> State<E> {
        let Self { revision, writer, number, document } = self;
        State { revision, writer, number, document: f(document) }
    }

    /// Takes a change that no open page made. Whoever wrote sees it, and what had not got through is kept there.
    pub fn change(&mut self, document: D) {
        (self.revision, self.writer, self.number, self.document) = (self.revision + 1, None, 0, document);
    }

    /// A page that writes was left with everything saved: nobody writes. The revision stays, for the document does: whoever
    /// goes on to review it has seen what is published.
    pub fn leave(&mut self, writer: &Writer) {
        if self.writer.as_ref() == Some(writer) {
            (self.writer, self.number) = (None, 0);
        }
    }

    /// Lets somebody else write.
    pub fn take_over(&mut self, writer: &Writer) {
        if self.writer.as_ref() != Some(writer) {
            (self.revision, self.number) = (self.revision + 1, 0);
            self.writer = Some(writer.clone());
        }
    }
}

/// What happens to an open page.
#[derive(Debug, Clone)]
pub enum Event<D> {
    /// Its author changed the document.
    Changed(D),
    /// The server has a save, of the number that was sent with it.
    Saved(i64, State<D>),
    /// A save that began from this revision was refused: somebody else writes.
    Refused(i64, State<D>),
    /// The server told what it has, when the page asked that had heard of this revision.
    Arrived(i64, State<D>),
    /// A request was not answered.
    NoContact,
    /// The server answered, and did not take a save.
    Rejected,
    /// The author wants to write.
    TakeOver,
    /// The author writes now.
    TakenOver(State<D>),
    /// The author wants what was kept back.
    Restore,
    /// The author does not.
    Forget,
    /// The server has no such draft.
    Gone,
}

/// What an open page is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effects<D> {
    /// Send the document: number, revision that it began from, document.
    pub save: Option<(i64, i64, D)>,
    /// Ask to write.
    pub take_over: bool,
    /// Show another document than before.
    pub show: bool,
}

/// An open page.
#[derive(Debug, Clone)]
pub struct Session<D> {
    me: Writer,
    /// What the page shows.
    pub document: D,
    /// What the server is known to have.
    saved: D,
    revision: i64,
    writer: Option<Writer>,
    /// The number of the last save, and whether it is on its way.
    number: i64,
    is_sent: Option<D>,
    /// What did not get through before somebody took over, the last at the end.
    pub kept: Vec<D>,
    /// Whether the last of it is to be put back as soon as the page may write.
    restores: bool,
    /// Whether the server answered last time.
    pub contact: bool,
    /// What the server did not take: it is not sent again before something has changed.
    rejected: Option<D>,
    /// Whether the draft is no more: it was published or thrown away.
    pub ended: bool,
}

impl<D: Clone + PartialEq> Session<D> {
    /// A page that was opened.
    pub fn new(me: Writer, state: State<D>) -> Self {
        let State { revision, writer, document, .. } = state;
        Self {
            me,
            saved: document.clone(),
            document,
            revision,
            writer,
            number: 0,
            is_sent: None,
            kept: vec![],
            restores: false,
            contact: true,
            rejected: None,
            ended: false,
        }
    }

    /// Whether nobody else writes.
    pub fn may_write(&self) -> bool {
        self.writer.as_ref().is_none_or(|writer| *writer == self.me)
    }

    /// Whether this page writes.
    pub fn writes(&self) -> bool {
        self.writer.as_ref() == Some(&self.me)
    }

    /// Whether nobody writes.
    pub const fn is_free(&self) -> bool {
        self.writer.is_none()
    }

    /// Who writes, as far as is known here.
    pub const fn writer(&self) -> Option<&Writer> {
        self.writer.as_ref()
    }

    /// Who else writes.
    pub fn other(&self) -> Option<&Writer> {
        self.writer.as_ref().filter(|writer| **writer != self.me)
    }

    /// Whether the server did not take the document as it is.
    pub fn is_rejected(&self) -> bool {
        self.rejected.as_ref() == Some(&self.document)
    }

    /// Whether everything is with the server.
    pub fn is_saved(&self) -> bool {
        self.document == self.saved
    }

    /// Who it is.
    pub const fn me(&self) -> &Writer {
        &self.me
    }

    /// What the server has last told.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// Takes an event.
    pub fn take(&mut self, event: Event<D>) -> Effects<D> {
        let shown = self.document.clone();
        let mut take_over = false;
        match event {
            Event::Changed(document) => {
                if self.may_write() {
                    self.document = document;
                }
            }
            Event::Saved(number, state) => {
                self.contact = true;
                if number == self.number {
                    let sent = self.is_sent.take();
                    if state.writer.as_ref() == Some(&self.me) {
                        self.saved = sent.unwrap_or_else(|| state.document.clone());
                        (self.revision, self.writer) = (state.revision.max(self.revision), state.writer);
                    }
                }
            }
            Event::Refused(base, state) => {
                self.contact = true;
                self.is_sent = None;
                if state.revision >= self.revision {
                    self.yield_to(state);
                } else {
                    self.ended |= self.is_end(base, &state);
                }
            }
            Event::Arrived(asked, state) => {
                self.contact = true;
                if state.revision > self.revision && self.is_sent.is_none() {
                    self.hear(state);
                } else if state.revision == self.revision && self.is_sent.is_none() && state.writer.is_none() {
                    // Whoever wrote has left.
                    self.writer = None;
                } else {
                    self.ended |= self.is_end(asked, &state);
                }
            }
            Event::NoContact => (self.contact, self.is_sent) = (false, None),
            Event::Rejected => (self.contact, self.rejected) = (true, self.is_sent.take()),
            Event::TakeOver => take_over = true,
            Event::TakenOver(state) => {
                self.contact = true;
                if state.revision >= self.revision {
                    self.yield_to(state);
                    if std::mem::take(&mut self.restores) {
                        self.restore();
                    }
                }
            }
            Event::Restore if self.may_write() => self.restore(),
            Event::Restore => (take_over, self.restores) = (true, true),
            Event::Gone => self.ended = true,
            Event::Forget => {
                self.kept.pop();
                self.restores = false;
            }
        }
        Effects { save: self.next_save(), take_over, show: self.document != shown }
    }

    /// Whether the server has begun anew since this page heard of what it has, rather than answered long ago.
    fn is_end(&self, heard: i64, state: &State<D>) -> bool {
        heard == self.revision && state.revision < heard
    }

    /// Learns what the server has, unasked.
    fn hear(&mut self, state: State<D>) {
        if self.may_write() && state.writer.as_ref() == Some(&self.me) {
            // It had got through, and the answer had not.
            (self.revision, self.writer, self.saved) = (state.revision, state.writer, state.document);
        } else {
            self.yield_to(state);
        }
    }

    /// Shows what the server has. What had not got through is kept.
    fn yield_to(&mut self, state: State<D>) {
        if self.document != state.document {
            self.keep();
        }
        (self.revision, self.writer, self.number) = (state.revision, state.writer, self.number.max(state.number));
        (self.saved, self.document) = (state.document.clone(), state.document);
    }

    /// Keeps what the page shows, if the server does not have it.
    fn keep(&mut self) {
        if self.document != self.saved && !self.kept.contains(&self.document) {
            self.kept.push(self.document.clone());
        }
    }

    /// Shows again what was kept last.
    fn restore(&mut self) {
        if let Some(kept) = self.kept.pop() {
            self.keep();
            self.document = kept;
        }
    }

    fn next_save(&mut self) -> Option<(i64, i64, D)> {
        let waits = self.is_sent.is_some() || !self.contact || self.is_rejected();
        if waits || self.is_saved() || !self.may_write() || self.ended {
            return None;
        }
        self.number += 1;
        self.is_sent = Some(self.document.clone());
        Some((self.number, self.revision, self.document.clone()))
    }
}

#[cfg(test)]
mod tests;
