//! The meanings of the questionnaires of 2022 to 2024.
//!
//! Format `lagesbild.questionnaire/1` cannot declare meanings. For the three questionnaires that were
//! used in it, they follow here from the ids of questions and options and from the labels of
//! indicators. No other code knows such an id.

use super::meaning::{About, Meaning, OptionMeaning, Phrasing};
use super::questionnaire::{Indicator, Kind, Question, Questionnaire};

/// The ids of these questionnaires.
const KNOWN: [&str; 3] = ["vbe-stadsdel", "vbe-fack", "vbe-bra"];

/// Questions outside groups.
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

/// Questions of an incident.
const INCIDENT_QUESTIONS: [(&str, Meaning); 6] = [
    ("miljo", Meaning::Environment),
    ("typ", Meaning::Kind),
    ("manad", Meaning::Month),
    ("stadsdelsomrade", Meaning::Place),
    ("rapporterat", Meaning::Reported),
    ("beskrivning", Meaning::Description),
];

/// Options, each after its question.
const OPTIONS: [(&str, &str, OptionMeaning); 3] = [
    ("typ", "oro", OptionMeaning::Concern),
    ("rapporterat", "inte", OptionMeaning::NotReported),
    ("rapporterat", "blankett", OptionMeaning::Blankett),
];

/// What options are called inside a sentence, each after its question.
const NAMES: [(&str, &str, &str); 10] = [
    ("stod", "digital_traff", "en digital informationsträff"),
    ("stod", "besok", "ett besök av samordnaren"),
    ("stod", "apt_material", "material att använda på APT"),
    ("stod", "utbildning", "mer utbildning"),
    ("stod", "arendestod", "stöd i enskilda ärenden"),
    ("miljo", "hoger", "högerextremism"),
    ("miljo", "vanster", "vänsterextremism"),
    ("miljo", "islamistisk", "islamistisk extremism"),
    ("miljo", "ensam", "ensamagerande"),
    ("miljo", "osaker", "osäker miljö"),
];

/// How the label of an indicator begins, and of whom the indicator tells.
const LABELS: [(&str, About); 5] = [
    ("Chefer som känner till ", About::Respondent),
    ("Medarbetare som bedöms känna till ", About::Staff),
    ("Varken chef eller medarbetare känner till ", About::Neither),
    ("Känner till ", About::Respondent),
    ("Enheter som ", About::Unit),
];

/// Questions whose indicator is an assessment, of whom it tells, and of what.
const ASSESSMENTS: [(&str, About, &str); 3] = [
    ("kunskap_chef", About::Respondent, "sin egen kunskap om våldsbejakande extremism"),
    ("kunskap_medarbetare", About::Staff, "medarbetarnas kunskap om våldsbejakande extremism"),
    ("samverkan", About::Respondent, "samverkan i området"),
];

/// Declares the meanings of a questionnaire in format `/1`, if it is one of these.
pub(super) fn declare_meanings(questionnaire: &mut Questionnaire) {
    if !KNOWN.contains(&questionnaire.id.as_str()) {
        return;
    }
    for question in questionnaire.sections.iter_mut().flat_map(|s| &mut s.questions) {
        declare(question, &QUESTIONS);
        if let (Some(Meaning::Incidents), Kind::Group { questions, .. }) = (question.meaning, &mut question.kind) {
            questions.iter_mut().for_each(|inner| declare(inner, &INCIDENT_QUESTIONS));
        }
    }
    questionnaire.indicators.iter_mut().for_each(declare_phrasing);
}

fn declare(question: &mut Question, meanings: &[(&str, Meaning)]) {
    let meaning = meanings.iter().find(|(id, _)| *id == question.id).map(|(_, meaning)| *meaning);
    question.meaning = meaning.filter(|meaning| meaning.fits(&question.kind));
    if let Kind::SingleChoice { options } | Kind::MultipleChoice { options } = &mut question.kind {
        for option in options {
            let known = OPTIONS.iter().find(|(of, id, _)| *of == question.id && *id == option.id);
            option.meaning = known.map(|(_, _, meaning)| *meaning);
            let name = NAMES.iter().find(|(of, id, _)| *of == question.id && *id == option.id);
            option.short = name.map(|(_, _, name)| (*name).to_owned());
        }
    }
}

fn declare_phrasing(indicator: &mut Indicator) {
    if let Some((_, about, what)) = ASSESSMENTS.iter().find(|(id, _, _)| *id == indicator.question) {
        (indicator.about, indicator.phrasing) = (*about, Some(Phrasing::Assesses((*what).to_owned())));
        return;
    }
    let known = LABELS.iter().find_map(|(start, about)| Some((*about, indicator.label.strip_prefix(start)?)));
    if let Some((about, rest)) = known {
        indicator.about = about;
        indicator.phrasing =
            Some(if about == About::Unit { Phrasing::HasDone(rest.to_owned()) } else { Phrasing::Knows(rest.to_owned()) });
    }
}
