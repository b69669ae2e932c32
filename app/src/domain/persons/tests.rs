//! Where numbers begin and end, and which of them are a person's.

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_can_be_searched(text in "\\PC{0,60}|[-+0-9 ./()@a-c]{0,60}|(0|46|\\+|[(]|[)]| at | punkt |@|a|[.]|-|9001|4６){0,30}") {
        let mut free = 0;
        for found in search(&text) {
            prop_assert_eq!(&text[found.range.clone()], found.text.as_str());
            prop_assert!(found.range.start >= free);
            free = found.range.end;
        }
    }

    #[test]
    fn a_number_with_its_check_digit_is_found_in_any_sentence(
        year in 1840u32..1900, month in 1u32..=12, day in 1u32..=28, coordination: bool, serial in 0u32..1000,
        separator in "[-+ .]?", before in "[a-zåäö ]{0,8} ", after in "[ .,!]",
    ) {
        let day = if coordination { day + 60 } else { day };
        let nine = format!("{:02}{month:02}{day:02}{serial:03}", year % 100);
        let check = (0..10).find(|c| luhn(&[digits(&nine), vec![*c]].concat())).expect("one fits");
        let text = format!("{before}{year}{month:02}{day:02}{separator}{serial:03}{check}{after}");
        let kind = if coordination { Identifier::CoordinationNumber } else { Identifier::PersonalNumber };
        prop_assert_eq!(search(&text).iter().map(|f| f.kind).collect::<Vec<_>>(), [kind], "{}", text);
    }
}

fn found(text: &str) -> Vec<String> {
    search(text).into_iter().map(|found| found.text).collect()
}

/// Nine or eleven digits with the check digit that fits.
fn checked(digits: &str) -> Vec<u32> {
    let digits = self::digits(digits);
    let short = &digits[digits.len() - 9..];
    let check = (0..10).find(|c| luhn(&[short, &[*c]].concat())).expect("one fits");
    [digits, vec![check]].concat()
}

#[test]
fn a_digit_may_be_of_full_width() {
    assert_eq!(['0', '９', '：', 'a'].map(digit), [Some(0), Some(9), None, None]);
}

#[test]
fn a_number_begins_and_ends_where_no_word_date_or_decimal_goes_on() {
    for before in ["", " ", "(", "pnr", "Tel", "x/"] {
        assert!(begins(before), "{before:?}");
    }
    for before in ["A", "3/", "12-", "1.", "8,", "10:"] {
        assert!(!begins(before), "{before:?}");
    }
    for after in ["", ".", " 5", "- och", ".se"] {
        assert!(ends(after), "{after:?}");
    }
    for after in [".5", "-5", ":30"] {
        assert!(!ends(after), "{after:?}");
    }
}

#[test]
fn a_persons_number_has_a_day_that_exists() {
    use Identifier::{CoordinationNumber, PersonalNumber};
    let of = |digits: &str| identity(&checked(digits));
    assert_eq!([of("19121212121"), of("121212121"), of("18121212121")], [Some(PersonalNumber); 3]);
    assert_eq!([of("17121212121"), of("21121212121")], [None; 2], "other centuries");
    assert_eq!([of("121272121"), of("121291121"), of("121292121")], [Some(CoordinationNumber), Some(CoordinationNumber), None]);
    assert_eq!([of("240229121"), of("230229121")], [Some(PersonalNumber), None]);
    assert_eq!([of("000229121"), of("19000229121")], [Some(PersonalNumber), None], "1900 had no leap day");
}

#[test]
fn what_is_in_brackets_by_itself_is_no_end_of_a_persons_number() {
    assert_eq!(found("900107 9806"), ["900107 9806"]);
    assert!(found("900107 (9806)").is_empty());
}

#[test]
fn ten_digits_from_07_are_a_mobile_number_unless_they_are_divided() {
    let number: String = checked("070161123").iter().map(u32::to_string).collect();
    let kinds = |text: &str| search(text).iter().map(|found| found.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&number), [Identifier::Phone]);
    assert_eq!(kinds(&format!("{}-{}", &number[..6], &number[6..])), [Identifier::CoordinationNumber]);
}

#[test]
fn a_bracket_belongs_to_the_number_that_it_stands_within() {
    assert_eq!(found("Ring (08) 465 004 00"), ["(08) 465 004 00"]);
    assert_eq!(found("Ring (070-174 06 35)"), ["070-174 06 35"]);
    assert_eq!(found("Ring (0701740635)"), ["0701740635"]);
}

#[test]
fn a_mobile_number_has_ten_digits_and_no_slash() {
    assert_eq!(found("070-174 06 35"), ["070-174 06 35"]);
    assert!(found("070-174 063").is_empty());
    assert!(found("070-174/0635").is_empty());
}

#[test]
fn a_country_tells_how_long_its_numbers_are() {
    for digits in ["46701740635", "468465004", "460701740635", "12025550123", "4930901820"] {
        assert!(is_international(&self::digits(digits)), "{digits}");
    }
    for digits in ["46846500400000", "1202555012", "120255501234", "0123456789", "4001234567", "493090182"] {
        assert!(!is_international(&self::digits(digits)), "{digits}");
    }
}

#[test]
fn the_word_at_stands_by_itself() {
    assert!(is_word("anna at exempel", 5, "at"));
    assert!(!is_word("that", 2, "at") && !is_word("att", 0, "at"));
}

#[test]
fn a_host_begins_with_a_name() {
    assert_eq!([host("example.org."), host(".example.org"), host("example..org")], [Some((11, false)), None, None]);
}
