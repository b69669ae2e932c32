//! The JSON Schema of the questionnaire format, made from the types that describe it.
//!
//! It has the format's shape, for editors that complete and check a file while it is written. The
//! reader also knows what a schema cannot say: ids that are taken, references to later questions, and
//! which keys format `/1` lacks. The tests hold that a file of the wrong shape is refused by both.

use std::path::{Path, PathBuf};
use std::{env, fs};

use jsonschema::Validator;
use schemars::{JsonSchema, Schema, schema_for};
use serde_json::{Value, json};

use super::{FORMAT, Problem, read};
use crate::domain::questionnaire::Questionnaire;

/// How an id is written.
pub(in crate::domain) const ID: &str = "^[A-Za-z0-9_-]{1,60}$";

/// A questionnaire file.
#[derive(JsonSchema)]
#[schemars(title = "Lägesbild questionnaire", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct File {
    /// The newest format; /1 is the same without the keys that are said to be of /2 only.
    format: Format,
    /// The language of its texts.
    language: Option<Language>,
    #[schemars(flatten)]
    questionnaire: Questionnaire,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
enum Format {
    #[schemars(rename = "lagesbild.questionnaire/2")]
    Two,
    #[schemars(rename = "lagesbild.questionnaire/1")]
    One,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum Language {
    Sv,
}

/// The id of an option, or a point of a scale as a text or a number.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
pub(in crate::domain) enum OptionId {
    Id(String),
    Point(i64),
}

/// The keys of a [`Statistic`](crate::domain::questionnaire::Statistic).
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(in crate::domain) enum StatisticKeys {
    /// The options that are counted.
    Counts(#[schemars(length(min = 1))] Vec<OptionId>),
    /// A mean instead of a share.
    Statistic(Mean),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(in crate::domain) enum Mean {
    Mean,
}

fn schema() -> Schema {
    schema_for!(File)
}

fn validator() -> Validator {
    jsonschema::validator_for(schema().as_value()).expect("a sound schema")
}

fn in_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Every questionnaire under `app/enkat`, by its path.
fn files() -> Vec<(PathBuf, Value)> {
    let folders = ["app/enkat", "app/enkat/2022"].map(in_project);
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder").flatten());
    let paths = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "json"));
    paths.map(|path| (path.clone(), read_json(&path))).collect()
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

/// With `UPDATE_SCHEMA=1` it writes the file instead.
#[test]
fn the_schema_in_the_tree_is_the_one_that_the_types_make() {
    let path = in_project("docs/questionnaire.schema.json");
    if env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, format!("{:#}\n", schema().to_value())).expect("written");
    }
    assert!(read_json(&path) == schema().to_value(), "run it with UPDATE_SCHEMA=1 and commit the file");
}

#[test]
fn every_questionnaire_is_valid() {
    let (validator, files) = (validator(), files());
    assert!(files.len() >= 7, "{}", files.len());
    for (path, file) in files {
        let faults: Vec<_> = validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
    }
}

/// The JSON pointers to a value and to all that it holds.
fn pointers(value: &Value, here: String) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => vec![],
    };
    let mut pointers: Vec<String> =
        inner.iter().flat_map(|(key, value)| self::pointers(value, format!("{here}/{key}"))).collect();
    pointers.push(here);
    pointers
}

/// The file with one value changed or taken away, or one key added.
fn variants(file: &Value, pointer: &str) -> Vec<Value> {
    let change = |change: &dyn Fn(&mut Value)| {
        let mut variant = file.clone();
        variant.pointer_mut(pointer).into_iter().for_each(change);
        variant
    };
    let values = [json!(true), json!(3), json!("?"), json!([]), json!({})];
    let mut variants: Vec<Value> = values.iter().map(|value| change(&|at| *at = value.clone())).collect();
    let at = file.pointer(pointer).expect("a value");
    if let Some(object) = at.as_object() {
        variants.push(change(&|at| at["unknown"] = json!(1)));
        variants.extend(object.keys().map(|key| change(&|at| drop(at.as_object_mut().and_then(|object| object.remove(key))))));
    }
    variants
}

const fn is_of_shape(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Expected(_)
            | Problem::Missing(_)
            | Problem::UnknownKey(_)
            | Problem::Format
            | Problem::UnknownMeaning(_)
            | Problem::UnknownLink(_)
            | Problem::UnknownAbout(_)
            | Problem::PhrasingTwice
            | Problem::Audience(_)
            | Problem::Language
            | Problem::UnknownType(_)
            | Problem::BadId(_)
            | Problem::Empty
            | Problem::ConditionShape
            | Problem::StatisticShape
            | Problem::Direction(_)
    )
}

#[test]
fn schema_and_reader_refuse_the_same_shapes() {
    let validator = validator();
    for (name, mut file) in
        files().into_iter().filter(|(path, _)| path.ends_with("vbe-bra.json") || path.ends_with("exempel-alla-typer.json"))
    {
        file["format"] = FORMAT.into();
        for pointer in pointers(&file, String::new()) {
            for variant in variants(&file, &pointer) {
                let faults = read(&variant).err().unwrap_or_default();
                let is_sound = !faults.iter().any(|fault| is_of_shape(&fault.problem));
                assert_eq!(validator.is_valid(&variant), is_sound, "{} {pointer}: {faults:?}", name.display());
            }
        }
    }
}
