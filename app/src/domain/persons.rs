//! Finds what identifies a person in free text.
//!
//! Found here and refused: *personnummer* and *samordningsnummer* (a personnummer whose day is
//! raised by 60), checked by date and check digit (Skatteverket, SKV 704); e-mail addresses; phone
//! numbers. Names are only guessed at, by [`super::names`].

use std::fmt;
use std::ops::Range;

use super::calendar::is_day;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier {
    /// Personnummer.
    PersonalNumber,
    /// Samordningsnummer.
    CoordinationNumber,
    /// E-mail address.
    Email,
    /// Phone number.
    Phone,
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PersonalNumber => "ett personnummer",
            Self::CoordinationNumber => "ett samordningsnummer",
            Self::Email => "en e-postadress",
            Self::Phone => "ett telefonnummer",
        })
    }
}

/// What was found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its kind.
    pub kind: Identifier,
    /// As it was written.
    pub text: String,
    /// Where, in bytes.
    pub range: Range<usize>,
}

/// Everything in the text that identifies a person, in order and without overlap.
pub fn search(text: &str) -> Vec<Found> {
    let mut all: Vec<Found> = numbers(text);
    all.extend(emails(text));
    all.sort_by_key(|f| f.range.start);
    all
}

/// A digit and where it stands. Full-width and other scripts' digits are not looked for.
#[derive(Clone, Copy)]
struct Digit {
    at: usize,
    value: u32,
    /// What stood between it and the digit before: at most a few separators.
    gap: Gap,
}

/// What may stand between two digits of one number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Nothing.
    None,
    /// Spaces and hyphens, and a plus as for those over a hundred years.
    Separator,
    /// Something else: another number begins.
    Break,
}

/// Longest run of separators inside one number: "070 - 123".
const SEPARATORS: usize = 3;

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

fn digits(text: &str) -> Vec<Digit> {
    let mut found = Vec::new();
    let mut between = usize::MAX;
    for (at, c) in text.char_indices() {
        if let Some(value) = c.to_digit(10) {
            let gap = match between {
                0 => Gap::None,
                1..=SEPARATORS => Gap::Separator,
                _ => Gap::Break,
            };
            found.push(Digit { at, value, gap });
            between = 0;
        } else if is_separator(c) || c == '+' {
            between = between.saturating_add(1);
        } else {
            between = usize::MAX;
        }
    }
    found
}

fn numbers(text: &str) -> Vec<Found> {
    let digits = digits(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < digits.len() {
        let hit = personal_number(text, &digits[i..]).or_else(|| phone(text, &digits[i..]));
        if let Some((kind, count, start)) = hit {
            let range = start..digits[i + count - 1].at + 1;
            found.push(Found { kind, text: text[range.clone()].into(), range });
            i += count;
        } else {
            i += 1;
        }
    }
    found
}

/// Whether a number may begin here: not inside a longer one, a date, a case number or a word.
fn begins(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        Some('/' | '.' | ',' | ':') => !before.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && c != '_',
        None => true,
    }
}

/// Whether a number may end before this.
fn ends(text: &str, after: usize) -> bool {
    let mut rest = text[after..].chars();
    match rest.next() {
        None => true,
        Some('.' | ',' | ':' | '/') => !rest.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && c != '_',
    }
}

type Hit = (Identifier, usize, usize);

fn personal_number(text: &str, digits: &[Digit]) -> Option<Hit> {
    for length in [12, 10] {
        let Some(run) = digits.get(..length) else { continue };
        if run[1..].iter().any(|d| d.gap == Gap::Break) {
            continue;
        }
        let start = run[0].at;
        if !begins(text, start) || !ends(text, run[length - 1].at + 1) {
            continue;
        }
        let values: Vec<u32> = run.iter().map(|d| d.value).collect();
        let short = &values[length - 10..];
        let year = if length == 12 { number(&values[..4]) } else { 2000 };
        if length == 12 && !(1850..=2100).contains(&year) {
            continue;
        }
        let (month, day) = (number(&short[2..4]), number(&short[4..6]));
        let kind = if day > 60 { Identifier::CoordinationNumber } else { Identifier::PersonalNumber };
        let day = if day > 60 { day - 60 } else { day };
        // Without a century, the leap day of any year that ends so is taken.
        let year = match length {
            12 => year,
            _ if number(&short[..2]).is_multiple_of(4) => 2000,
            _ => 2001,
        };
        if is_day(year, month, day) && luhn(short) {
            return Some((kind, length, start));
        }
    }
    None
}

fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + d)
}

/// The check of ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits.iter().enumerate().map(|(i, d)| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { *d }).sum();
    sum.is_multiple_of(10)
}

/// A phone number: `+` or `00` and a country, or a Swedish area code written together (08, or 0
/// and two or three digits), then groups of two or more digits.
fn phone(text: &str, digits: &[Digit]) -> Option<Hit> {
    let first = digits.first()?;
    let plus = text[..first.at].ends_with('+');
    let start = if plus { first.at - 1 } else { first.at };
    if !begins(text, start) {
        return None;
    }
    // The digits that hang together, and after which of them a separator stands.
    let mut length = 1 + digits[1..].iter().take_while(|d| d.gap != Gap::Break).count();
    let mut skip = 0;
    let zeros = digits[0].value == 0 && digits.get(1).is_some_and(|d| d.value == 0 && d.gap == Gap::None);
    let international = plus || zeros;
    if international {
        // "+46 (0)70 …": the zero in brackets breaks the run, so look past it.
        let code = if zeros { 2 } else { 0 };
        if let Some(rest) = digits.get(code + 2..)
            && text[digits.get(code + 1)?.at + 1..].trim_start().starts_with("(0)")
        {
            skip = code + 3;
            length = skip + 1 + rest.get(2..)?.iter().take_while(|d| d.gap != Gap::Break).count();
        }
    } else if first.value != 0 || digits.get(1)?.value == 0 {
        return None;
    }
    let (least, most) = if international { (9, 16) } else { (8, 10) };
    // The longest run that ends where a number may end.
    let take = (least..=most.min(length))
        .rev()
        .find(|&n| digits.get(n).is_none_or(|next| next.gap != Gap::None) && ends(text, digits[n - 1].at + 1))?;
    if digits.get(take).is_some_and(|next| next.gap == Gap::Separator && take == most) && !international {
        return None;
    }
    if !international {
        let together = digits[1..take].iter().take_while(|d| d.gap == Gap::None).count() + 1;
        let code = if digits[1].value == 8 { 2 } else { 3 };
        if together < code {
            return None;
        }
        // "08 09 10 11" is a list.
        if digits[1].value == 8
            && together == 2
            && digits.get(4).is_some_and(|d| d.gap != Gap::None)
            && text[digits[1].at + 1..].starts_with(' ')
        {
            return None;
        }
        // Groups of one digit are lists and dates, not phone numbers.
        let mut group = 0;
        for (i, digit) in digits[..take].iter().enumerate().skip(together) {
            group = if digit.gap == Gap::None { group + 1 } else { 1 };
            let last = i + 1 == take || digits[i + 1].gap != Gap::None;
            if last && group < 2 {
                return None;
            }
        }
    }
    (take > skip).then_some((Identifier::Phone, take, start))
}

fn emails(text: &str) -> Vec<Found> {
    let local = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    text.match_indices('@')
        .filter_map(|(at, _)| {
            let before = text[..at].chars().rev().take_while(|c| local(*c)).map(char::len_utf8).sum::<usize>();
            let after = text[at + 1..].chars().take_while(|c| domain(*c)).map(char::len_utf8).sum::<usize>();
            let host = text[at + 1..at + 1 + after].trim_end_matches(['.', '-']);
            let (name, top) = host.rsplit_once('.')?;
            let sound = before > 0 && !name.is_empty() && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
            let range = at - before..at + 1 + host.len();
            sound.then(|| Found { kind: Identifier::Email, text: text[range.clone()].into(), range })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<Identifier> {
        search(text).iter().map(|f| f.kind).collect()
    }

    // Birth dates that no living person has.
    #[test]
    fn personal_numbers_are_found_however_they_are_written() {
        for text in [
            "189001019802",
            "18900101-9802",
            "900101-9802",
            "9001019802",
            "Barnet (900101-9802) kom",
            "18900101 9802",
            "900101 9802",
            "900101+9802",
            "900101–9802",
            "nr:900101 - 9802.",
            "1890-01-01-9802",
        ] {
            assert_eq!(kinds(text).len(), 1, "{text}");
        }
        assert_eq!(kinds("18900161-9809"), [Identifier::CoordinationNumber]);
    }

    #[test]
    fn phones_and_addresses_are_found() {
        for text in [
            "070-123 45 67",
            "0701234567",
            "08-508 10 000",
            "08 123 456 78",
            "+46 70 123 45 67",
            "+46701234567",
            "+46 (0)70-123 45 67",
            "0046 70 123 45 67",
            "ring 018-12 34 56!",
            "0123-456 78",
            "070 - 123 45 67",
        ] {
            assert_eq!(kinds(text), [Identifier::Phone], "{text}");
        }
        let found = search("Skriv till for.efter-namn@post.example.org.");
        assert_eq!(found[0].text, "for.efter-namn@post.example.org");
    }

    #[test]
    fn ordinary_numbers_pass() {
        for text in [
            "Dnr 2022/949",
            "Dnr VBE 2022/0949-1.2",
            "kl. 08.00–16.00",
            "08:00-16:30",
            "2026-10-31",
            "den 01-02-2022",
            "112 34 Stockholm",
            "1 234 567 kronor",
            "10–24 medarbetare",
            "900101-9803",
            "901301-9802",
            "lag (2018:222)",
            "0–5 år",
            "0 1 2 3 4 5 6 7 8 9",
            "05/11 2022",
            "07 08 09 10 11",
            "3,14159265358979",
            "@ 14",
            "namn@jobbet",
            "2019 2020 2021 2022",
            "20 000 000",
            "skolår 2021/2022",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn the_place_is_told_in_bytes() {
        let text = "Åh: 900101-9802, och 070-123 45 67";
        let found = search(text);
        assert_eq!(&text[found[0].range.clone()], "900101-9802");
        assert_eq!(&text[found[1].range.clone()], "070-123 45 67");
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched(text in "\\PC{0,60}") {
            for found in search(&text) {
                prop_assert_eq!(&text[found.range.clone()], found.text.as_str());
            }
        }

        #[test]
        fn a_number_with_its_check_digit_is_found_in_any_sentence(
            year in 1850u32..1899, month in 1u32..=12, day in 1u32..=28, serial in 0u32..1000,
            separator in "[-+ ]?", before in "[a-zåäö ]{0,8} ", after in "[ .,!]",
        ) {
            let nine = format!("{:02}{month:02}{day:02}{serial:03}", year % 100);
            let digits: Vec<u32> = nine.chars().filter_map(|c| c.to_digit(10)).collect();
            let check = (0..10).find(|c| luhn(&[&digits[..], &[*c]].concat())).expect("one fits");
            let text = format!("{before}{year}{month:02}{day:02}{separator}{serial:03}{check}{after}");
            prop_assert_eq!(kinds(&text).len(), 1, "{}", text);
        }
    }
}
