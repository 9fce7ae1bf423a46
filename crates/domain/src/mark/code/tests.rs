//! Tests what we promise about mark codes: every mistake in one code, and properties of random codes.

use std::collections::HashSet;

use proptest::prelude::*;

use super::{reed_solomon::LENGTH, *};
use crate::crockford::{self, DIGITS};

fn any_code() -> impl Strategy<Value = MarkCode> {
    any::<[u8; 8]>().prop_map(MarkCode::from_data)
}

fn with(code: &str, position: usize, character: char) -> String {
    code.chars()
        .enumerate()
        .map(|(at, was)| if at == position { character } else { was })
        .collect()
}

fn alphabet() -> impl Iterator<Item = char> {
    DIGITS.iter().copied().map(char::from)
}

/// Makes every wrong character in every place: 310 words for each code.
fn substitutions(code: &str) -> Vec<(usize, char, String)> {
    let mut all = Vec::new();
    for (position, was) in code.chars().enumerate() {
        all.extend(
            alphabet()
                .filter(|&c| c != was)
                .map(|c| (position, c, with(code, position, c))),
        );
    }
    all
}

proptest! {
    #[test]
    fn every_wrong_character_is_noticed_and_put_right(code in any_code()) {
        let compact = code.compact();
        for (position, wrong, text) in substitutions(&compact) {
            prop_assert_eq!(MarkCode::parse(&text), Err(NotAMark::Checks));
            let is = compact.chars().nth(position).unwrap();
            let put_right = vec![PutRight { position, was: wrong, is }];
            prop_assert_eq!(MarkCode::read(&text), Reading::Corrected { code, put_right });
        }
    }

    #[test]
    fn every_swap_of_neighbours_is_noticed_and_put_right(code in any_code()) {
        let compact: Vec<char> = code.compact().chars().collect();
        for left in 0..LENGTH - 1 {
            let mut swapped = compact.clone();
            swapped.swap(left, left + 1);
            if swapped == compact {
                continue;
            }
            let text: String = swapped.iter().collect();
            prop_assert_eq!(MarkCode::parse(&text), Err(NotAMark::Checks));
            let reading = MarkCode::read(&text);
            prop_assert_eq!(reading.code(), Some(code));
            let places: Vec<usize> = reading.put_right().iter().map(|p| p.position).collect();
            prop_assert_eq!(places, vec![left, left + 1]);
        }
    }

    #[test]
    fn every_one_or_two_unreadable_characters_are_restored(code in any_code()) {
        let compact = code.compact();
        for one in 0..LENGTH {
            for other in one..LENGTH {
                let text = with(&with(&compact, one, '?'), other, '?');
                let Reading::Restored { code: found, put_right } = MarkCode::read(&text) else {
                    return Err(TestCaseError::fail(text));
                };
                prop_assert_eq!(found, code);
                prop_assert_eq!(put_right.len(), if one == other { 1 } else { 2 });
                for filled in put_right {
                    prop_assert_eq!(filled.was, '?');
                    prop_assert_eq!(Some(filled.is), compact.chars().nth(filled.position));
                }
            }
        }
    }

    #[test]
    fn three_or_four_unreadable_characters_leave_every_code_that_fits_once(
        code in any_code(),
        places in proptest::sample::subsequence((0..LENGTH).collect::<Vec<_>>(), 3..=4),
    ) {
        let text = places.iter().fold(code.compact(), |text, &place| with(&text, place, '?'));
        let Reading::Unresolved { candidates } = MarkCode::read(&text) else {
            return Err(TestCaseError::fail(text));
        };
        let expected = 1 << (5 * (places.len() - 2));
        prop_assert_eq!(candidates.len(), expected);
        let found: HashSet<MarkCode> = candidates.collect();
        prop_assert_eq!(found.len(), expected);
        prop_assert!(found.contains(&code));
        for candidate in found {
            prop_assert_eq!(MarkCode::parse(&candidate.compact()), Ok(candidate));
            for (seen, is) in text.chars().zip(candidate.compact().chars()) {
                prop_assert!(seen == '?' || seen == is);
            }
        }
    }

    #[test]
    fn one_unreadable_and_another_wrong_leave_nine_codes_with_the_right_one_among_them(
        code in any_code(), unreadable in 0..LENGTH, away in 1..LENGTH, shift in 1..32u8,
    ) {
        let wrong = (unreadable + away) % LENGTH;
        let is = code.0[wrong];
        let text = with(&with(&code.compact(), unreadable, '?'), wrong, crockford::digit(is ^ shift));
        let Reading::Unresolved { candidates } = MarkCode::read(&text) else {
            return Err(TestCaseError::fail(text));
        };
        prop_assert_eq!(candidates.len(), 9);
        prop_assert_eq!(candidates.filter(|&candidate| candidate == code).count(), 1);
    }

    #[test]
    fn a_code_is_read_back_however_it_is_written(code in any_code()) {
        let compact = code.compact();
        let lower = compact.to_lowercase();
        let as_misread: String = compact.chars().map(|c| match c { '1' => 'l', '0' => 'O', 'V' => 'u', c => c }).collect();
        for text in [
            code.to_string(),
            format!(" {lower} "),
            format!("{} {}", &lower[..5], &lower[5..]),
            format!("{}\u{2013}{}", &compact[..5], &compact[5..]),
            as_misread,
            format!("HTTPS://FRAMEMARK.EXAMPLE.ORG/M/{compact}"),
            format!("https://framemark.example.org/m/{lower}/"),
            format!("framemark.example.org/m/{code}?from=label"),
            format!("http://127.0.0.1:8080/M/{compact}#top"),
            format!("/m/{lower}"),
        ] {
            prop_assert_eq!(MarkCode::parse(&text), Ok(code), "{}", text);
            prop_assert_eq!(MarkCode::read(&text), Reading::Exact(code), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>()) {
        let strict = MarkCode::parse(&text);
        let reading = MarkCode::read(&text);
        if let Ok(code) = strict {
            prop_assert_eq!(reading, Reading::Exact(code));
        }
    }

    #[test]
    fn text_near_a_code_never_panics(text in "[/mM0-9A-Za-z?# .-]{0,24}") {
        let _ = MarkCode::parse(&text);
        if let Reading::Exact(code) = MarkCode::read(&text) {
            prop_assert_eq!(MarkCode::parse(&text), Ok(code));
        }
    }
}

#[test]
fn what_is_no_mark_says_why() {
    for (text, why) in [
        ("", NotAMark::Empty),
        ("  - ", NotAMark::Empty),
        ("7KQ4M", NotAMark::TooShort(5)),
        ("7KQ4M2X9TDD", NotAMark::TooLong),
        ("7KQ4M_2X9T", NotAMark::TooShort(9)),
        ("7KQ4M\u{1f6b2}2X9T", NotAMark::TooShort(9)),
        ("7KQ4M-2X9Ж", NotAMark::Character('Ж')),
        ("Mark 7KQ4M", NotAMark::TooShort(5)),
        ("?????2X9TD", NotAMark::Unreadable(5)),
        ("https://example.org/", NotAMark::OtherAddress),
        ("https://example.org/bikes/7KQ4M2X9TD", NotAMark::OtherAddress),
        ("https://example.org/m/", NotAMark::Empty),
        ("https://example.org/m/7KQ4M?a=b", NotAMark::TooShort(8)),
    ] {
        assert_eq!(MarkCode::read(text), Reading::NotAMark(why), "{text}");
        assert_eq!(MarkCode::parse(text).unwrap_err(), why, "{text}");
    }
    assert_eq!(MarkCode::parse(&"A".repeat(10_000_000)), Err(NotAMark::TooLong));
}

#[test]
fn an_unreadable_character_in_an_address_is_not_taken_for_its_query() {
    let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
    let compact = code.compact();
    let text = format!("https://example.org/m/{}?to=x", with(&compact, 3, '?'));
    assert_eq!(MarkCode::read(&text).code(), Some(code));
}

#[test]
fn generating_passes_over_words() {
    let word = MarkCode::parse("FVCK0-000").unwrap_err();
    assert_eq!(word, NotAMark::TooShort(8));
    let symbols = |text: &str| -> Vec<u8> {
        text.bytes()
            .map(|b| DIGITS.iter().position(|&a| a == b).unwrap() as u8)
            .collect()
    };
    let mut draws = [symbols("FVCK0000"), symbols("0W4NK000"), symbols("7KQ4M2X9")].into_iter();
    let code = MarkCode::generate(&mut |bytes| bytes.copy_from_slice(&draws.next().unwrap()));
    assert_eq!(&code.compact()[..8], "7KQ4M2X9");
    assert!(!code.spells_a_word());
    assert_eq!(draws.next(), None);
}

#[test]
fn json_holds_the_code_as_shown() {
    let code = MarkCode::from_data([7, 6, 5, 4, 3, 2, 1, 0]);
    let json = serde_json::to_string(&code).unwrap();
    assert_eq!(json, format!("\"{code}\""));
    assert_eq!(serde_json::from_str::<MarkCode>(&json).unwrap(), code);
    assert!(serde_json::from_str::<MarkCode>("\"7KQ4M\"").is_err());
}

/// The vectors are shared with the front end and were made by another implementation.
#[test]
#[expect(clippy::too_many_lines, reason = "one table, held line by line")]
fn the_shared_test_vectors_hold() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../../../../fixtures/mark_codes.json")).unwrap();
    let each = |name: &str| {
        vectors[name]
            .as_array()
            .filter(|all| !all.is_empty())
            .unwrap()
            .clone()
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    for vector in each("encode") {
        let data: Vec<u8> = serde_json::from_value(vector["data"].clone()).unwrap();
        assert_eq!(
            MarkCode::from_data(data.try_into().unwrap()).to_string(),
            text(&vector["code"])
        );
    }
    for vector in each("accepted") {
        assert_eq!(
            MarkCode::parse(&text(&vector["text"])).unwrap().to_string(),
            text(&vector["code"])
        );
    }
    for (name, corrected) in [("corrected", true), ("restored", false)] {
        for vector in each(name) {
            let reading = MarkCode::read(&text(&vector["text"]));
            assert_eq!(
                matches!(reading, Reading::Corrected { .. }),
                corrected,
                "{vector}"
            );
            assert_eq!(reading.code().unwrap().to_string(), text(&vector["code"]));
            let positions: Vec<usize> = serde_json::from_value(vector["positions"].clone()).unwrap();
            assert_eq!(
                reading.put_right().iter().map(|p| p.position).collect::<Vec<_>>(),
                positions
            );
        }
    }
    for vector in each("unresolved") {
        let Reading::Unresolved { candidates } = MarkCode::read(&text(&vector["text"])) else {
            panic!("{vector}")
        };
        let mut found: Vec<String> = candidates.map(|code| code.to_string()).collect();
        assert_eq!(found.len(), vector["count"].as_u64().unwrap() as usize);
        found.sort();
        assert_eq!(found[0], text(&vector["first"]));
        assert_eq!(found[found.len() - 1], text(&vector["last"]));
    }
    for vector in each("refused") {
        let reading = MarkCode::read(&text(&vector["text"]));
        assert!(matches!(reading, Reading::NotAMark(_)), "{vector}: {reading:?}");
    }
    for vector in each("as_typed") {
        let reading = MarkCode::read(&text(&vector["text"]));
        let (kind, why) = match &reading {
            Reading::Exact(_) => ("exact", None),
            Reading::Corrected { .. } => ("corrected", None),
            Reading::Restored { .. } => ("restored", None),
            Reading::Unresolved { .. } => ("unresolved", None),
            Reading::NotAMark(why) => ("not-a-mark", Some(why.to_string())),
        };
        assert_eq!(kind, text(&vector["kind"]), "{vector}: {reading:?}");
        assert_eq!(
            reading.code().map(|code| code.to_string()).as_deref(),
            vector["code"].as_str(),
            "{vector}"
        );
        assert_eq!(why.as_deref(), vector["why"].as_str(), "{vector}");
    }
}

#[test]
fn a_code_is_read_in_any_text_around_it() {
    let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
    let compact = code.compact();
    let right = compact.chars().next().unwrap();
    let wrong = if right == '8' { '9' } else { '8' };
    for (written, exact) in [(compact.clone(), true), (with(&compact, 0, wrong), false)] {
        let (left, end) = written.split_at(5);
        let hyphened = format!("{left}-{end}");
        for text in [
            format!("{hyphened}."),
            format!("\u{201c}{hyphened}\u{201d}"),
            format!("'{hyphened}'"),
            format!("({hyphened})"),
            format!("[{hyphened}]"),
            format!("<{hyphened}>,"),
            format!("Mark {hyphened}"),
            format!("mark: {hyphened}"),
            format!("Mark code {written}!"),
            format!("My mark is {left} {end}."),
            format!("Framemark label no. {hyphened}"),
            format!("{hyphened} on the seat tube"),
            format!("\u{feff}{left}\u{200b}-\u{ad}{end}\u{200e}"),
            format!("{left}\u{a0}{end}"),
            format!("{left}\u{2011}{end}"),
            format!("{left}.{end}"),
            format!("m/{hyphened}"),
            format!("/M/{written}"),
            format!("bikes.example.org/m/{hyphened}."),
            format!("(https://bikes.example.org/m/{written})"),
            format!("https://bikes.example.org/m/{written} was on it"),
        ] {
            let reading = MarkCode::read(&text);
            assert_eq!(reading.code(), Some(code), "{text}: {reading:?}");
            assert_eq!(matches!(reading, Reading::Exact(_)), exact, "{text}");
            assert_eq!(MarkCode::parse(&text).is_ok(), exact, "{text}");
        }
    }
    let other = MarkCode::from_data([8, 7, 6, 5, 4, 3, 2, 1]);
    let both = MarkCode::read(&format!("{code}, {other}"));
    assert_eq!(both, Reading::NotAMark(NotAMark::Several));
}

#[test]
fn brackets_say_what_one_character_may_be() {
    let code = MarkCode::from_data([0, 2, 8, 4, 11, 6, 7, 0]);
    let compact = code.compact();
    assert!(compact.starts_with('0') && &compact[2..3] == "8");
    let exact = MarkCode::read(&format!("[O0]{}", &compact[1..]));
    assert_eq!(exact, Reading::Exact(code));
    for text in [
        format!("{}[8B]{}", &compact[..2], &compact[3..]),
        format!("{} [ b, 8 ] {}", &compact[..2], &compact[3..]),
        format!("{}[8B]{}[B8]{}", &compact[..2], &compact[3..4], &compact[5..]),
        format!("?{}[8B]{}", &compact[1..2], &compact[3..]),
    ] {
        let reading = MarkCode::read(&text);
        assert!(matches!(reading, Reading::Restored { .. }), "{text}: {reading:?}");
        assert_eq!(reading.code(), Some(code), "{text}");
    }
    // Neither choice gives valid checks, so another place must be wrong as well.
    let text = format!("{}[8B]{}", with(&compact[..2], 0, '9'), &compact[3..]);
    let fits = match MarkCode::read(&text) {
        Reading::Unresolved { mut candidates } => candidates.any(|one| one == code),
        one => one.code() == Some(code),
    };
    assert!(fits, "{text}");
}

#[test]
fn half_a_code_is_a_part() {
    let part = |head: &str, tail: &str| {
        Some(PartOfCode {
            head: head.into(),
            tail: tail.into(),
        })
    };
    for (text, expected) in [
        ("9ZBK6*", part("9ZBK6", "")),
        ("9zbk6-0q1", part("9ZBK60Q1", "")),
        ("mark 9ZBK6-", part("9ZBK6", "")),
        ("m/9ZBK6-oQ1", part("9ZBK60Q1", "")),
        ("*0Q1TY", part("", "0Q1TY")),
        ("9ZBK6*TY", part("9ZBK6", "TY")),
        ("9ZBK", None),
        ("9ZBK6-0Q1TY", None),
        ("9ZB*Q1TY", None),
        ("9ZBK?*", None),
        ("", None),
    ] {
        assert_eq!(PartOfCode::read(text), expected, "{text}");
    }
    let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
    let compact = code.compact();
    assert!(PartOfCode::read(&compact[..5]).unwrap().is_of(code));
    assert!(
        PartOfCode::read(&format!("*{}", &compact[5..]))
            .unwrap()
            .is_of(code)
    );
    assert!(
        !PartOfCode::read(&format!("*{}", &compact[..5]))
            .unwrap()
            .is_of(code)
    );
    assert!(PartOfCode::read(&compact[..4]).is_none());
}
