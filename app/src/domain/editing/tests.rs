//! A sentence with its page, its server and a colleague who writes in the same place, in every order of events.

use super::*;
use crate::domain::underlag::Edit;
use crate::domain::writing::{Decision, Problem as Refusal};
use proptest::prelude::*;

const FIGURES: &str = "82 procent.";

/// Something that she, a colleague, the browser or the network does.
#[derive(Debug, Clone)]
enum Step {
    Type,
    /// Empties the field, or types something that is too long.
    Clear,
    TypeTooMuch,
    Do(Event),
    ColleagueWrites,
    ColleagueRestores,
    FiguresChange,
    Wait,
    /// The request under way is answered; if not, the server may have had it.
    Answer {
        lost: bool,
        delivered: bool,
        logged_out: bool,
    },
    SwitchTab,
    /// The page is left, and brought back.
    Leave,
}

fn step() -> impl Strategy<Value = Step> {
    let button = prop_oneof![
        2 => Just(Event::Undone),
        2 => Just(Event::Redone),
        2 => Just(Event::FiguresTaken),
        1 => Just(Event::LookedOver),
        2 => Just(Event::OwnTaken),
        2 => Just(Event::TheirsTaken),
        1 => Just(Event::Focused),
    ];
    prop_oneof![
        8 => Just(Step::Type),
        1 => Just(Step::Clear),
        1 => Just(Step::TypeTooMuch),
        6 => button.prop_map(Step::Do),
        2 => Just(Step::ColleagueWrites),
        1 => Just(Step::ColleagueRestores),
        1 => Just(Step::FiguresChange),
        8 => Just(Step::Wait),
        6 => Just(Step::Answer { lost: false, delivered: true, logged_out: false }),
        3 => any::<(bool, bool)>().prop_map(|(delivered, logged_out)| Step::Answer { lost: true, delivered, logged_out }),
        1 => Just(Step::SwitchTab),
        1 => Just(Step::Leave),
    ]
}

#[derive(Debug)]
struct World {
    editing: Editing,
    /// What the server has: the text, and what the figures said then.
    edit: Option<Edit>,
    figures: String,
    /// What a colleague wrote there last.
    colleagues: Option<String>,
    /// What she has been shown as standing there, and has gone on from.
    seen: Vec<String>,
    words: u32,
    timer: bool,
    in_flight: Option<Written>,
    /// The browser asked whether to leave.
    asked: bool,
}

impl World {
    fn new() -> Self {
        Self {
            editing: Editing::new(Sentence::derived("a.1", FIGURES)),
            edit: None,
            figures: FIGURES.into(),
            colleagues: None,
            seen: vec![FIGURES.into()],
            words: 0,
            timer: false,
            in_flight: None,
            asked: false,
        }
    }

    fn stands(&self) -> Sentence {
        let mut sentence = Sentence::derived("a.1", self.figures.clone());
        if let Some(edit) = &self.edit {
            sentence.outdated = edit.derived != self.figures;
            (sentence.text, sentence.written) = (edit.text.clone(), true);
        }
        sentence
    }

    /// The server takes a request, by the rules that the form has too.
    fn serve(&mut self, written: &Written) -> Answer {
        let before = self.edit.clone();
        match written.decide(self.edit.as_ref(), Some(&self.figures)) {
            Ok(Decision::Leave) => {}
            Ok(Decision::Restore) => self.edit = None,
            Ok(Decision::Put { derived, text }) => self.edit = Some(Edit { place: "a.1".into(), derived, text }),
            Err(Refusal::Meanwhile(_)) => return Answer::Meanwhile(self.stands()),
            Err(problem) => return Answer::Refused(format!("{problem:?}")),
        }
        let replaced = before.map(|edit| edit.text).filter(|text| self.edit.as_ref().is_none_or(|now| now.text != *text));
        if let Some(text) = replaced.filter(|text| self.colleagues.as_ref() == Some(text)) {
            assert!(self.seen.contains(&text), "written over unseen: {text}: {self:?}");
        }
        Answer::Kept(self.stands())
    }

    fn report(&mut self, event: Event) {
        let goes_on = matches!(event, Event::Answered(_) | Event::OwnTaken | Event::TheirsTaken);
        for effect in self.editing.step(event) {
            match effect {
                Effect::Schedule(_) => assert!(!std::mem::replace(&mut self.timer, true), "one timer at a time"),
                Effect::Send(written) => assert_eq!(self.in_flight.replace(written), None, "one request at a time"),
                Effect::SendBeacon(written) => {
                    self.serve(&written);
                }
                Effect::ConfirmLeaving => self.asked = true,
                Effect::ShowSaved => {}
            }
        }
        if goes_on {
            self.seen.push(self.editing.stands().text.clone());
        }
    }

    fn answer(&mut self, lost: bool, delivered: bool, logged_out: bool) {
        let Some(written) = self.in_flight.take() else { return };
        let answer = match (lost, logged_out) {
            (false, _) => self.serve(&written),
            (true, true) => Answer::LoggedOut,
            (true, false) => {
                if delivered {
                    self.serve(&written);
                }
                Answer::Unreachable
            }
        };
        self.report(Event::Answered(answer));
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Type => {
                self.words += 1;
                self.report(Event::Typed(format!("{} ord{}", self.editing.typed(), self.words)));
            }
            Step::Clear => self.report(Event::Typed(String::new())),
            Step::TypeTooMuch => self.report(Event::Typed("x".repeat(2001))),
            Step::Do(event) => self.report(event),
            Step::ColleagueWrites => {
                self.words += 1;
                let text = format!("Kollegans {}.", self.words);
                self.colleagues = Some(text.clone());
                self.edit = Some(Edit { place: "a.1".into(), derived: self.figures.clone(), text });
            }
            Step::ColleagueRestores => self.edit = None,
            Step::FiguresChange => {
                self.words += 1;
                self.figures = format!("{} procent.", self.words);
            }
            Step::Wait if std::mem::take(&mut self.timer) => self.report(Event::Page(autosave::Event::TimerFired)),
            Step::Wait => {}
            Step::Answer { lost, delivered, logged_out } => self.answer(lost, delivered, logged_out),
            Step::SwitchTab => self.report(Event::Page(autosave::Event::VisibilityChanged)),
            Step::Leave => self.leave(),
        }
    }

    fn leave(&mut self) {
        self.asked = false;
        self.report(Event::Page(autosave::Event::BeforeUnload));
        self.report(Event::Page(autosave::Event::PageHidden));
        let has = self.stands().text == Kind::Sentence.clean(self.editing.typed());
        let knows = self.asked || self.editing.problem().is_some() || self.changed_elsewhere();
        assert!(has || knows, "left: {self:?}");
        if self.in_flight.is_some() {
            self.answer(true, false, false);
        }
        self.report(Event::Page(autosave::Event::PageRestored));
    }

    /// What stands on the server is not what this page put there last: a colleague, or the figures, had the word
    /// after it.
    fn changed_elsewhere(&self) -> bool {
        self.stands().text != self.editing.stands().text
    }
}

proptest! {
    /// Whatever happens in whatever order: what a colleague wrote is replaced only after it was shown, and once
    /// the server answers, it has what stands in the field, or she is told why it does not.
    #[test]
    fn nothing_typed_is_lost_and_nothing_written_over_unseen(steps in prop::collection::vec(step(), 0..80)) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
        }
        for _ in 0..4 {
            world.take(Step::SwitchTab);
            world.take(Step::Wait);
            world.take(Step::Answer { lost: false, delivered: true, logged_out: false });
        }
        let problem = world.editing.problem();
        prop_assert!(matches!(problem, None | Some(Problem::Refused(_) | Problem::Meanwhile(_))), "{world:?}");
        if problem.is_none() {
            prop_assert!(world.editing.is_saved(), "{world:?}");
            let has = world.stands().text == Kind::Sentence.clean(world.editing.typed());
            prop_assert!(has || world.changed_elsewhere(), "{world:?}");
        }
    }

    /// As many steps back as there are lead to what stood when the sentence was opened, and as many forth to
    /// what was typed last.
    #[test]
    fn every_step_can_be_taken_back_and_again(steps in prop::collection::vec(step(), 0..40)) {
        let mut world = World::new();
        for step in steps.into_iter().filter(|step| matches!(step, Step::Type | Step::Clear | Step::Do(_))) {
            world.take(step);
        }
        let (last, back) = (world.editing.typed().to_owned(), world.editing.past.len());
        for _ in 0..back {
            world.report(Event::Undone);
        }
        prop_assert_eq!(world.editing.typed(), FIGURES);
        for _ in 0..back {
            world.report(Event::Redone);
        }
        prop_assert_eq!(world.editing.typed(), last);
    }
}

/// A sentence that says something else than the figures.
fn written(outdated: bool) -> World {
    let mut world = World::new();
    world.edit = Some(Edit { place: "a.1".into(), derived: FIGURES.into(), text: "Många.".into() });
    if outdated {
        world.figures = "65 procent.".into();
    }
    world.editing = Editing::new(world.stands());
    world
}

fn saved(world: &mut World) {
    world.take(Step::Wait);
    world.take(Step::Answer { lost: false, delivered: true, logged_out: false });
    assert!(world.editing.is_saved(), "{world:?}");
}

#[test]
fn the_figures_sentence_is_one_step_away_and_so_is_the_way_back() {
    let mut world = written(true);
    world.report(Event::FiguresTaken);
    assert_eq!(world.editing.typed(), "65 procent.");
    saved(&mut world);
    assert_eq!((&world.edit, world.editing.is_derived()), (&None, true));
    world.report(Event::Undone);
    saved(&mut world);
    assert_eq!(world.edit.as_ref().map(|e| e.text.as_str()), Some("Många."));
    world.report(Event::Redone);
    saved(&mut world);
    assert_eq!(world.edit, None);
}

#[test]
fn what_was_looked_over_is_no_longer_marked() {
    let mut world = written(true);
    assert!(world.editing.is_outdated());
    world.report(Event::LookedOver);
    saved(&mut world);
    assert!(!world.editing.is_outdated());
    assert_eq!(world.edit.as_ref().map(|e| (e.text.as_str(), e.derived.as_str())), Some(("Många.", "65 procent.")));
}

#[test]
fn a_word_typed_after_another_is_the_same_step_until_the_field_is_left() {
    let mut world = World::new();
    world.take(Step::Type);
    world.take(Step::Type);
    world.report(Event::Focused);
    world.take(Step::Type);
    world.report(Event::Undone);
    assert_eq!(world.editing.typed(), "82 procent. ord1 ord2");
    world.report(Event::Undone);
    assert_eq!((world.editing.typed(), world.editing.can_undo()), (FIGURES, false));
}

#[test]
fn a_colleagues_text_is_shown_and_waits_for_a_choice() {
    for (choice, stands) in [(Event::OwnTaken, "82 procent. ord1"), (Event::TheirsTaken, "Kollegans 2.")] {
        let mut world = World::new();
        world.take(Step::Type);
        world.take(Step::ColleagueWrites);
        world.take(Step::Wait);
        world.take(Step::Answer { lost: false, delivered: true, logged_out: false });
        let Some(Problem::Meanwhile(theirs)) = world.editing.problem() else { panic!("{world:?}") };
        assert_eq!((theirs.text.as_str(), world.editing.typed()), ("Kollegans 2.", "82 procent. ord1"));
        world.report(choice);
        saved(&mut world);
        assert_eq!(world.stands().text, stands);
        assert_eq!(world.editing.problem(), None);
    }
}

#[test]
fn what_the_rules_refuse_stands_in_the_field_with_the_reason() {
    let mut world = World::new();
    world.take(Step::TypeTooMuch);
    world.take(Step::Wait);
    world.take(Step::Answer { lost: false, delivered: true, logged_out: false });
    assert!(matches!(world.editing.problem(), Some(Problem::Refused(_))), "{world:?}");
    assert_eq!((world.editing.typed().len(), world.timer), (2001, false), "it is not tried again by itself");
    world.report(Event::Undone);
    saved(&mut world);
    assert_eq!(world.editing.problem(), None);
}
