//! What passes between a page of questions and its island: what the browser needs to know, and
//! what it has to say.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::questionnaire::Section;
use crate::texts::answering::section as t;

/// What the browser needs to know of the page. It travels in an attribute of the form: as props it
/// would be JSON, whose reader is larger than all that is done with it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// What is asked, [settled](crate::domain::journey::settled).
    pub section: Section,
    /// The areas of the city, if it asks for one.
    pub areas: Vec<String>,
}

impl Sheet {
    /// As the attribute holds it.
    #[cfg(feature = "ssr")]
    pub fn packed(&self) -> String {
        let bytes = postcard::to_allocvec(self).unwrap_or_else(|_| unreachable!("a sheet is plain data"));
        data_encoding::BASE64.encode(&bytes)
    }

    /// Read by the browser.
    #[cfg(feature = "hydrate")]
    pub(super) fn unpacked(text: &str) -> Option<Self> {
        let bytes: Vec<u8> = window().atob(text).ok()?.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        postcard::from_bytes(&bytes).ok()
    }
}

/// What she has to know of the saving, and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The server is not reached.
    Offline,
    /// Nor is it now that she wants to go on.
    Waiting,
    /// There are newer answers than the page's.
    Newer,
    /// Nothing can be saved any more.
    Ended,
}

impl Notice {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Offline => t::OFFLINE,
            Self::Waiting => t::WAITING,
            Self::Newer => t::NEWER,
            Self::Ended => t::ENDED,
        }
    }

    /// What opening the page again is called, where that helps.
    pub(super) const fn way_on(self) -> Option<&'static str> {
        match self {
            Self::Offline | Self::Waiting => None,
            Self::Newer => Some(t::RELOAD),
            Self::Ended => Some(t::SEE_WHY),
        }
    }
}

/// What the island says.
#[derive(Debug, Clone, Copy)]
pub struct Signals {
    /// Beside the buttons, for the eye alone.
    pub saved: RwSignal<String>,
    /// For a screen reader alone.
    pub spoken: RwSignal<String>,
    /// For both.
    pub notice: RwSignal<Option<Notice>>,
}
