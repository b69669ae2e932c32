//! A value of the file, where it stands, and how to read it.
//!
//! A reader returns `None` where it *recorded* a fault, so that its caller can go on with the rest.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::{Fault, Problem};

/// Longest id, in characters.
const MAX_ID: usize = 60;

/// The faults found so far, in the order of reading.
#[derive(Default)]
pub(super) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    pub(super) fn into_list(self) -> Vec<Fault> {
        self.0.into_inner()
    }
}

/// A value and the path to it.
pub(super) struct Node<'a> {
    path: String,
    pub(super) value: &'a Value,
    faults: &'a Faults,
}

impl<'a> Node<'a> {
    /// The whole file.
    pub(super) const fn root(value: &'a Value, faults: &'a Faults) -> Self {
        Self { path: String::new(), value, faults }
    }

    /// Records a fault here.
    pub(super) fn record(&self, problem: Problem) {
        let path = if self.path.is_empty() { "$".into() } else { self.path.clone() };
        self.faults.0.borrow_mut().push(Fault { path, problem });
    }

    /// Records a fault here, for a reader that gives up.
    pub(super) fn refuse<T>(&self, problem: Problem) -> Option<T> {
        self.record(problem);
        None
    }

    pub(super) fn child(&self, key: &str, value: &'a Value) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { path: format!("{}{dot}{key}", self.path), value, faults: self.faults }
    }

    /// The value under a key; `null` counts as absent.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        (!value.is_null()).then(|| self.child(key, value))
    }

    pub(super) fn required(&self, key: &'static str) -> Option<Self> {
        self.get(key).or_else(|| self.refuse(Problem::Missing(key)))
    }

    /// An object that has none but the known keys.
    pub(super) fn object(&self, known: &[&str]) -> Option<&'a Map<String, Value>> {
        let object = self.value.as_object().or_else(|| self.refuse(Problem::Expected("ett objekt")))?;
        // By name: whether a file's order is kept depends on how the JSON crate was built, in the browser and here.
        let keys: BTreeSet<&String> = object.keys().filter(|key| !known.contains(&key.as_str())).collect();
        for key in keys {
            self.record(Problem::UnknownKey(key.clone()));
        }
        Some(object)
    }

    pub(super) fn string(&self) -> Option<String> {
        match self.value.as_str() {
            Some(text) if text.trim().is_empty() => self.refuse(Problem::Blank),
            Some(text) if !text.contains('\0') => Some(text.to_owned()),
            _ => self.refuse(Problem::Expected("en text")),
        }
    }

    /// A text that people read. One that is empty is a fault, and as good as any other for reading the rest.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        let node = self.required(key)?;
        let is_blank = node.value.as_str().is_some_and(|text| text.trim().is_empty());
        node.string().or_else(|| is_blank.then(String::new))
    }

    pub(super) fn optional_text(&self, key: &str) -> Option<String> {
        self.get(key)?.string()
    }

    /// A text that names a value of a known set.
    pub(super) fn named<T: FromStr>(&self, unknown: impl Fn(String) -> Problem) -> Option<T> {
        let text = self.string()?;
        text.parse().ok().or_else(|| self.refuse(unknown(text)))
    }

    pub(super) fn integer(&self) -> Option<i64> {
        self.value.as_i64().or_else(|| self.refuse(Problem::Expected("ett heltal")))
    }

    /// An integer from `low` to `high`.
    pub(super) fn bounded(&self, low: i64, high: i64) -> Option<i64> {
        let number = self.integer()?;
        if (low..=high).contains(&number) { Some(number) } else { self.refuse(Problem::OutOfRange(low, high)) }
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.refuse(Problem::Expected("true eller false")))
    }

    /// Whether the value under a key is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(|node| node.boolean()).unwrap_or_default()
    }

    pub(super) fn list(&self) -> Vec<Self> {
        let Some(list) = self.value.as_array() else {
            self.record(Problem::Expected("en lista"));
            return vec![];
        };
        let item = |(i, value)| Self { path: format!("{}[{i}]", self.path), value, faults: self.faults };
        list.iter().enumerate().map(item).collect()
    }

    pub(super) fn optional_list(&self, key: &str) -> Vec<Self> {
        self.get(key).map_or_else(Vec::new, |node| node.list())
    }

    /// A list that must hold something.
    pub(super) fn items(&self, key: &'static str) -> Vec<Self> {
        let Some(node) = self.required(key) else { return vec![] };
        let items = node.list();
        if items.is_empty() && node.value.is_array() {
            node.record(Problem::Empty);
        }
        items
    }

    /// An id that none of those seen has.
    pub(super) fn id(&self, seen: &mut BTreeSet<String>) -> Option<String> {
        let node = self.required("id")?;
        let id = node.string()?;
        if id.len() > MAX_ID || !id.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) {
            return node.refuse(Problem::BadId(id));
        }
        if seen.insert(id.clone()) { Some(id) } else { node.refuse(Problem::DuplicateId(id)) }
    }
}
