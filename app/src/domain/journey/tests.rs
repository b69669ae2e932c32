//! What is shown, what is at fault, and what the browser is told of it.

use super::*;
use crate::domain::definition;
use proptest::prelude::*;

fn example() -> Questionnaire {
    definition::parse(include_str!("../../../enkat/exempel-alla-typer.json")).expect("sound")
}

fn form(pairs: &[(&str, &str)]) -> Form {
    Form::from_pairs(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())))
}

fn sections(pairs: &[(&str, &str)]) -> Vec<usize> {
    walk(&example(), &form(pairs), &Setting::default()).steps.iter().map(|s| s.section).collect()
}

#[test]
fn a_section_is_shown_when_any_of_its_conditions_holds() {
    assert_eq!(sections(&[("antal", "100")]), [0, 2]);
    assert_eq!(sections(&[("antal", "101")]), [0, 1, 2]);
    assert_eq!(sections(&[("datum", "2026-01-01")]), [0, 1, 2]);
    assert_eq!(sections(&[("val", "x")]), [0, 1, 2]);
    assert_eq!(sections(&[("val", "x"), ("val", "y")]), [0, 2], "not_in means none of them");
}

#[test]
fn a_hidden_answer_is_kept_in_the_form_and_left_out_of_the_answers() {
    let form = form(&[("antal", "5"), ("m.r2", "nej"), ("folj", "för att")]);
    let journey = walk(&example(), &form, &Setting::default());
    assert_eq!(journey.answers.0.keys().collect::<Vec<_>>(), ["antal"]);
    assert_eq!(form.value("folj"), Some("för att"));
}

#[test]
fn a_question_behind_a_hidden_one_is_hidden() {
    let journey = walk(&example(), &form(&[("antal", "101"), ("m.r2", "nej")]), &Setting::default());
    assert!(journey.step(1).expect("shown").shown.contains("folj"));
    let journey = walk(&example(), &form(&[("antal", "101"), ("m.r2", "ja")]), &Setting::default());
    assert!(!journey.step(1).expect("shown").shown.contains("folj"));
}

#[test]
fn a_groups_conditions_see_their_own_item() {
    let form = form(&[
        ("antal", "1"),
        ("g.1.plats", "Hela staden"),
        ("g.1.hur", "annat"),
        ("g.1.mer", "så"),
        ("g.2.plats", "Hela staden"),
        ("g.2.hur", "a"),
        ("g.2.mer", "inte så"),
    ]);
    let journey = walk(&example(), &form, &Setting::default());
    assert_eq!(journey.faults().count(), 0);
    let json = serde_json::to_string(journey.answers.get("g").expect("items")).expect("json");
    assert_eq!(json, r#"[{"hur":"annat","mer":"så","plats":"Hela staden"},{"hur":"a","plats":"Hela staden"}]"#);
}

#[test]
fn a_blank_added_item_is_no_item_and_a_half_one_is_a_fault() {
    let journey = walk(&example(), &form(&[("antal", "1"), ("g.1.manad", "")]), &Setting::default());
    assert_eq!((journey.faults().count(), journey.answers.get("g")), (0, None));
    let journey = walk(&example(), &form(&[("antal", "1"), ("g.1.manad", "2026-01")]), &Setting::default());
    let fields: Vec<_> = journey.faults().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["g.1.plats", "g.1.hur"]);
}

#[test]
fn more_items_than_allowed_are_refused() {
    let form = form(&[("antal", "1"), ("g.4.plats", "Hela staden")]);
    assert!(walk(&example(), &form, &Setting::default()).faults().any(|f| f.problem == Problem::TooManyItems(3)));
}

prop_compose! {
    fn any_form()(pairs in prop::collection::vec((
        prop::sample::select(vec!["antal", "datum", "val", "syns", "m.r1", "m.r2", "folj", "g.1.plats", "g.1.hur", "g.1.mer", "g.3.hur", "namnfri", "okand"]),
        prop::sample::select(vec!["", "x", "y", "annat", "inget", "ja", "nej", "0", "7", "101", "2026-02-30", "2026-02-03", "Hela staden", "a", "text"]),
    ), 0..14)) -> Form {
        Form::from_pairs(pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())))
    }
}

proptest! {
    /// The browser, which has one section without labels, shows what the server shows.
    #[test]
    fn a_section_with_resolved_conditions_shows_the_same(form in any_form()) {
        let questionnaire = example();
        let mut before = Answers::default();
        for (i, section) in questionnaire.sections.iter().enumerate() {
            let resolved = resolve_conditions(section, &before);
            let shown = walk_section(i, section, &form, &Setting::default(), &mut before).map(|s| s.shown);
            if shown.is_some() {
                let again = walk_section(i, &resolved, &form, &Setting::default(), &mut Answers::default()).map(|s| s.shown);
                prop_assert_eq!(shown, again);
            }
        }
    }

    /// Whatever is posted, answers are of shown questions only, and posting the accepted
    /// answers again gives the same answers.
    #[test]
    fn accepted_answers_are_shown_and_stable(form in any_form()) {
        let questionnaire = example();
        let first = walk(&questionnaire, &form, &Setting::default());
        for field in first.answers.0.keys() {
            let question = field.split('.').next().expect("a name");
            prop_assert!(first.steps.iter().any(|s| s.shown.contains(question)), "{field}");
        }
        let again = walk(&questionnaire, &Form::from_answers(&first.answers), &Setting::default());
        prop_assert_eq!(first.answers, again.answers);
    }
}

/// A question of what was said before, a table, a group that must have an item, and what follows from both.
fn small() -> Questionnaire {
    definition::parse(
        r#"{"format":"lagesbild.questionnaire/1","id":"t","title":"T","audience":"extern","sections":[
          {"id":"s","title":"S","questions":[{"id":"antal","type":"number","text":"Antal"}]},
          {"id":"u","title":"Sedan","intro":"Nu","questions":[
            {"id":"m","type":"matrix","text":"Tabell","hint":"Kort","required":true,
             "rows":[{"id":"r1","text":"Rad ett"},{"id":"r2","text":"Rad tva"}],"columns":[{"id":"ja","text":"Jakande"}]},
            {"id":"g","type":"group","text":"Saker","item_text":"Sak","required":true,"max_items":2,
             "questions":[{"id":"hur","type":"short_text","text":"Hur","required":true}]},
            {"id":"f","type":"short_text","text":"Varför","show_if":{"all":[
             {"question":"antal","greater_than":1},{"question":"m","row":"r1","in":["ja"]}]}}]}]}"#,
    )
    .expect("sound")
}

#[test]
fn a_fault_is_called_by_its_row_or_by_its_item_and_question() {
    let faults = |pairs: &[(&str, &str)]| {
        let journey = walk(&small(), &form(pairs), &Setting::default());
        journey.faults().map(|fault| (fault.field.clone(), fault.label.clone())).collect::<Vec<_>>()
    };
    let fault = |field: &str, label: &str| (field.to_owned(), label.to_owned());
    let answered = [("m.r1", "ja"), ("m.r2", "ja"), ("g.1.hur", "x"), ("g.2.hur", "y")];
    assert_eq!(faults(&answered), [], "as many items as it takes");
    assert_eq!(faults(&answered[1..]), [fault("m.r1", "Rad ett")]);
    assert_eq!(faults(&answered[..2]), [fault("g", "Saker")]);
    assert_eq!(faults(&[answered[0], answered[1], ("g.1.hur", "")]), [fault("g.1.hur", "Sak 1: Hur")], "one must be there");
}

#[test]
fn a_group_that_may_be_without_items_is_without_faults_where_none_was_added() {
    assert_eq!(walk(&example(), &form(&[("antal", "1")]), &Setting::default()).faults().count(), 0);
}

#[test]
fn a_page_shows_every_item_that_was_posted_and_the_fewest_that_it_takes() {
    assert_eq!(shown_items(&form(&[("g.3.hur", "x")]), "g", 1), 3);
    assert_eq!(shown_items(&form(&[("g.1.hur", "x")]), "g", 2), 2);
    assert_eq!(shown_items(&form(&[]), "g", 0), 0);
}

#[test]
fn the_browser_is_told_of_what_it_has_itself_and_without_labels() {
    let questionnaire = small();
    let resolved = |number: i64| {
        let before = Answers([("antal".to_owned(), Answer::Number(number))].into());
        resolve_conditions(&questionnaire.sections[1], &before)
    };
    let condition = |section: &Section| match &section.questions[2].show_if {
        Some(Condition::All(parts)) => parts.clone(),
        other => panic!("{other:?}"),
    };
    let Some(Condition::All(own)) = &questionnaire.sections[1].questions[2].show_if else { panic!("a list") };
    assert_eq!(condition(&resolved(2)), [Condition::All(vec![]), own[1].clone()], "holds");
    assert_eq!(condition(&resolved(1)), [Condition::Any(vec![]), own[1].clone()], "does not hold");
    let told = format!("{:?}", resolved(2));
    for label in ["Sedan", "Nu", "Tabell", "Kort", "Rad ett", "Jakande", "Saker", "Hur"] {
        assert!(!told.contains(&format!("{label:?}")), "{label} in {told}");
    }
}
