//! What a question, an option or an indicator is for.
//!
//! A *meaning* is declared in the questionnaire, so that no id is special: code asks for the question
//! that means the place of an incident, never for the one called `stadsdelsomrade`.

use serde::{Deserialize, Serialize};

use super::questionnaire::{Choice, Kind, Question, Questionnaire};

/// An enumeration with a name for each value, as files write them.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$of])* $value,)* }

        impl $name {
            /// As files write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $text,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$value),)* _ => Err(()) }
            }
        }
    };
}

named! {
    /// What a question is for.
    Meaning {
        /// The group of oro and händelser.
        Incidents = "incidents",
        /// Which extremist environment an incident is connected to.
        Environment = "environment",
        /// What an incident was about.
        Kind = "kind",
        /// When it happened.
        Month = "month",
        /// Where it happened.
        Place = "place",
        /// To whom it was reported.
        Reported = "reported",
        /// Whether it was handled.
        Handled = "handled",
        /// What happened, in words.
        Description = "description",
        /// Verksamhetsområde: a background answer.
        LineOfWork = "line_of_work",
        /// Where the unit is: a background answer.
        PlaceOfWork = "place_of_work",
        /// How large the unit is: a background answer.
        Size = "size",
        /// Which training was taken.
        Training = "training",
        /// Which support is wanted.
        SupportWanted = "support_wanted",
        /// What is needed, in words.
        Needs = "needs",
        /// Own initiatives, in words.
        Initiatives = "initiatives",
    }
}

named! {
    /// What an option is for.
    OptionMeaning {
        /// Of a kind of incident: about a person.
        Concern = "concern",
        /// Of a report: there is none.
        NotReported = "not_reported",
        /// Of a report: by the blankett.
        Blankett = "blankett",
        /// Of handling: it is handled.
        Handled = "handled",
    }
}

named! {
    /// What stands under the questions of a section.
    LinkName {
        /// The blankett; its address is the central office's.
        Blankett = "blankett",
        /// The routine; its address is the central office's.
        Rutin = "rutin",
        /// The training; its address is the central office's.
        Utbildning = "utbildning",
        /// The handlingsplan; its address is the coordinator's.
        Handlingsplan = "handlingsplan",
        /// The coordinator.
        Samordnare = "samordnare",
    }
}

named! {
    /// Of whom an indicator tells.
    About {
        /// The one who answers.
        Respondent = "respondent",
        /// Her staff.
        Staff = "staff",
        /// Neither of them.
        Neither = "neither",
        /// The unit.
        Unit = "unit",
    }
}

/// How an indicator is said in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Says {
    /// After "känner till".
    Knows(String),
    /// After "har".
    HasDone(String),
    /// Between "bedömer" and "som låg" or "som hög".
    Assesses(String),
}

/// What those who answer are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Respondent {
    /// Enhetschef.
    pub one: String,
    /// Enhetschefer.
    pub many: String,
    /// Enhetscheferna.
    pub the_many: String,
    /// Enhet.
    pub unit: String,
    /// Enheter.
    pub units: String,
}

impl Default for Respondent {
    fn default() -> Self {
        let [one, many, the_many, unit, units] =
            ["enhetschef", "enhetschefer", "enhetscheferna", "enhet", "enheter"].map(str::to_owned);
        Self { one, many, the_many, unit, units }
    }
}

impl Meaning {
    /// The background answers: with few others they may tell who answered.
    pub const BACKGROUND: [Self; 3] = [Self::LineOfWork, Self::PlaceOfWork, Self::Size];

    /// Whether it belongs to a question inside the group of incidents.
    pub const fn is_of_an_incident(self) -> bool {
        matches!(
            self,
            Self::Environment | Self::Kind | Self::Month | Self::Place | Self::Reported | Self::Handled | Self::Description
        )
    }

    /// Whether a question of that kind can have it.
    pub const fn fits(self, kind: &Kind) -> bool {
        let choice = matches!(kind, Kind::SingleChoice { .. } | Kind::MultipleChoice { .. });
        match self {
            Self::Incidents => matches!(kind, Kind::Group { .. }),
            Self::Environment | Self::Kind | Self::Reported | Self::Handled | Self::SupportWanted => choice,
            Self::Month => matches!(kind, Kind::Month),
            Self::Place => matches!(kind, Kind::Area),
            Self::Description | Self::Needs | Self::Initiatives => matches!(kind, Kind::ShortText { .. } | Kind::LongText { .. }),
            Self::LineOfWork | Self::Size => matches!(kind, Kind::SingleChoice { .. }),
            Self::PlaceOfWork => matches!(kind, Kind::Area | Kind::SingleChoice { .. }),
            Self::Training => choice || matches!(kind, Kind::Matrix { .. }),
        }
    }
}

impl OptionMeaning {
    /// The meaning of the question whose options can have it.
    pub const fn belongs_to(self) -> Meaning {
        match self {
            Self::Concern => Meaning::Kind,
            Self::NotReported | Self::Blankett => Meaning::Reported,
            Self::Handled => Meaning::Handled,
        }
    }
}

impl Choice {
    /// As it is named inside a sentence: short, or its text with a small first letter.
    pub fn named(&self) -> String {
        self.short.clone().unwrap_or_else(|| {
            let mut letters = self.text.chars();
            letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
        })
    }
}

impl Questionnaire {
    /// The question outside groups that means that.
    pub fn that_means(&self, meaning: Meaning) -> Option<&Question> {
        self.questions().find(|q| q.meaning == Some(meaning))
    }

    /// The group of incidents, and the questions of one.
    pub fn incidents(&self) -> Option<(&Question, &[Question])> {
        match self.that_means(Meaning::Incidents) {
            Some(group) => match &group.kind {
                Kind::Group { questions, .. } => Some((group, questions)),
                _ => None,
            },
            None => None,
        }
    }

    /// The question of an incident that means that.
    pub fn of_incident(&self, meaning: Meaning) -> Option<&Question> {
        self.incidents()?.1.iter().find(|q| q.meaning == Some(meaning))
    }
}
