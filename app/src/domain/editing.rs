//! A sentence that is edited where it stands, as a state machine: what has been typed, what the server has, the
//! way back, and what she has to be told. When something is sent is up to [`Autosave`].
//!
//! A sentence *stands* as the server has it, as far as the page knows. What has been sent and not answered is
//! *unheard*: the server may have it or not, and it is posted with what follows, so that she is not told that
//! somebody else wrote it. A *step* is what one undo takes back: all that was typed in a row, or one button.

use std::time::Duration;

use super::autosave::{self, Autosave, Notice};
use super::underlag::Sentence;
use super::writing::{Kind, Written};

/// Unheard texts that are remembered; with more, the server may ask whose the text is.
const UNHEARD: usize = 8;

/// A sentence of a page, from the first time it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    stands: Sentence,
    typed: String,
    /// What stood in the field before each step, the last one last.
    past: Vec<String>,
    /// What stood there before each undo.
    future: Vec<String>,
    /// What is typed next belongs to the last step.
    is_typing: bool,
    wanted: Wanted,
    /// What the request under way has, as the server keeps it, and wants.
    asked: (String, Wanted),
    unheard: Vec<String>,
    problem: Option<Problem>,
    saving: Autosave,
}

/// What is to be done besides keeping the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Wanted {
    restored: bool,
    checked: bool,
}

/// Why the server does not have what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It cannot be reached.
    Offline,
    /// The session has ended.
    LoggedOut,
    /// It takes nothing more from this page.
    Ended,
    /// The rules refuse the text, in a sentence.
    Refused(String),
    /// Another has written this meanwhile.
    Meanwhile(Sentence),
}

/// What happens to the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The field is opened, or closed.
    Focused,
    Typed(String),
    Undone,
    Redone,
    /// The figures' own sentence is wanted.
    FiguresTaken,
    /// What was written is right although the figures have changed.
    LookedOver,
    /// What another wrote is to be replaced.
    OwnTaken,
    /// What another wrote is to stand.
    TheirsTaken,
    /// The request of [`Effect::Send`] has been answered.
    Answered(Answer),
    /// What happens to the page, but for answers.
    Page(autosave::Event),
}

/// How the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The sentence stands so now.
    Kept(Sentence),
    Meanwhile(Sentence),
    Refused(String),
    LoggedOut,
    Ended,
    Unreachable,
}

/// What the caller does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Report that the timer has fired after a time.
    Schedule(Duration),
    /// Post this, and report [`Event::Answered`].
    Send(Written),
    /// Post this without waiting for an answer.
    SendBeacon(Written),
    /// Have the browser ask whether to leave.
    ConfirmLeaving,
    /// Show that it is saved.
    ShowSaved,
}

impl Editing {
    /// A sentence as the page has it.
    pub fn new(stands: Sentence) -> Self {
        Self {
            typed: stands.text.clone(),
            stands,
            past: vec![],
            future: vec![],
            is_typing: false,
            wanted: Wanted::default(),
            asked: (String::new(), Wanted::default()),
            unheard: vec![],
            problem: None,
            saving: Autosave::default(),
        }
    }

    /// What stands in the field.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// As the server has it, as far as the page knows.
    pub const fn stands(&self) -> &Sentence {
        &self.stands
    }

    pub const fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Whether the server has all of it.
    pub fn is_saved(&self) -> bool {
        self.wanted == Wanted::default() && self.kind().clean(&self.typed) == self.stands.text
    }

    /// Whether the figures' own text stands there, or there is none to be had.
    pub fn is_derived(&self) -> bool {
        self.typed == self.stands.derived && (!self.stands.written || self.wanted.restored || !self.is_saved())
    }

    /// Whether the figures have changed since the text was written, and nobody has said that it holds.
    pub fn is_outdated(&self) -> bool {
        self.stands.outdated && self.wanted == Wanted::default()
    }

    fn kind(&self) -> Kind {
        Kind::of(&self.stands.place)
    }

    /// Takes an event; what is to be done, in order.
    #[must_use]
    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Focused => {
                self.is_typing = false;
                vec![]
            }
            Event::Typed(text) if text == self.typed => vec![],
            Event::Typed(text) => {
                let goes_on = self.is_typing;
                self.write(text, goes_on);
                self.is_typing = true;
                self.changed()
            }
            Event::Undone => self.turn(true),
            Event::Redone => self.turn(false),
            Event::FiguresTaken => {
                self.write(self.stands.derived.clone(), false);
                self.wanted.restored = true;
                self.changed()
            }
            Event::LookedOver => {
                self.wanted.checked = true;
                self.changed()
            }
            Event::OwnTaken => match self.problem.take() {
                Some(Problem::Meanwhile(theirs)) => {
                    self.stands = theirs;
                    self.changed()
                }
                other => {
                    self.problem = other;
                    vec![]
                }
            },
            Event::TheirsTaken => self.take_theirs(),
            Event::Answered(answer) => self.answered(answer),
            // The server would refuse it when nobody is there to read why.
            Event::Page(autosave::Event::BeforeUnload) if !self.is_saved() && !self.is_acceptable() => {
                vec![Effect::ConfirmLeaving]
            }
            Event::Page(event) => self.save(event),
        }
    }

    fn is_acceptable(&self) -> bool {
        self.kind().check(&self.kind().clean(&self.typed)).is_ok()
    }

    /// Puts a text in the field, as part of the step before or as one of its own.
    fn write(&mut self, text: String, goes_on: bool) {
        let before = std::mem::replace(&mut self.typed, text);
        if !goes_on && before != self.typed {
            self.past.push(before);
            self.future.clear();
        }
        self.is_typing = false;
        self.wanted.restored = false;
    }

    /// One step back, or forth again.
    fn turn(&mut self, back: bool) -> Vec<Effect> {
        let (from, to) = if back { (&mut self.past, &mut self.future) } else { (&mut self.future, &mut self.past) };
        let Some(text) = from.pop() else { return vec![] };
        to.push(std::mem::replace(&mut self.typed, text));
        self.is_typing = false;
        self.wanted.restored = false;
        self.changed()
    }

    /// The own text is one undo away.
    fn take_theirs(&mut self) -> Vec<Effect> {
        if let Some(Problem::Meanwhile(theirs)) = self.problem.take_if(|p| matches!(p, Problem::Meanwhile(_))) {
            self.write(theirs.text.clone(), false);
            self.wanted = Wanted::default();
            self.stands = theirs;
        }
        self.changed()
    }

    fn changed(&mut self) -> Vec<Effect> {
        self.save(autosave::Event::Changed)
    }

    fn answered(&mut self, answer: Answer) -> Vec<Effect> {
        // Whatever came back but silence says whether the server has it.
        let (problem, answer) = match answer {
            Answer::Kept(sentence) => self.kept(sentence),
            Answer::Unreachable => (Some(Problem::Offline), autosave::Answer::Unreachable),
            Answer::Meanwhile(theirs) => (Some(Problem::Meanwhile(theirs)), autosave::Answer::Waits),
            Answer::Refused(why) => (Some(Problem::Refused(why)), autosave::Answer::Waits),
            Answer::LoggedOut => (Some(Problem::LoggedOut), autosave::Answer::Waits),
            Answer::Ended => (Some(Problem::Ended), autosave::Answer::Refused),
        };
        if matches!(answer, autosave::Answer::Waits | autosave::Answer::Refused) {
            self.unheard.pop();
        }
        self.problem = problem;
        self.save(autosave::Event::Answered(answer))
    }

    /// What was posted without a change is left as it stands, and may have been written anew by another.
    fn kept(&mut self, sentence: Sentence) -> (Option<Problem>, autosave::Answer) {
        let (text, asked) = std::mem::take(&mut self.asked);
        let taken = (None, autosave::Answer::Kept { version: String::new(), complete: true });
        self.unheard.clear();
        if asked.restored {
            if self.wanted.restored {
                // The figures may say something else by now than the page knew.
                self.typed.clone_from(&sentence.text);
                self.wanted.restored = false;
            }
        } else if sentence.text != text {
            if self.kind().clean(&self.typed) != text {
                return (Some(Problem::Meanwhile(sentence)), autosave::Answer::Waits);
            }
            self.write(sentence.text.clone(), false);
        }
        self.wanted.checked &= !asked.checked;
        self.stands = sentence;
        taken
    }

    fn save(&mut self, event: autosave::Event) -> Vec<Effect> {
        let (saving, effects) = self.saving.step(event);
        self.saving = saving;
        effects.into_iter().filter_map(|effect| self.effect(effect)).collect()
    }

    fn effect(&mut self, effect: autosave::Effect) -> Option<Effect> {
        match effect {
            autosave::Effect::Schedule(after) => Some(Effect::Schedule(after)),
            autosave::Effect::Send => {
                self.asked = (self.kind().clean(&self.typed), self.wanted);
                Some(Effect::Send(self.written()))
            }
            autosave::Effect::SendBeacon => Some(Effect::SendBeacon(self.written())),
            autosave::Effect::ConfirmLeaving => Some(Effect::ConfirmLeaving),
            autosave::Effect::ShowSaved { .. } => Some(Effect::ShowSaved),
            // The problem says it, with what is to be done.
            autosave::Effect::Notify(None | Some(Notice::Offline | Notice::Ended | Notice::Newer | Notice::SubmissionWaits)) => {
                None
            }
            // There is no form to submit.
            autosave::Effect::HoldSubmission | autosave::Effect::ReleaseSubmission => None,
        }
    }

    /// What is to be posted; it is unheard from now on.
    fn written(&mut self) -> Written {
        let written = Written {
            place: self.stands.place.clone(),
            text: self.typed.clone(),
            was: self.stands.text.clone(),
            sent: self.unheard.clone(),
            said: self.stands.derived.clone(),
            restored: self.wanted.restored,
            checked: self.wanted.checked,
        };
        if self.unheard.len() == UNHEARD {
            self.unheard.remove(0);
        }
        self.unheard.push(self.kind().clean(&self.typed));
        written
    }
}

#[cfg(test)]
mod tests;
