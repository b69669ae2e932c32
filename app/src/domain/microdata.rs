//! What of a response leaves with it: closed answers in one file, free texts in another.
//!
//! A rare combination of background answers could tell whose response it is. [`rare`] says which
//! combinations are left out, so many together that what is left out cannot be had from the totals.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, Answers};
use super::meaning::Meaning;
use super::questionnaire::{Kind, OTHER_TEXT, Question, Questionnaire};

impl Questionnaire {
    /// The fields of the closed questions, in order: no text, no group.
    pub fn closed_fields(&self) -> Vec<String> {
        let fields = |question: &Question| match &question.kind {
            Kind::SingleChoice { .. }
            | Kind::MultipleChoice { .. }
            | Kind::Scale { .. }
            | Kind::Number { .. }
            | Kind::Month
            | Kind::Date
            | Kind::Area => vec![question.id.clone()],
            Kind::Matrix { .. } => question.fields(),
            Kind::ShortText { .. } | Kind::LongText { .. } | Kind::Group { .. } | Kind::Info => vec![],
        };
        self.questions().flat_map(fields).collect()
    }

    /// The fields of the background questions.
    pub fn background_fields(&self) -> Vec<&str> {
        Meaning::BACKGROUND.iter().filter_map(|m| self.question_for(*m)).map(|q| q.id.as_str()).collect()
    }
}

/// The background answers of a response; none where it has none.
pub fn background(fields: &[&str], answers: &Answers) -> Option<Vec<Option<Answer>>> {
    let given: Vec<Option<Answer>> = fields.iter().map(|field| answers.get(field).cloned()).collect();
    given.iter().any(Option::is_some).then_some(given)
}

/// The combinations that an organisation's responses lose: those of fewer responses than the
/// threshold, and then the smallest, until none or at least the threshold have lost theirs.
pub fn rare<K: Ord + Clone>(combinations: &BTreeMap<K, i64>, threshold: i64) -> BTreeSet<K> {
    let mut by_size: Vec<(i64, &K)> = combinations.iter().map(|(combination, n)| (*n, combination)).collect();
    by_size.sort();
    let (mut rare, mut responses) = (BTreeSet::new(), 0);
    for (n, combination) in by_size {
        if n >= threshold && (responses == 0 || responses >= threshold) {
            break;
        }
        rare.insert(combination.clone());
        responses += n;
    }
    rare
}

/// The free texts in the answer to a question with their fields, but for those of incidents. The field
/// of a text in a group is without the item's number.
pub fn texts_of(question: &Question, answers: &Answers) -> Vec<(String, String)> {
    let of = |question: &Question, answers: &Answers, prefix: &str| {
        let id = match &question.kind {
            Kind::ShortText { .. } | Kind::LongText { .. } => question.id.clone(),
            _ => format!("{}.{OTHER_TEXT}", question.id),
        };
        match answers.get(&id) {
            Some(Answer::Text(text)) if !text.trim().is_empty() => Some((format!("{prefix}{id}"), text.clone())),
            _ => None,
        }
    };
    match &question.kind {
        Kind::Group { .. } if question.meaning == Some(Meaning::Incidents) => vec![],
        Kind::Group { questions, .. } => match answers.get(&question.id) {
            Some(Answer::Items(items)) => {
                let prefix = format!("{}.", question.id);
                let texts = |item| questions.iter().filter_map(|q| of(q, item, &prefix)).collect::<Vec<_>>();
                items.iter().flat_map(texts).collect()
            }
            _ => vec![],
        },
        _ => of(question, answers, "").into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_smallest_go_until_five_have_lost_theirs() {
        let rare = |sizes: &[i64]| {
            let sizes: BTreeMap<usize, i64> = sizes.iter().copied().enumerate().collect();
            rare(&sizes, 5).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(rare(&[5, 6, 7]), [0; 0]);
        assert_eq!(rare(&[9, 2, 3, 5]), [1, 2]);
        assert_eq!(rare(&[9, 2, 6]), [1, 2]);
        assert_eq!(rare(&[4]), [0]);
    }

    proptest! {
        #[test]
        fn what_is_left_out_cannot_be_subtracted(sizes in prop::collection::vec(1i64..12, 0..9), threshold in 5i64..8) {
            let sizes: BTreeMap<usize, i64> = sizes.into_iter().enumerate().collect();
            let rare = rare(&sizes, threshold);
            let lost: i64 = rare.iter().map(|k| sizes[k]).sum();
            prop_assert!(sizes.iter().all(|(k, n)| *n >= threshold || rare.contains(k)));
            prop_assert!(lost == 0 || lost >= threshold || rare.len() == sizes.len());
            // None goes that need not.
            let needless = |k: &usize| sizes[k] >= threshold && lost - sizes[k] >= threshold;
            prop_assert!(!rare.iter().any(needless));
        }
    }
}
