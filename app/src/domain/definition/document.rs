//! The file as a whole: the questionnaire, its respondent and its sections.

use std::collections::BTreeSet;

use serde_json::Value;

use super::node::Node;
use super::{FORMAT, FORMAT_1, Problem, Scope, condition, indicator, question};
use crate::domain::history;
use crate::domain::meaning::Respondent;
use crate::domain::questionnaire::{Questionnaire, Section, default_minutes};

/// The only language there is.
pub(super) const LANGUAGE: &str = "sv";
/// Most minutes that a questionnaire may be said to take.
const MAX_MINUTES: i64 = 120;

pub(super) fn questionnaire(root: &Node) -> Option<Questionnaire> {
    const KEYS: &[&str] = &["format", "id", "title", "audience", "language", "minutes", "intro", "sections", "indicators"];
    let mut scope = Scope { meanings: declares_meanings(root), ..Scope::default() };
    root.object(&scope.keys(KEYS, &["respondent"]))?;
    if let Some(language) = root.get("language").filter(|node| node.value != LANGUAGE) {
        language.record(Problem::Language);
    }
    let id = root.id(&mut BTreeSet::new());
    let title = root.text("title");
    let audience = root.required("audience").and_then(|node| node.named(Problem::Audience));
    let minutes = root.get("minutes").map_or(Some(i64::from(default_minutes())), |node| node.bounded(1, MAX_MINUTES));
    let intro = root.optional_text("intro");
    let respondent = root.get("respondent").map_or_else(Respondent::default, |node| respondent(&node));

    let nodes = root.items("sections");
    scope.all = nodes.iter().flat_map(question_ids).collect();
    let mut section_ids = BTreeSet::new();
    let sections = nodes.iter().filter_map(|node| section(node, &mut section_ids, &mut scope)).collect();

    let mut indicator_ids = BTreeSet::new();
    let nodes = root.optional_list("indicators");
    let indicators = nodes.iter().filter_map(|node| indicator::indicator(node, &mut indicator_ids, &scope)).collect();

    let minutes = u32::try_from(minutes?).ok()?;
    let mut questionnaire =
        Questionnaire { id: id?, title: title?, audience: audience?, minutes, intro, respondent, sections, indicators };
    if !scope.meanings {
        history::declare_meanings(&mut questionnaire);
    }
    Some(questionnaire)
}

fn declares_meanings(root: &Node) -> bool {
    let Some(format) = root.required("format") else { return false };
    if format.value != FORMAT && format.value != FORMAT_1 {
        format.record(Problem::Format);
    }
    format.value == FORMAT
}

/// The ids in a list of questions, in whatever state the rest is.
pub(super) fn question_ids(owner: &Node) -> Vec<String> {
    let questions = owner.value.get("questions").and_then(|list| list.as_array());
    let id = |question: &Value| Some(question.get("id")?.as_str()?.to_owned());
    questions.into_iter().flatten().filter_map(id).collect()
}

/// What is not given is called what it usually is.
fn respondent(node: &Node) -> Respondent {
    let mut respondent = Respondent::default();
    node.object(&["one", "many", "the_many", "unit", "units"]);
    for (key, noun) in [
        ("one", &mut respondent.one),
        ("many", &mut respondent.many),
        ("the_many", &mut respondent.the_many),
        ("unit", &mut respondent.unit),
        ("units", &mut respondent.units),
    ] {
        if let Some(text) = node.optional_text(key) {
            *noun = text;
        }
    }
    respondent
}

fn section(node: &Node, ids: &mut BTreeSet<String>, scope: &mut Scope) -> Option<Section> {
    node.object(&scope.keys(&["id", "title", "intro", "show_if", "questions"], &["links"]))?;
    let id = node.id(ids);
    let title = node.text("title");
    let intro = node.optional_text("intro");
    let show_if = node.get("show_if").and_then(|node| condition::condition(&node, scope));
    let questions = node.items("questions").iter().filter_map(|node| question::question(node, scope, false)).collect();
    let links = node.optional_list("links").iter().filter_map(|node| node.named(Problem::UnknownLink)).collect();
    Some(Section { id: id?, title: title?, intro, show_if, questions, links })
}
