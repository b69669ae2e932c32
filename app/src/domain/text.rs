//! Which characters a text may have, and how its first letter is written.
//!
//! Documents and workbooks are XML, which cannot hold some characters: a file with one of them cannot be
//! opened. Forms and imports refuse these characters, and exports replace them in older texts.

use std::borrow::Cow;

/// With a small first letter, for the middle of a sentence.
pub fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A text to search in or to compare, however it is written: without case, marks, spaces and signs.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).map(plain).collect()
}

/// A small letter without its mark.
pub const fn plain(c: char) -> char {
    match c {
        'å' | 'ä' | 'á' | 'à' | 'â' => 'a',
        'ö' | 'ø' | 'ó' | 'ô' => 'o',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'ü' | 'ú' => 'u',
        c => c,
    }
}

/// Whether XML 1.0 can hold the character (its production `Char`).
const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a text of several lines may have the character: a visible one, a tab or a line end.
pub fn is_allowed(c: char) -> bool {
    is_xml(c) && (!c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

/// Whether a name or another text of one line must not have the character.
pub fn is_unfit(c: char) -> bool {
    c.is_control() || !is_xml(c) || turns(c)
}

/// Whether the character turns the direction of what follows it, so that a name reads as another one.
pub const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with U+FFFD, the replacement character, for what XML cannot hold.
pub fn replaced(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_xml) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_xml(c) { c } else { char::REPLACEMENT_CHARACTER }).collect())
}

/// A text of several lines as it is kept: trimmed, lines ended one way, and without the characters
/// that no database or document takes.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().filter(|c| *c == '\n' || !is_unfit(*c)).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_however_it_is_written() {
        for written in ["Förskoleområde 2", "forskoleomrade 2", "FÖRSKOLE-OMRÅDE 2", "Fo\u{308}rskoleomra\u{30a}de  2"] {
            assert_eq!(folded(written), "forskoleomrade2");
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_not_allowed_anywhere() {
        for c in ['\0', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            assert!(!is_allowed(c) && is_unfit(c), "{c:?}");
            assert_eq!(replaced(&format!("a{c}b")), "a\u{fffd}b");
        }
        for c in ['å', ' ', '\u{a0}', '\u{fffd}', '👍', '\u{10ffff}'] {
            assert!(is_allowed(c) && !is_unfit(c), "{c:?}");
        }
        for c in ['\t', '\n', '\r'] {
            assert!(is_allowed(c) && is_unfit(c), "{c:?}");
        }
        for c in ['\u{202e}', '\u{2067}'] {
            assert!(is_allowed(c) && is_unfit(c), "{c:?}");
            assert_eq!(clean(&format!("Enhet {c}B")), "Enhet B");
        }
        assert!(!is_allowed('\u{85}') && is_unfit('\u{85}'), "a control character that XML can hold");
        assert!(matches!(replaced("rad 1\nrad 2 👍"), Cow::Borrowed(_)));
    }

    #[test]
    fn only_the_first_letter_becomes_small() {
        assert_eq!([small("Östermalms SDF"), small("")], ["östermalms SDF", ""]);
    }
}
