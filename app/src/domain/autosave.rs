//! Saving answers while they are typed, as a state machine.
//!
//! What happens to the page is an [`Event`]; what is to be done about it is an [`Effect`], which the
//! caller performs. Here is neither document nor clock.
//!
//! *Unsaved* is what was typed after the form was last sent. After every event, what the server does
//! not have is on its way, by a timer or a request, unless the server does not take it and the page
//! says so.

use std::time::Duration;

/// From a change until it is sent, so that a word is one request and not one a letter.
pub const DELAY: Duration = Duration::from_millis(700);
/// From a failed request until the next.
pub const RETRY: Duration = Duration::from_secs(4);

/// The state of one page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Autosave {
    unsaved: bool,
    /// A timer runs.
    scheduled: bool,
    /// A request has not been answered.
    in_flight: bool,
    server: Server,
    submission: Submission,
}

/// What the last answer says of the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Server {
    #[default]
    Reachable,
    Unreachable,
    /// It has not taken what was sent, and takes it when something has changed.
    Waiting,
    /// It takes nothing more from this page.
    Finished,
}

/// The form's own submission, which waits for the requests under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Submission {
    #[default]
    None,
    Held,
    Released,
}

/// What happens to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An answer has changed.
    Changed,
    /// The timer of [`Effect::Schedule`] has run out.
    TimerFired,
    /// The connection is back.
    Online,
    /// The page comes into view or leaves it; a phone that is put away may not come back.
    VisibilityChanged,
    /// The request of [`Effect::Send`] has been answered.
    Answered(Answer),
    /// The form is about to be submitted.
    Submitted { online: bool, by_button: bool },
    /// Another tab has saved newer answers of the same section.
    SavedElsewhere,
    /// The page is about to be left; the browser can still ask whether to stay.
    BeforeUnload,
    /// The page is left.
    PageHidden,
    /// The browser brings back a page that was left, as it was.
    PageRestored,
}

/// How the server answers a request to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The draft has the answers; the page continues from this version. Incomplete when some of them
    /// are refused and need to be mended.
    Kept { version: String, complete: bool },
    /// The draft has newer answers than the page began from.
    Stale,
    /// The draft is gone or the round has closed.
    Refused,
    /// It is not kept as it stands, or not for who asks. The caller says why; a change, or the way back to the
    /// page, tries again.
    Waits,
    /// There was no answer, or none of the application's.
    Unreachable,
}

impl Answer {
    /// Reads a status and a text; none when nothing came back.
    pub fn of_response(response: Option<(u16, &str)>) -> Self {
        match response {
            Some((200, text)) => match text.split_once(' ') {
                Some((version, _)) => Self::Kept { version: version.to_owned(), complete: false },
                None => Self::Kept { version: text.to_owned(), complete: true },
            },
            Some((409, _)) => Self::Stale,
            Some((400..500, _)) => Self::Refused,
            _ => Self::Unreachable,
        }
    }
}

/// What the caller does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Report [`Event::TimerFired`] after a time.
    Schedule(Duration),
    /// Send the form as it is now, and report [`Event::Answered`].
    Send,
    /// Send the form as it is now, without waiting for an answer.
    SendBeacon,
    /// Stop the submission and remember its button.
    HoldSubmission,
    /// Submit with the button that was remembered.
    ReleaseSubmission,
    /// Have the browser ask whether to leave.
    ConfirmLeaving,
    /// Take over the version, tell other tabs, and show that the answers are saved.
    ShowSaved { version: String, complete: bool },
    /// Show a notice, or none.
    Notify(Option<Notice>),
}

/// What the respondent has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The server cannot be reached.
    Offline,
    /// The server cannot be reached, and the submission waits for it.
    SubmissionWaits,
    /// There are newer answers than the page's.
    Newer,
    /// Nothing can be saved any more.
    Ended,
}

impl Autosave {
    /// The state after an event, and what is to be done, in order.
    #[must_use]
    pub fn step(mut self, event: Event) -> (Self, Vec<Effect>) {
        let mut effects = Vec::new();
        match event {
            Event::Changed | Event::PageRestored => {
                self.unsaved = true;
                self.schedule(DELAY, &mut effects);
            }
            Event::TimerFired => {
                self.scheduled = false;
                self.send(&mut effects);
            }
            Event::Online | Event::VisibilityChanged => self.send(&mut effects),
            Event::Answered(answer) => self.answered(answer, &mut effects),
            Event::Submitted { online, by_button } => self.submitted(online, by_button, &mut effects),
            Event::SavedElsewhere => effects.push(Effect::Notify(Some(Notice::Newer))),
            Event::BeforeUnload if matches!(self.server, Server::Unreachable | Server::Waiting) && self.is_pending() => {
                effects.push(Effect::ConfirmLeaving);
            }
            Event::BeforeUnload => {}
            Event::PageHidden => {
                // A request under way may end with the page; the same answers twice do no harm.
                if self.is_pending() && self.server != Server::Finished {
                    effects.push(Effect::SendBeacon);
                }
                self.unsaved = false;
            }
        }
        (self, effects)
    }

    /// Whether the server may lack something that was typed.
    const fn is_pending(self) -> bool {
        self.unsaved || self.in_flight
    }

    fn schedule(&mut self, after: Duration, effects: &mut Vec<Effect>) {
        if self.server != Server::Finished && !self.scheduled {
            self.scheduled = true;
            effects.push(Effect::Schedule(after));
        }
    }

    fn send(&mut self, effects: &mut Vec<Effect>) {
        if self.unsaved && self.server != Server::Finished && !self.in_flight {
            self.unsaved = false;
            self.in_flight = true;
            effects.push(Effect::Send);
        }
    }

    fn answered(&mut self, answer: Answer, effects: &mut Vec<Effect>) {
        self.in_flight = false;
        let held = self.submission == Submission::Held;
        let (server, notice) = match answer {
            Answer::Kept { version, complete } => {
                effects.push(Effect::ShowSaved { version, complete });
                (Server::Reachable, None)
            }
            Answer::Stale => (Server::Finished, Some(Notice::Newer)),
            Answer::Refused => (Server::Finished, Some(Notice::Ended)),
            Answer::Waits => (Server::Waiting, None),
            Answer::Unreachable if held => (Server::Unreachable, Some(Notice::SubmissionWaits)),
            Answer::Unreachable => (Server::Unreachable, Some(Notice::Offline)),
        };
        self.server = server;
        effects.push(Effect::Notify(notice));
        if server == Server::Unreachable {
            self.unsaved = true;
            self.schedule(RETRY, effects);
        } else if held {
            // What was typed meanwhile goes with the submission.
            self.submission = Submission::Released;
            effects.push(Effect::ReleaseSubmission);
        } else if self.unsaved {
            self.schedule(DELAY, effects);
        } else {
            // The same again would be answered the same, so no timer tries.
            self.unsaved = server == Server::Waiting;
        }
    }

    /// A submission waits for the request under way and for the server to be reached. The same button
    /// again lets the browser try for itself.
    fn submitted(&mut self, online: bool, by_button: bool, effects: &mut Vec<Effect>) {
        let offline = self.server == Server::Unreachable || !online;
        let again = offline && self.submission == Submission::Held;
        let released = self.submission == Submission::Released || self.server == Server::Finished;
        if !by_button || released || again || !(offline || self.in_flight) {
            self.unsaved = false;
            return;
        }
        self.submission = Submission::Held;
        effects.push(Effect::HoldSubmission);
        if offline {
            effects.push(Effect::Notify(Some(Notice::SubmissionWaits)));
            self.unsaved = true;
            self.send(effects);
        }
    }
}

#[cfg(test)]
mod tests;
