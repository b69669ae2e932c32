//! Finds what identifies a person in free text.
//!
//! A text is refused when it holds a *personnummer* or *samordningsnummer* (a personnummer whose day is
//! raised by 60), checked by date and check digit (Skatteverket, SKV 704), an e-mail address or a phone
//! number. [`super::names`] guesses at names, which only give a warning. The files in `app/corpus` list
//! what must be found and what must pass.

use std::cmp::Reverse;
use std::ops::Range;

use super::calendar::is_day;

/// What identifies a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier {
    /// Personnummer.
    PersonalNumber,
    /// Samordningsnummer.
    CoordinationNumber,
    Email,
    Phone,
}

/// An identifier in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Identifier,
    /// The text of it.
    pub text: String,
    /// Its place in the text, in bytes.
    pub range: Range<usize>,
}

/// Everything in the text that identifies a person, in order and without overlap.
pub fn search(text: &str) -> Vec<Found> {
    let mut all = numbers(text);
    all.extend(emails(text));
    // Of two that overlap, as a number in an address, the one that begins first is the whole.
    all.sort_by_key(|(_, range)| (range.start, Reverse(range.end)));
    let mut free = 0;
    all.retain(|(_, range)| {
        let clear = range.start >= free;
        free = if clear { range.end } else { free };
        clear
    });
    all.into_iter().map(|(kind, range)| Found { kind, text: text[range.clone()].into(), range }).collect()
}

type Hit = (Identifier, Range<usize>);

/// What a number is, the byte where it begins, and how many groups it has.
type Number = (Identifier, usize, usize);

/// Digits with nothing between them.
struct Group {
    range: Range<usize>,
    count: usize,
    /// What is between it and the group before.
    separator: Separator,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// Something that no number has inside: another number begins.
    Break,
    Space,
    Hyphen,
    Dot,
    Slash,
    Opening,
    Closing,
}

/// A digit, also of full width.
fn digit(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| u32::from(c).checked_sub(0xff10).filter(|value| *value < 10))
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(digit).collect()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '+' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Spaces within a line, and the zero-width characters that come along from other programs.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\n' || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn separator(gap: &str) -> Separator {
    let is_loose = |c| is_space(c) || is_hyphen(c);
    // "070 - 174" is as far apart as one number is written.
    if gap.chars().nth(3).is_some() {
        Separator::Break
    } else if gap.chars().all(is_space) {
        Separator::Space
    } else if gap.chars().all(is_loose) {
        Separator::Hyphen
    } else if gap == "." {
        Separator::Dot
    } else if gap.trim() == "/" {
        Separator::Slash
    } else if gap.trim_end_matches('(').chars().all(is_loose) {
        Separator::Opening
    } else if gap.trim_start_matches(')').chars().all(is_loose) {
        Separator::Closing
    } else {
        Separator::Break
    }
}

fn groups(text: &str) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| digit(*c).is_some()) {
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some(group) if group.range.end == at => {
                group.range.end = end;
                group.count += 1;
            }
            last => {
                let separator = last.map_or(Separator::Break, |group| separator(&text[group.range.end..at]));
                found.push(Group { range: at..end, count: 1, separator });
            }
        }
    }
    found
}

fn numbers(text: &str) -> Vec<Hit> {
    let mut groups = groups(text);
    let mut found: Vec<Hit> = Vec::new();
    let mut i = 0;
    while i < groups.len() {
        let rest = &groups[i..];
        // An earlier number is no part of this one, so "a/b" and "a,b" are two.
        let before = &text[found.last().map_or(0, |(_, range)| range.end)..rest[0].range.start];
        let hit = personal_number(text, before, rest).or_else(|| phone(text, before, rest));
        i += hit.map_or(1, |(_, _, count)| count);
        if let Some((kind, start, _)) = hit {
            found.push((kind, start..groups[i - 1].range.end));
            groups.get_mut(i).into_iter().for_each(|next| next.separator = Separator::Break);
        }
    }
    found
}

/// Words that a number is sometimes written together with.
const LABELS: [&str; 8] = ["pnr", "personnr", "nummer", "ningsnr", "tel", "tfn", "mobil", "mob"];

/// Whether a number may begin after this text: not inside a date, a case number or a word.
fn begins(before: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        Some(c) if matches!(c, '/' | '.' | ',' | ':') || is_hyphen(c) => back.next().and_then(digit).is_none(),
        Some(c) if c.is_alphanumeric() => {
            let ends = |label: &&str| before.len().checked_sub(label.len()).and_then(|at| before.get(at..));
            LABELS.iter().any(|label| ends(label).is_some_and(|word| word.eq_ignore_ascii_case(label)))
        }
        _ => true,
    }
}

/// Whether a number may end before this text: not where a date, a range or a decimal goes on.
fn ends(after: &str) -> bool {
    let mut rest = after.chars();
    let open = rest.next().is_some_and(|c| matches!(c, '.' | ':') || is_hyphen(c));
    !(open && rest.next().and_then(digit).is_some())
}

/// The numbers of groups that may be one number, of at most `most` digits.
fn runs(groups: &[Group], most: usize) -> impl Iterator<Item = usize> {
    let tied = groups.iter().take(most).skip(1).take_while(|group| group.separator != Separator::Break).count();
    (1..=tied + 1).take_while(move |n| groups[..*n].iter().map(|group| group.count).sum::<usize>() <= most)
}

/// A personnummer or samordningsnummer: of ten digits, or of twelve with the century.
fn personal_number(text: &str, before: &str, groups: &[Group]) -> Option<Number> {
    let start = groups[0].range.start;
    let fits = |n: usize| {
        let end = groups[n - 1].range.end;
        let digits = digits(&text[start..end]);
        if !matches!(digits.len(), 10 | 12) || !is_divided(&groups[..n], 12 - digits.len()) || !ends(&text[end..]) {
            return None;
        }
        let kind = identity(&digits)?;
        // Ten digits from 07 that could be either are a mobile number.
        let mobile = n == 1 && digits.len() == 10 && digits.starts_with(&[0, 7]);
        (kind == Identifier::PersonalNumber || !mobile).then_some((kind, start, n))
    };
    if begins(before) { runs(groups, 12).filter_map(fits).last() } else { None }
}

/// Whether the digits are grouped as in a personnummer: separated before the last four, if at all; or in
/// the date, between century, year, month and day; but not in both.
fn is_divided(groups: &[Group], missing: usize) -> bool {
    let (mut at, mut date, mut middle, mut last) = (missing, false, false, false);
    for pair in groups.windows(2) {
        at += pair[0].count;
        match (at, pair[1].separator) {
            (_, Separator::Opening | Separator::Closing) => return false,
            (8, _) => middle = true,
            (2 | 4 | 6, Separator::Space | Separator::Hyphen | Separator::Dot) => date = true,
            (9.., Separator::Space | Separator::Hyphen) => last = true,
            _ => return false,
        }
    }
    groups.len() == 1 || middle && !(date && last)
}

/// What ten or twelve digits are, judged by date and check digit.
fn identity(digits: &[u32]) -> Option<Identifier> {
    let (century, short) = digits.split_at(digits.len() - 10);
    let number = |at: usize| short[at] * 10 + short[at + 1];
    // Without a century, the leap day of any year that ends so is taken.
    let century = match century {
        [1, 8] => 18,
        [1, 9] => 19,
        [] | [2, 0] => 20,
        _ => return None,
    };
    let (kind, day) = match number(4) {
        day @ 61.. => (Identifier::CoordinationNumber, day - 60),
        day => (Identifier::PersonalNumber, day),
    };
    (is_day(century * 100 + number(0), number(2), day) && luhn(short)).then_some(kind)
}

/// The check digit of ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits.iter().enumerate().map(|(i, d)| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { *d }).sum();
    sum.is_multiple_of(10)
}

/// A phone number: `+` or `00` and a country, or a Swedish area code, then groups of digits.
fn phone(text: &str, before: &str, groups: &[Group]) -> Option<Number> {
    let outside = before.strip_suffix('+');
    let fits = |n: &usize| {
        let end = groups[n - 1].range.end;
        let sound = match (outside, &digits(&text[groups[0].range.start..end])[..]) {
            (Some(_), digits) => is_international(digits),
            // "0012…" is an article number more often than North America.
            (None, [0, 0, digits @ ..]) => digits.first() > Some(&1) && is_international(digits),
            (None, digits @ [0, _, ..]) => is_national(&groups[..*n], digits),
            _ => false,
        };
        sound && !text[end..].starts_with(char::is_alphanumeric) && ends(&text[end..])
    };
    let before = outside.unwrap_or(before);
    let count = if begins(before) { runs(groups, 17).filter(fits).last()? } else { return None };
    // "(08) 465" belongs together, "(070-174 …)" is in brackets as a whole.
    let bracket = before.ends_with('(') && count > 1 && groups[1].separator == Separator::Closing;
    let start = groups[0].range.start - usize::from(outside.is_some()) - usize::from(bracket);
    Some((Identifier::Phone, start, count))
}

/// Whether the digits are a country code and a number there. For Sweden, "(0)" may come between.
fn is_international(digits: &[u32]) -> bool {
    match digits {
        [4, 6, 0, ..] => (10..=12).contains(&digits.len()),
        [4, 6, ..] => (9..=11).contains(&digits.len()),
        [1, ..] => digits.len() == 11,
        [0, ..] | [_, 0, 0, ..] => false,
        _ => (10..=15).contains(&digits.len()),
    }
}

/// Whether the groups are those of a Swedish number, not of a list, a date, hours or an amount.
fn is_national(groups: &[Group], digits: &[u32]) -> bool {
    let [area, subscriber @ ..] = groups else { return false };
    let mobile = digits[1] == 7;
    let least = match (digits[1], area.count) {
        (7, 3..) => 10,
        (8, 2 | 8) | (_, 3) => 8,
        (_, 4 | 9 | 10) => 9,
        _ => return false,
    };
    let fits = (least..=10).contains(&digits.len());
    let [first, more @ ..] = subscriber else { return fits };
    // An amount of which the first thousands stand before: "2 031 500 000".
    let amount = area.separator == Separator::Space && first.separator == Separator::Space && !mobile;
    // Hours and dates: "08-16 08-18", "08-11-2022", "08 10 12 14", "08/11 2022".
    let hours =
        first.count == 2 && area.count == 2 && (first.separator != Separator::Hyphen || more.iter().any(|g| g.count != 2));
    // Only mobile numbers go on with 0; lists do: "010 020 030".
    let zero = !mobile && digits[area.count] == 0;
    // Case numbers: "0180-22-123".
    let case = !mobile && first.count != 3 && more.iter().any(|g| g.separator == Separator::Hyphen && g.count != first.count);
    let even = more.windows(2).all(|pair| pair[0].separator == pair[1].separator);
    let tied = first.separator != Separator::Opening
        && more.iter().all(|g| matches!(g.separator, Separator::Space | Separator::Hyphen | Separator::Dot));
    fits && tied && even && subscriber.iter().all(|g| g.count >= 2) && !(amount || hours || zero || case)
}

/// What replaces "@" and "." in an address that is written to hide it from programs.
const AT: [&str; 5] = ["@", "\u{ff20}", "at", "snabel-a", "snabela"];
const DOT: [&str; 2] = ["punkt", "dot"];
const BRACKETS: [char; 8] = ['(', ')', '[', ']', '{', '}', ' ', '\u{a0}'];

fn emails(text: &str) -> impl Iterator<Item = Hit> {
    text.char_indices().filter_map(|(at, _)| {
        let end = at + AT.iter().find(|mark| is_word(text, at, mark))?.len();
        let left = text[..at].trim_end_matches(BRACKETS);
        let right = text[end..].trim_start_matches(BRACKETS);
        let local: usize = left.chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum();
        let local = left[left.len() - local..].trim_start_matches(|c: char| !c.is_alphanumeric());
        let (host, spelled) = host(right)?;
        // "oss @example.org" is no address; the word "at" is one only in brackets or with "punkt".
        let loose = left.len() < at && right.len() == text.len() - end;
        let word = text[at..end].eq_ignore_ascii_case("at") && !spelled && text[left.len()..at].trim().is_empty();
        let range = left.len() - local.len()..text.len() - right.len() + host;
        (!local.is_empty() && !loose && !word).then_some((Identifier::Email, range))
    })
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "._%+-'".contains(c)
}

/// Whether the text has this at `at`: a sign anywhere, a word only by itself.
fn is_word(text: &str, at: usize, word: &str) -> bool {
    let Some(found) = text.get(at..at + word.len()) else { return false };
    let alone = || !text[..at].ends_with(is_local) && !text[at + word.len()..].starts_with(is_local);
    found.eq_ignore_ascii_case(word) && (!word.starts_with(char::is_alphabetic) || alone())
}

/// The length of the host that the text begins with, and whether its dots are spelled out.
fn host(text: &str) -> Option<(usize, bool)> {
    let (mut at, mut end, mut dots, mut spelled) = (0, None, 0, false);
    loop {
        let label = text[at..].split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
        // A compound or, without a space, a sentence may follow: "example.org-adressen", "example.org.Hej".
        let top = label.split('-').next().unwrap_or_default();
        let sentence = top.starts_with(char::is_uppercase) && !text.starts_with(char::is_uppercase);
        if dots > 0 && !sentence && top.chars().nth(1).is_some() && top.chars().all(char::is_alphabetic) {
            end = Some(at + top.len());
        }
        let rest = &text[at + label.len()..];
        let word = rest.trim_start_matches(BRACKETS);
        let dot = DOT.iter().find(|dot| word.len() < rest.len() && is_word(word, 0, dot)).filter(|_| spelled || dots == 0);
        let next = match dot {
            Some(dot) => word[dot.len()..].trim_start_matches(BRACKETS),
            None => rest.strip_prefix('.').unwrap_or_default(),
        };
        if label.is_empty() || next.is_empty() {
            return end.map(|end| (end, spelled));
        }
        spelled |= dot.is_some();
        dots += 1;
        at = text.len() - next.len();
    }
}

#[cfg(test)]
mod tests;
