//! The open page and the server: what [`Session`] decides is done here.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, SheetStoreFields, Standing};
use super::remote;
use crate::domain::authoring::{Event, Session, Writer};
use crate::domain::questionnaire::Questionnaire;
use crate::texts::authoring as t;

/// Between two questions for what others have written.
const INTERVAL: Duration = Duration::from_secs(3);
/// Where the browser keeps what the server does not have, by the questionnaire's id.
const KEPT: &str = "lagesbild.enkat.";

/// Opens a questionnaire.
pub(super) fn open(id: String, desk: RwSignal<Option<Desk>>) {
    Effect::new(move |_| {
        let id = id.clone();
        spawn_local(async move {
            let Ok(loaded) = remote::load(id.clone()).await else {
                set_timeout(move || open(id, desk), INTERVAL);
                return;
            };
            let me = Writer { name: loaded.me.clone(), tab: tab() };
            let writer = loaded.state.writer.clone();
            let opened = Desk::new(Session::new(me, loaded.state.map(Arc::new)), loaded.published, loaded.areas);
            // Her other page, which she has left, gives way; what that had not sent goes on here, unless somebody has
            // written since: then it is offered.
            let left = left_behind(&id, opened.session.with_value(|session| session.me().name.clone()).as_str());
            let was_left = writer.as_ref().is_some_and(|writer| left.iter().any(|left| left.tab == writer.tab));
            let is_last = |left: &Left| match &writer {
                Some(writer) => writer.tab == left.tab,
                None => left.revision == opened.session.with_value(Session::revision),
            };
            let (last, earlier): (Vec<_>, Vec<_>) = left.into_iter().partition(is_last);
            let unsent = last.iter().any(|left| left.unsent.is_some());
            let documents = earlier.into_iter().chain(last).flat_map(|left| left.kept.into_iter().chain(left.unsent));
            opened.session.update_value(|session| {
                session.kept.extend(documents.map(Arc::new));
                let shown = Arc::clone(&session.document);
                session.kept.retain(|kept| *kept != shown);
            });
            let goes_on = unsent && opened.session.with_value(|session| !session.kept.is_empty());
            let event = match (goes_on, was_left) {
                (true, _) => Event::Restore,
                (false, true) => Event::TakeOver,
                (false, false) => Event::Changed(opened.document()),
            };
            opened.tell(event);
            let _ = window_event_listener(leptos::ev::pagehide, move |_| opened.leave());
            // One that comes back from the browser's memory does not know what happened meanwhile.
            let _ = window_event_listener(leptos::ev::pageshow, |event| {
                if event.persisted() {
                    let _ = window().location().reload();
                }
            });
            desk.set(Some(opened));
            poll(opened, id);
        });
    });
}

/// This page, by a number that no other has.
fn tab() -> String {
    format!("{:x}{:x}", js_sys::Date::now().to_bits(), js_sys::Math::random().to_bits())
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// What a page did not get through before it was left.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Left {
    /// Which page it was.
    #[serde(skip)]
    tab: String,
    /// Whose it was: what is unsent is nobody else's.
    name: String,
    /// What it had last heard of.
    revision: i64,
    /// What was kept when others wrote.
    kept: Vec<Questionnaire>,
    /// What it showed, if the server did not have it.
    unsent: Option<Questionnaire>,
}

/// What pages that were left did not get through; it is this page's now.
fn left_behind(id: &str, name: &str) -> Vec<Left> {
    let Some(storage) = storage() else { return vec![] };
    let prefix = format!("{KEPT}{id}.");
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok()?);
    let keys: Vec<String> = keys.filter(|key| key.starts_with(&prefix)).collect();
    let left = keys.into_iter().filter_map(|key| {
        let text = storage.get_item(&key).ok().flatten()?;
        let left: Left = serde_json::from_str(&text).ok()?;
        if left.name != name {
            return None;
        }
        let _ = storage.remove_item(&key);
        Some(Left { tab: key.strip_prefix(&prefix)?.to_owned(), ..left })
    });
    left.collect()
}

fn poll(desk: Desk, id: String) {
    set_timeout(
        move || {
            spawn_local(async move {
                // A page that was left has nobody to show it to.
                let known = |session: &Session<_>| (session.revision(), session.writer().map(|writer| writer.tab.clone()));
                let Some((revision, writes)) = desk.session.try_with_value(known) else { return };
                match remote::ask(id.clone(), revision, writes).await {
                    Ok(Some(state)) => desk.tell(Event::Arrived(revision, state.map(Arc::new))),
                    Ok(None) => desk.contact(),
                    // It was reached, and has no such draft.
                    Err(ServerFnError::ServerError(_)) => desk.tell(Event::Gone),
                    Err(_) => desk.tell(Event::NoContact),
                }
                poll(desk, id);
            });
        },
        INTERVAL,
    );
}

impl Desk {
    /// Tells the session of an event, and does what it decides.
    pub(super) fn tell(self, event: Event<Arc<Questionnaire>>) {
        let is_typed = matches!(event, Event::Changed(_));
        let is_restored = matches!(event, Event::Restore);
        let wrote = self.session.try_with_value(Session::writes).unwrap_or_default();
        let Some(effects) = self.session.try_update_value(|session| session.take(event)) else { return };
        // A change of no page: what she wrote is a step back away.
        let is_changed = wrote && self.session.with_value(Session::is_free);
        if effects.show {
            let document = self.session.with_value(|session| Arc::clone(&session.document));
            if self.document() != document {
                self.receive(document, is_restored || is_changed);
                if is_changed {
                    self.say(t::CHANGED_ELSEWHERE);
                }
            }
        }
        self.stand();
        if !is_typed {
            self.keep();
        }
        if let Some((number, base, document)) = effects.save {
            let save = async move {
                let Some(tab) = self.session.try_with_value(|session| session.me().tab.clone()) else { return };
                let event = match remote::save(tab, number, base, (*document).clone()).await {
                    Ok((state, true)) => Event::Saved(number, state.map(Arc::new)),
                    Ok((state, false)) => Event::Refused(base, state.map(Arc::new)),
                    // It was reached, and says why not.
                    Err(ServerFnError::ServerError(sentence)) => {
                        self.rejection.set_value(sentence);
                        Event::Rejected
                    }
                    Err(_) => Event::NoContact,
                };
                self.tell(event);
            };
            // The key that was pressed shows first: writing the document down takes longer than a key.
            set_timeout(move || spawn_local(save), Duration::ZERO);
        }
        if effects.take_over {
            spawn_local(async move {
                let (id, tab) = self.session.with_value(|session| (session.document.id.clone(), session.me().tab.clone()));
                let event =
                    remote::take_over(id, tab).await.map_or(Event::NoContact, |state| Event::TakenOver(state.map(Arc::new)));
                self.tell(event);
            });
        }
    }

    /// The server answered, and had nothing new.
    fn contact(self) {
        let is_away = self.session.with_value(|session| !session.contact);
        if is_away {
            self.session.update_value(|session| session.contact = true);
            self.tell(Event::Changed(self.document()));
        }
    }

    /// Shows how it stands.
    fn stand(self) {
        self.session.with_value(|session| {
            let standing = match session {
                _ if session.ended => Standing::Ended,
                _ if !session.contact => Standing::NoContact,
                _ if session.is_rejected() => Standing::Rejected,
                _ if session.is_saved() => Standing::Saved,
                _ => Standing::Saving,
            };
            let sheet = self.sheet;
            if sheet.standing().get_untracked() != standing {
                sheet.standing().set(standing);
            }
            if standing == Standing::Saved
                && let Some(address) = self.leaves_for.try_update_value(Option::take).flatten()
            {
                let _ = window().location().set_href(&address);
            }
            let other = session.other().map(|writer| writer.name.clone());
            if sheet.other().with_untracked(|shown| *shown != other) {
                sheet.other().set(other);
            }
            sheet.kept().set(!session.kept.is_empty());
        });
    }

    /// The page is left: one that the same person opens in this browser goes on, and anybody may write.
    fn leave(self) {
        self.remember(true);
        self.session.with_value(|session| {
            if session.writes() && session.is_saved() {
                let call = serde_json::json!({ "id": session.document.id, "tab": session.me().tab }).to_string();
                let _ = window().navigator().send_beacon_with_opt_str(remote::LEAVE, Some(&call));
            }
        });
    }

    /// Keeps in the browser what the server does not have.
    pub(super) fn keep(self) {
        self.remember(false);
    }

    fn remember(self, is_left: bool) {
        self.session.with_value(|session| {
            let left = Left {
                tab: String::new(),
                name: session.me().name.clone(),
                revision: session.revision(),
                kept: session.kept.iter().map(|kept| (**kept).clone()).collect(),
                unsent: (!session.is_saved()).then(|| (*session.document).clone()),
            };
            let is_empty = left.kept.is_empty() && left.unsent.is_none();
            let key = format!("{KEPT}{}.{}", session.document.id, session.me().tab);
            let _ = storage().map(|storage| match serde_json::to_string(&left).ok().filter(|_| is_left || !is_empty) {
                Some(text) => storage.set_item(&key, &text),
                None => storage.remove_item(&key),
            });
        });
    }
}
