//! Nobody's words are lost, whenever somebody takes over and whatever the network does.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;

/// A message that is on its way.
enum Letter {
    Save(usize, i64, i64, Vec<u32>),
    TakeOver(usize),
    Ask(usize, i64),
    Reply(usize, Event<Vec<u32>>),
}

/// Two open pages, a server, and a network that is slow, loses messages, and lets them overtake each other.
struct World {
    server: State<Vec<u32>>,
    pages: [Session<Vec<u32>>; 2],
    network: VecDeque<Letter>,
    /// Every document that the server has had.
    history: Vec<Vec<u32>>,
    next: u32,
}

impl World {
    fn new() -> Self {
        let server = State { revision: 0, writer: None, number: 0, document: vec![] };
        let page = |tab: &str| Session::new(Writer { name: tab.into(), tab: tab.into() }, server.clone());
        Self { pages: [page("a"), page("b")], server, network: VecDeque::new(), history: vec![vec![]], next: 0 }
    }

    fn event(&mut self, page: usize, event: Event<Vec<u32>>) {
        let effects = self.pages[page].take(event);
        if let Some((number, base, document)) = effects.save {
            self.network.push_back(Letter::Save(page, number, base, document));
        }
        if effects.take_over {
            self.network.push_back(Letter::TakeOver(page));
        }
    }

    fn deliver(&mut self, letter: Letter, loses: bool) {
        let me = |world: &Self, page: usize| world.pages[page].me().clone();
        match letter {
            Letter::Save(page, number, base, document) => {
                let took = self.server.save(&me(self, page), number, base, document);
                self.history.push(self.server.document.clone());
                let state = self.server.clone();
                let reply = if loses {
                    Event::NoContact
                } else if took {
                    Event::Saved(number, state)
                } else {
                    Event::Refused(base, state)
                };
                self.network.push_back(Letter::Reply(page, reply));
            }
            Letter::TakeOver(page) => {
                self.server.take_over(&me(self, page));
                let reply = if loses { Event::NoContact } else { Event::TakenOver(self.server.clone()) };
                self.network.push_back(Letter::Reply(page, reply));
            }
            Letter::Ask(page, asked) => {
                let reply = if loses { Event::NoContact } else { Event::Arrived(asked, self.server.clone()) };
                self.network.push_back(Letter::Reply(page, reply));
            }
            Letter::Reply(page, event) => self.event(page, event),
        }
    }

    fn has(&self, word: u32) -> bool {
        let pages = self.pages.iter().flat_map(|page| std::iter::once(&page.document).chain(&page.kept));
        self.history.iter().chain(pages).any(|document| document.contains(&word))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// At whatever moment somebody takes over: every word is with the server or kept where it was written, and when all
    /// messages are through both pages show what the server has. Now and then the server takes a change of no page.
    #[test]
    fn a_take_over_loses_nothing(steps in prop::collection::vec((0..11u8, 0..2usize, 0..4usize, prop::bool::weighted(0.2)), 1..60)) {
        let mut world = World::new();
        let mut written = vec![];
        for (what, page, which, loses) in steps {
            match what {
                0..=2 if world.pages[page].may_write() => {
                    world.next += 1;
                    written.push(world.next);
                    let mut document = world.pages[page].document.clone();
                    document.push(world.next);
                    world.event(page, Event::Changed(document));
                }
                3 => world.event(page, Event::TakeOver),
                4 => world.event(page, Event::Restore),
                9 => {
                    world.next += 1;
                    written.push(world.next);
                    let document = world.server.document.iter().copied().chain([world.next]).collect();
                    world.server.change(document);
                    world.history.push(world.server.document.clone());
                }
                // Left with everything saved; what comes back from there is a page opened anew, with what was kept.
                10 if world.pages[page].writes() && world.pages[page].is_saved() && world.network.is_empty() => {
                    let me = world.pages[page].me().clone();
                    world.server.leave(&me);
                    let kept = std::mem::take(&mut world.pages[page].kept);
                    world.pages[page] = Session { kept, ..Session::new(me, world.server.clone()) };
                }
                5 => world.network.push_back(Letter::Ask(page, world.pages[page].revision())),
                _ => {
                    if !world.network.is_empty() {
                        let at = which % world.network.len();
                        let letter = world.network.remove(at).expect("there");
                        world.deliver(letter, loses);
                    }
                }
            }
            for word in &written {
                prop_assert!(world.has(*word), "{word} is lost");
            }
        }
        for round in 0..20 {
            while let Some(letter) = world.network.pop_front() {
                world.deliver(letter, false);
            }
            world.network.push_back(Letter::Ask(round % 2, world.pages[round % 2].revision()));
        }
        for word in &written {
            prop_assert!(world.has(*word), "{word} is lost");
        }
        for page in &world.pages {
            prop_assert_eq!(&page.document, &world.server.document);
            prop_assert!(page.is_saved());
        }
    }
}

#[test]
fn what_the_server_does_not_take_is_sent_again_when_it_has_changed() {
    let me = Writer { name: "a".into(), tab: "a".into() };
    let mut page = Session::new(me, State { revision: 0, writer: None, number: 0, document: vec![] });
    assert!(page.take(Event::Changed(vec![1, 2])).save.is_some());
    assert_eq!(page.take(Event::Rejected).save, None, "it would be refused again");
    assert!(page.is_rejected() && page.contact && !page.is_saved());
    let save = page.take(Event::Changed(vec![1])).save.expect("it is another document");
    assert_eq!((save.2, page.is_rejected()), (vec![1], false));
}
