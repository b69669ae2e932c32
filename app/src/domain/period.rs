//! The reference period of a round, and how the texts of a questionnaire name it.
//!
//! A *period* is what the answers of a round are about.

use std::collections::BTreeMap;
use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use super::figure::month_name;
use super::ids::RoundId;
use super::meaning::Phrasing;
use super::questionnaire::{Choice, Kind, Question, Questionnaire};
use super::round::{Round, State};

/// Stands for the period in the texts of a questionnaire.
const PLACEHOLDER: &str = "{period}";
/// What replaces it without a round.
pub const OF_THE_ROUND: &str = "omgångens period";

/// From one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl fmt::Display for Period {
    /// `1 april 2025–31 mars 2026`; the year once where both days share it, and a single day alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        if from == to {
            return write!(f, "{} {} {}", to.day(), month_name(to.month()), to.year());
        }
        write!(f, "{} {}", from.day(), month_name(from.month()))?;
        if from.year() != to.year() {
            write!(f, " {}", from.year())?;
        }
        write!(f, "–{} {} {}", to.day(), month_name(to.month()), to.year())
    }
}

impl Period {
    /// The period of a round for which none was given: to the day before it opens, from the day after
    /// the latest other period that ended before that, at most a year.
    pub fn before(opens: Date, others: impl Iterator<Item = Self>) -> Self {
        let to = opens.saturating_sub(1.day());
        let year_ago = to.saturating_sub(1.year()).saturating_add(1.day());
        let latest = others.map(|p| p.to).filter(|end| *end < to).max();
        Self { from: latest.map_or(year_ago, |end| end.saturating_add(1.day()).max(year_ago)), to }
    }

    /// The period of every round: its own, or the one that follows from the others'. What was asked in a round without answers
    /// is asked again.
    pub fn of_rounds(rounds: &[Round]) -> BTreeMap<RoundId, Self> {
        let mut by_opening: Vec<&Round> = rounds.iter().collect();
        by_opening.sort_by_key(|r| r.opens);
        let mut periods: BTreeMap<RoundId, Self> = rounds.iter().filter_map(|r| Some((r.id, r.period?))).collect();
        for round in by_opening {
            let answered = |id: &RoundId| rounds.iter().any(|r| r.id == *id && r.state != State::Abandoned && !r.is_imported);
            let others = periods.iter().filter(|(id, _)| **id != round.id && answered(id)).map(|(_, period)| *period);
            let derived = Self::before(round.opens, others);
            periods.entry(round.id).or_insert(derived);
        }
        periods
    }
}

impl Questionnaire {
    /// The questionnaire with this period in every text that names one.
    #[must_use]
    pub fn with_period(&self, period: &str) -> Self {
        let mut named = self.clone();
        named.each_text(&|text| {
            if text.contains(PLACEHOLDER) {
                *text = text.replace(PLACEHOLDER, period);
            }
        });
        named
    }

    fn each_text(&mut self, change: &impl Fn(&mut String)) {
        change(&mut self.title);
        self.intro.iter_mut().for_each(change);
        for section in &mut self.sections {
            change(&mut section.title);
            section.intro.iter_mut().for_each(change);
            section.questions.iter_mut().for_each(|question| each_text_of(question, change));
        }
        for indicator in &mut self.indicators {
            change(&mut indicator.label);
            if let Some(Phrasing::Knows(text) | Phrasing::HasDone(text) | Phrasing::Assesses(text)) = &mut indicator.phrasing {
                change(text);
            }
        }
    }
}

fn each_text_of(question: &mut Question, change: &impl Fn(&mut String)) {
    change(&mut question.text);
    question.hint.iter_mut().for_each(change);
    let options = |options: &mut Vec<Choice>| {
        for option in options {
            change(&mut option.text);
            option.short.iter_mut().for_each(change);
        }
    };
    match &mut question.kind {
        Kind::SingleChoice { options: all } | Kind::MultipleChoice { options: all } => options(all),
        Kind::Matrix { rows, columns } => {
            rows.iter_mut().for_each(|row| change(&mut row.text));
            options(columns);
        }
        Kind::Scale { min_label, max_label, .. } => [min_label, max_label].into_iter().for_each(change),
        Kind::Group { item_text, questions, .. } => {
            change(item_text);
            questions.iter_mut().for_each(|inner| each_text_of(inner, change));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_names_a_shared_year_once() {
        let period = |from, to| Period { from, to }.to_string();
        assert_eq!(period(date(2025, 4, 1), date(2026, 3, 31)), "1 april 2025–31 mars 2026");
        assert_eq!(period(date(2026, 1, 1), date(2026, 9, 30)), "1 januari–30 september 2026");
        assert_eq!(period(date(2026, 10, 1), date(2026, 10, 1)), "1 oktober 2026");
    }

    #[test]
    fn what_was_asked_in_a_round_without_answers_is_asked_again() {
        let round = |id: &str, opens, state| Round {
            id: id.parse().expect("an id"),
            title: String::new(),
            opens,
            closes: opens,
            state,
            thresholds: (5, 5),
            period: None,
            is_imported: false,
            extended: None,
        };
        let lost = round("2026", date(2026, 10, 1), State::Abandoned);
        let again = round("2026-host", date(2026, 11, 1), State::Open);
        let of = |state| {
            let first = Round { state, ..lost.clone() };
            Period::of_rounds(&[first, again.clone()])[&again.id].from
        };
        assert_eq!((of(State::Closed), of(State::Abandoned)), (date(2026, 10, 1), date(2025, 11, 1)));
    }

    #[test]
    fn a_period_begins_after_the_one_before_and_is_at_most_a_year() {
        let earlier = Period { from: date(2024, 9, 15), to: date(2025, 9, 14) };
        let after = Period::before(date(2026, 3, 1), [earlier].into_iter());
        assert_eq!(after, Period { from: date(2025, 9, 15), to: date(2026, 2, 28) });
        let long_after = Period::before(date(2027, 10, 1), [earlier].into_iter());
        assert_eq!(long_after, Period { from: date(2026, 10, 1), to: date(2027, 9, 30) });
        let first = Period::before(date(2024, 3, 1), std::iter::empty());
        assert_eq!(first, Period { from: date(2023, 3, 1), to: date(2024, 2, 29) });
    }

    #[test]
    fn a_period_that_ended_as_this_one_does_takes_nothing_of_it() {
        let other = Period { from: date(2025, 6, 1), to: date(2026, 2, 28) };
        let period = Period::before(date(2026, 3, 1), [other].into_iter());
        assert_eq!(period, Period { from: date(2025, 3, 1), to: date(2026, 2, 28) });
    }

    #[test]
    fn every_text_of_a_questionnaire_may_name_the_period() {
        let text = r#"{"format":"lagesbild.questionnaire/1","id":"t","title":"{period}","audience":"extern","intro":"{period}","sections":[
            {"id":"s","title":"{period}","intro":"{period}","questions":[
              {"id":"v","type":"single_choice","text":"{period}","hint":"{period}","options":[{"id":"x","text":"{period}"}]},
              {"id":"m","type":"matrix","text":"M","rows":[{"id":"r","text":"{period}"}],"columns":[{"id":"x","text":"{period}"}]},
              {"id":"k","type":"scale","text":"K","min":1,"max":5,"min_label":"{period}","max_label":"i {period}"},
              {"id":"g","type":"group","text":"G","item_text":"{period}","questions":[{"id":"a","type":"month","text":"{period}"}]}]}],
            "indicators":[{"id":"i","label":"{period}","question":"v","counts":["x"]}]}"#;
        let mut questionnaire = crate::domain::definition::parse(text).expect("sound");
        questionnaire.indicators[0].phrasing = Some(Phrasing::Knows("{period}".to_owned()));
        let named = format!("{:?}", questionnaire.with_period("2025"));
        assert_eq!((named.matches("2025").count(), named.matches("{period}").count()), (15, 0));
    }
}
