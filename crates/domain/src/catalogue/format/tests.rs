use super::*;
use crate::catalogue::lines;

#[test]
fn every_line_is_read_and_its_example_is_in_its_format() {
    assert_eq!(frame_formats().len(), lines(COLLECTED));
    for format in frame_formats() {
        assert!(
            format.matches(&format.example),
            "{}: {}",
            format.of,
            format.example
        );
    }
}

#[test]
fn numbers_in_a_makers_format_need_no_hint() {
    for format in frame_formats() {
        if let Subject::Makes(makes) = &format.subject {
            for make in makes {
                assert!(
                    format.grade > Grade::B || hint(make, &format.example).is_none(),
                    "{make} {}",
                    format.example
                );
            }
        }
    }
    for (make, key) in [
        ("Brompton", "1406123456"),
        ("", "YP20987"),
        ("trek bikes", "WTU316C2137N"),
        ("Trek", ""),
    ] {
        assert_eq!(hint(make, key), None, "{make} {key}");
    }
}

#[test]
fn unusual_numbers_get_a_gentle_word() {
    for (make, key, says, grade) in [
        ("Trek", "WTU3I6C2137N", "Could yours be WTU316C2137N?", Grade::B),
        ("Trek", "WTU3I6C2I37N", "Could yours be WTU316C2137N?", Grade::B),
        (
            "Specialized",
            "WSBC90212072N",
            "have 14 characters, like WSBC902120725N; yours has 13",
            Grade::B,
        ),
        (
            "specialised",
            "HELLO",
            "Most Specialized numbers are like",
            Grade::B,
        ),
        ("Liv", "GF28283", "have 8 characters", Grade::B),
        ("", "EN14764", "safety standard mark", Grade::D),
        ("Giant", "G0384", "Giant date code", Grade::C),
        ("Brompton", "12CB23QJ", "engraved later", Grade::C),
        ("", "ABCDEF", "digits in them", Grade::B),
        ("Unheard Of", "1234", "at least five characters", Grade::B),
    ] {
        let hint = hint(make, key).unwrap_or_else(|| panic!("{make} {key}"));
        assert!(hint.sentence.contains(says), "{make} {key}: {}", hint.sentence);
        assert_eq!(hint.grade, grade, "{make} {key}");
    }
}

#[test]
fn thin_evidence_gives_no_hint_but_may_suggest() {
    // We know only one Cube number, which is not enough to say what most of them are like.
    assert_eq!(hint("Cube", "AB12345678"), None);
    assert_eq!(
        hint("Cube", "SW056O2927").and_then(|hint| hint.suggestion),
        Some("SWO5602927".into())
    );
}

#[test]
fn long_texts_are_taken_calmly() {
    assert!(hint("Trek", &"O0I1".repeat(1000)).is_some());
}
