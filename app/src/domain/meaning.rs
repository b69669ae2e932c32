//! What a question, an option or an indicator is for.
//!
//! A *meaning* is declared in the questionnaire, so that no id is special. Code asks for the question
//! that means the place of an incident, never for the one called `stadsdelsomrade`. See
//! docs/decisions for why.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::questionnaire::{Choice, Kind, Question, Questionnaire};
use super::text::small;

codes! {
    /// What a question is for.
    Meaning {
        /// Oro and händelser; a group.
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
        /// Verksamhetsområde; a background answer.
        LineOfWork = "line_of_work",
        /// Where the unit is; a background answer.
        PlaceOfWork = "place_of_work",
        /// How large the unit is; a background answer.
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

codes! {
    /// What an option is for.
    OptionMeaning {
        /// Of `kind`: a concern for a person.
        Concern = "concern",
        /// Of `reported`: to nobody.
        NotReported = "not_reported",
        /// Of `reported`: with the blankett.
        Blankett = "blankett",
        /// Of `handled`: it was handled.
        Handled = "handled",
    }
}

codes! {
    /// A link under the questions of a section.
    LinkName {
        /// The blankett; the central office sets its address.
        Blankett = "blankett",
        /// The routine; the central office sets its address.
        Rutin = "rutin",
        /// The training; the central office sets its address.
        Utbildning = "utbildning",
        /// The handlingsplan; each coordinator sets its address.
        Handlingsplan = "handlingsplan",
        /// The coordinator, who sets how to reach her.
        Samordnare = "samordnare",
    }
}

codes! {
    /// Of whom an indicator tells.
    #[derive(Default)]
    About {
        /// Those who answer.
        #[default]
        Respondent = "respondent",
        /// Their staff.
        Staff = "staff",
        /// The units where it is true of neither.
        Neither = "neither",
        /// Their units.
        Unit = "unit",
    }
}

impl LinkName {
    /// Those that the central office sets, for the whole city.
    pub const OF_THE_CITY: [Self; 3] = [Self::Blankett, Self::Rutin, Self::Utbildning];
    /// Those that each coordinator sets, for her organisation.
    pub const OF_AN_ORGANISATION: [Self; 2] = [Self::Handlingsplan, Self::Samordnare];
}

/// How a sentence phrases an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Phrasing {
    /// What somebody knows, after "känner till".
    Knows(String),
    /// What somebody has done, after "har".
    HasDone(String),
    /// What somebody assesses, between "bedömer" and "som låg" or "som hög".
    Assesses(String),
}

/// What those who answer are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct Respondent {
    /// One of them: "enhetschef".
    pub one: String,
    /// Several: "enhetschefer".
    pub many: String,
    /// All of them, in definite form: "enhetscheferna".
    pub the_many: String,
    /// What one answers for: "enhet".
    pub unit: String,
    /// Several of these: "enheter".
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
    /// The background answers: a rare combination of them may tell who answered.
    pub const BACKGROUND: [Self; 3] = [Self::LineOfWork, Self::PlaceOfWork, Self::Size];

    /// Whether it is a meaning of questions inside the group of incidents.
    pub const fn is_of_an_incident(self) -> bool {
        matches!(
            self,
            Self::Environment | Self::Kind | Self::Month | Self::Place | Self::Reported | Self::Handled | Self::Description
        )
    }

    /// Whether a question of this kind can have it.
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
    /// Its name inside a sentence: `short`, or its text with a small first letter.
    pub fn named(&self) -> String {
        self.short.clone().unwrap_or_else(|| small(&self.text))
    }
}

impl Questionnaire {
    /// The question outside groups that has this meaning.
    pub fn question_for(&self, meaning: Meaning) -> Option<&Question> {
        self.questions().find(|q| q.meaning == Some(meaning))
    }

    /// The group of incidents, and the questions of one incident.
    pub fn incidents(&self) -> Option<(&Question, &[Question])> {
        match self.question_for(Meaning::Incidents) {
            Some(group) => match &group.kind {
                Kind::Group { questions, .. } => Some((group, questions)),
                _ => None,
            },
            None => None,
        }
    }

    /// Whether an answer to a question decides if incidents are asked for.
    pub fn leads_to_incidents(&self, question: &str) -> bool {
        let Some((group, _)) = self.incidents() else { return false };
        let section = self.sections.iter().find(|s| s.questions.iter().any(|q| q.id == group.id));
        let conditions = [group.show_if.as_ref(), section.and_then(|s| s.show_if.as_ref())];
        conditions.into_iter().flatten().any(|condition| condition.asks(question))
    }

    /// The question of an incident that has this meaning.
    pub fn incident_question_for(&self, meaning: Meaning) -> Option<&Question> {
        self.incidents()?.1.iter().find(|q| q.meaning == Some(meaning))
    }
}
