//! The distribution of the answers to a question over its options or values.
//!
//! A *field* is a question, or a row of a matrix. Its *base* is every response that answered it
//! with something that is no "vet inte", as for an indicator, so that a field and the indicators
//! that count it are shown or hidden together. A *value* is an option's id, a number or an area.

use std::collections::BTreeMap;

use super::answer::{Answer, Answers};
use super::figure::Tally;
use super::questionnaire::{Kind, Question, Questionnaire};
use super::suppression::{Figure, Reason};

/// The key under which the base is counted.
pub const BASE: &str = "";
/// The key under which the sum of numbers is counted.
pub const SUM: &str = "=";

/// A question, or a row of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in forms and exports.
    pub id: String,
    /// The text of the question.
    pub text: String,
    /// The text of the row, in a matrix.
    pub row: Option<String>,
    /// The values that can be answered: value, text, and whether it counts as no answer. Empty where any
    /// number or area can be.
    pub options: Vec<(String, String, bool)>,
    /// Whether it has a mean.
    pub number: bool,
}

impl Field {
    /// Whether two questionnaires ask the same, whatever the texts.
    pub fn is_same(&self, other: &Self) -> bool {
        let values = |field: &Self| field.options.iter().map(|(value, _, none)| (value.clone(), *none)).collect::<Vec<_>>();
        self.id == other.id && self.number == other.number && values(self) == values(other)
    }

    /// What one response adds to the distribution, by key.
    pub fn count(&self, answers: &Answers) -> Vec<(String, i64)> {
        let Some(answer) = answers.get(&self.id) else { return vec![] };
        let values: Vec<String> = match answer {
            Answer::Text(text) => vec![text.clone()],
            Answer::Many(ids) => ids.clone(),
            Answer::Number(n) => vec![n.to_string()],
            Answer::Items(_) => return vec![],
        };
        let is_none = |value: &String| self.options.iter().any(|(id, _, none)| id == value && *none);
        let mut counts = Vec::new();
        if values.iter().any(|value| !is_none(value)) {
            counts.push((BASE.to_owned(), 1));
        }
        if let (true, Answer::Number(n)) = (self.number, answer) {
            counts.push((SUM.to_owned(), *n));
        }
        // A number that is not from a scale is often the only one of its value, and might point somebody out.
        if !self.number || !self.options.is_empty() {
            counts.extend(values.into_iter().map(|value| (value, 1)));
        }
        counts
    }
}

/// The fields of a questionnaire, in its order. Free texts, days and groups have no distribution.
pub fn fields(questionnaire: &Questionnaire) -> Vec<Field> {
    questionnaire.questions().flat_map(of_question).collect()
}

fn of_question(question: &Question) -> Vec<Field> {
    let choices = || question.kind.options().iter().map(|o| (o.id.clone(), o.text.clone(), o.non_answer)).collect::<Vec<_>>();
    let one = |options, number| vec![Field { id: question.id.clone(), text: question.text.clone(), row: None, options, number }];
    match &question.kind {
        Kind::SingleChoice { .. } | Kind::MultipleChoice { .. } => one(choices(), false),
        Kind::Scale { min, max, min_label, max_label } => {
            let named = |n: i64| match n {
                n if n == *min => format!("{n} – {min_label}"),
                n if n == *max => format!("{n} – {max_label}"),
                n => n.to_string(),
            };
            one((*min..=*max).map(|n| (n.to_string(), named(n), false)).collect(), true)
        }
        Kind::Number { .. } => one(vec![], true),
        Kind::Area => one(vec![], false),
        Kind::Matrix { rows, .. } => {
            let field = |row: &super::questionnaire::Row| Field {
                id: format!("{}.{}", question.id, row.id),
                text: question.text.clone(),
                row: Some(row.text.clone()),
                options: choices(),
                number: false,
            };
            rows.iter().map(field).collect()
        }
        Kind::ShortText { .. } | Kind::LongText { .. } | Kind::Month | Kind::Date | Kind::Group { .. } | Kind::Info => vec![],
    }
}

/// Counts by value, which are there only if the figure of their base is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    figure: Figure,
    counts: BTreeMap<String, i64>,
}

impl Distribution {
    /// The counts under the decision about their base.
    pub fn new(figure: Figure, counts: &BTreeMap<String, i64>) -> Self {
        let counts = if figure.shown().is_some() { counts.clone() } else { BTreeMap::new() };
        Self { figure, counts }
    }

    /// Removes the counts of "vet inte", for the sum of several organisations. One with no other answers is
    /// hidden and hides nothing else, so its counts could be subtracted out of the sum.
    #[must_use]
    pub fn without_non_answers(mut self, field: &Field) -> Self {
        self.counts.retain(|value, _| !field.options.iter().any(|(id, _, none)| id == value && *none));
        self
    }

    /// The sum of two; shown if both are.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.combined(self.figure.and(other.figure), other, |a, b| a + b)
    }

    /// What is left without a part; shown if both are.
    #[must_use]
    pub fn without(&self, part: &Self) -> Self {
        self.combined(self.figure.without(part.figure), part, |a, b| a - b)
    }

    fn combined(&self, figure: Figure, other: &Self, combine: impl Fn(i64, i64) -> i64) -> Self {
        let of = |counts: &BTreeMap<String, i64>, value: &String| counts.get(value).copied().unwrap_or(0);
        let values = self.counts.keys().chain(other.counts.keys());
        let counts = values.map(|value| (value.clone(), combine(of(&self.counts, value), of(&other.counts, value)))).collect();
        Self::new(figure, &counts)
    }

    /// Whether the distribution is shown and anybody answered with this value.
    pub fn has(&self, value: &str) -> bool {
        self.counts.contains_key(value)
    }

    /// The distribution of a field that was not asked.
    pub const fn empty() -> Self {
        Self { figure: Figure::empty(), counts: BTreeMap::new() }
    }

    /// Why it is hidden, if it is.
    pub const fn hidden(&self) -> Option<Reason> {
        self.figure.hidden()
    }

    /// How many answered, if that is shown.
    pub fn base(&self) -> Option<i64> {
        self.figure.shown().map(|_| self.counts.get(BASE).copied().unwrap_or(0))
    }

    /// How many answered with this value, of how many, if that is shown.
    pub fn of(&self, value: &str) -> Option<Tally> {
        self.base().map(|base| Tally { count: self.counts.get(value).copied().unwrap_or(0), base })
    }

    /// The sum of the numbers, over how many, if that is shown.
    pub fn sum(&self) -> Option<Tally> {
        self.of(SUM)
    }

    /// The values that were answered, most frequent first.
    pub fn values(&self) -> Vec<&str> {
        let mut values: Vec<_> = self.counts.iter().filter(|(value, _)| *value != BASE && *value != SUM).collect();
        values.sort_by_key(|(value, count)| (-**count, value.as_str()));
        values.into_iter().map(|(value, _)| value.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::definition;
    use crate::domain::suppression::{Count, Node, protect};

    #[test]
    fn a_field_has_the_base_of_its_indicators() {
        let questionnaire = definition::parse(include_str!("../../enkat/2022/vbe-stadsdel.json")).expect("sound");
        let fields = fields(&questionnaire);
        let answers: Answers = serde_json::from_str(
            r#"{"kannedom.handlingsplan":"jag","kunskap_chef":4,"stod":["besok","utbildning"],"handelse":"vet_ej"}"#,
        )
        .expect("answers");
        for indicator in &questionnaire.indicators {
            let id =
                indicator.row.as_ref().map_or_else(|| indicator.question.clone(), |row| format!("{}.{row}", indicator.question));
            let field = fields.iter().find(|f| f.id == id).expect("a field");
            let base: i64 = field.count(&answers).into_iter().filter(|(value, _)| value == BASE).map(|(_, n)| n).sum();
            let tally = crate::domain::indicator::Counter::new(&questionnaire, indicator).count(&answers);
            assert_eq!(base, tally.base, "{id}");
        }
        let of = |id: &str| fields.iter().find(|f| f.id == id).expect("a field").count(&answers);
        let pair = |value: &str, n: i64| (value.to_owned(), n);
        assert_eq!(of("kunskap_chef"), [pair(BASE, 1), pair(SUM, 4), pair("4", 1)]);
        assert_eq!(of("stod"), [pair(BASE, 1), pair("besok", 1), pair("utbildning", 1)]);
        assert_eq!(of("handelse"), [pair("vet_ej", 1)], "no base");
    }

    #[test]
    fn hidden_counts_are_gone() {
        let counts = BTreeMap::from([(BASE.to_owned(), 4), ("ja".to_owned(), 3)]);
        let hidden = Distribution::new(Figure::empty(), &counts);
        assert_eq!((hidden.base(), hidden.of("ja"), hidden.values().len()), (None, None, 0));
        assert!(!format!("{hidden:?}").contains('3'));
    }

    fn distribution(base: i64, counts: &[(&str, i64)]) -> Distribution {
        let count = Count { tally: Tally { count: 0, base }, responses: base, deducted: 0 };
        let figure = protect(&Node::Part((), count), 5)[&()];
        let counts = counts.iter().chain(&[(BASE, base)]).map(|(value, n)| ((*value).to_owned(), *n)).collect();
        Distribution::new(figure, &counts)
    }

    fn field(options: &[(&str, bool)], number: bool) -> Field {
        let options = options.iter().map(|(id, none)| ((*id).to_owned(), String::new(), *none)).collect();
        Field { id: "f".to_owned(), text: String::new(), row: None, options, number }
    }

    #[test]
    fn values_come_most_frequent_first_without_the_base_and_the_sum() {
        let shown = distribution(9, &[("nej", 2), ("ja", 5), ("kanske", 2), (SUM, 31)]);
        assert_eq!(shown.values(), ["ja", "kanske", "nej"]);
        assert_eq!(shown.of("ja"), Some(Tally { count: 5, base: 9 }));
        assert_eq!((shown.base(), shown.sum()), (Some(9), Some(Tally { count: 31, base: 9 })));
        assert!(shown.has("ja") && !shown.has("vet_ej"));
        assert_eq!((shown.hidden(), distribution(4, &[("ja", 4)]).hidden()), (None, Some(Reason::Withheld)));
    }

    #[test]
    fn what_is_added_can_be_taken_away_again() {
        let (all, part) = (distribution(12, &[("ja", 8), ("nej", 4)]), distribution(5, &[("ja", 5)]));
        let sum = all.and(&part);
        assert_eq!(sum.of("ja").zip(sum.of("nej")), Some((Tally { count: 13, base: 17 }, Tally { count: 4, base: 17 })));
        assert_eq!(sum.without(&part), all);
        assert_eq!(all.without(&distribution(9, &[])).base(), None, "three are left");
    }

    #[test]
    fn vet_inte_is_in_no_sum_of_several() {
        let all = distribution(9, &[("ja", 9), ("vet_ej", 2)]);
        assert_eq!(all.without_non_answers(&field(&[("ja", false), ("vet_ej", true)], false)), distribution(9, &[("ja", 9)]));
    }

    #[test]
    fn fields_are_the_same_whatever_their_texts() {
        let one = field(&[("ja", false), ("vet_ej", true)], false);
        assert!(one.is_same(&Field { text: "Annan".to_owned(), ..one.clone() }));
        let others = [
            Field { id: "g".to_owned(), ..one.clone() },
            Field { number: true, ..one.clone() },
            field(&[("ja", false), ("vet_ej", false)], false),
            field(&[("ja", false)], false),
        ];
        assert!(!others.iter().any(|other| one.is_same(other)));
    }

    #[test]
    fn a_number_that_is_not_from_a_scale_is_counted_in_base_and_sum_alone() {
        let count = |field: &Field, answer: Answer| field.count(&Answers(BTreeMap::from([("f".to_owned(), answer)])));
        let pair = |value: &str, n: i64| (value.to_owned(), n);
        assert_eq!(count(&field(&[], true), Answer::Number(7)), [pair(BASE, 1), pair(SUM, 7)]);
        assert_eq!(count(&field(&[], false), Answer::Text("Farsta".to_owned())), [pair(BASE, 1), pair("Farsta", 1)]);
    }

    #[test]
    fn the_ends_of_a_scale_are_named() {
        let questionnaire = definition::parse(include_str!("../../enkat/exempel-alla-typer.json")).expect("sound");
        let scale = fields(&questionnaire).into_iter().find(|field| field.id == "syns").expect("a scale");
        let texts: Vec<&str> = scale.options.iter().map(|(_, text, _)| text.as_str()).collect();
        assert_eq!((texts[0], texts[1], texts[9], texts[10]), ("0 – Inte alls", "1", "9", "10 – Helt säkert"));
    }
}
