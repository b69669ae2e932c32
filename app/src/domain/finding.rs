//! Findings: what indicators say, joined as a text says it.
//!
//! A *subject* is what several indicators tell of: that those who answer know a thing, that their staff
//! do, that neither does. Subjects with *similar* shares are one finding. How a finding reads follows
//! from what the questionnaire declares of its indicators.

use super::figure::Tally;
use super::meaning::{About, Phrasing};
use super::questionnaire::{Indicator, Statistic};
use super::suppression::Figure;
use super::wording::{Change, change_of, similar};

/// An indicator that is shown, beside the year before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside<'a> {
    /// Which.
    pub indicator: &'a Indicator,
    /// This year's.
    pub now: Tally,
    /// The year before's, if it is shown.
    pub before: Option<Tally>,
}

impl Beside<'_> {
    /// How it has changed, if it can be compared.
    pub fn change(&self) -> Option<Change> {
        change_of(&self.indicator.statistic, self.before?, self.now)
    }
}

/// What indicators say of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject<'a> {
    /// What is known or has been done.
    pub phrasing: &'a Phrasing,
    /// Of whom each tells is different, in the order of [`About`].
    pub shares: Vec<Beside<'a>>,
}

impl Subject<'_> {
    /// Whether both can stand in one sentence: of the same people, with shares that are alike and have
    /// changed alike.
    fn is_like(&self, other: &Self) -> bool {
        let same_kind = std::mem::discriminant(self.phrasing) == std::mem::discriminant(other.phrasing);
        let alike =
            |a: &Beside, b: &Beside| a.indicator.about == b.indicator.about && similar(a.now, b.now) && a.change() == b.change();
        same_kind && self.shares.len() == other.shares.len() && self.shares.iter().zip(&other.shares).all(|(a, b)| alike(a, b))
    }
}

/// Something to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding<'a> {
    /// Of one subject, or of several that are alike.
    Shares(Vec<Subject<'a>>),
    /// An assessment on a scale.
    Level(Beside<'a>),
    /// Of an indicator that declares no more than its label.
    Labelled(Beside<'a>),
}

/// The indicators that are shown as findings, in the order of the questionnaire.
pub fn findings(compared: &[(Indicator, Figure, Figure)]) -> Vec<Finding<'_>> {
    let mut found: Vec<Finding> = Vec::new();
    for (indicator, now, before) in compared {
        let Some(now) = now.shown() else { continue };
        let beside = Beside { indicator, now, before: before.shown() };
        match (&indicator.phrasing, &indicator.statistic) {
            (Some(Phrasing::Assesses(_)), Statistic::Mean) => found.push(Finding::Level(beside)),
            (Some(phrasing @ (Phrasing::Knows(_) | Phrasing::HasDone(_))), Statistic::Share(_)) => {
                let same = found.iter_mut().find_map(|finding| match finding {
                    Finding::Shares(subjects) => subjects.iter_mut().find(|s| s.takes(phrasing, indicator.about)),
                    _ => None,
                });
                match same {
                    Some(subject) => subject.shares.push(beside),
                    None => found.push(Finding::Shares(vec![Subject { phrasing, shares: vec![beside] }])),
                }
            }
            _ => found.push(Finding::Labelled(beside)),
        }
    }
    merged(found)
}

impl Subject<'_> {
    /// Whether an indicator tells of the same thing, and of somebody else.
    fn takes(&self, phrasing: &Phrasing, about: About) -> bool {
        self.phrasing == phrasing && self.shares.iter().all(|s| s.indicator.about != about && about != About::Unit)
    }
}

/// Subjects that are alike become one finding, where the first of them stands.
fn merged(found: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    for mut finding in found {
        if let Finding::Shares(subjects) = &mut finding {
            subjects.iter_mut().for_each(|s| s.shares.sort_by_key(|share| share.indicator.about));
            let like = merged.iter_mut().find_map(|earlier| match earlier {
                Finding::Shares(earlier) => earlier.iter().all(|e| subjects.iter().all(|s| e.is_like(s))).then_some(earlier),
                _ => None,
            });
            if let Some(earlier) = like {
                earlier.append(subjects);
                continue;
            }
        }
        merged.push(finding);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::definition;
    use crate::domain::suppression::{Count, Node, protect};

    fn shown(count: i64, base: i64) -> Figure {
        let count = Count { tally: Tally { count, base }, responses: base, deducted: 0 };
        protect(&Node::Part("x", count), 5)["x"]
    }

    #[test]
    fn managers_and_staff_are_one_subject_and_subjects_that_are_alike_one_finding() {
        let questionnaire = definition::parse(include_str!("../../enkat/2022/vbe-stadsdel.json")).expect("sound");
        let published = [
            ("handlingsplan_chef", 14, 17),
            ("handlingsplan_medarbetare", 5, 17),
            ("samordnare_chef", 11, 17),
            ("samordnare_ingen", 6, 17),
            ("stodmaterial_chef", 11, 17),
            ("stodmaterial_medarbetare", 6, 17),
            ("vagledning_chef", 11, 17),
            ("vagledning_medarbetare", 5, 17),
            ("kunskap_chef", 39, 17),
        ];
        let of = |(id, count, base): (&str, i64, i64)| {
            let indicator = questionnaire.indicators.iter().find(|i| i.id == id).expect("an indicator");
            (indicator.clone(), shown(count, base), Figure::empty())
        };
        let compared = published.map(of);
        let ids: Vec<Vec<Vec<&str>>> = findings(&compared)
            .iter()
            .map(|finding| match finding {
                Finding::Shares(subjects) => {
                    subjects.iter().map(|s| s.shares.iter().map(|b| b.indicator.id.as_str()).collect()).collect()
                }
                Finding::Level(beside) | Finding::Labelled(beside) => vec![vec![beside.indicator.id.as_str()]],
            })
            .collect();
        let both = vec![vec!["stodmaterial_chef", "stodmaterial_medarbetare"], vec!["vagledning_chef", "vagledning_medarbetare"]];
        assert_eq!(
            ids,
            [
                vec![vec!["handlingsplan_chef", "handlingsplan_medarbetare"]],
                vec![vec!["samordnare_chef", "samordnare_ingen"]],
                both,
                vec![vec!["kunskap_chef"]],
            ]
        );
    }
}
