//! Files of questionnaires with something wrong in them. Where `VERDICTS` names a file, what was said of each is left there
//! for the journeys, which ask the browser's module the same.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write};

use app::domain::definition::{self, verdict};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

const EXAMPLE: &str = include_str!("../enkat/exempel-alla-typer.json");

/// Every place in a file.
fn places(value: &Value, here: String, list: &mut Vec<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(key, inner)| places(inner, format!("{here}/{key}"), list)),
        Value::Array(array) => array.iter().enumerate().for_each(|(i, inner)| places(inner, format!("{here}/{i}"), list)),
        _ => {}
    }
    list.push(here);
}

/// A file with values changed, taken away or exchanged at random places.
fn mutated(changes: &[(usize, u8)]) -> String {
    let mut file: Value = serde_json::from_str(EXAMPLE).expect("JSON");
    for (place, change) in changes {
        let mut list = vec![];
        places(&file, String::new(), &mut list);
        let (first, other) = (&list[place % list.len()], &list[(place / 7) % list.len()]);
        let value = match change {
            0 => Value::Null,
            1 => json!(""),
            2 => json!(-3),
            3 => json!([]),
            4 => json!({}),
            5 => json!("\u{202e}\u{1}"),
            6 => json!(i64::MAX),
            _ => file.pointer(other).cloned().unwrap_or_default(),
        };
        if let Some(at) = file.pointer_mut(first) {
            *at = value;
        }
    }
    file.to_string()
}

/// Whatever stands in a file, it is read, or refused with a reason for each fault.
#[test]
fn mutated_definitions_are_read_or_refused_with_a_reason() {
    let verdicts = std::env::var_os("VERDICTS").map(|path| RefCell::new(BufWriter::new(File::create(path).expect("a file"))));
    let changes = prop::collection::vec((any::<usize>(), 0..10u8), 1..6);
    let run = TestRunner::new(ProptestConfig::with_cases(10_000)).run(&changes, |changes| {
        let file = mutated(&changes);
        match definition::accept(&file) {
            Ok(read) => {
                let again = definition::parse(&definition::write(&read)).expect("sound");
                prop_assert_eq!(again, read);
            }
            Err(faults) => prop_assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.path.is_empty())),
        }
        if let Some(verdicts) = &verdicts {
            writeln!(verdicts.borrow_mut(), "{}", json!([file, verdict(&file)])).expect("written");
        }
        Ok(())
    });
    run.expect("read or refused");
}
