use super::*;
use proptest::prelude::*;

const fn of(count: i64, base: i64) -> Tally {
    Tally { count, base }
}

fn words(phrase: Option<Phrase>) -> String {
    phrase.map(|p| p.words).unwrap_or_default()
}

#[test]
fn the_citys_own_words() {
    assert_eq!(words(share(of(14, 17), false)), "drygt 82 procent");
    assert_eq!(words(share(of(5, 17), true)), "omkring 29 procent");
    assert_eq!(words(share(of(11, 17), false)), "knappt 65 procent");
    assert_eq!(words(share(of(6, 17), false)), "drygt 35 procent");
    assert_eq!(words(share(of(11, 16), false)), "nära 70 procent");
    assert_eq!(words(quantifier(of(14, 17))), "de flesta");
    assert_eq!(shares(&[of(6, 17), of(5, 17)], true).as_deref(), Some("29–35 procent"));
    assert_eq!(shares(&[of(11, 17), of(11, 17)], false).as_deref(), Some("knappt 65 procent"));
    assert_eq!(share(of(0, 0), false), None);
    assert_eq!(words(share(of(1, 300), false)), "mindre än 1 procent");
}

/// The rule again, in whole numbers of its own: every share that a survey of sixty can have.
#[test]
fn every_share_of_up_to_sixty_is_hedged_by_the_rule() {
    for base in 1..=60 {
        for count in 0..=base {
            let tally = of(count, base);
            let percent = |whole: i64| 100 * count - whole * base;
            let whole = (0..=100).min_by_key(|w| (percent(*w).abs(), -w)).expect("a percent");
            let under_ten = (1..=10).map(|t| 10 * t).find(|ten| percent(*ten) < 0 && -2 * percent(*ten) < 3 * base);
            let expected = match under_ten {
                Some(ten) => format!("nära {ten} procent"),
                None if percent(whole) == 0 => format!("{whole} procent"),
                None if percent(whole) > 0 => format!("drygt {whole} procent"),
                None => format!("knappt {whole} procent"),
            };
            assert_eq!(words(share(tally, false)), expected, "{count} of {base}");
            let around = if count == 0 || count == base { "" } else { "omkring " };
            assert_eq!(words(share(tally, true)), format!("{around}{whole} procent"), "{count} of {base}");
            let many = match 100 * count {
                0 => "ingen",
                n if n < 50 * base => "färre än hälften",
                n if n == 50 * base => "hälften",
                n if n < 75 * base => "flertalet",
                n if n < 100 * base => "de flesta",
                _ => "alla",
            };
            assert_eq!(words(quantifier(tally)), many, "{count} of {base}");
        }
    }
}

#[test]
fn a_change_takes_three_persons_and_fifteen_percent() {
    assert_eq!(change(of(11, 17), of(13, 17)), Some(Change::Same), "two persons");
    assert_eq!(change(of(11, 17), of(14, 17)), Some(Change::More), "three of 17 are more than fifteen percent");
    assert_eq!(change(of(20, 40), of(25, 40)), Some(Change::Same), "five of 40 are less");
    assert_eq!(change(of(20, 40), of(26, 40)), Some(Change::More), "six of 40 are fifteen percent");
    assert_eq!(change(of(50, 100), of(2, 5)), Some(Change::Same), "half of five is two and a half");
    assert_eq!(change(of(50, 99), of(60, 120)), Some(Change::Same));
    assert_eq!(change(of(50, 100), of(45, 100)), Some(Change::Less), "five percent of a hundred");
    assert_eq!(change(of(50, 100), of(46, 100)), Some(Change::Same));
    assert_eq!(change(of(0, 0), of(1, 5)), None);
    assert_eq!(change_of_mean(of(20, 10), of(25, 10)), Some(Change::More), "2,0 and 2,5");
    assert_eq!(change_of_mean(of(20, 10), of(24, 10)), Some(Change::Same));
    assert_eq!(mean(of(39, 17)).as_deref(), Some("2,3"));
}

#[test]
fn a_level_is_what_more_than_half_say() {
    assert_eq!(level(of(10, 17), of(3, 17)), Level::Low);
    assert_eq!(level(of(5, 10), of(5, 10)), Level::Between, "half is not more than half");
    assert_eq!(level(of(2, 17), of(9, 17)), Level::High);
}

prop_compose! {
    fn a_share()(base in 1i64..2000)(count in 0..=base, base in Just(base)) -> Tally {
        of(count, base)
    }
}

proptest! {
    #[test]
    fn a_phrase_is_true(tally in a_share(), estimated: bool) {
        for phrase in [share(tally, estimated), quantifier(tally)] {
            prop_assert!(phrase.as_ref().is_some_and(|p| p.is_true_of(tally)), "{:?}", phrase);
        }
    }

    /// Exactly one word fits a share, so the words cannot be chosen to please.
    #[test]
    fn a_share_has_one_word_for_how_many(tally in a_share()) {
        let fitting = QUANTIFIERS.into_iter().filter(|(w, low, high)| Phrase::new(*w, *low, *high).is_true_of(tally)).count();
        prop_assert_eq!(fitting, 1);
    }

    #[test]
    fn how_many_never_runs_against_the_order_of_shares(one in a_share(), other in a_share()) {
        let (less, more) = if one.count * other.base <= other.count * one.base { (one, other) } else { (other, one) };
        let (a, b) = (quantifier(less).expect("a base"), quantifier(more).expect("a base"));
        prop_assert!((a.low.0, !a.low.1) <= (b.low.0, !b.low.1), "{:?} {:?}", a, b);
        prop_assert!((a.high.0, a.high.1) <= (b.high.0, b.high.1), "{:?} {:?}", a, b);
    }

    #[test]
    fn a_change_is_more_one_way_and_less_the_other(before in a_share(), now in a_share()) {
        for change in [change, change_of_mean] {
            let back = match change(before, now) {
                Some(Change::More) => Some(Change::Less),
                Some(Change::Less) => Some(Change::More),
                same => same,
            };
            prop_assert_eq!(change(now, before), back);
        }
    }
}
