//! Indicators: what is counted of which question.

use std::collections::BTreeSet;

use super::node::Node;
use super::{Problem, Scope, condition};
use crate::domain::meaning::{About, Phrasing};
use crate::domain::questionnaire::{Direction, Indicator, Kind, Statistic};

pub(super) fn indicator(node: &Node, ids: &mut BTreeSet<String>, scope: &Scope) -> Option<Indicator> {
    const KEYS: &[&str] = &["id", "label", "question", "row", "counts", "statistic", "direction"];
    node.object(&scope.keys(KEYS, &["about", "knows", "has_done", "assesses"]))?;
    let id = node.id(ids);
    let label = node.text("label");
    let direction = node.get("direction").map_or(Some(Direction::Higher), |node| node.named(Problem::Direction));
    let counted = condition::reference(node, scope, true).and_then(|(question, row, kind)| {
        let statistic = statistic(node, &question, kind)?;
        Some((question, row, statistic))
    });
    let about = node.get("about").map_or(Some(About::Respondent), |node| node.named(Problem::UnknownAbout));
    let mut phrasings = [
        node.optional_text("knows").map(Phrasing::Knows),
        node.optional_text("has_done").map(Phrasing::HasDone),
        node.optional_text("assesses").map(Phrasing::Assesses),
    ]
    .into_iter()
    .flatten();
    let (phrasing, second) = (phrasings.next(), phrasings.next());
    if second.is_some() {
        node.record(Problem::PhrasingTwice);
    }
    let (question, row, statistic) = counted?;
    Some(Indicator { id: id?, label: label?, question, row, statistic, direction: direction?, about: about?, phrasing })
}

fn statistic(node: &Node, question: &str, kind: &Kind) -> Option<Statistic> {
    let (fits, statistic) = match (node.get("counts"), node.optional_text("statistic").as_deref()) {
        (Some(_), None) => (matches!(kind, Kind::Scale { .. }) || !kind.options().is_empty(), None),
        (None, Some("mean")) => (kind.is_number(), Some(Statistic::Mean)),
        _ => return node.refuse(Problem::StatisticShape),
    };
    if !fits {
        return node.refuse(Problem::WrongKind(question.to_owned()));
    }
    statistic.or_else(|| condition::options(&node.items("counts"), kind).map(Statistic::Share))
}
