//! What each type of question accepts, and how forms and answers turn into each other.

use super::*;

fn question(json: &str) -> Question {
    let text = format!(
        r#"{{"format":"lagesbild.questionnaire/1","id":"t","title":"T","audience":"extern","sections":[{{"id":"s","title":"S","questions":[{json}]}}]}}"#
    );
    crate::domain::definition::parse(&text).expect("sound").sections[0].questions[0].clone()
}

fn answer(json: &str, pairs: &[(&str, &str)]) -> Result<Vec<(String, Answer)>, Problem> {
    let form = Form::from_pairs(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())));
    let setting = Setting { areas: vec!["Östermalm".into()], this_month: Some("2026-02".into()) };
    let mut reading = read(&question(json), &form, &setting);
    match reading.problems.pop() {
        Some((_, problem)) => Err(problem),
        None => Ok(reading.answers),
    }
}

#[allow(clippy::unnecessary_wraps)] // compared with a result
fn one(field: &str, answer: Answer) -> Result<Vec<(String, Answer)>, Problem> {
    Ok(vec![(field.into(), answer)])
}

#[test]
fn options_come_in_the_order_of_the_definition_and_exclude_each_other() {
    let q = r#"{"id":"v","type":"multiple_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"y","text":"Y"},{"id":"inget","text":"Inget","exclusive":true}]}"#;
    assert_eq!(answer(q, &[("v", "y"), ("v", "x")]), one("v", Answer::Many(vec!["x".into(), "y".into()])));
    assert_eq!(answer(q, &[("v", "y"), ("v", "inget")]), Err(Problem::Exclusive("Inget".into())));
    assert_eq!(answer(q, &[("v", "z")]), Err(Problem::UnknownOption("z".into())));
    assert_eq!(answer(q, &[("v", "")]), Ok(vec![]));
}

#[test]
fn the_text_beside_an_option_is_dropped_unless_it_is_chosen() {
    let q = r#"{"id":"v","type":"single_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"annat","text":"Annat","other_text":true}]}"#;
    assert_eq!(answer(q, &[("v", "x"), ("v.annat_text", "hej")]), one("v", Answer::Text("x".into())));
    let both = answer(q, &[("v", "annat"), ("v.annat_text", "hej")]).expect("accepted");
    assert_eq!(both[1], ("v.annat_text".into(), Answer::Text("hej".into())));
    let long = "å".repeat(201);
    assert_eq!(answer(q, &[("v", "annat"), ("v.annat_text", &long)]), Err(Problem::TooLong { max: 200, length: 201 }));
}

#[test]
fn lengths_count_scalar_values_after_line_ends_are_one() {
    let q = r#"{"id":"t","type":"long_text","text":"T","max_length":5}"#;
    assert_eq!(answer(q, &[("t", "å\r\n👍bc")]), one("t", Answer::Text("å\n👍bc".into())));
    assert_eq!(answer(q, &[("t", "abcdef")]), Err(Problem::TooLong { max: 5, length: 6 }));
    for unseen in ['\0', '\u{b}', '\u{fffe}', '\u{ffff}'] {
        assert_eq!(answer(q, &[("t", &format!("a{unseen}b"))]), Err(Problem::ControlCharacter), "{unseen:?}");
    }
}

#[test]
fn numbers_are_whole_and_in_range() {
    let q = r#"{"id":"n","type":"number","text":"N","min":0,"max":120,"required":true}"#;
    assert_eq!(answer(q, &[("n", " 12 ")]), one("n", Answer::Number(12)));
    assert_eq!(answer(q, &[("n", "121")]), Err(Problem::TooLarge(120)));
    assert_eq!(answer(q, &[("n", "-1")]), Err(Problem::TooSmall(0)));
    assert_eq!(answer(q, &[("n", "99999999999999999999")]), Err(Problem::TooLarge(120)));
    assert_eq!(answer(q, &[("n", "1,5")]), Err(Problem::NotANumber));
    assert_eq!(answer(q, &[("n", " ")]), Err(Problem::Empty));
}

#[test]
fn months_dates_and_areas_must_exist() {
    let month = r#"{"id":"m","type":"month","text":"M"}"#;
    assert_eq!(answer(month, &[("m", "2026-02")]), one("m", Answer::Text("2026-02".into())));
    assert_eq!(answer(month, &[("m", "2026-03")]), Err(Problem::FutureMonth));
    assert_eq!(answer(month, &[("m", "2026-13")]), Err(Problem::NotAMonth));
    assert_eq!(answer(month, &[("m", "202602")]), Err(Problem::NotAMonth));
    let date = r#"{"id":"d","type":"date","text":"D"}"#;
    assert_eq!(answer(date, &[("d", "2023-02-29")]), Err(Problem::NotADate));
    assert_eq!(answer(date, &[("d", "2024-02-29")]), one("d", Answer::Text("2024-02-29".into())));
    let area = r#"{"id":"a","type":"area","text":"A"}"#;
    assert_eq!(answer(area, &[("a", "Hela staden")]), one("a", Answer::Text("Hela staden".into())));
    assert_eq!(answer(area, &[("a", "Atlantis")]), Err(Problem::UnknownArea("Atlantis".into())));
}

#[test]
fn items_are_renumbered_without_gaps() {
    let mut form = Form::from_pairs([("g.1.a".into(), "x".into()), ("g.4.a".into(), "y".into())]);
    let items = form.items("g").into_values().collect();
    form.set_items("g", "a", items);
    assert_eq!((form.value("g.1.a"), form.value("g.2.a"), form.value("g.4.a")), (Some("x"), Some("y"), None));
}

#[test]
fn an_answer_turns_back_into_the_form_that_posts_it() {
    let json = r#"{"a":3,"b":["x","y"],"g":[{"t":"hej"},{"t":"då"}],"m.r":"ja"}"#;
    let answers: Answers = serde_json::from_str(json).expect("answers");
    let form = Form::from_answers(&answers);
    assert_eq!(form.value("g.2.t"), Some("då"));
    assert_eq!(form.values("b").collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(serde_json::to_string(&answers).expect("json"), json);
}

#[test]
fn a_question_has_its_own_fields_and_none_that_only_begin_alike() {
    let form = Form::from_pairs(["g", "g.1.a", "g.10.a", "g-2", "gh.1.a"].map(|field| (field.into(), String::new())));
    let fields: Vec<&str> = form.of_question("g").map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["g", "g.1.a", "g.10.a"]);
    assert!(Form::belongs("g.1.a", "g") && !Form::belongs("gh.1.a", "g"));
    assert!(form.mentions("gh") && !form.mentions("h"));
    assert_eq!(form.item("g", 1), Form::from_pairs([("a".into(), String::new())]));
}

#[test]
fn a_draft_is_refused_for_what_no_page_sends_or_must_not_be_stored() {
    let refused = [Problem::UnknownOption("x".into()), Problem::ControlCharacter, Problem::PersonalData(vec![])];
    assert!(refused.iter().all(Problem::refuses_draft));
    assert!(![Problem::Empty, Problem::TooSmall(1), Problem::FutureMonth].iter().any(Problem::refuses_draft));
}

#[test]
fn a_setting_knows_the_month_of_its_day() {
    let setting = Setting::of(vec!["Farsta".into()], jiff::civil::date(2026, 2, 28));
    assert_eq!(setting, Setting { areas: vec!["Farsta".into()], this_month: Some("2026-02".into()) });
}

#[test]
fn an_option_that_excludes_the_others_may_be_chosen_alone() {
    let q = r#"{"id":"v","type":"multiple_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"inget","text":"Inget","exclusive":true}]}"#;
    assert_eq!(answer(q, &[("v", "inget")]), one("v", Answer::Many(vec!["inget".into()])));
}

#[test]
fn the_text_beside_one_of_several_chosen_options_is_kept() {
    let q = r#"{"id":"v","type":"multiple_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"annat","text":"Annat","other_text":true}]}"#;
    let both = answer(q, &[("v", "x"), ("v", "annat"), ("v.annat_text", "hej")]).expect("accepted");
    assert_eq!(both[1], ("v.annat_text".into(), Answer::Text("hej".into())));
}

#[test]
fn an_answer_that_the_question_does_not_offer_is_refused() {
    let choice = r#"{"id":"v","type":"single_choice","text":"V","options":[{"id":"x","text":"X"},{"id":"y","text":"Y"}]}"#;
    assert_eq!(answer(choice, &[("v", "z")]), Err(Problem::UnknownOption("z".into())));
    let scale = r#"{"id":"k","type":"scale","text":"K","min":1,"max":5,"min_label":"a","max_label":"b"}"#;
    assert_eq!([1, 5].map(|n| answer(scale, &[("k", &n.to_string())])), [1, 5].map(|n| one("k", Answer::Number(n))));
    assert_eq!(["0", "6"].map(|n| answer(scale, &[("k", n)])), ["0", "6"].map(|n| Err(Problem::UnknownOption(n.into()))));
}

#[test]
fn the_ends_of_a_range_are_in_it_and_without_one_a_number_must_still_be_held() {
    let range = r#"{"id":"n","type":"number","text":"N","min":0,"max":120}"#;
    assert_eq!(["0", "120"].map(|n| answer(range, &[("n", n)])), [0, 120].map(|n| one("n", Answer::Number(n))));
    let any = r#"{"id":"n","type":"number","text":"N"}"#;
    assert_eq!(answer(any, &[("n", "-7")]), one("n", Answer::Number(-7)));
    assert_eq!(answer(any, &[("n", "99999999999999999999")]), Err(Problem::NotANumber));
}
