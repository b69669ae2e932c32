//! Faults are told with their place, all at once, and the files in `app/enkat` have none.

use serde_json::{Value, json};

use super::*;

#[test]
fn characters_that_cannot_be_seen_are_found_with_their_place() {
    let text = include_str!("../../../enkat/vbe-bra.json");
    assert_eq!(accept(text).expect("sound"), parse(text).expect("sound"));
    let title = |c: &str| text.replacen("\"title\": \"", &format!("\"title\": \"{c}"), 1);
    for c in ["\u{ffff}", "\\u0001", "\\u0000", "\u{202e}"] {
        let faults = accept(&title(c)).expect_err("refused");
        assert!(faults.contains(&Fault { path: "title".into(), problem: Problem::Unseen }), "{faults:?}");
    }
    let question =
        text.replacen("\"questions\": [", "\"questions\": [{\"id\": \"o\", \"type\": \"info\", \"text\": \"a\u{fffe}\"},", 1);
    let faults = accept(&question).expect_err("refused");
    assert_eq!(
        faults[0].to_string(),
        "sections[0].questions[0].text: texten har ett tecken som inte syns; skriv om den utan det"
    );
    assert!(parse(&question).is_ok(), "what is stored is still read");
}

/// A small sound definition, changed at one JSON pointer.
fn with(pointer: &str, value: Value) -> Vec<String> {
    let mut definition = json!({
        "format": FORMAT, "id": "q", "title": "T", "audience": "extern",
        "sections": [
            {"id": "s", "title": "S", "questions": [
                {"id": "a", "type": "single_choice", "text": "A", "options": [{"id": "x", "text": "X"}]},
                {"id": "b", "type": "number", "text": "B", "min": 0, "max": 9},
                {"id": "m", "type": "matrix", "text": "M", "rows": [{"id": "r", "text": "R"}], "columns": [{"id": "x", "text": "X"}]},
                {"id": "g", "type": "group", "text": "G", "item_text": "I", "questions": [{"id": "t", "type": "long_text", "text": "T"}]},
                {"id": "c", "type": "info", "text": "C", "show_if": {"question": "a", "in": ["x"]}}
            ]}
        ],
        "indicators": [{"id": "i", "label": "I", "question": "a", "counts": ["x"]}]
    });
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match definition.pointer_mut(parent).expect("a parent") {
        Value::Object(map) => {
            map.insert(key.into(), value);
        }
        Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value,
        _ => panic!("no container at {parent}"),
    }
    match parse(&definition.to_string()) {
        Ok(_) => vec![],
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn the_standard_questionnaires_are_sound() {
    for (text, questions) in [
        (include_str!("../../../enkat/2022/vbe-stadsdel.json"), 12),
        (include_str!("../../../enkat/2022/vbe-fack.json"), 13),
        (include_str!("../../../enkat/2022/vbe-bra.json"), 6),
        (include_str!("../../../enkat/exempel-alla-typer.json"), 9),
    ] {
        let questionnaire = parse(text).expect("a sound definition");
        assert_eq!(questionnaire.questions().count(), questions, "{}", questionnaire.id);
    }
}

#[test]
fn each_fault_is_named_with_its_path() {
    let q = "/sections/0/questions";
    let cases = [
        ("/format", json!("x/2"), "format: formatet ska vara \"lagesbild.questionnaire/2\" eller \"lagesbild.questionnaire/1\""),
        ("/title", json!(" "), "title: texten är tom"),
        ("/title", Value::Null, "$: nyckeln \"title\" saknas"),
        (
            "/audience",
            json!("alla"),
            "audience: målgruppen \"alla\" finns inte; välj stadsdelsforvaltning, fackforvaltning eller extern",
        ),
        ("/extra", json!(1), "$: nyckeln \"extra\" är okänd"),
        ("/sections", json!([]), "sections: listan är tom"),
        (&format!("{q}/0/type"), json!("slider"), "sections[0].questions[0].type: frågetypen \"slider\" finns inte"),
        (&format!("{q}/0/options"), json!([]), "sections[0].questions[0].options: listan är tom"),
        (&format!("{q}/1/id"), json!("a"), "sections[0].questions[1].id: id \"a\" finns redan"),
        (
            &format!("{q}/1/id"),
            json!("Å b"),
            "sections[0].questions[1].id: id \"Å b\" får bara ha bokstäverna a–z och A–Z, siffror, _ och -, högst 60 tecken",
        ),
        (&format!("{q}/1/id"), json!("nav"), "sections[0].questions[1]: id \"nav\" är upptaget av formuläret självt"),
        (&format!("{q}/1/min"), json!(10), "sections[0].questions[1]: min är större än max"),
        (&format!("{q}/1/min"), json!("0"), "sections[0].questions[1].min: här ska stå ett heltal"),
        (
            &format!("{q}/3/questions/0/max_length"),
            json!(0),
            "sections[0].questions[3].questions[0].max_length: talet ska ligga mellan 1 och 10000",
        ),
        (
            &format!("{q}/3/questions/0/type"),
            json!("group"),
            "sections[0].questions[3].questions[0]: en grupp kan inte ligga i en grupp",
        ),
        (&format!("{q}/4/show_if/question"), json!("zz"), "sections[0].questions[4].show_if.question: frågan \"zz\" finns inte"),
        (
            &format!("{q}/0/show_if"),
            json!({"question": "b", "answered": true}),
            "sections[0].questions[0].show_if.question: frågan \"b\" kommer senare; ett villkor kan bara se bakåt",
        ),
        (
            &format!("{q}/4/show_if"),
            json!({"question": "a", "in": ["y"]}),
            "sections[0].questions[4].show_if.in[0]: alternativet \"y\" finns inte",
        ),
        (
            &format!("{q}/4/show_if"),
            json!({"question": "m", "in": ["x"]}),
            "sections[0].questions[4].show_if.question: frågan \"m\" är en matris, så \"row\" måste anges",
        ),
        (
            &format!("{q}/4/show_if"),
            json!({"question": "m", "row": "q", "in": ["x"]}),
            "sections[0].questions[4].show_if.row: raden \"q\" finns inte",
        ),
        (
            &format!("{q}/4/show_if"),
            json!({"question": "a", "less_than": 3}),
            "sections[0].questions[4].show_if.less_than: frågan \"a\" har inget svar att pröva på det sättet",
        ),
        (
            &format!("{q}/4/show_if"),
            json!({"question": "a"}),
            "sections[0].questions[4].show_if: ett villkor ska ha precis ett av in, not_in, answered, less_than, greater_than, all och any",
        ),
        ("/indicators/0/counts", json!(["y"]), "indicators[0].counts[0]: alternativet \"y\" finns inte"),
        ("/indicators/0/question", json!("g"), "indicators[0]: frågan \"g\" har inget svar att pröva på det sättet"),
        (
            "/indicators/0/statistic",
            json!("mean"),
            "indicators[0]: en indikator ska ha antingen \"counts\" eller \"statistic\": \"mean\"",
        ),
    ];
    assert!(with("/title", json!("Ny")).is_empty(), "the base is sound");
    for (pointer, value, expected) in cases {
        let faults = with(pointer, value);
        assert!(faults.iter().any(|f| f == expected), "{pointer}: {faults:#?}");
    }
}

#[test]
fn broken_json_is_placed_by_line_and_column() {
    let faults = parse("{\n  \"id\": }").expect_err("not JSON");
    assert_eq!(faults[0].to_string(), "$: filen är inte giltig JSON (rad 2, kolumn 9)");
}

#[test]
fn several_faults_are_told_at_once() {
    let faults = parse("{\"format\": \"x\", \"sections\": []}").expect_err("faulty");
    assert!(faults.len() >= 5, "{faults:?}");
}
