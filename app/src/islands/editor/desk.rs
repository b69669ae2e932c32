//! What an open editor has on it, and what is done there.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use reactive_stores::Store;

use super::fields::id_of;
use crate::domain::authoring::{Done, Event, Operation, Part, Place, Session, Undo, faults};
use crate::domain::definition::Fault;
use crate::domain::questionnaire::Questionnaire;
use crate::texts::authoring as t;

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(150);

/// What is shown.
#[derive(Debug, Clone, Store)]
pub(super) struct Sheet {
    pub(super) document: Arc<Questionnaire>,
    /// The document when its author last paused: contents, preview and what remains are of it.
    pub(super) settled: Arc<Questionnaire>,
    pub(super) faults: Vec<Fault>,
    /// What is worked on.
    pub(super) at: Place,
    /// Grows when the form is to be built anew.
    pub(super) built: u32,
    /// The field whose change was refused, and why.
    pub(super) refused: Option<(String, String)>,
    /// What was just done.
    pub(super) spoken: String,
    /// Who writes elsewhere.
    pub(super) other: Option<String>,
    /// Whether everything is with the server, whether it answers, whether the draft is no more.
    pub(super) standing: Standing,
    /// Whether something is kept that did not get through.
    pub(super) kept: bool,
    /// Whether there are steps back and forth.
    pub(super) steps: (bool, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Saved,
    Saving,
    NoContact,
    Rejected,
    Ended,
}

/// The desk; a handle that is copied.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) sheet: Store<Sheet>,
    pub(super) session: StoredValue<Session<Arc<Questionnaire>>>,
    pub(super) published: StoredValue<Option<Questionnaire>>,
    pub(super) areas: StoredValue<Vec<String>>,
    undo: StoredValue<Undo<Arc<Questionnaire>>>,
    /// The address that is gone to as soon as everything is saved.
    pub(super) leaves_for: StoredValue<Option<String>>,
    /// What waits for a pause.
    pause: StoredValue<Option<TimeoutHandle>>,
    /// Why the server did not take what was last sent.
    pub(super) rejection: StoredValue<String>,
    /// The id of the control that the next form gives the focus.
    pub(super) focus: StoredValue<Option<String>>,
}

impl Desk {
    pub(super) fn new(session: Session<Arc<Questionnaire>>, published: Option<Questionnaire>, areas: Vec<String>) -> Self {
        let sheet = Sheet {
            faults: faults(&session.document),
            document: session.document.clone(),
            settled: session.document.clone(),
            at: Place::Front,
            built: 0,
            refused: None,
            spoken: String::new(),
            other: session.other().map(|writer| writer.name.clone()),
            standing: Standing::Saved,
            kept: false,
            steps: (false, false),
        };
        Self {
            sheet: Store::new(sheet),
            session: StoredValue::new(session),
            published: StoredValue::new(published),
            areas: StoredValue::new(areas),
            undo: StoredValue::new(Undo::default()),
            leaves_for: StoredValue::new(None),
            rejection: StoredValue::new(String::new()),
            pause: StoredValue::new(None),
            focus: StoredValue::new(None),
        }
    }

    /// Something of the document as it is now, without following it.
    pub(super) fn now<T>(self, of: impl FnOnce(&Questionnaire) -> T) -> T {
        self.sheet.document().with_untracked(|document| of(document))
    }

    /// The document as it is now.
    pub(super) fn document(self) -> Arc<Questionnaire> {
        self.sheet.document().get_untracked()
    }

    pub(super) fn may_write(self) -> bool {
        self.sheet.other().with(Option::is_none)
    }

    /// Goes to a place.
    pub(super) fn go(self, place: Place) {
        self.sheet.at().set(place);
        self.sheet.refused().set(None);
        self.build();
    }

    pub(super) fn build(self) {
        self.sheet.built().update(|built| *built += 1);
    }

    pub(super) fn say(self, sentence: impl Into<String>) {
        self.sheet.spoken().set(sentence.into());
    }

    /// Writes in a field: the form stays as it is, and what is written one after the other is one step.
    pub(super) fn write(self, field: &str, operation: Operation) {
        if self.sheet.other().with_untracked(Option::is_some) {
            return;
        }
        if let Some(done) = self.apply(field, operation, Some(field.to_owned()))
            && done.dropped > 0
        {
            self.say(t::dropped(done.dropped));
        }
    }

    /// Makes an id of the words that were just written, before anything else is done.
    pub(super) fn name(self, part: Part) {
        if self.sheet.other().with_untracked(Option::is_none) {
            let before = self.document();
            let named = self.published.with_value(|published| before.after(Operation::Name(part), published.as_ref()));
            // It is of one step with the words.
            if let Ok((document, _)) = named
                && document != *before
            {
                let document = Arc::new(document);
                self.sheet.document().set(Arc::clone(&document));
                self.tell(Event::Changed(document));
            }
            self.settle_later();
        }
    }

    /// Changes what the form has: it is built anew, with the focus at a control.
    pub(super) fn change(self, field: &str, operation: Operation, focus: Option<String>) {
        if let Some(done) = self.apply(field, operation, None) {
            self.focus.set_value(focus.or_else(|| Some(id_of(field))));
            if done.dropped > 0 {
                self.say(t::dropped(done.dropped));
            }
            self.build();
        }
    }

    /// Adds, copies, moves or removes something, says so, and goes there.
    pub(super) fn rearrange(self, operation: Operation, said: String, focus: &str) {
        let Some(done) = self.apply("", operation, None) else { return };
        let dropped = if done.dropped > 0 { t::dropped(done.dropped) } else { String::new() };
        self.say(format!("{said} {dropped}").trim());
        self.focus.set_value(Some(focus.to_owned()));
        self.go(done.at);
    }

    fn apply(self, field: &str, operation: Operation, one_step: Option<String>) -> Option<Done> {
        let before = self.document();
        match self.published.with_value(|published| before.after(operation, published.as_ref())) {
            Ok((document, done)) => {
                self.sheet.refused().set(None);
                if document != *before {
                    let document = Arc::new(document);
                    let types = one_step.is_some();
                    self.undo.update_value(|undo| undo.note(before, one_step));
                    self.put(Arc::clone(&document));
                    self.tell(Event::Changed(document));
                    if types {
                        self.settle_later();
                    } else {
                        self.settle();
                    }
                }
                Some(done)
            }
            Err(refused) => {
                let sentence = t::refused(&refused);
                self.say(sentence.clone());
                self.sheet.refused().set(Some((field.to_owned(), sentence)));
                None
            }
        }
    }

    /// Has a document on the desk.
    fn put(self, document: Arc<Questionnaire>) {
        self.sheet.document().set(document);
        self.sheet.steps().set(self.undo.with_value(Undo::can));
    }

    /// Shows a document at a place.
    fn show(self, document: Arc<Questionnaire>, at: Place) {
        self.put(document);
        self.settle();
        self.go(at);
    }

    /// Shows what came from elsewhere: no step back leads past it. What she had put back herself is a step of hers.
    pub(super) fn receive(self, document: Arc<Questionnaire>, is_hers: bool) {
        let before = self.document();
        let at = self.sheet.at().get_untracked().after(&before, &document);
        self.undo.update_value(|undo| {
            if is_hers {
                undo.note(before, None);
            } else {
                *undo = Undo::default();
            }
        });
        self.show(document, at);
    }

    /// Brings what follows the document up to it.
    fn settle(self) {
        if let Some(waiting) = self.pause.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
        let document = self.document();
        self.sheet.faults().set(faults(&document));
        self.sheet.settled().set(document);
        self.keep();
    }

    /// The same at the next pause, in two pieces: a key that is pressed meanwhile waits for one of them.
    fn settle_later(self) {
        let settle = move || {
            self.sheet.faults().set(faults(&self.document()));
            set_timeout(move || self.sheet.settled().set(self.document()), Duration::ZERO);
            self.keep();
        };
        let later = set_timeout_with_handle(settle, PAUSE).ok();
        if let Some(waiting) = self.pause.try_update_value(|pause| std::mem::replace(pause, later)).flatten() {
            waiting.clear();
        }
    }

    /// A step back, or forth.
    pub(super) fn step(self, back: bool) {
        if self.sheet.other().with_untracked(Option::is_some) {
            return;
        }
        let now = self.document();
        let step = |undo: &mut Undo<Arc<Questionnaire>>| if back { undo.back(&now) } else { undo.forth(&now) };
        let Some(document) = self.undo.try_update_value(step).flatten() else { return };
        self.say(if back { t::UNDONE } else { t::REDONE });
        let at = self.sheet.at().get_untracked().after(&now, &document);
        self.show(Arc::clone(&document), at);
        self.tell(Event::Changed(document));
    }
}
