use proptest::prelude::*;

use super::*;

#[test]
fn canonical_forms() {
    for (typed, canonical) in [
        ("wtu-316 c2137n.", "WTU316C2137N"),
        ("WTU?8*46J", "WTU?8*46J"),
        ("W?U3?6C?13?N", "W?U3?6C?13?N"),
        ("**1*?**", "*1?*"),
        ("wtu[b8]1", "WTU[8B]1"),
        ("wtu[8]1", "WTU81"),
        ("wtu[8 - b]1", "WTU[8B]1"),
        ("wtu[0-3]1", "WTU[0123]1"),
        ("wtu[x a-c]1", "WTU[ABCX]1"),
        ("wtu[3-0]1", "WTU[03]1"),
        ("[1?]2", "?2"),
        ("WTU 268 T 0046 J", "WTU268T0046J"),
        (
            "B1A114504S WBK946971S",
            "B1A114504SWBK946971S; B1A114504S; WBK946971S",
        ),
        ("WTU316C2137N 54CM", "WTU316C2137N54CM; WTU316C2137N"),
        ("2019 WTU316C2137N", "2019WTU316C2137N; WTU316C2137N"),
        ("K17FTJ02980K17FTJ02980", "K17FTJ02980K17FTJ02980; K17FTJ02980"),
        ("GF282833, WSBC902120725N", "GF282833; WSBC902120725N"),
        ("GF282833 and WSBC902120725N", "GF282833; WSBC902120725N"),
        ("S/N: GF282833", "GF282833"),
        ("Nº282833", "282833"),
        ("№GF282833", "GF282833"),
        ("GF282833; unknown", "GF282833"),
        ("HTTPS://MARKS.EXAMPLE.ORG/M/7KQ4M2X9TD", "7KQ4M2X9TD"),
        ("https://marks.example.org/m/7kq4m-2x9td/?a=b", "7KQ4M2X9TD"),
        ("marks.example.org/m/7kq4m-2x9td", "7KQ4M2X9TD"),
        ("m/9ZBK6-0Q1TY", "9ZBK60Q1TY"),
        ("Ａ55Ø6805", "A5506805"),
        ("“GF282833”", "GF282833"),
        ("FTA9C180+2", "FTA9C1802"),
        ("ＧＦ２８？８３３", "GF28?833"),
        ("a", "A"),
    ] {
        assert_eq!(
            FramePattern::parse(typed).map(|p| p.to_string()).as_deref(),
            Ok(canonical),
            "{typed}"
        );
    }
}

#[test]
fn refusals() {
    for (typed, error) in [
        ("", PatternError::Nothing),
        ("*", PatternError::Nothing),
        ("🚲", PatternError::Nothing),
        ("????", PatternError::Nothing),
        ("wtu[8b", PatternError::Brackets),
        ("wtu]8b", PatternError::Brackets),
        ("wtu[[8b]]", PatternError::Brackets),
        ("wtu[]", PatternError::Brackets),
        ("don't know", PatternError::Words),
        ("ab\u{7}12", PatternError::Control),
        (
            "A111,B222,C333,D444,E555,F666,G777,H888,J999",
            PatternError::TooMany,
        ),
    ] {
        assert_eq!(FramePattern::parse(typed), Err(error), "{typed}");
    }
    assert_eq!(FramePattern::parse(&"?".repeat(300)), Err(PatternError::TooLong));
    assert_eq!(
        FramePattern::parse(&"1".repeat(10_000)),
        Err(PatternError::TooLong)
    );
    assert_eq!(FramePattern::parse(&"1".repeat(60)), Err(PatternError::TooLong));
}

#[test]
fn whole_numbers_have_keys() {
    let keys = |typed| FramePattern::parse(typed).unwrap().keys().collect::<Vec<_>>();
    assert_eq!(keys("wtu-1"), ["WTU1"]);
    assert!(keys("wtu?1").is_empty());
    assert!(keys("wtu1*").is_empty());
}

proptest! {
    #[test]
    fn never_panics_and_prints_what_parses_back(typed in "\\PC{0,60}") {
        if let Ok(pattern) = FramePattern::parse(&typed) {
            prop_assert_eq!(FramePattern::parse(&pattern.to_string()), Ok(pattern));
        }
    }

    #[test]
    fn prints_what_parses_back(typed in "[A-C0-2?*\\[\\] ,;/-]{0,60}") {
        if let Ok(pattern) = FramePattern::parse(&typed) {
            prop_assert!(!pattern.readings().is_empty());
            prop_assert_eq!(FramePattern::parse(&pattern.to_string()), Ok(pattern));
        }
    }

    #[test]
    fn spaces_hyphens_and_case_do_not_matter(number in "[A-E]{2}[0-9]{3}[A-Z0-9]{2}", gaps in "[ -]{6}") {
        let spaced: String = number.chars().zip(gaps.chars().chain(['-'])).flat_map(|(c, gap)| [c, gap]).collect();
        let plain = FramePattern::parse(&number);
        prop_assert_eq!(FramePattern::parse(&spaced.to_lowercase()).map(|p| p.readings()[0].clone()),
            plain.map(|p| p.readings()[0].clone()));
    }
}

#[test]
fn a_word_beside_others_is_a_piece() {
    for (typed, pieces) in [
        ("WTU316C2137N", vec![false]),
        ("hf0-191-01 03", vec![false, true]),
        ("WTU316C2137N, B1A114504S", vec![false, false]),
        // The two words together, and then each word by itself.
        ("B1A114504S WBK946971S", vec![false, true, true]),
        // A number that was typed twice is also read once.
        ("WBK946971SWBK946971S", vec![false, false]),
    ] {
        let pattern = FramePattern::parse(typed).unwrap();
        let found: Vec<bool> = (0..pattern.readings().len())
            .map(|at| pattern.is_piece(at))
            .collect();
        assert_eq!(found, pieces, "{typed}");
    }
}

#[test]
fn what_was_taken_is_read_back_even_if_nobody_could_type_it() {
    let long = "ABCDEFGH12345678 BCDEFGHJ23456789 CDEFGHJK34567890; DEFGHJKL45678901 EFGHJKLM56789012 FGHJKLMN67890123";
    for typed in [long, "kn-ow", "W?U3?6; *12[8B]"] {
        let Ok(pattern) = FramePattern::parse(typed) else {
            continue;
        };
        let printed = String::from(pattern.clone());
        assert_eq!(FramePattern::try_from(printed), Ok(pattern), "{typed}");
    }
    assert!(FramePattern::parse(long).is_ok());
    let written = FramePattern::parse(long).unwrap().to_string();
    assert!(written.len() > FramePattern::MAX_WRITTEN, "{written}");
    assert!(
        FramePattern::try_from("GF282833; unknown".to_owned()).is_ok(),
        "as it was typed"
    );
}
