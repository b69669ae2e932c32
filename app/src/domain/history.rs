//! History: the questionnaires of 2022 to 2024 declared no meanings. They are given here, for the ids
//! that those questionnaires had, and nowhere else.

use super::meaning::{About, Meaning, OptionMeaning, Says};
use super::questionnaire::{Indicator, Kind, Question, Questionnaire};

/// The questionnaires whose ids are known.
const KNOWN: [&str; 3] = ["vbe-stadsdel", "vbe-fack", "vbe-bra"];

const QUESTIONS: [(&str, Meaning); 8] = [
    ("omrade", Meaning::LineOfWork),
    ("plats", Meaning::PlaceOfWork),
    ("medarbetare", Meaning::Size),
    ("utbildning", Meaning::Training),
    ("handelser", Meaning::Incidents),
    ("stod", Meaning::SupportWanted),
    ("behov_text", Meaning::Needs),
    ("initiativ", Meaning::Initiatives),
];

const OF_INCIDENT: [(&str, Meaning); 6] = [
    ("miljo", Meaning::Environment),
    ("typ", Meaning::Kind),
    ("manad", Meaning::Month),
    ("stadsdelsomrade", Meaning::Place),
    ("rapporterat", Meaning::Reported),
    ("beskrivning", Meaning::Description),
];

const OPTIONS: [(&str, &str, OptionMeaning); 3] = [
    ("typ", "oro", OptionMeaning::Concern),
    ("rapporterat", "inte", OptionMeaning::NotReported),
    ("rapporterat", "blankett", OptionMeaning::Blankett),
];

/// What follows the beginning of an indicator's label, and of whom it tells.
const LABELS: [(&str, About); 5] = [
    ("Chefer som känner till ", About::Respondent),
    ("Medarbetare som bedöms känna till ", About::Staff),
    ("Varken chef eller medarbetare känner till ", About::Neither),
    ("Känner till ", About::Respondent),
    ("Enheter som ", About::Unit),
];

const ASSESSED: [(&str, About, &str); 3] = [
    ("kunskap_chef", About::Respondent, "sin egen kunskap om våldsbejakande extremism"),
    ("kunskap_medarbetare", About::Staff, "medarbetarnas kunskap om våldsbejakande extremism"),
    ("samverkan", About::Respondent, "samverkan i området"),
];

/// Gives the meanings that an older questionnaire could not declare.
pub(super) fn fill(questionnaire: &mut Questionnaire) {
    if !KNOWN.contains(&questionnaire.id.as_str()) {
        return;
    }
    for question in questionnaire.sections.iter_mut().flat_map(|s| &mut s.questions) {
        give(question, &QUESTIONS);
        if let (Some(Meaning::Incidents), Kind::Group { questions, .. }) = (question.meaning, &mut question.kind) {
            questions.iter_mut().for_each(|inner| give(inner, &OF_INCIDENT));
        }
    }
    questionnaire.indicators.iter_mut().for_each(say);
}

fn give(question: &mut Question, meanings: &[(&str, Meaning)]) {
    let meaning = meanings.iter().find(|(id, _)| *id == question.id).map(|(_, meaning)| *meaning);
    question.meaning = meaning.filter(|meaning| meaning.fits(&question.kind));
    if let Kind::SingleChoice { options } | Kind::MultipleChoice { options } = &mut question.kind {
        for option in options {
            let known = OPTIONS.iter().find(|(of, id, _)| *of == question.id && *id == option.id);
            option.meaning = known.map(|(_, _, meaning)| *meaning);
        }
    }
}

fn say(indicator: &mut Indicator) {
    if let Some((_, about, what)) = ASSESSED.iter().find(|(id, _, _)| *id == indicator.question) {
        (indicator.about, indicator.says) = (*about, Some(Says::Assesses((*what).to_owned())));
        return;
    }
    let known = LABELS.iter().find_map(|(start, about)| Some((*about, indicator.label.strip_prefix(start)?)));
    if let Some((about, rest)) = known {
        indicator.about = about;
        indicator.says = Some(if about == About::Unit { Says::HasDone(rest.to_owned()) } else { Says::Knows(rest.to_owned()) });
    }
}
