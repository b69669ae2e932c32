//! Incidents, and who may see what of them.
//!
//! An *incident* is one item of the group that means incidents.

use serde::{Deserialize, Serialize};

use super::answer::{self, Answer, Answers, Form, Problem, Setting};
use super::meaning::{Meaning, OptionMeaning};
use super::questionnaire::{OTHER_TEXT, Questionnaire};

/// What was answered about an oro or händelse. Options are ids, in the order of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Incident {
    /// The area where it happened.
    pub place: String,
    /// The extremist environments that it is connected to.
    pub environment: Vec<String>,
    /// What it was about.
    pub kind: Vec<String>,
    /// The free text beside the kind.
    pub other_text: String,
    /// When, as `YYYY-MM`.
    pub month: String,
    /// To whom it was reported.
    pub reported: Vec<String>,
    /// Whether it was handled.
    pub handled: String,
    /// The same, where the answer is one: no is no yet.
    pub was_handled: Option<bool>,
    /// What happened, in words.
    pub description: String,
    /// Whether it is a concern for a person.
    pub concern: bool,
    /// Whether it was reported by the blankett.
    pub by_blankett: bool,
    /// Whether it was reported to nobody.
    pub not_reported: bool,
}

impl Incident {
    /// The incidents of a response.
    pub fn all(questionnaire: &Questionnaire, answers: &Answers) -> Vec<Self> {
        let Some((group, _)) = questionnaire.incidents() else { return vec![] };
        match answers.get(&group.id) {
            Some(Answer::Items(items)) => items.iter().map(|item| Self::read(questionnaire, item)).collect(),
            _ => vec![],
        }
    }

    /// What staff note, held to the rules of the questionnaire; the values of each meaning are given.
    ///
    /// # Errors
    /// What the first value that is not accepted means, and why.
    pub fn noted(
        questionnaire: &Questionnaire,
        values: impl Fn(Meaning) -> Vec<String>,
        setting: &Setting,
    ) -> Result<Self, (Meaning, Problem)> {
        let mut item = Answers::default();
        for question in questionnaire.incidents().map_or(&[][..], |(_, questions)| questions) {
            let Some(meaning) = question.meaning else { continue };
            let form = Form(std::iter::once((question.id.clone(), values(meaning))).collect());
            let reading = answer::read(question, &form, setting);
            if let Some((_, problem)) = reading.problems.into_iter().next() {
                return Err((meaning, problem));
            }
            item.0.extend(reading.answers);
        }
        Ok(Self::read(questionnaire, &item))
    }

    fn read(questionnaire: &Questionnaire, item: &Answers) -> Self {
        let question = |meaning| questionnaire.incident_question_for(meaning);
        let texts = |meaning| question(meaning).map_or_else(Vec::new, |q| texts(item.get(&q.id)));
        let text = |meaning| texts(meaning).into_iter().next().unwrap_or_default();
        let means = |chosen: &[String], of: OptionMeaning| {
            let options = question(of.belongs_to()).into_iter().flat_map(|q| q.kind.options());
            options.filter(|o| o.meaning == Some(of)).any(|o| chosen.contains(&o.id))
        };
        let is_answer = |id: &String| {
            let mut options = question(Meaning::Handled).into_iter().flat_map(|q| q.kind.options());
            options.any(|o| o.id == *id && !o.non_answer)
        };
        let handled = text(Meaning::Handled);
        let (kind, reported) = (texts(Meaning::Kind), texts(Meaning::Reported));
        let other = question(Meaning::Kind).and_then(|q| item.get(&format!("{}.{OTHER_TEXT}", q.id)));
        Self {
            place: text(Meaning::Place),
            environment: texts(Meaning::Environment),
            other_text: self::texts(other).into_iter().next().unwrap_or_default(),
            month: text(Meaning::Month),
            was_handled: is_answer(&handled).then(|| means(std::slice::from_ref(&handled), OptionMeaning::Handled)),
            handled,
            description: text(Meaning::Description),
            concern: means(&kind, OptionMeaning::Concern),
            by_blankett: means(&reported, OptionMeaning::Blankett),
            not_reported: means(&reported, OptionMeaning::NotReported),
            kind,
            reported,
        }
    }

    /// What others than the reporter see. Of a concern for a person that is place, environment and kind
    /// alone.
    #[must_use]
    pub fn for_others(self) -> Self {
        if !self.concern {
            return self;
        }
        let Self { place, environment, kind, concern, .. } = self;
        Self { place, environment, kind, concern, ..Self::default() }
    }

    /// Without the texts that respondents wrote.
    #[must_use]
    pub fn without_free_text(self) -> Self {
        Self { other_text: String::new(), description: String::new(), ..self }
    }
}

fn texts(answer: Option<&Answer>) -> Vec<String> {
    match answer {
        Some(Answer::Text(text)) => vec![text.clone()],
        Some(Answer::Many(ids)) => ids.clone(),
        Some(Answer::Number(n)) => vec![n.to_string()],
        Some(Answer::Items(_)) | None => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::definition;

    fn incident(concern: bool) -> Incident {
        Incident {
            place: "Farsta".into(),
            environment: vec!["e".into()],
            kind: vec!["k".into()],
            other_text: "Annat".into(),
            month: "2026-02".into(),
            reported: vec!["r".into()],
            handled: "ja".into(),
            was_handled: Some(true),
            description: "Så".into(),
            concern,
            by_blankett: true,
            not_reported: false,
        }
    }

    #[test]
    fn of_a_concern_for_a_person_others_see_place_environment_and_kind_alone() {
        let seen = incident(true).for_others();
        let Incident { place, environment, kind, .. } = incident(true);
        assert_eq!(seen, Incident { place, environment, kind, concern: true, ..Incident::default() });
        assert_eq!(incident(false).for_others(), incident(false));
    }

    #[test]
    fn what_respondents_wrote_can_be_left_out() {
        let bare = incident(false).without_free_text();
        assert_eq!(bare, Incident { other_text: String::new(), description: String::new(), ..incident(false) });
    }

    #[test]
    fn an_incident_is_read_by_what_its_questions_mean() {
        let questionnaire = definition::parse(include_str!("../../enkat/vbe-stadsdel.json")).expect("sound");
        let (group, _) = questionnaire.incidents().expect("a group");
        let id = |meaning| questionnaire.incident_question_for(meaning).expect("a question").id.clone();
        let option = |of: OptionMeaning| {
            let question = questionnaire.incident_question_for(of.belongs_to()).expect("a question");
            question.kind.options().iter().find(|o| o.meaning == Some(of)).expect("an option").id.clone()
        };
        let (blankett, handled, concern) =
            (option(OptionMeaning::Blankett), option(OptionMeaning::Handled), option(OptionMeaning::Concern));
        let read = |fields: &[(String, Answer)]| {
            let item = Answers(fields.iter().cloned().collect());
            Incident::all(&questionnaire, &Answers([(group.id.clone(), Answer::Items(vec![item]))].into()))
        };
        let reported = (id(Meaning::Reported), Answer::Many(vec![blankett.clone()]));
        let month = (id(Meaning::Month), Answer::Text("2026-02".into()));
        let of_kind = (id(Meaning::Kind), Answer::Many(vec![concern.clone()]));
        let words = (format!("{}.{OTHER_TEXT}", id(Meaning::Kind)), Answer::Text("Annat".into()));
        let answered = |text: &str| (id(Meaning::Handled), Answer::Text(text.into()));
        let expected = Incident {
            month: "2026-02".into(),
            kind: vec![concern],
            other_text: "Annat".into(),
            reported: vec![blankett],
            handled: handled.clone(),
            was_handled: Some(true),
            concern: true,
            by_blankett: true,
            ..Incident::default()
        };
        assert_eq!(read(&[reported, month, of_kind, words, answered(&handled)]), [expected]);
        let options = questionnaire.incident_question_for(Meaning::Handled).expect("a question").kind.options();
        for option in options.iter().filter(|option| option.id != handled) {
            let was_handled = read(&[answered(&option.id)])[0].was_handled;
            assert_eq!(was_handled, (!option.non_answer).then_some(false), "{}", option.id);
        }
        assert_eq!(read(&[])[0].was_handled, None);
        assert_eq!(Incident::all(&questionnaire, &Answers::default()), []);
    }

    #[test]
    fn what_staff_note_is_held_to_the_rules_of_the_questionnaire() {
        let questionnaire = definition::parse(include_str!("../../enkat/vbe-stadsdel.json")).expect("sound");
        let setting = Setting { areas: vec!["Farsta".into()], this_month: Some("2026-02".into()) };
        let noted = |month: &str| {
            let value = |meaning| match meaning {
                Meaning::Month => vec![month.to_owned()],
                Meaning::Place => vec!["Farsta".to_owned()],
                of => {
                    let options = questionnaire.incident_question_for(of).expect("a question").kind.options();
                    options.first().map(|o| o.id.clone()).into_iter().collect()
                }
            };
            Incident::noted(&questionnaire, value, &setting)
        };
        let taken = noted("2026-02").expect("accepted");
        assert_eq!((taken.month.as_str(), taken.place.as_str()), ("2026-02", "Farsta"));
        assert_eq!(noted("2026-03"), Err((Meaning::Month, Problem::FutureMonth)));
    }
}
