//! A section's questions. In the browser, follow-up questions and items appear in place, by the
//! same function that the server uses; each change is saved within a second; and a text that seems
//! to identify a person is noticed while it is written.

use leptos::prelude::*;

use crate::domain::autosave::Notice;
use crate::texts::respond::section as t;

/// What the island tells the respondent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Announcements {
    /// Beside the buttons, for the eye alone.
    pub(super) saved: RwSignal<String>,
    /// For a screen reader alone.
    pub(super) spoken: RwSignal<String>,
    /// For both.
    pub(super) notice: RwSignal<Option<Notice>>,
}

/// Wraps the questions inside the page's form.
#[island]
pub fn Questions(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let announcements = Announcements { saved: RwSignal::default(), spoken: RwSignal::default(), notice: RwSignal::default() };
    #[cfg(feature = "respondent")]
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            super::conditional_fields::attach(root.into(), announcements);
        }
    });
    let sentence = move || announcements.notice.get().map(sentence);
    let reload = move || announcements.notice.get().and_then(reload_label);
    view! {
        <div class="questions" node_ref=root>{children()}</div>
        <p class="unseen" role="status">{move || announcements.spoken.get()}</p>
        <div class="warning notice" role="alert" hidden=move || announcements.notice.get().is_none()>
            <p>{sentence}</p>
            <p hidden=move || reload().is_none()><a href="">{reload}</a></p>
        </div>
        <p class="saved">{move || announcements.saved.get()}</p>
    }
}

const fn sentence(notice: Notice) -> &'static str {
    match notice {
        Notice::Offline => t::OFFLINE,
        Notice::SubmissionWaits => t::WAITING,
        Notice::Newer => t::NEWER,
        Notice::Ended => t::ENDED,
    }
}

/// The link that opens the page again, where that helps.
const fn reload_label(notice: Notice) -> Option<&'static str> {
    match notice {
        Notice::Offline | Notice::SubmissionWaits => None,
        Notice::Newer => Some(t::RELOAD),
        Notice::Ended => Some(t::SEE_WHY),
    }
}
