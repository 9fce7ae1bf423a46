use super::*;
use proptest::prelude::*;

fn change(now: u64, before: u64, dispersion: f64) -> Change {
    let counted = |count| Counted { count, days: 91 };
    Change::new(counted(now), counted(before), dispersion).unwrap()
}

#[test]
fn a_period_without_a_day_is_refused() {
    let (none, some) = (Counted { count: 1, days: 0 }, Counted { count: 1, days: 1 });
    assert_eq!(Change::new(none, some, 1.0), Err(NoDays));
    assert_eq!(Change::new(some, none, 1.0), Err(NoDays));
}

#[test]
fn words_by_count() {
    for (now, before, dispersion, word) in [
        (0, 0, 1.0, Word::TooFewToSay),
        (9, 0, 1.0, Word::TooFewToSay),
        (10, 0, 1.0, Word::More),
        (0, 10, 1.0, Word::Fewer),
        (5, 5, 1.0, Word::NoClearChange),
        (40, 20, 1.0, Word::More),
        (40, 20, 3.0, Word::NoClearChange),
        (120, 160, 1.0, Word::Fewer),
        (120, 160, 2.0, Word::NoClearChange),
        (0, 12, 4.0, Word::NoClearChange),
        (0, 400, 4.0, Word::Fewer),
    ] {
        assert_eq!(
            change(now, before, dispersion).word(),
            word,
            "{now} after {before} at {dispersion}"
        );
    }
}

#[test]
fn many_wards_are_corrected_together() {
    let alone = change(26, 11, 1.0);
    assert_eq!(alone.word(), Word::More);
    let mut wards = vec![alone];
    wards.extend((0..13).map(|_| change(20, 20, 1.0)));
    assert_eq!(words(&wards)[0], Word::NoClearChange);
    wards.push(change(100, 20, 1.0));
    assert_eq!(words(&wards).last(), Some(&Word::More));
}

#[test]
fn nothing_counted_has_no_interval() {
    let none = change(0, 0, 1.0);
    assert_eq!(
        (none.ratio(), none.interval(), none.widened(), none.p()),
        (None, None, None, None)
    );
}

proptest! {
    #[test]
    fn the_ratio_lies_in_each_interval(now in 0_u64..3000, before in 1_u64..3000, dispersion in 1.0_f64..5.0) {
        let change = change(now, before, dispersion);
        let ratio = change.ratio().unwrap();
        for interval in [change.interval().unwrap(), change.widened().unwrap(), change.shown().unwrap()] {
            prop_assert!(interval.contains(ratio), "{ratio} in {interval:?}");
        }
        let p = change.p().unwrap();
        prop_assert!((0.0..=1.0).contains(&p));
    }

    #[test]
    fn a_word_of_change_goes_with_an_interval_off_one(now in 0_u64..300, before in 0_u64..300, dispersion in 0.5_f64..4.0) {
        let change = change(now, before, dispersion);
        if matches!(change.word(), Word::More | Word::Fewer) {
            prop_assert!(!change.shown().unwrap().contains(1.0));
        }
    }
}
