//! A page with its browser and its server, in every order of events.

use super::*;
use proptest::prelude::*;

/// Something that the respondent, the browser or the network does.
#[derive(Debug, Clone)]
enum Step {
    Type,
    Wait,
    /// The request under way is answered; a server that cannot be reached may have had it.
    Answer(Answer, bool),
    Online,
    SwitchTab,
    SaveElsewhere,
    Submit {
        online: bool,
        by_button: bool,
    },
    /// The tab is closed or leads elsewhere; a page may be brought back.
    Leave {
        restored: bool,
    },
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        6 => any::<bool>().prop_map(|complete| Answer::Kept { version: "1".into(), complete }),
        6 => Just(Answer::Unreachable),
        1 => Just(Answer::Stale),
        1 => Just(Answer::Refused),
        2 => Just(Answer::Waits),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Type),
        6 => Just(Step::Wait),
        6 => (answer(), any::<bool>()).prop_map(|(answer, delivered)| Step::Answer(answer, delivered)),
        1 => Just(Step::Online),
        1 => Just(Step::SwitchTab),
        1 => Just(Step::SaveElsewhere),
        2 => any::<(bool, bool)>().prop_map(|(online, by_button)| Step::Submit { online, by_button }),
        1 => any::<bool>().prop_map(|restored| Step::Leave { restored }),
    ]
}

/// A page, its browser and its server. Words are numbered as they are typed.
#[derive(Debug, Default)]
struct World {
    machine: Autosave,
    typed: u32,
    /// The last word that the server has, or that the browser sends whatever becomes of the page.
    safe: u32,
    in_flight: Option<u32>,
    timer: bool,
    notice: Option<Notice>,
    /// The browser asked whether to leave a page whose answers are not saved.
    asked: bool,
    gone: bool,
}

impl World {
    /// Reports an event and performs its effects; whether the browser's own action goes ahead.
    fn report(&mut self, event: Event) -> bool {
        let (machine, effects) = self.machine.step(event);
        self.machine = machine;
        let mut goes_ahead = true;
        for effect in effects {
            match effect {
                Effect::Schedule(_) => assert!(!std::mem::replace(&mut self.timer, true), "one timer at a time"),
                Effect::Send => assert_eq!(self.in_flight.replace(self.typed), None, "one request at a time"),
                Effect::SendBeacon => self.safe = self.typed,
                Effect::HoldSubmission => goes_ahead = false,
                Effect::ReleaseSubmission => self.submit(true, true),
                Effect::ConfirmLeaving => self.asked = true,
                Effect::Notify(notice) => self.notice = notice,
                Effect::ShowSaved { .. } => {}
            }
        }
        goes_ahead
    }

    fn submit(&mut self, online: bool, by_button: bool) {
        if self.report(Event::Submitted { online, by_button }) {
            self.safe = self.typed;
            self.leave(false);
        }
    }

    fn leave(&mut self, restored: bool) {
        self.report(Event::BeforeUnload);
        self.report(Event::PageHidden);
        self.gone = true;
        self.in_flight = self.in_flight.filter(|_| restored);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Type => {
                self.typed += 1;
                self.report(Event::Changed);
            }
            Step::Wait if std::mem::take(&mut self.timer) => {
                self.report(Event::TimerFired);
            }
            Step::Answer(answer, delivered) => {
                let Some(sent) = self.in_flight.take() else { return };
                if matches!(answer, Answer::Kept { .. }) || (answer == Answer::Unreachable && delivered) {
                    self.safe = self.safe.max(sent);
                }
                self.report(Event::Answered(answer));
            }
            Step::Online => {
                self.report(Event::Online);
            }
            Step::SwitchTab => {
                self.report(Event::VisibilityChanged);
            }
            Step::SaveElsewhere => {
                self.report(Event::SavedElsewhere);
            }
            Step::Submit { online, by_button } => self.submit(online, by_button),
            Step::Leave { restored } => self.leave(restored),
            Step::Wait => {}
        }
    }

    /// The server takes nothing more from this page, and the page has said so.
    fn is_finished(&self) -> bool {
        self.machine.server == Server::Finished
    }

    /// The server has not taken it, and the page has said so.
    fn is_waiting(&self) -> bool {
        self.machine.server == Server::Waiting
    }
}

proptest! {
    /// Whatever happens in whatever order, each word is with the server, on its way to it, or was
    /// given up with the respondent's knowledge.
    #[test]
    fn nothing_typed_is_lost(steps in prop::collection::vec(step(), 0..60)) {
        let mut world = World::default();
        for step in steps {
            let restored = matches!(step, Step::Leave { restored: true });
            world.take(step);
            let safe = world.safe == world.typed;
            if world.gone {
                prop_assert!(safe || world.asked || world.is_finished(), "left: {world:?}");
                if !restored {
                    break;
                }
                world.gone = false;
                world.asked = false;
                world.report(Event::PageRestored);
            }
            let on_its_way = world.timer || world.in_flight.is_some();
            let said = world.is_finished() || world.is_waiting();
            prop_assert!(world.safe == world.typed || on_its_way || said, "stuck: {world:?}");
        }
    }

    /// Once the server answers again, everything is saved without another key, and a submission
    /// that was held goes on. What it did not take is tried again when the page is looked at.
    #[test]
    fn what_waited_goes_on(steps in prop::collection::vec(step(), 0..60)) {
        let mut world = World::default();
        for step in steps.into_iter().filter(|step| !matches!(step, Step::Leave { .. })) {
            world.take(step);
            if world.gone || world.is_finished() {
                return Ok(());
            }
        }
        for _ in 0..4 {
            if world.is_waiting() {
                world.take(Step::SwitchTab);
            }
            world.take(Step::Wait);
            world.take(Step::Answer(Answer::Kept { version: "1".into(), complete: true }, true));
        }
        prop_assert_eq!(world.safe, world.typed);
        prop_assert!(world.gone || world.machine.submission != Submission::Held, "{:?}", world);
    }
}

#[test]
fn a_page_that_can_save_nothing_says_why() {
    for (answer, notice) in [(Answer::Stale, Notice::Newer), (Answer::Refused, Notice::Ended)] {
        let mut world = World::default();
        for step in [Step::Type, Step::Wait, Step::Answer(answer, true), Step::Type] {
            world.take(step);
        }
        assert_eq!((world.notice, world.timer), (Some(notice), false));
    }
}

#[test]
fn answers_are_read_as_the_server_means_them() {
    let kept = |version: &str, complete| Answer::Kept { version: version.into(), complete };
    assert_eq!(Answer::of_response(Some((200, "abc"))), kept("abc", true));
    assert_eq!(Answer::of_response(Some((200, "abc delvis"))), kept("abc", false));
    assert_eq!(Answer::of_response(Some((409, ""))), Answer::Stale);
    assert_eq!(Answer::of_response(Some((410, "<h1>"))), Answer::Refused);
    assert_eq!(Answer::of_response(Some((502, ""))), Answer::Unreachable);
    assert_eq!(Answer::of_response(None), Answer::Unreachable);
}
