//! Counts indicators over responses, and tells which of them lead.
//!
//! The *base* is every response that was shown the question and answered it with something that
//! is no "vet inte". A response counts once, however many of the counted options it chose. A
//! hidden question leaves no answer, so the answers alone tell who was shown it.
//!
//! A *topic* is what an indicator declares that somebody knows (`knows`).

use std::collections::BTreeSet;

use super::answer::{Answer, Answers};
use super::figure::{Tally, hundredths};
use super::journey::chosen_any;
use super::meaning::About;
use super::questionnaire::{Indicator, Questionnaire, Statistic};

/// Indicators that lead where none declares a topic to follow.
const LEADING: usize = 4;

/// An indicator made ready for counting over many responses.
pub struct Counter<'a> {
    field: String,
    statistic: &'a Statistic,
    non_answers: Vec<&'a str>,
}

impl<'a> Counter<'a> {
    /// For one indicator of a questionnaire.
    pub fn new(questionnaire: &'a Questionnaire, indicator: &'a Indicator) -> Self {
        let question = questionnaire.questions().find(|q| q.id == indicator.question);
        let options = question.map_or(&[][..], |q| q.kind.options());
        Self {
            field: indicator.field(),
            statistic: &indicator.statistic,
            non_answers: options.iter().filter(|o| o.non_answer).map(|o| o.id.as_str()).collect(),
        }
    }

    /// What one response adds.
    pub fn count(&self, answers: &Answers) -> Tally {
        let Some(answer) = answers.get(&self.field) else { return Tally::default() };
        let says_something = match answer {
            Answer::Text(id) => !self.non_answers.contains(&id.as_str()),
            Answer::Many(ids) => ids.iter().any(|id| !self.non_answers.contains(&id.as_str())),
            Answer::Number(_) => true,
            Answer::Items(_) => false,
        };
        if !says_something {
            return Tally::default();
        }
        let count = match (self.statistic, answer) {
            (Statistic::Share(counts), _) => i64::from(chosen_any(answer, counts)),
            (Statistic::Mean, Answer::Number(n)) => *n,
            (Statistic::Mean, _) => return Tally::default(),
        };
        Tally { count, base: 1 }
    }
}

/// A figure's value: tenths of a percent, or hundredths of a mean, and how many decimals that is.
pub fn value(statistic: &Statistic, tally: Tally) -> Option<(i64, u32)> {
    match statistic {
        Statistic::Share(_) => Some((tally.tenths()?, 1)),
        Statistic::Mean => Some((hundredths(tally.count, tally.base)?, 2)),
    }
}

/// The indicators that a board shows until somebody chooses others, in the order of the questionnaire.
///
/// A topic is *followed* if an indicator counts the units where neither respondent nor staff knows it.
/// What respondents know of it leads, and so does what respondents and staff know of the very first
/// topic. Where no topic is followed, the first four indicators lead.
pub fn leading(indicators: &[Indicator]) -> Vec<&Indicator> {
    let followed: BTreeSet<_> = indicators.iter().filter(|i| i.about == About::Neither).filter_map(Indicator::topic).collect();
    if followed.is_empty() {
        return indicators.iter().take(LEADING).collect();
    }
    let first = indicators.iter().find_map(Indicator::topic);
    let mut seen = BTreeSet::new();
    let leading = indicators.iter().filter(|indicator| {
        let Some(topic) = indicator.topic() else { return false };
        let leads = match indicator.about {
            About::Respondent => first == Some(topic) || followed.contains(topic),
            About::Staff => first == Some(topic),
            About::Neither | About::Unit => false,
        };
        // Another variant of the questionnaire may have the same topic; the first one leads.
        leads && seen.insert((topic, indicator.about))
    });
    leading.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::definition;

    fn tally(indicator: &str, responses: &[&str]) -> Tally {
        let questionnaire = definition::parse(
            r#"{"format":"lagesbild.questionnaire/1","id":"t","title":"T","audience":"extern","sections":[{"id":"s","title":"S","questions":[
                {"id":"v","type":"multiple_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"y","text":"Y"},{"id":"z","text":"Z"},{"id":"vet","text":"?","non_answer":true}]},
                {"id":"k","type":"scale","text":"K","min":1,"max":5,"min_label":"a","max_label":"b"}]}],
              "indicators":[{"id":"i","label":"I","question":"v","counts":["x","y"]},{"id":"m","label":"M","question":"k","statistic":"mean"}]}"#,
        )
        .expect("sound");
        let def = questionnaire.indicators.iter().find(|i| i.id == indicator).expect("known");
        let counter = Counter::new(&questionnaire, def);
        responses.iter().map(|r| counter.count(&serde_json::from_str(r).expect("answers"))).sum()
    }

    #[test]
    fn a_response_counts_once_and_vet_inte_is_no_answer() {
        let responses = [r#"{"v":["x","y"]}"#, r#"{"v":["z"]}"#, r#"{"v":["vet"]}"#, r#"{"v":["vet","x"]}"#, "{}"];
        assert_eq!(tally("i", &responses), Tally { count: 2, base: 3 });
    }

    #[test]
    fn awareness_that_the_questionnaire_follows_leads() {
        let indicators = |text| definition::parse(text).expect("sound").indicators;
        let leading = |indicators: &[Indicator]| leading(indicators).iter().map(|i| i.id.clone()).collect::<Vec<_>>();
        let external = indicators(include_str!("../../enkat/vbe-bra.json"));
        for text in [include_str!("../../enkat/2022/vbe-stadsdel.json"), include_str!("../../enkat/vbe-stadsdel.json")] {
            let all = [indicators(text), external.clone()].concat();
            let expected = ["handlingsplan_chef", "handlingsplan_medarbetare", "samordnare_chef", "blankett_chef"];
            assert_eq!(leading(&all), expected);
        }
        assert_eq!(leading(&external), ["samordnare_extern", "handlingsplan_extern", "samverkan_extern", "oro_handelse_extern"]);
    }

    #[test]
    fn a_mean_has_the_sum_as_its_numerator() {
        let tally = tally("m", &[r#"{"k":3}"#, r#"{"k":4}"#, "{}"]);
        assert_eq!(tally, Tally { count: 7, base: 2 });
        assert_eq!(value(&Statistic::Mean, tally), Some((350, 2)));
    }
}
