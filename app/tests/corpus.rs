//! What is found in free text and what is let through, held against the texts in `app/corpus`.
//!
//! A text stands on a line of its own. `«…»` marks what must be found; where that may be of several
//! kinds they stand first, as `telefon,epost|…`. `\u{…}` and `\n` stand for what would not be seen,
//! and a line that begins with `# ` tells what follows.

use std::collections::BTreeSet;

use app::domain::names;
use app::domain::persons::{self, Identifier};

/// A text as it is to be searched, and as it is to be marked.
struct Case {
    text: String,
    marked: String,
}

fn unescape(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, after) = part.split_once('}').expect("a closed escape");
        let code = u32::from_str_radix(code, 16).expect("a hexadecimal number");
        text.extend(char::from_u32(code));
        text.push_str(after);
    }
    text.replace("\\n", "\n")
}

/// Reads a corpus, and holds that it has texts enough and none of them twice.
fn read(corpus: &str, least: usize) -> Vec<Case> {
    let lines = corpus.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    let cases: Vec<Case> = lines
        .map(|line| {
            let marked = unescape(line);
            let plain = marked.split_once('|').map_or(marked.as_str(), |(_, text)| text);
            Case { text: plain.replace(['«', '»'], ""), marked }
        })
        .collect();
    let mut seen = BTreeSet::new();
    let twice: Vec<&str> = cases.iter().map(|case| case.text.as_str()).filter(|text| !seen.insert(*text)).collect();
    assert!(twice.is_empty(), "stand twice: {twice:#?}");
    assert!(cases.len() >= least, "{} texts, fewer than {least}", cases.len());
    cases
}

/// Holds that what is found in each text is what is marked, and lists every text where it is not.
fn hold(cases: &[Case], mark: impl Fn(&str) -> String) {
    let faults = cases.iter().filter_map(|case| {
        let found = mark(&case.text);
        (found != case.marked).then(|| format!("should be {:?}\n       is {found:?}", case.marked))
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{} of {} texts:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// The text with marks around the places.
fn with_marks(text: &str, places: impl DoubleEndedIterator<Item = std::ops::Range<usize>>) -> String {
    let mut marked = text.to_owned();
    for place in places.rev() {
        marked.insert(place.end, '»');
        marked.insert(place.start, '«');
    }
    marked
}

/// The text with what identifies a person marked, after the kinds.
fn mark_identifiers(text: &str) -> String {
    let found = persons::search(text);
    let kinds: Vec<&str> = found
        .iter()
        .map(|found| match found.kind {
            Identifier::PersonalNumber => "personnummer",
            Identifier::CoordinationNumber => "samordningsnummer",
            Identifier::Email => "epost",
            Identifier::Phone => "telefon",
        })
        .collect();
    let marked = with_marks(text, found.iter().map(|found| found.range.clone()));
    if kinds.is_empty() { marked } else { format!("{}|{marked}", kinds.join(",")) }
}

fn mark_names(text: &str) -> String {
    with_marks(text, names::search(text).into_iter())
}

#[test]
fn what_identifies_a_person_is_found_where_it_stands() {
    hold(&read(include_str!("../corpus/fangas.txt"), 150), mark_identifiers);
}

#[test]
fn numbers_and_signs_that_identify_nobody_pass() {
    hold(&read(include_str!("../corpus/gar-igenom.txt"), 150), mark_identifiers);
}

#[test]
fn possible_names_are_noticed_where_they_stand() {
    hold(&read(include_str!("../corpus/namn.txt"), 60), mark_names);
}

#[test]
fn places_units_and_words_are_not_taken_for_names() {
    hold(&read(include_str!("../corpus/inga-namn.txt"), 100), mark_names);
}
