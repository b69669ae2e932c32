//! What the browser needs to know of a section to tell which questions are asked.

use serde::{Deserialize, Serialize};

use crate::domain::answer::Setting;
use crate::domain::questionnaire::Section;

/// A section's conditions. They travel in an attribute of the form: as an island's props they would be
/// JSON, whose reader is larger than all that is done with them.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionConditions {
    /// The section with [resolved conditions](crate::domain::journey::resolve_conditions).
    pub section: Section,
    /// Where and when it is answered; with the areas only if the section asks for one.
    pub setting: Setting,
}

impl SectionConditions {
    /// The attribute's value: postcard in Base64.
    #[cfg(feature = "ssr")]
    pub fn encode(&self) -> String {
        let bytes = postcard::to_allocvec(self).unwrap_or_else(|_| unreachable!("plain data is always encoded"));
        data_encoding::BASE64.encode(&bytes)
    }

    /// Reads the attribute's value.
    #[cfg(feature = "respondent")]
    pub(super) fn decode(text: &str) -> Option<Self> {
        let text = leptos::prelude::window().atob(text).ok()?;
        let bytes: Vec<u8> = text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        postcard::from_bytes(&bytes).ok()
    }
}
